package meaning

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"cipherdesk/internal/enrich"
	"cipherdesk/internal/news"
)

var analyser = sync.OnceValues(func() (*enrich.Analyser, error) { return enrich.New(enrich.Options{}) })

// version reads a text as the desk does.
func version(t testing.TB, title, body string, updates ...string) Version {
	t.Helper()
	a, err := analyser()
	if err != nil {
		t.Fatal(err)
	}
	v := Version{
		Text:     news.Text{Title: title, Body: body},
		Findings: a.Analyse(enrich.Revision{Title: title, Text: body, Language: "en"}),
	}
	for _, u := range updates {
		v.Text.Updates = append(v.Text.Updates, news.Update{Words: u})
	}
	return v
}

const (
	title = "Charities ask Facebook to pause encryption"
	lede  = "The letter was signed by 47 groups, the Harbour Foundation said. "
	count = "The National Crime Agency estimates that the reports led to more than 2,500 arrests in 2018. "
	said  = "“We have asked for a meeting and nobody has answered us,” said Eleanor Voss, its director. "
	close = "Ministers said on Monday that they would look at the plan again."
)

// describe prints changes as a person would note them down.
func describe(changes []Change) string {
	var out []string
	for _, c := range changes {
		out = append(out, strings.TrimSpace(fmt.Sprintf("%s %s %q %q%s", c.Kind, strings.Join(c.What, "+"), c.Was.Quote, c.Now.Quote, c.Notice)))
	}
	return strings.Join(out, "\n")
}

func TestBetween(t *testing.T) {
	base := version(t, title, lede+count+said+close)
	for _, x := range []struct {
		name string
		now  Version
		want string
	}{
		{"nothing", base, ""},
		{"typography", version(t, "Charities ask Facebook to pause Encryption", strings.ReplaceAll(lede+count+said+close, "“", "\"")), ""},
		{"more text", version(t, title, lede+count+said+close+" A hearing is planned for May."), ""},
		{"a number is another", version(t, title, strings.Replace(lede, "47", "49", 1)+count+said+close), `figure-changed value "47 groups" "49 groups"`},
		{"a bound is lost", version(t, title, lede+strings.Replace(count, "more than ", "", 1)+said+close), `figure-changed bound "more than 2,500 arrests" "2,500 arrests"`},
		{"nobody estimates it now", version(t, title, lede+"The reports led to more than 2,500 arrests in 2018. "+said+close), `figure-changed estimator "more than 2,500 arrests" "more than 2,500 arrests"`},
		{"a number is gone", version(t, title, lede+said+close), `figure-removed  "more than 2,500 arrests" ""`},
		{"a quotation is softer", version(t, title, lede+count+strings.Replace(said, "nobody has answered us", "nobody has answered yet", 1)+close),
			`quote-changed words "We have asked for a meeting and nobody has answered us," "We have asked for a meeting and nobody has answered yet,"`},
		{"a quotation is gone", version(t, title, lede+count+close), `quote-removed  "We have asked for a meeting and nobody has answered us," ""`},
		{"somebody else says it", version(t, title, lede+count+strings.Replace(said, "Eleanor Voss, its director", "Graham Oduya, its chairman", 1)+close),
			`quote-changed speaker "We have asked for a meeting and nobody has answered us," "We have asked for a meeting and nobody has answered us,"`},
		{"the headline", version(t, "Charities demand that Facebook stop encryption", lede+count+said+close),
			`headline-changed  "Charities ask Facebook to pause encryption" "Charities demand that Facebook stop encryption"`},
		{"a correction", version(t, title, lede+count+said+close, "This article was corrected on 7 February: 47 groups signed, not 40."),
			`notice-added correction "" ""This article was corrected on 7 February: 47 groups signed, not 40.`},
		{"an update", version(t, title, lede+count+said+close, "Updated at 14:00 with a reply of the company."), `notice-added  "" ""Updated at 14:00 with a reply of the company.`},
	} {
		got := Between(base, x.now)
		if describe(got) != x.want {
			t.Errorf("%s:\n%s\nwant\n%s", x.name, describe(got), x.want)
		}
		checkSpans(t, x.name, got, base, x.now)
	}
}

// checkSpans asserts that every span is the exact words of its version.
func checkSpans(t *testing.T, name string, changes []Change, was, now Version) {
	t.Helper()
	for _, c := range changes {
		for _, s := range []struct {
			span news.Span
			of   Version
		}{{c.Was, was}, {c.Now, now}} {
			if s.span.Quote != "" && s.of.field(s.span.Field)[s.span.Start:s.span.End] != s.span.Quote {
				t.Errorf("%s: %+v", name, s.span)
			}
		}
	}
}

// TestEqualNumbersAreNotTaken keeps two numbers of one unit apart by their
// sentences: the one that was replaced is told, not the one beside it.
func TestEqualNumbersAreNotTaken(t *testing.T) {
	was := version(t, title, "Police made 120 arrests in Bristol in May. Courts in Leeds heard of 300 arrests over the summer.")
	now := version(t, title, "Police made 140 arrests in Bristol in May. Courts in Leeds heard of 300 arrests over the summer.")
	if got := describe(Between(was, now)); got != `figure-changed value "120 arrests" "140 arrests"` {
		t.Error(got)
	}
}

func TestCarriers(t *testing.T) {
	was := version(t, title, lede+count+said+close)
	now := version(t, title, strings.Replace(lede, "47", "49", 1)+strings.Replace(count, "more than 2,500", "about 2,300", 1)+close)
	others := []Holder{
		{"same", version(t, "Facebook asked to wait", "In a letter 47 groups ask the company to wait.")},
		{"new", version(t, "Facebook asked to wait", "In a letter 49 groups ask the company to wait.")},
		{"unit", version(t, "Facebook asked to wait", "It spent £47 on stamps.")},
		{"year", version(t, "Arrests", "Officers made more than 2,500 arrests in 2022.")},
		{"quotes", version(t, "Silence", "“We have asked for a meeting and nobody has answered us,” Voss told the BBC. Eleanor Voss leads the Harbour Foundation.")},
	}
	got := map[string][]string{}
	for _, c := range Between(was, now) {
		for _, x := range Carriers(c, others) {
			got[string(c.Kind)+" "+c.Was.Quote] = append(got[string(c.Kind)+" "+c.Was.Quote], string(x.Article))
			i := slices.IndexFunc(others, func(h Holder) bool { return h.Article == x.Article })
			if others[i].field(x.Span.Field)[x.Span.Start:x.Span.End] != x.Span.Quote {
				t.Errorf("%s: span %+v", x.Article, x.Span)
			}
		}
	}
	for key, want := range map[string]string{
		"figure-changed 47 groups":                                              "[same]",
		"figure-changed more than 2,500 arrests":                                "[]", // another year
		"quote-removed We have asked for a meeting and nobody has answered us,": "[quotes]",
	} {
		if fmt.Sprint(got[key]) != want {
			t.Errorf("%s: carried by %v, want %s (all: %v)", key, got[key], want, got)
		}
	}
}

func FuzzBetween(f *testing.F) {
	f.Add(lede+count+said, lede+said)
	f.Add("“One” 12 million reports", "“Two” 13 million reports, or 70%")
	f.Add("", "\xff“\n\n”12")
	f.Fuzz(between(f))
}

// between compares any two texts and looks at what was found.
func between(t testing.TB) func(t *testing.T, x, y string) {
	a, err := analyser()
	if err != nil {
		t.Fatal(err)
	}
	return func(t *testing.T, x, y string) {
		read := func(s string) Version {
			return Version{Text: news.Text{Body: s}, Findings: a.Analyse(enrich.Revision{Text: s})}
		}
		was, now := read(x), read(y)
		changes := Between(was, now)
		checkSpans(t, "fuzz", changes, was, now)
		for _, c := range changes {
			Carriers(c, []Holder{{"now", now}, {"was", was}})
		}
		if same := Between(was, was); len(same) > 0 {
			t.Errorf("no edit: %s", describe(same))
		}
	}
}

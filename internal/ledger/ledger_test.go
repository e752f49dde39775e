package ledger

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"cipherdesk/internal/enrich"
	"cipherdesk/internal/news"
	"cipherdesk/internal/page"
)

var noon = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)

// fig writes a figure in short: value, unit, bound, subject, period, estimator.
func fig(v float64, unit string, more ...string) news.Figure {
	f := news.Figure{Value: &v, Unit: unit, Bound: news.BoundExact}
	for i, into := range []*string{(*string)(&f.Bound), &f.Subject, &f.Period, &f.Estimator} {
		if i < len(more) && more[i] != "" {
			*into = more[i]
		}
	}
	return f
}

func entry(n int, event string, f news.Figure) Entry {
	return Entry{Article: news.ArticleID(fmt.Sprint("a", n)), Figure: f, Seen: noon.Add(time.Duration(n) * time.Hour), Event: news.EventID(event),
		Text: news.ArticleID(fmt.Sprint("a", n))}
}

// shape prints groups as the articles in them; "!" where they differ.
func shape(groups []Group) string {
	var out []string
	for _, g := range groups {
		var ids []string
		for i, e := range g.Entries {
			ids = append(ids, string(e.Article))
			if len(g.Why[i]) == 0 {
				ids = append(ids, "without a reason")
			}
		}
		s := strings.Join(ids, "+")
		if g.Differs {
			s += "!"
		}
		out = append(out, s)
	}
	return strings.Join(out, " ")
}

func TestGroups(t *testing.T) {
	vague := fig(0, "reports", "vague", "lost reports")
	vague.Value = nil
	for _, c := range []struct {
		name string
		in   []Entry
		want string
	}{
		{"one event, one number", []Entry{entry(1, "e", fig(16.8e6, "reports", "", "Facebook", "2018", "NCMEC")),
			entry(2, "e", fig(16.8e6, "reports", "", "Facebook", "2018", ""))}, "a1+a2"},
		{"a bound that is lost in translation", []Entry{entry(1, "e", fig(2500, "arrests", "more-than", "arrests", "", "NCA")),
			entry(2, "e", fig(2500, "arrests", "", "arrests", "", ""))}, "a1+a2"},
		{"more than 100 and 129 agree", []Entry{entry(1, "e", fig(100, "signatories", "more-than", "signatories")),
			entry(2, "e", fig(129, "signatories", "", "signatories"))}, "a1+a2"},
		{"47 and 49 do not", []Entry{entry(1, "e", fig(47, "signatories", "", "signatories of the letter")),
			entry(2, "e", fig(49, "signatories", "", "signatories of the letter"))}, "a1+a2!"},
		{"47 and 49 of two events are two letters", []Entry{entry(1, "e", fig(47, "signatories", "", "signatories")),
			entry(2, "f", fig(49, "signatories", "", "signatories"))}, ""},
		{"a text that states both means two things", []Entry{entry(1, "e", fig(16.8e6, "reports", "", "Facebook", "2018")),
			{Article: "a1", N: 1, Figure: fig(18.4e6, "reports", "", "Facebook", "2018"), Seen: noon, Event: "e", Text: "a1"},
			entry(2, "e", fig(16.8e6, "reports", "", "Facebook", "2018")), entry(3, "e", fig(18.4e6, "reports", "", "Facebook", "2018"))}, "a1+a3 a1+a2"},
		{"rounded", []Entry{entry(1, "e", fig(16.8e6, "reports", "", "reports of Facebook", "", "NCMEC")),
			entry(2, "e", fig(16836694, "reports", "", "reports of Facebook", "", "NCMEC"))}, "a1+a2"},
		{"twelve million, four things", []Entry{
			entry(1, "e", fig(12e6, "reports", "", "reports that would be lost", "", "NCMEC")),
			entry(2, "f", fig(12e6, "reports", "", "reports from Messenger", "", "New York Times")),
			entry(3, "g", fig(12e6, "reports", "", "CyberTips sent by Facebook", "2020", "NCA")),
			entry(4, "h", fig(12e6, "offences", "", "offences last year", "", "NSPCC"))}, ""},
		{"one author, another event", []Entry{entry(1, "e", fig(70, "percent", "", "reports lost", "", "NCMEC")),
			entry(2, "f", fig(70, "percent", "", "reports lost", "", "NCMEC"))}, "a1+a2"},
		{"two years", []Entry{entry(1, "e", fig(16.8e6, "reports", "", "Facebook", "2018", "NCMEC")),
			entry(2, "e", fig(16.8e6, "reports", "", "Facebook", "2019", "NCMEC"))}, ""},
		{"an everyday number of nobody", []Entry{entry(1, "e", fig(10, "people", "", "people")), entry(2, "f", fig(10, "people", "", "people"))}, ""},
		{"vague ones belong nowhere", []Entry{entry(1, "e", vague), entry(2, "e", vague)}, ""},
		{"one article states it twice", []Entry{entry(1, "e", fig(5000, "users")), {Article: "a1", N: 1, Figure: fig(5000, "users"), Seen: noon, Event: "e"}}, ""},
	} {
		if got := shape(Groups(c.in)); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

func TestApartSaysWhy(t *testing.T) {
	lost := entry(1, "e", fig(12e6, "reports", "", "reports that would be lost", "2018", "NCMEC"))
	for _, c := range []struct {
		other Entry
		want  string
	}{
		{entry(2, "f", fig(12e6, "reports", "", "Messenger", "", "New York Times")), "it is a number of New York Times"},
		{entry(3, "g", fig(12e6, "offences", "", "offences", "", "NSPCC")), "it counts offences"},
		{entry(4, "h", fig(12e6, "reports", "", "reports", "2020", "NCMEC")), "it is about 2020"},
		{entry(5, "h", fig(12e6, "reports", "", "Facebook", "", "")), "it is about Facebook"},
		{entry(6, "h", fig(12e6, "reports")), ""},
	} {
		if got := Apart(lost, c.other); got != c.want {
			t.Errorf("%+v: %q, want %q", c.other.Figure, got, c.want)
		}
	}
}

func TestOrderDoesNotMatter(t *testing.T) {
	var in []Entry
	for i := range 60 {
		in = append(in, entry(i, fmt.Sprint("e", i%7), fig(float64(40+i%9), "signatories", "", "signatories of the letter", "", []string{"", "NSPCC"}[i%2])))
	}
	want := shape(Groups(in))
	r := rand.New(rand.NewPCG(1, 2))
	for range 20 {
		r.Shuffle(len(in), func(i, j int) { in[i], in[j] = in[j], in[i] })
		if got := shape(Groups(in)); got != want {
			t.Fatalf("another order, other groups:\n%s\n%s", got, want)
		}
	}
}

// The three reports of one letter state the same quantities in other words; the
// two texts about other events share none of them.
func TestSeeds(t *testing.T) {
	dir := os.Getenv("CIPHERDESK_SHARED")
	if dir == "" {
		dir = filepath.Join("..", "..", "..", "shared")
	}
	files, _ := filepath.Glob(filepath.Join(dir, "data", "seeds", "*.txt"))
	if len(files) == 0 {
		t.Skip("shared data absent: no seeds")
	}
	analyser, err := enrich.New(enrich.Options{})
	if err != nil {
		t.Fatal(err)
	}
	events := map[string]string{"002": "letter", "003": "letter", "004": "letter", "000": "paper", "001": "rollout"}
	var all []Entry
	for i, file := range files {
		raw, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		seed := filepath.Base(file)[:3]
		text := page.FromPlain(string(raw), page.Options{})
		found := analyser.Analyse(enrich.Revision{Title: text.Title, Text: text.Body})
		for n, f := range found.Figures {
			all = append(all, Entry{Article: news.ArticleID(seed), N: n, Figure: f, Seen: noon.Add(time.Duration(i) * time.Hour), Event: news.EventID(events[seed]), Text: news.ArticleID(seed)})
		}
	}
	groups := Groups(all)
	holds := func(value float64, articles ...string) {
		for _, g := range groups {
			var ids []string
			for _, e := range g.Entries {
				ids = append(ids, string(e.Article))
			}
			slices.Sort(ids)
			if *g.Entries[0].Figure.Value == value && strings.Join(slices.Compact(ids), " ") == strings.Join(articles, " ") {
				return
			}
		}
		t.Errorf("%v is not one statistic of %v", value, articles)
	}
	for _, g := range groups {
		for i, e := range g.Entries {
			t.Logf("%v %s %q %q est %q: %s %v", *e.Figure.Value, e.Figure.Unit, e.Figure.Subject, e.Figure.Period, e.Figure.Estimator, e.Article, g.Why[i])
		}
		t.Log("--", g.Differs)
	}
	for seed, whose := range map[string]string{"002": "National Crime Agency", "003": "", "004": "letter"} {
		if i := slices.IndexFunc(all, func(e Entry) bool {
			return string(e.Article) == seed && e.Figure.Value != nil && *e.Figure.Value == 2500
		}); i < 0 || all[i].Figure.Estimator != whose {
			t.Errorf("%s: whose number the 2,500 arrests are is not %q", seed, whose)
		}
	}
	holds(16.8e6, "002", "003", "004")
	holds(2500, "002", "003", "004")
	holds(100, "002", "003", "004") // and 129: they agree
	holds(70, "003", "004")
	for _, g := range groups {
		if g.Differs {
			t.Errorf("%v is said to differ", *g.Entries[0].Figure.Value)
		}
	}
}

// TestTexts reads figures out of texts of our own, each of another outlet, and
// asks which of them are one quantity.
func TestTexts(t *testing.T) {
	analyser, err := enrich.New(enrich.Options{})
	if err != nil {
		t.Fatal(err)
	}
	type text struct{ event, lang, words string }
	of := func(texts []text) (all []Entry) {
		for i, x := range texts {
			id := news.ArticleID(fmt.Sprint("a", i+1))
			for n, f := range analyser.Analyse(enrich.Revision{Text: x.words, Language: x.lang}).Figures {
				all = append(all, Entry{Article: id, N: n, Figure: f, Seen: noon.Add(time.Duration(i) * time.Hour), Event: news.EventID(x.event), Text: id})
			}
		}
		return all
	}
	for _, c := range []struct {
		name  string
		texts []text
		want  string
	}{
		{"one quantity in four wordings", []text{
			{"e", "en", "Facebook sent 16.8 million reports to NCMEC in 2018."},
			{"e", "en", "In 2018 some 16.8m tips about abuse came from Facebook alone, the letter says."},
			{"e", "nl", "Facebook deed in 2018 16,8 miljoen meldingen."},
			{"e", "de", "Von Facebook kamen 2018 16,8 Millionen Hinweise."}}, "a1+a2+a3+a4"},
		{"two counts of one letter's signatories", []text{
			{"e", "en", "The letter has 47 signatories."}, {"e", "en", "The letter, with its 49 signatories, was sent on Monday."}}, "a1+a2!"},
		{"a limit and a count that keeps to it", []text{
			{"e", "en", "More than 100 organisations signed the letter."}, {"e", "en", "The letter has 129 signatories."}}, "a1+a2"},
		{"those who sign in other words", []text{
			{"e", "en", "In a letter 1,345 heads ask for more time."}, {"e", "nl", "De 1345 ondertekenaars willen meer tijd."}}, "a1+a2"},
		{"millions stay vague", []text{
			{"e", "en", "Millions of reports would be lost."}, {"e", "en", "Millions of reports are at risk."}}, ""},
		{"twelve million, four things", []text{
			{"e", "en", "NCMEC estimates that 12 million reports would be lost."}, {"f", "en", "Messenger was the source of 12 million reports, the New York Times wrote."},
			{"g", "en", "Facebook sent 12 million reports in 2020, the National Crime Agency said."}, {"h", "en", "The NSPCC counted 12 million offences last year."}}, ""},
	} {
		if got := shape(Groups(of(c.texts))); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
	twelve := of([]text{{"e", "en", "NCMEC estimates that 12 million reports would be lost."}, {"g", "en", "Facebook sent 12 million reports in 2020, the National Crime Agency said."},
		{"h", "en", "The NSPCC counted 12 million offences last year."}})
	for i, why := range map[int]string{1: "it is a number of National Crime Agency", 2: "it counts offences"} {
		if got := Apart(twelve[0], twelve[i]); got != why {
			t.Errorf("%q is kept apart because %q, want %q", twelve[i].Figure.Evidence[0].Quote, got, why)
		}
	}
}

func TestIdsAreCarriedOver(t *testing.T) {
	of := func(entries ...Entry) Group { return Group{Entries: entries, Why: make([][]news.Reason, len(entries))} }
	e := func(n int) Entry { return entry(n, "e", fig(5, "x")) }
	first := Identify([]Group{of(e(1), e(2), e(3)), of(e(4), e(5))}, nil)
	if len(first.Put) != 2 || first.Put[0].ID == first.Put[1].ID || len(first.Merged)+len(first.Dissolved) != 0 {
		t.Fatalf("%+v", first)
	}
	was := map[Ref]news.FigureID{}
	for _, s := range first.Put {
		for _, a := range s.Appearances {
			was[Ref{a.Article, a.N}] = s.ID
		}
	}
	one, two := first.Put[0].ID, first.Put[1].ID
	grown := Identify([]Group{of(e(0), e(1), e(2)), of(e(4), e(5), e(6))}, was)
	if grown.Put[0].ID != one || grown.Put[1].ID != two || len(grown.Merged)+len(grown.Dissolved) != 0 {
		t.Errorf("grown: %+v", grown)
	}
	merged := Identify([]Group{of(e(1), e(2), e(3), e(4), e(5))}, was)
	if len(merged.Put) != 1 || merged.Put[0].ID != one || merged.Merged[two] != one {
		t.Errorf("merged: %+v", merged)
	}
	split := Identify([]Group{of(e(1), e(2)), of(e(3), e(4))}, was)
	if split.Put[0].ID != one || split.Put[1].ID != two || len(split.Dissolved) != 0 {
		t.Errorf("split: %+v", split)
	}
	if gone := Identify(nil, was); len(gone.Dissolved) != 2 {
		t.Errorf("dissolved: %+v", gone)
	}
}

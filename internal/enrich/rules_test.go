package enrich

import (
	"slices"
	"strings"
	"testing"

	"cipherdesk/internal/news"
)

// with builds an analyser with rules of an operator.
func with(t testing.TB, rules news.Rules) *Analyser {
	t.Helper()
	a, err := New(Options{Rules: rules})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// aboutEncryption is a headline that makes any text a story, so that its tags
// are given.
const aboutEncryption = "Ministers plan to weaken end-to-end encryption"

func tagged(a *Analyser, summary, tag string) bool {
	found := a.Analyse(Revision{Title: aboutEncryption, Summary: summary, Language: "en"})
	return found.HasTag(tag)
}

func TestOperatorAddsReplacesAndSilences(t *testing.T) {
	form := func(id string, words ...string) news.TagRule {
		return news.TagRule{Forms: []news.Form{{ID: id, Words: words}}}
	}
	base := with(t, nil)
	added := with(t, news.Rules{"topic/lighthouse": form("word", "lighthouse*")})
	if tagged(base, "Two lighthouses burn.", "topic/lighthouse") || !tagged(added, "Two lighthouses burn.", "topic/lighthouse") {
		t.Error("a new tag is not given by the operator's rule alone")
	}
	if !tagged(base, "The Investigatory Powers Act says so.", "law/uk-investigatory-powers-act") {
		t.Fatal("the built-in rule does not find the law")
	}
	replaced := with(t, news.Rules{"law/uk-investigatory-powers-act": form("named", "lighthouse")})
	if tagged(replaced, "The Investigatory Powers Act says so.", "law/uk-investigatory-powers-act") {
		t.Error("a form with a known id does not replace it")
	}
	silent := with(t, news.Rules{"law/uk-investigatory-powers-act": {Silence: true}})
	if tagged(silent, "The Investigatory Powers Act says so.", "law/uk-investigatory-powers-act") {
		t.Error("a silenced tag is given")
	}
	if slices.ContainsFunc(silent.Catalogue(), func(i TagInfo) bool { return i.Tag == "law/uk-investigatory-powers-act" }) {
		t.Error("a silenced tag is in the catalogue")
	}
	quiet := with(t, news.Rules{"law/uk-investigatory-powers-act": {Forms: []news.Form{{ID: "named", Silence: true}}}})
	if tagged(quiet, "The Investigatory Powers Act says so.", "law/uk-investigatory-powers-act") {
		t.Error("a silenced form counts")
	}
}

func TestConditionsOfForms(t *testing.T) {
	cases := []struct {
		name string
		form news.Form
		yes  string
		no   string
	}{
		{"near", news.Form{Near: []string{"storm"}, Within: 3}, "A lighthouse in a storm.", "A lighthouse stood there for years before the storm."},
		{"near anywhere", news.Form{Near: []string{"storm"}}, "A lighthouse stood there. Years went by. Storm!", "A lighthouse stood there."},
		{"near itself", news.Form{Near: []string{"lighthouse"}}, "A lighthouse and a lighthouse.", "A lighthouse."},
		{"also", news.Form{Near: []string{"storm"}, Within: 3, Also: []string{"ship"}}, "A lighthouse, storm. The ship sank.", "A lighthouse, storm."},
		{"unless", news.Form{Unless: []string{"toy"}, Within: 2}, "A lighthouse, not long ago a toy.", "A toy lighthouse."},
		{"name", news.Form{Name: true}, "The Lighthouse burns.", "The lighthouse burns."},
		{"language", news.Form{Lang: []string{"en"}}, "The lighthouse.", ""},
		{"other language", news.Form{Lang: []string{"fi"}}, "", "The lighthouse."},
		{"field", news.Form{Fields: []news.Field{news.FieldSummary}}, "The lighthouse.", ""},
		{"other field", news.Form{Fields: []news.Field{news.FieldText}}, "", "The lighthouse."},
		{"list", news.Form{Near: []string{"@police"}, Within: 4}, "Police guard the lighthouse.", "Sailors guard the lighthouse."},
		{"accents", news.Form{Exact: true, Words: []string{"phäre"}}, "Die phäre.", "Die phare."},
		{"weight", news.Form{Weight: .6}, "A lighthouse. Another lighthouse. A third lighthouse.", "A lighthouse."},
	}
	rules := news.Rules{}
	tag := func(name string) string { return "topic/" + strings.ReplaceAll(name, " ", "-") }
	for _, x := range cases {
		x.form.ID, x.form.Words = "word", append(x.form.Words, "lighthouse")
		rules[tag(x.name)] = news.TagRule{Forms: []news.Form{x.form}}
	}
	a := with(t, rules)
	for _, x := range cases {
		if x.yes != "" && !tagged(a, x.yes, tag(x.name)) {
			t.Errorf("%s: not found in %q", x.name, x.yes)
		}
		if x.no != "" && tagged(a, x.no, tag(x.name)) {
			t.Errorf("%s: found in %q", x.name, x.no)
		}
	}
}

func TestLongestMatchWins(t *testing.T) {
	a := with(t, news.Rules{"topic/lighthouse": {Forms: []news.Form{
		{ID: "word", Words: []string{"lighthouse"}},
		{ID: "friend", Words: []string{"lighthouse keeper*"}, Not: true},
		{ID: "again", Words: []string{"old lighthouse"}, Weight: -1},
	}}})
	for text, want := range map[string]bool{
		"A lighthouse.":                           true,
		"The lighthouse keepers.":                 false,
		"The lighthouse keeper left a lighthouse": true,
		"An old lighthouse.":                      false,
	} {
		if tagged(a, text, "topic/lighthouse") != want {
			t.Errorf("%q: want %v", text, want)
		}
	}
}

func TestBadRulesAreNamed(t *testing.T) {
	for want, rules := range map[string]news.Rules{
		"a tag is one of":  {"weather/rain": {Forms: []news.Form{{ID: "x", Words: []string{"rain"}}}}},
		"needs an id":      {"topic/rain": {Forms: []news.Form{{Words: []string{"rain"}}}}},
		"form x: no words": {"topic/rain": {Forms: []news.Form{{ID: "x"}}}},
		"no list \"@sea\"": {"topic/rain": {Forms: []news.Form{{ID: "x", Words: []string{"rain"}, Near: []string{"@sea"}}}}},
		"has no words":     {"topic/rain": {Forms: []news.Form{{ID: "x", Words: []string{"…"}}}}},
		"none of title":    {"topic/rain": {Forms: []news.Form{{ID: "x", Words: []string{"rain"}, Fields: []news.Field{"body"}}}}},
		"within counts":    {"topic/rain": {Forms: []news.Form{{ID: "x", Words: []string{"rain"}, Within: -1}}}},
	} {
		_, err := New(Options{Rules: rules})
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v does not say %q", err, want)
		}
	}
}

func TestVersionNamesTheRules(t *testing.T) {
	a, b := with(t, nil), with(t, nil)
	c := with(t, news.Rules{"topic/rain": {Forms: []news.Form{{ID: "x", Words: []string{"rain"}}}}})
	if a.Version() != b.Version() || a.Version() == c.Version() || !strings.HasPrefix(a.Version(), code+"-") {
		t.Errorf("%s, %s, %s", a.Version(), b.Version(), c.Version())
	}
	if got := a.Analyse(Revision{Title: "x"}).Version; got != a.Version() {
		t.Errorf("findings say %s", got)
	}
}

func TestCatalogueExplainsEveryTag(t *testing.T) {
	tags := with(t, nil).Catalogue()
	known := map[string]bool{}
	for _, i := range tags {
		known[i.Tag] = true
	}
	for _, i := range tags {
		if i.Label == "" || i.Definition == "" || !strings.HasSuffix(i.Definition, ".") || strings.Contains(i.Definition, "\n") {
			t.Errorf("%s: label %q, definition %q", i.Tag, i.Label, i.Definition)
		}
		for _, s := range i.See {
			if !known[s] || s == i.Tag {
				t.Errorf("%s: see %q", i.Tag, s)
			}
		}
		if strings.Contains(strings.ToLower(i.Label+i.Definition), "pornography") {
			t.Errorf("%s: the guidelines have another word", i.Tag)
		}
	}
	for _, tag := range []string{"topic/e2ee-rollout", "law/eu-csar", "actor/survivor", "tech/pqc", "form/forum", "law/other"} {
		if !known[tag] {
			t.Errorf("%s is missing", tag)
		}
	}
}

// TestEveryListIsUsed keeps the named lists to those that some form asks for.
func TestEveryListIsUsed(t *testing.T) {
	b, err := readBook(nil)
	if err != nil {
		t.Fatal(err)
	}
	used := map[string]bool{}
	for _, rule := range b.rules {
		for _, f := range rule.Forms {
			for _, e := range slices.Concat(f.Words, f.Near, f.Also, f.Unless) {
				if name, isList := strings.CutPrefix(e, "@"); isList {
					used[name] = true
				}
			}
		}
	}
	if len(b.lists) < 50 {
		t.Errorf("only %d lists were read", len(b.lists))
	}
	for name := range b.lists {
		if !used[name] {
			t.Errorf("no form uses @%s", name)
		}
	}
}

func TestLawBringsItsMatter(t *testing.T) {
	const summary = "Lawmakers ask whether S.4051 would apply to a small mail service."
	base := with(t, nil)
	if !tagged(base, summary, "topic/lawful-access") {
		t.Error("a law on access does not bring the topic with it")
	}
	if tagged(with(t, news.Rules{"topic/lawful-access": {Silence: true}}), summary, "topic/lawful-access") {
		t.Error("a silenced tag comes by way of a law")
	}
	for _, bad := range []news.Rules{
		{"topic/own": {Brings: []string{"topic/no-such-tag"}}},
		{"story/encryption": {Forms: []news.Form{{ID: "own", Words: []string{"own words"}, Brings: []string{"topic/no-such-tag"}}}}},
	} {
		if _, err := New(Options{Rules: bad}); err == nil || !strings.Contains(err.Error(), "no-such-tag") {
			t.Errorf("%v: %v", bad, err)
		}
	}
	told := with(t, news.Rules{"story/encryption": {Forms: []news.Form{{ID: "own", Words: []string{"the chalk marks"}, Brings: []string{"topic/traceability"}}}}})
	if f := told.Analyse(Revision{Title: "The chalk marks come back"}); !f.HasTag("topic/traceability") {
		t.Error("a form of the verdict does not bring its tag")
	}
}

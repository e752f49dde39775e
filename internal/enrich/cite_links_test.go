package enrich

import (
	"strings"
	"testing"

	"cipherdesk/internal/news"
)

func linkOn(body, anchor, url string) news.Link {
	i := strings.Index(body, anchor)
	return news.Link{URL: url, Anchor: anchor, Place: "body", Start: i, End: i + len(anchor)}
}

func TestLinksGiveAddresses(t *testing.T) {
	body := "The Financial Times first reported this. The open letter is short. Elsewhere, see this post and our own page."
	r := Revision{Text: body, Language: "en", URL: "https://www.desk.example/a", Outlet: &news.Outlet{Name: "The Desk", Hosts: []string{"www.desk.example"}}}
	r.Links = []news.Link{
		linkOn(body, "first reported", "https://ft.example/x"),
		linkOn(body, "open letter", "https://letters.example/l.pdf"),
		linkOn(body, "this post", "https://www.blog.example/p"),
		linkOn(body, "our own page", "https://desk.example/b"),
		{URL: "https://outside.example/", Start: -1, End: -1},
		{URL: "https://wrong.example/", Start: 5, End: len(body) + 9},
		{URL: "javascript:alert(1)", Start: 0, End: 3},
	}
	got := map[string]string{}
	for _, c := range newTestAnalyser(t).Analyse(r).Citations {
		got[string(c.Kind)+" "+c.Source] = c.URL
	}
	want := map[string]string{
		"credit Financial Times": "https://ft.example/x",
		"document open letter":   "https://letters.example/l.pdf",
		"link blog.example":      "https://www.blog.example/p",
	}
	if len(got) != len(want) {
		t.Errorf("found %v", got)
	}
	for what, url := range want {
		if got[what] != url {
			t.Errorf("%s has address %q, want %q", what, got[what], url)
		}
	}
}

func TestToldUs(t *testing.T) {
	r := Revision{Text: "“We are looking into it,” a spokesman told us on Friday.", Language: "en"}
	a := newTestAnalyser(t)
	if got := ofKind(a.Analyse(r).Citations, news.CiteCredit); len(got) != 0 {
		t.Errorf("an unknown outlet was credited: %+v", got)
	}
	r.Outlet = &news.Outlet{Name: "The Desk"}
	got := ofKind(a.Analyse(r).Citations, news.CiteCredit)
	if len(got) != 1 || got[0].Source != "The Desk" || got[0].Relation != news.RelStatementTo {
		t.Errorf("found %+v", got)
	}
}

func TestAnOutletsWordInsideAnotherName(t *testing.T) {
	r := Revision{Language: "en", Text: "The Varsan People’s Liberation Front says that fighting goes on."}
	f := newTestAnalyser(t).Analyse(r)
	if got := ofKind(f.Citations, news.CiteCredit); len(got) != 0 {
		t.Errorf("credits: %+v", got)
	}
	if got := ofKind(f.Citations, news.CiteAttribution); len(got) != 1 || got[0].Speaker != "" {
		t.Errorf("attributions: %+v", got)
	}
}

func TestDanishInformationIsNotTheInformation(t *testing.T) {
	r := Revision{Language: "da", Text: "»Det er et angreb på privatlivet«, siger Mette Holm til Information."}
	for _, c := range newTestAnalyser(t).Analyse(r).Citations {
		if c.Source == "The Information" {
			t.Errorf("found %+v", c)
		}
	}
}

func TestWhatAnOutletReportsIsNotTheLastSpeakers(t *testing.T) {
	r := Revision{Language: "en", Text: "“We should all tread lightly here,” John Fithian said. Variety reports: “The film will open in nine cities on Friday.”"}
	quotes := ofKind(newTestAnalyser(t).Analyse(r).Citations, news.CiteQuote)
	if len(quotes) != 2 || quotes[0].Speaker != "John Fithian" || quotes[1].Speaker != "" || quotes[1].Organisation != "Variety" {
		t.Errorf("quotes: %+v", quotes)
	}
}

func TestASecondLetterIsNotTheFirst(t *testing.T) {
	r := Revision{Language: "en", Text: "More than 100 groups led by the NSPCC have signed a letter to Facebook. The letter asks for a delay.\n\n" +
		"Last year three ministers had written an open letter to the company. They cite the same numbers as this letter."}
	made := ofKind(newTestAnalyser(t).Analyse(r).Citations, news.CiteDocument)
	if len(made) != 2 || made[0].Organisation != "NSPCC" || len(made[0].Evidence) != 2 || made[1].Organisation != "" || len(made[1].Evidence) != 1 {
		t.Errorf("documents: %+v", made)
	}
}

func TestSameWordsInTwoFields(t *testing.T) {
	body := "“Nobody asked a single parent about this plan,” said Dana Whitlock. There were 1,200 complaints."
	f := newTestAnalyser(t).Analyse(Revision{Title: "1,200 complaints", Summary: body[:60] + "…", Text: body, Language: "en"})
	if q := ofKind(f.Citations, news.CiteQuote); len(q) != 1 || len(q[0].Evidence) < 2 {
		t.Errorf("quotes: %+v", q)
	}
	if len(f.Figures) != 1 || len(f.Figures[0].Evidence) != 2 {
		t.Errorf("figures: %+v", f.Figures)
	}
}

func TestFindingsAreBounded(t *testing.T) {
	for _, unit := range []string{"Anna Berg said: “We go on.”\n\n", "There were %d0 reports. ", "according to according to the BBC ", "‘users’ ‘a ",
		"dpa, ", "she told the newspaper. ", "The Harbour Gazette said. ", "The court said it. ", "Wanless of Meta said. ", "> A b c d e f.\n\n"} {
		var b strings.Builder
		for i := 0; b.Len() < 60000; i++ {
			b.WriteString(strings.ReplaceAll(unit, "%d", strings.Repeat("1", 1+i%9)))
		}
		f := newTestAnalyser(t).Analyse(Revision{Text: b.String(), Language: "en"})
		if len(f.Citations) > mostFindings || len(f.Figures) > mostFindings {
			t.Errorf("%q: %d citations, %d figures", unit, len(f.Citations), len(f.Figures))
		}
		checkSpans(t, b.String(), f)
	}
}

// TestMessagesAreNoPapers: what encryption protects is no document that an article
// relies on; messages that a newsroom has in hand are.
func TestMessagesAreNoPapers(t *testing.T) {
	a := newTestAnalyser(t)
	for sentence, papers := range map[string]int{
		"Charities ask Whistle not to encrypt messages.":                     0,
		"Nobody else can read the messages, not even the company.":           0,
		"The plan was known for a year, according to messages.":              1,
		"In leaked messages the managers call the count a nuisance.":         1,
		"The managers knew of it for a year, messages seen by a court show.": 1,
	} {
		r := Revision{Language: "en", Text: sentence}
		if got := ofKind(a.Analyse(r).Citations, news.CiteDocument); len(got) != papers {
			t.Errorf("%s: %+v", sentence, got)
		}
	}
}

package digest

import (
	"fmt"
	"testing"
	"time"

	"cipherdesk/internal/news"
)

// desk is a made-up period with the means to fill it.
type desk struct {
	in Input
	n  int
}

func newDesk(t *testing.T) *desk {
	p, err := ParsePeriod(Day, "2026-11-22", london(t))
	if err != nil {
		t.Fatal(err)
	}
	return &desk{in: Input{Period: p, Now: p.Start.Add(18 * time.Hour), Notes: map[news.ArticleID]Notes{}}}
}

// row adds a story of an outlet, an hour after the one before.
func (d *desk) row(outlet string, kind news.Kind, event string) news.Row {
	d.n++
	return news.Row{Article: news.Article{ID: news.ArticleID(fmt.Sprintf("a%02d", d.n)), Outlet: news.OutletID(outlet),
		FirstSeen: d.in.Period.Start.Add(time.Duration(d.n) * time.Hour)}, OutletName: outlet, Kind: kind,
		Title: fmt.Sprintf("Headline %d", d.n), Story: news.VerdictYes, Event: news.EventID(event), Revisions: 1}
}

func (d *desk) event(id string, origins int, started time.Time, rows ...news.Row) {
	ev := news.EventRow{Event: news.Event{ID: news.EventID(id), Title: "Event " + id, TitleBy: "rule", Origins: origins, Started: started}, Rows: rows}
	d.in.Events = append(d.in.Events, ev)
	d.in.Rows = append(d.in.Rows, rows...)
}

func ids(events []Event) string {
	s := ""
	for _, e := range events {
		s += string(e.ID)
	}
	return s
}

func TestOrderIsTheOneThatAboutExplains(t *testing.T) {
	d := newDesk(t)
	old := d.in.Period.Start.AddDate(0, 0, -3)
	now := d.in.Period.Start.Add(time.Hour)
	press, rights := news.TechPress, news.DigitalRights
	d.event("f", 1, now, d.row("o1", press, "f"))
	d.event("e", 1, now, d.row("o2", press, "e"))
	doc := d.row("o3", press, "d")
	d.event("d", 1, now, doc)
	d.in.Notes[doc.ID] = NotesOf(news.Piece{Row: doc, Findings: news.Findings{Citations: []news.Citation{{Kind: news.CiteDocument, URL: "https://example.org/letter.pdf"}}}})
	d.event("g", 1, old, d.row("o4", press, "g"))
	d.event("c", 2, now, d.row("o5", press, "c"), d.row("o6", news.PolicyPress, "c"))
	d.event("b", 2, old, d.row("o7", press, "b"), d.row("o8", rights, "b"))
	d.event("a", 3, old, d.row("o9", press, "a"), d.row("o10", press, "a"), d.row("o11", press, "a"))
	if got := ids(Choose(d.in).Events); got != "abcdefg" {
		// e was seen after f; both are alike otherwise.
		t.Errorf("order is %s", got)
	}
}

func TestPassingIsFoldedAndCopiesCollapse(t *testing.T) {
	d := newDesk(t)
	first, again, other := d.row("o1", news.TechPress, ""), d.row("o2", news.GeneralPress, ""), d.row("o3", news.TechPress, "")
	again.SameTextAs = first.ID
	mention := d.row("o4", news.TechPress, "")
	mention.Story = news.VerdictPassing
	d.in.Rows = []news.Row{first, again, other, mention}
	e := Choose(d.in)
	if len(e.Loose) != 2 || e.Loose[0].ID != other.ID || e.Loose[1].Copies != 1 {
		t.Errorf("loose stories: %+v", e.Loose)
	}
	if len(e.Passing) != 1 || e.Articles != 3 || e.Outlets != 3 {
		t.Errorf("%d passing, %d articles of %d outlets", len(e.Passing), e.Articles, e.Outlets)
	}
}

func TestAnEditionKnowsNothingOfTheDaysAfterIt(t *testing.T) {
	d := newDesk(t)
	today := d.row("o1", news.TechPress, "x")
	tomorrow := d.row("o2", news.DigitalRights, "x")
	tomorrow.FirstSeen = d.in.Period.End.Add(time.Hour)
	earlier := d.row("o3", news.Company, "x")
	earlier.FirstSeen = d.in.Period.Start.Add(-time.Hour)
	d.event("x", 3, d.in.Period.Start, earlier, today, tomorrow)
	d.in.Rows = []news.Row{today}
	e := Choose(d.in).Events[0]
	if e.Outlets != 2 || e.Origins != 2 || e.Earlier != 1 || len(e.Stories) != 1 || len(e.Kinds) != 2 {
		t.Errorf("%d outlets, %d origins, %d earlier, %d stories, kinds %v", e.Outlets, e.Origins, e.Earlier, len(e.Stories), e.Kinds)
	}
}

func TestFirstPollsStandBesideLiveStories(t *testing.T) {
	d := newDesk(t)
	live, old, older := d.row("o1", news.TechPress, "x"), d.row("o2", news.TechPress, "x"), d.row("o3", news.Company, "y")
	old.FromFirst, older.FromFirst = true, true
	d.event("x", 2, d.in.Period.Start, live, old)
	d.event("y", 1, d.in.Period.Start, older)
	e := Choose(d.in)
	if e.Reconstructed != 0 || e.Articles != 1 || ids(e.Events) != "x" || len(e.Events[0].Stories) != 1 || e.Events[0].Earlier != 1 {
		t.Errorf("the edition: %+v", e.Block)
	}
	if e.Early.Articles != 2 || ids(e.Early.Events) != "y" || len(e.Early.Loose) != 1 || e.Early.Loose[0].ID != old.ID {
		t.Errorf("beside it: %+v", e.Early)
	}
	d.in.Now = d.in.Period.End
	if Choose(d.in).Open {
		t.Error("a day that is over is still open")
	}
}

func TestFirstPollsAloneMakeAReconstructedEdition(t *testing.T) {
	d := newDesk(t)
	old, live := d.row("o1", news.TechPress, ""), d.row("o2", news.TechPress, "")
	old.FromFirst, live.Story = true, news.VerdictPassing
	d.in.Rows = []news.Row{live, old}
	e := Choose(d.in)
	if e.Reconstructed != 1 || e.Empty() || !e.Open || len(e.Passing) != 1 || !e.Early.Empty() {
		t.Errorf("%d reconstructed, empty %v, open %v, %d passing", e.Reconstructed, e.Empty(), e.Open, len(e.Passing))
	}
	old.Story = news.VerdictPassing
	d.in.Rows = []news.Row{live, old}
	if e := Choose(d.in); e.Reconstructed != 0 || !e.Empty() || len(e.Passing) != 1 || len(e.Early.Passing) != 1 {
		t.Errorf("a quiet day: %+v", e)
	}
}

func figureOf(v float64, estimator string) news.Figure {
	return news.Figure{Value: &v, Unit: "reports", Estimator: estimator}
}

func TestEqualNumbersOfDifferentEstimatorsStayApart(t *testing.T) {
	piece := func(outlet string, f ...news.Figure) Notes {
		return NotesOf(news.Piece{Row: news.Row{Article: news.Article{ID: news.ArticleID("a-" + outlet), Outlet: news.OutletID(outlet)}, OutletName: outlet}, Findings: news.Findings{Figures: f}})
	}
	got := PickFigures([]Notes{
		piece("one", figureOf(12e6, "Clearing House"), figureOf(3, "")),
		piece("two", figureOf(12e6, "The Clearing House")),
		piece("three", figureOf(12e6, "Metro Daily")),
		piece("four", figureOf(12e6, "")),
	}, 9)
	if len(got) != 4 || got[0].Estimator != "Clearing House" || got[0].Texts != 2 || got[1].Estimator != "Metro Daily" || got[1].Texts != 1 {
		t.Errorf("%+v", got)
	}
	one := PickFigures([]Notes{piece("one", figureOf(5, "Clearing House")), piece("two", figureOf(5, ""))}, 9)
	if len(one) != 1 || one[0].Texts != 2 || one[0].Estimator != "Clearing House" {
		t.Errorf("a number with one named source: %+v", one)
	}
	hours := figureOf(24, "Clearing House")
	hours.Unit = "hours"
	if f := PickFigure([]Notes{piece("one", hours, figureOf(3, ""))}); f == nil || *f.Value != 3 {
		t.Errorf("the key figure is %+v", f)
	}
	share := figureOf(70, "Clearing House")
	share.Unit, share.Subject = "percent", "Clearing House"
	if f := PickFigure([]Notes{piece("one", share, figureOf(3, "")), piece("two", share)}); f == nil || *f.Value != 3 {
		t.Errorf("a share of nothing named is the key figure: %+v", f)
	}
	if what := FigureWhat(share); what != "" {
		t.Errorf("a share counts %q, the body whose number it is", what)
	}
	if f := PickFigure([]Notes{piece("one", figureOf(9, "Metro Daily"), figureOf(3, "")), piece("two", figureOf(3, "")), piece("three", figureOf(3, ""))}); *f.Value != 3 {
		t.Errorf("of two of equal weight, the one in fewer outlets is the key figure: %+v", f)
	}
	vague := news.Figure{Bound: news.BoundVague, Unit: "people"}
	if PickFigure([]Notes{piece("one", vague)}) != nil {
		t.Error("a vague figure is no key figure")
	}
}

func TestQuotationsComeFromDifferentKinds(t *testing.T) {
	text := body(400)
	var at int
	quote := func(speaker, organisation string) news.Citation {
		at += 80
		return news.Citation{Kind: news.CiteQuote, Speaker: speaker, Organisation: organisation, Evidence: []news.Span{spanOf(text, at, at+60)}}
	}
	kinds := func(name string) (news.Kind, bool) {
		k, ok := map[string]news.Kind{"Trust": news.ChildProtection, "Shore": news.ChildProtection, "Line": news.DigitalRights}[name]
		return k, ok
	}
	p := news.Piece{Row: news.Row{Article: news.Article{ID: "a1"}}, Text: news.Text{Body: text, Rights: news.Rights{MaxSnippet: -1}},
		Findings: news.Findings{Citations: []news.Citation{quote("A", "Trust"), quote("A", "Trust"), quote("B", "Shore"), quote("", ""), quote("C", "Line")}}}
	got := PickQuotes([]Notes{NotesOf(p)}, kinds, 2)
	if len(got) != 2 || got[0].Body != "Trust" || got[1].Body != "Line" || !got[1].Known {
		t.Errorf("%+v", got)
	}
}

// TestWordsOfALetterAreTheLetters: many may have signed it; a body that a text names
// with it is not quoted for them all.
func TestWordsOfALetterAreTheLetters(t *testing.T) {
	text := body(400)
	p := news.Piece{Row: news.Row{Article: news.Article{ID: "a1"}, OutletName: "Daily"}, Text: news.Text{Body: text, Rights: news.Rights{MaxSnippet: -1}},
		Findings: news.Findings{Citations: []news.Citation{{Kind: news.CiteQuote, Source: "joint letter", Organisation: "Trust", Evidence: []news.Span{spanOf(text, 80, 140)}}}}}
	got := PickQuotes([]Notes{NotesOf(p)}, func(name string) (news.Kind, bool) { return news.ChildProtection, name == "Trust" }, 2)
	if len(got) != 1 || got[0].Who() != "the joint letter, in Daily" || !got[0].Known {
		t.Errorf("%+v", got)
	}
}

func TestQuotationsComeFromDifferentArticlesAndKnowTheirBodies(t *testing.T) {
	kinds := func(name string) (news.Kind, bool) {
		k, ok := map[string]news.Kind{"Trust": news.ChildProtection, "Line": news.DigitalRights}[name]
		return k, ok
	}
	quote := func(article, speaker, body, lang, words string) Quote {
		return Quote{Article: news.ArticleID(article), Speaker: speaker, Body: body, Lang: lang, Words: words + ", and this is long enough to stand by itself"}
	}
	got := PickQuotes([]Notes{
		{Article: "a1", Quotes: []Quote{quote("a1", "Iven", "", "en", "one"), quote("a1", "Ada", "Trust", "en", "two")}},
		{Article: "a2", Quotes: []Quote{quote("a2", "Ada", "Trust", "nl", "drie"), quote("a2", "Mo", "Trust", "en", "four")}},
		{Article: "a3", Quotes: []Quote{quote("a3", "Iven", "Line", "fr", "cinq")}},
	}, kinds, 2)
	if len(got) != 2 || got[0].Body != "Line" || got[0].Article != "a1" || !got[0].Known || got[1].Article != "a2" || got[1].Lang != "en" {
		t.Errorf("%+v", got)
	}
}

func TestReadingNamesTheUnreadable(t *testing.T) {
	now := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	outlet := func(name string, statuses ...news.FeedStatus) news.OutletState {
		o := news.OutletState{Outlet: news.Outlet{Name: name, Enabled: true}}
		for _, s := range statuses {
			o.Feeds = append(o.Feeds, news.FeedState{Status: s, Since: now.Add(-time.Hour)})
		}
		return o
	}
	off := outlet("switched off", news.FeedFailing)
	off.Outlet.Enabled = false
	entity := outlet("entity")
	entity.Outlet.Entity = true
	r := ReadingOf([]news.OutletState{outlet("well", news.FeedOK), outlet("stale", news.FeedStale), outlet("half", news.FeedOK, news.FeedFailing),
		outlet("refused", news.FeedBlocked), outlet("failing", news.FeedFailing), outlet("new", news.FeedNew), off, entity}, now)
	var names string
	for _, u := range r.Unread {
		names += u.Name + " "
	}
	if r.Total != 6 || r.Read != 3 || r.Waiting != 1 || names != "refused failing half stale " {
		t.Errorf("%d of %d read; %s", r.Read, r.Total, names)
	}
}

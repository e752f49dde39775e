package web

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"cipherdesk/internal/news"
	"cipherdesk/internal/store"
)

func TestAFigureHasAPageOfWhoStatesIt(t *testing.T) {
	r, s := openDesk(t)
	ids := []news.ArticleID{s.ids["letter"], s.ids["harbour"]}
	pieces, err := s.db.PiecesOf(t.Context(), ids)
	if err != nil {
		t.Fatal(err)
	}
	one := news.Statistic{ID: "reports-lost", Differs: true}
	for _, id := range ids {
		one.Appearances = append(one.Appearances, news.Appearance{Article: id, N: 0, Seen: pieces[id].FirstSeen, Figure: pieces[id].Findings.Figures[0],
			Why: []news.Reason{{Kind: "figure", Words: "the same value"}, {Kind: "same-text"}}})
	}
	change := store.LedgerChange{Put: []news.Statistic{one}}
	if err := s.db.SaveLedger(t.Context(), change); err != nil {
		t.Fatal(err)
	}
	r.holds("/figure/reports-lost", "more than 4.2 million", "Lantern Trust", "Harbour Times", "Whose number", "Northland Clearing House", "These differ",
		"the articles carry one text", "something else", "Medialog", "kept apart")
	r.holds("/figures", `href="/figure/reports-lost"`, "2 texts of 2 outlets")
	r.holds("/article/"+string(ids[0]), `href="/figure/reports-lost"`, "stated by others too")
	r.holds("/figure/reports-lost.atom", "Harbour Times", "more than 4.2 million")
	two := one
	two.ID = "lost"
	if err := s.db.SaveLedger(t.Context(), store.LedgerChange{Put: []news.Statistic{two}, Merged: map[news.FigureID]news.FigureID{one.ID: two.ID}}); err != nil {
		t.Fatal(err)
	}
	if res := r.get("/figure/reports-lost"); res.StatusCode != http.StatusMovedPermanently || res.Header.Get("Location") != "/figure/lost" {
		t.Errorf("merged: %d %s", res.StatusCode, res.Header.Get("Location"))
	}
	if err := s.db.SaveLedger(t.Context(), store.LedgerChange{Dissolved: []news.FigureID{"lost"}}); err != nil {
		t.Fatal(err)
	}
	for path, status := range map[string]int{"/figure/lost": http.StatusGone, "/figure/none": http.StatusNotFound} {
		if res := r.get(path); res.StatusCode != status {
			t.Errorf("%s: %d, not %d", path, res.StatusCode, status)
		}
	}
}

// TestWhatOthersStillGive has one outlet change a number that another one's text
// of the same event keeps.
func TestWhatOthersStillGive(t *testing.T) {
	r, s := openDesk(t)
	r.holds("/revisions/carried", "None of them is given elsewhere")
	lost := func(passage string, value float64) draft {
		return draft{name: "harbour", outlet: "harbour-times", title: "97 charities ask Chatterbox to halt encrypted messages", lang: "en", verdict: news.VerdictYes,
			tags: []string{"topic/e2ee-rollout"}, text: letterText("Ninety-seven charities have asked Chatterbox to halt its plan to encrypt all messages.", "The letter says that "+passage+"."),
			find: func(f *news.Findings, text string) {
				f.Figures = append(f.Figures, news.Figure{Value: amount(value), Unit: "reports", Bound: news.BoundMoreThan, Estimator: "Northland Clearing House", Evidence: words(text, passage)})
			}}
	}
	first := lost("more than 4.2 million reports a year would be lost", 4.2e6)
	first.seen = now.Add(-3 * time.Hour)
	s.change(first)
	second := lost("more than 4.6 million reports a year would be lost", 4.6e6)
	second.seen = now.Add(-2 * time.Hour)
	s.change(second)
	s.at = now
	again := reader{t, New(s.db.Reader, options())}
	again.holds("/revisions/carried", "Harbour Times changed more than 4.2 million", "to more than 4.6 million", "Lantern Trust", "still gives more than 4.2 million",
		", in its version of", "<mark>more than 4.2 million reports a year would be lost</mark>")
	again.lacks("/revisions/carried", "Medialog") // its 4.2 million are others
	for _, form := range []string{".atom", ".rss", ".json"} {
		again.holds("/revisions/carried"+form, "changed by The Harbour Times, still given by 1 other text", "as of its version of")
	}
	again.holds("/figures", `href="/revisions/carried"`)
}

// TestThePlotSaysWhatItShows looks at the picture of who stated which value
// when.
func TestThePlotSaysWhatItShows(t *testing.T) {
	at := func(hours int, value float64, bound news.Bound, kind news.Kind, outlet string) statedLine {
		l := statedLine{}
		l.FirstSeen, l.OutletName, l.Kind, l.Row.Article.Outlet = now.Add(time.Duration(hours)*time.Hour), outlet, kind, news.OutletID(outlet)
		l.Figure = news.Figure{Value: amount(value), Unit: "reports", Bound: bound}
		return l
	}
	p := newPlot("reports", []statedLine{at(0, 47, news.BoundExact, news.Kind("research"), "A"), at(0, 47, news.BoundExact, news.Kind("research"), "B"),
		at(100, 49, news.BoundExact, news.Kind("company"), "C"), at(50, 40, news.BoundMoreThan, news.Kind("company"), "A")}, time.UTC)
	if len(p.Lines) != 3 || p.Lines[0].Name != "49" || p.Lines[2].Name != "40" || p.Lines[0].Y >= p.Lines[1].Y || p.Lines[1].Y >= p.Lines[2].Y {
		t.Errorf("lines: %+v", p.Lines)
	}
	if a, b := p.Dots[0], p.Dots[1]; a.Y != b.Y || b.X-a.X < plotDotSize {
		t.Errorf("two texts of one time cover each other: %+v %+v", a, b)
	}
	for _, d := range p.Dots {
		if d.X < p.Left || d.X+plotDotSize > p.Width || d.Y > p.Height {
			t.Errorf("outside: %+v", d)
		}
	}
	if d := p.Dots[3]; d.To-d.From != plotReach || d.To != d.Y {
		t.Errorf("more than: %+v", d)
	}
	for _, want := range []string{"C: 49", "A: more than 40", "12 March 2026"} {
		if !strings.Contains(p.Desc, want) {
			t.Errorf("the words lack %q: %s", want, p.Desc)
		}
	}
	if one := newPlot("reports", []statedLine{at(0, 47, "", news.Kind("research"), "A")}, time.UTC); one.Width != 0 {
		t.Errorf("one text is drawn: %+v", one)
	}
}

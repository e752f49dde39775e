package web

import (
	"net/http"
	"testing"

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

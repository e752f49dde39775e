package web

import (
	"testing"

	"cipherdesk/internal/news"
	"cipherdesk/internal/store"
)

// What is kept of a text goes when its findings, or what may be shown of it,
// become others.
func TestKeptPassagesFollowTheirText(t *testing.T) {
	s := newSeeder(t)
	s.desk()
	desk := newSite(s.db.Reader, options())
	id := s.ids["harbour"]
	ask := func() []quoted {
		t.Helper()
		got, err := desk.passagesOf(t.Context(), []news.ArticleID{id})
		s.must(err)
		return got[id]
	}
	full, err := s.db.Article(t.Context(), id)
	s.must(err)
	first := ask()
	if len(first) == 0 || len(ask()) != len(first) || len(desk.passages.kept) != 1 {
		t.Fatalf("%d passages, %d kept", len(first), len(desk.passages.kept))
	}
	found := full.Findings
	found.Citations, found.Figures, found.Tags, found.Story.Evidence = nil, nil, nil, nil
	s.must(s.db.PutFindings(t.Context(), []store.FindingsRecord{{Revision: full.Revisions[0].ID, Findings: found}}))
	if got := ask(); len(got) != 0 {
		t.Errorf("found no more, and still shown: %v", got)
	}
	s.must(s.db.PutFindings(t.Context(), []store.FindingsRecord{{Revision: full.Revisions[0].ID, Findings: full.Findings}}))
	if got := ask(); len(got) != len(first) {
		t.Errorf("%d passages, not %d", len(got), len(first))
	}
	s.must(s.db.Withdraw(t.Context(), withdrawal(id)))
	if got := ask(); len(got) != 0 {
		t.Errorf("withdrawn, and still shown: %v", got)
	}
}

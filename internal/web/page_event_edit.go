package web

import (
	"context"
	"fmt"
	"slices"

	"cipherdesk/internal/digest"
	"cipherdesk/internal/news"
)

// editsOf says in our words what an editor did to an event, the last thing first.
// What was taken back, and what put no member where it is, is left out.
func (s *site) editsOf(ctx context.Context, row news.EventRow) ([]string, error) {
	edits, err := s.store.EditsOf(ctx, articleIDs(row.Rows, len(row.Rows)))
	if err != nil {
		return nil, fmt.Errorf("edits of the event: %w", err)
	}
	var lines []string
	for _, e := range slices.Backward(edits) {
		what := editWords(e, row)
		if what == "" || !e.Undone.IsZero() {
			continue
		}
		line := fmt.Sprintf("On %s an editor of this desk %s", e.At.In(s.o.Zone).Format("2 January 2006"), what)
		if e.Reason != "" {
			line += ": " + e.Reason
		}
		lines = append(lines, line)
	}
	return lines, nil
}

// editWords is what an edit did to an event that holds some of its articles; empty
// when it did nothing that shows there.
func editWords(e news.EventEdit, row news.EventRow) string {
	here := func(ids []news.ArticleID) int {
		n := 0
		for _, r := range row.Rows {
			if slices.Contains(ids, r.ID) {
				n++
			}
		}
		return n
	}
	moved, stayed := here(e.Articles), here(e.Rest)
	switch {
	case e.Kind == news.EditRetitle && row.TitleBy == "desk" && row.Title == e.Title:
		return "gave it its title"
	case e.Kind == news.EditMerge && moved > 0 && stayed > 0:
		return "made one of two events"
	case e.Kind == news.EditSplit && moved > 0 && stayed == 0:
		return "took " + digest.Count(moved, "article") + " out of another event into this one"
	case e.Kind == news.EditSplit && moved == 0:
		return "took " + digest.Count(len(e.Articles), "article") + " out of it"
	case e.Kind == news.EditPin && slices.Equal(e.Articles, e.Rest):
		return "confirmed that " + digest.Count(moved, "article") + " belong together"
	case e.Kind == news.EditPin && moved > 0:
		return "placed " + digest.Count(moved, "article") + " here"
	}
	return ""
}

package web

import (
	"context"
	"fmt"
	"slices"

	"cipherdesk/internal/digest"
	"cipherdesk/internal/news"
)

// editLine is something that an editor did to an event, with the articles that it
// moved.
type editLine struct {
	Words string
	Moved []news.Piece
}

// mostMoved bounds the articles that one line names.
const mostMoved = 6

// editsOf says in our words what an editor did to an event, the last thing first.
// What was taken back, and what put no member where it is, is left out.
func (s *site) editsOf(ctx context.Context, row news.EventRow) ([]editLine, error) {
	edits, err := s.store.EditsOf(ctx, articleIDs(row.Rows, len(row.Rows)))
	if err != nil {
		return nil, fmt.Errorf("edits of the event: %w", err)
	}
	var lines []editLine
	for _, e := range slices.Backward(edits) {
		what, moved := editWords(e, row)
		if what == "" || !e.Undone.IsZero() {
			continue
		}
		line := editLine{Words: fmt.Sprintf("On %s an editor of this desk %s", e.At.In(s.o.Zone).Format("2 January 2006"), what)}
		if e.Reason != "" {
			line.Words += ": " + e.Reason
		}
		pieces, err := s.store.PiecesOf(ctx, moved[:min(len(moved), mostMoved)])
		if err != nil {
			return nil, fmt.Errorf("articles that an editor moved: %w", err)
		}
		for _, id := range moved {
			if p, shown := pieces[id]; shown {
				line.Moved = append(line.Moved, p)
			}
		}
		lines = append(lines, line)
	}
	return lines, nil
}

// editWords is what an edit did to an event that holds some of its articles, and the
// articles that it moved; empty when it did nothing that shows there.
func editWords(e news.EventEdit, row news.EventRow) (what string, articles []news.ArticleID) {
	here := func(ids []news.ArticleID) (found []news.ArticleID) {
		for _, r := range row.Rows {
			if slices.Contains(ids, r.ID) {
				found = append(found, r.ID)
			}
		}
		return found
	}
	moved, stayed := here(e.Articles), here(e.Rest)
	count := digest.Count(len(moved), "article")
	switch {
	case e.Kind == news.EditRetitle && row.TitleBy == "desk" && row.Title == e.Title:
		return "gave it its title", nil
	case e.Kind == news.EditMerge && len(moved) > 0 && len(stayed) > 0:
		return "made one of two events", moved
	case e.Kind == news.EditSplit && len(moved) > 0 && len(stayed) == 0:
		return "took " + count + " out of another event into this one", moved
	case e.Kind == news.EditSplit && len(moved) == 0:
		return "took " + digest.Count(len(e.Articles), "article") + " out of it", e.Articles
	case e.Kind == news.EditPin && slices.Equal(e.Articles, e.Rest):
		return "confirmed that " + count + " belong together", nil
	case e.Kind == news.EditPin && len(moved) > 0:
		return "placed " + count + " here", moved
	}
	return "", nil
}

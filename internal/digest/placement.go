package digest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"cipherdesk/internal/event"
	"cipherdesk/internal/news"
	"cipherdesk/internal/store"
)

// placeSpan is how far around an article others are read to see what is rare.
const placeSpan = 21 * 24 * time.Hour

// PlaceIt says where the article stands among the events: why it is in its own,
// and why it is not in the nearest others, nor in the one where it was expected, if
// an id is given. Words are weighed among so many articles of the same weeks.
// ErrNotFound or ErrGone for an expected event that there is not.
func (s *Standing) PlaceIt(ctx context.Context, r *store.Reader, expected news.EventID, among int) error {
	if expected != "" {
		if err := s.expect(ctx, r, expected); err != nil {
			return err
		}
	}
	if s.Found == nil {
		return nil
	}
	pieces, err := r.PiecesAround(ctx, s.Found.FirstSeen, placeSpan, among)
	if err != nil {
		return fmt.Errorf("read articles of the same weeks: %w", err)
	}
	also := []news.ArticleID{s.Found.ID}
	for _, row := range []*news.EventRow{s.Event, s.Expected} {
		if row != nil {
			for _, m := range row.Members {
				also = append(also, m.Article)
			}
		}
	}
	known := map[news.ArticleID]bool{}
	for _, p := range pieces {
		known[p.ID] = true
	}
	more, err := r.PiecesOf(ctx, slices.DeleteFunc(also, func(id news.ArticleID) bool { return known[id] }))
	if err != nil {
		return fmt.Errorf("read members of events: %w", err)
	}
	for _, p := range more {
		pieces = append(pieces, p)
	}
	slices.SortFunc(pieces, func(a, b news.Piece) int { return int(a.Seq - b.Seq) })
	edits, err := r.Edits(ctx)
	if err != nil {
		return fmt.Errorf("read edits of events: %w", err)
	}
	edits = slices.DeleteFunc(edits, func(e news.EventEdit) bool { return !e.Undone.IsZero() })
	s.Place, _ = event.ExplainStored(groupsOf(pieces), pieces, edits, s.Found.ID, s.expectedID())
	if s.Found.Story == news.VerdictNo {
		s.Place.Why = append([]string{"it neither is about encryption nor mentions it: events hold no such article"}, s.Place.Why...)
	}
	return nil
}

func (s *Standing) expectedID() news.EventID {
	if s.Expected == nil {
		return ""
	}
	return s.Expected.ID
}

// expect reads the event in which an article was expected, or the one into which
// that was merged.
func (s *Standing) expect(ctx context.Context, r *store.Reader, id news.EventID) error {
	now, err := r.EventAlias(ctx, id)
	if err == nil {
		var row news.EventRow
		row, err = r.Event(ctx, now)
		s.Expected = &row
	}
	switch {
	case errors.Is(err, news.ErrGone):
		return fmt.Errorf("event %s was dissolved: %w", id, err)
	case errors.Is(err, news.ErrNotFound):
		return fmt.Errorf("no event is called %q: %w", id, news.ErrNotFound)
	}
	return err
}

// groupsOf are the events that articles say they are in, with these members.
func groupsOf(pieces []news.Piece) []news.Event {
	var out []news.Event
	place := map[news.EventID]int{}
	for _, p := range pieces {
		if p.Event == "" {
			continue
		}
		i, known := place[p.Event]
		if !known {
			i = len(out)
			place[p.Event] = i
			out = append(out, news.Event{ID: p.Event})
		}
		out[i].Members = append(out[i].Members, news.Member{Article: p.ID})
	}
	return out
}

package ingest

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"cipherdesk/internal/event"
	"cipherdesk/internal/news"
)

// recall fills an empty memory from the database with what was first seen since
// the memory begins, with the older members of events that reach into it and what
// an editor put beside those. Events keep their ids; what other rules or another
// process made of them is stored.
func (p *Poller) recall(ctx context.Context, now time.Time) error {
	p.takeDirty() // everything is read as it is now
	edits, err := p.DB.Edits(ctx)
	if err != nil {
		return fmt.Errorf("read edits of events: %w", err)
	}
	r := newRecollection(p)
	if err := r.recent(ctx, now.Add(-memory)); err != nil {
		return err
	}
	held := standing(edits)
	if err := r.named(ctx, held); err != nil {
		return err
	}
	if err := p.recast(ctx, slices.DeleteFunc(edits, r.touches)); err != nil {
		return err
	}
	events := event.New(event.Options{})
	events.Reedit(held)
	if err := p.keep(ctx, events.Recall(r.sorted())); err != nil {
		return err
	}
	p.events, p.edits, p.synced = events, held, now
	return nil
}

// recollection is what is read of the database to fill a memory.
type recollection struct {
	*Poller
	pieces map[news.ArticleID]news.Piece
	events map[news.EventID]news.Event
	asked  map[news.ArticleID]bool // those in pieces, and those that nobody has
}

func newRecollection(p *Poller) *recollection {
	return &recollection{p, map[news.ArticleID]news.Piece{}, map[news.EventID]news.Event{}, map[news.ArticleID]bool{}}
}

// recent reads what was first seen since a time, and the whole of every event
// that it is in.
func (r *recollection) recent(ctx context.Context, since time.Time) error {
	pieces, err := r.DB.Pieces(ctx, since)
	if err != nil {
		return fmt.Errorf("read articles for events: %w", err)
	}
	for _, piece := range pieces {
		r.pieces[piece.ID], r.asked[piece.ID] = piece, true
	}
	for cursor := ""; ; {
		rows, next, err := r.DB.Events(ctx, news.EventQuery{Since: since, Limit: 500, Cursor: cursor})
		if err != nil {
			return fmt.Errorf("read events: %w", err)
		}
		for _, row := range rows {
			if err := r.whole(ctx, row.Event); err != nil {
				return err
			}
		}
		if cursor = next; cursor == "" {
			return nil
		}
	}
}

// whole takes an event in, with the members that are not read yet.
func (r *recollection) whole(ctx context.Context, e news.Event) error {
	r.events[e.ID] = e
	_, err := r.read(ctx, memberIDs(e))
	return err
}

func memberIDs(e news.Event) []news.ArticleID {
	var ids []news.ArticleID
	for _, m := range e.Members {
		ids = append(ids, m.Article)
	}
	return ids
}

// read reads the articles that were not asked for yet; what is no story is left
// out.
func (r *recollection) read(ctx context.Context, ids []news.ArticleID) (fresh []news.Piece, err error) {
	ids = slices.DeleteFunc(slices.Clone(ids), func(id news.ArticleID) bool { return r.asked[id] })
	for some := range slices.Chunk(ids, 100) {
		found, err := r.DB.PiecesOf(ctx, some)
		if err != nil {
			return nil, fmt.Errorf("read older members of events: %w", err)
		}
		for _, id := range some {
			r.asked[id] = true
			if piece, known := found[id]; known && piece.Story != news.VerdictNo {
				r.pieces[id] = piece
				fresh = append(fresh, piece)
			}
		}
	}
	return fresh, nil
}

// named reads what edits set beside articles that are held, and whatever shares
// an event with that, as far as edits lead.
func (r *recollection) named(ctx context.Context, edits []news.EventEdit) error {
	for again := true; again; {
		again = false
		for _, e := range edits {
			if !r.touches(e) {
				continue
			}
			fresh, err := r.read(ctx, slices.Concat(e.Articles, e.Rest))
			if err != nil {
				return err
			}
			for _, piece := range fresh {
				again = true
				if err := r.eventOf(ctx, piece); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// eventOf takes in the event that an article is in.
func (r *recollection) eventOf(ctx context.Context, piece news.Piece) error {
	if _, known := r.events[piece.Event]; known || piece.Event == "" {
		return nil
	}
	row, err := r.DB.Event(ctx, piece.Event)
	if errors.Is(err, news.ErrGone) || errors.Is(err, news.ErrNotFound) {
		return nil // ended meanwhile
	}
	if err != nil {
		return fmt.Errorf("read event %s: %w", piece.Event, err)
	}
	return r.whole(ctx, row.Event)
}

// touches reports whether an edit names an article that was read.
func (r *recollection) touches(e news.EventEdit) bool {
	return slices.ContainsFunc(slices.Concat(e.Articles, e.Rest), func(id news.ArticleID) bool {
		_, held := r.pieces[id]
		return held
	})
}

// sorted is what was read, the earliest first.
func (r *recollection) sorted() ([]news.Piece, []news.Event) {
	pieces := slices.SortedFunc(maps.Values(r.pieces), func(a, b news.Piece) int { return int(a.Seq - b.Seq) })
	ids := slices.Sorted(maps.Keys(r.events))
	events := make([]news.Event, len(ids))
	for i, id := range ids {
		events[i] = r.events[id]
	}
	return pieces, events
}

// recast applies edits to events that are older than the memory.
func (p *Poller) recast(ctx context.Context, edits []news.EventEdit) error {
	if len(edits) == 0 {
		return nil
	}
	r := newRecollection(p)
	for _, e := range edits {
		fresh, err := r.read(ctx, slices.Concat(e.Articles, e.Rest))
		if err != nil {
			return err
		}
		for _, piece := range fresh {
			if err := r.eventOf(ctx, piece); err != nil {
				return err
			}
		}
	}
	pieces, events := r.sorted()
	return p.keep(ctx, event.Recast(events, pieces, edits))
}

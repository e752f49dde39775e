package ingest

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

// memory is how far back articles are held for clustering: twice the window,
// so that nothing that can still get a new neighbour is missing.
const memory = 42 * 24 * time.Hour

// overlap re-reads a little of what was read before, because another process
// may have stored an article with a slightly earlier time.
const overlap = 2 * time.Minute

// updateEvents brings the events up to date with every article that any
// process stored since the last time.
func (p *Poller) updateEvents(ctx context.Context) error {
	p.cluster.Lock()
	defer p.cluster.Unlock()
	first := p.events == nil
	since := p.synced.Add(-overlap)
	now := p.Clock()
	if first {
		since = now.Add(-memory)
	}
	pieces, err := p.DB.Pieces(ctx, since)
	if err != nil {
		return fmt.Errorf("read articles for events: %w", err)
	}
	if first {
		if err := p.recall(ctx, pieces); err != nil {
			return err
		}
	}
	pieces = slices.DeleteFunc(pieces, func(piece news.Piece) bool { return p.events.Has(piece.ID) })
	added := map[news.ArticleID]bool{}
	for _, piece := range pieces {
		added[piece.ID] = true
	}
	if err := p.keep(ctx, p.events.AddAll(pieces)); err != nil {
		return err
	}
	if err := p.replace(ctx, added); err != nil {
		return err
	}
	p.events.Forget(now)
	p.synced = now
	_, err = p.DB.Archive(ctx) // now that copies are known
	return err
}

// recall fills an empty memory from the database, keeping the events' ids.
func (p *Poller) recall(ctx context.Context, pieces []news.Piece) error {
	p.events = event.New(event.Options{})
	known := slices.DeleteFunc(slices.Clone(pieces), func(piece news.Piece) bool { return piece.Event == "" })
	p.events.AddAll(known)
	cursor := ""
	for {
		rows, next, err := p.DB.Events(ctx, news.EventQuery{Limit: 500, Cursor: cursor})
		if err != nil {
			return fmt.Errorf("read events: %w", err)
		}
		for _, row := range rows {
			p.events.Restore(row.ID, memberIDs(row))
		}
		if cursor = next; cursor == "" {
			return nil
		}
	}
}

func memberIDs(e news.EventRow) []news.ArticleID {
	out := make([]news.ArticleID, len(e.Members))
	for i, m := range e.Members {
		out[i] = m.Article
	}
	return out
}

// changed notes articles whose text is new, for the next update of the events.
func (p *Poller) changed(ids ...news.ArticleID) {
	p.dirt.Lock()
	defer p.dirt.Unlock()
	p.dirty = append(p.dirty, ids...)
}

// replace puts the newest version of every changed article in the place of the
// one before, but for those that were just added.
func (p *Poller) replace(ctx context.Context, added map[news.ArticleID]bool) error {
	p.dirt.Lock()
	dirty := p.dirty
	p.dirty = nil
	p.dirt.Unlock()
	for _, id := range dirty {
		if added[id] {
			continue
		}
		added[id] = true
		full, err := p.DB.Article(ctx, id)
		if errors.Is(err, news.ErrGone) || errors.Is(err, news.ErrNotFound) {
			continue
		}
		if err != nil {
			return fmt.Errorf("read changed article: %w", err)
		}
		change := event.Change{}
		if full.Findings.Story.Verdict == news.VerdictNo {
			change = p.events.Remove(id)
		} else {
			change = p.events.Add(pieceOf(full))
		}
		if err := p.keep(ctx, change); err != nil {
			return err
		}
	}
	return nil
}

func pieceOf(f news.Full) news.Piece {
	return news.Piece{Row: f.Row, Owner: f.Outlet.Owner, DerivativeOf: f.Outlet.DerivativeOf, Text: f.Text, Findings: f.Findings}
}

// keep stores a step of the clustering.
func (p *Poller) keep(ctx context.Context, c event.Change) error {
	if len(c.Upsert)+len(c.Merged)+len(c.Dissolved)+len(c.Copies) == 0 {
		return nil
	}
	err := p.DB.SaveEvents(ctx, store.EventChange{Put: c.Upsert, Merged: c.Merged, Dissolved: c.Dissolved, Copies: c.Copies})
	if err != nil {
		return fmt.Errorf("store events: %w", err)
	}
	return nil
}

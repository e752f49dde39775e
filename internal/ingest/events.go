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
	now := p.Clock()
	if p.events == nil {
		return p.recall(ctx, now)
	}
	if anew, err := p.takeEdits(ctx); err != nil || anew {
		return err
	}
	pieces, err := p.DB.Pieces(ctx, p.synced.Add(-overlap))
	if err != nil {
		return fmt.Errorf("read articles for events: %w", err)
	}
	pieces = slices.DeleteFunc(pieces, func(piece news.Piece) bool { return p.events.Has(piece.ID) })
	if err := p.keep(ctx, p.events.Take(pieces)); err != nil {
		return err
	}
	added := map[news.ArticleID]bool{}
	for _, piece := range pieces {
		added[piece.ID] = true
	}
	if err := p.replace(ctx, added); err != nil {
		return err
	}
	if p.events.Restless() {
		if err := p.keep(ctx, p.events.Settle()); err != nil {
			return err
		}
	}
	p.events.Forget(now)
	p.synced = now
	_, err = p.DB.Archive(ctx) // now that copies are known
	return err
}

// changed notes articles whose text is new, for the next update of the events.
func (p *Poller) changed(ids ...news.ArticleID) {
	p.dirt.Lock()
	defer p.dirt.Unlock()
	p.dirty = append(p.dirty, ids...)
}

// takeDirty returns what was noted since the last time.
func (p *Poller) takeDirty() []news.ArticleID {
	p.dirt.Lock()
	defer p.dirt.Unlock()
	dirty := p.dirty
	p.dirty = nil
	return dirty
}

// replace puts the newest version of every changed article in the place of the
// one before, but for those that were just added.
func (p *Poller) replace(ctx context.Context, added map[news.ArticleID]bool) error {
	for _, id := range p.takeDirty() {
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

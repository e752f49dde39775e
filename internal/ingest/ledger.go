package ingest

import (
	"context"
	"fmt"

	"cipherdesk/internal/ledger"
	"cipherdesk/internal/news"
	"cipherdesk/internal/store"
)

// ledgerBatch is how many articles' figures are placed in one step.
const ledgerBatch = 50

// updateLedger puts the figures of every story that is new, or another one than
// before, to those of others that claim the same quantity.
func (p *Poller) updateLedger(ctx context.Context) error {
	for ctx.Err() == nil {
		ids, err := p.DB.Uncounted(ctx, ledgerBatch)
		if err != nil || len(ids) == 0 {
			return err
		}
		entries, err := p.DB.FiguresLike(ctx, ids)
		if err != nil {
			return fmt.Errorf("read figures: %w", err)
		}
		list, was := make([]ledger.Entry, len(entries)), map[ledger.Ref]news.FigureID{}
		for i, e := range entries {
			list[i] = ledger.Entry{Article: e.Article, N: e.N, Figure: e.Figure, Seen: e.Seen, Event: e.Event, Text: e.Text}
			was[list[i].ID()] = e.Statistic
		}
		out := ledger.Identify(ledger.Groups(list), was)
		err = p.DB.SaveLedger(ctx, store.LedgerChange{Seen: ids, Put: out.Put, Merged: out.Merged, Dissolved: out.Dissolved})
		if err != nil {
			return fmt.Errorf("store figures: %w", err)
		}
	}
	return ctx.Err()
}

package ingest

import (
	"cmp"
	"context"
	"fmt"
	"time"

	"cipherdesk/internal/news"
	"cipherdesk/internal/store"
)

const (
	// handEvery and handBurst limit polls by hand that come before a feed is
	// due: thirty at once, then one in two minutes. A loop in somebody's shell
	// is no reader.
	handEvery = 2 * time.Minute
	handBurst = 30
)

// selected lists the feeds of one pass, and says of those that were asked for by
// hand why they must wait. A wait that a server asked for holds even against an
// operator.
func (p *Poller) selected(ctx context.Context, sel Selection) (feeds []news.FeedState, waiting []Report, err error) {
	named := map[news.OutletID]bool{}
	for _, id := range sel.Outlets {
		if _, known := p.outlets[id]; !known {
			return nil, nil, fmt.Errorf("no outlet %q in the configuration: %w", id, news.ErrNotFound)
		}
		named[id] = true
	}
	now := p.Clock()
	all, err := p.feedsAt(ctx, now)
	if err != nil {
		return nil, nil, err
	}
	for _, s := range all {
		outlet, configured := p.outlets[s.Outlet]
		byHand := named[s.Outlet] || len(named) == 0 && sel.All && outlet.Enabled && s.Status != news.FeedRetired
		switch {
		case !configured:
		case byHand && s.Floor.After(now):
			waiting = append(waiting, waits(s, s.Floor, "the server asked for no request before"))
		case byHand && !due(s, now):
			until := spend(&s.ByHand, now, handEvery, handBurst)
			if !until.IsZero() {
				waiting = append(waiting, waits(s, until, "asked by hand too often; again from"))
				continue
			}
			feeds = append(feeds, s)
		case byHand, len(named) == 0 && outlet.Enabled && s.Status != news.FeedRetired && due(s, now):
			feeds = append(feeds, s)
		}
	}
	return feeds, waiting, nil
}

// waits reports a feed that is not asked.
func waits(s news.FeedState, until time.Time, why string) Report {
	return Report{Outlet: s.Outlet, Feed: s.Address, Outcome: news.OutcomeSlowDown, Next: s.Due,
		Error: fmt.Sprintf("not asked: %s %s", why, until.UTC().Format(time.RFC3339))}
}

// spend takes one from an allowance: burst at once, and one more each while. It
// returns when the next may be taken when it is spent. The whole of it is kept
// in one time, until which it has been spent in advance.
func spend(spent *time.Time, now time.Time, every time.Duration, burst int) time.Time {
	full := now.Add(every * time.Duration(burst))
	switch {
	case spent.Before(now):
		*spent = now
	case spent.After(full):
		*spent = full // noted on a clock that ran ahead
	}
	if next := spent.Add(every); !next.After(full) {
		*spent = next
		return time.Time{}
	}
	return spent.Add(every).Add(-every * time.Duration(burst))
}

// feedsAt lists all feeds, and mends what was noted on a clock that ran ahead:
// feeds show by themselves that they were asked in the future; pages are looked
// at when the clock is seen to go back.
func (p *Poller) feedsAt(ctx context.Context, now time.Time) ([]news.FeedState, error) {
	back := time.Unix(0, p.newest.Swap(now.UnixNano())).Sub(now) > tolerance
	feeds, err := p.DB.Feeds(ctx)
	if err != nil {
		return nil, fmt.Errorf("list feeds: %w", err)
	}
	for i := range feeds {
		wrong := false
		if feeds[i], wrong = setRight(feeds[i], now); !wrong {
			continue
		}
		back = true
		if err := p.DB.SaveFeedState(ctx, feeds[i]); err != nil {
			return nil, fmt.Errorf("set %s right: %w", feeds[i].Address, err)
		}
	}
	if back {
		p.Log.Warn("the clock was set back: waits count from now")
		err = p.DB.SetPagesRight(ctx, now)
	}
	return feeds, err
}

// lookBack is how far back requests of an earlier process are looked at: the
// longest gap that a host may ask for.
const lookBack = time.Hour

// remember tells the fetcher what earlier processes asked last, so that a
// restart shortens no gap.
func (p *Poller) remember(ctx context.Context) error {
	now := p.Clock()
	latest, _, err := p.DB.Fetches(ctx, store.FetchQuery{Limit: 500})
	if err != nil {
		return err
	}
	for _, f := range latest {
		if now.Sub(f.At) < lookBack {
			p.Client.Asked(cmp.Or(f.Final, f.URL), p.outlets[f.Outlet].Host, f.At.Add(f.Took))
		}
	}
	if len(latest) > 0 {
		p.newest.Store(latest[0].At.UnixNano())
	}
	return p.quota.recall(ctx, p.DB)
}

package ingest

import (
	"context"
	"fmt"
	"log/slog"
	"runtime/debug"
	"sync"
	"time"

	"cipherdesk/internal/news"

	"github.com/robfig/cron/v3"
)

const (
	// catchUp is how often what no schedule will bring soon is looked for: a
	// tick missed while the machine slept, a wait that ended between two ticks,
	// a page due for a second look.
	catchUp = time.Minute
	// nearly is how long before its due time a feed's tick waits for it: the
	// jitter.
	nearly = jitterSpan + 10*time.Second
)

// Run polls on schedule until ctx ends, then waits for what is under way. Every
// feed's cron spec is registered with a running cron (UTC); its job asks the
// database whether the feed is due. What no schedule will bring soon is found
// once a minute, by a ticker that no setting of the clock can stop: cron goes by
// the wall.
func (p *Poller) Run(ctx context.Context) error {
	c, err := p.schedule(ctx)
	if err != nil {
		return err
	}
	p.single(func() {
		if err := p.Reanalyse(ctx, time.Time{}); err != nil {
			p.Log.Error("analyse anew", "err", err)
		}
	})()
	c.Start()
	minute := time.NewTicker(catchUp)
	defer minute.Stop()
	var work sync.WaitGroup
	pages := p.single(func() { p.follow(ctx) })
	feeds := p.single(func() {
		p.tick(ctx)
		work.Go(pages)
	})
	for ctx.Err() == nil {
		work.Go(feeds)
		select {
		case <-minute.C:
		case <-ctx.Done():
		}
	}
	work.Wait()
	<-c.Stop().Done()
	return nil
}

// single makes a job of f that does nothing while it is still at work, and
// survives what f does not.
func (p *Poller) single(f func()) func() {
	var busy sync.Mutex
	return func() {
		if !busy.TryLock() {
			return
		}
		defer busy.Unlock()
		defer func() { p.caught(recover(), "pass failed") }()
		f()
	}
}

// caught logs a panic that was recovered, where it came from and in what, and
// reports whether there was one.
func (p *Poller) caught(panicked any, what string, in ...any) bool {
	if panicked == nil {
		return false
	}
	p.Log.Error(what, append(in, "panic", panicked, "stack", string(debug.Stack()))...)
	return true
}

// schedule registers one job a feed. Recover stands inside SkipIfStillRunning:
// the other way round one panic would wedge a job for ever.
func (p *Poller) schedule(ctx context.Context) (*cron.Cron, error) {
	log := cronLog{p.Log}
	c := cron.New(cron.WithLocation(time.UTC), cron.WithLogger(log),
		cron.WithChain(cron.SkipIfStillRunning(log), cron.Recover(log)))
	feeds, err := p.DB.Feeds(ctx)
	if err != nil {
		return nil, fmt.Errorf("list feeds: %w", err)
	}
	for _, s := range feeds {
		if o, known := p.outlets[s.Outlet]; !known || !o.Enabled {
			continue
		}
		if _, err := c.AddFunc(s.Spec.Cron, func() { p.tickFeed(ctx, s.ID) }); err != nil {
			return nil, fmt.Errorf("outlet %s: cron %q: %w", s.Outlet, s.Spec.Cron, err)
		}
	}
	return c, nil
}

// tickFeed is the job of one feed's schedule.
func (p *Poller) tickFeed(ctx context.Context, id news.FeedID) {
	state, err := p.DB.Feed(ctx, id)
	if err != nil {
		p.Log.Error("look up feed", "feed", id, "err", err)
		return
	}
	wait := state.Due.Sub(p.Clock())
	if wait > nearly || state.Status == news.FeedRetired || !pause(ctx, wait) || !due(state, p.Clock()) {
		return
	}
	if _, err := p.pass(ctx, []news.FeedState{state}); err != nil {
		p.Log.Error("poll", "outlet", state.Outlet, "err", err)
	}
	p.follow(ctx)
}

// tick polls the feeds that are due and logs what stops it.
func (p *Poller) tick(ctx context.Context) {
	reports, err := p.pollFeeds(ctx, Selection{})
	if err != nil && ctx.Err() == nil {
		p.Log.Error("poll", "err", err)
	}
	offline := 0
	for _, r := range reports {
		if r.Outcome == news.OutcomeOffline {
			offline++
		}
	}
	if offline > 0 {
		p.Log.Warn("no host could be reached: this machine seems to be offline; no outlet is blamed", "feeds", offline)
	}
}

func (p *Poller) follow(ctx context.Context) {
	if err := p.Follow(ctx); err != nil && ctx.Err() == nil {
		p.Log.Error("pages and events", "err", err)
	}
}

// cronLog lets cron speak through our logger; its chatter is debugging.
type cronLog struct{ *slog.Logger }

func (l cronLog) Info(msg string, kv ...any) { l.Debug("cron: "+msg, kv...) }

func (l cronLog) Error(err error, msg string, kv ...any) {
	l.Logger.Error("cron: "+msg, append(kv, "err", err)...)
}

package fetch

import (
	"context"
	"maps"
	"sync"
	"time"

	"cipherdesk/internal/address"
	"cipherdesk/internal/news"
)

// turns makes requests to one host wait for each other. The zero value is ready.
type turns struct {
	mu    sync.Mutex
	hosts map[string]*turn
}

// turn is the queue before one host. Its times are of the machine's own
// monotonic clock: a clock set forward or back changes no gap.
type turn struct {
	first chan struct{} // held by whoever is next to start
	freed chan struct{} // told when a request has ended

	users int // that wait or fly; guarded by turns.mu

	mu     sync.Mutex
	flying int
	last   time.Time // of the last start or end
}

// maxIdleTurns is how many hosts are remembered that nobody waits for.
const maxIdleTurns = 4096

// enter waits until a request to the host may start, and returns what to call
// when it has ended. Requests start in the order in which they came.
func (t *turns) enter(ctx context.Context, host string, parallel int, gap time.Duration) (leave func(), err error) {
	h := t.take(host)
	select {
	case h.first <- struct{}{}:
	case <-ctx.Done():
		t.put(h)
		return nil, ctx.Err()
	}
	defer func() { <-h.first }()
	for h.inFlight() >= parallel {
		select {
		case <-h.freed:
		case <-ctx.Done():
			t.put(h)
			return nil, ctx.Err()
		}
	}
	if err := sleep(ctx, h.pause(gap)); err != nil {
		t.put(h)
		return nil, err
	}
	h.begin()
	return func() {
		h.end()
		t.put(h)
	}, nil
}

// asked notes a request of an earlier time.
func (t *turns) asked(host string, at time.Time) {
	h := t.take(host)
	defer t.put(h)
	h.mu.Lock()
	defer h.mu.Unlock()
	if at.After(h.last) {
		h.last = at
	}
}

// pause is how long the gap to a host still is; a host that was not asked yet
// may be asked at once.
func (t *turns) pause(host string, gap time.Duration) time.Duration {
	t.mu.Lock()
	h := t.hosts[host]
	t.mu.Unlock()
	if h == nil {
		return 0
	}
	return max(h.pause(gap), 0)
}

func (t *turns) take(host string) *turn {
	t.mu.Lock()
	defer t.mu.Unlock()
	h := t.hosts[host]
	if h == nil {
		if t.hosts == nil {
			t.hosts = map[string]*turn{}
		}
		if len(t.hosts) >= maxIdleTurns {
			t.forget()
		}
		h = &turn{first: make(chan struct{}, 1), freed: make(chan struct{}, 1)}
		t.hosts[host] = h
	}
	h.users++
	return h
}

// forget drops hosts that nobody uses and nobody asked for a while.
func (t *turns) forget() {
	for name, h := range t.hosts {
		if h.users == 0 && h.pause(longestDelay) <= 0 {
			delete(t.hosts, name)
		}
	}
}

func (t *turns) put(h *turn) {
	t.mu.Lock()
	h.users--
	t.mu.Unlock()
}

func (h *turn) inFlight() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.flying
}

// pause is how long the gap still is.
func (h *turn) pause(gap time.Duration) time.Duration {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.last.IsZero() {
		return 0
	}
	return gap - time.Since(h.last)
}

func (h *turn) begin() {
	h.mu.Lock()
	h.flying++
	h.last = time.Now()
	h.mu.Unlock()
}

func (h *turn) end() {
	h.mu.Lock()
	h.flying--
	h.last = time.Now()
	h.mu.Unlock()
	select {
	case h.freed <- struct{}{}:
	default:
	}
}

func sleep(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return ctx.Err()
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// holds remembers who asked to be left alone. The zero value is ready.
type holds struct {
	once   sync.Once // what an earlier process knew has been read
	mu     sync.Mutex
	held   map[string]hold
	latest time.Time // that the clock showed
}

// hold is a wait on the desk's clock. When that is set back, what is left of the
// wait is counted from the new time.
type hold struct {
	From, Until time.Time
	Bare        int // answers in a row that did not say for how long
}

// bareHold is how long a scope is left alone after a 429 or 503 that does not
// say for how long: twice as long each time, up to a day. The schedule of a feed
// waits longer.
const bareHold = 15 * time.Minute

// set makes a scope wait until a time, or for as long as a bare answer costs. It
// returns until when.
func (h *holds) set(key string, now, until time.Time) time.Time {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.look(now)
	m := hold{From: now, Until: until}
	if until.IsZero() {
		m.Bare = h.held[key].Bare + 1
		m.Until = now.Add(min(bareHold<<min(m.Bare-1, 10), 24*time.Hour))
	}
	h.keep(key, m)
	return h.held[key].Until
}

// keep takes a hold over; of two for one scope the later end counts.
func (h *holds) keep(key string, m hold) {
	if h.held == nil {
		h.held = map[string]hold{}
	}
	if m.Until.After(h.held[key].Until) {
		h.held[key] = m
	}
}

func (h *holds) add(more map[string]hold) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for key, m := range more {
		h.keep(key, m)
	}
}

// lift forgets a hold that is over: the scope answers again. It reports whether
// there was one.
func (h *holds) lift(key string, now time.Time) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	m, ok := h.held[key]
	if !ok || now.Before(m.Until) {
		return false
	}
	delete(h.held, key)
	return true
}

// all returns what holds, or did so in the last two days: whoever does not say
// for how long is asked more seldom each time. The rest is forgotten.
func (h *holds) all(now time.Time) map[string]hold {
	h.mu.Lock()
	defer h.mu.Unlock()
	maps.DeleteFunc(h.held, func(_ string, m hold) bool { return now.Sub(m.Until) > 48*time.Hour })
	return maps.Clone(h.held)
}

// until returns the end of a hold, or zero.
func (h *holds) until(key string, now time.Time) time.Time {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.look(now)
	m, ok := h.held[key]
	if !ok || !now.Before(m.Until) {
		return time.Time{}
	}
	return m.Until
}

// look notes what the clock shows, and mends what was noted before it was set
// back. A hold of another process begins when it is first seen.
func (h *holds) look(now time.Time) {
	for key, m := range h.held {
		if !m.From.After(now) {
			continue
		}
		seen := m.From
		if h.latest.After(seen) {
			seen = h.latest
		}
		m.From, m.Until = now, now.Add(m.Until.Sub(seen))
		h.held[key] = m
	}
	h.latest = now
}

// scopeKey names what a server's wish to be left alone applies to.
func scopeKey(url string, scope news.ThrottleScope) string {
	switch scope {
	case news.ScopeFeed:
		return "feed " + url
	case news.ScopeSite:
		return "site " + address.Site(url)
	}
	return "host " + address.Host(url)
}

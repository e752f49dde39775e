package fetch

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"cipherdesk/internal/news"
)

// T13: requests to one host wait for each other and keep a gap; other hosts do
// not care. The clock is the bubble's: it moves only when everybody waits.
func TestTurns(t *testing.T) {
	for _, c := range []struct {
		why           string
		parallel      int
		gap, duration time.Duration
		want          []time.Duration // starts
	}{
		{"serial and spaced", 1, 2 * time.Second, 3 * time.Second, []time.Duration{0, 5 * time.Second, 10 * time.Second, 15 * time.Second}},
		{"serial without a gap", 1, 0, time.Second, []time.Duration{0, time.Second, 2 * time.Second, 3 * time.Second}},
		{"two at a time", 2, 0, 4 * time.Second, []time.Duration{0, 0, 4 * time.Second, 4 * time.Second}},
		{"two at a time, spaced", 2, time.Second, 10 * time.Second, []time.Duration{0, time.Second, 11 * time.Second, 12 * time.Second}},
	} {
		synctest.Test(t, func(t *testing.T) {
			var hosts turns
			var mu sync.Mutex
			var starts []time.Duration
			began := time.Now()
			for range c.want {
				go func() {
					leave, err := hosts.enter(t.Context(), "example.org", c.parallel, c.gap)
					if err != nil {
						t.Error(err)
						return
					}
					defer leave()
					mu.Lock()
					starts = append(starts, time.Since(began))
					mu.Unlock()
					time.Sleep(c.duration)
				}()
				synctest.Wait()
			}
			leave, err := hosts.enter(t.Context(), "other.example", 1, time.Hour)
			if err != nil || time.Since(began) != 0 {
				t.Errorf("%s: another host waited %v, %v", c.why, time.Since(began), err)
			}
			leave()
			time.Sleep(time.Minute)
			mu.Lock()
			defer mu.Unlock()
			if fmt.Sprint(starts) != fmt.Sprint(c.want) {
				t.Errorf("%s: starts %v, want %v", c.why, starts, c.want)
			}
		})
	}
}

func TestTurnGivesUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var hosts turns
		leave, err := hosts.enter(t.Context(), "example.org", 1, time.Second)
		if err != nil {
			t.Fatal(err)
		}
		for range 3 { // one waits for the slot, others for their turn to wait
			ctx, cancel := context.WithTimeout(t.Context(), time.Second)
			defer cancel()
			go func() {
				if _, err := hosts.enter(ctx, "example.org", 1, time.Second); err == nil {
					t.Error("started although given up")
				}
			}()
		}
		time.Sleep(2 * time.Second)
		leave()
		if leave, err = hosts.enter(t.Context(), "example.org", 1, time.Second); err != nil {
			t.Fatal(err)
		}
		leave()
		if h := hosts.hosts["example.org"]; h.users != 0 || h.flying != 0 {
			t.Errorf("%d users, %d flying are left", h.users, h.flying)
		}
	})
}

func TestTurnsForget(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var hosts turns
		for i := range 3 * maxIdleTurns {
			if i%maxIdleTurns == 0 {
				time.Sleep(time.Hour)
			}
			leave, err := hosts.enter(t.Context(), fmt.Sprint(i), 1, 0)
			if err != nil {
				t.Fatal(err)
			}
			leave()
		}
		if n := len(hosts.hosts); n > maxIdleTurns+1 {
			t.Errorf("%d hosts are remembered", n)
		}
	})
}

// T16: a wait neither grows when the clock is set back nor ends before its time
// when it is set forward by less.
func TestHoldsAndClockJumps(t *testing.T) {
	var h holds
	h.set("host", start, start.Add(time.Hour))
	if got := h.until("host", start.Add(-24*time.Hour)); !got.Equal(start.Add(-23 * time.Hour)) {
		t.Errorf("set back a day: until %v", got)
	}
	if got := h.until("host", start.Add(-23*time.Hour-time.Minute)); got.IsZero() {
		t.Error("over before its time")
	}
	if got := h.until("host", start.Add(-23*time.Hour)); !got.IsZero() {
		t.Errorf("an hour later still until %v", got)
	}
	h.set("host", start, start.Add(time.Hour))
	h.set("host", start, start.Add(time.Minute))
	if got := h.until("host", start.Add(30*time.Minute)); !got.Equal(start.Add(time.Hour)) {
		t.Errorf("a shorter wait replaced a longer one: %v", got)
	}
	if got := h.until("other", start); !got.IsZero() {
		t.Errorf("another host: %v", got)
	}
}

// Whoever says "slow down" and not for how long is asked more seldom each time,
// until it answers.
func TestBareHoldsGrow(t *testing.T) {
	var h holds
	now := start
	for _, want := range []time.Duration{15 * time.Minute, 30 * time.Minute, time.Hour, 2 * time.Hour, 4 * time.Hour, 8 * time.Hour, 16 * time.Hour, 24 * time.Hour, 24 * time.Hour} {
		until := h.set("host", now, time.Time{})
		if until.Sub(now) != want {
			t.Fatalf("held for %v, want %v", until.Sub(now), want)
		}
		if now = until; !h.until("host", now).IsZero() || len(h.all(now)) != 1 {
			t.Fatal("over, and to be remembered")
		}
	}
	if h.lift("host", now.Add(-time.Minute)) {
		t.Error("an answer to an earlier request ended the wait")
	}
	if !h.lift("host", now) || h.lift("host", now) {
		t.Error("it answers: once to forget")
	}
	if until := h.set("host", now, time.Time{}); until.Sub(now) != bareHold {
		t.Errorf("and begins anew: %v", until.Sub(now))
	}
	if h.all(now.AddDate(0, 0, 3)); len(h.held) != 0 {
		t.Error("remembered for ever")
	}
}

func TestScopeKey(t *testing.T) {
	for _, c := range []struct {
		a, b  string
		scope news.ThrottleScope
		same  bool
	}{
		{"https://www.example.co.uk/a", "https://example.co.uk/b", news.ScopeHost, true},
		{"https://news.example.co.uk/a", "https://example.co.uk/b", news.ScopeHost, false},
		{"https://news.example.co.uk/a", "https://example.co.uk/b", news.ScopeSite, true},
		{"https://example.co.uk/a", "https://other.co.uk/a", news.ScopeSite, false},
		{"https://example.org/a", "https://example.org/b", news.ScopeFeed, false},
		{"https://example.org/a", "https://example.org/a", news.ScopeFeed, true},
	} {
		if got := scopeKey(c.a, c.scope) == scopeKey(c.b, c.scope); got != c.same {
			t.Errorf("%s and %s, scope %s: same %v", c.a, c.b, c.scope, got)
		}
	}
}

package ingest

import (
	"testing"
	"time"

	"cipherdesk/internal/news"
	"cipherdesk/internal/store"
)

// reading plays the readings of one page and returns the pauses between them.
func reading(w store.PageWork, from, until time.Duration, changes func(n int) bool) (pauses []time.Duration) {
	seen := time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)
	w.Article.FirstSeen = seen
	for now, n := seen.Add(from), 0; now.Before(seen.Add(until)); n++ {
		if changes(n) {
			w.Pause = 0
		}
		var rec store.PageRecord
		again(&rec, w, now)
		if rec.Next.IsZero() {
			return append(pauses, 0)
		}
		pauses = append(pauses, rec.Next.Sub(now))
		w.Pause, now = rec.Pause, rec.Next
	}
	return pauses
}

func TestPagesAreReadByTheirAge(t *testing.T) {
	story := store.PageWork{Page: "x", Story: news.Story{Verdict: news.VerdictYes}}
	always, never := func(int) bool { return true }, func(int) bool { return false }
	for _, c := range []struct {
		name    string
		work    store.PageWork
		from    time.Duration
		changes func(int) bool
		want    []time.Duration
	}{
		{"changing, young", story, 0, always, []time.Duration{15 * time.Minute, 15 * time.Minute, 15 * time.Minute}},
		{"changing, of today", story, 4 * time.Hour, always, []time.Duration{time.Hour, time.Hour, time.Hour}},
		{"changing, of this week", story, 2 * day, always, []time.Duration{3 * time.Hour, 3 * time.Hour, 3 * time.Hour}},
		{"changing, of this month", story, 8 * day, always, []time.Duration{3 * day, 3 * day, 3 * day}},
		{"changing, of this year", story, 40 * day, always, []time.Duration{30 * day, 30 * day, 30 * day}},
		{"quiet", story, 0, never, []time.Duration{15 * time.Minute, 30 * time.Minute, time.Hour, 2 * time.Hour, 4 * time.Hour}},
		{"quiet, then changed", story, 0, func(n int) bool { return n == 2 }, []time.Duration{15 * time.Minute, 30 * time.Minute, 15 * time.Minute, 30 * time.Minute}},
		{"quiet for months", story, 100 * day, never, []time.Duration{30 * day, 30 * day, 30 * day}},
		{"after a year", story, 366 * day, always, []time.Duration{0}},
		{"no story", store.PageWork{Page: "x", Story: news.Story{Verdict: news.VerdictNo}}, 0, always, []time.Duration{0}},
	} {
		got := reading(c.work, c.from, 400*day, c.changes)
		for i, want := range c.want {
			if i >= len(got) || got[i] != want {
				t.Errorf("%s: pauses %v, want %v", c.name, got[:min(len(got), len(c.want))], c.want)
				break
			}
		}
	}
}

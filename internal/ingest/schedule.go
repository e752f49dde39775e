package ingest

import (
	"hash/fnv"
	"slices"
	"time"

	"cipherdesk/internal/news"

	"github.com/robfig/cron/v3"
)

const (
	// jitterSpan spreads feeds that share a minute, so that our own clock is
	// not a burst on somebody's server.
	jitterSpan = 50 * time.Second
	// longestWait bounds our own back-off. What a server asks for is not bounded
	// by it.
	longestWait = 24 * time.Hour
	// slowest is the first pause after a bare 429 or 503.
	slowest = time.Hour
	// tolerance lets an hourly schedule meet a ttl of sixty minutes, which it
	// would miss every second time by the seconds that a poll takes.
	tolerance = time.Minute
	// skipSearch bounds the search for an hour that skipHours and skipDays
	// leave open: a week and a day covers every combination that leaves one.
	skipSearch = 8 * 24 * time.Hour
)

// nextDue is the earliest time at which a feed may be asked again: the next
// tick of its cron schedule after everything that asks us to wait.
//
//	next = max(cron, adaptive interval, what the server said, what the feed said, back-off)
func nextDue(spec cron.Schedule, state news.FeedState, now time.Time) time.Time {
	earliest := now
	for _, t := range []time.Time{
		now.Add(adaptive(state)),
		now.Add(backOff(state)),
		now.Add(state.Hints.Every - tolerance),
		state.Floor,
	} {
		if t.After(earliest) {
			earliest = t
		}
	}
	due := spec.Next(earliest.UTC())
	if state.Floor.After(due) {
		due = state.Floor
	}
	due = openHour(due, state.Hints)
	return due.Add(jitter(state.ID, due))
}

// adaptive waits longer for a feed that seldom has anything new: an eighth of
// the observed interval, at most six hours, because a desk that is a day late
// is no desk. Unknown cadence adds nothing to cron.
func adaptive(state news.FeedState) time.Duration {
	return min(state.Interval/8, 6*time.Hour)
}

// backOff doubles from a quarter of an hour with each error in a row, and from
// an hour with each bare request to slow down.
func backOff(state news.FeedState) time.Duration {
	wait := time.Duration(0)
	if state.Errors > 1 {
		wait = doubled(15*time.Minute, state.Errors-2)
	}
	if state.Slow > 0 {
		wait = max(wait, doubled(slowest, state.Slow-1))
	}
	return wait
}

func doubled(d time.Duration, times int) time.Duration {
	for ; times > 0 && d < longestWait; times-- {
		d *= 2
	}
	return min(d, longestWait)
}

// openHour moves t to the start of the first hour that the feed does not ask
// to skip (RSS 2.0 skipHours and skipDays, GMT). A feed that skips every hour
// is taken at its cron schedule instead.
func openHour(t time.Time, h news.ScheduleHints) time.Time {
	if len(h.SkipHours) == 0 && len(h.SkipDays) == 0 {
		return t
	}
	for at, end := t.UTC(), t.Add(skipSearch); at.Before(end); at = at.Truncate(time.Hour).Add(time.Hour) {
		if !slices.Contains(h.SkipHours, at.Hour()) && !slices.Contains(h.SkipDays, at.Weekday()) {
			return at
		}
	}
	return t
}

// jitter is the same for one feed and one tick, so that a restart changes
// nothing.
func jitter(id news.FeedID, tick time.Time) time.Duration {
	h := fnv.New64a()
	var b [16]byte
	for i := range 8 {
		b[i] = byte(uint64(id) >> (8 * i))
		b[8+i] = byte(uint64(tick.Unix()) >> (8 * i))
	}
	h.Write(b[:])
	return time.Duration(h.Sum64() % uint64(jitterSpan))
}

// cadence folds the gap since the last new item into the observed interval, so
// that one quiet week does not undo a year of daily news.
func cadence(state news.FeedState, now time.Time) time.Duration {
	if state.LastNew.IsZero() || !now.After(state.LastNew) {
		return state.Interval
	}
	gap := now.Sub(state.LastNew)
	if state.Interval == 0 {
		return gap
	}
	return (3*state.Interval + gap) / 4
}

package ingest

import (
	"encoding/binary"
	"hash/fnv"
	"slices"
	"time"

	"cipherdesk/internal/config"
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
	// longestHint bounds what a feed says of itself: "yearly" is a slip.
	longestHint = 7 * 24 * time.Hour
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
//	next = max(cron, least, adaptive interval, what the server said, what the feed said, back-off)
func nextDue(spec cron.Schedule, state news.FeedState, now time.Time) time.Time {
	earliest := now
	for _, t := range []time.Time{
		now.Add(least(state) - tolerance),
		now.Add(adaptive(state) - tolerance),
		now.Add(backOff(state)),
		now.Add(min(state.Hints.Every, longestHint) - tolerance),
		state.Floor,
	} {
		if t.After(earliest) {
			earliest = t
		}
	}
	return tickAfter(spec, state, earliest)
}

// tickAfter is the first tick of a feed's schedule after a time, in an hour that
// the feed does not ask to skip.
func tickAfter(spec cron.Schedule, state news.FeedState, t time.Time) time.Time {
	tick := openHour(spec.Next(t.UTC()), state.Hints)
	return tick.Add(time.Duration(hash(state, 0) % uint64(jitterSpan)))
}

// due reports whether the schedule lets a feed be asked now: an hour that it
// asks to skip is skipped also by a poll that comes late.
func due(state news.FeedState, now time.Time) bool {
	return !state.Due.After(now) && openHour(now, state.Hints).Equal(now)
}

// least is the shortest time between two polls whatever the schedule says: an
// hour, or half the usual time between entries where that is less. A feed
// without validators comes whole each time: once a day, unless its own schedule
// and its entries come more often.
func least(state news.FeedState) time.Duration {
	half := usual(state) / 2
	if state.Interval == 0 {
		half = 0 // not known yet
	}
	if unconditional(state) {
		if half == 0 || state.Spec.Cron == config.DefaultCron(state.Outlet) {
			return 24 * time.Hour
		}
		return min(max(half, time.Hour), 24*time.Hour)
	}
	if half == 0 {
		return time.Hour
	}
	return min(half, time.Hour)
}

// unconditional reports whether the last answer was good and brought nothing
// that the next request could name.
func unconditional(state news.FeedState) bool {
	return state.Validators == news.Validators{} && !state.Last.IsZero() && state.LastOK.Equal(state.Last)
}

// adaptive waits longer for a feed that seldom has anything new: an eighth of
// the usual interval, at most six hours, because a desk that is a day late is
// no desk. Unknown cadence adds nothing to cron.
func adaptive(state news.FeedState) time.Duration {
	return min(usual(state)/8, 6*time.Hour)
}

// usual is the observed interval, longer when the feed has gone quiet: as if
// something new came just now.
func usual(state news.FeedState) time.Duration {
	return max(state.Interval, cadence(state.Interval, state.Quiet))
}

// cadence folds the time since the last new entry into the observed interval,
// so that one quiet week does not undo a year of daily news.
func cadence(interval, quiet time.Duration) time.Duration {
	switch {
	case quiet <= 0:
		return interval
	case interval == 0:
		return quiet
	}
	return (3*interval + quiet) / 4
}

// claimed is the usual time between a feed's newest entries by their own dates:
// all that is known of its cadence when it was read for the first time. 0 when
// fewer than three are dated.
func claimed(items []news.Item, now time.Time) time.Duration {
	var dates []time.Time
	for _, it := range items {
		if it.Published.Usable() && it.Published.Time.Before(now) {
			dates = append(dates, it.Published.Time)
		}
	}
	if len(dates) < 3 {
		return 0
	}
	slices.SortFunc(dates, func(a, b time.Time) int { return b.Compare(a) })
	dates = dates[:min(len(dates), 10)]
	return now.Sub(dates[len(dates)-1]) / time.Duration(len(dates))
}

// backOff doubles from a quarter of an hour with each error in a row, and from
// an hour with each bare request to slow down, which is spread: others were
// asked at the same moment.
func backOff(state news.FeedState) time.Duration {
	wait := time.Duration(0)
	if state.Errors > 1 {
		wait = doubled(15*time.Minute, state.Errors-2)
	}
	if state.Slow > 0 {
		slow := doubled(slowest, state.Slow-1)
		wait = max(wait, slow+time.Duration(hash(state, state.Slow)%uint64(slow/2)))
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

// hash is a random number of one feed on one desk and of n: the same after a
// restart.
func hash(state news.FeedState, n int) uint64 {
	h := fnv.New64a()
	var b [20]byte
	binary.LittleEndian.PutUint64(b[:], uint64(state.ID))
	binary.LittleEndian.PutUint32(b[8:], state.Salt)
	binary.LittleEndian.PutUint64(b[12:], uint64(n))
	h.Write(b[:])
	return h.Sum64()
}

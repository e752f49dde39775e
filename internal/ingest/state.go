package ingest

import (
	"fmt"
	"net/http"
	"strings"
	"time"

	"cipherdesk/internal/news"
)

const (
	confirmPolls = 3              // polls that must find the same permanent redirect
	confirmSpan  = 24 * time.Hour // and over how long
	goneAfter    = 7 * 24 * time.Hour
	blameAfter   = 3  // errors in a row before an alternate is tried
	staleFactor  = 10 // usual intervals without a new item
	staleAtLeast = 14 * 24 * time.Hour
	lateness     = time.Hour // a poll this much after its due time was not a poll on schedule
)

// answer is what one poll brought, as far as the feed's state is concerned.
type answer struct {
	fetch     news.Fetch
	notBefore time.Time     // asked for by the server; zero when it said nothing
	bare      bool          // a 429 or 503 that did not say for how long
	fresh     time.Duration // max-age, to be kept for a 304 that repeats it silently
	permanent string        // target of a chain of permanent redirects; empty otherwise
	hints     *news.ScheduleHints
	claimed   time.Duration // between the entries' own dates; 0 unknown
	blocked   bool          // a page that asks for consent or a login, where a feed should be
}

// after is the feed's state once an answer is known. It decides nothing about
// time; nextDue does.
func after(s news.FeedState, a answer) news.FeedState {
	now, watched := a.fetch.At, watched(s, a.fetch.At)
	s.Last = now
	s.Polls++
	if a.fetch.Outcome == news.OutcomeOffline || a.fetch.Outcome == news.OutcomeCancelled {
		return s // nobody answered: what was asked of us before still holds
	}
	s.Floor = a.notBefore
	if onAlternate(s) && a.fetch.URL == s.Spec.URL {
		s.MainTried = now
		if out := a.fetch.Outcome; out.Failed() || out == news.OutcomeSlowDown {
			return s // the alternate goes on; the main address is asked again some day
		}
	}
	switch out := a.fetch.Outcome; {
	case out == news.OutcomeSlowDown:
		return slowed(s, a, watched)
	case out.Failed():
		return failed(s, a, watched)
	}
	if a.fetch.URL == s.Spec.URL && onAlternate(s) {
		s.Address = s.Spec.URL // it works again
	}
	s.Slow, s.Errors, s.LastError, s.Missing, s.Refused = 0, 0, "", 0, 0
	first := s.LastOK.IsZero()
	s.LastOK = now
	s = moved(s, a, watched)
	s.Validators, s.Fresh = validators(s.Validators, a.fetch), a.fresh
	if a.hints != nil {
		s.Hints = *a.hints
	}
	if a.fetch.Outcome != news.OutcomeNotModified {
		s.Body = a.fetch.Digest
	}
	s.Quiet += watched
	if a.fetch.New > 0 {
		s.Interval = cadence(s.Interval, s.Quiet/time.Duration(a.fetch.New))
		s.LastNew, s.Quiet = now, 0
	}
	if first {
		s.Interval = a.claimed
	}
	return status(s, healthy(s, a))
}

// watched is how long the feed was under watch since its last poll: until the
// next one was due, and no longer. Time in which this program did not run, or
// that a clock set forward made up, says nothing about the feed.
func watched(s news.FeedState, now time.Time) time.Duration {
	if s.Last.IsZero() {
		return 0
	}
	if s.Due.After(s.Last) && now.Sub(s.Due) > lateness {
		now = s.Due
	}
	return max(now.Sub(s.Last), 0)
}

// slowed notes that the server asked for less. That is no error of the feed;
// but one that has said nothing else for a week keeps us out.
func slowed(s news.FeedState, a answer, watched time.Duration) news.FeedState {
	s.LastError = a.fetch.Error
	if a.bare {
		s.Slow++
	}
	if s.Refused += watched; s.Refused >= goneAfter && s.Status != news.FeedRetired {
		s = status(s, news.FeedBlocked)
	}
	return s
}

// validators follow the answer exactly: a 200 replaces both, to empty where it
// has none; a 304 overwrites only those present (RFC 9110 §15.4.5).
func validators(old news.Validators, f news.Fetch) news.Validators {
	if f.Outcome != news.OutcomeNotModified {
		return f.Returned
	}
	if f.Returned.ETag != "" {
		old.ETag = f.Returned.ETag
	}
	if f.Returned.LastModified != "" {
		old.LastModified = f.Returned.LastModified
	}
	return old
}

func healthy(s news.FeedState, a answer) news.FeedStatus {
	switch {
	case a.fetch.Outcome != news.OutcomeNotModified && a.fetch.Items == 0:
		return news.FeedEmpty
	case a.fetch.Outcome == news.OutcomeNotModified && s.Status == news.FeedEmpty:
		return news.FeedEmpty
	case stale(s):
		return news.FeedStale
	}
	return news.FeedOK
}

func stale(s news.FeedState) bool {
	if s.Interval == 0 || s.LastNew.IsZero() {
		return false
	}
	return s.Last.Sub(s.LastNew) > max(staleFactor*s.Interval, staleAtLeast)
}

func failed(s news.FeedState, a answer, watched time.Duration) news.FeedState {
	s.Errors++
	s.LastError, s.Refused = a.fetch.Error, 0
	if a.fetch.Status == http.StatusNotFound {
		s.Missing += watched
	} else {
		s.Missing = 0
	}
	gone, addresses := a.fetch.Outcome == news.OutcomeGone, 1+len(s.Spec.Alternates)
	switch {
	case s.Status == news.FeedRetired: // asked by hand, and still not there
		return s
	case gone && s.Errors >= addresses, s.Missing >= goneAfter && s.Errors >= blameAfter*addresses:
		return retired(s)
	case refused(a):
		s = status(s, news.FeedBlocked)
	case a.fetch.Outcome == news.OutcomeBroken:
		s = status(s, news.FeedBroken)
	case s.Status != news.FeedBlocked:
		s = status(s, news.FeedFailing)
	}
	if a.fetch.Status == http.StatusNotFound {
		s.LastError = fmt.Sprintf("%s (retired on %s unless it answers)", s.LastError, s.Last.Add(goneAfter-s.Missing).UTC().Format(time.DateOnly))
	}
	if gone || s.Errors%blameAfter == 0 {
		s = alternate(s)
	}
	return s
}

// retired gives a feed up. Whoever revives it asks the address that feeds.yaml
// names.
func retired(s news.FeedState) news.FeedState {
	if s.Address != s.Spec.URL {
		s.Address, s.Validators, s.Fresh = s.Spec.URL, news.Validators{}, 0
	}
	return status(s, news.FeedRetired)
}

func refused(a answer) bool {
	switch a.fetch.Status {
	case http.StatusUnauthorized, http.StatusForbidden, http.StatusUnavailableForLegalReasons:
		return true
	}
	return a.blocked
}

func status(s news.FeedState, to news.FeedStatus) news.FeedState {
	if s.Status != to {
		s.Status, s.Since = to, s.Last
	}
	return s
}

// moved notes a permanent redirect and follows it only when it was confirmed:
// the target was read as a feed, at several polls over a day, and is no step
// down from https. That nothing was modified says so only of a target that was
// read before.
func moved(s news.FeedState, a answer, watched time.Duration) news.FeedState {
	to := a.permanent
	if to == "" || to == s.Address || downgrade(s.Address, to) {
		s.Moved, s.MovedFor, s.MovedTimes = "", 0, 0
		return s
	}
	s.MovedFor += watched
	if to != s.Moved {
		if a.fetch.Outcome == news.OutcomeNotModified || a.fetch.Items == 0 {
			return s
		}
		s.Moved, s.MovedFor, s.MovedTimes = to, 0, 0
	}
	s.MovedTimes++
	if s.MovedTimes >= confirmPolls && s.MovedFor >= confirmSpan {
		s.Address = to
		s.Moved, s.MovedFor, s.MovedTimes = "", 0, 0
	}
	return s
}

func downgrade(from, to string) bool {
	return strings.HasPrefix(from, "https:") && !strings.HasPrefix(to, "https:")
}

// setRight moves back what was noted on a clock that ran ahead: when the last
// poll lies in the future, the clock has been set back since, and every wait
// counts from now instead.
func setRight(s news.FeedState, now time.Time) (news.FeedState, bool) {
	ahead := s.Last.Sub(now)
	if ahead <= tolerance {
		return s, false
	}
	for _, t := range []*time.Time{&s.Due, &s.Floor, &s.Last, &s.LastOK, &s.LastNew, &s.Since, &s.ByHand, &s.MainTried, &s.List.HeldSince} {
		if t.After(now) {
			*t = t.Add(-ahead)
		}
	}
	return s, true
}

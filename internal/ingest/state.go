package ingest

import (
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
)

// answer is what one poll brought, as far as the feed's state is concerned.
type answer struct {
	fetch     news.Fetch
	notBefore time.Time // asked for by the server; zero when it said nothing
	permanent string    // target of a chain of permanent redirects; empty otherwise
	hints     *news.ScheduleHints
	blocked   bool // a page that asks for consent or a login, where a feed should be
}

// after is the feed's state once an answer is known. It decides nothing about
// time; nextDue does.
func after(s news.FeedState, a answer) news.FeedState {
	now := a.fetch.At
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
		s.LastError = a.fetch.Error
		if a.notBefore.IsZero() {
			s.Slow++
		}
		return s
	case out.Failed():
		return failed(s, a)
	}
	if a.fetch.URL == s.Spec.URL && onAlternate(s) {
		s.Address = s.Spec.URL // it works again
	}
	s.Slow, s.Errors, s.LastError = 0, 0, ""
	s.LastOK = now
	s = moved(s, a)
	s.Validators = validators(s.Validators, a.fetch)
	if a.hints != nil {
		s.Hints = *a.hints
	}
	if a.fetch.Outcome != news.OutcomeNotModified {
		s.Body = a.fetch.Digest
	}
	if a.fetch.New > 0 {
		s.Interval = cadence(s, now)
		s.LastNew = now
	}
	return status(s, healthy(s, a))
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

func failed(s news.FeedState, a answer) news.FeedState {
	s.Errors++
	s.LastError = a.fetch.Error
	gone, addresses := a.fetch.Outcome == news.OutcomeGone, 1+len(s.Spec.Alternates)
	switch {
	case gone && s.Errors >= addresses:
		return status(s, news.FeedRetired)
	case refused(a):
		s = status(s, news.FeedBlocked)
	case a.fetch.Outcome == news.OutcomeBroken:
		s = status(s, news.FeedBroken)
	case s.Status != news.FeedBlocked:
		s = status(s, news.FeedFailing)
	}
	if a.fetch.Status == http.StatusNotFound && s.Status == news.FeedFailing && s.Last.Sub(s.Since) >= goneAfter && s.Errors >= blameAfter*addresses {
		return status(s, news.FeedRetired)
	}
	if gone || s.Errors%blameAfter == 0 {
		s = alternate(s)
	}
	return s
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
// the target was read as a feed at several polls over a day, and is no step
// down from https.
func moved(s news.FeedState, a answer) news.FeedState {
	to := a.permanent
	if to == "" || to == s.Address || downgrade(s.Address, to) {
		s.Moved, s.MovedSince, s.MovedTimes = "", time.Time{}, 0
		return s
	}
	if to != s.Moved {
		s.Moved, s.MovedSince, s.MovedTimes = to, s.Last, 0
	}
	s.MovedTimes++
	if s.MovedTimes >= confirmPolls && s.Last.Sub(s.MovedSince) >= confirmSpan {
		s.Address = to
		s.Moved, s.MovedSince, s.MovedTimes = "", time.Time{}, 0
	}
	return s
}

func downgrade(from, to string) bool {
	return strings.HasPrefix(from, "https:") && !strings.HasPrefix(to, "https:")
}

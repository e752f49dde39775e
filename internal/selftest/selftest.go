package selftest

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"
)

// Options of a run. The zero value tests a version "dev" without a contact.
type Options struct {
	Version string // of the program, as in its User-Agent
	Contact string // of the operator, as in its User-Agent; empty: one is made up
}

// Test is one promise.
type Test struct {
	ID      string // T1 to T17
	Name    string
	Promise string // to a publisher, in one sentence
	run     func(*trial) error
}

// Result is what came of one test.
type Result struct {
	ID       string   `json:"id"`
	Name     string   `json:"name"`
	Promise  string   `json:"promise"`
	Passed   bool     `json:"passed"`
	Seen     []string `json:"seen"`     // by the server, with figures
	Failures []string `json:"failures"` // how the promise was broken
	Cases    []Case   `json:"cases,omitempty"`
	Requests int      `json:"requests"` // that the server got
	Seconds  float64  `json:"seconds"`
}

// Case is one hostile answer and what it cost.
type Case struct {
	Name     string  `json:"name"`
	Read     int64   `json:"read_bytes"` // that were taken off the wire
	Outcome  string  `json:"outcome"`
	Reason   string  `json:"reason"` // as recorded for the operator
	Seconds  float64 `json:"seconds"`
	PeakHeap int64   `json:"peak_heap_bytes"` // above what was in use before
}

// Tests are all of them, in order.
func Tests() []Test {
	return []Test{
		{"T1", "First request", "The first request names no validator, cookie or referrer, and says who asks.", firstRequest},
		{"T2", "Odd validators", "ETag and Last-Modified come back byte for byte, however odd, over a restart too.", oddValidators},
		{"T3", "New ETag, same Last-Modified", "What is given back is what the last answer said, both parts of it.", newETag},
		{"T4", "Same body, new validators", "An equal body is no reason to keep old validators.", sameBody},
		{"T5", "304 with a new ETag", "A 304 replaces the validators that it brings, and no other.", notModifiedETag},
		{"T6", "200 without validators", "A 200 that brings none clears both, and such a feed is asked once a day; errors clear nothing.", noValidators},
		{"T7", "Slow down", "Retry-After is obeyed to the second, by hand and over restarts; without one, pauses grow; it is no error.", slowDown},
		{"T8", "Freshness", "Nobody is asked before max-age or Expires is over, after a 200 and after a 304.", freshness},
		{"T9", "Restarts", "Twenty restarts ask nothing: not feeds, nor lists, pages or robots.txt.", restarts},
		{"T10", "By hand", "A refresh by hand is conditional, keeps the gap and every wait, and ends somewhere.", byHand},
		{"T11", "Redirects", "A 301 is taken over once it was read as a feed for a day, nothing else ever; traps are refused.", redirects},
		{"T12", "Gone", "A 410 is asked no more, a 404 not after a week; both can be revived.", gone},
		{"T13", "One host", "One request at a time to a host, with a gap, and with the crawl delay that it asks for.", oneHost},
		{"T14", "The feed's own wishes", "skipHours, skipDays, ttl and sy:updatePeriod are obeyed.", wishes},
		{"T15", "Hostile answers", "Whatever comes, memory and time are bounded, the reason is recorded, and neighbours lose nothing.", hostile},
		{"T16", "Wrong clocks", "A clock set forward makes no burst, and one set back no silence.", wrongClock},
		{"T17", "Nothing else", "Every request is a GET of something that was published: no HEAD, no favicon, no guessing.", nothingElse},
	}
}

// Run runs one test in a folder of its own. It fails, rather than returns an
// error, when it could not be run.
func (t Test) Run(ctx context.Context, o Options) Result {
	r := Result{ID: t.ID, Name: t.Name, Promise: t.Promise, Seen: []string{}, Failures: []string{}}
	began := time.Now()
	if err := t.attempt(ctx, o, &r); err != nil {
		r.Failures = append(r.Failures, "could not be run: "+err.Error())
	}
	r.Passed = len(r.Failures) == 0
	r.Seconds = time.Since(began).Seconds()
	return r
}

func (t Test) attempt(ctx context.Context, o Options, r *Result) (err error) {
	dir, err := os.MkdirTemp("", "cipherdesk-selftest-")
	if err != nil {
		return fmt.Errorf("no folder for a temporary database: %w", err)
	}
	defer os.RemoveAll(dir)
	p, err := publish()
	if err != nil {
		return fmt.Errorf("no server on this machine: %w", err)
	}
	trial := &trial{ctx: ctx, options: o, dir: dir, publisher: p, result: r}
	defer func() {
		r.Requests = len(p.all())
		err = errors.Join(err, trial.close())
	}()
	return t.run(trial)
}

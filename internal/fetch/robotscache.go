package fetch

import (
	"context"
	"fmt"
	"net/url"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"cipherdesk/internal/news"
)

const (
	robotsKept   = 24 * time.Hour   // RFC 9309 §2.4: not used for longer
	robotsFailed = 15 * time.Minute // how long a server's error stands
	longestDelay = time.Hour        // of a Crawl-delay that is still a reason to come
	longestTurn  = time.Minute      // of a gap that is waited for inside a request
)

// robotsCache remembers what each origin's robots.txt says. The zero value is
// ready.
type robotsCache struct {
	mu      sync.Mutex
	origins map[string]*robotsEntry
}

type robotsEntry struct {
	mu    sync.Mutex // held while asking, so that one question answers all
	asked time.Time  // zero: never
	keep  time.Duration
	rules rules
	state news.Validators
	err   *Error       // why nothing may be asked, nil when the rules hold
	delay atomic.Int64 // of the rules, to be read without waiting for an answer
}

// maxOrigins is how many robots.txt are kept in mind at once.
const maxOrigins = 4096

func (c *robotsCache) entry(origin string) *robotsEntry {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.origins == nil || len(c.origins) >= maxOrigins {
		c.origins = map[string]*robotsEntry{} // those in use live on with their users
	}
	e := c.origins[origin]
	if e == nil {
		e = &robotsEntry{}
		c.origins[origin] = e
	}
	return e
}

// delay is the crawl delay that an origin is known to ask for. It is honoured
// between all requests to it, those too that need not obey robots.txt.
func (c *robotsCache) delay(origin string) time.Duration {
	c.mu.Lock()
	e := c.origins[origin]
	c.mu.Unlock()
	if e == nil {
		return 0
	}
	return time.Duration(e.delay.Load())
}

func originOf(u *url.URL) string { return u.Scheme + "://" + u.Host }

// obey returns an error when the robots.txt of u's origin asks not to come, or
// cannot be read for a fault of the server (RFC 9309 §2.3.1.4). The crawl delay
// that it asks for is known from then on.
func (c *Client) obey(ctx context.Context, u *url.URL, limits news.HostLimits) *Error {
	from := originOf(u)
	e := c.robots.entry(from)
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.asked.IsZero() {
		c.recallRobots(ctx, e, from)
	}
	if age := c.clock().Sub(e.asked); e.asked.IsZero() || age < 0 || age >= e.keep {
		c.askRobots(ctx, e, from, limits)
		if stopped(ctx) {
			e.asked = time.Time{}
			return c.failure(ctx, ctx.Err())
		}
		c.rememberRobots(ctx, e, from)
	}
	e.delay.Store(int64(min(e.rules.Delay, longestDelay)))
	if e.err != nil {
		failed := *e.err // the caller may add to it
		return &failed
	}
	path := u.EscapedPath()
	if path == "" {
		path = "/"
	}
	if u.RawQuery != "" {
		path += "?" + u.RawQuery
	}
	if !e.rules.allows(path) {
		return &Error{Outcome: news.OutcomeRobots, Words: clean("robots.txt asks not to fetch " + path)}
	}
	if e.rules.Delay > longestDelay {
		return &Error{Outcome: news.OutcomeRobots, Words: fmt.Sprintf("robots.txt asks for %v between requests", e.rules.Delay)}
	}
	return nil
}

// Sitemaps are the sitemaps that the robots.txt of an address's origin names, as
// far as it was read already; none is asked for here.
func (c *Client) Sitemaps(address string) []string {
	u, err := url.Parse(address)
	if err != nil {
		return nil
	}
	e := c.robots.entry(originOf(u))
	e.mu.Lock()
	defer e.mu.Unlock()
	return slices.Clone(e.rules.Maps)
}

// askRobots reads a robots.txt anew. A missing one allows everything; a server
// error forbids everything for a while, unless older rules are known.
func (c *Client) askRobots(ctx context.Context, e *robotsEntry, origin string, limits news.HostLimits) {
	known := !e.asked.IsZero() && e.err == nil
	e.asked, e.keep = c.clock(), robotsKept
	r, err := c.get(ctx, Request{URL: origin + "/robots.txt", Purpose: forRobots, Validators: e.state, Limits: limits})
	switch {
	case err == nil && r.NotModified:
		e.err = nil
	case err == nil:
		e.rules, e.state, e.err = parseRobots(r.Body), r.Validators, nil
	case err.Outcome == news.OutcomeGone, err.Outcome == news.OutcomeHTTP && err.Status >= 400 && err.Status < 500:
		e.rules, e.state, e.err = rules{}, news.Validators{}, nil // RFC 9309 §2.3.1.3
	case err.Outcome == news.OutcomeRedirect, err.Outcome == news.OutcomeHTTP && err.Status >= 200 && err.Status < 400:
		e.rules, e.state, e.err = rules{}, news.Validators{}, nil // RFC 9309 §2.3.1.2
	case known:
		e.keep = robotsFailed
	default:
		e.keep = robotsFailed
		e.err = unreadableRobots(err)
	}
}

// unreadableRobots keeps the outcome of a host that is down, so that it is not
// recorded as one that refuses us.
func unreadableRobots(err *Error) *Error {
	out := *err
	out.Words = clean("robots.txt: " + err.Words)
	if err.Status != 0 && err.Outcome == news.OutcomeHTTP {
		out.Outcome = news.OutcomeRobots
	}
	return &out
}

package fetch

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"time"

	"cipherdesk/internal/address"
	"cipherdesk/internal/news"

	"golang.org/x/net/http/httpguts"
)

const (
	// mostHops is how many redirects are followed; five at least, says RFC 9309
	// for robots.txt.
	mostHops = 6
	// errorBody is how much of an error page is read for the server's own words.
	errorBody = 16 << 10
)

// forRobots is the purpose of our own requests for robots.txt.
const forRobots news.Purpose = "robots"

// Get asks for one address, follows redirects, and reads the answer. A 304 is a
// result. Every other answer without a body to read, and every failure, is an
// [*Error]; the response then holds what is known of the answer, and the
// request's validators unchanged.
func (c *Client) Get(ctx context.Context, r Request) (Response, error) {
	out, err := c.get(ctx, r)
	if err != nil {
		out.Validators, out.NotModified, out.Body = r.Validators, false, nil
		c.log.Debug("not fetched", "url", r.URL, "outcome", err.Outcome, "why", err.Words)
		return out, err
	}
	return out, nil
}

func (c *Client) get(ctx context.Context, r Request) (Response, *Error) {
	r.Limits = withDefaults(r.Limits, c.limits)
	trip := trip{client: c, request: r, left: c.timeouts.Total}
	trip.out.Final = r.URL
	next := r.URL
	for {
		u, err := target(next)
		if err != nil {
			return trip.out, trip.redirected(err)
		}
		trip.out.Final = u.String()
		if next, err = trip.hop(ctx, u); err != nil {
			return trip.out, trip.redirected(err)
		}
		if next == "" {
			return trip.out, nil
		}
	}
}

// target parses an address that may be asked.
func target(raw string) (*url.URL, *Error) {
	refuse := func(words string) (*url.URL, *Error) {
		return nil, &Error{Outcome: news.OutcomeAddress, Words: clean(words)}
	}
	href, err := address.Resolve("", raw)
	if err != nil {
		return refuse("not an address that can be asked: " + err.Error())
	}
	u, err := url.Parse(href)
	switch {
	case err != nil:
		return refuse("not an address that can be asked: " + err.Error())
	case u.User != nil:
		return refuse("an address with a user name or password is not asked")
	}
	u.Fragment, u.RawFragment = "", ""
	return u, nil
}

// trip is one request with its redirects.
type trip struct {
	client  *Client
	request Request
	left    time.Duration           // of the total time limit
	cancel  context.CancelCauseFunc // of the hop under way
	host    string                  // whose turn it last was
	out     Response
}

// redirected marks the failure of an address that a redirect led to as the
// redirect's, when it was refused unasked.
func (t *trip) redirected(err *Error) *Error {
	if n := len(t.out.Hops); n > 0 && err.Outcome == news.OutcomeAddress {
		err.Outcome = news.OutcomeRedirect
		err.Words = clean(fmt.Sprintf("redirect to %s: %s", t.out.Hops[n-1].To, err.Words))
	}
	return err
}

// hop asks one address. It returns the next one after a redirect, or "" when
// the answer is complete.
func (t *trip) hop(ctx context.Context, u *url.URL) (next string, failed *Error) {
	c := t.client
	if until := c.held(ctx, scopeKey(u.String(), t.request.Limits.Scope)); !until.IsZero() {
		t.out.NotBefore, t.out.RetryAfter = until, true
		return "", &Error{Outcome: news.OutcomeSlowDown, NotBefore: until,
			Words: "asked to wait until " + until.UTC().Format(time.RFC3339)}
	}
	if p := t.request.Purpose; p == news.ForArticle || p == news.ForSource {
		if err := c.obey(ctx, u, t.request.Limits); err != nil {
			return "", err
		}
	}
	host, gap := hostKey(u, t.request.Limits), c.gap(u, t.request.Limits)
	if host == t.host {
		gap = 0 // the server itself sent us on
	}
	if wait := c.turns.pause(host, gap); wait > longestTurn {
		until := c.clock().Add(wait)
		t.out.NotBefore, t.out.RetryAfter = until, true
		return "", &Error{Outcome: news.OutcomeSlowDown, NotBefore: until, Words: fmt.Sprintf("the host was asked less than %v ago", gap)}
	}
	t.host = host
	leave, err := c.turns.enter(ctx, host, t.request.Limits.Parallel, gap)
	if err != nil {
		return "", c.failure(ctx, err)
	}
	defer leave()
	select {
	case c.slots <- struct{}{}:
		defer func() { <-c.slots }()
	case <-ctx.Done():
		return "", c.failure(ctx, ctx.Err())
	}
	return t.ask(ctx, u)
}

// hostKey names whose turn a request takes. One feed of many on a host is no
// reason to come to that host more often.
func hostKey(u *url.URL, limits news.HostLimits) string {
	if limits.Scope == news.ScopeSite {
		return address.Site(u.Host)
	}
	return address.Host(u.Host)
}

// ask sends the request and reads the answer, within what is left of the time.
func (t *trip) ask(ctx context.Context, u *url.URL) (next string, failed *Error) {
	c := t.client
	began := time.Now() // of the monotonic clock: a duration, not a date
	ctx, cancel := context.WithCancelCause(ctx)
	t.cancel = cancel
	total := time.AfterFunc(t.left, func() { cancel(errTotal) })
	defer func() {
		total.Stop()
		cancel(nil)
		took := time.Since(began)
		t.out.Took += took
		t.left -= took
	}()
	request := (&http.Request{Method: http.MethodGet, URL: u, Host: u.Host, Header: c.header(t.request),
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1}).WithContext(ctx)
	answer, err := c.transport.RoundTrip(request)
	if err != nil {
		return "", c.failure(ctx, err)
	}
	defer answer.Body.Close()
	return t.answered(ctx, answer, u)
}

// answered decides what an answer is.
func (t *trip) answered(ctx context.Context, answer *http.Response, u *url.URL) (next string, failed *Error) {
	out, now := &t.out, t.client.clock()
	out.Status, out.Header = answer.StatusCode, answer.Header
	if answer.StatusCode < 400 {
		t.client.answers(ctx, scopeKey(u.String(), t.request.Limits.Scope))
	}
	if until := retryAfter(answer.Header, now); !until.IsZero() {
		out.NotBefore, out.RetryAfter = until, true
	}
	switch {
	case isRedirect(answer):
		return t.follow(answer, u)
	case answer.StatusCode == http.StatusNotModified && t.request.Validators != (news.Validators{}):
		out.NotModified = true
		out.Validators = brought(answer.Header, t.request.Validators)
		out.fresh(answer.Header, now, t.request.Fresh)
	case answer.StatusCode == http.StatusOK, answer.StatusCode == http.StatusNonAuthoritativeInfo:
		out.Validators = brought(answer.Header, news.Validators{})
		if failed := t.read(ctx, answer); failed != nil {
			failed.Status = answer.StatusCode
			return "", failed
		}
		out.fresh(answer.Header, now, 0)
	default:
		return "", t.refused(ctx, answer, u)
	}
	return "", nil
}

// fresh notes for how long an answer says that it is good; one that says nothing
// is good for as long as the one before.
func (r *Response) fresh(h http.Header, now time.Time, before time.Duration) {
	life := freshFor(h, now)
	r.Fresh, _ = maxAge(h.Values("Cache-Control"))
	if len(h.Values("Cache-Control")) == 0 && h.Get("Expires") == "" {
		r.Fresh, life = before, before
	}
	if until := now.Add(life); life > 0 && until.After(r.NotBefore) {
		r.NotBefore, r.RetryAfter = until, false
	}
}

// brought returns the validators of an answer, or the old ones where it has
// none.
func brought(h http.Header, old news.Validators) news.Validators {
	if v := h.Get("ETag"); v != "" {
		old.ETag = v
	}
	if v := h.Get("Last-Modified"); v != "" {
		old.LastModified = v
	}
	return old
}

func isRedirect(answer *http.Response) bool {
	switch answer.StatusCode {
	case http.StatusMovedPermanently, http.StatusFound, http.StatusSeeOther, http.StatusTemporaryRedirect, http.StatusPermanentRedirect:
		return answer.Header.Get("Location") != ""
	}
	return false
}

// follow records a redirect and returns where it leads.
func (t *trip) follow(answer *http.Response, u *url.URL) (next string, failed *Error) {
	refuse := func(format string, args ...any) (string, *Error) {
		return "", &Error{Outcome: news.OutcomeRedirect, Status: answer.StatusCode, Words: clean(fmt.Sprintf(format, args...))}
	}
	n, _ := io.CopyN(io.Discard, answer.Body, 4<<10) // so that the connection can be used again
	t.out.Wire += n
	from := u.String()
	to, err := address.Resolve(from, answer.Header.Get("Location"))
	if err != nil {
		return refuse("redirect to an address that cannot be asked: %v", err)
	}
	t.out.Hops = append(t.out.Hops, Hop{answer.StatusCode, from, to})
	switch {
	case len(t.out.Hops) > mostHops:
		return refuse("more than %d redirects, the last to %s", mostHops, to)
	case u.Scheme == "https" && to[:5] != "https":
		return refuse("redirect from https down to %s", to)
	}
	for _, h := range t.out.Hops {
		if h.From == to {
			return refuse("redirects lead in a circle back to %s", to)
		}
	}
	return to, nil
}

// refused turns a bad status into an error with the server's own words, and
// remembers a server's wish to be left alone.
func (t *trip) refused(ctx context.Context, answer *http.Response, u *url.URL) *Error {
	answer.ContentLength = -1
	body, _ := t.body(ctx, answer, errorBody) // what came of it is enough
	e := badStatus(answer.StatusCode, answer.Header, body)
	if t.out.RetryAfter {
		e.NotBefore = t.out.NotBefore
		if e.Outcome == news.OutcomeHTTP && e.Status != http.StatusNotFound {
			e.Outcome = news.OutcomeSlowDown // 403 and 502 are sent with it too
		}
	}
	if e.Outcome == news.OutcomeSlowDown {
		e.NotBefore = t.client.slowDown(ctx, scopeKey(u.String(), t.request.Limits.Scope), e.NotBefore)
	}
	return e
}

// read reads a good answer's body. Only a feed is worth reading in part: its
// newest entries come first and stand for themselves, while half a page would
// look like an edit by its publisher.
func (t *trip) read(ctx context.Context, answer *http.Response) *Error {
	limit := t.limit()
	body, err := t.body(ctx, answer, limit)
	if err == nil && t.request.Purpose != news.ForArticle {
		body, err = unpacked(body, limit)
	}
	t.out.Body = body
	if err == nil {
		return nil
	}
	failed := t.client.failure(ctx, err)
	switch {
	case errors.Is(err, errTooLarge):
		failed.Words = fmt.Sprintf("larger than %d bytes", limit)
	case errors.Is(err, errTruncated):
		failed.Words = fmt.Sprintf("the answer ended early, after %d bytes", t.out.Wire)
		if answer.ContentLength > 0 {
			failed.Words = fmt.Sprintf("the answer ended early, after %d of %d bytes", t.out.Wire, answer.ContentLength)
		}
	case failed.Outcome == news.OutcomeConnect: // a connection that broke inside the body
		failed.Outcome = news.OutcomeTruncated
		failed.Words = clean(fmt.Sprintf("the answer ended early, after %d bytes: %s", t.out.Wire, failed.Words))
	}
	if !t.worthReading(failed) {
		return failed
	}
	t.out.Partial, t.out.Reason = true, failed.Words
	if failed.Outcome == news.OutcomeTruncated {
		t.out.Validators = t.request.Validators // or a 304 would hide the rest
	}
	return nil
}

// limit is how many decompressed bytes the purpose is worth.
func (t *trip) limit() int64 {
	switch t.request.Purpose {
	case forRobots:
		return maxRobots
	case news.ForSource:
		return 4 * t.client.maxBody
	}
	return t.client.maxBody
}

// bombRatio is the compression above which a body is no text.
const bombRatio = 50

func (t *trip) worthReading(failed *Error) bool {
	if t.request.Purpose == forRobots {
		return failed.Outcome == news.OutcomeTooLarge // RFC 9309 §2.5
	}
	if t.request.Purpose != news.ForFeed || len(t.out.Body) == 0 {
		return false
	}
	switch failed.Outcome {
	case news.OutcomeTooLarge:
		return int64(len(t.out.Body)) <= bombRatio*t.out.Wire
	case news.OutcomeTruncated:
		return true
	}
	return false
}

// body reads an answer's body under the idle limit.
func (t *trip) body(ctx context.Context, answer *http.Response, limit int64) ([]byte, error) {
	encoding := contentEncoding(answer.Header)
	if encoding == "" && answer.ContentLength > limit && t.request.Purpose != news.ForFeed {
		return nil, errTooLarge // stated, so nobody need send it
	}
	m := &meter{from: answer.Body, idle: t.client.timeouts.Idle}
	m.timer = time.AfterFunc(m.idle, func() { t.cancel(errIdle) })
	defer m.timer.Stop()
	body, err := readBody(m, encoding, limit)
	t.out.Wire += m.n
	if err != nil && ctx.Err() != nil {
		err = context.Cause(ctx)
	}
	return body, err
}

// header is what a request says. Slices are shared: nothing changes them.
func (c *Client) header(r Request) http.Header {
	h := http.Header{
		"User-Agent":      {c.agent},
		"Accept":          {accept(r.Purpose)},
		"Accept-Encoding": {"gzip, br, zstd"},
	}
	// A validator that no header can hold would make the request fail for ever.
	if v := r.Validators.ETag; v != "" && httpguts.ValidHeaderFieldValue(v) {
		h["If-None-Match"] = []string{v}
	}
	if v := r.Validators.LastModified; v != "" && httpguts.ValidHeaderFieldValue(v) {
		h["If-Modified-Since"] = []string{v}
	}
	return h
}

func accept(p news.Purpose) string {
	switch p {
	case news.ForFeed:
		return "application/atom+xml, application/rss+xml, application/feed+json, application/rdf+xml;q=0.9, application/xml;q=0.9, text/xml;q=0.8, application/json;q=0.7, */*;q=0.1"
	case news.ForSource:
		return "text/html, application/xhtml+xml, application/xml;q=0.9, text/xml;q=0.9, application/json;q=0.9, */*;q=0.1"
	case forRobots:
		return "text/plain, */*;q=0.1"
	case news.ForProbe:
		return "text/html, application/xhtml+xml, application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9, */*;q=0.1"
	}
	return "text/html, application/xhtml+xml, */*;q=0.1"
}

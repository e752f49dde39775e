package fetch

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"time"

	"cipherdesk/internal/news"
)

// Options of a [Client]. The zero value is a working, careful client.
type Options struct {
	Version string // of the program, for the User-Agent; empty: "dev"
	Contact string // page or address of the operator, for the User-Agent; may be empty

	Allow    []netip.Prefix  // networks that may be asked although they are not public, on any port
	Limits   news.HostLimits // for requests that bring none; zero: one at a time, two seconds apart, by host
	Parallel int             // requests in flight over all hosts; 0: 64
	MaxBody  int64           // decompressed bytes of one answer; 0: 4 MiB. Lists of an outlet may have four times as much
	Timeouts Timeouts

	Resolver *net.Resolver  // nil: the system's
	Roots    *x509.CertPool // certificate authorities; nil: the system's
	Clock    func() time.Time
	Log      *slog.Logger
	Memory   Memory // keeps robots.txt and waits over restarts; nil: they are forgotten
}

// Timeouts bound the phases of one request. Zero values are the defaults.
type Timeouts struct {
	Connect time.Duration // to a connection, name and TLS included; 10 s
	Header  time.Duration // from the request to the last byte of the answer's header; 15 s
	Idle    time.Duration // between two pieces of the body; 10 s
	Total   time.Duration // all hops of a request together, waiting for our turn apart; 30 s
}

// Request is one polite question.
type Request struct {
	URL        string
	Purpose    news.Purpose    // decides what is accepted, and whether robots.txt applies
	Validators news.Validators // of the last answer, given back as they came; zero: an unconditional request
	Fresh      time.Duration   // of the answer that Validators came with
	Limits     news.HostLimits // of the outlet; zero fields mean the client's
}

// Response is what came back. On an error it still holds what is known.
type Response struct {
	Status      int    // of the last answer; 0 when there was none
	Final       string // the address that answered
	Hops        []Hop  // redirects followed, in order
	Header      http.Header
	Body        []byte // decompressed
	NotModified bool
	// Validators to keep: 200 replaces both, with nothing where the answer had
	// none; 304 replaces those it brings; anything else, an answer that was cut
	// off included, leaves them as they were.
	Validators news.Validators
	// Fresh is for how long a good answer says that it will not change (max-age),
	// to give back with its validators: a 304 that says nothing repeats it (RFC
	// 9111 §4.3.4). 0 when it does not say.
	Fresh time.Duration
	Wire  int64         // bytes of bodies over the wire, before decompression
	Took  time.Duration // from the first request to the last byte, without waiting for our turn
	// NotBefore is the latest of what Cache-Control, Expires and Retry-After ask
	// for, on our clock; zero when the server asks for nothing.
	NotBefore  time.Time
	RetryAfter bool   // NotBefore is what Retry-After asked for
	Partial    bool   // Body is the beginning of something longer (feeds only)
	Reason     string // why it is partial, in one line
}

// Hop is one redirect that was followed.
type Hop struct {
	Status   int
	From, To string
}

// Client fetches. It is safe for concurrent use.
type Client struct {
	agent     string
	limits    news.HostLimits
	maxBody   int64
	timeouts  Timeouts
	allow     []netip.Prefix
	clock     func() time.Time
	log       *slog.Logger
	transport *http.Transport
	slots     chan struct{} // one for each request in flight
	turns     turns
	holds     holds
	robots    robotsCache
	memory    Memory
}

// New returns a client; Close it at the end.
func New(o Options) *Client {
	c := &Client{
		agent:    userAgent(o.Version, o.Contact),
		limits:   withDefaults(o.Limits, news.HostLimits{Parallel: 1, Gap: 2 * time.Second, Scope: news.ScopeHost}),
		maxBody:  orElse(o.MaxBody, 4<<20),
		timeouts: o.Timeouts.withDefaults(),
		allow:    o.Allow,
		clock:    o.Clock,
		log:      o.Log,
		memory:   o.Memory,
		slots:    make(chan struct{}, orElse(o.Parallel, 64)),
	}
	if c.clock == nil {
		c.clock = time.Now
	}
	if c.log == nil {
		c.log = slog.New(slog.DiscardHandler)
	}
	dialer := &net.Dialer{Timeout: c.timeouts.Connect, Resolver: o.Resolver, Control: c.control}
	c.transport = &http.Transport{
		Proxy:                  nil, // a proxy from the environment would resolve and dial past the guard
		DialContext:            dialing(dialer),
		TLSClientConfig:        &tls.Config{RootCAs: o.Roots, MinVersion: tls.VersionTLS12},
		TLSHandshakeTimeout:    c.timeouts.Connect,
		ResponseHeaderTimeout:  c.timeouts.Header,
		MaxResponseHeaderBytes: 256 << 10,
		ForceAttemptHTTP2:      true,
		DisableCompression:     true, // we count what comes out of it
		MaxIdleConns:           2 * cap(c.slots),
		MaxIdleConnsPerHost:    2,
		IdleConnTimeout:        30 * time.Second,
	}
	return c
}

// Close drops idle connections. Requests in flight go on.
func (c *Client) Close() { c.transport.CloseIdleConnections() }

// Asked tells the client that an address was asked at a time before this
// program was started, so that the gap to the next request holds all the same.
func (c *Client) Asked(url string, limits news.HostLimits, at time.Time) {
	u, err := target(url)
	if ago := c.clock().Sub(at); err == nil && ago >= 0 && ago < longestDelay {
		c.turns.asked(hostKey(u, withDefaults(limits, c.limits)), time.Now().Add(-ago))
	}
}

// Wait is how long a request would have to wait as things stand: for the gap or
// crawl delay since the last one to its host, or, held, until a server that asked
// to be left alone may be asked again. Requests that wait already come on top.
func (c *Client) Wait(ctx context.Context, r Request) (wait time.Duration, held bool) {
	u, err := target(r.URL)
	if err != nil {
		return 0, false
	}
	limits := withDefaults(r.Limits, c.limits)
	if until := c.held(ctx, scopeKey(u.String(), limits.Scope)); !until.IsZero() {
		return until.Sub(c.clock()), true
	}
	return c.turns.pause(hostKey(u, limits), c.gap(u, limits)), false
}

// Gap is the time that is kept between requests to the host of r, as far as it
// is known before its robots.txt was read.
func (c *Client) Gap(r Request) time.Duration {
	u, err := target(r.URL)
	if err != nil {
		return 0
	}
	return c.gap(u, withDefaults(r.Limits, c.limits))
}

// gap is the operator's, or what robots.txt asks for when that is longer.
func (c *Client) gap(u *url.URL, limits news.HostLimits) time.Duration {
	return max(limits.Gap, c.robots.delay(originOf(u)))
}

// Lane names whose turn a request to url takes: requests of different lanes do
// not wait for each other.
func (c *Client) Lane(url string, limits news.HostLimits) string {
	u, err := target(url)
	if err != nil {
		return ""
	}
	return hostKey(u, withDefaults(limits, c.limits))
}

func (t Timeouts) withDefaults() Timeouts {
	return Timeouts{
		Connect: orElse(t.Connect, 10*time.Second),
		Header:  orElse(t.Header, 15*time.Second),
		Idle:    orElse(t.Idle, 10*time.Second),
		Total:   orElse(t.Total, 30*time.Second),
	}
}

func withDefaults(l, d news.HostLimits) news.HostLimits {
	l.Parallel, l.Gap = orElse(l.Parallel, d.Parallel), orElse(l.Gap, d.Gap)
	if l.Scope == "" {
		l.Scope = d.Scope
	}
	return l
}

// orElse returns v, or d when v is zero or less.
func orElse[T ~int | ~int64](v, d T) T {
	if v <= 0 {
		return d
	}
	return v
}

// userAgent is "cipherdesk/1.2 (+contact)"; what would break the header or its
// comment is left out.
func userAgent(version, contact string) string {
	clean := func(s string) string {
		return strings.Map(func(r rune) rune {
			if r <= ' ' || r >= 0x7F || strings.ContainsRune(`()\"`, r) {
				return -1
			}
			return r
		}, s)
	}
	if version = clean(version); version == "" {
		version = "dev"
	}
	if contact = clean(contact); contact == "" {
		return "cipherdesk/" + version
	}
	return "cipherdesk/" + version + " (+" + contact + ")"
}

// stopped reports whether the caller has given up.
func stopped(ctx context.Context) bool { return ctx.Err() != nil }

package fetch

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"sync"
	"testing"
	"time"

	"cipherdesk/internal/news"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// start is when the desk's clock stands in these tests.
var start = time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)

// hasty makes the real limits smaller, for servers that reach them.
func hasty(o *Options) {
	o.Timeouts = Timeouts{Connect: 3 * time.Second, Header: 700 * time.Millisecond, Idle: 700 * time.Millisecond, Total: 2 * time.Second}
}

// newClient returns a client that may ask loopback, without a gap, on a clock
// that stands still.
func newClient(t *testing.T, change ...func(*Options)) *Client {
	t.Helper()
	o := Options{
		Version: "test", Allow: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}, Limits: news.HostLimits{Gap: 1},
		Clock: func() time.Time { return start },
	}
	for _, f := range change {
		f(&o)
	}
	c := New(o)
	t.Cleanup(c.Close)
	return c
}

// origin is a loopback server that records what it was asked.
type origin struct {
	*httptest.Server
	mu    sync.Mutex
	asked []*http.Request
}

func newOrigin(t *testing.T, handler http.HandlerFunc) *origin {
	t.Helper()
	o := &origin{}
	o.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		o.mu.Lock()
		o.asked = append(o.asked, r)
		o.mu.Unlock()
		handler(w, r)
	}))
	t.Cleanup(func() {
		o.CloseClientConnections()
		o.Close()
	})
	return o
}

func (o *origin) requests() []*http.Request {
	o.mu.Lock()
	defer o.mu.Unlock()
	return append([]*http.Request(nil), o.asked...)
}

// rawOrigin speaks whatever bytes it likes.
func rawOrigin(t *testing.T, speak func(net.Conn)) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var talks sync.WaitGroup
	talks.Go(func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			talks.Go(func() {
				defer conn.Close()
				buf := make([]byte, 4096)
				if _, err := conn.Read(buf); err == nil {
					speak(conn)
				}
			})
		}
	})
	t.Cleanup(func() {
		l.Close()
		talks.Wait()
	})
	return "http://" + l.Addr().String() + "/feed"
}

func get(t *testing.T, c *Client, r Request) (Response, *Error) {
	t.Helper()
	if r.Purpose == "" {
		r.Purpose = news.ForFeed
	}
	resp, err := c.Get(context.Background(), r)
	if err == nil {
		return resp, nil
	}
	var e *Error
	if !errors.As(err, &e) {
		t.Fatalf("Get(%s): %T %v is not an *Error", r.URL, err, err)
	}
	return resp, e
}

const feedBody = `<rss version="2.0"><channel><title>News</title></channel></rss>`

// T1, T17: the first request.
func TestFirstRequestSaysOnlyWhatItMust(t *testing.T) {
	o := newOrigin(t, func(w http.ResponseWriter, r *http.Request) {
		http.SetCookie(w, &http.Cookie{Name: "id", Value: "1"})
		w.Header().Set("ETag", `"a"`)
		fmt.Fprint(w, feedBody)
	})
	c := newClient(t, func(o *Options) { o.Contact = "https://example.org/desk" })
	for range 2 {
		if _, err := get(t, c, Request{URL: o.URL + "/feed?x=1&y=%20#part"}); err != nil {
			t.Fatal(err)
		}
	}
	asked := o.requests()
	if len(asked) != 2 {
		t.Fatalf("%d requests, want 2", len(asked))
	}
	for _, r := range asked {
		if r.Method != http.MethodGet || r.RequestURI != "/feed?x=1&y=%20" {
			t.Errorf("asked %s %s", r.Method, r.RequestURI)
		}
		if got := r.Header.Get("User-Agent"); got != "cipherdesk/test (+https://example.org/desk)" {
			t.Errorf("User-Agent %q", got)
		}
		for _, want := range []string{"atom+xml", "rss+xml", "feed+json"} {
			if !strings.Contains(r.Header.Get("Accept"), want) {
				t.Errorf("Accept %q does not name %s", r.Header.Get("Accept"), want)
			}
		}
		for _, want := range []string{"gzip", "br", "zstd"} {
			if !strings.Contains(r.Header.Get("Accept-Encoding"), want) {
				t.Errorf("Accept-Encoding %q does not name %s", r.Header.Get("Accept-Encoding"), want)
			}
		}
		for name := range r.Header {
			switch name {
			case "User-Agent", "Accept", "Accept-Encoding":
			default:
				t.Errorf("header %s: %q is sent", name, r.Header[name])
			}
		}
	}
}

func TestUserAgent(t *testing.T) {
	for _, c := range [][3]string{
		{"1.2", "", "cipherdesk/1.2"}, {"1.2", "desk@example.org", "cipherdesk/1.2 (+desk@example.org)"},
		{"", "a) b\r\nX: y", "cipherdesk/dev (+abX:y)"},
	} {
		if got := userAgent(c[0], c[1]); got != c[2] {
			t.Errorf("userAgent(%q, %q) = %q, want %q", c[0], c[1], got, c[2])
		}
	}
}

// T2: validators come back exactly as they went.
func TestValidatorsVerbatim(t *testing.T) {
	for _, v := range []news.Validators{
		{ETag: `"strong"`}, {ETag: `W/"weak"`}, {ETag: `w/"odd"`}, {ETag: `unquoted`}, {ETag: `"with \"quotes\" inside"`}, {ETag: `""`}, {ETag: `"a", "b"`},
		{ETag: `"é ` + "\xff" + `"`}, {LastModified: "Sun, 22 Nov 2026 08:00:00 GMT"}, {LastModified: "yesterday, about noon"}, {LastModified: "0"},
		{ETag: `"x-gzip"`, LastModified: "Thu, 01 Jan 1970 00:00:00 GMT"}, {ETag: strings.Repeat("z", 4000)},
	} {
		o := newOrigin(t, func(w http.ResponseWriter, r *http.Request) {
			if v.ETag != "" {
				w.Header()["ETag"] = []string{v.ETag}
			}
			if v.LastModified != "" {
				w.Header()["Last-Modified"] = []string{v.LastModified}
			}
			if len(r.Header["If-None-Match"])+len(r.Header["If-Modified-Since"]) > 0 {
				w.WriteHeader(http.StatusNotModified)
				return
			}
			fmt.Fprint(w, feedBody)
		})
		c := newClient(t)
		first, err := get(t, c, Request{URL: o.URL})
		if err != nil || first.Validators != v || string(first.Body) != feedBody {
			t.Fatalf("%+v: first answer %+v, %v", v, first.Validators, err)
		}
		second, err := get(t, c, Request{URL: o.URL, Validators: first.Validators})
		if err != nil || !second.NotModified || second.Validators != v || second.Body != nil {
			t.Fatalf("%+v: second answer %+v, %v", v, second, err)
		}
		asked := o.requests()[1].Header
		if got := (news.Validators{ETag: asked.Get("If-None-Match"), LastModified: asked.Get("If-Modified-Since")}); got != v {
			t.Errorf("gave back %+q for %+q", got, v)
		}
	}
}

// T3 to T6: what replaces what.
func TestValidatorsReplaced(t *testing.T) {
	old := news.Validators{ETag: `"old"`, LastModified: "Sat, 21 Nov 2026 08:00:00 GMT"}
	date := "Sun, 22 Nov 2026 08:00:00 GMT"
	for _, c := range []struct {
		why    string
		status int
		header map[string]string
		want   news.Validators
	}{
		{"T3 same date, new tag", 200, map[string]string{"ETag": `"new"`, "Last-Modified": old.LastModified}, news.Validators{ETag: `"new"`, LastModified: old.LastModified}},
		{"T4 new both", 200, map[string]string{"ETag": `"new"`, "Last-Modified": date}, news.Validators{ETag: `"new"`, LastModified: date}},
		{"T5 304 with a tag only", 304, map[string]string{"ETag": `"new"`}, news.Validators{ETag: `"new"`, LastModified: old.LastModified}},
		{"304 with a date only", 304, map[string]string{"Last-Modified": date}, news.Validators{ETag: old.ETag, LastModified: date}},
		{"304 with nothing", 304, nil, old},
		{"T6 200 with nothing", 200, nil, news.Validators{}},
		{"200 with a tag only", 200, map[string]string{"ETag": `"new"`}, news.Validators{ETag: `"new"`}},
		{"404", 404, map[string]string{"ETag": `"new"`}, old},
		{"500", 500, map[string]string{"ETag": `"new"`, "Last-Modified": date}, old},
		{"429", 429, map[string]string{"ETag": `"new"`}, old},
	} {
		o := newOrigin(t, func(w http.ResponseWriter, r *http.Request) {
			for k, v := range c.header {
				w.Header().Set(k, v)
			}
			w.WriteHeader(c.status)
		})
		got, _ := get(t, newClient(t), Request{URL: o.URL, Validators: old})
		if got.Validators != c.want {
			t.Errorf("%s: %+v, want %+v", c.why, got.Validators, c.want)
		}
	}
}

// T7: asked to slow down.
func TestSlowDown(t *testing.T) {
	for _, c := range []struct {
		why, after string
		status     int
		want       time.Duration
	}{
		{"seconds", "90000", 429, 90000 * time.Second},
		{"a date", start.Add(36 * time.Hour).Format(http.TimeFormat), 503, 36 * time.Hour},
		{"six days", "518400", 503, 6 * 24 * time.Hour},
		{"bare", "", 429, bareHold},
		{"nonsense", "soon", 503, bareHold},
		{"a past date", start.Add(-time.Hour).Format(http.TimeFormat), 429, bareHold},
	} {
		o := newOrigin(t, func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Date", start.Format(http.TimeFormat))
			if c.after != "" {
				w.Header().Set("Retry-After", c.after)
			}
			w.WriteHeader(c.status)
			fmt.Fprint(w, "Please come back later.")
		})
		now := start
		client := newClient(t, func(o *Options) { o.Clock = func() time.Time { return now } })
		got, err := get(t, client, Request{URL: o.URL + "/feed"})
		if err == nil || got.RetryAfter != (c.want != bareHold) || err.Outcome != news.OutcomeSlowDown || err.Outcome.Failed() || err.Status != c.status {
			t.Fatalf("%s: %+v", c.why, err)
		}
		if !strings.Contains(err.Words, "Please come back later.") {
			t.Errorf("%s: words %q", c.why, err.Words)
		}
		if want := start.Add(c.want); !err.NotBefore.Equal(want) {
			t.Errorf("%s: not before %v, want %v", c.why, err.NotBefore, want)
		}
		// The whole host is left alone, for as long as it asked, and no longer.
		if _, err := get(t, client, Request{URL: o.URL + "/other"}); err == nil || err.Outcome != news.OutcomeSlowDown {
			t.Errorf("%s: the host was asked again: %v", c.why, err)
		}
		if n := len(o.requests()); n != 1 {
			t.Errorf("%s: %d requests, want 1", c.why, n)
		}
		now = start.Add(c.want)
		get(t, client, Request{URL: o.URL + "/other"})
		if n := len(o.requests()); n != 2 {
			t.Errorf("%s: %d requests after the wait, want 2", c.why, n)
		}
	}
}

func TestSlowDownScope(t *testing.T) {
	for _, c := range []struct {
		scope news.ThrottleScope
		want  int
	}{{news.ScopeFeed, 2}, {news.ScopeHost, 1}, {news.ScopeSite, 1}} {
		o := newOrigin(t, func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(429) })
		client := newClient(t)
		limits := news.HostLimits{Scope: c.scope}
		get(t, client, Request{URL: o.URL + "/a", Limits: limits})
		get(t, client, Request{URL: o.URL + "/a", Limits: limits})
		get(t, client, Request{URL: o.URL + "/b", Limits: limits})
		if n := len(o.requests()); n != c.want {
			t.Errorf("scope %s: %d requests, want %d", c.scope, n, c.want)
		}
	}
}

// notes is a memory that two clients share, as two starts of a program share
// its database.
type notes struct{ sync.Map }

func (n *notes) Setting(_ context.Context, key string) (string, error) {
	if v, ok := n.Load(key); ok {
		return v.(string), nil
	}
	return "", news.ErrNotFound
}

func (n *notes) Remember(_ context.Context, key, note string) error {
	n.Store(key, note)
	return nil
}

// T9: what a server asked for before a restart still holds after it: the wait,
// for the whole host, and robots.txt with its crawl delay, which is not asked
// for again.
func TestNothingIsForgottenOverARestart(t *testing.T) {
	busy := newOrigin(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Retry-After", "3600")
		w.WriteHeader(429)
	})
	calm := newOrigin(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/robots.txt" {
			fmt.Fprint(w, "User-agent: *\nDisallow: /private\nCrawl-delay: 7\n")
		}
	})
	var memory notes
	named := strings.Replace(calm.URL, "127.0.0.1", "calm.localhost", 1)
	first := newClient(t, func(o *Options) { o.Memory = &memory })
	get(t, first, Request{URL: busy.URL + "/feed"})
	get(t, first, Request{URL: named + "/private/a", Purpose: news.ForArticle})
	now := start
	second := newClient(t, func(o *Options) { o.Memory, o.Clock = &memory, func() time.Time { return now } })
	if _, err := get(t, second, Request{URL: busy.URL + "/other"}); err == nil || !err.NotBefore.Equal(start.Add(time.Hour)) {
		t.Errorf("another feed of the busy host: %+v", err)
	}
	if _, err := get(t, second, Request{URL: named + "/private/b", Purpose: news.ForArticle}); outcome(err) != news.OutcomeRobots {
		t.Errorf("robots.txt is forgotten: %+v", err)
	}
	second.Asked(named+"/a", news.HostLimits{}, start)
	if wait, held := second.Wait(t.Context(), Request{URL: named + "/b"}); held || wait < 6*time.Second || wait > 7*time.Second {
		t.Errorf("the crawl delay is forgotten: %v to wait", wait)
	}
	if n := len(busy.requests()) + len(calm.requests()); n != 2 {
		t.Errorf("%d requests, want two, both before the restart", n)
	}
	now = start.Add(time.Hour)
	get(t, second, Request{URL: busy.URL + "/other"})
	if n := len(busy.requests()); n != 2 {
		t.Errorf("%d requests, want another one once the wait is over", n)
	}
}

// A server that says when to come again has said nothing worse, whatever the
// number it says it with.
func TestRetryAfterIsNoError(t *testing.T) {
	for status, want := range map[int]news.Outcome{403: news.OutcomeSlowDown, 429: news.OutcomeSlowDown, 500: news.OutcomeSlowDown, 502: news.OutcomeSlowDown,
		503: news.OutcomeSlowDown, 404: news.OutcomeHTTP, 410: news.OutcomeGone} {
		o := newOrigin(t, func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Retry-After", "3600")
			w.WriteHeader(status)
		})
		got, err := get(t, newClient(t), Request{URL: o.URL})
		if outcome(err) != want || !err.NotBefore.Equal(start.Add(time.Hour)) || !got.RetryAfter {
			t.Errorf("%d: %+v", status, err)
		}
	}
}

// T8: freshness, on 200 and on 304.
func TestFreshness(t *testing.T) {
	for _, status := range []int{200, 304} {
		o := newOrigin(t, func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Cache-Control", "public, max-age=172800")
			w.WriteHeader(status)
		})
		got, err := get(t, newClient(t), Request{URL: o.URL, Validators: news.Validators{ETag: `"a"`}})
		if err != nil || !got.NotBefore.Equal(start.Add(172800*time.Second)) || got.RetryAfter {
			t.Errorf("%d: not before %v, %v", status, got.NotBefore, err)
		}
		if got.Fresh != 172800*time.Second {
			t.Errorf("%d: fresh for %v", status, got.Fresh)
		}
	}
	o := newOrigin(t, func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(304) })
	got, err := get(t, newClient(t), Request{URL: o.URL, Validators: news.Validators{ETag: `"a"`}, Fresh: time.Hour})
	if err != nil || got.Fresh != time.Hour || !got.NotBefore.Equal(start.Add(time.Hour)) {
		t.Errorf("a 304 that says nothing: fresh for %v, not before %v", got.Fresh, got.NotBefore)
	}
}

// T12 and other bad answers: the outcome, and the server's words.
func TestBadAnswers(t *testing.T) {
	for _, c := range []struct {
		status  int
		kind    string
		body    string
		outcome news.Outcome
		words   string
	}{
		{404, "text/html", "<html><head><title>Not here</title><style>x{}</style></head><body><h1>Gone fishing</h1><script>x()</script></body></html>", news.OutcomeHTTP, "HTTP 404 Not Found: Not here Gone fishing"},
		{410, "text/plain", "This feed has moved to /new", news.OutcomeGone, "HTTP 410 Gone: This feed has moved to /new"},
		{403, "text/plain", "Blocked:\r\n\x1b[31mFAKE LOG LINE\u202e txet \x00", news.OutcomeHTTP, "HTTP 403 Forbidden: Blocked: [31mFAKE LOG LINE txet"},
		{500, "", "", news.OutcomeHTTP, "HTTP 500 Internal Server Error"},
		{204, "", "", news.OutcomeHTTP, "HTTP 204 No Content"},
		{206, "text/xml", "<rss>", news.OutcomeHTTP, "HTTP 206 Partial Content"},
		{304, "", "", news.OutcomeHTTP, "HTTP 304 Not Modified"}, // nobody asked conditionally
		{302, "", "", news.OutcomeHTTP, "HTTP 302 Found"},        // leads nowhere
		{599, "", "", news.OutcomeHTTP, "HTTP 599"},
	} {
		o := newOrigin(t, func(w http.ResponseWriter, r *http.Request) {
			if c.kind != "" {
				w.Header().Set("Content-Type", c.kind)
			}
			w.WriteHeader(c.status)
			fmt.Fprint(w, c.body)
		})
		got, err := get(t, newClient(t), Request{URL: o.URL})
		if err == nil || err.Outcome != c.outcome || err.Status != c.status || got.Status != c.status || got.Body != nil {
			t.Errorf("%d: status %d, %d bytes, %+v", c.status, got.Status, len(got.Body), err)
			continue
		}
		if err.Words != c.words {
			t.Errorf("%d: words %q, want %q", c.status, err.Words, c.words)
		}
	}
}

func TestWordsAreOneBoundedLine(t *testing.T) {
	for _, in := range []string{strings.Repeat("word ", 1000), strings.Repeat("é", 1000), "a\nb\r\nc\td\v\f\u2028e\u0085f", "\x00\x07\x1b[0m", "a\u200bb\ufeffc\u2066d"} {
		got := clean(in)
		if n := len([]rune(got)); n > mostWords {
			t.Errorf("%d characters", n)
		}
		if strings.ContainsAny(got, "\n\r\t\v\f\x00\x07\x1b\u2028\u0085\u200b\ufeff\u2066") {
			t.Errorf("clean(%q) = %q", in, got)
		}
	}
}

func TestUntrustedCertificate(t *testing.T) {
	secure := httptest.NewUnstartedServer(http.NotFoundHandler())
	secure.Config.ErrorLog = log.New(io.Discard, "", 0)
	secure.StartTLS()
	defer secure.Close()
	if _, err := get(t, newClient(t), Request{URL: secure.URL}); err == nil || err.Outcome != news.OutcomeTLS {
		t.Errorf("%+v", err)
	}
	plain := newOrigin(t, func(w http.ResponseWriter, r *http.Request) {})
	if _, err := get(t, newClient(t), Request{URL: strings.Replace(plain.URL, "http:", "https:", 1)}); err == nil || err.Outcome != news.OutcomeTLS {
		t.Errorf("plain server behind https: %+v", err)
	}
}

func TestStopping(t *testing.T) {
	hung := make(chan struct{})
	o := newOrigin(t, func(w http.ResponseWriter, r *http.Request) {
		close(hung)
		<-r.Context().Done()
	})
	c := newClient(t)
	ctx, cancel := context.WithCancel(context.Background())
	go func() {
		<-hung
		cancel()
	}()
	_, err := c.Get(ctx, Request{URL: o.URL, Purpose: news.ForFeed})
	var e *Error
	if !errors.As(err, &e) || e.Outcome != news.OutcomeCancelled {
		t.Errorf("%+v", err)
	}
	if _, err := c.Get(ctx, Request{URL: o.URL, Purpose: news.ForFeed}); !errors.As(err, &e) || e.Outcome != news.OutcomeCancelled {
		t.Errorf("already stopped: %+v", err)
	}
}

func TestParallelInAll(t *testing.T) {
	var mu sync.Mutex
	flying, most := 0, 0
	o := newOrigin(t, func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		flying++
		most = max(most, flying)
		mu.Unlock()
		time.Sleep(5 * time.Millisecond)
		mu.Lock()
		flying--
		mu.Unlock()
	})
	c := newClient(t, func(o *Options) { o.Parallel = 3 })
	var all sync.WaitGroup
	for range 24 {
		all.Go(func() {
			if _, err := get(t, c, Request{URL: o.URL, Limits: news.HostLimits{Parallel: 8}}); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if most > 3 || most == 0 {
		t.Errorf("%d requests in flight, want at most 3", most)
	}
}

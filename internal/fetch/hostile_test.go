package fetch

import (
	"bytes"
	"compress/flate"
	"compress/zlib"
	"context"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"cipherdesk/internal/hostile"
	"cipherdesk/internal/news"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

// packed compresses with one encoding.
func packed(t testing.TB, name string, body []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	var w io.WriteCloser
	var err error
	switch name {
	case "gzip", "x-gzip":
		w = gzip.NewWriter(&b)
	case "br":
		w = brotli.NewWriter(&b)
	case "zstd":
		w, err = zstd.NewWriter(&b)
	case "deflate":
		w = zlib.NewWriter(&b)
	case "bare deflate":
		w, err = flate.NewWriter(&b, 6)
	default:
		t.Fatalf("no encoding %s", name)
	}
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write(body); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestContentEncodings(t *testing.T) {
	plain := []byte(strings.Repeat(feedBody, 200))
	gz := packed(t, "gzip", plain)
	for _, c := range []struct {
		why, encoding string
		body          []byte
		wantPlain     bool
	}{
		{"gzip", "gzip", gz, true},
		{"x-gzip", "x-gzip", gz, true},
		{"upper case", "GZIP", gz, true},
		{"brotli", "br", packed(t, "br", plain), true},
		{"zstd", "zstd", packed(t, "zstd", plain), true},
		{"deflate", "deflate", packed(t, "deflate", plain), true},
		{"deflate without its frame", "deflate", packed(t, "bare deflate", plain), true},
		{"two, one inside the other", "gzip, br", packed(t, "br", gz), true},
		{"stated and not done", "gzip", plain, true},
		{"zstd stated and not done", "zstd", plain, true},
		{"identity", "identity", plain, true},
		{"a name that is none", "utf-8", plain, true},
		{"gzip in two members", "gzip", append(packed(t, "gzip", plain[:1000]), packed(t, "gzip", plain[1000:])...), true},
		{"rubbish after gzip", "gzip", append(bytes.Clone(gz), "<!-- cached -->"...), true},
		{"a gzip file", "", gz, true},
		{"empty", "gzip", nil, false},
	} {
		o := newOrigin(t, func(w http.ResponseWriter, r *http.Request) {
			if c.encoding != "" {
				w.Header().Set("Content-Encoding", c.encoding)
			}
			w.Write(c.body)
		})
		got, err := get(t, newClient(t), Request{URL: o.URL})
		if err != nil || bytes.Equal(got.Body, plain) != c.wantPlain || got.Partial {
			t.Errorf("%s: %d bytes, %+v", c.why, len(got.Body), err)
		}
		if got.Wire != int64(len(c.body)) {
			t.Errorf("%s: %d bytes over the wire, want %d", c.why, got.Wire, len(c.body))
		}
	}
}

func TestBadlyCompressed(t *testing.T) {
	plain := []byte(strings.Repeat("News of the day. ", 3000))
	damaged := packed(t, "gzip", plain)
	damaged[len(damaged)/2] ^= 0xff
	short := packed(t, "gzip", plain)
	for _, c := range []struct {
		why, encoding string
		body          []byte
		want          news.Outcome
	}{
		{"damaged gzip", "gzip", damaged, news.OutcomeEncoding},
		{"wrong checksum", "gzip", append(bytes.Clone(short[:len(short)-8]), 1, 2, 3, 4, 5, 6, 7, 8), news.OutcomeEncoding},
		{"noise as brotli", "br", []byte(strings.Repeat("\xff\x00\x93", 100)), news.OutcomeEncoding},
		{"noise as zstd", "zstd", append([]byte{0x28, 0xb5, 0x2f, 0xfd}, bytes.Repeat([]byte{0xff}, 100)...), news.OutcomeEncoding},
		{"noise as deflate", "deflate", bytes.Repeat([]byte{0xff}, 100), news.OutcomeEncoding},
		{"not asked for", "compress", []byte{0x1f, 0x9d, 1, 2, 3}, news.OutcomeEncoding},
		{"three times", "gzip, gzip, gzip", packed(t, "gzip", packed(t, "gzip", packed(t, "gzip", plain))), news.OutcomeEncoding},
		{"gzip cut in its header", "gzip", short[:5], news.OutcomeTruncated},
	} {
		o := newOrigin(t, func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Encoding", c.encoding)
			w.Write(c.body)
		})
		if got, err := get(t, newClient(t), Request{URL: o.URL, Purpose: news.ForProbe}); err == nil || err.Outcome != c.want {
			t.Errorf("%s: %q, %+v", c.why, got.Body[:min(len(got.Body), 50)], err)
		}
	}
}

// T15, truncation: a feed is read as far as it goes, a page is not.
func TestTruncated(t *testing.T) {
	old := news.Validators{ETag: `"old"`}
	whole := []byte(strings.Repeat("<item>é</item>", 500))
	zipped := packed(t, "gzip", whole)
	speak := func(header string, body []byte) func(net.Conn) {
		return func(c net.Conn) {
			fmt.Fprintf(c, "HTTP/1.1 200 OK\r\nETag: \"new\"\r\n%s\r\n", header)
			c.Write(body)
		}
	}
	reset := func(c net.Conn) {
		speak("Content-Length: 7000\r\n", whole[:3000])(c)
		time.Sleep(20 * time.Millisecond)
		c.(*net.TCPConn).SetLinger(0)
	}
	for why, server := range map[string]func(net.Conn){
		"length":  speak("Content-Length: 7000\r\n", whole[:3000]),
		"chunked": speak("Transfer-Encoding: chunked\r\n", append([]byte("bb8\r\n"), whole[:2000]...)),
		"gzip":    speak("Content-Encoding: gzip\r\nConnection: close\r\n", zipped[:len(zipped)-12]),
		"reset":   reset,
	} {
		url := rawOrigin(t, server)
		got, err := get(t, newClient(t), Request{URL: url, Validators: old})
		if err != nil || !got.Partial || got.Reason == "" || len(got.Body) == 0 || !bytes.HasPrefix(whole, got.Body) {
			t.Errorf("%s, feed: %d bytes, partial %v %q, %+v", why, len(got.Body), got.Partial, got.Reason, err)
		}
		if got.Validators != old {
			t.Errorf("%s: %+v would hide the rest behind a 304", why, got.Validators)
		}
		for _, p := range []news.Purpose{news.ForProbe, news.ForArticle, news.ForSource} {
			c := newClient(t)
			c.robots.entry(strings.TrimSuffix(url, "/feed")).know(start)
			if got, err := get(t, c, Request{URL: url, Purpose: p, Validators: old}); err == nil || err.Outcome != news.OutcomeTruncated || got.Body != nil || got.Validators != old {
				t.Errorf("%s, %s: %d bytes, %+v, %+v", why, p, len(got.Body), got.Validators, err)
			}
		}
	}
}

// know makes an entry say that everything is allowed.
func (e *robotsEntry) know(now time.Time) { e.asked, e.keep = now, robotsKept }

// T15, sizes: nothing is read beyond the limit, and a bomb is told from a feed.
func TestTooLarge(t *testing.T) {
	const limit = 1 << 20
	bombs := map[string][]byte{}
	for _, name := range []string{"gzip", "br", "zstd", "deflate"} {
		bombs[name] = packed(t, name, make([]byte, 40<<20))
	}
	bombs["gzip, gzip"] = packed(t, "gzip", bombs["gzip"])
	for encoding, bomb := range bombs {
		o := newOrigin(t, func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Encoding", encoding)
			w.Write(bomb)
		})
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		got, err := get(t, newClient(t, func(o *Options) { o.MaxBody = limit }), Request{URL: o.URL})
		runtime.ReadMemStats(&after)
		if err == nil || err.Outcome != news.OutcomeTooLarge || got.Body != nil {
			t.Errorf("%s bomb: %d bytes, partial %v, %+v", encoding, len(got.Body), got.Partial, err)
		}
		if used := after.TotalAlloc - before.TotalAlloc; used > 32<<20 {
			t.Errorf("%s bomb took %d MB", encoding, used>>20)
		}
	}
	item := []byte(strings.Repeat("<item>n</item>", 100))
	endless := newOrigin(t, func(w http.ResponseWriter, r *http.Request) {
		for r.Context().Err() == nil {
			if _, err := w.Write(item); err != nil {
				return
			}
		}
	})
	stated := newOrigin(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Length", "104857600")
		for range 100 << 20 / len(item) {
			if _, err := w.Write(item); err != nil {
				return
			}
		}
	})
	for why, o := range map[string]*origin{"endless": endless, "100 MB": stated} {
		c := newClient(t, func(o *Options) { o.MaxBody = limit })
		got, err := get(t, c, Request{URL: o.URL})
		if err != nil || !got.Partial || len(got.Body) != limit || !strings.Contains(got.Reason, "larger than") {
			t.Errorf("%s feed: %d bytes, %q, %+v", why, len(got.Body), got.Reason, err)
		}
		if got, err := get(t, c, Request{URL: o.URL, Purpose: news.ForProbe}); err == nil || err.Outcome != news.OutcomeTooLarge || got.Body != nil {
			t.Errorf("%s page: %d bytes, %+v", why, len(got.Body), err)
		}
	}
}

// T15, time: each phase has its limit, and the reason is told.
func TestTimeLimits(t *testing.T) {
	wait := func(d time.Duration) { time.Sleep(d) }
	drip := func(c net.Conn, every time.Duration, piece string) {
		for range 30 {
			if _, err := io.WriteString(c, piece); err != nil {
				return
			}
			wait(every)
		}
	}
	for why, c := range map[string]struct {
		speak func(net.Conn)
		words string
	}{
		"no answer":   {func(c net.Conn) { wait(1500 * time.Millisecond) }, "no answer within"},
		"slow header": {func(c net.Conn) { io.WriteString(c, "HTTP/1.1 200 OK\r\n"); drip(c, 100*time.Millisecond, "X: y\r\n") }, "no answer within"},
		"stalled body": {func(c net.Conn) {
			io.WriteString(c, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n<rss>")
			wait(1500 * time.Millisecond)
		}, "nothing more came for"},
		"dripping body": {func(c net.Conn) {
			io.WriteString(c, "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
			drip(c, 100*time.Millisecond, "x")
		}, "no complete answer within"},
		"dripping compressed body": {func(c net.Conn) {
			// After gzip's header an empty stored block a time: nothing ever comes out.
			io.WriteString(c, "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\nContent-Encoding: gzip\r\n\r\n\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03")
			drip(c, 100*time.Millisecond, "\x00\x00\x00\xff\xff")
		}, "no complete answer within"},
	} {
		t.Run(why, func(t *testing.T) {
			t.Parallel()
			_, err := get(t, newClient(t, hasty), Request{URL: rawOrigin(t, c.speak)})
			if err == nil || err.Outcome != news.OutcomeTimeout || !strings.Contains(err.Words, c.words) {
				t.Errorf("%+v", err)
			}
		})
	}
}

// The same over HTTP/2, where net/http's own machinery is another.
func TestHTTP2(t *testing.T) {
	s := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.ProtoMajor != 2 {
			t.Errorf("asked by %s", r.Proto)
		}
		flush := http.NewResponseController(w).Flush
		switch r.URL.Path {
		case "/feed":
			w.Header().Set("ETag", `"a"`)
			fmt.Fprint(w, feedBody)
		case "/silent":
			<-r.Context().Done()
		case "/stalls":
			fmt.Fprint(w, feedBody)
			flush()
			<-r.Context().Done()
		case "/breaks":
			fmt.Fprint(w, feedBody)
			flush()
			panic(http.ErrAbortHandler)
		case "/endless":
			for r.Context().Err() == nil {
				w.Write(make([]byte, 1<<16))
			}
		}
	}))
	s.Config.ErrorLog = log.New(io.Discard, "", 0)
	s.EnableHTTP2 = true
	s.StartTLS()
	defer s.Close()
	defer s.CloseClientConnections()
	c := newClient(t, func(o *Options) {
		o.Roots = s.Client().Transport.(*http.Transport).TLSClientConfig.RootCAs
		o.MaxBody = 1 << 20
		hasty(o)
	})
	for path, want := range map[string]news.Outcome{
		"/feed": "", "/silent": news.OutcomeTimeout, "/stalls": news.OutcomeTimeout, "/breaks": news.OutcomeTruncated, "/endless": news.OutcomeTooLarge,
	} {
		got, err := get(t, c, Request{URL: s.URL + path, Purpose: news.ForProbe})
		if outcome(err) != want || err == nil && string(got.Body) != feedBody {
			t.Errorf("%s: %+v, want %q", path, err, want)
		}
	}
}

func TestTotalLimitCountsAllHops(t *testing.T) {
	o := newOrigin(t, func(w http.ResponseWriter, r *http.Request) {
		time.Sleep(300 * time.Millisecond)
		http.Redirect(w, r, r.URL.Path+"x", http.StatusFound)
	})
	_, err := get(t, newClient(t, func(o *Options) { o.Timeouts.Total = 700 * time.Millisecond }), Request{URL: o.URL + "/"})
	if err == nil || err.Outcome != news.OutcomeTimeout || len(o.requests()) > 3 {
		t.Errorf("%+v after %d requests", err, len(o.requests()))
	}
}

func TestNotHTTP(t *testing.T) {
	say := func(s string) func(net.Conn) {
		return func(c net.Conn) { io.WriteString(c, s) }
	}
	for why, c := range map[string]struct {
		speak func(net.Conn)
		want  news.Outcome
	}{
		"noise":             {say(strings.Repeat("\xde\xad\xbe\xef", 1000)), news.OutcomeHTTP},
		"another protocol":  {say("SSH-2.0-OpenSSH_9.6\r\n"), news.OutcomeHTTP},
		"bad length":        {say("HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n"), news.OutcomeHTTP},
		"bad header":        {say("HTTP/1.1 200 OK\r\nno colon here\r\n\r\n"), news.OutcomeHTTP},
		"bad coding":        {say("HTTP/1.1 200 OK\r\nTransfer-Encoding: rot13\r\n\r\n"), news.OutcomeHTTP},
		"nothing":           {func(net.Conn) {}, news.OutcomeConnect},
		"reset":             {func(c net.Conn) { c.(*net.TCPConn).SetLinger(0) }, news.OutcomeConnect},
		"a megabyte header": {say("HTTP/1.1 200 OK\r\nX: " + strings.Repeat("x", 1<<20) + "\r\n\r\n"), news.OutcomeTooLarge},
		"endless headers":   {func(c net.Conn) { say("HTTP/1.1 200 OK\r\n" + strings.Repeat("X: y\r\n", 100000))(c) }, news.OutcomeTooLarge},
		"bad chunk":         {say("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nabc"), news.OutcomeTruncated},
	} {
		if _, err := get(t, newClient(t), Request{URL: rawOrigin(t, c.speak)}); err == nil || err.Outcome != c.want || err.Words == "" || strings.Contains(err.Words, "\n") {
			t.Errorf("%s: %+v", why, err)
		}
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	l.Close()
	if _, err := get(t, newClient(t), Request{URL: "http://" + l.Addr().String()}); err == nil || err.Outcome != news.OutcomeConnect || err.Words != "connection refused" {
		t.Errorf("nobody listens: %+v", err)
	}
}

// A bad neighbour costs a good one nothing but a shared slot.
func TestGoodNeighbours(t *testing.T) {
	bad := rawOrigin(t, func(c net.Conn) { time.Sleep(time.Second) })
	good := newOrigin(t, func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, feedBody) })
	c := newClient(t)
	ctx, cancel := context.WithCancel(context.Background())
	var all sync.WaitGroup
	for range 5 { // on 127.0.0.1, whose turn is taken; the good one goes by another name
		all.Go(func() { c.Get(ctx, Request{URL: bad, Purpose: news.ForFeed}) })
	}
	_, port, _ := net.SplitHostPort(strings.TrimPrefix(good.URL, "http://"))
	if _, err := get(t, c, Request{URL: "http://localhost:" + port + "/"}); err != nil {
		t.Errorf("the good neighbour: %+v", err)
	}
	cancel()
	all.Wait()
}

func FuzzReadBody(f *testing.F) {
	for _, name := range []string{"gzip", "br", "zstd", "deflate"} {
		f.Add(packed(f, name, []byte(feedBody)), name)
	}
	f.Fuzz(checkReadBody)
}

func checkReadBody(t *testing.T, body []byte, encodings string) {
	const limit = 1 << 16
	out, err := readBody(&meter{from: bytes.NewReader(body)}, encodings, limit)
	if len(out) > limit {
		t.Errorf("%d bytes, %v", len(out), err)
	}
}

func TestAnyMixtureOfBodiesEnds(t *testing.T) {
	parts := []string{"\x1f\x8b", "\x1f\x8b\x08\x1f\x00\x00\x00\x00\x00\xff", "\x28\xb5\x2f\xfd", "\x28\xb5\x2f\xfd\x20", "\x50\x2a\x4d\x18\xff\xff\xff\xff", "\x78\x9c", "\x78\xbb", "\xcb\xff\xff\x07", "\x00", "\xff", "\x00\x00\xff\xff", "\x01", "<rss>", "word ", "\n"}
	for _, name := range []string{"gzip", "br", "zstd", "deflate", "bare deflate"} {
		parts = append(parts, string(packed(t, name, []byte(feedBody))), string(packed(t, name, bytes.Repeat([]byte("a"), 1<<20))))
	}
	encodings := []string{"", "gzip", "x-gzip", "br", "zstd", "deflate", "identity", "gzip, br", "br,gzip,zstd", "gzip,gzip,gzip,gzip,gzip,gzip,gzip,gzip", "compress", "GZIP ", ",", "\x00", "aes128gcm"}
	hostile.Each(t, 300, parts, func(m *hostile.Mix) { checkReadBody(t, []byte(m.Text(5)), hostile.Pick(m, encodings...)) })
}

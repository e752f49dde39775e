package selftest

import (
	"bytes"
	"compress/flate"
	"compress/gzip"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"strings"
	"time"

	"cipherdesk/internal/news"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/zstd"
)

// attack is one way to hurt whoever asks.
type attack struct {
	name     string
	outlet   news.Outlet
	page     bool   // it is an article's page that hurts, not the feed
	outcomes string // any of them is right
}

// attacks puts all of them up.
func (t *trial) attacks() ([]attack, error) {
	var all []attack
	add := func(name, address, outcomes string) {
		id := fmt.Sprint("bad", len(all))
		if strings.HasPrefix(address, "/") {
			address = t.at(id, address)
		}
		all = append(all, attack{name: name, outlet: reads(id, address), outcomes: outcomes})
	}
	bombs, err := bombs()
	if err != nil {
		return nil, err
	}
	for _, b := range bombs {
		t.answer(fmt.Sprint("bad", len(all)), "/feed", status200(b.body, "Content-Encoding", b.encoding))
		add(b.name, "/feed", b.outcomes)
	}
	for _, b := range bodies() {
		t.answer(fmt.Sprint("bad", len(all)), "/feed", b.answer)
		add(b.name, "/feed", b.outcomes)
	}
	for _, s := range speakers() {
		address, err := t.speak(fmt.Sprint("bad", len(all)), s.say)
		if err != nil {
			return nil, err
		}
		add(s.name, address, s.outcomes)
	}
	for _, b := range lists() {
		t.answer(fmt.Sprint("bad", len(all)), "/feed", b.answer)
		add(b.name, "/feed", b.outcomes)
		all[len(all)-1].outlet.Feeds[0].Kind = b.kind
	}
	for _, b := range pages(bombs) {
		host := fmt.Sprint("bad", len(all))
		t.answer(host, "/feed", says(rss(t.at(host, ""), 1, ""), "ETag", `"p"`))
		t.answer(host, "/story/0", b.answer)
		add(b.name, "/feed", b.outcomes)
		all[len(all)-1].page, all[len(all)-1].outlet.Article = true, news.ArticlePage
	}
	return all, nil
}

func status200(body []byte, headers ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		for i := 0; i+1 < len(headers); i += 2 {
			w.Header().Set(headers[i], headers[i+1])
		}
		w.Write(body)
	}
}

// bomb is a small body that becomes a large one.
type bomb struct {
	name, encoding, outcomes string
	body                     []byte
}

// bombs are a quarter of a gigabyte each, of nothing and of entries.
func bombs() ([]bomb, error) {
	entry := []byte(strings.Repeat("<item><title>boom</title></item>", 1000))
	feed := append([]byte(`<rss version="2.0"><channel>`), bytes.Repeat(entry, 64)...)
	const large = 256 << 20
	var out []bomb
	for _, b := range []struct {
		name, encoding string
		piece          []byte
		pack           func(io.Writer) (io.WriteCloser, error)
	}{
		{"gzip bomb", "gzip", make([]byte, 1<<20), func(w io.Writer) (io.WriteCloser, error) { return gzip.NewWriter(w), nil }},
		{"gzip bomb of entries", "gzip", feed, func(w io.Writer) (io.WriteCloser, error) { return gzip.NewWriter(w), nil }},
		{"brotli bomb", "br", make([]byte, 1<<20), func(w io.Writer) (io.WriteCloser, error) { return brotli.NewWriterLevel(w, 1), nil }},
		{"zstd bomb", "zstd", make([]byte, 1<<20), func(w io.Writer) (io.WriteCloser, error) { return zstd.NewWriter(w) }},
		{"deflate bomb", "deflate", make([]byte, 1<<20), func(w io.Writer) (io.WriteCloser, error) { return flate.NewWriter(w, flate.BestSpeed) }},
	} {
		body, err := packed(b.piece, large, b.pack)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", b.name, err)
		}
		out = append(out, bomb{b.name + fmt.Sprintf(" (%d KB for 256 MB)", len(body)>>10), b.encoding, "too-large", body})
	}
	twice, err := packed(out[0].body, len(out[0].body), func(w io.Writer) (io.WriteCloser, error) { return gzip.NewWriter(w), nil })
	if err != nil {
		return nil, err
	}
	return append(out, bomb{fmt.Sprintf("gzip in gzip (%d bytes for 256 MB)", len(twice)), "gzip, gzip", "too-large", twice}), nil
}

func packed(piece []byte, size int, pack func(io.Writer) (io.WriteCloser, error)) ([]byte, error) {
	var b bytes.Buffer
	w, err := pack(&b)
	if err != nil {
		return nil, err
	}
	for n := 0; n < size; n += len(piece) {
		if _, err := w.Write(piece); err != nil {
			return nil, err
		}
	}
	err = w.Close()
	return b.Bytes(), err
}

// body is a hostile answer in good HTTP.
type body struct {
	name     string
	answer   http.HandlerFunc
	outcomes string
}

const head = `<rss version="2.0"><channel><title>Bad</title>`

// bodies are answers that are large, deep or not what they should be. Those that
// hold entries are read as far as the limits go.
func bodies() []body {
	entry := []byte(`<item><title>One of very many</title><link>/a</link><description>The lamp was lit, and lit again.</description></item>`)
	endless := func(w http.ResponseWriter, _ *http.Request) {
		io.WriteString(w, head)
		flood(w, bytes.Repeat(entry, 100), 1<<40)
	}
	hundred := func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", fmt.Sprint(100<<20))
		io.WriteString(w, head)
		flood(w, bytes.Repeat(entry, 100), 100<<20)
	}
	xml := func(s string) http.HandlerFunc { return status200([]byte(s), "Content-Type", "application/rss+xml") }
	var many strings.Builder
	for i := range 200_000 {
		fmt.Fprintf(&many, "<item><guid>%d</guid></item>", i)
	}
	laughs := `<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "ha">`
	for c := 'b'; c <= 'k'; c++ {
		laughs += fmt.Sprintf(`<!ENTITY %c "%s">`, c, strings.Repeat(fmt.Sprintf("&%c;", c-1), 10))
	}
	noise := make([]byte, 64<<10)
	r := rand.New(rand.NewPCG(1, 2))
	for i := range noise {
		noise[i] = byte(r.Uint32())
	}
	return []body{
		{"endless feed", endless, "partial"},
		{"feed of 100 MB", hundred, "partial"},
		{"200,000 entries", xml(head + many.String() + "</channel></rss>"), "partial"},
		{"1,000,000 nested tags", xml(head + "<item><title>a</title>" + strings.Repeat("<a>", 1_000_000)), "ok partial"},
		{"1,000,000 nested tags in an entry's HTML", xml(head + "<item><title>a</title><description>" + strings.Repeat("&lt;b>", 600_000) + "</description></item></channel></rss>"), "ok partial"},
		{"one attribute of 3 MB", xml(head + `<item><title a="` + strings.Repeat("x", 3<<20) + `">a</title></item></channel></rss>`), "ok partial not-a-feed"},
		{"100,000 attributes", xml(head + "<item><title " + strings.Repeat(`a="" `, 100_000) + ">a</title></item></channel></rss>"), "ok partial not-a-feed"},
		{"a billion laughs", xml(laughs + `]>` + head + "<item><title>&k;</title></item></channel></rss>"), "ok partial not-a-feed"},
		{"JSON, 1,000,000 brackets deep", status200([]byte(`{"version":"https://jsonfeed.org/version/1.1","items":` + strings.Repeat("[", 1_000_000))), "not-a-feed partial"},
		{"64 KB of noise", status200(noise), "not-a-feed"},
		{"redirects for ever", leads(302, "/feed"), "redirect"},
		{"a web page", status200([]byte("<!doctype html><title>Sign in</title><form><input type=password></form>"), "Content-Type", "text/html"), "not-a-feed"},
		{"nothing", status200(nil), "not-a-feed"},
	}
}

// speaker is a hostile answer in bad HTTP, or none.
type speaker struct {
	name     string
	say      func(net.Conn)
	outcomes string
}

func speakers() []speaker {
	says := func(s string) func(net.Conn) { return func(c net.Conn) { io.WriteString(c, s) } }
	drips := func(first, drop string) func(net.Conn) {
		return func(c net.Conn) {
			io.WriteString(c, first)
			for range 600 {
				if _, err := io.WriteString(c, drop); err != nil {
					return
				}
				time.Sleep(100 * time.Millisecond)
			}
		}
	}
	whole := head + strings.Repeat("<item><title>Cut short</title></item>", 100)
	breaks := func(c net.Conn) {
		fmt.Fprintf(c, "HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n%s", whole)
		time.Sleep(50 * time.Millisecond)
		c.(*net.TCPConn).SetLinger(0)
	}
	return []speaker{
		{"slow loris, in the header", drips("HTTP/1.1 200 OK\r\n", "X: y\r\n"), "timeout"},
		{"slow loris, in the body", drips("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n", "x"), "timeout"},
		{"slow loris, in gzip", drips("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03", "\x00\x00\x00\xff\xff"), "timeout"},
		{"silence", func(c net.Conn) { time.Sleep(3 * time.Second) }, "timeout"},
		{"silence in mid-body", func(c net.Conn) {
			io.WriteString(c, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n<rss>")
			time.Sleep(3 * time.Second)
		}, "timeout"},
		{"cut short", says("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n" + whole), "partial"},
		{"reset in mid-body", breaks, "partial"},
		{"reset before an answer", func(c net.Conn) { c.(*net.TCPConn).SetLinger(0) }, "connect"},
		{"closed before an answer", func(net.Conn) {}, "connect"},
		{"headers without end", func(c net.Conn) {
			says("HTTP/1.1 200 OK\r\n" + strings.Repeat("X-Lamp: lit\r\n", 200_000))(c)
		}, "too-large"},
		{"a header of 1 MB", says("HTTP/1.1 200 OK\r\nX: " + strings.Repeat("x", 1<<20) + "\r\n\r\n"), "too-large"},
		{"1xx without end", drips("", strings.Repeat("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n", 100)), "http timeout too-large connect"},
		{"another protocol", says("SSH-2.0-OpenSSH_9.6\r\n"), "http"},
		{"a bad chunk", says("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nabc"), "truncated"},
	}
}

// list is a hostile answer where a list of an outlet without a feed should be;
// such may be four times as large.
type list struct {
	body
	kind news.FeedKind
}

func lists() []list {
	links := func(w http.ResponseWriter, _ *http.Request) {
		flood(w, bytes.Repeat([]byte("<li><a href=/a>One more story of the lamp</a>"), 1000), 15<<20)
	}
	urls := func(w http.ResponseWriter, _ *http.Request) {
		io.WriteString(w, `<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">`)
		flood(w, bytes.Repeat([]byte("<url><loc>http://lamp.example/a</loc></url>"), 1000), 8<<20)
	}
	return []list{
		{body{"list: 1,000,000 tags", links, "unreadable"}, news.KindIndex},
		{body{"sitemap: 180,000 addresses", urls, "ok partial broken not-a-feed"}, news.KindSitemap},
		{body{"list: endless", func(w http.ResponseWriter, _ *http.Request) { flood(w, make([]byte, 1<<16), 1<<40) }, "too-large"}, news.KindIndex},
	}
}

// pages are hostile pages of articles.
func pages(bombs []bomb) []body {
	html := func(s string) http.HandlerFunc {
		return status200([]byte("<!doctype html><title>Bad</title>"+s), "Content-Type", "text/html")
	}
	return []body{
		{"page: " + bombs[0].name, status200(bombs[0].body, "Content-Encoding", "gzip"), "too-large"},
		{"page: 1,000,000 nested tags", html(strings.Repeat("<p>", 10) + strings.Repeat("<b>", 1_000_000)), "unreadable"},
		{"page: 350,000 links", html(strings.Repeat("<a href=a>a", 350_000)), "unreadable"},
		{"page: 99,000 links", html(strings.Repeat("<a href=a>a", 99_000)), "ok"},
		{"page: endless", func(w http.ResponseWriter, _ *http.Request) { flood(w, make([]byte, 1<<16), 1<<40) }, "too-large"},
	}
}

package fetch

import (
	"fmt"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"cipherdesk/internal/hostile"
	"cipherdesk/internal/news"
)

func TestRobotsRules(t *testing.T) {
	const page = "/news/2026/story.html?id=7"
	for _, c := range []struct {
		why, robots string
		path        string
		want        bool
	}{
		{"empty", "", page, true},
		{"everybody out", "User-agent: *\nDisallow: /", page, false},
		{"robots.txt itself", "User-agent: *\nDisallow: /", "/robots.txt", true},
		{"somebody else out", "User-agent: otherbot\nDisallow: /", page, true},
		{"we out", "User-agent: CipherDesk\nDisallow: /", page, false},
		{"we out, by version", "User-agent: cipherdesk/1.0\nDisallow: /", page, false},
		{"a longer name", "User-agent: cipherdeskbot\nDisallow: /", page, true},
		{"we in, everybody out", "User-agent: cipherdesk\nDisallow:\n\nUser-agent: *\nDisallow: /", page, true},
		{"everybody out first", "User-agent: *\nDisallow: /\n\nUser-agent: cipherdesk\nAllow: /", page, true},
		{"in a list of names", "User-agent: a\nUser-agent: cipherdesk\nUser-agent: b\nDisallow: /news", page, false},
		{"our groups count together", "User-agent: cipherdesk\nDisallow: /x\n\nUser-agent: z\nDisallow: /\n\nUser-agent: cipherdesk\nDisallow: /news", page, false},
		{"blank lines inside a group", "User-agent: *\n\nDisallow: /news", page, false},
		{"rules before any name", "Disallow: /\nUser-agent: *\nDisallow: /x", page, true},
		{"longest rule decides", "User-agent: *\nDisallow: /news\nAllow: /news/2026", page, true},
		{"longest rule decides, the other way", "User-agent: *\nAllow: /news\nDisallow: /news/2026/", page, false},
		{"equal length allows", "User-agent: *\nDisallow: /news\nAllow: /news", page, true},
		{"star", "User-agent: *\nDisallow: /*/2026/", page, false},
		{"star at the start", "User-agent: *\nDisallow: *.html", page, false},
		{"end", "User-agent: *\nDisallow: /*.html$", page, true},
		{"end, reached", "User-agent: *\nDisallow: /*id=7$", page, false},
		{"end without a star", "User-agent: *\nDisallow: /news$", "/news", false},
		{"end without a star, longer", "User-agent: *\nDisallow: /news$", "/news/", true},
		{"two stars and an end", "User-agent: *\nDisallow: /a*b*c$", "/a-b-c-b-c", false},
		{"final star and end", "User-agent: *\nDisallow: /a*$", "/abc", false},
		{"query", "User-agent: *\nDisallow: /*?id=", page, false},
		{"another path", "User-agent: *\nDisallow: /newspaper", page, true},
		{"case of paths matters", "User-agent: *\nDisallow: /News", page, true},
		{"case of keys does not", "USER-AGENT: *\nDISALLOW: /news", page, false},
		{"no slash", "User-agent: *\nDisallow: news", page, false},
		{"comments", "User-agent: * # all\nDisallow: /news # for now", page, false},
		{"carriage returns", "User-agent: *\rDisallow: /news\r", page, false},
		{"byte order mark", "\xef\xbb\xbfUser-agent: *\nDisallow: /news", page, false},
		{"escapes compare", "User-agent: *\nDisallow: /%6eews/%C3%A9", "/news/é", false},
		{"an escaped slash is no slash", "User-agent: *\nDisallow: /a%2Fb", "/a/b", true},
		{"misspelt", "Useragent: *\nDisalow: /news", page, false},
		{"bad lines", "User-agent: *\nnonsense\nCrawl-delay: soon\n: x\nDisallow /x\nDisallow: /news", page, false},
		{"a page of HTML", "<html><body>Disallow: / nothing</body></html>", page, true},
		{"sitemap is no rule", "User-agent: cipherdesk\nSitemap: https://example.org/s.xml\nUser-agent: *\nDisallow: /news", page, false},
	} {
		if got := parseRobots([]byte(c.robots)).allows(c.path); got != c.want {
			t.Errorf("%s: %s allowed %v, want %v", c.why, c.path, got, c.want)
		}
	}
}

func TestRobotsDelay(t *testing.T) {
	for robots, want := range map[string]time.Duration{
		"User-agent: *\nCrawl-delay: 10": 10 * time.Second, "User-agent: *\nCrawl-delay: 0.5": 500 * time.Millisecond,
		"User-agent: cipherdesk\nCrawl-delay: 3\n\nUser-agent: *\nCrawl-delay: 60": 3 * time.Second, "User-agent: other\nCrawl-delay: 10": 0, "User-agent: *\nCrawl-delay: -1": 0,
	} {
		if got := parseRobots([]byte(robots)).Delay; got != want {
			t.Errorf("%q: %v, want %v", robots, got, want)
		}
	}
}

// robots.txt is asked for once a day and host, for pages and lists, never for
// feeds and for what an operator asks.
func TestRobotsAreObeyed(t *testing.T) {
	o := newOrigin(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/robots.txt" {
			w.Header().Set("ETag", `"r"`)
			if r.Header.Get("If-None-Match") != "" {
				w.WriteHeader(http.StatusNotModified)
				return
			}
			fmt.Fprint(w, "User-agent: *\nDisallow: /private\n")
			return
		}
		if r.URL.Path == "/moved" {
			http.Redirect(w, r, "/private/story", http.StatusMovedPermanently)
			return
		}
		fmt.Fprint(w, feedBody)
	})
	now := start
	c := newClient(t, func(o *Options) { o.Clock = func() time.Time { return now } })
	for _, q := range []struct {
		purpose news.Purpose
		path    string
		want    news.Outcome
	}{
		{news.ForFeed, "/private/feed", ""}, {news.ForProbe, "/private/page", ""}, {news.ForArticle, "/story", ""}, {news.ForArticle, "/private/story", news.OutcomeRobots},
		{news.ForSource, "/private/index", news.OutcomeRobots}, {news.ForSource, "/index", ""}, {news.ForArticle, "/moved", news.OutcomeRobots},
	} {
		if _, err := get(t, c, Request{URL: o.URL + q.path, Purpose: q.purpose}); outcome(err) != q.want {
			t.Errorf("%s %s: %+v, want %q", q.purpose, q.path, err, q.want)
		}
	}
	count := func() (n int, conditional int) {
		for _, r := range o.requests() {
			if r.URL.Path == "/robots.txt" {
				n++
				conditional += len(r.Header["If-None-Match"])
			}
		}
		return n, conditional
	}
	if n, _ := count(); n != 1 {
		t.Errorf("robots.txt asked for %d times, want once", n)
	}
	now = now.Add(25 * time.Hour)
	if _, err := get(t, c, Request{URL: o.URL + "/private/story", Purpose: news.ForArticle}); outcome(err) != news.OutcomeRobots {
		t.Errorf("a day later: %+v", err)
	}
	if n, conditional := count(); n != 2 || conditional != 1 {
		t.Errorf("robots.txt asked for %d times, %d conditionally, want 2 and 1", n, conditional)
	}
}

// RFC 9309 §2.3.1: no robots.txt allows, a server's error forbids for a while.
func TestRobotsFailures(t *testing.T) {
	for _, c := range []struct {
		why    string
		robots http.HandlerFunc
		want   news.Outcome
	}{
		{"404", http.NotFound, ""},
		{"403", func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(403) }, ""},
		{"410", func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(410) }, ""},
		{"500", func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(500) }, news.OutcomeRobots},
		{"503", func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(503) }, news.OutcomeSlowDown},
		{"loop", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/robots.txt", http.StatusFound) }, ""},
		{"hangs", func(w http.ResponseWriter, r *http.Request) { <-r.Context().Done() }, news.OutcomeTimeout},
		{"half a megabyte and more", func(w http.ResponseWriter, r *http.Request) {
			fmt.Fprint(w, "User-agent: *\nDisallow: /story\n", strings.Repeat("# filler\n", 100000))
		}, news.OutcomeRobots},
	} {
		var mended atomic.Bool
		o := newOrigin(t, func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/robots.txt" && !mended.Load() {
				c.robots(w, r)
				return
			}
			fmt.Fprint(w, "")
		})
		now := start
		client := newClient(t, hasty, func(o *Options) { o.Clock = func() time.Time { return now } })
		for range 2 {
			if _, err := get(t, client, Request{URL: o.URL + "/story", Purpose: news.ForArticle}); outcome(err) != c.want {
				t.Errorf("%s: %+v, want %q", c.why, err, c.want)
			}
		}
		asked := 0
		for _, r := range o.requests() {
			if r.URL.Path == "/robots.txt" {
				asked++
			}
		}
		if asked != 1 {
			t.Errorf("%s: robots.txt asked for %d times, want once", c.why, asked)
		}
		mended.Store(true)
		now = now.Add(25 * time.Hour)
		if _, err := get(t, client, Request{URL: o.URL + "/story", Purpose: news.ForArticle}); err != nil {
			t.Errorf("%s, mended: %+v", c.why, err)
		}
	}
}

func FuzzRobots(f *testing.F) {
	f.Add([]byte("User-agent: *\nDisallow: /a*b$\nAllow: /%6e\n"), "/a/b?c")
	f.Fuzz(checkRobots)
}

func checkRobots(t *testing.T, body []byte, path string) {
	r := parseRobots(body)
	r.allows(path)
	if len(r.Lines) > mostRules {
		t.Errorf("%d rules", len(r.Lines))
	}
	if !r.allows("/robots.txt") {
		t.Error("robots.txt is forbidden")
	}
}

func TestRobotsNamesSitemapsOfEverybody(t *testing.T) {
	r := parseRobots([]byte("Sitemap: https://example.org/a.xml\nUser-agent: *\nDisallow: /x\nUser-agent: cipherdesk\nAllow: /\nsitemap:https://example.org/b.xml # new\n"))
	if strings.Join(r.Maps, " ") != "https://example.org/a.xml https://example.org/b.xml" {
		t.Errorf("sitemaps %q", r.Maps)
	}
	if r := parseRobots([]byte(strings.Repeat("Sitemap: https://example.org/a.xml\n", 1000))); len(r.Maps) != mostMaps {
		t.Errorf("%d sitemaps", len(r.Maps))
	}
}

// lines are parts of a robots.txt and of paths.
var lines = hostile.Pieces("User-agent: *|User-agent: cipherdesk|user agent:cipherdesk/1.0|USERAGENT : Cipherdesk-x|User-agent:|Disallow: /|Disallow:|Disallow: *|Allow: /|allow:/a*b$|Disallow: /a|Disallow: /%61|Disallow: /%|Disallow: /*$*$|Disallow: $|Disallow: /robots.txt$|Crawl-delay: 1|Crawl-delay: -1|Crawl-delay: 1e999|Crawl-delay: NaN|Crawl-delay: 99999999999999999999|Sitemap: https://a.example/|Sitemap:|Noindex: /|"+
	":|#|# no|/|*|**|$|%|%2|%2f|%2F|%41|%zz|%c3%a9|?|&|=|;|a|A|b|é|/a/b|//|/./|/../|robots.txt|.html|<html>|\\", "\n", "\n", "\n", "\r", "\r\n", " ", "\t", "\x00", "\xff", "\xe2\x80", "\ufeff", "\u2028", "\u0085")

func TestAnyMixtureOfLinesIsObeyed(t *testing.T) {
	hostile.Each(t, 5_000, lines, func(m *hostile.Mix) { checkRobots(t, []byte(m.Text(30)), m.Text(6)) })
}

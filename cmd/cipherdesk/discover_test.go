package main

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"unicode/utf8"

	"cipherdesk/internal/config"
)

// visited is a site on loopback that writes down what it is asked.
type visited struct {
	*httptest.Server
	mu    sync.Mutex
	asked []string
}

// siteOf serves pages in which {{at}} stands for the site's own address.
func siteOf(t *testing.T, pages map[string]string) *visited {
	t.Helper()
	w := &visited{}
	w.Server = httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		w.mu.Lock()
		w.asked = append(w.asked, r.Method+" "+r.URL.RequestURI())
		w.mu.Unlock()
		page, found := pages[r.URL.RequestURI()]
		kind, text, _ := strings.Cut(page, "\n")
		text = strings.ReplaceAll(text, "{{at}}", w.URL)
		switch {
		case !found:
			http.NotFound(rw, r)
		case kind == "403" || kind == "429":
			rw.WriteHeader(map[string]int{"403": 403, "429": 429}[kind])
			fmt.Fprint(rw, text)
		case kind == "gzip":
			var b bytes.Buffer
			z := gzip.NewWriter(&b)
			fmt.Fprint(z, text)
			z.Close()
			rw.Write(b.Bytes())
		default:
			rw.Header().Set("Content-Type", kind)
			fmt.Fprint(rw, text)
		}
	}))
	t.Cleanup(w.Close)
	return w
}

func (w *visited) requests() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return strings.Join(w.asked, "\n")
}

// rss and atom announce the same five articles below a folder.
func rss(folder string) string {
	out := "application/rss+xml\n<rss version=\"2.0\"><channel><title>Lantern Trust</title><link>{{at}}/</link><language>en-GB</language>"
	for i := range 5 {
		out += fmt.Sprintf("<item><guid>%d</guid><title>Article no %d</title><link>{{at}}%s%d/?utm_source=rss</link><pubDate>Mon, 0%d Mar 2026 09:00:00 GMT</pubDate></item>", i, i, folder, i, 9-i)
	}
	return out + "</channel></rss>"
}

func atom(folder string) string {
	out := "application/atom+xml\n<feed xmlns=\"http://www.w3.org/2005/Atom\"><title>Lantern Trust</title><id>x</id><updated>2026-03-09T09:00:00Z</updated>"
	for i := range 5 {
		out += fmt.Sprintf("<entry><id>tag:%d</id><title>Article no %d</title><link href=\"{{at}}%s%d/\"/><updated>2026-03-0%dT09:00:00Z</updated></entry>", i, i, folder, i, 9-i)
	}
	return out + "</feed>"
}

// headlines is a page with a list of five.
func headlines(folder string) string {
	out := `<main><ul class="cards">`
	for i := range 5 {
		out += fmt.Sprintf(`<li><h3><a href="%sstory-%d/">A headline of many words, no %d</a></h3><p>%d March 2026</p></li>`, folder, i, i, 9-i)
	}
	return out + "</ul></main>"
}

const head = "text/html\n<!doctype html><html lang=\"en-GB\"><head><title>Home</title>%s</head><body><nav><a href=\"/about\">About us</a><a href=\"/news/\">News</a><a href=\"/blog\">Blog</a></nav>"

func TestDiscoverFindsHowASiteCanBeRead(t *testing.T) {
	page := func(declared string) string { return fmt.Sprintf(head, declared) }
	for _, tt := range []struct {
		name, at string
		pages    map[string]string
		want     []string // lines of the entry
		not      []string
		most     int // requests
	}{
		{"WordPress: declared feeds, comments, Atom beside RSS", "/", map[string]string{
			"/":      page(`<meta name="generator" content="WordPress 6.5"><meta property="og:site_name" content="Lantern Trust: News &amp; Views"><link rel="alternate" type="application/rss+xml" title="Lantern » Comments Feed" href="/comments/feed/"><link rel="alternate" type="application/rss+xml" title="Lantern » Feed" href="/feed/"><link rel="alternate" type="application/atom+xml" href="/feed/atom/"><link rel="alternate" type="application/json+oembed" href="/wp-json/oembed/1.0/embed?url=x">`),
			"/feed/": rss("/2026/03/"), "/feed/atom/": atom("/2026/03/"), "/comments/feed/": rss("/2026/03/09/letter/comment-"), "/news/": page("") + headlines("/2026/03/"),
			"/robots.txt": "text/plain\nUser-agent: *\nDisallow: /wp-admin/\nSitemap: {{at}}/wp-sitemap.xml\n", "/wp-sitemap.xml": "application/xml\n<sitemapindex><sitemap><loc>{{at}}/wp-sitemap-posts-post-1.xml</loc></sitemap></sitemapindex>",
			"/wp-sitemap-posts-post-1.xml": "application/xml\n<urlset><url><loc>{{at}}/2026/03/1/</loc></url></urlset>",
		}, []string{`    name: "Lantern Trust: News & Views"   # as the site calls itself`, "    language: en   # as its pages state", "# Made with WordPress", "with 7 requests besides robots.txt",
			"      - url: {{at}}/feed/   # rss20, answers: 5 entries, newest 2026-03-09T09:00:00Z; declared", "        alternates: [{{at}}/feed/atom/]   # the same entries",
			"    #   {{at}}/comments/feed/   rss20", "    # sources:", `    #     link: 'a[href*="/20"]'`}, []string{"oembed"}, 9},
		{"Drupal: nothing declared, the usual place", "/", map[string]string{
			"/": page(`<meta name="Generator" content="Drupal 10 (https://www.drupal.org)">`), "/rss.xml": rss("/news/"), "/news/": page("") + headlines("/news/"),
		}, []string{"{{at}}/rss.xml   # rss20, answers: 5 entries, newest 2026-03-09T09:00:00Z; where Drupal puts it", `    name: Lantern Trust   # as the site calls itself`}, nil, 6},
		{"NationBuilder: the section with .rss", "/blog", map[string]string{
			"/blog": page(`<script src="https://assets.nationbuilder.com/x.js"></script>`) + headlines("/letter_"), "/": page(""), "/blog.rss": rss("/letter_"),
		}, []string{"{{at}}/blog.rss   # rss20"}, nil, 6},
		{"no feed: index and gzipped sitemap", "/", map[string]string{
			"/": page(`<meta property="og:site_name" content="Lantern">`), "/news/": page("") + headlines("/news/2026/"), "/robots.txt": "text/plain\nSitemap: {{at}}/map.xml.gz",
			"/map.xml.gz": "gzip\n<urlset><url><loc>{{at}}/about</loc></url><url><loc>{{at}}/news/2026/1/</loc><lastmod>2026-03-08</lastmod></url><url><loc>{{at}}/news/2025/9/</loc></url></urlset>",
		}, []string{"    sources:", "      - index: {{at}}/news/   # 5 headlines, newest 2026-03-09", `        link: 'a[href*="/news/20"]'`, "        #   A headline of many words, no 0",
			"    #   - sitemap: {{at}}/map.xml.gz   # 2 of 3 addresses match, changed last on 2026-03-08", `    #     match: '/news/.'`}, []string{"feeds:\n"}, 9},
		{"the address is a feed", "/some/feed.xml", map[string]string{"/some/feed.xml": rss("/n/"), "/": page("")},
			[]string{"      - url: {{at}}/some/feed.xml   # rss20, answers: 5 entries, newest 2026-03-09T09:00:00Z; the address itself", "    home: {{at}}"}, nil, 6},
		{"a feed linked in the page's body", "/", map[string]string{"/": page("") + `<p><a href="/syndication/rss.aspx?id=1">RSS</a> <a href="/tag/x/feed/">Topic X feed</a>`,
			"/syndication/rss.aspx?id=1": rss("/n/"), "/tag/x/feed/": atom("/tagged/")},
			[]string{`      - url: "{{at}}/syndication/rss.aspx?id=1"   # rss20, answers: 5 entries, newest 2026-03-09T09:00:00Z; linked`, "    #   {{at}}/tag/x/feed/   atom10, answers: 5 entries, newest 2026-03-09T09:00:00Z; linked; one topic, author or kind of entry"}, nil, 8},
		{"an article's page", "/2026/letter/", map[string]string{"/2026/letter/": page(`<link rel=alternate type="application/rss+xml" title="Lantern » Letter Comments Feed" href="/2026/letter/feed/">`), "/2026/letter/feed/": rss("/c/"),
			"/": page(`<link rel=alternate type="application/rss+xml" href="/feed/">`), "/feed/": rss("/2026/"), "/news/": page("")},
			[]string{"      - url: {{at}}/feed/ ", "    #   {{at}}/2026/letter/feed/"}, nil, 9},
		{"a declared feed that does not answer", "/", map[string]string{"/": page(`<meta name="application-name" content="Lantern"><link rel=alternate type="application/rss+xml" href="/rss">`), "/rss": "403\nNo robots", "/news/": page("") + headlines("/news/")},
			[]string{"    #   {{at}}/rss   blocked: HTTP 403 Forbidden: No robots; declared", "      - index: {{at}}/news/"}, []string{"feeds:\n"}, 9},
		{"names that are no plain YAML", "/", map[string]string{"/": page(`<meta property="og:site_name" content="yes: #1 [&quot;best&quot;]&#x202e;"><link rel=alternate type="application/rss+xml" href="/feed">`), "/feed": rss("/n/")},
			[]string{`    name: "yes: #1 [\"best\"]"   # as the site calls itself`}, nil, 8},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := siteOf(t, tt.pages)
			dir := folder(t, outletAt("a", "feeds: [{url: \"https://a.example/feed\"}]"))
			r := runIn(t, dir, "", "discover", s.URL+tt.at, "--kind", "research", "--country", "GB")
			if r.code != 0 {
				t.Fatalf("exit %d: %s\n%s", r.code, r.err, s.requests())
			}
			for _, line := range tt.want {
				if line = strings.ReplaceAll(line, "{{at}}", s.URL); !strings.Contains(r.out, line) {
					t.Errorf("lacks %q", line)
				}
			}
			for _, words := range tt.not {
				if strings.Contains(r.out, words) {
					t.Errorf("has %q", words)
				}
			}
			if n := strings.Count(s.requests(), "GET ") - strings.Count(s.requests(), "/robots.txt"); n > tt.most || strings.Contains(s.requests(), "HEAD") {
				t.Errorf("%d requests, want at most %d:\n%s", n, tt.most, s.requests())
			}
			pasted(t, dir, r.out)
			if t.Failed() {
				t.Logf("\n%s%s\n%s", r.out, r.err, s.requests())
			}
		})
	}
}

// pasted checks that an entry is valid where it is meant to go.
func pasted(t *testing.T, dir, entry string) {
	t.Helper()
	file := filepath.Join(dir, "feeds.yaml")
	src, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, append(src, entry...), 0o600); err != nil {
		t.Fatal(err)
	}
	if r := runIn(t, dir, "", "check"); r.code != 0 || !strings.Contains(r.out, "ok: 2 outlets") {
		t.Errorf("pasted, check says: exit %d %s%s", r.code, r.out, r.err)
	}
}

func TestDiscoverLeavesWhatIsNotStatedToTheOperator(t *testing.T) {
	s := siteOf(t, map[string]string{"/": "text/html\n<title>x</title><p>Words", "/feed/": "application/rss+xml\n<rss version=\"2.0\"><channel><title></title><item><title>A</title><link>/a</link></item></channel></rss>"})
	dir := folder(t, outletAt("a", "feeds: [{url: \"https://a.example/feed\"}]"))
	r := runIn(t, dir, "", "discover", s.URL)
	for _, line := range []string{"    name:   # TODO not stated", "    kind:   # TODO one of child_protection, digital_rights", "    country:   # TODO not stated: ISO 3166", "    language:   # TODO not stated"} {
		if !strings.Contains(r.out, line) {
			t.Errorf("lacks %q in\n%s%s", line, r.out, r.err)
		}
	}
	file := filepath.Join(dir, "feeds.yaml")
	src, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, append(src, r.out...), 0o600); err != nil {
		t.Fatal(err)
	}
	c := runIn(t, dir, "", "check")
	for _, key := range []string{"name", "kind", "country", "language"} {
		if c.code != 1 || !strings.Contains(c.err, "has no "+key+"; add "+key+":") {
			t.Errorf("check does not ask for %s: exit %d %s", key, c.code, c.err)
		}
	}
}

func TestDiscoverStopsWhereItIsNotWanted(t *testing.T) {
	for _, tt := range []struct {
		name, words string
		pages       map[string]string
		most        int
	}{
		{"consent wall", "a consent, login or refusal page stands here; nothing more was asked", map[string]string{"/": "text/html\n<html><title>Before you continue</title><p>We value your privacy. <a href=/feed/>x</a>"}, 1},
		{"robots.txt", "robots.txt asks not to fetch /", map[string]string{"/robots.txt": "text/plain\nUser-agent: *\nDisallow: /", "/": "text/html\n<p>x"}, 0},
		{"refusal", "HTTP 403", map[string]string{"/": "403\nNo"}, 1},
		{"slow down", "HTTP 429", map[string]string{"/": "429\nLater"}, 1},
		{"a picture", "neither a page nor a feed (image/png)", map[string]string{"/": "image/png\nx"}, 1},
		{"nothing there", "no feed, no list of headlines and no sitemap was found", map[string]string{"/": "text/html\n<html><title>x</title><p>Hello"}, 6},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := siteOf(t, tt.pages)
			r := runIn(t, folder(t, outletAt("a", "feeds: [{url: \"https://a.example/feed\"}]")), "", "discover", s.URL)
			if r.code != 1 || !strings.Contains(r.err, tt.words) || strings.Count(r.err, "\n") != 1 || r.out != "" {
				t.Errorf("exit %d\n%s%s", r.code, r.out, r.err)
			}
			if n := strings.Count(s.requests(), "GET ") - strings.Count(s.requests(), "/robots.txt"); n > tt.most {
				t.Errorf("%d requests:\n%s", n, s.requests())
			}
		})
	}
	for _, bad := range [][]string{{"discover"}, {"discover", "ftp://a.example"}, {"discover", "--kind", "charity", "https://a.example"}} {
		if r := runIn(t, folder(t, outletAt("a", "feeds: [{url: \"https://a.example/feed\"}]")), "", bad...); r.code != 2 {
			t.Errorf("%v: exit %d %s", bad, r.code, r.err)
		}
	}
}

func TestDiscoverSaysThatASiteIsKnown(t *testing.T) {
	s := siteOf(t, map[string]string{"/": "text/html\n<title>x</title><link rel=alternate type=application/rss+xml href=/feed>", "/feed": rss("/n/")})
	dir := folder(t, outletAt("lamp", fmt.Sprintf("hosts: [127.0.0.1], feeds: [{url: %q}]", s.URL+"/feed")))
	if r := runIn(t, dir, "", "discover", s.URL); !strings.Contains(r.out, "feeds.yaml has this host already, as lamp.") {
		t.Errorf("%s%s", r.out, r.err)
	}
}

// What a page calls itself must come back from feeds.yaml as it was, whatever
// it is.
func FuzzYAMLText(f *testing.F) {
	for _, s := range []string{"Lantern Trust", "yes", "a: b # c", `"quoted" 'twice'`, "- x", "12", "1.5", "~", "{a}", "[b]", "*c", "&d", "!e", "%f", "@g", "null", "2026-03-02", "é’s", "\u202eabc", "x\ny"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if !utf8.ValidString(s) || printable(s) == "" || len(s) > 300 {
			return
		}
		src := "outlets:\n  - id: a\n    name: " + yamlText(s) + "   # seen\n    home: https://a.example\n    kind: research\n    country: GB\n    language: en\n"
		c, problems := config.Load([]byte(src))
		if len(problems) > 0 {
			t.Fatalf("%q is written %s: %v", s, yamlText(s), problems)
		}
		if got := c.Outlets[0].Name; got != printable(s) {
			t.Errorf("%q comes back as %q", printable(s), got)
		}
	})
}

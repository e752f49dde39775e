package listing

import (
	"bytes"
	"errors"
	"regexp"
	"testing"

	"cipherdesk/internal/news"

	"github.com/klauspost/compress/gzip"
)

const newsroom = `<!doctype html><title>News</title><nav><a href="/about/who-we-are-and-what-we-do/">Who we are and what we do</a></nav>
<ul class=list>
<li><a href="/news/2026/letter-to-chatterbox/"><img alt=""></a><h3><a href="/news/2026/letter-to-chatterbox/">Charities write to Chatterbox about private messages</a></h3><time datetime="2026-03-02">2 March</time></li>
<li><h3><a href="/news/2026/helpline-figures/?utm_source=list">Helpline answers more children than before</a></h3><time datetime="2026-02-27T09:00:00Z">27 February</time></li>
<li><h3><a href="https://news.example/news/2026/hash-list/">Hash list grows again this year</a></h3></li>
<li><h3><a href="/news/2026/new-chair/">Lantern Trust names its new chair</a></h3></li>
</ul><a href="/news/page/2/">Older</a>`

func TestIndexBySelectorAndByHeuristic(t *testing.T) {
	for _, selector := range []string{`.list a[href*="/news/"]`, ""} {
		l, err := Index(Page{[]byte(newsroom), "text/html", "https://news.example/news/"}, Options{Link: selector})
		if err != nil || len(l.Items) != 4 {
			t.Fatalf("%q: %d items, %v", selector, len(l.Items), err)
		}
		first := l.Items[0]
		if first.Link != "https://news.example/news/2026/letter-to-chatterbox/" || first.Title != "Charities write to Chatterbox about private messages" {
			t.Errorf("%q: %+v", selector, first)
		}
		if first.Published.String() != "2026-03-02" || l.Items[1].Published.String() != "2026-02-27T09:00:00Z" || l.Items[2].Published.Known() {
			t.Errorf("%q: dates %v, %v, %v", selector, first.Published, l.Items[1].Published, l.Items[2].Published)
		}
	}
}

func TestIndexSaysWhenNothingMatches(t *testing.T) {
	for _, selector := range []string{"a.gone", ""} {
		if _, err := Index(Page{Body: []byte("<p>We moved."), URL: "https://news.example/"}, Options{Link: selector}); !errors.Is(err, ErrNothing) {
			t.Errorf("%q: %v", selector, err)
		}
	}
}

func TestSitemap(t *testing.T) {
	const doc = `<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:n="http://www.google.com/schemas/sitemap-news/0.9">
<url><loc>https://a.example/news/old</loc><lastmod>2026-01-01</lastmod></url>
<url><loc>https://a.example/about</loc></url>
<url><loc>https://a.example/news/new</loc><lastmod>2026-03-01</lastmod>
<n:news><n:publication><n:language>de</n:language></n:publication><n:publication_date>2026-03-01T08:00:00+01:00</n:publication_date><n:title>Neue Zahlen</n:title></n:news></url>
<url><loc>https://a.example/news/cut`
	var gz bytes.Buffer
	w := gzip.NewWriter(&gz)
	if _, err := w.Write([]byte(doc)); err != nil {
		t.Fatal(err)
	}
	w.Close()
	for name, body := range map[string][]byte{"plain": []byte(doc), "gzip": gz.Bytes()} {
		l, err := Sitemap(Page{Body: body, URL: "https://a.example/sitemap.xml"}, Options{Match: regexp.MustCompile("/news/")})
		if err != nil || len(l.Items) != 2 {
			t.Fatalf("%s: %+v, %v", name, l.Items, err)
		}
		if it := l.Items[0]; it.Title != "Neue Zahlen" || it.Language != "de" || it.Published.String() != "2026-03-01T08:00:00+01:00" {
			t.Errorf("%s: %+v", name, it)
		}
		if l.Items[1].Published.Known() {
			t.Errorf("%s: lastmod is no publication date", name)
		}
	}
}

func TestSitemapIndexNamesItsChildrenNewestFirst(t *testing.T) {
	l, err := Sitemap(Page{URL: "https://a.example/sitemap.xml", Body: []byte(`<sitemapindex><sitemap><loc>https://a.example/1.xml</loc><lastmod>2025-01-01</lastmod></sitemap>
<sitemap><loc>https://a.example/2.xml</loc><lastmod>2026-01-01</lastmod></sitemap></sitemapindex>`)}, Options{})
	if err != nil || len(l.Maps) != 2 || l.Maps[0] != (Map{"https://a.example/2.xml", "2026-01-01"}) || l.Maps[1].URL != "https://a.example/1.xml" {
		t.Errorf("%v, %v", l.Maps, err)
	}
}

func TestJSONByDottedPaths(t *testing.T) {
	doc := `{"data":{"posts":[{"title":{"rendered":"Children &amp; codes"},"link":"/n/1","when":"2026-02-01"},{"link":7},null,"x"]}}`
	l, err := JSON(Page{Body: []byte(doc), URL: "https://a.example/"}, Options{JSON: news.JSONPaths{Items: "data.posts", Title: "title", URL: "link", Date: "when"}})
	if err != nil || len(l.Items) == 0 {
		t.Fatal(l, err)
	}
	if it := l.Items[0]; it.Title != "Children & codes" || it.Link != "https://a.example/n/1" || it.Published.String() != "2026-02-01" {
		t.Errorf("%+v", it)
	}
	if _, err := JSON(Page{Body: []byte(doc), URL: "https://a.example/"}, Options{JSON: news.JSONPaths{Items: "data.gone", URL: "link"}}); !errors.Is(err, ErrNothing) {
		t.Errorf("a path that fits no more: %v", err)
	}
}

func FuzzSitemap(f *testing.F) {
	f.Add([]byte(`<urlset><url><loc>https://a.example/</loc></url>`))
	f.Add([]byte("https://a.example/1\nhttps://a.example/2"))
	f.Fuzz(func(t *testing.T, b []byte) { _, _ = Sitemap(Page{Body: b, URL: "https://a.example/"}, Options{}) })
}

func FuzzIndex(f *testing.F) {
	f.Add([]byte(newsroom), "")
	f.Add([]byte(newsroom), "li a")
	f.Add([]byte(`<script>x("\u003Cul>\u003Cli>\u003Ca href=\"/a\">One two three four\u003C/a>")</script>`), "a")
	f.Fuzz(checkIndex)
}

func checkIndex(t *testing.T, b []byte, selector string) {
	p := Page{Body: b, URL: "https://a.example/news/"}
	if len(selector) < 100 {
		_, _ = Index(p, Options{Link: selector})
	}
	sel, l, err := Propose(p, Options{})
	if err != nil || sel == "" {
		return
	}
	again, err := Index(p, Options{Link: sel})
	if err != nil || len(again.Items) != len(l.Items) {
		t.Errorf("%s gives %d entries, then %d: %v", sel, len(l.Items), len(again.Items), err)
	}
}

func FuzzJSON(f *testing.F) {
	f.Add([]byte(`[{"u":"https://a.example/"}]`), "", "u")
	f.Add([]byte(`<script type="application/json">{"a":[{"b":[{"u":"/x"}]}]}</script>`), "a.b", "u")
	f.Fuzz(func(t *testing.T, b []byte, items, url string) {
		_, _ = JSON(Page{Body: b, URL: "https://a.example/"}, Options{JSON: news.JSONPaths{Items: items, URL: url}})
	})
}

package page

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"cipherdesk/internal/news"
)

// TestHostilePages: pages built to be slow or to break a reader come to an end,
// and come to it with a text that holds what is true of every text.
func TestHostilePages(t *testing.T) {
	prose := "A paragraph of words that is long enough to be taken for one, with a comma. "
	pages := map[string]string{
		"nested blocks":      strings.Repeat("<div>", 1_000_000),
		"nested inline":      strings.Repeat("<b>", 1_500_000),
		"nested text":        strings.Repeat("<div><p>"+prose, 50_000),
		"one attribute":      `<p class="` + strings.Repeat("a-b ", 250_000) + `">` + prose,
		"links":              strings.Repeat("<a href=/x>some words here</a> ", 100_000),
		"list of links":      "<ul>" + strings.Repeat("<li><a href=/x>some words here</a>", 100_000),
		"paragraphs":         strings.Repeat("<p>"+prose, 26_000),
		"tables":             strings.Repeat("<table><tr><td>", 60_000),
		"line breaks":        strings.Repeat("word<br><br>", 200_000),
		"one text":           "<p>" + strings.Repeat("word ", 800_000),
		"strings in scripts": "<script>" + strings.Repeat(`"a":"b",`, 300_000) + "</script>",
		"nested data":        `<script type="application/ld+json">` + strings.Repeat("[", 500_000) + "</script>",
		"escapes":            `<script>x="` + strings.Repeat(`\\\"`, 400_000) + `"</script>`,
		"dates":              "<p>" + strings.Repeat("6 February 2020 ", 100_000),
		"bylines":            strings.Repeat("<p>By Ann Lee</p>", 60_000),
		"see also":           strings.Repeat("<p>See also:</p><p><a href=/x>one two three</a></p>", 30_000),
		"late parts":         strings.Repeat("<template id=B:0><div hidden id=S:0>", 40_000),
		"authors":            strings.Repeat("<span class=author>Ann Lee", 60_000),
		"title":              "<title>" + strings.Repeat(" | ", 300_000) + "</title>",
		"bytes":              strings.Repeat("\x00\xff<p>\xc3", 100_000),
		"sibling boxes":      strings.Repeat("<div class=card>"+prose+"</div>", 45_000),
		"short boxes":        strings.Repeat("<div>word</div>", 100_000),
		"deep tables":        strings.Repeat("<table><tr><td>", 200) + strings.Repeat("<tr><td>"+prose+"<td>12", 20_000),
		"one table":          "<table>" + strings.Repeat("<tr><td>Service<td>17,838,422<td>12%", 100_000),
		"rows in rows":       strings.Repeat("<table><tr><td>a<td>"+prose+"<tr><td>b<td>", 20_000),
		"scripts":            strings.Repeat(`<script>window.__S={"text":"`+prose+`"}</script>`, 30_000),
		"one long script":    `<script>window.__S={"text":"` + strings.Repeat(prose, 20_000) + `"}</script>`,
		"paragraphs in data": `<script id=__NEXT_DATA__ type=application/json>{"a":[` + strings.Repeat(`{"text":"`+prose+`"},`, 18_000) + `{}]}</script>`,
		"data in data":       `<script>x="` + strings.Repeat(`{\"a\":\"`+prose, 16_000) + `"</script>`,
		"article body":       `<script type="application/ld+json">{"@type":"NewsArticle","headline":"x","articleBody":"` + strings.Repeat(prose, 24_000) + `"}</script>` + strings.Repeat("<p>"+prose, 20_000),
		"objects":            `<script type="application/ld+json">{"@graph":[` + strings.Repeat(`{"@type":"Article","headline":"x","datePublished":"2020-02-06"},`, 50_000) + `{}]}</script>`,
		"headings":           strings.Repeat("<h2>Letter number one asks for an answer</h2>", 60_000),
		"links with blocks":  strings.Repeat("<a href=/x><div><p>"+prose, 30_000),
		"lists in lists":     strings.Repeat("<ul><li>"+prose, 40_000),
		"times":              strings.Repeat("<time datetime=2020-02-06>6 February 2020</time>", 60_000),
		"selectors":          strings.Repeat("<b class='"+strings.Repeat("share ", 300)+"'>x</b>", 2_000),
	}
	files, _ := filepath.Glob(filepath.Join("..", "..", "..", "shared", "data", "suites", "adversarial", "*"))
	for _, f := range files {
		if b, err := os.ReadFile(f); err == nil {
			pages[filepath.Base(f)] = string(b)
		}
	}
	for name, page := range pages {
		t.Run(name, func(t *testing.T) {
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			start := time.Now()
			extract(t, page, Options{URL: "https://example.org/"})
			spent := time.Since(start)
			runtime.ReadMemStats(&after)
			t.Logf("%.1f MB: %d ms, %d MB allocated in all", float64(len(page))/1e6, spent.Milliseconds(), (after.TotalAlloc-before.TotalAlloc)>>20)
			check(t, FromPlain(page[:min(len(page), 400_000)], Options{}))
		})
	}
}

func FuzzExtract(f *testing.F) {
	files, _ := filepath.Glob("testdata/*.html")
	for _, file := range files {
		if b, err := os.ReadFile(file); err == nil {
			f.Add(b)
		}
	}
	f.Add([]byte(`<div hidden id="S:0"><template id="P:0"></template></div><template id="B:0">`))
	f.Add([]byte(`<script type="application/ld+json">[{"@id":"a","@type":"Article","author":{"@id":"a"}}]</script><p>By <a href=":">x</a>`))
	f.Fuzz(func(t *testing.T, body []byte) {
		o := Options{URL: "https://example.org/2020/02/06/a"}
		x, err := Extract(body, o)
		if err != nil {
			t.Fatal(err)
		}
		check(t, x)
		check(t, FromPlain(string(body), o))
		check(t, FromFeed(news.Item{Content: string(body), Title: "x", Link: o.URL}, o))
		learned := Template{}.Learn("a", body, o).Learn("b", body, o).Learn("c", body, o)
		o.Template = learned
		if x, err = Extract(body, o); err != nil {
			t.Fatal(err)
		}
		check(t, x)
	})
}

func FuzzDates(f *testing.F) {
	for _, s := range []string{"Thu, 06 Feb 2020 08:30:00 GMT", "6 de febrero de 2020", "2020年2月6日", "06/02/2020 9 p.m.", "2020-02-06T12:23:00.123+05:30"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for _, m := range moments(s, locale{}) {
			if m.start < 0 || m.end > len(s) || m.start >= m.end {
				t.Fatalf("%q: %+v", s, m)
			}
			if c := m.claim(s[m.start:m.end], news.OriginText, nil); c.Known() && (c.Time.Year() < 1980 || c.Time.Year() > 2100) {
				t.Fatalf("%q: %s", s, c)
			}
		}
	})
}

package page

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

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
	}
	files, _ := filepath.Glob(filepath.Join("..", "..", "..", "shared", "data", "suites", "adversarial", "*"))
	for _, f := range files {
		if b, err := os.ReadFile(f); err == nil {
			pages[filepath.Base(f)] = string(b)
		}
	}
	for name, page := range pages {
		t.Run(name, func(t *testing.T) {
			extract(t, page, Options{URL: "https://example.org/"})
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

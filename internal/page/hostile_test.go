package page

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"cipherdesk/internal/hostile"
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
	f.Fuzz(checkExtract)
}

func checkExtract(t *testing.T, body []byte) {
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
}

func FuzzDates(f *testing.F) {
	for _, s := range []string{"Thu, 06 Feb 2020 08:30:00 GMT", "6 de febrero de 2020", "2020年2月6日", "06/02/2020 9 p.m.", "2020-02-06T12:23:00.123+05:30"} {
		f.Add(s)
	}
	f.Fuzz(checkMoments)
}

func checkMoments(t *testing.T, s string) {
	for _, m := range moments(s, locale{}) {
		if m.start < 0 || m.end > len(s) || m.start >= m.end {
			t.Fatalf("%q: %+v", s, m)
		}
		if c := m.claim(s[m.start:m.end], news.OriginText, nil); c.Known() && (c.Time.Year() < 1980 || c.Time.Year() > 2100) {
			t.Fatalf("%q: %s", s, c)
		}
	}
}

// markings are parts of pages that say where what is, whole and torn.
var markings = hostile.Pieces("<html lang=|<html lang=de>|<head>|</head>|<body>|</body>|<title>|</title>|<article>|</article>|<main>|</main>|<section>|<header>|<footer>|<aside>|<nav>|</nav>|<div>|</div>|<div class=article-body>|<div class=related>|<div hidden>|<div id=\"S:0\" hidden>|<template id=\"B:0\">|<template id=\"P:1\">|</template>|"+
	"<p>|</p>|<p|<br>|<br><br>|<h1>|</h1>|<h2>|</h2>|<ul>|<li>|</ul>|<table>|<tr>|<td>|<th>|</table>|<blockquote>|</blockquote>|<figure>|<figcaption>|<img src=/i.png alt=\"A chart\">|<a href=/x>|<a href=\"https://other.example/a b\">|<a href=javascript:x>|<a href=#a>|<a href=http://[>|</a>|<b>|</b>|<span class=author>|<span class=date>|</span>|<pre>|</pre>|<svg>|<noscript>|</noscript>|<iframe>|<form>|<button>|<select>|"+
	"<time datetime=2020-02-06>|<time datetime=2020-02-06T12:23:00+05:30>|<time>|</time>|<meta property=og:title content=|<meta name=author content=\"Ann Lee\">|<meta property=article:published_time content=2020-02-06T12:00:00Z>|<meta name=robots content=nosnippet>|<meta name=robots content=\"max-snippet:-99999999999999999999\">|<meta property=og:url content=//x>|<link rel=canonical href=|<link rel=amphtml href=/amp>|<base href=http://[::1>|<meta charset=utf-16>|"+
	"<script>|</script>|<script type=application/ld+json>|<script id=__NEXT_DATA__ type=application/json>|window.__S={\"text\":\"|self.__next_f.push([1,\"|\\u003cp\\u003e|\\ud83d|\\u0000|\\|\"|'|{|}|[|]|,|:|{\"@type\":\"NewsArticle\",\"headline\":\"|\",\"articleBody\":\"|\",\"datePublished\":\"2020-02-06T25:61\"|\"author\":{\"@id\":\"a\"}|\"@id\":\"a\"|\"@graph\":[|null|1e999|true|"+
	"<!--|-->|<![CDATA[|]]>|&nbsp;|&amp;lt;|&#0;|&#x110000;|&|<|>|By Ann Lee|By |Von Anna Lee und Bo Ek|Updated 7 February 2020 at 3pm|Published: |6 February 2020|31/02/2020|2020年2月6日|Feb. 30, 99999|10:14 p.m. EST|Correction:|See also:|Read more|Advertisement|Subscribe to our newsletter|Share|(Reuters) -|LONDON, Feb 6 —|© 2020|"+
	"A paragraph of words that is long enough to be taken for one, with a comma and a second half. |Charities ask Chatterbox to halt its plan for end-to-end encryption until children are safe. |Ein Absatz, der lang genug ist, um für einen gehalten zu werden, mit Komma. |word |日本語の文章です。|نص |",
	"\n", "\n\n", "\r\n", "\t", " ", "\u00a0", "\u00ad", "\u200b", "\u202e", "\u2028", "\ufeff", "\x00", "\x85", "\xff", "\xe2\x80", "\xed\xa0\x80", "\ufffd", "💬", "e\u0301")

func TestAnyMixtureOfMarkingsIsRead(t *testing.T) {
	hostile.Each(t, 400, markings, func(m *hostile.Mix) { checkExtract(t, []byte(m.Text(60))) })
}

// days are parts of dates, right and wrong.
var days = hostile.Pieces("6|06|31|30|0|00|12|13|24|25|60|61|99|2020|1999|1979|2101|20|'20|99999999999999999999|-1|1st|2nd|3rd|6th|Thu|Thursday|Donnerstag|jeudi|Feb|Feb.|February|Februar|février|de febrero de|luty|lutego|февраля|2月|年|月|日|شباط|Sept|May|Mai|mars|"+
	"AM|PM|a.m.|p.m.|Uhr|h|noon|midnight|at|um|à|on|the|of|-|–|—|/|.|,|:|;|T|Z|W|+|+05:30|-0800|+99:99|+00|GMT|UTC|EST|BST|IST|CET|MESZ|(GMT)|Etc/UTC|today|yesterday|hours ago|1581000000|1581000000000|0000-00-00|2020-02-30|2020-W06-4|2020-037|20200206T122300Z|2020-02-06T12:23:00.123456789012+05:30|0001-01-01T00:00:00Z|1970-01-01|"+
	"१२|٣|１２|½|²|III|令和2年", " ", " ", "\u00a0", "\u202f", "\u200f", "\u00ad", "\n", "\t", "\x00", "\xff", "\xe2\x80", "é", "İ", "ſ", "K")

func TestAnyMixtureOfDaysIsRead(t *testing.T) {
	hostile.Each(t, 8_000, days, func(m *hostile.Mix) { checkMoments(t, m.Text(12)); checkMoments(t, m.Words(12)) })
}

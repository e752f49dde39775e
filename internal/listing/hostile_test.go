package listing

import (
	"testing"

	"cipherdesk/internal/hostile"
	"cipherdesk/internal/news"
)

// markings are parts of lists in every form, whole and torn.
var markings = hostile.Pieces("<?xml version=\"1.0\"?>|<urlset>|<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\" xmlns:n=\"http://www.google.com/schemas/sitemap-news/0.9\">|</urlset>|<url>|</url>|<loc>|</loc>|<sitemapindex>|<sitemap>|</sitemap>|<lastmod>|</lastmod>|<n:news>|<n:title>|</n:title>|<n:publication_date>|</n:publication_date>|<n:language>|</n:language>|<x:loc>|</x:loc>|<image:loc>|"+
	"<html lang=|<body>|<base href=|<title>|</title>|<ul>|<ul class=list>|<li>|</li>|</ul>|<article>|</article>|<div class=\"a b\">|<div id=1>|<div class=':x['>|</div>|<h2>|</h2>|<h3>|</h3>|<p>|<table>|<tr>|<td>|<nav>|</nav>|<img alt=\"A picture of five words\">|<time datetime=2026-03-02>|<time>|</time>|<a href=/news/|<a href=\"|<a href='/news/2026/a'>|<a href=/news/b>|<a href=//other.example/c>|<a href=javascript:x>|<a href=#>|<a class=x:y href=/d>|</a>|>|\"|'|"+
	"<link rel=alternate type=application/rss+xml href=|<link rel=alternate type=application/atom+xml title=A href=/feed>|<meta property=og:site_name content=|<script>|</script>|<script type=application/json>|x(\"\\u003Cul>\\u003Cli>\\u003Ca href=\\\"/a\\\">One two three four\\u003C/a>\")|"+
	"{\"data\":{\"posts\":[|{\"u\":\"/n/1\",\"t\":{\"rendered\":\"A &amp; b\"},\"d\":\"2026-02-01\"},|{\"u\":7}|\"u\":|\"/x\"|{|}|[|]|,|:|null|1e999|\"\\ud800\"|\\u0000|"+
	"https://a.example/news/1|https://b.example/|/news/2|http://[::1|feed:https://a.example|2026-03-01|2026-99-99T99:99:99Z|2 March 2026|Charities write to Chatterbox about private messages|Helpline answers more children|News|RSS|Older|&amp;|&lt;|&bogus;|&#0;|<!--|-->|<![CDATA[|]]>|<!DOCTYPE a [<!ENTITY b \"c\">]>|&b;",
	"\n", " ", "\t", "\x00", "\x0b", "\xff", "\xe2\x80", "\ufeff", "\xff\xfe", "\x1f\x8b", "\x1f\x8b\x08\x00", "\u202e", "\u00ad", "日本語", "é")

func TestAnyMixtureOfMarkingsIsAListOrNone(t *testing.T) {
	selectors := []string{"", "a", "li a", "h3 > a[href^='/news/']", "a:not(", "*", "a:has(b)", "div#1", ":nth-child(0n+0)", "\\", "a[href~=\"\xff\"]"}
	hostile.Each(t, 600, markings, func(m *hostile.Mix) {
		b := []byte(m.Text(50))
		checkIndex(t, b, hostile.Pick(m, selectors...))
		p := Page{Body: b, URL: "https://a.example/news/", ContentType: hostile.Pick(m, "", "text/html", "application/xml; charset=utf-16", "application/json")}
		_, _ = Sitemap(p, Options{})
		_, _ = ReadSite(p)
		_, _ = JSON(p, Options{JSON: news.JSONPaths{Items: hostile.Pick(m, "", "data.posts", "data", "."), URL: "u", Title: "t.rendered", Date: "d"}})
	})
}

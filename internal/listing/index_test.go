package listing

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"cipherdesk/internal/news"
	"cipherdesk/internal/page"
)

// dated are options with the reader of dates that the desk uses.
func dated(o Options, url string) Options {
	po := page.Options{URL: url, Languages: o.Languages}
	o.Date = func(words string, origin news.Origin) (news.Claim, int, int) { return page.ReadDate(words, origin, po) }
	return o
}

// lines prints a list as a test reads it: address, title, date.
func lines(l List) string {
	var b strings.Builder
	for _, it := range l.Items {
		fmt.Fprintf(&b, "%s | %s | %s\n", strings.TrimPrefix(it.Link, "https://lantern.example"), it.Title, it.Published)
	}
	return b.String()
}

const listURL = "https://lantern.example/en/news/"

func TestWhatALinkSaysAndWhereItLeads(t *testing.T) {
	for _, tt := range []struct{ name, link, body, want string }{
		{"one article, many addresses", "a", `
			<a href="/en/news/letter?utm_source=home">Charities write to Chatterbox</a><a href="/en/news/letter/#comments">3 comments</a>
			<a href="https://www.lantern.example/en/news/letter">Charities write to Chatterbox today</a>`,
			"/en/news/letter?utm_source=home | Charities write to Chatterbox today | \n"},
		{"pictures, headings and read more", "article a", `
			<article><a href=a><img src=a.jpg alt="A girl with a phone"></a><h2>Helpline answers more children</h2><p>Words.</p><a href=a>Read more</a></article>
			<article><a href=b><img src=b.jpg alt=""></a><h2><a href=b>Hash list grows again</a></h2><a class=more href=b>Continue reading →</a></article>
			<article><a href=c>Read more<span class="visually-hidden"> about Our new chair</span></a></article>
			<article><a href=d aria-label="Read more: The figures of the year">Read more</a></article>
			<article><a href=e><img src=e.jpg alt="Portrait of the chair"></a></article>
			<article><a href=f><div class=tag>Press release</div><h3>A whole card is a link</h3><p>And holds a summary.</p></a></article>`,
			"/en/news/a | Helpline answers more children | \n/en/news/b | Hash list grows again | \n/en/news/c | Our new chair | \n" +
				"/en/news/d | The figures of the year | \n/en/news/e | Portrait of the chair | \n/en/news/f | A whole card is a link | \n"},
		{"what is no article", "a[href]", `
			<a href="#top">Top</a><a href="javascript:void(0)">Share</a><a href="mailto:press@lantern.example">Write</a><a href="tel:1">Call</a>
			<a href="/en/news/">News</a><a href="/en/news/?page=2">2</a><a href="/en/news/page/3/">3</a><a href="?sort=asc">Oldest first</a><a href="/en/news/archive" rel=next>Older</a>
			<a href="/en/">Home</a><a href="/">Lantern Trust</a><a href="/en/news/tag/encryption/">Encryption and privacy in daily life</a><a rel=tag href="/en/news/x">X</a>
			<a href="/en/author/jane-doe">Jane Doe of our policy team</a><a href="/files/photo.jpg">Photo of the day in full</a>
			<a href="https://elsewhere.example/story">The story in another paper</a><a href="//social.example/lantern">Follow us</a>
			<a href="/fr/nouvelles/lettre">Lire en français la lettre</a><a href="/en/news/letter" hreflang=cy>Darllenwch y llythyr</a><a href="/fr/nouvelles/">Français</a>
			<a href="/en/news/kept">The one that is kept</a>`,
			"/en/news/kept | The one that is kept | \n"},
		{"relative to a base", "a", `<base href="https://lantern.example/site/"><a href="news/one">One of them</a><a href="./news/two">Two of them</a>`,
			"/site/news/one | One of them | \n/site/news/two | Two of them | \n"},
		{"a selector by address, relative links", `a[href*="/news/20"]`, `<a href="2026/one">One of them</a><a href="../about">About us</a>`, "/en/news/2026/one | One of them | \n"},
		{"words set apart, emphasis not", "a", `<a href=a><span class=kind>Blog</span><strong>e</strong>Safety<br>and <em>us</em></a>`,
			"/en/news/a | Blog eSafety and us | \n"},
		{"a selector of headings", "h3", `<div><a href=a><h3>Heading inside a link</h3></a></div><h3><a href=b>Link inside a heading</a></h3>`,
			"/en/news/a | Heading inside a link | \n/en/news/b | Link inside a heading | \n"},
		{"menus and footers are left out", "h3 a, nav a, footer a", `<header><h3><a href=/en/about>About us</a></h3></header><nav><a href=/en/give>Give</a></nav>
			<main><article><header><h3><a href=a>An article's own header</a></h3></header></article></main><footer><h3><a href=/en/jobs>Jobs</a></h3></footer>
			<div class="cookie-banner"><h3><a href=/en/cookies>How we use cookies</a></h3></div>`, "/en/news/a | An article's own header | \n"},
		{"unless nothing else is meant", "nav.news a", `<nav class=news><a href=a>First of the list</a><a href=b>Second of the list</a></nav>`,
			"/en/news/a | First of the list | \n/en/news/b | Second of the list | \n"},
		{"queries name articles", "a", `<a href="view.aspx?id=1">The first press release</a><a href="view.aspx?id=2">The second press release</a><a href="/?p=12">A plain permalink</a>`,
			"/en/news/view.aspx?id=1 | The first press release | \n/en/news/view.aspx?id=2 | The second press release | \n/?p=12 | A plain permalink | \n"},
		{"a page drawn by its script", "section a", `<div id=root></div><script>init({"a":1,"html":"\u003Csection>\u003Ca href=\"\/en\/news\/packed\">Packed \u0026 sent\u003C\/a>\u003C\/section>"})</script>`,
			"/en/news/packed | Packed & sent | \n"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			l, err := Index(Page{Body: []byte(tt.body), ContentType: "text/html; charset=utf-8", URL: listURL}, dated(Options{Link: tt.link, Languages: []string{"en"}}, listURL))
			if err != nil || lines(l) != tt.want {
				t.Errorf("got, %v\n%swant\n%s", err, lines(l), tt.want)
			}
		})
	}
}

func TestDatesBesideHeadlines(t *testing.T) {
	for _, tt := range []struct{ name, body, want string }{
		{"printed in the card", `<ul><li><h3><a href=a>One headline here</a></h3><span>12 March 2026</span><p>Met on 3 May 2025 they said that much was to be done and more than that.</p></li>
			<li><p class="meta">Policy | March 9, 2026 | 4 min read</p><h3><a href=b>Two headlines here</a></h3></li></ul>`, "2026-03-12 text, 2026-03-09 text"},
		{"a class that says so wins", `<ul><li><a href=a><h3>One headline here</h3></a><p>From 1 June 2026</p><p class=post-date>2 March 2026</p></li><li><a href=b>b</a></li></ul>`, "2026-03-02 text, "},
		{"time elements", `<ul><li><time datetime="2026-03-02T09:30:00Z">x</time><a href=a>One headline here</a></li><li><time>3 March 2026</time><a href=b>Two headlines here</a></li></ul>`,
			"2026-03-02T09:30:00Z time, 2026-03-03 time"},
		{"flat, dates after", `<div><h3><a href=a>One headline here</a></h3><p>12 March 2026</p><p>Words.</p><h3><a href=b>Two headlines here</a></h3><p>11 March 2026</p></div>`, "2026-03-12 text, 2026-03-11 text"},
		{"flat, dates before", `<div><p>12 March 2026</p><h3><a href=a>One headline here</a></h3><p>Words.</p><p>11 March 2026</p><h3><a href=b>Two headlines here</a></h3></div>`, "2026-03-12 text, 2026-03-11 text"},
		{"a table", `<table><tr><td>2026-03-12</td><td><a href=a>One headline here</a></td></tr><tr><td>2026-03-11</td><td><a href=b>Two headlines here</a></td></tr></table>`, "2026-03-12 text, 2026-03-11 text"},
		{"in the link, before the headline", `<ul><li><a href=a>12 March 2026 One headline is here</a></li><li><a href=b>Two headlines are here | 11 March 2026</a></li></ul>`, "2026-03-12 text, 2026-03-11 text"},
		{"none without a year", `<ul><li><a href=a>One headline here</a><span>12 March</span></li><li><a href=b>Two headlines here</a><span>3 days ago</span></li></ul>`, ", "},
		{"none that could be two", `<ul><li><a href=a>One headline here</a><span>06/02/2026</span></li><li><a href=b>Two headlines here</a><span>26/02/2026</span></li></ul>`, "2026 text, 2026-02-26 text"},
		{"none of a neighbour", `<ul><li><a href=a>One headline here</a></li><li><a href=b>Two headlines here</a><time datetime=2026-03-11></time></li></ul>`, ", 2026-03-11 time"},
		{"none of the page", `<p>12 March 2026</p><ul><li><a href=a>One headline here</a></li><li><a href=b>Two headlines here</a></li></ul>`, ", "},
	} {
		t.Run(tt.name, func(t *testing.T) {
			l, err := Index(Page{Body: []byte(tt.body), URL: "https://lantern.example/news/"}, dated(Options{Link: "a"}, "https://lantern.example/news/"))
			if err != nil || len(l.Items) != 2 {
				t.Fatalf("%v, %v", l.Items, err)
			}
			var got []string
			for _, it := range l.Items {
				got = append(got, strings.TrimSpace(fmt.Sprintf("%s %s", it.Published, it.Published.Origin)))
				if strings.Contains(it.Title, "2026") {
					t.Errorf("title %q", it.Title)
				}
			}
			if s := strings.Join(got, ", "); s != tt.want {
				t.Errorf("got %q, want %q", s, tt.want)
			}
		})
	}
}

func TestProposalsNameTheListAndNothingElse(t *testing.T) {
	entry := func(form string) func(href, title string) string {
		return func(href, title string) string { return fmt.Sprintf(form, href, title) }
	}
	for _, tt := range []struct {
		name, hrefs, want string
		entry             func(href, title string) string
	}{
		{"by folder", "/news/%d-slug/", `a[href*="/news/"]:not([href$="/news/"])`, entry(`<li><a href="%s">%s</a></li>`)},
		{"by years", "/news/2026/0%d/slug/", `a[href*="/news/20"]`, entry(`<li><a href="%s">%s</a></li>`)},
		{"by class, at the root", "/slug-%d/", `article.post h2 a[href]`, entry(`<article class="post post-17"><h2><a href="%s">%s</a></h2></article>`)},
		{"by class of the link", "/slug-%d", `a.story-link`, entry(`<div><a class="story-link" href="%s">%s</a></div>`)},
		{"by structure", "/slug-%d", `main h3 a[href]`, entry(`<div class="x1"><h3><a href="%s">%s</a></h3></div>`)},
	} {
		t.Run(tt.name, func(t *testing.T) {
			body := `<header><a href="/">Home</a><nav><a href="/our-work-for-children-online/">Our work for children online</a><a href="/how-to-support-us-today/">How to support us today</a></nav></header><main>`
			for n := range 7 {
				body += tt.entry(fmt.Sprintf(tt.hrefs, n), fmt.Sprintf("A headline with many words no %d", n))
			}
			body += `</main><aside><h3>Most read</h3><ul><li><a href="/slug-3/">A headline with many words no 3</a></li></ul></aside>
				<footer><ul><li><a href="/privacy-and-cookies-on-this-site/">Privacy and cookies on this site</a></li><li><a href="/terms">Terms</a></li></ul></footer>`
			p := Page{Body: []byte(body), URL: "https://lantern.example/latest/"}
			sel, l, err := Propose(p, Options{})
			if err != nil || sel != tt.want || len(l.Items) != 7 {
				t.Errorf("%q with %d entries, %v; want %q with 7", sel, len(l.Items), err, tt.want)
			}
		})
	}
}

func TestNothingIsProposedWhereThereIsNoList(t *testing.T) {
	body := `<nav>` + strings.Repeat(`<a href="/a-long-name-of-a-page/">A long name of a page</a>`, 5) + `</nav><main><p>One <a href="/x">link in running text only</a>.`
	if sel, _, err := Propose(Page{Body: []byte(body), URL: listURL}, Options{}); sel != "" || err != nil {
		t.Errorf("%q, %v", sel, err)
	}
}

func TestJSONInItsUsualForms(t *testing.T) {
	for _, tt := range []struct {
		name, body string
		paths      news.JSONPaths
		want       string
	}{
		{"lists in lists", `{"sections":[{"items":[{"u":"/a","t":"A"}]},{"items":[{"u":"/b","t":"B"}]}]}`, news.JSONPaths{Items: "sections.items", URL: "u", Title: "t"}, "/a | A | \n/b | B | \n"},
		{"wrapped entries", `[{"node":{"u":"/a","t":"A","d":1772445600}},{"node":{"u":"/a?utm_source=x"}}]`, news.JSONPaths{URL: "node.u", Title: "node.t", Date: "node.d"}, "/a | A | 2026-03-02T10:00:00Z\n"},
		{"a date in words", `{"data":[{"u":"/a","t":"A","d":"March 2, 2026"}]}`, news.JSONPaths{Items: "data", URL: "u", Title: "t", Date: "d"}, "/a | A | 2026-03-02\n"},
		{"in a page", `<script>var x = {}</script><script type="application/json" id=__NEXT_DATA__>{"props":{"posts":[{"u":"/a","t":"A"}]}}</script>`, news.JSONPaths{Items: "props.posts", URL: "u", Title: "t"}, "/a | A | \n"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			l, err := JSON(Page{Body: []byte(tt.body), URL: listURL}, dated(Options{JSON: tt.paths}, listURL))
			if err != nil || lines(l) != tt.want {
				t.Errorf("got, %v\n%swant\n%s", err, lines(l), tt.want)
			}
		})
	}
	if _, err := JSON(Page{Body: []byte("<p>Hello"), URL: listURL}, Options{}); err == nil || errors.Is(err, ErrNothing) {
		t.Errorf("HTML: %v", err)
	}
}

func TestSitemapsInTheirUsualForms(t *testing.T) {
	for name, body := range map[string]string{
		"plain text":        "https://lantern.example/a\nhttps://lantern.example/b\nhttps://elsewhere.example/c\n",
		"other hosts":       `<urlset><url><loc>https://lantern.example/a</loc></url><url><loc>https://elsewhere.example/x</loc></url><url><loc>/b</loc></url></urlset>`,
		"the same twice":    `<urlset><url><loc>http://lantern.example/a/</loc></url><url><loc>https://www.lantern.example/a</loc></url><url><loc>https://lantern.example/b</loc></url></urlset>`,
		"prefixed":          `<s:urlset xmlns:s="http://www.sitemaps.org/schemas/sitemap/0.9"><s:url><s:loc> https://lantern.example/a </s:loc></s:url><s:url><s:loc>https://lantern.example/b</s:loc></s:url></s:urlset>`,
		"cut off":           `<urlset><url><loc>https://lantern.example/a</loc></url><url><loc>https://lantern.example/b</loc></url><url><loc>https://lantern.exa`,
		"with its pictures": `<urlset><url><loc>https://lantern.example/a</loc><image:image><image:loc>https://lantern.example/a.jpg</image:loc></image:image></url><url><loc>https://lantern.example/b</loc></url></urlset>`,
	} {
		t.Run(name, func(t *testing.T) {
			l, err := Sitemap(Page{Body: []byte(body), URL: "https://lantern.example/sitemap.xml"}, Options{})
			if err != nil || len(l.Items) != 2 || !strings.HasSuffix(strings.TrimSuffix(l.Items[0].Link, "/"), "/a") || !strings.HasSuffix(l.Items[1].Link, "/b") {
				t.Errorf("%v, %v", l.Items, err)
			}
		})
	}
	for _, body := range []string{"<!doctype html><p>Not found</p>", "", "<urlset></urlset>"} {
		if _, err := Sitemap(Page{Body: []byte(body), URL: listURL}, Options{}); err == nil {
			t.Errorf("%q is read as a sitemap", body)
		}
	}
}

func TestYearsInAddressesOrderAMapWithoutDates(t *testing.T) {
	body := `<urlset><url><loc>https://lantern.example/news/2019/a</loc></url><url><loc>https://lantern.example/news/2026/b</loc></url><url><loc>https://lantern.example/news/2024/c</loc></url></urlset>`
	l, err := Sitemap(Page{Body: []byte(body), URL: listURL}, Options{})
	var order []string
	for _, it := range l.Items {
		order = append(order, it.Link[len(it.Link)-1:])
	}
	if err != nil || !slices.Equal(order, []string{"b", "c", "a"}) {
		t.Errorf("%v, %v", order, err)
	}
}

func TestAPageMadeToBeSlowIsRead(t *testing.T) {
	for name, body := range map[string]string{
		"one article, many links":       strings.Repeat(`<p><a href=/en/news/a>Read more</a></p>`, 20_000),
		"many articles, flat":           strings.Repeat(`<p>x</p>`, 20_000) + linksTo(2_000),
		"links by the hundred thousand": linksTo(150_000),
		"deep":                          strings.Repeat(`<div>`, 20_000) + linksTo(2_000),
		"quotes in a script":            `<script>` + strings.Repeat(`"\"`, 200_000) + `</script>`,
		"unclosed in a script":          `<script>` + strings.Repeat(`"<a `, 200_000) + `</script>`,
	} {
		t.Run(name, func(t *testing.T) {
			p := Page{Body: []byte(body), URL: listURL}
			_, _ = Index(p, dated(Options{Link: "main a, p a, div a"}, listURL))
			_, _, _ = Propose(p, dated(Options{}, listURL))
		})
	}
}

func linksTo(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, `<p><a href=/en/news/%d>A headline of five words</a></p>`, i)
	}
	return b.String()
}

func TestAPageSaysWhereItsFeedsAre(t *testing.T) {
	s, err := ReadSite(Page{URL: "https://lantern.example/", Body: []byte(`<html lang=en-GB><head><title>Home</title><meta property="og:site_name" content="Lantern">
<link rel="alternate" type="application/rss+xml" title="Lantern" href="/feed/"><link rel="ALTERNATE" type="application/atom+xml; charset=utf-8" href="feed/atom">
<link rel="alternate" type="application/json+oembed" href="/wp-json/oembed"><link rel="alternate" hreflang="fr" href="/fr/"><link rel="alternate" type="text/xml" title="RSS" href="/x.xml">
<link rel="alternate" type="application/feed+json" href="/feed.json"><link rel="alternate stylesheet" type="text/css" href="/a.css"></head>
<nav><a href="/about">About</a><a href="/blog">Blog</a><a href="/en/newsroom/">Newsroom</a><a href="/news/tag/x">X</a><a href="/get-involved">News</a></nav>
<a href="/feed/">RSS</a><a href="/rss/press.aspx">Press releases</a><a href="https://feeds.lantern.example/all">All</a><a href="https://other.example/feed/">Their feed</a><a href="/feedback">Feedback</a>`)})
	if err != nil {
		t.Fatal(err)
	}
	var feeds, sections []string
	for _, h := range s.Feeds {
		feeds = append(feeds, h.Why+" "+strings.TrimPrefix(h.URL, "https://lantern.example"))
	}
	for _, h := range s.Sections {
		sections = append(sections, strings.TrimPrefix(h.URL, "https://lantern.example"))
	}
	if got, want := strings.Join(feeds, ", "), "declared /feed/, declared /feed/atom, declared /x.xml, declared /feed.json, linked /rss/press.aspx, linked https://feeds.lantern.example/all, linked https://other.example/feed/"; got != want {
		t.Errorf("feeds %s\nwant %s", got, want)
	}
	if got, want := strings.Join(sections, ", "), "/en/newsroom/, /blog, /get-involved"; got != want {
		t.Errorf("sections %s, want %s", got, want)
	}
	if s.Name != "Lantern" || s.Language != "en-GB" || s.Title != "Home" {
		t.Errorf("%+v", s)
	}
}

func FuzzReadSite(f *testing.F) {
	f.Add([]byte(`<html lang=en><link rel=alternate type="application/rss+xml" href=/feed><a href=/news>News</a>`))
	f.Fuzz(func(t *testing.T, b []byte) { _, _ = ReadSite(Page{Body: b, URL: "https://a.example/"}) })
}

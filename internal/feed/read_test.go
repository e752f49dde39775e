package feed

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"cipherdesk/internal/news"
)

const home = "https://outlet.example/news/feed.xml"

// read parses a document that must be readable.
func read(t testing.TB, doc string) Feed {
	t.Helper()
	f, err := Parse([]byte(doc), Meta{URL: home})
	if err != nil {
		t.Fatalf("%v\n%s", err, doc)
	}
	return f
}

// inRSS wraps an item's elements.
func inRSS(item string) string {
	return `<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:media="http://search.yahoo.com/mrss/" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:dcterms="http://purl.org/dc/terms/" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd" xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0"><channel><title>T</title><item>` + item + `</item></channel></rss>`
}

func inAtom(entry string) string {
	return `<feed xmlns="http://www.w3.org/2005/Atom" xmlns:media="http://search.yahoo.com/mrss/"><title>T</title><author><name>Feed Author</name></author><entry>` + entry + `</entry></feed>`
}

func inJSON(item string) string {
	return `{"version":"https://jsonfeed.org/version/1.1","title":"T","items":[` + item + `]}`
}

// TestItems reads one entry after the other and compares one thing each.
func TestItems(t *testing.T) {
	title := func(it news.Item) string { return it.Title }
	link := func(it news.Item) string { return it.Link }
	guid := func(it news.Item) string { return it.GUID }
	summary := func(it news.Item) string { return it.Summary }
	content := func(it news.Item) string { return it.Content }
	authors := func(it news.Item) string { return strings.Join(it.Authors, "|") }
	published := func(it news.Item) string { return it.Published.String() }
	image := func(it news.Item) string { return it.Image }
	via := func(it news.Item) string { return strings.Join(it.Via, "|") }
	lang := func(it news.Item) string { return it.Language }
	categories := func(it news.Item) string { return fmt.Sprint(it.Categories) }
	source := func(it news.Item) string {
		if it.Source == nil {
			return "none"
		}
		return it.Source.ID + "|" + it.Source.Title + "|" + it.Source.Link
	}
	cases := []struct {
		what, doc string
		get       func(news.Item) string
		want      string
	}{
		// titles are HTML once
		{"plain title", inRSS(`<title>Police &amp; privacy</title>`), title, "Police & privacy"},
		{"title escaped twice", inRSS(`<title>AT&amp;amp;T&amp;#8217;s plan</title>`), title, "AT&T’s plan"},
		{"title with markup", inRSS(`<title><![CDATA[A <em>new</em> law &#8211; maybe]]></title>`), title, "A new law – maybe"},
		{"title with a comparison", inRSS(`<title>5 &lt; 6 and Vec&lt;T&gt;</title>`), title, "5 < 6 and Vec<T>"},
		{"title over lines", inRSS("<title>\n  One\n  two </title>"), title, "One two"},
		{"title with tags of its own", inRSS(`<title>One <b>two</b></title>`), title, "One two"},
		{"Atom text is literal", inAtom(`<title>On the &lt;blink&gt; tag</title>`), title, "On the <blink> tag"},
		{"Atom html", inAtom(`<title type="html">On &lt;b>two&lt;/b> &amp;amp; three</title>`), title, "On two & three"},
		{"an attribute never closed", inAtom(`<title type="html">On &lt;a href="https://x.example/>two&lt;/a> and three</title>`), title, "On two and three"},
		{"Atom xhtml", inAtom(`<title type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">One <b>two</b></div></title>`), title, "One two"},
		{"Atom 0.3 base64", strings.Replace(inAtom(`<title type="text/html" mode="base64">PGI+T25lPC9iPiB0d28=</title>`), "2005/Atom", "2005/Atom", 1), title, "One two"},
		{"title as the library world has it", inRSS(`<dcterms:title>One</dcterms:title>`), title, "One"},
		{"title of an episode", inRSS(`<itunes:title>One</itunes:title>`), title, "One"},
		{"media title where there is no other", inRSS(`<media:group><media:title>Video</media:title></media:group>`), title, "Video"},
		// links
		{"link", inRSS(`<link> https://outlet.example/a </link>`), link, "https://outlet.example/a"},
		{"relative link", inRSS(`<link>/a?b=1&amp;c=2</link>`), link, "https://outlet.example/a?b=1&c=2"},
		{"link in xml:base", `<rss version="2.0"><channel xml:base="https://other.example/x/"><item><link>a</link></item></channel></rss>`, link, "https://other.example/x/a"},
		{"guid as a link", inRSS(`<guid>https://outlet.example/g</guid>`), link, "https://outlet.example/g"},
		{"guid that is none", inRSS(`<guid isPermaLink="false">https://outlet.example/g</guid>`), link, ""},
		{"enclosure as the last resort", inRSS(`<enclosure url="https://outlet.example/a.mp3" type="audio/mpeg" length="1"/>`), link, "https://outlet.example/a.mp3"},
		{"the publisher's address before the proxy's", inRSS(`<link>https://proxy.example/~r/1</link><feedburner:origLink>https://outlet.example/a</feedburner:origLink>`), link, "https://outlet.example/a"},
		{"a JSON attachment as the last resort", inJSON(`{"id":"1","attachments":[{"url":"/a.mp3","mime_type":"audio/mpeg"}]}`), link, "https://outlet.example/a.mp3"},
		{"never another scheme", inRSS(`<link>javascript:alert(1)</link><guid isPermaLink="false">x</guid>`), link, ""},
		{"Atom alternate in HTML first", inAtom(`<id>x</id><link rel="alternate" type="application/json" href="/j"/><link rel="self" href="/s"/><link type="text/html" href="/h"/>`), link, "https://outlet.example/h"},
		{"Atom content elsewhere", inAtom(`<id>x</id><content src="/c" type="text/html"/>`), link, "https://outlet.example/c"},
		{"JSON", inJSON(`{"id":"1","external_url":"https://e.example/"}`), link, "https://e.example/"},
		// ids
		{"guid", inRSS(`<guid> abc </guid><link>https://outlet.example/a</link>`), guid, "abc"},
		{"rdf:about", `<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"><channel rdf:about="c"><title>T</title></channel><item rdf:about="https://outlet.example/r"><title>One</title><link>https://outlet.example/a</link></item></rdf:RDF>`, guid, "https://outlet.example/r"},
		{"link as id", inRSS(`<link>https://outlet.example/a</link>`), guid, "https://outlet.example/a"},
		{"Atom ids are not rewritten", inAtom(`<id>../x%7Eb</id>`), guid, "../x%7Eb"},
		{"JSON number as id", inJSON(`{"id": 12345678901}`), guid, "12345678901"},
		// texts
		{"summary", inRSS(`<description>&lt;p onclick="x">One &lt;a href="b">two&lt;/a>&lt;/p></description>`), summary, `<p>One <a href="https://outlet.example/news/b">two</a></p>`},
		{"summary and content", inRSS(`<description>Short</description><content:encoded><![CDATA[<p>Long]]></content:encoded>`), content, "<p>Long</p>"},
		{"abstract", inRSS(`<dcterms:abstract>Short</dcterms:abstract>`), summary, "Short"},
		{"markup escaped twice", inRSS(`<description>&amp;lt;p&amp;gt;One&amp;lt;/p&amp;gt;</description>`), summary, "<p>One</p>"},
		{"text that only looks like markup", inRSS(`<description>if a &lt; b and x &lt;y&gt; z</description>`), summary, "if a &lt; b and x &lt;y&gt; z"},
		{"broken markup unescaped", inRSS(`<description>One<br>two <b>three</description>`), summary, "One<br>two <b>three</b>"},
		{"an attribute of a body never closed", inRSS(`<description><![CDATA[<p title='5" x'>One <a href='b>two</a> three</p>]]></description>`), summary, `<p title="5&#34; x">One <a href="https://outlet.example/news/b">two</a> three</p>`},
		{"a body cut in a tag", inRSS(`<description><![CDATA[<p>One <a href="https://x.example/tw]]></description>`), summary, `<p>One </p>`},
		{"Atom xhtml with a base", inAtom(`<content type="xhtml" xml:base="https://b.example/d/"><x:div xmlns:x="http://www.w3.org/1999/xhtml"><x:a href="e">f</x:a></x:div></content>`), content, `<div><a href="https://b.example/d/e">f</a></div>`},
		{"Atom plain text keeps paragraphs", inAtom("<content>One\n\nTwo &lt;b></content>"), content, "<p>One</p><p>Two &lt;b&gt;</p>"},
		{"a picture is no text", inAtom(`<content type="image/png">aGVsbG8=</content>`), content, ""},
		{"media text", inAtom(`<media:group><media:description>About the video</media:description></media:group>`), summary, "About the video"},
		{"JSON text", inJSON(`{"id":"1","content_text":"a < b"}`), content, "a &lt; b"},
		{"JSON HTML", inJSON(`{"id":"1","content_html":"<p>caf\u00e9 \ud83d\ude00<script>x</script>"}`), content, "<p>café 😀</p>"},
		// people
		{"creator", inRSS(`<dc:creator>Jane Roe</dc:creator><author>desk@outlet.example</author>`), authors, "Jane Roe"},
		{"mail with a name", inRSS(`<author>jane@outlet.example (Jane Roe)</author>`), authors, "Jane Roe"},
		{"name with a mail", inRSS(`<author>Jane Roe &lt;jane@outlet.example&gt;</author>`), authors, "Jane Roe"},
		{"name with a role", inRSS(`<dc:creator>Jane Roe (Technology editor)</dc:creator>`), authors, "Jane Roe (Technology editor)"},
		{"creator in the terms", inRSS(`<dcterms:creator>Jane Roe</dcterms:creator>`), authors, "Jane Roe"},
		{"a handle", inRSS(`<dc:creator>@janeroe</dc:creator>`), authors, "@janeroe"},
		{"only a mail", inRSS(`<author>desk@outlet.example</author>`), authors, "desk@outlet.example"},
		{"several", inRSS(`<dc:creator>By Jane Roe</dc:creator><dc:creator><![CDATA[John D&#246;]]></dc:creator><dc:creator>Jane Roe</dc:creator>`), authors, "Jane Roe|John Dö"},
		{"Atom's form inside RSS", inRSS(`<author><name>Jane Roe</name><email>j@x.example</email></author>`), authors, "Jane Roe"},
		{"Atom entry", inAtom(`<author><name>Jane Roe</name></author><author><email>john@x.example</email></author>`), authors, "Jane Roe"},
		{"Atom entry has its feed's", inAtom(`<title>x</title>`), authors, "Feed Author"},
		{"Atom author without a name element", inAtom(`<author>Jane Roe</author>`), authors, "Jane Roe"},
		{"RSS has no such rule", inRSS(`<title>x</title>`), authors, ""},
		{"JSON", inJSON(`{"id":"1","author":{"name":"Jane Roe"},"authors":[{"name":"John"},"Third",null]}`), authors, "John|Third"},
		{"JSON 1.0", inJSON(`{"id":"1","author":{"name":"Jane Roe"}}`), authors, "Jane Roe"},
		// dates
		{"pubDate before dc:date", inRSS(`<dc:date>2020-01-01</dc:date><pubDate>Thu, 06 Feb 2020 12:23:00 +0530</pubDate>`), published, "2020-02-06T12:23:00+05:30"},
		{"dcterms", inRSS(`<dcterms:issued>2020-02-06T12:23Z</dcterms:issued>`), published, "2020-02-06T12:23:00Z"},
		{"updated is not published", inAtom(`<updated>2020-02-06T12:23:00Z</updated>`), published, ""},
		{"unreadable stays unknown", inRSS(`<pubDate>soon</pubDate>`), published, ""},
		// the rest
		{"categories", inRSS(`<category domain="https://s.example/">A &amp;amp; B</category><category>A</category><category>A</category><dc:subject>D</dc:subject>`), categories, "[{https://s.example/ A & B } { A } { D }]"},
		{"Atom categories", inAtom(`<category term="t" scheme="s" label="L"/>`), categories, "[{s t L}]"},
		{"RSS source", inRSS(`<source url="https://wire.example/rss">The Wire</source>`), source, "|The Wire|https://wire.example/rss"},
		{"atom:source", inAtom(`<source><id>urn:w</id><title type="html">The &lt;b>Wire&lt;/b></title><link href="https://wire.example/"/><author><name>W</name></author></source>`), source, "urn:w|The Wire|https://wire.example/"},
		{"no source", inRSS(`<title>x</title>`), source, "none"},
		{"via", inAtom(`<link rel="via" href="https://wire.example/a"/><link rel="related" href="/r"/>`), via, "https://wire.example/a|https://outlet.example/r"},
		{"enclosed picture", inRSS(`<enclosure url="/i.jpg" type="image/jpeg" length="1"/>`), image, "https://outlet.example/i.jpg"},
		{"media picture", inRSS(`<media:group><media:content url="/v.mp4" type="video/mp4"><media:thumbnail url="/t.jpg"/></media:content></media:group>`), image, "https://outlet.example/t.jpg"},
		{"podcast picture", inRSS(`<itunes:image href="https://outlet.example/p.jpg"/>`), image, "https://outlet.example/p.jpg"},
		{"language", inAtom(`<content xml:lang="de_at">x</content>`), lang, "de-AT"},
		{"JSON language", inJSON(`{"id":"1","language":"fr"}`), lang, "fr"},
	}
	for _, c := range cases {
		f, err := Parse([]byte(c.doc), Meta{URL: home})
		if err != nil || len(f.Items) != 1 {
			t.Errorf("%s: %v, %d items", c.what, err, len(f.Items))
			continue
		}
		if got := c.get(f.Items[0]); got != c.want {
			t.Errorf("%s: %q, want %q", c.what, got, c.want)
		}
	}
}

// TestUnreadableDateKeepsItsWords is "unknown stays unknown".
func TestUnreadableDateKeepsItsWords(t *testing.T) {
	it := read(t, inRSS(`<title>x</title><pubDate>coming soon</pubDate>`)).Items[0]
	if it.Published.Known() || it.Published.Raw != "coming soon" || it.Published.Origin != news.OriginFeed {
		t.Errorf("%+v", it.Published)
	}
}

// TestFeedFields reads what is said of a feed as a whole.
func TestFeedFields(t *testing.T) {
	f := read(t, `<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:sy="http://purl.org/rss/1.0/modules/syndication/"><channel>
		<title>The Outlet</title><link>/news/</link><description>All &amp; more</description><language>en-us</language><copyright>© Outlet</copyright>
		<atom:link rel="self" href="https://outlet.example/feed"/><atom:link rel="hub" href="https://hub.example/"/><atom:link rel="next" href="?page=2"/>
		<lastBuildDate>Thu, 06 Feb 2020 12:23:00 GMT</lastBuildDate><pubDate>Thu, 06 Feb 2020 10:00:00 GMT</pubDate>
		<ttl> 90 </ttl><skipHours><hour>0</hour><hour>24</hour><hour>7</hour><hour>99</hour></skipHours><skipDays><day>Sunday</day><day>sunday</day><day>Funday</day></skipDays>
		<sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>4</sy:updateFrequency>
		<image><title>Not the title</title><link>https://no.example/</link></image><textInput><title>Nor this</title></textInput></channel></rss>`)
	switch {
	case f.Format != FormatRSS20, f.Title != "The Outlet", f.Link != "https://outlet.example/news/", f.Subtitle != "All & more", f.Language != "en-US",
		f.Rights != "© Outlet", f.Self != "https://outlet.example/feed", f.Hub != "https://hub.example/", f.Next != "https://outlet.example/news/feed.xml?page=2",
		f.Updated.String() != "2020-02-06T12:23:00Z", f.TTL != 90*time.Minute, f.UpdateEvery != 6*time.Hour,
		!slices.Equal(f.SkipHours, []int{0, 7}), !slices.Equal(f.SkipDays, []time.Weekday{time.Sunday}):
		t.Errorf("%+v", f)
	}
	header := http.Header{"Content-Language": {"de"}}
	f, err := Parse([]byte(inRSS(`<title>x</title><link>a</link>`)), Meta{URL: home, ContentLocation: "/archive/1", Header: header})
	if err != nil || f.Language != "de" || f.Items[0].Link != "https://outlet.example/archive/a" {
		t.Errorf("headers: %v, language %q, link %q", err, f.Language, f.Items[0].Link)
	}
}

// TestFormats names every format by its root.
func TestFormats(t *testing.T) {
	for doc, want := range map[string]string{
		`<rss version="0.91"><channel/></rss>`:                                                                              FormatRSS09x,
		`<rss version="2.0"><channel/></rss>`:                                                                               FormatRSS20,
		`<RSS><channel></channel></RSS>`:                                                                                    FormatRSS20,
		`<feed version="0.3" xmlns="http://purl.org/atom/ns#"/>`:                                                            FormatAtom03,
		`<a:feed xmlns:a="http://www.w3.org/2005/Atom"></a:feed>`:                                                           FormatAtom10,
		`<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"/>`:               FormatRSS10,
		`<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://my.netscape.com/rdf/simple/0.9/"/>`: FormatRSS09x,
		`{"version":"https://jsonfeed.org/version/1","items":[]}`:                                                           FormatJSON10,
		` {"items":[], "version":"https://jsonfeed.org/version/1.1"}`:                                                       FormatJSON11,
	} {
		if f := read(t, doc); f.Format != want || f.Partial {
			t.Errorf("%s is %q, want %q; partial: %v", doc, f.Format, want, f.Partial)
		}
	}
}

// TestNoFeed expects a clean refusal that says what came instead.
func TestNoFeed(t *testing.T) {
	for _, doc := range []string{"", "   ", "not found", "<!DOCTYPE html><title>Please accept cookies</title>", "<html><body>Blocked</body></html>",
		`<?xml version="1.0"?><urlset><url/></urlset>`, `{"error":"rate limited"}`, `[]`, "\x00\x01\x02", "<", "<rs",
		"<!DO]T<PE a [<!EN", "<!D]]]<PE a\x00["} {
		if _, err := Parse([]byte(doc), Meta{URL: home}); !errors.Is(err, ErrNotFeed) {
			t.Errorf("%q: %v", doc, err)
		}
	}
}

// TestMending reads broken documents and expects every whole entry, the repair
// by name, and no half entry.
func TestMending(t *testing.T) {
	cases := []struct {
		what, doc string
		titles    string
		partial   bool
		repair    string
	}{
		{"cut in a body", `<rss version="2.0"><channel><item><title>A</title></item><item><title>B</title><description>half of`, "A", true, "cut off"},
		{"cut in a CDATA section", `<rss><channel><item><title>A</title></item><item><title>B</title><description><![CDATA[half`, "A", true, "left out"},
		{"cut between entries", `<rss><channel><item><title>A</title></item>`, "A", true, "cut off"},
		{"noise before the root", "<br />\n<b>Warning</b>: include(x.php)\n" + strings.Repeat("x", 9000) + `<?xml version="1.0"?><rss><channel><item><title>A</title></item></channel></rss>`, "A", false, "something stood before"},
		{"an element not closed", `<rss><channel><item><title>A</item><item><title>B</title></item></channel></rss>`, "A|B", false, "not closed"},
		{"an entry not closed", `<rss><channel><item><title>A</title><item><title>B</title></item></channel></rss>`, "A|B", false, "began inside another"},
		{"a picture not closed", `<rss><channel><image><url>x</url><item><title>A</title></item><item><title>B</title></item></channel></rss>`, "A|B", false, "began inside another"},
		{"a stray end tag", `<rss><channel><item></b><title>A</title></item></channel></rss>`, "A", false, "without its start"},
		{"undeclared prefix", `<rss><channel><item><dc:title>A</dc:title></item></channel></rss>`, "A", false, ""},
		{"attributes without quotes", `<rss version=2.0><channel><item><title type=x>A</title></item></channel></rss>`, "A", false, ""},
		{"brackets between attributes", `<rss><channel><item><title a ">" b '>' type="x">A</title><link a ">" b>x</link></item></channel></rss>`, "A", false, ""},
		{"entities of HTML and of its own", `<!DOCTYPE rss [<!ENTITY me "mine">]><rss><channel><item><title>A&nbsp;&me;&nope;</title></item></channel></rss>`, "A mine&nope;", false, ""},
		{"an entity of entities, brackets and quotes about", `<!DOCTYPE rss [<!-- it's ]> --><!ATTLIST rss v CDATA "x]>y"><!ENTITY a "one"><!ENTITY b '&a; &#38;amp; two'>]><rss><channel><item><title>&b;</title></item></channel></rss>`, "one & two", false, ""},
		{"a document type that never ends", `<!DOCTYPE rss [<!ENTITY a "one"><rss><channel><item><title>A</title></item></channel></rss>`, "A", false, ""},
		{"a bare ampersand", `<rss><channel><item><title>R&D & more</title></item></channel></rss>`, "R&D & more", false, ""},
		{"items outside the channel", `<rss><channel><title>T</title></channel><item><title>A</title></item></rss>`, "A", false, ""},
		{"JSON cut in an item", `{"version":"https://jsonfeed.org/version/1.1","items":[{"id":"1","title":"A"},{"id":"2","title":"B`, "A", true, "cut off"},
		{"JSON with commas and wrong types", `{"version":"https://jsonfeed.org/version/1.1","title":7,"author":3,"hubs":"x","items":[null,{"id":"1","title":"A","tags":"no","authors":{"name":["x"]},"attachments":5,},3,[{"id":"no"}],{"id":{"a":1},"title":true}],}`, "A|", false, "no objects"},
		{"JSON with an object for a list", `{"version":"https://jsonfeed.org/version/1.1","items":{"0":{"id":"1","title":"A","tags":"law"},"2":{"id":"2","title":1984,"url":7,"author":false}}}`, "A|1984", false, "a list was written as an object"},
		{"JSON with types that say nothing", `{"version":"https://jsonfeed.org/version/1.1","items":[{"id":"1","title":"A","url":7,"summary":false,"content_html":{"a":"b"},"content_text":3,"language":[],"tags":7}]}`, "A", false, "\"summary\" of the wrong type"},
	}
	for _, c := range cases {
		f, err := Parse([]byte(c.doc), Meta{URL: home})
		if err != nil {
			t.Errorf("%s: %v", c.what, err)
			continue
		}
		var titles []string
		for _, it := range f.Items {
			titles = append(titles, it.Title)
		}
		if got := strings.Join(titles, "|"); got != c.titles || f.Partial != c.partial || !strings.Contains(strings.Join(f.Repairs, "\n"), c.repair) {
			t.Errorf("%s: %q, partial %v, repairs %q", c.what, got, f.Partial, f.Repairs)
		}
	}
}

// TestIdentity keeps entries apart, and apart the same way at every fetch.
func TestIdentity(t *testing.T) {
	ids := func(doc string) (list []string) {
		for _, it := range read(t, doc).Items {
			list = append(list, it.GUID)
		}
		return list
	}
	wrap := func(items string) string { return `<rss><channel>` + items + `</channel></rss>` }
	first := ids(wrap(`<item><title>Statement</title><description>v1</description><pubDate>Thu, 06 Feb 2020 12:23:00 GMT</pubDate></item>`))
	edited := ids(wrap(`<item><title>Other</title></item><item><title>Statement </title><description>v2</description><pubDate>Fri, 07 Feb 2020 12:23:00 GMT</pubDate></item>`))
	if !strings.HasPrefix(first[0], "digest:") || edited[1] != first[0] {
		t.Errorf("an edited entry changed its id: %q, %q", first, edited)
	}
	same := ids(wrap(`<item><title>Statement</title><pubDate>2020-01-01</pubDate></item><item><title>Statement</title><pubDate>2020-01-02</pubDate></item>`))
	if len(same) != 2 || same[0] == same[1] {
		t.Errorf("two statements: %q", same)
	}
	shared := ids(wrap(`<item><guid>0</guid><link>https://o.example/1</link></item><item><guid>0</guid><link>https://o.example/2</link></item>`))
	if !slices.Equal(shared, []string{"https://o.example/1", "https://o.example/2"}) {
		t.Errorf("one id for all: %q", shared)
	}
	onePage := ids(wrap(`<item><title>A</title><guid>0</guid><link>https://o.example/</link></item><item><title>B</title><guid>0</guid><link>https://o.example/</link></item>`))
	if len(onePage) != 2 || onePage[0] == onePage[1] {
		t.Errorf("one id and one link for all: %q", onePage)
	}
	if twice := ids(wrap(`<item><title>A</title><guid>1</guid></item><item><title>A</title><guid>1</guid></item>`)); len(twice) != 1 {
		t.Errorf("the same twice: %q", twice)
	}
}

// TestKnown leaves out entries whose bytes are known, and only those.
func TestKnown(t *testing.T) {
	for format, body := range sampleBodies(5) {
		all, err := Parse(body, Meta{URL: home, Known: func(news.Digest) bool { return false }})
		if err != nil || len(all.Digests) != 5 || all.Known != 0 {
			t.Fatalf("%s: %v, %d digests", format, err, len(all.Digests))
		}
		rest, err := Parse(body, Meta{URL: home, Known: func(d news.Digest) bool { return d != all.Digests[2] }})
		if err != nil || len(rest.Items) != 1 || rest.Known != 4 || rest.Items[0].GUID != all.Items[2].GUID {
			t.Errorf("%s: %v, %d items, %d known", format, err, len(rest.Items), rest.Known)
		}
	}
}

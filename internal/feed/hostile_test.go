package feed

import (
	"testing"

	"cipherdesk/internal/hostile"
)

// elements are parts of feeds and of lists of feeds, in every dialect, whole and
// torn.
var elements = hostile.Pieces("<?xml version=\"1.0\" encoding=\"|utf-8|iso-8859-1|utf-16|\"?>|<?xml|?>|<!DOCTYPE rss [<!ENTITY b \"c\"><!ENTITY d '&b;&b;'>|<!ENTITY e SYSTEM \"file:///etc/passwd\">|<!ENTITY % f \"g\">|]>|<!--|-->|--|<![CDATA[|]]>|]]&gt;|<|>|/>|'|\"|=|&|&amp;|&amp;amp;|&lt;|&#60;|&#0;|&#xD800;|&b;|&d;|&nbsp;|&bogus;|"+
	"<rss version=\"2.0\">|<rss|</rss>|<channel>|</channel>|<item>|</item>|<item|<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\" xmlns=\"http://purl.org/rss/1.0/\">|<item rdf:about=\"x\">|<feed xmlns=\"http://www.w3.org/2005/Atom\">|<feed>|</feed>|<entry>|</entry>|<atom:entry>|<a:feed xmlns:a=\"http://www.w3.org/2005/Atom\">|<a:entry>|</a:entry>|<a:title>|<entry xmlns=\"\">|<channel xmlns=\"http://www.w3.org/2005/Atom\">|"+
	"<title>|</title>|<title type=\"xhtml\">|<title type=html>|<TITLE>|<link>|</link>|<link href=\"/a\"/>|<link rel=\"self\" href=|<link rel=alternate href='//b'|<atom:link rel=\"next\" href=\"?page=2\"/>|<guid>|<guid isPermaLink=\"false\">|</guid>|<id>|</id>|<pubDate>|</pubDate>|<updated>|</updated>|<dc:date>|</dc:date>|<dc:creator>|</dc:creator>|<author>|</author>|<name>|</name>|<description>|</description>|<summary>|</summary>|<content type=\"xhtml\"><div xmlns=\"http://www.w3.org/1999/xhtml\">|<content type=\"html\" xml:base=\"/b/\">|<content src=\"x\"/>|</content>|<content:encoded>|</content:encoded>|"+
	"<source><id>|</source>|<source url=\"javascript:x\">|<media:group>|<media:title>|</media:title>|</media:group>|<enclosure url=\"x\" length=\"-1\"/>|<category term=\"x\"/>|<category>|</category>|<image>|</image>|<textInput>|<ttl>|</ttl>|<ttl>99999999999999999999</ttl>|<skipHours><hour>25</hour></skipHours>|<skipDays><day>Noday</day>|<sy:updatePeriod>hourly</sy:updatePeriod>|<sy:updateFrequency>0</sy:updateFrequency>|<language>|xml:lang=\"de\"|xml:base=\"http://[::1\"|xml:space=\"preserve\"|xmlns=|xmlns:atom=\"urn:x\"|<iTunes:summary>|<x:y:z>|<0>|<é>|"+
	"<opml version=\"2.0\">|</opml>|<head>|</head>|<body>|</body>|<outline text=\"A\"|<outline text=\"g\">|</outline>|<outline|xmlUrl=\"https://a.example/|xmlUrl=\"feed://b.example/\"|xmlurl='https://c.example/rss'|htmlUrl=\"relative\"|text=\"x &lt;b&gt;\"|type=rss|title=|<p>|<p onclick=x>|<script>|<img src=x>|</p>|<b>|&lt;p&gt;|&lt;script&gt;|"+
	"{\"version\":\"https://jsonfeed.org/version/1.1\",\"items\":[|{\"items\":[|{\"id\":\"1\",\"title\":\"a\"|\"title\":|\"id\":|\"url\":\"/x\"|\"content_html\":\"<p>\\ud83d\\ude00\"|\"authors\":[{\"name\":null}]|{|}|[|]|,|:|\\u0000|\\ud800|\\|null|true|-1e999|1|"+
	"https://a.example/1|/relative|javascript:alert(1)|http://[|urn:uuid:1|tag:a,2020:1|1|2020-01-01|Thu, 01 Jan 2004 19:48:21 GMT|word|a@b.example (N)|größer|日本語",
	"\n", " ", "\t", "\r\n", "\x00", "\x0b", "\xff", "\xe2\x80", "\xed\xa0\x80", "\ufeff", "\xff\xfe", "\ufffe", "\u0085", "\u2028", "\u202e", "💬")

func TestAnyMixtureOfElementsIsAFeedOrNone(t *testing.T) {
	heads := []string{"", "", "<rss><channel>", `<feed xmlns="http://www.w3.org/2005/Atom">`, "<rdf:RDF>", `{"version":"https://jsonfeed.org/version/1","items":[`, "<opml><body>"}
	hostile.Each(t, 1_500, elements, func(m *hostile.Mix) {
		doc := hostile.Pick(m, heads...) + m.Text(40)
		checkFeed(t, []byte(doc))
		checkOPML(t, []byte(doc))
		checkEntities(t, m.Text(10), doc)
	})
}

// scraps are the parts of JSON, which a strict reader must find as we do.
var scraps = hostile.Pieces(`{|}|[|]|,|:|"|{"items":[|"items"|"title":|"title":"a"|{"title":"b"}|{"title":"c","title":"d"}|{"id":1}|"x":|{"x":{"title":"no"}}|null|true|1|-0|1e5|01|""|"a"|\"|\\|\/|\n|\ud83d\ude00|\ud83d|\uFFFE|\t|\x|é|<p>|&amp;|//|/**/`,
	" ", "\n", "\t", "\x00", "\x01", "\xff", "\ufeff", "\u2028", "\u00a0")

func TestAnyMixtureOfScrapsIsReadAsAStrictReaderDoes(t *testing.T) {
	hostile.Each(t, 10_000, scraps, func(m *hostile.Mix) {
		checkJSON(t, m.Text(20))
		checkJSON(t, `{"items":[{"title":"`+m.Text(4)+`"},{`+hostile.Pick(m, "", `"a":1,`)+`"title":`+m.Text(3)+`}`+m.Text(3)+`]}`)
	})
}

// days are parts of dates, right and wrong.
var days = hostile.Pieces("6|06|31|30|0|12|13|24|60|99|2020|1999|1969|2101|99999999999999999999|-1|1st|Thu|Thu,|Donnerstag|jeudi|Feb|Feb.|February|février|luty|февраля|2月|年|日|Sept|Mai|AM|pm|Uhr|à|-|–|/|.|,|:|T|Z|W|+|+05:30|-0800|+99:99|GMT|UTC|EST|BST|IST|(CET)|Etc/UTC|today|1581000000|1581000000000|0000-00-00|2020-02-30|2020-W06-4|2020-037|20200206T122300Z|12:23:00.123456789012|0001-01-01T00:00:00Z|1970-01-01|mar 12 mai 2020|null|½|१२|٣|１２",
	" ", " ", "\u00a0", "\u202f", "\u200f", "\n", "\t", "\x00", "\xff", "\xe2\x80", "İ", "ſ")

func TestAnyMixtureOfDaysIsADateOrNone(t *testing.T) {
	hostile.Each(t, 20_000, days, func(m *hostile.Mix) { checkDate(t, m.Text(10)); checkDate(t, m.Words(10)) })
}

package feed

import (
	"bytes"
	"encoding/json"
	"fmt"
	"html"
	"strings"
	"testing"
	"time"

	"github.com/mmcdole/gofeed"

	"cipherdesk/internal/news"
)

// sampleBodies writes a feed of n entries with about 4.5 KB of article each, in
// three formats.
func sampleBodies(n int) map[string][]byte {
	var rss, atom strings.Builder
	rss.WriteString(`<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:atom="http://www.w3.org/2005/Atom"><channel><title>Sample</title><link>https://outlet.example/</link><atom:link href="https://outlet.example/feed" rel="self"/><description>For measurement</description><language>en-GB</language>`)
	atom.WriteString(`<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en"><title>Sample</title><link href="https://outlet.example/"/><id>urn:sample</id><updated>2026-01-02T03:04:05Z</updated>`)
	var items []map[string]any
	for i := range n {
		var body strings.Builder
		fmt.Fprintf(&body, `<figure><img src="/img/%d.jpg" alt="Picture"/><figcaption>Number %d</figcaption></figure>`, i, i)
		for p := 0; body.Len() < 4500; p++ {
			fmt.Fprintf(&body, `<p>The committee heard evidence %d for a third day, and &mdash; after a break &mdash; asked <a href="https://example.org/doc/%d?a=1&amp;b=2">the regulator</a> how many of the reports of last year had led to a visit by the police.</p>`+"\n", p, p)
		}
		at := time.Date(2026, 1, 2, 3, 4, i, 0, time.UTC)
		title, link := fmt.Sprintf("Committee asks regulator about case %d", i), fmt.Sprintf("https://outlet.example/story/%d", i)
		fmt.Fprintf(&rss, "<item>\n<title>%s</title>\n<link>%s</link>\n<guid isPermaLink=\"false\">tag:sample:%d</guid>\n<dc:creator><![CDATA[Ana Ruiz]]></dc:creator>\n<pubDate>%s</pubDate>\n<category>policy</category>\n<category>technology</category>\n<description><![CDATA[A short summary of case %d.]]></description>\n<content:encoded><![CDATA[%s]]></content:encoded>\n</item>\n", title, link, i, at.Format(time.RFC1123Z), i, body.String())
		fmt.Fprintf(&atom, "<entry>\n<title>%s</title>\n<link href=\"%s\"/>\n<id>tag:sample:%d</id>\n<published>%s</published>\n<updated>%s</updated>\n<author><name>Ana Ruiz</name></author>\n<category term=\"policy\"/>\n<summary>A short summary of case %d.</summary>\n<content type=\"html\">%s</content>\n</entry>\n", title, link, i, at.Format(time.RFC3339), at.Format(time.RFC3339), i, html.EscapeString(body.String()))
		items = append(items, map[string]any{"id": fmt.Sprint("tag:sample:", i), "url": link, "title": title, "content_html": body.String(),
			"summary": "A short summary.", "date_published": at.Format(time.RFC3339), "authors": []any{map[string]any{"name": "Ana Ruiz"}}, "tags": []string{"policy"}})
	}
	rss.WriteString("</channel></rss>")
	atom.WriteString("</feed>")
	doc, err := json.Marshal(map[string]any{"version": "https://jsonfeed.org/version/1.1", "title": "Sample", "items": items})
	if err != nil {
		panic(err)
	}
	return map[string][]byte{"rss": []byte(rss.String()), "atom": []byte(atom.String()), "json": doc}
}

var formats = []string{"rss", "atom", "json"}

// BenchmarkParse reads 20 entries: all of it, and without the sanitiser's share.
func BenchmarkParse(b *testing.B) {
	for _, format := range formats {
		body := sampleBodies(20)[format]
		b.Run(format, func(b *testing.B) {
			b.SetBytes(int64(len(body)))
			b.ReportAllocs()
			for b.Loop() {
				if f, err := Parse(body, Meta{URL: "https://outlet.example/feed"}); err != nil || len(f.Items) != 20 {
					b.Fatal(err, len(f.Items))
				}
			}
		})
	}
}

// BenchmarkParseKnown reads 20 entries of which 19 are known.
func BenchmarkParseKnown(b *testing.B) {
	for _, format := range formats {
		body := sampleBodies(20)[format]
		f, err := Parse(body, Meta{Known: func(news.Digest) bool { return false }})
		if err != nil {
			b.Fatal(err)
		}
		known := map[news.Digest]bool{}
		for _, d := range f.Digests[1:] {
			known[d] = true
		}
		b.Run(format, func(b *testing.B) {
			b.SetBytes(int64(len(body)))
			for b.Loop() {
				f, err := Parse(body, Meta{Known: func(d news.Digest) bool { return known[d] }})
				if err != nil || len(f.Items) != 1 || f.Known != 19 {
					b.Fatal(err, len(f.Items), f.Known)
				}
			}
		})
	}
}

// BenchmarkGofeed reads the same with gofeed alone.
func BenchmarkGofeed(b *testing.B) {
	for _, format := range formats {
		body := sampleBodies(20)[format]
		b.Run(format, func(b *testing.B) {
			b.SetBytes(int64(len(body)))
			b.ReportAllocs()
			for b.Loop() {
				if f, err := gofeed.NewParser().Parse(bytes.NewReader(body)); err != nil || len(f.Items) != 20 {
					b.Fatal(err)
				}
			}
		})
	}
}

package feed

import (
	"encoding/json"
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"
)

// bomb is a document made to cost more than it weighs.
type bomb struct {
	what, doc string
	items     int // that are read all the same
}

// bombs are built one at a time: some weigh as much as a feed may.
func bombs() []func() bomb {
	const million = 1_000_000
	inside := func(what, item string, n int) func() bomb {
		return func() bomb { return bomb{what, inRSS("<guid>1</guid>" + strings.Repeat(item, n)), 1} }
	}
	raw := func(what string, items int, parts ...string) func() bomb {
		return func() bomb { return bomb{what, strings.Join(parts, ""), items} }
	}
	many := func(head, item, tail string) string {
		var b strings.Builder
		b.WriteString(head)
		for i := range 200_000 { // the newest stand last
			fmt.Fprintf(&b, item, i, time.Unix(1_500_000_000+int64(i)*60, 0).UTC().Format(time.RFC3339))
		}
		return b.String() + tail
	}
	const open = "<rss><channel><item><guid>1</guid></item>"
	return []func() bomb{
		func() bomb {
			return bomb{"200,000 items", many("<rss><channel>", "<item><guid>%d</guid><pubDate>%s</pubDate></item>", "</channel></rss>"), MaxItems}
		},
		func() bomb {
			return bomb{"200,000 JSON items", many(`{"version":"https://jsonfeed.org/version/1.1","items":[`, `{"id":"%d","date_published":"%s"},`, "]}"), MaxItems}
		},
		func() bomb { return bomb{"a million nested tags", open + strings.Repeat("<a>", million), 1} },
		func() bomb { return bomb{"14 MB of nested tags", open + strings.Repeat("<b>", 14<<20/3), 1} },
		func() bomb {
			return bomb{"14 MB of nested tags in a body", inRSS("<guid>1</guid><description>" + strings.Repeat("<b>", 14<<20/3) + "</description>"), 1}
		},
		func() bomb {
			return bomb{"a million nested tags in a body", inRSS("<guid>1</guid><description>" + strings.Repeat("<b>", million) + "</description>"), 1}
		},
		func() bomb {
			return bomb{"a million escaped tags in a body", inRSS("<guid>1</guid><description><![CDATA[" + strings.Repeat("<b>", million) + "]]></description>"), 1}
		},
		func() bomb {
			return bomb{"a million nested escapes", inRSS("<guid>1</guid><description>&" + strings.Repeat("amp;", million) + "lt;/b></description>"), 1}
		},
		inside("a million nested descriptions", "<description>", million),
		func() bomb {
			return bomb{"a million nested items", "<rss><channel>" + strings.Repeat("<item>", million), 1}
		}, // all alike
		func() bomb {
			return bomb{"a million attributes", inRSS("<guid " + strings.Repeat("a='1' ", million) + ">1</guid>"), 1}
		},
		func() bomb {
			return bomb{"an attribute of 1 MB", inRSS(`<guid>1</guid><link href="` + strings.Repeat("a", 1<<20) + `"/><category domain="` + strings.Repeat("&amp;", 1<<20/5) + `">c</category>`), 1}
		},
		func() bomb {
			return bomb{"a name of 1 MB", inRSS("<guid>1</guid><" + strings.Repeat("a", 1<<20) + ">x"), 1}
		},
		func() bomb {
			return bomb{"a million open quotes", inRSS("<guid>1</guid>" + strings.Repeat(`<x a="`, million)), 0}
		},
		func() bomb {
			return bomb{"a million ampersands", inRSS("<guid>1</guid><title>" + strings.Repeat("&", million) + "</title>"), 1}
		},
		func() bomb {
			return bomb{"a million namespaces", "<rss " + strings.Repeat(`xmlns:a="b" `, million) + "><channel><item><guid>1</guid></item></channel></rss>", 1}
		},
		inside("200,000 elements that redefine their prefix", `<a:b xmlns:a="c"/>`, 200_000),
		func() bomb {
			return bomb{"bases within bases", "<rss><channel>" + strings.Repeat(`<a xml:base="`+strings.Repeat("b/", 2000)+`">`, 150) + "<item><guid>1</guid></item>", 1}
		},
		inside("300,000 categories", "<category>c</category>", 300_000),
		inside("300,000 authors", "<author>a</author>", 300_000),
		inside("300,000 links", "<link>https://o.example/a</link>", 300_000),
		inside("300,000 dates", "<pubDate>2020-01-01</pubDate>", 300_000),
		inside("300,000 comments and sections", "<!----><![CDATA[]]><?a?>", 300_000),
		func() bomb {
			return bomb{"a title of 8 MB", inRSS("<guid>1</guid><title>" + strings.Repeat("word ", 8<<20/5) + "</title>"), 1}
		},
		func() bomb {
			return bomb{"a million numeric references", inRSS("<guid>1</guid><title>" + strings.Repeat("&#65;", million) + "</title>"), 1}
		},
		func() bomb {
			return bomb{"entities that double", laughs(30, 2, "&l29;"), 1}
		},
		func() bomb {
			return bomb{"a billion laughs", laughs(10, 10, "&l9;"), 1}
		},
		func() bomb {
			return bomb{"an entity of 200 bytes a million times", `<!DOCTYPE r [<!ENTITY a "` + strings.Repeat("x", maxReplacement) + `">]>` + inRSS("<guid>1</guid><title>"+strings.Repeat("&a;", million)+"</title>"), 1}
		},
		raw("an entity from a file", 1, `<!DOCTYPE r [<!ENTITY a SYSTEM "file:///etc/passwd"><!ENTITY % b SYSTEM "http://127.0.0.1/x"> %b;]>`, inRSS("<guid>1</guid><title>&a;</title>")),
		func() bomb {
			return bomb{"a document type of 4 MB", "<!DOCTYPE r [" + strings.Repeat("<!ENTITY a 'b'>", 4<<20/15) + "]>" + inRSS("<guid>1</guid>"), 1}
		},
		func() bomb {
			return bomb{"a document type of quotes", "<!DOCTYPE r [" + strings.Repeat(`'"`, million) + "]>" + inRSS("<guid>1</guid>"), 1}
		},
		func() bomb {
			return bomb{"nested JSON", `{"version":"https://jsonfeed.org/version/1.1","items":[{"id":"1","x":` + strings.Repeat(`[{"a":`, million), 0}
		},
		func() bomb {
			return bomb{"JSON nested where a list belongs", inJSON(`{"id":"1","tags":` + strings.Repeat("[", million) + strings.Repeat("]", million) + "}"), 1}
		},
		func() bomb {
			return bomb{"JSON of backslashes", inJSON(`{"id":"1","title":"` + strings.Repeat(`\\`, million) + `"}`), 1}
		},
		func() bomb {
			return bomb{"JSON of 500,000 members", inJSON(`{"id":"1",` + strings.Repeat(`"title":"x",`, 500_000) + `"url":"u"}`), 1}
		},
		func() bomb {
			return bomb{"JSON of 500,000 tags and authors", inJSON(`{"id":"1","tags":[` + strings.Repeat(`"t",`, 500_000) + `],"authors":[` + strings.Repeat(`{"name":"n"},`, 500_000) + `]}`), 1}
		},
		raw("JSON without an end", 0, `{"version":"https://jsonfeed.org/version/1.1","items":[{"id":"`, strings.Repeat("x", 1<<20)),
	}
}

// laughs declares entities each made of n of the one before.
func laughs(levels, n int, use string) string {
	var b strings.Builder
	b.WriteString(`<!DOCTYPE r [<!ENTITY l0 "lol">`)
	for i := 1; i < levels; i++ {
		fmt.Fprintf(&b, `<!ENTITY l%d "%s">`, i, strings.Repeat(fmt.Sprintf("&l%d;", i-1), n))
	}
	return b.String() + "]>" + inRSS("<guid>1</guid><title>"+use+"</title><description>"+strings.Repeat(use, 1000)+"</description>")
}

// TestHostile reads documents made to break readers within bounded memory.
func TestHostile(t *testing.T) {
	for _, build := range bombs() {
		c := build()
		body := []byte(c.doc)
		var before, after runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&before)
		began := time.Now()
		f, err := Parse(body, Meta{URL: home})
		took := time.Since(began)
		runtime.ReadMemStats(&after)
		size, allocated := float64(len(c.doc))/(1<<20), float64(after.TotalAlloc-before.TotalAlloc)/(1<<20)
		t.Logf("%s: %.1f MB read, %.0f MB allocated in %d ms, %d items, partial %v, %v %.200q", c.what, size, allocated, took.Milliseconds(), len(f.Items), f.Partial, err, f.Repairs)
		if len(f.Items) != c.items {
			t.Errorf("%s: %d items, want %d (%v)", c.what, len(f.Items), c.items, err)
		}
		if allocated > 60*size+20 {
			t.Errorf("%s: %.0f MB allocated for %.1f MB", c.what, allocated, size)
		}
		if printed, err := json.Marshal(f.Items); err != nil || float64(len(printed)) > 8*float64(len(c.doc))+1<<20 {
			t.Errorf("%s: %d bytes became %d", c.what, len(c.doc), len(printed))
		}
	}
}

// TestNewestOfTooMany chooses by the dates that entries state.
func TestNewestOfTooMany(t *testing.T) {
	f := read(t, bombs()[0]().doc)
	if f.Items[0].GUID != "198000" || f.Items[MaxItems-1].GUID != "199999" {
		t.Errorf("not the newest were read: %s to %s", f.Items[0].GUID, f.Items[MaxItems-1].GUID)
	}
}

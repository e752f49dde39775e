package feed

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/mmcdole/gofeed"
	"github.com/mmcdole/gofeed/atom"
	"github.com/mmcdole/gofeed/rss"

	"cipherdesk/internal/feed/feedtest"
	"cipherdesk/internal/news"
)

// sampleChannel has something in every field, and text that breaks careless
// writers.
func sampleChannel() Channel {
	at := time.Date(2026, 2, 6, 12, 23, 0, 0, time.FixedZone("", 19800))
	return Channel{
		ID: "tag:desk.example,2026:feed/encryption", Title: "Encryption & “child safety” <desk>", Subtitle: "All stories, newest first",
		Link: "https://desk.example/encryption", Self: "https://desk.example/encryption.atom",
		Alternates: []Link{{"https://desk.example/encryption.rss", "application/rss+xml"}},
		Hub:        "https://hub.example/", Current: "https://desk.example/encryption.atom",
		PrevArchive: "https://desk.example/encryption/2026-01.atom", NextArchive: "https://desk.example/encryption/2026-03.atom", Archive: true,
		Updated: at.Add(time.Hour), Rights: "Metadata: CC0. Headlines belong to their outlets.", Language: "en", Icon: "https://desk.example/icon.png",
		Generator: Generator{"cipherdesk", "https://desk.example/about", "1.2"}, Authors: []Person{{Name: "Cipherdesk"}}, TTL: time.Hour,
		About: "https://desk.example/about#provenance",
		Entries: []Entry{
			{
				ID: "tag:desk.example,2026:article/abc", Title: "AT&T: 5 < 6 &amp; \x01so on", Link: "https://outlet.example/a?x=1&y=2",
				Via: []string{"https://wire.example/a"}, External: "https://subject.example/a", Related: []string{"https://desk.example/event/e1"},
				Published: at, Updated: at.Add(time.Minute), Summary: "<p>Short &amp; <b>bold</b></p>", Content: "<p>Long ]]> text</p>\n<p>Zweite</p>",
				Categories: []news.Category{{Scheme: "https://desk.example/topic", Term: "e2ee-rollout", Label: "E2EE roll-out"}, {Term: "plain"}},
				Authors:    []Person{{Name: "Jane Roe", URL: "https://outlet.example/jane"}, {Name: "John Doe"}},
				Source:     &Source{ID: "tag:outlet.example,2020:feed", Title: "The Outlet & Co", Link: "https://outlet.example/", Feed: "https://outlet.example/feed.xml"},
				Language:   "de", Image: "https://outlet.example/a.jpg", Provenance: map[string]any{"first_seen": "2026-02-06T07:00:00Z", "aliases": []string{"b", "a"}},
			},
			{
				ID: "tag:desk.example,2026:article/def", Title: "Undated, without anybody's name", Link: "https://outlet.example/b", Summary: "Only a summary",
				Source: &Source{Title: "The Outlet & Co", Link: "https://outlet.example/"},
			},
			{ID: "tag:desk.example,2026:article/ghi", Title: "Nothing but a title"},
		},
	}
}

var writers = map[string]func(io.Writer, Channel) error{"atom": WriteAtom, "rss": WriteRSS, "json": WriteJSON}

func written(t testing.TB, format string, c Channel) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := writers[format](&b, c); err != nil {
		t.Fatalf("%s: %v", format, err)
	}
	return b.Bytes()
}

// TestWrittenFeedsReadBackByGofeed is the promise that other people's readers
// get what we meant: the same ids, titles, links, dates and sources.
func TestWrittenFeedsReadBackByGofeed(t *testing.T) {
	c := sampleChannel()
	for _, format := range formats {
		f, err := gofeed.NewParser().Parse(bytes.NewReader(written(t, format, c)))
		if err != nil {
			t.Fatalf("%s: %v", format, err)
		}
		if f.Title != c.Title || f.Link != c.Link || len(f.Items) != len(c.Entries) {
			t.Errorf("%s: title %q, link %q, %d items", format, f.Title, f.Link, len(f.Items))
		}
		for i, it := range f.Items {
			e := c.Entries[i]
			if it.GUID != e.ID || it.Link != e.Link && e.Link != "" {
				t.Errorf("%s %d: id %q, link %q", format, i, it.GUID, it.Link)
			}
			if want := oneLine(clean(e.Title)); it.Title != want {
				t.Errorf("%s %d: title %q, want %q", format, i, it.Title, want)
			}
			if !e.Published.IsZero() && (it.PublishedParsed == nil || !it.PublishedParsed.Equal(e.Published)) {
				t.Errorf("%s %d: published %v, want %v", format, i, it.PublishedParsed, e.Published)
			}
		}
	}
}

// TestSourcesReadBackByGofeed looks where gofeed keeps sources per format.
func TestSourcesReadBackByGofeed(t *testing.T) {
	c := sampleChannel()
	want := *c.Entries[0].Source
	a, err := (&atom.Parser{}).Parse(bytes.NewReader(written(t, "atom", c)))
	if err != nil {
		t.Fatal(err)
	}
	if s := a.Entries[0].Source; s == nil || s.ID != want.ID || s.Title != want.Title || s.Links[0].Href != want.Feed || s.Links[1].Href != want.Link {
		t.Errorf("atom:source is %+v", s)
	}
	if a.Entries[0].UpdatedParsed == nil || !a.Entries[0].UpdatedParsed.Equal(c.Entries[0].Updated) {
		t.Errorf("atom:updated is %v", a.Entries[0].Updated)
	}
	r, err := (&rss.Parser{}).Parse(bytes.NewReader(written(t, "rss", c)))
	if err != nil {
		t.Fatal(err)
	}
	if s := r.Items[0].Source; s == nil || s.Title != want.Title || s.URL != want.Feed {
		t.Errorf("RSS source is %+v", s)
	}
	var j struct {
		Items []struct {
			Provenance struct {
				Source struct{ ID, Title, URL string }
			} `json:"_provenance"`
		}
	}
	if err := json.Unmarshal(written(t, "json", c), &j); err != nil {
		t.Fatal(err)
	}
	if s := j.Items[0].Provenance.Source; s.ID != want.ID || s.Title != want.Title || s.URL != want.Link {
		t.Errorf("_provenance is %+v", s)
	}
}

// TestWrittenFeedsReadBackByUs reads with this package's reader what it wrote.
func TestWrittenFeedsReadBackByUs(t *testing.T) {
	c := sampleChannel()
	for _, format := range formats {
		f, err := Parse(written(t, format, c), Meta{URL: c.Self})
		if err != nil {
			t.Fatalf("%s: %v", format, err)
		}
		if len(f.Repairs) > 0 || f.Partial || f.Title != c.Title || f.Subtitle != c.Subtitle || f.Self != c.Self || f.Hub != c.Hub || f.Language != "en" {
			t.Errorf("%s: %+v", format, f)
		}
		it, e := f.Items[0], c.Entries[0]
		if !it.Published.Time.Equal(e.Published) || !it.Updated.Time.Equal(e.Updated) || it.Language != "de" {
			t.Errorf("%s: dates %v %v, language %q", format, it.Published, it.Updated, it.Language)
		}
		via, home := e.Via[0], e.Source.Link
		switch format {
		case "json": // has no member for it that others read
			via = e.External
		case "rss": // its source is a feed
			home = e.Source.Feed
		}
		if !slices.Equal(it.Authors, []string{"Jane Roe", "John Doe"}) || !slices.Contains(it.Via, via) {
			t.Errorf("%s: authors %q, via %q", format, it.Authors, it.Via)
		}
		if it.Source == nil || it.Source.Title != e.Source.Title || it.Source.Link != home {
			t.Errorf("%s: source %+v", format, it.Source)
		}
		if it.Title != "AT&T: 5 < 6 & so on" || !strings.Contains(it.Content, "Long ]]&gt; text") {
			t.Errorf("%s: title %q, content %q", format, it.Title, it.Content)
		}
		if format != "rss" && (len(f.Items[1].Authors) != 1 || f.Items[1].Authors[0] != "The Outlet & Co") {
			t.Errorf("%s: an unsigned entry is by %q", format, f.Items[1].Authors)
		}
	}
}

// TestWrittenFeedsBreakNoRule asks those who know every rule.
func TestWrittenFeedsBreakNoRule(t *testing.T) {
	full, paged, bare := sampleChannel(), sampleChannel(), Channel{ID: "tag:desk.example,2026:bare", Title: "Bare", Self: "https://desk.example/bare", Updated: time.Unix(0, 0)}
	full.Deleted = []Deleted{{ID: "tag:desk.example,2026:article/gone", When: time.Unix(0, 0), Comment: "Withdrawn <by> the desk"}}
	paged.Archive, paged.Current, paged.PrevArchive, paged.NextArchive = false, "", "", ""
	paged.First, paged.Previous, paged.Next, paged.Complete = "https://desk.example/first", "https://desk.example/newer", "https://desk.example/older", false
	complete := paged
	complete.First, complete.Previous, complete.Next, complete.Complete = "", "", "", true
	for format, check := range map[string]func([]byte) []string{"atom": feedtest.Atom, "rss": feedtest.RSS, "json": feedtest.JSON} {
		for _, c := range []Channel{full, paged, complete, bare} {
			if broken := check(written(t, format, c)); len(broken) > 0 {
				t.Errorf("%s: %q\n%s", format, broken, written(t, format, c))
			}
		}
	}
	for i, said := range feedtest.Jing(t)(written(t, "atom", full), written(t, "atom", paged), written(t, "atom", complete), written(t, "atom", bare)) {
		if said != nil {
			t.Errorf("the schema refuses document %d: %q", i, said)
		}
	}
}

// TestSameBytes writes the same channel many times.
func TestSameBytes(t *testing.T) {
	for format := range writers {
		want := written(t, format, sampleChannel())
		for range 20 {
			if got := written(t, format, sampleChannel()); !bytes.Equal(got, want) {
				t.Fatalf("%s differs from itself:\n%s\n%s", format, got, want)
			}
		}
	}
}

// TestIncompleteChannels expects writers to refuse what no reader could use.
func TestIncompleteChannels(t *testing.T) {
	for name, spoil := range map[string]func(*Channel){
		"no id": func(c *Channel) { c.ID = "" }, "no title": func(c *Channel) { c.Title = "" },
		"no self": func(c *Channel) { c.Self = "" }, "no time": func(c *Channel) { c.Updated = time.Time{} },
		"entry without id": func(c *Channel) { c.Entries[1].ID = "" }, "two entries with one id": func(c *Channel) { c.Entries[1].ID = c.Entries[0].ID },
	} {
		for format, write := range writers {
			c := sampleChannel()
			spoil(&c)
			if err := write(io.Discard, c); !errors.Is(err, news.ErrInvalid) {
				t.Errorf("%s: %s is written: %v", format, name, err)
			}
		}
	}
}

// node is any XML element.
type node struct {
	XMLName  xml.Name
	Attrs    []xml.Attr `xml:",any,attr"`
	Text     string     `xml:",chardata"`
	Children []node     `xml:",any"`
}

// all returns the children with a name, "space local".
func (n node) all(space, local string) (list []node) {
	for _, c := range n.Children {
		if c.XMLName.Local == local && c.XMLName.Space == space {
			list = append(list, c)
		}
	}
	return list
}

func (n node) attr(name string) string {
	for _, a := range n.Attrs {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

func tree(t *testing.T, doc []byte) node {
	t.Helper()
	var n node
	if err := xml.Unmarshal(doc, &n); err != nil {
		t.Fatal(err)
	}
	return n
}

// TestRulesOfRSS holds one test for each rule of RSS 2.0 and of the best
// practices of the RSS board that our feeds can break.
func TestRulesOfRSS(t *testing.T) {
	const atomNS = "http://www.w3.org/2005/Atom"
	doc := written(t, "rss", sampleChannel())
	root := tree(t, doc)
	channel := root.all("", "channel")[0]
	items := channel.all("", "item")
	each := func(f func(node) bool) bool { return !slices.ContainsFunc(items, func(n node) bool { return !f(n) }) }
	once := func(n node, names ...string) bool {
		return !slices.ContainsFunc(names, func(name string) bool { return len(n.all("", name)) > 1 })
	}
	dates := append(channel.all("", "lastBuildDate"), channel.all("", "pubDate")...)
	for _, item := range items {
		dates = append(dates, item.all("", "pubDate")...)
	}
	rules := []struct {
		rule  string
		holds bool
	}{
		{"the root is rss", root.XMLName.Local == "rss" && root.XMLName.Space == ""},
		{"version is 2.0", root.attr("version") == "2.0"},
		{"rss holds one channel and nothing else", len(root.Children) == 1},
		{"a channel has a title", channel.all("", "title")[0].Text != ""},
		{"a channel has a link to an http(s) page", isWebAddress(channel.all("", "link")[0].Text)},
		{"a channel has a description", channel.all("", "description")[0].Text != ""},
		{"channel elements stand once", once(channel, "title", "link", "description", "language", "copyright", "lastBuildDate", "generator", "docs", "ttl", "image")},
		{"the language is a tag", language(channel.all("", "language")[0].Text) == "en"},
		{"ttl is a number of minutes", channel.all("", "ttl")[0].Text == "60"},
		{"an image has url, title and link, the last two those of the channel", len(channel.all("", "image")[0].Children) == 3},
		{"docs names the specification", isWebAddress(channel.all("", "docs")[0].Text)},
		{"an atom:link names the document itself", channel.all(atomNS, "link")[0].attr("rel") == "self" && channel.all(atomNS, "link")[0].attr("type") == "application/rss+xml"},
		{"dates follow RFC 822 with a four-digit year", !slices.ContainsFunc(dates, func(n node) bool { _, err := time.Parse(time.RFC1123, n.Text); return err != nil })},
		{"an item has a title or a description", each(func(n node) bool { return len(n.all("", "title"))+len(n.all("", "description")) > 0 })},
		{"an item's elements stand once", each(func(n node) bool {
			return once(n, "title", "link", "description", "author", "comments", "guid", "pubDate", "source")
		})},
		{"an item has a guid", each(func(n node) bool { return n.all("", "guid")[0].Text != "" })},
		{"a guid that is no address says so", each(func(n node) bool { return n.all("", "guid")[0].attr("isPermaLink") == "false" })},
		{"guids differ", func() bool {
			seen := map[string]bool{}
			return each(func(n node) bool {
				id := n.all("", "guid")[0].Text
				fresh := !seen[id]
				seen[id] = true
				return fresh
			})
		}()},
		{"an unknown date is left out", len(items[1].all("", "pubDate")) == 0},
		{"author holds mail addresses only: names stand in dc:creator", each(func(n node) bool { return len(n.all("", "author")) == 0 }) && len(items[0].all("http://purl.org/dc/elements/1.1/", "creator")) == 2},
		{"a category's domain is its scheme", items[0].all("", "category")[0].attr("domain") == "https://desk.example/topic"},
		{"a source has an address and a name", items[0].all("", "source")[0].attr("url") == "https://outlet.example/feed.xml" && items[0].all("", "source")[0].Text != ""},
		{"the whole text stands in content:encoded, beside a summary", len(items[0].all("http://purl.org/rss/1.0/modules/content/", "encoded")) == 1 && len(items[0].all("", "description")) == 1},
		{"content:encoded never stands without a description", each(func(n node) bool {
			return len(n.all("http://purl.org/rss/1.0/modules/content/", "encoded")) <= len(n.all("", "description"))
		})},
		{"elements outside RSS have a namespace", !slices.ContainsFunc(channel.Children, func(n node) bool {
			return n.XMLName.Space == "" && !slices.Contains(strings.Fields("title link description language copyright lastBuildDate generator docs ttl image item"), n.XMLName.Local)
		})},
		{"an archive says so and leads to its neighbours (RFC 5005)", len(channel.all("http://purl.org/syndication/history/1.0", "archive")) == 1},
		{"no character that XML forbids", !bytes.ContainsRune(doc, 1)},
	}
	for _, r := range rules {
		if !r.holds {
			t.Errorf("broken: %s\n%s", r.rule, doc)
		}
	}
}

// TestRulesOfAtom holds one test for each rule of RFC 4287 that the schema does
// not state, or states in a way that our feeds could break.
func TestRulesOfAtom(t *testing.T) {
	const ns = "http://www.w3.org/2005/Atom"
	doc := written(t, "atom", sampleChannel())
	root := tree(t, doc)
	entries := root.all(ns, "entry")
	each := func(f func(node) bool) bool { return !slices.ContainsFunc(entries, func(n node) bool { return !f(n) }) }
	one := func(n node, names ...string) bool {
		return !slices.ContainsFunc(names, func(name string) bool { return len(n.all(ns, name)) != 1 })
	}
	alternates := func(n node) bool {
		seen := map[string]bool{}
		return !slices.ContainsFunc(n.all(ns, "link"), func(l node) bool {
			key := l.attr("type") + l.attr("hreflang")
			twice := l.attr("rel") == "alternate" && seen[key]
			seen[key] = seen[key] || l.attr("rel") == "alternate"
			return twice
		})
	}
	rules := []struct {
		rule  string
		holds bool
	}{
		{"§2 the namespace is that of Atom 1.0", root.XMLName.Space == ns && root.XMLName.Local == "feed"},
		{"§2 languages are marked", root.attr("lang") == "en" && entries[0].attr("lang") == "de" && entries[1].attr("lang") == ""},
		{"§3.1.1 titles are text", root.all(ns, "title")[0].attr("type") == "text"},
		{"§3.1.1.2 HTML is escaped and called html", entries[0].all(ns, "content")[0].attr("type") == "html" && len(entries[0].all(ns, "content")[0].Children) == 0},
		{"§3.3 times are RFC 3339 with a zone", each(func(n node) bool {
			_, err := time.Parse(time.RFC3339, n.all(ns, "updated")[0].Text)
			return err == nil
		})},
		{"§4.1.1 a feed has one id, title and updated", one(root, "id", "title", "updated")},
		{"§4.1.1 a feed has an author, or each entry has", len(root.all(ns, "author")) > 0},
		{"§4.1.1 a feed links to itself", root.all(ns, "link")[1].attr("rel") == "self"},
		{"§4.1.1 no two alternates of one type", alternates(root) && each(alternates)},
		{"§4.1.2 an entry has one id, title and updated", each(func(n node) bool { return one(n, "id", "title", "updated") })},
		{"§4.1.2 an entry without content has an alternate", each(func(n node) bool {
			return len(n.all(ns, "content")) == 1 || slices.ContainsFunc(n.all(ns, "link"), func(l node) bool { return l.attr("rel") == "alternate" })
		})},
		{"§4.1.2 an unknown time of publication is left out", len(entries[1].all(ns, "published")) == 0},
		{"§4.2.2 a category has a term", each(func(n node) bool {
			return !slices.ContainsFunc(n.all(ns, "category"), func(c node) bool { return c.attr("term") == "" })
		})},
		{"§4.2.2 scheme and label are attributes", entries[0].all(ns, "category")[0].attr("scheme") == "https://desk.example/topic" && entries[0].all(ns, "category")[0].attr("label") == "E2EE roll-out"},
		{"§4.2.4 a generator has its address and version", root.all(ns, "generator")[0].attr("uri") != "" && root.all(ns, "generator")[0].attr("version") == "1.2"},
		{"§4.2.6 ids are absolute", each(func(n node) bool { return strings.HasPrefix(n.all(ns, "id")[0].Text, "tag:") })},
		{"§4.2.7 every link has an address", each(func(n node) bool {
			return !slices.ContainsFunc(n.all(ns, "link"), func(l node) bool { return l.attr("href") == "" })
		})},
		{"§4.2.11 a copied entry has its source with id, title and link", func() bool {
			s := entries[0].all(ns, "source")
			return len(s) == 1 && one(s[0], "id", "title") && len(s[0].all(ns, "link")) == 2
		}()},
		{"§4.2.1 we do not claim what nobody signed: its source is the author", len(entries[1].all(ns, "author")) == 0 && entries[1].all(ns, "source")[0].all(ns, "author")[0].all(ns, "name")[0].Text == "The Outlet & Co"},
		{"RFC 5005 §4 an archive says so and leads on", len(root.all("http://purl.org/syndication/history/1.0", "archive")) == 1 && bytes.Contains(doc, []byte(`rel="prev-archive"`)) && bytes.Contains(doc, []byte(`rel="current"`))},
	}
	for _, r := range rules {
		if !r.holds {
			t.Errorf("broken: %s\n%s", r.rule, doc)
		}
	}
}

// TestRulesOfJSONFeed holds one test for each rule of JSON Feed 1.1.
func TestRulesOfJSONFeed(t *testing.T) {
	doc := written(t, "json", sampleChannel())
	var f map[string]any
	if err := json.Unmarshal(doc, &f); err != nil {
		t.Fatal(err)
	}
	var items []map[string]any
	for _, it := range f["items"].([]any) {
		items = append(items, it.(map[string]any))
	}
	each := func(g func(map[string]any) bool) bool {
		return !slices.ContainsFunc(items, func(m map[string]any) bool { return !g(m) })
	}
	known := strings.Fields("version title home_page_url feed_url description user_comment next_url icon favicon authors language expired hubs items " +
		"id url external_url content_html content_text summary image banner_image date_published date_modified tags attachments")
	onlyKnown := func(m map[string]any) bool {
		for name := range m {
			if !slices.Contains(known, name) && !strings.HasPrefix(name, "_") {
				return false
			}
		}
		return true
	}
	isTime := func(v any) bool {
		s, ok := v.(string)
		_, err := time.Parse(time.RFC3339, s)
		return v == nil || ok && err == nil
	}
	provenance, _ := items[0]["_provenance"].(map[string]any)
	rules := []struct {
		rule  string
		holds bool
	}{
		{"version is the address of 1.1", f["version"] == "https://jsonfeed.org/version/1.1"},
		{"title is there", f["title"] != ""},
		{"items is an array, also when empty", bytes.Contains(written(t, "json", Channel{ID: "i", Title: "t", Self: "https://x.example/", Updated: time.Unix(1, 0)}), []byte(`"items": []`))},
		{"feed_url is the document's own address", f["feed_url"] == "https://desk.example/encryption.atom"},
		{"home_page_url is a page", f["home_page_url"] == "https://desk.example/encryption"},
		{"next_url leads to older items", f["next_url"] == "https://desk.example/encryption/2026-01.atom"},
		{"authors is an array, author is deprecated", f["authors"] != nil && f["author"] == nil && each(func(m map[string]any) bool { return m["author"] == nil })},
		{"an author has a name", f["authors"].([]any)[0].(map[string]any)["name"] == "Cipherdesk"},
		{"hubs have type and url", reflect.DeepEqual(f["hubs"], []any{map[string]any{"type": "WebSub", "url": "https://hub.example/"}})},
		{"ids are strings, and differ", items[0]["id"] == sampleChannel().Entries[0].ID && items[0]["id"] != items[1]["id"]},
		{"an item has content", each(func(m map[string]any) bool { return m["content_html"] != "" && m["content_html"] != nil })},
		{"summary is plain text", items[0]["summary"] == "Short & bold"},
		{"dates are RFC 3339 or absent", each(func(m map[string]any) bool { return isTime(m["date_published"]) && isTime(m["date_modified"]) })},
		{"an unknown date is left out", items[1]["date_published"] == nil},
		{"tags are strings", reflect.DeepEqual(items[0]["tags"], []any{"E2EE roll-out", "plain"})},
		{"external_url is the page elsewhere", items[0]["external_url"] == "https://subject.example/a" && items[1]["external_url"] == nil},
		{"a language is given where it differs", items[0]["language"] == "de" && items[1]["language"] == nil},
		{"an unsigned item is its source's, not ours", items[1]["authors"].([]any)[0].(map[string]any)["name"] == "The Outlet & Co"},
		{"extensions begin with an underscore", onlyKnown(f) && each(onlyKnown)},
		{"an extension says what it is about", provenance["about"] == "https://desk.example/about#provenance" && provenance["first_seen"] != nil},
	}
	for _, r := range rules {
		if !r.holds {
			t.Errorf("broken: %s\n%s", r.rule, doc)
		}
	}
}

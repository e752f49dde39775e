package feed

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"unicode/utf8"

	"cipherdesk/internal/news"
)

func FuzzParse(f *testing.F) {
	for _, doc := range []string{inRSS(`<title>A</title><link>/a</link><guid>1</guid><pubDate>2020-01-01</pubDate><description><![CDATA[<p>x]]></description><author>a@b.example (N)</author>`),
		inAtom(`<id>1</id><title type="xhtml"><div>x</div></title><link href="a"/><source><id>s</id></source><content type="html" xml:base="/b">y</content>`),
		inJSON(`{"id":1,"title":"x","tags":["a",null],"authors":[{"name":"b"}],"content_html":"<p>\ud83d\ude00"}`),
		inRSS(`<title a ">" b '>' c=d e>x</title><description a "<" type='html">x</description>`),
		`<!DOCTYPE a [<!ENTITY b "c">]><rdf:RDF><item rdf:about="x"><media:group><media:title>t</media:title></media:group></item>`} {
		f.Add([]byte(doc))
	}
	f.Fuzz(checkFeed)
}

func checkFeed(t *testing.T, body []byte) {
	feed, err := Parse(body, Meta{URL: home})
	if errors.Is(err, news.ErrPanic) || errors.Is(err, ErrUnreadable) {
		t.Fatalf("%v", err) // the skeleton is ours: nothing may make it unreadable
	}
	seen := map[string]bool{}
	for _, it := range feed.Items {
		if it.GUID == "" || seen[it.GUID] {
			t.Errorf("id %q is empty or stands twice", it.GUID)
		}
		seen[it.GUID] = true
		if it.Link != "" && !isWebAddress(it.Link) {
			t.Errorf("link %q", it.Link)
		}
		for _, body := range []string{it.Content, it.Summary} {
			if again := cleanHTML(body, home); again != body {
				t.Errorf("%q cleaned again becomes %q", body, again)
			}
		}
	}
}

// FuzzJSON compares the reader that never fails with one that is strict: where
// that accepts a document, ours finds the same items and headlines.
func FuzzJSON(f *testing.F) {
	for _, doc := range []string{inJSON(`{"id":"1","title":"a\u00e9\ud83d\ude00\"\\\/\n"},{"id":2,"title":null},7,null,[{}],{"x":[{"title":"no"}],"title":"b"}`),
		`{"items":[{"title":"a"}],"x":{"items":[{}]}}`, `{"items":{"title":"a"}}`, `{"items":[{"title":{"a":"b"}},{"title":true}]}`, `{"version":"https://jsonfeed.org/version/1","items":[]}`} {
		f.Add(doc)
	}
	f.Fuzz(checkJSON)
}

func checkJSON(t *testing.T, doc string) {
	w := &jsonWalk{cursor: cursor{doc: doc}}
	w.run()
	var strict struct{ Items []json.RawMessage }
	if !utf8.ValidString(doc) || strings.Count(strings.ToLower(doc), "items") != 1 || strings.Contains(doc, `\u00`) || json.Unmarshal([]byte(doc), &strict) != nil {
		return
	}
	if !strings.Contains(doc, `"items"`) { // encoding/json does not mind capitals, we do
		return
	}
	const otherType = "\x00" // as written, or none
	var titles []string
	for _, raw := range strict.Items {
		var item map[string]json.RawMessage
		if json.Unmarshal(raw, &item) != nil || item == nil {
			continue
		}
		var title string
		if json.Unmarshal(item["title"], &title) != nil {
			titles = append(titles, otherType)
			continue
		}
		titles = append(titles, printable(title)) // the rest is no text that a feed may hold
	}
	if len(titles) != len(w.items) && len(titles) <= MaxItems {
		t.Fatalf("%d items, want %d", len(w.items), len(titles))
	}
	for i := range w.items {
		if got := w.items[i].text("title"); titles[i] != otherType && got != titles[i] && !strings.Contains(doc, `\u`) {
			t.Errorf("item %d: title %q, want %q", i, got, titles[i])
		}
	}
}

// FuzzEntities declares and uses whatever comes: nothing grows beyond its bound.
func FuzzEntities(f *testing.F) {
	f.Add(`<!ENTITY a "lol"><!ENTITY b '&a;&a;'><!ENTITY % c "d"><!ENTITY e SYSTEM "f">`, "&a;&b;&c;&lt;&#65;&#x1F600;&nope;&")
	f.Fuzz(checkEntities)
}

func checkEntities(t *testing.T, subset, text string) {
	declared := declaredEntities(subset)
	for name, value := range declared.text {
		if len(value) > maxReplacement {
			t.Errorf("%q stands for %d bytes", name, len(value))
		}
	}
	declared.left = 1000
	if got := decodeEntities(text, declared); len(got) > 3*len(text)+1000 {
		t.Errorf("%d bytes became %d", len(text), len(got))
	}
	if got := subsetEnd("[" + subset); got < 0 || got > len(subset)+1 {
		t.Errorf("the subset ends at %d of %d", got, len(subset))
	}
}

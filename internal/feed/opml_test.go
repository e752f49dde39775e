package feed

import (
	"bytes"
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"

	"cipherdesk/internal/news"
)

func TestOPMLRoundTrip(t *testing.T) {
	list := OPML{Title: "What we <read> & more", Created: time.Date(2026, 2, 6, 12, 0, 0, 0, time.UTC), Outlines: []Outline{
		{Text: "Digital rights", Children: []Outline{
			{Text: "EDRi", FeedURL: "https://edri.example/feed?a=1&b=2", HomeURL: "https://edri.example/", Description: "“Rights”", Language: "en-GB", Categories: []string{"/rights/eu", "ngo"}},
		}},
		{Text: "Alone", FeedURL: "https://alone.example/rss"},
	}}
	var first, second bytes.Buffer
	if err := WriteOPML(&first, list); err != nil {
		t.Fatal(err)
	}
	got, err := ParseOPML(first.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(got, list) {
		t.Errorf("read back as %+v\n%s", got, first.String())
	}
	if err := WriteOPML(&second, got); err != nil || second.String() != first.String() {
		t.Errorf("written again: %v\n%s", err, second.String())
	}
}

func TestParseOPML(t *testing.T) {
	got, err := ParseOPML([]byte(`<?xml version="1.0" encoding="ISO-8859-1"?>
<OPML version="1.1"><head><title>Abos &amp; mehr</title></head><body>
<outline title="Gr` + "\xfc" + `n"><outline title='only title' xmlurl="feed://a.example/rss"><outline text=unquoted xmlUrl=https://b.example/rss />
</outline><outline text="bad" xmlUrl="javascript:alert(1)" htmlUrl="relative"/></outline>
<outline text="again" xmlUrl="http://a.example/rss"/>
<outline text="open" xmlUrl="https://c.example/rss">`))
	if err != nil {
		t.Fatal(err)
	}
	var feeds []string
	for _, f := range got.Feeds() {
		feeds = append(feeds, f.Text+" "+f.FeedURL)
	}
	want := []string{"only title http://a.example/rss", "unquoted https://b.example/rss", "open https://c.example/rss"}
	if !reflect.DeepEqual(feeds, want) || got.Title != "Abos & mehr" || got.Outlines[0].Text != "Grün" {
		t.Errorf("%q, title %q, %+v", feeds, got.Title, got.Outlines)
	}
}

func TestHostileOPML(t *testing.T) {
	if _, err := ParseOPML([]byte("<html><body>no list</body></html>")); !errors.Is(err, ErrNotFeed) {
		t.Errorf("a web page: %v", err)
	}
	if _, err := ParseOPML([]byte("<opml><body/></opml>")); !errors.Is(err, news.ErrInvalid) {
		t.Errorf("an empty list: %v", err)
	}
	deep, err := ParseOPML([]byte("<opml><body>" + strings.Repeat("<outline text='x'>", 200_000)))
	if err != nil || len(deep.Feeds()) != 0 {
		t.Errorf("200,000 nested outlines: %v", err)
	}
	wide, err := ParseOPML([]byte("<opml><body>" + strings.Repeat("<outline xmlUrl='https://a.example/'/>", 100_000)))
	if err != nil || len(wide.Outlines) != maxOutlines || len(wide.Feeds()) != 1 {
		t.Errorf("100,000 outlines: %v, %d", err, len(wide.Outlines))
	}
}

func FuzzOPML(f *testing.F) {
	f.Add([]byte(`<opml version="2.0"><head><title>t</title></head><body><outline text="g"><outline text="a" type="rss" xmlUrl="https://a.example/"/></outline></body></opml>`))
	f.Add([]byte(`<opml><outline><outline></body>`))
	f.Fuzz(checkOPML)
}

func checkOPML(t *testing.T, body []byte) {
	o, err := ParseOPML(body)
	if err != nil {
		return
	}
	var b bytes.Buffer
	if err := WriteOPML(&b, o); err != nil {
		t.Fatal(err)
	}
	again, err := ParseOPML(b.Bytes())
	if err != nil {
		t.Fatalf("our own list is unreadable: %v\n%s", err, b.String())
	}
	if len(again.Feeds()) != len(o.Feeds()) {
		t.Errorf("%d feeds became %d\n%s", len(o.Feeds()), len(again.Feeds()), b.String())
	}
}

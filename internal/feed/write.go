package feed

import (
	"encoding/xml"
	"fmt"
	"io"
	"strings"
	"time"
	"unicode/utf8"

	"cipherdesk/internal/news"
)

// Channel is a feed of ours, ready to be written in any format. The same
// channel always gives the same bytes: writers look at no clock and at no map in
// its own order.
//
// ID, Title, Self and Updated are required; an empty string or zero time
// anywhere else means that there is none.
type Channel struct {
	ID          string    // atom:id, a tag: or http: address that never changes
	Title       string    // plain text
	Subtitle    string    // plain text
	Link        string    // the page in HTML that this is the feed of
	Self        string    // the address of this very document
	Alternates  []Link    // the same in other formats
	Hub         string    // WebSub
	Current     string    // RFC 5005 §4: the newest document, on an archive
	PrevArchive string    // RFC 5005 §4: the next older archive
	NextArchive string    // RFC 5005 §4: the next newer archive
	Archive     bool      // RFC 5005 §4: this document is one and will not change
	First       string    // RFC 5005 §3: the newest page of a paged feed
	Previous    string    // RFC 5005 §3: the newer page
	Next        string    // RFC 5005 §3: the older page
	Complete    bool      // RFC 5005 §2: the entries are all there are
	Deleted     []Deleted // RFC 6721: entries that are no longer
	Updated     time.Time // of the newest change that means something
	Rights      string    // plain text
	Language    string    // BCP 47
	Icon        string    // address of a small square picture
	Generator   Generator
	Authors     []Person      // none: the channel's title stands in, RFC 4287 §4.1.1
	TTL         time.Duration // how long a copy is good; whole minutes count
	Entries     []Entry
	About       string // where _provenance is explained, for JSON Feed
}

// Entry is one entry of a channel. ID, Title and one of Updated and Published
// are required.
type Entry struct {
	ID         string   // atom:id; never changes and is used by no other entry
	Title      string   // plain text
	Link       string   // rel=alternate
	Via        []string // rel=via: where it was found or what it was copied from
	External   string   // what the page at Link is about, when Link is a page about something elsewhere
	Related    []string
	Published  time.Time // zero: unknown
	Updated    time.Time // zero: Published, else the channel's
	Summary    string    // HTML
	Content    string    // HTML
	Categories []news.Category
	Authors    []Person
	Source     *Source // the feed or outlet that it came from
	Language   string  // BCP 47, where it differs from the channel's
	Image      string
	Provenance map[string]any // further members of JSON Feed's _provenance
}

// Source names the feed that an entry was taken from: RFC 4287 §4.2.11. What is
// empty is not known.
type Source struct {
	ID    string // of the feed; Feed or Link stand in for it
	Title string // required
	Link  string // its page
	Feed  string // its own address
}

// Deleted says that an entry was taken back: RFC 6721 §3.
type Deleted struct {
	ID      string // of the entry
	When    time.Time
	Comment string // plain text
}

// Link is an address of a channel in another format.
type Link struct {
	Href string
	Type string // media type
}

// Person is an author.
type Person struct {
	Name string
	URL  string
}

// Generator is the program that wrote a feed.
type Generator struct {
	Name    string
	URL     string
	Version string
}

// complete checks what every format needs and fills in what the standards let
// one infer, on a copy.
func (c Channel) complete() (Channel, error) {
	switch {
	case c.ID == "", c.Title == "", c.Self == "":
		return c, fmt.Errorf("feed without id, title or address: %w", news.ErrInvalid)
	case c.Updated.IsZero():
		return c, fmt.Errorf("feed %s without a time of update: %w", c.ID, news.ErrInvalid)
	}
	entries := make([]Entry, len(c.Entries))
	ids := make(map[string]bool, len(entries))
	for i, e := range c.Entries {
		if e.ID == "" || ids[e.ID] {
			return c, fmt.Errorf("entry %d of feed %s has no id of its own (%q): %w", i, c.ID, e.ID, news.ErrInvalid)
		}
		ids[e.ID] = true
		if e.Updated.IsZero() {
			e.Updated = e.Published
		}
		if e.Updated.IsZero() {
			e.Updated = c.Updated
		}
		e.Title = oneLine(clean(e.Title))
		entries[i] = e
	}
	c.Entries = entries
	c.Title, c.Subtitle = oneLine(clean(c.Title)), oneLine(clean(c.Subtitle))
	if len(c.Authors) == 0 {
		c.Authors = []Person{{Name: c.Title}}
	}
	return c, nil
}

// rfc3339 prints a time as Atom and JSON Feed want it, "" for the zero time.
func rfc3339(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format("2006-01-02T15:04:05Z")
}

// clean removes what XML cannot hold: XML 1.0 §2.2.
func clean(s string) string {
	bad := func(r rune) bool {
		return r < ' ' && r != '\t' && r != '\n' && r != '\r' || r == 0xFFFE || r == 0xFFFF || r == utf8.RuneError
	}
	if strings.IndexFunc(s, bad) < 0 {
		return s
	}
	return strings.Map(func(r rune) rune {
		if bad(r) {
			return -1
		}
		return r
	}, s)
}

// writeXML writes a document from tagged structs; their order is the order of
// elements, which makes it the same every time.
func writeXML(w io.Writer, document any) error {
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return fmt.Errorf("write feed: %w", err)
	}
	enc := xml.NewEncoder(w)
	enc.Indent("", " ")
	if err := enc.Encode(document); err != nil {
		return fmt.Errorf("write feed: %w", err)
	}
	if _, err := io.WriteString(w, "\n"); err != nil {
		return fmt.Errorf("write feed: %w", err)
	}
	return nil
}

// xmlLink is atom:link, RFC 4287 §4.2.7.
type xmlLink struct {
	Rel  string `xml:"rel,attr"`
	Type string `xml:"type,attr,omitempty"`
	Href string `xml:"href,attr"`
}

// links lists the atom:link elements of a channel in a fixed order; typ is the
// media type of the document itself.
func (c *Channel) links(typ string) []xmlLink {
	var list []xmlLink
	add := func(rel, typ, href string) {
		if href != "" {
			list = append(list, xmlLink{rel, typ, clean(href)})
		}
	}
	add("self", typ, c.Self)
	for _, l := range c.Alternates {
		add("alternate", l.Type, l.Href)
	}
	add("hub", "", c.Hub)
	add("current", typ, c.Current)
	add("prev-archive", typ, c.PrevArchive)
	add("next-archive", typ, c.NextArchive)
	add("first", typ, c.First)
	add("previous", typ, c.Previous)
	add("next", typ, c.Next)
	return list
}

// named lists the people with a name.
func named(people []Person) []Person {
	var list []Person
	for _, p := range people {
		if p.Name = strings.TrimSpace(clean(p.Name)); p.Name != "" {
			list = append(list, p)
		}
	}
	return list
}

// related lists the addresses of rel=related.
func (e *Entry) related() []string {
	if e.External == "" {
		return e.Related
	}
	return append([]string{e.External}, e.Related...)
}

// foreign returns the entry's language where it differs from the channel's.
func (e *Entry) foreign(c *Channel) string {
	if e.Language == c.Language {
		return ""
	}
	return e.Language
}

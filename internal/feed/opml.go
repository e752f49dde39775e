package feed

import (
	"encoding/xml"
	"fmt"
	"io"
	"strings"
	"time"

	"cipherdesk/internal/markup"
	"cipherdesk/internal/news"
)

// Bounds on one OPML document.
const (
	maxOutlines     = 20000
	maxOutlineDepth = 30
)

// OPML is a list of subscriptions, possibly in groups: opml.org/spec2.opml.
type OPML struct {
	Title    string
	Created  time.Time // zero: not stated
	Outlines []Outline
}

// Outline is a feed, or a group of outlines. A feed has a FeedURL.
type Outline struct {
	Text        string // how it is called; required by the standard, "" when a file leaves it out
	FeedURL     string // xmlUrl
	HomeURL     string // htmlUrl
	Description string
	Language    string
	Categories  []string // slash-delimited paths or plain tags
	Children    []Outline
}

// Feeds lists every feed of the document once, in order, whatever group it is
// in.
func (o OPML) Feeds() []Outline {
	var list []Outline
	seen := map[string]bool{}
	var collect func(level []Outline)
	collect = func(level []Outline) { // its depth is bounded by ParseOPML
		for _, out := range level {
			if out.FeedURL != "" && !seen[out.FeedURL] {
				seen[out.FeedURL] = true
				list = append(list, out)
			}
			collect(out.Children)
		}
	}
	collect(o.Outlines)
	return list
}

// kindCategory begins the category that tells an outlet's kind of actor, and
// countryCategory its country: OPML 2.0 has no attributes of its own for either.
const kindCategory, countryCategory = "/kind/", "/country/"

// OutletsOPML lists the feeds of outlets, grouped by kind of actor, in the order
// of the outlets. Outlets without a feed have no place in OPML.
func OutletsOPML(title string, outlets []news.Outlet) OPML {
	list := OPML{Title: title}
	for _, k := range news.Kinds() {
		group := Outline{Text: k.Label()}
		for _, o := range outlets {
			for _, f := range o.Feeds {
				if o.Kind == k && f.Kind == news.KindFeed {
					group.Children = append(group.Children, outletOutline(o, f.URL))
				}
			}
		}
		if len(group.Children) > 0 {
			list.Outlines = append(list.Outlines, group)
		}
	}
	return list
}

func outletOutline(o news.Outlet, url string) Outline {
	out := Outline{Text: o.Name, FeedURL: url, HomeURL: o.Home, Categories: []string{kindCategory + string(o.Kind)}}
	if o.Country != "" {
		out.Categories = append(out.Categories, countryCategory+o.Country)
	}
	if len(o.Languages) > 0 {
		out.Language = o.Languages[0]
	}
	return out
}

// Kind is the kind of actor that an outline tells, as OutletsOPML writes it;
// empty when it tells none.
func (o Outline) Kind() news.Kind { return news.Kind(o.told(kindCategory)) }

// Country is the country that an outline tells, as OutletsOPML writes it; empty
// when it tells none.
func (o Outline) Country() string { return o.told(countryCategory) }

func (o Outline) told(prefix string) string {
	for _, c := range o.Categories {
		if v, is := strings.CutPrefix(c, prefix); is {
			return v
		}
	}
	return ""
}

// ParseOPML reads OPML 1.0 and 2.0, broken or not: addresses that are no http(s)
// address are left out, deeper groups than 30 become flat, and no more than
// 20,000 outlines are read. The error wraps [ErrNotFeed] when there is no
// <opml>, or news.ErrInvalid when it holds no outline.
func ParseOPML(body []byte) (OPML, error) {
	if len(body) > MaxBytes {
		body = body[:MaxBytes]
	}
	p := opmlReader{scanner: scanner{doc: markup.DecodeXML(body, "").Text}}
	p.stack = append(p.stack, &Outline{})
	for t := p.next(); t.kind != kindEOF; t = p.next() {
		p.token(t)
	}
	switch {
	case !p.root:
		return OPML{}, fmt.Errorf("%w: no <opml>", ErrNotFeed)
	case p.count == 0:
		return OPML{}, fmt.Errorf("OPML without a single outline: %w", news.ErrInvalid)
	}
	for len(p.stack) > 1 {
		p.pop()
	}
	p.doc.Outlines = p.stack[0].Children
	return p.doc, nil
}

// opmlReader reads the outline tree without recursion.
type opmlReader struct {
	scanner
	doc   OPML
	stack []*Outline
	root  bool
	count int
	deep  int // open outlines beyond the depth that is kept
}

func (p *opmlReader) token(t token) {
	name := strings.ToLower(localName(t.name))
	switch {
	case t.kind == kindStart && name == "opml":
		p.root = true
	case !p.root:
	case t.kind == kindStart && name == "title" && p.doc.Title == "":
		p.doc.Title = p.leaf()
	case t.kind == kindStart && name == "datecreated":
		if c := ParseDate(p.leaf()); c.Usable() {
			p.doc.Created = c.Time
		}
	case t.kind == kindStart && name == "outline" && p.count < maxOutlines:
		p.open(t)
	case t.kind == kindEnd && name == "outline" && p.deep > 0:
		p.deep--
	case t.kind == kindEnd && name == "outline" && len(p.stack) > 1:
		p.pop()
	}
}

// leaf returns the text that follows.
func (p *opmlReader) leaf() string {
	at := p.pos
	if t := p.next(); t.kind == kindText {
		return oneLine(decodeEntities(t.text, nil))
	}
	p.pos = at
	return ""
}

// open begins an outline.
func (p *opmlReader) open(t token) {
	p.count++
	out := Outline{
		Text:        oneLine(firstOf(attr(t.attrs, "text"), attr(t.attrs, "title"))),
		FeedURL:     resolve("", webScheme(attr(t.attrs, "xmlurl"))),
		HomeURL:     resolve("", attr(t.attrs, "htmlurl")),
		Description: oneLine(attr(t.attrs, "description")),
		Language:    language(attr(t.attrs, "language")),
	}
	for category := range strings.SplitSeq(attr(t.attrs, "category"), ",") {
		if category = strings.TrimSpace(category); category != "" {
			out.Categories = append(out.Categories, category)
		}
	}
	p.stack = append(p.stack, &out)
	switch {
	case t.empty:
		p.pop()
	case len(p.stack) > maxOutlineDepth:
		p.pop()
		p.deep++
	}
}

// webScheme turns feed: addresses, which some programs write, into web ones.
func webScheme(raw string) string {
	rest, isFeed := strings.CutPrefix(raw, "feed:")
	if isFeed && strings.HasPrefix(rest, "//") {
		return "http:" + rest
	}
	return rest
}

// pop hands the innermost outline to its parent.
func (p *opmlReader) pop() {
	last := len(p.stack) - 1
	parent := p.stack[last-1]
	parent.Children = append(parent.Children, *p.stack[last])
	p.stack = p.stack[:last]
}

// The structs below are OPML 2.0.

type opmlDocument struct {
	XMLName xml.Name `xml:"opml"`
	Version string   `xml:"version,attr"`
	Head    struct {
		Title   string `xml:"title"`
		Created string `xml:"dateCreated,omitempty"`
		Docs    string `xml:"docs"`
	} `xml:"head"`
	Outlines []opmlOutline `xml:"body>outline"`
}

type opmlOutline struct {
	Text        string        `xml:"text,attr"`
	Title       string        `xml:"title,attr,omitempty"`
	Type        string        `xml:"type,attr,omitempty"`
	FeedURL     string        `xml:"xmlUrl,attr,omitempty"`
	HomeURL     string        `xml:"htmlUrl,attr,omitempty"`
	Description string        `xml:"description,attr,omitempty"`
	Language    string        `xml:"language,attr,omitempty"`
	Category    string        `xml:"category,attr,omitempty"`
	Children    []opmlOutline `xml:"outline"`
}

// WriteOPML writes OPML 2.0, the same bytes for the same list.
func WriteOPML(w io.Writer, o OPML) error {
	doc := opmlDocument{Version: "2.0", Outlines: opmlOutlines(o.Outlines, 0)}
	doc.Head.Title, doc.Head.Created, doc.Head.Docs = clean(o.Title), rfc822(o.Created), "https://opml.org/spec2.opml"
	return writeXML(w, doc)
}

// opmlOutlines turns outlines into elements: type="rss" for any format of feed,
// as the standard wants it.
func opmlOutlines(level []Outline, depth int) []opmlOutline {
	if depth > maxOutlineDepth {
		return nil
	}
	var list []opmlOutline
	for _, out := range level {
		x := opmlOutline{
			Text: clean(firstOf(out.Text, out.FeedURL)), FeedURL: clean(out.FeedURL), HomeURL: clean(out.HomeURL),
			Description: clean(out.Description), Language: clean(out.Language), Category: clean(strings.Join(out.Categories, ",")),
			Children: opmlOutlines(out.Children, depth+1),
		}
		if x.FeedURL != "" {
			x.Type, x.Title = "rss", x.Text
		}
		list = append(list, x)
	}
	return list
}

package feed

import (
	"encoding/xml"
	"io"
)

const (
	historyNS = "http://purl.org/syndication/history/1.0"
	atomType  = "application/atom+xml"
	htmlType  = "text/html"
)

// The structs below are RFC 4287 §4, elements in its order of explanation.

type atomFeed struct {
	XMLName   xml.Name     `xml:"http://www.w3.org/2005/Atom feed"`
	History   string       `xml:"xmlns:fh,attr,omitempty"`
	Tombs     string       `xml:"xmlns:at,attr,omitempty"`
	Lang      string       `xml:"xml:lang,attr,omitempty"`
	ID        string       `xml:"id"`
	Title     atomText     `xml:"title"`
	Subtitle  *atomText    `xml:"subtitle"`
	Links     []xmlLink    `xml:"link"`
	Updated   string       `xml:"updated"`
	Rights    *atomText    `xml:"rights"`
	Icon      string       `xml:"icon,omitempty"`
	Generator *atomProgram `xml:"generator"`
	Archive   *struct{}    `xml:"fh:archive"`
	Complete  *struct{}    `xml:"fh:complete"`
	Authors   []atomPerson `xml:"author"`
	Deleted   []atomTomb   `xml:"at:deleted-entry"`
	Entries   []atomItem   `xml:"entry"`
}

// atomTomb is at:deleted-entry of RFC 6721.
type atomTomb struct {
	Ref     string `xml:"ref,attr"`
	When    string `xml:"when,attr"`
	Comment string `xml:"at:comment,omitempty"`
}

type atomText struct {
	Type string `xml:"type,attr"`
	Text string `xml:",chardata"`
}

type atomProgram struct {
	URI     string `xml:"uri,attr,omitempty"`
	Version string `xml:"version,attr,omitempty"`
	Name    string `xml:",chardata"`
}

type atomPerson struct {
	Name string `xml:"name"`
	URI  string `xml:"uri,omitempty"`
}

type atomItem struct {
	Lang       string         `xml:"xml:lang,attr,omitempty"`
	ID         string         `xml:"id"`
	Title      atomText       `xml:"title"`
	Links      []xmlLink      `xml:"link"`
	Published  string         `xml:"published,omitempty"`
	Updated    string         `xml:"updated"`
	Authors    []atomPerson   `xml:"author"`
	Categories []atomCategory `xml:"category"`
	Summary    *atomText      `xml:"summary"`
	Content    *atomText      `xml:"content"`
	Source     *atomOrigin    `xml:"source"`
}

type atomCategory struct {
	Term   string `xml:"term,attr"`
	Scheme string `xml:"scheme,attr,omitempty"`
	Label  string `xml:"label,attr,omitempty"`
}

type atomOrigin struct {
	ID      string       `xml:"id,omitempty"`
	Title   *atomText    `xml:"title"`
	Links   []xmlLink    `xml:"link"`
	Authors []atomPerson `xml:"author"`
}

// WriteAtom writes a channel as Atom 1.0, RFC 4287, with the archive links of
// RFC 5005. The error wraps news.ErrInvalid when something required is missing.
func WriteAtom(w io.Writer, c Channel) error {
	c, err := c.complete()
	if err != nil {
		return err
	}
	doc := atomFeed{
		Lang: clean(c.Language), ID: clean(c.ID), Title: atomText{"text", clean(c.Title)}, Subtitle: atomPlain(c.Subtitle),
		Updated: rfc3339(c.Updated), Rights: atomPlain(c.Rights), Icon: clean(c.Icon), Authors: atomPersons(c.Authors),
	}
	if c.Link != "" {
		doc.Links = append(doc.Links, xmlLink{"alternate", htmlType, clean(c.Link)})
	}
	doc.Links = append(doc.Links, c.links(atomType)...)
	if c.Generator.Name != "" {
		doc.Generator = &atomProgram{clean(c.Generator.URL), clean(c.Generator.Version), clean(c.Generator.Name)}
	}
	if c.Archive {
		doc.History, doc.Archive = historyNS, &struct{}{}
	}
	if c.Complete {
		doc.History, doc.Complete = historyNS, &struct{}{}
	}
	for _, d := range c.Deleted {
		doc.Tombs = "http://purl.org/atompub/tombstones/1.0"
		doc.Deleted = append(doc.Deleted, atomTomb{clean(d.ID), rfc3339(d.When), clean(d.Comment)})
	}
	for i := range c.Entries {
		doc.Entries = append(doc.Entries, c.Entries[i].atom(&c))
	}
	return writeXML(w, doc)
}

// atom turns an entry into its element. RFC 4287 §4.1.2.
func (e *Entry) atom(c *Channel) atomItem {
	item := atomItem{
		Lang: clean(e.foreign(c)), ID: clean(e.ID), Title: atomText{"text", clean(e.Title)},
		Published: rfc3339(e.Published), Updated: rfc3339(e.Updated), Authors: atomPersons(e.Authors),
		Summary: atomHTML(e.Summary), Content: atomHTML(e.Content),
	}
	add := func(rel, typ, href string) {
		if href != "" {
			item.Links = append(item.Links, xmlLink{rel, typ, clean(href)})
		}
	}
	add("alternate", htmlType, e.Link)
	for _, via := range e.Via {
		add("via", "", via)
	}
	for _, related := range e.related() {
		add("related", "", related)
	}
	if e.Link == "" && e.Content == "" {
		// RFC 4287 §4.1.2: an entry without content must have an alternate.
		add("alternate", htmlType, c.Link)
	}
	for _, cat := range e.Categories {
		item.Categories = append(item.Categories, atomCategory{clean(cat.Term), clean(cat.Scheme), clean(cat.Label)})
	}
	item.Source = atomFrom(e.Source)
	if item.Source != nil && len(item.Authors) == 0 {
		// RFC 4287 §4.2.1: otherwise we would claim to have written it.
		item.Source.Authors = atomPersons([]Person{sourceAuthor(e.Source)})
	}
	return item
}

// atomFrom names the feed that an entry came from. RFC 4287 §4.2.11.
func atomFrom(s *Source) *atomOrigin {
	if s == nil {
		return nil
	}
	origin := &atomOrigin{ID: clean(firstOf(s.ID, s.Feed, s.Link)), Title: atomPlain(s.Title)}
	if s.Feed != "" {
		origin.Links = append(origin.Links, xmlLink{"self", "", clean(s.Feed)})
	}
	if s.Link != "" {
		origin.Links = append(origin.Links, xmlLink{"alternate", "", clean(s.Link)})
	}
	return origin
}

// sourceAuthor is who answers for an entry that names nobody: its publisher.
func sourceAuthor(s *Source) Person { return Person{Name: s.Title, URL: s.Link} }

func atomPlain(text string) *atomText {
	if text == "" {
		return nil
	}
	return &atomText{"text", clean(text)}
}

func atomHTML(text string) *atomText {
	if text == "" {
		return nil
	}
	return &atomText{"html", clean(text)}
}

func atomPersons(people []Person) []atomPerson {
	var list []atomPerson
	for _, p := range named(people) {
		list = append(list, atomPerson{p.Name, clean(p.URL)})
	}
	return list
}

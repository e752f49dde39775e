package feed

import (
	"encoding/xml"
	"io"
	"path"
	"slices"
	"time"
)

// The structs below are RSS 2.0 with four modules: content:encoded for the
// whole text, dc:creator for authors without a mail address, atom:link and
// atom:updated for what RSS has no element for, and fh for archives.

type rssDocument struct {
	XMLName xml.Name   `xml:"rss"`
	Version string     `xml:"version,attr"`
	Atom    string     `xml:"xmlns:atom,attr"`
	Content string     `xml:"xmlns:content,attr"`
	DC      string     `xml:"xmlns:dc,attr"`
	History string     `xml:"xmlns:fh,attr,omitempty"`
	Channel rssChannel `xml:"channel"`
}

type rssChannel struct {
	Title       string    `xml:"title"`
	Link        string    `xml:"link"`
	Description string    `xml:"description"`
	Language    string    `xml:"language,omitempty"`
	Copyright   string    `xml:"copyright,omitempty"`
	LastBuild   string    `xml:"lastBuildDate"`
	Generator   string    `xml:"generator,omitempty"`
	Docs        string    `xml:"docs"`
	TTL         int       `xml:"ttl,omitempty"`
	Image       *rssImage `xml:"image"`
	ID          string    `xml:"atom:id"`
	Links       []xmlLink `xml:"atom:link"`
	Archive     *struct{} `xml:"fh:archive"`
	Complete    *struct{} `xml:"fh:complete"`
	Items       []rssItem `xml:"item"`
}

type rssImage struct {
	URL   string `xml:"url"`
	Title string `xml:"title"`
	Link  string `xml:"link"`
}

type rssItem struct {
	Title       string        `xml:"title"`
	Link        string        `xml:"link,omitempty"`
	Description string        `xml:"description,omitempty"`
	Creators    []string      `xml:"dc:creator"`
	Categories  []rssCategory `xml:"category"`
	GUID        rssGUID       `xml:"guid"`
	PubDate     string        `xml:"pubDate,omitempty"`
	Source      *rssSource    `xml:"source"`
	Content     string        `xml:"content:encoded,omitempty"`
	Language    string        `xml:"dc:language,omitempty"`
	Updated     string        `xml:"atom:updated"`
	Links       []xmlLink     `xml:"atom:link"`
}

type rssCategory struct {
	Domain string `xml:"domain,attr,omitempty"`
	Term   string `xml:",chardata"`
}

type rssGUID struct {
	IsPermaLink bool   `xml:"isPermaLink,attr"`
	ID          string `xml:",chardata"`
}

type rssSource struct {
	URL   string `xml:"url,attr"`
	Title string `xml:",chardata"`
}

// WriteRSS writes a channel as RSS 2.0. The error wraps news.ErrInvalid when
// something required is missing.
func WriteRSS(w io.Writer, c Channel) error {
	c, err := c.complete()
	if err != nil {
		return err
	}
	home := firstOf(c.Link, c.Self)
	doc := rssDocument{
		Version: "2.0", Atom: "http://www.w3.org/2005/Atom", Content: "http://purl.org/rss/1.0/modules/content/", DC: "http://purl.org/dc/elements/1.1/",
		Channel: rssChannel{
			Title: clean(c.Title), Link: clean(home), Description: clean(firstOf(c.Subtitle, c.Title)), Language: clean(c.Language),
			Copyright: clean(c.Rights), LastBuild: rfc822(c.Updated), Generator: clean(c.Generator.line()),
			Docs: "https://www.rssboard.org/rss-specification", TTL: int(c.TTL / time.Minute),
			ID: clean(c.ID), Links: c.links("application/rss+xml"),
		},
	}
	// RSS 2.0, "image": a GIF, JPEG or PNG, which an icon in SVG is not.
	if slices.Contains([]string{".png", ".jpg", ".jpeg", ".gif"}, path.Ext(c.Icon)) {
		doc.Channel.Image = &rssImage{clean(c.Icon), clean(c.Title), clean(home)}
	}
	if c.Archive {
		doc.History, doc.Channel.Archive = historyNS, &struct{}{}
	}
	if c.Complete {
		doc.History, doc.Channel.Complete = historyNS, &struct{}{}
	}
	for i := range c.Entries {
		doc.Channel.Items = append(doc.Channel.Items, c.Entries[i].rss(&c))
	}
	return writeXML(w, doc)
}

// rss turns an entry into its element. A guid is never called a permalink, for
// ours are tag: addresses: RSS 2.0, "guid sub-element of item".
func (e *Entry) rss(c *Channel) rssItem {
	item := rssItem{
		Title: clean(e.Title), Link: clean(e.Link), Description: clean(firstOf(e.Summary, e.Content)),
		GUID: rssGUID{false, clean(e.ID)}, PubDate: rfc822(e.Published), Updated: rfc3339(e.Updated), Language: clean(e.foreign(c)),
	}
	if e.Content != item.Description {
		item.Content = clean(e.Content)
	}
	for _, p := range named(e.Authors) {
		item.Creators = append(item.Creators, p.Name)
	}
	for _, cat := range e.Categories {
		item.Categories = append(item.Categories, rssCategory{clean(cat.Scheme), clean(cat.Term)})
	}
	if s := e.Source; s != nil && firstOf(s.Feed, s.Link) != "" { // "links to the XMLization of the source"
		item.Source = &rssSource{clean(firstOf(s.Feed, s.Link)), clean(s.Title)}
	}
	for _, via := range e.Via {
		item.Links = append(item.Links, xmlLink{"via", "", clean(via)})
	}
	for _, related := range e.related() {
		item.Links = append(item.Links, xmlLink{"related", "", clean(related)})
	}
	return item
}

// rfc822 prints a time as RSS wants it, with the four-digit year that RSS 2.0
// prefers; "" for the zero time.
func rfc822(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format("Mon, 02 Jan 2006 15:04:05 GMT")
}

// line is a generator in one line, for formats without fields for its parts.
func (g Generator) line() string {
	line := g.Name
	if line != "" && g.Version != "" {
		line += " " + g.Version
	}
	if line != "" && g.URL != "" {
		line += " (" + g.URL + ")"
	}
	return line
}

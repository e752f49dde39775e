package feed

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"strings"

	"cipherdesk/internal/markup"
)

// The structs below are JSON Feed 1.1, jsonfeed.org/version/1.1.

type jsonFeed struct {
	Version     string       `json:"version"`
	Title       string       `json:"title"`
	HomePageURL string       `json:"home_page_url,omitempty"`
	FeedURL     string       `json:"feed_url"`
	Description string       `json:"description,omitempty"`
	NextURL     string       `json:"next_url,omitempty"`
	Icon        string       `json:"icon,omitempty"`
	Authors     []jsonPerson `json:"authors,omitempty"`
	Language    string       `json:"language,omitempty"`
	Expired     bool         `json:"expired,omitempty"`
	Hubs        []jsonHub    `json:"hubs,omitempty"`
	Items       []jsonItem   `json:"items"`
}

type jsonPerson struct {
	Name string `json:"name"`
	URL  string `json:"url,omitempty"`
}

type jsonHub struct {
	Type string `json:"type"`
	URL  string `json:"url"`
}

type jsonItem struct {
	ID          string         `json:"id"`
	URL         string         `json:"url,omitempty"`
	ExternalURL string         `json:"external_url,omitempty"`
	Title       string         `json:"title,omitempty"`
	ContentHTML string         `json:"content_html"`
	Summary     string         `json:"summary,omitempty"`
	Image       string         `json:"image,omitempty"`
	Published   string         `json:"date_published,omitempty"`
	Modified    string         `json:"date_modified,omitempty"`
	Authors     []jsonPerson   `json:"authors,omitempty"`
	Tags        []string       `json:"tags,omitempty"`
	Language    string         `json:"language,omitempty"`
	Provenance  map[string]any `json:"_provenance,omitempty"`
}

// WriteJSON writes a channel as JSON Feed 1.1. The error wraps news.ErrInvalid
// when something required is missing, or says what in Provenance is no JSON.
func WriteJSON(w io.Writer, c Channel) error {
	c, err := c.complete()
	if err != nil {
		return err
	}
	doc := jsonFeed{
		Version: "https://jsonfeed.org/version/1.1", Title: c.Title, HomePageURL: c.Link, FeedURL: c.Self, Description: c.Subtitle,
		NextURL: firstOf(c.Next, c.PrevArchive), Icon: c.Icon, Authors: jsonPersons(c.Authors), Language: c.Language, Items: []jsonItem{},
	}
	if c.Hub != "" {
		doc.Hubs = []jsonHub{{"WebSub", c.Hub}}
	}
	for i := range c.Entries {
		doc.Items = append(doc.Items, c.Entries[i].json(&c))
	}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", " ")
	if err := enc.Encode(doc); err != nil {
		return fmt.Errorf("write feed: %w", err)
	}
	return nil
}

// json turns an entry into an item, which must have content: version 1.1,
// "content_html and content_text".
func (e *Entry) json(c *Channel) jsonItem {
	item := jsonItem{
		ID: e.ID, URL: e.Link, Title: e.Title, ContentHTML: firstOf(e.Content, e.Summary), Image: e.Image,
		ExternalURL: e.External, Published: rfc3339(e.Published), Modified: rfc3339(e.Updated), Authors: jsonPersons(e.Authors), Language: e.foreign(c),
	}
	if item.Authors == nil && e.Source != nil {
		item.Authors = jsonPersons([]Person{sourceAuthor(e.Source)}) // else the feed's would count
	}
	if e.Content != "" {
		item.Summary = oneLine(markup.PlainText(e.Summary))
	}
	if item.ContentHTML == "" {
		item.ContentHTML = plainToHTML(e.Title)
	}
	for _, cat := range e.Categories {
		item.Tags = append(item.Tags, firstOf(strings.TrimSpace(cat.Label), cat.Term))
	}
	item.Provenance = provenance(e, c.About)
	return item
}

// provenance is the extension object that says where an entry comes from;
// encoding sorts its members.
func provenance(e *Entry, about string) map[string]any {
	if e.Source == nil && len(e.Provenance)+len(e.Via) == 0 {
		return nil
	}
	p := maps.Clone(e.Provenance)
	if p == nil {
		p = map[string]any{}
	}
	if about != "" {
		p["about"] = about // version 1.1, "extensions"
	}
	if s := e.Source; s != nil {
		p["source"] = jsonSource(s)
	}
	if len(e.Via) > 0 {
		p["via"] = e.Via
	}
	return p
}

func jsonSource(s *Source) map[string]string {
	source := map[string]string{}
	for name, value := range map[string]string{"id": firstOf(s.ID, s.Feed, s.Link), "title": s.Title, "url": s.Link, "feed_url": s.Feed} {
		if value != "" {
			source[name] = value
		}
	}
	return source
}

func jsonPersons(people []Person) []jsonPerson {
	var list []jsonPerson
	for _, p := range named(people) {
		list = append(list, jsonPerson(p))
	}
	return list
}

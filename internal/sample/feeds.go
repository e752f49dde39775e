package sample

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"time"
)

// feedView is what a feed's template shows.
type feedView struct {
	Name, Home, Self, Lang, Encoding string
	Updated                          time.Time
	Entries                          []feedEntry
}

type feedEntry struct {
	ID, Link, Title, Summary, Content, Lang string
	By                                      []string
	Published, Updated                      time.Time
}

// feed is a site's feed at a time, in its own format.
func (w *World) feed(s *site, now time.Time) (answer, error) {
	f := feedView{Name: s.name, Home: s.address + "/", Self: s.address + s.feed, Lang: s.lang, Encoding: "utf-8", Updated: firstDay()}
	for _, a := range s.shown(now) {
		e := w.entry(a, a.at(now))
		if e.Updated.After(f.Updated) {
			f.Updated = e.Updated
		}
		f.Entries = append(f.Entries, e)
	}
	if s.format == "json" {
		return jsonFeed(f)
	}
	if s.latin1 {
		f.Encoding = "iso-8859-1"
	}
	var b bytes.Buffer
	if err := w.forms.ExecuteTemplate(&b, "feed."+s.format, f); err != nil {
		return answer{}, fmt.Errorf("feed of %s: %w", s.id, err)
	}
	out := answer{body: b.Bytes(), modified: f.Updated,
		kind: map[string]string{"rss": "application/rss+xml", "rdf": "application/rdf+xml", "atom": "application/atom+xml"}[s.format]}
	if s.latin1 {
		out.body = toLatin1(b.String())
	}
	return out, nil
}

func (w *World) entry(a *article, v *version) feedEntry {
	s := a.site
	e := feedEntry{ID: s.urlOf(a), Link: s.urlOf(a) + s.query, Title: v.title, Lang: v.lang, By: v.by,
		Published: a.published, Updated: v.at}
	if s.carries != "nothing" {
		e.Summary = v.summary
	}
	if s.carries == "full" {
		e.Content = strings.Join(blocks(v.body, w.URL), "\n")
		if v.notice != "" {
			e.Content += "\n" + blocks([]string{v.notice}, w.URL)[0]
		}
	}
	return e
}

// jsonFeed writes JSON Feed 1.1.
func jsonFeed(f feedView) (answer, error) {
	type author struct {
		Name string `json:"name"`
	}
	type item struct {
		ID        string   `json:"id"`
		URL       string   `json:"url"`
		Title     string   `json:"title"`
		Summary   string   `json:"summary"`
		Content   string   `json:"content_text"`
		Published string   `json:"date_published"`
		Modified  string   `json:"date_modified,omitempty"`
		Authors   []author `json:"authors"`
	}
	items := []item{}
	for _, e := range f.Entries {
		i := item{ID: e.ID, URL: e.Link, Title: e.Title, Summary: e.Summary, Content: e.Summary, Published: e.Published.Format(time.RFC3339)}
		if e.Updated.After(e.Published) {
			i.Modified = e.Updated.Format(time.RFC3339)
		}
		for _, name := range e.By {
			i.Authors = append(i.Authors, author{name})
		}
		items = append(items, i)
	}
	body, err := json.MarshalIndent(map[string]any{"version": "https://jsonfeed.org/version/1.1", "title": f.Name,
		"home_page_url": f.Home, "feed_url": f.Self, "language": f.Lang, "items": items}, "", " ")
	return answer{kind: "application/feed+json", body: body, modified: f.Updated}, err
}

package web

import (
	"context"
	"encoding/xml"
	"net/http"
	"time"

	"cipherdesk/internal/digest"
	"cipherdesk/internal/news"
	"cipherdesk/internal/store"
)

// siteMap is the document of sitemaps.org, version 0.9.
type siteMap struct {
	XMLName xml.Name `xml:"http://www.sitemaps.org/schemas/sitemap/0.9 urlset"`
	URLs    []mapped `xml:"url"`
}

// mapped is one page. Modified is when its content last became another one, as
// the database tells it; a page of which nobody knows that says nothing.
type mapped struct {
	Loc      string `xml:"loc"`
	Modified string `xml:"lastmod,omitempty"`
}

// mostMapped is how many events and how many editions are named: the rest is
// reached from them.
const mostMapped = 500

// sitemap names the pages that are the desk's own work: lists, subjects, outlets,
// events and sealed editions. What it says of single articles is reached from
// there.
func (s *site) sitemap(ctx context.Context, _ *http.Request) (*answer, error) {
	m := siteMap{}
	add := func(path string, modified time.Time) {
		u := mapped{Loc: s.url(path)}
		if !modified.IsZero() {
			u.Modified = modified.UTC().Format(time.RFC3339)
		}
		m.URLs = append(m.URLs, u)
	}
	for _, path := range []string{"/", "/latest", "/encryption", "/events", "/figures", "/revisions", carriedPath, "/tags", "/outlets", "/subscribe", "/about"} {
		add(path, time.Time{})
	}
	for _, t := range s.o.Tags {
		add(tagPath(t.Tag), time.Time{})
	}
	outlets, err := s.store.Outlets(ctx)
	if err != nil {
		return nil, err
	}
	for _, o := range outlets {
		add("/outlet/"+string(o.Outlet.ID), o.LastNew)
	}
	events, _, err := s.store.Events(ctx, news.EventQuery{Limit: mostMapped})
	if err != nil {
		return nil, err
	}
	for _, e := range events {
		add("/event/"+string(e.ID), newest(e.Updated, e.Started))
	}
	editions, _, err := s.store.NewestEditions(ctx, store.EditionQuery{Limit: mostMapped})
	if err != nil {
		return nil, err
	}
	for _, e := range editions {
		if p, err := digest.ParsePeriod(digest.Length(e.Length), e.Name, s.o.Zone); err == nil && e.Stories > 0 {
			add(p.Path(), e.Sealed)
		}
	}
	body, err := xml.Marshal(m)
	if err != nil {
		return nil, err
	}
	return newAnswer(http.StatusOK, "application/xml; charset=utf-8", append([]byte(xml.Header), body...)), nil
}

package ingest

import (
	"context"
	"errors"
	"fmt"
	"html"
	"regexp"
	"strings"

	"cipherdesk/internal/feed"
	"cipherdesk/internal/fetch"
	"cipherdesk/internal/listing"
	"cipherdesk/internal/news"
	"cipherdesk/internal/page"
)

const (
	// firstList is how much of a list without dates is taken at its first poll:
	// an archive of ten years is not today's news, and each entry costs its
	// publisher a request.
	firstList = 40
	// childMaps is how many sitemaps of an index are read in one poll.
	childMaps = 2
)

// document is what one answer held, whatever kind of address gave it.
type document struct {
	items   []news.Item
	hints   *news.ScheduleHints
	repairs []string
	partial bool
}

// parse reads an answer by the kind of its address.
func (p *Poller) parse(ctx context.Context, s news.FeedState, resp fetch.Response) (document, error) {
	contentType := resp.Header.Get("Content-Type")
	switch s.Spec.Kind {
	case news.KindIndex:
		l, err := listing.Index(resp.Body, contentType, resp.Final, s.Spec.Link)
		return listed(s, l), err
	case news.KindSitemap:
		return p.sitemap(ctx, s, resp)
	case news.KindJSON:
		l, err := listing.JSON(resp.Body, resp.Final, s.Spec.JSON)
		return listed(s, l), err
	case news.KindDocument:
		return p.watched(s, resp)
	}
	f, err := feed.Parse(resp.Body, feed.Meta{
		URL: resp.Final, ContentType: contentType, ContentLocation: resp.Header.Get("Content-Location"), Header: resp.Header,
	})
	hints := &news.ScheduleHints{Every: max(f.TTL, f.UpdateEvery), SkipHours: f.SkipHours, SkipDays: f.SkipDays}
	return document{items: f.Items, hints: hints, repairs: f.Repairs, partial: f.Partial}, err
}

func listed(s news.FeedState, l listing.List) document {
	d := document{items: l.Items}
	if s.LastOK.IsZero() && len(d.items) > firstList {
		d.items = d.items[:firstList]
	}
	if l.Cut {
		d.repairs = append(d.repairs, fmt.Sprintf("only the first %d entries were read", listing.Most))
	}
	return d
}

// sitemap reads a sitemap, and of a sitemap index the newest maps.
func (p *Poller) sitemap(ctx context.Context, s news.FeedState, resp fetch.Response) (document, error) {
	match, err := regexp.Compile(s.Spec.Match)
	if err != nil {
		return document{}, fmt.Errorf("match: %w", err)
	}
	l, err := listing.Sitemap(resp.Body, resp.Header.Get("Content-Type"), match)
	if err != nil {
		return document{}, err
	}
	d := listed(s, l)
	for _, url := range l.Children[:min(len(l.Children), childMaps)] {
		child, err := p.Client.Get(ctx, fetch.Request{URL: url, Purpose: news.ForSource, Limits: p.outlets[s.Outlet].Host})
		if err != nil {
			return d, fmt.Errorf("sitemap %s: %w", url, err)
		}
		more, err := listing.Sitemap(child.Body, child.Header.Get("Content-Type"), match)
		if err != nil && !errors.Is(err, listing.ErrNothing) {
			return d, err
		}
		d.items = append(d.items, listed(s, more).items...)
	}
	if len(d.items) == 0 {
		return d, listing.ErrNothing
	}
	return d, nil
}

// watched makes one entry of a page that is watched for changes: the page is
// its own article.
func (p *Poller) watched(s news.FeedState, resp fetch.Response) (document, error) {
	o := p.pageOptions(s.Outlet, resp.Final)
	o.ContentType = resp.Header.Get("Content-Type")
	t, err := page.Extract(resp.Body, o)
	if err != nil {
		return document{}, err
	}
	var content strings.Builder
	for paragraph := range strings.SplitSeq(t.Body, "\n\n") {
		content.WriteString("<p>" + html.EscapeString(paragraph) + "</p>")
	}
	return document{items: []news.Item{{
		GUID: s.Spec.URL, Link: s.Spec.URL, Title: t.Title, Authors: t.Byline, Published: t.Published,
		Content: content.String(), Language: t.Language, Image: t.Image,
	}}}, nil
}

package ingest

import (
	"context"
	"fmt"
	"html"
	"regexp"
	"strings"
	"time"

	"cipherdesk/internal/feed"
	"cipherdesk/internal/fetch"
	"cipherdesk/internal/listing"
	"cipherdesk/internal/news"
	"cipherdesk/internal/page"
)

// fewWords are what a watched page must hold to be believed: a page that a
// script draws says that it needs one, and no more.
const fewWords = 20

// document is what one answer held, whatever kind of address gave it.
type document struct {
	items   []news.Item
	hints   *news.ScheduleHints
	repairs []string
	partial bool

	changed   map[string]time.Time // by guid: the last change that a sitemap states
	maps      []news.ListMap       // of a sitemap index, with what they answered
	below     []news.Fetch         // the requests for them
	notBefore time.Time            // what one of them asked for
}

// parse reads an answer by the kind of its address.
func (p *Poller) parse(ctx context.Context, s news.FeedState, resp fetch.Response) (document, error) {
	contentType := resp.Header.Get("Content-Type")
	answer := listing.Page{Body: resp.Body, ContentType: contentType, URL: resp.Final}
	switch s.Spec.Kind {
	case news.KindIndex:
		l, err := listing.Index(answer, p.listOptions(s, resp.Final))
		return listed(l), err
	case news.KindSitemap:
		return p.sitemap(ctx, s, resp)
	case news.KindJSON:
		l, err := listing.JSON(answer, p.listOptions(s, resp.Final))
		return listed(l), err
	case news.KindDocument:
		return p.watched(s, resp)
	}
	f, err := feed.Parse(resp.Body, feed.Meta{
		URL: resp.Final, ContentType: contentType, ContentLocation: resp.Header.Get("Content-Location"), Header: resp.Header,
	})
	hints := &news.ScheduleHints{Every: max(f.TTL, f.UpdateEvery), SkipHours: f.SkipHours, SkipDays: f.SkipDays}
	return document{items: f.Items, hints: hints, repairs: f.Repairs, partial: f.Partial}, err
}

// listOptions are what reading a list needs to know of its outlet. A pattern
// that is none takes all: configuration is checked where it is read.
func (p *Poller) listOptions(s news.FeedState, url string) listing.Options {
	o := p.outlets[s.Outlet]
	l := listing.Options{Link: s.Spec.Link, JSON: s.Spec.JSON, Hosts: o.Hosts, Languages: o.Languages}
	if match, err := regexp.Compile(s.Spec.Match); err == nil && s.Spec.Match != "" {
		l.Match = match
	}
	dates := p.pageOptions(s.Outlet, url)
	l.Date = func(words string, origin news.Origin) (news.Claim, int, int) {
		return page.ReadDate(words, origin, dates)
	}
	return l
}

func listed(l listing.List) document {
	d := document{items: l.Items, changed: l.Changed}
	if l.Cut {
		d.repairs = append(d.repairs, fmt.Sprintf("only the first %d entries were read", listing.Most))
	}
	return d
}

// watched makes one entry of a page that is watched for changes: the page is
// its own article. A page without text is not one that lost its text.
func (p *Poller) watched(s news.FeedState, resp fetch.Response) (document, error) {
	o := p.pageOptions(s.Outlet, resp.Final)
	o.ContentType = resp.Header.Get("Content-Type")
	t, err := page.ExtractMain(resp.Body, o)
	if err != nil {
		return document{}, err
	}
	if n := words(t.Body); n < fewWords {
		return document{}, fmt.Errorf("the page holds %d words of text; a script may draw it: %w", n, listing.ErrNothing)
	}
	var content strings.Builder
	for line := range strings.FieldsFuncSeq(t.Body, func(r rune) bool { return r == '\n' }) {
		content.WriteString("<p>" + html.EscapeString(line) + "</p>")
	}
	return document{items: []news.Item{{
		GUID: s.Spec.URL, Link: s.Spec.URL, Title: t.Title, Authors: t.Byline, Published: t.Published,
		Content: content.String(), Language: t.Language, Image: t.Image,
	}}}, nil
}

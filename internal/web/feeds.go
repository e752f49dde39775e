package web

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"net/http"
	"strings"
	"time"

	"cipherdesk/internal/digest"
	"cipherdesk/internal/feed"
	"cipherdesk/internal/news"
)

// feedSize is how many entries a feed holds.
const feedSize = 50

// channelFunc fills a channel. ID, Self, Alternates and what all channels share
// are added by syndicate.
type channelFunc func(ctx context.Context, r *http.Request) (channel, error)

// channel is a feed on its way out: its page's path, with its query, and its
// entries.
type channel struct {
	Path    string // of the page in HTML
	Feed    string // path without an ending; empty: Path
	Query   string
	Title   string
	About   string
	Entries []feed.Entry
	At      string // cursor of this page of a feed without an archive; empty: the newest
	Older   string // cursor of the next page; empty: there is none
	N       int    // of a document of the archive; 0: the newest entries
	Last    int    // documents of the archive that are full
	Deleted []feed.Deleted

	Fleeting bool // may be another one the next time
}

func (s *site) routeFeeds() {
	handle := func(path, name string, f channelFunc, params ...string) {
		s.feeds.Handle("/{format}"+path, s.syndicate(name, f, params...))
	}
	for _, path := range []string{"/feed", "/latest"} {
		handle(path, "latest", s.articles(s.latestList), "cursor")
	}
	handle("/encryption", "encryption", s.articles(s.encryptionList))
	handle("/encryption/archive/{n}", "archive", s.archived(s.encryptionList))
	handle("/kind/{kind}", "kind", s.articles(s.kindList))
	handle("/kind/{kind}/archive/{n}", "archive", s.archived(s.kindList))
	for _, facet := range facets {
		handle("/"+facet+"/{term}", "tag", s.articles(s.tagList(facet)))
		handle("/"+facet+"/{term}/archive/{n}", "archive", s.archived(s.tagList(facet)))
	}
	handle("/source/{id}", "source", s.articles(s.sourceList), "cursor")
	handle("/outlet/{id}", "outlet", s.articles(s.outletList))
	handle("/outlet/{id}/archive/{n}", "archive", s.archived(s.outletList))
	handle("/search", "search", s.articles(s.searchList), "q", "cursor")
	handle("/undated", "undated", s.undatedChannel)
	handle("/tags", "tags", s.tagsChannel)
	handle("/outlets", "outlets", s.outletsChannel)
	handle("/events", "events", s.eventsChannel, "cursor")
	handle("/event/{id}", "event", s.eventChannel)
	handle("/document/{id}", "document", s.documentChannel)
	handle("/figures", "figures", s.figuresChannel, "value", "cursor")
	handle("/figure/{id}", "figure", s.figureChannel)
	handle("/revisions", "revisions", s.changesChannel, "cursor")
	handle(carriedPath, "carried", s.carriedChannel)
	handle("/article/{id}/revisions", "revisions", s.changesChannel, "cursor")
	for _, length := range []digest.Length{digest.Day, digest.Week, digest.Month} {
		handle("/"+string(length), string(length), s.editionsChannel(length))
		handle("/"+string(length)+"/{period}", string(length), s.editionChannel(length))
	}
	s.pages.Handle("/subscriptions.opml", s.ready("opml", s.subscriptions))
	s.pages.Handle("/outlets.opml", s.ready("opml", s.outletsOPML))
}

// syndicate serves a channel as Atom, RSS or JSON Feed, by the first part of
// the inner path.
func (s *site) syndicate(name string, f channelFunc, params ...string) http.Handler {
	return s.ready("feed "+name, func(ctx context.Context, r *http.Request) (*answer, error) {
		c, err := f(ctx, r)
		if err != nil {
			return nil, err
		}
		format := r.PathValue("format")
		out := s.publish(c, format)
		var b bytes.Buffer
		if err := writers[format](&b, out); err != nil {
			return nil, fmt.Errorf("feed %s: %w", name, err)
		}
		a := newAnswer(http.StatusOK, mediaType(format)+"; charset=utf-8", b.Bytes())
		a.control, a.fleeting = controlFeed, c.Fleeting
		a.modified, err = s.touched(ctx, out.Updated)
		return a, err
	}, params...)
}

// touched is when a feed last became another one: its newest update, or the
// newest withdrawal, which changes no date in it.
func (s *site) touched(ctx context.Context, updated time.Time) (time.Time, error) {
	tombs, err := s.store.Withdrawals(ctx)
	for _, t := range tombs {
		updated = newest(updated, t.At)
	}
	return updated, err
}

var writers = map[string]func(*bytes.Buffer, feed.Channel) error{
	"atom": func(b *bytes.Buffer, c feed.Channel) error { return feed.WriteAtom(b, c) },
	"rss":  func(b *bytes.Buffer, c feed.Channel) error { return feed.WriteRSS(b, c) },
	"json": func(b *bytes.Buffer, c feed.Channel) error { return feed.WriteJSON(b, c) },
}

func mediaType(format string) string {
	for _, t := range feedTypes {
		if t.ending == format {
			return t.media
		}
	}
	return "application/octet-stream"
}

// noEntries is when a feed without entries was updated: RFC 4287 §4.1.1 wants a
// time, and there was none.
var noEntries = time.Unix(0, 0).UTC()

// publish adds what all channels share.
func (s *site) publish(c channel, format string) feed.Channel {
	base := cmp.Or(c.Feed, c.Path)
	out := feed.Channel{
		ID: s.tagID("feed" + base + c.Query), Title: c.Title + " · " + s.o.Title, Subtitle: c.About,
		Link: s.url(c.Path + c.Query), Self: s.url(base + "." + format + c.Query), Deleted: c.Deleted, Updated: noEntries,
		Rights:   "Headlines, excerpts and quotations belong to their publishers; the desk’s own descriptions may be reused freely.",
		Language: "en", Icon: s.url("/static/icon.svg"), TTL: ttl, Entries: c.Entries, About: s.url("/about"),
		Generator: feed.Generator{Name: "cipherdesk", Version: s.o.Version},
		Authors:   []feed.Person{{Name: s.o.Title, URL: s.url("/")}},
	}
	if s.o.Sample {
		out.Title = "SAMPLE · " + out.Title
		out.Subtitle = sampleWords + " " + out.Subtitle
	}
	for _, t := range feedTypes {
		if t.ending != format {
			out.Alternates = append(out.Alternates, feed.Link{Href: s.url(base + "." + t.ending + c.Query), Type: t.media})
		}
	}
	s.history(&out, c, base, format)
	s.paged(&out, c, base+"."+format)
	for _, e := range c.Entries {
		if e.Updated.After(out.Updated) {
			out.Updated = e.Updated
		}
	}
	return out
}

const (
	ttl         = 15 * time.Minute
	sampleWords = "SAMPLE: every outlet, person and number in this feed is invented."
)

// tagID makes an id that never changes: RFC 4151.
func (s *site) tagID(what string) string { return "tag:" + s.o.IDAuthority + ":" + what }

// articles makes the channel of a listing: its stories, same texts folded.
func (s *site) articles(list func(*http.Request) (listing, error)) channelFunc {
	return func(ctx context.Context, r *http.Request) (channel, error) {
		l, err := list(r)
		if err != nil {
			return channel{}, err
		}
		if l.Path == "/search" && l.Query == "" {
			return channel{}, fmt.Errorf("a search feed needs words, as in /search.atom?q=encryption: %w", news.ErrInvalid)
		}
		ask := l.Ask
		ask.Story, ask.Limit, ask.Cursor = yes, feedSize, r.URL.Query().Get("cursor")
		found, err := s.rows(ctx, ask)
		if err != nil {
			return channel{}, err
		}
		homes, err := s.homes(ctx)
		if err != nil {
			return channel{}, err
		}
		c := channel{Path: l.Path, Query: l.Query, Title: l.Title, About: l.Intro, Fleeting: found.Late}
		if !found.Stopped.IsZero() {
			c.About += notAllSearched
		}
		if l.Path == "/latest" {
			c.Feed = "/feed"
		}
		if q, ok := archiveOf(l); !ok || c.Feed != "" {
			c.At, c.Older = ask.Cursor, found.Next
		} else {
			if c.Last, err = s.store.Archives(ctx, q); err != nil {
				return channel{}, err
			}
		}
		for _, row := range found.Rows {
			c.Entries = append(c.Entries, s.entry(row, homes))
		}
		return c, nil
	}
}

// notAllSearched tells that a search came to what one answer may cost.
const notAllSearched = " This search asks for so much that only the newest texts were looked at; the next page of this feed goes on from there."

// homes tells where each outlet lives, and the address of its own feed.
func (s *site) homes(ctx context.Context) (map[news.OutletID]feed.Source, error) {
	outlets, err := s.store.Outlets(ctx)
	if err != nil {
		return nil, fmt.Errorf("outlets: %w", err)
	}
	homes := map[news.OutletID]feed.Source{}
	for _, o := range outlets {
		source := feed.Source{Title: o.Outlet.Name, Link: o.Outlet.Home}
		if len(o.Feeds) > 0 {
			source.Feed = o.Feeds[0].Spec.URL
		}
		homes[o.Outlet.ID] = source
	}
	return homes, nil
}

// sourceOf names the outlet of a row, also one that is no longer registered.
func (s *site) sourceOf(row news.Row, homes map[news.OutletID]feed.Source) *feed.Source {
	if source, ok := homes[row.Outlet]; ok && source.Link+source.Feed != "" {
		return &source
	}
	return &feed.Source{ID: s.tagID("outlet/" + string(row.Outlet)), Title: row.OutletName}
}

// entry is an article as an entry. It links to the outlet's own page; the
// desk's page, with the provenance, is related.
func (s *site) entry(row news.Row, homes map[news.OutletID]feed.Source) feed.Entry {
	e := feed.Entry{
		ID: s.tagID("article/" + string(row.ID)), Title: cmp.Or(row.Title, "(without a headline)"), Link: row.URL,
		Related: []string{s.url("/article/" + string(row.ID))}, Published: instant(row.Published), Updated: row.Updated,
		Summary: s.fragment("feed-excerpt", row), Content: s.fragment("feed-article", row),
		Categories: s.categories(row.Tags), Source: s.sourceOf(row, homes), Language: row.Language, Provenance: s.provenance(row),
	}
	if e.Source.Feed != "" {
		e.Via = []string{e.Source.Feed}
	}
	if row.Event != "" {
		e.Related = append(e.Related, s.url("/event/"+string(row.Event)))
	}
	for _, name := range row.Byline {
		e.Authors = append(e.Authors, feed.Person{Name: name})
	}
	return e
}

// instant is a claimed time as feeds can print it: only one that is stated to
// the minute with its offset. A day is not turned into midnight.
func instant(c news.Claim) time.Time {
	exact := c.Precision == news.PrecisionMinute || c.Precision == news.PrecisionSecond
	if !exact || c.Doubt != "" || c.Zone == news.ZoneUnknown || c.Zone == "" {
		return time.Time{}
	}
	return c.Time
}

func (s *site) categories(tags []news.Tag) []news.Category {
	var list []news.Category
	for _, t := range tags {
		facet, term, _ := strings.Cut(t.Tag, "/")
		list = append(list, news.Category{Scheme: s.url("/" + facet), Term: term, Label: s.tagLabel(t.Tag)})
	}
	return list
}

// provenance is what JSON Feed's extension says beyond the source.
func (s *site) provenance(row news.Row) map[string]any {
	p := map[string]any{
		"article": s.url("/article/" + string(row.ID)), "data": s.url("/api/v1/articles/" + string(row.ID)),
		"outlet": row.Outlet, "kind": row.Kind, "first_seen": row.FirstSeen.UTC().Format(time.RFC3339),
		"published": claimOf(row.Published), "versions": row.Revisions,
	}
	if row.Event != "" {
		p["event"] = s.url("/event/" + string(row.Event))
	}
	if row.SameTextAs != "" {
		p["same_text_as"] = s.url("/article/" + string(row.SameTextAs))
	}
	if s.o.Sample {
		p["sample"] = true
	}
	return p
}

// fragment renders the simple HTML that a feed reader shows.
func (s *site) fragment(name string, data any) string {
	var b bytes.Buffer
	if err := s.templates["feed"].ExecuteTemplate(&b, name, data); err != nil {
		s.o.Log.Error("feed content", "template", name, "err", err)
		return ""
	}
	return strings.TrimSpace(b.String())
}

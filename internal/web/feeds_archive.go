package web

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"cipherdesk/internal/feed"
	"cipherdesk/internal/news"
	"cipherdesk/internal/store"
)

// archiveOf names the archive of a list; ok is false when it has none.
func archiveOf(l listing) (q store.ArchiveQuery, ok bool) {
	q = store.ArchiveQuery{Outlet: l.Ask.Outlet, Kind: l.Ask.Kind}
	if len(l.Ask.Tags) == 1 {
		q.Tag = l.Ask.Tags[0]
	}
	return q, l.Ask.Text == "" && l.Query == ""
}

// history links a feed with its archive: RFC 5005 §4. What follows the newest
// document is the feed itself, until another one is full; so no document ever
// changes.
func (s *site) history(out *feed.Channel, c channel, base, format string) {
	document := func(n int) string { return s.url(fmt.Sprintf("%s/archive/%d.%s", base, n, format)) }
	if c.N == 0 {
		if c.Last > 0 {
			out.PrevArchive = document(c.Last)
		}
		return
	}
	out.Archive, out.Current, out.NextArchive = true, out.Self, document(c.N+1)
	out.ID += fmt.Sprintf("/archive/%d", c.N)
	out.Self = document(c.N)
	if c.N > 1 {
		out.PrevArchive = document(c.N - 1)
	}
	out.Alternates, out.Generator, out.TTL, out.Icon = nil, feed.Generator{}, 0, ""
}

// paged links the pages of a feed that has no archive: RFC 5005 §3. Its entries
// move from page to page as newer ones come.
func (s *site) paged(out *feed.Channel, c channel, path string) {
	at := func(cursor string) string {
		switch {
		case cursor == "":
			return s.url(path + c.Query)
		case c.Query == "":
			return s.url(path + "?cursor=" + url.QueryEscape(cursor))
		}
		return s.url(path + c.Query + "&cursor=" + url.QueryEscape(cursor))
	}
	if c.Older != "" {
		out.Next = at(c.Older)
	}
	if c.At != "" {
		out.First, out.Self = at(""), at(c.At)
	}
}

// archived makes one document of a list's archive.
func (s *site) archived(list func(*http.Request) (listing, error)) channelFunc {
	return func(ctx context.Context, r *http.Request) (channel, error) {
		l, err := list(r)
		if err != nil {
			return channel{}, err
		}
		q, _ := archiveOf(l)
		c := channel{Path: l.Path, Title: l.Title, About: l.Intro}
		if c.Last, err = s.store.Archives(ctx, q); err != nil {
			return channel{}, err
		}
		n, err := strconv.Atoi(r.PathValue("n"))
		if err == nil && n == c.Last+1 {
			return channel{}, &moved{l.Path + "." + r.PathValue("format"), http.StatusFound}
		}
		if err != nil || strconv.Itoa(n) != r.PathValue("n") {
			return channel{}, fmt.Errorf("document %q: %w", r.PathValue("n"), news.ErrNotFound)
		}
		c.N = n
		rows, err := s.store.ArchiveOf(ctx, q, n)
		for _, row := range rows {
			if w := row.Withdrawn; w != nil {
				c.Deleted = append(c.Deleted, feed.Deleted{ID: s.tagID("article/" + string(row.ID)), When: w.At, Comment: "Withdrawn by the desk (" + w.Reason + ")"})
				continue
			}
			homes := map[news.OutletID]feed.Source{row.Article.Outlet: {Title: row.OutletName, Link: row.Home, Feed: row.Feed}}
			c.Entries = append(c.Entries, s.entry(row.Row, homes))
		}
		return c, err
	}
}

// kindList lists the stories of one kind of actor.
func (s *site) kindList(r *http.Request) (listing, error) {
	for _, k := range news.Kinds() {
		switch r.PathValue("kind") {
		case kindSlug(k):
			label := k.Label()
			return listing{Path: "/kind/" + kindSlug(k), Title: strings.ToUpper(label[:1]) + label[1:], Intro: "Stories of outlets of this kind. " + kindWords(k), Section: "/outlets",
				Ask: news.Query{Shown: true, Story: yes, Kind: k}}, nil
		case string(k):
			return listing{}, &moved{"/kind/" + kindSlug(k), http.StatusMovedPermanently}
		}
	}
	return listing{}, fmt.Errorf("kind %q: %w", r.PathValue("kind"), news.ErrNotFound)
}

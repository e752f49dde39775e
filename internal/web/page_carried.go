package web

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"cipherdesk/internal/digest"
	"cipherdesk/internal/feed"
	"cipherdesk/internal/meaning"
	"cipherdesk/internal/news"
	"cipherdesk/internal/store"
)

// carriedPage lists what publishers changed or took out and others still give.
type carriedPage struct {
	listing
	Lines  []carriedLine
	Edits  int // that changed a number or a quotation
	Since  time.Time
	Window int // days
}

// carriedLine is one number or quotation that an edit took back, with the other
// texts of its event that still give it.
type carriedLine struct {
	news.Changed
	Quoted  bool   // a quotation, not a number
	Was     string // the number, or whose words
	Now     string // empty: taken out
	By      []carrierLine
	Updated time.Time // when the last of all this was seen
}

// Edit says what the publisher did.
func (l carriedLine) Edit() string {
	what := l.Was
	if l.Quoted {
		what = "a quotation"
		if l.Was != "" {
			what += " of " + l.Was
		}
	}
	switch {
	case l.Now == "":
		return l.OutletName + " took out " + what + "."
	case l.Quoted:
		return l.OutletName + " changed " + what + "."
	}
	return l.OutletName + " changed " + what + " to " + l.Now + "."
}

// carrierLine is a text that still gives it, in its own words.
type carrierLine struct {
	news.Row
	Read  time.Time // its version
	Quote *quoted
}

const (
	carriedPath   = "/revisions/carried"
	carriedTitle  = "Changed by one, still given by others"
	carriedIntro  = "A publisher changed or took out a number or a quotation; other texts of the same event still give it, as far as we last read them. Which of them is right is not ours to say."
	carriedDays   = 90
	carriedWindow = carriedDays * 24 * time.Hour
	mostCarried   = 200 // changes looked at
)

func (s *site) carriedPage(ctx context.Context, _ *http.Request) (view, error) {
	page := carriedPage{listing: listing{Path: carriedPath, Title: carriedTitle, Section: "/figures", Intro: carriedIntro}, Window: carriedDays}
	var err error
	if page.Lines, page.Edits, err = s.carried(ctx); err != nil {
		return view{}, err
	}
	return page.view("carried", page), nil
}

// carried reads the changes of the window, newest first, and who still gives
// what they took back. It counts the changes that took back anything.
func (s *site) carried(ctx context.Context) (lines []carriedLine, edits int, err error) {
	now := s.o.Clock()
	list, err := s.store.Changes(ctx, store.ChangesQuery{From: now.Add(-carriedWindow), To: now.Add(time.Hour), Limit: mostCarried})
	if err != nil {
		return nil, 0, err
	}
	around := map[news.EventID][]news.Piece{}
	for _, c := range list {
		taken := takenBack(c)
		if len(taken) == 0 {
			continue
		}
		edits++
		pieces, known := around[c.Event]
		if !known {
			if pieces, err = s.piecesOfEvent(ctx, c.Event); err != nil {
				return nil, 0, err
			}
			around[c.Event] = pieces
		}
		for _, x := range taken {
			if l := s.carriedLine(c, x, pieces); len(l.By) > 0 {
				lines = append(lines, l)
			}
		}
	}
	return lines, edits, nil
}

// takenBack is what a change did to numbers and quotations that others may
// still give.
func takenBack(c news.Changed) (out []meaning.Change) {
	if c.Gone || c.Before.Version == "" {
		return nil
	}
	for _, x := range meaning.Between(meaning.Version{Text: c.Before, Findings: c.FoundBefore}, meaning.Version{Text: c.After, Findings: c.FoundAfter}) {
		switch x.Kind {
		case meaning.FigureChanged, meaning.FigureRemoved, meaning.QuoteChanged, meaning.QuoteRemoved:
			out = append(out, x)
		}
	}
	return out
}

// piecesOfEvent reads the texts of an event as they are now; none without one.
func (s *site) piecesOfEvent(ctx context.Context, id news.EventID) (out []news.Piece, err error) {
	if id == "" {
		return nil, nil
	}
	ev, err := s.store.Event(ctx, id)
	if errors.Is(err, news.ErrNotFound) || errors.Is(err, news.ErrGone) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var ids []news.ArticleID
	for _, row := range ev.Rows {
		ids = append(ids, row.ID)
	}
	byID, err := s.store.PiecesOf(ctx, ids)
	for _, id := range ids {
		if p, ok := byID[id]; ok && !p.Gone {
			out = append(out, p)
		}
	}
	return out, err
}

func (s *site) carriedLine(c news.Changed, x meaning.Change, pieces []news.Piece) carriedLine {
	l := carriedLine{Changed: c, Updated: c.SeenAt}
	switch figure := func(f *news.Figure) string {
		return strings.TrimSpace(digest.FigureValue(*f) + " " + digest.FigureWhat(*f))
	}; {
	case x.Figure[0] != nil:
		l.Was = figure(x.Figure[0])
		if x.Figure[1] != nil {
			l.Now = figure(x.Figure[1])
		}
	default:
		l.Quoted, l.Was = true, cmp.Or(x.Quote[0].Speaker, x.Quote[0].Organisation)
		if x.Quote[1] != nil {
			l.Now = "other words"
		}
	}
	var others []meaning.Holder
	byID := map[news.ArticleID]news.Piece{}
	for _, p := range pieces {
		if p.ID != c.ID {
			others = append(others, meaning.Holder{Article: p.ID, Version: meaning.Version{Text: p.Text, Findings: p.Findings}})
			byID[p.ID] = p
		}
	}
	var scratch articlePage
	for _, holder := range meaning.Carriers(x, others) {
		p := byID[holder.Article]
		l.By = append(l.By, carrierLine{p.Row, newest(p.Updated, p.FirstSeen), scratch.first(s.allow(p), []news.Span{holder.Span})})
		l.Updated = newest(l.Updated, p.FirstSeen)
	}
	return l
}

// carriedChannel is the feed of the same list.
func (s *site) carriedChannel(ctx context.Context, _ *http.Request) (channel, error) {
	lines, _, err := s.carried(ctx)
	if err != nil {
		return channel{}, err
	}
	homes, err := s.homes(ctx)
	if err != nil {
		return channel{}, err
	}
	c := channel{Path: carriedPath, Title: carriedTitle, About: carriedIntro}
	seen := map[string]bool{}
	for _, l := range lines {
		what := l.Was
		if l.Quoted {
			what = strings.TrimSpace("a quotation " + strings.TrimSuffix("of "+l.Was, "of "))
		}
		e := feed.Entry{ID: s.tagID(fmt.Sprintf("article/%s/revision/%d/carried/%s", l.ID, l.N, news.Slug(what))),
			Title:   fmt.Sprintf("%s: changed by %s, still given by %s", what, l.OutletName, digest.Count(len(l.By), "other text")),
			Link:    s.url(fmt.Sprintf("/article/%s/revisions#version-%d", l.ID, l.N)),
			Related: []string{l.URL}, Updated: l.Updated, Content: s.fragment("feed-carried", l), Source: s.sourceOf(l.Row, homes)}
		if !seen[e.ID] && len(c.Entries) < feedSize {
			seen[e.ID] = true
			c.Entries = append(c.Entries, e)
		}
	}
	return c, nil
}

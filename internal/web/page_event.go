package web

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"cipherdesk/internal/digest"
	"cipherdesk/internal/news"
)

// eventPage is what the event template sees.
type eventPage struct {
	digest.Event
	Row      news.EventRow
	Members  []memberLine
	Figures  []digest.KeyFigure
	Evidence []creditLine
	Contests []contestLine
	Silent   []silence
	Edits    []editLine
	Chart    chart
	besides
}

type memberLine struct {
	digest.Story
	Why     []string
	Excerpt string
	SameAs  string // the outlet with the same text; empty when it is not in the event
	Carries []carried
}

// creditLine is the words of one article about who was first.
type creditLine struct {
	Article news.ArticleID
	Outlet  string
	Words   string // empty when they may not be shown
}

type contestLine struct {
	Source   string
	Relation news.Relation
	Lines    []creditLine
}

// silence is a kind of actor of which no outlet was found among the members.
type silence struct {
	Kind     news.Kind
	Readable int
	Total    int
}

// What an event's page reads and lists at most.
const (
	mostPieces       = 60
	mostEventFigures = 8
	mostEventQuotes  = 4
)

// readEvent finds an event, follows a merged one, and tells gone from unknown.
func (s *site) readEvent(ctx context.Context, id string, path string) (news.EventRow, error) {
	ev, err := s.store.Event(ctx, news.EventID(id))
	if err == nil || !(errors.Is(err, news.ErrNotFound) || errors.Is(err, news.ErrGone)) {
		return ev, err
	}
	survivor, aliasErr := s.store.EventAlias(ctx, news.EventID(id))
	switch {
	case aliasErr == nil:
		return ev, &moved{fmt.Sprintf(path, survivor), http.StatusMovedPermanently}
	case errors.Is(aliasErr, news.ErrGone):
		return ev, &gone{what: "event"}
	}
	return ev, aliasErr
}

func (s *site) event(ctx context.Context, r *http.Request) (view, error) {
	row, err := s.readEvent(ctx, r.PathValue("id"), "/event/%s")
	if err != nil {
		return view{}, err
	}
	pieces, err := s.store.PiecesOf(ctx, articleIDs(row.Rows, mostPieces))
	if err != nil {
		return view{}, fmt.Errorf("texts of the event: %w", err)
	}
	outlets, err := s.store.Outlets(ctx)
	if err != nil {
		return view{}, err
	}
	notes := digest.AllNotes(pieces)
	p := eventPage{Row: row, Event: digest.Whole(row, digest.Context{Notes: notes, Outlets: outlets, Quotes: mostEventQuotes}), Silent: silences(row.Rows, outlets)}
	allowed := map[news.ArticleID]digest.Allowance{}
	for id, piece := range pieces {
		allowed[id] = s.allow(piece)
	}
	p.members(allowed)
	p.Figures = digest.PickFigures(ordered(row.Rows, notes), mostEventFigures)
	p.Evidence = creditLines(row.FirstReport.Evidence, pieces, allowed)
	for _, c := range row.FirstReport.Contested {
		p.Contests = append(p.Contests, contestLine{c.Source, c.Relation, creditLines(c.Evidence, pieces, allowed)})
	}
	p.beside(pieces, outlets, allowed)
	p.besides.Line = s.storylineOf(ctx, row.ID)
	p.carry(pieces)
	if p.Edits, err = s.editsOf(ctx, row); err != nil {
		return view{}, err
	}
	return view{Template: "event", Title: row.Title, Path: "/event/" + string(row.ID), Section: "/events", Feed: "/event/" + string(row.ID), Cite: s.citeEvent(row, p.TitleFrom),
		Description: digest.OriginsWords(p.Outlets, p.Origins) + ".", Data: p}, nil
}

func articleIDs(rows []news.Row, most int) []news.ArticleID {
	var ids []news.ArticleID
	for _, r := range rows[:min(len(rows), most)] {
		ids = append(ids, r.ID)
	}
	return ids
}

// ordered lists the notes in the order of the rows.
func ordered(rows []news.Row, notes map[news.ArticleID]digest.Notes) []digest.Notes {
	var list []digest.Notes
	for _, r := range rows {
		if n, ok := notes[r.ID]; ok {
			list = append(list, n)
		}
	}
	return list
}

func (p *eventPage) members(allowed map[news.ArticleID]digest.Allowance) {
	outlets := map[news.ArticleID]string{}
	for _, r := range p.Row.Rows {
		outlets[r.ID] = r.OutletName
	}
	why := map[news.ArticleID][]string{}
	for _, m := range p.Row.Members {
		why[m.Article] = reasonsWords(m.Why, func(id news.ArticleID) string { return outlets[id] })
	}
	for _, r := range p.Row.Rows {
		line := memberLine{Story: digest.Story{Row: r, Reconstructed: r.FromFirst}, Why: why[r.ID], SameAs: outlets[r.SameTextAs]}
		if a, ok := allowed[r.ID]; ok {
			line.Excerpt = a.Excerpt
		}
		p.Members = append(p.Members, line)
	}
}

func creditLines(evidence []news.CreditEvidence, pieces map[news.ArticleID]news.Piece, allowed map[news.ArticleID]digest.Allowance) []creditLine {
	var lines []creditLine
	for _, e := range evidence {
		line := creditLine{Article: e.Article, Outlet: pieces[e.Article].OutletName}
		if span, ok := allowed[e.Article].Passage(e.Span); ok {
			line.Words = span.Quote
		}
		if line.Outlet != "" {
			lines = append(lines, line)
		}
	}
	return lines
}

// silences lists the kinds of actor without an outlet among the rows, with how
// many outlets of that kind we could read at all.
func silences(rows []news.Row, outlets []news.OutletState) []silence {
	covered := map[news.Kind]bool{}
	for _, r := range rows {
		covered[r.Kind] = true
	}
	counts := map[news.Kind]silence{}
	for _, o := range outlets {
		if covered[o.Outlet.Kind] || !o.Outlet.Enabled || o.Outlet.Entity || len(o.Feeds) == 0 {
			continue
		}
		c := counts[o.Outlet.Kind]
		c.Total++
		if digest.Readable(o.Feeds) {
			c.Readable++
		}
		counts[o.Outlet.Kind] = c
	}
	var list []silence
	for _, k := range news.Kinds() {
		if c := counts[k]; c.Total > 0 {
			list = append(list, silence{k, c.Readable, c.Total})
		}
	}
	return list
}

package web

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"cipherdesk/internal/news"
	"cipherdesk/internal/store"
)

// figuresPage is the ledger of numbers, newest first.
type figuresPage struct {
	Stated []figurePage // quantities that several articles state
	Lines  []ledgerLine
	Asked  string // a value that was asked for
	Older  string
	First  bool
}

type ledgerLine struct {
	news.Row
	N      int
	Figure news.Figure
	Quote  *quoted
}

func (s *site) figures(ctx context.Context, r *http.Request) (view, error) {
	given := r.URL.Query()
	q := store.FigureQuery{Query: news.Query{Shown: true, Story: yes, Limit: pageSize, Cursor: given.Get("cursor")}}
	page := figuresPage{First: q.Cursor == "", Asked: given.Get("value")}
	path := "/figures"
	if page.Asked != "" {
		value, ok := news.ParseNumber(page.Asked)
		if !ok {
			return view{}, fmt.Errorf("%q is not a number: %w", page.Asked, news.ErrInvalid)
		}
		q.Value = &value
		path += "?value=" + url.QueryEscape(page.Asked)
	}
	rows, next, err := s.store.Figures(ctx, q)
	if err != nil {
		return view{}, err
	}
	if page.Lines, err = s.ledgerLines(ctx, rows); err != nil {
		return view{}, err
	}
	if next != "" {
		page.Older = older(listing{Path: "/figures", Query: strings.TrimPrefix(path, "/figures")}, next)
	}
	if page.First && page.Asked == "" {
		if page.Stated, err = s.stated(ctx); err != nil {
			return view{}, err
		}
	}
	title := "Figures"
	if page.Asked != "" {
		title += ": " + page.Asked
	}
	return view{Template: "figures", Title: title, Path: path, Section: "/figures", Feed: path,
		Description: "Every number that a story states, with whose it is and where it was read.", Data: page}, nil
}

// ledgerLines sets figures out with the words they stand in, as far as those
// may be shown.
func (s *site) ledgerLines(ctx context.Context, rows []store.FigureRow) ([]ledgerLine, error) {
	var ids []news.ArticleID
	for _, row := range rows {
		ids = append(ids, row.ID)
	}
	pieces, err := s.store.PiecesOf(ctx, ids)
	if err != nil {
		return nil, fmt.Errorf("texts of the figures: %w", err)
	}
	var lines []ledgerLine
	var scratch articlePage
	for _, row := range rows {
		lines = append(lines, ledgerLine{row.Row, row.N, row.Figure, scratch.first(s.allow(pieces[row.ID]), row.Figure.Evidence)})
	}
	return lines, nil
}

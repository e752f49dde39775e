package web

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"cipherdesk/internal/digest"
	"cipherdesk/internal/ledger"
	"cipherdesk/internal/news"
	"cipherdesk/internal/store"
)

// figurePage is one quantity with every article that states it.
type figurePage struct {
	ID      news.FigureID
	Title   string
	What    string   // it counts
	Whose   []string // number it is, as far as the lines say
	Lines   []statedLine
	Outlets int
	Differs bool
	Values  []string // the different values, where they differ
	Plot    *plot
	Others  []otherLine
	More    int // equal numbers that are not listed
}

// statedLine is a figure as one article states it. What others say and it does
// not is named, and not judged.
type statedLine struct {
	news.Row
	news.Appearance
	Quote   *quoted
	Missing []string
}

// otherLine is an equal number that means something else.
type otherLine struct {
	ledgerLine
	Why string
}

const mostOthers = 12

func (s *site) figure(ctx context.Context, r *http.Request) (view, error) {
	id := news.FigureID(r.PathValue("id"))
	row, err := s.store.Statistic(ctx, id)
	if err != nil {
		return view{}, err
	}
	if row.ID != id {
		return view{}, &moved{"/figure/" + string(row.ID), http.StatusMovedPermanently}
	}
	page := figurePage{ID: id, Differs: row.Differs}
	if page.Lines, err = s.statedLines(ctx, row); err != nil {
		return view{}, err
	}
	page.sum()
	page.Plot = newPlot(page.Title, page.Lines, s.o.Zone)
	if err := s.others(ctx, &page); err != nil {
		return view{}, err
	}
	return view{Template: "figure", Title: page.Title, Path: "/figure/" + string(id), Section: "/figures", Feed: "/figure/" + string(id), Cite: s.citeQuantity(&page),
		Description: fmt.Sprintf("Who states it, whose number it is, and in which words: %s.", digest.Count(len(page.Lines), "text")), Data: page}, nil
}

func (s *site) statedLines(ctx context.Context, row store.StatisticRow) ([]statedLine, error) {
	var ids []news.ArticleID
	for id := range row.Rows {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	pieces, err := s.store.PiecesOf(ctx, ids)
	if err != nil {
		return nil, fmt.Errorf("texts of the figure: %w", err)
	}
	var scratch articlePage
	var lines []statedLine
	for _, a := range row.Appearances {
		lines = append(lines, statedLine{Row: row.Rows[a.Article], Appearance: a, Quote: scratch.first(s.allow(pieces[a.Article]), a.Figure.Evidence)})
	}
	return lines, nil
}

// sum says what the lines have in common, and what only some of them say.
func (p *figurePage) sum() {
	outlets := map[news.OutletID]bool{}
	var bound, subject, period, estimator bool
	for _, l := range p.Lines {
		outlets[l.Row.Article.Outlet] = true
		bound = bound || l.Figure.Bound != news.BoundExact
		subject, period, estimator = subject || l.Figure.Subject != "", period || l.Figure.Period != "", estimator || l.Figure.Estimator != ""
		if v := digest.FigureValue(l.Figure); !slices.Contains(p.Values, v) {
			p.Values = append(p.Values, v)
		}
		if e := l.Figure.Estimator; e != "" && !slices.Contains(p.Whose, e) {
			p.Whose = append(p.Whose, e)
		}
	}
	p.Outlets = len(outlets)
	for i := range p.Lines {
		f := p.Lines[i].Figure
		for _, m := range []struct {
			missing bool
			words   string
		}{{bound && f.Bound == news.BoundExact, "a limit, such as “more than”"}, {subject && f.Subject == "", "of what"},
			{period && f.Period == "", "for when"}, {estimator && f.Estimator == "", "whose number it is"}} {
			if m.missing {
				p.Lines[i].Missing = append(p.Lines[i].Missing, m.words)
			}
		}
	}
	first := p.Lines[0].Figure
	p.What = digest.FigureWhat(first)
	p.Title = strings.TrimSpace(digest.FigureValue(first) + " " + p.What)
	p.What = cmp.Or(p.What, map[string]string{"percent": "a share", "fraction": "a share", "times": "times as many"}[first.Unit], "of what is not said")
}

// others lists equal numbers of other articles that are not taken for this
// quantity, with the reason.
func (s *site) others(ctx context.Context, p *figurePage) error {
	ours := map[news.ArticleID]bool{}
	for _, l := range p.Lines {
		ours[l.Row.ID] = true
	}
	rows, _, err := s.store.Figures(ctx, store.FigureQuery{Query: news.Query{Shown: true, Story: yes, Limit: 100, Copies: true}, Value: p.Lines[0].Figure.Value})
	if err != nil {
		return err
	}
	rows = slices.DeleteFunc(rows, func(r store.FigureRow) bool { return ours[r.ID] })
	p.More = max(0, len(rows)-mostOthers)
	lines, err := s.ledgerLines(ctx, rows[:min(len(rows), mostOthers)])
	for _, l := range lines {
		p.Others = append(p.Others, otherLine{l, ledger.Apart(ledger.Entry{Figure: p.Lines[0].Figure}, ledger.Entry{Figure: l.Figure})})
	}
	return err
}

// figureChannel is the feed of one quantity: each text that states it.
func (s *site) figureChannel(ctx context.Context, r *http.Request) (channel, error) {
	row, err := s.store.Statistic(ctx, news.FigureID(r.PathValue("id")))
	if err != nil {
		return channel{}, err
	}
	lines, err := s.statedLines(ctx, row)
	if err != nil {
		return channel{}, err
	}
	homes, err := s.homes(ctx)
	if err != nil {
		return channel{}, err
	}
	page := figurePage{Lines: lines}
	page.sum()
	c := channel{Path: "/figure/" + string(row.ID), Title: page.Title, About: "Every text that states this quantity, as far as we found it."}
	seen := map[string]bool{}
	for _, l := range slices.Backward(lines) {
		if e := s.figureEntry(ledgerLine{l.Row, l.N, l.Figure, l.Quote}, homes); !seen[e.ID] && len(c.Entries) < feedSize {
			seen[e.ID] = true
			c.Entries = append(c.Entries, e)
		}
	}
	return c, nil
}

// stated lists the quantities that several articles state, newest first.
func (s *site) stated(ctx context.Context) ([]figurePage, error) {
	rows, err := s.store.Statistics(ctx, 30)
	if err != nil {
		return nil, err
	}
	var out []figurePage
	for _, row := range rows {
		p := figurePage{ID: row.ID, Differs: row.Differs}
		for _, a := range row.Appearances {
			p.Lines = append(p.Lines, statedLine{Row: row.Rows[a.Article], Appearance: a})
		}
		p.sum()
		out = append(out, p)
	}
	return out, nil
}

// figuresOf finds the pages of an article's figures; one that no other article
// states has none.
func (s *site) figuresOf(ctx context.Context, p *articlePage) error {
	of, err := s.store.StatisticsOf(ctx, p.ID)
	if err != nil && !errors.Is(err, news.ErrNotFound) {
		return err
	}
	for i := range p.Figures {
		p.Figures[i].Same = of[p.Figures[i].N]
	}
	return nil
}

package event

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"cipherdesk/internal/news"
	"cipherdesk/internal/text"
)

// Compare sets what outlets of each kind and country have on one event side by
// side. Outlets that only can be cited count for nothing; an outlet that is not
// watched any more still has a kind, and no country.
func Compare(pieces []news.Piece, watched []news.Watched) news.Comparison {
	pieces = inOrder(pieces)
	country := map[news.OutletID]string{}
	var kinds, countries sides
	for _, k := range news.Kinds() {
		kinds.of(news.Side{Kind: k})
	}
	for _, w := range watched {
		if w.Outlet.Entity || !w.Outlet.Enabled {
			continue
		}
		country[w.Outlet.ID] = w.Outlet.Country
		for _, s := range []*news.Side{kinds.of(news.Side{Kind: w.Outlet.Kind}), countries.of(news.Side{Country: w.Outlet.Country})} {
			s.Total++
			s.Readable += toInt(w.Readable)
		}
	}
	for i := range pieces {
		p := &pieces[i]
		enter(kinds.of(news.Side{Kind: p.Kind}), p, pieces, func(o *news.Piece) bool { return o.Kind == p.Kind })
		if c := country[p.Article.Outlet]; c != "" {
			enter(countries.of(news.Side{Country: c}), p, pieces, func(o *news.Piece) bool { return country[o.Article.Outlet] == c })
		}
	}
	c := news.Comparison{Kinds: kinds.known(), Countries: countries.known()}
	slices.SortStableFunc(c.Countries, func(a, b news.Side) int {
		return cmp.Or(cmp.Compare(len(b.Headlines), len(a.Headlines)), strings.Compare(a.Country, b.Country))
	})
	return c
}

func inOrder(pieces []news.Piece) []news.Piece {
	out := slices.Clone(pieces)
	slices.SortFunc(out, func(a, b news.Piece) int { return cmp.Or(a.FirstSeen.Compare(b.FirstSeen), compare(a.ID, b.ID)) })
	return out
}

type sides struct{ list []*news.Side }

// of is the side of that kind or country.
func (s *sides) of(key news.Side) *news.Side {
	for _, x := range s.list {
		if x.Kind == key.Kind && x.Country == key.Country {
			return x
		}
	}
	s.list = append(s.list, &key)
	return &key
}

// known are the sides of which somebody is watched or has written.
func (s *sides) known() []news.Side {
	var out []news.Side
	for _, x := range s.list {
		if (x.Kind != "" || x.Country != "") && x.Total+len(x.Headlines) > 0 {
			out = append(out, *x)
		}
	}
	return out
}

// enter adds an article to its side; own tells which articles are of that side.
func enter(s *news.Side, p *news.Piece, all []news.Piece, own func(*news.Piece) bool) {
	if !slices.ContainsFunc(s.Headlines, func(h news.Headline) bool { return h.Outlet == p.Article.Outlet }) {
		s.Outlets++
	}
	s.Headlines = append(s.Headlines, news.Headline{Article: p.ID, Outlet: p.Article.Outlet, Title: p.Title})
	others := func(has func(*news.Piece) bool) int {
		n := 0
		for i := range all {
			if o := &all[i]; !own(o) && has(o) {
				n++
			}
		}
		return n
	}
	for _, c := range p.Findings.Citations {
		if c.Kind != news.CiteQuote || len(c.Evidence) == 0 {
			continue
		}
		words := text.Fold(c.Evidence[0].Quote)
		if slices.ContainsFunc(s.Quotes, func(q news.UsedQuote) bool { return sameQuote(text.Fold(q.Span.Quote), words) }) {
			continue
		}
		s.Quotes = append(s.Quotes, news.UsedQuote{Article: p.ID, Speaker: c.Speaker, Organisation: c.Organisation, Span: c.Evidence[0],
			Others: others(func(o *news.Piece) bool { return quotes(o, words) })})
	}
	for _, f := range p.Findings.Figures {
		if f.Value == nil || len(f.Evidence) == 0 || slices.ContainsFunc(s.Figures, func(u news.UsedNumber) bool { return u.Span.Quote == f.Evidence[0].Quote }) {
			continue
		}
		s.Figures = append(s.Figures, news.UsedNumber{Article: p.ID, Estimator: f.Estimator, Span: f.Evidence[0],
			Others: others(func(o *news.Piece) bool { return states(o, &f) })})
	}
}

// fewestQuoted is the length of words, in bytes, below which a quotation that
// stands in another is a coincidence.
const fewestQuoted = 12

// sameQuote reports whether one of two folded quotations is the other, or is cut
// from it.
func sameQuote(a, b string) bool {
	a, b = strings.Trim(a, ` .,"!?…`), strings.Trim(b, ` .,"!?…`)
	if len(a) > len(b) {
		a, b = b, a
	}
	return a == b || len(a) >= fewestQuoted && strings.Contains(b, a)
}

func quotes(p *news.Piece, words string) bool {
	return slices.ContainsFunc(p.Findings.Citations, func(c news.Citation) bool {
		return c.Kind == news.CiteQuote && len(c.Evidence) > 0 && sameQuote(text.Fold(c.Evidence[0].Quote), words)
	})
}

// states reports whether an article has a figure of the same value and unit.
func states(p *news.Piece, f *news.Figure) bool {
	return slices.ContainsFunc(p.Findings.Figures, func(x news.Figure) bool { return x.Value != nil && *x.Value == *f.Value && x.Unit == f.Unit })
}

// Timeline lists when the articles of an event appeared and were updated, oldest
// first, each with whose clock says so: what is claimed where that is known and
// plausible, otherwise when we first saw it. An article that was there before we
// looked and claims nothing is left out.
func Timeline(pieces []news.Piece) []news.Moment {
	var out []news.Moment
	for i := range pieces {
		p := &pieces[i]
		if at, precision, clock := timeOf(p); clock != "" {
			out = append(out, news.Moment{Article: p.ID, At: at, Precision: precision, Clock: clock})
		}
		for _, u := range p.Text.Updates {
			if u.Time.Usable() {
				out = append(out, news.Moment{Article: p.ID, At: u.Time.Time, Precision: u.Time.Precision, Clock: news.ClockClaimed, Update: u.Words})
			}
		}
	}
	slices.SortStableFunc(out, func(a, b news.Moment) int { return cmp.Or(a.At.Compare(b.At), compare(a.Article, b.Article)) })
	return out
}

// timeOf is when an article is from and by whose clock; no clock when nobody
// knows.
func timeOf(p *news.Piece) (time.Time, news.Precision, news.Clock) {
	d := credible(p)
	switch {
	case !d.known:
		return time.Time{}, news.PrecisionNone, ""
	case p.Published.Known() && d.from.Equal(p.Published.Time):
		return d.from, p.Published.Precision, news.ClockClaimed
	}
	return d.from, news.PrecisionSecond, news.ClockSeen
}

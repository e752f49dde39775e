package digest

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"cipherdesk/internal/news"
)

// PickFigure chooses the number that an event turns on: the one that most
// outlets state, among equals one whose estimator is known, then one with a
// subject, then the larger. It returns nil when no text states one.
func PickFigure(pieces []news.Piece) *KeyFigure {
	if best := PickFigures(pieces, 1); len(best) > 0 {
		return &best[0]
	}
	return nil
}

// PickFigures lists up to n numbers of an event in the order of PickFigure.
func PickFigures(pieces []news.Piece, n int) []KeyFigure {
	groups := map[string]*figureGroup{}
	var order []*figureGroup
	for _, p := range pieces {
		for n, f := range p.Findings.Figures {
			if f.Value == nil || f.Bound == news.BoundVague || f.Unit == "" {
				continue
			}
			key := figureKey(f)
			if groups[key] == nil {
				groups[key] = &figureGroup{outlets: map[news.OutletID]bool{}}
				order = append(order, groups[key])
			}
			groups[key].add(KeyFigure{Figure: f, Article: p.ID, Outlet: p.OutletName, N: n}, p.Outlet)
		}
	}
	slices.SortFunc(order, compareFigures)
	var best []KeyFigure
	for _, g := range order[:min(n, len(order))] {
		g.best.Texts = g.texts
		best = append(best, g.best)
	}
	return best
}

type figureGroup struct {
	best    KeyFigure
	outlets map[news.OutletID]bool
	texts   int
	last    news.ArticleID
}

// add counts a text once and keeps the fullest statement of the number.
func (g *figureGroup) add(f KeyFigure, outlet news.OutletID) {
	g.outlets[outlet] = true
	if g.last != f.Article {
		g.texts++
		g.last = f.Article
	}
	if g.best.Article == "" || known(f.Figure) > known(g.best.Figure) {
		g.best = f
	}
}

// known counts what a figure states about itself.
func known(f news.Figure) int {
	n := 0
	for _, s := range []string{f.Estimator, f.Estimator, f.Subject, f.Period, f.Conduit} {
		if s != "" {
			n++
		}
	}
	return n
}

// figureKey keeps equal numbers of different things apart: another unit or
// another estimator is another number.
func figureKey(f news.Figure) string {
	key := strconv.FormatFloat(*f.Value, 'g', -1, 64)
	if f.ValueMax != nil {
		key += "-" + strconv.FormatFloat(*f.ValueMax, 'g', -1, 64)
	}
	return key + "|" + f.Unit + "|" + fold(f.Estimator)
}

func compareFigures(a, b *figureGroup) int {
	return cmp.Or(
		cmp.Compare(len(b.outlets), len(a.outlets)),
		compareBool(a.best.Estimator != "", b.best.Estimator != ""),
		compareBool(a.best.Unit != "percent", b.best.Unit != "percent"),
		compareBool(a.best.Subject != "", b.best.Subject != ""),
		cmp.Compare(*b.best.Value, *a.best.Value),
		cmp.Compare(a.best.Article, b.best.Article),
	)
}

// What makes a quotation fit for an edition, in characters.
const (
	quoteLeast = 25
	quoteMost  = 240
)

// PickQuotes chooses up to n quotations that may be shown, each from another
// speaker and another kind of actor. kindOf tells what a named body is; a
// speaker whose body is not registered has no kind and no mark.
func PickQuotes(pieces []news.Piece, kindOf func(string) (news.Kind, bool), n int) []Quote {
	var all []Quote
	for _, p := range pieces {
		allowed := Allow(p)
		for _, c := range p.Findings.Citations {
			if q, ok := quoteFrom(p, c, allowed, kindOf); ok {
				all = append(all, q)
			}
		}
	}
	slices.SortStableFunc(all, func(a, b Quote) int {
		return cmp.Or(
			compareBool(a.Known, b.Known),
			compareBool(!a.Shortened, !b.Shortened),
		)
	})
	var chosen []Quote
	for _, q := range all {
		if len(chosen) < n && !slices.ContainsFunc(chosen, q.sameVoice) {
			chosen = append(chosen, q)
		}
	}
	return chosen
}

func quoteFrom(p news.Piece, c news.Citation, allowed Allowance, kindOf func(string) (news.Kind, bool)) (Quote, bool) {
	if c.Kind != news.CiteQuote || cmp.Or(c.Speaker, c.Organisation, c.Source) == "" {
		return Quote{}, false
	}
	span, ok := allowed.First(c.Evidence)
	if !ok || span.Field == news.FieldTitle {
		return Quote{}, false
	}
	words := strings.Join(strings.Fields(Unquoted(span.Quote)), " ")
	if n := utf8.RuneCountInString(words); n < quoteLeast {
		return Quote{}, false
	}
	q := Quote{Words: Shorten(words, quoteMost), Speaker: c.Speaker, Body: cmp.Or(c.Organisation, c.Source),
		Article: p.ID, Outlet: p.OutletName, Lang: p.Language}
	q.Shortened = q.Words != words || !slices.ContainsFunc(c.Evidence, func(s news.Span) bool { return s == span })
	for _, name := range []string{c.Organisation, c.Source, c.Speaker} {
		if k, ok := kindOf(name); ok {
			q.Mark, q.Known = k.Mark(), true
			break
		}
	}
	return q, true
}

// sameVoice reports whether two quotations would not show two sides of a
// matter: one speaker, one body, one known kind, or the same words.
func (q Quote) sameVoice(o Quote) bool {
	return q.Speaker != "" && fold(q.Speaker) == fold(o.Speaker) ||
		q.Body != "" && fold(q.Body) == fold(o.Body) ||
		q.Known && o.Known && q.Mark == o.Mark ||
		fold(q.Words) == fold(o.Words)
}

// Unquoted removes the quotation marks around s, so that pages can set their
// own.
func Unquoted(s string) string {
	const marks = "\"'“”„‟«»‹›‘’‚"
	s = strings.TrimSpace(s)
	if s == "" || !strings.ContainsRune(marks, firstRune(s)) {
		return strings.TrimRight(s, "\"“”„«»")
	}
	return strings.TrimSpace(strings.Trim(s, marks))
}

func firstRune(s string) rune {
	r, _ := utf8.DecodeRuneInString(s)
	return r
}

// PickDocument names the document that most articles of an event link or rely
// on, when one does so by address.
func PickDocument(pieces []news.Piece) *Document {
	by := map[string]*Document{}
	var order []*Document
	for _, p := range pieces {
		seen := map[string]bool{}
		for _, c := range p.Findings.Citations {
			if c.Kind != news.CiteDocument || c.URL == "" || seen[c.URL] {
				continue
			}
			seen[c.URL] = true
			if by[c.URL] == nil {
				by[c.URL] = &Document{URL: c.URL}
				order = append(order, by[c.URL])
			}
			by[c.URL].Linked++
			by[c.URL].Label = cmp.Or(by[c.URL].Label, c.Source)
		}
	}
	if len(order) == 0 {
		return nil
	}
	return slices.MinFunc(order, func(a, b *Document) int { return cmp.Compare(b.Linked, a.Linked) })
}

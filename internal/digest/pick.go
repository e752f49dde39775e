package digest

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"cipherdesk/internal/news"
)

// PickFigure chooses the number that an event turns on: the one that most
// outlets state, where a number whose source is named counts for two outlets
// more, among equals the one in more outlets, then the larger. Spans of time,
// fractions and shares of what is not said are left to the list of all numbers. It
// returns nil when no text states one.
func PickFigure(notes []Notes) *KeyFigure {
	f, _ := keyFigures(notes)
	return f
}

// keyFigures is PickFigure with the numbers after it whose source is named: those
// that several texts state, and others of the same unit, which may not agree.
func keyFigures(notes []Notes) (key *KeyFigure, further []KeyFigure) {
	units := map[string]bool{}
	for _, f := range PickFigures(notes, mostRanked) {
		if slices.Contains(seldomKey, f.Unit) || shareOfNothing(f.Figure) {
			continue
		}
		equal := func(o KeyFigure) bool { return *o.Value == *f.Value }
		switch {
		case key == nil:
			key = &f
		case len(further) == mostFurther || !named(f.Estimator) || equal(*key) || slices.ContainsFunc(further, equal):
			continue
		case f.Texts > 1 || units[f.Unit]:
			further = append(further, f)
		default:
			continue
		}
		units[f.Unit] = true
	}
	return key, further
}

// mostFurther is how many numbers an edition shows of an event beside the one
// that it turns on.
const mostFurther = 2

const mostRanked = 20

// seldomKey are units whose numbers are rarely what an event is about.
var seldomKey = []string{"hours", "days", "weeks", "months", "years", "minutes", "seconds", "fraction", "hour", "day", "week", "month", "year"}

// PickFigures lists up to n numbers of an event in the order of PickFigure.
func PickFigures(notes []Notes, n int) []KeyFigure {
	groups := map[string]*figureGroup{}
	for _, p := range notes {
		for n, f := range p.Figures {
			if f.Value == nil || f.Bound == news.BoundVague || f.Unit == "" {
				continue
			}
			key := figureKey(f)
			if groups[key] == nil {
				groups[key] = &figureGroup{outlets: map[news.OutletID]bool{}, texts: map[news.ArticleID]bool{}}
			}
			groups[key].add(KeyFigure{Figure: f, Article: p.Article, Outlet: p.Name, N: n}, p.Outlet)
		}
	}
	order := merged(groups)
	slices.SortFunc(order, compareFigures)
	var best []KeyFigure
	for _, g := range order[:min(n, len(order))] {
		g.best.Texts = len(g.texts)
		best = append(best, g.best)
	}
	return best
}

// merged adds texts that do not say whose a number is to those that do, where
// all of these name one and the same. Where they name several, nobody knows
// which of them is meant.
func merged(groups map[string]*figureGroup) []*figureGroup {
	byNumber := map[string][]*figureGroup{}
	for key, g := range groups {
		number, _, _ := strings.Cut(key, estimatorMark)
		byNumber[number] = append(byNumber[number], g)
	}
	var order []*figureGroup
	for _, same := range byNumber {
		slices.SortFunc(same, func(a, b *figureGroup) int { return compareBool(a.best.Estimator == "", b.best.Estimator == "") })
		if len(same) == 2 && same[0].best.Estimator == "" {
			maps.Copy(same[1].outlets, same[0].outlets)
			maps.Copy(same[1].texts, same[0].texts)
			same = same[1:]
		}
		order = append(order, same...)
	}
	return order
}

// figureGroup is one number of one estimator, with who states it.
type figureGroup struct {
	best    KeyFigure
	outlets map[news.OutletID]bool
	texts   map[news.ArticleID]bool
}

// add counts a text once and keeps the fullest statement of the number.
func (g *figureGroup) add(f KeyFigure, outlet news.OutletID) {
	g.outlets[outlet] = true
	g.texts[f.Article] = true
	if g.best.Article == "" || stated(f.Figure) > stated(g.best.Figure) {
		g.best = f
	}
}

// weight is by how much a number is the one that an event turns on.
func (g *figureGroup) weight() int {
	if named(g.best.Estimator) {
		return len(g.outlets) + 2
	}
	return len(g.outlets)
}

// stated counts what a figure says about itself.
func stated(f news.Figure) int {
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
	return key + "|" + f.Unit + estimatorMark + fold(f.Estimator)
}

const estimatorMark = "|by:"

func compareFigures(a, b *figureGroup) int {
	return cmp.Or(
		compareBool(!shareOfNothing(a.best.Figure), !shareOfNothing(b.best.Figure)),
		cmp.Compare(b.weight(), a.weight()),
		cmp.Compare(len(b.outlets), len(a.outlets)),
		compareBool(a.best.Unit != "percent", b.best.Unit != "percent"),
		compareBool(a.best.Subject != "", b.best.Subject != ""),
		cmp.Compare(*b.best.Value, *a.best.Value),
		cmp.Compare(a.best.Article, b.best.Article),
		cmp.Compare(a.best.N, b.best.N),
	)
}

// PickQuotes chooses up to n quotations, each from another speaker and another
// kind of actor, from different articles where there are such. kindOf tells what
// a named body is; a speaker whose body is not registered has no kind and no
// mark.
func PickQuotes(notes []Notes, kindOf func(string) (news.Kind, bool), n int) []Quote {
	var all []Quote
	bodies := bodiesOf(notes)
	for _, p := range notes {
		for _, q := range p.Quotes {
			if q.Body == "" {
				q.Body = bodies[fold(q.Speaker)]
			}
			for _, name := range []string{q.Body, q.Speaker, q.with} {
				if k, ok := kindOf(name); ok {
					q.Mark, q.Known = k.Mark(), true
					break
				}
			}
			if q.ours() || q.full() { // a few words in another language say little here
				all = append(all, q)
			}
		}
	}
	slices.SortStableFunc(all, func(a, b Quote) int {
		return cmp.Or(compareBool(a.Known, b.Known), compareBool(a.signed(), b.signed()), compareBool(a.ours(), b.ours()),
			compareBool(a.full(), b.full()), compareBool(!a.Shortened, !b.Shortened))
	})
	var chosen []Quote
	take := func(fits func(Quote) bool) {
		for _, q := range all {
			if len(chosen) < n && fits(q) && !slices.ContainsFunc(chosen, q.sameVoice) {
				chosen = append(chosen, q)
			}
		}
	}
	take(func(q Quote) bool {
		return !slices.ContainsFunc(chosen, func(c Quote) bool { return c.Article == q.Article })
	})
	take(func(Quote) bool { return true })
	return chosen
}

// bodiesOf tells for whom people speak, where some article of an event says so
// and none says otherwise.
func bodiesOf(notes []Notes) map[string]string {
	bodies := map[string]string{}
	for _, p := range notes {
		for _, q := range p.Quotes {
			who := fold(q.Speaker)
			if who == "" || q.Body == "" {
				continue
			}
			if have, ok := bodies[who]; ok && fold(have) != fold(q.Body) {
				bodies[who] = ""
			} else if !ok {
				bodies[who] = q.Body
			}
		}
	}
	return bodies
}

// signed reports whether a quotation has a name under it, and not only a word
// such as "ministry".
func (q Quote) signed() bool { return named(q.Speaker) || named(q.Body) || named(q.with) }

func named(source string) bool { return strings.ContainsFunc(source, unicode.IsUpper) }

// ours reports whether a quotation is in the language of our pages.
func (q Quote) ours() bool {
	base, _, _ := strings.Cut(strings.ToLower(q.Lang), "-")
	return base == "en"
}

// full reports whether a quotation is long enough to stand by itself.
func (q Quote) full() bool { return utf8.RuneCountInString(q.Words) >= quoteFull }

// sameVoice reports whether two quotations would not show two sides of a
// matter: one speaker, one body, one known kind, or the same words.
func (q Quote) sameVoice(o Quote) bool {
	return q.Speaker != "" && fold(q.Speaker) == fold(o.Speaker) ||
		q.Body != "" && fold(q.Body) == fold(o.Body) ||
		q.Known && o.Known && q.Mark == o.Mark ||
		fold(q.Words) == fold(o.Words)
}

// Unquoted removes the quotation marks around s, and a comma that leads back
// into the sentence around it, so that pages can set their own.
func Unquoted(s string) string {
	const marks = "\"'“”„‟«»‹›‘’‚"
	s = strings.TrimSpace(s)
	if s != "" && strings.ContainsRune(marks, firstRune(s)) {
		s = strings.Trim(s, marks)
	}
	return strings.TrimRight(s, "\"“”„«», ")
}

func firstRune(s string) rune {
	r, _ := utf8.DecodeRuneInString(s)
	return r
}

// PickDocument names the document that most articles of an event link or rely
// on, when one does so by address.
func PickDocument(notes []Notes) *Document {
	var all []*Document
	for _, p := range notes {
		for _, d := range p.Documents {
			at := slices.IndexFunc(all, func(have *Document) bool { return have.URL == d.URL })
			if at < 0 {
				all = append(all, &d)
				continue
			}
			all[at].Linked++
			all[at].Label = cmp.Or(all[at].Label, d.Label)
		}
	}
	if len(all) == 0 {
		return nil
	}
	return slices.MinFunc(all, func(a, b *Document) int { return cmp.Compare(b.Linked, a.Linked) })
}

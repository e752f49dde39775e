package event

import (
	"cmp"
	"slices"
	"strings"

	"cipherdesk/internal/news"
)

// mostReasons is how many grounds a membership keeps: the strongest.
const mostReasons = 6

// widespread is the rarity below which a shared word is no reason: half the
// field has it.
const widespread = 2

// reasons says what an article shares with the member most like it: same text
// first, then what is rarest, in the article's own words. The answer is kept
// as long as that member is the same.
func (c *Clusterer) reasons(n *node, cl *cluster) []news.Reason {
	i := slices.IndexFunc(n.near, func(e edge) bool { return e.to.event == cl })
	if i < 0 {
		return nil
	}
	if near := n.near[i].to; near != n.whyNear {
		n.why, n.whyNear = c.compare(n, near), near
	}
	return n.why
}

func (c *Clusterer) compare(n, near *node) []news.Reason {
	why := make([]news.Reason, 0, mostReasons)
	if kind := kinship(n, near); kind != "" {
		why = append(why, news.Reason{Kind: kind, With: near.piece.ID})
	}
	var shared []weighted
	both(n.vector, near.vector, func(t term, product int64) {
		shared = append(shared, weighted{t, int32(product / unit)})
	})
	slices.SortFunc(shared, func(x, y weighted) int {
		return cmp.Or(cmp.Compare(y.weight, x.weight), cmp.Compare(x.term, y.term))
	})
	for _, w := range shared {
		if len(why) == mostReasons {
			break
		}
		kind, words := n.spell(w.term, near)
		said := slices.ContainsFunc(why, func(r news.Reason) bool { return r.Words == words })
		if words == "" || said || len(why) > 0 && c.corpus.rarity(w.term) < widespread {
			continue
		}
		why = append(why, news.Reason{Kind: kind, Words: words, With: near.piece.ID})
	}
	return why
}

// kinship says how two texts are one, in the kinds of a reason; "" when they
// are not.
func kinship(a, b *node) string {
	switch {
	case slices.Contains(a.same, b):
		return "same-text"
	case !derived(a, b) && !derived(b, a) && !slices.Contains(a.kin, b):
		return ""
	case language(&a.piece) == language(&b.piece):
		return "wording-differs"
	}
	return "possible-translation"
}

// wording is a term as an article writes it; no text for what is written in no
// field.
type wording struct {
	text string
	name bool
}

// spoken are the words in which terms first stand. They are copied as one, so
// that they hold no text in memory.
func spoken(p *news.Piece, where []counted) []wording {
	fields := [...]string{"", p.Title, p.Text.Summary, p.Text.Body}
	var all strings.Builder
	for _, c := range where {
		all.WriteString(fields[c.place.field][c.place.start:c.place.end])
	}
	out, copied, at := make([]wording, len(where)), all.String(), 0
	for i, c := range where {
		end := at + int(c.place.end-c.place.start)
		out[i] = wording{copied[at:end], c.name}
		at = end
	}
	return out
}

// derived reports whether a's outlet is known to carry the texts of b's.
func derived(a, b *node) bool {
	return a.piece.DerivativeOf != "" && a.piece.DerivativeOf == b.piece.Article.Outlet
}

// spell says of what kind a term shared with near is and how n writes it.
func (n *node) spell(t term, near *node) (kind, words string) {
	i, _ := slices.BinarySearchFunc(n.vector, t, func(w weighted, t term) int { return cmp.Compare(w.term, t) })
	w := n.spoken[i]
	switch t.kind() {
	case isFigure, isCount:
		if i := slices.IndexFunc(n.figures, func(f figure) bool { return f.term == t }); w.text == "" && i >= 0 {
			w.text = n.figures[i].words
		}
		return "figure", w.text
	case isDay:
		return "words", w.text
	case isLink:
		return "link", linkWords(t, n, near)
	case isLaw:
		return "document", lawWords(&n.piece, t)
	}
	if w.name {
		return "name", w.text
	}
	return "words", w.text
}

// linkWords is the address that both cite, or that one cites and the other has.
func linkWords(t term, n, near *node) string {
	for _, m := range [...]*node{n, near} {
		for _, l := range m.piece.Text.Links {
			if linkTerm(l.URL) == t {
				return l.URL
			}
		}
	}
	return ""
}

func lawWords(p *news.Piece, t term) string {
	for _, tag := range p.Findings.Tags {
		if newTerm(isLaw, tag.Tag) == t {
			return tag.Evidence[0].Quote
		}
	}
	return ""
}

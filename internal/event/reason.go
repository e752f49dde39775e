package event

import (
	"cmp"
	"slices"
	"strings"
	"time"

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
	why := c.alike(n, cl)
	if n.desk == nil {
		return why
	}
	return append([]news.Reason{{Kind: byEditor, Words: byDesk(n.desk)}}, why...)
}

// byEditor is the kind of a reason, and the author of a title, that an editor gave.
const byEditor = "desk"

// byDesk is when an editor made an edit, and why.
func byDesk(e *news.EventEdit) string {
	words := e.At.UTC().Format(time.DateOnly)
	if e.Reason != "" {
		words += ": " + e.Reason
	}
	return words
}

// alike are the reasons that the texts give.
func (c *Clusterer) alike(n *node, cl *cluster) []news.Reason {
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
	both(n.vector, near.vector, func(x, _ *weighted, product int64) {
		shared = append(shared, weighted{term: x.term, weight: int32(product / unit)})
	})
	slices.SortFunc(shared, func(x, y weighted) int {
		return cmp.Or(cmp.Compare(y.weight, x.weight), cmp.Compare(x.term, y.term))
	})
	for _, w := range shared {
		if len(why) == mostReasons {
			break
		}
		r := n.spell(w.term, near)
		told := slices.ContainsFunc(why, func(x news.Reason) bool { return x.Words == r.Words })
		if r.Words == "" || told || len(why) > 0 && c.corpus.rarity(w.term) < widespread {
			continue
		}
		why = append(why, r)
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

// wording is a term as an article writes it, and where; no text for what is
// written nowhere.
type wording struct {
	text  string
	start int32
	field uint8
	name  bool
}

// spoken are the words in which terms first stand. They are copied as one, so
// that they hold no text in memory.
func spoken(p *news.Piece, where []counted) []wording {
	fields := [...]string{"", p.Title, p.Text.Summary, p.Text.Body}
	var all strings.Builder
	lengths := make([]int, len(where))
	for i, c := range where {
		if at := c.place; at.start >= 0 && at.start <= at.end && int(at.end) <= len(fields[at.field]) {
			words := fields[at.field][at.start:at.end]
			lengths[i] = len(words)
			all.WriteString(words)
		}
	}
	out, copied, at := make([]wording, len(where)), all.String(), 0
	for i, c := range where {
		out[i] = wording{copied[at : at+lengths[i]], c.place.start, c.place.field, c.name}
		at += lengths[i]
	}
	return out
}

// derived reports whether a's outlet is known to carry the texts of b's.
func derived(a, b *node) bool {
	return a.piece.DerivativeOf != "" && a.piece.DerivativeOf == b.piece.Article.Outlet
}

// spell is a term shared with near as a reason, in n's own words.
func (n *node) spell(t term, near *node) news.Reason {
	i, _ := slices.BinarySearchFunc(n.said, t, func(s said, t term) int { return cmp.Compare(s.term, t) })
	w := n.spoken[i]
	r := news.Reason{Kind: w.kind(t), Words: w.text, With: near.piece.ID}
	if w.text != "" {
		r.Field, r.Start, r.End = fieldNames[w.field], int(w.start), int(w.start)+len(w.text)
	}
	if t.kind() == isLink {
		r.Words = linkWords(t, n, near)
	}
	return r
}

// kind is what a reason of that term is called.
func (w wording) kind(t term) string {
	switch t.kind() {
	case isFigure, isCount:
		return "figure"
	case isLink:
		return "link"
	case isLaw:
		return "document"
	case isQuote:
		return "quote"
	case isDay:
		return "words"
	}
	if w.name {
		return "name"
	}
	return "words"
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

package event

import (
	"cmp"
	mathbits "math/bits"
	"slices"

	"cipherdesk/internal/text"
)

// figure is a number that a text states, and where.
type figure struct {
	term  term
	place place
}

const mostFigures = 24

// figures lists the numbers of the text just read, sorted, each once.
func (r *reader) figures() []figure {
	var out []figure
	for i := range r.words.Tokens {
		if r.words.Tokens[i].Kind != text.Number || len(out) == mostFigures {
			continue
		}
		if f, is := r.figureAt(i); is {
			out = append(out, f)
		}
	}
	slices.SortStableFunc(out, func(a, b figure) int { return cmp.Compare(a.term, b.term) })
	return slices.Clip(slices.CompactFunc(out, func(a, b figure) bool { return a.term == b.term }))
}

// figureAt is the number at token i, when it is no day and says something.
func (r *reader) figureAt(i int) (figure, bool) {
	r.found = r.found[:0]
	r.number(i)
	if len(r.found) == 0 || r.found[0].term.kind() == isDay {
		return figure{}, false
	}
	m := r.found[0]
	return figure{m.term, place{theBody, r.words.Tokens[m.first].Start, r.words.Tokens[m.last-1].End}}, true
}

// outline is what a text says sentence by sentence, in what translation and
// rewording leave alone: names, numbers, days, and words that bridge.txt knows in
// every language.
type outline struct {
	anchors []uint32 // sentence after sentence, each once in a sentence
	ends    []uint16 // of each sentence in anchors; sentences without any are left out
	set     []uint32 // the same anchors sorted, each once
}

const (
	outlineWords = 400
	mostAnchors  = 320
)

// outline is that of the text just read, with what was found in it.
func (r *reader) outline(found []mention) outline {
	w := &r.words
	slices.SortFunc(found, func(a, b mention) int { return cmp.Or(cmp.Compare(a.first, b.first), cmp.Compare(a.term, b.term)) })
	var o outline
	at, begin := 0, 0
	for _, s := range w.Sentences {
		for ; at < len(found) && found[at].first < s.Last; at++ {
			m := found[at]
			if m.term.kind() == isWord && !m.name && !w.Tokens[m.first].Is(text.Capital) {
				continue
			}
			if id := uint32(m.term); !slices.Contains(o.anchors[begin:], id) && len(o.anchors) < mostAnchors {
				o.anchors = append(o.anchors, id)
			}
		}
		if begin < len(o.anchors) {
			begin = len(o.anchors)
			o.ends = append(o.ends, uint16(begin))
		}
	}
	o.set = slices.Clone(o.anchors)
	slices.Sort(o.set)
	o.set = slices.Clip(slices.Compact(o.set))
	o.anchors, o.ends = slices.Clip(o.anchors), slices.Clip(o.ends)
	return o
}

func (o *outline) sentence(i int) []uint32 {
	begin := uint16(0)
	if i > 0 {
		begin = o.ends[i-1]
	}
	return o.anchors[begin:o.ends[i]]
}

const (
	fewestAnchors   = 12 // that two texts share
	fewestSentences = 3  // of each
	// carriedFrom is the share of the anchors of two texts, on average, that stand
	// in the other in the same row of sentences. Of the texts written for it and of
	// the demo's, reports of one event by different hands share at most 0.51,
	// translations and rewordings at least 0.57.
	carriedFrom = 0.55
)

// inOtherWords reports whether two texts say the same, sentence by sentence.
func inOtherWords(a, b *outline) bool {
	if len(a.ends) < fewestSentences || len(b.ends) < fewestSentences {
		return false
	}
	needed := max(fewestAnchors, carriedFrom*float64(len(a.anchors)+len(b.anchors))/2)
	return float64(inBoth(a.set, b.set)) >= needed/2 && float64(align(a, b)) >= needed
}

// inBoth is how many values two sorted lists share; one can stand for several
// anchors, so that twice as many can be aligned.
func inBoth(a, b []uint32) int {
	n := 0
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch {
		case a[i] < b[j]:
			i++
		case a[i] > b[j]:
			j++
		default:
			n++
			i++
			j++
		}
	}
	return n
}

// align is the greatest number of anchors that stand in sentences of equal order:
// one against one, or one against two that follow each other.
func align(a, b *outline) int {
	x, y := a.against(a.set), b.against(a.set)
	m := len(y)
	rows := [3][]int{make([]int, m+1), make([]int, m+1), make([]int, m+1)} // of this sentence of a and the two before
	for i := 1; i <= len(x); i++ {
		row, one, two := rows[i%3], rows[(i+2)%3], rows[(i+1)%3]
		row[0] = 0
		for j := 1; j <= m; j++ {
			alone := x[i-1].shared(y[j-1], bits{})
			best := max(one[j], row[j-1], one[j-1]+alone)
			if i > 1 {
				best = max(best, two[j-1]+alone+x[i-2].shared(y[j-1], x[i-1]))
			}
			if j > 1 {
				best = max(best, one[j-2]+alone+y[j-2].shared(x[i-1], y[j-1]))
			}
			row[j] = best
		}
	}
	return rows[len(x)%3][m]
}

// bits are the anchors of a sentence, each by its place in a set: an outline has
// no more than mostAnchors.
type bits [(mostAnchors + 63) / 64]uint64

// against is each sentence by what it has of a sorted set.
func (o *outline) against(set []uint32) []bits {
	out := make([]bits, len(o.ends))
	for i := range out {
		for _, id := range o.sentence(i) {
			if at, has := slices.BinarySearch(set, id); has {
				out[i][at/64] |= 1 << (at % 64)
			}
		}
	}
	return out
}

// shared is how many anchors two sentences share that a third one has not.
func (x *bits) shared(y, third bits) int {
	n := 0
	for i := range x {
		n += mathbits.OnesCount64(x[i] & y[i] &^ third[i])
	}
	return n
}

// mostKin is how many of an article's neighbours are asked whether they are it
// in other words.
const mostKin = 8

// findKin looks among the nearest for the article itself in other words.
func (n *node) findKin() {
	for _, e := range n.near[:min(len(n.near), mostKin)] {
		if !slices.Contains(n.same, e.to) && !slices.Contains(n.kin, e.to) && carries(n, e.to) {
			n.kin = append(n.kin, e.to)
			e.to.kin = append(e.to.kin, n)
		}
	}
}

// carries reports whether one of two articles is the other in other words. Two
// of one outlet in one language are two of a series.
func carries(a, b *node) bool {
	return !(sameOutlet(a, b) && language(&a.piece) == language(&b.piece)) && inOtherWords(&a.outline, &b.outline)
}

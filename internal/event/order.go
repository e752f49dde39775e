package event

import (
	"cmp"
	"slices"

	"cipherdesk/internal/text"
)

// figure is a number that a text states, as it stands there.
type figure struct {
	term  term
	place place
}

const mostFigures = 24

// names lists the names and figures of the text just read, in its order:
// translation and rewording leave them where they are. The figures come once
// more by themselves, sorted.
func (r *reader) names() (order []uint32, figures []figure) {
	w := &r.words
	for i := range w.Tokens {
		t := &w.Tokens[i]
		var id term
		switch {
		case t.Kind == text.Number:
			if f, is := r.figureAt(i); is {
				id, figures = f.term, append(figures, f)
			}
		case t.Kind == text.Word && isName(t):
			if key := w.Fold(i); !r.bridge.function[key] {
				id = newTerm(isWord, key)
			}
		}
		if h := uint32(id); id != 0 && len(order) < mostOrdered && (len(order) == 0 || order[len(order)-1] != h) {
			order = append(order, h)
		}
	}
	figures = figures[:min(len(figures), mostFigures)]
	slices.SortStableFunc(figures, func(a, b figure) int { return cmp.Compare(a.term, b.term) })
	figures = slices.CompactFunc(figures, func(a, b figure) bool { return a.term == b.term })
	return slices.Clip(order), slices.Clip(figures)
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

func isName(t *text.Token) bool {
	return t.Is(text.Upper) || t.Is(text.Capital) && !t.Is(text.Opens)
}

const (
	mostOrdered   = 160
	fewestOrdered = 8    // different names and figures that two texts share
	orderedFrom   = 0.75 // of those that the one with fewer has
	otherFrom     = 0.45 // of those that the other has; languages that capitalise every noun have more
	sequenceFrom  = 0.85 // of the shared ones stand in one order
)

// sameOrder reports whether two texts name the same people, places and numbers
// in the same order.
func sameOrder(a, b *node) bool {
	few, many := min(len(a.names), len(b.names)), max(len(a.names), len(b.names))
	if few < fewestOrdered {
		return false
	}
	shared := intersection(a.names, b.names)
	if len(shared) < fewestOrdered || float64(len(shared)) < orderedFrom*float64(few) || float64(len(shared)) < otherFrom*float64(many) {
		return false
	}
	inA, inB := only(a.order, shared), only(b.order, shared)
	return float64(longestCommon(inA, inB)) >= sequenceFrom*float64(min(len(inA), len(inB)))
}

// mostKin is how many of an article's neighbours are asked whether they are it
// in other words.
const mostKin = 8

// findKin looks among the nearest for the article itself in other words.
func (n *node) findKin() {
	for _, e := range n.near[:min(len(n.near), mostKin)] {
		if !slices.Contains(n.same, e.to) && sameOrder(n, e.to) {
			n.kin = append(n.kin, e.to)
			e.to.kin = append(e.to.kin, n)
		}
	}
}

func sortedSet(list []uint32) []uint32 {
	out := slices.Clone(list)
	slices.Sort(out)
	return slices.Compact(out)
}

// intersection of two sorted sets.
func intersection(a, b []uint32) []uint32 {
	var out []uint32
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch {
		case a[i] < b[j]:
			i++
		case a[i] > b[j]:
			j++
		default:
			out = append(out, a[i])
			i++
			j++
		}
	}
	return out
}

// only is what of a list is in the sorted set, without immediate repetition.
func only(list, set []uint32) []uint32 {
	out := make([]uint32, 0, len(list))
	for _, h := range list {
		if _, in := slices.BinarySearch(set, h); in {
			out = append(out, h)
		}
	}
	return slices.Compact(out)
}

// longestCommon is the length of the longest common subsequence.
func longestCommon(x, y []uint32) int {
	row := make([]int, len(y)+1)
	for _, a := range x {
		diagonal := 0
		for j, b := range y {
			up := row[j+1]
			if a == b {
				row[j+1] = diagonal + 1
			} else {
				row[j+1] = max(up, row[j])
			}
			diagonal = up
		}
	}
	return row[len(y)]
}

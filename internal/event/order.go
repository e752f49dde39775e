package event

import (
	"cmp"
	"slices"
	"strings"

	"cipherdesk/internal/text"
)

// figure is a number that a text states, as it stands there.
type figure struct {
	term  term
	words string
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
	return figure{m.term, strings.Clone(r.words.Quote(int(m.first), int(m.last-1)))}, true
}

func isName(t *text.Token) bool {
	return t.Is(text.Upper) || t.Is(text.Capital) && !t.Is(text.Opens)
}

const (
	mostOrdered   = 160
	fewestOrdered = 8   // different names and figures that two texts share
	orderedFrom   = 0.6 // of those that the one with fewer has
	sequenceFrom  = 0.8 // of the shared ones stand in one order
)

// sameOrder reports whether two texts name the same people, places and numbers
// in the same order.
func sameOrder(a, b []uint32) bool {
	inA, inB := distinct(a), distinct(b)
	both := map[uint32]bool{}
	for h := range inA {
		if inB[h] {
			both[h] = true
		}
	}
	if len(both) < fewestOrdered || float64(len(both)) < orderedFrom*float64(min(len(inA), len(inB))) {
		return false
	}
	x, y := only(a, both), only(b, both)
	return float64(longestCommon(x, y)) >= sequenceFrom*float64(min(len(x), len(y)))
}

func distinct(list []uint32) map[uint32]bool {
	out := make(map[uint32]bool, len(list))
	for _, h := range list {
		out[h] = true
	}
	return out
}

// only is what of a list is in the set, without immediate repetition.
func only(list []uint32, set map[uint32]bool) []uint32 {
	out := make([]uint32, 0, len(list))
	for _, h := range list {
		if set[h] {
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

package enrich

import (
	"cmp"
	"slices"
	"strings"

	"cipherdesk/internal/text"
)

// match is one form found where all its conditions hold.
type match struct {
	place       int32 // field
	first, last int32 // tokens, last is one past the end
	form        int32
}

// matches is the scratch of one document's matching.
type matches struct {
	cues  [][]position // by cue
	byTag [][]match    // by tag, in reading order after settle
	used  []int32      // tags with matches
	heard []int32      // cues with positions
}

// position is a run of tokens counted through all fields, so that near words
// are looked for in one list. Fields lie too far apart to be near each other.
type position struct{ first, last int32 }

const fieldStride = 1 << 24

func at(place int, h text.Hit) position {
	base := int32(place * fieldStride)
	return position{base + h.First, base + h.Last}
}

// reset makes the scratch ready for a tagger.
func (m *matches) reset(t *tagger) {
	if len(m.cues) != t.cues || len(m.byTag) != len(t.tags) {
		m.cues, m.byTag = make([][]position, t.cues), make([][]match, len(t.tags))
	}
	for _, c := range m.heard {
		m.cues[c] = m.cues[c][:0]
	}
	for _, tag := range m.used {
		m.byTag[tag] = m.byTag[tag][:0]
	}
	m.heard, m.used = m.heard[:0], m.used[:0]
}

// match fills the document's matches by tag.
func (t *tagger) match(d *document) {
	m := &d.matches
	m.reset(t)
	for place := range d.fields {
		for _, h := range d.fields[place].hits[byRule] {
			if c := h.Value &^ cueBit; c != h.Value {
				if len(m.cues[c]) == 0 {
					m.heard = append(m.heard, c)
				}
				m.cues[c] = append(m.cues[c], at(place, h))
			}
		}
	}
	for place := range d.fields {
		f := &d.fields[place]
		for _, h := range f.hits[byRule] {
			if h.Value&cueBit == 0 && t.holds(d, f, h) {
				m.take(t.forms[h.Value].tag, match{int32(place), h.First, h.Last, h.Value})
			}
		}
	}
	for _, tag := range m.used {
		m.byTag[tag] = t.settle(m.byTag[tag])
	}
}

func (m *matches) take(tag int32, found match) {
	if len(m.byTag[tag]) == 0 {
		m.used = append(m.used, tag)
	}
	m.byTag[tag] = append(m.byTag[tag], found)
}

// holds reports whether all conditions of a form are met by one of its hits.
func (t *tagger) holds(d *document, f *field, h text.Hit) bool {
	r := &t.forms[h.Value]
	switch {
	case !r.fields[f.place]:
		return false
	case len(r.langs) > 0 && d.lang != "" && !slices.Contains(r.langs, d.lang):
		return false
	case r.name && !f.named(int(h.First)):
		return false
	case r.exact != nil && !spelled(f.Quote(int(h.First), int(h.Last)-1), r.exact):
		return false
	case r.near >= 0 && !near(d.matches.cues[r.near], at(f.place, h), r.within):
		return false
	case r.also >= 0 && !near(d.matches.cues[r.also], at(f.place, h), 0):
		return false
	}
	return r.unless < 0 || !near(d.matches.cues[r.unless], at(f.place, h), r.within)
}

// named reports whether token i is written as a name: with a capital letter,
// in scripts that have them.
func (f *field) named(i int) bool {
	return f.Tokens[i].Is(text.Capital) || f.Tokens[i].Kind == text.Glyph || !text.HasCase(f.Fold(i))
}

// spelled reports whether the words stand there with these very accents.
func spelled(quote string, words []string) bool {
	quote = strings.ToLower(quote)
	for _, w := range words {
		if stem, open := strings.CutSuffix(w, "*"); open && strings.HasPrefix(quote, stem) || quote == w {
			return true
		}
	}
	return false
}

// near reports whether one of the cues stands within so many tokens of p, but
// not on its own words; within 0 is anywhere in the text.
func near(cues []position, p position, within int32) bool {
	if within == 0 {
		return slices.ContainsFunc(cues, func(c position) bool { return c.last <= p.first || c.first >= p.last })
	}
	i, _ := slices.BinarySearchFunc(cues, p.first-within, func(c position, least int32) int { return cmp.Compare(c.first, least) })
	for ; i < len(cues) && cues[i].first <= p.last+within; i++ {
		if cues[i].last <= p.first || cues[i].first >= p.last {
			return true
		}
	}
	return false
}

// settle orders the matches of one tag and lets the longest win: what lies
// inside a longer match goes, of equal ones the weightiest stays, and false
// friends take away what they cover before they go themselves.
func (t *tagger) settle(found []match) []match {
	slices.SortFunc(found, func(a, b match) int {
		return cmp.Or(cmp.Compare(a.place, b.place), cmp.Compare(a.first, b.first), cmp.Compare(b.last, a.last),
			t.rank(b.form)-t.rank(a.form), cmp.Compare(t.forms[b.form].weight, t.forms[a.form].weight), cmp.Compare(a.form, b.form))
	})
	kept, place, end := found[:0], int32(-1), int32(0)
	for _, x := range found {
		if x.place != place {
			place, end = x.place, 0
		}
		if x.last <= end {
			continue
		}
		end = x.last
		if !t.forms[x.form].not {
			kept = append(kept, x)
		}
	}
	return kept
}

// rank puts false friends before forms that cover the same words.
func (t *tagger) rank(form int32) int {
	if t.forms[form].not {
		return 1
	}
	return 0
}

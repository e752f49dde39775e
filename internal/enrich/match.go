package enrich

import (
	"math/bits"
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
	heard []heard   // by cue
	byTag [][]match // by tag, in reading order after settle
	used  []int32   // tags with matches
	again []int32   // cues heard, for reset
}

// heard is the first and the last place of a cue. Two are enough to know
// whether one stands elsewhere than on a given run of words.
type heard struct {
	count       int32
	first, last position
}

// position is a run of tokens of one field.
type position struct{ place, first, last int32 }

func (p position) overlaps(q position) bool {
	return p.place == q.place && p.first < q.last && q.first < p.last
}

// reset makes the scratch ready for a tagger.
func (m *matches) reset(t *tagger) {
	if len(m.heard) != t.cues || len(m.byTag) != len(t.tags) {
		m.heard, m.byTag = make([]heard, t.cues), make([][]match, len(t.tags))
	}
	for _, c := range m.again {
		m.heard[c] = heard{}
	}
	for _, tag := range m.used {
		m.byTag[tag] = m.byTag[tag][:0]
	}
	m.again, m.used = m.again[:0], m.used[:0]
}

// match fills the document's matches by tag.
func (t *tagger) match(d *document) {
	m := &d.matches
	m.reset(t)
	for place := range d.fields {
		for _, h := range d.fields[place].found {
			if t.uses[h.Value].cue {
				t.hear(m, h.Value, position{int32(place), h.First, h.Last})
			}
		}
	}
	for place := range d.fields {
		f := &d.fields[place]
		for i, h := range f.found {
			for _, form := range t.uses[h.Value].forms {
				if t.holds(d, f, i, &t.forms[form]) {
					m.take(t.forms[form].tag, match{int32(place), h.First, h.Last, form})
				}
			}
		}
	}
	for _, tag := range m.used {
		m.byTag[tag] = t.settle(m.byTag[tag])
	}
}

// hear notes the cues of one phrase.
func (t *tagger) hear(m *matches, phrase int32, p position) {
	mask := t.masks[int(phrase)*t.width:][:t.width]
	for w, word := range mask {
		for ; word != 0; word &= word - 1 {
			c := int32(w*64 + bits.TrailingZeros64(word))
			h := &m.heard[c]
			if h.count == 0 {
				h.first = p
				m.again = append(m.again, c)
			}
			h.count++
			h.last = p
		}
	}
}

func (m *matches) take(tag int32, found match) {
	if len(m.byTag[tag]) == 0 {
		m.used = append(m.used, tag)
	}
	m.byTag[tag] = append(m.byTag[tag], found)
}

// holds reports whether all conditions of a form are met by hit i of a field.
func (t *tagger) holds(d *document, f *field, i int, r *form) bool {
	h := &f.found[i]
	switch {
	case !r.fields[f.place]:
		return false
	case len(r.langs) > 0 && d.lang != "" && !slices.Contains(r.langs, d.lang):
		return false
	case r.name && !f.named(int(h.First)):
		return false
	case r.exact != nil && !spelled(f.Quote(int(h.First), int(h.Last)-1), r.exact):
		return false
	case r.near != nil && !t.near(d, f, i, r.near, r.within):
		return false
	case r.also != nil && !t.near(d, f, i, r.also, 0):
		return false
	}
	return r.unless == nil || !t.near(d, f, i, r.unless, r.within)
}

// near reports whether one of the cues stands within so many tokens of hit i,
// but not on its own words; within 0 is anywhere in the text.
func (t *tagger) near(d *document, f *field, i int, of cues, within int32) bool {
	h := &f.found[i]
	p := position{int32(f.place), h.First, h.Last}
	var room [8]int32
	here := room[:0] // those of the cues that the text has at all: mostly none
	for _, c := range of {
		if x := &d.matches.heard[c]; x.count > 0 && !(x.first.overlaps(p) && x.last.overlaps(p)) {
			here = append(here, c)
		}
	}
	if within == 0 || len(here) == 0 {
		return len(here) > 0
	}
	for j := i - 1; j >= 0 && f.found[j].First >= h.First-within; j-- {
		if f.found[j].Last <= h.First && t.isCue(f.found[j].Value, here) {
			return true
		}
	}
	for j := i + 1; j < len(f.found) && f.found[j].First <= h.Last+within; j++ {
		if f.found[j].First >= h.Last && t.isCue(f.found[j].Value, here) {
			return true
		}
	}
	return false
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

// settle orders the matches of one tag and lets the longest win: what lies
// inside a longer match goes, of equal ones the weightiest stays, and false
// friends take away what they cover before they go themselves.
func (t *tagger) settle(found []match) []match {
	for i := 1; i < len(found); i++ { // hits come by first token: only neighbours change places
		for j := i; j > 0 && t.before(&found[j], &found[j-1]); j-- {
			found[j], found[j-1] = found[j-1], found[j]
		}
	}
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

// before orders two matches of a tag: by place, the longer first, of equal ones
// false friends first, then the weightier.
func (t *tagger) before(a, b *match) bool {
	if a.place != b.place {
		return a.place < b.place
	}
	if a.first != b.first {
		return a.first < b.first
	}
	if a.last != b.last {
		return a.last > b.last
	}
	x, y := &t.forms[a.form], &t.forms[b.form]
	if x.not != y.not {
		return x.not
	}
	if x.weight != y.weight {
		return x.weight > y.weight
	}
	return a.form < b.form
}

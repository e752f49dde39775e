package enrich

import (
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
	text  uint32    // number of the text, so that nothing need be cleared
	heard []heard   // by cue
	tried []try     // by form
	byTag [][]match // by tag, in reading order after settle
	used  []int32   // tags with matches
}

// try says whether a form can hold anywhere in the text of that number.
type try struct {
	text uint32
	able bool
}

// heard is the first place of a cue in the text of that number.
type heard struct {
	text uint32
	position
}

// position is a run of tokens of one field.
type position struct{ place, first, last int32 }

func (p position) overlaps(q position) bool {
	return p.place == q.place && p.first < q.last && q.first < p.last
}

// reset makes the scratch ready for the next text.
func (m *matches) reset(t *tagger) {
	if len(m.heard) != t.cues || len(m.byTag) != len(t.tags) {
		*m = matches{heard: make([]heard, t.cues), tried: make([]try, len(t.forms)), byTag: make([][]match, len(t.tags))}
	}
	if m.text++; m.text == 0 {
		clear(m.heard)
		clear(m.tried)
		m.text = 1
	}
	for _, tag := range m.used {
		m.byTag[tag] = m.byTag[tag][:0]
	}
	m.used = m.used[:0]
}

// listen notes which cues the text has, and where first.
func (t *tagger) listen(d *document) {
	m := &d.matches
	m.reset(t)
	for place := range d.fields {
		for _, hit := range d.fields[place].found {
			u := &t.uses[hit.Value]
			for _, c := range t.numbers[u.cues:u.last] {
				if h := &m.heard[c]; h.text != m.text {
					*h = heard{m.text, position{int32(place), hit.First, hit.Last}}
				}
			}
		}
	}
}

// match adds the document's matches by tag: first those of the verdict and of
// tags for every text, then those of tags for stories.
func (t *tagger) match(d *document, late bool) {
	m := &d.matches
	before := len(m.used)
	for place := range d.fields {
		f := &d.fields[place]
		for i, h := range f.found {
			u := &t.uses[h.Value]
			forms := t.numbers[u.first:u.late]
			if late {
				forms = t.numbers[u.late:u.cues]
			}
			for _, form := range forms {
				if r := &t.forms[form]; t.able(d, form) && t.holds(d, f, i, r) {
					m.take(r.tag, match{int32(place), h.First, h.Last, form})
				}
			}
		}
	}
	for _, tag := range m.used[before:] {
		m.byTag[tag] = t.settle(m.byTag[tag])
	}
}

// able reports whether a text has what a form needs at all: its language, and a
// word of each list. Most forms are done with here, once a text.
func (t *tagger) able(d *document, form int32) bool {
	m := &d.matches
	x := &m.tried[form]
	if x.text != m.text {
		r := &t.forms[form]
		*x = try{m.text, (len(r.langs) == 0 || d.lang == "" || slices.Contains(r.langs, d.lang)) &&
			m.hears(r.near) && m.hears(r.also)}
	}
	return x.able
}

// hears reports whether the text has a word of any of the cues; nil asks for none.
func (m *matches) hears(of cues) bool {
	for _, c := range of {
		if m.heard[c].text == m.text {
			return true
		}
	}
	return of == nil
}

func (m *matches) take(tag int32, found match) {
	if len(m.byTag[tag]) == 0 {
		m.used = append(m.used, tag)
	}
	m.byTag[tag] = append(m.byTag[tag], found)
}

// holds reports whether all conditions of an able form are met by hit i of a field.
func (t *tagger) holds(d *document, f *field, i int, r *form) bool {
	h := &f.found[i]
	switch {
	case !r.fields[f.place]:
		return false
	case r.name && !f.named(int(h.First)):
		return false
	case r.exact != nil && !spelled(f.Quote(int(h.First), int(h.Last)-1), r.exact):
		return false
	case r.also != nil && !t.near(d, f, i, r.also, 0):
		return false
	case r.near != nil && !t.near(d, f, i, r.near, r.within):
		return false
	}
	return r.unless == nil || !t.near(d, f, i, r.unless, r.within)
}

// near reports whether one of the cues stands within so many tokens of hit i,
// but not on its own words; within 0 is anywhere in the text.
func (t *tagger) near(d *document, f *field, i int, of cues, within int32) bool {
	h, m := &f.found[i], &d.matches
	own := position{int32(f.place), h.First, h.Last}
	var room [8]int32
	here := room[:0] // those of the cues that the text has at all: mostly none
	for _, c := range of {
		x := &m.heard[c]
		if x.text != m.text {
			continue
		}
		if within == 0 && !x.overlaps(own) {
			return true
		}
		here = append(here, c)
	}
	switch {
	case len(here) == 0:
		return false
	case within == 0:
		return t.elsewhere(d, own, here)
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

// elsewhere reports whether one of the cues stands anywhere but on these words.
func (t *tagger) elsewhere(d *document, own position, of []int32) bool {
	for place := range d.fields {
		for _, h := range d.fields[place].found {
			if t.isCue(h.Value, of) && !own.overlaps(position{int32(place), h.First, h.Last}) {
				return true
			}
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

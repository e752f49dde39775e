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
	heard []heard   // by list of near words
	sets  []uint32  // by set of lists: the last text that had it
	tried []try     // by form
	byTag [][]match // by tag, in reading order after settle
	used  []int32   // tags with matches
	given []scored  // those with enough
}

// scored is a tag that the text gets.
type scored struct {
	tag   int32
	score float64
}

// try says whether a form can hold anywhere in the text of that number, and
// whether words stand there that may keep it from doing so.
type try struct {
	text       uint32
	able, wary bool
}

// heard is the last text that had a near word of a list, and where its first stands.
type heard struct {
	text  uint32
	first position
}

// position is a run of tokens of one field.
type position struct{ place, first, last int32 }

func (p position) overlaps(q position) bool {
	return p.place == q.place && p.first < q.last && q.first < p.last
}

// reset makes the scratch ready for the next text.
func (m *matches) reset(t *tagger) {
	if len(m.sets) != t.sets.len() || len(m.byTag) != len(t.tags) {
		*m = matches{heard: make([]heard, t.lists), sets: make([]uint32, t.sets.len()), tried: make([]try, len(t.forms)), byTag: make([][]match, len(t.tags))}
	}
	if m.text++; m.text == 0 {
		clear(m.heard)
		clear(m.sets)
		clear(m.tried)
		m.text = 1
	}
	for _, tag := range m.used {
		m.byTag[tag] = m.byTag[tag][:0]
	}
	m.used = m.used[:0]
}

// listen notes of which lists the text has a near word.
func (t *tagger) listen(d *document) {
	m := &d.matches
	m.reset(t)
	for place := range d.fields {
		for _, hit := range d.fields[place].found {
			if m.sets[hit.set] == m.text {
				continue
			}
			m.sets[hit.set] = m.text
			for _, l := range t.sets.row(hit.set) {
				if h := &m.heard[l]; h.text != m.text {
					*h = heard{m.text, position{int32(place), hit.first, hit.last}}
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
		for i := range f.found {
			h := &f.found[i]
			if h.use == nearAlone {
				continue
			}
			u := &t.uses[h.use]
			first, last := u.first, u.late
			if late {
				first, last = u.late, u.last
			}
			for _, form := range t.numbers[first:last] {
				if x := t.try(d, form); x.able && t.holds(d, f, i, &t.forms[form], x.wary) {
					m.take(t.forms[form].tag, match{int32(place), h.first, h.last, form})
				}
			}
		}
	}
	for _, tag := range m.used[before:] {
		m.byTag[tag] = t.settle(m.byTag[tag])
	}
}

// try reports whether a text has what a form needs at all. Most forms are done
// with here, once a text.
func (t *tagger) try(d *document, form int32) *try {
	x := &d.matches.tried[form]
	if x.text != d.matches.text {
		t.weigh(d, &t.forms[form], x)
	}
	return x
}

// weigh looks for a form's language, and for a word of each of its lists.
func (t *tagger) weigh(d *document, r *form, x *try) {
	m := &d.matches
	*x = try{text: m.text}
	x.able = (len(r.langs) == 0 || d.lang == "" || slices.Contains(r.langs, d.lang)) &&
		(r.near == nil || m.hears(r.near)) && (r.also == nil || m.hears(r.also))
	x.wary = x.able && r.unless != nil && m.hears(r.unless)
}

// hears reports whether the text has a word of any of the lists.
func (m *matches) hears(of *cues) bool {
	for _, l := range of.lists {
		if m.heard[l].text == m.text {
			return true
		}
	}
	return false
}

func (m *matches) take(tag int32, found match) {
	if len(m.byTag[tag]) == 0 {
		m.used = append(m.used, tag)
	}
	m.byTag[tag] = append(m.byTag[tag], found)
}

// holds reports whether all conditions of an able form are met by hit i of a
// field; wary forms look whether a word stands there that they must not have.
func (t *tagger) holds(d *document, f *field, i int, r *form, wary bool) bool {
	h := &f.found[i]
	switch {
	case !r.fields[f.place]:
		return false
	case r.name && !f.named(int(h.first)):
		return false
	case r.exact != nil && !spelled(f.Quote(int(h.first), int(h.last)-1), r.exact):
		return false
	case r.also != nil && !d.near(f, i, r.also, 0):
		return false
	case r.near != nil && !d.near(f, i, r.near, r.within):
		return false
	}
	return !wary || !d.near(f, i, r.unless, r.within)
}

// near reports whether one of the cues stands within so many tokens of hit i,
// but not on its own words; within 0 is anywhere in the text.
func (d *document) near(f *field, i int, of *cues, within int32) bool {
	found := f.found
	first, last := found[i].first, found[i].last
	if within == 0 {
		return d.elsewhere(position{int32(f.place), first, last}, of)
	}
	for j := i - 1; j >= 0 && found[j].first >= first-within; j-- {
		if h := &found[j]; h.last <= first && of.sets.has(h.set) {
			return true
		}
	}
	for j := i + 1; j < len(found) && found[j].first <= last+within; j++ {
		if h := &found[j]; h.first >= last && of.sets.has(h.set) {
			return true
		}
	}
	return false
}

// elsewhere reports whether one of the cues stands anywhere but on these words.
func (d *document) elsewhere(own position, of *cues) bool {
	m := &d.matches
	for _, l := range of.lists { // the first of a list mostly does
		if h := &m.heard[l]; h.text == m.text && !own.overlaps(h.first) {
			return true
		}
	}
	for place := range d.fields {
		for _, h := range d.fields[place].found {
			if of.sets.has(h.set) && !own.overlaps(position{int32(place), h.first, h.last}) {
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

package enrich

import (
	"cmp"
	"slices"
	"strings"
	"sync"

	"cipherdesk/internal/news"
	"cipherdesk/internal/text"
)

// citer finds whom a text relies on. It is only read after newCiter.
type citer struct {
	*register
	cues    []cueEntry
	scratch sync.Pool // of *reader
}

// newCiter lists the alias register and the words of citations.
func newCiter(alias, word adder) (*citer, error) {
	c := &citer{}
	c.scratch.New = func() any { return &reader{} }
	src, err := data.ReadFile("aliases.yaml")
	if err != nil {
		return nil, err
	}
	if c.register, err = newRegister(src, alias); err != nil {
		return nil, err
	}
	if src, err = data.ReadFile("cues.yaml"); err != nil {
		return nil, err
	}
	c.cues, err = listCues(src, word)
	return c, err
}

// find returns the citations of a document in reading order.
func (c *citer) find(d *document) []news.Citation {
	r := c.scratch.Get().(*reader)
	defer c.scratch.Put(r)
	r.read(c, d)
	for i := range r.views {
		r.views[i].quotations()
	}
	r.findPeople()
	r.findLead()
	for i := range r.views {
		v := &r.views[i]
		v.sourceList()
		v.blocks()
		part := 0
		for _, s := range v.Sentences {
			part = v.quotes(s, part)
			v.attributions(s)
		}
		v.credits()
		v.documents()
	}
	r.links()
	return r.settle()
}

// reader is one document being read for its citations.
type reader struct {
	*citer
	d      *document
	views  [fieldCount]view
	people []person
	found  []found
	order  []int32  // scratch of settle
	lead   string   // body that leads those who signed a letter
	ledAt  []ledBy  // where an unregistered body is said to lead
	letter bool     // there is a letter that somebody signed
	press  []string // outlets that the register does not know
	met    []paper  // scratch of documents
	papers ruleNames
	sounds memo // kinds of bodies, by what they are called

	told    map[string]int // words for each state, nil: not counted yet
	spans   []news.Span    // room for evidence, one piece for many citations
	several bool           // something was found in two fields
}

// room returns an empty list with room for n spans. What is appended beyond
// that goes elsewhere.
func (r *reader) room(n int) []news.Span {
	const piece = 32
	if cap(r.spans)-len(r.spans) < n {
		r.spans = make([]news.Span, 0, max(piece, n))
	}
	first := len(r.spans)
	r.spans = r.spans[:first+n]
	return r.spans[first : first : first+n]
}

// ledBy is the token behind "led by".
type ledBy struct {
	place int
	token int32
}

// found is a citation with its place.
type found struct {
	news.Citation
	place       int   // field
	first, last int32 // tokens of the evidence
}

// view is a field with what the lists say of each of its tokens.
type view struct {
	*reader
	*field
	lang     string
	cues     []cue
	who      []int32 // by token: 1+place in mentions, or -1-place in runs; 0 nobody
	apart    []int32 // first tokens of names that another state's bodies have here
	runs     []run
	verbs    []verb
	accords  []text.Hit // "according to", "zufolge"
	pointers []text.Hit // "first reported by", "seen by", "told"
	docs     []text.Hit // words for documents
	parts    []part
	colons   []int32
	presses  []int32     // words for outlets
	nouns    []int32     // what is said, as a noun
	spoken   []utterance // who spoke where
	answers  int32       // place of the guest of an interview in people
}

// within reports whether there is a token i: rules look beside what they have
// found, and a text may begin or end there ("…, according to").
func (f *field) within(i int32) bool { return i >= 0 && int(i) < len(f.Tokens) }

// form returns the folded form of token i, nothing beyond the text.
func (f *field) form(i int32) string {
	if !f.within(i) {
		return ""
	}
	return f.Fold(int(i))
}

// sign reports whether token i is a mark, as it is folded.
func (f *field) sign(i int32, mark byte) bool { return f.within(i) && f.Sign(int(i)) == mark }

// slice returns tokens first to last-1 as they stand in the source.
func (f *field) slice(first, last int32) string { return f.Quote(int(first), int(last)-1) }

// runAt returns the row of capitals that covers token i, nil for none.
func (v *view) runAt(i int32) *run {
	if !v.within(i) || v.who[i] >= 0 {
		return nil
	}
	return &v.runs[-v.who[i]-1]
}

// entityAt returns the entity that token i names, nil for none.
func (v *view) entityAt(i int32) *entity {
	if !v.within(i) || v.who[i] <= 0 {
		return nil
	}
	return &v.entities[v.mentions[v.who[i]-1].entity]
}

// personAt returns the person whom token i names, -1 for nobody.
func (v *view) personAt(i int32) int32 {
	if x := v.runAt(i); x != nil {
		return x.person
	}
	return -1
}

// verb is a verb that may tie words to a speaker.
type verb struct {
	first, last int32
	cue         cue
	used        bool // by a quotation
}

// Marks of tokens beside the cues of cues.yaml.
const (
	cueQuoted cue = 1 << (56 + iota) // inside quotation marks
	cueEdge                          // a quotation mark
	cueTaken                         // already tells whose a quotation is
)

// read prepares every field.
func (r *reader) read(c *citer, d *document) {
	r.citer, r.d = c, d
	r.people, r.found, r.ledAt, r.lead, r.letter = r.people[:0], r.found[:0], r.ledAt[:0], "", false
	r.press, r.spans, r.several, r.told = r.press[:0], nil, false, nil
	closed := d.words.closedWordsOf(d.lang)
	for i := range d.fields {
		v := &r.views[i]
		v.reader, v.field, v.lang = r, &d.fields[i], d.lang
		v.closed, v.field.lang = closed, d.lang
		n := len(v.Tokens)
		v.cues = append(v.cues[:0], make([]cue, n)...)
		v.who = append(v.who[:0], make([]int32, n)...)
		v.runs, v.verbs, v.parts, v.spoken = v.runs[:0], v.verbs[:0], v.parts[:0], v.spoken[:0]
		v.accords, v.pointers, v.docs = v.accords[:0], v.pointers[:0], v.docs[:0]
		v.colons, v.presses, v.nouns = v.colons[:0], v.presses[:0], v.nouns[:0]
		v.mentions = c.register.mentions(v.field, d.lang, v.mentions[:0])
		if d.lang == "de" { // where any messenger is a Messenger
			v.mentions = slices.DeleteFunc(v.mentions, func(m mention) bool {
				return m.last == m.first+1 && v.form(m.first) == "messenger"
			})
		}
		v.mentions = slices.DeleteFunc(v.mentions, v.longerName)
		v.apart = v.apart[:0]
		v.mentions = slices.DeleteFunc(v.mentions, func(m mention) bool {
			other := r.elsewhere(v, m)
			if other {
				v.apart = append(v.apart, m.first)
			}
			return other
		})
		v.policeOrAgency()
		for k, m := range v.mentions {
			for t := m.first; t < m.last; t++ {
				v.who[t] = int32(k) + 1
			}
		}
		v.mark()
	}
}

// longerName reports whether a body of one word is the beginning of another
// body's name: "Liberty Watch". Companies have parts.
func (v *view) longerName(m mention) bool {
	e := &v.entities[m.entity]
	if m.last != m.first+1 || e.group != isBody || e.kind == "company" || !v.within(m.last) {
		return false
	}
	t := &v.Tokens[m.last]
	if t.Kind != text.Word || t.Flags&(text.Capital|text.Opens|text.Joined|text.Possessive) != text.Capital {
		return false
	}
	switch v.form(m.last) {
	case "watch", "group", "trust", "foundation", "network", "project", "fund", "alliance", "institute", "centre", "center", "society", "union", "collective", "campaign":
		return true
	}
	return false
}

// policeOrAgency takes "the AFP" in English for the Australian police, and every
// AFP of a text that names them in full, but for those of datelines.
func (v *view) policeOrAgency() {
	agency, police := v.byID["afp"], v.byID["afp-police"]
	named := false
	for k := range v.mentions {
		m := &v.mentions[k]
		named = named || m.entity == police
		if v.lang != "en" || m.entity != agency || m.last > m.first+1 {
			continue
		}
		if before := v.form(m.first - 1); before == "the" || named && before != "(" && before != "-" && before != "told" {
			m.entity = police
		}
	}
}

// mark lays the cues over the tokens and collects the verbs.
func (v *view) mark() {
	for _, h := range v.hits[byCite] {
		e := &v.citer.cues[h.Value]
		if e.lang != "" && v.lang != "" && e.lang != v.lang {
			continue
		}
		for t := h.First; t < h.Last; t++ {
			v.cues[t] |= e.cue
		}
		if e.cue&cueListed == 0 {
			continue
		}
		if e.cue&cueVerb != 0 && (v.place == inTitle || !v.Tokens[h.First].Is(text.Capital) || v.Tokens[h.First].Is(text.Opens)) {
			v.addVerb(verb{first: h.First, last: h.Last, cue: e.cue})
		}
		if e.cue&(cueAccording|cueBehind|cueOwnView) != 0 && !v.rate(h) {
			v.accords = longest(v.accords, h)
		}
		if e.cue&cuePointer != 0 {
			v.pointers = longest(v.pointers, h)
		}
		if e.cue&cuePress != 0 {
			v.presses = append(v.presses, h.Last-1)
		}
		if e.cue&(cueThatNoun|cueForNoun) != 0 {
			v.nouns = append(v.nouns, h.First)
		}
		if e.cue&cueDoc != 0 {
			v.docs = longest(v.docs, h)
		}
		if e.cue&(cueDoc|cueMany|cueLed) != 0 {
			v.note(h, e.cue)
		}
	}
	v.compounds()
}

// rate reports whether "per" tells a rate: "$5 per user". As a source it stands
// behind a comma: "Zoom will pay, per a filing".
func (v *view) rate(h text.Hit) bool {
	return v.form(h.First) == "per" && h.Last == h.First+1 && v.lang == "en" && !v.Tokens[h.First].Is(text.Opens) && v.form(h.First-1) != ","
}

// cueListed is every cue whose phrases are gathered beside the tokens.
const cueListed = cueVerb | cueAccording | cueBehind | cueOwnView | cuePointer | cuePress | cueThatNoun | cueForNoun | cueDoc | cueMany | cueLed

// addVerb keeps the longest of overlapping verbs and joins what equal ones do.
func (v *view) addVerb(x verb) {
	if n := len(v.verbs); n > 0 {
		y := &v.verbs[n-1]
		switch {
		case y.first == x.first && y.last == x.last:
			y.cue |= x.cue
			return
		case y.first == x.first && x.last > y.last:
			*y = x
			return
		case x.first < y.last:
			return
		}
	}
	v.verbs = append(v.verbs, x)
}

// longest appends a phrase unless it lies within the last one; of two that
// begin together the longer stays.
func longest(hits []text.Hit, h text.Hit) []text.Hit {
	n := len(hits)
	if n == 0 || h.First >= hits[n-1].Last {
		return append(hits, h)
	}
	if h.First == hits[n-1].First && h.Last > hits[n-1].Last {
		hits[n-1] = h
	}
	return hits
}

// note keeps whether there is a letter, and who leads those who signed it.
func (v *view) note(h text.Hit, c cue) {
	if !v.letter && c&cueDoc != 0 && letterWord(v.form(h.Last-1)) || c&cueMany != 0 && signerWord(v.form(h.Last-1)) {
		v.letter = true
	}
	if c&cueLed == 0 || v.lead != "" {
		return
	}
	for t := h.Last; int(t) < len(v.Tokens) && t < h.Last+8; t++ {
		if e := v.entityAt(t); e != nil && e.group == isBody {
			v.lead = v.nameAt(t).text
			return
		}
	}
	v.ledAt = append(v.ledAt, ledBy{v.place, h.Last})
}

// findLead names a leading body that the register does not know.
func (r *reader) findLead() {
	for _, l := range r.ledAt {
		if r.lead == "" {
			v := &r.views[l.place]
			r.lead = v.firstBody(l.token, min(l.token+8, int32(len(v.Tokens))))
		}
	}
}

// letterWord reports whether a folded word is a thing that people sign.
func letterWord(f string) bool {
	switch f {
	case "letter", "brief", "brev", "lettre", "carta", "lettera", "petition", "manifiesto":
		return true
	}
	return false
}

// signerWord reports whether a folded word names those who sign.
func signerWord(f string) bool {
	switch f {
	case "signatories", "signatory", "unterzeichner", "unterzeichnende", "unterzeichnenden", "signataires", "firmantes", "ondertekenaars", "firmatari":
		return true
	}
	return false
}

// mostFindings bounds the citations, and the figures, of one text: a longer
// list is noise, and looking through it must not take for ever.
const mostFindings = 400

// add records a citation that rests on tokens first to last-1.
func (v *view) add(c news.Citation, first, last int32) {
	if len(v.reader.found) == mostFindings {
		return
	}
	r := v.reader
	r.several = r.several || len(r.found) > 0 && r.found[0].place != v.place
	r.found = append(r.found, found{Citation: c, place: v.place, first: first, last: last})
}

// settle orders what was found and joins what says the same.
func (r *reader) settle() []news.Citation {
	if len(r.found) == 0 {
		return nil
	}
	r.order = r.order[:0]
	for i := range r.found {
		r.order = append(r.order, int32(i))
	}
	slices.SortFunc(r.order, func(i, j int32) int {
		a, b := &r.found[i], &r.found[j]
		return cmp.Or(a.place-b.place, int(a.first-b.first), int(i-j))
	})
	out := make([]news.Citation, 0, len(r.found))
	for _, i := range r.order {
		x := &r.found[i]
		if same := r.repeated(x, out); same != nil {
			evidence := append(same.Evidence, x.Evidence...)
			if x.Kind == news.CiteQuote { // the text knows better than a summary that was cut
				*same = x.Citation
			}
			same.Evidence = evidence
			continue
		}
		out = append(out, x.Citation)
	}
	return out
}

// repeated returns the citation among out that already says what x says.
func (r *reader) repeated(x *found, out []news.Citation) *news.Citation {
	if !r.several && (x.Kind == news.CiteQuote || x.Kind == news.CiteAttribution) {
		return nil // one field says nothing twice
	}
	for i := range out {
		if x.repeats(&out[i]) {
			return &out[i]
		}
	}
	return nil
}

// repeats reports whether y already says what x says: the same credit, or the
// same words in another field.
func (x *found) repeats(y *news.Citation) bool {
	if x.Kind != y.Kind {
		return false
	}
	if x.Kind != news.CiteQuote && (x.Relation != y.Relation || !strings.EqualFold(x.Source, y.Source) || x.Speaker != y.Speaker || x.Organisation != y.Organisation) {
		return false
	}
	switch x.Kind {
	case news.CiteCredit, news.CiteDocument:
		return true
	case news.CiteLink:
		return x.URL == y.URL
	}
	words := &x.Evidence[0]
	return slices.ContainsFunc(y.Evidence, func(s news.Span) bool {
		return s.Field != words.Field && sameWords(s.Quote, words.Quote)
	})
}

// sameWords reports whether two quotes are equal, or one is the other cut
// short, as summaries cut them.
func sameWords(a, b string) bool {
	const enough = 24 // bytes that are no coincidence
	if len(a) > len(b) {
		a, b = b, a
	}
	return a == b || len(a) >= enough && strings.HasPrefix(b, strings.TrimRight(a, " …."))
}

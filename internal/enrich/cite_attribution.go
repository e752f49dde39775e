package enrich

import (
	"strings"

	"cipherdesk/internal/news"
	"cipherdesk/internal/text"
)

const (
	ruleVerb      = "attribution/verb"
	ruleBehind    = "attribution/behind" // speaker and verb stand behind what is said
	ruleAccording = "attribution/according"
)

// attributions records what a sentence says in its own words on the authority
// of somebody.
func (r *reader) attributions(v *view, x text.Range) {
	p := -1
	for k := v.verbFrom(x.First); k < len(v.verbs) && v.verbs[k].first < x.Last; k++ {
		y := &v.verbs[k]
		if y.cue&cueSay == 0 || y.used || v.cues[y.first]&cueQuoted != 0 {
			continue
		}
		if p < 0 {
			p = v.paragraph(x.First)
		}
		r.attribution(v, *y, p)
	}
	for _, h := range v.accords {
		if h.First >= x.Last {
			break
		}
		if h.First >= x.First && v.cues[h.First]&(cueQuoted|cueTaken) == 0 {
			r.according(v, h, v.paragraph(h.First))
		}
	}
}

// attribution records the clause of one verb of saying.
func (r *reader) attribution(v *view, y verb, p int) {
	if v.heard(y) || v.denied(y) || v.afterDeterminer(y) {
		return
	}
	from, to := v.sentenceOf(y.first)
	s, behind := r.subjectBefore(v, y), false
	if s.kind == nobody && y.cue&cueTell == 0 && v.inverted(r.d.lang, y, from) {
		s, behind = r.subjectAfter(v, y), true
	}
	if s.kind == itself && y.cue&cueFind != 0 {
		s = v.lastPaper(s)
	}
	if s.kind == nobody || r.isPress(s) || s.kind == aDoc && r.pressIn(v, s.first, s.last) || !r.canSay(v, y, s) || v.introduces(y, to) || v.accorded(s.first, y.first) {
		return
	}
	s = r.resolve(v, s, y.first)
	if s.kind == itself || s.kind == theThey {
		return
	}
	first, rule := s.first, ruleVerb
	for first > from && (determiner(v.Fold(int(first)-1)) || asTold(v.Fold(int(first)-1))) {
		first--
	}
	if behind || v.postponed(y, first, from, to) {
		first, rule = from, ruleBehind
	}
	if rule == ruleVerb {
		to = r.clauseEnd(v, y, to)
	}
	verb := v.Quote(int(y.first), int(y.last)-1)
	r.attribute(v, s, verb, v.span(first, v.trim(to), rule), first, to, p)
}

// lastPaper resolves "it shows" to the document named in the sentence before.
func (v *view) lastPaper(s voice) voice {
	from, _ := v.sentenceOf(s.first)
	for i := len(v.docs) - 1; i >= 0; i-- {
		h := v.docs[i]
		if h.First < from && v.sentence(h.First)+1 == v.sentence(from) {
			s.kind, s.doc = aDoc, v.Text(int(h.Last)-1)
			break
		}
	}
	return s
}

// clauseEnd returns where the words of one source end because another takes
// over: "X says 60 per cent, but Y says 40".
func (r *reader) clauseEnd(v *view, y verb, to int32) int32 {
	k := v.verbFrom(y.last)
	if k >= len(v.verbs) || v.verbs[k].first >= to || v.verbs[k].cue&cueSay == 0 {
		return to
	}
	s := r.subjectBefore(v, v.verbs[k])
	if s.kind == nobody || s.first <= y.last {
		return to
	}
	i := s.first - 1
	for i > y.last && determiner(v.Fold(int(i))) {
		i--
	}
	switch v.Fold(int(i)) {
	case ";", "but", "while", "whereas", "and", "aber", "wahrend", "und", "mais", "tandis", "et", "pero", "mientras", "maar", "terwijl", "en", "ma", "mentre":
	default:
		return to
	}
	for i > y.last+1 && v.Fold(int(i)-1) == "," {
		i--
	}
	return i
}

// accorded reports whether an "according to" stands right before tokens first
// to last-1: it tells the source already.
func (v *view) accorded(first, last int32) bool {
	for i := max(0, first-2); i < last; i++ {
		if v.cues[i]&cueAccording != 0 {
			return true
		}
	}
	return false
}

// asTold reports whether a folded word joins the speaker to what was said
// before: ", wie das Amt mitteilte".
func asTold(f string) bool {
	switch f {
	case "as", "wie", "comme", "como", "come", "zoals", "zo":
		return true
	}
	return false
}

// introduces reports whether a colon behind the verb hands over to a quotation
// or a list.
func (v *view) introduces(y verb, to int32) bool {
	return v.Fold(int(to)-1) == ":" && to-y.last < longestPhrase/2
}

// postponed reports whether speaker and verb come behind what is said: "It cost
// £5m, the ministry said on Monday."
func (v *view) postponed(y verb, first, from, to int32) bool {
	if first-from < 5 || v.Fold(int(first)-1) != "," || v.who[from] == 0 && (preposition(v.Fold(int(from))) || clauseWord(v.Fold(int(from)))) {
		return false
	}
	k := y.last
	if y.cue&cueTell != 0 { // over the hearer
		for k < to && k < y.last+5 && v.Tokens[k].Kind == text.Word && !preposition(v.Fold(int(k))) && !clauseWord(v.Fold(int(k))) {
			k++
		}
	}
	return k >= to || v.Tokens[k].Kind == text.Mark || preposition(v.Fold(int(k))) || auxiliary(v.Fold(int(k)))
}

// attribute records an attribution, or adds to the one before when the same
// source goes on.
func (r *reader) attribute(v *view, s voice, verb string, words news.Span, first, last int32, p int) {
	c := s.citation(news.CiteAttribution, verb)
	if n := len(r.found); n > 0 {
		b := &r.found[n-1]
		if b.place == v.place && (b.Kind == news.CiteAttribution || b.Kind == news.CiteQuote && v.sentence(b.first) == v.sentence(first)) && b.Speaker == c.Speaker && b.Organisation == c.Organisation && b.Role == c.Role &&
			b.Source == c.Source && v.paragraph(b.first) == p && b.first < first && v.sentence(b.last-1)+1 >= v.sentence(first) {
			if b.Kind == news.CiteAttribution && b.last < last {
				b.Evidence = append(b.Evidence, words)
				b.last = last
			}
			v.speak(s, first, p)
			return
		}
	}
	c.Evidence = []news.Span{words}
	v.speak(s, first, p)
	r.add(v, c, first, last)
}

// trim leaves out the full stop of a sentence that ends behind token last-1.
func (v *view) trim(last int32) int32 {
	for v.Tokens[last-1].Kind == text.Mark && v.Fold(int(last)-1) == "." {
		last--
	}
	return last
}

// denied reports whether a verb is negated: "do not say", "declined to say".
func (v *view) denied(y verb) bool {
	from, to := v.sentenceOf(y.first)
	for i := y.first - 1; i >= from && i >= y.first-4; i-- {
		f := v.Fold(int(i))
		if negation(f) {
			return true
		}
		if !auxiliary(f) && f != "to" && f != "'" && f != "t" {
			break
		}
	}
	return y.last < to && negation(v.Fold(int(y.last))) && (v.Fold(int(y.last)) == "pas" || v.Fold(int(y.last)) == "nicht" || v.Fold(int(y.last)) == "niet")
}

// afterDeterminer reports whether a word is no verb here: "an estimated 14
// million", "the stated aim".
func (v *view) afterDeterminer(y verb) bool {
	if y.first == 0 || v.Tokens[y.first].Is(text.Opens) {
		return false
	}
	switch v.Fold(int(y.first) - 1) {
	case "the", "a", "an", "its", "their", "his", "her", "of", "to", "as", "no", "such", "some", "any", "these", "those", "una", "un", "une", "ein", "eine", "la", "el", "le", "les", "de", "per":
		return true
	}
	return false
}

// inverted reports whether the subject of a verb may stand behind it.
func (v *view) inverted(lang string, y verb, from int32) bool {
	if y.first == from {
		return false
	}
	f := v.Fold(int(y.first) - 1)
	comma := f == "," || v.cues[y.first-1]&cueEdge != 0
	if lang == "en" || lang == "" {
		return comma
	}
	return comma || lang == "de" || lang == "nl" || auxiliary(f) || f == "comme" || f == "como" || f == "come" || f == "zo"
}

// canSay reports whether a source of that kind says things with that verb.
func (r *reader) canSay(v *view, y verb, s voice) bool {
	if s.kind == aCrowd && v.cues[s.first]&(cueAnon|cueMany) == 0 && v.cues[s.last-1]&(cueAnon|cueMany) == 0 && s.org == "" && !plainSaying(v.Fold(int(y.first))) {
		return false // "Always read reviews"
	}
	if y.cue&cueThat != 0 && !v.followed(y, "that") && !v.closesWith(y) {
		return false
	}
	if y.cue&cueNoun != 0 && (s.kind == aDoc || s.kind == aCrowd && strings.HasSuffix(v.Fold(int(y.first)), "s") || v.followed(y, "of") || s.last < y.first-1 && v.Fold(int(y.first)-1) != ")") {
		return false
	}
	if y.cue&cueFind == 0 {
		return s.kind != aDoc || s.org != "" || !dataWord(text.Fold(s.doc))
	}
	switch s.kind {
	case aDoc:
		return true
	case itself, signers:
		return v.Fold(int(y.first)) == "reads" || v.followed(y, "that")
	case aCrowd:
		return v.cues[s.first]&cueAnon != 0 || v.cues[s.last-1]&cueAnon != 0 || v.followed(y, "that")
	case aBody:
		return v.followed(y, "that") || r.kindOf(s.org) == "research"
	}
	return v.followed(y, "that")
}

// isPress reports whether an outlet speaks as such: a credit tells that.
func (r *reader) isPress(s voice) bool {
	i, ok := r.byName[s.org]
	return ok && (s.kind == aBody || s.kind == aCrowd) && r.entities[i].group == isOutlet
}

// pressIn reports whether an outlet is named among tokens lo to hi-1.
func (r *reader) pressIn(v *view, lo, hi int32) bool {
	for i := lo; i < hi; i++ {
		if v.cues[i]&cuePointer != 0 { // "a note seen by Mediapart" is still the note
			return false
		}
		if w := v.who[i]; w > 0 && r.entities[v.mentions[w-1].entity].group == isOutlet {
			return true
		}
	}
	return false
}

// severalPapers reports whether a folded word is papers without a name of
// their own.
func severalPapers(f string) bool {
	switch f {
	case "documents", "emails", "files", "papers", "dokumente", "documenten", "documentos", "documenti":
		return true
	}
	return false
}

// plainSaying reports whether a folded verb is one of saying beyond doubt.
func plainSaying(f string) bool {
	switch f {
	case "estimated", "estimate", "cautioned", "said", "say", "told", "argue", "argued", "warned", "claimed", "insisted":
		return true
	}
	return false
}

// closesWith reports whether a sentence ends with a verb, or goes on with no
// more than when and where it was said.
func (v *view) closesWith(y verb) bool {
	_, to := v.sentenceOf(y.first)
	return y.last >= to || v.Tokens[y.last].Kind == text.Mark || preposition(v.Fold(int(y.last)))
}

// pointerIn reports whether a phrase such as "obtained by" stands among tokens
// lo to hi-1.
func (v *view) pointerIn(lo, hi int32) bool {
	for i := lo; i < hi; i++ {
		if v.cues[i]&cuePointer != 0 {
			return true
		}
	}
	return false
}

// dataWord reports whether a folded word is bare data: it has no author unless
// one is named.
func dataWord(f string) bool {
	switch f {
	case "data", "figures", "statistics", "zahlen", "chiffres", "datos", "cijfers", "dati":
		return true
	}
	return false
}

func (v *view) followed(y verb, word string) bool {
	return int(y.last) < len(v.Tokens) && v.Fold(int(y.last)) == word || v.Fold(int(y.last)-1) == word
}

// kindOf returns the register's kind of a body by its printed name.
func (r *reader) kindOf(name string) string {
	if i, ok := r.byName[name]; ok {
		return r.entities[i].kind
	}
	return ""
}

// according records "according to X": X is before or behind the phrase.
func (r *reader) according(v *view, h text.Hit, p int) {
	from, to := v.sentenceOf(h.First)
	var s voice
	if v.cues[h.First]&cueBehind != 0 && v.cues[h.First]&cueAccording == 0 {
		s = r.ownWords(v, h.First, from)
	} else {
		s = r.subjectAfter(v, verb{first: h.First, last: h.Last})
	}
	if s.kind == nobody || s.kind == itself || s.kind == theThey || s.kind == aDoc && s.org == "" && dataWord(text.Fold(s.doc)) {
		return
	}
	if r.isPress(s) || s.kind == aDoc && (r.pressIn(v, h.Last, min(s.last+2, to)) || severalPapers(text.Fold(s.doc)) && v.pointerIn(h.Last, min(s.last+2, to))) {
		return // a credit
	}
	s = r.resolve(v, s, h.First)
	words := v.span(from, v.trim(to), ruleAccording)
	if v.words(from, to) <= shortAnswer { // "As per the letter, yes." vouches for what follows
		to = v.Paragraphs[p].Last
		words = v.span(from, v.trim(to), ruleAccording)
	}
	r.attribute(v, s, v.Quote(int(h.First), int(h.Last)-1), words, from, to, p)
}

// shortAnswer is the most words of a sentence that names a source and says
// nothing itself.
const shortAnswer = 6

// ownWords reads whose words "own admission" or "zufolge" are: the phrase
// before it.
func (r *reader) ownWords(v *view, i, from int32) voice {
	lo := i
	for lo > from && i-lo < longestPhrase/2 && !v.bounds(lo-1) && v.Fold(int(lo)-1) != "by" {
		lo--
	}
	hi := i
	for hi > lo && (v.Tokens[hi-1].Is(text.Possessive) || v.Fold(int(hi)-1) == "'") {
		hi--
	}
	out := r.sourceIn(v, lo, hi)
	if out.kind == nobody {
		if org := r.firstBody(v, lo, hi); org != "" {
			out.kind, out.org = aBody, org
		}
	}
	return out
}

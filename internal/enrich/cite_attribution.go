package enrich

import (
	"slices"
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
func (v *view) attributions(x text.Range) {
	for k := v.verbFrom(x.First); k < len(v.verbs) && v.verbs[k].first < x.Last; k++ {
		y := &v.verbs[k]
		if y.cue&cueSay != 0 && !y.used && v.cues[y.first]&cueQuoted == 0 {
			v.attribution(*y)
		}
	}
	for _, h := range v.accords {
		if h.First >= x.Last {
			break
		}
		if h.First >= x.First && v.cues[h.First]&(cueQuoted|cueTaken) == 0 {
			v.according(h)
		}
	}
	switch {
	case v.lang == "de":
		v.soSays(x)
		v.indirect(x)
	case romance(v.lang):
		v.viewOf(x)
	}
}

// attribution records the clause of one verb of saying.
func (v *view) attribution(y verb) {
	if v.heard(y) || v.denied(y) || v.afterDeterminer(y) {
		return
	}
	from, to := v.sentenceOf(y.first)
	if v.form(to-1) == "?" && v.cues[to-1]&cueQuoted == 0 { // nobody says a question
		return
	}
	s, behind := v.subjectBefore(y), false
	if s.kind != nobody && y.cue&cueFind == 0 && v.adverbial(s.first) {
		s = voice{} // "Gegenüber heise erklärte ein Sprecher"
	}
	if s.kind == nobody && y.cue&cueTell == 0 && v.inverted(y, from) {
		s, behind = v.subjectAfter(y), true
	}
	if s.kind == itself && y.cue&cueFind != 0 {
		s = v.lastPaper(s)
	}
	switch f := v.form(from); {
	case s.kind == aDoc && behind && (f == "dat" || f == "dit"): // "Dat blijkt uit stukken": of the sentence before
		return
	case s.kind == nobody && y.cue&cueFind != 0:
		s = v.outOf(y, from)
	}
	if v.nested(y, s, from) || y.cue&cueTell != 0 && v.ordered(y, to) || v.mere(y, to) {
		return
	}
	if s.kind == nobody || v.in(max(from, s.first-1), noOnes) || v.in(s.first, noOnes) || v.toldElsewhere(y, s) || !v.canSay(y, s) {
		return
	}
	s = v.resolve(s, y.first)
	if s.kind == itself || s.kind == theThey {
		return
	}
	c := claim{voice: s, verb: v.slice(y.first, y.last), first: s.first, last: to, rule: ruleVerb}
	for c.first > from && (v.in(c.first-1, determiners) || v.in(c.first-1, asTolds)) {
		c.first--
	}
	if behind || v.postponed(y, c.first) {
		c.first, c.rule = from, ruleBehind
	} else {
		c.last = v.clauseEnd(y, to)
	}
	v.attribute(c)
}

// ordered reports whether somebody is told to do something, and nothing else:
// "told its staff to use Signal".
func (v *view) ordered(y verb, to int32) bool {
	const hearer = 6 // tokens
	for i := y.last; i < to && i < y.last+hearer; i++ {
		switch {
		case v.form(i) == "to":
			return int(i)+1 < len(v.Tokens) && v.plainWord(i+1) && !v.in(i+1, determiners)
		case v.Tokens[i].Kind == text.Mark || v.in(i, clauseWords):
			return false
		}
	}
	return false
}

// mere reports whether what is said is only "this" or "it": "The company denies
// this."
func (v *view) mere(y verb, to int32) bool {
	if v.lang != "en" || int(y.last)+1 >= len(v.Tokens) || y.last+1 >= to || v.form(y.last+1) != "." {
		return false
	}
	f := v.form(y.last)
	return f == "this" || f == "it" || f == "that"
}

// adverbial reports whether a phrase before the verb is no subject, where the
// verb comes second: it, or what stands before it, is a preposition.
func (v *view) adverbial(first int32) bool {
	if v.lang != "de" && v.lang != "nl" {
		return false
	}
	leads := func(i int32) bool {
		return v.who[i] == 0 && !v.in(i, determiners) && v.cues[i]&cueRole == 0 && (v.in(i, prepositions) || v.cues[i]&cuePointer != 0)
	}
	return leads(first) || first > 0 && leads(first-1)
}

// nested reports whether the subject of a verb stands right behind another verb
// of saying, or behind a question word: what it says is said by somebody else:
// "she said the document showed", "asked how many it expects".
func (v *view) nested(y verb, s voice, from int32) bool {
	if s.kind == nobody || s.first >= y.first {
		return false
	}
	i := s.first - 1
	for i > from && (v.in(i, determiners) || v.form(i) == "that") {
		i--
	}
	if i < from {
		return false
	}
	if f := v.form(i); f == "if" || f == "unless" { // "if the court rules that": it has not
		return true
	}
	if k := v.verbAt(i); k >= 0 {
		return v.verbs[k].cue&cueSay != 0 && v.verbs[k].last == i+1 && !v.heard(v.verbs[k])
	}
	for k := i; k >= from && k > i-4 && v.plainWord(k); k-- { // "how many reports it expects"
		switch v.form(k) {
		case "how":
			return true
		case "what", "whether", "which", "if":
			return s.kind == itself || s.kind == heShe || s.kind == theThey
		}
	}
	return false
}

// claim is an attribution found: who, with which verb, and the tokens first to
// last-1 that are said on that authority.
type claim struct {
	voice
	verb        string
	first, last int32
	rule        string
}

// toldElsewhere reports whether the source of a verb is told by a credit, by
// the quotation or list that a colon introduces, or by an "according to".
func (v *view) toldElsewhere(y verb, s voice) bool {
	_, to := v.sentenceOf(y.first)
	introduces := v.form(to-1) == ":" && to-y.last < longestPhrase/2
	return introduces || v.isPress(s) || s.kind == aDoc && v.pressIn(s.first, s.last) || v.accorded(s.first, y.first)
}

// outOf reads the document that something shows from: "Uit stukken blijkt dat".
func (v *view) outOf(y verb, from int32) voice {
	switch v.form(y.first) {
	case "blijkt", "bleek", "blijken", "bleken":
	default:
		return voice{}
	}
	if v.form(from) == "uit" {
		return v.sourceIn(from+1, y.first)
	}
	if int(y.last) < len(v.Tokens) && v.form(y.last) == "uit" {
		return v.subjectAfter(verb{first: y.last, last: y.last + 1})
	}
	return voice{}
}

// lastPaper resolves "it shows" to the document named in the sentence before.
func (v *view) lastPaper(s voice) voice {
	from, _ := v.sentenceOf(s.first)
	for i := len(v.docs) - 1; i >= 0; i-- {
		h := v.docs[i]
		if h.First < from && v.sentence(h.First)+1 == v.sentence(from) {
			s.kind, s.doc = aDoc, v.slice(h.Last-1, h.Last)
			break
		}
	}
	return s
}

// clauseEnd returns where the words of one source end because another takes
// over: "X says 60 per cent, but Y says 40".
func (v *view) clauseEnd(y verb, to int32) int32 {
	k := v.verbFrom(y.last)
	if k >= len(v.verbs) || v.verbs[k].first >= to || v.verbs[k].cue&cueSay == 0 {
		return to
	}
	s := v.subjectBefore(v.verbs[k])
	if s.kind == nobody || s.first <= y.last {
		return to
	}
	i := s.first - 1
	for i > y.last && v.in(i, determiners) {
		i--
	}
	switch v.form(i) {
	case ";", "but", "while", "whereas", "and", "aber", "wahrend", "und", "mais", "tandis", "et", "pero", "mientras", "maar", "terwijl", "en", "ma", "mentre":
	default:
		return to
	}
	for i > y.last+1 && v.form(i-1) == "," {
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

// postponed reports whether speaker and verb come behind what is said: "It cost
// £5m, the ministry said on Monday."
func (v *view) postponed(y verb, first int32) bool {
	from, to := v.sentenceOf(y.first)
	if first-from < 4 || first-from < 5 && v.in(from, prepositions|clauseWords) || v.form(first-1) != "," || v.who[from] == 0 && v.in(from, prepositions|clauseWords) && !v.clauseBefore(from, first-1) {
		return false
	}
	k := y.last
	if y.cue&cueTell != 0 { // over the hearer
		for k < to && k < y.last+5 && v.Tokens[k].Kind == text.Word && !v.in(k, prepositions) && !v.in(k, clauseWords) {
			k++
		}
	}
	return k >= to || v.Tokens[k].Kind == text.Mark || v.in(k, prepositions) || v.auxiliary(k)
}

// clauseBefore reports whether a phrase and a clause stand before the comma at
// token i: "Under it, only links would be checked, officials said."
func (v *view) clauseBefore(from, i int32) bool {
	const clause = 4 // words
	for k := i - 1; k > from; k-- {
		if v.form(k) == "," {
			return i-k > clause
		}
	}
	return false
}

// attribute records an attribution, or adds to the one before when the same
// source goes on.
func (v *view) attribute(x claim) {
	c := x.citation(news.CiteAttribution, x.verb)
	c.Evidence = append(v.room(1), v.span(x.first, v.trim(x.last), x.rule))
	v.speak(x.voice, x.first)
	n := len(v.reader.found)
	if n == 0 || !v.goesOn(&v.reader.found[n-1], &c, x.first) {
		v.add(c, x.first, x.last)
		return
	}
	if b := &v.reader.found[n-1]; b.Kind == news.CiteAttribution && b.last < x.last {
		b.Evidence = append(b.Evidence, c.Evidence...)
		b.last = x.last
	}
}

// goesOn reports whether a citation at token first goes on with what the same
// source said before: in the sentence before, or beside a quotation.
func (v *view) goesOn(b *found, c *news.Citation, first int32) bool {
	if b.place != v.place || b.first >= first || b.Speaker != c.Speaker || b.Organisation != c.Organisation || b.Role != c.Role || b.Source != c.Source {
		return false
	}
	switch b.Kind {
	case news.CiteAttribution:
		return v.paragraph(b.first) == v.paragraph(first) && v.sentence(b.last-1)+1 >= v.sentence(first)
	case news.CiteQuote:
		return v.sentence(b.first) == v.sentence(first)
	}
	return false
}

// trim leaves out the full stop of a sentence that ends behind token last-1.
func (v *view) trim(last int32) int32 {
	for v.Tokens[last-1].Kind == text.Mark && v.form(last-1) == "." {
		last--
	}
	return last
}

// denied reports whether a verb is negated: "do not say", "declined to say".
func (v *view) denied(y verb) bool {
	from, to := v.sentenceOf(y.first)
	for i := y.first - 1; i >= from && i >= y.first-4; i-- {
		f := v.form(i)
		if v.in(i, negations) {
			return true
		}
		if !v.auxiliary(i) && f != "to" && f != "'" && f != "t" {
			break
		}
	}
	return y.last < to && v.in(y.last, negations) && (v.form(y.last) == "pas" || v.form(y.last) == "nicht" || v.form(y.last) == "niet")
}

// afterDeterminer reports whether a word is no verb here: "an estimated 14
// million", "the stated aim".
func (v *view) afterDeterminer(y verb) bool {
	if y.first == 0 || v.Tokens[y.first].Is(text.Opens) {
		return false
	}
	switch before := v.form(y.first - 1); {
	case before == "a" && romance(v.lang): // "a déclaré"
		return false
	case before == "se" && v.lang == "fr": // "se disent favorables"
		return true
	case y.cue&cueNoun != 0 && v.in(y.first-1, prepositions): // "in states with"
		return true
	}
	switch v.form(y.first - 1) {
	case "the", "a", "an", "its", "their", "his", "her", "your", "my", "our", "every", "each", "own", "of", "to", "as", "no", "such", "some", "any", "these", "those", "una", "un", "une", "ein", "eine", "la", "el", "le", "les", "de", "per":
		return true
	}
	return false
}

// inverted reports whether the subject of a verb may stand behind it.
func (v *view) inverted(y verb, from int32) bool {
	if y.first == from {
		return false
	}
	i := y.first - 1
	if romance(v.lang) && (v.form(i) == "a" || v.auxiliary(i)) && i > from {
		i--
	}
	comma := v.form(i) == "," || v.cues[y.first-1]&cueEdge != 0
	if v.lang == "en" || v.lang == "" {
		return comma
	}
	f := v.form(i)
	return comma || f == "lo" || v.lang == "de" || v.lang == "nl" || v.auxiliary(i) || f == "comme" || f == "como" || f == "come" || f == "zo"
}

// canSay reports whether a source of that kind says things with that verb.
func (v *view) canSay(y verb, s voice) bool {
	if s.kind == aCrowd && v.cues[s.first]&(cueAnon|cueMany) == 0 && v.cues[s.last-1]&(cueAnon|cueMany) == 0 && s.org == "" && !plainSaying(v.form(y.first)) {
		return false // "Always read reviews"
	}
	if s.kind == aName && v.lang == "en" && v.Tokens[s.first].Is(text.Opens) && !plainSaying(v.form(y.first)) && !v.namedTwice(s.first) {
		return false // "Staying informed", "Effective stress management"
	}
	if y.cue&cueThat != 0 && !v.followed(y, "that") && !v.closesWith(y) {
		return false
	}
	if y.cue&(cueThat|cueNoun) != 0 && v.nounHere(y, s) {
		return false
	}
	if y.cue&cueNoun != 0 && (s.kind == aDoc && s.first < y.first && !v.followed(y, "that") || s.kind == aCrowd && strings.HasSuffix(v.form(y.first), "s") || v.followed(y, "of") || s.last < y.first-1 && v.form(y.first-1) != ")") {
		return false
	}
	if y.cue&cueFind == 0 {
		return s.kind != aDoc || s.org != "" || !dataWord(text.Fold(s.doc))
	}
	switch s.kind {
	case aDoc:
		return true
	case itself, signers:
		return v.form(y.first) == "reads" || v.followed(y, "that") || s.first > 0 && v.form(s.first-1) == "," && v.closesWith(y)
	case aCrowd:
		return s.org != "" || v.lang != "en" && (v.cues[s.first]&cueAnon != 0 || v.cues[s.last-1]&cueAnon != 0) || v.followed(y, "that") || v.closesWith(y)
	case aBody:
		return v.followed(y, "that") || v.kindOf(s.org) == "research"
	}
	return v.followed(y, "that")
}

// nounHere reports whether a verb that is also a plural noun is the noun: "the
// Commission proposed rules that", "said that member states were".
func (v *view) nounHere(y verb, s voice) bool {
	if !strings.HasSuffix(v.form(y.first), "s") || y.last-y.first > 1 {
		return false
	}
	if int(y.last) < len(v.Tokens) && v.in(y.last, passives) {
		return true
	}
	i := y.first - 1
	return s.first < i && v.plainWord(i) && !v.auxiliary(i) && v.cues[i]&(cueRole|cueAnon|cueMany|cueDoc|cueFirm|cueBody|cueOrg|cuePress) == 0 && strings.HasSuffix(v.form(i), "ed")
}

// namedTwice reports whether the word of token i is a name elsewhere in the
// text, where no sentence opens with it.
func (v *view) namedTwice(i int32) bool {
	f := v.form(i)
	for place := range v.views {
		o := &v.views[place]
		for k := range o.runs[:min(len(o.runs), mostRuns)] {
			if x := &o.runs[k]; x.last == x.first+1 && o.form(x.first) == f && (place == inTitle || !o.Tokens[x.first].Is(text.Opens)) {
				return true
			}
		}
	}
	return false
}

// isPress reports whether an outlet speaks as such: a credit tells that.
func (r *reader) isPress(s voice) bool {
	if s.kind != aBody && s.kind != aCrowd && s.kind != aName {
		return false
	}
	if i, ok := r.byName[s.org]; ok {
		return r.entities[i].group == isOutlet
	}
	name := either(s.org, s.speaker)
	return name != "" && slices.Contains(r.press, name)
}

// pressIn reports whether an outlet is named among tokens lo to hi-1.
func (v *view) pressIn(lo, hi int32) bool {
	for i := lo; i < hi; i++ {
		if v.cues[i]&cuePointer != 0 { // "a note seen by Mediapart" is still the note
			return false
		}
		if e := v.entityAt(i); e != nil && e.group == isOutlet {
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
	case "says", "tells", "warns", "argues", "insists", "announced", "confirmed", "estimated", "estimate", "cautioned", "said", "say", "told", "argue", "argued", "warned", "claimed", "insisted":
		return true
	}
	return false
}

// closesWith reports whether a sentence ends with a verb, or goes on with no
// more than when and where it was said.
func (v *view) closesWith(y verb) bool {
	_, to := v.sentenceOf(y.first)
	return y.last >= to || v.Tokens[y.last].Kind == text.Mark && v.form(y.last) != "-" || v.in(y.last, prepositions) && v.form(y.last) != "to"
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
	return int(y.last) < len(v.Tokens) && v.form(y.last) == word || v.form(y.last-1) == word
}

// kindOf returns the register's kind of a body by its printed name.
func (r *reader) kindOf(name string) string {
	if i, ok := r.byName[name]; ok {
		return r.entities[i].kind
	}
	return ""
}

// according records "according to X": X is before or behind the phrase.
func (v *view) according(h text.Hit) {
	from, to := v.sentenceOf(h.First)
	s := v.accordingTo(h, from)
	if s.kind == nobody || s.kind == itself || s.kind == theThey || s.kind == aDoc && s.org == "" && dataWord(text.Fold(s.doc)) {
		return
	}
	if v.isPress(s) || s.kind == aDoc && (v.pressIn(h.Last, min(s.last+2, to)) || severalPapers(text.Fold(s.doc)) && v.pointerIn(h.Last, min(s.last+2, to))) {
		return // a credit
	}
	if v.words(from, to) <= shortAnswer { // "As per the letter, yes." vouches for what follows
		to = v.Paragraphs[v.paragraph(from)].Last
	}
	v.attribute(claim{voice: v.resolve(s, h.First), verb: v.slice(h.First, h.Last), first: from, last: to, rule: ruleAccording})
}

// accordingTo reads whom an "according to" names.
func (v *view) accordingTo(h text.Hit, from int32) voice {
	switch c := v.cues[h.First]; {
	case c&cueOwnView != 0:
		s, _ := v.before(h.First, 1, func(*voice) bool { return true })
		s.first, s.last = h.First, h.Last
		return s
	case c&cueBehind != 0 && c&cueAccording == 0:
		return v.ownWords(h.First, from)
	}
	after := verb{first: h.First, last: h.Last}
	i := h.Last
	for int(i) < len(v.Tokens) && i < h.Last+3 && v.auxiliary(i) {
		i++
	}
	if k := v.verbAt(i); k >= 0 { // "según ha informado la entidad"
		after = v.verbs[k]
		v.verbs[k].used = true
	}
	return v.subjectAfter(after)
}

// shortAnswer is the most words of a sentence that names a source and says
// nothing itself.
const shortAnswer = 6

// ownWords reads whose words "own admission" or "zufolge" are: the phrase
// before it.
func (v *view) ownWords(i, from int32) voice {
	lo := i
	for lo > from && i-lo < longestPhrase/2 && !v.bounds(lo-1) && v.form(lo-1) != "by" {
		lo--
	}
	hi := i
	for hi > lo && (v.Tokens[hi-1].Is(text.Possessive) || v.form(hi-1) == "'") {
		hi--
	}
	out := v.sourceIn(lo, hi)
	if out.kind == nobody {
		if org := v.firstBody(lo, hi); org != "" {
			out.kind, out.org = aBody, org
		}
	}
	return out
}

package enrich

import (
	"slices"

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
		if (y.cue&cueSay != 0 || v.takesStance(*y)) && !y.used && v.cues[y.first]&cueQuoted == 0 {
			v.attribution(*y)
		}
	}
	from, _ := slices.BinarySearchFunc(v.accords, x.First, func(h text.Hit, first int32) int { return int(h.First - first) })
	for _, h := range v.accords[from:] {
		if h.First >= x.Last {
			break
		}
		if v.cues[h.First]&(cueQuoted|cueTaken) == 0 {
			v.according(h)
		}
	}
	v.nounsOfSaying(x)
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
	if y.cue&cueTell != 0 && v.toldBy(y) {
		return
	}
	if v.heard(y) || v.denied(y) || v.afterDeterminer(y) || !v.puts(y) {
		return
	}
	from, to := v.clauseOf(y.first)
	if v.form(to-1) == "?" && v.cues[to-1]&cueQuoted == 0 { // nobody says a question
		return
	}
	if y.last >= to && v.lang == "en" && v.Tokens[from].Is(text.Paragraph) && (v.form(from) == "what" || v.form(from) == "how" || v.form(from) == "why") {
		return // a heading: "What the experts say"
	}
	s, behind, dropped := v.subjectBefore(y), false, false
	if s.kind != nobody && y.cue&cueFind == 0 && v.adverbial(s.first) {
		s = voice{} // "Gegenüber heise erklärte ein Sprecher"
	}
	if s.kind == nobody && y.cue&cueTell == 0 && v.inverted(y, from) {
		s, behind = v.subjectAfter(y), true
		if s.kind != nobody && s.first <= y.last+1 && toWhom(v.form(y.last)) {
			return // "Cent associations, menées par la Ligue, écrivent à Luc Bastide"
		}
	}
	if s.kind == nobody || behind && v.addressed(y, s) {
		s, behind, dropped = v.dropped(y), false, true
	}
	if s.kind == itself && y.cue&cueFind != 0 {
		s = v.lastPaper(s)
	}
	switch f := v.form(from); {
	case s.kind == aDoc && behind && (f == "dat" || f == "dit"): // "Dat blijkt uit stukken": of the sentence before
		if before, ok := v.sentenceBefore(from); ok {
			v.attribute(claim{voice: v.resolve(s, y.first), verb: v.slice(y.first, y.last), first: before, last: to, rule: ruleBehind})
		}
		return
	case s.kind == nobody && y.cue&cueFind != 0:
		s = v.outOf(y, from)
	}
	if behind && v.lang == "en" && v.place != inTitle && v.words(from, y.first) < 3 { // "Not so, says the regulator."
		return
	}
	if y.cue&cueSay == 0 && !v.mayTakeStance(s) {
		return
	}
	if v.nested(y, s, from) || y.cue&cueTell != 0 && v.ordered(y, to) || v.mere(y, to) {
		return
	}
	if s.kind == nobody || v.in(max(from, s.first-1), noOnes) || v.in(s.first, noOnes) || v.toldElsewhere(y, s) || !v.canSay(y, s) {
		return
	}
	s = v.resolve(s, y.first)
	if s.kind == itself || s.kind == theThey || dropped && s.kind == heShe {
		return
	}
	c := claim{voice: s, verb: v.slice(y.first, y.last), first: s.first, last: to, rule: ruleVerb}
	for c.first > from && (v.in(c.first-1, determiners) || v.in(c.first-1, asTolds)) {
		c.first--
	}
	if v.pointsAtLast(from, y) {
		if before, ok := v.sentenceBefore(from); ok {
			c.first, c.rule = before, ruleBehind
			v.attribute(c)
			return
		}
	}
	if behind || v.postponed(y, c.first) {
		c.first, c.rule = from, ruleBehind
	} else {
		c.last = v.clauseEnd(y, to)
	}
	v.attribute(c)
}

// toldBy records what somebody "was told by" somebody else; false where no such
// thing stands there.
func (v *view) toldBy(y verb) bool {
	if !v.within(y.last) || !v.in(y.last, agents) || v.who[y.last] != 0 || !v.heard(y) || v.denied(y) {
		return false
	}
	from, to := v.clauseOf(y.first)
	s := v.subjectAfter(verb{first: y.last, last: y.last + 1})
	if s.kind == nobody || v.isPress(s) {
		return false
	}
	v.attribute(claim{voice: v.resolve(s, y.first), verb: v.slice(y.first, y.last), first: from, last: to, rule: ruleVerb})
	return true
}

// clauseOf returns the part of its sentence, between semicolons, that token i
// stands in. What goes on with "that" or "and" is still the same source's.
func (v *view) clauseOf(i int32) (first, last int32) {
	first, last = v.sentenceOf(i)
	for k := first; k < last; k++ {
		if t := &v.Tokens[k]; t.Kind != text.Mark || v.Source[t.Start] != ';' || v.cues[k]&cueQuoted != 0 {
			continue
		}
		if k >= i {
			if k+1 < last && (v.in(k+1, joints) || v.form(k+1) == "that") {
				continue
			}
			return first, k
		}
		first = k + 1
	}
	return first, last
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
	introduces := v.form(to-1) == ":" && to-y.last < longestPhrase/2 && !(y.cue&cueStance != 0 && v.lists(to))
	return introduces || v.isPress(s) || s.kind == aPerson && writesUp(v.form(y.first)) && v.pressIn(s.first, y.first) || s.kind == aDoc && v.pressIn(s.first, s.last) || v.accorded(s.first, y.first)
}

// pointsAtLast reports whether a sentence only says who said what stands in the
// one before: "Das sagte die Ministerin am Mittwoch."
func (v *view) pointsAtLast(from int32, y verb) bool {
	i := from
	switch f := v.form(from); v.lang {
	case "de":
		if f != "das" && f != "dies" {
			return false
		}
	case "nl":
		if f != "dat" && f != "dit" {
			return false
		}
	case "sv", "da", "no":
		if f != "det" {
			return false
		}
	case "it", "es":
		if f == "asi" {
			i++
		}
		if v.form(i) != "lo" {
			return false
		}
	case "fr":
		if f != "c" || v.form(from+1) != "'" || v.form(from+2) != "est" || v.form(from+3) != "ce" {
			return false
		}
		return y.first-from < longestPhrase
	default:
		return false
	}
	for i++; i < y.first; i++ {
		if !v.auxiliary(i) && v.form(i) != "ha" {
			return false
		}
	}
	for k := y.last; k < y.last+longestPhrase && v.within(k) && !v.Tokens[k].Is(text.Opens); k++ { // unless it goes on
		if f := v.form(k); f == "dass" || f == "dat" || f == ":" || f == "che" || f == "que" || f == "att" || f == "at" {
			return false
		}
	}
	return true
}

// sentenceBefore returns where the sentence before token i begins, if it stands
// in the same paragraph, or fills the one before, and nobody says it yet.
func (v *view) sentenceBefore(i int32) (int32, bool) {
	n := v.sentence(i)
	if n == 0 {
		return 0, false
	}
	x := v.Sentences[n-1]
	if v.said(x) || v.paragraph(i)-v.paragraph(x.First) > 1 || v.cues[x.First]&(cueQuoted|cueEdge) != 0 {
		return 0, false
	}
	return x.First, true
}

// writesUp reports whether a folded verb is what reporters do, and those who are
// interviewed do not.
func writesUp(f string) bool {
	switch f {
	case "reports", "reported", "writes", "wrote", "berichtet", "berichtete", "schreibt", "schrieb", "schrijft", "schreef", "rapporte", "ecrit", "scrive", "escribe", "escreve", "skriver", "skrev", "pisze":
		return true
	}
	return false
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
		if x := v.runAt(i); x != nil && x.press {
			return true
		}
	}
	return false
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
	if v.form(h.First) == "per" && s.kind != aBody && s.kind != aDoc && s.kind != aPerson {
		return // "…, per capita"
	}
	if v.isPress(s) || s.kind == aDoc && (v.pressIn(h.Last, min(s.last+2, to)) || severalPapers(text.Fold(s.doc)) && v.pointerIn(h.Last, min(s.last+2, to))) {
		return // a credit
	}
	if v.words(from, to) <= shortAnswer { // "As per the letter, yes." vouches for what follows
		to = v.Paragraphs[v.paragraph(from)].Last
	}
	if showsFrom(v.form(h.First)) { // "Das geht aus einer Antwort hervor"
		if s.kind != aDoc {
			return
		}
		if before, ok := v.sentenceBefore(from); ok && h.First-from < 3 {
			from = before
		}
	}
	v.attribute(claim{voice: v.resolve(s, h.First), verb: v.slice(h.First, h.Last), first: from, last: to, rule: ruleAccording})
}

// showsFrom reports whether a phrase before a document begins with this folded
// word: its verb says that something shows from it.
func showsFrom(f string) bool {
	switch f {
	case "geht", "ging", "framgar", "fremgar", "fremgik", "emerge", "ressort", "desprende", "consta", "wynika":
		return true
	}
	return false
}

// accordingTo reads whom an "according to" names.
func (v *view) accordingTo(h text.Hit, from int32) voice {
	switch c := v.cues[h.First]; {
	case c&cueOwnView != 0:
		return v.ownView(h, from)
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
	if s := v.subjectAfter(after); s.kind != nobody {
		return s
	}
	return v.madeBy(after)
}

// madeBy reads whose count, estimate or polling the words behind a phrase are: "new
// polling published by Brightwater", "EDRi's count", "siffror från Polisen".
func (v *view) madeBy(h verb) voice {
	_, to := v.sentenceOf(h.first)
	i, behind := h.last, false
	for k := i; k < min(to, i+longestPhrase/2) && !v.bounds(k); k++ {
		if v.who[k] == 0 {
			if v.cues[k]&cueBody != 0 && v.within(k+1) && v.who[k+1] == 0 { // a body without a name: "the hotline of Lowmark"
				break
			}
			behind = behind || k > i && v.in(k, agents|employers|holders)
			continue
		}
		n := v.nameAt(k)
		made := behind && (n.kind != aName || v.in(k-1, agents) || k > i+1 && (v.cues[k-2]&cueDoc != 0 || dataWord(v.form(k-2)))) // not "het meldpunt van Vellmark"
		if e := v.entityAt(k); (n.kind == aBody || n.kind == aName) && (e == nil || e.group != isOutlet) && (made || v.owns(n.last)) {
			return voice{kind: aBody, person: -1, org: n.text, first: i, last: n.last}
		}
		k = n.last - 1
	}
	return voice{}
}

// ownView reads whose view "in her view" is: the person whom the sentence is
// about, else who spoke last, a person where the words say so.
func (v *view) ownView(h text.Hit, from int32) voice {
	personal := false
	for i := h.First; i < h.Last; i++ {
		f := v.form(i)
		personal = personal || f == "his" || f == "her" || f == "hans" || f == "hennes" || f == "hendes"
	}
	s := v.mainSubject(from, h.First)
	if s.kind != aPerson {
		s, _ = v.before(h.First, 1, func(y *voice) bool { return !personal || y.kind == aPerson || y.kind == aRole })
	}
	s.first, s.last = h.First, h.Last
	return s
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
	for hi > lo && (v.Tokens[hi-1].Is(text.Possessive) || v.form(hi-1) == "'" || v.who[hi-1] == 0 && v.in(hi-1, auxiliaries)) {
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

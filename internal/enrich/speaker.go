package enrich

import (
	"slices"
	"strings"

	"cipherdesk/internal/text"
)

// voice is who says something, as far as the text tells. Empty fields are
// unknown.
type voice struct {
	kind    voiceKind
	person  int32 // place in reader.people, -1
	speaker string
	role    string
	org     string
	doc     string // what the words stand in: "letter"
	first   int32  // tokens of the mention
	last    int32
}

type voiceKind uint8

// The kinds of voice. A group is told apart from a role because it may be the
// company, the charity or the signatories named before.
const (
	nobody voiceKind = iota
	aPerson
	aBody
	aRole    // "a spokesperson"
	aFirm    // "the company"
	anAgency // "the charity"
	aCrowd   // "critics"
	signers  // "the signatories"
	aDoc     // "the letter says"
	heShe
	itself
	theThey
	aName // a name of one word that the text never gives in full
)

// longestPhrase bounds the tokens that are looked at for a speaker.
const longestPhrase = 24

// sourceIn reads tokens lo to hi-1 as a noun phrase that names a source.
func (v *view) sourceIn(lo, hi int32) voice {
	if lo+1 < hi && v.who[lo] == 0 && hi-lo <= 4 && v.in(lo, someones) && (v.form(lo+1) == "of" || v.oneOfThem(lo, hi)) { // "one of them"
		return voice{kind: aCrowd, person: -1, role: v.slice(lo, lo+1), first: lo, last: hi}
	}
	for lo < hi && v.in(lo, fillers|determiners) && (v.who[lo] == 0 || v.Tokens[lo].Is(text.Opens)) {
		lo++
	}
	out := voice{person: -1, first: lo, last: hi}
	if lo >= hi {
		if lo > 0 && lo == hi && v.in(lo-1, someones) { // "one told TechCrunch"
			out.kind, out.first, out.role = aCrowd, lo-1, v.slice(lo-1, lo)
		}
		return out
	}
	if k := v.pronounAt(hi - 1); k != nobody && v.who[hi-1] == 0 { // "…, he", "a-t-elle"
		out.kind, out.first = k, hi-1
		return out
	}
	head := v.headEnd(lo, hi)
	if k := v.pronounAt(lo); k != nobody && head == lo+1 && v.who[lo] == 0 {
		out.kind, out.last = k, lo+1
		return out
	}
	if p := v.personIn(lo, hi, head); p >= 0 {
		return v.speaks(out, p)
	}
	if out.role, out.org = v.roleIn(lo, hi); out.role != "" {
		out.kind = aRole
		return out
	}
	return v.bodyIn(out, head)
}

// oneOfThem reports whether tokens lo to hi-1 are "uno de ellos", "eine von ihnen".
func (v *view) oneOfThem(lo, hi int32) bool {
	if hi-lo != 3 || !v.in(lo+1, prepositions) {
		return false
	}
	switch v.form(lo + 2) {
	case "ellos", "ellas", "ihnen", "eux", "elles", "loro", "hen", "eles", "elas", "dem", "dei", "essi":
		return true
	}
	return false
}

// speaks fills in what the text says of a person.
func (r *reader) speaks(out voice, p int32) voice {
	x := &r.people[p]
	out.kind, out.person, out.speaker, out.role, out.org = aPerson, p, x.name, x.role, x.org
	return out
}

// headEnd returns the end of a phrase's head: the first preposition outside
// names.
func (v *view) headEnd(lo, hi int32) int32 {
	for i := lo + 1; i < hi; i++ {
		if v.who[i] == 0 && v.in(i, prepositions) {
			return i
		}
	}
	return hi
}

// personIn returns the person whom a phrase is about: not one who merely
// follows a preposition ("critics of Mark Zuckerberg").
func (v *view) personIn(lo, hi, head int32) int32 {
	for i := lo; i < hi; i++ {
		x := v.runAt(i)
		if x == nil {
			continue
		}
		if x.person >= 0 && (i < head || !v.behindPreposition(i, head)) && !v.owns(x.last) && !v.modifies(x.last, min(head, hi)) {
			return x.person
		}
		i = x.last - 1
	}
	return -1
}

// modifies reports whether a name only belongs to the noun behind it: "the
// Trump address promised".
func (v *view) modifies(i, head int32) bool {
	if v.lang != "en" {
		return false
	}
	for ; i < head; i++ {
		if t := &v.Tokens[i]; t.Kind != text.Word || v.who[i] != 0 || v.cues[i]&(cueRole|cueOther) != 0 || t.Is(text.Possessive) {
			return false
		}
		switch f := v.form(i); f {
		case "last", "this", "week", "month", "year", "night", "morning", "afternoon", "evening", "who", "which":
			return false
		default:
			if !v.auxiliary(i) {
				return true
			}
		}
	}
	return false
}

// owns reports whether a genitive stands at token i, "Wanless's letter", or ends
// before it: "Metas Sprecherin".
func (v *view) owns(i int32) bool {
	n := int32(len(v.Tokens))
	if i > 0 && i <= n && v.who[i-1] > 0 && v.mentions[v.who[i-1]-1].owner {
		return true
	}
	return i >= 0 && i < n && v.Tokens[i].Is(text.Joined) && v.form(i) == "'" && v.cues[i]&cueEdge == 0 &&
		(i+1 < n && v.Tokens[i+1].Is(text.Possessive) || i+1 < n && !v.Tokens[i+1].Is(text.Joined))
}

func (v *view) behindPreposition(i, head int32) bool {
	for i--; i > head && (v.in(i, determiners) || v.form(i) == "." || v.titleOf(i, head)); i-- {
	}
	return i <= head || v.in(i, prepositions)
}

// titleOf reports whether token i is of the title or office of a person whom a
// preposition at token head points to: "a spokesman for Home Secretary X".
func (v *view) titleOf(i, head int32) bool {
	if e := v.entityAt(i); e != nil {
		return e.group == isOffice
	}
	if x := v.runAt(i); x != nil {
		return !romance(v.lang) && x.person < 0 && v.qualifies(x)
	}
	return v.cues[i]&cueTitle != 0 || !romance(v.lang) && v.cues[i]&cueRole != 0 && v.cues[head]&cueRole == 0
}

// bodyIn reads a phrase without persons and roles.
func (v *view) bodyIn(out voice, head int32) voice {
	crowd := false
	for i := out.first; i < head; i++ {
		c := v.cues[i]
		switch w := v.who[i]; {
		case w != 0:
			n := v.nameAt(i)
			if w < 0 && n.last > i+1 && v.cues[n.last-1]&cueDoc != 0 && v.personAt(i) < 0 { // "the Content Strategy Report"
				out.kind, out.doc = aDoc, v.slice(n.last-1, n.last)
				return out
			}
			if n.kind != nobody && !v.owns(n.last) {
				return v.nameWithTail(out, n, head)
			}
			if n.kind == aBody {
				out.org = n.text
			}
			if n.kind == nobody && w < 0 && n.last == i+1 && c&(cueBody|cueOrg) != 0 {
				out.kind, out.role = anAgency, v.slice(i, i+1)
			}
			i = n.last - 1
		case c&cueMany != 0:
			out.kind, out.role = signers, v.wordsUpTo(out.first, i)
		case c&cueAnon != 0:
			out.kind, out.role, crowd = aCrowd, v.wordsUpTo(out.first, i), true
		case c&cueDoc != 0 && i > out.first && v.cues[i-1]&cueDoc != 0 && romance(v.lang): // "nota interna"
		case c&cueDoc != 0:
			out.kind, out.doc = aDoc, v.slice(i, i+1)
		case c&cueFirm != 0:
			out.kind, out.role = aFirm, v.wordsUpTo(out.first, i)
		case c&cueBody != 0:
			out.kind, out.role = anAgency, v.wordsUpTo(out.first, i)
		}
	}
	if out.kind == nobody && v.lang == "en" && out.last > out.first {
		v.pluralCrowd(&out, head)
	}
	if out.kind == aDoc && !(head < out.last && (v.addressee(head) || v.form(head) == "in")) || crowd && head < out.last && v.in(head, employers) {
		out.org = either(v.firstBody(head, out.last), out.org)           // "NCMEC's own data"
		for k := head + 1; k < out.last && out.org == "" && crowd; k++ { // "Fuentes del ministerio"
			if v.cues[k]&(cueBody|cueFirm) != 0 {
				out.org = v.contracted(k)
				break
			}
		}
	}
	return out
}

// contracted resolves "del ministerio", "of the charity" at token k.
func (v *view) contracted(k int32) string {
	x := voice{person: -1, first: k, last: k + 1}
	if v.cues[k]&cueFirm != 0 {
		return v.lastFirm(x, k).org
	}
	return v.lastBody(x, k, v.form(k)).org
}

// wordsUpTo returns the plain words before a noun with it: "Swiss police", but
// "cryptographers" of "47 cryptographers".
func (v *view) wordsUpTo(first, i int32) string {
	const most = 4
	lo := i
	for lo > first && i-lo < most && v.Tokens[lo-1].Kind == text.Word && !v.Tokens[lo-1].Is(text.Possessive) && v.who[lo-1] == 0 && !v.in(lo-1, determiners) && !v.in(lo-1, prepositions) && !v.in(lo-1, clauseWords) {
		lo--
	}
	return v.slice(lo, i+1)
}

// nameWithTail fills in a name. Words between it and the end of the phrase make
// it something else: "Facebook users", "the Penn State team", "a Europol report".
func (v *view) nameWithTail(out voice, n name, head int32) voice {
	if tailed, ok := v.tail(out, n, head); ok {
		return tailed
	}
	person := int32(-1)
	switch {
	case n.kind == aName && n.last-n.first == 1, n.kind == aCrowd:
		person = v.fullName(n.last - 1)
	case n.kind == aBody && v.titledHere(out, n.first):
		x := v.runAt(n.first)
		x.person = v.person(x.first, x.last, -1)
		person = x.person
	}
	if person >= 0 {
		return v.speaks(out, person)
	}
	out.kind = n.kind
	switch n.kind {
	case aName:
		out.speaker = n.text
	case aCrowd:
		out.role = n.text
		if head < out.last && v.in(head, employers) { // "Advisers at the NCSC"
			out.org = v.firstBody(head, out.last)
		}
	default:
		out.org = n.text
	}
	return out
}

// tail reads the words behind a name, up to token head; ok is false when they
// change nothing.
func (v *view) tail(out voice, n name, head int32) (_ voice, ok bool) {
	body := ""
	if n.kind == aBody {
		body = n.text
	}
	for t := n.last; t < head; t++ {
		switch c := v.cues[t]; {
		case c&(cueAnon|cueMany) != 0:
			out.kind, out.role = aCrowd, v.slice(t, t+1)
			if staff(v.form(t)) {
				out.org = body
			}
			return out, true
		case c&cueDoc != 0:
			out.kind, out.doc, out.org = aDoc, v.slice(t, t+1), body
			return out, true
		}
	}
	words := v.words(n.last, head)
	if words == 0 || v.lang != "en" { // elsewhere adverbs may follow a name
		return out, false
	}
	switch {
	case body != "" && v.cues[head-1]&(cueBody|cueFirm|cueOrg) != 0:
		out.kind, out.org = aBody, body
		if v.who[n.first] < 0 {
			out.org = v.slice(n.first, head)
		}
	case words <= 4 && v.place != inTitle && !v.in(out.first, prepositions):
		out.kind, out.role, out.org = aCrowd, v.slice(n.first, head), body
	}
	return out, true
}

// titledHere reports whether a plain noun before an unknown name makes it a
// person's: "strafpleiter Inge Vos".
func (v *view) titledHere(out voice, i int32) bool {
	x := v.runAt(i)
	if x == nil || i <= out.first || v.lang == "de" || x.body || v.parted(i, x.last) < 2 {
		return false
	}
	return v.plainWord(i-1) && v.cues[i-1]&(cueFirm|cueBody|cueOrg|cuePress|cueDoc) == 0 &&
		!v.in(i-1, determiners|prepositions) && !v.auxiliary(i-1)
}

// mostRuns bounds how many rows of capitals are searched for a full name.
const mostRuns = 500

// fullName finds the person whose surname stands at token i in a longer name
// somewhere in the text, though nothing there said that it was a name.
func (v *view) fullName(i int32) int32 {
	f := v.form(i)
	for place := range v.views {
		o := &v.views[place]
		for k := range o.runs[:min(len(o.runs), mostRuns)] {
			x := &o.runs[k]
			if x.person < 0 && !x.body && x.last-x.first > 1 && x.last-x.first <= longestName && o.form(x.last-1) == f && o.words(x.first, x.last) > 1 {
				x.person = o.person(x.first, x.last, -1)
				return x.person
			}
		}
	}
	return -1
}

// staff reports whether a folded word names people who speak for where they
// work, unlike users or critics.
func staff(f string) bool {
	switch f {
	case "researchers", "scientists", "officials", "engineers", "investigators", "prosecutors", "officers", "academics", "lawyers", "cryptographers", "analysts", "experts", "executives", "moderators", "technologists", "economists", "forscher", "experten", "analysten", "mitarbeiter", "anwalte", "juristen", "techniker",
		"analystes", "enqueteurs", "avocats", "analistas", "expertos", "abogados", "analisti", "esperti", "avvocati", "analisten", "advocaten", "pesquisadores", "especialistas", "advogados",
		"analytiker", "experter", "forskare", "forskere", "eksperter", "jurister", "advokater", "forschende", "ermittler", "chercheurs", "investigadores", "onderzoekers", "ricercatori":
		return true
	}
	return false
}

// pluralCrowd takes a plain plural for people without names: "executives
// estimated".
func (v *view) pluralCrowd(out *voice, head int32) {
	i := head - 1
	f := v.form(i)
	if v.in(out.first, someones) && head == out.first+1 { // "two of them"
		out.kind, out.role = aCrowd, v.slice(out.first, out.last)
		return
	}
	at := head < out.last && v.in(head, employers) && f != "numbers"
	if v.plainWord(i) && len(f) > 5 && strings.HasSuffix(f, "s") && !strings.HasSuffix(f, "ss") && (head == out.last || at) && v.cues[i]&cueVerb == 0 {
		out.kind, out.role = aCrowd, v.wordsUpTo(out.first, i)
	}
}

// firstBody returns the first body named in tokens lo to hi-1, outlets apart.
func (v *view) firstBody(lo, hi int32) string {
	for i := lo; i < hi; i++ {
		if v.who[i] == 0 {
			continue
		}
		n := v.nameAt(i)
		if e := v.entityAt(i); n.kind == aBody && (e == nil || e.group != isOutlet) {
			return n.text
		}
		i = n.last - 1
	}
	return ""
}

// name is what a run of tokens names: a body, something unknown, or nothing
// that could be a source.
type name struct {
	text        string
	kind        voiceKind // aBody, aName, aCrowd or nobody
	first, last int32
}

// nameAt returns the body, or the unknown name, that begins at token i.
func (v *view) nameAt(i int32) name {
	n := name{first: i, last: i + 1}
	if e := v.entityAt(i); e != nil {
		m := v.mentions[v.who[i]-1]
		n.last = m.last
		switch e.group {
		case isBody, isOutlet, isOffice:
			n.text, n.kind = v.body(m.entity).name, aBody
		}
	} else if x := v.runAt(i); x != nil {
		n.last = max(n.last, x.last)
		if x.person < 0 {
			n.text, n.kind = v.unknownName(x, i)
		}
		if n.kind == aName && slices.Contains(v.apart, i) {
			n.kind = aBody
		}
		if n.kind != aName && x.body { // its initials say more
			v.initials(&n)
		}
	}
	return n
}

// fullest returns the longest name of the text that ends in a name: "Vellmark
// Clearing Centre" for "Clearing Centre".
func (v *view) fullest(called string) string {
	full := called
	for k := range v.runs[:min(len(v.runs), mostRuns)] {
		if x := &v.runs[k]; x.body && x.last-x.first > 2 {
			if name := v.slice(x.first, x.last); len(name) > len(full) && strings.HasSuffix(name, called) && name[len(name)-len(called)-1] == ' ' {
				full = name
			}
		}
	}
	return full
}

// initials replaces a long name by the body of the register whose initials stand
// in brackets behind it: "Le Centre national américain … exploités (NCMEC)".
func (v *view) initials(n *name) {
	const most = 14 // tokens of the rest of the name
	for i := n.last; int(i)+2 < len(v.Tokens) && i < n.last+most; i++ {
		if v.form(i) == "(" {
			if e := v.entityAt(i + 1); e != nil && e.group == isBody && v.Tokens[i+1].Is(text.Upper) && v.form(i+2) == ")" {
				n.text, n.kind, n.last = v.nameAt(i+1).text, aBody, i+3
			}
			return
		}
		if t := &v.Tokens[i]; t.Kind != text.Word || t.Is(text.Opens) || v.cues[i]&(cueVerb|cueEdge) != 0 {
			return
		}
	}
}

// bodySuffix reports whether token i is a compound that names one body, as
// Scandinavian and Dutch have them: "Teknologirådet", "Consumentenbond".
func (v *view) bodySuffix(i int32) bool {
	f := v.form(i)
	ends := []string(nil)
	switch v.lang {
	case "sv", "da", "no":
		ends = northernBodies
	case "nl":
		ends = dutchBodies
	}
	for _, end := range ends {
		if len(f) > len(end)+2 && strings.HasSuffix(f, end) {
			return true
		}
	}
	return false
}

var (
	northernBodies = []string{"radet", "tilsynet", "inspektionen", "direktoratet", "departementet", "ministeriet", "verket", "myndigheten", "styrelsen",
		"forbundet", "foreningen", "instituttet", "institutet", "ombudet", "namnden", "utvalget", "udvalget", "utskottet"}
	dutchBodies = []string{"bond", "raad", "autoriteit", "inspectie", "federatie", "ombudsman"}
)

// feminine takes the ending of its case off the adjective before a German noun
// that is feminine beyond doubt: "der Technischen Universität Aubach".
func feminine(called string) string {
	first, rest, _ := strings.Cut(called, " ")
	noun, _, _ := strings.Cut(text.Fold(rest), " ")
	if !strings.HasSuffix(first, "en") {
		return called
	}
	for _, end := range [...]string{"universitat", "hochschule", "stiftung", "gesellschaft", "kammer", "kommission", "agentur", "akademie", "hilfe", "behorde", "initiative"} {
		if strings.HasSuffix(noun, end) {
			return first[:len(first)-1] + " " + rest
		}
	}
	return called
}

// northern reports whether a language is a Scandinavian one.
func northern(lang string) bool { return lang == "sv" || lang == "da" || lang == "no" }

// unknownName decides what a row of capitals that no list knows may be.
func (v *view) unknownName(x *run, first int32) (string, voiceKind) {
	if !x.body || v.words(first, x.last) > 2 { // "Vereins Freie Netze", but "Northway Trust"
		for !romance(v.lang) && v.lang != "en" && first+1 < x.last && v.cues[first]&cueBody != 0 && v.cues[first]&cueOrg == 0 && v.Tokens[first+1].Is(text.Capital) {
			first++
		}
	}
	from := first
	if x.body && from > 0 && v.cues[from-1]&cueOther != 0 && v.Tokens[from-1].Is(text.Capital) && !v.Tokens[from].Is(text.Joined) {
		from-- // "American Heart Association"
	}
	words := v.words(first, x.last)
	if northern(v.lang) && !x.body && from > 0 && v.cues[from-1]&cueOther != 0 && v.Tokens[from-1].Flags&(text.Capital|text.Opens) == text.Capital && strings.HasSuffix(v.form(from-1), "sk") {
		from-- // "Norsk Regnesentral", where adjectives have no capital
		words++
	}
	called := v.slice(from, x.last)
	opens := v.Tokens[first].Is(text.Opens) || first > 0 && v.cues[first-1]&cueEdge != 0
	if words == 1 && x.last == first+1 && v.cues[first]&(cueMale|cueFemale) != 0 { // "Thomas said", "Anna, 15, erzählt"
		return called, aName
	}
	switch {
	case words == 1 && (v.cues[first]&cueBody != 0 || v.cues[first]&cueOrg != 0 && first > 0 && v.in(first-1, determiners)): // "Verband", "the Center"
		return "", nobody
	case opens && v.lang == "en" && x.last == first+3 && v.form(first+1) == "-" && !v.Tokens[first+2].Is(text.Capital): // "Self-generated imagery"
		return "", nobody
	case x.body && words > 1 && v.lang == "de":
		return feminine(v.fullest(called)), aBody
	case x.body && words > 1:
		return v.fullest(called), aBody
	case x.body, v.lang != "de" && words > 1:
		return called, aBody
	case v.lang == "de" && (x.last-first > 1 || v.fullName(first) < 0): // any noun has a capital
		return "", nobody
	case v.in(first, nobodies):
		return "", nobody
	case opens && v.lang == "en" && strings.HasSuffix(v.form(first), "s"): // "Survivors said"
		return called, aCrowd
	case opens && v.lang != "en" && !romance(v.lang) && v.bodySuffix(first):
		return called, aBody
	case opens && v.lang != "en" && !romance(v.lang):
		return "", nobody
	}
	return called, aName
}

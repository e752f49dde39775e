package enrich

import (
	"strings"

	"cipherdesk/internal/text"
)

// sentenceOf returns the first token of the sentence of token i, and the one
// behind its last.
func (v *view) sentenceOf(i int32) (first, last int32) { return v.near(i) }

// longestSentence bounds how far around a token its sentence is read: text
// without full stops is no sentence.
const longestSentence = 200

// near returns the sentence of token i, cut where it is endless.
func (f *field) near(i int32) (first, last int32) {
	s := f.Sentences[f.sentence(i)]
	return max(s.First, i-longestSentence), min(s.Last, i+longestSentence)
}

// bounds reports whether a noun phrase cannot go over token i.
func (v *view) bounds(i int32) bool {
	t := &v.Tokens[i]
	if v.cues[i]&cueEdge != 0 {
		return true
	}
	if t.Kind == text.Mark {
		return !t.Is(text.Glue) && !(i > 0 && (v.dotted(i-1) || v.shortens(i))) && v.form(i) != "&"
	}
	return v.who[i] == 0 && v.in(i, clauseWords)
}

// shortens reports whether the dot at token i belongs to a title or a kind of
// company: "Dr. Barhul", "Korvid Inc. said".
func (v *view) shortens(i int32) bool {
	return v.form(i) == "." && v.Tokens[i].Is(text.Joined) && v.cues[i-1]&(cueTitle|cueOrg) != 0 && int(i)+1 < len(v.Tokens) && !v.Tokens[i+1].Is(text.Opens)
}

// verbAt returns the place of the verb that covers token i, -1 for none.
func (v *view) verbAt(i int32) int {
	if !v.within(i) || v.cues[i]&cueVerb == 0 {
		return -1
	}
	k := v.verbFrom(i+1) - 1
	if k >= 0 && i < v.verbs[k].last {
		return k
	}
	return -1
}

// verbHere reports whether token i is a verb, and not the noun that is written like
// it: "a note", "an estimate".
func (v *view) verbHere(i int32) bool {
	k := v.verbAt(i)
	return k >= 0 && !(v.verbs[k].cue&cueNoun != 0 && v.afterDeterminer(v.verbs[k]))
}

// verbFrom returns the place of the first verb at or behind token i.
func (v *view) verbFrom(i int32) int {
	low, high := 0, len(v.verbs)
	for low < high { // sort.Search would call a function at every step
		if k := (low + high) / 2; v.verbs[k].first < i {
			low = k + 1
		} else {
			high = k
		}
	}
	return low
}

// subjectBefore reads the phrase that stands before a verb: "NSPCC chief
// executive Peter Wanless said", "Rob Jones, of the NCA, has warned".
func (v *view) subjectBefore(x verb) voice {
	from, _ := v.sentenceOf(x.first)
	hi := x.first
	if hi > from && v.progressive(x) {
		hi--
	}
	for hi > from && v.auxiliary(hi-1) && v.who[hi-1] == 0 && v.Tokens[hi-1].Kind == text.Word {
		hi--
	}
	for hi > from+1 && romance(v.lang) && v.in(hi-1, clitics) && !v.Tokens[hi-1].Is(text.Capital) {
		hi-- // "Obama le recuerda"
	}
	if hi > from+2 && v.lang == "fr" && v.form(hi-1) == "'" && v.form(hi-2) == "l" {
		hi -= 2 // "qui l'estime"
	}
	if hi > from && romance(v.lang) && v.form(hi-1) == "a" && v.who[hi-1] == 0 {
		hi-- // "a déclaré"
	}
	if p := v.whoSays(from, hi); p >= 0 {
		return v.speaks(voice{first: hi - 1, last: hi}, p)
	}
	if s := v.pseudonym(from, hi); s.kind != nobody {
		return s
	}
	follows := hi > from+1 && v.who[hi-1] == 0 && v.in(hi-1, relatives)
	if follows { // "the letter, which calls …"
		hi--
		for hi > from+1 && v.who[hi-1] == 0 && (v.form(hi-1) == "," || v.in(hi-1, determiners) || v.in(hi-1, prepositions)) {
			hi-- // "una carta en la que advierten"
		}
	}
	if hi == from {
		return voice{}
	}
	if v.cues[hi-1]&cueEdge != 0 {
		return v.perfect(x, from)
	}
	if v.who[hi-1] == 0 && v.in(hi-1, joints) {
		s := v.sameSubject(x, from)
		if s.kind == nobody { // "The council is relieved but warns that"
			if m := v.mainSubject(from, hi); m.kind == aPerson || m.kind == aBody && (v.kindOf(m.org) != "" || v.bodySuffix(m.first)) || m.kind == aRole || m.kind == anAgency || m.kind == heShe {
				s = m
			}
		}
		return s
	}
	if v.form(hi-1) == "," && v.gerund(x.first) { // "X declined to comment, saying only that"
		if s := v.sameSubject(x, from); s.kind != nobody {
			return s
		}
		return v.mainSubject(from, hi)
	}
	beside := hi
	for range 2 { // "X, of A, the B, said"
		open := v.openAside(from, beside)
		if open < 0 {
			break
		}
		beside = open
	}
	if beside > from+1 && v.form(beside-1) == "*" { // "Thomas*, 14, said": the name was changed
		beside--
	}
	for beside < hi && beside > from+1 && v.who[beside-1] == 0 && (v.auxiliary(beside-1) || romance(v.lang) && v.form(beside-1) == "a") {
		beside-- // "a, de son côté, assuré"
	}
	lo := beside
	for lo > from && beside-lo < longestPhrase && !v.bounds(lo-1) && v.verbAt(lo-1) < 0 {
		lo--
	}
	if w := v.who[beside-1]; follows && w > 0 && (v.form(hi) == "which" || v.form(hi) == "dat") { // "support from Bits of Freedom, which calls"
		lo = max(lo, v.mentions[w-1].first)
	}
	if follows { // what a relative clause is about: the noun before it
		if lo = max(lo, v.nounBefore(beside, lo)); v.cues[beside-1]&(cueAnon|cueMany) != 0 && v.who[beside-1] == 0 { // "letters from users who say"
			lo = beside - 1
		}
	}
	if v.lang == "pl" && beside-1 > lo && v.in(lo, prepositions) && v.who[beside-1] == 0 { // "W dokumencie z maja resort proponuje"
		if s := v.sourceIn(beside-1, beside); s.kind != nobody {
			return s
		}
	}
	if lo > from && v.in(lo, prepositions) && v.verbAt(lo-1) >= 0 { // "A man who was questioned at the University of Leeds said"
		if s := v.whoDid(lo, from); s.kind != nobody {
			return s
		}
	}
	out := v.sourceIn(lo, beside)
	if romance(v.lang) && v.in(lo, prepositions|determiners) && v.isPress(out) && v.hearerAt(lo) { // "A Repubblica dice"
		return voice{kind: heShe, person: -1, first: x.first, last: x.last}
	}
	if out.kind == nobody && !follows {
		if s := v.whoDid(lo, from); s.kind != nobody {
			return s
		}
	}
	if out.kind == aPerson && lo-1 > from && v.in(lo-1, joints) && v.personAt(lo-2) >= 0 { // "Wyden and Biggs wrote": neither alone
		first := v.runAt(lo - 2).first
		return voice{kind: aCrowd, person: -1, role: v.slice(first, beside), first: first, last: beside}
	}
	if v.roleOrBody(out) && lo-1 > from && v.form(lo-1) == "," { // "Callan Roe, vice president of Roe & Sons told"
		if x := v.runAt(lo - 2); x != nil && x.person >= 0 && !(x.first > from && v.in(x.first-1, prepositions) && v.in(lo, owners)) { // not "the killing of X, its minister said"
			out.first = x.first
			return v.speaks(out, x.person)
		}
	}
	if out.kind == nobody && v.lang == "en" && lo+1 == beside && v.cues[lo]&cueOther != 0 && v.Tokens[lo].Is(text.Capital) && (lo == from || v.form(lo-1) == ",") { // "Hungary insisted"
		return voice{kind: aCrowd, person: -1, role: v.slice(lo, beside), first: lo, last: beside}
	}
	return v.besideName(out, beside, hi)
}

// pseudonym reads the name that an aside before token hi gives somebody whom the
// text protects: "A woman, who asked to be called Leah, said", "que nous
// appellerons Anna".
func (v *view) pseudonym(from, hi int32) voice {
	i := hi - 1
	if i > from && v.form(i) == "," {
		i--
	}
	if i-2 <= from || !v.Tokens[i].Is(text.Capital) || v.Tokens[i].Kind != text.Word || v.Tokens[i-1].Kind != text.Word || v.Tokens[i-1].Is(text.Capital) {
		return voice{}
	}
	switch v.form(i - 1) {
	case "called", "call", "calling", "name", "appellerons", "appelons", "appeler", "llamaremos", "llamar", "chiameremo", "chiamare", "chamaremos", "chamar", "nennen", "noemen", "kallar", "kalder", "kaller":
	default:
		return voice{}
	}
	for k := i - 2; k > from && i-k < 8; k-- {
		if v.in(k, relatives) && v.who[k] == 0 {
			return voice{kind: aPerson, person: -1, speaker: v.slice(i, i+1), first: i, last: i + 1}
		}
	}
	return voice{}
}

// hearerAt reports whether token i stands before those who are told, as Romance
// languages have it at the head of a sentence: "Al Corriere dice".
func (v *view) hearerAt(i int32) bool {
	switch v.form(i) {
	case "a", "al", "alla", "all", "allo", "ao":
		from, _ := v.sentenceOf(i)
		return i == from || v.form(i-1) == ","
	}
	return false
}

// perfect reads the subject of a participle that stands behind the name of an
// outlet in quotation marks: "Weber hatte der „Rundschau“ gesagt".
func (v *view) perfect(y verb, from int32) voice {
	const hearer = 8 // tokens
	if v.lang != "de" && v.lang != "nl" {
		return voice{}
	}
	for i := y.first - 1; i > from && i > y.first-hearer; i-- {
		switch f := v.form(i); {
		case haveWord(f):
			lo := i
			for lo > from && !v.bounds(lo-1) && v.verbAt(lo-1) < 0 {
				lo--
			}
			return v.sourceIn(lo, i)
		case f == ",", f == ":":
			return voice{}
		}
	}
	return voice{}
}

// progressive reports whether an English verb is under way: "is calling for". Its
// subject does what it tells.
func (v *view) progressive(y verb) bool {
	return v.lang == "en" && y.first > 0 && strings.HasSuffix(v.form(y.first), "ing") && v.in(y.first-1, passives) && v.who[y.first-1] == 0
}

// whoDid reads the noun before a clause with "who" that ends before token hi: "A
// lecturer who spoke at the meeting says".
func (v *view) whoDid(hi, from int32) voice {
	if v.lang != "en" {
		return voice{}
	}
	for i := hi; i > from+1 && hi-i < longestPhrase/2; i-- {
		if t := &v.Tokens[i]; t.Kind == text.Mark && !t.Is(text.Glue) || v.cues[i]&cueEdge != 0 {
			break
		}
		if v.form(i) != "who" {
			continue
		}
		lo := i
		for lo > from && i-lo < longestPhrase/2 && !v.bounds(lo-1) && v.verbAt(lo-1) < 0 {
			lo--
		}
		if s := v.sourceIn(lo, i); s.kind == aRole || s.kind == aCrowd || s.kind == aPerson {
			return s
		}
		break
	}
	return voice{}
}

// gerund reports whether a verb goes on with what its subject said: "saying",
// "acrescentando", "ajoutant".
func (v *view) gerund(i int32) bool {
	end := "ing"
	switch v.lang {
	case "en":
	case "pt", "es", "it":
		end = "ndo"
	case "fr":
		end = "ant"
	default:
		return false
	}
	return strings.HasSuffix(v.form(i), end)
}

// whoSays reads "Denise Okafor, a public defender in Chicago, who says": the
// person before the aside that a relative pronoun before token hi follows.
func (v *view) whoSays(from, hi int32) int32 {
	if hi-2 <= from || !v.in(hi-1, relatives) || v.who[hi-1] != 0 || v.form(hi-2) != "," {
		return -1
	}
	if x := v.runAt(hi - 3); x != nil && x.person >= 0 {
		return x.person
	}
	for i := hi - 3; i > from && hi-i < 2*longestPhrase && v.cues[i]&cueEdge == 0; i-- {
		if v.form(i) == "," {
			return v.personAt(i - 1)
		}
	}
	return -1
}

// mainSubject reads the phrase that a sentence opens with, up to its first verb.
func (v *view) mainSubject(from, hi int32) voice {
	end := from
	for end < hi && !v.bounds(end) && !v.auxiliary(end) && !v.in(end, passives) && end-from < longestPhrase {
		if f := v.form(end); end > from && v.plainWord(end) && strings.HasSuffix(f, "ed") {
			break
		}
		end++
	}
	if end == from || end == hi {
		return voice{}
	}
	return v.sourceIn(from, end)
}

// nounBefore returns where the noun phrase that ends before token hi begins:
// at its article.
func (v *view) nounBefore(hi, lo int32) int32 {
	for i := hi - 1; i >= lo; i-- {
		if v.who[i] == 0 && v.in(i, determiners) {
			return i
		}
	}
	return lo
}

// openAside returns the comma, bracket or dash that opens the aside which ends
// right before token hi: -1 when none does.
func (v *view) openAside(from, hi int32) int32 {
	if hi-1 <= from {
		return -1
	}
	end := v.form(hi - 1)
	open := end
	switch end {
	case ")":
		open = "("
	case ",", "-":
	default:
		return -1
	}
	telling, verb := end == ")", false
	for i := hi - 2; i > from && hi-i < 2*longestPhrase; i-- {
		if v.cues[i]&cueEdge != 0 {
			return -1
		}
		if v.form(i) == open && !v.Tokens[i].Is(text.Glue) {
			if end == "," && v.Tokens[i+1].Kind == text.Number && i+1 < hi-1 { // an age: "Thomas, 14 when he was groomed, said"
				return i
			}
			if !verb && (telling || v.mereWords(i+1, hi-1) || v.cues[i-1]&cueDoc != 0 && v.participle(i+1) || hi-i <= shortAside && v.in(i+1, determiners|prepositions) && v.verbFrom(i) == v.verbFrom(hi)) {
				return i
			}
			return -1
		}
		verb = verb && !v.in(i, relatives) || v.in(i, passives) && v.who[i] == 0
		telling = telling || v.cues[i]&(cueRole|cueOrg|cueBody) != 0 || v.who[i] != 0 || v.in(i, relatives)
	}
	return -1
}

// participle reports whether an aside opens with what was done to what it stands
// behind: "the ruling, published on Thursday, found".
func (v *view) participle(i int32) bool {
	if v.lang != "en" || !v.plainWord(i) {
		return false
	}
	f := v.form(i)
	return len(f) > 4 && strings.HasSuffix(f, "ed") || f == "seen" || f == "sent" || f == "written" || f == "led"
}

// mereWords reports whether tokens lo to hi-1 are a few plain words: "elle", "de
// son côté", "in turn".
func (v *view) mereWords(lo, hi int32) bool {
	const most = 4
	if hi-lo > most || hi <= lo {
		return false
	}
	for i := lo; i < hi; i++ {
		if !v.plainWord(i) || v.cues[i]&cueVerb != 0 || v.in(i, clauseWords|passives) {
			return false
		}
	}
	return true
}

// shortAside is the most tokens of an aside that an article alone makes one:
// "Offlimits, het expertisecentrum voor misbruik, zegt".
const shortAside = 11

// besideName takes the name or role of an aside into a voice: "Meta's head of
// safety, Antigone Davis, said".
func (v *view) besideName(out voice, lo, hi int32) voice {
	if lo >= hi || out.kind == aPerson {
		return out
	}
	if out.kind == aRole && out.org == "" {
		if v.cues[lo-1]&(cueFirm|cueBody) != 0 { // "A spokeswoman for the vendor, Larkmail, told"
			out.org = v.anyName(lo+1, hi)
		}
		out.org = either(out.org, v.ownerOf(out))
	}
	if out.kind == aDoc && out.org == "" { // "The figures, published by the IWF, show"
		out.org = v.firstBody(lo, hi)
		return out
	}
	p := v.personIn(lo, hi, hi)
	one := out.kind == aCrowd && v.in(out.first, someones) // "one of them, Jane Roe"
	if p < 0 && (out.kind == aRole || one) {
		p = v.newName(lo, hi)
	}
	if p >= 0 && one {
		return v.speaks(out, p)
	}
	if p >= 0 && out.kind == nobody {
		return v.speaks(out, p)
	}
	if p >= 0 && v.roleOrBody(out) {
		x := &v.people[p]
		if x.role == "" {
			x.role = out.role
		}
		if x.org == "" {
			x.org = out.org
		}
		return v.speaks(out, p)
	}
	if out.kind == aName {
		role, org := v.roleIn(lo+1, hi)
		if role != "" {
			out.kind, out.role, out.org = aPerson, role, org
		}
	}
	return out
}

// newName takes the row of capitals beside a role for a person's name.
func (v *view) newName(lo, hi int32) int32 {
	for i := lo; i < hi; i++ {
		if x := v.runAt(i); x != nil {
			if !x.body && v.words(x.first, x.last) > 1 {
				x.person = v.person(x.first, x.last, -1)
			}
			return x.person
		}
	}
	return -1
}

// ownerOf returns the body that "its", "whose", "sa" before a role point to:
// the last one named before, in this sentence or the one before it.
func (v *view) ownerOf(x voice) string {
	i := x.first
	if i > 0 && !v.in(i, owners) {
		i--
	}
	if !v.in(i, owners) {
		return v.ownerNamed(x)
	}
	from, _ := v.sentenceOf(i)
	if from > 0 && !v.in(i, relatives) && !v.Tokens[from].Is(text.Paragraph) {
		from, _ = v.sentenceOf(from - 1)
	}
	for k := i - 1; k >= from; k-- {
		if w := v.who[k]; w == 0 || v.cues[k]&cueQuoted != 0 {
			continue
		} else if w > 0 {
			k = v.mentions[w-1].first
		} else {
			k = v.runs[-w-1].first
		}
		if n := v.nameAt(k); (n.kind == aBody || n.kind == aName && !v.in(n.last-1, someones|nobodies)) && !v.isPress(voice{kind: n.kind, org: n.text}) {
			return n.text
		}
	}
	press := pressRole(x.role)
	if org := v.topic(i, 2, press); org != "" || !press {
		return org
	}
	return v.lastPress(i)
}

// pressRole reports whether a role is one that outlets have.
func pressRole(role string) bool {
	role = text.Fold(role)
	for _, w := range [...]string{"editor", "redact", "redakt", "redatt", "director", "direttor", "chefred", "reporter", "journalist"} {
		if strings.HasPrefix(role, w) {
			return true
		}
	}
	return false
}

// ownerNamed resolves "the agency's" before a role.
func (v *view) ownerNamed(x voice) string {
	for i := x.first; i < x.last; i++ {
		if v.cues[i]&(cueBody|cueFirm) == 0 || !v.owns(i+1) {
			continue
		}
		y := voice{person: -1, first: x.first, last: i + 1}
		if v.cues[i]&cueFirm != 0 {
			return v.lastFirm(y, x.first).org
		}
		return v.lastBody(y, x.first, v.form(i)).org
	}
	return ""
}

func (v *view) roleOrBody(x voice) bool {
	return x.kind == aRole || x.kind == aBody || x.kind == anAgency
}

// sameSubject finds the subject of a verb behind "and" or "but": that of the
// verb before it in the sentence.
func (v *view) sameSubject(x verb, from int32) voice {
	for k := v.verbFrom(x.first) - 1; k >= 0; k-- {
		y := v.verbs[k]
		if y.first < from {
			break
		}
		if y.last <= x.first && v.cues[y.first]&cueQuoted == 0 {
			return v.verbSubject(y, x.first)
		}
	}
	return voice{}
}

// addressee reports whether token i stands before those who are told.
func (v *view) addressee(i int32) bool {
	switch f := v.form(i); v.lang {
	case "nl":
		return f == "aan" || f == "tegen" || f == "tegenover"
	case "de":
		return f == "gegenuber"
	case "sv":
		return f == "till"
	case "da", "no":
		return f == "til"
	case "en", "":
		return f == "to"
	}
	return false
}

// subjectAfter reads the phrase behind a verb: "said Javed Khan, of Barnardo's".
func (v *view) subjectAfter(x verb) voice {
	_, to := v.sentenceOf(x.first)
	lo := x.last
	for lo < to && v.who[lo] == 0 && (v.auxiliary(lo) || v.Tokens[lo].Is(text.Glue|text.Joined) && v.cues[lo]&cueEdge == 0) {
		lo++
	}
	if lo < to && v.who[lo] == 0 && v.in(lo, prepositions) { // "confirmó ayer a El País un portavoz", "dijo a la Cadena SER uno de ellos"
		k := lo + 1
		for k < to && v.who[k] == 0 && v.in(k, determiners) {
			k++
		}
		if e := v.entityAt(min(k, to-1)); k < to && e != nil && e.group == isOutlet {
			lo = v.mentions[v.who[k]-1].last
		}
	}
	if lo < to && v.who[lo] == 0 {
		if k := v.pronounAt(lo); k == heShe || k != nobody && (lo+1 == to || v.Tokens[lo+1].Kind == text.Mark) {
			return voice{kind: k, person: -1, first: lo, last: lo + 1}
		}
	}
	hi := lo
	for hi < to && hi-lo < longestPhrase && !v.bounds(hi) && (hi == lo || !v.verbHere(hi) && !v.addressee(hi)) {
		hi++
	}
	out := v.sourceIn(lo, hi)
	if hi < to && (v.form(hi) == "," || v.form(hi) == "(") {
		end := hi + 1
		for end < to && end-hi < longestPhrase && !v.bounds(end) {
			end++
		}
		if out.kind == aRole && v.form(hi) == "(" && end < to && v.form(end) == ")" && v.runAt(end+1) != nil && end+1 < to { // "le rapporteur (LR) Émile Blain"
			return v.besideName(out, end+1, v.runAt(end+1).last)
		}
		out = v.besideName(out, hi, end)
	}
	return out
}

package enrich

import (
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
func (r *reader) sourceIn(v *view, lo, hi int32) voice {
	for lo < hi && skipped(v.Fold(int(lo))) && (v.who[lo] == 0 || v.Tokens[lo].Is(text.Opens)) {
		lo++
	}
	out := voice{person: -1, first: lo, last: hi}
	if lo >= hi {
		if lo > 0 && lo == hi && unnamed(v.Fold(int(lo)-1)) { // "one told TechCrunch"
			out.kind, out.first, out.role = aCrowd, lo-1, v.Text(int(lo)-1)
		}
		return out
	}
	if k := pronoun(v.Fold(int(hi) - 1)); k != nobody && v.who[hi-1] == 0 { // "…, he", "a-t-elle"
		out.kind, out.first = k, hi-1
		return out
	}
	head := v.headEnd(lo, hi)
	if k := pronoun(v.Fold(int(lo))); k != nobody && head == lo+1 && v.who[lo] == 0 {
		out.kind, out.last = k, lo+1
		return out
	}
	if p := r.personIn(v, lo, hi, head); p >= 0 {
		return r.speaks(out, p)
	}
	if out.role, out.org = r.roleIn(v, lo, hi); out.role != "" {
		out.kind = aRole
		return out
	}
	return r.bodyIn(v, out, head)
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
		if v.who[i] == 0 && preposition(v.Fold(int(i))) {
			return i
		}
	}
	return hi
}

// personIn returns the person whom a phrase is about: not one who merely
// follows a preposition ("critics of Mark Zuckerberg").
func (r *reader) personIn(v *view, lo, hi, head int32) int32 {
	for i := lo; i < hi; i++ {
		w := v.who[i]
		if w >= 0 {
			continue
		}
		x := &v.runs[-w-1]
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
		switch f := v.Fold(int(i)); f {
		case "last", "this", "week", "month", "year", "night", "morning", "afternoon", "evening", "who", "which":
			return false
		default:
			if !auxiliary(f) {
				return true
			}
		}
	}
	return false
}

// owns reports whether a genitive stands at token i: "Wanless's letter".
func (v *view) owns(i int32) bool {
	n := int32(len(v.Tokens))
	return i >= 0 && i < n && v.Tokens[i].Is(text.Joined) && v.Fold(int(i)) == "'" && v.cues[i]&cueEdge == 0 &&
		(i+1 < n && v.Tokens[i+1].Is(text.Possessive) || i+1 < n && !v.Tokens[i+1].Is(text.Joined))
}

func (v *view) behindPreposition(i, head int32) bool {
	for i--; i > head && determiner(v.Fold(int(i))); i-- {
	}
	return i <= head || preposition(v.Fold(int(i)))
}

// bodyIn reads a phrase without persons and roles.
func (r *reader) bodyIn(v *view, out voice, head int32) voice {
	crowd := false
	for i := out.first; i < head; i++ {
		c := v.cues[i]
		switch w := v.who[i]; {
		case w != 0:
			name, end, kind := r.nameAt(v, i)
			if kind != nobody && !v.owns(end) {
				return r.nameWithTail(v, out, i, end, head, name, kind)
			}
			if kind == aBody {
				out.org = name
			}
			if kind == nobody && w < 0 && end == i+1 && c&cueBody != 0 {
				out.kind, out.role = anAgency, v.Text(int(i))
			}
			i = max(end, i+1) - 1
		case c&cueMany != 0:
			out.kind, out.role = signers, v.wordsUpTo(out.first, i)
		case c&cueAnon != 0:
			out.kind, out.role, crowd = aCrowd, v.wordsUpTo(out.first, i), true
		case c&cueDoc != 0:
			out.kind, out.doc = aDoc, v.Text(int(i))
		case c&cueFirm != 0:
			out.kind, out.role = aFirm, v.wordsUpTo(out.first, i)
		case c&cueBody != 0:
			out.kind, out.role = anAgency, v.wordsUpTo(out.first, i)
		}
	}
	if out.kind == nobody && v.lang == "en" && out.last > out.first {
		r.pluralCrowd(v, &out, head)
	}
	if out.kind == aDoc || crowd && head < out.last && v.belongs(head) {
		out.org = r.firstBody(v, head, out.last)
	}
	return out
}

// wordsUpTo returns the plain words before a noun with it: "Swiss police", but
// "cryptographers" of "47 cryptographers".
func (v *view) wordsUpTo(first, i int32) string {
	const most = 4
	lo := i
	for lo > first && i-lo < most && v.Tokens[lo-1].Kind == text.Word && v.who[lo-1] == 0 && !determiner(v.Fold(int(lo)-1)) && !preposition(v.Fold(int(lo)-1)) && !clauseWord(v.Fold(int(lo)-1)) {
		lo--
	}
	return v.Quote(int(lo), int(i))
}

// nameWithTail fills in a name that begins at token i. Words between the name and the
// end of the phrase make it something else: "Facebook users", "the Penn State
// team", "a Europol report".
func (r *reader) nameWithTail(v *view, out voice, i, end, head int32, name string, kind voiceKind) voice {
	for t := end; t < head; t++ {
		c := v.cues[t]
		switch {
		case c&(cueAnon|cueMany) != 0:
			out.kind, out.role = aCrowd, v.Text(int(t))
			if kind == aBody && staff(v.Fold(int(t))) {
				out.org = name
			}
			return out
		case c&cueDoc != 0:
			out.kind, out.doc = aDoc, v.Text(int(t))
			if kind == aBody {
				out.org = name
			}
			return out
		}
	}
	tail := v.words(end, head)
	if v.lang != "en" { // where adverbs may follow a name
		tail = 0
	}
	switch {
	case tail > 0 && kind == aBody && v.cues[head-1]&(cueBody|cueFirm|cueOrg) != 0:
		if v.who[i] < 0 {
			name = v.Quote(int(i), int(head)-1)
		}
		out.kind, out.org = aBody, name
	case tail > 4 || tail > 0 && (v.place == inTitle || preposition(v.Fold(int(out.first)))):
	case tail > 0:
		out.kind, out.role = aCrowd, v.Quote(int(i), int(head)-1)
		if kind == aBody {
			out.org = name
		}
	case kind == aName:
		if p := r.fullName(v, end-1); p >= 0 && end-i == 1 {
			return r.speaks(out, p)
		}
		out.kind, out.speaker = kind, name
	case kind == aCrowd:
		if p := r.fullName(v, end-1); p >= 0 {
			return r.speaks(out, p)
		}
		out.kind, out.role = kind, name
	case r.titledHere(v, out, i):
		w := v.who[i]
		x := &v.runs[-w-1]
		x.person = r.person(v, x.first, x.last, -1)
		if x.person < 0 {
			return out
		}
		return r.speaks(out, x.person)
	default:
		out.kind, out.org = kind, name
	}
	return out
}

// titledHere reports whether a plain noun before an unknown name makes it a
// person's: "strafpleiter Inge Vos".
func (r *reader) titledHere(v *view, out voice, i int32) bool {
	w := v.who[i]
	if w >= 0 || i <= out.first || v.lang == "de" || v.runs[-w-1].body || v.parted(i, v.runs[-w-1].last) < 2 {
		return false
	}
	return v.plainWord(i-1) && v.cues[i-1]&(cueFirm|cueBody|cueOrg|cuePress|cueDoc) == 0 && !determiner(v.Fold(int(i)-1)) && !preposition(v.Fold(int(i)-1)) && !auxiliary(v.Fold(int(i)-1))
}

// mostRuns bounds how many rows of capitals are searched for a full name.
const mostRuns = 500

// fullName finds the person whose surname stands at token i in a longer name
// somewhere in the text, though nothing there said that it was a name.
func (r *reader) fullName(v *view, i int32) int32 {
	f := v.Fold(int(i))
	for place := range r.views {
		o := &r.views[place]
		for k := range o.runs[:min(len(o.runs), mostRuns)] {
			x := &o.runs[k]
			if x.person < 0 && !x.body && x.last-x.first > 1 && x.last-x.first <= longestName && o.Fold(int(x.last)-1) == f && o.words(x.first, x.last) > 1 {
				x.person = r.person(o, x.first, x.last, -1)
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
	case "researchers", "scientists", "officials", "engineers", "investigators", "prosecutors", "officers", "academics", "lawyers", "cryptographers", "analysts", "forscher", "forschende", "ermittler", "chercheurs", "investigadores", "onderzoekers", "ricercatori":
		return true
	}
	return false
}

// pluralCrowd takes a plain plural for people without names: "executives
// estimated".
func (r *reader) pluralCrowd(v *view, out *voice, head int32) {
	i := head - 1
	f := v.Fold(int(i))
	if unnamed(v.Fold(int(out.first))) && head == out.first+1 { // "two of them"
		out.kind, out.role = aCrowd, v.Quote(int(out.first), int(out.last)-1)
		return
	}
	if v.plainWord(i) && len(f) > 5 && strings.HasSuffix(f, "s") && !strings.HasSuffix(f, "ss") && head == out.last && v.cues[i]&cueVerb == 0 {
		out.kind, out.role = aCrowd, v.wordsUpTo(out.first, i)
	}
}

// belongs reports whether the preposition at token i joins people to where
// they work: "researchers at", not "critics of".
func (v *view) belongs(i int32) bool {
	switch v.Fold(int(i)) {
	case "all", "allo", "presso", "at", "from", "with", "bei", "vom", "von", "beim", "chez", "del", "bij", "van", "dell", "della":
		return true
	}
	return false
}

// firstBody returns the first body named in tokens lo to hi-1.
func (r *reader) firstBody(v *view, lo, hi int32) string {
	for i := lo; i < hi; i++ {
		if v.who[i] == 0 {
			continue
		}
		name, end, kind := r.nameAt(v, i)
		if w := v.who[i]; kind == aBody && (w < 0 || r.entities[v.mentions[w-1].entity].group != isOutlet) {
			return name
		}
		i = max(end, i+1) - 1
	}
	return ""
}

// nameAt returns the body, or the unknown name, that begins at token i.
func (r *reader) nameAt(v *view, i int32) (name string, end int32, kind voiceKind) {
	w := v.who[i]
	if w > 0 {
		m := v.mentions[w-1]
		switch r.entities[m.entity].group {
		case isBody, isOutlet, isOffice:
			return r.body(m.entity).name, m.last, aBody
		}
		return "", m.last, nobody
	}
	if w == 0 {
		return "", i + 1, nobody
	}
	x := &v.runs[-w-1]
	if x.person >= 0 {
		return "", x.last, nobody
	}
	first := i
	if !x.body || v.words(first, x.last) > 2 { // "Vereins Freie Netze", but "Northway Trust"
		for first+1 < x.last && v.cues[first]&cueBody != 0 && v.cues[first]&cueOrg == 0 {
			first++
		}
	}
	from := first
	if x.body && from > 0 && v.cues[from-1]&cueOther != 0 && v.Tokens[from-1].Is(text.Capital) && !v.Tokens[from].Is(text.Joined) {
		from-- // "American Heart Association"
	}
	name = v.Quote(int(from), int(x.last)-1)
	if words := v.words(first, x.last); words == 1 && v.cues[first]&cueBody != 0 {
		return "", x.last, nobody // "Verband", "Commission": no name
	} else if x.body || v.lang != "de" && words > 1 {
		return name, x.last, aBody
	}
	switch {
	case v.lang == "de" && (x.last-first > 1 || r.fullName(v, first) < 0): // any noun has a capital
		return "", x.last, nobody
	case anybody(v.Fold(int(first))):
		return "", x.last, nobody
	case v.Tokens[first].Is(text.Opens) || first > 0 && v.cues[first-1]&cueEdge != 0:
		if v.lang == "en" && strings.HasSuffix(v.Fold(int(first)), "s") {
			return name, x.last, aCrowd
		}
		if v.lang != "en" && !romance(v.lang) {
			return "", x.last, nobody
		}
	}
	return name, x.last, aName
}

// roleIn finds a role in tokens lo to hi-1 and the body it is held in:
// "NSPCC chief executive", "head of policy at the Northway Trust".
func (r *reader) roleIn(v *view, lo, hi int32) (role, org string) {
	at := int32(-1)
	for i := lo; i < hi; i++ {
		if w := v.who[i]; w > 0 && r.entities[v.mentions[w-1].entity].group == isOffice {
			return v.Quote(int(i), int(min(v.mentions[w-1].last, hi))-1), r.body(v.mentions[w-1].entity).name
		}
		if v.cues[i]&cueRole != 0 && v.who[i] == 0 || r.roleSuffix(v, i) {
			at = i
			break
		}
	}
	if at < 0 {
		return "", ""
	}
	first := at
	for first > lo && v.Tokens[first-1].Kind == text.Word && v.partOfRole(first-1, at) && !determiner(v.Fold(int(first)-1)) &&
		!v.Tokens[first-1].Is(text.Possessive) && v.cues[first-1]&cueVerb == 0 && !preposition(v.Fold(int(first)-1)) {
		first--
	}
	for first < at && v.cues[first]&cueOther != 0 && v.Tokens[first].Is(text.Capital) {
		first++
	}
	last, org := r.roleEnd(v, at+1, hi)
	if org == "" {
		org = r.firstBody(v, lo, at)
	}
	if w := v.who[max(first-1, 0)]; org == "" && first > lo && w < 0 && v.runs[-w-1].person < 0 { // "a Cloudline spokesman"
		org = v.Quote(int(v.runs[-w-1].first), int(first)-1)
	}
	return v.Quote(int(first), int(last)-1), org
}

// partOfRole reports whether token i may belong to the role at token at: any
// plain word, and a single capital before a role in capitals ("Defence
// Minister"), where otherwise a capital is where the role is held.
func (v *view) partOfRole(i, at int32) bool {
	w := v.who[i]
	if w == 0 {
		return true
	}
	return w < 0 && v.runs[-w-1].person < 0 && !v.runs[-w-1].body && v.runs[-w-1].last-v.runs[-w-1].first == 1 && v.Tokens[at].Is(text.Capital)
}

// roleSuffix knows roles inside German and Dutch compounds: "Signal-Chefin",
// "Vereinssprecher".
func (r *reader) roleSuffix(v *view, i int32) bool {
	if r.d.lang != "de" && r.d.lang != "nl" || v.who[i] < 0 && v.runs[-v.who[i]-1].person >= 0 || !v.Tokens[i].Is(text.Capital) {
		return false
	}
	f := strings.TrimSuffix(v.Fold(int(i)), "in")
	for _, end := range [...]string{"minister", "sprecher", "chef", "prasident", "kommissar", "direktor", "beauftragte", "vorsitzende", "politiker", "expert", "forscher", "anwalt", "leiter", "woordvoerder"} {
		if strings.HasSuffix(f, end) || strings.HasSuffix(f, end+"e") {
			return true
		}
	}
	return false
}

// holds reports whether a preposition may stand between a role and the body
// that it is held in.
func holds(f string) bool {
	switch f {
	case "a", "au", "all", "alla", "of", "for", "des", "der", "fur", "de", "du", "d", "di", "dei", "degli", "delle", "dello", "voor", "en", "para", "pour", "im":
		return true
	}
	return false
}

// roleEnd returns where a role ends, and the body named behind it.
func (r *reader) roleEnd(v *view, i, hi int32) (last int32, org string) {
	last = i
	for ; i < hi; i++ {
		t := &v.Tokens[i]
		f := v.Fold(int(i))
		if v.who[i] == 0 && (v.belongs(i) || holds(f)) {
			k := i + 1
			for k < hi && (determiner(v.Fold(int(k))) || v.cues[k]&cueOther != 0 || v.Fold(int(k)) == "'" || v.Tokens[k].Is(text.Possessive) || v.cues[k]&cueBody != 0 && v.who[k] == 0) {
				k++
			}
			if k < hi && v.who[k] != 0 {
				if name, _, kind := r.nameAt(v, k); kind != nobody {
					return last, name
				}
				if w := v.who[k]; w < 0 && v.cues[k-1]&cueBody != 0 { // "des Vereins Freie Netze"
					return last, v.Quote(int(k), int(v.runs[-w-1].last)-1)
				}
			}
			continue
		}
		if t.Kind == text.Mark && !t.Is(text.Glue) || v.who[i] < 0 && v.runs[-v.who[i]-1].person >= 0 || v.cues[i]&cueVerb != 0 {
			break
		}
		last = i + 1
	}
	return last, ""
}

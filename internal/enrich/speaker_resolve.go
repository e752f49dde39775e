package enrich

import (
	"slices"
	"sort"
	"strings"

	"cipherdesk/internal/news"
	"cipherdesk/internal/text"
)

// utterance is something said: by whom, and where.
type utterance struct {
	voice
	at        int32 // first token
	paragraph int
}

// speak records who spoke at a token, for the pronouns and quotations to come.
func (v *view) speak(x voice, at int32) {
	v.spoken = append(v.spoken, utterance{x, at, v.paragraph(at)})
}

// before returns the last utterance before a token that is accepted, within so
// many paragraphs.
func (v *view) before(at int32, within int, accept func(voice) bool) (voice, bool) {
	best, paragraph := -1, v.paragraph(at)
	for i := len(v.spoken) - 1; i >= 0 && i >= len(v.spoken)-12; i-- {
		u := &v.spoken[i]
		if u.at < at && paragraph-u.paragraph <= within && (best < 0 || u.at > v.spoken[best].at) && accept(u.voice) {
			best = i
		}
	}
	if best < 0 {
		return voice{}, false
	}
	return v.spoken[best].voice, true
}

// resolve replaces what points elsewhere in the text ("she", "the company")
// with whom it points to, where the text tells.
func (v *view) resolve(x voice, at int32) voice {
	y := x
	switch x.kind {
	case aPerson:
		v.employ(&y)
	case aName: // news gives people their full names: a bare one is a body's
		if v.cues[x.first]&(cueMale|cueFemale) != 0 { // but for those whom a first name protects
			y.kind = aPerson
			break
		}
		y.kind, y.org, y.speaker = aBody, x.speaker, ""
	case heShe:
		y = v.lastPerson(x, at)
	case itself:
		y = v.lastBody(x, at, "")
	case theThey:
		y = v.lastGroup(x, at)
	case signers:
		if v.letter {
			y.doc, y.org = "letter", v.lead
		}
	case aDoc:
		if y.org == "" && letterWord(text.Fold(x.doc)) {
			y.org = v.lead
		}
	case aFirm:
		y = v.lastFirm(x, at)
	case anAgency:
		if definite(v, x) {
			y = v.lastBody(x, at, v.form(v.headOf(x)))
		}
	case aRole:
		if y.org == "" && x.first > 0 && (v.in(x.first-1, owners) || v.in(x.first, owners)) {
			y.org = v.ownerOf(x)
		}
		y = v.sameRole(y, at)
	}
	y.first, y.last = x.first, x.last
	return y
}

// headOf returns the token of an agency's word.
func (v *view) headOf(x voice) int32 {
	for i := x.first; i < x.last; i++ {
		if v.cues[i]&cueBody != 0 {
			return i
		}
	}
	return x.first
}

// definite reports whether a phrase points back: "the charity", not "a charity".
func definite(v *view, x voice) bool {
	if x.first == 0 {
		return false
	}
	switch v.form(x.first - 1) {
	case "the", "der", "die", "das", "dem", "le", "la", "l", "el", "il", "lo", "de", "het", "its", "this":
		return true
	}
	return false
}

// employ gives a known person the body of the register, if the text names that
// body too: people change posts.
func (r *reader) employ(x *voice) {
	if x.person < 0 { // known by one name only
		return
	}
	p := &r.people[x.person]
	if x.org != "" || p.entity < 0 || r.entities[p.entity].of < 0 {
		return
	}
	of := r.entities[p.entity].of
	for i := range r.views {
		for _, m := range r.views[i].mentions {
			if e := &r.entities[m.entity]; m.entity == of || e.of == of && e.group != isPerson {
				x.org = r.entities[of].name
				return
			}
		}
	}
}

// lastPerson resolves "he" and "she": who spoke last, else who was named last.
func (v *view) lastPerson(x voice, at int32) voice {
	p := v.paragraph(at)
	gender := v.pronounGender(x.last - 1)
	fits := func(person int32) bool {
		if person < 0 {
			return true
		}
		g := v.people[person].gender
		return gender == 0 || g == 0 || g&gender != 0
	}
	if person := v.opener(at, p, fits); person >= 0 {
		y := v.speaks(x, person)
		v.employ(&y)
		return y
	}
	if y, ok := v.before(at, 0, func(voice) bool { return true }); ok && y.kind == aBody && v.lang != "en" && v.lang != "nl" { // "La Cour … Elle relève"
		return y
	}
	if y, ok := v.before(at, 3, func(y voice) bool { return y.kind == aPerson && fits(y.person) }); ok {
		return y
	}
	for i := len(v.runs) - 1; i >= 0; i-- {
		if u := &v.runs[i]; u.last <= at && u.person >= 0 && fits(u.person) && p-v.paragraph(u.first) <= 2 {
			y := v.speaks(x, u.person)
			v.employ(&y)
			return y
		}
	}
	for i := len(v.runs) - 1; i >= 0; i-- { // those whom a first name protects
		u := &v.runs[i]
		if u.last <= at && u.person < 0 && u.last == u.first+1 && v.cues[u.first]&gender != 0 && !(u.first > 0 && v.in(u.first-1, locatives)) && p-v.paragraph(u.first) <= 2 {
			x.kind, x.speaker = aPerson, v.slice(u.first, u.last)
			return x
		}
	}
	if y := v.lastRole(x, at); y.role != "" {
		return y
	}
	if len(v.people) == 1 && v.people[0].gender&gender != 0 { // named later: "…, she said. Anne Kerguelen runs the firm."
		return v.speaks(x, 0)
	}
	return x
}

// lastRole returns somebody without a name whom the paragraph tells of before a
// token: "A spokeswoman confirmed the delay. “…,” she said."
func (v *view) lastRole(x voice, at int32) voice {
	for i := at - 1; i >= v.Paragraphs[v.paragraph(at)].First; i-- {
		if v.cues[i]&cueRole == 0 || v.who[i] != 0 || v.cues[i]&cueQuoted != 0 {
			continue
		}
		from, to := v.sentenceOf(i)
		lo := i
		for lo > from && !v.bounds(lo-1) && v.verbAt(lo-1) < 0 {
			lo--
		}
		y := v.sourceIn(lo, min(i+longestPhrase/2, to))
		if y.kind != aRole {
			return voice{}
		}
		y = v.sameRole(y, i)
		y.first, y.last = x.first, x.last
		return y
	}
	return voice{}
}

// opener returns the person whom a sentence of the paragraph begins with, after
// everything said so far: "Ashdown defended the plan. “…,” she said." -1 for none.
func (v *view) opener(at int32, p int, fits func(int32) bool) int32 {
	const head = 8 // tokens of a sentence in which its subject stands
	said := int32(-1)
	for i := len(v.spoken) - 1; i >= 0 && i > len(v.spoken)-8; i-- {
		if u := &v.spoken[i]; u.at < at {
			said = max(said, u.at)
		}
	}
	for i := len(v.runs) - 1; i >= 0; i-- {
		u := &v.runs[i]
		if u.last > at {
			continue
		}
		if u.first < v.Paragraphs[p].First || u.first < said {
			break
		}
		if from, _ := v.sentenceOf(u.first); u.person >= 0 && u.first-from < head && fits(u.person) {
			return u.person
		}
	}
	return -1
}

// lastBody resolves "it", "the company", "the agency": the body named last
// that is of such a kind.
func (v *view) lastBody(x voice, at int32, word string) voice {
	y, ok := v.before(at, 1, func(y voice) bool {
		kind := v.kindOf(y.org)
		return y.kind == aBody && (kind == "" || suits(word, kind))
	})
	if ok {
		return y
	}
	if word == "company" {
		return v.mainCompany(x, at)
	}
	for _, byName := range [2]bool{true, false} {
		for i := len(v.mentions) - 1; i >= 0; i-- {
			m := v.mentions[i]
			e := &v.entities[m.entity]
			if m.last > at || e.group != isBody || byName && !shareWord(v.slice(m.first, m.last), word) || !byName && !suits(word, e.kind) {
				continue
			}
			y := x
			y.kind, y.org, y.role = aBody, v.body(m.entity).name, ""
			return y
		}
		if i, known := v.byID["european-commission"]; known && byName && suits(word, "government") && strings.HasPrefix(word, "ko") || known && byName && strings.HasPrefix(word, "com") && suits(word, "government") {
			x.kind, x.org, x.role = aBody, v.entities[i].name, ""
			return x
		}
	}
	return v.unlistedBody(x, at, word)
}

// shareWord reports whether the name of a body has the word that it is called
// by: "the Center" is the National Center for Missing and Exploited Children.
func shareWord(name, word string) bool {
	if word == "" {
		return false
	}
	for w := range strings.FieldsSeq(name) {
		if text.Fold(w) == word {
			return true
		}
	}
	return false
}

// unlistedBody resolves "the charity", "the Trust" to a body that the register
// does not know: the last one with that word in its name, else the only one
// that may be called so.
func (v *view) unlistedBody(x voice, at int32, word string) voice {
	only, several := "", false
	for i := len(v.runs) - 1; i >= 0; i-- {
		u := &v.runs[i]
		if u.last > at || !u.body || u.person >= 0 || v.words(u.first, u.last) < 2 {
			continue
		}
		name := v.slice(u.first, u.last)
		if shareWord(name, word) {
			x.kind, x.org, x.role = aBody, name, ""
			return x
		}
		several = several || only != "" && only != name
		only = name
	}
	if only != "" && !several && suits(word, "child_protection") && word != "" {
		x.kind, x.org, x.role = aBody, only, ""
	}
	return x
}

// lastFirm resolves "the company". "The research firm" is another one, unless
// a body that the register does not know spoke last.
func (v *view) lastFirm(x voice, at int32) voice {
	if strings.Contains(x.role, " ") && v.cues[max(0, x.last-2)]&cueFirm == 0 {
		y, ok := v.before(at, 0, func(y voice) bool { return y.kind == aBody && v.kindOf(y.org) == "" })
		if !ok {
			return x
		}
		return y
	}
	return v.lastBody(x, at, "company")
}

// mainCompany resolves "the company": the one named most often so far, of
// equals the one named last.
func (v *view) mainCompany(x voice, at int32) voice {
	const recent = 64 // mentions that are looked at
	best, most := "", 0
	before := sort.Search(len(v.mentions), func(i int) bool { return v.mentions[i].first >= at })
	known := v.mentions[max(0, before-recent):]
	for _, m := range known {
		if v.entities[m.entity].kind != "company" {
			continue
		}
		if m.first >= at {
			if best == "" { // named behind: "By the company's own admission …"
				best = v.body(m.entity).name
			}
			break
		}
		name := v.body(m.entity).name
		n := 0
		for _, o := range known[:min(len(known), recent)] {
			if o.first < at && v.body(o.entity).name == name {
				n++
			}
		}
		if n >= most {
			best, most = name, n
		}
	}
	if name := v.mostNamed(at, max(most, 1)); name != "" {
		best = name
	}
	if best != "" {
		x.kind, x.org, x.role = aBody, best, ""
	}
	return x
}

// mostNamed returns the name which the register does not know that stands most
// often before a token, if more often than n times: the text may well be about
// that company. A name of persons or of a charity is none.
func (v *view) mostNamed(at int32, n int) string {
	const recent = 64
	var names [recent]string
	k := 0
	title := &v.reader.views[inTitle]
	for i := range title.runs {
		if x := &title.runs[i]; v.place != inTitle && x.person < 0 && k < recent {
			names[k] = title.slice(x.first, x.last)
			k++
		}
	}
	for i := range v.runs {
		if x := &v.runs[i]; x.person < 0 && !x.press && x.last <= at && k < recent {
			names[k] = v.slice(x.first, x.last)
			k++
		}
	}
	slices.Sort(names[:k])
	best, most, row := "", n, 0
	for i := range names[:k] {
		if i > 0 && names[i] == names[i-1] {
			row++
		} else {
			row = 1
		}
		if row > most {
			best, most = names[i], row
		}
	}
	return best
}

// suits reports whether a body of that kind may be called by that word.
func suits(word, kind string) bool {
	switch word {
	case "":
		return true
	case "company":
		return kind == "company"
	case "charity", "ngo", "foundation", "ong", "stiftung", "fondation", "fundacion", "stichting", "fondazione", "nonprofit", "association", "verein", "verband", "organisation", "organization", "coalition", "asociacion", "vereniging", "associazione", "hotline", "organizacion", "organisatie", "organizzazione":
		return kind == "child_protection" || kind == "digital_rights"
	case "regulator", "watchdog", "toezichthouder", "aufsicht", "autorita", "autorite", "authority", "behorde":
		return kind == "regulator"
	case "bureau", "force", "agency", "police", "agence", "agencia", "agenzia", "polizei", "polizia", "policia", "politie":
		return kind == "law_enforcement"
	case "commission", "kommission", "comision", "commissie", "commissione":
		return kind == "government"
	case "government", "ministry", "department", "office", "ministerium", "regierung", "gouvernement", "ministere", "gobierno", "ministerio", "ministerie", "regering", "kabinet", "governo", "ministero":
		return kind == "government"
	case "parliament":
		return kind == "legislature"
	case "court", "gericht", "cour", "corte", "tribunal", "hof", "rechtbank":
		return kind == "court"
	}
	return false
}

// lastGroup resolves "they": the group that spoke last, else those who signed
// the letter.
func (v *view) lastGroup(x voice, at int32) voice {
	y, ok := v.before(at, 1, func(y voice) bool {
		return y.kind != aPerson && y.kind != nobody && !(v.letter && y.kind == aBody) // one company is no "they" beside many who signed
	})
	if ok {
		return y
	}
	if v.letter {
		x.kind, x.doc, x.org = signers, "letter", v.lead
	}
	return x
}

// sameRole resolves "the minister" to a person of that role who is named before.
func (v *view) sameRole(x voice, at int32) voice {
	if x.org != "" {
		return x
	}
	word := text.Fold(x.role)
	if !definite(v, x) {
		if spokesWord(word) {
			return v.spokesOf(x, at)
		}
		return x
	}
	y, ok := v.before(at, 8, func(y voice) bool {
		return y.kind == aPerson && y.role != "" && strings.Contains(text.Fold(y.role), word)
	})
	if ok {
		return y
	}
	if spokesWord(word) {
		return v.spokesOf(x, at)
	}
	// A speaker without a role is often called by it next: "The researcher adds".
	y, ok = v.before(at, 0, func(voice) bool { return true })
	if ok && y.kind == aPerson && y.role == "" {
		y.role = x.role
		return y
	}
	return x
}

// spokesWord reports whether a role is that of speaking for somebody.
func spokesWord(role string) bool {
	for _, w := range [...]string{"spokes", "sprecher", "porte-parole", "portavoz", "woordvoerder", "portavoce"} {
		if strings.Contains(role, w) {
			return true
		}
	}
	return false
}

// spokesOf gives "a spokesperson" the body that spoke last in the paragraph.
func (v *view) spokesOf(x voice, at int32) voice {
	if y, ok := v.before(at, 0, func(y voice) bool { return y.kind == aBody }); ok {
		x.org = y.org
	} else if !strings.Contains(x.role, " ") { // not "a government spokesman"
		x.org = v.lastFirm(voice{person: -1, first: x.first, last: x.last}, at).org
	}
	return x
}

// citation writes a voice down.
func (x voice) citation(kind news.CitationKind, verb string) news.Citation {
	return news.Citation{Kind: kind, Speaker: x.speaker, Role: x.role, Organisation: x.org, Verb: verb, Source: x.doc}
}

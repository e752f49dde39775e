package enrich

import (
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
func (v *view) before(at int32, within int, accept func(*voice) bool) (voice, bool) {
	best, paragraph := -1, v.paragraph(at)
	for i := len(v.spoken) - 1; i >= 0 && i >= len(v.spoken)-12; i-- {
		u := &v.spoken[i]
		if u.at < at && paragraph-u.paragraph <= within && (best < 0 || u.at > v.spoken[best].at) && accept(&u.voice) {
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
		y.kind, y.org, y.speaker = aBody, v.seatOf(x.speaker), ""
	case heShe:
		if v.several(x) {
			y = v.lastGroup(x, at)
			break
		}
		y = v.lastPerson(x, at)
	case itself:
		if y = v.paperBefore(x); y.kind == itself {
			y = v.lastBody(x, at, "")
		}
	case theThey:
		y = v.lastGroup(x, at)
	case signers:
		if v.letter && (v.place != inTitle || signerWord(v.form(x.last-1))) { // in a headline other groups speak for themselves
			y.doc, y.org = "letter", v.lead
		}
	case aCrowd:
		if y.org == "" && x.last > x.first && v.belongs(x) && (staff(v.form(x.last-1)) || spokesWord(text.Fold(x.role))) { // "its analysts found"
			y.org = v.ownerOf(x)
		}
	case aDoc:
		if y.org == "" && letterWord(text.Fold(x.doc)) {
			y.org = v.lead
		} else if y.org == "" && v.place == inText && v.knownPaper(x) {
			y.org = v.paperBy(x)
		} else if y.org == "" && v.place == inText && statement(text.Fold(x.doc)) { // "heißt es in einer Stellungnahme"
			y.org = v.topic(at, 0, false)
		}
	case aFirm:
		y = v.lastFirm(x, at)
	case anAgency:
		if definite(v, x) || v.paragraph(at) == 0 && v.place == inText { // "A charity has warned", named next
			y = v.lastBody(x, at, v.form(v.headOf(x, cueBody)))
		}
		if y.org == "" && v.lang == "de" && v.properName(x) { // "der Deutsche Anwaltverein"
			y.kind, y.org, y.role = aBody, x.role, ""
		}
	case aRole:
		if y.org == "" && v.belongs(x) {
			y.org = v.ownerOf(x)
		}
		y = v.sameRole(y, at)
	}
	y.first, y.last = x.first, x.last
	return y
}

// several reports whether the verb beside a German "sie" or a Dutch "zij" is that
// of several people: "Sie schreiben", "sagten sie".
func (v *view) several(x voice) bool {
	if v.lang != "de" && v.lang != "nl" || x.last < 1 {
		return false
	}
	if f := v.form(x.last - 1); f != "sie" && f != "zij" && f != "ze" {
		return false
	}
	for _, k := range [...]int32{x.last, x.last - 2} {
		if v.within(k) && k >= 0 && v.who[k] == 0 && (v.cues[k]&cueVerb != 0 || v.in(k, auxiliaries)) {
			return strings.HasSuffix(v.form(k), "en")
		}
	}
	return false
}

// belongs reports whether a phrase belongs to a body named before: "its spokeswoman".
func (v *view) belongs(x voice) bool {
	return x.first > 0 && (v.in(x.first-1, owners) || v.in(x.first, owners))
}

// seatOf returns the body that a city which speaks stands for: "Selon Bruxelles".
// Any other name is the body's own.
func (r *reader) seatOf(name string) string {
	switch text.Fold(name) {
	case "bruxelles", "brussels", "bruselas", "brussel", "bruxelas", "bryssel", "bruksela":
		if i, known := r.byID["european-commission"]; known {
			return r.entities[i].name
		}
	}
	return name
}

// knownPaper reports whether a phrase points back to a paper: "the assessment",
// "in dem vertraulichen Papier", "rapporten".
func (v *view) knownPaper(x voice) bool {
	h := v.headOf(x, cueDoc)
	for i := h - 1; i >= 0 && i > h-3; i-- {
		if v.definiteArticle(i) {
			return true
		}
	}
	f := v.form(h)
	return northern(v.lang) && (strings.HasSuffix(f, "en") || strings.HasSuffix(f, "et"))
}

// statement reports whether a folded word calls what somebody lets others know.
func statement(f string) bool {
	switch f {
	case "statement", "stellungnahme", "mitteilung", "pressemitteilung", "erklarung", "communique", "declaration", "comunicado", "comunicato", "nota", "verklaring", "persbericht", "uttalande", "udtalelse", "uttalelse", "pressmeddelande", "pressemeddelelse", "pressemelding", "oswiadczenie", "oswiadczeniu", "remissvar", "horingssvar":
		return true
	}
	return false
}

// paperBy returns the body that a paper was said to come from when the text told
// of it before: "advisers at the NCSC said in an assessment … The assessment
// says", "an answer of the ministry … the paper says". "" where it did not.
func (v *view) paperBy(x voice) string {
	const paragraphs = 2
	noun := text.Fold(x.doc)
	p := v.paragraph(x.first)
	from, _ := v.sentenceOf(x.first)
	for i := from - 1; i >= 0 && p-v.paragraph(i) <= paragraphs; i-- {
		if v.cues[i]&cueDoc == 0 || v.cues[i]&cueQuoted != 0 || v.who[i] != 0 || v.form(i) != noun && !anyPaper(noun) {
			continue
		}
		if org := v.paperNamed(i); org != "" {
			return org
		}
	}
	return ""
}

// paperNamed returns the body that the paper at token i belongs to: in the phrase
// behind it, in the genitive before it, or as what speaks in its sentence.
func (v *view) paperNamed(i int32) string {
	from, to := v.sentenceOf(i)
	if k := i + 1; k < to && (v.in(k, prepositions) || v.in(k, determiners)) {
		for k++; k < min(i+6, to) && v.who[k] == 0 && (v.in(k, determiners) || v.cues[k]&(cueOther|cueBody) != 0); k++ {
		}
		if k < to && v.who[k] != 0 {
			return v.firstBody(k, k+1)
		}
	}
	if org := v.possessor(max(from, i-4), i); org != "" {
		return org
	}
	for u := len(v.spoken) - 1; u >= 0 && u >= len(v.spoken)-12; u-- {
		if y := &v.spoken[u]; y.at >= from && y.at < to && y.org != "" && y.kind != aPerson && y.kind != aDoc && !v.isPress(y.voice) {
			return y.org
		}
	}
	return ""
}

// anyPaper reports whether a folded word calls papers of every kind.
func anyPaper(f string) bool {
	switch f {
	case "document", "paper", "text", "papier", "dokument", "schreiben", "documento", "texto", "testo", "texte", "stuk", "dokumentet", "pismo", "dokumencie", "dokumentu":
		return true
	}
	return false
}

// properName reports whether an adjective with a capital makes a German noun
// phrase a name.
func (v *view) properName(x voice) bool {
	h := v.headOf(x, cueBody)
	if h == 0 {
		return false
	}
	t := &v.Tokens[h-1]
	return t.Flags&(text.Capital|text.Opens) == text.Capital && v.words(h-1, h+1) == 2 && v.cues[h-1]&cueOther == 0 || v.cues[h-1]&cueOther != 0 && t.Is(text.Capital) && !t.Is(text.Opens)
}

// headOf returns the token of the word that tells what a voice is.
func (v *view) headOf(x voice, of cue) int32 {
	for i := x.first; i < x.last; i++ {
		if v.cues[i]&of != 0 {
			return i
		}
	}
	return x.first
}

// definite reports whether a phrase points back: "the charity", not "a charity".
// Scandinavian nouns say so by their ending, Polish ones not at all.
func definite(v *view, x voice) bool {
	h := v.headOf(x, cueBody|cueRole|cueFirm)
	switch f := v.form(h); v.lang {
	case "pl":
		return true
	case "sv", "da", "no":
		return strings.HasSuffix(f, "en") || strings.HasSuffix(f, "et") || strings.HasSuffix(f, "rn")
	}
	return x.first > 0 && v.definiteArticle(x.first-1) || h > x.first && v.definiteArticle(h-1)
}

// definiteArticle reports whether token i points to what is known already.
func (v *view) definiteArticle(i int32) bool {
	switch v.form(i) {
	case "o", "a":
		return v.lang == "pt"
	case "the", "der", "die", "das", "dem", "le", "la", "l", "el", "il", "lo", "de", "het", "its", "this", "den", "dieser", "dieses", "diesem", "ce", "cet", "cette", "este", "esta", "questo", "questa", "dit", "deze":
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
	if gender == 0 && v.pronounAt(x.last-1) == nobody && dropsSubjects(v.lang) { // a dropped subject
		if org := v.openedBefore(at); org != "" {
			x.kind, x.org, x.role = aBody, org, ""
			return x
		}
	}
	person := v.opener(at, p, fits)
	if person < 0 && p > 0 && v.Tokens[max(0, v.Paragraphs[p].First)].Kind == text.Mark { // a paragraph of speech, and who is told of in the one before
		person = v.opener(at, p-1, fits)
	}
	if person >= 0 {
		y := v.speaks(x, person)
		v.employ(&y)
		return y
	}
	if y, ok := v.before(at, 0, func(*voice) bool { return true }); ok && y.kind == aBody && v.lang != "en" && v.lang != "nl" { // "La Cour … Elle relève"
		return y
	}
	if y, ok := v.before(at, 1, func(y *voice) bool { return y.kind == aPerson && fits(y.person) || y.kind == aRole && y.speaker == "" }); ok && y.kind == aRole {
		return y // "A spokesman … he says"
	}
	if y, ok := v.before(at, 3, func(y *voice) bool { return y.kind == aPerson && fits(y.person) }); ok {
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

// openedBefore returns the body that the sentence before that of token at opens
// with, in the same paragraph and naming no person: "El Ministerio no lo ve así.
// Asegura que …".
func (v *view) openedBefore(at int32) string {
	n := v.sentence(at) - 1
	if n < 0 || v.Sentences[n].First < v.Paragraphs[v.paragraph(at)].First {
		return ""
	}
	x := v.Sentences[n]
	for i := x.First; i < x.Last; i++ {
		if v.personAt(i) >= 0 {
			return ""
		}
	}
	return v.opening(x, false)
}

// groupSaid returns the people without names who are the subject of a verb of
// saying before token at, in its sentence or the one before it in the paragraph:
// "Advisers at X said that it fails what they would expect".
func (v *view) groupSaid(at int32) voice {
	n := v.sentence(at)
	least := v.Paragraphs[v.paragraph(at)].First
	if n > 0 && v.Sentences[n-1].First >= least {
		n--
	}
	for k := v.verbFrom(at) - 1; k >= 0 && v.verbs[k].first >= v.Sentences[n].First; k-- {
		y := v.verbs[k]
		if y.last > at || v.cues[y.first]&cueQuoted != 0 {
			continue
		}
		if s := v.subjectBefore(y); s.kind == aCrowd && s.org != "" {
			return s
		}
	}
	return voice{}
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

// lastGroup resolves "they": the group that spoke last, else those who signed
// the letter.
func (v *view) lastGroup(x voice, at int32) voice {
	y, ok := v.before(at, 1, func(y *voice) bool {
		return y.kind != aPerson && y.kind != nobody && !(v.letter && y.kind == aBody) // one company is no "they" beside many who signed
	})
	if ok {
		return y
	}
	if s := v.groupSaid(at); s.kind != nobody {
		s.first, s.last = x.first, x.last
		return s
	}
	if v.letter {
		x.kind, x.doc, x.org = signers, "letter", v.lead
		return x
	}
	if doc := v.insideLetter(at); doc != "" {
		x.kind, x.doc = aDoc, doc
		return x
	}
	if n := v.sentence(at); n > 0 && v.Sentences[n-1].First >= v.Paragraphs[v.paragraph(at)].First { // "Prosecutors have appealed. They maintain …"
		from := v.Sentences[n-1].First
		end := from
		for end < v.Sentences[n-1].Last && !v.auxiliary(end) && !v.bounds(end) && v.verbAt(end) < 0 {
			end++
		}
		if y := v.sourceIn(from, end); y.kind == aCrowd && end-from <= 3 {
			y.first, y.last = x.first, x.last
			return y
		}
	}
	if y := v.lastRole(x, at); y.role != "" { // "A spokesperson disputed that. “…,” they said."
		return y
	}
	return x
}

// insideLetter returns the word for the letter that the sentence of token at opens
// with: "In a letter to the minister, they warn". "" where none does.
func (v *view) insideLetter(at int32) string {
	const head = 4 // tokens
	from, to := v.sentenceOf(at)
	if !v.in(from, prepositions) {
		return ""
	}
	for i := from + 1; i < min(from+head, to, at); i++ {
		if v.cues[i]&cueDoc != 0 && v.who[i] == 0 && letterWord(v.form(i)) {
			return v.slice(i, i+1)
		}
	}
	return ""
}

// sameRole resolves "the minister" to a person of that role who is named before.
func (v *view) sameRole(x voice, at int32) voice {
	if x.org != "" {
		if y, ok := v.before(at, 0, func(*voice) bool { return true }); ok && y.kind == aPerson && y.org == "" && definite(v, x) {
			v.people[max(y.person, 0)].learn(x.role, x.org) // "Forskeren ved NTNU mener"
			y.role, y.org = either(y.role, x.role), x.org
			return y
		}
		return x
	}
	word := text.Fold(x.role)
	if !definite(v, x) {
		if spokesWord(word) {
			return v.spokesOf(x, at)
		}
		return x
	}
	y, ok := v.before(at, 8, func(y *voice) bool {
		return y.kind == aPerson && y.role != "" && strings.Contains(text.Fold(y.role), word)
	})
	if ok {
		return y
	}
	if spokesWord(word) {
		return v.spokesOf(x, at)
	}
	if p := v.holder(word, at); p >= 0 {
		y = v.speaks(x, p)
		v.employ(&y)
		return y
	}
	// Who just spoke is often called by a role next: "The researcher adds".
	y, ok = v.before(at, 1, func(*voice) bool { return true })
	if ok && y.kind == aPerson && (rank(word) || y.role == "" && !office(word) && v.paragraph(v.spokenAt(y)) == v.paragraph(at)) && v.opensClause(x.first) {
		if y.role == "" {
			y.role = x.role
		}
		return y
	}
	return x
}

// holder returns the person told of last before a token, in its paragraph or the
// one before, who holds that office: "Justice Mara Dellon was not convinced. “…,”
// the judge observed." -1 for none.
func (v *view) holder(word string, at int32) int32 {
	if !office(word) {
		return -1
	}
	p := v.paragraph(at)
	for i := len(v.runs) - 1; i >= 0; i-- {
		u := &v.runs[i]
		if u.last > at || u.person < 0 || v.cues[u.first]&cueQuoted != 0 {
			continue
		}
		if p-v.paragraph(u.first) > 1 {
			break
		}
		if role := text.Fold(v.people[u.person].role); strings.Contains(role, word) || judges(word) && judges(role) {
			return u.person
		}
	}
	return -1
}

// judges reports whether a role is that of a judge.
func judges(role string) bool {
	switch role {
	case "justice", "chief justice", "lord justice", "lady justice", "mr justice", "mrs justice", "ms justice":
		return true
	}
	for _, w := range [...]string{"judge", "richter", "juge", "juez", "jueza", "giudice", "rechter", "juiz", "juiza", "sedzia", "domare", "dommer"} {
		if strings.HasPrefix(role, w) || strings.HasSuffix(role, " "+w) {
			return true
		}
	}
	return strings.HasSuffix(role, "richter") || strings.HasSuffix(role, "richterin")
}

// spokenAt returns the token at which a voice spoke last.
func (v *view) spokenAt(y voice) int32 {
	for i := len(v.spoken) - 1; i >= 0 && i > len(v.spoken)-12; i-- {
		if u := &v.spoken[i]; u.person == y.person && u.kind == y.kind {
			return u.at
		}
	}
	return y.first
}

// rank reports whether a role says what somebody is, not which office is held:
// those who lead, and those who study.
func rank(role string) bool {
	for _, end := range [...]string{"politikerin", "politiker", "ologist", "ologe", "ologin", "ologue", "ologo", "ologa", "oloog", "researcher", "scientist", "professor", "academic", "cryptographer", "activist", "forscher", "forscherin", "chercheur", "chercheuse", "onderzoeker", "hoogleraar", "investigador", "investigadora", "ricercatore", "ricercatrice", "expert", "expertin", "especialista", "esperto", "esperta"} {
		if strings.HasSuffix(role, end) {
			return true
		}
	}
	switch role {
	case "manager", "boss", "chief", "executive", "director", "directivo", "directiva", "dirigente", "chef", "chefin", "topman", "topvrouw", "baas", "patron", "leader", "founder", "campaigner", "politician", "politiker", "politikerin":
		return true
	}
	return false
}

// office reports whether a role is an office: whoever spoke without one told
// does not hold it.
func office(role string) bool {
	for _, w := range [...]string{"prosecut", "minister", "ministr", "judge", "justice", "senator", "secretary", "police", "commissioner", "mayor", "presid", "staatsanwalt", "richter", "procureur", "fiscal", "juez", "procurator", "giudice", "officier", "magistra", "aklagar", "anklager", "statsadvokat", "prokurator", "sedzia"} {
		if strings.Contains(role, w) {
			return true
		}
	}
	return false
}

// opensClause reports whether a phrase is where subjects are: at the head of a
// sentence, or beside a quotation or a verb.
func (v *view) opensClause(i int32) bool {
	from, _ := v.sentenceOf(i)
	for i > from && v.in(i-1, determiners) {
		i--
	}
	return i <= from+1 || v.cues[i-1]&(cueEdge|cueAccording) != 0 || v.form(i-1) == "," || v.verbAt(i-1) >= 0
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
	if org := v.behalf(x); org != "" {
		x.org = org
	} else if org := v.topic(at, 0, false); org != "" {
		x.org = org
	} else if y, ok := v.before(at, 0, func(y *voice) bool { return y.kind == aBody }); ok {
		x.org = y.org
	} else if !strings.Contains(x.role, " ") { // not "a government spokesman"
		x.org = v.lastFirm(voice{person: -1, first: x.first, last: x.last}, at).org
	}
	return x
}

// behalf returns whom "a spokesman for Ms Wells" speaks for: the body of that
// person, else the office that is held.
func (v *view) behalf(x voice) string {
	for i := x.first + 1; i < x.last; i++ {
		if p := v.personAt(i); p >= 0 {
			if y := &v.people[p]; y.org != "" || !office(text.Fold(y.role)) {
				return y.org
			}
			return v.people[p].role
		}
	}
	return ""
}

// citation writes a voice down.
func (x voice) citation(kind news.CitationKind, verb string) news.Citation {
	return news.Citation{Kind: kind, Speaker: x.speaker, Role: x.role, Organisation: x.org, Verb: verb, Source: x.doc}
}

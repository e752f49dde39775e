package enrich

import (
	"strings"

	"cipherdesk/internal/text"
)

// describePeople reads role and body of each person from what stands beside
// the name, wherever that is first told.
func (v *view) describePeople() {
	for k := range v.runs {
		x := &v.runs[k]
		if x.person < 0 {
			continue
		}
		p := &v.people[x.person]
		if p.role == "" || p.org == "" {
			role, org := v.roleBefore(x.first)
			p.learn(role, org)
		}
		if p.role == "" || p.org == "" {
			role, org := v.roleBehind(x.last)
			p.learn(role, org)
		}
		if p.role == "" || p.org == "" {
			role, org := v.roleAside(x)
			p.learn(role, org)
		}
		if p.org == "" {
			p.org = either(v.northernOwner(x.first), v.ledNext(x))
		}
		if p.org == "" && heldInBody(p.role) {
			if p.org = v.bodyAround(x.first); p.org == "" && heldInCompany(p.role) {
				p.org = v.mainCompany(voice{first: x.first, last: x.last}, x.first).org
			} else if p.org == "" {
				p.org = v.onlyCause(x.first)
			}
		}
		if p.org == "" && sits(p.role) {
			p.org = v.partyBefore(x.first)
		}
		if p.org == "" && heldInForce(p.role) {
			if p.org = v.bodyAround(x.first); v.kindOrSound(p.org) != "law_enforcement" {
				p.org = v.onlyOf("law_enforcement", x.first)
			}
		}
		if p.org == "" && judges(text.Fold(p.role)) {
			p.org = v.onlyOf("court", x.first)
		}
		if p.org == "" && presides(p.role) {
			p.org = v.presided(x.first)
		}
	}
}

// roleAside reads the role that a name between commas belongs to: "Brightwater's
// head of safety, Owen Tull, has …".
func (v *view) roleAside(x *run) (role, org string) {
	from, to := v.sentenceOf(x.first)
	hi := x.first - 1
	if hi <= from || v.form(hi) != "," || x.last < to && v.form(x.last) != "," && v.form(x.last) != "." {
		return "", ""
	}
	lo := hi
	for lo > from && hi-lo < longestPhrase/2 && (!v.bounds(lo-1) || v.in(lo-1, joints) && v.who[lo-1] == 0) && v.verbAt(lo-1) < 0 && v.personAt(lo-1) < 0 && !v.in(lo-1, passives) {
		lo--
	}
	if lo == hi {
		return "", ""
	}
	if role, org = v.roleIn(lo, hi); role != "" && org == "" {
		org = either(v.ownerOf(voice{person: -1, role: role, first: lo, last: hi}), v.possessor(lo, hi))
	}
	return role, org
}

// possessor returns the name in the genitive among tokens lo to hi-1: "Brightwater's
// encryption team".
func (v *view) possessor(lo, hi int32) string {
	for i := lo; i < hi; i++ {
		if v.who[i] == 0 {
			continue
		}
		n := v.nameAt(i)
		if (n.kind == aBody || n.kind == aName) && v.owns(n.last) {
			return n.text
		}
		i = max(i, n.last-1)
	}
	return ""
}

// northernOwner returns the body whose genitive stands right before a name, where
// it has no apostrophe: "Miljöpartiets Sanna Lund".
func (v *view) northernOwner(i int32) string {
	if !northern(v.lang) || i == 0 || v.Tokens[i].Is(text.Opens) {
		return ""
	}
	t := &v.Tokens[i-1]
	name := v.slice(i-1, i)
	if t.Kind != text.Word || !t.Is(text.Capital) || t.Is(text.Joined) || len(name) < 4 || !strings.HasSuffix(name, "s") || v.who[i-1] > 0 ||
		v.cues[i-1]&(cueRole|cueTitle|cueOther|cueMale|cueFemale) != 0 || v.in(i-1, determiners|prepositions|clauseWords|pronouns|fillers|nobodies) {
		return ""
	}
	return strings.TrimSuffix(name, "s")
}

// presides reports whether a role is that of a president: of bodies, but of
// states too.
func presides(role string) bool {
	role = text.Fold(role)
	return strings.HasPrefix(role, "presid") || strings.HasPrefix(role, "prasident") || strings.HasPrefix(role, "prezes")
}

// presided returns the body that a president at token i presides: the one that
// the paragraph is about, or that the paragraph before names alone, if it is none
// of the state's: "A Associação X contesta. O presidente, …".
func (v *view) presided(i int32) string {
	org := v.bodyAround(i)
	if from, _ := v.sentenceOf(i); org == "" && from > 0 && v.Tokens[from].Is(text.Paragraph) {
		const head = 8 // tokens before one who opens the paragraph
		from = v.Paragraphs[v.paragraph(i)].First
		if p := v.paragraph(i) - 1; p >= 0 && (i-from < head || v.Tokens[from].Kind == text.Mark) {
			org, _ = v.onlyNamed(v.Paragraphs[p].First, v.Paragraphs[p].Last)
		}
	}
	switch v.kindOf(org) {
	case "government", "legislature", "court", "company", "law_enforcement":
		return ""
	}
	return org
}

// onlyCause returns the one body before token i that works for a cause or in
// research, "" when the text has named none or several: whoever "leads the
// research" in such a text leads it there.
func (v *view) onlyCause(i int32) string {
	only := ""
	for k := range v.mentions[:min(len(v.mentions), mostRuns)] {
		m := v.mentions[k]
		if m.first >= i {
			break
		}
		e := &v.entities[m.entity]
		if e.group != isBody || v.cues[m.first]&cueQuoted != 0 {
			continue
		}
		switch e.kind {
		case "child_protection", "digital_rights", "research":
		default:
			continue
		}
		if name := v.body(m.entity).name; only == "" {
			only = name
		} else if only != name {
			return ""
		}
	}
	for k := range v.runs[:min(len(v.runs), mostRuns)] {
		if x := &v.runs[k]; x.last > i {
			break
		} else if x.body && x.person < 0 && !x.press {
			return "" // and one that the register does not know
		}
	}
	return only
}

// ledNext returns the body that the sentence behind a person's has "he" or "she"
// lead: "… of Karl Ostrow. He runs Bluegate." "" for none.
func (v *view) ledNext(x *run) string {
	_, to := v.sentenceOf(x.first)
	if !v.within(to+1) || v.pronounAt(to) != heShe || v.pronounGender(to) == 0 {
		return ""
	}
	k := v.leadsAt(to + 1)
	if k == 0 || v.in(to+1, passives) { // "She is"
		return ""
	}
	if g := v.people[x.person].gender; g != 0 && g&v.pronounGender(to) == 0 {
		return ""
	}
	for i := k; v.within(i) && i < k+4 && !v.bounds(i); i++ {
		if v.who[i] != 0 {
			if n := v.nameAt(i); n.kind == aBody || n.kind == aName {
				return n.text
			}
			return ""
		}
	}
	return ""
}

// heldInBody reports whether a role is one of those that bodies have, and
// states, courts and parliaments have not.
func heldInBody(role string) bool {
	role = text.Fold(role)
	for _, w := range [...]string{"spokes", "sprecher", "porte-parole", "portavoz", "woordvoerder", "portavoce", "chief exec", "ceo", "chief technology", "director", "diretor", "direktor", "directeur", "directrice",
		"direttor", "vorstand", "vice-president", "vice president", "vizeprasident", "general counsel", "head of", "generalsekret", "leder", "sjef", "ordforande", "ordforer", "talesperson", "talsmand", "talskvinde", "talsmann", "talsperson", "editor", "topman", "topvrouw", "geschaftsfuhr", "founder", "grunder", "fondat", "fundador", "prezes", "dyrektor", "rzeczni",
		"pressek", "pressesek", "presssek", "pressechef", "leiter", "onderzoeksleider", "teamleider", "projectleider", "beleids", "firmenchef", "policy", "vorsitzend",
		"chairperson", "chairwoman", "chairman", "product lead", "team lead", "product manager", "board member", "vorstandsmitglied", "responsabile", "responsable", "coordinat", "koordinator", "coordenador", "vicepresident", "vice-president", "bestuurslid", "voorzitter"} {
		if strings.Contains(role, w) {
			return true
		}
	}
	return heldInCompany(role)
}

// heldInCompany reports whether a role is one of those that companies have:
// "Produktchefin", but no head of a government or party.
func heldInCompany(role string) bool {
	role = text.Fold(role)
	if strings.Contains(role, "product") {
		return true
	}
	i := strings.Index(role, "chef")
	if i <= 0 {
		return false
	}
	switch role[:i] {
	case "regierungs", "staats", "partei", "fraktions", "kanzleramts", "landes", "parti", "gruppe":
		return false
	}
	return true
}

// heldInForce reports whether a role is a rank of the police.
func heldInForce(role string) bool {
	role = text.Fold(role)
	for _, w := range [...]string{"constable", "detective", "inspector", "superintendent", "sergeant", "assistant commissioner", "deputy commissioner", "kriminaldirektor", "oberkommissar", "hauptkommissar", "polizeiprasident", "kommissarie", "komisarz", "nadkomisarz", "politieassistent"} {
		if strings.Contains(role, w) {
			return true
		}
	}
	return false
}

// onlyOf returns the one body of a kind that the text names before token i, in
// this paragraph and the two before it; "" when there is none or several.
func (v *view) onlyOf(kind string, i int32) string {
	const paragraphs = 2
	only, p := "", v.paragraph(i)
	for k := i - 1; k >= 0 && p-v.paragraph(k) <= paragraphs; k-- {
		switch w := v.who[k]; {
		case w == 0 || v.cues[k]&cueQuoted != 0:
			continue
		case w > 0:
			k = v.mentions[w-1].first
		default:
			k = v.runs[-w-1].first
		}
		n := v.nameAt(k)
		if n.kind != aBody || v.kindOrSound(n.text) != kind {
			continue
		}
		if only != "" && only != n.text {
			return ""
		}
		only = n.text
	}
	return only
}

// bodyAround returns the body that the sentence of token i and the one before it
// in the paragraph name, when they name no other: "The Chaos Computer Club
// objects. Spokeswoman Elena Eikstedt calls it …". Where they name none, the
// sentences before them in the paragraph are asked, the nearest first.
func (v *view) bodyAround(i int32) string {
	from, to := v.sentenceOf(i)
	for near := true; ; near = false {
		if near && !v.Tokens[from].Is(text.Paragraph) && from > 0 {
			from, _ = v.sentenceOf(from - 1)
		}
		if only, named := v.onlyNamed(from, to); named || from == 0 || v.Tokens[from].Is(text.Paragraph) {
			return only
		}
		to = from
		from, _ = v.sentenceOf(from - 1)
	}
}

// onlyNamed returns the one body that tokens from to to-1 name, "" for several;
// named reports whether they name any.
func (v *view) onlyNamed(from, to int32) (only string, named bool) {
	for k := from; k < to; k++ {
		if v.cues[k]&cueQuoted != 0 || v.who[k] == 0 && !v.compoundBody(k) {
			continue
		}
		n := name{text: v.slice(k, k+1), kind: aBody, last: k + 1}
		if v.who[k] != 0 {
			n = v.nameAt(k)
		}
		e := v.entityAt(k)
		written := k > from && e != nil && e.kind == "company" && v.postedOn(k-1)
		k = n.last - 1
		if n.kind != aBody || e != nil && e.group == isOutlet || written {
			continue
		}
		if only != "" && only != n.text {
			return "", true
		}
		only, named = n.text, true
	}
	return only, named
}

// postedOn reports whether the preposition at token i stands before the network
// that something was written on: "wrote on X".
func (v *view) postedOn(i int32) bool {
	switch v.form(i) {
	case "on", "auf", "sur", "op", "su", "pa", "via":
		return true
	case "en", "no":
		return romance(v.lang)
	}
	return false
}

// compoundBody reports whether a sentence opens with a plain noun that is one
// body's name: "Justitiedepartementet vill inte svara."
func (v *view) compoundBody(i int32) bool {
	t := &v.Tokens[i]
	return t.Is(text.Opens) && t.Is(text.Capital) && v.bodySuffix(i)
}

// learn keeps what is told first.
func (p *person) learn(role, org string) {
	if p.role == "" {
		p.role = role
	}
	if p.org == "" {
		p.org = org
	}
}

// roleBefore reads the role that stands right before a name.
func (v *view) roleBefore(i int32) (role, org string) {
	from, _ := v.sentenceOf(i)
	for i > from+1 && (v.cues[i-1]&cueTitle != 0 || v.titledByDot(i)) && v.cues[i-1]&cueRole == 0 {
		i--
	}
	if i > from && v.in(i-1, prepositions) && v.who[i-1] == 0 { // "with the expert guidance of Dr. Schlenoff"
		return "", ""
	}
	lo := i
	for lo > from && i-lo < longestPhrase/2 {
		if v.bounds(lo-1) || v.verbAt(lo-1) >= 0 || v.personAt(lo-1) >= 0 {
			break
		}
		if v.in(lo-1, determiners) && !v.in(lo-1, prepositions) {
			break
		}
		lo--
	}
	if lo == i {
		return "", ""
	}
	// The role must reach up to the name: "NSPCC chief executive | Peter Wanless".
	if role, org = v.roleIn(lo, i); spokesWord(text.Fold(role)) { // "a spokesman for Communications Minister X": X's role is the second
		for k := i - 1; k > lo; k-- {
			if v.who[k] == 0 && v.in(k, prepositions) {
				if own, of := v.roleIn(k+1, i); own != "" {
					return own, of
				}
				break
			}
		}
	}
	if role != "" {
		return role, org
	}
	if v.owns(i - 2) { // "Whittle Foundation's Amy Stokes"
		return "", either(either(v.firstBody(lo, i), v.partyAt(i-3)), v.outletOwner(lo, i))
	}
	if v.owns(i) { // "Metas Anna Wolf"
		return "", v.firstBody(lo, i)
	}
	return "", ""
}

// outletOwner returns the outlet whose genitive stands among tokens lo to hi-1:
// "The Guardian's Alex Hern".
func (v *view) outletOwner(lo, hi int32) string {
	for i := lo; i < hi; i++ {
		if e := v.entityAt(i); e != nil && e.group == isOutlet {
			return v.nameAt(i).text
		}
	}
	return ""
}

// nameHere returns the body whose name stands at token i, "" for none.
func (v *view) nameHere(i int32) string {
	if v.who[i] == 0 {
		return ""
	}
	if n := v.nameAt(i); n.kind == aBody {
		return n.text
	}
	return ""
}

// partyAt returns the party, or other body known by its initials, whose name is
// the one word at token i: "Labour's Yasmin Oake", "the EPP's Pedro Vala".
func (v *view) partyAt(i int32) string {
	if i < 0 || !v.Tokens[i].Is(text.Capital) || v.who[i] > 0 {
		return ""
	}
	t := &v.Tokens[i]
	if v.in(i, parties) || v.who[i] < 0 && v.runAt(i).person < 0 && t.Is(text.Upper) && t.End-t.Start > 2 {
		return v.slice(i, i+1)
	}
	return ""
}

// partyBefore returns the party that the sentence before that of token i opens
// with, whose member speaks there: "Die Grünen sind dagegen. „…“, sagt die
// Abgeordnete Paula Winter."
func (v *view) partyBefore(i int32) string {
	const head = 3 // tokens
	from, _ := v.sentenceOf(i)
	for n := v.sentence(from) - 1; n >= 0 && v.Sentences[n].First >= v.Paragraphs[v.paragraph(i)].First; n-- {
		x := v.Sentences[n]
		for k := x.First; k < min(x.First+head, x.Last); k++ {
			if v.cues[k]&cueQuoted == 0 && v.in(k, parties) && v.Tokens[k].Is(text.Capital) {
				if k > x.First && v.lang == "de" && strings.HasSuffix(v.form(k), "n") { // "Die Grünen"
					return v.slice(k-1, k+1)
				}
				return v.slice(k, k+1)
			}
		}
	}
	return ""
}

// sits reports whether a role is that of a member of a parliament or a party.
func sits(role string) bool {
	role = text.Fold(role)
	for _, w := range [...]string{"abgeordnet", "politiker", "depute", "eurodeput", "senat", "diputad", "deputat", "kamerlid", "riksdagsledam", "ledamot", "stortingsrepres", "folketings", "lawmaker", "mep", "mp", "shadow", "fraktion", "capogruppo", "poslan", "deputad", "obmann", "experte", "expertin", "parlementarier"} {
		if strings.HasPrefix(role, w) || len(w) > 4 && strings.Contains(role, w) {
			return true
		}
	}
	return false
}

// roleBehind reads the role that stands behind a name: in an aside, in
// brackets, or joined by a preposition.
func (v *view) roleBehind(i int32) (role, org string) {
	_, to := v.sentenceOf(i - 1)
	if i >= to || v.cues[i]&cueEdge != 0 {
		return "", ""
	}
	f := v.form(i)
	switch {
	case v.leadsAt(i) > 0:
		end := v.leadsAt(i)
		for end < to && !v.bounds(end) && end-i < longestPhrase {
			end++
		}
		role, org = v.roleIn(v.leadsAt(i), end)
		return role, either(org, v.firstBody(i, end))
	case f == "," || f == "(":
		end := i + 1
		for end < to && end-i < longestPhrase && !v.asideEnds(end) {
			end++
		}
		if k := v.leadsAt(end + 1); f == "," && end == i+2 && v.Tokens[i+1].Kind == text.Number && v.within(end+1) && k > 0 { // "Odell, 44, founded Wickerly"
			last := k
			for last < to && !v.bounds(last) && last-k < longestPhrase {
				last++
			}
			return "", v.anyName(k, last)
		}
		if at := v.worksAt(i+1, to); at != "" {
			return "", at
		}
		if k := v.leadsAt(i + 1); k > 0 { // ", who leads the Trust,"
			return "", either(v.possessor(k, end), v.firstBody(k, end))
		}
		if f == "," && i+3 < to && v.in(i+1, owners) && v.cues[i+2]&(cueBody|cueFirm|cueOrg) != 0 { // "Carol Mbeki, whose charity, Safe Steps, runs"
			k := i + 3
			if v.form(k) == "," {
				k++
			}
			if k < to && v.who[k] != 0 && v.personAt(k) < 0 {
				return "", v.nameAt(k).text
			}
		}
		if f == "," && i+1 < to && v.verbHere(i+1) { // "the commissioner, X, said he had asked the minister"
			return "", ""
		}
		if client := v.client(i+1, end); client != "" {
			return "", client
		}
		role, org = v.roleIn(i+1, end)
		if at := v.employer(i+1, end); at != "" && role != "" {
			org = at
		}
		if org == "" && i+1 < end {
			org = either(v.asideBody(i+1, end, role), v.employed(i+1, end, role))
		}
		if f == "," && org == "" && role != "" && end+2 < to && v.form(end) == "(" { // ", eurodéputée (Renew)"
			org = either(v.nameHere(end+1), v.partyAt(end+1))
		}
		if f == "(" && role == "" && v.words(i+1, min(i+2, to)) > 0 && (len(v.form(i+1)) > 1 || northern(v.lang) && end == i+2 && v.form(end) == ")") { // not "(D-Ore.)", but "(M)"
			if org = v.anyName(i+1, end); org == "" && end == i+2 && northern(v.lang) && v.Tokens[i+1].Is(text.Capital) {
				org = v.slice(i+1, end)
			}
		}
		return role, org
	case v.cues[i]&cueRole != 0 && v.Tokens[i].Is(text.Upper): // "Julia Brandt MEP"
		return v.slice(i, i+1), ""
	case v.who[i] == 0 && v.in(i, employers) || f == "of":
		k := i + 1
		for k < to && v.who[k] == 0 && (v.in(k, determiners) || v.cues[k]&(cueBody|cueOther) != 0) {
			k++
		}
		if k < to && v.who[k] != 0 {
			if n := v.nameAt(k); n.kind == aBody || n.kind == aName && (v.Tokens[k].Is(text.Upper) || northern(v.lang) && f == "pa") { // "van de ATKM", "juristen X på Bris"
				return "", n.text
			}
		}
	}
	return "", ""
}

// worksAt returns the body that a relative clause at token i has somebody work at:
// "who studies online harm at the University of X", "der an der Universität X zu
// Forensik forscht". "" for none.
func (v *view) worksAt(i, to int32) string {
	if i >= to || !v.in(i, relatives) {
		return ""
	}
	at, works := "", false
	for k := i + 1; k < min(i+longestPhrase, to) && !v.asideEnds(k); k++ {
		if v.who[k] != 0 {
			continue
		}
		if workWord(v.form(k)) {
			works = true
		}
		if at == "" && (v.in(k, employers) || v.in(k, locatives) || v.form(k) == "an" || v.form(k) == "ved" || v.form(k) == "pa" || v.form(k) == "aan") {
			if n := v.nameBehind(k, to); n.kind == aBody {
				at = n.text
			}
		}
	}
	if !works {
		return ""
	}
	return at
}

// client returns the body that an aside at token i has a lawyer stand for:
// "appearing for WhatsApp", "qui représente Meta", "die Signal vertritt". "" for
// none.
func (v *view) client(i, end int32) string {
	const near = 4 // tokens between the verb and the body
	for k := i; k < end && k < i+longestPhrase/2; k++ {
		if v.who[k] != 0 {
			continue
		}
		switch f := v.form(k); f {
		case "vertritt", "vertrat", "vertreten", "verteidigt", "vertegenwoordigt", "bijstaat":
			return v.firstBody(i, k)
		case "representing", "represents", "represented", "represente", "defend", "representa", "defiende", "rappresenta", "difende", "assiste", "defende", "foretrader", "representerar", "repraesenterer", "representerer":
			if k > i && !v.in(i, relatives) {
				return ""
			}
			return v.firstBody(k+1, min(k+near, end))
		case "appearing", "acting":
			if k+1 < end && v.form(k+1) == "for" {
				if n := v.nameBehind(k+1, end); n.kind == aBody || n.kind == aName {
					return n.text
				}
			}
		}
	}
	return ""
}

// workWord reports whether a folded verb says that somebody works, teaches or
// studies.
func workWord(f string) bool {
	switch f {
	case "works", "worked", "teaches", "studies", "researches", "lectures", "forscht", "lehrt", "arbeitet", "travaille", "enseigne", "trabaja", "ensena", "investiga", "lavora", "insegna", "studia", "werkt", "doceert", "trabalha", "ensina", "arbetar", "forskar", "arbejder", "forsker", "arbeider", "jobber", "jobbar", "pracuje", "wyklada", "underviser":
		return true
	}
	return false
}

// employed returns the body that plain words and a preposition before it put a
// person in, whatever they call the work: ", sakkunnig på Rädda Barnen".
func (v *view) employed(i, end int32, role string) string {
	const words = 4
	if role != "" || !v.plainWord(i) {
		return ""
	}
	for k := i; k < end-1 && k < i+words; k++ {
		if !v.plainWord(k) || v.cues[k]&cueVerb != 0 || v.in(k, pronouns|clauseWords|relatives|determiners) && !v.in(k, employers) {
			return ""
		}
		if k == i || !v.in(k, employers) {
			continue
		}
		if n := v.nameBehind(k, end); n.last == end && n.kind != nobody && n.kind != aCrowd {
			return n.text
		}
		return ""
	}
	return ""
}

// nameBehind returns the name of other than a person that stands behind the
// preposition at token i, over articles; its kind is nobody for none.
func (v *view) nameBehind(i, end int32) name {
	for i++; i < end && v.who[i] == 0 && v.in(i, determiners); i++ {
	}
	if i >= end || v.who[i] == 0 || v.personAt(i) >= 0 {
		return name{}
	}
	return v.nameAt(i)
}

// employer returns the name behind the "at" of an English aside, whatever the
// role is for: "manager for Child Safety Online at the NSPCC". "" for none.
func (v *view) employer(i, end int32) string {
	for k := i + 1; k < end-1 && v.lang == "en"; k++ {
		if v.form(k) != "at" || v.who[k] != 0 {
			continue
		}
		if n := v.nameBehind(k, end); n.kind == aBody || n.kind == aName {
			return n.text
		}
		return ""
	}
	return ""
}

// asideBody returns the body that an aside puts a person in: "of the Harbour
// Foundation", "its head of policy".
func (v *view) asideBody(i, end int32, role string) string {
	for k := i; k < min(i+3, end); k++ { // "the agency's director of investigations"
		if v.owns(k+1) && v.cues[k]&(cueBody|cueFirm) != 0 {
			return v.pointedBody(k, end)
		}
		if v.owns(k+1) && v.form(k) == "group" { // "of the group's Dublin office"
			return v.topic(k, 1, false)
		}
	}
	switch f := v.form(i); {
	case v.in(i, owners) && role != "":
		return v.ownerOf(voice{person: -1, first: i + 1, last: end})
	case end == i+2 && v.in(i, prepositions) && v.in(i+1, parties): // ", de Renew,"
		return v.partyAt(i + 1)
	case v.who[i] == 0 && role == "" && (v.in(i, employers) || f == "of" || f == "de" || f == "du" || f == "di" || f == "do" || f == "da"):
		return v.firstBody(i+1, end)
	}
	return ""
}

// leadsAt returns the token behind a verb that tells what somebody does for a
// body, at token i or behind "who" there; 0 when there is none.
func (v *view) leadsAt(i int32) int32 {
	n := int32(len(v.Tokens))
	if i < n && v.in(i, relatives) {
		for i++; i < n && v.auxiliary(i) && v.cues[i]&cueLeads == 0; i++ { // "who has led"
		}
	}
	k := i
	for k < n && v.cues[k]&cueLeads != 0 && v.cues[k]&cueVerb == 0 {
		k++
	}
	if k == i {
		return 0
	}
	return k
}

// asideEnds reports whether an aside cannot go over token i. Unlike a subject
// it may hold "who" and "and".
func (v *view) asideEnds(i int32) bool {
	t := &v.Tokens[i]
	return v.cues[i]&cueEdge != 0 || t.Kind == text.Mark && !t.Is(text.Glue) && !v.dotted(i-1)
}

// anyName returns the name that fills a bracket: a body or a party.
func (v *view) anyName(lo, hi int32) string {
	for i := lo; i < hi; i++ {
		if v.who[i] != 0 {
			return v.nameAt(i).text
		}
		if v.Tokens[i].Is(text.Capital) && (v.cues[i]&cueOther != 0 || v.in(i, parties)) {
			return v.slice(i, i+1)
		}
	}
	return ""
}

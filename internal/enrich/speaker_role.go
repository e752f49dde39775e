package enrich

import (
	"strings"

	"cipherdesk/internal/text"
)

// roleIn finds a role in tokens lo to hi-1 and the body it is held in:
// "NSPCC chief executive", "head of policy at the Northway Trust".
func (v *view) roleIn(lo, hi int32) (role, org string) {
	at := int32(-1)
	for i := lo; i < hi; i++ {
		if e := v.entityAt(i); e != nil && e.group == isOffice {
			m := v.mentions[v.who[i]-1]
			return v.slice(i, min(m.last, hi)), v.body(m.entity).name
		}
		if v.cues[i]&cueRole != 0 && v.who[i] == 0 || v.roleSuffix(i) {
			at = i
			break
		}
	}
	if at < 0 {
		return "", ""
	}
	first := at
	for first > lo && v.Tokens[first-1].Kind == text.Word && v.partOfRole(first-1, at) && !v.in(first-1, determiners) &&
		!v.Tokens[first-1].Is(text.Possessive) && v.cues[first-1]&(cueVerb|cueAccording) == 0 && !v.in(first-1, prepositions) {
		first--
	}
	for first < at && v.cues[first]&cueOther != 0 && v.Tokens[first].Is(text.Capital) {
		first++
	}
	last, org := v.roleEnd(at+1, hi)
	for last > at+1 && (v.in(last-1, prepositions|determiners) || v.cues[last-1]&(cueTitle|cueRole) == cueTitle) { // "donor to", "expert of the"
		last--
	}
	x := v.runAt(first - 1)
	if office := x != nil && first > lo && v.qualifies(x); org == "" && !office {
		org = v.firstBody(lo, at)
	} else if owner := v.possessor(lo, at); owner != "" && v.kindOrSound(org) == "" { // "Ofcom's Director of Enforcement"
		org = owner
	}
	if org == "" && first > lo && x != nil && x.person < 0 && !(x.first > 0 && v.in(x.first-1, owners)) && !v.qualifies(x) && !local(v.form(at)) { // "a Cloudline spokesman"
		if org = v.nominative(v.slice(x.first, first)); x.last == x.first+1 && v.cues[x.first]&cueBody != 0 { // "a Commission spokesperson"
			org = either(v.lastBody(voice{person: -1, first: x.first, last: x.last}, x.first, v.form(x.first)).org, org)
		}
	}
	return v.slice(first, last), org
}

// nominative takes the ending off the genitive of a body whose name is an everyday
// word: "Signals Chefin", "Signals vd".
func (v *view) nominative(name string) string {
	if bare, ends := strings.CutSuffix(name, "s"); ends && (v.lang == "de" || v.lang == "nl" || northern(v.lang)) {
		if _, known := v.byName[bare]; known {
			return bare
		}
	}
	return name
}

// qualifies reports whether a row of capitals tells which office it is, and not
// where: "Shadow rapporteur", "Internal Affairs Commissioner".
func (v *view) qualifies(x *run) bool {
	for i := x.first; i < x.last; i++ {
		switch v.form(i) {
		case "shadow", "acting", "former", "interim", "deputy", "lead", "chief", "senior", "junior", "technology", "justice", "interior", "home", "internal", "affairs", "digital", "culture", "science", "health", "education", "finance", "defence", "defense", "foreign", "security", "children", "policing", "safeguarding", "communications", "economy", "economic", "prime", "first", "trade", "media", "my", "and", "&":
		default:
			return false
		}
	}
	return true
}

// local reports whether a role is one that places have: what stands before it is
// no body.
func local(role string) bool {
	switch role {
	case "councillor", "councillors", "mayor", "mp", "resident", "senator", "governor", "lawmaker", "headteacher", "teacher", "mother", "father":
		return true
	}
	return false
}

// partOfRole reports whether token i may belong to the role at token at: any
// plain word, and a single capital before a role in capitals ("Defence
// Minister"), where otherwise a capital is where the role is held.
func (v *view) partOfRole(i, at int32) bool {
	x := v.runAt(i)
	return v.who[i] == 0 || x != nil && x.person < 0 && !x.body && x.last-x.first == 1 && v.Tokens[at].Is(text.Capital)
}

// roleSuffix knows roles inside German and Dutch compounds: "Signal-Chefin",
// "Vereinssprecher".
func (v *view) roleSuffix(i int32) bool {
	if v.lang != "de" && v.lang != "nl" || v.personAt(i) >= 0 || !v.Tokens[i].Is(text.Capital) {
		return false
	}
	f := strings.TrimSuffix(v.form(i), "in")
	for _, end := range [...]string{"minister", "sprecher", "chef", "prasident", "kommissar", "direktor", "beauftragte", "vorsitzende", "politiker", "expert", "forscher", "anwalt", "leiter", "woordvoerder"} {
		if strings.HasSuffix(f, end) || strings.HasSuffix(f, end+"e") {
			return true
		}
	}
	return false
}

// leadsIn reports whether token k may stand between a preposition and the body
// it points to: "of the British charity NSPCC".
func (v *view) leadsIn(k int32) bool {
	f := v.form(k)
	return v.in(k, determiners) || v.cues[k]&cueOther != 0 || f == "'" || v.Tokens[k].Is(text.Possessive) || v.cues[k]&cueBody != 0 && v.who[k] == 0
}

// entityBehind returns the body of the register that a preposition at token i
// points to, "" for none.
func (v *view) entityBehind(i, hi int32) string {
	if i+1 >= hi || v.who[i] != 0 || !v.in(i, employers) && !v.in(i, holders) {
		return ""
	}
	for i++; i < hi && v.in(i, determiners) && v.who[i] == 0; i++ {
	}
	if e := v.entityAt(min(i, hi-1)); e != nil && e.group == isBody {
		return v.nameAt(i).text
	}
	return ""
}

// pointedBody resolves "the company", "the Center" at token k, behind the role
// that is held there; "" when nothing named before fits.
func (v *view) pointedBody(k, hi int32) string {
	article := k - 1
	if article > 0 && v.form(article) == "'" { // "l'association"
		article--
	}
	if article < 0 || k >= hi || !v.in(article, determiners) || v.form(article) == "a" || v.form(article) == "an" {
		return ""
	}
	x := voice{person: -1, first: k, last: k + 1}
	switch c := v.cues[k]; {
	case c&cueFirm != 0:
		return v.lastFirm(x, k).org
	case c&(cueBody|cueOrg) != 0:
		return v.lastBody(x, k, v.form(k)).org
	}
	return ""
}

// portfolio reports whether an unknown name is what a minister is in charge of:
// "Minister of the Interior", "Secretary for Home Affairs".
func (v *view) portfolio(n name, i, hi int32) bool {
	if v.lang != "en" || n.last > hi || n.kind == nobody || v.runAt(n.first) == nil || i == 0 {
		return false
	}
	f := v.form(i - 1)
	return strings.HasPrefix(f, "minister") || strings.HasPrefix(f, "secretary") || strings.HasPrefix(f, "commissioner")
}

// subject reports whether a preposition at token i, right behind a role, tells
// what somebody teaches or is in charge of, and not for whom.
func (v *view) subject(i int32) bool {
	f := v.form(i - 1)
	if v.form(i) == "for" && v.lang == "en" {
		switch f {
		case "director", "head", "lead", "manager", "minister", "secretary", "president", "officer", "commissioner":
			return true
		}
	}
	for _, role := range [...]string{"profes", "catedratic", "docent", "lecturer", "reader", "hoogleraar", "dozent"} {
		if strings.HasPrefix(f, role) {
			return (v.in(i, holders) || v.form(i) == "of" || v.form(i) == "i") && !v.Tokens[i].Is(text.Joined)
		}
	}
	return false
}

// genitiveBody returns the body whose name, or kind and name, stands at token i
// right behind a role, as Polish has it: "rzeczniczka fundacji Bezpieczna Szkoła".
func (v *view) genitiveBody(i, hi int32) string {
	if v.lang != "pl" {
		return ""
	}
	if i+1 < hi && v.cues[i]&cueBody != 0 && v.who[i] == 0 {
		i++
	}
	if i < hi && v.who[i] != 0 && v.personAt(i) < 0 {
		if n := v.nameAt(i); n.kind == aBody {
			return n.text
		}
	}
	if i+1 == hi && v.cues[i]&cueBody != 0 && v.who[i] == 0 { // "prawniczka fundacji Zofia Nowak"
		return v.lastBody(voice{person: -1, first: i, last: hi}, i, v.form(i)).org
	}
	return ""
}

// roleEnd returns where a role ends, and the body named behind it.
func (v *view) roleEnd(i, hi int32) (last int32, org string) {
	last = i
	held := false // a portfolio
	for ; i < hi; i++ {
		t := &v.Tokens[i]
		if v.who[i] == 0 && (v.in(i, employers) || v.in(i, holders)) {
			k := i + 1
			for k < hi && v.leadsIn(k) {
				k++
			}
			if romance(v.lang) && k+1 < hi && v.plainWord(k) && v.cues[k]&cueOrg != 0 && v.who[k+1] < 0 && v.personAt(k+1) < 0 { // "à l'université Paris-Saclay"
				return last, v.slice(k, v.runAt(k+1).last)
			}
			if k < hi && v.who[k] != 0 {
				n := v.nameAt(k)
				if x := v.runAt(k); x != nil && n.kind == aName && v.qualifies(x) && v.within(x.last) && v.cues[x.last]&cueRole != 0 { // "for Communications Minister X"
					return last, ""
				}
				if held = held || v.portfolio(n, i, hi); held && n.kind != aBody { // and of which country
					last = min(n.last, hi)
					i = last - 1
					continue
				}
				if n.kind == aName && v.subject(i) { // "professor of Law", "director for Online Harms"
					i = max(i, n.last-1)
					continue
				}
				if n.kind == aName && v.entityBehind(n.last, hi) != "" { // "directora de Influencia de Save the Children"
					return last, v.entityBehind(n.last, hi)
				} else if n.kind != nobody {
					return last, n.text
				}
				if x := v.runAt(k); x != nil && v.cues[k-1]&cueBody != 0 { // "des Vereins Freie Netze"
					return last, v.slice(k, x.last)
				}
			}
			if org := v.pointedBody(k-1, hi); org != "" {
				return last, org
			}
			if org := v.pointedBody(k, hi); org != "" {
				return last, org
			}
			continue
		}
		if n := v.genitiveBody(i, hi); n != "" {
			return last, n
		}
		if t.Kind == text.Mark && !t.Is(text.Glue) || v.personAt(i) >= 0 || v.cues[i]&cueVerb != 0 {
			break
		}
		last = i + 1
	}
	return last, ""
}

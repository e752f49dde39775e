package enrich

import (
	"slices"
	"strings"

	"cipherdesk/internal/text"
)

// findRuns collects rows of capitals that the register does not know, and the
// persons that it knows, in reading order.
func (v *view) findRuns() {
	tokens, who := v.Tokens, v.who
	n := int32(len(tokens))
	for i := int32(0); i < n; i++ {
		if tokens[i].Flags&text.Capital == 0 && who[i] <= 0 { // most tokens
			continue
		}
		if w := who[i]; w > 0 {
			m := v.mentions[w-1]
			if v.entities[m.entity].group == isPerson {
				p := int32(-1)
				if m.last == m.first+1 {
					p = v.publicly(m.entity)
				} else {
					p = v.person(m.first, m.last, m.entity)
				}
				v.addRun(run{first: m.first, last: m.last, person: p})
			}
			i = m.last - 1
			continue
		}
		if tokens[i].Flags&text.Capital == 0 || !v.innerOpens(i) && (!v.nameWord(i) || v.plainOpening(i)) {
			continue
		}
		x := run{first: i, person: -1}
		i = v.endOfRun(i)
		for words := 1; ; words++ {
			next := v.onward(i, x.first, words == 1)
			if next == 0 {
				next = v.ofMany(i)
			}
			if next == 0 {
				break
			}
			i = v.endOfRun(next)
		}
		tail := v.bodyTail(x.first, i)
		x.body = tail > i // "Polizia postale"
		x.last = v.homeTail(x.first, v.northernTail(tail))
		i = x.last
		v.addRun(x)
		i--
	}
}

// longestTail bounds the plain words of a body's name.
const longestTail = 8

// bodyTail returns where the name of a body ends that goes on in plain words, as
// those of Romance languages do: "Direction générale de la sécurité intérieure".
func (v *view) bodyTail(first, last int32) int32 {
	if !romance(v.lang) || last > first+1 || v.cues[first]&(cueOrg|cueBody) == 0 {
		return last
	}
	n := int32(len(v.Tokens))
	end := last
	for i := last; i < n && i < last+longestTail; i++ {
		t, f := &v.Tokens[i], v.form(i)
		switch {
		case v.who[i] != 0 || v.cues[i]&(cueVerb|cueEdge) != 0 || t.Is(text.Paragraph|text.Opens):
			return end
		case f == "'" || v.in(i, titleLinks) || f == "d" || f == "l" || end < i && v.in(i, determiners):
		case t.Kind != text.Word || v.auxiliary(i) || v.in(i, passives|clauseWords|prepositions|relatives):
			return end
		case i == last || end < i: // an adjective right behind the head, or the noun behind "de la"
			end = i + 1
		default:
			return end
		}
	}
	return end
}

// northernTail adds the plain word that Scandinavian bodies end with: "Uppsala
// universitet".
func (v *view) northernTail(last int32) int32 {
	switch v.lang {
	case "sv", "da", "no":
		if int(last) < len(v.Tokens) && v.who[last] == 0 && v.cues[last]&cueOrg != 0 && v.plainWord(last) {
			return last + 1
		}
	}
	return last
}

func (v *view) addRun(x run) {
	v.runs = append(v.runs, x)
	for t := x.first; t < x.last; t++ {
		v.who[t] = -int32(len(v.runs))
		v.runs[len(v.runs)-1].body = v.runs[len(v.runs)-1].body || v.cues[t]&cueOrg != 0
	}
	if x.last-x.first > 1 && x.person < 0 && v.lang == "en" && v.cues[x.last-1]&(cueFirm|cueBody) != 0 { // "Harlow Messaging Company"
		v.runs[len(v.runs)-1].body = true
	}
}

// nameWord reports whether token i can be part of a name.
func (v *view) nameWord(i int32) bool {
	t := &v.Tokens[i]
	if t.Flags&(text.Capital|text.Possessive) != text.Capital || t.Kind != text.Word || v.who[i] != 0 {
		return false
	}
	c := v.cues[i]
	if v.lang == "de" && c&(cueMany|cueAnon|cueFirm|cueBody|cueDoc|cuePress) != 0 && c&(cueOrg|cueOutlet) == 0 {
		return false // any noun has a capital
	}
	if v.place == inTitle && c&cueSay != 0 && c&cueNoun == 0 && plainSaying(v.form(i)) { // "…, IEA Says"
		return false
	}
	if c&(cueTitle|cueRole|cueOther|cueEdge) != 0 || v.roleSuffix(i) || c&cueBody != 0 && t.Is(text.Upper) { // "la ONG"
		return false
	}
	f := v.form(i)
	if v.lang == "en" && !v.dotted(i) {
		switch f { // also where every word has a capital: "According To Science"
		case "i", "to", "of", "for", "at", "from", "with", "by", "on", "into", "about", "as", "after", "before", "during":
			return false
		}
	}
	return (!v.in(i, pronouns) || t.Is(text.Upper) || c&cueFemale != 0 && !t.Is(text.Opens)) && !(v.in(i, determiners) && (f == "the" || int(i)+1 >= len(v.Tokens) || v.who[i+1] > 0))
}

// plainOpening reports whether token i has its capital only because a sentence
// or a quotation opens with it.
func (v *view) plainOpening(i int32) bool {
	t := &v.Tokens[i]
	if v.cues[i]&(cueMale|cueFemale) != 0 {
		return false
	}
	opens := t.Is(text.Opens) || i > 0 && v.Tokens[i-1].Kind == text.Mark
	if opens && v.cues[i]&(cueAnon|cueMany|cueDoc|cueFirm|cueBody) != 0 {
		next := int(i) + 1
		return next >= len(v.Tokens) || !v.nameWord(i+1)
	}
	if opens && (v.kindOfBody(i) || northern(v.lang) && v.cues[i]&cuePress != 0) && int(i)+1 < len(v.Tokens) && v.nameWord(i+1) {
		return true
	}
	return opens && (v.cues[i]&cueAccording != 0 || v.d.functionWord(&v.Tokens[i]) || v.in(i, prepositions|clauseWords|nobodies|fillers|determiners)) || len(v.form(i)) == 1 && !v.dotted(i)
}

// kindOfBody reports whether token i is a compound that tells what the body
// named behind it is: "Barnrättsorganisationen Ecpat", "Techbedrijf Korvid".
func (v *view) kindOfBody(i int32) bool {
	ends := []string(nil)
	switch v.lang {
	case "sv", "da", "no":
		ends = northernKinds
	case "nl":
		ends = dutchKinds
	}
	f := v.form(i)
	return slices.ContainsFunc(ends, func(end string) bool { return len(f) > len(end) && strings.HasSuffix(f, end) })
}

var (
	northernKinds = []string{"organisationen", "organisasjonen", "foreningen", "stiftelsen", "bolaget", "foretaget", "selskapet", "selskabet", "virksomheden", "myndigheten", "tjansten", "tjenesten", "appen"}
	dutchKinds    = []string{"organisatie", "stichting", "vereniging", "bedrijf", "dienst", "aanbieder", "centrum"}
)

// homeTail adds the country that a body's chapter is called by: "Ecpat Sverige",
// "Kestrel Rights Ireland", "Stiftung Kinderschutz Schweiz".
func (v *view) homeTail(first, last int32) int32 {
	if !v.within(last) || v.lang == "" || v.Tokens[last].Flags&(text.Capital|text.Opens|text.Joined) != text.Capital || v.cues[last]&cueOther == 0 || v.place == inTitle {
		return last
	}
	one := last-first == 1
	if one && (v.lang == "en" || v.cues[last-1]&(cueMale|cueFemale) != 0) || !one && !v.bodyWord(first, last) {
		return last
	}
	switch v.form(last) {
	case "sverige", "norge", "danmark", "nederland", "espana", "italia", "france", "deutschland", "portugal", "polska", "schweiz", "osterreich", "suisse", "belgique", "brasil":
		return last + 1
	case "ireland", "scotland", "wales", "england", "uk", "europe", "canada", "australia", "india", "germany", "america", "usa", "eu":
		if !one {
			return last + 1
		}
	}
	return last
}

// bodyWord reports whether a word of tokens first to last-1 is one that names of
// bodies have.
func (v *view) bodyWord(first, last int32) bool {
	for i := first; i < last; i++ {
		if v.cues[i]&cueOrg != 0 {
			return true
		}
	}
	return false
}

// inner reports whether token i is a noun that may stand inside a name.
func (v *view) inner(i int32) bool {
	t := &v.Tokens[i]
	return v.cues[i]&(cueInner|cueEdge) == cueInner && !(v.lang == "de" && v.cues[i]&cueFirm != 0) && v.who[i] == 0 && t.Kind == text.Word && t.Flags&(text.Capital|text.Possessive) == text.Capital
}

// innerOpens reports whether a name begins with such a noun: "House of
// Tomorrow", "Online Harms Institute".
func (v *view) innerOpens(i int32) bool {
	if !v.inner(i) || int(i)+2 >= len(v.Tokens) || v.lang == "de" {
		return false
	}
	next := i + 1
	if f := v.form(next); f == "of" || f == "for" {
		next++
	}
	return next == i+1 && v.inner(next) && v.nameWord(next+1) || v.nameWord(next) && (next > i+1 || v.cues[next]&cueOrg != 0 || v.nameWord(next+1))
}

// endOfRun returns the token behind the name word at i, with what hangs on it:
// an initial's dot, a hyphen or apostrophe and the rest.
func (v *view) endOfRun(i int32) int32 {
	n := int32(len(v.Tokens))
	if v.dotted(i) {
		return i + 2
	}
	for i++; i+1 < n && v.Tokens[i].Is(text.Joined|text.Glue) && v.Tokens[i+1].Is(text.Joined) &&
		v.Tokens[i+1].Kind == text.Word && !v.Tokens[i+1].Is(text.Possessive) && v.cues[i]&cueEdge == 0 && !v.roleHangs(i); {
		i += 2
	}
	return i
}

// roleHangs reports whether a hyphen at token i hangs a role on the name of a
// body: "Privacy First-voorzitter".
func (v *view) roleHangs(i int32) bool {
	return (v.lang == "nl" || v.lang == "de") && v.form(i) == "-" && (v.cues[i+1]&cueRole != 0 || v.roleSuffix(i+1))
}

// dotted reports whether token i is an initial.
func (v *view) dotted(i int32) bool {
	return int(i)+1 < len(v.Tokens) && v.Tokens[i].End-v.Tokens[i].Start == 1 &&
		v.Tokens[i+1].Is(text.Joined) && v.form(i+1) == "."
}

// onward returns the next name word of a run that reaches up to token i, 0 when
// it ends there. Particles ("van der") are passed over behind a first name.
func (v *view) onward(i, start int32, first bool) int32 {
	n := int32(len(v.Tokens))
	for k := i; k < n && k < i+3; k++ {
		t := &v.Tokens[k]
		if t.Kind != text.Word || t.Flags&(text.Paragraph|text.Opens|text.Joined) != 0 {
			return 0
		}
		if v.nameWord(k) || k == i && v.inner(k) || k > i && v.cues[i-1]&cueOrg != 0 && links(v.form(k-1)) && v.cues[k]&cueRole != 0 && t.Is(text.Capital) { // "Committee on Justice"
			return k
		}
		if k == i && romance(v.lang) && v.cues[start]&cueOrg != 0 && k-start > 2 && v.cues[k]&(cueMale|cueFemale) != 0 && v.titledApart(start) && k+1 < n && v.nameWord(k+1) {
			return 0 // "O professor do Instituto Superior Técnico Nuno Albergaria"
		}
		if k == i && v.lang == "en" && v.form(i-1) == "college" && t.Is(text.Capital) && v.cues[k]&cueOther != 0 { // "University College London"
			return k
		}
		ofBody := v.cues[i-1]&(cueOrg|cueBody) != 0 && (links(v.form(k)) || k > i && v.form(k) == "the" && links(v.form(k-1))) || // "Committee on", "Ministry of the"
			romance(v.lang) && v.cues[start]&cueOrg != 0 && v.in(k, titleLinks) || // "Comissão Nacional de Proteção de Dados"
			v.pressWord(i-1) && v.in(k, titleLinks) // "La Voz del Puerto"
		if v.who[k] != 0 || !ofBody && (!first || !v.in(k, particles) || kin(v.form(i-1)) || v.lang == "de" && v.cues[i-1]&cueRole != 0) {
			return 0
		}
	}
	return 0
}

// kin reports whether a folded word tells whose relative somebody is: what "von"
// joins to it is no surname.
func kin(f string) bool {
	switch f {
	case "mutter", "vater", "eltern", "bruder", "schwester", "sohn", "tochter", "onkel", "tante", "witwe", "freund", "freundin", "familie",
		"moeder", "vader", "ouders", "broer", "zus", "zoon", "dochter", "mere", "pere", "parents", "frere", "soeur", "fils", "fille",
		"madre", "padre", "padres", "hermano", "hermana", "hijo", "hija", "fratello", "sorella", "figlio", "figlia", "mae", "pai", "pais", "irmao", "irma", "filho", "filha":
		return true
	}
	return false
}

// links reports whether a folded word joins a body to what it is for.
func links(f string) bool { return f == "of" || f == "for" || f == "on" }

// ofMany returns the word behind the genitive at token i where both are a part
// of a body's name: "Tarnholm Children's Trust". 0 where they are not.
func (v *view) ofMany(i int32) int32 {
	if int(i)+2 >= len(v.Tokens) || !v.owns(i) {
		return 0
	}
	switch v.form(i - 1) {
	case "children", "women", "men", "people", "workers", "consumers", "parents", "lawyers", "citizens", "teachers", "journalists", "users", "mothers", "girls", "boys", "victims", "survivors", "patients", "students", "nurses", "farmers":
	default:
		if !strings.HasSuffix(v.form(i-1), "s") || v.Tokens[i+1].Is(text.Possessive) { // "Heads' Association"
			return 0
		}
	}
	for k := i + 1; k <= i+2; k++ {
		if !v.Tokens[k].Is(text.Possessive) && v.cues[k]&(cueOrg|cueBody) != 0 && v.nameWord(k) {
			return k
		}
	}
	return 0
}

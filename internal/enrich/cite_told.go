package enrich

import (
	"cipherdesk/internal/news"
	"cipherdesk/internal/text"
)

// longestTeller bounds the tokens between a verb of saying and the outlet that
// it is said to.
const longestTeller = 18

// toldOver reads a hearer parted from its verb by who speaks: "a confié Mme
// Roux au Parisien", "sagte Keller der Augsburger Allgemeinen".
func (v *view) toldOver(m mention, from int32) credit {
	at := v.hearerBefore(m.first, from)
	if at <= from+1 || !v.mayTell(at) && !(v.lang == "de" && v.entities[m.entity].kind == isAgency) { // an agency's spokesman is seldom news
		return credit{}
	}
	for k := at - 1; k >= from && m.first-k < longestTeller; k-- {
		if v.cues[k]&(cueQuoted|cueEdge) != 0 {
			break
		}
		if y := v.verbAt(k); y >= 0 && v.cues[k]&cueRole == 0 {
			x := v.verbs[y]
			named := x.last == at && v.within(at+1) && v.cues[at+1]&cuePress != 0 // "affirmé au quotidien belge Le Soir"
			if !v.brings(x, from) || writesUp(v.form(x.first)) || !named && !v.tellerAt(x.last, at) {
				break
			}
			return credit{news.RelStatementTo, x.first, m.last}
		}
		if !v.passesTeller(k) {
			break
		}
	}
	return credit{}
}

// brings reports whether a verb says something here: some do only beside a
// quotation.
func (v *view) brings(x verb, from int32) bool {
	return x.cue&cueSay != 0 || x.cue&cueWeak != 0 && v.edgeBetween(from, x.first)
}

// hearerBefore returns the word that makes the outlet at token i a hearer, over
// what stands before its name: "à l'AFP", "al diario La Voz". -1 for none.
func (v *view) hearerBefore(i, from int32) int32 {
	for k := i - 1; k > from && i-k < longestTeller/3; k-- {
		if v.who[k] != 0 {
			return -1
		}
		if v.hearers(v.form(k)) {
			return k
		}
		if v.plainWord(k) && v.cues[k-1]&cuePress != 0 { // "quotidien belge"
			continue
		}
		if f := v.form(k); !v.in(k, determiners) && v.cues[k]&(cuePress|cueOther) == 0 && f != "'" && v.cues[k]&cueEdge == 0 {
			return -1
		}
	}
	return -1
}

// hearers reports whether a folded word makes a hearer of what follows it.
func (v *view) hearers(f string) bool {
	switch v.lang {
	case "fr":
		return f == "a" || f == "au" || f == "aux"
	case "es":
		return f == "a" || f == "al"
	case "pt":
		return f == "a" || f == "ao" || f == "aos" || f == "as"
	case "it":
		return f == "a" || f == "ad" || f == "al" || f == "alla" || f == "allo" || f == "all"
	case "de":
		return f == "der" || f == "dem" || f == "den" || f == "gegenuber"
	case "nl":
		return f == "aan" || f == "tegen" || f == "tegenover"
	case "sv":
		return f == "till"
	case "da", "no":
		return f == "til" || f == "overfor"
	}
	return false
}

// mayTell reports whether what stands before a hearer may be who speaks: a
// German role before "der" would be one at the outlet, and so would the last of
// a list of what somebody is: "Paul Roux, journaliste à Libération".
func (v *view) mayTell(at int32) bool {
	i := at - 1
	if v.form(i) == "," {
		i--
	}
	role := v.cues[i]&cueRole != 0 || v.roleSuffix(i)
	if v.lang == "de" && v.form(at) != "gegenuber" {
		return v.who[i] != 0 && !role && v.cues[i]&(cueAnon|cueMany|cueFirm|cueBody|cuePress|cueDoc) == 0 && v.entityAt(i) == nil
	}
	if !role || i < at-1 {
		return true
	}
	for k := i - 1; k > 0 && at-k < longestTeller/2 && v.verbAt(k) < 0; k-- {
		if v.form(k) == "," || v.who[k] != 0 {
			return false
		}
	}
	return true
}

// tellerAt reports whether somebody who speaks stands among tokens lo to hi-1,
// at their beginning.
func (v *view) tellerAt(lo, hi int32) bool {
	for lo < hi && v.who[lo] == 0 && v.cues[lo]&cueRole == 0 && (v.in(lo, determiners) || v.cues[lo]&(cueTitle|cueOther) != 0 || v.Tokens[lo].Kind == text.Mark) {
		lo++
	}
	if lo >= hi {
		return false
	}
	if e := v.entityAt(lo); e != nil {
		return e.group != isOutlet && e.group != isLaw
	}
	if x := v.runAt(lo); x != nil {
		return !x.press
	}
	return v.cues[lo]&(cueRole|cueAnon) != 0 || v.roleSuffix(lo)
}

// passesTeller reports whether token k may be a part of the name and the role of
// who speaks.
func (v *view) passesTeller(k int32) bool {
	if e := v.entityAt(k); e != nil {
		return e.group != isOutlet
	}
	if v.who[k] != 0 || v.cues[k]&(cueRole|cueTitle|cueOther|cueAnon) != 0 {
		return true
	}
	t := &v.Tokens[k]
	if t.Kind == text.Mark {
		f := v.form(k)
		return t.Is(text.Glue) || f == "," || f == "."
	}
	return v.in(k, determiners|holders|particles) || v.plainWord(k) && !v.in(k, clauseWords|relatives|pronouns) && !v.hearers(v.form(k))
}

// writtenBy reads English that names the outlet behind its verb: "The plan is
// dead, writes Aftenposten."
func (v *view) writtenBy(m mention, from int32) credit {
	i := m.first - 1
	for i > from && v.who[i] == 0 && v.in(i, determiners) {
		i--
	}
	if v.lang != "en" || i <= from || v.form(i-1) != "," && v.cues[i-1]&cueEdge == 0 || !v.within(m.last) {
		return credit{}
	}
	if t := &v.Tokens[m.last]; t.Kind != text.Mark && !v.in(m.last, prepositions) || t.Is(text.Glue) {
		return credit{}
	}
	switch v.form(i) {
	case "writes", "wrote", "reports", "reported":
		return credit{news.RelBasedOn, i, m.last}
	}
	return credit{}
}

// broke reports whether an outlet had the story that a relative clause is about:
// "the leak, which Netzpolitik broke". Others break rules.
func (v *view) broke(m mention) bool {
	if v.form(m.last) != "broke" {
		return false
	}
	k := m.first - 1
	for k > 0 && v.who[k] == 0 && v.form(k) == "the" {
		k--
	}
	return k > 0 && v.who[k] == 0 && (v.form(k) == "which" || v.form(k) == "that")
}

// laidBefore reads German that parts its verb: "Der Entwurf liegt heise online
// vor", "Correctiv liegt das Schreiben vor".
func (v *view) laidBefore(m mention, from, to int32) credit {
	if v.lang != "de" || !v.within(m.last) {
		return credit{}
	}
	i := m.first - 1
	for i > from && v.who[i] == 0 && v.in(i, determiners) {
		i--
	}
	first := int32(-1)
	switch {
	case i >= from && lies(v.form(i)) && v.form(m.last) == "vor":
		return credit{news.RelSeenBy, i, m.last + 1}
	case lies(v.form(m.last)):
		first = m.first
	}
	for k := m.last + 1; first >= 0 && k < to && k < m.last+longestPhrase; k++ {
		if v.form(k) == "vor" && (k+1 == to || v.Tokens[k+1].Kind == text.Mark) {
			return credit{news.RelSeenBy, first, k + 1}
		}
	}
	return credit{}
}

// lies reports whether a folded word is the verb of what lies before an outlet.
func lies(f string) bool {
	return f == "liegt" || f == "liegen" || f == "lag" || f == "lagen"
}

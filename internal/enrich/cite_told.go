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
		if v.hearers(v.form(k)) && v.entityAt(k) == nil { // even one that is a first name elsewhere: "Till"
			return k
		}
		if v.who[k] != 0 {
			return -1
		}
		if k > 0 && v.plainWord(k) && v.cues[k-1]&cuePress != 0 { // "quotidien belge"
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
	if f := v.form(lo); v.lang == "de" && (f == "dem" || f == "den") { // who hears: "sagte den Richtern, der Spiegel habe"
		return false
	}
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

// writtenBy reads the outlet behind its verb: "The plan is dead, writes Aftenposten",
// "Das berichtete am Montag die Zeit", "Lo ha riferito La Stampa", and English that
// keeps the order of another language: "As revealed on Monday the daily El Norte".
func (v *view) writtenBy(m mention, from int32) credit {
	i := m.first - 1
	for i > from && (v.passesTo(i) && v.form(i) != "," || i == m.first-1 && v.cues[i]&cueEdge != 0) {
		i--
	}
	rel := v.toldLast(v.form(i))
	if rel == "" || i <= from || !v.within(m.last) {
		return credit{}
	}
	f := v.form(i - 1)
	bare := f == "," || v.cues[i-1]&cueEdge != 0 // nobody stands before the verb
	switch v.lang {
	case "en":
		t := &v.Tokens[m.last]
		bare = (bare || f == "as") && (t.Kind == text.Mark || v.in(m.last, prepositions)) && !t.Is(text.Glue)
	case "de":
		bare = bare || i-1 == from && v.in(i-1, pointers)
	case "it":
		bare = (f == "ha" || f == "hanno" || f == "aveva") && v.in(i-2, clitics)
	}
	if !bare {
		return credit{}
	}
	return credit{rel, i, m.last}
}

// toldLast returns what a folded verb says of the outlet behind it, where who says
// it stands last.
func (v *view) toldLast(f string) news.Relation {
	switch v.lang + " " + f {
	case "en writes", "en wrote", "en reports", "en reported", "en published", "de berichtete", "de berichteten", "de meldete", "de meldeten", "de schrieb", "de schrieben",
		"fr rapportait", "fr ecrivait", "fr indiquait", "it riferito", "it scritto", "it riportato", "it raccontato":
		return news.RelBasedOn
	case "en revealed", "it rivelato", "it anticipato":
		return news.RelFirstReport
	}
	return ""
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

// toldBehind reads verbs behind the outlet that hears: what a sentence opens
// with ("A Repubblica dice", "Dem Spiegel sagte er", "Till SVT säger hon"), and
// participles that end a German or Dutch clause: "hatte der „Zeit“ gesagt".
func (v *view) toldBehind(m mention, from, to int32) credit {
	at := v.hearerBefore(m.first, from-1)
	if at < from {
		return credit{}
	}
	i := m.last
	for i < to && i < m.last+2 && v.cues[i]&cueEdge != 0 { // the marks of a name
		i++
	}
	if i >= to {
		return credit{}
	}
	switch y := v.verbAt(i); {
	case y < 0 || v.verbs[y].cue&(cueSay|cueWeak) == 0 || writesUp(v.form(i)):
		if at > from || !v.within(i+1) {
			return credit{}
		}
		if y = v.verbAt(i + 1); y >= 0 && v.verbs[y].cue&cueSay != 0 && (v.auxiliary(i) || v.in(i, pronouns)) && !writesUp(v.form(i+1)) { // "A Il Post ha detto", "À l'AFP, il confie"
			return credit{news.RelStatementTo, at, v.verbs[y].last}
		}
	case at == from && v.lang != "en":
		return credit{news.RelStatementTo, at, v.verbs[y].last}
	case (v.lang == "de" || v.lang == "nl") && v.haveBefore(at, from):
		return credit{news.RelStatementTo, at, v.verbs[y].last}
	}
	return credit{}
}

// haveBefore reports whether the verb of a perfect stands before token at, in
// its clause.
func (v *view) haveBefore(at, from int32) bool {
	for k := at - 1; k >= from && at-k < longestTeller; k-- {
		if f := v.form(k); haveWord(f) || f == "habe" {
			return true
		}
		if v.cues[k]&cueEdge != 0 {
			break
		}
	}
	return false
}

// quotedPerson reports whether a phrase at tokens first to last says that
// somebody who speaks is quoted, and no paper is: "a source at the ministry, quoted by
// Contexte".
func (v *view) quotedPerson(first, last, from int32) bool {
	switch v.form(first) {
	case "quoted", "cited", "cite", "citee", "cites", "citees", "citado", "citada", "citados", "citadas", "citato", "citata", "citati", "zitiert", "geciteerd", "citerad", "citeret", "sitert", "cytowany", "cytowana":
	default:
		return false
	}
	if !v.in(last, agents) {
		return false
	}
	_, to := v.sentenceOf(first)
	for k := last; k < to; k++ { // whose the number is that they give is told of figures
		if v.Tokens[k].Kind == text.Number {
			return false
		}
	}
	someone := false
	for k := first - 1; k >= from && first-k < longestTeller; k-- {
		if v.cues[k]&cueDoc != 0 || v.Tokens[k].Kind == text.Number || v.verbAt(k) >= 0 {
			return false
		}
		someone = someone || v.cues[k]&(cueAnon|cueRole) != 0 || v.personAt(k) >= 0
	}
	return someone
}

// brokeIt returns the end of the words behind a reporter at token k that say that
// the story was theirs first: "the Post's Ann Reyes, who broke the story". 0 for
// none.
func (v *view) brokeIt(k, to int32) int32 {
	for k < to && v.who[k] != 0 {
		k++
	}
	if k+2 >= to || v.form(k) != "," || v.form(k+1) != "who" {
		return 0
	}
	for i := k + 2; i < min(to, k+5); i++ {
		if v.cues[i]&cueFirst != 0 || v.form(i) == "broke" {
			return v.phraseEnd(i+1, to, cueFirst)
		}
	}
	return 0
}

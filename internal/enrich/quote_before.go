package enrich

import (
	"strings"

	"cipherdesk/internal/text"
)

// introduced reports whether a colon or a verb stands right before the mark.
func (v *view) introduced(x part) bool {
	if x.open <= 0 || v.Tokens[x.open].Is(text.Opens) {
		return false
	}
	if k := v.verbFrom(x.open) - 1; k >= 0 && x.open-v.verbs[k].last < 3 && naming(v.form(v.verbs[k].first)) && !v.heard(v.verbs[k]) {
		return true // "who has called scanning “a fairy tale”, responded"
	}
	f := v.form(x.open - 1)
	return f == ":" || v.cues[x.open-1]&cueVerb != 0 || f == "that" || f == "dass" || f == "que" || f == "che" || f == "dat" || f == "as"
}

// speakerBefore looks for the verb before the opening mark, in its sentence.
func (v *view) speakerBefore(x part) cited {
	none := cited{verb: -1}
	if x.open <= 0 {
		return none
	}
	from, _ := v.sentenceOf(x.open)
	for k := v.verbFrom(x.open) - 1; k >= 0; k-- {
		y := v.verbs[k]
		if v.cues[y.first]&cueQuoted != 0 || y.cue&cueBrings == 0 {
			continue
		}
		if y.first < from {
			break
		}
		if c := v.accordingIn(y.last, x.open); c.kind != nobody {
			return c
		}
		if v.reportsThing(y) && y.last == x.open-1 && v.form(y.last) == ":" { // "Variety reports: “…”"
			s := v.subjectBefore(y)
			return cited{voice: s, verb: k, first: s.first, last: y.last}
		}
		if v.addsThing(y) || v.reportsThing(y) || romance(v.lang) && y.first > from && v.in(y.first-1, owners) { // "su cuenta de X"
			continue
		}
		if v.heard(y) {
			if c := v.agent(y, x); c.kind != nobody {
				return c
			}
			continue
		}
		if s := v.asideVoice(y, x.open); s.kind != nobody {
			return cited{voice: s, verb: k, first: y.first, last: s.last}
		}
		if s := v.verbSubject(y, x.open); s.kind != nobody && (y.cue&(cueFind|cueNoun) == 0 || v.canSay(y, s)) && !(y.cue&cueThat != 0 && v.nounHere(y, s)) && !(s.kind >= heShe && s.kind <= theThey && v.nested(y, s, from)) {
			return cited{voice: s, verb: k, first: min(s.first, y.first), last: max(y.last, min(s.last, x.open))}
		}
	}
	if c := v.accordingIn(from, x.open); c.kind != nobody {
		return c
	}
	if c := v.nameAndColon(x, from); c.kind != nobody {
		return c
	}
	if c := v.heading(x, from); c.kind != nobody {
		return c
	}
	return v.fragmentSpeaker(x, from)
}

// asideVoice reads who says something in an aside before it: "The truth, says
// Orla Finnegan of Trinity College, “is duller”."
func (v *view) asideVoice(y verb, open int32) voice {
	if v.lang != "en" || y.cue&cueSay == 0 || y.cue&(cueTell|cueFind|cueThat) != 0 || y.first == 0 || v.form(y.first-1) != "," {
		return voice{}
	}
	s := v.subjectAfter(y)
	if s.kind == nobody || s.last >= open || s.first > y.last+1 || v.form(s.last) != "," && v.form(open-1) != "," {
		return voice{}
	}
	return s
}

// addsThing reports whether "added" is what somebody did to a thing, and not
// what they said: "added the rule to its list of “prohibited content”".
func (v *view) addsThing(y verb) bool {
	f := v.form(y.first)
	return v.lang == "en" && (f == "added" || f == "adds" || f == "add") && v.plainWord(y.last) &&
		!v.followed(y, "that") && !v.in(y.last, pronouns|clauseWords) && (v.in(y.last, determiners) || !v.in(y.last, prepositions))
}

// reportsThing reports whether "reports" is what somebody did to a thing, or an
// outlet's work, and not a verb of saying.
func (v *view) reportsThing(y verb) bool {
	f := v.form(y.first)
	return (f == "reports" || f == "reported") && !v.followed(y, "that")
}

// nameAndColon reads "Whittaker: “We will walk.”", as headlines and interviews
// have it.
func (v *view) nameAndColon(x part, from int32) cited {
	colon := x.open - 1
	if colon <= from || v.form(colon) != ":" || colon-from > longestPhrase/2 || v.who[colon-1] == 0 {
		return cited{verb: -1}
	}
	lo := colon
	for lo > from && !v.bounds(lo-1) && v.form(lo-1) != "." {
		lo--
	}
	s := v.sourceIn(lo, colon)
	if s.kind == aName && v.place == inTitle { // what the story is about: "Coronavirus: 'I can't …'"
		return cited{verb: -1}
	}
	if p := v.personAt(lo - 2); s.kind == aRole && lo-2 > from && v.form(lo-1) == "," && p >= 0 { // "listen to Ann Hall, the head of X: “…”"
		s = v.speaks(s, p)
	}
	return cited{voice: s, verb: -1, first: s.first, last: colon}
}

// heading reads who stands at the head of a sentence whose verb is none of
// saying: "Wanless: firms “cannot be left” alone", "The senator was unmoved: “…”".
func (v *view) heading(x part, from int32) cited {
	const name = 5 // tokens before the colon
	for i := from + 1; i < x.open && i <= from+name && !v.bounds(i-1); i++ {
		if v.form(i) == ":" && v.who[i-1] != 0 {
			if s := v.sourceIn(from, i); s.kind == aPerson || s.kind == aBody && v.entityAt(i-1) != nil {
				return cited{voice: s, verb: -1, first: s.first, last: i}
			}
			return cited{verb: -1}
		}
	}
	if v.form(x.open-1) != ":" {
		return cited{verb: -1}
	}
	if c := v.answer(from, x.open-1); c.kind != nobody {
		return c
	}
	switch s := v.mainSubject(from, x.open-1); s.kind {
	case aPerson, aRole, heShe:
		return cited{voice: s, verb: -1, first: s.first, last: s.last}
	case aBody:
		if v.kindOf(s.org) != "" {
			return cited{voice: s, verb: -1, first: s.first, last: s.last}
		}
	}
	return cited{verb: -1}
}

// answers are the nouns for what somebody says, as they are folded.
var answers = func() map[string]bool {
	m := map[string]bool{}
	for w := range strings.FieldsSeq(`answer response reply line position verdict conclusion advice message explanation argument defence assessment reaction
		antwort fazit urteil begrundung reaktion botschaft erklarung reponse conclusion explication verdict message respuesta conclusion explicacion
		mensaje risposta conclusione spiegazione messaggio resposta conclusao explicacao antwoord conclusie reactie boodschap svar slutsats konklusjon konklusion`) {
		m[w] = true
	}
	return m
}()

// answer reads whose answer a colon before a quotation introduces: "Apple's line is
// the usual one: “…”", "La respuesta de Meta fue breve: «…»".
func (v *view) answer(from, colon int32) cited {
	const head = 8 // tokens
	none := cited{verb: -1}
	for i := from; i < colon && i < from+head; i++ {
		if v.bounds(i) && !v.owns(i) {
			return none
		}
		if v.who[i] != 0 || !answers[v.form(i)] {
			continue
		}
		s := voice{}
		if i > from && (v.Tokens[i-1].Is(text.Possessive) || v.lang != "en" && v.who[i-1] != 0) {
			k := i - 1
			for k > from && v.who[k] == 0 {
				k--
			}
			if x := v.runAt(k); x != nil && x.person >= 0 {
				s = v.speaks(voice{first: x.first, last: k + 1}, x.person)
			} else if e := v.entityAt(k); e != nil && e.group == isBody {
				s = voice{kind: aBody, person: -1, org: v.nameAt(v.mentions[v.who[k]-1].first).text, first: k, last: k + 1}
			}
		} else if v.within(i+1) && v.in(i+1, prepositions) {
			hi := i + 2
			for hi < colon && !v.bounds(hi) && !v.auxiliary(hi) && !v.in(hi, passives) && v.form(hi) != "fue" && v.form(hi) != "fut" && v.form(hi) != "fu" {
				hi++
			}
			s = v.sourceIn(i+2, hi)
		}
		if s.kind == aPerson || s.kind == aBody && (v.kindOf(s.org) != "" || v.runAt(s.first) != nil) || s.kind == aFirm || s.kind == anAgency {
			return cited{voice: s, verb: -1, first: from, last: colon}
		}
		return none
	}
	return none
}

// verbSubject reads the subject of a verb that stands before its words:
// usually before the verb, behind it where another phrase opens the sentence
// ("Im Gespräch mit heise nannte Feldkamp den Entwurf …").
func (v *view) verbSubject(y verb, limit int32) voice {
	s := v.subjectBefore(y)
	if s.kind != nobody || y.cue&cueTell != 0 || v.lang == "en" {
		return s
	}
	if s = v.subjectAfter(y); s.first >= limit {
		s = voice{}
	}
	if s.kind == nobody || v.addressed(y, s) {
		return v.dropped(y)
	}
	return s
}

// heard reports whether the subject of a verb is spoken to or of: "was told",
// "is described as".
func (v *view) heard(y verb) bool {
	if v.place == inTitle && v.lang == "en" && (strings.HasSuffix(v.form(y.first), "ed") || y.cue&cueTell != 0) {
		return true // headlines: "Zuckerberg warned plans could …" means that he was
	}
	if v.progressive(y) {
		return false
	}
	switch v.form(y.first) {
	case "alleged", "thought", "reported": // "a man alleged to be the seller"
		if v.within(y.last+1) && v.form(y.last) == "to" && v.plainWord(y.last+1) && !v.in(y.last+1, determiners) {
			return true
		}
	}
	from, _ := v.sentenceOf(y.first)
	for i := y.first - 1; i >= from && i >= y.first-3; i-- {
		if v.in(i, passives) {
			return true
		}
		if !v.auxiliary(i) {
			return false
		}
	}
	return false
}

// agent reads who does what is told in the passive: "described as “…” by X".
func (v *view) agent(y verb, x part) cited {
	from, to := v.sentenceOf(y.first)
	for i := max(from, y.last); i < to; i++ {
		if v.cues[i]&cueQuoted != 0 || !v.in(i, agents) {
			continue
		}
		s := v.subjectAfter(verb{first: i, last: i + 1})
		if s.kind != nobody {
			return cited{voice: s, verb: -1, first: i, last: s.last}
		}
	}
	return cited{verb: -1}
}

// fragmentSpeaker takes the subject of a sentence whose verb is no verb of
// saying: “They are concerned that … “easy contact””.
func (v *view) fragmentSpeaker(x part, from int32) cited {
	none := cited{verb: -1}
	hi := from
	for hi < x.open && hi-from < longestPhrase && !v.bounds(hi) && !v.in(hi, passives) {
		hi++
	}
	if v.in(from, opinions) && hi < x.open && v.form(hi) == "," { // "Pour le ministre, « … »"
		s := v.sourceIn(from+1, hi)
		if v.form(from) == "for" && s.kind != aBody && s.kind != aPerson { // "For years, …"
			return none
		}
		return cited{voice: s, verb: -1, first: from, last: hi}
	}
	s := v.sourceIn(from, hi)
	if s.kind == theThey && v.form(s.first) == "those" {
		return none
	}
	switch s.kind {
	case theThey, signers, aDoc:
		return cited{voice: s, verb: -1, first: s.first, last: min(hi, x.open)}
	}
	return none
}

// closing reads a paragraph's end for a verb with a colon that introduces the
// next paragraph.
func (v *view) colonSpeaker(colon int32) cited {
	from, _ := v.sentenceOf(colon)
	for k := v.verbFrom(colon) - 1; k >= 0; k-- {
		y := v.verbs[k]
		if v.cues[y.first]&cueQuoted != 0 {
			continue
		}
		if y.first < from {
			break
		}
		if s := v.asked(y, from, colon); s.kind != nobody {
			return cited{voice: s, verb: k, first: min(s.first, y.first), last: colon}
		}
		if strings.HasSuffix(v.form(y.first), "ing") || v.reportsThing(y) {
			continue
		}
		if s := v.verbSubject(y, colon); s.kind != nobody && (s.kind != aName || v.cues[s.first]&(cueMale|cueFemale) != 0) && s.kind != aCrowd && !v.heard(y) { // "Thomas*, 14, said:"
			return cited{voice: s, verb: k, first: min(s.first, y.first), last: colon}
		}
	}
	return cited{verb: -1}
}

// asked reads who was asked: "We also asked X what he thought of it:".
func (v *view) asked(y verb, from, to int32) voice {
	switch v.form(y.first) {
	case "asked", "ask", "fragten", "gefragt", "demande", "preguntamos", "vroegen", "chiesto":
	default:
		return voice{}
	}
	for i := from; i < to; i++ {
		if u := v.runAt(i); u != nil && u.person >= 0 && i > y.first {
			return v.speaks(voice{first: i, last: u.last}, u.person)
		}
	}
	return voice{}
}

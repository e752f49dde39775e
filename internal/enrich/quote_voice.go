package enrich

import (
	"strings"

	"cipherdesk/internal/text"
)

// speakerOf finds who says a quotation.
func (v *view) speakerOf(g quotation, p, k int) cited {
	if g.first.block {
		return v.blockSpeaker(g.first, p)
	}
	before := func() cited { return v.speakerBefore(g.first) }
	after := func() cited { return v.speakerAfter(g.last) }
	first, second := before, after
	if !v.introduced(g.first) && v.trails(g.last) {
		first, second = after, before
	}
	if c := first(); c.kind != nobody {
		return c
	}
	if c := second(); c.kind != nobody {
		return c
	}
	if open := g.first.open; p > 0 && v.Tokens[open].Is(text.Paragraph) && v.form(open-1) == ":" {
		if c := v.colonSpeaker(open - 1); c.kind != nobody {
			return c
		}
	}
	if c := v.frame(g.last); c.kind != nobody {
		return c
	}
	if c := v.listVoice(p); c.kind != nobody {
		return c
	}
	return v.carried(g, p, k)
}

// frame reads verbs that German and Dutch put behind what is said, with the
// subject before it: "Thomsen hat den Vorschlag als „Dammbruch“ bezeichnet".
func (v *view) frame(x part) cited {
	from, _ := v.sentenceOf(x.open)
	aux := v.framed(x, from)
	if aux < 0 || v.in(aux, passives) {
		return cited{verb: -1}
	}
	s := voice{}
	if aux > from {
		s = v.sourceIn(from, aux)
	}
	if s.kind == nobody {
		s = v.subjectAfter(verb{first: aux, last: aux + 1})
	}
	k := v.verbFrom(x.close)
	return cited{voice: s, verb: k, first: s.first, last: min(s.last, x.open)}
}

// framed returns the auxiliary of a verb that stands right behind the closing
// mark and ends the sentence, -1 where there is none.
func (v *view) framed(x part, from int32) int32 {
	if v.lang != "de" && v.lang != "nl" || x.close < 0 {
		return -1
	}
	k := v.verbFrom(x.close)
	_, to := v.sentenceOf(x.close)
	if k >= len(v.verbs) || v.verbs[k].first > x.close+2 || to-v.verbs[k].last > 2 {
		return -1
	}
	for i := from; i < x.open; i++ {
		switch v.form(i) {
		case "hat", "haben", "hatte", "hatten", "heeft", "hebben", "had", "hadden", "wird", "wurde", "werden", "wurden", "wordt", "werd":
			return i
		}
	}
	return -1
}

// listVoice takes the source of a list from the line above it: "They want
// Facebook to:" and then the points.
func (v *view) listVoice(p int) cited {
	none := cited{verb: -1}
	if !v.bullet(p) {
		return none
	}
	for p--; p >= 0 && v.bullet(p); p-- {
	}
	if p < 0 {
		return none
	}
	colon := v.Paragraphs[p].Last - 1
	if v.form(colon) != ":" {
		return none
	}
	if c := v.colonSpeaker(colon); c.kind != nobody {
		return c
	}
	from, _ := v.sentenceOf(colon)
	c := v.fragmentSpeaker(part{open: colon}, from)
	c.first, c.last = 0, 0 // told in another paragraph
	return c
}

// bullet reports whether a paragraph is a point of a list.
func (v *view) bullet(p int) bool {
	switch v.Text(int(v.Paragraphs[p].First)) {
	case "•", "·", "*", "-", "–", "‣", "▪", "●":
		return true
	}
	return false
}

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

// trails reports whether the sentence goes on behind the closing mark as it
// does before "said X".
func (v *view) trails(x part) bool {
	if x.close < 0 || int(x.close)+1 >= len(v.Tokens) {
		return false
	}
	next := &v.Tokens[x.close+1]
	if next.Is(text.Opens) {
		return false
	}
	switch v.form(x.last - 1) {
	case ",", "!", "?":
		return true
	}
	switch v.form(x.close + 1) {
	case ",", "-":
		return true
	}
	return v.cues[x.close+1]&cueVerb != 0
}

// speakerAfter looks behind the closing mark: “…,” said X; “…,” X told Y.
func (v *view) speakerAfter(x part) cited {
	none := cited{verb: -1}
	n := int32(len(v.Tokens))
	if x.close < 0 || x.close+1 >= n || v.Tokens[x.close+1].Is(text.Opens) {
		return none
	}
	_, to := v.sentenceOf(x.close)
	lo := x.close + 1
	for lo < to && v.Tokens[lo].Kind == text.Mark && v.cues[lo]&cueEdge == 0 && v.form(lo) != "(" {
		lo++
	}
	if c := v.accordingIn(lo, min(lo+1, to)); c.kind != nobody {
		return c
	}
	if lo < to && v.who[lo] == 0 && v.in(lo, clauseWords) && v.form(lo) != "as" {
		return none // another clause
	}
	for k := v.verbFrom(lo); k < len(v.verbs); k++ {
		y := &v.verbs[k]
		if y.first >= to || y.first-lo > longestPhrase || v.edgeBetween(lo, y.first) {
			break
		}
		if c := v.tied(k, lo, to); c.kind != nobody {
			return c
		}
	}
	if v.lang == "de" && lo < to && v.form(lo) == "so" {
		s := v.subjectAfter(verb{first: lo, last: lo + 1})
		return cited{voice: s, verb: -1, first: lo, last: s.last}
	}
	return v.signedBy(x, lo, to)
}

// tied reads the speaker of the verb behind a quotation.
func (v *view) tied(k int, lo, to int32) cited {
	y := v.verbs[k]
	s := v.subjectBefore(y)
	if s.kind != nobody && s.first >= lo-1 && !v.heard(y) && (y.cue&cueFind == 0 || v.canSay(y, s)) {
		return cited{voice: s, verb: k, first: s.first, last: y.last}
	}
	if y.first-lo > 4 || y.cue&cueTell != 0 {
		return cited{verb: -1}
	}
	if v.lang == "en" && y.last < to && v.who[y.last] == 0 && v.in(y.last, prepositions) && !v.in(y.last, determiners) { // "responded on Mastodon"
		return cited{verb: -1}
	}
	s = v.subjectAfter(y)
	return cited{voice: s, verb: k, first: y.first, last: max(min(s.last, to), y.last)}
}

// signedBy reads a bare name behind a quotation: “…” – Owen Barlow.
func (v *view) signedBy(x part, lo, to int32) cited {
	none := cited{verb: -1}
	if lo >= to || lo == x.close+1 {
		return none
	}
	if mark := v.form(lo - 1); mark != "-" && mark != "(" {
		return none
	}
	if u := v.runAt(lo); u != nil && u.person >= 0 {
		return cited{voice: v.speaks(voice{first: u.first, last: u.last}, u.person), verb: -1, first: u.first, last: u.last}
	}
	return none
}

// edgeBetween reports whether a quotation mark stands among tokens lo to hi-1.
func (v *view) edgeBetween(lo, hi int32) bool {
	for i := lo; i < hi; i++ {
		if v.cues[i]&cueEdge != 0 {
			return true
		}
	}
	return false
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
		if v.cues[y.first]&cueQuoted != 0 {
			continue
		}
		if y.first < from {
			break
		}
		if c := v.accordingIn(y.last, x.open); c.kind != nobody {
			return c
		}
		if v.heard(y) {
			if c := v.agent(y, x); c.kind != nobody {
				return c
			}
			continue
		}
		if s := v.verbSubject(y, x.open); s.kind != nobody && (y.cue&(cueFind|cueNoun) == 0 || v.canSay(y, s)) && !(s.kind >= heShe && s.kind <= theThey && v.nested(y, s, from)) {
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

// verbSubject reads the subject of a verb that stands before its words:
// usually before the verb, behind it where another phrase opens the sentence
// ("Im Gespräch mit heise nannte Feldkamp den Entwurf …").
func (v *view) verbSubject(y verb, limit int32) voice {
	s := v.subjectBefore(y)
	if s.kind != nobody || y.cue&cueTell != 0 || v.lang == "en" {
		return s
	}
	s = v.subjectAfter(y)
	if s.first >= limit {
		return voice{}
	}
	return s
}

// heard reports whether the subject of a verb is spoken to or of: "was told",
// "is described as".
func (v *view) heard(y verb) bool {
	if v.place == inTitle && v.lang == "en" && (strings.HasSuffix(v.form(y.first), "ed") || y.cue&cueTell != 0) {
		return true // headlines: "Zuckerberg warned plans could …" means that he was
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

// accordingIn reads the voice of an "according to" that begins among tokens lo
// to hi-1.
func (v *view) accordingIn(lo, hi int32) cited {
	for _, h := range v.accords {
		if h.First >= lo && h.First < hi && v.cues[h.First]&cueAccording != 0 {
			s := v.subjectAfter(verb{first: h.First, last: h.Last})
			return cited{voice: s, verb: -1, first: h.First, last: max(s.last, h.Last)}
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

// carried takes the speaker over from the quotation before: in the same
// paragraph, or when quotation follows quotation.
func (v *view) carried(g quotation, p, k int) cited {
	none := cited{verb: -1}
	if !v.wholeSentence(g) && g.words < 4 {
		return none
	}
	within := 0
	if open := g.first.open; v.Tokens[open].Is(text.Paragraph) {
		within = 1
	} else if open > 0 && v.form(open-1) == "?" { // an interview
		within = 2
	}
	if y, ok := v.before(g.first.first, within, func(y *voice) bool { return y.kind != nobody }); ok {
		return cited{voice: y, verb: -1}
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
		if strings.HasSuffix(v.form(y.first), "ing") {
			continue
		}
		if s := v.verbSubject(y, colon); s.kind != nobody && s.kind != aName && s.kind != aCrowd && !v.heard(y) {
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

package enrich

import (
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
	if (!v.introduced(g.first) || v.colonAlone(g.first)) && v.trails(g.last) {
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
	if c := v.carried(g, p, k); c.kind != nobody {
		return c
	}
	return v.namedNext(g)
}

// colonAlone reports whether nothing but a place or a name and a colon introduces
// a quotation: "Karwar: “…” said Arvind Menon".
func (v *view) colonAlone(x part) bool {
	from, _ := v.sentenceOf(x.open)
	k := v.verbFrom(x.open) - 1
	return v.form(x.open-1) == ":" && (k < 0 || v.verbs[k].first < from)
}

// namedNext takes the speaker of a quotation that is a sentence of its own from
// the sentence behind it, when that points back: "The words are those of Karl
// Ostrow.", "Das sagt Carla Weiss."
func (v *view) namedNext(g quotation) cited {
	none := cited{verb: -1}
	close := g.last.close
	if close >= 0 && v.form(close+1) == "." { // Romance languages have it behind the mark
		close++
	}
	if close < 0 || !v.within(close+1) || !v.Tokens[close+1].Is(text.Opens) || !v.wholeSentence(g) {
		return none
	}
	from, to := v.sentenceOf(close + 1)
	if !v.in(from, pointers) && !(from+1 < to && v.in(from, determiners) && v.in(from+1, utterances)) || v.edgeBetween(from, to) {
		return none
	}
	f := v.form(from)
	tells := from+1 < to && (v.in(from+1, utterances) || sumsUp(v.form(from+1))) || f == "cosi" || f == "asi" || f == "ainsi"
	for k := v.verbFrom(from); k < len(v.verbs) && v.verbs[k].first < to; k++ {
		tells = true
	}
	for i := from + 1; i < to && tells; i++ {
		if x := v.runAt(i); x != nil && x.person >= 0 {
			return cited{voice: v.speaks(voice{first: x.first, last: x.last}, x.person), verb: -1, first: from, last: x.last}
		}
		if f := v.form(i); i == from+1 && i+1 < to && (f == "is" || f == "was") && v.in(i+1, negations) {
			return none
		}
	}
	return none
}

// sumsUp reports whether a folded verb behind "so" has somebody put it in the words
// before: "Zo vat Marieke Vos de jaren samen", "So beschreibt es Jonas Brandt".
func sumsUp(f string) bool {
	switch f {
	case "vat", "omschrijft", "beschrijft", "schetst", "verwoordt", "fasst", "beschreibt", "schildert", "formuliert", "sammanfattar", "beskriver", "beskrev", "opsummerer", "oppsummerer":
		return true
	}
	return false
}

// frame reads verbs that German and Dutch put behind what is said, with the
// subject before it: "Thomsen hat den Vorschlag als „Dammbruch“ bezeichnet".
func (v *view) frame(x part) cited {
	from, _ := v.sentenceOf(x.open)
	aux := v.framed(x, from)
	if aux < 0 {
		return cited{verb: -1}
	}
	s := voice{}
	if v.in(aux, passives) { // "wird von Kritikern als „zahnlos“ bezeichnet"
		for i := from; i < x.open; i++ {
			if v.in(i, agents) && v.who[i] == 0 {
				s = v.subjectAfter(verb{first: i, last: i + 1})
				return cited{voice: s, verb: v.verbFrom(x.close), first: i, last: min(s.last, x.open)}
			}
		}
		return cited{verb: -1}
	}
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
		switch f := v.form(i); f {
		case "wird", "wurde", "werden", "wurden", "wordt", "werd":
			return i
		default:
			if haveWord(f) {
				return i
			}
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
	return v.pointMark(v.Paragraphs[p].First)
}

// pointMark reports whether token i is a mark that points of a list begin with.
func (v *view) pointMark(i int32) bool {
	switch v.Text(int(i)) {
	case "•", "·", "*", "-", "–", "‣", "▪", "●":
		return true
	}
	return false
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
	if y.cue&cueBrings == 0 {
		return cited{verb: -1}
	}
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
	if s = v.subjectAfter(y); s.kind == nobody || v.addressed(y, s) {
		s = v.dropped(y)
	}
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
	y, ok := v.before(g.first.first, within, func(y *voice) bool { return y.kind != nobody })
	if ok && y.kind == aDoc && y.org == "" { // quoted in passing
		if z, ok := v.before(g.first.first, 0, func(y *voice) bool { return y.kind == aPerson }); ok {
			y = z
		}
	}
	if ok {
		return cited{voice: y, verb: -1}
	}
	return none
}

package enrich

import (
	"slices"
	"strings"

	"cipherdesk/internal/news"
	"cipherdesk/internal/text"
)

// Rules that citations name in their evidence.
const (
	ruleQuote   = "quote/marks"
	ruleBlock   = "quote/block"
	ruleSpeaker = "quote/speaker"
)

// quotation is somebody's words: one part, or several that go on over paragraphs.
type quotation struct {
	parts []part
	first part
	last  part
	words int32
}

// cited is whom a quotation belongs to and the words that say so.
type cited struct {
	voice
	verb  int   // place in view.verbs, -1
	first int32 // tokens of the words that tell the speaker; equal: none
	last  int32
}

// quotes records the quotations that begin in a sentence, from part k on, and
// returns the first part behind it.
func (r *reader) quotes(v *view, s text.Range, k int) int {
	for k < len(v.parts) && v.parts[k].first < s.Last {
		g := quotation{first: v.parts[k]}
		n := 1
		for v.parts[k+n-1].onward && k+n < len(v.parts) {
			n++
		}
		g.parts, g.last = v.parts[k:k+n], v.parts[k+n-1]
		for _, x := range g.parts {
			g.words += x.words
		}
		r.quote(v, g, v.paragraph(g.first.first), k)
		k += n
	}
	return k
}

// quote records one quotation, unless nobody says it.
func (r *reader) quote(v *view, g quotation, p, k int) {
	if g.words < 2 && !v.cutShort(g) && !v.oneWord(g) || !g.first.block && v.termOnly(g) {
		return
	}
	c := r.speakerOf(v, g, p, k)
	known := c.kind != nobody
	if !known && !v.wholeSentence(g) {
		return
	}
	if c.kind == itself && c.verb >= 0 && v.verbs[c.verb].cue&cueFind != 0 {
		c.voice = r.paperSays(v, c.voice)
	}
	c.voice = r.resolve(v, c.voice, g.first.first)
	if g.words < 4 && v.dim(c.voice) {
		return // scare quotes, more likely than speech
	}
	verb := ""
	if c.verb >= 0 {
		x := &v.verbs[c.verb]
		x.used = true
		verb = v.Quote(int(x.first), int(x.last)-1)
	}
	if c.verb < 0 && c.first < c.last {
		v.cues[c.first] |= cueTaken
	}
	if known {
		v.speak(c.voice, g.first.first, v.paragraph(g.last.first))
	}
	if r.cutByNarration(v, g, k) {
		return
	}
	out := c.citation(news.CiteQuote, verb)
	rule := ruleQuote
	if g.first.block {
		rule = ruleBlock
	}
	for _, x := range g.parts {
		out.Evidence = append(out.Evidence, v.span(x.first, x.last, rule))
	}
	if c.first < c.last {
		out.Evidence = append(out.Evidence, v.span(c.first, c.last, ruleSpeaker))
	}
	r.add(v, out, g.first.first, g.last.last)
}

// paperSays resolves "it reads": the document of the sentence before, else the
// letter.
func (r *reader) paperSays(v *view, x voice) voice {
	if x = v.lastPaper(x); x.kind == itself && r.letter {
		x.kind = signers
	}
	return x
}

// dim reports whether a voice is nobody in particular.
func (v *view) dim(x voice) bool {
	switch x.kind {
	case heShe, itself, theThey:
		return x.speaker == "" && x.org == "" && x.doc == ""
	case aCrowd:
		return v.cues[x.first]&(cueAnon|cueMany) == 0 && x.org == ""
	}
	return false
}

// cutByNarration joins a quotation to the one before it when narration only
// cuts a sentence in two: “This,” X said, “is the last warning.”
func (r *reader) cutByNarration(v *view, g quotation, k int) bool {
	if k == 0 || g.first.block {
		return false
	}
	from, _ := v.sentenceOf(g.first.first)
	before := v.parts[k-1]
	if before.close < from || before.first < from || v.Tokens[g.first.first].Is(text.Capital) {
		return false
	}
	end := v.Fold(int(before.last) - 1)
	if end != "," && (before.close < 0 || v.Fold(int(before.close)+1) != ",") {
		return false
	}
	for i := len(r.found) - 1; i >= 0; i-- {
		x := &r.found[i]
		if x.place == v.place && x.Kind == news.CiteQuote && x.first == before.first {
			at := slices.IndexFunc(x.Evidence, func(s news.Span) bool { return s.Rule == ruleSpeaker })
			if at < 0 {
				at = len(x.Evidence)
			}
			for _, y := range g.parts {
				x.Evidence = slices.Insert(x.Evidence, at, v.span(y.first, y.last, ruleQuote))
				at++
			}
			return true
		}
	}
	return false
}

// oneWord reports whether a single word is given as somebody's: "described it
// as “proportionate”".
func (v *view) oneWord(g quotation) bool {
	open := g.first.open
	if open <= 0 || g.first.block {
		return false
	}
	if f := v.Fold(int(open) - 1); f == "as" || f == "als" || v.cues[open-1]&cueWeak != 0 {
		return true
	}
	k := v.verbFrom(open) - 1 // "calls the plan “reckless”"
	return k >= 0 && open-v.verbs[k].last < 6 && v.sentence(open) == v.sentence(v.verbs[k].first) && naming(v.Fold(int(v.verbs[k].first)))
}

// naming reports whether a folded verb gives something a name or a judgement.
func naming(f string) bool {
	for _, stem := range [...]string{"call", "describ", "brand", "dubb", "label", "nenn", "nannte", "bezeichn", "qualifi", "calific", "tacha", "tacho", "defini", "noem", "omschr", "bestempel", "boll", "juge"} {
		if strings.HasPrefix(f, stem) {
			return true
		}
	}
	return false
}

// cutShort reports whether narration cuts a quotation behind its first word.
func (v *view) cutShort(g quotation) bool {
	next := int(g.last.close) + 1
	return g.last.close >= 0 && v.Fold(int(g.last.last)-1) == "," && next < len(v.Tokens) && !v.Tokens[next].Is(text.Opens)
}

// termOnly reports whether words in quotation marks are a name, a title or a
// term, and not somebody's words.
func (v *view) termOnly(g quotation) bool {
	open := g.first.open
	if open > 0 && v.cues[open-1]&cueTerm != 0 {
		return true
	}
	if g.words > 8 || g.words > 3 && v.lang == "de" { // where nouns have capitals
		return false
	}
	capitals := 0
	for i := g.first.first; i < g.last.last; i++ {
		t := &v.Tokens[i]
		switch {
		case t.Kind != text.Word || t.Is(text.Possessive):
		case t.Is(text.Capital):
			capitals++
		case t.End-t.Start > 3:
			return false
		}
	}
	return capitals > 1
}

// wholeSentence reports whether a quotation is one or more sentences of its
// own; shorter ones need somebody who says them.
func (v *view) wholeSentence(g quotation) bool {
	if g.first.block {
		return true
	}
	if g.words < 4 && !v.Tokens[g.first.open].Is(text.Opens) || !v.Tokens[g.first.first].Is(text.Capital) {
		return false
	}
	switch v.Fold(int(g.last.last) - 1) {
	case ".", "!", "?", ",":
		return true
	}
	return g.last.close >= 0 && int(g.last.close)+1 < len(v.Tokens) && (v.Fold(int(g.last.close)+1) == "," || v.Fold(int(g.last.close)+1) == ".")
}

// speakerOf finds who says a quotation.
func (r *reader) speakerOf(v *view, g quotation, p, k int) cited {
	if g.first.block {
		return r.blockSpeaker(v, g.first, p)
	}
	before := func() cited { return r.speakerBefore(v, g.first) }
	after := func() cited { return r.speakerAfter(v, g.last) }
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
	if open := g.first.open; p > 0 && v.Tokens[open].Is(text.Paragraph) && v.Fold(int(open)-1) == ":" {
		if c := r.colonSpeaker(v, open-1); c.kind != nobody {
			return c
		}
	}
	if c := r.listVoice(v, p); c.kind != nobody {
		return c
	}
	return r.carried(v, g, p, k)
}

// listVoice takes the source of a list from the line above it: "They want
// Facebook to:" and then the points.
func (r *reader) listVoice(v *view, p int) cited {
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
	if v.Fold(int(colon)) != ":" {
		return none
	}
	if c := r.colonSpeaker(v, colon); c.kind != nobody {
		return c
	}
	from, _ := v.sentenceOf(colon)
	c := r.fragmentSpeaker(v, part{open: colon}, from)
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
	f := v.Fold(int(x.open) - 1)
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
	switch v.Fold(int(x.last) - 1) {
	case ",", "!", "?":
		return true
	}
	switch v.Fold(int(x.close) + 1) {
	case ",", "-":
		return true
	}
	return v.cues[x.close+1]&cueVerb != 0
}

// speakerAfter looks behind the closing mark: “…,” said X; “…,” X told Y.
func (r *reader) speakerAfter(v *view, x part) cited {
	none := cited{verb: -1}
	n := int32(len(v.Tokens))
	if x.close < 0 || x.close+1 >= n || v.Tokens[x.close+1].Is(text.Opens) {
		return none
	}
	_, to := v.sentenceOf(x.close)
	lo := x.close + 1
	for lo < to && v.Tokens[lo].Kind == text.Mark && v.cues[lo]&cueEdge == 0 && v.Fold(int(lo)) != "(" {
		lo++
	}
	if c := r.accordingIn(v, lo, min(lo+1, to)); c.kind != nobody {
		return c
	}
	if lo < to && v.who[lo] == 0 && clauseWord(v.Fold(int(lo))) && v.Fold(int(lo)) != "as" {
		return none // another clause
	}
	for k := v.verbFrom(lo); k < len(v.verbs); k++ {
		y := &v.verbs[k]
		if y.first >= to || y.first-lo > longestPhrase || v.edgeBetween(lo, y.first) {
			break
		}
		if c := r.tied(v, k, lo, to); c.kind != nobody {
			return c
		}
	}
	if r.d.lang == "de" && lo < to && v.Fold(int(lo)) == "so" {
		s := r.subjectAfter(v, verb{first: lo, last: lo + 1})
		return cited{voice: s, verb: -1, first: lo, last: s.last}
	}
	return r.signedBy(v, x, lo, to)
}

// tied reads the speaker of the verb behind a quotation.
func (r *reader) tied(v *view, k int, lo, to int32) cited {
	y := v.verbs[k]
	s := r.subjectBefore(v, y)
	if s.kind != nobody && s.first >= lo-1 && !v.heard(y) && (y.cue&cueFind == 0 || r.canSay(v, y, s)) {
		return cited{voice: s, verb: k, first: s.first, last: y.last}
	}
	if y.first-lo > 4 || y.cue&cueTell != 0 {
		return cited{verb: -1}
	}
	s = r.subjectAfter(v, y)
	return cited{voice: s, verb: k, first: y.first, last: max(min(s.last, to), y.last)}
}

// signedBy reads a bare name behind a quotation: “…” – Owen Barlow.
func (r *reader) signedBy(v *view, x part, lo, to int32) cited {
	none := cited{verb: -1}
	if lo >= to || lo == x.close+1 {
		return none
	}
	if mark := v.Fold(int(lo) - 1); mark != "-" && mark != "(" {
		return none
	}
	if w := v.who[lo]; w < 0 && v.runs[-w-1].person >= 0 {
		u := v.runs[-w-1]
		return cited{voice: r.speaks(voice{first: u.first, last: u.last}, u.person), verb: -1, first: u.first, last: u.last}
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
func (r *reader) speakerBefore(v *view, x part) cited {
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
		if c := r.accordingIn(v, y.last, x.open); c.kind != nobody {
			return c
		}
		if v.heard(y) {
			if c := r.agent(v, y, x); c.kind != nobody {
				return c
			}
			continue
		}
		if s := r.verbSubject(v, y, x.open); s.kind != nobody && (y.cue&(cueFind|cueNoun) == 0 || r.canSay(v, y, s)) {
			return cited{voice: s, verb: k, first: min(s.first, y.first), last: max(y.last, min(s.last, x.open))}
		}
	}
	if c := r.accordingIn(v, from, x.open); c.kind != nobody {
		return c
	}
	if c := r.nameAndColon(v, x, from); c.kind != nobody {
		return c
	}
	return r.fragmentSpeaker(v, x, from)
}

// nameAndColon reads "Whittaker: “We will walk.”", as headlines and interviews
// have it.
func (r *reader) nameAndColon(v *view, x part, from int32) cited {
	colon := x.open - 1
	if colon <= from || v.Fold(int(colon)) != ":" || colon-from > longestPhrase/2 || v.who[colon-1] == 0 {
		return cited{verb: -1}
	}
	lo := colon
	for lo > from && !v.bounds(lo-1) && v.Fold(int(lo)-1) != "." {
		lo--
	}
	s := r.sourceIn(v, lo, colon)
	return cited{voice: s, verb: -1, first: s.first, last: colon}
}

// verbSubject reads the subject of a verb that stands before its words:
// usually before the verb, behind it where another phrase opens the sentence
// ("Im Gespräch mit heise nannte Feldkamp den Entwurf …").
func (r *reader) verbSubject(v *view, y verb, limit int32) voice {
	s := r.subjectBefore(v, y)
	if s.kind != nobody || y.cue&cueTell != 0 || r.d.lang == "en" {
		return s
	}
	s = r.subjectAfter(v, y)
	if s.first >= limit {
		return voice{}
	}
	return s
}

// heard reports whether the subject of a verb is spoken to or of: "was told",
// "is described as".
func (v *view) heard(y verb) bool {
	if v.place == inTitle && v.lang == "en" && (strings.HasSuffix(v.Fold(int(y.first)), "ed") || y.cue&cueTell != 0) {
		return true // headlines: "Zuckerberg warned plans could …" means that he was
	}
	from, _ := v.sentenceOf(y.first)
	for i := y.first - 1; i >= from && i >= y.first-3; i-- {
		f := v.Fold(int(i))
		if passive(f) {
			return true
		}
		if !auxiliary(f) {
			return false
		}
	}
	return false
}

// agent reads who does what is told in the passive: "described as “…” by X".
func (r *reader) agent(v *view, y verb, x part) cited {
	from, to := v.sentenceOf(y.first)
	for i := max(from, y.last); i < to; i++ {
		if v.cues[i]&cueQuoted != 0 || !by(v.Fold(int(i))) {
			continue
		}
		s := r.subjectAfter(v, verb{first: i, last: i + 1})
		if s.kind != nobody {
			return cited{voice: s, verb: -1, first: i, last: s.last}
		}
	}
	return cited{verb: -1}
}

// by reports whether a folded word stands before the agent of a passive.
func by(f string) bool {
	switch f {
	case "by", "von", "vom", "par", "por", "door", "da", "dal", "dalla":
		return true
	}
	return false
}

// accordingIn reads the voice of an "according to" that begins among tokens lo
// to hi-1.
func (r *reader) accordingIn(v *view, lo, hi int32) cited {
	for _, h := range v.accords {
		if h.First >= lo && h.First < hi && v.cues[h.First]&cueAccording != 0 {
			s := r.subjectAfter(v, verb{first: h.First, last: h.Last})
			return cited{voice: s, verb: -1, first: h.First, last: max(s.last, h.Last)}
		}
	}
	return cited{verb: -1}
}

// fragmentSpeaker takes the subject of a sentence whose verb is no verb of
// saying: “They are concerned that … “easy contact””.
func (r *reader) fragmentSpeaker(v *view, x part, from int32) cited {
	none := cited{verb: -1}
	hi := from
	for hi < x.open && hi-from < longestPhrase && !v.bounds(hi) && !passive(v.Fold(int(hi))) {
		hi++
	}
	if opinion(v.Fold(int(from))) && hi < x.open && v.Fold(int(hi)) == "," { // "Pour le ministre, « … »"
		s := r.sourceIn(v, from+1, hi)
		return cited{voice: s, verb: -1, first: from, last: hi}
	}
	s := r.sourceIn(v, from, hi)
	switch s.kind {
	case theThey, signers, aDoc:
		return cited{voice: s, verb: -1, first: s.first, last: min(hi, x.open)}
	}
	return none
}

// opinion reports whether a folded word at the head of a sentence says whose
// view follows.
func opinion(f string) bool {
	return f == "pour" || f == "para" || f == "per" || f == "fur" || f == "voor"
}

// carried takes the speaker over from the quotation before: in the same
// paragraph, or when quotation follows quotation.
func (r *reader) carried(v *view, g quotation, p, k int) cited {
	none := cited{verb: -1}
	if !v.wholeSentence(g) && g.words < 4 {
		return none
	}
	within := 0
	if v.Tokens[g.first.open].Is(text.Paragraph) {
		within = 1
	}
	if y, ok := v.before(g.first.first, p, within, func(y voice) bool { return y.kind != nobody }); ok {
		return cited{voice: y, verb: -1}
	}
	return none
}

// closing reads a paragraph's end for a verb with a colon that introduces the
// next paragraph.
func (r *reader) colonSpeaker(v *view, colon int32) cited {
	from, _ := v.sentenceOf(colon)
	for k := v.verbFrom(colon) - 1; k >= 0; k-- {
		y := v.verbs[k]
		if v.cues[y.first]&cueQuoted != 0 {
			continue
		}
		if y.first < from {
			break
		}
		if s := r.asked(v, y, from, colon); s.kind != nobody {
			return cited{voice: s, verb: k, first: min(s.first, y.first), last: colon}
		}
		if strings.HasSuffix(v.Fold(int(y.first)), "ing") {
			continue
		}
		if s := r.verbSubject(v, y, colon); s.kind != nobody && s.kind != aName && s.kind != aCrowd && !v.heard(y) {
			return cited{voice: s, verb: k, first: min(s.first, y.first), last: colon}
		}
	}
	return cited{verb: -1}
}

// asked reads who was asked: "We also asked X what he thought of it:".
func (r *reader) asked(v *view, y verb, from, to int32) voice {
	switch v.Fold(int(y.first)) {
	case "asked", "ask", "fragten", "gefragt", "demande", "preguntamos", "vroegen", "chiesto":
	default:
		return voice{}
	}
	for i := from; i < to; i++ {
		if w := v.who[i]; w < 0 && v.runs[-w-1].person >= 0 && i > y.first {
			return r.speaks(voice{first: i, last: v.runs[-w-1].last}, v.runs[-w-1].person)
		}
	}
	return voice{}
}

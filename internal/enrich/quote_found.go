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
func (v *view) quotes(s text.Range, k int) int {
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
		v.quote(g, v.paragraph(g.first.first), k)
		k += n
	}
	return k
}

// quote records one quotation, unless nobody says it.
func (v *view) quote(g quotation, p, k int) {
	if g.words < 2 && !v.cutShort(g) && !v.oneWord(g) || !g.first.block && v.termOnly(g) {
		return
	}
	c := v.speakerOf(g, p, k)
	known := c.kind != nobody
	if !known && v.reference(g) {
		return
	}
	if !known && !v.wholeSentence(g) && !v.unsaid(g) {
		return
	}
	if c.kind == itself && c.verb >= 0 && v.verbs[c.verb].cue&cueFind != 0 {
		c.voice = v.paperSays(c.voice)
	}
	c.voice = v.resolve(c.voice, g.first.first)
	if c.kind == aDoc && c.org == "" && v.belongs(c.voice) { // "its working paper notes"
		if org := v.ownerOf(c.voice); v.kindOrSound(org) != "" {
			c.org = org
		}
	}
	if g.words < 4 && v.dim(c.voice) && !v.oneWord(g) && !(c.verb >= 0 && v.wholeSentence(g)) {
		return // scare quotes, more likely than speech
	}
	verb := ""
	if c.verb >= 0 {
		x := &v.verbs[c.verb]
		x.used = true
		verb = v.slice(x.first, x.last)
	}
	if c.verb < 0 && c.first < c.last {
		v.cues[c.first] |= cueTaken
	}
	if known {
		v.spoken = append(v.spoken, utterance{c.voice, g.first.first, v.paragraph(g.last.first)})
	}
	if v.cutByNarration(g, k, c.voice) {
		return
	}
	out := c.citation(news.CiteQuote, verb)
	rule := ruleQuote
	if g.first.block {
		rule = ruleBlock
	}
	out.Evidence = v.room(len(g.parts) + 1)
	for _, x := range g.parts {
		out.Evidence = append(out.Evidence, v.span(x.first, x.last, rule))
	}
	if c.first < c.last {
		out.Evidence = append(out.Evidence, v.span(c.first, c.last, ruleSpeaker))
	}
	v.add(out, g.first.first, g.last.last)
}

// reference reports whether words in quotation marks are the title of somebody's
// work: “Adam Langley, “Chromium's sandbox,” August 2009”.
func (v *view) reference(g quotation) bool {
	open, close := g.first.open, g.last.close
	return !g.first.block && open > 1 && v.form(open-1) == "," && v.who[open-2] != 0 && v.form(g.last.last-1) == "," &&
		close >= 0 && int(close)+1 < len(v.Tokens) && (v.who[close+1] != 0 || v.cues[close+1]&cueOther != 0 || v.Tokens[close+1].Kind == text.Number)
}

// paperSays resolves "it reads": the document of the sentence before, else the
// letter.
func (v *view) paperSays(x voice) voice {
	if x = v.lastPaper(x); x.kind == itself && v.letter {
		x.kind = signers
	}
	return x
}

// unsaid reports whether words are told as somebody's in the passive, without
// saying whose: "was described as “a gift to abusers”".
func (v *view) unsaid(g quotation) bool {
	open := g.first.open
	if open <= 0 {
		return false
	}
	from, _ := v.sentenceOf(open)
	if g.words < 2 {
		return v.oneWord(g) && v.framed(g.last, from) >= 0
	}
	k := v.verbFrom(open) - 1
	if k < 0 || v.verbs[k].first < from || open-v.verbs[k].last > 4 {
		return v.framed(g.last, from) >= 0
	}
	return v.heard(v.verbs[k])
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
func (v *view) cutByNarration(g quotation, k int, by voice) bool {
	if k == 0 || g.first.block {
		return false
	}
	from, _ := v.sentenceOf(g.first.first)
	before := v.parts[k-1]
	if before.close < from || before.first < from || v.Tokens[g.first.first].Is(text.Capital) {
		return false
	}
	end := v.form(before.last - 1)
	if end != "," && (before.close < 0 || v.form(before.close+1) != ",") {
		return false
	}
	for i := len(v.reader.found) - 1; i >= 0; i-- {
		x := &v.reader.found[i]
		if x.place == v.place && x.Kind == news.CiteQuote && x.first == before.first {
			if x.Speaker != by.speaker && by.speaker != "" || x.Organisation != by.org && by.org != "" { // somebody else's
				return false
			}
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
	if f := v.form(open - 1); v.lang == "de" && (f == "sei" || f == "seien") || f == "as" || f == "als" || v.cues[open-1]&cueWeak != 0 {
		return true
	}
	if f := v.form(open - 1); v.lang == "fr" && open > 1 && (f == "dit" || f == "disent" || f == "declare") && v.form(open-2) == "se" {
		return true // "se dit « sidéré »"
	}
	if v.form(open-1) == ":" { // "said only: “No.”"
		k := v.verbFrom(open) - 1
		return k >= 0 && open-v.verbs[k].last < 4 && v.verbs[k].cue&cueSay != 0
	}
	if v.in(open-1, passives) { // "said it was “arithmetic”"
		k := v.verbFrom(open) - 1
		return k >= 0 && open-v.verbs[k].last < 12 && v.sentence(open) == v.sentence(v.verbs[k].first)
	}
	k := v.verbFrom(open) - 1 // "calls the plan “reckless”"
	return k >= 0 && open-v.verbs[k].last < 6 && v.sentence(open) == v.sentence(v.verbs[k].first) && naming(v.form(v.verbs[k].first))
}

// naming reports whether a folded verb gives something a name or a judgement.
func naming(f string) bool {
	for _, stem := range [...]string{"call", "describ", "brand", "dubb", "label", "nenn", "nannte", "bezeichn", "qualifi", "calific", "tacha", "tacho", "defini", "noem", "omschr", "bestempel", "boll", "juge", "kald", "kall", "betegn", "karakt", "nazyw", "classific", "chama", "spreek", "sprek", "parl", "habl", "fala", "talar", "taler", "snakker", "spricht", "sprach"} {
		if strings.HasPrefix(f, stem) {
			return true
		}
	}
	return false
}

// cutShort reports whether narration cuts a quotation behind its first word.
func (v *view) cutShort(g quotation) bool {
	next := int(g.last.close) + 1
	return g.last.close >= 0 && v.form(g.last.last-1) == "," && next < len(v.Tokens) && !v.Tokens[next].Is(text.Opens)
}

// termOnly reports whether words in quotation marks are a name, a title or a
// term, and not somebody's words.
func (v *view) termOnly(g quotation) bool {
	open := g.first.open
	if open > 0 && v.cues[open-1]&cueTerm != 0 {
		return true
	}
	if v.place == inTitle && g.words <= 3 && g.last.close >= 0 && int(g.last.close)+1 < len(v.Tokens) && v.form(g.last.close+1) == ":" {
		return true // what the story is about
	}
	if g.words > 8 || v.lang == "de" && (g.words > 3 || v.governed(g)) { // where nouns have capitals
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

// governed reports whether a verb that brings words stands right before the opening
// mark, or behind the closing one: "spricht von einem „Fehlurteil mit Ansage“", and
// not "sagte der „Rundschau am Abend“".
func (v *view) governed(g quotation) bool {
	const between = 3 // tokens: "von einem"
	from, _ := v.sentenceOf(max(g.first.open, 0))
	if k := v.verbFrom(g.first.open) - 1; k >= 0 && v.verbs[k].first >= from && v.verbs[k].cue&cueWeak != 0 && g.first.open-v.verbs[k].last < between {
		return true
	}
	return v.framed(g.last, from) >= 0
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
	switch v.form(g.last.last - 1) {
	case ".", "!", "?", ",":
		return true
	}
	return g.last.close >= 0 && int(g.last.close)+1 < len(v.Tokens) && (v.form(g.last.close+1) == "," || v.form(g.last.close+1) == ".")
}

package enrich

import (
	"strings"

	"cipherdesk/internal/text"
)

// adverbial reports whether a phrase before the verb is no subject, where the
// verb comes second: it, or what stands before it, is a preposition.
func (v *view) adverbial(first int32) bool {
	if v.lang != "de" && v.lang != "nl" {
		return false
	}
	leads := func(i int32) bool {
		return v.who[i] == 0 && !v.in(i, determiners) && v.cues[i]&cueRole == 0 && (v.in(i, prepositions) || v.cues[i]&cuePointer != 0)
	}
	return leads(first) || first > 0 && leads(first-1)
}

// ordered reports whether somebody is told to do something, and nothing else:
// "told its staff to use Signal".
func (v *view) ordered(y verb, to int32) bool {
	const hearer = 6 // tokens
	for i := y.last; i < to && i < y.last+hearer; i++ {
		switch {
		case v.form(i) == "to":
			return int(i)+1 < len(v.Tokens) && v.plainWord(i+1) && !v.in(i+1, determiners)
		case v.Tokens[i].Kind == text.Mark || v.in(i, clauseWords):
			return false
		}
	}
	return false
}

// mere reports whether what is said is only "this" or "it": "The company denies
// this."
func (v *view) mere(y verb, to int32) bool {
	if y.last+1 < to && v.Tokens[y.last+1].Kind == text.Mark {
		switch v.form(y.last) {
		case "no", "yes", "nein", "ja", "non", "oui", "nei", "nej", "nee", "victory", "responsibility", "credit":
			return true
		}
	}
	if v.lang != "en" || int(y.last)+1 >= len(v.Tokens) || y.last+1 >= to || v.form(y.last+1) != "." {
		return false
	}
	f := v.form(y.last)
	return f == "this" || f == "it" || f == "that"
}

// nested reports whether the subject of a verb stands right behind another verb
// of saying, or behind a question word: what it says is said by somebody else:
// "she said the document showed", "asked how many it expects".
func (v *view) nested(y verb, s voice, from int32) bool {
	if s.kind == nobody || s.first >= y.first {
		return false
	}
	i := s.first - 1
	for i > from && (v.in(i, determiners) || v.form(i) == "that") {
		i--
	}
	if i < from {
		return false
	}
	if f := v.form(i); f == "if" || f == "unless" { // "if the court rules that": it has not
		return true
	}
	if k := v.verbAt(i); k >= 0 {
		return v.verbs[k].cue&cueSay != 0 && v.verbs[k].last == i+1 && !v.heard(v.verbs[k])
	}
	for k := i; k >= from && k > i-4 && v.plainWord(k); k-- { // "how many reports it expects"
		switch v.form(k) {
		case "how":
			return true
		case "which":
			return (s.kind == itself || s.kind == heShe || s.kind == theThey) && !(k > from && v.in(k-1, prepositions)) // "a report in which it says that"
		case "what", "whether", "if":
			return s.kind == itself || s.kind == heShe || s.kind == theThey
		}
	}
	return false
}

// denied reports whether a verb is negated: "do not say", "declined to say".
func (v *view) denied(y verb) bool {
	from, to := v.sentenceOf(y.first)
	for i := y.first - 1; i >= from && i >= y.first-4; i-- {
		f := v.form(i)
		if v.in(i, negations) {
			return true
		}
		if !v.auxiliary(i) && f != "to" && f != "'" && f != "t" {
			break
		}
	}
	return y.last < to && v.in(y.last, negations) && (v.form(y.last) == "pas" || v.form(y.last) == "nicht" || v.form(y.last) == "niet")
}

// afterDeterminer reports whether a word is no verb here: "an estimated 14
// million", "the stated aim".
func (v *view) afterDeterminer(y verb) bool {
	if y.first == 0 || v.Tokens[y.first].Is(text.Opens) {
		return false
	}
	switch before := v.form(y.first - 1); {
	case before == "a" && romance(v.lang): // "a déclaré"
		return false
	case before == "se" && (v.lang == "fr" || v.lang == "es" || v.lang == "pt"), before == "si" && v.lang == "it": // "se disent favorables", "se prevé que"
		return true
	case y.cue&cueNoun != 0 && v.in(y.first-1, prepositions): // "in states with"
		return true
	}
	switch v.form(y.first - 1) {
	case "the", "a", "an", "its", "their", "his", "her", "your", "my", "our", "every", "each", "own", "of", "to", "as", "no", "such", "some", "any", "these", "those", "una", "un", "une", "ein", "eine", "la", "el", "le", "les", "de", "per":
		return true
	}
	return false
}

// inverted reports whether the subject of a verb may stand behind it.
func (v *view) inverted(y verb, from int32) bool {
	if y.first == from || y.last > y.first+1 && v.in(y.last-1, clauseWords) { // "vill att": what follows is what is said
		return false
	}
	i := y.first - 1
	if romance(v.lang) && (v.form(i) == "a" || v.auxiliary(i)) && i > from {
		i--
	}
	comma := v.form(i) == "," || v.cues[y.first-1]&cueEdge != 0
	if v.lang == "en" || v.lang == "" {
		return comma
	}
	f := v.form(i)
	return comma || f == "lo" || v.lang == "pl" || verbSecond(v.lang) || v.auxiliary(i) || f == "comme" || f == "como" || f == "come" || f == "zo"
}

// verbSecond reports whether the verb of a language comes second, and so its
// subject behind it where anything else opens the sentence.
func verbSecond(lang string) bool {
	switch lang {
	case "de", "nl", "sv", "da", "no":
		return true
	}
	return false
}

// canSay reports whether a source of that kind says things with that verb.
func (v *view) canSay(y verb, s voice) bool {
	if s.kind == aCrowd && v.cues[s.first]&(cueAnon|cueMany) == 0 && v.cues[s.last-1]&(cueAnon|cueMany) == 0 && s.org == "" && !plainSaying(v.form(y.first)) && !(v.followed(y, "that") && v.Tokens[s.first].Is(text.Opens)) {
		return false // "Always read reviews"
	}
	if s.kind == aName && v.lang == "en" && v.Tokens[s.first].Is(text.Opens) && !plainSaying(v.form(y.first)) && !v.namedTwice(s.first) {
		return false // "Staying informed", "Effective stress management"
	}
	if v.reportsThing(y) && y.cue&cueThat != 0 && (v.kindOf(s.org) == "" || s.first == 0 || v.form(s.first-1) != "," && !v.in(s.first-1, determiners)) {
		return false // an outlet's, or a thing
	}
	if y.cue&cueThat != 0 && !v.followed(y, "that") && !v.closesWith(y) {
		return false
	}
	if y.cue&(cueThat|cueNoun) != 0 && v.nounHere(y, s) {
		return false
	}
	if y.cue&cueNoun != 0 && (s.kind == aDoc && s.first < y.first && !v.followed(y, "that") || s.kind == aCrowd && strings.HasSuffix(v.form(y.first), "s") || v.followed(y, "of") || s.last < y.first-1 && v.form(y.first-1) != ")") {
		return false
	}
	if y.cue&cueFind == 0 {
		return s.kind != aDoc || s.org != "" || !dataWord(text.Fold(s.doc))
	}
	switch s.kind {
	case aDoc:
		return true
	case itself, signers:
		return v.form(y.first) == "reads" || v.followed(y, "that") || s.first > 0 && v.form(s.first-1) == "," && y.first == s.last && v.closesWith(y)
	case aCrowd:
		return s.org != "" || v.lang != "en" && (v.cues[s.first]&cueAnon != 0 || v.cues[s.last-1]&cueAnon != 0) || v.followed(y, "that") || v.closesWith(y)
	case aBody:
		return v.followed(y, "that") || v.kindOf(s.org) == "research"
	}
	return v.followed(y, "that")
}

// nounHere reports whether a verb that is also a plural noun is the noun: "the
// Commission proposed rules that", "said that member states were".
func (v *view) nounHere(y verb, s voice) bool {
	if !strings.HasSuffix(v.form(y.first), "s") || y.last-y.first > 1 {
		return false
	}
	if int(y.last) < len(v.Tokens) && (v.in(y.last, passives) || v.form(y.last) == ":" && s.kind == aName) {
		return true
	}
	for k := s.first; k < y.first; k++ {
		if v.Tokens[k].Is(text.Possessive) && k > s.first+1 && !v.owns(s.last) && s.kind != aPerson { // "the company's new rules"
			return true
		}
	}
	if i := y.first - 1; v.who[i] == 0 && v.plainWord(i) && !v.auxiliary(i) && v.cues[i]&(cueRole|cueAnon|cueMany|cueDoc|cueFirm|cueBody|cueOrg|cuePress) == 0 {
		for k := i; k > s.first && k > i-3; k-- { // "calls from the NSPCC for tougher rules"
			if v.who[k] == 0 && v.in(k, prepositions) {
				return true
			}
		}
	}
	i := y.first - 1
	return s.first < i && v.plainWord(i) && !v.auxiliary(i) && v.cues[i]&(cueRole|cueAnon|cueMany|cueDoc|cueFirm|cueBody|cueOrg|cuePress) == 0 && strings.HasSuffix(v.form(i), "ed")
}

// namedTwice reports whether the word of token i is a name elsewhere in the
// text, where no sentence opens with it.
func (v *view) namedTwice(i int32) bool {
	f := v.form(i)
	for place := range v.views {
		o := &v.views[place]
		for k := range o.runs[:min(len(o.runs), mostRuns)] {
			if x := &o.runs[k]; x.last == x.first+1 && o.form(x.first) == f && (place == inTitle || !o.Tokens[x.first].Is(text.Opens)) {
				return true
			}
		}
	}
	return false
}

// plainSaying reports whether a folded verb is one of saying beyond doubt.
func plainSaying(f string) bool {
	switch f {
	case "says", "tells", "warns", "argues", "insists", "announced", "confirmed", "estimated", "estimate", "cautioned", "said", "say", "told", "argue", "argued", "warned", "claimed", "insisted":
		return true
	}
	return false
}

// closesWith reports whether a sentence ends with a verb, or goes on with no
// more than when and where it was said.
func (v *view) closesWith(y verb) bool {
	_, to := v.sentenceOf(y.first)
	if y.last >= to || v.Tokens[y.last].Kind == text.Mark && v.form(y.last) != "-" {
		return true
	}
	return v.in(y.last, prepositions) && (v.form(y.last) != "to" || v.pressIn(y.last+1, min(y.last+3, to))) // "confirmed to the BBC"
}

// dataWord reports whether a folded word is bare data: it has no author unless
// one is named.
func dataWord(f string) bool {
	switch f {
	case "data", "figures", "statistics", "zahlen", "chiffres", "datos", "cijfers", "dati":
		return true
	}
	return false
}

// severalPapers reports whether a folded word is papers without a name of
// their own.
func severalPapers(f string) bool {
	switch f {
	case "documents", "emails", "files", "papers", "dokumente", "documenten", "documentos", "documenti":
		return true
	}
	return false
}

func (v *view) followed(y verb, word string) bool {
	return int(y.last) < len(v.Tokens) && v.form(y.last) == word || v.form(y.last-1) == word
}

package enrich

import (
	"slices"
	"strings"

	"cipherdesk/internal/text"
)

// takesStance reports whether a verb tells what somebody demands or thinks of
// something without being one of saying: "urges", "wants platforms to act",
// "kallar det ett svek".
func (v *view) takesStance(y verb) bool {
	switch {
	case y.cue&cueWish != 0:
		return v.wishes(y)
	case y.cue&cueDiffer != 0:
		return v.goesInto(y)
	case y.cue&cueStance != 0:
		f := v.form(y.last)
		return f != "of" && f != "to" || y.last > y.first+1 // "think of it", "is thought to"
	}
	return y.cue&cueWeak != 0 && (v.calls(y) || v.asTold(y) || v.holdsClause(y) || v.disputes(y) || v.reckons(y))
}

// holdsClause reports whether a clause without "that" is what somebody believes:
// "NCMEC thinks its tips would drop".
func (v *view) holdsClause(y verb) bool {
	const clause = 5 // words
	if v.lang != "en" || y.last > y.first+1 || !v.within(y.last) {
		return false
	}
	switch v.form(y.first) {
	case "thinks", "think", "believes", "believe", "feels", "fears", "fear":
	default:
		return false
	}
	_, to := v.sentenceOf(y.first)
	if v.in(y.last, pronouns) || v.form(y.last) == "that" || !v.in(y.last, determiners) && v.who[y.last] == 0 || v.words(y.last, to) < clause {
		return false
	}
	for i := y.last; i < min(to, y.last+longestPhrase); i++ {
		switch v.form(i) {
		case "is", "are", "was", "were", "would", "will", "could", "should", "must", "may", "might", "can", "has", "have", "had":
			return i > y.last
		}
		if v.Tokens[i].Kind == text.Mark && !v.Tokens[i].Is(text.Glue) || v.cues[i]&cueEdge != 0 {
			break
		}
	}
	return false
}

// disputes reports whether somebody takes issue with what the text has just told:
// "disputes that figure", "rejected those claims".
func (v *view) disputes(y verb) bool {
	const object = 4 // tokens
	if v.lang != "en" {
		return false
	}
	switch v.form(y.first) {
	case "disputes", "disputed", "dispute", "rejects", "rejected", "reject", "questions", "questioned", "dismisses", "dismissed", "denies", "denied":
	default:
		return false
	}
	for i := y.last; i < y.last+object && v.within(i) && v.Tokens[i].Kind == text.Word; i++ {
		switch v.form(i) {
		case "figure", "figures", "number", "numbers", "claim", "claims", "estimate", "estimates", "suggestion", "suggestions", "accusation", "accusations",
			"allegation", "allegations", "assertion", "characterisation", "characterization", "criticism", "notion", "argument":
			return v.in(y.last, pointers)
		}
	}
	return false
}

// reckons reports whether a German verb of counting has its prefix behind it:
// "rechnet er vor".
func (v *view) reckons(y verb) bool {
	const most = 6 // tokens
	if v.lang != "de" || !strings.HasPrefix(v.form(y.first), "rechne") {
		return false
	}
	for i := y.last; i < y.last+most && v.within(i) && !v.Tokens[i].Is(text.Opens); i++ {
		if v.form(i) == "vor" {
			return !v.within(i+1) || v.Tokens[i+1].Kind == text.Mark
		}
	}
	return false
}

// asTold reports whether a verb tells who put something so: "As Orla Finn once
// wrote, …".
func (v *view) asTold(y verb) bool {
	const subject = 8 // tokens
	from, _ := v.sentenceOf(y.first)
	if !v.closesWith(y) || !writesUp(v.form(y.first)) && v.form(y.last-1) != "it" {
		return false
	}
	named := false
	for k := y.first - 1; k >= from && k > y.first-subject; k-- {
		if named && v.in(k, asTolds) {
			return k == from || v.form(k-1) == ","
		}
		named = named || v.who[k] != 0
		if v.bounds(k) {
			return false
		}
	}
	return false
}

// wishes reports whether a verb has whom it is about and "to" behind it: "wants
// Ofcom to", and not "wants to".
func (v *view) wishes(y verb) bool {
	const object = 12 // tokens
	for i := y.last; i < y.last+object && v.within(i); i++ {
		if v.form(i) == "to" && v.form(i-1) != "access" {
			return i > y.last && v.within(i+1) && (v.form(i+1) == ":" || v.plainWord(i+1) && !v.in(i+1, determiners))
		}
		if t := &v.Tokens[i]; t.Is(text.Opens) || t.Kind == text.Mark && !t.Is(text.Glue) && !v.Tokens[i].Is(text.Joined) || v.cues[i]&(cueEdge|cueQuoted) != 0 || v.who[i] == 0 && v.in(i, clauseWords) && v.form(i) != "and" {
			return false
		}
	}
	return false
}

// goesInto reports whether a verb that takes issue says with what: behind a colon,
// or in a clause. "The ministry sees that differently." says nothing.
func (v *view) goesInto(y verb) bool {
	const clause = 4 // words
	_, to := v.sentenceOf(y.first)
	if y.last >= to {
		return false
	}
	return v.form(y.last) == ":" && v.within(y.last+1) && v.cues[y.last+1]&(cueEdge|cueQuoted) == 0 || v.form(y.last-1) == "that" && v.words(y.last, to) >= clause
}

// lists reports whether points begin at token i: what is demanded.
func (v *view) lists(i int32) bool {
	return v.within(i) && v.Tokens[i].Is(text.Paragraph) && (v.pointMark(i) || v.Tokens[i].Kind == text.Number && v.within(i+1) && v.Tokens[i+1].Kind == text.Mark)
}

// puts reports whether "put" gives a number: "put the cost at £5m", and not "put a
// different case".
func (v *view) puts(y verb) bool {
	const object = 14 // tokens
	if f := v.form(y.last - 1); f != "put" && f != "puts" || v.lang != "en" {
		return true
	}
	for i := y.last + 1; i < y.last+object && v.within(i) && !v.Tokens[i].Is(text.Opens); i++ {
		if v.form(i) == "at" {
			return true
		}
	}
	return false
}

// calls reports whether a verb gives something that a pronoun stands for a name,
// without quotation marks: "called it a betrayal", "noemde dat een te groot risico".
func (v *view) calls(y verb) bool {
	if !v.within(y.last+1) || v.who[y.last] != 0 {
		return false
	}
	switch v.form(y.last) {
	case "it", "this", "that", "das", "dies", "es", "det", "dette", "dat", "dit", "cela", "ca", "isto", "isso", "questo":
	default:
		return false
	}
	if !naming(v.form(y.first)) {
		return false
	}
	if i := y.last + 1; v.lang == "en" && v.plainWord(i) && !v.in(i, prepositions|determiners|clauseWords) && v.within(i+1) && v.Tokens[i+1].Kind == text.Mark {
		switch v.form(i) {
		case "off", "quits", "out", "back", "home", "a":
			return false
		}
		return v.form(i+1) == "." || v.form(i+1) == "," // "called it unworkable."
	}
	for i := y.last + 1; i < y.last+4 && v.within(i) && v.Tokens[i].Kind == text.Word; i++ {
		switch v.form(i) {
		case "a", "an", "ein", "eine", "einen", "ett", "en", "et", "een", "un", "une", "um", "uma", "una":
			return true
		}
	}
	return false
}

// nounsOfSaying records what English tells with a noun: "warnings from Signal that
// it would leave", "fears among charities that", "calls by the NSPCC for".
func (v *view) nounsOfSaying(x text.Range) {
	from, _ := slices.BinarySearch(v.nouns, x.First)
	for _, i := range v.nouns[from:] {
		if i+3 >= x.Last {
			return
		}
		if v.who[i] != 0 || v.cues[i]&cueQuoted != 0 {
			continue
		}
		switch v.form(i + 1) {
		case "from", "by", "among":
		default:
			continue
		}
		link := "that"
		if v.cues[i]&cueForNoun != 0 {
			link = "for"
		}
		hi := i + 2
		for hi < x.Last && hi < i+longestPhrase/2 && !v.bounds(hi) && v.form(hi) != link {
			hi++
		}
		if hi >= x.Last || v.form(hi) != link {
			continue
		}
		s := v.sourceIn(i+2, hi)
		if s.kind == nobody || s.kind == aDoc || s.kind == aName || v.isPress(s) || !v.mayTakeStance(s) {
			continue
		}
		if s = v.resolve(s, i); s.kind != itself && s.kind != theThey {
			v.attribute(claim{voice: s, verb: v.slice(i, i+1), first: i, last: x.Last, rule: ruleVerb})
		}
	}
}

// mayTakeStance reports whether a source is one that demands and judges: somebody,
// a body, those who signed; a document only where it is a letter or the like.
func (v *view) mayTakeStance(s voice) bool {
	for i := s.first; i < s.last; i++ {
		if v.who[i] == 0 && v.in(i, agents) && s.kind != aDoc { // "a policy signed by X calls for"
			return false
		}
	}
	switch s.kind {
	case aPerson, aRole, aFirm, anAgency, signers, heShe, itself, theThey:
		return true
	case aBody:
		return v.kindOf(s.org) != "" || v.runAt(s.first) != nil
	case aCrowd:
		return s.org != "" || v.cues[s.first]&(cueAnon|cueMany) != 0 || v.cues[s.last-1]&(cueAnon|cueMany) != 0
	case aDoc:
		return !dataWord(text.Fold(s.doc))
	}
	return false
}

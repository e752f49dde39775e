package enrich

import (
	"strings"

	"cipherdesk/internal/text"
)

// dropped reads a verb of saying whose ending alone tells its subject, as
// Spanish, Italian and Portuguese have it: "“…”, ha advertido ante los
// diputados." Who is meant is found as for a pronoun.
func (v *view) dropped(y verb) voice {
	if !dropsSubjects(v.lang) || v.place == inTitle || y.cue&(cueSay|cueWeak) == 0 || y.cue&cueTell != 0 || v.heard(y) || v.afterDeterminer(y) {
		return voice{}
	}
	from, _ := v.sentenceOf(y.first)
	first := v.finite(y, from)
	if !v.leadsClause(first, from) {
		return voice{}
	}
	x := voice{kind: heShe, person: -1, first: first, last: y.last}
	if v.ofSeveral(y.first) {
		x.kind = theThey
	}
	return x
}

// dropsSubjects reports whether the verbs of a language need no subject.
func dropsSubjects(lang string) bool { return lang == "es" || lang == "it" || lang == "pt" }

// finite returns the first token of a verb with its auxiliaries and clitics.
func (v *view) finite(y verb, from int32) int32 {
	i := y.first
	for i > from && v.who[i-1] == 0 && (v.auxiliary(i-1) || v.in(i-1, clitics)) {
		i--
	}
	return i
}

// leadsClause reports whether nothing that could be a subject stands before
// token i in its clause: an adverb or two at most.
func (v *view) leadsClause(i, from int32) bool {
	const adverbs = 2
	for k := i - 1; k >= from; k-- {
		if v.cues[k]&cueEdge != 0 || v.form(k) == "," || k == from && v.in(k, joints) {
			return true
		}
		if k < i-adverbs || !v.plainWord(k) || v.cues[k]&(cueRole|cueBody|cueMany|cueAnon|cueDoc|cueFirm|cueVerb) != 0 || v.in(k, determiners|prepositions|relatives|clauseWords|pronouns) {
			return false
		}
	}
	return true
}

// ofSeveral reports whether the verb at token i, or the auxiliary before it, is
// of the third person plural.
func (v *view) ofSeveral(i int32) bool {
	if i > 0 {
		switch v.form(i - 1) {
		case "tem": // "tem" of one, "têm" of several
			return v.Text(int(i-1)) != "tem"
		case "han", "habian", "hanno", "avevano", "tinham", "haviam":
			return true
		case "ha", "habia", "aveva", "tinha", "havia":
			return false
		}
	}
	f := v.form(i)
	switch v.lang {
	case "es":
		return strings.HasSuffix(f, "n")
	case "it":
		return strings.HasSuffix(f, "no")
	}
	return strings.HasSuffix(f, "m")
}

// addressed reports whether a phrase behind a verb is whom it speaks to, and not
// its subject: "ha advertido ante los diputados".
func (v *view) addressed(y verb, s voice) bool {
	if !dropsSubjects(v.lang) || s.first < y.last {
		return false
	}
	if s.kind == aPerson { // "ha criticado al ministro Juan Gil"
		return v.lang == "es" && s.first == y.last+1 && v.form(y.last) == "al" && v.cues[s.first]&cuePress == 0
	}
	if s.kind != aCrowd && s.kind != aRole && s.kind != anAgency {
		return false
	}
	for i := y.last; i < s.last && v.who[i] == 0 && v.Tokens[i].Kind == text.Word; i++ {
		switch {
		case v.in(i, prepositions):
			return true
		case i > s.first && v.cues[i]&(cueRole|cueMany|cueAnon|cueBody) != 0:
			return false
		}
	}
	return false
}

// toWhom reports whether a folded word stands between a verb of saying and who hears it.
func toWhom(f string) bool {
	switch f {
	case "a", "ad", "au", "aux", "al", "alla", "ao", "an", "aan", "til", "till", "to":
		return true
	}
	return false
}

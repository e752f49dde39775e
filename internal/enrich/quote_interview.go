package enrich

import (
	"strings"

	"cipherdesk/internal/text"
)

// speech is how the two in an interview call each other and themselves.
type speech struct{ hearer, self string }

// speeches are the pronouns of interviews by language, folded.
var speeches = map[string]speech{
	"en": {"you your yours", "i we me my us our ours myself"},
	"de": {"sie ihnen ihr ihre ihrer ihrem ihren", "ich wir mir mich uns unser unsere unserer unseren mein meine"},
	"fr": {"vous votre vos", "je j nous notre nos moi mon ma mes"},
	"es": {"usted ustedes su sus le", "yo nosotros nos me mi mis nuestro nuestra nuestros nuestras"},
	"nl": {"u uw je jij jullie", "ik wij we ons onze mij mijn"},
	"it": {"lei voi suo sua vostro vostra", "io noi mi ci mio mia nostro nostra nostri"},
	"pt": {"voce voces senhor senhora seu sua", "eu nos me meu minha nosso nossa"},
	"sv": {"du ni er dig ert era", "jag vi mig oss min mina var vara"},
	"da": {"du i dig jer din", "jeg vi mig os min mine vores"},
	"no": {"du dere deg din", "jeg vi meg oss min mine var"},
}

// interview adds the answers of an interview that is printed without quotation
// marks: short paragraphs that ask somebody something, each before one in the
// first person. The guest is whom the first paragraph names first.
func (v *view) interview() bool {
	const longestQuestion, leastAnswer, leastPairs = 40, 8, 3
	words, known := speeches[v.lang]
	if !known || v.place != inText || !v.asks() {
		return false
	}
	guest := v.guest()
	if guest < 0 {
		return false
	}
	var answers []int
	for p := 1; p+1 < len(v.Paragraphs); p++ {
		q, a := v.Paragraphs[p], v.Paragraphs[p+1]
		if v.form(q.Last-1) == "?" && q.Len() <= longestQuestion && a.Len() >= leastAnswer && v.form(a.Last-1) != "?" &&
			v.has(q, words.hearer) && v.has(a, words.self) && !v.edgeBetween(a.First, a.First+1) && v.cues[a.First]&cueQuoted == 0 {
			answers = append(answers, p+1)
		}
	}
	if len(answers) < leastPairs {
		return false
	}
	v.answers = guest
	for _, p := range answers {
		x := v.Paragraphs[p]
		v.parts = append(v.parts, v.block(x.First, x.Last, x.First-1, false))
	}
	return true
}

// asks reports whether a text has more than two paragraphs that end with a
// question mark.
func (v *view) asks() bool {
	n := 0
	for _, x := range v.Paragraphs {
		if v.sign(x.Last-1, '?') {
			n++
		}
	}
	return n > 2
}

// guest returns the person whom the first paragraph names first, -1 for none.
func (v *view) guest() int32 {
	x := v.Paragraphs[0]
	for i := x.First; i < x.Last; i++ {
		if p := v.personAt(i); p >= 0 {
			return p
		}
	}
	return -1
}

// has reports whether one of some folded words stands in a range.
func (v *view) has(x text.Range, words string) bool {
	for i := x.First; i < x.Last; i++ {
		if v.Tokens[i].Kind != text.Word {
			continue
		}
		for w := range strings.FieldsSeq(words) {
			if v.form(i) == w {
				return true
			}
		}
	}
	return false
}

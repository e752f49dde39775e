package enrich

import (
	"math/bits"
	"slices"
	"strings"

	"cipherdesk/internal/text"
)

// languages lists function words by language: enough of them tell which
// language a text is in. Words that several languages share are left out.
var languages = [...]struct{ tag, words string }{
	{"en", "the and of that with for this from which have has been their they would said will are is on it by as"},
	{"de", "der und das den dem nicht mit sich auf eine einen einer wird ist auch sind werden zur zum bei über nach hat ein im für"},
	{"fr", "le les des une dans est que pour qui sur pas avec sont ont cette ses aux ce leur plus du et il elle"},
	{"es", "el los las una que por con para del se su está más como pero sus este esta fue al y ha"},
	{"nl", "het een van dat niet zijn voor met op aan ook door wordt naar worden heeft uit maar bij deze als en te"},
	{"it", "il gli di che una per non con della nel sono alla dei delle anche più è ha dal questo come e lo nella"},
	{"pt", "o os da do em uma não para com dos das por mais foi são pela pelo ao e na no seu que"},
	{"sv", "och att det som på är av för med den till inte ett har om kan ska från vid men"},
	{"da", "og at det som på er af for med den til ikke et har om kan skal fra ved men blev også"},
	{"no", "og at det som på er av for med den til ikke et har om kan skal fra ved men ble også"},
	{"fi", "ja on ei että se oli ovat mutta myös joka kun hän tai vain ole jotka"},
	{"pl", "i w na z się nie do że jest to przez oraz jak dla o po przy które od"},
	{"cs", "a v na se je že do pro s o z ve by jako za které ale podle jsou"},
}

// primary is the first subtag of a BCP 47 tag, in lower case; both written
// forms of Norwegian are one language here.
func primary(tag string) string {
	tag, _, _ = strings.Cut(strings.ReplaceAll(tag, "_", "-"), "-")
	if tag = strings.ToLower(tag); tag == "nb" || tag == "nn" {
		return "no"
	}
	return tag
}

// languageSet has a bit for each of languages.
type languageSet uint16

// knowLanguages gives the function words classes of their own.
func knowLanguages(p *text.Phrases) {
	for _, l := range languages {
		for word := range strings.FieldsSeq(l.words) {
			p.Know(text.Fold(word))
		}
	}
}

// languageTable tells by class of the lexicon of which languages a word is a
// function word: the place of their set, which is empty at 0.
func languageTable(l *text.Lexicon) (table []uint8, sets []languageSet) {
	of := make([]languageSet, l.Classes())
	for i := range languages {
		for word := range strings.FieldsSeq(languages[i].words) {
			of[l.Class(text.Fold(word))] |= 1 << i
		}
	}
	table, sets = make([]uint8, len(of)), []languageSet{0}
	for class, set := range of {
		place := slices.Index(sets, set)
		if place < 0 {
			place, sets = len(sets), append(sets, set)
		}
		table[class] = uint8(place)
	}
	return table, sets
}

// functionWord reports whether a token is a function word of some language.
func (d *document) functionWord(t *text.Token) bool {
	return d.words.speaks[t.Class] != 0 && !t.Is(text.Possessive)
}

// language counts function words. A declared language stands unless another
// one has clearly more of them. Too short a text, or one that could as well be
// a neighbour's, has no language but the declared.
func language(d *document) string {
	declared := primary(d.rev.Language)
	var bySet [1 << 8]int
	speaks := d.words.speaks
	for i := range d.fields {
		tokens := d.fields[i].Tokens
		for k := range tokens {
			if t := &tokens[k]; t.Flags&text.Possessive == 0 {
				bySet[speaks[t.Class]]++
			}
		}
	}
	var counts [len(languages)]int
	for place, set := range d.words.sets {
		for ; set != 0; set &= set - 1 {
			counts[bits.TrailingZeros16(uint16(set))] += bySet[place]
		}
	}
	best, second, own := 0, -1, 0
	for i, n := range counts {
		switch {
		case i == 0:
		case n > counts[best]:
			best, second = i, best
		case second < 0 || n > counts[second]:
			second = i
		}
		if languages[i].tag == declared {
			own = n
		}
	}
	const enough = 4
	if counts[best] < enough || counts[best] == counts[second] || declared != "" && counts[best] < 2*own+enough {
		return declared
	}
	return languages[best].tag
}

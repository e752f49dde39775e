package enrich

import "strings"

// languages lists function words by language: enough of them tell which
// language a text is in. Words that several languages share are left out.
var languages = []struct{ tag, words string }{
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

// listLanguages lists the function words; the number is the language's place.
func listLanguages(add adder) error {
	for i, l := range languages {
		for _, word := range strings.Fields(l.words) {
			if err := add(word, i); err != nil {
				return err
			}
		}
	}
	return nil
}

// language counts function words. A declared language stands unless another
// one has clearly more of them. Too short a text, or one that could as well be
// a neighbour's, has no language but the declared.
func language(d *document) string {
	declared := primary(d.rev.Language)
	counts := make([]int, len(languages))
	for i := range d.fields {
		for _, h := range d.fields[i].hits[byLanguage] {
			counts[h.Value]++
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

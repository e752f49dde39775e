package enrich

import (
	"strings"
	"testing"
)

// TestUnitsOfEveryLanguage: what is counted has one name, whatever word stands
// there, also at the end of a longer one.
func TestUnitsOfEveryLanguage(t *testing.T) {
	a := with(t, nil)
	for text, unit := range map[string]string{
		"en|Four carriers refused.":                              "operators",
		"en|The dump held 12,000 webpages.":                      "websites",
		"en|Some 3 million folks use it.":                        "people",
		"en|The study runs to 48 pages.":                         "pages",
		"de|Betroffen sind 4.200 Privatkunden.":                  "customers",
		"de|Die Behörde schrieb 31 Diensteanbieter an.":          "providers",
		"de|Es liegen 1.900 Missbrauchsfälle vor.":               "cases",
		"de|Es gab 90 Vorfälle.":                                 "incidents",
		"de|Die Halle misst 900 Quadratmeter.":                   "quadratmeter",
		"fr|Les 14 fournisseurs ont répondu.":                    "providers",
		"es|La multa alcanza a 11 operadoras.":                   "operators",
		"it|Hanno aderito 23 fornitori.":                         "providers",
		"nl|Er kwamen 310 misbruikmeldingen binnen.":             "reports",
		"nl|Het team telt 40 rechercheurs.":                      "officers",
		"pt|Foram apagados 2.300 conteúdos.":                     "items",
		"sv|Företaget raderade 8 100 inlägg.":                    "items",
		"sv|Det rör 640 polisanmälningar.":                       "reports",
		"da|Tjenesten har 52.000 abonnenter.":                    "subscribers",
		"no|Selskapet slettet 700 profiler.":                     "accounts",
		"pl|Usługa ma 41 tys. klientów.":                         "customers",
		"pl|Kara wyniosła 3 mln dolarów.":                        "USD",
		"en|Twelve member states are against, two for the plan.": "countries",
	} {
		lang, words, _ := strings.Cut(text, "|")
		got := a.Analyse(Revision{Text: words, Language: lang}).Figures
		if len(got) == 0 || got[0].Unit != unit {
			t.Errorf("%s: want %s", words, unit)
			for _, g := range got {
				t.Log(describe(g))
			}
		}
	}
}

// TestNamesUnit: an annotator's word is known for the unit's in the register.
func TestNamesUnit(t *testing.T) {
	for pair, want := range map[string]bool{
		"firms companies": true, "tips reports": true, "rechercheurs officers": true, "pages websites": true,
		"firms people": false, "nonsense companies": false, "companies firms": false,
	} {
		word, unit, _ := strings.Cut(pair, " ")
		if NamesUnit(word, unit) != want {
			t.Errorf("%s: want %v", pair, want)
		}
	}
}

// TestCutFigures: a text may end anywhere, also behind "two of" and "a third".
func TestCutFigures(t *testing.T) {
	a := with(t, nil)
	for lang, words := range map[string]string{
		"en": "Two of them were out of ten in a million of you and two of the five of which a third to two once in every thousand",
		"fr": "Deux des huit ponts dont un tiers est une personne interrogée sur cinq de vous",
		"de": "Drei Nutzer von vier davon ein Drittel jeden zweiten Tag alle zwei Wochen von euch",
		"pl": "Co siódmy z czterech jedna trzecia od 200 do 300 z nas",
		"pt": "Duas das quais um quinto foi de um em cada dez de vocês",
	} {
		tokens := strings.Fields(words)
		for i := range tokens {
			for k := i + 1; k <= len(tokens); k++ {
				a.Analyse(Revision{Text: strings.Join(tokens[i:k], " "), Language: lang})
			}
		}
	}
}

package enrich

import (
	"slices"
	"strings"
	"sync"

	"cipherdesk/internal/text"
)

// NamesUnit reports whether the register of units lists a word, in whatever
// language, as one for the unit: "firms" are companies.
func NamesUnit(word, unit string) bool {
	return slices.Contains(unitNames()[text.Fold(word)], unit)
}

// unitNames holds the units of the register by the words for them.
var unitNames = sync.OnceValue(func() map[string][]string {
	names := map[string][]string{}
	for _, u := range readUnits() {
		if !slices.Contains(names[u.form], u.name) {
			names[u.form] = append(names[u.form], u.name)
		}
	}
	return names
})

// unitForm is a folded word for a unit.
type unitForm struct {
	form string
	*figureWord
}

// readUnits reads the register of units by itself, once.
var readUnits = sync.OnceValue(func() []unitForm {
	src, err := data.ReadFile("figures.yaml")
	if err != nil {
		return nil
	}
	var forms []unitForm
	var of []int
	words, err := listFigureWords(src, func(form string, number int) error {
		forms, of = append(forms, unitForm{form: text.Fold(form)}), append(of, number)
		return nil
	})
	if err != nil {
		return nil // the analyser itself tells of it
	}
	for i := range forms {
		forms[i].figureWord = &words[of[i]]
	}
	return slices.DeleteFunc(forms, func(u unitForm) bool { return u.class != isUnit })
})

// compounds holds, by language, the units whose words end those of several
// parts: "Privatkunden" are customers. Only the languages that write one word have
// them, and spans of time and lengths are left out: "Quadratmeter" are none.
var compounds = sync.OnceValue(func() map[string]map[string]string {
	out := map[string]map[string]string{"de": {}, "nl": {}, "sv": {}, "da": {}, "no": {}}
	for _, u := range readUnits() {
		if len(u.form) < shortestPart || strings.ContainsAny(u.form, " -'*") || u.duration || measure(u.name) {
			continue
		}
		for lang, parts := range out {
			if _, known := parts[u.form]; u.lang == lang || u.lang == "" && !known {
				parts[u.form] = u.name
			}
		}
	}
	return out
})

const (
	shortestPart = 5 // letters of the last part: "fälle"
	shortestHead = 4 // letters before it, so that "Vorfälle" are no "Fälle"
)

// measure reports whether a unit measures rather than counts.
func measure(unit string) bool {
	switch unit {
	case "metres", "miles", "kilometres", "kilograms", "tonnes", "cents", "points", "posts", "lives":
		return true
	}
	return false
}

// compoundUnit returns the unit of a folded word of several parts, "" for none.
func compoundUnit(f, lang string) string {
	switch lang {
	case "de", "nl", "sv", "da", "no":
	default:
		return ""
	}
	parts := compounds()[lang]
	for i := shortestHead; i <= len(f)-shortestPart; i++ {
		if unit, ok := parts[f[i:]]; ok {
			return unit
		}
	}
	return ""
}

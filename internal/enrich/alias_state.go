package enrich

import (
	"strings"

	"cipherdesk/internal/text"
)

// stateWords are what a text calls a state, its people, its seat and bodies that
// only it has, folded: they tell whose "Department of Justice" is meant.
var stateWords = func() map[string]string {
	words := map[string]string{}
	for state, list := range map[string]string{
		"us": "america american americans washington fbi congress",
		"gb": "uk britain british london westminster ofcom england",
		"ie": "ireland irish dublin garda gardai taoiseach oireachtas dail",
		"ca": "canada canadian canadians ottawa rcmp",
		"au": "australia australian australians canberra",
		"nz": "zealand",
		"za": "africa african johannesburg pretoria",
		"ph": "philippines philippine filipino manila",
		"hk": "kong",
		"in": "india indian delhi mumbai",
		"de": "deutschland deutsche deutschen deutscher deutsches berlin berliner bundestag bundeskriminalamt bka germany german",
		"at": "osterreich osterreichs osterreichische osterreichischen osterreichischer wien wiener ovp spo fpo neos nationalrat",
		"ch": "schweiz schweizer bern fedpol zurich",
		"es": "espana espanol espanola espanoles madrid spain spanish",
		"ar": "argentina argentino argentinos argentinas", "cl": "chile chileno chilena", "co": "colombia colombiano colombiana bogota",
		"mx": "mexico mexicano mexicana", "pe": "peru peruano peruana", "uy": "uruguay uruguayo uruguaya",
	} {
		for w := range strings.FieldsSeq(list) {
			words[w] = state
		}
	}
	return words
}()

// families are the states that write in one language: only those take each other's
// bodies for their own.
var families = map[string]byte{"us": 'e', "gb": 'e', "ie": 'e', "ca": 'e', "au": 'e', "nz": 'e', "za": 'e', "ph": 'e', "hk": 'e', "in": 'e',
	"de": 'd', "at": 'd', "ch": 'd', "es": 's', "ar": 's', "cl": 's', "co": 's', "mx": 's', "pe": 's', "uy": 's'}

// elsewhere reports whether a mention by a plain name is of another state's body
// than the register's: "the Department of Justice" of an Irish text. The text must
// name another state, and its own not at all or far less often.
func (r *reader) elsewhere(v *view, m mention) bool {
	const far = 3
	e := &r.entities[m.entity]
	if e.state == "" || r.ofState(v.field, m.first) == e.state || strings.HasPrefix(text.Fold(v.slice(m.first, m.last)), e.state+" ") {
		return false
	}
	if r.told == nil {
		r.told = r.statesTold()
	}
	most := 0
	for state, n := range r.told {
		if state != e.state && families[state] == families[e.state] {
			most = max(most, n)
		}
	}
	return most > far*r.told[e.state]
}

// statesTold counts the words for each state in the text and its title.
func (r *reader) statesTold() map[string]int {
	told := map[string]int{}
	for i := range r.d.fields {
		f := &r.d.fields[i]
		for k := range f.Tokens {
			if f.Tokens[k].Kind == text.Word && f.Tokens[k].Is(text.Capital) {
				if state := r.ofState(f, int32(k)); state != "" {
					told[state]++
				}
			}
		}
	}
	return told
}

// ofState returns the state that the word at token i is of, "" for none.
func (r *reader) ofState(f *field, i int32) string {
	w := f.form(i)
	if w == "us" && f.Tokens[i].Is(text.Upper) || w == "u" && int(i)+2 < len(f.Tokens) && f.form(i+1) == "." && f.form(i+2) == "s" {
		return "us"
	}
	return stateWords[w]
}

package enrich

import (
	"strings"

	"cipherdesk/internal/text"
)

// person is somebody whom the text names in full.
type person struct {
	name    string // as the text has it
	surname string // folded
	given   string // folded
	role    string
	org     string // as the register prints it, or as the text has it
	gender  cue    // cueMale, cueFemale, both or 0
	entity  int32  // in the register, -1
}

// run is a row of words with capitals that the register does not know.
type run struct {
	first, last int32
	person      int32 // place in reader.people, -1
	body        bool  // has a word that only bodies have
	press       bool  // names an outlet
}

// longestName bounds a run of capitals that is read as a name; longer ones are
// headlines.
const longestName = 6

// findPeople collects names from text and summary, then from the title, where
// capitals say less. Surnames alone are resolved once all names are known.
func (r *reader) findPeople() {
	for _, place := range [fieldCount]int{inText, inSummary, inTitle} {
		v := &r.views[place]
		v.findRuns()
		for k := range v.runs {
			v.meet(k)
		}
	}
	for place := range r.views {
		v := &r.views[place]
		for k := range v.runs {
			if x := &v.runs[k]; x.person < 0 && !x.body {
				if x.person = v.surname(x.last - 1); x.person < 0 && x.last == x.first+1 {
					if x.person = v.publicPerson(x); x.person < 0 {
						x.person = v.titledSurname(x)
					}
				}
			}
		}
	}
	for place := range r.views {
		r.views[place].describePeople()
	}
	r.findPress()
}

// mostPeople bounds the persons of one text.
const mostPeople = 300

// person returns the place of the person whom tokens first to last-1 name, -1
// when there are too many.
func (v *view) person(first, last, entity int32) int32 {
	surname, given := v.form(last-1), v.form(first)
	for i := range v.people {
		if p := &v.people[i]; p.surname == surname && (p.given == given || entity >= 0 && p.entity == entity) {
			if p.given == p.surname && given != surname { // so far by surname only
				p.name, p.given, p.gender = v.slice(first, last), given, v.cues[first]&(cueMale|cueFemale)
			}
			return int32(i)
		}
	}
	if len(v.people) == mostPeople {
		return -1
	}
	v.people = append(v.people, person{
		name: v.slice(first, last), surname: surname, given: given,
		gender: v.cues[first] & (cueMale | cueFemale), entity: entity,
	})
	return int32(len(v.people) - 1)
}

// surname returns the person whose surname stands at token i, -1 for nobody.
func (v *view) surname(i int32) int32 {
	f := v.form(i)
	for k := range v.people {
		if v.people[k].surname == f {
			return int32(k)
		}
	}
	return -1
}

// titledSurname returns the person whom a title and a surname name, where the
// text has no more: "Mr Odell laughed". -1 for nobody.
func (v *view) titledSurname(x *run) int32 {
	i := x.first - 1
	if i > 0 && v.form(i) == "." && v.Tokens[i].Is(text.Joined) {
		i--
	}
	if i < 0 || v.cues[i]&(cueTitle|cueRole) == 0 || !v.Tokens[i].Is(text.Capital) || v.place == inTitle || v.roleSuffix(x.first) {
		return -1
	}
	if v.cues[i]&cueTitle == 0 { // "Senator Trent", of "Senators Dana Whitlock and Miles Trent"
		if v.lang != "en" {
			return -1
		}
		return v.fullName(x.first)
	}
	if p := v.fullName(x.first); p >= 0 {
		return p
	}
	gender := cue(0)
	switch v.form(i) {
	case "mr", "sir", "herr", "monsieur", "senor", "signor", "meneer", "dhr":
		gender = cueMale
	case "mrs", "ms", "miss", "frau", "mme", "madame", "senora", "sra", "signora", "mevrouw", "mw":
		gender = cueFemale
	}
	p := v.person(x.first, x.last, -1)
	if p >= 0 {
		v.people[p].gender = gender
	}
	return p
}

// publicPerson returns the person of the register whose surname is all that the
// text says, if it names the body that the person is known for.
func (v *view) publicPerson(x *run) int32 {
	for _, e := range v.surnames[v.form(x.first)] {
		of := v.entities[e].of
		for place := range v.views {
			for _, m := range v.views[place].mentions[:min(len(v.views[place].mentions), mostRuns)] {
				if m.entity == of || v.entities[m.entity].of == of && of >= 0 {
					return v.publicly(e)
				}
			}
		}
	}
	return -1
}

// publicly returns the place of a person of the register, under the name that
// stands there.
func (r *reader) publicly(e int32) int32 {
	for i := range r.people {
		if r.people[i].entity == e {
			return int32(i)
		}
	}
	if len(r.people) == mostPeople {
		return -1
	}
	name := r.entities[e].name
	given, _, _ := strings.Cut(name, " ")
	r.people = append(r.people, person{name: name, given: text.Fold(given), surname: text.Fold(name[strings.LastIndexByte(name, ' ')+1:]), entity: e})
	return int32(len(r.people) - 1)
}

// roleAgainst reports whether the one word before the given name at token g is
// one too, that no list knows: a role in a capital stands right before it, as in
// "Judge Ilana Moritz Crane".
func (v *view) roleAgainst(x *run, g int32) bool {
	return v.lang == "en" && g == x.first+1 && x.last-g > 1 && x.first > 0 && v.cues[x.first-1]&cueRole != 0 && v.Tokens[x.first-1].Is(text.Capital) &&
		v.cues[x.first]&(cueOrg|cueBody|cueFirm) == 0 && !v.Tokens[x.first].Is(text.Upper)
}

// meet decides whether a run names a person, and cuts off what stands before
// the name.
func (v *view) meet(k int) {
	x := &v.runs[k]
	if x.person >= 0 || x.last-x.first > longestName || v.pressWord(x.first) && x.last-x.first > 1 {
		return
	}
	if g := v.givenName(x); g >= 0 && !x.body {
		if v.twoGiven(x, g) || v.roleAgainst(x, g) {
			g = x.first
		}
		for t := x.first; t < g; t++ {
			v.who[t] = 0
		}
		x.first = g
		x.person = v.person(x.first, x.last, -1)
		return
	}
	if v.heldAt(k) || v.kindBefore(x) {
		x.body = true
		return
	}
	if x.body || v.place == inTitle || v.soundsLikePress(x) || v.cues[x.last-1]&cueDoc != 0 ||
		int(x.last) < len(v.Tokens) && v.cues[x.last]&cueRole != 0 && !v.Tokens[x.last].Is(text.Upper) { // "MIT Sloan professor"
		return
	}
	words := v.parted(x.first, x.last)
	titled := x.first > 0 && v.cues[x.first-1]&(cueTitle|cueRole) != 0 || v.titledByDot(x.first) || words > 1 && (v.titledApart(x.first) || v.titledAside(x))
	switch {
	case words == 1 && titled && v.surname(x.last-1) >= 0:
		return // a known person, by surname
	case titled && v.titleOnly(x.first) && words == 1:
		x.first--
		v.who[x.first] = v.who[x.first+1]
		x.person = v.person(x.first, x.last, -1)
	case words >= 2 && (titled || v.besideVerb(x) || v.roleFollows(x.last) || v.whoFollows(x.last)) && (titled && v.lang == "nl" || !v.in(x.first, particles)):
		x.person = v.person(x.first, x.last, -1)
	}
}

// kindBefore reports whether the noun right before a row of capitals tells that
// it names a body: "l'association Enfance Libre", "de stichting Veilig Online".
func (v *view) kindBefore(x *run) bool {
	if x.first == 0 || v.lang == "en" || v.lang == "de" || v.lang == "" || v.place == inTitle || v.parted(x.first, x.last) < 2 {
		return false
	}
	i := x.first - 1
	return v.who[i] == 0 && v.cues[i]&(cueBody|cueFirm) != 0 && v.cues[i]&(cueRole|cueTitle) == 0 && !v.roleSuffix(i)
}

// heldAt reports whether a row of capitals behind a role is where it is held,
// and the name follows apart: "rzecznik Komendy Głównej, komisarz Jacek Mirecki".
func (v *view) heldAt(k int) bool {
	x := &v.runs[k]
	if k+1 == len(v.runs) || v.words(x.first, x.last) < 2 || x.first == 0 || !v.within(x.last) || v.form(x.last) != "," {
		return false
	}
	if v.cues[x.first-1]&(cueRole|cueBody) == 0 && !v.titledApart(x.first) {
		return false
	}
	i := x.last + 1
	for v.within(i) && i < x.last+4 && v.who[i] == 0 && (v.plainWord(i) && v.cues[i]&cueVerb == 0 && !v.in(i, relatives|prepositions) || v.cues[i]&(cueRole|cueTitle) != 0 || v.form(i) == ".") {
		i++
	}
	return v.within(i) && v.who[i] == -int32(k)-2 && v.givenName(&v.runs[k+1]) == i
}

// givenName returns the token of a given name with another name behind it.
func (v *view) givenName(x *run) int32 {
	for t := x.first; t+1 < x.last; t++ {
		if v.cues[t]&(cueMale|cueFemale) != 0 && v.Tokens[t].Is(text.Capital) {
			return t
		}
	}
	return -1
}

// twoGiven reports whether what stands before the given name at token g is one
// too, where roles have no capital: "ha explicado Josep Maria Puig", but not "Me
// Gaspard Tillier".
func (v *view) twoGiven(x *run, g int32) bool {
	if v.lang == "en" || v.lang == "de" || v.lang == "pl" || v.lang == "" || g != x.first+1 || x.last-g != 2 {
		return false
	}
	t := &v.Tokens[x.first]
	return t.End-t.Start > 2 && !t.Is(text.Opens) && !t.Is(text.Upper) && v.cues[x.first]&(cueRole|cueTitle|cueOrg|cueBody|cueFirm|cuePress|cueOutlet|cueOther) == 0
}

// words counts the words of tokens first to last-1.
func (v *view) words(first, last int32) (n int) {
	for t := first; t < last; t++ {
		if v.Tokens[t].Kind == text.Word && !v.Tokens[t].Is(text.Possessive) {
			n++
		}
	}
	return n
}

// parted counts the words of tokens first to last-1 that spaces part: a hyphen
// joins.
func (v *view) parted(first, last int32) (n int) {
	for t := first; t < last; t++ {
		if v.Tokens[t].Kind == text.Word && (t == first || !v.Tokens[t].Is(text.Joined)) {
			n++
		}
	}
	return n
}

// titledByDot reports whether a title with a dot stands before token i.
func (v *view) titledByDot(i int32) bool {
	return i > 1 && v.form(i-1) == "." && v.cues[i-2]&cueTitle != 0
}

// titledApart reports whether a role stands a plain word or two before token i:
// "hoogleraar computerbeveiliging Bas Jacobi".
func (v *view) titledApart(i int32) bool {
	for k := i - 1; k > 0 && k > i-4; k-- {
		if v.cues[k]&cueRole != 0 || v.roleSuffix(k) {
			return true
		}
		if k == i-1 && v.in(k, prepositions) && v.who[k] == 0 { // "CEO of Pulsar Helium": where the role is held
			return false
		}
		if !v.plainWord(k) || v.cues[k]&cueVerb != 0 || v.in(k, determiners) && !v.in(k, prepositions) || v.in(k, clauseWords) {
			return false
		}
	}
	return false
}

// titledAside reports whether a name stands between commas behind a role: "The
// shadow minister, Callista Byrne, said".
func (v *view) titledAside(x *run) bool {
	i := x.first - 1
	return i > 0 && v.form(i) == "," && (v.cues[i-1]&cueRole != 0 || v.roleSuffix(i-1)) && v.who[i-1] == 0 &&
		int(x.last) < len(v.Tokens) && (v.form(x.last) == "," || v.form(x.last) == ".")
}

// titleOnly reports whether the title before token i makes a name of one word:
// "Lord Ashby", but not "Mr Wanless", whose full name is elsewhere or unknown.
func (v *view) titleOnly(i int32) bool {
	if i == 0 {
		return false
	}
	switch v.form(i - 1) {
	case "lord", "lady", "baroness", "baron":
		return true
	}
	return false
}

// besideVerb reports whether a verb of saying stands right before or behind.
func (v *view) besideVerb(x *run) bool {
	n := int32(len(v.Tokens))
	if x.first > 0 && v.cues[x.first-1]&cueVerb != 0 {
		return true
	}
	if x.first > 0 && v.who[x.first-1] == 0 && v.in(x.first-1, prepositions) && !v.in(x.first-1, agents) { // "analysts at Canvass Research reckon"
		return false
	}
	last := v.behindBody(x.last)
	for i := last; i < n && i < last+3; i++ {
		if v.cues[i]&cueVerb != 0 {
			return true
		}
		if !v.auxiliary(i) {
			break
		}
	}
	return false
}

// behindBody returns the token behind "of the University of X" at token i, i
// itself when no such phrase stands there.
func (v *view) behindBody(i int32) int32 {
	n := int32(len(v.Tokens))
	k := i
	if k >= n || v.who[k] != 0 || !v.in(k, prepositions) {
		return i
	}
	for k++; k < n && v.who[k] == 0 && v.in(k, determiners); k++ {
	}
	if k >= n || v.who[k] == 0 {
		return i
	}
	w := v.who[k]
	for k < n && v.who[k] == w {
		k++
	}
	return k
}

// whoFollows reports whether ", who" stands at token i: it is said of people.
func (v *view) whoFollows(i int32) bool {
	return int(i)+1 < len(v.Tokens) && v.form(i) == "," && v.form(i+1) == "who"
}

// roleFollows reports whether a role follows a comma at token i.
func (v *view) roleFollows(i int32) bool {
	n := int32(len(v.Tokens))
	if i >= n || v.form(i) != "," && v.form(i) != "(" {
		return false
	}
	for k := i + 1; k < n && k < i+6; k++ {
		if v.cues[k]&cueRole != 0 {
			return true
		}
		if v.Tokens[k].Kind == text.Mark && !v.Tokens[k].Is(text.Glue) {
			break
		}
	}
	return false
}

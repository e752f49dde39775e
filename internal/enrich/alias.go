package enrich

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/goccy/go-yaml"

	"cipherdesk/internal/text"
)

// entity is one entry of the alias register: a body, person, outlet, office
// or law that texts name in several ways.
type entity struct {
	id, name string
	group    group
	kind     string // of a body: company, court…
	of       int32  // entity that speaks through this one, -1: itself
	state    string // whose body it is, if other states have one of that name
	lang     string // its names count in texts of that language only; "": everywhere
	common   bool   // an everyday word: not read as a name where a sentence opens
}

// group is the list of aliases.yaml that an entity stands in.
type group uint8

const (
	isBody group = iota
	isOffice
	isPerson
	isOutlet
	isLaw
)

// alias is one name of an entity; its place in register.aliases is its number.
type alias struct {
	entity int32
	words  int8
	caps   uint32 // words that must begin with a capital, one bit each
	upper  uint32 // words that must be all in capitals
	tail   bool   // the part behind an "&"
	quoted bool   // an everyday word, a name only in quotation marks
	the    bool   // begins with "The", which the text may write "the"
	owner  bool   // a genitive that has no apostrophe: "Metas"
}

// register is aliases.yaml, compiled. It is only read after newRegister.
type register struct {
	entities []entity
	aliases  []alias
	byID     map[string]int32
	byName   map[string]int32
	byTail   map[string]int32   // outlets by their name without its article
	surnames map[string][]int32 // persons known for a body, by folded surname
}

// aliasFile is the form of aliases.yaml.
type aliasFile struct {
	Bodies, Offices, Persons, Outlets, Laws []aliasEntry
}

type aliasEntry struct {
	ID, Name, Kind, Of string
	Lang, State        string
	Also               []string
	Quoted             []string // names that count only in quotation marks
	Common             bool
}

// Source is a body, an outlet, a law or a person in a public role that articles
// rely on. The zero value is nobody.
type Source struct {
	ID    string // slug of its page
	Name  string // as findings print it
	Group string // body, outlet, law or person
	Kind  string // of a body: company, regulator…; "" otherwise
}

// Sources returns the alias register, in the order of its file: those who may
// have a page, and nobody else.
func (a *Analyser) Sources() []Source {
	names := map[group]string{isBody: "body", isOutlet: "outlet", isLaw: "law", isPerson: "person"}
	var out []Source
	for _, e := range a.citer.entities {
		if e.group != isOffice {
			out = append(out, Source{ID: e.id, Name: e.name, Group: names[e.group], Kind: e.kind})
		}
	}
	return out
}

// NamesSource reports whether the register lists a name, as some text has it, for
// the body or outlet that findings call so: "NCSC" is the National Cyber Security
// Centre.
func NamesSource(name, source string) bool {
	return slices.Contains(sourceNames()[text.Fold(name)], source)
}

// sourceNames holds the bodies and outlets of the register by their folded names.
var sourceNames = sync.OnceValue(func() map[string][]string {
	names := map[string][]string{}
	src, err := data.ReadFile("aliases.yaml")
	if err != nil {
		return names
	}
	var file aliasFile
	if err := yaml.Unmarshal(src, &file); err != nil { // the analyser itself tells of it
		return names
	}
	for _, e := range slices.Concat(file.Bodies, file.Outlets) {
		for _, name := range slices.Concat([]string{e.Name}, e.Also, e.Quoted) {
			names[text.Fold(name)] = append(names[text.Fold(name)], e.Name)
		}
	}
	return names
})

// newRegister reads the register and lists every name in it.
func newRegister(src []byte, add adder) (*register, error) {
	var file aliasFile
	if err := yaml.NewDecoder(bytes.NewReader(src), yaml.DisallowUnknownField()).Decode(&file); err != nil {
		return nil, err
	}
	r := &register{byID: map[string]int32{}, byName: map[string]int32{}, byTail: map[string]int32{}, surnames: map[string][]int32{}}
	for _, list := range []struct {
		group   group
		entries []aliasEntry
	}{{isBody, file.Bodies}, {isOutlet, file.Outlets}, {isLaw, file.Laws}, {isPerson, file.Persons}, {isOffice, file.Offices}} {
		for _, e := range list.entries {
			if err := r.enter(list.group, e, add); err != nil {
				return nil, fmt.Errorf("alias %s%s: %w", e.ID, e.Of, err)
			}
		}
	}
	return r, r.link(slices.Concat(file.Bodies, file.Outlets, file.Laws, file.Persons, file.Offices))
}

func (r *register) enter(g group, e aliasEntry, add adder) error {
	number := int32(len(r.entities))
	if g != isOffice {
		if _, twice := r.byID[e.ID]; twice || e.ID == "" || e.Name == "" {
			return fmt.Errorf("needs an id of its own and a name")
		}
		r.byID[e.ID], r.byName[e.Name] = number, number
		if article, rest, two := strings.Cut(e.Name, " "); g == isOutlet && two && wordsOf(text.Fold(article))&titleArticles != 0 {
			r.byTail[rest] = number
		}
		e.Also = append(e.Also, e.Name)
	}
	r.entities = append(r.entities, entity{id: e.ID, name: e.Name, group: g, kind: e.Kind, of: -1, lang: e.Lang, state: e.State, common: e.Common})
	for n, name := range slices.Concat(e.Also, e.Quoted) {
		for i, part := range strings.Split(strings.ReplaceAll(name, ", ", " & "), " & ") {
			if err := add(part, len(r.aliases)); err != nil {
				return err
			}
			a := alias{entity: number, tail: i > 0, quoted: n >= len(e.Also)}
			a.spell(part)
			r.aliases = append(r.aliases, a)
		}
		for _, form := range genitives(g, e, name) {
			if err := add(form, len(r.aliases)); err != nil {
				return err
			}
			a := alias{entity: number, owner: true}
			a.spell(form)
			r.aliases = append(r.aliases, a)
		}
	}
	return nil
}

// genitives returns the forms of a name that Germanic languages other than English
// end with an s: "Metas", "Bundeskriminalamts". Everyday words, short names and
// those in capitals have none.
func genitives(g group, e aliasEntry, name string) []string {
	const shortest = 4
	last := name[strings.LastIndexByte(name, ' ')+1:]
	if g != isBody && g != isPerson || e.Common || e.ID == "signal" || len(last) < shortest || last == strings.ToUpper(last) || strings.ContainsAny(name, "&,.'’") {
		return nil
	}
	switch last[len(last)-1] {
	case 's', 'x', 'z':
		return nil
	}
	for _, end := range [...]string{"amt", "bund", "gericht"} {
		if strings.HasSuffix(last, end) {
			return []string{name + "s", name + "es"}
		}
	}
	return []string{name + "s"}
}

// link resolves "of" once all bodies are known.
func (r *register) link(entries []aliasEntry) error {
	for i, e := range entries {
		if e.Of == "" {
			continue
		}
		body, known := r.byID[e.Of]
		if !known {
			return fmt.Errorf("alias %s: there is no %q to speak for", e.ID, e.Of)
		}
		r.entities[i].of = body
		if x := &r.entities[i]; x.group == isPerson {
			surname := text.Fold(x.name[strings.LastIndexByte(x.name, ' ')+1:])
			r.surnames[surname] = append(r.surnames[surname], int32(i))
		}
	}
	return nil
}

// spell notes which words of a name have capitals.
func (a *alias) spell(name string) {
	w := text.Split(name)
	for i := range w.Tokens {
		t := &w.Tokens[i]
		if t.Kind == text.Mark || t.Is(text.Possessive) || a.words == 32 {
			continue
		}
		if a.words == 0 && w.Fold(i) == "the" && len(w.Tokens) > 1 {
			a.the = true
			a.words++
			continue
		}
		if t.Is(text.Capital) {
			a.caps |= 1 << a.words
		}
		if t.Is(text.Upper) {
			a.upper |= 1 << a.words
		}
		a.words++
	}
}

// spelled reports whether tokens first to last-1 have the capitals of the name.
func (a *alias) spelled(f *field, first, last int32) bool {
	words := int8(0)
	for i := first; i < last && words < 32; i++ {
		t := &f.Tokens[i]
		if t.Kind == text.Mark || t.Is(text.Possessive) {
			continue
		}
		bit := uint32(1) << words
		if a.caps&bit != 0 && !t.Is(text.Capital) || a.upper&bit != 0 && !t.Is(text.Upper) {
			return false
		}
		words++
	}
	return true
}

// mention is a run of tokens that names an entity.
type mention struct {
	first, last int32 // tokens, last is one past the end
	entity      int32
	owner       bool // in the genitive, without an apostrophe
}

// mentions appends the entities that a field names, longest name first where
// names overlap, in reading order.
func (r *register) mentions(f *field, lang string, out []mention) []mention {
	hits := f.hits[byAlias]
	for i := 0; i < len(hits); {
		best := mention{last: -1}
		j := i
		for ; j < len(hits) && hits[j].First == hits[i].First; j++ {
			if a := &r.aliases[hits[j].Value]; !a.tail && hits[j].Last > best.last && r.speaks(a, lang) && r.fits(f, a, hits[j]) {
				best = mention{hits[j].First, hits[j].Last, a.entity, a.owner}
			}
		}
		if best.last < 0 {
			i = j
			continue
		}
		if later := r.longer(f, best, hits[j:]); later > 0 {
			i = j + later - 1
			continue
		}
		best.last = r.join(f, best, hits[j:])
		out = append(out, best)
		for i = j; i < len(hits) && hits[i].First < best.last; i++ {
		}
	}
	return out
}

// longer returns 1+place of a name that begins inside best, goes on beyond it
// and is longer: "The National" gives way to "National Crime Agency".
func (r *register) longer(f *field, best mention, after []text.Hit) int {
	for i, h := range after {
		if h.First >= best.last {
			break
		}
		if a := &r.aliases[h.Value]; h.Last > best.last && h.Last-h.First > best.last-best.first && !a.tail && r.fits(f, a, h) {
			return i + 1
		}
	}
	return 0
}

// speaks reports whether a name counts in texts of a language.
func (r *register) speaks(a *alias, lang string) bool {
	if a.owner && lang != "de" && lang != "nl" && !northern(lang) {
		return false
	}
	own := r.entities[a.entity].lang
	return own == "" || own == lang
}

// longerName reports whether the word before token i belongs to one name with it,
// of which the register knows only the end: "the Vellmark Wire". What a service
// is may stand there with a capital too, in German.
func longerName(f *field, i int32) bool {
	if i == 0 || f.Tokens[i].Flags&(text.Opens|text.Joined) != 0 {
		return false
	}
	t := &f.Tokens[i-1]
	if t.Kind != text.Word || !t.Is(text.Capital) || t.Is(text.Opens) || f.weekday(i-1) {
		return false
	}
	switch f.form(i - 1) {
	case "messenger", "messengern", "messengerdienst", "app", "dienst", "chatdienst", "anbieter", "firma", "krypto", "unternehmen", "start":
		return false
	}
	return true
}

func (r *register) fits(f *field, a *alias, h text.Hit) bool {
	if r.entities[a.entity].common && (f.lang == "en" || romance(f.lang)) && f.place != inTitle && h.Last == h.First+1 && f.insideName(h.First) {
		return false
	}
	if r.entities[a.entity].common && !a.owner && f.Tokens[h.First].Is(text.Opens) && (int(h.Last) == len(f.Tokens) || f.Fold(int(h.Last)) != "'") {
		return false
	}
	if r.entities[a.entity].common && f.place == inText && longerName(f, h.First) {
		return false
	}
	if a.quoted && !marked(f, h) {
		return false
	}
	if e := &r.entities[a.entity]; e.group == isOutlet && (e.common || strings.HasPrefix(e.name, "The ")) && f.place != inTitle && int(h.Last) < len(f.Tokens) {
		// "The National Gallery", "People's Liberation Front" are no outlets.
		if next := &f.Tokens[h.Last]; next.Kind == text.Word && next.Is(text.Capital) && next.Flags&(text.Opens|text.Joined) == 0 {
			return false
		}
	}
	return a.spelled(f, h.First, h.Last)
}

// insideName reports whether the word before an everyday word can only be a name
// that it is a part of: "the Vellmark Wire" is no messenger.
func (f *field) insideName(i int32) bool {
	if i == 0 || f.Tokens[i].Is(text.Joined) {
		return false
	}
	t := &f.Tokens[i-1]
	return t.Kind == text.Word && t.Flags&(text.Capital|text.Opens|text.Possessive|text.Upper) == text.Capital && !f.weekday(i-1) &&
		!f.in(i-1, determiners|prepositions|clauseWords|pronouns|nobodies|fillers|passives)
}

// weekday reports whether token i is a day that no paper is named for, before its
// name: "On Monday Wired reported". Of Sundays many are.
func (f *field) weekday(i int32) bool { return f.in(i, days) && f.form(i) != "sunday" }

// marked reports whether a name stands in quotation marks of its own.
func marked(f *field, h text.Hit) bool {
	if h.First == 0 || int(h.Last) >= len(f.Tokens) {
		return false
	}
	open, closing := f.Fold(int(h.First)-1), f.Fold(int(h.Last))
	return (open == "\"" || open == "'") && (closing == "\"" || closing == "'")
}

// join lengthens a name by the parts behind its "&" or its commas, which no
// phrase crosses.
func (r *register) join(f *field, m mention, after []text.Hit) int32 {
	last := m.last
	for int(last)+1 < len(f.Tokens) && (f.Fold(int(last)) == "&" || f.Fold(int(last)) == ",") {
		end := last
		for _, h := range after {
			if h.First > last+1 {
				break
			}
			if a := &r.aliases[h.Value]; h.First == last+1 && a.tail && a.entity == m.entity {
				end = max(end, h.Last)
			}
		}
		if end == last {
			break
		}
		last = end
	}
	return last
}

// body is the entity that speaks when e is named: itself or its owner.
func (r *register) body(e int32) *entity {
	x := &r.entities[e]
	if x.of >= 0 && (x.group == isBody || x.group == isOffice) {
		return &r.entities[x.of]
	}
	return x
}

package enrich

import (
	"regexp"
	"strings"

	"cipherdesk/internal/text"
)

// subjectOf names the subject of the verb at token k: the phrase right before it
// or before the aside that ends there. Companies count only where anybody does:
// what they "received", others may have counted.
func (c *counter) subjectOf(k, from int32, anybody bool) string {
	end := k
	if end > from+1 && c.d.lang == "fr" && c.form(end-1) == "a" { // "Europol a transmis"
		end--
	}
	for end > from && (c.in(end-1, auxiliaries) || adverb(c.form(end-1)) && c.d.lang == "en") && c.mentionAt(end-1) == nil {
		end--
	}
	if end > from && pronounOf(c.form(end-1)) { // "which"
		end--
	}
	if end > from && c.form(end-1) == ")" {
		for i := end - 2; i > from && i > end-8; i-- {
			if m := c.mentionAt(i); m != nil {
				return c.bodyName(m, anybody)
			}
		}
		return ""
	}
	if end > from && c.form(end-1) == "," {
		open := end - 2
		if end == k { // an aside lies between: "The study, which …, put"
			for open > from && c.form(open) != "," {
				open--
			}
			end = open
		} else {
			end--
		}
	}
	return c.nounEnding(end, from, anybody)
}

func adverb(f string) bool { return len(f) > 4 && strings.HasSuffix(f, "ly") }

// pronounOf reports whether a folded word is the subject of an aside.
func pronounOf(f string) bool {
	switch f {
	case "which", "who", "that", "qui", "que", "die", "der", "das", "che", "som", "dat", "ktora", "ktory":
		return true
	}
	return false
}

// nounWindow bounds the tokens of a phrase that names who counts.
const nounWindow = 7

// nounEnding names the body of the phrase that ends right before token end.
func (c *counter) nounEnding(end, from int32, anybody bool) string {
	if end <= from {
		return ""
	}
	if m := c.mentionAt(end - 1); m != nil {
		return c.bodyName(m, anybody)
	}
	for i := end - 1; i >= from && i > end-nounWindow; i-- {
		t := &c.Tokens[i]
		if t.Is(text.Possessive) && i > from { // "the trust's analysts"
			return c.nounEnding(c.possessor(i), from, anybody)
		}
		if t.Kind != text.Word && !t.Is(text.Glue) {
			break
		}
		if c.classes[i]&(isMaker|isStudy) != 0 && c.headNoun(i, end) {
			if c.obliqueAt(i, from) {
				return ""
			}
			first, last := i, i+1
			for first > from && c.nameWord(first-1) && !c.in(first-1, determiners) {
				first--
			}
			for last < end && c.nameWord(last) {
				last++
			}
			if last == i+1 && last+1 < end && c.in(last, prepositions) && c.nameWord(last+1) { // "la procura di Lodara"
				for last++; last < end && c.nameWord(last); {
					last++
				}
			}
			if maker := c.makerOf(i, from, end); maker != "" && c.classes[i]&isStudy != 0 {
				return maker
			}
			if first == i && last == i+1 {
				return either(c.ownerOf(i, from, anybody), c.commonNoun(i))
			}
			return c.slice(first, last)
		}
	}
	first := end
	for first > from && c.nameWord(first-1) {
		first--
	}
	if c.obliqueAt(first, from) {
		return ""
	}
	for first < end && (c.in(first, determiners) || c.Tokens[first].Is(text.Possessive)) {
		first++
	}
	owns := int(end) < len(c.Tokens) && c.ownsAt(end) && !dayWord(c.form(end-1)) // "Pingo's report"
	if end-first < 2 && !owns && !c.Tokens[min(first, end-1)].Is(text.Upper) && (first >= end || c.Tokens[first].Is(text.Opens) || c.d.lang == "de") {
		return ""
	}
	if first >= end || end == first+1 && (c.in(first, nobodies|thePersons|theThings|theGroups) || c.classes[first]&(isUnit|isMore) != 0) { // "Girls made up 81%"
		return ""
	}
	return c.slice(first, end)
}

// commonNoun returns the word at token i, with its capital where that is none of
// a sentence's opening.
func (c *counter) commonNoun(i int32) string {
	if t := &c.Tokens[i]; t.Is(text.Capital) && !t.Is(text.Opens) {
		return c.slice(i, i+1)
	}
	return strings.ToLower(c.slice(i, i+1))
}

// ownerOf names whose the body at token i is: "the Foundation's helpline".
func (c *counter) ownerOf(i, from int32, anybody bool) string {
	for k := i - 1; k > from && k > i-4 && (c.Tokens[k].Kind == text.Word || c.Tokens[k].Is(text.Possessive)); k-- {
		if c.Tokens[k].Is(text.Possessive) {
			return c.nounEnding(c.possessor(k), from, anybody)
		}
	}
	return ""
}

// possessor returns the token behind the owner that the apostrophe at token k
// marks.
func (c *counter) possessor(k int32) int32 {
	for k > 0 && (c.Tokens[k-1].Is(text.Possessive) || c.form(k-1) == "'") {
		k--
	}
	return k
}

// ownsAt reports whether the word before token i owns what follows: "Pingo's".
func (c *counter) ownsAt(i int32) bool {
	return c.Tokens[i].Is(text.Possessive) || int(i)+1 < len(c.Tokens) && c.Tokens[i+1].Is(text.Possessive)
}

// dayWord reports whether a folded word owns nothing: "Friday's report".
func dayWord(f string) bool {
	return strings.HasSuffix(f, "day") || f == "it" || f == "that" || f == "year"
}

// headNoun reports whether the word for a body at token i heads the phrase that
// ends before token end: "the police", not "former police officers".
func (c *counter) headNoun(i, end int32) bool {
	return i+1 == end || c.nameWord(i+1) || c.in(i+1, prepositions) || c.Tokens[i+1].Is(text.Glue)
}

// obliqueAt reports whether a preposition governs the phrase at token i, which
// is no subject then: "He will appear in court".
func (c *counter) obliqueAt(i, from int32) bool {
	for k := i - 1; k >= from && k > i-4; k-- {
		switch f := c.form(k); {
		case f == "in", f == "on", f == "at", f == "with", f == "to", f == "for", f == "from", f == "by", f == "against", f == "im", f == "mit", f == "bei", f == "dans", f == "avec", f == "con", f == "nel", f == "op", f == "met", f == "med", f == "w", f == "na":
			return true
		case together(f) && k > from && c.nameWord(k-1): // "forces in England and Wales"
			k--
		case !c.in(k, determiners):
			return false
		}
	}
	return false
}

// nameWord reports whether token i may belong to a name that nobody listed.
func (c *counter) nameWord(i int32) bool {
	t := &c.Tokens[i]
	return t.Kind == text.Word && t.Is(text.Capital) && c.classes[i]&isMonth == 0 && !c.in(i, prepositions) && !c.in(i, clauseWords)
}

// mentionAt returns the registered name that covers token i, nil for none.
func (c *counter) mentionAt(i int32) *mention {
	for k := range c.mentions {
		m := &c.mentions[k]
		if m.first > i {
			return nil
		}
		if i < m.last {
			return m
		}
	}
	return nil
}

// bodyName returns the name of a registered body that counts: a hotline, a
// police force, a regulator. A company's numbers others receive, and a
// government is many offices: they count only where anybody does.
func (c *counter) bodyName(m *mention, anybody bool) string {
	e := &c.entities[m.entity]
	if e.group == isPerson && anybody {
		return e.name
	}
	if e.group != isBody || !anybody && (e.kind == "company" || e.kind == "government") {
		return ""
	}
	return e.name
}

// bodyAt returns the body that stands behind articles at token i: the register's
// name, a row of capitals, or the word for a body.
func (c *counter) bodyAt(i, to int32) string {
	for i < to && c.in(i, determiners) && !c.Tokens[i].Is(text.Upper) && c.mentionAt(i) == nil {
		i++
	}
	if i >= to {
		return ""
	}
	if m := c.mentionAt(i); m != nil {
		return c.entities[m.entity].name
	}
	last := i
	for last < to && (c.Tokens[last].Kind == text.Word && c.Tokens[last].Is(text.Capital) || last > i && c.Tokens[last].Is(text.Glue)) {
		last++
	}
	for last > i+1 && c.Tokens[last-1].Is(text.Glue) { // "Vigil.net"
		if last < to && c.Tokens[last].Kind == text.Word && c.Tokens[last].Is(text.Joined) {
			last++
			break
		}
		last--
	}
	if c.d.lang == "de" && last == i+1 && !c.Tokens[i].Is(text.Upper) && i > 0 && (c.in(i-1, determiners) || c.form(i-1) == "vom") { // any noun has a capital
		if c.classes[i]&isMaker == 0 && !germanBody(c.form(i)) {
			return ""
		}
		return genitive.ReplaceAllString(c.slice(i, last), "$1")
	}
	if last > i {
		for last < to && c.d.lang != "de" && c.classes[last]&isMaker != 0 { // "Corrado police"
			last++
		}
		if last+1 < to && c.d.lang == "en" && c.form(last) == "of" && c.nameWord(last+1) { // "Trail of Bits"
			for last++; last < to && c.nameWord(last); {
				last++
			}
		}
		return c.slice(i, max(last, c.abbreviated(i, last, to)))
	}
	for k := i; k < min(to, i+3) && c.Tokens[k].Kind == text.Word; k++ {
		if c.classes[k]&isMaker != 0 {
			last := k + 1
			for last < to && c.nameWord(last) { // "la plateforme Vigil"
				last++
			}
			if last > k+1 {
				return c.slice(k, last)
			}
			return c.form(k)
		}
	}
	return ""
}

// abbreviated returns the token behind the abbreviation that ends a name which
// goes on in small letters: "Nationella operativa avdelningen (Noa)"; 0 for none.
func (c *counter) abbreviated(i, last, to int32) int32 {
	for k := last; k < min(last+4, to-2) && (c.Tokens[k].Kind == text.Word || c.form(k) == "("); k++ {
		if c.form(k) == "(" && k > last {
			if c.Tokens[k+1].Is(text.Capital) && c.form(k+2) == ")" && c.mentionAt(k+1) == nil {
				return k + 3
			}
			break
		}
		if c.in(k, prepositions|determiners|clauseWords|passives|auxiliaries) {
			break
		}
	}
	return 0
}

// germanBody reports whether a folded word of German ends as the names of
// authorities do: "Bundesinnenministeriums".
func germanBody(f string) bool {
	f = strings.TrimSuffix(strings.TrimSuffix(f, "s"), "e")
	for _, end := range [...]string{"ministerium", "amt", "behord", "institut", "verband", "zentral"} {
		if strings.HasSuffix(f, end) {
			return true
		}
	}
	return false
}

// nameBefore returns the body whose name stands before the study at token i:
// "Office for National Statistics figures".
func (c *counter) nameBefore(i, from int32) string {
	if c.d.lang != "en" || i <= from || c.form(i-1) == "information" { // of whose freedom?
		return ""
	}
	if yearly(c.form(i-1)) && i > from+1 { // "Lowen Trust annual report"
		i--
	}
	if m := c.mentionAt(i - 1); m != nil {
		if e := &c.entities[m.entity]; e.group == isBody {
			return e.name
		}
		return ""
	}
	first := i
	for first > from && (c.nameWord(first-1) && c.mentionAt(first-1) == nil || first > from+1 && first < i && (c.form(first-1) == "for" || c.form(first-1) == "of") && c.nameWord(first-2)) {
		first--
	}
	if first < i && (c.in(first, determiners) || c.Tokens[first].Is(text.Opens)) {
		first++
	}
	if i-first < 2 || first > from+1 && c.Tokens[first-1].Kind == text.Number && c.nameWord(first-2) { // the title "Best Towns", in "the Vigil 2025 Best Towns report"
		return ""
	}
	return c.slice(first, i)
}

// yearly reports whether a folded word says how often a report is made.
func yearly(f string) bool { return f == "annual" || f == "yearly" || f == "quarterly" }

// genitive takes the ending off "Bundeskriminalamts".
var genitive = regexp.MustCompile(`(amt|um|ut|and)e?s$`)

// maker names who made the study or record that an attribution names, where the
// sentence says so.
func (c *counter) maker(document string, first, last int32) string {
	word := text.Fold(document[strings.LastIndexByte(document, ' ')+1:])
	for i := first; i < last; i++ {
		if c.classes[i]&isStudy != 0 && c.form(i) == word {
			return c.makerOf(i, first, last)
		}
	}
	return ""
}

// spelledOut returns the registered name in brackets behind a name that an
// attribution cut short: "le Centre national … (NCMEC)".
func (c *counter) spelledOut(name string, from, to int32) string {
	if strings.IndexByte(c.Source[c.Tokens[from].Start:c.Tokens[to-1].End], '(') < 0 {
		return ""
	}
	for i := from; i+2 < to; i++ {
		if !c.sign(i, '(') {
			continue
		}
		m := c.mentionAt(i + 1)
		if m == nil || m.last >= to || c.form(m.last) != ")" {
			continue
		}
		if before := c.Source[c.Tokens[max(from, i-12)].Start:c.Tokens[i].Start]; strings.Contains(before, name) {
			return c.bodyName(m, true)
		}
	}
	return ""
}

// study names who made the study at token i, or it where that is not said.
func (c *counter) study(i, from, to int32) string {
	return either(c.makerOf(i, from, to), c.form(i))
}

// makerOf names who made the study at token i: "the regulator's annual report",
// "eine Umfrage von Mentana".
func (c *counter) makerOf(i, from, to int32) string {
	for k := i - 1; k > from && k > i-5; k-- {
		if c.Tokens[k].Is(text.Possessive) {
			end := c.possessor(k)
			owner := c.nounEnding(end, from, true)
			if owner == "" || c.mentionAt(end-1) != nil {
				return owner
			}
			if c.named(owner) == "" { // "the charity's figures"
				if name := c.antecedent(from, text.Fold(owner)); name != "" {
					return name
				}
			}
			return owner + c.Source[c.Tokens[end].Start:c.Tokens[i].End] // "the regulator's annual report"
		}
		if c.Tokens[k].Kind == text.Mark {
			break
		}
	}
	if who := c.nameBefore(i, from); who != "" {
		return who
	}
	if i+2 > to || int(i)+1 >= len(c.Tokens) {
		return ""
	}
	if c.d.lang == "pl" && i+2 < to && c.nameWord(i+1) { // "danych Komendy Głównej"
		return c.bodyAt(i+1, to)
	}
	switch c.form(i + 1) {
	case "by", "from", "of", "von", "der", "des", "vom", "de", "du", "del", "do", "da", "di", "della", "dell", "dello", "van", "fran", "fra", "av", "af", "z":
		if end := min(i+5, to); end > i+2 {
			k := i + 2
			if c.form(k) == "'" {
				k++
			}
			if !c.Tokens[k].Is(text.Capital) && !c.in(k, determiners) && c.classAt(k)&isMaker == 0 {
				if !c.nameWord(k+1) || c.in(k, pronouns) || c.d.lang == "de" {
					return ""
				}
				k++ // "expertisebureau Vigil"
			}
			return c.bodyAt(k, to)
		}
	}
	return ""
}

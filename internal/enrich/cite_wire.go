package enrich

import (
	"cipherdesk/internal/news"
	"cipherdesk/internal/text"
)

// isAgency is the kind of outlets whose name alone credits them: in brackets,
// or on a line of its own.
const isAgency = "agency"

// wire reports whether a name bears the marks that agency copy carries: "LONDON (Reuters) - ",
// "(NTB)", "Press Association" on a line of its own, "… – dpa" at the end.
func (v *view) wire(m mention) bool {
	if v.place != inText || v.entities[m.entity].kind != isAgency {
		return false
	}
	x := v.Paragraphs[v.paragraph(m.first)]
	lo, hi := m.first, m.last
	for lo > x.First && m.first-lo < longestPhrase && v.besideAgency(lo-1) {
		lo--
	}
	for hi < x.Last && hi-m.last < longestPhrase && v.besideAgency(hi) {
		hi++
	}
	opens := lo == x.First
	if from, _ := v.sentenceOf(m.first); lo == from {
		opens = true // "Con información de EFE.", "… el martes. EFE"
	}
	closes := hi == x.Last || hi == x.Last-1 && v.form(hi) == "."
	if closes && lo < m.first && v.form(lo) == "/" && v.form(hi-1) == "/" { // "/ritzau/"
		return true
	}
	switch {
	case opens:
		return closes
	case hi < x.Last && v.form(lo-1) == "(" && v.form(hi) == ")":
		return v.bracketed(x, lo-1, hi)
	}
	return closes && v.form(lo-1) == "-" && !v.Tokens[lo-1].Is(text.Joined)
}

// bracketed reports whether an agency in brackets stands where agencies do: in a
// dateline, or behind the last sentence of a paragraph. Elsewhere the brackets
// may hold the initials of a body: "Australian Federal Police (AFP)".
func (v *view) bracketed(x text.Range, open, end int32) bool {
	const dateline = 12 // tokens of a paragraph in which one ends
	if next := end + 1; next < x.Last && end-x.First < dateline {
		if v.form(next) == "." && next+1 < x.Last {
			next++
		}
		return v.form(next) == "-"
	}
	return end == x.Last-1 && (open == x.First || v.Tokens[open-1].Kind == text.Mark)
}

// besideAgency reports whether token i may stand beside the name of an agency
// that is credited by its name alone: another agency, a slash, "by".
func (v *view) besideAgency(i int32) bool {
	if e := v.entityAt(i); e != nil {
		return e.group == isOutlet // "Le Monde avec AFP"
	}
	if v.Tokens[i].Kind == text.Mark {
		f := v.form(i)
		return f == "/" || f == "," || f == "©" || f == ":"
	}
	if v.Tokens[i].Kind == text.Number {
		return i > 0 && v.form(i-1) == "©"
	}
	switch v.form(i) { // "Avec AFP", "Quelle: dpa"
	case "and", "und", "et", "y", "e", "og", "och", "en", "i", "with", "avec", "mit", "con", "com", "med", "met", "z", "via", "de",
		"source", "sources", "quelle", "quellen", "fuente", "fuentes", "fonte", "fonti", "kilde", "kalla", "bron", "zrodlo", "informacion", "informacoes", "informationen", "information", "material":
		return v.who[i] == 0 || v.entityAt(i) == nil
	}
	short := v.Tokens[i].End-v.Tokens[i].Start <= 4 && v.plainWord(i) // initials: "dpa/jk"
	return short && (v.form(i-1) == "/" || v.within(i+1) && v.form(i+1) == "/") || v.in(i, agents) && v.who[i] == 0
}

// pointedPress reads outlets that a noun stands for: "he told the newspaper",
// "sagte er dem Magazin". It is the outlet named last, if no other is named
// beside it.
func (v *view) pointedPress() {
	for _, k := range v.presses {
		if k == 0 || v.cues[k]&cueQuoted != 0 || !v.pressNoun(k) || !v.pointsBack(k) || v.namedBehind(k) {
			continue
		}
		from, _ := v.sentenceOf(k)
		m := mention{first: k, last: k + 1}
		c := v.leading(m, from)
		if c.relation != news.RelStatementTo && c.relation != news.RelSeenBy || v.refused(c, m) {
			continue
		}
		if name := v.lastPress(k); name != "" {
			v.credit(c, name)
		}
	}
}

// pressNoun reports whether token i stands for an outlet without being its
// name: any noun has a capital in German.
func (v *view) pressNoun(i int32) bool {
	if v.cues[i]&cuePress == 0 {
		return false
	}
	x := v.runAt(i)
	return v.who[i] == 0 || v.lang == "de" && x != nil && x.person < 0 && v.words(x.first, x.last) == 1
}

// pointsBack reports whether a noun has a definite article, or needs none.
func (v *view) pointsBack(i int32) bool {
	switch v.lang {
	case "sv", "da", "no", "pl":
		return true
	}
	switch v.form(i - 1) {
	case "the", "der", "dem", "das", "die", "le", "la", "l", "'", "au", "el", "al", "il", "alla", "o", "a", "ao", "de", "het":
		return true
	}
	return false
}

// namedBehind reports whether the name of an outlet follows its noun: "the
// newspaper Politiken", "the Harbour newspaper".
func (v *view) namedBehind(i int32) bool {
	for k := i + 1; int(k) < len(v.Tokens) && k < i+3; k++ {
		if v.who[k] != 0 {
			return true
		}
		if v.cues[k]&(cueEdge|cuePress) == 0 {
			break
		}
	}
	return v.who[i-1] != 0
}

// furthestPress bounds how many paragraphs before its noun an outlet is named.
const furthestPress = 2

// lastPress returns the outlet named last before a token, "" when the nearest
// sentence that names one names several.
func (v *view) lastPress(at int32) string {
	p, sentence, name := v.paragraph(at), -1, ""
	take := func(first int32, n string) bool {
		s := v.sentence(first)
		if p-v.paragraph(first) > furthestPress || sentence >= 0 && s != sentence {
			return false
		}
		if name != "" && name != n {
			name = ""
			return false
		}
		sentence, name = s, n
		return true
	}
	for i := at - 1; i >= 0 && at-i < 2*longestSentence; i-- {
		first, n := i, ""
		switch w := v.who[i]; {
		case w > 0:
			m := v.mentions[w-1]
			if first = m.first; v.entities[m.entity].group == isOutlet {
				n = v.entities[m.entity].name
			}
		case w < 0:
			x := &v.runs[-w-1]
			if first = x.first; v.isPressRun(x) {
				n = v.pressName(x)
			}
		}
		if n != "" && !take(first, n) {
			break
		}
		i = first
	}
	return name
}

// longestSource bounds the tokens of a line that names a source.
const longestSource = 32

// sourceList reads the lines under a heading such as "See also:", and those
// that begin with it: each that ends in a name credits it.
func (v *view) sourceList() {
	const lines = 8
	for p := range v.Paragraphs {
		x := v.Paragraphs[p]
		if v.cues[x.First]&cueSources == 0 {
			continue
		}
		colon := x.First
		for colon < x.Last-1 && colon < x.First+4 && v.form(colon) != ":" {
			colon++
		}
		switch {
		case v.form(colon) == ":" && colon < x.Last-1:
			v.sourceLine(text.Range{First: colon + 1, Last: x.Last})
		case x.Len() <= 4:
			for q := p + 1; q < len(v.Paragraphs) && q <= p+lines; q++ {
				v.sourceLine(v.Paragraphs[q])
			}
		}
	}
}

// onlyNames credits every outlet of a line that names nothing else: "Sources:
// Reuters, AP".
func (v *view) onlyNames(x text.Range) bool {
	named := 0
	for i := x.First; i < x.Last; i++ {
		e := v.entityAt(i)
		switch {
		case e != nil && e.group != isOutlet, e == nil && v.Tokens[i].Kind != text.Mark && !v.in(i, joints|determiners):
			return false
		case e != nil && (i == x.First || v.who[i] != v.who[i-1]):
			named++
		}
	}
	if named < 2 {
		return false
	}
	for i := x.First; i < x.Last; i++ {
		if e := v.entityAt(i); e != nil && (i == x.First || v.who[i] != v.who[i-1]) {
			m := v.mentions[v.who[i]-1]
			v.credit(credit{news.RelBasedOn, m.first, m.last}, e.name)
		}
		v.cues[i] |= cueQuoted // told
	}
	return true
}

// sourceLine credits the name that a line ends with, behind a dash or in
// brackets, or that fills it.
func (v *view) sourceLine(x text.Range) {
	if x.Len() > longestSource || v.onlyNames(x) {
		return
	}
	at, last := x.First, x.Last
	if v.form(last-1) == ")" {
		last--
	}
	for i := last - 2; i >= x.First; i-- {
		if f := v.form(i); last < x.Last && f == "(" || last == x.Last && f == "-" && !v.Tokens[i].Is(text.Joined) {
			at = i + 1
			break
		}
	}
	for i := x.First; i < x.Last; i++ {
		v.cues[i] |= cueQuoted // the title of something else
	}
	behind := at > x.First // a dash or a bracket
	for at < last-1 && v.in(at, determiners) && v.who[at] == 0 {
		at++
	}
	name, end := "", at
	if w := v.who[at]; w > 0 {
		m := v.mentions[w-1]
		name, end = v.body(m.entity).name, m.last
		if g := v.entities[m.entity].group; !behind && g != isOutlet || g == isLaw {
			return
		}
	} else if r := v.runAt(at); r != nil && (behind || r.press) {
		name, end = v.slice(r.first, r.last), r.last
	}
	if name != "" && (behind || end >= last-1) {
		v.credit(credit{news.RelBasedOn, x.First, x.Last}, name)
	}
}

package enrich

import (
	"slices"
	"strings"

	"cipherdesk/internal/news"
	"cipherdesk/internal/text"
)

// pressSuffixes end the names of papers that are one word: "Rheinpost",
// "Havenblad", "Stadskrant".
var pressSuffixes = [...]string{"zeitung", "kurier", "anzeiger", "blatt", "nachrichten", "rundschau", "rundfunk", "presse", "bote", "post", "funk",
	"blad", "krant", "courant", "bladet", "posten", "tidningen", "avisen", "avis"}

// pressWord reports whether token i is a word that names of outlets have: one
// of cues.yaml, or a compound that ends like a paper.
func (v *view) pressWord(i int32) bool {
	if v.cues[i]&cueOutlet != 0 {
		return true
	}
	if v.lang == "en" || romance(v.lang) { // which part their words
		return false
	}
	f := v.form(i)
	for _, end := range pressSuffixes {
		if len(f) > len(end)+2 && strings.HasSuffix(f, end) && f != "outpost" && f != "compost" && f != "signpost" {
			return true
		}
	}
	return false
}

// soundsLikePress reports whether a row of capitals reads like the name of an
// outlet: its last word, or its first, is one that such names have.
func (v *view) soundsLikePress(x *run) bool {
	first, last := x.first, x.last-1
	if first < last && v.in(first, titleArticles) {
		first++
	}
	for last > first && v.Tokens[last].Kind != text.Word {
		last--
	}
	if first == last && v.lang == "en" && v.cues[first]&(cuePress|cueOutlet) == cuePress|cueOutlet { // "TV", "radio", "magazine"
		return false
	}
	if first == last && v.lang == "de" && v.cues[first]&cueAnon != 0 { // "unter Berufung auf Insider"
		return false
	}
	return v.pressWord(last) && !v.owned(last) || last > first && v.pressWord(first) && (v.lang != "en" || v.cues[first]&cuePress != 0)
}

// owned reports whether the word behind a name makes it a thing of the outlet's:
// "the Mail app".
func (v *view) owned(i int32) bool {
	return v.lang == "en" && i+1 < int32(len(v.Tokens)) && (v.form(i+1) == "app" || v.form(i+1) == "box" || v.form(i+1) == "office")
}

// mostPress bounds the outlets of one text that the register does not know.
const mostPress = 50

// findPress marks the rows of capitals that name outlets the register does not
// know: by their words, by what stands before them ("the newspaper X"), or
// because another place of the text says so.
func (r *reader) findPress() {
	for place := range r.views {
		v := &r.views[place]
		for k := range v.runs {
			x := &v.runs[k]
			if x.person < 0 && (v.soundsLikePress(x) && !v.calledFirm(x) || v.calledPress(x) || v.pressFollows(x)) {
				x.press = true
				v.wholeTitle(k)
				if name := v.slice(x.first, x.last); len(r.press) < mostPress && !slices.Contains(r.press, name) {
					r.press = append(r.press, name)
				}
			}
		}
	}
	for place := range r.views {
		v := &r.views[place]
		for k := range v.runs { // "the Beacon", of Hallowmere
			if x := &v.runs[k]; x.person < 0 && !x.press && x.last == x.first+1 && slices.ContainsFunc(r.press, func(p string) bool { return strings.HasSuffix(p, " "+v.slice(x.first, x.last)) }) {
				x.press = true
			}
		}
	}
}

// wholeTitle lengthens the title of a Romance paper over "de X": "el diario El
// Faro de Levante".
func (v *view) wholeTitle(k int) {
	x := &v.runs[k]
	if !romance(v.lang) || int(x.last)+1 >= len(v.Tokens) || !v.in(x.last, titleLinks) || v.who[x.last] != 0 || k+1 == len(v.runs) || v.runs[k+1].first != x.last+1 {
		return
	}
	x.last = v.runs[k+1].last
	for t := x.first; t < x.last; t++ {
		v.who[t] = -int32(k) - 1
	}
}

// calledPress reports whether a word for outlets stands right before a name.
func (v *view) calledPress(x *run) bool {
	i := x.first - 1
	if i < 0 || v.Tokens[x.first].Is(text.Opens) {
		return false
	}
	if v.cues[i]&cueEdge != 0 && i > 0 { // the site "X"
		i--
	}
	return v.cues[i]&cuePress != 0 && v.cues[i]&(cueBody|cueFirm) == 0
}

// pressFollows reports whether a word for outlets alone stands right behind a
// name: "Police Professional magazine". Anybody has a website or a podcast.
func (v *view) pressFollows(x *run) bool {
	if v.lang != "en" || !v.within(x.last) || v.Tokens[x.last].Is(text.Capital) {
		return false
	}
	switch v.form(x.last) {
	case "newspaper", "magazine", "newswire", "broadcaster", "tabloid", "weekly", "daily", "radio", "television":
		return v.who[x.last] == 0
	case "news":
		return x.last+1 < int32(len(v.Tokens)) && (v.form(x.last+1) == "agency" || v.form(x.last+1) == "site" || v.form(x.last+1) == "outlet")
	}
	return false
}

// isPressRun reports whether a row of capitals names an outlet, here or
// elsewhere in the text.
func (v *view) isPressRun(x *run) bool {
	if x.press {
		return true
	}
	name := v.slice(x.first, x.last)
	for _, p := range v.reader.press {
		if p == name {
			return true
		}
	}
	return false
}

// capitalThe reports whether a name has its article in a capital, though no
// sentence opens there: "told The Ledger".
func (v *view) capitalThe(x *run) bool {
	i := x.first - 1
	return i >= 0 && v.Tokens[i].Is(text.Capital) && !v.Tokens[i].Is(text.Opens) && v.who[i] == 0 && v.Tokens[i].Kind == text.Word && v.in(i, determiners)
}

// titled reports whether the article that the name of an outlet begins with is one
// of a language.
func titled(lang, name string) bool {
	article, _, _ := strings.Cut(name, " ")
	switch article {
	case "The":
		return lang == "en"
	case "La", "Le":
		return lang != "en"
	case "Il", "Lo":
		return lang == "it"
	}
	return true
}

// pressName returns the name of an outlet as a page prints it: the register's,
// else the text's with its article where that has a capital, and without the
// ending of a German case.
func (v *view) pressName(x *run) string {
	first, last := x.first, x.last
	if int(last) < len(v.Tokens) && v.form(last) == "online" && v.Tokens[last].Is(text.Capital) {
		last++
	}
	name := v.slice(first, last)
	if i, known := v.byTail[name]; known && titled(v.lang, v.entities[i].name) { // the Danish "Information" is another, and so is the English "Post"
		return v.entities[i].name
	}
	switch opens := v.titleStart(x); {
	case opens < first:
		return v.slice(opens, last)
	case v.lang == "de":
		return undeclined(name)
	}
	for _, p := range v.reader.press { // the fullest form in the text
		if first == x.first && strings.HasSuffix(p, " "+name) {
			return p
		}
	}
	for k := range v.reader.found {
		if f := &v.reader.found[k]; first == x.first && f.Kind == news.CiteCredit && strings.HasSuffix(f.Source, " "+name) {
			return f.Source
		}
	}
	for k := range v.runs[:min(len(v.runs), mostRuns)] {
		if y := &v.runs[k]; y.first != x.first && v.slice(y.first, y.last) == name && v.capitalThe(y) {
			return v.slice(y.first-1, y.last)
		}
	}
	return name
}

// titleStart returns where the title of an outlet begins: at an article with a
// capital, or an elided one. Where that capital may be the sentence's, only
// titles of one word take it: "The Lantern", but "Carver City Sun".
func (v *view) titleStart(x *run) int32 {
	i := x.first - 1
	for i > 0 && v.who[i] == 0 && v.cues[i]&cueOther != 0 && v.Tokens[i].Is(text.Capital) && v.Tokens[i].Kind == text.Word && v.form(i-1) != "on" { // "The Sunday Ledger"
		i--
	}
	if i < x.first-1 {
		return i + 1
	}
	if i > 0 && v.form(i) == "'" && v.Tokens[i-1].Is(text.Capital) && v.form(i-1) == "l" {
		return i - 1
	}
	if i < 0 || v.who[i] != 0 || !v.Tokens[i].Is(text.Capital) || !v.in(i, titleArticles) || v.Tokens[i].Is(text.Opens) && v.words(x.first, x.last) > 1 {
		return x.first
	}
	return i
}

// undeclined returns a German name without the ending of its case: "der Neuen
// Hafenzeitung" is the Neue Hafenzeitung.
func undeclined(name string) string {
	first, rest, two := strings.Cut(name, " ")
	if two && strings.HasSuffix(first, "en") {
		return first[:len(first)-1] + " " + rest
	}
	return name
}

// unlistedBehind reads what an outlet that the register does not know is said
// to do: "The Lantern first reported", "as the Harbour Gazette reported".
func (v *view) unlistedBehind() {
	for k := range v.runs {
		x := &v.runs[k]
		m := mention{first: x.first, last: x.last}
		inMarks := v.nameInMarks(m) && !v.compound(m.last+1)
		if x.person >= 0 || v.cues[x.first]&cueQuoted != 0 && !inMarks || v.credited(x.first) || v.ofOutlet(x) || v.kindOfPress(k) {
			continue
		}
		press := v.isPressRun(x) || inMarks && v.lang != "en"
		if !press && v.lang == "de" { // where any noun has a capital
			continue
		}
		from, to := v.sentenceOf(x.first)
		c := v.following(m, to)
		if press && c.relation == "" {
			c = v.leading(m, from)
		}
		switch c.relation {
		case news.RelFirstReport:
			if !press && (x.body || v.first(c) != "first") {
				continue
			}
		case news.RelSeenBy:
			if !press && !v.capitalThe(x) && (x.body || v.lang == "en" || !v.docBefore(x.first)) {
				continue
			}
		case news.RelBasedOn:
			if !press && !v.asReported(x) && !v.reportedLast(x, to) || v.form(c.last-1) == "published" || c.first == x.first && v.staffed(x.last, c.last) {
				continue
			}
		case news.RelStatementTo, news.RelCoveredBy:
		default:
			continue
		}
		if v.lang != "en" && c.relation == news.RelBasedOn {
			c = v.firstOfAll(c, from, to)
		}
		if name := v.pressName(x); !v.refused(c, m) && !v.bareTitle(x, name) {
			v.credit(c, name)
		}
	}
}

// bareTitle reports whether the name of an outlet is, in English, only a word that
// titles end in, with a small article, and the text has no fuller one: "told the
// Post" is, as a rule, that paper's own copy.
func (v *view) bareTitle(x *run, name string) bool {
	return v.lang == "en" && x.last == x.first+1 && x.first > 0 && v.cues[x.first]&cueOutlet != 0 && v.cues[x.first]&cuePress == 0 &&
		v.form(x.first-1) == "the" && !v.Tokens[x.first-1].Is(text.Capital) && name == v.slice(x.first, x.last)
}

// kindOfPress reports whether a row is only the word for outlets before the name
// of one: "Tidningen Ny Teknik avslöjade".
func (v *view) kindOfPress(k int) bool {
	x := &v.runs[k]
	if x.last > x.first+1 || v.cues[x.first]&cuePress == 0 || !v.within(x.last) {
		return false
	}
	e := v.entityAt(x.last)
	return e != nil && e.group == isOutlet || v.runAt(x.last) != nil
}

// compound reports whether a hyphen at token i hangs a noun on the words before
// it: the figure of »X«-Figur.
func (v *view) compound(i int32) bool {
	return v.within(i) && v.form(i) == "-" && v.Tokens[i].Is(text.Joined)
}

// staffed reports whether people stand between a name and its verb: "HR leaders
// report".
func (v *view) staffed(lo, hi int32) bool {
	for i := lo; i < hi; i++ {
		if v.cues[i]&(cueAnon|cueMany) != 0 {
			return true
		}
	}
	return false
}

// ofOutlet reports whether a name belongs to an outlet: "the BBC's Panorama".
func (v *view) ofOutlet(x *run) bool {
	i := x.first - 1
	if i < 2 || !v.Tokens[i].Is(text.Possessive) {
		return false
	}
	for i > 0 && v.Tokens[i].Is(text.Joined) {
		i--
	}
	e := v.entityAt(i)
	return e != nil && e.group == isOutlet
}

// credited reports whether a credit rests on token i already.
func (v *view) credited(i int32) bool {
	for k := len(v.reader.found) - 1; k >= 0; k-- {
		x := &v.reader.found[k]
		if x.Kind == news.CiteCredit && x.place == v.place && x.first <= i && i < x.last {
			return true
		}
	}
	return false
}

// first returns "first" when the words of a credit say that something was
// reported first, in any language, and not merely revealed.
func (v *view) first(c credit) string {
	for i := c.first; i < c.last; i++ {
		switch v.form(i) {
		case "first", "broke", "zuerst", "erste", "erster", "premier", "primero", "primera", "primicia", "eerste", "primo", "prima", "exclusively", "adelanto", "anticipato":
			return "first"
		}
	}
	return ""
}

// reportedLast reads ", X reported" at the end of a sentence: whoever is told so
// last, without "that", is an outlet, unless the register knows better.
func (v *view) reportedLast(x *run, to int32) bool {
	i := x.first - 1
	for i > 0 && v.who[i] == 0 && v.in(i, determiners) {
		i--
	}
	if i < 1 || v.lang != "en" || v.form(i) != "," || v.form(i-1) == "," || x.body || !v.within(x.last) {
		return false
	}
	f, next := v.form(x.last), x.last+1
	return (f == "reported" || f == "reports") && (next >= to || v.form(next) == "." || v.form(next) == "on" && to-next < 5)
}

// asReported reads "as X reported" and the like before an unlisted name.
func (v *view) asReported(x *run) bool {
	i := x.first - 1
	for i >= 0 && v.who[i] == 0 && v.in(i, determiners) {
		i--
	}
	if i < 0 || !v.in(i, asTolds) {
		return false
	}
	return int(x.last) < len(v.Tokens) && v.cues[x.last]&cueReports != 0
}

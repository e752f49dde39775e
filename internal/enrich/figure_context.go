package enrich

import (
	"math"
	"strings"

	"cipherdesk/internal/news"
	"cipherdesk/internal/text"
)

// refersBack reports whether a number counts what was named before: "of which",
// "of them", "davon".
func (c *counter) refersBack(k int32) bool {
	n := int32(len(c.Tokens))
	if k >= n {
		return false
	}
	next := ""
	if k+1 < n {
		next = c.form(k + 1)
	}
	switch c.form(k) {
	case "delle", "dei", "degli", "das", "dos":
		return next == "quali" || next == "quais" || next == "loro"
	case "desquels", "desquelles":
		return true
	case "of", "in", "d", "de", "di", "von", "van":
		if (next == "los" || next == "las") && c.form(k+2) == "cuales" {
			return true
		}
		switch next {
		case "which", "whom", "them", "us", "you", "euch", "uns", "vous", "nous", "nosotros", "jullie", "ons", "cui", "ihnen", "entre", "ellos", "ellas", "denen", "hen", "loro":
			return true
		case "these", "those":
			return c.classAt(k+2)&isUnit == 0
		}
	case "av", "af", "z":
		return next == "dem" || next == "er" || next == "oss" || next == "jer" || next == "dere" || next == "os" || next == "nas" || next == "was" || next == "dessa" || next == "disse" || next == "nich" || next == "tych" || next == "dessen"
	case "davon", "darunter", "dont", "waarvan", "daarvan", "varav", "heraf", "hvorav":
		return true
	}
	return false
}

// unitFromContext gives a bare number the unit it shares with its neighbours.
func (c *counter) unitFromContext(q quantity) quantity {
	if q.last == 0 {
		return q
	}
	if unit := c.opposed(q); unit != "" {
		q.unit = unit
		return q
	}
	if unit := c.sharedAhead(q.last); unit != "" && !(unit == percent && (q.scaled || q.low > 100)) {
		q.unit = unit
		return q
	}
	if c.corrects(q) && !q.scaled && q.low <= 100 && c.found[len(c.found)-1].Unit == percent && !c.refersBack(q.last) {
		q.unit = percent
		return q
	}
	if unit := c.totalOf(q); unit != "" {
		q.unit = unit
		return q
	}
	if c.spokenOf(q.last) {
		if q.unit = either(c.totalIn(q), c.unitBefore(q)); q.unit == "" {
			return quantity{}
		}
		return q
	}
	if unit := c.equated(q); unit != "" {
		q.unit = unit
		return q
	}
	if unit := c.wholeOf(q); unit != "" {
		q.unit = unit
		return q
	}
	if unit := c.against(q); unit != "" {
		q.unit = unit
		return q
	}
	were := ""
	if q.low == math.Trunc(q.low) && !(q.first > 0 && c.nameWord(q.first-1) && !c.Tokens[q.first-1].Is(text.Opens)) { // no version was released
		were = c.whoWere(q.last)
	}
	if c.partBefore(q.first) || were != "" || c.thereWere(q) || c.moved(q) || c.classBefore(q.first)&isMore != 0 || c.compared(q.last) {
		if q.unit = either(c.unitBefore(q), were); q.unit == "" {
			return quantity{}
		}
		return q
	}
	if unit := c.votesOrPlaces(q); unit != "" {
		q.unit = unit
		return q
	}
	recurs := c.classAt(q.last)&isRecurring != 0
	back := c.refersBack(q.last)
	w, _ := c.wordBefore(q.first, isBefore)
	if !back && !recurs && !q.scaled && (q.low < 1000 || w == nil && !c.separated(q)) && !c.corrects(q) {
		return quantity{}
	}
	q.unit = c.unitBefore(q)
	if q.unit == "" && !recurs && !q.scaled {
		return quantity{}
	}
	return q
}

// against gives a bare number that another stands against the unit of that one:
// "96 reports, compared with 41 in 2022", "frente a 41".
func (c *counter) against(q quantity) string {
	if len(c.found) == 0 || q.low == math.Trunc(q.low) && q.low > 1900 && q.low < 2100 && !c.separated(q) {
		return ""
	}
	b := &c.found[len(c.found)-1]
	if b.place != c.place || !news.CountsThings(b.Unit) || c.sentence(b.quantity.first) != c.sentence(q.first) {
		return ""
	}
	if k := q.last; int(k) < len(c.Tokens) && c.Tokens[k].Kind == text.Word && !c.in(k, prepositions|determiners|clauseWords) && c.classes[k]&(isRelative|isRecurring|isPast) == 0 && c.form(k) != "im" {
		return ""
	}
	k := q.first
	if w, first := c.wordBefore(k, isBefore); w != nil {
		k = first
	}
	for k > b.quantity.last+1 && c.in(k-1, determiners) && c.form(k-1) != "a" {
		k--
	}
	if k-1 < b.quantity.last || !opposes(c.form(k-1), c.form(max(0, k-2)), c.d.lang) {
		return ""
	}
	return b.Unit
}

// opposes reports whether a folded word, with the one before it, sets a number
// against another.
func opposes(f, before, lang string) bool {
	switch lang {
	case "en":
		return f == "against" || f == "versus" || (f == "with" || f == "to") && before == "compared" || f == "from" && (before == "up" || before == "down")
	case "de":
		return f == "gegenuber" || f == "nach" && before == "," || f == "mit" && (before == "verglichen" || before == "vergleich")
	case "fr":
		return f == "contre" || f == "a" && before == "rapport"
	case "es":
		return f == "a" && before == "frente" || f == "contra" || f == "con" && before == "comparacion"
	case "it":
		return f == "contro" || (f == "a" || f == "ai" || f == "alle") && before == "rispetto"
	case "pt":
		return f == "contra" || f == "a" && before == "face"
	case "nl":
		return f == "tegen" || f == "tegenover" || f == "met" && before == "vergeleken"
	case "sv", "no", "da":
		return f == "mot" || f == "mod" || f == "med" && (before == "jamfort" || before == "sammenlignet" || before == "sammenliknet")
	case "pl":
		return f == "wobec" || f == "z" && before == "porownaniu"
	}
	return false
}

// partBefore reports whether a number is a part of the one before it: "dont 317
// en France", "of whom 96".
func (c *counter) partBefore(i int32) bool {
	from, _ := c.near(i)
	if n := len(c.found); n > 0 { // "Of 300 alerts, 280 were false"
		if b := &c.found[n-1]; b.place == c.place && b.quantity.first > from && b.quantity.first <= from+2 && refersWhole(c.form(from)) && news.CountsThings(b.Unit) {
			return true
		}
	}
	for k := i - 1; k >= max(from, i-partWindow) && c.Tokens[k].Kind != text.Number; k-- {
		switch c.form(k) {
		case "onder": // "onder 3.200 scholieren" were asked
			_, last := c.plainNoun(c.digitsEnd(i))
			return last == 0
		case "dont", "davon", "darunter", "waarvan", "daarvan", "varav", "heraf", "herunder", "hvorav":
			return true
		case "which", "whom", "cui", "cuales", "quais", "quali", "denen", "lesquels", "lesquelles":
			return k == i-1 && i > 1
		case "these", "those", "them", "eux", "elles", "ellos", "ellas", "questi", "queste", "diesen", "deles", "delas":
			return k > from && k <= from+1 && c.in(k-1, prepositions) // "Of those, 61"
		}
	}
	return false
}

// thereWere reports whether a bare number stands for what the text counted
// before: "when it began there were 22", "he added that 11 had agreed".
func (c *counter) thereWere(q quantity) bool {
	i, n := q.first, int32(len(c.Tokens))
	if i < 2 || q.scaled {
		return false
	}
	if b := c.lastCounted(); b == nil || c.sentence(q.first)-c.sentence(b.quantity.first) > 1 {
		return false
	}
	if q.last >= n || c.Tokens[q.last].Kind == text.Mark {
		switch c.form(i - 1) {
		case "were", "are", "is", "was", "only", "es", "nur", "etaient", "sont", "eran", "son", "erano", "sono", "nog", "er", "eram":
			return true
		}
		return false
	}
	switch c.form(q.last) {
	case "had", "have", "were", "are":
		f := c.form(i - 1)
		return f == "that" || f == "and" || f == "but" || f == "while" || c.Tokens[i-1].Kind == text.Mark && f != "-"
	}
	return false
}

// whoWere returns the unit of those of whom only what became of them is said,
// behind token k: "37 were arrested", "45 have been charged".
func (c *counter) whoWere(k int32) string {
	n := int32(len(c.Tokens))
	from := k
	for k < n && k < from+3 && c.in(k, passives|auxiliaries) {
		k++
	}
	if w, _ := c.word(k, isBefallen); w != nil && k > from {
		return w.name
	}
	return ""
}

// spokenOf reports whether a text talks of a number as such: "the 47,000 figure".
func (c *counter) spokenOf(k int32) bool {
	if int(k) >= len(c.Tokens) {
		return false
	}
	switch c.form(k) {
	case "figure", "number", "total", "tally", "estimate", "count":
		return true
	}
	return false
}

// totalIn returns what the sentence of a number says that a number is of: "the
// number of victims".
func (c *counter) totalIn(q quantity) string {
	from, to := c.near(q.first)
	for i := from; i < to; i++ {
		if _, last := c.word(i, isTotal); last > 0 && last < to {
			if unit, _, _ := c.listedNoun(last, &q); unit != "" {
				return unit
			}
		}
	}
	return ""
}

// moved reports whether a bare number is the old or the new one of a change:
// "i casi sono passati da 430 a 612".
func (c *counter) moved(q quantity) bool {
	if q.first == 0 || !c.hasClass(q.first, isChange) {
		return false
	}
	switch c.form(q.first - 1) {
	case "from", "von", "de", "da", "van", "fra", "fran", "z":
		return int(q.last) < len(c.Tokens) && changeTo(c.form(q.last))
	}
	if n := len(c.found); n > 0 && changeTo(c.form(q.first-1)) {
		b := &c.found[n-1]
		return b.place == c.place && (b.bare || b.Unit == percent) && b.quantity.last == q.first-1 // also "by 18 percent to 5,300"
	}
	return false
}

func changeTo(f string) bool {
	switch f {
	case "to", "auf", "a", "naar", "til", "till", "para", "do":
		return true
	}
	return false
}

// refersWhole reports whether a folded word opens a sentence that counts a part:
// "Of the 300 alerts".
func refersWhole(f string) bool {
	switch f {
	case "of", "von", "sur", "de", "di", "van", "av", "af":
		return true
	}
	return false
}

// partWindow bounds the tokens between "of those" and the number.
const partWindow = 4

// classBefore returns what the words right before token i do.
func (c *counter) classBefore(i int32) figureClass {
	if i == 0 {
		return 0
	}
	return c.classes[i-1]
}

// compared reports whether the words behind a bare number set it beside another
// count of the same: "340 mehr als im Jahr davor".
func (c *counter) compared(k int32) bool {
	if int(k)+1 >= len(c.Tokens) {
		return false
	}
	switch c.form(k) {
	case "more", "fewer", "less", "mehr", "weniger", "meer", "minder", "mas", "menos", "mais", "fler", "flere", "faerre":
		switch c.form(k + 1) {
		case "than", "als", "dan", "que", "do", "an", "enn", "end":
			return true
		}
	case "de", "in":
		return c.form(k+1) == "plus" || c.form(k+1) == "moins" || c.form(k+1) == "piu" || c.form(k+1) == "meno"
	}
	return false
}

// votes is the unit of ballots.
const votes = "votes"

// opposed gives votes to two bare numbers that stand against each other where a
// sentence tells of a ballot: "by 458 to 64", "passed it 231-187".
func (c *counter) opposed(q quantity) string {
	if q.scaled || q.ranged || q.vague || !c.hasClass(q.first, isBallot) {
		return ""
	}
	n := int32(len(c.Tokens))
	if k := q.last; k+1 < n && against(c.form(k)) && c.Tokens[k+1].Kind == text.Number && c.classBefore(q.first)&isBefore == 0 && c.form(max(q.first-1, 0)) != "from" {
		if end := c.digitsEnd(k + 1); c.form(k) == "-" && !c.unitFollows(end) || !c.unitFollows(end) && (end >= n || c.endsPhrase(end) || c.Tokens[end].Kind == text.Mark) || c.unitNamed(end) == votes {
			return votes
		}
	}
	if i := q.first; i > 0 && against(c.form(i-1)) && len(c.found) > 0 {
		if b := &c.found[len(c.found)-1]; b.place == c.place && b.Unit == votes && b.quantity.last == i-1 {
			return votes
		}
	}
	return ""
}

func against(f string) bool {
	switch f {
	case "to", "-", "against", "zu", "gegen", "contre", "contra", "a", "contro", "tegen", "mot", "mod":
		return true
	}
	return false
}

// unitNamed returns the listed unit at token k.
func (c *counter) unitNamed(k int32) string {
	if w, _ := c.word(k, isUnit); w != nil {
		return w.name
	}
	return ""
}

// hasClass reports whether a word of the class stands in the sentence of token i.
func (c *counter) hasClass(i int32, class figureClass) bool {
	return c.read(i).does&class != 0
}

// votesOrPlaces gives a bare number the unit of the one before it where the words
// behind it say where those counted stand: "38 in Australia, 11 in Ireland",
// "12 were in favour, 9 against".
func (c *counter) votesOrPlaces(q quantity) string {
	n := int32(len(c.Tokens))
	b := c.lastCounted()
	if b == nil || q.last+1 >= n || q.scaled {
		return ""
	}
	f := c.form(q.last)
	place := (f == "in" || f == "en" || f == "a") && c.Tokens[q.last+1].Is(text.Capital) && c.sentence(b.quantity.first) == c.sentence(q.first)
	vote := (sides(f) || (f == "were" || f == "are") && c.form(q.last+1) == "in") && c.paragraph(b.quantity.first) == c.paragraph(q.first)
	if place || vote {
		return b.Unit
	}
	return ""
}

// totalWindow bounds the tokens between "the number of" and the number.
const totalWindow = 18

// totalOf finds the unit of a number that a sentence states behind what it
// counts: "The number of arrests is now 45".
func (c *counter) totalOf(q quantity) string {
	from, _ := c.near(q.first)
	for i := q.first - 1; i >= max(from, q.first-totalWindow); i-- {
		if c.Tokens[i].Kind == text.Number {
			return ""
		}
		w, last := c.word(i, isTotal)
		if last == 0 || last > q.first {
			continue
		}
		if w.name != "" {
			return w.name // "the death toll"
		}
		if c.form(last) == "'" {
			last++
		}
		unit, end, _ := c.listedNoun(last, &q)
		if unit == "" {
			unit, end = c.plainNoun(last)
		}
		if end > 0 && end < q.first {
			return unit
		}
	}
	return ""
}

// equated finds the listed noun of which a bare number is said: "arrests now
// stand at 45", "gli arresti sono stati 108".
func (c *counter) equated(q quantity) string {
	k := q.first
	if w, first := c.wordBefore(k, isBefore); w != nil {
		k = first
	}
	end := int(q.last) >= len(c.Tokens) || c.Tokens[q.last].Kind == text.Mark || c.in(q.last, prepositions|clauseWords)
	if w, _ := c.wordBefore(k, isDoing); w != nil && end {
		return w.name // "police arrest 37"
	}
	from, _ := c.near(q.first)
	if k > from+1 && numberNoun(c.form(k-2)) && (copulaWord(c.form(k-1)) || c.in(k-1, passives)) || k > from+1 && numberNoun(c.form(k-1)) && copulaWord(c.form(k-2)) {
		return c.unitBefore(q) // "the figure was 640 a year earlier"
	}
	w, first := c.wordBefore(k, isReach)
	copula := w != nil
	if copula {
		k = first
	} else if k > from+1 && c.classes[k-2]&isChange != 0 && changed(c.form(k-1)) { // "rose to 450", "fell by 300"
		k, copula = k-2, true
	}
	for k > from && (c.in(k-1, passives|auxiliaries) || copulaWord(c.form(k-1))) {
		copula = copula || c.in(k-1, passives) || copulaWord(c.form(k-1))
		k--
	}
	if !copula || !end {
		return ""
	}
	for i := max(from, k-2); i < k; i++ {
		if u, last := c.word(i, isUnit); u != nil && last == k && !u.duration {
			return u.name
		}
	}
	return ""
}

// wholeOf gives the whole of a part the part's unit: "otto Paesi su 27".
func (c *counter) wholeOf(q quantity) string {
	if len(c.found) == 0 || q.first == 0 {
		return ""
	}
	switch c.form(q.first - 1) {
	case "su", "sur", "von", "av", "af", "of":
	default:
		return ""
	}
	b := &c.found[len(c.found)-1]
	if b.place != c.place || b.quantity.last != q.first-1 || !news.CountsThings(b.Unit) || b.low >= q.low {
		return ""
	}
	return b.Unit
}

// numberNoun reports whether a folded word stands for a count that was named
// before.
func numberNoun(f string) bool {
	switch f {
	case "figure", "number", "total", "tally", "count", "zahl", "chiffre", "nombre", "cifra", "numero", "aantal", "cijfer", "tallet", "antallet", "siffran", "antalet", "liczba":
		return true
	}
	return false
}

// changed reports whether a folded word stands between a rise or fall and how
// far, or by how much.
func changed(f string) bool {
	switch f {
	case "to", "by", "auf", "um", "von", "de", "a", "di", "naar", "met", "til", "till", "med", "para", "em", "do", "o":
		return true
	}
	return false
}

// copulaWord reports whether a folded word says that a noun is so many.
func copulaWord(f string) bool {
	switch f {
	case "are", "were", "is", "sind", "waren", "sont", "etaient", "son", "eran", "fueron", "sono", "erano", "state", "stati", "zijn", "sao", "foram", "eram", "ar", "er", "var":
		return true
	}
	return false
}

// separated reports whether a number is written with separators of thousands,
// as counts are and codes are not.
func (c *counter) separated(q quantity) bool {
	return strings.ContainsAny(c.slice(q.number, q.number+1), ".,") || q.last > q.number+1
}

// corrects reports whether a bare number stands against the one before: "not
// 47", "the ministry says 40".
func (c *counter) corrects(q quantity) bool {
	if len(c.found) == 0 || q.first == 0 {
		return false
	}
	b := &c.found[len(c.found)-1]
	if b.place != c.place || c.sentence(b.quantity.first) != c.sentence(q.first) {
		return false
	}
	before := q.first - 1
	if before > 0 && c.in(before, determiners) {
		before--
	}
	switch c.form(before) {
	case "from", "than", "not", "nicht", "pas", "no", "niet", "non", "says", "said", "to", "against", "contre", "contra", "gegen", "tegen", "contro", "auf", "op":
		return true
	}
	return false
}

// sharedAhead finds the unit at the end of an enumeration: "12, 15 and 25
// years", "47 or 49 signatories", "from 5 to 10 percent".
func (c *counter) sharedAhead(k int32) string {
	n := int32(len(c.Tokens))
	for range 6 {
		joined, or := false, false
		for k < n && (c.form(k) == "," || enumerates(c.form(k))) {
			joined, or = true, or || c.form(k) == "or" || c.form(k) == "oder" || c.form(k) == "ou"
			k++
		}
		if !joined || k >= n {
			return ""
		}
		if w, last := c.word(k, isNumber); w != nil {
			k = last
		} else if c.Tokens[k].Kind == text.Number && !c.isYear(k, k+1) {
			k = c.digitsEnd(k)
		} else {
			return ""
		}
		if c.percentEnd(k) > k {
			return percent
		}
		if w, _ := c.word(k, isUnit); w != nil {
			return w.name
		}
		if or {
			unit, _ := c.plainNoun(k)
			return unit
		}
	}
	return ""
}

func enumerates(f string) bool {
	switch f {
	case "and", "or", "to", "und", "oder", "bis", "auf", "et", "ou", "y", "o", "e", "en", "of", "tot":
		return true
	}
	return false
}

// unitBefore finds the unit named before a bare number: in its sentence, else
// that of the figure before it in the paragraph.
func (c *counter) unitBefore(q quantity) string {
	from, _ := c.near(q.first)
	second := ""
	origin := c.fromPlace(q.last) // "darunter 20 aus Österreich" are no countries
	for n := len(c.found) - 1; n >= 0; n-- {
		b := &c.found[n]
		if b.place != c.place || b.quantity.first < from {
			break
		}
		if news.CountsThings(b.Unit) && !(origin && isPlace(b.Unit)) {
			return b.Unit
		}
	}
	for i := q.first - 1; i >= from; i-- {
		if w, last := c.word(i, isUnit); w != nil && last < q.first && !w.duration && !(origin && isPlace(w.name)) { // right before it stands a verb: "counts 610"
			return w.name
		}
	}
	for n := len(c.found) - 1; n >= 0; n-- {
		b := &c.found[n]
		if b.place != c.place || c.paragraph(b.quantity.first) != c.paragraph(q.first) {
			break
		}
		if news.CountsThings(b.Unit) {
			if b.scaled == q.scaled {
				return b.Unit // millions follow millions
			}
			second = either(second, b.Unit)
		}
	}
	if s := c.sentence(q.first); second == "" && s > 0 && c.refersBack(q.last) { // "Submissions closed in May. It received 1,127 of them"
		for r := c.Sentences[s-1]; r.Last > r.First; r.Last-- {
			if w, _ := c.word(r.Last-1, isUnit); w != nil && !w.duration {
				return w.name
			}
		}
	}
	return second
}

// lastCounted returns the last figure of the field that counts things, past the
// two shares behind it: "15 states with 65 percent of the people"; nil without.
func (c *counter) lastCounted() *counted {
	for n := len(c.found) - 1; n >= max(0, len(c.found)-3) && c.found[n].place == c.place; n-- {
		if news.CountsThings(c.found[n].Unit) {
			return &c.found[n]
		}
	}
	return nil
}

// fromPlace reports whether the words behind a number say from where.
func (c *counter) fromPlace(k int32) bool {
	if int(k)+1 >= len(c.Tokens) || !c.Tokens[k+1].Is(text.Capital) {
		return false
	}
	switch c.form(k) {
	case "from", "in", "aus", "de", "du", "en", "uit", "da", "dall", "fra", "fran", "z":
		return true
	}
	return false
}

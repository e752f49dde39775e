package enrich

import (
	"strings"

	"cipherdesk/internal/news"
	"cipherdesk/internal/text"
)

// percent is the unit of percentages: 90 means 90 %.
const percent = "percent"

// ranged reads the second number of a range: "40 to 50", "10–12%", "between 5
// and 6 million".
func (c *counter) ranged(q quantity) quantity {
	if q.vague || q.unit == fraction {
		return q
	}
	next := c.rangeLink(q, c.percentEnd(q.last))
	if next == 0 || int(next) >= len(c.Tokens) {
		return q
	}
	for moneySign(c.Text(int(next))) != "" && int(next)+1 < len(c.Tokens) {
		next++
	}
	var high quantity
	if c.Tokens[next].Kind == text.Number {
		high, _ = c.inDigits(next)
	} else if c.classes[next]&(isNumber|isCollective) != 0 {
		high = c.inWords(next)
	}
	if high.last == 0 || high.unit != "" {
		return q
	}
	if high.scaled && !q.scaled && q.low < high.base*100 && q.low < 1000 {
		q.low *= high.low / high.base
	}
	if high.low <= q.low {
		return q
	}
	q.high, q.last, q.ranged, q.scaled = high.low, high.last, true, q.scaled || high.scaled
	return q
}

// percentEnd passes over a percent sign or word at token k.
func (c *counter) percentEnd(k int32) int32 {
	if int(k) < len(c.Tokens) && c.Fold(int(k)) == "%" {
		return k + 1
	}
	if _, last := c.word(k, isPercent); last > 0 {
		return last
	}
	return k
}

// rangeLink returns the token behind the word or dash that joins a range, 0
// when there is none. "From X to Y" is no range where something rose or fell.
func (c *counter) rangeLink(q quantity, k int32) int32 {
	n := int32(len(c.Tokens))
	if k+1 >= n {
		return 0
	}
	w, _ := c.wordBefore(c.moneyStart(q.first), isBefore)
	open := w != nil && w.name == string(news.BoundBetween)
	f, lang := c.Fold(int(k)), c.d.lang
	switch {
	case f == "-":
		if c.Tokens[k].Is(text.Joined) && c.Tokens[k+1].Is(text.Joined) || open {
			return k + 1
		}
	case open && (f == "and" || f == "und" || f == "et" || f == "y" || f == "e" || f == "en" && lang == "nl"):
		return k + 1
	case f == "to" || f == "bis" || f == "tot" && lang == "nl" || f == "a" && (lang == "fr" || lang == "es" || lang == "it"):
		if !c.changes(q.first) {
			return k + 1
		}
	}
	return 0
}

// changes reports whether the sentence of token i tells of a rise or fall.
func (c *counter) changes(i int32) bool {
	first, last := c.near(i)
	for t := first; t < last; t++ {
		if c.classes[t]&isChange != 0 {
			return true
		}
	}
	return false
}

// moneySign returns the currency of a sign, "" for none.
func moneySign(s string) string {
	switch s {
	case "£":
		return "GBP"
	case "$":
		return "USD"
	case "€":
		return "EUR"
	case "₹":
		return "INR"
	case "¥":
		return "JPY"
	}
	return ""
}

// moneyBefore reports whether a currency stands right before token i.
func (c *counter) moneyBefore(i int32) bool { return c.moneyStart(i) < i }

// moneyStart returns the token where a currency before token i begins, i
// itself when there is none.
func (c *counter) moneyStart(i int32) int32 {
	if i == 0 {
		return i
	}
	if moneySign(c.Text(int(i)-1)) != "" {
		if i > 1 && c.Tokens[i-1].Is(text.Joined) && dollarPrefix(c.Fold(int(i)-2)) {
			return i - 2
		}
		return i - 1
	}
	if w, first := c.wordBefore(i, isMoney); w != nil && (c.Tokens[first].Is(text.Upper) || w.name == "INR") {
		return first
	}
	return i
}

func dollarPrefix(f string) bool {
	return f == "us" || f == "a" || f == "au" || f == "c" || f == "ca" || f == "nz" || f == "hk"
}

// currency returns the currency before token i.
func (c *counter) currency(i int32) string {
	first := c.moneyStart(i)
	if first == i {
		return ""
	}
	sign := moneySign(c.Text(int(i) - 1))
	if sign == "" {
		w, _ := c.wordBefore(i, isMoney)
		return w.name
	}
	if first == i-2 && sign == "USD" {
		switch c.Fold(int(first)) {
		case "a", "au":
			return "AUD"
		case "c", "ca":
			return "CAD"
		case "nz":
			return "NZD"
		case "hk":
			return "HKD"
		}
	}
	return sign
}

// measured reads the unit of a quantity; last is 0 when it counts nothing.
func (c *counter) measured(q quantity) quantity {
	if q.unit == fraction {
		return q
	}
	if cur := c.currency(q.first); cur != "" {
		q.unit, q.first = cur, c.moneyStart(q.first)
		return q
	}
	if end := c.percentEnd(q.last); end > q.last && !q.vague {
		q.unit, q.last = percent, end
		return q
	}
	if cur, last := c.moneyBehind(q.last); cur != "" {
		q.unit, q.last = cur, last
		return q
	}
	unit, last := c.unitBehind(&q)
	switch {
	case last > 0:
		q.unit, q.last = unit, last
		return q
	case q.vague || q.word && !q.scaled:
		return quantity{}
	}
	return c.unitFromContext(q)
}

// moneyBehind reads a currency behind a number: "54 million pounds", "639 €".
func (c *counter) moneyBehind(k int32) (string, int32) {
	n := int32(len(c.Tokens))
	if k < n && (c.Fold(int(k)) == "de" || c.Fold(int(k)) == "d" || c.Fold(int(k)) == "di") {
		k++
		if k < n && c.Fold(int(k)) == "'" {
			k++
		}
	}
	if k >= n {
		return "", 0
	}
	if sign := moneySign(c.Text(int(k))); sign != "" && !(k+1 < n && c.Tokens[k+1].Kind == text.Number && c.Tokens[k+1].Is(text.Joined)) {
		return sign, k + 1
	}
	if w, last := c.word(k, isMoney); w != nil {
		return w.name, last
	}
	return "", 0
}

// unitWindow bounds how far behind a number its noun may stand.
const unitWindow = 7

// unitBehind reads the noun that a number counts: a listed one if there is
// any in the phrase, else a plural.
func (c *counter) unitBehind(q *quantity) (string, int32) {
	k := q.last
	if c.refersBack(k) {
		return "", 0
	}
	if romance(c.d.lang) && determiner(c.Fold(min(int(k), len(c.Tokens)-1))) && c.classAt(k+1)&isUnit != 0 { // "stima in 4.600 i casi"
		k++
	}
	k, of := c.passOf(k)
	if of && int(k) < len(c.Tokens) && c.Tokens[k].Kind == text.Number {
		return c.unitOfWhole(k), q.last
	}
	unit, last, w := c.listedNoun(k, q)
	if w == nil {
		if q.word && !q.scaled || q.vague {
			return "", 0
		}
		return c.plainNoun(k)
	}
	if w.duration && (c.notDuration(q, last) || q.word && !q.scaled) {
		q.last = 0
		return "", 0
	}
	if q.vague && w.atRisk && c.classAt(last)&isRecurring == 0 {
		return "", 0
	}
	return unit, last
}

// refersBack reports whether a number counts what was named before: "of which",
// "of them", "davon".
func (c *counter) refersBack(k int32) bool {
	n := int32(len(c.Tokens))
	if k >= n {
		return false
	}
	next := ""
	if k+1 < n {
		next = c.Fold(int(k) + 1)
	}
	switch c.Fold(int(k)) {
	case "of", "in", "d", "de", "di", "von", "van":
		switch next {
		case "which", "whom", "them", "us", "cui", "ihnen", "entre", "ellos", "ellas", "denen", "hen", "loro":
			return true
		case "these", "those":
			return c.classAt(k+2)&isUnit == 0
		}
	case "davon", "darunter", "dont", "waarvan":
		return true
	}
	return false
}

// passOf passes over "of the", "de", "d'" and the like.
func (c *counter) passOf(k int32) (int32, bool) {
	n := int32(len(c.Tokens))
	of := false
	for k < n {
		switch c.Fold(int(k)) {
		case "of", "de", "d", "di", "von", "van", "der", "des", "los", "las", "dei", "degli", "delle":
			of = true
		case "the", "all", "these", "those", "its", "their", "such", "'":
			if !of {
				return k, of
			}
		default:
			return k, of
		}
		k++
	}
	return k, of
}

// unitOfWhole finds the unit of the number behind "of the": "12 million of the
// 18.4 million reports".
func (c *counter) unitOfWhole(k int32) string {
	for i := k; int(i) < len(c.Tokens) && i < k+unitWindow+2; i++ {
		if w, _ := c.word(i, isUnit); w != nil {
			return w.name
		}
		if c.percentEnd(i) > i {
			return percent
		}
	}
	return ""
}

// listedNoun finds the listed unit in the phrase at token k: the last one where
// nouns pile up to the right, the first in Romance languages.
func (c *counter) listedNoun(k int32, q *quantity) (unit string, last int32, w *figureWord) {
	n := int32(len(c.Tokens))
	for i := k; i < n && i < k+unitWindow; i++ {
		if x, end := c.word(i, isUnit); x != nil && (c.d.lang != "de" || c.Tokens[i].Is(text.Capital) || x.name == "kilograms" || x.name == "kilometres") {
			w, unit, last = x, x.name, end
			i = end - 1
			if romance(c.d.lang) {
				break
			}
			continue
		}
		if w != nil && !c.Tokens[i].Is(text.Possessive) && !c.Tokens[i].Is(text.Glue) {
			if !c.pileOn(i) {
				break
			}
			continue
		}
		if c.endsPhrase(i) || c.d.lang == "en" && c.plural(i) && c.classAt(i+1)&isUnit == 0 {
			break
		}
	}
	if w != nil && c.signers(last) {
		unit = "signatories"
	}
	return unit, last, w
}

// pileOn reports whether another listed noun follows token i at once, so that
// "child sex abuse offences" is read to its end.
func (c *counter) pileOn(i int32) bool {
	return !c.endsPhrase(i) && c.classAt(i+1)&isUnit != 0
}

func romance(lang string) bool { return lang == "fr" || lang == "es" || lang == "it" || lang == "pt" }

// signers reports whether several kinds of people and bodies sign together:
// "100 groups and academics have signed".
func (c *counter) signers(last int32) bool {
	if int(last)+2 >= len(c.Tokens) || c.Fold(int(last)) != "and" || c.classAt(last+1)&isUnit == 0 {
		return false
	}
	from, to := c.near(last)
	for t := from; t < to; t++ {
		if f := c.Fold(int(t)); strings.HasPrefix(f, "sign") || letterWord(f) {
			return true
		}
	}
	return false
}

// endsPhrase reports whether a noun phrase cannot go over token i.
func (c *counter) endsPhrase(i int32) bool {
	t := &c.Tokens[i]
	if t.Kind == text.Number {
		return true
	}
	if t.Kind == text.Mark {
		return !t.Is(text.Glue)
	}
	f := c.Fold(int(i))
	return preposition(f) || clauseWord(f) || strings.HasSuffix(f, "ly") && c.d.lang == "en" && c.classes[i]&isRecurring == 0 || passive(f) || finite(f) || determiner(f) && f != "new"
}

// finite reports whether a folded word is a verb or adverb that a count cannot
// have for its noun.
func finite(f string) bool {
	switch f {
	case "has", "have", "had", "came", "come", "took", "take", "signed", "sign", "said", "say", "says", "will", "would", "could", "can", "may", "might", "must", "should", "does", "did", "do", "not", "later", "ago", "each", "every", "during", "since", "until", "without", "per", "times", "so", "then", "now", "only", "alone", "this", "last", "instead", "worldwide",
		"hat", "haben", "hatte", "kann", "konnen", "waren", "war", "wurden", "nicht", "allein", "pro",
		"ont", "sont", "avait", "contre", "han", "fueron", "eran", "hebben", "zijn", "hanno", "sono", "poi":
		return true
	}
	return false
}

// plainNoun reads a plural that is not listed.
func (c *counter) plainNoun(k int32) (string, int32) {
	n := int32(len(c.Tokens))
	best := int32(-1)
	for i := k; i < n && i < k+4; i++ {
		if c.endsPhrase(i) || c.Tokens[i].Kind != text.Word {
			break
		}
		if c.plural(i) && !otherWord(c.Fold(int(i))) {
			best = i
		}
		if romance(c.d.lang) && !otherWord(c.Fold(int(i))) || best == i && (int(i)+1 >= int(n) || !c.plural(i+1)) {
			break
		}
	}
	if best < 0 || c.classes[best]&isList != 0 {
		return "", 0
	}
	return strings.ToLower(c.Text(int(best))), best + 1
}

// otherWord reports whether a folded word is an adjective that stands before
// its noun in Romance languages.
func otherWord(f string) bool {
	switch f {
	case "nouvelles", "nouveaux", "autres", "grandes", "grands", "premiers", "petites", "petits", "nuevos", "nuevas", "otros", "otras", "primeros", "nuovi", "nuove", "altri", "altre", "grandi", "primi", "total", "millions":
		return true
	}
	return false
}

// plural reports whether token i looks like a plural noun of its language.
func (c *counter) plural(i int32) bool {
	f := c.Fold(int(i))
	if len(f) < 4 {
		return false
	}
	switch c.d.lang {
	case "de":
		return c.Tokens[i].Is(text.Capital)
	case "fr", "es", "pt":
		return f[len(f)-1] == 's' || f[len(f)-1] == 'x'
	case "it":
		return f[len(f)-1] == 'i' || f[len(f)-1] == 'e'
	case "nl":
		return strings.HasSuffix(f, "en") || f[len(f)-1] == 's'
	}
	return f[len(f)-1] == 's' && !strings.HasSuffix(f, "ss") && !strings.HasSuffix(f, "us") && !strings.HasSuffix(f, "is")
}

// notDuration reports whether a span of time only places something: "two years
// ago", "over the last ten years".
func (c *counter) notDuration(q *quantity, last int32) bool {
	if c.classAt(last)&(isPast|isAge) != 0 {
		return true
	}
	w, _ := c.wordBefore(q.first, isSpan)
	return w != nil
}

// unitFromContext gives a bare number the unit it shares with its neighbours.
func (c *counter) unitFromContext(q quantity) quantity {
	if q.last == 0 {
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

// separated reports whether a number is written with separators of thousands,
// as counts are and codes are not.
func (c *counter) separated(q quantity) bool {
	return strings.ContainsAny(c.Text(int(q.number)), ".,") || q.last > q.number+1
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
	switch c.Fold(int(q.first) - 1) {
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
		joined := false
		for k < n && (c.Fold(int(k)) == "," || enumerates(c.Fold(int(k)))) {
			joined = true
			k++
		}
		if !joined || k >= n || c.Tokens[k].Kind != text.Number || c.isYear(k, k+1) {
			return ""
		}
		k = c.digitsEnd(k)
		if c.percentEnd(k) > k {
			return percent
		}
		if w, _ := c.word(k, isUnit); w != nil {
			return w.name
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
	for n := len(c.found) - 1; n >= 0; n-- {
		b := &c.found[n]
		if b.place != c.place || b.quantity.first < from {
			break
		}
		if counts(b.Unit) {
			return b.Unit
		}
	}
	for i := q.first - 1; i >= from; i-- {
		if w, _ := c.word(i, isUnit); w != nil && !w.duration {
			return w.name
		}
	}
	for n := len(c.found) - 1; n >= 0; n-- {
		b := &c.found[n]
		if b.place != c.place || c.paragraph(b.quantity.first) != c.paragraph(q.first) {
			break
		}
		if counts(b.Unit) {
			if b.scaled == q.scaled {
				return b.Unit // millions follow millions
			}
			second = either(second, b.Unit)
		}
	}
	return second
}

// counts reports whether a unit counts things, rather than shares.
func counts(unit string) bool {
	return unit != "" && unit != percent && unit != fraction && unit != "points"
}

// bounded reads what limits a quantity and takes those words into its range.
func (c *counter) bounded(q *quantity, number int32) {
	start := c.moneyStart(number)
	if q.unit == fraction && start > 0 && determiner(c.Fold(int(start)-1)) { // "meer dan de helft"
		if w, _ := c.wordBefore(start-1, isBefore); w != nil {
			start--
		}
	}
	if w, first := c.wordBefore(start, isBefore); w != nil {
		q.first = min(q.first, first)
		if q.bound == "" && (w.name != string(news.BoundBetween) || q.ranged) {
			q.bound = news.Bound(w.name)
		}
	}
	if w, last := c.word(q.last, isBehind); w != nil && q.bound == "" {
		q.bound, q.last = news.Bound(w.name), last
	}
	if q.bound == "" {
		q.bound = news.BoundExact
	}
}

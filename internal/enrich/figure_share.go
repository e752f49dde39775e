package enrich

import (
	"math"
	"strings"

	"cipherdesk/internal/news"
	"cipherdesk/internal/text"
)

// fraction is the unit of shares that are not percentages.
const fraction = "fraction"

// share reads a fraction in words that begins at token i: "two-thirds", "a
// quarter of", "half of the", "one in five".
func (c *counter) share(i int32) quantity {
	if w, last := c.word(i, isEvery); w != nil {
		if int(last) < len(c.Tokens) && spanWord(c.form(last)) { // "jeden zweiten Tag"
			return quantity{}
		}
		return quantity{first: i, last: last, low: w.value, unit: fraction, word: true}
	}
	if q := c.ratio(i, i+1, c.numberWord(i)); q.last > 0 {
		return q
	}
	if w, last := c.word(i, isFraction); w != nil && w.value == 0.5 {
		if whole, _ := c.word(i, isCollective); whole == nil && (c.partOf(last) || c.limited(i) || c.opensWith(i)) && !c.ordinal(i) { // not "half a million"
			return quantity{first: i, last: last, low: w.value, unit: fraction, word: true}
		}
		return quantity{}
	}
	n := c.numberWord(i)
	if n == 0 && (article(c.form(i)) || c.nordicOne(i)) {
		n = 1
	}
	if n == 0 {
		return quantity{}
	}
	k := i + 1
	tied := c.hyphenated(k) != ""
	if tied {
		k++
	}
	w, last := c.word(k, isFraction)
	if n > 1 {
		if p, end := c.word(k, isPart); p != nil {
			w, last = p, end
		}
	}
	if w == nil || w.value == 0.5 || n > 1 && w.class&isPart == 0 && !tied && c.d.lang != "de" {
		return quantity{}
	}
	if n == 1 && !tied && !c.partOf(last) && !c.limited(i) && !c.surelyShare(i, last) && !(c.classAt(last) == 0 && int(last)+1 < len(c.Tokens) && c.form(last) == "of" && w.value < .3) {
		if n == 1 && article(c.form(i)) && int(last) < len(c.Tokens) && (c.form(last) == "were" || c.form(last) == "are" || c.form(last) == "have" || c.form(last) == "said" || c.form(last) == "say" || c.form(last) == "had" || c.form(last) == "use" || c.form(last) == "want" || c.form(last) == "think" || c.form(last) == "did") {
			return quantity{first: i, last: last, low: w.value, unit: fraction, word: true}
		}
		return quantity{} // "a third letter"
	}
	return quantity{first: i, last: last, low: n * w.value, unit: fraction, word: true}
}

// surelyShare reports whether "a third" in tokens i to last-1 cannot be one thing
// of a row: its language has a word for the share alone, a verb follows where no
// noun does, or it is a part of what was counted before.
func (c *counter) surelyShare(i, last int32) bool {
	switch c.d.lang {
	case "de", "sv", "da", "no":
		return true
	case "pl":
		return strings.HasPrefix(c.form(i), "jedn")
	case "fr", "es", "it", "pt", "nl":
		if int(last) < len(c.Tokens) && (c.in(last, passives|auxiliaries) || hasWord(c.form(last))) {
			return true
		}
	}
	return c.partBefore(i)
}

// hasWord reports whether a folded word is a verb that stands behind a share.
func hasWord(f string) bool {
	switch f {
	case "a", "ont", "avait", "avaient", "ha", "hanno", "aveva", "avevano", "tiene", "tienen", "tenia", "tenian", "tem", "tinha", "tinham", "heeft", "had", "hadden", "kwam", "kwamen":
		return true
	}
	return false
}

// opensWith reports whether a share, or its article, begins a sentence: "Metade
// tinha menos de 30 anos".
func (c *counter) opensWith(i int32) bool {
	if c.d.lang == "en" || c.d.lang == "" {
		return false
	}
	return c.Tokens[i].Is(text.Opens) || i > 0 && c.Tokens[i-1].Is(text.Opens) && c.in(i-1, determiners)
}

// spanWord reports whether a folded word is a span of time in the singular.
func spanWord(f string) bool {
	switch f {
	case "tag", "woche", "monat", "jahr", "dag", "week", "maand", "jaar", "vecka", "manad", "ar", "uge", "maned", "uke", "dzien", "tydzien", "miesiac", "rok", "stunde", "uur", "timme", "time":
		return true
	}
	return false
}

// times is the unit of multiples: "three times as many".
const times = "times"

// timesEnd passes over the word that makes a number at token k a multiple, k
// itself when it is none: "met four times" counts nothing.
func (c *counter) timesEnd(k int32) int32 {
	if int(k)+1 >= len(c.Tokens) {
		return k
	}
	switch c.form(k) {
	case "times", "mal", "fois", "veces", "volte", "keer", "vezes", "ganger", "gange":
	default:
		return k
	}
	switch c.form(k + 1) {
	case "as", "more", "higher", "larger", "greater", "the", "that", "this", "so", "mehr", "plus", "mas", "piu", "zo", "meer", "mais", "sa", "fler", "flere":
		return k + 1
	}
	return k
}

// foldEnd returns the token behind what makes a number up to token end a
// multiple: "15-fold", "50x", "multiplié par 15"; 0 for none.
func (c *counter) foldEnd(i, end int32) int32 {
	if c.hyphenated(end) != "" && c.classAt(end+1)&isFold != 0 {
		return end + 2
	}
	if c.classAt(end)&isFold != 0 {
		return end + 1
	}
	if int(end) < len(c.Tokens) && c.form(end) == "x" && c.Tokens[end].Is(text.Joined) && !(int(end)+1 < len(c.Tokens) && c.Tokens[end+1].Flags&(text.Joined|text.Capital) != 0) { // "120x65", "6x USB ports"
		return end + 1
	}
	if w, _ := c.wordBefore(i, isMultiplied); w != nil && c.classAt(end)&(isUnit|isMagnitude) == 0 {
		return end
	}
	return 0
}

// placed reports whether what a ratio in digits seems to be of are days or
// places: "9 in 10 states" may be nine, in ten of them.
func (c *counter) placed(k int32) bool {
	w, _ := c.word(k, isUnit)
	return w != nil && (w.duration || isPlace(w.name))
}

// isPlace reports whether a unit counts places, where other things are counted.
func isPlace(unit string) bool {
	switch unit {
	case "countries", "states", "languages", "cities", "provinces", "districts", "counties", "regions", "municipalities":
		return true
	}
	return false
}

// numberWord returns the value of a number word at token i, 0 for none.
func (c *counter) numberWord(i int32) float64 {
	if w, _ := c.word(i, isNumber); w != nil {
		return w.value
	}
	return 0
}

// article reports whether a folded word is an article that a share, or the number
// of a range, may have.
func article(f string) bool {
	switch f {
	case "a", "an", "el", "un", "il", "le", "l", "'", "lo":
		return true
	}
	return false
}

// nordicOne reports whether token i is the article of a share in a Nordic
// language: "en tredjedel".
func (c *counter) nordicOne(i int32) bool {
	switch c.d.lang {
	case "sv", "da", "no":
		f := c.form(i)
		return f == "en" || f == "ett" || f == "et"
	}
	return false
}

// limited reports whether a bound stands right before a share: "almost half came
// from abroad".
func (c *counter) limited(i int32) bool {
	if w, _ := c.wordBefore(i, isBefore); w != nil && w.name != string(news.BoundBetween) {
		return true
	}
	if i > 0 && c.in(i-1, determiners) {
		i--
	}
	w, _ := c.wordBefore(i, isBefore)
	return w != nil && w.name != string(news.BoundBetween)
}

// ordinal reports whether a word tells which half: "the second half".
func (c *counter) ordinal(i int32) bool {
	if i == 0 {
		return false
	}
	switch c.form(i - 1) {
	case "first", "second", "other", "erste", "zweite", "premiere", "seconde", "primera", "segunda", "eerste", "tweede", "prima", "seconda", "latter", "former":
		return true
	}
	return false
}

// partOf reports whether what follows is what the share is of, or nothing.
func (c *counter) partOf(k int32) bool {
	if int(k) >= len(c.Tokens) || c.Tokens[k].Kind == text.Mark {
		return int(k) >= len(c.Tokens) || c.form(k) != "-"
	}
	if c.form(k) == "of" && int(k)+1 < len(c.Tokens) {
		if f := c.form(k + 1); f == "this" || f == "that" || f == "it" || f == "what" {
			return false
		}
	}
	switch c.form(k) {
	case "of", "the", "its", "their", "all", "our", "these", "those", "said",
		"davon", "darunter", "der", "des", "aller", "von", "de", "du", "d", "do", "da", "dos", "das", "del", "los", "las", "dela", "dele", "delas", "deles", "van", "dei", "degli", "delle", "della", "di", "av", "af":
		return true
	}
	return false
}

// ratio reads "one in five", "9 out of 10", "uno de cada cinco": a number up to
// token end of value n, and the one that it is a part of.
func (c *counter) ratio(i, end int32, n float64) quantity {
	if n == 0 || n > 100 || n != math.Trunc(n) {
		return quantity{}
	}
	k, noun := c.ratioLink(end), false
	if k == 0 {
		k, noun = c.ratioBehind(end, n), true
	}
	if k == 0 {
		return quantity{}
	}
	whole, last := c.wholeNumber(k)
	if n > 1 && whole > 10 && math.Mod(whole, 10) != 0 { // "17 out of 43" are two counts
		return quantity{}
	}
	if whole <= n || whole < 2 || whole > 1000 && !powerOfTen(whole) || noun && c.unitFollows(last) {
		return quantity{}
	}
	return quantity{first: i, last: last, low: n / whole, unit: fraction, word: true}
}

// powerOfTen reports whether a share may be of so many: "one in a million", not
// "a poll of 1,500".
func powerOfTen(v float64) bool { return v == 1e4 || v == 1e5 || v == 1e6 }

// ratioBehind finds the link of a ratio behind the noun that it is of: "nine cases
// out of ten", "one image in a million", "vier Fälle von fünf". A plain "in" may
// stand before anything, so only one thing is in so many.
func (c *counter) ratioBehind(k int32, n float64) int32 {
	for noun := k; k < noun+3 && int(k)+3 < len(c.Tokens); k++ {
		if c.Tokens[k].Kind != text.Word || c.classes[k]&(isNumber|isMagnitude|isPercent) != 0 || c.in(k, prepositions|determiners|clauseWords|passives|auxiliaries) {
			return 0
		}
		switch f, next := c.form(k+1), c.form(k+2); f {
		case "in":
			if n == 1 || next == "every" || next == "each" {
				return c.ratioLink(k + 1)
			}
		case "out", "op", "sur", "su":
			return c.ratioLink(k + 1)
		case "von", "av", "af", "na":
			if c.numberAt(k + 2) {
				return c.ratioLink(k + 1)
			}
		}
	}
	return 0
}

// ratioLink returns the token behind "in", "out of", "sur" and so on, 0 when
// there is none. A noun may stand before it: "une personne sur cinq".
func (c *counter) ratioLink(k int32) int32 {
	n := int32(len(c.Tokens))
	for range 2 { // "un abuso su due", "une personne interrogée sur cinq"
		if k+1 < n && romance(c.d.lang) && c.Tokens[k].Kind == text.Word && !c.in(k, prepositions) && c.form(k) != "sur" && c.form(k) != "su" && c.form(k) != "em" {
			k++
		}
	}
	if k+1 >= n {
		return 0
	}
	next := c.form(k + 1)
	switch f := c.form(k); {
	case f == "in" && next == "every", f == "in" && next == "each", f == "in" && next == "a" && c.classAt(k+2)&isMagnitude != 0:
		return k + 2
	case f == "out" && next == "of" && k+2 < n && c.form(k+2) == "every":
		return k + 3
	case f == "out" && next == "of", f == "de" && next == "cada", f == "em" && next == "cada", f == "op" && next == "de":
		return k + 2
	case f == "of" && c.d.lang == "en" && c.numberWord(k+1) > 1 && c.numberWord(k-1) > 1: // "in nine of ten"
		return k + 1
	case f == "in" && (c.d.lang == "en" || c.d.lang == ""), f == "sur", f == "su" && c.d.lang == "it", f == "von" && c.d.lang == "de",
		(f == "av" || f == "af") && northern(c.d.lang), f == "na" && c.d.lang == "pl":
		return k + 1
	}
	return 0
}

// wholeNumber reads a small number in words or digits.
func (c *counter) wholeNumber(k int32) (float64, int32) {
	if int(k) >= len(c.Tokens) {
		return 0, 0
	}
	if w, last := c.word(k, isNumber|isMagnitude); w != nil {
		return w.value, last
	}
	if c.Tokens[k].Kind != text.Number || c.isYear(k, k+1) || c.classAt(k+1)&isMonth != 0 || c.glued(k, k+1) {
		return 0, 0
	}
	v, ok := parseNumber(c.slice(k, k+1), c.d.lang)
	if !ok {
		return 0, 0
	}
	return v, k + 1
}

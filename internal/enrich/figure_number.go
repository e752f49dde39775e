package enrich

import (
	"math"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"cipherdesk/internal/news"
	"cipherdesk/internal/text"
)

// quantityAt reads a figure that begins at token i. Without one, last is 0 and
// next is where to go on.
func (c *counter) quantityAt(i int32) (q quantity, next int32) {
	t := &c.Tokens[i]
	switch {
	case t.Kind == text.Number:
		q, next = c.inDigits(i)
	case c.classes[i]&isCount != 0 && !t.Is(text.Possessive) || c.classAt(i+1)&isFraction != 0:
		q = c.inWords(i)
	}
	if q.last == 0 {
		return q, next
	}
	return c.complete(q, i)
}

// complete reads what stands around a number: range, unit and bound.
func (c *counter) complete(q quantity, i int32) (quantity, int32) {
	q.number = i
	first := q.first
	q = c.ranged(q)
	after := q.last
	q = c.measured(q)
	if q.last == 0 {
		return q, after
	}
	c.bounded(&q, first)
	return q, q.last
}

// inDigits reads a number in digits with its magnitude.
func (c *counter) inDigits(i int32) (quantity, int32) {
	q := quantity{first: i}
	end := c.digitsEnd(i)
	if !c.countable(i, end) {
		return quantity{}, c.skipNumber(i, end)
	}
	value, ok := parseNumber(c.Source[c.Tokens[i].Start:c.Tokens[end-1].End], c.d.lang)
	if !ok {
		return quantity{}, end
	}
	if last := c.foldEnd(i, end); last > 0 {
		return quantity{first: i, last: last, low: value, unit: times, word: true}, 0
	}
	if r := c.ratio(i, end, value); r.last > 0 && !c.placed(r.last) {
		return r, 0
	}
	q.low, q.last = value, end
	if int(end) < len(c.Tokens) && c.form(end) == "+" && c.Tokens[end].Is(text.Joined) { // "100+ groups"
		q.last, q.bound = end+1, news.BoundAtLeast
	}
	c.scale(&q)
	if !q.scaled && c.classAt(end)&isMagnitude != 0 && c.Tokens[end].Is(text.Joined) { // "1,200m"
		return quantity{}, end + 1
	}
	if h := c.hyphenated(q.last); h == "" || q.scaled || c.moneyBefore(i) {
		return q, 0
	}
	return quantity{}, end
}

func (c *counter) classAt(i int32) figureClass {
	if int(i) >= len(c.classes) {
		return 0
	}
	return c.classes[i]
}

// digitsEnd returns the token behind a number: groups of three digits parted by
// spaces or apostrophes belong to it.
func (c *counter) digitsEnd(i int32) int32 {
	n := int32(len(c.Tokens))
	end := i + 1
	if c.Tokens[i].End-c.Tokens[i].Start > 3 {
		return end
	}
	for {
		k := end
		if k+1 < n && c.Tokens[k].Is(text.Joined|text.Glue) && c.form(k) == "'" && c.Tokens[k+1].Is(text.Joined) {
			k++ // 1'234'567
		} else if k >= n || c.Tokens[k].Is(text.Joined) || !c.thinSpace(k) {
			return end
		}
		if c.Tokens[k].Kind != text.Number || c.Tokens[k].Flags&(text.NewLine|text.Paragraph) != 0 || !threeDigits(c.slice(k, k+1)) {
			return end
		}
		end = k + 1
	}
}

func threeDigits(s string) bool {
	if len(s) != 3 && !(len(s) > 4 && s[3] == ',') {
		return false
	}
	return s[0] >= '0' && s[0] <= '9' && s[1] >= '0' && s[1] <= '9' && s[2] >= '0' && s[2] <= '9'
}

// thinSpace reports whether the space before token k may stand inside a number:
// any in languages that write 2 500, else only one that does not break.
func (c *counter) thinSpace(k int32) bool {
	gap := c.Source[c.Tokens[k-1].End:c.Tokens[k].Start]
	r, size := utf8.DecodeRuneInString(gap)
	if size != len(gap) {
		return false
	}
	switch r {
	case '\u00a0', '\u202f', '\u2009':
		return true
	case ' ':
		return c.d.lang != "en" && c.d.lang != ""
	}
	return false
}

// parseNumber reads digits with separators as the language writes them.
func parseNumber(s, lang string) (float64, bool) {
	var room [32]byte
	digits, decimal := room[:0], decimalMark(s, lang)
	for i, r := range s {
		switch {
		case r >= '0' && r <= '9':
			digits = append(digits, byte(r))
		case i == decimal:
			digits = append(digits, '.')
		case unicode.IsDigit(r):
			return 0, false // of another script
		case (r == '.' || r == ',') && !groupOf(s[i+1:]):
			return 0, false // a version, a date: "1.8.0"
		}
	}
	v, err := strconv.ParseFloat(string(digits), 64)
	return v, err == nil && v < 1e18
}

// groupOf reports whether three digits stand behind a separator of thousands,
// or two where more follow: lakhs are written 2,04,500.
func groupOf(s string) bool {
	n := 0
	for n < len(s) && s[n] >= '0' && s[n] <= '9' {
		n++
	}
	return n == 3 || n == 2 && n < len(s) && s[n] == ','
}

// decimalMark returns the byte of the decimal separator in s, -1 for none.
func decimalMark(s, lang string) int {
	dot, comma := strings.LastIndexByte(s, '.'), strings.LastIndexByte(s, ',')
	switch {
	case dot < 0 && comma < 0:
		return -1
	case dot >= 0 && comma >= 0:
		return max(dot, comma)
	}
	at := max(dot, comma)
	if strings.Count(s, s[at:at+1]) > 1 {
		return -1
	}
	if len(s)-at-1 != 3 || s[:at] == "0" {
		return at
	}
	english := lang == "en" || lang == ""
	if (s[at] == ',') == english {
		return -1
	}
	return at
}

// countable reports whether the number in tokens i to end-1 counts something:
// it is no year, date, time, phone number, section, version or ordinal.
func (c *counter) countable(i, end int32) bool {
	s := c.slice(i, i+1)
	if s[0] == '0' && len(s) > 1 && s[1] != '.' && s[1] != ',' {
		return false
	}
	return !c.labelled(i, end) && !c.glued(i, end) && !c.dated(i, end) && !c.timed(i, end) && !c.listed(i, end) && !c.aged(i, end) && !c.perThousands(i, end)
}

// perThousands reports whether a round number is what a rate is of: "per
// 100,000 people".
func (c *counter) perThousands(i, end int32) bool {
	s := c.Source[c.Tokens[i].Start:c.Tokens[end-1].End]
	if i == 0 || len(s) < 3 || strings.TrimLeft(s[1:], "0., '\u00a0\u202f\u2009") != "" || s[0] != '1' {
		return false
	}
	switch c.form(i - 1) {
	case "per", "pro", "je", "cada", "por", "pour", "par", "every", "na", "ogni", "elke":
		return true
	}
	return false
}

// labelled reports whether a number only names something: "Section 230". The
// numbers that follow in a row do so too.
func (c *counter) labelled(i, end int32) bool {
	k := i - 1
	for k > 0 && c.Tokens[k].Kind == text.Mark && (c.form(k) == "." || c.form(k) == "°" || c.form(k) == "º" || c.form(k) == ")") {
		k--
	}
	if k < 0 || c.Tokens[i].Is(text.Opens) {
		return false
	}
	f := c.form(k)
	_, first := c.wordBefore(k+1, isLabel)
	is := c.classes[k]&isLabel != 0 && first <= k || f == "§" || f == "#" || f == "n" && k < i-1
	if !is && c.label >= 0 && c.label >= i-3 {
		is = f == "and" || f == "to" || f == "-" || f == "," || f == "und" || f == "et" || f == "y" || f == "e" || f == "en" || f == "or"
	}
	if is && c.unitFollows(end) && c.Tokens[k].Kind == text.Word && c.weakLabel(k) {
		return false
	}
	if is {
		c.label = end - 1
	}
	return is
}

// weakLabel reports whether a label word is an everyday word too, so that a
// unit behind the number outweighs it: "of that type 300 devices".
func (c *counter) weakLabel(k int32) bool {
	switch c.form(k) {
	case "no", "number", "article", "section", "rule", "version", "art", "nr", "page", "chapter", "artikel", "clause",
		"ios", "iphone", "ipad", "android", "windows", "macos", "galaxy", "pixel", "covid":
		return false
	}
	return !c.Tokens[k].Is(text.Capital) || c.Tokens[k].Is(text.Opens)
}

// unitFollows reports whether a listed unit stands right behind token end-1.
func (c *counter) unitFollows(end int32) bool {
	return c.classAt(end)&(isUnit|isMagnitude|isPercent) != 0
}

// glued reports whether a number is part of a name, a code, a link or an
// ordinal: "COVID-19", "24/7", "3rd", "2022/0155".
func (c *counter) glued(i, end int32) bool {
	n := int32(len(c.Tokens))
	if i > 0 && c.Tokens[i].Is(text.Joined) {
		before := &c.Tokens[i-1]
		switch f := c.form(i - 1); {
		case before.Kind != text.Mark:
			return true
		case f == "'":
			return !(romance(c.d.lang) && i > 1 && before.Is(text.Joined) && c.Tokens[i-2].Kind == text.Word) // "près d'1 jeune"
		case f == "/", f == "@", f == "_", f == "+", f == "#", f == "=", f == "*":
			return true
		case f == "." || f == ":":
			return before.Is(text.Joined)
		case f == "-" && before.Is(text.Joined) && i > 1 && c.Tokens[i-2].Kind == text.Word:
			return true
		}
	}
	if end >= n || !c.Tokens[end].Is(text.Joined) {
		return c.ordinalDot(i, end)
	}
	f := c.form(end)
	if c.Tokens[end].Kind != text.Mark {
		return c.classes[end]&(isMagnitude|isFold) == 0 && f != "kg" && f != "km" && !(f == "x" && c.foldEnd(i, end) > 0)
	}
	tight := end+1 < n && c.Tokens[end+1].Is(text.Joined)
	switch f {
	case "/", "_", "@", "=", "°", "×":
		return true
	case ":":
		return tight
	case "-":
		return tight && end+2 < n && c.Tokens[end+1].Kind == text.Number && c.Tokens[end+2].Is(text.Joined) && c.form(end+2) == "-" // 2020-02-06
	case ".":
		return tight || c.ordinalDot(i, end)
	case "º", "ª":
		return true
	}
	return false
}

// ordinalDot reports whether the dot behind a number makes it an ordinal, as
// German and its neighbours write them.
func (c *counter) ordinalDot(i, end int32) bool {
	n := int32(len(c.Tokens))
	switch c.d.lang {
	case "de", "da", "no", "fi", "cs":
	default:
		return false
	}
	return end+1 < n && c.form(end) == "." && c.Tokens[end].Is(text.Joined) && end-i == 1 &&
		c.Tokens[i].End-c.Tokens[i].Start <= 2 && c.Tokens[end+1].Kind == text.Word && !c.Tokens[end+1].Is(text.Opens)
}

// dated reports whether a number is a year or the day of a date.
func (c *counter) dated(i, end int32) bool {
	s := c.slice(i, i+1)
	if c.isYear(i, end) {
		return true
	}
	if len(s) > 2 || end-i > 1 {
		return false
	}
	k := end
	for int(k) < len(c.Tokens) && (c.form(k) == "." || c.form(k) == "de" || c.form(k) == "of" || dayEnd(c.form(k))) {
		k++
	}
	if c.classAt(k)&isMonth != 0 && (c.Tokens[k].Is(text.Capital) || c.d.lang != "en" && c.d.lang != "de") {
		return true
	}
	return i > 0 && c.classes[i-1]&isMonth != 0 && c.Tokens[i-1].Is(text.Capital) && !c.unitFollows(end) ||
		i > 1 && c.form(i-1) == "." && c.classes[i-2]&isMonth != 0 && c.Tokens[i-2].Is(text.Capital)
}

func dayEnd(f string) bool { return f == "th" || f == "st" || f == "nd" || f == "rd" || f == "er" }

// isYear reports whether a number of four digits is a year: it is, unless it
// clearly counts what follows.
func (c *counter) isYear(i, end int32) bool {
	s := c.slice(i, i+1)
	if len(s) != 4 || end-i > 1 || s < "1900" || s > "2099" || strings.ContainsAny(s, ".,") {
		return false
	}
	if c.classAt(end)&(isMagnitude|isPercent) != 0 {
		return false
	}
	if c.classAt(end)&isUnit == 0 || c.single(end) {
		return true
	}
	if i == 0 {
		return false
	}
	switch f := c.form(i - 1); f {
	case "in", "since", "until", "by", "from", "of", "the", "during", "before", "after", "for", "its", "this", "im", "seit", "en", "depuis", "desde", "sinds", "nel", "dal", "del", "des", "year", "jahr", "an", "ano", "anno", "jaar", "-", "and", "to":
		return true
	}
	return c.classes[i-1]&isMonth != 0
}

// single reports whether the listed unit at token k is an English singular: a
// year stands before that, "the 2017 report".
func (c *counter) single(k int32) bool {
	f := c.form(k)
	if c.d.lang != "en" && c.d.lang != "" || f[len(f)-1] == 's' {
		return false
	}
	switch f {
	case "people", "children", "men", "women", "staff", "dead", "arrested", "killed", "injured", "wounded":
		return false
	}
	w, last := c.word(k, isUnit)
	return w != nil && last == k+1
}

// timed reports whether a number is a time of day.
func (c *counter) timed(i, end int32) bool {
	if c.classAt(end)&isClock != 0 && c.Tokens[end].Kind == text.Word {
		return true
	}
	s := c.slice(i, i+1)
	if w, _ := c.word(end, isUnit); w != nil && w.name == "hours" && i > 0 && len(s) < 3 && romance(c.d.lang) {
		switch c.form(i - 1) {
		case "a", "vers", "des", "avant", "apres", "las", "alle", "ore", "les":
			return true
		}
	}
	if c.Fold(min(int(end), len(c.Tokens)-1)) == ":" && c.Tokens[min(int(end), len(c.Tokens)-1)].Is(text.Joined) && int(end)+1 < len(c.Tokens) && c.Tokens[end+1].Kind == text.Number && c.Tokens[end+1].Is(text.Joined) {
		return true
	}
	if len(s) > 3 && len(s) < 6 && strings.IndexByte(s, '.') == len(s)-3 {
		if w, _ := c.wordBefore(i, isClockBefore); w != nil && !c.unitFollows(end) {
			return true
		}
	}
	return false
}

// listed reports whether a number only counts parts of the article or numbers
// its items.
func (c *counter) listed(i, end int32) bool {
	if c.Tokens[i].Is(text.NewLine) && int(end) < len(c.Tokens) && c.Tokens[end].Is(text.Joined) {
		if f := c.form(end); f == ")" || f == "." || f == ":" {
			return true
		}
	}
	if i > 0 && int(end) < len(c.Tokens) && end-i == 1 && c.Tokens[i].Is(text.Joined) {
		open, closing := c.form(i-1), c.form(end)
		if open == "[" && closing == "]" || open == "(" && closing == ")" {
			return true
		}
	}
	few := end-i == 1 && c.Tokens[i].End-c.Tokens[i].Start < 3 || c.classAt(end)&isUnit == 0 // "5 tips", "300 tips"
	if !few || c.classAt(end)&isList == 0 || c.timesEnd(end) != end {
		return false
	}
	_, done := c.doneOften(end) // "48.000 keer ondertekend"
	return done == 0
}

// aged reports whether a number is somebody's age.
func (c *counter) aged(i, end int32) bool {
	if c.age > 0 && i-c.age < 4 && c.form(c.age) != "," && c.classAt(end)&isUnit != 0 { // "entre os 9 e os 15 anos"
		return true
	}
	if c.isAge(i, end) {
		c.age = end
		return true
	}
	return false
}

// isAge reports whether the words around a number make it an age.
func (c *counter) isAge(i, end int32) bool {
	if w, _ := c.word(end, isAge); w != nil {
		return true
	}
	if w, _ := c.wordBefore(i, isAge); w != nil {
		return true
	}
	if i > 1 && (c.classes[i-2]&isSomebody != 0 && c.in(i-1, prepositions) || c.classes[i-2]&isAge != 0 && copulaWord(c.form(i-1))) { // "the median age is 34"
		return true
	}
	if w, _ := c.word(end, isUnit); w != nil && w.name == "years" && (c.hasYears(i) || c.underAge(i)) {
		return true
	}
	if k := end; c.d.lang == "fr" && i > 0 && c.form(k) == "-" && (c.form(i-1) == "des" || c.form(i-1) == "les" || c.form(i-1) == "aux") { // "des 11-17 ans"
		if w, _ := c.word(k+2, isUnit); w != nil && w.name == "years" {
			return true
		}
	}
	if k := int(end) + 1; k < len(c.Tokens) && (c.form(end) == "to" || c.form(end) == "-" || c.form(end) == "and") && c.Tokens[k].Kind == text.Number {
		if w, _ := c.word(int32(k)+1, isAge); w != nil { // "13 to 17 year olds"
			return true
		}
	}
	if w, last := c.word(end, isUnit); w != nil && w.duration && (c.classAt(last)&isAge != 0 || w.name == "years" && c.someoneBefore(i)) {
		return true
	}
	h := c.hyphenated(end)
	return h == "year" || h == "jahrige" || h == "jahriger"
}

// hasYears reports whether the words before a number of years make it an age:
// "Il avait alors 31 ans", "Marta Coll, de 43 años", "mit 16 Jahren".
func (c *counter) hasYears(i int32) bool {
	if i < 2 {
		return false
	}
	k := i - 1
	switch f := c.form(k); {
	case f == "alors" || f == "gia" || f == "ja" || f == "ya":
		k--
	case f == "mit" && c.d.lang == "de":
		return true
	case (f == "de" || f == "di") && romance(c.d.lang):
		before := &c.Tokens[k-1]
		return c.form(k-1) == "," || c.classes[k-1]&isSomebody != 0 || before.Is(text.Capital) && !before.Is(text.Opens)
	}
	switch c.form(k) {
	case "avait", "avaient", "tenia", "tenian", "tinha", "tinham", "tem", "tiene", "tienen", "aveva", "avevano", "hanno":
		return true
	case "a", "ont", "ha": // not "à 15 ans"
		return c.Tokens[k].End-c.Tokens[k].Start == int32(len(c.form(k))) && (c.d.lang == "fr" || c.d.lang == "it")
	}
	return false
}

// underAge reports whether a number of years is a limit of age: "unter 14 Jahren",
// "er under 18 år", "ma mniej niż 15 lat".
func (c *counter) underAge(i int32) bool {
	if s := c.slice(i, i+1); len(s) != 2 || s > "21" {
		return false
	}
	k := i - 1
	if k > 0 && c.form(k) == "de" && c.d.lang == "nl" {
		k--
	}
	switch c.form(k) {
	case "unter", "under", "onder", "ponizej":
		return true
	}
	for n := 0; n < 4 && k > 0; n, k = n+1, k-1 {
		if f := c.form(k); c.d.lang == "pl" && (f == "ma" || f == "maja" || f == "mial" || f == "miala" || f == "mialo" || f == "mieli" || f == "mialy") {
			return true
		}
	}
	return false
}

// someoneBefore reports whether children stand right before a number of years:
// "enfants de moins de 13 ans".
func (c *counter) someoneBefore(i int32) bool {
	for k := i - 1; k >= 0 && k > i-6; k-- {
		if c.classes[k]&isSomebody != 0 {
			return true
		}
		if w, _ := c.word(k, isUnit); w != nil {
			return w.atRisk
		}
		if c.Tokens[k].Kind == text.Mark && c.form(k) != "'" || c.classes[k]&isSpan != 0 {
			return false
		}
	}
	return false
}

// hyphenated returns the word that a hyphen ties to the number before token
// end: "14-year-old", "200-page".
func (c *counter) hyphenated(end int32) string {
	n := int32(len(c.Tokens))
	if end+1 < n && c.form(end) == "-" && c.Tokens[end].Is(text.Joined) && c.Tokens[end+1].Is(text.Joined) && c.Tokens[end+1].Kind == text.Word {
		return c.form(end + 1)
	}
	return ""
}

// skipNumber returns the token behind everything that hangs on a number, tokens
// i to end-1, which is none: the rest of a date, a time or a telephone number.
func (c *counter) skipNumber(i, end int32) int32 {
	n := int32(len(c.Tokens))
	if c.Source[c.Tokens[i].Start] == '0' { // "0172 10 10 951"
		for end < n && c.Tokens[end].Kind == text.Number && c.Tokens[end].Flags&(text.NewLine|text.Paragraph) == 0 {
			end++
		}
	}
	for end < n && c.Tokens[end].Is(text.Joined) && (c.Tokens[end].Kind == text.Number || end+1 < n && c.Tokens[end].Kind == text.Mark && c.Tokens[end+1].Is(text.Joined) && c.Tokens[end+1].Kind == text.Number) {
		end++
	}
	return end
}

// scale multiplies by the magnitudes behind a number.
func (c *counter) scale(q *quantity) {
	q.base = q.low
	for {
		k := q.last
		if c.hyphenated(k) != "" && c.classAt(k+1)&isMagnitude != 0 {
			k++
		}
		w, last := c.word(k, isMagnitude)
		if w == nil || len(c.form(k)) == 1 && !c.letterScales(k, last, q) {
			return
		}
		q.last = last
		if w.value == 100 && q.low >= 100 {
			continue // "over 100 hundred": a slip of the pen
		}
		q.low, q.scaled = scaled(q.low, w.value), true
		if int(q.last) < len(c.Tokens) && c.form(q.last) == "." && c.Tokens[q.last].Is(text.Joined) && abbreviated(c.form(last-1)) {
			q.last++
		}
	}
}

// letterScales reports whether a single letter behind a number is a magnitude:
// beside money, or tied to the number where that is no length, as "1,200m" is.
func (c *counter) letterScales(k, last int32, q *quantity) bool {
	if c.moneyBefore(q.first) || c.moneyTied(last) {
		return true
	}
	if !c.Tokens[k].Is(text.Joined) {
		return false
	}
	switch f := c.form(k); f {
	case "b", "t":
		return false
	case "m":
		return q.low < 1000 && !(int(last) < len(c.Tokens) && (c.Tokens[last].Kind == text.Number || lengthWord(c.form(last))))
	}
	return true
}

// lengthWord reports whether a folded word makes the "m" before it metres.
func lengthWord(f string) bool {
	switch f {
	case "apart", "tall", "high", "wide", "long", "deep", "away", "below", "above", "race", "sprint", "final", "hurdles", "freestyle", "hoch", "lang", "breit", "tief", "de", "di":
		return true
	}
	return false
}

// scaled multiplies without the dust of binary fractions: 8.3 million is
// 8,300,000.
func scaled(v, by float64) float64 { return math.Round(v*by*1000) / 1000 }

func abbreviated(f string) bool {
	switch f {
	case "mio", "mia", "mrd", "tsd", "mn", "bn", "mln", "mld", "mill", "tys":
		return true
	}
	return false
}

// inWords reads a number in words: "seven", "a dozen", "two-thirds", "one in
// five", "millions of".
func (c *counter) inWords(i int32) quantity {
	if c.Tokens[i].Is(text.Joined) && i > 0 && c.form(i-1) == "-" {
		return quantity{}
	}
	if w, last := c.word(i, isTimes); w != nil {
		if int(last) < len(c.Tokens) && (c.form(last) == "down" || c.form(last) == "as" || c.form(last) == "up") { // "doubled down"
			return quantity{}
		}
		return quantity{first: i, last: last, low: w.value, unit: times, word: true}
	}
	if q := c.share(i); q.last > 0 {
		return q
	}
	if w, last := c.word(i, isCollective|isRoundly); w != nil && c.labelFree(i) {
		q := quantity{first: i, last: last, low: w.value, word: true}
		if w.class&isRoundly != 0 {
			q.bound = news.BoundAbout
		}
		c.scale(&q)
		return q
	}
	if _, last := c.word(i, isVague); last > 0 {
		return quantity{first: i, last: last, vague: true, word: true, bound: news.BoundVague}
	}
	w, last := c.word(i, isNumber)
	if w == nil || !c.labelFree(i) {
		return quantity{}
	}
	q := quantity{first: i, last: last, low: w.value, word: true}
	if h := c.hyphenated(last); h != "" {
		v, end := c.word(last+1, isNumber)
		if v == nil || w.value < 20 || v.value > 9 {
			if c.classAt(last+1)&isMagnitude == 0 {
				return quantity{} // "one-stop"
			}
		} else {
			q.low, q.last = q.low+v.value, end
		}
	}
	c.scale(&q)
	if !q.scaled && !c.tellsMany(&q) {
		return quantity{}
	}
	return q
}

// tellsMany reports whether a number in words counts: "one" does not, and "two"
// only beside what is counted, where no word says that both are known: "the two".
func (c *counter) tellsMany(q *quantity) bool {
	u, _ := c.word(q.last, isUnit)
	known := q.first > 0 && (c.in(q.first-1, determiners) || c.ordinal(q.first) || c.classes[q.first-1]&(isSpan|isMore) != 0)
	switch {
	case u != nil && u.duration:
		return !known && q.low >= 2 || c.termBeside(q.first, q.last+1)
	case q.low < 2:
		return u != nil && (u.name == "tonnes" || u.name == "kilograms")
	case q.low < 3:
		return c.rangeAhead(q) || !known && (u != nil || c.partOfCounted(q.last) || c.opposed(*q) != "")
	}
	return true
}

// labelFree reports whether no label or list word makes a word number a name:
// "Channel Four", "Big Five".
func (c *counter) labelFree(i int32) bool {
	return i == 0 || c.Tokens[i].Is(text.Opens) || c.classes[i-1]&isLabel == 0 && !c.Tokens[i].Is(text.Capital)
}

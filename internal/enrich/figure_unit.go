package enrich

import (
	"strings"

	"cipherdesk/internal/news"
	"cipherdesk/internal/text"
)

// percent is the unit of percentages: 90 means 90 %.
const percent = "percent"

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
	case "₩":
		return "KRW"
	case "₺":
		return "TRY"
	case "₽":
		return "RUB"
	case "₴":
		return "UAH"
	case "₪":
		return "ILS"
	case "₦":
		return "NGN"
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
	if moneySign(c.slice(i-1, i)) != "" {
		if i > 1 && c.Tokens[i-1].Is(text.Joined) && dollarPrefix(c.form(i-2)) {
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
	return f == "us" || dollarOf(f) != ""
}

// dollarOf returns the currency of the letters before a dollar sign.
func dollarOf(f string) string {
	switch f {
	case "r":
		return "BRL"
	case "a", "au":
		return "AUD"
	case "c", "ca", "can":
		return "CAD"
	case "nz":
		return "NZD"
	case "hk":
		return "HKD"
	case "s", "sg":
		return "SGD"
	case "nt":
		return "TWD"
	case "mx":
		return "MXN"
	}
	return ""
}

// moneyTied reports whether a currency sign hangs on what stands before token
// k: "950 M€".
func (c *counter) moneyTied(k int32) bool {
	return int(k) < len(c.Tokens) && c.Tokens[k].Is(text.Joined) && moneySign(c.slice(k, k+1)) != ""
}

// currency returns the currency before token i.
func (c *counter) currency(i int32) string {
	first := c.moneyStart(i)
	if first == i {
		return ""
	}
	sign := moneySign(c.slice(i-1, i))
	if sign == "" {
		w, _ := c.wordBefore(i, isMoney)
		return w.name
	}
	if first == i-2 && sign == "USD" {
		return either(dollarOf(c.form(first)), sign)
	}
	return sign
}

// measured reads the unit of a quantity; last is 0 when it counts nothing.
func (c *counter) measured(q quantity) quantity {
	if q.unit == fraction || q.unit == times {
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
	if end := c.timesEnd(q.last); end > q.last {
		q.unit, q.last = times, end
		return q
	}
	if cur, last := c.moneyBehind(q.last); cur != "" {
		q.unit, q.last = cur, last
		return q
	}
	unit, last := "", int32(0)
	if (!c.partBefore(q.first) || c.unitFollows(q.last)) && !c.takesSide(q) { // "of which 199,363 contained images"
		unit, last = c.unitBehind(&q)
	}
	switch {
	case last > 0:
		q.unit, q.last = unit, last
		return q
	case q.word && !q.scaled && !q.vague:
		if c.classAt(q.last)&isList != 0 { // "nine times"
			return quantity{}
		}
		if unit := either(c.sharedAhead(q.last), either(c.whoWere(q.last), c.opposed(q))); unit != "" {
			q.unit, q.bare = unit, true
			return q
		}
		if c.refersBack(q.last) && c.form(q.last) != "in" { // "two of them"
			q.unit, q.bare = c.unitBefore(q), true
			if n := len(c.found); n > 0 && c.found[n-1].place == c.place && c.found[n-1].quantity.last+1 == q.first { // "for 22 years, nine of them"
				q.unit = c.found[n-1].Unit
			}
			if q.unit == "" {
				return quantity{}
			}
			return q
		}
		return c.standsFor(q)
	case q.vague:
		return quantity{}
	}
	q.bare = true
	return c.unitFromContext(q)
}

// standsFor reads a number word that stands for what its sentence counted before:
// "nine states were against, twelve in favour".
func (c *counter) standsFor(q quantity) quantity {
	if q.low < 3 && !(int(q.last) < len(c.Tokens) && sides(c.form(q.last))) || len(c.found) == 0 {
		return quantity{}
	}
	b := &c.found[len(c.found)-1]
	if b.place != c.place || c.sentence(b.quantity.first) != c.sentence(q.first) || !news.CountsThings(b.Unit) {
		return quantity{}
	}
	if k := int(q.last); k < len(c.Tokens) && c.Tokens[k].Kind == text.Word && !c.endsPhrase(q.last) && !sides(c.form(q.last)) {
		return quantity{}
	}
	q.unit = b.Unit
	return q
}

// takesSide reports whether the word behind a number says where those stand whom
// the sentence counted before: "quindici Paesi a favore, otto contrari".
func (c *counter) takesSide(q quantity) bool {
	if int(q.last) >= len(c.Tokens) || c.form(q.last) == "more" || c.form(q.last) == "abstentions" || !sides(c.form(q.last)) {
		return false
	}
	b := c.lastCounted()
	return b != nil && c.sentence(b.quantity.first) == c.sentence(q.first)
}

// sides reports whether a folded word says where those who voted stand.
func sides(f string) bool {
	switch f {
	case "oppose", "support", "favour", "favor", "reject", "rejected", "object", "objected", "abstain", "unterstutzen", "ablehnend", "soutiennent", "refusent", "apoyan", "rechazan", "sostengono", "steunen", "apoiam", "rejeitam", "popiera", "contrarios", "contrarie", "contraires",
		"against", "undecided", "abstained", "dagegen", "dafur", "contre", "contra", "contrari", "tegen", "voor", "abstentions", "favorevoli", "opposed", "more", "abstaining", "voted", "stimmten", "lehnten", "enthielten", "votaron", "votarono", "stemden", "przeciw", "za", "wstrzymalo", "imot", "emot", "imod":
		return true
	}
	return false
}

// moneyBehind reads a currency behind a number: "54 million pounds", "639 €".
func (c *counter) moneyBehind(k int32) (string, int32) {
	n := int32(len(c.Tokens))
	if k < n && (c.form(k) == "de" || c.form(k) == "d" || c.form(k) == "di") {
		k++
		if k < n && c.form(k) == "'" {
			k++
		}
	}
	if k >= n {
		return "", 0
	}
	if sign := moneySign(c.slice(k, k+1)); sign != "" && !(k+1 < n && c.Tokens[k+1].Kind == text.Number && c.Tokens[k+1].Is(text.Joined)) {
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
		if c.saidToUs(k + 1) {
			return "people", k + 2
		}
		return "", 0
	}
	if romance(c.d.lang) && int(k) < len(c.Tokens) && c.in(k, determiners) && c.classAt(k+1)&isUnit != 0 { // "stima in 4.600 i casi"
		k++
	}
	if c.form(k) == "out" && c.form(k+1) == "of" {
		k++
	}
	k, of := c.passOf(k)
	if of && c.numberAt(k) {
		return c.unitOfWhole(k), q.last
	}
	unit, last, w := c.listedNoun(k, q)
	if of && c.classAt(k)&isBefallen != 0 && (w == nil || unit == "arrests") { // "cuatro de los detenidos"
		return "people", k + 1
	}
	if c.partOfName(q, last) {
		return "", 0
	}
	if w == nil {
		if q.word && !q.scaled && q.low < 3 && !(q.vague && c.d.lang == "en") || q.vague && !of && romance(c.d.lang) {
			return "", 0
		}
		if unit, last := c.unitBehindName(k); last > 0 {
			return unit, last
		}
		if unit, last := c.doneOften(k); last > 0 {
			return unit, last
		}
		return c.plainNoun(k) // also of "une dizaine d'assassinats"
	}
	if (unit == "reports" || unit == "messages") && c.wordFor("reports", last-1) && c.wordFor("messages", last-1) { // "meldinger"
		unit = "reports"
		if c.read(q.number).does&isSending != 0 {
			unit = "messages"
		}
	}
	if unit == "reports" && q.low < 100 && !q.scaled && c.form(last-1) == "tips" { // "seven tips for gardeners"
		unit = "tips"
	}
	if q.vague && w.atRisk && c.classAt(last)&isRecurring == 0 && !(w.name == "people" && !strings.HasPrefix(c.form(q.number), "mil")) {
		return "", 0
	}
	if w.duration && (q.vague || c.notDuration(q, last)) { // "thousands of years"
		q.last = 0
		return "", 0
	}
	return unit, last
}

// saidToUs reports whether those counted are who reads or writes: "of you".
func (c *counter) saidToUs(k int32) bool {
	switch c.form(k) {
	case "you", "us", "euch", "uns", "vous", "nous", "nosotros", "vosotros", "ustedes", "voi", "noi", "jullie", "ons", "nos", "voces", "oss", "er", "os", "jer", "dere", "was", "nas":
		return true
	}
	return false
}

// wordFor reports whether the word at token i is one for the unit.
func (c *counter) wordFor(unit string, i int32) bool {
	for k := c.at[i] - 1; k >= 0 && int(k) < len(c.hits) && c.hits[k].First == i; k++ {
		if x := &c.words[c.hits[k].Value]; x.class == isUnit && x.name == unit && c.speaks(x) {
			return true
		}
	}
	return false
}

// partOfName reports whether a number belongs to the name before it, and counts
// nothing: "the Superlight 2 models", "USB 2.0 ports".
func (c *counter) partOfName(q *quantity, last int32) bool {
	i := q.number
	if i == 0 || q.word || q.scaled || c.d.lang == "de" || q.first < i || c.Tokens[i].Is(text.Opens) {
		return false
	}
	before := &c.Tokens[i-1]
	if before.Kind != text.Word || !before.Is(text.Capital) || c.classes[i-1] != 0 || c.in(i-1, prepositions|determiners|clauseWords) {
		return false
	}
	s := c.slice(i, i+1)
	if len(s) == 3 && s[1] == '.' && s[2] == '0' {
		return true
	}
	capital := int(q.last) < len(c.Tokens) && c.Tokens[q.last].Is(text.Capital) // as all words of a headline
	return last == 0 && len(s) < 3 && !before.Is(text.Opens) && !capital
}

// termBeside reports whether a span of time is a punishment or what something
// takes.
func (c *counter) termBeside(first, last int32) bool {
	const window = 5
	for i := max(0, first-window); i < min(last+window, int32(len(c.Tokens))); i++ {
		if c.classes[i]&isTerm != 0 {
			return c.sentence(i) == c.sentence(first)
		}
	}
	return false
}

// passOf passes over "of the", "de", "d'" and the like.
func (c *counter) passOf(k int32) (int32, bool) {
	n := int32(len(c.Tokens))
	of := false
	for k < n {
		switch c.form(k) {
		case "of", "de", "d", "di", "von", "van", "der", "des", "los", "las", "dei", "degli", "delle", "av", "af", "z":
			of = true
		case "das", "dos":
			if c.d.lang != "pt" {
				return k, of
			}
			of = true
		case "the", "all", "these", "those", "its", "their", "such", "a", "total", "sum", "'":
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

// numberAt reports whether a number stands at token k, in digits or words.
func (c *counter) numberAt(k int32) bool {
	return int(k) < len(c.Tokens) && (c.Tokens[k].Kind == text.Number || c.classes[k]&isNumber != 0 && c.numberWord(k) > 1)
}

// nameWindow bounds the tokens of a name between a number and its noun.
const nameWindow = 9

// unitBehindName finds the listed noun behind a name in capitals, in which small
// words may stand: "7,340 Sexual Communication with a Child offences".
func (c *counter) unitBehindName(k int32) (string, int32) {
	if c.d.lang != "en" || int(k) >= len(c.Tokens) || !c.nameWord(k) {
		return "", 0
	}
	_, to := c.near(k)
	for i := k + 1; i < min(to, k+nameWindow); i++ {
		if w, last := c.word(i, isUnit); w != nil && c.nameWord(i-1) {
			return w.name, last
		}
		if t := &c.Tokens[i]; t.Kind != text.Word && !t.Is(text.Glue) || !c.nameWord(i) && !c.in(i, prepositions|determiners) && !together(c.form(i)) {
			break
		}
	}
	return "", 0
}

// doneOften reads how often something was done, where that counts what came of
// it: "was downloaded 12 million times".
func (c *counter) doneOften(k int32) (string, int32) {
	if int(k) >= len(c.Tokens) {
		return "", 0
	}
	switch c.form(k) {
	case "times", "mal", "fois", "veces", "volte", "keer", "vezes", "ganger", "gange", "razy":
	default:
		return "", 0
	}
	from, to := c.near(k)
	for i := max(from, k-doneWindow); i < min(to, k+doneWindow); i++ {
		if unit := madeBy(c.form(i)); unit != "" {
			return unit, k + 1
		}
	}
	return "", 0
}

// doneWindow bounds the tokens between a verb and how often it was done.
const doneWindow = 6

// madeBy returns the unit of what comes of a folded participle.
func madeBy(f string) string {
	switch f {
	case "downloaded", "installed", "heruntergeladen", "telecharge", "telechargee", "descargado", "descargada", "scaricata", "scaricato", "gedownload", "baixado", "baixada", "laddats", "lastet", "hentet", "pobrano":
		return "downloads"
	case "viewed", "watched", "angesehen", "aufgerufen", "visionnee", "visionne", "vista", "visto", "visualizzato", "bekeken", "visualizado", "visad", "vist", "wyswietlono":
		return "views"
	case "signed", "unterzeichnet", "unterschrieben", "signee", "firmada", "firmata", "ondertekend", "assinada", "undertecknats", "underskrevet", "podpisano":
		return "signatures"
	}
	return ""
}

// partOfCounted reports whether the words at token k say that a number is a part
// of others: "two of the four phones", "two of them".
func (c *counter) partOfCounted(k int32) bool {
	end, of := c.passOf(k)
	return of && c.numberAt(end) || c.refersBack(k)
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
	unit, _ := c.plainNoun(c.digitsEnd(k))
	return unit
}

// listedNoun finds the listed unit in the phrase at token k: the last one where
// nouns pile up to the right, the first in Romance languages.
func (c *counter) listedNoun(k int32, q *quantity) (unit string, last int32, w *figureWord) {
	n := int32(len(c.Tokens))
	for i := k; i < n && i < k+unitWindow && c.Tokens[i].Flags&text.Paragraph == 0; i++ {
		if x, end := c.word(i, isUnit); x != nil && !(w != nil && (x.duration || befell(c.form(i)))) && (c.d.lang != "de" || c.Tokens[i].Is(text.Capital) || x.name == "kilograms" || x.name == "kilometres") {
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

// befell reports whether a folded word says what became of those counted:
// "four officers killed".
func befell(f string) bool {
	switch f {
	case "arrested", "detained", "killed", "dead", "injured", "wounded":
		return true
	}
	return false
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
	if int(last)+2 >= len(c.Tokens) || !together(c.form(last)) || c.classAt(last+1)&isUnit == 0 {
		return false
	}
	from, to := c.near(last)
	for t := from; t < to; t++ {
		if f := c.form(t); strings.HasPrefix(f, "sign") || letterWord(f) {
			return true
		}
	}
	return false
}

func together(f string) bool {
	switch f {
	case "and", "und", "et", "y", "e", "en", "och", "og", "i":
		return true
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
	f := c.form(i)
	return c.in(i, prepositions|clauseWords|passives) || strings.HasSuffix(f, "ly") && c.d.lang == "en" && c.classes[i]&isRecurring == 0 || finite(f) || c.in(i, determiners) && f != "new"
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
		if c.Tokens[i].Flags&(text.NewLine|text.Paragraph) != 0 { // of a list
			break
		}
		if c.Tokens[i].Is(text.Glue|text.Joined) && i > k { // "co-sponsors"
			continue
		}
		if c.endsPhrase(i) || c.Tokens[i].Kind != text.Word {
			break
		}
		if t := &c.Tokens[i]; c.d.lang != "de" || t.Is(text.Capital) {
			if unit := compoundUnit(c.form(i), c.d.lang); unit != "" {
				return unit, i + 1
			}
		}
		if germanic(c.d.lang) && c.hyphened(i) { // "Recap-Episoden"
			continue
		}
		if c.plural(i) && !otherWord(c.form(i)) {
			best = i
		}
		if best == i && c.d.lang == "nl" || romance(c.d.lang) && !otherWord(c.form(i)) || best == i && (int(i)+1 >= int(n) || !c.plural(i+1)) {
			break
		}
	}
	if best < 0 || c.classes[best]&isList != 0 {
		return "", 0
	}
	first := best
	for germanic(c.d.lang) && first-2 >= k && c.hyphened(first-2) {
		first -= 2
	}
	return strings.ToLower(c.slice(first, best+1)), best + 1
}

// germanic reports whether a language writes compounds as one word, with hyphens
// or without; English parts them.
func germanic(lang string) bool {
	switch lang {
	case "de", "nl", "sv", "da", "no":
		return true
	}
	return false
}

// hyphened reports whether a hyphen ties the word behind it to token i.
func (c *counter) hyphened(i int32) bool {
	return int(i)+2 < len(c.Tokens) && c.form(i+1) == "-" && c.Tokens[i+1].Is(text.Joined) && c.Tokens[i+2].Is(text.Joined) && c.Tokens[i+2].Kind == text.Word
}

// otherWord reports whether a folded word is an adjective that stands before
// its noun in Romance languages.
func otherWord(f string) bool {
	switch f {
	case "nouvelles", "nouveaux", "autres", "grandes", "grands", "premiers", "petites", "petits", "nuevos", "nuevas", "otros", "otras", "primeros", "nuovi", "nuove", "altri", "altre", "grandi", "primi", "total", "millions", "ones", "others", "fler", "flere", "faerre", "farre":
		return true
	}
	return false
}

// plural reports whether token i looks like a plural noun of its language.
func (c *counter) plural(i int32) bool {
	f := c.form(i)
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
	case "sv", "da", "no":
		return strings.HasSuffix(f, "er") || strings.HasSuffix(f, "ar") || strings.HasSuffix(f, "or") || strings.HasSuffix(f, "re")
	case "pl":
		return strings.HasSuffix(f, "ow") || strings.HasSuffix(f, "ach") || strings.HasSuffix(f, "ami") || strings.HasSuffix(f, "ych")
	case "fi", "cs":
		return false
	}
	return f[len(f)-1] == 's' && !strings.HasSuffix(f, "ss") && !strings.HasSuffix(f, "us") && !strings.HasSuffix(f, "is")
}

// notDuration reports whether a span of time only places something: "two years
// ago", "over the last ten years".
func (c *counter) notDuration(q *quantity, last int32) bool {
	if c.classAt(last)&(isPast|isAge) != 0 {
		return true
	}
	first := q.first
	if w, limit := c.wordBefore(first, isBefore); w != nil {
		first = limit
	}
	if first > 0 && recursWord(c.form(first-1), c.d.lang) {
		return true
	}
	w, _ := c.wordBefore(first, isSpan)
	return w != nil
}

// recursWord reports whether a folded word before a span of time tells how often
// something is: "every two weeks", "alle drei Monate".
func recursWord(f, lang string) bool {
	switch f {
	case "per", "every", "pro", "cada", "ogni", "elke", "iedere":
		return true
	case "alle":
		return lang == "de"
	case "co":
		return lang == "pl"
	}
	return false
}

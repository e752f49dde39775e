package enrich

import (
	"strings"
	"unicode/utf8"

	"cipherdesk/internal/text"
)

// producer tells who produced a number that no citation holds: "polled by
// Ipsos", "the IWF confirmed 291,273 pages", "put at 10 per cent by the police".
func (c *counter) producer(q quantity, conduit string) (estimator, via string) {
	from, to := c.near(q.number)
	does := c.read(q.number).does
	for k := from; k < to && does&(isProduced|isPassed|isAccording) != 0; k++ {
		if c.classes[k]&(isProduced|isPassed|isAccording) == 0 || k > q.last && c.inAside(k) {
			continue
		}
		if _, last := c.word(k, isAccording); last > k && estimator == "" {
			estimator = c.sourceAt(last, to)
		}
		if _, last := c.word(k, isProduced); last > k {
			estimator = either(estimator, c.bodyAt(last, to))
		}
		if _, last := c.word(k, isPassed); last > k {
			conduit = either(conduit, c.bodyAt(last, to))
		}
	}
	if estimator == "" && c.d.lang == "en" {
		estimator = c.perSource(q, to)
	}
	if estimator == "" && does&(isCounter|isPut|isOwnAct|isShowing|isTelling) != 0 {
		if estimator = c.countedBefore(q, from, to); estimator == "" {
			estimator = c.countedBehind(q, from, to)
		}
	}
	if estimator == "" && does&isShowing != 0 { // "Polling by X suggests: 62%"
		estimator = c.shownIn(from, q.first)
	}
	if estimator == "" && does&isTelling != 0 {
		estimator = c.toldBehind(q, to)
	}
	if estimator == "" && does&isShowing != 0 {
		estimator = c.shownBy(q, to)
	}
	if estimator == "" {
		estimator = c.sameAgain(q, from)
	}
	if k := q.first - 1; estimator == "" && k > from && c.sign(k, ':') {
		estimator = c.titled(from, k)
	}
	if estimator == "" && does&(isTelling|isAccording|isProduced|isPut|isShowing) == 0 {
		estimator = c.shownAbove(q)
	}
	return estimator, conduit
}

// perSource reads "2,400 reports in 2024, per the hotline," behind a number: a
// body that a mark or the sentence's end closes off.
func (c *counter) perSource(q quantity, to int32) string {
	for k := q.last; k < min(q.last+counterWindow, to); k++ {
		if c.form(k) != "per" || k+1 >= to || c.classes[k+1]&isPercent != 0 {
			continue
		}
		i := k + 1
		for i < to && c.in(i, determiners) && c.mentionAt(i) == nil {
			i++
		}
		if m := c.mentionAt(i); m != nil && (m.last >= to || c.Tokens[m.last].Kind == text.Mark) {
			return c.bodyName(m, true)
		}
	}
	return ""
}

// inAside reports whether the words at token k are told in a relative clause of
// something else: "an app that, according to investigators, moved drugs".
func (c *counter) inAside(k int32) bool {
	if k < 2 || c.form(k-1) != "," || !c.in(k-2, relatives) && c.form(k-2) != "that" {
		return false
	}
	for i := k; int(i) < len(c.Tokens) && i < k+nounWindow; i++ {
		if c.form(i) == "," {
			return true
		}
	}
	return false // "many support that, according to a poll"
}

// shownAbove names who made the study or figures that the sentences right above
// rest on: "This is shown by figures from the Board. From May to June there were
// 300 cases." No other name may stand before the number.
func (c *counter) shownAbove(q quantity) string {
	s := c.read(q.number)
	for i := s.First; i < q.first; i++ {
		if c.mentionAt(i) != nil {
			return ""
		}
	}
	if money(q.unit) || s.number == 0 { // a price or a fine is known without a study
		return ""
	}
	if r := c.Sentences[s.number-1]; c.paragraph(r.First)+1 >= c.paragraph(s.First) {
		if who := either(c.shownIn(r.First, r.Last), c.titled(r.First, r.Last)); who != "" {
			c.shown = s.number
			return who
		}
	}
	if n := len(c.found); n > 0 && c.shown > 0 && s.number-c.shown < lookBack { // the passage goes on
		if b := &c.found[n-1]; b.place == c.place && s.number-c.sentence(b.quantity.first) <= 1 && c.paragraph(b.quantity.first) == c.paragraph(q.first) {
			c.shown = s.number
			return b.Estimator
		}
	}
	return ""
}

// money reports whether a unit is a currency.
func money(unit string) bool { return len(unit) == 3 && unit == strings.ToUpper(unit) }

// shownIn reads "This is shown by figures from the Board" in tokens first to
// last-1.
func (c *counter) shownIn(first, last int32) string {
	for i := first; i < last; i++ {
		if c.classes[i]&isShowing == 0 {
			continue
		}
		for k := max(first, i-shownWindow); k < min(last, i+shownWindow); k++ {
			if c.classes[k]&isStudy != 0 {
				if who := c.named(c.makerOf(k, first, last)); who != "" {
					return who
				}
			}
		}
	}
	return ""
}

// titled names who made the report that tokens first to last-1 are only the title
// of: "The Board's annual report 2024."
func (c *counter) titled(first, last int32) string {
	if last-first > nounWindow+3 {
		return ""
	}
	for last > first && c.Tokens[last-1].Kind != text.Word {
		last--
	}
	if last == first || !c.studyNoun(c.form(last-1)) {
		return ""
	}
	return c.named(c.makerOf(last-1, first, last))
}

// shownWindow bounds the tokens between "show" and the study that does.
const shownWindow = 16

// sourceAt names whom "according to" names at token i: a body, or who made the
// study that stands there.
func (c *counter) sourceAt(i, to int32) string {
	for k := i; k < min(to, i+4) && c.Tokens[k].Kind == text.Word; k++ {
		if c.classes[k]&isStudy != 0 {
			study := k
			if _, last := c.word(k, isStudy); last > k { // "freedom of information requests"
				study = last - 1
			}
			return c.study(study, i-1, to)
		}
	}
	return c.bodyAt(i, to)
}

// cited swaps an outlet with whom it names: "Citing data from the hotline, The
// Courier reported".
func (c *counter) cited(estimator, conduit string, q quantity) (string, string) {
	from, to := c.near(q.number)
	for k := from; k < to; k++ {
		if c.classes[k]&isCiting == 0 {
			continue
		}
		if _, last := c.word(k, isCiting); last > k {
			if who := c.bodyAt(last, to); who != "" && who != estimator {
				return who, estimator
			}
		}
	}
	return estimator, conduit
}

// counterWindow bounds the tokens between "received" and the number.
const counterWindow = 12

// countedBefore reads "The hotline received 12,400 reports", also with the verb
// in an aside: "The study, which questioned 2,204 adults".
func (c *counter) countedBefore(q quantity, from, to int32) string {
	for k := q.first - 1; k >= from && k > q.first-counterWindow; k-- {
		if c.classes[k]&(isTelling|isShowing) != 0 && (thatWord(c.form(k+1)) || k+1 == q.first && k > from && pronounOf(c.form(k-1))) { // "the tribunal found that", "the firm, which claims 300 users"
			return c.subjectOf(k, from, true)
		}
		if c.classes[k]&isOwnAct != 0 && c.classes[k]&isCounter == 0 && c.preposed(k+1, q.first) { // "banned for four matches"
			break
		}
		if c.classes[k]&(isCounter|isPut|isOwnAct) != 0 && !c.passiveAt(k, from) {
			if c.classes[k]&isPut != 0 {
				return c.subjectOf(c.phraseStart(k, isPut), from, true)
			}
			k = c.phraseStart(k, isCounter)
			return c.resolved(c.subjectOf(k, from, c.classes[k]&isOwnAct != 0), k, from)
		}
		if c.bars(k) {
			break
		}
	}
	return c.splitVerb(q, from, to)
}

// bars reports whether token k parts a verb from a number behind both: another
// number, or "rose"; not a year or "el año pasado".
func (c *counter) bars(k int32) bool {
	return c.Tokens[k].Kind == text.Number && (!c.isYear(k, k+1) || c.form(k+1) == ",") || c.classes[k]&isChange != 0 && c.classes[k]&isRelative == 0
}

// phraseStart returns the token where the listed phrase begins that token k is
// in: "spoke to".
func (c *counter) phraseStart(k int32, class figureClass) int32 {
	for i := k; i >= 0 && i > k-3; i-- {
		if _, last := c.word(i, class); last > k {
			return i
		}
	}
	return k
}

// preposed reports whether a preposition stands in tokens from to to-1.
func (c *counter) preposed(from, to int32) bool {
	for i := from; i < to; i++ {
		if c.in(i, prepositions) && !(c.form(i) == "a" && c.d.lang == "es") && !c.isYear(i+1, i+2) { // "detuvo en 2024 a 37 personas"
			return true
		}
	}
	return false
}

// thatWord reports whether a folded word opens what somebody tells.
func thatWord(f string) bool {
	switch f {
	case "that", "dass", "que", "che", "dat", "att", "at", "ze":
		return true
	}
	return false
}

// resolved returns the name of who counts at token k: the subject, or whom a
// pronoun or a noun without a name stands for.
func (c *counter) resolved(who string, k, from int32) string {
	if name := c.named(who); name != "" {
		return name
	}
	if c.in(from, owners) { // "its helpline took"
		return c.antecedent(from, "")
	}
	if who == "" {
		for k > from && c.in(k-1, auxiliaries) {
			k--
		}
		if k-1 != from || !c.in(from, theThings|theGroups) { // "It received"
			return ""
		}
	}
	return c.antecedent(from, text.Fold(who))
}

// lookBack bounds the sentences in which a body is looked for that a later one
// calls "it" or "the charity".
const lookBack = 3

// antecedent returns the one body of the sentences before token from that a noun
// may stand for; "" when there are several, or none. A pronoun is no noun.
func (c *counter) antecedent(from int32, noun string) string {
	name, first := "", from
	for range lookBack {
		if first == 0 {
			break
		}
		first = c.Sentences[c.field.sentence(first-1)].First
	}
	for i := first; i < from; i++ {
		who := ""
		if m := c.mentionAt(i); m != nil {
			who, i = c.bodyName(m, noun == "company" || noun == "firm" || c.calledBefore(m, first, noun)), m.last-1
			if !standsFor(noun, c.entities[m.entity].kind, who) && !c.calledBefore(m, first, noun) {
				continue
			}
		} else if c.classes[i]&isMaker != 0 && !c.Tokens[i].Is(text.Capital) && c.nameWord(i+1) && c.mentionAt(i+1) == nil { // "l'association Parole Sûre"
			end := i + 2
			for end < from && c.nameWord(end) {
				end++
			}
			if noun == "" || standsFor(noun, "", c.form(i)) {
				who = c.slice(i+1, end)
			}
			i = end - 1
		} else if end := c.makersName(i); end > i && c.mentionAt(end-1) == nil {
			who, i = c.slice(i, end), end-1
			if !standsFor(noun, "", who) {
				continue
			}
		}
		if who == "" {
			continue
		}
		if name != "" && name != who {
			return ""
		}
		name = who
	}
	return name
}

// calledBefore reports whether a noun stands right before a name: "the association
// Bitkom", "der Branchenverband Bitkom".
func (c *counter) calledBefore(m *mention, first int32, noun string) bool {
	return noun != "" && m.first > first && strings.HasSuffix(c.form(m.first-1), strings.TrimSuffix(noun, "s"))
}

// standsFor reports whether a noun may be said of a body: of a kind of the
// register, or with the noun, or one like it, in its name.
func standsFor(noun, kind, name string) bool {
	kinds, words := "", ""
	switch noun {
	case "":
		return true
	case "charity", "foundation", "trust", "stiftung", "association", "asociacion", "associazione", "fondation", "stichting", "ngo", "helpline", "hotline", "group", "organisation", "verband", "verein":
		kinds, words = "child_protection digital_rights", "trust foundation charity stiftung fondation association line"
	case "police", "force", "officers", "polizei", "policia", "politie", "polizia", "polis", "polisen", "politiet", "policja":
		kinds, words = "law_enforcement", "polic poliz polit polis constabulary"
	case "regulator", "watchdog", "regulierer", "toezichthouder", "regulador", "regolatore", "regulateur":
		kinds = "regulator"
	case "company", "firm", "unternehmen", "konzern", "entreprise", "empresa", "azienda", "bedrijf", "foretaget", "selskabet", "selskapet":
		kinds = "company"
	case "agency", "authority", "office", "behorde", "autorite", "autoridad", "autorita", "orgao", "organismo", "body", "dienst", "amt":
		kinds, words = "law_enforcement regulator", "agency authority office amt police policia"
	case "ministry", "department", "ministerium", "ministere", "ministerio", "ministero", "ministerie":
		kinds = "government"
	}
	if kind != "" {
		return strings.Contains(kinds, kind)
	}
	folded := text.Fold(name)
	for w := range strings.FieldsSeq(words) {
		if strings.Contains(folded, w) {
			return true
		}
	}
	return strings.Contains(folded, noun)
}

// makersName returns the token behind a name of several words that begins at
// token i and says that it is a body: "Lowen Institute"; 0 for none.
func (c *counter) makersName(i int32) int32 {
	if c.in(i, determiners) {
		return 0
	}
	end, body := i, false
	for int(end) < len(c.Tokens) && c.nameWord(end) && !(end > i && c.Tokens[end].Is(text.Opens)) {
		body = body || c.classes[end]&isMaker != 0
		end++
	}
	if !body || end < i+2 {
		return 0
	}
	return end
}

// named leaves out a body without a name: "the hotline" that handled 400 cases
// may be anybody's. A study needs none.
func (c *counter) named(who string) string {
	for i := 0; i < len(who) && !c.bareNoun(who); i++ {
		if who[i] < 'a' && who[i] != ' ' && who[i] != '-' || who[i] >= utf8.RuneSelf {
			return who
		}
	}
	if c.studyWord(who) {
		return who
	}
	return ""
}

// bareNoun reports whether a source is one word that means a body and names none,
// also with the capital of German nouns.
func (c *counter) bareNoun(source string) bool {
	if oneWord(source) {
		return true
	}
	if c.d.lang != "de" {
		return false
	}
	switch source {
	case "Behörde", "Verband", "Verbands", "Verein", "Vereins", "Ministerium", "Ministeriums", "Amt", "Institut", "Instituts", "Stiftung", "Polizei", "Organisation", "Unternehmen", "Unternehmens", "Kommission", "Konzern", "Dienst", "Regulierer":
		return true
	}
	return false
}

// studyNoun reports whether a source is only the word for a study or record.
func (c *counter) studyNoun(source string) bool {
	if strings.IndexByte(source, ' ') >= 0 {
		return false
	}
	switch f := text.Fold(source); f {
	case "report", "figures", "data", "statistics", "accounts", "bericht", "jahresbericht", "statistik", "zahlen", "rapport", "bilan", "chiffres", "balance", "informe", "memoria", "datos", "rapporto", "bilancio", "dati", "jaarverslag", "cijfers", "arsrapport", "rapporten", "raport", "raportu", "relatorio":
		return true
	default:
		return c.studyWord(f)
	}
}

func (c *counter) studyWord(f string) bool {
	return f == "study" || f == "survey" || f == "poll" || f == "umfrage" || f == "studie" || f == "etude" || f == "encuesta" || f == "indagine" || f == "onderzoek"
}

// splitVerb reads the verbs of German and Dutch, whose participle stands at the
// end: "Das Amt hat im Vorjahr 340 Verfahren eingeleitet".
func (c *counter) splitVerb(q quantity, from, to int32) string {
	if c.d.lang != "de" && c.d.lang != "nl" {
		return ""
	}
	counted := false
	for k := q.last; k < min(to, q.last+counterWindow) && !counted; k++ {
		counted = c.classes[k]&isCounter != 0
	}
	if !counted {
		return ""
	}
	for k := q.first - 1; k > from && k > q.first-counterWindow; k-- {
		if haveWord(c.form(k)) {
			return c.named(c.subjectOf(k, from, false))
		}
	}
	return ""
}

// countedBehind reads "200 images were assessed by the trust" and "the 32 million
// reports NCMEC received".
func (c *counter) countedBehind(q quantity, from, to int32) string {
	for k := max(from, q.first-counterWindow); k < min(to, q.last+counterWindow); k++ {
		if c.classes[k]&(isCounter|isPut) == 0 {
			continue
		}
		if c.passiveAt(k, from) {
			for b := k + 1; b < min(to, k+counterWindow); b++ {
				if agentWord(c.form(b)) {
					if who := c.bodyAt(b+1, to); who != "" {
						return who
					}
				}
			}
		} else if m := c.mentionAt(k - 1); m != nil && m.first >= q.last && k < q.last+9 && !c.elsewhere(m.first) {
			return c.bodyName(m, false)
		}
	}
	return ""
}

// elsewhere reports whether the name at token i begins another clause, or hangs
// on a preposition: "1.2 tonnes seized after the force helped".
func (c *counter) elsewhere(i int32) bool {
	k := i - 1
	if k > 0 && c.in(k, determiners) {
		k--
	}
	return c.in(k, prepositions|clauseWords) && !pronounOf(c.form(k))
}

// agentWord reports whether a folded word stands before who did something.
func agentWord(f string) bool {
	switch f {
	case "by", "von", "vom", "par", "por", "pelo", "pela", "da", "dal", "dalla", "door", "av", "af", "przez":
		return true
	}
	return false
}

// passiveAt reports whether the verb at token k is one of the passive, or a
// participle that hangs on a noun: "are put at", "counted by".
func (c *counter) passiveAt(k, from int32) bool {
	for i := k + 1; i < min(k+4, int32(len(c.Tokens))) && c.Tokens[i].Kind != text.Mark; i++ {
		if agentWord(c.form(i)) { // "reçus en 2022 par"
			return true
		}
	}
	for i := k - 1; i >= from && i > k-4 && c.Tokens[i].Kind == text.Word; i-- {
		if c.in(i, passives) {
			return true
		}
	}
	return false
}

// toldBehind reads who says a number behind it, where no citation was made of
// it: "…, the ombudsman found".
func (c *counter) toldBehind(q quantity, to int32) string {
	for k := q.last + 2; k < to; k++ {
		if c.classes[k]&isTelling == 0 || c.Tokens[k].Is(text.Capital) {
			continue
		}
		first := k - 1
		for first > q.last && !c.sign(first, ',') && !c.sign(first, '-') {
			first--
		}
		told := c.form(k) == "told"
		if closes := k+1 >= to || c.Tokens[k+1].Kind == text.Mark || c.in(k+1, prepositions); closes || told {
			if who := c.subjectOf(k, first+1, true); who != "" {
				return who
			}
			if c.form(k-1) == "," { // "…, Ada Finch, the commissioner, told"
				if who := c.subjectOf(k, q.last, true); who != "" {
					return who
				}
			}
		}
		if c.form(k-1) == "," && !told { // "…, informó el ministerio"
			if who := c.bodyAt(k+1, to); who != "" {
				return who
			}
		}
	}
	return ""
}

// shownBy reads "documents released under the law show" behind a number.
func (c *counter) shownBy(q quantity, to int32) string {
	for k := q.last; k < to; k++ {
		if c.classes[k]&isShowing == 0 || c.Tokens[k].Is(text.Capital) {
			continue
		}
		for i := k - 1; i >= q.last && c.form(i) != ","; i-- {
			if c.classes[i]&isStudy != 0 {
				return c.study(i, q.last, k)
			}
		}
		for i := k + 1; i < min(k+4, to) && c.form(k-1) == ","; i++ { // "…, visar en undersökning från Novera"
			if c.classes[i]&isStudy != 0 {
				return c.study(i, k, to)
			}
		}
	}
	return ""
}

// sameAgain gives a number that belongs to the one before it the same source:
// "of which 199,363", "a fall of 43 %", "and 210 warrants". Any other name
// between them may be the source, so there must be none.
func (c *counter) sameAgain(q quantity, from int32) string {
	if len(c.found) == 0 {
		return ""
	}
	b := &c.found[len(c.found)-1]
	if b.place != c.place || b.Estimator == "" || c.paragraph(b.quantity.first) != c.paragraph(q.first) {
		return ""
	}
	if gap := c.sentence(q.first) - c.sentence(b.quantity.first); gap > 1 || gap == 1 && !c.leans(q, from) {
		return ""
	}
	for i := b.quantity.last; i < q.first && !c.partBefore(q.first); i++ {
		if m := c.mentionAt(i); m != nil && c.entities[m.entity].name == b.Estimator {
			i = m.last - 1 // named again: "the council (NPCC)"
			continue
		}
		if c.mentionAt(i) != nil || c.Tokens[i].Is(text.Capital) && !c.Tokens[i].Is(text.Opens) && c.Tokens[i].Kind == text.Word && c.d.lang != "de" {
			return ""
		}
		if c.classes[i]&isMaker != 0 && c.sentence(i) == c.sentence(q.first) && !strings.Contains(text.Fold(b.Estimator), c.form(i)) {
			return ""
		}
	}
	return b.Estimator
}

// leans reports whether a number says only with the sentence before it what it
// counts: a share, or "it passed on 300 of them".
func (c *counter) leans(q quantity, from int32) bool {
	if q.unit == fraction || q.unit == percent || q.unit == times || q.bare || c.read(q.number).does&isSampled != 0 {
		return true
	}
	switch c.form(from) {
	case "it", "they", "sie", "es", "il", "elle", "ils", "elles", "zij": // "It passed on 300", not "It employs 50 people"
		return c.read(q.number).does&(isCounter|isOwnAct) != 0
	case "of", "davon", "dont", "daarvan":
		return true
	}
	return false
}

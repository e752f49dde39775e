package enrich

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"cipherdesk/internal/news"
	"cipherdesk/internal/text"
)

// voucher is one span of a citation that may say whose a number is.
type voucher struct {
	cite       int
	start, end int    // bytes of the field
	verb       int    // byte behind which the words are said, 0 from the start
	who        string // "" for a credit
	beside     bool   // names the speaker only: what stands behind it in the sentence is said too
	amid       bool   // stands in the middle of what is said: "A filter, he said, would …"
}

// vouchersOf lists the spans of the citations in the field once, so that no
// figure looks at them all again.
func (c *counter) vouchersOf() {
	const rest = 24 // bytes behind a verb that make it introduce something
	c.vouchers, c.past = c.vouchers[:0], 0
	name := fieldNames[c.place]
	for i := range c.cites {
		x := &c.cites[i]
		said := x.Kind == news.CiteQuote || x.Kind == news.CiteAttribution
		if !said && (x.Kind != news.CiteCredit || x.Evidence[0].Rule == ruleWire) {
			continue
		}
		v := voucher{cite: i}
		if said {
			if v.who = either(c.studyIn(x), c.who(x)); v.who == "" || nobodysWord(v.who) {
				continue
			}
			if x.Speaker != "" && x.Organisation != "" && spokesWord(strings.ToLower(x.Role)) {
				if _, known := c.byName[x.Organisation]; known {
					v.who = x.Organisation // who speaks for a body counted nothing
				}
			}
		}
		for _, s := range x.Evidence {
			if s.Field != name {
				continue
			}
			if x.Speaker != "" && x.Organisation != "" && thingPronoun(s.Quote) { // "Ada Finch of Vigil, which says it has 300 members"
				v.who = x.Organisation
			}
			v.start, v.end, v.verb, v.beside = s.Start, s.End, 0, said && s.Rule == ruleSpeaker
			if said && s.Rule == ruleVerb && x.Verb != "" {
				if at := strings.Index(s.Quote, x.Verb); at >= 0 && len(s.Quote)-at-len(x.Verb) > rest {
					v.verb = s.Start + at
				}
			}
			if at := asideStart(s.Quote, x.Verb); said && at > 0 {
				v.start += at
			}
			v.amid = said && s.Rule == ruleVerb && x.Verb != "" && strings.HasSuffix(c.Source[:s.Start], ", ") && verbThenComma(s.Quote, x.Verb)
			c.vouchers = append(c.vouchers, v)
		}
	}
}

// studyIn returns the word for a study that a role without a name begins with, whoever
// is named behind it: "survey of the association", "expert report commissioned by".
func (c *counter) studyIn(x *news.Citation) string {
	if x.Speaker != "" || x.Role == "" {
		return ""
	}
	for w := range strings.FieldsSeq(x.Role) {
		if f := text.Fold(w); studied(f) {
			return ""
		} else if c.studyNoun(f) {
			return f
		}
	}
	return ""
}

// studied reports whether a folded word parts a phrase from what hangs on it.
func studied(f string) bool {
	switch f {
	case "of", "by", "from", "for", "von", "der", "des", "de", "du", "del", "di", "van", "av":
		return true
	}
	return false
}

// thingPronoun reports whether what was said begins with the pronoun for a thing.
func thingPronoun(quote string) bool { return strings.HasPrefix(quote, "which ") }

// nobodysWord reports whether those who say something are only people who were
// asked, or one of several: "another said", "31% of the respondents said".
func nobodysWord(who string) bool {
	switch who {
	case "one", "another", "others", "some", "many", "most", "respondents", "responders", "participants", "interviewees", "befragte", "befragten", "teilnehmer", "andere", "sondés", "répondants", "d'autres", "un autre", "encuestados", "encuestadas", "otro", "otros", "intervistati", "altri", "un altro", "respondenten", "ondervraagden", "anderen", "inquiridos", "entrevistados", "outro", "outros", "ankietowani", "respondenter":
		return true
	}
	return false
}

// asideStart returns where a citation begins that stands in a relative clause of
// what the sentence itself tells: "an app that, according to the police, hid
// drugs"; 0 for others.
func asideStart(quote, verb string) int {
	at := strings.Index(quote, verb)
	if verb == "" || at < 2 || quote[at-2:at] != ", " || !strings.Contains(quote[at:], ", ") { // "many support that, according to a poll"
		return 0
	}
	switch before := quote[:at-2]; text.Fold(before[strings.LastIndexByte(before, ' ')+1:]) {
	case "that", "which", "who", "que", "qui", "che", "die", "der", "das", "dat", "som":
		return at
	}
	return 0
}

// verbThenComma reports whether a citation begins with who says it and goes on
// behind a comma: "he said, would still raise alarms".
func verbThenComma(quote, verb string) bool {
	const most = 60 // bytes of a subject
	at := strings.Index(quote, verb)
	return at > 0 && at < most && strings.HasPrefix(quote[at+len(verb):], ", ")
}

// whose says whose number a figure is: the estimator, who passed it on, and the
// citation of the estimator, -1 without.
type whose struct {
	estimator, conduit string
	by                 int
	credited           bool // an outlet's credit is all that names it
}

// source tells whose number a figure is and who passed it on. The narrowest
// citation that speaks for itself is the estimator; one around it, or an outlet
// beside it, is the conduit. Without one it is whoever the sentence says
// produced the number.
func (c *counter) source(q quantity, at news.Span) (estimator, conduit string) {
	sentence := c.read(q.number)
	for c.past < len(c.vouchers) && c.vouchers[c.past].end < int(sentence.Start) {
		c.past++
	}
	if b := c.partOfLast(q); b != nil {
		return b.Estimator, b.Conduit
	}
	w := c.stated(q, at, sentence)
	c.called(&w, q, sentence)
	c.counts(&w, q, at, sentence)
	if w.estimator != "" && sentence.does&isCiting != 0 {
		w.estimator, w.conduit = c.cited(w.estimator, w.conduit, q)
	}
	w.estimator = either(c.again(q, w.estimator), w.estimator)
	if w.estimator != "" && signs(q.unit) && letter(w.estimator) { // those who signed it
		w.estimator = ""
	}
	if w.conduit == w.estimator {
		w.conduit = ""
	}
	return w.estimator, w.conduit
}

// stated asks the citations, then the sentence.
func (c *counter) stated(q quantity, at news.Span, sentence *sentenceRead) (w whose) {
	w.estimator, w.conduit, w.by = c.vouched(at, int(sentence.Start), int(sentence.End))
	said := w.estimator
	w.estimator, w.conduit = c.credited(w.estimator, w.conduit, int(sentence.Start), int(sentence.End), q)
	w.credited = said == "" && w.estimator != ""
	switch {
	case w.estimator == "":
		w.estimator, w.conduit = c.producer(q, w.conduit)
	case w.by >= 0 && sentence.does&isStudy != 0 && c.cites[w.by].Speaker == "" && (c.cites[w.by].Organisation == "" || c.studyNoun(w.estimator)):
		w.estimator = either(c.maker(w.estimator, sentence.First, sentence.Last), either(c.makerNext(w.estimator, sentence), w.estimator))
	}
	if w.estimator == "" && c.reported(sentence.First, sentence.Last) {
		w.estimator = c.onlySpeaker(sentence.First)
	}
	return w
}

// called puts a name where the words for the estimator are none.
func (c *counter) called(w *whose, q quantity, sentence *sentenceRead) {
	nobody := w.by < 0 || c.cites[w.by].Speaker == ""
	if nobody && c.studyNoun(w.estimator) { // "the force arrested 37, according to its annual report"
		w.estimator = either(c.countedBefore(q, max(sentence.First, q.first-longestSentence), sentence.Last), w.estimator)
	}
	if w.by < 0 || w.estimator == "" {
		return
	}
	if nobody {
		w.estimator = either(c.spelledOut(w.estimator, sentence.First, sentence.Last), w.estimator)
	}
	if c.bareNoun(w.estimator) && !letter(w.estimator) && !c.studyWord(w.estimator) { // "the agency" that was named before
		w.estimator = either(c.antecedent(q.number, text.Fold(w.estimator)), w.estimator)
	}
}

// counts gives the number to who counted where somebody else tells it.
func (c *counter) counts(w *whose, q quantity, at news.Span, sentence *sentenceRead) {
	from := max(sentence.First, q.first-longestSentence)
	if w.by >= 0 && sentence.does&isCounter != 0 && !c.quoted(at, w.by) {
		who := c.relayed(q, from, w.by)
		switch {
		case who == "":
		case c.cites[w.by].Speaker != "" && c.says(at, w.by), !c.sameBody(who, w.estimator, w.by): // "the ministry said the hotline had received", "she said her office had"
			w.estimator, w.conduit = who, w.estimator
		case !c.says(at, w.by): // "said Jane Doe of the trust, which found"
			w.estimator = who
		}
	}
	if w.by >= 0 && sentence.does&isPut != 0 {
		if who := c.estimates(q, sentence.First); who != "" && !c.sameBody(who, w.estimator, w.by) { // "she said NCMEC estimates that"
			w.estimator, w.conduit = who, w.estimator
		}
	}
	if w.by < 0 && w.credited && sentence.does&isCounter != 0 { // "The paper reported that an audit turned up 11 flaws"
		if who := c.relayed(q, from, w.by); who != "" && who != w.estimator {
			w.estimator, w.conduit = who, w.estimator
		}
	}
}

// says reports whether a citation's words hold a figure, and not only its sentence.
func (c *counter) says(at news.Span, by int) bool {
	for _, s := range c.cites[by].Evidence {
		if s.Rule != ruleSpeaker && s.Field == at.Field && s.Start <= at.Start && at.End <= s.End {
			return true
		}
	}
	return false
}

// quoted reports whether a figure stands in the words of a quotation: what the
// speaker tells of others is told by the speaker.
func (c *counter) quoted(at news.Span, by int) bool {
	return c.cites[by].Kind == news.CiteQuote && c.says(at, by)
}

// makerNext names who made a document where the next sentence says so: "The
// number fell by a third. That emerges from an answer of the ministry."
func (c *counter) makerNext(document string, s *sentenceRead) string {
	if s.number+1 >= len(c.Sentences) {
		return ""
	}
	next := c.Sentences[s.number+1]
	if c.paragraph(next.First) != c.paragraph(s.First) {
		return ""
	}
	return c.maker(document, next.First, next.Last)
}

// again names whose figures a study without a maker is, when the number before
// rests on it: "The figures also show", "Its data shows".
func (c *counter) again(q quantity, estimator string) string {
	if len(c.found) == 0 || estimator == "" || !oneWord(estimator) {
		return ""
	}
	b := &c.found[len(c.found)-1]
	if b.place != c.place || b.Estimator == "" || c.paragraph(q.first)-c.paragraph(b.quantity.first) > 1 || c.sentence(q.first)-c.sentence(b.quantity.first) > 1 {
		return ""
	}
	for i := c.here.First; i < c.here.Last; i++ {
		if c.classes[i]&isStudy != 0 && c.form(i) == estimator && i > c.here.First {
			if i < b.quantity.first { // "according to its report, the firm received 300 requests and answered 40%"
				return b.Estimator
			}
			switch f := c.form(i - 1); {
			case c.in(i-1, owners), f == "the", f == "these", f == "same", f == "die", f == "les", f == "los", f == "las", f == "i", f == "le", f == "de", f == "os":
				return b.Estimator
			}
		}
	}
	return ""
}

// oneWord reports whether a source is one word without a capital, and so no name.
func oneWord(source string) bool {
	return strings.IndexFunc(source, func(r rune) bool { return r == ' ' || unicode.IsUpper(r) }) < 0
}

// reported reports whether a sentence is told in the mood of what somebody else
// says: "allein das könne zehn Prozent erklären".
func (c *counter) reported(first, last int32) bool {
	if c.d.lang != "de" {
		return false
	}
	for i := first; i < last; i++ {
		if c.Tokens[i].Kind != text.Word || c.mentionAt(i) != nil {
			continue
		}
		switch c.form(i) {
		case "sei", "seien", "habe", "werde", "konne", "musse", "durfe", "solle", "wolle", "gebe", "gehe", "liege", "erhalte", "brauche", "bleibe", "komme":
			return !c.Tokens[i].Is(text.Capital)
		case "hatten", "hatte", "konnten", "mussten", "gabe", "wurden":
			if strings.ContainsAny(c.slice(i, i+1), "äöü") && c.form(i) != "wurden" && c.form(i) != "konnten" {
				return true
			}
		}
	}
	return false
}

// onlySpeaker names the one speaker whom the paragraph of a token quotes; "" for
// none, or several.
func (c *counter) onlySpeaker(i int32) string {
	p := c.Paragraphs[c.paragraph(i)]
	who := ""
	for k := range c.vouchers {
		v := &c.vouchers[k]
		if v.who == "" || v.start < int(p.Start) || v.start >= int(p.End) {
			continue
		}
		if who != "" && who != v.who {
			return ""
		}
		who = v.who
	}
	return who
}

// signs reports whether a unit is of those who sign letters.
func signs(unit string) bool {
	switch unit {
	case "signatories", "organisations", "groups", "NGOs", "charities", "researchers", "scientists", "experts", "cryptographers", "companies", "professors", "campaigners":
		return true
	}
	return false
}

// partOfLast returns the figure right before in the sentence that a number is a
// part of: "11 flaws, two of them serious"; nil for none.
func (c *counter) partOfLast(q quantity) *counted {
	if len(c.found) == 0 {
		return nil
	}
	b := &c.found[len(c.found)-1]
	if b.place != c.place || b.Estimator == "" || c.sentence(b.quantity.first) != c.sentence(q.first) {
		return nil
	}
	if q.first <= b.quantity.last+3 && c.refersBack(q.last) || c.partBefore(q.first) {
		return b
	}
	return nil
}

// aside reports a small count or a span of time in words, "two people", "three
// years", which is not what a paper is credited for.
func (q quantity) aside() bool {
	if !q.word || q.scaled || q.unit == fraction || q.unit == percent || q.unit == times {
		return false
	}
	return q.low < 6 || !news.CountsThings(q.unit)
}

// relayed names who counted where somebody else tells it: the subject of the
// nearest verb of counting that is none of telling.
func (c *counter) relayed(q quantity, from int32, by int) string {
	for k := q.first - 1; k >= from && k > q.first-counterWindow; k-- {
		if c.classes[k]&isCounter != 0 && (c.classes[k]&isTelling == 0 || k > from && pronounOf(c.form(k-1))) && !c.passiveAt(k, from) {
			k = c.phraseStart(k, isCounter)
			who := c.subjectOf(k, from, false)
			return either(c.officers(k, from, by), c.named(who))
		}
		if c.bars(k) {
			break
		}
	}
	return ""
}

// officers names the body of who tells what it counted: "his authority had
// received", "l'office reçoit".
func (c *counter) officers(k, from int32, by int) string {
	if by < 0 || c.cites[by].Speaker == "" {
		return ""
	}
	org := c.cites[by].Organisation
	for i := k - 1; i >= from && i > k-4; i-- {
		if c.in(i, owners) || ownWord(c.form(i)) || c.classes[i]&isMaker != 0 && standsFor(c.form(i), c.kindOf(org), org) {
			return org
		}
	}
	return ""
}

// ownWord reports whether a folded word says that something is the speaker's.
func ownWord(f string) bool {
	switch f {
	case "his", "her", "their", "our", "seine", "unsere", "nos", "notre", "nuestro", "nuestra", "nossa", "onze":
		return true
	}
	return false
}

// kindOf returns the kind of a registered body, "" for another.
func (c *counter) kindOf(name string) string {
	if e, known := c.byName[name]; known {
		return c.entities[e].kind
	}
	return ""
}

// estimates names the registered body right before a verb of estimating: within
// what somebody says, too, the number is that body's.
func (c *counter) estimates(q quantity, from int32) string {
	for k := q.first - 1; k > from && k > q.first-counterWindow && c.Tokens[k].Kind != text.Number; k-- {
		if c.classes[k]&isPut == 0 || c.passiveAt(k, from) {
			continue
		}
		if m := c.mentionAt(c.phraseStart(k, isPut) - 1); m != nil {
			return c.bodyName(m, true)
		}
	}
	return ""
}

// sameBody reports whether who counts is who says it: the estimator, or the body
// of the person that a citation names.
func (c *counter) sameBody(who, estimator string, by int) bool {
	x := &c.cites[by]
	return strings.Contains(who, estimator[strings.LastIndexByte(estimator, ' ')+1:]) || strings.Contains(estimator, who) || x.Organisation != "" && (strings.Contains(x.Organisation, who) || strings.Contains(who, x.Organisation))
}

// vouched finds estimator and conduit among the quotations and attributions;
// by is the citation of the estimator, -1 without.
func (c *counter) vouched(at news.Span, sentence, sentenceEnd int) (estimator, conduit string, by int) {
	const loose = 1 << 20 // wider than any words that hold the figure
	by = -1
	narrow, done := 0, -1
	for i := c.past; i < len(c.vouchers); i++ {
		v := &c.vouchers[i]
		if v.amid && v.start > at.Start && v.start < sentenceEnd && estimator == "" {
			estimator, narrow, by = v.who, loose, v.cite
			continue
		}
		if v.who == "" || v.cite == done || v.start > at.Start || v.who == estimator {
			continue
		}
		width := 0
		switch {
		case v.beside:
			if v.start >= sentence && v.end <= at.Start {
				width = loose
			}
		case at.End <= v.end:
			if v.verb > at.Start { // "The agency, which made 400 arrests, says …"
				done = v.cite
				continue
			}
			width = v.end - v.start
		}
		if width == 0 || holds(at.Quote, v.who) { // who is counted does not count
			continue
		}
		switch {
		case estimator != "" && letter(estimator) && !letter(v.who): // a letter passes on what others counted
			estimator, conduit, narrow, by = v.who, estimator, width, v.cite
		case narrow == 0 || (width < narrow || width == narrow && reckons(c.cites[v.cite].Verb)) && !letter(v.who): // "she points to the 300 cases which, Vigil estimates, came up"
			estimator, conduit, narrow, by = v.who, estimator, width, v.cite
		default:
			conduit = v.who
		}
	}
	return estimator, conduit, by
}

// reckons reports whether a verb says that somebody worked a number out.
func reckons(verb string) bool {
	f := text.Fold(verb)
	for _, begin := range [...]string{"estim", "calcul", "reckon", "according", "schatz", "beziffer", "laut", "zufolge", "selon", "evalu", "segun", "secondo", "stima", "segundo", "volgens", "schat", "raam", "enligt", "uppskatt", "ifolge", "anslar", "wedlug", "szacuj"} {
		if strings.HasPrefix(f, begin) {
			return true
		}
	}
	return false
}

// holds reports whether a quote holds a name, or a role that may have lost its
// capital: "40 Forschende".
func holds(quote, who string) bool {
	if r, n := utf8.DecodeRuneInString(who); unicode.IsLower(r) && len(who) > n+3 {
		who = who[n:]
	}
	return strings.Contains(quote, who)
}

// credited takes in the outlets that the sentence credits; one that is all the
// source a figure has becomes its figure-source.
func (c *counter) credited(estimator, conduit string, start, end int, q quantity) (string, string) {
	for i := c.past; i < len(c.vouchers); i++ {
		v := &c.vouchers[i]
		if v.who != "" || v.start < start || v.start >= end || c.onlyAfter(int32(start), int32(v.end)) {
			continue
		}
		x := &c.cites[v.cite]
		if q.aside() && (x.Relation != news.RelFirstReport || !news.CountsThings(q.unit)) { // "the decision, revealed by the paper, came after three hours"
			continue
		}
		switch x.Relation {
		case news.RelFirstReport: // "as the paper revealed, nine states"
			estimator = either(estimator, x.Source)
		case news.RelBasedOn, news.RelFigureSource:
			x.Relation = news.RelFigureSource
			if estimator == "" {
				estimator = x.Source
			} else if conduit == "" && estimator != x.Source {
				conduit = x.Source
			}
		case news.RelSeenBy:
			conduit = either(conduit, x.Source)
		}
	}
	return estimator, conduit
}

// onlyAfter reports whether the sentence of a credit only places something by it:
// "two days after the paper published the chats, a court released three men".
func (c *counter) onlyAfter(start, end int32) bool {
	s := &c.here
	if s.Start != start {
		return false
	}
	for i := s.First; i < s.Last && c.Tokens[i].End <= end; i++ {
		switch c.form(i) {
		case "after", "nachdem", "nadat":
			return true
		}
	}
	return false
}

// letter reports whether a source is a letter, petition or the like.
func letter(source string) bool {
	return letterWord(text.Fold(source[strings.LastIndexByte(source, ' ')+1:]))
}

// ofPlace reports whether a role's name goes on with its town, which is no body:
// "le procureur de Valmont".
func ofPlace(role string) bool {
	switch role {
	case "prosecutor", "mayor", "procureur", "procureure", "maire", "procuratore", "procuratrice", "sindaco", "fiscal", "alcalde", "alcaldesa", "staatsanwalt", "burgermeister", "burgemeester":
		return true
	}
	return false
}

// who names the source of a citation: person, body, document, or the word for
// a group.
func (c *counter) who(x *news.Citation) string {
	switch {
	case x.Speaker != "":
		return x.Speaker
	case x.Source != "" && letter(x.Source):
		return x.Source
	case x.Organisation == "" && x.Source == "", len(x.Role) < 14 && ofPlace(text.Fold(x.Role)):
		return c.roles.of(x.Role, uncapital)
	}
	return either(x.Organisation, x.Source)
}

// uncapital takes away the capital that a role has from a sentence's beginning,
// and leaves a name: "Police chiefs", "Air New Zealand".
func uncapital(role string) string {
	if _, rest, _ := strings.Cut(role, " "); strings.IndexFunc(rest, unicode.IsUpper) >= 0 {
		return role
	}
	return strings.ToLower(role)
}

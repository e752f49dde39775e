package enrich

import (
	"sort"
	"strings"

	"cipherdesk/internal/news"
	"cipherdesk/internal/text"
)

// period tells when a figure holds, as far as its sentence says: a year, a
// rate, "future", or the words of a relative date.
func (c *counter) period(q quantity) string {
	if w, _ := c.word(q.last, isRecurring); w != nil {
		return w.name
	}
	first, last := c.near(q.number)
	if y := c.yearNear(first, last, q.number); y != "" {
		return y
	}
	rate, relative, future := "", "", false
	for t := first; t < last; t++ {
		if w, _ := c.word(t, isRecurring|isRelative|isThatYear|isFuture); w != nil {
			switch w.class {
			case isRecurring:
				rate = w.name
			case isRelative:
				relative = w.name
			case isThatYear:
				return c.yearBefore(first)
			default:
				future = true
			}
		}
	}
	switch {
	case relative != "":
		return relative
	case rate != "":
		return rate
	case future:
		return "future"
	}
	return ""
}

// yearNear returns the year in tokens lo to hi-1 that stands nearest to token
// i, or the span of years "2019-2022".
func (c *counter) yearNear(lo, hi, i int32) string {
	best, near := int32(-1), int32(0)
	for t := lo; t < hi; t++ {
		if c.Tokens[t].Kind != text.Number || !c.isYear(t, t+1) {
			continue
		}
		d := t - i
		if d < 0 {
			d = -d
		}
		if best < 0 || d < near {
			best, near = t, d
		}
	}
	if best < 0 {
		return ""
	}
	if best-2 >= lo && c.spanLink(best-1) && c.Tokens[best-2].Kind == text.Number && c.isYear(best-2, best-1) {
		return c.slice(best-2, best-1) + "-" + c.slice(best, best+1)
	}
	if best+2 < hi && c.spanLink(best+1) && c.Tokens[best+2].Kind == text.Number && c.isYear(best+2, best+3) {
		return c.slice(best, best+1) + "-" + c.slice(best+2, best+3)
	}
	return c.slice(best, best+1)
}

func (c *counter) spanLink(i int32) bool {
	switch c.form(i) {
	case "-", "to", "bis", "a", "tot":
		return true
	}
	return false
}

// yearBefore returns the last year named before token i.
func (c *counter) yearBefore(i int32) string {
	for t := i - 1; t >= max(0, i-2*longestSentence); t-- {
		if c.Tokens[t].Kind == text.Number && c.isYear(t, t+1) {
			return c.slice(t, t+1)
		}
	}
	return ""
}

// subject names the company or body that the sentence of a figure is about:
// the last one before the number, else the first behind it.
func (c *counter) subject(q quantity) string {
	first, last := c.near(q.number)
	name := ""
	from := sort.Search(len(c.mentions), func(i int) bool { return c.mentions[i].first >= first })
	for _, m := range c.mentions[from:] {
		e := &c.entities[m.entity]
		if m.first >= last {
			break
		}
		if e.group != isBody {
			continue
		}
		if m.first < q.number && (e.kind == "company" || name == "") {
			name = e.name
		}
		if m.first > q.number {
			if name == "" {
				name = e.name
			}
			break
		}
	}
	return name
}

// source tells whose number a figure is and who passed it on, from the
// citations whose words hold it. The narrowest one that speaks for itself is
// the estimator; one around it, or an outlet beside it, is the conduit.
func (c *counter) source(at news.Span) (estimator, conduit string) {
	narrow := 0
	for i, who := range c.whoVouches() {
		if who == "" || who == estimator {
			continue
		}
		width := c.vouches(&c.cites[i], at)
		if width == 0 {
			continue
		}
		switch {
		case estimator != "" && letter(estimator) && !letter(who): // a letter passes on what others counted
			estimator, conduit, narrow = who, estimator, width
		case narrow == 0 || width < narrow && !letter(who):
			estimator, conduit, narrow = who, estimator, width
		default:
			conduit = who
		}
	}
	for i := range c.cites {
		x := &c.cites[i]
		if x.Kind != news.CiteCredit || x.Evidence[0].Rule == ruleWire || !c.sameSentence(x, at) {
			continue
		}
		switch x.Relation {
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
	if estimator == "" {
		estimator = c.producer(at)
	}
	return estimator, conduit
}

// letter reports whether a source is a letter, petition or the like.
func letter(source string) bool {
	return letterWord(text.Fold(source[strings.LastIndexByte(source, ' ')+1:]))
}

// producer tells who produced a number that no citation holds: "polled by
// Ipsos", "the IWF confirmed 291,273 pages".
func (c *counter) producer(at news.Span) string {
	i := int32(sort.Search(len(c.Tokens), func(i int) bool { return int(c.Tokens[i].End) > at.Start }))
	if int(i) >= len(c.Tokens) {
		return ""
	}
	from, to := c.near(i)
	for k := from; k < to; k++ {
		if _, last := c.word(k, isProduced); last > k {
			return c.bodyAt(last, to)
		}
	}
	for k := i - 1; k >= from && k > i-counterWindow; k-- {
		if c.classes[k]&isCounter != 0 {
			return c.counterBefore(k, from)
		}
		if c.Tokens[k].Kind == text.Number || c.classes[k]&isChange != 0 {
			break
		}
	}
	return ""
}

// counterWindow bounds the tokens between "received" and the number.
const counterWindow = 9

// bodyAt returns the body that stands behind articles at token i: the register's
// name, or a row of capitals.
func (c *counter) bodyAt(i, to int32) string {
	for i < to && determiner(c.form(i)) && !c.Tokens[i].Is(text.Capital) {
		i++
	}
	for _, m := range c.mentions {
		if m.first <= i && i < m.last {
			return c.entities[m.entity].name
		}
	}
	last := i
	for last < to && c.Tokens[last].Kind == text.Word && c.Tokens[last].Is(text.Capital) || last > i && last < to && c.Tokens[last].Is(text.Glue) {
		last++
	}
	if last == i {
		return ""
	}
	return c.slice(i, last)
}

// counterBefore returns the body right before token k, where it is one that
// counts: a hotline, a police force, a regulator; not a company, whose numbers
// others receive.
func (c *counter) counterBefore(k, from int32) string {
	name, end := "", from
	for _, m := range c.mentions {
		if m.first >= k {
			break
		}
		if m.first >= from {
			name, end = "", m.last
			if e := &c.entities[m.entity]; e.group == isBody && e.kind != "company" && e.kind != "government" {
				name = e.name
			}
		}
	}
	if k-end > 4 { // words between: somebody else may have counted
		return ""
	}
	return name
}

// whoVouches returns the source of each citation that can be an estimator.
func (c *counter) whoVouches() []string {
	for i := len(c.sources); i < len(c.cites); i++ {
		x, name := &c.cites[i], ""
		if x.Kind == news.CiteQuote || x.Kind == news.CiteAttribution {
			name = who(x)
		}
		c.sources = append(c.sources, name)
	}
	return c.sources
}

// who names the source of a citation: person, body, document, or the word for
// a group.
func who(x *news.Citation) string {
	if letter(x.Source) {
		return either(x.Speaker, x.Source)
	}
	return either(x.Speaker, either(x.Organisation, either(x.Source, strings.ToLower(x.Role))))
}

// vouches returns how wide the words are by which a citation covers a figure,
// 0 when it does not. What stands before the verb of an attribution is not
// said by its source: "The agency, which made 400 arrests, says …".
func (c *counter) vouches(x *news.Citation, at news.Span) int {
	const (
		rest  = 24      // bytes behind a verb that make it introduce something
		loose = 1 << 20 // wider than any words that hold the figure
	)
	for _, s := range x.Evidence {
		if s.Rule == ruleSpeaker || s.Field != at.Field || at.Start < s.Start || at.End > s.End {
			continue
		}
		if s.Rule == ruleVerb && x.Verb != "" {
			v := strings.Index(s.Quote, x.Verb)
			if v >= 0 && at.Start-s.Start < v && len(s.Quote)-v-len(x.Verb) > rest {
				return 0
			}
		}
		return s.End - s.Start
	}
	return c.saidBeside(x, at, loose)
}

// saidBeside returns width when a figure stands behind the speaker of a
// quotation, in the same sentence: "alleges that it “built a sanctuary” and
// ignored 1,900 warnings".
func (c *counter) saidBeside(x *news.Citation, at news.Span, width int) int {
	for _, s := range x.Evidence {
		if s.Rule == ruleSpeaker && s.Field == at.Field && s.End <= at.Start && c.sentenceAtByte(s.Start) == c.sentenceAtByte(at.Start) && c.place == fieldPlace(s.Field) {
			return width
		}
	}
	return 0
}

// fieldPlace is the place of a field in a document.
func fieldPlace(f news.Field) int {
	switch f {
	case news.FieldTitle:
		return inTitle
	case news.FieldSummary:
		return inSummary
	}
	return inText
}

// sameSentence reports whether a credit stands in the sentence of a figure.
func (c *counter) sameSentence(x *news.Citation, at news.Span) bool {
	for _, s := range x.Evidence {
		if s.Field != at.Field {
			continue
		}
		if c.sentenceAtByte(s.Start) == c.sentenceAtByte(at.Start) {
			return true
		}
	}
	return false
}

// sentenceAtByte returns the index of the sentence that holds a byte.
func (c *counter) sentenceAtByte(b int) int {
	return sort.Search(len(c.Sentences), func(i int) bool { return int(c.Sentences[i].End) > b })
}

package enrich

import (
	"cipherdesk/internal/news"
	"cipherdesk/internal/text"
)

// ranged reads the second number of a range: "40 to 50", "10–12%", "between 5
// and 6 million".
func (c *counter) ranged(q quantity) quantity {
	if q.vague || q.unit == fraction || q.unit == times {
		return q
	}
	next := c.rangeLink(q, c.percentEnd(q.last))
	if next == 0 || int(next) >= len(c.Tokens) {
		return q
	}
	for (moneySign(c.slice(next, next+1)) != "" || romance(c.d.lang) && article(c.form(next))) && int(next)+1 < len(c.Tokens) {
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
	if c.percentEnd(q.last) > q.last && c.percentEnd(high.last) == high.last { // "ökade med 18 procent till 5 300"
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
	if int(k) < len(c.Tokens) && c.form(k) == "%" {
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
	w, _ := c.wordBefore(c.pastArticle(c.moneyStart(q.first)), isBefore)
	open := w != nil && w.name == string(news.BoundBetween)
	f, lang := c.form(k), c.d.lang
	switch {
	case f == "-":
		if tight := c.Tokens[k].Is(text.Joined); tight == c.Tokens[k+1].Is(text.Joined) && (tight || c.spacedRange(q, k)) || open {
			return k + 1
		}
	case open && (f == "and" || f == "und" || f == "et" || f == "y" || f == "e" || f == "en" && lang == "nl" || f == "och" || f == "og" || f == "i" && lang == "pl" || f == "a" && lang == "pl"):
		return k + 1
	case f == "do" && lang == "pl" && q.first > 0 && changeFrom(c.form(q.first-1)):
	case f == "to" || f == "bis" || f == "tot" && lang == "nl" || f == "till" || f == "til" || f == "do" && lang == "pl" || f == "a" && (lang == "fr" || lang == "es" || lang == "it" || lang == "nl"):
		if !c.changes(q.first) {
			return k + 1
		}
	}
	return 0
}

// spacedRange reports whether a dash between spaces at token k joins two numbers of
// like size, of which neither is a year: "20 – 30 seconds".
func (c *counter) spacedRange(q quantity, k int32) bool {
	const most = 20 // times the first number
	next := k + 1
	if moneySign(c.slice(next, next+1)) != "" {
		next++
	}
	if q.word || int(next) >= len(c.Tokens) || c.Tokens[next].Kind != text.Number || c.isYear(q.number, q.number+1) || c.isYear(next, next+1) {
		return false
	}
	high, _ := c.inDigits(next)
	return high.low > q.low && high.low <= most*q.low && (c.unitFollows(high.last) || c.percentEnd(high.last) > high.last || next > k+1)
}

// rangeAhead reports whether a number is the first of a range: "deux à sept ans".
func (c *counter) rangeAhead(q *quantity) bool {
	next := c.rangeLink(*q, q.last)
	return next > 0 && c.numberAt(next)
}

// changeFrom reports whether a folded word stands before what something was: "z
// 11,2 tys. do 15,8 tys.".
func changeFrom(f string) bool { return f == "z" || f == "ze" }

// pastArticle passes over the article before a number, where a bound stands
// before that: "meer dan de helft", "entre el 90 y el 99 %".
func (c *counter) pastArticle(start int32) int32 {
	if start > 0 && c.in(start-1, determiners) {
		if w, _ := c.wordBefore(start-1, isBefore); w != nil {
			return start - 1
		}
	}
	return start
}

// changes reports whether the sentence of token i tells of a rise or fall.
func (c *counter) changes(i int32) bool {
	return c.hasClass(i, isChange)
}

// amongAsked reports whether the word at token i does not limit a number, but says
// whom a survey asked: "eine Umfrage unter 1.004 Personen".
func (c *counter) amongAsked(i int32, q *quantity) bool {
	f := c.form(i)
	return (f == "unter" || f == "onder") && news.CountsThings(q.unit) && c.hasClass(i, isStudy|isSampled)
}

// bounded reads what limits a quantity and takes those words into its range.
func (c *counter) bounded(q *quantity, number int32) {
	start := c.moneyStart(number)
	if q.unit == fraction || q.unit == percent || q.ranged {
		start = c.pastArticle(start)
	}
	if w, first := c.wordBefore(start, isBefore); w != nil {
		if c.amongAsked(first, q) {
			q.bound = news.BoundExact
		} else {
			q.first = min(q.first, first)
		}
		if q.bound == "" && (w.name != string(news.BoundBetween) || q.ranged) {
			q.bound = news.Bound(w.name)
		}
	}
	if w, last := c.word(q.last, isBehind); w != nil && q.bound == "" && !(int(last) < len(c.Tokens) && c.in(last, determiners)) { // "six states plus the capital"
		q.bound, q.last = news.Bound(w.name), last
	}
	if q.bound == "" {
		q.bound = news.BoundExact
	}
}

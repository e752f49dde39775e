package enrich

import (
	"sort"
	"strings"

	"cipherdesk/internal/text"
)

// period tells when a figure holds, as far as its sentence says: a year, a
// rate, "future", or the words of a relative date.
func (c *counter) period(q quantity) string {
	if w, last := c.word(q.last, isRecurring); w != nil && c.classAt(last)&isPast == 0 { // not "a year ago"
		return w.name
	}
	if c.read(q.number).does&(hasYear|isRecurring|isRelative|isThatYear|isFuture) == 0 {
		return ""
	}
	first, last := c.near(q.number)
	y, at := c.yearNear(first, last, q.number)
	if y != "" {
		if w := c.relativeNear(first, last, q.number, at); w != "" {
			return w
		}
		return y
	}
	rate, relative, future := "", "", false
	for t := first; t < last; t++ {
		if c.classes[t]&(isRecurring|isRelative|isThatYear|isFuture) == 0 {
			continue
		}
		if w, _ := c.word(t, isRecurring|isRelative|isThatYear|isFuture); w != nil {
			switch w.class {
			case isRecurring:
				if _, last := c.word(t, isRecurring); c.classAt(last)&isPast == 0 {
					rate = w.name
				}
			case isRelative:
				relative = w.name
			case isThatYear:
				return c.yearBefore(first)
			default:
				future = future || !c.pastForm(t) && c.oneClause(t, q.number)
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

// oneClause reports whether nothing parts two tokens: "the app, which has 70
// million users, would leave" tells of users that it has.
func (c *counter) oneClause(a, b int32) bool {
	for i := min(a, b) + 1; i < max(a, b); i++ {
		if f := c.form(i); f == "," || f == ";" || f == ":" || f == "-" && !c.Tokens[i].Is(text.Joined) || f == `"` || f == "that" || f == "dass" || f == "dat" || c.in(i, relatives) {
			return false
		}
	}
	return true
}

// pastForm reports whether token i tells of the past: "wurde" and "konnte", which
// without their dots are no "würde" and "könnte", and "could not".
func (c *counter) pastForm(i int32) bool {
	switch f := c.form(i); {
	case strings.HasPrefix(f, "wurde"), strings.HasPrefix(f, "konnte"):
		return !strings.ContainsAny(c.slice(i, i+1), "üö")
	case f == "would", f == "could": // "would have led"
		return int(i)+1 < len(c.Tokens) && (c.form(i+1) == "have" || f == "could" && c.in(i+1, negations))
	}
	return false
}

// yearNear returns the year in tokens lo to hi-1 that stands nearest to token
// i, or the span of years "2019-2022".
func (c *counter) yearNear(lo, hi, i int32) (year string, at int32) {
	best, near := int32(-1), int32(0)
	for _, t := range c.years {
		if t < lo || t >= hi {
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
		return "", best
	}
	if best-2 >= lo && c.spanLink(best-1) && c.Tokens[best-2].Kind == text.Number && c.isYear(best-2, best-1) {
		return c.slice(best-2, best-1) + "-" + c.slice(best, best+1), best
	}
	if best+2 < hi && c.spanLink(best+1) && c.Tokens[best+2].Kind == text.Number && c.isYear(best+2, best+3) {
		return c.slice(best, best+1) + "-" + c.slice(best+2, best+3), best
	}
	return c.slice(best, best+1), best
}

// relativeNear returns the words of a relative date that stand nearer to token i
// than the year at token at, and with fewer commas between: "176 last year, ten
// times the number in 2013".
func (c *counter) relativeNear(lo, hi, i, at int32) string {
	if c.read(i).does&isRelative == 0 {
		return ""
	}
	name, near := "", c.apart(i, at)
	for t := lo; t < hi; t++ {
		if c.classes[t]&isRelative == 0 {
			continue
		}
		if w, _ := c.word(t, isRelative); w != nil {
			if d := c.apart(i, t); d < near {
				name, near = w.name, d
			}
		}
	}
	return name
}

// apart is how far two tokens stand apart; a comma parts more than words do.
func (c *counter) apart(a, b int32) int32 {
	const comma = 4
	lo, hi := min(a, b), max(a, b)
	d := hi - lo
	for t := lo + 1; t < hi; t++ {
		if f := c.form(t); f == "," || f == ";" {
			d += comma
		}
	}
	return d
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
// the company before the number, or whose number it is, else the first body there,
// else the first behind it.
func (c *counter) subject(q quantity, estimator string) string {
	first, last := c.near(q.number)
	name, company := "", false
	from := sort.Search(len(c.mentions), func(i int) bool { return c.mentions[i].first >= first })
	for _, m := range c.mentions[from:] {
		e := &c.entities[m.entity]
		if m.first >= last {
			break
		}
		if e.group != isBody {
			continue
		}
		if m.first < q.number && (e.kind == "company" || name == "" || e.name == estimator && !company) {
			name, company = e.name, e.kind == "company"
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

package page

import (
	"strconv"
	"strings"

	"cipherdesk/internal/news"
)

// ReadDate reads the first date in a value made for machines or in a printed
// line, and where in it the date stands. Without a year nothing is claimed, nor
// without a day of what is printed for readers; a date after o.Now is doubted. Numeric dates are read as the country of
// o.Languages or of o.URL writes them.
func ReadDate(words string, origin news.Origin, o Options) (c news.Claim, start, end int) {
	p := page{o: o, head: &head{meta: map[string][]string{}}}
	p.locale = p.place()
	v := strings.TrimSpace(words)
	if n, err := strconv.ParseInt(v, 10, 64); err == nil {
		c, end = epoch(n, v, origin), len(words)
	} else {
		for _, m := range moments(words, p.locale) {
			if m.year != 0 && (m.day != 0 || origin != news.OriginText) {
				c, start, end = m.claim(strings.TrimSpace(words[m.start:m.end]), origin, o.Zone), m.start, m.end
				break
			}
		}
	}
	c.Doubt = p.later(c)
	return c, start, end
}

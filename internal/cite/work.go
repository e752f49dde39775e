package cite

import (
	"fmt"
	"strings"
	"time"
	"unicode"

	"cipherdesk/internal/news"
)

// Kind is what a work is.
type Kind string

// The kinds of work that a news desk cites.
const (
	Newspaper Kind = "newspaper" // an article of the press
	Webpage   Kind = "webpage"   // any other page, ours too
)

// Work is what is cited. Title and URL are required; an empty string, a claim
// of nothing or the zero time anywhere else is unknown and left out.
type Work struct {
	Key       string // names it in a bibliography; letters, digits and hyphens
	Kind      Kind
	Title     string // plain text
	Authors   []string
	Container string // the newspaper, site or desk that it stands in
	Issued    news.Claim
	URL       string
	Accessed  time.Time // the day counts
	Archive   string    // address of a copy in a public archive
	Version   string    // which state of it is cited, in words
	Language  string    // BCP 47
	Note      string    // one sentence or more
	Rights    string    // licence of the work, where it is ours
}

// issued is the date as far as it is known and can be true.
func (w *Work) issued() (y, m, d int) {
	if w.Issued.Doubt != "" {
		return 0, 0, 0
	}
	t := w.Issued.Time
	switch w.Issued.Precision {
	case news.PrecisionNone:
		return 0, 0, 0
	case news.PrecisionYear:
		return t.Year(), 0, 0
	case news.PrecisionMonth:
		return t.Year(), int(t.Month()), 0
	}
	return t.Year(), int(t.Month()), t.Day()
}

// date writes a date as far as it is known: "2026", "2026-03", "2026-03-12".
func date(y, m, d int, sep string) string {
	switch {
	case y == 0:
		return ""
	case m == 0:
		return fmt.Sprintf("%04d", y)
	case d == 0:
		return fmt.Sprintf("%04d%s%02d", y, sep, m)
	}
	return fmt.Sprintf("%04d%s%02d%s%02d", y, sep, m, sep, d)
}

// line is a text in one line without what no format can hold.
func line(s string) string {
	s = strings.ToValidUTF8(s, "")
	return strings.Join(strings.FieldsFunc(s, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }), " ")
}

// address is a URL without the characters that some format reads as its own.
func address(url string) string {
	return strings.NewReplacer("{", "%7B", "}", "%7D", `\`, "%5C", " ", "%20", `"`, "%22", "<", "%3C", ">", "%3E").Replace(line(url))
}

// names lists the authors that have a name.
func (w *Work) names() (names []string) {
	for _, a := range w.Authors {
		if a = line(a); a != "" {
			names = append(names, a)
		}
	}
	return names
}

// key is the work's key, or one that no other part of a bibliography minds.
func (w *Work) key() string {
	key := strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '-' {
			return r
		}
		return -1
	}, w.Key)
	if key == "" {
		return "work"
	}
	return key
}

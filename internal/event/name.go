package event

import (
	"slices"
	"strings"

	"cipherdesk/internal/news"
	"cipherdesk/internal/text"
)

// sameName reports whether two names mean one outlet: "The Financial Times",
// "Financial Times", "FT" and "ft.com" do. Empty names mean nobody.
func sameName(a, b string) bool {
	x, y := nameWords(a), nameWords(b)
	if len(x) == 0 || len(y) == 0 {
		return false
	}
	return slices.Equal(x, y) || isAcronym(a, x, y) || isAcronym(b, y, x)
}

// isOwnName reports whether an outlet means itself by a name: in the Harbour Post,
// "the Post" does.
func isOwnName(name, outlet string) bool {
	x, y := nameWords(name), nameWords(outlet)
	return sameName(name, outlet) || len(x) > 0 && len(x) < len(y) && slices.Equal(x, y[len(y)-len(x):])
}

// isAcronym reports whether the one word of short, written in capitals, is made
// of the first letters of long.
func isAcronym(written string, short, long []string) bool {
	if len(short) != 1 || len(long) < 2 || len(short[0]) != len(long) || !strings.Contains(written, strings.ToUpper(short[0])) {
		return false
	}
	for i, w := range long {
		if w[0] != short[0][i] {
			return false
		}
	}
	return true
}

// nameWords are the words that tell an outlet from another: without article,
// domain ending and what it calls its branches.
func nameWords(name string) []string {
	name = strings.TrimPrefix(strings.TrimSpace(name), "www.")
	for _, end := range []string{".com", ".co.uk", ".org", ".net"} {
		name = strings.TrimSuffix(name, end)
	}
	w := text.Split(name)
	var out []string
	for i, t := range w.Tokens {
		if t.Kind != text.Mark && !t.Is(text.Possessive) {
			out = append(out, w.Fold(i))
		}
	}
	for len(out) > 1 && slices.Contains(articles, out[0]) {
		out = out[1:]
	}
	for len(out) > 1 && slices.Contains(branches, out[len(out)-1]) {
		out = out[:len(out)-1]
	}
	return out
}

var (
	articles = []string{"the", "der", "die", "das", "le", "la", "les", "l", "el", "los", "de", "het", "il", "lo", "o", "a"}
	branches = []string{"news", "online", "website", "newspaper", "magazine"}
)

// isReporter reports whether a piece reports, as opposed to a body that speaks
// for itself.
func isReporter(n *node) bool {
	switch n.piece.Kind {
	case news.ChildProtection, news.DigitalRights, news.Company, news.Regulator, news.Government, news.LawEnforcement, news.Legislature, news.Research:
		return false
	}
	return true
}

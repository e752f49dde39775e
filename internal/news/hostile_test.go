package news

import (
	"testing"

	"cipherdesk/internal/hostile"
)

// typed are parts of what is typed into a search, right and wrong.
var typed = hostile.Pieces("a|letter|tag:|tag:topic/x|outlet:|kind:|source:|figure:|figure:1m..2m|figure:..|figure:1e999|figure:>-1|figure:-1..-2|before:|before:2026-03|after:2026-99-99|after:0|lang:|lang:en|in:title|in:|x:y|:|::|OR|or|AND|NOT|NEAR|NEAR(a b, 5)|-|--|−|–|+|\"|\"\"|\"b c\"|“|”|'|’|*|a*|^|(|)|{|}|[|]|/|\\|%|_|;|,|.|..|=|<|>|<=|~|!|?|#|&|1|1,000|16.8m|٣|１２|½|é|É|ß|İ|日本|א|💬|title:x|rowid:1",
	" ", " ", " ", "\u00a0", "\u00ad", "\u200b", "\u2028", "\u202e", "\u3000", "\ufeff", "\t", "\n", "\r", "\x00", "\x01", "\xff", "\xe2\x80", "\xed\xa0\x80", "\ufffd", "e\u0301")

func TestAnyMixtureIsASearchOrNone(t *testing.T) {
	hostile.Each(t, 20_000, typed, func(m *hostile.Mix) { checkSearch(t, m.Text(10)); checkSearch(t, m.Words(10)) })
}

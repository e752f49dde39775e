package store

import (
	"testing"

	"cipherdesk/internal/hostile"
)

// pieces are words of searches, of the language that the index is asked in, and
// of texts that are to be marked.
var pieces = hostile.Pieces("a|letter|letters|encrypted|Encryption|end-to-end|don't|it’s|tag:x|in:title|source:a|figure:1m..2m|before:2026|OR|AND|NOT|NEAR|NEAR(|NEAR/3|-|--|+|\"|\"\"|'|''|“|”|(|)|{|}|[|]|*|**|^|:|::|;|,|.|%|_|/|\\|title:|{title}:|rowid|articles MATCH|' OR 1=1 --|DROP TABLE|$1|?1|@a|"+
	"ß|ﬁ|İ|ı|ſ|é|Ångström|ё|й|日本語|の|ก|א|٣|１２|½|💬|s|ied|ing|eed|sses|ational|y|ion|e", " ", " ", " ", "\u00a0", "\u00ad", "\u200b", "\u200d", "\u2028", "\u202e", "\ufeff", "\u0301", "\u0345", "\n", "\t", "\x00", "\x01", "\xff", "\xe2\x80", "\xed\xa0\x80", "\ufffd")

func TestAnyMixtureIsSearchedFor(t *testing.T) {
	b := open(t)
	b.poll(piece{url: pageURL, title: "A letter", body: "The encrypted letters end to end."})
	hostile.Each(t, 1_500, pieces, func(m *hostile.Mix) {
		b.checkMatch(t, m.Words(8))
		b.checkMarks(t, m.Words(5), m.Text(20))
		checkStem(t, m.Text(4))
		checkCursor(t, m.Text(4))
	})
}

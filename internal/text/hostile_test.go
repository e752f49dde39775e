package text

import (
	"testing"

	"cipherdesk/internal/hostile"
)

// pieces are what texts are made of where readings go wrong: marks that fold
// to nothing or to another, halves of characters, scripts without spaces.
var pieces = []string{
	"s", "S", "a", "I", "é", "e", "\u0301", "ß", "ı", "İ", "ſ", "ﬁ", "Ａ", "１", "0", "7", "1,0", ".", ",", "’", "'", "‘", "“", "\"", "″", "-", "–", "‑",
	"/", "&", "@", "+", "(", ")", "*", "_", "`", "…", "。", "?", "!", ":", ";", "%", "\u00ad", "\u200b", "\u200d", "\ufeff", "\u0345", "\u1fc1", "\u202e",
	" ", " ", " ", "\u00a0", "\u2028", "\n", "\n\n", "\t", "\r", "\x00", "\xff", "\xe2\x80", "端", "ก", "か", "の", "й", "ё", "א", "ع", "٣", "💬", "\U000e0001", "�",
}

func TestAnyMixtureOfCharactersIsRead(t *testing.T) {
	hostile.Each(t, 15_000, pieces, func(m *hostile.Mix) {
		a, b := m.Text(12), m.Text(12)
		checkOffsets(t, Split(a))
		checkDiff(t, a, b)
		Passages(Diff(a, b), 2)
		Essence(a)
		if f := Fold(a); Fold(f) != f {
			t.Fatalf("%q folds to %q and then to %q", a, f, Fold(f))
		}
	})
}

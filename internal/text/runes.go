package text

import (
	"encoding/binary"
	"math/bits"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// charKind is what one character does to the token around it.
type charKind uint8

const (
	isMark charKind = iota
	isSpace
	isLetter
	isDigit
	isGlyph
	isInner // invisible or combining: belongs to the word around it
)

type char struct {
	r     rune
	size  int
	kind  charKind
	upper bool
}

// ascii is the kind of each byte below 0x80.
var ascii = func() (table [utf8.RuneSelf]charKind) {
	for b := range table {
		switch {
		case b >= '0' && b <= '9':
			table[b] = isDigit
		case b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z':
			table[b] = isLetter
		case b <= ' ' || b == 0x7F:
			table[b] = isSpace
		}
	}
	return table
}()

// wordByte tells of each byte whether it goes on a word of ASCII, as what.
const (
	lowerByte = iota // or a digit
	upperByte
	stopByte
)

var wordByte = func() (table [256]uint8) {
	for b := range table {
		switch {
		case b >= 'A' && b <= 'Z':
			table[b] = upperByte
		case b >= utf8.RuneSelf || ascii[b] != isLetter && ascii[b] != isDigit:
			table[b] = stopByte
		}
	}
	return table
}()

// appendLower appends s with its ASCII letters in lower case, eight bytes at a
// time: what is added to seven bits of a byte sets the eighth from 'A' on, or
// from beyond 'Z' on.
func appendLower(buf []byte, s string) []byte {
	from := len(buf)
	buf = append(buf, s...)
	out := buf[from:]
	const ones = 0x0101010101010101
	for len(out) >= 8 {
		x := binary.LittleEndian.Uint64(out)
		low := x &^ (ones * 0x80)
		upper := (low + ones*(0x80-'A')) &^ (low + ones*(0x80-'Z'-1)) &^ x & (ones * 0x80)
		binary.LittleEndian.PutUint64(out, x|upper>>2)
		out = out[8:]
	}
	for i, b := range out {
		if b >= 'A' && b <= 'Z' {
			out[i] = b | 0x20
		}
	}
	return buf
}

// wordBytes counts the lower-case letters and digits that eight bytes begin with.
func wordBytes(x uint64) int {
	const ones = 0x0101010101010101
	low := x &^ (ones * 0x80)
	letters := (low + ones*(0x80-'a')) &^ (low + ones*(0x80-'z'-1))
	digits := (low + ones*(0x80-'0')) &^ (low + ones*(0x80-'9'-1))
	return bits.TrailingZeros64(^((letters|digits)&^x)&(ones*0x80)) / 8
}

// firstBytes masks the first so many bytes of eight.
var firstBytes = [9]uint64{1: 1<<8 - 1, 1<<16 - 1, 1<<24 - 1, 1<<32 - 1, 1<<40 - 1, 1<<48 - 1, 1<<56 - 1, 1<<64 - 1}

// low is the kind and the folded form of each rune below lowEnd: Latin, Greek,
// Cyrillic, Armenian, Hebrew and Arabic, looked up instead of computed.
const lowEnd = 0x700

type lowRune struct {
	kind  charKind
	upper bool
	size  uint8
	fold  [5]byte
}

var low = func() (table [lowEnd]lowRune) {
	for r := range table {
		f := foldSlow(nil, rune(r))
		table[r] = lowRune{kind: kindSlow(rune(r)), upper: unicode.IsUpper(rune(r)), size: uint8(len(f))}
		copy(table[r].fold[:], f)
	}
	return table
}()

// classOf reads the character at byte i.
func classOf(s string, i int) char {
	if b := s[i]; b < utf8.RuneSelf {
		return char{rune(b), 1, ascii[b], b >= 'A' && b <= 'Z'}
	}
	r, size := utf8.DecodeRuneInString(s[i:])
	if r < lowEnd {
		return char{r, size, low[r].kind, low[r].upper}
	}
	kind := kindSlow(r)
	return char{r, size, kind, kind == isLetter && unicode.IsUpper(r)}
}

// kindSlow decides by Unicode category; invalid bytes are marks.
func kindSlow(r rune) charKind {
	switch {
	case r == 0xAD, r >= 0x200B && r <= 0x200D, r == 0x2060, r == 0xFEFF:
		return isInner // soft hyphen, zero-width joiners, byte order mark
	case r == utf8.RuneError, r >= 0x2010 && r <= 0x2027, r >= 0x2030 && r <= 0x205E:
		return isMark
	case unicode.IsSpace(r):
		return isSpace
	case spaceless(r):
		return isGlyph
	case unicode.IsLetter(r):
		return isLetter
	case unicode.IsDigit(r):
		return isDigit
	case unicode.IsMark(r):
		return isInner
	}
	return isMark
}

// spaceless reports whether the rune belongs to a script written without
// spaces between words: each character is a token of its own.
func spaceless(r rune) bool {
	switch {
	case r < 0x0E00:
		return false
	case r <= 0x0EFF: // Thai, Lao
		return unicode.IsLetter(r)
	case r >= 0x1000 && r <= 0x109F, r >= 0x1780 && r <= 0x17FF: // Myanmar, Khmer
		return unicode.IsLetter(r)
	case r >= 0x3040 && r <= 0x30FF, r >= 0x31F0 && r <= 0x31FF: // kana
		return r != 0x30FB
	}
	return unicode.Is(unicode.Han, r)
}

// folded reports whether s is lower-case ASCII letters and spaces: as it is.
func folded(s string) bool {
	for i := range len(s) {
		if b := s[i]; (b < 'a' || b > 'z') && b != ' ' {
			return false
		}
	}
	return true
}

// Fold returns s as words are compared: lower case, accents dropped from
// Latin, Greek and Cyrillic letters, ß as ss, typographic quotes, apostrophes
// and hyphens plain, invisible characters gone.
func Fold(s string) string {
	if folded(s) {
		return s
	}
	buf := make([]byte, 0, len(s))
	for i := 0; i < len(s); {
		c := classOf(s, i)
		if c.kind == isMark {
			buf = appendMark(buf, s[i:i+c.size])
		} else {
			buf = appendFoldRune(buf, c.r)
		}
		i += c.size
	}
	return string(buf)
}

func appendFold(buf []byte, s string) []byte {
	for _, r := range s {
		buf = appendFoldRune(buf, r)
	}
	return buf
}

func appendFoldRune(buf []byte, r rune) []byte {
	if r < lowEnd {
		f := &low[r]
		return append(buf, f.fold[:f.size]...)
	}
	return foldSlow(buf, r)
}

// foldSlow folds any rune; low holds its answers for the common ones.
func foldSlow(buf []byte, r rune) []byte {
	if r >= 0xFF01 && r <= 0xFF5E { // full width
		r -= 0xFEE0
	}
	r = base(unicode.ToLower(r))
	switch r {
	case 0xAD, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF:
		return buf
	case 'ß':
		return append(buf, "ss"...)
	case 'æ':
		return append(buf, "ae"...)
	case 'œ':
		return append(buf, "oe"...)
	case 'ø':
		return append(buf, 'o')
	case 'ł':
		return append(buf, 'l')
	case 'đ', 'ð':
		return append(buf, 'd')
	case 'þ':
		return append(buf, "th"...)
	case 'ı':
		return append(buf, 'i')
	}
	if r >= 0x0300 && r <= 0x036F { // combining accents
		return buf
	}
	return utf8.AppendRune(buf, r)
}

// base takes the accents from a Latin, Greek or Cyrillic letter.
func base(r rune) rune {
	for r >= 0xC0 && r < 0x0600 || r >= 0x1E00 && r < 0x2000 {
		var raw [utf8.UTFMax]byte
		n := utf8.EncodeRune(raw[:], r)
		d := norm.NFD.Properties(raw[:n]).Decomposition()
		if d == nil {
			break
		}
		first, _ := utf8.DecodeRune(d)
		if first == r {
			break
		}
		r = unicode.ToLower(first)
	}
	return r
}

// appendMark folds punctuation: any quotation mark to ", any apostrophe to ',
// any hyphen or dash to - (a dash between words is told apart by its spaces).
func appendMark(buf []byte, s string) []byte {
	r, _ := utf8.DecodeRuneInString(s)
	if r >= 0xFF01 && r <= 0xFF5E { // full width
		r -= 0xFEE0
	}
	switch r {
	case '“', '”', '„', '‟', '«', '»', '″', '「', '」', '『', '』':
		return append(buf, '"')
	case '‘', '’', '‚', '‛', '′', '`', '´', 'ʼ', '‹', '›':
		return append(buf, '\'')
	case '‐', '‑', '‒', '–', '—', '―', '−', '﹣':
		return append(buf, '-')
	case '…':
		return append(buf, '.')
	case '。':
		return append(buf, '.')
	}
	return appendFoldRune(buf, r)
}

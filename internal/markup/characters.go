package markup

import (
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// cleanCharacters removes what XML 1.0 §2.2 forbids, raw or by numeric
// reference. C1 controls, which no text means, are read as the windows-1252
// characters that somebody's software took them for (as HTML does); the two
// halves of a surrogate pair written as two references become one character.
func (d *Decoded) cleanCharacters() {
	s := d.Text
	from := nextDoubtful(s, 0)
	if from == len(s) {
		return
	}
	var b strings.Builder
	b.Grow(len(s))
	done, removed, mapped := 0, 0, 0
	for i := from; i < len(s); i = nextDoubtful(s, i) {
		r, size := doubtfulAt(s[i:])
		if size == 0 { // an ampersand that begins no numeric reference
			i++
			continue
		}
		b.WriteString(s[done:i])
		switch {
		case 0x80 <= r && r < 0xA0 && western(byte(r)) != utf8.RuneError:
			b.WriteRune(western(byte(r)))
			mapped++
		case !isXMLChar(r) || 0x80 <= r && r < 0xA0:
			removed++
		default: // a fine reference, or a fine character next to doubtful ones
			b.WriteString(keep(s[i:i+size], r))
		}
		i += size
		done = i
	}
	b.WriteString(s[done:])
	d.Text = b.String()
	if removed > 0 {
		d.repaired("%d characters removed that XML forbids", removed)
	}
	if mapped > 0 {
		d.repaired("%d control characters read as windows-1252", mapped)
	}
}

// keep writes a surrogate pair as its character and anything else as it was.
func keep(written string, r rune) string {
	if r >= 0x10000 && strings.Count(written, "&") == 2 {
		return string(r)
	}
	return written
}

// doubtful are the bytes that may begin what XML forbids: controls, references,
// and the lead bytes of C1 controls and of noncharacters.
var doubtful = func() (set [256]bool) {
	for c := range 0x20 {
		set[c] = c != '\n' && c != '\t' && c != '\r'
	}
	set[0x7F], set['&'], set[0xC2], set[0xEF] = true, true, true, true
	return set
}()

// nextDoubtful returns the next place at or after i that needs a closer look.
func nextDoubtful(s string, i int) int {
	for ; i < len(s); i++ {
		if !doubtful[s[i]] {
			continue
		}
		switch rest := s[i:]; s[i] {
		case '&':
			if strings.HasPrefix(rest, "&#") {
				return i
			}
		case 0xC2:
			if len(rest) > 1 && rest[1] < 0xA0 {
				return i
			}
		case 0xEF:
			if len(rest) > 2 && rest[1] == 0xBF && rest[2] >= 0xBE {
				return i
			}
		default:
			return i
		}
	}
	return i
}

// doubtfulAt reads one character or numeric reference at the start of s, and
// its length. A length of 0 means that there is no reference. DEL, which XML
// allows and nobody means, reads as forbidden.
func doubtfulAt(s string) (r rune, size int) {
	if s[0] != '&' {
		if s[0] == 0x7F {
			return 0, 1
		}
		return utf8.DecodeRuneInString(s)
	}
	r, size = numericReference(s)
	if size > 0 && utf16.IsSurrogate(r) {
		if low, more := numericReference(s[size:]); more > 0 {
			if pair := utf16.DecodeRune(r, low); pair != utf8.RuneError {
				return pair, size + more
			}
		}
	}
	return r, size
}

// numericReference reads "&#38;" or "&#x26;" at the start of s. A number too
// great for a character reads as 0, which is forbidden.
func numericReference(s string) (r rune, size int) {
	if !strings.HasPrefix(s, "&#") {
		return 0, 0
	}
	end := strings.IndexByte(s[:min(len(s), 64)], ';')
	if end < 3 {
		return 0, 0
	}
	digits, base := s[2:end], 10
	if digits[0] == 'x' || digits[0] == 'X' {
		digits, base = digits[1:], 16
	}
	for i := range len(digits) {
		if !isDigit(digits[i], base) {
			return 0, 0
		}
	}
	if digits == "" {
		return 0, 0
	}
	n, err := strconv.ParseUint(digits, base, 32)
	if err != nil || n > utf8.MaxRune {
		return 0, end + 1
	}
	return rune(n), end + 1
}

func isDigit(c byte, base int) bool {
	lower := c | 0x20
	return '0' <= c && c <= '9' || base == 16 && 'a' <= lower && lower <= 'f'
}

// isXMLChar is the production Char of XML 1.0 §2.2.
func isXMLChar(r rune) bool {
	switch {
	case r == '\t', r == '\n', r == '\r':
		return true
	case r < 0x20, r >= 0xD800 && r < 0xE000, r == 0xFFFE, r == 0xFFFF:
		return false
	}
	return r <= utf8.MaxRune
}

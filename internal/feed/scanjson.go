package feed

import (
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// cursor reads JSON from left to right without ever failing: what has the wrong
// type is passed over, commas do not matter, and a document that ends too early
// ends everything, noted in cut. Values that nobody asks for are skipped without
// recursion, each byte looked at once.
type cursor struct {
	doc string
	pos int
	cut bool
}

// peek returns the next character that is not blank, 0 at the end.
func (c *cursor) peek() byte {
	for c.pos < len(c.doc) {
		switch c.doc[c.pos] {
		case ' ', '\t', '\r', '\n', ',':
			c.pos++
		default:
			return c.doc[c.pos]
		}
	}
	return 0
}

// object calls each for every member, the cursor standing on its value; each
// has to read or skip that. Anything but an object is skipped.
func (c *cursor) object(each func(key string)) {
	if c.peek() != '{' {
		c.skip()
		return
	}
	c.pos++
	for {
		switch c.peek() {
		case '}':
			c.pos++
			return
		case '"':
			key := unescapeJSON(c.literal())
			if c.peek() == ':' {
				c.pos++
			}
			from := c.pos
			if each(key); c.pos == from && !c.cut {
				c.skip()
			}
		default: // the end, or no JSON from here on
			c.cut, c.pos = true, len(c.doc)
			return
		}
	}
}

// array calls each for every element, like object.
func (c *cursor) array(each func()) {
	if c.peek() != '[' {
		c.skip()
		return
	}
	c.pos++
	for {
		switch c.peek() {
		case ']':
			c.pos++
			return
		case 0, '}':
			c.cut, c.pos = true, len(c.doc)
			return
		}
		from := c.pos
		if each(); c.pos == from {
			c.pos++
		}
	}
}

// skip passes over one value and returns it as written.
func (c *cursor) skip() string {
	c.peek()
	from, depth := c.pos, 0
	for c.pos < len(c.doc) {
		switch c.doc[c.pos] {
		case '"':
			c.literal()
		case '{', '[':
			depth++
			c.pos++
		case '}', ']':
			if depth == 0 {
				return c.doc[from:c.pos]
			}
			depth--
			c.pos++
		case ',', ' ', '\t', '\r', '\n':
			c.pos++
		default:
			c.word()
		}
		if depth == 0 {
			return c.doc[from:c.pos]
		}
	}
	c.cut = true
	return c.doc[from:]
}

// word passes over a number, true, false, null, or noise.
func (c *cursor) word() {
	end := strings.IndexAny(c.doc[c.pos:], ",:]}[{\" \t\r\n")
	switch {
	case end < 0:
		c.pos = len(c.doc)
	default:
		c.pos += max(end, 1)
	}
}

// text reads a value as text: a string, or a number or truth value as written.
// Null, objects and arrays are skipped and give "".
func (c *cursor) text() string { return unescapedText(c.raw()) }

// raw is text before its escapes are decoded.
func (c *cursor) raw() string {
	switch c.peek() {
	case '"':
		return c.literal()
	case '{', '[', 0:
		c.skip()
		return ""
	}
	if raw := c.skip(); raw != "null" {
		return raw
	}
	return ""
}

// literal reads a string, escapes not decoded.
func (c *cursor) literal() string {
	c.pos++
	from := c.pos
	for c.pos < len(c.doc) {
		i := strings.IndexByte(c.doc[c.pos:], '"')
		if i < 0 {
			break
		}
		end := c.pos + i
		c.pos = end + 1
		slashes := 0
		for end-slashes > from && c.doc[end-slashes-1] == '\\' {
			slashes++
		}
		if slashes%2 == 0 {
			return c.doc[from:end]
		}
	}
	c.cut, c.pos = true, len(c.doc)
	return c.doc[from:]
}

// simpleEscapes are those of RFC 8259 §7 without a number.
var simpleEscapes = map[byte]byte{'"': '"', '\\': '\\', '/': '/', 'b': '\b', 'f': '\f', 'n': '\n', 'r': '\r', 't': '\t'}

// unescapedText is unescapeJSON without what no feed may hold.
func unescapedText(s string) string { return printable(unescapeJSON(s)) }

// printable puts a blank for every character that no XML may hold: texts end up
// in feeds. Addresses have rules of their own.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' && r != '\n' && r != '\t' && r != '\r' {
			return ' '
		}
		return r
	}, s)
}

// unescapeJSON decodes what stands between the quotes of a string. An escape
// that JSON does not know stands for its character.
func unescapeJSON(s string) string {
	i := strings.IndexByte(s, '\\')
	if i < 0 {
		return s
	}
	b := make([]byte, 0, len(s))
	for i >= 0 && i+1 < len(s) {
		b = append(b, s[:i]...)
		c := s[i+1]
		s = s[i+2:]
		if simple, ok := simpleEscapes[c]; ok {
			b = append(b, simple)
		} else if r, n := unicodeEscape(c, s); n > 0 {
			b = utf8.AppendRune(b, r)
			s = s[n:]
		} else {
			b = append(b, c)
		}
		i = strings.IndexByte(s, '\\')
	}
	return string(append(b, strings.TrimSuffix(s, `\`)...))
}

// unicodeEscape reads the digits after \u, two escapes for a surrogate pair.
func unicodeEscape(c byte, s string) (rune, int) {
	hex := func(s string) (rune, bool) {
		if len(s) < 4 {
			return 0, false
		}
		n, err := strconv.ParseUint(s[:4], 16, 32)
		return rune(n), err == nil
	}
	r, ok := hex(s)
	if c != 'u' || !ok {
		return 0, 0
	}
	if utf16.IsSurrogate(r) && len(s) >= 10 && s[4:6] == `\u` {
		if low, ok := hex(s[6:]); ok {
			if pair := utf16.DecodeRune(r, low); pair != utf8.RuneError {
				return pair, 10
			}
		}
	}
	return r, 4
}

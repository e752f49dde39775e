package page

import (
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// anchor is a link inside a text: bytes start to end of it are the words.
type anchor struct {
	href       string
	start, end int
}

// writer collects inline text as a reader sees it: white space collapsed, no
// space where the markup has none (a space put round inline tags would break
// the matching of quotations), invisible characters dropped.
type writer struct {
	buf     []byte
	limit   int // bytes, 0 for none
	anchors []anchor
	open    []int // indexes of anchors not yet closed
	space   bool  // white space was read and not yet written
	linked  int   // words inside links
	words   int
	inWord  bool
}

func (w *writer) text() string { return string(w.buf) }

func (w *writer) full() bool { return w.limit > 0 && len(w.buf) >= w.limit }

// add appends text with every run of white space as one space.
func (w *writer) add(s string) {
	for i := 0; i < len(s) && !w.full(); {
		r, size := rune(s[i]), 1
		if r >= utf8.RuneSelf {
			r, size = utf8.DecodeRuneInString(s[i:])
		}
		switch {
		case isSpace(r):
			w.space = true
		case invisible(r):
		default:
			w.put(s[i : i+size])
			w.count(r)
		}
		i += size
	}
}

// keep appends preformatted text: line breaks stay.
func (w *writer) keep(s string) {
	for len(s) > 0 {
		i := 0
		for i < len(s) && s[i] != '\n' {
			i++
		}
		w.add(s[:i])
		if i < len(s) {
			w.line()
			i++
		}
		s = s[i:]
	}
}

// line ends a line inside a block, never twice in a row.
func (w *writer) line() {
	w.space, w.inWord = false, false
	if len(w.buf) > 0 && w.buf[len(w.buf)-1] != '\n' {
		w.buf = append(w.buf, '\n')
	}
}

func (w *writer) put(visible string) {
	if w.space {
		w.space, w.inWord = false, false
		if len(w.buf) > 0 && w.buf[len(w.buf)-1] != '\n' {
			w.buf = append(w.buf, ' ')
		}
	}
	for _, i := range w.open {
		if w.anchors[i].start < 0 {
			w.anchors[i].start = len(w.buf)
		}
	}
	w.buf = append(w.buf, visible...)
	for _, i := range w.open {
		w.anchors[i].end = len(w.buf)
	}
}

func (w *writer) count(r rune) {
	letter := unicode.IsLetter(r) || unicode.IsDigit(r)
	switch {
	case letter && (!w.inWord || wide(r)):
		w.words++
		if len(w.open) > 0 {
			w.linked++
		}
		w.inWord = true
	case !letter && r != '\'' && r != '’' && r != '-' && r != '.' && r != ',':
		w.inWord = false
	}
}

func (w *writer) begin(href string) {
	w.open = append(w.open, len(w.anchors))
	w.anchors = append(w.anchors, anchor{href: href, start: -1, end: -1})
}

func (w *writer) endLink() {
	if len(w.open) > 0 {
		w.open = w.open[:len(w.open)-1]
	}
}

// next begins another block; links that are still open go on in it.
func (w *writer) next() {
	var open []anchor
	for _, i := range w.open {
		open = append(open, anchor{href: w.anchors[i].href, start: -1, end: -1})
	}
	*w = writer{buf: w.buf[:0], limit: w.limit, anchors: open}
	for i := range open {
		w.open = append(w.open, i)
	}
}

// inline appends everything visible below n, blocks separated by a space.
func (w *writer) inline(n *html.Node) {
	for c := n.FirstChild; c != nil && !w.full(); c = c.NextSibling {
		switch {
		case c.Type == html.TextNode:
			w.add(c.Data)
		case c.Type != html.ElementNode || skipped(c):
		case c.DataAtom == atom.Br:
			w.space = true
		case blockLevel(c.DataAtom):
			w.space = true
			w.inline(c)
			w.space = true
		default:
			w.inline(c)
		}
	}
}

// isSpace takes in the no-break and typographic spaces that unicode.IsSpace
// knows, all of which readers see as a space.
func isSpace(r rune) bool {
	if r < utf8.RuneSelf {
		return r == ' ' || r >= '\t' && r <= '\r'
	}
	return unicode.IsSpace(r) || r == '\u2060'
}

// invisible reports characters that show nothing and only break matching: soft
// hyphens, zero-width spaces, byte order marks, bidirectional overrides (which
// can make a text read differently from its bytes) and control characters.
// Joiners (U+200C, U+200D) and marks are part of words in several scripts.
func invisible(r rune) bool {
	switch {
	case r < 0x20 || r == 0x7f, r == 0xad, r == 0x200b, r == 0xfeff, r == utf8.RuneError,
		r >= 0x80 && r < 0xa0, r >= 0x202a && r <= 0x202e, r >= 0x2066 && r <= 0x2069:
		return true
	}
	return false
}

// wide reports scripts written without spaces, where a character counts as a word.
func wide(r rune) bool {
	return r >= 0x3040 && r <= 0x30ff || r >= 0x3400 && r <= 0x9fff || r >= 0xac00 && r <= 0xd7a3
}

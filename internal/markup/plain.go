package markup

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"
)

// PlainText returns the words of an HTML fragment: entities read once, space
// collapsed, blocks separated by a blank line. A single line break counts as a
// space, two as the end of a paragraph. Code, styles and embedded pages say
// nothing.
func PlainText(fragment string) string {
	var t plain
	fragment = strings.ToValidUTF8(fragment, "\uFFFD")
	t.out.Grow(len(fragment))
	if !strings.Contains(fragment, "<") { // as most titles are
		t.write(html.UnescapeString(fragment))
		return t.out.String()
	}
	z := html.NewTokenizer(strings.NewReader(fragment))
	skipping := ""
	for {
		kind := z.Next()
		if kind == html.ErrorToken {
			return t.out.String()
		}
		if kind == html.TextToken {
			if skipping == "" {
				t.write(string(z.Text())) // entities are read already
			}
			continue
		}
		raw, _ := z.TagName()
		name := string(raw)
		switch {
		case kind == html.EndTagToken && name == skipping:
			skipping = ""
		case kind == html.StartTagToken && skipping == "" && isCode(name):
			skipping = name
		case name == "br":
			t.lineBreak()
		case isBlock(name):
			t.paragraph()
		}
	}
}

// plain gathers words.
type plain struct {
	out    strings.Builder
	space  bool // a space is due before the next word
	block  bool // a blank line is due
	breaks int  // line breaks since the last word
}

func (t *plain) lineBreak() {
	t.space = true
	if t.breaks++; t.breaks >= 2 {
		t.block = true
	}
}

func (t *plain) paragraph() { t.block = true }

func (t *plain) write(s string) {
	for s != "" {
		end := 0
		for end < len(s) {
			size, space := glyph(s[end:])
			if space {
				break
			}
			end += size
		}
		if end > 0 {
			t.word(s[:end])
		}
		if s = s[end:]; s != "" {
			size, _ := glyph(s)
			t.space = true
			s = s[size:]
		}
	}
}

// glyph returns the length of the first character and whether it is a space or
// a control character.
func glyph(s string) (size int, space bool) {
	if s[0] < utf8.RuneSelf {
		return 1, s[0] <= ' ' || s[0] == 0x7F
	}
	r, size := utf8.DecodeRuneInString(s)
	return size, unicode.IsSpace(r) || unicode.IsControl(r)
}

func (t *plain) word(s string) {
	switch {
	case t.out.Len() == 0:
	case t.block:
		t.out.WriteString("\n\n")
	case t.space:
		t.out.WriteByte(' ')
	}
	t.space, t.block, t.breaks = false, false, 0
	t.out.WriteString(s)
}

package markup

import (
	"strings"
	"unicode"

	"golang.org/x/net/html"
)

// PlainText returns the words of an HTML fragment: entities read once, space
// collapsed, blocks separated by a blank line. A single line break counts as a
// space, two as the end of a paragraph. Code, styles and embedded pages say
// nothing.
func PlainText(fragment string) string {
	var t plain
	if !strings.Contains(fragment, "<") {
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
	for _, r := range s {
		if unicode.IsSpace(r) || unicode.IsControl(r) {
			t.space = true
			continue
		}
		switch {
		case t.out.Len() == 0:
		case t.block:
			t.out.WriteString("\n\n")
		case t.space:
			t.out.WriteByte(' ')
		}
		t.space, t.block, t.breaks = false, false, 0
		t.out.WriteRune(r)
	}
}

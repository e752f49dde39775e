package listing

import (
	"encoding/json"
	"strings"

	"cipherdesk/internal/markup"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// Bounds of what is taken out of a page's scripts.
const (
	mostPacked   = 2 << 20
	mostLiterals = 100_000
)

// unpack adds to the page the markup that its scripts hold as strings: some
// sites send their whole content so, for their own script to show. It reports
// whether there was any.
func (x *index) unpack() bool {
	if x.unpacked {
		return false
	}
	x.unpacked = true
	var b strings.Builder
	var body *html.Node
	for n := range x.root.Descendants() {
		switch {
		case n.DataAtom == atom.Body:
			body = n
		case n.DataAtom == atom.Script && n.FirstChild != nil:
			packedMarkup(n.FirstChild.Data, 0, &b)
		}
	}
	if body == nil || b.Len() == 0 {
		return false
	}
	doc, err := markup.Parse(b.String())
	if err != nil {
		return false
	}
	body.AppendChild(doc)
	return true
}

// packedMarkup collects the strings of a script that hold links. A string may
// hold data with strings of its own.
func packedMarkup(src string, depth int, b *strings.Builder) {
	for range mostLiterals {
		i := strings.IndexByte(src, '"')
		if i < 0 || b.Len() > mostPacked {
			return
		}
		end := literalEnd(src[i+1:])
		if end < 0 {
			return
		}
		raw := src[i : i+end+2]
		src = src[i+end+2:]
		var s string
		if len(raw) < 20 || json.Unmarshal([]byte(raw), &s) != nil {
			continue
		}
		if t := strings.TrimSpace(s); strings.HasPrefix(t, "<") {
			if strings.Contains(s, "<a ") {
				b.WriteString(s)
			}
		} else if depth < 2 && strings.Contains(s, `\"`) || depth < 2 && strings.ContainsAny(t[:min(len(t), 1)], "{[") {
			packedMarkup(s, depth+1, b)
		}
	}
}

// literalEnd is where a JSON string ends whose opening quote was passed; -1 when
// it does not.
func literalEnd(s string) int {
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '\\':
			i++
		case '"':
			return i
		}
	}
	return -1
}

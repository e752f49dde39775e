package page

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// skipped reports elements whose text a reader does not see.
func skipped(n *html.Node) bool { return unread(n) || hidden(n) }

// unread reports elements that hold no text for readers.
func unread(n *html.Node) bool {
	switch n.DataAtom {
	case atom.Script, atom.Style, atom.Noscript, atom.Template, atom.Svg, atom.Iframe, atom.Object, atom.Embed,
		atom.Canvas, atom.Video, atom.Audio, atom.Map, atom.Select, atom.Option, atom.Button, atom.Input,
		atom.Textarea, atom.Datalist, atom.Head, atom.Title, atom.Link, atom.Meta, atom.Img, atom.Math:
		return true
	case atom.Sup, atom.A:
		return footnoteMark(n)
	}
	return false
}

// footnoteMark reports a small number that only leads to a note: inside a
// quotation it would be a character the speaker never said.
func footnoteMark(n *html.Node) bool {
	a := n
	if n.DataAtom == atom.Sup {
		a = first(n, func(c *html.Node) bool { return c.DataAtom == atom.A })
	}
	if a == nil || !strings.Contains(attr(a, "href"), "#") {
		return false
	}
	w := writer{limit: 8}
	w.inline(n)
	return len(w.buf) < 8 && strings.Trim(w.text(), "[]()0123456789*†‡§ ") == ""
}

// hidden reports elements that a page hides. Words that only screen readers are
// given ("opens in a new window") are not the article's either. A body is hidden
// only until its styles are there.
func hidden(n *html.Node) bool {
	if n.DataAtom == atom.Body || n.DataAtom == atom.Html {
		return false
	}
	for i := range n.Attr {
		val := n.Attr[i].Val
		switch n.Attr[i].Key {
		case "hidden":
			return val != "until-found"
		case "aria-hidden", "aria-modal":
			if val == "true" {
				return true
			}
		case "style":
			if hiddenByStyle(val) {
				return true
			}
		case "class":
			if forScreenReaders(val) {
				return true
			}
		}
	}
	return false
}

func hiddenByStyle(css string) bool {
	if len(css) > 4096 || !strings.Contains(css, "none") && !strings.Contains(css, "hidden") {
		return false
	}
	css = strings.ReplaceAll(css, " ", "")
	return strings.Contains(css, "display:none") || strings.Contains(css, "visibility:hidden")
}

func forScreenReaders(class string) bool {
	for c := range strings.FieldsSeq(class) {
		switch c {
		case "sr-only", "visually-hidden", "visuallyhidden", "screen-reader-text", "element-invisible",
			"u-visually-hidden", "screen-reader-only", "assistive-text":
			return true
		}
	}
	return false
}

package markup

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// maxBuilt is how deep the plain builder nests; tags below are left out, their
// text is kept.
const maxBuilt = 200

// builder makes a tree of a document that the standard's rules cannot be
// trusted with. It knows implied ends and table cells, and none of the rules
// that move or repeat elements; so each token costs constant time.
type builder struct {
	stack   []*html.Node
	open    map[string]int // elements on the stack, by name
	dropped map[string]int // start tags left out whose end tag is still to come
	text    strings.Builder
}

// build reads a document into html, head and body.
func build(doc string) *html.Node {
	root := &html.Node{Type: html.DocumentNode}
	page, head, body := element("html", nil), element("head", nil), element("body", nil)
	root.AppendChild(page)
	page.AppendChild(head)
	page.AppendChild(body)
	b := &builder{stack: []*html.Node{body}, open: map[string]int{}, dropped: map[string]int{}}
	z := html.NewTokenizer(strings.NewReader(doc))
	for {
		switch z.Next() {
		case html.ErrorToken:
			b.flush()
			return root
		case html.TextToken:
			b.addText(z.Token().Data)
		case html.StartTagToken, html.SelfClosingTagToken:
			tok := z.Token()
			switch {
			case tok.Data == "html" && page.Attr == nil:
				page.Attr = tok.Attr
			case tok.Data == "body" && body.Attr == nil:
				body.Attr = tok.Attr
			case tok.Data == "html" || tok.Data == "body" || tok.Data == "head":
			case isMetadata(tok.Data) && body.FirstChild == nil && b.text.Len() == 0:
				b.metadata(head, z, tok)
			default:
				b.start(tok)
			}
		case html.EndTagToken:
			name, _ := z.TagName()
			b.end(string(name))
		}
	}
}

// metadata puts an element of the head there, with its raw text.
func (b *builder) metadata(head *html.Node, z *html.Tokenizer, tok html.Token) {
	n := element(tok.Data, tok.Attr)
	head.AppendChild(n)
	if isVoid(tok.Data) {
		return
	}
	if z.Next() == html.TextToken {
		n.AppendChild(&html.Node{Type: html.TextNode, Data: z.Token().Data})
	}
}

func (b *builder) top() *html.Node { return b.stack[len(b.stack)-1] }

func (b *builder) addText(s string) {
	if isBlank(s) && isTablePart(b.top().Data) {
		return
	}
	b.ensureCell("")
	b.text.WriteString(s)
}

// flush ends the text gathered so far; tags that make no element leave it
// together, so that no text is ever copied twice.
func (b *builder) flush() {
	if b.text.Len() == 0 {
		return
	}
	b.top().AppendChild(&html.Node{Type: html.TextNode, Data: b.text.String()})
	b.text.Reset()
}

func (b *builder) start(tok html.Token) {
	name := tok.Data
	b.closeImplied(name)
	b.ensureCell(name)
	if isVoid(name) {
		b.flush()
		b.top().AppendChild(element(name, tok.Attr))
		return
	}
	if len(b.stack) >= maxBuilt {
		b.dropped[name]++
		return
	}
	b.push(element(name, tok.Attr))
}

func (b *builder) push(n *html.Node) {
	b.flush()
	b.top().AppendChild(n)
	b.stack = append(b.stack, n)
	b.open[n.Data]++
}

func (b *builder) end(name string) {
	switch {
	case b.dropped[name] > 0:
		b.dropped[name]--
	case b.open[name] > 0:
		b.popTo(name)
	}
}

// popTo closes elements up to and including the nearest of that name.
func (b *builder) popTo(name string) {
	b.flush()
	for len(b.stack) > 1 {
		n := b.top()
		b.stack = b.stack[:len(b.stack)-1]
		b.open[n.Data]--
		if n.Data == name {
			return
		}
	}
}

// closeImplied ends what a start tag ends without saying so.
func (b *builder) closeImplied(name string) {
	if b.open["p"] > 0 && endsParagraph(name) {
		b.popWithin("p", "td", "th", "caption", "button", "object")
	}
	switch name {
	case "li":
		b.popWithin("li", "ul", "ol")
	case "dt", "dd":
		b.popWithin("dt", "dl")
		b.popWithin("dd", "dl")
	case "option":
		b.popWithin("option", "select")
	case "a":
		b.popWithin("a", "td", "th", "caption")
	case "td", "th", "tr", "thead", "tbody", "tfoot":
		b.popWithin("td", "table")
		b.popWithin("th", "table")
	}
	switch name {
	case "tr":
		b.popWithin("tr", "table")
	case "thead", "tbody", "tfoot":
		b.popWithin("tr", "table")
		for _, section := range []string{"thead", "tbody", "tfoot"} {
			b.popWithin(section, "table")
		}
	}
}

// popWithin closes the nearest element of that name unless a boundary is
// nearer.
func (b *builder) popWithin(name string, boundaries ...string) {
	if b.open[name] == 0 {
		return
	}
	for i := len(b.stack) - 1; i > 0; i-- {
		at := b.stack[i].Data
		if at == name {
			b.popTo(name)
			return
		}
		for _, boundary := range boundaries {
			if at == boundary {
				return
			}
		}
	}
}

// ensureCell makes the row and cell that content inside a table needs. Name is
// the element to come, empty for text.
func (b *builder) ensureCell(name string) {
	if !isTablePart(b.top().Data) {
		return
	}
	switch name {
	case "caption", "colgroup", "col", "thead", "tbody", "tfoot", "script", "style", "template":
		return
	}
	if b.top().Data == "table" && len(b.stack) < maxBuilt {
		b.push(element("tbody", nil))
	}
	if name == "tr" {
		return
	}
	if b.top().Data != "tr" && len(b.stack) < maxBuilt {
		b.push(element("tr", nil))
	}
	if name != "td" && name != "th" && len(b.stack) < maxBuilt {
		b.push(element("td", nil))
	}
}

func element(name string, attr []html.Attribute) *html.Node {
	return &html.Node{Type: html.ElementNode, DataAtom: atom.Lookup([]byte(name)), Data: name, Attr: attr}
}

func isTablePart(name string) bool {
	switch name {
	case "table", "thead", "tbody", "tfoot", "tr":
		return true
	}
	return false
}

func isMetadata(name string) bool {
	switch name {
	case "title", "meta", "link", "base", "script", "style":
		return true
	}
	return false
}

func isVoid(name string) bool {
	switch name {
	case "area", "base", "br", "col", "embed", "frame", "hr", "img", "input", "keygen", "link", "meta", "param", "source", "track", "wbr":
		return true
	}
	return false
}

// endsParagraph knows the start tags before which an open paragraph ends (HTML
// §13.2.6.4.7).
func endsParagraph(name string) bool {
	switch name {
	case "address", "article", "aside", "blockquote", "center", "dd", "details", "dialog", "dir", "div", "dl", "dt",
		"fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hgroup", "hr",
		"li", "listing", "main", "menu", "nav", "ol", "p", "plaintext", "pre", "search", "section", "summary", "table", "ul", "xmp":
		return true
	}
	return false
}

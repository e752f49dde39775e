package markup

import (
	"strconv"
	"strings"

	"golang.org/x/net/html"
)

// Sanitize returns what is harmless of an HTML fragment: elements of text,
// lists, tables and images, with the attributes that carry meaning, links and
// images made absolute against base (left out when that is impossible). Of other
// elements the tag goes and the text stays, except where the text is code.
//
// The result is balanced, and so made that parsing it gives back the same tree:
// Sanitize(Sanitize(x, b), b) == Sanitize(x, b). It carries no id, name, class,
// style or script; images of one pixel, which only count readers, go too.
func Sanitize(fragment, base string) string {
	fragment = strings.ToValidUTF8(fragment, "\uFFFD")
	if !strings.ContainsAny(fragment, "<\r") { // words alone
		var out strings.Builder
		writeText(&out, html.UnescapeString(fragment))
		return out.String()
	}
	body, err := parseFragment(fragment)
	if err != nil { // a panic of the parser: the words without any markup
		return html.EscapeString(PlainText(fragment))
	}
	w := &writer{links: newResolver(base)}
	w.out.Grow(len(fragment))
	w.pre = -1
	w.children(body)
	return w.out.String()
}

// maxWritten is how deep the result nests, so that it can stand inside a page.
const maxWritten = 100

// writer prints the harmless part of a tree.
type writer struct {
	out   strings.Builder
	open  []string // elements printed and not yet closed
	pre   int      // where the content of the last <pre> begins
	gap   bool     // a space is due before the next word
	stray string   // words between the parts of a table, due behind it
	links resolver
}

func (w *writer) children(n *html.Node) {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		switch c.Type {
		case html.TextNode:
			w.text(c.Data)
		case html.ElementNode:
			w.element(c)
		}
	}
}

// text prints words; between the parts of a table only space may stand, and
// words that a template brought there wait for its end.
func (w *writer) text(s string) {
	if isTablePart(w.top()) && !isBlank(s) {
		w.stray += s
		return
	}
	if w.gap && !isTablePart(w.top()) && !endsInSpace(w.out.String()) && strings.TrimLeft(s, " \t\n\r") == s {
		w.out.WriteByte(' ')
	}
	w.gap = false
	if w.pre == w.out.Len() && opensLine(s) {
		w.out.WriteByte('\n') // the parser takes the first one away: HTML §13.2.6.4.7
	}
	writeText(&w.out, s)
}

// isBlank reports what may stand between the parts of a table: HTML's own
// spaces, of which there are five.
func isBlank(s string) bool { return strings.Trim(s, " \t\n\f\r") == "" }

// endsInSpace is true of nothing, too: no space is due at the very start.
func endsInSpace(s string) bool {
	return s == "" || s[len(s)-1] == ' ' || s[len(s)-1] == '\n'
}

func (w *writer) top() string {
	if len(w.open) == 0 {
		return ""
	}
	return w.open[len(w.open)-1]
}

func (w *writer) element(n *html.Node) {
	name := n.Data
	switch {
	case isCode(name):
		return
	case n.Namespace != "" || !isAllowed(name):
		w.unwrap(n)
	case isVoid(name) && isTablePart(w.top()):
		return // came out of a template: nothing may stand here
	case name == "img":
		w.image(n)
	case isVoid(name):
		if name != "hr" || !w.insideParagraph() {
			w.out.WriteString("<" + name + ">")
		}
	case !w.mayStand(name) || len(w.open) >= maxWritten:
		w.unwrap(n)
	default:
		w.tag(n)
	}
}

// unwrap prints the content of an element without its tag. Words run together
// only where they do on the screen.
func (w *writer) unwrap(n *html.Node) {
	apart := standsApart(n.Data)
	w.gap = w.gap || apart
	w.children(n)
	w.gap = w.gap || apart
}

func (w *writer) tag(n *html.Node) {
	w.out.WriteByte('<')
	w.out.WriteString(n.Data)
	w.attributes(n)
	w.out.WriteByte('>')
	if n.Data == "pre" {
		w.pre = w.out.Len()
	}
	w.open = append(w.open, n.Data)
	w.children(n)
	w.open = w.open[:len(w.open)-1]
	w.out.WriteString("</" + n.Data + ">")
	if s := w.stray; s != "" && !isTablePart(w.top()) {
		w.stray, w.gap = "", true
		w.text(s)
	}
}

func (w *writer) attributes(n *html.Node) {
	for _, a := range n.Attr {
		if a.Namespace != "" {
			continue
		}
		if v, ok := w.attribute(n.Data, a); ok {
			w.print(a.Key, v)
		}
	}
}

// attribute returns the harmless value of an attribute, and whether there is one.
func (w *writer) attribute(element string, a html.Attribute) (string, bool) {
	switch a.Key {
	case "title":
		return a.Val, leaves(a.Val)
	case "dir":
		v := strings.ToLower(a.Val)
		return v, v == "ltr" || v == "rtl" || v == "auto"
	case "lang":
		return a.Val, isLanguage(a.Val)
	case "href":
		v := ""
		if element == "a" {
			v = w.links.link(a.Val)
		}
		return v, v != ""
	case "cite":
		v := ""
		if element == "blockquote" || element == "q" || element == "del" || element == "ins" {
			v = w.links.resource(a.Val)
		}
		return v, v != ""
	case "datetime":
		return a.Val, (element == "time" || element == "del" || element == "ins") && len(a.Val) <= 40
	case "colspan", "rowspan":
		return a.Val, (element == "td" || element == "th") && isNumber(a.Val)
	case "start":
		return a.Val, element == "ol" && isNumber(a.Val)
	case "value":
		return a.Val, element == "li" && isNumber(a.Val)
	}
	return "", false
}

// image prints an image that shows something, from the address that a page
// without script would load.
func (w *writer) image(n *html.Node) {
	attr := map[string]string{}
	for _, a := range n.Attr {
		if _, twice := attr[a.Key]; !twice && a.Namespace == "" {
			attr[a.Key] = a.Val
		}
	}
	src := ""
	for _, key := range []string{"src", "data-src", "data-lazy-src", "data-original"} {
		if src == "" {
			src = w.links.resource(attr[key])
		}
	}
	if src == "" || isPixel(attr["width"]) || isPixel(attr["height"]) {
		if alt := strings.TrimSpace(attr["alt"]); alt != "" {
			w.text(alt)
		}
		return
	}
	w.out.WriteString("<img")
	w.print("src", src)
	w.print("alt", attr["alt"])
	for _, key := range []string{"width", "height"} {
		if isNumber(attr[key]) {
			w.print(key, attr[key])
		}
	}
	if leaves(attr["title"]) {
		w.print("title", attr["title"])
	}
	w.out.WriteByte('>')
}

func (w *writer) print(key, value string) {
	w.out.WriteString(" " + key + `="`)
	writeText(&w.out, value)
	w.out.WriteByte('"')
}

// writeText escapes what has a meaning in HTML and leaves out what no XML
// document may hold, since fragments end up in feeds.
func writeText(out *strings.Builder, s string) {
	done := 0
	for i := 0; i < len(s); i++ {
		escaped := ""
		switch c := s[i]; {
		case c == '&':
			escaped = "&amp;"
		case c == '<':
			escaped = "&lt;"
		case c == '>':
			escaped = "&gt;"
		case c == '"':
			escaped = "&#34;"
		case c == '\r':
			escaped = "\n"
		case c >= 0x20 && c != 0x7F && c != 0xEF || c == '\n' || c == '\t':
			continue
		case c == 0xEF && !(i+2 < len(s) && s[i+1] == 0xBF && s[i+2] >= 0xBE):
			continue
		}
		out.WriteString(s[done:i])
		out.WriteString(escaped)
		if s[i] == 0xEF {
			i += 2
		}
		done = i + 1
	}
	out.WriteString(s[done:])
}

// opensLine reports whether s begins with the end of a line when it is written.
func opensLine(s string) bool {
	first := strings.IndexFunc(s, func(r rune) bool { return leaves(string(r)) })
	return first >= 0 && (s[first] == '\n' || s[first] == '\r')
}

// leaves reports whether anything of s is left when it is written.
func leaves(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return isXMLChar(r) && r != 0x7F })
}

func isNumber(s string) bool {
	_, err := strconv.ParseUint(s, 10, 16)
	return err == nil && len(s) <= 4
}

// isPixel reports a width or height that nobody can see.
func isPixel(s string) bool {
	s = strings.TrimSuffix(strings.TrimSpace(s), "px")
	return s == "0" || s == "1"
}

// isLanguage accepts the shape of a language tag: RFC 5646 §2.1.
func isLanguage(s string) bool {
	for i := range len(s) {
		if c := s[i]; c != '-' && !(c|0x20 >= 'a' && c|0x20 <= 'z') && !(c >= '0' && c <= '9') {
			return false
		}
	}
	return len(s) >= 2 && len(s) <= 35
}

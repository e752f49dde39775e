package page

import (
	"fmt"
	"hash/fnv"
	"strings"
	"testing"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// form writes a page again in other markup: the words and their order stay.
type form struct {
	name string
	// element answers what stands before and after an element's children.
	element func(n *html.Node) (open, end string)
}

// forms are the ways in which one page could have been built.
var forms = []form{
	{"deep boxes", deepBoxes},
	{"classes in German", inGerman},
	{"layout by tables", byTables},
	{"no containers", flat},
	{"custom elements", amp},
	{"spans in an editor's boxes", editorBoxes},
	{"one box a paragraph", boxed},
	{"line breaks", byBreaks},
	{"sections and roles", byRoles},
	{"page builder", builderRows},
	{"list items as paragraphs", listless},
	{"one class for everything", utility},
}

// code is a class name as build tools make them.
func classCode(s string) string {
	h := fnv.New32a()
	h.Write([]byte(s))
	return fmt.Sprintf("%x", h.Sum32())
}

func tag(name, class string) (string, string) {
	if class == "" {
		return "<" + name + ">", "</" + name + ">"
	}
	return "<" + name + ` class="` + class + `">`, "</" + name + ">"
}

// holdsBlocks reports an element that arranges others.
func holdsBlocks(n *html.Node) bool {
	return first(n, func(c *html.Node) bool { return blockLevel(c.DataAtom) }) != nil
}

func headingTag(n *html.Node) bool { return len(n.Data) == 2 && n.Data[0] == 'h' && n.Data != "hr" }

func deepBoxes(n *html.Node) (string, string) {
	if !blockLevel(n.DataAtom) || headingTag(n) {
		return tag(n.Data, "")
	}
	c := classCode(attr(n, "class") + n.Data)
	return `<div class="` + c + `"><div><div class="x` + c[:3] + `"><div>`, "</div></div></div></div>"
}

var german = strings.NewReplacer("share", "teilen", "newsletter", "rundbrief", "related", "aehnliches", "comment", "meinung", "author", "schreiber",
	"byline", "zeile", "cookie", "keks", "sidebar", "rechts", "entry-content", "fliesstext", "caption", "bu", "social", "netze", "ad-", "anz-",
	"widget", "kasten", "nav", "leiste", "menu", "auswahl", "about", "ueber", "signup", "anmeldung", "popular", "beliebt", "content", "inhalt")

func inGerman(n *html.Node) (string, string) {
	return tag(n.Data, german.Replace(strings.TrimSpace(attr(n, "class")+" "+attr(n, "id"))))
}

func byTables(n *html.Node) (string, string) {
	switch {
	case headingTag(n):
		return `<font size="4"><b>`, "</b></font><br><br>"
	case n.DataAtom == atom.P, n.DataAtom == atom.Li:
		return "", "<br><br>"
	case n.DataAtom == atom.Blockquote:
		return tag("blockquote", "")
	case n.DataAtom == atom.Div, n.DataAtom == atom.Section, n.DataAtom == atom.Article, n.DataAtom == atom.Main, n.DataAtom == atom.Aside,
		n.DataAtom == atom.Header, n.DataAtom == atom.Footer, n.DataAtom == atom.Nav:
		return `<table width="100%" cellpadding="4"><tr><td valign="top"><font face="Arial">`, "</font></td></tr></table>"
	}
	if blockLevel(n.DataAtom) {
		return "", ""
	}
	return tag(n.Data, "")
}

func flat(n *html.Node) (string, string) {
	switch {
	case n.DataAtom == atom.Ul, n.DataAtom == atom.Ol, n.DataAtom == atom.Form:
		return tag(n.Data, "")
	case blockLevel(n.DataAtom) && holdsBlocks(n):
		return "", ""
	case blockLevel(n.DataAtom) && n.DataAtom != atom.Li && !headingTag(n):
		return tag("p", "")
	}
	return tag(n.Data, "")
}

func amp(n *html.Node) (string, string) {
	switch n.DataAtom {
	case atom.Article, atom.Main:
		return tag("amp-story", "i-amphtml-element")
	case atom.Div, atom.Section, atom.Aside:
		return tag("x-"+classCode(attr(n, "class"))[:4], "")
	case atom.Nav, atom.Header, atom.Footer:
		return tag("section", "i-"+classCode(attr(n, "class")))
	}
	return tag(n.Data, "")
}

func editorBoxes(n *html.Node) (string, string) {
	if n.DataAtom == atom.P {
		return `<div data-block="true" class="public-DraftStyleDefault-block"><span><span data-text="true">`, "</span></span></div>"
	}
	return inHash(n)
}

func inHash(n *html.Node) (string, string) {
	return tag(n.Data, "s"+classCode(attr(n, "class")+attr(n, "id")))
}

func boxed(n *html.Node) (string, string) {
	if n.DataAtom == atom.P || n.DataAtom == atom.Ul || n.DataAtom == atom.Blockquote || headingTag(n) {
		open, end := tag(n.Data, "")
		return `<div class="sc-` + classCode(n.Data) + `"><div>` + open, end + "</div></div>"
	}
	return inHash(n)
}

func byBreaks(n *html.Node) (string, string) {
	if n.DataAtom == atom.P {
		return "", "<br>\n<br>\n"
	}
	return inHash(n)
}

func byRoles(n *html.Node) (string, string) {
	switch n.DataAtom {
	case atom.Nav:
		return `<div role="navigation">`, "</div>"
	case atom.Header:
		return `<div role="group">`, "</div>"
	case atom.Aside:
		return `<div role="complementary">`, "</div>"
	case atom.Ul, atom.Ol:
		return `<div role="list">`, "</div>"
	case atom.Li:
		return `<div role="listitem">`, "</div>"
	case atom.P:
		return `<div role="paragraph">`, "</div>"
	case atom.Div, atom.Article, atom.Main:
		return "<section>", "</section>"
	}
	return tag(n.Data, "")
}

func builderRows(n *html.Node) (string, string) {
	if n.DataAtom == atom.P || headingTag(n) || n.DataAtom == atom.Ul || n.DataAtom == atom.Ol || n.DataAtom == atom.Blockquote {
		open, end := tag(n.Data, "")
		return `<section class="elementor-section"><div class="elementor-container"><div class="elementor-column"><div class="elementor-widget-container">` + open, end + "</div></div></div></section>"
	}
	return inHash(n)
}

func listless(n *html.Node) (string, string) {
	switch n.DataAtom {
	case atom.Ul, atom.Ol:
		return "", ""
	case atom.Li:
		return "<p>", "</p>"
	}
	return inHash(n)
}

func utility(n *html.Node) (string, string) {
	if n.DataAtom == atom.Body {
		return tag("body", "")
	}
	return tag(n.Data, "flex flex-col gap-2 text-base")
}

// write is the page in the form.
func (f form) write(doc *html.Node) string {
	var b strings.Builder
	f.node(&b, doc)
	return b.String()
}

func (f form) node(b *strings.Builder, n *html.Node) {
	open, end := "", ""
	switch {
	case n.Type == html.TextNode:
		b.WriteString(html.EscapeString(n.Data))
	case n.Type != html.ElementNode:
	case n.DataAtom == atom.Head:
		html.Render(b, n)
		return
	case n.DataAtom == atom.Html:
		open, end = `<html lang="`+attr(n, "lang")+`">`, "</html>"
	case n.DataAtom == atom.Script || n.DataAtom == atom.Img || n.DataAtom == atom.Input || n.DataAtom == atom.Br || n.DataAtom == atom.Time:
		html.Render(b, n)
		return
	case n.DataAtom == atom.A:
		open, end = `<a href="`+attr(n, "href")+`" rel="`+attr(n, "rel")+`">`, "</a>"
	default:
		open, end = f.element(n)
	}
	b.WriteString(open)
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		f.node(b, c)
	}
	b.WriteString(end)
}

// TestSeedsInOtherForms: the five articles as other software would have built
// their pages. No paragraph is lost, next to nothing else gets in.
func TestSeedsInOtherForms(t *testing.T) {
	gold := seedPages(t)
	for _, f := range forms {
		leaks, probes, lost := 0, 0, 0
		for _, g := range gold {
			doc, err := html.Parse(strings.NewReader(string(g.html)))
			if err != nil {
				t.Fatal(err)
			}
			x := extract(t, f.write(doc), Options{URL: "https://example.org/a/b"})
			body := squeeze(x.Body)
			for _, words := range g.Gold {
				if !strings.Contains(body, squeeze(words)) {
					lost++
					t.Errorf("%s, %s: lost %.80q", f.name, g.ID, words)
				}
			}
			for _, words := range g.Boil {
				probes++
				if strings.Contains(body, squeeze(words)) {
					leaks++
					t.Logf("%s, %s: kept %q", f.name, g.ID, words)
				}
			}
			if x.Title != g.Meta["title"] {
				t.Errorf("%s, %s: title %q", f.name, g.ID, x.Title)
			}
		}
		t.Logf("%s: %d of %d leaked, %d paragraphs lost", f.name, leaks, probes, lost)
		if leaks > 2 {
			t.Errorf("%s: more than 2 leaks", f.name)
		}
	}
}

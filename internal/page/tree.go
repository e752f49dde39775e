package page

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// attr returns the value of an attribute, empty when it is absent.
func attr(n *html.Node, key string) string {
	for i := range n.Attr {
		if n.Attr[i].Key == key {
			return n.Attr[i].Val
		}
	}
	return ""
}

// each calls f for every element below n in document order; f answers whether
// its children are to be visited. Recursion is safe: the parser bounds depth.
func each(n *html.Node, f func(*html.Node) bool) {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.Type == html.ElementNode && f(c) {
			each(c, f)
		}
	}
}

// first returns the first element below n that f accepts, or nil.
func first(n *html.Node, f func(*html.Node) bool) *html.Node {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.Type != html.ElementNode {
			continue
		}
		if f(c) {
			return c
		}
		if found := first(c, f); found != nil {
			return found
		}
	}
	return nil
}

// plain returns the visible text below n with white space collapsed, read only
// until limit bytes are there: a hostile page has no end.
func plain(n *html.Node, limit int) string {
	w := writer{limit: limit}
	w.inline(n)
	return w.text()
}

// selectorOf names an element for people: "div.related-posts".
func selectorOf(n *html.Node) string {
	if n == nil {
		return ""
	}
	if id := attr(n, "id"); id != "" && len(id) < 40 {
		return n.Data + "#" + id
	}
	if class := strings.Fields(attr(n, "class")); len(class) > 0 && len(class[0]) < 40 {
		return n.Data + "." + class[0]
	}
	return n.Data
}

// settle puts the late parts of a streamed page in their places. React sends
// what was not ready as <div hidden id="S:1"> at the end of the page, and a
// script moves it to <template id="B:1"> or "P:1"; without it the article
// would be a hidden box behind the footer.
func settle(doc *html.Node) {
	late := map[string]*html.Node{}
	var gaps []*html.Node
	each(doc, func(n *html.Node) bool {
		id := attr(n, "id")
		if len(id) < 3 || id[1] != ':' {
			return true
		}
		switch {
		case n.DataAtom == atom.Template && (id[0] == 'B' || id[0] == 'P'):
			gaps = append(gaps, n)
		case n.DataAtom == atom.Div && id[0] == 'S':
			late[id[2:]] = n
		}
		return true
	})
	for _, gap := range gaps {
		from := late[attr(gap, "id")[2:]]
		if from == nil || inside(gap, from) {
			continue
		}
		delete(late, attr(gap, "id")[2:])
		unload(gap)
		for from.FirstChild != nil {
			c := from.FirstChild
			from.RemoveChild(c)
			gap.Parent.InsertBefore(c, gap)
		}
	}
	// Without a place of its own a late part is still not hidden to a reader.
	for _, n := range late {
		n.Attr = []html.Attribute{}
	}
}

// unload removes what stood in for a late part: the siblings up to the comment
// that ends its boundary.
func unload(gap *html.Node) {
	end := gap.NextSibling
	for end != nil && (end.Type != html.CommentNode || end.Data != "/$") {
		end = end.NextSibling
	}
	if end == nil || !strings.HasPrefix(attr(gap, "id"), "B") {
		return
	}
	for gap.NextSibling != end {
		gap.Parent.RemoveChild(gap.NextSibling)
	}
}

// inside reports whether n is root or below it.
func inside(n, root *html.Node) bool {
	for ; n != nil; n = n.Parent {
		if n == root {
			return true
		}
	}
	return false
}

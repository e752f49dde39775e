package listing

import (
	"regexp"
	"strings"

	"cipherdesk/internal/news"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// besideDate is how many words may stand with a date on its line: a section's
// name, a place, an author.
const besideDate = 8

// dateAt is the date of the list entry around a link: of the nearest box that
// states one. Where entries are no boxes, it is looked for between this link
// and the next.
func (x *index) dateAt(a *html.Node, id string) news.Claim {
	box := x.container(a, id)
	if box == nil {
		box = a
	}
	if c := x.dateIn(box, a); c.Known() {
		return c
	}
	return x.dateBeside(box, id)
}

// dateIn reads the dates below a node: what is marked as one first, then short
// lines that are little more than one.
func (x *index) dateIn(box, headline *html.Node) news.Claim {
	for d := range nodes(box) {
		if d.Type != html.ElementNode {
			continue
		}
		for _, key := range []string{"datetime", "content"} {
			if key == "content" && attr(d, "itemprop") != "datePublished" || d.DataAtom != atom.Time && key == "datetime" {
				continue
			}
			if c, _, _ := x.o.date(attr(d, key), news.OriginTime); c.Known() {
				return c
			}
		}
		if d.DataAtom == atom.Time {
			if c, _, _ := x.o.date(words(d), news.OriginTime); c.Known() {
				return c
			}
		}
	}
	var first news.Claim
	for d := range nodes(box) {
		if d.Type != html.ElementNode || d == headline && headingIn(d) == "" || isHeading(d) || !isLine(d) {
			continue
		}
		c := x.lineDate(words(d))
		if c.Known() && dateName.MatchString(attr(d, "class")+" "+attr(d, "itemprop")) {
			return c
		}
		if !first.Known() {
			first = c
		}
	}
	return first
}

var dateName = regexp.MustCompile(`(?i)(date|time|publish|posted|meta)`)

// lineDate is the date of a line that says little else.
func (x *index) lineDate(line string) news.Claim {
	if len(line) > 200 {
		return news.Claim{}
	}
	c, start, end := x.o.date(line, news.OriginText)
	if !c.Known() || start < 0 || end > len(line) || start > end || wordCount(line[:start])+wordCount(line[end:]) > besideDate {
		return news.Claim{}
	}
	return c
}

// isLine reports an element whose text stands on a line of its own: it holds no
// other box.
func isLine(n *html.Node) bool {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.Type == html.ElementNode && !isEmphasis(c) && c.DataAtom != atom.Span && c.DataAtom != atom.Br && c.DataAtom != atom.Svg && c.DataAtom != atom.Img {
			return false
		}
	}
	return n.FirstChild != nil
}

// dateBeside looks among the siblings of an entry that is no box of its own:
// before it when the list begins with a date, else after it, up to the next
// entry.
func (x *index) dateBeside(box *html.Node, id string) news.Claim {
	step := func(n *html.Node) *html.Node { return n.NextSibling }
	if x.datesFirst(box.Parent) {
		step = func(n *html.Node) *html.Node { return n.PrevSibling }
	}
	for n, far := step(box), 0; n != nil && far < 12; n, far = step(n), far+1 {
		if owner, owned := x.owner[n]; owned && owner != id {
			break
		}
		if c := x.dateOfNode(n); c.Known() {
			return c
		}
	}
	return news.Claim{}
}

func (x *index) dateOfNode(n *html.Node) news.Claim {
	switch n.Type {
	case html.TextNode:
		return x.lineDate(strings.TrimSpace(n.Data))
	case html.ElementNode:
		return x.dateIn(n, nil)
	}
	return news.Claim{}
}

// datesFirst reports a parent whose first entry has a date before it.
func (x *index) datesFirst(parent *html.Node) bool {
	if parent == nil {
		return false
	}
	first, judged := x.first[parent]
	for c := parent.FirstChild; c != nil && !judged; c = c.NextSibling {
		_, owned := x.owner[c]
		first = !owned && x.dateOfNode(c).Known()
		judged = owned || first
	}
	x.first[parent] = first
	return first
}

// nodes are a node and all below it.
func nodes(n *html.Node) func(yield func(*html.Node) bool) {
	return func(yield func(*html.Node) bool) {
		if !yield(n) {
			return
		}
		for d := range n.Descendants() {
			if !yield(d) {
				return
			}
		}
	}
}

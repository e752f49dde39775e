package listing

import (
	"fmt"
	"strings"

	"cipherdesk/internal/address"
	"cipherdesk/internal/markup"
	"cipherdesk/internal/news"

	"github.com/andybalholm/cascadia"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// index is a page with links while it is read.
type index struct {
	o     Options
	url   string // of the page
	base  string // of its relative links
	root  *html.Node
	links []link
	at    map[string][]int      // identity → links
	owner map[*html.Node]string // whose entry a node belongs to; "": several
	left  map[string]int        // why links were left out
	first map[*html.Node]bool   // parents whose first entry has a date before it

	absolute bool // relative links were written out
	unpacked bool // the scripts were looked into
}

// link is an anchor that may announce an article.
type link struct {
	node *html.Node
	url  string
	id   string
}

// Index reads a page with links. Without a selector it looks for the largest
// family of links that look like headlines. Of several links to one page one
// entry is made.
func Index(p Page, o Options) (List, error) {
	x, err := open(p, o)
	if err != nil {
		return List{}, err
	}
	found := 0
	if o.Link == "" {
		x.take(x.family())
	} else {
		sel, err := cascadia.ParseGroup(o.Link)
		if err != nil {
			return List{}, fmt.Errorf("link: %w", err)
		}
		found = x.query(sel)
	}
	l := x.list()
	if len(l.Items) == 0 {
		return l, x.nothing(found)
	}
	return l, nil
}

func open(p Page, o Options) (*index, error) {
	root, err := markup.Parse(markup.DecodeHTML(p.Body, p.ContentType).Text)
	if err != nil {
		return nil, err
	}
	x := &index{o: o, url: p.URL, base: p.URL, root: root}
	x.reset()
	for n := range root.Descendants() {
		if n.DataAtom != atom.Base {
			continue
		}
		if base, err := address.Resolve(p.URL, attr(n, "href")); err == nil && attr(n, "href") != "" {
			x.base = base
		}
		break
	}
	return x, nil
}

func (x *index) reset() {
	x.links, x.at, x.owner = nil, map[string][]int{}, map[*html.Node]string{}
	x.left, x.first = map[string]int{}, map[*html.Node]bool{}
}

// query takes what a selector names, in the page or, where the page is drawn by
// a script, in the markup that the script holds. It returns how many elements
// the selector found.
func (x *index) query(sel cascadia.Matcher) int {
	found := x.named(sel)
	if len(x.links) == 0 && x.absolutise() {
		x.reset()
		found = x.named(sel)
	}
	if len(x.links) == 0 && x.unpack() {
		x.reset()
		found = x.named(sel)
	}
	return found
}

// absolutise writes the page's relative links out, so that a selector that names
// addresses finds them; it does so once.
func (x *index) absolutise() bool {
	if x.absolute {
		return false
	}
	x.absolute = true
	for n := range x.root.Descendants() {
		for i := range n.Attr {
			if n.DataAtom != atom.A || n.Attr[i].Key != "href" || strings.HasPrefix(n.Attr[i].Val, "#") {
				continue
			}
			if to, err := address.Resolve(x.base, n.Attr[i].Val); err == nil {
				n.Attr[i].Val = to
			}
		}
	}
	return true
}

func (x *index) named(sel cascadia.Matcher) int {
	found := cascadia.QueryAll(x.root, sel)
	var links, furniture []*html.Node
	for _, n := range found[:min(len(found), mostSelected)] {
		a := anchorOf(n)
		switch {
		case a == nil:
		case inFurniture(a):
			furniture = append(furniture, a)
		default:
			links = append(links, a)
		}
	}
	if len(links) == 0 { // a selector that names nothing else means it
		links = furniture
	}
	x.take(links)
	return len(found)
}

// anchorOf is the link that a selected element is, stands in, or holds.
func anchorOf(n *html.Node) *html.Node {
	for p := n; p != nil; p = p.Parent {
		if p.DataAtom == atom.A {
			return p
		}
	}
	for d := range n.Descendants() {
		if d.DataAtom == atom.A && attr(d, "href") != "" {
			return d
		}
	}
	return nil
}

// mostSelected is how many elements that a selector names are looked at: ten
// times what is taken, since cards hold several links.
const mostSelected = 10 * Most

// mostLinks is how many links to one page are looked at.
const mostLinks = 6

// take keeps links that may announce articles.
func (x *index) take(nodes []*html.Node) {
	for _, n := range nodes {
		l, why := x.judge(n)
		if why != "" {
			x.left[why]++
			continue
		}
		if len(x.at[l.id]) == mostLinks {
			continue
		}
		x.at[l.id] = append(x.at[l.id], len(x.links))
		x.links = append(x.links, l)
		for p := n; p != nil; p = p.Parent {
			if owner, seen := x.owner[p]; !seen {
				x.owner[p] = l.id
			} else if owner != l.id {
				x.owner[p] = ""
			}
		}
	}
}

// list makes one entry of each address, in the order of the page.
func (x *index) list() List {
	var l List
	done := map[string]bool{}
	for _, a := range x.links {
		if done[a.id] {
			continue
		}
		if len(l.Items) == Most {
			l.Cut = true
			break
		}
		done[a.id] = true
		l.Items = append(l.Items, x.entry(a.id))
	}
	return l
}

func (x *index) entry(id string) news.Item {
	e := x.describe(id)
	return news.Item{GUID: id, Link: e.url, Title: e.title, Published: e.date}
}

// nothing says why a page that was read holds no entry.
func (x *index) nothing(found int) error {
	anchors := 0
	for n := range x.root.Descendants() {
		if n.DataAtom == atom.A {
			anchors++
		}
	}
	switch {
	case found > 0:
		return fmt.Errorf("link %s matches %d times, and none is the link of an article (%s): %w", x.o.Link, found, x.reasons(), ErrNothing)
	case anchors < 5:
		return fmt.Errorf("the page holds %d links; a script may draw it: %w", anchors, ErrNothing)
	case x.o.Link == "":
		return fmt.Errorf("no family of links among %d looks like headlines: %w", anchors, ErrNothing)
	}
	why := fmt.Sprintf("link %s matches nothing on this page", x.o.Link)
	if sel, l := x.propose(); sel != "" {
		why += fmt.Sprintf("; %d links look like headlines, try link: '%s'", len(l.Items), sel)
	}
	return fmt.Errorf("%s: %w", why, ErrNothing)
}

func (x *index) reasons() string {
	var out []string
	for _, why := range []string{noAddress, otherSite, sameList, taxonomy, otherLanguage, notText, noMatch} {
		if n := x.left[why]; n > 0 {
			out = append(out, fmt.Sprintf("%d %s", n, why))
		}
	}
	if len(out) == 0 {
		return "no link in them"
	}
	return strings.Join(out, ", ")
}

func attr(n *html.Node, key string) string {
	if n == nil {
		return ""
	}
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

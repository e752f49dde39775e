package listing

import (
	"strings"

	"cipherdesk/internal/address"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

const (
	headlineWords = 4 // a headline has at least so many words
	family        = 4 // so many headlines make a list
)

// headlines finds the largest family of links that look like headlines: same
// site, same place in the page's structure, same folder of address.
func headlines(root *html.Node, base string) []*html.Node {
	families := map[string][]*html.Node{}
	best := ""
	for n := range root.Descendants() {
		if n.DataAtom != atom.A || inFurniture(n) {
			continue
		}
		url, err := address.Resolve(base, attr(n, "href"))
		if err != nil || address.Site(url) != address.Site(base) || len(strings.Fields(headline(n))) < headlineWords {
			continue
		}
		key := place(n) + " " + folder(url)
		families[key] = append(families[key], n)
		if best == "" || len(families[key]) > len(families[best]) {
			best = key
		}
	}
	if len(families[best]) < family {
		return nil
	}
	return families[best]
}

// Selector proposes a CSS selector for the family of headlines on a page; empty
// when there is none.
func Selector(root *html.Node, base string) string {
	links := headlines(root, base)
	if len(links) == 0 {
		return ""
	}
	url, err := address.Resolve(base, attr(links[0], "href"))
	if err != nil {
		return ""
	}
	_, path, _ := strings.Cut(strings.TrimPrefix(strings.TrimPrefix(folder(url), "https://"), "http://"), "/")
	if path == "" {
		return ""
	}
	return `a[href*="/` + path + `/"]`
}

// inFurniture reports whether a link stands in a page's navigation.
func inFurniture(n *html.Node) bool {
	for p := n.Parent; p != nil; p = p.Parent {
		switch p.DataAtom {
		case atom.Nav, atom.Footer, atom.Header:
			return true
		}
	}
	return false
}

// place names where a link stands by the tags above it.
func place(n *html.Node) string {
	var b strings.Builder
	for p, depth := n.Parent, 0; p != nil && depth < 4; p, depth = p.Parent, depth+1 {
		b.WriteString(p.Data)
		b.WriteByte('/')
	}
	return b.String()
}

// folder is an address without its last part.
func folder(url string) string {
	url, _, _ = strings.Cut(url, "?")
	url = strings.TrimSuffix(url, "/")
	if i := strings.LastIndexByte(url, '/'); i > len("https://") {
		return url[:i]
	}
	return url
}

// Package listing reads the addresses of outlets that publish no feed: a page
// with links, a sitemap, a JSON list. Each gives what a feed would have given:
// entries with an id, an address and whatever title and date the list itself
// states. Nothing is guessed; what a list does not say stays empty.
package listing

import (
	"errors"
	"strings"

	"cipherdesk/internal/address"
	"cipherdesk/internal/markup"
	"cipherdesk/internal/news"

	"github.com/andybalholm/cascadia"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// Most is how many entries of one list are read; the rest is left out and Cut
// says so.
const Most = 500

// ErrNothing means that a list was read and held no entry: the page has changed,
// or the selector, pattern or path no longer fits.
var ErrNothing = errors.New("no entry found")

// List is what one address of an outlet gave.
type List struct {
	Items    []news.Item
	Children []string // sitemaps that a sitemap index names, newest first
	Cut      bool     // more than Most entries
}

// Index reads a page with links. An empty selector asks for the heuristic: the
// largest family of links that look like headlines.
func Index(body []byte, contentType, base, selector string) (List, error) {
	root, err := markup.Parse(markup.DecodeHTML(body, contentType).Text)
	if err != nil {
		return List{}, err
	}
	var links []*html.Node
	if selector == "" {
		links = headlines(root, base)
	} else {
		sel, err := cascadia.ParseGroup(selector)
		if err != nil {
			return List{}, err
		}
		links = cascadia.QueryAll(root, sel)
	}
	l := entries(links, base)
	if len(l.Items) == 0 {
		return l, ErrNothing
	}
	return l, nil
}

// entries makes one item of each address; of several links to one address the
// longest words are its title, since the others are pictures and "read more".
func entries(links []*html.Node, base string) List {
	var l List
	at := map[string]int{}
	for _, a := range links {
		if a.DataAtom != atom.A {
			a = firstLink(a)
		}
		url, err := address.Resolve(base, attr(a, "href"))
		if a == nil || err != nil {
			continue
		}
		title := headline(a)
		if i, known := at[url]; known {
			if len(title) > len(l.Items[i].Title) {
				l.Items[i].Title = title
			}
			continue
		}
		if len(l.Items) == Most {
			l.Cut = true
			break
		}
		at[url] = len(l.Items)
		l.Items = append(l.Items, news.Item{GUID: url, Link: url, Title: title, Published: dateNear(a)})
	}
	return l
}

func firstLink(n *html.Node) *html.Node {
	for d := range n.Descendants() {
		if d.DataAtom == atom.A {
			return d
		}
	}
	return nil
}

// headline is the heading inside a link, or else all its words.
func headline(a *html.Node) string {
	for d := range a.Descendants() {
		switch d.DataAtom {
		case atom.H1, atom.H2, atom.H3, atom.H4:
			return words(d)
		}
	}
	return words(a)
}

// words are the text below a node, on one line.
func words(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode && d.Parent.DataAtom != atom.Script && d.Parent.DataAtom != atom.Style {
			b.WriteString(d.Data)
			b.WriteByte(' ')
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

// dateNear is the time element of the list entry around a link: of the nearest
// ancestor that has one, as long as that ancestor holds no other headline.
func dateNear(a *html.Node) news.Claim {
	const reach = 6
	n := a
	for range reach {
		for d := range n.Descendants() {
			if d.DataAtom != atom.Time {
				continue
			}
			if c := news.ISOClaim(attr(d, "datetime"), news.OriginTime); c.Known() {
				return c
			}
		}
		if n.Parent == nil || addresses(n.Parent) > 1 {
			break
		}
		n = n.Parent
	}
	return news.Claim{}
}

// addresses counts the different addresses below a node, up to two.
func addresses(n *html.Node) int {
	first := ""
	for d := range n.Descendants() {
		if d.DataAtom != atom.A {
			continue
		}
		href := attr(d, "href")
		switch {
		case href == "" || href == first:
		case first == "":
			first = href
		default:
			return 2
		}
	}
	if first == "" {
		return 0
	}
	return 1
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

package page

import (
	"net/url"
	"strconv"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// head is what a page says of itself outside its text.
type head struct {
	meta      map[string][]string // lower-case name, property or itemprop → contents, in order
	title     string              // of <title>
	h1        []string            // visible first-level headings, in order, but for the site's own name
	lower     []string            // second and third level headings: old templates keep the first for the site
	lang      string
	canonical string
	others    []other // addresses of the same text elsewhere
	picture   string  // of the article, where the page names none
	baseHref  string
	objects   []object // of JSON-LD, in order
	ids       map[string]object
	micro     []property
	times     []*html.Node // <time> elements
	before    int          // how many of them stand over the first h1
	authors   []*html.Node // rel=author and elements with an author's name
	scripts   []string     // other scripts that may hold the text
	elements  int          // in the whole tree
}

// property is one microdata or RDFa statement in the body.
type property struct {
	name, value string
	node        *html.Node
}

const (
	maxScript = 2 << 20 // bytes of one script that are looked into
	maxFound  = 400     // of each kind of element
)

// readHead collects what the whole tree says of the page.
func readHead(doc *html.Node) *head {
	h := &head{meta: map[string][]string{}, ids: map[string]object{}}
	each(doc, func(n *html.Node) bool {
		h.elements++
		switch n.DataAtom {
		case atom.Html:
			h.lang = attr(n, "lang")
			if h.lang == "" {
				h.lang = attr(n, "xml:lang")
			}
		case atom.Title:
			if h.title == "" && n.Namespace == "" {
				h.title = plain(n, 1000)
			}
			return false
		case atom.Meta:
			h.addMeta(n)
		case atom.Link:
			h.addLink(n)
		case atom.Base:
			if h.baseHref == "" {
				h.baseHref = strings.TrimSpace(attr(n, "href"))
			}
		case atom.Script:
			h.addScript(n)
			return false
		case atom.H1, atom.H2, atom.H3:
			h.addHeading(n)
		case atom.Img:
			h.addPicture(n)
		case atom.Time:
			if len(h.times) < maxFound {
				h.times = append(h.times, n)
			}
		}
		h.addNamed(n)
		return true
	})
	return h
}

// addHeading notes a heading that can be the page's title.
func (h *head) addHeading(n *html.Node) {
	t := plain(n, 1000)
	switch {
	case t == "" || skipped(n):
	case n.DataAtom != atom.H1 || leadsHome(n):
		if len(h.lower) < 60 {
			h.lower = append(h.lower, t)
		}
	case len(h.h1) < 20:
		if h.h1 == nil {
			h.before = len(h.times)
		}
		h.h1 = append(h.h1, t)
	}
}

// addPicture notes the first picture in a figure or an article under a headline.
func (h *head) addPicture(n *html.Node) {
	if h.picture != "" || len(h.h1)+len(h.lower) == 0 || !inArticle(n) || elsewhere(n) {
		return
	}
	if w, err := strconv.Atoi(attr(n, "width")); err == nil && w < 200 {
		return
	}
	for _, key := range []string{"data-src", "data-original", "src"} {
		src := strings.TrimSpace(attr(n, key))
		if src != "" && len(src) < 2000 && !strings.HasPrefix(src, "data:") && !strings.Contains(src, ".svg") {
			h.picture = src
			return
		}
	}
}

// leadsHome reports a heading that is a link to the front page: the site's name.
func leadsHome(n *html.Node) bool {
	a := first(n, func(c *html.Node) bool { return c.DataAtom == atom.A })
	for up := n; a == nil && up != nil; up = up.Parent {
		if up.DataAtom == atom.A {
			a = up
		}
	}
	if a == nil {
		return false
	}
	u, err := url.Parse(strings.TrimSpace(attr(a, "href")))
	return err == nil && u.Fragment == "" && u.RawQuery == "" && attr(a, "href") != "" && strings.Trim(u.Path, "/") == "" ||
		attr(a, "rel") == "home"
}

func (h *head) addMeta(n *html.Node) {
	content := strings.TrimSpace(attr(n, "content"))
	if content == "" || len(content) > 20_000 {
		return
	}
	if name := strings.ToLower(attr(n, "name")); name == "syndication-source" || name == "original-source" {
		h.addOther(name, content)
	}
	for _, key := range []string{"property", "name", "itemprop", "http-equiv"} {
		for k := range strings.FieldsSeq(strings.ToLower(attr(n, key))) {
			if len(h.meta[k]) < 20 && len(h.meta) < maxFound {
				h.meta[k] = append(h.meta[k], content)
			}
		}
	}
}

func (h *head) addLink(n *html.Node) {
	href := strings.TrimSpace(attr(n, "href"))
	for rel := range strings.FieldsSeq(strings.ToLower(attr(n, "rel"))) {
		switch {
		case rel == "canonical" && h.canonical == "":
			h.canonical = href
		case rel == "image_src":
			h.picture = href
		case rel == "amphtml":
			h.addOther("amp", href)
		case rel == "shortlink":
			h.addOther("shortlink", href)
		case rel == "alternate" && attr(n, "hreflang") != "":
			h.addOther("hreflang "+strings.ToLower(attr(n, "hreflang")), href)
		case rel == "alternate" && attr(n, "media") != "":
			h.addOther("mobile", href)
		case rel == "syndication-source", rel == "original-source":
			h.addOther(rel, href)
		}
	}
}

// other is another address of the page's text, and what it is.
type other struct{ what, href string }

func (h *head) addOther(what, href string) {
	if href != "" && len(what) < 40 && len(h.others) < 40 {
		h.others = append(h.others, other{what, href})
	}
}

func (h *head) addScript(n *html.Node) {
	if n.FirstChild == nil || len(n.FirstChild.Data) > maxScript {
		return
	}
	body := n.FirstChild.Data
	switch kind := strings.ToLower(attr(n, "type")); {
	case strings.Contains(kind, "ld+json"):
		h.addObjects(body)
	case kind == "" || strings.Contains(kind, "json") || strings.Contains(kind, "javascript") || kind == "module":
		if len(body) > 400 && len(h.scripts) < maxFound {
			h.scripts = append(h.scripts, body)
		}
	}
}

// addNamed notes elements whose attributes say what they hold.
func (h *head) addNamed(n *html.Node) {
	rel, prop := attr(n, "rel"), attr(n, "itemprop")
	if prop != "" && n.DataAtom != atom.Meta && len(h.micro) < maxFound {
		value := attr(n, "datetime")
		if value == "" {
			value = attr(n, "content")
		}
		for p := range strings.FieldsSeq(prop) {
			h.micro = append(h.micro, property{strings.ToLower(p), value, n})
		}
	}
	if len(h.authors) >= maxFound {
		return
	}
	if rel == "author" || strings.Contains(prop, "author") || namedAuthor(n) {
		h.authors = append(h.authors, n)
	}
}

// value is the first content of the first of the names that has one.
func (h *head) value(names ...string) string {
	for _, name := range names {
		if v := h.meta[name]; len(v) > 0 {
			return v[0]
		}
	}
	return ""
}

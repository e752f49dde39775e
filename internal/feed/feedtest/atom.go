package feedtest

import (
	"regexp"
	"slices"
	"strings"
)

// form is what the grammar says of an element: its attributes, its children
// with the least and the most number of each, and whether text may stand in it.
type form struct {
	attrs    map[string]*regexp.Regexp // of no namespace; nil: any value
	needs    []string                  // attributes that must be there
	children map[string][2]int         // of Atom; many is no limit
	foreign  bool                      // elements of other namespaces may stand in it
	text     *regexp.Regexp            // of its text; nil: none may be there
}

const many = 1 << 30

var (
	anyText   = regexp.MustCompile(`(?s)^.*$`)
	mediaType = regexp.MustCompile(`^.+/.+$`)
	mail      = regexp.MustCompile(`^.+@.+$`)
)

// grammar is appendix B of RFC 4287.
func grammar() map[string]form {
	text := form{attrs: map[string]*regexp.Regexp{"type": regexp.MustCompile(`^(text|html|xhtml)$`)}, text: anyText, foreign: true}
	person := form{children: map[string][2]int{"name": {1, 1}, "uri": {0, 1}, "email": {0, 1}}, foreign: true}
	word := form{text: anyText}
	moment := form{text: regexp.MustCompile(`^\s*` + strings.Trim(atomTime.String(), "^$") + `\s*$`)}
	source := map[string][2]int{"author": {0, many}, "category": {0, many}, "contributor": {0, many}, "generator": {0, 1}, "icon": {0, 1},
		"id": {0, 1}, "link": {0, many}, "logo": {0, 1}, "rights": {0, 1}, "subtitle": {0, 1}, "title": {0, 1}, "updated": {0, 1}}
	feed := map[string][2]int{"entry": {0, many}}
	for name, n := range source {
		feed[name] = n
	}
	feed["id"], feed["title"], feed["updated"] = [2]int{1, 1}, [2]int{1, 1}, [2]int{1, 1}
	entry := map[string][2]int{"author": {0, many}, "category": {0, many}, "content": {0, 1}, "contributor": {0, many}, "id": {1, 1}, "link": {0, many},
		"published": {0, 1}, "rights": {0, 1}, "source": {0, 1}, "summary": {0, 1}, "title": {1, 1}, "updated": {1, 1}}
	return map[string]form{
		"feed": {children: feed, foreign: true}, "entry": {children: entry, foreign: true}, "source": {children: source, foreign: true},
		"author": person, "contributor": person, "name": word, "uri": word, "email": {text: mail}, "icon": word, "id": word, "logo": word,
		"title": text, "subtitle": text, "rights": text, "summary": text, "published": moment, "updated": moment,
		"content":   {attrs: map[string]*regexp.Regexp{"type": regexp.MustCompile(`^(text|html|xhtml|.+/.+)$`), "src": nil}, text: anyText, foreign: true},
		"category":  {attrs: map[string]*regexp.Regexp{"term": nil, "scheme": nil, "label": nil}, needs: []string{"term"}, text: anyText, foreign: true},
		"generator": {attrs: map[string]*regexp.Regexp{"uri": nil, "version": nil}, text: anyText},
		"link": {attrs: map[string]*regexp.Regexp{"href": nil, "rel": regexp.MustCompile(`^.+$`), "type": mediaType, "hreflang": language, "title": nil, "length": nil},
			needs: []string{"href"}, text: anyText, foreign: true},
	}
}

// Atom lists the rules of RFC 4287 and RFC 5005 that a feed document breaks.
func Atom(doc []byte) []string {
	r := &report{}
	root, err := parse(doc)
	if err != nil {
		return []string{"XML 1.0: " + err.Error()}
	}
	if root.XMLName.Space != nsAtom || root.XMLName.Local != "feed" {
		return []string{"RFC 4287 §4.1.1: the document is an atom:feed"}
	}
	r.element(root, grammar())
	r.feed(root)
	for _, e := range root.all(nsAtom, "entry") {
		r.entry(e, len(root.all(nsAtom, "author")) > 0)
	}
	r.history(root)
	return r.broken
}

// element checks an element and all below it against the grammar.
func (r *report) element(n *node, g map[string]form) {
	f := g[n.XMLName.Local]
	r.attributes(n, f)
	r.rule(f.text == nil && strings.TrimSpace(n.Text) == "" || f.text != nil && f.text.MatchString(n.Text), "RFC 4287 appendix B: text of "+n.XMLName.Local, n.Text)
	seen := map[string]int{}
	for _, c := range n.Children {
		if c.XMLName.Space != nsAtom {
			r.rule(f.foreign, "RFC 4287 appendix B: no foreign element in "+n.XMLName.Local, c.XMLName.Local)
			r.rule(seen["entry"] == 0, "RFC 4287 appendix B: entries come last in a feed, not before", c.XMLName.Local)
			continue
		}
		name := c.XMLName.Local
		most, allowed := f.children[name]
		seen[name]++
		r.rule(allowed, "RFC 4287 appendix B: "+n.XMLName.Local+" holds no", name)
		r.rule(!allowed || seen[name] <= most[1], "RFC 4287 appendix B: "+n.XMLName.Local+" holds one of", name)
		r.rule(name == "entry" || seen["entry"] == 0, "RFC 4287 appendix B: entries come last in a feed, not before", name)
		if allowed {
			r.element(c, g)
		}
	}
	for name, n2 := range f.children {
		r.rule(seen[name] >= n2[0], "RFC 4287 appendix B: "+n.XMLName.Local+" needs", name)
	}
}

func (r *report) attributes(n *node, f form) {
	for _, a := range n.Attrs {
		switch {
		case a.Name.Space == "xmlns" || a.Name.Local == "xmlns" || a.Name.Space == nsXML && a.Name.Local == "base":
		case a.Name.Space == nsXML && a.Name.Local == "lang":
			r.rule(a.Value == "" || language.MatchString(a.Value), "RFC 4287 appendix B: xml:lang is a language tag", a.Value)
		case a.Name.Space != "":
		default:
			pattern, known := f.attrs[a.Name.Local]
			r.rule(known, "RFC 4287 appendix B: "+n.XMLName.Local+" has no attribute", a.Name.Local)
			r.rule(pattern == nil || pattern.MatchString(a.Value), "RFC 4287 appendix B: "+n.XMLName.Local+"@"+a.Name.Local, a.Value)
		}
	}
	for _, name := range f.needs {
		_, ok := n.attr(name)
		r.rule(ok, "RFC 4287 appendix B: "+n.XMLName.Local+" needs the attribute", name)
	}
}

// feed checks what the text says of a feed beyond the grammar.
func (r *report) feed(root *node) {
	links := root.all(nsAtom, "link")
	rel := func(l *node) string {
		if v, ok := l.attr("rel"); ok {
			return v
		}
		return "alternate"
	}
	r.rule(absolute(root.text(nsAtom, "id")), "RFC 4287 §4.2.6: an id is an absolute IRI", root.text(nsAtom, "id"))
	r.rule(slices.ContainsFunc(links, func(l *node) bool { return rel(l) == "self" && onTheWeb(l.at("href")) }), "RFC 4287 §4.1.1: a feed links to itself")
	r.rule(root.text(nsAtom, "title") != "", "RFC 4287 §4.2.14: a title says something")
	r.alternates(root)
	newest := ""
	ids := map[string]string{}
	for _, e := range root.all(nsAtom, "entry") {
		id, updated := e.text(nsAtom, "id"), e.text(nsAtom, "updated")
		_, twice := ids[id]
		r.rule(!twice, "RFC 4287 §4.1.1: two entries with one id", id)
		ids[id] = updated
		newest = max(newest, updated)
	}
	r.rule(newest <= root.text(nsAtom, "updated") || !strings.HasSuffix(newest, "Z"), "RFC 4287 §4.2.15: a feed is as new as its newest entry", newest)
}

// alternates: no two with one type and language.
func (r *report) alternates(n *node) {
	seen := map[string]bool{}
	for _, l := range n.all(nsAtom, "link") {
		r.rule(absolute(l.at("href")), "RFC 4287 §4.2.7.1: an address here is absolute", l.at("href"))
		if v, ok := l.attr("rel"); ok && v != "alternate" {
			continue
		}
		key := l.at("type") + " " + l.at("hreflang")
		r.rule(!seen[key], "RFC 4287 §4.1.1, §4.1.2: two alternates of one type and language", key)
		seen[key] = true
	}
}

func (r *report) entry(e *node, feedAuthor bool) {
	id := e.text(nsAtom, "id")
	links, content := e.all(nsAtom, "link"), e.all(nsAtom, "content")
	alternate := slices.ContainsFunc(links, func(l *node) bool { v, ok := l.attr("rel"); return !ok || v == "alternate" })
	r.rule(absolute(id), "RFC 4287 §4.2.6: an id is an absolute IRI", id)
	r.rule(alternate || len(content) > 0, "RFC 4287 §4.1.2: an entry without content has an alternate", id)
	author := len(e.all(nsAtom, "author")) > 0 || feedAuthor
	for _, s := range e.all(nsAtom, "source") {
		author = author || len(s.all(nsAtom, "author")) > 0
		for _, need := range []string{"id", "title"} {
			r.rule(s.text(nsAtom, need) != "", "RFC 4287 §4.2.11: a source names its "+need, id)
		}
	}
	r.rule(author, "RFC 4287 §4.1.2: an entry has an author, or its source or feed has", id)
	r.alternates(e)
	for _, c := range content {
		r.rule(c.at("src") == "" || strings.TrimSpace(c.Text) == "" && len(e.all(nsAtom, "summary")) > 0, "RFC 4287 §4.1.3.2: content elsewhere is empty here, and summed up", id)
	}
	for _, name := range []string{"title", "summary", "content", "rights"} {
		for _, c := range e.all(nsAtom, name) {
			t, _ := c.attr("type")
			r.rule(t == "xhtml" || strings.Contains(t, "/") || len(c.Children) == 0, "RFC 4287 §3.1.1: text and html hold no elements", id)
			r.rule(t != "xhtml" || len(c.Children) == 1 && c.Children[0].XMLName.Local == "div", "RFC 4287 §3.1.1.3: xhtml stands in one div", id)
		}
	}
	p, u := e.text(nsAtom, "published"), e.text(nsAtom, "updated")
	r.rule(p == "" || isTime(p), "RFC 4287 §3.3: times are RFC 3339", p)
	r.rule(isTime(u), "RFC 4287 §3.3: times are RFC 3339", u)
	for _, c := range e.all(nsAtom, "category") {
		r.rule(c.at("scheme") == "" || absolute(c.at("scheme")), "RFC 4287 §4.2.2.2: a scheme is an IRI", c.at("scheme"))
		r.rule(strings.TrimSpace(c.at("term")) != "", "RFC 4287 §4.2.2.1: a category has a term", id)
	}
}

// history checks RFC 5005.
func (r *report) history(root *node) {
	rels := map[string]int{}
	for _, l := range root.all(nsAtom, "link") {
		rels[l.at("rel")]++
	}
	archive, complete := len(root.all(nsHistory, "archive")), len(root.all(nsHistory, "complete"))
	r.rule(archive <= 1 && complete <= 1, "RFC 5005 §2, §4: fh:archive and fh:complete stand once")
	r.rule(archive == 0 || rels["current"] == 1, "RFC 5005 §4: an archive leads to the current document")
	r.rule(archive > 0 || rels["next-archive"] == 0, "RFC 5005 §4: only an archive has a next archive")
	r.rule(complete == 0 || rels["next"]+rels["previous"]+rels["prev-archive"]+archive == 0, "RFC 5005 §2: a complete feed is not paged or archived")
	for _, rel := range []string{"self", "current", "prev-archive", "next-archive", "first", "last", "next", "previous"} {
		r.rule(rels[rel] <= 1, "RFC 5005 §3, §4: one link of a kind", rel)
	}
}

package page

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// byline names who wrote the article: as JSON-LD says, else an element marked
// as the author's, else what the page prints ("By …"), else meta tags. Nobody
// is guessed. A publisher's own name counts only where no person is named.
func (p *page) byline() []string {
	site := p.head.site()
	var publisher []string
	for _, claim := range []func() []string{p.head.ldAuthors, p.head.markedAuthors, p.dataAuthors, p.printedAuthors, p.head.metaAuthors} {
		names := people(claim(), site)
		if len(names) == 0 {
			continue
		}
		if len(names) > 1 || !ofSite(names[0], site) {
			more := people(p.printedAuthors(), site)
			if includes(more, names) || len(more) > 0 && !ofSite(more[0], site) && p.head.onlyBodies(names) {
				return more
			}
			return names
		}
		if publisher == nil {
			publisher = names
		}
	}
	return publisher
}

// dataAuthors are the names beside a text that was found in the page's data.
func (p *page) dataAuthors() []string { return p.writers }

// onlyBodies reports that JSON-LD calls every author an organisation: a person
// that the page prints beside it wrote the article.
func (h *head) onlyBodies(names []string) bool {
	for _, v := range list(h.article()["author"]) {
		o, ok := v.(map[string]any)
		if !ok || !slices.ContainsFunc(object(o).types(), func(t string) bool { return strings.HasSuffix(t, "Organization") }) {
			return false
		}
		if !slices.ContainsFunc(names, func(n string) bool { return same(n, object(o).text("name")) }) {
			return false
		}
	}
	return h.article()["author"] != nil
}

// includes reports that more names everybody in names, and others: metadata
// often knows the first of several authors only.
func includes(more, names []string) bool {
	if len(more) <= len(names) {
		return false
	}
	for _, n := range names {
		if !slices.ContainsFunc(more, func(m string) bool { return strings.HasSuffix(labelOf(m), labelOf(n)) }) {
			return false
		}
	}
	return true
}

// ofSite reports a name that is the publication's.
func ofSite(name, site string) bool {
	n, s := labelOf(name), labelOf(site)
	return s != "" && (strings.HasPrefix(s, n) || strings.HasPrefix(n, s))
}

// sign finds the byline once: before its lines are taken from the text's end.
func (p *page) sign() []string {
	if p.names == nil {
		p.names = p.byline()
	}
	return p.names
}

// printedAuthors reads the line over or under the text that names the writer.
func (p *page) printedAuthors() []string {
	near, _ := p.margins()
	for _, i := range near {
		if names := p.signature(i); names != nil {
			return names
		}
	}
	for _, i := range near {
		k := &p.blocks[i]
		var names []string
		for _, a := range k.anchors {
			if k.words <= 25 && toAuthor(a.href) {
				names = append(names, k.text[a.start:a.end])
			}
		}
		if len(people(names, "")) > 0 {
			return names
		}
	}
	return nil
}

// signature is whom a line names after "By" and its like, in it or in the next.
func (p *page) signature(i int) []string {
	k := &p.blocks[i]
	if k.words > 15 || k.kind == heading && k.level == 1 || endsSentence(k.text) {
		return nil
	}
	// NationBuilder signs below: "Jane Roe published this page in News".
	if at := strings.Index(k.text, "published this page"); at == 0 && i > 0 && p.blocks[i-1].words <= 6 {
		return []string{p.blocks[i-1].text}
	} else if at > 0 {
		return []string{k.text[:at]}
	}
	rest, opens := afterBy(k.text)
	if k.label == "from :" { // as government pages write it
		rest, opens = "", true
	}
	if !opens {
		return nil
	}
	if rest == "" && i+1 < len(p.blocks) && p.blocks[i+1].words <= 8 {
		rest = p.blocks[i+1].text
	} else if linked := k.linkedNames(rest); linked != nil {
		return linked
	}
	if names := people([]string{rest}, ""); len(names) == 0 || !capital(names[0]) {
		return nil
	}
	return []string{rest}
}

// linkedNames are the links with which what follows "By" begins: the names end
// where they do.
func (k *block) linkedNames(rest string) []string {
	var out []string
	at := len(k.text) - len(rest)
	for _, a := range k.anchors {
		if a.start < at || a.end-a.start > 60 || !joins(k.text[at:a.start], len(out) > 0) {
			break
		}
		out = append(out, k.text[a.start:a.end])
		at = a.end
	}
	if len(people(out, "")) == 0 {
		return nil
	}
	return out
}

// joins reports the words between two names.
func joins(gap string, between bool) bool {
	switch labelOf(gap) {
	case "":
		return !between || gap != "" && gap != " "
	case "and", "und", "et", "y", "e", "en", "och", "og", "with":
		return between
	}
	return false
}

// margins are the blocks around the text where writers and dates are printed:
// from the headline to the third paragraph, and, from under on, the first ones
// below the text.
func (p *page) margins() (near []int, under int) {
	from, to, last, long := 0, len(p.blocks), 0, 0
	for i := range p.blocks {
		k := &p.blocks[i]
		if k.kind == heading && long == 0 && p.prints(k) {
			from = max(0, i-6)
		}
		if k.paragraph() {
			if long++; long == 3 {
				to = i
			}
			last = i
		}
	}
	if long > 0 && long < 3 {
		to = last + 1
	}
	to = min(to, from+60)
	for i := from; i < min(max(to, last+14), len(p.blocks)); i++ {
		if (i < to || i > last) && !p.blocks[i].foreign() {
			near = append(near, i)
		}
	}
	return near, to
}

// paragraph reports a paragraph of the article, not a line beside it.
func (k *block) paragraph() bool {
	return k.cut == "" && k.kind != heading && k.words-k.linked >= 18
}

// foreign reports blocks that speak of other articles.
func (k *block) foreign() bool {
	part, _, _ := strings.Cut(k.cut, " (")
	return part == "see-also" || part == "aside" || part == "navigation" && k.words > 12
}

// afterBy is what follows "By", "Written by", "Author:" at a line's beginning. A
// short word that is also part of names ("Von Miller") needs two words after it.
func afterBy(s string) (rest string, opens bool) {
	for _, o := range bylineOpeners {
		if len(s) < len(o) || !strings.EqualFold(s[:len(o)], o) {
			continue
		}
		rest = s[len(o):]
		short := len(o) <= 3 && o != "by"
		if rest == "" || rest == ":" {
			return "", len(o) > 3
		}
		if strings.HasSuffix(o, ":") || rest[0] == ' ' || rest[0] == ':' {
			rest = strings.TrimLeft(rest, " :")
			return rest, !short || strings.Contains(rest, " ")
		}
	}
	return "", false
}

// toAuthor reports an address of a page about a writer.
func toAuthor(href string) bool {
	for _, dir := range []string{"/author/", "/authors/", "/contributor/", "/contributors/", "/journalist/", "/journalists/", "/reporter/", "/reporters/", "/autor/", "/auteur/", "/by/"} {
		if strings.Contains(href, dir) {
			return true
		}
	}
	return false
}

// capital reports a name that is written like one.
func capital(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return !unicode.IsLower(r)
}

// ldAuthors are the authors of the article's JSON-LD object, references to
// other objects of the page followed.
func (h *head) ldAuthors() []string {
	o := h.article()
	var out []string
	for _, key := range []string{"author", "creator"} {
		for _, v := range list(o[key]) {
			switch v := v.(type) {
			case string:
				if ref, ok := h.ids[v]; ok {
					v = ref.text("name")
				}
				out = append(out, v)
			case map[string]any:
				p := object(v)
				if ref, ok := h.ids[p.text("@id")]; ok && p.text("name") == "" {
					p = ref
				}
				for _, n := range list(p["name"]) {
					if s, ok := n.(string); ok {
						out = append(out, s)
					}
				}
			}
		}
		if len(out) > 0 {
			break
		}
	}
	return out
}

// markedAuthors are the texts of elements marked as naming the author: by
// rel=author, by microdata, by a class that means it. The first kind found wins.
func (h *head) markedAuthors() []string {
	for _, kind := range []func(*html.Node) bool{
		func(n *html.Node) bool { return attr(n, "rel") == "author" },
		func(n *html.Node) bool { return strings.Contains(attr(n, "itemprop"), "author") },
		namedAuthor,
	} {
		var out []string
		var box *html.Node // around the first: others stand beside it
		for _, n := range h.authors {
			if !kind(n) || len(out) >= 6 || elsewhere(n) {
				continue
			}
			if name := first(n, func(c *html.Node) bool { return strings.Contains(attr(c, "itemprop"), "name") }); name != nil {
				n = name
			}
			if t := plain(n, 200); t != "" && len(t) < 120 && (box == nil || inside(n, box)) {
				out = append(out, t)
				if box == nil {
					box = above(n, 3)
				}
			}
		}
		if len(people(out, "")) > 0 {
			return out
		}
	}
	return nil
}

// above is the ancestor some levels up.
func above(n *html.Node, levels int) *html.Node {
	for ; levels > 0 && n.Parent != nil && n.Parent.DataAtom != atom.Body; levels-- {
		n = n.Parent
	}
	return n
}

// namedAuthor reports elements whose class says that they hold a name.
func namedAuthor(n *html.Node) bool {
	class := attr(n, "class")
	if !strings.Contains(strings.ToLower(class), "author") && !strings.Contains(class, "byline") {
		return false
	}
	for c := range strings.FieldsSeq(strings.ToLower(class)) {
		if strings.Contains(c, "author") && (strings.HasSuffix(c, "_name") || strings.HasSuffix(c, "-name")) {
			return true
		}
		for _, end := range []string{"author-name", "author_name", "authorname", "byline-name", "byline__name", "author__name", "byline__author-name", "byline-author", "byline_author", "byline__author", "post-author", "entry-author", "article-author", "article__author", "author-link", "author"} {
			if c == end || strings.HasSuffix(c, "-"+end) || strings.HasSuffix(c, "_"+end) {
				return true
			}
		}
	}
	return false
}

// elsewhere reports elements in parts of a page that name other articles'
// authors: cards of related articles, comments, the foot.
func elsewhere(n *html.Node) bool {
	for ; n != nil; n = n.Parent {
		switch n.DataAtom {
		case atom.Aside, atom.Footer, atom.Nav:
			return true
		}
		foreign := false
		namesOf(n, func(w string) bool {
			switch w {
			case "related", "comment", "comments", "recirc", "recommended", "sidebar", "teaser", "card", "cards", "commentlist":
				foreign = n.DataAtom != atom.Body && n.DataAtom != atom.Html && n.DataAtom != atom.Article
			}
			return !foreign
		})
		if foreign {
			return true
		}
	}
	return false
}

// metaAuthors are the names in meta tags; addresses of profiles are not names.
func (h *head) metaAuthors() []string {
	for _, key := range []string{"author", "parsely-author", "sailthru.author", "article:author", "og:article:author", "byl",
		"dc.creator", "dcterms.creator", "dc.creator.personalname", "citation_author", "twitter:data1"} {
		v := h.meta[key]
		if key == "twitter:data1" && labelOf(h.value("twitter:label1")) != "written by" {
			continue
		}
		if strings.HasPrefix(key, "dc") || strings.HasPrefix(key, "citation") {
			v = inverted(v)
		}
		if len(people(v, "")) > 0 {
			return v
		}
	}
	return nil
}

// inverted turns "Roe, Jane", as library catalogues write it, into "Jane Roe".
func inverted(names []string) []string {
	out := make([]string, len(names))
	for i, name := range names {
		family, given, comma := strings.Cut(name, ",")
		if out[i] = name; comma && !strings.Contains(given, ",") {
			out[i] = strings.TrimSpace(given) + " " + strings.TrimSpace(family)
		}
	}
	return out
}

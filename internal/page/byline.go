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
	for _, claim := range []func() []string{p.head.ldAuthors, p.head.markedAuthors, p.printedAuthors, p.head.metaAuthors} {
		names := people(claim(), site)
		if len(names) == 0 {
			continue
		}
		if len(names) > 1 || !ofSite(names[0], site) {
			if more := people(p.printedAuthors(), site); includes(more, names) {
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

// printedAuthors reads the line over or under the text that names the writer.
func (p *page) printedAuthors() []string {
	blocks := p.blocks
	near, _ := p.margins()
	for _, i := range near {
		k := &blocks[i]
		if k.words > 15 || k.kind == heading && k.level == 1 || endsSentence(k.text) {
			continue
		}
		// NationBuilder signs below: "Jane Roe published this page in News".
		if at := strings.Index(k.text, "published this page"); at == 0 && i > 0 && blocks[i-1].words <= 6 {
			return []string{blocks[i-1].text}
		} else if at > 0 {
			return []string{k.text[:at]}
		}
		rest, opens := afterBy(k.text)
		if k.label == "from :" { // as government pages write it
			rest, opens = "", true
		}
		switch {
		case opens && rest != "":
			if linked := k.linkedNames(rest); linked != nil {
				return linked
			}
			if names := people([]string{rest}, ""); len(names) > 0 && capital(names[0]) {
				return []string{rest}
			}
		case opens && i+1 < len(blocks) && blocks[i+1].words <= 8:
			if names := people([]string{blocks[i+1].text}, ""); len(names) > 0 && capital(names[0]) {
				return []string{blocks[i+1].text}
			}
		}
	}
	for _, i := range near {
		var names []string
		for _, a := range blocks[i].anchors {
			if toAuthor(a.href) && blocks[i].words <= 25 {
				names = append(names, blocks[i].text[a.start:a.end])
			}
		}
		if len(people(names, "")) > 0 {
			return names
		}
	}
	return nil
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
		if k.kind == heading && long == 0 && same(k.text, p.title) {
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

// afterBy is what follows "By", "Written by", "Author:" at a line's beginning.
func afterBy(s string) (rest string, opens bool) {
	for _, o := range bylineOpeners {
		if len(s) < len(o) || !strings.EqualFold(s[:len(o)], o) {
			continue
		}
		rest = s[len(o):]
		if rest == "" || rest == ":" {
			return "", !strings.HasPrefix(o, "par") && len(o) > 3
		}
		if strings.HasSuffix(o, ":") || rest[0] == ' ' || rest[0] == ':' {
			return strings.TrimLeft(rest, " :"), true
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

// people cleans claimed names: several in one string are parted, what is no
// name is dropped.
func people(claims []string, site string) []string {
	var out []string
	for _, c := range claims {
		for _, name := range namesIn(strings.ReplaceAll(c, "\n", " | "), site) {
			if !slices.ContainsFunc(out, func(have string) bool { return same(have, name) }) {
				out = append(out, name)
			}
		}
	}
	out = slices.DeleteFunc(out, func(name string) bool {
		return slices.ContainsFunc(out, func(other string) bool { return strings.HasPrefix(name, other+" ") && strings.Contains(other, " ") })
	})
	// A site signs what has no other author; beside a person it is the publisher.
	if len(out) > 1 && site != "" {
		out = slices.DeleteFunc(out, func(name string) bool { return same(name, site) })
	}
	if len(out) > 12 {
		out = out[:12]
	}
	return out
}

// namesIn are the names in one claim: of its parts, set apart by bars or dots,
// the first that holds any ("19 May 2025 · Jane Roe · Politics").
func namesIn(claim, site string) []string {
	claim = clean(claim)
	if same(claim, site) {
		return []string{claim}
	}
	claim = withoutBrackets(claim)
	for _, sep := range []string{" • ", " · ", " – ", " — ", " - ", " ● ", " » ", " / ", "\t"} {
		claim = strings.ReplaceAll(claim, sep, " | ")
	}
	for part := range strings.SplitSeq(claim, " | ") {
		var names []string
		for _, name := range parted(part) {
			if name = person(name); name != "" {
				names = append(names, name)
			}
		}
		if len(names) > 0 {
			return names
		}
	}
	return nil
}

// bylineOpeners are words before a name, longest first.
var bylineOpeners = []string{"article written by", "article by", "articles by", "medically reviewed by", "written by", "reported by", "reporting by", "posted by",
	"published by", "story by", "words by", "text by", "review by", "analysis by", "opinion by", "contributed by", "created by", "authored by",
	"view all posts by", "see all posts by", "all posts by", "more posts by", "more about", "insights from", "by:", "by", "author:", "authors:", "author", "geschrieben von", "von", "ecrit par", "écrit par", "par", "escrito por", "por",
	"scritto da", "di", "geschreven door", "door", "av", "af", "skrevet af", "skrevet av", "text:", "texte:", "autor:", "auteur:", "autore:"}

// stops are where a byline goes on to something else than names.
var stops = []string{" on ", " updated", " published", " posted", " http", " / ",
	" for the ", " send me", " follow", " contact", " email", " is a ", " is an ", " is the ", " view ", " staff reporter", " last updated",
	" edited by", " reviewed by", " translated by", " photographs by", " photography by", " illustrations by"}

// parted splits one byline into names.
func parted(s string) []string {
	s = strings.TrimSpace(s)
	for trimmed := true; trimmed; {
		trimmed = false
		for _, o := range bylineOpeners {
			if len(s) > len(o) && strings.EqualFold(s[:len(o)], o) && (strings.HasSuffix(o, ":") || s[len(o)] == ' ' || s[len(o)] == ':') {
				s, trimmed = strings.TrimLeft(s[len(o):], " :"), true
				break
			}
		}
	}
	low := strings.ToLower(s)
	if len(low) == len(s) {
		for _, stop := range stops {
			if i := strings.Index(low, stop); i > 0 {
				s, low = s[:i], low[:i]
			}
		}
	}
	if i := strings.Index(s, " y "); i > 0 && strings.Contains(s[:i], " ") && strings.Contains(s[i+3:], " ") {
		s = s[:i] + ", " + s[i+3:]
	}
	for _, and := range []string{" and ", " And ", " AND ", " & ", ";", " und ", " et ", " with ", " och ", " og ", ", by "} {
		s = strings.ReplaceAll(s, and, ", ")
	}
	var out []string
	for part := range strings.SplitSeq(s, ",") {
		part = strings.TrimSpace(part)
		switch {
		case part == "":
		case len(out) > 0 && credential(part):
			out[len(out)-1] += ", " + part
		case len(out) > 0 && role(part):
		default:
			out = append(out, part)
		}
	}
	return out
}

// credential reports what follows a name after a comma: "MD", "Ph.D.", "Jr.".
func credential(s string) bool {
	bare := strings.NewReplacer(".", "", " ", "", "-", "").Replace(s)
	if len(bare) > 12 || bare == "" {
		return false
	}
	upper := 0
	for _, r := range bare {
		if unicode.IsUpper(r) {
			upper++
		}
	}
	return upper*2 >= utf8.RuneCountInString(bare) && !strings.Contains(s, " ") || bare == "Jr" || bare == "Sr" || bare == "Esq"
}

// role reports a job beside a name.
func role(s string) bool {
	for w := range strings.FieldsSeq(strings.ToLower(s)) {
		switch strings.Trim(w, ".") {
		case "editor", "reporter", "correspondent", "writer", "journalist", "director", "manager", "founder", "ceo", "cto", "president",
			"professor", "contributor", "columnist", "analyst", "senior", "chief", "head", "author", "specialist", "consultant", "staff",
			"redakteur", "journaliste", "redactor", "redactora", "periodista", "giornalista", "redacteur", "political", "technology":
			return true
		}
	}
	return false
}

// withoutBrackets drops what stands in brackets: "Jane (J.R.) Roe (Reuters)".
func withoutBrackets(s string) string {
	for {
		open := strings.IndexByte(s, '(')
		if open < 0 {
			return s
		}
		end := strings.IndexByte(s[open:], ')')
		if end < 0 {
			return strings.TrimSpace(s[:open])
		}
		s = strings.TrimSpace(strings.TrimRight(s[:open], " ") + s[open+end+1:])
	}
}

// withoutRole cuts a job printed after a name without a comma.
func withoutRole(s string) string {
	f := strings.Fields(s)
	for i := 2; i < len(f); i++ {
		if w := strings.ToLower(f[i]); role(w) && w != "staff" && w != "team" {
			return strings.Join(f[:i], " ")
		}
	}
	return s
}

// sentence reports words of which most are written small: no name.
func sentence(s string) bool {
	small, all := 0, 0
	for w := range strings.FieldsSeq(s) {
		r, _ := utf8.DecodeRuneInString(w)
		switch {
		case !unicode.IsLetter(r):
			continue
		case unicode.IsLower(r) && len(w) > 1:
			small++
		}
		all++
	}
	return small*2 > all
}

// person is a claimed name if it can be one, with the noise around it gone.
func person(s string) string {
	s = strings.Trim(withoutRole(s), " \t.:;|*-–—•\"'&")
	if i := strings.IndexFunc(s, unicode.IsDigit); i >= 0 {
		if i < 4 || s[i-1] != ' ' {
			return ""
		}
		s = strings.TrimRight(s[:i], " ,.:;|-–")
		if j := strings.LastIndexByte(s, ' '); j > 0 && monthNamed(strings.ToLower(s[j+1:])) > 0 {
			s = s[:j] // "Jane Roe March 11, 2015"
		}
	}
	n := len(strings.Fields(s))
	if n == 0 || n > 7 || utf8.RuneCountInString(s) < 3 || strings.ContainsAny(s, "/@<>{}[]=_") || !strings.ContainsFunc(s, unicode.IsLetter) {
		return ""
	}
	if n > 2 && sentence(s) {
		return ""
	}
	switch labelOf(s) {
	case "admin", "administrator", "wpadmin", "webmaster", "user", "author", "anonymous", "none", "null", "undefined", "unknown", "editor",
		"editors", "guest", "follow", "share", "read more", "super user", "root", "site admin", "marketing", "posts", "all posts", "view profile",
		"about the author", "by", "name", "published", "updated", "january", "february", "march", "april", "may", "june", "july", "august",
		"september", "october", "november", "december", "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec":
		return ""
	}
	return s
}

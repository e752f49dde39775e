package listing

import (
	"regexp"
	"slices"
	"strings"
	"unicode"

	"cipherdesk/internal/news"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// described is what a list says of one article.
type described struct {
	url   string
	title string
	date  news.Claim
}

// describe reads what stands at and around the links to one article.
func (x *index) describe(id string) described {
	first := x.links[x.at[id][0]]
	e := described{url: first.url}
	best := 0
	for _, i := range x.at[id] {
		title, rank := x.title(x.links[i].node, id)
		if rank > best || rank == best && len(title) > len(e.title) {
			e.title, best = title, rank
		}
	}
	for _, i := range x.at[id] {
		if e.date = x.dateAt(x.links[i].node, id); e.date.Known() {
			break
		}
	}
	if title, c := x.splitDate(e.title); c.Known() {
		e.title = title
		if !e.date.Known() {
			e.date = c
		}
	}
	return e
}

// How far a headline can be trusted, by where it was found.
const (
	fromPicture = iota + 1 // the words for those who cannot see it
	fromLabel              // the words for a screen reader
	fromWords              // all that the link says
	fromHeading            // a heading beside the link
	fromInside             // a heading inside the link, or around it
)

// title is the headline of the article that a link leads to, and how it was
// found.
func (x *index) title(a *html.Node, id string) (string, int) {
	if h := headingIn(a); h != "" {
		return h, fromInside
	}
	said := words(a)
	if inHeading(a) && said != "" && !readMore.MatchString(said) {
		return said, fromInside
	}
	if h := headingIn(x.container(a, id)); h != "" {
		return h, fromHeading
	}
	if said != "" && !readMore.MatchString(said) {
		return said, fromWords
	}
	for _, label := range []string{hiddenWords(a), attr(a, "aria-label"), attr(a, "title")} {
		if label = aboutPrefix.ReplaceAllString(oneLine(label), ""); label != "" && !readMore.MatchString(label) {
			return strings.Trim(label, "“”\"'‘’ "), fromLabel
		}
	}
	for d := range a.Descendants() {
		if alt := oneLine(attr(d, "alt")); d.DataAtom == atom.Img && alt != "" {
			return alt, fromPicture
		}
	}
	return "", 0
}

var (
	readMore = regexp.MustCompile(`(?i)^[\s«»‹›→…\[\](]*(read|see|view|learn|find out|discover|open|go to|download|get)?\s*(the\s+)?(full\s+)?(more|here|article|story|post|now|full article|full story|details|this article|release|press release|continue reading|continue|on|in full|report|pdf|lire la suite|lire plus|en savoir plus|weiterlesen|mehr|mehr erfahren|zum artikel|leer más|leggi|leggi tutto|lees meer|lees verder|czytaj więcej|ler mais|läs mer|læs mere|les mer|lue lisää)[\s«»‹›→…\[\]).]*$`)

	aboutPrefix = regexp.MustCompile(`(?i)^(about|on|:)\s+|^(read|learn|find out|see|view|discover|go to|link to|continue reading|open)( the)?( full)?( more| article| story| post| press release| news story)?( about| on|:| –| -)?\s+`)
)

// headingIn is the first heading below a node: an h element, or what the page's
// own class names call title or headline.
func headingIn(n *html.Node) string {
	if n == nil {
		return ""
	}
	named := ""
	for d := range n.Descendants() {
		switch {
		case isHeading(d):
			if w := words(d); w != "" {
				return w
			}
		case named == "" && d.Type == html.ElementNode && titleName.MatchString(attr(d, "class")):
			named = words(d)
		}
	}
	return named
}

var titleName = regexp.MustCompile(`(?i)(^|[\s_-])(title|headline|heading)([\s_-]|$)`)

func isHeading(n *html.Node) bool {
	switch n.DataAtom {
	case atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6:
		return true
	}
	return attr(n, "role") == "heading"
}

func inHeading(n *html.Node) bool {
	for p, depth := n.Parent, 0; p != nil && depth < 4; p, depth = p.Parent, depth+1 {
		if isHeading(p) {
			return true
		}
	}
	return false
}

// container is the largest box around a link that holds no link to another
// article of the list; nil when that is the link alone.
func (x *index) container(a *html.Node, id string) *html.Node {
	const reach = 8
	var box *html.Node
	for p, depth := a.Parent, 0; p != nil && depth < reach && x.owner[p] == id; p, depth = p.Parent, depth+1 {
		if isListBox(p) {
			break
		}
		box = p
	}
	return box
}

// isListBox reports an element that holds a list, though this one may have one
// entry only.
func isListBox(n *html.Node) bool {
	switch n.DataAtom {
	case atom.Body, atom.Html, atom.Main, atom.Ul, atom.Ol, atom.Table, atom.Tbody, atom.Dl:
		return true
	}
	return false
}

// hiddenWords are those that only a screen reader says.
func hiddenWords(n *html.Node) string {
	for d := range n.Descendants() {
		if d.Type == html.ElementNode && isHidden(d) {
			if w := allWords(d); w != "" {
				return w
			}
		}
	}
	return ""
}

var hiddenName = regexp.MustCompile(`(?i)(^|[\s_-])(sr-only|visually-?hidden|screen-?reader(-text)?|hidden-visually|assistive-text|accessibility|u-hidden|govuk-visually-hidden|element-invisible)([\s_-]|$)`)

func isHidden(n *html.Node) bool {
	class := attr(n, "class")
	return class != "" && hiddenName.MatchString(class)
}

// words are what a reader sees below a node, on one line: boxes are set apart,
// emphasis inside a word is not.
func words(n *html.Node) string { return textOf(n, func(n *html.Node) bool { return !isHidden(n) }) }

func allWords(n *html.Node) string { return textOf(n, func(*html.Node) bool { return true }) }

func textOf(n *html.Node, want func(*html.Node) bool) string {
	if n == nil {
		return ""
	}
	var b strings.Builder
	var walk func(n *html.Node, depth int)
	walk = func(n *html.Node, depth int) {
		if n.Type == html.TextNode {
			b.WriteString(n.Data)
			return
		}
		if n.Type == html.ElementNode {
			switch n.DataAtom {
			case atom.Script, atom.Style, atom.Template, atom.Noscript, atom.Svg:
				return
			}
			if depth > 0 && !want(n) {
				return
			}
		}
		apart := n.Type == html.ElementNode && !isEmphasis(n)
		if apart {
			b.WriteByte(' ')
		}
		for c := n.FirstChild; c != nil && depth < maxDepth; c = c.NextSibling {
			walk(c, depth+1)
		}
		if apart {
			b.WriteByte(' ')
		}
	}
	walk(n, 0)
	return oneLine(b.String())
}

// maxDepth bounds recursion: markup's trees are at most 512 deep.
const maxDepth = 600

func isEmphasis(n *html.Node) bool {
	switch n.DataAtom {
	case atom.B, atom.I, atom.Em, atom.Strong, atom.U, atom.S, atom.Sup, atom.Sub, atom.Mark, atom.Abbr, atom.Small, atom.Wbr, atom.Bdi, atom.Q, atom.Cite, atom.A:
		return true
	}
	return false
}

// wordCount counts words, and pairs of characters where a script sets none apart.
func wordCount(s string) int {
	wide := 0
	for _, r := range s {
		if unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai) {
			wide++
		}
	}
	return len(strings.Fields(s)) + wide/2
}

// splitDate takes a printed date off the beginning or end of a headline.
func (x *index) splitDate(title string) (string, news.Claim) {
	c, start, end := x.o.date(title, news.OriginText)
	if !c.Known() || start < 0 || end > len(title) || start >= end {
		return title, news.Claim{}
	}
	const marks = " \t-–—|:•·,()[]"
	before, after := strings.Trim(title[:start], marks), strings.Trim(title[end:], marks)
	switch {
	case before == "" && wordCount(after) >= 3 && !continues(title[end:]):
		return after, c
	case after == "" && wordCount(before) >= 3 && slices.Contains([]byte("-–—|:•·,()[]"), lastSign(title[:start])):
		return before, c
	}
	return title, news.Claim{}
}

// continues reports that what follows a date belongs to it: "12 March 2026 was
// a good day" is a sentence, "12 March 2026 Letter sent" is not. A small letter
// says so.
func continues(after string) bool {
	for _, r := range after {
		if unicode.IsLetter(r) {
			return unicode.IsLower(r)
		}
	}
	return false
}

// lastSign is the last byte that is no space; of a longer sign its last byte.
func lastSign(s string) byte {
	s = strings.TrimRight(s, " \t\u00a0")
	if s == "" {
		return 0
	}
	return s[len(s)-1]
}

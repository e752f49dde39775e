package listing

import (
	"strings"

	"github.com/andybalholm/cascadia"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

const (
	headlineWords = 4 // a headline has at least so many words
	familySize    = 4 // so many headlines make a list
)

// kin are links that stand alike and look like headlines.
type kin struct {
	links  []*html.Node
	ids    map[string]bool
	long   int // headlines of headlineWords at least
	words  int
	dated  int
	inMain bool
	folder string
}

// score orders families: many headlines, dated ones, in what the page calls its
// content.
func (k *kin) score() float64 {
	n := float64(len(k.ids))
	s := n * (1 + float64(k.dated)/n)
	if k.inMain {
		s *= 1.5
	}
	return s * min(float64(k.words)/float64(len(k.links)), 12) / 12
}

// family finds the best family of links that look like headlines: same site,
// same place in the page's structure, same folder of address; a lead story of
// the same folder that stands elsewhere belongs to it. A site that files its
// articles by subject has no such folder: there the page's own names for its
// boxes make the family. What a script holds is looked at last.
func (x *index) family() []*html.Node {
	for {
		all := x.candidateLinks()
		byFolder := x.families(all, func(l link) string { return place(l.node) + " " + folder(l.url) })
		if best := byFolder.best(); best != nil {
			if strings.Trim(best.folder, "/") == "" {
				return best.links
			}
			return byFolder.union(best.folder)
		}
		if best := x.families(all, func(l link) string { return place(l.node) + " " + names(l.node) }).best(); best != nil {
			return best.links
		}
		if !x.unpack() {
			return nil
		}
	}
}

// mostCandidates is how many links of a page the heuristic looks at.
const mostCandidates = 3000

func (x *index) candidateLinks() []*html.Node {
	var all []*html.Node
	for n := range x.root.Descendants() {
		if len(all) == mostCandidates {
			break
		}
		if n.DataAtom == atom.A && !inFurniture(n) && !inAside(n) {
			all = append(all, n)
		}
	}
	return all
}

// kinship are families in the order of the page.
type kinship struct {
	order []string
	by    map[string]*kin
}

// families sorts links by what they have in common.
func (x *index) families(all []*html.Node, common func(link) string) kinship {
	f := kinship{by: map[string]*kin{}}
	x.take(all)
	for _, l := range x.links {
		title, rank := x.title(l.node, l.id)
		if rank < fromWords {
			continue
		}
		key := common(l)
		k := f.by[key]
		if k == nil {
			k = &kin{ids: map[string]bool{}, folder: folder(l.url)}
			f.by[key] = k
			f.order = append(f.order, key)
		}
		if k.ids[l.id] {
			continue
		}
		k.add(l, wordCount(title))
		k.inMain = inMain(l.node)
		if x.dateAt(l.node, l.id).Known() {
			k.dated++
		}
	}
	x.reset()
	return f
}

// best is the family that looks most like a list of articles; nil without one.
func (f kinship) best() *kin {
	var best *kin
	for _, key := range f.order {
		if k := f.by[key]; k.isList() && (best == nil || k.score() > best.score()) {
			best = k
		}
	}
	return best
}

// isList reports a family that may be a list of articles: most of its links are
// as long as headlines are.
func (k *kin) isList() bool { return len(k.ids) >= familySize && 3*k.long >= 2*len(k.ids) }

func (k *kin) add(l link, words int) {
	if words >= headlineWords {
		k.long++
	}
	k.links = append(k.links, l.node)
	k.ids[l.id] = true
	k.words += words
}

// union are the links of all families of one folder, in the order of the page.
func (f kinship) union(folder string) []*html.Node {
	member := map[*html.Node]bool{}
	var root *html.Node
	for _, key := range f.order {
		if k := f.by[key]; k.folder == folder && 2*k.long >= len(k.ids) {
			for _, n := range k.links {
				member[n], root = true, n
			}
		}
	}
	for root.Parent != nil {
		root = root.Parent
	}
	var out []*html.Node
	for n := range root.Descendants() {
		if member[n] {
			out = append(out, n)
		}
	}
	return out
}

// names are the class names of a link and of the boxes right around it.
func names(n *html.Node) string {
	var out []string
	for p, depth := n, 0; p != nil && depth < 3; p, depth = p.Parent, depth+1 {
		out = append(out, strings.Join(classes(p), " "))
	}
	return strings.Join(out, "/")
}

func inAside(n *html.Node) bool {
	for p := n.Parent; p != nil; p = p.Parent {
		if p.DataAtom == atom.Aside || attr(p, "role") == "complementary" {
			return true
		}
	}
	return false
}

func inMain(n *html.Node) bool {
	for p := n.Parent; p != nil; p = p.Parent {
		if p.DataAtom == atom.Main || attr(p, "role") == "main" {
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

// folder is an address's path without its last part, with numbers and months
// made alike: "/news/0/0/" for "/news/2026/march/a-letter".
func folder(raw string) string {
	s := segments(raw)
	if len(s) > 0 {
		s = s[:len(s)-1]
	}
	for i, part := range s {
		if digits(part) || isMonth(part) {
			s[i] = "0"
		}
	}
	return "/" + strings.Join(s, "/")
}

func isMonth(s string) bool {
	switch strings.ToLower(s) {
	case "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december",
		"jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec":
		return true
	}
	return false
}

// Propose finds the list of headlines on a page and a CSS selector that names
// its links and no others; an empty selector when there is no such list. What
// it proposes was tried: the list is what the selector gives.
func Propose(p Page, o Options) (selector string, l List, err error) {
	x, err := open(p, o)
	if err != nil {
		return "", List{}, err
	}
	selector, l = x.propose()
	return selector, l, nil
}

func (x *index) propose() (string, List) {
	x.reset()
	x.take(x.family())
	want := map[string]bool{}
	for id := range x.at {
		want[id] = true
	}
	if len(want) < familySize {
		return "", List{}
	}
	links := x.links
	best, likeness, list := "", 0.0, List{}
	for _, sel := range x.candidates(links) {
		s, err := cascadia.ParseGroup(sel)
		if err != nil {
			continue
		}
		x.reset()
		x.o.Link = sel
		x.query(s)
		if same := overlap(want, x.at); same > likeness+0.05 {
			best, likeness, list = sel, same, x.list()
		}
		if likeness == 1 {
			break
		}
	}
	if likeness < 0.8 {
		return "", List{}
	}
	return best, list
}

// overlap is the share of addresses that two lists have in common.
func overlap(want map[string]bool, got map[string][]int) float64 {
	both := 0
	for id := range got {
		if want[id] {
			both++
		}
	}
	return float64(both) / float64(len(want)+len(got)-both)
}

// candidates are selectors that could name the links, the plainest first: by
// address, by the page's own names for its parts, by structure.
func (x *index) candidates(links []link) []string {
	var out []string
	if part := commonFolder(links); part != "" {
		sel := `a[href*="` + part + `"]`
		if strings.HasSuffix(part, "/") {
			sel += `:not([href$="` + part + `"])`
		}
		out = append(out, sel)
	}
	return append(out, structural(links)...)
}

// commonFolder is the folder that the links' addresses share as they are
// written, down to the first part that numbers them.
func commonFolder(links []link) string {
	s := segments(links[0].url)
	if len(s) < 2 {
		return ""
	}
	part := "/"
	for _, p := range s[:len(s)-1] {
		if digits(p) {
			if len(p) == 4 {
				part += p[:2] // of every year
			}
			break
		}
		part += p + "/"
	}
	if part == "/" || strings.ContainsAny(part, `"\`) {
		return ""
	}
	for _, l := range links {
		if !strings.Contains(attr(l.node, "href"), part) {
			return ""
		}
	}
	return part
}

// structural are selectors by class and tag of what stands around every link.
func structural(links []link) []string {
	first := links[0].node
	var out []string
	inner := "a[href]"
	if h := headingAbove(first); h != "" && everywhere(links, func(n *html.Node) bool { return headingAbove(n) == h }) {
		inner = h + " a[href]"
	}
	for p, depth := first, 0; p != nil && p.DataAtom != atom.Body && depth < 7; p, depth = p.Parent, depth+1 {
		for _, class := range classes(p) {
			if !everywhere(links, func(n *html.Node) bool { return under(n, p.Data, class) }) {
				continue
			}
			if depth == 0 {
				out = append(out, "a."+class)
				continue
			}
			if inner != "a[href]" && !isHeading(p) {
				out = append(out, p.Data+"."+class+" "+inner)
			}
			out = append(out, p.Data+"."+class+" a[href]")
		}
	}
	for _, box := range []string{"main article", "main li", "main", "article"} {
		out = append(out, box+" "+inner)
	}
	return out
}

func headingAbove(n *html.Node) string {
	for p, depth := n.Parent, 0; p != nil && depth < 4; p, depth = p.Parent, depth+1 {
		if isHeading(p) {
			return p.Data
		}
	}
	return ""
}

func everywhere(links []link, is func(*html.Node) bool) bool {
	for _, l := range links {
		if !is(l.node) {
			return false
		}
	}
	return true
}

// under reports a node that is, or stands in, an element of a tag and class.
func under(n *html.Node, tag, class string) bool {
	for p, depth := n, 0; p != nil && depth < 9; p, depth = p.Parent, depth+1 {
		if p.Data != tag {
			continue
		}
		for _, c := range classes(p) {
			if c == class {
				return true
			}
		}
	}
	return false
}

// classes are the class names of an element that may stand in a selector and
// will still be there tomorrow: none with numbers, and none of those that name
// looks.
func classes(n *html.Node) []string {
	var out []string
	for _, c := range strings.Fields(attr(n, "class")) {
		if len(c) > 2 && len(c) < 40 && strings.Trim(strings.ToLower(c), "abcdefghijklmnopqrstuvwxyz-_") == "" && c[0] != '-' {
			out = append(out, c)
		}
	}
	return out
}

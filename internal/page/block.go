package page

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// kind is what a block is to a reader.
type kind uint8

const (
	prose kind = iota
	heading
	item // of a list
	row  // of a data table
	code
	caption
)

// block is one paragraph-like unit of a page, in document order.
type block struct {
	kind    kind
	level   int  // of a heading; how deep a list item is nested
	quoted  bool // inside a block quote
	li      int  // the list item it stands in, as an index into builder.elems; 0 for none
	at      int  // its block element, as an index into builder.elems
	text    string
	label   string // short text as the lexicon knows it; empty when long
	anchors []anchor
	words   int
	linked  int // words inside links
	pieces  []piece
	core    float64 // share of its text that the library kept
	own     bool    // our own witness takes it for the article
	cut     string  // why it is left out; empty keeps it
}

// density is the share of words inside links.
func (b *block) density() float64 {
	if b.words == 0 {
		return 0
	}
	return float64(b.linked) / float64(b.words)
}

// piece is one text node: the index of its element and its characters.
type piece struct {
	at   int
	text string
}

// element is one element of the page as the builder numbered it.
type element struct {
	node   *html.Node
	parent int // index, -1 for the root
	words  int // of prose below it
	all    int // of everything below it
	linked int // in links below it
	why    string
}

// maxBlocks bounds what is looked at: the rest of a page of a million
// paragraphs is not an article.
const maxBlocks = 20_000

// builder cuts a tree into blocks.
type builder struct {
	blocks []block
	elems  []element
	w      writer
	pieces []piece
	burden int                   // bytes of text times the elements around each
	reveal bool                  // read what is hidden too
	drop   map[*html.Node]string // elements an operator's selector leaves out
	cuts   []cutting             // what was left out before it became a block
}

// spot is what a walk knows about where it is.
type spot struct {
	kind   kind
	level  int
	quoted bool
	li     int
	table  bool // inside a data table
	pre    bool
	block  int // innermost block element
	elem   int // innermost element
	depth  int
}

// read cuts the tree below root into blocks.
func (b *builder) read(root *html.Node) {
	b.elems = append(b.elems, element{node: root, parent: -1})
	s := spot{}
	b.children(root, s)
	b.flush(s)
}

// number gives an element its index.
func (b *builder) number(n *html.Node, parent int) int {
	b.elems = append(b.elems, element{node: n, parent: parent})
	return len(b.elems) - 1
}

func (b *builder) children(n *html.Node, s spot) {
	for c := n.FirstChild; c != nil && len(b.blocks) < maxBlocks; c = c.NextSibling {
		switch c.Type {
		case html.TextNode:
			b.pieces = append(b.pieces, piece{s.elem, c.Data})
			b.burden += len(c.Data) * s.depth
			if s.pre {
				b.w.keep(c.Data)
			} else {
				b.w.add(c.Data)
			}
		case html.ElementNode:
			b.element(c, s)
		}
	}
}

func (b *builder) element(n *html.Node, s spot) {
	// The question of a folded answer is a button inside its heading.
	if unread(n) && !(n.DataAtom == atom.Button && s.kind == heading) || !b.reveal && hidden(n) {
		return
	}
	if why := b.drop[n]; why != "" {
		b.cuts = append(b.cuts, cutting{why: why, words: plain(n, 300)})
		return
	}
	s.elem = b.number(n, s.elem)
	s.depth++
	switch {
	case n.DataAtom == atom.Br:
		b.lineBreak(n, s)
	case n.DataAtom == atom.A:
		b.w.begin(attr(n, "href"))
		b.children(n, s)
		b.w.endLink()
	case n.DataAtom == atom.Tr && s.table:
		b.flush(s)
		s.kind, s.block = row, s.elem
		b.cells(n, s)
		b.flush(s)
	case blockLevel(n.DataAtom):
		b.flush(s)
		inner := s.enter(n)
		b.children(n, inner)
		b.flush(inner)
	default:
		b.children(n, s)
	}
}

// lineBreak ends a line; two in a row end a paragraph, as old pages write it.
func (b *builder) lineBreak(n *html.Node, s spot) {
	next := n.NextSibling
	for next != nil && next.Type == html.TextNode && strings.TrimSpace(next.Data) == "" {
		next = next.NextSibling
	}
	if next != nil && next.DataAtom == atom.Br && !s.pre {
		b.flush(s)
		return
	}
	b.w.line()
}

// cells writes one row of a data table as one block: "Year | Reports".
func (b *builder) cells(tr *html.Node, s spot) {
	n := 0
	for c := tr.FirstChild; c != nil; c = c.NextSibling {
		if c.DataAtom != atom.Td && c.DataAtom != atom.Th {
			continue
		}
		if n++; n > 1 {
			b.w.add(" | ")
		}
		s.elem = b.number(c, s.block)
		b.cell(c, s)
	}
}

// cell reads a cell's text without letting its paragraphs break the row.
func (b *builder) cell(n *html.Node, s spot) {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.Type == html.TextNode {
			b.pieces = append(b.pieces, piece{s.elem, c.Data})
			b.w.add(c.Data)
		}
		if c.Type != html.ElementNode || skipped(c) {
			continue
		}
		inner := s
		inner.elem = b.number(c, s.elem)
		if c.DataAtom == atom.A {
			b.w.begin(attr(c, "href"))
			b.cell(c, inner)
			b.w.endLink()
			continue
		}
		if c.DataAtom == atom.Br || blockLevel(c.DataAtom) {
			b.w.space = true
			b.cell(c, inner)
			b.w.space = true
			continue
		}
		b.cell(c, inner)
	}
}

// enter is the spot inside a block element.
func (s spot) enter(n *html.Node) spot {
	s.block = s.elem
	switch n.DataAtom {
	case atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6:
		s.kind, s.level = heading, int(n.Data[1]-'0')
	case atom.Ul, atom.Ol, atom.Menu, atom.Dir:
		s.kind = prose
		s.level++
	case atom.Li:
		s.kind, s.li = item, s.elem
	case atom.Pre:
		s.kind, s.pre = code, true
	case atom.Blockquote:
		s.quoted = true
	case atom.Figcaption:
		s.kind = caption
	case atom.Caption: // of a table: without it nobody knows what its figures count
		s.kind = prose
	case atom.Table:
		s.table = dataTable(n)
	case atom.Div, atom.P:
		// A heading in the clothes of a box, as frameworks draw it.
		if attr(n, "role") == "heading" {
			s.kind, s.level = heading, 2
		}
	}
	return s
}

// flush ends the block being written, if it says anything.
func (b *builder) flush(s spot) {
	text := strings.TrimRight(b.w.text(), "\n ")
	if b.w.words > 0 {
		blk := block{kind: s.kind, level: s.level, quoted: s.quoted, li: s.li, at: s.block, text: text,
			words: b.w.words, linked: b.w.linked, pieces: b.pieces}
		if blk.words <= longLabel {
			blk.label = labelOf(text)
		}
		for _, a := range b.w.anchors {
			if a.end = min(a.end, len(text)); a.start >= 0 && a.start < a.end && a.href != "" {
				blk.anchors = append(blk.anchors, a)
			}
		}
		b.blocks = append(b.blocks, blk)
		b.pieces = nil
	}
	b.w.next()
	b.pieces = b.pieces[:0]
}

// dataTable tells a table of facts from one that only arranges a page: at least
// two rows and two columns, nothing nested, no cell as long as an article.
func dataTable(t *html.Node) bool {
	if r := attr(t, "role"); r == "presentation" || r == "none" {
		return false
	}
	rows, columns, ok := 0, 0, true
	each(t, func(n *html.Node) bool {
		switch n.DataAtom {
		case atom.Table, atom.Form, atom.H1, atom.H2, atom.Article, atom.Aside, atom.Nav:
			ok = false
		case atom.Tr:
			rows++
			columns = max(columns, cellsOf(n))
		case atom.Td, atom.Th:
			ok = ok && len(plain(n, 1200)) < 1200
		}
		return ok
	})
	return ok && rows >= 2 && columns >= 2
}

func cellsOf(tr *html.Node) int {
	n := 0
	for c := tr.FirstChild; c != nil; c = c.NextSibling {
		if c.DataAtom == atom.Td || c.DataAtom == atom.Th {
			n++
		}
	}
	return n
}

// blockLevel reports elements that begin and end a line of their own.
func blockLevel(a atom.Atom) bool {
	switch a {
	case atom.Address, atom.Article, atom.Aside, atom.Blockquote, atom.Body, atom.Caption, atom.Center, atom.Dd,
		atom.Details, atom.Dialog, atom.Dir, atom.Div, atom.Dl, atom.Dt, atom.Fieldset, atom.Figcaption,
		atom.Figure, atom.Footer, atom.Form, atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6, atom.Header,
		atom.Hgroup, atom.Hr, atom.Html, atom.Legend, atom.Li, atom.Main, atom.Menu, atom.Nav, atom.Ol, atom.P,
		atom.Pre, atom.Section, atom.Summary, atom.Table, atom.Tbody, atom.Td, atom.Tfoot, atom.Th, atom.Thead,
		atom.Tr, atom.Ul:
		return true
	}
	return false
}

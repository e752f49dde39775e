package page

import (
	"net/url"
	"strconv"
	"strings"

	readability "codeberg.org/readeck/go-readability/v2"
	"golang.org/x/net/html"
)

// markKey numbers elements in the copy that the library works on, so that what
// it keeps can be traced back to our own tree: the text is built from that.
const markKey = "data-n"

// ask lets the library say which text is the article and notes for each block
// the share that it kept. It changes doc.
func (b *builder) ask(doc *html.Node, base string) {
	for i := range b.elems {
		n := b.elems[i].node
		n.Attr = append(n.Attr, html.Attribute{Key: markKey, Val: strconv.Itoa(i)})
	}
	u, err := url.Parse(base)
	if err != nil || !u.IsAbs() {
		u = &url.URL{Scheme: "http", Host: "page.invalid", Path: "/"}
	}
	parser := readability.NewParser()
	parser.DisableJSONLD = true
	parser.KeepClasses = true
	article, err := parser.ParseAndMutate(doc, u)
	if err != nil || article.Node == nil {
		return
	}
	kept := make(map[piece]struct{}, 256)
	collect(article.Node, 0, kept)
	for i := range b.blocks {
		b.blocks[i].core = b.share(&b.blocks[i], kept)
	}
}

// collect notes every text below n under the number of its nearest element.
func collect(n *html.Node, at int, kept map[piece]struct{}) {
	if n.Type == html.ElementNode {
		if v, err := strconv.Atoi(attr(n, markKey)); err == nil {
			at = v
		}
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.Type != html.TextNode {
			collect(c, at, kept)
		} else if t := strings.TrimSpace(c.Data); t != "" {
			kept[piece{at, t}] = struct{}{}
		}
	}
}

func (b *builder) share(blk *block, kept map[piece]struct{}) float64 {
	all, got := 0, 0
	for _, p := range blk.pieces {
		t := strings.TrimSpace(p.text)
		all += len(t)
		if t != "" && b.has(piece{p.at, t}, kept) {
			got += len(t)
		}
	}
	if all == 0 {
		return 0
	}
	return float64(got) / float64(all)
}

// has looks a text up under its element and, as the library folds nested
// containers into one under the outer one's attributes, under those above. A
// short text may stand there by chance.
func (b *builder) has(p piece, kept map[piece]struct{}) bool {
	const long = 40 // bytes
	for range 8 {
		if _, ok := kept[p]; ok {
			return true
		}
		e := &b.elems[p.at]
		if e.parent < 0 || len(p.text) < long && e.node.Data != "div" && e.node.Data != "section" && e.node.Data != "p" && e.node.Data != "body" {
			return false
		}
		p.at = e.parent
	}
	return false
}

package page

import (
	"encoding/hex"
	"hash/fnv"
	"maps"
	"slices"
	"strings"

	"crypto/sha256"

	"cipherdesk/internal/markup"
	"cipherdesk/internal/news"
)

// Template is what the pages of one host have in common: blocks that stand in
// several of its articles, and so belong to none. It is a value: [Template.Learn]
// and [Template.Merge] answer new ones, and equal contents have equal versions.
// The zero value knows nothing.
type Template struct {
	// Blocks maps the print of a block's words to the articles it was seen in,
	// sorted, at most enough to know: they are stored, so they are exported.
	Blocks map[string][]string `json:"blocks,omitempty"`
}

const (
	// enough other articles must show a block before it is template.
	enough = 3
	// maxPrints bounds what is remembered of one host.
	maxPrints = 6000
)

// Learn adds one article page to what is known of its host. Article is the
// article's identity: twins of a page (AMP, mobile) must not count twice. A page
// that cannot be read teaches nothing.
func (t Template) Learn(article news.ArticleID, body []byte, o Options) (learned Template) {
	defer func() {
		if recover() != nil {
			learned = t
		}
	}()
	doc, err := markup.Parse(markup.DecodeHTML(body[:min(len(body), maxBytes)], o.ContentType).Text)
	if err != nil {
		return t
	}
	p := open(doc, o)
	p.read(doc)
	one := Template{Blocks: map[string][]string{}}
	for i := range p.blocks {
		if len(one.Blocks) >= maxPrints/4 {
			break
		}
		one.Blocks[printOf(&p.blocks[i])] = []string{string(article)}
	}
	return t.Merge(one)
}

// Merge joins what two parts of a host's pages taught.
func (t Template) Merge(u Template) Template {
	out := Template{Blocks: make(map[string][]string, len(t.Blocks)+len(u.Blocks))}
	maps.Copy(out.Blocks, t.Blocks)
	for block, seen := range u.Blocks {
		all := slices.Concat(out.Blocks[block], seen)
		slices.Sort(all)
		all = slices.Compact(all)
		out.Blocks[block] = all[:min(len(all), enough+1)]
	}
	out.forget()
	return out
}

// forget drops the blocks seen least when there are too many, in an order that
// depends on nothing but them.
func (t *Template) forget() {
	if len(t.Blocks) <= maxPrints {
		return
	}
	blocks := slices.SortedFunc(maps.Keys(t.Blocks), func(a, b string) int {
		if n := len(t.Blocks[b]) - len(t.Blocks[a]); n != 0 {
			return n
		}
		return strings.Compare(a, b)
	})
	for _, block := range blocks[maxPrints:] {
		delete(t.Blocks, block)
	}
}

// Version names what the template cuts: empty when it cuts nothing yet. It is
// part of [news.Text.Version].
func (t Template) Version() string {
	var known []string
	for block, seen := range t.Blocks {
		if len(seen) >= enough {
			known = append(known, block+strings.Join(seen, ","))
		}
	}
	if known == nil {
		return ""
	}
	slices.Sort(known)
	sum := sha256.Sum256([]byte(strings.Join(known, "\n")))
	return "t" + hex.EncodeToString(sum[:5])
}

// has reports that a block stands in enough articles other than this one.
func (t Template) has(k *block, article news.ArticleID) bool {
	seen := t.Blocks[printOf(k)]
	others := len(seen)
	if slices.Contains(seen, string(article)) {
		others--
	}
	return others >= enough
}

// printOf is a short name of a block's words. Digits do not count: "12 comments"
// and "3 comments" are one block.
func printOf(k *block) string {
	h := fnv.New64a()
	for _, r := range labelOf(k.text) {
		if r < '0' || r > '9' {
			h.Write([]byte(string(r)))
		}
	}
	return hex.EncodeToString(h.Sum(nil))
}

// template cuts the blocks that the host's other articles have too. Newsrooms
// repeat paragraphs of background word for word: a whole paragraph is cut only
// at the article's edges, a short block anywhere. A page of which the half and
// more would go is no page with a template, but one text at several addresses:
// it is left as it is.
func (p *page) template(t Template) {
	if len(t.Blocks) == 0 {
		return
	}
	in, before := p.kept(), p.size()
	defer func() {
		if 2*p.size() >= before {
			return
		}
		for _, i := range in {
			if k := &p.blocks[i]; k.cut == "template" {
				k.cut = ""
			}
		}
	}()
	known := make([]bool, len(in))
	for n, i := range in {
		known[n] = t.has(&p.blocks[i], p.o.Article)
		if k := &p.blocks[i]; known[n] && k.words < 25 {
			k.cut = "template"
		}
	}
	for n := 0; n < len(in) && known[n]; n++ {
		p.blocks[in[n]].cut = "template"
	}
	for n := len(in) - 1; n >= 0 && known[n]; n-- {
		p.blocks[in[n]].cut = "template"
	}
}

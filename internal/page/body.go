package page

import (
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"cipherdesk/internal/address"
	"cipherdesk/internal/markup"
	"cipherdesk/internal/news"
)

// cutting is what was left out before it became a block.
type cutting struct{ why, words string }

const (
	maxBodyLinks  = 1000
	maxOtherLinks = 60
	maxCuts       = 200
	maxCutWords   = 300 // bytes
)

// text is the finished answer.
func (p *page) text(origin string) news.Text {
	t := news.Text{Version: p.o.Version(), Origin: origin, Title: p.title, Byline: p.sign(), Rights: p.head.rights()}
	p.write(&t)
	p.asides(&t)
	p.record(&t)
	p.date(&t)
	if p.keepsBack() {
		t.Rights.NoSnippet = true
	}
	t.Language = sayLanguage(p.head.stated(), t.Body, p.o.Languages)
	t.Summary = clean(markup.PlainText(p.head.value("description", "og:description", "twitter:description", "dc.description")))
	t.Canonical = p.absolute(p.head.canonical)
	if t.Canonical = p.own(t.Canonical); t.Canonical == "" {
		t.Canonical = p.own(p.absolute(p.head.value("og:url")))
	}
	for _, o := range p.head.others {
		l := news.Link{URL: p.absolute(o.href), Anchor: o.what, Place: "alternate", Start: -1, End: -1}
		if l.URL != "" && l.URL != t.Canonical && !slices.Contains(t.Links, l) {
			t.Links = append(t.Links, l)
		}
	}
	if t.Image = p.absolute(p.head.value("og:image", "og:image:url", "twitter:image", "twitter:image:src")); t.Image == "" {
		t.Image = p.absolute(p.head.article().picture())
	}
	if t.Image == "" {
		t.Image = p.absolute(p.head.picture)
	}
	return t
}

// absolute resolves an address of the page; empty for none that the web knows.
func (p *page) absolute(ref string) string {
	if ref == "" || ref[0] == '#' {
		return ""
	}
	u, err := address.Resolve(p.base, ref)
	if err != nil {
		return ""
	}
	return u
}

// own is a canonical address that can be this page's: many a template gives
// every page the address of its front page.
func (p *page) own(canonical string) string {
	c, err := url.Parse(canonical)
	if err != nil {
		return ""
	}
	u, err := url.Parse(p.o.URL)
	if err == nil && strings.Trim(c.Path, "/") == "" && c.RawQuery == "" && strings.Trim(u.Path, "/") != "" {
		return ""
	}
	return canonical
}

// write joins the kept blocks and notes where their links stand.
func (p *page) write(t *news.Text) {
	var b strings.Builder
	var before *block
	for _, i := range p.kept() {
		k := &p.blocks[i]
		switch {
		case before == nil:
		case before.kind == row && k.kind == row:
			b.WriteByte('\n')
		default:
			b.WriteString("\n\n")
		}
		b.WriteString(k.prefix(before))
		start := b.Len()
		b.WriteString(k.text)
		for _, a := range k.anchors {
			if u := p.absolute(a.href); u != "" && len(t.Links) < maxBodyLinks {
				t.Links = append(t.Links, news.Link{URL: u, Anchor: k.text[a.start:a.end], Place: "body", Start: start + a.start, End: start + a.end})
			}
		}
		before = k
	}
	t.Body = b.String()
}

// prefix marks what a block is, as the package's documentation says; before is
// the block over it, nil for none.
func (k *block) prefix(before *block) string {
	s := ""
	if k.quoted {
		s = "> "
	}
	sameItem := before != nil && k.li > 0 && before.li == k.li
	if k.kind == item && !sameItem && !strings.HasPrefix(k.text, "•") {
		s += "• "
	}
	return s
}

// asides keeps the links that a page offers beside the article: what it says to
// see also, and related teasers.
func (p *page) asides(t *news.Text) {
	seen := map[news.Link]bool{}
	for _, l := range t.Links {
		seen[news.Link{URL: l.URL, Anchor: l.Anchor}] = true
	}
	root := p.shared()
	others := 0
	for i := range p.blocks {
		k := &p.blocks[i]
		place := ""
		switch {
		case k.cut == "see-also" && p.below(k.at, root):
			place = "see-also"
		case strings.HasPrefix(k.cut, "see-also"), strings.HasPrefix(k.cut, "after the end"):
			place = "related"
		default:
			continue
		}
		for _, a := range k.anchors {
			words := k.text[a.start:a.end]
			u := p.absolute(a.href)
			key := news.Link{URL: u, Anchor: words}
			if u == "" || seen[key] || strings.Count(words, " ") < 2 || others >= maxOtherLinks {
				continue
			}
			seen[key] = true
			others++
			t.Links = append(t.Links, news.Link{URL: u, Anchor: words, Place: place, Start: -1, End: -1})
		}
	}
}

// shared is the deepest element that holds all kept blocks.
func (p *page) shared() int {
	root := -1
	for _, i := range p.kept() {
		if root < 0 {
			root = p.blocks[i].at
		}
		for root > 0 && !p.below(p.blocks[i].at, root) {
			root = p.elems[root].parent
		}
	}
	return max(root, 0)
}

// record lists what was left out: neighbours with one reason as one cut.
func (p *page) record(t *news.Text) {
	add := func(why, words string) {
		if n := len(t.Cuts); n > 0 && t.Cuts[n-1].Reason == why && why != "caption" {
			t.Cuts[n-1].Words = shorten(t.Cuts[n-1].Words+" · "+words, maxCutWords)
			return
		}
		if len(t.Cuts) < maxCuts {
			t.Cuts = append(t.Cuts, news.Cut{Reason: why, Words: shorten(words, maxCutWords)})
		}
	}
	for _, c := range p.cuts {
		add(c.why, c.words)
	}
	for i := range p.blocks {
		if k := &p.blocks[i]; k.cut != "" {
			add(k.cut, strings.ReplaceAll(k.text, "\n", " "))
		}
	}
}

// shorten cuts a text at a character's boundary and says so.
func shorten(s string, limit int) string {
	if len(s) <= limit {
		return s
	}
	for limit > 0 && !utf8.RuneStart(s[limit]) {
		limit--
	}
	return strings.TrimSuffix(s[:limit], "…") + "…"
}

package page

import (
	"strings"

	"golang.org/x/net/html"

	"cipherdesk/internal/news"
)

// FromPlain reads an article that came as plain text, copied from a page with
// what stood around it: the first line that can be a headline is the title, and
// the same short blocks as on pages are left out. Byline and dates are what the
// text prints; nothing else is claimed.
func FromPlain(text string, o Options) (t news.Text) {
	defer func() {
		if r := recover(); r != nil {
			t = news.Text{Version: o.Version(), Origin: "given", Body: text, Rights: news.Rights{MaxSnippet: -1}, Cuts: broken(r)}
		}
	}()
	if len(text) > maxBytes {
		text = text[:maxBytes]
	}
	p := &page{o: o, base: o.URL, head: &head{meta: map[string][]string{}}}
	p.elems = []element{{node: textRoot(), parent: -1}}
	p.locale = p.place()
	p.lines(strings.ToValidUTF8(text, ""))
	p.judge()
	p.pickTitle()
	p.teasers()
	p.pictures()
	p.template(o.Template)
	p.trim()
	return p.text("given")
}

// broken says why a text has nothing but its words.
func broken(panicked any) []news.Cut {
	return []news.Cut{{Reason: news.Caught(panicked).Error(), Words: "all that is not its words"}}
}

// textRoot stands for the element that text without markup has not.
func textRoot() *html.Node { return &html.Node{Type: html.ElementNode, Data: "text"} }

// lines makes a block of each line; lines broken at a fixed width are joined.
func (p *page) lines(text string) {
	var part []string
	flush := func() {
		if wrapped(part) {
			part = []string{strings.Join(part, " ")}
		}
		for _, line := range part {
			p.line(line)
		}
		part = part[:0]
	}
	for line := range strings.Lines(text) {
		if len(p.blocks) >= maxBlocks {
			break
		}
		if strings.TrimSpace(line) == "" {
			flush()
			continue
		}
		part = append(part, strings.TrimRight(line, "\r\n"))
	}
	flush()
}

// wrapped reports lines of one paragraph that were broken at a fixed width: all
// but the last about as long as the longest, none a list's.
func wrapped(lines []string) bool {
	if len(lines) < 2 {
		return false
	}
	longest := 0
	for _, l := range lines {
		longest = max(longest, len(l))
	}
	if longest < 50 || longest > 110 {
		return false
	}
	for i, l := range lines {
		if _, listed := bullet(l); listed || i < len(lines)-1 && len(l) < longest*3/4 {
			return false
		}
	}
	return true
}

// bullet is a line without its bullet, and whether it had one.
func bullet(s string) (string, bool) {
	s = strings.TrimLeft(s, " \t\u00a0")
	for _, b := range []string{"• ", "* ", "- ", "– ", "◦ ", "‣ ", "· "} {
		if rest, ok := strings.CutPrefix(s, b); ok {
			return rest, true
		}
	}
	return s, false
}

func (p *page) line(s string) {
	s, listed := bullet(s)
	w := writer{}
	w.add(s)
	if w.words == 0 {
		return
	}
	k := block{text: w.text(), words: w.words}
	if listed {
		k.kind = item
	}
	if rest, ok := strings.CutPrefix(k.text, "> "); ok {
		k.text, k.quoted = rest, true
	}
	if k.words <= longLabel {
		k.label = labelOf(k.text)
	}
	p.blocks = append(p.blocks, k)
}

// pickTitle takes the headline: the first line left, when it is not yet a
// paragraph. Short lines before it that are not a sentence are the site's.
func (p *page) pickTitle() {
	for _, i := range p.kept() {
		k := &p.blocks[i]
		if k.words > 40 || endsSentence(k.text) && k.words > 25 || k.kind == item {
			return
		}
		if k.words < 3 && len(p.kept()) > 1 {
			k.cut = outside
			continue
		}
		p.title = k.text
		k.cut = "title"
		return
	}
}

// teasers cuts the lines under "See also:" and the like, where plain text has
// no links to know them by: short lines that are no sentences.
func (p *page) teasers() {
	for i := range p.blocks {
		why, alone := shortBlocks().reason(p.blocks[i].label)
		if why != "see-also" || !alone {
			continue
		}
		for j := i + 1; j < len(p.blocks); j++ {
			k := &p.blocks[j]
			if k.cut != "" && k.cut != "see-also" || k.cut == "" && (k.words > 25 || endsSentence(k.text)) {
				break
			}
			k.cut = "see-also"
		}
	}
}

// pictures cuts captions that are only known by their twin's credit line.
func (p *page) pictures() {
	for i := range p.blocks {
		if p.blocks[i].cut == "picture" {
			p.blocks[i].cut = "caption"
		}
	}
}

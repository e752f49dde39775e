package page

import (
	"slices"
	"strings"
)

// trim takes out what only its position or its neighbours show not to be the
// article. Each rule sees what the one before left.
func (p *page) trim() {
	p.paywall()
	p.overTitle()
	p.titles()
	p.datelines()
	p.kicker()
	p.contents()
	p.repeats()
	p.lists()
	p.cards()
	p.tail()
	p.biography()
	p.desk()
	p.legal()
	p.contacts()
	p.scraps()
	p.bareHeadings()
}

// tidy is trim for a feed's entry, which is an article already: nothing is
// taken from its ends.
func (p *page) tidy() {
	p.titles()
	p.repeats()
	p.lists()
}

// kept returns the indexes of blocks still in.
func (p *page) kept() []int {
	var in []int
	for i := range p.blocks {
		if p.blocks[i].cut == "" {
			in = append(in, i)
		}
	}
	return in
}

// titles cuts the headline where it is printed again above the text.
func (p *page) titles() {
	t := strings.TrimSuffix(labelOf(p.title), " :")
	for n, i := range p.kept() {
		k := &p.blocks[i]
		if t != "" && (k.label == t && (k.kind == heading || n < 3) || n < 2 && k.kind == heading && k.words <= len(strings.Fields(p.title))+6 && strings.HasSuffix(k.label, " "+t)) {
			k.cut = "title"
		}
	}
}

// datelines cuts the lines of date and reading time between headline, standfirst
// and text, and those under it that say what they date. A date as a heading
// further down belongs to a chronicle.
func (p *page) datelines() {
	in := p.kept()
	last := -1
	for n, i := range in {
		if p.blocks[i].paragraph() {
			last = n
		}
	}
	seen := 0
	for n, i := range in {
		k := &p.blocks[i]
		if k.paragraph() && !p.dated(k) {
			seen++
			continue
		}
		over := seen == 0 || seen == 1 && k.kind == prose
		_, signed := afterBy(k.text)
		rest, said := p.dateline(k)
		if over && (rest <= 4 || rest <= 9 && (k.row() || signed)) || said && (over || n > last) {
			k.cut = "author"
		}
	}
}

// dated reports a line that says when, and little else.
func (p *page) dated(k *block) bool {
	_, said := p.dateline(k)
	return said
}

// dateline is how many words a line has beside dates, counters and the words
// that go with them, and whether it says what a date is of. A line without a date
// has all too many.
func (p *page) dateline(k *block) (rest int, said bool) {
	const many = 1000
	if k.words > 32 || k.kind == row || endsSentence(strings.TrimSuffix(k.text, "in.")) || notice(k.text) && k.words > 8 {
		return many, false
	}
	line := k.spaced()
	m := moments(line, p.locale)
	if len(m) == 0 || m[0].year == 0 || m[0].day == 0 {
		return many, false
	}
	from := 0
	for _, d := range m {
		_, named := saysUpdated(line[from:d.start])
		said = said || named
		rest += besideDate(line[from:d.start])
		from = d.end
	}
	if rest += besideDate(line[from:]); rest > 12 {
		return many, false
	}
	return rest, said
}

// besideDate counts the words that are neither counters nor say what a date is of.
func besideDate(s string) int {
	n := 0
	for w := range strings.FieldsSeq(labelOf(s)) {
		if !counters[w] && !beside[w] && !slices.Contains(updateWords, w) && !slices.Contains(publishWords, w) && strings.Trim(w, "0123456789") != "" {
			n++
		}
	}
	return n
}

// kicker cuts the word or two over a headline's text: "Press release", "Opinion".
func (p *page) kicker() {
	for _, i := range p.kept() {
		k := &p.blocks[i]
		if k.kind != prose || k.words > 3 || k.quoted || endsSentence(k.text) || strings.HasSuffix(k.text, ":") {
			return
		}
		k.cut = "kicker"
	}
}

// repeats keeps the first of blocks with the same words: captions printed
// twice, pull quotes, teasers above and below.
func (p *page) repeats() {
	seen := map[string]bool{}
	for i := range p.blocks {
		k := &p.blocks[i]
		if k.words < 5 || k.kind != prose && k.kind != caption || k.cut != "" && k.cut != "caption" {
			continue
		}
		if seen[k.text] {
			k.cut = "repeated"
		}
		seen[k.text] = true
	}
}

// contents cuts tables of contents: lists of links into the page itself.
func (p *page) contents() {
	in := p.kept()
	for n := 0; n < len(in); n++ {
		end := n
		for end < len(in) && p.blocks[in[end]].leadsHere() {
			end++
		}
		if end-n >= 3 {
			for _, i := range in[n:end] {
				p.blocks[i].cut = "table of contents"
			}
		}
		n = max(n, end-1)
	}
}

// leadsHere reports a block that is one link to a place on the same page.
func (k *block) leadsHere() bool {
	to, led := k.leads()
	return k.kind == item && led && strings.HasPrefix(to, "#")
}

// leads returns where a block leads that is little but a link.
func (k *block) leads() (to string, led bool) {
	if len(k.anchors) == 0 || k.density() <= .8 {
		return "", false
	}
	return k.anchors[0].href, true
}

// lists cuts what stands under a heading like "See also": link after link.
func (p *page) lists() {
	for i := range p.blocks {
		if p.blocks[i].cut != "see-also" {
			continue
		}
		if _, alone := shortBlocks().reason(p.blocks[i].label); !alone || !p.blocks[i].opens() {
			continue
		}
		for j := i + 1; j < len(p.blocks); j++ {
			k := &p.blocks[j]
			if k.cut == "" && (k.density() < .6 || k.words > 30) {
				break
			}
			if k.cut != "" && k.cut != "see-also" && k.cut != "share" && k.cut != outside {
				break
			}
			k.cut = "see-also"
		}
	}
}

// cards cuts the row of teasers under an article: at its very end two or more
// headings, each wholly a link elsewhere, with a line or two under each.
func (p *page) cards() {
	in := p.kept()
	heads, total, last := 0, 0, len(in)
	for _, i := range in {
		total += p.blocks[i].words
	}
	row, under := 0, 0
	for n := len(in) - 1; n >= 0 && row*4 < total; n-- {
		k := &p.blocks[in[n]]
		row += k.words
		if to, led := k.leads(); k.kind == heading && led && !strings.HasPrefix(to, "#") {
			heads++
			last, under = n, 0
			continue
		}
		if under++; k.kind != prose && k.kind != item || k.words > 40 || under > 2 {
			break
		}
	}
	if heads < 2 {
		return
	}
	for _, i := range in[last:] {
		p.blocks[i].cut = "see-also"
	}
}

// tail cuts what follows the mark of an article's end: when nearly all prose is
// behind, nothing after "Written by", "You may also like" or "Leave a reply" is
// the article's.
func (p *page) tail() {
	total, long := 0, 0
	for i := range p.blocks {
		if k := &p.blocks[i]; k.cut == "" {
			total += k.words
			long += k.long()
		}
	}
	before, signed, title := 0, 0, labelOf(p.title)
	for i := range p.blocks {
		if p.blocks[i].signs() {
			signed++
		}
	}
	for i := range p.blocks {
		k := &p.blocks[i]
		if k.cut == "" {
			before += k.words
			long -= k.long()
			continue
		}
		if signed > 2 && k.signs() {
			continue // every entry of a list is signed
		}
		need, ends := endMark(k)
		over := countsComments(k.label, title)
		if over && before < 40 || !over && (!ends || long > 2 || before < 80 || before*100 < total*need) {
			continue
		}
		for j := i + 1; j < len(p.blocks); j++ {
			if p.blocks[j].cut == "" {
				p.blocks[j].cut = "after the end: " + k.label
			}
		}
		return
	}
}

// paywall cuts what follows the line that asks to pay for the rest: from there on
// nothing is the article's, however little came before.
func (p *page) paywall() {
	words, long := 0, 0
	for i := range p.blocks {
		if k := &p.blocks[i]; k.cut == "" {
			long += k.long()
		}
	}
	for i := range p.blocks {
		k := &p.blocks[i]
		if k.cut == "" {
			words += k.words
			long -= k.long()
		}
		if k.cut != "paywall" || words < 25 || long > 2 {
			continue
		}
		for j := i + 1; j < len(p.blocks); j++ {
			if p.blocks[j].cut == "" {
				p.blocks[j].cut = "paywall"
			}
		}
		return
	}
}

// long is 1 for a paragraph that only an article or another article has.
func (k *block) long() int {
	if k.kind != heading && k.words-k.linked >= 40 {
		return 1
	}
	return 0
}

// opens reports a line that stands over something, not a link of its own.
func (k *block) opens() bool { return k.kind == heading || k.linked == 0 }

// endMark reports the blocks that close an article, and the share of its prose
// (in percent) that must be behind them.
func endMark(k *block) (need int, ends bool) {
	if k.signs() {
		return 50, true
	}
	why, alone := shortBlocks().reason(k.label)
	alone = alone && k.opens()
	switch why {
	case "see-also", "newsletter":
		return 75, alone
	case "comments", "author":
		return 50, alone
	}
	return 0, false
}

// biography cuts the paragraph about the writer under an article.
func (p *page) biography() {
	in := p.kept()
	for n := max(len(in)-4, len(in)/2+1); n < len(in); n++ {
		k := &p.blocks[in[n]]
		for _, name := range p.sign() {
			rest, ok := strings.CutPrefix(k.text, name+" ")
			if ok && (k.words < 130 && tellsOf(rest) || k.words <= 12 && !endsSentence(rest)) {
				k.cut = "author"
			}
		}
	}
}

// desk cuts the press desk's name and numbers under a statement, not the notes
// that may follow.
func (p *page) desk() {
	for i := range p.blocks {
		if p.blocks[i].cut != "contact" {
			continue
		}
		for j := i + 1; j < min(i+8, len(p.blocks)); j++ {
			k := &p.blocks[j]
			if k.cut != "" {
				continue
			}
			if k.kind == heading || k.words > 30 || endsSentence(k.text) && !reachable(k.text) {
				break
			}
			k.cut = "contact"
		}
	}
}

// tellsOf reports the words with which a note on somebody goes on after the name.
func tellsOf(rest string) bool {
	verb, _, _ := strings.Cut(rest, " ")
	switch verb {
	case "is", "was", "has", "writes", "covers", "reports", "joined", "leads", "works", "serves", "holds", "studied", "ist", "schreibt", "est", "écrit",
		"es", "escribe", "è", "scrive", "schrijft", "é", "escreve", "är", "er", "on", "jest", "je":
		return true
	}
	return false
}

// bareHeadings cuts headings of which nothing is left below: the end follows,
// or, where something was cut, a heading of the same or a higher level.
func (p *page) bareHeadings() {
	below, gone := 1, false // level of what follows: 7 for text, 1 for the end
	for i := len(p.blocks) - 1; i >= 0; i-- {
		k := &p.blocks[i]
		switch {
		case k.cut != "":
			gone = gone || k.cut != outside
		case k.kind != heading:
			below, gone = 7, false
		case below <= k.level && (gone || below == 1):
			k.cut = "heading of nothing"
		default:
			below, gone = k.level, false
		}
	}
}

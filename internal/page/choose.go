package page

// keepCore is the share of a block's text from which the library is taken to
// have kept it.
const keepCore = 0.5

// weight is what a block speaks for being article: words of prose for it, links
// and scraps against it.
func weight(k *block) int {
	if k.cut != "" {
		return -2 - min(k.words, 60)
	}
	own := k.words - 2*k.linked
	switch k.kind {
	case heading:
		return min(0, own)
	case item, row:
		return own - 2
	}
	return own - 6
}

// segment is our own witness: the run of blocks whose summed weight is
// greatest. It knows nothing of containers, so it does not fall for a page
// whose sections are boxed one by one, of which the library finds one.
func segment(blocks []block) (from, to int) {
	best, sum, start := 0, 0, 0
	for i := range blocks {
		if sum <= 0 {
			sum, start = 0, i
		}
		sum += weight(&blocks[i])
		if sum > best {
			best, from, to = sum, start, i+1
		}
	}
	return from, to
}

// container is the deepest element that holds nine tenths of the run's prose.
func (b *builder) container(from, to int) int {
	sums := make([]int, len(b.elems))
	total := 0
	for i := from; i < to; i++ {
		if w := weight(&b.blocks[i]); w > 0 {
			total += w
			sums[b.blocks[i].at] += w
		}
	}
	deepest := 0
	for i := len(b.elems) - 1; i > 0; i-- {
		// Children have greater numbers than their parents: the first that is
		// full enough is the deepest on the only path that can be.
		if sums[i]*10 >= total*9 {
			deepest = i
			break
		}
		sums[b.elems[i].parent] += sums[i]
	}
	return deepest
}

func (b *builder) below(at, root int) bool {
	for ; at >= root; at = b.elems[at].parent {
		if at == root {
			return true
		}
	}
	return false
}

// choose decides which blocks are the article. The library's word counts, in
// the run it found. Where it kept less than half of what our own witness sees it
// may have found one box of several: our own witness is followed, wholly if the
// library missed the text under the headline, else for what is built like what
// it found.
func (p *page) choose() {
	b := &p.builder
	from, to := segment(b.blocks)
	root := b.container(from, to)
	all, agreed := 0, 0
	first, last := len(b.blocks), -1
	for i := range b.blocks {
		k := &b.blocks[i]
		k.own = i >= from && i < to && b.below(k.at, root)
		if k.own && k.cut == "" {
			all += k.words
			if k.core >= keepCore {
				agreed += k.words
			}
		}
		if k.core >= keepCore {
			first, last = min(first, i), i
		}
	}
	narrow := agreed*2 < all
	var forms map[string]bool
	if narrow && p.coreOpens() {
		forms = b.forms()
	}
	peers := b.peers()
	for i := range b.blocks {
		k := &b.blocks[i]
		alike := forms == nil || k.kind != heading && forms[b.form(k)]
		amid := i > first && i < last
		if k.cut == "" && !k.chosen(narrow && alike, amid && (alike || k.kind == heading)) && !(amid && k.own && b.peer(k, peers)) {
			k.cut = outside
		}
	}
	b.wholeLists()
	p.standfirst()
}

// standfirst takes back the sentence under the headline, which the library drops
// with the box of headline and byline.
func (p *page) standfirst() {
	seen := -1
	for i := range p.blocks {
		k := &p.blocks[i]
		switch {
		case seen < 0 && p.prints(k):
			seen = 0
		case seen < 0:
			continue
		case k.cut == "" && k.paragraph(), seen > 1:
			return
		}
		seen++
		if k.cut == outside && k.kind == prose && k.words >= 6 && k.words <= 60 && k.density() < .3 && endsSentence(k.text) {
			k.cut = ""
		}
	}
}

// place is where a block stands: so many levels below an element, in elements of
// these kinds.
type place struct {
	box  int
	path string
}

// places are the three nearest places of a block.
func (b *builder) places(k *block) (out [3]place) {
	path := ""
	at := k.at
	for n := range out {
		path += b.elems[at].node.Data + "." + attr(b.elems[at].node, "class") + " "
		if at = b.elems[at].parent; at < 0 {
			break
		}
		out[n] = place{at, path}
	}
	return out
}

// peers are the places of the prose that the library kept.
func (b *builder) peers() map[place]bool {
	out := map[place]bool{}
	for i := range b.blocks {
		if k := &b.blocks[i]; k.core >= keepCore && k.kind == prose && k.words >= 15 {
			for _, at := range b.places(k) {
				out[at] = true
			}
		}
	}
	return out
}

// wholeLists takes back the short items of lists of which longer ones are kept.
func (b *builder) wholeLists() {
	lists := map[int]bool{}
	for i := range b.blocks {
		if k := &b.blocks[i]; k.cut == "" && k.li > 0 {
			lists[b.elems[k.li].parent] = true
		}
	}
	for i := range b.blocks {
		if k := &b.blocks[i]; k.cut == outside && k.own && k.li > 0 && lists[b.elems[k.li].parent] && k.density() < .8 {
			k.cut = ""
		}
	}
}

// peer reports a paragraph that stands among those that the library kept and is
// built like them: the library drops such boxes for their links, or for being
// short. A line that is all link is none.
func (b *builder) peer(k *block, peers map[place]bool) bool {
	if k.kind != prose || k.density() > .8 {
		return false
	}
	for _, at := range b.places(k) {
		if peers[at] {
			return true
		}
	}
	return false
}

// coreOpens reports that the library kept one of the first paragraphs under the
// headline.
func (p *page) coreOpens() bool {
	seen, titled := 0, false
	for i := range p.blocks {
		k := &p.blocks[i]
		if !titled {
			titled = p.prints(k)
			continue
		}
		if k.cut != "" || k.kind == heading || k.words < 15 || k.density() > .3 {
			continue
		}
		if k.core >= keepCore {
			return true
		}
		if seen++; seen == 3 {
			break
		}
	}
	return false
}

// forms are the ways in which the prose that the library kept is built.
func (b *builder) forms() map[string]bool {
	out := map[string]bool{}
	for i := range b.blocks {
		if k := &b.blocks[i]; k.core >= keepCore && k.kind == prose && k.words >= 15 {
			out[b.form(k)] = true
		}
	}
	return out
}

// form is how a block is built: its element and the two above, with classes.
func (b *builder) form(k *block) string {
	s := ""
	for at, n := k.at, 0; at >= 0 && n < 3; at, n = b.elems[at].parent, n+1 {
		s += b.elems[at].node.Data + "." + attr(b.elems[at].node, "class") + " "
	}
	return s
}

const outside = "outside the article"

// chosen says whether a block that nothing speaks against is the article's.
func (k *block) chosen(wide, between bool) bool {
	switch {
	case wide && k.own && k.density() < .5:
		return true
	case k.core >= keepCore:
		return true
	case !between || !k.own:
		return false
	}
	// What the library drops from the midst of an article by its cleaning of
	// boxes is mostly prose and headings.
	return k.kind == heading || k.words >= 10 && k.density() < .3
}

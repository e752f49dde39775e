package event

import (
	"cmp"
	"slices"
	"time"

	"cipherdesk/internal/news"
	"cipherdesk/internal/text"
)

// sketch is a sample of a text's runs of words: the same runs are in the sample
// of every text, so that shares can be compared.
type sketch struct {
	hashes []uint32 // sorted
	sparse uint8    // hashes are those that end in so many zero bits
	short  bool     // of a headline and summary only
}

const (
	run         = 5    // words
	mostRuns    = 900  // of one text; what comes later changes nothing
	mostHashes  = 192  // kept
	fewestRuns  = 36   // below which a body is not called the same as another
	fewestShort = 12   // the same for headline and summary
	indexed     = 15   // low bits that are zero in the hashes that propose candidates
	indexedMore = 7    // the same for texts of which every run is kept
	boilerplate = 64   // texts that may share a run before it proposes nobody
	sameFrom    = 0.4  // share of the smaller sample that the larger has: unrelated texts share nothing, reports of one statement a seventh
	sameSite    = 0.7  // one outlet's pages share what the site prints on all
	sameShort   = 0.85 // a few words agree by chance
	fewestSame  = 6    // hashes
)

// body is what is read of a whole text, beside its words.
type body struct {
	sketch  sketch
	figures []figure // sorted by term
}

// body reads a piece's text, and its headline and summary where there is none.
func (r *reader) body(p *news.Piece) body {
	w := &r.words
	w.Read(beginning(p.Text.Body))
	var b body
	b.figures = r.figures()
	runs := text.Shingles(w, run)
	if len(runs) >= fewestRuns {
		b.sketch = sampleOf(runs, false)
		return b
	}
	if p.Text.Summary == "" {
		return b
	}
	w.Read(p.Title + ".\n\n" + clip(p.Text.Summary, mostSummary))
	if runs = text.Shingles(w, run); len(runs) >= fewestShort {
		b.sketch = sampleOf(runs, true)
	}
	return b
}

// beginning is as much of a body as mostRuns can come from.
func beginning(body string) string { return firstWords(body, mostRuns) }

func sampleOf(runs []uint64, short bool) sketch {
	s := sketch{short: short}
	for len(runs)>>s.sparse > mostHashes {
		s.sparse++
	}
	for _, h := range runs {
		if mixed := uint32(h * 0x9E3779B97F4A7C15 >> 32); mixed&(1<<s.sparse-1) == 0 {
			s.hashes = append(s.hashes, mixed)
		}
	}
	slices.Sort(s.hashes)
	s.hashes = slices.Clip(slices.Compact(s.hashes))
	return s
}

// proposers are the hashes under which a text is listed: a fixed share of all
// runs, and the two smallest so that even a short text has some.
func (s sketch) proposers() []uint32 {
	mask := uint32(indexed)
	if s.sparse == 0 {
		mask = indexedMore
	}
	out := make([]uint32, 0, len(s.hashes)/4+2)
	for i, h := range s.hashes {
		if i < 2 || h&mask == 0 {
			out = append(out, h)
		}
	}
	return out
}

// shared is how many hashes two samples share and how many the smaller has, at
// the sparser rate of the two.
func shared(a, b sketch) (both, smaller int) {
	mask := uint32(1)<<max(a.sparse, b.sparse) - 1
	inA, inB := 0, 0
	i, j := 0, 0
	for i < len(a.hashes) || j < len(b.hashes) {
		switch {
		case j == len(b.hashes) || i < len(a.hashes) && a.hashes[i] < b.hashes[j]:
			inA += fits(a.hashes[i], mask)
			i++
		case i == len(a.hashes) || a.hashes[i] > b.hashes[j]:
			inB += fits(b.hashes[j], mask)
			j++
		default:
			one := fits(a.hashes[i], mask)
			both, inA, inB = both+one, inA+one, inB+one
			i++
			j++
		}
	}
	return both, min(inA, inB)
}

func fits(h, mask uint32) int {
	if h&mask == 0 {
		return 1
	}
	return 0
}

// sameText reports whether most of the shorter text stands in the longer one,
// in runs of five words.
func sameText(a, b *node) bool {
	if len(a.sketch.hashes) == 0 || len(b.sketch.hashes) == 0 || a.sketch.short != b.sketch.short {
		return false
	}
	both, smaller := shared(a.sketch, b.sketch)
	least := sameFrom
	switch {
	case a.sketch.short:
		least = sameShort
	case sameOutlet(a, b):
		if !akin(a.title, b.title) {
			return false
		}
		least = sameSite
	}
	return both >= fewestSame && float64(both) >= least*float64(smaller)
}

// akin reports whether two titles share a third of their words. Two texts of one
// outlet under quite different titles are what the site prints under all.
func akin(a, b title) bool {
	shorter, n := min(len(a.words), len(b.words)), 0
	for _, w := range a.words {
		if slices.Contains(b.words, w) {
			n++
		}
	}
	return 3*n >= shorter
}

// texts finds articles that carry one text, in any event or none.
type texts struct {
	listed map[uint32][]*node
}

func newTexts() texts { return texts{listed: map[uint32][]*node{}} }

// add enters n and returns whose text each article of its group carries; nil
// when n's text is its own.
func (t *texts) add(n *node) map[news.ArticleID]news.ArticleID {
	seen := map[*node]bool{n: true}
	for _, h := range n.sketch.proposers() {
		list := t.listed[h]
		if len(list) <= boilerplate {
			for _, other := range list {
				if !seen[other] {
					seen[other] = true
					t.pair(n, other)
				}
			}
		}
		t.listed[h] = append(list, n)
	}
	if len(n.same) == 0 {
		return nil
	}
	return carriers(n)
}

func (t *texts) pair(n, other *node) {
	if sameText(n, other) {
		n.same = append(n.same, other)
		other.same = append(other.same, n)
	}
}

// remove takes n out and returns whose text those of its group carry now.
func (t *texts) remove(n *node) map[news.ArticleID]news.ArticleID {
	for _, h := range n.sketch.proposers() {
		list := t.listed[h]
		i := slices.Index(list, n)
		if list = slices.Delete(list, i, i+1); len(list) == 0 {
			delete(t.listed, h)
		} else {
			t.listed[h] = list
		}
	}
	if len(n.same) == 0 {
		return nil
	}
	out := map[news.ArticleID]news.ArticleID{n.piece.ID: ""}
	for _, other := range n.same {
		other.same = slices.DeleteFunc(other.same, func(m *node) bool { return m == n })
	}
	for _, other := range n.same {
		for id, of := range carriers(other) {
			out[id] = of
		}
	}
	n.same = nil
	return out
}

// carriers maps each article of n's group to the one whose text it carries, and
// that one to "".
func carriers(n *node) map[news.ArticleID]news.ArticleID {
	group := []*node{n}
	seen := map[*node]bool{n: true}
	for i := 0; i < len(group); i++ {
		for _, other := range group[i].same {
			if !seen[other] {
				seen[other] = true
				group = append(group, other)
			}
		}
	}
	first := originOf(group)
	out := make(map[news.ArticleID]news.ArticleID, len(group))
	for _, m := range group {
		out[m.piece.ID] = first.piece.ID
	}
	out[first.piece.ID] = ""
	return out
}

// originOf is the article of a group that the others most likely carry: never a
// translator's or copier's when there is another, then the one that others
// credit, then the earliest by one and the same clock; within one quarter of a
// day the statement before the newspaper that prints it.
func originOf(group []*node) *node {
	clock := commonClock(group)
	return slices.MinFunc(group, func(a, b *node) int {
		return cmp.Or(
			cmp.Compare(toInt(a.piece.DerivativeOf != ""), toInt(b.piece.DerivativeOf != "")),
			cmp.Compare(creditsWithin(b, group), creditsWithin(a, group)),
			clock(a).Truncate(6*time.Hour).Compare(clock(b).Truncate(6*time.Hour)),
			cmp.Compare(toInt(isReporter(a)), toInt(isReporter(b))),
			clock(a).Compare(clock(b)),
			byID(a, b))
	})
}

// creditsWithin is how many of the group credit n's outlet.
func creditsWithin(n *node, group []*node) int {
	count := 0
	for _, m := range group {
		if m.piece.Article.Outlet != n.piece.Article.Outlet && slices.ContainsFunc(m.piece.Findings.Citations, func(c news.Citation) bool {
			return sameName(c.Source, n.piece.OutletName)
		}) {
			count++
		}
	}
	return count
}

func toInt(b bool) int {
	if b {
		return 1
	}
	return 0
}

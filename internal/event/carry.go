package event

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"time"

	"cipherdesk/internal/news"
)

// texts finds articles that carry one text, in any event or none.
type texts struct {
	listed map[uint32][]*node
}

func newTexts() texts { return texts{listed: map[uint32][]*node{}} }

// mostSame bounds the articles that one is found to carry the text of: a text that
// more have is a form that they fill in.
const mostSame = 64

// add enters n.
func (t *texts) add(n *node) {
	seen := map[*node]bool{n: true}
	for _, h := range n.sketch.Keys() {
		list := t.listed[h]
		if len(list) <= MostListed {
			for _, other := range list {
				if !seen[other] {
					seen[other] = true
					t.pair(n, other)
				}
			}
		}
		t.listed[h] = append(list, n)
	}
}

func (t *texts) pair(n, other *node) {
	if len(n.same) < mostSame && len(other.same) < mostSame && sameText(n, other) {
		n.same = append(n.same, other)
		other.same = append(other.same, n)
	}
}

// remove takes n out and returns those that shared its text.
func (t *texts) remove(n *node) []*node {
	for _, h := range n.sketch.Keys() {
		list := t.listed[h]
		i := slices.Index(list, n)
		if list = slices.Delete(list, i, i+1); len(list) == 0 {
			delete(t.listed, h)
		} else {
			t.listed[h] = list
		}
	}
	had := n.same
	for _, other := range had {
		other.same = slices.DeleteFunc(other.same, func(m *node) bool { return m == n })
	}
	n.same = nil
	return had
}

// copies says whose text each article carries whose group is another than before
// the step.
func (c *Clusterer) copies(s *step) map[news.ArticleID]news.ArticleID {
	out := map[news.ArticleID]news.ArticleID{}
	told := map[*node]bool{}
	for n := range s.texts {
		switch {
		case told[n]:
		case c.nodes[n.piece.ID] == n:
			group := textOf(n)
			maps.Copy(out, carriers(group))
			for _, m := range group {
				told[m] = true
			}
		case c.nodes[n.piece.ID] == nil || len(c.nodes[n.piece.ID].same) == 0:
			out[n.piece.ID] = ""
		}
	}
	return out
}

// carriers maps each article of a group to the one whose text it carries, and
// that one to "".
func carriers(group []*node) map[news.ArticleID]news.ArticleID {
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
	credits := map[[2]string]int{}
	for _, n := range group {
		if _, known := credits[n.outlet()]; !known {
			credits[n.outlet()] = creditsWithin(n, group)
		}
	}
	return slices.MinFunc(group, func(a, b *node) int {
		return cmp.Or(
			cmp.Compare(toInt(a.piece.DerivativeOf != ""), toInt(b.piece.DerivativeOf != "")),
			cmp.Compare(credits[b.outlet()], credits[a.outlet()]),
			clock(a).Truncate(6*time.Hour).Compare(clock(b).Truncate(6*time.Hour)),
			cmp.Compare(toInt(isReporter(a)), toInt(isReporter(b))),
			clock(a).Compare(clock(b)),
			byID(a, b))
	})
}

// outlet is the outlet's id and name.
func (n *node) outlet() [2]string {
	return [2]string{string(n.piece.Article.Outlet), n.piece.OutletName}
}

// creditsWithin is how many of the group credit n's outlet.
func creditsWithin(n *node, group []*node) int {
	count := 0
	for _, m := range group {
		if creditTo(m, n) != "" {
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

// Carried says which of the articles carry one text, in the same words, in others
// or in another language, and who carries whom. Each group of one text is told
// by what each article has to do with the one that the others most likely carry.
// It is meant for the articles of one event or of one text: what is in different
// weeks is compared by words only.
func Carried(pieces []news.Piece) []news.Copy {
	c := New(Options{})
	c.fill(pieces)
	nodes := make([]*node, 0, len(pieces))
	for _, p := range pieces {
		if n := c.nodes[p.ID]; !slices.Contains(nodes, n) {
			nodes = append(nodes, n)
		}
	}
	slices.SortFunc(nodes, bySeen)
	var out []news.Copy
	source := map[*node]*node{}
	for _, n := range nodes {
		if first := originOf(textOf(n)); first != n {
			source[n] = first
			out = append(out, relation(n, first))
		} else {
			source[n] = n
		}
	}
	return append(out, renderings(nodes, source)...)
}

// renderings are the relations between texts that say the same in other words:
// one for each two texts.
func renderings(nodes []*node, source map[*node]*node) []news.Copy {
	var out []news.Copy
	told := map[[2]*node]bool{}
	for _, n := range nodes {
		for _, m := range nodes {
			pair := [2]*node{source[n], source[m]}
			if pair[0] == pair[1] || told[pair] || !slices.Contains(n.kin, m) && !(derived(n, m) && n.likeness(m) >= bond) {
				continue
			}
			told[pair], told[[2]*node{pair[1], pair[0]}] = true, true
			out = append(out, relation(n, m))
		}
	}
	return out
}

// textOf is the group of articles that carry n's text, n among them.
func textOf(n *node) []*node {
	group, in := []*node{n}, map[*node]bool{n: true}
	for i := 0; i < len(group); i++ {
		for _, other := range group[i].same {
			if !in[other] {
				in[other] = true
				group = append(group, other)
			}
		}
	}
	return group
}

// relation is what two articles of one text have to do with each other.
func relation(a, b *node) news.Copy {
	forth, back := carrying(a, b), carrying(b, a)
	if back.rank < forth.rank {
		a, b, forth, back = b, a, back, forth
	}
	r := news.Copy{Article: a.piece.ID, Of: b.piece.ID, Direction: news.ByNothing, Why: sharedWhy(a, b)}
	if back.rank != forth.rank {
		r.Direction = forth.Direction
		r.Why = append(r.Why, forth.why)
	}
	r.Kind = news.CopyKind(kinship(a, b))
	if r.Share, _ = a.sketch.Same(b.sketch); r.Kind != news.CopySame {
		r.Share = 2 * float64(align(&a.outline, &b.outline)) / float64(max(len(a.anchors)+len(b.anchors), 1))
	}
	if r.Kind == "" { // of one text by way of a third
		r.Kind = news.CopySame
	}
	r.Share = round(r.Share)
	return r
}

// ground is what shows that one article carries another's text; the lower the
// rank the stronger.
type ground struct {
	news.Direction
	rank int
	why  string
}

// carrying is the strongest ground to say that a carries b's text.
func carrying(a, b *node) ground {
	switch {
	case derived(a, b):
		return ground{news.ByRegister, 1, fmt.Sprintf("%s is listed as an outlet that carries texts of %s", a.piece.OutletName, b.piece.OutletName)}
	case a.canonical != 0 && a.canonical == linkTerm(b.piece.URL):
		return ground{news.ByCanonical, 2, fmt.Sprintf("the page of %s names the address at %s as its own", a.piece.OutletName, b.piece.OutletName)}
	case creditTo(a, b) != "":
		return ground{news.ByCredit, 3, fmt.Sprintf("%s credits %s: “%s”", a.piece.OutletName, b.piece.OutletName, creditTo(a, b))}
	case linkTo(a, b) != nil:
		return ground{news.ByLink, 4, fmt.Sprintf("%s links to it", a.piece.OutletName)}
	case unwatched(a) || unwatched(b):
		if x, y := a.piece.Published, b.piece.Published; x.Usable() && y.Usable() && later(x, y) {
			return ground{news.ByClaim, 5, fmt.Sprintf("published later (say the pages): %s, after %s", x, y)}
		}
	case a.piece.FirstSeen.Sub(b.piece.FirstSeen) > oneRound:
		return ground{news.BySight, 6, fmt.Sprintf("first seen by us later, by %s; we may have missed earlier ones", roughly(a.piece.FirstSeen.Sub(b.piece.FirstSeen)))}
	}
	return ground{news.ByNothing, 9, ""}
}

// oneRound is how much later we can see an article only because its feed was
// asked later.
const oneRound = time.Hour

// later reports whether one claim is after another as far as both are precise; a
// zone that is not known can shift a time by a day.
func later(x, y news.Claim) bool {
	apart := x.Time.Sub(y.Time)
	if x.Precision == news.PrecisionDay || y.Precision == news.PrecisionDay || x.Zone != news.ZoneStated || y.Zone != news.ZoneStated {
		return apart > 24*time.Hour
	}
	return apart > 0
}

func roughly(d time.Duration) string {
	if d >= 48*time.Hour {
		return inDays(d)
	}
	return fmt.Sprintf("%d h", int(d.Round(time.Hour)/time.Hour))
}

// creditTo is with what words a credits b's outlet; "" when it does not.
func creditTo(a, b *node) string {
	for _, c := range a.piece.Findings.Citations {
		if sameName(c.Source, b.piece.OutletName) && !sameOutlet(a, b) {
			return c.Evidence[0].Quote
		}
	}
	return ""
}

// sharedWhy says what two articles of one text share beside it.
func sharedWhy(a, b *node) []string {
	var out []string
	if a.piece.Owner != "" && a.piece.Owner == b.piece.Owner {
		out = append(out, "same owner, "+a.piece.Owner)
	}
	for _, x := range a.piece.Findings.Citations {
		if y := creditOf(b, x.Source); y && !sameName(x.Source, b.piece.OutletName) && !sameName(x.Source, a.piece.OutletName) {
			if why := "both credit " + x.Source; !slices.Contains(out, why) {
				out = append(out, why)
			}
		}
	}
	return out
}

func creditOf(n *node, source string) bool {
	return slices.ContainsFunc(n.piece.Findings.Citations, func(c news.Citation) bool { return sameName(c.Source, source) })
}

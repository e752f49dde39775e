package ledger

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"cipherdesk/internal/news"
	"cipherdesk/internal/text"
)

// Entry is a figure with what is known of the article that states it.
type Entry struct {
	Article news.ArticleID
	N       int // place among the article's figures, from 0
	Figure  news.Figure
	Seen    time.Time // of the article
	Event   news.EventID
	Text    news.ArticleID // whose text the article carries; itself when its own
}

// ID names an entry.
func (e Entry) ID() Ref { return Ref{e.Article, e.N} }

// Ref points at a figure.
type Ref struct {
	Article news.ArticleID
	N       int
}

// Group is a statistic before it has an id: its entries by the time they were
// seen, each with why it belongs.
type Group struct {
	Entries []Entry
	Why     [][]news.Reason // of the entry at the same place
	Differs bool            // some of them cannot all be true
}

// Groups puts figures together that claim to be one quantity. Figures without a
// value are left out, and so is what one article alone states.
func Groups(entries []Entry) []Group {
	var list []*candidate
	for _, e := range entries {
		if e.Figure.Value != nil {
			list = append(list, newCandidate(e))
		}
	}
	slices.SortFunc(list, func(a, b *candidate) int {
		return cmp.Or(cmp.Compare(a.unit, b.unit), cmp.Compare(*a.Figure.Value, *b.Figure.Value), a.compare(b.Entry))
	})
	two := twoThings(list)
	for i, a := range list {
		for _, b := range list[i+1:] {
			if b.unit != a.unit || *b.Figure.Value > 1.5**a.Figure.Value && *a.Figure.Value > 0 {
				break
			}
			if !two[pairOf(a, b)] && same(a, b) != nil {
				a.join(b)
			}
		}
	}
	joinOtherWords(list)
	return gather(list)
}

// joinOtherWords joins equal numbers of one event that the texts count in other
// words, "1,340 heads" and "1,340 signatories", where they are too odd to meet by
// chance.
func joinOtherWords(list []*candidate) {
	byValue := map[float64][]*candidate{}
	for _, c := range list {
		if v := *c.Figure.Value; v >= large && odd(v) && c.Event != "" && countable(c.unit) {
			byValue[v] = append(byValue[v], c)
		}
	}
	for _, equals := range byValue {
		for i, a := range equals {
			for _, b := range equals[i+1:] {
				if a.unit != b.unit && a.Event == b.Event && same(a, b) != nil {
					a.join(b)
				}
			}
		}
	}
}

// pair is two values of one unit in one event, the smaller first.
type pair struct {
	event news.EventID
	unit  string
	a, b  float64
}

func pairOf(a, b *candidate) pair {
	x, y := *a.Figure.Value, *b.Figure.Value
	return pair{a.Event, a.unit, min(x, y), max(x, y)}
}

// twoThings are the pairs of values of which one text states both: it means two
// quantities, and so does everybody who reports on the same event.
func twoThings(list []*candidate) map[pair]bool {
	byArticle := map[news.ArticleID][]*candidate{}
	for _, c := range list {
		byArticle[c.Article] = append(byArticle[c.Article], c)
	}
	two := map[pair]bool{}
	for _, all := range byArticle {
		for i, a := range all {
			for _, b := range all[i+1:] {
				if a.unit == b.unit && *a.Figure.Value != *b.Figure.Value && !meaning(a.Figure).meets(meaning(b.Figure)) {
					two[pairOf(a, b)] = true
				}
			}
		}
	}
	return two
}

// candidate is an entry while it is compared.
type candidate struct {
	Entry
	unit   string          // or the one that stands for it
	words  map[string]bool // of the subject
	period string          // folded; empty when none is known
	root   *candidate
}

func newCandidate(e Entry) *candidate {
	c := &candidate{Entry: e, unit: family(e.Figure.Unit), words: content(e.Figure.Subject), period: text.Fold(strings.TrimSpace(e.Figure.Period))}
	if c.period == "future" {
		c.period = "" // when something would be is not when it was counted
	}
	return c
}

func (e Entry) compare(f Entry) int {
	return cmp.Or(e.Seen.Compare(f.Seen), cmp.Compare(e.Article, f.Article), cmp.Compare(e.N, f.N))
}

func (c *candidate) head() *candidate {
	for c.root != nil {
		c = c.root
	}
	return c
}

// join makes one group of two; the head is the entry seen first.
func (c *candidate) join(d *candidate) {
	a, b := c.head(), d.head()
	if a == b {
		return
	}
	if b.compare(a.Entry) < 0 {
		a, b = b, a
	}
	b.root = a
}

// gather lists the groups of at least two articles.
func gather(list []*candidate) (out []Group) {
	byHead := map[*candidate][]*candidate{}
	for _, c := range list {
		byHead[c.head()] = append(byHead[c.head()], c)
	}
	for _, members := range byHead {
		if slices.ContainsFunc(members, func(c *candidate) bool { return c.Article != members[0].Article }) {
			out = append(out, grouped(members))
		}
	}
	slices.SortFunc(out, func(a, b Group) int { return a.Entries[0].compare(b.Entries[0]) })
	return out
}

// grouped gives each member the reasons of the link that speaks most for it.
func grouped(members []*candidate) Group {
	slices.SortFunc(members, func(a, b *candidate) int { return a.compare(b.Entry) })
	g := Group{}
	for i, m := range members {
		var best []news.Reason
		for j, other := range members {
			if i == j {
				continue
			}
			if why := same(m, other); len(why) > len(best) {
				best = why
			}
			if relate(m.Figure, other.Figure) == near || relate(m.Figure, other.Figure) == apart {
				g.Differs = g.Differs || !meaning(m.Figure).meets(meaning(other.Figure))
			}
		}
		g.Entries, g.Why = append(g.Entries, m.Entry), append(g.Why, best)
	}
	return g
}

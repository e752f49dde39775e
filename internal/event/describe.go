package event

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"cipherdesk/internal/news"
)

// mostReasons is how many grounds a membership keeps: the strongest.
const mostReasons = 6

// describe says all that pages need to know about an event.
func (c *Clusterer) describe(cl *cluster) news.Event {
	members := slices.Clone(cl.members)
	slices.SortFunc(members, bySeen)
	e := news.Event{ID: cl.id, Version: Version}
	outlets := map[news.OutletID]bool{}
	for _, n := range members {
		e.Members = append(e.Members, news.Member{Article: n.piece.ID, Score: round(meanLikeness(n, members)), Why: c.reasons(n, members)})
		outlets[n.piece.Article.Outlet] = true
		if day := n.span.from; e.Started.IsZero() || day.Before(e.Started) {
			e.Started = day
		}
	}
	e.Outlets = len(outlets)
	e.Origins, e.OriginsWhy = origins(members)
	e.FirstReport = firstReport(members)
	e.Title, e.TitleBy = headline(members)
	return e
}

func bySeen(a, b *node) int {
	return cmp.Or(a.piece.FirstSeen.Compare(b.piece.FirstSeen), compare(a.piece.ID, b.piece.ID))
}

func meanLikeness(n *node, members []*node) float64 {
	sum := 0.0
	for _, m := range members {
		sum += n.edges[m]
	}
	return sum / float64(max(len(members)-1, 1))
}

func round(f float64) float64 { return math.Round(f*1000) / 1000 }

// reasons names what an article shares with its nearest member, the rarest
// first.
func (c *Clusterer) reasons(n *node, members []*node) []news.Reason {
	var near *node
	for _, m := range members {
		if m != n && (near == nil || n.edges[m] > n.edges[near]) {
			near = m
		}
	}
	shared := sharedTerms(n.vector, near.vector)
	why := make([]news.Reason, 0, mostReasons)
	if sameText(n, near) {
		why = append(why, news.Reason{Kind: "same-text", With: near.piece.ID})
	}
	seen := map[string]bool{}
	for _, w := range shared {
		kind, words := c.spell(w.term, n)
		if words == "" || seen[words] || len(why) == mostReasons {
			continue
		}
		seen[words] = true
		why = append(why, news.Reason{Kind: kind, Words: words, With: near.piece.ID})
	}
	return why
}

func sharedTerms(a, b vector) []weighted {
	var out []weighted
	for _, w := range a.terms {
		if i, is := slices.BinarySearchFunc(b.terms, w.term, func(x weighted, t term) int { return compare(x.term, t) }); is {
			out = append(out, weighted{w.term, w.weight * b.terms[i].weight})
		}
	}
	slices.SortFunc(out, func(x, y weighted) int {
		return cmp.Or(cmp.Compare(y.weight, x.weight), compare(x.term, y.term))
	})
	return out
}

// spell gives a term back in the words of the article that has it.
func (c *Clusterer) spell(t term, n *node) (kind, words string) {
	switch t[0] {
	case kindWord, kindName:
		return "words", wordOf(n.piece, string(t[1:]))
	case kindFig:
		return "figure", figureOf(n.piece, t)
	case kindLink:
		return "link", string(t[1:])
	case kindLaw:
		return "law", string(t[1:])
	}
	return "", ""
}

func wordOf(p news.Piece, key string) string {
	for _, field := range []string{p.Title, p.Text.Summary, lead(p.Text.Body)} {
		for _, w := range strings.FieldsFunc(field, notWord) {
			if fold(w) == key {
				return w
			}
		}
	}
	return ""
}

func figureOf(p news.Piece, t term) string {
	for _, f := range p.Findings.Figures {
		if f.Value != nil && figureTerm(*f.Value) == t && len(f.Evidence) > 0 {
			return f.Evidence[0].Quote
		}
	}
	return ""
}

// headline is that of the member nearest to all others, in the language that
// most members share; a translation or copy is taken only when nothing else is
// there.
func headline(members []*node) (title, by string) {
	languages := map[string]int{}
	for _, n := range members {
		languages[n.piece.Language]++
	}
	best, bestScore := members[0], -1.0
	for _, n := range members {
		score := meanLikeness(n, members) + 0.5*float64(languages[n.piece.Language])/float64(len(members))
		if n.piece.DerivativeOf != "" || n.piece.Title == "" {
			score -= 1
		}
		if score > bestScore {
			best, bestScore = n, score
		}
	}
	return best.piece.Title, string(best.piece.Article.Outlet)
}

// origins counts the groups of members that cannot be shown to have one origin:
// an upper bound, because a copy that nobody can see is still a copy.
func origins(members []*node) (int, []string) {
	set := newUnion(len(members))
	var why []string
	for i, a := range members {
		for j, b := range members[:i] {
			if reason := oneOrigin(b, a); reason != "" && set.join(i, j) {
				why = append(why, reason)
			}
		}
	}
	return set.groups, why
}

// oneOrigin says why two members are one voice; empty when nothing shows it.
func oneOrigin(a, b *node) string {
	switch {
	case a.piece.Article.Outlet == b.piece.Article.Outlet:
		return "both by " + a.piece.OutletName
	case a.piece.Owner != "" && a.piece.Owner == b.piece.Owner:
		return fmt.Sprintf("%s and %s have one owner, %s", a.piece.OutletName, b.piece.OutletName, a.piece.Owner)
	case a.piece.DerivativeOf == b.piece.Article.Outlet:
		return fmt.Sprintf("%s carries %s", a.piece.OutletName, b.piece.OutletName)
	case b.piece.DerivativeOf == a.piece.Article.Outlet:
		return fmt.Sprintf("%s carries %s", b.piece.OutletName, a.piece.OutletName)
	case sameText(a, b):
		return fmt.Sprintf("%s and %s carry the same text", a.piece.OutletName, b.piece.OutletName)
	}
	return ""
}

// union is a disjoint-set forest over member positions.
type union struct {
	parent []int
	groups int
}

func newUnion(n int) *union {
	u := &union{parent: make([]int, n), groups: n}
	for i := range u.parent {
		u.parent[i] = i
	}
	return u
}

func (u *union) find(i int) int {
	for u.parent[i] != i {
		u.parent[i] = u.parent[u.parent[i]]
		i = u.parent[i]
	}
	return i
}

func (u *union) join(i, j int) bool {
	i, j = u.find(i), u.find(j)
	if i == j {
		return false
	}
	u.parent[max(i, j)] = min(i, j)
	u.groups--
	return true
}

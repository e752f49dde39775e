package event

import (
	"fmt"
	"slices"

	"cipherdesk/internal/news"
)

// origins counts the groups of members that cannot be shown to have one origin,
// with what shows it for the others. It is an upper bound: a copy that nobody
// can see is still a copy.
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
	credited := creditGroups(members)
	for _, g := range credited {
		for _, i := range g.members[1:] {
			if set.join(g.members[0], i) {
				why = append(why, fmt.Sprintf("%s: credited to %s", members[i].piece.OutletName, g.name))
			}
		}
	}
	return set.groups, why
}

// oneOrigin says why two members are one voice; empty when nothing shows it.
// Two pieces of one outlet are one voice without saying.
func oneOrigin(a, b *node) string {
	names := a.piece.OutletName + " and " + b.piece.OutletName
	switch {
	case a.piece.Article.Outlet == b.piece.Article.Outlet:
		return a.piece.OutletName + ": same outlet"
	case a.piece.Owner != "" && a.piece.Owner == b.piece.Owner:
		return names + ": same owner, " + a.piece.Owner
	case slices.Contains(a.same, b):
		return names + ": same text"
	case derived(a, b):
		return a.piece.OutletName + ": possible translation of " + b.piece.OutletName
	case derived(b, a):
		return b.piece.OutletName + ": possible translation of " + a.piece.OutletName
	case a.piece.DerivativeOf != "" && a.piece.DerivativeOf == b.piece.DerivativeOf:
		return names + ": both carry one other outlet's texts"
	case sameOrder(a.order, b.order):
		return names + ": same names and figures in the same order"
	case sameHeadline(a, b):
		return names + ": same headline"
	}
	return ""
}

// derived reports whether a's outlet is known to carry the texts of b's.
func derived(a, b *node) bool {
	return a.piece.DerivativeOf != "" && a.piece.DerivativeOf == b.piece.Article.Outlet
}

// creditGroup are the members that credit one newsroom, and its own.
type creditGroup struct {
	name    string
	members []int
}

// creditGroups lists who says to have a story from whom: a text that names
// another newsroom as the first to report, or as what it is based on.
func creditGroups(members []*node) []creditGroup {
	var out []creditGroup
	for i, n := range members {
		for _, c := range n.piece.Findings.Citations {
			if c.Relation != news.RelFirstReport && c.Relation != news.RelBasedOn || sameName(c.Source, n.piece.OutletName) {
				continue
			}
			out = enterCredit(out, c.Source, i, members)
		}
	}
	return out
}

func enterCredit(groups []creditGroup, source string, i int, members []*node) []creditGroup {
	for k := range groups {
		if sameName(groups[k].name, source) {
			groups[k].members = append(groups[k].members, i)
			return groups
		}
	}
	g := creditGroup{name: source}
	for j, m := range members {
		if sameName(m.piece.OutletName, source) {
			g.members = append(g.members, j)
		}
	}
	g.members = append(g.members, i)
	return append(groups, g)
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

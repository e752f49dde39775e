package event

import (
	"math"
	"slices"
)

const (
	// bond is the likeness that ties two articles into one neighbourhood.
	// Events never reach beyond one, so that a new article can change only what
	// it is tied to.
	bond = 0.07
	// largest bounds a neighbourhood: a denser one is cut where it is thinnest.
	largest = 256
	// spread is how far a group is forgiven that its members differ: an event of
	// many sides is compared by what they have in common.
	spread = 0.7
	// mostBoost bounds that: a loose group must not draw in what is hardly alike.
	mostBoost = 1.5
	// thinnest is the least mean likeness between groups, however they spread.
	thinnest = 0.05
	// pairing is how much the likeness of two articles on their own counts:
	// nobody else speaks for them.
	pairing = 0.7
)

// neighbourhood is everything tied to a node, by article; false when even the
// closest ties reach too many.
func (c *Clusterer) neighbourhood(n *node, past bool) ([]*node, bool) {
	for least := float32(bond); least < 1; least *= 1.6 {
		c.walk++
		if out := c.reach(n, least, past); len(out) <= largest {
			slices.SortFunc(out, byID)
			return out, true
		}
	}
	return nil, false
}

// reach follows ties of at least that likeness and what an editor did, as far as
// largest; with past, whoever shares an event with one of the reached is looked
// at again with them. Nodes are marked with the number of the walk.
func (c *Clusterer) reach(n *node, least float32, past bool) []*node {
	out := []*node{n}
	n.walk = c.walk
	visit := func(n *node) {
		if n.walk != c.walk {
			n.walk = c.walk
			out = append(out, n)
		}
	}
	for i := 0; i < len(out) && len(out) <= largest; i++ {
		for _, e := range out[i].near {
			if e.like < least {
				break
			}
			visit(e.to)
		}
		for _, k := range c.edits.of[out[i].piece.ID] {
			for _, m := range c.naming(&c.edits.all[k]) {
				visit(m)
			}
		}
		if cl := out[i].event; cl != nil && past {
			for _, m := range cl.members {
				visit(m)
			}
		}
	}
	return out
}

func byID(a, b *node) int { return compare(a.piece.ID, b.piece.ID) }

// grouping is the state of agglomerate. Groups are numbered; a group that was
// merged into an earlier one is nil.
type grouping struct {
	n      int
	join   float64
	groups [][]*node
	sums   []float64 // n×n: likeness summed over the pairs between two groups
	firm   []float64 // n×n: of the firmest pair between two groups
	tied   []bool    // n×n: some pair between them is tied
	within []float64 // likeness summed over all pairs inside, each with itself too
	boost  []float64 // what within does to the closeness to others
	field  []bool    // some member is of the field
	best   []int     // the closest later group, -1 for none
	value  []float64 // how close that is
}

// agglomerate joins the two closest groups until none is close enough: mean
// likeness over all pairs, measured against how alike the members of each
// group are among themselves.
func agglomerate(nodes []*node, join float64) [][]*node {
	g := newGrouping(nodes, join)
	for i := range g.n {
		g.refresh(i)
	}
	for {
		top := -1
		for i := range g.n {
			if g.best[i] >= 0 && (top < 0 || g.value[i] > g.value[top]) {
				top = i
			}
		}
		if top < 0 {
			return g.groups
		}
		g.merge(top, g.best[top])
	}
}

func newGrouping(nodes []*node, join float64) *grouping {
	n := len(nodes)
	g := &grouping{n: n, join: join, groups: make([][]*node, n), sums: make([]float64, n*n), firm: make([]float64, n*n), tied: make([]bool, n*n),
		within: make([]float64, n), boost: make([]float64, n), field: make([]bool, n), best: make([]int, n), value: make([]float64, n)}
	for i, m := range nodes {
		m.number = i
		g.groups[i], g.within[i], g.boost[i], g.field[i] = []*node{m}, 1, 1, m.field
	}
	for i, m := range nodes {
		for _, e := range m.near {
			if j := e.to.number; j < n && nodes[j] == e.to {
				g.sums[i*n+j], g.firm[i*n+j] = float64(e.like), float64(e.firm)
				g.tied[i*n+j] = e.like >= bond
			}
		}
	}
	return g
}

// closeness of two groups: 1 when each is as close to the other as to itself.
func (g *grouping) closeness(i, j int) float64 {
	at := i*g.n + j
	if !g.tied[at] {
		return 0
	}
	pairs := len(g.groups[i]) * len(g.groups[j])
	between := g.sums[at] / float64(pairs)
	switch {
	case between < thinnest:
		return 0
	case pairs == 1:
		between *= pairing
	}
	if !g.field[i] && !g.field[j] {
		between *= fit(between, g.within[i], len(g.groups[i])) * fit(between, g.within[j], len(g.groups[j]))
	}
	return between * g.boost[i] * g.boost[j] * g.firm[at]
}

// fit is how far a likeness reaches that of a group's members among themselves, 0 to
// 1. Outside of the field a name stays in the news while what it did does not: what
// has the name alone in common with an event is less like its members than they are.
func fit(between, within float64, members int) float64 {
	if members == 1 {
		return 1
	}
	size := float64(members)
	return min(1, between*size*(size-1)/(within-size))
}

// boostOf a group of that likeness among its members, each with itself too.
func boostOf(within float64, members int) float64 {
	size := float64(members)
	return min(math.Pow(within/(size*size), -spread/2), mostBoost)
}

// refresh finds the closest later group of i again.
func (g *grouping) refresh(i int) {
	g.best[i], g.value[i] = -1, g.join
	if g.groups[i] == nil {
		return
	}
	for j := i + 1; j < g.n; j++ {
		if g.groups[j] == nil {
			continue
		}
		if v := g.closeness(i, j); v > g.value[i] || v == g.value[i] && g.best[i] < 0 {
			g.best[i], g.value[i] = j, v
		}
	}
}

// merge takes group j into i, i being before j.
func (g *grouping) merge(i, j int) {
	n := g.n
	g.within[i] += g.within[j] + 2*g.sums[i*n+j]
	g.groups[i] = append(g.groups[i], g.groups[j]...)
	g.groups[j], g.best[j] = nil, -1
	g.field[i] = g.field[i] || g.field[j]
	g.boost[i] = boostOf(g.within[i], len(g.groups[i]))
	for k := range n {
		if k == i || g.groups[k] == nil {
			continue
		}
		g.sums[i*n+k] += g.sums[j*n+k]
		g.sums[k*n+i] = g.sums[i*n+k]
		tied := g.tied[i*n+k] || g.tied[j*n+k]
		g.tied[i*n+k], g.tied[k*n+i] = tied, tied
		firm := max(g.firm[i*n+k], g.firm[j*n+k])
		g.firm[i*n+k], g.firm[k*n+i] = firm, firm
	}
	for k := range j {
		switch {
		case g.groups[k] == nil:
		case k == i || g.best[k] == i || g.best[k] == j:
			g.refresh(k)
		case k < i:
			v := g.closeness(k, i)
			if v > g.value[k] || v == g.value[k] && (g.best[k] < 0 || i < g.best[k]) {
				g.best[k], g.value[k] = i, v
			}
		}
	}
}

package event

import (
	"slices"
	"time"

	"cipherdesk/internal/news"
)

// days is the time an article can be from: one day, or a span when only a month
// is known.
type days struct{ from, to time.Time }

// credible is when an article can have been published: what it claims when
// that is known and plausible, otherwise when we first saw it.
func credible(p news.Piece) days {
	c := p.Published
	if c.Doubt == "" {
		switch c.Precision {
		case news.PrecisionYear:
			return days{c.Time, c.Time.AddDate(1, 0, 0)}
		case news.PrecisionMonth:
			return days{c.Time, c.Time.AddDate(0, 1, 0)}
		case news.PrecisionNone:
		default:
			return days{c.Time, c.Time}
		}
	}
	return days{p.FirstSeen, p.FirstSeen}
}

// apart is the least time between two spans; an unknown one is apart from
// nothing.
func (d days) apart(o days) time.Duration {
	switch {
	case d.to.IsZero() || o.to.IsZero():
		return 10 * 24 * time.Hour
	case d.to.Sub(d.from) > 300*24*time.Hour && !o.to.Before(d.from) && !o.from.After(d.to):
		return 10 * 24 * time.Hour
	case o.to.Sub(o.from) > 300*24*time.Hour && !o.to.Before(d.from) && !o.from.After(d.to):
		return 10 * 24 * time.Hour
	case d.to.Before(o.from):
		return o.from.Sub(d.to)
	case o.to.Before(d.from):
		return d.from.Sub(o.to)
	}
	return 0
}

// nearness is 1 for the same three days and falls to 0.3 at the window's end:
// steps of one storyline share their words but not their week.
func nearness(apart, window time.Duration) float64 {
	const grace = 3 * 24 * time.Hour
	if apart > window {
		return 0
	}
	if apart <= grace || window <= grace {
		return 1
	}
	return 1 - 0.7*float64(apart-grace)/float64(window-grace)
}

// component is everything that can be reached from the touched nodes.
func component(touched map[*node]bool) []*node {
	var out, todo []*node
	seen := map[*node]bool{}
	for n := range touched {
		todo = append(todo, n)
		seen[n] = true
	}
	for len(todo) > 0 {
		n := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		out = append(out, n)
		for other := range n.edges {
			if !seen[other] {
				seen[other] = true
				todo = append(todo, other)
			}
		}
	}
	slices.SortFunc(out, func(a, b *node) int { return a.seq - b.seq })
	return out
}

// group is a cluster in the making: its nodes, and the sum of likeness to each
// other group.
type group struct {
	nodes []*node
	to    map[*group]float64
}

// agglomerate joins the two groups of highest mean likeness until none reaches
// join: average link, so every member speaks for or against.
func agglomerate(nodes []*node, join float64) []*group {
	groups := make([]*group, len(nodes))
	of := make(map[*node]*group, len(nodes))
	for i, n := range nodes {
		groups[i] = &group{nodes: []*node{n}, to: map[*group]float64{}}
		of[n] = groups[i]
	}
	for _, n := range nodes {
		for other, likeness := range n.edges {
			if g := of[other]; g != nil {
				of[n].to[g] = likeness
			}
		}
	}
	for {
		a, b := closest(groups, join)
		if a == nil {
			return groups
		}
		groups = merge(groups, a, b)
	}
}

func closest(groups []*group, join float64) (a, b *group) {
	best := join
	for _, g := range groups {
		for other, sum := range g.to {
			mean := sum / float64(len(g.nodes)*len(other.nodes))
			if g.nodes[0].seq >= other.nodes[0].seq || mean < best {
				continue
			}
			if mean > best || a == nil || before(g, other, a, b) {
				best, a, b = mean, g, other
			}
		}
	}
	return a, b
}

// before breaks ties by arrival, so that map order decides nothing.
func before(g, h, a, b *group) bool {
	if g.nodes[0].seq != a.nodes[0].seq {
		return g.nodes[0].seq < a.nodes[0].seq
	}
	return h.nodes[0].seq < b.nodes[0].seq
}

func merge(groups []*group, a, b *group) []*group {
	for other, sum := range b.to {
		delete(other.to, b)
		if other != a {
			a.to[other] += sum
			other.to[a] = a.to[other]
		}
	}
	delete(a.to, b)
	a.nodes = append(a.nodes, b.nodes...)
	slices.SortFunc(a.nodes, func(x, y *node) int { return x.seq - y.seq })
	return slices.DeleteFunc(groups, func(g *group) bool { return g == b })
}

// recluster groups the nodes anew and carries event ids over by largest overlap
// of members.
func (c *Clusterer) recluster(nodes []*node) Change {
	old := map[*cluster]bool{}
	for _, n := range nodes {
		if n.event != nil {
			old[n.event] = true
		}
	}
	groups := slices.DeleteFunc(agglomerate(nodes, c.opts.Join), func(g *group) bool { return len(g.nodes) < 2 })
	slices.SortStableFunc(groups, func(a, b *group) int { return len(b.nodes) - len(a.nodes) })

	change := Change{Merged: map[news.EventID]news.EventID{}, Copies: map[news.ArticleID]news.ArticleID{}}
	was := map[*node]*cluster{}
	for _, n := range nodes {
		was[n], n.event = n.event, nil
	}
	for cl := range old {
		delete(c.events, cl.id)
	}
	taken := map[news.EventID]bool{}
	for _, g := range groups {
		cl := &cluster{id: carried(g, was, taken), members: g.nodes}
		if cl.id == "" {
			cl.id = c.mint(g.nodes[0].piece.ID, taken)
		}
		taken[cl.id] = true
		for _, n := range g.nodes {
			n.event = cl
		}
		c.events[cl.id] = cl
		for n, first := range copies(g.nodes) {
			change.Copies[n] = first
		}
		change.Upsert = append(change.Upsert, c.describe(cl))
	}
	for cl := range old {
		if taken[cl.id] {
			continue
		}
		if heir := heir(cl); heir != "" {
			change.Merged[cl.id] = heir
		} else {
			change.Dissolved = append(change.Dissolved, cl.id)
		}
	}
	slices.Sort(change.Dissolved)
	return change
}

// carried is the id of the old event with which the group shares most members.
func carried(g *group, was map[*node]*cluster, taken map[news.EventID]bool) news.EventID {
	shared := map[news.EventID]int{}
	for _, n := range g.nodes {
		if old := was[n]; old != nil && !taken[old.id] {
			shared[old.id]++
		}
	}
	best := news.EventID("")
	for id, n := range shared {
		if best == "" || n > shared[best] || n == shared[best] && id < best {
			best = id
		}
	}
	return best
}

// heir is the event that most of a vanished event's members are in now.
func heir(cl *cluster) news.EventID {
	in := map[news.EventID]int{}
	best := news.EventID("")
	for _, n := range cl.members {
		if n.event == nil {
			continue
		}
		id := n.event.id
		if in[id]++; best == "" || in[id] > in[best] || in[id] == in[best] && id < best {
			best = id
		}
	}
	if best != "" && 2*in[best] >= len(cl.members) {
		return best
	}
	return ""
}

// mint names a new event after its first member: a rebuilt database gives the
// same name.
func (c *Clusterer) mint(first news.ArticleID, taken map[news.EventID]bool) news.EventID {
	for salt := ""; ; salt += "+" {
		id := news.EventID(news.Slug("event:" + string(first) + salt))
		if _, used := c.events[id]; !used && !taken[id] {
			return id
		}
	}
}

package event

import (
	"slices"

	"cipherdesk/internal/news"
)

// recluster groups the neighbourhood of the touched nodes anew and carries
// event ids over by largest overlap of members. The event of fresh, the piece
// that is new or has other words, is always described again.
func (c *Clusterer) recluster(touched map[*node]bool, fresh *node) Change {
	nodes, bounded := neighbourhood(touched)
	var groups [][]*node
	if bounded {
		groups = agglomerate(nodes, c.opts.Join)
	} else {
		nodes, groups = crowd(touched, fresh)
	}
	return c.adopt(nodes, groups, fresh)
}

// crowd leaves an event that has grown past what can be clustered anew as it
// is; fresh goes to the event of its nearest neighbour.
func crowd(touched map[*node]bool, fresh *node) ([]*node, [][]*node) {
	seen := map[*cluster][]*node{}
	for n := range touched {
		if n.event != nil {
			seen[n.event] = slices.Clone(n.event.members)
		}
	}
	if fresh != nil && fresh.event == nil && len(fresh.near) > 0 && fresh.near[0].like >= bond {
		if cl := fresh.near[0].to.event; cl != nil {
			seen[cl] = append(slices.Clone(cl.members), fresh)
		}
	}
	var nodes []*node
	var groups [][]*node
	for _, members := range seen {
		nodes, groups = append(nodes, members...), append(groups, members)
	}
	return nodes, groups
}

// adopt makes events of the groups and says what is different from before.
func (c *Clusterer) adopt(nodes []*node, groups [][]*node, fresh *node) Change {
	change := Change{Merged: map[news.EventID]news.EventID{}}
	groups = slices.DeleteFunc(groups, func(g []*node) bool { return len(g) < 2 })
	for _, g := range groups {
		slices.SortFunc(g, bySeen)
	}
	slices.SortFunc(groups, func(a, b []*node) int {
		if len(a) != len(b) {
			return len(b) - len(a)
		}
		return bySeen(a[0], b[0])
	})

	before := map[*cluster]bool{}
	was := map[*node]*cluster{}
	for _, n := range nodes {
		if n.event != nil {
			before[n.event] = true
		}
		was[n], n.event = n.event, nil
	}
	for cl := range before {
		delete(c.events, cl.id)
	}
	taken := map[news.EventID]bool{}
	for _, g := range groups {
		cl := c.inherit(g, was, taken)
		taken[cl.id] = true
		c.events[cl.id] = cl
		for _, n := range g {
			n.event = cl
		}
		old := was[g[0]]
		if old == nil || old.id != cl.id || !slices.Equal(old.members, g) || fresh != nil && fresh.event == cl {
			change.Upsert = append(change.Upsert, c.describe(cl))
		}
	}
	for _, n := range nodes {
		if n.event == nil {
			n.why, n.whyNear = nil, nil
		}
	}
	ended(before, taken, &change)
	return change
}

// ended says what became of the events that are no more.
func ended(before map[*cluster]bool, taken map[news.EventID]bool, change *Change) {
	for cl := range before {
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
}

// inherit is the group as an event, under the id of the old event with which it
// shares most members.
func (c *Clusterer) inherit(group []*node, was map[*node]*cluster, taken map[news.EventID]bool) *cluster {
	shared := map[news.EventID]int{}
	for _, n := range group {
		if old := was[n]; old != nil && !taken[old.id] {
			shared[old.id]++
		}
	}
	id := most(shared)
	if id == "" {
		id = c.mint(group[0].piece.ID, taken)
	}
	return &cluster{id: id, members: group}
}

// heir is the event that most of a vanished event's members are in now.
func heir(cl *cluster) news.EventID {
	in := map[news.EventID]int{}
	for _, n := range cl.members {
		if n.event != nil {
			in[n.event.id]++
		}
	}
	if id := most(in); id != "" && 2*in[id] >= len(cl.members) {
		return id
	}
	return ""
}

// most is the id with the greatest count, the first in the alphabet among
// equals.
func most(counts map[news.EventID]int) news.EventID {
	best := news.EventID("")
	for id, n := range counts {
		if best == "" || n > counts[best] || n == counts[best] && id < best {
			best = id
		}
	}
	return best
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

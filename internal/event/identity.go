package event

import (
	"cmp"
	"slices"

	"cipherdesk/internal/news"
)

// step is what happens between two reports of the clusterer.
type step struct {
	dirty   map[*node]bool // to be grouped anew
	fresh   map[*node]bool // new, or with other words: their events are described again
	changed map[news.EventID]bool
	born    map[news.EventID]bool
	ended   map[news.EventID]*cluster
	texts   map[*node]bool // whose group of one text is another
}

func newStep() *step {
	return &step{dirty: map[*node]bool{}, fresh: map[*node]bool{}, changed: map[news.EventID]bool{},
		born: map[news.EventID]bool{}, ended: map[news.EventID]*cluster{}, texts: map[*node]bool{}}
}

// finish groups what is dirty and says what is different from before the step.
func (c *Clusterer) finish(s *step) Change {
	dirty := make([]*node, 0, len(s.dirty))
	for n := range s.dirty {
		dirty = append(dirty, n)
	}
	slices.SortFunc(dirty, byID)
	for _, n := range dirty {
		if s.dirty[n] {
			c.recluster(n, s)
		}
	}
	return c.report(s)
}

// recluster groups the neighbourhood of a node anew.
func (c *Clusterer) recluster(n *node, s *step) {
	nodes, groups := c.group(n, true)
	for _, m := range nodes {
		delete(s.dirty, m)
	}
	c.adopt(nodes, groups, s)
}

// group finds the events in a node's neighbourhood; with past, whoever shares an
// event with one of it is looked at again.
func (c *Clusterer) group(n *node, past bool) (nodes []*node, groups [][]*node) {
	nodes, bounded := c.neighbourhood(n, past)
	if bounded {
		groups = agglomerate(nodes, c.opts.Join)
	} else {
		nodes, groups = crowd(n)
	}
	return nodes, c.edited(nodes, groups)
}

// crowd leaves an event that has grown past what can be grouped anew as it is;
// a node in none goes to the event of its nearest neighbour.
func crowd(n *node) (nodes []*node, groups [][]*node) {
	cl := n.event
	if cl == nil && len(n.near) > 0 {
		cl = n.near[0].to.event
	}
	if cl == nil {
		return []*node{n}, nil
	}
	nodes = slices.Clone(cl.members)
	if n.event == nil {
		nodes = append(nodes, n)
	}
	return nodes, [][]*node{slices.Clone(nodes)}
}

// adopt makes events of the groups; ids are carried over by largest overlap of
// members.
func (c *Clusterer) adopt(nodes []*node, groups [][]*node, s *step) {
	groups = slices.DeleteFunc(groups, func(g []*node) bool { return len(g) < 2 })
	for _, g := range groups {
		slices.SortFunc(g, bySeen)
	}
	slices.SortFunc(groups, func(a, b []*node) int {
		return cmp.Or(len(b)-len(a), moved(a)-moved(b), bySeen(a[0], b[0]))
	})
	was := map[*node]*cluster{}
	for _, n := range nodes {
		if cl := n.event; cl != nil {
			was[n] = cl
			s.ended[cl.id] = cl
			delete(c.events, cl.id)
			n.event = nil
		}
	}
	for _, g := range groups {
		cl, old := c.inherit(g, was)
		c.events[cl.id] = cl
		delete(s.ended, cl.id)
		if old == nil {
			s.born[cl.id] = true
		}
		if old == nil || !slices.Equal(old.members, g) || slices.ContainsFunc(g, func(n *node) bool { return s.fresh[n] }) {
			s.changed[cl.id] = true
		}
		for _, n := range g {
			n.event = cl
		}
	}
	for _, n := range nodes {
		if n.event == nil {
			n.why, n.whyNear = nil, nil
		}
	}
}

// moved is how many of a group an editor put there: of two equal halves the one
// that stayed keeps the id.
func moved(group []*node) int {
	n := 0
	for _, m := range group {
		n += toInt(m.desk != nil)
	}
	return n
}

// inherit is the group as an event, under the id of the old event, not taken
// yet, with which it shares most members; nil when it is a new one.
func (c *Clusterer) inherit(group []*node, was map[*node]*cluster) (cl, old *cluster) {
	shared := map[*cluster]int{}
	for _, n := range group {
		if cl := was[n]; cl != nil && c.events[cl.id] == nil {
			shared[cl]++
		}
	}
	for cl, n := range shared {
		if old == nil || n > shared[old] || n == shared[old] && cl.id < old.id {
			old = cl
		}
	}
	if old != nil {
		return &cluster{old.id, group}, old
	}
	return &cluster{c.mint(group[0].piece.ID), group}, nil
}

// mint names a new event after its first member: a rebuilt database gives the
// same name.
func (c *Clusterer) mint(first news.ArticleID) news.EventID {
	for salt := ""; ; salt += "+" {
		id := news.EventID(news.Slug("event:" + string(first) + salt))
		if _, used := c.events[id]; !used {
			return id
		}
	}
}

// report says what became of the events of a step.
func (c *Clusterer) report(s *step) Change {
	change := Change{Merged: map[news.EventID]news.EventID{}, Copies: c.copies(s)}
	for id := range s.changed {
		if cl := c.events[id]; cl != nil {
			change.Upsert = append(change.Upsert, c.describe(cl))
		}
	}
	slices.SortFunc(change.Upsert, func(a, b news.Event) int { return compare(a.ID, b.ID) })
	for id, cl := range s.ended {
		if c.events[id] != nil || s.born[id] {
			continue
		}
		if heir := heir(cl); heir != "" {
			change.Merged[id] = heir
		} else {
			change.Dissolved = append(change.Dissolved, id)
		}
	}
	slices.Sort(change.Dissolved)
	return change
}

// heir is the event that most of a vanished event's members are in now.
func heir(cl *cluster) news.EventID {
	in := map[news.EventID]int{}
	best := news.EventID("")
	for _, n := range cl.members {
		if n.event != nil {
			in[n.event.id]++
		}
	}
	for id, n := range in {
		if best == "" || n > in[best] || n == in[best] && id < best {
			best = id
		}
	}
	if 2*in[best] < len(cl.members) || best == "" {
		return ""
	}
	return best
}

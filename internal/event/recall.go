package event

import (
	"cmp"
	"slices"

	"cipherdesk/internal/news"
)

// Recall fills an empty Clusterer from a database: the articles of the last weeks
// with all other members of the stored events that they are in, and those events.
// Events keep their stored ids, by largest overlap of members. The change is what
// has to be stored so that the database says what the Clusterer holds: nothing,
// when the same rules grouped the same articles.
func (c *Clusterer) Recall(pieces []news.Piece, stored []news.Event) Change {
	copies := c.fill(pieces).Copies
	change := Change{Merged: map[news.EventID]news.EventID{}, Copies: map[news.ArticleID]news.ArticleID{}}
	for i := range pieces {
		p := &pieces[i]
		if of := copies[p.ID]; of != p.SameTextAs {
			change.Copies[p.ID] = of
		}
	}
	kept := c.takeIDs(stored)
	for i := range stored {
		e := &stored[i]
		if kept[e.ID] != nil {
			continue
		}
		if heir := heir(&cluster{members: c.membersOf(e)}); heir != "" {
			change.Merged[e.ID] = heir
		} else {
			change.Dissolved = append(change.Dissolved, e.ID)
		}
	}
	for id, cl := range c.events {
		if e := kept[id]; e == nil || e.Version != Version || !sameMembers(e, cl) || !c.sameHand(e, cl) {
			change.Upsert = append(change.Upsert, c.describe(cl))
		}
	}
	slices.Sort(change.Dissolved)
	slices.SortFunc(change.Upsert, func(a, b news.Event) int { return compare(a.ID, b.ID) })
	return change
}

// fill takes in articles and settles.
func (c *Clusterer) fill(pieces []news.Piece) Change { return c.settle(c.placeAll(pieces)) }

// takeIDs gives events the ids under which they are stored and returns which
// stored event each of those is. Those that share most members choose first.
func (c *Clusterer) takeIDs(stored []news.Event) map[news.EventID]*news.Event {
	type claim struct {
		e      *news.Event
		cl     *cluster
		shared int
	}
	var claims []claim
	for i := range stored {
		shared := map[*cluster]int{}
		for _, n := range c.membersOf(&stored[i]) {
			if n.event != nil {
				shared[n.event]++
			}
		}
		for cl, n := range shared {
			claims = append(claims, claim{&stored[i], cl, n})
		}
	}
	slices.SortFunc(claims, func(a, b claim) int {
		return cmp.Or(b.shared-a.shared, compare(a.e.ID, b.e.ID), moved(a.cl.members)-moved(b.cl.members), compare(a.cl.id, b.cl.id))
	})
	kept, named := map[news.EventID]*news.Event{}, map[*cluster]news.EventID{}
	for _, x := range claims {
		if kept[x.e.ID] == nil && named[x.cl] == "" {
			kept[x.e.ID], named[x.cl] = x.e, x.e.ID
		}
	}
	found := c.events
	c.events = map[news.EventID]*cluster{}
	for cl, id := range named {
		cl.id = id
		c.events[id] = cl
	}
	for _, cl := range found {
		if named[cl] == "" {
			cl.id = c.mint(cl.members[0].piece.ID)
			c.events[cl.id] = cl
		}
	}
	return kept
}

// membersOf are the held members of a stored event.
func (c *Clusterer) membersOf(e *news.Event) []*node {
	var out []*node
	for _, m := range e.Members {
		if n := c.nodes[m.Article]; n != nil {
			out = append(out, n)
		}
	}
	return out
}

func sameMembers(e *news.Event, cl *cluster) bool {
	return len(e.Members) == len(cl.members) && !slices.ContainsFunc(e.Members, func(m news.Member) bool {
		return !slices.ContainsFunc(cl.members, func(n *node) bool { return n.piece.ID == m.Article })
	})
}

// sameHand reports whether a stored event shows what an editor did to it.
func (c *Clusterer) sameHand(e *news.Event, cl *cluster) bool {
	title := ""
	if e.TitleBy == byEditor {
		title = e.Title
	}
	return title == c.retitled(cl) && !slices.ContainsFunc(e.Members, func(m news.Member) bool {
		n := c.nodes[m.Article]
		shown := len(m.Why) > 0 && m.Why[0].Kind == byEditor
		return n != nil && shown != (n.desk != nil)
	})
}

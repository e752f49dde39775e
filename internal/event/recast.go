package event

import (
	"maps"
	"slices"
	"time"

	"cipherdesk/internal/news"
)

// Recast applies an editor's hand to events that no Clusterer holds any more, as
// they are stored: nothing is grouped anew but by the edits, and what was undone
// is turned back. pieces are the articles of the events and any that an edit
// names. Where everything is as the edits say nothing changes.
func Recast(events []news.Event, pieces []news.Piece, all []news.EventEdit) Change {
	c, groups := asStored(events, pieces)
	stored := map[news.EventID]*news.Event{}
	for i, e := range events {
		stored[e.ID] = &events[i]
	}
	nodes := slices.SortedFunc(maps.Values(c.nodes), byID)
	s := newStep()
	for _, x := range turned(all) {
		c.edits.add(x)
		for _, n := range c.naming(&x) {
			s.fresh[n] = true
		}
	}
	groups = c.edited(nodes, groups)
	for _, n := range nodes {
		if n.desk != nil && !n.desk.Undone.IsZero() {
			n.desk = nil
		}
	}
	c.adopt(nodes, groups, s)
	change := c.report(s)
	change.Upsert = slices.DeleteFunc(change.Upsert, func(e news.Event) bool {
		was := stored[e.ID]
		return was != nil && was.Title == e.Title && was.TitleBy == e.TitleBy && sameMembers(was, c.events[e.ID])
	})
	return change
}

// asStored is a Clusterer whose events are those that are given, whatever it would
// make of the articles itself, and their members in the same order.
func asStored(events []news.Event, pieces []news.Piece) (c *Clusterer, groups [][]*node) {
	c = New(Options{})
	c.fill(pieces)
	clear(c.events)
	for _, n := range c.nodes {
		n.event, n.why, n.whyNear = nil, nil, nil
	}
	for _, e := range events {
		cl := &cluster{id: e.ID}
		for _, m := range e.Members {
			if n := c.nodes[m.Article]; n != nil && n.event == nil {
				cl.members = append(cl.members, n)
				n.event = cl
			}
		}
		if len(cl.members) > 0 {
			c.events[cl.id] = cl
			groups = append(groups, slices.Clone(cl.members))
		}
	}
	return c, groups
}

// turned are edits as stored events are to be changed by them: first what was
// undone is done the other way round, the last one first.
func turned(all []news.EventEdit) []news.EventEdit {
	other := map[news.EditKind]news.EditKind{news.EditMerge: news.EditSplit, news.EditPin: news.EditSplit, news.EditSplit: news.EditMerge}
	var out []news.EventEdit
	order := byTime(all)
	for _, k := range slices.Backward(order) {
		if e := all[k]; !e.Undone.IsZero() && other[e.Kind] != "" {
			e.Kind, e.At = other[e.Kind], time.Time{}
			out = append(out, e)
		}
	}
	for _, k := range order {
		if all[k].Undone.IsZero() {
			out = append(out, all[k])
		}
	}
	return out
}

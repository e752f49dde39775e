package event

import (
	"cmp"
	"maps"
	"slices"

	"cipherdesk/internal/news"
)

// ApplyEdits is what an editor's hand makes of groups of articles, those of one
// included. Edits are applied by their time; a later one has the last word.
// Articles that an edit does not know, because they came after it, go with those
// that they are most alike. moved says which edit put an article where it is, by
// its place in edits.
func ApplyEdits(groups [][]news.ArticleID, edits []news.EventEdit, like func(a, b news.ArticleID) float64) (edited [][]news.ArticleID, moved map[news.ArticleID]int) {
	h := hand{in: map[news.ArticleID]int{}, like: like, moved: map[news.ArticleID]int{}}
	for i, g := range groups {
		h.groups = append(h.groups, slices.Clone(g))
		for _, id := range g {
			h.in[id] = i
		}
	}
	for _, k := range byTime(edits) {
		switch e := &edits[k]; e.Kind {
		case news.EditMerge:
			h.merge(e, k)
		case news.EditSplit:
			h.split(e, k)
		case news.EditPin:
			h.pin(e, k)
		}
	}
	return slices.DeleteFunc(h.groups, func(g []news.ArticleID) bool { return len(g) == 0 }), h.moved
}

// byTime are the places of edits, the earliest first.
func byTime(edits []news.EventEdit) []int {
	order := make([]int, len(edits))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return edits[a].At.Compare(edits[b].At) })
	return order
}

// hand is the state of ApplyEdits.
type hand struct {
	groups [][]news.ArticleID
	in     map[news.ArticleID]int // the group of each article
	like   func(a, b news.ArticleID) float64
	moved  map[news.ArticleID]int
}

// holder is the group that holds most of some articles; -1 when none is there.
func (h *hand) holder(ids []news.ArticleID) int {
	held := map[int]int{}
	best := -1
	for _, id := range ids {
		if g, known := h.in[id]; known {
			held[g]++
		}
	}
	for _, g := range slices.Sorted(maps.Keys(held)) {
		if best < 0 || held[g] > held[best] || held[g] == held[best] && slices.Min(h.groups[g]) < slices.Min(h.groups[best]) {
			best = g
		}
	}
	return best
}

// put takes an article into a group.
func (h *hand) put(id news.ArticleID, group, edit int) {
	old := h.in[id]
	if old == group {
		return
	}
	h.groups[old] = slices.DeleteFunc(h.groups[old], func(x news.ArticleID) bool { return x == id })
	h.groups[group] = append(h.groups[group], id)
	h.in[id] = group
	h.moved[id] = edit
}

func (h *hand) merge(e *news.EventEdit, k int) {
	from, into := h.holder(e.Articles), h.holder(e.Rest)
	if from < 0 || into < 0 || from == into {
		return
	}
	for _, id := range slices.Clone(h.groups[from]) {
		h.put(id, into, k)
	}
}

func (h *hand) pin(e *news.EventEdit, k int) {
	into := h.holder(e.Rest)
	for _, id := range e.Articles {
		if _, known := h.in[id]; known && into >= 0 {
			h.put(id, into, k)
		}
	}
}

// split takes those that leave out of every group in which others stay, and puts
// them into a group of their own.
func (h *hand) split(e *news.EventEdit, k int) {
	away := -1
	for g := range len(h.groups) {
		leave := only(h.groups[g], e.Articles)
		stay := only(h.groups[g], e.Rest)
		if len(leave) == 0 || len(stay) == 0 {
			continue
		}
		if away < 0 {
			away = len(h.groups)
			h.groups = append(h.groups, nil)
		}
		for _, id := range slices.Clone(h.groups[g]) {
			if slices.Contains(leave, id) || !slices.Contains(stay, id) && h.mean(id, leave) > h.mean(id, stay) {
				h.put(id, away, k)
			}
		}
	}
}

func only(ids, of []news.ArticleID) []news.ArticleID {
	return slices.DeleteFunc(slices.Clone(ids), func(id news.ArticleID) bool { return !slices.Contains(of, id) })
}

func (h *hand) mean(id news.ArticleID, others []news.ArticleID) float64 {
	sum := 0.0
	for _, o := range others {
		sum += h.like(id, o)
	}
	return sum / float64(len(others))
}

// edits are those that a Clusterer knows, by the articles that they name.
type edits struct {
	all []news.EventEdit
	of  map[news.ArticleID][]int
}

func (e *edits) add(x news.EventEdit) {
	for _, id := range slices.Concat(x.Articles, x.Rest) {
		e.of[id] = append(e.of[id], len(e.all))
	}
	e.all = append(e.all, x)
}

// Edit takes an editor's hand on events and returns what changed. Give a new
// Clusterer every edit before its first article: what comes out does not depend
// on when an edit comes, only on its own time.
func (c *Clusterer) Edit(all ...news.EventEdit) Change {
	s := newStep()
	for _, x := range all {
		c.edits.add(x)
		for _, n := range c.naming(&x) {
			s.dirty[n], s.fresh[n] = true, true
		}
	}
	return c.finish(s)
}

// Reedit makes an editor's hand these edits and no others, and returns what
// changed: what was taken back is as if it had never been.
func (c *Clusterer) Reedit(all []news.EventEdit) Change {
	s := newStep()
	was := c.edits.all
	c.edits = edits{of: map[news.ArticleID][]int{}}
	for _, x := range all {
		c.edits.add(x)
	}
	for _, x := range differing(was, all) {
		for _, n := range c.naming(&x) {
			s.dirty[n], s.fresh[n] = true, true
		}
	}
	return c.finish(s)
}

// differing are the edits that only one of two lists has.
func differing(a, b []news.EventEdit) []news.EventEdit {
	without := func(list, other []news.EventEdit) []news.EventEdit {
		return slices.DeleteFunc(slices.Clone(list), func(e news.EventEdit) bool {
			return slices.ContainsFunc(other, func(o news.EventEdit) bool { return o.N == e.N })
		})
	}
	return append(without(a, b), without(b, a)...)
}

// naming are the held articles that an edit names.
func (c *Clusterer) naming(x *news.EventEdit) []*node {
	var out []*node
	for _, id := range slices.Concat(x.Articles, x.Rest) {
		if n := c.nodes[id]; n != nil && !n.listing {
			out = append(out, n)
		}
	}
	return out
}

// edited applies what an editor did to the groups of a neighbourhood.
func (c *Clusterer) edited(nodes []*node, groups [][]*node) [][]*node {
	numbers := map[int]bool{}
	for _, n := range nodes {
		n.desk = nil
		for _, k := range c.edits.of[n.piece.ID] {
			numbers[k] = true
		}
	}
	if len(numbers) == 0 {
		return groups
	}
	var some []news.EventEdit
	for _, k := range slices.Sorted(maps.Keys(numbers)) {
		some = append(some, c.edits.all[k])
	}
	alone := map[news.ArticleID]bool{}
	for _, n := range nodes {
		alone[n.piece.ID] = true
	}
	ids := make([][]news.ArticleID, 0, len(groups))
	for _, g := range groups {
		if len(g) == 0 {
			continue
		}
		slices.SortFunc(g, byID)
		ids = append(ids, nil)
		for _, n := range g {
			ids[len(ids)-1] = append(ids[len(ids)-1], n.piece.ID)
			delete(alone, n.piece.ID)
		}
	}
	for _, id := range slices.Sorted(maps.Keys(alone)) {
		ids = append(ids, []news.ArticleID{id})
	}
	slices.SortFunc(ids, func(a, b []news.ArticleID) int { return cmp.Compare(a[0], b[0]) })
	found, moved := ApplyEdits(ids, some, func(a, b news.ArticleID) float64 { return c.nodes[a].likeness(c.nodes[b]) })
	for id, k := range moved {
		c.nodes[id].desk = &some[k]
	}
	out := make([][]*node, len(found))
	for i, g := range found {
		for _, id := range g {
			out[i] = append(out[i], c.nodes[id])
		}
	}
	return out
}

// retitled is the newest title that an editor gave to this event: the one that
// holds most of what it held then.
func (c *Clusterer) retitled(cl *cluster) string {
	var numbers []int
	for _, n := range cl.members {
		for _, k := range c.edits.of[n.piece.ID] {
			if c.edits.all[k].Kind == news.EditRetitle && !slices.Contains(numbers, k) {
				numbers = append(numbers, k)
			}
		}
	}
	title, best := "", -1
	for _, k := range numbers {
		e := &c.edits.all[k]
		here, there := 0, 0
		for _, id := range e.Articles {
			if n := c.nodes[id]; n != nil && n.event == cl {
				here++
			} else if n != nil {
				there++
			}
		}
		if here > there && (best < 0 || !e.At.Before(c.edits.all[best].At)) {
			title, best = e.Title, k
		}
	}
	return title
}

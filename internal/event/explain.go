package event

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"time"

	"cipherdesk/internal/news"
)

const (
	mostNearby = 3 // events that an explanation names, beside the one asked for
	mostLacks  = 6 // things in common that it names
)

// ExplainStored is [Clusterer.Explain] for events as they are stored. The articles
// are to be those of the events and enough others of the same weeks to tell what is
// rare.
func ExplainStored(events []news.Event, pieces []news.Piece, edits []news.EventEdit, id news.ArticleID, expected news.EventID) (news.Placement, bool) {
	c, _ := asStored(events, pieces)
	for _, e := range edits {
		c.edits.add(e)
	}
	return c.Explain(id, expected)
}

// Explain says in which event an article is and why, and for the nearest others,
// with the expected one among them, why it is not there. An empty expected event
// asks for the nearest only. It is false when the article is not held.
func (c *Clusterer) Explain(id news.ArticleID, expected news.EventID) (news.Placement, bool) {
	n := c.nodes[id]
	if n == nil {
		return news.Placement{}, false
	}
	p := news.Placement{Article: id, Why: c.standsAlone(n)}
	if n.event != nil {
		p.Event, p.Member = n.event.id, c.member(n)
	}
	shown := map[*cluster]bool{}
	if cl := c.events[expected]; cl != nil && cl != n.event {
		shown[cl] = true
	}
	for _, e := range n.near {
		if cl := e.to.event; cl != nil && cl != n.event && len(shown) < mostNearby {
			shown[cl] = true
		}
	}
	for cl := range maps.Keys(shown) {
		p.Near = append(p.Near, c.nearby(n, cl))
	}
	slices.SortFunc(p.Near, func(a, b news.Nearby) int {
		return cmp.Or(cmp.Compare(b.Score, a.Score), cmp.Compare(b.Likeness, a.Likeness), compare(a.Event, b.Event))
	})
	return p, true
}

// standsAlone is what keeps an article out of every event.
func (c *Clusterer) standsAlone(n *node) []string {
	switch {
	case n.event != nil:
		return nil
	case n.listing:
		return []string{"an index, tag or search page is a member of no event"}
	case len(n.near) == 0:
		return []string{"no other article of these weeks shares enough rare words, names, figures or links with it"}
	}
	return nil
}

// nearby says how close an article comes to an event, and what was missing.
func (c *Clusterer) nearby(n *node, cl *cluster) news.Nearby {
	title, _ := headline(cl.members)
	title = cmp.Or(c.retitled(cl), title)
	out := news.Nearby{Event: cl.id, Title: title, Needed: c.opts.Join}
	var best comparison
	sum, within, firm := 0.0, float64(len(cl.members)), float32(0)
	for _, m := range cl.members {
		x := weighUp(n, m, c.opts.Window)
		sum, firm = sum+float64(x.like), max(firm, x.firm)
		within += m.mean() * float64(len(cl.members)-1)
		if best.to == nil || x.like > best.like || x.like == best.like && x.near > best.near {
			best = x
		}
	}
	between := sum / float64(len(cl.members))
	if !n.field && !slices.ContainsFunc(cl.members, func(m *node) bool { return m.field }) {
		between *= fit(between, within, len(cl.members))
	}
	if between >= thinnest && best.like >= bond && !n.listing {
		out.Score = round(between * boostOf(within, len(cl.members)) * float64(firm))
	}
	out.Likeness, out.With = round(float64(best.like)), best.to.piece.ID
	out.Shared = c.compare(n, best.to)
	out.Missing = append(c.takenOut(n, cl), c.missing(n, best, out.Score)...)
	out.Lacks = c.lacks(n, cl)
	return out
}

// takenOut says when an editor split an article from an event's members.
func (c *Clusterer) takenOut(n *node, cl *cluster) []string {
	var out []string
	for _, k := range c.edits.of[n.piece.ID] {
		e := &c.edits.all[k]
		in := func(ids []news.ArticleID) bool {
			return slices.ContainsFunc(cl.members, func(m *node) bool { return slices.Contains(ids, m.piece.ID) })
		}
		if e.Kind == news.EditSplit && (slices.Contains(e.Articles, n.piece.ID) && in(e.Rest) || slices.Contains(e.Rest, n.piece.ID) && in(e.Articles)) {
			out = append(out, "taken out by an editor of this desk, "+byDesk(e))
		}
	}
	return out
}

// missing says in plain words what kept an article from the event of which the
// other side of the comparison is the nearest member.
func (c *Clusterer) missing(n *node, best comparison, score float64) []string {
	var out []string
	say := func(is bool, format string, args ...any) {
		if is {
			out = append(out, fmt.Sprintf(format, args...))
		}
	}
	known := n.span.known && best.to.span.known
	apart := n.span.apart(best.to.span)
	say(n.listing, "an index, tag or search page is a member of no event")
	say(!n.span.known, "the day of this article is not known")
	say(n.span.known && !known, "the day of the nearest member is not known")
	say(known && apart > c.opts.Window, "%s from the nearest member; an event reaches over %s at most", inDays(apart), inDays(c.opts.Window))
	say(known && apart > grace && apart <= c.opts.Window, "%s from the nearest member", inDays(apart))
	say(best.titles < 0.5, "parts of one series of %s: the titles begin alike", n.piece.OutletName)
	say(best.near > 0 && best.things == 0, "nothing rare in common with the nearest member")
	say(best.things > 0 && best.things < fewFirm, "hardly more than one thing in common with the nearest member")
	say(best.plain && best.firm < 1, "common words for the most part: few names, numbers or sources in common with the nearest member")
	say(best.like > 0 && best.firm < 1 && !n.field && !best.to.field, "neither it nor the nearest member names encryption or what belongs to it: two such articles need more names, numbers or rare words in common")
	say(best.like > 0 && best.like < bond, "less alike than %.2f, which ties two articles", bond)
	say(best.like >= bond && score == 0, "alike to one member, not to the event as a whole")
	say(score > 0 && score <= c.opts.Join, "close, but less than %.2f", c.opts.Join)
	say(score > c.opts.Join && n.event != nil, "closer to the event that it is in")
	return out
}

func inDays(d time.Duration) string {
	days := int(d.Round(24*time.Hour) / (24 * time.Hour))
	if days == 1 {
		return "1 day"
	}
	return fmt.Sprintf("%d days", days)
}

// lacks lists what at least half of an event's members say and n does not, the
// rarest first, in a member's words.
func (c *Clusterer) lacks(n *node, cl *cluster) []string {
	type thing struct {
		weight int64
		said   int
		words  string
	}
	things := map[term]*thing{}
	for _, m := range cl.members {
		for _, w := range m.vector {
			t := things[w.term]
			if t == nil {
				t = &thing{words: m.spell(w.term, m).Words}
				things[w.term] = t
			}
			t.weight += int64(w.weight)
			t.said++
		}
	}
	for _, s := range n.said {
		delete(things, s.term)
	}
	all := slices.DeleteFunc(slices.Collect(maps.Values(things)), func(t *thing) bool {
		return t.words == "" || t.said < 2 || 2*t.said < len(cl.members)
	})
	slices.SortFunc(all, func(a, b *thing) int {
		return cmp.Or(cmp.Compare(b.weight, a.weight), cmp.Compare(a.words, b.words))
	})
	var out []string
	for _, t := range all[:min(len(all), mostLacks)] {
		if !slices.Contains(out, t.words) {
			out = append(out, t.words)
		}
	}
	return out
}

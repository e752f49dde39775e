package event

import (
	"cmp"
	"math"
	"slices"
	"time"
	"unicode/utf8"

	"cipherdesk/internal/news"
)

// describe says all that pages need to know about an event.
func (c *Clusterer) describe(cl *cluster) news.Event {
	members := cl.members
	e := news.Event{ID: cl.id, Version: Version}
	outlets := map[news.OutletID]bool{}
	for _, n := range members {
		e.Members = append(e.Members, c.member(n))
		outlets[n.piece.Article.Outlet] = true
	}
	e.Started = started(members)
	e.Outlets = len(outlets)
	e.Origins, e.OriginsWhy = origins(cl)
	e.FirstReport = firstReport(cl)
	e.Title, e.TitleBy = headline(members)
	if title := c.retitled(cl); title != "" {
		e.Title, e.TitleBy = title, byEditor
	}
	e.Fullest = fullest(members)
	e.Traits = c.traits(cl)
	return e
}

// member is a node's place in its event.
func (c *Clusterer) member(n *node) news.Member {
	return news.Member{Article: n.piece.ID, Score: round(n.mean()), Why: c.reasons(n, n.event)}
}

// fullest is the member with the longest text: a translator's or copier's only when
// there is no other, and of two as long the earlier.
func fullest(members []*node) news.ArticleID {
	return slices.MinFunc(members, func(a, b *node) int {
		return cmp.Or(cmp.Compare(toInt(a.piece.DerivativeOf != ""), toInt(b.piece.DerivativeOf != "")),
			cmp.Compare(b.length, a.length), bySeen(a, b))
	}).piece.ID
}

func bySeen(a, b *node) int {
	return cmp.Or(a.piece.FirstSeen.Compare(b.piece.FirstSeen), byID(a, b))
}

// started is the first day that a member is known to be from; a month or a year
// stands in only when no member is known better.
func started(members []*node) time.Time {
	first := func(fits func(days) bool) (at time.Time) {
		for _, n := range members {
			if d := n.span; fits(d) && (at.IsZero() || d.from.Before(at)) {
				at = d.from
			}
		}
		return at
	}
	for _, fits := range []func(days) bool{
		func(d days) bool { return d.known && d.from.Equal(d.to) },
		func(d days) bool { return d.known },
	} {
		if at := first(fits); !at.IsZero() {
			return at
		}
	}
	return first(func(days) bool { return true })
}

// mean is how alike a member is to the others of its event, on average.
func (n *node) mean() float64 {
	sum := 0.0
	for _, e := range n.near {
		if e.to.event == n.event {
			sum += float64(e.like)
		}
	}
	return sum / float64(max(len(n.event.members)-1, 1))
}

func round(f float64) float64 { return math.Round(f*1000) / 1000 }

// headline is that of the member nearest to all others, in the language that
// most members share; a translator's or copier's, a cut or a one-word one only
// when nothing else is there.
func headline(members []*node) (title, by string) {
	languages := map[string]int{}
	for _, n := range members {
		languages[language(&n.piece)]++
	}
	best, bestScore := members[0], math.Inf(-1)
	for _, n := range members {
		score := n.mean() + 0.5*float64(languages[language(&n.piece)])/float64(len(members))
		if n.piece.DerivativeOf != "" || n.piece.Title == "" {
			score--
		}
		if length := utf8.RuneCountInString(n.piece.Title); length < 20 || length > 140 {
			score -= 0.3
		}
		if score > bestScore {
			best, bestScore = n, score
		}
	}
	return best.piece.Title, string(best.piece.Article.Outlet)
}

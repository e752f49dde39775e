package event

import (
	"math"
	"slices"
	"time"
)

const (
	inYear    = 0.6  // of the likeness, when only a year is known of one
	undated   = 0.2  // when nothing is known of one
	inFigure  = 3    // figures in common that make up for an unknown day
	followUp  = 0.7  // of two articles of one outlet: the second is often the next step
	sameRun   = 0.9  // of two articles with one text
	fewFirm   = 1.5  // things in common on which a pair stands firm
	mostPlain = 0.65 // of the evidence: more is words only
	fewPrefix = 3    // words with which two titles of one outlet begin: parts of one series
)

// Of pairs outside of the field.
const (
	enough   = 0.83 // distinct things, by the root of the likeness, on which a pair stands firm
	aNumber  = 1.3  // what one counts, a name being 1
	aWord    = 0.45
	untitled = 0.6 // what is left of things that the headlines do not share
)

// likeness is the edge from a to b: how much the two look like reports of one
// event.
func likeness(a, b *node, window time.Duration) edge { return weighUp(a, b, window).edge }

// comparison is a likeness with what it is made of.
type comparison struct {
	edge
	near   float64 // what the days between leave of it, 0 to 1
	things float64 // on how many things in common it rests
	plain  bool    // it rests on common words
	titles float64 // what two titles of one outlet leave of it, 0 to 1
}

func weighUp(a, b *node, window time.Duration) comparison {
	c := comparison{edge: edge{to: b}, near: nearness(a.span, b.span, window), titles: 1}
	if c.near == 0 {
		return c
	}
	same := slices.Contains(a.same, b)
	if c.near == undated && (same || inCommon(a.figures, b.figures) >= inFigure) {
		c.near = 1
	}
	shared := weighUpTerms(a.vector, b.vector)
	like := shared.like * c.near
	firm := min(1, shared.things/fewFirm)
	if !a.field && !b.field {
		firm = elsewhere(a, b, like*c.near)
		like *= math.Sqrt(firm)
	}
	if sameOutlet(a, b) {
		c.titles = unlikeTitles(a, b)
		like *= followUp * c.titles
	}
	if same {
		like, firm = max(like, sameRun*c.near), 1
	}
	c.things, c.plain, c.like, c.firm = shared.things, shared.plain > mostPlain, float32(min(like, 1)), float32(firm)
	return c
}

// elsewhere is how far a pair can be relied on of which neither is of the field, 0 to
// 1. There any two reports of a week share a name, a place or a subject that others
// have too: it takes several things that few others say, numbers and names before
// words, and some of them in both headlines.
func elsewhere(a, b *node, like float64) float64 {
	distinct, titled, all := 0.0, int64(0), int64(0)
	both(a.vector, b.vector, func(x, y *weighted, product int64) {
		rare := float64(x.rare) / wholly
		switch k := x.term.kind(); {
		case k == isFigure || k == isCount:
			rare *= aNumber
		case k == isWord && (x.lower || y.lower):
			rare *= aWord
		}
		distinct, all = distinct+rare, all+product
		if x.title && y.title {
			titled += product
		}
	})
	if all == 0 {
		return 0
	}
	heard := untitled + (1-untitled)*float64(titled)/float64(all)
	return min(1, distinct*heard*math.Sqrt(like)/enough)
}

func sameOutlet(a, b *node) bool {
	return a.piece.Article.Outlet != "" && a.piece.Article.Outlet == b.piece.Article.Outlet
}

// unlikeTitles is how little of two titles of one outlet is the name of a
// series, 0 to 1: "Race-by-race preview for Tamworth" and "… for Newcastle" are
// parts of a series, and so are two titles that differ by numbers and days only.
func unlikeTitles(a, b *node) float64 {
	if a.serial != 0 && a.serial == b.serial {
		return 0
	}
	n, shorter := 0, min(len(a.title.words), len(b.title.words))
	for n < shorter && a.title.words[n] == b.title.words[n] {
		n++
	}
	if n < fewPrefix && (a.lead == 0 || n < a.lead) {
		return 1
	}
	rest := 1 - float64(n)/float64(max(shorter, 1))
	return rest * rest
}

// Steps of one storyline share their words but not their days: likeness is
// whole within a day and a half, and halves with each two and a half after it.
const (
	grace    = 36 * time.Hour
	halfLife = 60 * time.Hour
)

// nearness is 1 for the same days and falls towards 0 at the window's end.
func nearness(a, b days, window time.Duration) float64 {
	if !a.known || !b.known {
		if a.known && a.from.After(b.to.Add(grace)) || b.known && b.from.After(a.to.Add(grace)) {
			return 0 // seen before it can have happened
		}
		return undated
	}
	apart := a.apart(b)
	switch {
	case apart > window:
		return 0
	case a.vague || b.vague:
		return inYear
	case apart <= grace:
		return 1
	}
	return math.Exp2(-float64(apart-grace) / float64(halfLife))
}

// inCommon is how many figures two sorted lists share.
func inCommon(a, b []figure) int {
	n := 0
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch {
		case a[i].term < b[j].term:
			i++
		case a[i].term > b[j].term:
			j++
		default:
			n++
			i++
			j++
		}
	}
	return n
}

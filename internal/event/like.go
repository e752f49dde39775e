package event

import (
	"math"
	"slices"
	"time"
)

const (
	inYear   = 0.6 // of the likeness, when only a year is known of one
	undated  = 0.2 // when nothing is known of one
	inFigure = 3   // figures in common that make up for an unknown day
	followUp = 0.7 // of two articles of one outlet: the second is often the next step
	sameRun  = 0.9 // of two articles with one text
)

// likeness says how much two articles look like reports of one event, 0 to 1.
func likeness(a, b *node, window time.Duration) float64 {
	near := nearness(a.span, b.span, window)
	if near == 0 {
		return 0
	}
	same := slices.Contains(a.same, b)
	if near == undated && (same || inCommon(a.figures, b.figures) >= inFigure) {
		near = 1
	}
	like := cosine(a.vector, b.vector) * near
	if sameOutlet(a, b) {
		if a.serial != 0 && a.serial == b.serial {
			return 0
		}
		like *= followUp
	}
	if same {
		like = max(like, sameRun*near)
	}
	return min(like, 1)
}

func sameOutlet(a, b *node) bool {
	return a.piece.Article.Outlet != "" && a.piece.Article.Outlet == b.piece.Article.Outlet
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

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
	shortText = 600  // bytes: less is a headline with a summary
	ofField   = 0.25 // of the evidence: enough that two articles write of one field
	fewShort  = 2.5  // fewFirm of short texts outside of the field
	mostPlain = 0.65 // of the evidence: more is words only
	greatLike = 0.25
	plainFirm = 0.4
	fewPrefix = 3 // words with which two titles of one outlet begin: parts of one series
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
	firm := shared.firmness(like, min(a.length, b.length))
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

// firmness is how far a likeness can be relied on, 0 to 1, when the shorter text has
// so many bytes. Where
// there is little text and nothing of the field in common, any two reports of a day
// share a few words: it takes more of them, and names or numbers among them, unless
// the likeness is great.
func (e evidence) firmness(like float64, length int) float64 {
	if length >= shortText {
		return min(1, e.things/fewFirm)
	}
	few := fewFirm
	if e.field < ofField {
		few = fewShort
	}
	firm := min(1, e.things/few)
	if e.plain > mostPlain && like < greatLike {
		firm *= plainFirm
	}
	return firm
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

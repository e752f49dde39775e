package ledger

import (
	"math"
	"strconv"
	"strings"

	"cipherdesk/internal/news"
)

// interval is what a figure can mean, both ends included. An end that nobody
// states is infinite.
type interval struct{ least, most float64 }

// meets reports whether both can be true.
func (a interval) meets(b interval) bool { return a.least <= b.most && b.least <= a.most }

// meaning is the interval of a figure: a rounded number stands for all that
// round to it, "about" for a tenth on either side, "more than" for all above.
func meaning(f news.Figure) interval {
	v := *f.Value
	round := rounding(v)
	exact := interval{v - round, v + round}
	switch f.Bound {
	case news.BoundAbout:
		return interval{v * 0.9, v * 1.1}
	case news.BoundMoreThan, news.BoundAtLeast:
		return interval{exact.least, math.Inf(1)}
	case news.BoundLessThan, news.BoundAtMost, news.BoundUpTo:
		return interval{math.Inf(-1), exact.most}
	case news.BoundAlmost:
		return interval{v * 0.9, exact.most}
	}
	if f.ValueMax != nil {
		return interval{exact.least, *f.ValueMax + rounding(*f.ValueMax)}
	}
	return exact
}

// rounding is half of the last digit that a number states, where it ends in
// noughts: 16.8 million is rounded to a hundred thousand. Numbers below a
// thousand are counted, not rounded.
func rounding(v float64) float64 {
	if math.Abs(v) < 1000 || v != math.Trunc(v) {
		return 0
	}
	digits := strconv.FormatFloat(math.Abs(v), 'f', -1, 64)
	noughts := len(digits) - len(strings.TrimRight(digits, "0"))
	if noughts < 3 {
		return 0
	}
	return math.Pow(10, float64(noughts)) / 2
}

// relation is how two values of one unit stand to each other.
type relation int

const (
	apart  relation = iota
	near            // cannot both be true, and are so close that they may be meant to be one number
	agrees          // can both be true
	equal
)

// reach is how far two values of one quantity lie apart at most.
const reach = 1.12

func relate(a, b news.Figure) relation {
	x, y := *a.Value, *b.Value
	switch {
	case x == y:
		if meaning(a).meets(meaning(b)) {
			return equal
		}
		return near // "more than 100" and "fewer than 100"
	case x == 0 || y == 0 || (x < 0) != (y < 0):
		return apart
	}
	ratio := math.Max(x/y, y/x)
	compatible := meaning(a).meets(meaning(b))
	switch {
	case compatible && (ratio <= reach || bounded(a) != bounded(b) && ratio <= 1.5):
		return agrees
	case ratio <= reach || a.Unit == "percent" && math.Abs(x-y) <= 2:
		return near
	}
	return apart
}

// bounded reports a figure that gives a limit and not a value.
func bounded(f news.Figure) bool {
	switch f.Bound {
	case news.BoundMoreThan, news.BoundAtLeast, news.BoundLessThan, news.BoundAtMost, news.BoundUpTo:
		return true
	}
	return false
}

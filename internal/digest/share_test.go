package digest

import (
	"testing"

	"cipherdesk/internal/news"
)

func TestSharesAndMultiplesAreWorded(t *testing.T) {
	for _, c := range []struct {
		value float64
		unit  string
		bound news.Bound
		want  string
	}{
		{.5, "fraction", news.BoundAlmost, "almost half"}, {1. / 3, "fraction", news.BoundExact, "a third"}, {2. / 3, "fraction", "", "two thirds"},
		{.9, "fraction", "", "9 in 10"}, {.025, "fraction", "", "1 in 40"}, {.125, "fraction", "", "1 in 8"}, {3, "times", news.BoundMoreThan, "more than 3 times"},
	} {
		f := news.Figure{Value: &c.value, Unit: c.unit, Bound: c.bound}
		if got := FigureValue(f); got != c.want || FigureWhat(f) != "" {
			t.Errorf("%v %s: %q %q, want %q", c.value, c.unit, got, FigureWhat(f), c.want)
		}
	}
}

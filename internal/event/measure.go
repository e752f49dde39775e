package event

import (
	"math/rand/v2"
	"slices"
)

// Placed is one article in two divisions: the event it was found in and the one
// it belongs to. Empty means that it stands alone.
type Placed struct{ Found, Gold string }

// Score is a precision, a recall and their harmonic mean, 0 to 1, with the 95 %
// interval of the mean.
type Score struct{ Precision, Recall, F1, Low, High float64 }

// Agreement says how well found events are the labelled ones. B3 is the mean
// over articles of how pure and how complete each one's event is; Pairs counts
// the pairs of articles put together. The intervals come of drawing labelled
// events anew, not articles: articles of one event are right or wrong together.
type Agreement struct {
	Items     int
	B3, Pairs Score
}

// tally is what one article adds to the sums.
type tally struct{ pure, complete, together, found, gold float64 }

// Measure compares found and labelled events, or groups of any other kind:
// copies are measured by Pairs. The interval is drawn from that many rounds;
// the same input gives the same interval.
func Measure(items []Placed, rounds int) Agreement {
	tallies, byEvent := tallies(items)
	all := make([]int, len(byEvent))
	for i := range all {
		all[i] = i
	}
	a := Agreement{Items: len(items)}
	a.B3, a.Pairs = scores(tallies, byEvent, all)
	rng := rand.New(rand.NewPCG(1, 2))
	var b3, pairs []float64
	for range rounds {
		for i := range all {
			all[i] = rng.IntN(len(byEvent))
		}
		b, p := scores(tallies, byEvent, all)
		b3, pairs = append(b3, b.F1), append(pairs, p.F1)
	}
	a.B3.Low, a.B3.High = interval(b3)
	a.Pairs.Low, a.Pairs.High = interval(pairs)
	return a
}

func interval(values []float64) (low, high float64) {
	if len(values) == 0 {
		return 0, 1
	}
	slices.Sort(values)
	return values[len(values)/40], values[len(values)-1-len(values)/40]
}

// tallies also lists the articles of each labelled event, in order of first
// appearance.
func tallies(items []Placed) ([]tally, [][]int) {
	inFound, inGold, inBoth := map[string]float64{}, map[string]float64{}, map[Placed]float64{}
	for _, it := range items {
		inFound[it.Found]++
		inGold[it.Gold]++
		inBoth[it]++
	}
	out := make([]tally, len(items))
	var byEvent [][]int
	at := map[string]int{}
	for i, it := range items {
		found, gold, both := 1.0, 1.0, 1.0
		if it.Found != "" {
			found = inFound[it.Found]
		}
		if it.Gold != "" {
			gold = inGold[it.Gold]
		}
		if it.Found != "" && it.Gold != "" {
			both = inBoth[it]
		}
		out[i] = tally{both / found, both / gold, both - 1, found - 1, gold - 1}
		k, known := at[it.Gold]
		if !known || it.Gold == "" {
			k = len(byEvent)
			at[it.Gold] = k
			byEvent = append(byEvent, nil)
		}
		byEvent[k] = append(byEvent[k], i)
	}
	return out, byEvent
}

// scores of the articles of some events, each as often as it is drawn.
func scores(tallies []tally, byEvent [][]int, drawn []int) (b3, pairs Score) {
	var sum tally
	n := 0.0
	for _, e := range drawn {
		for _, i := range byEvent[e] {
			t := tallies[i]
			n++
			sum.pure += t.pure
			sum.complete += t.complete
			sum.together += t.together
			sum.found += t.found
			sum.gold += t.gold
		}
	}
	return score(sum.pure, n, sum.complete, n), score(sum.together, sum.found, sum.together, sum.gold)
}

// score of right answers among those given and among those asked for; without
// any given or asked for nothing is wrong.
func score(right, given, had, asked float64) Score {
	s := Score{Precision: 1, Recall: 1}
	if given > 0 {
		s.Precision = right / given
	}
	if asked > 0 {
		s.Recall = had / asked
	}
	if s.Precision+s.Recall > 0 {
		s.F1 = 2 * s.Precision * s.Recall / (s.Precision + s.Recall)
	}
	return s
}

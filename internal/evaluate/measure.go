package evaluate

import (
	"math/rand/v2"
	"slices"
	"strings"
)

// Counts are the outcomes of one task: found and right, found and wrong, not
// found.
type Counts struct{ Hit, Wrong, Missed int }

func (c *Counts) add(o Counts) { c.Hit += o.Hit; c.Wrong += o.Wrong; c.Missed += o.Missed }

// Precision is the share of what was found that is right; 0 of nothing.
func (c Counts) Precision() float64 { return ratio(c.Hit, c.Hit+c.Wrong) }

// Recall is the share of what is there that was found; 0 of nothing.
func (c Counts) Recall() float64 { return ratio(c.Hit, c.Hit+c.Missed) }

// F1 is the harmonic mean of precision and recall.
func (c Counts) F1() float64 { return ratio(2*c.Hit, 2*c.Hit+c.Wrong+c.Missed) }

func ratio(a, b int) float64 {
	if b == 0 {
		return 0
	}
	return float64(a) / float64(b)
}

// Measure is one line of the table.
type Measure struct {
	Task  string
	Share bool // a plain share: Recall is what counts, nothing can be wrong
	N     int  // labelled instances
	Counts
	Value     float64 // F1, a share, or a mean of F1s
	Low, High float64 // 95 % bootstrap interval of Value, resampled by event
}

// Fewest is how many labelled instances a tag needs to be claimed.
const Fewest = 5

const (
	resamples = 1000
	seed      = 1
	macroLaw  = "law tags, macro-F1"
)

// tally holds the counts of every task by group of cases.
type tally struct {
	groups map[string]map[string]Counts
	shares map[string]bool
}

func newTally() *tally {
	return &tally{groups: map[string]map[string]Counts{}, shares: map[string]bool{}}
}

func (t *tally) count(group, task string, c Counts) {
	g := t.groups[group]
	if g == nil {
		g = map[string]Counts{}
		t.groups[group] = g
	}
	sum := g[task]
	sum.add(c)
	g[task] = sum
}

// share counts one instance of a task that is only right or not.
func (t *tally) share(group, task string, right bool) {
	t.shares[task] = true
	if right {
		t.count(group, task, Counts{Hit: 1})
	} else {
		t.count(group, task, Counts{Missed: 1})
	}
}

// measures computes the table. Groups, not cases, are drawn again: twenty
// copies of one story are one observation.
func (t *tally) measures() []Measure {
	names := make([]string, 0, len(t.groups))
	for g := range t.groups {
		names = append(names, g)
	}
	slices.Sort(names)
	whole := t.values(names)
	draws := map[string][]float64{}
	random := rand.New(rand.NewPCG(seed, seed)) // the same table for the same labels
	sample := make([]string, len(names))
	for range resamples {
		for i := range sample {
			sample[i] = names[random.IntN(len(names))]
		}
		for _, m := range t.values(sample) {
			if m.N+m.Wrong > 0 {
				draws[m.Task] = append(draws[m.Task], m.Value)
			}
		}
	}
	for i := range whole {
		whole[i].Low, whole[i].High = interval(draws[whole[i].Task])
	}
	return whole
}

// interval is the middle 95 % of draws.
func interval(draws []float64) (low, high float64) {
	if len(draws) == 0 {
		return 0, 0
	}
	slices.Sort(draws)
	at := func(q float64) float64 { return draws[min(int(q*float64(len(draws))), len(draws)-1)] }
	return at(.025), at(.975)
}

// values are the measures of one drawing of groups, by task.
func (t *tally) values(groups []string) []Measure {
	sums := map[string]Counts{}
	for _, g := range groups {
		for task, c := range t.groups[g] {
			sum := sums[task]
			sum.add(c)
			sums[task] = sum
		}
	}
	var out []Measure
	macro, laws := 0.0, 0
	for task, c := range sums {
		m := Measure{Task: task, Share: t.shares[task], Counts: c, N: c.Hit + c.Missed, Value: c.F1()}
		if m.Share {
			m.Value = c.Recall()
		}
		out = append(out, m)
		if strings.HasPrefix(task, "law/") && m.N >= Fewest {
			macro, laws = macro+m.Value, laws+1
		}
	}
	if laws > 0 {
		out = append(out, Measure{Task: macroLaw, N: laws, Value: macro / float64(laws)})
	}
	slices.SortFunc(out, func(a, b Measure) int { return strings.Compare(a.Task, b.Task) })
	return out
}

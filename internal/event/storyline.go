package event

import (
	"cmp"
	"math"
	"slices"
	"time"

	"cipherdesk/internal/news"
)

const (
	mostTraits = 32
	lawTrait   = 8.0 // a law says more about a storyline than about one of its days
	// oneLine is the likeness from which two groups of events are one storyline.
	oneLine = 0.17
	// oneLaw is what a law in common adds to the likeness of two events.
	oneLaw = 0.15
	// links is how many pairs of events hold two groups together: one could be odd,
	// and in a long storyline the first step has little in common with the last.
	links = 3
	// memoryOf is the time after which an event reminds half as much of another.
	memoryOf = 600 * 24 * time.Hour
	// fewAnchors is how many names or laws two events of one storyline share.
	fewAnchors = 2
	// A name that one in spreadShare of the events has, at least fewSpread of them, is
	// the country's or the field's: no anchor.
	spreadShare = 2
	fewSpread   = 5
	// mostEvents bounds what one trait compares: what every event has links none.
	mostEvents = 400
)

// traits are what an event is told by among others: names, laws, addresses and
// words that its members say, without days and numbers, which are of one step.
func (c *Clusterer) traits(cl *cluster) []news.Trait {
	type sum struct {
		much  float64
		first wording
		said  int
		lower bool
	}
	sums := map[term]*sum{}
	for _, n := range cl.members {
		for i, s := range n.said {
			if k := s.term.kind(); k == isDay || k == isFigure || k == isCount || s.own {
				continue
			}
			x := sums[s.term]
			if x == nil {
				x = &sum{first: n.spoken[i]}
				sums[s.term] = x
			}
			x.much += float64(s.much)
			x.said++
			x.first.name = x.first.name || n.spoken[i].name
			x.lower = x.lower || s.lower
		}
	}
	var out []news.Trait
	for t, x := range sums {
		x.first.name = x.first.name && !x.lower // "the police" is nobody's name, though "Norland Police" is
		weight := x.much / float64(len(cl.members)) * c.corpus.rarity(t)
		if t.kind() == isLaw {
			if 3*x.said < len(cl.members) {
				continue // mentioned by few: not what the event is about
			}
			weight *= lawTrait
		}
		if weight > 0 && x.first.text != "" {
			out = append(out, news.Trait{Key: uint64(t), Kind: x.first.kind(t), Words: x.first.text, Weight: weight})
		}
	}
	slices.SortFunc(out, func(a, b news.Trait) int { return cmp.Or(cmp.Compare(b.Weight, a.Weight), cmp.Compare(a.Key, b.Key)) })
	out = out[:min(len(out), mostTraits)]
	length := 0.0
	for _, t := range out {
		length += t.Weight * t.Weight
	}
	for i := range out {
		out[i].Weight = round(out[i].Weight / math.Sqrt(length))
	}
	return out
}

// Storylines joins events that are steps of one thing: they share names or laws
// again and again, though not their days. Every event is in one storyline at
// most; events that stand alone are in none. The order of the input does not
// matter; storylines come oldest first, and so do their events.
func Storylines(events []news.Event) []news.Storyline {
	events = slices.Clone(events)
	slices.SortFunc(events, earlier)
	g := linesOf(events)
	g.join()
	var out []news.Storyline
	for _, members := range g.groups {
		slices.Sort(members)
		out = append(out, g.tell(members)...)
	}
	slices.SortFunc(out, func(a, b news.Storyline) int {
		return cmp.Or(a.Started.Compare(b.Started), compare(a.Events[0], b.Events[0]))
	})
	return out
}

func earlier(a, b news.Event) int { return cmp.Or(a.Started.Compare(b.Started), compare(a.ID, b.ID)) }

// lineage is the state of Storylines: groups of places in events.
type lineage struct {
	events []news.Event
	groups [][]int
	spread map[uint64]bool      // traits of so many events that they tell none apart
	like   map[[2]int][]float64 // between groups, of their most alike pairs; the smaller number first
}

// linesOf compares the events that share a trait.
func linesOf(events []news.Event) *lineage {
	g := &lineage{events: events, groups: make([][]int, len(events)), spread: map[uint64]bool{}, like: map[[2]int][]float64{}}
	with := map[uint64][]int{}
	for i, e := range events {
		g.groups[i] = []int{i}
		for _, t := range e.Traits {
			with[t.Key] = append(with[t.Key], i)
		}
	}
	for key, list := range with {
		g.spread[key] = len(list) >= fewSpread && spreadShare*len(list) > len(events)
	}
	for _, list := range with {
		for k, j := range list[:min(len(list), mostEvents)] {
			for _, i := range list[:k] {
				at := [2]int{i, j}
				if _, known := g.like[at]; !known {
					g.like[at] = []float64{g.stepLikeness(events[i], events[j])}
				}
			}
		}
	}
	return g
}

// stepLikeness is how much two events look like steps of one storyline.
func (g *lineage) stepLikeness(a, b news.Event) float64 {
	like, anchors, law := 0.0, 0, 0.0
	sharedTraits(a, b, func(x, y news.Trait) {
		like += x.Weight * y.Weight
		switch x.Kind {
		case "document":
			anchors, law = anchors+fewAnchors, oneLaw
		case "link", "quote":
			anchors += fewAnchors
		case "name":
			if !g.spread[x.Key] {
				anchors++
			}
		}
	})
	if anchors < fewAnchors {
		return 0
	}
	return (like + law) * math.Exp2(-float64(b.Started.Sub(a.Started).Abs())/float64(memoryOf))
}

func sharedTraits(a, b news.Event, f func(x, y news.Trait)) {
	for _, x := range a.Traits {
		if i := slices.IndexFunc(b.Traits, func(y news.Trait) bool { return y.Key == x.Key }); i >= 0 {
			f(x, b.Traits[i])
		}
	}
}

// join merges the two most alike groups until none are alike enough.
func (g *lineage) join() {
	for {
		best, at := oneLine, [2]int{-1, -1}
		for pair, top := range g.like {
			mean := g.mean(pair, top)
			if mean > best || mean == best && at[0] >= 0 && slices.Compare(pair[:], at[:]) < 0 {
				best, at = mean, pair
			}
		}
		if at[0] < 0 {
			return
		}
		g.merge(at[0], at[1])
	}
}

// mean is how alike two groups are by their most alike pairs.
func (g *lineage) mean(pair [2]int, top []float64) float64 {
	sum := 0.0
	for _, like := range top {
		sum += like
	}
	return sum / float64(min(links, len(g.groups[pair[0]])*len(g.groups[pair[1]])))
}

// merge takes group j into i, i being before j.
func (g *lineage) merge(i, j int) {
	g.groups[i] = append(g.groups[i], g.groups[j]...)
	g.groups[j] = nil
	delete(g.like, [2]int{i, j})
	for pair, top := range g.like {
		k := pair[0]
		if k == j {
			k = pair[1]
		} else if pair[1] != j {
			continue
		}
		delete(g.like, pair)
		to := [2]int{min(i, k), max(i, k)}
		all := slices.Concat(g.like[to], top)
		slices.SortFunc(all, func(a, b float64) int { return cmp.Compare(b, a) })
		g.like[to] = all[:min(len(all), links)]
	}
}

// tell describes the storylines of a group, with what joins each event to an
// earlier one. An event that nothing joins to one begins a line of its own.
func (g *lineage) tell(members []int) []news.Storyline {
	var lines []news.Storyline
	line := make([]int, len(members)) // by member
	for n, j := range members {
		from, best := -1, 0.0
		for k, i := range members[:n] {
			if like := g.stepLikeness(g.events[i], g.events[j]); like > 0 && like >= best {
				from, best = k, like
			}
		}
		if from < 0 {
			line[n] = len(lines)
			lines = append(lines, news.Storyline{Started: g.events[j].Started, Events: []news.EventID{g.events[j].ID}})
			continue
		}
		line[n] = line[from]
		s := &lines[line[n]]
		s.Events = append(s.Events, g.events[j].ID)
		s.Steps = append(s.Steps, g.step(members[from], j, best))
	}
	return slices.DeleteFunc(lines, func(s news.Storyline) bool { return len(s.Steps) == 0 })
}

const mostShared = 5 // reasons of one step

func (g *lineage) step(i, j int, like float64) news.Step {
	a, b := g.events[i], g.events[j]
	step := news.Step{From: a.ID, To: b.ID, Score: round(like)}
	var all []news.Trait
	sharedTraits(a, b, func(x, y news.Trait) {
		y.Weight *= x.Weight
		all = append(all, y)
	})
	slices.SortStableFunc(all, func(x, y news.Trait) int { return cmp.Compare(y.Weight, x.Weight) })
	for _, t := range all[:min(len(all), mostShared)] {
		step.Why = append(step.Why, news.Reason{Kind: t.Kind, Words: t.Words})
	}
	return step
}

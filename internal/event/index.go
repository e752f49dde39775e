package event

import (
	"cmp"
	"slices"
	"time"
)

// cell is where the articles of one term and one stretch of time are listed, so
// that what lies outside the window costs nothing.
type cell struct {
	term    term
	stretch int32
}

// sometime is the stretch of articles of which no day is known.
const sometime = int32(-1 << 31)

// posting is an article, by its seat, with the weight that the cell's term has in
// it.
type posting struct{ seat, weight int32 }

// index finds neighbours through the terms that they share. Every article that it
// holds has a seat, so that a search adds up in a few pages of memory.
type index struct {
	window time.Duration
	cells  map[cell][]posting
	held   map[int32]int // articles in each stretch
	seats  []*node       // nil where nobody sits
	free   []int32       // those seats
	sums   []int64       // of each seat; zero between searches
	// scratch of candidates
	touched []int32 // seats with a sum
	found   []*node
}

func newIndex(window time.Duration) index {
	return index{window: window, cells: map[cell][]posting{}, held: map[int32]int{}}
}

// clear takes every article out.
func (x *index) clear() { *x = newIndex(x.window) }

// seat gives an article a place of its own.
func (x *index) seat(n *node) {
	if last := len(x.free) - 1; last >= 0 {
		n.seat, x.free = x.free[last], x.free[:last]
		x.seats[n.seat] = n
		return
	}
	n.seat = int32(len(x.seats))
	x.seats, x.sums = append(x.seats, n), append(x.sums, 0)
}

const (
	// edgeFloor is the likeness below which two articles are not remembered as
	// neighbours at all.
	edgeFloor = 0.03
	floorSum  = 3 * unit * unit / 100
	// mostNear bounds the neighbours of one article.
	mostNear = 96
	// mostCompared bounds the articles that one search compares in full.
	mostCompared = 128
	// mostVisited bounds the postings that one search follows, rarest terms
	// first: a word that everything shares says nothing about an event, and
	// following it would make one new article as dear as the corpus is large.
	mostVisited = 6000
)

func (x *index) stretch(t time.Time) int32 { return int32(t.Unix() / int64(x.window.Seconds())) }

func (x *index) home(n *node) int32 {
	if !n.span.known || n.span.vague {
		return sometime
	}
	return x.stretch(n.span.from)
}

// link finds the neighbours of n and enters n.
func (x *index) link(n *node) {
	for _, other := range x.candidates(n) {
		x.meet(n, other)
	}
	for _, other := range n.same {
		if other.linked && n.likeness(other) == 0 {
			x.meet(n, other)
		}
	}
	n.linked = true
	x.seat(n)
	home := x.home(n)
	x.held[home]++
	for _, w := range n.vector {
		c := cell{w.term, home}
		x.cells[c] = append(x.cells[c], posting{n.seat, w.weight})
	}
}

// meet makes two articles neighbours, when both have room for such a likeness.
func (x *index) meet(n, other *node) {
	e := likeness(n, other, x.window)
	back := edge{n, e.like, e.firm}
	if e.like >= edgeFloor && n.admits(e) && other.admits(back) {
		n.enter(e)
		other.enter(back)
	}
}

func moreAlike(a, b edge) int { return cmp.Or(cmp.Compare(b.like, a.like), byID(a.to, b.to)) }

func (n *node) admits(e edge) bool {
	return len(n.near) < mostNear || moreAlike(e, n.near[mostNear-1]) < 0
}

// enter keeps a neighbour in its place; past mostNear the least alike is
// dropped on both sides.
func (n *node) enter(e edge) {
	at, _ := slices.BinarySearchFunc(n.near, e, moreAlike)
	n.near = slices.Insert(n.near, at, e)
	if len(n.near) > mostNear {
		last := n.near[mostNear].to
		n.near = n.near[:mostNear]
		last.drop(n)
	}
}

func (x *index) remove(n *node) {
	if !n.linked {
		return
	}
	n.linked = false
	x.seats[n.seat] = nil
	x.free = append(x.free, n.seat)
	home := x.home(n)
	if x.held[home]--; x.held[home] == 0 {
		delete(x.held, home)
	}
	for _, w := range n.vector {
		c := cell{w.term, home}
		list := x.cells[c]
		if len(list) == 1 {
			delete(x.cells, c)
			continue
		}
		i := slices.IndexFunc(list, func(p posting) bool { return p.seat == n.seat })
		list[i] = list[len(list)-1]
		x.cells[c] = list[:len(list)-1]
	}
}

// stretches are those in which neighbours of n can be.
func (x *index) stretches(n *node) []int32 {
	const longest = 31 * 24 * time.Hour // of which only the month is known: its home is its first day
	from, to := n.span.from.Add(-x.window-longest), n.span.to.Add(x.window)
	out := []int32{sometime}
	if !n.span.known {
		for s := range x.held {
			if s != sometime && s <= x.stretch(to) {
				out = append(out, s)
			}
		}
		slices.Sort(out)
		return out
	}
	for s := x.stretch(from); s <= x.stretch(to); s++ {
		if x.held[s] > 0 {
			out = append(out, s)
		}
	}
	return out
}

// candidates are the articles that share most with n, as far as mostVisited
// reaches.
func (x *index) candidates(n *node) []*node {
	type list struct {
		postings []posting
		weight   int32
	}
	var lists []list
	stretches := x.stretches(n)
	for _, w := range n.vector {
		for _, s := range stretches {
			if p := x.cells[cell{w.term, s}]; len(p) > 0 {
				lists = append(lists, list{p, w.weight})
			}
		}
	}
	slices.SortStableFunc(lists, func(a, b list) int { return len(a.postings) - len(b.postings) })
	visited, least := 0, int64(floorSum)
	touched := x.touched[:0]
	for _, l := range lists {
		if visited += len(l.postings); visited > mostVisited {
			least /= 4 // what is left out, common words all, can add the rest
			break
		}
		for _, p := range l.postings {
			if x.sums[p.seat] == 0 {
				touched = append(touched, p.seat)
			}
			x.sums[p.seat] += int64(l.weight) * int64(p.weight)
		}
	}
	x.touched = touched
	return x.best(n, least)
}

// best are the touched articles with the greatest sums, from least on, each as far
// as the days between leave it.
func (x *index) best(n *node, least int64) []*node {
	found := x.found[:0]
	for _, seat := range x.touched {
		sum := x.sums[seat]
		x.sums[seat] = 0
		if sum < least {
			continue
		}
		other := x.seats[seat]
		near := nearness(n.span, other.span, x.window)
		if near == undated {
			near = 1 // figures in common can make up for it
		}
		if other.sum = int64(float64(sum) * near); other.sum >= least {
			found = append(found, other)
		}
	}
	x.found = found
	greatest(found, mostCompared)
	return found[:min(len(found), mostCompared)]
}

// greatest moves the k nodes with the greatest sums to the front (quickselect:
// a full sort would cost more than all the rest of a search).
func greatest(nodes []*node, k int) {
	more := func(a, b *node) bool { return a.sum > b.sum || a.sum == b.sum && byID(a, b) < 0 }
	for len(nodes) > k && k > 0 {
		pivot, i, j := nodes[len(nodes)/2], 0, len(nodes)-1
		for i <= j {
			for more(nodes[i], pivot) {
				i++
			}
			for more(pivot, nodes[j]) {
				j--
			}
			if i <= j {
				nodes[i], nodes[j] = nodes[j], nodes[i]
				i++
				j--
			}
		}
		switch {
		case k <= j+1:
			nodes = nodes[:j+1]
		case k < i:
			return
		default:
			nodes, k = nodes[i:], k-i
		}
	}
}

package event

import (
	"cmp"
	"math"
	"slices"
)

// weighted is a term with its weight in one article, in units of 1/unit: whole
// numbers add up to the same sum in any order.
type weighted struct {
	term   term
	weight int32
}

const unit = 1 << 14

// corpus counts in how many articles each term was seen. The words that the
// whole field shares start with a share of imagined articles, so that the first
// hundred real ones are weighed sensibly.
type corpus struct {
	size  float64
	seen  map[term]float64
	prior map[term]float64
}

const (
	imagined  = 500
	smoothing = 2         // a word seen once is hardly more telling than one seen thrice
	brevity   = 150       // added to the length of every text: two words in common are less when they are all there is
	mostTerms = 128       // of one article
	least     = unit / 50 // the weight from which a term is kept
	mostSeen  = 1 << 19
)

func newCorpus(b *bridge) *corpus {
	return &corpus{size: imagined, seen: map[term]float64{}, prior: b.priors(imagined)}
}

// learn counts an article in. When more words are known than memory is meant
// to hold, all counts are halved and the rarest words forgotten.
func (c *corpus) learn(found []counted) {
	c.size++
	for _, f := range found {
		c.seen[f.term]++
	}
	if len(c.seen) < mostSeen {
		return
	}
	c.size = max(c.size/2, imagined)
	for t, n := range c.seen {
		if n /= 2; n < 1 {
			delete(c.seen, t)
		} else {
			c.seen[t] = n
		}
	}
}

func (c *corpus) rarity(t term) float64 {
	return math.Log((c.size + 1) / (c.seen[t] + c.prior[t] + smoothing))
}

// weigh turns counts into a vector of about length one, sorted by term, and
// says where each of its terms stands.
func (c *corpus) weigh(found []counted) ([]weighted, []counted) {
	type exact struct {
		counted
		weight float64
	}
	all := make([]exact, 0, len(found))
	for _, f := range found {
		if w := damped(f.count) * c.rarity(f.term) * f.factor(); w > 0 {
			all = append(all, exact{f, w})
		}
	}
	slices.SortFunc(all, func(a, b exact) int {
		return cmp.Or(cmp.Compare(b.weight, a.weight), cmp.Compare(a.term, b.term))
	})
	all = all[:min(len(all), mostTerms)]
	length := 0.0
	for _, w := range all {
		if !w.own {
			length += w.weight * w.weight
		}
	}
	scale := unit / math.Sqrt(length+brevity)
	if weak := slices.IndexFunc(all, func(w exact) bool { return w.weight*scale < least }); weak >= 0 {
		all = all[:weak]
	}
	slices.SortFunc(all, func(a, b exact) int { return cmp.Compare(a.term, b.term) })
	out, where := make([]weighted, len(all)), make([]counted, len(all))
	for i, w := range all {
		out[i], where[i] = weighted{w.term, int32(math.Round(w.weight * scale))}, w.counted
	}
	return out, where
}

// damped is how much a count counts: a word said twice is not twice as telling.
func damped(count float64) float64 {
	if count < 1 {
		return count
	}
	return 1 + math.Log(count)
}

// both calls f for each term of two vectors with the product of its weights.
func both(a, b []weighted, f func(t term, product int64)) {
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch {
		case a[i].term < b[j].term:
			i++
		case a[i].term > b[j].term:
			j++
		default:
			f(a[i].term, int64(a[i].weight)*int64(b[j].weight))
			i++
			j++
		}
	}
}

// alone is how much of what the strongest shared term adds is taken off again:
// one rare word in common is a coincidence, several are an event.
const alone = 0.25

// cosine is the likeness of two vectors, 0 to about 1.
func cosine(a, b []weighted) float64 {
	sum, top := int64(0), int64(0)
	both(a, b, func(_ term, product int64) { sum, top = sum+product, max(top, product) })
	return (float64(sum) - alone*float64(top)) / (unit * unit)
}

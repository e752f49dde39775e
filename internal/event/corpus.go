package event

import (
	"cmp"
	"math"
	"slices"
)

// said is a term with how much an article says it, before anybody asks how rare
// it is. What an article says does not change with the corpus.
type said struct {
	term  term
	much  float32
	own   bool // the article's own address: others may cite it
	lower bool // written like any word somewhere: no name
	title bool // in the headline
}

// weighted is a term with its weight in one article, in units of 1/unit: whole
// numbers add up to the same sum in any order.
type weighted struct {
	term   term
	weight int32
	rare   uint8 // 0 for what many say, wholly for what hardly anybody does
	lower  bool
	title  bool
}

const (
	unit   = 1 << 14
	wholly = 255
	common = 2 // rarity up to which many say a term: one of seven articles
)

// corpus counts in how many of the articles held each term is. The words that
// the whole field shares start with a share of imagined articles, so that the
// first hundred real ones are weighed sensibly.
type corpus struct {
	size  float64
	seen  map[term]float64
	prior map[term]float64
}

const (
	imagined  = 500
	smoothing = 2 // a word seen once is hardly more telling than one seen thrice
	// brevity is added to the length of every text, in words that nobody else
	// says: two words in common are less when they are all there is.
	brevity   = 4.3
	mostTerms = 128       // of one article
	least     = unit / 50 // the weight from which a term is kept
	mostSeen  = 1 << 19
)

func newCorpus(b *bridge) *corpus {
	return &corpus{size: imagined, seen: map[term]float64{}, prior: b.priors(imagined)}
}

// learn counts an article in. When more words are known than memory is meant
// to hold, those seen once are forgotten.
func (c *corpus) learn(all []said) {
	c.size++
	for _, s := range all {
		c.seen[s.term]++
	}
	if len(c.seen) < mostSeen {
		return
	}
	for t, n := range c.seen {
		if n <= 1 {
			delete(c.seen, t)
		}
	}
}

// unlearn takes an article out of the counts.
func (c *corpus) unlearn(all []said) {
	c.size = max(c.size-1, imagined)
	for _, s := range all {
		if c.seen[s.term]--; c.seen[s.term] <= 0 {
			delete(c.seen, s.term)
		}
	}
}

func (c *corpus) rarity(t term) float64 {
	return math.Log((c.size + 1) / min(c.seen[t]+c.prior[t]+smoothing, c.size+1))
}

// most keeps what an article says loudest, in the order of terms.
func most(found []counted) []counted {
	if len(found) > mostTerms {
		slices.SortFunc(found, func(a, b counted) int {
			return cmp.Or(cmp.Compare(b.much(), a.much()), cmp.Compare(a.term, b.term))
		})
		found = found[:mostTerms]
		slices.SortFunc(found, func(a, b counted) int { return cmp.Compare(a.term, b.term) })
	}
	return found
}

// weigh turns what is said into a vector of about length one, sorted by term.
func (c *corpus) weigh(all []said) []weighted {
	length := 0.0
	exact, rare := make([]float64, len(all)), make([]float64, len(all))
	for i, s := range all {
		rare[i] = c.rarity(s.term)
		exact[i] = float64(s.much) * rare[i]
		if !s.own {
			length += exact[i] * exact[i]
		}
	}
	rarest := c.rarity(0)
	scale := unit / math.Sqrt(length+brevity*rarest*rarest)
	out := make([]weighted, 0, len(all))
	for i, s := range all {
		if w := exact[i] * scale; w >= least {
			out = append(out, weighted{s.term, int32(math.Round(w)), uint8(wholly * max(0, rare[i]-common) / (rarest - common)), s.lower, s.title})
		}
	}
	return slices.Clip(out)
}

// damped is how much a count counts: a word said twice is not twice as telling.
func damped(count float64) float64 {
	if count < 1 {
		return count
	}
	return 1 + math.Log(count)
}

// both calls f for each term of two vectors with the product of its weights.
func both(a, b []weighted, f func(x, y *weighted, product int64)) {
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch {
		case a[i].term < b[j].term:
			i++
		case a[i].term > b[j].term:
			j++
		default:
			f(&a[i], &b[j], int64(a[i].weight)*int64(b[j].weight))
			i++
			j++
		}
	}
}

// alone is how much of what the strongest shared term adds is taken off again:
// one rare word in common is a coincidence, several are an event.
const alone = 0.25

// evidence is what two articles share.
type evidence struct {
	like   float64 // 0 to about 1
	things float64 // on how many things it rests: two, if two terms add as much
	plain  float64 // share of words that are no names, numbers or words of the field
}

// weighUpTerms is the evidence of two vectors.
func weighUpTerms(a, b []weighted) evidence {
	sum, top, plain, squares := int64(0), int64(0), int64(0), 0.0
	both(a, b, func(x, y *weighted, product int64) {
		sum, top = sum+product, max(top, product)
		squares += float64(product) * float64(product)
		if x.term.kind() == isWord && (x.lower || y.lower) {
			plain += product
		}
	})
	if sum == 0 {
		return evidence{}
	}
	all := float64(sum)
	return evidence{(all - alone*float64(top)) / (unit * unit), all * all / squares, float64(plain) / all}
}

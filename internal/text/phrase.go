package text

import (
	"fmt"
	"slices"
	"strings"
)

// Hit is a phrase found: tokens First to Last-1. What Value means is up to who
// made the hit: [Phrases.Find] puts the phrase's number there.
type Hit struct {
	First, Last int32
	Value       int32
}

// Phrases finds many phrases at once. A phrase is a row of words: case,
// accents, hyphens, quotes and apostrophes do not matter, a word that ends in
// "*" matches any ending, and a hyphen inside a phrase may also be missing
// ("chat-control" is "chat control", "chat-control" and "chatcontrol").
// A phrase never runs over a comma, bracket, full stop or paragraph, nor over
// a colon that it does not name.
type Phrases struct {
	lexicon  *Lexicon
	edges    table
	nodes    uint32
	values   [][]int32 // by phrase
	openings []opening // by class
	starts   []step    // of classes with several, a node 0 behind the last of each
	spelt    map[string][]string
}

// opening is what a search asks of each token, in one place: the marks of its
// terms, the term itself where there is one alone, and the node that it begins,
// or else the place of several in starts.
type opening struct {
	marks uint64
	step
	several uint32
	term    Term
}

func mark(t uint32) uint64 { return 1 << (t % 64) }

// NewPhrases returns an empty set.
func NewPhrases() *Phrases {
	return &Phrases{lexicon: NewLexicon(), spelt: map[string][]string{}}
}

// Len is the number that every phrase's number is below.
func (p *Phrases) Len() int { return len(p.values) }

// Values lists what a phrase was added with, by its number.
func (p *Phrases) Values(phrase int32) []int32 { return p.values[phrase] }

// Lexicon returns the words of all phrases, for [Words.Classify].
func (p *Phrases) Lexicon() *Lexicon { return p.lexicon }

// Add adds a phrase. It fails when there is no word in it.
func (p *Phrases) Add(phrase string, value int32) error {
	variants := [][]Term{nil}
	for _, chunk := range strings.Fields(phrase) {
		variants = p.extend(variants, chunk)
	}
	if len(variants[0]) == 0 {
		return fmt.Errorf("phrase %q has no words", phrase)
	}
	for _, terms := range variants {
		p.insert(terms, value)
	}
	return nil
}

// Know gives a folded word a class of its own, without a phrase.
func (p *Phrases) Know(word string) {
	p.lexicon.known = append(p.lexicon.known, p.lexicon.add(word, false))
}

// extend appends one chunk without spaces to each variant: its words in a row
// and, where it has hyphens, also as one word.
func (p *Phrases) extend(variants [][]Term, chunk string) [][]Term {
	chunk, open := strings.CutSuffix(chunk, "*")
	words := p.words(chunk)
	if len(words) == 0 {
		return variants
	}
	spellings := [][]string{words}
	if len(words) > 1 && strings.Contains(chunk, "-") {
		spellings = append(spellings, []string{strings.Join(words, "")})
	}
	var out [][]Term
	for _, v := range variants {
		for _, spelling := range spellings {
			out = append(out, p.spell(v, spelling, open))
		}
	}
	return out
}

// words are the folded words of a chunk; most chunks come many times.
func (p *Phrases) words(chunk string) []string {
	words, known := p.spelt[chunk]
	if known {
		return words
	}
	if chunk != "" && strings.Trim(chunk, "abcdefghijklmnopqrstuvwxyz") == "" {
		return []string{chunk}
	}
	w := Split(chunk)
	for i, t := range w.Tokens {
		if t.Kind != Mark && !t.Is(Possessive) || w.Fold(i) == ":" {
			words = append(words, w.Fold(i))
		}
	}
	p.spelt[chunk] = words
	return words
}

func (p *Phrases) spell(terms []Term, words []string, open bool) []Term {
	terms = slices.Clone(terms)
	for i, word := range words {
		terms = append(terms, p.lexicon.add(word, open && i == len(words)-1))
	}
	return terms
}

func (p *Phrases) insert(terms []Term, value int32) {
	var s *step
	node := uint32(0)
	for _, t := range terms {
		if s = p.edges.get(node, uint32(t)); s == nil {
			p.nodes++
			s = p.edges.put(node, uint32(t), step{phrase: -1, node: p.nodes})
		}
		node = s.node
	}
	if s.phrase < 0 {
		s.phrase = int32(len(p.values))
		p.values = append(p.values, nil)
	}
	if v := &p.values[s.phrase]; !slices.Contains(*v, value) {
		*v = append(*v, value)
	}
}

// Ready must be called once, after the last Add; afterwards the set is only
// read and safe for concurrent use.
func (p *Phrases) Ready() {
	p.lexicon.ready()
	p.spelt = nil
	onward := make([]uint64, p.nodes+1)
	for _, e := range p.edges.slots {
		if e.node != 0 {
			onward[e.from] |= mark(e.label)
		}
	}
	for i := range p.edges.slots {
		e := &p.edges.slots[i]
		e.onward = onward[e.node]
	}
	p.openings, p.starts = make([]opening, p.lexicon.Classes()), []step{{}}
	for c := range p.openings {
		p.openings[c] = p.open(p.lexicon.termsOf(Class(c)))
	}
}

// open is the opening of a class with these terms.
func (p *Phrases) open(terms []Term) (o opening) {
	o.phrase = -1
	if len(terms) == 1 {
		o.term = terms[0]
	}
	first := len(p.starts)
	for _, t := range terms {
		o.marks |= mark(uint32(t))
		if s := p.edges.get(0, uint32(t)); s != nil {
			p.starts = append(p.starts, *s)
		}
	}
	switch len(p.starts) - first {
	case 0:
	case 1:
		o.step, p.starts = p.starts[first], p.starts[:first]
	default:
		o.several, p.starts = uint32(first), append(p.starts, step{})
	}
	return o
}

// Find appends every phrase in a classified text to hits, by first token.
func (p *Phrases) Find(w *Words, hits []Hit) []Hit {
	tokens := w.Tokens
	for i := range tokens {
		t := &tokens[i]
		o := &p.openings[t.Class]
		if o.node|o.several == 0 || t.Flags&(Glue|Possessive) != 0 {
			continue
		}
		next := w.after(i)
		marks := p.marksAt(w, next)
		if o.several == 0 {
			hits = p.begin(w, i, next, &o.step, marks, hits)
			continue
		}
		for k := o.several; p.starts[k].node != 0; k++ {
			hits = p.begin(w, i, next, &p.starts[k], marks, hits)
		}
	}
	return hits
}

// begin adds the phrases that begin with a node at token i; marks are those of
// the token behind it.
func (p *Phrases) begin(w *Words, i, next int, s *step, marks uint64, hits []Hit) []Hit {
	if s.phrase >= 0 {
		hits = append(hits, Hit{int32(i), int32(i + 1), s.phrase})
	}
	if s.onward&marks != 0 {
		hits = p.goOn(w, i, next, s, hits)
	}
	return hits
}

// marksAt returns the marks of the terms of a token, none for 0: no phrase goes
// on with the first token.
func (p *Phrases) marksAt(w *Words, i int) uint64 {
	if i == 0 {
		return 0
	}
	return p.openings[w.Tokens[i].Class].marks
}

// goOn adds the phrases that go on from a node with token i.
func (p *Phrases) goOn(w *Words, first, i int, from *step, hits []Hit) []Hit {
	class := w.Tokens[i].Class
	if t := p.openings[class].term; t != 0 {
		return p.follow(w, first, i, from, t, hits)
	}
	for _, t := range p.lexicon.termsOf(class) {
		if from.onward&mark(uint32(t)) != 0 {
			hits = p.follow(w, first, i, from, t, hits)
		}
	}
	return hits
}

// follow adds the phrases that go on from a node with a term of token i.
func (p *Phrases) follow(w *Words, first, i int, from *step, t Term, hits []Hit) []Hit {
	s := p.edges.get(from.node, uint32(t))
	if s == nil {
		return hits
	}
	if s.phrase >= 0 {
		hits = append(hits, Hit{int32(first), int32(i + 1), s.phrase})
	}
	if s.onward == 0 {
		return hits
	}
	if next := w.after(i); s.onward&p.marksAt(w, next) != 0 {
		hits = p.goOn(w, first, next, s, hits)
	}
	return hits
}

// after returns the next token of a phrase, or 0 where the phrase must end.
func (w *Words) after(i int) int {
	for i++; i < len(w.Tokens); i++ {
		t := &w.Tokens[i]
		if t.Is(Paragraph) {
			return 0
		}
		if t.Flags&(Glue|Possessive) != 0 {
			continue
		}
		if t.Class == 0 {
			return 0
		}
		return i
	}
	return 0
}

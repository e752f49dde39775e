package text

import "slices"

// Term is one word, or the beginning of words, that some phrase contains.
type Term uint32

// Class stands for the set of terms that a folded word satisfies: itself, if
// it is listed, and every listed beginning of it. Zero is the empty set.
type Class uint16

// Lexicon knows all words of all phrases, so that each token of a text is
// looked up once, however many phrases there are. It is filled through
// [Phrases.Add]; after [Phrases.Ready] it is only read and safe for
// concurrent use.
type Lexicon struct {
	exact    map[string]Term
	prefixes map[string]Term

	edges   table
	end     []Class // of a word that ends at this node
	onward  []Class // of a word that goes on from here
	terms   [][]Term
	classOf map[string]Class
}

// NewLexicon returns an empty lexicon.
func NewLexicon() *Lexicon {
	return &Lexicon{exact: map[string]Term{}, prefixes: map[string]Term{}}
}

// add returns the term of a folded word; open means any ending.
func (l *Lexicon) add(folded string, open bool) Term {
	m := l.exact
	if open {
		m = l.prefixes
	}
	t, known := m[folded]
	if !known {
		t = Term(len(l.exact) + len(l.prefixes) + 1)
		m[folded] = t
	}
	return t
}

// ready builds the byte trie. Adding words afterwards needs another call.
func (l *Lexicon) ready() {
	l.edges, l.end, l.onward = table{}, []Class{0}, []Class{0}
	l.terms, l.classOf = [][]Term{nil}, map[string]Class{}
	words := make([]string, 0, len(l.exact)+len(l.prefixes))
	for w := range l.exact {
		words = append(words, w)
	}
	for w := range l.prefixes {
		words = append(words, w)
	}
	slices.Sort(words) // a class number must not depend on the order of a map
	for _, w := range slices.Compact(words) {
		l.insert(w)
	}
	l.classOf = nil
}

// insert adds the path of one word. Words come sorted, so the beginnings of a
// word are there before it.
func (l *Lexicon) insert(w string) {
	node, before := uint32(0), Class(0)
	for i := range len(w) {
		if c := l.onward[node]; c != 0 {
			before = c
		}
		next := l.edges.get(node, uint32(w[i]))
		if next == 0 {
			next = uint32(len(l.end))
			l.edges.put(node, uint32(w[i]), next)
			l.end, l.onward = append(l.end, 0), append(l.onward, 0)
		}
		node = next
	}
	set := slices.Clone(l.terms[before])
	if t, ok := l.prefixes[w]; ok {
		set = append(set, t)
		l.onward[node] = l.class(set)
	}
	if t, ok := l.exact[w]; ok {
		set = append(set, t)
	}
	l.end[node] = l.class(set)
}

// class returns the number of a set of terms.
func (l *Lexicon) class(set []Term) Class {
	key := make([]byte, 0, 4*len(set))
	for _, t := range set {
		key = append(key, byte(t), byte(t>>8), byte(t>>16), byte(t>>24))
	}
	c, known := l.classOf[string(key)]
	if !known {
		c = Class(len(l.terms))
		l.terms = append(l.terms, slices.Clone(set))
		l.classOf[string(key)] = c
	}
	return c
}

// Class looks a folded word up.
func (l *Lexicon) Class(folded string) Class {
	node, best := uint32(0), Class(0)
	for i := range len(folded) {
		node = l.edges.get(node, uint32(folded[i]))
		if node == 0 {
			return best
		}
		if c := l.onward[node]; c != 0 {
			best = c
		}
	}
	if c := l.end[node]; c != 0 {
		return c
	}
	return best
}

// Classify looks up every token of a text.
func (w *Words) Classify(l *Lexicon) {
	for i := range w.Tokens {
		t := &w.Tokens[i]
		if t.Kind == Mark && w.Fold(i) != ":" {
			t.Class = 0
			continue
		}
		t.Class = l.Class(w.Folded[t.folded:t.foldTo])
	}
}

// table maps (node, label) to a node by open addressing: one multiplication
// and, mostly, one line of memory. Node 0 is the root and never a target.
type table struct {
	slots []edge
	used  int
	shift uint
}

type edge struct{ node, label, next uint32 }

func (t *table) slot(node, label uint32) uint64 {
	return (uint64(node)*0x9E3779B97F4A7C15 ^ uint64(label)*0xC2B2AE3D27D4EB4F) * 0x9E3779B97F4A7C15 >> t.shift
}

func (t *table) get(node, label uint32) uint32 {
	if t.used == 0 {
		return 0
	}
	mask := uint64(len(t.slots) - 1)
	for i := t.slot(node, label); ; i = (i + 1) & mask {
		e := &t.slots[i]
		if e.next == 0 || e.node == node && e.label == label {
			return e.next
		}
	}
}

func (t *table) put(node, label, next uint32) {
	if 2*(t.used+1) > len(t.slots) {
		t.grow()
	}
	mask := uint64(len(t.slots) - 1)
	i := t.slot(node, label)
	for t.slots[i].next != 0 {
		i = (i + 1) & mask
	}
	t.slots[i] = edge{node, label, next}
	t.used++
}

func (t *table) grow() {
	old, bits := t.slots, uint(8)
	for len(old) > 0 && 1<<bits < 4*len(old) {
		bits++
	}
	*t = table{slots: make([]edge, 1<<bits), shift: 64 - bits}
	for _, e := range old {
		if e.next != 0 {
			t.put(e.node, e.label, e.next)
		}
	}
}

package text

import (
	"encoding/binary"
	"math/bits"
	"slices"
)

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
	known    []Term // of words that are in every text

	nodes []node
	terms []Term   // of all classes, one behind the other
	ends  []uint32 // by class: where its terms end
}

// node is one step of the trie of words. Its children lie side by side, in
// the order of their symbols; mask says which symbols have one.
type node struct {
	mask   uint64
	first  uint32 // node of the lowest symbol
	end    Class  // of a word that ends here
	onward Class  // of a word that goes on from here to where no node is
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

// Classes is the number that every class is below.
func (l *Lexicon) Classes() int { return len(l.ends) }

// termsOf are the terms of a class.
func (l *Lexicon) termsOf(c Class) []Term {
	if c == 0 {
		return nil
	}
	return l.terms[l.ends[c-1]:l.ends[c]]
}

// ready builds the trie; no word can be added afterwards.
func (l *Lexicon) ready() {
	words := make([]string, 0, len(l.exact)+len(l.prefixes))
	for w := range l.exact {
		words = append(words, w)
	}
	for w := range l.prefixes {
		if _, both := l.exact[w]; !both {
			words = append(words, w)
		}
	}
	b := builder{lexicon: l, terms: [][]Term{nil}, classOf: map[string]Class{"": 0}}
	for _, w := range words {
		b.words = append(b.words, entry{w, symbols(w)})
	}
	// A class number must not depend on the order of a map.
	slices.SortFunc(b.words, func(x, y entry) int { return slices.Compare(x.path, y.path) })
	l.nodes = []node{{}}
	b.grow(0, b.words, 0, 0)
	b.number()
	l.exact, l.prefixes, l.known = nil, nil, nil
}

// entry is a word and its path through the trie.
type entry struct {
	word string
	path []uint8
}

type builder struct {
	lexicon *Lexicon
	words   []entry
	terms   [][]Term // by class
	classOf map[string]Class
}

// number gives the classes of known words the lowest numbers: they are most of
// any text, and what is kept by class is then close together for them.
func (b *builder) number() {
	l := b.lexicon
	known := make([]bool, len(l.exact)+len(l.prefixes)+1)
	for _, t := range l.known {
		known[t] = true
	}
	var often, seldom []Class
	for c, terms := range b.terms {
		if c == 0 || slices.ContainsFunc(terms, func(t Term) bool { return known[t] }) {
			often = append(often, Class(c))
		} else {
			seldom = append(seldom, Class(c))
		}
	}
	numbers := make([]Class, len(b.terms))
	l.terms, l.ends = nil, nil
	for number, c := range append(often, seldom...) {
		numbers[c] = Class(number)
		l.terms = append(l.terms, b.terms[c]...)
		l.ends = append(l.ends, uint32(len(l.terms)))
	}
	for i := range l.nodes {
		n := &l.nodes[i]
		n.end, n.onward = numbers[n.end], numbers[n.onward]
	}
}

// grow fills node n, which is reached by the first depth symbols of all words;
// before is the class of the longest listed beginning so far.
func (b *builder) grow(n uint32, words []entry, depth int, before Class) {
	l := b.lexicon
	l.nodes[n].onward, l.nodes[n].end = before, before
	if len(words) > 0 && len(words[0].path) == depth {
		before = b.word(n, words[0].word, before)
		words = words[1:]
	}
	var mask uint64
	for _, w := range words {
		mask |= 1 << w.path[depth]
	}
	first := uint32(len(l.nodes))
	l.nodes[n].mask, l.nodes[n].first = mask, first
	l.nodes = append(l.nodes, make([]node, bits.OnesCount64(mask))...)
	for child := first; len(words) > 0; child++ {
		symbol, end := words[0].path[depth], 1
		for end < len(words) && words[end].path[depth] == symbol {
			end++
		}
		b.grow(child, words[:end], depth+1, before)
		words = words[end:]
	}
}

// word sets the classes of a node at which a listed word ends.
func (b *builder) word(n uint32, word string, before Class) Class {
	l := b.lexicon
	set := slices.Clone(b.terms[before])
	if t, ok := l.prefixes[word]; ok {
		set = append(set, t)
		before = b.class(set)
		l.nodes[n].onward = before
	}
	if t, ok := l.exact[word]; ok {
		set = append(set, t)
	}
	l.nodes[n].end = b.class(set)
	return before
}

// class returns the number of a set of terms.
func (b *builder) class(set []Term) Class {
	key := make([]byte, 0, 4*len(set))
	for _, t := range set {
		key = append(key, byte(t), byte(t>>8), byte(t>>16), byte(t>>24))
	}
	c, known := b.classOf[string(key)]
	if !known {
		c = Class(len(b.terms))
		b.terms = append(b.terms, slices.Clone(set))
		b.classOf[string(key)] = c
	}
	return c
}

// Symbols of the trie fit a 64-bit mask: letters and digits have one each,
// bytes beyond ASCII two, one for either half, all other marks share one.
const (
	symDigit = 26
	symHigh  = 36
	symLow   = 44
	symColon = 60
	symOther = 61
)

// symbolOf is the symbol of each ASCII byte.
var symbolOf = func() (table [128]uint8) {
	for b := range table {
		switch {
		case b >= 'a' && b <= 'z':
			table[b] = uint8(b - 'a')
		case b >= '0' && b <= '9':
			table[b] = uint8(b-'0') + symDigit
		case b == ':':
			table[b] = symColon
		default:
			table[b] = symOther
		}
	}
	return table
}()

// symbols is the path of a folded word.
func symbols(folded string) []uint8 {
	path := make([]uint8, 0, len(folded))
	for i := range len(folded) {
		if b := folded[i]; b < 128 {
			path = append(path, symbolOf[b])
		} else {
			path = append(path, symHigh+b>>4&7, symLow+b&15)
		}
	}
	return path
}

// Class looks a folded word up.
func (l *Lexicon) Class(folded string) Class {
	if len(l.nodes) == 0 {
		return 0
	}
	n := &l.nodes[0]
	for i := 0; i < len(folded); i++ {
		b := folded[i]
		symbol := symHigh + b>>4&7
		if b < 128 {
			symbol = symbolOf[b]
		}
		bit := uint64(1) << (symbol & 63)
		if n.mask&bit == 0 {
			return n.onward
		}
		n = &l.nodes[n.first+uint32(bits.OnesCount64(n.mask&(bit-1)))]
		if b < 128 {
			continue
		}
		bit = 1 << ((symLow + b&15) & 63)
		if n.mask&bit == 0 {
			return n.onward
		}
		n = &l.nodes[n.first+uint32(bits.OnesCount64(n.mask&(bit-1)))]
	}
	return n.end
}

// Classify looks up every token of a text.
func (w *Words) Classify(l *Lexicon) {
	for i := range w.Tokens {
		t := &w.Tokens[i]
		if w.unlisted(t) {
			t.Class = 0
			continue
		}
		t.Class = l.Class(w.Folded[t.folded:t.foldTo])
	}
}

// unlisted reports whether no phrase can hold a token: of marks they name colons only.
func (w *Words) unlisted(t *Token) bool {
	return t.Kind == Mark && (t.foldTo-t.folded != 1 || w.Folded[t.folded] != ':')
}

// Memo remembers the classes of words from one text to the next: the same few
// hundred are most of any text. It serves one reader at a time.
type Memo struct {
	lexicon *Lexicon
	words   [1 << memoBits]memoWord
}

// memoWord is a word of up to 16 bytes; a folded word holds no zero byte.
type memoWord struct {
	head, tail uint64
	class      Class
}

const (
	memoBits = 13
	memoMost = 16 // bytes
)

// NewMemo returns an empty memo.
func NewMemo(l *Lexicon) *Memo { return &Memo{lexicon: l} }

// Classify looks up every token of a text, as [Words.Classify] does.
func (m *Memo) Classify(w *Words) {
	tokens, buf := w.Tokens, w.buf
	for i := range tokens {
		t := &tokens[i]
		if w.unlisted(t) {
			t.Class = 0
			continue
		}
		size, rest := uint(t.foldTo-t.folded), buf[t.folded:]
		if size > memoMost || len(rest) < memoMost {
			t.Class = m.lexicon.Class(w.Folded[t.folded:t.foldTo])
			continue
		}
		head, tail := binary.LittleEndian.Uint64(rest), uint64(0)
		if size <= 8 {
			head &= firstBytes[size]
		} else {
			tail = binary.LittleEndian.Uint64(rest[8:]) & firstBytes[size-8]
		}
		const mix = 0x9E3779B97F4A7C15
		x := &m.words[(head^tail*mix)*mix>>(64-memoBits)]
		if x.head != head || x.tail != tail {
			*x = memoWord{head, tail, m.lexicon.Class(w.Folded[t.folded:t.foldTo])}
		}
		t.Class = x.class
	}
}

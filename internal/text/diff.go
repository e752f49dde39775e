package text

import (
	"unicode/utf8"

	"github.com/sergi/go-diff/diffmatchpatch"
)

// Op says what became of a run of words.
type Op int8

// The ops.
const (
	Removed Op = iota - 1
	Kept
	Added
)

// Edit is a run of words that was kept, removed or added: A is its byte range
// in the old text, B in the new one; the range on the other side of a removal
// or addition is empty and stands where the words would be.
type Edit struct {
	Op             Op
	AStart, AEnd   int
	BStart, BEnd   int
	Before, After  string // old[AStart:AEnd], new[BStart:BEnd]
	Words          int    // words in it, punctuation apart
	OnlyTypography bool   // a removal and the addition after it that fold alike
}

// mostUnits bounds the work of one comparison, which grows with the square of
// what differs: texts of more words are compared by sentences, then by
// paragraphs, then as a whole. The same two texts always give the same edits.
const mostUnits = 16000

// Diff compares two texts word by word. Runs come in order and cover both
// texts but for white space around them.
func Diff(a, b string) []Edit {
	c := comparison{old: side{words: Split(a)}, neu: side{words: Split(b)}}
	c.measure()
	ids := map[string]rune{}
	engine := diffmatchpatch.New()
	engine.DiffTimeout = 0 // bounded by mostUnits: a clock would make results differ
	diffs := engine.DiffMainRunes(c.old.runes(ids), c.neu.runes(ids), false)
	diffs = engine.DiffCleanupSemantic(diffs)
	edits := make([]Edit, 0, len(diffs))
	for _, d := range diffs {
		edits = append(edits, c.take(Op(d.Type), utf8.RuneCountInString(d.Text)))
	}
	for i := 1; i < len(edits); i++ {
		x, y := &edits[i-1], &edits[i]
		if x.Op == Removed && y.Op == Added && Fold(x.Before) == Fold(y.After) {
			x.OnlyTypography, y.OnlyTypography = true, true
		}
	}
	return edits
}

// side is one text, cut into units: token bounds[i] begins unit i.
type side struct {
	words  *Words
	bounds []int32
	next   int // unit not yet taken
}

func (s *side) units() int { return len(s.bounds) - 1 }

// cut makes units of tokens (nil) or of ranges of them.
func (s *side) cut(ranges []Range) {
	s.bounds = s.bounds[:0]
	if ranges == nil {
		for i := range s.words.Tokens {
			s.bounds = append(s.bounds, int32(i))
		}
	}
	for _, r := range ranges {
		s.bounds = append(s.bounds, r.First)
	}
	s.bounds = append(s.bounds, int32(len(s.words.Tokens)))
}

// bytes is the byte range of units i to j-1; of none, the place before i.
func (s *side) bytes(i, j int) (start, end int) {
	w := s.words
	if first := int(s.bounds[i]); i < j {
		return int(w.Tokens[first].Start), int(w.Tokens[s.bounds[j]-1].End)
	} else if first < len(w.Tokens) {
		return int(w.Tokens[first].Start), int(w.Tokens[first].Start)
	}
	return len(w.Source), len(w.Source)
}

// count is the number of words in units i to j-1.
func (s *side) count(i, j int) (words int) {
	for _, t := range s.words.Tokens[s.bounds[i]:s.bounds[j]] {
		if t.Kind != Mark {
			words++
		}
	}
	return words
}

// runes gives each different unit a rune: the library compares runes.
func (s *side) runes(ids map[string]rune) []rune {
	const surrogates, after = 0xD800, 0xE000
	out := make([]rune, s.units())
	for i := range out {
		start, end := s.bytes(i, i+1)
		unit := s.words.Source[start:end]
		id, known := ids[unit]
		if !known {
			id = rune(len(ids) + 1)
			if id >= surrogates {
				id += after - surrogates
			}
			ids[unit] = id
		}
		out[i] = id
	}
	return out
}

type comparison struct{ old, neu side }

// measure chooses the finest units that are not too many.
func (c *comparison) measure() {
	c.old.cut(nil)
	c.neu.cut(nil)
	if c.old.units()+c.neu.units() <= mostUnits {
		return
	}
	c.old.cut(c.old.words.Sentences)
	c.neu.cut(c.neu.words.Sentences)
	if c.old.units()+c.neu.units() <= mostUnits {
		return
	}
	c.old.cut(c.old.words.Paragraphs)
	c.neu.cut(c.neu.words.Paragraphs)
	if c.old.units()+c.neu.units() <= mostUnits {
		return
	}
	c.old.cut([]Range{{}})
	c.neu.cut([]Range{{}})
}

// take turns the next n units into an edit.
func (c *comparison) take(op Op, n int) Edit {
	e := Edit{Op: op}
	i, j := c.old.next, c.neu.next
	if op != Added {
		c.old.next += n
		e.Words = c.old.count(i, c.old.next)
	}
	if op != Removed {
		c.neu.next += n
		e.Words = c.neu.count(j, c.neu.next)
	}
	e.AStart, e.AEnd = c.old.bytes(i, c.old.next)
	e.BStart, e.BEnd = c.neu.bytes(j, c.neu.next)
	e.Before, e.After = c.old.words.Source[e.AStart:e.AEnd], c.neu.words.Source[e.BStart:e.BEnd]
	return e
}

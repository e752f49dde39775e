package text

import (
	"time"

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

// diffLimit bounds the time of one comparison: two unrelated books are then
// compared coarsely, never for minutes.
const diffLimit = 2 * time.Second

// Diff compares two texts word by word. Runs come in order and cover both
// texts but for white space around them.
func Diff(a, b string) []Edit {
	old, neu := Split(a), Split(b)
	ids := map[string]rune{}
	engine := diffmatchpatch.New()
	engine.DiffTimeout = diffLimit
	diffs := engine.DiffMainRunes(runes(old, ids), runes(neu, ids), false)
	diffs = engine.DiffCleanupSemantic(diffs)
	c := cursor{old: old, neu: neu}
	edits := make([]Edit, 0, len(diffs))
	for _, d := range diffs {
		edits = append(edits, c.take(Op(d.Type), len([]rune(d.Text))))
	}
	for i := 1; i < len(edits); i++ {
		x, y := &edits[i-1], &edits[i]
		if x.Op == Removed && y.Op == Added && Fold(x.Before) == Fold(y.After) {
			x.OnlyTypography, y.OnlyTypography = true, true
		}
	}
	return edits
}

// runes gives each different word a rune: the library compares runes.
func runes(w *Words, ids map[string]rune) []rune {
	const surrogates, after = 0xD800, 0xE000
	out := make([]rune, len(w.Tokens))
	for i := range w.Tokens {
		word := w.Text(i)
		id, known := ids[word]
		if !known {
			id = rune(len(ids) + 1)
			if id >= surrogates {
				id += after - surrogates
			}
			id = min(id, 0x10FFFF)
			ids[word] = id
		}
		out[i] = id
	}
	return out
}

// cursor walks both texts by tokens.
type cursor struct {
	old, neu *Words
	i, j     int
}

func (c *cursor) take(op Op, n int) Edit {
	e := Edit{Op: op}
	i, j := c.i, c.j
	if op != Added {
		c.i += n
	}
	if op != Removed {
		c.j += n
	}
	e.AStart, e.AEnd = extent(c.old, i, c.i)
	e.BStart, e.BEnd = extent(c.neu, j, c.j)
	e.Before, e.After = c.old.Source[e.AStart:e.AEnd], c.neu.Source[e.BStart:e.BEnd]
	if op == Added {
		e.Words = count(c.neu, j, c.j)
	} else {
		e.Words = count(c.old, i, c.i)
	}
	return e
}

// extent is the byte range of tokens i to j-1; of none, the place before i.
func extent(w *Words, i, j int) (start, end int) {
	if i < j {
		return int(w.Tokens[i].Start), int(w.Tokens[j-1].End)
	}
	if i < len(w.Tokens) {
		return int(w.Tokens[i].Start), int(w.Tokens[i].Start)
	}
	return len(w.Source), len(w.Source)
}

func count(w *Words, i, j int) (words int) {
	for ; i < j; i++ {
		if w.Tokens[i].Kind != Mark {
			words++
		}
	}
	return words
}

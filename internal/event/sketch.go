package event

import (
	"encoding/binary"
	"errors"
	"fmt"
	"slices"

	"cipherdesk/internal/news"
	"cipherdesk/internal/text"
)

// Sketch is a sample of a text's runs of words: the same runs are in the sample
// of every text, so that shares can be compared. The zero value is that of a text
// too short to be told from others.
//
// To find copies among more texts than a Clusterer holds, keep [Sketch.Bytes]
// with each text, and each of [Sketch.Keys] with the article in an indexed table.
// A new text is compared by [Sketch.Same] with the articles listed under one of
// its keys, leaving out keys under which more than [MostListed] stand: those are
// what many sites print. [Carried] says who carries whom. Short texts have 2 to
// 60 keys, long ones about 12.
type Sketch struct {
	hashes []uint32 // sorted
	sparse uint8    // hashes are those that end in so many zero bits
	short  bool     // of a headline and summary only
}

const (
	run         = 5    // words
	mostRuns    = 900  // of one text; what comes later changes nothing
	mostHashes  = 192  // kept
	fewestRuns  = 36   // below which a body is not called the same as another
	fewestShort = 12   // the same for headline and summary
	indexed     = 15   // low bits that are zero in the hashes that propose candidates
	indexedMore = 7    // the same for texts of which every run is kept
	MostListed  = 64   // texts that may share a run before it proposes nobody
	sameFrom    = 0.4  // share of the smaller sample that the larger has: unrelated texts share nothing, reports of one statement a seventh
	sameSite    = 0.7  // one outlet's pages share what the site prints on all
	sameShort   = 0.85 // a few words agree by chance
	fewestSame  = 6    // hashes
)

// body is what is read of a whole text, beside its words.
type body struct {
	sketch  Sketch
	figures []figure // sorted by term
	length  int      // bytes of the whole text
}

// body reads a piece's text, and its headline and summary where there is none.
func (r *reader) body(p *news.Piece) body {
	w := &r.words
	w.Read(beginning(p.Text.Body))
	b := body{length: len(p.Text.Body)}
	b.figures = r.figures()
	runs := text.Shingles(w, run)
	if len(runs) >= fewestRuns {
		b.sketch = sampleOf(runs, false)
		return b
	}
	if p.Text.Summary == "" {
		return b
	}
	w.Read(p.Title + ".\n\n" + clip(p.Text.Summary, mostSummary))
	if runs = text.Shingles(w, run); len(runs) >= fewestShort {
		b.sketch = sampleOf(runs, true)
	}
	return b
}

// beginning is as much of a body as mostRuns can come from.
func beginning(body string) string { return firstWords(body, mostRuns) }

func sampleOf(runs []uint64, short bool) Sketch {
	s := Sketch{short: short}
	for len(runs)>>s.sparse > mostHashes {
		s.sparse++
	}
	for _, h := range runs {
		if mixed := uint32(h * 0x9E3779B97F4A7C15 >> 32); mixed&(1<<s.sparse-1) == 0 {
			s.hashes = append(s.hashes, mixed)
		}
	}
	slices.Sort(s.hashes)
	s.hashes = slices.Clip(slices.Compact(s.hashes))
	return s
}

// NewSketch samples a text: its body, or headline and summary where the body is
// too short or absent.
func NewSketch(title, summary, body string) Sketch {
	var r reader
	r.bridge = builtinBridge()
	return r.body(&news.Piece{Row: news.Row{Title: title}, Text: news.Text{Summary: summary, Body: body}}).sketch
}

// Keys are the runs under which a text is listed: a fixed share of all, and the
// two smallest so that even a short text has some.
func (s Sketch) Keys() []uint32 {
	mask := uint32(indexed)
	if s.sparse == 0 {
		mask = indexedMore
	}
	out := make([]uint32, 0, len(s.hashes)/4+2)
	for i, h := range s.hashes {
		if i < 2 || h&mask == 0 {
			out = append(out, h)
		}
	}
	return out
}

// Same reports whether most of the shorter text stands in the longer one, and
// which share of it does, 0 to 1.
func (s Sketch) Same(o Sketch) (share float64, same bool) {
	if len(s.hashes) == 0 || len(o.hashes) == 0 || s.short != o.short {
		return 0, false
	}
	both, smaller := shared(s, o)
	share = float64(both) / float64(max(smaller, 1))
	least := sameFrom
	if s.short {
		least = sameShort
	}
	return share, both >= fewestSame && share >= least
}

// Bytes is the sketch to be kept: at most 770 bytes; nothing for the zero value.
func (s Sketch) Bytes() []byte {
	if len(s.hashes) == 0 {
		return nil
	}
	out := make([]byte, 2, 2+4*len(s.hashes))
	out[0], out[1] = s.sparse, byte(toInt(s.short))
	for _, h := range s.hashes {
		out = binary.LittleEndian.AppendUint32(out, h)
	}
	return out
}

// ReadSketch reads what Bytes wrote. What cannot have been is an error.
func ReadSketch(kept []byte) (Sketch, error) {
	if len(kept) == 0 {
		return Sketch{}, nil
	}
	if len(kept)%4 != 2 || kept[1] > 1 {
		return Sketch{}, fmt.Errorf("a sketch cannot be %d bytes that begin with % x", len(kept), kept[:min(len(kept), 2)])
	}
	s := Sketch{sparse: kept[0], short: kept[1] == 1, hashes: make([]uint32, 0, len(kept)/4)}
	for rest := kept[2:]; len(rest) > 0; rest = rest[4:] {
		s.hashes = append(s.hashes, binary.LittleEndian.Uint32(rest))
	}
	if s.sparse > 31 || !slices.IsSorted(s.hashes) {
		return Sketch{}, errors.New("a sketch's runs are out of order")
	}
	return s, nil
}

// shared is how many hashes two samples share and how many the smaller has, at
// the sparser rate of the two.
func shared(a, b Sketch) (both, smaller int) {
	mask := uint32(1)<<max(a.sparse, b.sparse) - 1
	inA, inB := 0, 0
	i, j := 0, 0
	for i < len(a.hashes) || j < len(b.hashes) {
		switch {
		case j == len(b.hashes) || i < len(a.hashes) && a.hashes[i] < b.hashes[j]:
			inA += fits(a.hashes[i], mask)
			i++
		case i == len(a.hashes) || a.hashes[i] > b.hashes[j]:
			inB += fits(b.hashes[j], mask)
			j++
		default:
			one := fits(a.hashes[i], mask)
			both, inA, inB = both+one, inA+one, inB+one
			i++
			j++
		}
	}
	return both, min(inA, inB)
}

func fits(h, mask uint32) int {
	if h&mask == 0 {
		return 1
	}
	return 0
}

// sameText reports whether two articles carry one text. Two of one outlet share
// what the site prints under all.
func sameText(a, b *node) bool {
	share, same := a.sketch.Same(b.sketch)
	return same && (!sameOutlet(a, b) || a.sketch.short || share >= sameSite && akin(a.title, b.title))
}

// akin reports whether two titles share a third of their words. Two texts of one
// outlet under quite different titles are what the site prints under all.
func akin(a, b title) bool {
	shorter, n := min(len(a.words), len(b.words)), 0
	for _, w := range a.words {
		if slices.Contains(b.words, w) {
			n++
		}
	}
	return 3*n >= shorter
}

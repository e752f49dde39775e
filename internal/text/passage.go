package text

import "strings"

// Run is a part of a passage: words that were kept, removed or added.
type Run struct {
	Op    Op
	Words string
	Count int // words in it, punctuation apart
}

// Passage is a changed place of a text with the words around it.
type Passage struct {
	Runs       []Run
	Begun, Cut bool // words of the same paragraph come before it, and after it
	hasChange  bool
}

// Passages gathers edits into changed places, each with at most around words of
// its own paragraph before and after it. Changes that differ in typography only
// count as kept.
func Passages(edits []Edit, around int) []Passage {
	g := gathering{around: around}
	for i := range edits {
		e := &edits[i]
		switch {
		case e.OnlyTypography && e.Op == Removed:
		case e.Op == Kept || e.OnlyTypography:
			g.keep(e.After, i == 0, i == len(edits)-1)
		default:
			g.change(e)
		}
	}
	g.end(false)
	return g.done
}

// gathering is a passage while it grows.
type gathering struct {
	around int
	done   []Passage
	now    Passage
}

func (g *gathering) change(e *Edit) {
	words := e.Before
	if e.Op == Added {
		words = e.After
	}
	g.now.Runs = append(g.now.Runs, Run{e.Op, words, e.Words})
	g.now.hasChange = true
}

// keep takes in words that did not change: between two changes that are near
// each other they stay, otherwise they end one passage and begin the next.
func (g *gathering) keep(words string, first, last bool) {
	w := Split(words)
	count := wordsIn(w)
	if !first && !last && count <= 2*g.around && !strings.Contains(words, "\n\n") {
		g.now.Runs = append(g.now.Runs, Run{Kept, words, count})
		return
	}
	if g.now.hasChange {
		head, cut := w.head(g.around)
		if head != "" {
			g.now.Runs = append(g.now.Runs, Run{Kept, head, wordsIn(Split(head))})
		}
		g.end(cut)
	}
	if last {
		return
	}
	tail, begun := w.tail(g.around)
	g.now = Passage{Begun: begun}
	if tail != "" {
		g.now.Runs = []Run{{Kept, tail, wordsIn(Split(tail))}}
	}
}

func (g *gathering) end(cut bool) {
	if g.now.hasChange {
		g.now.Cut = cut
		g.done = append(g.done, g.now)
	}
	g.now = Passage{}
}

func wordsIn(w *Words) (n int) {
	for _, t := range w.Tokens {
		if t.Kind != Mark {
			n++
		}
	}
	return n
}

// head is the first n words of the first paragraph, with the marks after them;
// cut says that more words follow in it.
func (w *Words) head(n int) (words string, cut bool) {
	if len(w.Paragraphs) == 0 || strings.HasPrefix(strings.TrimLeft(w.Source, " "), "\n\n") {
		return "", false
	}
	p := w.Paragraphs[0]
	end := p.First
	for ; end < p.Last; end++ {
		if w.Tokens[end].Kind != Mark {
			if n == 0 {
				return w.Source[:w.Tokens[end-1].End], true
			}
			n--
		}
	}
	return w.Source[:p.End], false
}

// tail is the last n words of the last paragraph; begun says that more words
// come before them in it.
func (w *Words) tail(n int) (words string, begun bool) {
	if len(w.Paragraphs) == 0 || strings.HasSuffix(strings.TrimRight(w.Source, " "), "\n\n") {
		return "", false
	}
	p := w.Paragraphs[len(w.Paragraphs)-1]
	start := p.Last
	for ; start > p.First; start-- {
		if w.Tokens[start-1].Kind != Mark {
			if n == 0 {
				return w.Source[w.Tokens[start].Start:], true
			}
			n--
		}
	}
	return w.Source[p.Start:], false
}

package enrich

import (
	"slices"

	"cipherdesk/internal/text"
)

// blocks adds the paragraphs that are quotations without marks: introduced by
// a speaker and a colon. One paragraph, or up to a closing mark that was never
// opened.
func (v *view) blocks() {
	added := v.citedLines()
	added = v.interview() || added
	done := int32(0)
	for _, colon := range v.colons {
		if colon < done || v.cues[colon]&cueQuoted != 0 {
			continue
		}
		p := v.paragraph(colon)
		x := v.Paragraphs[p]
		if colon < x.Last-1 {
			if v.inlineBlock(x, colon) {
				added, done = true, x.Last
			}
			continue
		}
		if p+1 == len(v.Paragraphs) || !v.plainProse(v.Paragraphs[p+1]) {
			continue
		}
		if c := v.colonSpeaker(colon); c.kind == nobody {
			continue
		}
		last := v.strayClose(p + 1)
		for q := p + 1; q <= last; q++ {
			y := v.Paragraphs[q]
			v.parts = append(v.parts, v.block(y.First, y.Last, colon, q < last))
		}
		added, done = true, v.Paragraphs[last].Last
	}
	if added {
		slices.SortStableFunc(v.parts, func(a, b part) int { return int(a.first - b.first) })
	}
}

// citedLines adds the paragraphs that a ">" marks as somebody's words, as posts
// and mails do.
func (v *view) citedLines() (added bool) {
	for p := 0; p < len(v.Paragraphs); p++ {
		if !v.citedLine(p) {
			continue
		}
		open := v.Paragraphs[p].First
		if p > 0 && v.form(open-1) == ":" {
			open--
		}
		for ; v.citedLine(p); p++ {
			x := v.Paragraphs[p]
			v.parts = append(v.parts, v.block(x.First+1, x.Last, open, v.citedLine(p+1)))
		}
		added = true
	}
	return added
}

// citedLine reports whether paragraph p begins with ">".
func (v *view) citedLine(p int) bool {
	const least = 4 // tokens of a quotation
	return p < len(v.Paragraphs) && v.Paragraphs[p].Len() > least && v.form(v.Paragraphs[p].First) == ">" && !v.pointMark(v.Paragraphs[p].First+1)
}

// block makes a part of a run of tokens without marks and takes over the
// marks that stand in it.
func (v *view) block(first, last, colon int32, onward bool) part {
	x := part{first: first, last: last, open: colon, close: -1, block: true, onward: onward}
	v.parts = slices.DeleteFunc(v.parts, func(y part) bool { return y.first >= first && y.first < last })
	for i := first; i < last; i++ {
		v.cues[i] |= cueQuoted
		if v.Tokens[i].Kind != text.Mark {
			x.words++
		}
	}
	return x
}

// plainProse reports whether a paragraph can be a quotation: prose that does
// not open with a quotation mark or a bullet.
func (v *view) plainProse(x text.Range) bool {
	t := &v.Tokens[x.First]
	return t.Kind == text.Word && t.Is(text.Capital) && x.Len() > 8 && v.form(x.Last-1) != ":"
}

// furthestClose bounds how many paragraphs a closing mark may end.
const furthestClose = 6

// strayClose returns the paragraph that ends with a closing mark which nothing
// opened, at or behind paragraph p; p itself when there is none.
func (v *view) strayClose(p int) int {
	for q := p; q < len(v.Paragraphs) && q < p+furthestClose; q++ {
		x := v.Paragraphs[q]
		end := x.Last - 1
		switch v.form(end) {
		case "'", "\"":
			if v.cues[end]&cueEdge == 0 && v.Tokens[end].Is(text.Joined) {
				return q
			}
		case ":":
			return p
		}
	}
	return p
}

// inlineBlock adds what follows a speaker and a colon inside one paragraph:
// "Wanless said: Facebook may be happy …".
func (v *view) inlineBlock(x text.Range, colon int32) bool {
	const words = 6 // fewer are no quotation
	if colon+words >= x.Last || colon == x.First || v.cues[colon]&cueQuoted != 0 {
		return false
	}
	next := &v.Tokens[colon+1]
	if next.Kind != text.Word || !next.Is(text.Capital) {
		return false
	}
	k := v.verbAt(colon - 1)
	if k < 0 || v.reportsThing(v.verbs[k]) || v.heard(v.verbs[k]) || v.subjectBefore(v.verbs[k]).kind == nobody {
		return false
	}
	v.parts = append(v.parts, v.block(colon+1, x.Last, colon, false))
	return true
}

// blockSpeaker finds who says a paragraph without marks; its open is the colon.
func (v *view) blockSpeaker(x part, p int) cited {
	if v.form(x.open) == "?" { // an answer
		return cited{voice: v.speaks(voice{first: x.first, last: x.first}, v.answers), verb: -1}
	}
	if c := v.colonSpeaker(x.open); c.kind != nobody {
		return c
	}
	if y, ok := v.before(x.first, 1, func(*voice) bool { return true }); ok && v.form(x.open) == ">" {
		return cited{voice: y, verb: -1}
	}
	return cited{verb: -1}
}

package enrich

import (
	"slices"

	"cipherdesk/internal/text"
)

// blocks adds the paragraphs that are quotations without marks: introduced by
// a speaker and a colon. One paragraph, or up to a closing mark that was never
// opened.
func (r *reader) blocks(v *view) {
	added := false
	for p := 0; p < len(v.Paragraphs); p++ {
		x := v.Paragraphs[p]
		colon := x.Last - 1
		if v.Fold(int(colon)) != ":" {
			added = r.inlineBlock(v, x) || added
			continue
		}
		if p+1 == len(v.Paragraphs) || !v.plainProse(v.Paragraphs[p+1]) {
			continue
		}
		if c := r.colonSpeaker(v, colon); c.kind == nobody {
			continue
		}
		last := v.strayClose(p + 1)
		for q := p + 1; q <= last; q++ {
			y := v.Paragraphs[q]
			v.parts = append(v.parts, v.block(y.First, y.Last, colon, q < last))
		}
		added, p = true, last
	}
	if added {
		slices.SortStableFunc(v.parts, func(a, b part) int { return int(a.first - b.first) })
	}
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
	return t.Kind == text.Word && t.Is(text.Capital) && x.Len() > 8 && v.Fold(int(x.Last)-1) != ":"
}

// furthestClose bounds how many paragraphs a closing mark may end.
const furthestClose = 6

// strayClose returns the paragraph that ends with a closing mark which nothing
// opened, at or behind paragraph p; p itself when there is none.
func (v *view) strayClose(p int) int {
	for q := p; q < len(v.Paragraphs) && q < p+furthestClose; q++ {
		x := v.Paragraphs[q]
		end := x.Last - 1
		switch v.Fold(int(end)) {
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
func (r *reader) inlineBlock(v *view, x text.Range) bool {
	for i := x.First + 1; i+6 < x.Last; i++ {
		if v.Tokens[i].Kind != text.Mark || v.Fold(int(i)) != ":" {
			continue
		}
		next := &v.Tokens[i+1]
		if next.Kind != text.Word || !next.Is(text.Capital) || v.cues[i]&cueQuoted != 0 {
			return false
		}
		k := v.verbAt(i - 1)
		if k < 0 || v.heard(v.verbs[k]) || r.subjectBefore(v, v.verbs[k]).kind == nobody {
			return false
		}
		v.parts = append(v.parts, v.block(i+1, x.Last, i, false))
		return true
	}
	return false
}

// blockSpeaker finds who says a paragraph without marks; its open is the colon.
func (r *reader) blockSpeaker(v *view, x part, p int) cited {
	if c := r.colonSpeaker(v, x.open); c.kind != nobody {
		return c
	}
	return cited{verb: -1}
}

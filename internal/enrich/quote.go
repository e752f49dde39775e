package enrich

import (
	"strings"

	"cipherdesk/internal/text"
)

// part is a run of words in quotation marks, within one paragraph.
type part struct {
	first, last int32 // the words between the marks
	open, close int32 // the marks; -1 where there is none
	words       int32 // words, punctuation apart
	onward      bool  // goes on in the next part: a paragraph ended without a closing mark
	block       bool  // a whole paragraph that stands for a quotation
}

// opener remembers an opening mark until it is closed.
type opener struct {
	token  int32
	kind   rune // the closing mark it waits for; 0 none
	single bool
	barred int32 // single marks before this token open nothing
}

// quotations finds the parts of a field that stand in quotation marks.
func (v *view) quotations() {
	var o opener
	tokens, n := v.Tokens, len(v.Tokens)
	for i := 0; i <= n; i++ {
		if i < n && tokens[i].Kind != text.Mark && (o.kind == 0 || tokens[i].Flags&text.Paragraph == 0) { // most tokens
			continue
		}
		if o.kind != 0 && (i == n || tokens[i].Flags&text.Paragraph != 0) {
			if o.single { // an apostrophe, as it turns out: read again from behind it
				for len(v.colons) > 0 && v.colons[len(v.colons)-1] > o.token {
					v.colons = v.colons[:len(v.colons)-1]
				}
				i, o.barred, o.kind = int(o.token), int32(i), 0
				continue
			}
			v.leave(&o, int32(i))
		}
		if i == n || tokens[i].Kind != text.Mark {
			continue
		}
		switch b := v.Source[tokens[i].Start]; {
		case b == ':':
			v.colons = append(v.colons, int32(i))
		case b == ',' && (i == 0 || v.form(int32(i)-1) != ","):
		case b == '-' || b == 0xE2 && o.kind == 0 && v.form(int32(i)) == "-":
			v.reply(int32(i))
		case quoteByte(b):
			v.turn(&o, int32(i))
		}
	}
}

// quoteByte reports whether a mark that begins with this byte may be a
// quotation mark: ASCII quotes, Latin-1 guillemets, general punctuation.
func quoteByte(b byte) bool {
	return b == '"' || b == '\'' || b == '`' || b == 0xC2 || b == 0xE2 || b == 0xE3 || b == ','
}

// reply records the words behind a dash that opens a sentence, as Scandinavian
// and Polish papers print speech: "– Vi behöver mer tid, säger ministern."
func (v *view) reply(i int32) {
	switch v.lang {
	case "sv", "da", "no", "pl", "fi":
	default:
		return
	}
	if n := int32(len(v.Tokens)); i+2 >= n || v.Tokens[i+1].Is(text.Joined) || !v.Tokens[i].Is(text.Opens) && !v.Tokens[i+1].Is(text.Opens) {
		return
	}
	end := v.Paragraphs[v.paragraph(i)].Last
	for k := i + 2; k+1 < end; k++ {
		if f := v.form(k); (f == "," || f == "-" && !v.Tokens[k].Is(text.Joined)) && v.verbAt(k+1) >= 0 {
			v.record(part{first: i + 1, last: k, open: i, close: k})
			return
		}
		if v.Tokens[k].Is(text.Opens) && v.form(k) == "-" {
			return
		}
	}
}

// turn opens or closes a quotation at mark i.
func (v *view) turn(o *opener, i int32) {
	mark := v.slice(i, i+1)
	if o.kind != 0 && v.closes(o, i, mark) {
		v.close(o, i)
		return
	}
	kind, single := v.opens(i, mark)
	if kind == 0 || single && i < o.barred || o.kind != 0 && (single || o.kind != kind || !v.Tokens[i].Is(text.Opens)) {
		return // nothing, or a quotation within one
	}
	if o.kind != 0 {
		v.leave(o, i)
	}
	o.token, o.kind, o.single = i, kind, single
}

// opens returns the closing mark that mark i asks for, 0 when it opens nothing.
func (v *view) opens(i int32, mark string) (kind rune, single bool) {
	n := int32(len(v.Tokens))
	tight := i+1 < n && v.Tokens[i+1].Is(text.Joined)
	free := v.free(i)
	switch mark {
	case "„", "‟":
		return '“', false
	case "«":
		if free {
			return '»', false
		}
	case "»":
		if free && tight {
			return '«', false
		}
	case "“", "\"", "”", "「":
		if free && tight {
			return '”', false
		}
	case ",": // ,,Wij’’
		if tight && i > 0 && v.form(i-1) == "," && v.Tokens[i].Is(text.Joined) {
			return ',', false
		}
	case "‚", "‹":
		if tight {
			return '’', true
		}
	case "‘", "'", "’", "`":
		if free && tight && v.Tokens[i+1].Kind == text.Word {
			return '’', true
		}
	}
	return 0, false
}

// free reports whether mark i stands at the beginning of something.
func (v *view) free(i int32) bool {
	if i == 0 || !v.Tokens[i].Is(text.Joined) {
		return true
	}
	switch v.slice(i-1, i) {
	case "(", "[", "—", "–", "-", "/", ":", "“", "„", "\"", "«", "¿", "¡":
		return true
	}
	return false
}

// closes reports whether mark i ends the open quotation.
func (v *view) closes(o *opener, i int32, mark string) bool {
	switch o.kind {
	case ',':
		return mark == "”" || mark == "\"" || v.Tokens[i].Is(text.Joined) && v.form(i) == "'" && v.form(i-1) == "'"
	case '“':
		return mark == "“" || mark == "”" || mark == "\""
	case '”':
		return mark == "”" || (mark == "\"" || mark == "“" || mark == "」") && v.Tokens[i].Is(text.Joined)
	case '»':
		return mark == "»"
	case '«':
		return mark == "«" && v.Tokens[i].Is(text.Joined)
	}
	switch mark {
	case "’", "'", "‘", "›":
		return v.Tokens[i].Is(text.Joined) && !v.apostrophe(i)
	}
	return false
}

// apostrophe reports whether a single mark belongs to a word: inside one, or
// the bare genitive of a plural with the closing mark still to come.
func (v *view) apostrophe(i int32) bool {
	n := int32(len(v.Tokens))
	if i+1 >= n {
		return false
	}
	next := &v.Tokens[i+1]
	if next.Is(text.Joined) && next.Kind != text.Mark {
		return true
	}
	before := v.form(i - 1)
	if !strings.HasSuffix(before, "s") || next.Kind != text.Word || next.Flags&(text.Capital|text.Joined|text.Paragraph) != 0 {
		return false
	}
	for k := i + 1; k < n && !v.Tokens[k].Is(text.Paragraph); k++ {
		switch v.slice(k, k+1) {
		case "‘":
			return false
		case "’", "'":
			if v.Tokens[k].Is(text.Joined) && (k+1 == n || !v.Tokens[k+1].Is(text.Joined) || v.Tokens[k+1].Kind == text.Mark) {
				return true
			}
		}
	}
	return false
}

// close records the open quotation, ended by mark i.
func (v *view) close(o *opener, i int32) {
	last := i
	if o.kind == ',' && v.form(i) == "'" {
		last--
	}
	v.record(part{first: o.token + 1, last: last, open: o.token, close: i})
	o.kind = 0
}

// leave ends an open quotation at a paragraph that brought no closing mark. It
// goes on if the next paragraph opens with a mark.
func (v *view) leave(o *opener, next int32) {
	again := int(next) < len(v.Tokens) && v.Tokens[next].Kind == text.Mark
	if again {
		kind, _ := v.opens(next, v.slice(next, next+1))
		again = kind == o.kind
	}
	opensParagraph := v.Tokens[o.token].Is(text.Paragraph)
	if again || opensParagraph || o.token > 0 && v.form(o.token-1) == ":" {
		v.record(part{first: o.token + 1, last: next, open: o.token, close: -1, onward: again})
	}
	o.kind = 0
}

func (v *view) record(p part) {
	for i := p.first; i < p.last; i++ {
		v.cues[i] |= cueQuoted
		if v.Tokens[i].Kind != text.Mark && !v.Tokens[i].Is(text.Possessive) {
			p.words++
		}
	}
	if p.words == 0 {
		return
	}
	v.cues[p.open] |= cueEdge
	if p.close >= 0 {
		v.cues[p.close] |= cueEdge
	}
	v.parts = append(v.parts, p)
}

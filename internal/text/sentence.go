package text

import "slices"

// divide finds paragraphs and sentences among the tokens.
func (w *Words) divide() {
	w.Sentences, w.Paragraphs = w.Sentences[:0], w.Paragraphs[:0]
	tokens, n := w.Tokens, len(w.Tokens)
	sentence, paragraph, behindMark := 0, 0, false
	for i := range tokens {
		flags, behind := tokens[i].Flags, behindMark
		behindMark = tokens[i].Kind == Mark
		if flags&NewLine == 0 && !behind || i == 0 {
			continue // nothing ends between two words of a line
		}
		if flags&Paragraph != 0 {
			w.Paragraphs = append(w.Paragraphs, w.span(paragraph, i))
			paragraph = i
		}
		if flags&Paragraph != 0 || w.breaks(i) {
			w.Sentences = append(w.Sentences, w.span(sentence, i))
			sentence = i
		}
	}
	if n > 0 {
		w.Sentences = append(w.Sentences, w.span(sentence, n))
		w.Paragraphs = append(w.Paragraphs, w.span(paragraph, n))
	}
	for _, r := range w.Sentences {
		w.Tokens[r.First].Flags |= Opens
	}
}

// Cover returns the range of tokens first to last-1 with its bytes.
func (w *Words) Cover(first, last int) Range { return w.span(first, last) }

func (w *Words) span(first, last int) Range {
	return Range{int32(first), int32(last), w.Tokens[first].Start, w.Tokens[last-1].End}
}

// breaks reports whether a sentence begins at token i of the same paragraph.
func (w *Words) breaks(i int) bool {
	t := &w.Tokens[i]
	if t.Is(NewLine) {
		return t.Kind != Word || t.Is(Capital) || w.stops(i-1) // otherwise a wrapped line
	}
	if w.closes(i) {
		return false // the closing mark still belongs to what it closes
	}
	if !w.stops(i - 1) {
		return false
	}
	if t.Kind == Word && !t.Is(Capital) && HasCase(w.Fold(i)) {
		return false // "e.g. this", "…and so on"
	}
	return !t.Is(Joined) || t.Kind == Glyph || w.Tokens[i-1].End-w.Tokens[i-1].Start > 1
}

// stops reports whether token i ends a sentence: a full stop, question or
// exclamation mark, with closing quotes or brackets after it.
func (w *Words) stops(i int) bool {
	for i >= 0 && w.closes(i) {
		i--
	}
	if i < 0 || w.Tokens[i].Kind != Mark {
		return false
	}
	switch w.Fold(i) {
	case "!", "?", "؟", "।", "。":
		return true
	case ".":
		return !w.abbreviates(i)
	}
	return false
}

// closes reports whether token i is a closing mark that hangs on what it closes.
func (w *Words) closes(i int) bool {
	t := &w.Tokens[i]
	if t.Kind != Mark || !t.Is(Joined) || t.folded == t.foldTo {
		return false
	}
	switch w.buf[t.folded] {
	case '"', '\'', ')', ']':
		return true
	}
	return false
}

// abbreviates reports whether the dot at token i only shortens a word.
func (w *Words) abbreviates(i int) bool {
	if i == 0 || !w.Tokens[i].Is(Joined) {
		return false
	}
	before := &w.Tokens[i-1]
	if before.Kind == Number { // "am 6. Februar"; English ends sentences with years
		return before.End-before.Start <= 2 && i+1 < len(w.Tokens) && w.Tokens[i+1].Kind == Word &&
			w.isMonth(i+1)
	}
	if before.Kind != Word {
		return false
	}
	f := w.Fold(i - 1)
	if f == "x" && i > 1 && i+1 < len(w.Tokens) && w.Tokens[i-2].Flags&(Capital|Joined) == 0 && w.Tokens[i-2].Kind == Word {
		return false // "in a post on X."
	}
	if len(f) == 1 && before.Is(Capital) && f != "i" {
		return true // an initial, or the last letter of U.S.
	}
	if f == "inc" || f == "corp" || f == "co" || f == "bros" { // "Korvid Inc. said", where a sentence would open with a capital
		next := i + 1
		return next < len(w.Tokens) && w.Tokens[next].Kind == Word && !w.Tokens[next].Is(Capital|Joined)
	}
	_, known := slices.BinarySearch(abbreviations, f)
	return known
}

func (w *Words) isMonth(i int) bool {
	f := w.Fold(i)
	if len(f) < 3 {
		return false
	}
	_, known := slices.BinarySearch(monthStarts, f[:3])
	return known
}

// abbreviations are words whose dot does not end a sentence; sorted.
var abbreviations = []string{
	"abb", "abs", "adm", "al", "approx", "art", "aug", "bl", "bzw", "ca", "cap", "capt", "cf", "cfr", "chap",
	"cllr", "col", "const", "dec", "dept", "det", "doc", "dott", "dr", "dra", "ed", "eg", "etc", "feb", "fig",
	"fr", "gen", "gov", "hon", "ibid", "ie", "ing", "insp", "jan", "jr", "jul", "jun", "lt", "ltd", "mag",
	"maj", "max", "min", "mio", "mm", "mme", "mr", "mrd", "mrs", "ms", "mt", "mx", "nn", "nov", "nr", "oct",
	"okt", "par", "pp", "prof", "rep", "rev", "sec", "sen", "sens", "sep", "sept", "sgt", "sig", "sog", "sr",
	"sra", "st", "str", "supt", "tel", "ud", "usw", "vgl", "viz", "vol", "vs", "zb",
}

// monthStarts are the first letters of month names in the languages that put
// a dot behind the day; sorted.
var monthStarts = []string{
	"apr", "aug", "avg", "cer", "des", "dez", "dub", "feb", "hel", "huh", "jan", "jou", "jul", "jun", "kes",
	"kve", "led", "lis", "loc", "maa", "mai", "maj", "mar", "nov", "oct", "okt", "pro", "rij", "sep", "srp",
	"tam", "tou", "uno", "zar",
}

// HasCase reports whether the script of a folded word has capital letters.
func HasCase(folded string) bool {
	if folded == "" {
		return false
	}
	b := folded[0]
	return b < 0x80 || b <= 0xD5 // Latin, Greek, Cyrillic, Armenian lead bytes
}

package text

import (
	"unicode"
	"unicode/utf8"
)

// Kind says what a token is.
type Kind uint8

// The kinds of token. A Word is a run of letters, or letters followed by
// digits ("e2ee", "PQ3"); a Number a run of digits with inner separators
// ("16.8", "2,500"); a Glyph one character of a script without spaces
// (Chinese, Japanese, Thai); a Mark one character of anything else.
const (
	Word Kind = iota
	Number
	Glyph
	Mark
)

// Flag is what is known of a token beyond its letters.
type Flag uint8

// The flags of a token.
const (
	Capital    Flag = 1 << iota // begins with an upper-case letter
	Upper                       // has two letters or more, all upper case
	Joined                      // no white space before it
	Possessive                  // the s of "Meta's", or an apostrophe's glue: no word of its own
	Glue                        // a mark that does not part a phrase: hyphen, slash, quote, inner dot
	Opens                       // first of a sentence
	NewLine                     // first of a line
	Paragraph                   // first of a paragraph
)

// Token is a byte range of the source and of its folded form.
type Token struct {
	Start, End     int32 // in Words.Source
	folded, foldTo int32 // in Words.Folded
	Class          Class // in the lexicon given to Classify; 0: no rule knows it
	Kind           Kind
	Flags          Flag
}

// Is reports whether every one of the flags is set.
func (t Token) Is(f Flag) bool { return t.Flags&f == f }

// Range is a run of tokens, First to End-1, and its bytes in the source.
type Range struct {
	First, Last int32 // tokens; Last is one past the end
	Start, End  int32 // bytes
}

// Len is the number of tokens.
func (r Range) Len() int { return int(r.Last - r.First) }

// Words is a text taken apart once: tokens, sentences and paragraphs. The zero
// value is an empty text; Read may be called again to reuse its memory.
type Words struct {
	Source     string
	Folded     string
	Tokens     []Token
	Sentences  []Range
	Paragraphs []Range

	buf []byte
}

// Split takes a text apart.
func Split(source string) *Words {
	w := &Words{}
	w.Read(source)
	return w
}

// Fold returns the folded form of token i: lower case, without accents, with
// plain quotes and hyphens. It stays valid after the next Read.
func (w *Words) Fold(i int) string {
	t := &w.Tokens[i]
	return w.Folded[t.folded:t.foldTo]
}

// Text returns token i as it stands in the source.
func (w *Words) Text(i int) string {
	return w.Source[w.Tokens[i].Start:w.Tokens[i].End]
}

// Quote returns the source of tokens first to last, both included.
func (w *Words) Quote(first, last int) string {
	return w.Source[w.Tokens[first].Start:w.Tokens[last].End]
}

// Read replaces the text. Positions are 32 bits wide: what lies beyond 1 GiB
// is not read.
func (w *Words) Read(source string) {
	const most = 1 << 30
	if len(source) > most {
		source = source[:most]
	}
	w.Source = source
	w.Tokens, w.buf = w.Tokens[:0], w.buf[:0]
	w.scan()
	w.Folded = string(w.buf)
	w.divide()
}

// scan fills Tokens and the folded buffer.
func (w *Words) scan() {
	s := w.Source
	flags, lines := Flag(0), 2 // the first token opens a paragraph
	for i := 0; i < len(s); {
		if b := s[i]; b <= ' ' { // the common case of what follows
			if b == '\n' {
				lines++
			}
			flags &^= Joined
			i++
			continue
		}
		c := classOf(s, i)
		if c.kind == isSpace {
			flags &^= Joined
			i += c.size
			continue
		}
		if lines > 0 {
			flags |= NewLine
			if lines > 1 {
				flags |= Paragraph
			}
		}
		i = w.token(i, c, flags)
		flags, lines = Joined, 0
	}
}

// token adds the token that begins at byte i and returns where it ends.
func (w *Words) token(i int, c char, flags Flag) int {
	w.Tokens = append(w.Tokens, Token{Start: int32(i), folded: int32(len(w.buf)), Flags: flags})
	t := &w.Tokens[len(w.Tokens)-1]
	switch c.kind {
	case isLetter:
		i = w.word(i, t)
	case isDigit:
		t.Kind = Number
		i = w.number(i, c.size)
	case isGlyph:
		t.Kind = Glyph
		w.buf = appendFoldRune(w.buf, c.r)
		i += c.size
	default:
		t.Kind = Mark
		i = w.mark(i, c, t)
	}
	t.End, t.foldTo = int32(i), int32(len(w.buf))
	if t.Kind == Word && t.End-t.Start == 1 {
		w.possessive(t)
	}
	return i
}

// word reads letters, then letters and digits, and folds them.
func (w *Words) word(i int, t *Token) int {
	s, start, upper, beyond := w.Source, i, 0, false
	if b := s[i]; b >= 'A' && b <= 'Z' {
		w.buf = append(w.buf, b|0x20)
		upper++
		i++
	}
	lower := i
	for i < len(s) && s[i] >= 'a' && s[i] <= 'z' {
		i++
	}
	buf := append(w.buf, s[lower:i]...) // most words end here
	for i < len(s) {
		b := s[i]
		if b >= utf8.RuneSelf {
			c := classOf(s, i)
			if c.kind != isLetter && c.kind != isInner && c.kind != isDigit {
				break
			}
			if c.upper {
				upper++
			}
			beyond = true
			buf = appendFoldRune(buf, c.r)
			i += c.size
			continue
		}
		if k := ascii[b]; k != isLetter && k != isDigit {
			break
		}
		if b >= 'A' && b <= 'Z' {
			upper++
			b |= 0x20
		}
		buf = append(buf, b)
		i++
	}
	w.buf = buf
	if upper > 0 {
		t.Flags |= capitals(s[start:i], upper, beyond)
	}
	return i
}

// capitals are the flags of a word with so many upper-case letters.
func capitals(word string, upper int, beyond bool) (flags Flag) {
	first, letters := rune(word[0]), len(word)
	if beyond {
		first, _ = utf8.DecodeRuneInString(word)
		letters = utf8.RuneCountInString(word)
	}
	if unicode.IsUpper(first) {
		flags |= Capital
	}
	if last := word[len(word)-1]; last >= '0' && last <= '9' { // "PQ3"
		letters--
	}
	if upper > 1 && upper >= letters {
		flags |= Upper
	}
	return flags
}

// number reads digits and the separators between them.
func (w *Words) number(i, size int) int {
	s := w.Source
	w.buf = appendFold(w.buf, s[i:i+size])
	i += size
	for i < len(s) {
		c := classOf(s, i)
		if c.kind == isDigit {
			w.buf = appendFoldRune(w.buf, c.r)
			i += c.size
			continue
		}
		if c.size != 1 || s[i] != '.' && s[i] != ',' || i+1 >= len(s) || classOf(s, i+1).kind != isDigit {
			break
		}
		w.buf = append(w.buf, s[i])
		i++
	}
	return i
}

// mark reads one mark and tells whether it parts a phrase.
func (w *Words) mark(i int, c char, t *Token) int {
	s, from := w.Source, len(w.buf)
	w.buf = appendMark(w.buf, s[i:i+c.size])
	i += c.size
	if c.kind == isInner { // an invisible character on its own
		t.Flags |= Glue
		return i
	}
	switch w.buf[from] {
	case '"', '\'', '*', '_':
		t.Flags |= Glue
	case '-', '/', '&', '@', '+', '.', '(', ')': // inside a word: "U.S", "COM(2022)209"
		if t.Is(Joined) && i < len(s) && classOf(s, i).kind != isSpace {
			t.Flags |= Glue
		}
	}
	return i
}

// possessive marks the s of "Meta's".
func (w *Words) possessive(t *Token) {
	n := len(w.Tokens) - 1
	if w.buf[t.folded] != 's' || !t.Is(Joined) || n < 2 {
		return
	}
	before := &w.Tokens[n-1]
	if before.Is(Joined|Glue) && w.buf[before.folded] == '\'' && before.End == t.Start && w.Tokens[n-2].Kind == Word {
		t.Flags |= Possessive
	}
}

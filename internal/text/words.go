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
		c := classOf(s, i)
		if c.kind == isSpace {
			if s[i] == '\n' {
				lines++
			}
			flags &^= Joined
			i += c.size
			continue
		}
		if lines > 0 {
			flags |= NewLine
		}
		if lines > 1 {
			flags |= Paragraph
		}
		i = w.token(i, c, flags)
		flags, lines = Joined, 0
	}
}

// token adds the token that begins at byte i and returns where it ends.
func (w *Words) token(i int, c char, flags Flag) int {
	t := Token{Start: int32(i), folded: int32(len(w.buf)), Flags: flags}
	switch c.kind {
	case isLetter:
		i = w.word(i, &t)
	case isDigit:
		t.Kind = Number
		i = w.number(i, c.size)
	case isGlyph:
		t.Kind = Glyph
		w.buf = appendFold(w.buf, w.Source[i:i+c.size])
		i += c.size
	default:
		t.Kind = Mark
		if c.kind == isInner { // an invisible character on its own
			t.Flags |= Glue
		}
		w.buf = appendMark(w.buf, w.Source[i:i+c.size])
		i += c.size
	}
	t.End, t.foldTo = int32(i), int32(len(w.buf))
	w.tie(&t, i)
	w.Tokens = append(w.Tokens, t)
	return i
}

// word reads letters, then letters and digits, and folds them.
func (w *Words) word(i int, t *Token) int {
	s, n, upper := w.Source, 0, 0
	for i < len(s) {
		b := s[i]
		if b < utf8.RuneSelf {
			k := ascii[b]
			if k != isLetter && k != isDigit {
				break
			}
			if b >= 'A' && b <= 'Z' {
				if n == 0 {
					t.Flags |= Capital
				}
				upper++
				b += 'a' - 'A'
			}
			w.buf = append(w.buf, b)
			n++
			i++
			continue
		}
		c := classOf(s, i)
		if c.kind != isLetter && c.kind != isInner && c.kind != isDigit {
			break
		}
		if c.kind == isLetter {
			if unicode.IsUpper(c.r) {
				if n == 0 {
					t.Flags |= Capital
				}
				upper++
			}
			n++
		}
		w.buf = appendFoldRune(w.buf, c.r)
		i += c.size
	}
	if upper > 1 && upper == n || upper > 1 && upper >= n-1 && lastIsDigit(s[:i]) {
		t.Flags |= Upper
	}
	return i
}

// number reads digits and the separators between them.
func (w *Words) number(i, size int) int {
	s := w.Source
	w.buf = appendFold(w.buf, s[i:i+size])
	i += size
	for i < len(s) {
		c := classOf(s, i)
		if c.kind == isDigit {
			w.buf = appendFold(w.buf, s[i:i+c.size])
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

// tie marks what does not part a phrase, and the s of a possessive.
func (w *Words) tie(t *Token, end int) {
	s := w.Source
	tight := end < len(s) && classOf(s, end).kind != isSpace // nothing between this and the next
	f := w.buf[t.folded:]
	if t.Kind == Mark && len(f) == 1 {
		switch f[0] {
		case '"', '\'', '*', '_':
			t.Flags |= Glue
		case '-', '/', '&', '@', '+', '.', '(', ')':
			if t.Is(Joined) && tight { // inside a word: "U.S", "COM(2022)209"
				t.Flags |= Glue
			}
		}
		return
	}
	n := len(w.Tokens)
	if t.Kind == Word && len(f) == 1 && f[0] == 's' && t.Is(Joined) && n > 1 {
		before := &w.Tokens[n-1]
		if before.Is(Joined|Glue) && w.buf[before.folded] == '\'' && before.End == t.Start && w.Tokens[n-2].Kind == Word {
			t.Flags |= Possessive
		}
	}
}

func lastIsDigit(s string) bool {
	b := s[len(s)-1]
	return b >= '0' && b <= '9'
}

package text

import (
	"encoding/binary"
	"slices"
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

// Sign returns the byte that a mark folds to; 0 for words, and for marks of
// several bytes.
func (w *Words) Sign(i int) byte {
	t := &w.Tokens[i]
	if t.Kind != Mark || t.foldTo != t.folded+1 {
		return 0
	}
	return w.Folded[t.folded]
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
	w.Tokens, w.buf = w.Tokens[:0], appendLower(w.buf[:0], source)
	w.scan()
	w.Folded = string(w.buf)
	w.divide()
}

// scan fills Tokens. The folded buffer begins with the source in lower case,
// which is the folded form of nearly every token; what folds otherwise is
// appended.
func (w *Words) scan() {
	s := w.Source
	flags, lines := Flag(0), 2 // the first token opens a paragraph
	for i := 0; i < len(s); {
		b := s[i]
		if b <= ' ' { // the common case of what follows
			if b == '\n' {
				lines++
			}
			flags &^= Joined
			i++
			continue
		}
		kind, size := ascii[b&0x7F], 1
		if b >= utf8.RuneSelf {
			c := classOf(s, i)
			kind, size = c.kind, c.size
		}
		if kind == isSpace {
			flags &^= Joined
			i += size
			continue
		}
		if lines > 0 {
			flags |= NewLine
			if lines > 1 {
				flags |= Paragraph
			}
		}
		i = w.token(i, kind, flags)
		flags, lines = Joined, 0
	}
}

// token adds the token that begins at byte i and returns where it ends.
func (w *Words) token(i int, kind charKind, flags Flag) int {
	n := len(w.Tokens)
	if n == cap(w.Tokens) {
		w.Tokens = slices.Grow(w.Tokens, 1)
	}
	w.Tokens = w.Tokens[:n+1]
	t := &w.Tokens[n] // set where it lies: a token put together first and then copied costs more than all else here
	t.Start, t.folded, t.Class, t.Kind, t.Flags = int32(i), int32(i), 0, Word, flags
	end, plain := i, false
	switch kind {
	case isLetter:
		if end, plain = w.plainWord(i, t); !plain {
			end = w.word(i, t)
		}
	case isDigit:
		t.Kind = Number
		end, plain = w.number(i, t)
	case isGlyph:
		c := classOf(w.Source, i)
		t.Kind = Glyph
		w.apart(t)
		w.buf = appendFoldRune(w.buf, c.r)
		end += c.size
	default:
		t.Kind = Mark
		end, plain = w.mark(i, t)
	}
	t.End, t.foldTo = int32(end), int32(len(w.buf))
	if plain {
		t.foldTo = t.End
	}
	if t.End-t.Start == 1 && t.Kind == Word {
		w.possessive(t)
	}
	return end
}

// apart makes a token's folded form the end of the buffer.
func (w *Words) apart(t *Token) { t.folded = int32(len(w.buf)) }

// plainWord reads a word of ASCII alone; plain is false where it is not. Eight
// bytes at a time spare it a guess at each word where that ends.
func (w *Words) plainWord(start int, t *Token) (end int, plain bool) {
	s, buf, i := w.Source, w.buf, start
	for n := 8; n == 8; i += n {
		if i+8 > len(s) {
			n = asciiWord(s[i:])
		} else {
			n = wordBytes(binary.LittleEndian.Uint64(buf[i:]))
		}
	}
	if i < len(s) && s[i] >= utf8.RuneSelf && inWord(classOf(s, i).kind) {
		return i, false
	}
	if wordByte[s[start]] == upperByte { // no other word has a flag
		t.Flags |= capitals(s[start:i], uppers(s[start:i]), false)
	}
	return i, true
}

// asciiWord counts the letters and digits that fewer than eight bytes begin with.
func asciiWord(s string) (n int) {
	for n < len(s) && wordByte[s[n]] <= upperByte {
		n++
	}
	return n
}

// uppers counts the upper-case letters of a word of ASCII.
func uppers(word string) (n int) {
	for i := range len(word) {
		n += int(wordByte[word[i]])
	}
	return n
}

// inWord reports whether a character goes on a word.
func inWord(k charKind) bool { return k == isLetter || k == isDigit || k == isInner }

// word reads letters, then letters and digits, and folds them.
func (w *Words) word(start int, t *Token) int {
	w.apart(t)
	s, i, upper := w.Source, start, 0
	for i < len(s) {
		c := classOf(s, i)
		if !inWord(c.kind) {
			break
		}
		if c.upper {
			upper++
		}
		w.buf = appendFoldRune(w.buf, c.r)
		i += c.size
	}
	if upper > 0 {
		t.Flags |= capitals(s[start:i], upper, true)
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

// number reads digits and the separators between them; plain is false where
// any of it is not ASCII.
func (w *Words) number(start int, t *Token) (end int, plain bool) {
	s, i := w.Source, start
	plain = true
	for i < len(s) {
		c := classOf(s, i)
		if c.kind != isDigit {
			if i == start || s[i] != '.' && s[i] != ',' || i+1 >= len(s) || classOf(s, i+1).kind != isDigit {
				break
			}
		}
		plain = plain && c.size == 1
		i += c.size
	}
	if !plain {
		w.apart(t)
		w.buf = appendFold(w.buf, s[start:i])
	}
	return i, plain
}

// mark reads one mark and tells whether it parts a phrase.
func (w *Words) mark(i int, t *Token) (end int, plain bool) {
	s, c := w.Source, classOf(w.Source, i)
	plain = c.size == 1 && c.r != '`' && c.r != utf8.RuneError
	if !plain {
		w.apart(t)
		w.buf = appendMark(w.buf, s[i:i+c.size])
	}
	i += c.size
	if c.kind == isInner { // an invisible character on its own
		t.Flags |= Glue
		return i, plain
	}
	switch w.buf[t.folded] {
	case '"', '\'', '*', '_':
		t.Flags |= Glue
	case '-', '/', '&', '@', '+', '.', '(', ')': // inside a word: "U.S", "COM(2022)209"
		if t.Is(Joined) && i < len(s) && classOf(s, i).kind != isSpace {
			t.Flags |= Glue
		}
	}
	return i, plain
}

// possessive marks the s of "Meta's".
func (w *Words) possessive(t *Token) {
	n := len(w.Tokens) - 1
	if w.buf[t.folded] != 's' || !t.Is(Joined) || n < 2 {
		return
	}
	before := &w.Tokens[n-1]
	apostrophe := before.foldTo > before.folded && w.buf[before.folded] == '\'' // a lone soft hyphen folds to nothing
	if apostrophe && before.Is(Joined|Glue) && before.End == t.Start && w.Tokens[n-2].Kind == Word {
		t.Flags |= Possessive
	}
}

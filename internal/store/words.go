package store

import (
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// The search index holds folded words with single spaces between them: lower
// case, without diacritics, and stemmed when the text is English or says no
// language. A query asks for both forms of its words, because it has no
// language of its own.

// words folds and stems. It is safe for concurrent use.
type words struct{ pool sync.Pool }

// stemmer remembers the stems of words that it has seen.
type stemmer struct{ known map[string]string }

// maxKnown bounds what one stemmer remembers.
const maxKnown = 20000

func newWords() *words {
	return &words{sync.Pool{New: func() any { return &stemmer{map[string]string{}} }}}
}

// index is what the search index holds of a text.
func (w *words) index(text, language string) string {
	st := w.pool.Get().(*stemmer)
	defer w.pool.Put(st)
	stems := language == "" || primary(language) == "en"
	out := make([]byte, 0, len(text)+8)
	eachWord(text, func(word []byte, ascii bool, _ place) {
		if len(out) > 0 {
			out = append(out, ' ')
		}
		switch {
		case !ascii:
			word = foldRunes(word)
			fallthrough
		case stems && len(word) > 2:
			out = append(out, st.stem(word, stems)...)
		default:
			out = append(out, word...)
		}
	})
	return string(out)
}

// forms are the ways in which the index can hold the words of a query.
func (w *words) forms(text string) []string {
	plain, stemmed := w.index(text, "und"), w.index(text, "en")
	switch {
	case plain == "":
		return nil
	case plain == stemmed:
		return []string{plain}
	}
	return []string{plain, stemmed}
}

// stem returns the stem of a folded word; the word itself when stems are not
// wanted.
func (s *stemmer) stem(word []byte, wanted bool) string {
	if !wanted {
		return string(word)
	}
	if stem, ok := s.known[string(word)]; ok {
		return stem
	}
	if len(s.known) >= maxKnown {
		clear(s.known)
	}
	stem := string(stemEnglish(word))
	s.known[string(word)] = stem
	return stem
}

// place is where a word stands in a text, in bytes.
type place struct{ start, end int }

// eachWord calls f with every word of a text, in lower case as far as it is
// ASCII. A word holds until the next call.
func eachWord(text string, f func(word []byte, ascii bool, at place)) {
	var buf [64]byte
	word, ascii := buf[:0], true
	at := place{}
	end := func() {
		if len(word) > 0 {
			f(word, ascii, at)
		}
		word, ascii = word[:0], true
	}
	for i := 0; i < len(text); {
		c := text[i]
		if len(word) == 0 {
			at.start = i
		}
		if c < utf8.RuneSelf {
			i++
			if c = lower[c]; c != 0 {
				word = append(word, c)
				at.end = i
			} else {
				end()
			}
			continue
		}
		r, n := utf8.DecodeRuneInString(text[i:])
		i += n
		switch {
		case r == '\u00ad' || r == '\u200b' || r == utf8.RuneError: // soft hyphen, zero width: not there
		case unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.M, r):
			word, ascii = utf8.AppendRune(word, r), false
			at.end = i
		default:
			end()
		}
	}
	end()
}

// lower maps ASCII letters and digits to lower case, and all else to 0.
var lower = func() (table [utf8.RuneSelf]byte) {
	for c := range table {
		switch c := byte(c); {
		case c >= 'a' && c <= 'z' || c >= '0' && c <= '9':
			table[c] = c
		case c >= 'A' && c <= 'Z':
			table[c] = c | 0x20
		}
	}
	return table
}()

// foldRunes drops case and diacritics.
func foldRunes(word []byte) []byte {
	var out []byte
	for _, r := range string(norm.NFKD.Bytes(word)) {
		if !unicode.Is(unicode.Mn, r) {
			out = utf8.AppendRune(out, unicode.ToLower(r))
		}
	}
	return out
}

package markup

import (
	"bytes"
	"math"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding"
)

// detect guesses the charset of a body that states none and is not UTF-8. It
// decodes a sample by every candidate and keeps the one under which the result
// looks most like a language: its letters as frequent as they should be, words of
// one script, capitals at their beginnings. Ties go to windows-1252, which is
// also the answer when nothing fits.
//
// Chance enters nowhere: the same bytes always give the same answer.
func detect(body []byte) string {
	sample := sampleWords(body)
	english := isEnglish(body, bytes.Count(sample, []byte(" ")))
	best, bestScore := "windows-1252", math.Inf(-1)
	for _, charset := range candidates {
		enc, _ := lookup(charset.name)
		if enc == nil {
			continue
		}
		text, ok := decodeSample(enc, sample)
		if !ok {
			continue
		}
		for _, lang := range charset.languages {
			s := lang.score(text) - charset.rare
			if english && charset.name == "windows-1252" {
				s += inEnglish
			}
			if s > bestScore {
				best, bestScore = charset.name, s
			}
		}
	}
	return best
}

// inEnglish is what windows-1252 has ahead of all others where the words without
// any accent are English: the rest are quotation marks and a name or two.
const inEnglish = 1.0

// isEnglish reports whether English words stand in a document more often than
// words with bytes beyond ASCII do.
func isEnglish(body []byte, words int) bool {
	n := 0
	for _, word := range []string{" the ", " and ", " of "} {
		n += bytes.Count(body, []byte(word))
	}
	return n > 2 && n > words
}

// sampleSize bounds how much is looked at, in bytes.
const sampleSize = 8 << 10

// sampleWords returns the words of the body that have bytes beyond ASCII,
// separated by spaces. Tags go: their ASCII says nothing about the charset.
func sampleWords(body []byte) []byte {
	var out []byte
	for len(body) > 0 && len(out) < sampleSize {
		end := bytes.IndexAny(body, " \t\r\n<>\"")
		if end < 0 {
			end = len(body)
		}
		if word := body[:end]; !isASCII(word) {
			out = append(append(out, word[:min(len(word), sampleSize)]...), ' ')
		}
		body = body[end:]
		if len(body) > 0 && body[0] == '<' {
			end = max(bytes.IndexByte(body, '>'), 0)
			body = body[end:]
		}
		if len(body) > 0 {
			body = body[1:]
		}
	}
	return out
}

// decodeSample reports false when the charset gives too many bytes no meaning.
func decodeSample(enc encoding.Encoding, sample []byte) (string, bool) {
	text, err := enc.NewDecoder().Bytes(sample)
	if err != nil {
		return "", false
	}
	bad, n := 0, 0
	for _, r := range string(text) {
		if r == utf8.RuneError || 0x80 <= r && r < 0xA0 {
			bad++
		}
		if r >= utf8.RuneSelf {
			n++
		}
	}
	// A sample cut in the middle of a character, or one stray byte, is no proof.
	return string(text), bad*50 <= n || bad == 1 && n > 8
}

// language is a model of how one language is written: its letters beyond ASCII,
// the most frequent first.
type language struct {
	script  *unicode.RangeTable
	logp    map[rune]float64
	unknown float64 // log probability of another letter of the script
}

// Log probabilities of what a model does not list.
const (
	logSymbolInWord = -9.0 // "Ï³ðèâ": no language puts ¤ or ³ between letters
	logForeign      = -9.0 // a letter of another script
	logMixed        = -4.0 // a letter beside one of another script
	logCase         = -4.0 // a capital after a small letter
	logRun          = -3.0 // third Latin letter with an accent in a row
	logPunctuation  = -3.5
	logSymbol       = -7.0
	logUndecoded    = -12.0
	logAlone        = -3.0 // a letter that is a word by itself, though few are
)

// score is the mean log probability of the sample's bytes beyond ASCII, over
// characters. Doubles stand for two bytes, so charsets compare by byte.
func (l language) score(text string) float64 {
	sum, weight := 0.0, 0.0
	var before rune = ' '
	run := 0
	for i, r := range text {
		if r < utf8.RuneSelf {
			before, run = r, 0
			continue
		}
		after, _ := utf8.DecodeRuneInString(text[i+utf8.RuneLen(r):])
		bytes := 1.0
		if isWide(r) {
			bytes = 2
		}
		p := l.letter(r, before, after)
		if unicode.Is(unicode.Latin, r) {
			if run++; run >= 3 {
				p += logRun
			}
		}
		sum += p
		weight += bytes
		before = r
	}
	if weight == 0 {
		return math.Inf(-1)
	}
	return sum / weight
}

// letter is the log probability of one character between its neighbours.
func (l language) letter(r, before, after rune) float64 {
	if !unicode.IsLetter(r) && !unicode.IsMark(r) {
		return symbol(r, before, after)
	}
	p, known := l.logp[r]
	if !known {
		p, known = l.logp[unicode.ToLower(r)]
		p -= 1.5 // a capital
	}
	switch {
	case known:
	case unicode.Is(l.script, r):
		p = l.unknown
	default:
		return logForeign
	}
	if unicode.IsLetter(before) {
		if unicode.IsLower(before) && unicode.IsUpper(r) {
			p += logCase
		}
		if !l.writes(before) {
			p += logMixed
		}
	}
	if unicode.IsLetter(after) && after < utf8.RuneSelf && l.script != unicode.Latin {
		p += logMixed
	}
	if r > 0xFF && l.script == unicode.Latin && !unicode.IsLetter(before) && !unicode.IsLetter(after) {
		p += logAlone
	}
	if unicode.IsDigit(after) { // "Ł500": another charset's "£500"
		p += logMixed
	}
	return p
}

// writes reports whether a letter may stand next to this language's own.
func (l language) writes(r rune) bool {
	if _, ok := l.logp[r]; ok {
		return true
	}
	return unicode.Is(l.script, r) || isWide(r) && l.unknown < -8
}

// symbol is the log probability of what is no letter.
func symbol(r, before, after rune) float64 {
	if strings.ContainsRune("€£¢¥", r) && (unicode.IsLetter(before) || unicode.IsLetter(after)) {
		return logSymbol
	}
	if r == utf8.RuneError {
		return logUndecoded
	}
	common := strings.ContainsRune("‘’“”„«»–—…•·©®™°§€£№\u00a0、。「」，．・（）：？！『』【】《》ー〜", r)
	switch {
	case (r == '¿' || r == '¡') && !unicode.IsLetter(before) && unicode.IsLetter(after):
		return logPunctuation
	case common && (strings.ContainsRune("’\u00a0–—…", r) || isWide(r)):
		return logPunctuation
	case unicode.IsLetter(before) && unicode.IsLetter(after):
		return logSymbolInWord
	case common:
		return logPunctuation
	}
	return logSymbol
}

// isWide reports whether the character takes two bytes in East Asian charsets.
func isWide(r rune) bool { return r >= 0x2E80 }

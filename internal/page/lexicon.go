package page

import (
	_ "embed"
	"strings"
	"sync"
	"unicode"

	"cipherdesk/internal/text"
)

//go:embed lexicon.txt
var lexiconText string

// longLabel is how many words a block may have to be looked up.
const longLabel = 30

// lexicon knows the short blocks that sites put into and around articles.
type lexicon struct {
	is, starts, has map[string]string // phrase → reason
	longest         int               // words of the longest phrase
}

var shortBlocks = sync.OnceValue(func() *lexicon { return readLexicon(lexiconText) })

func readLexicon(src string) *lexicon {
	l := &lexicon{is: map[string]string{}, starts: map[string]string{}, has: map[string]string{}}
	var reason, mode string
	var into map[string]string
	for line := range strings.Lines(src) {
		line = strings.TrimSpace(line)
		switch {
		case line == "" || line[0] == '#':
		case line[0] == '[':
			reason, mode, _ = strings.Cut(strings.Trim(line, "[]"), " ")
			into = map[string]map[string]string{"is": l.is, "starts": l.starts, "has": l.has}[mode]
		default:
			for phrase := range strings.SplitSeq(line, ";") {
				p := labelOf(phrase)
				if mode == "is" {
					p = strings.TrimSuffix(p, " :")
				}
				if p != "" {
					into[p] = reason
					l.longest = max(l.longest, strings.Count(p, " ")+1)
				}
			}
		}
	}
	return l
}

// labelOf is a short text as the lexicon knows it: folded words with single
// spaces, colons as words of their own, all other punctuation gone.
func labelOf(s string) string {
	var b strings.Builder
	gap := false
	put := func(r rune) {
		if gap && b.Len() > 0 {
			b.WriteByte(' ')
		}
		gap = false
		b.WriteRune(r)
	}
	for _, r := range text.Fold(s) {
		switch {
		case unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) || r == '©':
			put(r)
		case r == ':' || r == '：':
			gap = true
			put(':')
			gap = true
		default:
			gap = true
		}
	}
	return b.String()
}

// reason looks a block's label up. alone says that the whole block is the
// phrase: a heading over what follows, not a line of its own.
func (l *lexicon) reason(label string) (why string, alone bool) {
	if label == "" {
		return "", false
	}
	if why = l.is[strings.TrimSuffix(label, " :")]; why != "" {
		return why, true
	}
	from := 0
	for i := 0; from >= 0; i++ {
		rest := label[from:]
		if why = l.prefix(rest, i == 0); why != "" {
			return why, false
		}
		next := strings.IndexByte(rest, ' ')
		if next < 0 {
			break
		}
		from += next + 1
	}
	return "", false
}

// prefix tries the first words of s, the shortest run first.
func (l *lexicon) prefix(s string, start bool) string {
	end := 0
	for range l.longest {
		next := strings.IndexByte(s[end:], ' ')
		if next < 0 {
			end = len(s)
		} else {
			end += next
		}
		if why := l.has[s[:end]]; why != "" {
			return why
		}
		if why := l.starts[s[:end]]; start && why != "" {
			return why
		}
		if end == len(s) {
			break
		}
		end++
	}
	return ""
}

package store

import (
	"fmt"
	"strings"
	"unicode"

	"cipherdesk/internal/news"
)

const (
	maxQuery = 500 // bytes
	maxTerms = 32
)

// matchExpr turns what a person typed into a search expression: all words and
// "quoted phrases" must occur, those after a minus must not. Everything else
// that a search language could mean is taken as plain words. ErrInvalid when
// nothing is left to look for.
func matchExpr(typed string) (string, error) {
	if len(typed) > maxQuery {
		return "", fmt.Errorf("search: at most %d characters: %w", maxQuery, news.ErrInvalid)
	}
	var want, not []string
	w := newWords()
	for _, t := range searchTerms(clean(typed)) {
		forms := w.forms(t.words)
		if len(forms) == 0 {
			continue
		}
		phrase := `("` + strings.Join(forms, `" OR "`) + `")` // folded words hold no quotation mark
		if t.not {
			not = append(not, phrase)
		} else {
			want = append(want, phrase)
		}
	}
	switch {
	case len(want) == 0 && len(not) > 0:
		return "", fmt.Errorf("search: add a word that should occur, not only words that should not: %w", news.ErrInvalid)
	case len(want) == 0:
		return "", fmt.Errorf("search: nothing to look for: %w", news.ErrInvalid)
	case len(want)+len(not) > maxTerms:
		return "", fmt.Errorf("search: at most %d words: %w", maxTerms, news.ErrInvalid)
	}
	return strings.Join(append([]string{strings.Join(want, " AND ")}, not...), " NOT "), nil
}

type searchTerm struct {
	words string
	not   bool
}

// searchTerms splits at spaces outside of quotation marks; a quotation left
// open runs to the end.
func searchTerms(s string) []searchTerm {
	var out []searchTerm
	s = strings.Map(func(r rune) rune {
		if strings.ContainsRune("“”„«»", r) {
			return '"'
		}
		return r
	}, s)
	for {
		s = strings.TrimLeftFunc(s, unicode.IsSpace)
		if s == "" {
			return out
		}
		var t searchTerm
		if t.not = s[0] == '-'; t.not {
			s = s[1:]
		}
		if strings.HasPrefix(s, `"`) {
			t.words, s, _ = strings.Cut(s[1:], `"`)
		} else if i := strings.IndexFunc(s, unicode.IsSpace); i >= 0 {
			t.words, s = s[:i], s[i:]
		} else {
			t.words, s = s, ""
		}
		out = append(out, t)
	}
}

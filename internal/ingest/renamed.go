package ingest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"cipherdesk/internal/address"
	"cipherdesk/internal/news"
	"cipherdesk/internal/text"
)

// renamed gives an entry whose address is a new one the article that it
// announced before: many publishers put the headline into the address, and a
// new headline is then a new address of the same piece. The id alone proves
// little, since some feeds give it to whatever stands first; address or headline
// must speak for it too. What the desk has withdrawn stays so under any address.
func (p *Poller) renamed(ctx context.Context, s news.FeedState, e *entry, a news.Article) (news.Article, error) {
	if e.before.Article == "" || e.before.Article == a.ID {
		return a, nil
	}
	if _, err := p.DB.Article(ctx, a.ID); err == nil || errors.Is(err, news.ErrGone) {
		return a, nil // the address is known, as another article's
	}
	was, err := p.DB.Article(ctx, e.before.Article)
	switch {
	case errors.Is(err, news.ErrGone):
		was.URL = s.Spec.URL
	case errors.Is(err, news.ErrNotFound):
		return a, nil
	case err != nil:
		return a, fmt.Errorf("look up article: %w", err)
	case !samePiece(was.URL, was.Title, a.URL, e.Title):
		return a, nil
	}
	return news.Article{ID: e.before.Article, URL: was.URL, Outlet: a.Outlet, FirstSeen: a.FirstSeen, Aliases: append(a.Aliases, a.URL)}, nil
}

// samePiece reports whether two addresses of one site, or the headlines there,
// have something in common that two pieces do not: a number of the article, or
// half of the words.
func samePiece(url, title, otherURL, otherTitle string) bool {
	if address.Site(url) != address.Site(otherURL) {
		return false
	}
	numbers := numbersIn(url)
	if slices.ContainsFunc(numbersIn(otherURL), func(n string) bool { return slices.Contains(numbers, n) }) {
		return true
	}
	a, b := tellingWordsOf(title), tellingWordsOf(otherTitle)
	shared := 0
	for _, w := range a {
		if slices.Contains(b, w) {
			shared++
		}
	}
	return shared >= 2 && 2*shared >= min(len(a), len(b))
}

// numbersIn are the parts of a path that may be an article's number; dates, by
// which a day's pieces are filed together, are none.
func numbersIn(url string) []string {
	_, rest, _ := strings.Cut(url, "://")
	_, path, _ := strings.Cut(rest, "/")
	var out []string
	for _, part := range strings.FieldsFunc(path, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		date := (len(part) == 4 || len(part) == 8) && (part[:2] == "19" || part[:2] == "20")
		if len(part) >= 4 && !date && strings.ContainsAny(part, "0123456789") {
			out = append(out, part)
		}
	}
	return out
}

// tellingWordsOf are a headline's words of four letters and more.
func tellingWordsOf(title string) []string {
	words := strings.FieldsFunc(text.Fold(title), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	return slices.DeleteFunc(words, func(w string) bool { return len(w) < 4 })
}

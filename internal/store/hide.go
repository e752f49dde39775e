package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"cipherdesk/internal/news"
)

// quote is a withdrawn quotation. Of an erased one only the hash and the size
// are kept, which is enough to keep it out when it is read again.
type quote struct {
	words string
	sum   [sha256.Size]byte
	size  int
}

// quoteOut is a quotation as its tombstone keeps it.
func quoteOut(words string, erased bool) string {
	if !erased {
		return words
	}
	sum := sha256.Sum256([]byte(words))
	return fmt.Sprintf("%d %s", len(words), hex.EncodeToString(sum[:]))
}

func quoteFrom(kept string, erased bool) (q quote, err error) {
	if !erased {
		return quote{words: kept}, nil
	}
	var sum []byte
	if _, err := fmt.Sscanf(kept, "%d %x", &q.size, &sum); err != nil || len(sum) != len(q.sum) || q.size < 1 {
		return q, fmt.Errorf("tombstone %q: %w", kept, errDamaged)
	}
	copy(q.sum[:], sum)
	return q, nil
}

// blank writes spaces over the quotation wherever it stands, so that the
// offsets of everything else stay true.
func (q quote) blank(s string) string {
	if q.words != "" {
		return strings.ReplaceAll(s, q.words, strings.Repeat(" ", len(q.words)))
	}
	for i := 0; i+q.size <= len(s); i++ {
		if sha256.Sum256([]byte(s[i:i+q.size])) == q.sum {
			s = s[:i] + strings.Repeat(" ", q.size) + s[i+q.size:]
		}
	}
	return s
}

func (q quote) blankText(t *news.Text) {
	for _, field := range []*string{&t.Title, &t.Summary, &t.Body} {
		*field = q.blank(*field)
	}
}

// quotesOf reads the withdrawn quotations of one article.
func quotesOf(a asker, id string) (quotes []quote, erased bool, err error) {
	err = a.each(`SELECT words, erased FROM withdrawal WHERE what = 'quote' AND target >= $1 AND target < $2`,
		[]any{id + "-", id + "."}, func(rows *sql.Rows) error {
			var words string
			var gone bool
			if err := rows.Scan(&words, &gone); err != nil {
				return err
			}
			q, err := quoteFrom(words, gone)
			quotes, erased = append(quotes, q), erased || gone
			return err
		})
	return quotes, erased, err
}

// hidings are the quotations and sources that may not be shown.
type hidings struct {
	quotes  map[news.ArticleID][]quote
	sources map[string]bool
}

func (r *Reader) hidden(ctx context.Context) (hidings, error) {
	h := hidings{map[news.ArticleID][]quote{}, map[string]bool{}}
	err := r.each(ctx, `SELECT what, target, words, erased FROM withdrawal WHERE what <> 'article'`, nil, func(rows *sql.Rows) error {
		var what, target, words string
		var erased bool
		if err := rows.Scan(&what, &target, &words, &erased); err != nil {
			return err
		}
		if what == WithdrawSource {
			h.sources[target] = true
			return nil
		}
		id, _, _ := parseQuoteID(target)
		q, err := quoteFrom(words, erased)
		h.quotes[id] = append(h.quotes[id], q)
		return err
	})
	return h, err
}

// holds reports whether words of an article touch a withdrawn quotation.
func (h *hidings) holds(id news.ArticleID, words string) bool {
	return slices.ContainsFunc(h.quotes[id], func(q quote) bool {
		return q.blank(words) != words || words != "" && strings.Contains(q.words, words)
	})
}

// clean blanks withdrawn quotations in a text and takes out the findings that
// rest on them or on a withdrawn source.
func (h *hidings) clean(id news.ArticleID, t *news.Text, f *news.Findings) {
	for _, q := range h.quotes[id] {
		q.blankText(t)
	}
	if len(h.quotes[id]) == 0 && len(h.sources) == 0 {
		return
	}
	keep := func(spans []news.Span) []news.Span {
		return slices.DeleteFunc(slices.Clone(spans), func(s news.Span) bool { return !exact(t, s) })
	}
	f.Story.Evidence = keep(f.Story.Evidence)
	tags := f.Tags
	f.Tags = nil
	for _, g := range tags {
		if g.Evidence = keep(g.Evidence); len(g.Evidence) > 0 {
			f.Tags = append(f.Tags, g)
		}
	}
	cites := f.Citations
	f.Citations = nil
	for _, c := range cites {
		if c.Evidence = keep(c.Evidence); len(c.Evidence) > 0 && !h.relies(c.Source, c.Organisation, c.Speaker) {
			f.Citations = append(f.Citations, c)
		}
	}
	figures := f.Figures
	f.Figures = nil
	for _, g := range figures {
		if g.Evidence = keep(g.Evidence); len(g.Evidence) > 0 && !h.relies(g.Estimator, g.Conduit) {
			f.Figures = append(f.Figures, g)
		}
	}
}

// relies reports whether one of the names is a withdrawn source.
func (h *hidings) relies(names ...string) bool {
	if len(h.sources) == 0 {
		return false
	}
	return slices.ContainsFunc(names, func(name string) bool { return name != "" && h.sources[SourceID(name)] })
}

func (l fullLoader) hide() error {
	h, err := l.hidden(l.ctx)
	if err != nil {
		return err
	}
	h.clean(l.f.ID, &l.f.Text, &l.f.Findings)
	for _, q := range h.quotes[l.f.ID] {
		for i := range l.f.Revisions {
			q.blankText(&l.f.Revisions[i].Text)
		}
		for i := range l.f.Items {
			it := &l.f.Items[i]
			it.Title, it.Summary, it.Content = q.blank(it.Title), q.blank(it.Summary), q.blank(it.Content)
		}
	}
	return nil
}

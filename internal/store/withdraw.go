package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"cipherdesk/internal/news"
)

// Withdraw takes an article, a quotation or a source off every page at once.
// What was observed of it stays, and with Erase only the fact that there was
// something. ErrInvalid without a reason or with an unknown kind of thing,
// ErrNotFound when there is no such thing.
func (d *DB) Withdraw(ctx context.Context, w Withdrawal) error {
	if strings.TrimSpace(w.Reason) == "" {
		return fmt.Errorf("withdraw: say why, for the tombstone: %w", news.ErrInvalid)
	}
	err := d.write(ctx, func(t *tx) error {
		t.visible = true
		if w.Erase {
			if err := t.scrub(); err != nil {
				return err
			}
		}
		if err := d.withdraw(t, &w); err != nil {
			return err
		}
		return t.redact(w)
	})
	if err != nil || !w.Erase {
		return err
	}
	return d.scrubFile(ctx)
}

// withdraw takes one thing off; of an article it sets the id that it has now.
func (d *DB) withdraw(t *tx, w *Withdrawal) error {
	switch w.What {
	case WithdrawArticle:
		return d.withdrawArticle(t, w)
	case WithdrawQuote:
		return d.withdrawQuote(t, *w)
	case WithdrawSource:
		return d.withdrawSource(t, *w)
	}
	return fmt.Errorf("withdraw %q: it is article, quote or source: %w", w.What, news.ErrInvalid)
}

func (d *DB) putTombstone(t *tx, w Withdrawal, words string) error {
	return t.exec(`INSERT INTO withdrawal (what, target, at, reason, erased, words) VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (what, target) DO UPDATE SET reason = excluded.reason,
			erased = CASE WHEN withdrawal.erased = 1 THEN 1 ELSE excluded.erased END, words = excluded.words`,
		w.What, w.ID, ms(d.clock()), clean(w.Reason), flag(w.Erase), clean(words))
}

func (d *DB) withdrawArticle(t *tx, w *Withdrawal) error {
	var id, outlet int64
	found, err := t.one(`SELECT id, outlet_id FROM article WHERE slug = $1
		UNION ALL SELECT a.id, a.outlet_id FROM alias l JOIN article a ON a.id = l.article_id WHERE l.slug = $1 LIMIT 1`,
		[]any{w.ID}, &id, &outlet)
	if err != nil {
		return err
	}
	if !found {
		return fmt.Errorf("withdraw: article %s: %w", w.ID, news.ErrNotFound)
	}
	if _, err := t.one(`SELECT slug FROM article WHERE id = $1`, []any{id}, &w.ID); err != nil {
		return err
	}
	again, err := t.one(`SELECT id FROM withdrawal WHERE what = 'article' AND target = $1`, []any{w.ID}, new(int64))
	if err != nil {
		return err
	}
	if !again {
		t.led(outlet).add(-1, 0, 0)
	}
	if err := d.putTombstone(t, *w, ""); err != nil {
		return err
	}
	if err := t.unlist(id); err != nil || !w.Erase {
		return err
	}
	return t.erase(id)
}

// erase removes every text and body of an article; the rows that say that they
// were there stay. A body that another article shares stays with that one.
func (t *tx) erase(article int64) error {
	if err := errors.Join(t.dropTexts(article), t.scrubEvent(article), t.scrubFigures(article)); err != nil {
		return err
	}
	return t.execAll(article,
		`UPDATE body SET data = NULL WHERE id IN (SELECT body_id FROM item WHERE article_id = $1)
			AND NOT EXISTS (SELECT 1 FROM item o WHERE o.body_id = body.id AND o.article_id <> $1)`,
		`UPDATE body SET data = NULL WHERE id IN (SELECT page_id FROM revision WHERE article_id = $1)
			AND NOT EXISTS (SELECT 1 FROM revision o WHERE o.page_id = body.id AND o.article_id <> $1)`)
}

// dropTexts removes the texts of an article, with their findings.
func (t *tx) dropTexts(article int64) error {
	texts, err := t.textsOf(article)
	if err != nil {
		return err
	}
	for _, id := range texts {
		if err := t.dropFindings(id); err != nil {
			return err
		}
		if err := t.exec(`DELETE FROM text WHERE id = $1`, id); err != nil {
			return err
		}
	}
	return nil
}

func (t *tx) textsOf(article int64) (ids []int64, err error) {
	err = t.each(`SELECT x.id FROM text x JOIN revision r ON r.id = x.revision_id WHERE r.article_id = $1`, []any{article},
		func(rows *sql.Rows) error {
			var id int64
			err := rows.Scan(&id)
			ids = append(ids, id)
			return err
		})
	return ids, err
}

// QuoteID names the quotation at a span of an article's text; it is what
// withdrawing a quotation takes.
func QuoteID(a news.ArticleID, s news.Span) string {
	return fmt.Sprintf("%s-%s-%d-%d", a, s.Field, s.Start, s.End)
}

// parseQuoteID is the inverse of QuoteID; the span lacks its words.
func parseQuoteID(id string) (a news.ArticleID, s news.Span, ok bool) {
	parts := strings.Split(id, "-")
	if len(parts) != 4 {
		return "", s, false
	}
	start, err1 := strconv.Atoi(parts[2])
	end, err2 := strconv.Atoi(parts[3])
	s = news.Span{Field: news.Field(parts[1]), Start: start, End: end}
	return news.ArticleID(parts[0]), s, err1 == nil && err2 == nil && fieldOut(s.Field) >= 0 && start >= 0 && start < end
}

func (d *DB) withdrawQuote(t *tx, w Withdrawal) error {
	notThere := fmt.Errorf("withdraw: quote %s: %w", w.ID, news.ErrNotFound)
	id, span, ok := parseQuoteID(w.ID)
	if !ok {
		return notThere
	}
	var article, shown int64
	_, err := t.one(`SELECT n.article_id, n.text_id FROM article a JOIN article_now n ON n.article_id = a.id WHERE a.slug = $1`,
		[]any{string(id)}, &article, &shown)
	if err != nil {
		return err
	}
	text, _, found, err := textBy(t, d.codec, `x.id = $1`, shown)
	if err != nil {
		return err
	}
	if !found {
		return notThere
	}
	if span.End > len(fieldText(&text, span.Field)) {
		return notThere
	}
	q := quote{words: fieldText(&text, span.Field)[span.Start:span.End]}
	if err := d.putTombstone(t, w, quoteOut(q.words, w.Erase)); err != nil {
		return err
	}
	q.blankText(&text)
	if err := t.exec(`UPDATE article_now SET lead = $2, title = $3, touched = (SELECT n FROM generation) WHERE article_id = $1`, article, lead(&text), text.Title); err != nil {
		return err
	}
	t.index = append(t.index, indexing{article, false, d.words.of(&text)})
	if err := t.rearchive(article, q, lead(&text)); err != nil {
		return err
	}
	if !w.Erase {
		return nil
	}
	return d.eraseQuote(t, article, q)
}

// eraseQuote blanks a quotation in every text of an article, drops the
// findings that rest on it, and removes the bodies that may hold it.
func (d *DB) eraseQuote(t *tx, article int64, q quote) error {
	texts, err := t.textsOf(article)
	if err != nil {
		return err
	}
	for _, id := range texts {
		if err := d.eraseIn(t, id, q); err != nil {
			return err
		}
	}
	err = errors.Join(t.scrubEvent(article), t.scrubFigures(article), d.unpair(t, `i.body_id IN (SELECT body_id FROM item WHERE article_id = $1)`, article))
	if err != nil {
		return err
	}
	return t.execAll(article,
		`UPDATE body SET data = NULL WHERE id IN (SELECT body_id FROM item WHERE article_id = $1)`,
		`UPDATE body SET data = NULL WHERE id IN (SELECT page_id FROM revision WHERE article_id = $1)`)
}

func (d *DB) eraseIn(t *tx, id int64, q quote) error {
	text, _, _, err := textBy(t, d.codec, `x.id = $1`, id)
	if err != nil {
		return err
	}
	f, err := findingsOf(t, id, &text)
	if err != nil {
		return err
	}
	h := hidings{quotes: map[news.ArticleID][]quote{"": {q}}}
	h.clean("", &text, &f)
	left := d.flatten(f, &text)
	if err := t.dropFindings(id); err != nil {
		return err
	}
	if err := t.exec(`UPDATE text SET data = $2 WHERE id = $1`, id, d.codec.pack(textOut(text))); err != nil {
		return err
	}
	if err := t.putFindings(id, &left); err != nil {
		return err
	}
	return t.restate(id, &left)
}

// scrubEvent removes an article's words from the event that it is in; the next
// clustering writes what is still true.
func (t *tx) scrubEvent(article int64) error {
	var event int64
	found, err := t.one(`SELECT event_id FROM member WHERE article_id = $1`, []any{article}, &event)
	if err != nil || !found {
		return err
	}
	unknown := string(toJSON(storedDetail{First: storedFirstReport{Kind: news.FirstUnknown}}))
	if err := t.exec(`UPDATE event SET detail = $2, touched = (SELECT n FROM generation) WHERE id = $1`, event, unknown); err != nil {
		return err
	}
	return t.exec(`UPDATE member SET why = '' WHERE event_id = $1`, event)
}

// scrubFigures removes the reasons for which figures of an article belong with
// others, which may hold its words, from all of these; the ledger looks at what
// is left of the article again.
func (t *tx) scrubFigures(article int64) error {
	err := t.exec(`UPDATE appearance SET why = '[]' WHERE statistic_id IN (SELECT statistic_id FROM appearance WHERE article_id = $1)`, article)
	return errors.Join(err, t.execAll(article, `DELETE FROM appearance WHERE article_id = $1`), t.uncount(article))
}

// SourceID is the slug of a name that articles rely on, [a-z0-9-]+; it is what
// withdrawing a source takes. A name without a letter or digit has none.
func SourceID(name string) string {
	var b strings.Builder
	gap := false
	for _, r := range norm.NFKD.String(strings.ToLower(name)) {
		switch {
		case unicode.Is(unicode.Mn, r) || r == '\'' || r == '’':
			continue
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
			if gap && b.Len() > 0 {
				b.WriteByte('-')
			}
			gap = false
			b.WriteRune(r)
		default:
			gap = true
		}
	}
	if b.Len() == 0 && strings.ContainsFunc(name, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }) {
		return news.Slug(name) // a script that has no Latin letters
	}
	return b.String()
}

func (d *DB) withdrawSource(t *tx, w Withdrawal) error {
	if w.ID != SourceID(w.ID) || w.ID == "" {
		return fmt.Errorf("withdraw: source %q is not an id, such as nspcc: %w", w.ID, news.ErrInvalid)
	}
	return d.putTombstone(t, w, "")
}

// Withdrawals lists every tombstone, newest first.
func (r *Reader) Withdrawals(ctx context.Context) ([]Tombstone, error) {
	var out []Tombstone
	err := r.each(ctx, `SELECT what, target, reason, erased, at, words FROM withdrawal ORDER BY at DESC, id DESC`, nil,
		func(rows *sql.Rows) error {
			var t Tombstone
			var when int64
			err := rows.Scan(&t.What, &t.ID, &t.Reason, &t.Erase, &when, &t.Words)
			t.At = at(when)
			out = append(out, t)
			return err
		})
	return out, err
}

// QuoteOf is the article of a quotation that QuoteID names; empty when it names
// none.
func QuoteOf(id string) news.ArticleID {
	a, _, _ := parseQuoteID(id)
	return a
}

package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"cipherdesk/internal/news"
)

// SealedEdition is an edition as it was sealed. Its frame is JSON in which
// each part, an object of other people's words, is replaced by its digest; so
// a part can be withdrawn and the edition still be checked.
type SealedEdition struct {
	Length     string // "day", "week" or "month"
	Name       string // "2026-11-22", "2026-W47", "2026-11"
	Zone       string // whose days these are
	Start, End time.Time
	Sealed     time.Time
	Stories    int // for calendars and charts
	Outlets    int
	ID         news.Digest // of Frame
	Frame      []byte
	Parts      []Part
	Articles   []news.ArticleID // every story it holds, for SealEdition alone
}

// Part is what an edition shows of other people's words.
type Part struct {
	Digest    news.Digest
	Data      []byte           // JSON of which Digest is the SHA-256; nil once withdrawn
	Articles  []news.ArticleID // whose words it holds, for SealEdition alone
	Withdrawn *news.Withdrawal
}

// Basis is the state of the database that an edition is made from, as far as
// sealing must know it.
type Basis struct {
	Before     news.Digest // edition sealed last; empty when there is none
	Withdrawal int64       // newest
}

const basisQuery = `SELECT (SELECT digest FROM edition ORDER BY id DESC LIMIT 1), (SELECT coalesce(max(id), 0) FROM withdrawal)`

// Basis reads the present one.
func (r *Reader) Basis(ctx context.Context) (b Basis, err error) {
	return basisOf(asking{r, ctx})
}

func basisOf(a asker) (b Basis, err error) {
	var before []byte
	_, err = a.one(basisQuery, nil, &before, &b.Withdrawal)
	b.Before = digestFrom(before)
	return b, err
}

// ErrMoved says that the database is no longer what an edition was made from.
var ErrMoved = errors.New("something was sealed or withdrawn meanwhile; try again")

// SealEdition keeps an edition for good. ErrMoved when the basis that it was
// made from no longer holds; ErrInvalid when the period has an edition.
func (d *DB) SealEdition(ctx context.Context, e SealedEdition, from Basis) error {
	frame := d.codec.pack(e.Frame)
	return d.write(ctx, func(t *tx) error {
		now, err := basisOf(t)
		if err != nil {
			return err
		}
		if now != from {
			return fmt.Errorf("seal %s: %w", e.Name, ErrMoved)
		}
		id, err := t.insert(`INSERT INTO edition (length, name, zone, starts, ends, sealed, stories, outlets, digest, frame)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (length, name) DO NOTHING`,
			e.Length, e.Name, e.Zone, ms(e.Start), ms(e.End), ms(e.Sealed), e.Stories, e.Outlets, digestBytes(e.ID), frame)
		if err != nil {
			return err
		}
		if id == 0 {
			return fmt.Errorf("the %s %s is sealed already: %w", e.Length, e.Name, news.ErrInvalid)
		}
		t.visible = true
		for i := range e.Parts {
			if err := t.putPart(id, &e.Parts[i]); err != nil {
				return err
			}
		}
		for _, a := range e.Articles {
			err := t.exec(`INSERT INTO edition_article (article_id, edition_id) SELECT id, $2 FROM article WHERE slug = $1
				ON CONFLICT DO NOTHING`, string(a), id)
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// putPart stores a part once, however many editions show it.
func (t *tx) putPart(edition int64, p *Part) error {
	digest := digestBytes(p.Digest)
	err := t.exec(`INSERT INTO part (digest, data) VALUES ($1, $2) ON CONFLICT (digest) DO NOTHING`, digest, string(p.Data))
	if err != nil {
		return err
	}
	var id int64
	if _, err := t.one(`SELECT id FROM part WHERE digest = $1`, []any{digest}, &id); err != nil {
		return err
	}
	if err := t.exec(`INSERT INTO edition_part (edition_id, part_id) VALUES ($1, $2) ON CONFLICT DO NOTHING`, edition, id); err != nil {
		return err
	}
	for _, a := range p.Articles {
		err := t.exec(`INSERT INTO part_article (article_id, part_id) SELECT id, $2 FROM article WHERE slug = $1 ON CONFLICT DO NOTHING`,
			string(a), id)
		if err != nil {
			return err
		}
	}
	return nil
}

const editionColumns = `e.id, e.length, e.name, e.zone, e.starts, e.ends, e.sealed, e.stories, e.outlets, e.digest`

// editionScan is an edition's row.
type editionScan struct {
	SealedEdition
	id                  int64
	start, end, sealing int64
	digest              []byte
}

func (s *editionScan) dest() []any {
	return []any{&s.id, &s.Length, &s.Name, &s.Zone, &s.start, &s.end, &s.sealing, &s.Stories, &s.Outlets, &s.digest}
}

func (s *editionScan) edition() SealedEdition {
	s.Start, s.End, s.Sealed, s.ID = at(s.start), at(s.end), at(s.sealing), digestFrom(s.digest)
	return s.SealedEdition
}

// SealStamp tells by what a sealed edition can be known to be the one of
// before; empty when the period has none.
func (r *Reader) SealStamp(ctx context.Context, length, name string) (stamp string, err error) {
	var digest []byte
	var withdrawal int64
	found, err := r.one(ctx, `SELECT digest, (SELECT coalesce(max(id), 0) FROM withdrawal) FROM edition WHERE length = $1 AND name = $2`,
		[]any{length, name}, &digest, &withdrawal)
	if err != nil || !found {
		return "", err
	}
	return fmt.Sprint(digestFrom(digest), " ", withdrawal), nil
}

// SealedEdition returns the edition of a period as it was sealed. ErrNotFound
// when it was not.
func (r *Reader) SealedEdition(ctx context.Context, length, name string) (SealedEdition, error) {
	return r.sealedBy(ctx, `e.length = $1 AND e.name = $2`, length, name)
}

// EditionByID returns a sealed edition by its id. ErrNotFound.
func (r *Reader) EditionByID(ctx context.Context, id news.Digest) (SealedEdition, error) {
	return r.sealedBy(ctx, `e.digest = $1`, digestBytes(id))
}

func (r *Reader) sealedBy(ctx context.Context, condition string, args ...any) (SealedEdition, error) {
	var s editionScan
	var packed []byte
	found, err := r.one(ctx, `SELECT `+editionColumns+`, e.frame FROM edition e WHERE `+condition, args, append(s.dest(), &packed)...)
	if err == nil && !found {
		err = fmt.Errorf("no edition is sealed for it: %w", news.ErrNotFound)
	}
	if err != nil {
		return SealedEdition{}, err
	}
	e := s.edition()
	if e.Frame, err = r.codec.unpack(packed); err != nil {
		return e, fmt.Errorf("edition %s: %w", e.Name, err)
	}
	e.Parts, err = r.parts(ctx, s.id)
	return e, err
}

func (r *Reader) parts(ctx context.Context, edition int64) (parts []Part, err error) {
	err = r.each(ctx, `SELECT p.digest, p.data, w.at, w.reason, w.erased FROM edition_part x JOIN part p ON p.id = x.part_id
		LEFT JOIN withdrawal w ON w.id = p.withdrawal_id WHERE x.edition_id = $1 ORDER BY x.part_id`, []any{edition}, func(rows *sql.Rows) error {
		var p Part
		var digest []byte
		var data, reason sql.NullString
		var when, erased sql.NullInt64
		if err := rows.Scan(&digest, &data, &when, &reason, &erased); err != nil {
			return err
		}
		p.Digest = digestFrom(digest)
		if data.Valid {
			p.Data = []byte(data.String)
		}
		if when.Valid {
			p.Withdrawn = &news.Withdrawal{At: at(when.Int64), Reason: reason.String, Erased: erased.Int64 != 0}
		}
		parts = append(parts, p)
		return nil
	})
	return parts, err
}

// SealedEditions lists the sealed editions of a length that begin in [from, to),
// first to last, without frames and parts. An empty length is every one, in the
// order of sealing.
func (r *Reader) SealedEditions(ctx context.Context, length string, from, to time.Time) (out []SealedEdition, err error) {
	var s selection
	order := `e.id`
	if length != "" {
		s.where(`e.length = ` + s.arg(length))
		order = `e.starts`
	}
	s.where(`e.starts >= ` + s.arg(ms(from)) + ` AND e.starts < ` + s.arg(ms(to)))
	err = r.each(ctx, `SELECT `+editionColumns+` FROM edition e WHERE `+s.conditions()+` ORDER BY `+order, s.args, func(rows *sql.Rows) error {
		var e editionScan
		err := rows.Scan(e.dest()...)
		out = append(out, e.edition())
		return err
	})
	return out, err
}

// EditionQuery selects sealed editions.
type EditionQuery struct {
	Length string // empty: every one
	Limit  int    // 0: 50; at most 500
	Cursor string
}

// NewestEditions lists sealed editions without frames and parts, the one sealed last
// first, with the cursor of the next page; it is empty at the end. ErrInvalid
// for a bad cursor, limit or length.
func (r *Reader) NewestEditions(ctx context.Context, q EditionQuery) ([]SealedEdition, string, error) {
	limit, before, err := page(q.Limit, q.Cursor)
	if err != nil {
		return nil, "", err
	}
	var s selection
	s.where(`e.id < ` + s.arg(before.id))
	switch q.Length {
	case "":
	case "day", "week", "month":
		s.where(`e.length = ` + s.arg(q.Length))
	default:
		return nil, "", fmt.Errorf("length %q: it is day, week or month: %w", q.Length, news.ErrInvalid)
	}
	var out []SealedEdition
	var ids []int64
	err = r.each(ctx, `SELECT `+editionColumns+` FROM edition e WHERE `+s.conditions()+` ORDER BY e.id DESC `+s.limit(limit+1), s.args,
		func(rows *sql.Rows) error {
			var e editionScan
			err := rows.Scan(e.dest()...)
			out, ids = append(out, e.edition()), append(ids, e.id)
			return err
		})
	if err != nil || len(out) <= limit {
		return out, "", err
	}
	return out[:limit], cursor{id: ids[limit-1]}.String(), nil
}

// SealedDay is what charts and calendars show of a sealed edition.
type SealedDay struct {
	Start            time.Time
	Stories, Outlets int
}

// SealedDays lists the sealed days that lie in [from, to), first to last.
func (r *Reader) SealedDays(ctx context.Context, from, to time.Time) (out []SealedDay, err error) {
	err = r.each(ctx, `SELECT starts, stories, outlets FROM edition e`+r.dialect.hint(`edition_time`)+`
		WHERE length = 'day' AND starts >= $1 AND starts < $2 AND ends <= $2 ORDER BY starts`, []any{ms(from), ms(to)}, func(rows *sql.Rows) error {
		var d SealedDay
		var start int64
		err := rows.Scan(&start, &d.Stories, &d.Outlets)
		d.Start = at(start)
		out = append(out, d)
		return err
	})
	return out, err
}

// redact empties the parts of sealed editions that show what a withdrawal took
// off. Their digests stay.
func (t *tx) redact(w Withdrawal) error {
	var id int64
	if _, err := t.one(`SELECT id FROM withdrawal WHERE what = $1 AND target = $2`, []any{w.What, w.ID}, &id); err != nil {
		return err
	}
	if w.What == WithdrawArticle {
		return t.exec(`UPDATE part SET data = NULL, withdrawal_id = $2 WHERE data IS NOT NULL
			AND id IN (SELECT part_id FROM part_article WHERE article_id = (SELECT id FROM article WHERE slug = $1))`, w.ID, id)
	}
	var hit []int64
	collect := func(h hidings, of news.ArticleID) func(*sql.Rows) error {
		return func(rows *sql.Rows) error {
			var part int64
			var data string
			if err := rows.Scan(&part, &data); err != nil {
				return err
			}
			if h.inPart(of, data) {
				hit = append(hit, part)
			}
			return nil
		}
	}
	var err error
	if w.What == WithdrawSource {
		h := hidings{sources: map[string]bool{w.ID: true}}
		err = t.each(`SELECT id, data FROM part WHERE data IS NOT NULL`, nil, collect(h, ""))
	} else {
		article, _, _ := parseQuoteID(w.ID)
		quotes, _, qerr := quotesOf(t, string(article))
		h := hidings{quotes: map[news.ArticleID][]quote{article: quotes}}
		err = errors.Join(qerr, t.each(`SELECT p.id, p.data FROM part_article x JOIN part p ON p.id = x.part_id
			WHERE x.article_id = (SELECT id FROM article WHERE slug = $1) AND p.data IS NOT NULL`, []any{string(article)}, collect(h, article)))
	}
	if err != nil {
		return err
	}
	for _, part := range hit {
		if err := t.exec(`UPDATE part SET data = NULL, withdrawal_id = $2 WHERE id = $1`, part, id); err != nil {
			return err
		}
	}
	return nil
}

// The names under which parts state whom they rely on, and print words of an
// article. They belong to the form of editions, which never changes.
var (
	sourceKeys = []string{"speaker", "body", "source", "estimator", "conduit"}
	wordKeys   = []string{"title", "excerpt", "words", "label"}
)

// inPart reports whether a part shows withdrawn words of an article, or relies
// on a withdrawn source.
func (h *hidings) inPart(id news.ArticleID, data string) bool {
	var values map[string]any
	if json.Unmarshal([]byte(data), &values) != nil {
		return true // nobody can tell: better gone
	}
	for key, v := range values {
		words, ok := v.(string)
		if ok && (slices.Contains(wordKeys, key) && h.holds(id, words) || slices.Contains(sourceKeys, key) && h.relies(words)) {
			return true
		}
	}
	return false
}

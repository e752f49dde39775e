package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"cipherdesk/internal/news"
)

// OutletTemplate is what the pages of an outlet have in common, as the
// extractor has learned it, and by what the outlet's texts were made.
type OutletTemplate struct {
	Outlet  news.OutletID
	Version string    // of Used
	At      time.Time // since when Used is in use; zero: never
	Applied string    // extractor and template that made all its texts; empty: not known
	Used    []byte    // page.Template as JSON; nil: none
	Learned []byte    // what will be used next
}

// Templates lists the template of every outlet of the register, those that no
// longer stand in feeds.yaml included.
func (r *Reader) Templates(ctx context.Context) (out []OutletTemplate, err error) {
	err = r.each(ctx, `SELECT o.slug, coalesce(t.version, ''), coalesce(t.at, 0), coalesce(t.applied, ''), t.used, t.learned
		FROM outlet o LEFT JOIN template t ON t.outlet_id = o.id ORDER BY o.id`, nil, func(rows *sql.Rows) error {
		var t OutletTemplate
		var when int64
		var used, learned []byte
		if err := rows.Scan(&t.Outlet, &t.Version, &when, &t.Applied, &used, &learned); err != nil {
			return err
		}
		t.At = at(when)
		var err error
		if t.Used, err = r.codec.unpackOrNil(used); err == nil {
			t.Learned, err = r.codec.unpackOrNil(learned)
		}
		out = append(out, t)
		return err
	})
	return out, err
}

// unpackOrNil unpacks what may be missing.
func (c *codec) unpackOrNil(packed []byte) ([]byte, error) {
	if packed == nil {
		return nil, nil
	}
	return c.unpack(packed)
}

func (c *codec) packOrNil(plain []byte) []byte {
	if plain == nil {
		return nil
	}
	return c.pack(plain)
}

// PutTemplate stores the template of an outlet in the place of the one before.
// ErrInvalid when the outlet is not in the register.
func (d *DB) PutTemplate(ctx context.Context, o OutletTemplate) error {
	used, learned := d.codec.packOrNil(o.Used), d.codec.packOrNil(o.Learned)
	return d.write(ctx, func(t *tx) error {
		outlet, err := t.outletID(o.Outlet)
		if err != nil {
			return err
		}
		return t.exec(`INSERT INTO template (outlet_id, version, at, applied, used, learned) VALUES ($1, $2, $3, $4, $5, $6)
			ON CONFLICT (outlet_id) DO UPDATE SET version = excluded.version, at = excluded.at, applied = excluded.applied,
				used = excluded.used, learned = excluded.learned`,
			outlet, o.Version, ms(o.At), o.Applied, used, learned)
	})
}

// StaleText is the newest text of one revision, made by another extractor or
// template than is in use, with the bodies that it was derived from.
type StaleText struct {
	ID          int64 // of the text, for PutTexts
	Revision    news.RevID
	Article     news.Article
	Text        news.Text
	Page        []byte    // the page it was made from; nil: it was made from the feed's entry
	Final       string    // address that answered
	ContentType string    // of the answer
	ReadAt      time.Time // when the bodies were read
	Item        news.Item // the feed's entry, when there is no page; the zero value when it is no longer kept
	FeedText    news.Text // newest text of the feed at that time; the zero value without one
}

// StaleTexts lists an outlet's texts that were not made by a version, by
// growing id from after on. A limit of 0 or less is 50.
func (r *Reader) StaleTexts(ctx context.Context, q StaleQuery) ([]StaleText, error) {
	if q.Limit <= 0 {
		q.Limit = defaultPage
	}
	type staleRow struct {
		StaleText
		seq, item, page int64
		visit           bool
	}
	var all []staleRow
	s := selection{}
	s.where(`a.outlet_id = (SELECT id FROM outlet WHERE slug = ` + s.arg(string(q.Outlet)) + `)`)
	s.where(`x.version <> ` + s.arg(q.Version) + ` AND x.id > ` + s.arg(q.After) + ` AND a.first_seen >= ` + s.arg(ms(q.Since)))
	if q.Article != "" {
		s.where(`a.slug = ` + s.arg(string(q.Article)))
	}
	err := r.each(ctx, `SELECT x.id, r.id, a.id, a.slug, a.url, a.first_seen, a.from_first, a.added_by, coalesce(r.item_id, 0),
			coalesce(r.page_id, 0), f.purpose IN ('article', 'probe'), CASE WHEN f.final <> '' THEN f.final ELSE a.url END, f.content_type, f.at
		FROM article a JOIN revision r ON r.article_id = a.id JOIN text x ON x.revision_id = r.id JOIN fetch f ON f.id = r.fetch_id
		WHERE `+s.conditions()+` AND NOT EXISTS (SELECT 1 FROM text y WHERE y.revision_id = r.id AND y.id > x.id)
		ORDER BY x.id `+s.limit(q.Limit), s.args, func(rows *sql.Rows) error {
		var s staleRow
		var first, when int64
		var slug string
		err := rows.Scan(&s.ID, &s.Revision, &s.seq, &slug, &s.Article.URL, &first, &s.Article.FromFirst, &s.Article.AddedBy, &s.item,
			&s.page, &s.visit, &s.Final, &s.ContentType, &when)
		s.Article.ID, s.Article.Outlet, s.Article.FirstSeen, s.ReadAt = news.ArticleID(slug), q.Outlet, at(first), at(when)
		all = append(all, s)
		return err
	})
	if err != nil {
		return nil, err
	}
	out := make([]StaleText, len(all))
	for i, s := range all {
		body := bodyOf{item: s.item}
		if s.visit {
			body.page = s.page
		}
		if err := r.staleBodies(ctx, &s.StaleText, body); err != nil {
			return nil, fmt.Errorf("text %d: %w", s.ID, err)
		}
		out[i] = s.StaleText
	}
	return out, nil
}

// StaleQuery selects what a version in use did not make.
type StaleQuery struct {
	Outlet  news.OutletID  // of texts; findings are asked of all outlets
	Version string         // that is in use: of the extractor, or of the analyser
	Article news.ArticleID // its texts alone; empty: of all articles
	Since   time.Time      // only of articles first seen from then on; zero: of all
	After   int64          // the last text, or revision, that was seen
	Limit   int
}

// bodyOf names what a text was made from; 0 is nothing.
type bodyOf struct{ item, page int64 }

func (r *Reader) staleBodies(ctx context.Context, s *StaleText, of bodyOf) (err error) {
	a := asking{r, ctx}
	if s.Text, _, _, err = textBy(a, r.codec, `x.id = $1`, s.ID); err != nil {
		return err
	}
	if of.page != 0 {
		s.Page, err = r.keptBytes(ctx, `SELECT data, size FROM body WHERE id = $1`, of.page)
		if err != nil {
			return err
		}
		s.FeedText, _, _, err = textBy(a, r.codec, `x.id = (SELECT max(y.id) FROM text y JOIN revision w ON w.id = y.revision_id
			JOIN fetch f ON f.id = w.fetch_id WHERE w.article_id = (SELECT article_id FROM revision WHERE id = $1) AND w.id <= $1
				AND y.origin = 'feed' AND f.purpose NOT IN ('article', 'probe'))`, int64(s.Revision))
		return err
	}
	payload, err := r.keptBytes(ctx, `SELECT b.data, b.size FROM item i JOIN body b ON b.id = i.body_id WHERE i.id = $1`, of.item)
	if err != nil || payload == nil {
		return err
	}
	s.Item, err = itemFrom(payload)
	return err
}

// keptBytes is the one body that a query names; nil when it is no longer kept.
func (r *Reader) keptBytes(ctx context.Context, query string, id int64) ([]byte, error) {
	var data []byte
	var size int
	if found, err := r.one(ctx, query, []any{id}, &data, &size); err != nil || !found || data == nil {
		return nil, err
	}
	body, _, err := r.codec.split(data, size)
	return body, err
}

// TextRecord is a text that was derived anew.
type TextRecord struct {
	ID       int64         // of the text whose place it takes
	Text     news.Text     // by the extractor in use
	Findings news.Findings // of Text
}

// PutTexts stores texts that were derived anew. One that says what the text
// before said only gets its version. No version of an article comes of it: it
// is our reading that has changed.
func (d *DB) PutTexts(ctx context.Context, rs []TextRecord) error {
	texts := make([]prepared, len(rs))
	for i := range rs {
		texts[i] = d.prepare(rs[i].Text, rs[i].Findings)
		if !texts[i].empty() {
			texts[i].own(d.codec)
		}
	}
	return d.write(ctx, func(t *tx) error {
		for i := range rs {
			if err := t.retext(rs[i].ID, &texts[i]); err != nil {
				return fmt.Errorf("text %d: %w", rs[i].ID, err)
			}
		}
		return nil
	})
}

func (t *tx) retext(id int64, text *prepared) error {
	old, _, found, err := textBy(t, t.w.codec, `x.id = $1`, id)
	if err != nil || !found || text.empty() {
		return err
	}
	old.Version = text.text.Version
	if string(textOut(old)) == string(text.json) && old.Origin == text.text.Origin {
		return t.exec(`UPDATE text SET version = $2 WHERE id = $1`, id, old.Version)
	}
	var slug news.ArticleID
	var rev, n int64
	_, err = t.one(`SELECT a.slug, r.id, coalesce(n.text_id, 0) FROM text x JOIN revision r ON r.id = x.revision_id
		JOIN article a ON a.id = r.article_id LEFT JOIN article_now n ON n.article_id = a.id WHERE x.id = $1`, []any{id}, &slug, &rev, &n)
	if err != nil {
		return err
	}
	k := keeper{tx: t}
	a, err := k.standing(slug)
	if err != nil || a.erased {
		return err
	}
	text = text.without(a.quotes, a.bodiless, t.w.words)
	now, err := t.insert(`INSERT INTO text (revision_id, version, origin, data) VALUES ($1, $2, $3, $4)`,
		rev, text.text.Version, text.text.Origin, text.own(t.w.codec))
	if err != nil {
		return err
	}
	err = errors.Join(t.dropFindings(id), t.putFindings(now, &text.found))
	if err != nil || n != id || a.hidden {
		return err
	}
	t.visible = true
	r := revising{keeper: &k, a: a, n: a.versions, rev: rev, gone: a.last.gone, text: text}
	return r.relistAs(now)
}

// relistAs lets a text stand for its article in lists, where the article is
// listed already, and changes nothing else.
func (r *revising) relistAs(text int64) error {
	now := shown{text: text}
	_, err := r.one(`SELECT story, tags, updated FROM article_now WHERE article_id = $1`, []any{r.a.id}, &now.story, &now.tags, &now.updated)
	if err != nil {
		return err
	}
	return r.list(text, now)
}

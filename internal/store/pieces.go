package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"cipherdesk/internal/news"
)

// Pieces returns what clustering looks at: articles with verdict yes or
// passing first seen since a time, oldest first.
func (r *Reader) Pieces(ctx context.Context, since time.Time) ([]news.Piece, error) {
	s := articleSelection{from: `article_now n` + r.dialect.hint(`now_shown`), order: `n.first_seen, n.article_id`}
	s.where(`n.shown = 1 AND n.story >= 2 AND n.first_seen >= ` + s.arg(ms(since)))
	found, err := r.pieces(ctx, s)
	if err != nil {
		return nil, err
	}
	out := make([]news.Piece, len(found))
	for i, p := range found {
		out[i] = p.Piece
	}
	return out, nil
}

// PiecesAround returns those of [Reader.Pieces] that were first seen nearest to a
// time, within a span before and after it, at most limit of them.
func (r *Reader) PiecesAround(ctx context.Context, t time.Time, span time.Duration, limit int) ([]news.Piece, error) {
	s := articleSelection{from: `article_now n` + r.dialect.hint(`now_shown`)}
	s.where(`n.shown = 1 AND n.story >= 2 AND n.first_seen >= ` + s.arg(ms(t.Add(-span))) + ` AND n.first_seen <= ` + s.arg(ms(t.Add(span))))
	s.order = `abs(n.first_seen - ` + s.arg(ms(t)) + `), n.article_id ` + s.limit(limit)
	found, err := r.pieces(ctx, s)
	out := make([]news.Piece, len(found))
	for i, p := range found {
		out[i] = p.Piece
	}
	return out, err
}

// Stale returns articles whose text was analysed by another version of the
// analyser, or not at all, by growing revision, starting after one. A limit of
// 0 or less is 50. What still needs work is this query: there is no queue.
func (r *Reader) Stale(ctx context.Context, q StaleQuery) ([]StalePiece, error) {
	if q.Limit <= 0 {
		q.Limit = defaultPage
	}
	s := articleSelection{from: `article_now n` + r.dialect.hint(`now_revision`), order: `n.revision_id`}
	s.where(`n.revision_id > ` + s.arg(q.After))
	s.where(`n.text_id <> 0 AND n.analyser <> coalesce((SELECT id FROM term WHERE words = ` + s.arg(q.Version) + `), -1)`)
	if !q.Since.IsZero() {
		s.where(`n.first_seen >= ` + s.arg(ms(q.Since)))
	}
	s.order += ` ` + s.limit(q.Limit)
	return r.pieces(ctx, s)
}

// pieces reads articles with text and findings.
func (r *Reader) pieces(ctx context.Context, s articleSelection) ([]StalePiece, error) {
	var out []StalePiece
	var texts []int64
	var tags []tagList
	err := r.each(ctx, `SELECT `+rowColumns+`, o.spec, n.revision_id, n.text_id FROM `+s.from+rowJoins+
		` WHERE `+s.conditions()+` ORDER BY `+s.order, s.args, func(rows *sql.Rows) error {
		var scan rowScan
		var p StalePiece
		var spec string
		var text int64
		if err := rows.Scan(append(scan.dest(), &spec, &p.Revision, &text)...); err != nil {
			return err
		}
		o, err := r.outletFrom(spec)
		if err != nil {
			return err
		}
		var list tagList
		p.Piece.Row, list, err = scan.row()
		p.Piece.Owner, p.Piece.DerivativeOf = o.Owner, o.DerivativeOf
		out, texts, tags = append(out, p), append(texts, text), append(tags, list)
		return err
	})
	if err != nil {
		return nil, err
	}
	hidden, err := r.hidden(ctx)
	if err != nil {
		return nil, err
	}
	for i := range out {
		p := &out[i].Piece
		if p.Tags, err = r.tags(ctx, tags[i]); err != nil {
			return nil, err
		}
		if p.Text, _, _, err = textBy(asking{r, ctx}, r.codec, `x.id = $1`, texts[i]); err != nil {
			return nil, err
		}
		if p.Findings, err = findingsOf(asking{r, ctx}, texts[i], &p.Text); err != nil {
			return nil, fmt.Errorf("article %s: %w", p.ID, err)
		}
		hidden.clean(p.ID, &p.Text, &p.Findings)
	}
	return out, nil
}

// PutFindings replaces the findings of texts, those that stand for an article
// in lists and those of older revisions alike. A revision without a text is
// passed over.
func (d *DB) PutFindings(ctx context.Context, rs []FindingsRecord) error {
	return d.write(ctx, func(t *tx) error {
		t.visible = t.visible || len(rs) > 0
		for i := range rs {
			if err := t.refind(d, &rs[i]); err != nil {
				return fmt.Errorf("revision %d: %w", rs[i].Revision, err)
			}
		}
		return nil
	})
}

func (t *tx) refind(d *DB, r *FindingsRecord) error {
	text, id, found, err := textBy(t, d.codec, `x.revision_id = $1 ORDER BY x.id DESC LIMIT 1`, int64(r.Revision))
	if err != nil || !found {
		return err
	}
	f := d.flatten(r.Findings, &text)
	if same, err := t.found(id, &text, &f); err != nil || same {
		return err
	}
	if err := t.dropFindings(id); err != nil {
		return err
	}
	if err := t.putFindings(id, &f); err != nil {
		return err
	}
	return t.restate(id, &f)
}

// found reports whether a text has these findings already. Then only the version
// of the analyser is noted, and whoever remembers the article need not read it
// again.
func (t *tx) found(id int64, text *news.Text, f *flat) (bool, error) {
	old, err := findingsOf(t, id, text)
	if err != nil || old.Version == "" || f.Version == "" {
		return false, err
	}
	old.Version = f.Version
	if was, _ := flatten(old, text); !was.equal(f) {
		return false, nil
	}
	analyser, err := t.term(f.Version)
	if err != nil {
		return false, err
	}
	return true, errors.Join(t.exec(`UPDATE findings SET analyser = $2 WHERE text_id = $1`, id, analyser),
		t.exec(`UPDATE article_now SET analyser = $2 WHERE revision_id = (SELECT revision_id FROM text WHERE id = $1) AND text_id = $1`, id, analyser))
}

// restate brings the row of the article that a text stands for, if any, in
// step with new findings.
func (t *tx) restate(text int64, f *flat) error {
	var article, firstSeen, outlet int64
	var all bool
	var old listing
	found, err := t.one(`SELECT n.article_id, n.first_seen, n.outlet_id, o.scope_all, n.story, n.tags FROM article_now n
		JOIN outlet o ON o.id = n.outlet_id WHERE n.revision_id = (SELECT revision_id FROM text WHERE id = $1) AND n.text_id = $1`,
		[]any{text}, &article, &firstSeen, &outlet, &all, &old.story, &old.tags)
	if err != nil || !found {
		return err
	}
	tags, err := t.tagList(f.Tags)
	if err != nil {
		return err
	}
	analyser, err := t.term(f.Version)
	if err != nil {
		return err
	}
	now := listing{story: storyOut(f.Story.Verdict), tags: tags.String()}
	if err := t.relist(article, firstSeen, old, now); err != nil {
		return err
	}
	t.led(outlet).add(0, flag(now.story == storyYes)-flag(old.story == storyYes), 0)
	return t.exec(`UPDATE article_now SET touched = (SELECT n FROM generation), story = $2, shown = $3, score = $4, tags = $5, analyser = $6,
			language = CASE WHEN language = '' THEN $7 ELSE language END, lang = CASE WHEN lang = '' THEN $8 ELSE lang END
		WHERE article_id = $1`, article, now.story, flag(all || now.story >= storyPassing), f.Story.Score, now.tags, analyser,
		clean(f.Language), primary(f.Language))
}

package store

import (
	"context"
	"database/sql"
	"fmt"

	"cipherdesk/internal/news"
)

// editUndo is the kind of a row that takes an earlier one back.
const editUndo = "undo"

// AddEdit keeps what an editor did to events and returns its number; N and
// Undone are ignored. ErrNotFound for an article that is not known.
func (d *DB) AddEdit(ctx context.Context, e news.EventEdit) (n int64, err error) {
	err = d.write(ctx, func(t *tx) error {
		t.visible = true
		n, err = t.insert(`INSERT INTO event_edit (kind, at, who, reason, event, other, title) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
			string(e.Kind), ms(e.At), e.By, clean(e.Reason), string(e.Event), string(e.Into), clean(e.Title))
		if err != nil {
			return err
		}
		for rest, ids := range [][]news.ArticleID{e.Articles, e.Rest} {
			for _, id := range ids {
				if err := t.editArticle(n, id, rest); err != nil {
					return err
				}
			}
		}
		return nil
	})
	return n, err
}

func (t *tx) editArticle(edit int64, id news.ArticleID, rest int) error {
	rows, err := t.count(`INSERT INTO event_edit_article (edit_id, article_id, rest) SELECT $1, id, $3 FROM article WHERE slug = $2`,
		edit, string(id), rest)
	if err == nil && rows == 0 {
		err = fmt.Errorf("article %s: %w", id, news.ErrNotFound)
	}
	return err
}

// UndoEdit takes an edit back: it stays, with the time from which it does not
// hold. ErrNotFound when there is none, ErrGone when it was taken back before.
func (d *DB) UndoEdit(ctx context.Context, n int64, undo news.EventEdit) error {
	return d.write(ctx, func(t *tx) error {
		t.visible = true
		var event string
		found, err := t.one(`SELECT event FROM event_edit WHERE id = $1 AND undoes IS NULL`, []any{n}, &event)
		if err == nil && !found {
			err = fmt.Errorf("edit %d: %w", n, news.ErrNotFound)
		}
		if err != nil {
			return err
		}
		again, err := t.one(`SELECT id FROM event_edit WHERE undoes = $1`, []any{n}, new(int64))
		if err == nil && again {
			err = fmt.Errorf("edit %d was undone before: %w", n, news.ErrGone)
		}
		if err != nil {
			return err
		}
		return t.exec(`INSERT INTO event_edit (kind, at, who, reason, event, other, title, undoes) VALUES ($1, $2, $3, $4, $5, '', '', $6)`,
			editUndo, ms(undo.At), undo.By, clean(undo.Reason), event, n)
	})
}

// Edits lists what editors did to events, the earliest first, with what was taken
// back.
func (r *Reader) Edits(ctx context.Context) ([]news.EventEdit, error) {
	return r.edits(ctx, `1 = 1`)
}

// EditsOf lists those that name one of the articles.
func (r *Reader) EditsOf(ctx context.Context, ids []news.ArticleID) ([]news.EventEdit, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	var s selection
	return r.edits(ctx, `e.id IN (SELECT m.edit_id FROM event_edit_article m JOIN article a ON a.id = m.article_id
		WHERE a.slug IN `+padded(&s, ids)+`)`, s.args...)
}

func (r *Reader) edits(ctx context.Context, where string, args ...any) ([]news.EventEdit, error) {
	var out []news.EventEdit
	place := map[int64]int{}
	err := r.each(ctx, `SELECT e.id, e.kind, e.at, e.who, e.reason, e.event, e.other, e.title, coalesce(u.at, 0)
		FROM event_edit e LEFT JOIN event_edit u ON u.undoes = e.id WHERE e.undoes IS NULL AND `+where+` ORDER BY e.id`, args,
		func(rows *sql.Rows) error {
			var e news.EventEdit
			var when, undone int64
			err := rows.Scan(&e.N, &e.Kind, &when, &e.By, &e.Reason, &e.Event, &e.Into, &e.Title, &undone)
			e.At, e.Undone = at(when), at(undone)
			place[e.N] = len(out)
			out = append(out, e)
			return err
		})
	if err != nil || len(out) == 0 {
		return nil, err
	}
	return out, r.each(ctx, `SELECT m.edit_id, m.rest, a.slug FROM event_edit_article m JOIN event_edit e ON e.id = m.edit_id
		JOIN article a ON a.id = m.article_id WHERE e.undoes IS NULL AND `+where+` ORDER BY m.edit_id, m.rest, a.id`, args,
		func(rows *sql.Rows) error {
			var n int64
			var rest bool
			var id news.ArticleID
			if err := rows.Scan(&n, &rest, &id); err != nil {
				return err
			}
			e := &out[place[n]]
			if rest {
				e.Rest = append(e.Rest, id)
			} else {
				e.Articles = append(e.Articles, id)
			}
			return nil
		})
}

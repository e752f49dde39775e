package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"time"

	"cipherdesk/internal/news"
)

// Backup writes a consistent copy of the database to a file, while everything
// else goes on. ErrInvalid when the file is there already.
func (r *Reader) Backup(ctx context.Context, file string) error {
	if _, err := os.Stat(file); !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("backup: %s is there already; name another file: %w", file, news.ErrInvalid)
	}
	db, err := sql.Open(r.dialect.driver, r.dialect.dsn(r.path, forCopying))
	if err != nil {
		return err
	}
	defer db.Close()
	return r.dialect.explain(file, copyTo(ctx, db, file))
}

// Prune lets go of what retention does not keep: articles with verdict no that
// no list shows, first seen before irrelevant, lose their texts; raw bodies
// fetched before bodies are removed. Everything that says that they were there
// stays. A zero time keeps all of its kind.
func (d *DB) Prune(ctx context.Context, irrelevant, bodies time.Time) error {
	for !irrelevant.IsZero() {
		n, err := d.pruneArticles(ctx, ms(irrelevant))
		if err != nil {
			return err
		}
		if n < pruneBatch {
			break
		}
	}
	if bodies.IsZero() {
		return nil
	}
	return d.pruneBodies(ctx, ms(bodies))
}

// pruneBatch bounds how long one step of pruning keeps others from writing.
const pruneBatch = 200

func (d *DB) pruneArticles(ctx context.Context, before int64) (n int, err error) {
	err = d.write(ctx, func(t *tx) error {
		var ids []int64
		err := t.each(`SELECT article_id FROM article_now WHERE first_seen < $1 AND story = 1 AND shown = 0 AND event_id IS NULL
			ORDER BY first_seen LIMIT $2 + 0`, []any{before, pruneBatch}, func(rows *sql.Rows) error {
			var id int64
			err := rows.Scan(&id)
			ids = append(ids, id)
			return err
		})
		if err != nil {
			return err
		}
		for _, id := range ids {
			if err := errors.Join(t.unlist(id), t.erase(id)); err != nil {
				return err
			}
		}
		n, t.visible = len(ids), t.visible || len(ids) > 0
		return nil
	})
	return n, err
}

func (d *DB) pruneBodies(ctx context.Context, before int64) error {
	return d.write(ctx, func(t *tx) error {
		var last int64 // fetch before the limit
		_, err := t.one(`SELECT id FROM fetch WHERE at < $1 ORDER BY id DESC LIMIT 1`, []any{before}, &last)
		if err != nil || last == 0 {
			return err
		}
		if err := d.unpair(t, `i.fetch_id <= $1`, last); err != nil {
			return err
		}
		return t.execAll(last,
			`UPDATE body SET data = NULL WHERE data IS NOT NULL
				AND id IN (SELECT body_id FROM item WHERE fetch_id <= $1)
				AND NOT EXISTS (SELECT 1 FROM item i WHERE i.body_id = body.id AND i.fetch_id > $1)`,
			`UPDATE body SET data = NULL WHERE data IS NOT NULL
				AND id IN (SELECT page_id FROM revision WHERE fetch_id <= $1)
				AND NOT EXISTS (SELECT 1 FROM revision r WHERE r.page_id = body.id AND r.fetch_id > $1)`)
	})
}

// unpair gives a place of their own to texts that follow bodies which are about
// to go: those of items i that a condition names.
func (d *DB) unpair(t *tx, condition string, arg int64) error {
	var ids []int64
	err := t.each(`SELECT x.id FROM item i JOIN revision r ON r.item_id = i.id JOIN text x ON x.revision_id = r.id
		WHERE x.data IS NULL AND `+condition, []any{arg}, func(rows *sql.Rows) error {
		var id int64
		err := rows.Scan(&id)
		ids = append(ids, id)
		return err
	})
	if err != nil {
		return err
	}
	for _, id := range ids {
		text, _, _, err := textBy(t, d.codec, `x.id = $1`, id)
		if err != nil {
			return err
		}
		if err := t.exec(`UPDATE text SET data = $2 WHERE id = $1`, id, d.codec.pack(textOut(text))); err != nil {
			return err
		}
	}
	return nil
}

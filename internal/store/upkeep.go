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

// maxFaults bounds how many faults Check lists.
const maxFaults = 100

// Check looks for damage and lists what it finds: in the file itself, in rows
// that refer to nothing, in bodies that are not what their digest says, and in
// findings whose words lie outside of their text. It reads everything there
// is. An empty list is a sound database.
func (r *Reader) Check(ctx context.Context) ([]string, error) {
	// A connection of its own: an older one can remember a search index that
	// is no more, and call it damaged.
	db, err := sql.Open(r.dialect.driver, r.dialect.dsn(r.path, forCopying))
	if err != nil {
		return nil, err
	}
	defer db.Close()
	faults, err := unsound(ctx, db)
	if err != nil {
		return nil, r.dialect.explain(r.path, err)
	}
	broken, err := dangling(ctx, db)
	if err != nil {
		return nil, r.dialect.explain(r.path, err)
	}
	if broken > 0 {
		faults = append(faults, fmt.Sprintf("%d rows refer to others that are not there", broken))
	}
	for _, look := range []func(context.Context, func(string)) error{r.checkBodies, r.checkSpans} {
		err := look(ctx, func(fault string) {
			if len(faults) < maxFaults {
				faults = append(faults, fault)
			}
		})
		if err != nil {
			return faults, err
		}
	}
	return faults, nil
}

func (r *Reader) checkBodies(ctx context.Context, fault func(string)) error {
	return r.each(ctx, `SELECT digest, size, data FROM body WHERE data IS NOT NULL`, nil, func(rows *sql.Rows) error {
		var digest, data []byte
		var size int
		if err := rows.Scan(&digest, &size, &data); err != nil {
			return err
		}
		body, _, err := r.codec.split(data, size)
		switch {
		case err != nil:
			fault(fmt.Sprintf("body %s: %v", digestFrom(digest), err))
		case news.DigestOf(body) != digestFrom(digest):
			fault(fmt.Sprintf("body %s holds other bytes than it was given", digestFrom(digest)))
		}
		return nil
	})
}

func (r *Reader) checkSpans(ctx context.Context, fault func(string)) error {
	for last := int64(0); ; {
		var id int64
		found, err := r.one(ctx, `SELECT text_id FROM findings WHERE text_id > $1 ORDER BY text_id LIMIT 1`, []any{last}, &id)
		if err != nil || !found {
			return err
		}
		last = id
		a := asking{r, ctx}
		text, _, found, err := textBy(a, r.codec, `x.id = $1`, id)
		if err == nil && found {
			_, err = findingsOf(a, id, &text)
		}
		switch {
		case errors.Is(err, errDamaged):
			fault(err.Error())
		case err != nil:
			return err
		}
	}
}

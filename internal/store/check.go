package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"cipherdesk/internal/news"
)

// Watch is told how far a long look through the database has come: what is
// looked at, and how much of how many. A nil one is told nothing.
type Watch func(what string, done, all int)

func (w Watch) at(what string, done, all int) {
	if w != nil {
		w(what, done, all)
	}
}

// maxFaults bounds how many faults Check lists.
const maxFaults = 100

// Check looks for damage and lists what it finds, a line each: in the file
// itself, in rows that refer to nothing, in bodies that are not what their
// digest says, and in findings whose words lie outside of their text. It reads
// everything there is. An empty list is a sound database.
func (r *Reader) Check(ctx context.Context) ([]string, error) { return r.CheckWith(ctx, nil) }

// CheckWith is Check under the eyes of somebody who waits.
func (r *Reader) CheckWith(ctx context.Context, watch Watch) ([]string, error) {
	watch.at("file", 0, 0)
	faults, err := r.checkFile(ctx)
	if err != nil {
		return nil, r.dialect.explain(r.path, err)
	}
	for _, look := range []func(context.Context, Watch, func(string)) error{r.checkBodies, r.checkSpans} {
		err := look(ctx, watch, func(fault string) {
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

// checkFile asks the database itself, on a connection of its own: an older one
// can remember a search index that is no more, and call it damaged.
func (r *Reader) checkFile(ctx context.Context) ([]string, error) {
	db, err := sql.Open(r.dialect.driver, r.dialect.dsn(r.path, forCopying))
	if err != nil {
		return nil, err
	}
	defer db.Close()
	faults, err := unsound(ctx, db)
	if err != nil {
		return nil, err
	}
	broken, err := dangling(ctx, db)
	if err == nil && broken > 0 {
		faults = append(faults, fmt.Sprintf("%d rows refer to others that are not there", broken))
	}
	return faults, err
}

// watchEvery is after how many steps a watch is told again.
const watchEvery = 256

func (r *Reader) checkBodies(ctx context.Context, watch Watch, fault func(string)) error {
	var all, done int
	if _, err := r.one(ctx, `SELECT count(*) FROM body WHERE data IS NOT NULL`, nil, &all); err != nil {
		return err
	}
	return r.each(ctx, `SELECT digest, size, data FROM body WHERE data IS NOT NULL`, nil, func(rows *sql.Rows) error {
		var digest, data []byte
		var size int
		if err := rows.Scan(&digest, &size, &data); err != nil {
			return err
		}
		if done++; done%watchEvery == 0 {
			watch.at("bodies", done, all)
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

func (r *Reader) checkSpans(ctx context.Context, watch Watch, fault func(string)) error {
	var all, done int
	if _, err := r.one(ctx, `SELECT count(*) FROM findings`, nil, &all); err != nil {
		return err
	}
	for last := int64(0); ; {
		var id int64
		found, err := r.one(ctx, `SELECT text_id FROM findings WHERE text_id > $1 ORDER BY text_id LIMIT 1`, []any{last}, &id)
		if err != nil || !found {
			return err
		}
		last = id
		if done++; done%watchEvery == 0 {
			watch.at("findings", done, all)
		}
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

// Kept says what has become of a body.
type Kept int

// A body that the database never had, no longer has, or has.
const (
	NeverKept Kept = iota
	OnceKept
	StillKept
)

// BodyKept tells what has become of a body.
func (r *Reader) BodyKept(ctx context.Context, d news.Digest) (Kept, error) {
	var has bool
	found, err := r.one(ctx, `SELECT data IS NOT NULL FROM body WHERE digest = $1`, []any{digestBytes(d)}, &has)
	switch {
	case err != nil || !found:
		return NeverKept, err
	case has:
		return StillKept, nil
	}
	return OnceKept, nil
}

// TextsOf lists every text of an article that is kept, as it is kept:
// withdrawn words are in it unless they were erased.
func (r *Reader) TextsOf(ctx context.Context, id news.ArticleID) ([]news.Text, error) {
	var scans []textScan
	err := r.each(ctx, `SELECT `+textColumns+` FROM text x`+textJoins+` WHERE xr.article_id = (SELECT id FROM article WHERE slug = $1)`,
		[]any{string(id)}, func(rows *sql.Rows) error {
			var s textScan
			err := rows.Scan(s.dest()...)
			scans = append(scans, s)
			return err
		})
	var texts []news.Text
	for i := range scans {
		if err != nil {
			break
		}
		var t news.Text
		t, err = scans[i].text(r.codec)
		texts = append(texts, t)
	}
	return texts, err
}

package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"

	"cipherdesk/internal/news"
)

// writer is the one connection that writes. A token in turn is the right to
// use it.
type writer struct {
	dialect *dialect
	codec   *codec
	words   *words
	db      *sql.DB
	conn    *sql.Conn
	turn    chan struct{}
	closed  chan struct{}
	closing sync.Once
	stmts   map[string]*sql.Stmt // the texts are fixed, so they are few
	terms   map[string]int64     // known words, committed only

	mu    sync.Mutex
	queue []*job
}

// job is something to write, and where its outcome is awaited.
type job struct {
	write func(*tx) error
	done  chan error
}

// maxTogether bounds how many jobs share one transaction.
const maxTogether = 64

func newWriter(ctx context.Context, d *dialect, path string, c *codec, ws *words) (*writer, error) {
	db, err := sql.Open(d.driver, d.dsn(path, forWriting))
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1)
	conn, err := db.Conn(ctx)
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	var mode string
	if err := conn.QueryRowContext(ctx, `PRAGMA journal_mode`).Scan(&mode); err != nil {
		return nil, errors.Join(err, conn.Close(), db.Close())
	}
	if mode != "wal" {
		err := fmt.Errorf("database %s: its disk allows no write-ahead log (journal mode is %q); put it on a local disk", path, mode)
		return nil, errors.Join(err, conn.Close(), db.Close())
	}
	w := &writer{dialect: d, codec: c, words: ws, db: db, conn: conn, turn: make(chan struct{}, 1), closed: make(chan struct{}),
		stmts: map[string]*sql.Stmt{}, terms: map[string]int64{}}
	w.turn <- struct{}{}
	return w, nil
}

func (w *writer) close() (err error) {
	w.closing.Do(func() {
		close(w.closed)
		<-w.turn // whoever writes now finishes first
		for _, st := range w.stmts {
			st.Close()
		}
		err = errors.Join(w.conn.Close(), w.db.Close())
	})
	return err
}

var errClosed = errors.New("the database is closed")

// write runs f in a transaction: all of it is kept, or nothing. What waits
// meanwhile is written together in the next one, so f may be run a second time
// when a neighbour fails. A job that has begun is finished even when ctx ends,
// so that stopping never leaves a poll half-stored; one that waits is dropped.
func (d *DB) write(ctx context.Context, f func(*tx) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	w, j := d.w, &job{f, make(chan error, 1)}
	w.mu.Lock()
	w.queue = append(w.queue, j)
	w.mu.Unlock()
	select {
	case err := <-j.done:
		return d.dialect.explain(d.path, err)
	case <-w.closed:
		return w.leave(j, errClosed)
	case <-ctx.Done():
		return d.dialect.explain(d.path, w.leave(j, ctx.Err()))
	case <-w.turn:
	}
	for len(j.done) == 0 {
		w.together(context.WithoutCancel(ctx), w.next())
	}
	w.turn <- struct{}{}
	return d.dialect.explain(d.path, <-j.done)
}

// leave takes a job off the queue; when it has been taken up already, its
// outcome is awaited.
func (w *writer) leave(j *job, why error) error {
	w.mu.Lock()
	i := slices.Index(w.queue, j)
	if i >= 0 {
		w.queue = slices.Delete(w.queue, i, i+1)
	}
	w.mu.Unlock()
	if i >= 0 {
		return why
	}
	return <-j.done
}

// next takes the oldest jobs off the queue.
func (w *writer) next() []*job {
	w.mu.Lock()
	defer w.mu.Unlock()
	n := min(len(w.queue), maxTogether)
	jobs := slices.Clone(w.queue[:n])
	w.queue = slices.Delete(w.queue, 0, n)
	return jobs
}

// together writes jobs in one transaction. When that fails, each is tried
// alone, so that none suffers for another.
func (w *writer) together(ctx context.Context, jobs []*job) {
	err := w.run(ctx, jobs)
	for _, j := range jobs {
		if err != nil && len(jobs) > 1 && !errors.Is(err, errNotBegun) {
			j.done <- w.run(ctx, []*job{j})
		} else {
			j.done <- err
		}
	}
}

// outside runs a statement that cannot be part of a transaction.
func (d *DB) outside(ctx context.Context, query string) error {
	select {
	case <-d.w.turn:
	case <-d.w.closed:
		return errClosed
	}
	defer func() { d.w.turn <- struct{}{} }()
	_, err := d.w.conn.ExecContext(ctx, query)
	return d.dialect.explain(d.path, err)
}

var errNotBegun = errors.New("cannot begin to write")

// run is one transaction. A panic in it is that transaction's error.
func (w *writer) run(ctx context.Context, jobs []*job) (err error) {
	t := &tx{w: w, ctx: ctx, terms: map[string]int64{}, ledgers: map[int64]*counts{}, tags: map[int64]int{}}
	if err := t.exec(`BEGIN IMMEDIATE`); err != nil {
		return fmt.Errorf("%w: %w", errNotBegun, err)
	}
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("while writing: %w", news.Caught(p))
		}
		if err != nil {
			_ = t.exec(`ROLLBACK`) // a full disk may have rolled back already
		}
	}()
	for _, j := range jobs {
		if err := j.write(t); err != nil {
			return err
		}
	}
	if err := t.close(); err != nil {
		return err
	}
	if err := t.exec(`COMMIT`); err != nil {
		return err
	}
	maps.Copy(w.terms, t.terms)
	return nil
}

// tx is one writing transaction. It is not used concurrently.
type tx struct {
	w       *writer
	ctx     context.Context
	visible bool             // a page could show what changed
	terms   map[string]int64 // added here: the writer learns them at commit
	newest  int64            // first seen of the newest article; 0: not looked up yet

	// Gathered for the end.
	ledgers map[int64]*counts
	tags    map[int64]int // term → stories, more or less than before
	index   []indexing
}

// indexing is an article on its way into the search index. All of a
// transaction's go there at its end: FTS5 gathers consecutive ones in one
// segment, and writes what it has gathered when it sees another statement.
type indexing struct {
	article int64
	fresh   bool
	words   searchWords
}

// close writes what a transaction gathered for its end.
func (t *tx) close() error {
	for outlet, c := range t.ledgers {
		err := t.exec(`UPDATE outlet_ledger SET articles = articles + $2, stories = stories + $3,
			last_new = CASE WHEN last_new < $4 THEN $4 ELSE last_new END WHERE outlet_id = $1`, outlet, c.articles, c.stories, c.lastNew)
		if err != nil {
			return err
		}
	}
	for term, by := range t.tags {
		err := t.exec(`INSERT INTO tag_count (term_id, stories) VALUES ($1, $2)
			ON CONFLICT (term_id) DO UPDATE SET stories = tag_count.stories + excluded.stories`, term, by)
		if err != nil {
			return err
		}
	}
	if t.visible {
		if err := t.exec(`UPDATE generation SET n = n + 1 WHERE id = 1`); err != nil {
			return err
		}
	}
	for _, i := range t.index {
		put := t.w.dialect.searchPut
		if i.fresh {
			put = t.w.dialect.searchAdd
		}
		if err := t.exec(put, i.article, i.words.body, i.words.title); err != nil {
			return err
		}
	}
	return nil
}

// counts is what a transaction changes in an outlet's ledger.
type counts struct {
	articles, stories int
	lastNew           int64
}

func (c *counts) add(articles, stories int, lastNew int64) {
	c.articles += articles
	c.stories += stories
	c.lastNew = max(c.lastNew, lastNew)
}

// led is the open ledger of an outlet.
func (t *tx) led(outlet int64) *counts {
	if t.ledgers[outlet] == nil {
		t.ledgers[outlet] = &counts{}
	}
	return t.ledgers[outlet]
}

func (t *tx) stmt(query string) (*sql.Stmt, error) {
	if st, ok := t.w.stmts[query]; ok {
		return st, nil
	}
	st, err := t.w.conn.PrepareContext(t.ctx, query)
	if err != nil {
		return nil, fmt.Errorf("prepare %.60q: %w", query, err)
	}
	t.w.stmts[query] = st
	return st, nil
}

func (t *tx) result(query string, args []any) (sql.Result, error) {
	st, err := t.stmt(query)
	if err != nil {
		return nil, err
	}
	return st.ExecContext(t.ctx, args...)
}

func (t *tx) exec(query string, args ...any) error {
	_, err := t.result(query, args)
	return err
}

// insert runs an INSERT and returns the id of its row, 0 when ON CONFLICT DO
// NOTHING found one there.
func (t *tx) insert(query string, args ...any) (int64, error) {
	res, err := t.result(query, args)
	if err != nil {
		return 0, err
	}
	if n, err := res.RowsAffected(); err != nil || n == 0 {
		return 0, err
	}
	return res.LastInsertId()
}

// count runs a statement and returns how many rows it changed.
func (t *tx) count(query string, args ...any) (int64, error) {
	res, err := t.result(query, args)
	if err != nil {
		return 0, err
	}
	return res.RowsAffected()
}

// one scans the first row into dest; it reports false when there is none.
func (t *tx) one(query string, args []any, dest ...any) (bool, error) {
	st, err := t.stmt(query)
	if err != nil {
		return false, err
	}
	err = st.QueryRowContext(t.ctx, args...).Scan(dest...)
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	return err == nil, err
}

// each calls f for every row; f may not use t.
func (t *tx) each(query string, args []any, f func(*sql.Rows) error) error {
	st, err := t.stmt(query)
	if err != nil {
		return err
	}
	rows, err := st.QueryContext(t.ctx, args...)
	if err != nil {
		return err
	}
	return eachRow(rows, f)
}

// term returns the id of words that repeat endlessly; 0 stands for none.
func (t *tx) term(words string) (int64, error) {
	if words == "" {
		return 0, nil
	}
	if id, ok := t.w.terms[words]; ok {
		return id, nil
	}
	if id, ok := t.terms[words]; ok {
		return id, nil
	}
	id, err := t.insert(`INSERT INTO term (words) VALUES ($1) ON CONFLICT (words) DO NOTHING`, words)
	if err == nil && id == 0 {
		_, err = t.one(`SELECT id FROM term WHERE words = $1`, []any{words}, &id)
	}
	if err != nil {
		return 0, err
	}
	t.terms[words] = id
	return id, nil
}

// outletID finds the row of an outlet of the register.
func (t *tx) outletID(slug news.OutletID) (id int64, err error) {
	found, err := t.one(`SELECT id FROM outlet WHERE slug = $1`, []any{string(slug)}, &id)
	if err == nil && !found {
		err = fmt.Errorf("outlet %q is not in the register: %w", slug, news.ErrInvalid)
	}
	return id, err
}

// orNull stores 0 as NULL, for references that may be absent.
func orNull(id int64) any {
	if id == 0 {
		return nil
	}
	return id
}

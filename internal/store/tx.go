package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sync"

	"cipherdesk/internal/news"
)

// writer is the one connection that writes. A token in turn is the right to
// use it.
type writer struct {
	dialect *dialect
	codec   *codec
	db      *sql.DB
	conn    *sql.Conn
	turn    chan struct{}
	closed  chan struct{}
	closing sync.Once
	stmts   map[string]*sql.Stmt // the texts are fixed, so they are few
	terms   map[string]int64     // known words, committed only
}

func newWriter(ctx context.Context, d *dialect, path string, c *codec) (*writer, error) {
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
	w := &writer{dialect: d, codec: c, db: db, conn: conn, turn: make(chan struct{}, 1), closed: make(chan struct{}), stmts: map[string]*sql.Stmt{}, terms: map[string]int64{}}
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

// tx is one writing transaction. It is not used concurrently.
type tx struct {
	w       *writer
	ctx     context.Context
	visible bool             // a page could show what changed
	words   map[string]int64 // terms added here: the writer learns them at commit
	ledgers map[int64]*counts
}

// write runs f in a transaction: all of it is kept, or nothing. A transaction
// that has begun is finished even when ctx ends, so that stopping never leaves
// a poll half-stored; waiting for the turn is not.
func (d *DB) write(ctx context.Context, f func(*tx) error) error {
	select {
	case <-d.w.turn:
	case <-d.w.closed:
		return errClosed
	case <-ctx.Done():
		return ctx.Err()
	}
	defer func() { d.w.turn <- struct{}{} }()
	if err := ctx.Err(); err != nil {
		return err
	}
	return d.dialect.explain(d.path, d.w.run(context.WithoutCancel(ctx), f))
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

func (w *writer) run(ctx context.Context, f func(*tx) error) (err error) {
	t := &tx{w: w, ctx: ctx, words: map[string]int64{}}
	if err := t.exec(`BEGIN IMMEDIATE`); err != nil {
		return err
	}
	done := false
	defer func() {
		if !done { // also when f panics; a full disk may have rolled back already
			_ = t.exec(`ROLLBACK`)
		}
	}()
	if err := f(t); err != nil {
		return err
	}
	if err := t.close(); err != nil {
		return err
	}
	if err := t.exec(`COMMIT`); err != nil {
		return err
	}
	done = true
	for words, id := range t.words {
		w.terms[words] = id
	}
	return nil
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
	if !t.visible {
		return nil
	}
	return t.exec(`UPDATE generation SET n = n + 1 WHERE id = 1`)
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
	if t.ledgers == nil {
		t.ledgers = map[int64]*counts{}
	}
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
	if id, ok := t.words[words]; ok {
		return id, nil
	}
	id, err := t.insert(`INSERT INTO term (words) VALUES ($1) ON CONFLICT (words) DO NOTHING`, words)
	if err == nil && id == 0 {
		_, err = t.one(`SELECT id FROM term WHERE words = $1`, []any{words}, &id)
	}
	if err != nil {
		return 0, err
	}
	t.words[words] = id
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

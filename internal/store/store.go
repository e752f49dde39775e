package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"cipherdesk/internal/news"
)

// Options are what a store needs from outside. The zero value logs nothing and
// uses the machine's clock.
type Options struct {
	Log   *slog.Logger
	Clock func() time.Time
}

func (o Options) filled() Options {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Clock == nil {
		o.Clock = time.Now
	}
	return o
}

// Reader answers questions about one database. It cannot write, and is safe
// for concurrent use.
type Reader struct {
	log     *slog.Logger
	clock   func() time.Time
	dialect *dialect
	path    string
	db      *sql.DB
	stmts   sync.Map // query text → *sql.Stmt
	kept    atomic.Int32
	terms   sync.Map // id → words, for good
	specs   sync.Map // an outlet as kept → news.Outlet
	codec   *codec
	words   *words
}

// DB is a Reader that can also write: one transaction at a time, in step with
// the other processes on the same file.
type DB struct {
	*Reader
	w *writer
}

// Open opens the database at dsn, a file name or a file: URI. A missing one is
// created; one of an older version is copied aside and migrated. It fails with
// ErrNewer on a database of a newer version, ErrBusy while another process
// holds it, ErrFull on a full disk, and ErrInvalid on a dsn it cannot use.
func Open(ctx context.Context, dsn string, o Options) (*DB, error) {
	d, path, err := parseDSN(dsn)
	if err != nil {
		return nil, err
	}
	return openOn(ctx, d, path, o.filled())
}

func openOn(ctx context.Context, d *dialect, path string, o Options) (*DB, error) {
	if err := migrate(ctx, d, path, o); err != nil {
		return nil, d.explain(path, err)
	}
	r, err := newReader(d, path, o)
	if err != nil {
		return nil, err
	}
	w, err := newWriter(ctx, d, path, r.codec, r.words)
	if err != nil {
		return nil, errors.Join(d.explain(path, err), r.Close())
	}
	return &DB{Reader: r, w: w}, nil
}

// OpenReader opens an existing database for reading. It fails with ErrNotFound
// when there is none, ErrInvalid when it is older than this program (Open
// migrates it), and ErrNewer when it is newer.
func OpenReader(ctx context.Context, dsn string, o Options) (*Reader, error) {
	d, path, err := parseDSN(dsn)
	if err != nil {
		return nil, err
	}
	has, err := schemaVersion(ctx, d, path)
	switch {
	case err != nil:
		return nil, d.explain(path, err)
	case has == 0:
		return nil, fmt.Errorf("no database at %s: %w", path, news.ErrNotFound)
	case has < latest(d):
		return nil, fmt.Errorf("%s was made by an older version; poll or serve once to migrate it: %w", path, news.ErrInvalid)
	case has > latest(d):
		return nil, newer(path, has, latest(d))
	}
	return newReader(d, path, o.filled())
}

func newReader(d *dialect, path string, o Options) (*Reader, error) {
	db, err := sql.Open(d.driver, d.dsn(path, forReading))
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(d.readers)
	db.SetMaxIdleConns(d.readers)
	c, err := newCodec()
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return &Reader{log: o.Log, clock: o.Clock, dialect: d, path: path, db: db, codec: c, words: newWords()}, nil
}

// Close lets go of the database. What is asked afterwards fails.
func (r *Reader) Close() error {
	r.stmts.Range(func(_, st any) bool {
		st.(*sql.Stmt).Close()
		return true
	})
	return r.db.Close()
}

// Close finishes what is being written and lets go of the database.
func (d *DB) Close() error {
	return errors.Join(d.w.close(), d.Reader.Close())
}

// Path is the file that holds the database.
func (r *Reader) Path() string { return r.path }

// Generation grows with every change that a page could show: articles,
// findings, events, withdrawals, outlets, the status of a feed. A poll that
// brings nothing new leaves it as it is.
func (r *Reader) Generation(ctx context.Context) (n int64, err error) {
	_, err = r.one(ctx, `SELECT n FROM generation WHERE id = 1`, nil, &n)
	return n, err
}

// Setting returns what PutSetting stored; ErrNotFound when nothing was.
func (r *Reader) Setting(ctx context.Context, key string) (value string, err error) {
	found, err := r.one(ctx, `SELECT value FROM setting WHERE name = $1`, []any{key}, &value)
	if err == nil && !found {
		err = fmt.Errorf("setting %s: %w", key, news.ErrNotFound)
	}
	return value, err
}

// PutSetting stores a value under a key, replacing the one before.
func (d *DB) PutSetting(ctx context.Context, key, value string) error {
	return d.putSetting(ctx, key, value, true)
}

// Remember is PutSetting for notes that no page shows.
func (d *DB) Remember(ctx context.Context, key, note string) error {
	return d.putSetting(ctx, key, note, false)
}

func (d *DB) putSetting(ctx context.Context, key, value string, visible bool) error {
	return d.write(ctx, func(t *tx) error {
		t.visible = t.visible || visible
		return t.exec(`INSERT INTO setting (name, value) VALUES ($1, $2)
			ON CONFLICT (name) DO UPDATE SET value = excluded.value`, key, value)
	})
}

// one scans the first row of a query into dest; it reports false when there is
// no row.
func (r *Reader) one(ctx context.Context, query string, args []any, dest ...any) (bool, error) {
	st, done, err := r.stmt(ctx, query)
	if err != nil {
		return false, err
	}
	defer done()
	err = st.QueryRowContext(ctx, args...).Scan(dest...)
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	return err == nil, r.dialect.explain(r.path, err)
}

// each calls f for every row of a query.
func (r *Reader) each(ctx context.Context, query string, args []any, f func(*sql.Rows) error) error {
	st, done, err := r.stmt(ctx, query)
	if err != nil {
		return err
	}
	defer done()
	rows, err := st.QueryContext(ctx, args...)
	if err != nil {
		return r.dialect.explain(r.path, err)
	}
	return r.dialect.explain(r.path, eachRow(rows, f))
}

func eachRow(rows *sql.Rows, f func(*sql.Rows) error) error {
	defer rows.Close()
	for rows.Next() {
		if err := f(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}

// maxStmts bounds how many statements are kept prepared. The filters of lists
// can be combined in more ways than are worth the memory.
const maxStmts = 250

// stmt prepares a query, or finds it prepared; done lets go of it.
func (r *Reader) stmt(ctx context.Context, query string) (st *sql.Stmt, done func(), err error) {
	if st, ok := r.stmts.Load(query); ok {
		return st.(*sql.Stmt), func() {}, nil
	}
	st, err = r.db.PrepareContext(ctx, query)
	if err != nil {
		return nil, nil, r.dialect.explain(r.path, err)
	}
	if r.kept.Add(1) > maxStmts {
		r.kept.Add(-1)
		return st, func() { st.Close() }, nil
	}
	if other, lost := r.stmts.LoadOrStore(query, st); lost {
		r.kept.Add(-1)
		st.Close()
		return other.(*sql.Stmt), func() {}, nil
	}
	return st, func() {}, nil
}

// places returns n placeholders from $first on, in parentheses.
func places(first, n int) string {
	var b strings.Builder
	b.WriteByte('(')
	for i := range n {
		if i > 0 {
			b.WriteString(", ")
		}
		fmt.Fprintf(&b, "$%d", first+i)
	}
	b.WriteByte(')')
	return b.String()
}

// ms is a time as the database keeps it; the zero time is 0.
func ms(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

// at is the inverse of ms.
func at(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC()
}

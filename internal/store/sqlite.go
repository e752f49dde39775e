package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"cipherdesk/internal/news"
)

// dialect holds the handful of things in which databases differ; every other
// line of SQL in this package is common ground. SQLite is the only one so far.
type dialect struct {
	driver     string
	migrations fs.FS                               // the DDL
	readers    int                                 // connections for reading
	patience   time.Duration                       // how long to wait for another process
	dsn        func(path string, use usage) string //
	search     string                              // FROM of a search
	hint       func(index string) string           // names the index to walk
	searchAdd  string                              // $1 article that search does not know, $2 body, $3 title
	searchPut  string                              // the same for any article
	searchDrop string                              // $1 article
	kind       func(error) error                   // what an error of the driver means; nil when nothing special
}

// usage is what a connection is for.
type usage int

const (
	forReading usage = iota
	forWriting
	forMigrating
	forCopying
)

func sqliteDialect() *dialect {
	ddl, err := fs.Sub(migrations, "migrations/sqlite")
	if err != nil {
		panic(err) // the name is well-formed
	}
	d := &dialect{
		driver:     "sqlite",
		migrations: ddl,
		readers:    4,
		patience:   10 * time.Second,
		search:     `search s CROSS JOIN article_now n ON n.article_id = s.rowid`, // in this order
		hint:       func(index string) string { return ` INDEXED BY ` + index },
		searchAdd:  `INSERT INTO search (rowid, body, title) VALUES ($1, $2, $3)`,
		searchPut:  `INSERT OR REPLACE INTO search (rowid, body, title) VALUES ($1, $2, $3)`,
		searchDrop: `DELETE FROM search WHERE rowid = $1`,
		kind:       sqliteKind,
	}
	d.dsn = func(path string, use usage) string { return sqliteDSN(path, use, d.patience) }
	return d
}

// parseDSN chooses the dialect and names the file.
func parseDSN(dsn string) (*dialect, string, error) {
	switch {
	case strings.HasPrefix(dsn, "postgres://"), strings.HasPrefix(dsn, "postgresql://"):
		return nil, "", fmt.Errorf("--db: this version keeps its data in SQLite; give the name of a file: %w", news.ErrInvalid)
	case strings.HasPrefix(dsn, "file:"):
		u, err := url.Parse(dsn)
		if err != nil {
			return nil, "", fmt.Errorf("--db: %w: %w", news.ErrInvalid, err)
		}
		dsn = u.Path
		if u.Opaque != "" {
			if dsn, err = url.PathUnescape(u.Opaque); err != nil {
				return nil, "", fmt.Errorf("--db: %w: %w", news.ErrInvalid, err)
			}
		}
	}
	if dsn == "" || strings.Contains(dsn, ":memory:") || strings.ContainsRune(dsn, 0) {
		return nil, "", fmt.Errorf("--db: give the name of a file: %w", news.ErrInvalid)
	}
	return sqliteDialect(), filepath.Clean(dsn), nil
}

// sqliteDSN sets what must hold on every connection. The writer begins
// immediately: a transaction that reads first and writes later fails at once
// with SQLITE_BUSY_SNAPSHOT, whatever the timeout.
func sqliteDSN(path string, use usage, patience time.Duration) string {
	q := url.Values{"_pragma": {
		fmt.Sprintf("busy_timeout(%d)", patience.Milliseconds()), "temp_store(memory)", "trusted_schema(off)",
	}}
	switch use {
	case forReading:
		q.Add("_pragma", "query_only(on)")
		q.Add("_pragma", "cache_size(-4096)")
		q.Set("mode", "rw") // never creates a file
	case forCopying:
		q.Set("mode", "rw")
	case forWriting:
		q.Set("_txlock", "immediate")
		q.Add("_pragma", "journal_mode(wal)")
		q.Add("_pragma", "synchronous(normal)")
		q.Add("_pragma", "foreign_keys(on)")
		q.Add("_pragma", "cache_size(-8192)")
		q.Add("_pragma", "journal_size_limit(16777216)")
		q.Add("_pragma", "wal_autocheckpoint(4000)")
	case forMigrating:
		q.Set("_txlock", "immediate")
		q.Set("_pragma", "busy_timeout(0)") // migrate waits itself
		q.Add("_pragma", "locking_mode(exclusive)")
		q.Add("_pragma", "journal_mode(wal)")
	}
	u := url.URL{Scheme: "file", Opaque: (&url.URL{Path: filepath.ToSlash(path)}).EscapedPath(), RawQuery: q.Encode()}
	return u.String()
}

// sqliteKind says what an SQLite error means for whoever started us.
func sqliteKind(err error) error {
	if errors.Is(err, syscall.ENOSPC) {
		return news.ErrFull
	}
	var e *sqlite.Error
	if !errors.As(err, &e) {
		return nil
	}
	switch e.Code() & 0xff {
	case sqlite3.SQLITE_FULL:
		return news.ErrFull
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_PROTOCOL:
		return news.ErrBusy
	case sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT:
		return errDamaged
	case sqlite3.SQLITE_CANTOPEN:
		return errCannotOpen
	case sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM:
		return errReadOnly
	}
	return nil
}

var (
	errDamaged    = errors.New("not a database, or damaged")
	errCannotOpen = errors.New("cannot be opened")
	errReadOnly   = errors.New("cannot be written")
)

// explain turns an error of the driver into one line that says what to do. It
// leaves every other error, and nil, as they are.
func (d *dialect) explain(path string, err error) error {
	if err == nil {
		return nil
	}
	meaning := d.kind(err)
	if meaning == nil || errors.Is(err, meaning) {
		return err
	}
	advice := map[error]string{
		news.ErrFull:  "free some space on its disk, then start again; nothing half-written is kept",
		news.ErrBusy:  "another cipherdesk holds it; try again when that one has finished",
		errDamaged:    "name another file with --db, or restore a backup",
		errCannotOpen: "check that its folder exists and may be entered",
		errReadOnly:   "check the rights of the file and its folder",
	}[meaning]
	return fmt.Errorf("database %s: %w: %s (%w)", path, meaning, advice, err)
}

// scrub makes a transaction write zeros over what it deletes.
func (t *tx) scrub() error {
	// The setting outlasts the transaction; it only costs where much is deleted.
	return t.exec(`PRAGMA secure_delete = 1`)
}

// searchPages is how much of the search index one step of merging rewrites.
const searchPages = 500

// scrubFile removes what deleting leaves behind: words in the search index,
// which marks deleted articles until it merges, and old pages in the log.
func (d *DB) scrubFile(ctx context.Context) error {
	for step := -searchPages; ; step = searchPages {
		var before, after int64
		err := d.write(ctx, func(t *tx) error {
			if _, err := t.one(`SELECT total_changes()`, nil, &before); err != nil {
				return err
			}
			if err := t.exec(`INSERT INTO search (search, rank) VALUES ('merge', $1)`, step); err != nil {
				return err
			}
			_, err := t.one(`SELECT total_changes()`, nil, &after)
			return err
		})
		if err != nil {
			return err
		}
		if after-before < 2 { // as FTS5 says that there was nothing to do
			break
		}
	}
	return d.outside(ctx, `PRAGMA wal_checkpoint(TRUNCATE)`)
}

// versionOf reads the version of an open database; 0 when it is empty.
func versionOf(ctx context.Context, db *sql.DB) (v int64, err error) {
	var tables, ours int
	err = db.QueryRowContext(ctx, `SELECT count(*), coalesce(sum(name = 'goose_db_version'), 0) FROM sqlite_master`).Scan(&tables, &ours)
	if err != nil {
		return 0, err
	}
	if ours == 0 {
		if tables > 0 {
			return 0, fmt.Errorf("the file belongs to another program; name another one with --db: %w", news.ErrInvalid)
		}
		return 0, nil
	}
	err = db.QueryRowContext(ctx, `SELECT coalesce(max(version_id), 0) FROM goose_db_version WHERE is_applied`).Scan(&v)
	return v, err
}

// dangling counts the rows that refer to others which are not there.
func dangling(ctx context.Context, db *sql.DB) (n int, err error) {
	err = db.QueryRowContext(ctx, `SELECT count(*) FROM pragma_foreign_key_check`).Scan(&n)
	return n, err
}

// unsound lists what SQLite finds wrong with the file itself.
func unsound(ctx context.Context, db *sql.DB) ([]string, error) {
	rows, err := db.QueryContext(ctx, `PRAGMA integrity_check`)
	if err != nil {
		return nil, err
	}
	var out []string
	err = eachRow(rows, func(rows *sql.Rows) error {
		var line string
		err := rows.Scan(&line)
		if line != "ok" {
			out = append(out, line)
		}
		return err
	})
	return out, err
}

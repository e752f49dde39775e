package store

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/pressly/goose/v3"

	"cipherdesk/internal/news"
)

//go:embed migrations
var migrations embed.FS

// latest is the newest version that this program knows.
func latest(d *dialect) int64 {
	var last int64
	names, _ := fs.Glob(d.migrations, "*.sql") // the pattern is ours
	for _, name := range names {
		n, _, _ := strings.Cut(name, "_")
		if v, err := strconv.ParseInt(n, 10, 64); err == nil {
			last = max(last, v)
		}
	}
	return last
}

// schemaVersion reads the version of a database; 0 when there is none yet.
func schemaVersion(ctx context.Context, d *dialect, path string) (int64, error) {
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return 0, nil
	case err != nil:
		return 0, err
	case info.IsDir():
		return 0, fmt.Errorf("%s is a folder; give the name of a file: %w", path, news.ErrInvalid)
	}
	db, err := sql.Open(d.driver, d.dsn(path, forReading))
	if err != nil {
		return 0, err
	}
	defer db.Close()
	return versionOf(ctx, db)
}

func newer(path string, has, know int64) error {
	return fmt.Errorf("database %s: %w (form %d, this program knows %d): update cipherdesk, or name another file with --db",
		path, news.ErrNewer, has, know)
}

// migrate brings the database to the latest version. It holds the file
// exclusively meanwhile: nobody reads a half-migrated database, and of two
// programs started at once one migrates and the other finds it done.
func migrate(ctx context.Context, d *dialect, path string, o Options) error {
	know := latest(d)
	deadline := time.Now().Add(d.patience)
	for {
		has, err := schemaVersion(ctx, d, path)
		switch {
		case err == nil && has == know:
			return nil
		case err == nil && has > know:
			return newer(path, has, know)
		case err == nil:
			err = migrateAlone(ctx, d, path, o)
		}
		if err == nil || !errors.Is(d.explain(path, err), news.ErrBusy) {
			return err
		}
		if time.Now().After(deadline) {
			return fmt.Errorf("%w (it must be migrated, with no other program on it)", err)
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(50 * time.Millisecond):
		}
	}
}

func migrateAlone(ctx context.Context, d *dialect, path string, o Options) error {
	db, err := sql.Open(d.driver, d.dsn(path, forMigrating))
	if err != nil {
		return err
	}
	defer db.Close()
	db.SetMaxOpenConns(1)
	// The lock is taken by the first write, and kept until the connection closes.
	if _, err := db.ExecContext(ctx, `BEGIN EXCLUSIVE; COMMIT`); err != nil {
		return err
	}
	has, err := versionOf(ctx, db)
	if err != nil || has >= latest(d) {
		return err
	}
	if has > 0 {
		aside := fmt.Sprintf("%s.form%d-%s", path, has, o.Clock().UTC().Format("20060102T150405"))
		if err := copyTo(ctx, db, aside); err != nil {
			return err
		}
		o.Log.Info("database copied aside before its migration", "from", path, "to", aside)
	}
	if err := applyMigrations(ctx, d, db); err != nil || has == 0 || has >= citedSince {
		return err
	}
	return fillCited(ctx, db)
}

// citedSince is the version that first kept whom citations name.
const citedSince = 4

// fillCited notes whom the citations of an older database name.
func fillCited(ctx context.Context, db *sql.DB) error {
	names := map[string][]int64{}
	rows, err := db.QueryContext(ctx, `SELECT text_id, kind, source, organisation, speaker FROM citation`)
	if err != nil {
		return err
	}
	err = eachRow(rows, func(rows *sql.Rows) error {
		var text int64
		var c news.Citation
		err := rows.Scan(&text, &c.Kind, &c.Source, &c.Organisation, &c.Speaker)
		for _, name := range citedNames(c) {
			names[sourceTerm(name)] = append(names[sourceTerm(name)], text)
		}
		return err
	})
	if err != nil {
		return err
	}
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	for name, texts := range names {
		if _, err := tx.ExecContext(ctx, `INSERT INTO term (words) VALUES ($1) ON CONFLICT DO NOTHING`, name); err != nil {
			return err
		}
		for _, text := range texts {
			_, err := tx.ExecContext(ctx, `INSERT INTO cited (term_id, text_id) SELECT id, $2 FROM term WHERE words = $1 ON CONFLICT DO NOTHING`, name, text)
			if err != nil {
				return err
			}
		}
	}
	return tx.Commit()
}

func copyTo(ctx context.Context, db *sql.DB, file string) error {
	if _, err := db.ExecContext(ctx, `VACUUM INTO $1`, file); err != nil {
		return fmt.Errorf("copy to %s: %w", file, err)
	}
	return nil
}

func applyMigrations(ctx context.Context, d *dialect, db *sql.DB) error {
	p, err := goose.NewProvider(goose.DialectSQLite3, db, d.migrations,
		goose.WithDisableGlobalRegistry(true), goose.WithLogger(goose.NopLogger()))
	if err != nil {
		return err
	}
	if _, err := p.Up(ctx); err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	broken, err := dangling(ctx, db)
	if err == nil && broken > 0 {
		err = fmt.Errorf("migrate: %d rows point nowhere afterwards: %w", broken, errDamaged)
	}
	return err
}

package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"cipherdesk/internal/news"
)

func TestOpenRefusesWhatItCannotUse(t *testing.T) {
	ctx := context.Background()
	dir := t.TempDir()
	text, foreign := filepath.Join(dir, "letter.txt"), filepath.Join(dir, "foreign.db")
	if err := os.WriteFile(text, []byte(strings.Repeat("Dear Sir or Madam. ", 100)), 0o600); err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("sqlite", foreign)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.Exec(`CREATE TABLE cookies (x)`); err != nil {
		t.Fatal(err)
	}
	db.Close()
	for _, c := range []struct {
		name, dsn, says string
		is              error
	}{
		{"postgres", "postgres://localhost/desk", "SQLite", news.ErrInvalid},
		{"nothing", "", "name of a file", news.ErrInvalid},
		{"memory", ":memory:", "name of a file", news.ErrInvalid},
		{"a folder", dir, "folder", news.ErrInvalid},
		{"no folder", filepath.Join(dir, "no", "such", "desk.db"), "folder", nil},
		{"a letter", text, "--db", errDamaged},
		{"another program's", foreign, "another program", news.ErrInvalid},
	} {
		_, err := Open(ctx, c.dsn, Options{})
		if err == nil || c.is != nil && !errors.Is(err, c.is) || !strings.Contains(err.Error(), c.says) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: %v", c.name, err)
		}
	}
	if _, err := OpenReader(ctx, filepath.Join(dir, "none.db"), Options{}); !errors.Is(err, news.ErrNotFound) {
		t.Errorf("reader without a database: %v", err)
	}
	if _, err := os.Stat(filepath.Join(dir, "none.db")); !errors.Is(err, fs.ErrNotExist) {
		t.Error("a reader made a file")
	}
}

func TestDSNForms(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	for _, dsn := range []string{"plain.db", "file:opaque.db", "file:" + dir + "/path.db?mode=rwc", dir + "/odd name #1 100%?.db"} {
		db, err := Open(context.Background(), dsn, Options{})
		if err != nil {
			t.Errorf("%s: %v", dsn, err)
			continue
		}
		if _, err := os.Stat(db.Path()); err != nil {
			t.Errorf("%s: %v", dsn, err)
		}
		db.Close()
	}
}

// later is the dialect of a version with one more migration.
func later(ddl string) *dialect {
	d := sqliteDialect()
	files := fstest.MapFS{"99999_more.sql": {Data: []byte("-- +goose Up\n" + ddl)}}
	names, _ := fs.Glob(d.migrations, "*.sql")
	for _, name := range names {
		data, _ := fs.ReadFile(d.migrations, name)
		files[name] = &fstest.MapFile{Data: data}
	}
	d.migrations = files
	return d
}

func TestAnOlderDatabaseIsCopiedAsideAndMigrated(t *testing.T) {
	b := open(t)
	b.poll(piece{url: pageURL, title: "A"})
	b.ok(b.DB.Close())
	d := later(`CREATE TABLE extra (x INTEGER); INSERT INTO extra VALUES (1);`)
	db, err := openOn(b.ctx, d, b.file, Options{Clock: func() time.Time { return noon }}.filled())
	b.ok(err)
	var n int
	b.ok(db.db.QueryRow(`SELECT count(*) FROM extra, article`).Scan(&n))
	if n != 1 {
		t.Errorf("%d rows", n)
	}
	b.ok(db.Close())
	old, err := OpenReader(b.ctx, fmt.Sprintf("%s.form%d-20260302T120000", b.file, latest(sqliteDialect())), Options{})
	b.ok(err)
	defer old.Close()
	if f, err := old.Article(b.ctx, ArticleID(pageURL)); err != nil || f.Title != "A" {
		t.Errorf("copy: %+v, %v", f.Row, err)
	}
	for name, openIt := range map[string]func() error{
		"open":   func() error { _, err := Open(b.ctx, b.file, Options{}); return err },
		"reader": func() error { _, err := OpenReader(b.ctx, b.file, Options{}); return err },
	} {
		if err := openIt(); !errors.Is(err, news.ErrNewer) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s with a newer database: %v", name, err)
		}
	}
}

// What a form keeps beside what was kept before is filled in for old findings.
func TestOldCitationsCanBeSearchedByWhomTheyName(t *testing.T) {
	b := open(t)
	b.poll(piece{url: pageURL, title: "A", verdict: news.VerdictYes, mod: func(n *NewItem) {
		n.Findings.Citations = []news.Citation{{Kind: news.CiteCredit, Source: "Lantern Trust", Evidence: spanOf(n.Text, "encryption")}}
	}})
	b.ok(b.write(b.ctx, func(tx *tx) error { return tx.exec(`DELETE FROM cited`) }))
	if got := b.titles(news.Query{Text: "source:lantern-trust"}); got != "" {
		t.Fatalf("the old form finds %q", got)
	}
	b.ok(b.DB.Close())
	db, err := sql.Open("sqlite", b.file)
	b.ok(err)
	defer db.Close()
	b.ok(fillCited(b.ctx, db))
	b.DB = b.again()
	if got := b.titles(news.Query{Text: "source:lantern-trust"}); got != "A" {
		t.Errorf("found %q", got)
	}
}

func TestAFailedMigrationLeavesTheDatabaseAsItWas(t *testing.T) {
	b := open(t)
	b.poll(piece{url: pageURL, title: "A"})
	b.ok(b.DB.Close())
	for _, ddl := range []string{`CREATE TABLE extra (x); INSERT INTO nowhere VALUES (1);`} {
		if _, err := openOn(b.ctx, later(ddl), b.file, Options{}.filled()); err == nil {
			t.Fatal("a broken migration was taken")
		}
	}
	db := b.again()
	if f, err := db.Article(b.ctx, ArticleID(pageURL)); err != nil || f.Title != "A" {
		t.Errorf("%+v, %v", f.Row, err)
	}
}

func TestADatabaseInUseIsNotMigrated(t *testing.T) {
	b := open(t)
	d := later(`CREATE TABLE extra (x INTEGER);`)
	d.patience = 100 * time.Millisecond
	if _, err := openOn(b.ctx, d, b.file, Options{}.filled()); !errors.Is(err, news.ErrBusy) || strings.Contains(err.Error(), "\n") {
		t.Errorf("%v", err)
	}
	b.poll(piece{url: pageURL, title: "A"}) // whoever was there first goes on
}

func TestManyOpenANewDatabaseAtOnce(t *testing.T) {
	file := filepath.Join(t.TempDir(), "desk.db")
	var wg sync.WaitGroup
	for range 6 {
		wg.Go(func() {
			db, err := Open(context.Background(), file, Options{})
			if err != nil {
				t.Error(err)
				return
			}
			if err := db.SyncOutlets(context.Background(), register()); err != nil {
				t.Error(err)
			}
			db.Close()
		})
	}
	wg.Wait()
	r, err := OpenReader(context.Background(), file, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if feeds, err := r.Feeds(context.Background()); err != nil || len(feeds) != 3 {
		t.Errorf("%d feeds, %v", len(feeds), err)
	}
}

// TestLibcPin holds modernc.org/libc at the version that modernc.org/sqlite
// was generated for: another one compiles, and corrupts memory.
func TestLibcPin(t *testing.T) {
	version := func(module, modfile string) string {
		args := []string{"list", "-m", "-json", module}
		if modfile != "" {
			args = []string{"mod", "edit", "-json", modfile}
		}
		out, err := exec.Command("go", args...).Output()
		if err != nil {
			t.Skipf("go %v: %v", args, err)
		}
		return string(out)
	}
	var libc, sqlite struct{ Version, GoMod string }
	for module, into := range map[string]any{"modernc.org/libc": &libc, "modernc.org/sqlite": &sqlite} {
		if err := json.Unmarshal([]byte(version(module, "")), into); err != nil {
			t.Fatal(err)
		}
	}
	if sqlite.GoMod == "" {
		t.Skip("go.mod of modernc.org/sqlite is not in the module cache")
	}
	var mod struct {
		Require []struct{ Path, Version string }
	}
	if err := json.Unmarshal([]byte(version("", sqlite.GoMod)), &mod); err != nil {
		t.Fatal(err)
	}
	for _, r := range mod.Require {
		if r.Path == "modernc.org/libc" {
			if r.Version != libc.Version {
				t.Errorf("go.mod takes libc %s, modernc.org/sqlite %s was made for %s", libc.Version, sqlite.Version, r.Version)
			}
			return
		}
	}
	t.Error("modernc.org/sqlite requires no libc any more: this test is out of date")
}

package main

import (
	"bytes"
	"database/sql"
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	_ "modernc.org/sqlite" // to write where no door leads
)

// typed is what a command line came to.
type typed struct {
	code     int
	out, err string
}

// typeIn runs a command line on the demo's clock.
func typeIn(t *testing.T, args ...string) typed {
	t.Helper()
	var out, err bytes.Buffer
	e := &env{in: strings.NewReader(""), out: &out, err: &err, getenv: func(string) string { return "" },
		now: func() time.Time { return time.Date(2026, 3, 12, 22, 0, 0, 0, time.UTC) }}
	code := run(t.Context(), e, args)
	return typed{code, out.String(), err.String()}
}

// playedFile is the database of the played demo.
func playedFile(t *testing.T) string {
	t.Helper()
	sampleSite(t)
	return filepath.Join(stage.dir, "demo.db")
}

func TestVerifyAndBackup(t *testing.T) {
	file := playedFile(t)
	if got := typeIn(t, "verify", file); got.code != 0 || !strings.Contains(got.out, "sound") || regexp.MustCompile(`\b0 sealed`).MatchString(got.out) {
		t.Fatalf("verify: %+v", got)
	}
	copied := filepath.Join(t.TempDir(), "copy.db")
	if got := typeIn(t, "--db", file, "backup", copied); got.code != 0 || !strings.Contains(got.out, "verified") {
		t.Fatalf("backup: %+v", got)
	}
	if got := typeIn(t, "--db", file, "backup", copied); got.code != 1 || !strings.Contains(got.err, "already") || strings.Count(got.err, "\n") != 1 {
		t.Errorf("backup over a file: %+v", got)
	}
	if left, err := filepath.Glob(filepath.Join(filepath.Dir(copied), "*.part*")); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
	if got := typeIn(t, "--db", filepath.Join(t.TempDir(), "none.db"), "verify"); got.code != 1 || strings.Count(got.err, "\n") != 1 {
		t.Errorf("verify without a database: %+v", got)
	}
	if got := typeIn(t, "verify", "a", "b"); got.code != 2 {
		t.Errorf("verify of two files: %+v", got)
	}
	withdrawnIsNotBroken(t, copied)
	db, err := sql.Open("sqlite", copied)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec(`UPDATE part SET data = replace(data, 'Chatterbox', 'Chatterbux') WHERE data IS NOT NULL`); err != nil {
		t.Fatal(err)
	}
	if got := typeIn(t, "verify", copied); got.code != 1 || !strings.Contains(got.out, "broken: edition day") || strings.Contains(got.out, "sound") {
		t.Errorf("verify of a changed headline: %+v", got)
	}
}

func withdrawnIsNotBroken(t *testing.T, file string) {
	t.Helper()
	var shown struct {
		Edition struct {
			Edition struct{ Alone []struct{ Article string } }
		}
	}
	day := typeIn(t, "--db", file, "digest", "--day", "2026-03-11", "--format", "json")
	if err := json.Unmarshal([]byte(day.out), &shown); err != nil || len(shown.Edition.Edition.Alone) == 0 {
		t.Fatalf("%+v, %v", day, err)
	}
	id := shown.Edition.Edition.Alone[0].Article
	if got := typeIn(t, "--db", file, "withdraw", "article", id, "--reason", "asked by its author", "--erase"); got.code != 0 {
		t.Fatalf("%+v", got)
	}
	if got := typeIn(t, "verify", file); got.code != 0 || !strings.Contains(got.out, "withdrawn: edition day 2026-03-11") || !strings.Contains(got.out, "sound") {
		t.Errorf("verify after a withdrawal: %+v", got)
	}
	if got := typeIn(t, "--db", file, "digest", "--day", "2026-03-11"); !strings.Contains(got.out, "Withdrawn by the desk on") {
		t.Errorf("the edition after a withdrawal: %+v", got)
	}
}

func TestDigestInEveryFormat(t *testing.T) {
	file := playedFile(t)
	for _, when := range [][]string{nil, {"--day", "2026-03-11"}, {"--day", "yesterday"}, {"--day", "today"}, {"--week", "2026-W10"}, {"--month", "2026-02"}, {"--day", "2026-01-02"}} {
		args := append([]string{"--db", file, "digest"}, when...)
		text := typeIn(t, args...)
		if text.code != 0 || !strings.HasPrefix(text.out, "CIPHERDESK") {
			t.Errorf("%v: %+v", when, text)
		}
		for line := range strings.Lines(text.out) {
			if n := utf8.RuneCountInString(strings.TrimSuffix(line, "\n")); n > 72 && !strings.Contains(line, "://") {
				t.Errorf("%v: %d columns: %s", when, n, line)
			}
		}
		page := typeIn(t, append(args, "--format", "html")...)
		if page.code != 0 || !strings.Contains(page.out, "<!doctype html>") || regexp.MustCompile(`<script|<link|<img|url\(`).MatchString(page.out) {
			t.Errorf("%v: not a page by itself: %.300s", when, page.out)
		}
		if md := typeIn(t, append(args, "--format", "markdown")...); md.code != 0 || !strings.HasPrefix(md.out, "# Cipherdesk, ") {
			t.Errorf("%v: %.300s %s", when, md.out, md.err)
		}
		if js := typeIn(t, append(args, "--format", "json")...); js.code != 0 || !json.Valid([]byte(js.out)) {
			t.Errorf("%v: %.300s %s", when, js.out, js.err)
		}
	}
	for _, wrong := range [][]string{{"--day", "2026-02-30"}, {"--week", "47"}, {"--format", "pdf"}, {"--day", "2026-03-01", "--week", "2026-W10"}, {"--day", "2026-12-24"}} {
		if got := typeIn(t, append([]string{"--db", file, "digest"}, wrong...)...); got.code != 2 || strings.Count(got.err, "\n") != 1 {
			t.Errorf("%v: %+v", wrong, got)
		}
	}
	if got := typeIn(t, "--db", file, "digest", "--send"); got.code != 1 || !strings.Contains(got.err, "mail") {
		t.Errorf("--send: %+v", got)
	}
	if _, err := os.Stat(file); err != nil {
		t.Error(err)
	}
}

// Package internal holds no code, only the rule of the house: which room may
// import which, and which library is known to which room alone.
package internal

import (
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// floors orders the rooms: a package imports lower floors only, so packages of
// one floor never import each other and the flow has one direction.
var floors = map[string]int{
	"news": 0, "address": 0, "markup": 0, "text": 0, "sample": 0,
	"config": 1, "fetch": 1, "form": 1, "listing": 1, "mirror": 1, "mail": 1, "feed": 1, "cite": 1, "page": 1, "enrich": 1, "ledger": 1, "meaning": 1, "event": 1, "store": 1,
	"ingest": 2, "digest": 2, "evaluate": 2,
	"web": 3, "deliver": 3, "selftest": 3,
}

// confined names the rooms that may know a library: test files are free.
var confined = map[string][]string{
	"github.com/mmcdole/gofeed":   {"feed"},
	"database/sql":                {"store"},
	"modernc.org/sqlite":          {"store"},
	"github.com/pressly/goose":    {"store"},
	"github.com/robfig/cron":      {"config", "ingest"},
	"html/template":               {"web", "digest"},
	"github.com/wneessen/go-mail": {"mail"},
	"codeberg.org/readeck":        {"page"},
	"github.com/nlnwa/whatwg-url": {"address", "markup"}, // neither may import the other, both resolve links
}

func TestRoomsImportLowerFloorsOnly(t *testing.T) {
	seen := 0
	eachImport(t, func(room, file, path string) {
		inner, ours := strings.CutPrefix(path, "cipherdesk/internal/")
		if !ours {
			return
		}
		seen++
		other, _, _ := strings.Cut(inner, "/")
		if other == room {
			return
		}
		mine, known := floors[room]
		theirs, known2 := floors[other]
		switch {
		case !known || !known2:
			t.Errorf("%s: room %q or %q has no floor; give it one in house_test.go", file, room, other)
		case theirs >= mine:
			t.Errorf("%s: %s (floor %d) imports %s (floor %d)", file, room, mine, other, theirs)
		case room == "news":
			t.Errorf("%s: news imports nothing of ours", file)
		}
	})
	if seen == 0 {
		t.Fatal("no import was looked at: the test is looking in the wrong place")
	}
}

func TestLibrariesStayInTheirRooms(t *testing.T) {
	eachImport(t, func(room, file, path string) {
		for lib, rooms := range confined {
			if !strings.HasPrefix(path, lib) || slices.Contains(rooms, room) {
				continue
			}
			t.Errorf("%s: only %s may import %s", file, strings.Join(rooms, ", "), lib)
		}
		if room == "news" && strings.Contains(strings.Split(path, "/")[0], ".") {
			t.Errorf("%s: news imports the standard library only, not %s", file, path)
		}
	})
}

// eachImport calls f for each import of each non-test file below this folder.
func eachImport(t *testing.T, f func(room, file, path string)) {
	t.Helper()
	err := filepath.WalkDir(".", func(file string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(file, ".go") || strings.HasSuffix(file, "_test.go") {
			return err
		}
		room, _, inRoom := strings.Cut(filepath.ToSlash(file), "/")
		if !inRoom {
			t.Errorf("%s: code belongs in a room", file)
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		for _, imp := range parsed.Imports {
			path, err := strconv.Unquote(imp.Path.Value)
			if err != nil {
				return err
			}
			f(room, file, path)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

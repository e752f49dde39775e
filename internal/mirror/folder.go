package mirror

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// listName is the file that lists the files of a copy: others in its folder are
// not ours and are never removed.
const listName = ".cipherdesk-site"

// folder is where a copy is written.
type folder struct {
	dir    string
	list   *os.File
	before map[string]bool // files of earlier copies
	wanted map[string]bool // files of this one
	report Report
}

// openFolder opens a folder that is empty or holds a copy.
func openFolder(dir string) (*folder, error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, fmt.Errorf("cannot write to %s: %w", dir, err)
	}
	f := &folder{dir: dir, before: map[string]bool{}, wanted: map[string]bool{}}
	listed, err := os.ReadFile(filepath.Join(dir, listName))
	if errors.Is(err, fs.ErrNotExist) {
		var inside []os.DirEntry
		if inside, err = os.ReadDir(dir); err == nil && len(inside) > 0 {
			return nil, fmt.Errorf("%s holds files that are no copy of a site; name an empty folder, or a new one", dir)
		}
	}
	if err != nil {
		return nil, err
	}
	lines := bufio.NewScanner(bytes.NewReader(listed))
	for lines.Scan() {
		if name := lines.Text(); filepath.IsLocal(filepath.FromSlash(name)) {
			f.before[name] = true
		}
	}
	// A file is on the list before it is written, so that a copy that was broken
	// off leaves nothing that the next one does not know.
	f.list, err = os.OpenFile(filepath.Join(dir, listName), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o644)
	return f, err
}

func (f *folder) close() { f.list.Close() }

// put writes a file, unless it has those bytes already; failed is what went
// wrong in making them.
func (f *folder) put(name string, body []byte, failed error) error {
	if failed != nil {
		return failed
	}
	f.wanted[name] = true
	file := filepath.Join(f.dir, filepath.FromSlash(name))
	if have, err := os.ReadFile(file); err == nil && bytes.Equal(have, body) && f.before[name] {
		return nil
	}
	if !f.before[name] {
		if _, err := f.list.WriteString(name + "\n"); err != nil {
			return err
		}
	}
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		return err
	}
	f.report.Written++
	return replace(file, body)
}

// replace gives a file new bytes at once: no reader sees half of them.
func replace(file string, body []byte) error {
	part := file + ".part"
	if err := os.WriteFile(part, body, 0o644); err != nil {
		return errors.Join(err, os.Remove(part))
	}
	return os.Rename(part, file)
}

// finish removes what is no longer part of the site, with the folders that it
// leaves empty.
func (f *folder) finish() (Report, error) {
	for name := range f.before {
		if f.wanted[name] {
			continue
		}
		file := filepath.Join(f.dir, filepath.FromSlash(name))
		if err := os.Remove(file); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return f.report, err
		}
		f.report.Removed++
		for up := filepath.Dir(file); up != f.dir && os.Remove(up) == nil; up = filepath.Dir(up) {
		}
	}
	f.report.Files = len(f.wanted)
	all := strings.Join(slices.Sorted(maps.Keys(f.wanted)), "\n") + "\n"
	return f.report, replace(filepath.Join(f.dir, listName), []byte(all))
}

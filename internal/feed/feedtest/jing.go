package feedtest

import (
	_ "embed"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

//go:embed testdata/atom.rnc
var schema []byte

// Jing returns what validates Atom documents against the RELAX NG schema of RFC
// 4287 with the program of that name. It answers with what the program says of
// each document, nil where that is nothing. Where it is not installed the test
// is skipped.
func Jing(t testing.TB) func(docs ...[]byte) [][]string {
	t.Helper()
	path, err := exec.LookPath("jing")
	if err != nil {
		t.Skip("no jing on this machine: the RELAX NG schema was not used")
	}
	dir := t.TempDir()
	write := func(name string, data []byte) string {
		name = filepath.Join(dir, name)
		if err := os.WriteFile(name, data, 0o600); err != nil {
			t.Fatal(err)
		}
		return name
	}
	args := []string{"-c", write("atom.rnc", schema)}
	return func(docs ...[]byte) [][]string {
		var names []string
		for i, doc := range docs {
			names = append(names, write(fmt.Sprintf("feed-%03d.atom", i), doc))
		}
		out, err := exec.CommandContext(t.Context(), path, append(args, names...)...).CombinedOutput()
		var failed *exec.ExitError
		if err != nil && !errors.As(err, &failed) {
			t.Fatal(err)
		}
		said := make([][]string, len(docs))
		for i, name := range names {
			for l := range strings.Lines(string(out)) {
				if strings.HasPrefix(l, name+":") {
					said[i] = append(said[i], strings.TrimSpace(l))
				}
			}
		}
		return said
	}
}

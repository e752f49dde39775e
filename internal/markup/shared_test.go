package markup

import (
	"os"
	"path/filepath"
	"testing"
)

// shared returns a path below the recorded data, skipping when it is not there.
func shared(t *testing.T, path string) string {
	t.Helper()
	dir := os.Getenv("CIPHERDESK_SHARED")
	if dir == "" {
		dir = filepath.Join("..", "..", "..", "shared")
	}
	path = filepath.Join(dir, "data", path)
	if _, err := os.Stat(path); err != nil {
		t.Skipf("shared data absent: %v", err)
	}
	return path
}

package enrich

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io/fs"

	"cipherdesk/internal/news"
)

// data holds everything that an editor may read and change.
//
//go:embed rules *.yaml
var data embed.FS

// version hashes the code's version, every embedded rule and alias file and
// the operator's rules.
func version(operator news.Rules) (string, error) {
	h := sha256.New()
	fmt.Fprintln(h, code)
	err := fs.WalkDir(data, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := data.ReadFile(name)
		fmt.Fprintln(h, name, len(b))
		h.Write(b)
		return err
	})
	if err != nil {
		return "", fmt.Errorf("embedded rules: %w", err)
	}
	if err := json.NewEncoder(h).Encode(operator); err != nil { // maps are written in order of their keys
		return "", fmt.Errorf("operator's rules: %w", err)
	}
	return code + "-" + hex.EncodeToString(h.Sum(nil)[:6]), nil
}

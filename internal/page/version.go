package page

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
)

// Version is what [Extract] writes into [news.Text.Version] under these options:
// the extractor, with all that is set for the outlet and can change its texts.
// Texts of one version differ only because their pages do.
func (o Options) Version() string {
	v := Version
	if set := o.settings(); set != "" {
		sum := sha256.Sum256([]byte(set))
		v += "+s" + hex.EncodeToString(sum[:4])
	}
	if t := o.Template.Version(); t != "" {
		v += "+" + t
	}
	return v
}

// settings is what feeds.yaml says about reading an outlet's pages; empty when
// it says nothing.
func (o Options) settings() string {
	s := o.Selectors
	if s.Title == "" && s.Body == "" && len(s.Drop) == 0 {
		return ""
	}
	return s.Title + "\n" + s.Body + "\n" + strings.Join(s.Drop, "\n")
}

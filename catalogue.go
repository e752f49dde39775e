// Package cipherdesk is the root of the module. It holds nothing but the
// built-in catalogue, because go:embed reaches no parent folder.
package cipherdesk

import _ "embed"

//go:embed feeds.yaml
var catalogue string

// Catalogue is the built-in feeds.yaml, used where no file is given. The
// caller owns the copy.
func Catalogue() []byte { return []byte(catalogue) }

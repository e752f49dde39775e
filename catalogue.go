// Package cipherdesk is the root of the module. It holds nothing but the
// built-in catalogue, because go:embed reaches no parent folder.
package cipherdesk

import _ "embed"

// Catalogue is the built-in feeds.yaml, used where no file is given. It is a
// variable only because go:embed wants one; nobody assigns to it.
//
//go:embed feeds.yaml
var Catalogue string

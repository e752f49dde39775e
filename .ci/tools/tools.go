//go:build tools

// Package tools pins the programs that CI runs, apart from the product's own
// dependencies.
package tools

import _ "honnef.co/go/tools/cmd/staticcheck"

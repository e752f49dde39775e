// Package address gives web addresses their identity: which spellings name one
// page ([Canonical], [Key]), what a relative reference means ([Resolve]), and
// whose host it is ([Host], [Site]).
//
// Only http and https exist here; everything else is refused. All functions are
// pure, never touch the network, and take time linear in a bounded input.
package address

// Package feedtest checks feeds against the rules of their formats, for tests:
// Atom against the grammar and the text of RFC 4287 and RFC 5005, RSS against
// version 2.0 and its best practices profile, JSON Feed against version 1.1.
// Each broken rule is one line that begins with where the rule stands.
package feedtest

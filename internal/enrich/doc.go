// Package enrich finds what a text is about, whom it relies on and which
// numbers it states. It is pure: one revision in, findings out, no clock, no
// network, no database; equal input gives equal findings.
//
// A revision is taken apart once ([text.Words]), every listed word and phrase
// is found in one pass, and the finders for tags, verdict, citations and
// figures look only at those hits. Each finding carries the exact bytes that
// it rests on.
package enrich

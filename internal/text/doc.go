// Package text reads plain text: words with Unicode boundaries, their folded
// forms, sentences and paragraphs, phrases from a list, shingles, and word
// differences. Every position is a byte offset into the source, so that a
// finding can always show the exact words that it rests on. All of it is pure
// and runs in time linear in the text.
package text

// Package news holds the nouns of the desk: what is observed (outlets, feeds,
// fetches, items, articles, revisions) and what is found in it (tags,
// citations, figures, events). It imports the standard library only and does
// no I/O; every other package speaks in its words.
//
// Two rules run through all of it. A claimed time ([Claim]) and an observed
// time (time.Time, UTC) never share a field. And every finding carries a
// [Span]: the exact bytes of one text that it rests on.
package news

// Package store keeps what the desk observed and what it found, in SQL.
//
// Observations (fetches, bodies, items, articles, revisions) are appended and
// never edited. Findings (texts, tags, citations, figures, events) are computed
// from them and may be replaced. Beside both stands state that is neither: when
// to ask again (feed_state, page_state), and tables derived for speed
// (article_now, article_tag, the search index), which every writing
// transaction keeps in step.
//
// [Reader] answers questions and cannot write; [DB] embeds it and is the one
// writer of its process. Several processes may share one file.
package store

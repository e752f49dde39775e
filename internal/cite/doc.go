// Package cite writes works as citations: in words, as BibTeX, as RIS and as
// CSL-JSON. What is not known of a work is left out, never filled in; nothing
// that a title, a name or an address holds can end a field or begin another.
package cite

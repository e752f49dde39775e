// Package page turns a web page, a plain text or a feed's entry into
// [news.Text]: headline, byline, dates with everybody who claims them, the
// article's own words without what stands around them, its links, and what the
// publisher allows.
//
// Everything here is pure: bytes and [Options] determine the answer wholly, and
// no clock or network is read. Whatever is left out is recorded as a [news.Cut].
//
// # The body
//
// Paragraphs are parted by a blank line. A single line break stands for a line
// break inside one: <br>, a row of a table, a line of code. Headings, list items
// and tables are paragraphs of their own. A list item begins with "• ", a
// paragraph of a block quote with "> " (a quoted list item with "> • "), cells of
// a table's row are parted by " | ". These marks are part of the text, so byte
// offsets are exact. Captions of pictures are no part of it: they are cuts with the
// reason "caption". A table's caption is: it says what the figures count.
package page

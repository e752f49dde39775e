// Package feed reads what outlets publish (RSS 0.9x, 1.0 and 2.0, Atom 0.3 and
// 1.0, JSON Feed 1.0 and 1.1, OPML) and writes what we do (Atom, RSS 2.0, JSON
// Feed 1.1, OPML).
//
// # Reading
//
// gofeed reads the fields of every feed: ids, links, categories, sources,
// enclosures, Atom people, schedules, extensions. It never sees the document
// that a server sent. One walk over that (scan.go, walk.go, and scanjson.go for
// JSON) comes first, because measurement said so:
//
//   - gofeed refuses or misreads documents that are cut off, badly nested, full
//     of noise, or hostile. The walk writes a skeleton of fields that is
//     well-formed whatever the document was, and bounds depth, items and bytes.
//   - gofeed copies each body several times: four fifths of its cost. The walk
//     lifts bodies, titles and other prose out of the skeleton.
//   - gofeed has no place for rdf:about, xml:lang, xml:base, several authors or
//     the raw form of names, and reads some dates silently wrong (MET and MEST as
//     UTC, 02/03/2004 as if only one half of the world wrote it). The walk notes
//     them beside the skeleton, and this package's own [ParseDate] reads dates.
//
// What both found is put together per format in rss.go, atom.go and json.go.
//
// Nothing is invented: a field that the feed does not state stays empty, a date
// that cannot be read keeps its words and no time. What had to be mended is said
// in [Feed.Repairs].
//
// # Writing
//
// [WriteAtom], [WriteRSS] and [WriteJSON] write one [Channel] as RFC 4287, RSS
// 2.0 and JSON Feed 1.1: the same bytes for the same channel, always.
package feed

package feed

import (
	"fmt"
	"strings"

	"github.com/mmcdole/gofeed/atom"

	"cipherdesk/internal/address"
)

// Bounds on what one document may hold.
const (
	maxDepth  = 200     // open elements outside bodies
	maxText   = 2 << 20 // bytes of one body
	maxFields = 1000    // that are read of one entry, or of the feed itself
	maxBase   = 1 << 10 // bytes of an xml:base
)

// lifted is prose that was taken out of the skeleton, undecoded, with what is
// in force where it stood.
type lifted struct {
	key    string // resolved name of the element
	raw    string
	markup bool // it holds tags of its own
	cdata  bool
	typ    string // type attribute
	mode   string // Atom 0.3 mode attribute
	src    string // Atom content by reference
	lang   string // xml:lang in force; "-" where it was blanked
	base   string // xml:base in force, absolute
}

// stated is a short thing as the document states it.
type stated struct{ key, raw string }

// note is what the walk keeps of one feed, item or source beside the skeleton:
// what gofeed has no place for, reads wrongly, or copies several times.
type note struct {
	texts  []lifted
	dates  []stated
	people []stated
	links  []*atom.Link
	source []lifted     // texts of atom:source
	from   []*atom.Link // links of atom:source
	about  string       // rdf:about
	lang   string
	base   string
	raw    string // its bytes in the document
	at     int    // where they begin
	fields int    // read so far
}

// frame is one open element.
type frame struct {
	written string // name as written, to find its end tag
	key     string
	use     use
	lang    string
	base    string
	emitted bool // the skeleton has its start tag
}

// walk reads a document of the RSS or Atom family once, from left to right, in
// time linear in its length. It writes the skeleton, a small well-formed RSS
// 2.0 or Atom document of fields that gofeed then reads, and notes the rest.
type walk struct {
	scanner
	names
	declared *entities
	frames   []frame
	skeleton []byte
	format   string
	feed     note
	items    []note
	docBase  string                       // of relative addresses where the document states none
	mark     int                          // of the skeleton, before the open item
	seen     int                          // items closed so far
	keep     func(n int, item *note) bool // whether the n-th item is wanted; nil: all are
	partial  bool                         // something was left out on purpose
	mended   map[string]int               // repairs and how often
}

// run walks the whole document. Its error says that this is no feed.
func (w *walk) run() error {
	w.mended = map[string]int{}
	w.cache = map[string]element{}
	for {
		t := w.next()
		switch t.kind {
		case kindStart:
			if err := w.start(t); err != nil {
				return err
			}
		case kindEnd:
			w.end(t)
		case kindText:
			w.characters(decodeEntities(t.text, w.declared))
		case kindCDATA:
			w.characters(t.text)
		case kindEOF:
			return w.finish()
		}
		if len(w.frames) > maxDepth {
			w.mended[fmt.Sprintf("nested deeper than %d elements: read up to there", maxDepth)]++
			w.partial, w.pos = true, len(w.doc)
		}
	}
}

// start opens an element.
func (w *walk) start(t token) error {
	w.declare(t.attrs, len(w.frames)+1)
	if len(w.frames) == 0 {
		return w.root(t)
	}
	e := w.resolve(t.name)
	parent := &w.frames[len(w.frames)-1]
	f := frame{written: t.name, key: e.key, lang: parent.lang, base: parent.base}
	if strings.Contains(t.attrs, "xml:") {
		w.inherit(&f, t.attrs)
	}
	f.use = w.useOf(e, parent)
	if f.use > useItem && !w.room() {
		f.use = useNone
	}
	switch f.use {
	case useItem:
		if len(w.items) > MaxItems {
			w.pos = len(w.doc) // too many: they will have to be chosen from
			return nil
		}
		f = w.openItem(t, f)
	case useText, useDate, usePerson:
		w.lift(t, f)
		w.leave(len(w.frames) + 1)
		return nil
	case useLink:
		w.link(t.attrs, f)
	case useField, useTree:
		w.emitStart(t, &f)
	}
	if t.empty {
		w.close(f)
		w.leave(len(w.frames) + 1)
		return nil
	}
	w.frames = append(w.frames, f)
	return nil
}

// room counts a field of the open item, and reports whether it may be read.
func (w *walk) room() bool {
	n := w.current()
	if n.fields++; n.fields > maxFields {
		w.mended[fmt.Sprintf("of one entry only the first %d fields were read", maxFields)]++
		w.partial = true
	}
	return n.fields <= maxFields
}

// root takes the first element of a feed as the root, passing over whatever a
// server printed before it.
func (w *walk) root(t token) error {
	switch strings.ToLower(localName(t.name)) {
	case "rss", "feed", "rdf":
	case "html":
		return fmt.Errorf("%w: a web page", ErrNotFeed)
	default:
		if w.html {
			return fmt.Errorf("%w: a web page", ErrNotFeed)
		}
		w.leave(0)
		return nil
	}
	if before := strings.TrimSpace(w.doc[:t.at]); before != "" && !strings.HasPrefix(before, "<?") && !strings.HasPrefix(before, "<!") {
		w.mended["something stood before the feed"]++
	}
	w.declared = declaredEntities(w.subset)
	w.setRoot(t.name)
	w.format = w.formatOf(t)
	f := frame{written: t.name, key: "root", use: useChannel, base: w.docBase}
	w.inherit(&f, t.attrs)
	w.feed.lang = f.lang
	if t.empty {
		w.pos = len(w.doc)
		return nil
	}
	w.frames = append(w.frames, f)
	return nil
}

// formatOf names the format by its root, as contract.md spells it.
func (w *walk) formatOf(t token) string {
	local := strings.ToLower(localName(t.name))
	version := attr(t.attrs, "version")
	switch {
	case local == "feed" && (strings.Contains(strings.ToLower(t.attrs), "purl.org/atom/ns") || strings.HasPrefix(version, "0.")):
		return FormatAtom03
	case local == "feed":
		return FormatAtom10
	case local == "rdf" && strings.Contains(strings.ToLower(t.attrs), "netscape.com/rdf/simple/0.9"):
		return FormatRSS09x
	case local == "rdf":
		return FormatRSS10
	case strings.HasPrefix(version, "0.9"):
		return FormatRSS09x
	case strings.HasPrefix(version, "1."):
		return FormatRSS10
	}
	return FormatRSS20
}

// inherit reads xml:base, xml:lang and the like.
func (w *walk) inherit(f *frame, attrs string) {
	for attrs != "" {
		var name, value string
		name, value, attrs = attribute(attrs)
		switch name {
		case "":
			return
		case "xml:lang":
			f.lang = language(decodeEntities(value, w.declared))
			if f.lang == "" {
				f.lang = "-"
			}
		case "xml:base":
			if len(value) > maxBase || len(f.base) > 2*maxBase {
				continue
			}
			if base, err := address.Resolve(f.base, strings.TrimSpace(decodeEntities(value, w.declared))); err == nil {
				f.base = base
			}
		}
	}
}

// useOf decides what to do with an element inside its parent. A field inside a
// field, or anything inside what is not ours, is passed over; an item counts
// wherever it stands.
func (w *walk) useOf(e element, parent *frame) use {
	inside := parent.use == useChannel || parent.use == useItem
	switch {
	case e.use == useItem, e.use == useChannel && parent.use == useChannel:
		return e.use
	case e.use == useChannel, !inside && parent.use != useTree:
		return useNone
	case w.own == "atom" && e.key == "link" && (inside || parent.key == "source"):
		return useLink
	case w.own == "atom" && (e.key == "author" || e.key == "source"):
		return useTree
	case e.key == "source" && parent.use != useItem, e.key == "image" && parent.use != useChannel:
		return useNone
	case parent.use == useTree && e.use != useField && e.use != useTree:
		if parent.key == "source" && e.use == useText {
			return useText
		}
		return useNone
	}
	return e.use
}

// openItem begins an item. One inside another, or inside a field, means that
// the other was never closed.
func (w *walk) openItem(t token, f frame) frame {
	for i := range w.frames {
		if w.frames[i].emitted {
			w.mended["an entry began inside another element"]++
			w.pop(i)
			break
		}
	}
	w.mark = len(w.skeleton)
	w.items = append(w.items, note{at: t.at, lang: f.lang, base: f.base, about: attr(t.attrs, "about")})
	w.skeleton = append(w.skeleton, '<')
	w.skeleton = append(w.skeleton, w.itemName()...)
	w.skeleton = append(w.skeleton, '>')
	f.emitted = true
	return f
}

// itemName is what gofeed calls an item.
func (w *walk) itemName() string {
	if w.own == "atom" {
		return "entry"
	}
	return "item"
}

// current returns the note of the open item, or of the feed.
func (w *walk) current() *note {
	for i := len(w.frames) - 1; i > 0; i-- {
		if w.frames[i].use == useItem {
			return &w.items[len(w.items)-1]
		}
	}
	return &w.feed
}

// open returns the index of the innermost open element of that name, -1
// without one.
func (w *walk) open(written string) int {
	for i := len(w.frames) - 1; i >= 0; i-- {
		if w.frames[i].written == written {
			return i
		}
	}
	return -1
}

// end closes an element and whatever was left open in it; an end tag without a
// start is passed over.
func (w *walk) end(t token) {
	if len(w.frames) == 0 {
		return
	}
	i := w.open(t.name)
	if i < 0 {
		w.mended["an end tag without its start"]++
		return
	}
	if i < len(w.frames)-1 {
		w.mended["an element was not closed"]++
	}
	w.pop(i)
	if i == 0 {
		w.pos = len(w.doc) // nothing behind the root belongs to the feed
	}
}

// pop closes all elements from the top down to index i.
func (w *walk) pop(i int) {
	for len(w.frames) > i {
		f := w.frames[len(w.frames)-1]
		w.frames = w.frames[:len(w.frames)-1]
		w.close(f)
		w.leave(len(w.frames) + 1)
	}
}

// close writes the end of an element into the skeleton.
func (w *walk) close(f frame) {
	if f.use == useItem {
		w.closeItem()
		return
	}
	if f.emitted {
		w.skeleton = append(w.skeleton, "</"...)
		w.skeleton = append(w.skeleton, f.key...)
		w.skeleton = append(w.skeleton, '>')
	}
}

// closeItem ends an item, or takes it back when nobody wants it.
func (w *walk) closeItem() {
	last := len(w.items) - 1
	w.items[last].raw = w.doc[w.items[last].at:w.pos]
	w.seen++
	if w.keep != nil && !w.keep(w.seen-1, &w.items[last]) {
		w.skeleton, w.items = w.skeleton[:w.mark], w.items[:last]
		return
	}
	w.skeleton = append(w.skeleton, "</"...)
	w.skeleton = append(w.skeleton, w.itemName()...)
	w.skeleton = append(w.skeleton, '>')
}

// finish closes what the end of the document left open. An item that was cut
// off is left out: half of one would look like an edit.
func (w *walk) finish() error {
	if w.format == "" {
		if w.html {
			return fmt.Errorf("%w: a web page", ErrNotFeed)
		}
		return fmt.Errorf("%w: no root of a feed in %d bytes", ErrNotFeed, len(w.doc))
	}
	if len(w.frames) == 0 {
		return nil
	}
	w.cut = true
	for i := len(w.frames) - 1; i > 0; i-- {
		if w.frames[i].use == useItem {
			w.skeleton, w.items = w.skeleton[:w.mark], w.items[:len(w.items)-1]
			w.mended["the last entry was cut off and is left out"]++
			w.frames = w.frames[:i]
			break
		}
	}
	w.pop(0)
	return nil
}

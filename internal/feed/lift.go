package feed

import (
	"strings"

	"github.com/mmcdole/gofeed/atom"
)

// lift takes prose, a date or a person out of the document.
func (w *walk) lift(t token, f frame) {
	l := lifted{key: f.key, lang: f.lang, base: f.base}
	if !t.empty {
		w.capture(t.name, &l)
	}
	if len(l.raw) > maxText {
		l.raw = strings.ToValidUTF8(l.raw[:maxText], "")
		w.mended["a text over 2 MiB was cut"]++
		w.partial = true
	}
	n := w.current()
	switch {
	case f.use == useDate:
		n.dates = append(n.dates, stated{l.key, w.flat(l)})
	case f.use == usePerson:
		n.people = append(n.people, stated{l.key, w.personText(l)})
	case w.frames[len(w.frames)-1].key == "source":
		w.attributes(&l, t.attrs)
		n.source = append(n.source, l)
	default:
		w.attributes(&l, t.attrs)
		n.texts = append(n.texts, l)
	}
}

// link keeps an Atom link as it is spelled, absolute where the document itself
// states a base. RFC 4287 §4.2.7.
func (w *walk) link(attrs string, f frame) {
	l := &atom.Link{Rel: "alternate"}
	for attrs != "" {
		var name, value string
		name, value, attrs = attribute(attrs)
		value = decodeEntities(value, w.declared)
		switch strings.ToLower(localName(name)) {
		case "href":
			l.Href = w.absolute(value, f.base)
		case "rel":
			l.Rel = firstOf(strings.TrimSpace(value), l.Rel)
		case "type":
			l.Type = value
		}
	}
	n := w.current()
	switch {
	case l.Href == "":
	case w.frames[len(w.frames)-1].key == "source":
		n.from = append(n.from, l)
	default:
		n.links = append(n.links, l)
	}
}

// attributes reads what a text says about itself.
func (w *walk) attributes(l *lifted, attrs string) {
	for attrs != "" {
		var name, value string
		name, value, attrs = attribute(attrs)
		switch strings.ToLower(name) {
		case "type":
			l.typ, _, _ = strings.Cut(strings.ToLower(strings.TrimSpace(value)), ";")
		case "mode":
			l.mode = strings.ToLower(strings.TrimSpace(value))
		case "src":
			l.src = decodeEntities(value, w.declared)
		}
	}
}

// capture takes everything up to the element's own end tag, whatever it is. An
// end that belongs to an open element, or the next item, ends it too.
func (w *walk) capture(name string, l *lifted) {
	from, depth := w.pos, 1
	for {
		i := strings.IndexByte(w.doc[w.pos:], '<')
		if i < 0 {
			w.cut = true
			l.raw, w.pos = w.doc[from:], len(w.doc)
			return
		}
		at := w.pos + i
		w.pos = at
		t := w.next()
		switch {
		case t.kind == kindCDATA:
			l.cdata = true
		case t.kind == kindEnd && strings.EqualFold(t.name, name):
			depth--
		case t.kind == kindEnd && w.open(t.name) > 0, t.kind == kindStart && w.resolve(t.name).use == useItem:
			w.mended["an element was not closed"]++
			w.pos = at
			depth = 0
		case t.kind == kindStart:
			l.markup = true
			if !t.empty && strings.EqualFold(t.name, name) {
				depth++
			}
		}
		if depth == 0 {
			l.raw = w.doc[from:at]
			return
		}
	}
}

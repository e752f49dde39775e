package feed

import (
	"strings"

	"cipherdesk/internal/address"
)

// emitStart writes the start tag of a field into the skeleton, with the
// attributes that mean something and names that gofeed knows without any
// declaration. Whatever the document did, the skeleton is well-formed.
func (w *walk) emitStart(t token, f *frame) {
	f.emitted = true
	w.skeleton = append(w.skeleton, '<')
	w.skeleton = append(w.skeleton, f.key...)
	attrs := t.attrs
	for attrs != "" {
		var name, value string
		name, value, attrs = attribute(attrs)
		if name == "" {
			break
		}
		known, ok := kept[name]
		if !ok {
			known, ok = kept[strings.ToLower(localName(name))]
		}
		if !ok || value == "" {
			continue
		}
		value = decodeEntities(value, w.declared)
		if addresses[known] {
			value = w.absolute(value, f.base)
		}
		w.skeleton = append(w.skeleton, ' ')
		w.skeleton = append(w.skeleton, known...)
		w.skeleton = append(w.skeleton, '=', '"')
		w.skeleton = appendEscaped(w.skeleton, strings.TrimSpace(value))
		w.skeleton = append(w.skeleton, '"')
	}
	w.skeleton = append(w.skeleton, '>')
}

// absolute resolves an address where the document itself states a base; the
// base of the whole document is applied later.
func (w *walk) absolute(value, base string) string {
	if base == w.docBase {
		return value
	}
	if full, err := address.Resolve(base, value); err == nil {
		return full
	}
	return value
}

// characters writes text into the open field.
func (w *walk) characters(text string) {
	if len(w.frames) == 0 {
		return
	}
	f := &w.frames[len(w.frames)-1]
	if f.use == useTree && f.key == "author" && w.own == "atom" && strings.TrimSpace(text) != "" {
		n := w.current()
		n.people = append(n.people, stated{f.key, strings.TrimSpace(text)}) // no <name> around it
	}
	if f.use != useField || text == "" {
		return
	}
	if addresses[f.key] && f.base != w.docBase && strings.TrimSpace(text) != "" {
		text = w.absolute(strings.TrimSpace(text), f.base)
	}
	w.skeleton = appendEscaped(w.skeleton, text)
}

// appendEscaped writes text so that it is read back as itself, once.
func appendEscaped(dst []byte, text string) []byte {
	from := 0
	for i := 0; i < len(text); i++ {
		var escaped string
		switch text[i] {
		case '&':
			escaped = "&amp;"
		case '<':
			escaped = "&lt;"
		case '>':
			escaped = "&gt;"
		case '"':
			escaped = "&#34;"
		default:
			continue
		}
		dst = append(dst, text[from:i]...)
		dst = append(dst, escaped...)
		from = i + 1
	}
	return append(dst, text[from:]...)
}

// document returns the finished skeleton.
func (w *walk) document() []byte {
	head, tail := `<rss version="2.0"><channel>`, `</channel></rss>`
	if w.own == "atom" {
		head, tail = `<feed>`, `</feed>`
	}
	out := make([]byte, 0, len(head)+len(w.skeleton)+len(tail))
	out = append(out, head...)
	out = append(out, w.skeleton...)
	return append(out, tail...)
}

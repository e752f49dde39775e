package feed

import (
	"html"
	"strings"
)

// maxEntity bounds the name of an entity, maxReplacement what a document type
// may declare for one, maxExpanded what all uses may add to a document: enough
// for any honest one, too little for a bomb.
const (
	maxEntity      = 32
	maxReplacement = 200
	maxExpanded    = 1 << 20
)

// entities are what a document declares. Nil knows none.
type entities struct {
	text map[string]string
	left int  // bytes that may still stand in for references
	out  bool // there were not enough
}

// take returns what an entity stands for, while there is room for it.
func (e *entities) take(name string) (string, bool) {
	if e == nil {
		return "", false
	}
	value, ok := e.text[name]
	if ok && len(value) > e.left {
		e.out, ok = true, false
	}
	if !ok {
		return "", false
	}
	e.left -= len(value)
	return value, true
}

// decodeEntities replaces references once: the five of XML, character numbers,
// the names of HTML, and what the document declared. Anything else stays as it
// is written.
func decodeEntities(s string, declared *entities) string {
	i := strings.IndexByte(s, '&')
	if i < 0 {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	for i >= 0 {
		b.WriteString(s[:i])
		s = s[i:]
		value, n := reference(s, declared)
		b.WriteString(value)
		s = s[n:]
		i = strings.IndexByte(s, '&')
	}
	b.WriteString(s)
	return b.String()
}

// reference reads the reference at the start of s and returns what it stands
// for and how long it is; an ampersand that begins none stands for itself.
func reference(s string, declared *entities) (string, int) {
	window := s[:min(len(s), maxEntity)]
	end := strings.IndexByte(window, ';')
	if end < 2 {
		return "&", 1
	}
	name := window[1:end]
	switch name {
	case "amp":
		return "&", end + 1
	case "lt":
		return "<", end + 1
	case "gt":
		return ">", end + 1
	case "quot":
		return `"`, end + 1
	case "apos":
		return "'", end + 1
	}
	if value, ok := declared.take(name); ok {
		return value, end + 1
	}
	value := html.UnescapeString(window[:end+1])
	if strings.HasSuffix(value, ";") && value != ";" {
		return "&", 1 // "&notit;" is no reference, though "&not" would be one
	}
	return value, end + 1
}

// declaredEntities reads <!ENTITY name "value"> from an internal subset.
// External entities are never read. One inside another is replaced where it was
// declared before and the whole stays short; else it stays as it is written, so
// nothing can grow.
func declaredEntities(subset string) *entities {
	found := &entities{text: map[string]string{}, left: maxExpanded}
	for len(found.text) < 500 {
		_, rest, ok := strings.Cut(subset, "<!ENTITY")
		if !ok {
			break
		}
		subset = rest
		name, rest, _ := strings.Cut(strings.TrimLeft(rest, " \t\r\n"), " ")
		rest = strings.TrimLeft(rest, " \t\r\n")
		if name == "%" || rest == "" || rest[0] != '"' && rest[0] != '\'' {
			continue
		}
		value, _, closed := strings.Cut(rest[1:min(len(rest), maxReplacement+2)], rest[:1])
		if !closed {
			continue
		}
		whole := decodeEntities(value, found)
		if len(whole) > maxReplacement {
			whole = decodeEntities(value, nil)
		}
		found.text[name] = whole
	}
	return found
}

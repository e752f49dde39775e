package feed

import "strings"

// kind is what a piece of markup is.
type kind uint8

const (
	kindEnd   kind = iota + 1 // </name>
	kindStart                 // <name …>
	kindText                  // characters, entities not decoded
	kindCDATA                 // characters, nothing to decode
	kindEOF
)

// token is one piece of markup. All strings are parts of the document.
type token struct {
	kind  kind
	empty bool   // <name/>
	name  string // as written, prefix included
	attrs string // everything between the name and the bracket
	text  string
	at    int // where it begins
}

// scanner cuts a document into tokens. It never fails: what is no markup is
// text, and what never ends, ends with the document, noted in cut. Each byte is
// looked at a bounded number of times.
type scanner struct {
	doc    string
	pos    int
	cut    bool   // a tag, comment or CDATA section was still open at the end
	subset string // the internal subset of the document type, entities declared there
	html   bool   // the document type says HTML
}

// next returns the next token; comments, processing instructions and the
// document type are passed over.
func (s *scanner) next() token {
	for s.pos < len(s.doc) {
		if s.doc[s.pos] != '<' {
			return s.text(s.pos)
		}
		rest := s.doc[s.pos:]
		switch {
		case len(rest) == 1:
			s.cut = true
			return s.text(s.pos)
		case rest[1] == '/':
			return s.endTag()
		case rest[1] == '!':
			if t, ok := s.declaration(rest); ok {
				return t
			}
		case rest[1] == '?':
			s.skipTo("?>")
		case isNameStart(rest[1]):
			return s.startTag()
		default:
			return s.text(s.pos)
		}
	}
	return token{kind: kindEOF, at: len(s.doc)}
}

// isNameStart reports whether a tag's name may begin so.
func isNameStart(c byte) bool { return isLetter(c) || c == '_' || c == ':' || c >= 0x80 }

// text returns the characters up to the next bracket.
func (s *scanner) text(from int) token {
	end := strings.IndexByte(s.doc[from+1:], '<')
	if end < 0 {
		end = len(s.doc)
	} else {
		end += from + 1
	}
	s.pos = end
	return token{kind: kindText, text: s.doc[from:end], at: from}
}

// skipTo moves behind the next mark, or to the end without one.
func (s *scanner) skipTo(mark string) {
	i := strings.Index(s.doc[s.pos:], mark)
	if i < 0 {
		s.pos, s.cut = len(s.doc), true
		return
	}
	s.pos += i + len(mark)
}

// declaration passes over a comment or document type and returns a CDATA
// section.
func (s *scanner) declaration(rest string) (token, bool) {
	const open = "<![CDATA["
	switch {
	case strings.HasPrefix(rest, "<!--"):
		s.pos += 4
		s.skipTo("-->")
		return token{}, false
	case strings.HasPrefix(rest, open):
		at := s.pos
		s.pos += len(open)
		from := s.pos
		s.skipTo("]]>")
		end := s.pos
		if !s.cut {
			end -= 3
		}
		return token{kind: kindCDATA, text: s.doc[from:end], at: at}, true
	}
	s.docType()
	return token{}, false
}

// docType passes over <!DOCTYPE …>, whose internal subset may hold brackets of
// its own.
func (s *scanner) docType() {
	from := s.pos
	s.skipTo(">")
	head := s.doc[from:s.pos]
	if open := strings.IndexByte(head, '['); open >= 0 {
		s.pos = from + open + subsetEnd(s.doc[from+open:])
		s.subset = s.doc[from+open : s.pos]
		s.skipTo(">")
	}
	words := strings.Fields(strings.ToLower(head[:min(len(head), 100)]))
	s.html = s.html || len(words) > 1 && words[0] == "<!doctype" && strings.HasPrefix(words[1], "html")
}

// subsetEnd returns the length of an internal subset with its closing bracket:
// one that stands in no quotes and no comment, or else the first of all.
func subsetEnd(subset string) int {
	for i := 0; i < len(subset); i++ {
		end := 0
		switch rest := subset[i:]; {
		case rest[0] == ']':
			return i + 1
		case rest[0] == '"' || rest[0] == '\'':
			end = strings.IndexByte(rest[1:], rest[0]) + 1
		case strings.HasPrefix(rest, "<!--"):
			end = strings.Index(rest, "-->")
		default:
			continue
		}
		if end <= 0 {
			break
		}
		i += end
	}
	return max(strings.IndexByte(subset, ']')+1, 0)
}

// endTag reads </name>.
func (s *scanner) endTag() token {
	t := token{kind: kindEnd, at: s.pos}
	from := s.pos + 2
	end := strings.IndexAny(s.doc[from:], "<>")
	switch {
	case end < 0:
		end, s.pos, s.cut = len(s.doc), len(s.doc), true
	case s.doc[from+end] == '<': // </name<next>
		end += from
		s.pos = end
	default:
		end += from
		s.pos = end + 1
	}
	t.name = strings.TrimRight(s.doc[from:end], " \t\r\n")
	return t
}

// startTag reads <name attributes>. A quoted value may hold a closing bracket
// but no opening one, so a quote that is never closed costs one tag only.
func (s *scanner) startTag() token {
	t := token{kind: kindStart, at: s.pos}
	from := s.pos + 1
	end := nameEnd(s.doc, from)
	t.name = s.doc[from:end]
	limit := strings.IndexByte(s.doc[end:], '<')
	if limit < 0 {
		limit = len(s.doc)
	} else {
		limit += end
	}
	closing := tagEnd(s.doc[:limit], end)
	if closing < 0 {
		// No bracket before the next tag: the tag ends where that begins.
		s.cut = s.cut || limit == len(s.doc)
		t.attrs, s.pos = s.doc[end:limit], limit
		return t
	}
	t.attrs, s.pos = s.doc[end:closing], closing+1
	if strings.HasSuffix(t.attrs, "/") {
		t.attrs, t.empty = t.attrs[:len(t.attrs)-1], true
	}
	return t
}

// nameEnd returns where the name that begins at i ends.
func nameEnd(doc string, i int) int {
	for i < len(doc) {
		switch doc[i] {
		case ' ', '\t', '\r', '\n', '>', '/', '<', '=', '"', '\'':
			return i
		}
		i++
	}
	return i
}

// tagEnd returns where the bracket stands that closes a tag, -1 without one.
func tagEnd(doc string, from int) int {
	for i := from; i < len(doc); i++ {
		switch doc[i] {
		case '>':
			return i
		case '"', '\'':
			end := strings.IndexByte(doc[i+1:], doc[i])
			if end < 0 { // an apostrophe, not a quote
				if end = strings.IndexByte(doc[i+1:], '>'); end < 0 {
					return -1
				}
				return i + 1 + end
			}
			i += end + 1
		}
	}
	return -1
}

// attribute takes the first attribute off the text between a tag's name and its
// bracket. The value is not decoded; name is empty at the end, and only there:
// whatever ends a name is passed over before the next.
func attribute(attrs string) (name, value, rest string) {
	attrs = strings.TrimLeft(attrs, " \t\r\n/\"'=<>")
	end := nameEnd(attrs, 0)
	name, rest = attrs[:end], strings.TrimLeft(attrs[end:], " \t\r\n")
	if name == "" || rest == "" || rest[0] != '=' {
		return name, "", rest
	}
	rest = strings.TrimLeft(rest[1:], " \t\r\n")
	if rest == "" {
		return name, "", ""
	}
	if q := rest[0]; q == '"' || q == '\'' {
		value, rest, _ = strings.Cut(rest[1:], string(q))
		return name, value, rest
	}
	end = strings.IndexAny(rest, " \t\r\n")
	if end < 0 {
		end = len(rest)
	}
	return name, rest[:end], rest[end:]
}

// attr returns one attribute by its local name, any case, entities decoded.
func attr(attrs, want string) string {
	for attrs != "" {
		var name, value string
		name, value, attrs = attribute(attrs)
		if name == "" {
			return ""
		}
		if strings.EqualFold(localName(name), want) {
			return strings.TrimSpace(decodeEntities(value, nil))
		}
	}
	return ""
}

// localName is a name without its prefix.
func localName(name string) string {
	if i := strings.LastIndexByte(name, ':'); i >= 0 {
		return name[i+1:]
	}
	return name
}

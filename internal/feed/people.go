package feed

import (
	"slices"
	"strings"
)

// person reads the raw form of one author as feeds spell it. What is in
// brackets is the name after an address and a role after a name; a handle is a
// name. An address is given only when there is nothing else.
func person(raw string) string {
	raw = oneLine(decodeEntities(raw, nil))
	if looksLikeHTML(raw) {
		raw = plainLine(raw, true)
	}
	raw = strings.TrimPrefix(raw, "mailto:")
	before, inside := bracketed(raw)
	switch {
	case inside == "":
	case isMail(before):
		raw = inside
	case isMail(inside), strings.HasPrefix(inside, "http"):
		raw = before
	}
	for _, by := range []string{"By ", "by ", "BY "} {
		raw = strings.TrimPrefix(raw, by)
	}
	raw = strings.Trim(raw, " \t,;\"")
	if first, rest, more := strings.Cut(raw, " "); more && isMail(first) {
		raw = strings.Trim(rest, " -–,")
	}
	if len(raw) > 300 || raw == "()" {
		return ""
	}
	return raw
}

// bracketed splits "a (b)" and "a <b>".
func bracketed(raw string) (before, inside string) {
	if raw == "" {
		return "", ""
	}
	open := byte('(')
	switch raw[len(raw)-1] {
	case ')':
	case '>':
		open = '<'
	default:
		return raw, ""
	}
	i := strings.IndexByte(raw, open)
	if i < 0 {
		return raw, ""
	}
	return strings.TrimSpace(raw[:i]), strings.TrimSpace(raw[i+1 : len(raw)-1])
}

// isMail reports whether s is a mail address and nothing else.
func isMail(s string) bool {
	s = strings.TrimPrefix(s, "mailto:")
	at := strings.IndexByte(s, '@')
	return at > 0 && at < len(s)-1 && !strings.ContainsAny(s, " \t()<>")
}

// authors reads the people stated under the first of these names that names
// anybody.
func (n *note) authors(keys ...string) []string {
	for _, key := range keys {
		var found []string
		for _, p := range n.people {
			if p.key == key {
				found = addPerson(found, p.raw)
			}
		}
		if len(found) > 0 {
			return withoutMail(found)
		}
	}
	return nil
}

// addPerson appends an author once.
func addPerson(list []string, raw string) []string {
	if name := person(raw); name != "" && !slices.Contains(list, name) {
		list = append(list, name)
	}
	return list
}

// withoutMail drops bare addresses where somebody is named.
func withoutMail(list []string) []string {
	if !slices.ContainsFunc(list, func(s string) bool { return !isMail(s) }) {
		return list
	}
	return slices.DeleteFunc(list, isMail)
}

// personText is what a lifted person element says: its <name> where there is
// one, as Atom has it, otherwise its text.
func (w *walk) personText(l lifted) string {
	if !l.markup {
		return w.flat(l)
	}
	s := scanner{doc: l.raw}
	for t := s.next(); t.kind != kindEOF; t = s.next() {
		if t.kind != kindStart || !strings.EqualFold(localName(t.name), "name") {
			continue
		}
		from := s.pos
		if end := strings.Index(s.doc[from:], "</"); end >= 0 {
			return w.flat(lifted{raw: s.doc[from : from+end], cdata: true})
		}
	}
	return w.flat(l)
}

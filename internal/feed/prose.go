package feed

import (
	"encoding/base64"
	"html"
	"strings"
	"unicode/utf8"

	"cipherdesk/internal/markup"
)

// find returns the first lifted text with one of these names that says
// anything, names in order of preference.
func find(texts []lifted, keys ...string) *lifted {
	for _, key := range keys {
		for i := range texts {
			if texts[i].key == key && strings.TrimSpace(texts[i].raw) != "" {
				return &texts[i]
			}
		}
	}
	return nil
}

// value decodes a text construct as its format says and tells whether the
// result is HTML. RFC 4287 §3.1 for Atom 1.0; type and mode for Atom 0.3; for
// RSS, which does not say, whether it looks like it.
func (w *walk) value(l *lifted) (text string, isHTML bool) {
	if l.markup && l.mode != "base64" {
		text = w.inline(l)
		if l.typ == "html" {
			text = w.insideDiv(text)
		}
		return text, true
	}
	text = strings.TrimSpace(w.unwrapped(l))
	switch {
	case l.mode == "base64", w.own == "atom" && isBinary(l.typ):
		if decoded, ok := decodeBase64(text); ok {
			text = decoded
		}
		return text, looksLikeHTML(text)
	case w.own != "atom", l.mode == "escaped" && l.typ == "":
		return w.guess(text)
	case l.typ == "html", l.typ == "text/html":
		return w.unescapedTwice(text), true
	}
	return text, false
}

// guess decides for formats that leave it open. Without a tag that HTML knows,
// text is text, but its references are still meant as such.
func (w *walk) guess(text string) (string, bool) {
	text = w.unescapedTwice(text)
	return text, looksLikeHTML(text)
}

// unescapedTwice repairs markup that was escaped once too often: text without
// any tag in which escaped closing tags stand.
func (w *walk) unescapedTwice(text string) string {
	if strings.IndexByte(text, '<') >= 0 || !strings.Contains(text, "&lt;/") {
		return text
	}
	if once := decodeEntities(text, nil); looksLikeHTML(once) {
		w.mended["markup was escaped twice"]++
		return once
	}
	return text
}

// unwrapped joins character data and CDATA sections, comments left out.
func (w *walk) unwrapped(l *lifted) string {
	if !l.cdata && strings.IndexByte(l.raw, '<') < 0 {
		return decodeEntities(l.raw, w.declared)
	}
	if trimmed := strings.TrimSpace(l.raw); strings.HasPrefix(trimmed, "<![CDATA[") {
		if inner := trimmed[len("<![CDATA["):]; strings.Index(inner, "]]>") == len(inner)-3 && len(inner) >= 3 {
			return inner[:len(inner)-3]
		}
	}
	var b strings.Builder
	s := scanner{doc: l.raw}
	for t := s.next(); t.kind != kindEOF; t = s.next() {
		switch t.kind {
		case kindText:
			b.WriteString(decodeEntities(t.text, w.declared))
		case kindCDATA:
			b.WriteString(t.text)
		}
	}
	return b.String()
}

// inline rewrites markup that stands in the document unescaped as HTML:
// prefixes off, empty elements closed, CDATA escaped, and the <div> that
// RFC 4287 §3.1.1.3 asks for taken off, its xml:base and xml:lang kept.
func (w *walk) inline(l *lifted) string {
	var b strings.Builder
	b.Grow(len(l.raw))
	s := scanner{doc: strings.TrimSpace(l.raw)}
	for t := s.next(); t.kind != kindEOF; t = s.next() {
		local := localName(t.name)
		switch t.kind {
		case kindText:
			b.WriteString(w.htmlReferences(t.text))
		case kindCDATA:
			b.WriteString(html.EscapeString(t.text))
		case kindStart:
			if b.Len() == 0 && local == "div" && strings.Contains(t.attrs, "xml:") {
				f := frame{lang: l.lang, base: l.base}
				w.inherit(&f, t.attrs)
				l.lang, l.base = f.lang, f.base
			}
			b.WriteString("<" + local + t.attrs + ">")
			if t.empty && !void[strings.ToLower(local)] {
				b.WriteString("</" + local + ">")
			}
		case kindEnd:
			b.WriteString("</" + local + ">")
		}
	}
	return b.String()
}

// insideDiv repairs escaped markup inside a <div> that is none, as some
// publishing systems write type="html".
func (w *walk) insideDiv(text string) string {
	inner, isDiv := strings.CutPrefix(text, "<div")
	_, inner, _ = strings.Cut(inner, ">")
	inner, closed := strings.CutSuffix(inner, "</div>")
	if !isDiv || !closed || strings.IndexByte(inner, '<') >= 0 || !strings.Contains(inner, "&lt;") {
		return text
	}
	w.mended["markup was escaped inside a <div> that was not"]++
	return decodeEntities(inner, nil)
}

// htmlReferences keeps references for the HTML parser, except to entities that
// only the document knows.
func (w *walk) htmlReferences(text string) string {
	if len(w.declared.text) == 0 || strings.IndexByte(text, '&') < 0 {
		return text
	}
	return html.EscapeString(decodeEntities(text, w.declared))
}

// flat is the text of something short, tags and spare blanks left out.
func (w *walk) flat(l lifted) string {
	return oneLine(w.unwrapped(&l))
}

// oneLine collapses white space.
func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// plain is a title or another line of plain text: HTML read once.
func (w *walk) plain(l *lifted) string {
	if l == nil {
		return ""
	}
	text, isHTML := w.value(l)
	return plainLine(text, isHTML)
}

func plainLine(text string, isHTML bool) string {
	switch {
	case isHTML && strings.ContainsAny(text, "<&"):
		text = markup.PlainText(closeQuote(text))
	case !isHTML:
		// A headline that spells "&amp;" was escaped once too often.
		text = decodeEntities(text, nil)
	}
	return oneLine(text)
}

// body is a summary or content as sanitised HTML, links absolute.
func (w *walk) body(l *lifted) string {
	if l == nil {
		return ""
	}
	text, isHTML := w.value(l)
	if !isHTML {
		return plainToHTML(decodeEntities(text, nil)) // as for headlines
	}
	return cleanHTML(text, l.base)
}

// cleanHTML sanitises; text without any markup is clean already.
func cleanHTML(text, base string) string {
	if !strings.ContainsAny(text, "<&>") {
		return strings.TrimSpace(text)
	}
	return strings.TrimSpace(markup.Sanitize(closeQuote(text), base))
}

// closeQuote closes the value of an attribute that never ends, before the next
// bracket: an HTML parser takes all that follows for a part of it, and shows
// nothing.
func closeQuote(text string) string {
	for from := 0; ; {
		i := strings.IndexByte(text[from:], '<')
		if i < 0 || from+i+1 == len(text) {
			return text
		}
		from += i + 1
		if !isLetter(text[from]) {
			continue
		}
		end, open := attributesEnd(text[from:])
		from += end
		if !open {
			continue
		}
		if bracket := strings.IndexByte(text[from:], '>'); bracket > 0 {
			return text[:from+bracket] + text[from:from+1] + text[from+bracket:]
		}
		return text
	}
}

// attributesEnd returns where a tag's bracket stands, or, open, the quotation
// mark behind an equals sign that has no partner.
func attributesEnd(tag string) (end int, open bool) {
	for i := 0; i < len(tag); i++ {
		switch tag[i] {
		case '>':
			return i, false
		case '"', '\'':
			if !strings.HasSuffix(strings.TrimRight(tag[:i], " \t\r\n"), "=") {
				continue // a stray mark is part of a name
			}
			partner := strings.IndexByte(tag[i+1:], tag[i])
			if partner < 0 {
				return i, true
			}
			i += partner + 1
		}
	}
	return len(tag), false
}

// escaper escapes what the sanitiser escapes, in its spelling: what is clean
// stays as it is when it is cleaned again.
var escaper = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&#34;")

// lineEnds makes one of the three kinds of line ends: XML 1.0 §2.11.
var lineEnds = strings.NewReplacer("\r\n", "\n", "\r", "\n")

// plainToHTML escapes plain text and keeps its paragraphs and lines.
func plainToHTML(text string) string {
	text = escaper.Replace(strings.TrimSpace(lineEnds.Replace(text)))
	if strings.IndexByte(text, '\n') < 0 {
		return text
	}
	var b strings.Builder
	for paragraph := range strings.SplitSeq(text, "\n\n") {
		if paragraph = strings.TrimSpace(paragraph); paragraph != "" {
			b.WriteString("<p>" + strings.ReplaceAll(paragraph, "\n", "<br>") + "</p>")
		}
	}
	return b.String()
}

// isBinary reports whether an Atom type means base64. RFC 4287 §4.1.3.3.
func isBinary(typ string) bool {
	switch {
	case typ == "", typ == "text", typ == "html", typ == "xhtml", strings.HasPrefix(typ, "text/"),
		strings.HasSuffix(typ, "+xml"), strings.HasSuffix(typ, "/xml"), !strings.Contains(typ, "/"):
		return false
	}
	return true
}

// decodeBase64 reads base64 that holds text; anything else is refused.
func decodeBase64(text string) (string, bool) {
	raw, err := base64.StdEncoding.DecodeString(strings.Join(strings.Fields(text), ""))
	if err != nil || !utf8.Valid(raw) || strings.IndexByte(string(raw), 0) >= 0 {
		return "", false
	}
	return strings.TrimSpace(string(raw)), true
}

// void elements have no end tag.
var void = map[string]bool{"area": true, "base": true, "br": true, "col": true, "embed": true, "hr": true, "img": true,
	"input": true, "link": true, "meta": true, "source": true, "track": true, "wbr": true}

// htmlNames are elements whose tags, in text of unknown type, mean markup.
var htmlNames = func() map[string]bool {
	set := map[string]bool{}
	for name := range strings.FieldsSeq(`a abbr address article aside audio b big blockquote body br caption center cite code
		col dd del details dfn div dl dt em embed fieldset figcaption figure font footer form h1 h2 h3 h4 h5 h6 head header hr html
		i iframe img input ins kbd label legend li link main map mark math meta nav nobr noscript object ol p param picture pre q s
		samp script section select small source span strike strong style sub summary sup svg table tbody td textarea tfoot th thead
		time tr tt u ul var video wbr`) {
		set[name] = true
	}
	return set
}()

// looksLikeHTML reports whether text holds a tag that HTML knows.
func looksLikeHTML(text string) bool {
	for {
		i := strings.IndexByte(text, '<')
		if i < 0 || i+1 == len(text) {
			return false
		}
		text = strings.TrimPrefix(text[i+1:], "/")
		end := 0
		for end < len(text) && end < 12 && (isLetter(text[end]) || text[end] >= '1' && text[end] <= '6') {
			end++
		}
		if end > 0 && end < len(text) && strings.IndexByte(" \t\r\n/>", text[end]) >= 0 && htmlNames[strings.ToLower(text[:end])] {
			return true
		}
	}
}

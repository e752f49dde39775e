package markup

import (
	"bytes"
	"cmp"
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
)

// Decoded is a body as UTF-8.
type Decoded struct {
	Text    string
	Charset string   // what the bytes were read as, lower case: "utf-8", "windows-1252"
	Repairs []string // what had to be mended or decided against a statement, for an operator
}

func (d *Decoded) repaired(format string, args ...any) {
	d.Repairs = append(d.Repairs, fmt.Sprintf(format, args...))
}

// DecodeXML decodes a feed or another XML document. The charset is, in this
// order: a byte order mark, the charset of the Content-Type header, the XML
// declaration, UTF-8 when all bytes are valid UTF-8, a statistical guess,
// windows-1252. A statement that the bytes contradict is passed over and noted.
//
// Text has no XML declaration (it would name the old encoding), no character
// that XML forbids and no reference to one.
func DecodeXML(body []byte, contentType string) Decoded {
	d := decode(body, contentType, xmlDeclared)
	if m := xmlDeclaration.FindStringIndex(d.Text); m != nil {
		d.Text = d.Text[m[1]:]
	}
	d.cleanCharacters()
	return d
}

// DecodeHTML decodes a web page: the ladder of [DecodeXML] with <meta> instead
// of the XML declaration. Characters are left for the HTML parser.
func DecodeHTML(body []byte, contentType string) Decoded {
	return decode(body, contentType, metaDeclared)
}

// DecodeText decodes plain text or JSON, which declare nothing inside.
func DecodeText(body []byte, contentType string) Decoded {
	return decode(body, contentType, func([]byte) string { return "" })
}

// decode climbs down the ladder until a rung holds.
func decode(body []byte, contentType string, declared func([]byte) string) Decoded {
	if name, skip := byteOrderMark(body); name != "" {
		d := Decoded{Charset: name}
		d.read(body[skip:], name)
		return d
	}
	if name := cmp.Or(wideUnmarked(body), mainframe(body)); name != "" {
		d := Decoded{Charset: name}
		d.read(body, name)
		return d
	}
	var d Decoded
	if isISO2022JP(body) {
		d.Charset = "iso-2022-jp"
		d.read(body, d.Charset)
		return d
	}
	inside := declared(body)
	for _, stated := range []struct{ by, label string }{
		{"the HTTP header", headerCharset(contentType)},
		{"the document", inside},
	} {
		if stated.label == "" {
			continue
		}
		name, why := believe(body, stated.label, inside)
		if why != "" {
			d.repaired("%s states charset %.40q: %s", stated.by, stated.label, why)
			continue
		}
		d.Charset = name
		d.read(body, name)
		return d
	}
	if isMostlyUTF8(body) {
		d.Charset = "utf-8"
	} else if d.Charset = detect(body); len(d.Repairs) == 0 {
		d.repaired("no charset stated: read as %s", d.Charset)
	}
	d.read(body, d.Charset)
	return d
}

// read converts the body. It cannot fail: what has no meaning in the charset
// becomes U+FFFD, or for UTF-8 what it means in windows-1252.
func (d *Decoded) read(body []byte, name string) {
	if name == "utf-8" {
		d.readUTF8(body)
	} else {
		d.readLegacy(body, name)
	}
	if once, ok := encodedOnce(d.Text); ok {
		d.Text = once
		d.repaired("the text was encoded as UTF-8 twice")
	}
}

func (d *Decoded) readUTF8(body []byte) {
	d.Text = string(body)
	if !utf8.Valid(body) {
		var n int
		d.Text, n = rescueUTF8(body)
		d.repaired("%d bytes that are not UTF-8 read as windows-1252", n)
	}
}

func (d *Decoded) readLegacy(body []byte, name string) {
	enc, _ := lookup(name)
	if enc == nil {
		enc = encoding.Replacement
	}
	text, err := enc.NewDecoder().Bytes(body)
	if err != nil {
		d.repaired("charset %s: %v", name, err)
	}
	d.Text = string(text)
	if n := strings.Count(d.Text, "\uFFFD"); n > 0 {
		d.repaired("%d characters unreadable in charset %s", n, name)
	}
}

// believe decides whether a stated charset may be what the bytes are in, and
// says why not otherwise. What is stated wins over what is likely; it loses only
// to proof: bytes without a meaning in it, or text that is UTF-8 beyond chance,
// for which little is enough where the document itself says UTF-8.
func believe(body []byte, label, inside string) (name, why string) {
	enc, name := lookup(label)
	least := chance(name)
	if _, other := lookup(inside); other == "utf-8" {
		least = 1
	}
	switch {
	case name == "utf-8" && utf8.Valid(body):
		return name, ""
	case name == "utf-8":
		good, bad := countUTF8(body)
		if bad > 0 && bad >= good {
			return "", "the bytes are not UTF-8"
		}
		return name, ""
	case enc == nil:
		return "", "no such charset is known"
	case strings.HasPrefix(name, "utf-16"), strings.HasPrefix(name, "utf-32"):
		// Wide text has been recognised by its zero bytes already.
		return "", "the bytes are single"
	case name == "us-ascii" && !isASCII(body):
		return "", "there are bytes beyond ASCII"
	}
	if beyondChance(body, least) {
		return "", "the text is UTF-8"
	}
	if text, err := enc.NewDecoder().Bytes(body); err != nil || unreadable(text) {
		return "", "too many bytes have no meaning in it"
	}
	return name, ""
}

// chance is the number of multi-byte sequences from which text that is valid
// UTF-8 throughout is no accident of the named charset. In most single-byte
// charsets even one spells nothing ("Ã¼"); Thai letters may stand so; in
// double-byte ones a tenth of the characters look so, and single words do.
func chance(name string) int {
	switch name {
	case "gbk", "gb18030", "big5", "shift_jis", "euc-jp", "euc-kr":
		return 4
	case "windows-874":
		return 3
	}
	return 1
}

// beyondChance reports whether text is UTF-8 throughout and has enough of it. A
// sequence or two count only where they spell what western text spells: Latin-1,
// punctuation and pictures, not the ɒ that É and ’ would make.
func beyondChance(body []byte, least int) bool {
	good, bad := countUTF8(body)
	if bad > 0 || good < least || good == 0 {
		return false
	}
	return good > 2 || !bytes.ContainsFunc(body, func(r rune) bool {
		return r >= utf8.RuneSelf && r > 0xFF && (r < 0x2000 || r > 0x2122) && r <= 0xFFFF
	})
}

// unreadable reports whether over a hundredth of the characters beyond ASCII
// could not be decoded.
func unreadable(text []byte) bool {
	bad := bytes.Count(text, []byte("\uFFFD"))
	if bad == 0 {
		return false
	}
	high := 0
	for _, r := range string(text) {
		if r >= utf8.RuneSelf {
			high++
		}
	}
	return bad*100 > high
}

// countUTF8 counts multi-byte sequences and bytes that belong to none. A
// sequence cut off at the very end counts as neither.
func countUTF8(body []byte) (good, bad int) {
	for i := 0; i < len(body); {
		if body[i] < utf8.RuneSelf {
			i++
			continue
		}
		r, size := utf8.DecodeRune(body[i:])
		switch {
		case r != utf8.RuneError || size > 1:
			good++
		case utf8.FullRune(body[i:]):
			bad++
		}
		i += size
	}
	return good, bad
}

// isMostlyUTF8 accepts what a document that states nothing may be taken for: a
// cut at its end and a stray byte among many sequences do not matter.
func isMostlyUTF8(body []byte) bool {
	if utf8.Valid(body) {
		return true
	}
	good, bad := countUTF8(body)
	return good > 0 && bad*4 <= good
}

// rescueUTF8 reads bytes that are no UTF-8 as windows-1252, the usual way in
// which such text came to be mixed, and drops a sequence cut off at the end.
func rescueUTF8(body []byte) (text string, rescued int) {
	var b strings.Builder
	b.Grow(len(body) + len(body)/16)
	for i := 0; i < len(body); {
		r, size := utf8.DecodeRune(body[i:])
		switch {
		case r != utf8.RuneError || size > 1:
			b.Write(body[i : i+size])
		case utf8.FullRune(body[i:]):
			b.WriteRune(western(body[i]))
			rescued++
		default:
			return b.String(), rescued
		}
		i += size
	}
	return b.String(), rescued
}

// encodedOnce undoes what happens when UTF-8 is taken for windows-1252 and
// written as UTF-8 again ("Ã©" for "é"). It is sure only of a text in which
// every character beyond ASCII is part of such a sequence.
func encodedOnce(text string) (string, bool) {
	if strings.IndexByte(text, 0xC3) < 0 { // with which Â to ô begin, as every such sequence does
		return "", false
	}
	var once []byte
	done, more := 0, 0
	for i, r := range text {
		if r < utf8.RuneSelf && more == 0 {
			continue
		}
		c, ok := byte(r), r < 0x100
		if !ok {
			c, ok = charmap.Windows1252.EncodeRune(r)
		}
		if more, ok = continued(c, more, ok); !ok {
			return "", false // as most texts do at their first such character
		}
		once = append(append(once, text[done:i]...), c)
		done = i + utf8.RuneLen(r)
	}
	if once = append(once, text[done:]...); done == 0 || !beyondChance(once, 1) {
		return "", false
	}
	return string(once), true
}

// continued takes one byte of UTF-8 and returns how many more its sequence
// needs.
func continued(c byte, more int, ok bool) (int, bool) {
	switch {
	case !ok:
		return 0, false
	case more > 0:
		return more - 1, c&0xC0 == 0x80
	case c >= 0xF0:
		return 3, c <= 0xF4
	case c >= 0xE0:
		return 2, true
	}
	return 1, c >= 0xC2
}

// isISO2022JP recognises Japanese by its escape sequences: ESC has no other
// use in a document.
func isISO2022JP(body []byte) bool {
	if bytes.IndexByte(body, 0x1B) < 0 {
		return false
	}
	for _, escape := range []string{"\x1b$B", "\x1b$@", "\x1b(J", "\x1b(I"} {
		if bytes.Contains(body, []byte(escape)) {
			return true
		}
	}
	return false
}

func isASCII(body []byte) bool {
	for _, c := range body {
		if c >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// byteOrderMark names the encoding that a mark at the start gives away, with
// the mark's length.
func byteOrderMark(body []byte) (name string, skip int) {
	for _, m := range []struct{ mark, name string }{ // UTF-32LE begins like UTF-16LE
		{"\xef\xbb\xbf", "utf-8"}, {"\xff\xfe\x00\x00", "utf-32le"}, {"\x00\x00\xfe\xff", "utf-32be"},
		{"\xff\xfe", "utf-16le"}, {"\xfe\xff", "utf-16be"},
	} {
		if bytes.HasPrefix(body, []byte(m.mark)) {
			return m.name, len(m.mark)
		}
	}
	return "", 0
}

// wideUnmarked recognises UTF-16 and UTF-32 without a mark by where the zero
// bytes of their ASCII characters lie (XML 1.0, appendix F, made general).
func wideUnmarked(body []byte) string {
	head := body[:min(len(body), 1024)]
	head = head[:len(head)&^3]
	var zero [4]int
	for i, c := range head {
		if c == 0 {
			zero[i&3]++
		}
	}
	quarter := len(head) / 4
	many := func(i int) bool { return zero[i]*2 > quarter }
	few := func(i int) bool { return zero[i]*16 <= quarter }
	switch {
	case quarter == 0:
		return ""
	case few(0) && many(1) && many(2) && many(3):
		return "utf-32le"
	case many(0) && many(1) && many(2) && few(3):
		return "utf-32be"
	case few(0) && many(1) && few(2) && many(3):
		return "utf-16le"
	case many(0) && few(1) && many(2) && few(3):
		return "utf-16be"
	}
	return ""
}

// mainframe recognises EBCDIC by how it spells "<?xm", and reads the declaration
// that names its kind: XML 1.0, appendix F.
func mainframe(body []byte) string {
	if !bytes.HasPrefix(body, []byte("\x4c\x6f\xa7\x94")) {
		return ""
	}
	head, err := charmap.CodePage037.NewDecoder().Bytes(body[:min(len(body), 256)])
	if err == nil {
		if _, name := lookup(xmlDeclared(head)); strings.HasPrefix(name, "ibm") {
			return name
		}
	}
	return "ibm037"
}

var (
	charsetParam   = regexp.MustCompile(`(?i)\bcharset\s*=\s*["']?\s*([^\s"';,]+)`)
	xmlDeclaration = regexp.MustCompile(`^\s*<\?xml\s[^>]*\?>\s*`)
	xmlEncoding    = regexp.MustCompile(`<\?xml\s[^>]*?encoding\s*=\s*["']\s*([^"'\s>]+)`)
)

// headerCharset reads the charset parameter of a Content-Type, however it is
// quoted and spaced.
func headerCharset(contentType string) string {
	if m := charsetParam.FindStringSubmatch(contentType); m != nil {
		return m[1]
	}
	return ""
}

// declarationReach is how far into a body a declaration is looked for: further
// than standards say, since proxies and scripts put noise before it.
const declarationReach = 8 << 10

func xmlDeclared(body []byte) string {
	if m := xmlEncoding.FindSubmatch(body[:min(len(body), declarationReach)]); m != nil {
		return string(m[1])
	}
	return ""
}

// metaDeclared reads <meta charset> or <meta http-equiv=content-type>, and an
// XML declaration as XHTML has it.
func metaDeclared(body []byte) string {
	head := body[:min(len(body), declarationReach)]
	z := html.NewTokenizer(bytes.NewReader(head))
	for {
		switch z.Next() {
		case html.ErrorToken:
			return xmlDeclared(head)
		case html.StartTagToken, html.SelfClosingTagToken:
			name, more := z.TagName()
			if string(name) == "meta" && more {
				if charset := metaCharset(z); charset != "" {
					return charset
				}
			}
		}
	}
}

func metaCharset(z *html.Tokenizer) string {
	charset, content, isType := "", "", false
	for {
		key, value, more := z.TagAttr()
		switch string(key) {
		case "charset":
			charset = strings.TrimSpace(string(value))
		case "http-equiv":
			isType = strings.EqualFold(strings.TrimSpace(string(value)), "content-type")
		case "content":
			content = string(value)
		}
		if !more {
			break
		}
	}
	if charset == "" && isType {
		charset = headerCharset(content)
	}
	return charset
}

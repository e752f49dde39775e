package markup

import (
	"encoding/xml"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/encoding/unicode/utf32"
)

// encoded writes text in a charset, with references for what it does not have.
func encoded(t testing.TB, text, charset string) []byte {
	t.Helper()
	if charset == "utf-8" {
		return []byte(text)
	}
	enc, _ := lookup(charset)
	if enc == nil {
		t.Fatalf("no charset %s", charset)
	}
	out, err := enc.NewEncoder().Bytes([]byte(text))
	if err != nil {
		t.Fatalf("%s cannot write %q: %v", charset, text, err)
	}
	return out
}

func feedOf(text, declaration string) string {
	return fmt.Sprintf("<?xml version=\"1.0\"%s?>\n<rss version=\"2.0\"><channel><title>News</title><link>https://example.org/</link><item><title>%s</title></item></channel></rss>", declaration, text)
}

func TestDecodeLadder(t *testing.T) {
	const text = "Überwachung – „Hintertür“ für 5 €"
	decl := func(charset string) string { return ` encoding="` + charset + `"` }
	for _, c := range []struct {
		why, charset, declared, header, want string
	}{
		{"all agree", "utf-8", "utf-8", "text/xml; charset=utf-8", "utf-8"},
		{"nothing stated", "utf-8", "", "", "utf-8"},
		{"declaration alone", "windows-1252", "windows-1252", "application/rss+xml", "windows-1252"},
		{"latin-1 means windows-1252", "windows-1252", "ISO-8859-1", "", "windows-1252"},
		{"header over declaration", "windows-1252", "utf-8", `text/xml; charset="windows-1252"`, "windows-1252"},
		{"header with odd spaces and quotes", "windows-1252", "", "text/xml;charset = 'windows-1252'", "windows-1252"},
		{"header that is wrong", "utf-8", "utf-8", "text/xml; charset=iso-8859-1", "utf-8"},
		{"declaration that is wrong", "utf-8", "iso-8859-1", "", "utf-8"},
		{"ascii that is none", "utf-8", "", "text/xml; charset=us-ascii", "utf-8"},
		{"unknown charset", "utf-8", "x-no-such", "text/xml; charset=bogus", "utf-8"},
		{"stated wide, written single", "windows-1252", "utf-16", "", "windows-1252"},
		{"stated utf-8, written windows-1252", "windows-1252", "utf-8", "text/xml; charset=utf-8", "windows-1252"},
		{"nothing stated, western", "windows-1252", "", "", "windows-1252"},
	} {
		declared := ""
		if c.declared != "" {
			declared = decl(c.declared)
		}
		d := DecodeXML(encoded(t, feedOf(text, declared), c.charset), c.header)
		if !strings.Contains(d.Text, text) || d.Charset != c.want {
			t.Errorf("%s: charset %s, repairs %q, text %q", c.why, d.Charset, d.Repairs, d.Text)
		}
		if strings.Contains(d.Text, "<?xml") {
			t.Errorf("%s: the declaration is left: %q", c.why, d.Text)
		}
	}
}

func TestDecodeWide(t *testing.T) {
	doc := feedOf("Ключ – 鍵 🔑", "")
	for name, enc := range map[string]interface{ Bytes([]byte) ([]byte, error) }{
		"utf-16le": unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM).NewEncoder(),
		"utf-16be": unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM).NewEncoder(),
		"utf-32le": utf32.UTF32(utf32.LittleEndian, utf32.IgnoreBOM).NewEncoder(),
		"utf-32be": utf32.UTF32(utf32.BigEndian, utf32.IgnoreBOM).NewEncoder(),
	} {
		for _, marked := range []string{"", "\uFEFF"} {
			for _, header := range []string{"", "text/xml; charset=utf-8", "text/xml; charset=utf-16"} {
				body, err := enc.Bytes([]byte(marked + doc))
				if err != nil {
					t.Fatal(err)
				}
				d := DecodeXML(body, header)
				if d.Charset != name || !strings.Contains(d.Text, "Ключ – 鍵 🔑") || strings.HasPrefix(d.Text, "\uFEFF") {
					t.Errorf("%s, mark %q, header %q: %s %q", name, marked, header, d.Charset, d.Text)
				}
			}
		}
	}
}

func TestDecodeMixedUTF8(t *testing.T) {
	d := DecodeXML([]byte(feedOf("Geheimnis für alle – naïve caf\xe9 \x93Zitat\x94 ümlaut", "")), "text/xml; charset=utf-8")
	if want := "Geheimnis für alle – naïve café “Zitat” ümlaut"; !strings.Contains(d.Text, want) || len(d.Repairs) != 1 {
		t.Errorf("got %q, repairs %q", d.Text, d.Repairs)
	}
	d = DecodeText([]byte("verschlüsselt und abgeschnitten \xc3"), "text/plain; charset=utf-8")
	if d.Text != "verschlüsselt und abgeschnitten " {
		t.Errorf("a cut sequence: %q", d.Text)
	}
}

func TestDecodeHTML(t *testing.T) {
	const text = "<p>Überwachung für alle</p>"
	for _, c := range []struct{ why, head, header, charset string }{
		{"meta charset", `<meta charset=windows-1252>`, "text/html", "windows-1252"},
		{"meta http-equiv", `<META content="text/html; charset=iso-8859-1" HTTP-EQUIV=Content-Type>`, "text/html", "windows-1252"},
		{"a meta that is a comment", `<!-- <meta charset=koi8-r> --><meta charset=windows-1252>`, "", "windows-1252"},
		{"a meta inside a script", `<script>"<meta charset=koi8-r>"</script><meta charset=windows-1252>`, "", "windows-1252"},
		{"xhtml", "", "", "windows-1252"},
		{"late text beyond ASCII", strings.Repeat("<p>plain</p>", 2000), "", "utf-8"},
		{"meta that is wrong", `<meta charset=iso-8859-1>`, "text/html; charset=utf-8", "utf-8"},
		{"both wrong", `<meta charset=iso-8859-1>`, "text/html; charset=ISO-8859-1", "utf-8"},
	} {
		doc := "<!doctype html><html><head>" + c.head + "</head><body>" + text + "<p>Prüfung, Größe, Öffnung</p></body></html>"
		if c.why == "xhtml" {
			doc = `<?xml version="1.0" encoding="windows-1252"?>` + doc
		}
		d := DecodeHTML(encoded(t, doc, c.charset), c.header)
		if !strings.Contains(d.Text, text) || d.Charset != c.charset {
			t.Errorf("%s: charset %s, repairs %q", c.why, d.Charset, d.Repairs)
		}
	}
}

func TestForbiddenCharacters(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"a\x00b\x0bc\x1fd\x7fe", "abcde"},
		{"a&#0;b&#x1F;c&#55357;d&#xFFFF;e&#99999999999;f", "abcdef"},
		{"fine: &#38; &#x26; &#8217; &#x1F511; &amp; &#; &#x; &#abc; & &#12", "fine: &#38; &#x26; &#8217; &#x1F511; &amp; &#; &#x; &#abc; & &#12"},
		{"don&#146;t, &#x93;so&#148;", "don’t, “so”"},
		{"don\u0092t \u0085", "don’t …"},
		{"key &#xD83D;&#xDD11;!", "key 🔑!"},
		{"tab\tline\nreturn\r", "tab\tline\nreturn\r"},
		{"non\uFFFE\uFFFFcharacters \uFFFD", "noncharacters \uFFFD"},
		{"undefined \u0081&#129;", "undefined "},
	} {
		if got := DecodeXML([]byte(c.in), "").Text; got != c.want {
			t.Errorf("DecodeXML(%q) = %q, want %q", c.in, got, c.want)
		}
	}
}

func TestLegacyEncodingsWithoutAStatement(t *testing.T) {
	right, n := 0, 0
	for _, c := range legacyTexts {
		for _, charset := range c.charsets {
			n++
			d := DecodeXML(encoded(t, feedOf(c.text, ""), charset), "")
			if strings.Contains(d.Text, c.text) {
				right++
				continue
			}
			t.Errorf("%s in %s: read as %s: %.120q", c.language, charset, d.Charset, d.Text[strings.Index(d.Text, "<item>"):])
		}
	}
	t.Logf("legacy encodings: %d of %d right", right, n)
}

func TestFeedparserEncodings(t *testing.T) {
	dir := shared(t, "suites/feedparser/cases/encoding")
	files, err := filepath.Glob(filepath.Join(dir, "*.xml"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no cases in %s: %v", dir, err)
	}
	for _, file := range files {
		body, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		d := DecodeXML(body, "")
		dec := xml.NewDecoder(strings.NewReader(d.Text))
		dec.Strict = false
		if tok, err := dec.Token(); err != nil {
			t.Errorf("%s: %s, first token %v, %v; %.80q", filepath.Base(file), d.Charset, tok, err, d.Text)
		}
		if strings.Contains(d.Text, "\uFFFD") {
			t.Logf("%s: %s %q", filepath.Base(file), d.Charset, d.Repairs)
		}
	}
}

func FuzzDecode(f *testing.F) {
	f.Add([]byte(feedOf("é", "")), "text/xml; charset=utf-8")
	f.Add([]byte("\xff\xfe<\x00a\x00"), "")
	f.Add([]byte("\xcf\xf0\xe8\xe2\xe5\xf2 &#146; &#xD83D;&#xDE00;"), "text/html; charset=koi8-r")
	f.Fuzz(checkDecode)
}

func checkDecode(t *testing.T, body []byte, header string) {
	for _, d := range []Decoded{DecodeXML(body, header), DecodeHTML(body, header), DecodeText(body, header)} {
		if d.Charset == "" {
			t.Errorf("no charset for %q", body)
		}
		if strings.ToValidUTF8(d.Text, "") != d.Text {
			t.Errorf("not UTF-8: %q", d.Text)
		}
	}
	for _, r := range DecodeXML(body, header).Text {
		if !isXMLChar(r) {
			t.Errorf("%q left in %q", r, body)
		}
	}
}

// What a mainframe sends is recognised by its first four bytes.
func TestDecodeEBCDIC(t *testing.T) {
	for name, enc := range map[string]encoding.Encoding{"ibm037": charmap.CodePage037, "cp1047": charmap.CodePage1047, "IBM01140": charmap.CodePage1140} {
		body, err := enc.NewEncoder().Bytes([]byte(feedOf("Größe [x] und Ähnliches", ` encoding="`+name+`"`)))
		if err != nil {
			t.Fatal(err)
		}
		for _, header := range []string{"", "text/xml; charset=" + name} {
			if d := DecodeXML(body, header); !strings.Contains(d.Text, "Größe [x] und Ähnliches") {
				t.Errorf("%s: %s %q %.200q", name, d.Charset, d.Repairs, d.Text)
			}
		}
	}
}

// A text that went through the mill twice is read as it was written, one that
// only looks a little so is not.
func TestDecodeEncodedTwice(t *testing.T) {
	twice := func(s string) string {
		var b strings.Builder
		for _, c := range []byte(s) {
			r := charmap.Windows1252.DecodeByte(c)
			if r == utf8.RuneError { // five bytes stand for controls on the web
				r = rune(c)
			}
			b.WriteRune(r)
		}
		return b.String()
	}
	for _, text := range []string{"Größe", "l’été – “là”", "Ключ", "暗号鍵", "© 2020", "one 🔑"} {
		if d := DecodeXML([]byte(feedOf(twice(text), "")), ""); !strings.Contains(d.Text, text) || len(d.Repairs) != 1 {
			t.Errorf("%q is read as %.300q, %q", twice(text), d.Text, d.Repairs)
		}
	}
	for _, text := range []string{"Größe, not GrÃ¶ÃŸe", "CAFÉ’s", "É”", "À – Ü", "Ã", "Ã©tat de siège"} {
		if d := DecodeXML([]byte(feedOf(text, "")), ""); !strings.Contains(d.Text, text) || len(d.Repairs) != 0 {
			t.Errorf("%q became %.300q, %q", text, d.Text, d.Repairs)
		}
	}
}

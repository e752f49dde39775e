package markup

import (
	"fmt"
	"runtime"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

func repeated(n int, piece func(i int) string) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(piece(i))
	}
	return b.String()
}

// letters is a different short name for each number.
func letters(i int) string {
	s := ""
	for ; i >= 0; i = i/26 - 1 {
		s = string(rune('a'+i%26)) + s
	}
	return s
}

// heaps are documents made to cost more than they weigh.
func heaps(n int) map[string]string {
	return map[string]string{
		"nested":            strings.Repeat("<div>", n),
		"nested and closed": strings.Repeat("<div>", n) + "x" + strings.Repeat("</div>", n),
		"nested links":      strings.Repeat("<a href=x><b>", n/2),
		"nested tables":     strings.Repeat("<table><tr><td>", n/4) + "x",
		"nested lists":      strings.Repeat("<ul><li>", n/2) + "x",
		"nested drawings":   strings.Repeat("<svg><desc>", n/2) + "x",
		"nested buttons":    strings.Repeat("<button><p>", n/2) + "x",
		"nested templates":  strings.Repeat("<template>", n/2) + "x",
		"stray ends":        strings.Repeat("</x>a", n),
		"ends that lie":     strings.Repeat(`</x y="<div>">a`, n/2),
		"text in tables":    "<table>" + strings.Repeat("<tr>a", n),
		"comments in text":  "<table>" + strings.Repeat("a<!---->", n),
		"frames":            strings.Repeat("<frame>a", n),
		"selects":           "<select>" + strings.Repeat("<div>a", n),
		"repeated roots":    repeated(n/50, func(i int) string { return "<body a" + letters(i) + "=x>" }),
		"fat roots": repeated(20, func(i int) string {
			return "<html " + repeated(n/200, func(j int) string { return letters(i*n+j) + " " }) + ">"
		}),
		"attributes":              "<p " + repeated(n, func(i int) string { return letters(i) + "=x " }) + ">a",
		"formatting":              "<p>" + repeated(400, func(i int) string { return fmt.Sprintf("<font id=%d>", i) }) + strings.Repeat("<p>a", n),
		"formatting, hidden ends": "<p>" + repeated(400, func(i int) string { return fmt.Sprintf("<b id=%d><!--</b>-->", i) }) + strings.Repeat("<p>a", n),
		"open paragraphs":         strings.Repeat("<p>a", n),
		"angles":                  strings.Repeat("<", n),
		"ampersands":              strings.Repeat("&", n),
		"unfinished":              strings.Repeat("<a b='", n),
		"comments":                strings.Repeat("<!--", n),
		"misnested":               strings.Repeat("<b><p></b>", n/2),
		"cdata":                   "<svg>" + strings.Repeat("<![CDATA[><div>]]>a", n/4),
	}
}

// What a document costs is measured in what it makes the parser allocate: that
// is the same on every machine.
func TestHostileDocumentsCostNoMoreThanTheirSize(t *testing.T) {
	if raceDetector {
		t.Skip("the race detector makes this twenty times dearer, and there is nothing to race")
	}
	const n = 50_000
	for why, doc := range heaps(n) {
		for name, work := range map[string]func(){
			"Parse":     func() { Parse(doc) },
			"Sanitize":  func() { Sanitize(doc, base) },
			"PlainText": func() { PlainText(doc) },
		} {
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			work()
			runtime.ReadMemStats(&after)
			if used, most := after.TotalAlloc-before.TotalAlloc, uint64(maxMerged/4+200*len(doc)); used > most {
				t.Errorf("%s, %s: %d MB for %d MB", why, name, used>>20, len(doc)>>20)
			}
		}
	}
}

func TestParseKeepsTheTextOfWhatItCannotNest(t *testing.T) {
	for why, doc := range map[string]string{
		"deep":     strings.Repeat("<div>", 5000) + "first" + strings.Repeat("</div>", 5000) + "<p>second</p>",
		"deep, li": strings.Repeat("<ul><li>", 3000) + "first" + strings.Repeat("</ul>", 3000) + "<p>second",
	} {
		root, err := Parse(doc)
		if err != nil || root == nil {
			t.Fatalf("%s: %v", why, err)
		}
		depth, text := 0, ""
		for n := range root.Descendants() {
			if n.Type == html.TextNode {
				text += n.Data + " "
			}
			d := 0
			for p := n.Parent; p != nil; p = p.Parent {
				d++
			}
			depth = max(depth, d)
		}
		if depth > 512 || text != "first second " {
			t.Errorf("%s: depth %d, text %q", why, depth, text)
		}
	}
}

// The plain builder reads ordinary pages as the standard does.
func TestBuildAgreesWithTheStandard(t *testing.T) {
	for _, doc := range []string{
		"<!doctype html><html lang=en><head><title>A &amp; B</title><meta charset=utf-8><script>if (a<b) {}</script></head><body class=x><p>One<p>Two <b>bold</b></body></html>",
		"<body><ul><li>one<li>two<ul><li>three</ul></ul><dl><dt>a<dd>b<dt>c</dl></body>",
		"<body><table><caption>c</caption><thead><tr><th>a<tbody><tr><td>b<td>c<tr><td>d</table>after</body>",
		"<body><div><p>a<div>b</div>c</div><h1>d</h1><hr><img src=x>e<br>f</body>",
		"<body><select><option>a<option>b</select><a href=x>one</a><a href=y>two</a></body>",
		"<!doctype html><body><table><tr><td><p>x<table><tr><td>y</table>z</table></body>",
	} {
		standard, err := html.Parse(strings.NewReader(doc))
		if err != nil {
			t.Fatal(err)
		}
		var want, got strings.Builder
		outline(&want, standard)
		outline(&got, build(doc))
		if want.String() != got.String() {
			t.Errorf("%s\nstandard %s\n   build %s", doc, want.String(), got.String())
		}
	}
}

// outline writes elements, attributes and text, space apart.
func outline(b *strings.Builder, n *html.Node) {
	switch n.Type {
	case html.TextNode:
		if s := strings.TrimSpace(n.Data); s != "" {
			b.WriteString(s)
		}
	case html.ElementNode:
		fmt.Fprintf(b, "<%s%v>", n.Data, n.Attr)
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		outline(b, c)
	}
	if n.Type == html.ElementNode {
		b.WriteString("</>")
	}
}

func FuzzParse(f *testing.F) {
	for _, doc := range heaps(40) {
		f.Add(doc)
	}
	f.Add("<table><colgroup><x>&ThickSpace;") // a wide space is none of HTML's
	f.Fuzz(checkParse)
}

func checkParse(t *testing.T, doc string) {
	if root, err := Parse(doc); err != nil || root == nil {
		t.Errorf("Parse: %v", err)
	}
	if build(doc).FirstChild.LastChild.Data != "body" {
		t.Error("build: no body")
	}
	checkBuilt(t, doc)
}

// checkBuilt holds the sanitiser to its promises on the plain builder's trees.
func checkBuilt(t *testing.T, doc string) {
	w := &writer{links: newResolver(base), pre: -1}
	w.children(build(strings.ToValidUTF8(doc, "\uFFFD")).FirstChild.LastChild)
	out := w.out.String()
	if why := harmless(out); why != "" {
		t.Errorf("%.300q: %.300q holds %s", doc, out, why)
	}
	if why := balanced(out); why != "" {
		t.Errorf("%.300q: %.300q is not balanced: %s", doc, out, why)
	}
	if again := Sanitize(out, base); again != out {
		t.Errorf("%.300q\nonce  %.300q\ntwice %.300q", doc, out, again)
	}
}

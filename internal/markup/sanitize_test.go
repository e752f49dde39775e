package markup

import (
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/microcosm-cc/bluemonday"
	whatwg "github.com/nlnwa/whatwg-url/url"
	"golang.org/x/net/html"
	"pgregory.net/rapid"
)

const base = "https://example.org/news/story/"

func TestSanitize(t *testing.T) {
	for _, c := range []struct{ why, in, want string }{
		{"plain words", "a < b & c", "a &lt; b &amp; c"},
		{"balanced", "<p>a<b>b", "<p>a<b>b</b></p>"},
		{"misnested", "<b>a<i>b</b>c</i>", "<b>a<i>b</i></b><i>c</i>"},
		{"relative link", `<a href="../x?y#z">a</a>`, `<a href="https://example.org/news/x?y#z">a</a>`},
		{"link of the other kind", `<a href="//other.example/x">a</a>`, `<a href="https://other.example/x">a</a>`},
		{"relative image", `<img src="i.png" alt="A" width=30 height=20 srcset="j.png 2x">`, `<img src="https://example.org/news/story/i.png" alt="A" width="30" height="20">`},
		{"lazy image", `<img src="data:image/gif;base64,R0" data-src="/i.png">`, `<img src="https://example.org/i.png" alt="">`},
		{"counting pixel", `<p>a<img src="https://stats.example/p.gif" width="1" height="1"></p>`, `<p>a</p>`},
		{"image that cannot be loaded", `<img src="cid:1" alt="A chart">`, `A chart`},
		{"script", `a<script>alert(1)</script>b`, `ab`},
		{"handler", `<p onclick="alert(1)" class=x id=y style="color:red">a</p>`, `<p>a</p>`},
		{"script address", `<a href="javascript:alert(1)">a</a>`, `<a>a</a>`},
		{"script address in disguise", "<a href=\" java\nscript:alert(1)\">a</a>", `<a>a</a>`},
		{"data address", `<a href="data:text/html,x">a</a>`, `<a>a</a>`},
		{"mail", `<a href="mailto:desk@example.org?body=x">a</a>`, `<a href="mailto:desk@example.org">a</a>`},
		{"password in a link", `<a href="https://bank.example:x@evil.example/">a</a>`, `<a>a</a>`},
		{"stray percent", `<a href="/100%-safe">a</a>`, `<a href="https://example.org/100%-safe">a</a>`},
		{"three slashes", `<a href="///other.example/x">a</a>`, `<a href="https://other.example/x">a</a>`},
		{"dots", `<a href="https://other.example/a/%2e%2E/./b">a</a>`, `<a href="https://other.example/b">a</a>`},
		{"a name in another script", `<a href="https://bücher.example/é">a</a>`, `<a href="https://xn--bcher-kva.example/%C3%A9">a</a>`},
		{"a host that cannot be", `<a href="http://1.2.3.4.5/"><img src="http://a|b/" alt=c></a>`, `<a>c</a>`},
		{"backslashes", `<a href="https:\\other.example\x">a</a>`, `<a href="https://other.example/x">a</a>`},
		{"unknown element", `<x-card>a <b>b</b></x-card>`, `a <b>b</b>`},
		{"form", `<form action=/x><label>Name</label><input value=y><button>Send</button></form>`, `Name Send`},
		{"unknown elements inside a word", `en<font color=red>cryp</font>t<nobr>ion</nobr> <x-y>a</x-y>b`, `encryption ab`},
		{"drawing with a name", `a <svg><title>Icon</title><text>b</text><text>c</text></svg>`, `a b c`},
		{"drawing", `<svg><text>a</text><script>alert(1)</script></svg>`, `a`},
		{"table", `<table><tr><td colspan=2 style=x>a<td>b</table>`, `<table><tbody><tr><td colspan="2">a</td><td>b</td></tr></tbody></table>`},
		{"paragraph in a paragraph", `<p>a<object><p>b</p></object>c</p>`, `<p>a b c</p>`},
		{"link in a link", `<a href=/x>a<object><a href=/y>b</a></object></a>`, `<a href="https://example.org/x">a b</a>`},
		{"line after pre", "<pre>\n\na</pre>", "<pre>\n\na</pre>"},
		{"line after pre, by its number", "<pre>&#1;&#13;a</pre>", "<pre>\n\na</pre>"},
		{"quotes in attributes", `<abbr title='"><script>'>a</abbr>`, `<abbr title="&#34;&gt;&lt;script&gt;">a</abbr>`},
		{"control characters", "a\x01b\x7f", "ab"},
		{"comment", `a<!-- b -->c`, `ac`},
	} {
		if got := Sanitize(c.in, base); got != c.want {
			t.Errorf("%s: Sanitize(%q)\n got %q\nwant %q", c.why, c.in, got, c.want)
		}
	}
}

// harmless reports what in a fragment is not, "" when all is.
func harmless(fragment string) string {
	nodes, err := html.ParseFragment(strings.NewReader(fragment), element("body", nil))
	if err != nil {
		return err.Error()
	}
	for _, root := range nodes {
		if root.Type == html.CommentNode {
			return "comment"
		}
		for n := range root.Descendants() {
			if why := harmlessNode(n); why != "" {
				return why
			}
		}
		if why := harmlessNode(root); why != "" {
			return why
		}
	}
	return ""
}

func harmlessNode(n *html.Node) string {
	if n.Type != html.ElementNode {
		return ""
	}
	known := []string{"p", "div", "section", "article", "header", "footer", "aside", "address", "main", "h1", "h2", "h3", "h4", "h5", "h6",
		"blockquote", "pre", "hr", "br", "wbr", "ul", "ol", "li", "dl", "dt", "dd", "figure", "figcaption", "details", "summary",
		"table", "caption", "thead", "tbody", "tfoot", "tr", "td", "th", "a", "abbr", "b", "bdi", "bdo", "cite", "code", "del", "dfn",
		"em", "i", "ins", "kbd", "mark", "q", "rp", "rt", "ruby", "s", "samp", "small", "span", "strong", "sub", "sup", "time", "u", "var", "img"}
	if n.Namespace != "" || !slices.Contains(known, n.Data) {
		return "element " + n.Namespace + n.Data
	}
	for _, a := range n.Attr {
		switch a.Key {
		case "href", "src", "cite":
			if !strings.HasPrefix(a.Val, "https://") && !strings.HasPrefix(a.Val, "http://") && !strings.HasPrefix(a.Val, "mailto:") {
				return "address " + a.Val
			}
		case "title", "alt", "width", "height", "lang", "dir", "datetime", "colspan", "rowspan", "start", "value":
		default:
			return "attribute " + a.Key
		}
	}
	return ""
}

// balanced reports the first tag of a fragment that is not closed in order.
func balanced(fragment string) string {
	var open []string
	z := html.NewTokenizer(strings.NewReader(fragment))
	for {
		switch z.Next() {
		case html.ErrorToken:
			return strings.Join(open, " ")
		case html.StartTagToken:
			name, _ := z.TagName()
			if !isVoid(string(name)) {
				open = append(open, string(name))
			}
		case html.EndTagToken:
			name, _ := z.TagName()
			if len(open) == 0 || open[len(open)-1] != string(name) {
				return "</" + string(name) + ">"
			}
			open = open[:len(open)-1]
		}
	}
}

type tester interface {
	Helper()
	Errorf(string, ...any)
}

// checkSanitized holds a result to all promises and returns it.
func checkSanitized(t tester, in string) string {
	t.Helper()
	out := Sanitize(in, base)
	if why := harmless(out); why != "" {
		t.Errorf("Sanitize(%.300q) = %.300q holds %s", in, out, why)
	}
	if why := balanced(out); why != "" {
		t.Errorf("Sanitize(%.300q) = %.300q is not balanced: %s", in, out, why)
	}
	if again := Sanitize(out, base); again != out {
		t.Errorf("Sanitize(%.300q)\nonce  %.300q\ntwice %.300q", in, out, again)
	}
	return out
}

func TestSanitizeSuite(t *testing.T) {
	raw, err := os.ReadFile(shared(t, "suites/html-sanitizer/dompurify.dev.json"))
	if err != nil {
		t.Fatal(err)
	}
	var cases []struct{ Title, Payload string }
	if err := json.Unmarshal(raw, &cases); err != nil {
		t.Fatal(err)
	}
	if len(cases) == 0 {
		t.Fatal("the suite is empty")
	}
	ugc := bluemonday.UGCPolicy()
	lost := 0
	for _, c := range cases {
		out := checkSanitized(t, c.Payload)
		if kept := PlainText(ugc.Sanitize(c.Payload)); !holds(PlainText(out), kept) {
			lost++
			t.Logf("%s: bluemonday keeps %.200q\npayload %.300q\nwe keep %.300q", c.Title, kept, c.Payload, out)
		}
	}
	t.Logf("html-sanitizer suite: %d payloads, none executable, all balanced and stable; text lost that bluemonday keeps in %d", len(cases), lost)
	if lost > 1 { // of one it keeps the rest of an attribute as text, having read <noscript> as code
		t.Errorf("text lost in %d of %d payloads", lost, len(cases))
	}
}

// holds reports whether text has all characters of part in order, space apart.
func holds(text, part string) bool {
	rest := []rune(text)
	for _, r := range part {
		if unicode.IsSpace(r) {
			continue
		}
		i := slices.Index(rest, r)
		if i < 0 {
			return false
		}
		rest = rest[i+1:]
	}
	return true
}

// payloads are attacks of every family that we know, written down here so that
// the promise does not rest on a file that may be absent.
var payloads = []string{
	`<img src=x onerror=alert(1)>`, `<svg onload=alert(1)>`, `<svg><script>alert(1)</script></svg>`, `<svg/onload=alert(1)//`,
	`<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">`,
	`<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>`,
	`<svg></p><style><a id="</style><img src=1 onerror=alert(1)>">`, `<noscript><p title="</noscript><img src=x onerror=alert(1)>">`,
	`<a href="jAvAsCrIpT:alert(1)">x</a>`, `<a href="java&#x09;script:alert(1)">x</a>`, `<a href="&#106;avascript:alert(1)">x</a>`, "<a href=\"\x01javascript:alert(1)\">x</a>",
	`<a href="vbscript:x">x</a>`, `<a href="data:text/html;base64,PHNjcmlwdD4=">x</a>`, `<a href="//evil.example/%0d%0aSet-Cookie:x">x</a>`,
	`<iframe srcdoc="<script>alert(1)</script>"></iframe>`, `<iframe><img src=x onerror=alert(1)></iframe>`, `<object data="javascript:alert(1)">`, `<embed src="javascript:alert(1)">`,
	`<base href="javascript:/a/-alert(1)//">`, `<meta http-equiv=refresh content="0;url=javascript:alert(1)">`, `<link rel=stylesheet href="javascript:alert(1)">`,
	`<style>@import "javascript:alert(1)";</style>`, `<div style="background:url(javascript:alert(1))">x</div>`, `<xmp><img src=x onerror=alert(1)></xmp>`,
	`<plaintext><img src=x onerror=alert(1)>`, `<textarea><img src=x onerror=alert(1)></textarea>`, `<title><img src=x onerror=alert(1)></title>`,
	`<template><img src=x onerror=alert(1)></template>`, `<details open ontoggle=alert(1)>x</details>`, `<video><source onerror=alert(1)></video>`, `<audio src=x onerror=alert(1)>`,
	`<input autofocus onfocus=alert(1)>`, `<button formaction=javascript:alert(1)>x</button>`, `<form id=x></form><button form=x formaction=javascript:alert(1)>x</button>`,
	`<form name=body><input name=attributes>`, `<img name=getElementById>`, `<a id=defaultView href=x>`, `<img src="x` + "`" + `onerror=alert(1)">`,
	`<![CDATA[<img src=x onerror=alert(1)>]]>`, `<!--[if gte IE 4]><script>alert(1)</script><![endif]-->`, `<?xml-stylesheet href="javascript:alert(1)"?>`, `<!DOCTYPE html [<!ENTITY x "y">]>&x;`,
	`<table background="javascript:alert(1)"><td background="javascript:alert(1)">x`, `<svg><a xlink:href="javascript:alert(1)"><text>x</text></a></svg>`,
	`<svg><use href="data:image/svg+xml,x"/></svg>`, `<svg><foreignObject><p>x<img src=x onerror=alert(1)></p></foreignObject></svg>`, `<math href="javascript:alert(1)">x</math>`,
	`<p/onclick=alert(1)//>x`, `<p onclick
=alert(1)>x`, `<scr<script>ipt>alert(1)</scr</script>ipt>`, `<<script>script>alert(1)<</script>/script>`, "<p>\x00<scr\x00ipt>alert(1)</scr\x00ipt>", `<isindex action=javascript:alert(1)>`,
	`<marquee onstart=alert(1)>x</marquee>`, `<select><style></select><img src=x onerror=alert(1)></style>`, `<option><style></option></select><img src=x onerror=alert(1)></style>`,
	`<frameset onload=alert(1)>`, `<body onload=alert(1)>x`, `<html onclick=alert(1)>x`, `<keygen autofocus onfocus=alert(1)>`, `<a href="https://example.org" target=_blank ping="https://evil.example">x</a>`,
	`<img srcset="javascript:alert(1) 2x">`, `<picture><source srcset=x onerror=alert(1)><img src=/x></picture>`, `<div><![if !vml]><img src=x onerror=alert(1)><![endif]></div>`, `<noembed><img src=x onerror=alert(1)></noembed>`,
	"<img src=/x title='\x01'><abbr title='\x7f'>x</abbr>", "<a href='https://luke\ufffd.example/'>x</a><a href='https://luke\u2ffdorny.com/'>x</a>",
	`<a href='x' onclick='alert(1)' onclick='alert(2)'>x</a>`, `<dialog open onclose=alert(1)>x</dialog>`, `<p>` + strings.Repeat("<b>", 600) + `<script>alert(1)</script>`,
	strings.Repeat("<div>", 600) + "<img src=x onerror=alert(1)>" + strings.Repeat("</div>", 600),
}

// The short cut must say what the library says, or nothing.
func FuzzLink(f *testing.F) {
	for _, seed := range []string{"/a/b?c=d", "//h/x", "../x#y", "https://Host.example:443/a b", "http:\\\\h\\p", "mailto:a@b.example?x", "http://1.2.3.08/", "https://xn--/", "///t", "javascript:x", "a:b"} {
		f.Add(seed)
	}
	f.Fuzz(checkLink)
}

func checkLink(t *testing.T, raw string) {
	r := newResolver(base)
	got := r.resource(raw)
	if got == "" {
		return
	}
	u, err := whatwg.ParseRef(base, raw)
	if err != nil || u.Href(false) != got {
		t.Errorf("%.200q became %.200q; the library says %.200v, %v", raw, got, u, err)
	}
	if again := r.resource(got); again != got {
		t.Errorf("%.200q became %.200q, then %.200q", raw, got, again)
	}
}

func TestSanitizePayloads(t *testing.T) {
	for _, p := range payloads {
		out := checkSanitized(t, p)
		if strings.Contains(out, "<script") || strings.Contains(out, "javascript:") && strings.Contains(out, "href") {
			t.Errorf("Sanitize(%q) = %q", p, out)
		}
	}
}

func TestSanitizeIsStableOnMadeUpMarkup(t *testing.T) {
	names := []string{"p", "div", "a", "b", "i", "span", "table", "tr", "td", "th", "tbody", "thead", "caption", "ul", "li", "dl", "dt", "dd", "h1", "h2", "pre",
		"blockquote", "object", "button", "svg", "math", "select", "option", "form", "ruby", "rt", "rp", "script", "style", "title", "textarea", "template", "nobr",
		"font", "hr", "br", "img", "summary", "details", "figure", "desc", "foreignObject", "mtext", "x-y", "body", "html", "head", "main", "section", "address", "center", "iframe", "noscript", "xmp", "listing", "colgroup", "col", "frameset"}
	piece := rapid.Custom(func(t *rapid.T) string {
		name := rapid.SampledFrom(names).Draw(t, "name")
		switch rapid.IntRange(0, 9).Draw(t, "kind") {
		case 0, 1, 2, 3:
			return "<" + name + ">"
		case 4, 5:
			return "</" + name + ">"
		case 6:
			return "<" + name + " href=/x title='a\"b' id=" + name + ">"
		case 7:
			return rapid.SampledFrom([]string{"<!-- c -->", "<![CDATA[x]]>", "&lt;", "&amp;lt;", "&#0;", "<", "\x00", "\n", " "}).Draw(t, "odd")
		}
		return rapid.SampledFrom([]string{"word", " two words ", "é"}).Draw(t, "text")
	})
	rapid.Check(t, func(t *rapid.T) {
		checkSanitized(t, strings.Join(rapid.SliceOfN(piece, 1, 25).Draw(t, "pieces"), ""))
	})
}

func FuzzSanitize(f *testing.F) {
	for _, p := range payloads {
		f.Add(p)
	}
	f.Fuzz(func(t *testing.T, in string) {
		if len(in) > 1<<16 {
			t.Skip()
		}
		checkSanitized(t, in)
		PlainText(in)
	})
}

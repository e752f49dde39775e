package markup

import (
	"testing"

	"cipherdesk/internal/hostile"
)

// tags are parts of markup, whole and torn.
var tags = hostile.Pieces("<|>|</|/>|<!|<!-|<!--|-->|--!>|<!-->|<![CDATA[|]]>|<?|?>|<?xml version=1.0?>|<!doctype html>|<!DOCTYPE a [<!ENTITY b 'c'>]>|<p>|</p>|<p|<div>|</div>|<b>|</b>|<i>|<a|<a>|</a>|<a href=/x>|<a href='|<img|<img src=/i.png alt=x>|<br>|</br>|"+
	"<table>|</table>|<tr>|<td>|<td|</td>|<caption>|<colgroup>|<tbody>|<select>|<option>|</select>|<button>|<form>|</form>|<svg>|</svg>|<math>|<mtext>|<mglyph>|<foreignObject>|<desc>|<title>|</title>|<textarea>|<style>|</style>|<script>|</script>|<script|<xmp>|<plaintext>|<noscript>|</noscript>|"+
	"<template>|</template>|<iframe>|<object>|<frameset>|<html>|<head>|</head>|<body>|</body>|<ul>|<li>|</ul>|<dl>|<dt>|<dd>|<pre>|</pre>|<ruby>|<rt>|<rp>|<nobr>|<h1>|</h1>|<h2>|<details>|<summary>|<hr>|<blockquote cite=|<q cite=|<abbr title=|<time datetime=|<td colspan=|<ol start=|<bdo dir=|<x-y>|<a:b>|"+
	" href=| src=| alt=| title=| data-src=| srcset=| onclick=| style=| id=a| class=| lang=| hidden| width=1 height=1| width=1e9|'|\"|`|=|/|/x|//h/|https://h/|javascript:|java&#9;script:|&#106;avascript:|data:text/html,x|vbscript:|mailto:a@b.example|?a=b&amp;c|"+
	"&|&#|&#x|&#0;|&#38;|&#x3c;|&lt;|&lt|&gt;|&amp;|&amp;lt;|&amp|&quot;|&#39;|&nbsp;|&notin;|&notit;|&#xD800;|&#x110000;|&#128;|&#13;|&ThickSpace;|&bogus;|a|word|B|é|日本|א|💬",
	" ", " ", "\n", "\n\n", "\r\n", "\r", "\t", "\f", "\v", "\x00", "\x01", "\x7f", "\u0085", "\u00a0", "\u00ad", "\u200b", "\u2028", "\u202e", "\ufeff", "\ufffd", "\ufffe", "\xff", "\xc0\x80", "\xed\xa0\x80", "\xe2\x80")

// links are parts of addresses, most of them in disguise.
var links = hostile.Pieces("http:|https:|HTTP:|ftp:|mailto:|javascript:|JaVaScRiPt:|data:|data:text/html;base64,|vbscript:|file:|feed:|blob:|about:blank|//|/|///|\\|\\\\|/\\|?|#|@|:|:80|:443|:08|:99999|%|%2|%2e|%2E%2e|%2F|%0a|%00|%41|%zz|.|..|./|../|a|A|b.c|h.example|H.EXAMPLE|x y|é|bücher|xn--|xn--bcher-kva|xn--a|"+
	"1.2.3.4|1.2.3.08|0x7f.1|127.1|256.256|[::1]|[|]|[::ffff:1.2.3.4]|[::1%25a]|u@|u:p@|&|&amp;|=|;|'|\"|<|>|`|^|{|}|+|!|$|*|(|,|~|a@b.example|a@b@c|?subject=x|?body=y|ß|ς|。|１|日本|א",
	" ", "\t", "\n", "\r", "\x00", "\x01", "\x1f", "\x7f", "\u00a0", "\u00ad", "\u200b", "\u202e", "\ufeff", "\ufffd", "\xff", "\xc0\xaf", "\xed\xa0\x80", "💬")

// encodings are bytes that decide how the others are read, and those that are
// read in many ways.
var encodings = hostile.Pieces(`<?xml version="1.0"|<?xml version='1.0' encoding='| encoding="|utf-8|UTF8|utf-16|utf-16le|UTF-32|iso-8859-1|windows-1251|koi8-r|shift_jis|euc-jp|gb18030|gbk|big5|iso-2022-jp|hz-gb-2312|x-user-defined|utf-7|replacement|ibm037|us-ascii|nonsense|"|'|?>|`+
	"<meta charset=|<meta http-equiv=content-type content='text/html; charset=|<rss>|<title>|</title>|<!--|-->|<![CDATA[|]]>|&#146;|&#xD83D;|&#xDE00;|&#0;|&amp;|&|<|>|plain words|größer|"+
	"€ “quoted”|日本語のニュース|новости|세계", "\ufeff", "\xff\xfe", "\xfe\xff", "\xff\xfe\x00\x00", "\x00\x00\xfe\xff", "\x00", "<\x00a\x00>\x00", "\x00<\x00a\x00>", "\x4c\x6f\xa7\x94", "\x93", "\x94", "\xe9", "\xfc", "\xcf\xf0\xe8\xe2\xe5\xf2", "\xc3", "\xc3\xc3\xa9", "Ã©", "â€™", "\xe2\x80", "\xc0\xaf", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\x1b$B", "\x1b(B",
	"~{", "~}", "\x8e\xa1", "\x81\x30\x84\x31", "\x83\x5c", "\x01", "\x0b", "\x7f", "\x85", "\ufffe", "\uffff", "\n", "\r", " ")

func TestAnyMixtureOfTagsIsRead(t *testing.T) {
	hostile.Each(t, 2_500, tags, func(m *hostile.Mix) {
		doc := m.Text(25)
		checkParse(t, doc)
		checkSanitized(t, doc)
		PlainText(doc)
	})
}

func TestAnyMixtureIsALinkOrNone(t *testing.T) {
	hostile.Each(t, 20_000, links, func(m *hostile.Mix) { checkLink(t, m.Text(10)) })
}

func TestAnyMixtureOfEncodingsIsRead(t *testing.T) {
	hostile.Each(t, 2_000, encodings, func(m *hostile.Mix) {
		checkDecode(t, []byte(m.Text(30)), hostile.Pick(m, "", "text/xml", "text/html; charset="+m.Text(2), "text/xml; charset=utf-8", m.Text(3)))
	})
}

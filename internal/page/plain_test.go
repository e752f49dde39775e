package page

import (
	"strings"
	"testing"
)

func TestFromPlain(t *testing.T) {
	x := FromPlain(`Connect with us

Letter asks eleven questions about a list

By Ann Lee
Published 6 February 2020 at 12:23 pm

Share this article
Have your say

The regulator has written to a company to ask how a plan to compare photos with a list would work in another country.

The clerk of the committee at the door of the old house    picture: GettyImages

The clerk of the committee at the door of the old house picture: GettyImages

READ MORE: An older letter that had no answer

It wants to know four things:

  • who adds to the list
  • who takes off it

“Nobody has told us,” it says.

You might also like
A story about another thing
And a third one

Exit mobile version
`, Options{})
	check(t, x)
	want := `The regulator has written to a company to ask how a plan to compare photos with a list would work in another country.

It wants to know four things:

• who adds to the list

• who takes off it

“Nobody has told us,” it says.`
	if x.Title != "Letter asks eleven questions about a list" || strings.Join(x.Byline, "|") != "Ann Lee" || x.Published.String() != "2020-02-06T12:23" || x.Origin != "given" {
		t.Errorf("%s", show(x))
	}
	if x.Body != want {
		t.Errorf("body:\n%s\nwant\n%s", x.Body, want)
	}
}

func TestPlainTextBrokenAtAWidth(t *testing.T) {
	x := FromPlain(`A headline for a wrapped text

The committee heard four witnesses on Tuesday, and each of them
described the same problem in different words, which is rare
enough in that room.

None of them wanted to name the company.
`, Options{})
	if want := "The committee heard four witnesses on Tuesday, and each of them described the same problem in different words, which is rare enough in that room.\n\nNone of them wanted to name the company."; x.Body != want {
		t.Errorf("body %q", x.Body)
	}
}

func TestPlainTextWithoutHeadline(t *testing.T) {
	first := strings.Repeat("The statement says the same thing again and again. ", 6)
	if x := FromPlain(first+"\n\nAnd then it ends with a sentence of ordinary length.", Options{}); x.Title != "" || !strings.HasPrefix(x.Body, "The statement says") {
		t.Errorf("%s", show(x))
	}
	for _, in := range []string{"", "\n\n", "\xff\xfe", "One"} {
		check(t, FromPlain(in, Options{}))
	}
}

func TestTextInScripts(t *testing.T) {
	para := "The messenger has begun to encrypt all chats, it said on Thursday. The change had been announced four years before. "
	for name, script := range map[string]string{
		"one string of html":   `<script>window.__STATE__={"body":"\u003cp\u003e` + strings.Repeat(para, 3) + `\u003c/p\u003e\u003cp\u003eAnd a \"last\" word.\u003c/p\u003e","css":"a{b:c;d:e;f:g;h:i}"}</script>`,
		"data inside a string": `<script>self.__next_f.push([1,"{\"html\":\"\\u003cp\\u003e` + strings.Repeat(para, 4) + `And a \\\"last\\\" word.\\u003c/p\\u003e\"}"])</script>`,
		"paragraphs by key":    `<script type="application/json">{"a":[` + strings.Repeat(`{"type":"p","text":"`+para+`"},`, 4) + `{"type":"p","text":"Somebody then said: and a \"last\" word."}]}</script>`,
	} {
		x := extract(t, "<html><head><title>Messenger encrypts all chats now</title>"+script+"</head><body><div id=root></div></body></html>", Options{})
		if !strings.Contains(x.Body, "four years before") || !strings.Contains(x.Body, `"last" word`) || strings.Contains(x.Body, "<") {
			t.Errorf("%s: %s", name, show(x))
		}
	}
	// What readers see wins over what scripts hold.
	x := extract(t, "<h1>Letter asks for answers</h1>"+strings.Repeat(filler, 1)+strings.ReplaceAll(filler, "Tuesday", "Friday")+`<script>var x={"text":"`+strings.Repeat(para, 9)+`"}</script>`, Options{})
	if strings.Contains(x.Body, "messenger") {
		t.Error("a script's text replaced the page's")
	}
}

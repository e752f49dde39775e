package page

import (
	"strings"
	"testing"

	"cipherdesk/internal/news"
)

func TestLexiconKnowsItsOwnPhrases(t *testing.T) {
	l := shortBlocks()
	if len(l.is) < 300 || len(l.starts) < 200 || len(l.has) < 10 {
		t.Fatalf("phrases are missing: %d %d %d", len(l.is), len(l.starts), len(l.has))
	}
	for phrase, why := range l.is {
		if got, alone := l.reason(phrase); got != why || !alone {
			t.Errorf("%q: %q %v, want %q", phrase, got, alone, why)
		}
	}
	for phrase := range l.starts {
		if got, _ := l.reason(phrase + " and more"); got == "" {
			t.Errorf("%q is not found at a beginning", phrase)
		}
	}
}

func TestShortBlocks(t *testing.T) {
	l := shortBlocks()
	for in, want := range map[string]string{
		"READ MORE:": "see-also", "Lire aussi :": "see-also", "Das könnte Sie auch interessieren": "see-also", "También te puede interesar": "see-also",
		"Share this article": "share", "Spread the love": "share", "Have your say": "comments", "Schreibe einen Kommentar": "comments",
		"Advertisement. Scroll to continue reading.": "advertisement", "Werbung": "advertisement", "Exit mobile version": "site",
		"Sign up to our daily newsletter": "newsletter", "We use cookies to give you the best experience": "consent",
		"Photograph: Ann Lee/Harbour": "picture", "© 2021 Harbour Post": "site", "Send me tips at ann@example.org": "author", "Leave a Reply": "comments",
	} {
		if got, _ := l.reason(labelOf(in)); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
	for _, in := range []string{
		"Facebook made 16.8 million reports.", "What do they want?", "The share of reports that rests on reading content", "Related crimes rose by a tenth.",
		"Next steps", "A list with two owners", "“We urge you to recognise this,” they write.", "Comments from both ministers were sharp.",
		"By the end of June the plan was dropped.", "Sharing of images rose.", "It’s the least they deserve.", "Signal said it would walk.",
		"Pictures of children were found.", "Cookies are not the issue, he said.", "Recommendation 4: publish the list", "In 2004 Facebook was founded.",
	} {
		k := block{text: in, label: labelOf(in), words: len(strings.Fields(in))}
		if why := l.judge(&k); why != "" {
			t.Errorf("%q is cut as %q", in, why)
		}
	}
}

func TestNamesOfParts(t *testing.T) {
	var got []string
	words("mvp-authorBox js_shareBar2x NEWS", func(w string) bool { got = append(got, w); return true })
	if want := "mvp author box js share bar x news"; strings.Join(got, " ") != want {
		t.Errorf("words %q, want %q", got, want)
	}
	// A name on the box of the article is not the article's.
	for _, class := range []string{"newsletter-post", "has-share-bar", "comments-open", "promo layout", "paywall", "teaser"} {
		x := extract(t, "<body><div class='"+class+"'><h1>Letter asks for answers</h1>"+filler+filler+"</div></body>", Options{})
		if !strings.Contains(x.Body, "four witnesses") {
			t.Errorf("class %q took the article away: %s", class, show(x))
		}
	}
	x := extract(t, "<body><article><h1>Letter asks for answers</h1>"+filler+"<p class=paywall>"+strings.Repeat("Subscribers read this paragraph too, because it stands in the page. ", 6)+"</p></article></body>", Options{})
	if !strings.Contains(x.Body, "Subscribers read this") {
		t.Errorf("a paragraph was judged by its class: %s", show(x))
	}
}

func TestSeeAlsoIsDataNotText(t *testing.T) {
	x := extract(t, "<article><h1>Letter asks for answers</h1>"+filler+"<p><strong>READ MORE: <a href=/older>An older letter that had no answer</a></strong></p>"+
		strings.ReplaceAll(filler, "Tuesday", "Friday")+"<h3>See also</h3><ul><li><a href=/one>The first hearing of the committee</a></li><li><a href=/two>The second hearing of the committee</a></li></ul></article>", Options{URL: "https://example.org/a"})
	var got []string
	for _, l := range x.Links {
		got = append(got, l.Place+" "+l.URL)
	}
	want := "see-also https://example.org/older|see-also https://example.org/one|see-also https://example.org/two"
	if strings.Join(got, "|") != want || strings.Contains(x.Body, "older letter") || strings.Contains(x.Body, "second hearing") {
		t.Errorf("%s", show(x))
	}
}

// An article may end in a heading that is a link with no address: nothing is
// known of where it leads.
func TestHeadingThatLeadsNowhere(t *testing.T) {
	x := extract(t, "<article><h1>Letter asks for answers</h1>"+filler+"<h2><a>What the letter says</a></h2><p>It says more.</p></article>", Options{})
	if !strings.Contains(x.Body, "What the letter says") || !strings.Contains(x.Body, "It says more.") {
		t.Errorf("%s", show(x))
	}
}

func TestListsTablesQuotesAreMarked(t *testing.T) {
	x := extract(t, "<article><h1>Letter asks for answers</h1>"+filler+"<ul><li>one thing</li><li>another thing<ul><li>a thing inside it</li></ul></li></ul>"+
		"<blockquote><p>We were not asked.</p><p>Nobody was.</p></blockquote><table><tr><th>Year</th><th>Reports</th></tr><tr><td>2018</td><td><b>16.8</b> million</td></tr></table>"+
		"<pre>line one\nline two</pre>"+strings.ReplaceAll(filler, "Tuesday", "Friday")+"</article>", Options{})
	for _, want := range []string{"\n\n• one thing\n\n• another thing\n\n• a thing inside it\n\n", "\n\n> We were not asked.\n\n> Nobody was.\n\n", "\n\nYear | Reports\n2018 | 16.8 million\n\n", "\n\nline one\nline two\n\n"} {
		if !strings.Contains(x.Body, want) {
			t.Errorf("%q is not in\n%s", want, x.Body)
		}
	}
}

func TestTemplateCutsWhatOtherArticlesHaveToo(t *testing.T) {
	page := func(n string) []byte {
		return []byte("<html><body><article><h1>Letter number " + n + " asks</h1><p>The " + n + " letter was read aloud to a full room on a morning in spring, and nobody spoke for a while after it.</p>" +
			"<p>The desk of this paper has always held that letters ought to be answered.</p><p>What the " + n + " answer will be, and who is to give it, no one at the table wanted to say before the summer.</p>" +
			"<p>The Harbour Post was founded by eleven printers and is owned by its readers, who elect the board each autumn in a meeting that is open to all and often long.</p></article></body></html>")
	}
	var none, learned Template
	for _, n := range []string{"first", "second", "third"} {
		learned = learned.Learn(news.ArticleID(n), page(n), Options{})
	}
	if none.Version() != "" || learned.Version() == "" {
		t.Fatalf("versions %q and %q", none.Version(), learned.Version())
	}
	x := extract(t, string(page("fourth")), Options{Template: learned, Article: "fourth"})
	if strings.Contains(x.Body, "desk of this paper") || strings.Contains(x.Body, "eleven printers") || !strings.Contains(x.Body, "fourth letter") || !strings.Contains(x.Body, "fourth answer") {
		t.Errorf("%s", show(x))
	}
	if x.Version != Version+"+"+learned.Version() {
		t.Errorf("version %q does not name the template", x.Version)
	}
	if x = extract(t, string(page("third")), Options{Template: learned, Article: "third"}); !strings.Contains(x.Body, "desk of this paper") {
		t.Error("an article was counted among its own others")
	}
	if x = extract(t, string(page("fourth")), Options{}); !strings.Contains(x.Body, "desk of this paper") {
		t.Error("the untaught extractor cuts what it cannot know")
	}
	again := learned.Learn("third", page("third"), Options{})
	if again.Version() != learned.Version() {
		t.Error("the same page taught something twice")
	}
	var other Template
	other = other.Learn("fourth", page("fourth"), Options{}).Learn("first", page("first"), Options{})
	if a, b := learned.Merge(other), other.Merge(learned); a.Version() != b.Version() {
		t.Errorf("merging depends on the order: %s %s", a.Version(), b.Version())
	}
}

func TestRepeatedBackgroundInTheMidstStays(t *testing.T) {
	background := "<p>The regulator was set up in 2003 to watch over telephone companies, and was given messaging services to watch over as well by a law that passed in the autumn of last year.</p>"
	page := func(n string) []byte {
		return []byte("<article><h1>Hearing number " + n + " held</h1><p>The " + n + " hearing took place behind closed doors, and those who came out of it were not in the mood to speak to anybody.</p>" + background +
			"<p>The date of what follows the " + n + " hearing is not known, and the clerk of the committee would not be drawn on it either.</p></article>")
	}
	var learned Template
	for _, n := range []string{"first", "second", "third", "fifth"} {
		learned = learned.Learn(news.ArticleID(n), page(n), Options{})
	}
	if x := extract(t, string(page("fourth")), Options{Template: learned, Article: "fourth"}); !strings.Contains(x.Body, "set up in 2003") {
		t.Errorf("a paragraph of background was taken for template: %s", show(x))
	}
}

package page

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"cipherdesk/internal/news"
)

var update = flag.Bool("update", false, "rewrite the golden files in testdata")

// check holds what is true of every text, whatever it was made from.
func check(t *testing.T, x news.Text) {
	t.Helper()
	if !utf8.ValidString(x.Body) || strings.Contains(x.Body, "\n\n\n") || x.Body != strings.TrimSpace(x.Body) {
		t.Errorf("body is not clean: %.200q", x.Body)
	}
	for _, l := range x.Links {
		switch {
		case l.Start < 0 && l.Place == "body", l.Start >= 0 && l.Place != "body":
			t.Errorf("link %+v: place and offsets disagree", l)
		case l.Start >= 0 && x.Body[l.Start:l.End] != l.Anchor:
			t.Errorf("link %q stands on %q", l.Anchor, x.Body[l.Start:l.End])
		case !strings.HasPrefix(l.URL, "http"):
			t.Errorf("link %q is not absolute", l.URL)
		}
	}
	for _, c := range x.Cuts {
		if c.Reason == "" || c.Words == "" || strings.Contains(c.Reason, news.ErrPanic.Error()) {
			t.Errorf("cut without reason or words: %+v", c)
		}
	}
	if x.Published.Known() && (len(x.Dates) == 0 || x.Dates[0] != x.Published) {
		t.Errorf("the published claim is not the first of the dates: %v %v", x.Published, x.Dates)
	}
	for _, c := range x.Dates {
		if !c.Known() || c.Origin == "" {
			t.Errorf("date without content or origin: %+v", c)
		}
	}
}

// show writes a text for people to read and for goldens to compare.
func show(x news.Text) string {
	var b strings.Builder
	fmt.Fprintf(&b, "title: %s\nbyline: %s\npublished: %s\nlanguage: %s\ncanonical: %s\nimage: %s\nsummary: %s\nrights: %+v\n",
		x.Title, strings.Join(x.Byline, "; "), x.Published, x.Language, x.Canonical, x.Image, x.Summary, x.Rights)
	for _, d := range x.Dates {
		fmt.Fprintf(&b, "date: %s (%s, zone %s) %q %s\n", d, d.Origin, d.Zone, d.Raw, d.Doubt)
	}
	for _, u := range x.Updates {
		fmt.Fprintf(&b, "update: %s %q %s\n", u.Time, u.Words, u.Time.Doubt)
	}
	for _, l := range x.Links {
		fmt.Fprintf(&b, "link: %s %s %q\n", l.Place, l.URL, l.Anchor)
	}
	for _, c := range x.Cuts {
		fmt.Fprintf(&b, "cut: %s: %s\n", c.Reason, c.Words)
	}
	return b.String() + "\n" + x.Body + "\n"
}

func TestPagesOfOurOwn(t *testing.T) {
	files, err := filepath.Glob("testdata/*.html")
	if err != nil || len(files) < 7 {
		t.Fatal("testdata is missing", err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			body, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			x, err := Extract(body, Options{URL: "https://site.example.org/news/page"})
			if err != nil {
				t.Fatal(err)
			}
			check(t, x)
			golden := strings.TrimSuffix(file, ".html") + ".txt"
			if *update {
				if err := os.WriteFile(golden, []byte(show(x)), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if got := show(x); got != string(want) {
				t.Errorf("differs from %s; got\n%s", golden, got)
			}
		})
	}
}

// extract reads a page that must be readable.
func extract(t *testing.T, page string, o Options) news.Text {
	t.Helper()
	x, err := Extract([]byte(page), o)
	if err != nil {
		t.Fatal(err)
	}
	check(t, x)
	return x
}

const filler = "<p>The committee heard four witnesses on Tuesday, and each of them described the same problem in different words, which is rare enough.</p>" +
	"<p>None of the witnesses, all of whom had been asked in writing before, wanted to name the company that they had in mind.</p>"

func TestExtractIsPure(t *testing.T) {
	page := "<html><body><h1>A headline of five words</h1>" + filler + "<p>See <a href='/b'>the second letter</a> for more.</p></body></html>"
	o := Options{URL: "https://example.org/a"}
	if a, b := extract(t, page, o), extract(t, page, o); show(a) != show(b) {
		t.Error("two readings of one page differ")
	}
}

func TestInlineTagsAddNoSpaces(t *testing.T) {
	x := extract(t, "<article><h1>Something was said today</h1>"+filler+"<p>“We <b>never</b> said th<i>at</i>”, she&nbsp;said\u00ad to <a href=/x>the <em>paper</em></a>.</p></article>", Options{URL: "https://example.org/"})
	if want := "“We never said that”, she said to the paper."; !strings.HasSuffix(x.Body, want) {
		t.Errorf("body ends %q", x.Body[max(0, len(x.Body)-80):])
	}
	if l := x.Links[len(x.Links)-1]; l.Anchor != "the paper" || l.URL != "https://example.org/x" {
		t.Errorf("link %+v", l)
	}
}

func TestSelectors(t *testing.T) {
	page := "<html><body><h1>Site name on every page here</h1><div class=kick>The real headline</div><div class=story>" + filler +
		"<div class=box><p>This box is about something else entirely, and long enough to pass for a paragraph of the article itself.</p></div></div><div class=rest><p>Other words, of which there are quite a few, that belong to no article at all and never did.</p></div></body></html>"
	o := Options{Selectors: news.Selectors{Title: ".kick", Body: ".story", Drop: []string{".box", "]["}}}
	x := extract(t, page, o)
	if x.Title != "The real headline" || strings.Contains(x.Body, "box") || strings.Contains(x.Body, "Other words") || !strings.Contains(x.Body, "four witnesses") {
		t.Errorf("selectors not followed: %s", show(x))
	}
	if len(x.Cuts) == 0 || x.Cuts[0].Reason != "selector .box" {
		t.Errorf("the dropped box is not recorded: %+v", x.Cuts)
	}
}

func TestHiddenWords(t *testing.T) {
	long := filler + strings.ReplaceAll(filler, "Tuesday", "Friday")
	for name, page := range map[string]string{
		"a body hidden until styles are there": `<body style="visibility: hidden"><h1>Letter asks for answers</h1>` + long,
		"an article that a script would show":  `<body><h1>Letter asks for answers</h1><div id=app style="display:none"><article>` + long + `</article></div>`,
	} {
		if x := extract(t, page, Options{}); !strings.Contains(x.Body, "four witnesses") {
			t.Errorf("%s: %s", name, show(x))
		}
	}
	x := extract(t, `<h1>Letter asks for answers</h1>`+long+`<div hidden><p>This dialogue asks for an address, a name and a birthday, and for a consent that no reader has read.</p></div>`, Options{})
	if strings.Contains(x.Body, "dialogue") {
		t.Error("a hidden box beside an article is read")
	}
}

func TestOneBulletForOneItem(t *testing.T) {
	x := extract(t, "<article><h1>Letter asks for answers</h1>"+filler+"<ul><li><p>First half of an item.</p><p>Second half of it.</p></li><li>Next</li></ul>"+strings.ReplaceAll(filler, "Tuesday", "Friday")+"</article>", Options{})
	if !strings.Contains(x.Body, "• First half of an item.\n\nSecond half of it.\n\n• Next") {
		t.Errorf("%s", x.Body)
	}
}

func TestCanonicalOfTheFrontPageIsNone(t *testing.T) {
	for href, want := range map[string]string{"https://example.org/": "", "/a/b": "https://example.org/a/b", "https://other.example/a": "https://other.example/a", "javascript:x": ""} {
		if x := extract(t, `<link rel=canonical href="`+href+`"><h1>Letter asks for answers</h1>`+filler, Options{URL: "https://example.org/a/b?x=1"}); x.Canonical != want {
			t.Errorf("%s: %q, want %q", href, x.Canonical, want)
		}
	}
}

func TestLateWordsAreRecordedOnce(t *testing.T) {
	page := "<article><h1>Two captions and one picture</h1>" + filler +
		"<figure><img src=a.jpg><figcaption>The minister at the door of the old harbour office on Monday</figcaption></figure>" +
		"<p>The minister at the door of the old harbour office on Monday</p>" + strings.ReplaceAll(filler, "Tuesday", "Friday") + "</article>"
	x := extract(t, page, Options{})
	if strings.Contains(x.Body, "The minister at the door") {
		t.Error("a caption is in the body")
	}
	captions := 0
	for _, c := range x.Cuts {
		if c.Reason == "caption" {
			captions++
		}
	}
	if captions != 1 {
		t.Errorf("%d captions recorded, want 1: %+v", captions, x.Cuts)
	}
}

func TestRights(t *testing.T) {
	for meta, want := range map[string]news.Rights{
		``: {MaxSnippet: -1},
		`<meta name=robots content="index, nosnippet">`:                                            {MaxSnippet: -1, NoSnippet: true},
		`<meta name=ROBOTS content="max-snippet: 50, NOARCHIVE">`:                                  {MaxSnippet: 50, NoArchive: true},
		`<meta name=robots content="max-snippet:-1">`:                                              {MaxSnippet: -1},
		`<meta name=robots content="max-snippet:200"><meta name=googlebot content=max-snippet:90>`: {MaxSnippet: 90},
		`<meta name=robots content="max-snippet:0">`:                                               {MaxSnippet: 0, NoSnippet: true},
		`<meta name=tdm-reservation content=1>`:                                                    {MaxSnippet: -1, TDMReserve: true},
		`<meta name=tdm-reservation content=0>`:                                                    {MaxSnippet: -1},
		`<meta name=robots content="noai, noimageai">`:                                             {MaxSnippet: -1, TDMReserve: true},
	} {
		if x := extract(t, meta+"<h1>One headline for every test</h1>"+filler, Options{}); x.Rights != want {
			t.Errorf("%s: rights %+v, want %+v", meta, x.Rights, want)
		}
	}
	if x := extract(t, "<h1>One headline for every test</h1><div data-nosnippet>"+filler+"</div>", Options{}); !x.Rights.NoSnippet {
		t.Error("data-nosnippet is not obeyed")
	}
}

func TestLanguage(t *testing.T) {
	german := "Die Abstimmung ist von der Tagesordnung genommen worden, weil am Morgen keine Mehrheit mehr zu sehen war. Mehrere Staaten hatten in der Nacht erklärt, dass sie dem Entwurf so nicht zustimmen. "
	for _, c := range []struct{ stated, body, outlet, want string }{
		{"en-GB", "Too short to tell.", "", "en"},
		{"", strings.Repeat(german, 3), "", "de"},
		{"en-US", strings.Repeat(german, 8), "", "de"},
		{"de_AT", strings.Repeat(german, 8), "", "de"},
		{"", "Kurz.", "nl", "nl"},
		{"", "Kurz.", "", ""},
		{"klingon!", "", "", ""},
	} {
		var outlet []string
		if c.outlet != "" {
			outlet = []string{c.outlet}
		}
		if got := sayLanguage(c.stated, c.body, outlet); got != c.want {
			t.Errorf("stated %q, %.20q: %q, want %q", c.stated, c.body, got, c.want)
		}
	}
}

func TestFromFeed(t *testing.T) {
	published := news.Claim{Raw: "Tue, 02 Feb 2021 10:00:00 GMT", Time: time.Date(2021, 2, 2, 10, 0, 0, 0, time.UTC), Precision: news.PrecisionSecond, Zone: news.ZoneStated, Origin: news.OriginFeed}
	item := news.Item{Title: "Four witnesses, one problem", Link: "https://example.org/a", Authors: []string{"By Ann Lee and Bo Kim"}, Published: published,
		Summary: "<p>A summary.</p>", Content: filler + "<p>Read more: <a href='https://example.org/b'>an older hearing of the committee</a></p><p>The post Four witnesses appeared first on Example.</p>", Language: "en"}
	x := FromFeed(item, Options{})
	check(t, x)
	if x.Origin != "feed" || x.Title != item.Title || strings.Join(x.Byline, "+") != "Ann Lee+Bo Kim" || x.Published != published || x.Canonical != item.Link || x.Summary != "A summary." {
		t.Errorf("%s", show(x))
	}
	if strings.Contains(x.Body, "older hearing") || strings.Contains(x.Body, "appeared first") || !strings.Contains(x.Body, "four witnesses") {
		t.Errorf("body:\n%s", x.Body)
	}
	if len(x.Links) != 1 || x.Links[0].Place != "see-also" {
		t.Errorf("links %+v", x.Links)
	}
	item.Content = ""
	if x = FromFeed(item, Options{}); x.Body != "A summary." {
		t.Errorf("without content the body is %q", x.Body)
	}
	if x = FromFeed(news.Item{Title: "Only a title"}, Options{}); x.Body != "" || x.Title != "Only a title" || x.Published.Known() {
		t.Errorf("%s", show(x))
	}
}

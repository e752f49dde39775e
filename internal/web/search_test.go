package web

import (
	"fmt"
	"html"
	"net/url"
	"strings"
	"testing"

	"cipherdesk/internal/news"
	"cipherdesk/internal/store"
)

func searchPath(q string) string { return "/search?q=" + url.QueryEscape(q) }

// What each search finds, by the fields that only the desk knows.
func TestSearchKnowsTheDesksNames(t *testing.T) {
	r, _ := openDesk(t)
	for q, want := range map[string]string{
		`tag:open-letter-campaign kind:press lang:nl`:    "Kinderorganisaties",
		`tag:"Open letters" outlet:"Open Line"`:          "A door for everyone",
		`kind:state committee`:                           "Minutes of the committee",
		`source:lantern-trust until`:                     "97 charities ask",
		`figure:4.2m signatories`:                        "97 signatories urge",
		`in:title door`:                                  "A door for everyone",
		`before:2026-03-11 veil`:                         "Police take over",
		`"halt its plan" -kind:child-protection`:         "97 charities ask",
		`outlet:chatterbox OR outlet:open-line 12 March`: "Our answer",
	} {
		body := r.page(searchPath(q))
		if !strings.Contains(plain(body), want) {
			t.Errorf("%s does not find %q", q, want)
		}
	}
	r.lacks(searchPath("tag:open-letter-campaign kind:press"), "A door for everyone", "Our letter to Chatterbox")
	r.lacks(searchPath("after:2026-03-12 encrypted"), "Police")
}

// plain is a page's text without its marks.
func plain(body string) string { return strings.NewReplacer("<mark>", "", "</mark>", "").Replace(body) }

func TestSearchExplainsWhatItCannotRead(t *testing.T) {
	r, _ := openDesk(t)
	for q, says := range map[string][]string{
		"colour:red letter":         {"<code>colour:</code> cannot be read", "no such field", "<code>tag:</code>", "in:"},
		"tag:client-side-scaning x": {"tag:client-side-scaning", "no such tag", `href="/search?q=tag%3Aclient-side-scanning&#43;x"`},
		"kind:newspaper":            {"no such kind of actor", `href="/search?q=kind%3Ageneral-press"`},
		"outlet:harbour":            {"no such outlet", `outlet:harbour-times`},
		"lang:english":              {"not the code of a language", `lang%3Aen`},
		"after:soon":                {"not a day, a month or a year", "after:2026-03-12"},
		"-only":                     {"a word that should occur"},
	} {
		res := r.get(searchPath(q))
		body := read(t, res)
		if res.StatusCode != 400 || !strings.Contains(body, `class="ask"`) {
			t.Errorf("%s: %d", q, res.StatusCode)
		}
		for _, words := range says {
			if !strings.Contains(body, words) {
				t.Errorf("%s: its page does not hold %s", q, words)
			}
		}
		if res := r.get("/api/v1/articles?q=" + url.QueryEscape(q)); res.StatusCode != 400 || !strings.Contains(read(t, res), "search: ") {
			t.Errorf("the API answers %s with %d", q, res.StatusCode)
		}
	}
}

func TestSearchMarksItsWords(t *testing.T) {
	r, _ := openDesk(t)
	r.holds(searchPath("charity"), "97 <mark>charities</mark> ask Chatterbox", "Ninety-seven <mark>charities</mark> have asked")
	// The words of a quotation that its article's page shows as well.
	r.holds(searchPath(`"harder to find"`), "no child becomes <mark>harder to find</mark>.", "“We ask only")
	// Words of the text that may not be shown.
	r.holds(searchPath("nobody is harmed"), "the words stand in its text, which is not shown here")
	r.lacks(searchPath("nobody is harmed"), "have been under discussion", "which is that")
}

// A search never shows more of a text than the page of the article does.
func TestSearchShowsNoMoreThanThePage(t *testing.T) {
	r, s := openDesk(t)
	for name, id := range s.ids {
		f, err := s.db.Article(t.Context(), id)
		if err != nil {
			continue
		}
		page := r.page("/article/" + string(id))
		for _, word := range strings.Fields(f.Text.Body)[:min(40, len(strings.Fields(f.Text.Body)))] {
			site := r.h.(*site)
			search, err := news.ParseSearch(strings.Trim(word, `"“”-:.,`))
			if err != nil {
				continue
			}
			for _, p := range marked(site.readPassages(pieceOf(f)), s.db.Marker(search)) {
				words := ""
				for _, run := range p.Words {
					words += run.Words
				}
				if !strings.Contains(strings.Join(strings.Fields(plain(html.UnescapeString(page))), " "), words) {
					t.Errorf("%s: a search for %q shows %q, which its page does not", name, word, words)
				}
			}
		}
	}
}

func TestSearchCountsKindsAndOrders(t *testing.T) {
	r, _ := openDesk(t)
	r.holds(searchPath("letter"), "policy press</a> 1", "kind%3Apolicy-press", "Newest first.", "order=best", "alerts: [&#34;letter&#34;]")
	best := r.page(searchPath("letter") + "&order=best")
	first, last := strings.Index(best, "Our <mark>letter</mark>"), strings.Index(best, "97 signatories")
	if first < 0 || last < first {
		t.Errorf("the headline's word does not come first: %d, %d", first, last)
	}
	more := r.page(searchPath("encrypt OR encryption"))
	if next := strings.Contains(more, "Older ›"); next {
		t.Log("paged")
	}
}

// A search that stopped says so, offers to go on, and does not say that there
// is nothing.
func TestAStoppedSearchSaysSo(t *testing.T) {
	r, _ := openDesk(t)
	page := searchPage{listing: listing{Path: "/search", Query: "?q=a"}, Q: "a", First: true, Older: "/search?q=a&cursor=x", Found: store.Found{Stopped: now, Next: "x"}}
	a, err := r.h.(*site).render(page.view("search", &page))
	if err != nil {
		t.Fatal(err)
	}
	for words, want := range map[string]bool{"asks for so much": true, `<a href="/search?q=a&amp;cursor=x">Look further back</a>`: true, "Nothing found": false} {
		if strings.Contains(string(a.body), words) != want {
			t.Errorf("%q: %v", words, !want)
		}
	}
}

// A search is a page and, under the same query, a feed of the same stories.
func TestASearchIsAFeed(t *testing.T) {
	r, _ := openDesk(t)
	for _, q := range []string{"letter", `tag:"Open letters" kind:press`, "after:2026-03-12"} {
		page := r.page(searchPath(q))
		at := strings.Index(page, `href="/search.atom?q=`)
		if at < 0 {
			t.Fatalf("%s: no feed", q)
		}
		path, _, _ := strings.Cut(page[at+len(`href="`):], `"`)
		feed := r.page(html.UnescapeString(path))
		for _, title := range []string{"97 charities ask", "A door for everyone", "Our answer to the letter", "Police take over"} {
			if strings.Contains(plain(page), title) != strings.Contains(feed, title) {
				t.Errorf("%s: page and feed disagree about %q", q, title)
			}
		}
	}
}

// More searches than may run at once wait for each other and all come to an
// answer.
func TestSearchesTakeTurns(t *testing.T) {
	r, _ := openDesk(t)
	done := make(chan int)
	for i := range 20 {
		go func() { done <- r.get(searchPath(fmt.Sprintf("letter OR word%d", i))).StatusCode }()
	}
	for range 20 {
		if code := <-done; code != 200 {
			t.Errorf("%d", code)
		}
	}
}

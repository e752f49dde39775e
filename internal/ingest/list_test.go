package ingest

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"cipherdesk/internal/news"
	"cipherdesk/internal/store"
)

// headlineWords make headlines of their own for any number of articles.
var headlineWords = strings.Fields("letters helplines petitions figures statements replies hearings reports surveys speeches briefings visits awards studies briefs debates")

func headlineOf(n int) string {
	return fmt.Sprintf("Lantern Trust publishes its %s on private messages no %d", headlineWords[n%len(headlineWords)], n)
}

// newsroom is a page that lists articles by number, the newest first, at
// addresses of one form.
func newsroom(form string, numbers ...int) string {
	var b strings.Builder
	b.WriteString("<!doctype html><title>News</title><nav><a href=/about>About us</a><a href=/donate>Donate</a></nav><main><ul class=news>")
	for _, n := range numbers {
		fmt.Fprintf(&b, `<li><h3><a href="`+form+`">%s</a></h3></li>`, n, headlineOf(n))
	}
	b.WriteString("</ul></main>")
	return b.String()
}

func upTo(from, to int) (out []int) {
	for n := from; n >= to; n-- {
		out = append(out, n)
	}
	return out
}

// withList is a bench whose one outlet has one source at /news.
func withList(t *testing.T, spec news.FeedSpec) (*bench, *site) {
	t.Helper()
	s := newSite(t)
	b := newBench(t, s)
	return b.reconfigured(t, s, spec), s
}

// reconfigured is the same database under another feeds.yaml.
func (b *bench) reconfigured(t *testing.T, s *site, spec news.FeedSpec) *bench {
	t.Helper()
	o := b.Outlets[0]
	spec.URL, spec.Cron = s.URL+"/news", "0 * * * *"
	if len(spec.Alternates) > 0 {
		spec.Alternates = []string{s.URL + spec.Alternates[0]}
	}
	o.Feeds = []news.FeedSpec{spec}
	options := b.Options
	options.Outlets = []news.Outlet{o}
	p, err := New(context.Background(), options)
	if err != nil {
		t.Fatal(err)
	}
	return &bench{Poller: p, clock: b.clock, db: b.db}
}

func (b *bench) list(t *testing.T, s *site, body string) Report {
	t.Helper()
	s.answer("/news", page200("text/html", body))
	b.pass(t, 3*time.Hour)
	r := b.poll(t, Selection{All: true})
	if len(r) != 1 {
		t.Fatalf("%d reports: %+v", len(r), r)
	}
	return r[0]
}

// today counts the articles that a reader would take for news of their day.
func (b *bench) today(t *testing.T) (fresh, all int) {
	t.Helper()
	rows, _, err := b.db.Articles(context.Background(), news.Query{Limit: 500})
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range rows {
		if !r.FromFirst {
			fresh++
		}
	}
	return fresh, len(rows)
}

var byList = news.FeedSpec{Kind: news.KindIndex, Link: "ul.news a"}

func TestAListBringsWhatIsNewAndNothingElse(t *testing.T) {
	b, s := withList(t, byList)
	if r := b.list(t, s, newsroom("/news/%d/", upTo(10, 1)...)); r.Outcome != news.OutcomeOK || r.New != 10 {
		t.Fatalf("%+v", r)
	}
	if r := b.list(t, s, newsroom("/news/%d/", upTo(12, 3)...)); r.New != 2 || r.Changed != 0 {
		t.Fatalf("%+v", r)
	}
	// The newest was taken off again: what comes back into view below is old.
	if r := b.list(t, s, newsroom("/news/%d/", upTo(11, 1)...)); r.New != 0 {
		t.Fatalf("%+v", r)
	}
	if r := b.list(t, s, newsroom("/news/%d/", append(upTo(11, 1), 0)...)); len(r.Repairs) != 1 {
		t.Fatalf("%+v", r)
	}
	if fresh, all := b.today(t); fresh != 2 || all != 13 {
		t.Errorf("%d of %d articles are news; want 2 of 13", fresh, all)
	}
}

func TestALongListIsAnArchive(t *testing.T) {
	b, s := withList(t, byList)
	b.list(t, s, newsroom("/news/%d/", upTo(200, 1)...))
	b.list(t, s, newsroom("/news/%d/", upTo(201, 1)...))
	b.list(t, s, newsroom("/news/%d/", upTo(201, 1)...))
	if fresh, all := b.today(t); fresh != 1 || all != firstList+1 {
		t.Errorf("%d of %d articles are news; want 1 of %d", fresh, all, firstList+1)
	}
	// A list that grows by an archive brings no day of 200 stories.
	b.list(t, s, newsroom("/news/%d/", upTo(401, 1)...))
	if fresh, _ := b.today(t); fresh != 1 {
		t.Errorf("%d articles are news after the list grew", fresh)
	}
}

func TestASiteThatMovesItsPagesHasNoNews(t *testing.T) {
	b, s := withList(t, byList)
	b.list(t, s, newsroom("/news/%d/", upTo(10, 1)...))
	r := b.list(t, s, newsroom("/latest/article-%d", upTo(13, 1)...))
	if r.Outcome != news.OutcomeOK || len(r.Repairs) == 0 {
		t.Fatalf("%+v", r)
	}
	rows, _, err := b.db.Articles(context.Background(), news.Query{Limit: 500})
	if err != nil {
		t.Fatal(err)
	}
	if len(rows) != 13 {
		t.Errorf("%d articles; want 10 known and 3 others", len(rows))
	}
	if fresh, _ := b.today(t); fresh != 0 {
		t.Errorf("%d articles are news of the day of the move", fresh)
	}
	id, err := b.db.Resolve(context.Background(), s.URL+"/latest/article-7")
	if err != nil || id != store.ArticleID(s.URL+"/news/7/") {
		t.Errorf("the new address leads to %s, %v", id, err)
	}
	// The pages answer at their new addresses only: none has vanished.
	s.answer("/latest/article-7", page200("text/html", "<title>x</title><article><h1>"+headlineOf(7)+"</h1><p>"+strings.Repeat("The charities ask the company to keep private messages safe for children. ", 20)))
	b.pass(t, 40*time.Hour)
	b.poll(t, Selection{})
	if full, err := b.db.Article(context.Background(), id); err != nil || full.Gone || full.Text.Body == "" {
		t.Errorf("after the move: gone %v, %d bytes of text, %v", full.Gone, len(full.Text.Body), err)
	}
}

func TestASelectorThatMatchesNavigationBringsNothing(t *testing.T) {
	b, s := withList(t, byList)
	b.list(t, s, newsroom("/news/%d/", upTo(10, 1)...))
	menu := "<title>x</title><ul class=news>"
	for _, words := range []string{"About us", "Our work", "Donate", "Contact us", "Careers", "Help and advice"} {
		menu += fmt.Sprintf("<li><a href=/%s>%s</a></li>", news.Slug(words), words)
	}
	for range 12 { // for ever
		r := b.list(t, s, menu+"</ul>")
		if r.Outcome != news.OutcomeBroken || !strings.Contains(r.Error, "navigation") {
			t.Fatalf("%+v", r)
		}
	}
	if st := b.state(t); st.Status != news.FeedBroken || st.LastError == "" {
		t.Errorf("%+v", st)
	}
	if _, all := b.today(t); all != 10 {
		t.Errorf("%d articles", all)
	}
	if r := b.list(t, s, newsroom("/news/%d/", upTo(11, 2)...)); r.Outcome != news.OutcomeOK || r.New != 1 || b.state(t).Status != news.FeedOK {
		t.Errorf("after it was mended: %+v", r)
	}
}

func TestARebuiltListIsBelievedAfterADay(t *testing.T) {
	b, s := withList(t, byList)
	b.list(t, s, newsroom("/news/%d/", upTo(10, 1)...))
	taken := -1
	for poll := range 14 {
		if r := b.list(t, s, newsroom("/stories/%d/", upTo(60, 51)...)); r.Outcome == news.OutcomeOK {
			taken = poll
			break
		}
	}
	if taken < 8 {
		t.Errorf("taken at poll %d, 3 hours apart", taken)
	}
	if fresh, all := b.today(t); fresh != 0 || all != 20 {
		t.Errorf("%d of %d articles are news", fresh, all)
	}
	if r := b.list(t, s, newsroom("/stories/%d/", upTo(61, 52)...)); r.New != 1 {
		t.Errorf("the next story: %+v", r)
	}
}

func TestAQuickOutletIsNotTakenForARebuiltOne(t *testing.T) {
	b, s := withList(t, byList)
	b.list(t, s, newsroom("/news/%d/", upTo(10, 1)...))
	b.list(t, s, newsroom("/news/%d/", upTo(17, 8)...))
	if r := b.list(t, s, newsroom("/news/%d/", upTo(27, 18)...)); r.Outcome != news.OutcomeOK || r.New != 10 {
		t.Errorf("%+v", r)
	}
	b.pass(t, 40*24*time.Hour) // nobody looked for over a month
	if r := b.list(t, s, newsroom("/news/%d/", upTo(90, 81)...)); r.Outcome != news.OutcomeOK || r.New != 10 {
		t.Errorf("%+v", r)
	}
}

func TestAnotherSelectorIsReadAtOnceAndIsNoNews(t *testing.T) {
	b, s := withList(t, byList)
	page := strings.Replace(newsroom("/news/%d/", upTo(10, 1)...), "</main>", "<ol class=blog>"+strings.Join(strings.Split(newsroom("/blog/%d", upTo(30, 21)...), "<ul class=news>")[1:], "")+"</ol></main>", 1)
	b.list(t, s, page)
	b = b.reconfigured(t, s, news.FeedSpec{Kind: news.KindIndex, Link: "main a"})
	b.pass(t, 3*time.Hour)
	r := b.poll(t, Selection{All: true})[0] // the page is the same, byte for byte
	if r.Outcome != news.OutcomeOK || r.Items != 20 {
		t.Fatalf("%+v", r)
	}
	if fresh, all := b.today(t); fresh != 0 || all != 20 {
		t.Errorf("%d of %d articles are news", fresh, all)
	}
}

func TestBreakageHasAReason(t *testing.T) {
	for name, tt := range map[string]struct {
		body, words string
		status      news.FeedStatus
	}{
		"rebuilt":      {strings.ReplaceAll(newsroom("/news/%d/", upTo(10, 1)...), "class=news", "class=cards"), "try link: 'a[href*=\"/news/\"]", news.FeedBroken},
		"script":       {"<title>News</title><div id=root></div><script src=/app.js></script>", "a script may draw it", news.FeedBroken},
		"consent wall": {"<title>Before you continue</title><p>We need your consent to cookies.", "consent, login or refusal", news.FeedBlocked},
		"other sites":  {"<title>News</title><ul class=news><li><a href=https://elsewhere.example/1>One two three four</a></ul>", "1 to other sites", news.FeedBroken},
	} {
		t.Run(name, func(t *testing.T) {
			b, s := withList(t, byList)
			b.list(t, s, newsroom("/news/%d/", upTo(10, 1)...))
			r := b.list(t, s, tt.body)
			st := b.state(t)
			if !r.Outcome.Failed() || !strings.Contains(r.Error, tt.words) || st.Status != tt.status || st.LastError != r.Error {
				t.Errorf("%+v\nstate %s: %s", r, st.Status, st.LastError)
			}
			if _, all := b.today(t); all != 10 {
				t.Errorf("%d articles", all)
			}
		})
	}
}

func TestAListInAnotherFormChangesNoArticle(t *testing.T) {
	b, s := withList(t, byList)
	b.list(t, s, newsroom("/news/%d/", upTo(10, 1)...))
	r := b.list(t, s, strings.ReplaceAll(newsroom("/news/%d/", upTo(11, 2)...), "Lantern", "News: Lantern"))
	if r.Changed != 0 || r.New != 1 || len(r.Repairs) != 1 {
		t.Fatalf("%+v", r)
	}
	page := strings.ReplaceAll(newsroom("/news/%d/", upTo(11, 2)...), "Lantern", "News: Lantern")
	if r := b.list(t, s, strings.Replace(page, "no 5", "no 5, corrected", 1)); r.Changed != 1 {
		t.Errorf("an edit after that: %+v", r)
	}
}

func sitemapOf(form string, stamp func(n int) string, numbers ...int) string {
	var b strings.Builder
	b.WriteString(`<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">`)
	for _, n := range numbers {
		fmt.Fprintf(&b, "<url><loc>"+form+"</loc><lastmod>%s</lastmod></url>", n, stamp(n))
	}
	return b.String() + "</urlset>"
}

func TestAStampedStoryIsReadAgain(t *testing.T) {
	b, s := withList(t, news.FeedSpec{Kind: news.KindSitemap, Match: "/news/"})
	requests := map[string]int{}
	article := func(words string) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			requests[r.URL.Path]++
			w.Header().Set("Content-Type", "text/html")
			fmt.Fprintf(w, "<title>x</title><article><h1>Charities write to Chatterbox</h1><p>%s %s</article>", words,
				strings.Repeat("The charities ask the company to halt end-to-end encryption until children are safe. ", 12))
		}
	}
	for n := range 10 {
		s.answer(fmt.Sprintf("/news/%d", n), article("First words."))
	}
	stamps := map[int]string{}
	stamp := func(n int) string {
		if stamps[n] != "" {
			return stamps[n]
		}
		return "2026-02-01"
	}
	body := func() string { return sitemapOf(s.URL+"/news/%d", stamp, upTo(9, 0)...) }
	b.list(t, s, body())
	for range 40 { // until nothing is due any more
		b.pass(t, 24*time.Hour)
		if _, err := b.Poll(context.Background(), Selection{}); err != nil {
			t.Fatal(err)
		}
	}
	settled := requests["/news/3"]
	stamps[3] = "2026-03-02T09:00:00Z"
	b.list(t, s, body())
	if requests["/news/3"] != settled+1 {
		t.Errorf("%d requests for the page that changed, want one more than %d", requests["/news/3"], settled)
	}
	quiet := requests["/news/5"]
	for n := range 10 {
		stamps[n] = "2026-03-03T04:00:00Z" // rebuilt over night
	}
	if r := b.list(t, s, body()); len(r.Repairs) != 1 || r.Changed != 0 {
		t.Errorf("%+v", r)
	}
	if requests["/news/5"] > quiet {
		t.Error("a map that stamps every address anew caused a page to be read")
	}
	stamps[5] = "2026-03-03T10:00:00Z"
	b.list(t, s, body())
	if requests["/news/5"] != quiet+1 {
		t.Errorf("after that, one real change brought %d requests", requests["/news/5"]-quiet)
	}
}

func TestTheMapsOfAnIndexAreAskedAsFewAsCanBe(t *testing.T) {
	b, s := withList(t, news.FeedSpec{Kind: news.KindSitemap, Match: "/news/"})
	mod := map[string]string{"post-sitemap": "2026-03-01", "post-sitemap2": "2026-02-01", "page-sitemap": "2026-01-01", "author-sitemap": "2026-03-01"}
	index := func() string {
		out := "<sitemapindex>"
		for _, name := range []string{"author-sitemap", "page-sitemap", "post-sitemap", "post-sitemap2"} {
			out += fmt.Sprintf("<sitemap><loc>%s/%s.xml</loc><lastmod>%s</lastmod></sitemap>", s.URL, name, mod[name])
		}
		return out + "</sitemapindex>"
	}
	fixed := func(int) string { return "2026-02-01" }
	s.answer("/post-sitemap.xml", page200("application/xml", sitemapOf(s.URL+"/news/%d", fixed, upTo(9, 1)...)))
	s.answer("/post-sitemap2.xml", page200("application/xml", sitemapOf(s.URL+"/news/%d", fixed, upTo(99, 91)...)))
	s.answer("/page-sitemap.xml", page200("application/xml", sitemapOf(s.URL+"/about/%d", fixed, 1)))
	if r := b.list(t, s, index()); r.Items != 18 || r.Outcome != news.OutcomeOK {
		t.Fatalf("%+v", r)
	}
	asked := func() int {
		fs, _, err := b.db.Fetches(context.Background(), store.FetchQuery{Feed: b.state(t).ID})
		if err != nil {
			t.Fatal(err)
		}
		return len(fs)
	}
	if b.list(t, s, index()); asked() != 4 {
		t.Errorf("%d requests on record; want the index twice, two of its maps once", asked())
	}
	mod["post-sitemap"] = "2026-03-02"
	s.answer("/post-sitemap.xml", page200("application/xml", sitemapOf(s.URL+"/news/%d", fixed, upTo(10, 1)...)))
	if r := b.list(t, s, index()); r.New != 1 {
		t.Errorf("%+v", r)
	}
	if asked() != 6 {
		t.Errorf("%d requests on record; want 3 for the index and 3 for its maps", asked())
	}
}

func TestAnIndexWithoutDatesIsLookedInto(t *testing.T) {
	b, s := withList(t, news.FeedSpec{Kind: news.KindSitemap})
	fixed := func(int) string { return "" }
	s.answer("/posts.xml", page200("application/xml", sitemapOf(s.URL+"/news/%d", fixed, upTo(9, 1)...)))
	index := fmt.Sprintf("<sitemapindex><sitemap><loc>%s/posts.xml</loc></sitemap></sitemapindex>", s.URL)
	b.list(t, s, index)
	s.answer("/posts.xml", page200("application/xml", sitemapOf(s.URL+"/news/%d", fixed, upTo(10, 1)...)))
	if r := b.list(t, s, index); r.New != 1 || r.Outcome != news.OutcomeOK {
		t.Errorf("the index did not change, its map did: %+v", r)
	}
	if r := b.list(t, s, index); r.Outcome != news.OutcomeNotModified && r.Outcome != news.OutcomeOK || r.New != 0 {
		t.Errorf("%+v", r)
	}
}

func TestAWatchedPageKeepsItsText(t *testing.T) {
	b, s := withList(t, news.FeedSpec{Kind: news.KindDocument})
	figures := "<title>CyberTipline data</title><article><h1>CyberTipline data</h1><p>The tipline received more reports about private messages in this year than in the one before it." +
		"<p>Most of them came from two companies, and fewer than one in ten could be acted on by the police.</article>"
	if r := b.list(t, s, figures); r.New != 1 {
		t.Fatalf("%+v", r)
	}
	if r := b.list(t, s, "<title>Data</title><div id=app></div><script src=app.js></script>"); r.Outcome != news.OutcomeBroken {
		t.Errorf("%+v", r)
	}
	if a := b.article(t); len(a.Revisions) != 1 || a.Text.Body == "" {
		t.Errorf("%d versions, %d bytes", len(a.Revisions), len(a.Text.Body))
	}
	sent := s.requests.Load()
	if r := b.list(t, s, strings.Replace(figures, "more reports", "36.2 million reports", 1)); r.Changed != 1 {
		t.Errorf("%+v", r)
	}
	if a := b.article(t); len(a.Revisions) != 2 {
		t.Errorf("%d versions", len(a.Revisions))
	}
	if n := s.requests.Load() - sent; n != 1 {
		t.Errorf("%d requests for one watched page", n)
	}
}

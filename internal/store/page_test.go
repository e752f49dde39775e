package store

import (
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"cipherdesk/internal/news"
)

const pageURL = "https://harbour.example/a"

// read saves a page of the article at pageURL.
func (b *bench) read(body, title, text string) PageResult {
	b.Helper()
	b.now = b.now.Add(time.Minute)
	p := PageRecord{
		Fetch:   news.Fetch{Purpose: news.ForArticle, URL: pageURL, At: b.now, Status: 200, Outcome: news.OutcomeOK, Wire: 500},
		Article: news.Article{ID: ArticleID(pageURL)},
		Body:    []byte(body),
		Text:    news.Text{Version: "page/1", Origin: "page", Title: title, Body: text, Language: "en"},
		Next:    b.now.Add(time.Hour),
	}
	p.Findings = piece{verdict: news.VerdictYes}.findings(p.Text)
	res, err := b.SavePage(b.ctx, p)
	b.ok(err)
	return res
}

func (b *bench) history() string {
	b.Helper()
	var out []string
	for _, r := range b.full(pageURL).Revisions {
		out = append(out, fmt.Sprintf("%d:%s/%s", r.N, r.Text.Origin, r.Text.Title))
	}
	return strings.Join(out, " ")
}

func TestTheFirstPageIsTheSameVersionAsItsFeed(t *testing.T) {
	b := open(t)
	b.poll(piece{url: pageURL, title: "A", body: "Short."})
	seen := b.now
	b.read("<p>one</p>", "A!", "The whole story, with end-to-end encryption in it.")
	f := b.full(pageURL)
	if f.Revisions[0].Text.Origin != "page" || len(f.Revisions) != 1 || f.Row.Revisions != 1 {
		t.Errorf("history %s, row says %d", b.history(), f.Row.Revisions)
	}
	if f.Title != "A!" || f.Text.Body != "The whole story, with end-to-end encryption in it." || f.Story != news.VerdictYes || !f.Updated.Equal(seen) {
		t.Errorf("row %+v", f.Row)
	}
	if got := b.titles(news.Query{Text: `"whole story"`}); got != "A!" {
		t.Errorf("search finds %q", got)
	}
	if got := b.titles(news.Query{Text: `short`}); got != "" {
		t.Errorf("search finds the text before: %q", got)
	}
	if len(f.Fetches) != 2 || f.Fetches[1].URL != pageURL || f.Fetches[1].Article != f.ID {
		t.Errorf("fetches %+v", f.Fetches)
	}
	if f.Byline == nil {
		t.Error("the page knows no byline, so the feed's should stay")
	}
}

func TestWhatIsANewVersion(t *testing.T) {
	b := open(t)
	b.poll(piece{url: pageURL, title: "A", body: "Feed text"})
	b.read("1", "A", "Text one")
	if res := b.read("1", "A", "Text one"); res.Revision != 0 || res.Changed {
		t.Errorf("the same page again: %+v", res)
	}
	if res := b.read("2", "A", "Text  “one”"); res.Revision == 0 || !res.Changed {
		t.Errorf("an edited page: %+v", res)
	}
	edited := b.now
	if res := b.read("3", "A", "Text \"one\"\n"); res.Revision == 0 || !res.Changed {
		t.Errorf("typography only: %+v", res)
	}
	f := b.full(pageURL)
	if c := f.Revisions[2].Change; !c.Small || !c.Text || c.Headline || f.Updated.After(edited) {
		t.Errorf("typography only: %+v, updated %v", c, f.Updated)
	}
	if c := f.Revisions[1].Change; c.Small || !c.Text || c.Added != 1 {
		t.Errorf("an edit: %+v", c)
	}
	changed := b.now
	// The feed announces a headline, and the page that is read next explains it.
	b.poll(piece{url: pageURL, title: "B", body: "Feed text"})
	if f := b.full(pageURL); f.Title != "A" || f.Row.Revisions != 4 || f.Updated.Before(changed) {
		t.Errorf("a feed's text displaced the page's, or its edit was not counted: %+v", f.Row)
	}
	b.read("4", "B", "Text one, rewritten")
	if got := b.history(); got != "1:page/A 2:page/A 3:page/A 4:page/B" {
		t.Errorf("history %s", got)
	}
	b.read("5", "B", "Text two")
	if got, n := b.history(), b.list(news.Query{})[0].Revisions; got != "1:page/A 2:page/A 3:page/A 4:page/B 5:page/B" || n != 5 {
		t.Errorf("history %s, row says %d", got, n)
	}
	if rows := b.count("revision"); rows != 7 {
		t.Errorf("%d observations, want 7", rows)
	}
}

func TestAnotherExtractorIsNoEdit(t *testing.T) {
	b := open(t)
	b.poll(piece{url: pageURL, title: "A", body: "Feed text"})
	b.read("1", "A", "Text one")
	p := PageRecord{Fetch: news.Fetch{URL: pageURL, At: b.now, Outcome: news.OutcomeOK}, Article: news.Article{ID: ArticleID(pageURL)},
		Body: []byte("2"), Text: news.Text{Version: "page/2", Origin: "page", Title: "A", Body: "Text one, and its caption"}}
	res, err := b.SavePage(b.ctx, p)
	b.ok(err)
	if f := b.full(pageURL); !res.Changed || f.Row.Revisions != 1 || f.Text.Body != p.Text.Body {
		t.Errorf("%+v %s", res, b.history())
	}
}

func TestTwoFeedsOfOnePieceAreNoEdits(t *testing.T) {
	b := open(t)
	long := piece{url: pageURL, title: "A", body: strings.Repeat("Long text. ", 20)}
	short := piece{url: pageURL, title: "A (tech)", body: "Teaser"}
	b.poll(long)
	b.pollOf(b.feed("harbour-post", 1), short)
	if f := b.full(pageURL); f.Row.Revisions != 1 || f.Title != "A" || len(f.Items) != 2 {
		t.Errorf("%s, title %q, %d items", b.history(), f.Title, len(f.Items))
	}
	short.body = "Teaser, changed"
	b.pollOf(b.feed("harbour-post", 1), short)
	if f := b.full(pageURL); f.Row.Revisions != 2 || f.Title != "A" {
		t.Errorf("%s, title %q", b.history(), f.Title)
	}
}

func TestAVanishedPageKeepsItsText(t *testing.T) {
	b := open(t)
	b.poll(piece{url: pageURL, title: "A", body: "Feed text"})
	b.read("1", "A", "Text one")
	gone := PageRecord{Fetch: news.Fetch{URL: pageURL, At: b.now, Status: 410, Outcome: news.OutcomeGone},
		Article: news.Article{ID: ArticleID(pageURL)}, Gone: true}
	res, err := b.SavePage(b.ctx, gone)
	b.ok(err)
	f := b.full(pageURL)
	if res.Revision == 0 || !f.Row.Gone || f.Text.Body != "Text one" || len(f.Revisions) != 2 || !f.Revisions[1].Gone || f.Revisions[1].Text.Body != "Text one" {
		t.Errorf("%+v %+v", res, f.Revisions)
	}
	if again, err := b.SavePage(b.ctx, gone); err != nil || again.Revision != 0 {
		t.Errorf("gone twice: %+v, %v", again, err)
	}
	b.poll(piece{url: pageURL, title: "A", body: "Feed text, dated anew", guid: pageURL})
	if f := b.full(pageURL); !f.Row.Gone {
		t.Error("what the feed says does not bring the page back")
	}
	b.read("1", "A", "Text one")
	if f := b.full(pageURL); f.Row.Gone || len(f.Revisions) != 3 || f.Revisions[2].Gone {
		t.Errorf("back again: %+v", f.Revisions)
	}
}

func TestPagesDue(t *testing.T) {
	b := open(t)
	due := b.now.Add(5 * time.Minute)
	ask := func(n *NewItem) { n.Page = due }
	b.poll(piece{url: pageURL, title: "A", body: "Feed text", verdict: news.VerdictPassing, mod: ask}, piece{url: "https://harbour.example/b", title: "B"})
	if work, err := b.PagesDue(b.ctx, due.Add(-1), 0); err != nil || len(work) != 0 {
		t.Fatalf("too early: %+v, %v", work, err)
	}
	work, err := b.PagesDue(b.ctx, due, 0)
	b.ok(err)
	if len(work) != 1 {
		t.Fatalf("%d pages due", len(work))
	}
	w := work[0]
	if w.URL != pageURL || w.Outlet.ID != "harbour-post" || w.Text.Body != "Feed text" || w.FeedText.Body != "Feed text" || w.Story.Verdict != news.VerdictPassing || w.Page != "" || w.Revision == 0 {
		t.Errorf("work %+v", w)
	}
	p := PageRecord{Fetch: news.Fetch{URL: pageURL, At: due, Status: 500, Outcome: news.OutcomeHTTP}, Article: w.Article,
		Validators: news.Validators{ETag: `"x"`, LastModified: "never"}, Tries: 1, Next: due.Add(time.Hour)}
	res, err := b.SavePage(b.ctx, p)
	b.ok(err)
	if res.Fetch == 0 || res.Revision != 0 {
		t.Errorf("a failure: %+v", res)
	}
	if work, _ := b.PagesDue(b.ctx, due, 0); len(work) != 0 {
		t.Errorf("due again at once: %+v", work)
	}
	b.read("1", "A", "Page text")
	work, err = b.PagesDue(b.ctx, b.now.Add(2*time.Hour), 0)
	b.ok(err)
	if len(work) != 1 || work[0].Page != news.DigestOf([]byte("1")) || work[0].FeedText.Body != "Feed text" || work[0].Text.Body != "Page text" || work[0].Tries != 0 {
		t.Errorf("work %+v", work)
	}
	o, err := b.Outlet(b.ctx, "harbour-post")
	b.ok(err)
	if o.Requests != 3 || o.Bytes != 1500 {
		t.Errorf("ledger: %d requests, %d bytes", o.Requests, o.Bytes)
	}
	if body, err := b.Body(b.ctx, news.DigestOf([]byte("1"))); err != nil || string(body) != "1" {
		t.Errorf("body %q, %v", body, err)
	}
}

func TestAnArticleAddedByHand(t *testing.T) {
	b := open(t)
	const url = "https://line.example/report"
	p := PageRecord{Fetch: news.Fetch{URL: url, At: b.now, Purpose: news.ForArticle, Outcome: news.OutcomeOK}, Body: []byte("<p>x"),
		Article: news.Article{ID: ArticleID(url), URL: url, Outlet: "child-line", AddedBy: "desk"},
		Text:    news.Text{Version: "page/1", Origin: "given", Title: "Report", Body: "A report."}, Aliases: []string{url + "?p=1"}}
	res, err := b.SavePage(b.ctx, p)
	b.ok(err)
	f := b.full(url)
	if !res.Changed || f.AddedBy != "desk" || f.Text.Origin != "given" || f.Outlet.ID != "child-line" || !reflect.DeepEqual(f.Aliases, []string{url + "?p=1"}) {
		t.Errorf("%+v", f.Row)
	}
	p.Article.Outlet, p.Article.ID = "nobody", ArticleID("https://nobody.example")
	if _, err := b.SavePage(b.ctx, p); !errors.Is(err, news.ErrInvalid) {
		t.Errorf("unknown outlet: %v", err)
	}
}

func TestAnAggregatorDoesNotTakeAnArticleOver(t *testing.T) {
	b := open(t)
	b.pollOf(b.feed("child-line", 0), piece{url: "https://line.example/a", title: "Ours"})
	b.poll(piece{url: "https://line.example/a", title: "Ours, found elsewhere", verdict: news.VerdictYes, body: strings.Repeat("end-to-end encryption ", 90)})
	rows := b.list(news.Query{Shown: true})
	if len(rows) != 1 || rows[0].Article.Outlet != "child-line" || rows[0].Kind != news.ChildProtection {
		t.Fatalf("%+v", rows)
	}
	o, err := b.Outlets(b.ctx)
	b.ok(err)
	if o[1].Articles != 1 || o[1].Stories != 1 || o[0].Articles != 0 || o[0].Stories != 0 {
		t.Errorf("ledgers: %d/%d and %d/%d", o[0].Articles, o[0].Stories, o[1].Articles, o[1].Stories)
	}
}

func TestAnArticleWithoutAnyTextIsListed(t *testing.T) {
	b := open(t)
	b.poll(piece{url: pageURL, title: "x", mod: func(n *NewItem) { n.Text, n.Findings, n.Item.Content = news.Text{}, news.Findings{}, "" }})
	if rows := b.list(news.Query{}); len(rows) != 1 || rows[0].ID != ArticleID(pageURL) || rows[0].Story != "" {
		t.Fatalf("%+v", rows)
	}
	b.read("1", "A", "Text one")
	if got := b.titles(news.Query{Story: []news.Verdict{news.VerdictNo}}) + b.titles(news.Query{}); got != "A" {
		t.Errorf("%q", got)
	}
}

// pageDue is when the page at pageURL is due.
func (b *bench) pageDue() time.Time {
	b.Helper()
	for d := time.Duration(0); d < 400*24*time.Hour; d += time.Hour {
		work, err := b.PagesDue(b.ctx, b.now.Add(d), 1)
		b.ok(err)
		if len(work) > 0 {
			return b.now.Add(d)
		}
	}
	return time.Time{}
}

func TestAPageIsClaimedOnce(t *testing.T) {
	b := open(t)
	b.poll(piece{url: pageURL, title: "A"})
	b.read("<p>one</p>", "A", "Text.")
	b.now = b.now.Add(2 * time.Hour)
	id := ArticleID(pageURL)
	claim := []PageClaim{{Article: id, Until: b.now.Add(10 * time.Minute)}, {Article: "nobody", Until: b.now}}
	for _, want := range []bool{true, false} {
		got, err := b.ClaimPages(b.ctx, b.now, claim)
		b.ok(err)
		if got[id] != want || got["nobody"] {
			t.Errorf("claimed %v, want %v", got, want)
		}
	}
	b.now = b.now.Add(10 * time.Minute)
	if got, err := b.ClaimPages(b.ctx, b.now, claim); err != nil || !got[id] {
		t.Errorf("the claim of a process that was killed stands for ever: %v, %v", got, err)
	}
}

func TestPagesAreSetRightAfterAClockThatRanAhead(t *testing.T) {
	b := open(t)
	b.poll(piece{url: pageURL, title: "A"})
	b.read("<p>one</p>", "A", "Text.")
	right := b.now
	set := func() {
		t.Helper()
		b.ok(b.SetPagesRight(b.ctx, b.now))
	}
	set()
	if due := b.pageDue(); !due.Equal(right.Add(time.Hour)) {
		t.Errorf("a clock that was never wrong: due %v", due.Sub(right))
	}
	b.now = right.AddDate(0, 8, 0)
	b.read("<p>two</p>", "B", "Other text.") // due an hour later
	b.now = right
	set()
	if due := b.pageDue(); !due.Equal(right.Add(time.Hour)) {
		t.Errorf("read on the wrong clock: due after %v, want an hour", due.Sub(right))
	}
	_, err := b.ClaimPages(b.ctx, right.Add(time.Hour), []PageClaim{{Article: ArticleID(pageURL), Until: right.AddDate(0, 8, 0)}})
	b.ok(err)
	set()
	if due := b.pageDue(); due.Sub(right) > 24*time.Hour {
		t.Errorf("put off on the wrong clock: due after %v", due.Sub(right))
	}
}

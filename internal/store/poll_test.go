package store

import (
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"

	"cipherdesk/internal/news"
)

func TestWhatAPollSaidComesBackWhole(t *testing.T) {
	b := open(t)
	zone := time.FixedZone("", 5*3600+1800)
	value := 16.8e6
	in := piece{url: "https://harbour.example/a", title: "Letter", verdict: news.VerdictYes, tags: []string{"topic/e2ee", "law/osa"}}.item()
	in.Item.Authors = []string{"Ann", "Bo"}
	in.Item.Published = news.Claim{Raw: "2020-02-06T12:23:00+05:30", Time: time.Date(2020, 2, 6, 12, 23, 0, 0, zone), Precision: news.PrecisionSecond, Zone: news.ZoneStated, Origin: news.OriginFeed}
	in.Item.Categories = []news.Category{{Scheme: "s", Term: "t", Label: "l"}}
	in.Item.Source = &news.ItemSource{ID: "i", Title: "Elsewhere", Link: "https://else.example"}
	in.Item.Via = []string{"https://via.example"}
	in.Article.Aliases = []string{"https://harbour.example/amp/a", in.Article.URL}
	in.Article.FromFirst = true
	in.Text.Published = in.Item.Published
	in.Text.Dates = []news.Claim{in.Item.Published}
	in.Text.Updates = []news.Update{{Words: "This article was updated."}}
	in.Text.Links = []news.Link{{URL: "https://doc.example", Anchor: "report", Place: "body", Start: 0, End: 6}}
	in.Text.Cuts = []news.Cut{{Reason: "share", Words: "Share this"}}
	in.Text.Rights = news.Rights{MaxSnippet: -1}
	in.Findings.Citations = []news.Citation{{Kind: news.CiteQuote, Speaker: "A spokesperson", Verb: "said", Evidence: spanOf(in.Text, "A spokesperson said")}}
	in.Findings.Figures = []news.Figure{{Value: &value, Unit: "reports", Bound: news.BoundAbout, Estimator: "NCMEC", Evidence: spanOf(in.Text, "spring")},
		{Bound: news.BoundVague, Evidence: spanOf(in.Text, "several countries")}}

	r := b.record(b.feed("harbour-post", 0))
	r.Items = []NewItem{in}
	r.Fetch.Repairs = []string{"stray ampersand", "two titles"}
	r.Fetch.Digest = news.DigestOf([]byte("body"))
	r.Fetch.Final = "https://harbour.example/feed/"
	res, err := b.SavePoll(b.ctx, r)
	b.ok(err)
	if want := []news.ArticleID{in.Article.ID}; !reflect.DeepEqual(res.Articles, want) {
		t.Fatalf("articles %v, want %v", res.Articles, want)
	}

	f := b.full(in.Article.URL)
	if !reflect.DeepEqual(f.Text, in.Text) {
		t.Errorf("text\n got %+v\nwant %+v", f.Text, in.Text)
	}
	if !reflect.DeepEqual(f.Findings, in.Findings) {
		t.Errorf("findings\n got %+v\nwant %+v", f.Findings, in.Findings)
	}
	item := f.Items[0]
	if item.FetchID != res.Fetch || item.FeedID != r.State.ID || !item.FirstSeen.Equal(b.now) {
		t.Errorf("item's own fields: %+v", item)
	}
	item.ID, item.FetchID, item.FeedID, item.FirstSeen = 0, 0, 0, time.Time{}
	if !reflect.DeepEqual(item, in.Item) {
		t.Errorf("item\n got %+v\nwant %+v", item, in.Item)
	}
	r.Fetch.ID, r.Fetch.Article = res.Fetch, ""
	if !reflect.DeepEqual(f.Fetches, []news.Fetch{r.Fetch}) {
		t.Errorf("fetch\n got %+v\nwant %+v", f.Fetches, r.Fetch)
	}
	wantRow := news.Row{
		Article: news.Article{ID: in.Article.ID, Outlet: "harbour-post", URL: in.Article.URL, Aliases: []string{"https://harbour.example/amp/a"}, FirstSeen: b.now, FromFirst: true},
		Seq:     1, OutletName: "Harbour Post", Kind: news.TechPress, Title: "Letter", Byline: []string{"A. Writer"}, Published: in.Text.Published,
		Language: "en", Excerpt: f.Excerpt, Story: news.VerdictYes, Score: 0.5,
		Tags: []news.Tag{{Tag: "topic/e2ee", Score: 0.9}, {Tag: "law/osa", Score: 0.8}}, Revisions: 1, Updated: b.now, Words: f.Words,
	}
	if !reflect.DeepEqual(f.Row, wantRow) {
		t.Errorf("row\n got %+v\nwant %+v", f.Row, wantRow)
	}
	if rows := b.list(news.Query{}); len(rows) != 1 || !reflect.DeepEqual(rows[0], wantRow) {
		t.Errorf("list %+v", rows)
	}
	if len(f.Revisions) != 1 || f.Revisions[0].N != 1 || f.Revisions[0].FetchID != res.Fetch || !reflect.DeepEqual(f.Revisions[0].Text, in.Text) {
		t.Errorf("revisions %+v", f.Revisions)
	}
	if f.Outlet.ID != "harbour-post" || len(f.Outlet.Feeds) != 2 {
		t.Errorf("outlet %+v", f.Outlet)
	}
}

func TestAPollWithNothingNewWritesAFetchRecordOnly(t *testing.T) {
	b := open(t)
	b.poll(piece{url: "https://harbour.example/a", title: "Letter", verdict: news.VerdictYes, tags: []string{"topic/e2ee"}})
	tables := []string{"body", "item", "article", "alias", "revision", "text", "findings", "span", "tag", "article_now", "article_tag", "term", "outlet", "feed", "feed_state"}
	before := map[string]int{}
	for _, name := range tables {
		before[name] = b.count(name)
	}
	gen, err := b.Generation(b.ctx)
	b.ok(err)
	res := b.poll()
	if len(res.Articles) != 0 || res.Fetch == 0 {
		t.Errorf("result %+v", res)
	}
	for _, name := range tables {
		if n := b.count(name); n != before[name] {
			t.Errorf("%s has %d rows, had %d", name, n, before[name])
		}
	}
	if n := b.count("fetch"); n != 2 {
		t.Errorf("%d fetch records, want 2", n)
	}
	if now, _ := b.Generation(b.ctx); now != gen {
		t.Errorf("generation went from %d to %d", gen, now)
	}
	st := b.feed("harbour-post", 0)
	if st.Polls != 2 || st.Validators.ETag != `W/"2"` || !st.Last.Equal(b.now) {
		t.Errorf("state %+v", st)
	}
}

func TestGenerationGrowsWithWhatAPageCouldShow(t *testing.T) {
	b := open(t)
	last, err := b.Generation(b.ctx)
	b.ok(err)
	grows := func(what string, f func()) {
		t.Helper()
		f()
		now, err := b.Generation(b.ctx)
		b.ok(err)
		if now <= last {
			t.Errorf("%s: generation stays %d", what, now)
		}
		last = now
	}
	grows("status", func() { b.poll() })
	grows("item", func() { b.poll(piece{url: "https://harbour.example/a", title: "A"}) })
	grows("findings", func() {
		p, err := b.Stale(b.ctx, StaleQuery{Version: "rules/2", Limit: 10})
		b.ok(err)
		b.ok(b.PutFindings(b.ctx, []FindingsRecord{{p[0].Revision, news.Findings{Version: "rules/2"}}}))
	})
	grows("withdrawal", func() {
		b.ok(b.Withdraw(b.ctx, Withdrawal{What: WithdrawArticle, ID: string(ArticleID("https://harbour.example/a")), Reason: "asked"}))
	})
	grows("outlets", func() { b.ok(b.SyncOutlets(b.ctx, register()[:2])) })
	b.ok(b.SyncOutlets(b.ctx, register()[:2]))
	if now, _ := b.Generation(b.ctx); now != last {
		t.Error("reading the same feeds.yaml again is a change")
	}
}

func TestSeenItemsAreTheNewestOfEachGUID(t *testing.T) {
	b := open(t)
	f := b.feed("harbour-post", 0)
	b.poll(piece{url: "https://harbour.example/a", title: "First words"}, piece{url: "https://harbour.example/b", title: "B"})
	second := piece{url: "https://harbour.example/a", title: "Second words"}
	b.poll(second)
	var guids []string
	for i := range 100 {
		guids = append(guids, "unknown-"+time.Duration(i).String())
	}
	guids = append(guids, "https://harbour.example/a", "https://harbour.example/b")
	seen, err := b.SeenItems(b.ctx, f.ID, guids)
	b.ok(err)
	if len(seen) != 2 {
		t.Fatalf("%d seen, want 2: %v", len(seen), seen)
	}
	if got, want := seen["https://harbour.example/a"].Digest, news.DigestOf(ItemPayload(second.item().Item)); got != want {
		t.Errorf("digest %s, want the newest, %s", got, want)
	}
	if seen["https://harbour.example/b"].Article != ArticleID("https://harbour.example/b") {
		t.Errorf("article %+v", seen)
	}
	if other, err := b.SeenItems(b.ctx, b.feed("harbour-post", 1).ID, guids); err != nil || len(other) != 0 {
		t.Errorf("another feed has seen %v, %v", other, err)
	}
	if none, err := b.SeenItems(b.ctx, f.ID, nil); err != nil || len(none) != 0 {
		t.Errorf("nothing asked: %v, %v", none, err)
	}
}

func TestAPollIsKeptWholeOrNotAtAll(t *testing.T) {
	b := open(t)
	good := piece{url: "https://harbour.example/a", title: "A"}
	bad := good
	bad.mod = func(n *NewItem) { n.Item.GUID = "" }
	if _, err := b.SavePoll(b.ctx, b.record(b.feed("harbour-post", 0), good, bad)); !errors.Is(err, news.ErrInvalid) {
		t.Errorf("item without guid: %v", err)
	}
	if _, err := b.SavePoll(b.ctx, b.record(news.FeedState{ID: 99}, good)); !errors.Is(err, news.ErrNotFound) {
		t.Errorf("unknown feed: %v", err)
	}
	for _, table := range []string{"fetch", "item", "article", "body", "term"} {
		if n := b.count(table); n != 0 {
			t.Errorf("%d rows in %s", n, table)
		}
	}
	if st := b.feed("harbour-post", 0); st.Validators.ETag != "" {
		t.Errorf("validators of a poll that was lost: %+v", st.Validators)
	}
	// A term that was rolled back is not remembered as known.
	tagged := good
	tagged.verdict, tagged.tags = news.VerdictYes, []string{"topic/e2ee"}
	boom := errors.New("boom")
	err := b.write(b.ctx, func(tx *tx) error {
		if _, err := tx.term("topic/e2ee"); err != nil {
			return err
		}
		return boom
	})
	if !errors.Is(err, boom) {
		t.Fatal(err)
	}
	b.poll(tagged)
	if got := b.titles(news.Query{Tags: []string{"topic/e2ee"}}); got != "A" {
		t.Errorf("tagged: %q", got)
	}
}

func TestStoppingNeverLeavesAHalf(t *testing.T) {
	b := open(t)
	err := b.write(b.ctx, func(tx *tx) error {
		_ = tx.exec(`INSERT INTO setting (name, value) VALUES ('half', 'x')`)
		panic("parser")
	})
	if err == nil || !strings.Contains(err.Error(), "parser") {
		t.Errorf("panic: %v", err)
	}
	if _, err := b.Setting(b.ctx, "half"); !errors.Is(err, news.ErrNotFound) {
		t.Errorf("a transaction that panicked left something: %v", err)
	}
	b.ok(b.PutSetting(b.ctx, "k", "1")) // and the writer goes on
	b.ok(b.PutSetting(b.ctx, "k", "2"))
	if v, err := b.Setting(b.ctx, "k"); err != nil || v != "2" {
		t.Errorf("setting %q, %v", v, err)
	}
}

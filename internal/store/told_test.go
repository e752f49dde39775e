package store

import (
	"testing"
	"time"

	"cipherdesk/internal/news"
)

func TestAnotherAddressOfAFeedIsNoEdit(t *testing.T) {
	b := open(t)
	f := b.feed("harbour-post", 0)
	const url = "https://harbour.example/a"
	main := piece{url: url, guid: "1", title: "A", body: "Words of the RSS feed."}
	atom := piece{url: url, guid: "tag:1", title: "A", body: "Other words in the Atom feed, with more of the text."}
	alternate := func(p piece) {
		r := b.record(f, p)
		r.Fetch.URL = "https://harbour.example/feed/atom"
		_, err := b.SavePoll(b.ctx, r)
		b.ok(err)
	}
	b.poll(main)
	alternate(atom)
	if n := b.full(url).Row.Revisions; n != 1 {
		t.Errorf("%d versions: RSS and Atom word one text differently", n)
	}
	atom.body = "The Atom feed says something else now."
	alternate(atom)
	if n := b.full(url).Row.Revisions; n != 2 {
		t.Errorf("%d versions after an edit seen at the alternate", n)
	}
}

func TestWhatAFeedHasToldOf(t *testing.T) {
	b := open(t)
	f := b.feed("harbour-post", 0)
	b.poll(piece{url: "https://harbour.example/a", title: "A"}, piece{url: "https://harbour.example/b", title: "B"})
	b.poll(piece{url: "https://harbour.example/a", title: "A, changed"})
	told, err := b.Announced(b.ctx, f.ID, 10)
	b.ok(err)
	want := []Announced{{ArticleID("https://harbour.example/b"), "https://harbour.example/b", "B"},
		{ArticleID("https://harbour.example/a"), "https://harbour.example/a", "A, changed"}}
	if len(told) != 2 || told[0] != want[0] || told[1] != want[1] {
		t.Errorf("told of %+v", told)
	}
	if told, err := b.Announced(b.ctx, f.ID, 1); err != nil || len(told) != 1 {
		t.Errorf("limited: %+v, %v", told, err)
	}
	for id, want := range map[news.ArticleID]bool{ArticleID("https://harbour.example/a"): true, "nobody": false} {
		if got, err := b.Told(b.ctx, f.ID, id); err != nil || got != want {
			t.Errorf("told of %s: %v, %v", id, got, err)
		}
	}
	if got, err := b.Told(b.ctx, b.feed("harbour-post", 1).ID, ArticleID("https://harbour.example/a")); err != nil || got {
		t.Errorf("another feed told of it: %v, %v", got, err)
	}
}

func TestRequestsBelowAPollCount(t *testing.T) {
	b := open(t)
	f := b.feed("harbour-post", 0)
	r := b.record(f)
	for i, out := range []news.Outcome{news.OutcomeOK, news.OutcomeNotModified} {
		r.Below = append(r.Below, news.Fetch{FeedID: f.ID, Outlet: f.Outlet, Purpose: news.ForSource, URL: "https://harbour.example/map.xml",
			At: b.now, Status: 200, Outcome: out, Wire: int64(100 * (i + 1)), Waited: time.Second})
	}
	_, err := b.SavePoll(b.ctx, r)
	b.ok(err)
	o, err := b.Outlet(b.ctx, "harbour-post")
	b.ok(err)
	if o.Requests != 3 || o.NotModified != 1 || o.Bytes != 1300 || o.Waited != 2*time.Second {
		t.Errorf("ledger %+v", o)
	}
	if fs, _, err := b.Fetches(b.ctx, FetchQuery{Feed: f.ID}); err != nil || len(fs) != 3 || fs[0].URL != "https://harbour.example/map.xml" {
		t.Errorf("%d records, %v", len(fs), err)
	}
}

func TestAStoryThatChangedIsReadAgainAtOnce(t *testing.T) {
	b := open(t)
	const story, other = "https://harbour.example/story", "https://harbour.example/other"
	b.poll(piece{url: story, title: "Story", verdict: news.VerdictYes, mod: func(n *NewItem) { n.Page = b.now }},
		piece{url: other, title: "Other", mod: func(n *NewItem) { n.Page = b.now }})
	for _, url := range []string{story, other} {
		_, err := b.SavePage(b.ctx, PageRecord{Fetch: news.Fetch{URL: url, At: b.now, Outcome: news.OutcomeOK},
			Article: news.Article{ID: ArticleID(url)}, Next: b.now.Add(30 * 24 * time.Hour)})
		b.ok(err)
	}
	r := b.record(b.feed("harbour-post", 0))
	r.Again = []news.ArticleID{ArticleID(story), ArticleID(other), "nobody"}
	_, err := b.SavePoll(b.ctx, r)
	b.ok(err)
	due, err := b.PagesDue(b.ctx, b.now, 0)
	b.ok(err)
	if len(due) != 1 || due[0].URL != story {
		t.Errorf("due %+v", due)
	}
}

package store

import (
	"errors"
	"strings"
	"testing"
	"time"

	"cipherdesk/internal/news"
)

// readAs reads a page by a certain extractor.
func (b *bench) readAs(version, body, title, text string) PageResult {
	b.Helper()
	b.now = b.now.Add(time.Minute)
	t := news.Text{Version: version, Origin: "page", Title: title, Body: text}
	res, err := b.SavePage(b.ctx, PageRecord{Fetch: news.Fetch{URL: pageURL, At: b.now, Outcome: news.OutcomeOK, Purpose: news.ForArticle,
		ContentType: "text/html; charset=koi8-r"}, Article: news.Article{ID: ArticleID(pageURL)}, Body: []byte(body), Text: t,
		Findings: piece{verdict: news.VerdictYes}.findings(t)})
	b.ok(err)
	return res
}

func TestTextsAreDerivedAnewWithoutNewVersions(t *testing.T) {
	b := open(t)
	b.poll(piece{url: pageURL, title: "A", body: "Feed text"})
	b.readAs("page/1", "<p>1", "A", "Text one. Share this.")
	b.readAs("page/1", "<p>2", "A", "Text two. Share this.")
	stale := func() []StaleText {
		s, err := b.StaleTexts(b.ctx, StaleQuery{Outlet: "harbour-post", Version: "page/2"})
		b.ok(err)
		return s
	}
	all := stale()
	if len(all) != 3 || all[0].Item.Title != "A" || all[0].Page != nil || string(all[1].Page) != "<p>1" || all[2].FeedText.Body != "Feed text" ||
		!strings.HasSuffix(all[1].ContentType, "koi8-r") {
		t.Fatalf("stale texts: %+v", all)
	}
	before := b.full(pageURL)
	var anew []TextRecord
	for _, s := range all {
		s.Text.Version = "page/2"
		s.Text.Body = strings.TrimSuffix(s.Text.Body, " Share this.")
		anew = append(anew, TextRecord{s.ID, s.Text, piece{verdict: news.VerdictYes}.findings(s.Text)})
	}
	b.ok(b.PutTexts(b.ctx, anew))
	f := b.full(pageURL)
	if f.Text.Body != "Text two." || f.Row.Revisions != before.Row.Revisions || !f.Updated.Equal(before.Updated) || f.Revisions[0].Text.Body != "Text one." {
		t.Errorf("%s, row %+v, body %q", b.history(), f.Row, f.Text.Body)
	}
	if left := stale(); len(left) != 0 {
		t.Errorf("still stale: %+v", left)
	}
	if got := b.titles(news.Query{Text: "share"}); got != "" {
		t.Errorf("search still finds what was cut: %q", got)
	}
	if res := b.readAs("page/2", "<p>3", "A", "Text three."); !res.Changed || b.full(pageURL).Row.Revisions != before.Row.Revisions+1 {
		t.Errorf("an edit after that: %+v, %s", res, b.history())
	}
	faults, err := b.Check(b.ctx)
	b.ok(err)
	if len(faults) != 0 {
		t.Errorf("damage: %q", faults)
	}
}

func TestTemplatesAreKept(t *testing.T) {
	b := open(t)
	want := OutletTemplate{Outlet: "harbour-post", Version: "t1", At: noon, Applied: "page/1+t1", Used: []byte("u"), Learned: []byte("l")}
	b.ok(b.PutTemplate(b.ctx, OutletTemplate{Outlet: "harbour-post", Version: "t0"}))
	b.ok(b.PutTemplate(b.ctx, want))
	all, err := b.Templates(b.ctx)
	b.ok(err)
	if len(all) != 3 || string(all[0].Used) != "u" || !all[0].At.Equal(noon) || all[0].Applied != want.Applied || all[1].Version != "" {
		t.Errorf("%+v", all)
	}
	if err := b.PutTemplate(b.ctx, OutletTemplate{Outlet: "nobody"}); err == nil {
		t.Error("a template of nobody was kept")
	}
}

func TestChangesTellWhatChanged(t *testing.T) {
	b := open(t)
	b.poll(piece{url: pageURL, title: "A", body: "Feed text with end-to-end encryption", verdict: news.VerdictYes})
	b.readAs("page/1", "<p>1", "A", "It counts 12 million reports of end-to-end encryption.")
	b.readAs("page/1", "<p>2", "B", "It counts 13 million reports of end-to-end encryption.")
	b.readAs("page/1", "<p>3", "B", "It counts 13 million reports of end-to-end encryption. ")
	got, err := b.Changes(b.ctx, ChangesQuery{From: noon, To: b.now.Add(time.Hour)})
	b.ok(err)
	if len(got) != 1 {
		t.Fatalf("%d changes: %+v", len(got), got)
	}
	c := got[0]
	if !c.Change.Headline || !c.Change.Text || c.Change.Added != 1 || c.Change.Removed != 1 || c.Before.Title != "A" || c.After.Title != "B" || c.N != 2 {
		t.Errorf("%+v", c)
	}
	if strings.Join(c.Change.Parts(), " ") != "headline text" || c.FoundAfter.Version == "" || c.FoundBefore.Version == "" {
		t.Errorf("%v, found %q and %q", c.Change.Parts(), c.FoundBefore.Version, c.FoundAfter.Version)
	}
	if c.Approved {
		t.Error("approved by nobody")
	}
	b.ok(b.Approve(b.ctx, c.ID, 2))
	if err := b.Approve(b.ctx, c.ID, 9); !errors.Is(err, news.ErrNotFound) {
		t.Errorf("a version that is not there: %v", err)
	}
	if f := b.full(pageURL); !f.Revisions[1].Approved || f.Revisions[0].Approved {
		t.Errorf("approvals: %+v", f.Revisions)
	}
	if one, err := b.Changes(b.ctx, ChangesQuery{To: b.now.Add(time.Hour), Article: c.ID}); err != nil || len(one) != 1 || !one[0].Approved {
		t.Errorf("asked by article: %d, %v", len(one), err)
	}
}

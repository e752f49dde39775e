package store

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"testing"

	"cipherdesk/internal/news"
)

// stories adds n stories, each in a poll of its own.
func (b *bench) stories(from, n int) {
	b.Helper()
	for i := from; i < from+n; i++ {
		p := piece{url: fmt.Sprintf("https://harbour.example/%d", i), title: fmt.Sprintf("Story %d", i), verdict: news.VerdictYes}
		if i%2 == 0 {
			p.tags = []string{"topic/e2ee"}
		}
		f := b.feed("harbour-post", 0)
		if i%3 == 0 {
			f = b.feed("child-line", 0)
		}
		b.pollOf(f, p)
		_, err := b.Archive(b.ctx)
		b.ok(err)
	}
}

// Every list: its newest 50 and the documents of its archive leave no gap, and
// a full document stays as it is.
func TestArchivesAndNewestLeaveNoGap(t *testing.T) {
	b := open(t)
	lists := map[string]ArchiveQuery{"all": {}, "tag": {Tag: "topic/e2ee"}, "outlet": {Outlet: "child-line"}, "kind": {Kind: news.TechPress}}
	queries := map[string]news.Query{"all": {}, "tag": {Tags: []string{"topic/e2ee"}}, "outlet": {Outlet: "child-line"}, "kind": {Kind: news.TechPress}}
	kept := map[string]map[int][]Archived{}
	for i := 0; i < 180; i += 7 {
		b.stories(i, 7)
		for name, list := range lists {
			full, err := b.Archives(b.ctx, list)
			b.ok(err)
			q := queries[name]
			q.Story, q.Limit = []news.Verdict{news.VerdictYes}, 500
			all := b.list(q)
			have := map[news.ArticleID]bool{}
			for _, r := range all[:min(50, len(all))] {
				have[r.ID] = true
			}
			for n := 1; n <= full; n++ {
				doc, err := b.ArchiveOf(b.ctx, list, n)
				b.ok(err)
				if len(doc) != ArchiveSize || !slices.IsSortedFunc(doc, func(x, y Archived) int { return int(y.Seq - x.Seq) }) {
					t.Fatalf("%s: document %d has %d entries", name, n, len(doc))
				}
				if kept[name] == nil {
					kept[name] = map[int][]Archived{}
				}
				if was := kept[name][n]; was != nil && !reflect.DeepEqual(was, doc) {
					t.Errorf("%s: document %d changed", name, n)
				}
				kept[name][n] = doc
				for _, a := range doc {
					have[a.ID] = true
				}
			}
			for _, r := range all {
				if !have[r.ID] {
					t.Errorf("%s: of %d stories, %s is in neither", name, len(all), r.Title)
				}
			}
			if _, err := b.ArchiveOf(b.ctx, list, full+1); !errors.Is(err, news.ErrNotFound) {
				t.Errorf("%s: a document that is not full: %v", name, err)
			}
		}
	}
	if len(kept["all"]) < 6 || len(kept["tag"]) < 2 {
		t.Errorf("%d documents, %d of a tag", len(kept["all"]), len(kept["tag"]))
	}
}

// Neither another analysis nor a new version of a text changes what was
// archived.
func TestWhatIsFoundLaterChangesNoArchive(t *testing.T) {
	b := open(t)
	b.stories(0, 60)
	before, err := b.ArchiveOf(b.ctx, ArchiveQuery{}, 1)
	b.ok(err)
	f, err := b.Article(b.ctx, before[3].ID)
	b.ok(err)
	found := f.Findings
	found.Version, found.Story.Verdict, found.Tags = "rules/2", news.VerdictNo, nil
	b.ok(b.PutFindings(b.ctx, []FindingsRecord{{Revision: f.Revisions[0].ID, Findings: found}}))
	b.poll(piece{url: f.URL, guid: f.URL, title: "Another headline", verdict: news.VerdictYes, body: "A wholly other text on end-to-end encryption of messages, much longer than that."})
	b.stories(60, 5)
	after, err := b.ArchiveOf(b.ctx, ArchiveQuery{}, 1)
	if b.ok(err); !reflect.DeepEqual(before, after) {
		t.Errorf("%+v\n%+v", before[3], after[3])
	}
}

func TestWithdrawalsReachTheArchive(t *testing.T) {
	b := open(t)
	b.stories(0, 90)
	doc, err := b.ArchiveOf(b.ctx, ArchiveQuery{Tag: "topic/e2ee"}, 1)
	b.ok(err)
	if doc[0].Excerpt == "" {
		t.Fatal("an entry without an excerpt")
	}
	b.ok(b.Withdraw(b.ctx, Withdrawal{What: WithdrawArticle, ID: string(doc[0].ID), Reason: "asked", Erase: true}))
	f, err := b.Article(b.ctx, doc[1].ID)
	b.ok(err)
	span := spanOf(f.Text, "A spokesperson")[0]
	b.ok(b.Withdraw(b.ctx, Withdrawal{What: WithdrawQuote, ID: QuoteID(doc[1].ID, span), Reason: "asked"}))
	after, err := b.ArchiveOf(b.ctx, ArchiveQuery{Tag: "topic/e2ee"}, 1)
	b.ok(err)
	if w := after[0].Withdrawn; w == nil || w.Reason != "asked" || !w.Erased || after[0].Title+after[0].Excerpt != "" || after[0].ID != doc[0].ID {
		t.Errorf("withdrawn: %+v", after[0])
	}
	if after[1].Excerpt != "" || after[1].Title != doc[1].Title {
		t.Errorf("with a withdrawn quotation: %+v", after[1])
	}
	if !reflect.DeepEqual(after[2:], doc[2:]) {
		t.Error("others changed")
	}
	var n int
	_, err = b.one(b.ctx, `SELECT count(*) FROM archived WHERE data LIKE '%Story%' AND article_id = $1`, []any{doc[0].Seq}, &n)
	if b.ok(err); n != 0 {
		t.Error("its headline is kept")
	}
}

func TestAnExcerptOfTheArchiveObeysWhatIsAllowedNow(t *testing.T) {
	b := open(t)
	b.stories(0, 60)
	outlets := register()
	outlets[0].Excerpt, outlets[1].Excerpt = 0, 0
	b.ok(b.SyncOutlets(b.ctx, outlets))
	doc, err := b.ArchiveOf(b.ctx, ArchiveQuery{}, 1)
	b.ok(err)
	for _, a := range doc {
		if a.Excerpt != "" {
			t.Errorf("%q is shown", a.Excerpt)
		}
	}
}

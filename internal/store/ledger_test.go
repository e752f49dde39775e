package store

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"cipherdesk/internal/news"
)

// stating is a story that states a number of reports.
func stating(n int, value float64) piece {
	p := piece{url: fmt.Sprintf("https://harbour.example/%d", n), title: fmt.Sprint("Story ", n), verdict: news.VerdictYes}
	p.mod = func(it *NewItem) {
		v := value
		it.Findings.Figures = []news.Figure{{Value: &v, Unit: "reports", Bound: news.BoundExact, Subject: "Facebook", Evidence: spanOf(it.Text, "end-to-end encryption")}}
	}
	return p
}

func TestTheLedgerIsKept(t *testing.T) {
	b := open(t)
	b.poll(stating(1, 5000), stating(2, 5000), stating(3, 9e6), stating(4, 3), stating(5, 3))
	ids, err := b.Uncounted(b.ctx, 10)
	b.ok(err)
	b.ok(b.SaveLedger(b.ctx, LedgerChange{Seen: ids}))
	like, err := b.FiguresLike(b.ctx, ids[:1])
	b.ok(err)
	if len(ids) != 5 || len(like) != 2 {
		t.Fatalf("%d uncounted, %d figures of about one value", len(ids), len(like))
	}
	if small, err := b.FiguresLike(b.ctx, ids[3:4]); err != nil || len(small) != 1 {
		t.Errorf("three of one story and three of another are %d figures to compare, %v", len(small), err)
	}
	s := news.Statistic{ID: "one"}
	for _, e := range like {
		e.Why = []news.Reason{{Kind: "figure", Words: "the same value"}}
		s.Appearances = append(s.Appearances, e.Appearance)
	}
	b.ok(b.SaveLedger(b.ctx, LedgerChange{Seen: ids, Put: []news.Statistic{s}}))
	if left, err := b.Uncounted(b.ctx, 10); err != nil || len(left) != 0 {
		t.Errorf("still uncounted: %v, %v", left, err)
	}
	got, err := b.Statistic(b.ctx, "one")
	b.ok(err)
	if len(got.Appearances) != 2 || len(got.Rows) != 2 || len(got.Appearances[0].Why) != 1 || *got.Appearances[1].Figure.Value != 5000 || len(got.Appearances[0].Figure.Evidence) == 0 {
		t.Errorf("%+v", got.Statistic)
	}
	if of, err := b.StatisticsOf(b.ctx, ids[0]); err != nil || of[0] != "one" {
		t.Errorf("%v, %v", of, err)
	}
	if list, err := b.Statistics(b.ctx, 10); err != nil || len(list) != 1 {
		t.Errorf("%d statistics, %v", len(list), err)
	}
	two := s
	two.ID = "two"
	b.ok(b.SaveLedger(b.ctx, LedgerChange{Put: []news.Statistic{two}, Merged: map[news.FigureID]news.FigureID{"one": "two"}}))
	if got, err := b.Statistic(b.ctx, "one"); err != nil || got.ID != "two" || len(got.Appearances) != 2 {
		t.Errorf("merged: %v %v", got.ID, err)
	}
	b.ok(b.Withdraw(b.ctx, Withdrawal{What: WithdrawArticle, ID: string(ids[0]), Reason: "asked"}))
	var claims int
	if _, err := b.one(b.ctx, `SELECT count(*) FROM claim c JOIN article a ON a.id = c.article_id WHERE a.slug = $1`, []any{string(ids[0])}, &claims); err != nil || claims > 0 {
		t.Errorf("a withdrawn article claims %d numbers, %v", claims, err)
	}
	if _, err := b.Statistic(b.ctx, "two"); !errors.Is(err, news.ErrGone) {
		t.Errorf("one article is left: %v", err)
	}
	b.ok(b.SaveLedger(b.ctx, LedgerChange{Dissolved: []news.FigureID{"two"}}))
	if _, err := b.Statistic(b.ctx, "one"); !errors.Is(err, news.ErrGone) {
		t.Errorf("dissolved: %v", err)
	}
	if _, err := b.Statistic(b.ctx, "none"); !errors.Is(err, news.ErrNotFound) {
		t.Errorf("unknown: %v", err)
	}
	b.now = b.now.Add(time.Hour)
	b.poll(stating(1, 5001))
	if again, err := b.Uncounted(b.ctx, 10); err != nil || len(again) != 0 {
		t.Errorf("a withdrawn article is counted again: %v, %v", again, err)
	}
}

// What is no story any more claims no number, and is counted again when it is
// one once more.
func TestNoStoryClaimsANumber(t *testing.T) {
	b := open(t)
	p := stating(1, 5000)
	b.poll(p, stating(2, 5000))
	ids, err := b.Uncounted(b.ctx, 10)
	b.ok(err)
	b.ok(b.SaveLedger(b.ctx, LedgerChange{Seen: ids}))
	claims := func() (n int) {
		t.Helper()
		_, err := b.one(b.ctx, `SELECT count(*) FROM claim WHERE article_id = (SELECT id FROM article WHERE slug = $1)`, []any{string(p.id())}, &n)
		b.ok(err)
		return n
	}
	if claims() != 1 {
		t.Fatal("a story claims no number")
	}
	find := func(v news.Verdict) {
		f := p.item().Findings
		f.Story.Verdict = v
		b.ok(b.PutFindings(b.ctx, []FindingsRecord{{Revision: b.full(p.url).Revisions[0].ID, Findings: f}}))
	}
	find(news.VerdictPassing)
	if n := claims(); n != 0 {
		t.Errorf("a mention claims %d numbers", n)
	}
	find(news.VerdictYes)
	if again, err := b.Uncounted(b.ctx, 10); err != nil || len(again) != 1 || again[0] != p.id() {
		t.Errorf("to be counted again: %v, %v", again, err)
	}
}

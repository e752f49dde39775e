package store

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"cipherdesk/internal/news"
)

func TestTouchedTellsEveryWriting(t *testing.T) {
	b := open(t)
	p := piece{url: pageURL, title: "A", verdict: news.VerdictYes}
	q := piece{url: "https://harbour.example/b", title: "B", verdict: news.VerdictYes}
	before := func() int64 {
		s, err := b.State(b.ctx)
		b.ok(err)
		return s.Generation
	}
	told := func(since int64) string {
		got, err := b.Touched(b.ctx, since)
		b.ok(err)
		var names []string
		for _, a := range got.Articles {
			names = append(names, map[news.ArticleID]string{p.id(): "A", q.id(): "B"}[a.ID])
		}
		for _, e := range got.Events {
			names = append(names, string(e))
		}
		return strings.Join(names, " ")
	}
	g := before()
	b.poll(p)
	if got := told(g); got != "A" {
		t.Errorf("a new article: %q", got)
	}
	g = before()
	b.poll(q)
	if got := told(g); got != "B" {
		t.Errorf("another new article: %q", got)
	}
	if got := told(before()); got != "" {
		t.Errorf("nothing: %q", got)
	}
	g = before()
	b.ok(b.SaveEvents(b.ctx, EventChange{Put: []news.Event{{ID: "e1", Title: "E", Members: []news.Member{{Article: q.id()}}}}}))
	if got := told(g); got != "B e1" {
		t.Errorf("an event: %q", got)
	}
	g = before()
	b.ok(b.SaveEvents(b.ctx, EventChange{Put: []news.Event{{ID: "e1", Title: "E", Members: []news.Member{{Article: p.id()}, {Article: q.id()}}}}}))
	if got := told(g); got != "A e1" {
		t.Errorf("one more in an event: %q", got)
	}
	g = before()
	b.ok(b.SaveEvents(b.ctx, EventChange{Put: []news.Event{{ID: "e1", Title: "E", Members: []news.Member{{Article: q.id()}}}}}))
	if got := told(g); got != "A e1" {
		t.Errorf("one less in an event: %q", got)
	}
	g = before()
	b.ok(b.SaveEvents(b.ctx, EventChange{Dissolved: []news.EventID{"e1"}, Copies: map[news.ArticleID]news.ArticleID{p.id(): q.id()}}))
	if got := told(g); got != "A B e1" {
		t.Errorf("no event, and a copy: %q", got)
	}
	g = before()
	p.title = "Another A"
	b.poll(p)
	if got := told(g); got != "A" {
		t.Errorf("a new version: %q", got)
	}
	g = before()
	b.ok(b.PutFindings(b.ctx, []FindingsRecord{{Revision: b.full(q.url).Revisions[0].ID, Findings: news.Findings{Version: "rules/2", Story: news.Story{Verdict: news.VerdictNo}}}}))
	if got := told(g); got != "B" {
		t.Errorf("new findings: %q", got)
	}
	state, err := b.State(b.ctx)
	b.ok(err)
	b.ok(b.Withdraw(b.ctx, Withdrawal{What: WithdrawArticle, ID: string(p.id()), Reason: "asked"}))
	after, err := b.State(b.ctx)
	b.ok(err)
	if after.Rest == state.Rest {
		t.Error("a withdrawal is not told")
	}
	rows, err := b.RowsBySeq(b.ctx, []int64{1, 2, 99})
	b.ok(err)
	if titles(rows) != "B" {
		t.Errorf("rows: %s", titles(rows))
	}
}

// Whoever writes a row that is remembered elsewhere must say so.
func TestEveryWritingTouches(t *testing.T) {
	files, err := filepath.Glob("*.go")
	if err != nil || len(files) < 20 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	seen := 0
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		src, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, query := range regexp.MustCompile("`(UPDATE (article_now|event) SET|INSERT INTO (article_now|event) )[^`]*").FindAllString(string(src), -1) {
			if seen++; !strings.Contains(query, "touched") {
				t.Errorf("%s does not touch: %s", name, query)
			}
		}
	}
	if seen < 12 {
		t.Errorf("only %d writings were found", seen)
	}
}

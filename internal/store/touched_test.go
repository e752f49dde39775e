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
// A text that is analysed again with the same result is as it was, but for the
// version of the analyser.
func TestTheSameFindingsTouchNothing(t *testing.T) {
	b := open(t)
	p := piece{url: pageURL, title: "A", verdict: news.VerdictYes, tags: []string{"topic/e2ee", "law/osa"}}
	value := 97.0
	p.mod = func(n *NewItem) {
		n.Findings.Citations = []news.Citation{{Kind: news.CiteQuote, Source: "Lantern Trust", Evidence: spanOf(n.Text, "end-to-end encryption")}}
		n.Findings.Figures = []news.Figure{{Value: &value, Unit: "reports", Bound: news.BoundExact, Evidence: spanOf(n.Text, "messages")}}
	}
	b.poll(p)
	again := func(change func(*news.Findings)) (touched int) {
		t.Helper()
		state, err := b.State(b.ctx)
		b.ok(err)
		full := b.full(p.url)
		f := p.item().Findings
		f.Version = "rules/2"
		change(&f)
		b.ok(b.PutFindings(b.ctx, []FindingsRecord{{Revision: full.Revisions[0].ID, Findings: f}}))
		if got := b.full(p.url).Findings; got.Version != "rules/2" || len(got.Tags) != len(f.Tags) || len(got.Citations) != len(f.Citations) || len(got.Figures) != len(f.Figures) {
			t.Errorf("kept %+v", got)
		}
		stale, err := b.Stale(b.ctx, StaleQuery{Version: "rules/2"})
		if b.ok(err); len(stale) > 0 {
			t.Error("still to be analysed")
		}
		told, err := b.Touched(b.ctx, state.Generation)
		b.ok(err)
		return len(told.Articles)
	}
	if n := again(func(*news.Findings) {}); n != 0 {
		t.Error("the same findings touch their article")
	}
	other := 98.0
	for what, change := range map[string]func(*news.Findings){
		"a tag less":       func(f *news.Findings) { f.Tags = f.Tags[1:] },
		"another score":    func(f *news.Findings) { f.Tags[0].Score = 0.4 },
		"another figure":   func(f *news.Findings) { f.Figures[0].Value = &other },
		"another speaker":  func(f *news.Findings) { f.Citations[0].Speaker = "A. Speaker" },
		"another place":    func(f *news.Findings) { f.Figures[0].Evidence = f.Tags[0].Evidence },
		"another language": func(f *news.Findings) { f.Language = "de" },
		"another verdict":  func(f *news.Findings) { f.Story.Verdict = news.VerdictPassing },
	} {
		if again(func(*news.Findings) {}); again(change) != 1 {
			t.Errorf("%s touches nothing", what)
		}
	}
}

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
			onlyVersion := strings.HasPrefix(query, "`UPDATE article_now SET analyser = $2 WHERE") // which no list shows
			if seen++; !strings.Contains(query, "touched") && !onlyVersion {
				t.Errorf("%s does not touch: %s", name, query)
			}
		}
	}
	if seen < 12 {
		t.Errorf("only %d writings were found", seen)
	}
}

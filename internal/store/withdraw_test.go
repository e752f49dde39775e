package store

import (
	"bytes"
	"errors"
	"os"
	"strings"
	"testing"
	"time"

	"cipherdesk/internal/news"
)

// onFile reports whether words stand anywhere in the files of the database,
// packed or not, in the search index or in what was deleted.
func (b *bench) onFile(words string) bool {
	b.Helper()
	for _, file := range []string{b.file, b.file + "-wal"} {
		raw, err := os.ReadFile(file)
		b.ok(err)
		if bytes.Contains(bytes.ToLower(raw), bytes.ToLower([]byte(words))) {
			return true
		}
	}
	for _, query := range []string{`SELECT data FROM body WHERE data IS NOT NULL`, `SELECT data FROM text`} {
		rows, err := b.db.Query(query)
		b.ok(err)
		found := false
		var data []byte
		for rows.Next() {
			b.ok(rows.Scan(&data))
			plain, err := b.codec.unpack(data)
			b.ok(err)
			found = found || bytes.Contains(plain, []byte(words))
		}
		b.ok(rows.Err())
		if found {
			return true
		}
	}
	return false
}

func TestAWithdrawnArticleVanishesAtOnce(t *testing.T) {
	b := open(t)
	p := piece{url: pageURL, title: "Secretword", verdict: news.VerdictYes, tags: []string{"topic/e2ee"}}
	other := piece{url: "https://harbour.example/b", title: "B", verdict: news.VerdictYes, tags: []string{"topic/e2ee"}}
	b.poll(p, other)
	b.ok(b.SaveEvents(b.ctx, EventChange{
		Put: []news.Event{{ID: "e1", Title: "E", TitleBy: "harbour-post", Outlets: 2, Origins: 2,
			Members:     []news.Member{{Article: p.id(), Why: []news.Reason{{Kind: "words", Words: "x"}}}, {Article: other.id(), Why: []news.Reason{{Kind: "quote", Words: "y", With: p.id()}}}},
			FirstReport: news.FirstReport{Kind: news.FirstCredited, Source: "FT", By: []news.ArticleID{p.id()}, Evidence: []news.CreditEvidence{{Article: p.id()}}}}},
		Copies: map[news.ArticleID]news.ArticleID{other.id(): p.id()},
	}))
	b.ok(b.Withdraw(b.ctx, Withdrawal{What: WithdrawArticle, ID: string(p.id()), Reason: "asked by the author"}))
	for name, q := range map[string]news.Query{"all": {}, "tag": {Tags: []string{"topic/e2ee"}}, "outlet": {Outlet: "harbour-post"}, "yes": {Story: []news.Verdict{news.VerdictYes}}, "search": {Text: "e2ee OR end"}} {
		if got := b.titles(q); strings.Contains(got, "Secretword") || name != "search" && got != "B" {
			t.Errorf("%s: %q", name, got)
		}
	}
	if got := b.titles(news.Query{Text: "secretword"}); got != "" {
		t.Errorf("search: %q", got)
	}
	f, err := b.Article(b.ctx, p.id())
	if !errors.Is(err, news.ErrGone) || f.Withdrawn == nil || f.Withdrawn.Reason != "asked by the author" || f.OutletName != "Harbour Post" || f.Title != "" || f.Text.Body != "" {
		t.Errorf("tombstone %+v, %v", f.Row, err)
	}
	e, err := b.Event(b.ctx, "e1")
	b.ok(err)
	if len(e.Rows) != 1 || len(e.Members) != 1 || e.Outlets != 1 || e.Origins != 1 || e.FirstReport.Kind != news.FirstUnknown || len(e.FirstReport.By)+len(e.FirstReport.Evidence)+len(e.Members[0].Why) != 0 {
		t.Errorf("event %+v", e)
	}
	if ps, err := b.Pieces(b.ctx, time.Time{}); err != nil || len(ps) != 1 {
		t.Errorf("%d pieces, %v", len(ps), err)
	}
	if !b.onFile("Secretword") {
		t.Error("nothing was to be erased")
	}
	// What the outlet says of it later is observed, and stays off the lists.
	p.title = "Secretword again"
	b.poll(p)
	b.read("1", "Secretword page", "Secretword text")
	if got := b.titles(news.Query{}); got != "B" {
		t.Errorf("back on the lists: %q", got)
	}
	if err := b.Withdraw(b.ctx, Withdrawal{What: WithdrawArticle, ID: string(other.id()), Reason: "too"}); err != nil {
		t.Fatal(err)
	}
	if _, err := b.Event(b.ctx, "e1"); !errors.Is(err, news.ErrGone) {
		t.Errorf("an event of nothing: %v", err)
	}
	if es, _, err := b.Events(b.ctx, news.EventQuery{}); err != nil || len(es) != 0 {
		t.Errorf("%d events, %v", len(es), err)
	}
}

func (p piece) id() news.ArticleID { return ArticleID(p.url) }

func TestErasingAnArticleRemovesItsWords(t *testing.T) {
	b := open(t)
	p := piece{url: pageURL, title: "Secretword", body: "Secretword body with end-to-end encryption", verdict: news.VerdictYes}
	b.poll(p, piece{url: "https://harbour.example/b", title: "B"})
	b.read("Secretword page", "Secretword", "Secretword text")
	b.ok(b.SaveEvents(b.ctx, EventChange{Put: []news.Event{{ID: "e1", Title: "E", Members: []news.Member{{Article: p.id(), Why: []news.Reason{{Words: "Secretword"}}}},
		FirstReport: news.FirstReport{Evidence: []news.CreditEvidence{{Article: p.id(), Span: news.Span{Quote: "Secretword"}}}}}}}))
	b.ok(b.SaveLedger(b.ctx, LedgerChange{Put: []news.Statistic{{ID: "s1", Appearances: []news.Appearance{
		{Article: p.id(), Why: []news.Reason{{Words: "Secretword"}}}, {Article: ArticleID("https://harbour.example/b"), Why: []news.Reason{{Words: "like Secretword"}}}}}}}))
	if !b.onFile("Secretword") {
		t.Fatal("the test looks in the wrong place")
	}
	w := Withdrawal{What: WithdrawArticle, ID: string(p.id()), Reason: "asked", Erase: true}
	b.ok(b.Withdraw(b.ctx, w))
	when := b.now
	p.title = "Secretword once more"
	b.poll(p)
	b.read("Secretword page 2", "Secretword", "Secretword text 2")
	if b.onFile("Secretword") {
		t.Error("words of an erased article are still there")
	}
	var left string
	_, err := b.one(b.ctx, `SELECT group_concat(why) FROM appearance`, nil, &left)
	if b.ok(err); left != "[]" {
		t.Errorf("reasons of its figures: %s", left)
	}
	b.ok(b.Withdraw(b.ctx, w)) // again changes nothing
	o, err := b.Outlet(b.ctx, "harbour-post")
	b.ok(err)
	if o.Articles != 1 {
		t.Errorf("%d articles", o.Articles)
	}
	ts, err := b.Withdrawals(b.ctx)
	b.ok(err)
	if len(ts) != 1 || !ts[0].Erase || ts[0].ID != string(p.id()) || !ts[0].At.Equal(when) {
		t.Errorf("tombstones %+v", ts)
	}
}

func TestAWithdrawnQuoteIsNowhere(t *testing.T) {
	for _, erase := range []bool{false, true} {
		b := open(t)
		const words = "a Secretword that hurts"
		p := piece{url: pageURL, title: "A", verdict: news.VerdictYes, tags: []string{"topic/e2ee"}, summary: "She said " + words + ".",
			body: "She said " + words + ". And end-to-end encryption was named. " + strings.Repeat("More text follows here. ", 90)}
		p.mod = func(n *NewItem) {
			n.Findings.Citations = []news.Citation{{Kind: news.CiteQuote, Speaker: "She", Evidence: spanOf(n.Text, words)}, {Kind: news.CiteAttribution, Source: "Else", Evidence: spanOf(n.Text, "named")}}
		}
		b.poll(p)
		f := b.full(pageURL)
		if !strings.Contains(f.Excerpt, "Secretword") || len(f.Findings.Citations) != 2 {
			t.Fatalf("before: %+v", f.Row)
		}
		id := QuoteID(f.ID, f.Findings.Citations[0].Evidence[0])
		b.ok(b.Withdraw(b.ctx, Withdrawal{What: WithdrawQuote, ID: id, Reason: "asked", Erase: erase}))
		check := func(when string) {
			t.Helper()
			f := b.full(pageURL)
			if strings.Contains(f.Excerpt+f.Text.Body+f.Text.Summary+f.Items[0].Content+f.Revisions[0].Text.Body, "Secretword") {
				t.Errorf("erase %v, %s: still shown", erase, when)
			}
			if len(f.Findings.Citations) != 1 || f.Findings.Citations[0].Source != "Else" || f.Findings.Citations[0].Evidence[0].Quote != "named" || len(f.Tags) != 1 {
				t.Errorf("erase %v, %s: findings %+v", erase, when, f.Findings)
			}
			if got := b.titles(news.Query{Text: "secretword"}); got != "" {
				t.Errorf("erase %v, %s: search finds %q", erase, when, got)
			}
			if got := b.titles(news.Query{Text: "encryption"}); got != "A" {
				t.Errorf("erase %v, %s: search lost the article", erase, when)
			}
			if erase && b.onFile("Secretword") {
				t.Errorf("%s: still on file", when)
			}
		}
		check("at once")
		p.body += "A line more."
		b.poll(p)
		check("after the feed said it again")
		if ps, err := b.Pieces(b.ctx, time.Time{}); err != nil || strings.Contains(ps[0].Text.Body, "Secretword") {
			t.Errorf("pieces: %v", err)
		}
	}
}

func TestAWithdrawnSourceIsCitedNoMore(t *testing.T) {
	b := open(t)
	p := piece{url: pageURL, title: "A", verdict: news.VerdictYes}
	p.mod = func(n *NewItem) {
		n.Findings.Citations = []news.Citation{{Kind: news.CiteQuote, Speaker: "Zoë O’Neil", Evidence: spanOf(n.Text, "spring")}, {Kind: news.CiteAttribution, Source: "NSPCC", Evidence: spanOf(n.Text, "Officials")}}
	}
	b.poll(p)
	b.ok(b.Withdraw(b.ctx, Withdrawal{What: WithdrawSource, ID: SourceID("zoe o'neil"), Reason: "private person"}))
	if c := b.full(pageURL).Findings.Citations; len(c) != 1 || c[0].Source != "NSPCC" {
		t.Errorf("%+v", c)
	}
}

func TestWithdrawSaysWhatIsMissing(t *testing.T) {
	b := open(t)
	for name, c := range map[string]struct {
		w  Withdrawal
		is error
	}{
		"no reason":  {Withdrawal{What: WithdrawArticle, ID: "x"}, news.ErrInvalid},
		"no kind":    {Withdrawal{What: "outlet", ID: "x", Reason: "r"}, news.ErrInvalid},
		"no article": {Withdrawal{What: WithdrawArticle, ID: "x", Reason: "r"}, news.ErrNotFound},
		"no quote":   {Withdrawal{What: WithdrawQuote, ID: "x-text-1-2", Reason: "r"}, news.ErrNotFound},
		"odd quote":  {Withdrawal{What: WithdrawQuote, ID: "x", Reason: "r"}, news.ErrNotFound},
		"no source":  {Withdrawal{What: WithdrawSource, ID: "Not An Id", Reason: "r"}, news.ErrInvalid},
	} {
		if err := b.Withdraw(b.ctx, c.w); !errors.Is(err, c.is) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestSourceID(t *testing.T) {
	for name, want := range map[string]string{"NSPCC": "nspcc", "  The New York Times ": "the-new-york-times", "Zoë O’Neil": "zoe-oneil", "": "", "—": "", "AT&T": "at-t"} {
		if got := SourceID(name); got != want {
			t.Errorf("%q: %q, want %q", name, got, want)
		}
		if got := SourceID(SourceID(name)); got != want {
			t.Errorf("%q is not idempotent: %q", name, got)
		}
	}
	if SourceID("警察庁") == "" {
		t.Error("a name in another script has no id")
	}
}

func TestPruneKeepsWhatRetentionSays(t *testing.T) {
	b := open(t)
	b.poll(piece{url: pageURL, title: "irrelevant"}, piece{url: "https://harbour.example/b", title: "story", verdict: news.VerdictYes})
	b.pollOf(b.feed("child-line", 0), piece{url: "https://line.example/a", title: "shown"})
	b.read("a page", "irrelevant", "irrelevant text")
	b.poll(piece{url: "https://harbour.example/c", title: "later"})
	gone := piece{url: pageURL, title: "irrelevant"}
	f, err := b.SeenItems(b.ctx, b.feed("harbour-post", 0).ID, []string{pageURL})
	b.ok(err)
	before := b.now
	// The page made it a story; take that back.
	s, err := b.Stale(b.ctx, StaleQuery{Version: "rules/2", Limit: 10})
	b.ok(err)
	for _, p := range s {
		if p.Piece.Title == "irrelevant" {
			b.ok(b.PutFindings(b.ctx, []FindingsRecord{{p.Revision, news.Findings{Version: "rules/2", Story: news.Story{Verdict: news.VerdictNo}}}}))
		}
	}
	b.ok(b.Prune(b.ctx, before, time.Time{}))
	if got := b.titles(news.Query{}); got != "later shown story" {
		t.Errorf("left: %q", got)
	}
	if _, err := b.Article(b.ctx, gone.id()); !errors.Is(err, news.ErrNotFound) {
		t.Errorf("pruned article: %v", err)
	}
	if _, err := b.Body(b.ctx, f[pageURL].Digest); !errors.Is(err, news.ErrGone) {
		t.Errorf("pruned body: %v", err)
	}
	again, err := b.SeenItems(b.ctx, b.feed("harbour-post", 0).ID, []string{pageURL})
	b.ok(err)
	if again[pageURL] != f[pageURL] {
		t.Error("a pruned item would be new again")
	}
	story := b.full("https://harbour.example/b")
	b.ok(b.Prune(b.ctx, time.Time{}, before))
	after := b.full("https://harbour.example/b")
	if after.Text.Body != story.Text.Body || after.Items[0].Title != "" || len(after.Items) != 1 {
		t.Errorf("bodies: %+v", after.Items)
	}
	if later := b.full("https://harbour.example/c"); later.Items[0].Title != "later" {
		t.Error("a body that retention keeps is gone")
	}
	gone.title, gone.verdict = "relevant now", news.VerdictYes
	b.poll(gone)
	if got := b.titles(news.Query{Story: []news.Verdict{news.VerdictYes}, Text: "relevant"}); got != "relevant now" {
		t.Errorf("an article that changed after it was pruned: %q", got)
	}
}

func TestBackupIsAWholeDatabase(t *testing.T) {
	b := open(t)
	b.poll(piece{url: pageURL, title: "A"})
	file := b.file + ".backup"
	b.ok(b.Backup(b.ctx, file))
	if err := b.Backup(b.ctx, file); !errors.Is(err, news.ErrInvalid) {
		t.Errorf("over another file: %v", err)
	}
	r, err := OpenReader(b.ctx, file, Options{})
	b.ok(err)
	defer r.Close()
	if rows, _, err := r.Articles(b.ctx, news.Query{Text: "proposal"}); err != nil || len(rows) != 1 {
		t.Errorf("%d rows, %v", len(rows), err)
	}
}

func TestCheckFindsWhatIsWrong(t *testing.T) {
	for _, c := range []struct{ says, damage string }{
		{"", `SELECT 1`},
		{"other bytes", `UPDATE body SET data = (SELECT data FROM body WHERE size = 6), size = 6 WHERE id = 1`},
		{"outside", `UPDATE span SET ends = 99999`},
		{"refer", `PRAGMA foreign_keys = off; DELETE FROM fetch`},
		{"unpack", `UPDATE body SET data = x'00' WHERE size = 6`},
		{"CHECK constraint", `PRAGMA ignore_check_constraints = on; INSERT INTO generation (id, n) VALUES (2, 0)`},
	} {
		b := open(t)
		b.poll(piece{url: pageURL, title: "A", verdict: news.VerdictYes, tags: []string{"topic/e2ee"}}, piece{url: "https://harbour.example/b", title: "B"})
		b.read("a page", "A", "Page text with end-to-end encryption")
		_, err := b.w.conn.ExecContext(b.ctx, c.damage)
		b.ok(err)
		faults, err := b.Check(b.ctx)
		b.ok(err)
		if got := strings.Join(faults, "\n"); !strings.Contains(got, c.says) || c.says == "" && got != "" {
			t.Errorf("after %s, no %q in %q", c.damage, c.says, got)
		}
	}
}

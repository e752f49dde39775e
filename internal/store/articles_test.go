package store

import (
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"cipherdesk/internal/news"
)

// mixed fills a database with articles of every sort.
func mixed(b *bench, n int) {
	rng := rand.New(rand.NewPCG(1, 2))
	verdicts := []news.Verdict{news.VerdictNo, news.VerdictNo, news.VerdictPassing, news.VerdictYes}
	tags := []string{"topic/e2ee", "law/osa", "actor/police"}
	feeds := []news.FeedState{b.feed("harbour-post", 0), b.feed("child-line", 0)}
	for i := 0; i < n; i += 10 {
		var ps []piece
		f := feeds[rng.IntN(2)]
		for j := i; j < i+10; j++ {
			p := piece{url: fmt.Sprintf("https://%s.example/%d", f.Outlet, j), title: fmt.Sprintf("T%d", j), verdict: verdicts[rng.IntN(4)], lang: []string{"en", "de", "en-GB"}[rng.IntN(3)]}
			if p.verdict != news.VerdictNo {
				for _, tag := range tags {
					if rng.IntN(2) == 0 {
						p.tags = append(p.tags, tag)
					}
				}
			}
			p.body = fmt.Sprintf("Word%d and end-to-end encryption in a %s.", j%7, []string{"harbour", "school"}[rng.IntN(2)])
			ps = append(ps, p)
		}
		b.pollOf(f, ps...)
	}
}

func TestEveryCombinationOfFiltersSelectsWhatItSays(t *testing.T) {
	b := open(t)
	mixed(b, 200)
	rows := b.list(news.Query{Limit: 500, Copies: true})
	b.ok(b.SaveEvents(b.ctx, EventChange{
		Put:    []news.Event{{ID: "e1", Title: "E", TitleBy: "rule", Members: []news.Member{{Article: rows[3].ID}, {Article: rows[8].ID}}}},
		Copies: map[news.ArticleID]news.ArticleID{rows[5].ID: rows[9].ID},
	}))
	all := b.list(news.Query{Limit: 500, Copies: true})
	if len(all) != 200 {
		t.Fatalf("%d rows", len(all))
	}
	text := map[news.ArticleID]string{}
	for _, r := range all {
		f, err := b.Article(b.ctx, r.ID)
		b.ok(err)
		text[r.ID] = f.Text.Body
	}
	since, until := all[150].FirstSeen, all[40].FirstSeen
	tried := 0
	for _, q := range combinations(since, until) {
		tried++
		var want, got []news.ArticleID
		for _, r := range all {
			if selects(q, r, text[r.ID]) {
				want = append(want, r.ID)
			}
		}
		for _, r := range walk(b, q, 30) {
			got = append(got, r.ID)
		}
		if !slices.Equal(got, want) {
			t.Errorf("%+v\n got %d %v\nwant %d %v", q, len(got), got, len(want), want)
		}
	}
	t.Logf("%d combinations", tried)
}

func combinations(since, until time.Time) (out []news.Query) {
	for _, story := range [][]news.Verdict{nil, {news.VerdictYes}, {news.VerdictYes, news.VerdictPassing}, {news.VerdictNo}} {
		for _, tags := range [][]string{nil, {"topic/e2ee"}, {"law/osa", "topic/e2ee"}, {"nobody/has"}} {
			for _, text := range []string{"", "word3 -school", `"and end-to-end"`} {
				for bits := range 128 {
					q := news.Query{Story: story, Tags: tags, Text: text, Shown: bits&1 > 0, Copies: bits&2 > 0, NoEvent: bits&4 > 0}
					if bits&8 > 0 {
						q.Outlet = "child-line"
					}
					if bits&16 > 0 {
						q.Kind = news.TechPress
					}
					if bits&32 > 0 {
						q.Lang = "EN"
					}
					if bits&64 > 0 {
						q.Since, q.Until = since, until
					}
					if bits%21 == 0 || bits&(bits-1) == 0 { // each filter alone, and some together
						out = append(out, q)
					}
				}
			}
		}
	}
	return out
}

// selects is what the query means, in plain words.
func selects(q news.Query, r news.Row, text string) bool {
	hasTag := func(tag string) bool {
		return slices.ContainsFunc(r.Tags, func(g news.Tag) bool { return g.Tag == tag })
	}
	words := strings.ToLower(text)
	switch {
	case len(q.Story) > 0 && !slices.Contains(q.Story, r.Story),
		q.Shown && r.Story == news.VerdictNo && r.Article.Outlet != "child-line",
		!q.Copies && r.SameTextAs != "",
		q.NoEvent && r.Event != "",
		q.Outlet != "" && r.Article.Outlet != q.Outlet,
		q.Kind != "" && r.Kind != q.Kind,
		q.Lang != "" && r.Language != "en" && r.Language != "en-GB",
		!q.Since.IsZero() && r.FirstSeen.Before(q.Since),
		!q.Until.IsZero() && !r.FirstSeen.Before(q.Until),
		q.Text == "word3 -school" && (!strings.Contains(words, "word3 ") || strings.Contains(words, "school")):
		return false
	}
	for _, tag := range q.Tags {
		if !hasTag(tag) {
			return false
		}
	}
	return true
}

// walk reads a list page by page.
func walk(b *bench, q news.Query, size int) (out []news.Row) {
	b.Helper()
	q.Limit = size
	for {
		rows, next, err := b.Articles(b.ctx, q)
		b.ok(err)
		out = append(out, rows...)
		if next == "" {
			return out
		}
		q.Cursor = next
	}
}

func TestAListThatGrowsWhileItIsReadRepeatsNothing(t *testing.T) {
	b := open(t)
	mixed(b, 50)
	first, next, err := b.Articles(b.ctx, news.Query{Limit: 10})
	b.ok(err)
	b.poll(piece{url: "https://harbour.example/new", title: "New"})
	second, _, err := b.Articles(b.ctx, news.Query{Limit: 10, Cursor: next})
	b.ok(err)
	for _, r := range second {
		if slices.ContainsFunc(first, func(o news.Row) bool { return o.ID == r.ID }) || r.Title == "New" {
			t.Errorf("%s comes twice or out of place", r.Title)
		}
	}
}

func TestBadQueriesAreNotValid(t *testing.T) {
	b := open(t)
	good := cursor{1, 2}.String()
	for name, q := range map[string]news.Query{
		"limit":        {Limit: 501},
		"below zero":   {Limit: -1},
		"no cursor":    {Cursor: "zzz"},
		"cut cursor":   {Cursor: good[:len(good)-1]},
		"other cursor": {Cursor: "z" + good[1:]},
		"verdict":      {Story: []news.Verdict{"maybe"}},
		"only minus":   {Text: "-encryption"},
		"no word":      {Text: `"&" ...`},
		"long":         {Text: strings.Repeat("a", 501)},
		"many tags":    {Tags: slices.Repeat([]string{"topic/e2ee"}, 17)},
		"many":         {Text: strings.Repeat("a ", 40)},
	} {
		if _, _, err := b.Articles(b.ctx, q); !errors.Is(err, news.ErrInvalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if c, err := parseCursor(good); err != nil || c != (cursor{1, 2}) {
		t.Errorf("cursor %v, %v", c, err)
	}
}

// TestListsWalkAnIndex looks at the plan of each kind of list: no table may be
// scanned, and nothing sorted, whatever there is.
func TestListsWalkAnIndex(t *testing.T) {
	b := open(t)
	for _, q := range combinations(noon, noon.Add(time.Hour)) {
		for _, c := range []string{"", cursor{5, 5}.String()} {
			q.Cursor = c
			s, err := b.selectArticles(q)
			b.ok(err)
			checkPlan(b, fmt.Sprintf("%+v", q), s.query(51), s.args)
		}
	}
	rows := []struct{ name, query string }{
		{"tags since", `SELECT m.words, (SELECT count(*) FROM article_tag g WHERE g.term_id = c.term_id AND g.first_seen >= 1 AND g.story = 3) FROM tag_count c JOIN term m ON m.id = c.term_id WHERE c.stories > 0`},
		{"page due", `SELECT p.article_id FROM page_state p WHERE p.due > 0 AND p.due <= 1 ORDER BY p.due, p.article_id LIMIT 5`},
	}
	for _, r := range rows {
		checkPlan(b, r.name, r.query, nil)
	}
}

func checkPlan(b *bench, name, query string, args []any) {
	b.Helper()
	rows, err := b.db.Query(`EXPLAIN QUERY PLAN `+query, args...)
	b.ok(err)
	b.ok(eachRow(rows, func(rows *sql.Rows) error {
		var id, parent, unused int
		var step string
		if err := rows.Scan(&id, &parent, &unused, &step); err != nil {
			return err
		}
		walks := strings.Contains(step, "INDEX") || strings.Contains(step, "VIRTUAL TABLE") || strings.HasPrefix(step, "SCAN c") && name == "tags since"
		if strings.HasPrefix(step, "SCAN") && !walks || strings.Contains(step, "TEMP B-TREE") {
			b.Errorf("%s\n%s\n%s", name, query, step)
		}
		return nil
	}))
}

func TestResolveKnowsEveryAddress(t *testing.T) {
	b := open(t)
	const url, amp = "https://harbour.example/a", "https://harbour.example/amp/a"
	b.poll(piece{url: url, title: "A", mod: func(n *NewItem) { n.Article.Aliases = []string{amp} }})
	id := ArticleID(url)
	for _, asked := range [][]string{{url}, {amp}, {"https://harbour.example/x", amp}} {
		if got, err := b.Resolve(b.ctx, asked...); err != nil || got != id {
			t.Errorf("%v: %s, %v", asked, got, err)
		}
	}
	if _, err := b.Resolve(b.ctx, "https://harbour.example/x"); !errors.Is(err, news.ErrNotFound) {
		t.Errorf("unknown: %v", err)
	}
	// The same piece found at its other address is the same article.
	b.pollOf(b.feed("harbour-post", 1), piece{url: amp, title: "A"})
	if rows := b.list(news.Query{}); len(rows) != 1 || rows[0].ID != id {
		t.Errorf("%d articles: %+v", len(rows), rows)
	}
	// A new address of a known article is kept and shown.
	b.poll(piece{url: url, title: "A2", mod: func(n *NewItem) { n.Article.Aliases = []string{amp, "https://m.harbour.example/a"} }})
	want := []string{amp, "https://m.harbour.example/a"}
	slices.Sort(want)
	if got := b.list(news.Query{})[0].Aliases; !reflect.DeepEqual(got, want) {
		t.Errorf("aliases %v, want %v", got, want)
	}
}

func TestTimeOrderIsRowOrder(t *testing.T) {
	b := open(t)
	slow := b.record(b.feed("harbour-post", 0), piece{url: "https://harbour.example/slow", title: "slow"})
	b.poll(piece{url: "https://harbour.example/fast", title: "fast"}) // asked later, stored first
	_, err := b.SavePoll(b.ctx, slow)
	b.ok(err)
	if got := b.titles(news.Query{}); got != "slow fast" {
		t.Errorf("order %q", got)
	}
	// A clock that was put right by a day is believed.
	b.now = noon.Add(-24 * time.Hour)
	b.poll(piece{url: "https://harbour.example/right", title: "right"})
	if got := b.titles(news.Query{}); got != "slow fast right" {
		t.Errorf("order %q", got)
	}
	first, last, err := b.Span(b.ctx)
	b.ok(err)
	if !first.Equal(b.now) || !last.Equal(noon.Add(2*time.Minute)) {
		t.Errorf("span %v %v", first, last)
	}
}

func TestTagsAreCounted(t *testing.T) {
	b := open(t)
	tags := []string{"topic/e2ee"}
	b.poll(piece{url: "https://harbour.example/a", title: "A", verdict: news.VerdictYes, tags: tags})
	later := b.now.Add(time.Second)
	b.poll(piece{url: "https://harbour.example/b", title: "B", verdict: news.VerdictYes, tags: append(tags, "law/osa")},
		piece{url: "https://harbour.example/c", title: "C", verdict: news.VerdictPassing, tags: tags})
	expect := func(since time.Time, want map[string]int) {
		t.Helper()
		got, err := b.Tags(b.ctx, since)
		b.ok(err)
		if !reflect.DeepEqual(got, want) {
			t.Errorf("tags since %v: %v, want %v", since, got, want)
		}
	}
	expect(time.Time{}, map[string]int{"topic/e2ee": 2, "law/osa": 1})
	expect(later, map[string]int{"topic/e2ee": 1, "law/osa": 1})
	b.ok(b.Withdraw(b.ctx, Withdrawal{What: WithdrawArticle, ID: string(ArticleID("https://harbour.example/b")), Reason: "asked"}))
	expect(time.Time{}, map[string]int{"topic/e2ee": 1})
	stale, err := b.Stale(b.ctx, StaleQuery{Version: "rules/2", Limit: 10})
	b.ok(err)
	for _, s := range stale {
		f := s.Piece.Findings
		f.Version, f.Story.Verdict = "rules/2", news.VerdictYes
		b.ok(b.PutFindings(b.ctx, []FindingsRecord{{s.Revision, f}}))
	}
	expect(time.Time{}, map[string]int{"topic/e2ee": 2})
	o, err := b.Outlet(b.ctx, "harbour-post")
	b.ok(err)
	if o.Articles != 2 || o.Stories != 2 || !o.LastNew.Equal(b.now) {
		t.Errorf("ledger %d articles, %d stories, last %v", o.Articles, o.Stories, o.LastNew)
	}
	if left, err := b.Stale(b.ctx, StaleQuery{Version: "rules/2", Limit: 10}); err != nil || len(left) != 0 {
		t.Errorf("still stale: %d, %v", len(left), err)
	}
}

// A bare parameter as LIMIT makes SQLite prepare the statement anew each time.
func TestLimitsAreNoBareParameters(t *testing.T) {
	files, err := filepath.Glob("*.go")
	if err != nil || len(files) < 20 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	for _, name := range files {
		src, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, use := range regexp.MustCompile("LIMIT (\\$\\d+|`\\+).{4}").FindAllString(string(src), -1) {
			if !strings.HasSuffix(use, " + 0") {
				t.Errorf("%s: %q: see selection.limit", name, use)
			}
		}
	}
}

package store

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"cipherdesk/internal/news"
)

var noon = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)

// bench is a database with two outlets, a clock that stands still until it is
// moved, and short words for what tests do all day.
type bench struct {
	testing.TB
	*DB
	ctx   context.Context
	file  string
	now   time.Time
	polls int
}

func open(t testing.TB) *bench {
	t.Helper()
	b := &bench{TB: t, ctx: context.Background(), file: filepath.Join(t.TempDir(), "desk.db"), now: noon}
	b.DB = b.again()
	b.ok(b.SyncOutlets(b.ctx, register()))
	return b
}

// again opens the same file once more.
func (b *bench) again() *DB {
	b.Helper()
	db, err := Open(b.ctx, b.file, Options{Clock: func() time.Time { return b.now }})
	b.ok(err)
	b.Cleanup(func() { db.Close() })
	return db
}

func register() []news.Outlet {
	return []news.Outlet{
		{ID: "harbour-post", Name: "Harbour Post", Home: "https://harbour.example", Kind: news.TechPress, Owner: "Harbour", Languages: []string{"en"},
			Excerpt: 300, Enabled: true, Feeds: []news.FeedSpec{
				{Kind: news.KindFeed, URL: "https://harbour.example/feed", Cron: "7 * * * *"},
				{Kind: news.KindFeed, URL: "https://harbour.example/tech/feed", Cron: "9 * * * *"}}},
		{ID: "child-line", Name: "Child Line", Home: "https://line.example", Kind: news.ChildProtection, Owner: "Line", ScopeAll: true,
			Languages: []string{"en"}, Excerpt: 120, Enabled: true, Feeds: []news.FeedSpec{{Kind: news.KindFeed, URL: "https://line.example/rss"}}},
		{ID: "some-body", Name: "Some Body", Kind: news.Regulator, Entity: true, Enabled: true},
	}
}

func (b *bench) ok(err error) {
	b.Helper()
	if err != nil {
		b.Fatal(err)
	}
}

func (b *bench) feed(outlet news.OutletID, n int) news.FeedState {
	b.Helper()
	o, err := b.Outlet(b.ctx, outlet)
	b.ok(err)
	return o.Feeds[n]
}

// piece is what a test says about an article; the rest is made up.
type piece struct {
	url, title, body, summary string
	guid                      string // "": the url
	verdict                   news.Verdict
	tags                      []string
	lang                      string
	mod                       func(*NewItem)
}

// a story has a body that mentions what it is tagged with.
func (p piece) item() NewItem {
	if p.body == "" {
		p.body = p.title + ". A spokesperson said that end-to-end encryption of messages would come in the spring. " +
			strings.Repeat("Officials in several countries have asked for more time to read the proposal before they answer. ", 8)
	}
	if p.guid == "" {
		p.guid = p.url
	}
	if p.lang == "" {
		p.lang = "en"
	}
	n := NewItem{
		Item:    news.Item{GUID: p.guid, Link: p.url, Title: p.title, Summary: p.summary, Content: "<p>" + p.body + "</p>"},
		Article: news.Article{ID: ArticleID(p.url), URL: p.url},
		Text: news.Text{Version: "page/1", Origin: "feed", Title: p.title, Summary: p.summary, Body: p.body, Language: p.lang,
			Byline: []string{"A. Writer"}},
	}
	n.Findings = p.findings(n.Text)
	if p.mod != nil {
		p.mod(&n)
	}
	return n
}

func (p piece) findings(t news.Text) news.Findings {
	f := news.Findings{Version: "rules/1", Language: p.lang, Story: news.Story{Verdict: p.verdict, Score: 0.5}}
	if p.verdict == "" {
		f.Story.Verdict = news.VerdictNo
	}
	evidence := spanOf(t, "end-to-end encryption")
	if evidence == nil {
		return f
	}
	if f.Story.Verdict != news.VerdictNo {
		f.Story.Evidence = evidence
	}
	for i, tag := range p.tags {
		f.Tags = append(f.Tags, news.Tag{Tag: tag, Score: 0.9 - float64(i)/10, Evidence: evidence})
	}
	return f
}

// spanOf finds words in the body of a text.
func spanOf(t news.Text, words string) []news.Span {
	i := strings.Index(t.Body, words)
	if i < 0 {
		return nil
	}
	return []news.Span{{Field: news.FieldText, Start: i, End: i + len(words), Quote: words, Rule: "e2ee"}}
}

// poll saves a poll of a feed of harbour-post; the clock moves on a minute.
func (b *bench) poll(pieces ...piece) PollResult {
	b.Helper()
	return b.pollOf(b.feed("harbour-post", 0), pieces...)
}

func (b *bench) pollOf(f news.FeedState, pieces ...piece) PollResult {
	b.Helper()
	res, err := b.SavePoll(b.ctx, b.record(f, pieces...))
	b.ok(err)
	return res
}

func (b *bench) record(f news.FeedState, pieces ...piece) PollRecord {
	b.now = b.now.Add(time.Minute)
	b.polls++
	f.Status, f.Last, f.Polls = news.FeedOK, b.now, f.Polls+1
	f.Validators = news.Validators{ETag: fmt.Sprintf(`W/"%d"`, b.polls)}
	r := PollRecord{State: f, Fetch: news.Fetch{FeedID: f.ID, Outlet: f.Outlet, Purpose: news.ForFeed, URL: f.Address, At: b.now,
		Took: 120 * time.Millisecond, Status: 200, Outcome: news.OutcomeOK, Wire: 1000, Size: 4000, Items: len(pieces), New: len(pieces)}}
	for _, p := range pieces {
		r.Items = append(r.Items, p.item())
	}
	return r
}

func (b *bench) list(q news.Query) []news.Row {
	b.Helper()
	rows, _, err := b.Articles(b.ctx, q)
	b.ok(err)
	return rows
}

// titles are the titles of a list, in its order.
func (b *bench) titles(q news.Query) string {
	b.Helper()
	var out []string
	for _, r := range b.list(q) {
		out = append(out, r.Title)
	}
	return strings.Join(out, " ")
}

func (b *bench) full(url string) news.Full {
	b.Helper()
	f, err := b.Article(b.ctx, ArticleID(url))
	b.ok(err)
	return f
}

func (b *bench) count(table string) (n int) {
	b.Helper()
	b.ok(b.db.QueryRow(`SELECT count(*) FROM ` + table).Scan(&n))
	return n
}

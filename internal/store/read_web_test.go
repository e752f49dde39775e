package store

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"cipherdesk/internal/news"
)

// poll saves one item of an outlet's first feed at a time.
func (b *bench) seen(outlet news.OutletID, at time.Time, items ...NewItem) {
	b.Helper()
	b.now = at
	f := b.feed(outlet, 0)
	_, err := b.SavePoll(b.ctx, PollRecord{Fetch: news.Fetch{FeedID: f.ID, Outlet: outlet, Purpose: news.ForFeed, URL: f.Spec.URL, At: at, Status: 200, Outcome: news.OutcomeOK}, Items: items, State: f})
	b.ok(err)
}

// day is a claim to have been published at a time.
func published(at time.Time) func(*NewItem) {
	return func(n *NewItem) {
		n.Article.FromFirst = true
		n.Text.Published = news.Claim{Time: at, Precision: news.PrecisionSecond, Zone: news.ZoneStated, Origin: news.OriginFeed}
	}
}

func titles(rows []news.Row) string {
	var list []string
	for _, r := range rows {
		list = append(list, r.Title)
	}
	slices.Sort(list)
	return strings.Join(list, " ")
}

func TestEditionRowsTakeFirstPollsByTheirPublication(t *testing.T) {
	b := open(t)
	day := noon.Truncate(24 * time.Hour)
	yes := news.VerdictYes
	b.seen("harbour-post", noon,
		piece{url: "https://harbour.example/live", title: "live", verdict: yes}.item(),
		piece{url: "https://harbour.example/mention", title: "mention", verdict: news.VerdictPassing}.item(),
		piece{url: "https://harbour.example/other", title: "other", verdict: news.VerdictNo}.item(),
		piece{url: "https://harbour.example/today", title: "today", verdict: yes, mod: published(noon.Add(-time.Hour))}.item(),
		piece{url: "https://harbour.example/old", title: "old", verdict: yes, mod: published(day.AddDate(0, 0, -9).Add(time.Hour))}.item(),
		piece{url: "https://harbour.example/undated", title: "undated", verdict: yes, mod: func(n *NewItem) { n.Article.FromFirst = true }}.item())
	today, err := b.EditionRows(b.ctx, day, day.AddDate(0, 0, 1))
	b.ok(err)
	if got := titles(today); got != "live mention today" {
		t.Errorf("today: %s", got)
	}
	then, err := b.EditionRows(b.ctx, day.AddDate(0, 0, -9), day.AddDate(0, 0, -8))
	b.ok(err)
	if got := titles(then); got != "old" {
		t.Errorf("nine days ago: %s", got)
	}
	undated, all, err := b.UndatedRows(b.ctx, 10)
	b.ok(err)
	if titles(undated) != "undated" || all != 1 {
		t.Errorf("undated: %s of %d", titles(undated), all)
	}
	live, newest, err := b.NewestStories(b.ctx)
	b.ok(err)
	if !live.Equal(noon) || !newest.Equal(noon.Add(-time.Hour)) {
		t.Errorf("newest: %v, %v", live, newest)
	}
	oldest, err := b.OldestStory(b.ctx)
	b.ok(err)
	if !oldest.Equal(day.AddDate(0, 0, -9).Add(time.Hour)) {
		t.Errorf("oldest: %v", oldest)
	}
	for from, want := range map[int]StoryCount{-9: {1, 1}, -8: {}, 0: {1, 1}} {
		got, err := b.CountStories(b.ctx, day.AddDate(0, 0, from), day.AddDate(0, 0, from+1))
		b.ok(err)
		if got != want {
			t.Errorf("day %d: %+v", from, got)
		}
	}
}

func TestFiguresArePagedWithoutGapOrRepeat(t *testing.T) {
	b := open(t)
	value := func(n *NewItem, v float64) {
		n.Findings.Figures = append(n.Findings.Figures, news.Figure{Value: &v, Unit: "people", Bound: news.BoundExact, Evidence: spanOf(n.Text, "A spokesperson")})
	}
	want := ""
	for i := range 5 {
		b.seen("harbour-post", noon.Add(time.Duration(i)*time.Hour), piece{url: fmt.Sprintf("https://harbour.example/%d", i), title: fmt.Sprint("t", i), verdict: news.VerdictYes, mod: func(n *NewItem) {
			for j := range i {
				value(n, float64(10*i+j))
			}
		}}.item())
	}
	for i := 4; i > 0; i-- {
		for j := range i {
			want += fmt.Sprint(10*i+j, " ")
		}
	}
	for _, limit := range []int{1, 2, 3, 50} {
		got, from := "", ""
		for {
			rows, next, err := b.Figures(b.ctx, FigureQuery{Query: news.Query{Limit: limit, Cursor: from, Story: []news.Verdict{news.VerdictYes}}})
			b.ok(err)
			for _, r := range rows {
				got += fmt.Sprint(*r.Figure.Value, " ")
			}
			if from = next; from == "" {
				break
			}
		}
		if got != want {
			t.Errorf("pages of %d: %s, want %s", limit, got, want)
		}
	}
	one := 31.0
	rows, _, err := b.Figures(b.ctx, FigureQuery{Value: &one})
	b.ok(err)
	if len(rows) != 1 || rows[0].Title != "t3" || rows[0].N != 1 || len(rows[0].Figure.Evidence) == 0 {
		t.Errorf("the value 31: %+v", rows)
	}
}

func TestEventsAreFoundByTheirArticles(t *testing.T) {
	b := open(t)
	for i, outlet := range []news.OutletID{"harbour-post", "child-line"} {
		url := fmt.Sprintf("https://%s.example/a", outlet)
		b.seen(outlet, noon.Add(time.Duration(i)*time.Hour), piece{url: url, title: string(outlet), verdict: news.VerdictYes, tags: []string{"topic/x"}}.item())
		b.ok(b.SaveEvents(b.ctx, EventChange{Put: []news.Event{{ID: news.EventID(fmt.Sprint("e", i)), Title: "x", TitleBy: "rule", Started: noon, Outlets: 1, Origins: 1,
			Members: []news.Member{{Article: ArticleID(url)}}}}}))
	}
	for want, q := range map[string]news.Query{
		"e1 e0 ": {Tags: []string{"topic/x"}},
		"e1 ":    {Kind: news.ChildProtection},
		"e0 ":    {Outlet: "harbour-post", Text: "encryption"},
		"":       {Text: "nowhere"},
	} {
		rows, _, err := b.EventsWith(b.ctx, q)
		b.ok(err)
		got := ""
		for _, r := range rows {
			got += string(r.ID) + " "
		}
		if got != want {
			t.Errorf("%+v: %q, want %q", q, got, want)
		}
	}
	both, err := b.EventsOf(b.ctx, []news.EventID{"e0", "e1", "e2"})
	b.ok(err)
	if len(both) != 2 {
		t.Errorf("%d events of two", len(both))
	}
	pieces, err := b.PiecesOf(b.ctx, []news.ArticleID{ArticleID("https://harbour-post.example/a"), "unknown"})
	b.ok(err)
	if len(pieces) != 1 || pieces[ArticleID("https://harbour-post.example/a")].Text.Body == "" {
		t.Errorf("pieces: %+v", pieces)
	}
}

func TestFetchesCanBeNarrowed(t *testing.T) {
	b := open(t)
	for i, outlet := range []news.OutletID{"harbour-post", "child-line", "harbour-post"} {
		b.seen(outlet, noon.Add(time.Duration(i)*time.Hour))
	}
	for want, q := range map[int]FetchQuery{
		3: {},
		2: {Kind: news.TechPress},
		1: {Since: noon.Add(30 * time.Minute), Until: noon.Add(90 * time.Minute)},
		0: {Failed: true},
	} {
		rows, _, err := b.Fetches(b.ctx, q)
		b.ok(err)
		if len(rows) != want {
			t.Errorf("%+v: %d rows, want %d", q, len(rows), want)
		}
	}
}

func TestStoriesAreCountedByKind(t *testing.T) {
	b := open(t)
	yes, day := news.VerdictYes, noon.Truncate(24*time.Hour)
	b.seen("harbour-post", noon,
		piece{url: "https://harbour.example/a", title: "a", verdict: yes, tags: []string{"topic/e2ee-rollout"}}.item(),
		piece{url: "https://harbour.example/b", title: "b", verdict: yes}.item(),
		piece{url: "https://harbour.example/c", title: "c", verdict: news.VerdictPassing}.item(),
		piece{url: "https://harbour.example/d", title: "d", verdict: news.VerdictNo}.item(),
		piece{url: "https://harbour.example/old", title: "old", verdict: yes, mod: published(day.AddDate(0, 0, -9).Add(time.Hour))}.item())
	o, err := b.Outlet(b.ctx, "harbour-post")
	b.ok(err)
	days := []time.Time{day.AddDate(0, 0, -9), day.AddDate(0, 0, -8), day, day.AddDate(0, 0, 1)}
	for name, c := range map[string]struct {
		q    news.Query
		want string // stories and mentions of each time; E: of first polls
	}{
		"all":              {news.Query{}, "E1+0 0+0 2+1 0+0"},
		"stories alone":    {news.Query{Story: []news.Verdict{yes}}, "E1+0 0+0 2+0 0+0"},
		"a tag":            {news.Query{Tags: []string{"topic/e2ee-rollout"}}, "0+0 0+0 1+0 0+0"},
		"a kind":           {news.Query{Kind: o.Outlet.Kind}, "E1+0 0+0 2+1 0+0"},
		"an outlet":        {news.Query{Outlet: "harbour-post", Copies: true}, "E1+0 0+0 2+1 0+0"},
		"an unknown one":   {news.Query{Outlet: "none"}, "0+0 0+0 0+0 0+0"},
		"without its text": {news.Query{Text: "nothing"}, "E1+0 0+0 2+1 0+0"},
	} {
		weeks, cut, err := b.CountWeeks(b.ctx, c.q, days)
		b.ok(err)
		var got []string
		for _, w := range weeks {
			line := fmt.Sprint(w.Stories[o.Outlet.Kind], "+", w.Mentions[o.Outlet.Kind])
			if w.Early {
				line = "E" + line
			}
			got = append(got, line)
		}
		if strings.Join(got, " ") != c.want || !cut.IsZero() {
			t.Errorf("%s: %s, not %s; cut %v", name, strings.Join(got, " "), c.want, cut)
		}
	}
	asked, err := b.AskedOf(b.ctx, "harbour-post", []time.Time{day.AddDate(0, 0, -1), day, day.AddDate(0, 0, 1)})
	b.ok(err)
	if fmt.Sprint(asked) != "[{0 0} {1 0} {0 0}]" {
		t.Errorf("requests: %v", asked)
	}
}

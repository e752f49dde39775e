package ingest

import (
	"cmp"
	"context"
	"encoding/xml"
	"html"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode"

	"cipherdesk/internal/news"
)

// said is what a feed said of one entry at one time.
type said struct{ title, summary string }

// edit is a change of one line of an entry.
type edit struct{ id, from, to string }

// recording is one recorded answer of a live feed.
type recording struct {
	at   time.Time
	body []byte
}

// series returns the successive recordings of one live feed, oldest first.
func series(t *testing.T, name string) []recording {
	t.Helper()
	root := os.Getenv("CIPHERDESK_SHARED")
	if root == "" {
		root = filepath.Join("..", "..", "..", "shared")
	}
	files, err := filepath.Glob(filepath.Join(root, "data", "series", name, "*.xml"))
	if err != nil {
		t.Fatal(err)
	}
	if len(files) == 0 {
		t.Skipf("recordings of %s are absent: %s", name, root)
	}
	var list []recording
	for _, file := range files {
		at, err := time.Parse("20060102T150405Z", strings.TrimSuffix(filepath.Base(file), ".xml"))
		if err != nil {
			t.Fatal(err)
		}
		body, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, recording{at, body})
	}
	return list
}

// truth reads the recordings as plainly as can be, with nothing of ours: which
// entries there were, and every change of a headline or summary.
type truth struct {
	last              map[string]said
	headlines, briefs map[edit]int
	edits, small      int // all, and those that no reader was meant to notice
}

func (tr *truth) see(t *testing.T, body []byte) (fresh int) {
	t.Helper()
	var doc struct {
		Items []struct {
			GUID    string `xml:"guid"`
			Link    string `xml:"link"`
			Title   string `xml:"title"`
			Summary string `xml:"description"`
		} `xml:"channel>item"`
	}
	if err := xml.Unmarshal(body, &doc); err != nil {
		t.Fatal(err)
	}
	for _, it := range doc.Items {
		id := cmp.Or(strings.TrimSpace(it.GUID), strings.TrimSpace(it.Link), plain(it.Title))
		now := said{plain(it.Title), plain(it.Summary)}
		was, known := tr.last[id]
		tr.last[id] = now
		switch {
		case !known:
			fresh++
			continue
		case was == now:
			continue
		}
		tr.edits++
		trivial := true
		if was.title != now.title {
			tr.headlines[edit{id, was.title, now.title}]++
			trivial = trivial && isTrivial(was.title, now.title)
		}
		if was.summary != now.summary {
			tr.briefs[edit{id, was.summary, now.summary}]++
			trivial = trivial && isTrivial(was.summary, now.summary)
		}
		if trivial {
			tr.small++
		}
	}
	return fresh
}

var tag = regexp.MustCompile(`<[^>]*>`)

// plain leaves of a text what both sides must agree on: its words.
func plain(s string) string {
	return strings.Join(strings.Fields(html.UnescapeString(tag.ReplaceAllString(html.UnescapeString(s), " "))), " ")
}

// isTrivial reports a change of nothing but space, punctuation, case and digits.
func isTrivial(a, b string) bool {
	letters := func(s string) string {
		return strings.Map(func(r rune) rune {
			if !unicode.IsLetter(r) {
				return -1
			}
			return unicode.ToLower(r)
		}, s)
	}
	return letters(a) == letters(b)
}

// outages are what a feed's address answers when it does not answer with the
// feed.
var outages = []http.HandlerFunc{
	page200("text/html", "<!doctype html><html><head><title>Access denied</title></head><body><h1>Access denied</h1><p>You have no permission to see this page. Reference 18.4c2d.</p></body></html>"),
	refuse(http.StatusInternalServerError),
	page200("application/rss+xml", `<?xml version="1.0"?><rss version="2.0"><channel><title>x</title></channel></rss>`),
	page200("application/rss+xml", ""),
	page200("text/xml", `<?xml version="1.0"?><error>try again</error>`),
}

// TestSeries replays what three newsrooms' feeds said over days through a real
// server into a real database: repetitions, outages that look like answers and
// answers that break off among them.
func TestSeries(t *testing.T) {
	for _, name := range []string{"bbc", "rnz", "smh"} {
		t.Run(name, func(t *testing.T) { replay(t, series(t, name)) })
		t.Run(name+" without ids", func(t *testing.T) { replay(t, without(series(t, name)[:20], "guid")) })
		if name != "smh" { // it has two entries of one headline, which nothing else tells apart
			t.Run(name+" without ids and links", func(t *testing.T) { replay(t, without(series(t, name)[:20], "guid|link")) })
		}
	}
}

// without takes elements out of every item.
func without(list []recording, names string) []recording {
	element := regexp.MustCompile(`(?s)<(` + names + `)[^>]*>[^<]*</(` + names + `)>`)
	for i, r := range list {
		head, items, _ := strings.Cut(string(r.body), "<item>")
		list[i].body = []byte(head + "<item>" + element.ReplaceAllString(items, ""))
	}
	return list
}

// replayed counts the answers of a replay by what was wrong with them.
type replayed struct{ repeated, broken, cut int }

func replay(t *testing.T, list []recording) {
	s := newSite(t)
	b := newBench(t, s)
	feedOnly(b)
	tr := &truth{last: map[string]said{}, headlines: map[edit]int{}, briefs: map[edit]int{}}
	var n replayed
	ask := func(at time.Time, h http.HandlerFunc) Report {
		t.Helper()
		s.answer("/feed", h)
		b.clock.Store(at.UnixNano())
		r := b.poll(t, Selection{All: true})
		if len(r) != 1 {
			t.Fatalf("%d reports at %v", len(r), at)
		}
		return r[0]
	}
	for i, rec := range list {
		h := page200("application/rss+xml", string(rec.body))
		if i%4 == 1 {
			n.broken++
			if r := ask(rec.at.Add(-20*time.Minute), outages[i/4%len(outages)]); r.New != 0 || r.Changed != 0 {
				t.Errorf("an outage brought %d new and %d changed", r.New, r.Changed)
			}
		}
		early := 0
		if i%5 == 2 {
			n.cut++
			r := ask(rec.at.Add(-10*time.Minute), page200("application/rss+xml", string(rec.body[:len(rec.body)*(30+i%60)/100])))
			if early = r.New; r.Outcome != news.OutcomePartial {
				t.Errorf("a cut answer is %s: %s", r.Outcome, r.Error)
			}
		}
		if r, fresh := ask(rec.at, h), tr.see(t, rec.body); r.New+early != fresh {
			t.Errorf("%v: %d new, want %d (%v)", rec.at, r.New+early, fresh, r.Repairs)
		}
		if i%3 == 0 {
			n.repeated++
			if r := ask(rec.at.Add(5*time.Minute), h); r.Outcome != news.OutcomeNotModified {
				t.Errorf("a repetition is %s", r.Outcome)
			}
		}
	}
	compareWith(t, b, tr)
	t.Logf("%d recordings, %+v; %d entries, %d edits: %d of headlines, %d of summaries, %d of nothing but space, punctuation, case or digits",
		len(list), n, len(tr.last), tr.edits, total(tr.headlines), total(tr.briefs), tr.small)
}

// feedOnly keeps the poller from asking for pages: they are not ours to ask for.
func feedOnly(b *bench) {
	for id, o := range b.outlets {
		o.Article = news.ArticleFeed
		b.outlets[id] = o
	}
}

// compareWith holds what was stored against the truth.
func compareWith(t *testing.T, b *bench, tr *truth) {
	t.Helper()
	headlines, briefs := map[edit]int{}, map[edit]int{}
	ids := map[string]news.ArticleID{}
	articles := 0
	for cursor := ""; ; {
		rows, next, err := b.db.Articles(context.Background(), news.Query{Limit: 500, Cursor: cursor})
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range rows {
			articles++
			full, err := b.db.Article(context.Background(), row.ID)
			if err != nil {
				t.Fatal(err)
			}
			if full.Gone {
				t.Errorf("%s is taken for deleted", full.URL)
			}
			for _, it := range full.Items {
				if other, again := ids[it.GUID]; again && other != row.ID {
					t.Errorf("entry %s became two articles, %s and %s", it.GUID, other, row.ID)
				}
				ids[it.GUID] = row.ID
			}
			stored(full, headlines, briefs)
		}
		if cursor = next; cursor == "" {
			break
		}
	}
	if articles != len(tr.last) || len(ids) != len(tr.last) {
		t.Errorf("%d articles of %d entries, want %d", articles, len(ids), len(tr.last))
	}
	for what, sets := range map[string][2]map[edit]int{"headlines": {headlines, tr.headlines}, "summaries": {briefs, tr.briefs}} {
		found, right := 0, 0
		for e, n := range sets[0] {
			found += n
			right += min(n, sets[1][e])
		}
		recall, precision := share(right, total(sets[1])), share(right, found)
		t.Logf("%s: recall %.3f of %d, precision %.3f of %d", what, recall, total(sets[1]), precision, found)
		if recall < 0.99 || precision < 0.99 {
			t.Errorf("%s: recall %.3f, precision %.3f", what, recall, precision)
		}
	}
}

// stored adds the changes between the revisions of an article.
func stored(full news.Full, headlines, briefs map[edit]int) {
	id := full.Items[0].GUID
	if strings.HasPrefix(id, "digest:") { // it has none but its headline
		id = plain(full.Title)
	}
	for i := 1; i < len(full.Revisions); i++ {
		was, now := full.Revisions[i-1].Text, full.Revisions[i].Text
		if a, b := plain(was.Title), plain(now.Title); a != b {
			headlines[edit{id, a, b}]++
		}
		if a, b := plain(was.Summary), plain(now.Summary); a != b {
			briefs[edit{id, a, b}]++
		}
	}
}

func total(m map[edit]int) (n int) {
	for _, k := range m {
		n += k
	}
	return n
}

func share(part, whole int) float64 {
	if whole == 0 {
		return 1
	}
	return float64(part) / float64(whole)
}

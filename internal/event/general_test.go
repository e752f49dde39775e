package event

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"cipherdesk/internal/feed"
	"cipherdesk/internal/markup"
	"cipherdesk/internal/news"
)

// entriesOf are the entries of recorded feeds as articles: each address once, the
// host of the recording being the outlet. A series names its files by their time.
func entriesOf(t *testing.T, files []string, outlet func(file string) string) []news.Piece {
	t.Helper()
	var out []news.Piece
	seen := map[news.ArticleID]bool{}
	for _, file := range files {
		src, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		read, err := feed.Parse(src, feed.Meta{URL: "https://recorded.example/" + filepath.Base(file)})
		if err != nil {
			continue // some are recorded for being broken
		}
		at, err := time.Parse("20060102T150405Z", strings.TrimSuffix(filepath.Base(file), ".xml"))
		inSeries := err == nil
		for _, it := range read.Items {
			id := news.NewArticleID(it.Link)
			if it.Link == "" || seen[id] {
				continue
			}
			seen[id] = true
			var p news.Piece
			p.ID, p.URL, p.Title, p.Published = id, it.Link, it.Title, it.Published
			p.Article.Outlet = news.OutletID(outlet(file))
			p.Language, _, _ = strings.Cut(read.Language, "-")
			p.FirstSeen, p.FromFirst = it.Published.Time, !it.Published.Known()
			if inSeries {
				p.FirstSeen, p.FromFirst = at, false
			}
			p.Text = news.Text{Title: it.Title, Summary: plainLine(it.Summary), Body: plainLine(it.Content)}
			out = append(out, p)
		}
	}
	return out
}

func plainLine(html string) string { return strings.Join(strings.Fields(markup.PlainText(html)), " ") }

// happenings are what the articles of general.tsv report, as judged by eye: a line
// for each thing that several articles told of, its number and their ids.
func happenings(t *testing.T) map[news.ArticleID][]string {
	t.Helper()
	out := map[news.ArticleID][]string{}
	lines(t, filepath.Join("testdata", "general.tsv"), func(line string) {
		if name, ids, ok := strings.Cut(line, "\t"); ok {
			for id := range strings.FieldsSeq(ids) {
				out[news.ArticleID(id)] = append(out[news.ArticleID(id)], name)
			}
		}
	})
	return out
}

// TestGeneralNews: outside of the field, an event of several outlets is nearly always
// one happening. What nobody judged to be one counts as wrong.
func TestGeneralNews(t *testing.T) {
	feeds, _ := filepath.Glob(filepath.Join(sharedFile(t, "feeds"), "*"))
	series, _ := filepath.Glob(filepath.Join(sharedFile(t, "series"), "*", "*.xml"))
	host := func(file string) string { name, _, _ := strings.Cut(filepath.Base(file), "__"); return name }
	folder := func(file string) string { return filepath.Base(filepath.Dir(file)) }
	judged := happenings(t)
	one := func(a, b news.ArticleID) bool {
		return slices.ContainsFunc(judged[a], func(name string) bool { return slices.Contains(judged[b], name) })
	}
	right, all, entries := 0, 0, 0
	for _, pieces := range [][]news.Piece{entriesOf(t, feeds, host), entriesOf(t, series, folder)} {
		c := New(Options{})
		c.AddAll(pieces)
		c.Settle()
		entries += len(pieces)
		for _, e := range c.Events() {
			if e.Outlets < 2 {
				continue
			}
			all++
			wrong := ""
			for i, x := range e.Members {
				for _, y := range e.Members[:i] {
					a, b := c.nodes[x.Article], c.nodes[y.Article]
					if !sameOutlet(a, b) && !one(x.Article, y.Article) {
						wrong = a.piece.Title + " | " + b.piece.Title
					}
				}
			}
			if wrong == "" {
				right++
				continue
			}
			t.Log("not one happening: ", wrong)
		}
	}
	t.Logf("%d entries of general news: %d of %d events of several outlets are one happening", entries, right, all)
	if right < 20 || float64(right) < 0.8*float64(all) {
		t.Errorf("%d of %d events of several outlets are one happening", right, all)
	}
}

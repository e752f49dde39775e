package ingest

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"cipherdesk/internal/news"
)

// notice stands inside every article of the outlet and has no word by which it
// could be known.
const notice = "Harbour Days begin on the quay this weekend"

func (s *site) numbered(n int) (feed string) {
	var items strings.Builder
	for i := range n {
		fmt.Fprintf(&items, `<item><guid>%[1]s/story/%[2]d</guid><title>Encryption plan number %[2]d of the bill</title><link>%[1]s/story/%[2]d</link>
<description>A plan for end-to-end encryption.</description></item>`, s.URL, i)
		topic := []string{"letters", "backups", "phones", "lists", "ferries", "courts", "signals"}[i%7]
		s.answer(fmt.Sprintf("/story/%d", i), page200("text/html", fmt.Sprintf(`<!doctype html><title>Plan %[1]d</title><article><h1>Encryption plan number %[1]d of the bill</h1>
<p>The committee on %[2]s heard today what end-to-end encryption means for %[2]s, and what plan number %[1]d would change about %[2]s at the end of the year.</p>
<p>%[3]s</p><p>Members who deal with %[2]s asked for two more weeks to read plan %[1]d, since nobody had said before how %[2]s are to be kept safe.</p></article>`, i, topic, notice)))
	}
	return `<rss version="2.0"><channel><title>Lantern Trust</title>` + items.String() + `</channel></rss>`
}

func TestWhatAnOutletsPagesShareIsNoArticlesText(t *testing.T) {
	s := newSite(t)
	b := newBench(t, s)
	texts := func() (with, versions int) {
		rows, _, err := b.db.Articles(context.Background(), news.Query{})
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range rows {
			full, err := b.db.Article(context.Background(), r.ID)
			if err != nil || !strings.Contains(full.Text.Body, "two more weeks") {
				t.Fatalf("%s: %v %q", r.Title, err, full.Text.Body)
			}
			with += strings.Count(full.Text.Body, notice)
			versions += full.Row.Revisions
		}
		return with, versions
	}
	s.answer("/feed", page200("application/rss+xml", s.numbered(3)))
	b.poll(t, Selection{})
	if with, _ := texts(); with != 3 {
		t.Fatalf("three pages teach nothing yet, but %d have the notice", with)
	}
	s.answer("/feed", page200("application/rss+xml", s.numbered(6)))
	b.pass(t, templateAge+time.Hour)
	b.poll(t, Selection{})
	if with, versions := texts(); with != 0 || versions != 6 {
		t.Errorf("%d articles still have the notice; %d versions of 6 articles", with, versions)
	}
	again, err := New(context.Background(), b.Options)
	if err != nil {
		t.Fatal(err)
	}
	b.Poller = again
	s.answer("/feed", page200("application/rss+xml", s.numbered(7)))
	b.pass(t, 2*time.Hour)
	b.poll(t, Selection{})
	if with, versions := texts(); with != 0 || versions != 7 {
		t.Errorf("after a restart: %d articles have the notice; %d versions of 7 articles", with, versions)
	}
}

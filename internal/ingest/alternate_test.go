package ingest

import (
	"fmt"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"cipherdesk/internal/news"
)

// rssOf and atomOf say the same in two formats: other ids, other words.
func rssOf(s *site, numbers ...int) http.HandlerFunc {
	var b strings.Builder
	b.WriteString(`<rss version="2.0"><channel><title>Lantern Trust</title>`)
	for _, n := range numbers {
		fmt.Fprintf(&b, `<item><guid isPermaLink="false">post-%d</guid><title>%s</title><link>%s/p/%d/?utm_source=rss</link><description>In short, no %d.</description></item>`,
			n, headlineOf(n), s.URL, n, n)
	}
	return page200("application/rss+xml", b.String()+"</channel></rss>")
}

func atomOf(s *site, numbers ...int) http.HandlerFunc {
	var b strings.Builder
	b.WriteString(`<feed xmlns="http://www.w3.org/2005/Atom"><title>Lantern Trust</title><id>tag:lantern</id><updated>2026-03-02T12:00:00Z</updated>`)
	for _, n := range numbers {
		fmt.Fprintf(&b, `<entry><id>tag:lantern,2026:%d</id><title>%s</title><link href="%s/p/%d/"/><updated>2026-03-02T12:00:00Z</updated><summary>A longer summary of what happened, no %d.</summary></entry>`,
			n, headlineOf(n), s.URL, n, n)
	}
	return page200("application/atom+xml", b.String()+"</feed>")
}

// counted counts the requests to an address.
func counted(n *atomic.Int64, h http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		n.Add(1)
		h(w, r)
	}
}

func TestAFeedGoesOnAtItsAlternate(t *testing.T) {
	b, s := withList(t, news.FeedSpec{Kind: news.KindFeed, Alternates: []string{"/atom"}})
	var main atomic.Int64
	step := func(d time.Duration) Report {
		t.Helper()
		b.pass(t, d)
		r := b.poll(t, Selection{All: true})
		if len(r) != 1 {
			t.Fatalf("%+v", r)
		}
		return r[0]
	}
	s.answer("/news", rssOf(s, upTo(10, 1)...))
	s.answer("/atom", atomOf(s, upTo(10, 1)...))
	step(0)
	s.answer("/news", counted(&main, refuse(500)))
	for range blameAfter {
		step(2 * time.Hour)
	}
	r := step(2 * time.Hour)
	if r.Feed != s.URL+"/atom" || r.Outcome != news.OutcomeOK || r.New != 0 {
		t.Fatalf("after %d errors: %+v", blameAfter, r)
	}
	if fresh, all := b.today(t); fresh != 0 || all != 10 {
		t.Errorf("%d of %d articles are news", fresh, all)
	}
	for n := range 10 {
		id, _ := b.db.Resolve(t.Context(), fmt.Sprintf("%s/p/%d/", s.URL, n+1))
		if full, err := b.db.Article(t.Context(), id); err != nil || full.Row.Revisions != 1 {
			t.Fatalf("article %d has %d versions, %v: Atom is no edit of RSS", n+1, full.Row.Revisions, err)
		}
	}
	s.answer("/atom", atomOf(s, upTo(11, 2)...))
	if r := step(2 * time.Hour); r.New != 1 {
		t.Errorf("news at the alternate: %+v", r)
	}
	before := main.Load()
	for range 13 {
		step(12 * time.Hour)
	}
	if n := main.Load() - before; n != 0 {
		t.Errorf("the main address was asked %d times in a week", n)
	}
	step(12 * time.Hour)
	if n := main.Load() - before; n != 1 || b.state(t).Address != s.URL+"/atom" || b.state(t).Errors != 0 || b.state(t).Status != news.FeedOK {
		t.Errorf("asked %d times, state %+v", n, b.state(t))
	}
	if r := step(2 * time.Hour); r.Feed != s.URL+"/atom" || r.Outcome.Failed() {
		t.Errorf("%+v", r)
	}
	s.answer("/news", rssOf(s, upTo(12, 3)...))
	if r := step(8 * 24 * time.Hour); r.Feed != s.URL+"/news" || r.Outcome != news.OutcomeOK || r.New != 1 {
		t.Errorf("the main address answers again: %+v", r)
	}
	if b.state(t).Address != s.URL+"/news" {
		t.Errorf("state %+v", b.state(t))
	}
}

func TestAFeedThatIsGoneTriesItsAlternateFirst(t *testing.T) {
	b, s := withList(t, news.FeedSpec{Kind: news.KindFeed, Alternates: []string{"/atom"}})
	s.answer("/news", refuse(410))
	s.answer("/atom", atomOf(s, 1))
	b.poll(t, Selection{All: true})
	if st := b.state(t); st.Status == news.FeedRetired || st.Address != s.URL+"/atom" {
		t.Fatalf("%+v", st)
	}
	b.pass(t, 2*time.Hour)
	if r := b.poll(t, Selection{All: true}); r[0].New != 1 {
		t.Fatalf("%+v", r)
	}
	s.answer("/atom", refuse(410))
	b.pass(t, 2*time.Hour)
	b.poll(t, Selection{All: true})
	b.pass(t, 2*time.Hour)
	b.poll(t, Selection{All: true})
	if st := b.state(t); st.Status != news.FeedRetired {
		t.Errorf("both are gone: %+v", st)
	}
}

func TestAFeedThatMakesItsIdsAnewHasNoNews(t *testing.T) {
	b, s := withList(t, news.FeedSpec{Kind: news.KindFeed})
	s.answer("/news", rssOf(s, upTo(10, 1)...))
	b.poll(t, Selection{All: true})
	// A new publishing system: other ids, other addresses, the same headlines.
	moved := `<rss version="2.0"><channel><title>x</title>`
	for _, n := range upTo(10, 1) {
		moved += fmt.Sprintf(`<item><guid>%[1]s/articles/%[2]d</guid><title>%[3]s</title><link>%[1]s/articles/%[2]d</link></item>`, s.URL, n, headlineOf(n))
	}
	s.answer("/news", page200("application/rss+xml", moved+"</channel></rss>"))
	b.pass(t, 2*time.Hour)
	if r := b.poll(t, Selection{All: true}); r[0].New != 0 || r[0].Outcome != news.OutcomeOK {
		t.Errorf("%+v", r)
	}
	if fresh, all := b.today(t); fresh != 0 || all != 10 {
		t.Errorf("%d of %d articles are news", fresh, all)
	}
}

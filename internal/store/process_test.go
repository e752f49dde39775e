package store

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"cipherdesk/internal/news"
)

// whole checks that the database is sound, and that lists and counts agree
// with what was observed.
func (b *bench) whole() {
	b.Helper()
	faults, err := b.Check(b.ctx)
	b.ok(err)
	if len(faults) > 0 {
		b.Errorf("damaged: %v", faults)
	}
	for what, query := range map[string]string{
		"articles that no list has":      `SELECT count(*) FROM article a WHERE NOT EXISTS (SELECT 1 FROM article_now n WHERE n.article_id = a.id)`,
		"articles that search misses":    `SELECT count(*) FROM article_now WHERE article_id NOT IN (SELECT rowid FROM search WHERE search MATCH 'propos')`,
		"articles without a revision":    `SELECT count(*) FROM article a WHERE NOT EXISTS (SELECT 1 FROM revision r WHERE r.article_id = a.id)`,
		"items of polls without a fetch": `SELECT count(*) FROM item i LEFT JOIN fetch f ON f.id = i.fetch_id WHERE f.id IS NULL`,
		"ledgers that count wrongly":     `SELECT count(*) FROM outlet_ledger l WHERE articles <> (SELECT count(*) FROM article a WHERE a.outlet_id = l.outlet_id)`,
		"tags that count wrongly":        `SELECT count(*) FROM tag_count c WHERE stories <> (SELECT count(*) FROM article_tag g WHERE g.term_id = c.term_id AND story = 3)`,
	} {
		var n int
		b.ok(b.db.QueryRow(query).Scan(&n))
		if n != 0 {
			b.Errorf("%s: %d", what, n)
		}
	}
}

func TestTwoProcessesShareOneFile(t *testing.T) {
	b := open(t)
	dbs := []*DB{b.DB, b.again()}
	feeds := []news.FeedState{b.feed("harbour-post", 0), b.feed("child-line", 0)}
	const polls, each = 25, 4
	stop := make(chan struct{})
	var writers, readers sync.WaitGroup
	for w := range 4 {
		db, f := dbs[w%2], feeds[w/2]
		writers.Go(func() {
			for i := range polls {
				r := PollRecord{State: f, Fetch: news.Fetch{FeedID: f.ID, URL: f.Address, At: noon.Add(time.Duration(i) * time.Minute), Outcome: news.OutcomeOK}}
				for j := range each {
					r.Items = append(r.Items, piece{url: fmt.Sprintf("https://%s.example/%d-%d-%d", f.Outlet, w, i, j), title: "x", verdict: news.VerdictYes, tags: []string{"topic/e2ee", fmt.Sprintf("law/%d", w)}}.item())
				}
				if _, err := db.SavePoll(b.ctx, r); err != nil {
					t.Error(err)
				}
			}
		})
	}
	for _, db := range dbs {
		readers.Go(func() {
			last := int64(0)
			for {
				select {
				case <-stop:
					return
				default:
				}
				gen, err := db.Generation(b.ctx)
				if err != nil || gen < last {
					t.Errorf("generation %d after %d, %v", gen, last, err)
				}
				last = gen
				if _, _, err := db.Articles(b.ctx, news.Query{Text: "proposal", Tags: []string{"topic/e2ee"}}); err != nil {
					t.Error(err)
				}
				if rows, _, err := db.Articles(b.ctx, news.Query{Limit: 5}); err != nil {
					t.Error(err)
				} else if len(rows) > 0 {
					if _, err := db.Article(b.ctx, rows[0].ID); err != nil {
						t.Error(err)
					}
				}
			}
		})
	}
	writers.Wait()
	close(stop)
	readers.Wait()
	if n := b.count("article"); n != 4*polls*each {
		t.Errorf("%d articles, want %d", n, 4*polls*each)
	}
	b.whole()
}

func TestNeighboursInOneTransactionDoNotSufferForEachOther(t *testing.T) {
	b := open(t)
	entered, leave := make(chan struct{}), make(chan struct{})
	var wg sync.WaitGroup
	wg.Go(func() { // holds the turn until all others wait
		b.ok(b.write(b.ctx, func(*tx) error {
			close(entered)
			<-leave
			return nil
		}))
	})
	<-entered
	gen, err := b.Generation(b.ctx)
	b.ok(err)
	feed := b.feed("harbour-post", 0)
	errs := make([]error, 30)
	for i := range errs {
		p := piece{url: fmt.Sprintf("https://harbour.example/%d", i), title: "x", verdict: news.VerdictYes, tags: []string{"topic/e2ee"}}
		r := PollRecord{State: feed, Fetch: news.Fetch{FeedID: feed.ID, At: noon, Outcome: news.OutcomeOK}, Items: []NewItem{p.item()}}
		switch i % 10 {
		case 3:
			r.Fetch.FeedID = 99
		case 7:
			r.Items = nil // nothing that a page could show
		}
		wg.Go(func() { _, errs[i] = b.SavePoll(b.ctx, r) })
	}
	for waiting := 0; waiting < len(errs); time.Sleep(time.Millisecond) {
		b.w.mu.Lock()
		waiting = len(b.w.queue)
		b.w.mu.Unlock()
	}
	close(leave)
	wg.Wait()
	for i, err := range errs {
		if want := i%10 == 3; want != errors.Is(err, news.ErrNotFound) || !want && err != nil {
			t.Errorf("poll %d: %v", i, err)
		}
	}
	if n, f := b.count("article"), b.count("fetch"); n != 24 || f != 27 {
		t.Errorf("%d articles and %d fetches, want 24 and 27", n, f)
	}
	if now, _ := b.Generation(b.ctx); now <= gen {
		t.Error("the generation stays")
	}
	b.whole()
}

// TestOneConnectionIsEnough reads everything over a single connection: a
// question asked while another answer is open would wait for ever.
func TestOneConnectionIsEnough(t *testing.T) {
	b := open(t)
	mixed(b, 30)
	ids := b.list(news.Query{Story: []news.Verdict{news.VerdictYes}})
	b.ok(b.SaveEvents(b.ctx, EventChange{Put: []news.Event{{ID: "e1", Title: "E", Members: []news.Member{{Article: ids[0].ID}, {Article: ids[1].ID}}}}}))
	d := sqliteDialect()
	d.readers = 1
	r, err := newReader(d, b.file, Options{}.filled())
	b.ok(err)
	defer r.Close()
	ctx, cancel := context.WithTimeout(b.ctx, 20*time.Second)
	defer cancel()
	for what, ask := range map[string]func() error{
		"articles": func() error { _, _, err := r.Articles(ctx, news.Query{Tags: []string{"topic/e2ee"}}); return err },
		"search":   func() error { _, _, err := r.Articles(ctx, news.Query{Text: "encryption"}); return err },
		"article":  func() error { _, err := r.Article(ctx, ids[0].ID); return err },
		"pieces":   func() error { _, err := r.Pieces(ctx, time.Time{}); return err },
		"stale":    func() error { _, err := r.Stale(ctx, StaleQuery{Version: "x", Limit: 10}); return err },
		"events":   func() error { _, _, err := r.Events(ctx, news.EventQuery{Tag: "law/osa"}); return err },
		"figures":  func() error { _, _, err := r.Figures(ctx, FigureQuery{}); return err },
		"outlets":  func() error { _, err := r.Outlets(ctx); return err },
		"fetches":  func() error { _, _, err := r.Fetches(ctx, FetchQuery{}); return err },
	} {
		r.terms.Clear()
		if err := ask(); err != nil {
			t.Errorf("%s: %v", what, err)
		}
	}
}

func TestAStoppedContextStopsBeforeNotInBetween(t *testing.T) {
	b := open(t)
	r := b.record(b.feed("harbour-post", 0), piece{url: pageURL, title: "A"})
	ctx, cancel := context.WithCancel(b.ctx)
	cancel()
	if _, err := b.SavePoll(ctx, r); !errors.Is(err, context.Canceled) {
		t.Errorf("stopped before: %v", err)
	}
	ctx, cancel = context.WithCancel(b.ctx)
	err := b.write(ctx, func(t *tx) error {
		cancel() // in the middle
		_, err := t.savePoll(PollRecord{Fetch: r.Fetch, State: r.State}, nil)
		return err
	})
	if err != nil || b.count("fetch") != 1 {
		t.Errorf("stopped in the middle: %v, %d fetches", err, b.count("fetch"))
	}
	b.ok(b.DB.Close())
	if _, err := b.SavePoll(b.ctx, r); err == nil {
		t.Error("a closed database takes polls")
	}
}

func TestAWriterThatIsHeldUpSaysBusy(t *testing.T) {
	b := open(t)
	d := sqliteDialect()
	d.patience = 50 * time.Millisecond
	other, err := openOn(b.ctx, d, b.file, Options{}.filled())
	b.ok(err)
	defer other.Close()
	err = b.write(b.ctx, func(*tx) error {
		if _, _, err := other.Articles(b.ctx, news.Query{}); err != nil {
			t.Errorf("reading beside a writer: %v", err)
		}
		return other.PutSetting(b.ctx, "k", "v")
	})
	if !errors.Is(err, news.ErrBusy) || strings.Contains(err.Error(), "\n") {
		t.Errorf("%v", err)
	}
	b.ok(other.PutSetting(b.ctx, "k", "v"))
}

func TestAFullDiskLosesThePollAndNothingElse(t *testing.T) {
	b := open(t)
	b.poll(piece{url: pageURL, title: "A"})
	var pages int
	b.ok(b.w.conn.QueryRowContext(b.ctx, `PRAGMA page_count`).Scan(&pages))
	_, err := b.w.conn.ExecContext(b.ctx, fmt.Sprintf(`PRAGMA max_page_count = %d`, pages+2))
	b.ok(err)
	big := piece{url: "https://harbour.example/big", title: "Big"}
	var body strings.Builder
	for i := range 5000 {
		fmt.Fprintf(&body, "word%x proposal ", i*7919)
	}
	big.body = body.String()
	before := b.feed("harbour-post", 0)
	_, err = b.SavePoll(b.ctx, b.record(before, big))
	if !errors.Is(err, news.ErrFull) || strings.Contains(err.Error(), "\n") {
		t.Fatalf("%v", err)
	}
	if got := b.feed("harbour-post", 0); got.Validators != before.Validators {
		t.Error("the validators of a lost poll were kept")
	}
	_, err = b.w.conn.ExecContext(b.ctx, `PRAGMA max_page_count = 1000000`)
	b.ok(err)
	b.poll(big)
	if got := b.titles(news.Query{}); got != "Big A" {
		t.Errorf("%q", got)
	}
	b.whole()
}

// TestKilledInTheMiddle kills a process that polls as fast as it can, several
// times, and looks for every poll that it said was saved.
func TestKilledInTheMiddle(t *testing.T) {
	if file := os.Getenv("STORE_TEST_VICTIM"); file != "" {
		pollUntilKilled(file, os.Getenv("STORE_TEST_ROUND"))
	}
	b := open(t)
	said := map[string]bool{}
	for round := range 3 {
		child := exec.Command(os.Args[0], "-test.run=^TestKilledInTheMiddle$")
		child.Env = append(os.Environ(), "STORE_TEST_VICTIM="+b.file, fmt.Sprintf("STORE_TEST_ROUND=%d", round))
		out, err := child.StdoutPipe()
		b.ok(err)
		b.ok(child.Start())
		lines := bufio.NewScanner(out)
		for i := 0; lines.Scan(); i++ {
			said[lines.Text()] = true
			if i == 20+7*round {
				b.ok(child.Process.Kill())
			}
		}
		_ = child.Wait() // it was killed
	}
	if len(said) < 60 {
		t.Fatalf("only %d polls were saved", len(said))
	}
	for url := range said {
		if _, err := b.Resolve(b.ctx, url); err != nil {
			t.Errorf("%s was saved, and is lost: %v", url, err)
		}
	}
	b.poll(piece{url: pageURL, title: "A"})
	b.whole()
	t.Logf("%d polls were acknowledged, %d are there", len(said), b.count("fetch")-1)
}

func pollUntilKilled(file, round string) {
	ctx := context.Background()
	db, err := Open(ctx, file, Options{})
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	feeds, err := db.Feeds(ctx)
	if err != nil {
		os.Exit(1)
	}
	for i := 0; ; i++ {
		url := fmt.Sprintf("https://harbour.example/%s/%d", round, i)
		r := PollRecord{State: feeds[0], Fetch: news.Fetch{FeedID: feeds[0].ID, At: noon, Outcome: news.OutcomeOK}, Items: []NewItem{piece{url: url, title: "x"}.item()}}
		if _, err := db.SavePoll(ctx, r); err != nil {
			os.Exit(1)
		}
		fmt.Println(url)
	}
}

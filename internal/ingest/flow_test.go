package ingest

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"cipherdesk/internal/enrich"
	"cipherdesk/internal/fetch"
	"cipherdesk/internal/news"
	"cipherdesk/internal/store"
)

// site is an outlet on loopback whose answers a test changes over time.
type site struct {
	*httptest.Server
	mu       sync.Mutex
	answers  map[string]http.HandlerFunc
	requests atomic.Int64
}

func newSite(t *testing.T) *site {
	t.Helper()
	s := &site{answers: map[string]http.HandlerFunc{}}
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/robots.txt" {
			s.requests.Add(1)
		}
		s.mu.Lock()
		h := s.answers[r.URL.Path]
		s.mu.Unlock()
		if h == nil {
			http.NotFound(w, r)
			return
		}
		h(w, r)
	}))
	t.Cleanup(s.Close)
	return s
}

func (s *site) answer(path string, h http.HandlerFunc) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.answers[path] = h
}

// page200 answers with a body and an ETag made from it.
func page200(contentType, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", contentType)
		w.Header().Set("ETag", `"`+news.Slug(body)+`"`)
		http.ServeContent(w, r, "", time.Time{}, strings.NewReader(body))
	}
}

func refuse(code int, header ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		for i := 0; i+1 < len(header); i += 2 {
			w.Header().Set(header[i], header[i+1])
		}
		http.Error(w, "not now", code)
	}
}

// letter is a feed of one entry.
func (s *site) letter(title, summary string) http.HandlerFunc {
	return page200("application/rss+xml", fmt.Sprintf(`<rss version="2.0"><channel><title>Lantern Trust</title><link>%[1]s/</link>
<item><guid isPermaLink="false">1</guid><title>%[2]s</title><link>%[1]s/letter</link><description>%[3]s</description></item></channel></rss>`, s.URL, title, summary))
}

// bench is a poller over sites, on a clock that the test moves.
type bench struct {
	*Poller
	clock *atomic.Int64
	db    *store.DB
}

func (b *bench) pass(t *testing.T, d time.Duration) { t.Helper(); b.clock.Add(int64(d)) }

func newBench(t *testing.T, sites ...*site) *bench {
	t.Helper()
	var outlets []news.Outlet
	for i, s := range sites {
		outlets = append(outlets, news.Outlet{
			ID: news.OutletID(fmt.Sprintf("outlet-%d", i)), Name: fmt.Sprintf("Outlet %d", i), Home: s.URL, Kind: news.ChildProtection,
			Country: "GB", Languages: []string{"en"}, Owner: fmt.Sprint(i), ScopeAll: true, Article: news.ArticleAuto, Excerpt: 300, Enabled: true,
			Host: news.HostLimits{Gap: time.Nanosecond}, Feeds: []news.FeedSpec{{Kind: news.KindFeed, URL: s.URL + "/feed", Cron: "0 * * * *"}},
		})
	}
	b := &bench{clock: &atomic.Int64{}}
	b.clock.Store(noon.UnixNano())
	clock := func() time.Time { return time.Unix(0, b.clock.Load()).UTC() }
	db, err := store.Open(context.Background(), filepath.Join(t.TempDir(), "desk.db"), store.Options{Clock: clock})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	analyser, err := enrich.New(enrich.Options{})
	if err != nil {
		t.Fatal(err)
	}
	client := fetch.New(fetch.Options{Version: "test", Allow: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}, Clock: clock,
		Timeouts: fetch.Timeouts{Header: 2 * time.Second, Total: 3 * time.Second}})
	t.Cleanup(client.Close)
	b.db = db
	b.Poller, err = New(context.Background(), Options{DB: db, Client: client, Analyser: analyser, Outlets: outlets, Clock: clock,
		Log: slog.New(slog.DiscardHandler), Owner: "test"})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func (b *bench) poll(t *testing.T, sel Selection) []Report {
	t.Helper()
	reports, err := b.Poll(context.Background(), sel)
	if err != nil {
		t.Fatal(err)
	}
	return reports
}

func (b *bench) article(t *testing.T) news.Full {
	t.Helper()
	rows, _, err := b.db.Articles(context.Background(), news.Query{})
	if err != nil || len(rows) != 1 {
		t.Fatalf("%d articles, %v", len(rows), err)
	}
	full, err := b.db.Article(context.Background(), rows[0].ID)
	if err != nil {
		t.Fatal(err)
	}
	return full
}

func (b *bench) state(t *testing.T) news.FeedState {
	t.Helper()
	feeds, err := b.db.Feeds(context.Background())
	if err != nil || len(feeds) == 0 {
		t.Fatal(err)
	}
	return feeds[0]
}

const appeal = "Ninety-seven charities ask Chatterbox to halt end-to-end encryption until children are safe, in an open letter."

func TestAnOutageIsNeverADeletion(t *testing.T) {
	for name, broken := range map[string]http.HandlerFunc{
		"a web page": page200("text/html", "<!doctype html><title>We moved</title><p>Hello"),
		"nothing":    page200("application/rss+xml", ""),
		"a 500":      refuse(500),
		"a refusal":  refuse(403),
		"cut short": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "9999")
			w.Write([]byte("<rss>"))
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := newSite(t)
			s.answer("/feed", s.letter("Charities write to Chatterbox", appeal))
			b := newBench(t, s)
			b.poll(t, Selection{})
			before := b.state(t).Validators
			s.answer("/feed", broken)
			b.pass(t, 2*time.Hour)
			r := b.poll(t, Selection{All: true})
			if len(r) != 1 || !r[0].Outcome.Failed() || r[0].Error == "" {
				t.Fatalf("%+v", r)
			}
			if got := b.state(t); got.Validators != before || got.Errors != 1 || got.LastError == "" {
				t.Errorf("state %+v", got)
			}
			if a := b.article(t); a.Findings.Story.Verdict != news.VerdictYes {
				t.Errorf("the article is %s now", a.Findings.Story.Verdict)
			}
		})
	}
}

func TestOnlyWhatIsNewIsWritten(t *testing.T) {
	s := newSite(t)
	s.answer("/feed", s.letter("Charities write to Chatterbox", appeal))
	b := newBench(t, s)
	if r := b.poll(t, Selection{}); r[0].New != 1 {
		t.Fatalf("%+v", r)
	}
	b.pass(t, 2*time.Hour)
	if r := b.poll(t, Selection{}); r[0].Outcome != news.OutcomeNotModified {
		t.Fatalf("%+v", r)
	}
	if a := b.article(t); len(a.Revisions) != 1 {
		t.Fatalf("%d versions after a 304", len(a.Revisions))
	}
	s.answer("/feed", s.letter("98 charities write to Chatterbox", appeal))
	b.pass(t, 2*time.Hour)
	if r := b.poll(t, Selection{}); r[0].Changed != 1 || r[0].New != 0 {
		t.Fatalf("%+v", r)
	}
	if a := b.article(t); len(a.Revisions) != 2 || a.Title != "98 charities write to Chatterbox" {
		t.Errorf("%d versions, %q", len(a.Revisions), a.Title)
	}
}

func TestRestartsSendNothing(t *testing.T) {
	s := newSite(t)
	s.answer("/feed", s.letter("Charities write to Chatterbox", appeal))
	b := newBench(t, s)
	b.poll(t, Selection{})
	sent := s.requests.Load()
	for range 20 {
		again, err := New(context.Background(), b.Options)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := again.Poll(context.Background(), Selection{}); err != nil {
			t.Fatal(err)
		}
	}
	if got := s.requests.Load(); got != sent {
		t.Errorf("%d requests after 20 restarts", got-sent)
	}
}

func TestAServersWaitHoldsEvenAgainstTheOperator(t *testing.T) {
	s := newSite(t)
	s.answer("/feed", refuse(429, "Retry-After", "90000"))
	b := newBench(t, s)
	if r := b.poll(t, Selection{}); r[0].Outcome != news.OutcomeSlowDown {
		t.Fatalf("%+v", r)
	}
	b.pass(t, 24*time.Hour)
	if r := b.poll(t, Selection{All: true}); s.requests.Load() != 1 || len(r) != 1 || !strings.Contains(r[0].Error, "not asked") {
		t.Errorf("asked again after a day: %+v", r)
	}
	b.pass(t, 2*time.Hour)
	if r := b.poll(t, Selection{All: true}); len(r) != 1 || b.state(t).Errors != 0 {
		t.Errorf("%+v, %d errors", r, b.state(t).Errors)
	}
}

func TestNobodyIsBlamedWhenNoHostAnswers(t *testing.T) {
	one, two := newSite(t), newSite(t)
	b := newBench(t, one, two)
	one.Close()
	two.Close()
	for _, r := range b.poll(t, Selection{}) {
		if r.Outcome != news.OutcomeOffline {
			t.Errorf("%+v", r)
		}
	}
	if s := b.state(t); s.Errors != 0 || s.Status != news.FeedNew {
		t.Errorf("blamed: %+v", s)
	}
	if !b.Status().Offline {
		t.Error("the desk does not know that it is offline")
	}
}

func TestAStopInMidPollStoresNothingByHalves(t *testing.T) {
	s := newSite(t)
	asked := make(chan struct{})
	s.answer("/feed", func(w http.ResponseWriter, r *http.Request) {
		close(asked)
		<-r.Context().Done()
	})
	b := newBench(t, s)
	ctx, stop := context.WithCancel(context.Background())
	go func() { <-asked; stop() }()
	if _, err := b.Poll(ctx, Selection{}); err != nil && ctx.Err() == nil {
		t.Fatal(err)
	}
	if st := b.state(t); st.Errors != 0 || st.Status != news.FeedNew {
		t.Errorf("a stop counts against the outlet: %+v", st)
	}
	s.answer("/feed", s.letter("Charities write to Chatterbox", appeal))
	b.pass(t, 2*time.Hour)
	if r := b.poll(t, Selection{}); len(r) != 1 || r[0].New != 1 {
		t.Errorf("after the stop: %+v", r)
	}
}

func TestAConsentWallIsNoNewVersion(t *testing.T) {
	s := newSite(t)
	body := strings.Repeat("<p>The charities ask the company to keep detecting abuse in private messages before it turns on end-to-end encryption for all of its users.</p>", 8)
	s.answer("/feed", s.letter("Charities write to Chatterbox", appeal))
	s.answer("/letter", page200("text/html", "<!doctype html><title>Charities write to Chatterbox</title><article><h1>Charities write to Chatterbox</h1>"+body+"</article>"))
	b := newBench(t, s)
	b.poll(t, Selection{})
	if a := b.article(t); a.Text.Origin != "page" {
		t.Fatalf("text from %q", a.Text.Origin)
	}
	versions := len(b.article(t).Revisions)
	s.answer("/letter", page200("text/html", "<!doctype html><title>Before you continue</title><h1>Before you continue</h1><p>We need your consent to cookies."))
	b.pass(t, time.Hour)
	b.poll(t, Selection{})
	if a := b.article(t); len(a.Revisions) != versions || a.Title != "Charities write to Chatterbox" {
		t.Errorf("%d versions, title %q", len(a.Revisions), a.Title)
	}
}

func TestAVanishedPageKeepsItsLastText(t *testing.T) {
	s := newSite(t)
	body := strings.Repeat("<p>The charities ask the company to keep detecting abuse in private messages before it turns on end-to-end encryption for all of its users.</p>", 8)
	s.answer("/feed", s.letter("Charities write to Chatterbox", appeal))
	s.answer("/letter", page200("text/html", "<!doctype html><title>x</title><article><h1>Charities write to Chatterbox</h1>"+body+"</article>"))
	b := newBench(t, s)
	b.poll(t, Selection{})
	s.answer("/letter", nil)
	for range 3 {
		b.pass(t, 3*time.Hour)
		b.poll(t, Selection{})
	}
	a := b.article(t)
	if !a.Gone || a.Text.Body == "" || a.Findings.Story.Verdict != news.VerdictYes {
		t.Errorf("gone %v, %d bytes of text, %s", a.Gone, len(a.Text.Body), a.Findings.Story.Verdict)
	}
}

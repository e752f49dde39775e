package main

import (
	"bytes"
	"cmp"
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"cipherdesk/internal/config"
	"cipherdesk/internal/ingest"
	"cipherdesk/internal/news"
	"cipherdesk/internal/web"
)

// shared is the folder of recorded material, which is no part of the project.
func shared(t testing.TB, parts ...string) string {
	t.Helper()
	dir := os.Getenv("CIPHERDESK_SHARED")
	if dir == "" {
		dir = filepath.Join("..", "..", "..", "shared")
	}
	path := filepath.Join(append([]string{dir, "data"}, parts...)...)
	if _, err := os.Stat(path); err != nil {
		t.Skip("shared data absent: ", err)
	}
	return path
}

// loopbackHost serves a handler on an address of its own, like a real outlet.
func loopbackHost(t testing.TB, n int, h http.Handler) string {
	t.Helper()
	l, err := net.Listen("tcp", fmt.Sprintf("127.1.%d.%d:0", n/250, n%250+1))
	if err != nil {
		t.Skip("no loopback network of its own here: ", err)
	}
	s := httptest.NewUnstartedServer(h)
	s.Listener.Close()
	s.Listener = l
	s.Start()
	t.Cleanup(s.Close)
	return s.URL
}

// recorded is one feed of the recordings.
type recorded struct{ file, name, format string }

func recordings(t testing.TB) []recorded {
	t.Helper()
	f, err := os.Open(shared(t, "feeds", "manifest.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	r := csv.NewReader(f)
	r.Comma, r.LazyQuotes = '\t', true
	rows, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var out []recorded
	for _, row := range rows[1:] {
		out = append(out, recorded{row[0], cmp.Or(row[1], row[2]), row[10]})
	}
	return out
}

// serveFile answers with one file and honest validators.
func serveFile(path, contentType string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		body, err := os.ReadFile(path)
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		w.Header().Set("Content-Type", contentType)
		w.Header().Set("ETag", `"`+string(news.DigestOf(body))+`"`)
		http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(body))
	}
}

// seedSites are the outlets of the five articles that the project was founded
// on, by the name of their file.
var seedSites = []struct{ file, id, kind, path, derivative, title string }{
	{"000", "child-rescue-coalition", "child_protection", "/educations/why/", "", "Why Facebook’s Plan to Use End-to-End Encryption is a Direct Threat to Millions of Children Worldwide"},
	{"001", "collective-shout", "child_protection", "/a-devastating-blow/", "", "\"A devastating blow to child protection\""},
	{"002", "scotsman", "general_press", "/business/mark-zuckerberg-warned/", "", "Mark Zuckerberg warned encryption plans for Facebook could pose child risk"},
	{"003", "techwarrant", "tech_press", "/childrens-organizations/", "derivative_of: tweakers", "Children’s organizations ask Facebook messages not to encrypt e2e"},
	{"004", "medianama", "policy_press", "/2020/02/223-letter/", "", "129 signatories urge Facebook against end-to-end encryption citing child safety"},
}

func seedSite(t testing.TB, i int) string {
	t.Helper()
	site := seedSites[i]
	dir := shared(t, "seed-pages")
	mux := http.NewServeMux()
	mux.HandleFunc("GET "+site.path, serveFile(filepath.Join(dir, site.file+".html"), "text/html; charset=utf-8"))
	url := loopbackHost(t, 240+i, mux)
	feed := fmt.Sprintf(`<rss version="2.0"><channel><title>%s</title><link>%s/</link><item><title>%s</title><link>%s%s</link></item></channel></rss>`,
		site.id, url, strings.ReplaceAll(site.title, `"`, "&quot;"), url, site.path)
	mux.HandleFunc("GET /feed", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/rss+xml")
		w.Header().Set("ETag", `"one"`)
		http.ServeContent(w, r, "", time.Time{}, strings.NewReader(feed))
	})
	return url
}

// world is a desk over recorded feeds and the seeds, polled once.
type world struct {
	*env
	desk   *desk
	poller *ingest.Poller
	first  []ingest.Report
	feeds  []recorded
}

func newWorld(t testing.TB) *world {
	t.Helper()
	var y strings.Builder
	y.WriteString("desk: {title: Test desk, timezone: Europe/London}\nfetch: {allow_networks: [127.0.0.0/8], per_host: {gap: 1ms}}\noutlets:\n")
	w := &world{feeds: recordings(t)}
	for i, r := range w.feeds {
		url := loopbackHost(t, i, serveFile(shared(t, "feeds", r.file), "application/octet-stream"))
		name, _ := json.Marshal(r.name)
		fmt.Fprintf(&y, "  - {id: r%03d, name: %s, home: %q, kind: general_press, country: INT, language: en, scope: all, article: feed, feeds: [{url: %q, cron: '5 * * * *'}]}\n", i, name, url, url+"/feed")
	}
	fmt.Fprintf(&y, "  - {id: tweakers, name: Tweakers, home: https://tweakers.net, kind: entity, country: NL, language: nl}\n")
	for i, s := range seedSites {
		url := seedSite(t, i)
		extra := ""
		if s.derivative != "" {
			extra = s.derivative + ", "
		}
		fmt.Fprintf(&y, "  - {id: %s, name: %s, home: %q, kind: %s, country: INT, language: en, scope: all, %sfeeds: [{url: %q, cron: '6 * * * *'}]}\n", s.id, s.id, url, s.kind, extra, url+"/feed")
	}
	w.env = &env{in: strings.NewReader(""), out: io.Discard, err: os.Stderr, getenv: func(string) string { return "" }, now: time.Now,
		database: filepath.Join(t.TempDir(), "desk.db"), logFormat: "text"}
	c, problems := config.Load([]byte(y.String()))
	if len(problems) > 0 {
		t.Fatal(problems.Error())
	}
	ctx := context.Background()
	var err error
	if w.desk, err = w.env.openDeskWith(ctx, c); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(w.desk.close)
	client := w.desk.client(w.env)
	t.Cleanup(client.Close)
	if w.poller, err = w.desk.poller(ctx, w.env, client); err != nil {
		t.Fatal(err)
	}
	if w.first, err = w.poller.Poll(ctx, ingest.Selection{}); err != nil {
		t.Fatal(err)
	}
	return w
}

func (w *world) get(t testing.TB, path string) *httptest.ResponseRecorder {
	t.Helper()
	o, err := w.desk.pages(context.Background(), w.env)
	if err != nil {
		t.Fatal(err)
	}
	rec := httptest.NewRecorder()
	web.New(w.desk.db.Reader, o).ServeHTTP(rec, httptest.NewRequest(http.MethodGet, path, nil))
	return rec
}

// TestRealFeedsAndSeeds takes 97 recorded feeds and the five founding articles
// through the whole desk.
func TestRealFeedsAndSeeds(t *testing.T) {
	w := newWorld(t)
	t.Run("every recorded feed is read", func(t *testing.T) { everyFeedIsRead(t, w) })
	t.Run("items have an id and are stored", func(t *testing.T) { itemsAreStored(t, w) })
	t.Run("seeds are stories with evidence", func(t *testing.T) { seedsAreStories(t, w) })
	t.Run("one event of the letter", func(t *testing.T) { letterIsOneEvent(t, w) })
	t.Run("pages and feeds answer", func(t *testing.T) { pagesAnswer(t, w) })
	t.Run("second poll writes nothing", func(t *testing.T) { secondPollWritesNothing(t, w) })
}

func everyFeedIsRead(t *testing.T, w *world) {
	formats := map[string]int{}
	for i, r := range w.feeds {
		for _, rep := range w.first {
			if rep.Outlet != news.OutletID(fmt.Sprintf("r%03d", i)) {
				continue
			}
			if rep.Outcome.Failed() || rep.Items == 0 {
				t.Errorf("%s: %s %d items %s", r.file, rep.Outcome, rep.Items, rep.Error)
			}
			formats[r.format] += rep.Items
		}
	}
	t.Logf("items read per recorded format: %v", formats)
}

func itemsAreStored(t *testing.T, w *world) {
	read, stored := 0, 0
	for _, rep := range w.first {
		read += rep.Items
		stored += rep.New
	}
	t.Logf("%d items read, %d stored", read, stored)
	if stored*100 < read*95 {
		t.Errorf("only %d of %d items stored", stored, read)
	}
}

func (w *world) seed(t *testing.T, i int) news.Full {
	t.Helper()
	rows, _, err := w.desk.db.Articles(context.Background(), news.Query{Outlet: news.OutletID(seedSites[i].id), Copies: true})
	if err != nil || len(rows) != 1 {
		t.Fatalf("seed %s: %d articles, %v", seedSites[i].file, len(rows), err)
	}
	full, err := w.desk.db.Article(context.Background(), rows[0].ID)
	if err != nil {
		t.Fatal(err)
	}
	return full
}

func seedsAreStories(t *testing.T, w *world) {
	for i := range seedSites {
		a := w.seed(t, i)
		var tags []string
		for _, tag := range a.Findings.Tags {
			tags = append(tags, tag.Tag)
			if len(tag.Evidence) == 0 {
				t.Errorf("seed %s: tag %s without evidence", seedSites[i].file, tag.Tag)
			}
			for _, s := range tag.Evidence {
				checkSpan(t, a.Text, s)
			}
		}
		t.Logf("seed %s: %s %.2f %v, %d citations, %d figures", seedSites[i].file, a.Findings.Story.Verdict, a.Findings.Story.Score, tags, len(a.Findings.Citations), len(a.Findings.Figures))
		if a.Findings.Story.Verdict != news.VerdictYes || len(tags) == 0 {
			t.Errorf("seed %s: %s, tags %v", seedSites[i].file, a.Findings.Story.Verdict, tags)
		}
	}
}

func checkSpan(t *testing.T, text news.Text, s news.Span) {
	t.Helper()
	field := map[news.Field]string{news.FieldTitle: text.Title, news.FieldSummary: text.Summary, news.FieldText: text.Body}[s.Field]
	if s.Start < 0 || s.End > len(field) || field[s.Start:s.End] != s.Quote {
		t.Errorf("span %+v does not stand in the text", s)
	}
}

func letterIsOneEvent(t *testing.T, w *world) {
	events := make([]news.EventID, len(seedSites))
	for i := range seedSites {
		events[i] = w.seed(t, i).Event
	}
	if events[2] == "" || events[2] != events[3] || events[3] != events[4] {
		t.Errorf("002, 003, 004 are in %v", events[2:])
	}
	for _, i := range []int{0, 1} {
		if events[i] != "" && events[i] == events[2] {
			t.Errorf("%s is in the event of the letter", seedSites[i].file)
		}
	}
	if events[2] != "" {
		e, err := w.desk.db.Event(context.Background(), events[2])
		if err != nil {
			t.Fatal(err)
		}
		t.Logf("event: %q, %d outlets, at most %d origins, first report %s %s", e.Title, e.Outlets, e.Origins, e.FirstReport.Kind, e.FirstReport.Source)
		for _, m := range e.Members {
			if len(m.Why) == 0 {
				t.Errorf("member %s without a reason", m.Article)
			}
		}
	}
}

func pagesAnswer(t *testing.T, w *world) {
	seed := w.seed(t, 4)
	for _, path := range []string{"/", "/latest", "/encryption", "/outlets", "/outlet/medianama", "/subscribe", "/about",
		"/article/" + string(seed.ID), "/event/" + string(seed.Event), "/topic/e2ee-rollout", "/search?q=letter",
		"/feed.atom", "/encryption.rss", "/encryption.json", "/events.atom", "/topic/e2ee-rollout.atom", "/outlet/medianama.json",
		"/api/v1/articles", "/api/v1/events", "/api/v1/outlets", "/healthz", "/readyz"} {
		rec := w.get(t, path)
		if rec.Code != http.StatusOK {
			t.Errorf("%s: %d", path, rec.Code)
		}
	}
	front := w.get(t, "/").Body.Len()
	t.Logf("front page %d bytes", front)
}

func secondPollWritesNothing(t *testing.T, w *world) {
	before, err := w.desk.db.Generation(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	reports, err := w.poller.Poll(context.Background(), ingest.Selection{All: true})
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range reports {
		if r.Outcome != news.OutcomeNotModified || r.New+r.Changed > 0 {
			t.Errorf("%s: %s, %d new, %d changed", r.Outlet, r.Outcome, r.New, r.Changed)
		}
	}
	if len(reports) != len(w.first) {
		t.Errorf("%d feeds polled, %d at first", len(reports), len(w.first))
	}
	_ = before
}

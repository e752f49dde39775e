package web

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"cipherdesk/internal/digest"
	"cipherdesk/internal/news"
	"cipherdesk/internal/store"
)

// world fills a desk with n more articles, spread over the days before now.
func (s *seeder) world(n int) {
	const perPoll = 500
	outlets := testOutlets()[:13]
	for from := 0; from < n; from += perPoll {
		o := outlets[(from/perPoll)%len(outlets)]
		var items []store.NewItem
		at := now.AddDate(0, 0, -30).Add(-time.Duration(n-from) * time.Minute)
		for i := from; i < min(n, from+perPoll); i++ {
			d := draft{name: fmt.Sprintf("w%d", i), outlet: o.ID, title: fmt.Sprintf("Encryption story number %d", i), lang: "en", seen: at, verdict: news.VerdictYes,
				tags: []string{testTags[i%len(testTags)].Tag}, text: letterText("They encrypt messages.")}
			if i%3 == 0 {
				d.verdict = news.VerdictNo
			}
			url := fmt.Sprintf("https://%s.example/%s", d.outlet, d.name)
			text := s.textOf(d)
			items = append(items, store.NewItem{Item: news.Item{GUID: url, Link: url, Title: d.title}, Article: news.Article{ID: news.NewArticleID(url), URL: url},
				Text: text, Findings: findingsOf(d, text)})
		}
		s.at = at
		_, err := s.db.SavePoll(s.t.Context(), store.PollRecord{Fetch: s.fetch(draft{outlet: o.ID, seen: at}), Items: items,
			State: news.FeedState{Status: news.FeedOK, Last: at, LastOK: at}})
		s.must(err)
	}
	s.at = now
}

// sink is a reader that takes everything and keeps nothing.
type sink struct{ header http.Header }

func (s *sink) Header() http.Header         { return s.header }
func (s *sink) Write(b []byte) (int, error) { return len(b), nil }
func (s *sink) WriteHeader(int)             {}

// cpu is what this process has used: unlike wall time it means the same on a
// machine that others share.
func cpu() time.Duration {
	var r syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &r)
	return time.Duration(r.Utime.Nano() + r.Stime.Nano())
}

// spend runs f and reports the CPU time of one run.
func spend(b *testing.B, f func()) {
	f() // what is made once is not counted
	start := cpu()
	for b.Loop() {
		f()
	}
	b.ReportMetric(float64((cpu()-start).Microseconds())/float64(b.N), "cpu-µs/op")
}

// BenchmarkPages measures a page that is ready, a 304, and pages made anew at
// two sizes of the database.
func BenchmarkPages(b *testing.B) {
	for _, size := range []int{0, 2000, 20000} {
		s := newSeeder(b)
		s.world(size)
		s.desk()
		o := options()
		o.Recheck = 0
		h := New(s.db.Reader, o)
		site := h.(*site)
		tag := ""
		for _, path := range []string{"/", "/encryption.atom"} {
			b.Run(benchName("ready", path, size), func(b *testing.B) {
				w := &sink{}
				r := httptest.NewRequest("GET", path, nil)
				for b.Loop() {
					w.header = http.Header{}
					h.ServeHTTP(w, r.Clone(b.Context()))
				}
				tag = w.header.Get("ETag")
			})
			b.Run(benchName("304", path, size), func(b *testing.B) {
				r := httptest.NewRequest("GET", path, nil)
				r.Header.Set("If-None-Match", tag)
				for b.Loop() {
					h.ServeHTTP(httptest.NewRecorder(), r.Clone(b.Context()))
				}
			})
		}
		for _, path := range []string{"/", "/latest", "/search?q=encryption", "/topic/e2ee-rollout", "/month/2026-03", "/encryption.atom", "/figures", "/outlets", "/api/v1/articles"} {
			b.Run(benchName("anew", path, size), func(b *testing.B) {
				spend(b, func() {
					site.cache = newCache(1)
					h.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("GET", path, nil))
				})
			})
		}
		b.Run(fmt.Sprintf("again/%d", size), func(b *testing.B) { s.moved(b, site, false) })
		b.Run(fmt.Sprintf("moved/%d", size), func(b *testing.B) { s.moved(b, site, true) })
		p := digest.PeriodAt(digest.Day, now, o.Zone)
		load := func() digest.Edition {
			e, err := digest.Load(b.Context(), s.db.Reader, p, digest.Options{Now: now, Shelf: &site.shelf})
			s.must(err)
			return e
		}
		b.Run(fmt.Sprintf("edition/%d", size), func(b *testing.B) { spend(b, func() { load() }) })
		b.Run(fmt.Sprintf("render/%d", size), func(b *testing.B) {
			e := load()
			spend(b, func() {
				v, err := site.editionView(e, "")
				s.must(err)
				_, err = site.render(v)
				s.must(err)
			})
		})
	}
}

// BenchmarkSearch measures pages of results, made anew, over the database of
// 100,000 articles that the store's benchmarks leave in the folder STORE_BENCH.
func BenchmarkSearch(b *testing.B) {
	dir := os.Getenv("STORE_BENCH")
	if dir == "" {
		b.Skip("STORE_BENCH names no folder with a large database")
	}
	db, err := store.Open(b.Context(), filepath.Join(dir, "desk100000.db"), store.Options{})
	if err != nil {
		b.Fatal(err)
	}
	defer db.Close()
	o := options()
	o.Recheck = 0
	h := New(db.Reader, o)
	for name, q := range map[string]string{"common": "common", "phrase": `"end-to-end encryption"`, "title": "in:title story", "rare": "story taneta",
		"kind": "common kind:press", "best": "common&order=best", "feed": "common", "without": "common -taneta", "nothing": `"common common"`, "field": "common outlet:child-line before:2026-03-04",
		"phrases": `"to common" OR "common a" OR "encryption to" OR "encryption common" OR "end common" OR "a to" OR "to a" OR "end a" OR "a encryption" OR "encryption a"`,
		"never":   `tag:e2ee-rollout -common`, "headline": `"a common end to end encryption" common encryption end to a story about common a end to encryption end about story to`} {
		b.Run(name, func(b *testing.B) {
			path := "/search?q=" + strings.ReplaceAll(q, " ", "+")
			if name == "feed" {
				path = "/search.atom?q=" + q
			}
			var took []time.Duration // of the processor: beside other work a clock measures that work
			for b.Loop() {
				h.(*site).cache = newCache(1)
				w := httptest.NewRecorder()
				began := cpu()
				h.ServeHTTP(w, httptest.NewRequest("GET", path, nil))
				took = append(took, cpu()-began)
				if w.Code != http.StatusOK {
					b.Fatal(w.Code, w.Body)
				}
			}
			slices.Sort(took)
			for _, share := range []int{50, 99} {
				b.ReportMetric(float64(took[len(took)*share/100].Microseconds())/1000, fmt.Sprintf("cpu-p%d-ms", share))
			}
		})
	}
}

// moved measures the front page after a text of one of its events was analysed
// again, many times, with the same findings or with others, without the cost of
// the analysis.
func (s *seeder) moved(b *testing.B, site *site, others bool) {
	full, err := s.db.Article(b.Context(), s.ids["harbour"])
	s.must(err)
	if len(full.Findings.Citations) == 0 || len(full.Findings.Tags) == 0 {
		b.Fatal("nothing can be left out of the findings")
	}
	less := full.Findings
	less.Citations, less.Tags = less.Citations[1:], less.Tags[1:]
	spent, n := time.Duration(0), 0
	for b.Loop() {
		found := full.Findings
		if n++; others && n%2 > 0 {
			found = less
		}
		s.must(s.db.PutFindings(b.Context(), []store.FindingsRecord{{Revision: full.Revisions[0].ID, Findings: found}}))
		site.clock.at = time.Time{}
		start := cpu()
		site.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("GET", "/", nil))
		spent += cpu() - start
	}
	b.ReportMetric(float64(spent.Microseconds())/float64(b.N), "cpu-µs/op")
}

// benchName keeps a path in one part of a benchmark's name.
func benchName(what, path string, size int) string {
	return fmt.Sprintf("%s%s/%d", what, strings.ReplaceAll(path, "/", "_"), size)
}

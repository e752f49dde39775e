package store

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"cipherdesk/internal/news"
)

// writerOf makes up articles of about 4.5 KB of HTML from a few thousand
// words, some common and most rare, as in any language.
type writerOf struct {
	rng  *rand.Rand
	zipf *rand.Zipf
	n    int
}

func newWriterOf() *writerOf {
	rng := rand.New(rand.NewPCG(7, 7))
	return &writerOf{rng: rng, zipf: rand.NewZipf(rng, 1.07, 8, 8000)}
}

func (w *writerOf) word() string {
	n := w.zipf.Uint64()
	const vowels, consonants = "aeiou", "tnrslcdmpghbfvkw"
	var b strings.Builder
	for k := n + 11; k > 0; k /= 80 {
		b.WriteByte(consonants[k%16])
		b.WriteByte(vowels[k/16%5])
	}
	return b.String()
}

// item is a new item; one in five is a story with findings.
func (w *writerOf) item(outlet news.OutletID) NewItem {
	w.n++
	var body, html strings.Builder
	for body.Len() < 3900 {
		html.WriteString("<p>")
		for range 40 + w.rng.IntN(40) {
			word := w.word() + " "
			body.WriteString(word)
			html.WriteString(word)
			if w.rng.IntN(30) == 0 {
				html.WriteString(`<a href="https://example.org/` + word + `">link</a> `)
			}
		}
		body.WriteString("\n\n")
		html.WriteString("</p>\n")
	}
	url := fmt.Sprintf("https://%s.example/2026/03/story-%d", outlet, w.n)
	p := piece{url: url, title: "Story about " + w.word() + " " + w.word(), body: "A common end-to-end encryption. " + body.String(), verdict: news.VerdictNo}
	if w.n%5 == 0 {
		p.verdict, p.tags = news.VerdictYes, []string{"topic/e2ee", fmt.Sprintf("law/%d", w.n%40), "actor/press"}
	}
	p.mod = func(n *NewItem) {
		n.Item.Content = html.String()
		n.Item.Published = news.Claim{Raw: "Mon, 02 Mar 2026 10:00:00 GMT", Time: noon, Precision: news.PrecisionSecond, Zone: news.ZoneStated, Origin: news.OriginFeed}
		n.Text.Published = n.Item.Published
		if p.verdict == news.VerdictYes {
			for i := range 3 {
				n.Findings.Citations = append(n.Findings.Citations, news.Citation{Kind: news.CiteLink, Source: fmt.Sprint("Source ", i), Evidence: spanOf(n.Text, "common")})
			}
		}
	}
	return p.item()
}

// fill adds n articles, twenty a poll.
func (b *bench) fill(w *writerOf, n int) {
	feeds := []news.FeedState{b.feed("harbour-post", 0), b.feed("child-line", 0)}
	for i := 0; i < n; i += 20 {
		f := feeds[i/20%2]
		r := b.record(f)
		for range 20 {
			r.Items = append(r.Items, w.item(f.Outlet))
		}
		_, err := b.SavePoll(b.ctx, r)
		b.ok(err)
	}
}

func cpu() time.Duration {
	var r syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &r)
	return time.Duration(r.Utime.Nano() + r.Stime.Nano())
}

// perOp reports CPU time, which unlike wall time means the same on a shared
// machine.
func perOp(b *testing.B, start time.Duration, ops int, name string) {
	b.ReportMetric(float64((cpu()-start).Nanoseconds())/float64(ops), "cpu-ns/"+name)
}

func BenchmarkFirstIngest(b *testing.B) {
	d := open(b)
	w := newWriterOf()
	f := d.feed("harbour-post", 0)
	polls := make([]PollRecord, b.N)
	for i := range polls {
		polls[i] = d.record(f)
		for range 20 {
			polls[i].Items = append(polls[i].Items, w.item(f.Outlet))
		}
	}
	b.ResetTimer()
	start := cpu()
	for _, r := range polls {
		_, err := d.SavePoll(d.ctx, r)
		d.ok(err)
	}
	b.StopTimer()
	perOp(b, start, 20*b.N, "item")
	d.ok(d.DB.Close())
	info, err := os.Stat(d.file)
	d.ok(err)
	b.ReportMetric(float64(info.Size())/float64(20*b.N), "bytes/item")
}

func BenchmarkUnchangedPoll(b *testing.B) {
	d := open(b)
	f := d.feed("harbour-post", 0)
	start := cpu()
	for b.Loop() {
		r := d.record(f)
		r.Fetch.Outcome = news.OutcomeNotModified
		_, err := d.SavePoll(d.ctx, r)
		d.ok(err)
	}
	perOp(b, start, b.N, "poll")
}

func BenchmarkSeenItems(b *testing.B) {
	d := open(b)
	w := newWriterOf()
	d.fill(w, 400)
	var guids []string
	for _, r := range d.list(news.Query{Limit: 20, Outlet: "harbour-post"}) {
		guids = append(guids, r.URL)
	}
	start := cpu()
	for b.Loop() {
		seen, err := d.SeenItems(d.ctx, 1, guids)
		d.ok(err)
		if len(seen) != 20 {
			b.Fatal(len(seen))
		}
	}
	perOp(b, start, b.N, "poll")
}

// BenchmarkRead compares reading at two sizes. The larger database is built
// once and kept in the file that STORE_BENCH names.
func BenchmarkRead(b *testing.B) {
	for _, size := range []int{2000, 100000} {
		d := filledDesk(b, size)
		for name, q := range map[string]news.Query{
			"latest":   {Shown: true},
			"stories":  {Story: []news.Verdict{news.VerdictYes}},
			"tag":      {Tags: []string{"law/5"}, Story: []news.Verdict{news.VerdictYes}},
			"outlet":   {Outlet: "child-line"},
			"common":   {Text: "common"},
			"two":      {Text: "common encryption"},
			"phrase":   {Text: `"end-to-end encryption"`},
			"rare":     {Text: "story taneta"},
			"common-t": {Text: "common", Tags: []string{"law/5"}},
			"deep":     {Shown: true, Cursor: cursor{ms(noon.Add(time.Duration(size/40) * time.Minute)), int64(size / 2)}.String()},
		} {
			b.Run(fmt.Sprintf("%s/%d", name, size), func(b *testing.B) {
				start := cpu()
				n := 0
				for b.Loop() {
					n = len(d.list(q))
				}
				perOp(b, start, b.N, "page")
				b.ReportMetric(float64(n), "rows")
			})
		}
		for name, q := range map[string]string{
			"common": "common", "two": "common encryption", "phrase": `"end-to-end encryption"`, "rare": "story taneta", "nothing": `"common common common"`,
			"tag": "common tag:law/5", "outlet": "common outlet:child-line", "kind": "common kind:tech-press", "fields": "tag:law/5 kind:tech-press",
			"without": "tag:actor/press -taneta", "day": "common before:2026-03-03", "figure": "common figure:>5", "source": "common source:nobody",
			"hostile": strings.Repeat(`"common end" OR `, 31) + "end",
		} {
			b.Run(fmt.Sprintf("search/%s/%d", name, size), func(b *testing.B) {
				start := cpu()
				n := 0
				for b.Loop() {
					found, err := d.Search(d.ctx, news.Query{Text: q, Shown: true, Story: []news.Verdict{news.VerdictYes}}, false)
					d.ok(err)
					n = len(found.Rows)
				}
				perOp(b, start, b.N, "page")
				b.ReportMetric(float64(n), "rows")
			})
		}
		b.Run(fmt.Sprintf("article/%d", size), func(b *testing.B) {
			id := d.list(news.Query{Story: []news.Verdict{news.VerdictYes}})[3].ID
			start := cpu()
			for b.Loop() {
				_, err := d.Article(d.ctx, id)
				d.ok(err)
			}
			perOp(b, start, b.N, "article")
		})
		b.Run(fmt.Sprintf("open/%d", size), func(b *testing.B) {
			start := cpu()
			for b.Loop() {
				db, err := Open(d.ctx, d.file, Options{})
				d.ok(err)
				_, _, err = db.Articles(d.ctx, news.Query{Shown: true})
				d.ok(err)
				d.ok(db.Close())
			}
			perOp(b, start, b.N, "open")
		})
	}
}

func filledDesk(b *testing.B, size int) *bench {
	dir := os.Getenv("STORE_BENCH")
	if dir == "" || size < 10000 {
		if size >= 10000 {
			b.Skip("STORE_BENCH names no folder to keep the large database in")
		}
		d := open(b)
		d.fill(newWriterOf(), size)
		return d
	}
	d := &bench{TB: b, ctx: context.Background(), file: filepath.Join(dir, fmt.Sprintf("desk%d.db", size)), now: noon}
	d.DB = d.again()
	d.ok(d.SyncOutlets(d.ctx, register()))
	if first, _, err := d.Span(d.ctx); err != nil || first.IsZero() {
		d.fill(newWriterOf(), size)
	}
	return d
}

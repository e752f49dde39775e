package event

import (
	"fmt"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"cipherdesk/internal/news"
)

// press writes articles for the tests of cost. Its stories have words of their
// own, the field has words that all share, the rest follows Zipf's law. A tight
// press has so few words that everything is like everything.
type press struct {
	rng    *rand.Rand
	common *rand.Zipf
	field  []string
	tight  bool
}

func newPress(tight bool) *press {
	rng := rand.New(rand.NewPCG(7, 1))
	words := uint64(40000)
	if tight {
		words = 200
	}
	return &press{rng: rng, tight: tight, common: rand.NewZipf(rng, 1.1, 20, words),
		field: strings.Fields("encryption messages children Facebook WhatsApp police government privacy scanning platform law letter charities experts reports")}
}

func (p *press) words(n int, story []string) string {
	out := make([]string, n)
	for i := range out {
		switch k := p.rng.IntN(10); {
		case k < 2:
			out[i] = p.field[p.rng.IntN(len(p.field))]
		case k < 4 && !p.tight:
			out[i] = story[p.rng.IntN(len(story))]
		default:
			out[i] = fmt.Sprintf("w%dx", p.common.Uint64())
		}
		if i%14 == 13 {
			out[i] += "."
		}
	}
	return strings.Join(out, " ")
}

// piece is article i, seen on a day; every story is told by seven.
func (p *press) piece(i int, day time.Time) news.Piece {
	s := i / 7
	story := []string{fmt.Sprintf("Name%d", s), fmt.Sprintf("Place%d", s%3000), fmt.Sprintf("Body%d", s%500), fmt.Sprint(13000 + s)}
	var piece news.Piece
	piece.ID = news.NewArticleID(fmt.Sprint("https://bench.example/", i))
	piece.URL = fmt.Sprint("https://outlet", i%200, ".example/", i)
	piece.Article.Outlet = news.OutletID(fmt.Sprint("outlet", i%200))
	piece.OutletName = string(piece.Article.Outlet)
	piece.Title = p.words(10, story)
	piece.Language = "en"
	piece.FirstSeen = day
	piece.Text = news.Text{Title: piece.Title, Summary: p.words(25, story), Body: p.words(600, story)}
	return piece
}

var benchDay = time.Date(2026, 1, 5, 9, 0, 0, 0, time.UTC)

// BenchmarkAdd measures one new article among n that were first seen within days
// before it: the middle one and the slowest of those tried, and memory. A machine
// that does other things shows in the slowest. Held: nothing was forgotten.
func BenchmarkAdd(b *testing.B) {
	for _, size := range []struct {
		n, days int
		tight   bool
	}{{1000, 20, false}, {10000, 20, false}, {10000, 1000, false}, {100000, 1000, false}, {100000, 200, false}, {4000, 2, true}} {
		b.Run(fmt.Sprintf("%d/%dd/tight=%t", size.n, size.days, size.tight), func(b *testing.B) {
			c, p := New(Options{}), newPress(size.tight)
			step := 24 * time.Hour * time.Duration(size.days) / time.Duration(size.n)
			at := func(i int) time.Time { return benchDay.Add(time.Duration(i) * step) }
			var batch []news.Piece
			before := heap()
			for i := range size.n {
				if batch = append(batch, p.piece(i, at(i))); len(batch) == 500 || i == size.n-1 {
					c.AddAll(batch)
					batch = batch[:0]
				}
			}
			batch = nil
			b.ReportMetric(float64(heap()-before)/float64(size.n)/1024, "KB/held")
			var took []time.Duration
			i := size.n
			for b.Loop() {
				piece := p.piece(i, at(i))
				start := time.Now()
				c.Add(piece)
				took = append(took, time.Since(start))
				i++
			}
			slices.Sort(took)
			b.ReportMetric(float64(took[len(took)/2].Microseconds()), "median-µs")
			b.ReportMetric(float64(took[len(took)*99/100].Microseconds()), "p99-µs")
			b.ReportMetric(float64(took[len(took)-1].Microseconds()), "worst-µs")
		})
	}
}

func heap() int64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

// BenchmarkSettle measures weighing and grouping all anew, by article held.
func BenchmarkSettle(b *testing.B) {
	for _, n := range []int{1000, 5000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			c, p := New(Options{}), newPress(false)
			for i := range n {
				c.Add(p.piece(i, benchDay.Add(time.Duration(i)*40*24*time.Hour/time.Duration(n))))
			}
			for b.Loop() {
				c.moved = 1
				c.Settle()
			}
			b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N*n), "µs/held")
		})
	}
}

// BenchmarkAddAll measures many articles at once, as a first poll brings them.
func BenchmarkAddAll(b *testing.B) {
	for _, tight := range []bool{false, true} {
		b.Run(fmt.Sprintf("tight=%t", tight), func(b *testing.B) {
			p := newPress(tight)
			pieces := make([]news.Piece, 2000)
			for i := range pieces {
				pieces[i] = p.piece(i, benchDay.Add(time.Duration(i)*time.Minute))
			}
			for b.Loop() {
				New(Options{}).AddAll(pieces)
			}
			b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N*len(pieces)), "µs/piece")
		})
	}
}

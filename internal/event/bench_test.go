package event

import (
	"fmt"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"cipherdesk/internal/news"
)

// press writes articles for the tests of cost.
type press struct {
	rng    *rand.Rand
	common *rand.Zipf
	field  []string
	tight  bool
}

// newPress is a press whose words follow Zipf's law, beside those of the field,
// which all its articles share, and the names, numbers and days of what each
// reports. A tight press makes every sentence of the same few parts, so that
// everything is like everything.
func newPress(tight bool) *press {
	rng := rand.New(rand.NewPCG(7, 1))
	return &press{rng: rng, tight: tight, common: rand.NewZipf(rng, 1.1, 20, 60000),
		field: strings.Fields("encryption messages children Facebook WhatsApp police government privacy scanning platform law letter charities experts reports")}
}

// parts of the sentences of a tight press: who did what with what, where and why.
var parts = [...][]string{
	strings.Split("The watchdog|An alliance of helplines|The justice committee|A privacy society|The messenger|The state prosecutor|Forty engineers|The council|A select inquiry|The telephone helpline|The data office|A joint appeal|The secretary|A union of detectives|A test laboratory|The mediator", "|"),
	strings.Split("asked for|attacked|printed|refused|put off|stood by|tabled|took back|changed|doubted|supported|looked into|fought|praised|discussed|repeated", "|"),
	strings.Split("end-to-end encryption for all accounts|scanning on the phone|a duty to decrypt|age checks|matching of known pictures|the detection order|longer storage of metadata|the messages bill|a duty of care|reports by providers|the yearly report|recognition of grooming|the interim rules|a secret notice|classifiers on devices|the back door plan", "|"),
	strings.Split("in Oslo|in Madrid|in Lisbon|in Vienna|in Warsaw|in Rome|in Helsinki|in Athens|in Prague|in Riga|in Ottawa|in Nairobi", "|"),
	strings.Split("because children come first|since nobody has shown that it works|after months behind closed doors|although experts warn of false alarms|as families of victims had asked|until its effects are known|against the advice of researchers|before the summer break|which no country has tried|after a close vote|with an audit to follow|as a court had ruled", "|"),
}

// words are so many of an article about a story.
func (p *press) words(n int, story []string) string {
	out := make([]string, 0, n)
	for len(out) < n {
		switch k := p.rng.IntN(10); {
		case p.tight:
			for _, part := range parts {
				out = append(out, strings.Fields(part[p.rng.IntN(len(part))])...)
			}
		case k < 2:
			out = append(out, p.field[p.rng.IntN(len(p.field))])
		case k < 4:
			out = append(out, story[p.rng.IntN(len(story))])
		default:
			out = append(out, fmt.Sprintf("w%dx", p.common.Uint64()))
		}
		if len(out)%14 == 13 || p.tight {
			out[len(out)-1] += "."
		}
	}
	return strings.Join(out, " ")
}

// story is what article i reports: of a hundred, five report one thing.
func (p *press) story(i int, day time.Time) []string {
	s := i
	if i%100 < 5 {
		s -= i % 100
	}
	return []string{fmt.Sprintf("Name%d", s), fmt.Sprintf("Place%d", s%3000), fmt.Sprintf("Body%d", s%500), fmt.Sprint(13000 + s),
		day.AddDate(0, 0, -s%40).Format("2 January")}
}

// piece is article i, seen on a day.
func (p *press) piece(i int, day time.Time) news.Piece {
	story := p.story(i, day)
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

// spent is the processor time of everything that this process did.
func spent() time.Duration {
	var r syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &r)
	return time.Duration(r.Utime.Nano() + r.Stime.Nano())
}

// live keeps a clusterer as the desk does, one batch after the other.
func live(c *Clusterer, batch []news.Piece) {
	c.Take(batch)
	c.Forget(batch[len(batch)-1].FirstSeen)
}

// BenchmarkAdd measures one new article after n others, of which 300 came each
// day, or 1,000 an hour from a tight press, and those that are too old were
// forgotten. Fill is all that the n took on average, settling and forgetting
// included; mean is that of those tried after them.
func BenchmarkAdd(b *testing.B) {
	for _, size := range []struct {
		n     int
		every time.Duration
		tight bool
	}{{1000, 288 * time.Second, false}, {10000, 288 * time.Second, false}, {100000, 288 * time.Second, false}, {2000, 3600 * time.Millisecond, true}, {10000, 3600 * time.Millisecond, true}} {
		b.Run(fmt.Sprintf("%d/tight=%t", size.n, size.tight), func(b *testing.B) {
			c, p := New(Options{}), newPress(size.tight)
			next := 0
			batch := func(n int) []news.Piece {
				out := make([]news.Piece, n)
				for i := range out {
					out[i] = p.piece(next, benchDay.Add(time.Duration(next)*size.every))
					next++
				}
				return out
			}
			before, fill := heap(), time.Duration(0)
			for next < size.n {
				pieces := batch(50)
				start := spent()
				live(c, pieces)
				fill += spent() - start
			}
			memory, held := heap()-before, len(c.nodes)
			var took []time.Duration
			total := time.Duration(0)
			for b.Loop() {
				piece := batch(1)[0]
				start := spent()
				c.Add(piece)
				took = append(took, spent()-start)
				total += took[len(took)-1]
			}
			slices.Sort(took)
			b.ReportMetric(float64(memory)/1e6, "MB")
			b.ReportMetric(float64(held), "held")
			b.ReportMetric(float64(fill.Microseconds())/float64(size.n), "fill-µs")
			b.ReportMetric(float64(total.Microseconds())/float64(len(took)), "mean-µs")
			b.ReportMetric(float64(took[len(took)*99/100].Microseconds()), "p99-µs")
			b.ReportMetric(0, "ns/op")
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
			start := spent()
			for b.Loop() {
				c.moved = 1
				c.Settle()
			}
			b.ReportMetric(float64((spent()-start).Microseconds())/float64(b.N*n), "µs/held")
		})
	}
}

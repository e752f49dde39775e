package selftest

import (
	"fmt"
	"net/http"
	"runtime"
	"runtime/metrics"
	"strings"
	"time"

	"cipherdesk/internal/fetch"
	"cipherdesk/internal/ingest"
	"cipherdesk/internal/news"
	"cipherdesk/internal/store"
)

const (
	// mostHeap is what one hostile answer may cost in memory, server and test
	// included.
	mostHeap = 256 << 20
	// mostHeapTogether is what all of them at once may cost.
	mostHeapTogether = 512 << 20
	// mostTime is when an answer counts as one that never ends. The limit of a
	// request is one second here; what comes on top is reading it.
	mostTime = 30 * time.Second
)

// T15.
func hostile(t *trial) error {
	attacks, err := t.attacks()
	if err != nil {
		return err
	}
	d, err := t.open(nil, func(o *fetch.Options) {
		o.Timeouts = fetch.Timeouts{Connect: time.Second, Header: 500 * time.Millisecond, Idle: 300 * time.Millisecond, Total: time.Second}
	})
	if err != nil {
		return err
	}
	for _, a := range attacks {
		if err := t.alone(d, a); err != nil {
			return fmt.Errorf("%s: %w", a.name, err)
		}
	}
	worst, slowest := Case{}, Case{}
	for _, c := range t.result.Cases {
		if c.PeakHeap > worst.PeakHeap {
			worst = c
		}
		if c.Seconds > slowest.Seconds {
			slowest = c
		}
	}
	t.saw("%d hostile answers, one by one: at most %d MB of memory (%s) and %.1f s (%s)", len(attacks), worst.PeakHeap>>20, worst.Name, slowest.Seconds, slowest.Name)
	return t.together(d, attacks)
}

// alone reads one hostile feed, or a good feed with a hostile page.
func (t *trial) alone(d *desk, a attack) error {
	d.outlets = []news.Outlet{a.outlet}
	if err := d.restart(); err != nil {
		return err
	}
	meter := measure()
	reports, err := d.Poll(t.ctx, ingest.Selection{Outlets: []news.OutletID{a.outlet.ID}})
	took, heap := meter.stop()
	if err != nil {
		return err
	}
	t.expect(len(reports) == 1, "%s: %d reports", a.name, len(reports))
	kept, _, err := d.db.Fetches(t.ctx, store.FetchQuery{Outlet: a.outlet.ID, Limit: 10})
	if err != nil {
		return err
	}
	c := Case{Name: a.name, Seconds: took.Seconds(), PeakHeap: heap}
	for _, f := range kept {
		if a.page == (f.Purpose == news.ForArticle) {
			c.Read, c.Outcome, c.Reason = f.Wire, string(f.Outcome), f.Error
			if f.Error == "" {
				c.Reason = strings.Join(f.Repairs, "; ")
			}
		}
	}
	t.result.Cases = append(t.result.Cases, c)
	t.expect(strings.Contains(" "+a.outcomes+" ", " "+c.Outcome+" "), "%s: %s (%s), want %s", a.name, c.Outcome, c.Reason, a.outcomes)
	t.expect(c.Reason != "" || c.Outcome == "ok", "%s: no reason is recorded", a.name)
	t.expect(took < mostTime, "%s did not end", a.name)
	t.expect(heap <= mostHeap, "%s took %d MB", a.name, heap>>20)
	return nil
}

// together has all of them at once, and good neighbours among them.
func (t *trial) together(d *desk, attacks []attack) error {
	const feeds, entries = 20, 20
	var outlets []news.Outlet
	for i, a := range attacks {
		outlets = append(outlets, a.outlet)
		if i < feeds {
			host := fmt.Sprint("good", i)
			t.answer(host, "/feed", says(rss(t.at(host, ""), entries, ""), "ETag", `"g"`))
			outlets = append(outlets, reads(host, t.at(host, "/feed")))
		}
	}
	d.outlets = outlets
	d.fetching.Timeouts = fetch.Timeouts{} // the real ones but for those that would take long
	d.fetching.Timeouts.Idle, d.fetching.Timeouts.Total = 3*time.Second, 6*time.Second
	d.pass(26 * time.Hour)
	if err := d.restart(); err != nil {
		return err
	}
	meter := measure()
	reports, err := d.all()
	took, heap := meter.stop()
	if err != nil {
		return err
	}
	stored, slowest := 0, int64(0)
	for _, r := range reports {
		if strings.HasPrefix(string(r.Outlet), "good") {
			t.expect(r.Outcome == news.OutcomeOK && r.New == entries, "%s: %s, %d of %d entries", r.Outlet, r.Outcome, r.New, entries)
			stored += r.New
			slowest = max(slowest, r.Millis)
		}
	}
	t.expect(stored == feeds*entries, "good neighbours: %d of %d entries were stored", stored, feeds*entries)
	t.expect(heap <= mostHeapTogether, "all at once took %d MB", heap>>20)
	t.expect(took < 2*mostTime, "all at once did not end")
	t.saw("all of them at once with %d good feeds: %d of %d entries stored, the slowest good feed answered in %d ms, %.1f s and %d MB in all",
		feeds, stored, feeds*entries, slowest, took.Seconds(), heap>>20)
	return nil
}

// gauge watches time and memory.
type gauge struct {
	began time.Time
	base  int64
	peak  int64
	quit  chan struct{}
	done  chan struct{}
}

func measure() *gauge {
	runtime.GC()
	g := &gauge{began: time.Now(), base: heapNow(), quit: make(chan struct{}), done: make(chan struct{})}
	go func() {
		defer close(g.done)
		ticker := time.NewTicker(2 * time.Millisecond)
		defer ticker.Stop()
		for {
			g.peak = max(g.peak, heapNow())
			select {
			case <-ticker.C:
			case <-g.quit:
				return
			}
		}
	}()
	return g
}

// stop returns how long it took and how much more memory was in use at worst,
// what was not yet collected included.
func (g *gauge) stop() (time.Duration, int64) {
	took := time.Since(g.began)
	close(g.quit)
	<-g.done
	return took, max(g.peak-g.base, 0)
}

func heapNow() int64 {
	sample := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
	metrics.Read(sample)
	return int64(sample[0].Value.Uint64())
}

// flood writes a piece until it has written n bytes, or nobody reads any more.
func flood(w http.ResponseWriter, piece []byte, n int) {
	for n > 0 {
		if _, err := w.Write(piece[:min(len(piece), n)]); err != nil {
			return
		}
		n -= len(piece)
	}
}

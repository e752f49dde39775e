package ingest

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"cipherdesk/internal/fetch"
	"cipherdesk/internal/news"
)

// lane is whose turn a job takes, and how many of them may go on at once.
type lane struct {
	name  string
	width int
}

func (p *Poller) lane(r fetch.Request) lane {
	return lane{p.Client.Lane(r.URL, r.Limits), max(r.Limits.Parallel, 1)}
}

// inLanes does the jobs: those of one lane in their order, lanes side by side,
// so that a slow host keeps no other waiting.
func inLanes[T any](jobs []T, of func(T) lane, do func(T)) {
	type queue struct {
		jobs []T
		next atomic.Int64
	}
	queues := map[lane]*queue{}
	for _, j := range jobs {
		l := of(j)
		if queues[l] == nil {
			queues[l] = &queue{}
		}
		queues[l].jobs = append(queues[l].jobs, j)
	}
	var group sync.WaitGroup
	for l, q := range queues {
		for range min(l.width, len(q.jobs)) {
			group.Go(func() {
				for i := q.next.Add(1) - 1; i < int64(len(q.jobs)); i = q.next.Add(1) - 1 {
					do(q.jobs[i])
				}
			})
		}
	}
	group.Wait()
}

// pause waits, and reports false when ctx ended first.
func pause(ctx context.Context, d time.Duration) bool {
	if d <= 0 {
		return ctx.Err() == nil
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}

// busy holds the feeds that this process is asking. The zero value is ready.
type busy struct {
	mu    sync.Mutex
	feeds map[news.FeedID]bool
}

// begin reports whether nobody else was asking.
func (b *busy) begin(id news.FeedID) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.feeds[id] {
		return false
	}
	if b.feeds == nil {
		b.feeds = map[news.FeedID]bool{}
	}
	b.feeds[id] = true
	return true
}

func (b *busy) end(id news.FeedID) {
	b.mu.Lock()
	defer b.mu.Unlock()
	delete(b.feeds, id)
}

package ingest

import (
	"sync"
	"time"

	"cipherdesk/internal/news"
)

// Status is what polling came to so far in this process.
type Status struct {
	Offline  bool      // in the last pass no host answered
	Since    time.Time // of the start
	Tried    int       // feeds asked since the start
	Answered int       // of them, answered by a server
	Total    int       // feeds that are polled
}

// tally counts for Status; safe for concurrent use.
type tally struct {
	mu sync.Mutex
	s  Status
}

func (t *tally) count(r Report) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.s.Tried++
	t.s.Offline = r.Outcome == news.OutcomeOffline
	if r.Status != 0 {
		t.s.Answered++
	}
}

// Status reports on the polling of this process.
func (p *Poller) Status() Status {
	p.tally.mu.Lock()
	defer p.tally.mu.Unlock()
	return p.tally.s
}

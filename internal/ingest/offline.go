package ingest

import (
	"errors"
	"net/url"
	"sync"

	"cipherdesk/internal/news"
)

// reach remembers which hosts could not be reached since any server last
// answered. When two or more different hosts fail and none answers, the fault
// is most likely ours: nobody is blamed and nothing backs off.
type reach struct {
	mu    sync.Mutex
	since map[string]bool
}

// judge decides about the addresses of one round for which no server answered;
// heard says whether any server answered anything in it. It reports whether we
// are offline.
func (r *reach) judge(addresses []string, heard bool) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if heard {
		r.since = nil
		return false
	}
	if r.since == nil {
		r.since = map[string]bool{}
	}
	for _, a := range addresses {
		r.since[hostOf(a)] = true
	}
	return len(r.since) >= 2
}

// unreached reports a request that failed before any server answered.
func unreached(f news.Fetch) bool {
	switch f.Outcome {
	case news.OutcomeDNS, news.OutcomeConnect, news.OutcomeTimeout, news.OutcomeTLS:
		return f.Status == 0
	}
	return false
}

// gathered is what came of one round of requests side by side: those that no
// server answered, kept for a judgement, and what went wrong on our side.
type gathered[T any] struct {
	mu     sync.Mutex
	silent []T
	spoke  bool
	failed error
}

func (g *gathered[T]) unheard(r T) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.silent = append(g.silent, r)
}

func (g *gathered[T]) heard() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.spoke = true
}

// fail notes what went wrong on our side; nil is nothing.
func (g *gathered[T]) fail(err error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.failed = errors.Join(g.failed, err)
}

// offline judges one round once all of it is in.
func offline[T any](r *reach, g *gathered[T], address func(T) string) bool {
	hosts := make([]string, len(g.silent))
	for i, s := range g.silent {
		hosts[i] = address(s)
	}
	return r.judge(hosts, g.spoke)
}

func hostOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return address
	}
	return u.Host
}

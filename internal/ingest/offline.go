package ingest

import (
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

// judge decides about the feeds of one pass for which no server answered;
// heard says whether any server answered anything in that pass.
func (r *reach) judge(unheard []polled, heard bool) []polled {
	r.mu.Lock()
	defer r.mu.Unlock()
	if heard {
		r.since = nil
		return unheard
	}
	if r.since == nil {
		r.since = map[string]bool{}
	}
	for _, p := range unheard {
		r.since[hostOf(p.state.Address)] = true
	}
	if len(r.since) >= 2 {
		for i := range unheard {
			unheard[i].answer.fetch.Outcome = news.OutcomeOffline
		}
	}
	return unheard
}

func hostOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return address
	}
	return u.Host
}

package ingest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"sync"
	"time"

	"cipherdesk/internal/news"
	"cipherdesk/internal/store"
)

const (
	// A host's pages are read again six times at once and once an hour after
	// that: thirty times in a day at most.
	recheckEvery = time.Hour
	recheckBurst = 6
	// A host's new pages are read two hundred at once, and one in five minutes
	// after that: what an outlet publishes in a day, and not what a feed that
	// somebody broke could name.
	firstEvery = 5 * time.Minute
	firstBurst = 200
)

// quota counts what may still be asked of each host's pages. The zero value has
// asked nothing.
type quota struct {
	mu    sync.Mutex
	spent map[string]spent // by lane
}

// spent is until when each allowance has been spent in advance.
type spent struct{ First, Again time.Time }

const quotaKey = "ingest page quota"

func (q *quota) recall(ctx context.Context, db *store.DB) error {
	kept, err := db.Setting(ctx, quotaKey)
	if errors.Is(err, news.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	q.mu.Lock()
	defer q.mu.Unlock()
	if err := json.Unmarshal([]byte(kept), &q.spent); err != nil {
		q.spent = nil // spoilt: the allowance begins anew
	}
	return nil
}

// save keeps what is spent; what has come back since is forgotten.
func (q *quota) save(ctx context.Context, db *store.DB, now time.Time) error {
	q.mu.Lock()
	maps.DeleteFunc(q.spent, func(_ string, s spent) bool { return s.First.Before(now) && s.Again.Before(now) })
	kept, err := json.Marshal(q.spent)
	q.mu.Unlock()
	if err != nil {
		return fmt.Errorf("page quota: %w", err)
	}
	return db.Remember(ctx, quotaKey, string(kept))
}

// take asks for one page of a host, read before or not. It returns zero, or when
// one may be asked.
func (q *quota) take(host string, again bool, now time.Time) time.Time {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.spent == nil {
		q.spent = map[string]spent{}
	}
	s := q.spent[host]
	defer func() { q.spent[host] = s }()
	if again {
		return spend(&s.Again, now, recheckEvery, recheckBurst)
	}
	return spend(&s.First, now, firstEvery, firstBurst)
}

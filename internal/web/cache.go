package web

import (
	"container/list"
	"context"
	"sync"
	"time"
)

// stamp is the state of the world that an answer was made from: the
// database's generation and the desk's day.
type stamp struct {
	generation int64
	day        string
}

// cache keeps ready answers, the least used dropped first, within a bound on
// their bytes. An answer of an older stamp is as good as none.
type cache struct {
	mu    sync.Mutex
	most  int64
	held  int64
	byKey map[string]*list.Element
	order *list.List // front: used last
}

type cached struct {
	key   string
	stamp stamp
	*answer
}

// largest is the part of the cache that one answer may take.
const largest = 16

func newCache(most int64) *cache {
	return &cache{most: most, byKey: map[string]*list.Element{}, order: list.New()}
}

func (c *cache) get(key string, now stamp) *answer {
	c.mu.Lock()
	defer c.mu.Unlock()
	e, ok := c.byKey[key]
	if !ok {
		return nil
	}
	have := e.Value.(*cached)
	if have.stamp != now {
		return nil
	}
	c.order.MoveToFront(e)
	return have.answer
}

func (c *cache) put(key string, now stamp, a *answer) {
	if a.fleeting || a.weight() > c.most/largest {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if e, ok := c.byKey[key]; ok {
		c.drop(e)
	}
	c.byKey[key] = c.order.PushFront(&cached{key, now, a})
	c.held += a.weight()
	for c.held > c.most {
		c.drop(c.order.Back())
	}
}

func (c *cache) drop(e *list.Element) {
	gone := c.order.Remove(e).(*cached)
	delete(c.byKey, gone.key)
	c.held -= gone.weight()
}

// clock remembers the database's generation for a moment, so that a rush of
// readers does not become a rush of queries.
type clock struct {
	mu    sync.Mutex
	at    time.Time
	stamp stamp
}

// stamp returns the present state of the world. Other processes write to the
// same file, so only the database knows.
func (s *site) stamp(ctx context.Context) (stamp, error) {
	s.clock.mu.Lock()
	defer s.clock.mu.Unlock()
	// The desk's clock may be a simulated one that stands still; how long ago
	// we asked is measured by the machine's.
	if s.clock.at.IsZero() || time.Since(s.clock.at) >= s.o.Recheck {
		g, err := s.store.Generation(ctx)
		if err != nil {
			return stamp{}, err
		}
		s.clock.at, s.clock.stamp = time.Now(), stamp{g, s.today().Format(time.DateOnly)}
	}
	return s.clock.stamp, nil
}

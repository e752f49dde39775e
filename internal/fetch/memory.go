package fetch

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"cipherdesk/internal/news"
)

// Memory keeps what a client must not forget over a restart, each note under a
// key of its own: Setting returns the note, or an error that wraps
// news.ErrNotFound. A *store.DB is one.
type Memory interface {
	Setting(ctx context.Context, key string) (string, error)
	Remember(ctx context.Context, key, note string) error
}

// recall reads a note; it reports false when there is none, or none that can be
// read: then the server is asked again, which is all that is lost.
func (c *Client) recall(ctx context.Context, key string, note any) bool {
	if c.memory == nil {
		return false
	}
	kept, err := c.memory.Setting(context.WithoutCancel(ctx), key)
	if err == nil {
		err = json.Unmarshal([]byte(kept), note)
	}
	if err != nil && !errors.Is(err, news.ErrNotFound) {
		c.log.Warn("a note of the fetcher is lost", "key", key, "err", err)
	}
	return err == nil
}

func (c *Client) remember(ctx context.Context, key string, note any) {
	if c.memory == nil {
		return
	}
	kept, err := json.Marshal(note)
	if err == nil {
		err = c.memory.Remember(context.WithoutCancel(ctx), key, string(kept))
	}
	if err != nil {
		c.log.Warn("a note of the fetcher is not kept", "key", key, "err", err)
	}
}

const holdsKey = "fetch holds"

// held returns until when the scope of an address is to be left alone, or zero.
func (c *Client) held(ctx context.Context, key string) time.Time {
	c.holds.once.Do(func() {
		var kept map[string]hold
		if c.recall(ctx, holdsKey, &kept) {
			c.holds.add(kept)
		}
	})
	return c.holds.until(key, c.clock())
}

// slowDown leaves a scope alone until a time, or for a while that is ours to
// choose when it is zero; it returns until when.
func (c *Client) slowDown(ctx context.Context, key string, until time.Time) time.Time {
	now := c.clock()
	c.held(ctx, key) // what an earlier process knew
	until = c.holds.set(key, now, until)
	c.remember(ctx, holdsKey, c.holds.all(now))
	return until
}

// answers notes that a scope speaks to us again.
func (c *Client) answers(ctx context.Context, key string) {
	if now := c.clock(); c.holds.lift(key, now) {
		c.remember(ctx, holdsKey, c.holds.all(now))
	}
}

// robotsNote is what is kept of a robots.txt.
type robotsNote struct {
	Asked  time.Time
	Keep   time.Duration
	Rules  rules
	State  news.Validators
	Failed *Error `json:",omitempty"` // its cause is not kept
}

func robotsKey(origin string) string { return "robots " + origin }

// recallRobots fills an entry that this process has not asked for yet.
func (c *Client) recallRobots(ctx context.Context, e *robotsEntry, origin string) {
	var n robotsNote
	if c.recall(ctx, robotsKey(origin), &n) {
		e.asked, e.keep, e.rules, e.state, e.err = n.Asked, n.Keep, n.Rules, n.State, n.Failed
	}
}

func (c *Client) rememberRobots(ctx context.Context, e *robotsEntry, origin string) {
	n := robotsNote{Asked: e.asked, Keep: e.keep, Rules: e.rules, State: e.state}
	if e.err != nil {
		failed := *e.err
		failed.Err = nil
		n.Failed = &failed
	}
	c.remember(ctx, robotsKey(origin), n)
}

package deliver

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"

	"cipherdesk/internal/config"
	"cipherdesk/internal/fetch"
	"cipherdesk/internal/mail"
	"cipherdesk/internal/news"
	"cipherdesk/internal/store"
)

// feedsOf says which of the desk's feeds have the entries of an event of a
// webhook.
var feedsOf = map[string][]string{
	"article": {"/encryption.json"}, "event": {"/events.json"}, "revision": {"/revisions.json"}, "edition": {"/day.json", "/week.json", "/month.json"},
	"health": {"/outlets.json"},
}

// hook tells one webhook what is new. After a failure the rest waits for the
// next round: a receiver in trouble is not asked again and again.
func (c *Courier) hook(ctx context.Context, hook config.Webhook) error {
	to := store.Recipient("webhook", hook.URL)
	for _, event := range hook.Events {
		topic := "events " + event + " " + hook.Query
		list, err := c.told(ctx, hook, event, to, topic)
		if err != nil {
			return fmt.Errorf("webhook %s, %s: %w", hostOf(hook.URL), event, err)
		}
		first, err := c.DB.Begin(ctx, to, topic, ids(list), c.Clock())
		if err != nil {
			return err
		}
		if first {
			continue
		}
		for _, e := range list {
			if ok, err := c.tell(ctx, hook, event, store.Delivery{Recipient: to, Entry: e.ID}, e); err != nil || !ok {
				return err
			}
		}
	}
	return nil
}

// told lists what there is to tell of an event, oldest first.
func (c *Courier) told(ctx context.Context, hook config.Webhook, event, to, topic string) (all []entry, err error) {
	if event == "withdrawal" {
		all, err = c.withdrawals(ctx)
		return c.recent(all), err
	}
	paths := feedsOf[event]
	if event == "article" && hook.Query != "" {
		paths = []string{searchFeed(hook.Query)}
	}
	for _, path := range paths {
		list, err := c.entries(ctx, to, topic, path)
		if err != nil {
			return nil, err
		}
		all = append(all, list...)
	}
	return c.recent(all), nil
}

func searchFeed(query string) string { return "/search.json?" + url.Values{"q": {query}}.Encode() }

// tell posts one entry; false when the receiver did not take it now.
func (c *Courier) tell(ctx context.Context, hook config.Webhook, event string, what store.Delivery, e entry) (bool, error) {
	tried, ok, err := c.DB.Claim(ctx, what, c.Clock(), false)
	if err != nil || !ok {
		return true, err
	}
	r := c.post(ctx, hook, event, e)
	err = c.settle(ctx, what, tried, r, "webhook", hostOf(hook.URL), "event", event, "entry", e.ID)
	return r.Outcome != mail.RefusedForNow, err
}

// post signs one entry and sends it. What is signed is the time, a dot and the
// body, so that a receiver can refuse what is old as well as what is forged.
func (c *Courier) post(ctx context.Context, hook config.Webhook, event string, e entry) result {
	at := strconv.FormatInt(c.Clock().Unix(), 10)
	h := http.Header{"Content-Type": {"application/json"}, "Cipherdesk-Event": {event}, "Cipherdesk-Timestamp": {at},
		"Cipherdesk-Delivery": {news.Slug(hook.URL + " " + e.ID)}}
	if hook.SecretEnv != "" {
		key := c.Secret(hook.SecretEnv)
		if key == "" {
			return result{Outcome: mail.RefusedForNow, err: fmt.Errorf("the environment has no %s, which signs it", hook.SecretEnv)}
		}
		h.Set("Cipherdesk-Signature", "sha256="+Signature(key, at, e.raw))
	}
	sent, err := c.Client.Post(ctx, fetch.Message{URL: hook.URL, Header: h, Body: e.raw})
	var failed *fetch.Error
	switch {
	case err == nil:
		return result{Outcome: mail.Taken}
	case errors.As(err, &failed) && failed.Outcome == news.OutcomeGone:
		return result{Outcome: mail.RefusedForGood, err: err}
	case errors.As(err, &failed) && failed.Status > 0:
		return result{mail.RefusedForNow, failed.NotBefore, err}
	case sent:
		return result{Outcome: mail.Unconfirmed, err: err}
	}
	return result{Outcome: mail.RefusedForNow, err: err}
}

// Signature is what the header Cipherdesk-Signature holds after "sha256=":
// HMAC-SHA256 in hexadecimal over the header Cipherdesk-Timestamp, a dot and the
// body.
func Signature(key, timestamp string, body []byte) string {
	mac := hmac.New(sha256.New, []byte(key))
	mac.Write([]byte(timestamp + "."))
	mac.Write(body)
	return hex.EncodeToString(mac.Sum(nil))
}

// hostOf names a webhook in the log: the rest of its address may be secret.
func hostOf(raw string) string {
	u, err := url.Parse(raw)
	if err != nil {
		return "?"
	}
	return u.Host
}

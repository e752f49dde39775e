package deliver

import (
	"cmp"
	"context"
	"crypto/x509"
	"errors"
	"log/slog"
	"net/http"
	"net/url"
	"time"

	"cipherdesk/internal/config"
	"cipherdesk/internal/digest"
	"cipherdesk/internal/fetch"
	"cipherdesk/internal/mail"
	"cipherdesk/internal/news"
	"cipherdesk/internal/store"
)

// Courier delivers. It is used by one goroutine at a time; several processes may
// each have one on the same database.
type Courier struct {
	DB     *store.DB
	Pages  http.Handler // the desk's own: its feeds are what is delivered
	Config *config.Config
	Client *fetch.Client
	Words  digest.Words
	Clock  func() time.Time
	Log    *slog.Logger
	Secret func(name string) string // of the environment
	Roots  *x509.CertPool           // of the mail server; nil: the system's

	forgot time.Time // when what is old was last forgotten
}

// round is the time between two looks at what is due.
const round = time.Minute

// Wanted reports whether feeds.yaml names anybody.
func (c *Courier) Wanted() bool { return c.Config.Mail.Host != "" || len(c.Config.Webhooks) > 0 }

// Run delivers what becomes due until ctx ends.
func (c *Courier) Run(ctx context.Context) {
	tick := time.NewTicker(round)
	defer tick.Stop()
	for {
		if err := news.Guarded(func() error { return c.Round(ctx) }); err != nil && ctx.Err() == nil {
			c.Log.Error("deliveries", "err", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// Round delivers what is due now.
func (c *Courier) Round(ctx context.Context) error {
	if n, err := c.DB.Abandon(ctx, c.Clock()); err != nil {
		return err
	} else if n > 0 {
		c.Log.Warn("the program ended while it was sending; what was under way is not sent again", "deliveries", n)
	}
	if now := c.Clock(); now.Sub(c.forgot) > 24*time.Hour {
		if err := c.DB.Forget(ctx, now.Add(-forgetAfter)); err != nil {
			return err
		}
		c.forgot = now
	}
	var failed []error
	if c.Config.Mail.Host != "" {
		failed = append(failed, c.editions(ctx), c.alerts(ctx))
	}
	for _, hook := range c.Config.Webhooks {
		failed = append(failed, c.hook(ctx, hook))
	}
	return errors.Join(failed...)
}

// waits is how long is waited after each try that was refused for now. After the
// last one it is given up.
var waits = []time.Duration{time.Minute, 5 * time.Minute, 30 * time.Minute, 2 * time.Hour, 6 * time.Hour, 12 * time.Hour, 24 * time.Hour}

// result is what came of one try.
type result struct {
	mail.Outcome
	notBefore time.Time // when the receiver wants to be asked again; zero: it does not say
	err       error
}

// settle records what came of a try and says so.
func (c *Courier) settle(ctx context.Context, what store.Delivery, tried int, r result, about ...any) error {
	state, next, note := store.DeliverySent, time.Time{}, ""
	if r.err != nil {
		note = r.err.Error()
	}
	switch r.Outcome {
	case mail.Unconfirmed:
		state = store.DeliveryUnconfirmed
	case mail.RefusedForGood:
		state = store.DeliveryGivenUp
	case mail.RefusedForNow:
		if state = store.DeliveryGivenUp; tried < len(waits) {
			state, next = store.DeliveryDue, c.Clock().Add(waits[tried])
			if r.notBefore.After(next) {
				next = r.notBefore
			}
		}
	}
	switch state {
	case store.DeliveryDue:
		c.Log.Warn("not delivered, will be tried again", append(about, "at", next.UTC().Format(time.RFC3339), "why", note)...)
	case store.DeliveryGivenUp:
		c.Log.Error("not delivered, given up", append(about, "tries", tried+1, "why", note)...)
	case store.DeliveryUnconfirmed:
		c.Log.Error("handed over without an answer, not sent again", append(about, "why", note)...)
	default:
		c.Log.Info("delivered", about...)
	}
	// What was sent must be remembered even while the program stops.
	return c.DB.Settle(context.WithoutCancel(ctx), what, state, next, note)
}

// host is the desk's, as the ids of mails use it.
func (c *Courier) host() string {
	u, err := url.Parse(c.Config.Desk.BaseURL)
	if err != nil {
		return "localhost"
	}
	return cmp.Or(u.Hostname(), "localhost")
}

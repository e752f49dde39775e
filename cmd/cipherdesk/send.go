package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"cipherdesk/internal/deliver"
	"cipherdesk/internal/digest"
	"cipherdesk/internal/fetch"
	"cipherdesk/internal/mail"
	"cipherdesk/internal/news"
	"cipherdesk/internal/web"
)

// courier delivers what feeds.yaml asks for.
func (d *desk) courier(e *env, client *fetch.Client, pages http.Handler) *deliver.Courier {
	return &deliver.Courier{DB: d.db, Pages: pages, Config: d.config, Client: client, Words: e.words(d.config, d.analyser),
		Clock: e.now, Log: d.log, Secret: e.getenv, Roots: e.roots}
}

// readersPages are the pages that everybody may read, whatever this desk shows
// to itself.
func (d *desk) readersPages(o web.Options) http.Handler {
	o.Desk, o.Approve, o.Metrics = false, nil, nil
	return web.New(d.db.Reader, o)
}

// sendEdition mails an edition by hand.
func sendEdition(ctx context.Context, e *env, f digestFlags) error {
	d, err := e.openDesk(ctx)
	if err != nil {
		return err
	}
	defer d.close()
	p, err := f.period(ctx, d.db.Reader, d.config.Desk.Timezone, e.now())
	if err != nil {
		return err
	}
	c := d.courier(e, nil, nil)
	if c.Words.Sample, err = isSample(ctx, d.db.Reader); err != nil {
		return err
	}
	all, err := c.SendEdition(ctx, p)
	missed := 0
	for _, s := range all {
		words := map[mail.Outcome]string{mail.Taken: "sent", mail.RefusedForNow: "refused for now", mail.RefusedForGood: "refused", mail.Unconfirmed: "handed over, no answer"}[s.Outcome]
		if s.Already {
			words = "sent before"
		} else if s.Muted {
			words = "wants no more of it"
		} else if s.Outcome != mail.Taken {
			missed++
		}
		e.printf("%s: %s\n", s.To, words)
	}
	switch {
	case errors.Is(err, news.ErrInvalid):
		return fmt.Errorf("digest --send: %w", err)
	case err == nil && missed > 0:
		err = fmt.Errorf("digest --send: %s did not get the %s %s; the lines above say why", digest.Count(missed, "recipient"), p.Length, p.Name())
	}
	return err
}

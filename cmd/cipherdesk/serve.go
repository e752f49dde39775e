package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"sync"
	"time"

	"cipherdesk/internal/fetch"
	"cipherdesk/internal/ingest"
	"cipherdesk/internal/web"

	"github.com/spf13/cobra"
	"golang.org/x/net/netutil"
)

type serveFlags struct {
	listen       string
	noPoll, desk bool
}

// shutdownGrace is how long open requests may take to finish at a stop.
const shutdownGrace = 5 * time.Second

func serveCommand(e *env) *cobra.Command {
	f := serveFlags{}
	c := &cobra.Command{
		Use:   "serve",
		Short: "Poll on schedule and serve pages, feeds and API (the default)",
		Args:  exactly(),
		RunE:  func(c *cobra.Command, _ []string) error { return serve(c.Context(), e, f) },
	}
	c.Flags().StringVar(&f.listen, "listen", listenDefault(e), "address to serve on")
	c.Flags().BoolVar(&f.noPoll, "no-poll", false, "poll nothing; another process does")
	c.Flags().BoolVar(&f.desk, "desk", false, "the desk's own view with full texts; on a loopback address only")
	return c
}

func listenDefault(e *env) string {
	if v := e.getenv("CIPHERDESK_LISTEN"); v != "" {
		return v
	}
	return "127.0.0.1:8080"
}

func serve(ctx context.Context, e *env, f serveFlags) error {
	listener, err := listen(f.listen, f.desk)
	if err != nil {
		return err
	}
	defer listener.Close()
	d, err := e.openDesk(ctx)
	if err != nil {
		return err
	}
	defer d.close()
	for _, note := range append(d.config.Notes.Lines(e.configRead), e.missing(d.config)...) {
		d.log.Warn(note)
	}
	o, err := d.pages(ctx, e)
	if err != nil {
		return err
	}
	o.Desk, o.Approve = f.desk, d.db.Approve
	if d.config.Mail.OneClick {
		o.Mute = d.courier(e, nil, nil).Mute
	}
	client := d.client(e)
	defer client.Close()
	poll := func(context.Context) error { return nil }
	if f.noPoll {
		err = d.db.SyncOutlets(ctx, d.config.Outlets)
	} else if p, failed := d.poller(ctx, e, client); failed == nil {
		poll, o.Status = p.Run, statusOf(p)
	} else {
		err = failed
	}
	if err != nil {
		return err
	}
	handler := web.New(d.db.Reader, o)
	working := d.work(ctx, e, client, o, poll)
	d.log.Info("serving", "address", "http://"+listener.Addr().String()+"/", "config", e.configRead, "db", e.database)
	err = serveHTTP(ctx, listener, handler)
	working.Wait()
	d.log.Info("stopped")
	return err
}

// work begins what a serving desk does besides: it seals and delivers also where
// another process polls, and each thing once, however many processes do.
func (d *desk) work(ctx context.Context, e *env, client *fetch.Client, o web.Options, poll func(context.Context) error) *sync.WaitGroup {
	var working sync.WaitGroup
	sealer := d.sealer(e)
	d.seal(ctx, sealer) // before a poll brings what came later
	working.Go(func() { sealer.Run(ctx) })
	if c := d.courier(e, client, nil); c.Wanted() {
		c.Pages = d.readersPages(o)
		working.Go(func() { c.Run(ctx) })
	}
	working.Go(func() {
		if err := poll(ctx); err != nil && ctx.Err() == nil {
			d.log.Error("polling stopped", "err", err)
		}
	})
	return &working
}

// listen opens the address. The desk's own view shows whole texts of others, so
// it is for this machine alone.
func listen(addr string, loopbackOnly bool) (net.Listener, error) {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return nil, usagef("--listen %q: give host:port, such as 127.0.0.1:8080", addr)
	}
	if ip := net.ParseIP(host); loopbackOnly && host != "localhost" && (ip == nil || !ip.IsLoopback()) {
		return nil, usagef("--desk shows full texts and is for a loopback address only, not %q", addr)
	}
	l, err := net.Listen("tcp", addr)
	if err != nil {
		return nil, fmt.Errorf("cannot listen on %s: %w; choose another with --listen", addr, err)
	}
	return l, nil
}

// mostConnections bounds how many readers are connected at a time, and with them
// the memory that they can take: 14 KB each, 30 while they are answered.
const mostConnections = 12_000

// serveHTTP serves until ctx ends, then lets open requests finish.
func serveHTTP(ctx context.Context, l net.Listener, h http.Handler) error {
	l = netutil.LimitListener(l, mostConnections)
	server := &http.Server{
		Handler: h, ReadHeaderTimeout: 10 * time.Second, ReadTimeout: 30 * time.Second,
		WriteTimeout: 60 * time.Second, IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 32 << 10,
	}
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(l) }()
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), shutdownGrace)
	defer cancel()
	if err := server.Shutdown(grace); err != nil && !errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	return nil
}

// statusOf tells the empty page what is happening.
func statusOf(p *ingest.Poller) func() web.Status {
	return func() web.Status {
		s := p.Status()
		return web.Status{Polling: true, Offline: s.Offline, Since: s.Since, Tried: s.Tried, Answered: s.Answered, Total: s.Total}
	}
}

package main

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"time"

	"cipherdesk/internal/ingest"
	"cipherdesk/internal/sample"
	"cipherdesk/internal/web"

	"github.com/spf13/cobra"
)

// samplePort is where the sample outlets answer, so that their articles have
// the same addresses, and ids, at every start. Another is taken when it is in
// use.
const samplePort = 8674

func demoCommand(e *env) *cobra.Command {
	var addr string
	c := &cobra.Command{
		Use:   "demo",
		Short: "Show the desk at work without a network: sample outlets, a temporary database",
		Args:  exactly(),
		RunE:  func(c *cobra.Command, _ []string) error { return demo(c.Context(), e, addr) },
	}
	c.Flags().StringVar(&addr, "listen", listenDefault(e), "address to serve on")
	return c
}

// demo takes six weeks of sample outlets through the real pipeline, day by day,
// and serves what comes of them. It asks nobody but itself.
func demo(ctx context.Context, e *env, addr string) error {
	listener, err := listen(addr, false)
	if err != nil {
		return err
	}
	defer listener.Close()
	dir, err := os.MkdirTemp("", "cipherdesk-demo-")
	if err != nil {
		return fmt.Errorf("no folder for a temporary database: %w", err)
	}
	defer os.RemoveAll(dir)
	s, err := openSample(ctx, e, filepath.Join(dir, "demo.db"), "http://"+listener.Addr().String())
	if err != nil {
		return err
	}
	defer s.close()
	o, err := s.desk.pages(ctx, s.env)
	if err != nil {
		return err
	}
	o.Status = statusOf(s.poller)
	s.desk.log.Info("serving SAMPLE data", "address", "http://"+listener.Addr().String()+"/")
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	var playing sync.WaitGroup
	polled := error(nil)
	playing.Go(func() {
		if polled = s.play(ctx); polled != nil {
			stop()
		}
	})
	err = serveHTTP(ctx, listener, web.New(s.desk.db.Reader, o))
	playing.Wait()
	if polled != nil && polled != context.Canceled {
		return polled
	}
	return err
}

// sampleDesk is a desk over the sample outlets, on their clock.
type sampleDesk struct {
	*env
	world  *sample.World
	desk   *desk
	poller *ingest.Poller
	undo   []func()
}

func openSample(ctx context.Context, e *env, db, base string) (*sampleDesk, error) {
	s := &sampleDesk{}
	l, err := sampleListener()
	if err != nil {
		return nil, err
	}
	if s.world, err = sample.New(sample.Named(l.Addr().(*net.TCPAddr).Port)); err != nil {
		return nil, err
	}
	server := &http.Server{Handler: s.world.Handler(), ReadHeaderTimeout: 10 * time.Second}
	go server.Serve(l)
	s.undo = append(s.undo, func() { server.Close() })

	own := *e
	own.database, own.now, own.configPath = db, s.world.Now, ""
	s.env = &own
	if err := s.open(ctx, base); err != nil {
		s.close()
		return nil, err
	}
	return s, nil
}

func (s *sampleDesk) open(ctx context.Context, base string) error {
	src, err := s.world.Config(base)
	if err != nil {
		return err
	}
	c, err := s.parseConfig(src, "the sample's feeds.yaml")
	if err != nil {
		return err
	}
	if s.desk, err = s.openDeskWith(ctx, c); err != nil {
		return err
	}
	s.undo = append(s.undo, s.desk.close)
	if err := s.desk.db.PutSetting(ctx, sampleSetting, "yes"); err != nil {
		return err
	}
	client := s.desk.client(s.env)
	s.undo = append(s.undo, client.Close)
	s.poller, err = s.desk.poller(ctx, s.env, client)
	return err
}

func (s *sampleDesk) close() {
	for i := len(s.undo) - 1; i >= 0; i-- {
		s.undo[i]()
	}
}

// play lets the sample's weeks pass, polling at every moment at which something
// has changed.
func (s *sampleDesk) play(ctx context.Context) error {
	started := time.Now()
	sealer := s.desk.sealer(s.env)
	sealer.Sample = true
	for _, t := range s.world.Steps() {
		s.world.SetNow(t)
		s.desk.seal(ctx, sealer)
		if _, err := s.poller.Poll(ctx, ingest.Selection{All: true}); err != nil {
			return err
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
	}
	s.desk.log.Info("sample complete", "took", time.Since(started).Round(time.Millisecond))
	return nil
}

func sampleListener() (net.Listener, error) {
	l, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", samplePort))
	if err != nil {
		l, err = net.Listen("tcp", "127.0.0.1:0")
	}
	if err != nil {
		return nil, fmt.Errorf("cannot serve the sample outlets on this machine: %w", err)
	}
	return l, nil
}

package selftest

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/netip"
	"path/filepath"
	"sync/atomic"
	"time"

	"cipherdesk/internal/enrich"
	"cipherdesk/internal/fetch"
	"cipherdesk/internal/ingest"
	"cipherdesk/internal/news"
	"cipherdesk/internal/store"
)

// trial is one test under way.
type trial struct {
	*publisher
	ctx     context.Context
	options Options
	dir     string
	result  *Result
	desks   []*desk
}

// saw notes what the server saw.
func (t *trial) saw(format string, args ...any) {
	t.result.Seen = append(t.result.Seen, fmt.Sprintf(format, args...))
}

// expect notes a broken promise unless it is kept.
func (t *trial) expect(kept bool, format string, args ...any) {
	if !kept {
		t.result.Failures = append(t.result.Failures, fmt.Sprintf(format, args...))
	}
}

func (t *trial) close() error {
	var err error
	for _, d := range t.desks {
		err = errors.Join(err, d.stop())
	}
	t.publisher.close()
	return err
}

// monday is when the desk's clock begins: noon of a Monday, UTC.
var monday = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)

// desk is a whole desk on a clock that the test moves: a database, a fetcher and
// a poller, as `serve` and `poll` put them together.
type desk struct {
	*ingest.Poller
	trial    *trial
	db       *store.DB
	client   *fetch.Client
	analyser *enrich.Analyser
	fetching fetch.Options
	outlets  []news.Outlet
	file     string
	clock    atomic.Int64
	starts   int
}

// open starts a desk that reads the outlets; change may change how it fetches.
func (t *trial) open(outlets []news.Outlet, change func(*fetch.Options)) (*desk, error) {
	analyser, err := enrich.New(enrich.Options{})
	if err != nil {
		return nil, err
	}
	d := &desk{trial: t, analyser: analyser, outlets: outlets, file: filepath.Join(t.dir, fmt.Sprintf("desk%d.db", len(t.desks)))}
	d.clock.Store(monday.UnixNano())
	contact := t.options.Contact
	if contact == "" {
		contact = "https://desk.example/contact"
	}
	d.fetching = fetch.Options{
		Version: t.options.Version, Contact: contact, Allow: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}, Clock: d.now, Roots: t.roots,
		Resolver: nobody(), Limits: news.HostLimits{Gap: time.Millisecond},
		Timeouts: fetch.Timeouts{Connect: 2 * time.Second, Header: time.Second, Idle: 500 * time.Millisecond, Total: 2 * time.Second},
	}
	if change != nil {
		change(&d.fetching)
	}
	t.publisher.mu.Lock()
	t.publisher.clock = d.now
	t.publisher.mu.Unlock()
	t.desks = append(t.desks, d)
	return d, d.start()
}

// nobody is a resolver that knows no name: no test asks the network for one.
func nobody() *net.Resolver {
	return &net.Resolver{PreferGo: true, Dial: func(context.Context, string, string) (net.Conn, error) {
		return nil, errors.New("no name is looked up here")
	}}
}

func (d *desk) now() time.Time { return time.Unix(0, d.clock.Load()).UTC() }

func (d *desk) start() (err error) {
	d.starts++
	if d.db, err = store.Open(d.trial.ctx, d.file, store.Options{Clock: d.now}); err != nil {
		return err
	}
	d.fetching.Memory = d.db
	d.client = fetch.New(d.fetching)
	d.Poller, err = ingest.New(d.trial.ctx, ingest.Options{DB: d.db, Client: d.client, Analyser: d.analyser, Outlets: d.outlets, Clock: d.now,
		Log: slog.New(slog.DiscardHandler), Owner: fmt.Sprint("start ", d.starts)})
	return err
}

func (d *desk) stop() error {
	if d.db == nil {
		return nil
	}
	d.client.Close()
	err := d.db.Close()
	d.db = nil
	return err
}

// restart ends the process, as far as anything can tell, and starts another.
func (d *desk) restart() error {
	if err := d.stop(); err != nil {
		return err
	}
	return d.start()
}

// pass lets time pass on the desk's clock.
func (d *desk) pass(span time.Duration) { d.clock.Add(int64(span)) }

// due makes one pass of the schedule.
func (d *desk) due() error {
	_, err := d.Poll(d.trial.ctx, ingest.Selection{})
	return err
}

// all is `poll --all`.
func (d *desk) all() ([]ingest.Report, error) {
	return d.Poll(d.trial.ctx, ingest.Selection{All: true})
}

// live lets the schedule run for a span of the desk's time, looked at every step.
func (d *desk) live(span, step time.Duration) error {
	for end := d.now().Add(span); d.now().Before(end); {
		d.pass(step)
		if err := d.due(); err != nil {
			return err
		}
	}
	return nil
}

// state is what the desk knows of the only feed of an outlet.
func (d *desk) state(id news.OutletID) (news.FeedState, error) {
	o, err := d.db.Outlet(d.trial.ctx, id)
	if err != nil {
		return news.FeedState{}, err
	}
	if len(o.Feeds) == 0 {
		return news.FeedState{}, fmt.Errorf("outlet %s has no feed: %w", id, news.ErrNotFound)
	}
	return o.Feeds[0], nil
}

// reads is an outlet with feeds at the addresses, whose articles are in them.
func reads(id string, addresses ...string) news.Outlet {
	o := news.Outlet{ID: news.OutletID(id), Name: id, Home: "http://" + id + ".localhost/", Kind: news.TechPress, Country: "GB", Languages: []string{"en"}, Owner: id,
		ScopeAll: true, Article: news.ArticleFeed, Excerpt: 300, Enabled: true}
	for _, a := range addresses {
		o.Feeds = append(o.Feeds, news.FeedSpec{Kind: news.KindFeed, URL: a, Cron: "7 * * * *"})
	}
	return o
}

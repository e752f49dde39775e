// Package ingest is the flow and its clock: what is due → fetch → feed → page →
// findings → store → event. It owns no knowledge of HTTP, formats, SQL or
// rules; it decides what happens next and what a failure means.
package ingest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"cipherdesk/internal/address"
	"cipherdesk/internal/enrich"
	"cipherdesk/internal/event"
	"cipherdesk/internal/fetch"
	"cipherdesk/internal/news"
	"cipherdesk/internal/page"
	"cipherdesk/internal/store"
)

// Options are what a Poller works with; all but Parallel, Progress and Zone
// must be set.
type Options struct {
	DB       *store.DB
	Client   *fetch.Client
	Analyser *enrich.Analyser
	Outlets  []news.Outlet
	Known    bool // work with the outlets that the database has, and register none
	Clock    func() time.Time
	Log      *slog.Logger
	Owner    string         // names this process in leases
	Zone     *time.Location // of the desk; nil: UTC
	Parallel int            // requests under way at once, over all hosts; 0: 64
	Progress func(Report)   // called once a finished feed, never concurrently
	Step     func(Step)     // called as [Poller.Reanalyse] gets on, never concurrently
}

// Poller polls feeds and pages. Its methods may be called concurrently.
type Poller struct {
	Options
	outlets map[news.OutletID]news.Outlet
	hosts   map[string]news.OutletID // who publishes at a host
	slots   chan struct{}            // one for each answer being fetched or read
	large   chan struct{}            // one for each large one being read

	texted    atomic.Bool // every text is of the extractor in use
	templates templates
	online    reach
	busy      busy
	quota     quota
	newest    atomic.Int64 // unix nanoseconds: the latest that the clock has shown
	cluster   sync.Mutex   // guards events, edits and synced
	events    *event.Clusterer
	edits     []news.EventEdit // that events knows
	synced    time.Time
	dirt      sync.Mutex // guards dirty
	dirty     []news.ArticleID
	progress  sync.Mutex
	tally     tally
}

// New registers the outlets with the database and returns a Poller for them.
func New(ctx context.Context, o Options) (*Poller, error) {
	if err := o.register(ctx); err != nil {
		return nil, fmt.Errorf("register outlets: %w", err)
	}
	if o.Parallel == 0 {
		o.Parallel = 64
	}
	if o.Zone == nil {
		o.Zone = time.UTC
	}
	p := &Poller{Options: o, outlets: map[news.OutletID]news.Outlet{}, hosts: map[string]news.OutletID{}, slots: make(chan struct{}, o.Parallel), large: make(chan struct{}, largeAtOnce)}
	for _, out := range o.Outlets {
		p.outlets[out.ID] = out
		for _, h := range out.Hosts {
			p.claim(address.Host("https://"+h+"/"), out.ID)
		}
	}
	p.tally.s = Status{Since: o.Clock(), Total: p.polled()}
	if err := p.remember(ctx); err != nil {
		return nil, fmt.Errorf("recall what was asked before: %w", err)
	}
	return p, p.recallTemplates(ctx)
}

// register brings the outlets and the database in step.
func (o *Options) register(ctx context.Context) error {
	if !o.Known {
		return o.DB.SyncOutlets(ctx, o.Outlets)
	}
	known, err := o.DB.Outlets(ctx)
	o.Outlets = nil
	for _, k := range known {
		out := k.Outlet
		out.Feeds = nil
		for _, f := range k.Feeds {
			out.Feeds = append(out.Feeds, f.Spec)
		}
		o.Outlets = append(o.Outlets, out)
	}
	return err
}

// claim notes who publishes at a host. A host that several outlets share names
// none of them.
func (p *Poller) claim(host string, id news.OutletID) {
	if other, taken := p.hosts[host]; taken && other != id {
		id = ""
	}
	p.hosts[host] = id
}

// polled counts the feeds that the schedule covers.
func (p *Poller) polled() int {
	n := 0
	for _, o := range p.outlets {
		if o.Enabled {
			n += len(o.Feeds)
		}
	}
	return n
}

// Report is what one poll of one feed came to.
type Report struct {
	Outlet  news.OutletID `json:"outlet"`
	Feed    string        `json:"feed"`
	Outcome news.Outcome  `json:"outcome"`
	Status  int           `json:"status,omitempty"`
	Items   int           `json:"items"`
	New     int           `json:"new"`
	Changed int           `json:"changed"`
	Bytes   int64         `json:"bytes"`
	Millis  int64         `json:"milliseconds"`
	Error   string        `json:"error,omitempty"`
	Repairs []string      `json:"repairs,omitempty"`
	Next    time.Time     `json:"next"`
}

// Selection says what one pass polls. The zero value polls what is due.
type Selection struct {
	Outlets []news.OutletID // these, due or not; they may name retired ones, which revives them
	All     bool            // everything, setting our own schedule aside
}

// Poll makes one pass: the selected feeds, then the article pages that they
// ask for, then the events. A single feed's failure is in its Report, and so is
// the reason why a feed that was asked for by hand must wait; the error is for
// what stops a pass, such as a full disk.
func (p *Poller) Poll(ctx context.Context, sel Selection) ([]Report, error) {
	reports, err := p.pollFeeds(ctx, sel)
	if err != nil && reports == nil {
		return nil, err
	}
	return reports, errors.Join(err, p.Follow(ctx))
}

func (p *Poller) pollFeeds(ctx context.Context, sel Selection) ([]Report, error) {
	if err := p.sameExtractor(ctx); err != nil {
		return nil, err
	}
	feeds, waiting, err := p.selected(ctx, sel)
	if err != nil {
		return nil, err
	}
	reports, err := p.pass(ctx, feeds)
	return append(reports, waiting...), err
}

// Follow reads the article pages that are due and brings the events up to date.
func (p *Poller) Follow(ctx context.Context) error {
	err := errors.Join(p.readPages(ctx), p.keepTemplates(ctx))
	return errors.Join(err, p.updateEvents(ctx), p.updateLedger(ctx))
}

const (
	// A body of this size takes many times as much memory while it is read: of
	// such, only so many are read at the same time.
	largeBody   = 512 << 10
	largeAtOnce = 2
)

// mostTags is how many tags of a web page are read: beyond, it is none, and each
// costs hundreds of bytes.
const mostTags = 100_000

// tooMany says that a web page is none that anybody wrote; empty otherwise.
func tooMany(body []byte) string {
	if n := bytes.Count(body, []byte("<")); n > mostTags {
		return fmt.Sprintf("%d tags: a page of more than %d is not read", n, mostTags)
	}
	return ""
}

// room waits until a body may be read, and returns what to call afterwards.
func (p *Poller) room(body []byte) (leave func()) {
	if len(body) < largeBody {
		return func() {}
	}
	p.large <- struct{}{}
	return func() { <-p.large }
}

// pageOptions are what extraction needs to know of an outlet.
func (p *Poller) pageOptions(id news.OutletID, url string) page.Options {
	o := p.outlets[id]
	return page.Options{URL: url, Selectors: o.Selectors, Languages: o.Locales(), Template: p.templates.of(id), Now: p.Clock()}
}

// analyse finds what one text says. Where the analyser fails, nothing is known
// of it: the text is kept and, being without findings, due to be analysed anew.
func (p *Poller) analyse(a news.Article, t news.Text) (f news.Findings) {
	defer func() {
		if p.caught(recover(), "analyser failed", "article", a.ID, "url", a.URL) {
			f = news.Findings{}
		}
	}()
	r := enrich.Revision{Title: t.Title, Summary: t.Summary, Text: t.Body, Language: t.Language, URL: a.URL, Links: t.Links}
	if o, known := p.outlets[a.Outlet]; known {
		r.Outlet = &o
	}
	return p.Analyser.Analyse(r)
}

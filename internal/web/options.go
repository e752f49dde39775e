package web

import (
	"cmp"
	"context"
	"io"
	"log/slog"
	"net/url"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"cipherdesk/internal/news"
)

// Options are what the pages need beside the database. The zero value serves a
// desk called Cipherdesk on http://localhost:8080 in UTC.
type Options struct {
	Title       string               // of the desk
	BaseURL     string               // absolute, without a trailing slash
	IDAuthority string               // "domain,date" of tag: ids; empty: derived from BaseURL
	Complaints  string               // mail address or URL for corrections and withdrawals
	Contact     string               // page or address of whoever runs the desk
	Zone        *time.Location       // nil: UTC
	Sample      bool                 // say SAMPLE on every page, feed and API answer
	Desk        bool                 // the desk's own view: whole texts; loopback only
	Approve     Approve              // nil, or without Desk: no approvals can be given
	Mute        Mute                 // nil: nobody can end a mail here
	Sources     []SourceInfo         // who may have a page: nobody else gets one
	Tags        []TagInfo            // the catalogue, in the order of its facets
	Version     string               // of the program
	Rules       string               // version of the analyser
	Status      func() Status        // nil: nothing is polled by this process
	Metrics     *prometheus.Registry // nil: a registry of our own
	Log         *slog.Logger         // nil: silent
	Clock       func() time.Time     // nil: time.Now
	CacheBytes  int64                // most that ready pages may take; 0: 24 MB
	Recheck     time.Duration        // how long a generation is believed; 0: 50 ms, negative: never
}

// Approve lets the words be shown that a publisher removed with version n of an
// article.
type Approve func(ctx context.Context, id news.ArticleID, n int) error

// Mute tells whether the recipient of a mail wants no more of its list, after
// setting it where set is given. The token is the end of an address in the
// recipient's own mail; [news.ErrNotFound] when it is none of ours.
type Mute func(ctx context.Context, token string, set *bool) (muted bool, err error)

// SourceInfo is a body, outlet, document, law or person in a public role that
// articles rely on.
type SourceInfo struct {
	ID    string    // slug of its page
	Name  string    // as findings print it
	Group string    // body, outlet, law, document or person
	Kind  news.Kind // of the outlet or body; empty when it has none
	World bool      // of the register, not of the desk's own list: an invented text's "Court of Appeal" is not it
}

// TagInfo is a tag with its words. See lists sibling tags, shown beside loaded
// terms.
type TagInfo struct {
	Tag        string
	Label      string
	Definition string
	See        []string
}

// Status is what the poller of this process is doing. The empty desk shows it.
type Status struct {
	Polling  bool
	Offline  bool      // every host failed: no outlet is blamed
	Since    time.Time // of Offline, or of the start
	Tried    int       // feeds asked since the start
	Answered int       // of them, feeds that answered
	Total    int       // feeds to ask
}

const defaultCache, defaultRecheck = 24 << 20, 50 * time.Millisecond

func (o Options) filled() Options {
	o.Title = cmp.Or(o.Title, "Cipherdesk")
	o.BaseURL = strings.TrimRight(cmp.Or(o.BaseURL, "http://localhost:8080"), "/")
	o.Version = cmp.Or(o.Version, "unknown")
	o.CacheBytes = cmp.Or(o.CacheBytes, defaultCache)
	o.Recheck = cmp.Or(o.Recheck, defaultRecheck)
	if o.IDAuthority == "" {
		o.IDAuthority = authorityOf(o.BaseURL)
	}
	if o.Zone == nil {
		o.Zone = time.UTC
	}
	if o.Metrics == nil {
		o.Metrics = prometheus.NewRegistry()
	}
	if o.Log == nil {
		o.Log = slog.New(slog.NewTextHandler(io.Discard, nil))
	}
	if o.Clock == nil {
		o.Clock = time.Now
	}
	if o.Status == nil {
		o.Status = func() Status { return Status{} }
	}
	return o
}

// authorityOf makes a tagging entity out of a base address: RFC 4151 §2.1. A
// desk that is to keep its ids for ever gets one from the store instead.
func authorityOf(base string) string {
	host := "localhost"
	if u, err := url.Parse(base); err == nil && u.Hostname() != "" {
		host = u.Hostname()
	}
	return host + ",2026"
}

package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"math/rand/v2"
	"net/url"
	"os"
	"slices"
	"time"

	"cipherdesk"
	"cipherdesk/internal/config"
	"cipherdesk/internal/enrich"
	"cipherdesk/internal/fetch"
	"cipherdesk/internal/ingest"
	"cipherdesk/internal/news"
	"cipherdesk/internal/store"
	"cipherdesk/internal/web"
)

const (
	ownConfig = "feeds.yaml"
	builtIn   = "built-in feeds.yaml"
)

// loadConfig reads the configuration that the flags name. Every problem is
// printed on a line of its own.
func (e *env) loadConfig() (*config.Config, error) {
	src, name, err := e.configText()
	if err != nil {
		return nil, err
	}
	e.configRead = name
	return e.parseConfig(src, name)
}

// configText is the text of the configuration, with its name: a file, feeds.yaml
// in this folder, or the built-in catalogue.
func (e *env) configText() (src []byte, name string, err error) {
	path := cmp.Or(e.configPath, ownConfig)
	src, err = os.ReadFile(path)
	switch {
	case err == nil:
		return src, path, nil
	case e.configPath != "" || !errors.Is(err, fs.ErrNotExist):
		return nil, "", fmt.Errorf("cannot read the configuration %s: %w; give another with --config", path, err)
	}
	return []byte(cipherdesk.Catalogue), builtIn, nil
}

func (e *env) parseConfig(src []byte, name string) (*config.Config, error) {
	c, problems := config.Load(src)
	if len(problems) == 0 {
		return c, nil
	}
	for _, line := range problems.Lines(name) {
		fmt.Fprintln(e.err, line)
	}
	return nil, reported{fmt.Errorf("%s: %d problems", name, len(problems))}
}

// desk is everything that works together while a command runs.
type desk struct {
	config   *config.Config
	log      *slog.Logger
	db       *store.DB
	analyser *enrich.Analyser
}

// openDesk reads the configuration and opens the database. The caller closes it.
func (e *env) openDesk(ctx context.Context) (*desk, error) {
	c, err := e.loadConfig()
	if err != nil {
		return nil, err
	}
	return e.openDeskWith(ctx, c)
}

func (e *env) openDeskWith(ctx context.Context, c *config.Config) (*desk, error) {
	log, err := e.logger()
	if err != nil {
		return nil, err
	}
	analyser, err := enrich.New(enrich.Options{Rules: c.Tags})
	if err != nil {
		return nil, err
	}
	db, err := store.Open(ctx, e.database, store.Options{Log: log, Clock: e.now})
	if err != nil {
		return nil, err
	}
	return &desk{config: c, log: log, db: db, analyser: analyser}, nil
}

func (d *desk) close() {
	if err := d.db.Close(); err != nil {
		d.log.Error("close database", "err", err)
	}
}

// client fetches under the desk's name and limits.
func (d *desk) client(e *env) *fetch.Client {
	return fetch.New(fetch.Options{
		Version: version, Contact: d.config.Desk.Contact, Allow: d.config.Fetch.AllowNetworks,
		Limits: d.config.Fetch.PerHost, Clock: e.now, Log: d.log, Memory: d.db,
	})
}

// poller registers the outlets and is ready to poll.
func (d *desk) poller(ctx context.Context, e *env, client *fetch.Client) (*ingest.Poller, error) {
	return ingest.New(ctx, d.ingesting(e, client))
}

// hand is a poller for what the database has: whatever the configuration names,
// no outlet is registered or set aside.
func (d *desk) hand(ctx context.Context, e *env, client *fetch.Client) (*ingest.Poller, error) {
	o := d.ingesting(e, client)
	o.Known = true
	return ingest.New(ctx, o)
}

func (d *desk) ingesting(e *env, client *fetch.Client) ingest.Options {
	return ingest.Options{
		DB: d.db, Client: client, Analyser: d.analyser, Outlets: d.config.Outlets,
		Clock: e.now, Log: d.log, Owner: owner(), Zone: d.config.Desk.Timezone,
	}
}

// owner names this process among those that share the database. A process that
// was killed and started anew, with the same number in a container, is another:
// the feed that brought it down is not asked again at once.
func owner() string {
	host, err := os.Hostname()
	if err != nil {
		host = "unknown"
	}
	return fmt.Sprintf("%s:%d:%08x", host, os.Getpid(), rand.Uint32())
}

// pages are the options of the web pages; the authority of ids is fixed at the
// first start and never changes.
func (d *desk) pages(ctx context.Context, e *env) (web.Options, error) {
	authority, err := d.authority(ctx, e.now())
	if err != nil {
		return web.Options{}, err
	}
	o := d.options(e)
	o.IDAuthority = authority
	o.Sample, err = isSample(ctx, d.db.Reader)
	return o, err
}

// options are those that need no database.
func (d *desk) options(e *env) web.Options {
	c := d.config.Desk
	o := web.Options{
		Title: c.Title, BaseURL: c.BaseURL, Complaints: c.Complaints, Contact: c.Contact,
		Zone: c.Timezone, Version: version, Rules: d.analyser.Version(), Log: d.log, Clock: e.now,
	}
	for _, t := range d.analyser.Catalogue() {
		o.Tags = append(o.Tags, web.TagInfo{Tag: t.Tag, Label: t.Label, Definition: t.Definition, See: t.See})
	}
	o.Sources = d.sources()
	return o
}

const sampleSetting = "sample"

// isSample reports whether everything in a database is invented: it says so
// wherever it goes.
func isSample(ctx context.Context, r *store.Reader) (bool, error) {
	_, err := r.Setting(ctx, sampleSetting)
	if errors.Is(err, news.ErrNotFound) {
		return false, nil
	}
	return err == nil, err
}

// sources are those who may have a page: the outlets and bodies of feeds.yaml,
// and the register of those on whom articles of the field rely.
func (d *desk) sources() (out []web.SourceInfo) {
	for _, outlet := range d.config.Outlets {
		group := "outlet"
		if outlet.Entity {
			group = "body"
		}
		out = append(out, web.SourceInfo{ID: string(outlet.ID), Name: outlet.Name, Group: group, Kind: outlet.Kind})
	}
	for _, s := range d.analyser.Sources() {
		info := web.SourceInfo{ID: s.ID, Name: s.Name, Group: s.Group, World: true}
		if slices.Contains(news.Kinds(), news.Kind(s.Kind)) {
			info.Kind = news.Kind(s.Kind)
		}
		out = append(out, info)
	}
	return out
}

const authoritySetting = "id_authority"

func (d *desk) authority(ctx context.Context, now time.Time) (string, error) {
	if a := d.config.Desk.IDAuthority; a != "" {
		return a, nil
	}
	a, err := d.db.Setting(ctx, authoritySetting)
	if err == nil && a != "" {
		return a, nil
	}
	if err != nil && !errors.Is(err, news.ErrNotFound) {
		return "", err
	}
	a = tagAuthority(d.config.Desk.BaseURL, now)
	return a, d.db.PutSetting(ctx, authoritySetting, a)
}

// tagAuthority makes the tagging entity of tag: ids (RFC 4151 §2.1): a name
// that is ours, and a day on which it was.
func tagAuthority(base string, now time.Time) string {
	host := "localhost"
	if u, err := url.Parse(base); err == nil && u.Hostname() != "" {
		host = u.Hostname()
	}
	return host + "," + now.UTC().Format(time.DateOnly)
}

// withPoller runs f on the desk of the configuration.
func withPoller(ctx context.Context, e *env, f func(*desk, *ingest.Poller) error) error {
	return withDesk(ctx, e, (*desk).poller, f)
}

// withHand is withPoller for work on what the database has.
func withHand(ctx context.Context, e *env, f func(*desk, *ingest.Poller) error) error {
	return withDesk(ctx, e, (*desk).hand, f)
}

type makePoller func(*desk, context.Context, *env, *fetch.Client) (*ingest.Poller, error)

func withDesk(ctx context.Context, e *env, poller makePoller, f func(*desk, *ingest.Poller) error) error {
	d, err := e.openDesk(ctx)
	if err != nil {
		return err
	}
	defer d.close()
	client := d.client(e)
	defer client.Close()
	p, err := poller(d, ctx, e, client)
	if err != nil {
		return err
	}
	return f(d, p)
}

// reader opens a database to look only.
func (e *env) reader(ctx context.Context, file string) (*store.Reader, error) {
	return store.OpenReader(ctx, file, store.Options{Clock: e.now})
}

// loadAnalyser reads the configuration, and makes the analyser of its rules.
func (e *env) loadAnalyser() (*config.Config, *enrich.Analyser, error) {
	c, err := e.loadConfig()
	if err != nil {
		return nil, nil, err
	}
	analyser, err := enrich.New(enrich.Options{Rules: c.Tags})
	return c, analyser, err
}

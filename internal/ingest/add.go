package ingest

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strings"

	"cipherdesk/internal/address"
	"cipherdesk/internal/fetch"
	"cipherdesk/internal/news"
	"cipherdesk/internal/page"
	"cipherdesk/internal/store"
)

// Given is an article that the desk adds by hand. Without a body its page is
// fetched.
type Given struct {
	URL  string
	Body []byte
	HTML bool // Body is a web page, otherwise plain text
}

// Add keeps one article, marked as added by the desk, and returns it as lists
// show it. An address that is known already gets a new version.
func (p *Poller) Add(ctx context.Context, g Given) (news.Row, error) {
	canonical, err := address.Canonical(g.URL)
	if err != nil {
		return news.Row{}, fmt.Errorf("%q is not the address of a page: %w", g.URL, err)
	}
	a := news.Article{ID: store.ArticleID(canonical), URL: canonical, AddedBy: "desk", FirstSeen: p.Clock()}
	if a.Outlet, err = p.publisher(ctx, canonical); err != nil {
		return news.Row{}, err
	}
	if id, err := p.DB.Resolve(ctx, canonical); err == nil {
		a.ID = id
	}
	rec := store.PageRecord{Article: a}
	if g.Body == nil {
		err = p.fetchGiven(ctx, g.URL, &rec)
	} else {
		err = p.readGiven(g, &rec)
	}
	if err != nil {
		return news.Row{}, err
	}
	rec.Findings = p.analyse(a, rec.Text)
	if _, err := p.DB.SavePage(ctx, rec); err != nil {
		return news.Row{}, fmt.Errorf("store %s: %w", canonical, err)
	}
	p.changed(a.ID)
	if err := errors.Join(p.updateEvents(ctx), p.updateLedger(ctx)); err != nil {
		return news.Row{}, err
	}
	full, err := p.DB.Article(ctx, a.ID)
	return full.Row, err
}

// publisher is who publishes at an address. A host that no outlet claims gets
// an entry of its own in the register: its name, and nothing that we do not
// know.
func (p *Poller) publisher(ctx context.Context, url string) (news.OutletID, error) {
	host := address.Host(url)
	if id := p.hosts[host]; id != "" {
		return id, nil
	}
	id := news.OutletID(strings.Trim(notSlug.ReplaceAllString(host, "-"), "-"))
	if o, taken := p.outlets[id]; taken {
		return o.ID, nil
	}
	o := news.Outlet{ID: id, Name: host, Home: "https://" + host + "/", Owner: host, Hosts: []string{host}, Entity: true, ScopeAll: true, Excerpt: 300}
	if err := p.DB.AddOutlet(ctx, o); err != nil {
		return "", fmt.Errorf("register %s: %w", host, err)
	}
	return id, nil
}

var notSlug = regexp.MustCompile("[^a-z0-9]+")

func (p *Poller) fetchGiven(ctx context.Context, url string, rec *store.PageRecord) error {
	rec.Fetch = news.Fetch{Article: rec.Article.ID, Outlet: rec.Article.Outlet, Purpose: news.ForProbe, URL: url, At: p.Clock()}
	r, err := p.Client.Get(ctx, fetch.Request{URL: url, Purpose: news.ForProbe, Limits: p.outlets[rec.Article.Outlet].Host})
	if err != nil {
		return fmt.Errorf("fetch %s: %w", url, err)
	}
	note(&rec.Fetch, r)
	rec.Fetch.Outcome = news.OutcomeOK
	rec.Validators, rec.Body = r.Validators, r.Body
	o := p.pageOptions(rec.Article.Outlet, r.Final)
	o.ContentType = r.Header.Get("Content-Type")
	if rec.Text, err = page.Extract(r.Body, o); err != nil {
		return fmt.Errorf("%s cannot be read as an article: %w", url, err)
	}
	rec.Aliases = aliases(rec.Article, r, rec.Text.Canonical)
	return nil
}

func (p *Poller) readGiven(g Given, rec *store.PageRecord) (err error) {
	o := p.pageOptions(rec.Article.Outlet, g.URL)
	rec.Fetch = news.Fetch{Article: rec.Article.ID, Outlet: rec.Article.Outlet, Purpose: news.ForProbe, URL: g.URL, Final: g.URL,
		At: p.Clock(), Outcome: news.OutcomeOK, Size: int64(len(g.Body)), Digest: news.DigestOf(g.Body)}
	rec.Body = g.Body
	if g.HTML {
		rec.Text, err = page.Extract(g.Body, o)
	} else {
		rec.Text = page.FromPlain(string(g.Body), o)
	}
	if err == nil && rec.Text.Body == "" && rec.Text.Title == "" {
		err = errors.New("no text found in it")
	}
	if err != nil {
		return fmt.Errorf("the file cannot be read as an article: %w", err)
	}
	return nil
}

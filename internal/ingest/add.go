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

// Added is an article that was added by hand, as lists show it now.
type Added struct {
	news.Row
	Known   bool // the desk had it before; it keeps the way in which it was found
	Changed bool // a known article says something else now
}

// fewestWords is what a page must say to be added without anybody looking.
const fewestWords = 30

// Add keeps one article, marked as added by the desk, and returns it as lists
// show it. An address that is known already gets a new version when it says
// something else. Nothing is registered or stored when nothing could be read;
// the error is then one line that says what to do.
func (p *Poller) Add(ctx context.Context, g Given) (out Added, err error) {
	if _, err := address.Canonical(g.URL); err != nil {
		return out, fmt.Errorf("%q is not the address of a page; write it as https://example.org/story: %w", g.URL, err)
	}
	var rec store.PageRecord
	if g.Body == nil {
		err = p.fetchGiven(ctx, g.URL, &rec)
	} else {
		err = p.readGiven(g, &rec)
	}
	if err != nil {
		return out, err
	}
	if err := p.identify(ctx, &rec, &out); err != nil {
		return out, err
	}
	rec.Findings = p.analyse(rec.Article, rec.Text)
	if g.Body == nil {
		again(&rec, store.PageWork{Article: rec.Article, Story: rec.Findings.Story}, p.Clock())
	}
	saved, err := p.DB.SavePage(ctx, rec)
	if err != nil {
		return out, fmt.Errorf("store %s: %w", rec.Article.URL, err)
	}
	out.Changed = out.Known && saved.Changed
	p.changed(rec.Article.ID)
	if err := errors.Join(p.updateEvents(ctx), p.updateLedger(ctx)); err != nil {
		return out, err
	}
	full, err := p.DB.Article(ctx, rec.Article.ID)
	out.Row = full.Row
	return out, err
}

// identify finds or names the article that was read, and who publishes it.
func (p *Poller) identify(ctx context.Context, rec *store.PageRecord, out *Added) error {
	canonical, err := address.Canonical(rec.Fetch.URL)
	if err != nil {
		return err
	}
	// An address that only leads to another site's is not the article's own.
	if final, err := address.Canonical(rec.Fetch.Final); err == nil && address.Site(final) != address.Site(canonical) {
		canonical = final
	}
	a := news.Article{ID: store.ArticleID(canonical), URL: canonical, AddedBy: "desk", FirstSeen: p.Clock()}
	rec.Aliases = aliases(a, fetch.Response{Final: rec.Fetch.Final}, rec.Text.Canonical)
	id, err := p.DB.Resolve(ctx, append([]string{canonical}, rec.Aliases...)...)
	switch {
	case err == nil:
		known, err := p.DB.Article(ctx, id)
		if errors.Is(err, news.ErrGone) {
			return fmt.Errorf("%s was withdrawn; it is not added again: %w", canonical, err)
		}
		if err != nil {
			return fmt.Errorf("look up article: %w", err)
		}
		a, out.Known = known.Article, true
	case !errors.Is(err, news.ErrNotFound):
		return fmt.Errorf("look up article: %w", err)
	default:
		if a.Outlet, err = p.publisher(ctx, canonical); err != nil {
			return err
		}
	}
	rec.Article, rec.Fetch.Article, rec.Fetch.Outlet = a, a.ID, a.Outlet
	return nil
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
	const byHand = "; save the page with a browser and give it with --file"
	outlet := p.hosts[address.Host(url)]
	rec.Fetch = news.Fetch{Purpose: news.ForProbe, URL: url, At: p.Clock()}
	r, err := p.Client.Get(ctx, fetch.Request{URL: url, Purpose: news.ForProbe, Limits: p.outlets[outlet].Host})
	if err != nil {
		return fmt.Errorf("%s could not be fetched: %w", url, err)
	}
	note(&rec.Fetch, r)
	rec.Fetch.Outcome = news.OutcomeOK
	rec.Validators, rec.Body = r.Validators, r.Body
	contentType := r.Header.Get("Content-Type")
	o := p.pageOptions(p.hosts[address.Host(r.Final)], r.Final)
	o.ContentType = contentType
	if strings.HasPrefix(contentType, "text/plain") && page.NotText(r.Body) == "" {
		rec.Text = page.FromPlain(string(r.Body), o)
	} else if rec.Text, err = page.Extract(r.Body, o); err != nil {
		return fmt.Errorf("%s cannot be read as an article: %w", url, err)
	}
	switch {
	case words(rec.Text.Body) < thinPage && wall(r.Body, contentType):
		return fmt.Errorf("%s: a consent, login or refusal page stands here%s", url, byHand)
	case words(rec.Text.Body) < fewestWords:
		return fmt.Errorf("%s: only %d words of an article were found%s", url, words(rec.Text.Body), byHand)
	}
	return nil
}

func (p *Poller) readGiven(g Given, rec *store.PageRecord) (err error) {
	o := p.pageOptions(p.hosts[address.Host(g.URL)], g.URL)
	rec.Fetch = news.Fetch{Purpose: news.ForProbe, URL: g.URL, Final: g.URL, At: p.Clock(), Outcome: news.OutcomeOK,
		Size: int64(len(g.Body)), Digest: news.DigestOf(g.Body)}
	rec.Body = g.Body
	switch kind := page.NotText(g.Body); {
	case kind != "":
		err = fmt.Errorf("it is %s; save its text as a file of plain text", kind)
	case g.HTML:
		rec.Text, err = page.Extract(g.Body, o)
	default:
		rec.Text = page.FromPlain(string(g.Body), o)
	}
	if err == nil && rec.Text.Body == "" && rec.Text.Title == "" {
		err = errors.New("no text was found in it")
	}
	if err != nil {
		return fmt.Errorf("the file cannot be read as an article: %w", err)
	}
	return nil
}

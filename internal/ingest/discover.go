package ingest

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"cipherdesk/internal/address"
	"cipherdesk/internal/feed"
	"cipherdesk/internal/fetch"
	"cipherdesk/internal/listing"
	"cipherdesk/internal/news"
	"cipherdesk/internal/page"
)

// How little is asked of a site that is looked at for the first time.
const (
	mostAsked    = 14 // requests in all, robots.txt apart
	mostVerified = 6  // feeds that its pages name
	mostSections = 2  // pages that may list its news
)

// discoverer is one look at one site.
type discoverer struct {
	*Poller
	limits news.HostLimits
	found  Discovery
	seen   map[string]bool // addresses asked for
	first  answered
}

// answered is a page that was read.
type answered struct {
	fetch.Response
	site listing.Site
}

// Discover looks for the feeds, the list of news and the sitemap of a site. It
// obeys robots.txt, asks little, and stops at a wall. The error is one line that
// says what stands in the way.
func Discover(ctx context.Context, o Options, limits news.HostLimits, url string) (Discovery, error) {
	d := &discoverer{Poller: &Poller{Options: o, outlets: map[news.OutletID]news.Outlet{}}, limits: limits, seen: map[string]bool{}}
	d.found = Discovery{URL: url, Asked: o.Clock()}
	if err := d.begin(ctx, url); err != nil {
		return d.found, err
	}
	d.declared(ctx)
	d.index(ctx)
	if !d.hasFeed() {
		d.guess(ctx)
	}
	d.order()
	d.sitemap(ctx)
	if ctx.Err() != nil {
		return d.found, ctx.Err()
	}
	return d.found, nil
}

var errEnough = errors.New("enough was asked")

// get asks for one address of the site, once.
func (d *discoverer) get(ctx context.Context, url string) (fetch.Response, error) {
	if d.seen[url] || d.found.Stopped != "" || d.found.Requests >= mostAsked {
		return fetch.Response{}, errEnough
	}
	d.seen[url] = true
	d.found.Requests++
	resp, err := d.Client.Get(ctx, fetch.Request{URL: url, Purpose: news.ForSource, Limits: d.limits})
	d.seen[resp.Final] = true
	var e *fetch.Error
	if errors.As(err, &e) && e.Outcome == news.OutcomeSlowDown {
		d.found.Stopped = "the server asked to slow down"
	}
	return resp, err
}

// begin asks for the address itself, and for a page of the site when that is a
// feed.
func (d *discoverer) begin(ctx context.Context, url string) error {
	resp, err := d.get(ctx, url)
	if err != nil {
		return fmt.Errorf("%s: %w", url, err)
	}
	d.found.Home = homeOf(resp.Final)
	if f, ok := d.asFeed(resp, listing.Hint{URL: url, Why: "the address itself"}); ok {
		d.found.Feeds = append(d.found.Feeds, f)
		at := d.found.Home
		if f.Link != "" && address.Site(f.Link) == address.Site(resp.Final) {
			at = f.Link
		}
		if d.first, err = d.page(ctx, at); err != nil {
			d.first.Final = at
		}
		return nil
	}
	contentType := resp.Header.Get("Content-Type")
	switch {
	case wall(resp.Body, contentType):
		return fmt.Errorf("%s: a consent, login or refusal page stands here; nothing more was asked", url)
	case !isHTML(resp.Body) && !strings.Contains(contentType, "html"):
		return fmt.Errorf("%s: neither a page nor a feed (%s)", url, contentType)
	}
	d.first = answered{Response: resp}
	if d.first.site, err = listing.ReadSite(asPage(resp)); err != nil {
		return fmt.Errorf("%s: %w", url, err)
	}
	d.found.Site = d.first.site
	d.home(ctx)
	return nil
}

// home asks for the front page too, when the address is a page deeper in the
// site that says nothing of feeds.
func (d *discoverer) home(ctx context.Context) {
	major := func(h listing.Hint) bool { return d.minor(h.URL, h.Title) == "" }
	if slices.ContainsFunc(d.first.site.Feeds, major) || samePage(d.first.Final, d.found.Home) {
		return
	}
	front, err := d.page(ctx, d.found.Home)
	if err != nil {
		return
	}
	s := &d.found.Site
	s.Feeds, s.Sections = append(s.Feeds, front.site.Feeds...), append(s.Sections, front.site.Sections...)
	if s.Name == "" {
		s.Name = front.site.Name
	}
	if s.System == "" {
		s.System = front.site.System
	}
}

// page asks for a page of the site and reads what it says.
func (d *discoverer) page(ctx context.Context, url string) (answered, error) {
	resp, err := d.get(ctx, url)
	if err != nil {
		return answered{}, err
	}
	if wall(resp.Body, resp.Header.Get("Content-Type")) {
		return answered{}, fmt.Errorf("%s: a consent, login or refusal page", url)
	}
	site, err := listing.ReadSite(asPage(resp))
	if d.found.Site.Title == "" {
		d.found.Site = site
	}
	return answered{resp, site}, err
}

func asPage(r fetch.Response) listing.Page {
	return listing.Page{Body: r.Body, ContentType: r.Header.Get("Content-Type"), URL: r.Final}
}

// asFeed reads an answer as a feed; false when it is none.
func (d *discoverer) asFeed(resp fetch.Response, h listing.Hint) (Found, bool) {
	f, err := feed.Parse(resp.Body, feed.Meta{URL: resp.Final, ContentType: resp.Header.Get("Content-Type"),
		ContentLocation: resp.Header.Get("Content-Location"), Header: resp.Header})
	if err != nil {
		return Found{}, false
	}
	found := Found{Title: oneLine(f.Title), Link: f.Link, Language: f.Language, Format: string(f.Format), Why: h.Why}
	v := &found.Verdict
	v.Kind, v.URL, v.Asked, v.Status = news.KindFeed, h.URL, d.Clock(), resp.Status
	if resp.Final != h.URL {
		v.Final, v.Moved = resp.Final, permanent(resp.Hops) != ""
	}
	v.judge(heard{document{items: f.Items}, resp, nil})
	found.Minor = d.minor(h.URL, h.Title, found.Title)
	return found, true
}

// verify asks for an address that may hold a feed. Those that hold none are kept
// with what they answered, when a page named them.
func (d *discoverer) verify(ctx context.Context, h listing.Hint) {
	resp, err := d.get(ctx, h.URL)
	if errors.Is(err, errEnough) {
		return
	}
	if err == nil {
		if f, ok := d.asFeed(resp, h); ok {
			d.found.Feeds = append(d.found.Feeds, f)
			return
		}
	}
	if h.Why == "declared" {
		f := Found{Why: h.Why, Title: h.Title, Verdict: Verdict{Kind: news.KindFeed, URL: h.URL, Asked: d.Clock(), Status: resp.Status}}
		if err != nil {
			r := polled{}
			d.refused(&r, err)
			f.Outcome, f.Words = r.answer.fetch.Outcome, r.answer.fetch.Error
			f.Judgement = judgeFailure(f.Outcome, max(f.Status, r.answer.fetch.Status))
		} else {
			f.judge(heard{resp: resp, err: errors.New("no feed")})
		}
		d.found.Feeds = append(d.found.Feeds, f)
	}
}

// declared asks for the feeds that the pages name, those that look minor last.
func (d *discoverer) declared(ctx context.Context) {
	hints := slices.Clone(d.found.Site.Feeds)
	slices.SortStableFunc(hints, func(a, b listing.Hint) int { return d.urgency(a) - d.urgency(b) })
	for _, h := range hints[:min(len(hints), mostVerified)] {
		d.verify(ctx, h)
	}
}

// urgency is how late a hint is followed: requests may run out.
func (d *discoverer) urgency(h listing.Hint) int {
	n := 0
	if d.minor(h.URL, h.Title) != "" {
		n += 2
	}
	if h.Why != "declared" {
		n++
	}
	return n
}

// guess asks where the site's software usually puts its feed.
func (d *discoverer) guess(ctx context.Context) {
	section := d.first.Final
	if d.found.Index != nil {
		section = d.found.Index.URL
	}
	system := d.found.Site.System
	why := "a usual place"
	if system != "" {
		why = "where " + system + " puts it"
	}
	for _, u := range listing.UsualFeeds(system, d.found.Home, section) {
		if d.hasFeed() {
			return
		}
		d.verify(ctx, listing.Hint{URL: u, Why: why})
	}
}

func (d *discoverer) hasFeed() bool {
	return slices.ContainsFunc(d.found.Feeds, func(f Found) bool { return f.Good() && f.Minor == "" })
}

// index looks for a list of headlines: on the page that was asked for when that
// is no front page, on pages named like a list of news, and on the front page.
func (d *discoverer) index(ctx context.Context) {
	front := samePage(d.first.Final, d.found.Home)
	if !front && d.proposed(d.first) {
		return
	}
	most := mostSections
	if d.hasFeed() {
		most = 1
	}
	for _, h := range d.found.Site.Sections[:min(len(d.found.Site.Sections), most)] {
		a, err := d.page(ctx, h.URL)
		if err != nil {
			continue
		}
		for _, f := range a.site.Feeds {
			if f.Why == "declared" && !d.hasFeed() {
				d.verify(ctx, f)
			}
		}
		if d.proposed(a) {
			return
		}
	}
	if front {
		d.proposed(d.first)
	}
}

// proposed notes the list of headlines on a page, if it has one.
func (d *discoverer) proposed(a answered) bool {
	if len(a.Body) == 0 {
		return false
	}
	o := page.Options{URL: a.Final, Languages: []string{a.site.Language}, Now: d.Clock()}
	sel, l, err := listing.Propose(asPage(a.Response), listing.Options{
		Date: func(words string, origin news.Origin) (news.Claim, int, int) { return page.ReadDate(words, origin, o) },
	})
	if err != nil || sel == "" {
		return false
	}
	f := &FoundIndex{URL: a.Final, Link: sel, Items: l.Items}
	for _, it := range l.Items {
		if it.Published.Usable() && it.Published.Time.After(f.Newest.Time) {
			f.Newest = it.Published
		}
	}
	d.found.Index = f
	return true
}

// sitemap looks at the sitemap that robots.txt names, or at the usual place.
func (d *discoverer) sitemap(ctx context.Context) {
	maps := d.Client.Sitemaps(d.first.Final)
	if len(maps) == 0 {
		maps = []string{strings.TrimSuffix(d.found.Home, "/") + "/sitemap.xml"}
	}
	maps = slices.DeleteFunc(maps, func(m string) bool { return address.Site(m) != address.Site(d.found.Home) })
	if len(maps) == 0 {
		return
	}
	l, err := d.readSitemap(ctx, maps[0])
	if err != nil {
		return
	}
	items, changed := l.Items, l.Changed
	if len(l.Maps) > 0 {
		if child, err := d.readSitemap(ctx, l.Maps[0].URL); err == nil {
			items, changed = child.Items, child.Changed
		}
	}
	f := &FoundMap{URL: maps[0], Addresses: len(items)}
	match := d.pattern(items)
	if match != nil {
		f.Match = match.String()
	}
	for _, it := range items {
		if match == nil || !match.MatchString(it.Link) {
			continue
		}
		f.Matching++
		if at := changed[it.GUID]; at.After(f.Newest) {
			f.Newest = at
		}
	}
	d.found.Sitemap = f
}

func (d *discoverer) readSitemap(ctx context.Context, url string) (listing.List, error) {
	resp, err := d.get(ctx, url)
	if err != nil {
		return listing.List{}, err
	}
	return listing.Sitemap(asPage(resp), listing.Options{})
}

func homeOf(raw string) string {
	u, err := url.Parse(raw)
	if err != nil {
		return raw
	}
	return u.Scheme + "://" + u.Host + "/"
}

func samePage(a, b string) bool {
	ka, errA := address.Key(a)
	kb, errB := address.Key(b)
	return errA == nil && errB == nil && ka == kb
}

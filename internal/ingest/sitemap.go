package ingest

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"cipherdesk/internal/fetch"
	"cipherdesk/internal/listing"
	"cipherdesk/internal/news"
)

const (
	// childMaps is how many sitemaps of an index are asked for in one poll.
	childMaps = 2
	// mapsKept is how many of them are remembered.
	mapsKept = 50
)

// hasMaps reports an index that says nothing about when its maps change: they
// are asked for, each with its own validators, even when it is the same.
func hasMaps(s news.FeedState) bool {
	return s.Spec.Kind == news.KindSitemap && slices.ContainsFunc(s.List.Maps, func(m news.ListMap) bool { return m.LastMod == "" })
}

// sitemap reads a sitemap; of an index, those of its maps that may hold news.
func (p *Poller) sitemap(ctx context.Context, s news.FeedState, resp fetch.Response) (d document, err error) {
	d.maps = s.List.Maps
	if !resp.NotModified {
		l, err := p.readMap(s, resp)
		if err != nil {
			return d, err
		}
		d = listed(l)
		d.maps = namedMaps(l.Maps, s.List.Maps)
	}
	if len(d.maps) == 0 {
		return d, nil
	}
	return d, p.below(ctx, s, &d)
}

func (p *Poller) readMap(s news.FeedState, resp fetch.Response) (listing.List, error) {
	return listing.Sitemap(listing.Page{Body: resp.Body, ContentType: resp.Header.Get("Content-Type"), URL: resp.Final}, p.listOptions(s, resp.Final))
}

// namedMaps carries over what is known of the maps that an index still names. At
// the first reading only the likeliest are worth a request: the others are an
// archive, until the index says that they have changed.
func namedMaps(now []listing.Map, before []news.ListMap) []news.ListMap {
	out := make([]news.ListMap, min(len(now), mapsKept))
	for i := range out {
		out[i] = news.ListMap{URL: now[i].URL, LastMod: now[i].LastMod}
		out[i].Read = len(before) == 0 && i >= childMaps && now[i].LastMod != ""
		at := slices.IndexFunc(before, func(m news.ListMap) bool { return m.URL == now[i].URL })
		if at < 0 {
			continue
		}
		out[i].Validators = before[at].Validators
		if before[at].LastMod == now[i].LastMod && now[i].LastMod != "" {
			out[i].Read = before[at].Read
		}
	}
	return out
}

// below asks for the maps of an index that may have changed since they were
// read. One that cannot be read is tried again next time and fails the poll
// only when nothing else was read.
func (p *Poller) below(ctx context.Context, s news.FeedState, d *document) error {
	var failed error
	asked, read := 0, 0
	for i := range d.maps {
		m := &d.maps[i]
		if m.Read || asked == childMaps {
			continue
		}
		asked++
		l, err := p.childMap(ctx, s, m, d)
		if err != nil {
			failed = errors.Join(failed, fmt.Errorf("sitemap %s: %w", m.URL, err))
			continue
		}
		read++
		m.Read = m.LastMod != ""
		d.add(listed(l))
	}
	switch {
	case failed != nil && read == 0:
		return failed
	case failed != nil:
		d.repairs = append(d.repairs, oneLine(failed.Error()))
	case read > 0 && len(d.items) == 0 && s.LastOK.IsZero():
		return fmt.Errorf("the %d sitemaps read name no address that matches: %w", read, listing.ErrNothing)
	}
	return nil
}

// add puts what a map holds to what was read before.
func (d *document) add(child document) {
	d.items = append(d.items, child.items...)
	d.repairs = append(d.repairs, child.repairs...)
	if d.changed == nil {
		d.changed = map[string]time.Time{}
	}
	maps.Copy(d.changed, child.changed)
}

// childMap asks for one map of an index and notes the request.
func (p *Poller) childMap(ctx context.Context, s news.FeedState, m *news.ListMap, d *document) (listing.List, error) {
	r := polled{state: s, answer: answer{fetch: news.Fetch{FeedID: s.ID, Outlet: s.Outlet, Purpose: news.ForSource, URL: m.URL, At: p.Clock()}}}
	f := &r.answer.fetch
	defer func() { d.below = append(d.below, *f) }()
	resp, err := p.Client.Get(ctx, fetch.Request{URL: m.URL, Purpose: news.ForSource, Validators: m.Validators, Limits: p.outlets[s.Outlet].Host})
	note(f, resp)
	if err != nil {
		p.refused(&r, err)
		if r.answer.notBefore.After(d.notBefore) {
			d.notBefore = r.answer.notBefore
		}
		return listing.List{}, err
	}
	if m.Validators = resp.Validators; resp.NotModified {
		f.Outcome = news.OutcomeNotModified
		return listing.List{}, nil
	}
	l, err := p.readMap(s, resp)
	if errors.Is(err, listing.ErrNothing) {
		err = nil // maps of pages, authors and pictures
	}
	if f.Outcome, f.Items = news.OutcomeOK, len(l.Items); err != nil {
		f.Outcome, f.Error = news.OutcomeNotFeed, oneLine(err.Error())
	}
	return l, err
}

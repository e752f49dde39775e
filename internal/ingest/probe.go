package ingest

import (
	"context"
	"fmt"
	"time"

	"cipherdesk/internal/fetch"
	"cipherdesk/internal/news"
)

// Verdict is what one address answered when it was asked once.
type Verdict struct {
	Outlet  news.OutletID
	Kind    news.FeedKind
	URL     string
	Final   string // where it redirects to; empty when it does not
	Outcome news.Outcome
	Entries int
	Newest  news.Claim // newest date that an entry states; unknown when none does
	Words   string     // why it cannot be used, in one line
}

// Good reports whether the address can be polled as it stands.
func (v Verdict) Good() bool { return v.Outcome == news.OutcomeOK || v.Outcome == news.OutcomePartial }

// Probe asks each address of an outlet, alternates too, once and stores
// nothing.
func Probe(ctx context.Context, o Options, outlet news.Outlet) []Verdict {
	p := &Poller{Options: o, outlets: map[news.OutletID]news.Outlet{outlet.ID: outlet}}
	var out []Verdict
	for _, spec := range outlet.Feeds {
		for _, url := range append([]string{spec.URL}, spec.Alternates...) {
			if ctx.Err() != nil {
				return out
			}
			out = append(out, p.probe(ctx, outlet, spec, url))
		}
	}
	return out
}

func (p *Poller) probe(ctx context.Context, outlet news.Outlet, spec news.FeedSpec, url string) (v Verdict) {
	v = Verdict{Outlet: outlet.ID, Kind: spec.Kind, URL: url}
	defer func() {
		if r := recover(); r != nil {
			v.Outcome, v.Words = news.OutcomePanic, fmt.Sprintf("reader failed: %v", r)
		}
	}()
	state := news.FeedState{Outlet: outlet.ID, Spec: spec, Address: url, LastOK: time.Unix(1, 0)}
	resp, err := p.Client.Get(ctx, fetch.Request{URL: url, Purpose: purpose(spec.Kind), Limits: outlet.Host})
	if err != nil {
		r := polled{state: state}
		p.refused(&r, err)
		v.Outcome, v.Words = r.answer.fetch.Outcome, r.answer.fetch.Error
		return v
	}
	if resp.Final != url {
		v.Final = resp.Final
	}
	doc, err := p.parse(ctx, state, resp)
	if err != nil {
		v.Outcome, v.Words = news.OutcomeNotFeed, oneLine(err.Error())
		if wall(resp.Body, resp.Header.Get("Content-Type")) {
			v.Words += " (a consent, login or refusal page)"
		}
		return v
	}
	v.Outcome, v.Entries = news.OutcomeOK, len(doc.items)
	for _, it := range doc.items {
		if it.Published.Usable() && it.Published.Time.After(v.Newest.Time) {
			v.Newest = it.Published
		}
	}
	if v.Entries == 0 {
		v.Words = "no entries"
	}
	return v
}

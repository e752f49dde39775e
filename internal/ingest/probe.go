package ingest

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"time"

	"cipherdesk/internal/fetch"
	"cipherdesk/internal/listing"
	"cipherdesk/internal/news"
)

// Judgement is what an address is worth that was asked once, in one word.
type Judgement string

// The judgements, the best first.
const (
	Answers     Judgement = "answers"
	Stale       Judgement = "stale"        // answers, and its newest entry is old
	Empty       Judgement = "empty"        // answers with no entries, or with none that match
	SlowDown    Judgement = "slow down"    // 429 or 503: it wants to be asked later
	Offline     Judgement = "not asked"    // no host could be reached: the fault is ours
	Robots      Judgement = "robots"       // robots.txt asks not to come
	Wall        Judgement = "consent wall" // a page that asks for consent, a login or a proof
	Blocked     Judgement = "blocked"      // 401, 403, 451
	HTML        Judgement = "HTML"         // a page where a feed should be
	Missing     Judgement = "not found"    // 404
	Gone        Judgement = "gone"         // 410
	Unreachable Judgement = "unreachable"  // no such host, no connection, no answer in time
	Refused     Judgement = "not followed" // leads where we do not go
	Unreadable  Judgement = "cannot be read"
)

// Judgements lists them in that order.
func Judgements() []Judgement {
	return []Judgement{Answers, Stale, Empty, SlowDown, Offline, Robots, Wall, Blocked, HTML, Missing, Gone, Unreachable, Refused, Unreadable}
}

// Verdict is what one address answered when it was asked once.
type Verdict struct {
	Outlet      news.OutletID
	Kind        news.FeedKind
	URL         string
	AlternateOf string // the main address; empty for a main address
	Asked       time.Time
	Judgement   Judgement
	Outcome     news.Outcome
	Status      int    // of HTTP; 0 without an answer
	Final       string // where it redirects to; empty when it does not
	Moved       bool   // Final is for good: 301 or 308 all the way
	Entries     int
	Newest      news.Claim // newest date that an entry states; unknown when none does
	Words       string     // why it is not good, in one line

	items []news.Item
}

// Good reports whether the address can be polled as it stands.
func (v Verdict) Good() bool { return v.Judgement == Answers || v.Judgement == Stale }

// Sentence is the verdict in words.
func (v Verdict) Sentence() string {
	newest := cmp.Or(v.Newest.String(), "not dated")
	s := string(v.Judgement)
	switch {
	case v.Kind == news.KindDocument && v.Good():
		s = "answers"
	case v.Judgement == Answers:
		s = fmt.Sprintf("answers: %d entries, newest %s", v.Entries, newest)
	case v.Judgement == Stale:
		s = fmt.Sprintf("stale since %s: %d entries", v.Newest.Time.Format(time.DateOnly), v.Entries)
	case v.Words != "":
		s += ": " + v.Words
	}
	switch {
	case v.Final != "" && v.Moved:
		s += "; has moved for good to " + v.Final
	case v.Final != "":
		s += "; redirects to " + v.Final
	}
	return s
}

// Probe asks each address of an outlet, alternates too, once and stores
// nothing.
func Probe(ctx context.Context, o Options, outlet news.Outlet) []Verdict {
	p := &Poller{Options: o, outlets: map[news.OutletID]news.Outlet{outlet.ID: outlet}}
	var out []Verdict
	for _, spec := range outlet.Feeds {
		for i, url := range append([]string{spec.URL}, spec.Alternates...) {
			if ctx.Err() != nil {
				return out
			}
			v := p.probe(ctx, outlet, spec, url)
			if i > 0 {
				v.AlternateOf = spec.URL
			}
			out = append(out, v)
		}
	}
	return out
}

// Exonerate blames nobody when no host at all was reached: the fault is most
// likely ours. It changes the verdicts and reports whether it was so.
func Exonerate(verdicts []Verdict) bool {
	hosts := map[string]bool{}
	for _, v := range verdicts {
		if v.Judgement != Unreachable {
			return false
		}
		hosts[hostOf(v.URL)] = true
	}
	if len(hosts) < 2 {
		return false
	}
	for i := range verdicts {
		verdicts[i].Judgement, verdicts[i].Outcome = Offline, news.OutcomeOffline
	}
	return true
}

func (p *Poller) probe(ctx context.Context, outlet news.Outlet, spec news.FeedSpec, url string) (v Verdict) {
	v = Verdict{Outlet: outlet.ID, Kind: spec.Kind, URL: url, Asked: p.Clock()}
	defer func() {
		if r := recover(); p.caught(r, "reader failed", "feed", url) {
			v.Judgement, v.Outcome, v.Words = Unreadable, news.OutcomePanic, fmt.Sprintf("reader failed: %v", news.Caught(r))
		}
	}()
	state := news.FeedState{Outlet: outlet.ID, Spec: spec, Address: url}
	resp, err := p.Client.Get(ctx, fetch.Request{URL: url, Purpose: purpose(spec.Kind), Limits: outlet.Host})
	v.Status = resp.Status
	if err != nil {
		r := polled{state: state}
		p.refused(&r, err)
		v.Outcome, v.Words = r.answer.fetch.Outcome, r.answer.fetch.Error
		v.Status = max(v.Status, r.answer.fetch.Status)
		v.Judgement = judgeFailure(v.Outcome, v.Status)
		return v
	}
	if resp.Final != url {
		v.Final, v.Moved = resp.Final, permanent(resp.Hops) != ""
	}
	d, err := p.parse(ctx, state, resp)
	v.judge(heard{d, resp, err})
	return v
}

// heard is an answer with what was read in it.
type heard struct {
	document
	resp fetch.Response
	err  error
}

// judge decides what an answer that came is worth.
func (v *Verdict) judge(r heard) {
	contentType := r.resp.Header.Get("Content-Type")
	v.Outcome, v.Entries, v.items = news.OutcomeOK, len(r.items), r.items
	if r.err != nil {
		v.Outcome, v.Words = news.OutcomeNotFeed, oneLine(r.err.Error())
	}
	switch {
	case r.err != nil && wall(r.resp.Body, contentType):
		v.Judgement = Wall
	case errors.Is(r.err, listing.ErrNothing):
		v.Outcome, v.Judgement = news.OutcomeBroken, Empty
	case r.err != nil && v.Kind == news.KindFeed && isHTML(r.resp.Body):
		v.Judgement = HTML
	case r.err != nil:
		v.Judgement = Unreadable
	case v.Entries == 0:
		v.Judgement, v.Words = Empty, "no entries"
	default:
		v.Judgement = Answers
		v.dates()
	}
}

// staleUndated is from what age one date alone makes a list stale.
const staleUndated = 365 * 24 * time.Hour

// dates finds the newest entry, and says that a list is stale whose newest is
// older than ten times its usual gap.
func (v *Verdict) dates() {
	var stated []time.Time
	for _, it := range v.items {
		c := it.Published
		if !c.Known() {
			c = it.Updated
		}
		if c.Usable() && !c.Time.After(v.Asked.Add(slack)) {
			stated = append(stated, c.Time)
			if c.Time.After(v.Newest.Time) {
				v.Newest = c
			}
		}
	}
	if len(stated) == 0 || v.Kind == news.KindDocument {
		return
	}
	slices.SortFunc(stated, func(a, b time.Time) int { return b.Compare(a) })
	patience := staleUndated
	if n := len(stated); n > 2 {
		patience = max(staleFactor*stated[0].Sub(stated[n-1])/time.Duration(n-1), staleAtLeast)
	}
	if v.Asked.Sub(stated[0]) > patience {
		v.Judgement = Stale
	}
}

// judgeFailure is the judgement on an address that gave nothing to read.
func judgeFailure(out news.Outcome, status int) Judgement {
	switch out {
	case news.OutcomeSlowDown:
		return SlowDown
	case news.OutcomeRobots:
		return Robots
	case news.OutcomeGone:
		return Gone
	case news.OutcomeDNS, news.OutcomeConnect, news.OutcomeTimeout, news.OutcomeTLS:
		return Unreachable
	case news.OutcomeRedirect, news.OutcomeAddress:
		return Refused
	}
	switch status {
	case http.StatusUnauthorized, http.StatusForbidden, http.StatusUnavailableForLegalReasons:
		return Blocked
	case http.StatusNotFound:
		return Missing
	}
	return Unreadable
}

// isHTML reports a web page by how it begins.
func isHTML(body []byte) bool {
	head := bytes.ToLower(bytes.TrimSpace(body[:min(len(body), 2048)]))
	return bytes.Contains(head, []byte("<html")) || bytes.HasPrefix(head, []byte("<!doctype html"))
}

package ingest

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"cipherdesk/internal/fetch"
	"cipherdesk/internal/listing"
	"cipherdesk/internal/news"
	"cipherdesk/internal/store"

	"github.com/robfig/cron/v3"
)

// leaseFor outlasts the fetcher's total deadline: a process that was killed
// holds a feed no longer than this.
const leaseFor = 5 * time.Minute

// polled is one feed with what came of asking it, not yet stored.
type polled struct {
	state   news.FeedState
	answer  answer
	items   []store.NewItem
	below   []news.Fetch     // sitemaps of an index
	changed []news.ArticleID // known before, said otherwise now
	again   []news.ArticleID // pages to read again
}

// pass polls the feeds at once, as far as their hosts allow, and stores each
// answer as it comes. Failures to reach any server wait for the end of the
// pass: when nobody answered, it is we who are offline.
func (p *Poller) pass(ctx context.Context, feeds []news.FeedState) ([]Report, error) {
	var results gathered[polled]
	var reports reports
	inLanes(feeds, func(s news.FeedState) lane { return p.lane(p.request(s)) }, func(s news.FeedState) {
		if ctx.Err() != nil || !p.busy.begin(s.ID) {
			return
		}
		silent, report, err := p.one(ctx, s, results.heard)
		if silent != nil {
			results.unheard(*silent)
			return
		}
		p.busy.end(s.ID)
		reports.add(report)
		results.fail(err)
	})
	nobody := offline(&p.online, &results, func(r polled) string { return r.answer.fetch.URL })
	for _, r := range results.silent {
		if nobody {
			r.answer.fetch.Outcome = news.OutcomeOffline
		}
		report, err := p.save(ctx, r)
		p.busy.end(r.state.ID)
		reports.add(report)
		results.fail(err)
	}
	return reports.list, results.failed
}

// one waits for a feed's turn, asks and stores the answer. What no server
// answered it returns unstored; the report is empty when there is nothing to say.
func (p *Poller) one(ctx context.Context, s news.FeedState, heard func()) (silent *polled, report Report, err error) {
	defer func() {
		if v := recover(); p.caught(v, "poll failed", "feed", s.Address) {
			silent, err = nil, news.Caught(v)
		}
	}()
	wait, held := p.Client.Wait(ctx, p.request(s))
	if held {
		report, err = p.putOff(ctx, s.ID, p.Clock().Add(wait))
		return nil, report, err
	}
	if !pause(ctx, wait) {
		return nil, report, nil
	}
	p.slots <- struct{}{}
	defer func() { <-p.slots }()
	r, leased, err := p.ask(ctx, s)
	switch {
	case err != nil:
		return nil, report, fmt.Errorf("lease %s: %w", s.Address, err)
	case !leased:
		return nil, report, nil
	case unreached(r.answer.fetch):
		return &r, report, nil
	}
	heard()
	report, err = p.save(ctx, r)
	return nil, report, err
}

// request is the question that a feed is due for. Validators belong to the
// address that they came from.
func (p *Poller) request(s news.FeedState) fetch.Request {
	r := fetch.Request{URL: asked(s, p.Clock()), Purpose: purpose(s.Spec.Kind), Limits: p.outlets[s.Outlet].Host}
	if r.URL == s.Address {
		r.Validators, r.Fresh = s.Validators, s.Fresh
	}
	return r
}

// putOff notes that a feed must wait because its host asked to be left alone.
func (p *Poller) putOff(ctx context.Context, id news.FeedID, until time.Time) (Report, error) {
	s, err := p.DB.Feed(ctx, id)
	if err != nil {
		return Report{}, fmt.Errorf("put off: %w", err)
	}
	s.Floor = until
	if spec, err := cron.ParseStandard(s.Spec.Cron); err == nil {
		s.Due = nextDue(spec, s, p.Clock())
	}
	if err := p.DB.SaveFeedState(ctx, s); err != nil {
		return Report{}, fmt.Errorf("put off %s: %w", s.Address, err)
	}
	return waits(s, until, "its host asked to be left alone until"), nil
}

// ask polls one feed under a lease, unless somebody else has polled it since its
// state was read. It stores nothing.
func (p *Poller) ask(ctx context.Context, s news.FeedState) (r polled, leased bool, err error) {
	now := p.Clock()
	ok, err := p.DB.Lease(ctx, s.ID, p.Owner, now.Add(leaseFor))
	if err != nil || !ok {
		return polled{}, false, err
	}
	if fresh, err := p.DB.Feed(ctx, s.ID); err != nil || fresh.Polls != s.Polls {
		return polled{}, false, errors.Join(err, p.DB.Release(ctx, s.ID, p.Owner))
	}
	if s.Shape != "" && s.Shape != shape(s.Spec, asked(s, now)) {
		s.Validators, s.Body, s.List.Maps = news.Validators{}, "", nil // of another list
	}
	r = polled{state: s, answer: answer{fetch: p.newFetch(s, now)}}
	defer func() {
		if v := recover(); p.caught(v, "reader failed", "feed", s.Address) {
			leased, err = true, nil
			r.state, r.items, r.again = s, nil, nil
			r.answer.fetch.Outcome = news.OutcomePanic
			r.answer.fetch.Error = fmt.Sprintf("reader failed: %v", news.Caught(v))
		}
	}()
	response, err := p.Client.Get(ctx, p.request(s))
	note(&r.answer.fetch, response)
	r.answer.notBefore = response.NotBefore
	if err != nil {
		p.refused(&r, err)
		r.answer.bare = r.answer.fetch.Outcome == news.OutcomeSlowDown && !response.RetryAfter
		return r, true, nil
	}
	r.answer.permanent, r.answer.fresh = permanent(response.Hops), response.Fresh
	defer p.room(response.Body)()
	p.read(ctx, &r, response)
	return r, true, nil
}

func (p *Poller) newFetch(s news.FeedState, now time.Time) news.Fetch {
	f := news.Fetch{FeedID: s.ID, Outlet: s.Outlet, Purpose: purpose(s.Spec.Kind), URL: asked(s, now), At: now}
	if s.Floor.After(s.Last) && !s.Last.IsZero() {
		f.Waited = s.Floor.Sub(s.Last)
	}
	return f
}

func purpose(k news.FeedKind) news.Purpose {
	if k == news.KindFeed {
		return news.ForFeed
	}
	return news.ForSource
}

// note copies into the record what can be known of any answer.
func note(f *news.Fetch, r fetch.Response) {
	f.Final, f.Status, f.Took, f.Wire, f.Size = r.Final, r.Status, r.Took, r.Wire, int64(len(r.Body))
	f.Returned = r.Validators
	if f.Final == "" {
		f.Final = f.URL
	}
	if len(r.Body) > 0 {
		f.Digest = news.DigestOf(r.Body)
	}
}

func (p *Poller) refused(r *polled, err error) {
	f := &r.answer.fetch
	f.Outcome, f.Error = news.OutcomeConnect, err.Error()
	var e *fetch.Error
	if errors.As(err, &e) {
		f.Outcome, f.Error = e.Outcome, e.Words
		if e.Status != 0 {
			f.Status = e.Status
		}
		r.answer.notBefore = e.NotBefore
	}
}

// permanent is where a chain of permanent redirects leads; a single temporary
// hop makes the whole chain temporary (RFC 9110 §15.4.9).
func permanent(hops []fetch.Hop) string {
	to := ""
	for _, h := range hops {
		if h.Status != 301 && h.Status != 308 {
			return ""
		}
		to = h.To
	}
	return to
}

// read turns a good answer into items. A body that equals the last one is not
// parsed, but its validators count.
func (p *Poller) read(ctx context.Context, r *polled, resp fetch.Response) {
	f := &r.answer.fetch
	same := resp.NotModified || f.Digest == r.state.Body && f.Digest != ""
	switch {
	case same && hasMaps(r.state): // an index that names the same maps says nothing about what is in them
	case resp.NotModified:
		f.Outcome = news.OutcomeNotModified
		return
	case same:
		f.Outcome, f.Items = news.OutcomeOK, -1
		return
	}
	if k := r.state.Spec.Kind; k == news.KindIndex || k == news.KindDocument {
		if f.Error = tooMany(resp.Body); f.Error != "" {
			f.Outcome = news.OutcomeUnreadable
			return
		}
	}
	doc, err := p.parse(ctx, r.state, resp)
	r.below = doc.below
	if doc.notBefore.After(r.answer.notBefore) {
		r.answer.notBefore = doc.notBefore
	}
	if resp.Partial && len(doc.items) == 0 {
		f.Outcome, f.Error = news.OutcomeTruncated, resp.Reason
		return
	}
	if err != nil {
		r.unread(resp, err)
		return
	}
	f.Outcome, f.Items, f.Repairs = news.OutcomeOK, len(doc.items), doc.repairs
	if same && len(doc.items) == 0 { // nor has any of its maps changed
		if f.Items = -1; resp.NotModified {
			f.Outcome = news.OutcomeNotModified
		}
		return
	}
	if doc.partial || resp.Partial {
		f.Outcome = news.OutcomePartial
	}
	if resp.Partial {
		f.Repairs = append(f.Repairs, resp.Reason)
	}
	r.answer.hints, r.answer.claimed = doc.hints, claimed(doc.items, f.At)
	if err := p.sift(ctx, r, doc); err != nil {
		f.Outcome, f.Error, r.items, r.again = news.OutcomeUnreadable, oneLine(err.Error()), nil, nil
	}
}

// unread says why an answer holds nothing to read.
func (r *polled) unread(resp fetch.Response, err error) {
	f := &r.answer.fetch
	f.Outcome, f.Error = news.OutcomeNotFeed, oneLine(err.Error())
	switch {
	case wall(resp.Body, resp.Header.Get("Content-Type")):
		r.answer.blocked = true
		f.Error = "a consent, login or refusal page stands here"
	case errors.Is(err, listing.ErrNothing):
		f.Outcome = news.OutcomeBroken
	}
}

// save stores one poll whole: items, validators, state and record.
func (p *Poller) save(ctx context.Context, r polled) (Report, error) {
	f, before := r.answer.fetch, r.state.Status
	r.state = after(r.state, r.answer)
	if now := r.state.Status; now == news.FeedRetired && now != before {
		p.Log.Warn("feed retired; 'cipherdesk poll "+string(f.Outlet)+"' asks it once more", "outlet", f.Outlet, "feed", f.URL, "why", f.Error)
	}
	if spec, err := cron.ParseStandard(r.state.Spec.Cron); err == nil {
		if r.state.Due = nextDue(spec, r.state, f.At); f.Outcome == news.OutcomeOffline {
			r.state.Due = tickAfter(spec, r.state, later(f.At, r.state.Floor))
		}
	}
	f.Items = max(f.Items, 0)
	// What was fetched is stored even when we are told to stop: nothing
	// observed is lost, and the next start need not ask again.
	ctx = context.WithoutCancel(ctx)
	_, err := p.DB.SavePoll(ctx, store.PollRecord{Fetch: f, Items: r.items, Below: r.below, Again: r.again, State: r.state, Owner: p.Owner})
	if err != nil {
		return Report{}, fmt.Errorf("store poll of %s: %w", r.state.Address, err)
	}
	p.changed(r.changed...)
	report := Report{
		Outlet: f.Outlet, Feed: f.URL, Outcome: f.Outcome, Status: f.Status, Items: f.Items, New: f.New, Changed: f.Changed,
		Bytes: f.Wire, Millis: f.Took.Milliseconds(), Error: f.Error, Repairs: f.Repairs, Next: r.state.Due,
	}
	p.tally.count(report)
	p.progress.Lock()
	defer p.progress.Unlock()
	if p.Progress != nil {
		p.Progress(report)
	}
	return report, nil
}

// reports collects from jobs side by side; what reports nothing is left out.
type reports struct {
	mu   sync.Mutex
	list []Report
}

func (l *reports) add(r Report) {
	if r.Feed == "" {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.list = append(l.list, r)
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

package ingest

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"strings"
	"sync"
	"sync/atomic"
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
	network bool             // failed before any server answered
}

// pass polls the feeds at once, as far as their hosts allow, and stores each
// answer as it comes. Failures to reach any server wait for the end of the
// pass: when nobody answered, it is we who are offline.
func (p *Poller) pass(ctx context.Context, feeds []news.FeedState) ([]Report, error) {
	var (
		mu      sync.Mutex
		reports []Report
		failed  error
		unheard []polled
		heard   atomic.Bool
		group   sync.WaitGroup
	)
	keep := func(r polled) {
		report, err := p.save(ctx, r)
		mu.Lock()
		defer mu.Unlock()
		failed = errors.Join(failed, err)
		if err == nil {
			reports = append(reports, report)
		}
	}
	slots := make(chan struct{}, p.Parallel)
	for _, s := range feeds {
		if ctx.Err() != nil {
			break
		}
		slots <- struct{}{}
		group.Go(func() {
			defer func() { <-slots }()
			r, leased, err := p.ask(ctx, s)
			switch {
			case err != nil:
				mu.Lock()
				failed = errors.Join(failed, fmt.Errorf("lease %s: %w", s.Address, err))
				mu.Unlock()
			case !leased:
			case r.network:
				mu.Lock()
				unheard = append(unheard, r)
				mu.Unlock()
			default:
				heard.Store(true)
				keep(r)
			}
		})
	}
	group.Wait()
	for _, r := range p.online.judge(unheard, heard.Load()) {
		keep(r)
	}
	return reports, failed
}

// ask polls one feed under a lease. It stores nothing.
func (p *Poller) ask(ctx context.Context, s news.FeedState) (r polled, leased bool, err error) {
	now := p.Clock()
	ok, err := p.DB.Lease(ctx, s.ID, p.Owner, now.Add(leaseFor))
	if err != nil || !ok {
		return polled{}, false, err
	}
	if s.Shape != "" && s.Shape != shape(s.Spec, asked(s, now)) {
		s.Validators, s.Body, s.List.Maps = news.Validators{}, "", nil // of another list
	}
	r = polled{state: s, answer: answer{fetch: p.newFetch(s, now)}}
	defer func() {
		if v := recover(); v != nil {
			p.Log.Error("reader failed", "feed", s.Address, "panic", v, "stack", string(debug.Stack()))
			leased, err = true, nil
			r.items, r.again = nil, nil
			r.answer.fetch.Outcome = news.OutcomePanic
			r.answer.fetch.Error = fmt.Sprintf("reader failed: %v", v)
		}
	}()
	request := fetch.Request{URL: r.answer.fetch.URL, Purpose: purpose(s.Spec.Kind), Limits: p.outlets[s.Outlet].Host}
	if request.URL == s.Address {
		request.Validators = s.Validators
	}
	response, err := p.Client.Get(ctx, request)
	note(&r.answer.fetch, response)
	r.answer.notBefore = response.NotBefore
	if err != nil {
		p.refused(&r, err)
		return r, true, nil
	}
	r.answer.permanent = permanent(response.Hops)
	p.read(ctx, &r, response)
	return r, true, nil
}

func (p *Poller) newFetch(s news.FeedState, now time.Time) news.Fetch {
	return news.Fetch{FeedID: s.ID, Outlet: s.Outlet, Purpose: purpose(s.Spec.Kind), URL: asked(s, now), At: now}
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
	switch f.Outcome {
	case news.OutcomeDNS, news.OutcomeConnect, news.OutcomeTimeout, news.OutcomeTLS:
		r.network = f.Status == 0
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
	r.answer.hints = doc.hints
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
		f.Error = "a consent, login or refusal page stands here: " + f.Error
	case errors.Is(err, listing.ErrNothing):
		f.Outcome = news.OutcomeBroken
	}
}

// save stores one poll whole: items, validators, state and record.
func (p *Poller) save(ctx context.Context, r polled) (Report, error) {
	f := r.answer.fetch
	r.state = after(r.state, r.answer)
	if spec, err := cron.ParseStandard(r.state.Spec.Cron); err == nil {
		r.state.Due = nextDue(spec, r.state, f.At)
	}
	f.Items = max(f.Items, 0)
	// What was fetched is stored even when we are told to stop: nothing
	// observed is lost, and the next start need not ask again.
	ctx = context.WithoutCancel(ctx)
	_, err := p.DB.SavePoll(ctx, store.PollRecord{Fetch: f, Items: r.items, Below: r.below, Again: r.again, State: r.state})
	if err != nil {
		return Report{}, fmt.Errorf("store poll of %s: %w", r.state.Address, err)
	}
	p.changed(r.changed...)
	if err := p.DB.Release(ctx, r.state.ID, p.Owner); err != nil {
		return Report{}, fmt.Errorf("release %s: %w", r.state.Address, err)
	}
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

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

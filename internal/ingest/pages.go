package ingest

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"cipherdesk/internal/address"
	"cipherdesk/internal/fetch"
	"cipherdesk/internal/news"
	"cipherdesk/internal/page"
	"cipherdesk/internal/store"
)

const (
	pagesAtOnce = 500 // looked at in one round
	mostTries   = 5   // failures in a row before a page is let go
	vanishAfter = 2   // 404s in a row that make a page vanished
	recheckYear = 365 * 24 * time.Hour
	// roundTime is how long the queue before one host may be in one round.
	roundTime = 10 * time.Minute
	// claimFor outlasts a round: a process that was killed holds a page no
	// longer than this.
	claimFor = 30 * time.Minute
	// offlinePause is how long a page waits when nobody could be reached.
	offlinePause = 15 * time.Minute
	// longestFreshPage bounds how long a page's max-age puts off the next look.
	longestFreshPage = 24 * time.Hour
)

// readPages asks for every article page that is due and whose turn it is, hosts
// side by side and each host in its own rhythm.
func (p *Poller) readPages(ctx context.Context) error {
	for ctx.Err() == nil {
		due, err := p.DB.PagesDue(ctx, p.Clock(), pagesAtOnce)
		if err != nil {
			return fmt.Errorf("list pages: %w", err)
		}
		work, err := p.claimPages(ctx, due)
		if err != nil {
			return err
		}
		if err := p.readRound(ctx, work); err != nil || len(due) < pagesAtOnce {
			return err
		}
	}
	return nil
}

// claimPages decides which pages are read in this round and puts the others off: a
// host that asked to be left alone, has a long queue already, or was asked
// enough for now. Whatever it returns is this process's alone.
func (p *Poller) claimPages(ctx context.Context, due []store.PageWork) ([]store.PageWork, error) {
	if len(due) == 0 {
		return nil, nil
	}
	// Of what was read before, the youngest first: it is what still changes.
	slices.SortStableFunc(due, func(a, b store.PageWork) int {
		if a.Page == "" || b.Page == "" {
			return strings.Compare(string(a.Page), string(b.Page))
		}
		return b.Article.FirstSeen.Compare(a.Article.FirstSeen)
	})
	now := p.Clock()
	queues := map[lane]time.Duration{} // how long each already is
	claims := make([]store.PageClaim, 0, len(due))
	ours := map[news.ArticleID]bool{}
	for _, w := range due {
		r := p.pageRequest(w)
		l := p.lane(r)
		wait, held := p.Client.Wait(ctx, r)
		until := now.Add(max(wait, queues[l]))
		switch {
		case held:
			until = now.Add(wait)
		case until.Sub(now) >= roundTime:
			queues[l] += p.Client.Gap(r)
		default:
			if until = p.quota.take(l.name, w.Page != "", now); until.IsZero() {
				ours[w.Article.ID], until = true, now.Add(claimFor)
				queues[l] += p.Client.Gap(r)
			}
		}
		claims = append(claims, store.PageClaim{Article: w.Article.ID, Until: until})
	}
	got, err := p.DB.ClaimPages(ctx, now, claims)
	if err == nil {
		err = p.quota.save(ctx, p.DB, now)
	}
	if err != nil {
		return nil, fmt.Errorf("claim pages: %w", err)
	}
	return slices.DeleteFunc(due, func(w store.PageWork) bool { return !ours[w.Article.ID] || !got[w.Article.ID] }), nil
}

// unclaim gives pages back whose turn did not come: their host asked for quiet
// meanwhile, or we are stopping.
func (p *Poller) unclaim(ctx context.Context, left <-chan store.PageClaim) error {
	var claims []store.PageClaim
	for c := range left {
		claims = append(claims, c)
	}
	if len(claims) == 0 {
		return nil
	}
	if _, err := p.DB.ClaimPages(context.WithoutCancel(ctx), p.Clock().Add(claimFor), claims); err != nil {
		return fmt.Errorf("give pages back: %w", err)
	}
	return nil
}

func (p *Poller) pageRequest(w store.PageWork) fetch.Request {
	return fetch.Request{URL: w.URL, Purpose: news.ForArticle, Validators: w.Validators, Limits: p.outlets[w.Article.Outlet].Host}
}

// askedPage is one page with what came of asking for it, not yet stored.
type askedPage struct {
	work    store.PageWork
	record  store.PageRecord
	network bool // failed before any server answered
}

// readRound reads pages and stores each as it comes. Failures to reach any
// server wait for the end: when nobody answered, it is we who are offline.
func (p *Poller) readRound(ctx context.Context, work []store.PageWork) error {
	var results gathered[askedPage]
	left := make(chan store.PageClaim, len(work))
	began := time.Now()
	inLanes(work, func(w store.PageWork) lane { return p.lane(p.pageRequest(w)) }, func(w store.PageWork) {
		wait, held := p.Client.Wait(ctx, p.pageRequest(w))
		if ctx.Err() != nil || held || time.Since(began) > 2*roundTime || !pause(ctx, wait) {
			left <- store.PageClaim{Article: w.Article.ID, Until: p.Clock()}
			return
		}
		p.slots <- struct{}{}
		defer func() { <-p.slots }()
		a := p.tryPage(ctx, w)
		switch {
		case ctx.Err() != nil:
			left <- store.PageClaim{Article: w.Article.ID, Until: p.Clock()}
		case a.network:
			results.unheard(a)
		default:
			results.heard()
			results.fail(news.Guarded(func() error { return p.savePage(ctx, a) }))
		}
	})
	close(left)
	results.fail(p.unclaim(ctx, left))
	nobody := offline(&p.online, &results, func(a askedPage) string { return a.work.URL })
	for _, a := range results.silent {
		if nobody {
			a.record.Fetch.Outcome, a.record.Tries = news.OutcomeOffline, a.work.Tries
			a.record.Next = a.record.Fetch.At.Add(offlinePause)
		}
		results.fail(p.savePage(ctx, a))
	}
	return results.failed
}

// tryPage asks for one page. It stores nothing.
func (p *Poller) tryPage(ctx context.Context, w store.PageWork) askedPage {
	now := p.Clock()
	a := askedPage{work: w, record: store.PageRecord{Article: w.Article, Validators: w.Validators, Tries: w.Tries + 1}}
	f := news.Fetch{Article: w.Article.ID, Outlet: w.Article.Outlet, Purpose: news.ForArticle, URL: w.URL, At: now}
	response, err := p.askPage(ctx, w)
	note(&f, response)
	switch {
	case err != nil:
		missed(&a.record, &f, w, err)
		a.network = unreached(f)
	case response.NotModified:
		f.Outcome, a.record.Tries = news.OutcomeNotModified, 0
		again(&a.record, w, now)
	default:
		leave := p.room(response.Body)
		p.extract(&a.record, &f, w, response) // catches its own panics
		leave()
	}
	if fresh := now.Add(longestFreshPage); err == nil && !a.record.Next.IsZero() {
		if response.NotBefore.Before(fresh) {
			fresh = response.NotBefore
		}
		a.record.Next = later(a.record.Next, fresh)
	}
	a.record.Fetch = f
	return a
}

func (p *Poller) savePage(ctx context.Context, a askedPage) error {
	if version := a.record.Text.Version; a.record.Body != nil && a.work.Text.Version != version {
		if err := p.retextArticle(ctx, a.work.Article, version); err != nil {
			return fmt.Errorf("texts of %s: %w", a.work.URL, err)
		}
	}
	saved, err := p.DB.SavePage(context.WithoutCancel(ctx), a.record)
	if err != nil {
		return fmt.Errorf("store page %s: %w", a.work.URL, err)
	}
	if saved.Revision != 0 {
		p.changed(a.work.Article.ID)
	}
	return nil
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// missed decides what a failure means for the page: tried again later with
// growing pauses, given up, or vanished. One that was read before is not given
// up for a server's bad days.
func missed(rec *store.PageRecord, f *news.Fetch, w store.PageWork, err error) {
	f.Outcome, f.Error = news.OutcomeConnect, oneLine(err.Error())
	var e *fetch.Error
	if errors.As(err, &e) {
		f.Outcome, f.Error = e.Outcome, e.Words
		if e.Status != 0 {
			f.Status = e.Status
		}
		rec.Next = e.NotBefore
	}
	vanished := f.Status == http.StatusNotFound || f.Status == http.StatusGone
	switch {
	case f.Outcome == news.OutcomeSlowDown:
		rec.Tries = w.Tries
	case vanished && w.Page != "" && rec.Tries >= vanishAfter:
		rec.Gone, rec.Tries = true, 0
		rec.Next = time.Time{}
		if f.At.Sub(w.Article.FirstSeen) < recheckYear {
			rec.Next = f.At.Add(slowestPause) // it may come back
		}
		return
	case rec.Tries >= mostTries && w.Page != "":
		asked := rec.Next
		if again(rec, w, f.At.Add(longestWait)); !rec.Next.IsZero() {
			rec.Next = later(rec.Next, asked)
		}
		return
	case rec.Tries >= mostTries:
		rec.Next = time.Time{}
		return
	}
	rec.Next = later(rec.Next, f.At.Add(doubled(time.Hour, rec.Tries-1)))
}

// unread notes that it is our fault that a page was not read: it is asked for
// again as if it had never come, since the next version may read it.
func unread(rec *store.PageRecord, f *news.Fetch, w store.PageWork, err error) {
	f.Outcome, f.Error = news.OutcomePanic, oneLine(fmt.Sprintf("reader failed: %v", err))
	rec.Body, rec.Validators, rec.Tries = nil, w.Validators, w.Tries+1
}

// extract derives the article's text from its page. A page that cannot be read
// is recorded; the feed's text stays.
func (p *Poller) extract(rec *store.PageRecord, f *news.Fetch, w store.PageWork, r fetch.Response) {
	defer func() {
		if v := recover(); p.caught(v, "reader failed", "page", w.URL) {
			unread(rec, f, w, news.Caught(v))
		}
	}()
	rec.Validators, rec.Tries = r.Validators, 0
	again(rec, w, f.At)
	f.Outcome, f.ContentType = news.OutcomeOK, r.Header.Get("Content-Type")
	if f.Digest == w.Page && !w.Gone {
		return
	}
	if f.Error = tooMany(r.Body); f.Error != "" {
		f.Outcome = news.OutcomeUnreadable
		return
	}
	o := p.pageOptions(w.Article.Outlet, r.Final)
	o.ContentType, o.Article = f.ContentType, w.Article.ID
	t, err := page.Extract(r.Body, o)
	if errors.Is(err, news.ErrPanic) {
		p.Log.Error("reader failed", "page", w.URL, "err", err)
		unread(rec, f, w, err)
		return
	}
	if err != nil {
		f.Outcome, f.Error = news.OutcomeUnreadable, oneLine(err.Error())
		return
	}
	if walled(r, t, w.Text) {
		f.Outcome, f.Error = news.OutcomeUnreadable, "a consent, login or refusal page stands where the article should be"
		rec.Validators, rec.Tries = w.Validators, w.Tries+1
		return
	}
	p.learn(w.Article, r.Body, o)
	rec.Body = r.Body
	rec.Text = merge(t, w.FeedText)
	if rec.Text.Title != w.Text.Title || rec.Text.Body != w.Text.Body {
		w.Pause = 0
		again(rec, w, f.At)
	}
	rec.Findings = p.analyse(w.Article, rec.Text)
	rec.Aliases = aliases(w.Article, r, t.Canonical)
	if rec.Findings.Story.Verdict == news.VerdictNo {
		rec.Next = time.Time{} // only stories are watched
	}
}

// walled reports whether a page with little text asks for consent, a login or
// proof of being human instead of showing its article. Beside a text that we
// had before, little means a third of it; otherwise, few words at all.
func walled(r fetch.Response, t, before news.Text) bool {
	little := max(thinWords, words(before.Body)/3)
	return words(t.Body) < little && wall(r.Body, r.Header.Get("Content-Type"))
}

// aliases are the other addresses that the page turned out to have on its own
// site. A canonical link to another site says whose text it is, not where this
// article lives.
func aliases(a news.Article, r fetch.Response, canonical string) []string {
	var out []string
	for _, u := range []string{r.Final, canonical} {
		c, err := address.Canonical(u)
		if err == nil && c != a.URL && address.Site(c) == address.Site(a.URL) {
			out = append(out, c)
		}
	}
	return out
}

// again plans the next reading of a story's page. The pause grows with the age
// of the story and, while nothing changes, doubles: a change begins it anew. A
// story that is a year old, and an article that is none, are read no more.
func again(rec *store.PageRecord, w store.PageWork, now time.Time) {
	age := now.Sub(w.Article.FirstSeen).Abs() // seen on a clock that ran ahead
	rec.Next, rec.Pause = time.Time{}, 0
	if w.Story.Verdict == news.VerdictNo && w.Page != "" || age > recheckYear {
		return
	}
	for _, rung := range ladder {
		if age <= rung.until {
			rec.Pause = max(rung.every, min(2*w.Pause, slowestPause))
			rec.Next = now.Add(rec.Pause)
			return
		}
	}
}

const day = 24 * time.Hour

// ladder is how often a page of a certain age is read at most.
var ladder = []struct{ until, every time.Duration }{
	{3 * time.Hour, 15 * time.Minute}, {day, time.Hour}, {7 * day, 3 * time.Hour}, {30 * day, 3 * day}, {recheckYear, slowestPause},
}

// slowestPause is the longest pause, of stories older than a month.
const slowestPause = 30 * day

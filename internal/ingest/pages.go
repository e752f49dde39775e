package ingest

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"runtime/debug"
	"sync"
	"time"

	"cipherdesk/internal/address"
	"cipherdesk/internal/fetch"
	"cipherdesk/internal/news"
	"cipherdesk/internal/page"
	"cipherdesk/internal/store"
)

const (
	pagesAtOnce = 500 // read in one round
	mostTries   = 5   // failures in a row before a page is let go
	vanishAfter = 2   // 404s in a row that make a page vanished
	recheckYear = 365 * 24 * time.Hour
)

// readPages asks for every article page that is due, hosts side by side and
// each host in its own rhythm.
func (p *Poller) readPages(ctx context.Context) error {
	for {
		work, err := p.DB.PagesDue(ctx, p.Clock(), pagesAtOnce)
		if err != nil {
			return fmt.Errorf("list pages: %w", err)
		}
		if err := p.readRound(ctx, work); err != nil || len(work) < pagesAtOnce || ctx.Err() != nil {
			return err
		}
	}
}

func (p *Poller) readRound(ctx context.Context, work []store.PageWork) error {
	var (
		mu     sync.Mutex
		failed error
		group  sync.WaitGroup
	)
	slots := make(chan struct{}, p.Parallel)
	for _, w := range work {
		if ctx.Err() != nil {
			break
		}
		slots <- struct{}{}
		group.Go(func() {
			defer func() { <-slots }()
			if err := p.readPage(ctx, w); err != nil {
				mu.Lock()
				failed = errors.Join(failed, err)
				mu.Unlock()
			}
		})
	}
	group.Wait()
	return failed
}

// readPage asks for one page and stores what came of it.
func (p *Poller) readPage(ctx context.Context, w store.PageWork) error {
	now := p.Clock()
	f := news.Fetch{Article: w.Article.ID, Outlet: w.Article.Outlet, Purpose: news.ForArticle, URL: w.URL, At: now}
	response, err := p.askPage(ctx, w)
	if ctx.Err() != nil {
		return nil // asked for again at the next start
	}
	note(&f, response)
	rec := store.PageRecord{Article: w.Article, Validators: w.Validators, Tries: w.Tries + 1}
	switch {
	case err != nil:
		missed(&rec, &f, w, err)
	case response.NotModified:
		f.Outcome, rec.Tries = news.OutcomeNotModified, 0
		again(&rec, w, now)
	default:
		p.extract(&rec, &f, w, response)
	}
	rec.Fetch = f
	saved, err := p.DB.SavePage(context.WithoutCancel(ctx), rec)
	if err != nil {
		return fmt.Errorf("store page %s: %w", w.URL, err)
	}
	if saved.Revision != 0 {
		p.changed(w.Article.ID)
	}
	return nil
}

// missed decides what a failure means for the page: tried again later with
// growing pauses, given up, or vanished.
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
		rec.Gone = true
		rec.Next = time.Time{}
		return
	case rec.Tries >= mostTries:
		rec.Next = time.Time{}
		return
	}
	if pause := f.At.Add(doubled(time.Hour, rec.Tries-1)); rec.Next.Before(pause) {
		rec.Next = pause
	}
}

// extract derives the article's text from its page. A page that cannot be read
// is recorded; the feed's text stays.
func (p *Poller) extract(rec *store.PageRecord, f *news.Fetch, w store.PageWork, r fetch.Response) {
	defer func() {
		if v := recover(); v != nil {
			p.Log.Error("reader failed", "page", w.URL, "panic", v, "stack", string(debug.Stack()))
			f.Outcome, f.Error = news.OutcomePanic, fmt.Sprintf("reader failed: %v", v)
			rec.Body = nil
		}
	}()
	rec.Validators, rec.Tries = r.Validators, 0
	again(rec, w, f.At)
	f.Outcome, f.ContentType = news.OutcomeOK, r.Header.Get("Content-Type")
	if f.Digest == w.Page {
		return
	}
	o := p.pageOptions(w.Article.Outlet, r.Final)
	o.ContentType = f.ContentType
	t, err := page.Extract(r.Body, o)
	if err != nil {
		f.Outcome, f.Error = news.OutcomeUnreadable, oneLine(err.Error())
		return
	}
	if walled(r, t, w.Text) {
		f.Outcome, f.Error = news.OutcomeUnreadable, "a consent, login or refusal page stands where the article should be"
		rec.Validators, rec.Tries = w.Validators, w.Tries+1
		return
	}
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
	age := now.Sub(w.Article.FirstSeen)
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

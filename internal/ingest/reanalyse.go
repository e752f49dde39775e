package ingest

import (
	"context"
	"errors"
	"fmt"
	"time"

	"cipherdesk/internal/news"
	"cipherdesk/internal/page"
	"cipherdesk/internal/store"
)

// reanalyseBatch is how many texts are made anew in one step.
const reanalyseBatch = 200

// Step is how far a reanalysis is.
type Step struct {
	What string // "texts" or "findings"
	Done int    // so far, of this kind
}

// Reanalyse derives anew what another version made: texts from kept bodies,
// findings from texts, then the events. It asks no network and makes no new
// version of any article. With a time, only of articles first seen since. It can
// be stopped at any point and goes on where it was; where nothing changed it
// writes nothing.
func (p *Poller) Reanalyse(ctx context.Context, since time.Time) error {
	if err := p.retext(ctx, since); err != nil {
		return err
	}
	if err := p.refind(ctx, since); err != nil {
		return err
	}
	return errors.Join(p.updateEvents(ctx), p.updateLedger(ctx))
}

// sameExtractor brings texts up to date before anything is compared with them,
// so that no edit is an effect of ours.
func (p *Poller) sameExtractor(ctx context.Context) error {
	if p.texted.Load() {
		return nil
	}
	err := p.retext(ctx, time.Time{})
	p.texted.Store(err == nil)
	return err
}

// retext brings every text up to the extractor in use, outlet by outlet: what an
// outlet's settings and template are is part of the version.
func (p *Poller) retext(ctx context.Context, since time.Time) error {
	all, err := p.DB.Templates(ctx)
	if err != nil {
		return fmt.Errorf("list templates: %w", err)
	}
	done := 0
	for _, t := range all {
		version := p.pageOptions(t.Outlet, "").Version()
		if t.Applied == version {
			continue
		}
		if err := p.retextOutlet(ctx, store.StaleQuery{Outlet: t.Outlet, Version: version, Since: since, Limit: reanalyseBatch}, &done); err != nil {
			return fmt.Errorf("texts of %s: %w", t.Outlet, err)
		}
		if !since.IsZero() {
			continue
		}
		t.Applied = version
		if err := p.DB.PutTemplate(ctx, t); err != nil {
			return fmt.Errorf("texts of %s: %w", t.Outlet, err)
		}
	}
	return nil
}

func (p *Poller) retextOutlet(ctx context.Context, q store.StaleQuery, done *int) error {
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		stale, err := p.DB.StaleTexts(ctx, q)
		if err != nil || len(stale) == 0 {
			return err
		}
		anew := make([]store.TextRecord, 0, len(stale))
		for _, s := range stale {
			if t, ok := p.derive(s); ok {
				anew = append(anew, store.TextRecord{ID: s.ID, Text: t, Findings: p.analyse(s.Article, t)})
				p.changed(s.Article.ID)
			}
		}
		if err := p.DB.PutTexts(ctx, anew); err != nil {
			return err
		}
		q.After = stale[len(stale)-1].ID
		*done += len(stale)
		p.step(Step{"texts", *done})
	}
}

// retextArticle brings the texts of one article up to date, before a new one is
// compared with them.
func (p *Poller) retextArticle(ctx context.Context, a news.Article, version string) error {
	done := 0
	return p.retextOutlet(ctx, store.StaleQuery{Outlet: a.Outlet, Article: a.ID, Version: version, Limit: reanalyseBatch}, &done)
}

// derive makes the text of one revision anew, from the same bodies and in the
// same way as when they were read. Without a body the text stays what it was.
func (p *Poller) derive(s store.StaleText) (news.Text, bool) {
	o := p.pageOptions(s.Article.Outlet, s.Final)
	o.ContentType, o.Now, o.Article = s.ContentType, s.ReadAt, s.Article.ID
	switch {
	case s.Page != nil && s.Text.Origin == "given":
		return page.FromPlain(string(s.Page), o), true
	case s.Page != nil:
		t, err := page.Extract(s.Page, o)
		if err != nil {
			p.Log.Error("a kept page cannot be read: its text stays what it was", "page", s.Article.URL, "err", err)
			return t, false
		}
		return merge(t, s.FeedText), true
	case s.Item.GUID != "":
		o.URL = s.Article.URL
		return page.FromFeed(s.Item, o), true
	}
	return news.Text{}, false
}

// refind brings the findings of every text that lists show up to the analyser
// in use.
func (p *Poller) refind(ctx context.Context, since time.Time) error {
	q := store.StaleQuery{Version: p.Analyser.Version(), Since: since, Limit: reanalyseBatch}
	for done := 0; ; {
		if err := ctx.Err(); err != nil {
			return err
		}
		stale, err := p.DB.Stale(ctx, q)
		if err != nil {
			return fmt.Errorf("list texts to analyse: %w", err)
		}
		if len(stale) == 0 {
			return nil
		}
		if err := p.DB.PutFindings(ctx, p.analyseAll(stale)); err != nil {
			return fmt.Errorf("store findings: %w", err)
		}
		q.After = int64(stale[len(stale)-1].Revision)
		done += len(stale)
		p.step(Step{"findings", done})
	}
}

func (p *Poller) analyseAll(stale []store.StalePiece) []store.FindingsRecord {
	out := make([]store.FindingsRecord, 0, len(stale))
	for _, s := range stale {
		f := p.analyse(s.Piece.Article, s.Piece.Text)
		if f.Version == "" {
			continue // it failed: what was found before stays
		}
		out = append(out, store.FindingsRecord{Revision: s.Revision, Findings: f})
		p.changed(s.Piece.ID)
	}
	return out
}

func (p *Poller) step(s Step) {
	if p.Step != nil {
		p.Step(s)
	}
}

package ingest

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"sync"
	"time"

	"cipherdesk/internal/news"
	"cipherdesk/internal/page"
	"cipherdesk/internal/store"
)

const (
	// templateAge is how long an outlet's template is in use at least: with each
	// new one its texts are derived again.
	templateAge = 6 * time.Hour
	// templateReach is how old an article can be whose text is derived again at
	// once; an older one is when it is next compared with anything.
	templateReach = 14 * 24 * time.Hour
)

// templates are what the pages of each outlet have in common: the one in use,
// which is part of every text's version, and the one that grows with each page.
type templates struct {
	mu  sync.Mutex
	all map[news.OutletID]*outletTemplate
}

type outletTemplate struct {
	used, learned page.Template
	kept          store.OutletTemplate
	fresh         bool // learned more than is kept
}

// recallTemplates reads the templates from the database. One that cannot be
// read is learnt anew.
func (p *Poller) recallTemplates(ctx context.Context) error {
	kept, err := p.DB.Templates(ctx)
	if err != nil {
		return fmt.Errorf("read templates: %w", err)
	}
	p.templates.mu.Lock()
	defer p.templates.mu.Unlock()
	p.templates.all = make(map[news.OutletID]*outletTemplate, len(kept))
	for _, k := range kept {
		t := &outletTemplate{kept: k}
		for _, part := range []struct {
			data []byte
			into *page.Template
		}{{k.Used, &t.used}, {k.Learned, &t.learned}} {
			if part.data == nil {
				continue
			}
			if err := json.Unmarshal(part.data, part.into); err != nil {
				p.Log.Warn("template is learnt anew", "outlet", k.Outlet, "err", err)
				*part.into = page.Template{}
			}
		}
		p.templates.all[k.Outlet] = t
	}
	return nil
}

// of returns the template in use.
func (t *templates) of(id news.OutletID) page.Template {
	t.mu.Lock()
	defer t.mu.Unlock()
	if o := t.all[id]; o != nil {
		return o.used
	}
	return page.Template{}
}

// learn adds a page to what its outlet's pages have in common. One that cannot
// be read teaches nothing, and is no less an article for it.
func (p *Poller) learn(a news.Article, body []byte, o page.Options) {
	defer func() { p.caught(recover(), "learning a template failed", "page", a.URL) }()
	p.templates.learn(a, body, o)
}

// learn adds a page to what its outlet's pages have in common.
func (t *templates) learn(a news.Article, body []byte, o page.Options) {
	t.mu.Lock()
	defer t.mu.Unlock()
	out := t.all[a.Outlet]
	if out == nil {
		return // added by hand a moment ago: known from the next start
	}
	out.learned, out.fresh = out.learned.Learn(a.ID, body, o), true
}

// keepTemplates stores what was learnt, and takes it into use where that makes a
// difference and the one in use is some hours old.
func (p *Poller) keepTemplates(ctx context.Context) error {
	for _, id := range p.templates.learnt() {
		kept, renewed, err := p.templates.renew(id, p.Clock())
		if err == nil {
			err = p.DB.PutTemplate(ctx, kept)
		}
		if err != nil {
			return fmt.Errorf("template of %s: %w", id, err)
		}
		if !renewed {
			continue
		}
		done := 0
		err = p.retextOutlet(ctx, store.StaleQuery{Outlet: id, Version: p.pageOptions(id, "").Version(),
			Since: p.Clock().Add(-templateReach), Limit: reanalyseBatch}, &done)
		if err != nil {
			return fmt.Errorf("texts of %s: %w", id, err)
		}
	}
	return nil
}

// learnt lists the outlets whose template has grown.
func (t *templates) learnt() (ids []news.OutletID) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for id, o := range t.all {
		if o.fresh {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return ids
}

// renew is what is to be stored of an outlet's template, which may have become
// another one. Its texts of before are brought up to date as they are needed.
func (t *templates) renew(id news.OutletID, now time.Time) (kept store.OutletTemplate, renewed bool, err error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	o := t.all[id]
	o.fresh = false
	if o.kept.Learned, err = json.Marshal(o.learned); err != nil {
		return kept, false, err
	}
	version := o.learned.Version()
	if version != o.kept.Version && now.Sub(o.kept.At) >= templateAge {
		o.used, o.kept.Used, o.kept.Version, o.kept.At = o.learned, o.kept.Learned, version, now
		renewed = true
	}
	return o.kept, renewed, nil
}

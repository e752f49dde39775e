package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"cipherdesk/internal/news"
)

// PagesDue lists articles whose page should be read by now, the longest due
// first. A limit of 0 or less is 50.
func (d *DB) PagesDue(ctx context.Context, now time.Time, limit int) ([]PageWork, error) {
	if limit <= 0 {
		limit = defaultPage
	}
	type dueRow struct {
		PageWork
		seq, last, text, pause int64
		slug                   string
	}
	var due []dueRow
	err := d.each(ctx, `SELECT p.article_id, a.slug, a.url, a.first_seen, a.from_first, a.added_by, o.spec, p.etag, p.last_modified,
			p.tries, p.last, p.pause, coalesce(n.text_id, 0), coalesce(n.story, 0), coalesce(n.score, 0)
		FROM page_state p JOIN article a ON a.id = p.article_id JOIN outlet o ON o.id = a.outlet_id
		LEFT JOIN article_now n ON n.article_id = p.article_id
		WHERE p.due > 0 AND p.due <= $1 ORDER BY p.due, p.article_id LIMIT $2 + 0`, []any{ms(now), limit}, func(rows *sql.Rows) error {
		var w dueRow
		var spec string
		var first int64
		var story int
		a := &w.Article
		err := rows.Scan(&w.seq, &w.slug, &a.URL, &first, &a.FromFirst, &a.AddedBy, &spec, &w.Validators.ETag, &w.Validators.LastModified,
			&w.Tries, &w.last, &w.pause, &w.text, &story, &w.Story.Score)
		if err != nil {
			return err
		}
		a.ID, a.FirstSeen, w.URL, w.Last = news.ArticleID(w.slug), at(first), a.URL, at(w.last)
		w.Validators = news.Validators{ETag: news.Given(w.Validators.ETag), LastModified: news.Given(w.Validators.LastModified)}
		w.Story.Verdict, w.Pause = storyFrom(story), time.Duration(w.pause)*time.Millisecond
		if err := fromJSON(spec, &w.Outlet); err != nil {
			return err
		}
		a.Outlet = w.Outlet.ID
		due = append(due, w)
		return nil
	})
	if err != nil {
		return nil, err
	}
	out := make([]PageWork, len(due))
	for i, w := range due {
		if err := d.pageTexts(ctx, w.seq, w.text, &w.PageWork); err != nil {
			return nil, err
		}
		out[i] = w.PageWork
	}
	return out, nil
}

// pageTexts adds to a piece of work what is known of the article's texts.
func (d *DB) pageTexts(ctx context.Context, article, text int64, w *PageWork) (err error) {
	if w.Article.Aliases, err = d.aliasesOf(ctx, article); err != nil {
		return err
	}
	var page []byte
	_, err = d.one(ctx, `SELECT r.id, r.gone, b.digest FROM revision r LEFT JOIN body b ON b.id = r.page_id
		WHERE r.article_id = $1 ORDER BY r.id DESC LIMIT 1`, []any{article}, &w.Revision, &w.Gone, &page)
	if err != nil {
		return err
	}
	w.Page = digestFrom(page)
	a := asking{d.Reader, ctx}
	if w.Text, _, _, err = textBy(a, d.codec, `x.id = $1`, text); err != nil {
		return err
	}
	if w.Text.Origin == "feed" {
		w.FeedText = w.Text
		return nil
	}
	w.FeedText, _, _, err = textBy(a, d.codec, `x.id = (SELECT max(y.id) FROM text y JOIN revision r ON r.id = y.revision_id
		WHERE r.article_id = $1 AND y.origin = 'feed')`, article)
	return err
}

func (r *Reader) aliasesOf(ctx context.Context, article int64) (urls []string, err error) {
	err = r.each(ctx, `SELECT url FROM alias WHERE article_id = $1 ORDER BY url`, []any{article}, func(rows *sql.Rows) error {
		var url string
		err := rows.Scan(&url)
		urls = append(urls, url)
		return err
	})
	return urls, err
}

// PageClaim is a page that is due, and until when whoever claims it will have
// read it or put it off.
type PageClaim struct {
	Article news.ArticleID
	Until   time.Time
}

// ClaimPages moves the due times of pages that are still due by now, and returns
// which: what another process claimed first is left to it.
func (d *DB) ClaimPages(ctx context.Context, now time.Time, claims []PageClaim) (got map[news.ArticleID]bool, err error) {
	err = d.write(ctx, func(t *tx) error {
		got = make(map[news.ArticleID]bool, len(claims))
		for _, c := range claims {
			n, err := t.count(`UPDATE page_state SET due = $3
				WHERE article_id = (SELECT id FROM article WHERE slug = $1) AND due > 0 AND due <= $2`, string(c.Article), ms(now), ms(c.Until))
			if err != nil {
				return err
			}
			got[c.Article] = n > 0
		}
		return nil
	})
	return got, err
}

// SetPagesRight mends due times that were noted on a clock that ran ahead and has
// been set back since. A page whose last request lies in the future waits as
// long from now as it was to wait from then; any other is read within a day of
// its last request, or now.
func (d *DB) SetPagesRight(ctx context.Context, now time.Time) error {
	return d.write(ctx, func(t *tx) error {
		return t.exec(`UPDATE page_state SET
				due = CASE WHEN last > $2 THEN $1 + due - last WHEN last + $3 > $1 THEN last + $3 ELSE $1 END,
				last = CASE WHEN last > $2 THEN $1 ELSE last END
			WHERE due > $1 AND (last > $2 OR due > last + $3)`, ms(now), ms(now.Add(skew)), millis(24*time.Hour))
	})
}

// SavePage keeps what one request for an article's page brought, in one
// transaction, and when to ask again. Its text is shown from then on: whoever
// calls has compared it with the feed's. An unknown article is added as given;
// ErrInvalid when its outlet is not in the register.
func (d *DB) SavePage(ctx context.Context, p PageRecord) (PageResult, error) {
	text := d.prepare(p.Text, p.Findings)
	if !text.empty() {
		text.own(d.codec) // here, where it holds nobody up
	}
	var body *keptBody
	if len(p.Body) > 0 {
		b := d.keep(p.Body, nil)
		body = &b
	}
	var res PageResult
	err := d.write(ctx, func(t *tx) error {
		var err error
		res, err = t.savePage(&p, &text, body)
		return err
	})
	if err != nil {
		return PageResult{}, err
	}
	return res, nil
}

func (t *tx) savePage(p *PageRecord, text *prepared, body *keptBody) (res PageResult, err error) {
	k := keeper{tx: t, seen: p.Fetch.At}
	p.Article.Aliases = append(p.Article.Aliases[:len(p.Article.Aliases):len(p.Article.Aliases)], p.Aliases...)
	a, err := k.pageArticle(p.Article)
	if err != nil {
		return res, err
	}
	k.fetch, err = t.putFetch(p.Fetch, fetchOf{outlet: a.outlet.id, article: a.id, own: p.Article.URL})
	if err != nil || a.erased {
		return PageResult{Fetch: news.FetchID(k.fetch)}, err
	}
	res.Fetch = news.FetchID(k.fetch)
	if err := t.afterPage(a, p); err != nil {
		return res, err
	}
	r := revising{keeper: &k, a: a, item: a.last.item, itemBody: a.last.itemBody, page: a.last.page, gone: p.Gone, decided: true,
		text: text.without(a.quotes, a.bodiless, t.w.words)}
	switch {
	case body != nil:
		if r.page, _, err = k.body(a.allowed(*body)); err != nil {
			return res, err
		}
	case p.Gone:
		r.text = &prepared{}
	case text.empty():
		return res, nil
	}
	res.Changed, err = r.write()
	res.Revision = news.RevID(r.rev)
	return res, err
}

// pageArticle finds the article of a page, or adds it to its outlet.
func (k *keeper) pageArticle(n news.Article) (standing, error) {
	if n.Outlet != "" {
		_, err := k.one(`SELECT id, kind, scope_all FROM outlet WHERE slug = $1`, []any{string(n.Outlet)},
			&k.outlet.id, &k.outlet.kind, &k.outlet.all)
		if err != nil {
			return standing{}, err
		}
	}
	if k.outlet.id != 0 {
		return k.article(n)
	}
	a, err := k.standing(n.ID)
	if err != nil {
		return a, fmt.Errorf("outlet %q is not in the register: %w: %w", n.Outlet, news.ErrInvalid, err)
	}
	return a, k.addAliases(&a, n)
}

// afterPage notes in the ledger what the request cost, and when the next one
// is due.
func (t *tx) afterPage(a standing, p *PageRecord) error {
	f := &p.Fetch
	err := t.exec(`UPDATE outlet_ledger SET requests = requests + 1, not_modified = not_modified + $2, bytes = bytes + $3,
		waited = waited + $4 WHERE outlet_id = $1`, a.outlet.id, flag(f.Outcome == news.OutcomeNotModified), f.Wire, millis(f.Waited))
	if err != nil || a.hidden {
		return err
	}
	return t.exec(`INSERT INTO page_state (article_id, due, last, tries, etag, last_modified, pause) VALUES ($1, $2, $3, $4, $5, $6, $7)
		ON CONFLICT (article_id) DO UPDATE SET due = excluded.due, last = excluded.last, tries = excluded.tries,
			etag = excluded.etag, last_modified = excluded.last_modified, pause = excluded.pause`,
		a.id, ms(p.Next), ms(f.At), p.Tries, news.Kept(p.Validators.ETag), news.Kept(p.Validators.LastModified), millis(p.Pause))
}

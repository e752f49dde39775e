package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"cipherdesk/internal/news"
)

// SavePoll keeps what one poll brought, in one transaction: the fetch record,
// items with their bodies, articles, texts and findings, validators and the
// feed's state. Either all of it is kept or nothing, so that a validator never
// hides an item that was lost. ErrNotFound for a feed that is not registered,
// ErrInvalid for an item without guid or article.
func (d *DB) SavePoll(ctx context.Context, r PollRecord) (PollResult, error) {
	items := make([]preparedItem, len(r.Items))
	for i, n := range r.Items {
		p, err := d.prepareItem(n)
		if err != nil {
			return PollResult{}, err
		}
		items[i] = p
	}
	var res PollResult
	err := d.write(ctx, func(t *tx) error {
		var err error
		res, err = t.savePoll(r, items)
		return err
	})
	if err != nil {
		return PollResult{}, err
	}
	return res, nil
}

func (t *tx) savePoll(r PollRecord, items []preparedItem) (res PollResult, err error) {
	k := keeper{tx: t, seen: r.Fetch.At, feed: int64(r.Fetch.FeedID)}
	var status, own string
	found, err := t.one(`SELECT f.outlet_id, f.url, o.kind, o.scope_all, s.status FROM feed f
		JOIN outlet o ON o.id = f.outlet_id JOIN feed_state s ON s.feed_id = f.id WHERE f.id = $1`,
		[]any{k.feed}, &k.outlet.id, &own, &k.outlet.kind, &k.outlet.all, &status)
	if err != nil {
		return res, err
	}
	if !found {
		return res, fmt.Errorf("feed %d: %w", k.feed, news.ErrNotFound)
	}
	if k.fetch, err = t.putFetch(r.Fetch, fetchOf{outlet: k.outlet.id, feed: k.feed, own: own}); err != nil {
		return res, err
	}
	for _, f := range r.Below {
		if _, err := t.putFetch(f, fetchOf{outlet: k.outlet.id, feed: k.feed}); err != nil {
			return res, err
		}
	}
	if err := t.afterPoll(k.feed, &r); err != nil {
		return res, err
	}
	for _, id := range r.Again {
		err := t.exec(`UPDATE page_state SET due = $2, tries = 0 WHERE article_id = (SELECT n.article_id FROM article_now n
			JOIN article a ON a.id = n.article_id WHERE a.slug = $1 AND n.story >= 2) AND (due = 0 OR due > $2)`, string(id), k.seen.UnixMilli())
		if err != nil {
			return res, err
		}
	}
	if status != string(r.State.Status) {
		t.visible = true
		if err := t.stand(k.feed, r.State); err != nil {
			return res, err
		}
	}
	t.visible = t.visible || len(items) > 0
	for i := range items {
		touched, err := k.item(&items[i])
		if err != nil {
			return res, fmt.Errorf("item %q: %w", items[i].Item.GUID, err)
		}
		if touched {
			res.Articles = append(res.Articles, items[i].Article.ID)
		}
	}
	res.Fetch = news.FetchID(k.fetch)
	return res, nil
}

// afterPoll writes the feed's new state and its ledger, and gives its lease
// back.
func (t *tx) afterPoll(feed int64, r *PollRecord) error {
	l := ledger{}
	for _, f := range append([]news.Fetch{r.Fetch}, r.Below...) {
		l.requests++
		l.notModified += flag(f.Outcome == news.OutcomeNotModified)
		l.bytes += f.Wire
		l.waited += millis(f.Waited)
	}
	return t.exec(`UPDATE feed_state SET status = $2, state = $3, requests = requests + $4, not_modified = not_modified + $5,
			bytes = bytes + $6, waited = waited + $7,
			lease_until = CASE WHEN lease_owner = $8 THEN 0 ELSE lease_until END
		WHERE feed_id = $1`,
		feed, string(r.State.Status), stateOut(r.State), l.requests, l.notModified, l.bytes, l.waited, r.Owner)
}

// fetchOf says what a fetch was made for; 0 is nothing.
type fetchOf struct {
	outlet, feed, article int64
	own                   string // address that needs no repeating in the record
}

func (t *tx) putFetch(f news.Fetch, of fetchOf) (int64, error) {
	url, final := f.URL, f.Final
	if final == url {
		final = ""
	}
	if url == of.own {
		url = ""
	}
	return t.insert(`INSERT INTO fetch (outlet_id, feed_id, article_id, purpose, url, final, at, took, status, outcome, failed, error,
			wire, size, digest, etag, last_modified, waited, items, new, changed, repairs, content_type)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23)`,
		orNull(of.outlet), orNull(of.feed), orNull(of.article), string(f.Purpose), clean(url), clean(final), ms(f.At), millis(f.Took),
		f.Status, string(f.Outcome), flag(f.Outcome.Failed()), clean(f.Error), f.Wire, f.Size, digestBytes(f.Digest),
		news.Kept(f.Returned.ETag), news.Kept(f.Returned.LastModified), millis(f.Waited), f.Items, f.New, f.Changed, lines(f.Repairs),
		clean(f.ContentType))
}

// SaveFetch keeps the record of a request that brought nothing else to keep,
// such as a probe. An outlet, feed or article that is not known is left out of
// the record.
func (d *DB) SaveFetch(ctx context.Context, f news.Fetch) (id news.FetchID, err error) {
	err = d.write(ctx, func(t *tx) error {
		var of fetchOf
		_, err := t.one(`SELECT (SELECT id FROM outlet WHERE slug = $1), (SELECT id FROM feed WHERE id = $2), (SELECT id FROM article WHERE slug = $3)`,
			[]any{string(f.Outlet), int64(f.FeedID), string(f.Article)}, (*optional)(&of.outlet), (*optional)(&of.feed), (*optional)(&of.article))
		if err != nil {
			return err
		}
		n, err := t.putFetch(f, of)
		id = news.FetchID(n)
		return err
	})
	return id, err
}

// optional scans a reference that may be NULL; it is then 0.
type optional int64

// Scan implements sql.Scanner.
func (o *optional) Scan(v any) error {
	var n sql.NullInt64
	err := n.Scan(v)
	*o = optional(n.Int64)
	return err
}

// SeenItems returns, for each of the guids that the feed has said before, the
// newest that it said.
func (d *DB) SeenItems(ctx context.Context, f news.FeedID, guids []string) (map[string]SeenItem, error) {
	seen := make(map[string]SeenItem, len(guids))
	for len(guids) > 0 {
		n := min(len(guids), seenBatch)
		if err := d.seenItems(ctx, f, guids[:n], seen); err != nil {
			return nil, err
		}
		guids = guids[n:]
	}
	return seen, nil
}

// seenBatch is how many guids one statement asks for; fewer are filled up, so
// that there is one statement to prepare.
const seenBatch = 32

func (d *DB) seenItems(ctx context.Context, f news.FeedID, guids []string, seen map[string]SeenItem) error {
	words := make(map[int64]string, len(guids))
	args := []any{int64(f)}
	for i := range seenBatch {
		guid := guids[min(i, len(guids)-1)]
		key := guidKey(guid)
		words[key] = guid
		args = append(args, key)
	}
	query := `SELECT i.guid, i.id, b.digest, a.slug FROM item i JOIN body b ON b.id = i.body_id JOIN article a ON a.id = i.article_id
		WHERE i.id IN (SELECT max(id) FROM item WHERE feed_id = $1 AND guid IN ` + places(2, seenBatch) + ` GROUP BY guid)`
	return d.each(ctx, query, args, func(rows *sql.Rows) error {
		var key, id int64
		var digest []byte
		var article string
		if err := rows.Scan(&key, &id, &digest, &article); err != nil {
			return err
		}
		seen[words[key]] = SeenItem{Item: news.ItemID(id), Digest: digestFrom(digest), Article: news.ArticleID(article)}
		return nil
	})
}

// Announced is an article that a feed told of, under its newest headline.
type Announced struct {
	Article news.ArticleID
	URL     string
	Title   string
}

// Announced lists the articles that a feed told of, the newest first, at most
// limit of them.
func (r *Reader) Announced(ctx context.Context, f news.FeedID, limit int) (out []Announced, err error) {
	err = r.each(ctx, `SELECT a.slug, a.url, coalesce(n.title, '') FROM article a LEFT JOIN article_now n ON n.article_id = a.id
		WHERE a.id IN (SELECT article_id FROM item WHERE feed_id = $1) ORDER BY a.id DESC LIMIT ($2 + 0)`, []any{int64(f), limit}, func(rows *sql.Rows) error {
		var a Announced
		err := rows.Scan(&a.Article, &a.URL, &a.Title)
		out = append(out, a)
		return err
	})
	return out, err
}

// Told reports whether a feed told of an article before, under whatever id.
func (r *Reader) Told(ctx context.Context, f news.FeedID, id news.ArticleID) (bool, error) {
	var item int64
	return r.one(ctx, `SELECT i.id FROM item i JOIN article a ON a.id = i.article_id WHERE a.slug = $1 AND i.feed_id = $2 LIMIT 1`,
		[]any{string(id), int64(f)}, &item)
}

// Fetches lists fetch records, newest first, with the cursor of the next page;
// it is empty at the end. ErrInvalid for a bad cursor or limit.
func (r *Reader) Fetches(ctx context.Context, q FetchQuery) ([]news.Fetch, string, error) {
	limit, before, err := page(q.Limit, q.Cursor)
	if err != nil {
		return nil, "", err
	}
	var s selection
	s.where(`f.id < ` + s.arg(before.id))
	if q.Outlet != "" {
		s.where(`f.outlet_id = (SELECT id FROM outlet WHERE slug = ` + s.arg(string(q.Outlet)) + `)`)
	}
	if q.Feed != 0 {
		feed := s.arg(int64(q.Feed))
		s.where(`f.feed_id = ` + feed + ` AND f.outlet_id = (SELECT outlet_id FROM feed WHERE id = ` + feed + `)`)
	}
	if q.Kind != "" {
		s.where(`o.kind = ` + s.arg(string(q.Kind)))
	}
	if q.Failed {
		s.where(`f.failed = 1`)
	}
	if !q.Since.IsZero() {
		s.where(`f.at >= ` + s.arg(ms(q.Since)))
	}
	if !q.Until.IsZero() {
		s.where(`f.at < ` + s.arg(ms(q.Until)))
	}
	out, err := r.fetches(ctx, s.conditions()+` ORDER BY f.id DESC `+s.limit(limit+1), s.args)
	if err != nil || len(out) <= limit {
		return out, "", err
	}
	return out[:limit], cursor{id: int64(out[limit-1].ID)}.String(), nil
}

func (r *Reader) fetches(ctx context.Context, where string, args []any) (out []news.Fetch, err error) {
	err = r.each(ctx, `SELECT f.id, coalesce(f.feed_id, 0), coalesce(a.slug, ''), coalesce(o.slug, ''), f.purpose,
			CASE WHEN f.url <> '' THEN f.url ELSE coalesce(d.url, a.url, '') END, f.final, f.at, f.took, f.status, f.outcome, f.error,
			f.wire, f.size, f.digest, f.etag, f.last_modified, f.waited, f.items, f.new, f.changed, f.repairs
		FROM fetch f LEFT JOIN feed d ON d.id = f.feed_id LEFT JOIN article a ON a.id = f.article_id
		LEFT JOIN outlet o ON o.id = f.outlet_id WHERE `+where, args, func(rows *sql.Rows) error {
		var f news.Fetch
		var when, took, waited int64
		var digest []byte
		var repairs string
		err := rows.Scan(&f.ID, &f.FeedID, &f.Article, &f.Outlet, &f.Purpose, &f.URL, &f.Final, &when, &took, &f.Status, &f.Outcome, &f.Error,
			&f.Wire, &f.Size, &digest, &f.Returned.ETag, &f.Returned.LastModified, &waited, &f.Items, &f.New, &f.Changed, &repairs)
		if err != nil {
			return err
		}
		if f.Final == "" && f.Status != 0 {
			f.Final = f.URL
		}
		f.At, f.Took, f.Waited = at(when), time.Duration(took)*time.Millisecond, time.Duration(waited)*time.Millisecond
		f.Digest, f.Repairs = digestFrom(digest), fromLines(repairs)
		f.Returned = news.Validators{ETag: news.Given(f.Returned.ETag), LastModified: news.Given(f.Returned.LastModified)}
		out = append(out, f)
		return nil
	})
	return out, err
}

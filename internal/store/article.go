package store

import (
	"context"
	"database/sql"
	"fmt"
	"slices"

	"cipherdesk/internal/news"
)

// maxHistory bounds how many items, fetches and observations of one article
// are read; the newest are.
const maxHistory = 500

// Article returns one article with everything known about it. ErrNotFound; for
// a withdrawn one ErrGone, with the row of its tombstone filled.
func (r *Reader) Article(ctx context.Context, id news.ArticleID) (news.Full, error) {
	var f news.Full
	q := articleSelection{from: `article_now n`, order: `n.article_id`}
	q.where(`n.article_id = (SELECT id FROM article WHERE slug = ` + q.arg(string(id)) + `)`)
	rows, err := r.rows(ctx, q.query(1), q.args)
	if err != nil {
		return f, err
	}
	if len(rows) == 0 {
		return r.tombstone(ctx, id)
	}
	f.Row = rows[0]
	l := fullLoader{Reader: r, ctx: ctx, f: &f}
	for _, load := range []func() error{l.outlet, l.text, l.items, l.fetches, l.revisions, l.copies, l.member, l.hide} {
		if err := load(); err != nil {
			return news.Full{}, fmt.Errorf("article %s: %w", id, err)
		}
	}
	return f, nil
}

func (r *Reader) tombstone(ctx context.Context, id news.ArticleID) (f news.Full, err error) {
	var first, when int64
	w := &news.Withdrawal{}
	found, err := r.one(ctx, `SELECT a.slug, a.first_seen, o.slug, o.name, o.kind, w.at, w.reason, w.erased
		FROM article a JOIN outlet o ON o.id = a.outlet_id JOIN withdrawal w ON w.what = 'article' AND w.target = a.slug
		WHERE a.slug = $1`, []any{string(id)}, &f.ID, &first, &f.Article.Outlet, &f.OutletName, &f.Kind, &when, &w.Reason, &w.Erased)
	switch {
	case err != nil:
		return f, err
	case !found:
		return f, fmt.Errorf("article %s: %w", id, news.ErrNotFound)
	}
	w.At, f.FirstSeen, f.Withdrawn = at(when), at(first), w
	return f, fmt.Errorf("article %s is withdrawn: %w", id, news.ErrGone)
}

// fullLoader fills an article, part by part.
type fullLoader struct {
	*Reader
	ctx context.Context
	f   *news.Full
}

func (l fullLoader) outlet() error {
	var spec string
	_, err := l.one(l.ctx, `SELECT spec FROM outlet WHERE slug = $1`, []any{string(l.f.Article.Outlet)}, &spec)
	if err == nil {
		l.f.Outlet, err = l.outletFrom(spec)
	}
	return err
}

func (l fullLoader) text() error {
	var id int64
	if _, err := l.one(l.ctx, `SELECT text_id FROM article_now WHERE article_id = $1`, []any{l.f.Seq}, &id); err != nil {
		return err
	}
	a := asking{l.Reader, l.ctx}
	var err error
	if l.f.Text, _, _, err = textBy(a, l.codec, `x.id = $1`, id); err != nil {
		return err
	}
	l.f.Findings, err = findingsOf(a, id, &l.f.Text)
	return err
}

// asking is a Reader with the context of one question.
type asking struct {
	*Reader
	ctx context.Context
}

func (a asking) one(query string, args []any, dest ...any) (bool, error) {
	return a.Reader.one(a.ctx, query, args, dest...)
}

func (a asking) each(query string, args []any, f func(*sql.Rows) error) error {
	return a.Reader.each(a.ctx, query, args, f)
}

func (l fullLoader) items() error {
	err := l.each(l.ctx, `SELECT i.id, i.feed_id, i.fetch_id, f.at, b.data, b.size FROM item i JOIN fetch f ON f.id = i.fetch_id
		JOIN body b ON b.id = i.body_id WHERE i.article_id = $1 ORDER BY i.id DESC LIMIT $2 + 0`, []any{l.f.Seq, maxHistory},
		func(rows *sql.Rows) error {
			var id, feed, fetch, when int64
			var data []byte
			var size int
			if err := rows.Scan(&id, &feed, &fetch, &when, &data, &size); err != nil {
				return err
			}
			var it news.Item
			if data != nil { // else retention took it
				payload, _, err := l.codec.split(data, size)
				if err != nil {
					return err
				}
				if it, err = itemFrom(payload); err != nil {
					return err
				}
			}
			it.ID, it.FeedID, it.FetchID, it.FirstSeen = news.ItemID(id), news.FeedID(feed), news.FetchID(fetch), at(when)
			l.f.Items = append(l.f.Items, it)
			return nil
		})
	slices.Reverse(l.f.Items)
	return err
}

func (l fullLoader) fetches() (err error) {
	l.f.Fetches, err = l.Reader.fetches(l.ctx, `f.id IN (SELECT id FROM fetch WHERE article_id = $1
		UNION SELECT fetch_id FROM item WHERE article_id = $1) ORDER BY f.id DESC LIMIT $2 + 0`, []any{l.f.Seq, maxHistory})
	slices.Reverse(l.f.Fetches)
	return err
}

// revisions gathers observations into versions: what first showed a version
// says when, and the last text of it says what.
func (l fullLoader) revisions() error {
	var all []news.Revision
	err := l.each(l.ctx, `SELECT r.id, r.n, r.fetch_id, r.seen_at, coalesce(r.item_id, 0), r.gone, r.change,
			EXISTS (SELECT 1 FROM approval p WHERE p.article_id = r.article_id AND p.n = r.n), ib.digest, pb.digest,
			coalesce(x.id, 0), coalesce(x.version, ''), coalesce(x.origin, ''), x.data, CASE WHEN x.data IS NULL THEN ib.data END,
			coalesce(ib.size, 0)
		FROM revision r LEFT JOIN item i ON i.id = r.item_id LEFT JOIN body ib ON ib.id = i.body_id
		LEFT JOIN body pb ON pb.id = r.page_id LEFT JOIN text x ON x.id = (SELECT max(id) FROM text WHERE revision_id = r.id)
		WHERE r.article_id = $1 ORDER BY r.id DESC LIMIT $2 + 0`, []any{l.f.Seq, maxHistory}, func(rows *sql.Rows) error {
		v, err := l.revision(rows)
		all = append(all, v)
		return err
	})
	if err != nil {
		return err
	}
	slices.Reverse(all)
	l.f.Revisions = versions(all)
	return nil
}

func (l fullLoader) revision(rows *sql.Rows) (v news.Revision, err error) {
	var when int64
	var item, page []byte
	var change string
	var text textScan
	if err := rows.Scan(append([]any{&v.ID, &v.N, &v.FetchID, &when, &v.Item, &v.Gone, &change, &v.Approved, &item, &page}, text.dest()...)...); err != nil {
		return v, err
	}
	if err := fromJSON(change, &v.Change); err != nil {
		return v, err
	}
	v.Article, v.SeenAt, v.Page = l.f.ID, at(when), digestFrom(page)
	v.Digest = revisionDigest(item, page, v.Gone)
	if text.id != 0 {
		v.Text, err = text.text(l.codec)
	}
	return v, err
}

// versions folds observations, oldest first, that show one version. A version
// without a text of its own has the last one before it.
func versions(all []news.Revision) (out []news.Revision) {
	for _, v := range all {
		if len(out) == 0 || out[len(out)-1].N != v.N {
			if v.Text.Version == "" && len(out) > 0 {
				v.Text = out[len(out)-1].Text
			}
			out = append(out, v)
			continue
		}
		last := &out[len(out)-1]
		v.Dated = last.Dated
		if v.Change == (news.Change{Date: true}) {
			v.Dated = append(v.Dated, news.Dated{SeenAt: v.SeenAt, Published: v.Text.Published})
		}
		v.SeenAt, v.Change = last.SeenAt, last.Change
		if v.Text.Version == "" || v.Text.Origin == "feed" && last.Text.Origin != "feed" {
			v.Text = last.Text
		}
		*last = v
	}
	return out
}

func (l fullLoader) copies() error {
	return l.each(l.ctx, `SELECT a.slug FROM article_now n JOIN article a ON a.id = n.article_id WHERE n.copy_of = $1 ORDER BY a.id`,
		[]any{l.f.Seq}, func(rows *sql.Rows) error {
			var id news.ArticleID
			err := rows.Scan(&id)
			l.f.Copies = append(l.f.Copies, id)
			return err
		})
}

func (l fullLoader) member() error {
	if l.f.Event == "" {
		return nil
	}
	var why string
	_, err := l.one(l.ctx, `SELECT score, why FROM member WHERE article_id = $1`, []any{l.f.Seq}, &l.f.Member.Score, &why)
	if err != nil {
		return err
	}
	l.f.Member.Article = l.f.ID
	return fromJSON(why, &l.f.Member.Why)
}

// Body returns a kept body, a page or an item's payload. ErrNotFound; ErrGone
// when retention or an erasure took it.
func (r *Reader) Body(ctx context.Context, d news.Digest) ([]byte, error) {
	var data []byte
	var size int
	found, err := r.one(ctx, `SELECT data, size FROM body WHERE digest = $1`, []any{digestBytes(d)}, &data, &size)
	switch {
	case err != nil:
		return nil, err
	case !found:
		return nil, fmt.Errorf("body %s: %w", d, news.ErrNotFound)
	case data == nil:
		return nil, fmt.Errorf("body %s is no longer kept: %w", d, news.ErrGone)
	}
	body, _, err := r.codec.split(data, size)
	return body, err
}

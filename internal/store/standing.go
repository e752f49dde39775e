package store

import (
	"context"
	"database/sql"
	"sort"
	"time"

	"cipherdesk/internal/news"
)

// stand notes that a feed's status has changed. What is noted is never
// changed.
func (t *tx) stand(feed int64, st news.FeedState) error {
	if st.Since.IsZero() {
		st.Since = st.Last
	}
	return t.exec(`INSERT INTO feed_standing (feed_id, since, status, detail, last_new, usual) VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (feed_id, since) DO UPDATE SET status = excluded.status, detail = excluded.detail, last_new = excluded.last_new,
			usual = excluded.usual`,
		feed, ms(st.Since), string(st.Status), clean(st.LastError), ms(st.LastNew), millis(st.Interval))
}

// Health lists the register as it stood just before a time, with no more than
// an edition needs: ids, names and kinds, and of each feed its status, since
// when, why, and how often it usually brings something. A feed that was not
// known then, or switched off, is left out.
func (r *Reader) Health(ctx context.Context, before time.Time) ([]news.OutletState, error) {
	var out []news.OutletState
	last := int64(-1)
	err := r.each(ctx, `SELECT o.id, o.slug, o.name, o.kind, coalesce(s.status, ''), coalesce(s.since, 0), coalesce(s.detail, ''),
			coalesce(s.last_new, 0), coalesce(s.usual, 0)
		FROM outlet o LEFT JOIN feed f ON f.outlet_id = o.id AND f.place >= 0
		LEFT JOIN feed_standing s ON s.feed_id = f.id AND s.since = (SELECT max(since) FROM feed_standing WHERE feed_id = f.id AND since < $1)
		WHERE o.place >= 0 ORDER BY o.place, o.id, f.place`, []any{ms(before)}, func(rows *sql.Rows) error {
		var id, since, lastNew, usual int64
		var o news.Outlet
		var f news.FeedState
		if err := rows.Scan(&id, &o.ID, &o.Name, &o.Kind, &f.Status, &since, &f.LastError, &lastNew, &usual); err != nil {
			return err
		}
		if id != last {
			o.Entity = f.Status == ""
			out, last = append(out, news.OutletState{Outlet: o}), id
		}
		if f.Status == "" || f.Status == news.FeedOff {
			return nil
		}
		f.Outlet, f.Since, f.LastNew, f.Interval = o.ID, at(since), at(lastNew), time.Duration(usual)*time.Millisecond
		known := &out[len(out)-1]
		known.Outlet.Enabled = true
		known.Feeds = append(known.Feeds, f)
		return nil
	})
	return out, err
}

// registerSetting counts the changes of the register.
const registerSetting = "register"

// registered notes that outlets or feeds were added, described anew or set
// aside.
func (t *tx) registered() error {
	t.visible = true
	return t.exec(`INSERT INTO setting (name, value) VALUES ($1, '1')
		ON CONFLICT (name) DO UPDATE SET value = CAST(CAST(setting.value AS INTEGER) + 1 AS TEXT)`, registerSetting)
}

// Asked is what was asked of outlets in some time.
type Asked struct {
	Requests int // for feeds and other sources of articles
	Outlets  int // asked at least once
	Answered int // of them, outlets that answered at least once
}

// fetchSlack is how far the order of requests and that of their times can
// differ: requests overlap.
const fetchSlack = time.Hour

// AskedIn counts the requests for feeds made in [from, to).
func (r *Reader) AskedIn(ctx context.Context, from, to time.Time) (a Asked, err error) {
	first, err := r.fetchAt(ctx, from.Add(-fetchSlack))
	if err != nil {
		return a, err
	}
	end, err := r.fetchAt(ctx, to.Add(fetchSlack))
	if err != nil {
		return a, err
	}
	_, err = r.one(ctx, `SELECT coalesce(sum(n), 0), count(*), coalesce(sum(ok), 0) FROM (
			SELECT count(*) AS n, max(CASE WHEN outcome IN ('ok', 'not-modified', 'partial') THEN 1 ELSE 0 END) AS ok FROM fetch
			WHERE id >= $1 AND id < $2 AND at >= $3 AND at < $4 AND feed_id IS NOT NULL AND outcome NOT IN ('offline', 'cancelled')
			GROUP BY outlet_id) AS o`, []any{first, end, ms(from), ms(to)}, &a.Requests, &a.Outlets, &a.Answered)
	return a, err
}

// fetchAt finds the first request made at or after a time: requests are kept
// in their order, so that a search by halves finds it.
func (r *Reader) fetchAt(ctx context.Context, t time.Time) (id int64, err error) {
	var last int64
	if _, err := r.one(ctx, `SELECT coalesce(max(id), 0) FROM fetch`, nil, &last); err != nil {
		return 0, err
	}
	found := sort.Search(int(last), func(i int) bool {
		var when int64
		if err == nil {
			_, err = r.one(ctx, `SELECT at FROM fetch WHERE id >= $1 ORDER BY id LIMIT 1`, []any{i + 1}, &when)
		}
		return when >= ms(t)
	})
	return int64(found) + 1, err
}

// PlaceLate moves stories that no sealed day holds, although they were first
// seen on one, to the present: their page was read, or understood, after that
// day was sealed. It looks at what was first seen since a time, and returns how
// many it moved.
func (d *DB) PlaceLate(ctx context.Context, since, now time.Time) (moved int64, err error) {
	err = d.write(ctx, func(t *tx) error {
		var err error
		moved, err = t.count(`UPDATE article_now SET placed = $2, touched = (SELECT n FROM generation) WHERE article_id IN (
				SELECT n.article_id FROM article_now n`+t.w.dialect.hint(`now_placed`)+` WHERE n.live = 1 AND n.story >= 2 AND n.story = 3
					AND n.placed >= $1 AND n.placed < (SELECT coalesce(max(ends), 0) FROM edition WHERE length = 'day')
					AND NOT EXISTS (SELECT 1 FROM edition_article x WHERE x.article_id = n.article_id))`, ms(since), ms(now))
		t.visible = t.visible || moved > 0
		return err
	})
	return moved, err
}

// Made is what an article that stands in lists was made from.
type Made struct {
	Version   int // of the article, from 1
	Item      news.Digest
	Page      news.Digest // empty when only the feed was read
	Extractor string
}

// MadeFrom tells for articles what their texts, as shown now, were made from.
func (r *Reader) MadeFrom(ctx context.Context, ids []news.ArticleID) (map[news.ArticleID]Made, error) {
	out := map[news.ArticleID]Made{}
	for len(ids) > 0 {
		n := min(len(ids), largestPage)
		var s selection
		in := padded(&s, ids[:n])
		err := r.each(ctx, `SELECT a.slug, n.versions, ib.digest, pb.digest, coalesce(x.version, '') FROM article a
			JOIN article_now n ON n.article_id = a.id LEFT JOIN revision v ON v.id = n.revision_id LEFT JOIN item i ON i.id = v.item_id
			LEFT JOIN body ib ON ib.id = i.body_id LEFT JOIN body pb ON pb.id = v.page_id LEFT JOIN text x ON x.id = n.text_id
			WHERE a.slug IN `+in, s.args, func(rows *sql.Rows) error {
			var id news.ArticleID
			var m Made
			var item, page []byte
			err := rows.Scan(&id, &m.Version, &item, &page, &m.Extractor)
			m.Item, m.Page = digestFrom(item), digestFrom(page)
			out[id] = m
			return err
		})
		if err != nil {
			return nil, err
		}
		ids = ids[n:]
	}
	return out, nil
}

package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"cipherdesk/internal/news"
)

// Changes lists the changes of stories and mentions that readers are told of,
// seen in [from, to), newest first, with both texts. One article, when it is
// named, is asked alone. A limit of 0 or less is 50.
func (r *Reader) Changes(ctx context.Context, q ChangesQuery) ([]news.Changed, error) {
	limit, err := pageSize(q.Limit)
	if err != nil {
		return nil, err
	}
	s := articleSelection{from: `revision v` + r.dialect.hint(`revision_told`) + ` CROSS JOIN article_now n ON n.article_id = v.article_id`}
	s.where(`v.told = 1 AND n.story >= 2 AND v.seen_at >= ` + s.arg(ms(q.From)) + ` AND v.seen_at < ` + s.arg(ms(q.To)))
	if q.Revision != 0 {
		s.from = `revision v CROSS JOIN article_now n ON n.article_id = v.article_id`
		s.where(`v.id = ` + s.arg(int64(q.Revision)))
	}
	if q.Article != "" {
		s.from = `revision v CROSS JOIN article_now n ON n.article_id = v.article_id`
		s.where(`v.article_id = (SELECT id FROM article WHERE slug = ` + s.arg(string(q.Article)) + `)`)
	}
	var out []news.Changed
	var tags []tagList
	err = r.each(ctx, `SELECT `+rowColumns+`, v.id, v.n, v.seen_at, v.gone, v.change,
			EXISTS (SELECT 1 FROM approval p WHERE p.article_id = v.article_id AND p.n = v.n) FROM `+s.from+rowJoins+` WHERE `+s.conditions()+
		` ORDER BY v.seen_at DESC, v.id DESC `+s.limit(limit), s.args, func(rows *sql.Rows) error {
		c, list, err := scanChanged(rows)
		out, tags = append(out, c), append(tags, list)
		return err
	})
	if err != nil {
		return nil, err
	}
	hidden, err := r.hidden(ctx)
	if err != nil {
		return nil, err
	}
	for i := range out {
		if out[i].Tags, err = r.tags(ctx, tags[i]); err != nil {
			return nil, err
		}
		if err := r.changedTexts(ctx, &out[i]); err != nil {
			return nil, fmt.Errorf("change of article %s: %w", out[i].ID, err)
		}
		hidden.clean(out[i].ID, &out[i].Before, &out[i].FoundBefore)
		hidden.clean(out[i].ID, &out[i].After, &out[i].FoundAfter)
	}
	return out, nil
}

// ChangesQuery selects changes.
type ChangesQuery struct {
	From, To time.Time      // when they were seen
	Article  news.ArticleID // empty: of all
	Revision news.RevID     // 0: of all
	Limit    int
}

// SeenChange is a change that readers are told of, without its texts.
type SeenChange struct {
	Revision news.RevID
	Stamp    string // an equal one says that Changes still says the same of it
}

// ChangesSeen lists, of Changes, which there are in [from, to), newest first.
func (r *Reader) ChangesSeen(ctx context.Context, from, to time.Time, limit int) (out []SeenChange, err error) {
	var s selection
	s.where(`v.told = 1 AND n.story >= 2 AND v.seen_at >= ` + s.arg(ms(from)) + ` AND v.seen_at < ` + s.arg(ms(to)))
	err = r.each(ctx, `SELECT v.id, n.touched, (SELECT coalesce(max(id), 0) FROM withdrawal) FROM revision v`+r.dialect.hint(`revision_told`)+
		` CROSS JOIN article_now n ON n.article_id = v.article_id WHERE `+s.conditions()+` ORDER BY v.seen_at DESC, v.id DESC `+s.limit(limit), s.args,
		func(rows *sql.Rows) error {
			var c SeenChange
			var touched, withdrawal int64
			err := rows.Scan(&c.Revision, &touched, &withdrawal)
			c.Stamp = fmt.Sprint(touched, " ", withdrawal)
			out = append(out, c)
			return err
		})
	return out, err
}

func scanChanged(rows *sql.Rows) (c news.Changed, tags tagList, err error) {
	var scan rowScan
	var when int64
	var change string
	if err := rows.Scan(append(scan.dest(), &c.Revision, &c.N, &when, &c.Gone, &change, &c.Approved)...); err != nil {
		return c, tags, err
	}
	if c.Row, tags, err = scan.row(); err != nil {
		return c, tags, err
	}
	c.SeenAt = at(when)
	return c, tags, fromJSON(change, &c.Change)
}

// changedTexts reads the text of a version, and the one before it that was seen
// in the same way: by the feed, or by the page.
func (r *Reader) changedTexts(ctx context.Context, c *news.Changed) error {
	a := asking{r, ctx}
	after, id, found, err := textBy(a, r.codec, `x.revision_id = $1 ORDER BY x.id DESC LIMIT 1`, int64(c.Revision))
	if err != nil || !found {
		return err
	}
	if c.FoundAfter, err = findingsOf(a, id, &after); err != nil {
		return err
	}
	c.After = after
	before, id, found, err := textBy(a, r.codec, `x.id = (SELECT max(y.id) FROM text y JOIN revision w ON w.id = y.revision_id
		WHERE w.article_id = (SELECT article_id FROM revision WHERE id = $1) AND w.id < $1 AND (y.origin = 'feed') = $2)`,
		int64(c.Revision), flag(after.Origin == "feed"))
	if err != nil || !found || before.Version != after.Version {
		return err
	}
	c.Before = before
	c.FoundBefore, err = findingsOf(a, id, &before)
	return err
}

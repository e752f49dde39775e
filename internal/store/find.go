package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"cipherdesk/internal/news"
)

// What one search may look through.
const (
	firstStint   = 1 << 12 // articles at first; four times as many each time
	longestStint = 1 << 16
	mostCounted  = 250 // newest matches that are counted by kind
	mostRanked   = 200 // newest matches of which the best are chosen
	patience     = time.Second
)

// Found is what a search brought.
type Found struct {
	Rows    []news.Row
	Next    string            // cursor of the next page; empty at the end
	Kinds   map[news.Kind]int // of the newest 250 matches at most; nil on further pages
	Counted int               // how many those are
	More    bool              // there are matches that were not counted
	Stopped time.Time         // the search asks for too much: what was first seen before was not looked at; zero: all was
}

// Search lists the articles that a query selects, newest first seen first, and
// counts the newest of them by kind. With best it puts the best of the newest
// 200 first, by where their words stand, and has no further page. ErrInvalid as
// for Articles.
func (r *Reader) Search(ctx context.Context, q news.Query, best bool) (out Found, err error) {
	limit, err := pageSize(q.Limit)
	if err != nil {
		return out, err
	}
	w, err := r.newHunt(q)
	if err != nil {
		return out, err
	}
	most := limit + 1
	if q.Cursor == "" {
		most = max(most, mostCounted+1)
	}
	found, err := w.run(ctx, most)
	if err != nil {
		return out, err
	}
	out.Stopped = w.stopped
	if q.Cursor == "" {
		out.count(found)
	}
	if best {
		out.Rows, err = r.best(ctx, found[:min(len(found), mostRanked)], w.search, limit)
		return out, err
	}
	if out.Rows, err = r.rowsOf(ctx, found[:min(len(found), limit)]); err == nil && len(found) > limit {
		last := out.Rows[len(out.Rows)-1]
		out.Next = cursor{ms(last.FirstSeen), last.Seq}.String()
	}
	return out, err
}

// count sorts the newest matches by kind.
func (f *Found) count(found []match) {
	f.More = len(found) > mostCounted
	f.Kinds = map[news.Kind]int{}
	for _, m := range found[:min(len(found), mostCounted)] {
		f.Kinds[m.kind]++
		f.Counted++
	}
}

// match is an article that a search found.
type match struct {
	id   int64
	kind news.Kind
}

// rowsOf reads articles, the newest first.
func (r *Reader) rowsOf(ctx context.Context, found []match) ([]news.Row, error) {
	if len(found) == 0 {
		return nil, nil
	}
	s := articleSelection{from: `article_now n`, order: `n.article_id DESC`}
	ids := make([]int64, len(found))
	for i, m := range found {
		ids[i] = m.id
	}
	s.where(`n.article_id IN ` + padded(&s.selection, ids))
	return r.rows(ctx, s.query(len(found)), s.args)
}

// searched lists what a query with words selects; ErrInvalid also when it asks
// for more than can be looked through.
func (r *Reader) searched(ctx context.Context, q news.Query, limit int) ([]news.Row, error) {
	w, err := r.newHunt(q)
	if err != nil {
		return nil, err
	}
	found, err := w.run(ctx, limit)
	if err != nil {
		return nil, err
	}
	if !w.stopped.IsZero() {
		return nil, &news.SearchError{Why: "this would take too long to find; add a rarer word, a field or a day",
			Try: []string{"after:" + w.stopped.Format(time.DateOnly)}}
	}
	return r.rowsOf(ctx, found)
}

// hunt goes through the articles from the newest on, stretch by stretch, so
// that a search costs what it looks through and can be given up in between.
type hunt struct {
	*Reader
	q       news.Query
	search  news.Search
	want    wanted
	story   verdicts
	hi      int64 // not looked at yet: ids below
	back    bool  // the clock was once set back: ids and times differ in order
	size    int64 // of the first stretch
	wait    time.Duration
	stopped time.Time // of the newest article not looked at; zero: it came to its end
}

func (r *Reader) newHunt(q news.Query) (*hunt, error) {
	after, err := parseCursor(q.Cursor)
	if err != nil {
		return nil, err
	}
	if err := countTags(q); err != nil {
		return nil, err
	}
	w := &hunt{Reader: r, q: q, hi: after.id, size: firstStint, wait: patience}
	if w.story, err = verdictsOf(q.Story); err != nil {
		return nil, err
	}
	if w.search, err = news.ParseSearch(clean(q.Text)); err != nil {
		return nil, err
	}
	if q.Text != "" {
		w.want, err = r.words.compile(w.search)
	}
	since, until := w.search.Span(time.UTC)
	if since.After(q.Since) {
		w.q.Since = since
	}
	if !until.IsZero() && (q.Until.IsZero() || until.Before(q.Until)) {
		w.q.Until = until
	}
	w.want.clauses = append(w.want.clauses, clausesOf(q)...)
	return w, err
}

// run finds the newest most matches.
func (w *hunt) run(ctx context.Context, most int) (found []match, err error) {
	bounded, cancel := context.WithTimeout(ctx, w.wait)
	defer cancel()
	var newest int64
	_, err = w.one(ctx, `SELECT coalesce(max(article_id), 0), EXISTS (SELECT 1 FROM setting WHERE name = $1) FROM article_now`,
		[]any{clockSetBack}, &newest, &w.back)
	if err != nil {
		return nil, err
	}
	w.hi = min(w.hi, newest+1)
	for size := w.size; w.hi > 1 && len(found) < most; size = min(4*size, longestStint) {
		st, err := w.stint(ctx, max(1, w.hi-size))
		if err != nil {
			return nil, err
		}
		more, err := w.within(bounded, st, most-len(found))
		if errors.Is(bounded.Err(), context.DeadlineExceeded) && ctx.Err() == nil {
			w.stopped = at(st.last)
			return found, nil
		}
		if err != nil {
			return nil, fmt.Errorf("search: %w", err)
		}
		found = append(found, more...)
		w.hi = st.lo
	}
	return found, nil
}

// stint is the next stretch, from an id on.
func (w *hunt) stint(ctx context.Context, lo int64) (stint, error) {
	st := stint{lo: lo, hi: w.hi}
	query := `SELECT coalesce(min(first_seen), 0), coalesce(max(first_seen), 0) FROM article WHERE id >= $1 AND id < $2`
	if !w.back {
		query = `SELECT coalesce((SELECT first_seen FROM article WHERE id >= $1 ORDER BY id LIMIT 1), 0),
			coalesce((SELECT first_seen FROM article WHERE id < $2 ORDER BY id DESC LIMIT 1), 0)`
	}
	_, err := w.one(ctx, query, []any{st.lo, st.hi}, &st.first, &st.last)
	return st, err
}

// within finds the newest matches of a stretch. Conditions that an index can
// answer come first, as sets; only what is left is looked up in the table.
func (w *hunt) within(ctx context.Context, st stint, most int) (found []match, err error) {
	s := articleSelection{time: `n.first_seen`}
	id := w.words(&s, st)
	s.clauses(w.dialect, id, w.want.clauses, st)
	if w.story.only(storyYes) {
		s.where(id + ` IN (SELECT article_id FROM article_now` + w.dialect.hint(`now_yes`) + ` WHERE story = 3` + s.during(`first_seen`, st) + `)`)
	}
	if !w.q.Since.IsZero() || !w.q.Until.IsZero() {
		s.where(id + ` IN (SELECT article_id FROM article_now` + w.dialect.hint(`now_time`) + ` WHERE ` +
			s.between(w.q.Since, w.q.Until) + s.during(`first_seen`, st) + `)`)
	}
	s.filter(news.Query{Shown: w.q.Shown, Copies: w.q.Copies, NoEvent: w.q.NoEvent}, w.story)
	err = w.each(ctx, `SELECT n.article_id, n.kind FROM `+s.from+` WHERE `+s.conditions()+` ORDER BY `+s.order+` `+s.limit(most), s.args,
		func(rows *sql.Rows) error {
			var m match
			err := rows.Scan(&m.id, &m.kind)
			found = append(found, m)
			return err
		})
	return found, err
}

// words chooses what drives the walk, the index of words or the articles
// themselves, and returns how it calls them.
func (w *hunt) words(s *articleSelection, st stint) (id string) {
	if w.want.expr != "" {
		s.from, s.order = w.dialect.search, `s.rowid DESC`
		s.where(`search MATCH ` + s.arg(w.want.expr) + ` AND s.rowid >= ` + s.arg(st.lo) + ` AND s.rowid < ` + s.arg(st.hi))
		return `+s.rowid` // the sign keeps the index from being asked for each article of a set
	}
	s.from, s.order = `article_now n`, `n.article_id DESC`
	s.where(`n.article_id >= ` + s.arg(st.lo) + ` AND n.article_id < ` + s.arg(st.hi))
	for _, expr := range w.want.never {
		s.where(`n.article_id NOT IN (SELECT rowid FROM search WHERE search MATCH ` + s.arg(expr) +
			` AND rowid >= ` + s.arg(st.lo) + ` AND rowid < ` + s.arg(st.hi) + `)`)
	}
	return `n.article_id`
}

// between is the time that a query leaves.
func (s *selection) between(since, until time.Time) string {
	cond := `first_seen >= ` + s.arg(ms(since))
	if !until.IsZero() {
		cond += ` AND first_seen < ` + s.arg(ms(until))
	}
	return cond
}

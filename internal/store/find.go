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
	Next    string            // cursor of what follows, which may be nothing; empty at the end
	Kinds   map[news.Kind]int // of the newest 250 matches at most; nil on further pages
	Counted int               // how many those are
	More    bool              // there may be matches that were not counted
	Stopped time.Time         // the search asks for too much: for these rows, what was first seen before was not looked at; zero: all was
	Late    bool              // a clock stopped it, so that it may come further the next time
}

// Search lists the articles that a query selects, newest first seen first, and
// counts the newest of them by kind. With best it puts the best of the newest
// 200 first, by where their words stand, and has no further page. ErrInvalid as
// for Articles.
func (r *Reader) Search(ctx context.Context, q news.Query, best bool) (Found, error) {
	most := 0
	if q.Cursor == "" {
		most = mostCounted + 1
	}
	return r.search(ctx, q, most, best)
}

// Sought is Search without the counts.
func (r *Reader) Sought(ctx context.Context, q news.Query) (Found, error) {
	return r.search(ctx, q, 0, false)
}

// search finds one more than a page holds, at least most, and counts those
// where there is a most.
func (r *Reader) search(ctx context.Context, q news.Query, most int, best bool) (out Found, err error) {
	limit, err := pageSize(q.Limit)
	if err != nil {
		return out, err
	}
	w, err := r.newHunt(q)
	if err != nil {
		return out, err
	}
	found, err := w.run(ctx, max(most, limit+1))
	if err != nil {
		return out, err
	}
	if most > 0 {
		out.count(found)
		out.More = out.More || !w.stopped.IsZero()
	}
	out.Late = w.late
	if len(found) <= limit {
		out.Stopped = w.stopped
	}
	if best {
		out.Rows, err = r.best(ctx, found[:min(len(found), mostRanked)], w.search, limit)
		return out, err
	}
	if out.Rows, err = r.rowsOf(ctx, found[:min(len(found), limit)]); err != nil {
		return out, err
	}
	switch {
	case len(found) > limit:
		last := out.Rows[len(out.Rows)-1]
		out.Next = cursor{ms(last.FirstSeen), last.Seq}.String()
	case !out.Stopped.IsZero():
		out.Next = cursor{ms(out.Stopped), w.hi}.String()
	}
	return out, nil
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

// hunt goes through the articles from the newest on, stretch by stretch, so
// that a search costs what it looks through and can be given up in between.
type hunt struct {
	*Reader
	q          news.Query
	search     news.Search
	want       wanted
	story      verdicts
	spread     []news.Clause // those of want that so many articles meet that each is asked
	effort     effort
	spreadOver int   // findings from which on each article is asked
	lo, hi     int64 // not looked at yet: ids in [lo, hi)
	back       bool  // the clock was once set back: ids and times differ in order
	size       int64 // of the first stretch
	wait       time.Duration
	stopped    time.Time // of the newest article not looked at; zero: it came to its end
	late       bool
}

func (r *Reader) newHunt(q news.Query) (*hunt, error) {
	after, err := parseCursor(q.Cursor)
	if err != nil {
		return nil, err
	}
	if err := countTags(q); err != nil {
		return nil, err
	}
	w := &hunt{Reader: r, q: q, lo: 1, hi: after.id, size: firstStint, wait: patience, effort: effort{most: affordable, least: leastSpent}, spreadOver: spreadOver}
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
	found, err = w.walk(bounded, most)
	w.late = err != nil && errors.Is(bounded.Err(), context.DeadlineExceeded) && ctx.Err() == nil
	if err != nil && !w.late {
		return nil, fmt.Errorf("search: %w", err)
	}
	if w.hi > w.lo && len(found) < most {
		rest, err := w.stint(ctx, w.lo)
		if err != nil {
			return nil, fmt.Errorf("search: %w", err)
		}
		w.stopped = at(rest.last)
	}
	return found, nil
}

// walk looks at stretch after stretch until it has most matches, or has done
// what a search may cost.
func (w *hunt) walk(ctx context.Context, most int) (found []match, err error) {
	if err := w.begin(ctx); err != nil {
		return nil, err
	}
	for size := w.size; w.hi > w.lo && len(found) < most; size = w.next(size) {
		st, err := w.stint(ctx, max(w.lo, w.hi-size))
		if err != nil {
			return found, err
		}
		part, err := w.narrow(ctx, st)
		if err != nil {
			return found, err
		}
		if part.empty() {
			w.hi = st.lo
			continue
		}
		whole := part.lo
		if part, err = w.afford(ctx, part); err != nil || part.empty() {
			return found, err
		}
		if part.fence, err = w.fence(ctx, part); err != nil {
			return found, err
		}
		more, err := w.within(ctx, part, most-len(found))
		if err != nil {
			return found, err
		}
		found = append(found, more...)
		if w.hi = st.lo; part.lo > whole {
			w.hi = part.lo
		}
	}
	return found, nil
}

// next is the size of the stretch after one of a size: to begin another one
// costs time too.
func (w *hunt) next(size int64) int64 {
	if w.effort.each > 0 && size >= firstStint {
		return longestStint
	}
	return min(4*size, longestStint)
}

// begin goes to where the search begins.
func (w *hunt) begin(ctx context.Context) error {
	var newest int64
	_, err := w.one(ctx, `SELECT coalesce(max(article_id), 0), EXISTS (SELECT 1 FROM setting WHERE name = $1) FROM article_now`,
		[]any{clockSetBack}, &newest, &w.back)
	if err != nil {
		return err
	}
	w.hi = min(w.hi, newest+1)
	w.effort.begin = readBegin * float64(len(w.want.each()))
	if err := w.limit(ctx); err != nil {
		return err
	}
	return w.sift(ctx)
}

// limit turns the query's time into ids, where the two agree in order.
func (w *hunt) limit(ctx context.Context) error {
	if w.back {
		return nil
	}
	first := func(t time.Time) (id int64, err error) {
		found, err := w.one(ctx, `SELECT article_id FROM article_now`+w.dialect.hint(`now_time`)+` WHERE first_seen >= $1 ORDER BY first_seen, article_id LIMIT 1`,
			[]any{ms(t)}, &id)
		if !found {
			id = w.hi
		}
		return id, err
	}
	var err error
	if !w.q.Since.IsZero() {
		w.lo, err = first(w.q.Since)
	}
	if err == nil && !w.q.Until.IsZero() {
		var id int64
		id, err = first(w.q.Until)
		w.hi = min(w.hi, id)
	}
	return err
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
	for _, c := range w.spread {
		s.ask(c)
	}
	if w.story.only(storyYes) {
		s.where(id + ` IN (SELECT article_id FROM article_now` + w.dialect.hint(`now_yes`) + ` WHERE story = 3` + s.during(`first_seen`, st) + `)`)
	}
	if w.back && (!w.q.Since.IsZero() || !w.q.Until.IsZero()) {
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
	drive, never := w.want.split(st.fence != "")
	s.from, s.order, id = `article_now n`, `n.article_id DESC`, `n.article_id`
	from := id
	if len(drive) > 0 {
		s.from, s.order, from = w.dialect.search, `s.rowid DESC`, `s.rowid`
		id = `+s.rowid` // the sign keeps the index from being asked for each article of a set
		s.where(`search MATCH ` + s.arg(w.want.expr(drive, st.fence)))
	}
	s.where(from + ` >= ` + s.arg(st.lo) + ` AND ` + from + ` < ` + s.arg(st.hi))
	for i := range never {
		s.where(id + ` NOT IN (SELECT rowid FROM search WHERE search MATCH ` + s.arg(w.want.expr(never[i:i+1], st.fence)) +
			` AND rowid >= ` + s.arg(st.lo) + ` AND rowid < ` + s.arg(st.hi) + `)`)
	}
	return id
}

// between is the time that a query leaves.
func (s *selection) between(since, until time.Time) string {
	cond := `first_seen >= ` + s.arg(ms(since))
	if !until.IsZero() {
		cond += ` AND first_seen < ` + s.arg(ms(until))
	}
	return cond
}

package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"cipherdesk/internal/news"
)

// WeekCount is how much outlets of each kind published in one of several times
// that follow each other.
type WeekCount struct {
	Stories  map[news.Kind]int
	Mentions map[news.Kind]int // articles that mention encryption
	Early    bool              // it is what first polls brought, by the day that it states
}

// mostCharted is how many of the newest articles are counted for a chart.
const mostCharted = 2000

// CountWeeks counts by kind what a query selects in the times that begin at
// starts, the last of which has no end: what was first seen then or, where there
// is none, what first polls brought of it. Its words are not looked at. Of what
// was first seen before cut nothing was counted, for there is too much; zero: all
// was.
func (r *Reader) CountWeeks(ctx context.Context, q news.Query, starts []time.Time) (weeks []WeekCount, cut time.Time, err error) {
	q.Text, q.Since = "", starts[0]
	s, err := r.selectArticles(q)
	if err != nil {
		return nil, cut, err
	}
	s.where(`n.story >= 2 AND n.placed IS NOT NULL`)
	seen, early := newWeeks(len(starts)), newWeeks(len(starts))
	n := 0
	err = r.each(ctx, `SELECT n.kind, n.story, n.live, n.placed, n.first_seen FROM `+s.from+` WHERE `+s.conditions()+` ORDER BY `+s.order+` `+s.limit(mostCharted), s.args,
		func(rows *sql.Rows) error {
			var kind news.Kind
			var story, live int
			var placed, first int64
			if err := rows.Scan(&kind, &story, &live, &placed, &first); err != nil {
				return err
			}
			if n++; n == mostCharted {
				cut = at(first)
			}
			into := seen
			if live == 0 {
				into = early
			}
			if i := timeOf(placed, starts); i >= 0 && story == storyYes {
				into[i].Stories[kind]++
			} else if i >= 0 {
				into[i].Mentions[kind]++
			}
			return nil
		})
	if err != nil {
		return nil, cut, fmt.Errorf("count by kind: %w", err)
	}
	for i := range seen {
		if len(seen[i].Stories)+len(seen[i].Mentions) == 0 && len(early[i].Stories)+len(early[i].Mentions) > 0 {
			seen[i] = early[i]
			seen[i].Early = true
		}
	}
	return seen, cut, nil
}

func newWeeks(n int) []WeekCount {
	weeks := make([]WeekCount, n)
	for i := range weeks {
		weeks[i] = WeekCount{Stories: map[news.Kind]int{}, Mentions: map[news.Kind]int{}}
	}
	return weeks
}

// timeOf is which of the times that begin at starts holds a moment; -1: it lies
// before them.
func timeOf(when int64, starts []time.Time) int {
	for i := len(starts) - 1; i >= 0; i-- {
		if when >= ms(starts[i]) {
			return i
		}
	}
	return -1
}

// AskedWeek is what was asked of an outlet in one of several times that follow
// each other.
type AskedWeek struct{ Requests, Failed int }

// AskedOf counts the requests to an outlet's servers in the times that begin at
// starts; the last one has no end.
func (r *Reader) AskedOf(ctx context.Context, o news.OutletID, starts []time.Time) ([]AskedWeek, error) {
	first, err := r.fetchAt(ctx, starts[0].Add(-fetchSlack))
	if err != nil {
		return nil, err
	}
	out := make([]AskedWeek, len(starts))
	err = r.each(ctx, `SELECT at, failed FROM fetch WHERE outlet_id = (SELECT id FROM outlet WHERE slug = $1) AND id >= $2
		AND outcome NOT IN ('offline', 'cancelled')`, []any{string(o), first}, func(rows *sql.Rows) error {
		var when int64
		var failed int
		err := rows.Scan(&when, &failed)
		if i := timeOf(when, starts); i >= 0 {
			out[i].Requests++
			out[i].Failed += failed
		}
		return err
	})
	return out, err
}

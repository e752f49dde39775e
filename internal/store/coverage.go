package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"cipherdesk/internal/news"
)

// KindCount is how much outlets of one kind published in some time.
type KindCount struct {
	Kind     news.Kind
	Stories  int
	Mentions int // articles that mention encryption
	Outlets  int // that published one or the other
}

// CountKinds counts by kind what a query selects among the stories and mentions
// that are news in [from, to): those first seen then or, where there are none,
// those that first polls brought of it, which early tells. A query's words are
// not looked at, and what is beyond MostCounted is not counted.
func (r *Reader) CountKinds(ctx context.Context, q news.Query, from, to time.Time) (counts []KindCount, early bool, err error) {
	v, err := verdictsOf(q.Story)
	if err != nil {
		return nil, false, err
	}
	for _, live := range []int{1, 0} {
		s := r.placed()
		s.time = `n.first_seen`
		s.where(`n.live = ` + s.arg(live) + ` AND n.placed >= ` + s.arg(ms(from)) + ` AND n.placed < ` + s.arg(ms(to)))
		s.filter(q, v)
		err = r.each(ctx, `SELECT kind, sum(CASE WHEN story = 3 THEN 1 ELSE 0 END), sum(CASE WHEN story = 3 THEN 0 ELSE 1 END), count(DISTINCT outlet_id)
			FROM (SELECT n.kind, n.story, n.outlet_id FROM `+s.from+` WHERE `+s.conditions()+` `+s.limit(MostCounted)+`) AS some GROUP BY kind`, s.args,
			func(rows *sql.Rows) error {
				var c KindCount
				err := rows.Scan(&c.Kind, &c.Stories, &c.Mentions, &c.Outlets)
				counts = append(counts, c)
				return err
			})
		if err != nil {
			return nil, false, fmt.Errorf("count by kind: %w", err)
		}
		if len(counts) > 0 {
			return counts, live == 0, nil
		}
	}
	return nil, false, nil
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
		for i := len(starts) - 1; i >= 0; i-- {
			if when >= ms(starts[i]) {
				out[i].Requests++
				out[i].Failed += failed
				break
			}
		}
		return err
	})
	return out, err
}

package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	"cipherdesk/internal/news"
)

// SyncOutlets makes the register equal to feeds.yaml: outlets and feeds are
// added and described anew, and those no longer named are set aside, with all
// that they ever said. What is known of a feed's schedule and health stays.
// Nothing is written when nothing differs.
func (d *DB) SyncOutlets(ctx context.Context, outlets []news.Outlet) error {
	return d.write(ctx, func(t *tx) error {
		s := syncer{tx: t, now: d.clock().UTC()}
		for place, o := range outlets {
			if err := s.outlet(place, o); err != nil {
				return fmt.Errorf("outlet %s: %w", o.ID, err)
			}
		}
		gone, err := setAside(t, outlets)
		if err == nil && (s.changed || gone) {
			err = t.registered()
		}
		return err
	})
}

type syncer struct {
	*tx
	now     time.Time
	changed bool
}

func (s *syncer) outlet(place int, o news.Outlet) error {
	spec := string(toJSON(o))
	args := []any{string(o.ID), o.Name, string(o.Kind), flag(o.ScopeAll), o.Excerpt, place, spec}
	n, err := s.count(`INSERT INTO outlet (slug, name, kind, scope_all, excerpt, place, spec)
		VALUES ($1, $2, $3, $4, $5, $6, $7)
		ON CONFLICT (slug) DO UPDATE SET name = excluded.name, kind = excluded.kind, scope_all = excluded.scope_all,
			excerpt = excluded.excerpt, place = excluded.place, spec = excluded.spec
		WHERE outlet.spec <> excluded.spec OR outlet.place <> excluded.place`, args...)
	if err != nil {
		return err
	}
	id, err := s.outletID(o.ID)
	if err != nil {
		return err
	}
	if n > 0 {
		s.changed = true
		if err := s.follow(id, o); err != nil {
			return err
		}
	}
	for i, spec := range o.Feeds {
		if err := s.feed(id, i, spec, o.Enabled); err != nil {
			return fmt.Errorf("feed %s: %w", spec.URL, err)
		}
	}
	return nil
}

// follow brings what lists derive from the register in step with it.
func (s *syncer) follow(id int64, o news.Outlet) error {
	if err := s.exec(`INSERT INTO outlet_ledger (outlet_id) VALUES ($1) ON CONFLICT (outlet_id) DO NOTHING`, id); err != nil {
		return err
	}
	return s.exec(`UPDATE article_now SET touched = (SELECT n FROM generation), kind = $2, shown = CASE WHEN story >= 2 OR $3 = 1 THEN 1 ELSE 0 END
		WHERE outlet_id = $1 AND (kind <> $2 OR shown <> CASE WHEN story >= 2 OR $3 = 1 THEN 1 ELSE 0 END)`,
		id, string(o.Kind), flag(o.ScopeAll))
}

func (s *syncer) feed(outlet int64, place int, spec news.FeedSpec, enabled bool) error {
	n, err := s.count(`INSERT INTO feed (outlet_id, url, place, spec) VALUES ($1, $2, $3, $4)
		ON CONFLICT (outlet_id, url) DO UPDATE SET place = excluded.place, spec = excluded.spec
		WHERE feed.spec <> excluded.spec OR feed.place <> excluded.place`, outlet, spec.URL, place, string(toJSON(spec)))
	if err != nil {
		return err
	}
	s.changed = s.changed || n > 0
	var id int64
	if _, err := s.one(`SELECT id FROM feed WHERE outlet_id = $1 AND url = $2`, []any{outlet, spec.URL}, &id); err != nil {
		return err
	}
	return s.switchFeed(id, spec.URL, enabled)
}

// switchFeed gives a new feed its state, and turns a known one on or off.
func (s *syncer) switchFeed(id int64, address string, enabled bool) error {
	st, found, err := feedState(s.tx, id)
	if err != nil {
		return err
	}
	off := st.Status == news.FeedOff
	switch {
	case !found:
		st = news.FeedState{Address: address, Status: news.FeedNew, Since: s.now, Salt: rand.Uint32()}
		if !enabled {
			st.Status = news.FeedOff
		}
	case off == !enabled:
		return nil
	case enabled && st.Last.IsZero():
		st.Status, st.Since = news.FeedNew, s.now
	case enabled:
		st.Status, st.Since = news.FeedOK, s.now
	default:
		st.Status, st.Since = news.FeedOff, s.now
	}
	s.changed = true
	return errors.Join(putFeedState(s.tx, id, st), s.stand(id, st))
}

// setAside marks what feeds.yaml no longer names.
func setAside(t *tx, outlets []news.Outlet) (changed bool, err error) {
	named := map[string]bool{}
	for _, o := range outlets {
		named[string(o.ID)] = true
		for _, f := range o.Feeds {
			named[string(o.ID)+" "+f.URL] = true
		}
	}
	drop := map[string][]int64{}
	collect := func(table string) func(*sql.Rows) error {
		return func(rows *sql.Rows) error {
			var id int64
			var key string
			if err := rows.Scan(&id, &key); err != nil {
				return err
			}
			if !named[key] {
				drop[table] = append(drop[table], id)
			}
			return nil
		}
	}
	err = errors.Join(
		t.each(`SELECT id, slug FROM outlet WHERE place >= 0 AND place < $1`, []any{handPlace}, collect("outlet")),
		t.each(`SELECT f.id, o.slug || ' ' || f.url FROM feed f JOIN outlet o ON o.id = f.outlet_id WHERE f.place >= 0`, nil, collect("feed")))
	if err != nil {
		return false, err
	}
	for _, id := range drop["outlet"] {
		if err := t.exec(`UPDATE outlet SET place = -1 WHERE id = $1`, id); err != nil {
			return false, err
		}
	}
	for _, id := range drop["feed"] {
		if err := t.exec(`UPDATE feed SET place = -1 WHERE id = $1`, id); err != nil {
			return false, err
		}
	}
	return len(drop) > 0, nil
}

// Outlets lists the register in the order of feeds.yaml, entities included,
// with feeds, health and ledgers.
func (r *Reader) Outlets(ctx context.Context) ([]news.OutletState, error) {
	return r.outlets(ctx, `o.place >= 0`)
}

// Outlet returns one outlet, also one that feeds.yaml no longer names; its
// feeds are then empty. ErrNotFound.
func (r *Reader) Outlet(ctx context.Context, id news.OutletID) (news.OutletState, error) {
	os, err := r.outlets(ctx, `o.slug = $1`, string(id))
	if err == nil && len(os) == 0 {
		err = fmt.Errorf("outlet %s: %w", id, news.ErrNotFound)
	}
	if err != nil {
		return news.OutletState{}, err
	}
	return os[0], nil
}

func (r *Reader) outlets(ctx context.Context, where string, args ...any) ([]news.OutletState, error) {
	var out []news.OutletState
	rank := map[news.OutletID]int{}
	err := r.each(ctx, `SELECT o.spec, l.articles, l.stories, l.requests, l.not_modified, l.bytes, l.waited, l.last_new
		FROM outlet o JOIN outlet_ledger l ON l.outlet_id = o.id WHERE `+where+` ORDER BY o.place, o.id`, args,
		func(rows *sql.Rows) error {
			var s news.OutletState
			var spec string
			var waited, lastNew int64
			if err := rows.Scan(&spec, &s.Articles, &s.Stories, &s.Requests, &s.NotModified, &s.Bytes, &waited, &lastNew); err != nil {
				return err
			}
			s.Waited, s.LastNew = time.Duration(waited)*time.Millisecond, at(lastNew)
			var err error
			if s.Outlet, err = r.outletFrom(spec); err != nil {
				return err
			}
			rank[s.Outlet.ID] = len(out)
			out = append(out, s)
			return nil
		})
	if err != nil || len(out) == 0 {
		return nil, err
	}
	err = r.feeds(ctx, where, args, func(f news.FeedState, l ledger) {
		i, ok := rank[f.Outlet]
		if !ok { // the register changed between the two questions
			return
		}
		s := &out[i]
		s.Feeds = append(s.Feeds, f)
		s.Requests += l.requests
		s.NotModified += l.notModified
		s.Bytes += l.bytes
		s.Waited += time.Duration(l.waited) * time.Millisecond
	})
	return out, err
}

// outletFrom decodes an outlet as it is kept, each spelling once: every text that
// is read asks for its outlet, and only feeds.yaml changes one. What it holds is
// shared and must not be written to.
func (r *Reader) outletFrom(spec string) (o news.Outlet, err error) {
	if known, ok := r.specs.Load(spec); ok {
		return known.(news.Outlet), nil
	}
	if err = fromJSON(spec, &o); err == nil {
		r.specs.Store(spec, o)
	}
	return o, err
}

// Feeds lists every feed that feeds.yaml names, in its order.
func (r *Reader) Feeds(ctx context.Context) ([]news.FeedState, error) {
	var out []news.FeedState
	err := r.feeds(ctx, `o.place >= 0`, nil, func(f news.FeedState, _ ledger) { out = append(out, f) })
	return out, err
}

// Feed returns one feed that feeds.yaml names. ErrNotFound.
func (r *Reader) Feed(ctx context.Context, id news.FeedID) (s news.FeedState, err error) {
	err = r.feeds(ctx, `f.id = $1`, []any{int64(id)}, func(f news.FeedState, _ ledger) { s = f })
	if err == nil && s.ID == 0 {
		err = fmt.Errorf("feed %d: %w", id, news.ErrNotFound)
	}
	return s, err
}

// ledger is what asking cost; waited in milliseconds.
type ledger struct {
	requests, notModified int
	bytes, waited         int64
}

func (r *Reader) feeds(ctx context.Context, where string, args []any, f func(news.FeedState, ledger)) error {
	return r.each(ctx, `SELECT f.id, o.slug, f.spec, s.state, s.requests, s.not_modified, s.bytes, s.waited
		FROM feed f JOIN outlet o ON o.id = f.outlet_id JOIN feed_state s ON s.feed_id = f.id
		WHERE f.place >= 0 AND `+where+` ORDER BY o.place, o.id, f.place`, args,
		func(rows *sql.Rows) error {
			var id int64
			var outlet, spec, state string
			var l ledger
			if err := rows.Scan(&id, &outlet, &spec, &state, &l.requests, &l.notModified, &l.bytes, &l.waited); err != nil {
				return err
			}
			st, err := stateFrom(state)
			if err != nil {
				return err
			}
			st.ID, st.Outlet = news.FeedID(id), news.OutletID(outlet)
			if err := fromJSON(spec, &st.Spec); err != nil {
				return err
			}
			f(st, l)
			return nil
		})
}

func feedState(t *tx, id int64) (st news.FeedState, found bool, err error) {
	var state string
	found, err = t.one(`SELECT state FROM feed_state WHERE feed_id = $1`, []any{id}, &state)
	if err != nil || !found {
		return st, false, err
	}
	st, err = stateFrom(state)
	return st, true, err
}

// putFeedState replaces the state of a feed; its ledger and lease stay.
func putFeedState(t *tx, id int64, st news.FeedState) error {
	return t.exec(`INSERT INTO feed_state (feed_id, status, state) VALUES ($1, $2, $3)
		ON CONFLICT (feed_id) DO UPDATE SET status = excluded.status, state = excluded.state`, id, string(st.Status), stateOut(st))
}

// stateOut leaves out what the register says.
func stateOut(st news.FeedState) string {
	st.ID, st.Outlet, st.Spec = 0, "", news.FeedSpec{}
	return string(toJSON(st))
}

func stateFrom(s string) (st news.FeedState, err error) {
	if err = json.NewDecoder(strings.NewReader(s)).Decode(&st); err != nil {
		return st, fmt.Errorf("kept feed state: %w", errors.Join(errDamaged, err))
	}
	return st, nil
}

// SaveFeedState changes the schedule or health of one feed without a poll: it
// was moved, revived, or must wait. ErrNotFound.
func (d *DB) SaveFeedState(ctx context.Context, s news.FeedState) error {
	return d.write(ctx, func(t *tx) error {
		old, found, err := feedState(t, int64(s.ID))
		if err != nil {
			return err
		}
		if !found {
			return fmt.Errorf("feed %d: %w", s.ID, news.ErrNotFound)
		}
		t.visible = true
		if old.Status != s.Status {
			err = t.stand(int64(s.ID), s)
		}
		return errors.Join(err, putFeedState(t, int64(s.ID), s))
	})
}

// Lease gives a feed to one owner until a time; it reports false while another
// owner holds it. An owner may renew its own lease, and an expired one is
// free; so is one that was taken on a clock that ran ahead. SavePoll gives it
// back.
func (d *DB) Lease(ctx context.Context, f news.FeedID, owner string, until time.Time) (bool, error) {
	got, err := d.LeaseAll(ctx, []news.FeedID{f}, owner, until)
	return len(got) > 0, err
}

// LeaseAll is Lease for many feeds at once; it returns those that were got.
func (d *DB) LeaseAll(ctx context.Context, feeds []news.FeedID, owner string, until time.Time) ([]news.FeedID, error) {
	var got []news.FeedID
	err := d.write(ctx, func(t *tx) error {
		got = nil
		for _, f := range feeds {
			n, err := t.count(`UPDATE feed_state SET lease_owner = $2, lease_until = $3
				WHERE feed_id = $1 AND (lease_owner = $2 OR lease_until <= $4 OR lease_until > $5)`,
				int64(f), owner, ms(until), ms(d.clock()), ms(until.Add(skew)))
			if err != nil {
				return err
			}
			if n > 0 {
				got = append(got, f)
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return got, nil
}

// Release gives a lease back without a poll; another owner's is left alone.
func (d *DB) Release(ctx context.Context, f news.FeedID, owner string) error {
	return d.write(ctx, func(t *tx) error {
		return t.exec(`UPDATE feed_state SET lease_owner = '', lease_until = 0
			WHERE feed_id = $1 AND lease_owner = $2`, int64(f), owner)
	})
}

// skew is by how much the clocks of two processes may differ, or times noted a
// moment apart.
const skew = time.Minute

func flag(b bool) int {
	if b {
		return 1
	}
	return 0
}

// AddOutlet puts an outlet into the register that feeds.yaml does not name: the
// publisher of an article that was added by hand. A known one stays as it is.
func (d *DB) AddOutlet(ctx context.Context, o news.Outlet) error {
	return d.write(ctx, func(t *tx) error {
		_, err := t.outletID(o.ID)
		if err == nil || !errors.Is(err, news.ErrInvalid) {
			return err
		}
		s := syncer{tx: t, now: d.clock().UTC()}
		return errors.Join(s.outlet(handPlace, o), t.registered())
	})
}

// handPlace puts outlets that were added by hand behind those of feeds.yaml.
const handPlace = 1 << 20

package store

import (
	"context"
	"database/sql"
	"time"

	"cipherdesk/internal/news"
)

// Delivery names one thing for one recipient. It is delivered once.
type Delivery struct {
	Recipient string // digest of who gets it
	Entry     string // what: an edition, an article, an event
}

// DeliveryState is what became of a delivery.
type DeliveryState int

// The states of a delivery. Unconfirmed was handed over without an answer, so
// that nobody knows whether it arrived: it is not sent again. Old was there
// before its recipient asked for anything.
const (
	DeliveryDue DeliveryState = iota
	DeliverySending
	DeliverySent
	DeliveryUnconfirmed
	DeliveryGivenUp
	DeliveryOld
)

// stuck is the time after which whoever was sending is believed to be gone.
const stuck = 15 * time.Minute

// Claim takes a delivery that is new, or due again, for the caller to send. It
// returns how often it was tried before, or false when it is not to be sent:
// another process does, or did, or it must wait. With force, no wait counts.
func (d *DB) Claim(ctx context.Context, what Delivery, now time.Time, force bool) (tried int, ok bool, err error) {
	err = d.write(ctx, func(t *tx) error {
		ok, err = t.one(`INSERT INTO delivery (recipient, entry, state, at) VALUES ($1, $2, $3, $4)
			ON CONFLICT (recipient, entry) DO UPDATE SET state = excluded.state, at = excluded.at
				WHERE delivery.state = $5 AND (delivery.next <= $4 OR $6 = 1) OR delivery.state = $7 AND $6 = 1 RETURNING tries`,
			[]any{what.Recipient, clean(what.Entry), DeliverySending, ms(now), DeliveryDue, flag(force), DeliveryOld}, &tried)
		return err
	})
	return tried, ok, err
}

// Settle records what became of a claimed delivery: one more try, and, when it
// is due again, from when on.
func (d *DB) Settle(ctx context.Context, what Delivery, state DeliveryState, next time.Time, note string) error {
	return d.write(ctx, func(t *tx) error {
		return t.exec(`UPDATE delivery SET state = $3, next = $4, note = $5, tries = tries + 1 WHERE recipient = $1 AND entry = $2`,
			what.Recipient, clean(what.Entry), state, ms(next), clean(note))
	})
}

// Begin notes what is there already when a recipient asks for something for the
// first time, so that only what comes later is sent; it reports whether it was
// the first time.
func (d *DB) Begin(ctx context.Context, recipient, topic string, old []string, now time.Time) (first bool, err error) {
	if _, found, err := d.DeliveryOf(ctx, Delivery{recipient, topic}); found || err != nil {
		return false, err
	}
	err = d.write(ctx, func(t *tx) error {
		first = true
		for _, entry := range append([]string{topic}, old...) {
			if err := t.exec(`INSERT INTO delivery (recipient, entry, state, at) VALUES ($1, $2, $3, $4) ON CONFLICT (recipient, entry) DO NOTHING`,
				recipient, clean(entry), DeliveryOld, ms(now)); err != nil {
				return err
			}
		}
		return nil
	})
	return first, err
}

// Begun returns when a recipient asked for something for the first time; false
// when it never did.
func (r *Reader) Begun(ctx context.Context, recipient, topic string) (when time.Time, found bool, err error) {
	var t int64
	found, err = r.one(ctx, `SELECT at FROM delivery WHERE recipient = $1 AND entry = $2`, []any{recipient, clean(topic)}, &t)
	return at(t), found, err
}

// Forget removes what became of deliveries before a time: those of editions and
// of entries. What recipients asked for, and what they want no more of, stays,
// as does what is still to be sent.
func (d *DB) Forget(ctx context.Context, before time.Time) error {
	return d.write(ctx, func(t *tx) error { return t.exec(`DELETE FROM delivery WHERE `+forgettable, ms(before)) })
}

// Ids of entries are URIs: RFC 4287 §4.2.6. Topics are words.
const forgettable = `at < $1 AND state >= 2 AND (entry LIKE 'tag:%' OR entry LIKE 'cipherdesk:%' OR entry LIKE 'edition %')`

// Abandon marks what was being sent when its sender vanished: nobody knows
// whether it arrived. It returns how many there were.
func (d *DB) Abandon(ctx context.Context, now time.Time) (n int, err error) {
	var waiting int
	if found, err := d.one(ctx, `SELECT count(*) FROM delivery WHERE state = $1 AND at < $2`, []any{DeliverySending, ms(now.Add(-stuck))}, &waiting); err != nil || !found || waiting == 0 {
		return 0, err
	}
	return waiting, d.write(ctx, func(t *tx) error {
		return t.exec(`UPDATE delivery SET state = $2, note = 'the program ended while it was sent' WHERE state = $1 AND at < $3`,
			DeliverySending, DeliveryUnconfirmed, ms(now.Add(-stuck)))
	})
}

// DeliveryOf returns the state of a delivery; false when it was never claimed.
func (r *Reader) DeliveryOf(ctx context.Context, what Delivery) (state DeliveryState, found bool, err error) {
	found, err = r.one(ctx, `SELECT state FROM delivery WHERE recipient = $1 AND entry = $2`, []any{what.Recipient, clean(what.Entry)}, &state)
	return state, found, err
}

// Mute notes that a recipient wants no more of a list, or wants it again.
func (d *DB) Mute(ctx context.Context, recipient, list string, muted bool, now time.Time) error {
	return d.write(ctx, func(t *tx) error {
		if !muted {
			return t.exec(`DELETE FROM delivery WHERE recipient = $1 AND entry = $2`, recipient, muteOf(list))
		}
		return t.exec(`INSERT INTO delivery (recipient, entry, state, at) VALUES ($1, $2, $3, $4) ON CONFLICT (recipient, entry) DO NOTHING`,
			recipient, muteOf(list), DeliveryOld, ms(now))
	})
}

// Muted reports whether a recipient wants no more of a list.
func (r *Reader) Muted(ctx context.Context, recipient, list string) (bool, error) {
	_, found, err := r.DeliveryOf(ctx, Delivery{recipient, muteOf(list)})
	return found, err
}

func muteOf(list string) string { return "muted " + clean(list) }

// Undelivered counts deliveries that wait for another try, and those that were
// given up or never confirmed.
func (r *Reader) Undelivered(ctx context.Context) (waiting, lost int, err error) {
	err = r.each(ctx, `SELECT state, count(*) FROM delivery WHERE state IN (0, 3, 4) GROUP BY state`, nil, func(rows *sql.Rows) error {
		var state DeliveryState
		var n int
		err := rows.Scan(&state, &n)
		if state == DeliveryDue {
			waiting += n
		} else {
			lost += n
		}
		return err
	})
	return waiting, lost, err
}

// Recipient is the digest by which a recipient is remembered.
func Recipient(channel, address string) string { return news.Slug(channel + " " + address) }

package store

import (
	"fmt"

	"cipherdesk/internal/news"
)

// A text that was derived from an item repeats most of it, so the two are
// packed together: the text follows the item in the item's body. Every other
// text has a place of its own.

// textColumns are what textScan reads; textJoins follow a text x.
const (
	textColumns = `x.id, x.version, x.origin, x.data, CASE WHEN x.data IS NULL THEN xb.data END, coalesce(xb.size, 0)`
	textJoins   = ` LEFT JOIN revision xr ON xr.id = x.revision_id LEFT JOIN item xi ON xi.id = xr.item_id
		LEFT JOIN body xb ON xb.id = xi.body_id`
)

// textScan is a text as the database has it.
type textScan struct {
	id              int64
	version, origin string
	data, body      []byte
	size            int
}

func (s *textScan) dest() []any {
	return []any{&s.id, &s.version, &s.origin, &s.data, &s.body, &s.size}
}

func (s *textScan) text(c *codec) (t news.Text, err error) {
	var plain []byte
	if s.data != nil {
		plain, err = c.unpack(s.data)
	} else {
		_, plain, err = c.split(s.body, s.size)
	}
	if err == nil {
		t, err = textFrom(plain)
	}
	if err != nil {
		return t, fmt.Errorf("text %d: %w", s.id, err)
	}
	t.Version, t.Origin = s.version, s.origin
	return t, nil
}

// split unpacks a body into its own bytes and what follows them.
func (c *codec) split(packed []byte, size int) (body, rest []byte, err error) {
	all, err := c.unpack(packed)
	if err != nil {
		return nil, nil, err
	}
	if size > len(all) {
		return nil, nil, fmt.Errorf("a body of %d bytes has %d: %w", size, len(all), errDamaged)
	}
	return all[:size], all[size:], nil
}

// textBy reads the one text that a condition on x names; found is false when
// there is none.
func textBy(a asker, c *codec, condition string, args ...any) (t news.Text, id int64, found bool, err error) {
	var s textScan
	found, err = a.one(`SELECT `+textColumns+` FROM text x`+textJoins+` WHERE `+condition, args, s.dest()...)
	if err != nil || !found {
		return t, 0, false, err
	}
	t, err = s.text(c)
	return t, s.id, true, err
}

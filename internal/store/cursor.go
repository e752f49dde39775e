package store

import (
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"math"
	"strconv"
	"strings"

	"cipherdesk/internal/news"
)

const (
	defaultPage = 50
	largestPage = 500
)

func pageSize(limit int) (int, error) {
	switch {
	case limit == 0:
		return defaultPage, nil
	case limit < 0 || limit > largestPage:
		return 0, fmt.Errorf("limit %d: it is 1 to %d: %w", limit, largestPage, news.ErrInvalid)
	}
	return limit, nil
}

// page reads how many rows were asked for (0: 50; at most 500) and after which.
func page(asked int, from string) (limit int, after cursor, err error) {
	if limit, err = pageSize(asked); err == nil {
		after, err = parseCursor(from)
	}
	return limit, after, err
}

// cursor is the last row of a page: lists go on after it.
type cursor struct{ time, id int64 }

// theTop is where a list begins.
var theTop = cursor{math.MaxInt64, math.MaxInt64}

// String is the cursor as readers give it back: opaque, with a checksum that
// tells a damaged one.
func (c cursor) String() string {
	b := binary.AppendVarint(binary.AppendVarint(nil, c.time), c.id)
	return base64.RawURLEncoding.EncodeToString(binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(b)))
}

// parseCursor reads a cursor; an empty one is the top. ErrInvalid.
func parseCursor(s string) (cursor, error) {
	if s == "" {
		return theTop, nil
	}
	bad := fmt.Errorf("cursor %.40q is not one of ours; start at the first page: %w", s, news.ErrInvalid)
	b, err := base64.RawURLEncoding.DecodeString(s)
	if err != nil || len(b) < 4 {
		return cursor{}, bad
	}
	b, sum := b[:len(b)-4], b[len(b)-4:]
	if crc32.ChecksumIEEE(b) != binary.BigEndian.Uint32(sum) {
		return cursor{}, bad
	}
	var c cursor
	var n, m int
	c.time, n = binary.Varint(b)
	if n > 0 {
		c.id, m = binary.Varint(b[n:])
	}
	if n <= 0 || m <= 0 || n+m != len(b) {
		return cursor{}, bad
	}
	return c, nil
}

// selection gathers the conditions of a query and their arguments.
type selection struct {
	conds []string
	args  []any
}

// arg adds an argument and returns its placeholder.
func (s *selection) arg(v any) string {
	s.args = append(s.args, v)
	return "$" + strconv.Itoa(len(s.args))
}

// limit bounds the rows. The sum is for SQLite: it prepares a statement whose
// LIMIT is a bare parameter anew at each use, ten times the cost of a short one.
func (s *selection) limit(n int) string { return `LIMIT (` + s.arg(n) + ` + 0)` }

func (s *selection) where(condition string) { s.conds = append(s.conds, condition) }

func (s *selection) conditions() string {
	if len(s.conds) == 0 {
		return "1 = 1"
	}
	return strings.Join(s.conds, " AND ")
}

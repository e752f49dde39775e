// Package hostile makes texts for tests out of nasty pieces: a fuzzer that
// changes bytes seldom writes two right words beside each other, and it is at
// their seams that readers break. Only tests import it.
package hostile

import (
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"
	"time"
)

// Mix makes texts of its pieces, always the same ones in the same order.
type Mix struct {
	pieces []string
	r      *rand.Rand
	made   []string // in this round, to be told when it fails
}

// Each runs check for that many rounds. With CIPHERDESK_HOSTILE=10m it runs for
// ten minutes instead, on texts that no run has seen.
func Each(t *testing.T, rounds int, pieces []string, check func(*Mix)) {
	t.Helper()
	seed, until := uint64(1), time.Time{}
	if d, err := time.ParseDuration(os.Getenv("CIPHERDESK_HOSTILE")); err == nil {
		seed, until = rand.Uint64(), time.Now().Add(d)
	}
	m := &Mix{pieces: pieces, r: rand.New(rand.NewPCG(seed, 2))}
	round, done := 0, false
	defer func() {
		if t.Failed() || !done {
			t.Logf("seed %d, round %d made %q", seed, round, m.made)
		}
		if !until.IsZero() {
			t.Logf("%d rounds", round)
		}
	}()
	for ; !t.Failed() && (round < rounds || time.Now().Before(until)); round++ {
		m.made = m.made[:0]
		check(m)
	}
	done = true
}

// Text is fewer than most pieces put together; some are cut anywhere, some
// stand many times.
func (m *Mix) Text(most int) string { return m.compose(most, "") }

// Words is Text with spaces between most of the pieces.
func (m *Mix) Words(most int) string { return m.compose(most, " ") }

func (m *Mix) compose(most int, between string) string {
	var b strings.Builder
	for range m.r.IntN(most) {
		piece := m.pieces[m.r.IntN(len(m.pieces))]
		switch m.r.IntN(40) {
		case 0, 1, 2:
			piece = piece[:m.r.IntN(len(piece)+1)]
		case 3:
			piece = strings.Repeat(piece, m.r.IntN(20))
		}
		b.WriteString(piece)
		if m.r.IntN(4) > 0 {
			b.WriteString(between)
		}
	}
	m.made = append(m.made, b.String())
	return b.String()
}

// Pick is one of several.
func Pick[T any](m *Mix, of ...T) T { return of[m.r.IntN(len(of))] }

// Pieces are the parts of lists of words between bars, and more.
func Pieces(bars string, more ...string) []string {
	return slices.Concat(strings.Split(bars, "|"), more)
}

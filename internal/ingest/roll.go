package ingest

import (
	"encoding/binary"
	"hash/fnv"
	"time"
)

// mostRemembered bounds what is remembered of a list: 80 kB for the largest
// sitemap.
const mostRemembered = 10_000

// roll is what a list held so far, whether it was taken or not: of each entry
// a hash of its id, with the time of its last change that the list states, in
// minutes since 1970 and 0 when it states none.
type roll struct {
	stamps map[uint32]uint32
	order  []uint32 // newest reading first
}

// rollFrom reads what bytes wrote; anything else is forgotten.
func rollFrom(b []byte) roll {
	m := roll{stamps: make(map[uint32]uint32, len(b)/8)}
	for ; len(b) >= 8; b = b[8:] {
		m.put(binary.BigEndian.Uint32(b), binary.BigEndian.Uint32(b[4:]))
	}
	return m
}

func (m *roll) put(name, stamp uint32) {
	if _, known := m.stamps[name]; !known && len(m.order) < mostRemembered {
		m.stamps[name] = stamp
		m.order = append(m.order, name)
	}
}

func (m *roll) bytes() []byte {
	b := make([]byte, 0, 8*len(m.order))
	for _, name := range m.order {
		b = binary.BigEndian.AppendUint32(b, name)
		b = binary.BigEndian.AppendUint32(b, m.stamps[name])
	}
	return b
}

func (m *roll) has(guid string) bool {
	_, known := m.stamps[nameOf(guid)]
	return known
}

// remember is the roll after a list was read: its entries, then what it held
// before.
func (m *roll) remember(guids []string, changed map[string]time.Time) []byte {
	next := roll{stamps: make(map[uint32]uint32, len(m.order)+len(guids))}
	for _, g := range guids {
		next.put(nameOf(g), stampOf(changed[g]))
	}
	for _, name := range m.order {
		next.put(name, m.stamps[name])
	}
	return next.bytes()
}

// share counts the guids that the roll holds.
func (m *roll) share(guids []string) int {
	n := 0
	for _, g := range guids {
		if m.has(g) {
			n++
		}
	}
	return n
}

func nameOf(guid string) uint32 {
	h := fnv.New32a()
	h.Write([]byte(guid)) // never fails
	return h.Sum32()
}

func stampOf(t time.Time) uint32 {
	if t.Unix() <= 0 {
		return 0
	}
	return uint32(t.Unix() / 60)
}

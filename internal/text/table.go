package text

// table maps (node, label) to a node by open addressing: one multiplication
// and, mostly, one line of memory. Node 0 is the root and never a target.
type table struct {
	slots []edge
	used  int
	shift uint
}

type edge struct{ node, label, next uint32 }

func (t *table) slot(node, label uint32) uint64 {
	return (uint64(node)*0x9E3779B97F4A7C15 ^ uint64(label)*0xC2B2AE3D27D4EB4F) * 0x9E3779B97F4A7C15 >> t.shift
}

// get returns 0 where there is no edge.
func (t *table) get(node, label uint32) uint32 {
	if t.used == 0 {
		return 0
	}
	mask := uint64(len(t.slots) - 1)
	for i := t.slot(node, label); ; i = (i + 1) & mask {
		e := &t.slots[i]
		if e.next == 0 || e.node == node && e.label == label {
			return e.next
		}
	}
}

func (t *table) put(node, label, next uint32) {
	if 2*(t.used+1) > len(t.slots) {
		t.grow()
	}
	mask := uint64(len(t.slots) - 1)
	i := t.slot(node, label)
	for t.slots[i].next != 0 {
		i = (i + 1) & mask
	}
	t.slots[i] = edge{node, label, next}
	t.used++
}

func (t *table) grow() {
	old, size := t.slots, uint(8)
	for len(old) > 0 && 1<<size < 2*len(old) {
		size++
	}
	*t = table{slots: make([]edge, 1<<size), shift: 64 - size}
	for _, e := range old {
		if e.next != 0 {
			t.put(e.node, e.label, e.next)
		}
	}
}

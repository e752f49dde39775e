package text

// table maps (node, label) to the step to another node by open addressing: one
// multiplication and, mostly, one line of memory. Node 0 is the root and never
// a target.
type table struct {
	slots []edge
	used  int
	shift uint
}

type edge struct {
	from, label uint32
	step
}

// step is a node as a search meets it: the phrase that ends there, and the marks
// of the terms that it goes on with. A mark is one of 64 bits, so most words that
// do not go on are known without looking for an edge.
type step struct {
	onward uint64
	phrase int32 // -1 if none
	node   uint32
}

func (t *table) slot(node, label uint32) uint64 {
	return (uint64(node)*0x9E3779B97F4A7C15 ^ uint64(label)*0xC2B2AE3D27D4EB4F) * 0x9E3779B97F4A7C15 >> t.shift
}

// get returns nil where there is no edge.
func (t *table) get(node, label uint32) *step {
	if t.used == 0 {
		return nil
	}
	mask := uint64(len(t.slots) - 1)
	for i := t.slot(node, label); ; i = (i + 1) & mask {
		e := &t.slots[i]
		if e.node == 0 {
			return nil
		}
		if e.from == node && e.label == label {
			return &e.step
		}
	}
}

// put adds an edge that is not there yet; its step stays where it is until the next.
func (t *table) put(node, label uint32, to step) *step {
	if 2*(t.used+1) > len(t.slots) {
		t.grow()
	}
	mask := uint64(len(t.slots) - 1)
	i := t.slot(node, label)
	for t.slots[i].node != 0 {
		i = (i + 1) & mask
	}
	t.slots[i] = edge{node, label, to}
	t.used++
	return &t.slots[i].step
}

func (t *table) grow() {
	old, size := t.slots, uint(8)
	for len(old) > 0 && 1<<size < 2*len(old) {
		size++
	}
	*t = table{slots: make([]edge, 1<<size), shift: 64 - size}
	for _, e := range old {
		if e.node != 0 {
			t.put(e.from, e.label, e.step)
		}
	}
}

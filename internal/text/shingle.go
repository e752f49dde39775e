package text

// Shingles returns a hash of each run of k words in order: equal words in
// equal order give equal hashes, whatever their case, accents or punctuation.
// A text of fewer than k words has one shingle, an empty one none.
func Shingles(w *Words, k int) []uint64 {
	var hashes []uint64
	for i := range w.Tokens {
		if t := &w.Tokens[i]; t.Kind != Mark && !t.Is(Possessive) {
			hashes = append(hashes, hash(w.Fold(i)))
		}
	}
	if len(hashes) == 0 || k < 1 {
		return nil
	}
	k = min(k, len(hashes))
	out := hashes[:0] // each shingle is written where its first word was read
	for i := 0; i+k <= len(hashes); i++ {
		h := uint64(offset64)
		for _, word := range hashes[i : i+k] {
			h = (h ^ word) * prime64
			h ^= h >> 29
		}
		out = append(out, h)
	}
	return out
}

const (
	offset64 = 14695981039346656037
	prime64  = 1099511628211
)

// hash is FNV-1a, written out so that no hasher is allocated for each word.
func hash(s string) uint64 {
	h := uint64(offset64)
	for i := range len(s) {
		h = (h ^ uint64(s[i])) * prime64
	}
	return h
}

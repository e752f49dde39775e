package event

import (
	"hash/fnv"
	"strings"

	"cipherdesk/internal/news"
)

const (
	shingle    = 5    // words
	sameFrom   = 0.55 // share of the shorter text's shingles that the longer has
	copyLength = 40   // words below which nothing is called the same text
)

// copies maps each article to the earliest one with the same text.
func copies(members []*node) map[news.ArticleID]news.ArticleID {
	out := map[news.ArticleID]news.ArticleID{}
	set := newUnion(len(members))
	ordered := append([]*node(nil), members...)
	for i, a := range ordered {
		for j := range i {
			if sameText(ordered[j], a) {
				set.join(i, j)
			}
		}
	}
	for i := range ordered {
		root := set.find(i)
		first := ordered[root]
		for j := range ordered {
			if set.find(j) == root && bySeen(ordered[j], first) < 0 {
				first = ordered[j]
			}
		}
		if first != ordered[i] {
			out[ordered[i].piece.ID] = first.piece.ID
		} else {
			out[ordered[i].piece.ID] = ""
		}
	}
	return out
}

// sameText reports whether most of the shorter text stands in the longer one,
// in runs of five words.
func sameText(a, b *node) bool {
	if a == b || a.edges[b] == 0 {
		return false
	}
	x, y := a.shingles(), b.shingles()
	if len(x) > len(y) {
		x, y = y, x
	}
	if len(x) < copyLength {
		return false
	}
	shared := 0
	for s := range x {
		if _, is := y[s]; is {
			shared++
		}
	}
	return float64(shared) >= sameFrom*float64(len(x))
}

// shingles are computed once a node and only for those that have neighbours.
func (n *node) shingles() map[uint64]struct{} {
	if n.text == nil {
		n.text = shinglesOf(n.piece.Text.Body)
	}
	return n.text
}

func shinglesOf(body string) map[uint64]struct{} {
	words := strings.FieldsFunc(strings.ToLower(body), notWord)
	out := make(map[uint64]struct{}, len(words))
	for i := 0; i+shingle <= len(words); i++ {
		h := fnv.New64a()
		for _, w := range words[i : i+shingle] {
			h.Write([]byte(w))
			h.Write([]byte{0})
		}
		out[h.Sum64()] = struct{}{}
	}
	return out
}

package store

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"

	"cipherdesk/internal/news"
)

// digestBytes is a digest as the database keeps it; nil when it is empty or
// not one.
func digestBytes(d news.Digest) []byte {
	b, err := hex.DecodeString(string(d))
	if err != nil || len(b) != sha256.Size {
		return nil
	}
	return b
}

func digestFrom(b []byte) news.Digest { return news.Digest(hex.EncodeToString(b)) }

// guidKey is the first 64 bits of a guid's hash: guids are long, and their
// words are in the item's body anyway.
func guidKey(guid string) int64 {
	sum := sha256.Sum256([]byte(guid))
	return int64(binary.BigEndian.Uint64(sum[:8]))
}

// revisionDigest names all bodies of a revision together.
func revisionDigest(item, page []byte, gone bool) news.Digest {
	all := append(append([]byte("item "), hex.EncodeToString(item)...), " page "...)
	all = append(all, hex.EncodeToString(page)...)
	if gone {
		all = append(all, " gone"...)
	}
	return news.DigestOf(all)
}

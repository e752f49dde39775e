package news

import (
	"crypto/sha256"
	"encoding/base32"
	"strings"
)

// Identities of the desk. Each is its own type so that the compiler keeps them
// apart: an item is not an article, an article is not its text, a text is not
// an event.
type (
	OutletID   string // slug from feeds.yaml, stable
	FeedID     int64  // row of one polled address of an outlet
	FetchID    int64  // row of one request
	ItemID     int64  // row of what a feed said about one entry at one fetch
	ArticleID  string // derived from the canonical address: the same in a rebuilt database
	RevID      int64  // row of one version of an article
	EventID    string // minted once, carried over re-clustering
	DocumentID string // slug: of the article that first relies on it, and its kind
	FigureID   string // slug of a statistic, minted once
	Digest     string // lower-case hex SHA-256 of a body
)

var slug32 = base32.NewEncoding("abcdefghijklmnopqrstuvwxyz234567").WithPadding(base32.NoPadding)

// Slug returns a short identifier of s that matches [a-z2-7]{16} and depends on
// nothing but s.
func Slug(s string) string {
	sum := sha256.Sum256([]byte(s))
	return slug32.EncodeToString(sum[:10])
}

// NewArticleID names the article at a canonical address.
func NewArticleID(canonicalURL string) ArticleID { return ArticleID(Slug(canonicalURL)) }

// DigestOf names a body by its content.
func DigestOf(body []byte) Digest {
	const hex = "0123456789abcdef"
	sum := sha256.Sum256(body)
	var b strings.Builder
	b.Grow(64)
	for _, c := range sum {
		b.WriteByte(hex[c>>4])
		b.WriteByte(hex[c&15])
	}
	return Digest(b.String())
}

package store

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"cipherdesk/internal/news"
)

var errSkeleton = errors.New("store: being written")

// Options are what a store needs from outside.
type Options struct {
	Log   *slog.Logger     // nil: silent
	Clock func() time.Time // nil: time.Now
}

// Reader answers questions. It cannot write.
type Reader struct{}

// DB is a Reader that can write.
type DB struct{ *Reader }

// Open opens, creates or migrates the database. ErrNewer, ErrBusy, ErrFull.
func Open(ctx context.Context, dsn string, o Options) (*DB, error) { return nil, errSkeleton }

// OpenReader opens an existing database. ErrNotFound when there is none, ErrInvalid when it must be migrated by Open first.
func OpenReader(ctx context.Context, dsn string, o Options) (*Reader, error) {
	return nil, errSkeleton
}

func (r *Reader) Close() error { return errSkeleton }
func (d *DB) Close() error     { return errSkeleton }

func (r *Reader) Generation(ctx context.Context) (int64, error) { return 0, errSkeleton }
func (r *Reader) Outlets(ctx context.Context) ([]news.OutletState, error) {
	return nil, errSkeleton
}
func (r *Reader) Outlet(ctx context.Context, id news.OutletID) (news.OutletState, error) {
	return news.OutletState{}, errSkeleton
}
func (r *Reader) Articles(ctx context.Context, q news.Query) ([]news.Row, string, error) {
	return nil, "", errSkeleton
}
func (r *Reader) Article(ctx context.Context, id news.ArticleID) (news.Full, error) {
	return news.Full{}, errSkeleton
}

// Resolve finds the article at the first known of several canonical addresses.
func (r *Reader) Resolve(ctx context.Context, canonical ...string) (news.ArticleID, error) {
	return "", errSkeleton
}
func (r *Reader) Events(ctx context.Context, q news.EventQuery) ([]news.EventRow, string, error) {
	return nil, "", errSkeleton
}
func (r *Reader) Event(ctx context.Context, id news.EventID) (news.EventRow, error) {
	return news.EventRow{}, errSkeleton
}

// EventAlias: the survivor of a merged event; ErrGone dissolved, ErrNotFound never known.
func (r *Reader) EventAlias(ctx context.Context, id news.EventID) (news.EventID, error) {
	return "", errSkeleton
}
func (r *Reader) Tags(ctx context.Context, since time.Time) (map[string]int, error) {
	return nil, errSkeleton
}
func (r *Reader) Fetches(ctx context.Context, q FetchQuery) ([]news.Fetch, string, error) {
	return nil, "", errSkeleton
}
func (r *Reader) Feeds(ctx context.Context) ([]news.FeedState, error) { return nil, errSkeleton }
func (r *Reader) Span(ctx context.Context) (first, last time.Time, err error) {
	return first, last, errSkeleton
}
func (r *Reader) Setting(ctx context.Context, key string) (string, error) { return "", errSkeleton }
func (r *Reader) Withdrawals(ctx context.Context) ([]Tombstone, error)    { return nil, errSkeleton }

// Body returns a kept body (page or item payload) decompressed.
func (r *Reader) Body(ctx context.Context, d news.Digest) ([]byte, error) { return nil, errSkeleton }

func (d *DB) SyncOutlets(ctx context.Context, outlets []news.Outlet) error { return errSkeleton }
func (d *DB) Lease(ctx context.Context, f news.FeedID, owner string, until time.Time) (bool, error) {
	return false, errSkeleton
}
func (d *DB) Release(ctx context.Context, f news.FeedID, owner string) error { return errSkeleton }

// SaveFeedState changes scheduling alone (revive, move, floor) without a fetch.
func (d *DB) SaveFeedState(ctx context.Context, s news.FeedState) error { return errSkeleton }
func (d *DB) SavePoll(ctx context.Context, r PollRecord) (PollResult, error) {
	return PollResult{}, errSkeleton
}

// SaveFetch keeps the record of a request that brought nothing to keep (a probe).
func (d *DB) SaveFetch(ctx context.Context, f news.Fetch) (news.FetchID, error) {
	return 0, errSkeleton
}
func (d *DB) SeenItems(ctx context.Context, f news.FeedID, guids []string) (map[string]SeenItem, error) {
	return nil, errSkeleton
}
func (d *DB) PagesDue(ctx context.Context, now time.Time, limit int) ([]PageWork, error) {
	return nil, errSkeleton
}
func (d *DB) SavePage(ctx context.Context, r PageRecord) (PageResult, error) {
	return PageResult{}, errSkeleton
}

// Stale lists articles whose current text was analysed by another version, by growing revision.
func (d *DB) Stale(ctx context.Context, version string, after news.RevID, limit int) ([]StalePiece, error) {
	return nil, errSkeleton
}
func (d *DB) PutFindings(ctx context.Context, rs []FindingsRecord) error { return errSkeleton }
func (d *DB) Pieces(ctx context.Context, since time.Time) ([]news.Piece, error) {
	return nil, errSkeleton
}
func (d *DB) SaveEvents(ctx context.Context, c EventChange) error     { return errSkeleton }
func (d *DB) Withdraw(ctx context.Context, w Withdrawal) error        { return errSkeleton }
func (d *DB) PutSetting(ctx context.Context, key, value string) error { return errSkeleton }

// Backup writes a consistent copy to a file that must not exist yet.
func (d *DB) Backup(ctx context.Context, file string) error { return errSkeleton }

// Prune removes raw bodies fetched before bodies, and articles with verdict no first seen before irrelevant; a zero time keeps all.
func (d *DB) Prune(ctx context.Context, irrelevant, bodies time.Time) error { return errSkeleton }

// ItemPayload is the canonical JSON of an item as said: everything but ID, FeedID, FetchID, FirstSeen.
func ItemPayload(it news.Item) []byte { return nil }

// SourceID is the slug of a name that articles rely on, as in /source/SLUG.
func SourceID(name string) string { return "" }

// QuoteID names the quotation at a span of an article's text.
func QuoteID(a news.ArticleID, s news.Span) string { return "" }

// QuoteBudget is how many characters of an article's text may be shown beside its excerpt.
func QuoteBudget(f news.Full) int { return 0 }

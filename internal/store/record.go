package store

import (
	"time"

	"cipherdesk/internal/news"
)

// PollRecord is all that one poll of one feed brought. SavePoll keeps it whole
// or not at all.
type PollRecord struct {
	Fetch news.Fetch       // ID is ignored
	Items []NewItem        // only what is new or says something else than before
	Below []news.Fetch     // further requests of the same poll, such as the sitemaps of an index
	Again []news.ArticleID // stories whose page should be read again at once: a list says that it changed
	State news.FeedState   // of Fetch.FeedID after the poll; ID, Outlet, Spec are ignored
	Owner string           // of the lease that the poll gives back; empty: none
}

// NewItem is an entry that a feed had not said before, with the article that
// it announces and what was found in it.
type NewItem struct {
	Item     news.Item     // ID, FeedID, FetchID, FirstSeen are ignored
	Payload  []byte        // the item as said, by ItemPayload; nil: made from Item
	Digest   news.Digest   // of Payload; empty: computed
	Article  news.Article  // ID, URL, Aliases, FromFirst, AddedBy; Outlet empty: the feed's
	Text     news.Text     // derived from the item alone; the zero value: none
	Findings news.Findings // of Text; Version empty: not analysed yet
	Page     time.Time     // when the article's page should be read; zero: leave as it is
}

// PollResult says what SavePoll wrote.
type PollResult struct {
	Fetch    news.FetchID
	Articles []news.ArticleID // new, or with a new text; in the order of the items
}

// SeenItem is the newest thing that a feed said about one entry.
type SeenItem struct {
	Item    news.ItemID
	Digest  news.Digest // of the payload
	Article news.ArticleID
}

// PageWork is an article whose page should be read now.
type PageWork struct {
	Article    news.Article
	Outlet     news.Outlet
	URL        string          // to ask for
	Validators news.Validators // of the last answer
	Page       news.Digest     // of the last body read; empty when none was
	Tries      int             // failures in a row
	Last       time.Time       // last request; zero: never
	Pause      time.Duration   // planned before this request; 0: not known
	Revision   news.RevID      // newest
	Gone       bool            // the page had vanished when it was last asked for
	Text       news.Text       // shown now
	FeedText   news.Text       // newest that came from the feed; zero value without one
	Story      news.Story      // verdict on Text, without evidence
}

// PageRecord is what one request for an article's page brought, or a text
// given by hand.
type PageRecord struct {
	Fetch      news.Fetch      // ID is ignored
	Article    news.Article    // ID names a known article; an unknown one is added as given
	Validators news.Validators // to give back at the next request
	Body       []byte          // the page as read; nil: nothing new was read
	Text       news.Text       // derived from Body
	Findings   news.Findings   // of Text; Version empty: not analysed yet
	Aliases    []string        // canonical forms of every other address of the page
	Gone       bool            // the page has vanished: an observation, the last text stays
	Tries      int             // failures in a row, after this request
	Next       time.Time       // when to read the page again; zero: never
	Pause      time.Duration   // until Next while nothing changes; 0: as it comes
}

// PageResult says what SavePage wrote.
type PageResult struct {
	Fetch    news.FetchID
	Revision news.RevID // zero when nothing was new
	Changed  bool       // the new text says something else than the one before
}

// StalePiece is an article whose findings were made by another analyser, or
// not at all, with the revision that its text was derived from.
type StalePiece struct {
	Revision news.RevID
	Piece    news.Piece
}

// FindingsRecord replaces the findings of the current text of one revision.
type FindingsRecord struct {
	Revision news.RevID
	Findings news.Findings
}

// EventChange is a step of the clustering: SaveEvents takes it whole.
type EventChange struct {
	Put       []news.Event                      // new or changed, with all members
	Merged    map[news.EventID]news.EventID     // dissolved into another, which stays their alias
	Dissolved []news.EventID                    // gone without a successor
	Copies    map[news.ArticleID]news.ArticleID // same text as; an empty value says that it is its own
}

// FetchQuery selects fetch records, newest first.
type FetchQuery struct {
	Outlet       news.OutletID
	Kind         news.Kind // of the outlet
	Feed         news.FeedID
	Failed       bool      // only outcomes that count against the address
	Since, Until time.Time // of the request
	Limit        int       // 0: 50; at most 500
	Cursor       string
}

// The things that can be withdrawn.
const (
	WithdrawArticle = "article" // by article id
	WithdrawQuote   = "quote"   // by QuoteID
	WithdrawSource  = "source"  // by SourceID of a name
)

// Withdrawal takes something off every page, feed, export and the API at once.
type Withdrawal struct {
	What   string // WithdrawArticle, WithdrawQuote or WithdrawSource
	ID     string
	Reason string // shown on the tombstone; never empty
	Erase  bool   // also remove stored texts and bodies
}

// Tombstone is a withdrawal that was made.
type Tombstone struct {
	Withdrawal
	At    time.Time
	Words string // of a quote, while it is kept
}

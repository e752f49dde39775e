package news

import "time"

// Query selects articles, newest first seen first. The zero value selects all.
type Query struct {
	Story   []Verdict // any of these; empty: every verdict
	Tags    []string  // all of them
	Outlet  OutletID
	Kind    Kind
	Lang    string
	Since   time.Time // first seen at or after
	Until   time.Time // first seen before
	Text    string    // full-text words, quoted phrases, -exclusion
	Shown   bool      // only what the outlet's scope shows: yes and passing for keyword outlets, all for others
	Copies  bool      // keep same texts; otherwise they are collapsed into the first
	NoEvent bool      // only articles without an event
	Limit   int       // 0: 50; at most 500
	Cursor  string    // from the page before
}

// Row is an article as lists show it: joined with its newest text and findings.
type Row struct {
	Article
	Seq        int64 // grows with first seen
	OutletName string
	Kind       Kind
	Title      string
	Byline     []string
	Published  Claim
	Language   string
	Excerpt    string // what may be shown of the text: rights, outlet and desk limits applied
	Story      Verdict
	Score      float64
	Tags       []Tag // without evidence
	Event      EventID
	Revisions  int
	SameTextAs ArticleID
	Gone       bool
	Updated    time.Time // newest revision that matters
	Words      int       // of the body
}

// Changed is one change of an article that readers are told of.
type Changed struct {
	Row
	Revision RevID
	N        int       // of the version
	SeenAt   time.Time // of it
	Gone     bool      // its page vanished
	Approved bool      // the words that it removed may be shown
	Change   Change
	Before   Text // of the version before; the zero value when it cannot be compared
	After    Text // of the version
	// FoundBefore and FoundAfter are what was found in the two texts.
	FoundBefore, FoundAfter Findings
}

// Full is one article with everything known about it.
type Full struct {
	Row
	Outlet    Outlet
	Text      Text // of the newest revision with a text
	Findings  Findings
	Items     []Item
	Fetches   []Fetch
	Revisions []Revision // oldest first, texts included
	Copies    []ArticleID
	Member    Member // why it is in its event; zero without one
}

// Piece is what clustering looks at.
type Piece struct {
	Row
	Owner        string
	DerivativeOf OutletID
	Text         Text
	Findings     Findings
}

// FeedStatus is the state in which a polled address stands.
type FeedStatus string

// The states. Every one but OK is shown with since-when.
const (
	FeedNew     FeedStatus = "new" // never polled
	FeedOK      FeedStatus = "ok"
	FeedFailing FeedStatus = "failing" // the last polls brought errors
	FeedBlocked FeedStatus = "blocked" // refuses us: 401, 403, 451, or a consent wall
	FeedStale   FeedStatus = "stale"   // answers, but nothing new for longer than usual
	FeedEmpty   FeedStatus = "empty"   // answers with no entries
	FeedBroken  FeedStatus = "broken"  // a list of an outlet without a feed no longer reads as it did
	FeedRetired FeedStatus = "retired" // 410, or 404 for a week
	FeedOff     FeedStatus = "off"     // disabled in feeds.yaml
)

// FeedState is a polled address with its schedule and health.
type FeedState struct {
	ID         FeedID
	Outlet     OutletID
	Spec       FeedSpec
	Address    string // asked now: Spec.URL, a confirmed redirect target or an alternate
	Validators Validators
	Body       Digest // of the last body read
	Status     FeedStatus
	Since      time.Time // of Status
	Due        time.Time // next poll, not before; zero: at once
	Floor      time.Time // not before, asked for by the server; kept by manual polls too
	Last       time.Time // last poll; zero: never
	LastOK     time.Time
	LastNew    time.Time
	Errors     int // in a row
	LastError  string
	Interval   time.Duration // observed between new items; 0 unknown
	Polls      int
	Slow       int // answers in a row that asked us to slow down without saying how long
	Hints      ScheduleHints
	Fresh      time.Duration // max-age of the last whole answer; 0 when it stated none
	ByHand     time.Time     // until when polls by hand are spent: one more each while (see ingest)
	Salt       uint32        // of this installation, for ever: spreads desks with one feeds.yaml

	Shape     string    `json:",omitempty"` // names address and selectors of the last good reading; another one reads another list
	MainTried time.Time `json:",omitzero"`  // last time that Spec.URL was asked while an alternate is in use
	List      ListState `json:",omitzero"`

	Moved      string // permanent redirect not yet confirmed
	MovedTimes int    // polls that found it

	// How long the feed was watched while this was so. Time in which nobody
	// asked, or that a wrong clock made up, does not count.
	Quiet    time.Duration // nothing new
	Missing  time.Duration // 404 and nothing else
	Refused  time.Duration // 429 or 503 and nothing else
	MovedFor time.Duration // the same permanent redirect
}

// ListState is what is remembered of a list beside its items, so that an entry
// that we chose not to take, or that comes back, is not news. The zero value
// remembers nothing.
type ListState struct {
	Known     []byte    `json:",omitempty"` // addresses listed so far with their lastmod, in ingest's own form
	Most      int       `json:",omitempty"` // entries that one reading brought anew, at most
	Held      []byte    `json:",omitempty"` // addresses of a reading that was not believed
	HeldSince time.Time `json:",omitzero"`
	HeldTimes int       `json:",omitempty"` // readings in a row like the one held
	Maps      []ListMap `json:",omitempty"` // sitemaps that the sitemap index names
}

// ListMap is one sitemap of an index.
type ListMap struct {
	URL        string
	LastMod    string     `json:",omitempty"` // as the index states it
	Read       bool       `json:",omitempty"` // as of LastMod; never without one
	Validators Validators `json:",omitzero"`
}

// ScheduleHints are what a feed itself says about when to ask; they hold until
// the feed says something else, over any number of 304s.
type ScheduleHints struct {
	Every     time.Duration  // RSS ttl or sy:updatePeriod ÷ updateFrequency; 0 says nothing
	SkipHours []int          // 0–23, GMT
	SkipDays  []time.Weekday // GMT
}

// OutletState is an outlet with its feeds and its ledger.
type OutletState struct {
	Outlet      Outlet
	Feeds       []FeedState
	Articles    int
	Stories     int // verdict yes
	Requests    int
	NotModified int
	Bytes       int64
	Waited      time.Duration
	LastNew     time.Time
}

// EventQuery selects events, newest first.
type EventQuery struct {
	Since, Until time.Time // of first seen of any member
	Tag          string
	Limit        int
	Cursor       string
}

// EventRow is an event with its members as rows, first seen first.
type EventRow struct {
	Event
	Rows    []Row
	Updated time.Time // newest change that matters of any member
}

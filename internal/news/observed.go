package news

import (
	"encoding/json"
	"strings"
	"time"
	"unicode/utf8"
)

// Validators are a server's opaque strings, given back exactly as they came.
type Validators struct {
	ETag         string
	LastModified string
}

// MarshalJSON keeps bytes that are no UTF-8, too.
func (v Validators) MarshalJSON() ([]byte, error) {
	type plain Validators
	return json.Marshal(plain{Kept(v.ETag), Kept(v.LastModified)})
}

// UnmarshalJSON gives back what MarshalJSON was given.
func (v *Validators) UnmarshalJSON(b []byte) error {
	type plain Validators
	var p plain
	err := json.Unmarshal(b, &p)
	*v = Validators{Given(p.ETag), Given(p.LastModified)}
	return err
}

// asLatin1 marks an opaque string of which each byte is kept as a character.
const asLatin1 = "latin-1:"

// Kept is an opaque string of any bytes, such as a server's validator, in a form
// that JSON and databases keep as it is. Most strings are their own.
func Kept(opaque string) string {
	if utf8.ValidString(opaque) && strings.IndexByte(opaque, 0) < 0 && !strings.HasPrefix(opaque, asLatin1) {
		return opaque
	}
	var b strings.Builder
	b.WriteString(asLatin1)
	for i := range len(opaque) {
		if opaque[i] != 0 { // no header holds it
			b.WriteRune(rune(opaque[i]))
		}
	}
	return b.String()
}

// Given is the string that Kept was given.
func Given(kept string) string {
	rest, marked := strings.CutPrefix(kept, asLatin1)
	if !marked {
		return kept
	}
	var b []byte
	for _, r := range rest {
		b = append(b, byte(r))
	}
	return string(b)
}

// Purpose is why a request was made.
type Purpose string

// What is asked for.
const (
	ForFeed    Purpose = "feed"    // a feed: an explicit subscription, robots.txt does not apply
	ForSource  Purpose = "source"  // an index, sitemap, JSON list or document
	ForArticle Purpose = "article" // one article page
	ForProbe   Purpose = "probe"   // asked for by the operator: check, discover, inspect
)

// Outcome is what came of a fetch, in one word.
type Outcome string

// The outcomes. Everything but OK and NotModified is an outage of that
// address, never a deletion of what it once said.
const (
	OutcomeOK          Outcome = "ok"
	OutcomeNotModified Outcome = "not-modified"
	OutcomePartial     Outcome = "partial"   // read, but cut off or repaired with loss
	OutcomeSlowDown    Outcome = "slow-down" // 429 or 503: obeyed, not counted as an error
	OutcomeHTTP        Outcome = "http"      // any other status
	OutcomeGone        Outcome = "gone"      // 410
	OutcomeTimeout     Outcome = "timeout"
	OutcomeDNS         Outcome = "dns"
	OutcomeConnect     Outcome = "connect" // refused, unreachable, reset before an answer
	OutcomeTLS         Outcome = "tls"
	OutcomeTruncated   Outcome = "truncated" // the body ended before its stated length
	OutcomeTooLarge    Outcome = "too-large"
	OutcomeRedirect    Outcome = "redirect"   // loop, too many hops, or a refused target
	OutcomeAddress     Outcome = "address"    // a private or otherwise refused network address
	OutcomeRobots      Outcome = "robots"     // robots.txt asks not to
	OutcomeEncoding    Outcome = "encoding"   // compressed badly
	OutcomeNotFeed     Outcome = "not-a-feed" // HTML, nothing, or noise where a feed should be
	OutcomeBroken      Outcome = "broken"     // a list that can be fetched and not believed: nothing matches, or all of it changed at once
	OutcomeUnreadable  Outcome = "unreadable" // a feed or page that cannot be parsed
	OutcomePanic       Outcome = "panic"      // caught in a parser
	OutcomeOffline     Outcome = "offline"    // every host failed: nobody is blamed
	OutcomeCancelled   Outcome = "cancelled"  // we were stopping
)

// Failed reports whether the outcome counts against the address.
func (o Outcome) Failed() bool {
	switch o {
	case OutcomeOK, OutcomeNotModified, OutcomePartial, OutcomeSlowDown, OutcomeOffline, OutcomeCancelled:
		return false
	}
	return true
}

// Fetch is the record of one request: what was asked, what came back.
type Fetch struct {
	ID       FetchID
	FeedID   FeedID    // zero when an article page was asked for
	Article  ArticleID // empty when a feed was asked for
	Outlet   OutletID
	Purpose  Purpose
	URL      string // asked for
	Final    string // answered by, after redirects
	At       time.Time
	Took     time.Duration
	Status   int // 0 when there was no answer
	Outcome  Outcome
	Error    string // one line; the server's own words where it gave any
	Wire     int64  // bytes over the wire
	Size     int64  // bytes after decompression
	Digest   Digest // of the decompressed body; empty without one
	Returned Validators
	// ContentType is what the answer to a request for an article's page said of
	// itself: the charset in it is needed to read the kept bytes again.
	ContentType string
	Waited      time.Duration // what a server asked us to wait, as obeyed
	Items       int           // entries read
	New         int           // entries not seen before
	Changed     int           // entries that say something else than before
	Repairs     []string      // what the reader had to mend
}

// Item is what a feed said about one entry at one fetch. Nothing in it is ours
// except ID, FeedID, FetchID and FirstSeen.
type Item struct {
	ID         ItemID
	FeedID     FeedID
	FetchID    FetchID
	FirstSeen  time.Time
	GUID       string // guid, atom:id, rdf:about, JSON id, the link, or "digest:…"; never empty
	Link       string // absolute; empty when the feed gives none
	Title      string // plain text
	Authors    []string
	Published  Claim
	Updated    Claim
	Summary    string // sanitised HTML
	Content    string // sanitised HTML; empty when the feed has a summary only
	Categories []Category
	Language   string // BCP 47; empty when not stated
	Source     *ItemSource
	Via        []string // rel=via, rel=related and similar addresses
	Image      string   // address of a lead image
}

// Category is an Atom category: RFC 4287 §4.2.2.
type Category struct {
	Scheme string
	Term   string
	Label  string
}

// ItemSource names the feed an entry was copied from (atom:source, RSS source).
type ItemSource struct {
	ID    string
	Title string
	Link  string
}

// Article is one outlet's piece at one canonical address.
type Article struct {
	ID        ArticleID
	Outlet    OutletID
	URL       string   // canonical
	Aliases   []string // every other address seen for it
	FirstSeen time.Time
	FromFirst bool   // came with its feed's first poll: not news of that day
	AddedBy   string // "" for polled, "desk" for `add`
	Withdrawn *Withdrawal
}

// Withdrawal is why something was taken off.
type Withdrawal struct {
	At     time.Time
	Reason string
	Erased bool
}

// Revision is one version of an article: the bodies it was derived from and,
// under the current extractor, its text.
type Revision struct {
	ID      RevID
	Article ArticleID
	N       int // 1 for the first
	SeenAt  time.Time
	Item    ItemID // the feed's entry; zero without one
	Page    Digest // the page's body; empty when only the feed was read
	FetchID FetchID
	Digest  Digest // of all bodies together
	Gone    bool   // the page answered 404 or 410: an observation, the last text stays
	Change  Change // against the version before
	Text    Text
	Dated   []Dated // other publication dates that this version stated later
	// Approved says that the desk lets the words be shown that this version
	// removed.
	Approved bool
}

// Dated is a publication date and when it was first read.
type Dated struct {
	SeenAt    time.Time
	Published Claim
}

// Change is what differs between a version of an article and the one before it,
// both read by one extractor. The zero value is the first version, or one that
// cannot be compared.
type Change struct {
	Headline bool `json:"headline,omitempty"`
	Byline   bool `json:"byline,omitempty"`
	Date     bool `json:"date,omitempty"` // the publication date that it states
	Summary  bool `json:"summary,omitempty"`
	Text     bool `json:"text,omitempty"`
	Notice   bool `json:"notice,omitempty"` // an update or correction notice that was not there before
	// Small says that nothing changed which a reader was meant to notice: white
	// space, typography, a counter, "5 minutes ago".
	Small   bool `json:"small,omitempty"`
	Added   int  `json:"added,omitempty"`   // words of the body
	Removed int  `json:"removed,omitempty"` // words of the body
}

// Parts names what changed, in the order in which pages say it.
func (c Change) Parts() []string {
	var out []string
	for _, p := range []struct {
		name string
		is   bool
	}{{"headline", c.Headline}, {"byline", c.Byline}, {"date", c.Date}, {"summary", c.Summary}, {"text", c.Text}, {"notice", c.Notice}} {
		if p.is {
			out = append(out, p.name)
		}
	}
	return out
}

// Text is what was derived from a revision: revision, extractor version and
// learned-template version determine it wholly.
type Text struct {
	Version   string // of the extractor
	Origin    string // "page", "feed" or "given"
	Title     string
	Byline    []string
	Published Claim
	Dates     []Claim // every competing claim, Published included
	Updates   []Update
	Language  string
	Summary   string // plain text of the feed's summary or the page's description
	Body      string // paragraphs separated by a blank line, boilerplate removed
	Links     []Link
	Canonical string
	Image     string
	Rights    Rights
	Cuts      []Cut // what was left out, and why
}

// Update is an update or correction notice that the text itself prints.
type Update struct {
	Time  Claim
	Words string
}

// Link is an outgoing link with the words it stands on. Start and End are byte
// offsets into Text.Body, -1 when the anchor is outside the body. An alternate is
// the page's own word for another address of the same text; its Anchor says which:
// "amp", "shortlink", "mobile", "hreflang fr", "syndication-source".
type Link struct {
	URL    string
	Anchor string
	Place  string // "body", "see-also", "related", "alternate"
	Start  int
	End    int
}

// Rights is what the publisher allows to be shown.
type Rights struct {
	NoSnippet  bool
	MaxSnippet int // characters; -1 without a limit
	NoArchive  bool
	TDMReserve bool
}

// Cut is a block that extraction left out, with the reason.
type Cut struct {
	Reason string
	Words  string
}

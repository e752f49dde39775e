package news

import "time"

// FirstReportKind says on what a first report rests.
type FirstReportKind string

// Credited in a text, only the earliest that we saw, or not known.
const (
	FirstCredited FirstReportKind = "credited"
	FirstEarliest FirstReportKind = "earliest-seen"
	FirstUnknown  FirstReportKind = "unknown"
)

// Event is something that happened, with the articles that cover it.
type Event struct {
	ID          EventID
	Title       string // mechanical, or a headline of TitleBy
	TitleBy     string // "rule", an outlet id, or "desk"
	Started     time.Time
	Members     []Member
	Outlets     int
	Origins     int // separate origins at most
	OriginsWhy  []string
	FirstReport FirstReport
	Fullest     ArticleID // the member with the longest text, which pages show first
	Traits      []Trait   // what it is told by among other events; the strongest, with a length of one
	Version     string    // of the clustering rules
}

// Trait is one thing that an event is told by: a name, a law, a cited address or
// a word, and how much. Key is the same for the same thing in every event and
// language. Keep it as an integer: it fills all 64 bits.
type Trait struct {
	Key    uint64  `json:"key"`
	Kind   string  `json:"kind"` // as of a Reason
	Words  string  `json:"words"`
	Weight float64 `json:"weight"`
}

// Storyline is a row of events that are steps of one thing, oldest first: three
// votes on one bill, three letters to one company.
type Storyline struct {
	Events  []EventID `json:"events"`
	Started time.Time `json:"started"`
	Steps   []Step    `json:"steps"` // what joins each event but the first to an earlier one
}

// Step is what joins an event to an earlier one of its storyline. The words of
// its reasons are those of the later event.
type Step struct {
	From  EventID  `json:"from"`
	To    EventID  `json:"to"`
	Score float64  `json:"score"`
	Why   []Reason `json:"why"`
}

// Member is one article's place in an event, with the reasons.
type Member struct {
	Article ArticleID `json:"article_id"`
	Score   float64   `json:"score"`
	Why     []Reason  `json:"why"`
}

// Reason is one ground for a membership: what kind of thing is shared, the
// shared words, with which member, and where they stand in the member's own
// text: Field[Start:End] is Words, or of a link the words that it stands on.
// Field is empty when they stand nowhere.
type Reason struct {
	Kind  string    `json:"kind"`            // words, figure, quote, link, document, name, same-text, wording-differs, possible-translation, desk
	Words string    `json:"words,omitempty"` // the shared words, or a link's address
	With  ArticleID `json:"with,omitempty"`
	Field Field     `json:"field,omitempty"`
	Start int       `json:"start,omitempty"`
	End   int       `json:"end,omitempty"`
}

// FirstReport is who had it first, and who says so.
type FirstReport struct {
	Kind      FirstReportKind
	Source    string // the outlet's or body's name; empty when unknown
	Article   ArticleID
	At        time.Time // of the earliest seen; zero otherwise
	By        []ArticleID
	Evidence  []CreditEvidence
	Contested []Contest
}

// CreditEvidence is the words of one article that credit a first report.
type CreditEvidence struct {
	Article ArticleID `json:"article_id"`
	Span    Span      `json:"span"`
}

// Contest is another claim about who was first.
type Contest struct {
	Source   string           `json:"source"`
	Relation Relation         `json:"relation"`
	Evidence []CreditEvidence `json:"evidence"`
}

// Placement says where an article stands among the events, and why it is not
// in those that come nearest. Event is empty when it stands alone.
type Placement struct {
	Article ArticleID `json:"article_id"`
	Event   EventID   `json:"event_id"`
	Member  Member    `json:"member"` // zero when it stands alone
	Why     []string  `json:"why"`    // what keeps it out of every event, in plain words
	Near    []Nearby  `json:"near"`   // other events, nearest first
}

// Nearby is an event that an article is not in: how close it comes, what would
// be needed, what the two share, and what was missing.
type Nearby struct {
	Event    EventID   `json:"event_id"`
	Title    string    `json:"title"`
	Score    float64   `json:"score"`    // closeness to the whole event, 0 to 1
	Needed   float64   `json:"needed"`   // from which it would be a member
	Likeness float64   `json:"likeness"` // to the member most like it, 0 to 1
	With     ArticleID `json:"with"`     // that member
	Shared   []Reason  `json:"shared"`
	Missing  []string  `json:"missing"` // in plain words
	Lacks    []string  `json:"lacks"`   // what most members have in common and the article does not say
}

// CopyKind says how two articles are one text.
type CopyKind string

// The same words; the same said in other words; the same in another language.
const (
	CopySame        CopyKind = "same-text"
	CopyReworded    CopyKind = "wording-differs"
	CopyTranslation CopyKind = "possible-translation"
)

// Direction says on what it rests that one article carries the other's text.
type Direction string

// From the strongest to nothing: the register names the outlet as one that
// carries the other's texts; the page names the other's address as its own; the
// text credits the other; it links to it; the page claims a later time; we saw
// it later; not known.
const (
	ByRegister  Direction = "derivative"
	ByCanonical Direction = "canonical"
	ByCredit    Direction = "credited"
	ByLink      Direction = "linked"
	ByClaim     Direction = "published-later"
	BySight     Direction = "seen-later"
	ByNothing   Direction = "unknown"
)

// Copy says that an article carries another's text, or, when Direction is
// ByNothing, that the two are one text and nobody knows who carries whom.
type Copy struct {
	Article   ArticleID `json:"article_id"`
	Of        ArticleID `json:"of"`
	Kind      CopyKind  `json:"kind"`
	Share     float64   `json:"share"` // of the shorter text that stands in the other, in runs of words; of both, in sentences that name and count the same
	Direction Direction `json:"direction"`
	Why       []string  `json:"why"` // in plain words
}

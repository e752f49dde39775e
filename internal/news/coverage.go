package news

import "time"

// Watched is an outlet with whether we can read it now.
type Watched struct {
	Outlet   Outlet
	Readable bool
}

// Comparison sets the coverage of one event side by side, by kind of actor and by
// country. It holds no judgement: who, how many, in what words.
type Comparison struct {
	Kinds     []Side `json:"kinds"`     // every kind that is watched, in the order of Kinds
	Countries []Side `json:"countries"` // every country that is watched, most articles first
}

// Side is what outlets of one kind or country have on an event. Of Kind and
// Country one is set. Without articles nothing was found among the Readable of
// the Total outlets that are watched.
type Side struct {
	Kind      Kind         `json:"kind,omitempty"`
	Country   string       `json:"country,omitempty"`
	Readable  int          `json:"readable"`
	Total     int          `json:"total"`
	Outlets   int          `json:"outlets"`   // that cover the event
	Headlines []Headline   `json:"headlines"` // one an article, earliest first
	Quotes    []UsedQuote  `json:"quotes"`    // each once, the first that used it
	Figures   []UsedNumber `json:"figures"`   // each once, the first that used it
}

// Headline is one article's, with its outlet.
type Headline struct {
	Article ArticleID `json:"article_id"`
	Outlet  OutletID  `json:"outlet"`
	Title   string    `json:"title"`
}

// UsedQuote is a quotation that a side uses. Others has how many articles of other
// sides quote the same words.
type UsedQuote struct {
	Article      ArticleID `json:"article_id"`
	Speaker      string    `json:"speaker"`
	Organisation string    `json:"organisation"`
	Span         Span      `json:"span"`
	Others       int       `json:"others"`
}

// UsedNumber is a figure that a side uses, with whose it is.
type UsedNumber struct {
	Article   ArticleID `json:"article_id"`
	Estimator string    `json:"estimator"`
	Span      Span      `json:"span"`
	Others    int       `json:"others"` // articles of other sides with the same number
}

// Clock says whose time something has.
type Clock string

// What a page or feed claims, or what we saw.
const (
	ClockClaimed Clock = "claimed"
	ClockSeen    Clock = "seen"
)

// Moment is one entry of an event's timeline.
type Moment struct {
	Article   ArticleID `json:"article_id"`
	At        time.Time `json:"at"`
	Precision Precision `json:"precision"`
	Clock     Clock     `json:"clock"`
	Update    string    `json:"update,omitempty"` // an update notice's words; empty for the article itself
}

// LawStepKind is what happened to a bill or law.
type LawStepKind string

// The steps, as their labels are keyed. Empty is coverage without a step that
// headlines name.
const (
	StepProposed  LawStepKind = "proposed"
	StepReading   LawStepKind = "reading"
	StepAmended   LawStepKind = "amended"
	StepCommittee LawStepKind = "committee"
	StepVoted     LawStepKind = "vote"
	StepPostponed LawStepKind = "postponed"
	StepWithdrawn LawStepKind = "withdrawn"
	StepRejected  LawStepKind = "rejected"
	StepPassed    LawStepKind = "passed"
	StepInForce   LawStepKind = "in-force"
	StepOrder     LawStepKind = "order"
	StepRuling    LawStepKind = "ruling"
)

// LawStep is a dated step of a law, drawn from one event.
type LawStep struct {
	Event     EventID
	At        time.Time
	Precision Precision
	Clock     Clock
	Kind      LawStepKind
	Words     string // of a headline, that say so
	Said      Row    // whose headline that is; zero without words
	Title     string // the event's
	TitleBy   string
	Source    Row // an official's own page where there is one
	Articles  int
	Updated   time.Time // newest change of any article
}

package digest

import (
	"time"

	"cipherdesk/internal/news"
)

// Edition is everything that the page of one period shows. It is made anew
// from the database until it is sealed.
type Edition struct {
	Period  Period
	Open    bool // the period is not over
	Events  []Event
	Loose   []Story // stories that belong to no event
	Passing []Story // articles that only mention encryption
	Changed []Story // older articles whose publisher changed them in the period

	Reconstructed int // articles that outlets' first polls brought
	More          int // events beyond the most that an edition shows
	Articles      int // stories, same texts counted each
	Outlets       int // outlets with a story
	Coverage      []DayCount
	Reading       Reading
	Undated       int       // stories of first polls without a credible day, whole database
	Oldest        time.Time // when the oldest story of the desk is news; zero: there is none
}

// First reports whether there can be no edition before this one.
func (e *Edition) First() bool { return e.Oldest.IsZero() || !e.Oldest.Before(e.Period.Start) }

// Empty reports whether the edition holds no story at all.
func (e *Edition) Empty() bool { return len(e.Events) == 0 && len(e.Loose) == 0 }

// Event is one event as an edition shows it: as it stood at the end of the
// period.
type Event struct {
	ID         news.EventID
	Title      string
	TitleBy    news.OutletID // whose headline Title is; empty for a title of the desk or its rules
	TitleFrom  string        // that outlet's name
	ByDesk     bool          // an editor's title
	Lang       string        // of Title, when it is an outlet's
	Kinds      []KindCount
	Outlets    int
	Origins    int // separate origins at most
	OriginsWhy []string
	First      news.FirstReport
	Says       []string // names of the outlets that credit the first report
	Tags       []string
	Figure     *KeyFigure
	Quotes     []Quote
	Document   *Document
	Stories    []Story // first seen in the period, oldest first
	Earlier    int     // articles from before the period
	Changed    []Story // members changed by their publisher in the period
	Fresh      bool    // began within the period
	Latest     time.Time
}

// Cover is an outlet's part in an event: its first story, and how many more.
type Cover struct {
	Story
	More int
}

// Covers lists the stories of an event by outlet, in the order of their first
// ones.
func (e Event) Covers() []Cover {
	var covers []Cover
	at := map[news.OutletID]int{}
	for _, s := range e.Stories {
		if i, have := at[s.Outlet]; have {
			covers[i].More++
			continue
		}
		at[s.Outlet] = len(covers)
		covers = append(covers, Cover{Story: s})
	}
	return covers
}

// Story is an article with what an edition says about it.
type Story struct {
	news.Row
	Late          bool // found long after its publication
	Reconstructed bool // brought by its outlet's first poll
	Copies        int  // further articles of the edition with the same text
}

// KindCount is how many outlets of one family of kinds cover an event.
type KindCount struct {
	Mark    news.Mark
	Label   string
	Outlets int
}

// KeyFigure is the number that an event turns on, with whose it is.
type KeyFigure struct {
	news.Figure
	Article news.ArticleID // where it was read
	Outlet  string
	N       int // place among that article's figures, from 0
	Texts   int // articles of the event that state it
}

// Quote is one marked quotation.
type Quote struct {
	Words     string
	Shortened bool
	Speaker   string // who says it; empty when not known
	Body      string // organisation; empty when not known
	Mark      news.Mark
	Known     bool // whether Mark is known
	Article   news.ArticleID
	Outlet    string
	Lang      string
}

// Document is what an event is about, when articles link it.
type Document struct {
	Label  string
	URL    string
	Linked int // articles of the event that link it
}

// DayCount is one bar of the coverage chart.
type DayCount struct {
	Day     time.Time
	Stories int
	Outlets int
}

// Reading is the completeness statement of an edition.
type Reading struct {
	Total   int // enabled outlets that are polled
	Read    int // of them, outlets with at least one feed that could be read
	Waiting int // of them, outlets that were not asked yet
	Unread  []Unread
}

// Unread is one outlet that could not be read, with the reason in plain words.
type Unread struct {
	Outlet news.OutletID
	Name   string
	Kind   news.Kind
	Status news.FeedStatus
	Since  time.Time // zero when not known
	Detail string    // the server's own words, one line
	Wholly bool      // none of its feeds could be read
}

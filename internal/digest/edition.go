package digest

import (
	"time"

	"cipherdesk/internal/news"
)

// Edition is everything that the page of one period shows. It is made anew
// from the database until it is sealed.
type Edition struct {
	Period Period
	Open   bool  // the period is not over
	Seal   *Seal // nil: not sealed
	Block
	Reconstructed int          // articles of Block, when it is what outlets' first polls brought; such an edition is never sealed
	Early         Block        // beside live stories: what first polls brought of the period, never part of the sealed edition
	Changed       []Correction // what publishers changed in the period, newest first
	Coverage      []DayCount
	Reading       Reading
	Undated       int // stories of first polls without a credible day, whole database; at most [store.MostCounted]
	Month         Calendar
	Oldest        time.Time // when the oldest story of the desk is news; zero: there is none
}

// Block is stories grouped by event, in the order of editions.
type Block struct {
	Events   []Event
	More     int     // events beyond the most that an edition shows
	Loose    []Story // stories that belong to no event
	Passing  []Story // articles that only mention encryption
	Articles int     // stories, same texts counted each, shown or not
	Outlets  int     // with a story

	all []news.ArticleID // of every story
}

// Empty reports whether the block holds no story at all.
func (b *Block) Empty() bool { return len(b.Events) == 0 && len(b.Loose) == 0 }

// Seal is what makes an edition one that never changes.
type Seal struct {
	ID        news.Digest // SHA-256 of the frame, see Canonical
	At        time.Time
	Before    news.Digest // id of the edition sealed before this one; empty for the first
	Withdrawn int         // parts that were withdrawn since
	Maker
}

// First reports whether there can be no edition before this one.
func (e *Edition) First() bool { return e.Oldest.IsZero() || !e.Oldest.Before(e.Period.Start) }

// Event is one event as an edition shows it: as it stood at the end of the
// period.
type Event struct {
	ID         news.EventID
	Title      string         // empty when it was withdrawn from a sealed edition
	TitleOf    news.ArticleID // whose headline it is; empty for a title of the desk or its rules
	TitleBy    news.OutletID  // whose headline Title is; empty for a title of the desk or its rules
	TitleFrom  string         // that outlet's name
	ByDesk     bool           // an editor's title
	Lang       string         // of Title, when it is an outlet's
	Kinds      []KindCount
	Outlets    int
	Origins    int // separate origins at most
	OriginsWhy []string
	First      news.FirstReport
	Sayings    []Saying // who credits the first report
	Tags       []string
	Figure     *KeyFigure
	Further    []KeyFigure // numbers whose source is named, after Figure
	Quotes     []Quote
	Document   *Document
	Stories    []Story      // first seen in the period, oldest first
	Earlier    int          // articles from before the period
	Changed    []Correction // what publishers changed in its articles in the period
	Fresh      bool         // began within the period
	Latest     time.Time
	Key        string // equal keys, equal content, as long as one shelf is used; empty: not known
}

// Saying is one article's word on who was first.
type Saying struct {
	Article news.ArticleID
	Outlet  string // its outlet's name
	Span    news.Span
}

// Says names the outlets that credit the first report.
func (e Event) Says() []string {
	var names []string
	for _, s := range e.Sayings {
		names = append(names, s.Outlet)
	}
	return names
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
		if s.Withdrawn != nil {
			continue
		}
		if i, have := at[s.Outlet]; have {
			covers[i].More++
			continue
		}
		at[s.Outlet] = len(covers)
		covers = append(covers, Cover{Story: s})
	}
	return covers
}

// Withdrawn lists the stories that were withdrawn after the edition was sealed.
func (e Event) Withdrawn() []Story {
	var gone []Story
	for _, s := range e.Stories {
		if s.Withdrawn != nil {
			gone = append(gone, s)
		}
	}
	return gone
}

// Story is an article with what an edition says about it.
type Story struct {
	news.Row
	Late          bool   // found long after its publication
	Reconstructed bool   // brought by its outlet's first poll
	Copies        int    // further articles of the edition with the same text
	Key           string // as of an Event
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
	Span      news.Span // where the words stand; Words has their spaces put right

	with string // the body named with a document that is quoted
}

// Document is what an event is about, when articles link it.
type Document struct {
	Label  string
	URL    string
	Linked int // articles of the event that link it
}

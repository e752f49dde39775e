package news

import (
	"slices"
	"time"
)

// EditKind is what an editor did to events.
type EditKind string

// Two events are one; some articles are no part of an event; some articles are
// part of it; it has another title.
const (
	EditMerge   EditKind = "merge"
	EditSplit   EditKind = "split"
	EditPin     EditKind = "pin"
	EditRetitle EditKind = "retitle"
)

// EventEdit is an editor's hand on events: an observation, never changed. It is
// about articles, not about ids, so that it survives every clustering: an event
// is whichever holds most of the articles that it held when the edit was made.
type EventEdit struct {
	N      int64 // its number
	Kind   EditKind
	At     time.Time
	By     string // who did it
	Reason string // shown with the membership; may be empty
	Event  EventID
	Into   EventID // merge: the other event

	// merge: members of Event; split: those that leave; pin: those that are to be
	// with Rest; retitle: members of Event.
	Articles []ArticleID
	// merge: members of Into; split: the members that stay; pin: members of Event.
	Rest  []ArticleID
	Title string // retitle

	Undone time.Time // zero: it holds
}

// Names reports whether the edit is about an article, or sets others beside it.
func (e *EventEdit) Names(id ArticleID) bool {
	return slices.Contains(e.Articles, id) || slices.Contains(e.Rest, id)
}

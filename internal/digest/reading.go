package digest

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"cipherdesk/internal/news"
	"cipherdesk/internal/store"
)

// Reading is the completeness statement of an edition: who could be read at
// its end.
type Reading struct {
	Total   int          // enabled outlets that are polled
	Read    int          // of them, outlets with at least one feed that could be read
	Waiting int          // of them, outlets that were not asked yet
	Asked   *store.Asked // within the edition's time; nil while it is open
	Unread  []Unread
}

// Unread is one outlet that could not be read, with the reason in plain words.
type Unread struct {
	Outlet  news.OutletID
	Name    string
	Kind    news.Kind
	Status  news.FeedStatus
	Since   time.Time     // zero when not known
	Detail  string        // the server's own words, one line
	LastNew time.Time     // when something new was last read; zero when not known
	Usual   time.Duration // between new entries; 0 when not known
	Wholly  bool          // none of its feeds could be read
}

// ReadingOf is the completeness statement: which of the outlets that are
// polled could not be read, in whole or in part, since before the given end.
func ReadingOf(outlets []news.OutletState, end time.Time) Reading {
	var reading Reading
	for _, o := range outlets {
		if !o.Outlet.Enabled || o.Outlet.Entity || len(o.Feeds) == 0 {
			continue
		}
		reading.Total++
		worst, wholly := worstFeed(o.Feeds, end)
		waiting := worst != nil && worst.Status == news.FeedNew
		switch {
		case waiting && wholly:
			reading.Waiting++
		case !wholly:
			reading.Read++
		}
		if worst != nil && !waiting {
			reading.Unread = append(reading.Unread, Unread{Outlet: o.Outlet.ID, Name: o.Outlet.Name, Kind: o.Outlet.Kind,
				Status: worst.Status, Since: worst.Since, Detail: worst.LastError, LastNew: worst.LastNew, Usual: worst.Interval, Wholly: wholly})
		}
	}
	slices.SortFunc(reading.Unread, func(a, b Unread) int {
		return cmp.Or(compareBool(a.Wholly, b.Wholly), cmp.Compare(severity(a.Status), severity(b.Status)),
			cmp.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name)))
	})
	return reading
}

// worstFeed finds the feed of an outlet that stands worst, nil when all read
// well, and reports whether none of them can be read.
func worstFeed(feeds []news.FeedState, end time.Time) (*news.FeedState, bool) {
	var worst *news.FeedState
	for i, f := range feeds {
		if f.Status == news.FeedOK || f.Status == news.FeedOff || f.Since.After(end) {
			continue
		}
		if worst == nil || severity(f.Status) < severity(worst.Status) {
			worst = &feeds[i]
		}
	}
	return worst, worst != nil && !Readable(feeds)
}

// Readable reports whether at least one feed of an outlet can be read. Silence
// is not unreadability.
func Readable(feeds []news.FeedState) bool {
	return slices.ContainsFunc(feeds, func(f news.FeedState) bool {
		return f.Status == news.FeedOK || f.Status == news.FeedStale
	})
}

func severity(s news.FeedStatus) int {
	return slices.Index([]news.FeedStatus{news.FeedBlocked, news.FeedFailing, news.FeedRetired, news.FeedBroken, news.FeedEmpty,
		news.FeedStale, news.FeedNew}, s)
}

package digest

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"cipherdesk/internal/news"
	"cipherdesk/internal/store"
)

// Options are what an edition needs beside the database and its period.
type Options struct {
	Now   time.Time // decides whether the edition is still open
	Shelf *Shelf    // nil: every text is read anew
}

// What loading may read for one edition, however much the database holds.
const (
	mostMembers = 12 // texts read for one event's figure and quotations
	chartDays   = 7
)

// Load makes the edition of a period out of what the store holds.
func Load(ctx context.Context, r *store.Reader, p Period, o Options) (Edition, error) {
	in := Input{Period: p, Now: o.Now}
	var err error
	if in.Rows, err = periodRows(ctx, r, p); err != nil {
		return Edition{}, fmt.Errorf("edition rows: %w", err)
	}
	if in.Changed, err = changedRows(ctx, r, p); err != nil {
		return Edition{}, fmt.Errorf("changed articles: %w", err)
	}
	if in.Events, err = r.EventsOf(ctx, eventsOf(in.Rows)); err != nil {
		return Edition{}, fmt.Errorf("events of the edition: %w", err)
	}
	if o.Shelf == nil {
		o.Shelf = &Shelf{}
	}
	if in.Notes, err = o.Shelf.read(ctx, r, members(in)); err != nil {
		return Edition{}, fmt.Errorf("texts of the edition: %w", err)
	}
	if in.Outlets, err = r.Health(ctx); err != nil {
		return Edition{}, fmt.Errorf("outlets: %w", err)
	}
	e := Choose(in)
	e.Reading = ReadingOf(in.Outlets, p.End)
	if e.Coverage, err = coverage(ctx, r, p); err != nil {
		return Edition{}, fmt.Errorf("coverage: %w", err)
	}
	if _, e.Undated, err = r.UndatedRows(ctx, 0); err != nil {
		return Edition{}, fmt.Errorf("undated: %w", err)
	}
	if e.Oldest, err = r.OldestStory(ctx); err != nil {
		return Edition{}, fmt.Errorf("oldest story: %w", err)
	}
	return e, nil
}

// Newest is the day of the newest edition that is not empty, or false when no
// edition holds anything yet.
func Newest(ctx context.Context, r *store.Reader, zone *time.Location) (Period, bool, error) {
	live, published, err := r.NewestStories(ctx)
	if err != nil {
		return Period{}, false, fmt.Errorf("newest story: %w", err)
	}
	newest := live
	if published.After(newest) {
		newest = published
	}
	if newest.IsZero() {
		return Period{}, false, nil
	}
	return PeriodAt(Day, newest, zone), true, nil
}

// periodRows reads the rows of a period: what was first seen in it, and what
// outlets' first polls brought that was credibly published in it.
func periodRows(ctx context.Context, r *store.Reader, p Period) ([]news.Row, error) {
	rows, err := r.EditionRows(ctx, p.Start, p.End)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(rows, func(row news.Row) bool {
		if !row.FromFirst {
			return false
		}
		day, ok := PublicationDay(row, p.Start.Location())
		return !ok || !p.Has(day)
	}), nil
}

// changedRows reads older articles that their publishers changed in the period.
func changedRows(ctx context.Context, r *store.Reader, p Period) ([]news.Row, error) {
	rows, err := r.ChangedRows(ctx, p.Start, p.End, 4*mostChanged)
	return slices.DeleteFunc(rows, func(row news.Row) bool { return row.Story == news.VerdictNo }), err
}

func eventsOf(rows []news.Row) []news.EventID {
	var ids []news.EventID
	seen := map[news.EventID]bool{"": true}
	for _, row := range rows {
		if row.Story == news.VerdictYes && !seen[row.Event] {
			seen[row.Event] = true
			ids = append(ids, row.Event)
		}
	}
	return ids
}

// members lists the articles whose texts the edition's events may quote: of
// each event the first of every kind of actor first, then the others.
func members(in Input) []news.ArticleID {
	var ids []news.ArticleID
	for _, ev := range in.Events {
		ids = append(ids, Speakers(ev.Rows, mostMembers)...)
	}
	return ids
}

// Speakers chooses at most n rows to look for figures and quotations in: no
// copies, the first of every kind of actor first, then by order.
func Speakers(rows []news.Row, n int) []news.ArticleID {
	kinds := map[news.Kind]bool{}
	var first, rest []news.ArticleID
	for _, row := range rows {
		switch {
		case row.Story != news.VerdictYes || row.SameTextAs != "":
		case kinds[row.Kind]:
			rest = append(rest, row.ID)
		default:
			kinds[row.Kind] = true
			first = append(first, row.ID)
		}
	}
	all := append(first, rest...)
	return all[:min(n, len(all))]
}

// coverage counts stories and outlets of the days up to the period's end.
func coverage(ctx context.Context, r *store.Reader, p Period) ([]DayCount, error) {
	last := PeriodAt(Day, p.End.Add(-time.Second), p.Start.Location())
	days := []Period{last}
	for len(days) < chartDays || (p.Length == Month && days[0].Start.After(p.Start)) {
		days = slices.Insert(days, 0, days[0].Prev())
	}
	bounds := []time.Time{days[0].Start}
	for _, d := range days {
		bounds = append(bounds, d.End)
	}
	counts, err := r.CountStories(ctx, bounds)
	if err != nil {
		return nil, err
	}
	var chart []DayCount
	for i, c := range counts {
		chart = append(chart, DayCount{Day: days[i].Start, Stories: c.Stories, Outlets: c.Outlets})
	}
	return chart, nil
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
				Status: worst.Status, Since: worst.Since, Detail: worst.LastError, Wholly: wholly})
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

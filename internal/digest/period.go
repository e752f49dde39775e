package digest

import (
	"cmp"
	"fmt"
	"sort"
	"time"

	"cipherdesk/internal/news"
)

// Length is how much time an edition covers.
type Length string

// The lengths, as the paths of pages spell them.
const (
	Day   Length = "day"
	Week  Length = "week"
	Month Length = "month"
)

// Period is the time of one edition: whole days, an ISO week or a calendar
// month in the desk's time zone. The zero value covers nothing.
type Period struct {
	Length Length
	Start  time.Time // in the desk's zone, inclusive
	End    time.Time // in the desk's zone, exclusive
}

// The years in which a desk can have editions. Outside of them a date is a
// slip or an attack, and pages say so.
const firstYear, lastYear = 1970, 2200

// PeriodAt returns the period of a length that holds t in the zone.
func PeriodAt(length Length, t time.Time, zone *time.Location) Period {
	p := periodOf(length, dateOf(t.In(zone)), zone)
	// A clock put back over midnight repeats the end of a day after the next
	// one has begun.
	for !t.Before(p.End) {
		p = p.Next()
	}
	return p
}

// date is a day of the calendar, without a clock or a zone.
type date struct {
	year  int
	month time.Month
	day   int
}

func dateOf(t time.Time) date {
	y, m, d := t.Date()
	return date{y, m, d}
}

// plus is the day some days later.
func (d date) plus(days int) date {
	return dateOf(time.Date(d.year, d.month, d.day+days, 12, 0, 0, 0, time.UTC))
}

func (d date) before(o date) bool {
	return cmp.Or(cmp.Compare(d.year, o.year), cmp.Compare(d.month, o.month), cmp.Compare(d.day, o.day)) < 0
}

// start is the first moment of the day in a zone. Not every day has a midnight,
// where clocks are put forward at that hour, and some zones have left out a
// whole day: its start is then that of the next.
func (d date) start(zone *time.Location) time.Time {
	t := time.Date(d.year, d.month, d.day, 0, 0, 0, 0, zone)
	if dateOf(t) == d && dateOf(t.Add(-time.Second)).before(d) {
		return t
	}
	const reach = 26 * 60 * 60 // seconds
	from := t.Add(-reach * time.Second)
	n := sort.Search(2*reach, func(i int) bool { return !dateOf(from.Add(time.Duration(i) * time.Second)).before(d) })
	return from.Add(time.Duration(n) * time.Second)
}

// periodOf returns the period of a length that holds a day.
func periodOf(length Length, d date, zone *time.Location) Period {
	var next date
	switch length {
	case Week:
		weekday := time.Date(d.year, d.month, d.day, 12, 0, 0, 0, time.UTC).Weekday()
		d = d.plus(-(int(weekday) + 6) % 7)
		next = d.plus(7)
	case Month:
		d.day = 1
		next = dateOf(time.Date(d.year, d.month+1, 1, 12, 0, 0, 0, time.UTC))
	default:
		next = d.plus(1)
	}
	return Period{Length: length, Start: d.start(zone), End: next.start(zone)}
}

// ParsePeriod reads the name of a period: "2026-11-22", "2026-W47" or
// "2026-11". Anything else, and a day that no calendar has, is
// [news.ErrInvalid].
func ParsePeriod(length Length, name string, zone *time.Location) (Period, error) {
	var day time.Time
	var err error
	switch length {
	case Day:
		day, err = time.Parse(time.DateOnly, name)
	case Week:
		day, err = parseWeek(name)
	case Month:
		day, err = time.Parse("2006-01", name)
	default:
		err = news.ErrInvalid
	}
	if err != nil || day.Year() < firstYear || day.Year() > lastYear {
		return Period{}, fmt.Errorf("%q is not a %s: %w", name, length, news.ErrInvalid)
	}
	p := periodOf(length, dateOf(day), zone)
	if p.Name() != name {
		return Period{}, fmt.Errorf("%q is not a %s: %w", name, length, news.ErrInvalid)
	}
	return p, nil
}

// parseWeek returns a day of an ISO week. The caller compares names, so week 53
// of a year without one is refused there.
func parseWeek(name string) (time.Time, error) {
	var year, week int
	if len(name) != len("2006-W01") {
		return time.Time{}, news.ErrInvalid
	}
	if _, err := fmt.Sscanf(name, "%4d-W%2d", &year, &week); err != nil {
		return time.Time{}, err
	}
	// ISO 8601: 4 January is always in week 1.
	return time.Date(year, 1, 4+7*(week-1), 12, 0, 0, 0, time.UTC), nil
}

// Name is the period as paths spell it: "2026-11-22", "2026-W47", "2026-11".
func (p Period) Name() string {
	switch p.Length {
	case Week:
		y, w := p.Start.ISOWeek()
		return fmt.Sprintf("%04d-W%02d", y, w)
	case Month:
		return p.Start.Format("2006-01")
	}
	return p.Start.Format("2006-01-02")
}

// Path is the address of the period's page.
func (p Period) Path() string { return "/" + string(p.Length) + "/" + p.Name() }

// Title is the period in words: "Sunday 22 November 2026", "Week 47, 16–22
// November 2026", "November 2026".
func (p Period) Title() string {
	switch p.Length {
	case Week:
		_, w := p.Start.ISOWeek()
		return fmt.Sprintf("Week %d, %s", w, dayRange(p.Start, p.End.AddDate(0, 0, -1)))
	case Month:
		return p.Start.Format("January 2006")
	}
	return p.Start.Format("Monday 2 January 2006")
}

func dayRange(a, b time.Time) string {
	switch {
	case a.Year() != b.Year():
		return a.Format("2 January 2006") + " – " + b.Format("2 January 2006")
	case a.Month() != b.Month():
		return a.Format("2 January") + " – " + b.Format("2 January 2006")
	}
	return a.Format("2") + "–" + b.Format("2 January 2006")
}

// Prev is the period before.
func (p Period) Prev() Period {
	return periodOf(p.Length, dateOf(p.Start.Add(-time.Second)), p.Start.Location())
}

// Next is the period after.
func (p Period) Next() Period { return periodOf(p.Length, dateOf(p.End), p.Start.Location()) }

// Has reports whether t lies in the period.
func (p Period) Has(t time.Time) bool { return !t.Before(p.Start) && t.Before(p.End) }

// Days lists the days of the period, first to last.
func (p Period) Days() []Period {
	var days []Period
	for d := PeriodAt(Day, p.Start, p.Start.Location()); d.Start.Before(p.End); d = d.Next() {
		days = append(days, d)
	}
	return days
}

// PublicationDay is the start of the day, in the desk's zone, on which an
// article says it was published, when that can be believed: known to the day,
// plausible, and not after we first saw it. A claim without a zone counts for
// the day that it prints.
func PublicationDay(row news.Row, zone *time.Location) (time.Time, bool) {
	c := row.Published
	if !c.Usable() {
		return time.Time{}, false
	}
	t := c.Time
	if c.Precision != news.PrecisionDay && c.Zone != news.ZoneUnknown && c.Zone != "" {
		t = t.In(zone)
	}
	y, m, d := t.Date()
	// Clocks and unknown zones explain a day; more is a slip.
	if y < firstYear || c.Time.After(row.FirstSeen.Add(24*time.Hour)) {
		return time.Time{}, false
	}
	return date{y, m, d}.start(zone), true
}

// lateAfter is how long after its publication an article found on a later day
// counts as a late find: what appears overnight is not late.
const lateAfter = 12 * time.Hour

// Late reports whether an article belongs to an earlier time than the edition
// in which it stands: it was found, or found to be a story, after its own.
func Late(row news.Row, p Period) bool {
	if row.FromFirst {
		return false
	}
	if row.FirstSeen.Before(p.Start) {
		return true
	}
	day, ok := PublicationDay(row, p.Start.Location())
	if !ok || !day.Before(p.Start) {
		return false
	}
	published := day.AddDate(0, 0, 1)
	if row.Published.Precision != news.PrecisionDay && row.Published.Zone != news.ZoneUnknown {
		published = row.Published.Time
	}
	return row.FirstSeen.Sub(published) > lateAfter
}

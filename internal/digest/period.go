package digest

import (
	"fmt"
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
	t = t.In(zone)
	y, m, d := t.Date()
	start := time.Date(y, m, d, 0, 0, 0, 0, zone)
	switch length {
	case Week:
		start = start.AddDate(0, 0, -(int(start.Weekday())+6)%7)
	case Month:
		start = time.Date(y, m, 1, 0, 0, 0, 0, zone)
	}
	return Period{Length: length, Start: start, End: step(length, start, 1)}
}

// ParsePeriod reads the name of a period: "2026-11-22", "2026-W47" or
// "2026-11". Anything else, and a day that no calendar has, is
// [news.ErrInvalid].
func ParsePeriod(length Length, name string, zone *time.Location) (Period, error) {
	var start time.Time
	var err error
	switch length {
	case Day:
		start, err = time.ParseInLocation("2006-01-02", name, zone)
	case Week:
		start, err = parseWeek(name, zone)
	case Month:
		start, err = time.ParseInLocation("2006-01", name, zone)
	default:
		err = news.ErrInvalid
	}
	if err != nil || start.Year() < firstYear || start.Year() > lastYear {
		return Period{}, fmt.Errorf("%q is not a %s: %w", name, length, news.ErrInvalid)
	}
	p := PeriodAt(length, start, zone)
	if p.Name() != name {
		return Period{}, fmt.Errorf("%q is not a %s: %w", name, length, news.ErrInvalid)
	}
	return p, nil
}

// parseWeek returns a moment inside an ISO week. The caller compares names, so
// week 53 of a year without one is refused there.
func parseWeek(name string, zone *time.Location) (time.Time, error) {
	var year, week int
	if len(name) != len("2006-W01") {
		return time.Time{}, news.ErrInvalid
	}
	if _, err := fmt.Sscanf(name, "%4d-W%2d", &year, &week); err != nil {
		return time.Time{}, err
	}
	// ISO 8601: 4 January is always in week 1.
	return time.Date(year, 1, 4+7*(week-1), 12, 0, 0, 0, zone), nil
}

func step(length Length, t time.Time, n int) time.Time {
	switch length {
	case Week:
		return t.AddDate(0, 0, 7*n)
	case Month:
		return t.AddDate(0, n, 0)
	}
	return t.AddDate(0, 0, n)
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
func (p Period) Prev() Period { return p.shift(-1) }

// Next is the period after.
func (p Period) Next() Period { return p.shift(1) }

func (p Period) shift(n int) Period {
	start := step(p.Length, p.Start, n)
	return Period{Length: p.Length, Start: start, End: step(p.Length, start, 1)}
}

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
	return time.Date(y, m, d, 0, 0, 0, 0, zone), true
}

// lateAfter is how long after its publication an article found on a later day
// counts as a late find: what appears overnight is not late.
const lateAfter = 12 * time.Hour

// Late reports whether an article belongs to an earlier day than the one on
// which we found it.
func Late(row news.Row, p Period) bool {
	if row.FromFirst {
		return false
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

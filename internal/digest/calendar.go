package digest

import (
	"context"
	"strconv"
	"time"
)

// DayCount is one bar of the coverage chart.
type DayCount struct {
	Day     time.Time
	Stories int // [store.MostCounted] stands for that many or more
	Outlets int
}

// Calendar is the days of a month, by week.
type Calendar struct {
	Period
	Weeks []CalendarWeek
}

// Key names the calendar's content.
func (c Calendar) Key() string {
	key := []byte(c.Path())
	for _, w := range c.Weeks {
		for _, d := range w.Days {
			key = strconv.AppendInt(append(key, ' '), int64(d.Stories), 10)
			if d.None {
				key = append(key, '-')
			}
			if d.Shown {
				key = append(key, '+')
			}
			if d.Here {
				key = append(key, '!')
			}
		}
	}
	return string(key)
}

// CalendarWeek is a line of a calendar.
type CalendarWeek struct {
	Period
	Days []CalendarDay // seven, Monday first
	None bool          // none of its days has an edition
}

// Number is the ISO number of the week.
func (w CalendarWeek) Number() int {
	_, n := w.Start.ISOWeek()
	return n
}

// CalendarDay is a day with what its edition holds.
type CalendarDay struct {
	Period
	Stories int
	Outside bool // of another month
	None    bool // lies ahead, or before the desk has anything
	Shown   bool // belongs to the edition that is looked at
	Here    bool // is that edition
}

// chartDays is how many days the coverage chart of a day or week has.
const chartDays = 7

// chartOf lists the days whose coverage an edition charts: the last ones up to
// its end.
func chartOf(p Period) []Period {
	day := PeriodAt(Day, p.End.Add(-time.Second), p.Start.Location())
	days := []Period{day}
	for len(days) < chartDays || p.Length == Month && day.Start.After(p.Start) {
		day = day.Prev()
		days = append([]Period{day}, days...)
	}
	return days
}

// count counts the stories of days, which follow each other: as sealed, or as
// they stand now.
func (l *loader) count(ctx context.Context, days []Period) ([]DayCount, error) {
	sealed, err := l.SealedDays(ctx, days[0].Start, days[len(days)-1].End)
	if err != nil {
		return nil, err
	}
	known := map[int64]DayCount{}
	for _, d := range sealed {
		known[d.Start.Unix()] = DayCount{Stories: d.Stories, Outlets: d.Outlets}
	}
	counts := make([]DayCount, len(days))
	for i, d := range days {
		c, ok := known[d.Start.Unix()]
		if !ok && !d.Start.After(l.o.Now) {
			if c, err = l.countDay(ctx, d); err != nil {
				return nil, err
			}
		}
		c.Day = d.Start
		counts[i] = c
	}
	return counts, nil
}

// mostCounts bounds the days whose counts are remembered.
const mostCounts = 400

// countDay counts the stories of a day that is not sealed.
func (l *loader) countDay(ctx context.Context, d Period) (DayCount, error) {
	s := l.o.Shelf
	if c, ok := s.counts[d]; ok {
		return c, nil
	}
	n, err := l.CountStories(ctx, d.Start, d.End)
	if err != nil {
		return DayCount{}, err
	}
	if s.counts == nil || len(s.counts) >= mostCounts {
		s.counts = map[Period]DayCount{}
	}
	c := DayCount{Stories: n.Stories, Outlets: n.Outlets}
	s.counts[d] = c
	return c, nil
}

// calendar is the month in which an edition's greater part lies.
func (l *loader) calendar(ctx context.Context, e *Edition) (Calendar, error) {
	p := e.Period
	middle := p.Start.Add(p.End.Sub(p.Start) / 2)
	c := Calendar{Period: PeriodAt(Month, middle, p.Start.Location())}
	counts, err := l.count(ctx, c.Days())
	if err != nil {
		return c, err
	}
	for w := PeriodAt(Week, c.Start, c.Start.Location()); w.Start.Before(c.End); w = w.Next() {
		week := CalendarWeek{Period: w, None: true}
		for _, d := range w.Days() {
			day := CalendarDay{Period: d, Outside: !c.Has(d.Start), Shown: p.Has(d.Start), Here: p == d,
				None: d.Start.After(l.o.Now) || e.Oldest.IsZero() || !d.End.After(e.Oldest)}
			for len(counts) > 0 && !day.Outside && counts[0].Day.Equal(d.Start) {
				day.Stories, counts = counts[0].Stories, counts[1:]
			}
			week.Days = append(week.Days, day)
			week.None = week.None && (day.None || day.Outside)
		}
		c.Weeks = append(c.Weeks, week)
	}
	return c, nil
}

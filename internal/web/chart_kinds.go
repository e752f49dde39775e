package web

import (
	"context"
	"fmt"
	"slices"
	"time"

	"cipherdesk/internal/digest"
	"cipherdesk/internal/news"
	"cipherdesk/internal/store"
)

// What the desk's charts show: stories a day beside an edition, stories a week
// by kind of actor beside a list, and what an outlet published and was asked.

// coverageChart is the stories of the days up to the end of a period. Those of a
// reconstructed edition stand on the day that they state.
func coverageChart(days []digest.DayCount, p digest.Period, reconstructed bool, zone *time.Location) *chart {
	c := &chart{ID: "coverage", Title: "Encryption stories a day", Head: "Day"}
	stories, outlets := chartRow{Name: "Stories"}, chartRow{Name: "Outlets", Hidden: true}
	for i, d := range days {
		day := d.Day.In(zone)
		t := chartTime{Name: day.Format("2 January"), Now: p.Has(d.Day) && p.Length == digest.Day}
		if len(days) <= 7 {
			t.Label = day.Format("Mon")[:2]
		} else if i%7 == 0 {
			t.Label = day.Format("2")
		}
		c.Times = append(c.Times, t)
		stories.Values, outlets.Values = append(stories.Values, d.Stories), append(outlets.Values, d.Outlets)
	}
	c.Rows = []chartRow{stories, outlets}
	c.draw()
	if len(days) > 0 {
		clock := "as first seen by us"
		if reconstructed {
			clock = "by the day that they state"
		}
		c.Note = fmt.Sprintf("%s in %d days, %s.", digest.Count(c.Rows[0].Total, "story"), len(days), clock)
	}
	return c
}

// chartWeeks is how many weeks the charts of lists cover.
const chartWeeks = 12

// weeks are the last ones up to now, the oldest first.
func (s *site) weeks() []digest.Period {
	weeks := make([]digest.Period, chartWeeks)
	p := digest.PeriodAt(digest.Week, s.o.Clock(), s.o.Zone)
	for i := range weeks {
		weeks[chartWeeks-1-i] = p
		p = p.Prev()
	}
	return weeks
}

func weekTimes(weeks []digest.Period) []chartTime {
	var times []chartTime
	for i, w := range weeks {
		t := chartTime{Name: "week of " + w.Start.Format("2 January"), Now: i == len(weeks)-1}
		if first := w.End.AddDate(0, 0, -1); first.Day() <= 7 {
			t.Label = first.Format("Jan")
		}
		times = append(times, t)
	}
	return times
}

// kindsChart is how many of the stories that a query selects each kind of actor
// published, week by week; nil when that is none.
func (s *site) kindsChart(ctx context.Context, q news.Query) (*chart, error) {
	weeks := s.weeks()
	c := &chart{ID: "kinds", Title: "Stories a week, by kind of actor", Head: "Week of", Times: weekTimes(weeks)}
	if q.Kind != "" {
		c.Title = "Stories a week"
	}
	rows := map[news.Mark]*chartRow{}
	for _, m := range s.Marks() {
		if q.Kind != "" && q.Kind.Mark() != m {
			continue
		}
		c.Rows = append(c.Rows, chartRow{Name: markNames[m], Mark: m, Values: make([]int, len(weeks))})
	}
	for i := range c.Rows {
		rows[c.Rows[i].Mark] = &c.Rows[i]
	}
	q.Story = yes
	counts, cut, err := s.store.CountWeeks(ctx, q, starts(weeks))
	if err != nil {
		return nil, err
	}
	for i, week := range counts {
		c.Times[i].Early = week.Early
		for kind, n := range week.Stories {
			rows[kind.Mark()].Values[i] += n
		}
	}
	outlets, err := s.store.Outlets(ctx)
	if err != nil {
		return nil, err
	}
	total := 0
	for _, r := range c.draw().Rows {
		total += r.Total
	}
	if total == 0 {
		return nil, nil // the page says that there is none
	}
	reading := digest.ReadingOf(outlets, s.o.Clock())
	c.Note = fmt.Sprintf("%s in %d weeks, as first seen by us; %d of %s can be read now.", digest.Count(total, "story"), len(weeks),
		reading.Read, digest.Count(reading.Total, "outlet"))
	if len(c.Rows) > 1 {
		c.Note += " One scale for all lines."
	}
	c.Note += s.limits(counts, cut)
	return c, nil
}

// limits says where the counts of weeks are not what they seem.
func (s *site) limits(counts []store.WeekCount, cut time.Time) (words string) {
	if slices.ContainsFunc(counts, func(w store.WeekCount) bool { return w.Early }) {
		words = " Hollow bars: what first polls brought, by the day it states; we were not watching then."
	}
	if !cut.IsZero() {
		words += " What was first seen before " + cut.In(s.o.Zone).Format("2 January 2006") + " is too much to be counted here."
	}
	return words
}

// markNames are the families of kinds in the words of the charts.
var markNames = map[news.Mark]string{news.MarkChild: "child protection", news.MarkRights: "digital rights", news.MarkPress: "press",
	news.MarkState: "government", news.MarkPolice: "police", news.MarkCompany: "company", news.MarkResearch: "research"}

// outletChart is what an outlet published on encryption, and what was asked of
// its servers, week by week.
func (s *site) outletChart(ctx context.Context, o *news.Outlet) (*chart, error) {
	weeks := s.weeks()
	blank := func() []int { return make([]int, len(weeks)) }
	c := &chart{ID: "activity", Title: "What it published, and what we asked, a week", Head: "Week of", Own: true, Times: weekTimes(weeks),
		Note: fmt.Sprintf("%d weeks, as first seen by us. Each line has its own scale.", len(weeks)),
		Rows: []chartRow{{Name: "stories", Values: blank()}, {Name: "mentions", Values: blank()}, {Name: "requests", Values: blank()}, {Name: "failed", Values: blank()}}}
	counts, cut, err := s.store.CountWeeks(ctx, news.Query{Outlet: o.ID, Copies: true}, starts(weeks))
	if err != nil {
		return nil, err
	}
	for i, week := range counts {
		c.Times[i].Early = week.Early
		for _, n := range week.Stories { // of more kinds than one where its kind was changed
			c.Rows[0].Values[i] += n
		}
		for _, n := range week.Mentions {
			c.Rows[1].Values[i] += n
		}
	}
	asked, err := s.store.AskedOf(ctx, o.ID, starts(weeks))
	if err != nil {
		return nil, err
	}
	for i, a := range asked {
		c.Rows[2].Values[i], c.Rows[3].Values[i] = a.Requests, a.Failed
	}
	c.Note += s.limits(counts, cut)
	return c.draw(), nil
}

func starts(weeks []digest.Period) (times []time.Time) {
	for _, w := range weeks {
		times = append(times, w.Start)
	}
	return times
}

package digest

import (
	"errors"
	"testing"
	"time"

	"cipherdesk/internal/news"
)

func london(t *testing.T) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation("Europe/London")
	if err != nil {
		t.Skip("no zone data: " + err.Error())
	}
	return zone
}

func TestParsePeriodReadsOnlyItsOwnNames(t *testing.T) {
	zone := london(t)
	for _, c := range []struct {
		length Length
		name   string
		first  string // its first day; empty: refused
	}{
		{Day, "2026-11-22", "2026-11-22"},
		{Day, "2024-02-29", "2024-02-29"},
		{Day, "2026-02-29", ""},
		{Day, "2026-11-2", ""},
		{Day, "2026-11-22x", ""},
		{Day, "0001-01-01", ""},
		{Day, "9999-12-31", ""},
		{Day, "", ""},
		{Week, "2026-W47", "2026-11-16"},
		{Week, "2026-W01", "2025-12-29"},
		{Week, "2026-W53", "2026-12-28"},
		{Week, "2025-W53", ""},
		{Week, "2026-W00", ""},
		{Week, "2026-W1", ""},
		{Week, "2026-W-1", ""},
		{Week, "2026W471", ""},
		{Month, "2026-11", "2026-11-01"},
		{Month, "2026-13", ""},
		{Month, "2026-11-01", ""},
		{Length("year"), "2026", ""},
	} {
		p, err := ParsePeriod(c.length, c.name, zone)
		if c.first == "" {
			if !errors.Is(err, news.ErrInvalid) {
				t.Errorf("%s %q: got %v, %v, want ErrInvalid", c.length, c.name, p, err)
			}
			continue
		}
		if err != nil || p.Start.Format(time.DateOnly) != c.first || p.Name() != c.name {
			t.Errorf("%s %q: starts %v, named %q, %v", c.length, c.name, p.Start, p.Name(), err)
		}
	}
}

func TestPeriodsFollowTheDesksClock(t *testing.T) {
	zone := london(t)
	// 29 March 2026 has 23 hours in London, 25 October has 25.
	for name, hours := range map[string]float64{"2026-03-29": 23, "2026-10-25": 25, "2026-11-22": 24} {
		p, err := ParsePeriod(Day, name, zone)
		if err != nil || p.End.Sub(p.Start).Hours() != hours {
			t.Errorf("%s has %v hours, %v", name, p.End.Sub(p.Start).Hours(), err)
		}
		if p.Next().Prev() != p {
			t.Errorf("%s: the day before the next is %v", name, p.Next().Prev())
		}
	}
	late := time.Date(2026, 7, 1, 23, 30, 0, 0, time.UTC)
	if got := PeriodAt(Day, late, zone).Name(); got != "2026-07-02" {
		t.Errorf("23:30 UTC in summer is %s in London", got)
	}
	week := PeriodAt(Week, late, zone)
	if len(week.Days()) != 7 || !week.Has(late) || week.Has(week.End) {
		t.Errorf("week %v has %d days", week, len(week.Days()))
	}
}

func TestPublicationDayIsCredibleOrNothing(t *testing.T) {
	zone := london(t)
	seen := time.Date(2026, 11, 22, 8, 0, 0, 0, time.UTC)
	at := func(s string) time.Time {
		v, err := time.Parse(time.RFC3339, s)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	for _, c := range []struct {
		about string
		claim news.Claim
		want  string
	}{
		{"nothing claimed", news.Claim{}, ""},
		{"a month only", news.Claim{Time: at("2026-11-01T00:00:00Z"), Precision: news.PrecisionMonth}, ""},
		{"a day", news.Claim{Time: at("2026-11-20T00:00:00Z"), Precision: news.PrecisionDay}, "2026-11-20"},
		{"an instant in another zone", news.Claim{Time: at("2026-11-21T01:00:00+05:30"), Precision: news.PrecisionMinute, Zone: news.ZoneStated}, "2026-11-20"},
		{"a clock without a zone keeps its day", news.Claim{Time: at("2026-11-21T01:00:00Z"), Precision: news.PrecisionMinute, Zone: news.ZoneUnknown}, "2026-11-21"},
		{"doubtful", news.Claim{Time: at("2026-11-20T00:00:00Z"), Precision: news.PrecisionDay, Doubt: "before the site existed"}, ""},
		{"the future", news.Claim{Time: at("2026-11-25T00:00:00Z"), Precision: news.PrecisionDay}, ""},
		{"before all time", news.Claim{Time: at("0001-01-01T00:00:00Z"), Precision: news.PrecisionSecond, Zone: news.ZoneStated}, ""},
	} {
		row := news.Row{Article: news.Article{FirstSeen: seen}, Published: c.claim}
		day, ok := PublicationDay(row, zone)
		if got := map[bool]string{true: day.Format(time.DateOnly)}[ok]; got != c.want {
			t.Errorf("%s: got %q, want %q", c.about, got, c.want)
		}
	}
}

func TestLateFindsAreThoseOfAnEarlierDay(t *testing.T) {
	zone := london(t)
	day, err := ParsePeriod(Day, "2026-11-22", zone)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		about     string
		published time.Duration // before the day began; negative: within it
		seen      time.Duration // after the day began
		first     bool
		want      bool
	}{
		{"of the day", -time.Hour, 2 * time.Hour, false, false},
		{"overnight", time.Hour, 2 * time.Hour, false, false},
		{"of the day before", 10 * time.Hour, 9 * time.Hour, false, true},
		{"a week old", 7 * 24 * time.Hour, time.Hour, false, true},
		{"a week old, from a first poll", 7 * 24 * time.Hour, time.Hour, true, false},
	} {
		row := news.Row{Article: news.Article{FirstSeen: day.Start.Add(c.seen), FromFirst: c.first},
			Published: news.Claim{Time: day.Start.Add(-c.published), Precision: news.PrecisionSecond, Zone: news.ZoneStated}}
		if got := Late(row, day); got != c.want {
			t.Errorf("%s: late is %v", c.about, got)
		}
	}
}

// In every zone each moment lies in exactly one day, week and month, whatever
// its clocks do at midnight.
func TestPeriodsPartTimeInEveryZone(t *testing.T) {
	for _, c := range []struct {
		zone string
		near string // a moment around which clocks change, or "" for a year's walk
	}{
		{"Pacific/Kiritimati", ""}, // UTC+14
		{"Pacific/Niue", ""},       // UTC−11
		{"Asia/Kathmandu", ""},
		{"Australia/Lord_Howe", "2026-04-04T15:00:00Z"}, // half an hour
		{"Europe/London", "2026-03-29T01:00:00Z"},
		{"America/New_York", "2026-11-01T06:00:00Z"},
		{"Asia/Beirut", "2026-03-28T22:00:00Z"},       // there is no midnight
		{"Asia/Beirut", "2026-10-24T21:00:00Z"},       // midnight comes after 23:00 has come twice
		{"America/Sao_Paulo", "2018-11-04T03:00:00Z"}, // no midnight
		{"America/St_Johns", "2010-11-07T02:31:00Z"},  // back over midnight
		{"Pacific/Apia", "2011-12-30T10:00:00Z"},      // no 30 December at all
	} {
		zone, err := time.LoadLocation(c.zone)
		if err != nil {
			t.Skip("no zone data: " + err.Error())
		}
		from, step, n := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC), 7*time.Hour, 1300
		if c.near != "" {
			at, err := time.Parse(time.RFC3339, c.near)
			if err != nil {
				t.Fatal(err)
			}
			from, step, n = at.Add(-60*time.Hour), 13*time.Minute, 600
		}
		for _, length := range []Length{Day, Week, Month} {
			before := PeriodAt(length, from, zone)
			for i := range n {
				at := from.Add(time.Duration(i) * step)
				p := PeriodAt(length, at, zone)
				again, err := ParsePeriod(length, p.Name(), zone)
				switch {
				case !p.Has(at):
					t.Fatalf("%s: %v is not in its %s %v", c.zone, at, length, p)
				case err != nil || again != p:
					t.Fatalf("%s: %q is read as %v, %v; it is %v", c.zone, p.Name(), again, err, p)
				case p != before && (p != before.Next() || p.Prev() != before || !p.Start.Equal(before.End)):
					t.Fatalf("%s: %v follows %v", c.zone, p, before)
				}
				before = p
			}
		}
	}
}

func TestADayThatAZoneLeftOutHasNoEdition(t *testing.T) {
	zone, err := time.LoadLocation("Pacific/Apia")
	if err != nil {
		t.Skip("no zone data: " + err.Error())
	}
	if p, err := ParsePeriod(Day, "2011-12-30", zone); !errors.Is(err, news.ErrInvalid) {
		t.Errorf("30 December 2011 is %v, %v", p, err)
	}
	p, err := ParsePeriod(Day, "2011-12-29", zone)
	if err != nil || p.Next().Name() != "2011-12-31" {
		t.Errorf("after %v comes %v, %v", p, p.Next(), err)
	}
}

package web

import (
	"slices"
	"testing"
	"time"

	"cipherdesk/internal/digest"
	"cipherdesk/internal/news"
)

func TestNumbersReadAsPeopleWriteThem(t *testing.T) {
	for v, want := range map[float64]string{0: "0", 47: "47", 2500: "2,500", 16.8e6: "16.8 million", 1234567: "1,234,567", 12e6: "12 million", 3.4: "3.4",
		1e9: "1 billion", 999999: "999,999", -1200: "−1,200", 29.25e6: "29.25 million"} {
		if got := digest.Number(v); got != want {
			t.Errorf("number(%v) = %q, want %q", v, got, want)
		}
		if back, ok := news.ParseNumber(digest.Number(v)); v >= 0 && (!ok || back != v) {
			t.Errorf("%q is read back as %v, %v", digest.Number(v), back, ok)
		}
	}
	for in, want := range map[string]float64{"16.8m": 16.8e6, "£500,000": 500000, "70%": 70, "12 Million": 12e6, "5k": 5000} {
		if got, ok := news.ParseNumber(in); !ok || got != want {
			t.Errorf("news.ParseNumber(%q) = %v, %v", in, got, ok)
		}
	}
	for _, in := range []string{"", "words", "1.2.3", "12 million people", "e5", "NaN", "Inf", "million", "0x10"} {
		if got, ok := news.ParseNumber(in); ok {
			t.Errorf("news.ParseNumber(%q) = %v", in, got)
		}
	}
}

func TestFiguresSayNoMoreThanTheirText(t *testing.T) {
	v, most := 2500.0, 3000.0
	for want, f := range map[string]news.Figure{
		"more than 2,500":         {Value: &v, Bound: news.BoundMoreThan},
		"between 2,500 and 3,000": {Value: &v, ValueMax: &most, Bound: news.BoundBetween},
		"2,500 to 3,000":          {Value: &v, ValueMax: &most, Bound: news.BoundExact},
		"2,500 %":                 {Value: &v, Unit: "percent", Bound: news.BoundExact},
		"about GBP 2,500":         {Value: &v, Unit: "GBP", Bound: news.BoundAbout},
		"“millions”":              {Bound: news.BoundVague, Evidence: []news.Span{{Quote: "millions"}}},
		"a number not stated":     {Bound: news.BoundVague},
	} {
		if got := digest.FigureValue(f); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	if got := digest.FigureWhat(news.Figure{Unit: "reports", Subject: "Reports that would be lost", Period: "2025"}); got != "Reports that would be lost, 2025" {
		t.Errorf("a unit is said twice: %q", got)
	}
}

func TestClaimsArePrintedAsFarAsTheyAreKnown(t *testing.T) {
	at := time.Date(2026, 2, 6, 12, 23, 0, 0, time.FixedZone("", 19800))
	for want, c := range map[string]news.Claim{
		"Not known":                       {},
		"2026":                            {Time: at, Precision: news.PrecisionYear},
		"February 2026":                   {Time: at, Precision: news.PrecisionMonth},
		"6 February 2026":                 {Time: at, Precision: news.PrecisionDay, Zone: news.ZoneStated},
		"6 February 2026, 12:23 (+05:30)": {Time: at, Precision: news.PrecisionMinute, Zone: news.ZoneStated},
		"6 February 2026, 12:23 (zone not stated)": {Time: at, Precision: news.PrecisionSecond, Zone: news.ZoneUnknown},
	} {
		if got := digest.ClaimWords(c); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestSchedulesInWords(t *testing.T) {
	for spec, want := range map[string]string{"7 * * * *": "every hour at :07", "20 */3 * * *": "every 3 hours at :20", "5 6 * * *": "daily at 06:05 UTC",
		"": "every hour", "5 6 * * 1-5": "5 6 * * 1-5 (cron, UTC)"} {
		if got := cronWords(spec); got != want {
			t.Errorf("%q: %q, want %q", spec, got, want)
		}
	}
}

func TestReasonsOfOneKindStandTogether(t *testing.T) {
	name := func(id news.ArticleID) string { return map[news.ArticleID]string{"a": "Harbour Times"}[id] }
	got := reasonsWords([]news.Reason{{Kind: "name", Words: "Veil"}, {Kind: "figure", Words: "97"}, {Kind: "name", Words: "Tarn"}, {Kind: "figure", Words: "4.2 million"},
		{Kind: "same-text", With: "a"}, {Kind: "document", With: "b"}, {Kind: "name", Words: "Veil"}}, name)
	want := []string{"shares names: Veil, Tarn", "shares figures: 97, 4.2 million", "same text: Harbour Times", "is about the same document"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestNeighboursSayNoMoreThanIsNew(t *testing.T) {
	day := digest.PeriodAt(digest.Day, time.Date(2026, 1, 1, 12, 0, 0, 0, time.UTC), time.UTC)
	week := digest.PeriodAt(digest.Week, day.Start, time.UTC)
	for want, got := range map[string]string{"Friday 2 January": besideTitle(day.Next(), day), "Wednesday 31 December 2025": besideTitle(day.Prev(), day),
		"Week 2": besideTitle(week.Next(), week)} {
		if got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestPlacesAndLanguagesHaveNames(t *testing.T) {
	for code, want := range map[string]string{"GB": "United Kingdom", "IN": "India", "INT": "international", "EU": "European Union", "XV": "XV", "": "",
		"en": "English", "nl": "Dutch", "de-CH": "German (Switzerland)", "und": "und", "??": "??", "x-y": "x-y"} {
		if got := placeWords(code); got != want {
			t.Errorf("%q: %q, want %q", code, got, want)
		}
	}
}

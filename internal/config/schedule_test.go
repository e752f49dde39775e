package config

import (
	"strings"
	"testing"
	"time"

	"cipherdesk/internal/news"
)

func TestScheduleRefusesWhatWouldNotFireAsItSays(t *testing.T) {
	for spec, want := range map[string]string{
		"TZ=0":                            "sets a time zone",
		"TZ=Europe/London 7 * * * *":      "sets a time zone",
		"CRON_TZ=Europe/London 7 * * * *": "sets a time zone",
		"@every 1h":                       "shorthand",
		"@hourly":                         "shorthand",
		"*/100 * * * *":                   "step",
		"0 */24 * * *":                    "step",
		"0 1-23/0 * * *":                  "step",
		"0 0 30 2 *":                      "never comes",
		"0 0 31 4,6 *":                    "never comes",
		"60 * * * *":                      "cannot be read",
		"7 * * *":                         "4 fields of five",
		"7 * * * * *":                     "6 fields of five",
		"":                                "0 fields",
		"a b c d e":                       "cannot be read",
		"9-3 * * * *":                     "cannot be read",
		"\x00 * * * *":                    "cannot be read",
	} {
		_, err := Schedule(spec)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("Schedule(%q) = %v, want %q", spec, err, want)
		}
	}
}

func TestScheduleIsInUTC(t *testing.T) {
	london, _ := time.LoadLocation("Europe/London")
	s, err := Schedule("30 6 * * *")
	if err != nil {
		t.Fatal(err)
	}
	summer := time.Date(2026, 7, 1, 0, 0, 0, 0, london)
	if next := s.Next(summer); !next.Equal(time.Date(2026, 7, 1, 6, 30, 0, 0, time.UTC)) {
		t.Errorf("next after %v is %v", summer, next)
	}
	for _, spec := range []string{"7 * * * *", "29 2-23/6 * * *", "3-59/20 * * * *", "0 0 29 2 *", "0 5,17 * * 1-5"} {
		if _, err := Schedule(spec); err != nil {
			t.Errorf("Schedule(%q): %v", spec, err)
		}
	}
}

// The minute is part of what publishers see of us: it must not move with a
// release, so it is pinned here.
func TestDefaultCronIsHourlyAndFixed(t *testing.T) {
	for id, want := range map[news.OutletID]string{"medianama": "4 * * * *", "nspcc": "56 * * * *", "a": "40 * * * *"} {
		if got := DefaultCron(id); got != want {
			t.Errorf("DefaultCron(%q) = %q, want %q", id, got, want)
		}
	}
}

package fetch

import (
	"net/http"
	"testing"
	"time"
)

func TestFreshFor(t *testing.T) {
	at := func(d time.Duration) string { return start.Add(d).Format(http.TimeFormat) }
	for _, c := range []struct {
		why    string
		header map[string]string
		want   time.Duration
	}{
		{"nothing", nil, 0},
		{"max-age", map[string]string{"Cache-Control": "max-age=600"}, 10 * time.Minute},
		{"among others", map[string]string{"Cache-Control": `private, MAX-AGE = "600" , must-revalidate`}, 10 * time.Minute},
		{"less its age", map[string]string{"Cache-Control": "max-age=600", "Age": "500"}, 100 * time.Second},
		{"stale already", map[string]string{"Cache-Control": "max-age=600", "Age": "900"}, 0},
		{"for shared caches only", map[string]string{"Cache-Control": "s-maxage=600"}, 0},
		{"no-cache", map[string]string{"Cache-Control": "no-cache, max-age=600"}, 0},
		{"no-store after it", map[string]string{"Cache-Control": "max-age=600, no-store"}, 0},
		{"no-cache for a field", map[string]string{"Cache-Control": `no-cache="Set-Cookie", max-age=600`}, 10 * time.Minute},
		{"nonsense", map[string]string{"Cache-Control": "max-age=soon"}, 0},
		{"negative", map[string]string{"Cache-Control": "max-age=-1"}, 0},
		{"a year", map[string]string{"Cache-Control": "max-age=31536000, immutable"}, longestFresh},
		{"more than a number holds", map[string]string{"Cache-Control": "max-age=99999999999999999999"}, longestFresh},
		{"Expires", map[string]string{"Expires": at(time.Hour)}, time.Hour},
		{"Expires and a wrong clock there", map[string]string{"Expires": at(25 * time.Hour), "Date": at(24 * time.Hour)}, time.Hour},
		{"max-age over Expires", map[string]string{"Expires": at(time.Hour), "Cache-Control": "max-age=60"}, time.Minute},
		{"max-age 0 over Expires", map[string]string{"Expires": at(time.Hour), "Cache-Control": "max-age=0"}, 0},
		{"Expires 0", map[string]string{"Expires": "0"}, 0},
		{"Expires in the past", map[string]string{"Expires": at(-time.Hour)}, 0},
	} {
		h := http.Header{}
		for k, v := range c.header {
			h.Set(k, v)
		}
		if got := freshFor(h, start); got != c.want {
			t.Errorf("%s: %v, want %v", c.why, got, c.want)
		}
	}
}

func TestRetryAfter(t *testing.T) {
	at := func(d time.Duration) string { return start.Add(d).Format(http.TimeFormat) }
	for _, c := range []struct {
		value, date string
		want        time.Duration
	}{
		{"", "", 0}, {"90000", "", 90000 * time.Second}, {" 120 ", "", 2 * time.Minute}, {"1.5", "", time.Second}, {"0", "", 0}, {"-5", "", 0}, {"soon", "", 0},
		{"604800", "", 7 * 24 * time.Hour}, {"2592000", "", 30 * 24 * time.Hour}, {"99999999999999999999", "", longestRetry},
		{at(time.Hour), "", time.Hour}, {at(25 * time.Hour), at(24 * time.Hour), time.Hour}, {at(-time.Hour), "", 0}, {"Sunday, 22-Nov-26 10:00:00 GMT", "", time.Hour},
	} {
		h := http.Header{}
		h.Set("Retry-After", c.value)
		if c.date != "" {
			h.Set("Date", c.date)
		}
		want := time.Time{}
		if c.want > 0 {
			want = start.Add(c.want)
		}
		if got := retryAfter(h, start); !got.Equal(want) {
			t.Errorf("Retry-After %q: %v, want %v", c.value, got, want)
		}
	}
}

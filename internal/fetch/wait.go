package fetch

import (
	"net/http"
	"strconv"
	"strings"
	"time"
)

const (
	// longestFresh bounds what Cache-Control and Expires may ask for: a year, as
	// static hosts give to everything, is not meant for a feed.
	longestFresh = 7 * 24 * time.Hour
	// longestRetry bounds Retry-After against overflow only.
	longestRetry = 366 * 24 * time.Hour
)

// freshFor is for how long an answer says that it will not change: max-age, or
// Expires without one (RFC 9111 §4.2.1), less the age that it already has. 0
// when it says nothing or asks to be revalidated at once.
func freshFor(h http.Header, now time.Time) time.Duration {
	life, stated := maxAge(h.Values("Cache-Control"))
	if !stated {
		life = expires(h, now)
	}
	if age, err := strconv.ParseInt(strings.TrimSpace(h.Get("Age")), 10, 32); err == nil && age > 0 {
		life -= time.Duration(age) * time.Second
	}
	return min(max(life, 0), longestFresh)
}

// maxAge reads max-age; no-cache and no-store count as zero. The second result
// is false when neither is there, so that Expires decides.
func maxAge(values []string) (life time.Duration, stated bool) {
	for _, directive := range strings.Split(strings.Join(values, ","), ",") {
		name, value, _ := strings.Cut(strings.TrimSpace(directive), "=")
		switch strings.ToLower(strings.TrimSpace(name)) {
		case "no-cache", "no-store":
			if value == "" {
				return 0, true
			}
		case "max-age":
			if d, ok := seconds(strings.Trim(value, `" `), longestFresh); ok && !stated {
				life, stated = d, true
			}
		}
	}
	return life, stated
}

// expires is measured from the server's own date, so that a clock that is wrong
// there or here does not matter.
func expires(h http.Header, now time.Time) time.Duration {
	value := h.Get("Expires")
	if value == "" {
		return 0
	}
	until, err := http.ParseTime(value)
	if err != nil { // "0" and "-1" mean: already (RFC 9111 §5.3)
		return 0
	}
	return until.Sub(serverTime(h, now))
}

func serverTime(h http.Header, now time.Time) time.Time {
	if date, err := http.ParseTime(h.Get("Date")); err == nil {
		return date
	}
	return now
}

// retryAfter reads Retry-After, in seconds or as a date (RFC 9110 §10.2.3). Zero
// when there is none, or none that can be read.
func retryAfter(h http.Header, now time.Time) time.Time {
	value := strings.TrimSpace(h.Get("Retry-After"))
	if value == "" {
		return time.Time{}
	}
	wait, ok := seconds(value, longestRetry)
	if !ok {
		date, err := http.ParseTime(value)
		if err != nil {
			return time.Time{}
		}
		wait = min(date.Sub(serverTime(h, now)), longestRetry)
	}
	if wait <= 0 {
		return time.Time{}
	}
	return now.Add(wait)
}

// seconds reads a whole or broken number of seconds, bounded.
func seconds(s string, most time.Duration) (time.Duration, bool) {
	whole, _, _ := strings.Cut(s, ".")
	if whole == "" {
		return 0, false
	}
	for i := range len(whole) {
		if whole[i] < '0' || whole[i] > '9' {
			return 0, false
		}
	}
	n, err := strconv.ParseInt(whole, 10, 64)
	if err != nil || n > int64(most/time.Second) {
		return most, true
	}
	return time.Duration(n) * time.Second, true
}

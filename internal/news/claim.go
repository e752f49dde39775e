package news

import (
	"strings"
	"time"
)

// Precision says how much of a claimed time is known.
type Precision string

// From exact to nothing. None means that no date is claimed.
const (
	PrecisionNone   Precision = ""
	PrecisionYear   Precision = "year"
	PrecisionMonth  Precision = "month"
	PrecisionDay    Precision = "day"
	PrecisionMinute Precision = "minute"
	PrecisionSecond Precision = "second"
)

// Zone says where the offset of a claimed time comes from.
type Zone string

// An offset is stated in the claim, taken from the outlet's own zone, or not
// known; an unknown one is never printed.
const (
	ZoneStated  Zone = "stated"
	ZoneOutlet  Zone = "outlet"
	ZoneUnknown Zone = "unknown"
)

// Origin is where a claim was found.
type Origin string

// The places that claim dates.
const (
	OriginFeed      Origin = "feed"
	OriginSitemap   Origin = "sitemap"
	OriginJSON      Origin = "json"
	OriginJSONLD    Origin = "json-ld"
	OriginMicrodata Origin = "microdata"
	OriginMeta      Origin = "meta"
	OriginTime      Origin = "time"
	OriginText      Origin = "text"
	OriginURL       Origin = "url"
	OriginGiven     Origin = "given"
)

// Claim is a time that somebody states, as opposed to one that we observed.
// The zero value claims nothing: Known reports false.
type Claim struct {
	Raw       string    // the exact words
	Time      time.Time // as stated; when Zone is unknown the clock reading is kept in UTC
	Precision Precision
	Zone      Zone
	Origin    Origin
	Doubt     string // why it cannot be true ("before publication"); empty when plausible
}

// Known reports whether anything is claimed.
func (c Claim) Known() bool { return c.Precision != PrecisionNone }

// Usable reports whether the claim may order things: known, to the day at
// least, and plausible.
func (c Claim) Usable() bool {
	return c.Doubt == "" && (c.Precision == PrecisionDay || c.Precision == PrecisionMinute || c.Precision == PrecisionSecond)
}

// String prints as much of the time as is known, in ISO 8601: "2020-02",
// "2020-02-06", "2020-02-06T12:23" or, with a known zone, an offset after it.
func (c Claim) String() string {
	layout := ""
	switch c.Precision {
	case PrecisionNone:
		return ""
	case PrecisionYear:
		return c.Time.Format("2006")
	case PrecisionMonth:
		return c.Time.Format("2006-01")
	case PrecisionDay:
		return c.Time.Format("2006-01-02")
	case PrecisionMinute:
		layout = "2006-01-02T15:04"
	default:
		layout = "2006-01-02T15:04:05"
	}
	if c.Zone == ZoneUnknown || c.Zone == "" {
		return c.Time.Format(layout)
	}
	if c.Precision == PrecisionMinute {
		layout += ":00"
	}
	return c.Time.Format(layout + "Z07:00")
}

// ISOClaim reads an ISO 8601 time of any length, from "2020" to a full time with
// an offset. Anything else claims nothing but keeps its words in Raw.
func ISOClaim(raw string, origin Origin) Claim {
	for _, form := range []struct {
		layout    string
		precision Precision
		zone      Zone
	}{
		{time.RFC3339, PrecisionSecond, ZoneStated},
		{"2006-01-02T15:04:05Z0700", PrecisionSecond, ZoneStated},
		{"2006-01-02T15:04Z07:00", PrecisionMinute, ZoneStated},
		{"2006-01-02T15:04:05", PrecisionSecond, ZoneUnknown},
		{"2006-01-02 15:04:05", PrecisionSecond, ZoneUnknown},
		{"2006-01-02T15:04", PrecisionMinute, ZoneUnknown},
		{"2006-01-02 15:04", PrecisionMinute, ZoneUnknown},
		{"2006-01-02", PrecisionDay, ZoneUnknown},
		{"2006-01", PrecisionMonth, ZoneUnknown},
		{"2006", PrecisionYear, ZoneUnknown},
	} {
		if at, err := time.Parse(form.layout, strings.TrimSpace(raw)); err == nil {
			return Claim{Raw: raw, Time: at, Precision: form.precision, Zone: form.zone, Origin: origin}
		}
	}
	return Claim{Raw: raw, Origin: origin}
}

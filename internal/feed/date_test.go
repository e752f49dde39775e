package feed

import (
	"strings"
	"testing"
	"time"

	"cipherdesk/internal/news"
)

// TestParseDate lists every form of date that we know of from feeds: what it
// says, or "" for what it does not.
func TestParseDate(t *testing.T) {
	cases := []struct{ raw, want string }{
		// RFC 822, RFC 2822 and what people make of them
		{"Thu, 01 Jan 2004 19:48:21 GMT", "2004-01-01T19:48:21Z"},
		{"Thu, 01 Jan 2004 19:48:21 +0000", "2004-01-01T19:48:21Z"},
		{"Thu, 01 Jan 04 19:48:21 GMT", "2004-01-01T19:48:21Z"},
		{"01 Jan 98 19:48 GMT", "1998-01-01T19:48:00Z"},
		{"Thu, 1 Jan 2004 19:48:21 EST", "2004-01-01T19:48:21-05:00"},
		{"Thu, 30 Apr 2015 08:57:00 MET", "2015-04-30T08:57:00+01:00"},
		{"Thu, 30 Apr 2015 08:57:00 MEST", "2015-04-30T08:57:00+02:00"},
		{"Thu, 30 Apr 2015 08:57:00 BST", "2015-04-30T08:57:00+01:00"},
		{"Thu, 30 Apr 2015 08:57:00 AEST", "2015-04-30T08:57:00+10:00"},
		{"Wed, 19 Aug 2009 22:28:00 Etc/GMT", "2009-08-19T22:28:00Z"},
		{"Wed, 19 Aug 2009 22:28:00 Etc/GMT+1", "2009-08-19T22:28:00"},
		{"Wed, 19 Aug 2009 18:28:00 GMT+00:00", "2009-08-19T18:28:00Z"},
		{"Sun, 19 Feb 2012 22:40:00 GMT-01:01", "2012-02-19T22:40:00-01:01"},
		{"Sun, 19 Feb 2012 22:40:00 UTC+2", "2012-02-19T22:40:00+02:00"},
		{"Mon, 13 Feb, 2012 06:28:00 UTC", "2012-02-13T06:28:00Z"},
		{"Thu Jan 01 2004 19:48:21 GMT-0700 (MST)", "2004-01-01T19:48:21-07:00"},
		{"Thu, 01 Jan 2004 19:48:21 -0700 (PDT)", "2004-01-01T19:48:21-07:00"},
		{"Thu, 01 Jan 2004 19:48:21 -700", "2004-01-01T19:48:21-07:00"},
		{"Thu, 01 Jan 2004 19:48:21 −0700", "2004-01-01T19:48:21-07:00"},
		{"Thu, 01 Jan 2004 07:48:21 PM +0530", "2004-01-01T19:48:21+05:30"},
		{"Thursday, 1 January 2004 19:48:21 GMT", "2004-01-01T19:48:21Z"},
		{"January 1, 2004 7:48 p.m.", "2004-01-01T19:48"},
		{"January 1, 2004 12:05 AM EST", "2004-01-01T00:05:00-05:00"},
		{"1st Jan 2004 at 19:48", "2004-01-01T19:48"},
		{"Sun Jan  4 16:29:06 PST 2004", "2004-01-04T16:29:06-08:00"},
		{"Thu Jan 1 19:48:21 2004", "2004-01-01T19:48:21"},
		{"Fri, 2006/09/15 08:19:53 EDT", "2006-09-15T08:19:53-04:00"},
		{"Thu, 01 Jan 2004 24:00:00 GMT", "2004-01-02T00:00:00Z"},
		// W3C-DTF, ISO 8601, databases
		{"2003", "2003"}, {"2003-12", "2003-12"}, {"2003-12-31", "2003-12-31"}, {"20031231", "2003-12-31"},
		{"2003-335", "2003-12-01"},
		{"2003-12-31T10:14Z", "2003-12-31T10:14:00Z"},
		{"2003-12-31T10:14:55Z", "2003-12-31T10:14:55Z"},
		{"2003-12-31t10:14:55z", "2003-12-31T10:14:55Z"},
		{"2003-12-31T10:14:55.1234Z", "2003-12-31T10:14:55Z"},
		{"2003-12-31T10:14:55,1234+01:00", "2003-12-31T10:14:55+01:00"},
		{"2003-12-31T10:14:55-08:00", "2003-12-31T10:14:55-08:00"},
		{"2003-12-31T10:14:55+0800", "2003-12-31T10:14:55+08:00"},
		{"20031231T101455Z", "2003-12-31T10:14:55Z"},
		{"20031231T10:14:55-0500", "2003-12-31T10:14:55-05:00"},
		{"2003-12-31T10:14:55", "2003-12-31T10:14:55"},
		{"2003-12-31 10:14:55.0", "2003-12-31T10:14:55"},
		{"2003-12-31 10:14", "2003-12-31T10:14"},
		{"2003/12/31", "2003-12-31"},
		{"1325376000", "2012-01-01T00:00:00Z"}, {"1325376000123", "2012-01-01T00:00:00Z"},
		// numbers only
		{"31.12.2003", "2003-12-31"}, {"02.03.2004 10:14", "2004-03-02T10:14"},
		{"31/12/2003", "2003-12-31"}, {"12/31/2003 10:14", "2003-12-31T10:14"},
		{"02/03/2004", "2004"}, {"03/03/2004", "2004-03-03"},
		// other languages
		{"mar. 12 mai 2020 10:14", "2020-05-12T10:14"},
		{"Do, 12 März 2020 10:14:00 +0100", "2020-03-12T10:14:00+01:00"},
		{"12 de octubre de 2020", "2020-10-12"},
		{"12 сентября 2020 10:14", "2020-09-12T10:14"},
		{"2004년 05월 28일  01:31:15", "2004-05-28T01:31:15"},
		{"2004-05-25 오후 11:23:17", "2004-05-25T23:23:17"},
		{"Κυρ, 11 Ιούλ 2004 12:00:00 EST", "2004-07-11T12:00:00-05:00"},
		{"2004-július-13T9:15-05:00", "2004-07-13T09:15:00-05:00"},
		{"May 2020", "2020-05"},
		// an abbreviation with several meanings leaves the zone open
		{"Thu, 01 Jan 2004 19:48:21 IST", "2004-01-01T19:48:21"},
		{"Thu, 01 Jan 2004 19:48:21 IST+0530", "2004-01-01T19:48:21+05:30"},
		{"Thu, 01 Jan 2004 19:48:21 A", "2004-01-01T19:48:21"},
		{"Thu, 01 Jan 2004 19:48:21 +9999", "2004-01-01T19:48:21"},
		{"Thu, 01 Jan 2004 19:48:21", "2004-01-01T19:48:21"},
		// a clock that cannot be leaves the day
		{"2003-12-31T25:14:55Z", "2003-12-31"}, {"2003-12-31T10:61:55Z", "2003-12-31"},
		// what says no date
		{"", ""}, {"today", ""}, {"yesterday at 10:14", ""}, {"3 hours ago", ""}, {"10:14", ""},
		{"Mon, 2 Jan 15:04:05 MST", ""}, {"31 Jun 2004", ""}, {"2004-02-30", ""}, {"2004-13-01", ""},
		{"0000-00-00 00:00:00", ""}, {"Mon, 30 Nov -0001 00:00:00 +0000", ""}, {"0001-01-01T00:00:00Z", ""},
		{"1970-01-01T00:00:00Z", ""}, {"Thu, 01 Jan 1970 01:00:00 +0100", ""},
		{"03-12-31", ""}, {"031231", ""}, {"Volume 3, 2004", ""}, {"1.2.3.4", ""},
		{"\xff\xfe 2004", ""}, {strings.Repeat("1 ", 80), ""},
	}
	for _, c := range cases {
		got := ParseDate(c.raw)
		if got.String() != c.want {
			t.Errorf("%q: %q, want %q", c.raw, got, c.want)
		}
		if got.Raw != strings.TrimSpace(c.raw) {
			t.Errorf("%q: raw became %q", c.raw, got.Raw)
		}
	}
}

// TestDateLayouts writes one instant in every common layout and expects either
// exactly that instant, or honesty about what is missing.
func TestDateLayouts(t *testing.T) {
	at := time.Date(2014, time.July, 23, 16, 5, 9, 0, time.FixedZone("", -7*3600))
	for _, layout := range []string{time.ANSIC, time.UnixDate, time.RubyDate, time.RFC822Z, time.RFC850,
		time.RFC1123, time.RFC1123Z, time.RFC3339, time.RFC3339Nano, time.DateTime, time.DateOnly,
		"2 January 2006 15:04:05 -0700", "Monday, January 2, 2006 3:04:05 PM -0700", "2006-01-02T15:04:05 -0700"} {
		raw := at.Format(layout)
		got := ParseDate(raw)
		switch {
		case !got.Known():
			t.Errorf("%q is not read", raw)
		case got.Zone == news.ZoneStated && got.Time.Sub(at).Abs() >= time.Minute:
			t.Errorf("%q is read as %v", raw, got.Time)
		case got.Zone != news.ZoneStated && got.Time.Format(time.DateOnly) != "2014-07-23":
			t.Errorf("%q is read as %v", raw, got.Time)
		}
	}
}

func FuzzDate(f *testing.F) {
	for _, s := range []string{"Thu, 01 Jan 2004 19:48:21 GMT", "2003-12-31T10:14:55.123+01:00", "02/03/2004 1:2 pm", "20031231T101455Z", "1325376000", "mar 12 mai 2020"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		c := ParseDate(raw)
		if c.Raw != strings.TrimSpace(raw) {
			t.Errorf("raw %q became %q", raw, c.Raw)
		}
		if c.Known() == c.Time.IsZero() {
			t.Errorf("%q: precision %q with time %v", raw, c.Precision, c.Time)
		}
		if c.Known() && c.Zone == "" {
			t.Errorf("%q: known without a zone state", raw)
		}
	})
}

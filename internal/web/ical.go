package web

import (
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// calendar is a row of days on their way out as iCalendar (RFC 5545, with the
// names of RFC 7986).
type calendar struct {
	Name, About, URL string
	Program          string // version of the program
	Entries          []calendarEntry
}

// calendarEntry is something that happened on a day, or in a span of days.
type calendarEntry struct {
	UID          string
	Stamp        time.Time // when the content last changed
	From, To     time.Time // days; To is the first that is not part of it
	Title, About string
	URL          string
}

const (
	icalDay  = "20060102"
	icalTime = "20060102T150405Z"
)

// bytes writes the calendar. The same content is the same bytes.
func (c *calendar) bytes() []byte {
	var b ical
	b.line("BEGIN", "VCALENDAR")
	b.line("VERSION", "2.0")
	b.text("PRODID", "-//Cipherdesk//cipherdesk "+c.Program+"//EN")
	b.text("NAME", c.Name)
	b.text("X-WR-CALNAME", c.Name) // what most programs read instead
	b.text("DESCRIPTION", c.About)
	b.line("URL", c.URL)
	b.line("SOURCE;VALUE=URI", c.URL+".ics")
	b.line("REFRESH-INTERVAL;VALUE=DURATION", "PT6H")
	if len(c.Entries) == 0 {
		b.utc()
	}
	for _, e := range c.Entries {
		b.line("BEGIN", "VEVENT")
		b.text("UID", e.UID)
		b.line("DTSTAMP", e.Stamp.UTC().Format(icalTime))
		b.line("DTSTART;VALUE=DATE", e.From.Format(icalDay))
		b.line("DTEND;VALUE=DATE", e.To.Format(icalDay))
		b.text("SUMMARY", e.Title)
		b.text("DESCRIPTION", e.About)
		b.line("URL", e.URL)
		b.line("TRANSP", "TRANSPARENT") // it happened; nobody is busy
		b.line("END", "VEVENT")
	}
	b.line("END", "VCALENDAR")
	return []byte(b.String())
}

// ical writes content lines (RFC 5545 §3.1).
type ical struct{ strings.Builder }

// utc is the component of a calendar without entries: it must have one (§3.6).
func (b *ical) utc() {
	for _, l := range [][2]string{{"BEGIN", "VTIMEZONE"}, {"TZID", "Etc/UTC"}, {"BEGIN", "STANDARD"}, {"DTSTART", "19700101T000000"},
		{"TZOFFSETFROM", "+0000"}, {"TZOFFSETTO", "+0000"}, {"END", "STANDARD"}, {"END", "VTIMEZONE"}} {
		b.line(l[0], l[1])
	}
}

// text is a line whose value is TEXT (§3.3.11).
func (b *ical) text(name, value string) {
	value = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\n' {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(value, ""))
	b.line(name, strings.NewReplacer(`\`, `\\`, ";", `\;`, ",", `\,`, "\n", `\n`).Replace(value))
}

// longestLine is the octets of a content line without its break; longer ones are
// folded, never within a character.
const longestLine = 75

func (b *ical) line(name, value string) {
	rest, room := name+":"+value, longestLine
	for len(rest) > room {
		cut := room
		for !utf8.RuneStart(rest[cut]) {
			cut--
		}
		b.WriteString(rest[:cut] + "\r\n ")
		rest, room = rest[cut:], longestLine-1
	}
	b.WriteString(rest + "\r\n")
}

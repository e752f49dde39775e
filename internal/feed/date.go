package feed

import (
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"cipherdesk/internal/news"
)

// maxDate bounds a date in bytes: longer ones are text in the wrong place.
const maxDate = 128

// ParseDate reads a date as feeds spell it and says how much of it is known.
// Raw is always kept. Nothing is guessed: without a year, with a day that no
// calendar has, or with words that it does not know it claims nothing
// (PrecisionNone); a clock without an offset, or with an abbreviation that
// means several, has ZoneUnknown; 02/03/2004 is a year, because half the world
// reads it the other way round. Origin is left for the caller.
func ParseDate(raw string) news.Claim {
	raw = strings.TrimSpace(raw)
	c := news.Claim{Raw: raw}
	if raw == "" || len(raw) > maxDate || !utf8.ValidString(raw) {
		return c
	}
	if t, ok := unixTime(raw); ok {
		c.Time, c.Precision, c.Zone = t, news.PrecisionSecond, news.ZoneStated
		return c
	}
	p := dateParser{rest: strings.ToLower(raw)}
	if !p.read() || !p.settle() {
		return c
	}
	return p.claim(c)
}

// unixTime reads ten digits as seconds and thirteen as milliseconds since 1970,
// which some JSON feeds send; no calendar date has that many digits.
func unixTime(raw string) (time.Time, bool) {
	if len(raw) != 10 && len(raw) != 13 || strings.Trim(raw, "0123456789") != "" {
		return time.Time{}, false
	}
	n, err := strconv.ParseInt(raw[:10], 10, 64)
	return time.Unix(n, 0).UTC(), err == nil && n > 0
}

// dateParser reads a date from left to right, noting what each part says and
// deciding only at the end.
type dateParser struct {
	rest                string
	nums                []number // numbers that are neither clock nor offset
	year, month, day    int      // 0: not stated
	hour, minute, sec   int
	clock, seconds      bool
	meridiem            int // 1: am, 2: pm
	offset              int // seconds east
	zone, zoneAmbiguous bool
	words               int // unknown words before the clock
	tuesday             bool
	weekday             *time.Weekday
	backing             [4]number
}

// number is a run of digits and the mark right after it.
type number struct {
	value, width int
	mark         byte
}

// read takes the date apart; false means that it cannot be a date.
func (p *dateParser) read() bool {
	p.nums = p.backing[:0]
	for p.rest != "" {
		c := p.rest[0]
		switch {
		case c >= '0' && c <= '9':
			if !p.number() {
				return false
			}
		case (c == '+' || c == '-' || strings.HasPrefix(p.rest, "−")) && p.clock && !p.zone:
			p.readOffset()
		case c < utf8.RuneSelf && !isLetter(c):
			p.rest = p.rest[1:]
		default:
			if !p.word() {
				return false
			}
		}
	}
	return len(p.nums) <= 3
}

func isLetter(c byte) bool { return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' }

// digits takes a run of digits off the front.
func (p *dateParser) digits() number {
	n := number{}
	for n.width < len(p.rest) && p.rest[n.width] >= '0' && p.rest[n.width] <= '9' {
		if n.width < 9 {
			n.value = n.value*10 + int(p.rest[n.width]-'0')
		}
		n.width++
	}
	p.rest = p.rest[n.width:]
	if p.rest != "" {
		n.mark = p.rest[0]
	}
	return n
}

// number reads digits: a clock when a colon follows, otherwise a part of the
// day, with the compact forms 20031231 and 20031231T101455 among them.
func (p *dateParser) number() bool {
	run := p.rest
	n := p.digits()
	if p.startsClock(n) {
		return p.readClock(n)
	}
	switch {
	case len(p.nums) == 0 && (n.width == 8 || n.width == 12 || n.width == 14):
		return p.compactDate(run[:n.width])
	case len(p.nums) == 0 && n.width == 7: // 2003335
		p.nums = append(p.nums, number{n.value / 1000, 4, '-'}, number{n.value % 1000, 3, 0})
		return true
	case len(p.nums) == 3 && !p.clock && (n.width == 4 || n.width == 6):
		return p.compactClock(n)
	case len(p.nums) == 3 && !p.clock && n.width == 2:
		p.rest = "" // 2003-12-31T10: an hour is no clock, and its zone no matter
		return true
	case len(p.nums) == 3 || n.width > 4:
		return false
	}
	p.nums = append(p.nums, n)
	return true
}

// startsClock reports whether a number is an hour: before a colon, and in
// 10h14, or 10.14 behind a day that is complete.
func (p *dateParser) startsClock(n number) bool {
	if p.clock || n.width > 2 || len(p.rest) < 2 || p.rest[1] < '0' || p.rest[1] > '9' {
		return false
	}
	whole := len(p.nums) == 3 || len(p.nums) == 2 && p.month != 0
	return n.mark == ':' || n.mark == 'h' || n.mark == '.' && whole
}

// compactDate reads 20031231, with a clock right behind it or without.
func (p *dateParser) compactDate(digits string) bool {
	day, _ := strconv.Atoi(digits[:8]) // digits they are
	p.nums = append(p.nums, number{day / 10000, 4, '-'}, number{day / 100 % 100, 2, '-'}, number{day % 100, 2, 0})
	if len(digits) == 8 {
		return true
	}
	clock, _ := strconv.Atoi(digits[8:])
	return p.compactClock(number{value: clock, width: len(digits) - 8})
}

// readClock reads 10:14, 10:14:55 and 10:14:55.123 after their hour.
func (p *dateParser) readClock(hour number) bool {
	mark := p.rest[0]
	p.rest = p.rest[1:]
	minute := p.digits()
	p.hour, p.minute, p.clock = hour.value, minute.value, true
	if minute.width == 0 || minute.width > 2 {
		return false
	}
	if minute.mark == mark && len(p.rest) > 1 && p.rest[1] >= '0' && p.rest[1] <= '9' {
		p.rest = p.rest[1:]
		p.sec, p.seconds = p.digits().value, true
	}
	if p.seconds && len(p.rest) > 1 && (p.rest[0] == '.' || p.rest[0] == ',') && p.rest[1] >= '0' && p.rest[1] <= '9' {
		p.rest = p.rest[1:]
		p.digits()
	}
	return true
}

// compactClock reads T1014 and T101455.
func (p *dateParser) compactClock(n number) bool {
	p.clock = true
	if n.width == 6 {
		p.sec, p.seconds = n.value%100, true
		n.value /= 100
	}
	p.hour, p.minute = n.value/100, n.value%100
	return true
}

// readOffset reads +01:00, -0800, +1 and -700. What is no offset is left out.
func (p *dateParser) readOffset() {
	sign := 1
	if p.rest[0] != '+' {
		sign = -1
	}
	p.rest = strings.TrimLeft(p.rest, "+-−")
	h := p.digits()
	if h.width == 0 {
		return
	}
	minutes := 0
	switch {
	case h.width <= 2 && h.mark == ':':
		p.rest = p.rest[1:]
		minutes = p.digits().value
	case h.width > 2:
		h.value, minutes = h.value/100, h.value%100
	}
	if h.width > 4 || h.value > 15 || minutes > 59 {
		p.zoneAmbiguous = true
		return
	}
	p.offset, p.zone, p.zoneAmbiguous = sign*(h.value*3600+minutes*60), true, false
}

// word reads letters: the name of a month or zone, a half of the day, or
// something that does not matter.
func (p *dateParser) word() bool {
	n := strings.IndexFunc(p.rest, func(r rune) bool { return !unicode.IsLetter(r) && r != '/' })
	if n < 0 {
		n = len(p.rest)
	}
	if n == 0 { // a mark outside ASCII: a no-break space, a dash
		_, n = utf8.DecodeRuneInString(p.rest)
		p.rest = p.rest[n:]
		return true
	}
	w := p.rest[:n]
	p.rest = p.rest[n:]
	if m, ok := months[w]; ok {
		return p.named(w, m)
	}
	if p.marker(w) {
		return true
	}
	if p.clock {
		p.zoneName(w)
		return true
	}
	// Names of weekdays in any language stand first, before every number.
	p.words++
	return p.words <= 2 && len(p.nums) == 0 && p.month == 0
}

// named notes the name of a month. "mar" before every number may be a Tuesday.
func (p *dateParser) named(w string, m int) bool {
	if p.month != 0 && p.month != m && !p.tuesday {
		return false
	}
	p.month, p.tuesday = m, w == "mar" && len(p.nums) == 0
	return true
}

// marker reads words with a fixed meaning.
func (p *dateParser) marker(w string) bool {
	switch w {
	case "am", "a", "上午", "오전":
		if w == "a" && !p.dottedHalf() {
			return false
		}
		p.meridiem = 1
	case "pm", "p", "下午", "오후", "μμ":
		if w == "p" && !p.dottedHalf() {
			return false
		}
		p.meridiem = 2
	case "πμ":
		p.meridiem = 1
	case "年", "年月日", "月", "日", "년", "월", "일", "t", "st", "nd", "rd", "th", "at", "de", "del", "of", "um", "uhr", "à", "às", "om", "ore", "kl", "klo":
	default:
		day, known := weekdays[w]
		if known {
			p.weekday = &day
		}
		return known
	}
	return true
}

// dottedHalf takes the rest of "a.m." or "p.m.".
func (p *dateParser) dottedHalf() bool {
	rest, found := strings.CutPrefix(p.rest, ".m")
	if found {
		p.rest = rest
	}
	return found
}

// zoneName reads an abbreviation after the clock. The first offset wins: what
// follows a stated one only explains it.
func (p *dateParser) zoneName(w string) {
	if p.zone {
		return
	}
	seconds, known := zones[strings.TrimPrefix(w, "etc/")]
	if p.rest != "" && p.rest[0] >= '0' && p.rest[0] <= '9' { // EST5EDT
		p.digits()
		known = false
	}
	if !known {
		p.zoneAmbiguous = true
		return
	}
	if after := strings.TrimLeft(p.rest, " "); seconds == 0 && len(after) > 1 && (after[0] == '+' || after[0] == '-') && after[1] >= '0' && after[1] <= '9' {
		// GMT+0100: the number is meant. Etc/GMT+1 means the opposite.
		p.rest = after
		if strings.HasPrefix(w, "etc/") {
			p.readOffset()
			p.zone, p.zoneAmbiguous = true, true
		}
		return
	}
	p.offset, p.zone = seconds, true
}

// settle decides which number is what, and whether such a time can be.
func (p *dateParser) settle() bool {
	var ok bool
	if p.month != 0 {
		ok = p.settleNamed()
	} else {
		ok = p.settleNumbers()
	}
	if !ok || p.month > 12 || p.day > 31 || p.year < 1000 && p.year != 1 { // the year 1 is a program's zero

		return false
	}
	if p.day != 0 && time.Date(p.year, time.Month(p.month), p.day, 0, 0, 0, 0, time.UTC).Day() != p.day {
		return false
	}
	if p.meridiem != 0 && p.hour >= 1 && p.hour <= 12 {
		p.hour = p.hour%12 + 12*(p.meridiem-1)
	}
	if p.hour > 24 || p.minute > 59 || p.sec > 60 || p.hour == 24 && p.minute+p.sec > 0 {
		p.clock = false
	}
	return true
}

// settleNamed sorts day and year around the name of a month.
func (p *dateParser) settleNamed() bool {
	switch len(p.nums) {
	case 1: // May 2020
		p.year = p.nums[0].value
		return p.nums[0].width == 4
	case 2:
		day, year := p.nums[0], p.nums[1]
		if day.width == 4 {
			day, year = year, day
		}
		p.day, p.year = day.value, fullYear(year)
		return p.day != 0 && day.width <= 2
	}
	return false
}

// fullYear reads a short year by the rule for mail: RFC 2822 §4.3.
func fullYear(n number) int {
	switch {
	case n.width == 2 && n.value < 50:
		return n.value + 2000
	case n.width == 2 || n.width == 3:
		return n.value + 1900
	}
	return n.value
}

// settleNumbers reads dates without the name of a month.
func (p *dateParser) settleNumbers() bool {
	n := p.nums
	if len(n) == 0 {
		return false
	}
	if n[0].width == 4 {
		return p.yearFirst()
	}
	if len(n) != 3 || n[2].width != 4 {
		return false
	}
	p.year = n[2].value
	a, b := n[0].value, n[1].value
	if a < 1 || b < 1 || a > 31 || b > 31 {
		return false
	}
	switch {
	case a == b, a > 12, n[0].mark == '.' && n[1].mark == '.':
		p.day, p.month = a, b
	case b > 12:
		p.month, p.day = a, b
	case p.weekday != nil && p.falls(b, a) != p.falls(a, b): // Tue, 02/03/2004
		p.day, p.month = a, b
		if p.falls(a, b) {
			p.month, p.day = a, b
		}
	default: // 02/03/2004: either may be the month
		p.clock = false
	}
	return p.month <= 12
}

// falls reports whether a day of the year falls on the weekday that is stated.
func (p *dateParser) falls(month, day int) bool {
	return time.Date(p.year, time.Month(month), day, 0, 0, 0, 0, time.UTC).Weekday() == *p.weekday
}

// yearFirst reads 2003, 2003-12, 2003-12-31 and the day of the year 2003-335.
func (p *dateParser) yearFirst() bool {
	n := p.nums
	p.year = n[0].value
	switch {
	case len(n) == 1:
		return !p.clock
	case len(n) == 2 && n[1].width == 3:
		t := time.Date(p.year, 1, n[1].value, 0, 0, 0, 0, time.UTC)
		p.month, p.day = int(t.Month()), t.Day()
		return n[1].value >= 1 && t.Year() == p.year
	case len(n) == 2:
		p.month = n[1].value
		return p.month >= 1 && !p.clock
	}
	p.month, p.day = n[1].value, n[2].value
	return p.month >= 1 && p.day >= 1
}

// claim turns what was settled into a claim.
func (p *dateParser) claim(c news.Claim) news.Claim {
	c.Zone = news.ZoneUnknown
	switch {
	case p.month == 0:
		c.Precision = news.PrecisionYear
	case p.day == 0:
		c.Precision = news.PrecisionMonth
	case !p.clock:
		c.Precision = news.PrecisionDay
	case !p.seconds:
		c.Precision = news.PrecisionMinute
	default:
		c.Precision = news.PrecisionSecond
	}
	where := time.UTC
	if p.clock && p.zone && !p.zoneAmbiguous {
		c.Zone = news.ZoneStated
		if p.offset != 0 {
			where = time.FixedZone("", p.offset)
		}
	}
	if !p.clock {
		p.hour, p.minute, p.sec = 0, 0, 0
	}
	c.Time = time.Date(p.year, time.Month(max(p.month, 1)), max(p.day, 1), p.hour, p.minute, p.sec, 0, where)
	if isZeroTime(c) {
		return news.Claim{Raw: c.Raw, Doubt: "a program's zero, not a date"}
	}
	return c
}

// isZeroTime recognises what programs print when they know no date: the epochs
// of Unix and of .NET, Java and Go.
func isZeroTime(c news.Claim) bool {
	u := c.Time.UTC()
	return u.Year() <= 1 || u.Unix() == 0
}

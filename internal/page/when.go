package page

import (
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"cipherdesk/internal/news"
	"cipherdesk/internal/text"
)

// moment is a date as a string states it, before anything is taken for granted.
type moment struct {
	year, month, day int // zero: not stated
	hour, minute     int
	second           int
	precision        news.Precision // of what is stated
	zone             *time.Location // nil: not stated
	country          string         // where it was printed; empty when unknown
	swap             bool           // day and month could be the other way round
	start, end       int            // bytes of the string it was read from
}

// locale is what a place lends to the reading of its dates. The zero value is
// nowhere.
type locale struct {
	order   order
	country string // ISO 3166, upper case; empty when unknown
}

// order says how a country writes a numeric date.
type order uint8

// Unknown, as in English without a country; day first; month first.
const (
	orderUnknown order = iota
	dayFirst
	monthFirst
)

type token struct {
	kind       tokenKind
	text       string // lower case for words
	value      int    // of a number
	capital    bool
	start, end int
}

type tokenKind uint8

const (
	numeral tokenKind = iota
	letters
	sign
)

// maxDate bounds what is read of one string.
const maxDate = 4000

func dateTokens(s string) []token {
	if len(s) > maxDate {
		s = s[:maxDate]
	}
	var out []token
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		j := i + size
		switch {
		case r >= '0' && r <= '9':
			for j < len(s) && s[j] >= '0' && s[j] <= '9' {
				j++
			}
			n, err := strconv.Atoi(s[i:min(j, i+18)])
			if err != nil {
				n = -1
			}
			out = append(out, token{kind: numeral, text: s[i:j], value: n, start: i, end: j})
		case unicode.IsLetter(r):
			for j < len(s) {
				next, n := utf8.DecodeRuneInString(s[j:])
				if !unicode.IsLetter(next) && !unicode.IsMark(next) || wide(next) {
					break
				}
				j += n
			}
			out = append(out, token{kind: letters, capital: unicode.IsUpper(r), text: strings.ToLower(s[i:j]), start: i, end: j})
		case unicode.IsSpace(r):
		default:
			out = append(out, token{kind: sign, text: s[i:j], start: i, end: j})
		}
		i = j
	}
	return out
}

// moments finds every date in a text, in order. Numeric dates are read as the
// place's order says; with an unknown order those that could be both are marked.
func moments(s string, in locale) []moment {
	t := dateTokens(s)
	var out []moment
	free := 0 // the first token that belongs to no date
	for i := 0; i < len(t); {
		if m, next := readDate(t, i, in.order); next > i {
			m.country = in.country
			next = readClock(t, next, &m)
			m.start, m.end = t[i].start, t[next-1].end
			if m.precision == news.PrecisionDay {
				m.clockBefore(t[free:], i-free)
			}
			free = next
			out = append(out, m)
			i = next
			continue
		}
		i++
	}
	return out
}

// readDate tries the forms of a date at token i; next is i when none fits.
func readDate(t []token, i int, o order) (moment, int) {
	for _, form := range []func([]token, int, order) (moment, int){isoDate, eastDate, numericDate, dayMonthDate, monthDayDate} {
		if m, next := form(t, i, o); next > i && m.possible() {
			return m, next
		}
	}
	return moment{}, i
}

func (m *moment) possible() bool {
	if m.year != 0 && (m.year < 1980 || m.year > 2100) || m.month < 1 || m.month > 12 || m.day < 0 {
		return false
	}
	year := m.year
	if year == 0 {
		year = 2000
	}
	if m.day > daysIn(year, m.month) {
		return false
	}
	switch {
	case m.day == 0:
		m.precision = news.PrecisionMonth
	default:
		m.precision = news.PrecisionDay
	}
	return true
}

func daysIn(year, month int) int {
	return time.Date(year, time.Month(month)+1, 0, 0, 0, 0, 0, time.UTC).Day()
}

// is reports whether token i is the mark or word.
func is(t []token, i int, text ...string) bool {
	if i < 0 || i >= len(t) {
		return false
	}
	for _, w := range text {
		if t[i].text == w {
			return true
		}
	}
	return false
}

func num(t []token, i, digits int) bool {
	return i >= 0 && i < len(t) && t[i].kind == numeral && (digits == 0 || len(t[i].text) == digits)
}

// glued reports that token i follows the one before without white space.
func glued(t []token, i int) bool { return i > 0 && i < len(t) && t[i].start == t[i-1].end }

// isoDate reads 2020-02-06, 2020/02/06, 2020.02.06, 20200206T… and 2020-02.
func isoDate(t []token, i int, _ order) (moment, int) {
	if !num(t, i, 4) || i > 0 && glued(t, i) && is(t, i-1, "-", ".") {
		return moment{}, i
	}
	sep := "-"
	if i+1 < len(t) {
		sep = t[i+1].text
	}
	if !is(t, i+1, "-", "/", ".", "‑") || !num(t, i+2, 0) || len(t[i+2].text) > 2 || !glued(t, i+2) {
		return moment{}, i
	}
	m := moment{year: t[i].value, month: t[i+2].value}
	if is(t, i+3, sep) && num(t, i+4, 0) && len(t[i+4].text) <= 2 && glued(t, i+4) {
		m.day = t[i+4].value
		return m, i + 5
	}
	if sep != "-" || len(t[i+2].text) != 2 || glued(t, i+3) && is(t, i+3, "-") {
		return moment{}, i
	}
	return m, i + 3
}

// eastDate reads 2020年2月6日.
func eastDate(t []token, i int, _ order) (moment, int) {
	if !num(t, i, 4) || !is(t, i+1, "年", "년") || !num(t, i+2, 0) || !is(t, i+3, "月", "월") {
		return moment{}, i
	}
	m := moment{year: t[i].value, month: t[i+2].value}
	if num(t, i+4, 0) && is(t, i+5, "日", "일", "号") {
		m.day = t[i+4].value
		return m, i + 6
	}
	return m, i + 4
}

// numericDate reads 06/02/2020, 6.2.2020, 6-2-20.
func numericDate(t []token, i int, o order) (moment, int) {
	if !num(t, i, 0) || len(t[i].text) > 2 || i+4 >= len(t) || !is(t, i+1, "/", ".", "-") || !is(t, i+3, t[i+1].text) ||
		!num(t, i+2, 0) || len(t[i+2].text) > 2 || !num(t, i+4, 4) || i > 0 && glued(t, i) && is(t, i-1, t[i+1].text, "$", "£", "€") {
		return moment{}, i
	}
	a, b := t[i].value, t[i+2].value
	m := moment{year: t[i+4].value, day: a, month: b}
	switch {
	case a > 12:
	case b > 12:
		m.day, m.month = b, a
	case t[i+1].text == "." || o == dayFirst: // points are a European habit: day first everywhere
	case o == monthFirst:
		m.day, m.month = b, a
	case a != b:
		m.swap = true
	}
	return m, i + 5
}

// dayMonthDate reads "6 February 2020", "6. Februar 2020", "6th of Feb", "6 de
// febrero de 2020", "06-Feb-2020", "February 2020" not.
func dayMonthDate(t []token, i int, _ order) (moment, int) {
	if !num(t, i, 0) || len(t[i].text) > 2 || t[i].value == 0 || t[i].value > 31 {
		return moment{}, i
	}
	j := i + 1
	for j < i+4 && (is(t, j, "st", "nd", "rd", "th", "er", "ª", "º", "°", ".", "-", "de", "of", "den", "‑", "/") || is(t, j, "º", "ª")) {
		j++
	}
	if j >= len(t) || t[j].kind != letters {
		return moment{}, i
	}
	m := moment{day: t[i].value, month: monthNamed(t[j].text)}
	if m.month > 0 {
		return m.withYear(t, j+1)
	}
	if m.month = monthsAmong()[text.Fold(t[j].text)]; m.month > 0 {
		if m, next := m.withYear(t, j+1); m.year != 0 {
			return m, next
		}
	}
	return moment{}, i
}

// withYear reads the year after a day and a month, or leaves it unknown.
func (m moment) withYear(t []token, i int) (moment, int) {
	j := i
	for j < i+2 && is(t, j, ".", ",", "-", "de", "del", "/", "‑") {
		j++
	}
	if num(t, j, 4) && t[j].value >= 1980 && t[j].value <= 2100 {
		m.year = t[j].value
		return m, j + 1
	}
	if num(t, j, 2) && j > i && is(t, j-1, "-") {
		m.year = 2000 + t[j].value
		return m, j + 1
	}
	return m, i
}

// monthDayDate reads "February 6, 2020", "Feb. 6th 2020" and "February 2020".
func monthDayDate(t []token, i int, _ order) (moment, int) {
	if t[i].kind != letters {
		return moment{}, i
	}
	month := monthNamed(t[i].text)
	if month == 0 || !t[i].capital && is(t, i, "may", "march", "mar", "mars", "mai", "mei", "mart", "dec", "jan") {
		return moment{}, i // "they may 20 times"
	}
	j := i + 1
	if is(t, j, ".") {
		j++
	}
	m := moment{month: month}
	if num(t, j, 4) && t[j].value >= 1980 && t[j].value <= 2100 {
		m.year = t[j].value
		return m, j + 1
	}
	if !num(t, j, 0) || len(t[j].text) > 2 || t[j].value == 0 {
		return moment{}, i
	}
	m.day = t[j].value
	j++
	if is(t, j, "st", "nd", "rd", "th") {
		j++
	}
	return m.withYear(t, j)
}

// readClock reads the time of day after a date, and its zone.
func readClock(t []token, i int, m *moment) int {
	if m.day == 0 {
		return i
	}
	j := i
	for j < len(t) && j < i+3 && (is(t, j, ",", "at", "t", "-", "–", "|", "um", "à", "a", "alle", "om", "kl", "•", "·", "as", "às", "ore", "las", "godz", "klo", "kello") || is(t, j, ".") && j > i) {
		j++
	}
	hour, minute, next := clock(t, j)
	if next == j || m.day == 0 {
		return i
	}
	m.hour, m.minute, m.precision = hour, minute, news.PrecisionMinute
	if is(t, next, ":") && num(t, next+1, 2) && glued(t, next+1) {
		m.second, m.precision = t[next+1].value, news.PrecisionSecond
		next += 2
		if is(t, next, ".", ",") && num(t, next+1, 0) && glued(t, next+1) {
			next += 2
		}
	}
	next = halfOfDay(t, next, m)
	if m.hour > 23 || m.minute > 59 || m.second > 60 {
		m.hour, m.minute, m.second, m.precision = 0, 0, 0, news.PrecisionDay
		return i
	}
	return readZone(t, next, m)
}

// clockBefore reads the time of day in front of a date: "8:05 AM EST, Tue February
// 6", "08:05, 6 February". Without a colon or "am" a number is no time.
func (m *moment) clockBefore(t []token, date int) {
	for i := max(0, date-10); i < date; i++ {
		if i > 0 && (glued(t, i) || t[i-1].kind != sign && !opensClock(t[i-1].text)) {
			continue // the end of another number, a score
		}
		hour, minute, next := clock(t, i)
		if next == i || !is(t, i+1, ":") && !is(t, next, "am", "pm") && !is(t, next+1, "m") && !is(t, next+2, "m") {
			continue
		}
		c := moment{year: m.year, month: m.month, day: m.day, hour: hour, minute: minute, precision: news.PrecisionMinute, country: m.country, swap: m.swap}
		next = halfOfDay(t, next, &c)
		if c.hour > 23 || c.minute > 59 {
			continue
		}
		next = readZone(t, next, &c)
		for next < date && (is(t, next, ",", "-", "–", "|", "·", "•", "on") || weekday(t[next].text)) {
			next++
		}
		if next == date {
			c.start, c.end = t[i].start, m.end
			*m = c
			return
		}
	}
}

// opensClock reports a word after which a time of day may stand.
func opensClock(s string) bool {
	switch s {
	case "at", "until", "from", "published", "updated", "posted", "first", "last", "um", "kl", "à", "alle", "ore", "om":
		return true
	}
	return false
}

// weekday reports an English day of the week, short or full.
func weekday(s string) bool {
	for _, day := range []string{"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"} {
		if len(s) >= 3 && strings.HasPrefix(day, s) {
			return true
		}
	}
	return s == "tues" || s == "thurs"
}

// clock reads 12:23, 12.23, 12h23, 8 am; next is i when there is none.
func clock(t []token, i int) (hour, minute, next int) {
	if !num(t, i, 0) || len(t[i].text) > 2 {
		return 0, 0, i
	}
	hour = t[i].value
	if is(t, i+1, ":", ".", "時", "时") && num(t, i+2, 2) && glued(t, i+1) && glued(t, i+2) || is(t, i+1, "h") && num(t, i+2, 2) {
		return hour, t[i+2].value, i + 3
	}
	if is(t, i+1, "am", "pm") || is(t, i+1, "a", "p") && is(t, i+2, ".") && is(t, i+3, "m") {
		return hour, 0, i + 1
	}
	return 0, 0, i
}

// halfOfDay applies am and pm.
func halfOfDay(t []token, i int, m *moment) int {
	half := ""
	switch {
	case is(t, i, "am", "pm"):
		half = t[i].text[:1]
		i++
	case is(t, i, "a", "p") && is(t, i+1, ".") && is(t, i+2, "m"):
		half = t[i].text
		if i += 3; is(t, i, ".") {
			i++
		}
	}
	switch {
	case half == "" || m.hour > 12:
	case half == "p" && m.hour < 12:
		m.hour += 12
	case half == "a" && m.hour == 12:
		m.hour = 0
	}
	return i
}

// claim is the moment as a claim. Without a year nothing is claimed. zone is
// the outlet's own, nil when it is not known.
func (m moment) claim(raw string, origin news.Origin, zone *time.Location) news.Claim {
	c := news.Claim{Raw: raw, Origin: origin, Precision: m.precision, Zone: news.ZoneUnknown}
	if m.year == 0 {
		return news.Claim{}
	}
	if m.swap {
		// 06/02 is a day in February or in June: nothing below the year is known.
		c.Precision = news.PrecisionYear
		c.Time = time.Date(m.year, 1, 1, 0, 0, 0, 0, time.UTC)
		return c
	}
	day := max(m.day, 1)
	in := time.UTC
	if m.precision == news.PrecisionMinute || m.precision == news.PrecisionSecond {
		switch {
		case m.zone != nil:
			in, c.Zone = m.zone, news.ZoneStated
		case zone != nil:
			in, c.Zone = zone, news.ZoneOutlet
		}
	}
	c.Time = time.Date(m.year, time.Month(m.month), day, m.hour, m.minute, m.second, 0, in)
	return c
}

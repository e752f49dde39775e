package page

import (
	"time"
)

// readZone reads "Z", "+05:30", "GMT+1", "EST" or "ET" after a time of day.
// Names that mean several zones are read as the country's own (IST in India, EST in
// Australia), else only where one meaning is the rule in the press; IST has none.
func readZone(t []token, i int, m *moment) int {
	j := i
	if is(t, j, "(") {
		j++
	}
	if is(t, j, "z", "utc", "gmt") {
		m.zone = time.UTC
		if next := offset(t, j+1, m); next > j+1 {
			return next
		}
		return j + 1
	}
	if next := offset(t, j, m); next > j {
		return next
	}
	if j >= len(t) || t[j].kind != letters {
		return i
	}
	seconds, ok := ownZone(m.country, t[j].text)
	if !ok {
		seconds, ok = abbreviation(t[j].text)
	}
	if ok {
		m.zone = time.FixedZone(t[j].text, seconds)
		return j + 1
	}
	if loc := general(t[j].text); loc != "" {
		if l, err := time.LoadLocation(loc); err == nil {
			m.zone = l
			return j + 1
		}
	}
	return i
}

// offset reads +0530, +05:30, -8.
func offset(t []token, i int, m *moment) int {
	if !is(t, i, "+", "-", "−") || !num(t, i+1, 0) || !glued(t, i+1) {
		return i
	}
	var hours, minutes int
	next := i + 2
	switch len(t[i+1].text) {
	case 4:
		hours, minutes = t[i+1].value/100, t[i+1].value%100
	case 1, 2:
		hours = t[i+1].value
		if is(t, i+2, ":") && num(t, i+3, 2) {
			minutes, next = t[i+3].value, i+4
		}
	default:
		return i
	}
	if hours > 14 || minutes > 59 {
		return i
	}
	seconds := hours*3600 + minutes*60
	if t[i].text != "+" {
		seconds = -seconds
	}
	m.zone = time.FixedZone("", seconds)
	return next
}

// abbreviation is the offset, in seconds, of a zone's short name.
func abbreviation(name string) (int, bool) {
	const h = 3600
	switch name {
	case "wet":
		return 0, true
	case "bst", "cet", "mez", "west":
		return 1 * h, true
	case "cest", "mesz", "eet", "sast":
		return 2 * h, true
	case "eest", "msk", "eat":
		return 3 * h, true
	case "pkt":
		return 5 * h, true
	case "hkt", "sgt", "awst":
		return 8 * h, true
	case "jst", "kst":
		return 9 * h, true
	case "acst":
		return 9*h + h/2, true
	case "aest":
		return 10 * h, true
	case "acdt":
		return 10*h + h/2, true
	case "aedt":
		return 11 * h, true
	case "nzst":
		return 12 * h, true
	case "nzdt":
		return 13 * h, true
	case "edt":
		return -4 * h, true
	case "est", "cdt":
		return -5 * h, true
	case "cst", "mdt":
		return -6 * h, true
	case "mst", "pdt":
		return -7 * h, true
	case "pst":
		return -8 * h, true
	}
	return 0, false
}

// ownZone is the offset, in seconds, of a name that a country means otherwise than
// most, or that means nothing elsewhere.
func ownZone(country, name string) (int, bool) {
	const h = 3600
	switch country + " " + name {
	case "IN ist", "LK ist", "LK slst":
		return 5*h + h/2, true
	case "IE ist":
		return 1 * h, true
	case "IL ist":
		return 2 * h, true
	case "IL idt":
		return 3 * h, true
	case "BD bst":
		return 6 * h, true
	case "CN cst", "TW cst", "MO cst", "PH pst", "PH pht", "AU wst":
		return 8 * h, true
	case "AU cst":
		return 9*h + h/2, true
	case "AU est":
		return 10 * h, true
	case "AU edt", "AU esst":
		return 11 * h, true
	case "NP npt":
		return 5*h + 3*h/4, true
	case "BR brt":
		return -3 * h, true
	}
	return 0, false
}

// general is the place of a zone's name that holds in summer and winter.
func general(name string) string {
	switch name {
	case "et", "eastern":
		return "America/New_York"
	case "ct", "central":
		return "America/Chicago"
	case "mt", "mountain":
		return "America/Denver"
	case "pt", "pacific":
		return "America/Los_Angeles"
	}
	return ""
}

package web

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"pgregory.net/rapid"
)

// prop is a property of a calendar as its rules read it.
type prop struct{ name, params, value string }

// component is a part of a calendar.
type component struct {
	kind  string
	props []prop
	parts []component
}

func (c component) all(name string) (out []prop) {
	for _, p := range c.props {
		if p.name == name {
			out = append(out, p)
		}
	}
	return out
}

// one is the value of a property that a component must have exactly once.
func (c component) one(t interface{ Errorf(string, ...any) }, name string) prop {
	found := c.all(name)
	if len(found) != 1 {
		t.Errorf("%s has %s %d times", c.kind, name, len(found))
		return prop{}
	}
	return found[0]
}

// line of a calendar (RFC 5545 §3.1): a name, parameters, a value without
// controls.
var contentLine = regexp.MustCompile(`^([A-Z0-9-]+)((?:;[A-Z0-9-]+=(?:"[^"\x00-\x08\x0a-\x1f\x7f]*"|[^";:,\x00-\x08\x0a-\x1f\x7f]*))*):([^\x00-\x08\x0a-\x1f\x7f]*)$`)

// parseCalendar reads a calendar by the rules, strictly.
func parseCalendar(src []byte) (component, error) {
	if !utf8.Valid(src) {
		return component{}, fmt.Errorf("not UTF-8")
	}
	text, ended := strings.CutSuffix(string(src), "\r\n")
	if !ended {
		return component{}, fmt.Errorf("the last line has no end")
	}
	var lines []string
	for _, raw := range strings.Split(text, "\r\n") {
		if len(raw) > 75 {
			return component{}, fmt.Errorf("a line of %d octets: %q", len(raw), raw)
		}
		if !utf8.ValidString(raw) || strings.ContainsAny(raw, "\r\n") {
			return component{}, fmt.Errorf("broken within a character or by another line end: %q", raw)
		}
		if rest, folded := strings.CutPrefix(raw, " "); folded && len(lines) > 0 {
			lines[len(lines)-1] += rest
		} else {
			lines = append(lines, raw)
		}
	}
	open := []component{{}}
	for _, l := range lines {
		m := contentLine.FindStringSubmatch(l)
		if m == nil {
			return component{}, fmt.Errorf("not a content line: %q", l)
		}
		top := &open[len(open)-1]
		switch m[1] {
		case "BEGIN":
			open = append(open, component{kind: m[3]})
		case "END":
			if m[3] != top.kind || len(open) < 2 {
				return component{}, fmt.Errorf("END:%s within %s", m[3], top.kind)
			}
			open[len(open)-2].parts = append(open[len(open)-2].parts, *top)
			open = open[:len(open)-1]
		default:
			top.props = append(top.props, prop{m[1], m[2], m[3]})
		}
	}
	if len(open) != 1 || len(open[0].parts) != 1 || len(open[0].props) > 0 || open[0].parts[0].kind != "VCALENDAR" {
		return component{}, fmt.Errorf("not one VCALENDAR")
	}
	return open[0].parts[0], nil
}

// plainText undoes the escapes of TEXT (§3.3.11); false for one that it has not.
func plainText(value string) (string, bool) {
	var b strings.Builder
	for i := 0; i < len(value); i++ {
		switch c := value[i]; c {
		case ';', ',':
			return "", false
		case '\\':
			if i++; i == len(value) {
				return "", false
			}
			switch value[i] {
			case 'n', 'N':
				b.WriteByte('\n')
			case '\\', ';', ',':
				b.WriteByte(value[i])
			default:
				return "", false
			}
		default:
			b.WriteByte(c)
		}
	}
	return b.String(), true
}

// checkCalendar fails on whatever the rules forbid.
func checkCalendar(t interface{ Errorf(string, ...any) }, c component) {
	if v := c.one(t, "VERSION").value; v != "2.0" {
		t.Errorf("version %s", v)
	}
	if c.one(t, "PRODID").value == "" || len(c.parts) == 0 {
		t.Errorf("no program, or no component")
	}
	seen := map[string]bool{}
	for _, e := range c.parts {
		if e.kind != "VEVENT" {
			continue
		}
		if uid := e.one(t, "UID").value; seen[uid] || !strings.Contains(uid, "@") {
			t.Errorf("uid %q", uid)
		} else {
			seen[uid] = true
		}
		if _, err := time.Parse(icalTime, e.one(t, "DTSTAMP").value); err != nil {
			t.Errorf("DTSTAMP: %v", err)
		}
		from, to := e.one(t, "DTSTART"), e.one(t, "DTEND")
		a, err := time.Parse(icalDay, from.value)
		b, err2 := time.Parse(icalDay, to.value)
		if err != nil || err2 != nil || from.params != ";VALUE=DATE" || to.params != ";VALUE=DATE" || !b.After(a) {
			t.Errorf("from %+v to %+v", from, to)
		}
		for _, name := range []string{"SUMMARY", "DESCRIPTION"} {
			if _, ok := plainText(e.one(t, name).value); !ok {
				t.Errorf("%s is no TEXT: %q", name, e.one(t, name).value)
			}
		}
	}
}

func TestCalendarByTheRules(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := calendar{Name: rapid.String().Draw(t, "name"), About: rapid.String().Draw(t, "about"), URL: "https://desk.example/law/x", Program: "1"}
		for i := range rapid.IntRange(0, 3).Draw(t, "entries") {
			day := time.Date(2026, 1, 30, 0, 0, 0, 0, time.UTC).AddDate(0, 0, rapid.IntRange(0, 400).Draw(t, "day"))
			c.Entries = append(c.Entries, calendarEntry{UID: fmt.Sprintf("e%d@desk.example", i), Stamp: day.Add(time.Hour), From: day, To: day.AddDate(0, 0, 1),
				Title: rapid.String().Draw(t, "title"), About: rapid.String().Draw(t, "text"), URL: "https://desk.example/event/x"})
		}
		out := c.bytes()
		got, err := parseCalendar(out)
		if err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		checkCalendar(t, got)
		n := 0
		for _, e := range got.parts {
			if e.kind == "VEVENT" {
				text, _ := plainText(e.one(t, "SUMMARY").value)
				if want := visible(c.Entries[n].Title); visible(text) != want {
					t.Fatalf("title %q came back as %q", want, text)
				}
				n++
			}
		}
		if n != len(c.Entries) || !bytes.Equal(out, c.bytes()) {
			t.Fatalf("%d entries of %d, or not the same bytes twice", n, len(c.Entries))
		}
	})
}

// visible is a text without what calendars cannot hold.
func visible(s string) string {
	return strings.Join(strings.FieldsFunc(s, func(r rune) bool { return r < ' ' || r >= 0x7f && r < 0xa0 || r == ' ' || r == utf8.RuneError }), " ")
}

func TestLawsHaveATimeline(t *testing.T) {
	r, s := openDesk(t)
	vote, minutes := string(s.ids["vote"]), string(s.ids["minutes"])
	r.holds("/law/uk-online-safety-act", "What happened, and when", `href="/law/uk-online-safety-act.ics"`, "12 March 2026", "In committee",
		`<mark>Committee</mark> votes 14 to 3 to shield encryption from scanning orders</a>`, "/event/committee-vote", `the day is that of <a href="/article/`+minutes, `headline of <a href="/article/`+vote)

	res := r.get("/law/uk-online-safety-act.ics")
	body, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode != http.StatusOK || res.Header.Get("Content-Type") != "text/calendar; charset=utf-8" {
		t.Fatalf("%d %v %v", res.StatusCode, res.Header, err)
	}
	c, err := parseCalendar(body)
	if err != nil {
		t.Fatal(err)
	}
	checkCalendar(t, c)
	if len(c.parts) != 1 {
		t.Fatalf("%d entries", len(c.parts))
	}
	e := c.parts[0]
	title, _ := plainText(e.one(t, "SUMMARY").value)
	about, _ := plainText(e.one(t, "DESCRIPTION").value)
	if e.one(t, "UID").value != "committee-vote.uk-online-safety-act@example.org" || e.one(t, "DTSTART").value != "20260312" || e.one(t, "DTEND").value != "20260313" ||
		e.one(t, "DTSTAMP").value != "20260312T112000Z" || title != "SAMPLE · In committee: Committee votes 14 to 3 to shield encryption from scanning orders" ||
		!strings.Contains(about, "Its words: “Committee”, in the headline of Policy Ledger") || !strings.Contains(about, "Source: Northland Assembly") || e.one(t, "URL").value != "https://desk.example/event/committee-vote" {
		t.Errorf("%s", body)
	}
	if again, _ := io.ReadAll(r.get("/law/uk-online-safety-act.ics").Body); !slices.Equal(again, body) {
		t.Error("not the same bytes twice")
	}
	if res := r.get("/law/uk-online-safety-act.ics", "If-None-Match", res.Header.Get("ETag")); res.StatusCode != http.StatusNotModified {
		t.Errorf("asked again: %d", res.StatusCode)
	}
	for _, path := range []string{"/law/none.ics", "/topic/e2ee-rollout.ics"} {
		if res := r.get(path); res.StatusCode != http.StatusNotFound {
			t.Errorf("%s: %d", path, res.StatusCode)
		}
	}
}

// TestCalendarWithoutSteps: an empty calendar would be none.
func TestCalendarWithoutSteps(t *testing.T) {
	s := newSeeder(t)
	r := reader{t, New(s.db.Reader, options())}
	c, err := parseCalendar([]byte(r.page("/law/uk-online-safety-act.ics")))
	if err != nil {
		t.Fatal(err)
	}
	checkCalendar(t, c)
	r.holds("/law/uk-online-safety-act", "No event about it yet")
}

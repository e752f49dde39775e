package digest

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
	"time"

	"cipherdesk/internal/news"
)

// How pages, feeds, mails and terminals say things: wording.md's words.

// Number prints a value as people write it: "16.8 million", "2,500", "70".
func Number(v float64) string {
	abs := math.Abs(v)
	for _, scale := range []struct {
		size float64
		word string
	}{{1e12, " trillion"}, {1e9, " billion"}, {1e6, " million"}} {
		if abs < scale.size {
			continue
		}
		// Only when no digit is lost: 1,234,567 stays itself.
		if short := strconv.FormatFloat(v/scale.size, 'f', -1, 64); len(short) <= 6 {
			return short + scale.word
		}
		break
	}
	return grouped(v)
}

func grouped(v float64) string {
	whole, frac, _ := strings.Cut(strconv.FormatFloat(v, 'f', -1, 64), ".")
	sign := ""
	if strings.HasPrefix(whole, "-") {
		sign, whole = "−", whole[1:]
	}
	var b strings.Builder
	for i, c := range whole {
		if i > 0 && (len(whole)-i)%3 == 0 {
			b.WriteByte(',')
		}
		b.WriteRune(c)
	}
	if frac != "" {
		return sign + b.String() + "." + frac
	}
	return sign + b.String()
}

// Count prints a number with its noun: "1 outlet", "13 outlets".
func Count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	plural := noun + "s"
	if stem, ok := strings.CutSuffix(noun, "y"); ok && !strings.HasSuffix(stem, "a") { // stories, days
		plural = stem + "ies"
	}
	return grouped(float64(n)) + " " + plural
}

// bounds are the words that limit a figure.
func boundWord(b news.Bound) string {
	switch b {
	case news.BoundAbout:
		return "about "
	case news.BoundMoreThan:
		return "more than "
	case news.BoundAtLeast:
		return "at least "
	case news.BoundLessThan:
		return "less than "
	case news.BoundAtMost:
		return "at most "
	case news.BoundAlmost:
		return "almost "
	case news.BoundUpTo:
		return "up to "
	case news.BoundBetween:
		return "between "
	}
	return ""
}

// FigureValue prints bound, value and unit sign: "more than 2,500", "70 %".
func FigureValue(f news.Figure) string {
	if f.Value == nil {
		for _, s := range f.Evidence {
			return "“" + Shorten(s.Quote, 40) + "”"
		}
		return "a number not stated"
	}
	v := Number(*f.Value)
	if f.ValueMax != nil {
		join := " to "
		if f.Bound == news.BoundBetween {
			join = " and "
		}
		v += join + Number(*f.ValueMax)
	}
	if f.Unit == "percent" {
		v += " %"
	} else if f.Unit == "fraction" && f.ValueMax == nil {
		v = share(*f.Value)
	} else if f.Unit == "times" {
		v += " times"
	} else if currency.MatchString(f.Unit) {
		v = f.Unit + " " + v
	}
	return boundWord(f.Bound) + v
}

// share words a part of one as texts do: "a third", "9 in 10".
func share(v float64) string {
	for of, word := range map[float64]string{2: "half", 3: "a third", 4: "a quarter", 1.5: "two thirds", 4.0 / 3: "three quarters"} {
		if math.Abs(v*of-1) < 1e-9 {
			return word
		}
	}
	for of := 2.0; of <= 1000; of++ {
		if n := math.Round(v * of); n > 0 && math.Abs(v*of-n) < 1e-9 {
			return Number(n) + " in " + Number(of)
		}
	}
	return Number(v)
}

// FigureParts splits a figure for large print: the words that limit it, and
// the number.
func FigureParts(f news.Figure) (parts struct{ Bound, Number string }) {
	parts.Number = FigureValue(f)
	if f.Value != nil {
		parts.Bound = boundWord(f.Bound)
		parts.Number = strings.TrimPrefix(parts.Number, parts.Bound)
	}
	return parts
}

var currency = regexp.MustCompile(`^[A-Z]{3}$`)

// FigureWhat says what a figure counts, as far as the text says: unit, subject,
// period. A unit that the subject names already is not said twice.
func FigureWhat(f news.Figure) string {
	var parts []string
	unit := f.Unit
	if unit == "percent" || unit == "fraction" || unit == "times" || currency.MatchString(unit) || strings.Contains(strings.ToLower(f.Subject), strings.ToLower(unit)) {
		unit = ""
	}
	for _, part := range []string{unit, f.Subject} {
		if part != "" {
			parts = append(parts, part)
		}
	}
	what := strings.Join(parts, ", ")
	if shareOfNothing(f) {
		what = ""
	}
	switch each := map[string]string{"hourly": "an hour", "daily": "a day", "weekly": "a week", "monthly": "a month", "yearly": "a year"}[f.Period]; {
	case f.Period == "" || f.Period == noPeriod:
		return what
	case each != "":
		return strings.TrimSpace(what + " " + each)
	case what == "":
		return f.Period
	}
	return what + ", " + f.Period
}

// shareOfNothing reports whether a figure is a share and its text, as we read it,
// does not say of what: the body whose number it is is no answer.
func shareOfNothing(f news.Figure) bool {
	return (f.Unit == "percent" || f.Unit == "fraction") && (f.Subject == "" || f.Subject == f.Estimator)
}

// noPeriod stands in a figure that is a forecast: it is about no time that
// could be printed.
const noPeriod = "future"

// ClockWords prints the end of a period: midnight by its name.
func ClockWords(t time.Time) string {
	if t.Hour() == 0 && t.Minute() == 0 {
		return "midnight"
	}
	return t.Format("15:04")
}

// ClaimWords prints a claimed time as far as it is known, and never more.
func ClaimWords(c news.Claim) string {
	switch c.Precision {
	case news.PrecisionYear:
		return c.Time.Format("2006")
	case news.PrecisionMonth:
		return c.Time.Format("January 2006")
	case news.PrecisionDay:
		return c.Time.Format("2 January 2006")
	case news.PrecisionMinute, news.PrecisionSecond:
		at := c.Time.Format("2 January 2006, 15:04")
		if c.Zone == news.ZoneUnknown || c.Zone == "" {
			return at + " (zone not stated)"
		}
		return at + " (" + offset(c.Time) + ")"
	}
	return "Not known"
}

func offset(t time.Time) string {
	if _, s := t.Zone(); s == 0 {
		return "UTC"
	}
	return t.Format("-07:00")
}

// DurationWords prints a wait: "40 seconds", "2 hours", "9 days".
func DurationWords(d time.Duration) string {
	switch {
	case d <= 0:
		return "none"
	case d < time.Minute:
		return Count(int(d.Round(time.Second)/time.Second), "second")
	case d < 2*time.Hour:
		return Count(int(d.Round(time.Minute)/time.Minute), "minute")
	case d < 48*time.Hour:
		return Count(int(d.Round(time.Hour)/time.Hour), "hour")
	}
	return Count(int(d/(24*time.Hour)), "day")
}

// StatusWords is a feed's health in plain words.
func StatusWords(s news.FeedStatus) string {
	switch s {
	case news.FeedOK:
		return "reads well"
	case news.FeedNew:
		return "not asked yet"
	case news.FeedFailing:
		return "cannot be read"
	case news.FeedBlocked:
		return "refuses us"
	case news.FeedStale:
		return "silent for longer than usual"
	case news.FeedEmpty:
		return "answers without entries"
	case news.FeedBroken:
		return "its page has changed its form"
	case news.FeedRetired:
		return "gone"
	case news.FeedOff:
		return "switched off by the desk"
	}
	return string(s)
}

// OriginsWords phrases separate origins: wording.md.
func OriginsWords(outlets, origins int) string {
	if outlets == 1 {
		return "1 outlet"
	}
	if origins == 1 {
		return fmt.Sprintf("%d outlets, at most 1 separate origin", outlets)
	}
	return fmt.Sprintf("%d outlets, at most %d separate origins", outlets, origins)
}

// Why says in plain words why an outlet could not be read, as of a time in the
// desk's zone: "refuses us since 9 March", "silent for 20 days, usually 2".
func (u Unread) Why(at time.Time) string {
	words := StatusWords(u.Status)
	silent := at.Sub(u.LastNew)
	switch {
	case u.Status == news.FeedStale && !u.LastNew.IsZero() && silent > 24*time.Hour:
		words = "silent for " + DurationWords(silent)
		if u.Usual > 0 {
			words += ", usually " + DurationWords(u.Usual)
		}
	case !u.Since.IsZero() && u.Status != news.FeedNew:
		words += " since " + u.Since.In(at.Location()).Format("2 January")
	}
	if !u.Wholly && u.Status != news.FeedStale {
		words = "one feed " + words
	}
	return words
}

// KindsWords counts outlets by kind: "4 press, 1 police".
func KindsWords(kinds []KindCount) string {
	var parts []string
	for _, k := range kinds {
		parts = append(parts, fmt.Sprintf("%d %s", k.Outlets, k.Label))
	}
	return strings.Join(parts, ", ")
}

// FirstWords says who had an event first, and how that is known, with times in
// a zone: wording.md.
func FirstWords(e Event, zone *time.Location) string {
	switch e.First.Kind {
	case news.FirstCredited:
		words := "Credited as first: " + e.First.Source
		if says := e.Says(); len(says) > 0 {
			words += " (" + plural(len(says), "says ", "say ") + strings.Join(says, ", ") + ")"
		}
		for _, c := range e.First.Contested {
			words += "; " + ContestWords(c)
		}
		return words
	case news.FirstEarliest:
		words := "Earliest we saw: " + e.First.Source
		if !e.First.At.IsZero() {
			words += ", " + e.First.At.In(zone).Format("2 January 2006, 15:04")
		}
		return words + " (we may have missed earlier ones)"
	}
	return "First report: not known"
}

// ContestWords says what else an article claims about who was first.
func ContestWords(c news.Contest) string {
	if c.Relation == news.RelSeenBy {
		return c.Source + " “saw the document”"
	}
	return c.Source + " also credited"
}

func plural(n int, one, several string) string {
	if n == 1 {
		return one
	}
	return several
}

// KeyWords is a key figure with whose it is: "51 arrests. Whose number: Vellmark
// Police. In 4 texts."
func KeyWords(f KeyFigure) string {
	words := strings.TrimSpace(FigureValue(f.Figure)+" "+FigureWhat(f.Figure)) + ". Whose number: " + SourceWords(f.Estimator) + "."
	if f.Conduit != "" {
		words += " Passed on by: " + SourceWords(f.Conduit) + "."
	}
	if f.Texts > 1 {
		return words + " In " + Count(f.Texts, "text") + "."
	}
	return words + " In " + f.Outlet + "."
}

// Who is whose words a quotation is, and where they were read: "Mara Lind,
// Lantern Trust, in The Harbour Times".
func (q Quote) Who() string {
	who := q.Speaker
	if q.Body != "" && who != "" {
		who += ", "
	}
	return who + q.Body + ", in " + q.Outlet
}

// Words says how many outlets could be read, and how many were asked.
func (r Reading) Words() string {
	if r.Total == 0 {
		return "No outlet was being read."
	}
	words := fmt.Sprintf("%d of %s could be read", r.Read, Count(r.Total, "outlet"))
	if r.Waiting > 0 {
		words += fmt.Sprintf(", %d %s not asked yet", r.Waiting, plural(r.Waiting, "was", "were"))
	}
	if a := r.Asked; a != nil {
		words += fmt.Sprintf("; %s to %s in the edition’s time, %d of which answered", Count(a.Requests, "request"), Count(a.Outlets, "outlet"), a.Answered)
	}
	return words + "."
}

// SourceWords names whose words or number it is; a source without a name, which
// texts call "the letter" or "the police", as they do.
func SourceWords(source string) string {
	if source == "" {
		return "not known"
	}
	switch source[strings.LastIndex(source, " ")+1:] { // a joint letter is a letter
	case "letter", "report", "study", "survey", "poll", "petition", "document", "memo", "note", "draft", "agency", "ministry", "police", "charity", "company",
		"regulator", "hotline", "coalition", "commission", "committee", "court", "government", "prosecutor", "union", "organisation", "firm":
		if !named(source) && !strings.HasPrefix(source, "the ") {
			return "the " + source
		}
	}
	return source
}

package web

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
	"time"

	"cipherdesk/internal/digest"
	"cipherdesk/internal/news"
)

// number prints a value as people write it: "16.8 million", "2,500", "70".
func number(v float64) string {
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

// count prints a number with its noun: "1 outlet", "13 outlets".
func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	plural := noun + "s"
	if stem, ok := strings.CutSuffix(noun, "y"); ok {
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

// figureValue prints bound, value and unit sign: "more than 2,500", "70 %".
func figureValue(f news.Figure) string {
	if f.Value == nil {
		for _, s := range f.Evidence {
			return "“" + digest.Shorten(s.Quote, 40) + "”"
		}
		return "a number not stated"
	}
	v := number(*f.Value)
	if f.ValueMax != nil {
		join := " to "
		if f.Bound == news.BoundBetween {
			join = " and "
		}
		v += join + number(*f.ValueMax)
	}
	if f.Unit == "percent" {
		v += " %"
	} else if currency.MatchString(f.Unit) {
		v = f.Unit + " " + v
	}
	return boundWord(f.Bound) + v
}

// figureParts splits a figure for large print: the words that limit it, and
// the number.
func figureParts(f news.Figure) (parts struct{ Bound, Number string }) {
	parts.Number = figureValue(f)
	if f.Value != nil {
		parts.Bound = boundWord(f.Bound)
		parts.Number = strings.TrimPrefix(parts.Number, parts.Bound)
	}
	return parts
}

var currency = regexp.MustCompile(`^[A-Z]{3}$`)

// figureWhat says what a figure counts, as far as the text says: unit,
// subject, period. A unit that the subject names already is not said twice.
func figureWhat(f news.Figure) string {
	var parts []string
	unit := f.Unit
	if unit == "percent" || currency.MatchString(unit) || strings.Contains(strings.ToLower(f.Subject), strings.ToLower(unit)) {
		unit = ""
	}
	for _, part := range []string{unit, f.Subject, f.Period} {
		if part != "" {
			parts = append(parts, part)
		}
	}
	return strings.Join(parts, ", ")
}

// clockWords prints the end of a period: midnight by its name.
func clockWords(t time.Time) string {
	if t.Hour() == 0 && t.Minute() == 0 {
		return "midnight"
	}
	return t.Format("15:04")
}

// claimWords prints a claimed time as far as it is known, and never more.
func claimWords(c news.Claim) string {
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

// claimedBy says whose word a claimed time is.
func claimedBy(c news.Claim) string {
	if !c.Known() {
		return ""
	}
	switch c.Origin {
	case news.OriginFeed:
		return "says its feed"
	case news.OriginSitemap:
		return "says its sitemap"
	case news.OriginJSON:
		return "says its list of articles"
	case news.OriginURL:
		return "says its address"
	case news.OriginGiven:
		return "given by hand"
	case news.OriginText:
		return "says the text"
	}
	return "says the page"
}

// bytesWords prints a size: "3.2 MB".
func bytesWords(n int64) string {
	switch {
	case n < 1000:
		return fmt.Sprintf("%d bytes", n)
	case n < 1_000_000:
		return fmt.Sprintf("%.1f kB", float64(n)/1e3)
	case n < 1_000_000_000:
		return fmt.Sprintf("%.1f MB", float64(n)/1e6)
	}
	return fmt.Sprintf("%.1f GB", float64(n)/1e9)
}

// durationWords prints a wait: "40 seconds", "2 hours", "9 days".
func durationWords(d time.Duration) string {
	switch {
	case d <= 0:
		return "none"
	case d < time.Minute:
		return count(int(d.Round(time.Second)/time.Second), "second")
	case d < 2*time.Hour:
		return count(int(d.Round(time.Minute)/time.Minute), "minute")
	case d < 48*time.Hour:
		return count(int(d.Round(time.Hour)/time.Hour), "hour")
	}
	return count(int(d/(24*time.Hour)), "day")
}

// statusWords is a feed's health in plain words.
func statusWords(s news.FeedStatus) string {
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

var (
	everyHour  = regexp.MustCompile(`^(\d{1,2}) \* \* \* \*$`)
	everyHours = regexp.MustCompile(`^(\d{1,2}) \*/(\d{1,2}) \* \* \*$`)
	everyDay   = regexp.MustCompile(`^(\d{1,2}) (\d{1,2}) \* \* \*$`)
)

// cronWords explains the common schedules; a rarer one is printed as it is.
func cronWords(spec string) string {
	pad := func(s string) string { return fmt.Sprintf("%02s", s) }
	if m := everyHour.FindStringSubmatch(spec); m != nil {
		return "every hour at :" + pad(m[1])
	}
	if m := everyHours.FindStringSubmatch(spec); m != nil {
		return "every " + m[2] + " hours at :" + pad(m[1])
	}
	if m := everyDay.FindStringSubmatch(spec); m != nil {
		return "daily at " + pad(m[2]) + ":" + pad(m[1]) + " UTC"
	}
	if spec == "" {
		return "every hour"
	}
	return spec + " (cron, UTC)"
}

// citationWords names how an article relies on a source.
func citationWords(c news.Citation) string {
	switch c.Relation {
	case news.RelFirstReport:
		return "Credited as first"
	case news.RelSeenBy:
		return "Saw the document"
	case news.RelStatementTo:
		return "Statement made to"
	case news.RelFigureSource:
		return "Figures taken from"
	case news.RelBasedOn:
		return "Based on"
	case news.RelCoveredBy:
		return "Also covered by"
	}
	switch c.Kind {
	case news.CiteCredit:
		return "Credits"
	case news.CiteQuote:
		return "Quotes"
	case news.CiteAttribution:
		return "Attributes to"
	case news.CiteDocument:
		return "Document"
	}
	return "Links to"
}

// reasonWords says why an article belongs to an event.
func reasonWords(r news.Reason) string {
	kind := map[string]string{"words": "shares words", "figure": "shares a figure", "quote": "shares a quotation",
		"link": "shares a link", "document": "is about the same document", "name": "shares names",
		"same-text": "same text", "desk": "placed by the desk"}[r.Kind]
	if kind == "" {
		kind = r.Kind
	}
	if r.Words == "" {
		return kind
	}
	return kind + ": " + r.Words
}

// kindWords explains a kind of actor on an outlet's page: what it is, never
// what it thinks.
func kindWords(k news.Kind) string {
	switch k {
	case news.ChildProtection:
		return "A body whose declared purpose is the protection of children."
	case news.DigitalRights:
		return "A body whose declared purpose is rights in the digital sphere."
	case news.PolicyPress:
		return "A publication about technology policy."
	case news.TechPress:
		return "A publication about technology."
	case news.GeneralPress:
		return "A publication for general news."
	case news.Research:
		return "A university, an institute, or researchers publishing as such."
	case news.Company:
		return "A company speaking about its own products."
	case news.Regulator:
		return "A body with statutory powers over services."
	case news.Government:
		return "A government or one of its departments."
	case news.LawEnforcement:
		return "A police force, a prosecutor or an agency of either."
	case news.Legislature:
		return "A parliament, one of its committees or its members' office."
	}
	return ""
}

// articleCount phrases separate origins: wording.md.
func originsWords(outlets, origins int) string {
	if outlets == 1 {
		return "1 outlet"
	}
	if origins == 1 {
		return fmt.Sprintf("%d outlets, at most 1 separate origin", outlets)
	}
	return fmt.Sprintf("%d outlets, at most %d separate origins", outlets, origins)
}

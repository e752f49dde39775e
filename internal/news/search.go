package news

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
)

// SearchField is what a clause of a search looks at.
type SearchField string

// The fields, as people type them before a colon. SearchWords has no name: it
// is the text itself.
const (
	SearchWords  SearchField = ""
	SearchTag    SearchField = "tag"
	SearchOutlet SearchField = "outlet"
	SearchKind   SearchField = "kind"
	SearchSource SearchField = "source"
	SearchFigure SearchField = "figure"
	SearchBefore SearchField = "before"
	SearchAfter  SearchField = "after"
	SearchLang   SearchField = "lang"
	SearchIn     SearchField = "in"
)

// SearchFields lists the fields that have a name, with an example of each.
func SearchFields() []struct{ Field, Example string } {
	return []struct{ Field, Example string }{
		{"tag", "tag:e2ee-rollout"}, {"outlet", "outlet:medianama"}, {"kind", "kind:digital-rights"}, {"source", "source:nspcc"},
		{"figure", "figure:16.8m"}, {"after", "after:2026-03-01"}, {"before", "before:2026-04"}, {"lang", "lang:de"}, {"in", "in:title"},
	}
}

// Search is what a person looks for: articles for which every clause holds. The
// zero value asks for all of them.
type Search struct {
	Clauses []Clause
	InTitle bool // words count in the headline only
}

// Clause is one condition: the field has any of the values, or, with Not, none.
type Clause struct {
	Field SearchField
	Not   bool
	Any   []SearchValue
}

// SearchValue is one value of a clause.
type SearchValue struct {
	Text        string  // as typed, without its quotation marks; names of fields are in lower case
	Phrase      bool    // was in quotation marks: its words stand together
	Least, Most float64 // of a figure, both included; infinite without a limit
	Day         Claim   // of before and after: a year, a month or a day, without a zone
}

// Start is when the day, month or year begins in a zone.
func (v SearchValue) Start(zone *time.Location) time.Time {
	y, m, d := v.Day.Time.Date()
	return time.Date(y, m, d, 0, 0, 0, 0, zone)
}

// SearchError says which word of a search cannot be read, and what is possible
// instead. It wraps [ErrInvalid].
type SearchError struct {
	Word string   // empty: the search as a whole
	Why  string   // a sentence without its end
	Try  []string // searches or values that would do
}

// Error is one line.
func (e *SearchError) Error() string {
	s := e.Why
	if e.Word != "" {
		s = e.Word + ": " + s
	}
	if len(e.Try) > 0 {
		s += "; possible: " + strings.Join(e.Try, ", ")
	}
	return "search: " + s
}

// Unwrap returns [ErrInvalid].
func (e *SearchError) Unwrap() error { return ErrInvalid }

// String writes the search as it could be typed: ParseSearch reads the same one
// from it.
func (s Search) String() string {
	var parts []string
	for _, c := range s.Clauses {
		for i, v := range c.Any {
			if i > 0 {
				parts = append(parts, "OR")
			}
			parts = append(parts, c.typed(v))
		}
	}
	if s.InTitle {
		parts = append(parts, "in:title")
	}
	return strings.Join(parts, " ")
}

func (c Clause) typed(v SearchValue) string {
	text := v.Text
	if v.Phrase || strings.ContainsAny(text, " ") {
		text = `"` + text + `"`
	}
	if c.Field != SearchWords {
		text = string(c.Field) + ":" + text
	}
	if c.Not {
		text = "-" + text
	}
	return text
}

// Span is the time that before and after leave, zero without a limit. The
// latest after and the earliest before count.
func (s Search) Span(zone *time.Location) (since, until time.Time) {
	for _, c := range s.Clauses {
		for _, v := range c.Any {
			switch start := v.Start(zone); {
			case c.Field == SearchAfter && start.After(since):
				since = start
			case c.Field == SearchBefore && (until.IsZero() || start.Before(until)):
				until = start
			}
		}
	}
	return since, until
}

// Without is the search without its clauses on some fields.
func (s Search) Without(fields ...SearchField) Search {
	s.Clauses = slices.DeleteFunc(slices.Clone(s.Clauses), func(c Clause) bool { return slices.Contains(fields, c.Field) })
	return s
}

// ParseNumber reads a number as people type it: "16.8 million", "2,500", "70%",
// "£500,000", "12m". It reports false for anything else.
func ParseNumber(s string) (float64, bool) {
	s = strings.ToLower(strings.TrimSpace(s))
	s = strings.Trim(s, "£$€% ")
	scale := 1.0
	for _, unit := range []struct {
		suffix string
		scale  float64
	}{{"million", 1e6}, {"billion", 1e9}, {"trillion", 1e12}, {"thousand", 1e3}, {"bn", 1e9}, {"m", 1e6}, {"k", 1e3}} {
		if head, ok := strings.CutSuffix(s, unit.suffix); ok {
			s, scale = strings.TrimSpace(head), unit.scale
			break
		}
	}
	if s == "" || strings.Trim(s, "0123456789.,") != "" || len(s) > 24 {
		return 0, false
	}
	v, err := strconv.ParseFloat(strings.ReplaceAll(s, ",", ""), 64)
	if err != nil {
		return 0, false
	}
	return v * scale, true
}

// figureRange reads "16.8m", "1m..2m", ">70%", ">=5" and "<2,500". A number
// alone allows for what is lost in printing it.
func figureRange(s string) (least, most float64, ok bool) {
	if from, to, isRange := strings.Cut(s, ".."); isRange {
		least, ok = ParseNumber(from)
		if ok {
			most, ok = ParseNumber(to)
		}
		return least, most, ok && least <= most
	}
	number := strings.TrimLeft(s, "<>=")
	v, ok := ParseNumber(number)
	if !ok {
		return 0, 0, false
	}
	switch sign := s[:len(s)-len(number)]; sign {
	case "", "=":
		return v * (1 - rounding), v * (1 + rounding), true
	case ">":
		return math.Nextafter(v*(1+rounding), math.Inf(1)), math.Inf(1), true
	case ">=":
		return v * (1 - rounding), math.Inf(1), true
	case "<":
		return math.Inf(-1), math.Nextafter(v*(1-rounding), math.Inf(-1)), true
	case "<=":
		return math.Inf(-1), v * (1 + rounding), true
	}
	return 0, 0, false
}

// rounding is the part of a number that printing and reading it may lose.
const rounding = 1e-9

// searchDay reads a year, a month or a day.
func searchDay(s string) (Claim, bool) {
	c := ISOClaim(s, OriginGiven)
	switch c.Precision {
	case PrecisionYear, PrecisionMonth, PrecisionDay:
		return c, true
	}
	return Claim{}, false
}

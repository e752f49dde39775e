package news

import (
	"errors"
	"math"
	"reflect"
	"strings"
	"testing"
	"time"
)

func parse(t *testing.T, typed string) Search {
	t.Helper()
	s, err := ParseSearch(typed)
	if err != nil {
		t.Fatalf("%q: %v", typed, err)
	}
	return s
}

func word(s string) SearchValue   { return SearchValue{Text: s} }
func phrase(s string) SearchValue { return SearchValue{Text: s, Phrase: true} }

func TestParseSearch(t *testing.T) {
	for typed, want := range map[string]Search{
		"": {}, "   ": {}, `"" - AND`: {},
		"letter charities":        {Clauses: []Clause{{Any: []SearchValue{word("letter")}}, {Any: []SearchValue{word("charities")}}}},
		`“halt its  plan” −press`: {Clauses: []Clause{{Any: []SearchValue{phrase("halt its plan")}}, {Not: true, Any: []SearchValue{word("press")}}}},
		`backdoor OR "lawful access" AND law NOT police`: {Clauses: []Clause{{Any: []SearchValue{word("backdoor"), phrase("lawful access")}},
			{Any: []SearchValue{word("law")}}, {Not: true, Any: []SearchValue{word("police")}}}},
		"Kind:Digital-Rights x kind:research -kind:company": {Clauses: []Clause{{Field: SearchKind, Any: []SearchValue{word("digital-rights"), word("research")}},
			{Any: []SearchValue{word("x")}}, {Field: SearchKind, Not: true, Any: []SearchValue{word("company")}}}},
		`tag:a tag:b source:"Lantern Trust"`: {Clauses: []Clause{{Field: SearchTag, Any: []SearchValue{word("a")}}, {Field: SearchTag, Any: []SearchValue{word("b")}},
			{Field: SearchSource, Any: []SearchValue{word("lantern trust")}}}},
		"in:title vote":             {InTitle: true, Clauses: []Clause{{Any: []SearchValue{word("vote")}}}},
		"Exclusive: what next":      {Clauses: []Clause{{Any: []SearchValue{word("Exclusive:")}}, {Any: []SearchValue{word("what")}}, {Any: []SearchValue{word("next")}}}},
		"12:30 https://x.example/a": {Clauses: []Clause{{Any: []SearchValue{word("12:30")}}, {Any: []SearchValue{word("https://x.example/a")}}}},
		`"open to the end`:          {Clauses: []Clause{{Any: []SearchValue{phrase("open to the end")}}}},
		"a OR":                      {Clauses: []Clause{{Any: []SearchValue{word("a")}}}},
		"OR b":                      {Clauses: []Clause{{Any: []SearchValue{word("b")}}}},
	} {
		if got := parse(t, typed); !reflect.DeepEqual(got, want) {
			t.Errorf("%q: %+v\nwant %+v", typed, got, want)
		}
	}
}

// Every error names the word and says what is possible.
func TestSearchErrorsExplainThemselves(t *testing.T) {
	for typed, want := range map[string][]string{
		"colour:red":                         {"colour:", "no such field", "tag:", "lang:"},
		"tag: x":                             {"tag:", "right after the colon", "tag:e2ee-rollout"},
		"figure:many":                        {"figure:many", "not a number", "figure:16.8m"},
		"figure:5..1":                        {"not a number"},
		"before:yesterday":                   {"before:yesterday", "before:2026-03-12"},
		"after:2026-02-30":                   {"not a day"},
		"-before:2026":                       {"cannot be excluded"},
		"in:text":                            {"in:text", "in:title"},
		"a OR -b":                            {"OR", "joins words"},
		"a OR tag:b":                         {"OR", "joins words"},
		"after:2025 OR x":                    {"OR"},
		strings.Repeat("a ", 40):             {"at most 32 words"},
		"x " + strings.Repeat(`"a b-c" `, 8): {"at most 24 words", "has 25"},
		strings.Repeat("a", 501):             {"at most 500"},
	} {
		_, err := ParseSearch(typed)
		var e *SearchError
		if !errors.Is(err, ErrInvalid) || !errors.As(err, &e) {
			t.Errorf("%.40q: %v", typed, err)
			continue
		}
		for _, words := range want {
			if !strings.Contains(err.Error(), words) {
				t.Errorf("%.40q: %q does not say %q", typed, err, words)
			}
		}
	}
}

func TestFigureRanges(t *testing.T) {
	for typed, holds := range map[string]map[float64]bool{
		"figure:16.8m":           {16.8e6: true, 16.9e6: false},
		"figure:1m..2m":          {1e6: true, 2e6: true, 2.1e6: false},
		"figure:>70%":            {70: false, 70.1: true},
		"figure:>=70":            {70: true, 69.9: false},
		"figure:<2,500":          {2500: false, 2499: true, -1: true},
		`figure:"<= 12 million"`: {12e6: true, 12.1e6: false},
	} {
		v := parse(t, typed).Clauses[0].Any[0]
		for x, want := range holds {
			if got := v.Least <= x && x <= v.Most; got != want {
				t.Errorf("%s holds %v: %v (%v to %v)", typed, x, got, v.Least, v.Most)
			}
		}
	}
	if v := parse(t, "figure:>1").Clauses[0].Any[0]; !math.IsInf(v.Most, 1) {
		t.Errorf("no limit is %v", v.Most)
	}
}

func TestSearchSpan(t *testing.T) {
	london, err := time.LoadLocation("Europe/London")
	if err != nil {
		t.Skip("no time zones on this machine")
	}
	since, until := parse(t, "after:2026-03-01 after:2025 before:2026-07 before:2027").Span(london)
	if since.Format(time.RFC3339) != "2026-03-01T00:00:00Z" || until.Format(time.RFC3339) != "2026-07-01T00:00:00+01:00" {
		t.Errorf("%v to %v", since, until)
	}
	if since, until := parse(t, "x").Span(london); !since.IsZero() || !until.IsZero() {
		t.Errorf("no limit is %v to %v", since, until)
	}
	if s := parse(t, "x after:2025 tag:b before:2026").Without(SearchAfter, SearchBefore).String(); s != "x tag:b" {
		t.Errorf("without days: %q", s)
	}
}

func FuzzParseSearch(f *testing.F) {
	for _, typed := range []string{`a "b c" -d`, "tag:x OR tag:y kind:a kind:b in:title", "figure:1m..2m before:2026-03", "x OR y NOT z", `source:"a b`, "a:", "é:ü −–"} {
		f.Add(typed)
	}
	f.Fuzz(checkSearch)
}

func checkSearch(t *testing.T, typed string) {
	s, err := ParseSearch(typed)
	if err != nil {
		if !errors.Is(err, ErrInvalid) {
			t.Fatal(err)
		}
		return
	}
	again, err := ParseSearch(s.String())
	if len(s.String()) > MaxSearch {
		return
	}
	if err != nil || !reflect.DeepEqual(again, s) {
		t.Fatalf("%q is written %q and read as %+v, not %+v: %v", typed, s.String(), again, s, err)
	}
}

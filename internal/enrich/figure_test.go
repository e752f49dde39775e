package enrich

import (
	"bufio"
	"encoding/json"
	"math"
	"os"
	"strings"
	"testing"

	"cipherdesk/internal/news"
	"cipherdesk/internal/text"
)

// figureScore counts value and unit, and of those right the estimator.
type figureScore struct{ figures, estimators, bounds score }

func (s figureScore) print(t *testing.T) {
	s.figures.print(t, "figures, value+unit")
	s.estimators.print(t, "  estimator, of those right")
	s.bounds.print(t, "  bound, of those right")
}

func equalValue(a, b *float64) bool {
	return a == nil && b == nil || a != nil && b != nil && math.Abs(*a-*b) <= 1e-9*math.Abs(*b)
}

func describe(g news.Figure) string {
	value := "~"
	if g.Value != nil {
		value = jsonText(*g.Value)
	}
	if g.ValueMax != nil {
		value += ".." + jsonText(*g.ValueMax)
	}
	return strings.Join([]string{value, g.Unit, string(g.Bound), "of " + g.Subject, g.Period, "by " + g.Estimator, "via " + g.Conduit, g.Evidence[0].Quote}, " | ")
}

func jsonText(v any) string {
	b, _ := json.Marshal(v)
	return string(b)
}

func scoreFigures(t *testing.T, l labelled, got []news.Figure, s *figureScore, loud bool) {
	used := make([]bool, len(got))
	for _, w := range l.figures {
		s.figures.wanted++
		hit := -1
		for i, g := range got {
			if !used[i] && equalValue(g.Value, w.low) && (w.high == nil) == (g.ValueMax == nil) && (w.high == nil || equalValue(g.ValueMax, w.high)) && (same(g.Unit, w.unit) || NamesUnit(w.unit, g.Unit)) {
				hit = i
				break
			}
		}
		if hit < 0 {
			if loud {
				t.Logf("line %d: MISSED figure %s %s", l.line, jsonText(w.low), w.unit)
			}
			continue
		}
		used[hit] = true
		s.figures.hits++
		s.estimators.wanted++
		s.estimators.found++
		if same(got[hit].Estimator, w.estimator) {
			s.estimators.hits++
			s.estimators.right++
		} else if loud {
			t.Logf("line %d: ESTIMATOR want %q: %s", l.line, w.estimator, describe(got[hit]))
		}
		s.bounds.wanted++
		s.bounds.found++
		if got[hit].Bound == w.bound {
			s.bounds.hits++
			s.bounds.right++
		} else if loud {
			t.Logf("line %d: BOUND want %q: %s", l.line, w.bound, describe(got[hit]))
		}
	}
	for i, g := range got {
		s.figures.found++
		if used[i] {
			s.figures.right++
		}
		if !used[i] && loud {
			t.Logf("line %d: SURPLUS figure %s", l.line, describe(g))
		}
	}
}

// unitOf drops the remarks of a label's unit and unites words for one thing.
func unitOf(label string) string {
	u, _, _ := strings.Cut(label, " (")
	u, _, _ = strings.Cut(u, "/")
	return text.Fold(strings.TrimSpace(u))
}

func goldValue(v any) *float64 {
	if x, ok := v.(float64); ok {
		return &x
	}
	return nil
}

// rightSource compares a label's source with an estimator: names may be longer
// or shorter than the register's.
func rightSource(got, label string) bool {
	if label == "" || strings.HasPrefix(label, "(") {
		return got == "" // unnamed
	}
	a, b := text.Fold(got), text.Fold(label)
	return a != "" && (strings.Contains(b, a) || strings.Contains(a, b))
}

func TestSeedsFigures(t *testing.T) {
	a := newTestAnalyser(t)
	var total figureScore
	for _, g := range readSeeds(t) {
		f := a.Analyse(Revision{Title: g.Title, Text: g.body, Language: "en"})
		checkSpans(t, g.body, f)
		used := make([]bool, len(f.Figures))
		for _, w := range g.Figures {
			if w.Unit == "year" {
				continue // the contract: dates are not figures
			}
			start, end, ok := g.bytes(w.Offset)
			if !ok {
				t.Fatalf("seed %s: %q is not in the body", g.Seed, w.Span)
			}
			total.figures.wanted++
			hit := -1
			for i, x := range f.Figures {
				if !used[i] && equalValue(x.Value, goldValue(w.Value)) && x.Unit == unitOf(w.Unit) && overlaps(x.Evidence, start, end) {
					hit = i
				}
			}
			if hit < 0 {
				t.Logf("seed %s: missed %q %v %s", g.Seed, w.Span, w.Value, w.Unit)
				continue
			}
			used[hit] = true
			total.figures.hits++
			total.figures.right++
			total.estimators.found++
			total.estimators.wanted++
			if rightSource(f.Figures[hit].Estimator, w.Source) {
				total.estimators.hits++
				total.estimators.right++
			} else {
				t.Logf("seed %s: estimator of %q is %q, found %q", g.Seed, w.Span, w.Source, f.Figures[hit].Estimator)
			}
		}
		for i, x := range f.Figures {
			total.figures.found++
			if !used[i] {
				t.Logf("seed %s: surplus %s", g.Seed, describe(x))
			} else if os.Getenv("LOUD") != "" {
				t.Logf("seed %s: %s", g.Seed, describe(x))
			}
		}
	}
	total.print(t)
	total.figures.atLeast(t, "figures", 0.95)
	total.estimators.atLeast(t, "estimators", 0.90)
}

// TestProvenanceSpans reads each labelled span of a figure on its own: value
// and unit must come from those words alone.
func TestProvenanceSpans(t *testing.T) {
	a := newTestAnalyser(t)
	file, err := os.Open(shared(t, "data/gold/provenance.dev.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	var values, units score
	lines := bufio.NewScanner(file)
	for lines.Scan() {
		var page struct{ Figures []goldFigure }
		if err := json.Unmarshal(lines.Bytes(), &page); err != nil {
			t.Fatal(err)
		}
		for _, w := range page.Figures {
			f := a.Analyse(Revision{Text: "There were " + w.Span + ".", Language: "en"})
			values.wanted++
			units.wanted++
			values.found += len(f.Figures)
			units.found += len(f.Figures)
			hit, unit := false, false
			for _, x := range f.Figures {
				if equalValue(x.Value, goldValue(w.Value)) {
					hit = true
					unit = unit || x.Unit == unitOf(w.Unit)
				}
			}
			if hit {
				values.hits++
				values.right++
			}
			if unit {
				units.hits++
				units.right++
			} else {
				for _, x := range f.Figures {
					t.Logf("%q: found %s", w.Span, describe(x))
				}
				t.Logf("%q: want %v %s", w.Span, w.Value, w.Unit)
			}
		}
	}
	values.print(t, "values of spans")
	units.print(t, "values and units of spans") // many spans name no unit: their sentence does
	values.atLeast(t, "values", 0.95)
	units.atLeast(t, "values and units", 0.80)
}

package enrich

import (
	"hash/fnv"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"cipherdesk/internal/news"
	"cipherdesk/internal/text"
)

// labelled is one entry of testdata/sentences.txt.
type labelled struct {
	line    int
	lang    string
	text    string
	aside   bool // kept aside while rules were written
	quotes  []labelledVoice
	attrs   []labelledVoice
	credits []news.Citation
	figures []labelledFigure
}

type labelledVoice struct{ speaker, org, words string }

type labelledFigure struct {
	low, high *float64
	unit      string
	bound     news.Bound
	estimator string
}

func readLabelled(t testing.TB, file string) []labelled {
	src, err := os.ReadFile("testdata/" + file)
	if err != nil {
		t.Fatal(err)
	}
	var out []labelled
	for i, line := range strings.Split(string(src), "\n") {
		if line == "" || line[0] == '#' {
			continue
		}
		if line[0] == '[' {
			lang, body, _ := strings.Cut(line[1:], "] ")
			h := fnv.New32a()
			h.Write([]byte(body))
			out = append(out, labelled{line: i + 1, lang: lang, text: strings.ReplaceAll(body, "¶", "\n\n"), aside: h.Sum32()%2 == 1})
			continue
		}
		if err := out[len(out)-1].label(strings.Split(line, "|")); err != nil {
			t.Fatalf("line %d: %v", i+1, err)
		}
	}
	return out
}

func known(s string) string {
	if s == "-" {
		return ""
	}
	return s
}

func (l *labelled) label(f []string) (err error) {
	switch f[0] {
	case "Q":
		l.quotes = append(l.quotes, labelledVoice{known(f[1]), known(f[2]), f[3]})
	case "A":
		l.attrs = append(l.attrs, labelledVoice{known(f[1]), known(f[2]), f[3]})
	case "C":
		l.credits = append(l.credits, news.Citation{Relation: news.Relation(f[1]), Source: f[2]})
	case "F":
		x := labelledFigure{unit: known(f[2]), bound: news.Bound(f[3]), estimator: known(f[4])}
		low, high, isRange := strings.Cut(f[1], "..")
		if low != "~" {
			x.low = new(float64)
			*x.low, err = strconv.ParseFloat(low, 64)
		}
		if isRange {
			x.high = new(float64)
			*x.high, err = strconv.ParseFloat(high, 64)
		}
		l.figures = append(l.figures, x)
	}
	return err
}

// score counts what was found, expected, and both.
// A label may be met by two findings, and one finding may meet two labels.
type score struct {
	right, found int // findings
	hits, wanted int // labels
}

func (s score) p() float64  { return ratio(s.right, s.found) }
func (s score) r() float64  { return ratio(s.hits, s.wanted) }
func (s score) f1() float64 { return 2 * s.p() * s.r() / max(s.p()+s.r(), 1e-9) }

func ratio(a, b int) float64 {
	if b == 0 {
		return 1
	}
	return float64(a) / float64(b)
}

func (s score) print(t *testing.T, what string) {
	t.Logf("%-28s P %.3f R %.3f F1 %.3f (found %d, labelled %d)", what, s.p(), s.r(), s.f1(), s.found, s.wanted)
}

// atLeast fails when F1 falls below what was reached before.
func (s score) atLeast(t *testing.T, what string, floor float64) {
	t.Helper()
	if s.f1() < floor {
		t.Errorf("%s: F1 %.3f, was at least %.2f", what, s.f1(), floor)
	}
}

func same(a, b string) bool { return text.Fold(a) == text.Fold(b) }

// rests reports whether the evidence contains or lies in the words.
func rests(c news.Citation, words string) bool {
	w := text.Fold(words)
	for _, s := range c.Evidence {
		q := text.Fold(s.Quote)
		if strings.Contains(q, w) {
			return true
		}
	}
	return false
}

func newTestAnalyser(t testing.TB) *Analyser {
	t.Helper()
	a, err := New(Options{})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// scoreVoices matches labels with citations of one of the kinds; a label wants
// words, speaker and body right.
func scoreVoices(t *testing.T, l labelled, want []labelledVoice, got []news.Citation, s *score, loud bool) {
	used := make([]bool, len(got))
	for _, w := range want {
		s.wanted++
		hit, near := false, -1
		for i, c := range got {
			if !rests(c, w.words) {
				continue
			}
			near = i
			if same(c.Speaker, w.speaker) && same(c.Organisation, w.org) {
				hit, used[i] = true, true
			}
		}
		if hit {
			s.hits++
		} else if loud {
			if near >= 0 {
				t.Logf("line %d: WRONG %q: want %q of %q, got %q of %q (%s)", l.line, w.words, w.speaker, w.org, got[near].Speaker, got[near].Organisation, got[near].Role)
			} else {
				t.Logf("line %d: MISSED %q by %q of %q", l.line, w.words, w.speaker, w.org)
			}
		}
	}
	for i, c := range got {
		s.found++
		if used[i] {
			s.right++
		}
		if !used[i] && loud {
			covered := false
			for _, w := range want {
				covered = covered || rests(c, w.words)
			}
			if !covered {
				t.Logf("line %d: SURPLUS %s %q by %q (%s) of %q", l.line, c.Kind, c.Evidence[0].Quote, c.Speaker, c.Role, c.Organisation)
			}
		}
	}
}

func ofKind(all []news.Citation, kind news.CitationKind) (out []news.Citation) {
	for _, c := range all {
		if c.Kind == kind {
			out = append(out, c)
		}
	}
	return out
}

func scoreCredits(t *testing.T, l labelled, got []news.Citation, s *score, loud bool) {
	used := make([]bool, len(got))
	for _, w := range l.credits {
		s.wanted++
		hit := false
		for i, c := range got {
			if !used[i] && c.Relation == w.Relation && same(c.Source, w.Source) {
				hit, used[i] = true, true
				break
			}
		}
		if hit {
			s.hits++
		} else if loud {
			t.Logf("line %d: MISSED credit %s %s", l.line, w.Relation, w.Source)
		}
	}
	for i, c := range got {
		s.found++
		if used[i] {
			s.right++
		}
		if !used[i] && loud {
			t.Logf("line %d: SURPLUS credit %s %s %q", l.line, c.Relation, c.Source, c.Evidence[0].Quote)
		}
	}
}

// TestCredits scores ways of naming an outlet's work.
func TestCredits(t *testing.T) {
	a := newTestAnalyser(t)
	var credits score
	for _, l := range readLabelled(t, "credits.txt") {
		f := a.Analyse(Revision{Text: l.text, Language: l.lang})
		checkSpans(t, l.text, f)
		scoreCredits(t, l, ofKind(f.Citations, news.CiteCredit), &credits, true)
	}
	credits.print(t, "credits, outlet+relation")
	credits.atLeast(t, "credits", 0.95)
}

// TestSentences scores the labelled sentences: those that rules were written
// with, and those kept aside.
func TestSentences(t *testing.T) {
	a := newTestAnalyser(t)
	loud := os.Getenv("LOUD")
	for _, set := range []struct {
		name, file string
		aside      []bool
	}{
		{"seen", "sentences.txt", []bool{false}},
		{"kept aside", "sentences.txt", []bool{true}},
		{"second round", "blind.txt", []bool{true, false}},
		{"articles", "articles.txt", []bool{true, false}},
		{"fresh", "fresh.txt", []bool{true, false}},
	} {
		var quotes, attrs, credits score
		var figures figureScore
		n := 0
		for _, l := range readLabelled(t, set.file) {
			if !slices.Contains(set.aside, l.aside) {
				continue
			}
			n++
			f := a.Analyse(Revision{Text: l.text, Language: l.lang})
			checkSpans(t, l.text, f)
			loud := loud == set.name || loud == "all"
			scoreVoices(t, l, l.quotes, ofKind(f.Citations, news.CiteQuote), &quotes, loud)
			scoreVoices(t, l, l.attrs, ofKind(f.Citations, news.CiteAttribution), &attrs, loud)
			scoreCredits(t, l, ofKind(f.Citations, news.CiteCredit), &credits, loud)
			scoreFigures(t, l, f.Figures, &figures, loud)
		}
		t.Logf("%s: %d sentences", set.name, n)
		quotes.print(t, "quotes, right speaker")
		attrs.print(t, "attributions")
		credits.print(t, "credits, outlet+relation")
		figures.print(t)
		quotes.atLeast(t, set.name+": quotes", 0.90)
		attrs.atLeast(t, set.name+": attributions", 0.90)
		credits.atLeast(t, set.name+": credits", 0.95)
		figures.figures.atLeast(t, set.name+": figures", 0.95)
		figures.estimators.atLeast(t, set.name+": estimators", 0.92)
	}
}

func checkSpans(t testing.TB, body string, f news.Findings) {
	t.Helper()
	for _, c := range f.Citations {
		if len(c.Evidence) == 0 {
			t.Errorf("no evidence: %+v", c)
		}
		for _, s := range c.Evidence {
			if s.Field == news.FieldText && (s.Start < 0 || s.End > len(body) || s.Start >= s.End || body[s.Start:s.End] != s.Quote) {
				t.Errorf("span %d to %d is not %q", s.Start, s.End, s.Quote)
			}
		}
	}
	for _, g := range f.Figures {
		for _, s := range g.Evidence {
			if s.Field == news.FieldText && (s.Start < 0 || s.End > len(body) || s.Start >= s.End || body[s.Start:s.End] != s.Quote) {
				t.Errorf("span %d to %d is not %q", s.Start, s.End, s.Quote)
			}
		}
	}
}

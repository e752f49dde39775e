package event

import (
	"cmp"
	_ "embed"
	"fmt"
	"slices"
	"strings"
	"sync"

	"cipherdesk/internal/news"
	"cipherdesk/internal/text"
)

//go:embed steps.txt
var stepsText string

// lawWords finds in a headline what happened to a law.
type lawWords struct {
	phrases *text.Phrases
	kinds   []news.LawStepKind // strongest first, by the value of a phrase
}

func newLawWords(src string) (*lawWords, error) {
	l := &lawWords{phrases: text.NewPhrases()}
	for line := range strings.Lines(src) {
		kind, forms, listed := strings.Cut(strings.TrimSpace(line), ":")
		if !listed || strings.HasPrefix(kind, "#") {
			continue
		}
		for f := range strings.SplitSeq(forms, ",") {
			if err := l.phrases.Add(strings.TrimSpace(f), int32(len(l.kinds))); err != nil {
				return nil, fmt.Errorf("steps.txt: %s: %w", kind, err)
			}
		}
		l.kinds = append(l.kinds, news.LawStepKind(kind))
	}
	l.phrases.Ready()
	return l, nil
}

// builtinSteps reads steps.txt once. A list that cannot be read is a fault of the
// program, found by the first test.
var builtinSteps = sync.OnceValue(func() *lawWords {
	l, err := newLawWords(stepsText)
	if err != nil {
		panic(err)
	}
	return l
})

// noStep is the kind of what only looks like a step.
const noStep = "none"

// step is the strongest step that a headline names, and in which words; -1 for
// none.
func (l *lawWords) step(headline string) (kind int32, words string) {
	w := text.Split(headline)
	w.Classify(l.phrases.Lexicon())
	kind = -1
	hits := l.phrases.Find(w, nil)
	for _, h := range hits {
		within := func(o text.Hit) bool {
			return o.First <= h.First && h.Last <= o.Last && o.Last-o.First > h.Last-h.First
		}
		if slices.ContainsFunc(hits, within) {
			continue
		}
		for _, v := range l.phrases.Values(h.Value) {
			if l.kinds[v] != noStep && (kind < 0 || v < kind) {
				kind, words = v, w.Quote(int(h.First), int(h.Last-1))
			}
		}
	}
	return kind, words
}

// LawSteps lists the dated steps of a law, oldest first, from events of which at
// least half of the articles carry its tag. Events of which nobody knows the day
// are left out.
func LawSteps(law string, events []news.EventRow) []news.LawStep {
	var out []news.LawStep
	for _, e := range events {
		tagged := 0
		for _, r := range e.Rows {
			tagged += toInt(slices.ContainsFunc(r.Tags, func(t news.Tag) bool { return t.Tag == law }))
		}
		if tagged == 0 || 2*tagged < len(e.Rows) {
			continue
		}
		if s, dated := lawStep(e.Rows); dated {
			s.Event, s.Title, s.TitleBy, s.Articles, s.Updated = e.ID, e.Title, e.TitleBy, len(e.Rows), e.Updated
			out = append(out, s)
		}
	}
	slices.SortStableFunc(out, func(a, b news.LawStep) int { return cmp.Or(a.At.Compare(b.At), compare(a.Event, b.Event)) })
	return out
}

// lawStep is what the members, in the order seen, say happened: the step that most
// of their headlines name, on the first day that is known best.
func lawStep(members []news.Row) (s news.LawStep, dated bool) {
	l := builtinSteps()
	votes := make([]int, len(l.kinds))
	words := make([]string, len(l.kinds))
	said := make([]news.Row, len(l.kinds))
	for _, m := range members {
		if k, w := l.step(m.Title); k >= 0 {
			if votes[k]++; words[k] == "" {
				words[k], said[k] = w, m
			}
		}
		at, precision, clock := timeOf(&news.Piece{Row: m})
		if clock == "" {
			continue
		}
		if finer := cmp.Compare(coarse(precision), coarse(s.Precision)); !dated || finer < 0 || finer == 0 && at.Before(s.At) {
			s.At, s.Precision, s.Clock, dated = at, precision, clock, true
		}
	}
	for k, n := range votes {
		if n > 0 && (s.Kind == "" || n > votes[slices.Index(l.kinds, s.Kind)]) {
			s.Kind, s.Words, s.Said = l.kinds[k], words[k], said[k]
		}
	}
	s.Source = official(members)
	return s, dated
}

// coarse orders precisions, a day and finer ones first.
func coarse(p news.Precision) int {
	switch p {
	case news.PrecisionMonth:
		return 1
	case news.PrecisionYear:
		return 2
	}
	return 0
}

// official is the page of a parliament, government, regulator or the police where
// there is one, else the longest text.
func official(members []news.Row) news.Row {
	return slices.MinFunc(members, func(a, b news.Row) int {
		return cmp.Or(cmp.Compare(publicRank(a.Kind), publicRank(b.Kind)), cmp.Compare(b.Words, a.Words),
			a.FirstSeen.Compare(b.FirstSeen), compare(a.ID, b.ID))
	})
}

func publicRank(k news.Kind) int {
	switch k {
	case news.Legislature:
		return 0
	case news.Government, news.Regulator:
		return 1
	case news.LawEnforcement:
		return 2
	}
	return 3
}

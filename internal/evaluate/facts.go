package evaluate

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"cipherdesk/internal/enrich"
	"cipherdesk/internal/news"
	"cipherdesk/internal/text"
)

// where returns the bytes of a label in the text: by its offset in an annotated
// seed, otherwise by its words.
func (c *Case) where(offset [2]int, words string) (start, end int, ok bool) {
	if c.Seed != "" {
		return c.bytes(offset)
	}
	start = strings.Index(c.Text, words)
	return start, start + len(words), start >= 0 && words != ""
}

func overlaps(spans []news.Span, start, end int) bool {
	return slices.ContainsFunc(spans, func(s news.Span) bool {
		return s.Field == news.FieldText && s.Start < end && start < s.End
	})
}

// figures counts numbers with the right value and unit at the right place, and
// of those the right estimator.
func (s *scorer) figures(c *Case, found news.Findings) {
	used := make([]bool, len(found.Figures))
	for _, w := range c.Figures {
		start, end, ok := c.where(w.Offset, w.Span)
		if !ok || w.Unit == "year" { // dates are no figures
			continue
		}
		i := slices.IndexFunc(found.Figures, func(f news.Figure) bool {
			return sameValue(f.Value, w.Value) && (w.ValueMax == nil || sameValue(f.ValueMax, *w.ValueMax)) && sameUnit(f.Unit, w.Unit) && overlaps(f.Evidence, start, end)
		})
		if i < 0 {
			s.count(c.group(), TaskFigures, Counts{Missed: 1})
			s.confuse(TaskFigures, c, fmt.Sprintf("%v %s (%s)", w.Value, w.Unit, w.Span), "", nil)
			continue
		}
		used[i] = true
		s.count(c.group(), TaskFigures, Counts{Hit: 1})
		if w.Bound != "" {
			s.share(c.group(), TaskBounds, found.Figures[i].Bound == w.Bound)
		}
		right := sameSource(found.Figures[i].Estimator, w.Source)
		s.share(c.group(), TaskEstimators, right)
		if !right {
			s.confuse(TaskEstimators, c, w.Source, found.Figures[i].Estimator, found.Figures[i].Evidence)
		}
	}
	for i, f := range found.Figures {
		if !used[i] && inText(f.Evidence) {
			s.count(c.group(), TaskFigures, Counts{Wrong: 1})
			s.confuse(TaskFigures, c, "", f.Unit, f.Evidence)
		}
	}
}

func inText(spans []news.Span) bool { return len(spans) > 0 && spans[0].Field == news.FieldText }

func sameValue(got *float64, want any) bool {
	x, number := want.(float64)
	if !number || got == nil {
		return !number && got == nil // "millions" stays vague
	}
	return math.Abs(*got-x) <= 1e-9*math.Abs(x)
}

// sameUnit compares units: an annotator may write the noun that stands there where
// the register has another word for the same.
func sameUnit(got, label string) bool {
	want := unitOf(label)
	return text.Fold(got) == want || enrich.NamesUnit(want, got)
}

// unitOf drops the remarks of a label's unit.
func unitOf(label string) string {
	u, _, _ := strings.Cut(label, " (")
	u, _, _ = strings.Cut(u, "/")
	return text.Fold(strings.TrimSpace(u))
}

// sameSource compares names of which one may be the longer form; a label
// without a name, or in brackets, wants none.
func sameSource(got, want string) bool {
	if want == "" || strings.HasPrefix(want, "(") {
		return got == ""
	}
	a, b := text.Fold(got), text.Fold(want)
	return a != "" && (strings.Contains(a, b) || strings.Contains(b, a) || enrich.NamesSource(want, got))
}

// voices counts quotes and attributions with the right speaker.
func (s *scorer) voices(c *Case, found news.Findings) {
	voices := slices.DeleteFunc(slices.Clone(found.Citations), func(x news.Citation) bool {
		return x.Kind != news.CiteQuote && x.Kind != news.CiteAttribution || !inText(x.Evidence)
	})
	used := make([]bool, len(voices))
	for _, w := range c.Voices {
		start, end, ok := c.where(w.Offset, w.Span)
		if !ok {
			continue
		}
		quote, hit := !strings.HasPrefix(w.Kind, "paraphrase"), false
		for i, v := range voices {
			if overlaps(v.Evidence, start, end) && rightVoice(v, w) && (!quote || v.Kind == news.CiteQuote) {
				hit, used[i] = true, true
				if !strings.HasPrefix(w.Speaker, "(") && w.Organisation != "" {
					right := sameBody(v.Organisation, w.Organisation)
					s.share(c.group(), TaskEmployers, right)
					if !right {
						s.confuse(TaskEmployers, c, w.Speaker+" of "+w.Organisation, v.Organisation, v.Evidence)
					}
				}
			}
		}
		n := Counts{Missed: 1}
		if hit {
			n = Counts{Hit: 1}
		} else {
			s.confuse(TaskVoices, c, w.Speaker+" of "+w.Organisation+": "+w.Span, "", nil)
		}
		s.count(c.group(), TaskVoices, n)
		if quote {
			s.count(c.group(), TaskQuotes, n)
		}
	}
	for i, v := range voices {
		if used[i] {
			continue
		}
		s.count(c.group(), TaskVoices, Counts{Wrong: 1})
		if v.Kind == news.CiteQuote {
			s.count(c.group(), TaskQuotes, Counts{Wrong: 1})
		}
		s.confuse(TaskVoices, c, "", v.Speaker+" of "+v.Organisation, v.Evidence)
	}
}

// papers counts the documents that a text rests on, by the words of our own
// labels: others describe them in remarks.
func (s *scorer) papers(c *Case, found news.Findings) {
	for _, p := range c.Papers {
		hit, words := false, ""
		switch p := p.(type) {
		case string: // the word for the document
			words = p
			hit = slices.ContainsFunc(found.Citations, func(x news.Citation) bool {
				return x.Kind == news.CiteDocument && strings.Contains(text.Fold(x.Source), text.Fold(words))
			})
		case map[string]any: // where the text names it
			words, _ = p["span"].(string)
			start, end, ok := c.where([2]int{}, words)
			hit = ok && slices.ContainsFunc(found.Citations, func(x news.Citation) bool {
				return x.Kind == news.CiteDocument && overlaps(x.Evidence, start, end)
			})
		}
		if words == "" || c.Set == "" { // remarks of other people's labels
			continue
		}
		s.share(c.group(), TaskPapers, hit)
		if !hit {
			s.confuse(TaskPapers, c, words, "", nil)
		}
	}
}

// rightVoice compares a speaker: a name, or nobody's name where the label has
// brackets, and then the body.
func rightVoice(got news.Citation, want Voice) bool {
	switch {
	case !strings.HasPrefix(want.Speaker, "("):
		return text.Fold(got.Speaker) == text.Fold(want.Speaker)
	case got.Speaker != "":
		return false
	case strings.Contains(want.Speaker, "letter"):
		return strings.Contains(got.Source, "letter")
	}
	return sameBody(got.Organisation, want.Organisation)
}

// sameBody compares the names of bodies: an annotator may write another name that
// the register has for the body.
func sameBody(got, want string) bool {
	return text.Fold(got) == text.Fold(want) || enrich.NamesSource(want, got)
}

// credits counts outlets credited, each with its relation.
func (s *scorer) credits(c *Case, found news.Findings) {
	got := slices.DeleteFunc(slices.Clone(found.Citations), func(x news.Citation) bool { return x.Kind != news.CiteCredit })
	for _, w := range c.Credits {
		for outlet := range strings.SplitSeq(w.Credited, ";") {
			i := slices.IndexFunc(got, func(x news.Citation) bool {
				return string(x.Relation) == w.Relation && (outletName(x.Source) == outletName(outlet) || enrich.NamesSource(outlet, x.Source))
			})
			if i >= 0 {
				got = slices.Delete(got, i, i+1)
				s.count(c.group(), TaskCredits, Counts{Hit: 1})
				continue
			}
			s.count(c.group(), TaskCredits, Counts{Missed: 1})
			s.confuse(TaskCredits, c, outletName(outlet)+" "+w.Relation, "", nil)
		}
	}
	for _, x := range got {
		s.count(c.group(), TaskCredits, Counts{Wrong: 1})
		s.confuse(TaskCredits, c, "", outletName(x.Source)+" "+string(x.Relation), nil)
	}
}

// outletName folds an outlet's name and leaves out its English article, which one
// text prints as a part of it and the next does not.
func outletName(name string) string {
	name, _, _ = strings.Cut(name, " (") // "ABC (Australia)": which of its name
	return strings.TrimPrefix(text.Fold(strings.TrimSpace(name)), "the ")
}

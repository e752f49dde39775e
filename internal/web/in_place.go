package web

import (
	"slices"
	"strings"

	"cipherdesk/internal/digest"
	"cipherdesk/internal/news"
)

// wholeField is one field of a text with every finding in its place.
type wholeField struct {
	Name string
	Runs []foundRun
}

// foundRun is a run of words on which the same findings rest: often none, often
// several.
type foundRun struct {
	Words string
	Class string // the kinds of those findings; empty: none rests on it
	Of    string // the findings, in words
}

// placed is a finding in one of its places.
type placed struct {
	news.Span
	class string // on-tag, on-who or on-number
	what  string
}

// inPlace sets out a whole text. Findings overlap: a number within a quotation
// that a tag rests on, too, is all three.
func (s *site) inPlace(f *news.Full) (out []wholeField) {
	all := s.places(&f.Findings)
	for _, field := range []struct {
		name, words string
		field       news.Field
	}{{"Headline", f.Text.Title, news.FieldTitle}, {"Summary", f.Text.Summary, news.FieldSummary}, {"Text", f.Text.Body, news.FieldText}} {
		if field.words != "" {
			here := slices.DeleteFunc(slices.Clone(all), func(p placed) bool {
				// One that does not fit is left out rather than trusted.
				return p.Field != field.field || p.Start < 0 || p.Start >= p.End || p.End > len(field.words) || field.words[p.Start:p.End] != p.Quote
			})
			out = append(out, wholeField{field.name, runsOf(field.words, here)})
		}
	}
	return out
}

// places lists every place of every finding.
func (s *site) places(f *news.Findings) (all []placed) {
	take := func(class, what string, spans []news.Span) {
		for _, span := range spans {
			all = append(all, placed{span, class, what})
		}
	}
	take("on-tag", "Encryption: "+string(f.Story.Verdict), f.Story.Evidence)
	for _, t := range f.Tags {
		take("on-tag", s.tagLabel(t.Tag), t.Evidence)
	}
	for _, c := range f.Citations {
		names := slices.DeleteFunc([]string{c.Speaker, c.Organisation, c.Source}, func(name string) bool { return name == "" })
		take("on-who", strings.TrimSpace(citationWords(c)+" "+strings.Join(names, ", ")), c.Evidence)
	}
	for _, g := range f.Figures {
		take("on-number", strings.TrimSpace("Figure "+digest.FigureValue(g)+" "+digest.FigureWhat(g)), g.Evidence)
	}
	return all
}

// runsOf cuts words wherever a finding begins or ends.
func runsOf(words string, found []placed) (runs []foundRun) {
	cuts := []int{0, len(words)}
	for _, p := range found {
		cuts = append(cuts, p.Start, p.End)
	}
	slices.Sort(cuts)
	cuts = slices.Compact(cuts)
	for i := 1; i < len(cuts); i++ {
		from, to := cuts[i-1], cuts[i]
		var classes, what []string
		for _, p := range found {
			if p.Start > from || to > p.End {
				continue
			}
			classes = append(classes, p.class)
			if !slices.Contains(what, p.what) {
				what = append(what, p.what)
			}
		}
		slices.Sort(classes)
		runs = append(runs, foundRun{words[from:to], strings.Join(slices.Compact(classes), " "), strings.Join(what, " · ")})
	}
	return runs
}

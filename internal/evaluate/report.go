package evaluate

import (
	"fmt"
	"io"
	"strings"
)

// Write prints the table. Tags with fewer than [Fewest] labelled instances are
// printed without a claim.
func (r Report) Write(w io.Writer) error {
	if _, err := fmt.Fprintf(w, "%-40s %5s %6s %6s %6s  %s\n", "task", "n", "P", "R", "F1", "95 % interval, by event"); err != nil {
		return err
	}
	for _, m := range r.Measures {
		p, rec := fmt.Sprintf("%6.3f", m.Precision()), fmt.Sprintf("%6.3f", m.Recall())
		if m.Share || m.Task == macroLaw {
			p, rec = "      ", "      "
		}
		note := ""
		if strings.Contains(m.Task, "/") && m.N < Fewest {
			note = "  (too few for a claim)"
		}
		if _, err := fmt.Fprintf(w, "%-40s %5d %s %s %6.3f  %.3f to %.3f%s\n", m.Task, m.N, p, rec, m.Value, m.Low, m.High, note); err != nil {
			return err
		}
	}
	return nil
}

// WriteConfusions prints every wrong answer with the rules and words that led
// to it.
func (r Report) WriteConfusions(w io.Writer) error {
	for _, c := range r.Confusions {
		var words []string
		for _, e := range c.Evidence {
			words = append(words, fmt.Sprintf("%q (%s)", e.Quote, e.Rule))
		}
		if _, err := fmt.Fprintf(w, "%s: wanted %q, got %q: %s\n\t%s\n", c.Task, c.Want, c.Got, c.Case, strings.Join(words, ", ")); err != nil {
			return err
		}
	}
	return nil
}

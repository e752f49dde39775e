package ledger

import (
	"strings"

	"cipherdesk/internal/text"
)

// Apart says in plain words why two figures of one number are not taken for one
// quantity; empty when nothing tells them apart but that nothing joins them.
func Apart(a, b Entry) string {
	x, y := newCandidate(a), newCandidate(b)
	p, q := text.Fold(a.Figure.Estimator), text.Fold(b.Figure.Estimator)
	switch {
	case y.unit == "":
		return "its text does not say what it counts"
	case x.unit != y.unit:
		return "it counts " + b.Figure.Unit
	case p != q && !unnamed(a.Figure.Estimator) && !unnamed(b.Figure.Estimator):
		return "it is a number of " + b.Figure.Estimator
	case x.period != "" && y.period != "" && !strings.Contains(x.period, y.period) && !strings.Contains(y.period, x.period):
		return "it is about " + b.Figure.Period
	}
	if share, _ := overlap(x.words, y.words); share == 0 && len(x.words) > 0 && len(y.words) > 0 {
		return "it is about " + b.Figure.Subject
	}
	return ""
}

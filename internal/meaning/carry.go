package meaning

import (
	"slices"
	"strings"

	"cipherdesk/internal/news"
	"cipherdesk/internal/text"
)

// Holder is another article, as it reads now. Whoever asks passes those that
// may hold the same claim: of the same event, or of the figure's statistic.
type Holder struct {
	Article news.ArticleID
	Version
}

// Carrier is an article that still says what another one took back.
type Carrier struct {
	Article news.ArticleID
	Span    news.Span // its words
}

// Carriers returns which articles still carry what a change took back: the old
// number, or the old quotation. Changes of headlines and notices take nothing
// back that others could carry.
func Carriers(c Change, others []Holder) (out []Carrier) {
	for i := range others {
		h := &others[i]
		var at news.Span
		switch {
		case c.Figure[0] != nil:
			at = h.carriesFigure(c)
		case c.Quote[0] != nil:
			at = h.carriesQuote(c)
		}
		if at.Quote != "" {
			out = append(out, Carrier{h.Article, at})
		}
	}
	return out
}

// carriesFigure finds the old number in an article: equal in value and unit, with
// no known subject, period or estimator that speaks against it: equal numbers of
// other meaning are not carried.
func (h *Holder) carriesFigure(c Change) news.Span {
	was, now := c.Figure[0], c.Figure[1]
	for i := range h.Findings.Figures {
		f := &h.Findings.Figures[i]
		if len(f.Evidence) == 0 || !sameNumber(was, f) || apart(was.Subject, f.Subject) || apart(was.Period, f.Period) || apart(was.Estimator, f.Estimator) {
			continue
		}
		if was.Bound != f.Bound && !agree(was.Subject, f.Subject) && !agree(was.Estimator, f.Estimator) {
			continue // "4.2 million" may be another than "more than 4.2 million"
		}
		if now != nil && sameNumber(now, f) && len(details(now, f)) == 0 {
			continue // already as it reads now
		}
		return f.Evidence[0]
	}
	return news.Span{}
}

// apart reports whether two names are known and differ.
func apart(a, b string) bool { return a != "" && b != "" && text.Fold(a) != text.Fold(b) }

// agree reports whether two names are known and one.
func agree(a, b string) bool { return a != "" && text.Fold(a) == text.Fold(b) }

// carriesQuote finds the old words of a quotation in an article.
func (h *Holder) carriesQuote(c Change) news.Span {
	old, neu := text.Fold(Words(c.Quote[0])), ""
	if c.Quote[1] != nil {
		neu = text.Fold(Words(c.Quote[1]))
	}
	old = strings.TrimRight(old, ".,")
	for i := range h.Findings.Citations {
		q := &h.Findings.Citations[i]
		if q.Kind != news.CiteQuote {
			continue
		}
		words := text.Fold(Words(q))
		if old == "" || !strings.Contains(words, old) || neu != "" && words == neu && !slices.Contains(c.What, "speaker") {
			continue
		}
		return q.Evidence[0]
	}
	return news.Span{}
}

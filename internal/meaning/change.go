package meaning

import (
	"slices"
	"strings"

	"cipherdesk/internal/news"
	"cipherdesk/internal/text"
)

// Version is one version of an article: its text and what was found in it.
type Version struct {
	Text     news.Text
	Findings news.Findings
}

// Kind is what an edit did.
type Kind string

// The kinds. What a version adds is no change of what was said before, but for
// a notice, which says itself that something changed.
const (
	HeadlineChanged Kind = "headline-changed"
	FigureChanged   Kind = "figure-changed"
	FigureRemoved   Kind = "figure-removed"
	QuoteChanged    Kind = "quote-changed"
	QuoteRemoved    Kind = "quote-removed"
	NoticeAdded     Kind = "notice-added"
)

// Change is one thing that an edit did. Was and Now are the exact words of the
// old and the new version, zero where one has none.
type Change struct {
	Kind   Kind
	What   []string // of a figure: value, bound, period, estimator; of a quote: words, speaker; of a notice: correction
	Was    news.Span
	Now    news.Span
	Figure [2]*news.Figure   // was, now; nil where there is none
	Quote  [2]*news.Citation // was, now
	Notice string            // the words of a notice
}

// Between tells what an edit did, in the order of the old text: headline, then
// figures, quotations, notices.
func Between(was, now Version) []Change {
	var out []Change
	if text.Essence(was.Text.Title) != text.Essence(now.Text.Title) {
		out = append(out, Change{Kind: HeadlineChanged, Was: whole(was.Text.Title), Now: whole(now.Text.Title)})
	}
	out = append(out, figures(&was, &now)...)
	out = append(out, quotes(&was, &now)...)
	return append(out, notices(&was, &now)...)
}

// whole is a headline as a span; the zero span of an empty one.
func whole(title string) news.Span {
	if title == "" {
		return news.Span{}
	}
	return news.Span{Field: news.FieldTitle, End: len(title), Quote: title}
}

// notices are those that the new version prints and the old one did not.
func notices(was, now *Version) (out []Change) {
	for _, u := range now.Text.Updates {
		known := slices.ContainsFunc(was.Text.Updates, func(o news.Update) bool { return text.Fold(o.Words) == text.Fold(u.Words) })
		if known || u.Words == "" {
			continue
		}
		c := Change{Kind: NoticeAdded, Notice: u.Words}
		if corrects(u.Words) {
			c.What = []string{"correction"}
		}
		if at := strings.Index(now.Text.Body, u.Words); at >= 0 {
			c.Now = news.Span{Field: news.FieldText, Start: at, End: at + len(u.Words), Quote: u.Words}
		}
		out = append(out, c)
	}
	return out
}

// corrections are the words by which papers own up to a mistake, folded.
var corrections = [...]string{"correct", "clarif", "amended", "erratum", "berichtig", "korrig", "korrektur", "rectifi", "correcti", "correg", "correz", "rettif", "gecorrigeerd", "rettelse", "rattelse", "sprostowan"}

// corrects reports whether a notice owns up to a mistake, rather than adding news.
func corrects(words string) bool {
	words = text.Fold(words)
	return slices.ContainsFunc(corrections[:], func(stem string) bool { return strings.Contains(words, stem) })
}

// field returns the words that a span points into.
func (v *Version) field(f news.Field) string {
	switch f {
	case news.FieldTitle:
		return v.Text.Title
	case news.FieldSummary:
		return v.Text.Summary
	}
	return v.Text.Body
}

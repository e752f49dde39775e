package enrich

import (
	"slices"

	"cipherdesk/internal/news"
)

// Difference is what other rules change in the reading of one text. The
// evidence of each tag and of both verdicts are the words that decided.
type Difference struct {
	Was, Now     news.Story
	Gained, Lost []news.Tag
}

// Compare says what one reading of a text has that another had not. Tags that
// both have are the same, whatever words they rest on.
func Compare(was, now news.Findings) Difference {
	return Difference{Was: was.Story, Now: now.Story, Gained: beyond(now, was), Lost: beyond(was, now)}
}

// Turned reports whether the verdict is another one.
func (d *Difference) Turned() bool { return d.Was.Verdict != d.Now.Verdict }

// None reports whether both readings are the same.
func (d *Difference) None() bool { return !d.Turned() && len(d.Gained)+len(d.Lost) == 0 }

// Why returns the words that only one of two verdicts rests on: those that
// other rules see beyond the ones of before, or see no longer.
func (d *Difference) Why() (gained, lost []news.Span) {
	return unseen(d.Now.Evidence, d.Was.Evidence), unseen(d.Was.Evidence, d.Now.Evidence)
}

func beyond(f, other news.Findings) []news.Tag {
	var out []news.Tag
	for _, t := range f.Tags {
		if !other.HasTag(t.Tag) {
			out = append(out, t)
		}
	}
	return out
}

func unseen(spans, others []news.Span) []news.Span {
	var out []news.Span
	for _, s := range spans {
		if !slices.Contains(others, s) {
			out = append(out, s)
		}
	}
	return out
}

package meaning

import (
	"slices"

	"cipherdesk/internal/news"
	"cipherdesk/internal/text"
)

// likeEnough is the share of words that two sentences have in common when one
// number in them was replaced by another.
const likeEnough = .5

// figures pairs the numbers of two versions: first those that are equal, then
// equal numbers of which something else is said, then numbers of one unit in
// sentences that are alike. What is left of the old version was removed.
func figures(was, now *Version) (out []Change) {
	old, neu := pointers(was.Findings.Figures), pointers(now.Findings.Figures)
	pair(old, neu, func(a, b *news.Figure) float64 { return truth(sameNumber(a, b) && len(details(a, b)) == 0) }, nil)
	pair(old, neu, func(a, b *news.Figure) float64 { return truth(sameNumber(a, b)) }, func(a, b *news.Figure) {
		out = append(out, changed(a, b, details(a, b)))
	})
	around := contexts(was, now)
	pair(old, neu, func(a, b *news.Figure) float64 {
		if a.Unit != b.Unit {
			return 0
		}
		return max(likeness(around(was, a), around(now, b))-likeEnough, 0)
	}, func(a, b *news.Figure) {
		out = append(out, changed(a, b, append([]string{"value"}, details(a, b)...)))
	})
	for _, a := range old {
		if a != nil {
			out = append(out, Change{Kind: FigureRemoved, Was: a.Evidence[0], Figure: [2]*news.Figure{a, nil}})
		}
	}
	slices.SortStableFunc(out, func(a, b Change) int { return compareSpans(a.Was, b.Was) })
	return out
}

func truth(yes bool) float64 {
	if yes {
		return 1
	}
	return 0
}

// pointers are the figures that rest on words.
func pointers(list []news.Figure) (out []*news.Figure) {
	for i := range list {
		if len(list[i].Evidence) > 0 {
			out = append(out, &list[i])
		}
	}
	return out
}

// pair takes the likest two out of both lists as long as any are alike at all;
// of equals the first. Work is bounded by the analyser's bound of findings.
func pair(old, neu []*news.Figure, like func(a, b *news.Figure) float64, found func(a, b *news.Figure)) {
	for {
		best, x, y := 0.0, -1, -1
		for i, a := range old {
			for j, b := range neu {
				if a == nil || b == nil {
					continue
				}
				if l := like(a, b); l > best {
					best, x, y = l, i, j
				}
			}
		}
		if x < 0 {
			return
		}
		if found != nil {
			found(old[x], neu[y])
		}
		old[x], neu[y] = nil, nil
	}
}

func changed(a, b *news.Figure, what []string) Change {
	return Change{Kind: FigureChanged, What: what, Was: a.Evidence[0], Now: b.Evidence[0], Figure: [2]*news.Figure{a, b}}
}

// sameNumber reports whether two figures state one number of one thing.
func sameNumber(a, b *news.Figure) bool {
	return a.Unit == b.Unit && equal(a.Value, b.Value) && equal(a.ValueMax, b.ValueMax)
}

func equal(a, b *float64) bool { return a == b || a != nil && b != nil && *a == *b }

// details names what two figures say differently beside their number.
func details(a, b *news.Figure) (what []string) {
	for _, d := range []struct {
		name    string
		differs bool
	}{{"bound", a.Bound != b.Bound}, {"period", a.Period != b.Period}, {"estimator", a.Estimator != b.Estimator}} {
		if d.differs {
			what = append(what, d.name)
		}
	}
	return what
}

func compareSpans(a, b news.Span) int {
	if a.Field != b.Field {
		return place(a.Field) - place(b.Field)
	}
	return a.Start - b.Start
}

// place orders the fields as readers meet them.
func place(f news.Field) int {
	return slices.Index([]news.Field{news.FieldTitle, news.FieldSummary, news.FieldText}, f)
}

// contexts returns a function that tells the words around a figure: those of its
// sentence without numbers. Each field is cut into sentences once.
func contexts(versions ...*Version) func(*Version, *news.Figure) map[string]bool {
	type key struct {
		of    *Version
		field news.Field
	}
	cut, seen := map[key]*text.Words{}, map[*news.Figure]map[string]bool{}
	return func(v *Version, f *news.Figure) map[string]bool {
		if words, known := seen[f]; known {
			return words
		}
		at := f.Evidence[0]
		k := key{v, at.Field}
		w := cut[k]
		if w == nil {
			w = text.Split(v.field(at.Field))
			cut[k] = w
		}
		seen[f] = around(w, at)
		return seen[f]
	}
}

// around returns the folded words of the sentence that a span stands in, numbers
// and the span's own words apart.
func around(w *text.Words, at news.Span) map[string]bool {
	out := map[string]bool{}
	for _, s := range w.Sentences {
		if int(w.Tokens[s.Last-1].End) <= at.Start {
			continue
		}
		for i := s.First; i < s.Last; i++ {
			t := &w.Tokens[i]
			if t.Kind == text.Word && !(int(t.Start) >= at.Start && int(t.End) <= at.End) {
				out[w.Fold(int(i))] = true
			}
		}
		break
	}
	return out
}

// likeness is the share of words that two sets have in common, 0 to 1.
func likeness(a, b map[string]bool) float64 {
	if len(a)+len(b) == 0 {
		return 0
	}
	shared := 0
	for word := range a {
		if b[word] {
			shared++
		}
	}
	return 2 * float64(shared) / float64(len(a)+len(b))
}

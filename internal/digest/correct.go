package digest

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"cipherdesk/internal/meaning"
	"cipherdesk/internal/news"
	"cipherdesk/internal/store"
	"cipherdesk/internal/text"
)

// Correction is what a publisher changed in an article within the time of an
// edition.
type Correction struct {
	Story
	At       time.Time // when we saw it
	N        int       // of the version
	Parts    []string  // headline, byline, date, summary, text, notice
	Headline string    // before, when it is another; empty otherwise
	Figures  []FigureEdit
	Quotes   int  // quotations that were changed or taken out
	Notice   bool // the text owns up to a correction

	changes []meaning.Change
}

// FigureEdit is a number that an edit changed.
type FigureEdit struct {
	Was     string   // "14"
	Now     string   // empty when it was taken out
	What    string   // what it counts, as far as the text says
	Carried []string // outlets of the event that still have the old one
}

// mostEdits bounds the numbers shown of one correction.
const mostEdits = 3

// Corrections reads what publishers changed in [from, to), newest first, as far
// as limit changes reach, from the shelf where they are known.
func Corrections(ctx context.Context, r *store.Reader, shelf *Shelf, from, to time.Time, limit int) ([]Correction, error) {
	_, out, err := corrections(ctx, r, shelf, from, to, limit)
	return out, err
}

// corrections also tells by what the corrections can be known to be what they
// were before.
func corrections(ctx context.Context, r *store.Reader, shelf *Shelf, from, to time.Time, limit int) ([]store.SeenChange, []Correction, error) {
	seen, err := r.ChangesSeen(ctx, from, to, limit)
	if err != nil {
		return nil, nil, err
	}
	var out []Correction
	for _, c := range seen {
		fixed, ok := shelf.correction(c)
		if !ok {
			if fixed, err = readCorrection(ctx, r, c.Revision); err != nil {
				return nil, nil, err
			}
			fixed.Key = fmt.Sprint(c)
			shelf.putCorrection(c, fixed)
		}
		if len(fixed.Parts) > 0 {
			out = append(out, fixed)
		}
	}
	return seen, out, nil
}

// readCorrection reads one change; the zero value when it is not told any more.
func readCorrection(ctx context.Context, r *store.Reader, rev news.RevID) (Correction, error) {
	list, err := r.Changes(ctx, store.ChangesQuery{To: farAhead, Revision: rev, Limit: 1})
	if err != nil || len(list) == 0 {
		return Correction{}, err
	}
	return correctionOf(list[0]), nil
}

func correctionOf(c news.Changed) Correction {
	out := Correction{Story: Story{Row: c.Row, Reconstructed: c.FromFirst}, At: c.SeenAt, N: c.N, Parts: c.Change.Parts()}
	if c.Gone {
		out.Parts = []string{"gone"}
	}
	if c.Before.Version == "" {
		return out
	}
	out.Title = cmp.Or(c.After.Title, out.Title)
	out.changes = meaning.Between(meaning.Version{Text: c.Before, Findings: c.FoundBefore}, meaning.Version{Text: c.After, Findings: c.FoundAfter})
	for _, x := range out.changes {
		switch x.Kind {
		case meaning.HeadlineChanged:
			out.Headline = x.Was.Quote
		case meaning.FigureChanged, meaning.FigureRemoved:
			if e, ok := editOf(x); ok && len(out.Figures) < mostEdits {
				out.Figures = append(out.Figures, e)
			}
		case meaning.QuoteChanged, meaning.QuoteRemoved:
			out.Quotes++
		case meaning.NoticeAdded:
			out.Notice = out.Notice || slices.Contains(x.What, "correction")
		}
	}
	return out
}

// editOf is a changed number as editions show it, when the number itself is
// another, or gone.
func editOf(x meaning.Change) (FigureEdit, bool) {
	was, now := x.Figure[0], x.Figure[1]
	if was == nil || was.Value == nil || now != nil && !slices.Contains(x.What, "value") {
		return FigureEdit{}, false
	}
	e := FigureEdit{Was: FigureValue(*was), What: cmp.Or(was.Subject, was.Unit)}
	if now != nil {
		e.Now = FigureValue(*now)
	}
	return e, true
}

// carried adds which of an event's outlets still have the old numbers.
func (c Correction) carried(texts []Notes) Correction {
	var others []meaning.Holder
	names := map[news.ArticleID]string{}
	for _, n := range texts {
		if n.Article != c.ID {
			others = append(others, meaning.Holder{Article: n.Article, Version: meaning.Version{Findings: news.Findings{Figures: n.Figures}}})
			names[n.Article] = n.Name
		}
	}
	c.Figures = slices.Clone(c.Figures)
	at := 0
	for _, x := range c.changes {
		if _, ok := editOf(x); !ok || at == len(c.Figures) {
			continue
		}
		for _, holder := range meaning.Carriers(x, others) {
			if name := names[holder.Article]; !slices.Contains(c.Figures[at].Carried, name) {
				c.Figures[at].Carried = append(c.Figures[at].Carried, name)
			}
		}
		at++
	}
	return c
}

// Places are the changed places of the headline, with a few words around each;
// nil when most of it is another.
func (c Correction) Places() []text.Passage {
	if c.Headline == "" || c.Title == "" {
		return nil
	}
	edits := text.Diff(c.Headline, c.Title)
	kept, gone := 0, 0
	for _, e := range edits {
		switch {
		case e.Op == text.Removed && !e.OnlyTypography:
			gone += e.Words
		case e.Op != text.Added:
			kept += e.Words
		}
	}
	if gone > kept {
		return nil
	}
	return text.Passages(edits, 2)
}

// What says in plain words what was changed, beside headline and numbers.
func (c Correction) What() string {
	fields := map[string]string{"byline": "byline", "date": "publication date", "summary": "summary", "text": "text"}
	var changed, parts []string
	for _, p := range c.Parts {
		switch {
		case p == "gone":
			parts = append(parts, "its page vanished")
		case p == "notice" && !c.Notice:
			parts = append(parts, "a notice was added")
		case fields[p] != "" && !(p == "text" && len(c.Figures) > 0):
			changed = append(changed, fields[p])
		}
	}
	if len(changed) > 0 {
		parts = append([]string{strings.Join(changed, " and ") + " changed"}, parts...)
	}
	if c.Notice {
		parts = append(parts, "it prints a correction")
	}
	if c.Quotes > 0 {
		parts = append(parts, Count(c.Quotes, "quotation")+" changed or gone")
	}
	return strings.Join(parts, ", ")
}

// Words says what was changed in one line of plain text.
func (c Correction) Words() string {
	var parts []string
	if c.Headline != "" {
		parts = append(parts, "headline before: “"+c.Headline+"”")
	}
	for _, f := range c.Figures {
		now := cmp.Or(f.Now, "taken out")
		words := fmt.Sprintf("%s → %s %s", f.Was, now, f.What)
		if len(f.Carried) > 0 {
			words += " (" + f.StillSays() + ")"
		}
		parts = append(parts, strings.TrimSpace(words))
	}
	if what := c.What(); what != "" {
		parts = append(parts, what)
	}
	return strings.Join(parts, "; ")
}

// StillSays names who still has the old number; empty when nobody has.
func (f FigureEdit) StillSays() string {
	if len(f.Carried) == 0 {
		return ""
	}
	return strings.Join(f.Carried, ", ") + plural(len(f.Carried), " still says ", " still say ") + f.Was
}

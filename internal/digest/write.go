package digest

import (
	"embed"
	"html/template"
	"io"
	"slices"
	texttemplate "text/template"
	"time"

	"cipherdesk/internal/news"
)

// Words is what printing an edition needs beside it.
type Words struct {
	Title  string              // of the desk
	Base   string              // address of its pages, without a slash at the end
	Zone   *time.Location      // of its times
	Now    time.Time           // says how long ago things were, while the edition is open
	Label  func(string) string // plain words of a tag
	Sample bool                // everything is invented
}

//go:embed forms
var forms embed.FS

// WriteMarkdown prints an edition as Markdown.
func WriteMarkdown(w io.Writer, e *Edition, words Words) error {
	t, err := texttemplate.New("edition.md").Funcs(words.funcs()).Funcs(texttemplate.FuncMap{"md": escapeMarkdown}).ParseFS(forms, "forms/edition.md")
	if err != nil {
		return err
	}
	return t.Execute(w, printed{e, words})
}

// WriteHTML prints an edition as one page that needs nothing beside itself, for
// a mail or a file.
func WriteHTML(w io.Writer, e *Edition, words Words) error {
	t, err := template.New("edition.html").Funcs(words.funcs()).ParseFS(forms, "forms/edition.html")
	if err != nil {
		return err
	}
	return t.Execute(w, printed{e, words})
}

// WriteFragment prints what is inside of an edition's page, for a feed's entry.
func WriteFragment(w io.Writer, e *Edition, words Words) error {
	t, err := template.New("edition.html").Funcs(words.funcs()).ParseFS(forms, "forms/edition.html")
	if err != nil {
		return err
	}
	return t.ExecuteTemplate(w, "body", printed{e, words})
}

// printed is what the templates see.
type printed struct {
	*Edition
	Words Words
}

// State says whether an edition is open, closed or sealed.
func (p printed) State() string { return p.Words.State(p.Edition) }

// State says whether an edition is open, closed or sealed, and since when.
func (w Words) State(e *Edition) string {
	switch {
	case e.Seal != nil:
		return "Sealed " + e.Seal.At.In(w.Zone).Format("2 January 2006, 15:04") + ", " + w.Zone.String()
	case e.Open:
		return "Open until " + ClockWords(e.Period.End) + ", " + w.Zone.String()
	case e.Reconstructed > 0:
		return "Reconstructed from outlets’ first polls; never sealed"
	case e.Reading.Total == 0:
		return "The desk was not reading yet"
	}
	return "Closed, not sealed"
}

// at is the time as of which an edition speaks.
func (w Words) at(e *Edition) time.Time {
	if w.Now.Before(e.Period.End) {
		return w.Now.In(w.Zone)
	}
	return e.Period.End.In(w.Zone)
}

func (w Words) funcs() map[string]any {
	return map[string]any{
		"count": Count, "origins": OriginsWords, "kinds": KindsWords, "key": KeyWords,
		"first":  func(e Event) string { return FirstWords(e, w.Zone) },
		"labels": w.labels,
		"url":    func(path string) string { return w.Base + path },
		"when":   func(t time.Time) string { return t.In(w.Zone).Format("2 January, 15:04") },
		"day":    func(t time.Time) string { return t.In(w.Zone).Format("2 January 2006") },
		"why":    func(p printed, u Unread) string { return u.Why(w.at(p.Edition)) },
		"foreign": func(lang string) string {
			if lang == "en" || len(lang) < 2 {
				return ""
			}
			return lang
		},
	}
}

func (w Words) labels(tags []string) []string {
	var out []string
	for _, t := range tags {
		out = append(out, w.Label(t))
	}
	return out
}

// Name is a story's headline, or what stands in its place.
func (s Story) Name() string {
	switch {
	case s.Withdrawn != nil:
		return "Withdrawn by the desk"
	case s.Title == "":
		return "(without a headline)"
	}
	return s.Title
}

// Name is an event's title, or what stands in its place.
func (e Event) Name() string {
	if e.Title == "" {
		return "(headline withdrawn by the desk)"
	}
	return e.Title
}

// By says whose words an event's title is.
func (e Event) By() string {
	switch {
	case e.TitleFrom != "":
		return "headline: " + e.TitleFrom
	case e.ByDesk:
		return "title: the desk"
	case e.Title == "":
		return ""
	}
	return "title: by rule"
}

// About says what an edition's reader should know of a story beside its
// headline: late, from a first poll, the same text elsewhere.
func (s Story) About() []string {
	var notes []string
	if s.Late {
		notes = append(notes, s.LateWords())
	}
	if s.Reconstructed {
		notes = append(notes, "from the outlet’s first poll")
	}
	if s.Copies > 0 {
		notes = append(notes, "same text in "+Count(s.Copies, "more outlet"))
	}
	return notes
}

// LateWords says why a story is a late find.
func (s Story) LateWords() string {
	if s.Published.Known() {
		return "late find, published " + ClaimWords(s.Published)
	}
	return "late find, first seen " + s.FirstSeen.Format("2 January 2006")
}

// escapeMarkdown keeps words from being read as marks of Markdown or HTML.
func escapeMarkdown(s string) string {
	var out []rune
	for _, r := range s {
		if slices.Contains([]rune("\\`*_{}[]<>#|~"), r) {
			out = append(out, '\\')
		}
		out = append(out, r)
	}
	return string(out)
}

// withdrawnOf is when a story was withdrawn and why.
func withdrawnOf(w *news.Withdrawal, zone *time.Location) string {
	return "Withdrawn by the desk on " + w.At.In(zone).Format("2 January 2006") + " (" + w.Reason + ")"
}

package web

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"html/template"
	"net/http"
	"strings"
	"time"

	"cipherdesk/internal/digest"
	"cipherdesk/internal/news"
)

// view is a page before it is bytes.
type view struct {
	Status      int    // 0: 200
	Template    string // file of templates/, without .html
	Title       string
	Description string
	Path        string // canonical, with its query
	Section     string // path of the entry of the main navigation
	Feed        string // path whose .atom, .rss and .json hold the page's list; empty: none
	Front       bool   // the large nameplate
	NoIndex     bool
	Fleeting    bool
	Cite        *citing // nil: nothing to cite
	Data        any
}

// frame is what a template sees.
type frame struct {
	view
	Site *site
}

// Masthead is what stands above a page's own content, and Foot below it: the
// same on every page of a section.
func (f frame) Masthead() (template.HTML, error) { return f.Site.part("masthead", f.Section+" ", f) }

// CiteHead is what reference managers read of a page, and CiteBox how its
// readers cite it; empty where there is nothing to cite.
func (f frame) CiteHead() (template.HTML, error) { return f.cited("cite-head") }

// CiteBox is described at [frame.CiteHead].
func (f frame) CiteBox() (template.HTML, error) { return f.cited("cite") }

func (f frame) cited(part string) (template.HTML, error) {
	if f.Cite == nil {
		return "", nil
	}
	return f.Site.part(part, f.Cite.content, f.Cite)
}

// Foot is what stands below a page's own content.
func (f frame) Foot() (template.HTML, error) { return f.Site.part("foot", "all", f) }

type pageFunc func(ctx context.Context, r *http.Request) (view, error)

// page makes a maker out of a page.
func (s *site) page(name string, f pageFunc, params ...string) http.Handler {
	return s.ready(name, func(ctx context.Context, r *http.Request) (*answer, error) {
		v, err := f(ctx, r)
		if err != nil {
			return nil, err
		}
		return s.render(v)
	}, params...)
}

func (s *site) render(v view) (*answer, error) {
	t, ok := s.templates[v.Template]
	if !ok {
		return nil, fmt.Errorf("no template %q", v.Template)
	}
	var b bytes.Buffer
	if err := t.ExecuteTemplate(&b, "layout", frame{v, s}); err != nil {
		return nil, fmt.Errorf("template %s: %w", v.Template, err)
	}
	if v.Status == 0 {
		v.Status = http.StatusOK
	}
	a := newAnswer(v.Status, "text/html; charset=utf-8", b.Bytes())
	a.fleeting = v.Fleeting
	if s.o.Desk {
		a.control, a.fleeting = controlNone, true
	}
	return a, nil
}

// trouble is what an error page says.
type trouble struct {
	Words string
	Hint  string
	Path  string
	Tomb  *news.Withdrawal
}

// gone is the error of something that was taken off, with its tombstone.
type gone struct {
	what string
	tomb *news.Withdrawal
}

func (g *gone) Error() string { return g.what + " is gone" }
func (g *gone) Unwrap() error { return news.ErrGone }

// fail answers with the page, or for the API the problem document, of an error.
func (s *site) fail(w http.ResponseWriter, r *http.Request, err error) {
	var to *moved
	if errors.As(err, &to) {
		redirectTo(to.status, to.to).write(w, r)
		return
	}
	status, t := s.diagnose(r, err)
	s.meters.requests.WithLabelValues("trouble", statusClass(status)).Inc()
	if strings.HasPrefix(r.URL.Path, "/api/") {
		problem(status, strings.TrimSpace(t.Words+" "+t.Hint)).write(w, r)
		return
	}
	t.Path = r.URL.Path
	a, err := s.render(view{Status: status, Template: "trouble", Title: troubleTitle(status), Path: r.URL.Path,
		NoIndex: true, Fleeting: true, Data: t})
	if err != nil {
		s.o.Log.Error("error page", "err", err)
		a = newAnswer(status, "text/plain; charset=utf-8", []byte(t.Words+"\n"))
	}
	a.control = controlNone
	a.write(w, r)
}

// diagnose turns an error into a status and words for readers. Faults of ours
// are logged with their cause and shown without it.
func (s *site) diagnose(r *http.Request, err error) (int, trouble) {
	var g *gone
	switch {
	case errors.As(err, &g):
		return http.StatusGone, trouble{Words: "This " + g.what + " is no longer shown.", Tomb: g.tomb}
	case errors.Is(err, news.ErrGone):
		return http.StatusGone, trouble{Words: "This page is gone."}
	case errors.Is(err, news.ErrNotFound):
		return http.StatusNotFound, trouble{Words: "There is no page at this address."}
	case errors.Is(err, news.ErrInvalid):
		return http.StatusBadRequest, trouble{Words: "We cannot read this request.", Hint: plainWords(err)}
	case errors.Is(err, errMethod):
		return http.StatusMethodNotAllowed, trouble{Words: "This desk only answers readers.", Hint: err.Error()}
	case errors.Is(err, errTooLong):
		return http.StatusRequestURITooLong, trouble{Words: "This address is too long for us."}
	case errors.Is(err, news.ErrBusy):
		return http.StatusServiceUnavailable, trouble{Words: "The desk is busy. Please try again in a moment."}
	case errors.Is(err, context.Canceled):
		return http.StatusServiceUnavailable, trouble{Words: "The request was given up."}
	case errors.Is(err, context.DeadlineExceeded):
		s.o.Log.Error("page took too long", "path", r.URL.Path, "err", err)
		return http.StatusServiceUnavailable, trouble{Words: "This took us too long. Please try again in a moment."}
	}
	s.o.Log.Error("page failed", "path", r.URL.Path, "err", err)
	return http.StatusInternalServerError, trouble{Words: "Something went wrong on our side. It has been recorded."}
}

// plainWords is an error's text without the sentinel at its end.
func plainWords(err error) string {
	return strings.TrimSuffix(err.Error(), ": "+news.ErrInvalid.Error())
}

func troubleTitle(status int) string {
	switch status {
	case http.StatusNotFound:
		return "Not found"
	case http.StatusGone:
		return "Gone"
	case http.StatusBadRequest:
		return "Not understood"
	}
	return http.StatusText(status)
}

// parseTemplates makes one template set a page: the layout and parts with the
// page's own "main".
func (s *site) parseTemplates() map[string]*template.Template {
	shared := template.Must(template.New("").Funcs(s.funcs()).ParseFS(templateFiles, "templates/layout.html", "templates/parts.html", "templates/chart.html", "templates/cite.html"))
	sets := map[string]*template.Template{}
	for _, name := range pageTemplates {
		sets[name] = template.Must(template.Must(shared.Clone()).ParseFS(templateFiles, "templates/"+name+".html"))
	}
	sets["feed"] = template.Must(template.New("").Funcs(s.funcs()).ParseFS(templateFiles, "templates/feed.html"))
	return sets
}

var pageTemplates = []string{"front", "empty", "stories", "article", "revisions", "changes", "carried", "event", "events", "outlet", "outlets", "source", "figure",
	"tag", "law", "document", "tags", "figures", "search", "why", "subscribe", "about", "undated", "unsubscribe", "trouble"}

func (s *site) funcs() template.FuncMap {
	return template.FuncMap{
		"number": digest.Number, "count": digest.Count, "value": digest.FigureValue, "what": digest.FigureWhat, "parts": digest.FigureParts, "excerpt": digest.Excerpt, "clock": digest.ClockWords,
		"claim": digest.ClaimWords, "claimedBy": claimedBy, "size": bytesWords, "lasting": digest.DurationWords,
		"status": digest.StatusWords, "cron": cronWords, "cites": citationWords, "reasons": func(list []news.Reason) []string { return reasonsWords(list, nil) }, "ledgerReason": ledgerReason,
		"kindWords": kindWords, "origins": digest.OriginsWords, "unquoted": digest.Unquoted, "shorten": digest.Shorten,
		"day":   func(t time.Time) string { return t.In(s.o.Zone).Format("2 January 2006") },
		"short": func(t time.Time) string { return t.In(s.o.Zone).Format("2 Jan") },
		"date":  func(t time.Time) string { return t.In(s.o.Zone).Format("2 Jan 2006") },
		"hour":  func(t time.Time) string { return t.In(s.o.Zone).Format("15:04") },
		"when":  func(t time.Time) string { return t.In(s.o.Zone).Format("2 January 2006, 15:04") },
		"iso":   func(t time.Time) string { return t.UTC().Format(time.RFC3339) },
		"label": s.tagLabel, "mark": mark, "row": rowOfMarks, "lower": strings.ToLower, "dict": dict,
		"lang": foreign, "titleLang": func(ev news.EventRow) string { return foreign(digest.TitleLang(ev)) }, "tagPath": tagPath, "facet": facetWords, "join": strings.Join,
		"known":   func(t time.Time) bool { return !t.IsZero() },
		"dayPath": func(t time.Time) string { return digest.PeriodAt(digest.Day, t, s.o.Zone).Path() },
		"source":  s.sources.path,
		"by":      digest.SourceWords,
		"moment":  s.momentWords, "stepWords": stepWords, "whoseDay": whoseDay, "documentWords": documentWords,
		"beside": besideTitle, "outcome": outcomeWords, "rule": ruleWords, "withArticle": withArticle, "country": placeWords, "language": placeWords,
		"abs":     s.url,
		"licence": func() string { return licenceName }, "licenceURL": func() string { return licenceURL },
		"zone":   s.ZoneName,
		"sample": s.IsSample,
		"isURL":  func(s string) bool { return strings.Contains(s, "://") },
	}
}

// mark draws the sign of a kind of actor. Signs are words of ours, so that they
// need no escaping; pages have dozens of them, too many for a template.
func mark(m news.Mark) template.HTML {
	return template.HTML(`<svg class="m k-` + m + `" aria-hidden="true"><use href="#m-` + m + `"/></svg>`)
}

// mostMarks is the length of a row of signs; how many there are stands beside it.
const mostMarks = 10

// rowOfMarks draws one sign for each of n, as far as a row reaches.
func rowOfMarks(m news.Mark, n int) template.HTML {
	return template.HTML(strings.Repeat(`<svg class="m"><use href="#m-`+string(m)+`"/></svg>`, min(n, mostMarks)))
}

// dict passes several named values to a part.
func dict(pairs ...any) (map[string]any, error) {
	if len(pairs)%2 != 0 {
		return nil, errors.New("dict: a name without a value")
	}
	m := map[string]any{}
	for i := 0; i < len(pairs); i += 2 {
		name, ok := pairs[i].(string)
		if !ok {
			return nil, fmt.Errorf("dict: %v is no name", pairs[i])
		}
		m[name] = pairs[i+1]
	}
	return m, nil
}

// foreign is the language to mark a headline with, or "" for the page's own or
// an unknown one.
func foreign(lang string) string {
	base, _, _ := strings.Cut(strings.ToLower(lang), "-")
	if base == "en" || base == "und" || !validLang(base) {
		return ""
	}
	return lang
}

func validLang(base string) bool {
	if len(base) < 2 || len(base) > 3 {
		return false
	}
	return strings.Trim(base, "abcdefghijklmnopqrstuvwxyz") == ""
}

// tagPath is the page of a tag: "/topic/e2ee-rollout".
func tagPath(tag string) string { return "/" + tag }

// facetsWords heads the tags of a facet.
func facetsWords(facet string) string {
	if facet == "tech" {
		return "Technologies"
	}
	return facetWords(facet) + "s"
}

func facetWords(facet string) string {
	switch facet {
	case "topic":
		return "Topic"
	case "law":
		return "Law"
	case "actor":
		return "Actor"
	case "tech":
		return "Technology"
	case "form":
		return "Form"
	}
	return facet
}

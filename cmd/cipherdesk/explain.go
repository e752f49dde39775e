package main

import (
	"cmp"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"cipherdesk/internal/address"
	"cipherdesk/internal/enrich"
	"cipherdesk/internal/feed"
	"cipherdesk/internal/form"
	"cipherdesk/internal/news"
	"cipherdesk/internal/page"
)

// explanation is the JSON form of one inspected article.
type explanation struct {
	ID        json.RawMessage `json:"id"`
	URL       *string         `json:"url"`
	Outlet    *string         `json:"outlet"`
	Title     string          `json:"title"`
	Summary   *string         `json:"summary"`
	Byline    []string        `json:"byline"`
	Published *form.Published `json:"published"`
	Updates   []form.Update   `json:"updates"`
	Language  *string         `json:"language"`
	Text      string          `json:"text"`
	Story     news.Story      `json:"story"`
	Tags      []news.Tag      `json:"tags"`
	Citations []form.Citation `json:"citations"`
	Figures   []form.Figure   `json:"figures"`
	Rules     string          `json:"rules"`
}

// explain takes the article from body when there is one, else from the fields
// that were given.
func (in *inspector) explain(body []byte, one inspection) explanation {
	outlet := in.outletOf(one)
	t := in.text(body, one, outlet)
	r := enrich.Revision{Title: t.Title, Summary: t.Summary, Text: t.Body, Language: t.Language, URL: one.URL, Links: t.Links}
	if outlet.ID != "" {
		r.Outlet = &outlet
	}
	f := in.analyser.Analyse(r)
	return explanation{
		ID: one.ID, URL: form.Known(one.URL), Outlet: form.Known(string(outlet.ID)),
		Title: t.Title, Summary: form.Known(t.Summary), Byline: form.List(t.Byline),
		Published: form.OfClaim(t.Published), Updates: form.OfUpdates(t.Updates),
		Language: form.Known(cmp.Or(t.Language, f.Language)), Text: t.Body,
		Story: form.OfStory(f.Story), Tags: form.OfTags(f.Tags),
		Citations: form.OfCitations(f.Citations), Figures: form.OfFigures(f.Figures), Rules: f.Version,
	}
}

// outletOf is the outlet that was named, or the one whose host the address has.
func (in *inspector) outletOf(one inspection) news.Outlet {
	if o, known := in.outlets[news.OutletID(one.Outlet)]; known {
		return o
	}
	host := address.Host(one.URL)
	if host == "" {
		return news.Outlet{}
	}
	for _, o := range in.config.Outlets {
		for _, h := range o.Hosts {
			if address.Host("https://"+h+"/") == host {
				return o
			}
		}
	}
	return news.Outlet{}
}

func (in *inspector) text(body []byte, one inspection, outlet news.Outlet) news.Text {
	o := page.Options{URL: one.URL, ContentType: one.header.Get("Content-Type"), Selectors: outlet.Selectors, Languages: outlet.Locales()}
	var t news.Text
	switch {
	case body == nil && one.HTML != "":
		t = extracted([]byte(one.HTML), o)
	case body == nil:
		t = news.Text{Body: strings.TrimSpace(one.Text), Origin: "given"}
	case looksHTML(body, one.header.Get("Content-Type")):
		t = extracted(body, o)
	default:
		t = page.FromPlain(string(body), o)
	}
	given(&t, one)
	return t
}

// extracted is the page's text; a page that cannot be read has none.
func extracted(body []byte, o page.Options) news.Text {
	t, err := page.Extract(body, o)
	if err != nil {
		return news.Text{Origin: "page"}
	}
	return t
}

// given lets what the caller states win over what was extracted.
func given(t *news.Text, one inspection) {
	t.Title = cmp.Or(one.Title, t.Title)
	t.Summary = cmp.Or(one.Summary, t.Summary)
	t.Language = cmp.Or(one.Language, t.Language)
	if c := news.ISOClaim(one.Published, news.OriginGiven); c.Known() {
		t.Published = c
	}
}

func (in *inspector) printArticle(body []byte, one inspection, asJSON bool) error {
	x := in.explain(body, one)
	if asJSON {
		return in.writeJSON(x)
	}
	p := in.printf
	p("%s\n\n", x.Title)
	p("outlet     %s\n", or(x.Outlet, "not known"))
	p("byline     %s\n", cmp.Or(strings.Join(x.Byline, ", "), "not known"))
	p("published  %s\n", published(x.Published))
	for _, u := range x.Updates {
		p("update     %s%s\n", u.Text, map[bool]string{false: " (cannot be true; not used)"}[u.Plausible])
	}
	p("language   %s\n", or(x.Language, "not known"))
	p("text       %d words\n\n", len(strings.Fields(x.Text)))
	p("encryption story: %s (%.2f)\n", x.Story.Verdict, x.Story.Score)
	in.printSpans(x.Story.Evidence, 4)
	in.printFindings(x)
	return nil
}

func (in *inspector) printFindings(x explanation) {
	p := in.printf
	p("\ntags\n")
	for _, t := range x.Tags {
		p("  %s (%.2f)\n", t.Tag, t.Score)
		in.printSpans(t.Evidence, 3)
	}
	p("\nwhom it relies on\n")
	for _, c := range x.Citations {
		who := strings.Join(nonEmpty(c.Speaker, c.Organisation, c.Source, c.URL), ", ")
		p("  %s%s %s\n", c.Kind, relation(c.Relation), cmp.Or(who, "not known"))
		in.printSpans(c.Evidence, 1)
	}
	p("\nfigures\n")
	for _, f := range x.Figures {
		value := "vague"
		if f.Value != nil {
			value = string(f.Bound) + " " + strconv.FormatFloat(*f.Value, 'f', -1, 64)
		}
		p("  %s %s · whose number: %s · passed on by: %s\n", value, or(f.Unit, ""), or(f.Estimator, "not known"), or(f.Conduit, "not known"))
		in.printSpans(f.Evidence, 1)
	}
}

func (in *inspector) printSpans(spans []news.Span, most int) {
	for i, s := range spans {
		if i == most {
			in.printf("      … and %d more\n", len(spans)-most)
			return
		}
		in.printf("      “%s” (%s %d–%d)\n", oneLine(s.Quote), s.Field, s.Start, s.End)
	}
}

func or(s *string, otherwise string) string {
	if s == nil {
		return otherwise
	}
	return *s
}

func nonEmpty(list ...*string) []string {
	var out []string
	for _, s := range list {
		if s != nil {
			out = append(out, *s)
		}
	}
	return out
}

func relation(r *string) string {
	if r == nil {
		return ""
	}
	return " (" + *r + ")"
}

func published(p *form.Published) string {
	if p == nil {
		return "not known"
	}
	s := fmt.Sprintf("%s (%s, says the %s)", p.Time, p.Precision, p.Origin)
	if p.Doubt != "" {
		s += ", cannot be true: " + p.Doubt
	}
	return s
}

// feedExplanation is the JSON form of one inspected feed.
type feedExplanation struct {
	ID       *json.RawMessage `json:"id,omitempty"` // of the line that asked
	Format   string           `json:"format"`
	Title    *string          `json:"title"`
	Link     *string          `json:"link"`
	Language *string          `json:"language"`
	Updated  *string          `json:"updated"`
	Encoding string           `json:"encoding"` // what the bytes were read as
	Items    []itemForm       `json:"items"`
	Repairs  []string         `json:"repairs"`
	Partial  bool             `json:"partial"`
}

type itemForm struct {
	ID         string      `json:"id"`
	Link       *string     `json:"link"`
	Title      *string     `json:"title"`
	Author     *string     `json:"author"`
	Published  *string     `json:"published"`
	Updated    *string     `json:"updated"`
	Summary    *string     `json:"summary"`
	Content    *string     `json:"content"`
	Categories []string    `json:"categories"`
	Source     *sourceForm `json:"source"`
}

type sourceForm struct {
	ID    *string `json:"id"`
	Title *string `json:"title"`
	Link  *string `json:"link"`
}

func (in *inspector) parseFeed(body []byte, one inspection) (feed.Feed, error) {
	h := headers(one.Headers)
	if len(h) == 0 && one.header != nil {
		h = one.header
	}
	return feed.Parse(body, feed.Meta{
		URL: one.URL, ContentType: h.Get("Content-Type"),
		ContentLocation: h.Get("Content-Location"), Header: h,
	})
}

func feedForm(f feed.Feed) feedExplanation {
	out := feedExplanation{
		Format: f.Format, Title: form.Known(f.Title), Link: form.Known(f.Link), Language: form.Known(f.Language),
		Updated: form.Known(f.Updated.String()), Encoding: f.Charset, Items: make([]itemForm, len(f.Items)),
		Repairs: form.List(f.Repairs), Partial: f.Partial,
	}
	for i, it := range f.Items {
		out.Items[i] = itemForm{
			ID: it.GUID, Link: form.Known(it.Link), Title: form.Known(it.Title), Author: form.Known(strings.Join(it.Authors, ", ")),
			Published: form.Known(it.Published.String()), Updated: form.Known(it.Updated.String()),
			Summary: form.Known(it.Summary), Content: form.Known(it.Content), Categories: []string{},
		}
		for _, c := range it.Categories {
			out.Items[i].Categories = append(out.Items[i].Categories, c.Term)
		}
		if s := it.Source; s != nil {
			out.Items[i].Source = &sourceForm{form.Known(s.ID), form.Known(s.Title), form.Known(s.Link)}
		}
	}
	return out
}

func (in *inspector) printFeed(body []byte, one inspection, asJSON bool) error {
	f, err := in.parseFeed(body, one)
	if err != nil {
		return fmt.Errorf("not a feed that can be read: %w", err)
	}
	if asJSON {
		return in.writeJSON(feedForm(f))
	}
	in.printf("%s\nformat    %s\nencoding  %s\nlink      %s\nentries   %d\npartial   %v\n", cmp.Or(f.Title, "(no title)"), f.Format, f.Charset, cmp.Or(f.Link, "not known"), len(f.Items), f.Partial)
	for _, r := range f.Repairs {
		in.printf("repaired  %s\n", r)
	}
	for _, it := range f.Items {
		in.printf("\n%s\n  %s\n  id %s · published %s · by %s\n", cmp.Or(it.Title, "(no title)"), cmp.Or(it.Link, "no link"),
			it.GUID, cmp.Or(it.Published.String(), "not known"), cmp.Or(strings.Join(it.Authors, ", "), "not known"))
	}
	return nil
}

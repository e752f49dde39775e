package web

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"cipherdesk/internal/cite"
	"cipherdesk/internal/digest"
	"cipherdesk/internal/news"
)

// citing is how a page is cited.
type citing struct {
	cite.Work
	Path   string // its forms are Path + "/cite." and an ending
	Ours   bool   // the work is the desk's page, not an outlet's article
	Unkept string // why there is no address in an archive; empty: there is one, or none is known

	content string // equal ones, equal citations: they are rendered once; empty: not known
}

// citeForm is one of the forms of a citation.
type citeForm struct {
	Ending, Media, Name string
	write               func(cite.Work) string
}

func citeForms() []citeForm {
	return []citeForm{
		{"bib", "application/x-bibtex", "BibTeX", cite.Work.BibTeX},
		{"ris", "application/x-research-info-systems", "RIS", cite.Work.RIS},
		{"json", "application/vnd.citationstyles.csl+json", "CSL-JSON", func(w cite.Work) string { return "[" + string(w.CSL()) + "]\n" }},
		{"txt", "text/plain", "text", func(w cite.Work) string { return w.Text() + "\n" }},
	}
}

// Forms lists the forms of a citation, for its page.
func (c *citing) Forms() []citeForm { return citeForms() }

// routeCites serves, for every page that can be cited, its citation in each
// form.
func (s *site) routeCites() {
	pages := map[string]pageFunc{"/article/{id}": s.article, "/figure/{id}": s.figure, "/event/{id}": s.event}
	for _, length := range []digest.Length{digest.Day, digest.Week, digest.Month} {
		pages["/"+string(length)+"/{period}"] = s.edition(length)
	}
	for path, page := range pages {
		for _, form := range citeForms() {
			h := s.ready("cite", citation(page, form))
			if form.Ending == "json" { // an ending of feeds, too: see route
				s.feeds.Handle("/json"+path+"/cite", h)
				continue
			}
			s.pages.Handle(path+"/cite."+form.Ending, h)
		}
	}
}

// citation makes one form of a page's citation.
func citation(page pageFunc, form citeForm) maker {
	return func(ctx context.Context, r *http.Request) (*answer, error) {
		v, err := page(ctx, r)
		var to *moved
		if errors.As(err, &to) {
			return nil, &moved{to.to + "/cite." + form.Ending, to.status}
		}
		if err != nil {
			return nil, err
		}
		if v.Cite == nil {
			return nil, fmt.Errorf("nothing to cite at %s: %w", r.URL.Path, news.ErrNotFound)
		}
		return newAnswer(http.StatusOK, form.Media+"; charset=utf-8", []byte(form.write(v.Cite.Work))), nil
	}
}

// The licence of what the desk itself says: tags, figures, groupings, events,
// editions. Headlines, excerpts and quotations are not the desk's to license.
const (
	licenceName = "CC0 1.0"
	licenceURL  = "https://creativecommons.org/publicdomain/zero/1.0/"
)

// recorded says where and by which rules the desk recorded something.
func (s *site) recorded(path, rules string) string {
	note := "Recorded by " + s.o.Title + ", " + s.url(path)
	if rules != "" {
		note += fmt.Sprintf(", rules %.12s", rules)
	}
	if s.o.Sample {
		note = "SAMPLE: invented. " + note
	}
	return note + "."
}

// citeArticle cites an outlet's article as the desk last read it.
func (s *site) citeArticle(row news.Row, rights news.Rights) *citing {
	path := "/article/" + string(row.ID)
	c := &citing{Path: path, Work: cite.Work{Key: s.citeKey(row), Kind: citeKind(row.Kind), Title: cmp.Or(row.Title, "(without a headline)"), Authors: row.Byline,
		Container: row.OutletName, Issued: row.Published, URL: row.URL, Accessed: row.Updated.In(s.o.Zone), Language: row.Language,
		Version: fmt.Sprintf("revision %d, read %s", max(1, row.Revisions), row.Updated.UTC().Format("2006-01-02 15:04 UTC")), Note: s.recorded(path, s.o.Rules)}}
	if rights.NoArchive {
		c.Unkept = "its publisher asks archives not to keep it"
	} else {
		c.Archive = s.archiveOf(row.URL, row.Updated)
	}
	return c
}

// citeKey names an article in a bibliography: its outlet, its year and a part of
// its id.
func (s *site) citeKey(row news.Row) string {
	key := string(row.Outlet)
	if row.Published.Usable() {
		key += row.Published.Time.Format("-2006")
	}
	return fmt.Sprintf("%s-%.8s", key, row.ID)
}

func citeKind(k news.Kind) cite.Kind {
	if k.Mark() == news.MarkPress {
		return cite.Newspaper
	}
	return cite.Webpage
}

// citeQuantity cites the page of a figure that several articles state.
func (s *site) citeQuantity(p *figurePage) *citing {
	c := s.citeOurs("/figure/" + string(p.ID))
	c.Title = p.Title
	last := p.Lines[0].FirstSeen
	for _, l := range p.Lines {
		last = newest(last, l.FirstSeen)
	}
	c.Issued = news.Claim{Time: last.In(s.o.Zone), Precision: news.PrecisionDay}
	c.Version = fmt.Sprintf("stated in %s of %s, the last first seen %s", digest.Count(len(p.Lines), "text"), digest.Count(p.Outlets, "outlet"), last.UTC().Format("2006-01-02 15:04 UTC"))
	if p.Differs {
		c.Note = strings.TrimSpace(c.Note + " The texts differ: " + strings.Join(p.Values, "; ") + ".")
	}
	return c
}

// citeOurs cites a page of the desk as it stands today.
func (s *site) citeOurs(path string) *citing {
	c := &citing{Path: path, Ours: true, Work: cite.Work{Key: strings.ReplaceAll(strings.Trim(path, "/"), "/", "-"), Kind: cite.Webpage, Container: s.o.Title,
		URL: s.url(path), Accessed: s.today(), Language: "en", Rights: licenceName}}
	if s.o.Sample {
		c.Note = "SAMPLE: invented."
	}
	return c
}

// citeEvent cites the page of an event, which grows.
func (s *site) citeEvent(row news.EventRow, by string) *citing {
	c := s.citeOurs("/event/" + string(row.ID))
	c.Title = row.Title
	changed := newest(row.Updated, row.Started)
	c.Issued = news.Claim{Time: changed.In(s.o.Zone), Precision: news.PrecisionDay}
	c.Version = fmt.Sprintf("%s of %s, last change %s", digest.Count(len(row.Rows), "article"), digest.Count(row.Outlets, "outlet"), changed.UTC().Format("2006-01-02 15:04 UTC"))
	note := "An event as grouped by rules"
	if row.Version != "" {
		note += fmt.Sprintf(" (%.12s)", row.Version)
	}
	if by != "" {
		note += "; its title is a headline of " + by
	}
	c.Note = strings.TrimSpace(c.Note + " " + note + ".")
	return c
}

// citeEdition cites an edition, by its seal once it has one.
func (s *site) citeEdition(e *digest.Edition) *citing {
	c := s.citeOurs(e.Period.Path())
	c.Title = map[digest.Length]string{digest.Day: "Daily edition, ", digest.Week: "Weekly edition, ", digest.Month: "Monthly edition, "}[e.Period.Length] + e.Period.Title()
	c.Issued = news.Claim{Time: e.Period.Start, Precision: news.PrecisionDay}
	if e.Period.Length == digest.Month {
		c.Issued.Precision = news.PrecisionMonth
	}
	rules := s.o.Rules
	switch {
	case e.Seal != nil:
		c.Version, rules = fmt.Sprintf("sealed %s, SHA-256 %s", e.Seal.At.UTC().Format("2006-01-02 15:04 UTC"), e.Seal.ID), e.Seal.Rules
	case e.Open:
		c.Version = "open, as it stood on the day of access"
	default:
		c.Version = "closed, not sealed"
	}
	if rules != "" {
		c.Note = strings.TrimSpace(fmt.Sprintf("%s Made by rules %.12s.", c.Note, rules))
	}
	c.content = c.Text()
	return c
}

// metaTag is one line of metadata in a page's head.
type metaTag struct{ Name, Content string }

// Meta is what reference managers read from a page: Dublin Core, as far as it
// is known.
func (c *citing) Meta() []metaTag {
	tags := []metaTag{{"DC.title", c.Title}}
	for _, name := range c.Authors {
		tags = append(tags, metaTag{"DC.creator", name})
	}
	if c.Issued.Known() && c.Issued.Doubt == "" {
		tags = append(tags, metaTag{"DC.date", c.Issued.String()})
	}
	for _, t := range []metaTag{{"DC.publisher", c.Container}, {"DC.language", c.Language}, {"DC.rights", c.Rights}} {
		if t.Content != "" {
			tags = append(tags, t)
		}
	}
	return append(tags, metaTag{"DC.identifier", c.URL}, metaTag{"DC.type", "Text"})
}

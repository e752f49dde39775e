package web

import (
	"context"
	"fmt"
	"net/http"
	"slices"

	"cipherdesk/internal/news"
	"cipherdesk/internal/store"
)

// sources are those on whom articles rely and who may have a page.
type sources struct {
	byID   map[string]SourceInfo
	byName map[string]string // slug of a name → id
	sample bool              // no invented text leads to a body of the world
}

func newSources(all []SourceInfo, sample bool) sources {
	s := sources{map[string]SourceInfo{}, map[string]string{}, sample}
	for _, info := range all {
		if _, known := s.byID[info.ID]; known || info.ID == "" {
			continue
		}
		s.byID[info.ID] = info
		if slug := store.SourceID(info.Name); s.byName[slug] == "" {
			s.byName[slug] = info.ID
		}
	}
	return s
}

// path is the page of a name; empty for those who have none.
func (s sources) path(name string) string {
	if id := s.byName[store.SourceID(name)]; id != "" && !(s.sample && s.byID[id].World) {
		return "/source/" + id
	}
	return ""
}

// sourcePage is who cites a source, and for what.
type sourcePage struct {
	storiesPage
	Source SourceInfo
	Outlet *news.Outlet // the source publishes too; nil: it does not, here
	Kinds  []citingKind // who cites it, on this page
	Lines  []reliance
}

type citingKind struct {
	Kind  news.Kind
	Count int
}

// reliance is one article with all that it takes from the source.
type reliance struct {
	news.Row
	For     []citationLine
	Figures []figureLine
}

// sourceList is the articles that rely on a source. The page of another name of
// it is moved to its own.
func (s *site) sourceList(r *http.Request) (listing, error) {
	id := r.PathValue("id")
	info, known := s.sources.byID[id]
	if !known {
		if other := s.sources.byName[id]; other != "" {
			return listing{}, &moved{"/source/" + other, http.StatusMovedPermanently}
		}
		return listing{}, fmt.Errorf("source %q: %w", id, news.ErrNotFound)
	}
	return listing{Path: "/source/" + id, Title: info.Name, Section: "/tags",
		Intro: "Stories that cite " + info.Name + ": quotations, credits, attributions, documents and numbers.",
		Ask:   news.Query{Shown: true, Story: yes, Copies: true, Text: `source:"` + store.SourceID(info.Name) + `"`}}, nil
}

func (s *site) source(ctx context.Context, r *http.Request) (view, error) {
	l, err := s.sourceList(r)
	if err != nil {
		return view{}, err
	}
	page := sourcePage{Source: s.sources.byID[r.PathValue("id")]}
	if page.storiesPage, err = s.readStories(ctx, r, l); err != nil {
		return view{}, err
	}
	if o, err := s.store.Outlet(ctx, news.OutletID(page.Source.ID)); err == nil {
		page.Outlet = &o.Outlet
	}
	if page.Lines, err = s.reliances(ctx, page.storiesPage, page.Source.Name); err != nil {
		return view{}, err
	}
	page.Kinds = kindsOf(page.Lines)
	return l.view("source", page), nil
}

// reliances sets out what each article of a list takes from a source.
func (s *site) reliances(ctx context.Context, stories storiesPage, name string) ([]reliance, error) {
	var ids []news.ArticleID
	for _, day := range stories.Days {
		for _, story := range day.Stories {
			ids = append(ids, story.ID)
		}
	}
	pieces, err := s.store.PiecesOf(ctx, ids)
	if err != nil {
		return nil, fmt.Errorf("texts that rely on %s: %w", name, err)
	}
	slug := store.SourceID(name)
	is := func(names ...string) bool {
		return slices.ContainsFunc(names, func(n string) bool { return n != "" && store.SourceID(n) == slug })
	}
	var lines []reliance
	for _, id := range ids {
		p := pieces[id]
		var scratch articlePage
		line, allowed := reliance{Row: p.Row}, s.allow(p)
		for _, c := range p.Findings.Citations {
			if is(c.Source, c.Organisation, c.Speaker) {
				line.For = folded(line.For, citationLine{Citation: c, Quote: scratch.first(allowed, c.Evidence)})
			}
		}
		for n, f := range p.Findings.Figures {
			if is(f.Estimator, f.Conduit) {
				line.Figures = append(line.Figures, figureLine{Figure: f, N: n, Quote: scratch.first(allowed, f.Evidence)})
			}
		}
		lines = append(lines, line)
	}
	return lines, nil
}

// kindsOf counts articles by the kind of their outlet, in the usual order.
func kindsOf(lines []reliance) (out []citingKind) {
	counts := map[news.Kind]int{}
	for _, l := range lines {
		counts[l.Kind]++
	}
	for _, k := range news.Kinds() {
		if counts[k] > 0 {
			out = append(out, citingKind{k, counts[k]})
		}
	}
	return out
}

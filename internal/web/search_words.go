package web

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"cipherdesk/internal/news"
	"cipherdesk/internal/text"
)

// askFor reads what a person typed into a search of this desk's own names: a
// tag by its label or without its facet, an outlet by its name, a kind or a
// family of kinds. Its errors are *news.SearchError.
func (s *site) askFor(ctx context.Context, typed string) (news.Search, error) {
	search, err := news.ParseSearch(typed)
	if err == nil && len(search.Clauses) == 0 {
		err = &news.SearchError{Why: "there is nothing to look for in it: write a word"}
	}
	if err != nil {
		return search, err
	}
	for i := range search.Clauses {
		if err := s.resolve(ctx, &search.Clauses[i]); err != nil {
			return search, err
		}
	}
	return search, nil
}

// narrow adds a search to a query; days begin in the desk's zone.
func (s *site) narrow(q *news.Query, search news.Search) {
	since, until := search.Span(s.o.Zone)
	if since.After(q.Since) {
		q.Since = since
	}
	if !until.IsZero() && (q.Until.IsZero() || until.Before(q.Until)) {
		q.Until = until
	}
	q.Text = search.Without(news.SearchBefore, news.SearchAfter).String()
}

// resolve puts the desk's own names into a clause.
func (s *site) resolve(ctx context.Context, c *news.Clause) error {
	var names func(string) ([]string, error)
	switch c.Field {
	case news.SearchTag:
		names = s.tagNames
	case news.SearchKind:
		names = kindNames
	case news.SearchLang:
		names = langNames
	case news.SearchOutlet:
		outlets, err := s.store.Outlets(ctx)
		if err != nil {
			return fmt.Errorf("outlets: %w", err)
		}
		names = func(typed string) ([]string, error) { return outletNames(typed, outlets) }
	default:
		return nil
	}
	var known []news.SearchValue
	for _, v := range c.Any {
		list, err := names(v.Text)
		if err != nil {
			return err
		}
		for _, name := range list {
			known = append(known, news.SearchValue{Text: name})
		}
	}
	c.Any = slices.CompactFunc(known, func(a, b news.SearchValue) bool { return a.Text == b.Text })
	return nil
}

// tagNames finds a tag by its whole name, by the part behind its facet, or by
// its label.
func (s *site) tagNames(typed string) (found []string, err error) {
	var all []string
	for _, t := range s.o.Tags {
		_, term, _ := strings.Cut(t.Tag, "/")
		if typed == t.Tag || typed == term || strings.EqualFold(typed, t.Label) {
			found = append(found, t.Tag)
		}
		all = append(all, term)
	}
	if len(found) == 0 {
		return nil, unknownName("tag", typed, "there is no such tag; all of them are under Subjects", all)
	}
	return found, nil
}

// kindNames finds a kind, or the kinds that share a mark: press, state.
func kindNames(typed string) (found []string, err error) {
	var all []string
	for _, k := range news.Kinds() {
		slug := kindSlug(k)
		if typed == slug || typed == string(k) || typed == k.Label() || typed == string(k.Mark()) {
			found = append(found, slug)
		}
		all = append(all, slug)
	}
	if len(found) == 0 {
		e := unknownName("kind", typed, "there is no such kind of actor", nil)
		for _, slug := range all {
			e.Try = append(e.Try, "kind:"+slug)
		}
		return nil, e
	}
	return found, nil
}

// kindSlug is a kind as addresses and searches spell it.
func kindSlug(k news.Kind) string { return strings.ReplaceAll(string(k), "_", "-") }

func langNames(typed string) ([]string, error) {
	base, _, _ := strings.Cut(typed, "-")
	if !validLang(base) {
		return nil, unknownName("lang", typed, "this is not the code of a language", []string{"en", "de", "fr", "nl"})
	}
	return []string{base}, nil
}

func outletNames(typed string, outlets []news.OutletState) ([]string, error) {
	var all []string
	for _, o := range outlets {
		if typed == string(o.Outlet.ID) || strings.EqualFold(typed, o.Outlet.Name) {
			return []string{string(o.Outlet.ID)}, nil
		}
		all = append(all, string(o.Outlet.ID))
	}
	return nil, unknownName("outlet", typed, "this desk has no such outlet; all of them are under Outlets", all)
}

// mostTries is how many names an error suggests.
const mostTries = 4

// unknownName explains a name that is not known, with those that are like it:
// a slip of the keyboard away, or with the typed letters in them.
func unknownName(field, typed, why string, all []string) *news.SearchError {
	e := &news.SearchError{Word: field + ":" + typed, Why: why}
	like := strings.ReplaceAll(typed, " ", "-")
	if near := text.Nearest(like, all); near != "" {
		e.Try = append(e.Try, field+":"+near)
	}
	for _, name := range all {
		for part := range strings.SplitSeq(like, "-") {
			try := field + ":" + name
			if len(part) > 2 && strings.Contains(name, part) && !slices.Contains(e.Try, try) && len(e.Try) < mostTries {
				e.Try = append(e.Try, try)
			}
		}
	}
	if len(e.Try) == 0 && len(all) > 0 {
		first := slices.Clone(all)
		slices.SortFunc(first, func(a, b string) int { return cmp.Compare(len(a), len(b)) })
		for _, name := range first[:min(len(first), mostTries)] {
			e.Try = append(e.Try, field+":"+name)
		}
	}
	return e
}

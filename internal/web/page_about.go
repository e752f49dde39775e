package web

import (
	"context"
	"errors"
	"net/http"
	"strings"

	"cipherdesk/internal/digest"
	"cipherdesk/internal/news"
)

// subscribePage helps to choose a feed and shows what it would have brought.
type subscribePage struct {
	Groups []feedGroup
	To     string // the feed looked at; empty: none
	Title  string
	Last   []digest.Story
}

type feedGroup struct {
	Name  string
	Feeds []link
}

// previewed is how many items the preview of a feed shows.
const previewed = 10

func (s *site) subscribe(ctx context.Context, r *http.Request) (view, error) {
	groups, err := s.feedGroups(ctx)
	if err != nil {
		return view{}, err
	}
	page := subscribePage{Groups: groups}
	if err := s.preview(ctx, &page, r); err != nil {
		return view{}, err
	}
	return view{Template: "subscribe", Title: "Subscribe", Path: "/subscribe", Section: "/subscribe",
		Description: "Every list of this desk as Atom, RSS and JSON Feed.", Data: page}, nil
}

func (s *site) tagFeeds() []feedGroup {
	var groups []feedGroup
	for _, t := range s.o.Tags {
		facet, _, _ := strings.Cut(t.Tag, "/")
		if facet == "tech" || facet == "form" {
			continue
		}
		name := facetWords(facet) + "s"
		if n := len(groups); n == 0 || groups[n-1].Name != name {
			groups = append(groups, feedGroup{Name: name})
		}
		g := &groups[len(groups)-1]
		g.Feeds = append(g.Feeds, link{tagPath(t.Tag), s.tagLabel(t.Tag)})
	}
	return groups
}

// preview fills in the last items of the feed asked for with ?to=, when it is
// a feed of articles.
func (s *site) preview(ctx context.Context, page *subscribePage, r *http.Request) error {
	to := r.URL.Query().Get("to")
	for _, g := range page.Groups {
		for _, f := range g.Feeds {
			if f.Path == to {
				page.To, page.Title = to, f.Title
			}
		}
	}
	ask, ok := previewQuery(page.To)
	if !ok {
		return nil
	}
	rows, _, err := s.store.Articles(ctx, ask)
	if err != nil && !errors.Is(err, news.ErrNotFound) {
		return err
	}
	for _, row := range rows {
		page.Last = append(page.Last, digest.Story{Row: row})
	}
	return nil
}

func previewQuery(to string) (news.Query, bool) {
	ask := news.Query{Shown: true, Story: yes, Limit: previewed}
	facet, term, deep := strings.Cut(strings.TrimPrefix(to, "/"), "/")
	switch {
	case to == "/encryption", to == "/feed":
		return ask, true
	case !deep:
		return ask, false
	case facet == "outlet":
		ask.Outlet = news.OutletID(term)
	default:
		ask.Tags = []string{facet + "/" + term}
	}
	return ask, true
}

// aboutPage explains the desk.
type aboutPage struct {
	Reading digest.Reading
	Kinds   []kindCount
	Contact string
	Recipe  string // checks a sealed edition
}

type kindCount struct {
	Kind    news.Kind
	Outlets int
}

func (s *site) about(ctx context.Context, _ *http.Request) (view, error) {
	outlets, err := s.store.Outlets(ctx)
	if err != nil {
		return view{}, err
	}
	page := aboutPage{Reading: digest.ReadingOf(outlets, s.o.Clock()), Contact: s.o.Contact, Recipe: digest.Recipe}
	counts := map[news.Kind]int{}
	for _, o := range outlets {
		if o.Outlet.Enabled && !o.Outlet.Entity && len(o.Feeds) > 0 {
			counts[o.Outlet.Kind]++
		}
	}
	for _, k := range news.Kinds() {
		page.Kinds = append(page.Kinds, kindCount{k, counts[k]})
	}
	return view{Template: "about", Title: "How this is made", Path: "/about", Section: "/about",
		Description: "Method, order, completeness, neutrality, what is shown of other people’s texts, corrections and complaints.",
		Data:        page}, nil
}

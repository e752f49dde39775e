package web

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"cipherdesk/internal/digest"
	"cipherdesk/internal/news"
)

// pageSize is how many stories a page lists.
const pageSize = 40

// listing is a list of articles that is a page and, under the same path, a
// feed.
type listing struct {
	Path    string // without an ending
	Query   string // "?q=…" where the list has one
	Typed   string // the search of that query
	Title   string
	Intro   string
	Section string
	Ask     news.Query
}

// storiesPage is what the template of a plain list sees.
type storiesPage struct {
	listing
	Days  []dayGroup
	Older string
	First bool
	Chart *chart // beside the first page; nil: none
}

// dayGroup is the stories of one day.
type dayGroup struct {
	Day     time.Time
	Stories []digest.Story
}

var yes = []news.Verdict{news.VerdictYes}

func (s *site) latestList(*http.Request) (listing, error) {
	return listing{Path: "/latest", Title: "Latest", Section: "/latest",
		Intro: "Every story as it arrives, newest first. Times are those at which we first saw it.",
		Ask:   news.Query{Shown: true, Story: []news.Verdict{news.VerdictYes, news.VerdictPassing}}}, nil
}

func (s *site) encryptionList(*http.Request) (listing, error) {
	return listing{Path: "/encryption", Title: "All encryption stories", Section: "/latest",
		Intro: "Articles of which encryption that protects people’s messages, calls, backups or devices is a main subject. " +
			"Same texts are folded into the one we saw first.",
		Ask: news.Query{Shown: true, Story: yes}}, nil
}

func (s *site) tagList(facet string) func(*http.Request) (listing, error) {
	return func(r *http.Request) (listing, error) {
		tag := facet + "/" + r.PathValue("term")
		info, ok := s.tags[tag]
		if !ok {
			return listing{}, fmt.Errorf("tag %q: %w", tag, news.ErrNotFound)
		}
		return listing{Path: "/" + tag, Title: s.tagLabel(tag), Intro: info.Definition, Section: "/tags",
			Ask: news.Query{Shown: true, Story: yes, Tags: []string{tag}}}, nil
	}
}

func (s *site) outletList(r *http.Request) (listing, error) {
	o, err := s.store.Outlet(r.Context(), news.OutletID(r.PathValue("id")))
	if err != nil {
		return listing{}, err
	}
	return listing{Path: "/outlet/" + string(o.Outlet.ID), Title: o.Outlet.Name, Section: "/outlets",
		Intro: "Stories of " + o.Outlet.Name + " as we first saw them.",
		Ask:   news.Query{Shown: true, Story: yes, Outlet: o.Outlet.ID}}, nil
}

// searchList reads ?q= into a query. An empty one lists nothing.
func (s *site) searchList(r *http.Request) (listing, error) {
	l := listing{Path: "/search", Title: "Search", Ask: news.Query{Shown: true, Story: yes}}
	typed := r.URL.Query().Get("q")
	if typed == "" {
		return l, nil
	}
	search, err := s.askFor(r.Context(), typed)
	if err != nil {
		return l, err
	}
	s.narrow(&l.Ask, search)
	l.Typed = search.String()
	l.Title = "Search: " + l.Typed
	l.Query = "?q=" + url.QueryEscape(l.Typed)
	l.Intro = "Encryption stories that this search finds, newest first."
	return l, nil
}

// stories makes the page of a listing.
func (s *site) stories(list func(*http.Request) (listing, error)) pageFunc {
	return func(ctx context.Context, r *http.Request) (view, error) {
		l, err := list(r)
		if err != nil {
			return view{}, err
		}
		page, err := s.chartedStories(ctx, r, l)
		if err != nil {
			return view{}, err
		}
		return l.view("stories", page), nil
	}
}

func (l listing) view(template string, data any) view {
	return view{Template: template, Title: l.Title, Description: l.Intro, Path: l.Path + l.Query, Section: l.Section,
		Feed: l.Path + l.Query, Data: data}
}

// readStories reads one page of a listing and groups it by day.
func (s *site) readStories(ctx context.Context, r *http.Request, l listing) (storiesPage, error) {
	ask := l.Ask
	ask.Limit, ask.Cursor = pageSize, r.URL.Query().Get("cursor")
	rows, next, err := s.store.Articles(ctx, ask)
	if err != nil {
		return storiesPage{}, err
	}
	page := storiesPage{listing: l, First: ask.Cursor == "", Days: s.byDay(rows)}
	if next != "" {
		page.Older = older(l, next)
	}
	return page, nil
}

// chartedStories is readStories with the chart of what the list selects beside
// its first page.
func (s *site) chartedStories(ctx context.Context, r *http.Request, l listing) (storiesPage, error) {
	page, err := s.readStories(ctx, r, l)
	if err == nil && page.First {
		page.Chart, err = s.kindsChart(ctx, l.Ask)
	}
	return page, err
}

func older(l listing, cursor string) string {
	join := "?"
	if l.Query != "" {
		join = "&"
	}
	return l.Path + l.Query + join + "cursor=" + url.QueryEscape(cursor)
}

func (s *site) byDay(rows []news.Row) []dayGroup {
	var groups []dayGroup
	for _, row := range rows {
		day := digest.PeriodAt(digest.Day, row.FirstSeen, s.o.Zone)
		if n := len(groups); n == 0 || !groups[n-1].Day.Equal(day.Start) {
			groups = append(groups, dayGroup{Day: day.Start})
		}
		g := &groups[len(groups)-1]
		g.Stories = append(g.Stories, digest.Story{Row: row, Reconstructed: row.FromFirst, Late: digest.Late(row, day)})
	}
	return groups
}

// tagPage is a tag's stories with its words.
type tagPage struct {
	storiesPage
	Tag   string
	Facet string
	See   []string
}

func (s *site) tag(facet string) pageFunc {
	list := s.tagList(facet)
	return func(ctx context.Context, r *http.Request) (view, error) {
		l, err := list(r)
		if err != nil {
			return view{}, err
		}
		page, err := s.chartedStories(ctx, r, l)
		if err != nil {
			return view{}, err
		}
		tag := strings.TrimPrefix(l.Path, "/")
		return l.view("tag", tagPage{page, tag, facetWords(facet), s.tags[tag].See}), nil
	}
}

// tagsPage lists the whole catalogue with how often each tag was given lately.
type tagsPage struct {
	Facets []facetGroup
	Since  time.Time
}

type facetGroup struct {
	Name   string
	Tags   []tagCount
	Silent []tagCount // without a story
}

type tagCount struct {
	TagInfo
	Stories int
}

// tagWindow is the time over which the subjects page counts.
const tagWindow = 90 * 24 * time.Hour

func (s *site) tagsIndex(ctx context.Context, _ *http.Request) (view, error) {
	since := digest.PeriodAt(digest.Day, s.o.Clock().Add(-tagWindow), s.o.Zone).Start
	counts, err := s.store.Tags(ctx, since)
	if err != nil {
		return view{}, err
	}
	page := tagsPage{Since: since}
	facetOf := func(t TagInfo) string { facet, _, _ := strings.Cut(t.Tag, "/"); return facet }
	tags := slices.Clone(s.o.Tags)
	slices.SortStableFunc(tags, func(a, b TagInfo) int { return slices.Index(facets, facetOf(a)) - slices.Index(facets, facetOf(b)) })
	for _, t := range tags {
		name := facetsWords(facetOf(t))
		if n := len(page.Facets); n == 0 || page.Facets[n-1].Name != name {
			page.Facets = append(page.Facets, facetGroup{Name: name})
		}
		g := &page.Facets[len(page.Facets)-1]
		if n := counts[t.Tag]; n > 0 {
			g.Tags = append(g.Tags, tagCount{t, n})
		} else {
			g.Silent = append(g.Silent, tagCount{TagInfo: t})
		}
	}
	return view{Template: "tags", Title: "Subjects", Path: "/tags", Section: "/tags", Feed: "/tags",
		Description: "Topics, laws, actors, technologies and forms by which stories are found, each with its definition.", Data: page}, nil
}

// eventsPage lists events, the newest first.
type eventsPage struct {
	Events []digest.Event
	Older  string
	First  bool
	Chart  *chart
}

func (s *site) events(ctx context.Context, r *http.Request) (view, error) {
	cursor := r.URL.Query().Get("cursor")
	rows, next, err := s.store.Events(ctx, news.EventQuery{Limit: pageSize, Cursor: cursor})
	if err != nil {
		return view{}, err
	}
	outlets, err := s.store.Outlets(ctx)
	if err != nil {
		return view{}, err
	}
	page := eventsPage{First: cursor == ""}
	for _, ev := range rows {
		page.Events = append(page.Events, digest.Whole(ev, digest.Context{Outlets: outlets}))
	}
	if page.First {
		if page.Chart, err = s.kindsChart(ctx, news.Query{Shown: true}); err != nil {
			return view{}, err
		}
	}
	if next != "" {
		page.Older = "/events?cursor=" + url.QueryEscape(next)
	}
	return view{Template: "events", Title: "Events", Path: "/events", Section: "/events", Feed: "/events",
		Description: "What happened, each with every article that we found about it.", Data: page}, nil
}

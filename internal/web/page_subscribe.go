package web

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"cipherdesk/internal/digest"
	"cipherdesk/internal/feed"
	"cipherdesk/internal/news"
)

// subscribePage helps to choose a feed and shows what it would have brought.
type subscribePage struct {
	Groups []feedGroup
	Events []news.EventRow // the newest, each a feed of its own
	Form   []choice
	Words  string
	Chosen *chosenFeed
	Wrong  string // why there is no feed for what was asked
	Tries  []string
}

type feedGroup struct {
	Name  string
	Feeds []link
}

// choice is a field of the form with what can be chosen; Value is what was.
type choice struct {
	Name, Label, Value string
	Options            []link // the path is the value
}

// chosenFeed is the feed looked at.
type chosenFeed struct {
	Path, Query string
	Title       string
	About       string
	Page        string // the same as a page
	Alert       string // the same as a line of mail alerts; empty: it is no search
	Last        []lastItem
}

// lastItem is an entry as a feed reader would have listed it.
type lastItem struct {
	feed.Entry
	Path string // on this desk
}

// previewed is how many entries of a feed are shown, and mostNewEvents how many
// events are offered.
const (
	previewed     = 10
	mostNewEvents = 8
)

func (s *site) subscribe(ctx context.Context, r *http.Request) (view, error) {
	groups, err := s.feedGroups(ctx)
	if err != nil {
		return view{}, err
	}
	given := r.URL.Query()
	page := subscribePage{Groups: groups, Form: choices(groups, given), Words: given.Get("words")}
	v := view{Template: "subscribe", Title: "Subscribe", Path: "/subscribe", Section: "/subscribe",
		Description: "Every list of this desk as Atom, RSS and JSON Feed."}
	if page.Events, _, err = s.store.Events(ctx, news.EventQuery{Limit: mostNewEvents}); err != nil {
		return view{}, err
	}
	to := given.Get("to")
	if to == "" {
		to = built(given)
	}
	if to != "" {
		v.NoIndex = true
		if err := s.choose(ctx, r, &page, to); err != nil {
			return view{}, err
		}
		if page.Chosen != nil {
			v.Feed = page.Chosen.Path + page.Chosen.Query
		}
	}
	v.Data = &page
	return v, nil
}

// The fields of the form, by the groups of feeds from which one can be chosen,
// and the field of a search that stands for each.
var choosable = []struct{ name, label, group, field string }{
	{"law", "Law", "Laws", "tag"}, {"topic", "Topic", "Topics", "tag"}, {"actor", "Actor in the story", "Actors", "tag"},
	{"kind", "Kind of actor that publishes", "Kinds of actor", "kind"}, {"outlet", "Outlet", "Outlets", "outlet"}}

func choices(groups []feedGroup, given url.Values) (form []choice) {
	for _, c := range choosable {
		at := slices.IndexFunc(groups, func(g feedGroup) bool { return g.Name == c.group })
		if at < 0 {
			continue
		}
		field := choice{Name: c.name, Label: c.label, Value: given.Get(c.name)}
		for _, f := range groups[at].Feeds {
			_, id, _ := strings.Cut(f.Path[1:], "/")
			field.Options = append(field.Options, link{id, f.Title})
		}
		form = append(form, field)
	}
	return form
}

// built is the path of the feed that the form asks for: the list's own where one
// thing is chosen, else a search.
func built(given url.Values) string {
	var terms []string
	own := ""
	for _, c := range choosable {
		if v := given.Get(c.name); v != "" {
			own = "/" + c.name + "/" + v
			if c.field == "tag" {
				v = c.name + "/" + v
			}
			terms = append(terms, c.field+":"+v)
		}
	}
	if lang := given.Get("lang"); lang != "" {
		terms = append(terms, "lang:"+lang)
	}
	words := given.Get("words")
	switch {
	case words != "":
		terms = append([]string{words}, terms...)
	case len(terms) == 0:
		return ""
	case len(terms) == 1 && own != "":
		return own
	}
	return "/search?q=" + url.QueryEscape(strings.Join(terms, " "))
}

// choose reads the feed at a path of this desk.
func (s *site) choose(ctx context.Context, r *http.Request, page *subscribePage, to string) error {
	f, inner := s.channelAt(r, to)
	var c channel
	err := news.ErrNotFound
	if f != nil {
		c, err = f(ctx, inner)
	}
	var wrong *news.SearchError
	var away *moved
	switch {
	case errors.As(err, &wrong):
		page.Wrong, page.Tries = wrong.Error(), wrong.Try
		return nil
	case errors.As(err, &away), errors.Is(err, news.ErrNotFound), errors.Is(err, news.ErrGone), errors.Is(err, news.ErrInvalid):
		page.Wrong = "there is no feed at “" + digest.Shorten(to, 80) + "”"
		return nil
	case err != nil:
		return err
	}
	chosen := &chosenFeed{Path: c.Path, Query: c.Query, Title: c.Title, About: c.About, Page: c.Path + c.Query}
	if c.Feed != "" {
		chosen.Path = c.Feed
	}
	if c.Path == "/search" {
		chosen.Alert = inner.URL.Query().Get("q")
	}
	for _, e := range c.Entries[:min(len(c.Entries), previewed)] {
		item := lastItem{Entry: e}
		for _, address := range append([]string{e.Link}, e.Related...) {
			if path, ours := strings.CutPrefix(address, s.o.BaseURL); ours && item.Path == "" {
				item.Path = path
			}
		}
		chosen.Last = append(chosen.Last, item)
	}
	page.Chosen = chosen
	return nil
}

// channelAt finds what fills the feed of a page, and the request to fill it
// with; nil where no such page has one.
func (s *site) channelAt(r *http.Request, to string) (channelFunc, *http.Request) {
	u, err := url.Parse(to)
	if err != nil || u.Host != "" {
		return nil, nil
	}
	inner := r.Clone(r.Context())
	inner.URL = &url.URL{Path: u.Path, RawQuery: u.RawQuery}
	first, rest, deep := strings.Cut(strings.TrimPrefix(u.Path, "/"), "/")
	if strings.Contains(rest, "/") {
		return nil, nil
	}
	for _, name := range []string{"id", "kind", "term"} {
		inner.SetPathValue(name, rest)
	}
	if deep {
		return s.channelOfOne(first), inner
	}
	return s.channelOfAll(first), inner
}

func (s *site) channelOfOne(list string) channelFunc {
	switch {
	case slices.Contains(facets, list):
		return s.articles(s.tagList(list))
	case list == "kind":
		return s.articles(s.kindList)
	case list == "outlet":
		return s.articles(s.outletList)
	case list == "source":
		return s.articles(s.sourceList)
	case list == "event":
		return s.eventChannel
	case list == "figure":
		return s.figureChannel
	}
	return nil
}

func (s *site) channelOfAll(list string) channelFunc {
	switch list {
	case "encryption":
		return s.articles(s.encryptionList)
	case "feed", "latest":
		return s.articles(s.latestList)
	case "search":
		return s.articles(s.searchList)
	case "events":
		return s.eventsChannel
	case "figures":
		return s.figuresChannel
	case "revisions":
		return s.changesChannel
	case "day", "week", "month":
		return s.editionsChannel(digest.Length(list))
	}
	return nil
}

// tagFeeds lists the feeds of the tags of some facets.
func (s *site) tagFeeds(of ...string) []feedGroup {
	var groups []feedGroup
	for _, t := range s.o.Tags {
		facet, _, _ := strings.Cut(t.Tag, "/")
		if !slices.Contains(of, facet) {
			continue
		}
		name := facetsWords(facet)
		if n := len(groups); n == 0 || groups[n-1].Name != name {
			groups = append(groups, feedGroup{Name: name})
		}
		g := &groups[len(groups)-1]
		g.Feeds = append(g.Feeds, link{tagPath(t.Tag), s.tagLabel(t.Tag)})
	}
	return groups
}

func kindFeeds() (feeds []link) {
	for _, k := range news.Kinds() {
		feeds = append(feeds, link{"/kind/" + kindSlug(k), titled(k.Label())})
	}
	return feeds
}

// titled begins with a capital letter.
func titled(words string) string { return strings.ToUpper(words[:1]) + words[1:] }

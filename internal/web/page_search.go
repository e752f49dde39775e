package web

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"regexp"

	"cipherdesk/internal/digest"
	"cipherdesk/internal/enrich"
	"cipherdesk/internal/news"
	"cipherdesk/internal/store"
)

// searchPage is what the search template sees.
type searchPage struct {
	storiesPage
	Q       string
	Trouble string // what is wrong with the query, in kind words
	Value   string // the query read as a number
	Figures []ledgerLine
}

// looksLikeAddress tells an address from words: a scheme, or a host with a
// path.
var looksLikeAddress = regexp.MustCompile(`(?i)^(https?://\S+|(www\.)?[a-z0-9-]+(\.[a-z0-9-]+)+/\S*)$`)

func (s *site) search(ctx context.Context, r *http.Request) (view, error) {
	l, err := s.searchList(r)
	if err != nil {
		return view{}, err
	}
	page := searchPage{Q: l.Ask.Text, storiesPage: storiesPage{listing: l, First: true}}
	if looksLikeAddress.MatchString(page.Q) {
		return view{}, &moved{"/why?url=" + url.QueryEscape(page.Q), http.StatusSeeOther}
	}
	v := l.view("search", nil)
	v.NoIndex = true
	if page.Q == "" {
		v.Feed, v.Data = "", page
		return v, nil
	}
	stories, err := s.readStories(ctx, r, l)
	switch {
	case errors.Is(err, news.ErrInvalid):
		page.Trouble, v.Status = plainWords(err), http.StatusBadRequest
	case err != nil:
		return view{}, err
	default:
		page.storiesPage = stories
	}
	if value, ok := readNumber(page.Q); ok {
		page.Value = page.Q
		rows, _, err := s.store.Figures(ctx, store.FigureQuery{Query: news.Query{Shown: true, Story: yes, Limit: 10}, Value: &value})
		if err != nil {
			return view{}, err
		}
		if page.Figures, err = s.ledgerLines(ctx, rows); err != nil {
			return view{}, err
		}
	}
	v.Data = page
	return v, nil
}

// whyPage says where an address stands with the desk.
type whyPage struct {
	digest.Standing
	URL          string // as it was given
	Trouble      string
	Passing, Yes float64 // scores from which a text mentions encryption, and is a story
}

// why answers from the database alone: it never fetches.
func (s *site) why(ctx context.Context, r *http.Request) (view, error) {
	page := whyPage{URL: r.URL.Query().Get("url")}
	v := view{Template: "why", Title: "Why, or why not?", Path: "/why", NoIndex: true,
		Description: "Where an address stands: fetched, read, tagged, in which event, and why."}
	if page.URL == "" {
		v.Data = page
		return v, nil
	}
	var err error
	page.Standing, err = digest.StandingOf(ctx, s.store, page.URL)
	switch {
	case errors.Is(err, news.ErrInvalid):
		page.Trouble, v.Status = "This is not an address of a web page.", http.StatusBadRequest
	case err != nil:
		return view{}, err
	}
	page.Passing, page.Yes = enrich.Thresholds()
	v.Data = page
	return v, nil
}

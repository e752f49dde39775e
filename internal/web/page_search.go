package web

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"regexp"
	"strings"

	"cipherdesk/internal/address"
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
	URL       string
	Canonical string
	Trouble   string
	Found     *news.Full
	Tomb      *news.Withdrawal
	Outlets   []news.OutletState // that publish at the address's host
	Host      string
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
	given := page.URL
	if !strings.Contains(given, "://") {
		given = "https://" + given
	}
	canonical, err := address.Canonical(given)
	if err != nil {
		page.Trouble, v.Status, v.Data = "This is not an address of a web page.", http.StatusBadRequest, page
		return v, nil
	}
	page.Canonical, page.Host = canonical, address.Host(canonical)
	if err := s.standing(ctx, &page); err != nil {
		return view{}, err
	}
	v.Data = page
	return v, nil
}

func (s *site) standing(ctx context.Context, page *whyPage) error {
	id, err := s.store.Resolve(ctx, page.Canonical)
	if err == nil {
		full, err := s.store.Article(ctx, id)
		if errors.Is(err, news.ErrGone) {
			page.Tomb = full.Withdrawn
			return nil
		}
		if err != nil {
			return err
		}
		page.Found = &full
		return nil
	}
	if !errors.Is(err, news.ErrNotFound) {
		return err
	}
	outlets, err := s.store.Outlets(ctx)
	if err != nil {
		return err
	}
	for _, o := range outlets {
		if publishesAt(o.Outlet, page.Host) {
			page.Outlets = append(page.Outlets, o)
		}
	}
	return nil
}

func publishesAt(o news.Outlet, host string) bool {
	for _, h := range append([]string{address.Host(o.Home)}, o.Hosts...) {
		h = strings.TrimPrefix(strings.ToLower(h), "www.")
		if h != "" && (host == h || strings.HasSuffix(host, "."+h)) {
			return true
		}
	}
	return false
}

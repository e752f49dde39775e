package web

import (
	"context"
	"errors"
	"net/http"

	"cipherdesk/internal/digest"
	"cipherdesk/internal/enrich"
	"cipherdesk/internal/news"
)

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

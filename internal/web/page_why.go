package web

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"

	"cipherdesk/internal/digest"
	"cipherdesk/internal/enrich"
	"cipherdesk/internal/news"
)

// whyPage says where an address stands with the desk.
type whyPage struct {
	digest.Standing
	URL          string // as it was given
	Wanted       string // event in which it was expected, as it was given
	Trouble      string
	Passing, Yes float64 // scores from which a text mentions encryption, and is a story
}

// placedAmong is how many articles of the same weeks are read to say why one is not
// in an event.
const placedAmong = 300

// nearOther is why the article is not in an event, and whether it was expected
// there.
type nearOther struct {
	news.Nearby
	Expected bool
}

// Near lists the events that come nearest, the expected one first.
func (p whyPage) Near() (out []nearOther) {
	for _, n := range p.Place.Near {
		expected := p.Expected != nil && n.Event == p.Expected.ID
		if expected {
			out = slices.Insert(out, 0, nearOther{Nearby: n, Expected: true})
		} else {
			out = append(out, nearOther{Nearby: n})
		}
	}
	return out
}

// InExpected reports whether the article is where it was expected.
func (p whyPage) InExpected() bool {
	return p.Expected != nil && p.Found != nil && p.Found.Event == p.Expected.ID
}

// why answers from the database alone: it never fetches.
func (s *site) why(ctx context.Context, r *http.Request) (view, error) {
	page := whyPage{URL: r.URL.Query().Get("url"), Wanted: r.URL.Query().Get("event")}
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
	if err == nil {
		wanted := page.Wanted[strings.LastIndexByte(page.Wanted, '/')+1:]
		err = page.PlaceIt(ctx, s.store, news.EventID(wanted), placedAmong)
		switch {
		case errors.Is(err, news.ErrNotFound):
			page.Trouble, v.Status = "There is no event "+page.Wanted+".", http.StatusNotFound
		case errors.Is(err, news.ErrGone):
			page.Trouble, v.Status = "Event "+page.Wanted+" was dissolved.", http.StatusGone
		case err != nil:
			return view{}, err
		}
	}
	page.Passing, page.Yes = enrich.Thresholds()
	v.Data = page
	return v, nil
}

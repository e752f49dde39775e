package digest

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"cipherdesk/internal/address"
	"cipherdesk/internal/news"
	"cipherdesk/internal/store"
)

// Standing is where an address stands with the desk. Nothing is fetched for it.
type Standing struct {
	Canonical string
	Host      string
	Found     *news.Full         // nil: not known
	Tomb      *news.Withdrawal   // of a withdrawn article
	Outlets   []news.OutletState // of an unknown address: who publishes at its host
	LastFetch *news.Fetch        // newest request for the article's page; nil: none was made
	SameAs    *news.Row          // whose text it carries; nil: nobody's that we know
	Event     *news.EventRow     // nil: none
	Expected  *news.EventRow     // in which it was expected; nil: in none
	Place     news.Placement     // among the events; see [Standing.PlaceIt]
}

// StandingOf looks an address up, with or without its scheme. ErrInvalid when it
// is no address of a web page.
func StandingOf(ctx context.Context, r *store.Reader, url string) (Standing, error) {
	if !strings.Contains(url, "://") {
		url = "https://" + url
	}
	canonical, err := address.Canonical(url)
	if err != nil {
		return Standing{}, fmt.Errorf("%q is not an address of a web page: %w", url, news.ErrInvalid)
	}
	s := Standing{Canonical: canonical, Host: address.Host(canonical)}
	id, err := r.Resolve(ctx, canonical)
	switch {
	case errors.Is(err, news.ErrNotFound):
		return s, s.publishers(ctx, r)
	case err != nil:
		return s, err
	}
	full, err := r.Article(ctx, id)
	if errors.Is(err, news.ErrGone) {
		s.Tomb = full.Withdrawn
		return s, nil
	}
	if err != nil {
		return s, err
	}
	s.Found = &full
	return s, s.around(ctx, r)
}

func (s *Standing) publishers(ctx context.Context, r *store.Reader) error {
	outlets, err := r.Outlets(ctx)
	for _, o := range outlets {
		if publishesAt(o.Outlet, s.Host) {
			s.Outlets = append(s.Outlets, o)
		}
	}
	return err
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

// around reads what stands beside the article.
func (s *Standing) around(ctx context.Context, r *store.Reader) error {
	f := s.Found
	for i := range f.Fetches {
		if f.Fetches[i].FeedID == 0 {
			s.LastFetch = &f.Fetches[i]
		}
	}
	if f.SameTextAs != "" {
		pieces, err := r.PiecesOf(ctx, []news.ArticleID{f.SameTextAs})
		if err != nil {
			return err
		}
		if p, ok := pieces[f.SameTextAs]; ok {
			s.SameAs = &p.Row
		}
	}
	if f.Event == "" {
		return nil
	}
	ev, err := r.Event(ctx, f.Event)
	if errors.Is(err, news.ErrNotFound) || errors.Is(err, news.ErrGone) {
		return nil
	}
	s.Event = &ev
	return err
}

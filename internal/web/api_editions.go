package web

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"cipherdesk/internal/digest"
	"cipherdesk/internal/news"
	"cipherdesk/internal/store"
)

// editionJSON is a sealed edition in the list of them.
type editionJSON struct {
	ID      news.Digest `json:"id"`
	Length  string      `json:"length"`
	Name    string      `json:"name"`
	Zone    string      `json:"zone"`
	Start   time.Time   `json:"start"`
	End     time.Time   `json:"end"`
	Sealed  time.Time   `json:"sealed"`
	Stories int         `json:"stories"`
	Outlets int         `json:"outlets"`
	URL     string      `json:"url"`
}

func (s *site) routeEditions() {
	s.pages.Handle("/api/v1/editions", s.api("editions", s.apiEditions, "limit", "cursor", "length"))
	s.pages.Handle("/api/v1/editions/{id}", s.api("edition", s.apiSealed))
	s.pages.Handle("/api/v1/editions/{length}/{period}", s.api("edition", s.apiEdition))
}

// apiEditions lists sealed editions, the one sealed last first.
func (s *site) apiEditions(ctx context.Context, q url.Values, _ *http.Request) (any, error) {
	ask := store.EditionQuery{Length: q.Get("length"), Cursor: q.Get("cursor")}
	var err error
	if ask.Limit, err = readLimit(q.Get("limit")); err != nil {
		return nil, err
	}
	list, next, err := s.store.NewestEditions(ctx, ask)
	if err != nil {
		return nil, err
	}
	items := make([]editionJSON, len(list))
	for i, e := range list {
		items[i] = editionJSON{e.ID, e.Length, e.Name, e.Zone, e.Start, e.End, e.Sealed, e.Stories, e.Outlets, s.url("/" + e.Length + "/" + e.Name)}
	}
	return s.list(items, next), nil
}

// apiSealed answers with a sealed edition, found by its id.
func (s *site) apiSealed(ctx context.Context, _ url.Values, r *http.Request) (any, error) {
	e, err := s.store.EditionByID(ctx, news.Digest(r.PathValue("id")))
	if err != nil {
		return nil, err
	}
	out, err := digest.SealedJSON(e)
	return json.RawMessage(out), err
}

// apiEdition answers with the edition of a period, sealed or as it stands.
func (s *site) apiEdition(ctx context.Context, _ url.Values, r *http.Request) (any, error) {
	p, err := digest.ParsePeriod(digest.Length(r.PathValue("length")), r.PathValue("period"), s.o.Zone)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", news.ErrNotFound, err)
	}
	if p.Start.After(s.o.Clock()) {
		return nil, fmt.Errorf("the %s %s lies ahead: %w", p.Length, p.Name(), news.ErrNotFound)
	}
	out, err := digest.JSON(ctx, s.store, p, s.editionOptions())
	return json.RawMessage(out), err
}

// editionOptions are what editions need of this desk.
func (s *site) editionOptions() digest.Options {
	return digest.Options{Now: s.o.Clock(), Shelf: &s.shelf,
		Maker: digest.Maker{Desk: s.o.Title, Program: s.o.Version, Rules: s.o.Rules, Sample: s.o.Sample}}
}

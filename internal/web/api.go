package web

import (
	"bytes"
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"cipherdesk/internal/news"
	"cipherdesk/internal/store"
)

//go:embed openapi.json
var openAPI []byte

// apiFunc answers an API request with what is to be printed as JSON.
type apiFunc func(ctx context.Context, q url.Values, r *http.Request) (any, error)

// listParams are the parameters that every list takes. Outlets have no tags and
// were not first seen, and requests have no words: there those parameters
// choose nothing.
var listParams = []string{"limit", "cursor", "tag", "outlet", "kind", "since", "until", "q"}

func (s *site) routeAPI() {
	list := func(path string, f apiFunc, more ...string) {
		s.pages.Handle("/api/v1/"+path, s.api(path, f, append(more, listParams...)...))
	}
	list("articles", s.apiArticles, "story", "lang")
	list("events", s.apiEvents)
	list("figures", s.apiFigures, "value")
	list("outlets", s.apiOutlets)
	list("fetches", s.apiFetches, "failed")
	s.pages.Handle("/api/v1/articles/{id}", s.api("article", s.apiArticle))
	s.pages.Handle("/api/v1/events/{id}", s.api("event", s.apiEvent))
	description := newAnswer(http.StatusOK, "application/json", bytes.ReplaceAll(openAPI, []byte("BASE_URL"), []byte(s.o.BaseURL)))
	s.pages.HandleFunc("/api/openapi.json", func(w http.ResponseWriter, r *http.Request) { description.write(w, r) })
}

// api makes a handler out of an API function. A parameter that the address
// does not take is refused: a filter that is silently ignored would return
// what nobody asked for.
func (s *site) api(name string, f apiFunc, params ...string) http.Handler {
	ready := s.ready("api "+name, func(ctx context.Context, r *http.Request) (*answer, error) {
		q := r.URL.Query()
		if q.Get("q") != "" {
			done, err := s.turn(ctx)
			if err != nil {
				return nil, err
			}
			defer done()
		}
		v, err := f(ctx, q, r)
		if err != nil {
			return nil, err
		}
		return jsonAnswer(v)
	}, params...)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Access-Control-Allow-Origin", "*")
		given, err := url.ParseQuery(r.URL.RawQuery)
		if err != nil {
			s.fail(w, r, fmt.Errorf("the address has a broken query: %w", news.ErrInvalid))
			return
		}
		if err := knownParams(given, params); err != nil {
			s.fail(w, r, err)
			return
		}
		ready.ServeHTTP(w, r)
	})
}

// severally are the parameters of which several values mean something.
var severally = []string{"tag", "story"}

// knownParams refuses what would not count: a parameter that there is not, a
// second value, and one without a character that can be read.
func knownParams(given url.Values, params []string) error {
	for _, name := range slices.Sorted(maps.Keys(given)) {
		switch values := given[name]; {
		case !slices.Contains(params, name):
			return fmt.Errorf("unknown parameter %q: %w", name, news.ErrInvalid)
		case len(values) > 1 && !slices.Contains(severally, name):
			return fmt.Errorf("%s is given %d times: once: %w", name, len(values), news.ErrInvalid)
		case slices.ContainsFunc(values, func(v string) bool { return v != "" && cleanText(v) == "" }):
			return fmt.Errorf("%s has no readable value: %w", name, news.ErrInvalid)
		}
	}
	return nil
}

func jsonAnswer(v any) (*answer, error) {
	body, err := encodeJSON(v)
	if err != nil {
		return nil, err
	}
	return newAnswer(http.StatusOK, "application/json", body), nil
}

// encodeJSON prints v readably; text is not escaped for HTML, which it is not.
func encodeJSON(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return nil, fmt.Errorf("json: %w", err)
	}
	return b.Bytes(), nil
}

// problem is an RFC 9457 problem document.
func problem(status int, detail string) *answer {
	body, err := encodeJSON(map[string]any{"type": "about:blank", "title": http.StatusText(status), "status": status, "detail": detail})
	if err != nil {
		body = []byte("{}\n")
	}
	a := newAnswer(status, "application/problem+json", body)
	a.control, a.fleeting = controlNone, true
	return a
}

// apiList is the envelope of every list.
type apiList struct {
	Items  any    `json:"items"`
	Next   string `json:"next"`
	Sample bool   `json:"sample,omitempty"`
}

func (s *site) list(items any, next string) apiList { return apiList{items, next, s.o.Sample} }

// apiQuery reads the parameters of a list.
func (s *site) apiQuery(ctx context.Context, q url.Values) (news.Query, error) {
	ask := news.Query{Cursor: q.Get("cursor"), Tags: q["tag"], Outlet: news.OutletID(q.Get("outlet")), Kind: news.Kind(q.Get("kind")),
		Lang: q.Get("lang"), Copies: true}
	var err error
	if ask.Limit, err = readLimit(q.Get("limit")); err != nil {
		return ask, err
	}
	if ask.Since, err = s.readTime("since", q.Get("since")); err != nil {
		return ask, err
	}
	if ask.Until, err = s.readTime("until", q.Get("until")); err != nil {
		return ask, err
	}
	if ask.Kind != "" && !slices.Contains(news.Kinds(), ask.Kind) {
		return ask, fmt.Errorf("unknown kind %q: %w", ask.Kind, news.ErrInvalid)
	}
	for _, tag := range ask.Tags {
		if _, known := s.tags[tag]; !known {
			return ask, fmt.Errorf("unknown tag %q: %w", tag, news.ErrInvalid)
		}
	}
	if typed := q.Get("q"); typed != "" {
		search, err := s.askFor(ctx, typed)
		if err != nil {
			return ask, err
		}
		s.narrow(&ask, search)
	}
	for _, v := range q["story"] {
		verdict := news.Verdict(v)
		if verdict != news.VerdictYes && verdict != news.VerdictPassing && verdict != news.VerdictNo {
			return ask, fmt.Errorf("story is yes, passing or no, not %q: %w", v, news.ErrInvalid)
		}
		ask.Story = append(ask.Story, verdict)
	}
	return ask, nil
}

const defaultLimit, mostLimit = 50, 500

func readLimit(s string) (int, error) {
	if s == "" {
		return defaultLimit, nil
	}
	n, err := strconv.Atoi(s)
	if err != nil || n < 1 || n > mostLimit {
		return 0, fmt.Errorf("limit is a number from 1 to %d: %w", mostLimit, news.ErrInvalid)
	}
	return n, nil
}

// readTime reads an RFC 3339 time, or a day in the desk's zone.
func (s *site) readTime(name, v string) (time.Time, error) {
	if v == "" {
		return time.Time{}, nil
	}
	if t, err := time.Parse(time.RFC3339, v); err == nil {
		return t, nil
	}
	if t, err := time.ParseInLocation(time.DateOnly, v, s.o.Zone); err == nil {
		return t, nil
	}
	return time.Time{}, fmt.Errorf("%s is a day like 2026-11-22 or a time like 2026-11-22T08:00:00Z: %w", name, news.ErrInvalid)
}

// knownOutlet refuses an outlet that this desk does not have.
func (s *site) knownOutlet(ctx context.Context, id news.OutletID) error {
	if id == "" {
		return nil
	}
	_, err := s.store.Outlet(ctx, id)
	if errors.Is(err, news.ErrNotFound) {
		return fmt.Errorf("unknown outlet %q: %w", id, news.ErrInvalid)
	}
	return err
}

func (s *site) apiArticles(ctx context.Context, q url.Values, _ *http.Request) (any, error) {
	ask, err := s.apiQuery(ctx, q)
	if err != nil {
		return nil, err
	}
	if err := s.knownOutlet(ctx, ask.Outlet); err != nil {
		return nil, err
	}
	rows, next, err := s.store.Articles(ctx, ask)
	if err != nil {
		return nil, err
	}
	items := make([]articleJSON, 0, len(rows))
	for _, row := range rows {
		items = append(items, articleOf(row))
	}
	return s.list(items, next), nil
}

func (s *site) apiArticle(ctx context.Context, _ url.Values, r *http.Request) (any, error) {
	f, err := s.readArticle(ctx, r.PathValue("id"))
	if err != nil {
		return nil, err
	}
	return s.fullOf(f), nil
}

func (s *site) apiEvents(ctx context.Context, q url.Values, _ *http.Request) (any, error) {
	ask, err := s.apiQuery(ctx, q)
	if err != nil {
		return nil, err
	}
	if err := s.knownOutlet(ctx, ask.Outlet); err != nil {
		return nil, err
	}
	rows, next, err := s.store.EventsWith(ctx, ask)
	if err != nil {
		return nil, err
	}
	items := make([]eventJSON, 0, len(rows))
	for _, row := range rows {
		e, err := s.eventOf(ctx, row)
		if err != nil {
			return nil, err
		}
		items = append(items, e)
	}
	return s.list(items, next), nil
}

func (s *site) apiEvent(ctx context.Context, _ url.Values, r *http.Request) (any, error) {
	row, err := s.readEvent(ctx, r.PathValue("id"), "/api/v1/events/%s")
	if err != nil {
		return nil, err
	}
	return s.eventOf(ctx, row)
}

func (s *site) apiFigures(ctx context.Context, q url.Values, _ *http.Request) (any, error) {
	ask, err := s.apiQuery(ctx, q)
	if err != nil {
		return nil, err
	}
	fq := store.FigureQuery{Query: ask}
	if v := q.Get("value"); v != "" {
		value, ok := news.ParseNumber(v)
		if !ok {
			return nil, fmt.Errorf("%q is not a number: %w", v, news.ErrInvalid)
		}
		fq.Value = &value
	}
	rows, next, err := s.store.Figures(ctx, fq)
	if err != nil {
		return nil, err
	}
	items, err := s.ledgerOf(ctx, rows)
	return s.list(items, next), err
}

func (s *site) apiOutlets(ctx context.Context, q url.Values, _ *http.Request) (any, error) {
	ask, err := s.apiQuery(ctx, q)
	if err != nil {
		return nil, err
	}
	states, err := s.store.Outlets(ctx)
	if err != nil {
		return nil, err
	}
	name := strings.ToLower(ask.Text)
	states = slices.DeleteFunc(states, func(o news.OutletState) bool {
		return ask.Kind != "" && o.Outlet.Kind != ask.Kind || ask.Outlet != "" && o.Outlet.ID != ask.Outlet ||
			!strings.Contains(strings.ToLower(o.Outlet.Name), name)
	})
	from, err := readOffset(ask.Cursor, len(states))
	if err != nil {
		return nil, err
	}
	to, next := min(from+ask.Limit, len(states)), ""
	if to < len(states) {
		next = strconv.Itoa(to)
	}
	items := make([]outletJSON, 0, to-from)
	for _, o := range states[from:to] {
		items = append(items, outletOf(o))
	}
	return s.list(items, next), nil
}

func readOffset(cursor string, n int) (int, error) {
	if cursor == "" {
		return 0, nil
	}
	from, err := strconv.Atoi(cursor)
	if err != nil || from < 0 || from > n {
		return 0, fmt.Errorf("this cursor is not one of ours: %w", news.ErrInvalid)
	}
	return from, nil
}

func (s *site) apiFetches(ctx context.Context, q url.Values, _ *http.Request) (any, error) {
	ask, err := s.apiQuery(ctx, q)
	if err != nil {
		return nil, err
	}
	if err := s.knownOutlet(ctx, ask.Outlet); err != nil {
		return nil, err
	}
	failed := q.Get("failed")
	if failed != "" && failed != "true" && failed != "false" {
		return nil, fmt.Errorf("failed is true or false: %w", news.ErrInvalid)
	}
	rows, next, err := s.store.Fetches(ctx, store.FetchQuery{Outlet: ask.Outlet, Kind: ask.Kind, Failed: failed == "true",
		Since: ask.Since, Until: ask.Until, Limit: ask.Limit, Cursor: ask.Cursor})
	if err != nil {
		return nil, err
	}
	items := make([]fetchJSON, 0, len(rows))
	for _, f := range rows {
		items = append(items, fetchOf(f))
	}
	return s.list(items, next), nil
}

package web

import (
	"context"
	"errors"
	"fmt"
	"html/template"
	"maps"
	"net/http"
	"net/url"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"golang.org/x/sync/singleflight"

	"cipherdesk/internal/digest"
	"cipherdesk/internal/news"
	"cipherdesk/internal/store"
)

// site is the handler behind New.
type site struct {
	o         Options
	store     *store.Reader
	templates map[string]*template.Template
	tags      map[string]TagInfo
	sources   sources
	static    map[string]*answer
	sheet     string // address of the style sheet with its version
	script    string // address of the script, in the same way
	pages     *http.ServeMux
	feeds     *http.ServeMux // paths as /FORMAT/path
	cache     *cache
	clock     clock
	flight    singleflight.Group
	meters    meters
	shelf     digest.Shelf
	parts     fragments
	passages  passages
	searches  chan struct{} // one entry a search that runs
}

// New makes the handler of every page, feed and API address over one store. It
// panics only on a template of its own that does not parse, which no input can
// cause.
func New(r *store.Reader, o Options) http.Handler {
	s := newSite(r, o)
	s.cache = newCache(s.o.CacheBytes)
	s.meters = newMeters(s.o.Metrics)
	s.static, s.sheet, s.script = loadStatic()
	s.templates = s.parseTemplates()
	s.pages, s.feeds = http.NewServeMux(), http.NewServeMux()
	s.routePages()
	s.routeProvenance()
	s.routeCites()
	s.routeFeeds()
	s.routeAPI()
	s.routeEditions()
	s.routeMachine()
	return s
}

// newSite is what every answer needs, without anything that serves one.
func newSite(r *store.Reader, o Options) *site {
	s := &site{o: o.filled(), store: r, tags: map[string]TagInfo{}, sources: newSources(o.Sources, o.Sample), searches: make(chan struct{}, mostSearches)}
	for _, t := range s.o.Tags {
		s.tags[t.Tag] = t
	}
	return s
}

// Nothing but our own sheet, font, pictures and script may load; the script may
// ask us alone; nobody may frame us or be told where the reader came from.
const policy = "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; script-src 'self'; connect-src 'self'; " +
	"form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// guards are the headers of every answer. Their values are shared by all: one
// that has room for no other is copied when something is added to it.
var guards = http.Header{
	"Content-Security-Policy":    {policy},
	"X-Content-Type-Options":     {"nosniff"},
	"Referrer-Policy":            {"no-referrer"},
	"Cross-Origin-Opener-Policy": {"same-origin"},
	"Permissions-Policy":         {"interest-cohort=()"},
}

// ServeHTTP implements http.Handler.
func (s *site) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	maps.Copy(h, guards)
	switch {
	case strings.HasPrefix(r.URL.Path, unsubscribePath) && s.o.Mute != nil:
		s.unsubscribe(w, r)
	case r.Method == http.MethodPost && s.o.Desk && s.o.Approve != nil:
		s.approve(w, r)
	case r.Method != http.MethodGet && r.Method != http.MethodHead:
		h.Set("Allow", "GET, HEAD")
		s.fail(w, r, errMethod)
	case len(r.URL.RawQuery) > longestQuery:
		s.fail(w, r, errTooLong)
	case s.static[r.URL.Path] != nil:
		s.static[r.URL.Path].write(w, r)
	case strings.HasSuffix(r.URL.Path, "/") && len(r.URL.Path) > 1:
		redirectTo(http.StatusMovedPermanently, withQuery("/"+strings.Trim(r.URL.Path, "/"), r)).write(w, r)
	default:
		s.route(w, r)
	}
}

const longestQuery = 4 << 10

func withQuery(path string, r *http.Request) string {
	to := (&url.URL{Path: path}).EscapedPath()
	if r.URL.RawQuery != "" {
		to += "?" + r.URL.RawQuery
	}
	return to
}

// formats are the endings by which every list page is also a feed.
var formats = []string{"atom", "rss", "json"}

// route sends a path with a feed's ending to the feeds and the rest to the
// pages.
func (s *site) route(w http.ResponseWriter, r *http.Request) {
	dot := strings.LastIndexByte(r.URL.Path, '.')
	machine := strings.HasPrefix(r.URL.Path, "/api/")
	if dot < 0 || machine || !slices.Contains(formats, r.URL.Path[dot+1:]) {
		s.pages.ServeHTTP(w, r)
		return
	}
	inner, address := *r, *r.URL
	inner.URL = &address
	address.Path, address.RawPath = "/"+r.URL.Path[dot+1:]+r.URL.Path[:dot], ""
	s.feeds.ServeHTTP(w, &inner)
}

// maker makes the answer to a request. Its errors are news.ErrNotFound,
// news.ErrGone, news.ErrInvalid, a *moved, or a fault of ours.
type maker func(ctx context.Context, r *http.Request) (*answer, error)

// moved is the error of an address that has a new one.
type moved struct {
	to     string
	status int
}

func (m *moved) Error() string { return "moved to " + m.to }

// Errors that belong to HTTP alone.
var (
	errMethod  = errors.New("only GET and HEAD are answered here")
	errTooLong = errors.New("the address is too long")
	errPanic   = errors.New("panic")
)

// longestMaking bounds the making of one answer, whoever waits for it.
const longestMaking = 15 * time.Second

// ready serves the answers of make from the cache. Only the named query
// parameters reach the maker, so that others cannot fill the cache.
func (s *site) ready(name string, make maker, params ...string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		query, err := cleanQuery(r.URL.RawQuery, params)
		if err != nil {
			s.fail(w, r, err)
			return
		}
		r.URL.RawQuery = query
		a, err := s.answerFor(r, name, make)
		if err != nil {
			s.fail(w, r, err)
			return
		}
		s.meters.requests.WithLabelValues(name, statusClass(a.status)).Inc()
		a.write(w, r)
	})
}

// restless names what shows schedules and requests. A poll that brings nothing
// new changes them, but not the generation: they are made anew every ten
// seconds.
var restless = map[string]bool{"outlets": true, "outlet": true, "api outlets": true, "api fetches": true}

func (s *site) answerFor(r *http.Request, name string, make maker) (*answer, error) {
	now, err := s.stamp(r.Context())
	if err != nil {
		return nil, fmt.Errorf("generation: %w", err)
	}
	if restless[name] {
		now.day += time.Now().Format(" 15:04:05")[:8]
	}
	key := r.URL.Path + "?" + r.URL.RawQuery
	if a := s.cache.get(key, now); a != nil {
		return a, nil
	}
	made, err, _ := s.flight.Do(fmt.Sprint(key, now), func() (any, error) {
		// Others may wait for this answer when its first reader has left.
		ctx, cancel := context.WithTimeout(context.WithoutCancel(r.Context()), longestMaking)
		defer cancel()
		a, err := s.make(ctx, r, name, make)
		if err == nil {
			s.cache.put(key, now, a)
		}
		return a, err
	})
	if err != nil {
		return nil, err
	}
	return made.(*answer), nil
}

// make runs a maker; a panic in it is a fault of ours, recorded, and no
// reader's.
func (s *site) make(ctx context.Context, r *http.Request, name string, make maker) (a *answer, err error) {
	began := time.Now()
	defer func() {
		if p := recover(); p != nil {
			s.o.Log.Error("page panicked", "path", r.URL.Path, "panic", p, "stack", string(debug.Stack()))
			err = errPanic
		}
		s.meters.making.WithLabelValues(name).Observe(time.Since(began).Seconds())
	}()
	return make(ctx, r.WithContext(ctx))
}

// cleanQuery keeps the named parameters, in a form that is one for one meaning.
func cleanQuery(raw string, params []string) (string, error) {
	if raw == "" || len(params) == 0 {
		return "", nil
	}
	given, err := url.ParseQuery(raw)
	if err != nil {
		return "", fmt.Errorf("the address has a broken query: %w", news.ErrInvalid)
	}
	kept := url.Values{}
	for _, p := range params {
		for _, v := range given[p] {
			if v = cleanText(v); v != "" {
				kept.Add(p, v)
			}
		}
	}
	return kept.Encode(), nil
}

// cleanText removes what no word or address holds.
func cleanText(v string) string {
	v = strings.ToValidUTF8(v, "")
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return ' '
		}
		return r
	}, v))
}

func (s *site) today() time.Time { return s.o.Clock().In(s.o.Zone) }

// asOf is the end of a time, or the present while it lies ahead.
func (s *site) asOf(end time.Time) time.Time {
	if now := s.today(); now.Before(end) {
		return now
	}
	return end
}

// url makes a path absolute.
func (s *site) url(path string) string { return s.o.BaseURL + path }

// tagLabel is a tag's plain words; an unknown tag is printed as it is.
func (s *site) tagLabel(tag string) string {
	if t, ok := s.tags[tag]; ok && t.Label != "" {
		return t.Label
	}
	_, term, _ := strings.Cut(tag, "/")
	return strings.ReplaceAll(term, "-", " ")
}

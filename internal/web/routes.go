package web

import (
	"context"
	"net/http"

	"github.com/prometheus/client_golang/prometheus/promhttp"

	"cipherdesk/internal/digest"
	"cipherdesk/internal/news"
)

// facets are the first parts of tags, each with a page a tag.
var facets = []string{"topic", "law", "actor", "tech", "form"}

func (s *site) routePages() {
	m := s.pages
	m.Handle("/{$}", s.page("front", s.front))
	for _, length := range []digest.Length{digest.Day, digest.Week, digest.Month} {
		m.Handle("/"+string(length), s.present(length))
		m.Handle("/"+string(length)+"/{period}", s.page(string(length), s.edition(length)))
	}
	m.Handle("/latest", s.page("latest", s.stories(s.latestList), "cursor"))
	m.Handle("/encryption", s.page("encryption", s.stories(s.encryptionList), "cursor"))
	m.Handle("/kind/{kind}", s.page("kind", s.stories(s.kindList), "cursor"))
	m.Handle("/feed", http.RedirectHandler("/latest", http.StatusMovedPermanently))
	m.Handle("/revisions", s.page("changes", s.changes))
	m.Handle(carriedPath, s.page("carried", s.carriedPage))
	m.Handle("/undated", s.page("undated", s.undated))
	m.Handle("/events", s.page("events", s.events, "cursor"))
	m.Handle("/event/{id}", s.page("event", s.event))
	m.Handle("/document/{id}", s.page("document", s.document))
	m.Handle("/article/{id}", s.page("article", s.article))
	m.Handle("/article/{id}/revisions", s.page("revisions", s.revisions, "on"))
	for _, facet := range facets {
		if facet != "law" {
			m.Handle("/"+facet+"/{term}", s.page("tag", s.tag(facet), "cursor"))
		}
	}
	m.Handle("/law/{term}", s.lawOrCalendar())
	m.Handle("/source/{id}", s.page("source", s.source, "cursor"))
	m.Handle("/tags", s.page("tags", s.tagsIndex))
	m.Handle("/outlets", s.page("outlets", s.outlets))
	m.Handle("/outlet/{id}", s.page("outlet", s.outlet, "cursor"))
	m.Handle("/figures", s.page("figures", s.figures, "value", "cursor"))
	m.Handle("/figure/{id}", s.page("figure", s.figure))
	m.Handle("/search", s.page("search", s.search, "q", "order", "cursor"))
	m.Handle("/why", s.page("why", s.why, "url", "event"))
	m.Handle("/subscribe", s.page("subscribe", s.subscribe, "to", "words", "law", "topic", "actor", "kind", "outlet", "lang"))
	m.Handle("/about", s.page("about", s.about))
	m.HandleFunc("/", s.unknown)
	s.feeds.HandleFunc("/", s.unknown)
}

func (s *site) unknown(w http.ResponseWriter, r *http.Request) { s.fail(w, r, news.ErrNotFound) }

// routeMachine adds what machines ask of the desk itself.
func (s *site) routeMachine() {
	// As in newMeters: a second handler's numbers go uncollected.
	_ = s.o.Metrics.Register(undelivered{func() (int, int, error) { return s.store.Undelivered(context.Background()) }})
	s.pages.Handle("/metrics", promhttp.HandlerFor(s.o.Metrics, promhttp.HandlerOpts{}))
	s.pages.HandleFunc("/healthz", s.health(func(context.Context) error { return nil }))
	s.pages.HandleFunc("/readyz", s.health(func(ctx context.Context) error {
		_, err := s.store.Generation(ctx)
		return err
	}))
	robots := newAnswer(http.StatusOK, "text/plain; charset=utf-8",
		[]byte("User-agent: *\nDisallow: /search\nDisallow: /why\nDisallow: /api/\nDisallow: /unsubscribe/\nSitemap: "+s.url("/sitemap.xml")+"\n"))
	s.pages.Handle("/sitemap.xml", s.ready("sitemap", s.sitemap))
	s.pages.HandleFunc("/robots.txt", func(w http.ResponseWriter, r *http.Request) { robots.write(w, r) })
}

func (s *site) health(check func(context.Context) error) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		status, words := http.StatusOK, "ok\n"
		if err := check(r.Context()); err != nil {
			s.o.Log.Warn("not ready", "err", err)
			status, words = http.StatusServiceUnavailable, "the database does not answer\n"
		}
		a := newAnswer(status, "text/plain; charset=utf-8", []byte(words))
		a.control, a.fleeting = controlNone, true
		a.write(w, r)
	}
}

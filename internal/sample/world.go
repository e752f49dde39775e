package sample

import (
	"bytes"
	_ "embed"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"sync/atomic"
	"text/template"
	"time"
)

//go:embed feeds.yaml
var feedsFile string

// World is all sample outlets at one moment of their time. It is safe for
// concurrent use; SetNow takes effect for the next request.
type World struct {
	scenes   []Scene
	articles map[string]*article
	sites    []*site
	byHost   map[string]*site
	forms    *template.Template
	now      atomic.Int64 // unix seconds
}

// First and last day of the sample's six weeks, midnight UTC.
func firstDay() time.Time { return date(2026, 1, 30, 0) }
func lastDay() time.Time  { return date(2026, 3, 12, 0) }

// Named addresses outlets as http://ID.localhost:PORT. Browsers take such
// names to this machine without asking anybody (RFC 6761 §6.3), so that links
// can be followed while the world is served; a program's resolver may not.
func Named(port int) func(outlet string) string {
	return func(outlet string) string { return fmt.Sprintf("http://%s.localhost:%d", outlet, port) }
}

// Numbered addresses outlets as http://127.77.0.N:PORT, each on a loopback
// address of its own, for systems where all of 127.0.0.0/8 is this machine.
func Numbered(port int) func(outlet string) string {
	list := siteList()
	return func(outlet string) string {
		n := slices.IndexFunc(list, func(s *site) bool { return s.id == outlet })
		return fmt.Sprintf("http://127.77.0.%d:%d", n+1, port)
	}
}

// New builds the world with each outlet at its address: scheme and host,
// without a slash at the end, different for each. Its clock stands at the
// beginning of the first day.
func New(address func(outlet string) string) (*World, error) {
	w := &World{sites: siteList(), articles: map[string]*article{}, byHost: map[string]*site{}}
	byID := map[string]*site{}
	for _, s := range w.sites {
		s.address = address(s.id)
		u, err := url.Parse(s.address)
		if err != nil || u.Host == "" || w.byHost[u.Host] != nil {
			return nil, fmt.Errorf("sample outlet %s needs an address of its own, not %q", s.id, s.address)
		}
		if s.lang == "" {
			s.lang = "en"
		}
		byID[s.id], w.byHost[u.Host] = s, s
	}
	scenes, articles, err := loadScenes(byID)
	if err != nil {
		return nil, err
	}
	w.scenes = scenes
	for _, a := range articles {
		w.articles[a.id] = a
		a.site.articles = append(a.site.articles, a)
	}
	for _, s := range w.sites {
		slices.SortStableFunc(s.articles, func(a, b *article) int { return a.published.Compare(b.published) })
	}
	w.forms, err = parseForms()
	w.SetNow(firstDay())
	return w, err
}

// SetNow moves the world's clock.
func (w *World) SetNow(t time.Time) { w.now.Store(t.Unix()) }

// Now is the world's clock, in UTC.
func (w *World) Now() time.Time { return time.Unix(w.now.Load(), 0).UTC() }

// Days are the midnights (UTC) of the days of the sample, 42 of them.
func (w *World) Days() []time.Time {
	var days []time.Time
	for d := firstDay(); !d.After(lastDay()); d = d.AddDate(0, 0, 1) {
		days = append(days, d)
	}
	return days
}

// Steps are the moments at which somebody who looks sees everything that
// happens, in order: after the last change of each half-day, after every hour
// of a busy day (so that who was first shows), and on the evening of the last
// day, a busy Thursday, at which the clock then stands.
func (w *World) Steps() []time.Time {
	const busy = 4 // changes a day
	perDay, last := map[time.Time]int{}, map[time.Time]time.Time{}
	changes := w.changes()
	for _, t := range changes {
		perDay[t.Truncate(24*time.Hour)]++
	}
	for _, t := range changes {
		span := 12 * time.Hour
		if perDay[t.Truncate(24*time.Hour)] >= busy {
			span = time.Hour
		}
		if half := t.Truncate(span); t.After(last[half]) {
			last[half] = t
		}
	}
	steps := []time.Time{firstDay().Add(6 * time.Hour), lastDay().Add(20 * time.Hour)}
	for _, t := range last {
		steps = append(steps, t.Truncate(time.Hour).Add(50*time.Minute))
	}
	slices.SortFunc(steps, time.Time.Compare)
	return slices.Compact(steps)
}

// changes are the moments of the six weeks at which a page or a feed changes.
func (w *World) changes() []time.Time {
	var all []time.Time
	keep := func(t time.Time) {
		if !t.Before(firstDay()) {
			all = append(all, t)
		}
	}
	for _, a := range w.articles {
		for _, v := range a.versions {
			keep(v.at)
		}
		keep(a.gone)
	}
	for _, s := range w.sites {
		keep(s.dead)
		keep(s.consent)
	}
	return all
}

// Scenes are what happens, in order.
func (w *World) Scenes() []Scene { return slices.Clone(w.scenes) }

// URL is the address of an article, "outlet/slug"; empty for an unknown one.
func (w *World) URL(id string) string {
	a := w.articles[id]
	if a == nil {
		return ""
	}
	return a.site.urlOf(a)
}

// Config is the desk's feeds.yaml for this world, for a desk that is served at
// baseURL.
func (w *World) Config(baseURL string) ([]byte, error) {
	hosts := map[string]string{}
	addresses := map[string]string{}
	for _, s := range w.sites {
		addresses[s.id] = s.address
		if u, err := url.Parse(s.address); err == nil {
			hosts[s.id] = u.Hostname()
		}
	}
	t, err := template.New("feeds.yaml").Option("missingkey=error").Parse(feedsFile)
	if err != nil {
		return nil, fmt.Errorf("sample feeds.yaml: %w", err)
	}
	var b bytes.Buffer
	err = t.Execute(&b, map[string]any{"base": strings.TrimRight(baseURL, "/"), "at": addresses, "host": hosts})
	if err != nil {
		return nil, fmt.Errorf("sample feeds.yaml: %w", err)
	}
	return b.Bytes(), nil
}

package sample

import (
	"fmt"
	"hash/fnv"
	"strings"
	"time"
)

// site is how an outlet looks from outside: its feed, its addresses, its page.
type site struct {
	id      string
	name    string
	lang    string
	feed    string // path; empty without one
	format  string // rss, rdf, atom or json
	carries string // what the feed has of a text: nothing, summary or full
	form    string // template of its pages
	path    string // of an article: {slug} {lang} {number} {year} {month} {day}
	query   string // added to links in the feed: tracking
	latin1  bool   // feed and pages are sent as ISO-8859-1
	consent time.Time
	dead    time.Time // from then on connections break off

	address  string // scheme and host, set by New
	articles []*article
}

// siteList are the outlets in the order in which the desk's file has them.
// Between them they show every form of feed and the usual forms of page.
func siteList() []*site {
	return []*site{
		{id: "tarnholm-trust", name: "Tarnholm Children's Trust", feed: "/feed/", format: "rss", carries: "full", form: "ngo", path: "/news/{year}/{slug}"},
		{id: "brackwater-helpline", name: "Brackwater Helpline", feed: "/rss.xml", format: "rss", carries: "summary", form: "ngo", path: "/for-you/{slug}",
			dead: date(2026, 3, 3, 6)},
		{id: "keyholders-union", name: "Keyholders Union", feed: "/feed.atom", format: "atom", carries: "full", form: "blog", path: "/{lang}/{year}/{slug}/"},
		{id: "policy-ledger", name: "The Policy Ledger", feed: "/feed/", format: "rss", carries: "full", form: "press", path: "/{year}/{month}/{day}/{slug}/"},
		{id: "medialoom", name: "Medialoom", feed: "/feed.json", format: "json", carries: "summary", form: "blog", path: "/{year}/{month}/{slug}/"},
		{id: "hallowmere-beacon", name: "The Hallowmere Beacon", feed: "/rss", format: "rss", carries: "summary", form: "paywall", path: "/content/{number}"},
		{id: "brackwater-times", name: "Brackwater Times", feed: "/rss", format: "rss", carries: "summary", form: "press", path: "/news/{slug}-{number}",
			query: "?utm_source=rss&utm_medium=feed"},
		{id: "vellis-herald", name: "Vellis Herald", feed: "/rss", format: "rss", carries: "nothing", form: "press", path: "/local/{slug}-{number}",
			consent: date(2026, 3, 9, 6)},
		{id: "tekbode", name: "Tekbode", lang: "nl", feed: "/feeds/nieuws.xml", format: "rss", carries: "summary", form: "blog", path: "/nieuws/{number}/{slug}.html", latin1: true},
		{id: "gadgetrelay", name: "Gadgetrelay", feed: "/feed/", format: "rss", carries: "summary", form: "blog", path: "/{slug}/", query: "?utm_source=rss"},
		{id: "chatterbox", name: "Chatterbox Newsroom", feed: "/blog/atom.xml", format: "atom", carries: "full", form: "blog", path: "/blog/{slug}"},
		{id: "vellmark-police", name: "Vellmark Police", feed: "/releases.atom", format: "atom", carries: "summary", form: "gov", path: "/releases/{slug}"},
		{id: "ministry-interior", name: "Ministry of the Interior of Vellmark", form: "gov", path: "/news/{slug}"},
		{id: "plumbline-institute", name: "Plumbline Institute", feed: "/index.rdf", format: "rdf", carries: "summary", form: "blog", path: "/notes/{year}/{month}/{slug}.html"},
	}
}

func date(y int, m time.Month, d, hour int) time.Time {
	return time.Date(y, m, d, hour, 0, 0, 0, time.UTC)
}

// pathOf is an article's path on its site; it never changes.
func (s *site) pathOf(a *article) string {
	number := fnv.New32a()
	number.Write([]byte(a.id)) // never fails
	p := a.published
	return strings.NewReplacer("{slug}", a.slug, "{lang}", a.versions[0].lang,
		"{number}", fmt.Sprint(100000+number.Sum32()%900000),
		"{year}", p.Format("2006"), "{month}", p.Format("01"), "{day}", p.Format("02")).Replace(s.path)
}

func (s *site) urlOf(a *article) string { return s.address + s.pathOf(a) }

// shown are the newest articles at a time, newest first, ten at most.
func (s *site) shown(now time.Time) []*article {
	var all []*article
	for i := len(s.articles) - 1; i >= 0 && len(all) < 10; i-- {
		if s.articles[i].at(now) != nil {
			all = append(all, s.articles[i])
		}
	}
	return all
}

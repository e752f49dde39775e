// Package listing reads the addresses of outlets that publish no feed: a page
// with links, a sitemap, a JSON list. Each gives what a feed would have given:
// entries with an id, an address and whatever title and date the list itself
// states. Nothing is guessed; what a list does not say stays empty. It also
// reads what a page says of its site: feeds, news sections, its name.
package listing

import (
	"errors"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"

	"cipherdesk/internal/address"
	"cipherdesk/internal/news"
)

// Most is how many entries of one list are read; the rest is left out and Cut
// says so.
const Most = 500

// ErrNothing means that a list was read and held no entry: the page has changed,
// or the selector, pattern or path no longer fits. The error that wraps it says
// what was found instead.
var ErrNothing = errors.New("no entry found")

// Page is an answer that holds a list.
type Page struct {
	Body        []byte
	ContentType string
	URL         string // the address that answered
}

// Options are what is known of a list and its outlet. The zero value reads any
// list of one site.
type Options struct {
	Link  string         // index: CSS selector of links; empty asks for the heuristic
	Match *regexp.Regexp // index and sitemap: addresses to take; nil takes all
	JSON  news.JSONPaths
	Hosts []string // of the outlet, beside the list's own site

	// Languages are the outlet's, BCP 47. Links that say they lead to a page in
	// another one are left out. Empty: unknown, all are taken.
	Languages []string
	// Date reads the first date in a value or a printed line, and where in it the
	// date stands. Nil: ISO 8601 and nothing else.
	Date func(words string, origin news.Origin) (c news.Claim, start, end int)
}

// List is what one address of an outlet gave.
type List struct {
	Items   []news.Item
	Changed map[string]time.Time // sitemap: the last change that it states, by GUID
	Maps    []Map                // sitemaps that a sitemap index names, the likeliest to hold news first
	Cut     bool                 // more than Most entries
}

// Map is a sitemap that a sitemap index names.
type Map struct {
	URL     string
	LastMod string // as stated; empty when it is not
}

func (o *Options) date(words string, origin news.Origin) (news.Claim, int, int) {
	if o.Date != nil {
		return o.Date(words, origin)
	}
	c := news.ISOClaim(strings.TrimSpace(words), origin)
	return c, 0, len(words)
}

// ours reports whether an address is of the outlet: of the list's site, or of a
// host that the outlet claims.
func (o *Options) ours(base, url string) bool {
	host := address.Host(url)
	return address.Site(url) == address.Site(base) || slices.ContainsFunc(o.Hosts, func(h string) bool { return address.Host(h) == host })
}

// identity is what an entry is known by: its address without what does not name
// the page, so that a list that links one page in two ways holds it once, and a
// change from http to https is none.
func identity(url string) string {
	key, err := address.Key(url)
	if err != nil {
		return url
	}
	return key
}

// segments are the parts of an address's path.
func segments(raw string) []string {
	u, err := url.Parse(raw)
	if err != nil {
		return nil
	}
	return strings.FieldsFunc(u.EscapedPath(), func(r rune) bool { return r == '/' })
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

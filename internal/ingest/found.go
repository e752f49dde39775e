package ingest

import (
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"

	"cipherdesk/internal/address"
	"cipherdesk/internal/listing"
	"cipherdesk/internal/news"
)

// Discovery is how a site can be read, as far as a few polite requests tell.
type Discovery struct {
	URL      string
	Home     string
	Asked    time.Time
	Requests int
	Site     listing.Site
	Feeds    []Found // the best first; comments and single topics last
	Index    *FoundIndex
	Sitemap  *FoundMap
	Stopped  string // why less was asked than would have been useful; empty otherwise
}

// Found is a feed that was asked for once.
type Found struct {
	Verdict
	Title    string
	Link     string // of its site, as it states
	Language string
	Format   string
	Why      string  // how it was found
	Minor    string  // why it stands behind others: comments, one topic
	Same     []Found // feeds with the same entries
}

// Address is where the feed is asked for from now on: its own address, or where
// it has moved for good.
func (f Found) Address() string {
	if f.Moved {
		return f.Final
	}
	return f.URL
}

// FoundIndex is a page with a list of headlines, with the selector that names
// them.
type FoundIndex struct {
	URL    string
	Link   string
	Items  []news.Item
	Newest news.Claim
}

// FoundMap is a sitemap, with the pattern that names the articles in it.
type FoundMap struct {
	URL       string
	Match     string // empty: no pattern tells articles from other pages
	Addresses int    // that were read
	Matching  int
	Newest    time.Time // last change that it states; zero without one
}

// minor says why a feed is not the site's news: comments, or one topic of many.
// What the operator pointed at is never minor.
func (d *discoverer) minor(address string, titles ...string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	path, asked := pathOf(address), pathOf(d.found.URL)
	switch {
	case slices.Contains(strings.Split(path, "/"), "comments") || strings.Contains(strings.ToLower(u.RawQuery), "comments") || slices.ContainsFunc(titles, commentTitle):
		return "comments on articles"
	case asked != "" && strings.HasPrefix(path, asked):
		return ""
	}
	for _, part := range strings.Split(path, "/") {
		if slices.Contains([]string{"tag", "tags", "category", "categories", "topic", "topics", "author", "authors", "people", "podcast", "podcasts", "events", "jobs", "forum"}, part) {
			return "one topic, author or kind of entry"
		}
	}
	return ""
}

func commentTitle(title string) bool {
	t := strings.ToLower(title)
	return strings.HasPrefix(t, "comments") || strings.Contains(t, "» comments") || strings.Contains(t, "comments feed") || strings.HasPrefix(t, "kommentar")
}

func pathOf(raw string) string {
	u, err := url.Parse(raw)
	if err != nil {
		return ""
	}
	return strings.ToLower(strings.Trim(u.Path, "/"))
}

// order puts the best feed first and folds feeds of the same entries into it.
func (d *discoverer) order() {
	feeds := d.found.Feeds
	slices.SortStableFunc(feeds, func(a, b Found) int { return a.rank() - b.rank() })
	var out []Found
	for _, f := range feeds {
		at := slices.IndexFunc(out, func(o Found) bool { return o.Good() && f.Good() && sameEntries(o, f) })
		if at < 0 {
			out = append(out, f)
			continue
		}
		out[at].Same = append(out[at].Same, f)
	}
	d.found.Feeds = out
}

func (f Found) rank() int {
	n := 0
	if !f.Good() {
		n += 8
	}
	if f.Minor != "" {
		n += 4
	}
	if f.Judgement == Stale {
		n += 2
	}
	return n
}

// sameEntries reports two feeds that announce the same articles, in whatever
// format.
func sameEntries(a, b Found) bool {
	have := map[string]bool{}
	for _, it := range a.items {
		if key, err := address.Key(it.Link); err == nil {
			have[key] = true
		}
	}
	both := 0
	for _, it := range b.items {
		if key, err := address.Key(it.Link); err == nil && have[key] {
			both++
		}
	}
	return both > 0 && 5*both >= 3*min(len(a.items), len(b.items))
}

// pattern names the folder in which most known articles lie, when part of the
// map does too; nil when nothing tells articles from other pages.
func (d *discoverer) pattern(items []news.Item) *regexp.Regexp {
	known := d.articles()
	count := map[string]int{}
	best := ""
	for _, it := range known {
		folder := folderOf(it.Link)
		if count[folder]++; folder != "" && count[folder] > count[best] {
			best = folder
		}
	}
	if best == "" || 2*count[best] < len(known) {
		return nil
	}
	match := regexp.MustCompile(regexp.QuoteMeta(best) + ".")
	if !slices.ContainsFunc(items, func(it news.Item) bool { return match.MatchString(it.Link) }) {
		return nil
	}
	return match
}

// articles are those that the list of headlines and the best feed name.
func (d *discoverer) articles() []news.Item {
	var known []news.Item
	if d.found.Index != nil {
		known = d.found.Index.Items
	}
	if len(d.found.Feeds) > 0 && d.hasFeed() {
		known = append(known[:len(known):len(known)], d.found.Feeds[0].items...)
	}
	return known
}

// folderOf is the folder of an address down to the first part that numbers it:
// "/news/" of /news/2026/03/a-letter. Empty at the root.
func folderOf(raw string) string {
	u, err := url.Parse(raw)
	if err != nil {
		return ""
	}
	parts := strings.Split(strings.Trim(u.Path, "/"), "/")
	folder := "/"
	for _, p := range parts[:len(parts)-1] {
		if strings.Trim(p, "0123456789") == "" {
			break
		}
		folder += p + "/"
	}
	if folder == "/" {
		return ""
	}
	return folder
}

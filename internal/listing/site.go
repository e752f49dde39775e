package listing

import (
	"net/url"
	"regexp"
	"slices"
	"strings"

	"cipherdesk/internal/address"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// Site is what a page says of the site that it belongs to. Empty fields are not
// stated.
type Site struct {
	Name     string // as the site calls itself
	Title    string // of the page
	Language string // BCP 47, as stated
	System   string // the publishing system, as stated or as its own addresses give away
	Feeds    []Hint // declared ones first, then linked ones
	Sections []Hint // pages of the site that may list its news, the likeliest first
	Words    int    // that a reader sees
}

// Hint is an address that a page names, with its words.
type Hint struct {
	URL   string
	Title string
	Why   string // "declared" or "linked"
}

// mostHints bounds feeds and sections of one page.
const mostHints = 40

// ReadSite reads a page for what it says of its site.
func ReadSite(p Page) (Site, error) {
	x, err := open(p, Options{})
	if err != nil {
		return Site{}, err
	}
	s := Site{System: systemOf(string(p.Body[:min(len(p.Body), 256<<10)]))}
	var generator string
	linked := []Hint{}
	for n := range x.root.Descendants() {
		switch n.DataAtom {
		case atom.Html:
			s.Language = strings.TrimSpace(attr(n, "lang"))
		case atom.Title:
			if s.Title == "" && n.Parent != nil && n.Parent.DataAtom == atom.Head {
				s.Title = allWords(n)
			}
		case atom.Meta:
			x.meta(n, &s, &generator)
		case atom.Link:
			if h, ok := x.declared(n); ok {
				s.Feeds = addHint(s.Feeds, h)
			}
		case atom.A:
			if h, ok := x.linkedFeed(n); ok {
				linked = addHint(linked, h)
			}
		case atom.Body:
			s.Words = wordCount(words(n))
		}
	}
	for _, h := range linked {
		s.Feeds = addHint(s.Feeds, h)
	}
	s.Sections = x.sections()
	if g := systemOf(generator); g != "" {
		s.System = g
	}
	return s, nil
}

func (x *index) meta(n *html.Node, s *Site, generator *string) {
	content := oneLine(attr(n, "content"))
	switch strings.ToLower(attr(n, "property") + attr(n, "name")) {
	case "og:site_name":
		s.Name = content
	case "application-name":
		if s.Name == "" {
			s.Name = content
		}
	case "generator":
		*generator += " " + content
	}
}

func addHint(list []Hint, h Hint) []Hint {
	if len(list) >= mostHints || slices.ContainsFunc(list, func(o Hint) bool { return o.URL == h.URL }) {
		return list
	}
	return append(list, h)
}

// declared reads <link rel=alternate type=application/rss+xml> and its kin: the
// types of RSS, Atom, RDF and JSON Feed, and XML that calls itself a feed.
func (x *index) declared(n *html.Node) (Hint, bool) {
	rel, kind := strings.Fields(strings.ToLower(attr(n, "rel"))), strings.ToLower(attr(n, "type"))
	kind, _, _ = strings.Cut(kind, ";")
	title := oneLine(attr(n, "title"))
	isFeed := slices.Contains(rel, "feed")
	if slices.Contains(rel, "alternate") && !slices.Contains(rel, "stylesheet") {
		switch strings.TrimSpace(kind) {
		case "application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/feed+json", "application/rss", "application/atom", "text/rss+xml", "text/atom+xml", "application/x-rss+xml":
			isFeed = true
		case "text/xml", "application/xml", "application/json":
			isFeed = feedPath.MatchString(attr(n, "href")) || feedWords.MatchString(title)
		}
	}
	url, err := address.Resolve(x.base, attr(n, "href"))
	if !isFeed || err != nil || attr(n, "href") == "" || oEmbed.MatchString(url) {
		return Hint{}, false
	}
	return Hint{url, title, "declared"}, true
}

var (
	feedPath  = regexp.MustCompile(`(?i)(/(feed|feeds|rss|atom|rdf|rss2)(/|\.xml|\.aspx|\.ashx|\.json|\.php)?([?#]|$)|\.(rss|atom|rdf)([?#]|$)|/(feed|rss|atom|index|news-feed|blog-feed)[^/]*\.(xml|json)([?#]|$)|/(rss|feeds?)/[^/]+\.(xml|aspx|ashx|php)([?#]|$)|[?&](format=feed|feed=(rss|rss2|atom)|type=rss|alt=rss|format=rss)|//feeds\.)`)
	feedWords = regexp.MustCompile(`(?i)\b(rss|atom|feed|syndication)\b`)
	oEmbed    = regexp.MustCompile(`(?i)/oembed|/wp-json/`)
)

// linkedFeed knows a link in the page's body that leads to a feed.
func (x *index) linkedFeed(n *html.Node) (Hint, bool) {
	href := strings.TrimSpace(attr(n, "href"))
	url, err := address.Resolve(x.base, href)
	if err != nil || href == "" || !feedPath.MatchString(url) || oEmbed.MatchString(url) {
		return Hint{}, false
	}
	if address.Site(url) != address.Site(x.url) && !feedWords.MatchString(allWords(n)+" "+attr(n, "title")+" "+url) {
		return Hint{}, false
	}
	return Hint{url, oneLine(allWords(n)), "linked"}, true
}

// sectionNames are how sites call the list of their news, the surest first.
var sectionNames = []string{"news", "newsroom", "press-releases", "media-releases", "news-releases", "news-and-updates", "latest-news", "news-media", "news-opinion", "press", "media",
	"blog", "articles", "updates", "stories", "posts", "insights", "statements", "announcements", "publications", "latest", "press-and-media", "media-centre", "actualites", "aktuelles", "nieuws", "noticias"}

// sections are links to pages that are named like a list of news.
func (x *index) sections() []Hint {
	type ranked struct {
		Hint
		rank int
	}
	var all []ranked
	seen := map[string]bool{identity(x.url): true}
	for n := range x.root.Descendants() {
		if n.DataAtom != atom.A {
			continue
		}
		to, err := address.Resolve(x.base, attr(n, "href"))
		if err != nil || attr(n, "href") == "" || address.Site(to) != address.Site(x.url) || seen[identity(to)] || feedPath.MatchString(to) {
			continue
		}
		if rank := sectionRank(to, words(n)); rank >= 0 {
			seen[identity(to)] = true
			all = append(all, ranked{Hint{to, words(n), "linked"}, rank})
		}
	}
	slices.SortStableFunc(all, func(a, b ranked) int { return a.rank - b.rank })
	var out []Hint
	for _, r := range all[:min(len(all), mostHints)] {
		out = append(out, r.Hint)
	}
	return out
}

// sectionRank is how likely an address lists news, 0 best; -1 for no.
func sectionRank(to, words string) int {
	u, err := url.Parse(to)
	if err != nil || u.RawQuery != "" {
		return -1
	}
	s := segments(to)
	if len(s) == 0 {
		first, _, _ := strings.Cut(u.Hostname(), ".")
		if slices.Contains([]string{"news", "blog", "newsroom", "press"}, first) {
			return 5
		}
		return -1
	}
	last := strings.TrimSuffix(strings.TrimSuffix(strings.ToLower(s[len(s)-1]), ".html"), ".aspx")
	last = strings.ReplaceAll(last, "_", "-")
	if i := slices.Index(sectionNames, last); i >= 0 && len(s) <= 4 {
		return i + 4*(len(s)-1)
	}
	if i := slices.Index(sectionNames, strings.ReplaceAll(strings.ToLower(words), " ", "-")); i >= 0 && len(s) <= 3 {
		return i + 40
	}
	return -1
}

// systems are signs of publishing systems, in what they say of themselves or in
// the addresses of their files.
var systems = []struct{ name, sign string }{
	{"WordPress", "wordpress"}, {"WordPress", "/wp-content/"}, {"Drupal", "drupal"}, {"Drupal", "/sites/default/files/"}, {"Ghost", "ghost "}, {"Ghost", "/ghost/api/"},
	{"Joomla", "joomla"}, {"NationBuilder", "nationbuilder"}, {"Squarespace", "squarespace"}, {"Wix", "wix.com"}, {"Wix", "wixstatic.com"}, {"Blogger", "blogger"},
	{"Hugo", "hugo "}, {"Jekyll", "jekyll"}, {"Substack", "substackcdn.com"}, {"Medium", "cdn-client.medium.com"}, {"Webflow", "webflow"}, {"HubSpot", "hubspot"},
	{"Plone", "plone"}, {"Shopify", "cdn.shopify.com"}, {"TYPO3", "typo3"}, {"Hexo", "hexo"}, {"Eleventy", "eleventy"},
}

func systemOf(said string) string {
	said = strings.ToLower(said)
	for _, s := range systems {
		if strings.Contains(said, s.sign) {
			return s.name
		}
	}
	return ""
}

// UsualFeeds are where a publishing system puts its feeds: of the whole site, or
// of one section of it. Without a known system they are the most usual places.
func UsualFeeds(system, home, section string) []string {
	var paths []string
	base := strings.TrimSuffix(home, "/")
	at := func(suffix string) string { return strings.TrimSuffix(section, "/") + suffix }
	switch system {
	case "WordPress", "Substack", "Medium":
		paths = []string{base + "/feed/"}
	case "Drupal":
		paths = []string{base + "/rss.xml"}
	case "Ghost":
		paths = []string{base + "/rss/"}
	case "Joomla":
		paths = []string{at("?format=feed&type=rss")}
	case "NationBuilder":
		paths = []string{at(".rss")}
	case "Squarespace":
		paths = []string{at("?format=rss")}
	case "Wix":
		paths = []string{base + "/blog-feed.xml"}
	case "Blogger":
		paths = []string{base + "/feeds/posts/default"}
	case "Hugo":
		paths = []string{base + "/index.xml"}
	case "Jekyll", "Eleventy":
		paths = []string{base + "/feed.xml"}
	case "Hexo":
		paths = []string{base + "/atom.xml"}
	case "Webflow", "HubSpot":
		paths = []string{at("/rss.xml")}
	case "Plone":
		paths = []string{at("/RSS")}
	case "Shopify":
		paths = []string{base + "/blogs/news.atom"}
	case "TYPO3":
		return nil
	default:
		paths = []string{base + "/feed/", base + "/rss.xml", base + "/feed.xml"}
	}
	return slices.DeleteFunc(paths, func(p string) bool { return section == "" && !strings.HasPrefix(p, base) })
}

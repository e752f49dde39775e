package listing

import (
	"net/url"
	"path"
	"regexp"
	"slices"
	"strings"

	"cipherdesk/internal/address"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// Why a link of a list announces no article.
const (
	noAddress     = "without an address"
	otherSite     = "to other sites"
	sameList      = "to pages of the list or above it"
	taxonomy      = "to tags, topics or authors"
	otherLanguage = "to another language"
	notText       = "to pictures or downloads"
	noMatch       = "that match: leaves out"
)

// judge decides whether an anchor may announce an article.
func (x *index) judge(a *html.Node) (l link, why string) {
	href := strings.TrimSpace(attr(a, "href"))
	if href == "" || strings.HasPrefix(href, "#") {
		return l, noAddress
	}
	to, err := address.Resolve(x.base, href)
	if err != nil {
		return l, noAddress
	}
	l = link{node: a, url: to, id: identity(to)}
	switch {
	case !x.o.ours(x.url, to):
		return l, otherSite
	case x.isList(a, l):
		return l, sameList
	case x.isTaxonomy(a, to):
		return l, taxonomy
	case x.otherLanguage(a, to):
		return l, otherLanguage
	case notAnArticle(to):
		return l, notText
	case x.o.Match != nil && !x.o.Match.MatchString(to):
		return l, noMatch
	}
	return l, ""
}

// isList knows links to the list itself, to its other pages, and to what stands
// above it in the site.
func (x *index) isList(a *html.Node, l link) bool {
	if l.id == identity(x.url) || slices.ContainsFunc(strings.Fields(attr(a, "rel")), func(r string) bool { return r == "next" || r == "prev" }) {
		return true
	}
	list, to := segments(x.url), segments(l.url)
	if isPeriod(to) {
		return true
	}
	if n := len(to); n >= 2 && isPageWord(to[n-2]) && digits(to[n-1]) {
		to = to[:n-2] // …/page/2/
	}
	if len(to) > len(list) || !slices.EqualFunc(to, list[:len(to)], strings.EqualFold) {
		return pagingWords.MatchString(words(a))
	}
	return turnsPages(l.url, len(to) == len(list))
}

// isPeriod knows the archive of a year, a month or a day: /2026/, /2026/march/.
func isPeriod(path []string) bool {
	n := len(path)
	for n > 0 && len(path)-n < 2 && (len(path[n-1]) <= 2 && digits(path[n-1]) || isMonth(path[n-1])) {
		n--
	}
	return n > 0 && len(path[n-1]) == 4 && digits(path[n-1]) && path[n-1] > "1980" && path[n-1] < "2100"
}

func isPageWord(s string) bool {
	return slices.Contains([]string{"page", "p", "seite", "pagina", "pag", "pagina-", "sida"}, strings.ToLower(s))
}

func digits(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }

// pagingWords are all that the link to another page of a list says.
var pagingWords = regexp.MustCompile(`(?i)^[\s«»‹›<>←→…]*(\d{1,4}|(page|seite|page n°)\s*\d+|next|next page|previous|previous page|prev|older|newer|older (posts|entries|news|stories)|newer (posts|entries)|last|first|last page|first page|load more|show more|view all|see all|all news|suivant|précédent|weiter|zurück|nächste|siguiente|anterior|volgende|vorige)[\s«»‹›<>←→…]*$`)

// turnsPages reports an address whose query turns the pages of a list, sorts or
// filters it, or says nothing at all. Elsewhere than at the list's own path "p"
// names an article.
func turnsPages(raw string, own bool) bool {
	u, err := url.Parse(raw)
	if err != nil {
		return false
	}
	for name := range u.Query() {
		name, _, _ = strings.Cut(strings.ToLower(name), "[")
		if name == "p" && own {
			continue
		}
		if !slices.Contains([]string{"page", "pg", "paged", "pagenum", "pagenumber", "offset", "start", "limit", "size", "sort", "order", "orderby", "sortby", "lang",
			"language", "hl", "filter", "filters", "category", "cat", "tag", "tags", "topic", "type", "year", "month", "view", "q", "query", "search", "keyword", "keywords"}, name) {
			return false
		}
	}
	return true
}

// isTaxonomy knows the pages of tags, categories and authors by what the link
// says of itself and by their place. A selector that names the place means it.
func (x *index) isTaxonomy(a *html.Node, to string) bool {
	for _, rel := range strings.Fields(strings.ToLower(attr(a, "rel"))) {
		if rel == "tag" || rel == "category" || rel == "author" {
			return true
		}
	}
	s := segments(to)
	if len(s) < 2 {
		return false
	}
	place := strings.ToLower(s[len(s)-2])
	if !slices.Contains([]string{"tag", "tags", "category", "categories", "topic", "topics", "theme", "themes", "author", "authors", "people", "profile", "profiles",
		"type", "section", "series", "keyword", "keywords", "issues", "schlagwort", "kategorie", "etiqueta", "categoria", "thema", "autor", "auteur"}, place) {
		return false
	}
	return !strings.Contains(strings.ToLower(x.o.Link), "/"+place+"/")
}

// endonyms are what language switches say.
var endonyms = []string{"english", "en", "français", "francais", "fr", "deutsch", "de", "español", "espanol", "es", "italiano", "it", "nederlands", "nl", "português", "portugues", "pt",
	"cymraeg", "cy", "gaeilge", "ga", "gàidhlig", "polski", "pl", "čeština", "svenska", "sv", "dansk", "norsk", "suomi", "ελληνικά", "українська", "русский", "türkçe", "हिन्दी", "हिंदी",
	"தமிழ்", "العربية", "עברית", "中文", "简体中文", "繁體中文", "日本語", "한국어"}

// otherLanguage knows language switches, and links that say they lead to a page
// in a language that the outlet is not read in.
func (x *index) otherLanguage(a *html.Node, to string) bool {
	if slices.Contains(endonyms, strings.ToLower(words(a))) {
		return true
	}
	if lang := attr(a, "hreflang"); lang != "" && !x.reads(lang) {
		return true
	}
	list, link := segments(x.url), segments(to)
	for i := range min(len(list), len(link), 2) {
		if isLanguage(list[i]) && isLanguage(link[i]) && !strings.EqualFold(list[i], link[i]) {
			return !x.reads(link[i])
		}
	}
	return false
}

// reads reports whether the outlet is read in a language. Without any said, all
// are.
func (x *index) reads(lang string) bool {
	primary := func(s string) string {
		s, _, _ = strings.Cut(strings.ToLower(strings.ReplaceAll(s, "_", "-")), "-")
		return s
	}
	return len(x.o.Languages) == 0 || slices.ContainsFunc(x.o.Languages, func(l string) bool { return primary(l) == primary(lang) })
}

var languageSegment = regexp.MustCompile(`(?i)^(en|fr|de|es|it|nl|pt|cy|ga|pl|cs|sk|sv|da|no|nb|fi|el|hu|ro|bg|hr|sl|et|lv|lt|mt|uk|ru|tr|ar|he|hi|ta|zh|ja|ko|th|id|ms|vi)([-_][a-z]{2})?$`)

func isLanguage(segment string) bool { return languageSegment.MatchString(segment) }

// notAnArticle reports an address that says by its ending that no text is there.
// A PDF has a headline, though nobody can show what is in it.
func notAnArticle(to string) bool {
	u, err := url.Parse(to)
	if err != nil {
		return true
	}
	switch strings.ToLower(path.Ext(u.Path)) {
	case ".jpg", ".jpeg", ".png", ".gif", ".webp", ".svg", ".avif", ".mp3", ".m4a", ".mp4", ".mov", ".webm", ".zip", ".ics", ".vcf", ".xml", ".rss", ".atom", ".css", ".js":
		return true
	}
	return false
}

// inFurniture reports whether a link stands in what every page of a site has
// around its content.
func inFurniture(n *html.Node) bool {
	for p := n.Parent; p != nil && p.DataAtom != atom.Body; p = p.Parent {
		switch p.DataAtom {
		case atom.Nav, atom.Dialog:
			return true
		case atom.Footer, atom.Header:
			if isPageFrame(p) {
				return true
			}
		}
		switch attr(p, "role") {
		case "navigation", "banner", "contentinfo", "search", "dialog", "alertdialog":
			return true
		}
		if furnitureName.MatchString(attr(p, "class") + " " + attr(p, "id")) {
			return true
		}
	}
	return false
}

// isPageFrame reports a header or footer of the page, not of something on it.
func isPageFrame(n *html.Node) bool {
	for p := n.Parent; p != nil; p = p.Parent {
		switch p.DataAtom {
		case atom.Article, atom.Main, atom.Li, atom.Section:
			return false
		}
	}
	return true
}

// furnitureName are class and id names, whole words of them, of what is no
// content.
var furnitureName = regexp.MustCompile(`(?i)(^|[\s_-])(cookie|cookies|consent|gdpr|onetrust|breadcrumb|breadcrumbs|navbar|mainnav|subnav|megamenu|mega-menu|site-header|site-footer|page-footer|skip-links?|language-switcher|lang-switch|social-links|share-links|pagination|pager)([\s_-]|$)`)

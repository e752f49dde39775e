package address

import (
	"net/url"
	"strings"
)

// wrapper is a service that sends readers on to the address in a parameter.
type wrapper struct {
	host   string // exact, or a suffix when it begins with a dot
	path   string // prefix
	params []string
}

var wrappers = []wrapper{
	{"google.", "/url", []string{"url", "q"}}, // also what Google Alerts feeds link to
	{"bing.com", "/news/apiclick.aspx", []string{"url"}},
	{"l.facebook.com", "/l.php", []string{"u"}},
	{"lm.facebook.com", "/l.php", []string{"u"}},
	{"l.instagram.com", "/", []string{"u"}},
	{"out.reddit.com", "/", []string{"url"}},
	{"youtube.com", "/redirect", []string{"q"}},
	{"linkedin.com", "/redir/redirect", []string{"url"}},
	{"getpocket.com", "/redirect", []string{"url"}},
	{"t.umblr.com", "/redirect", []string{"z"}},
	{"vk.com", "/away.php", []string{"to"}},
	{"slack-redir.net", "/link", []string{"url"}},
	{"l.messenger.com", "/l.php", []string{"u"}},
	{"duckduckgo.com", "/l/", []string{"uddg"}},
	{"disq.us", "/url", []string{"url"}},
	{"pinterest.com", "/offsite/", []string{"url"}},
	{"steamcommunity.com", "/linkfilter/", []string{"url", "u"}},
	{"go.skimresources.com", "/", []string{"url"}},
	{"redirect.viglink.com", "/", []string{"u"}},
	{"click.linksynergy.com", "/", []string{"murl"}},
	{"awin1.com", "/cread.php", []string{"ued", "p"}},
	{".safelinks.protection.outlook.com", "/", []string{"url"}},
}

// unwrap returns the address inside an AMP cache's or a link service's address,
// and false when there is none.
func unwrap(p parts) (parts, bool) {
	host := strings.TrimPrefix(p.host, "www.")
	raw := ""
	if cached, ok := ampCached(host, p.path); ok {
		raw = cached + p.query
	} else {
		raw = parameter(host, p)
	}
	if raw == "" {
		return parts{}, false
	}
	inner, err := parse("", raw)
	return inner, err == nil
}

// parameter returns the address that a link service was told to send readers to.
func parameter(host string, p parts) string {
	for _, w := range wrappers {
		if p.query == "" || !w.matches(host) || !strings.HasPrefix(p.path, w.path) {
			continue
		}
		values, _ := url.ParseQuery(p.query[1:]) // what could be read is enough
		for _, name := range w.params {
			if v := values.Get(name); strings.HasPrefix(v, "http://") || strings.HasPrefix(v, "https://") {
				return v
			}
		}
	}
	return ""
}

func (w wrapper) matches(host string) bool {
	switch {
	case strings.HasPrefix(w.host, "."):
		return strings.HasSuffix(host, w.host)
	case strings.HasSuffix(w.host, "."): // any country's
		rest, ok := strings.CutPrefix(host, w.host)
		return ok && len(rest) <= len("com.au")
	}
	return host == w.host
}

// ampCached reads the two forms of cached AMP pages: the viewer of a search
// engine ("google.com/amp/s/example.org/a") and the cache itself
// ("example-org.cdn.ampproject.org/c/s/example.org/a"); "s" stands for https.
func ampCached(host, path string) (string, bool) {
	rest, ok := "", false
	switch {
	case strings.HasPrefix(host, "google.") || host == "bing.com":
		rest, ok = strings.CutPrefix(path, "/amp/")
	case host == "cdn.ampproject.org" || strings.HasSuffix(host, ".cdn.ampproject.org") || strings.HasSuffix(host, ".bing-amp.com"):
		var kind string
		kind, rest, ok = strings.Cut(strings.TrimPrefix(path, "/"), "/")
		ok = ok && (kind == "c" || kind == "v" || kind == "wp")
	}
	if !ok {
		return "", false
	}
	scheme := "http://"
	if secure, is := strings.CutPrefix(rest, "s/"); is {
		scheme, rest = "https://", secure
	}
	if host, _, _ := strings.Cut(rest, "/"); !strings.Contains(host, ".") {
		return "", false
	}
	return scheme + rest, true
}

package markup

import (
	"strings"

	whatwg "github.com/nlnwa/whatwg-url/url"
)

// resolver makes addresses absolute, by the rules of browsers: the URL standard.
// The zero value has no base and keeps absolute addresses only.
type resolver struct {
	base   *whatwg.Url
	origin string // scheme and host of the base
}

func newResolver(base string) resolver {
	u, err := whatwg.Parse(base)
	if err != nil || !isWeb(u) {
		return resolver{}
	}
	return resolver{base: u, origin: u.Scheme() + "://" + u.Host()}
}

// isWeb accepts what readers may be sent to. An address with a user name or
// password only looks like another site's.
func isWeb(u *whatwg.Url) bool {
	return (u.Scheme() == "http" || u.Scheme() == "https") && u.Username() == "" && u.Password() == ""
}

// link returns an absolute http, https or mailto address, or "" for anything
// else.
func (r resolver) link(raw string) string {
	if scheme, rest, found := strings.Cut(withoutBreaks(raw), ":"); found && strings.EqualFold(scheme, "mailto") {
		return mailto(rest)
	}
	return r.resource(raw)
}

// resource is link for what a page loads: http and https only.
func (r resolver) resource(raw string) string {
	raw = withoutBreaks(raw)
	switch {
	case raw == "" || len(raw) > maxLink:
		return ""
	case isPlainLink(raw):
		return raw
	case raw[0] == '/' && !strings.HasPrefix(raw, "//") && isPlainLink(r.origin+raw):
		return r.origin + raw
	}
	u, err := r.parse(raw)
	if err != nil || !isWeb(u) {
		return ""
	}
	full := u.Href(false)
	if strings.Contains(u.Hostname(), "xn--") {
		_, err = whatwg.Parse(full) // some names are written that would not be read
	}
	if err != nil || len(full) > maxLink {
		return ""
	}
	return full
}

// maxLink bounds an address in bytes, before and after.
const maxLink = 8 << 10

func (r resolver) parse(raw string) (*whatwg.Url, error) {
	if r.base == nil {
		return whatwg.Parse(raw)
	}
	return r.base.Parse(raw)
}

// isPlainLink knows absolute addresses in which nothing needs a parser: a host of
// small letters, digits, dots and hyphens that ends in a name, and after it only
// what may stand in a path or query unescaped.
func isPlainLink(raw string) bool {
	rest, ok := strings.CutPrefix(raw, "https://")
	if !ok {
		if rest, ok = strings.CutPrefix(raw, "http://"); !ok {
			return false
		}
	}
	slash := strings.IndexByte(rest, '/')
	if slash <= 0 || rest[0] == '.' || strings.Contains(rest[:slash], "..") || strings.Contains(rest[:slash], "xn--") {
		return false
	}
	last := rest[strings.LastIndexByte(rest[:slash], '.')+1]
	if last < 'a' || last > 'z' { // a number is IPv4
		return false
	}
	for i := range len(rest) {
		c := rest[i]
		letter := 'a' <= c && c <= 'z' || '0' <= c && c <= '9' || c == '.' || c == '-' || i > slash && 'A' <= c && c <= 'Z'
		if !letter && (i < slash || strings.IndexByte("/_~?=&+,;:@!$*()", c) < 0) {
			return false
		}
	}
	return !strings.Contains(rest[slash:], "/.")
}

// mailto keeps a plain address and drops subject and body, which only speak to
// the page's own readers.
func mailto(rest string) string {
	address, _, _ := strings.Cut(rest, "?")
	if len(address) > 254 || strings.Count(address, "@") != 1 || strings.ContainsAny(address, " <>\"'`\\") {
		return ""
	}
	return "mailto:" + address
}

// withoutBreaks takes off what the standard takes off before it parses: space
// and controls around an address, tabs and line ends in it.
func withoutBreaks(raw string) string {
	raw = strings.TrimFunc(raw, func(r rune) bool { return r <= ' ' })
	if strings.ContainsAny(raw, "\t\r\n") {
		raw = strings.NewReplacer("\t", "", "\r", "", "\n", "").Replace(raw)
	}
	return raw
}

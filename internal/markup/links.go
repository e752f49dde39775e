package markup

import (
	"net/url"
	"strings"
)

// resolver makes addresses absolute. The zero value has no base and keeps
// absolute addresses only.
type resolver struct {
	base *url.URL
}

func newResolver(base string) resolver {
	u, err := url.Parse(strings.TrimSpace(base))
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return resolver{}
	}
	return resolver{u}
}

// link returns an absolute http, https or mailto address, or "" for anything
// else. It reads addresses as browsers do: tabs and line ends are ignored,
// backslashes are slashes, stray percent signs stand for themselves.
func (r resolver) link(raw string) string {
	raw = browserSpelling(raw)
	if scheme, rest, found := strings.Cut(raw, ":"); found && strings.EqualFold(scheme, "mailto") {
		return mailto(rest)
	}
	return r.resource(raw)
}

// resource is link for what a page loads: http and https only.
func (r resolver) resource(raw string) string {
	raw = browserSpelling(raw)
	if raw == "" || len(raw) > 8<<10 {
		return ""
	}
	if isPlainLink(raw) {
		return raw
	}
	u, err := url.Parse(raw)
	if err != nil {
		if u, err = url.Parse(strayPercent(raw)); err != nil {
			return ""
		}
	}
	if u.Scheme != "" && u.Host == "" && r.base != nil && u.Scheme == r.base.Scheme {
		u.Scheme = "" // "https:page.html" is relative, says the URL standard
		u.Path, u.Opaque = u.Path+u.Opaque, ""
	}
	if r.base != nil {
		u = r.base.ResolveReference(u)
	}
	if u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.User != nil {
		return ""
	}
	return u.String()
}

// isPlainLink knows absolute addresses in which nothing needs a parser: a host of
// letters, digits, dots and hyphens, and after it only what may stand in a path
// or query unescaped.
func isPlainLink(raw string) bool {
	rest, ok := strings.CutPrefix(raw, "https://")
	if !ok {
		if rest, ok = strings.CutPrefix(raw, "http://"); !ok {
			return false
		}
	}
	slash := strings.IndexByte(rest, '/')
	if slash <= 0 {
		return false
	}
	for i := range len(rest) {
		c := rest[i]
		letter := 'a' <= c|0x20 && c|0x20 <= 'z' || '0' <= c && c <= '9' || c == '.' || c == '-'
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

// browserSpelling does what the URL standard does before parsing.
func browserSpelling(raw string) string {
	raw = strings.TrimFunc(raw, func(r rune) bool { return r <= ' ' })
	if strings.ContainsAny(raw, "\t\r\n") {
		raw = strings.NewReplacer("\t", "", "\r", "", "\n", "").Replace(raw)
	}
	path, rest := raw, ""
	if i := strings.IndexAny(raw, "?#"); i >= 0 {
		path, rest = raw[:i], raw[i:]
	}
	if strings.Contains(path, "\\") {
		raw = strings.ReplaceAll(path, "\\", "/") + rest
	}
	return raw
}

// strayPercent escapes percent signs that begin no escape.
func strayPercent(raw string) string {
	var b strings.Builder
	for i := range len(raw) {
		b.WriteByte(raw[i])
		if raw[i] == '%' && (i+2 >= len(raw) || !isDigit(raw[i+1], 16) || !isDigit(raw[i+2], 16)) {
			b.WriteString("25")
		}
	}
	return b.String()
}

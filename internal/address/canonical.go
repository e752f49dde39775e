package address

import (
	"fmt"
	"slices"
	"strings"
)

// Canonical returns the one address that stands for a page, whatever way it was
// reached: without tracking parameters, AMP and mobile variants, AMP caches and
// link wrappers, fragment and default port, with percent-encoding normalised.
// Canonical(Canonical(x)) == Canonical(x).
//
// The result is still an address that the publisher answers to, because readers
// are sent there. So scheme, "www." and a trailing slash stay as they are; [Key]
// ignores them when two addresses are compared. A fragment stays where it is the
// path of a page drawn by a script ("#!/news/1", "#/news/1").
//
// An address that is not http(s), has no host or carries a user name or password
// (a way to make a link look like another site's) is an error.
func Canonical(raw string) (string, error) {
	p, err := canonical(raw)
	if err != nil {
		return "", err
	}
	return p.String(), nil
}

// Key returns what two addresses of one page have in common beyond [Canonical]:
// scheme, "www.", trailing slashes and the order of parameters are ignored. It is
// for comparing and looking up, never for fetching or showing.
func Key(raw string) (string, error) {
	p, err := canonical(raw)
	if err != nil {
		return "", err
	}
	key := Host(p.host)
	if p.port != "" {
		key += ":" + p.port
	}
	key += strings.TrimRight(p.path, "/")
	if p.query != "" {
		params := strings.Split(p.query[1:], "&")
		slices.Sort(params)
		key += "?" + strings.Join(params, "&")
	}
	return key + p.fragment, nil
}

func canonical(raw string) (parts, error) {
	p, err := parse("", raw)
	for err == nil {
		if p = unwrapped(p); p.credentials {
			err = errCredentials
			break
		}
		if p, err = simplified(p); err != nil {
			break
		}
		if _, ok := unwrap(p); !ok {
			return p, nil
		}
	}
	return parts{}, fmt.Errorf("%.80q: %w", raw, err)
}

// unwrapped takes off what wraps an address. Each wrapper makes it shorter, so
// this ends; one that wraps nothing that is an address is the page itself.
func unwrapped(p parts) parts {
	for {
		inner, ok := unwrap(p)
		if !ok {
			return p
		}
		p = inner
	}
}

// simplified drops from an address what does not name the page.
func simplified(p parts) (parts, error) {
	if strings.HasPrefix(p.host, ".") || strings.Contains(p.host, "..") { // parses, but no name has empty labels
		return parts{}, errHost
	}
	p.host = plainHost(p.host)
	p.path = plainPath(normalEscapes(p.path))
	if p.query != "" {
		p.query = plainQuery(registrable(p.host), normalEscapes(p.query))
	}
	if !strings.HasPrefix(p.fragment, "#!/") && !strings.HasPrefix(p.fragment, "#/") {
		p.fragment = ""
	}
	return p, nil
}

// variantLabels are host labels of the same site for another device.
var variantLabels = map[string]bool{"m": true, "mobile": true, "mobil": true, "amp": true}

// plainHost drops the labels of mobile and AMP editions ("en.m.wikipedia.org",
// "amp.example.org"), never touching the registrable domain: m.co.uk stays.
func plainHost(host string) string {
	host = strings.TrimSuffix(host, ".")
	site := registrable(host)
	if site == host {
		return host
	}
	sub := strings.Split(strings.TrimSuffix(host, "."+site), ".")
	kept := slices.DeleteFunc(sub, func(label string) bool { return variantLabels[label] })
	return strings.Join(append(kept, site), ".")
}

// plainPath drops what only selects the AMP edition of a page, and session ids.
func plainPath(path string) string {
	for {
		shorter := withoutAMP(path)
		if i := strings.Index(strings.ToLower(path), ";jsessionid="); i > 0 {
			shorter = path[:i]
		}
		if shorter == path || hasDotSegment(shorter) {
			return path
		}
		path = shorter
	}
}

// normalEscapes writes percent-escapes in upper case and undoes those of
// unreserved characters: RFC 3986 §6.2.2.
func normalEscapes(s string) string {
	if !strings.Contains(s, "%") {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] != '%' {
			b.WriteByte(s[i])
			continue
		}
		if i+2 >= len(s) || !isHex(s[i+1]) || !isHex(s[i+2]) {
			b.WriteString("%25") // or else it would form an escape with what follows
			continue
		}
		if c := unhex(s[i+1])<<4 | unhex(s[i+2]); isUnreserved(c) {
			b.WriteByte(c)
		} else {
			b.WriteString(strings.ToUpper(s[i : i+3]))
		}
		i += 2
	}
	return b.String()
}

func isUnreserved(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || strings.IndexByte("-._~", c) >= 0
}

func isHex(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c|0x20 && c|0x20 <= 'f'
}

func unhex(c byte) byte {
	if c <= '9' {
		return c - '0'
	}
	return c | 0x20 - 'a' + 10
}

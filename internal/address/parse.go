package address

import (
	"errors"
	"fmt"
	"net/url"
	"strings"
)

// maxLength bounds an address in bytes: longer ones are attacks or data, and
// servers refuse them anyway.
const maxLength = 8 << 10

var (
	errScheme      = errors.New("not an http or https address")
	errLong        = errors.New("address longer than 8 KiB")
	errCredentials = errors.New("address with a user name or password")
)

// parts is an http(s) address taken apart. The zero value is no address.
type parts struct {
	scheme      string // "http" or "https"
	host        string // ASCII, lower case; IPv6 in brackets
	port        string // empty for the scheme's own
	path        string // with its leading slash
	query       string // with its question mark, or empty
	fragment    string // with its hash, or empty
	credentials string // "user:password@", or empty
}

// String serialises the address.
func (p parts) String() string {
	s := p.scheme + "://" + p.credentials + p.host
	if p.port != "" {
		s += ":" + p.port
	}
	return s + p.path + p.query + p.fragment
}

// parse reads ref, relative to base unless base is empty.
func parse(base, ref string) (parts, error) {
	if len(base) > maxLength || len(ref) > maxLength {
		return parts{}, errLong
	}
	u, err := url.Parse(strings.TrimSpace(ref))
	if err != nil {
		return parts{}, fmt.Errorf("address %.80q: %w", ref, err)
	}
	if b, err := url.Parse(base); err == nil && base != "" {
		u = b.ResolveReference(u)
	}
	if u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return parts{}, fmt.Errorf("%.80q: %w", ref, errScheme)
	}
	p := parts{scheme: u.Scheme, host: strings.ToLower(u.Hostname()), port: u.Port(), path: u.EscapedPath()}
	if p.path == "" {
		p.path = "/"
	}
	if u.RawQuery != "" {
		p.query = "?" + u.RawQuery
	}
	if u.Fragment != "" {
		p.fragment = "#" + u.EscapedFragment()
	}
	if u.User != nil {
		p.credentials = u.User.String() + "@"
	}
	if p.port == map[string]string{"http": "80", "https": "443"}[p.scheme] {
		p.port = ""
	}
	return p, nil
}

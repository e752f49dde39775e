package address

import (
	"errors"
	"fmt"
	"strings"

	whatwg "github.com/nlnwa/whatwg-url/url"
)

// maxLength bounds an address in bytes: longer ones are attacks or data, and
// servers refuse them anyway.
const maxLength = 8 << 10

var (
	errScheme      = errors.New("not an http or https address")
	errHost        = errors.New("no host")
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
	credentials bool   // a user name or a password
	href        string // the whole, as parsed
}

// String puts the parts together again, without credentials.
func (p parts) String() string {
	return p.origin() + p.path + p.query + p.fragment
}

func (p parts) origin() string {
	if p.port == "" {
		return p.scheme + "://" + p.host
	}
	return p.scheme + "://" + p.host + ":" + p.port
}

// parse reads ref, relative to base unless base is empty or no address.
func parse(base, ref string) (parts, error) {
	if len(base) > maxLength || len(ref) > maxLength {
		return parts{}, errLong
	}
	if p, ok := plain(ref); ok {
		return p, nil
	}
	if strings.HasPrefix(ref, "/") && !strings.HasPrefix(ref, "//") {
		if b, ok := plain(base); ok {
			if p, ok := plain(b.origin() + ref); ok {
				return p, nil
			}
		}
	}
	u, err := relative(base, ref)
	if err != nil {
		return parts{}, fmt.Errorf("no address: %w", err)
	}
	if u.Scheme() != "http" && u.Scheme() != "https" {
		return parts{}, errScheme
	}
	if len(u.Href(false)) > maxLength { // escapes make it longer
		return parts{}, errLong
	}
	return parts{
		scheme: u.Scheme(), host: u.Hostname(), port: u.Port(), path: u.Pathname(), query: u.Search(), fragment: u.Hash(),
		credentials: u.Username() != "" || u.Password() != "", href: u.Href(false),
	}, nil
}

func relative(base, ref string) (*whatwg.Url, error) {
	if base == "" {
		return absolute(ref)
	}
	b, err := absolute(base)
	if err != nil {
		return absolute(ref)
	}
	u, err := b.Parse(ref)
	if err != nil && strings.Contains(strings.ToLower(ref), "xn--") {
		return absolute(ref)
	}
	return u, err
}

// absolute parses an address that stands for itself.
func absolute(raw string) (*whatwg.Url, error) {
	u, err := whatwg.Parse(raw)
	if err != nil && strings.Contains(strings.ToLower(raw), "xn--") {
		return tolerant.Parse(raw)
	}
	return u, err
}

// tolerant takes labels that look like punycode and are none for what they are:
// the standard no longer fails on them while they are ASCII (URL §3.5), the
// library still does. It sees them under another prefix.
var tolerant = whatwg.NewParser(
	whatwg.WithPreParseHostFunc(func(_ *whatwg.Url, host string) string {
		labels := strings.Split(strings.ToLower(host), ".")
		for i, l := range labels {
			if rest, ok := strings.CutPrefix(l, "xn--"); ok {
				labels[i] = placeholder + rest
			}
		}
		return strings.Join(labels, ".")
	}),
	whatwg.WithPostParseHostFunc(func(_ *whatwg.Url, host string) string {
		return strings.ReplaceAll(host, placeholder, "xn--")
	}),
)

const placeholder = "xn8-as-is-8-"

package address

import (
	"fmt"
	"net"
	"strings"

	"golang.org/x/net/publicsuffix"
)

// Resolve returns the absolute http(s) address that ref means on the page at
// base, serialised as the WHATWG URL standard says; a fragment is kept. Base may
// be empty or unusable when ref is absolute. Any other scheme, a host that
// cannot be one and anything over 8 KiB is an error.
func Resolve(base, ref string) (string, error) {
	p, err := parse(base, ref)
	if err != nil {
		return "", fmt.Errorf("%.80q: %w", ref, err)
	}
	return p.href, nil
}

// Host returns the lower-case ASCII host of an address or of a bare host name,
// without port and without leading www., m., mobile. or amp.: the form in which
// outlets list their hosts. It returns "" when there is none.
func Host(raw string) string {
	host := hostname(raw)
	for {
		label, rest, found := strings.Cut(host, ".")
		if !found || !strings.Contains(rest, ".") || label != "www" && !variantLabels[label] {
			return host
		}
		host = rest
	}
}

// Site returns the registrable domain of an address or of a bare host name:
// "bbc.co.uk" for news.bbc.co.uk. Where there is none (an IP address, a public
// suffix, a private name) it returns the host itself, and "" without a host.
func Site(raw string) string {
	return registrable(hostname(raw))
}

// registrable is the domain that somebody registered, or the host itself.
func registrable(host string) string {
	if host == "" || isIP(host) {
		return host
	}
	if site, err := publicsuffix.EffectiveTLDPlusOne(host); err == nil {
		return site
	}
	return host
}

// hostname is the host of an address or of a bare host name, "" when none.
func hostname(raw string) string {
	raw = strings.TrimSpace(raw)
	if !strings.Contains(raw, "://") {
		raw = "https://" + strings.TrimPrefix(raw, "//")
	}
	p, err := parse("", raw)
	if err != nil || p.credentials {
		return ""
	}
	return strings.TrimSuffix(p.host, ".")
}

// isIP reports whether a host is an IP address rather than a name.
func isIP(host string) bool {
	return strings.HasPrefix(host, "[") || net.ParseIP(host) != nil
}

package address

import (
	"net/netip"
	"strconv"
	"strings"
)

// plain takes apart an address that is already in the form in which the
// standard serialises it, as nearly all addresses are: a lower-case ASCII name or
// four decimal numbers, no default port, no dot segments, nothing to escape. It reports false
// for every other one. It saves the full parser's hundred allocations.
func plain(raw string) (parts, bool) {
	p := parts{href: raw}
	rest, ok := strings.CutPrefix(raw, "https://")
	if p.scheme = "https"; !ok {
		if rest, ok = strings.CutPrefix(raw, "http://"); !ok {
			return parts{}, false
		}
		p.scheme = "http"
	}
	slash := strings.IndexByte(rest, '/')
	if slash <= 0 {
		return parts{}, false
	}
	host, port, _ := strings.Cut(rest[:slash], ":")
	if host == "" || !isPlainName(host) && !isPlainIPv4(host) || host+":" == rest[:slash] || !isPlainPort(p.scheme, port) {
		return parts{}, false
	}
	p.host, p.port, rest = host, port, rest[slash:]
	if hash := strings.IndexByte(rest, '#'); hash >= 0 {
		p.fragment, rest = rest[hash:], rest[:hash]
	}
	if mark := strings.IndexByte(rest, '?'); mark >= 0 {
		p.query, rest = rest[mark:], rest[:mark]
	}
	p.path = rest
	switch {
	case !isPlainText(p.path, ":@/%") || hasDotSegment(p.path):
		return parts{}, false
	case p.query != "" && !isPlainText(p.query[1:], ":@/%?[]{}|^`\\") || strings.Contains(p.query, "'"):
		return parts{}, false
	case p.fragment != "" && !isPlainText(p.fragment[1:], ":@/%?#[]{}|^\\"):
		return parts{}, false
	}
	if p.query == "?" { // the standard tells an empty query from none, parts do not
		p.query = ""
	}
	if p.fragment == "#" {
		p.fragment = ""
	}
	return p, true
}

// isPlainName accepts host names that the standard leaves as they are: no
// punycode, which it would check, and no number at the end, which is IPv4.
func isPlainName(host string) bool {
	if host[0] == '.' || strings.Contains(host, "..") || strings.Contains(host, "xn--") {
		return false
	}
	for i := range len(host) {
		if c := host[i]; !('a' <= c && c <= 'z' || '0' <= c && c <= '9' || c == '.' || c == '-') {
			return false
		}
	}
	c := host[len(host)-1]
	last := host[strings.LastIndexByte(host, '.')+1:]
	return c != '.' && 'a' <= last[0] && last[0] <= 'z'
}

// isPlainIPv4 accepts four numbers as the standard writes them.
func isPlainIPv4(host string) bool {
	ip, err := netip.ParseAddr(host) // refuses leading zeros and missing parts
	return err == nil && ip.Is4() && strings.Count(host, ".") == 3
}

// isPlainPort accepts no port, and one that the standard would keep.
func isPlainPort(scheme, port string) bool {
	if port == "" {
		return true
	}
	n, err := strconv.ParseUint(port, 10, 16)
	return err == nil && port == strconv.FormatUint(n, 10) && !(scheme == "http" && n == 80) && !(scheme == "https" && n == 443)
}

// isPlainText accepts unreserved characters, sub-delimiters and those listed.
func isPlainText(s, also string) bool {
	for i := range len(s) {
		if c := s[i]; !isUnreserved(c) && strings.IndexByte("!$&'()*+,;=", c) < 0 && strings.IndexByte(also, c) < 0 {
			return false
		}
	}
	return true
}

// hasDotSegment errs on the safe side: any segment that begins with a dot.
func hasDotSegment(path string) bool {
	return strings.Contains(path, "/.") || strings.Contains(path, "/%2e") || strings.Contains(path, "/%2E")
}

package fetch

import (
	"bytes"
	"strconv"
	"strings"
	"time"
)

// maxRobots is how much of a robots.txt is read: RFC 9309 §2.5.
const maxRobots = 500 << 10

// productToken is our name in robots.txt.
const productToken = "cipherdesk"

// rules are what a robots.txt says to us. The zero value allows everything.
type rules struct {
	Lines []ruleLine
	Delay time.Duration // Crawl-delay, not of the RFC and honoured all the same
	Maps  []string      `json:",omitempty"` // sitemaps (sitemaps.org), which belong to no group
}

// mostMaps bounds the sitemaps of one robots.txt.
const mostMaps = 20

type ruleLine struct {
	Pattern string // normalised; "*" matches anything, a final "$" the end
	Allow   bool
}

// parseRobots reads the group for us, or the one for everybody when none names
// us (RFC 9309 §2.2.1). A group that names us and forbids nothing allows
// everything, whatever everybody is told. Unknown lines mean nothing.
func parseRobots(body []byte) rules {
	var ours, everybody rules
	var named bool            // some group names us
	var here, forUs, all bool // rules have begun in this group; it is ours; it is everybody's
	var maps []string
	body = bytes.TrimPrefix(body[:min(len(body), maxRobots)], []byte("\xef\xbb\xbf"))
	for _, line := range strings.FieldsFunc(string(body), func(r rune) bool { return r == '\n' || r == '\r' }) {
		key, value := robotsLine(line)
		switch key {
		case "user-agent":
			if here { // rules ended the last group's names
				here, forUs, all = false, false, false
			}
			all = all || value == "*"
			forUs = forUs || isProduct(value)
			named = named || forUs
			continue
		case "allow", "disallow", "crawl-delay":
			here = true
		case "sitemap":
			if len(maps) < mostMaps {
				maps = append(maps, value)
			}
			continue
		default:
			continue
		}
		if forUs {
			ours.add(key, value)
		}
		if all {
			everybody.add(key, value)
		}
	}
	ours.Maps, everybody.Maps = maps, maps
	if named {
		return ours
	}
	return everybody
}

func robotsLine(line string) (key, value string) {
	line, _, _ = strings.Cut(line, "#")
	key, value, _ = strings.Cut(line, ":")
	key = strings.ToLower(strings.TrimSpace(key))
	switch key {
	case "useragent", "user agent":
		key = "user-agent"
	case "dissallow", "dissalow", "disalow", "diasllow", "disallaw":
		key = "disallow"
	case "crawldelay":
		key = "crawl-delay"
	}
	return key, strings.TrimSpace(value)
}

// isProduct reports whether a user-agent line names us: our token, in any case,
// alone or at the start of something longer like "cipherdesk/1.0".
func isProduct(value string) bool {
	if len(value) < len(productToken) || !strings.EqualFold(value[:len(productToken)], productToken) {
		return false
	}
	rest := value[len(productToken):]
	return rest == "" || strings.ContainsAny(rest[:1], "/ *")
}

// mostRules bounds the work of a match.
const mostRules = 5000

func (r *rules) add(key, value string) {
	if key == "crawl-delay" {
		if s, err := strconv.ParseFloat(value, 64); err == nil && s > 0 && s < 1e6 {
			r.Delay = time.Duration(s * float64(time.Second))
		}
		return
	}
	if value == "" || len(r.Lines) >= mostRules {
		return // an empty Disallow forbids nothing
	}
	if value[0] != '/' && value[0] != '*' {
		value = "/" + value
	}
	r.Lines = append(r.Lines, ruleLine{normalPath(value), key == "allow"})
}

// allows reports whether path (with its query) may be asked: the longest
// matching rule decides, and of equally long ones that which allows (RFC 9309
// §2.2.2). robots.txt itself is always allowed.
func (r rules) allows(path string) bool {
	if path == "/robots.txt" {
		return true
	}
	path = normalPath(path)
	longest, allowed := -1, true
	for _, line := range r.Lines {
		n := len(line.Pattern)
		if n < longest || n == longest && allowed || !matches(line.Pattern, path) {
			continue
		}
		longest, allowed = n, line.Allow
	}
	return allowed
}

// matches compares from the start of the path. It runs in the product of the
// lengths at worst, greedily from star to star.
func matches(pattern, path string) bool {
	pattern, anchored := strings.CutSuffix(pattern, "$")
	pieces := strings.Split(pattern, "*")
	rest, ok := strings.CutPrefix(path, pieces[0])
	if !ok {
		return false
	}
	for i, piece := range pieces[1:] {
		if anchored && i == len(pieces)-2 {
			return strings.HasSuffix(rest, piece)
		}
		at := strings.Index(rest, piece)
		if at < 0 {
			return false
		}
		rest = rest[at+len(piece):]
	}
	return !anchored || rest == "" || len(pieces) > 1 && pieces[len(pieces)-1] == ""
}

// normalPath makes escapes comparable (RFC 9309 §2.2.2): those of unreserved
// characters are undone, bytes beyond ASCII are escaped, the rest is in upper
// case.
func normalPath(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		c := s[i]
		escape := c >= 0x80
		if c == '%' && i+2 < len(s) {
			if n, err := strconv.ParseUint(s[i+1:i+3], 16, 8); err == nil {
				c, escape = byte(n), true
				i += 2
			}
		}
		if escape && !isUnreserved(c) {
			const hex = "0123456789ABCDEF"
			b.Write([]byte{'%', hex[c>>4], hex[c&15]})
			continue
		}
		b.WriteByte(c)
	}
	return b.String()
}

func isUnreserved(c byte) bool {
	return 'a' <= c|0x20 && c|0x20 <= 'z' || '0' <= c && c <= '9' || strings.IndexByte("-._~", c) >= 0
}

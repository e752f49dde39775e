package config

import (
	"errors"
	"fmt"
	"net/mail"
	"net/netip"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	_ "time/tzdata" // days of the digest must not depend on the machine
	"unicode/utf8"

	"github.com/andybalholm/cascadia"
	"github.com/goccy/go-yaml/ast"
	"golang.org/x/text/language"

	"cipherdesk/internal/news"
)

type nodeT = ast.Node

const (
	day  = 24 * time.Hour
	year = 365 * day
)

var (
	slugForm      = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)
	hostForm      = regexp.MustCompile(`^([a-z0-9_]([a-z0-9_-]*[a-z0-9_])?\.)*[a-z0-9]([a-z0-9-]*[a-z0-9])?$`)
	authorityForm = regexp.MustCompile(`^[a-z0-9.-]+\.?[a-z0-9-]+,\d{4}(-\d{2}(-\d{2})?)?$`)
	envForm       = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*$`)
	pathForm      = regexp.MustCompile(`^[^.\s]+(\.[^.\s]+)*$`)
	tagForm       = regexp.MustCompile(`^(topic|actor|law|tech|form)/[a-z0-9]+(-[a-z0-9]+)*$`)
	formIDForm    = regexp.MustCompile(`^[a-z0-9][a-z0-9./_-]*$`)
	spanForm      = regexp.MustCompile(`^(\d+(ms|s|m|h|d|w|y))+$`)
	spanPart      = regexp.MustCompile(`(\d+)(ms|s|m|h|d|w|y)`)
)

func parseLine(s string) (string, error) {
	s = strings.Join(strings.Fields(s), " ")
	switch {
	case s == "":
		return "", bad("fill it in", "empty text")
	case utf8.RuneCountInString(s) > 500:
		return "", bad("shorten it", "text of more than 500 characters")
	}
	return s, nil
}

// parseSearch takes what the search box of the pages takes.
func parseSearch(s string) (string, error) {
	s, err := parseLine(s)
	if err != nil {
		return "", err
	}
	_, err = news.ParseSearch(s)
	var wrong *news.SearchError
	if errors.As(err, &wrong) {
		do := "write it as in the search box of the pages"
		if len(wrong.Try) > 0 {
			do = "write one of " + strings.Join(wrong.Try, ", ")
		}
		return "", bad(do, "%q cannot be searched for: %s", short(s), wrong.Why)
	}
	return s, err
}

func parseSlug(s string) (news.OutletID, error) {
	if !slugForm.MatchString(s) || len(s) > 80 {
		return "", bad("use lower-case letters, digits and single hyphens, like my-outlet", "%q is no id", short(s))
	}
	return news.OutletID(s), nil
}

func parseFormID(s string) (string, error) {
	if !formIDForm.MatchString(s) || len(s) > 80 {
		return "", bad("use lower-case letters, digits, hyphens and slashes", "%q is no id", short(s))
	}
	return s, nil
}

func parseTag(s string) (string, error) {
	if !tagForm.MatchString(s) || len(s) > 80 {
		return "", bad("write topic/, actor/, law/, tech/ or form/ and a term in a-z, 0-9 and hyphens", "%q is no tag", short(s))
	}
	return s, nil
}

// parseURL takes an absolute http(s) address without a user or fragment.
func parseURL(s string) (string, error) {
	u, err := url.Parse(s)
	switch {
	case err != nil || strings.ContainsAny(s, " \t\n\\"):
		return "", bad("copy the address from a browser", "%q is no address", short(s))
	case u.Scheme != "http" && u.Scheme != "https", u.Host == "":
		return "", bad("begin it with https:// and a host", "%q is no web address", short(s))
	case u.User != nil:
		return "", bad("take the name and password out", "an address with a login in it")
	case u.Fragment != "":
		return "", bad("take away # and what follows", "%q points inside a page", short(s))
	}
	if _, err := parseHost(u.Hostname()); err != nil {
		return "", err
	}
	if p := u.Port(); p != "" {
		if n, err := strconv.Atoi(p); err != nil || n < 1 || n > 65535 {
			return "", bad("use a port from 1 to 65535", "%q is no port", short(p))
		}
	}
	return s, nil
}

func parseBase(s string) (string, error) {
	s, err := parseURL(s)
	if err == nil && strings.Contains(s, "?") {
		err = bad("take away ? and what follows", "base_url with a query")
	}
	return strings.TrimRight(s, "/"), err
}

// sameAddress is a key under which two spellings of one address meet.
func sameAddress(raw string) string {
	u, err := url.Parse(raw)
	if err != nil {
		return raw
	}
	u.Host = strings.ToLower(u.Host)
	if (u.Scheme == "http" && u.Port() == "80") || (u.Scheme == "https" && u.Port() == "443") {
		u.Host = u.Host[:strings.LastIndexByte(u.Host, ':')]
	}
	if u.Path == "" {
		u.Path = "/"
	}
	return u.String()
}

func parseHost(s string) (string, error) {
	h := strings.ToLower(s)
	if a, err := netip.ParseAddr(h); err == nil {
		return a.String(), nil
	}
	if strings.Contains(h, "/") || strings.Contains(h, ":") {
		return "", bad("write the host alone, without https://, port or path", "%q is no host", short(s))
	}
	if !hostForm.MatchString(h) || len(h) > 253 {
		return "", bad("write a name like www.example.org (international names in their xn-- form)", "%q is no host", short(s))
	}
	return h, nil
}

func isLoopback(host string) bool {
	a, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && a.IsLoopback()
}

func parsePrefix(s string) (netip.Prefix, error) {
	p, err := netip.ParsePrefix(s)
	if err == nil {
		return p.Masked(), nil
	}
	if a, err := netip.ParseAddr(s); err == nil {
		return p, bad(fmt.Sprintf("write %s/%d for this address alone", a, a.BitLen()), "%q is an address, not a network", s)
	}
	return p, bad("write it like 127.0.0.0/8 or fd00::/8", "%q is no network", short(s))
}

func parseKind(s string) (news.Kind, error) {
	if s == kindEntity {
		return kindEntity, nil
	}
	return oneOf("kind", append(news.Kinds(), kindEntity)...)(s)
}

func parseActor(s string) (news.Kind, error) { return oneOf("actor", news.Kinds()...)(s) }

func parseScope(s string) (all bool, err error) {
	v, err := oneOf("scope", "all", "keyword")(s)
	return v == "all", err
}

// oneOf takes one of a few words.
func oneOf[T ~string](what string, allowed ...T) func(string) (T, error) {
	return func(s string) (T, error) {
		if slices.Contains(allowed, T(s)) {
			return T(s), nil
		}
		words := make([]string, len(allowed))
		for i, a := range allowed {
			words[i] = string(a)
		}
		return "", bad(instead(s, words), "%q is no %s", short(s), what)
	}
}

// parseCountry takes ISO 3166 alpha-2, its user-assigned XA to XZ (sample data,
// territories without a code), and EU and INT, which are none.
func parseCountry(s string) (string, error) {
	if s == "EU" || s == "INT" || len(s) == 2 && s[0] == 'X' && 'A' <= s[1] && s[1] <= 'Z' {
		return s, nil
	}
	region, err := language.ParseRegion(s)
	code := region.Canonicalize()
	switch {
	case err == nil && code.IsCountry() && code.String() == s:
		return s, nil
	case err == nil && code.IsCountry():
		return "", bad(fmt.Sprintf("write %s", code), "%q is not how ISO 3166 spells it", short(s))
	}
	return "", bad("write two capital letters of ISO 3166 like GB, or EU or INT", "%q is no country", short(s))
}

// parseLanguage takes BCP 47.
func parseLanguage(s string) (string, error) {
	tag, err := language.Parse(s)
	if err != nil || tag == language.Und || len(s) > 35 {
		do := "write it like en, de or pt-BR"
		if strings.Contains(s, ",") {
			do = "write several as a list: [" + short(s) + "]"
		}
		return "", bad(do, "%q is no language", short(s))
	}
	return tag.String(), nil
}

func parseZone(s string) (*time.Location, error) {
	zone, err := time.LoadLocation(s)
	if err != nil || s == "" || s == "Local" {
		return nil, bad("write it like Europe/London or UTC", "%q is no time zone", short(s))
	}
	return zone, nil
}

// parseSpan adds up "1d12h"; a year has 365 days.
func parseSpan(s string) (time.Duration, error) {
	wrong := bad("write a number and a unit: 90d, 2y, 36h", "%q is no length of time", short(s))
	if !spanForm.MatchString(s) {
		return 0, wrong
	}
	units := map[string]time.Duration{"ms": time.Millisecond, "s": time.Second, "m": time.Minute,
		"h": time.Hour, "d": day, "w": 7 * day, "y": year}
	var sum time.Duration
	for _, part := range spanPart.FindAllStringSubmatch(s, -1) {
		n, err := strconv.Atoi(part[1])
		if err != nil || time.Duration(n) > 100*year/units[part[2]] {
			return 0, bad("use at most 100y", "%q is too long", short(s))
		}
		sum += time.Duration(n) * units[part[2]]
	}
	if sum > 100*year {
		return 0, bad("use at most 100y", "%q is too long", short(s))
	}
	return sum, nil
}

// parseRetention takes days, weeks, years, or "forever", which is zero. An m
// could be meant as months: nothing is thrown away on a misreading.
func parseRetention(s string) (time.Duration, error) {
	if s == "forever" {
		return 0, nil
	}
	d, err := parseSpan(s)
	if err == nil && (d < day || strings.ContainsAny(s, "ms")) {
		err = bad("write days, weeks or years, like 90d or 2y, or forever", "%q is no time to keep things", short(s))
	}
	return d, err
}

func parseGap(s string) (time.Duration, error) {
	d, err := parseSpan(s)
	if err == nil && (d < 0 || d > time.Hour) {
		err = bad("write from 0s to 1h, like 2s", "%q is no gap between two requests", short(s))
	}
	return max(d, time.Nanosecond), err // zero would mean the default
}

func parseSelector(s string) (string, error) {
	if err := news.Guarded(func() error { _, err := cascadia.ParseGroup(s); return err }); err != nil || len(s) > 1000 {
		return "", bad("write CSS, like article a[href*=\"/news/\"]", "%q is no CSS selector", short(s))
	}
	return s, nil
}

func parsePattern(s string) (string, error) {
	if _, err := regexp.Compile(s); err != nil || len(s) > 1000 {
		why := ""
		if err != nil {
			why = " (" + short(strings.TrimPrefix(err.Error(), "error parsing regexp: ")) + ")"
		}
		return "", bad("write RE2, like /news/20\\d\\d/", "%q is no pattern%s", short(s), why)
	}
	return s, nil
}

func parsePath(s string) (string, error) {
	if !pathForm.MatchString(s) || len(s) > 200 {
		return "", bad("write keys with dots between them, like data.posts", "%q is no path", short(s))
	}
	return s, nil
}

func parseCron(s string) (string, error) {
	if _, err := Schedule(s); err != nil {
		return "", err
	}
	return strings.Join(strings.Fields(s), " "), nil
}

// parseContact takes a page or a mail address.
func parseContact(s string) (string, error) {
	if strings.HasPrefix(s, "http://") || strings.HasPrefix(s, "https://") {
		return parseURL(s)
	}
	a, err := mail.ParseAddress(s)
	if err != nil || a.Name != "" || a.Address != s {
		return "", bad("write https://… or name@example.org", "%q is neither a page nor an address", short(s))
	}
	return s, nil
}

func parseSender(s string) (string, error) {
	if _, err := mail.ParseAddress(s); err != nil || strings.Contains(s, "\n") {
		return "", bad("write desk@example.org or Desk <desk@example.org>", "%q is no mail address", short(s))
	}
	return s, nil
}

// parseAuthority takes the tagging entity of a tag: URI, RFC 4151 §2.1.
func parseAuthority(s string) (string, error) {
	name, date, _ := strings.Cut(s, ",")
	layouts := map[int]string{4: "2006", 7: "2006-01", 10: "2006-01-02"}
	_, err := time.Parse(layouts[len(date)], date)
	if !authorityForm.MatchString(s) || err != nil || !hostForm.MatchString(name) {
		return "", bad("write a domain of yours and a day on which it was yours, like example.org,2026-01-01", "%q is no id authority", short(s))
	}
	return s, nil
}

func parseEnv(s string) (string, error) {
	if !envForm.MatchString(s) {
		return "", bad("write the NAME of an environment variable; secrets stay out of this file", "that is no name of an environment variable")
	}
	return s, nil
}

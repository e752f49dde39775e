package main

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"hash/fnv"
	"regexp"
	"slices"
	"strings"

	"cipherdesk/internal/address"
	"cipherdesk/internal/config"
	"cipherdesk/internal/ingest"
	"cipherdesk/internal/news"

	"github.com/spf13/cobra"
	"golang.org/x/net/publicsuffix"
	"golang.org/x/text/language"
)

// known is what the operator knows of an outlet and its pages do not say.
type known struct{ kind, country, language, name string }

func discoverCommand(e *env) *cobra.Command {
	var k known
	c := &cobra.Command{
		Use:   "discover URL",
		Short: "Find the feeds, news index and sitemap of a site; print a feeds.yaml entry",
		Long: "discover asks a site a few times, as robots.txt allows, and prints an entry with\n" +
			"what it saw, to be pasted under outlets: in feeds.yaml. What the pages do not say is left for you to fill in:\n" +
			"`cipherdesk check` says what is missing.",
		Example: "  cipherdesk discover https://example.org\n  cipherdesk discover --kind regulator --country IE https://example.org/news",
		Args:    exactly("URL"),
		RunE:    func(c *cobra.Command, args []string) error { return discover(c.Context(), e, args[0], k) },
	}
	c.Flags().StringVar(&k.kind, "kind", "", "what the outlet is: "+kindList())
	c.Flags().StringVar(&k.country, "country", "", "its country, ISO 3166, EU or INT")
	c.Flags().StringVar(&k.language, "language", "", "its language, when its pages do not state it or state it wrongly")
	c.Flags().StringVar(&k.name, "name", "", "its name")
	return c
}

func kindList() string {
	var out []string
	for _, k := range news.Kinds() {
		out = append(out, string(k))
	}
	return strings.Join(out, ", ")
}

func discover(ctx context.Context, e *env, url string, k known) error {
	if k.kind != "" && !slices.Contains(news.Kinds(), news.Kind(k.kind)) {
		return usagef("--kind %q: use one of %s", k.kind, kindList())
	}
	if !strings.Contains(url, "://") {
		url = "https://" + url
	}
	if _, err := address.Canonical(url); err != nil {
		return usagef("%q is no address of a site; write it as https://example.org", url)
	}
	c, err := e.loadConfig()
	if err != nil {
		return err
	}
	o, err := e.asking(c)
	if err != nil {
		return err
	}
	defer o.Client.Close()
	d, err := ingest.Discover(ctx, o, c.Fetch.PerHost, url)
	if err != nil {
		return err
	}
	p := proposal{Discovery: d, known: k, config: c, read: e.configRead}
	if !p.anything() {
		return fmt.Errorf("%s: no feed, no list of headlines and no sitemap was found with %d requests%s; try the address of its news page",
			url, d.Requests, map[bool]string{true: " (" + d.Stopped + ")"}[d.Stopped != ""])
	}
	e.printf("%s", p.entry())
	return nil
}

// proposal is a discovery on its way into feeds.yaml.
type proposal struct {
	ingest.Discovery
	known  known
	config *config.Config
	read   string // name of the configuration
	lines  []string
}

func (p *proposal) anything() bool {
	return p.Index != nil || p.Sitemap != nil || slices.ContainsFunc(p.Feeds, func(f ingest.Found) bool { return f.Good() })
}

func (p *proposal) add(format string, a ...any) { p.lines = append(p.lines, fmt.Sprintf(format, a...)) }

// entry is the entry for feeds.yaml, with what was seen as comments.
func (p *proposal) entry() string {
	id := p.id()
	p.add("  # %s, looked at on %s with %d %s besides robots.txt", printable(p.URL), p.Asked.UTC().Format("2006-01-02 15:04 MST"), p.Requests, plural(p.Requests, "request", "requests"))
	if p.Stopped != "" {
		p.add("  # Less was asked than planned: %s.", printable(p.Stopped))
	}
	if p.Site.System != "" {
		p.add("  # Made with %s, as its pages show.", p.Site.System)
	}
	p.warnKnown()
	p.add("  - id: %s", id)
	p.fact("name", cmp.Or(p.known.name, p.name()), "as the site calls itself", "not stated")
	p.add("    home: %s", yamlText(strings.TrimSuffix(p.Home, "/")))
	p.fact("kind", p.known.kind, "", "one of "+kindList())
	p.fact("country", p.known.country, "", "not stated: ISO 3166, EU or INT")
	p.fact("language", cmp.Or(p.known.language, p.language()), "as its pages state", "not stated")
	usable := p.feeds()
	p.sources(id, usable)
	return strings.Join(p.lines, "\n") + "\n"
}

// fact is a key that is stated, or one that the operator must fill in: an empty
// key passes YAML, and `check` says what is missing.
func (p *proposal) fact(key, value, why, todo string) {
	switch given := map[string]string{"name": p.known.name, "kind": p.known.kind, "country": p.known.country, "language": p.known.language}[key]; {
	case value == "":
		p.add("    %s:   # TODO %s", key, todo)
	case given != "":
		p.add("    %s: %s", key, yamlText(value))
	default:
		p.add("    %s: %s   # %s", key, yamlText(value), why)
	}
}

// warnKnown says when feeds.yaml reads the site already.
func (p *proposal) warnKnown() {
	host := address.Host(p.Home)
	for _, o := range p.config.Outlets {
		if slices.ContainsFunc(o.Hosts, func(h string) bool { return address.Host(h) == host }) {
			p.add("  # %s has this host already, as %s.", printable(p.read), o.ID)
		}
	}
}

// id is the first word of the site's own name, in the outlet's sense: "lantern"
// of www.lantern.org.uk.
func (p *proposal) id() string {
	host := address.Host(p.Home)
	label := host
	if domain, err := publicsuffix.EffectiveTLDPlusOne(host); err == nil {
		label, _, _ = strings.Cut(domain, ".")
	}
	id := strings.Trim(notSlug.ReplaceAllString(label, "-"), "-")
	taken := func(id string) bool {
		return slices.ContainsFunc(p.config.Outlets, func(o news.Outlet) bool { return string(o.ID) == id })
	}
	for n, base := 2, id; taken(id); n++ {
		id = fmt.Sprintf("%s-%d", base, n)
	}
	return id
}

var notSlug = regexp.MustCompile(`[^a-z0-9]+`)

// name is how the site calls itself: in its pages, or else in its best feed.
func (p *proposal) name() string {
	if p.Site.Name != "" {
		return printable(p.Site.Name)
	}
	for _, f := range p.Feeds {
		if f.Good() && f.Minor == "" {
			return printable(f.Title)
		}
	}
	return ""
}

// language is what the pages state, or else the best feed; empty when it is no
// language.
func (p *proposal) language() string {
	said := []string{p.Site.Language}
	for _, f := range p.Feeds {
		if f.Good() && f.Minor == "" {
			said = append(said, f.Language)
		}
	}
	for _, s := range said {
		if t, err := language.Parse(strings.ReplaceAll(s, "_", "-")); err == nil && s != "" {
			if base, sure := t.Base(); sure > language.No {
				return base.String()
			}
		}
	}
	return ""
}

// feeds prints the feeds that answered, and what else was found as comments. It
// reports whether one of them carries the site's news.
func (p *proposal) feeds() bool {
	var use, rest []ingest.Found
	for _, f := range p.Feeds {
		if f.Good() && f.Minor == "" {
			use = append(use, f)
		} else {
			rest = append(rest, f)
		}
	}
	for i, f := range use {
		if i == 0 {
			p.add("    feeds:")
		}
		if i > 0 { // another feed of the same site: its entries differ
			p.add("    #  - url: %s   # %s", yamlText(f.URL), printable(what(f)))
			continue
		}
		p.add("      - url: %s   # %s", yamlText(f.Address()), printable(what(f)))
		if alternates := p.alternates(f); len(alternates) > 0 {
			p.add("        alternates: [%s]   # the same entries", strings.Join(alternates, ", "))
		}
	}
	for _, f := range rest {
		p.add("    #   %s   %s", printable(f.URL), printable(what(f)))
	}
	return len(use) > 0
}

func (p *proposal) alternates(f ingest.Found) []string {
	var out []string
	for _, s := range f.Same {
		if u := yamlText(s.Address()); u != yamlText(f.Address()) && !slices.Contains(out, u) {
			out = append(out, u)
		}
	}
	return out
}

// what says what a feed is, and what it answered.
func what(f ingest.Found) string {
	parts := []string{f.Sentence(), f.Why}
	if f.Format != "" {
		parts[0] = f.Format + ", " + parts[0]
	}
	if f.Minor != "" {
		parts = append(parts, f.Minor)
	}
	return strings.Join(parts, "; ")
}

// sources prints the list of headlines and the sitemap: in force when there is
// no feed, as comments beside one.
func (p *proposal) sources(id string, beside bool) {
	mark := "    "
	if beside {
		mark = "    # "
	}
	if p.Index == nil && (p.Sitemap == nil || p.Sitemap.Match == "") {
		if p.Sitemap != nil {
			p.add("    # %s names %d %s; nothing tells its articles from other pages.", printable(p.Sitemap.URL), p.Sitemap.Addresses, plural(p.Sitemap.Addresses, "page", "pages"))
		}
		return
	}
	p.add("%ssources:%s", mark, map[bool]string{true: "   # instead of the feed, or beside it"}[beside])
	minute := fnv.New32a()
	minute.Write([]byte(id)) // never fails
	if f := p.Index; f != nil {
		p.add("%s  - index: %s   # %d headlines, newest %s", mark, yamlText(f.URL), len(f.Items), cmp.Or(f.Newest.String(), "not dated"))
		for _, it := range f.Items[:min(len(f.Items), 3)] {
			p.add("%s    #   %s", mark, printable(it.Title))
		}
		p.add("%s    link: %s", mark, yamlQuote(f.Link))
		p.add("%s    cron: \"%d */6 * * *\"", mark, minute.Sum32()%60)
	}
	if f := p.Sitemap; f != nil && f.Match != "" {
		changed := ""
		if !f.Newest.IsZero() {
			changed = ", changed last on " + f.Newest.UTC().Format("2006-01-02")
		}
		if p.Index != nil && !beside {
			mark = "    # "
		}
		p.add("%s  - sitemap: %s   # %d of %d addresses match%s", mark, yamlText(f.URL), f.Matching, f.Addresses, changed)
		p.add("%s    match: %s", mark, yamlQuote(f.Match))
		p.add("%s    cron: \"%d 3 * * *\"", mark, minute.Sum32()%60)
	}
}

var plainAddress = regexp.MustCompile(`^https?://[\w.-]+(:\d+)?(/[\w./~-]*)?$`)

var plainYAML = regexp.MustCompile(`^[A-Za-z][\w./()’-]*( [\w./()’&-]+)*$`)

// yamlText writes text as YAML reads it back: plain where it may be, else in
// double quotes, as JSON has them.
func yamlText(s string) string {
	s = printable(s)
	switch {
	case plainAddress.MatchString(s):
		return s
	case plainYAML.MatchString(s) && !slices.Contains([]string{"true", "false", "yes", "no", "on", "off", "null", "y", "n"}, strings.ToLower(s)):
		return s
	}
	var b strings.Builder
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if enc.Encode(s) != nil {
		return `""`
	}
	return strings.TrimSpace(b.String())
}

// yamlQuote writes text in single quotes, as selectors and patterns read best.
func yamlQuote(s string) string { return "'" + strings.ReplaceAll(printable(s), "'", "''") + "'" }

// printable keeps what a page says to one line without what hides or turns text.
func printable(s string) string {
	return oneLine(strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f || r >= 0x80 && r < 0xa0 || r >= 0x200b && r <= 0x200f || r >= 0x2028 && r <= 0x202e || r >= 0x2066 && r <= 0x2069 || r == 0xfeff || r == 0xfffd {
			return ' '
		}
		return r
	}, s))
}

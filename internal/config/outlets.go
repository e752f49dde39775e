package config

import (
	"fmt"
	"net/url"
	"strings"

	"cipherdesk/internal/news"
)

// catalogue reads the outlets and what must be unique among them.
type catalogue struct {
	*reader
	config *Config
	feeds  map[string]int // addresses that are asked, with their line
	byID   map[news.OutletID]*entry
	all    []*entry
}

// entry is an outlet on its way, with the places that later checks blame.
type entry struct {
	news.Outlet
	node       nodeT
	derivative nodeT // of derivative_of; nil without
	actor      news.Kind
}

// kindEntity is the spelling of a body that can be cited and is never polled.
const kindEntity = "entity"

func (c *catalogue) outlet(n nodeT) {
	e := &entry{node: n, Outlet: news.Outlet{
		Enabled: true, Article: news.ArticleAuto, Excerpt: -1,
	}}
	what := "outlet"
	if id := peek(n, "id"); id != "" {
		what = fmt.Sprintf("outlet %q", short(id))
	}
	if !c.object(n, what, c.outletFields(e), "id", "name", "kind", "country", "language") {
		return
	}
	c.all = append(c.all, e)
	c.judge(e, what)
}

func (c *catalogue) outletFields(e *entry) fields {
	r, o := c.reader, &e.Outlet
	return fields{
		"id":      func(n nodeT) { parsed(r, &o.ID, parseSlug)(n); c.register(e, n) },
		"enabled": r.flag(&o.Enabled),
		"name":    parsed(r, &o.Name, parseLine),
		"home":    parsed(r, &o.Home, parseURL),
		"kind":    parsed(r, &o.Kind, parseKind),
		"actor":   parsed(r, &e.actor, parseActor),
		"country": parsed(r, &o.Country, parseCountry),
		"language": r.several("language", appended(r, &o.Languages,
			parseLanguage)),
		"owner":            maybe(r, &o.Owner, parseLine),
		"derivative_of":    func(n nodeT) { parsed(r, &o.DerivativeOf, parseSlug)(n); e.derivative = n },
		"derivative_basis": maybe(r, &o.DerivativeBasis, parseLine),
		"scope":            parsed(r, &o.ScopeAll, parseScope),
		"article":          parsed(r, &o.Article, oneOf("article", news.ArticleAuto, news.ArticlePage, news.ArticleFeed)),
		"excerpt":          r.integer(&o.Excerpt, 0, 300),
		"hosts":            r.list("hosts", appended(r, &o.Hosts, parseHost)),
		"selectors":        c.selectors(&o.Selectors),
		"per_host":         r.limits(&o.Host),
		"feeds":            r.list("feeds", func(n nodeT) { c.feed(e, n) }),
		"sources":          r.list("sources", func(n nodeT) { c.source(e, n) }),
	}
}

func (c *catalogue) selectors(s *news.Selectors) setter {
	r := c.reader
	return func(n nodeT) {
		r.object(n, "selectors", fields{
			"title": maybe(r, &s.Title, parseSelector),
			"body":  maybe(r, &s.Body, parseSelector),
			"drop":  r.list("drop", appended(r, &s.Drop, parseSelector)),
		})
	}
}

func (c *catalogue) feed(e *entry, n nodeT) {
	f := news.FeedSpec{Kind: news.KindFeed}
	c.object(n, "feed", fields{
		"url":        c.address(&f.URL),
		"cron":       parsed(c.reader, &f.Cron, parseCron),
		"alternates": c.list("alternates", func(n nodeT) { c.alternate(&f, n) }),
	}, "url")
	e.Feeds = append(e.Feeds, f)
}

func (c *catalogue) alternate(f *news.FeedSpec, n nodeT) {
	var u string
	if c.address(&u)(n); u != "" {
		f.Alternates = append(f.Alternates, u)
	}
}

// address reads an address that will be asked, and no other entry asks.
func (c *catalogue) address(dst *string) setter {
	return func(n nodeT) {
		parsed(c.reader, dst, parseURL)(n)
		if *dst == "" {
			return
		}
		key := sameAddress(*dst)
		if line, taken := c.feeds[key]; taken {
			c.blame(n, bad("each address is asked in one place only; take one away",
				"this address stands on line %d already", line))
			return
		}
		c.feeds[key], _ = place(n)
	}
}

func (c *catalogue) source(e *entry, n nodeT) {
	r, f := c.reader, news.FeedSpec{}
	of := func(k news.FeedKind) setter {
		return func(n nodeT) {
			if f.Kind != "" {
				r.blame(n, bad("make two sources of it", "source is both %s and %s", f.Kind, k))
				return
			}
			f.Kind = k
			c.address(&f.URL)(n)
		}
	}
	ok := r.object(n, "source", fields{
		"index":    of(news.KindIndex),
		"sitemap":  of(news.KindSitemap),
		"json":     of(news.KindJSON),
		"document": of(news.KindDocument),
		"link":     maybe(r, &f.Link, parseSelector),
		"match":    maybe(r, &f.Match, parsePattern),
		"items":    parsed(r, &f.JSON.Items, parsePath),
		"title":    parsed(r, &f.JSON.Title, parsePath),
		"url":      parsed(r, &f.JSON.URL, parsePath),
		"date":     parsed(r, &f.JSON.Date, parsePath),
		"summary":  parsed(r, &f.JSON.Summary, parsePath),
		"cron":     parsed(r, &f.Cron, parseCron),
	})
	if ok {
		r.sourceFits(n, f)
		e.Feeds = append(e.Feeds, f)
	}
}

// sourceFits blames a key that means nothing to this kind of source.
func (r *reader) sourceFits(n nodeT, f news.FeedSpec) {
	misplaced := func(key string, of news.FeedKind) {
		r.blame(n, bad(fmt.Sprintf("take it away; it belongs to %s", of), "%s means nothing to a source of kind %s", key, f.Kind))
	}
	switch {
	case f.Kind == "":
		r.blame(n, bad("begin it with index:, sitemap:, json: or document:", "source does not say what is read"))
		return
	case f.Kind == news.KindJSON && f.JSON.Items == "":
		r.blame(n, bad("add items:, the dotted path of the list", "a json source has no items"))
	}
	if f.Link != "" && f.Kind != news.KindIndex {
		misplaced("link", news.KindIndex)
	}
	if f.Match != "" && f.Kind != news.KindSitemap && f.Kind != news.KindIndex {
		misplaced("match", news.KindSitemap)
	}
	if f.JSON != (news.JSONPaths{}) && f.Kind != news.KindJSON {
		misplaced("items, title, url, date or summary", news.KindJSON)
	}
}

// register keeps outlets apart by id.
func (c *catalogue) register(e *entry, n nodeT) {
	if e.ID == "" {
		return
	}
	if other, taken := c.byID[e.ID]; taken {
		line, _ := place(other.node)
		c.blame(n, bad("an id names one outlet for ever; choose another", "id %q is taken on line %d", e.ID, line))
		return
	}
	c.byID[e.ID] = e
}

// judge looks at one outlet as a whole.
func (c *catalogue) judge(e *entry, what string) {
	e.Entity = e.Kind == kindEntity
	switch {
	case e.Entity && len(e.Feeds) > 0:
		c.blame(e.node, bad("give it a kind of actor, or take its feeds and sources away", "%s is an entity, which is never polled", what))
	case e.Entity:
		e.Kind = e.actor
	case e.actor != "":
		c.blame(e.node, bad("write it as kind:", "%s has an actor, which only an entity needs", what))
	}
	if !e.Entity && e.Home == "" && peek(e.node, "home") == "" {
		c.blame(e.node, bad("add home:", "%s has no home", what))
	}
	if !e.Entity && e.Enabled && len(e.Feeds) == 0 {
		c.note(e.node, bad("add feeds: or sources:, or feed it by `cipherdesk add`", "nothing is polled for %s", what))
	}
}

// finish checks what only the whole file can tell, and fills in defaults.
func (c *catalogue) finish(root nodeT) {
	if len(c.all) == 0 && len(c.problems) == 0 {
		c.blame(root, bad("list at least one", "there are no outlets"))
	}
	for _, e := range c.all {
		c.kinship(e)
		fill(e, c.config)
		c.config.Outlets = append(c.config.Outlets, e.Outlet)
	}
}

// kinship checks whom an outlet says it copies or translates.
func (c *catalogue) kinship(e *entry) {
	if e.derivative == nil || e.DerivativeOf == "" {
		if e.DerivativeBasis != "" {
			c.blame(e.node, bad("add derivative_of: or take the basis away", "outlet %q has a basis for nothing", e.ID))
		}
		return
	}
	origin := c.byID[e.DerivativeOf]
	switch {
	case origin == nil:
		c.blame(e.derivative, bad("use the id of another outlet of this file", "no outlet has the id %q", e.DerivativeOf))
	case c.circular(e):
		c.blame(e.derivative, bad("name the outlet that writes the original", "outlet %q would derive from itself", e.ID))
	case e.DerivativeBasis == "":
		c.note(e.derivative, bad("pages will say \"inferred\" until derivative_basis has a link or sentence",
			"outlet %q is called derivative without a basis", e.ID))
	}
}

func (c *catalogue) circular(e *entry) bool {
	at := e
	for range len(c.all) {
		at = c.byID[at.DerivativeOf]
		if at == nil {
			return false
		}
		if at.ID == e.ID {
			return true
		}
	}
	return true
}

// fill completes an outlet from the desk's defaults.
func fill(e *entry, c *Config) {
	if e.Excerpt < 0 {
		e.Excerpt = c.Desk.Excerpt
	}
	if e.Owner == "" {
		e.Owner = e.Name
	}
	if u, err := url.Parse(e.Home); err == nil && len(e.Hosts) == 0 && u.Hostname() != "" {
		e.Hosts = []string{strings.ToLower(u.Hostname())}
	}
	if e.Host.Parallel == 0 {
		e.Host.Parallel = c.Fetch.PerHost.Parallel
	}
	if e.Host.Gap == 0 {
		e.Host.Gap = c.Fetch.PerHost.Gap
	}
	if e.Host.Scope == "" {
		e.Host.Scope = c.Fetch.PerHost.Scope
	}
	for i := range e.Feeds {
		if e.Feeds[i].Cron == "" {
			e.Feeds[i].Cron = DefaultCron(e.ID)
		}
	}
}

// peek looks a key up before it is read, for the words of a message.
func peek(n nodeT, key string) string {
	entries, _ := entriesOf(n)
	for _, e := range entries {
		if k, ok := keyOf(e); ok && k == key && !isNull(e.Value) && e.Value.GetToken() != nil {
			return e.Value.GetToken().Value
		}
	}
	return ""
}

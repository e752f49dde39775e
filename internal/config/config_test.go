package config

import (
	"net/netip"
	"reflect"
	"strings"
	"testing"
	"time"

	"cipherdesk/internal/news"
)

const whole = `
desk:
  title: Test desk
  base_url: https://desk.example/
  contact: https://desk.example/about
  id_authority: "desk.example,2026-01-01"
  complaints: desk@example.org
  helpline: "Help: 0000"
  timezone: Europe/London
  excerpt: 200
  retention: {irrelevant: 30d, bodies: forever}
fetch:
  per_host: {parallel: 2, gap: 1500ms, scope: site}
  allow_networks: [127.0.0.0/8, "fd00::/8"]
outlets:
  - id: first-post
    name: The First Post
    home: https://www.first.example
    kind: policy_press
    country: GB
    language: [en, cy]
    owner: First Group
    scope: all
    article: feed
    excerpt: 0
    hosts: [www.first.example, First.example]
    selectors: {title: "h1.head", body: "", drop: [".share", "aside, .more"]}
    feeds:
      - url: https://www.first.example/feed/
        cron: "7 */2 * * *"
        alternates: [https://www.first.example/atom]
  - id: copyist
    enabled: false
    name: 404 Copies
    home: https://copies.example/news
    kind: tech_press
    country: INT
    language: en
    derivative_of: first-post
    derivative_basis: https://copies.example/about
    per_host: {gap: 5s}
    sources:
      - index: https://copies.example/news
        link: 'a[href*="/news/"]'
      - sitemap: https://copies.example/sitemap.xml
        match: '/news/'
      - json: https://copies.example/api
        items: data.posts
        title: head.text
        url: link
        date: at
        summary: lead
        cron: "0 6 * * *"
      - document: https://copies.example/data
  - id: some-body
    name: Some Body
    kind: entity
    actor: regulator
    country: EU
    language: en
tags:
  law/xx-test-act:
    label: Test Act
    see: [law/other]
    forms:
      - {id: act, words: ["test act"], lang: en, weight: 2.5, fields: [title], near: [parliament], within: 10, unless: [cinema]}
  topic/cryptography: {silence: true}
mail:
  host: smtp.example.org
  from: Desk <desk@example.org>
  username: desk
  password_env: DESK_SMTP
  recipients:
    - {to: a@example.org, editions: [day, week], alerts: ["tag:law/xx-test-act"]}
webhooks:
  - {url: "https://hooks.example/x", secret_env: HOOK, events: [event, edition]}
`

func load(t *testing.T, src string) *Config {
	t.Helper()
	c, problems := Load([]byte(src))
	if len(problems) > 0 {
		t.Fatalf("a valid file is refused:\n%v", problems)
	}
	return c
}

func TestLoadReadsEveryKey(t *testing.T) {
	c := load(t, whole)
	london, _ := time.LoadLocation("Europe/London")
	same(t, c.Desk, Desk{Title: "Test desk", BaseURL: "https://desk.example", Contact: "https://desk.example/about",
		IDAuthority: "desk.example,2026-01-01", Complaints: "desk@example.org", Helpline: "Help: 0000", Timezone: london, Excerpt: 200,
		Retention: Retention{Irrelevant: 30 * day, Bodies: 0}})
	limits := news.HostLimits{Parallel: 2, Gap: 1500 * time.Millisecond, Scope: news.ScopeSite}
	same(t, c.Fetch, Fetch{PerHost: limits,
		AllowNetworks: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8"), netip.MustParsePrefix("fd00::/8")}})
	slower := limits
	slower.Gap = 5 * time.Second
	same(t, c.Outlets, []news.Outlet{
		{ID: "first-post", Name: "The First Post", Home: "https://www.first.example", Kind: news.PolicyPress, Country: "GB",
			Languages: []string{"en", "cy"}, Owner: "First Group", ScopeAll: true, Article: news.ArticleFeed, Excerpt: 0, Enabled: true,
			Hosts:     []string{"www.first.example", "first.example"},
			Selectors: news.Selectors{Title: "h1.head", Drop: []string{".share", "aside, .more"}}, Host: limits,
			Feeds: []news.FeedSpec{{Kind: news.KindFeed, URL: "https://www.first.example/feed/", Cron: "7 */2 * * *",
				Alternates: []string{"https://www.first.example/atom"}}}},
		{ID: "copyist", Name: "404 Copies", Home: "https://copies.example/news", Kind: news.TechPress, Country: "INT",
			Languages: []string{"en"}, Owner: "404 Copies", DerivativeOf: "first-post", DerivativeBasis: "https://copies.example/about",
			Article: news.ArticleAuto, Excerpt: 200, Hosts: []string{"copies.example"}, Host: slower,
			Feeds: []news.FeedSpec{
				{Kind: news.KindIndex, URL: "https://copies.example/news", Link: `a[href*="/news/"]`, Cron: DefaultCron("copyist")},
				{Kind: news.KindSitemap, URL: "https://copies.example/sitemap.xml", Match: "/news/", Cron: DefaultCron("copyist")},
				{Kind: news.KindJSON, URL: "https://copies.example/api", Cron: "0 6 * * *",
					JSON: news.JSONPaths{Items: "data.posts", Title: "head.text", URL: "link", Date: "at", Summary: "lead"}},
				{Kind: news.KindDocument, URL: "https://copies.example/data", Cron: DefaultCron("copyist")}}},
		{ID: "some-body", Name: "Some Body", Kind: news.Regulator, Entity: true, Country: "EU", Languages: []string{"en"}, Owner: "Some Body",
			Article: news.ArticleAuto, Excerpt: 200, Enabled: true, Host: limits},
	})
	same(t, c.Tags, news.Rules{
		"law/xx-test-act": {Label: "Test Act", See: []string{"law/other"}, Forms: []news.Form{{ID: "act", Lang: []string{"en"}, Words: []string{"test act"},
			Weight: 2.5, Fields: []news.Field{news.FieldTitle}, Near: []string{"parliament"}, Within: 10, Unless: []string{"cinema"}}}},
		"topic/cryptography": {Silence: true}})
	same(t, c.Mail, Mail{Host: "smtp.example.org", Port: 587, TLS: "starttls", Username: "desk", PasswordEnv: "DESK_SMTP",
		From:       "Desk <desk@example.org>",
		Recipients: []Recipient{{To: "a@example.org", Editions: []string{"day", "week"}, Alerts: []string{"tag:law/xx-test-act"}}}})
	same(t, c.Webhooks, []Webhook{{URL: "https://hooks.example/x", SecretEnv: "HOOK", Events: []string{"event", "edition"}}})
	if len(c.Notes) != 0 {
		t.Errorf("notes on a file without doubts: %v", c.Notes)
	}
}

const small = `outlets:
  - id: a
    name: A
    home: https://a.example
    kind: research
    country: US
    language: en
    feeds: [{url: "https://a.example/feed"}]
`

func TestLoadFillsDefaults(t *testing.T) {
	c := load(t, small)
	same(t, c.Desk, Desk{Title: "Cipherdesk", BaseURL: "http://localhost:8080", Timezone: time.UTC, Excerpt: 300,
		Retention: Retention{Irrelevant: 90 * day, Bodies: 2 * year}})
	o := c.Outlets[0]
	if !o.Enabled || o.ScopeAll || o.Excerpt != 300 || o.Owner != "A" || o.Article != news.ArticleAuto || o.Hosts[0] != "a.example" {
		t.Errorf("defaults of an outlet: %+v", o)
	}
	same(t, o.Host, news.HostLimits{Parallel: 1, Gap: 2 * time.Second, Scope: news.ScopeHost})
	if len(c.Notes) != 1 || !strings.Contains(c.Notes[0].What, "contact is empty") {
		t.Errorf("an empty contact is worth a note, got %v", c.Notes)
	}
}

func TestEmptyGroupsMeanNothing(t *testing.T) {
	c := load(t, small+"tags: {}\nmail: {}\nwebhooks: []\ndesk:\nfetch:\n")
	if len(c.Tags) != 0 || c.Mail.Host != "" || len(c.Webhooks) != 0 {
		t.Errorf("empty groups gave %+v", c)
	}
}

func TestNotesNameWhatIsAllowedAndDoubtful(t *testing.T) {
	src := strings.ReplaceAll(small, "feeds: [{url: \"https://a.example/feed\"}]", "derivative_of: b\n  - {id: b, name: B, home: 'https://b.example', kind: company, country: EU, language: en, feeds: [{url: 'https://b.example/f'}]}")
	c := load(t, src)
	var all []string
	for _, n := range c.Notes {
		all = append(all, n.String())
	}
	got := strings.Join(all, "\n")
	for _, want := range []string{"feeds.yaml:8:20: outlet \"a\" is called derivative without a basis", "nothing is polled for outlet \"a\"", "contact is empty"} {
		if !strings.Contains(got, want) {
			t.Errorf("no note %q in\n%s", want, got)
		}
	}
}

func TestVersionsStayText(t *testing.T) {
	c := load(t, strings.Replace(small, "name: A", `name: "1.10"`, 1))
	if c.Outlets[0].Name != "1.10" {
		t.Errorf("a quoted name became %q", c.Outlets[0].Name)
	}
}

func TestEditorsOfOtherSystemsAreUnderstood(t *testing.T) {
	want := load(t, small).Outlets
	same(t, load(t, "\ufeff"+small).Outlets, want)
	same(t, load(t, strings.ReplaceAll(small, "\n", "\r\n")).Outlets, want)
}

func same(t *testing.T, got, want any) {
	t.Helper()
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got\n%+v\nwant\n%+v", got, want)
	}
}

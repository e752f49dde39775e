package config

import (
	"net/netip"
	"slices"
	"strings"
	"time"

	"cipherdesk/internal/news"
)

// Config is what a valid feeds.yaml says, defaults filled in.
type Config struct {
	Desk     Desk
	Fetch    Fetch
	Outlets  []news.Outlet // in the order of the file
	Tags     news.Rules    // the operator's; nil when there are none
	Mail     Mail
	Webhooks []Webhook

	// Notes are not errors: an empty contact, a derivative without a basis.
	// `check` and `serve` print them.
	Notes Problems
}

// Desk is who runs this and how its pages look.
type Desk struct {
	Title       string         // default "Cipherdesk"
	BaseURL     string         // without a slash at its end; default "http://localhost:8080"
	Contact     string         // page or address in the User-Agent; empty: none given
	IDAuthority string         // "domain,date" of tag: ids (RFC 4151); empty: taken from BaseURL at first start
	Complaints  string         // address or page; empty: none given
	Helpline    string         // one line offered on pages about harm to children; empty: off
	Timezone    *time.Location // days of the digest; never nil, default UTC
	Excerpt     int            // characters shown at most where an outlet does not say; 0 to 300
	Retention   Retention
}

// Retention is how long is kept what pages do not need. Zero keeps for ever.
type Retention struct {
	Irrelevant time.Duration // articles outside the topic; default 90 days
	Bodies     time.Duration // raw bodies; default two years
}

// Fetch bounds what is asked of whom.
type Fetch struct {
	PerHost       news.HostLimits // defaults for every outlet; already merged into [news.Outlet.Host]
	AllowNetworks []netip.Prefix  // private networks and odd ports that may be asked; usually empty
}

// Mail is the SMTP server and who gets what. The zero value sends nothing.
type Mail struct {
	Host        string // empty: no mail
	Port        int    // default 587
	TLS         string // "starttls" (default), "tls", or "none" on a loopback host
	Username    string // empty: without logging in
	PasswordEnv string // name of the environment variable that holds the password
	From        string // an address, with or without a name
	OneClick    bool   // readers can end it at BaseURL, where serve must answer (RFC 8058)
	Recipients  []Recipient
}

// Recipient gets editions and alerts by mail.
type Recipient struct {
	To       string
	Editions []string // any of "day", "week", "month"
	Alerts   []string // searches; new results are mailed
}

// Webhook is an address that is told of news.
type Webhook struct {
	URL       string
	SecretEnv string   // environment variable with the key that signs; empty: unsigned
	Events    []string // any of WebhookEvents; empty is not allowed
	Query     string   // a search that narrows articles; empty: all
}

// Editions lists the spans that an edition can cover.
func Editions() []string { return []string{"day", "week", "month"} }

// WebhookEvents lists what a webhook can be told of.
func WebhookEvents() []string {
	return []string{"article", "event", "revision", "edition", "withdrawal", "health"}
}

// Secrets lists the environment variables that the file names: what they hold is
// needed to send mails and to sign what webhooks are told.
func (c *Config) Secrets() (names []string) {
	for _, name := range append([]string{c.Mail.PasswordEnv}, secretsOf(c.Webhooks)...) {
		if name != "" && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}

func secretsOf(hooks []Webhook) (names []string) {
	for _, h := range hooks {
		names = append(names, h.SecretEnv)
	}
	return names
}

// Load reads a feeds.yaml. With problems there is no Config: half of a file is
// never acted on.
func Load(src []byte) (*Config, Problems) {
	r := &reader{}
	c := &Config{
		Desk: Desk{Title: "Cipherdesk", BaseURL: "http://localhost:8080", Timezone: time.UTC, Excerpt: 300,
			Retention: Retention{Irrelevant: 90 * day, Bodies: 2 * year}},
		Fetch: Fetch{PerHost: news.HostLimits{Parallel: 1, Gap: 2 * time.Second, Scope: news.ScopeHost}},
	}
	if root := r.root(src); root != nil {
		desk, mail := root, root
		cat := catalogue{reader: r, config: c, feeds: map[string]int{}, byID: map[news.OutletID]*entry{}}
		r.object(root, "the file", fields{
			"desk":     func(n nodeT) { r.desk(n, &c.Desk); desk = n },
			"fetch":    func(n nodeT) { r.fetch(n, &c.Fetch) },
			"outlets":  r.list("outlets", cat.outlet),
			"tags":     func(n nodeT) { c.Tags = r.tags(n) },
			"mail":     func(n nodeT) { r.mail(n, &c.Mail); mail = n },
			"webhooks": r.list("webhooks", func(n nodeT) { c.Webhooks = append(c.Webhooks, r.webhook(n)) }),
		}, "outlets")
		cat.finish(root)
		if c.Mail.OneClick && !strings.HasPrefix(c.Desk.BaseURL, "https://") {
			r.blame(mail, bad("serve it under https:// and say so in desk.base_url, or take one_click away", "readers' mail programs ask https:// alone to end a mail, and base_url is %s", c.Desk.BaseURL))
		}
		if c.Desk.Contact == "" {
			r.note(desk, bad("set desk.contact to a page or address of yours", "publishers cannot see who asks: contact is empty"))
		}
	}
	if len(r.problems) > 0 {
		return nil, r.problems.sorted()
	}
	c.Notes = r.notes.sorted()
	return c, nil
}

func (r *reader) desk(n nodeT, d *Desk) {
	r.object(n, "desk", fields{
		"title":        parsed(r, &d.Title, parseLine),
		"base_url":     parsed(r, &d.BaseURL, parseBase),
		"contact":      maybe(r, &d.Contact, parseContact),
		"id_authority": maybe(r, &d.IDAuthority, parseAuthority),
		"complaints":   maybe(r, &d.Complaints, parseContact),
		"helpline":     maybe(r, &d.Helpline, parseLine),
		"timezone":     parsed(r, &d.Timezone, parseZone),
		"excerpt":      r.integer(&d.Excerpt, 0, 300),
		"retention": func(n nodeT) {
			r.object(n, "retention", fields{
				"irrelevant": parsed(r, &d.Retention.Irrelevant, parseRetention),
				"bodies":     parsed(r, &d.Retention.Bodies, parseRetention),
			})
		},
	})
}

func (r *reader) fetch(n nodeT, f *Fetch) {
	r.object(n, "fetch", fields{
		"per_host":       r.limits(&f.PerHost),
		"allow_networks": r.list("allow_networks", appended(r, &f.AllowNetworks, parsePrefix)),
	})
}

func (r *reader) limits(l *news.HostLimits) setter {
	return func(n nodeT) {
		r.object(n, "per_host", fields{
			"parallel": r.integer(&l.Parallel, 1, 16),
			"gap":      parsed(r, &l.Gap, parseGap),
			"scope":    parsed(r, &l.Scope, oneOf("scope", news.ScopeHost, news.ScopeFeed, news.ScopeSite)),
		})
	}
}

func (r *reader) mail(n nodeT, m *Mail) {
	entries, _ := entriesOf(n)
	if len(entries) == 0 {
		return
	}
	*m = Mail{Port: 587, TLS: "starttls"}
	if !r.object(n, "mail", fields{
		"host":         parsed(r, &m.Host, parseHost),
		"port":         r.integer(&m.Port, 1, 65535),
		"tls":          parsed(r, &m.TLS, oneOf("tls", "starttls", "tls", "none")),
		"username":     maybe(r, &m.Username, parseLine),
		"password_env": maybe(r, &m.PasswordEnv, parseEnv),
		"from":         parsed(r, &m.From, parseSender),
		"one_click":    r.flag(&m.OneClick),
		"recipients":   r.list("recipients", func(n nodeT) { m.Recipients = append(m.Recipients, r.recipient(n)) }),
	}, "host", "from", "recipients") {
		return
	}
	if m.TLS == "none" && m.Host != "" && !isLoopback(m.Host) {
		r.blame(n, bad("use starttls or tls", "mail would travel unencrypted to %s", m.Host))
	}
	if m.Username != "" && m.PasswordEnv == "" {
		r.blame(n, bad("add password_env: the NAME of an environment variable", "mail has a username and no password_env"))
	}
}

func (r *reader) recipient(n nodeT) Recipient {
	var to Recipient
	ok := r.object(n, "recipient", fields{
		"to":       parsed(r, &to.To, parseSender),
		"editions": r.several("editions", appended(r, &to.Editions, oneOf("edition", Editions()...))),
		"alerts":   r.several("alerts", appended(r, &to.Alerts, parseSearch)),
	}, "to")
	if ok && len(to.Editions) == 0 && len(to.Alerts) == 0 {
		r.blame(n, bad("add editions: [day] or alerts:", "recipient would get nothing"))
	}
	return to
}

func (r *reader) webhook(n nodeT) Webhook {
	var w Webhook
	r.object(n, "webhook", fields{
		"url":        parsed(r, &w.URL, parseURL),
		"secret_env": maybe(r, &w.SecretEnv, parseEnv),
		"events":     r.several("events", appended(r, &w.Events, oneOf("event", WebhookEvents()...))),
		"query":      maybe(r, &w.Query, parseSearch),
	}, "url", "events")
	return w
}

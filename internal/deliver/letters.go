package deliver

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"html"
	netmail "net/mail"
	"net/url"
	"slices"
	"strings"

	"cipherdesk/internal/config"
	"cipherdesk/internal/digest"
	"cipherdesk/internal/mail"
	"cipherdesk/internal/news"
	"cipherdesk/internal/store"
)

// editions mails the newest sealed edition of each length to those who want it.
func (c *Courier) editions(ctx context.Context) error {
	for _, length := range []digest.Length{digest.Day, digest.Week, digest.Month} {
		to := c.readers(length)
		if len(to) == 0 {
			continue
		}
		p := digest.PeriodAt(length, c.Clock(), c.Words.Zone).Prev()
		sealed, err := c.DB.SealedEdition(ctx, string(length), p.Name())
		if errors.Is(err, news.ErrNotFound) { // not yet, or never: what first polls brought is no news
			continue
		}
		if err != nil {
			return err
		}
		for _, r := range to {
			old, err := c.DB.Begin(ctx, mailbox(r.To), "editions "+string(length), []string{editionEntry(p)}, c.Clock())
			if err != nil {
				return err
			}
			if old || sealed.Stories == 0 {
				continue
			}
			if _, err := c.sendEdition(ctx, p, r, false); err != nil {
				return err
			}
		}
	}
	return nil
}

// readers are those who want editions of a length.
func (c *Courier) readers(length digest.Length) (to []config.Recipient) {
	for _, r := range c.Config.Mail.Recipients {
		if slices.Contains(r.Editions, string(length)) {
			to = append(to, r)
		}
	}
	return to
}

// Sent is what became of one letter of an edition.
type Sent struct {
	To      string
	Already bool // it was sent before, or another process is sending it
	Muted   bool // the recipient wants no more of these editions
	mail.Outcome
}

// SendEdition mails an edition that is over to everybody who wants editions of
// its length and has not got it. It is [news.ErrInvalid] when nobody does, and
// for an edition that still grows.
func (c *Courier) SendEdition(ctx context.Context, p digest.Period) (all []Sent, err error) {
	to := c.readers(p.Length)
	switch {
	case c.Config.Mail.Host == "":
		return nil, fmt.Errorf("feeds.yaml names no mail server; add mail: with host, from and recipients: %w", news.ErrInvalid)
	case len(to) == 0:
		return nil, fmt.Errorf("no recipient of feeds.yaml has editions: [%s]: %w", p.Length, news.ErrInvalid)
	case p.End.After(c.Clock()):
		return nil, fmt.Errorf("the %s %s is not over, and an edition is mailed once: %w", p.Length, p.Name(), news.ErrInvalid)
	}
	for _, r := range to {
		sent, err := c.sendEdition(ctx, p, r, true)
		if err != nil {
			return all, err
		}
		all = append(all, sent)
	}
	return all, nil
}

func editionEntry(p digest.Period) string { return "edition " + string(p.Length) + " " + p.Name() }

// sendEdition mails an edition to one reader, once.
func (c *Courier) sendEdition(ctx context.Context, p digest.Period, r config.Recipient, force bool) (Sent, error) {
	what := store.Delivery{Recipient: mailbox(r.To), Entry: editionEntry(p)}
	if muted, err := c.DB.Muted(ctx, what.Recipient, string(p.Length)); err != nil || muted {
		return Sent{To: r.To, Muted: muted}, err
	}
	tried, ok, err := c.DB.Claim(ctx, what, c.Clock(), force)
	if err != nil || !ok {
		return Sent{To: r.To, Already: true}, err
	}
	l, err := c.editionLetter(ctx, p)
	if err == nil {
		err = c.address(ctx, &l, r.To, what)
	}
	if err != nil {
		return Sent{}, errors.Join(err, c.settle(ctx, what, tried, result{Outcome: mail.RefusedForNow, err: err}, "mail", r.To, "edition", p.Name()))
	}
	res := c.send(ctx, l)
	return Sent{To: r.To, Outcome: res.Outcome}, c.settle(ctx, what, tried, res, "mail", r.To, "edition", p.Name())
}

// editionLetter writes an edition as a letter, without its recipient.
func (c *Courier) editionLetter(ctx context.Context, p digest.Period) (mail.Letter, error) {
	e, err := digest.Load(ctx, c.DB.Reader, p, digest.Options{Now: c.Clock()})
	if err != nil {
		return mail.Letter{}, err
	}
	var text, page bytes.Buffer
	if err := errors.Join(digest.WriteText(&text, &e, c.Words), digest.WriteHTML(&page, &e, c.Words)); err != nil {
		return mail.Letter{}, err
	}
	l := c.letter(string(p.Length), map[digest.Length]string{digest.Day: "daily edition", digest.Week: "weekly edition", digest.Month: "monthly edition"}[p.Length])
	l.Subject = c.subject(p.Title() + ": " + digest.Count(e.Articles, "story"))
	l.Text, l.HTML, l.Archive = text.String(), page.String(), c.Config.Desk.BaseURL+p.Path()
	return l, nil
}

// letter begins a letter of one of the desk's lists.
func (c *Courier) letter(list, name string) mail.Letter {
	return mail.Letter{From: c.Config.Mail.From, Date: c.Clock(), List: list, ListName: c.Config.Desk.Title + " " + name, Host: c.host(), Unsubscribe: c.complaints()}
}

// address makes a letter one to a recipient, who is told how to end it.
func (c *Courier) address(ctx context.Context, l *mail.Letter, to string, what store.Delivery) error {
	l.To, l.ID = to, letterID(what)
	end := "answer this mail or write to " + cmp.Or(l.Unsubscribe, c.Config.Mail.From)
	if c.Config.Mail.OneClick {
		key, err := muteKey(ctx, c.DB)
		if err != nil {
			return err
		}
		l.OneClick = c.Config.Desk.BaseURL + "/unsubscribe/" + token(key, what.Recipient, l.List)
		end = "open " + l.OneClick + " or write to " + cmp.Or(l.Unsubscribe, c.Config.Mail.From)
		l.HTML = strings.Replace(l.HTML, "</body>", `<p><a href="`+html.EscapeString(l.OneClick)+`">End this mail</a></p></body>`, 1)
	}
	l.Text += fmt.Sprintf("\n-- \nYou get %s because the desk of %s entered your address.\nTo end it, %s.\n", l.ListName, c.Config.Desk.BaseURL, end)
	return nil
}

// complaints is the mail address where the desk is asked for anything.
func (c *Courier) complaints() string {
	for _, to := range []string{c.Config.Desk.Complaints, c.Config.Desk.Contact} {
		if a, err := netmail.ParseAddress(to); err == nil {
			return a.Address
		}
	}
	return ""
}

func (c *Courier) subject(words string) string {
	if c.Words.Sample {
		words = "SAMPLE · " + words
	}
	return c.Config.Desk.Title + ", " + words
}

func (c *Courier) send(ctx context.Context, l mail.Letter) result {
	m := c.Config.Mail
	s := mail.Server{Host: m.Host, Port: m.Port, TLS: m.TLS, Username: m.Username, Roots: c.Roots}
	if m.PasswordEnv != "" {
		if s.Password = c.Secret(m.PasswordEnv); s.Password == "" {
			return result{Outcome: mail.RefusedForNow, err: fmt.Errorf("the environment has no %s, which holds the password of the mail server", m.PasswordEnv)}
		}
	}
	outcome, err := s.Send(ctx, l)
	return result{Outcome: outcome, err: err}
}

// mailbox is how a recipient of mails is remembered.
func mailbox(to string) string {
	if a, err := netmail.ParseAddress(to); err == nil {
		to = a.Address
	}
	return store.Recipient("mail", strings.ToLower(to))
}

// letterID is the same for the same thing and recipient: whoever gets it twice
// all the same can tell.
func letterID(what store.Delivery) string { return news.Slug(what.Recipient + " " + what.Entry) }

// alertList is the list that every alert belongs to.
const alertList = "alerts"

// alerts mails the new results of each recipient's searches: an article once,
// however many of them find it.
func (c *Courier) alerts(ctx context.Context) error {
	for _, r := range c.Config.Mail.Recipients {
		for _, query := range r.Alerts {
			if err := c.alert(ctx, r, query); err != nil {
				return fmt.Errorf("alert %q: %w", query, err)
			}
		}
	}
	return nil
}

func (c *Courier) alert(ctx context.Context, r config.Recipient, query string) error {
	if muted, err := c.DB.Muted(ctx, mailbox(r.To), alertList); err != nil || muted {
		return err
	}
	topic := "alert " + query
	list, err := c.entries(ctx, mailbox(r.To), topic, searchFeed(query))
	if err != nil {
		return err
	}
	list = c.recent(list)
	first, err := c.DB.Begin(ctx, mailbox(r.To), topic, ids(list), c.Clock())
	if err != nil || first {
		return err
	}
	var found []entry
	tried := map[string]int{}
	for _, e := range list {
		n, ok, err := c.DB.Claim(ctx, store.Delivery{Recipient: mailbox(r.To), Entry: e.ID}, c.Clock(), false)
		if err != nil {
			return err
		}
		if ok {
			found, tried[e.ID] = append(found, e), n
		}
	}
	if len(found) == 0 {
		return nil
	}
	slices.Reverse(found)
	l := c.alertLetter(query, found)
	var res result
	if err := c.address(ctx, &l, r.To, store.Delivery{Recipient: mailbox(r.To), Entry: strings.Join(ids(found), " ")}); err != nil {
		res = result{Outcome: mail.RefusedForNow, err: err}
	} else {
		res = c.send(ctx, l)
	}
	var failed []error
	for _, e := range found {
		failed = append(failed, c.settle(ctx, store.Delivery{Recipient: mailbox(r.To), Entry: e.ID}, tried[e.ID], res, "mail", r.To, "alert", query, "entry", e.ID))
	}
	return errors.Join(failed...)
}

func (c *Courier) alertLetter(query string, found []entry) mail.Letter {
	var b strings.Builder
	for _, e := range found {
		fmt.Fprintf(&b, "%s\n  %s", e.Title, e.Provenance.Source.Title)
		if seen := e.Provenance.FirstSeen; !seen.IsZero() {
			fmt.Fprintf(&b, ", first seen %s", seen.In(c.Words.Zone).Format("2 January 2006, 15:04"))
		}
		fmt.Fprintf(&b, "\n  %s\n", e.URL)
		if e.Summary != "" {
			fmt.Fprintf(&b, "  %s\n", e.Summary)
		}
		fmt.Fprintf(&b, "  Provenance: %s\n\n", e.Provenance.Article)
	}
	search := c.Config.Desk.BaseURL + "/search?" + url.Values{"q": {query}}.Encode()
	l := c.letter(alertList, "alerts")
	l.Subject = c.subject(fmt.Sprintf("%s for %s", digest.Count(len(found), "new story"), query))
	l.Archive = search
	l.Text = b.String() + "All results: " + search + "\n"
	return l
}

package selftest

import (
	"fmt"
	"net"
	"strings"
	"time"

	"cipherdesk/internal/fetch"
	"cipherdesk/internal/ingest"
	"cipherdesk/internal/news"
)

// T11.
func redirects(t *trial) error {
	if err := t.confirmed(); err != nil {
		return err
	}
	return t.traps()
}

// confirmed looks at which redirects are taken over, and when.
func (t *trial) confirmed() error {
	feed := says(rss(t.at("new", ""), 2, ""), "ETag", `"n"`)
	t.answer("new", "/feed", feed)
	maintenance := says("<!doctype html><title>Back soon</title><p>The lamp is being cleaned.", "ETag", `"m"`)
	t.answer("new", "/maintenance", maintenance)
	t.answer("new", "/always304", inTurn(status(304)))
	outlets := []news.Outlet{}
	for host, h := range map[string]struct {
		code int
		to   string
	}{"moved": {301, "/feed"}, "permanent": {308, "/feed"}, "lent": {302, "/feed"}, "seeother": {303, "/feed"}, "temporary": {307, "/feed"},
		"closed": {301, "/maintenance"}, "blank": {301, "/always304"}} {
		was := says(rss(t.at(host, ""), 2, ""), "ETag", `"old"`)
		t.answer(host, "/feed", inTurn(was, leads(h.code, t.at("new", h.to))))
		outlets = append(outlets, reads(host, t.at(host, "/feed")))
	}
	d, err := t.open(outlets, nil)
	if err != nil {
		return err
	}
	if err := d.live(4*24*time.Hour, time.Hour); err != nil {
		return err
	}
	for _, host := range []string{"moved", "permanent"} {
		s, err := d.state(news.OutletID(host))
		if err != nil {
			return err
		}
		old := t.of(host, "/feed")
		led := old[len(old)-1].at.Sub(old[1].at) // the first request was still answered
		t.expect(s.Address == t.at("new", "/feed") && s.Spec.URL == t.at(host, "/feed"), "%s: asks %s", host, s.Address)
		t.expect(len(old) >= 4 && led >= 24*time.Hour && led < 72*time.Hour, "%s: taken over after %d redirects over %v", host, len(old)-1, led)
		t.saw("%s: the new address taken over after %d polls over %v, the old one kept as its alias", map[string]string{"moved": "301", "permanent": "308"}[host], len(old)-1, led)
	}
	for _, host := range []string{"lent", "seeother", "temporary", "closed", "blank"} {
		s, err := d.state(news.OutletID(host))
		if err != nil {
			return err
		}
		t.expect(s.Address == t.at(host, "/feed"), "%s: taken over: %s", host, s.Address)
	}
	t.saw("302, 303, 307, 301 to a maintenance page, 301 to a page that says 304 to everybody: never taken over in four days")
	t.answer("new", "/feed", status(500))
	if err := d.live(2*24*time.Hour, time.Hour); err != nil {
		return err
	}
	s, err := d.state("moved")
	t.expect(err == nil && s.Address == t.at("moved", "/feed"), "a new address that fails is asked for ever: %s", s.Address)
	return err
}

// traps looks at redirects that are followed nowhere.
func (t *trial) traps() error {
	_, plain, err := net.SplitHostPort(t.plain.Addr().String())
	if err != nil {
		return err
	}
	traps := map[string]struct{ to, words string }{
		"circle":    {t.at("circle", "/feed"), "circle"},
		"down":      {t.at("victim", "/feed"), "down"},
		"private":   {"http://10.0.0.1/feed", "10.0.0.1"},
		"metadata":  {"http://169.254.169.254/latest/meta-data/", "169.254.169.254"},
		"six":       {"http://[::1]:80/", "::1"},
		"mapped":    {"http://[::ffff:10.0.0.1]/", "10.0.0.1"},
		"octal":     {"http://0300.0250.1/", "192.168.0.1"},
		"file":      {"file:///etc/passwd", "cannot be asked"},
		"port":      {"http://192.0.43.8:22/", "ports 80 and 443"},
		"password":  {"http://keeper:lamp@new.localhost:" + plain + "/feed", "password"},
		"changeful": {"http://changeful.test:" + plain + "/feed", "10.0.0.1"},
	}
	outlets := []news.Outlet{reads("endless", t.at("endless", "/feed/"))}
	t.answer("endless", "/feed/", leads(302, "/1"))
	for i := 1; i < 20; i++ {
		t.answer("endless", fmt.Sprintf("/%d", i), leads(302, fmt.Sprintf("/%d", i+1)))
	}
	t.answer("victim", "/feed", says(rss("", 1, "")))
	for host, trap := range traps {
		from := t.at(host, "/feed")
		if host == "down" {
			from = t.securely(host, "/feed")
		}
		t.answer(host, "/feed", leads(301, trap.to))
		outlets = append(outlets, reads(host, from))
	}
	names := &changeful{}
	d, err := t.open(outlets, func(o *fetch.Options) { o.Resolver = names.resolver() })
	if err != nil {
		return err
	}
	reports, err := d.Poll(t.ctx, ingest.Selection{})
	if err != nil {
		return err
	}
	refused := 0
	for _, r := range reports {
		words := traps[string(r.Outlet)].words
		t.expect(r.Outcome == news.OutcomeRedirect && strings.Contains(r.Error, words), "%s: %s, %q", r.Outlet, r.Outcome, r.Error)
		if r.Outcome == news.OutcomeRedirect {
			refused++
		}
	}
	t.expect(len(reports) == len(outlets), "%d reports for %d traps", len(reports), len(outlets))
	t.expect(len(t.onHost("victim")) == 0, "https led down to http")
	hops := len(t.onHost("endless"))
	t.expect(hops <= 7, "an endless chain was followed for %d requests", hops)
	t.saw("%d of %d traps refused: loop, endless chain (%d requests), https down to http, private and metadata addresses, a password, a port, file:, a name that changes its address", refused, len(outlets), hops)
	return t.turnsPrivate(d, names)
}

// turnsPrivate asks a name that is loopback, allowed here, at one look-up and a
// private network at the next.
func (t *trial) turnsPrivate(d *desk, names *changeful) error {
	names.set([4]byte{127, 0, 0, 1})
	address := "http://changeful.test:" + port(t.plain) + "/feed"
	t.answer("changeful.test:"+port(t.plain), "/feed", says(rss("", 1, ""), "Connection", "close"))
	if _, err := d.client.Get(t.ctx, fetch.Request{URL: address, Purpose: news.ForFeed}); err != nil {
		t.expect(false, "a name with an allowed address: %v", err)
	}
	names.set([4]byte{10, 0, 0, 1})
	_, err := d.client.Get(t.ctx, fetch.Request{URL: address, Purpose: news.ForFeed})
	t.expect(err != nil && strings.Contains(err.Error(), "10.0.0.1"), "a name that turned private was asked: %v", err)
	t.saw("a name whose address turned private between two look-ups: %v", err)
	return nil
}

// T12.
func gone(t *trial) error {
	well := func(host string) { t.answer(host, "/feed", says(rss(t.at(host, ""), 2, ""), "ETag", `"w"`)) }
	t.answer("gone", "/feed", status(410))
	t.answer("lost", "/feed", status(404))
	well("away")
	d, err := t.open([]news.Outlet{reads("gone", t.at("gone", "/feed")), reads("lost", t.at("lost", "/feed")), reads("away", t.at("away", "/feed"))}, nil)
	if err != nil {
		return err
	}
	if err := d.due(); err != nil {
		return err
	}
	t.answer("away", "/feed", status(404))
	if err := d.live(6*24*time.Hour, time.Hour); err != nil {
		return err
	}
	early, err := d.state("lost")
	if err != nil {
		return err
	}
	t.expect(early.Status == news.FeedFailing, "404 for six days: %s", early.Status)
	t.expect(strings.Contains(early.LastError, "retired on"), "nobody is told: %q", early.LastError)
	well("away")
	if err := d.live(14*24*time.Hour, time.Hour); err != nil {
		return err
	}
	for host, want := range map[string]news.FeedStatus{"gone": news.FeedRetired, "lost": news.FeedRetired, "away": news.FeedOK} {
		s, err := d.state(news.OutletID(host))
		if err != nil {
			return err
		}
		t.expect(s.Status == want, "%s is %s, want %s", host, s.Status, want)
	}
	lost := t.of("lost", "/feed")
	span := lost[len(lost)-1].at.Sub(lost[0].at)
	t.expect(len(t.of("gone", "/feed")) == 1, "410: asked %d times", len(t.of("gone", "/feed")))
	t.expect(span >= 7*24*time.Hour && span < 12*24*time.Hour, "404: asked for %v", span)
	t.expect(len(lost) < 40, "404: asked %d times in %v", len(lost), span)
	t.saw("410: 1 request in 20 days; 404: %d requests over %v, each pause longer, then none", len(lost), span.Round(time.Hour))
	t.saw("the operator is told: %s", early.LastError)
	t.saw("a feed that was missing for six days and came back: read again, nothing lost")
	for _, host := range []string{"gone", "lost"} {
		well(host)
		if _, err := d.Poll(t.ctx, ingest.Selection{Outlets: []news.OutletID{news.OutletID(host)}}); err != nil {
			return err
		}
		s, err := d.state(news.OutletID(host))
		if err != nil {
			return err
		}
		t.expect(s.Status == news.FeedOK, "%s asked by name, and there again: %s", host, s.Status)
	}
	t.saw("both revived by `poll OUTLET`")
	return nil
}

package selftest

import (
	"fmt"
	"net/http"
	"time"

	"cipherdesk/internal/ingest"
	"cipherdesk/internal/news"
)

// busyHost is a server that wants to be left alone, and how it says so.
type busyHost struct {
	name    string
	code    int
	headers []string
	wait    time.Duration // asked for; 0: not said
}

// T7.
func slowDown(t *trial) error {
	hosts := []busyHost{
		{"busy429", 429, []string{"Retry-After", "90000"}, 90000 * time.Second},
		{"busy503", 503, []string{"Retry-After", "518400"}, 6 * 24 * time.Hour},
		{"dated", 429, []string{"Retry-After", monday.Add(36 * time.Hour).Format(http.TimeFormat), "Date", monday.Format(http.TimeFormat)}, 36 * time.Hour},
		{"bare429", 429, nil, 0},
		{"bare503", 503, nil, 0},
	}
	var outlets []news.Outlet
	for _, h := range hosts {
		well := says(rss(t.at(h.name, ""), 2, ""), "ETag", `"well"`)
		first := inTurn(status(h.code, h.headers...), well)
		if h.wait == 0 {
			again := status(h.code)
			first = inTurn(again, again, again, again, well)
		}
		t.answer(h.name, "/feed", first)
		t.answer(h.name, "/other", well)
		outlets = append(outlets, reads(h.name, t.at(h.name, "/feed")), reads(h.name+"-other", t.at(h.name, "/other")))
	}
	d, err := t.open(outlets, nil)
	if err != nil {
		return err
	}
	if err := d.due(); err != nil {
		return err
	}
	d.pass(5 * time.Minute)
	impatient := ingest.Selection{} // somebody who cannot wait asks by hand, at first everybody
	for _, o := range outlets {
		impatient.Outlets = append(impatient.Outlets, o.ID)
	}
	if _, err := d.Poll(t.ctx, impatient); err != nil {
		return err
	}
	impatient.Outlets = impatient.Outlets[:6] // and then those that said for how long
	for look := range 8 * 48 {
		if look%48 == 11 {
			if err := d.restart(); err != nil {
				return err
			}
		}
		if _, err := d.Poll(t.ctx, impatient); err != nil {
			return err
		}
		if err := d.due(); err != nil {
			return err
		}
		d.pass(30 * time.Minute)
	}
	for _, h := range hosts {
		if err := t.left(d, h); err != nil {
			return err
		}
	}
	return nil
}

// left looks at how a busy host was left alone.
func (t *trial) left(d *desk, h busyHost) error {
	asked := t.of(h.name, "/feed")
	least := h.wait
	if least == 0 {
		least = 15 * time.Minute
	}
	t.expect(len(asked) > 1, "%s was not asked again", h.name)
	for _, r := range t.onHost(h.name) {
		if r.at.After(asked[0].at) {
			t.expect(r.at.Sub(asked[0].at) >= least, "%s was asked for %s %v after its %d, want %v", h.name, r.path, r.at.Sub(asked[0].at), h.code, least)
		}
	}
	s, err := d.state(news.OutletID(h.name))
	if err != nil {
		return err
	}
	t.expect(s.Errors == 0 && s.Status == news.FeedOK, "%s: %d errors, %s", h.name, s.Errors, s.Status)
	pauses := spans(asked)
	if h.wait > 0 {
		t.saw("%d, Retry-After %s: the whole host left alone for %v", h.code, h.headers[1], pauses[0])
		return nil
	}
	for i := 1; i < 4 && i < len(pauses); i++ {
		t.expect(pauses[i] > pauses[i-1], "%s: pauses do not grow: %v", h.name, pauses[:4])
	}
	t.expect(shortest(pauses) >= time.Hour, "%s: asked again within the hour: %v", h.name, pauses)
	t.saw("bare %d, four times: asked again after %v", h.code, pauses[:min(4, len(pauses))])
	return nil
}

// T8.
func freshness(t *trial) error {
	const twoDays = 48 * time.Hour
	old := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
	expires := func(w http.ResponseWriter, r *http.Request) {
		says(rss(t.at("expires", ""), 2, ""), "ETag", `"e"`, "Date", old.Format(http.TimeFormat), "Expires", old.Add(twoDays).Format(http.TimeFormat))(w, r)
	}
	stated := says(rss(t.at("stated", ""), 2, ""), "ETag", `"s"`, "Cache-Control", "public, max-age=172800")
	silent := says(rss(t.at("silent", ""), 2, ""), "ETag", `"q"`, "Cache-Control", "max-age=172800")
	t.answer("stated", "/feed", stated)
	t.answer("expires", "/feed", expires)
	t.answer("silent", "/feed", inTurn(silent, status(304)))
	t.answer("none", "/feed", says(rss(t.at("none", ""), 2, ""), "ETag", `"n"`, "Cache-Control", "no-cache, max-age=172800"))
	var outlets []news.Outlet
	for _, host := range []string{"stated", "expires", "silent", "none"} {
		outlets = append(outlets, reads(host, t.at(host, "/feed")))
	}
	d, err := t.open(outlets, nil)
	if err != nil {
		return err
	}
	if err := d.live(9*24*time.Hour, time.Hour); err != nil {
		return err
	}
	for host, words := range map[string]string{"stated": "max-age=172800 on 200 and 304", "expires": "Expires in two days on 200 and 304", "silent": "max-age=172800 on 200, a 304 without a word"} {
		apart := spans(t.of(host, "/feed"))
		t.expect(len(apart) >= 3 && shortest(apart) >= twoDays, "%s: asked again after %v", words, apart)
		t.saw("%s: asked %d times in nine days, %v apart at least", words, len(apart)+1, shortest(apart).Round(time.Minute))
	}
	n := len(t.of("none", "/feed"))
	t.expect(n > 20, "no-cache beside max-age: asked only %d times", n)
	return nil
}

// T9.
func restarts(t *trial) error {
	for i := range 4 {
		t.answer("lamp", fmt.Sprintf("/story/%d", i), says(page(i), "ETag", fmt.Sprintf(`"page %d"`, i)))
	}
	t.answer("lamp", "/feed", says(rss(t.at("lamp", ""), 4, ""), "ETag", `"f"`))
	t.answer("lamp", "/robots.txt", says("User-agent: *\nDisallow: /keeper/\n", "ETag", `"r"`))
	t.answer("list", "/robots.txt", says("User-agent: *\nDisallow: /keeper/\n"))
	t.answer("list", "/news", says(`<!doctype html><title>News</title><ul><li><a href="/n/1">The lamp is lit again this year</a><li><a href="/n/2">A keeper is looked for at once</a></ul>`))
	t.answer("list", "/sitemap.xml", says(fmt.Sprintf(`<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url><loc>%s</loc></url></urlset>`, t.at("list", "/n/3"))))
	lamp := reads("lamp", t.at("lamp", "/feed"))
	lamp.Article = news.ArticlePage
	list := reads("list")
	list.Feeds = []news.FeedSpec{{Kind: news.KindIndex, URL: t.at("list", "/news"), Link: "li a", Cron: "7 * * * *"}, {Kind: news.KindSitemap, URL: t.at("list", "/sitemap.xml"), Cron: "7 * * * *"}}
	d, err := t.open([]news.Outlet{lamp, list}, nil)
	if err != nil {
		return err
	}
	if err := d.due(); err != nil {
		return err
	}
	first := len(t.all())
	t.expect(first == 9, "%d requests at first, want 9: a feed, four pages, two lists, two robots.txt", first)
	storm := func() error {
		for range 20 {
			d.pass(time.Second)
			if err := d.restart(); err != nil {
				return err
			}
			if err := d.due(); err != nil {
				return err
			}
		}
		return nil
	}
	if err := storm(); err != nil {
		return err
	}
	extra := len(t.all()) - first
	t.expect(extra == 0, "%d requests by twenty restarts", extra)
	t.saw("twenty restarts after the first poll: %d requests", extra)
	// Twenty more when the pages' second look is due: each once, and robots.txt
	// is still known.
	d.pass(30 * time.Minute)
	if err := storm(); err != nil {
		return err
	}
	again := t.all()[first+extra:]
	for _, r := range again {
		t.expect(r.path != "/robots.txt", "robots.txt asked for again by a restart")
		t.expect(r.header.Get("If-None-Match") != "", "%s asked for again without its validator", r.path)
	}
	t.expect(len(again) == 4, "%d requests by twenty restarts when four pages were due", len(again))
	t.saw("twenty restarts when four pages were due: %d requests, all conditional, robots.txt not among them", len(again))
	return nil
}

// T10.
func byHand(t *trial) error {
	const gap = 200 * time.Millisecond
	t.answer("lamp", "/feed", says(rss(t.at("lamp", ""), 2, ""), "ETag", `"one"`))
	t.answer("lamp", "/second", says(rss(t.at("lamp", ""), 2, ""), "ETag", `"two"`))
	t.answer("busy", "/feed", status(503, "Retry-After", "7200"))
	t.answer("fresh", "/feed", says(rss(t.at("fresh", ""), 2, ""), "ETag", `"f"`, "Cache-Control", "max-age=7200"))
	lamp := reads("lamp", t.at("lamp", "/feed"), t.at("lamp", "/second"))
	lamp.Host.Gap = gap
	d, err := t.open([]news.Outlet{lamp, reads("busy", t.at("busy", "/feed")), reads("fresh", t.at("fresh", "/feed"))}, nil)
	if err != nil {
		return err
	}
	for range 2 {
		if _, err := d.all(); err != nil {
			return err
		}
		d.pass(3 * time.Second)
	}
	asked := t.of("lamp", "/feed")
	t.expect(len(asked) == 2, "two refreshes three seconds apart asked %d times", len(asked))
	for _, r := range asked[min(1, len(asked)):] {
		t.expect(r.header.Get("If-None-Match") == `"one"`, "the second refresh names %s", quote(r.header["If-None-Match"]))
	}
	t.saw("two refreshes of everything, 3 s apart: asked twice, the second time with If-None-Match")
	t.expect(len(t.of("busy", "/feed")) == 1, "a host that asked for two hours was asked %d times", len(t.of("busy", "/feed")))
	t.expect(len(t.of("fresh", "/feed")) == 1, "a feed with max-age=7200 was asked %d times", len(t.of("fresh", "/feed")))
	t.saw("a 503 with Retry-After: 7200 and a max-age=7200: asked once each")
	least := t.gaps("lamp")
	t.expect(least >= gap, "requests to one host %v apart, want %v", least, gap)
	t.saw("two feeds of one host: %v apart at least, %v wanted", least.Round(time.Millisecond), gap)
	d.outlets[0].Host.Gap = time.Millisecond
	if err := d.restart(); err != nil {
		return err
	}
	before := len(t.of("lamp", "/feed"))
	for range 100 {
		if _, err := d.all(); err != nil {
			return err
		}
		d.pass(3 * time.Second)
	}
	n := len(t.of("lamp", "/feed")) - before
	t.expect(n <= 35, "a hundred refreshes in five minutes asked %d times", n)
	t.saw("a hundred refreshes in five minutes, somebody's loop: %d requests", n)
	return nil
}

// gaps is the least time between the end of one request of a host and the start
// of the next, on the machine's clock.
func (t *trial) gaps(host string) time.Duration {
	list := t.onHost(host)
	var out []time.Duration
	for i := 1; i < len(list); i++ {
		out = append(out, list[i].began.Sub(list[i-1].ended))
	}
	return shortest(out)
}

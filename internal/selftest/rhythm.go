package selftest

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"cipherdesk/internal/ingest"
	"cipherdesk/internal/news"
)

// T13.
func oneHost(t *trial) error {
	const gap, delay = 300 * time.Millisecond, time.Second
	slow := func(body string, headers ...string) http.HandlerFunc {
		h := says(body, headers...)
		return func(w http.ResponseWriter, r *http.Request) {
			time.Sleep(50 * time.Millisecond)
			h(w, r)
		}
	}
	var outlets []news.Outlet
	for _, name := range []string{"one", "two", "three"} {
		t.answer("shared", "/"+name, slow(rss(t.at("shared", ""), 1, ""), "ETag", `"s"`))
		o := reads(name, t.at("shared", "/"+name))
		o.Host.Gap = gap
		outlets = append(outlets, o)
	}
	for _, host := range []string{"a.family", "b.family"} {
		t.answer(host, "/feed", slow(rss(t.at(host, ""), 1, ""), "ETag", `"s"`))
		o := reads(strings.ReplaceAll(host, ".", "-"), t.at(host, "/feed"))
		o.Host = news.HostLimits{Gap: gap, Scope: news.ScopeSite}
		outlets = append(outlets, o)
	}
	for i := range 3 {
		t.answer("crawl", fmt.Sprintf("/story/%d", i), slow(page(i), "ETag", `"p"`))
	}
	t.answer("crawl", "/robots.txt", says("User-agent: *\nCrawl-delay: 1\nDisallow: /story/2\n"))
	t.answer("crawl", "/feed", slow(rss(t.at("crawl", ""), 3, ""), "ETag", `"c"`))
	crawl := reads("crawl", t.at("crawl", "/feed"))
	crawl.Article = news.ArticlePage
	t.answer("walled", "/robots.txt", says("User-agent: cipherdesk\nDisallow: /news\n"))
	walled := reads("walled")
	walled.Feeds = []news.FeedSpec{{Kind: news.KindIndex, URL: t.at("walled", "/news"), Cron: "7 * * * *"}, {Kind: news.KindSitemap, URL: t.at("walled", "/news.xml"), Cron: "7 * * * *"}}
	t.answer("quick", "/feed", slow(rss(t.at("quick", ""), 1, ""), "ETag", `"q"`))
	d, err := t.open(append(outlets, crawl, walled, reads("quick", t.at("quick", "/feed"))), nil)
	if err != nil {
		return err
	}
	if err := d.due(); err != nil {
		return err
	}
	shared, family := t.onHost("shared"), slices.Concat(t.onHost("a.family"), t.onHost("b.family"))
	together := 0
	for _, r := range t.all() {
		together = max(together, r.together)
	}
	t.expect(len(shared) == 3 && len(family) == 2, "%d and %d requests, want 3 and 2", len(shared), len(family))
	t.expect(together == 1, "%d requests to one host at the same time", together)
	least := t.gaps("shared")
	t.expect(least >= gap, "feeds of one host %v apart, want %v", least, gap)
	t.saw("three feeds on one host: one at a time, %v apart at least (%v wanted)", least.Round(time.Millisecond), gap)
	if len(family) == 2 {
		slices.SortFunc(family, func(a, b request) int { return a.began.Compare(b.began) })
		apart := family[1].began.Sub(family[0].ended)
		t.expect(apart >= gap, "two hosts of one site %v apart, want %v with scope: site", apart, gap)
		t.saw("two hosts of one site, scope: site: %v apart", apart.Round(time.Millisecond))
	}
	t.crawled(delay)
	return nil
}

// crawled looks at the host that asks for a crawl delay, and at the one that
// need not wait for anybody.
func (t *trial) crawled(delay time.Duration) {
	var pages []request
	for _, r := range t.onHost("crawl") {
		if r.path != "/feed" {
			pages = append(pages, r)
		}
		t.expect(r.path != "/story/2", "robots.txt asks not to fetch /story/2, and it was")
	}
	t.expect(len(pages) == 3, "%d requests for robots.txt and two pages", len(pages))
	for i := 1; i < len(pages); i++ {
		apart := pages[i].began.Sub(pages[i-1].ended)
		t.expect(apart >= delay, "%s came %v after %s, want the crawl delay of %v", pages[i].path, apart, pages[i-1].path, delay)
		t.saw("Crawl-delay: 1: %s %v after %s", pages[i].path, apart.Round(time.Millisecond), pages[i-1].path)
	}
	for _, r := range t.onHost("walled") {
		t.expect(r.path == "/robots.txt", "robots.txt asks not to fetch %s, and it was", r.path)
	}
	t.saw("Disallow: an article's page, a list and a sitemap not asked for")
	quick := t.of("quick", "/feed")
	t.expect(len(quick) == 1 && len(pages) > 0 && quick[0].began.Before(pages[len(pages)-1].began), "a host of its own waited for others")
}

// T14.
func wishes(t *trial) error {
	hints := map[string]string{
		"hours":  "<skipHours><hour>0</hour><hour>1</hour><hour>2</hour><hour>3</hour><hour>13</hour></skipHours>",
		"days":   "<skipDays><day>Saturday</day><day>Sunday</day></skipDays>",
		"ttl":    "<ttl>240</ttl>",
		"period": "<sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>2</sy:updateFrequency>",
		"plain":  "",
	}
	var outlets []news.Outlet
	for host, extra := range hints {
		t.answer(host, "/feed", t.lively(host, extra))
		outlets = append(outlets, reads(host, t.at(host, "/feed")))
	}
	d, err := t.open(outlets, nil)
	if err != nil {
		return err
	}
	if err := d.due(); err != nil {
		return err
	}
	d.pass(13*time.Hour + 30*time.Minute) // the desk comes back in the middle of an hour to skip
	if err := d.due(); err != nil {
		return err
	}
	if err := d.live(8*24*time.Hour, 30*time.Minute); err != nil {
		return err
	}
	counts := map[string]int{}
	for host := range hints {
		asked := t.of(host, "/feed")
		counts[host] = len(asked)
		t.expect(len(asked) > 8, "%s: asked %d times in eight days", host, len(asked))
		for i, r := range asked {
			hour, day := r.at.Hour(), r.at.Weekday()
			t.expect(i == 0 || host != "hours" || hour > 3 && hour != 13, "skipHours: asked at %s", r.at.Format("15:04"))
			t.expect(i == 0 || host != "days" || day != time.Saturday && day != time.Sunday, "skipDays: asked on a %s", day)
		}
	}
	ttl, period := shortest(spans(t.of("ttl", "/feed"))), shortest(spans(t.of("period", "/feed")))
	t.expect(ttl >= 4*time.Hour-time.Minute, "ttl 240: %v apart", ttl)
	t.expect(period >= 12*time.Hour-time.Minute, "twice daily: %v apart", period)
	t.expect(counts["plain"] > 180, "an hourly schedule of a feed with something new every hour: asked %d times in eight days", counts["plain"])
	t.saw("a feed with something new every hour and no wishes: asked %d times in eight days", counts["plain"])
	t.saw("skipHours 0–3 and 13: %d times, never in these hours, nor in one that the desk came back in", counts["hours"])
	t.saw("skipDays Saturday, Sunday: %d times, never on these days", counts["days"])
	t.saw("ttl 240: %d times, %v apart at least; sy:updatePeriod daily, updateFrequency 2: %d times, %v apart", counts["ttl"], ttl.Round(time.Minute), counts["period"], period.Round(time.Minute))
	return nil
}

// lively is a feed with something new every hour.
func (t *trial) lively(host, extra string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		t.publisher.mu.Lock()
		hour := int(t.publisher.clock().Sub(monday) / time.Hour)
		t.publisher.mu.Unlock()
		body := rss(t.at(host, ""), hour+3, extra)
		newest := strings.LastIndex(body[:strings.LastIndex(body, "<item>")], "<item>")
		channel, _, _ := strings.Cut(body, "<item>")
		says(channel+body[newest:], "ETag", fmt.Sprintf(`"hour %d"`, hour))(w, r)
	}
}

// T16.
func wrongClock(t *trial) error {
	var outlets []news.Outlet
	for i := range 10 {
		host := fmt.Sprint("lamp", i)
		t.answer(host, "/feed", says(rss(t.at(host, ""), 2, ""), "ETag", `"l"`))
		outlets = append(outlets, reads(host, t.at(host, "/feed")))
	}
	t.answer("busy", "/feed", inTurn(says(rss(t.at("busy", ""), 2, ""), "ETag", `"b"`), status(429, "Retry-After", "90000"), says(rss(t.at("busy", ""), 2, ""), "ETag", `"b"`)))
	t.answer("lost", "/feed", status(404))
	t.answer("moved", "/feed", leads(301, t.at("lamp0", "/feed")))
	outlets = append(outlets, reads("busy", t.at("busy", "/feed")), reads("lost", t.at("lost", "/feed")), reads("moved", t.at("moved", "/feed")))
	d, err := t.open(outlets, nil)
	if err != nil {
		return err
	}
	if err := d.due(); err != nil {
		return err
	}
	const year = 365 * 24 * time.Hour
	before := len(t.all())
	d.pass(year)
	for range 10 { // ten looks within the hour
		if err := d.due(); err != nil {
			return err
		}
		d.pass(time.Minute)
	}
	burst := len(t.all()) - before
	t.expect(burst <= len(outlets)+1, "a clock set forward a year: %d requests for %d feeds", burst, len(outlets)) // one through a redirect
	t.saw("set forward a year: %d requests by %d feeds, one each (and one redirect)", burst, len(outlets))
	for _, host := range []string{"lost", "moved"} {
		s, err := d.state(news.OutletID(host))
		if err != nil {
			return err
		}
		t.expect(s.Status != news.FeedRetired && s.Address == t.at(host, "/feed"), "%s: a year on the clock is no week of 404s and no day of redirects: %s, %s", host, s.Status, s.Address)
	}
	t.saw("one 404 and one 301 before, one after: neither retired nor taken over")
	d.pass(-year - 10*time.Minute)
	if err := t.setBack(d); err != nil {
		return err
	}
	return t.leaseOfTheFuture(d)
}

// setBack looks at what is asked when the clock stands right again.
func (t *trial) setBack(d *desk) error {
	right, from := d.now(), len(t.all())
	if err := d.live(32*time.Hour, 10*time.Minute); err != nil {
		return err
	}
	waited := map[string]time.Duration{}
	count := map[string]int{}
	for _, r := range t.all()[from:] {
		if count[r.host]++; count[r.host] == 1 {
			waited[r.host] = r.at.Sub(right)
		}
	}
	longest := time.Duration(0)
	for i := range 10 {
		host := fmt.Sprint("lamp", i)
		t.expect(count[host] > 3, "%s: silent after the clock was set back", host)
		if host != "lamp0" { // asked through a redirect too
			longest = max(longest, waited[host])
		}
	}
	t.expect(longest <= 3*time.Hour, "a feed waited %v after the clock was set back", longest)
	t.expect(waited["busy"] >= 25*time.Hour-20*time.Minute && waited["busy"] < 28*time.Hour, "a wait of 25 h that was asked for on the wrong clock became %v", waited["busy"])
	t.saw("set back: every feed asked again within %v; a wait of 25 h asked for on the wrong clock still lasts %v", longest, waited["busy"])
	return nil
}

// leaseOfTheFuture has a process of the wrong time killed in mid-poll.
func (t *trial) leaseOfTheFuture(d *desk) error {
	s, err := d.state("lamp1")
	if err != nil {
		return err
	}
	if ok, err := d.db.Lease(t.ctx, s.ID, "killed", d.now().AddDate(1, 0, 0)); err != nil || !ok {
		return fmt.Errorf("lease a feed: %v, %w", ok, err)
	}
	before := len(t.of("lamp1", "/feed"))
	if _, err := d.Poll(t.ctx, ingest.Selection{Outlets: []news.OutletID{"lamp1"}}); err != nil {
		return err
	}
	t.expect(len(t.of("lamp1", "/feed")) == before+1, "a process that was killed on a wrong clock holds its feed for a year")
	return nil
}

// T17.
func nothingElse(t *trial) error {
	published := map[string]bool{"/feed": true, "/robots.txt": true}
	for i := range 6 {
		path := fmt.Sprintf("/story/%d", i)
		published[path] = true
		t.answer("lamp", path, says(page(i)+`<link rel=icon href="/favicon.ico"><img src="/lamp.png"><link rel=preload href="/style.css">`, "ETag", `"p"`))
	}
	t.answer("lamp", "/feed", says(rss(t.at("lamp", ""), 6, `<image><url>`+t.at("lamp", "/logo.png")+`</url></image>`), "ETag", `"f"`))
	t.answer("lamp", "/robots.txt", says("User-agent: *\nDisallow: /keeper/\n", "ETag", `"r"`))
	lamp := reads("lamp", t.at("lamp", "/feed"))
	lamp.Article = news.ArticlePage
	d, err := t.open([]news.Outlet{lamp, reads("dark", t.at("dark", "/feed"))}, nil)
	if err != nil {
		return err
	}
	if err := d.live(7*24*time.Hour, time.Hour); err != nil {
		return err
	}
	count := map[string]int{}
	for _, r := range t.all() {
		t.expect(r.method == http.MethodGet, "%s %s", r.method, r.path)
		t.expect(published[r.path], "%s was asked for, and nobody published it", r.path)
		kind, _, _ := strings.Cut(strings.TrimPrefix(r.path, "/"), "/")
		count[kind]++
	}
	t.expect(count["story"] >= 6, "%d pages were read", count["story"])
	t.expect(len(t.of("lamp", "/robots.txt")) <= 8, "robots.txt asked for %d times in a week", len(t.of("lamp", "/robots.txt")))
	t.saw("in a week, %d requests, all GET: feed %d, six pages %d, robots.txt %d; no HEAD, no favicon, no picture, no address that was not published",
		len(t.all()), count["feed"], count["story"], count["robots.txt"])
	return nil
}

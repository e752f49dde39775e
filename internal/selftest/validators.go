package selftest

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"cipherdesk/internal/fetch"
	"cipherdesk/internal/news"
)

// T1.
func firstRequest(t *trial) error {
	cookie := says(rss(t.at("lamp", ""), 3, ""), "ETag", `"one"`, "Set-Cookie", "id=1; Path=/")
	t.answer("lamp", "/feed", cookie)
	t.answer("gate", "/feed", inTurn(leads(302, t.at("lamp", "/behind"))))
	t.answer("lamp", "/behind", cookie)
	d, err := t.open([]news.Outlet{reads("lamp", t.at("lamp", "/feed?format=rss&x=%20")), reads("gate", t.at("gate", "/feed"))}, nil)
	if err != nil {
		return err
	}
	for range 2 {
		if err := d.due(); err != nil {
			return err
		}
		d.pass(2 * time.Hour)
	}
	anonymous, err := t.open([]news.Outlet{reads("quiet", t.at("quiet", "/feed"))}, func(o *fetch.Options) { o.Contact = "" })
	if err != nil {
		return err
	}
	if err := anonymous.due(); err != nil {
		return err
	}
	asked := t.of("lamp", "/feed?format=rss&x=%20")
	t.expect(len(asked) == 2, "the feed was asked %d times in two polls", len(asked))
	t.expect(len(t.all()) == 7, "%d requests, want 7: two for each feed, two through a redirect, one without contact", len(t.all()))
	for _, r := range t.all() {
		t.onlyWhatItMust(r)
	}
	if len(asked) == 0 {
		return nil
	}
	first := asked[0].header
	t.expect(len(first["If-None-Match"])+len(first["If-Modified-Since"]) == 0, "the first request is conditional")
	for _, kind := range []string{"application/atom+xml", "application/rss+xml", "application/feed+json"} {
		t.expect(strings.Contains(first.Get("Accept"), kind), "Accept %q does not name %s", first.Get("Accept"), kind)
	}
	t.expect(strings.Contains(first.Get("Accept-Encoding"), "gzip"), "compressed answers are not accepted: %q", first.Get("Accept-Encoding"))
	t.expect(first.Get("User-Agent") == t.agent(d.fetching.Contact), "User-Agent %q, want %q", first.Get("User-Agent"), t.agent(d.fetching.Contact))
	for _, r := range t.of("quiet", "/feed") {
		t.expect(r.header.Get("User-Agent") == t.agent(""), "User-Agent %q without a contact", r.header.Get("User-Agent"))
	}
	t.saw("GET %s", asked[0].path)
	for _, name := range []string{"User-Agent", "Accept", "Accept-Encoding"} {
		t.saw("%s: %s", name, first.Get(name))
	}
	t.saw("no cookie came back after Set-Cookie, no Referer after a redirect: %d requests looked at", len(t.all()))
	return nil
}

// agent is the User-Agent that is promised.
func (t *trial) agent(contact string) string {
	agent := "cipherdesk/" + t.options.Version
	if t.options.Version == "" {
		agent += "dev"
	}
	if contact != "" {
		agent += " (+" + contact + ")"
	}
	return agent
}

// onlyWhatItMust looks at what any request for a feed may say.
func (t *trial) onlyWhatItMust(r request) {
	t.expect(r.method == http.MethodGet, "%s %s", r.method, r.path)
	for name, values := range r.header {
		switch name {
		case "User-Agent", "Accept", "Accept-Encoding", "If-None-Match", "If-Modified-Since":
		default:
			t.expect(false, "%s says %s: %q", r.path, name, values)
		}
	}
}

// T2.
func oddValidators(t *trial) error {
	odd := []news.Validators{
		{ETag: `"strong"`}, {ETag: `W/"weak"`}, {ETag: `w/"odd case"`}, {ETag: "unquoted"}, {ETag: `"with \"quotes\" inside"`}, {ETag: `""`}, {ETag: `"a", "b"`},
		{ETag: "\"\xc3\xa9 \xff\""}, {ETag: strings.Repeat("z", 4000)}, {LastModified: "Sun, 01 Mar 2026 08:00:00 GMT"}, {LastModified: "yesterday, about noon"},
		{LastModified: "0"}, {ETag: `"x-gzip"`, LastModified: "Thu, 01 Jan 1970 00:00:00 GMT"},
	}
	var outlets []news.Outlet
	for i, v := range odd {
		host := fmt.Sprint("lamp", i)
		var headers []string
		if v.ETag != "" {
			headers = append(headers, "ETag", v.ETag)
		}
		if v.LastModified != "" {
			headers = append(headers, "Last-Modified", v.LastModified)
		}
		t.answer(host, "/feed", says(rss(t.at(host, ""), 2, ""), headers...))
		outlets = append(outlets, reads(host, t.at(host, "/feed")))
	}
	d, err := t.open(outlets, nil)
	if err != nil {
		return err
	}
	if err := d.due(); err != nil {
		return err
	}
	if err := d.restart(); err != nil {
		return err
	}
	d.pass(2 * time.Hour)
	if err := d.due(); err != nil {
		return err
	}
	same := 0
	for i, v := range odd {
		back := t.given(fmt.Sprint("lamp", i), 2)
		t.expect(len(back) == 2 && back[1] == v, "%+q came back as %+q", v, back)
		if len(back) == 2 && back[1] == v {
			same++
		}
	}
	t.saw("%d of %d came back byte for byte after a restart, among them %s, %s, %s", same, len(odd), `W/"weak"`, "unquoted", `"yesterday, about noon"`)
	return nil
}

// given are the validators that the first n requests for a host's feed named.
func (t *trial) given(host string, n int) []news.Validators {
	var out []news.Validators
	for _, r := range t.of(host, "/feed") {
		out = append(out, news.Validators{ETag: strings.Join(r.header["If-None-Match"], "|"), LastModified: strings.Join(r.header["If-Modified-Since"], "|")})
	}
	t.expect(len(out) >= n, "%s was asked %d times, want %d", host, len(out), n)
	return out[:min(len(out), n)]
}

// history lets a feed give some answers, a day apart, and looks at what the
// last request names.
func (t *trial) history(want news.Validators, answers ...http.HandlerFunc) error {
	t.answer("lamp", "/feed", inTurn(answers...))
	d, err := t.open([]news.Outlet{reads("lamp", t.at("lamp", "/feed"))}, nil)
	if err != nil {
		return err
	}
	for range answers {
		if err := d.due(); err != nil {
			return err
		}
		d.pass(26 * time.Hour)
	}
	list := t.given("lamp", len(answers))
	for i, v := range list {
		t.saw("request %d: If-None-Match %s, If-Modified-Since %s", i+1, or(v.ETag, "not sent"), or(v.LastModified, "not sent"))
	}
	last := list[max(len(list)-1, 0):]
	t.expect(slices.Equal(last, []news.Validators{want}), "the last request names %+q, want %+q", last, want)
	return nil
}

func or(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}

const (
	sunday = "Sun, 01 Mar 2026 08:00:00 GMT"
	later  = "Tue, 03 Mar 2026 08:00:00 GMT"
)

// T3.
func newETag(t *trial) error {
	base := t.at("lamp", "")
	return t.history(news.Validators{ETag: `"two"`, LastModified: sunday},
		says(rss(base, 2, ""), "ETag", `"one"`, "Last-Modified", sunday),
		answers200(rss(base, 3, ""), "ETag", `"two"`, "Last-Modified", sunday),
		status(304))
}

// T4.
func sameBody(t *trial) error {
	base := t.at("lamp", "")
	return t.history(news.Validators{ETag: `"two"`, LastModified: later},
		says(rss(base, 2, ""), "ETag", `"one"`, "Last-Modified", sunday),
		answers200(rss(base, 2, ""), "ETag", `"two"`, "Last-Modified", later),
		status(304))
}

// T5.
func notModifiedETag(t *trial) error {
	return t.history(news.Validators{ETag: `"two"`, LastModified: sunday},
		says(rss(t.at("lamp", ""), 2, ""), "ETag", `"one"`, "Last-Modified", sunday),
		status(304, "ETag", `"two"`),
		status(304))
}

// answers200 answers with a body whatever the request names.
func answers200(body string, headers ...string) http.HandlerFunc {
	h := says(body, headers...)
	return func(w http.ResponseWriter, r *http.Request) {
		r.Header.Del("If-None-Match")
		r.Header.Del("If-Modified-Since")
		h(w, r)
	}
}

// T6.
func noValidators(t *trial) error {
	base := t.at("lamp", "")
	err := t.history(news.Validators{},
		says(rss(base, 2, ""), "ETag", `"one"`, "Last-Modified", sunday),
		answers200(rss(base, 3, "")),
		answers200(rss(base, 3, "")))
	if err != nil {
		return err
	}
	t.answer("bare", "/feed", answers200(rss(t.at("bare", ""), 3, "")))
	t.answer("sick", "/feed", inTurn(says(rss(t.at("sick", ""), 3, ""), "ETag", `"well"`, "Last-Modified", sunday),
		status(404, "ETag", `"of the error page"`), status(500, "ETag", `"of the error page"`, "Last-Modified", later), status(503, "ETag", `"busy"`),
		says("<!doctype html><title>We will be back</title>", "ETag", `"of a web page"`), status(304)))
	d, err := t.open([]news.Outlet{reads("bare", t.at("bare", "/feed")), reads("sick", t.at("sick", "/feed"))}, nil)
	if err != nil {
		return err
	}
	if err := d.live(5*24*time.Hour, 30*time.Minute); err != nil {
		return err
	}
	bare := spans(t.of("bare", "/feed"))
	t.expect(len(bare) >= 3 && shortest(bare) >= 24*time.Hour-time.Minute, "unconditional requests after %v", bare)
	t.saw("a feed without validators: %d requests in five days, %v apart at least", len(bare)+1, shortest(bare).Round(time.Minute))
	well := news.Validators{ETag: `"well"`, LastModified: sunday}
	for i, v := range t.given("sick", 6) {
		t.expect(i == 0 || v == well, "request %d after errors names %+q, want %+q", i+1, v, well)
	}
	t.saw("after a 404, a 500, a 503 and a web page, each with an ETag of its own: If-None-Match %s", well.ETag)
	return nil
}

package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// ran is a command that was run in a folder of its own.
type ran struct {
	code     int
	out, err string
}

// runIn runs a command line with a clock that stands on 10 March 2026.
func runIn(t *testing.T, dir, stdin string, args ...string) ran {
	t.Helper()
	var out, errs bytes.Buffer
	e := &env{in: strings.NewReader(stdin), out: &out, err: &errs, getenv: func(string) string { return "" },
		now: func() time.Time { return time.Date(2026, 3, 10, 12, 0, 0, 0, time.UTC) }}
	args = append(args, "--config", filepath.Join(dir, "feeds.yaml"), "--db", filepath.Join(dir, "desk.db"))
	code := run(context.Background(), e, args)
	return ran{code, out.String(), errs.String()}
}

// folder holds a feeds.yaml with these outlets that may ask loopback.
func folder(t *testing.T, outlets string) string {
	t.Helper()
	dir := t.TempDir()
	src := "desk: {contact: \"https://desk.example/\"}\nfetch: {per_host: {gap: 1ms}, allow_networks: [127.0.0.0/8]}\noutlets:\n" + outlets
	if err := os.WriteFile(filepath.Join(dir, "feeds.yaml"), []byte(src), 0o600); err != nil {
		t.Fatal(err)
	}
	return dir
}

func outletAt(id, rest string) string {
	return fmt.Sprintf("  - {id: %s, name: %s, home: \"https://%s.example\", kind: research, country: GB, language: en, %s}\n", id, id, id, rest)
}

const (
	asHTML = "text/html; charset=utf-8"
	asRSS  = "application/rss+xml"
)

// answers is a server that says for each path what a test wants it to.
func answers(t *testing.T, pages map[string]http.HandlerFunc) *httptest.Server {
	t.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if h := pages[r.URL.Path]; h != nil {
			h(w, r)
			return
		}
		http.NotFound(w, r)
	}))
	t.Cleanup(s.Close)
	return s
}

func body(contentType, text string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", contentType)
		fmt.Fprint(w, text)
	}
}

func status(code int) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { http.Error(w, "the server's own words", code) }
}

// rssWith is a feed with entries of these dates.
func rssWith(dates ...string) http.HandlerFunc {
	var b strings.Builder
	b.WriteString(`<rss version="2.0"><channel><title>A feed</title>`)
	for i, d := range dates {
		fmt.Fprintf(&b, `<item><title>Entry %d</title><link>https://a.example/%d</link><pubDate>%s</pubDate></item>`, i, i, d)
	}
	return body(asRSS, b.String()+"</channel></rss>")
}

func TestProbeJudgesEveryAddress(t *testing.T) {
	s := answers(t, map[string]http.HandlerFunc{
		"/good":  rssWith("Mon, 09 Mar 2026 09:00:00 GMT", "Sun, 01 Mar 2026 09:00:00 GMT", "Fri, 20 Feb 2026 09:00:00 GMT"),
		"/stale": rssWith("Sat, 01 Mar 2025 09:00:00 GMT", "Thu, 20 Feb 2025 09:00:00 GMT", "Mon, 10 Feb 2025 09:00:00 GMT"),
		"/empty": rssWith(),
		"/html":  body(asHTML, "<!doctype html><html><title>Home</title><p>"+strings.Repeat("Words of a home page. ", 80)),
		"/wall":  body(asHTML, "<!doctype html><html><title>Before you continue</title><p>Cookies?"),
		"/403":   status(403),
		"/410":   status(410),
		"/500":   status(500),
		"/429":   status(429),
		"/noise": body(asRSS, "\x00\x01\x02"),
		"/moved": func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "/good", http.StatusMovedPermanently)
		},
		"/robots.txt": body("text/plain", "User-agent: *\nDisallow: /secret\n"),
		"/secret":     body(asHTML, "<p>x"),
		"/list":       body(asHTML, `<html><main>`+strings.Repeat(`<a href="/n/1">One two three four</a>`, 6)),
	})
	feed := func(id, path string) string { return outletAt(id, fmt.Sprintf("feeds: [{url: %q}]", s.URL+path)) }
	dir := folder(t, feed("good", "/good")+feed("stale", "/stale")+feed("empty", "/empty")+feed("html", "/html")+feed("wall", "/wall")+
		feed("blocked", "/403")+feed("gone", "/410")+feed("error", "/500")+feed("missing", "/404")+feed("noise", "/noise")+feed("moved", "/moved")+
		outletAt("rescued", fmt.Sprintf("feeds: [{url: %q, alternates: [%q]}]", s.URL+"/404b", s.URL+"/good?alternate"))+
		outletAt("secret", fmt.Sprintf("sources: [{index: %q, link: a}]", s.URL+"/secret"))+
		outletAt("nothing", fmt.Sprintf("sources: [{index: %q, link: 'main b'}]", s.URL+"/list"))+
		outletAt("down", "feeds: [{url: \"http://127.0.0.1:1/feed\"}]")+
		outletAt("slow", fmt.Sprintf("per_host: {scope: feed}, feeds: [{url: %q}]", s.URL+"/429")))
	r := runIn(t, dir, "", "check", "--probe")
	if r.code != 0 {
		t.Fatalf("exit %d: %s", r.code, r.err)
	}
	for id, want := range map[string]string{
		"good": "answers: 3 entries, newest 2026-03-09", "stale": "stale since 2025-03-01: 3 entries", "empty": "empty: no entries",
		"html": "HTML: ", "wall": "consent wall: ", "blocked": "blocked: HTTP 403 Forbidden: the server's own words", "gone": "gone: HTTP 410",
		"error": "cannot be read: HTTP 500", "missing": "not found: HTTP 404", "noise": "cannot be read: ", "slow": "slow down: HTTP 429",
		"moved":  "answers: 3 entries, newest 2026-03-09T09:00:00Z; has moved for good to " + s.URL + "/good",
		"secret": "robots: robots.txt asks not to fetch /secret", "nothing": "empty: link main b matches nothing", "down": "unreachable: connection refused",
	} {
		if line := lineOf(r.out, id+" "); !strings.Contains(line, want) {
			t.Errorf("%s: %q, want %q", id, line, want)
		}
	}
	for _, want := range []string{"asked on 2026-03-10 12:00 UTC", "17 addresses: 3 answers, 1 stale, 2 empty", "3 outlets can be read", "1 at an alternate only, make it the url: rescued",
		"12 cannot be read, try 'cipherdesk discover' on their home: empty, html"} {
		if !strings.Contains(r.out, want) {
			t.Errorf("the summary lacks %q:\n%s", want, r.out)
		}
	}
}

// lineOf is the line that begins so.
func lineOf(out, begin string) string {
	for line := range strings.Lines(out) {
		if strings.HasPrefix(line, begin) {
			return line
		}
	}
	return ""
}

func TestProbeAsJSON(t *testing.T) {
	s := answers(t, map[string]http.HandlerFunc{"/feed": rssWith("Mon, 09 Mar 2026 09:00:00 GMT")})
	r := runIn(t, folder(t, outletAt("a", fmt.Sprintf("feeds: [{url: %q, alternates: [%q]}]", s.URL+"/feed", s.URL+"/gone"))), "", "check", "--probe", "--json")
	var got struct {
		Asked    time.Time
		Counts   map[string]int
		Verdicts []map[string]any
	}
	if err := json.Unmarshal([]byte(r.out), &got); err != nil {
		t.Fatalf("%v in %s%s", err, r.out, r.err)
	}
	if len(got.Verdicts) != 2 || got.Verdicts[0]["verdict"] != "answers" || got.Verdicts[0]["entries"] != 1.0 || got.Verdicts[0]["redirects_to"] != nil ||
		got.Verdicts[1]["alternate_of"] != s.URL+"/feed" || got.Verdicts[1]["verdict"] != "not found" || got.Counts["answers"] != 1 {
		t.Errorf("%s", r.out)
	}
}

func TestProbeBlamesNobodyWhenNoHostAnswers(t *testing.T) {
	dir := folder(t, outletAt("a", "feeds: [{url: \"http://127.0.0.1:1/feed\"}]")+outletAt("b", "feeds: [{url: \"http://127.0.0.2:1/feed\"}]"))
	r := runIn(t, dir, "", "check", "--probe")
	if r.code != 0 || !strings.Contains(r.out, "seems to be offline") || strings.Contains(r.out, "unreachable") {
		t.Errorf("exit %d\n%s%s", r.code, r.out, r.err)
	}
}

func TestAnErrorInTheConfigurationEndsTheCheck(t *testing.T) {
	r := runIn(t, folder(t, "  - {id: a, name: A, kind: reserch, country: GB, language: en}\n"), "", "check", "--probe")
	if r.code != 1 || !strings.Contains(r.err, `"reserch" is no kind`) || strings.Contains(r.out, "asked") {
		t.Errorf("exit %d\n%s%s", r.code, r.out, r.err)
	}
	if r := runIn(t, folder(t, outletAt("a", "feeds: [{url: \"https://a.example/feed\"}]")), "", "check", "--json"); r.code != 2 {
		t.Errorf("--json alone: exit %d, %s", r.code, r.err)
	}
}

package web

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"cipherdesk/internal/news"
)

// reader asks a desk as a browser would.
type reader struct {
	*testing.T
	h http.Handler
}

func (r reader) get(path string, headers ...string) *http.Response {
	return r.ask("GET", path, headers...)
}

func (r reader) ask(method, path string, headers ...string) *http.Response {
	r.Helper()
	req := httptest.NewRequest(method, path, nil)
	for i := 0; i < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	r.h.ServeHTTP(w, req)
	return w.Result()
}

// page reads a page that must be there.
func (r reader) page(path string) string {
	r.Helper()
	res := r.get(path)
	body, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode != http.StatusOK {
		r.Fatalf("%s: %d %v\n%.300s", path, res.StatusCode, err, body)
	}
	return string(body)
}

// holds reports what a page does not say.
func (r reader) holds(path string, want ...string) {
	r.Helper()
	page := r.page(path)
	for _, w := range want {
		if !strings.Contains(page, w) {
			r.Errorf("%s does not say %q", path, w)
		}
	}
}

func (r reader) lacks(path string, unwanted ...string) {
	r.Helper()
	page := r.page(path)
	for _, w := range unwanted {
		if strings.Contains(page, w) {
			r.Errorf("%s says %q", path, w)
		}
	}
}

// openDesk serves the made-up desk.
func openDesk(t *testing.T) (reader, *seeder) {
	t.Helper()
	s := newSeeder(t)
	s.desk()
	return reader{t, New(s.db.Reader, options())}, s
}

// everyPage lists one address of each kind of page.
func everyPage(s *seeder) []string {
	return []string{"/", "/latest", "/encryption", "/undated", "/events", "/event/chatterbox-letter", "/event/committee-vote", "/event/veil",
		"/article/" + string(s.ids["harbour"]), "/article/" + string(s.ids["vote"]) + "/revisions", "/article/" + string(s.ids["hostile"]), "/article/" + string(s.ids["reserved"]),
		"/day/2026-03-12", "/day/2026-03-10", "/day/2026-03-05", "/day/2026-03-01", "/week/2026-W11", "/month/2026-03", "/revisions", "/revisions/carried",
		"/topic/e2ee-rollout", "/topic/lawful-access", "/law/uk-online-safety-act", "/actor/digital-rights-org", "/form/opinion", "/tags",
		"/outlets", "/outlet/lantern-trust", "/outlet/echo-en", "/outlet/clearing-house", "/figures", "/figures?value=4.2+million", "/search", "/search?q=letter", "/search?q=4.2+million", "/search?q=nothing-like-it",
		"/why", "/why?url=https://medialog.example/medialog", "/why?url=https://medialog.example/unknown", "/subscribe", "/subscribe?to=/encryption", "/about"}
}

func TestEveryPageAnswers(t *testing.T) {
	r, s := openDesk(t)
	for _, path := range everyPage(s) {
		res := r.get(path)
		body, err := io.ReadAll(res.Body)
		if err != nil || res.StatusCode != http.StatusOK {
			t.Errorf("%s: %d, %v", path, res.StatusCode, err)
			continue
		}
		page := string(body)
		for _, want := range []string{"<!doctype html>", `<html lang="en"`, "SAMPLE", `id="main"`, "<h1", "</html>", `rel="alternate"`} {
			if !strings.Contains(page, want) {
				t.Errorf("%s has no %s", path, want)
			}
		}
		if strings.Count(page, "<h1") != 1 {
			t.Errorf("%s has %d main headings", path, strings.Count(page, "<h1"))
		}
		if strings.Contains(page, "<script>alert") || strings.Contains(page, "<no value>") || strings.Contains(page, "%!") || strings.Contains(page, "ZgotmplZ") {
			t.Errorf("%s lets something through", path)
		}
		if !strings.HasPrefix(res.Header.Get("Content-Security-Policy"), "default-src 'none'") || res.Header.Get("ETag") == "" {
			t.Errorf("%s: headers %v", path, res.Header)
		}
	}
}

func TestFrontPageHoldsWhatItMust(t *testing.T) {
	r, _ := openDesk(t)
	page := r.page("/")
	for _, want := range []string{
		"Thursday 12 March 2026", "headline: The Harbour Times", "at most 5 separate origins", // N3
		"Credited as first", "Daily Beacon", "says Medialog", // N2
		"4.2 million", "Whose number: Northland Clearing House", "Passed on by: the letter", // N1
		"We ask only that no child becomes harder to find.", "Mara Lind", // quotation
		"What we could not read", "Ministry of the Interior", "refuses us since 3 March", // N8
		"Earliest we saw", "we may have missed earlier ones",
		"Stories on their own", "late find, published 8 March 2026", `lang="nl"`,
		"1 article that mentions encryption", "edition open until midnight", "Subscribe", "/topic/e2ee-rollout",
		"Changed since",
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the front page does not say %q", want)
		}
	}
	if strings.Contains(page, "Ransomware") {
		t.Error("the front page shows an article that is no encryption story")
	}
	if len(page) > 50<<10 {
		t.Errorf("the front page has %d bytes", len(page))
	}
}

func TestEditionsFollowTheContract(t *testing.T) {
	r, _ := openDesk(t)
	r.holds("/day/2026-03-09", "Reconstructed", "What families ask us", "from the outlet’s first poll")
	r.lacks("/day/2026-03-11", "What families ask us") // the day of the first poll itself
	r.holds("/undated", "About encryption and children")
	r.holds("/day/2026-03-10", "edition closed", "Not known")
	r.lacks("/day/2026-03-10", "97 charities")
	r.holds("/week/2026-W11", "Week 11, 9–15 March 2026", "97 charities", "Police take over")
	r.holds("/month/2026-03", "March 2026", "97 charities")
}

func TestQuietDayShowsTheLatestEdition(t *testing.T) {
	s := newSeeder(t)
	s.desk()
	o := options()
	later := now.AddDate(0, 0, 3)
	o.Clock = func() (t0 timeT) { return later }
	r := reader{t, New(s.db.Reader, o)}
	r.holds("/", "No encryption story was first seen today, 15 March", "Thursday 12 March 2026", "97 charities")
}

func TestEmptyDeskExplainsItself(t *testing.T) {
	s := newSeeder(t)
	o := options()
	o.Status = func() Status { return Status{Polling: true, Offline: true, Since: now, Tried: 14, Total: 14} }
	r := reader{t, New(s.db.Reader, o)}
	r.holds("/", "No story yet", "cannot reach the network", "No outlet is blamed", "cipherdesk demo", "14")
	for _, path := range []string{"/latest", "/events", "/figures", "/outlets", "/encryption.atom", "/events.json", "/day.rss", "/api/v1/articles"} {
		r.page(path)
	}
}

func TestStatuses(t *testing.T) {
	r, s := openDesk(t)
	s.must(s.db.Withdraw(t.Context(), withdrawal(s.ids["answer"])))
	for path, want := range map[string]int{
		"/nothing": 404, "/article/unknown": 404, "/event/unknown": 404, "/topic/unknown": 404, "/outlet/unknown": 404,
		"/day/2026-02-30": 404, "/day/tomorrow": 404, "/day/2026-03-13": 404, "/week/2026-W54": 404, "/month/2026-00": 404, "/day/1066-10-14": 404, "/day/1999-12-31": 404, "/month/2025-12": 404,
		"/article/" + string(s.ids["answer"]):         410,
		"/api/v1/articles/" + string(s.ids["answer"]): 410,
		"/latest?cursor=broken":                       400,
		"/search?q=%ZZ":                               400,
		"/search?q=-only":                             400,
		"/search?q=" + strings.Repeat("a", 600):       400,
		"/why?url=not%20an%20address%20":              400,
		"/figures?value=words":                        400,
		"/?" + strings.Repeat("a", 5000):              414,
		"/latest/":                                    301,
		"/feed":                                       301,
		"/search?q=https://medialog.example/medialog": 303,
		"/day":                         302,
		"/topic/unknown.atom":          404,
		"/search.atom":                 400,
		"/nothing.json":                404,
		"/latest?cursor=&utm_source=x": 200,
		"/static/desk.css?v=1":         200,
		"/robots.txt":                  200, "/healthz": 200, "/readyz": 200, "/metrics": 200, "/favicon.ico": 200,
		"/subscriptions.opml": 200, "/outlets.opml": 200, "/api/openapi.json": 200,
	} {
		res := r.get(path)
		body, _ := io.ReadAll(res.Body)
		if res.StatusCode != want {
			t.Errorf("%.80s: %d, want %d", path, res.StatusCode, want)
		}
		api := strings.HasPrefix(path, "/api/")
		if want >= 400 && !api && !strings.Contains(string(body), "These may help") && !strings.Contains(string(body), `class="ask"`) {
			t.Errorf("%.80s: its page does not help", path)
		}
		if want >= 400 && api && res.Header.Get("Content-Type") != "application/problem+json" {
			t.Errorf("%.80s: %s", path, res.Header.Get("Content-Type"))
		}
	}
	for _, method := range []string{"POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"} {
		if res := r.ask(method, "/"); res.StatusCode != 405 || res.Header.Get("Allow") != "GET, HEAD" {
			t.Errorf("%s: %d, Allow %q", method, res.StatusCode, res.Header.Get("Allow"))
		}
	}
	head := r.ask("HEAD", "/latest")
	if body, _ := io.ReadAll(head.Body); head.StatusCode != 200 || len(body) > 0 || head.Header.Get("Content-Length") == "0" {
		t.Errorf("HEAD: %d, %d bytes, %v", head.StatusCode, len(body), head.Header)
	}
}

func TestWithdrawalHoldsAtOnce(t *testing.T) {
	r, s := openDesk(t)
	r.holds("/latest", "Our answer to the letter")
	s.must(s.db.Withdraw(t.Context(), withdrawal(s.ids["answer"])))
	for _, path := range []string{"/", "/latest", "/event/chatterbox-letter", "/encryption.atom", "/api/v1/articles", "/outlet/chatterbox", "/search?q=answer"} {
		r.lacks(path, "Our answer to the letter")
	}
	res := r.get("/article/" + string(s.ids["answer"]))
	if body, _ := io.ReadAll(res.Body); !strings.Contains(string(body), "Withdrawn by the desk on 12 March 2026 (asked by its publisher)") {
		t.Errorf("the tombstone says %.300s", body)
	}
}

func TestTheListOfChangesSaysWhatWasChanged(t *testing.T) {
	r, s := openDesk(t)
	path := "/article/" + string(s.ids["vote"]) + "/revisions#version-2"
	r.holds("/revisions", `<a href="`+path+`">Committee votes 14 to 3`, "<del>2</del>", "<ins>3</ins>", "change seen", "first seen 12 Mar, 10:42", "/revisions/carried")
}

func TestMergedEventsLeadToTheSurvivor(t *testing.T) {
	r, s := openDesk(t)
	s.merge("committee-vote", "chatterbox-letter")
	for path, want := range map[string]string{"/event/committee-vote": "/event/chatterbox-letter", "/event/committee-vote.atom": "/event/chatterbox-letter.atom",
		"/api/v1/events/committee-vote": "/api/v1/events/chatterbox-letter"} {
		if res := r.get(path); res.StatusCode != 301 || res.Header.Get("Location") != want {
			t.Errorf("%s: %d to %q", path, res.StatusCode, res.Header.Get("Location"))
		}
	}
}

func TestPublishersWishesShowOnPages(t *testing.T) {
	r, s := openDesk(t)
	id := string(s.ids["reserved"])
	r.holds("/article/"+id, "asks for no excerpts", "A measurement of encrypted backups")
	for _, path := range []string{"/article/" + id, "/latest", "/", "/encryption.json", "/encryption.atom", "/api/v1/articles", "/api/v1/articles/" + id} {
		r.lacks(path, "We measured how many people")
	}
}

func TestDeskViewShowsWholeTextsAndIsNotKept(t *testing.T) {
	s := newSeeder(t)
	s.desk()
	o := options()
	o.Desk = true
	r := reader{t, New(s.db.Reader, o)}
	path := "/article/" + string(s.ids["harbour"])
	r.holds(path, "not for publication", "in their own order", `<mark class="on-`, `title="`)
	if res := r.get(path); res.Header.Get("Cache-Control") != "no-store" || res.Header.Get("ETag") != "" {
		t.Errorf("headers: %v", res.Header)
	}
	public, _ := openDesk(t)
	public.lacks(path, "in their own order")
}

func TestRevisionsShowNoRemovedText(t *testing.T) {
	r, s := openDesk(t)
	id := string(s.ids["vote"])
	path := "/article/" + id + "/revisions"
	r.holds(path, "Version 1", "Version 2", "changed: headline, text", "1 word added, 1 word removed", "Headline before:", "[1 word removed]", "<ins>")
	r.lacks(path, "Four members were away", "Let readers see")
	r.holds(path+"?on=2020-01-01", "we did not know this article yet")
	r.holds(path+"?on=2100-01-01", "version 2")
	if res := r.get(path + "?on=yesterday"); res.StatusCode != http.StatusBadRequest {
		t.Errorf("a day that is none: %d", res.StatusCode)
	}
	for _, feed := range []string{"/revisions.atom", path + ".atom"} {
		r.holds(feed, "Changed (headline, text)", "Headline before:", "/revisions#version-2")
	}
}

func TestTheDeskApprovesRemovedWords(t *testing.T) {
	s := newSeeder(t)
	s.desk()
	o := options()
	o.Desk, o.Approve = true, s.db.Approve
	own := New(s.db.Reader, o)
	id := string(s.ids["vote"])
	reader{t, own}.holds("/article/"+id+"/revisions", "Let readers see", "<del>")
	send := func(host, origin, version string) int {
		q := httptest.NewRequest(http.MethodPost, "/article/"+id+"/approve", strings.NewReader("version="+version))
		q.Host = host
		q.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		q.Header.Set("Origin", origin)
		w := httptest.NewRecorder()
		own.ServeHTTP(w, q)
		return w.Code
	}
	for _, c := range []struct {
		name, host, origin, version string
		status                      int
	}{
		{"another site", "localhost:8080", "https://evil.example", "2", http.StatusBadRequest},
		{"no origin", "localhost:8080", "", "2", http.StatusBadRequest},
		{"a name that was made to lead here", "evil.example:8080", "http://evil.example:8080", "2", http.StatusBadRequest},
		{"no number", "localhost:8080", "http://localhost:8080", "two", http.StatusBadRequest},
		{"no such version", "localhost:8080", "http://localhost:8080", "7", http.StatusNotFound},
		{"the desk", "127.0.0.1:8080", "http://127.0.0.1:8080", "2", http.StatusSeeOther},
	} {
		if got := send(c.host, c.origin, c.version); got != c.status {
			t.Errorf("%s: %d, not %d", c.name, got, c.status)
		}
	}
	reader{t, New(s.db.Reader, options())}.holds("/article/"+id+"/revisions", "<del>")
	public := New(s.db.Reader, options())
	w := httptest.NewRecorder()
	public.ServeHTTP(w, httptest.NewRequest(http.MethodPost, "/article/"+id+"/approve", nil))
	if w.Code != http.StatusMethodNotAllowed {
		t.Errorf("the public desk took an approval: %d", w.Code)
	}
}

func TestPagesAreReadyUntilSomethingChanges(t *testing.T) {
	r, s := openDesk(t)
	first := r.get("/latest")
	tag := first.Header.Get("ETag")
	if again := r.get("/latest", "If-None-Match", tag); again.StatusCode != 304 {
		t.Errorf("an unchanged page: %d", again.StatusCode)
	}
	s.add(draft{name: "new", outlet: "medialog", title: "One more letter", lang: "en", seen: now, verdict: news.VerdictYes, text: letterText("They encrypt.")})
	if again := r.get("/latest", "If-None-Match", tag); again.StatusCode != 200 {
		t.Errorf("a changed page: %d", again.StatusCode)
	}
}

func TestEqualThingsStandOnce(t *testing.T) {
	seen := now.Add(-time.Hour)
	item := func(guid string, at time.Time) news.Item { return news.Item{GUID: guid, FirstSeen: at} }
	p := articlePage{Full: news.Full{Items: []news.Item{item("a", seen), item("b", seen), item("a", now)}}}
	if got := p.Announced(); len(got) != 2 || len(got[0].Times) != 2 || !got[0].Times[1].Equal(now) {
		t.Errorf("announced as %+v", got)
	}
	line := func(health string, bad bool, since time.Time) feedLine {
		return feedLine{FeedState: news.FeedState{Since: since}, Health: health, Bad: bad}
	}
	o := outletLine{Feeds: []feedLine{line("reads well", false, seen), line("reads well", false, now), line("refuses us", true, seen), line("refuses us", true, now)}}
	if got := o.Standings(); len(got) != 3 {
		t.Errorf("stands as %+v", got)
	}
}

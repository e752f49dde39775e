package sample

import (
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

func world(t *testing.T) *World {
	t.Helper()
	w, err := New(Named(8099))
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// get asks the world for an address as a client would.
func get(t *testing.T, w *World, address string, headers ...string) *http.Response {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequest(http.MethodGet, u.RequestURI(), nil)
	r.Host = u.Host
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	rec := httptest.NewRecorder()
	w.Handler().ServeHTTP(rec, r)
	return rec.Result()
}

func text(t *testing.T, r *http.Response) string {
	t.Helper()
	b, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func at(t *testing.T, clock string) time.Time {
	t.Helper()
	v, err := time.Parse(clockLayout, clock)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestTheWorldIsAsLargeAsPromised(t *testing.T) {
	w := world(t)
	if n := len(w.sites); n < 10 || n > 14 {
		t.Errorf("%d outlets", n)
	}
	within := 0
	for _, a := range w.articles {
		if !a.published.Before(firstDay()) {
			within++
		}
		if a.published.After(lastDay().AddDate(0, 0, 1)) {
			t.Errorf("%s comes after the end", a.id)
		}
	}
	if within < 40 || within > 80 {
		t.Errorf("%d articles in the six weeks", within)
	}
	if d := lastDay().Weekday(); d == time.Saturday || d == time.Sunday {
		t.Errorf("the last day is a %v", d)
	}
	if n := len(w.Days()); n != 42 {
		t.Errorf("%d days", n)
	}
	if n := len(w.Steps()); n < 42 || n > 75 {
		t.Errorf("%d steps", n)
	}
	t.Logf("%d outlets, %d articles (%d within), %d steps", len(w.sites), len(w.articles), within, len(w.Steps()))
}

// The scenes that the product is shown with: whoever takes one away must
// change this list, and know who relies on it.
func TestEverySceneIsThere(t *testing.T) {
	w := world(t)
	for _, s := range w.Scenes() {
		if s.About == "" || len(s.IDs) == 0 {
			t.Errorf("scene %s says nothing", s.Name)
		}
	}
	for what, ids := range map[string][]string{
		"letter, wire copy, translation, Q&A": {"tarnholm-trust/open-letter", "brackwater-times/charities-letter", "vellis-herald/encryption-warning", "gadgetrelay/childrens-organizations-chatterbox", "medialoom/letter-to-chatterbox"},
		"two credits of a first report":       {"medialoom/letter-to-chatterbox", "tekbode/kinderorganisaties-chatterbox", "hallowmere-beacon/charities-letter"},
		"roll-out day":                        {"chatterbox/encrypted-by-default", "tarnholm-trust/rollout-statement"},
		"speech and fact check":               {"ministry-interior/speech-police-conference", "brackwater-times/minister-crimes", "medialoom/fact-check-four-million"},
		"a bill in steps":                     {"policy-ledger/message-safety-bill-tabled", "policy-ledger/amendments-to-message-safety-bill", "policy-ledger/committee-vote", "policy-ledger/second-reading"},
		"a court case":                        {"policy-ledger/court-of-appeal-hearing", "medialoom/phone-code-ruling"},
		"a take-down":                         {"vellmark-police/operation-lanyard", "vellmark-police/operation-lanyard-update", "vellmark-police/operation-lanyard-second-update"},
		"the committee's vote":                {"brackwater-times/committee-backs-encryption", "ministry-interior/statement-amendment-31", "tarnholm-trust/committee-vote-statement", "keyholders-union/commission-protege-le-chiffrement"},
		"the second letter and its answers":   {"hallowmere-beacon/second-letter", "tarnholm-trust/second-letter", "brackwater-times/second-letter", "tekbode/tweede-brief", "gadgetrelay/pause-of-ninety-days", "keyholders-union/no-pause-for-locks", "chatterbox/answer-to-second-letter"},
		"a study and the company's answer":    {"plumbline-institute/backup-code-study", "chatterbox/longer-backup-codes", "tekbode/back-upcode-chatterbox", "policy-ledger/backup-code"},
		"five carriers of two origins":        {"brackwater-times/head-teachers-letter", "vellis-herald/class-groups", "tekbode/schoolhoofden-klassengroepen", "gadgetrelay/class-groups-outside-encryption", "medialoom/head-teachers-and-class-groups"},
		"hard negatives":                      {"brackwater-times/hospital-ransomware", "gadgetrelay/encrypt-laptop-disk", "gadgetrelay/renew-tls-certificate", "tekbode/achterdeur-router", "brackwater-times/central-bank-signal", "vellis-herald/school-leaflet", "plumbline-institute/vortrag-lieferkette"},
		"other languages":                     {"plumbline-institute/veil-handys", "tekbode/tweede-brief", "keyholders-union/commission-protege-le-chiffrement", "keyholders-union/carta-abierta"},
	} {
		for _, id := range ids {
			if w.articles[id] == nil {
				t.Errorf("%s: no %s", what, id)
			}
		}
	}
}

// Agency copy is nearly the same in both papers: most paragraphs word for word,
// under another headline, with an edit or two and a line of the house's own.
func TestTheWireCopyIsNearlyTheSame(t *testing.T) {
	w := world(t)
	wire, copied := w.articles["brackwater-times/charities-letter"].versions[0], w.articles["vellis-herald/encryption-warning"].versions[0]
	same := 0
	for _, p := range copied.body {
		if slices.Contains(wire.body, p) {
			same++
		}
	}
	if same < len(wire.body)*2/3 || same == len(copied.body) || wire.title == copied.title {
		t.Errorf("%d of %d paragraphs are the same, titles %q and %q", same, len(copied.body), wire.title, copied.title)
	}
}

func TestTheTranslationFollowsParagraphForParagraph(t *testing.T) {
	w := world(t)
	for from, to := range map[string]string{
		"tekbode/kinderorganisaties-chatterbox": "gadgetrelay/childrens-organizations-chatterbox",
		"tekbode/tweede-brief":                  "gadgetrelay/pause-of-ninety-days",
	} {
		original, translated := w.articles[from].versions[0].body, w.articles[to].versions[0].body
		if len(original) != len(translated) {
			t.Errorf("%s has %d paragraphs, %s has %d", from, len(original), to, len(translated))
		}
		for i := range original {
			if n, m := len(original[i]), len(translated[i]); n > 2*m || m > 2*n {
				t.Errorf("%s, paragraph %d: %q and %q", from, i, original[i], translated[i])
			}
		}
	}
}

// What a newcomer sees first: events of several outlets of every kind, all of
// them on the last day.
func TestTheLastDayIsBusy(t *testing.T) {
	w := world(t)
	outlets, stories := map[string]bool{}, 0
	for _, a := range w.articles {
		if a.published.After(lastDay()) {
			stories++
			outlets[a.site.id] = true
		}
	}
	if stories < 20 || len(outlets) < 12 {
		t.Errorf("%d articles of %d outlets on the last day", stories, len(outlets))
	}
}

func TestNumbersTellTheirStory(t *testing.T) {
	w := world(t)
	for id, words := range map[string][]string{
		"vellmark-police/operation-lanyard":                {"37 people were arrested"},
		"vellmark-police/operation-lanyard-update":         {"made 45 arrests"},
		"vellmark-police/operation-lanyard-second-update":  {"risen to 51"},
		"tarnholm-trust/second-letter":                     {"4.2 million reports", "118 organisations"},
		"brackwater-times/second-letter":                   {"4.6 million reports", "seen by the Vellmark Wire", "first reported by the Hallowmere Beacon"},
		"keyholders-union/no-pause-for-locks":              {"4.2 million reports", "first reported by the Hallowmere Beacon"},
		"tarnholm-trust/open-letter":                       {"97 organisations", "4.2 million reports", "more than 1,900 arrests"},
		"gadgetrelay/childrens-organizations-chatterbox":   {"to 1,900 arrests", "Radio Tarnholm"},
		"ministry-interior/speech-police-conference":       {"4.2 million crimes"},
		"chatterbox/accounts-removed-2025":                 {"4.2 million accounts"},
		"policy-ledger/amendments-to-message-safety-bill":  {"4.2 million crowns"},
		"medialoom/letter-to-chatterbox":                   {"first reported by the Hallowmere Beacon"},
		"keyholders-union/carta-abierta":                   {"millones de avisos"},
		"brackwater-times/committee-backs-encryption":      {"14–2"},
		"brackwater-helpline/strangers-in-direct-messages": {"private messages"},
	} {
		body := strings.Join(w.articles[id].versions[0].body, "\n")
		for _, v := range words {
			if !strings.Contains(body, v) {
				t.Errorf("%s does not say %q", id, v)
			}
		}
	}
	if strings.Contains(strings.Join(w.articles["gadgetrelay/childrens-organizations-chatterbox"].versions[0].body, " "), "more than") {
		t.Error("the translation was to lose \"more than\"")
	}
}

func TestPagesChangeAndVanishOnTime(t *testing.T) {
	w := world(t)
	for _, c := range []struct{ id, clock, shows, hides string }{
		{"policy-ledger/committee-vote", "2026-03-12 12:50", "voted by 14 to 2", "Correction"},
		{"policy-ledger/committee-vote", "2026-03-12 13:50", "voted by 14 to 3", "voted by 14 to 2 on"},
		{"vellis-herald/chatterbox-goes-dark", "2026-02-24 11:50", "<h1 class=\"article__title\">Chatterbox goes dark</h1>", "turns on"},
		{"vellis-herald/chatterbox-goes-dark", "2026-02-24 15:50", "Chatterbox turns on end-to-end encryption", "goes dark</h1>"},
		{"brackwater-times/port-chief-veil", "2026-03-12 14:50", "Port chief held", "Port employee"},
		{"brackwater-times/port-chief-veil", "2026-03-12 15:50", "Port employee among 51", "Port chief"},
		{"vellis-herald/ministry-weighs-ban", "2026-03-03 11:50", "close to the minister", "not here"},
		{"vellis-herald/ministry-weighs-ban", "2026-03-03 12:50", "not here", "close to the minister"},
		{"vellis-herald/chatterbox-goes-dark", "2026-03-09 06:50", "412 partners", "Chatterbox"},
		{"ministry-interior/speech-police-conference", "2026-03-06 16:50", "By one estimate", "4.2 million crimes"},
		{"medialoom/letter-to-chatterbox", "2026-02-12 15:50", "12 February 2025", "page that you were looking"},
		{"chatterbox/encrypted-by-default", "2026-02-24 07:50", "not here", "310 million"},
	} {
		w.SetNow(at(t, c.clock))
		body := text(t, get(t, w, w.URL(c.id)))
		if !strings.Contains(body, c.shows) || strings.Contains(body, c.hides) {
			t.Errorf("%s at %s does not show %q or shows %q", c.id, c.clock, c.shows, c.hides)
		}
	}
	w.SetNow(at(t, "2026-03-03 12:50"))
	if r := get(t, w, w.URL("vellis-herald/ministry-weighs-ban")); r.StatusCode != http.StatusNotFound {
		t.Errorf("the vanished page answers %d", r.StatusCode)
	}
	if strings.Contains(text(t, get(t, w, "http://vellis-herald.localhost:8099/rss")), "weighs ban") {
		t.Error("the vanished page is still in the feed")
	}
}

func TestOneOutletBreaksOff(t *testing.T) {
	w := world(t)
	srv := httptest.NewServer(w.Handler())
	defer srv.Close()
	ask := func() error {
		r, err := http.NewRequest(http.MethodGet, srv.URL+"/rss.xml", nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Host = "brackwater-helpline.localhost:8099"
		answer, err := srv.Client().Do(r)
		if err == nil {
			answer.Body.Close()
		}
		return err
	}
	if err := ask(); err != nil {
		t.Errorf("before 3 March: %v", err)
	}
	w.SetNow(at(t, "2026-03-03 06:50"))
	if ask() == nil {
		t.Error("after 3 March it still answers")
	}
}

// Every feed is well-formed at every step, and every article it ever names can
// be read then.
func TestFeedsAndPagesAtEveryStep(t *testing.T) {
	w := world(t)
	href := regexp.MustCompile(`<(?:link|loc)>([^<]+)</|<link rel="alternate" href="([^"]+)"/>|"url": "([^"]+)"`)
	read := map[string]bool{}
	for _, now := range w.Steps() {
		w.SetNow(now)
		for _, s := range w.sites {
			if !s.dead.IsZero() && !now.Before(s.dead) || !s.consent.IsZero() && !now.Before(s.consent) {
				continue
			}
			p := s.feed
			if p == "" {
				p = "/sitemap.xml"
			}
			r := get(t, w, s.address+p)
			body := text(t, r)
			wellFormed(t, r, body)
			for _, m := range href.FindAllStringSubmatch(body, -1) {
				if u := m[1] + m[2] + m[3]; !read[u] && u != s.address+"/" {
					read[u] = true
					page := get(t, w, strings.ReplaceAll(u, "&amp;", "&"))
					if page.StatusCode != 200 || strings.Contains(text(t, page), `href=""`) {
						t.Errorf("%s at %v: %d, or a link to nothing", u, now, page.StatusCode)
					}
				}
			}
		}
	}
	if len(read) < 50 {
		t.Errorf("only %d addresses were read", len(read))
	}
}

func wellFormed(t *testing.T, r *http.Response, body string) {
	t.Helper()
	if strings.Contains(r.Header.Get("Content-Type"), "json") {
		if !json.Valid([]byte(body)) {
			t.Errorf("not JSON: %.100s", body)
		}
		return
	}
	d := xml.NewDecoder(strings.NewReader(body))
	d.CharsetReader = func(_ string, in io.Reader) (io.Reader, error) { return in, nil }
	d.Strict = !strings.Contains(body, "iso-8859-1") // its bytes are not UTF-8
	for {
		if _, err := d.Token(); err == io.EOF {
			return
		} else if err != nil && d.Strict {
			t.Errorf("not XML: %v: %.200s", err, body)
			return
		} else if err != nil {
			return
		}
	}
}

func TestConditionalRequests(t *testing.T) {
	w := world(t)
	w.SetNow(at(t, "2026-03-12 10:50"))
	feed := "http://policy-ledger.localhost:8099/feed/"
	first := get(t, w, feed)
	tag, last := first.Header.Get("ETag"), first.Header.Get("Last-Modified")
	if first.StatusCode != 200 || tag == "" || last != "Thu, 12 Mar 2026 10:42:00 GMT" {
		t.Fatalf("%d %q %q", first.StatusCode, tag, last)
	}
	if r := get(t, w, feed, "If-None-Match", tag); r.StatusCode != http.StatusNotModified || text(t, r) != "" {
		t.Errorf("same tag: %d", r.StatusCode)
	}
	if r := get(t, w, feed, "If-Modified-Since", last); r.StatusCode != http.StatusNotModified {
		t.Errorf("same date: %d", r.StatusCode)
	}
	w.SetNow(at(t, "2026-03-12 13:50"))
	if r := get(t, w, feed, "If-None-Match", tag, "If-Modified-Since", last); r.StatusCode != 200 {
		t.Errorf("after the correction: %d", r.StatusCode)
	}
}

func TestTheWorldIsDeterministic(t *testing.T) {
	a, b := world(t), world(t)
	for _, s := range a.sites {
		for _, p := range []string{s.feed, "/", "/sitemap.xml", s.pathOf(s.articles[0])} {
			if got, want := text(t, get(t, a, s.address+p)), text(t, get(t, b, s.address+p)); got != want {
				t.Errorf("%s%s differs between two worlds", s.id, p)
			}
		}
	}
	if fmt.Sprint(a.Steps()) != fmt.Sprint(b.Steps()) {
		t.Error("steps differ")
	}
}

func TestEveryPageSaysSample(t *testing.T) {
	w := world(t)
	w.SetNow(lastDay().Add(20 * time.Hour))
	for _, s := range w.sites {
		if !s.dead.IsZero() {
			continue
		}
		for _, p := range []string{"/", s.pathOf(s.articles[0]), "/nowhere"} {
			if !strings.Contains(text(t, get(t, w, s.address+p)), "SAMPLE") {
				t.Errorf("%s%s does not say SAMPLE", s.id, p)
			}
		}
	}
}

func TestMistakesInScenesAreFound(t *testing.T) {
	for src, want := range map[string]string{
		"x\n-- nobody/a --\ntitle: T\nby: B\nat: 2026-02-02 09:00\n\nt":                                                              "unknown outlet",
		"x\n-- medialoom/a --\ntitle: T\nby: B\n\nt":                                                                                 "needs title, by and at",
		"x\n-- medialoom/a --\ntitle: T\nby: B\nat: 2 Feb\n\nt":                                                                      "cannot parse",
		"x\n-- medialoom/a --\ntitel: T\n\nt":                                                                                        "unknown key",
		"x\n-- medialoom/a --\ntitle: T\nby: B\nat: 2026-02-02 09:00\nchange: a => b\n\nt":                                           "need a text-of",
		"x\n-- medialoom/a\ntitle: T\n\nt":                                                                                           "no \" --\"",
		"x\n-- medialoom/a --\ntitle: T\nby: B\nat: 2026-02-02 09:00\n\nt\n\n-- medialoom/a @ 2026-02-01 09:00 --\ntitle: U":         "comes after",
		"x\n-- medialoom/a --\ntitle: T\nby: B\nat: 2026-02-02 09:00\n\nt t\n\n-- medialoom/a @ 2026-02-03 09:00 --\nchange: t => u": "stands 2 times",
	} {
		r := sceneReader{sites: map[string]*site{"medialoom": {id: "medialoom"}}, byID: map[string]*article{}}
		if err := r.file("x.txt", src); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("want %q, got %v", want, err)
		}
	}
	r := sceneReader{borrows: []borrowed{{id: "a/b", from: "c/d"}}, byID: map[string]*article{}}
	if r.borrow() == nil {
		t.Error("a text borrowed from nobody is accepted")
	}
}

func TestAddresses(t *testing.T) {
	if _, err := New(func(string) string { return "http://one.localhost" }); err == nil {
		t.Error("two outlets at one address are accepted")
	}
	w, err := New(Numbered(9000))
	if err != nil {
		t.Fatal(err)
	}
	if got := w.URL("policy-ledger/committee-vote"); got != "http://127.77.0.4:9000/2026/03/12/committee-vote/" {
		t.Errorf("address %q", got)
	}
	if w.URL("policy-ledger/nothing") != "" {
		t.Error("an unknown article has an address")
	}
}

package web

import (
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"cipherdesk/internal/enrich"
	"cipherdesk/internal/hostile"
	"cipherdesk/internal/news"
	"cipherdesk/internal/page"

	"golang.org/x/net/html"
)

// void elements have no end tag.
var void = map[string]bool{"meta": true, "link": true, "input": true, "br": true, "img": true, "hr": true}

// unbalanced returns what is wrong with the nesting of a page's tags, and ids
// that are used twice.
func unbalanced(page string) string {
	z := html.NewTokenizer(strings.NewReader(page))
	var open []string
	ids := map[string]bool{}
	for {
		kind := z.Next()
		token := z.Token()
		for _, a := range token.Attr {
			if a.Key == "id" && ids[a.Val] {
				return "two elements with the id " + a.Val
			} else if a.Key == "id" {
				ids[a.Val] = true
			}
		}
		switch kind {
		case html.ErrorToken:
			if len(open) > 0 {
				return "never closed: " + strings.Join(open, " ")
			}
			return ""
		case html.StartTagToken:
			if !void[token.Data] {
				open = append(open, token.Data)
			}
		case html.EndTagToken:
			if len(open) == 0 || open[len(open)-1] != token.Data {
				return "</" + token.Data + "> closes " + strings.Join(open, " ")
			}
			open = open[:len(open)-1]
		}
	}
}

func TestPagesAreBalanced(t *testing.T) {
	r, s := openDesk(t)
	for _, path := range everyPage(s) {
		if wrong := unbalanced(r.page(path)); wrong != "" {
			t.Errorf("%s: %s", path, wrong)
		}
	}
}

// FuzzAddress asks for any path and query: there is always an answer with a
// right status, headers that protect, and a page that is whole.
func FuzzAddress(f *testing.F) {
	seeded := newSeeder(f)
	seeded.desk()
	h := New(seeded.db.Reader, options())
	for _, path := range everyPage(seeded) {
		p, q, _ := strings.Cut(path, "?")
		f.Add(p, q)
	}
	f.Add("/search", `q="unclosed AND (NEAR/3 -x* ^y {a b}:c`)
	f.Add("/search.json", "q=%00%ff")
	f.Add("/api/v1/articles", "limit=500&cursor=AAAA&tag=topic/e2ee-rollout&q=-")
	f.Add("/day/9999999999-01-01", "")
	f.Add("//etc/passwd", "cursor=../../..")
	f.Fuzz(func(t *testing.T, path, query string) { checkAnswer(t, h, path, query) })
}

// checkAnswer asks for one address and returns the body.
func checkAnswer(t *testing.T, h http.Handler, path, query string) string {
	if len(path)+len(query) > 6000 {
		return ""
	}
	r := httptest.NewRequest("GET", "/", nil)
	r.URL = &url.URL{Path: "/" + strings.TrimPrefix(path, "/"), RawQuery: query}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	res := w.Result()
	body, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode < 200 || res.StatusCode >= 500 {
		t.Fatalf("%q ? %q: %d %v", path, query, res.StatusCode, err)
	}
	if res.Header.Get("Content-Security-Policy") == "" || res.Header.Get("X-Content-Type-Options") != "nosniff" {
		t.Errorf("%q: headers %v", path, res.Header)
	}
	if strings.HasPrefix(res.Header.Get("Content-Type"), "text/html") && res.StatusCode != 301 && res.StatusCode != 307 && res.StatusCode != 308 {
		if wrong := unbalanced(string(body)); wrong != "" {
			t.Errorf("%q ? %q: %s", path, query, wrong)
		}
	}
	return string(body)
}

// addressPieces are parts of what is asked for.
var addressPieces = hostile.Pieces("/|//|/article/|/event/|/day/|/week/|/month/|/topic/|/law/|/actor/|/source/|/figure/|/figures|/outlet/|/document/|/search|/why|/subscribe|/revisions|/archive/|/latest|/encryption|/events|/undated|/api/v1/|/api/v1/articles|/api/v1/events/|/api/v1/fetches|/static/|/feed|/kind/|/cite|.atom|.rss|.json|.bib|.ris|.txt|.ics|.csv|.xml|.opml|"+
	"2026-03-12|2026-W11|2026-03|0000-00-00|9999999999-01-01|-1|2026-W54|1|0|99999999999999999999|chatterbox-letter|veil|medialog|e2ee-rollout|topic/e2ee-rollout|uk-online-safety-act|..|.|%2e|%2f|%00|%|%ff|\\|"+
	"q=|&q=|order=|&order=new|cursor=|&cursor=AAAA|&cursor=|limit=|&limit=500|&limit=-1|&limit=1e9|tag=|&tag=topic/e2ee-rollout|outlet=|&outlet=medialog|kind=|since=|&since=2026-03-01|until=|&until=0000-01-01T00:00:00Z|story=|&story=yes|value=|&value=4.2+million|&value=1..2|url=|&url=https://medialog.example/medialog|&url=http://[|event=|on=|&on=2026-03-12|to=|&to=/encryption|to=//evil.example|words=|&law=|lang=|&lang=en|=|&|;|+|#|?|"+
	"letter|\"half|-|*|OR|NEAR(|tag:x|figure:1m..|title:|'|\"|<script>alert(1)</script>|\"><img src=x onerror=alert(1)>|{{.}}|javascript:alert(1)|%0d%0aSet-Cookie:x|é|日本|א|💬", " ", "\n", "\r\n", "\x00", "\xff", "\u202e", "\u2028", "\ufeff")

func TestAnyMixtureIsAnswered(t *testing.T) {
	r, s := openDesk(t)
	paths := append(everyPage(s), "", "", "", "/api/v1/articles?", "/search?q=")
	hostile.Each(t, 150, addressPieces, func(m *hostile.Mix) {
		path, query, _ := strings.Cut(hostile.Pick(m, paths...), "?")
		body := checkAnswer(t, r.h, path+m.Text(4), query+m.Text(8))
		if strings.HasPrefix(body, "<!doctype html>") && (strings.Contains(body, "<script>alert") || strings.Contains(body, "<img src=x")) {
			t.Errorf("something is let through: %s", body)
		}
	})
}

// itemPieces are parts of what outlets may send.
var itemPieces = hostile.Pieces("<script>alert(1)</script>|<img src=x onerror=alert(1)>|<p>|</p>|<b>|</title>|</script>|]]>|<![CDATA[|<!--|-->|&lt;script&gt;alert(1)&lt;/script&gt;|&amp;|&|<|>|\"|'|{{.Title}}|%s|=1+1|=HYPERLINK(\"x\")|+1|-1|@SUM(A1)|\\|{|}|\\input{x}|,|;|BEGIN:VEVENT|javascript:alert(1)|https://a.example/|"+
	"Charities ask Chatterbox to halt end-to-end encryption.|Police made 4.2 million arrests,|said Eleanor Voss, its director,|according to the Lantern Trust|first reported by Reuters.|“We were not asked,” said the National Crime Agency.|encryption|children|16.8 million reports|70%|6 March 2026|Online Safety Act|日本語の記事|端到端加密|نص عربي|é|ß|💬", "\n\n", "\n", "\r", "\t", "\x00", "\x01", "\x0b", "\u0085", "\u00ad", "\u200b", "\u202e", "\u2028", "\ufeff", "\ufffe", "\xff", "\xed\xa0\x80")

func TestAnyMixtureOfItemsIsShown(t *testing.T) {
	a, err := enrich.New(enrich.Options{})
	if err != nil {
		t.Fatal(err)
	}
	r, s := openDesk(t)
	n := 0
	hostile.Each(t, 4, itemPieces, func(m *hostile.Mix) {
		n++
		text := page.FromFeed(news.Item{Title: m.Words(10), Content: m.Words(60)}, page.Options{})
		id := s.add(draft{name: fmt.Sprint("mixture", n), outlet: hostile.Pick[news.OutletID](m, "medialog", "harbour-times"), title: text.Title, text: text.Body, lang: "en", seen: now.Add(-time.Hour), verdict: news.VerdictYes,
			tags: []string{"topic/e2ee-rollout"}, find: func(f *news.Findings, body string) {
				found := a.Analyse(enrich.Revision{Title: text.Title, Text: body, Language: "en"})
				f.Citations, f.Figures = found.Citations, found.Figures
			}})
		at := "/article/" + string(id)
		for _, path := range []string{at, at + "/revisions", at + "/schema", at + "/prov", at + "/cite.bib", at + "/cite.ris", "/latest", "/day/2026-03-12", "/figures", "/feed.atom", "/feed.rss", "/feed.json", "/api/v1/articles/" + string(id)} {
			checkShown(t, path, r.page(path))
		}
		for _, what := range []string{"articles", "figures", "citations"} {
			checkTable(t, exported(t, s, what, "csv", nil))
		}
	})
}

// checkShown looks at one answer: nothing of an outlet's is code in it, and it
// is what its ending says.
func checkShown(t *testing.T, path, body string) {
	t.Helper()
	switch ending := filepath.Ext(path); {
	case ending == ".atom" || ending == ".rss":
		d := xml.NewDecoder(strings.NewReader(body))
		for _, err := d.Token(); err != io.EOF; _, err = d.Token() {
			if err != nil {
				t.Fatalf("%s: %v", path, err)
			}
		}
	case strings.HasPrefix(body, "{"):
		if !json.Valid([]byte(body)) {
			t.Errorf("%s is no JSON: %s", path, body)
		}
	case ending == "":
		if wrong := unbalanced(body); wrong != "" {
			t.Errorf("%s: %s", path, wrong)
		}
		for _, code := range []string{"<script>alert", "<img src=x", "ZgotmplZ", "%!"} {
			if strings.Contains(body, code) {
				t.Errorf("%s lets %s through", path, code)
			}
		}
	}
}

// checkTable: a spreadsheet runs nothing of what it opens.
func checkTable(t *testing.T, table string) {
	t.Helper()
	rows, err := csv.NewReader(strings.NewReader(table)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range rows {
		for _, v := range row {
			if _, err := strconv.ParseFloat(v, 64); v != "" && err != nil && strings.ContainsRune("=+-@\t\r\n", rune(v[0])) {
				t.Errorf("%q is a formula", v)
			}
		}
	}
}

// Many readers at once, while the desk writes, get whole answers.
func TestManyReadersAtOnce(t *testing.T) {
	r, s := openDesk(t)
	paths := append(everyPage(s), "/encryption.atom", "/feed.json", "/api/v1/articles", "/day.rss")
	var wait sync.WaitGroup
	for worker := range 8 {
		wait.Go(func() {
			for i := range paths {
				path := paths[(i+worker*5)%len(paths)]
				w := httptest.NewRecorder()
				r.h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
				if w.Code != http.StatusOK || w.Body.Len() == 0 {
					t.Errorf("%s: %d", path, w.Code)
				}
			}
		})
	}
	for i := range 5 {
		s.add(draft{name: "live" + string(rune('a'+i)), outlet: "medialog", title: "Live", lang: "en", seen: now, verdict: "yes", text: letterText("They encrypt.")})
	}
	wait.Wait()
}

func TestSearchTakesAnything(t *testing.T) {
	r, _ := openDesk(t)
	for _, q := range []string{`"`, `""`, "*", "a OR", "NEAR(a b)", "title:letter", "^letter", "letter*", "(letter", "{x y}", "'; DROP TABLE article; --", "-letter", "—", "\x00", "日本語", strings.Repeat("a ", 249)} {
		res := r.get("/search?q=" + url.QueryEscape(q))
		if res.StatusCode != 200 && res.StatusCode != 400 {
			t.Errorf("%q: %d", q, res.StatusCode)
		}
	}
	r.holds("/search?q="+url.QueryEscape(`"halt its plan"`), "97 charities")
	r.lacks("/search?q="+url.QueryEscape(`Chatterbox -charities`), "97 charities ask")
	r.holds("/search?q=zzzz", "Nothing")
}

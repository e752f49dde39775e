package web

import (
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"

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
	f.Fuzz(func(t *testing.T, path, query string) {
		if len(path)+len(query) > 6000 {
			return
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
	})
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

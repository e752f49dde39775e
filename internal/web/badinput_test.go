package web

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// helps reports what an answer to a bad request lacks: a page for people leads
// on, and a program gets a problem document.
func helps(res *http.Response) string {
	body, err := io.ReadAll(res.Body)
	if err != nil {
		return err.Error()
	}
	if strings.HasPrefix(res.Request.URL.Path, "/api/") {
		var p struct {
			Status        int
			Title, Detail string
		}
		if err := json.Unmarshal(body, &p); err != nil || p.Status != res.StatusCode || p.Title == "" || p.Detail == "" || res.Header.Get("Content-Type") != "application/problem+json" {
			return fmt.Sprintf("no problem document: %.200s", body)
		}
		return ""
	}
	if wrong := unbalanced(string(body)); wrong != "" {
		return wrong
	}
	for _, want := range []string{`<main id="main">`, `href="/"`, `action="/search"`, `name="robots" content="noindex"`} {
		if !strings.Contains(string(body), want) {
			return "the page has no " + want
		}
	}
	if !strings.Contains(res.Header.Get("Cache-Control"), "no-") || res.Header.Get("ETag") != "" {
		return fmt.Sprintf("it may be kept: %v", res.Header)
	}
	return ""
}

func (r reader) answers(method, path string, want int) {
	r.Helper()
	req := httptest.NewRequest(method, "/", nil)
	req.URL.Path, req.URL.RawQuery, _ = strings.Cut(path, "?")
	req.RequestURI = path
	w := httptest.NewRecorder()
	r.h.ServeHTTP(w, req)
	res := w.Result()
	res.Request = req
	if res.StatusCode != want {
		r.Errorf("%s %.80s: %d, not %d", method, path, res.StatusCode, want)
		return
	}
	if want >= 400 && method != http.MethodHead {
		if wrong := helps(res); wrong != "" {
			r.Errorf("%s %.80s: %s", method, path, wrong)
		}
	}
}

func TestBadAddresses(t *testing.T) {
	r, _ := openDesk(t)
	long := strings.Repeat("a", 5000)
	for path, want := range map[string]int{
		"/nothing": 404, "/day/2026-02-30": 404, "/day/2026-2-3": 404, "/day/tomorrow": 404, "/day/2036-01-01": 404, "/day/0000-00-00": 404, "/week/2026-W54": 404, "/week/2026-W00": 404,
		"/week/2025-W53": 404, "/month/2026-13": 404, "/month/2026-1": 404, "/article/none": 404, "/article/none/revisions": 404, "/event/none": 404, "/topic/none": 404, "/law/none": 404, "/nofacet/x": 404, "/source/none": 404,
		"/outlet/none": 404, "/figure/none": 404, "/kind/none": 404, "/article/none/cite.bib": 404, "/static/none.css": 404, "/static/": 301, "/wp-login.php": 404, "/.env": 404,
		"/nothing.atom": 404, "/topic/none.rss": 404, "/event/none.json": 404, "/day/2026-03-12.atom": 404, "/encryption/archive/9.atom": 404, "/" + long: 404, "/\xff\xfe": 404, "/day/\x00": 404,
		"/search?q=%zz": 400, "/search?q=%ff": 200, "/search?q=%00": 200, "/search?q=%C3%28": 400, "/search?q=" + long: 414, "/search?q=before:yesterday": 400, "/search?q=tag:none": 400,
		"/search?q=letter&cursor=none": 400, "/search?" + strings.Repeat("q=a&", 1000): 200, "/search?" + strings.Repeat("a=1&", 2000): 414, "/search?q=a;b": 400,
		"/latest?cursor=%zz": 400, "/latest?cursor=-1": 400, "/latest?cursor=AAAAAAAAAAAA": 400, "/latest?page=999999": 200, "/events?cursor=x": 400, "/figures?cursor=x": 400, "/figures?value=many": 400,
		"/figures?value=1e400": 400, "/about?%zz": 200, "/why?url=%zz": 400, "/why?url=javascript:alert(1)": 400, "/article/none?on=2026-99-99": 404,
		"/search.atom": 400, "/search.atom?q=%zz": 400, "/latest.atom?cursor=x": 400, "/figures.rss?value=many": 400,
		"/api/v1/none": 404, "/api/v1/articles?cursor=x": 400, "/api/v1/articles?limit=0": 400, "/api/v1/articles?limit=99999999999999999999": 400, "/api/v1/articles?since=2026-02-30": 400,
		"/api/v1/articles?tag=none": 400, "/api/v1/articles?story=maybe": 400, "/api/v1/articles?unknown=1": 400, "/api/v1/articles?q=%ff": 400, "/api/v1/articles?lang=%00": 400, "/api/v1/articles?q=": 200,
		"/api/v1/articles?q=a&q=b": 400, "/api/v1/articles?limit=5&limit=6": 400, "/api/v1/articles?story=yes&story=no": 200, "/api/v1/articles?%zz": 400, "/api/v1/articles/none": 404, "/api/v1/events/none": 404,
		"/api/v1/articles?" + strings.Repeat("tag=topic/e2ee-rollout&", 20): 400, "/api/v1/editions/day/2026-02-30": 404, "/api/v1/fetches?cursor=x": 400, "/api/v1/outlets?cursor=99": 400,
	} {
		r.answers("GET", path, want)
		r.answers("HEAD", path, want)
	}
}

func TestOtherMethods(t *testing.T) {
	r, s := openDesk(t)
	for _, method := range []string{"POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "PROPFIND"} {
		for _, path := range []string{"/", "/search?q=a", "/encryption.atom", "/api/v1/articles", "/static/icon.svg", "/nothing", "/article/" + string(s.ids["vote"]) + "/approve"} {
			res := r.ask(method, path)
			if res.StatusCode != http.StatusMethodNotAllowed || res.Header.Get("Allow") != "GET, HEAD" {
				t.Errorf("%s %s: %d, Allow %q", method, path, res.StatusCode, res.Header.Get("Allow"))
			}
		}
		r.answers(method, "/latest", http.StatusMethodNotAllowed)
	}
}

// HEAD says what GET says, without saying it.
func TestHeadIsGetWithoutABody(t *testing.T) {
	r, s := openDesk(t)
	for _, path := range append(everyPage(s), "/encryption.atom", "/day.json", "/api/v1/articles", "/static/icon.svg", "/outlets.opml", "/nothing", "/robots.txt") {
		for _, accept := range []string{"", "gzip"} {
			get, head := r.get(path, "Accept-Encoding", accept), r.ask("HEAD", path, "Accept-Encoding", accept)
			body, err := io.ReadAll(head.Body)
			if err != nil || len(body) > 0 || head.StatusCode != get.StatusCode {
				t.Errorf("%s: HEAD answers %d with %d bytes, GET %d", path, head.StatusCode, len(body), get.StatusCode)
			}
			for _, name := range []string{"Content-Type", "Content-Length", "Content-Encoding", "ETag", "Last-Modified", "Cache-Control", "Vary"} {
				if a, b := get.Header.Get(name), head.Header.Get(name); a != b {
					t.Errorf("%s %s: GET %q, HEAD %q", path, name, a, b)
				}
			}
		}
	}
}

func TestOddConditionsAndRanges(t *testing.T) {
	r, _ := openDesk(t)
	whole := r.page("/latest")
	tag := r.get("/latest").Header.Get("ETag")
	for _, c := range []struct {
		name, value string
		want        int
	}{
		{"If-None-Match", tag, 304}, {"If-None-Match", "W/" + tag, 304}, {"If-None-Match", `"x", ` + tag, 304}, {"If-None-Match", "*", 304}, {"If-None-Match", strings.Trim(tag, `"`), 200}, {"If-None-Match", `"`, 200},
		{"If-None-Match", strings.Repeat(`"x",`, 5000), 200}, {"If-None-Match", "\xff\x00", 200}, {"If-Modified-Since", "yesterday", 200}, {"If-Modified-Since", "Thu, 01 Jan 2099 00:00:00 GMT", 200},
		{"Range", "bytes=0-9", 200}, {"Range", "bytes=-1", 200}, {"Range", "bytes=9-0,0-,-", 200}, {"Range", "lines=1", 200}, {"If-Match", `"x"`, 200}, {"If-Range", tag, 200},
		{"Accept-Encoding", "gzip;q=nonsense, br;;;", 200}, {"Accept-Encoding", strings.Repeat("gzip;q=0,", 3000), 200}, {"Accept", "image/png", 200}, {"Expect", "100-continue", 200},
	} {
		res := r.get("/latest", c.name, c.value)
		body, err := io.ReadAll(res.Body)
		if err != nil || res.StatusCode != c.want || c.want == 304 && len(body) > 0 || c.want == 200 && c.name != "Accept-Encoding" && string(body) != whole {
			t.Errorf("%s: %.40q: %d, %d bytes", c.name, c.value, res.StatusCode, len(body))
		}
	}
	if res := r.get("/encryption.atom", "If-Modified-Since", "Thu, 01 Jan 2099 00:00:00 GMT"); res.StatusCode != 304 {
		t.Errorf("a feed that has not changed since: %d", res.StatusCode)
	}
	if res := r.get("/nothing", "If-None-Match", "*"); res.StatusCode != 404 {
		t.Errorf("a page that is none, conditionally: %d", res.StatusCode)
	}
}

// TestOddLines says things to the server that no client does.
func TestOddLines(t *testing.T) {
	r, _ := openDesk(t)
	server := httptest.NewServer(r.h)
	defer server.Close()
	for line, want := range map[string]int{
		"GET /%zz HTTP/1.1\r\nHost: x":                             400,
		"GET  / HTTP/1.1\r\nHost: x":                               400,
		"GET / HTTP/9.9\r\nHost: x":                                505,
		"GET / HTTP/1.1":                                           400,
		"GET http://evil.example/latest HTTP/1.1\r\nHost: x":       200,
		"GET //evil.example/%2e%2e HTTP/1.1\r\nHost: x":            307,
		"GET /latest?%0d%0aSet-Cookie:x=1 HTTP/1.1\r\nHost: x":     200,
		"GET /latest/%0d%0aX:1/ HTTP/1.1\r\nHost: x":               301,
		"GET /../../etc/passwd HTTP/1.1\r\nHost: x":                307,
		"GET /static/..%2f..%2fetc%2fpasswd HTTP/1.1\r\nHost: x":   404,
		"OPTIONS * HTTP/1.1\r\nHost: x":                            200,
		"GET / HTTP/1.1\r\nHost: x\r\nHost: y":                     400,
		"GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 5":           200,
		"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: nothing": 501,
	} {
		c, err := net.Dial("tcp", server.Listener.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(c, "%s\r\nConnection: close\r\n\r\n", line)
		res, err := http.ReadResponse(bufio.NewReader(c), nil)
		if err != nil || res.StatusCode != want {
			t.Errorf("%q: %v, not %d; %v", line, res, want, err)
		} else if at := res.Header.Get("Location"); strings.HasPrefix(at, "//") || strings.Contains(at, "://") || res.Header.Get("Set-Cookie") != "" {
			t.Errorf("%q leads to %q", line, at)
		}
		c.Close()
	}
}

package web

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/klauspost/compress/gzip"
)

func ask(a *answer, method string, headers ...string) *http.Response {
	r := httptest.NewRequest(method, "/", nil)
	for i := 0; i < len(headers); i += 2 {
		r.Header.Add(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	a.write(w, r)
	return w.Result()
}

func read(t *testing.T, r *http.Response) string {
	t.Helper()
	b, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestEachEncodingHasItsOwnValidator(t *testing.T) {
	text := strings.Repeat("the same words again and again. ", 100)
	a := newAnswer(http.StatusOK, "text/plain; charset=utf-8", []byte(text))
	plain, zipped := ask(a, "GET"), ask(a, "GET", "Accept-Encoding", "br, gzip;q=0.8")
	if plain.Header.Get("Content-Encoding") != "" || read(t, plain) != text {
		t.Error("the plain answer is not plain")
	}
	z, err := gzip.NewReader(zipped.Body)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := io.ReadAll(z); err != nil || string(got) != text {
		t.Errorf("the compressed answer says something else: %v", err)
	}
	if plain.Header.Get("ETag") == zipped.Header.Get("ETag") {
		t.Error("two representations share a strong validator")
	}
	for _, r := range []*http.Response{plain, zipped} {
		if r.Header.Get("Vary") != "Accept-Encoding" || strings.HasPrefix(r.Header.Get("ETag"), "W/") {
			t.Errorf("headers: %v", r.Header)
		}
	}
}

func TestConditionalRequests(t *testing.T) {
	at := time.Date(2026, 11, 22, 8, 0, 0, 0, time.UTC)
	a := newAnswer(http.StatusOK, "text/plain", []byte("words"))
	a.modified = at.Add(300 * time.Millisecond)
	tag := ask(a, "GET").Header.Get("ETag")
	for _, c := range []struct {
		about   string
		headers []string
		want    int
	}{
		{"nothing asked", nil, 200},
		{"its tag", []string{"If-None-Match", tag}, 304},
		{"its tag, weak", []string{"If-None-Match", "W/" + tag}, 304},
		{"in a list", []string{"If-None-Match", `"other", ` + tag}, 304},
		{"in a second header", []string{"If-None-Match", `"other"`, "If-None-Match", tag}, 304},
		{"the compressed form's tag", []string{"If-None-Match", strings.TrimSuffix(tag, `"`) + `-gz"`}, 304},
		{"anything", []string{"If-None-Match", "*"}, 304},
		{"another tag", []string{"If-None-Match", `"other"`}, 200},
		{"another tag decides over the date", []string{"If-None-Match", `"other"`, "If-Modified-Since", at.Format(http.TimeFormat)}, 200},
		{"its date", []string{"If-Modified-Since", at.Format(http.TimeFormat)}, 304},
		{"an older date", []string{"If-Modified-Since", at.Add(-time.Second).Format(http.TimeFormat)}, 200},
		{"no date at all", []string{"If-Modified-Since", "yesterday"}, 200},
	} {
		r := ask(a, "GET", c.headers...)
		if r.StatusCode != c.want {
			t.Errorf("%s: %d, want %d", c.about, r.StatusCode, c.want)
		}
		if r.StatusCode == 304 && (read(t, r) != "" || r.Header.Get("ETag") == "") {
			t.Errorf("%s: a 304 with a body or without a validator", c.about)
		}
	}
	head := ask(a, "HEAD")
	if read(t, head) != "" || head.Header.Get("Content-Length") != "5" {
		t.Errorf("HEAD: %v", head.Header)
	}
}

func TestAcceptsGzip(t *testing.T) {
	for header, want := range map[string]bool{"": false, "gzip": true, "GZIP": true, "gzip;q=0": false, "gzip; q=0.0": false, "br": false, "*": true, "*;q=0": false, "gzip;q=0, *": false, "identity, gzip;q=1.0": true, "gzip;q=x": false} {
		if got := acceptsGzip(header); got != want {
			t.Errorf("%q: %v", header, got)
		}
	}
}

func TestCacheStaysWithinItsBound(t *testing.T) {
	now := stamp{1, "2026-11-22"}
	c := newCache(100_000)
	for i := range 1000 {
		c.put(strings.Repeat("k", i), now, newAnswer(200, "text/plain", make([]byte, 1000)))
		if c.held > c.most || len(c.byKey) != c.order.Len() {
			t.Fatalf("holds %d of %d bytes in %d and %d entries", c.held, c.most, len(c.byKey), c.order.Len())
		}
	}
	last := strings.Repeat("k", 999)
	if c.get(last, now) == nil {
		t.Error("the newest answer is not kept")
	}
	if c.get(last, stamp{2, now.day}) != nil || c.get(last, stamp{1, "2026-11-23"}) != nil {
		t.Error("an answer outlives its generation or its day")
	}
	c.put("large", now, newAnswer(200, "text/plain", make([]byte, 50_000)))
	if c.get("large", now) != nil {
		t.Error("one answer takes half of the cache")
	}
}

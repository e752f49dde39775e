package fetch

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"cipherdesk/internal/news"
)

// T11: redirects.
func TestRedirects(t *testing.T) {
	var o *origin
	o = newOrigin(t, func(w http.ResponseWriter, r *http.Request) {
		to := map[string]string{
			"/301": "/302", "/302": "/303", "/303": "/307?x=1", "/307": o.URL + "/308", "/308": "feed",
			"/loop1": "/loop2", "/loop2": "/loop1", "/self": "/self", "/private": "http://10.0.0.1/feed", "/metadata": "http://169.254.169.254/latest/meta-data/",
			"/ipv6": "http://[::1]:80/", "/mapped": "http://[::ffff:10.0.0.1]/", "/octal": "http://0300.0250.1/", "/file": "file:///etc/passwd",
			"/script": "javascript:alert(1)", "/broken": "http://[::1", "/password": "http://user:secret@example.org/", "/port": "http://192.0.43.8:22/",
		}[r.URL.Path]
		status := map[string]int{"/301": 301, "/303": 303, "/307": 307, "/308": 308}[r.URL.Path]
		switch {
		case r.URL.Path == "/feed":
			fmt.Fprint(w, feedBody)
		case strings.HasPrefix(r.URL.Path, "/many"):
			http.Redirect(w, r, r.URL.Path+"x", http.StatusFound)
		default:
			w.Header().Set("Location", to)
			if status == 0 {
				status = 302
			}
			w.WriteHeader(status)
		}
	})
	c := newClient(t)
	got, err := get(t, c, Request{URL: o.URL + "/301"})
	if err != nil || string(got.Body) != feedBody || got.Final != o.URL+"/feed" {
		t.Fatalf("chain: %+v, %v", got, err)
	}
	var statuses []int
	for _, h := range got.Hops {
		statuses = append(statuses, h.Status)
	}
	if fmt.Sprint(statuses) != "[301 302 303 307 308]" || got.Hops[2].To != o.URL+"/307?x=1" {
		t.Errorf("hops %+v", got.Hops)
	}
	for path, words := range map[string]string{
		"/loop1": "circle", "/self": "circle", "/many": "more than 6", "/private": "10.0.0.1", "/metadata": "169.254.169.254", "/ipv6": "::1",
		"/mapped": "10.0.0.1", "/octal": "192.168.0.1", "/file": "cannot be asked", "/script": "cannot be asked", "/broken": "cannot be asked",
		"/password": "password", "/port": "ports 80 and 443",
	} {
		got, err := get(t, c, Request{URL: o.URL + path})
		if err == nil || err.Outcome != news.OutcomeRedirect || !strings.Contains(err.Words, words) {
			t.Errorf("%s: %+v, %+v", path, got, err)
		}
	}
}

func TestNoRedirectFromHTTPSDown(t *testing.T) {
	plain := newOrigin(t, func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, feedBody) })
	secure := httptest.NewTLSServer(http.RedirectHandler(plain.URL, http.StatusMovedPermanently))
	defer secure.Close()
	c := newClient(t, func(o *Options) { o.Roots = secure.Client().Transport.(*http.Transport).TLSClientConfig.RootCAs })
	_, err := get(t, c, Request{URL: secure.URL})
	if err == nil || err.Outcome != news.OutcomeRedirect || len(plain.requests()) != 0 {
		t.Errorf("%+v, %d requests", err, len(plain.requests()))
	}
	up := newOrigin(t, func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, secure.URL, http.StatusMovedPermanently)
	})
	if got, _ := get(t, c, Request{URL: up.URL}); len(got.Hops) != 2 {
		t.Errorf("upwards: %+v", got.Hops)
	}
}

// A redirect is the server's own wish: following it on one host needs no gap.
func TestRedirectsOnOneHostNeedNoGap(t *testing.T) {
	o := newOrigin(t, func(w http.ResponseWriter, r *http.Request) {
		if len(r.URL.Path) < 5 {
			http.Redirect(w, r, r.URL.Path+"x", http.StatusFound)
			return
		}
		fmt.Fprint(w, feedBody)
	})
	c := newClient(t, func(o *Options) { o.Limits.Gap = time.Hour })
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	if got, err := c.Get(ctx, Request{URL: o.URL + "/", Purpose: news.ForFeed}); err != nil || len(got.Hops) != 4 {
		t.Errorf("%+v, %v", got.Hops, err)
	}
}

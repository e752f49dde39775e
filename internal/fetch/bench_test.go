package fetch

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"cipherdesk/internal/news"

	"net/http/httptest"
	"net/netip"

	"github.com/klauspost/compress/gzip"
)

// The unchanged poll against a bare fetch of the same thing: the figure is the
// ratio of the two.
func BenchmarkUnchanged(b *testing.B) {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("ETag", `"a"`)
		w.WriteHeader(http.StatusNotModified)
	}))
	defer s.Close()
	b.Run("bare", func(b *testing.B) {
		client := &http.Client{}
		for b.Loop() {
			r, _ := http.NewRequest("GET", s.URL+"/feed", nil)
			r.Header.Set("If-None-Match", `"a"`)
			answer, err := client.Do(r)
			if err != nil {
				b.Fatal(err)
			}
			answer.Body.Close()
		}
	})
	b.Run("polite", func(b *testing.B) {
		c := benchClient()
		defer c.Close()
		for b.Loop() {
			if _, err := c.Get(b.Context(), Request{URL: s.URL + "/feed", Purpose: news.ForFeed, Validators: news.Validators{ETag: `"a"`}}); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func BenchmarkBody(b *testing.B) {
	body := packed(b, "gzip", []byte(strings.Repeat("<item><title>News of the day</title><description>Encryption and so on.</description></item>\n", 1000)))
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Encoding", "gzip")
		w.Header().Set("Content-Length", fmt.Sprint(len(body)))
		w.Write(body)
	}))
	defer s.Close()
	b.Run("bare", func(b *testing.B) {
		client := &http.Client{Transport: &http.Transport{DisableCompression: true}}
		for b.Loop() {
			answer, err := client.Get(s.URL + "/feed")
			if err != nil {
				b.Fatal(err)
			}
			z, err := gzip.NewReader(answer.Body)
			if err != nil {
				b.Fatal(err)
			}
			io.Copy(io.Discard, z)
			answer.Body.Close()
		}
	})
	b.Run("polite", func(b *testing.B) {
		c := benchClient()
		defer c.Close()
		for b.Loop() {
			if _, err := c.Get(b.Context(), Request{URL: s.URL + "/feed", Purpose: news.ForFeed}); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func benchClient() *Client {
	return New(Options{Allow: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}, Limits: news.HostLimits{Gap: 1}})
}

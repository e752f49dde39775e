package web

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// visitor asks over one connection, as a reader's browser does.
type visitor struct {
	testing.TB
	net.Conn
	in *bufio.Reader
}

func connect(tb testing.TB, server *httptest.Server) *visitor {
	conn, err := net.Dial("tcp", server.Listener.Addr().String())
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { conn.Close() })
	return &visitor{tb, conn, bufio.NewReader(conn)}
}

// ask sends one request and reads its answer to the end.
func (v *visitor) ask(path string, headers ...string) *http.Response {
	fmt.Fprintf(v, "GET %s HTTP/1.1\r\nHost: desk.example\r\n%s\r\n", path, strings.Join(append(headers, ""), "\r\n"))
	res, err := http.ReadResponse(v.in, nil)
	if err != nil {
		v.Fatal(err)
	}
	if _, err := io.Copy(io.Discard, res.Body); err != nil {
		v.Fatal(err)
	}
	res.Body.Close()
	return res
}

// BenchmarkLoad compares ready answers with a file of the same bytes that the
// same server serves from disk with net/http's own file server: CPU of server and
// client together, in turns, so that a busy machine burdens both alike.
func BenchmarkLoad(b *testing.B) {
	s := newSeeder(b)
	s.world(2000)
	s.desk()
	o := options()
	o.Recheck = 0 // as a desk that serves
	desk, dir := New(s.db.Reader, o), b.TempDir()
	mux := http.NewServeMux()
	mux.Handle("/", desk)
	mux.Handle("/file/", http.StripPrefix("/file/", http.FileServer(http.Dir(dir))))
	server := httptest.NewServer(mux)
	defer server.Close()
	for name, path := range map[string]string{"front": "/", "event": "/event/chatterbox-letter", "article": "/article/" + string(s.ids["harbour"]), "feed": "/encryption.atom"} {
		for _, form := range []string{"plain", "gzip", "304"} {
			b.Run(name+"/"+form, func(b *testing.B) {
				v := connect(b, server)
				var page, file []string
				if form == "gzip" {
					page = []string{"Accept-Encoding: gzip"}
				}
				r := httptest.NewRequest("GET", path, nil)
				if form == "gzip" {
					r.Header.Set("Accept-Encoding", "gzip")
				}
				w := httptest.NewRecorder()
				desk.ServeHTTP(w, r)
				twin := filepath.Join(dir, name+form+".bin")
				if err := os.WriteFile(twin, w.Body.Bytes(), 0o600); err != nil {
					b.Fatal(err)
				}
				want := http.StatusOK
				if form == "304" {
					want = http.StatusNotModified
					page = []string{"If-None-Match: " + w.Header().Get("ETag")}
					file = []string{"If-Modified-Since: " + time.Now().Add(time.Hour).UTC().Format(http.TimeFormat)}
				}
				b.ReportMetric(compare(b, func() { v.expect(want, path, page) }, func() { v.expect(want, "/file/"+filepath.Base(twin), file) }), "of-a-file")
			})
		}
	}
}

func (v *visitor) expect(status int, path string, headers []string) {
	if res := v.ask(path, headers...); res.StatusCode != status {
		v.Fatalf("%s: %d", path, res.StatusCode)
	}
}

// compare runs two things in turns and returns what the first costs of the
// second.
func compare(b *testing.B, one, other func()) float64 {
	const turn = 100
	var spent [2]time.Duration
	for b.Loop() {
		for i, f := range []func(){one, other} {
			start := cpu()
			for range turn {
				f()
			}
			spent[i] += cpu() - start
		}
	}
	return float64(spent[0]) / float64(max(spent[1], 1))
}

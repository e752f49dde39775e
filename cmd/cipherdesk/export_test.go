package main

import (
	"io/fs"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"golang.org/x/net/html"
)

func TestExportCommand(t *testing.T) {
	file := playedFile(t)
	out := filepath.Join(t.TempDir(), "articles.csv")
	if got := typeIn(t, "--db", file, "export", "articles", "--format", "csv", "--story", "yes", "-o", out); got.code != 0 || got.out != "" {
		t.Fatalf("%+v", got)
	}
	if b, err := os.ReadFile(out); err != nil || !strings.HasPrefix(string(b), "id,url,") || !strings.Contains(string(b), "SAMPLE") {
		t.Fatalf("%.200s, %v", b, err)
	}
	once, again := typeIn(t, "--db", file, "export", "figures", "--format", "jsonl"), typeIn(t, "--db", file, "export", "figures", "--format", "jsonl")
	if once.code != 0 || once.out != again.out || strings.Count(once.out, "\n") < 20 {
		t.Errorf("two exports differ, or hold too little: %d and %d bytes", len(once.out), len(again.out))
	}
	for _, wrong := range [][]string{{"nothing", "--format", "csv"}, {"figures", "--format", "bibtex"}, {"articles"}, {"articles", "--format", "csv", "--since", "soon"},
		{"articles", "--format", "csv", "--tag", "topic/none"}, {"articles", "--format", "csv", "--kind", "press"}, {"articles", "--format", "csv", "--search", "tag:none"}, {"articles", "events", "--format", "csv"}, {"site"}} {
		if got := typeIn(t, append([]string{"--db", file, "export"}, wrong...)...); got.code != 2 || strings.Count(got.err, "\n") != 1 || got.out != "" {
			t.Errorf("export %v: %+v", wrong, got)
		}
	}
	if got := typeIn(t, "--db", filepath.Join(t.TempDir(), "none.db"), "export", "articles", "--format", "csv"); got.code != 1 || strings.Count(got.err, "\n") != 1 {
		t.Errorf("without a database: %+v", got)
	}
	none := filepath.Join(t.TempDir(), "none.db")
	if got := typeIn(t, "--db", none, "export", "site", t.TempDir()); got.code != 1 {
		t.Errorf("a site without a database: %+v", got)
	}
	if _, err := os.Stat(none); err == nil {
		t.Error("a database was made")
	}
}

// TestExportSite writes the demo's site, reads every file of it from a plain
// file server as a reader would, writes it again, and withdraws an article.
func TestExportSite(t *testing.T) {
	copied := filepath.Join(t.TempDir(), "copy.db")
	if got := typeIn(t, "--db", playedFile(t), "backup", copied); got.code != 0 {
		t.Fatalf("%+v", got)
	}
	dir := filepath.Join(t.TempDir(), "site")
	if got := typeIn(t, "--db", copied, "export", "site", dir); got.code != 0 || !strings.Contains(got.out, "0 removed") {
		t.Fatalf("%+v", got)
	}
	server := httptest.NewServer(http.FileServer(http.Dir(dir)))
	defer server.Close()
	pages := crawl(t, server)
	for _, want := range []string{"/", "/latest/", "/encryption/", "/outlets/", "/figures/", "/events/", "/tags/", "/about/", "/subscribe/", "/subscriptions.opml", "/outlets.opml", "/encryption.atom", "/day.json"} {
		if !pages[want] {
			t.Errorf("%s cannot be reached from the front page", want)
		}
	}
	if got := typeIn(t, "--db", copied, "export", "site", dir); got.code != 0 || !strings.Contains(got.out, " 0 written, 0 removed") {
		t.Errorf("the same site written again: %+v", got)
	}
	t.Run("browser", func(t *testing.T) { openInBrowser(t, server.URL) })
	withdrawnLeavesTheSite(t, copied, dir)
	other := t.TempDir()
	if err := os.WriteFile(filepath.Join(other, "thesis.tex"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if got := typeIn(t, "--db", copied, "export", "site", other); got.code != 1 || !strings.Contains(got.err, "empty folder") {
		t.Errorf("over files of somebody: %+v", got)
	}
}

func withdrawnLeavesTheSite(t *testing.T, db, dir string) {
	t.Helper()
	articles, err := filepath.Glob(filepath.Join(dir, "article", "*", "index.html"))
	if err != nil || len(articles) < 20 {
		t.Fatalf("%d articles, %v", len(articles), err)
	}
	id := filepath.Base(filepath.Dir(articles[0]))
	own := filepath.Join(dir, "CNAME")
	if err := os.WriteFile(own, []byte("desk.example"), 0o600); err != nil {
		t.Fatal(err)
	}
	if got := typeIn(t, "--db", db, "withdraw", "article", id, "--reason", "asked by its author"); got.code != 0 {
		t.Fatalf("%+v", got)
	}
	if got := typeIn(t, "--db", db, "export", "site", dir); got.code != 0 || strings.Contains(got.out, " 0 removed") {
		t.Errorf("%+v", got)
	}
	if _, err := os.Stat(filepath.Join(dir, "article", id)); err == nil {
		t.Error("the withdrawn article still has files")
	}
	if _, err := os.Stat(own); err != nil {
		t.Error("a file that is not of the export was removed")
	}
	err = filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || strings.HasSuffix(name, ".part") {
			return err
		}
		b, err := os.ReadFile(name)
		if strings.HasSuffix(name, ".html") && strings.Contains(string(b), `article/`+id) {
			t.Errorf("%s still leads to the withdrawn article", name)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

// crawl reads everything that the front page leads to. Links of other people's
// pages are not followed; whatever a page loads by itself must be of its own
// site.
func crawl(t *testing.T, server *httptest.Server) map[string]bool {
	t.Helper()
	seen, queue := map[string]bool{}, []string{"/"}
	for len(queue) > 0 {
		at := queue[0]
		queue = queue[1:]
		if seen[at] {
			continue
		}
		seen[at] = true
		r, err := server.Client().Get(server.URL + at)
		if err != nil {
			t.Fatal(err)
		}
		if r.StatusCode != http.StatusOK || r.Request.URL.Path != at {
			t.Errorf("%s: %d at %s", at, r.StatusCode, r.Request.URL.Path)
		}
		if strings.HasPrefix(r.Header.Get("Content-Type"), "text/html") {
			queue = append(queue, linksOf(t, at, html.NewTokenizer(r.Body))...)
		}
		r.Body.Close()
	}
	return seen
}

// linksOf returns the paths that a page of the copy leads to.
func linksOf(t *testing.T, at string, z *html.Tokenizer) (paths []string) {
	t.Helper()
	for z.Next() != html.ErrorToken {
		tag := z.Token()
		if tag.Data == "form" && tag.Type == html.StartTagToken {
			t.Errorf("%s has a form, which no file answers", at)
		}
		canonical, loads := false, tag.Data != "a"
		for _, a := range tag.Attr {
			canonical = canonical || a.Key == "rel" && a.Val == "canonical"
		}
		for _, a := range tag.Attr {
			if a.Key != "href" && a.Key != "src" || tag.Type == html.EndTagToken || canonical {
				continue
			}
			u, err := url.Parse(a.Val)
			switch {
			case err != nil:
				t.Errorf("%s: %q: %v", at, a.Val, err)
			case u.Scheme != "" || u.Host != "":
				if loads {
					t.Errorf("%s loads %s", at, a.Val)
				}
			case strings.HasPrefix(u.Path, "/"):
				t.Errorf("%s leads to %s, which holds only at the root of a server", at, a.Val)
			case u.Path != "":
				to := path.Join(at, u.Path)
				if !strings.HasSuffix(at, "/") {
					to = path.Join(path.Dir(at), u.Path)
				}
				if last := u.Path[strings.LastIndexByte(u.Path, '/')+1:]; (last == "" || last == "." || last == "..") && to != "/" {
					to += "/"
				}
				paths = append(paths, to)
			}
		}
	}
	return paths
}

// openInBrowser opens pages of the copy and looks for what a reader should never
// cause.
func openInBrowser(t *testing.T, site string) {
	t.Helper()
	chromiumPath(t)
	b := openBrowser(t, site)
	b.do(t, "front page", chromedp.Navigate(site+"/"), chromedp.WaitVisible("main h2"))
	b.follow(t, `main a[href*="event/"]`)
	b.follow(t, `main a[href*="article/"]`)
	for _, p := range []string{"/latest/", "/figures/", "/outlets/", "/about/", "/subscribe/", "/events/"} {
		b.do(t, p, chromedp.Navigate(site+p), chromedp.WaitVisible("main"))
		if ask[int](t, b, `document.styleSheets.length`) == 0 {
			t.Errorf("%s has no style sheet", p)
		}
	}
	b.clean(t)
}

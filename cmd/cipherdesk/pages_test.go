package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"golang.org/x/net/html"
)

// Where a page leads to within the desk.
var innerLink = regexp.MustCompile(`<a\b[^>]*href="(/[^"#]*)`)

// notPages are the answers for machines and feed readers.
var notPages = regexp.MustCompile(`\.(atom|rss|json|opml|bib|ris|txt|csv|ics|xml)(\?|$)|^/(api|static|metrics)(/|$)|/(schema|prov)$`)

// demoPages finds pages of every kind in the demo by following its links from
// the front page on, at most n of each kind, and adds those that no link leads
// to.
func demoPages(t testing.TB, n int) []string {
	t.Helper()
	site := sampleSite(t)
	seen := map[string]int{}
	todo := []string{"/", "/undated", "/search", "/search?q=letter", `/search?q="open+letter"+kind:press`, "/search?q=letter&order=best", "/search?q=4.2+million",
		"/search?q=tag:e2e", "/search?q=nothing-like-it", "/why", "/why?url=http://policy-ledger.localhost:8674/x", "/figures?value=14",
		"/subscribe", "/subscribe?kind=child-protection&words=letter", "/subscribe?to=/day", "/subscribe?to=/nothing", "/nothing-here", "/kind/child-protection"}
	var pages []string
	for len(todo) > 0 {
		path := todo[0]
		todo = todo[1:]
		if slices.Contains(pages, path) {
			continue
		}
		pages = append(pages, path)
		_, body := fetched(t, site+path)
		for _, m := range innerLink.FindAllStringSubmatch(body, -1) {
			to := strings.ReplaceAll(m[1], "&amp;", "&")
			kind := kindOfPage(to)
			if notPages.MatchString(to) || seen[kind] >= n || strings.Contains(to, "?") {
				continue
			}
			if seen[kind]++; !slices.Contains(todo, to) {
				todo = append(todo, to)
			}
		}
	}
	for _, want := range []string{"/event/", "/article/", "/day/", "/week/", "/month/", "/topic/", "/law/", "/actor/", "/outlet/", "/source/", "/figure/", "/revisions"} {
		if !slices.ContainsFunc(pages, func(p string) bool { return strings.Contains(p, want) }) {
			t.Errorf("no page leads to %s", want)
		}
	}
	return pages
}

// kindOfPage is a path without what names one thing: "/article/x/revisions" is
// of the kind "article//revisions".
func kindOfPage(path string) string {
	parts := strings.Split(strings.Trim(path, "/"), "/")
	if len(parts) > 1 {
		parts[1] = ""
	}
	return strings.Join(parts, "/")
}

func fetched(t testing.TB, address string) (status int, body string) {
	t.Helper()
	res, err := http.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	all, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, string(all)
}

// Every headline in another language says in which, wherever it stands: it is
// read aloud in its own voice.
func TestForeignHeadlinesSayTheirLanguage(t *testing.T) {
	d := readDemo(t)
	var list struct {
		Items []struct{ Title, Language string }
	}
	d.api("/api/v1/articles?limit=500", &list)
	foreign := map[string]string{}
	for _, a := range list.Items {
		if a.Language != "" && !strings.HasPrefix(a.Language, "en") {
			foreign[a.Title] = a.Language
		}
	}
	if len(foreign) < 5 {
		t.Fatalf("the demo has %d headlines in other languages", len(foreign))
	}
	met := 0
	for _, path := range demoPages(t, 6) {
		_, body := fetched(t, d.site+path)
		page, err := html.Parse(strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		for n := range page.Descendants() {
			want := foreign[strings.TrimSpace(n.Data)]
			if n.Type != html.TextNode || want == "" || n.Parent.Data == "title" {
				continue
			}
			met++
			if got := langOf(n); got != want {
				t.Errorf("%s: “%s” is marked as %q, not %q", path, n.Data, got, want)
			}
		}
	}
	if met < 20 {
		t.Errorf("only %d foreign headlines were met", met)
	}
}

// langOf is the language that a node is marked with, by itself or from above.
func langOf(n *html.Node) string {
	for ; n != nil; n = n.Parent {
		for _, a := range n.Attr {
			if a.Key == "lang" {
				return a.Val
			}
		}
	}
	return ""
}

// The Nu HTML Checker finds nothing on any kind of page.
func TestPagesAreValidHTML(t *testing.T) {
	jar := os.Getenv("CIPHERDESK_VNU")
	if jar == "" {
		t.Skip("CIPHERDESK_VNU names no vnu.jar (npm package vnu-jar): HTML was not validated")
	}
	java, err := exec.LookPath("java")
	if err != nil {
		t.Skip("no Java on this machine: HTML was not validated")
	}
	pages, dir := demoPages(t, 3), t.TempDir()
	args := []string{"-Xmx512m", "-jar", jar, "--stdout", "--format", "gnu"}
	for i, path := range pages {
		_, body := fetched(t, sampleSite(t)+path)
		file := filepath.Join(dir, fmt.Sprintf("%03d.html", i))
		if err := os.WriteFile(file, []byte(body), 0o600); err != nil {
			t.Fatal(err)
		}
		args = append(args, file)
	}
	control := filepath.Join(dir, "control.html") // shows that the checker looks
	if err := os.WriteFile(control, []byte("<!doctype html><title>x</title><p><div></p>"), 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command(java, append(args, control)...).Output()
	if len(out) == 0 {
		t.Fatalf("the checker does not even mind a broken page: %v", err)
	}
	for line := range strings.Lines(string(out)) {
		if strings.Contains(line, "control.html") {
			continue
		}
		for i, path := range pages {
			line = strings.ReplaceAll(line, fmt.Sprintf("%03d.html", i), "x.html "+path)
		}
		t.Error(strings.TrimSpace(line))
	}
	t.Logf("%d pages", len(pages))
}

// screen is what pages are looked at on.
type screen struct {
	width  int64
	scheme string
}

// onScreens opens every kind of page on some screens, with all that is folded
// unfolded. The console must stay silent, and no other host be asked for
// anything.
func onScreens(t *testing.T, look func(b *browser, path string, at screen), screens ...screen) {
	t.Helper()
	chromiumPath(t)
	pages := demoPages(t, 1)
	b := openBrowser(t, sampleSite(t))
	for _, at := range screens {
		b.do(t, "screen", chromedp.EmulateViewport(at.width, 900), scheming(at.scheme))
		for _, path := range pages {
			b.quiet(t, func() { b.do(t, path, chromedp.Navigate(sampleSite(t)+path)) }, complaintAt(path))
			ask[bool](t, b, `document.querySelectorAll("details").forEach(d => d.open = true), true`)
			look(b, path, at)
			b.shoot(t, fmt.Sprintf("%s-%d-%s", url.PathEscape(strings.Trim(path, "/")), at.width, at.scheme))
		}
	}
	b.clean(t)
}

// No kind of page runs over the edge of its screen.
func TestEveryKindOfPageFitsItsScreen(t *testing.T) {
	onScreens(t, func(b *browser, path string, at screen) {
		if over := ask[int](t, b, `document.documentElement.scrollWidth - innerWidth`); over > 1 {
			t.Errorf("%s is %d pixels wider than a screen of %d", path, over, at.width)
		}
	}, screen{1280, "light"}, screen{768, "light"}, screen{320, "dark"})
}

// axe-core finds nothing on any kind of page, light and dark, on a desk and on a
// small phone.
func TestEveryKindOfPageIsAccessible(t *testing.T) {
	file := os.Getenv("CIPHERDESK_AXE")
	if file == "" {
		t.Skip("CIPHERDESK_AXE names no axe.min.js (npm package axe-core): accessibility was not checked")
	}
	library, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	onScreens(t, func(b *browser, path string, at screen) {
		found := askWhen[[]string](t, b, string(library)+`;axe.run({ resultTypes: ["violations"], iframes: false }).then(r =>
			r.violations.map(v => v.id + ": " + v.nodes.map(n => n.target.join(" ")).slice(0, 3).join(" | ")))`)
		for _, v := range found {
			t.Errorf("%s, %d pixels, %s: %s", path, at.width, at.scheme, v)
		}
	}, screen{1280, "light"}, screen{1280, "dark"}, screen{320, "light"}, screen{320, "dark"})
}

// complaintAt is the one complaint that the console has about pages that say what
// went wrong.
func complaintAt(path string) string {
	switch path {
	case "/nothing-here":
		return "404"
	case "/search?q=tag:e2e":
		return "400"
	}
	return ""
}

// scheming asks pages to be light or dark.
func scheming(scheme string) chromedp.Action[chromedp.Void] {
	return chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
		_, err := cdp.Call(ctx, target, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
			Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}})
		return err
	})
}

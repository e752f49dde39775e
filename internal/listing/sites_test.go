package listing

import (
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"cipherdesk"
	"cipherdesk/internal/config"
	"cipherdesk/internal/news"
	"cipherdesk/internal/page"
)

// A form is a page that we wrote in the manner of one outlet's site: its
// addresses are of the shape that the site uses, its headlines are invented. A
// file in testdata/sites has one for each source of the outlet, in the order of
// feeds.yaml: words on where the shape is from, then "-- page --" and
// "-- want --" by turns.
type form struct{ page, want string }

func forms(t *testing.T, outlet news.OutletID) []form {
	t.Helper()
	src, err := os.ReadFile(filepath.Join("testdata", "sites", string(outlet)+".txt"))
	if err != nil {
		t.Fatalf("no form of this outlet: %v", err)
	}
	var out []form
	for i, part := range strings.Split(string(src), "\n-- page --\n") {
		if i == 0 {
			continue
		}
		p, want, found := strings.Cut(part, "\n-- want --\n")
		if !found {
			t.Fatalf("page %d has no -- want --", i)
		}
		out = append(out, form{p, strings.TrimSpace(want) + "\n"})
	}
	return out
}

// TestEveryOutletWithoutAFeedHasATestedForm reads a page in each outlet's form
// with the selectors that feeds.yaml has for it.
func TestEveryOutletWithoutAFeedHasATestedForm(t *testing.T) {
	c, problems := config.Load([]byte(cipherdesk.Catalogue))
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	outlets, sources, proposed, indexes := 0, 0, 0, 0
	for _, o := range c.Outlets {
		specs := slices.DeleteFunc(slices.Clone(o.Feeds), func(f news.FeedSpec) bool { return f.Kind == news.KindFeed })
		if len(specs) == 0 {
			continue
		}
		if len(specs) == len(o.Feeds) {
			outlets++
		}
		t.Run(string(o.ID), func(t *testing.T) {
			all := forms(t, o.ID)
			if len(all) != len(specs) {
				t.Fatalf("%d forms for %d sources", len(all), len(specs))
			}
			for i, spec := range specs {
				sources++
				if got := readForm(t, o, spec, all[i].page); got != all[i].want {
					t.Errorf("%s gives\n%swant\n%s", spec.URL, got, all[i].want)
				}
				if spec.Kind == news.KindIndex {
					indexes++
					proposed += proposes(t, o, spec, all[i])
				}
			}
		})
	}
	t.Logf("%d outlets without a feed, %d sources, each with a tested form; the heuristic alone finds the list on %d of %d index pages", outlets, sources, proposed, indexes)
	if outlets < 17 || 10*proposed < 9*indexes {
		t.Errorf("%d outlets, heuristic %d of %d", outlets, proposed, indexes)
	}
}

// readForm is what one source gives, a line an entry.
func readForm(t *testing.T, o news.Outlet, spec news.FeedSpec, body string) string {
	t.Helper()
	po := page.Options{URL: spec.URL, Languages: o.Locales(), Selectors: o.Selectors}
	if spec.Kind == news.KindDocument {
		text, err := page.ExtractMain([]byte(body), po)
		if err != nil {
			t.Error(err)
		}
		return text.Title + " | " + cmp.Or(text.Published.String(), "not dated") + "\n" + text.Body + "\n"
	}
	l, err := read(o, spec, Page{Body: []byte(body), URL: spec.URL})
	if err != nil {
		t.Error(err)
	}
	var b strings.Builder
	for _, it := range l.Items {
		when := cmp.Or(it.Published.String(), "not dated")
		if at := l.Changed[it.GUID]; !at.IsZero() {
			when = "changed " + at.Format("2006-01-02")
		}
		fmt.Fprintf(&b, "%s | %s | %s\n", it.Link, it.Title, when)
	}
	return strings.ReplaceAll(b.String(), " |  | ", " | no words | ")
}

func read(o news.Outlet, spec news.FeedSpec, p Page) (List, error) {
	options := dated(Options{Link: spec.Link, JSON: spec.JSON, Hosts: o.Hosts, Languages: o.Locales()}, p.URL)
	if spec.Match != "" {
		options.Match = regexp.MustCompile(spec.Match)
	}
	switch spec.Kind {
	case news.KindSitemap:
		return Sitemap(p, options)
	case news.KindJSON:
		return JSON(p, options)
	}
	return Index(p, options)
}

// proposes is 1 when the heuristic, told nothing, finds the same articles.
func proposes(t *testing.T, o news.Outlet, spec news.FeedSpec, f form) int {
	t.Helper()
	sel, l, err := Propose(Page{Body: []byte(f.page), URL: spec.URL}, Options{Languages: o.Languages})
	same := 0
	for _, it := range l.Items {
		if strings.Contains(f.want, it.Link+" |") {
			same++
		}
	}
	want := strings.Count(f.want, "\n")
	if err == nil && 10*same >= 8*max(want, len(l.Items)) {
		return 1
	}
	t.Logf("%s: the heuristic proposes %q with %d entries, %d of the %d wanted; %v", o.ID, sel, len(l.Items), same, want, err)
	return 0
}

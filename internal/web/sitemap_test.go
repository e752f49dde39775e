package web

import (
	"encoding/xml"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

func TestSitemapNamesPagesThatAnswer(t *testing.T) {
	r, s := openDesk(t)
	if !strings.Contains(r.page("/robots.txt"), "\nSitemap: "+options().BaseURL+"/sitemap.xml\n") {
		t.Error("robots.txt does not name it")
	}
	var m siteMap
	if err := xml.Unmarshal([]byte(r.page("/sitemap.xml")), &m); err != nil {
		t.Fatal(err)
	}
	dated := map[string]string{}
	for _, u := range m.URLs {
		path, ours := strings.CutPrefix(u.Loc, options().BaseURL)
		if _, twice := dated[path]; twice || !ours {
			t.Errorf("%s stands twice or is not ours", u.Loc)
		}
		dated[path] = u.Modified
		if u.Modified != "" {
			if at, err := time.Parse(time.RFC3339, u.Modified); err != nil || at.After(now) {
				t.Errorf("%s was changed %q", path, u.Modified)
			}
		}
		w := httptest.NewRecorder()
		if r.h.ServeHTTP(w, httptest.NewRequest("GET", path, nil)); w.Code != 200 || strings.Contains(w.Body.String(), `name="robots" content="noindex"`) {
			t.Errorf("%s answers %d, or asks not to be listed", path, w.Code)
		}
	}
	for _, path := range []string{"/", "/about", "/law/uk-online-safety-act", "/outlet/lantern-trust", "/event/chatterbox-letter"} {
		if _, ok := dated[path]; !ok {
			t.Errorf("%s is not named", path)
		}
	}
	row, err := s.db.Event(t.Context(), "chatterbox-letter")
	if err != nil {
		t.Fatal(err)
	}
	if want := newest(row.Updated, row.Started).UTC().Format(time.RFC3339); dated["/event/chatterbox-letter"] != want || dated["/"] != "" {
		t.Errorf("dated %q, not %q; the front page %q", dated["/event/chatterbox-letter"], want, dated["/"])
	}
}

func TestAClosedEditionIsAFeedOfItsOwn(t *testing.T) {
	r, _ := openDesk(t)
	for path, want := range map[string]int{"/day/1990-01-01.atom": 404, "/day/2026-03-12.rss": 404, "/day/tomorrow.json": 404} {
		r.answers("GET", path, want)
	}
	of := func(body string) string {
		_, rest, _ := strings.Cut(body, "<entry>")
		entry, _, _ := strings.Cut(rest, "</entry>")
		return entry
	}
	newest := of(r.page("/day.atom"))
	_, rest, _ := strings.Cut(newest, options().BaseURL+"/day/")
	day, _, _ := strings.Cut(rest, `"`)
	if own := r.page("/day/" + day + ".atom"); newest == "" || of(own) != newest || strings.Count(own, "<entry>") != 1 {
		t.Errorf("%s: %.300s\nin the feed of all: %.300s", day, of(own), newest)
	}
}

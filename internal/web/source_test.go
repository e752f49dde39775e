package web

import (
	"net/http"
	"testing"

	"cipherdesk/internal/news"
)

func TestASourceHasAPageOfWhoCitesItForWhat(t *testing.T) {
	s := newSeeder(t)
	s.desk()
	o := options()
	o.Sources = []SourceInfo{{ID: "lantern-trust", Name: "Lantern Trust", Group: "outlet", Kind: news.ChildProtection},
		{ID: "clearing", Name: "Northland Clearing House", Group: "body"}, {ID: "silent", Name: "Silent Body", Group: "body"}}
	r := reader{t, New(s.db.Reader, o)}
	r.holds("/source/lantern-trust", "Lantern Trust", "Mara Lind", "halt encrypted messages", "What it publishes itself", "general press")
	r.holds("/source/clearing", "4.2 million", "Whose number: Northland Clearing House", "Our letter to Chatterbox")
	r.holds("/source/silent", "No story relies on it yet")
	r.holds("/source/clearing.atom", "Our letter to Chatterbox", "/source/clearing")
	r.holds("/article/"+string(s.ids["harbour"]), `href="/source/lantern-trust"`, `href="/source/clearing"`)
	r.lacks("/article/"+string(s.ids["open"]), "/source/iven-oro")
	for path, status := range map[string]int{"/source/northland-clearing-house": http.StatusMovedPermanently,
		"/source/mara-lind": http.StatusNotFound, "/source/nobody": http.StatusNotFound} {
		if res := r.get(path); res.StatusCode != status {
			t.Errorf("%s: %d, not %d", path, res.StatusCode, status)
		}
	}
}

func TestInventedTextsLeadToNoBodyOfTheWorld(t *testing.T) {
	all := []SourceInfo{{ID: "own", Name: "Own Trust"}, {ID: "world", Name: "Court of Appeal", World: true}}
	for _, sample := range []bool{true, false} {
		s := newSources(all, sample)
		if s.path("Own Trust") != "/source/own" || (s.path("Court of Appeal") == "") != sample {
			t.Errorf("sample %v: %q %q", sample, s.path("Own Trust"), s.path("Court of Appeal"))
		}
	}
}

package web

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"cipherdesk/internal/feed/feedtest"
	"cipherdesk/internal/news"
)

// archive adds enough stories for documents of the archive and archives them.
func (s *seeder) archive() {
	for i := range 80 {
		s.add(draft{name: fmt.Sprintf("old-%d", i), outlet: "lantern-trust", title: fmt.Sprintf("Old story %d", i), lang: "en", seen: now.Add(-time.Duration(300-i) * time.Hour),
			verdict: news.VerdictYes, tags: []string{"topic/e2ee-rollout"}, text: letterText("They encrypt messages.")})
	}
	_, err := s.db.Archive(context.Background())
	s.must(err)
	s.at = now
}

// Every feed that is served keeps every rule of its format.
func TestServedFeedsBreakNoRule(t *testing.T) {
	s := newSeeder(t)
	s.desk()
	s.archive()
	s.quantity("reports-lost", "letter", "harbour")
	r := reader{t, New(s.db.Reader, options())}
	var atom [][]byte
	paths := append(everyFeed(), "/kind/child-protection", "/search?q=letter", "/encryption/archive/1", "/encryption/archive/2", "/topic/e2ee-rollout/archive/1",
		"/outlet/lantern-trust/archive/1", "/kind/child-protection/archive/1", "/figure/reports-lost", "/article/"+string(s.ids["vote"])+"/revisions")
	for _, path := range paths {
		base, query, _ := strings.Cut(path, "?")
		for format, check := range map[string]func([]byte) []string{"atom": feedtest.Atom, "rss": feedtest.RSS, "json": feedtest.JSON} {
			body := r.page(base + "." + format + "?" + query)
			if broken := check([]byte(body)); len(broken) > 0 {
				t.Errorf("%s.%s: %q", path, format, broken)
			}
			if format == "atom" {
				atom = append(atom, []byte(body))
			}
		}
	}
	for i, said := range feedtest.Jing(t)(atom...) {
		if said != nil {
			t.Errorf("the schema refuses %s: %q", paths[i], said)
		}
	}
}

// The documents of an archive lead from one to the other, and stay as they are.
func TestArchivesOfFeeds(t *testing.T) {
	s := newSeeder(t)
	s.desk()
	s.archive()
	r := reader{t, New(s.db.Reader, options())}
	r.holds("/encryption.atom", `rel="prev-archive" type="application/atom+xml" href="https://desk.example/encryption/archive/`)
	r.holds("/topic/e2ee-rollout.json", `"next_url": "https://desk.example/topic/e2ee-rollout/archive/`)
	one := r.page("/encryption/archive/1.atom")
	for _, want := range []string{"<fh:archive>", `rel="current" type="application/atom+xml" href="https://desk.example/encryption.atom"`,
		`rel="next-archive" type="application/atom+xml" href="https://desk.example/encryption/archive/2.atom"`, "Old story 3"} {
		if !strings.Contains(one, want) {
			t.Errorf("a document of the archive has no %s", want)
		}
	}
	if strings.Contains(one, "prev-archive") || strings.Count(one, "<entry") != 25 {
		t.Errorf("the first document has %d entries", strings.Count(one, "<entry"))
	}
	s.add(draft{name: "one-more", outlet: "medialog", title: "One more", lang: "en", seen: now, verdict: news.VerdictYes, text: letterText("They encrypt.")})
	s.archive2(30)
	if again := r.page("/encryption/archive/1.atom"); again != one {
		t.Error("a document of the archive changed")
	}
	for path, want := range map[string]int{"/encryption/archive/0.atom": 404, "/encryption/archive/99.atom": 404, "/encryption/archive/x.rss": 404, "/encryption/archive/01.atom": 404,
		"/kind/nobody.atom": 404, "/kind/digital_rights": 301} {
		if res := r.get(path); res.StatusCode != want {
			t.Errorf("%s: %d", path, res.StatusCode)
		}
	}
	s.must(s.db.Withdraw(t.Context(), withdrawal(s.ids["old-1"])))
	for _, format := range formats {
		r.lacks("/encryption/archive/1."+format, "Old story 1<", `"Old story 1"`)
	}
	r.holds("/encryption/archive/1.atom", "at:deleted-entry", `ref="tag:example.org,2026:article/`+string(s.ids["old-1"]))
}

// archive2 lets n more stories come, and archives what left the newest.
func (s *seeder) archive2(n int) {
	for i := range n {
		s.add(draft{name: fmt.Sprintf("newer-%d", i), outlet: "medialog", title: fmt.Sprintf("Newer story %d", i), lang: "en", seen: now.Add(time.Duration(i) * time.Minute),
			verdict: news.VerdictYes, text: letterText("They encrypt.")})
	}
	_, err := s.db.Archive(context.Background())
	s.must(err)
}

package web

import (
	"context"
	"encoding/json"
	"strings"
	"testing"

	"cipherdesk/internal/news"
	"cipherdesk/internal/store"
)

// quantity saves the first figures of some articles as one quantity.
func (s *seeder) quantity(id news.FigureID, names ...string) {
	s.t.Helper()
	q := news.Statistic{ID: id}
	for _, name := range names {
		f, err := s.db.Article(context.Background(), s.ids[name])
		s.must(err)
		q.Appearances = append(q.Appearances, news.Appearance{Article: f.ID, Seen: f.FirstSeen, Figure: f.Findings.Figures[0]})
	}
	s.must(s.db.SaveLedger(context.Background(), store.LedgerChange{Put: []news.Statistic{q}}))
}

// citable lists one page of each kind that can be cited.
func citable(s *seeder) []string {
	s.quantity("reports-lost", "letter", "harbour")
	return []string{"/article/" + string(s.ids["harbour"]), "/figure/reports-lost", "/event/chatterbox-letter", "/day/2026-03-12", "/week/2026-W11", "/month/2026-03"}
}

func TestEveryPageWithAWorkCanBeCited(t *testing.T) {
	r, s := openDesk(t)
	for _, path := range citable(s) {
		page := r.page(path)
		for ending, want := range map[string]string{"bib": "@online{", "ris": "TY  - ", "txt": "“", "json": `[{"id":`} {
			address := path + "/cite." + ending
			if !strings.Contains(page, `href="`+address+`"`) {
				t.Errorf("%s does not lead to %s", path, address)
			}
			if body := r.page(address); !strings.HasPrefix(body, want) && ending != "txt" || !strings.Contains(body, "SAMPLE: invented.") {
				t.Errorf("%s: %s", address, body)
			}
		}
		for _, tag := range []string{`<meta name="DC.title"`, `<meta name="DC.identifier" content="https://`, `<meta name="DC.publisher"`, `rel="license noopener"`} {
			if !strings.Contains(page, tag) {
				t.Errorf("%s has no %s", path, tag)
			}
		}
	}
	for path, want := range map[string]int{"/article/unknown/cite.bib": 404, "/day/1999-01-01/cite.ris": 404, "/event/unknown/cite.json": 404, "/latest/cite.bib": 404,
		"/figure/unknown/cite.bib": 404} {
		if res := r.get(path); res.StatusCode != want {
			t.Errorf("%s: %d", path, res.StatusCode)
		}
	}
	s.merge("committee-vote", "chatterbox-letter")
	if res := r.get("/event/committee-vote/cite.bib"); res.StatusCode != 301 || res.Header.Get("Location") != "/event/chatterbox-letter/cite.bib" {
		t.Errorf("a merged event's citation: %d to %q", res.StatusCode, res.Header.Get("Location"))
	}
}

func TestACitationSaysWhatIsKnown(t *testing.T) {
	r, s := openDesk(t)
	r.holds("/article/"+string(s.ids["vote"])+"/cite.txt", "A. Writer, “Committee votes 14 to 3", "Policy Ledger, 2026-03-12", "revision 2, read 2026-03-12 11:20 UTC",
		"https://policy-ledger.example/vote", "https://desk.example/article/"+string(s.ids["vote"])+", rules sample")
	r.lacks("/article/"+string(s.ids["undated"])+"/cite.bib", "  date = {", "year")
	r.holds("/article/"+string(s.ids["undated"])+"/cite.bib", "urldate = {2026-03-11}")
	var items []struct {
		Type     string
		Title    string
		Language string
		Issued   struct {
			Parts [][]int `json:"date-parts"`
		}
	}
	if err := json.Unmarshal([]byte(r.page("/article/"+string(s.ids["tekblad"])+"/cite.json")), &items); err != nil || len(items) != 1 || items[0].Type != "article-newspaper" || items[0].Language != "nl" || items[0].Issued.Parts[0][2] != 12 {
		t.Errorf("%+v, %v", items, err)
	}
	r.holds("/article/"+string(s.ids["letter"])+"/cite.ris", "TY  - ELEC", "T2  - Lantern Trust")
	r.holds("/event/chatterbox-letter/cite.txt", "6 articles of 6 outlets", "its title is a headline of The Harbour Times", "accessed 2026-03-12")
	s.quantity("reports-lost", "letter", "harbour")
	r.holds("/figure/reports-lost/cite.txt", "more than 4.2 million", "stated in 2 texts of 2 outlets")
	r.holds("/month/2026-03/cite.txt", "Monthly edition, March 2026", "2026-03, open, as it stood")
	hostile := r.page("/article/" + string(s.ids["hostile"]) + "/cite.bib")
	if !strings.Contains(hostile, `title = {{<script>alert("x")</script> \& “Curly”`) {
		t.Errorf("%s", hostile)
	}
}

// An archive that the publisher does not want is not pointed to; a sample has
// none.
func TestArchivesOfCitations(t *testing.T) {
	s := newSeeder(t)
	s.desk()
	o := options()
	o.Sample = false
	r := reader{t, New(s.db.Reader, o)}
	r.holds("/article/"+string(s.ids["vote"])+"/cite.txt", "archived at https://web.archive.org/web/20260312112000/https://policy-ledger.example/vote")
	d := draft{name: "kept", outlet: "medialog", title: "Not for archives", lang: "en", seen: now, verdict: "yes", text: letterText("They encrypt.")}
	d.rights.NoArchive, d.rights.MaxSnippet = true, -1
	id := s.add(d)
	r.lacks("/article/"+string(id)+"/cite.txt", "web.archive.org")
	r.holds("/article/"+string(id), "asks archives not to keep it")
}

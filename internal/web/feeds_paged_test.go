package web

import (
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"cipherdesk/internal/news"
)

// Every page of a list says where its feeds are, and each of them answers.
func TestEveryListIsAFeed(t *testing.T) {
	r, s := openDesk(t)
	s.quantity("reports-lost", "letter", "harbour")
	link := regexp.MustCompile(`<link rel="alternate" type="application/(?:atom|rss|feed)[^>]* href="([^"]+)"`)
	for _, path := range []string{"/latest", "/encryption", "/kind/child-protection", "/undated", "/tags", "/events", "/event/chatterbox-letter", "/topic/e2ee-rollout", "/law/uk-online-safety-act",
		"/actor/digital-rights-org", "/form/opinion", "/outlets", "/outlet/lantern-trust", "/source/clearing-house", "/figures", "/figures?value=4.2+million", "/figure/reports-lost", "/search?q=letter",
		"/revisions", "/article/" + string(s.ids["vote"]) + "/revisions", "/document/" + string(s.ids["harbour"]) + "-letter", "/day/2026-03-12", "/week/2026-W11", "/month/2026-03"} {
		res := r.get(path)
		if res.StatusCode != http.StatusOK && path == "/source/clearing-house" {
			continue // its test desk names nobody
		}
		own := 0
		for _, m := range link.FindAllStringSubmatch(r.page(path), -1) {
			feed := strings.ReplaceAll(strings.ReplaceAll(m[1], "&#43;", "+"), "&amp;", "&")
			r.page(feed)
			if !strings.HasPrefix(feed, "/encryption") {
				own++
			}
		}
		if own != 3 && path != "/encryption" {
			t.Errorf("%s announces %d feeds of its own", path, own)
		}
	}
	r.holds("/figures.atom?value=4.2+million", "4.2 million", "reports")
	r.lacks("/figures.atom?value=4.2+million", "51 arrests")
	document := "/document/" + string(s.ids["harbour"]) + "-letter.atom"
	r.holds(document, "97 charities ask")
	r.lacks(document, "97 signatories urge") // it neither links nor names it
	if res := r.get("/document/" + string(s.ids["harbour"]) + "-letter-2.rss"); res.StatusCode != http.StatusMovedPermanently || !strings.HasSuffix(res.Header.Get("Location"), "-letter.rss") {
		t.Errorf("a document that moved: %d %s", res.StatusCode, res.Header.Get("Location"))
	}
	r.holds("/undated.rss", "About encryption and children")
	r.holds("/outlets.json", "Ministry of the Interior: refuses us", "Coastal Herald: cannot be read")
}

var (
	entryID  = regexp.MustCompile(`<entry[^>]*>\s*<id>([^<]+)</id>`)
	nextPage = regexp.MustCompile(`<link rel="next"[^>]* href="https://desk\.example([^"]+)"`)
)

// walk reads all pages of a feed: RFC 5005 §3.
func walk(r reader, path string) (ids []string, pages int) {
	for path != "" && pages < 20 {
		body := r.page(path)
		pages++
		for _, m := range entryID.FindAllStringSubmatch(body, -1) {
			if !slices.Contains(ids, m[1]) {
				ids = append(ids, m[1])
			}
		}
		if pages > 1 && !strings.Contains(body, `rel="first"`) {
			r.Errorf("%s leads to no first page", path)
		}
		path = ""
		if m := nextPage.FindStringSubmatch(body); m != nil {
			path = strings.ReplaceAll(m[1], "&amp;", "&")
		}
	}
	return ids, pages
}

func TestFeedsWithoutAnArchiveHavePages(t *testing.T) {
	r, s := openDesk(t)
	for i := range 60 {
		name := fmt.Sprintf("many-%d", i)
		d := draft{name: name, outlet: "medialog", title: fmt.Sprintf("Walrus story %d", i), lang: "en", seen: now.Add(-time.Duration(i) * time.Minute).Add(-2 * time.Hour), verdict: news.VerdictYes, text: letterText(fmt.Sprintf("They encrypt %d walruses.", 1000+i)),
			find: func(f *news.Findings, text string) {
				f.Figures = append(f.Figures, news.Figure{Value: amount(float64(1000 + i)), Bound: news.BoundExact, Subject: "walruses", Evidence: words(text, fmt.Sprint(1000+i))})
			}}
		s.add(d)
		s.at = d.seen
		s.event("many-"+fmt.Sprint(i), d.title, "medialog", news.FirstReport{Kind: news.FirstUnknown}, 1, nil, name)
		s.change(d) // the page as first read
		d.text = letterText(fmt.Sprintf("They encrypt %d walruses, and the keeper counts them anew.", 1000+i))
		d.title, d.seen = fmt.Sprintf("The keeper counts %d walruses anew", 1000+i), d.seen.Add(time.Hour)
		s.change(d)
	}
	s.at = now
	for path, want := range map[string]int{"/search.atom?q=walrus": 60, "/feed.atom": 60, "/figures.atom": 60, "/events.atom": 60, "/revisions.atom": 60} {
		ids, pages := walk(r, path)
		if len(ids) < want || pages < 2 || pages > 4 {
			t.Errorf("%s: %d entries on %d pages", path, len(ids), pages)
		}
	}
	for _, path := range []string{"/search.atom?q=walrus&cursor=x", "/events.rss?cursor=AAAA", "/revisions.atom?cursor=-1", "/revisions.atom?cursor=99999999999999999999", "/feed.atom?cursor=1"} {
		if res := r.get(path); res.StatusCode != http.StatusBadRequest {
			t.Errorf("%s: %d", path, res.StatusCode)
		}
	}
	r.lacks("/encryption.atom", `rel="next"`) // it has an archive
}

func TestFeedOfAnEvent(t *testing.T) {
	r, s := openDesk(t)
	s.at = now
	s.event("chatterbox-letter", "97 charities ask", "harbour-times", news.FirstReport{Kind: news.FirstUnknown}, 5, nil, "harbour", "letter", "medialog", "school", "ransom")
	r.lacks("/event/chatterbox-letter.atom", "School warns parents", "Ransomware closes")
	r.holds("/event/chatterbox-letter.atom", "Our letter to Chatterbox", "97 signatories urge")
	full := r.page("/api/v1/articles/" + string(s.ids["harbour"]))
	if strings.Contains(full, `"same_text_as":"`) {
		r.lacks("/event/chatterbox-letter.atom", "article/"+string(s.ids["harbour"])+"</id>")
	}
}

func TestFeedsSayForHowLongTheyHold(t *testing.T) {
	r, _ := openDesk(t)
	res := r.get("/encryption.rss")
	if body := r.page("/encryption.rss"); !strings.Contains(body, "<ttl>15</ttl>") || res.Header.Get("Cache-Control") != "public, max-age=900" || strings.Contains(body, "<image>") {
		t.Errorf("%s\n%.1500s", res.Header.Get("Cache-Control"), body)
	}
}

// An edition in a feed is whole: quotations, figures, what could not be read.
func TestEditionsAreReadInTheFeed(t *testing.T) {
	r, _ := openDesk(t)
	for _, format := range formats {
		body := r.page("/day." + format)
		if !strings.Contains(body, "What we could not read") || !strings.Contains(body, "first seen") && !strings.Contains(body, "Subjects:") {
			t.Errorf("%s: %.2000s", format, body)
		}
		if again := r.page("/day." + format); again != body {
			t.Errorf("%s: two answers differ", format)
		}
	}
}

package web

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/mmcdole/gofeed"

	"cipherdesk/internal/news"
)

// everyFeed lists one path of each kind of feed, without its ending.
func everyFeed() []string {
	return []string{"/feed", "/latest", "/encryption", "/events", "/event/chatterbox-letter", "/topic/e2ee-rollout", "/law/uk-online-safety-act",
		"/outlet/lantern-trust", "/figures", "/revisions", "/day", "/week", "/month"}
}

// entryOf is what the three formats must agree on.
type entryOf struct{ id, title, link, published string }

func stamped(t *time.Time) string {
	if t == nil {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}

func TestFeedsSayTheSameInEveryFormat(t *testing.T) {
	r, _ := openDesk(t)
	for _, path := range everyFeed() {
		var first []entryOf
		for _, format := range formats {
			body := r.page(path + "." + format)
			parsed, err := gofeed.NewParser().ParseString(body)
			if err != nil {
				t.Errorf("%s.%s: %v", path, format, err)
				continue
			}
			if !strings.HasPrefix(parsed.Title, "SAMPLE · ") || !strings.Contains(parsed.Description, "invented") {
				t.Errorf("%s.%s does not say that it is a sample: %q", path, format, parsed.Title)
			}
			stated := map[string]bool{} // gofeed takes the update for the publication where Atom states none
			if format == "atom" {
				var raw feedXML
				if err := xml.Unmarshal([]byte(body), &raw); err != nil {
					t.Fatal(err)
				}
				for _, e := range raw.Entries {
					stated[e.ID] = e.Published != ""
				}
			}
			var got []entryOf
			for _, item := range parsed.Items {
				e := entryOf{id: item.GUID, title: item.Title, link: item.Link, published: stamped(item.PublishedParsed)}
				if format == "atom" && !stated[e.id] {
					e.published = ""
				}
				if !strings.HasPrefix(e.id, "tag:example.org,2026:") {
					t.Errorf("%s.%s: id %q", path, format, e.id)
				}
				if item.Content == "" && item.Description == "" {
					t.Errorf("%s.%s: %q has no content", path, format, e.title)
				}
				got = append(got, e)
			}
			if first == nil {
				first = got
			}
			if fmt.Sprint(got) != fmt.Sprint(first) {
				t.Errorf("%s.%s says\n%.500v\nand Atom\n%.500v", path, format, fmt.Sprint(got), fmt.Sprint(first))
			}
		}
		if len(first) == 0 && path != "/week" && path != "/month" {
			t.Errorf("%s is empty", path)
		}
	}
}

// feedXML is as much of Atom as these tests look at.
type feedXML struct {
	ID      string `xml:"id"`
	Updated string `xml:"updated"`
	Links   []struct {
		Rel  string `xml:"rel,attr"`
		Href string `xml:"href,attr"`
		Type string `xml:"type,attr"`
	} `xml:"link"`
	Entries []struct {
		ID        string `xml:"id"`
		Title     string `xml:"title"`
		Updated   string `xml:"updated"`
		Published string `xml:"published"`
		Content   string `xml:"content"`
		Links     []struct {
			Rel  string `xml:"rel,attr"`
			Href string `xml:"href,attr"`
		} `xml:"link"`
		Categories []struct {
			Scheme string `xml:"scheme,attr"`
			Term   string `xml:"term,attr"`
			Label  string `xml:"label,attr"`
		} `xml:"category"`
		Source struct {
			ID    string `xml:"id"`
			Title string `xml:"title"`
		} `xml:"source"`
	} `xml:"entry"`
}

func TestAtomKeepsTheSource(t *testing.T) {
	r, s := openDesk(t)
	var f feedXML
	if err := xml.Unmarshal([]byte(r.page("/encryption.atom")), &f); err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, e := range f.Entries {
		seen[e.Title] = true
		if e.Source.ID == "" || e.Source.Title == "" || !strings.Contains(e.Content, "Source:") || !strings.Contains(e.Content, e.Source.Title) {
			t.Errorf("%q does not keep its source: %+v", e.Title, e.Source)
		}
		if _, err := time.Parse(time.RFC3339, e.Updated); err != nil {
			t.Errorf("%q: updated %q", e.Title, e.Updated)
		}
	}
	if len(f.Entries) == 0 || f.Entries[0].Title != `<script>alert("x")</script> & “Curly” <b>encryption</b> `+strings.Repeat("Unbrokenword", 12) {
		t.Errorf("the newest is not first, or its headline is not kept: %q", f.Entries[0].Title)
	}
	if seen["School warns parents about messaging apps"] || seen["Ransomware closes a clinic"] {
		t.Error("the feed holds what is no encryption story")
	}
	for _, e := range f.Entries {
		switch e.ID {
		case "tag:example.org,2026:article/" + string(s.ids["medialog"]):
			if e.Published != "" {
				t.Errorf("a time without a zone became %q", e.Published)
			}
			if len(e.Categories) < 2 || e.Categories[0].Scheme != "https://desk.example/topic" || e.Categories[0].Term != "e2ee-rollout" || e.Categories[0].Label != "End-to-end encryption" {
				t.Errorf("categories: %+v", e.Categories)
			}
		case "tag:example.org,2026:article/" + string(s.ids["harbour"]):
			if e.Published != "2026-03-12T07:50:00Z" || e.Links[0].Rel != "alternate" || e.Links[0].Href != "https://harbour-times.example/harbour" {
				t.Errorf("published %q, links %+v", e.Published, e.Links)
			}
		}
	}
}

func TestFeedsAreByteStableAndConditional(t *testing.T) {
	r, s := openDesk(t)
	other := reader{t, New(s.db.Reader, options())}
	for _, path := range everyFeed() {
		for _, format := range formats {
			path := path + "." + format
			a, b := r.get(path), other.get(path)
			x, _ := io.ReadAll(a.Body)
			y, _ := io.ReadAll(b.Body)
			if !bytes.Equal(x, y) || a.Header.Get("ETag") != b.Header.Get("ETag") || a.Header.Get("ETag") == "" {
				t.Errorf("%s differs from one server to the next", path)
			}
			if a.Header.Get("Last-Modified") == "" || !strings.Contains(a.Header.Get("Cache-Control"), "max-age") {
				t.Errorf("%s: headers %v", path, a.Header)
			}
			if again := r.get(path, "If-None-Match", a.Header.Get("ETag")); again.StatusCode != 304 {
				t.Errorf("%s: %d for its own tag", path, again.StatusCode)
			}
			if again := r.get(path, "If-Modified-Since", a.Header.Get("Last-Modified")); again.StatusCode != 304 {
				t.Errorf("%s: %d for its own date", path, again.StatusCode)
			}
		}
	}
	s.add(draft{name: "new", outlet: "medialog", title: "One more letter", lang: "en", seen: now, verdict: news.VerdictYes, text: letterText("They encrypt.")})
	for _, e := range []string{"/encryption.atom", "/feed.json"} {
		r.holds(e, "One more letter")
	}
}

func TestEveryPageLeadsToItsFeed(t *testing.T) {
	r, _ := openDesk(t)
	for page, feed := range map[string]string{"/": "/day.atom", "/latest": "/latest.atom", "/topic/e2ee-rollout": "/topic/e2ee-rollout.json", "/event/veil": "/event/veil.rss",
		"/search?q=letter": "/search.atom?q=letter", "/about": "/encryption.atom", "/outlet/medialog": "/outlet/medialog.atom", "/figures": "/figures.atom", "/events": "/events.atom"} {
		r.holds(page, `rel="alternate"`, `href="`+feed+`"`)
		r.page(feed)
	}
	r.holds("/subscriptions.opml", "https://desk.example/encryption.atom", "https://desk.example/topic/e2ee-rollout.atom", "https://desk.example/outlet/medialog.atom",
		"https://desk.example/law/uk-online-safety-act.atom", "https://desk.example/actor/digital-rights-org.atom", "https://desk.example/form/opinion.atom",
		"https://desk.example/kind/child-protection.atom", "https://desk.example/month.atom")
	r.holds("/outlets.opml", "https://medialog.example/feed.xml")
	r.holds("/outlets.opml", `category="/kind/policy_press,/country/IN"`)
	r.lacks("/outlets.opml", "Northland Clearing House")
}

func TestEditionsFeedHoldsClosedEditionsOnly(t *testing.T) {
	r, _ := openDesk(t)
	r.lacks("/day.atom", "Thursday 12 March 2026")
	r.holds("/day.atom", "Tuesday 10 March 2026", "Police take over", "tag:example.org,2026:day/2026-03-10", "Reconstructed")
}

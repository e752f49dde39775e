package web

import (
	"html"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"cipherdesk/internal/news"
)

// The form gives the address of one list, or of a search when several things
// are chosen, and shows what that feed holds.
func TestSubscribeBuildsFeeds(t *testing.T) {
	r, _ := openDesk(t)
	for form, want := range map[string]string{
		"topic=e2ee-rollout":                      "https://desk.example/topic/e2ee-rollout.atom",
		"kind=child-protection&law=&words=":       "https://desk.example/kind/child-protection.rss",
		"outlet=lantern-trust":                    "https://desk.example/outlet/lantern-trust.json",
		"words=letter":                            "https://desk.example/search.atom?q=letter",
		"topic=e2ee-rollout&kind=digital-rights":  "https://desk.example/search.json?q=tag%3Atopic%2Fe2ee-rollout+kind%3Adigital-rights",
		"words=%22end-to-end%22&outlet=open-line": "https://desk.example/search.rss?q=%22end-to-end%22+outlet%3Aopen-line",
		"to=/day":                     "https://desk.example/day.atom",
		"to=/feed":                    "https://desk.example/feed.atom",
		"to=/events":                  "https://desk.example/events.json",
		"to=/figures":                 "https://desk.example/figures.atom",
		"to=/event/chatterbox-letter": "https://desk.example/event/chatterbox-letter.atom",
		"to=" + url.QueryEscape("/search?q=in:title"): "No feed for this",
	} {
		page := r.page("/subscribe?" + form)
		if !strings.Contains(html.UnescapeString(page), want) {
			t.Errorf("%s does not lead to %s", form, want)
		}
	}
	for _, to := range []string{"/nothing", "/topic/none", "/outlet/none", "//other.example/feed", "/event/none", "/article/x/y", "/search?q=kind:none", "%zz"} {
		r.holds("/subscribe?to="+url.QueryEscape(to), "No feed for this")
	}
}

// The items shown are those of the feed itself.
func TestSubscribeShowsTheLastItems(t *testing.T) {
	r, _ := openDesk(t)
	c, err := r.h.(*site).articles(r.h.(*site).encryptionList)(t.Context(), httptest.NewRequest("GET", "/encryption.atom", nil))
	if err != nil || len(c.Entries) < 3 {
		t.Fatal(err, len(c.Entries))
	}
	page := r.page("/subscribe?to=/encryption")
	for _, e := range c.Entries[:min(previewed, len(c.Entries))] {
		if !strings.Contains(page, strings.TrimPrefix(e.Related[0], r.h.(*site).o.BaseURL)) {
			t.Errorf("the preview lacks %s", e.Title)
		}
	}
	if n := strings.Count(page, `<p class="when num">`); n != min(previewed, len(c.Entries)) {
		t.Errorf("%d items are shown", n)
	}
}

// Each kind of actor is offered, here and as OPML.
func TestKindsAreOffered(t *testing.T) {
	r, _ := openDesk(t)
	for _, k := range news.Kinds() {
		r.holds("/subscribe", `value="`+kindSlug(k)+`"`, `to=%2fkind%2f`+kindSlug(k))
		r.holds("/subscriptions.opml", "/kind/"+kindSlug(k)+".atom")
	}
}

package ingest

import "cipherdesk/internal/news"

// thinWords is from where a page's text counts as an article at all.
const thinWords = 60

// merge makes one text of what the page and the feed say: the page's body
// unless it is thin beside the feed's, the feed's summary and date, and every
// competing date.
func merge(page, feed news.Text) news.Text {
	t := page
	if pw, fw := words(page.Body), words(feed.Body); (pw < thinWords || 2*pw < fw) && fw > pw {
		t.Body, t.Links, t.Origin = feed.Body, feed.Links, "feed"
	}
	if t.Title == "" {
		t.Title = feed.Title
	}
	if feed.Summary != "" {
		t.Summary = feed.Summary
	}
	if len(t.Byline) == 0 {
		t.Byline = feed.Byline
	}
	if t.Language == "" {
		t.Language = feed.Language
	}
	t.Dates = append(append([]news.Claim(nil), feed.Dates...), page.Dates...)
	if feed.Published.Usable() {
		t.Published = feed.Published
	}
	return t
}

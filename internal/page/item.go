package page

import (
	"strings"

	"cipherdesk/internal/markup"
	"cipherdesk/internal/news"
)

// FromFeed takes an article's text from a feed's entry: its content, or its
// summary when the feed has no more. Headline, names and dates are the feed's
// own claims. An entry that cannot be read as HTML keeps its words as one
// paragraph.
func FromFeed(item news.Item, o Options) (t news.Text) {
	src := item.Content
	if strings.TrimSpace(src) == "" {
		src = item.Summary
	}
	defer func() {
		if r := recover(); r != nil {
			t = news.Text{Version: o.Version(), Origin: "feed", Title: item.Title, Published: item.Published, Body: markup.PlainText(src), Rights: news.Rights{MaxSnippet: -1}, Cuts: broken(r)}
		}
	}()
	if o.URL == "" {
		o.URL = item.Link
	}
	if len(src) > maxBytes {
		src = strings.ToValidUTF8(src[:maxBytes], "")
	}
	p := &page{o: o, base: o.URL, head: &head{meta: map[string][]string{}, lang: item.Language}, title: item.Title}
	p.locale = p.place()
	if doc, err := markup.Parse(src); err == nil {
		p.drop = dropped(doc, o.Selectors.Drop)
		p.read(doc)
	}
	p.judge()
	p.template(o.Template)
	p.tidy()
	t = p.text("feed")
	t.Byline = people(item.Authors, "")
	t.Published, t.Dates = item.Published, nil
	for _, c := range []news.Claim{item.Published, item.Updated} {
		if c.Known() {
			t.Dates = append(t.Dates, c)
		}
	}
	t.Summary = markup.PlainText(item.Summary)
	t.Canonical = item.Link
	if item.Image != "" {
		t.Image = item.Image
	}
	return t
}

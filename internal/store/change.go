package store

import (
	"encoding/json"
	"slices"

	"cipherdesk/internal/news"
	"cipherdesk/internal/text"
)

// changeBetween compares two texts of one window: headline, byline, the date
// that they state, summary and body. A page's summary repeats its body, so only
// a feed's counts. The zero Change: they say the same.
func changeBetween(a, b *news.Text) news.Change {
	c := news.Change{
		Headline: a.Title != b.Title,
		Byline:   !slices.Equal(a.Byline, b.Byline),
		Date:     a.Published.String() != b.Published.String(),
		Summary:  a.Origin == "feed" && a.Summary != b.Summary,
		Text:     a.Body != b.Body,
		Notice:   len(b.Updates) > len(a.Updates),
	}
	if !c.Headline && !c.Byline && !c.Summary && !c.Text && !c.Notice {
		return c
	}
	c.Small = !c.Byline && !c.Notice && sameEssence(a.Title, b.Title) && sameEssence(a.Body, b.Body) &&
		(!c.Summary || sameEssence(a.Summary, b.Summary))
	if c.Text {
		for _, e := range text.Diff(a.Body, b.Body) {
			switch {
			case e.OnlyTypography:
			case e.Op == text.Added:
				c.Added += e.Words
			case e.Op == text.Removed:
				c.Removed += e.Words
			}
		}
	}
	return c
}

func sameEssence(a, b string) bool { return a == b || text.Essence(a) == text.Essence(b) }

// changeOut is a change as its column keeps it; nothing for none.
func changeOut(c news.Change) string {
	if c == (news.Change{}) {
		return ""
	}
	out, err := json.Marshal(c)
	if err != nil { // flags and numbers only
		panic(err)
	}
	return string(out)
}

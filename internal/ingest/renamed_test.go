package ingest

import (
	"context"
	"fmt"
	"testing"
	"time"

	"cipherdesk/internal/news"
)

// TestANewHeadlineInTheAddressIsNoNewArticle follows entries whose addresses
// change, and one id that is given to whatever stands first.
func TestANewHeadlineInTheAddressIsNoNewArticle(t *testing.T) {
	for _, c := range []struct {
		what                   string
		link, title            string
		otherLink, otherTitle  string
		articles, new, changed int
	}{
		{"a number stays", "/news/414696/keys-under-review", "Keys under review", "/news/414696/minister-drops-plan", "Minister drops plan", 1, 0, 1},
		{"words stay", "/2020/02/ministers-to-ask-chatterbox-for-keys/", "Ministers to ask Chatterbox for keys", "/2020/02/ministers-ask-chatterbox-for-all-keys/", "Ministers ask Chatterbox for all keys", 1, 0, 1},
		{"only the address changes", "/a/charities-write-letter", "Charities write an open letter", "/b/charities-write-letter", "Charities write an open letter", 1, 0, 1},
		{"another story under the same id", "/2020/02/06/keys-under-review", "Keys under review", "/2020/02/06/storm-closes-schools", "Storm closes schools", 2, 1, 0},
	} {
		t.Run(c.what, func(t *testing.T) {
			s := newSite(t)
			b := newBench(t, s)
			feedOnly(b)
			entry := func(link, title string) {
				s.answer("/feed", page200("application/rss+xml", fmt.Sprintf(`<rss version="2.0"><channel><item><guid isPermaLink="false">lead</guid><title>%s</title><link>%s%s</link><description>%s</description></item></channel></rss>`, title, s.URL, link, appeal)))
			}
			entry(c.link, c.title)
			b.poll(t, Selection{})
			entry(c.otherLink, c.otherTitle)
			b.pass(t, 2*time.Hour)
			r := b.poll(t, Selection{All: true})
			rows, _, err := b.db.Articles(context.Background(), news.Query{})
			if err != nil || len(rows) != c.articles {
				t.Fatalf("%d articles, want %d, %v", len(rows), c.articles, err)
			}
			if c.articles == 2 {
				return
			}
			if r[0].New != c.new || r[0].Changed != c.changed {
				t.Errorf("%d new, %d changed, want %d and %d", r[0].New, r[0].Changed, c.new, c.changed)
			}
			for _, link := range []string{c.link, c.otherLink} {
				if id, err := b.db.Resolve(context.Background(), s.URL+link); err != nil || id != rows[0].ID {
					t.Errorf("%s leads to %q, %v", link, id, err)
				}
			}
			versions := 1
			if c.title != c.otherTitle {
				versions = 2
			}
			if full := b.article(t); len(full.Revisions) != versions || full.Title != c.otherTitle {
				t.Errorf("%d versions, %q", len(full.Revisions), full.Title)
			}
		})
	}
}

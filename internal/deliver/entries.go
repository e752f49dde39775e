package deliver

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"cipherdesk/internal/mirror"
	"cipherdesk/internal/store"
)

// entry is an entry of one of the desk's feeds: what is read of it, and the
// whole of it.
type entry struct {
	ID         string    `json:"id"`
	URL        string    `json:"url"`
	Title      string    `json:"title"`
	Summary    string    `json:"summary"`
	Modified   time.Time `json:"date_modified"`
	Provenance struct {
		Article   string    `json:"article"`
		FirstSeen time.Time `json:"first_seen"`
		Source    struct {
			Title string `json:"title"`
		} `json:"source"`
	} `json:"_provenance"`
	raw json.RawMessage
}

// mostPages bounds how far back a feed is read for entries that came since the
// last look.
const mostPages = 40

// entries reads a feed of the desk, oldest entry first, for a recipient who asked
// for a topic. More may have come since the last look than one page holds: it is
// read back to a page of which the recipient knows something, or to the time
// when it asked. What is delivered is what the feed shows: no more of anybody's
// text.
func (c *Courier) entries(ctx context.Context, recipient, topic, path string) ([]entry, error) {
	begun, asked, err := c.DB.Begun(ctx, recipient, topic)
	if err != nil {
		return nil, err
	}
	list, next, err := c.page(ctx, path)
	page := list
	for n := 1; err == nil && asked && next != "" && n < mostPages; n++ {
		var known bool
		if known, err = c.knows(ctx, recipient, page); known || err != nil {
			break
		}
		page, next, err = c.page(ctx, strings.TrimPrefix(next, c.Config.Desk.BaseURL))
		page = slices.DeleteFunc(page, func(e entry) bool { return !e.at().After(begun) })
		if len(page) == 0 {
			break
		}
		list = append(list, page...)
	}
	slices.Reverse(list)
	return list, err
}

// knows reports whether a recipient got one of the entries, or had it before.
func (c *Courier) knows(ctx context.Context, recipient string, list []entry) (known bool, err error) {
	for _, e := range slices.Backward(list) { // the oldest is the likeliest
		if _, known, err = c.DB.DeliveryOf(ctx, store.Delivery{Recipient: recipient, Entry: e.ID}); known || err != nil {
			break
		}
	}
	return known, err
}

// page reads one page of a feed as it stands, and the address of the next one;
// empty when there is none.
func (c *Courier) page(ctx context.Context, path string) (list []entry, next string, err error) {
	a, err := mirror.Ask(ctx, c.Pages, http.MethodGet, path)
	if err != nil {
		return nil, "", err
	}
	if a.Status != http.StatusOK {
		return nil, "", fmt.Errorf("%s answers %d", path, a.Status)
	}
	var feed struct {
		Items []json.RawMessage
		Next  string `json:"next_url"`
	}
	if err := json.Unmarshal(a.Body.Bytes(), &feed); err != nil {
		return nil, "", fmt.Errorf("%s: %w", path, err)
	}
	for _, raw := range feed.Items {
		e := entry{raw: raw}
		if err := json.Unmarshal(raw, &e); err != nil {
			return nil, "", fmt.Errorf("%s: %w", path, err)
		}
		list = append(list, e)
	}
	return list, feed.Next, nil
}

// What is older than newsFor is not delivered, and what was delivered is
// forgotten after forgetAfter: later, so that nothing is delivered twice.
const (
	newsFor     = 365 * 24 * time.Hour
	forgetAfter = newsFor + 35*24*time.Hour
)

// recent leaves out what is too old to be news.
func (c *Courier) recent(list []entry) []entry {
	return slices.DeleteFunc(list, func(e entry) bool { return e.at().Before(c.Clock().Add(-newsFor)) })
}

// at is the last time that an entry tells of itself.
func (e entry) at() time.Time {
	if seen := e.Provenance.FirstSeen; seen.After(e.Modified) {
		return seen
	}
	return e.Modified
}

func ids(list []entry) []string {
	var all []string
	for _, e := range list {
		all = append(all, e.ID)
	}
	return all
}

// ourEntry is an entry that no feed has.
func (c *Courier) ourEntry(id, title, path string, at time.Time) (entry, error) {
	e := entry{ID: "cipherdesk:" + id, URL: c.Config.Desk.BaseURL + path, Title: title, Modified: at}
	var err error
	e.raw, err = json.Marshal(map[string]any{"id": e.ID, "url": e.URL, "title": title, "content_text": title, "date_modified": at.UTC()})
	return e, err
}

// withdrawals lists what was withdrawn, oldest first.
func (c *Courier) withdrawals(ctx context.Context) (list []entry, err error) {
	tombs, err := c.DB.Withdrawals(ctx)
	if err != nil {
		return nil, err
	}
	for _, t := range tombs {
		path := "/about"
		if t.What == "article" {
			path = "/article/" + t.ID
		}
		e, err := c.ourEntry(fmt.Sprintf("withdrawal/%s/%s/%d", t.What, t.ID, t.At.Unix()), fmt.Sprintf("Withdrawn by the desk: %s %s (%s)", t.What, t.ID, t.Reason), path, t.At)
		if err != nil {
			return nil, err
		}
		list = append(list, e)
	}
	slices.SortStableFunc(list, func(a, b entry) int { return a.Modified.Compare(b.Modified) })
	return list, nil
}

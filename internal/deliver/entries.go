package deliver

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"time"

	"cipherdesk/internal/mirror"
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

// entries reads a feed of the desk, oldest entry first. What is delivered is
// what the feed shows: no more of anybody's text.
func (c *Courier) entries(ctx context.Context, path string) ([]entry, error) {
	a, err := mirror.Ask(ctx, c.Pages, http.MethodGet, path)
	if err != nil {
		return nil, err
	}
	if a.Status != http.StatusOK {
		return nil, fmt.Errorf("%s answers %d", path, a.Status)
	}
	var feed struct{ Items []json.RawMessage }
	if err := json.Unmarshal(a.Body.Bytes(), &feed); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	list := make([]entry, 0, len(feed.Items))
	for _, raw := range slices.Backward(feed.Items) {
		e := entry{raw: raw}
		if err := json.Unmarshal(raw, &e); err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
		list = append(list, e)
	}
	return list, nil
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

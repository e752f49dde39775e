package event

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"cipherdesk/internal/news"
)

// told is a text of testdata/carried.txt.
type told struct {
	event, how string
	news.Piece
}

// carriedTexts are whole texts of a few events with what became of them.
func carriedTexts(t *testing.T) []told {
	t.Helper()
	src, err := os.ReadFile(filepath.Join("testdata", "carried.txt"))
	if err != nil {
		t.Fatal(err)
	}
	var out []told
	for i, part := range strings.Split("\n"+string(src), "\n== ")[1:] {
		head, body, _ := strings.Cut(part, "\n")
		f := strings.Split(head, " | ")
		if len(f) != 3 {
			continue // the explanation at the top
		}
		body = strings.TrimSpace(body)
		outlet := "outlet" + string(rune('a'+i))
		x := told{event: f[0], how: f[2]}
		x.URL = "https://" + outlet + ".example/" + f[0]
		x.ID, x.Article.Outlet, x.OutletName, x.Language = news.NewArticleID(x.URL), news.OutletID(outlet), outlet, f[1]
		x.FirstSeen = time.Date(2026, 5, 12, 6+i%12, 0, 0, 0, time.UTC)
		x.Title, _, _ = strings.Cut(body, ". ")
		x.Text = news.Text{Title: x.Title, Body: body}
		out = append(out, x)
	}
	return out
}

// TestTranslationsAndRewordings: whatever carries a text in other words or another
// language is told from what others report on their own.
func TestTranslationsAndRewordings(t *testing.T) {
	texts := carriedTexts(t)
	c := New(Options{})
	for _, x := range texts {
		c.Add(x.Piece)
	}
	c.Settle()
	var right, wrong, missed int
	least, most := 1.0, 0.0
	for i, a := range texts {
		for _, b := range texts[:i] {
			x, y := c.nodes[a.ID], c.nodes[b.ID]
			carried := a.event == b.event && a.how != "own" && b.how != "own"
			found := kinship(x, y)
			if a.event == b.event {
				share := 2 * float64(align(&x.outline, &y.outline)) / float64(len(x.anchors)+len(y.anchors))
				if carried {
					least = min(least, share)
				} else {
					most = max(most, share)
				}
			}
			switch {
			case carried && found != "":
				right++
			case carried:
				missed++
				t.Logf("not found: %s: %s %s and %s %s, likeness %.2f", a.event, a.Language, a.how, b.Language, b.how, x.likeness(y))
			case found != "":
				wrong++
				t.Errorf("%s: %s %s and %s %s are no %s", a.event, a.Language, a.how, b.Language, b.how, found)
			}
			want := map[bool]string{true: "wording-differs", false: "possible-translation"}[a.Language == b.Language]
			if found != "" && found != "same-text" && found != want {
				t.Errorf("%s: %s %s and %s %s are called %s", a.event, a.Language, a.how, b.Language, b.how, found)
			}
		}
	}
	t.Logf("carried texts: right %d, wrong %d, missed %d; aligned from %.2f when carried, up to %.2f when not", right, wrong, missed, least, most)
	if wrong > 0 || float64(right) < 0.9*float64(right+missed) {
		t.Errorf("right %d, wrong %d, missed %d", right, wrong, missed)
	}
}

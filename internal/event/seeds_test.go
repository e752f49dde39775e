package event

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"cipherdesk/internal/enrich"
	"cipherdesk/internal/news"
	"cipherdesk/internal/page"
)

// letter are the founding articles about the letter of February 2020; the other
// two of the five are about other things.
var letter = []string{"002", "003", "004"}

// oneLetter fails unless the three are one event that the others are not in.
func oneLetter(t *testing.T, pieces map[string]news.Piece) {
	t.Helper()
	c := New(Options{})
	for _, seed := range []string{"003", "000", "004", "001", "002"} {
		c.Add(pieces[seed])
	}
	c.Settle()
	events := c.Events()
	if len(events) != 1 || len(events[0].Members) != len(letter) {
		t.Fatalf("%d events: %+v", len(events), events)
	}
	e := events[0]
	t.Logf("%q (%s), %d outlets, at most %d origins %q, first report %s %s, contested %v", e.Title, e.TitleBy, e.Outlets, e.Origins, e.OriginsWhy, e.FirstReport.Kind, e.FirstReport.Source, e.FirstReport.Contested)
	for _, m := range e.Members {
		var why []string
		for _, w := range m.Why {
			why = append(why, w.Kind+" "+w.Words)
		}
		t.Logf("  %.2f %s: %s", m.Score, c.nodes[m.Article].piece.OutletName, strings.Join(why, ", "))
	}
	for _, seed := range letter {
		if c.nodes[pieces[seed].ID].event == nil {
			t.Errorf("%s is not in the event", seed)
		}
	}
}

func seedPiece(seed string, text news.Text) news.Piece {
	p := news.Piece{Text: text}
	p.ID, p.URL = news.NewArticleID(seed), "https://seed"+seed+".example/article"
	p.Article.Outlet, p.OutletName = news.OutletID(seed), seed
	p.Title, p.Language, p.Published = text.Title, "en", text.Published
	p.FirstSeen, p.FromFirst = time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC), true
	return p
}

// TestSeedPages takes the five founding pages through extraction and analysis.
func TestSeedPages(t *testing.T) {
	dir := sharedFile(t, "seed-pages")
	analyser, err := enrich.New(enrich.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, form := range []string{"", "h"} {
		pieces := map[string]news.Piece{}
		for _, seed := range []string{"000", "001", "002", "003", "004"} {
			src, err := os.ReadFile(filepath.Join(dir, form+seed+".html"))
			if err != nil {
				t.Fatal(err)
			}
			text, err := page.Extract(src, page.Options{URL: "https://seed" + seed + ".example/article"})
			if err != nil {
				t.Fatal(err)
			}
			p := seedPiece(seed, text)
			p.Findings = analyser.Analyse(enrich.Revision{Title: text.Title, Summary: text.Summary, Text: text.Body, Language: "en", Links: text.Links})
			pieces[seed] = p
		}
		oneLetter(t, pieces)
	}
}

// TestSeedTextsWithoutDates has the plain texts and not one date: three figures
// in common make up for the day.
func TestSeedTextsWithoutDates(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(sharedFile(t, "seeds"), "*.txt"))
	if err != nil || len(files) != 5 {
		t.Fatalf("%d seeds, %v", len(files), err)
	}
	pieces := map[string]news.Piece{}
	for _, f := range files {
		src, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		seed := filepath.Base(f)[:3]
		text := string(src)
		if i := strings.Index(text, "129 signatories urge"); i > 0 {
			text = text[i:] // what stands above is the site's
		}
		text = strings.TrimPrefix(text, "Featured Stories\n\n")
		title, body, _ := strings.Cut(text, "\n")
		pieces[seed] = seedPiece(seed, news.Text{Title: title, Body: strings.TrimSpace(body)})
	}
	oneLetter(t, pieces)
}

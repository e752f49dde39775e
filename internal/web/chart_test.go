package web

import (
	"strings"
	"testing"
	"time"

	"cipherdesk/internal/news"
	"cipherdesk/internal/store"
)

// Bars stay in their place, keep their proportions, and no value above nothing
// is lost from sight.
func TestChartsAreDrawnToScale(t *testing.T) {
	c := (&chart{ID: "c", Title: "C", Times: []chartTime{{Name: "one"}, {Name: "two", Now: true}, {Name: "three", Early: true}},
		Rows: []chartRow{{Name: "press", Mark: news.MarkPress, Values: []int{0, 1, 200}}, {Name: "police", Mark: news.MarkPolice, Values: []int{100, 0, 0}},
			{Name: "outlets", Hidden: true, Values: []int{900, 900, 900}}}}).draw()
	if len(c.Rows[0].Bars) != 2 || len(c.Rows[1].Bars) != 1 || len(c.Rows[2].Bars) != 0 {
		t.Fatalf("bars: %+v", c.Rows)
	}
	small, tall, half := c.Rows[0].Bars[0], c.Rows[0].Bars[1], c.Rows[1].Bars[0]
	if small.H < 2 || tall.H != 2*half.H || tall.Class != "bar early" {
		t.Errorf("heights %d, %d, %d; %s", small.H, tall.H, half.H, tall.Class)
	}
	for _, r := range c.Rows {
		for _, b := range r.Bars {
			if b.X < nameWidth || b.X+b.W > c.Width-totalWidth || b.Y < r.Top || b.Y+b.H != r.Base {
				t.Errorf("%s: a bar at %d,%d of %d×%d leaves its row", r.Name, b.X, b.Y, b.W, b.H)
			}
		}
	}
	if want := "one to three. press 201, most in three: 200; police 100, most in one: 100."; c.Desc != want {
		t.Errorf("read aloud: %s", c.Desc)
	}
	if empty := (&chart{Rows: c.Rows}).draw(); empty.Width != 0 {
		t.Error("a chart without times is drawn")
	}
}

// Charts say what they show in words, with their denominators, and as a table.
func TestChartsStandWherePeopleLook(t *testing.T) {
	r, s := openDesk(t)
	for path, want := range map[string]string{"/": "Encryption stories a day", "/events": "Stories a week, by kind of actor",
		"/topic/e2ee-rollout": "Stories a week, by kind of actor", "/kind/child-protection": "Stories a week",
		"/outlet/lantern-trust": "What it published, and what we asked, a week"} {
		page := r.page(path)
		_, svg, ok := strings.Cut(page, `<svg class="chart"`)
		if !ok || !strings.Contains(svg, "<title") || !strings.Contains(svg, want) || !strings.Contains(svg, "<desc") || !strings.Contains(svg, "As a table") {
			t.Errorf("%s has no chart of %q with its words and table", path, want)
		}
		if !strings.Contains(page, "as first seen by us") {
			t.Errorf("%s: the chart does not say whose clock it goes by", path)
		}
	}
	site := r.h.(*site)
	c, err := site.kindsChart(t.Context(), news.Query{Shown: true, Copies: true})
	s.must(err)
	if c.Rows[0].Name != "child protection" || c.Rows[0].Total == 0 || !strings.Contains(c.Note, " outlets can be read now") {
		t.Errorf("%+v, %s", c.Rows[0], c.Note)
	}
	if words := site.limits([]store.WeekCount{{}, {Early: true}}, now); !strings.Contains(words, "first polls") || !strings.Contains(words, "before 12 March 2026") {
		t.Errorf("a chart does not say where it ends: %q", words)
	}
	if words := site.limits([]store.WeekCount{{}}, time.Time{}); words != "" {
		t.Errorf("a chart of everything has limits: %q", words)
	}
	r.lacks("/outlet/clearing-house", `<svg class="chart"`)
}

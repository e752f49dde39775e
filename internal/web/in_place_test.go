package web

import (
	"strings"
	"testing"

	"cipherdesk/internal/news"
)

// TestEveryFindingStandsInItsPlace reads each place of each finding back from
// the marks of whole texts.
func TestEveryFindingStandsInItsPlace(t *testing.T) {
	s := newSeeder(t)
	s.desk()
	desk := newSite(s.db.Reader, options())
	places := 0
	for name, id := range s.ids {
		full, err := s.db.Article(t.Context(), id)
		if err != nil {
			continue // withdrawn
		}
		words := map[news.Field]string{news.FieldTitle: full.Text.Title, news.FieldSummary: full.Text.Summary, news.FieldText: full.Text.Body}
		fields := map[string]wholeField{}
		for _, f := range desk.inPlace(&full) {
			fields[f.Name] = f
		}
		names := map[news.Field]string{news.FieldTitle: "Headline", news.FieldSummary: "Summary", news.FieldText: "Text"}
		for field, text := range words {
			var all strings.Builder
			for _, run := range fields[names[field]].Runs {
				all.WriteString(run.Words)
			}
			if all.String() != text {
				t.Errorf("%s, %s: its runs are not its words", name, field)
			}
		}
		for _, p := range desk.places(&full.Findings) {
			places++
			at := 0
			for _, run := range fields[names[p.Field]].Runs {
				inside := at >= p.Start && at+len(run.Words) <= p.End
				if inside && !(strings.Contains(run.Of, p.what) && strings.Contains(run.Class, p.class)) {
					t.Errorf("%s: %q is not marked as %s", name, run.Words, p.what)
				}
				at += len(run.Words)
			}
		}
	}
	if places < 30 {
		t.Errorf("only %d places", places)
	}
}

func TestRunsKeepWhatOverlaps(t *testing.T) {
	at := func(from, to int, class, what string) placed {
		return placed{news.Span{Start: from, End: to}, class, what}
	}
	got := runsOf("one two three four", []placed{at(4, 13, "on-who", "Quotes A"), at(8, 18, "on-tag", "T"), at(8, 13, "on-number", "Figure 3"), at(8, 13, "on-tag", "T")})
	want := []foundRun{{"one ", "", ""}, {"two ", "on-who", "Quotes A"}, {"three", "on-number on-tag on-who", "Quotes A · T · Figure 3"}, {" four", "on-tag", "T"}}
	for i := range want {
		if i >= len(got) || got[i] != want[i] {
			t.Fatalf("%q", got)
		}
	}
}

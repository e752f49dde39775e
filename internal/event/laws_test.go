package event

import (
	"strings"
	"testing"

	"cipherdesk/internal/news"
)

func TestHeadlinesNameSteps(t *testing.T) {
	l := builtinSteps()
	for headline, want := range map[string]news.LawStepKind{
		"Brussels unveils law on message scanning":             news.StepProposed,
		"Peers amend the bill a second time":                   news.StepAmended,
		"Committee votes 14 to 3 to shield encryption":         news.StepCommittee,
		"EU-Rat verschiebt Abstimmung über Chatkontrolle":      news.StepPostponed,
		"Danish minister drops mandatory scanning":             news.StepWithdrawn,
		"Parlamentet forkaster loven":                          news.StepRejected,
		"Senado aprueba la ley tras una larga votación":        news.StepPassed,
		"Online Safety Act receives Royal Assent":              news.StepInForce,
		"Verordnung tritt in Kraft":                            news.StepInForce,
		"Ministry orders Chatterbox to open backups":           news.StepOrder,
		"Court of Appeal: a phone code is speech":              news.StepRuling,
		"Kamer stemt dinsdag over wetsvoorstel":                news.StepVoted,
		"Message Safety Bill passes second reading":            news.StepReading,
		"Committee adopts amendment on encryption":             news.StepCommittee,
		"Bill would allow scanning orders for messengers":      news.StepProposed,
		"A detection order for every messenger":                "",
		"Was Eltern über Verschlüsselung wissen sollten":       "",
		"Five questions about client-side scanning, explained": "",
	} {
		k, words := l.step(headline)
		got := news.LawStepKind("")
		if k >= 0 {
			got = l.kinds[k]
		}
		if got != want || (got == "") != (words == "") {
			t.Errorf("%q is %q (%q), want %q", headline, got, words, want)
		}
	}
}

// TestStepsOfALaw: the written events about one regulation, in order, with what
// happened and who says so.
func TestStepsOfALaw(t *testing.T) {
	var events []news.EventRow
	for _, file := range []string{"steps.tsv", "field.tsv"} {
		set := analysed(t, written(t, file))
		rows := map[news.ArticleID]news.Row{}
		for _, l := range set {
			l.piece.Row.Tags = l.piece.Findings.Tags
			rows[l.piece.ID] = l.piece.Row
		}
		for _, e := range clustered(set, Options{}).Events() {
			row := news.EventRow{Event: e}
			for _, m := range e.Members {
				row.Rows = append(row.Rows, rows[m.Article])
			}
			events = append(events, row)
		}
	}
	steps := LawSteps("law/eu-csar", events)
	kinds := map[string]news.LawStepKind{}
	for i, s := range steps {
		t.Logf("%s %-9s %q of %q, %d articles", s.At.Format("2006-01-02"), s.Kind, s.Words, s.Title, s.Articles)
		kinds[s.At.Format("2006-01")] = s.Kind
		if i > 0 && s.At.Before(steps[i-1].At) || s.Clock != news.ClockClaimed || s.Precision != news.PrecisionDay || s.Source.ID == "" || !strings.Contains(s.Said.Title, s.Words) {
			t.Errorf("%+v", s)
		}
	}
	for month, want := range map[string]news.LawStepKind{
		"2022-05": news.StepProposed, "2024-06": news.StepPostponed, "2025-10": news.StepWithdrawn, "2025-11": news.StepPassed,
	} {
		if kinds[month] != want {
			t.Errorf("%s: %q, want %q", month, kinds[month], want)
		}
	}
	if len(LawSteps("law/none", events)) > 0 {
		t.Error("a law of which nobody writes has steps")
	}
}

// TestOfficialSource: a step rests on the page of whoever took it.
func TestOfficialSource(t *testing.T) {
	paper, ministry := print("paper", "Minister tables bill", "A long report of it all.", 8), print("ministry", "Bill introduced", "Short.", 9)
	ministry.Kind = news.Government
	undated := print("old", "Bill", "x", 8)
	undated.FromFirst = true
	for _, p := range []*news.Piece{&paper, &ministry, &undated} {
		p.Row.Tags = []news.Tag{{Tag: "law/x"}}
	}
	steps := LawSteps("law/x", []news.EventRow{
		{Event: news.Event{ID: "e"}, Rows: []news.Row{paper.Row, ministry.Row}},
		{Event: news.Event{ID: "nobody knows when"}, Rows: []news.Row{undated.Row}},
	})
	if len(steps) != 1 || steps[0].Source.ID != ministry.ID || steps[0].Kind != news.StepProposed || steps[0].Clock != news.ClockSeen || steps[0].Said.ID != ministry.ID || !steps[0].At.Equal(paper.FirstSeen) {
		t.Errorf("%+v", steps)
	}
}

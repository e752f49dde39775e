package event

import (
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
	var events []news.Event
	pieces := map[news.ArticleID]news.Piece{}
	for _, file := range []string{"steps.tsv", "field.tsv"} {
		set := analysed(t, written(t, file))
		for _, l := range set {
			pieces[l.piece.ID] = l.piece
		}
		events = append(events, clustered(set, Options{}).Events()...)
	}
	steps := LawSteps("law/eu-csar", events, pieces)
	kinds := map[string]news.LawStepKind{}
	for i, s := range steps {
		t.Logf("%s %-9s %q of %q, %d articles", s.At.Format("2006-01-02"), s.Kind, s.Words, s.Title, s.Articles)
		kinds[s.At.Format("2006-01")] = s.Kind
		if i > 0 && s.At.Before(steps[i-1].At) || s.Clock != news.ClockClaimed || s.Precision != news.PrecisionDay || s.Source == "" {
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
	if len(LawSteps("law/none", events, pieces)) > 0 {
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
		p.Findings.Tags = []news.Tag{{Tag: "law/x"}}
	}
	pieces := map[news.ArticleID]news.Piece{paper.ID: paper, ministry.ID: ministry, undated.ID: undated}
	steps := LawSteps("law/x", []news.Event{
		{ID: "e", Members: []news.Member{{Article: paper.ID}, {Article: ministry.ID}}},
		{ID: "nobody knows when", Members: []news.Member{{Article: undated.ID}}},
	}, pieces)
	if len(steps) != 1 || steps[0].Source != ministry.ID || steps[0].Kind != news.StepProposed || steps[0].Clock != news.ClockSeen || !steps[0].At.Equal(paper.FirstSeen) {
		t.Errorf("%+v", steps)
	}
}

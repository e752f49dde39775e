package enrich

import (
	"strings"
	"testing"

	"cipherdesk/internal/news"
)

func TestInterviewsWithoutMarks(t *testing.T) {
	interview := []string{
		"Ann Hall runs policy at Signal. We met her in Berlin.",
		"What do you make of the new draft?",
		"I read it twice, and I still do not know what it asks of us.",
		"Will you leave the country?",
		"We would rather leave than build a second door for anybody.",
		"Does your staff agree with that?",
		"All of them do, and most of us have said so in public.",
	}
	explainer := []string{
		"Ann Hall of Signal was in Berlin on Monday.",
		"What does the new draft say?",
		"It obliges services to look for images before they are sent.",
		"Who is against it?",
		"Most cryptographers are against it, and so are four governments.",
		"When will it be decided?",
		"Ministers vote in October, and the Parliament early next year.",
	}
	for _, c := range []struct {
		paragraphs []string
		want       int
	}{{interview, 3}, {explainer, 0}, {interview[:5], 0}} {
		r := Revision{Text: strings.Join(c.paragraphs, "\n\n"), Language: "en"}
		got := ofKind(newTestAnalyser(t).Analyse(r).Citations, news.CiteQuote)
		for _, x := range got {
			if x.Speaker != "Ann Hall" {
				t.Errorf("%q is said by %q", x.Evidence[0].Quote, x.Speaker)
			}
		}
		if len(got) != c.want {
			t.Errorf("%d answers, want %d: %s", len(got), c.want, r.Text)
		}
	}
}

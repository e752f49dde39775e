package text

import (
	"strings"
	"testing"
)

func TestEssenceKeepsWhatAnEditorWouldChange(t *testing.T) {
	for _, c := range []struct {
		name, a, b string
		same       bool
	}{
		{"typography", "The “plan” – he said – won’t work…", `The "plan" - he said - won't  work...`, false}, // an ellipsis is three marks
		{"quotes and dashes", "The “plan” – he said – won’t work.", `The "plan" - he said - won't work.`, true},
		{"white space", "One  line.\n\n\nTwo\u00a0lines.", "One line.\n\nTwo lines.", true},
		{"time from now", "Posted 5 minutes ago. The bill passed.", "Posted 2 hours ago. The bill passed.", true},
		{"time from now in German", "Vor 5 Minuten veröffentlicht. Das Gesetz ist da.", "Vor 2 Stunden veröffentlicht. Das Gesetz ist da.", true},
		{"time from now in French", "Publié il y a 5 minutes. La loi passe.", "Publié il y a 3 heures. La loi passe.", true},
		{"a counter", "The bill passed.\n\n12 comments\n\nIt goes to the Lords.", "The bill passed.\n\n340 comments\n\nIt goes to the Lords.", true},
		{"a line behind the text", "The bill passed.\n\nMore from Politics", "The bill passed.\n\nTop stories now", true},
		{"a word", "The committee backs the bill.", "The committee rejects the bill.", false},
		{"a not", "He did say so.", "He did not say so.", false},
		{"a figure", "Some 12 million reports.", "Some 13 million reports.", false},
		{"a duration that is the point", "It took 5 minutes to pass.", "It took 9 minutes to pass.", false},
		{"a window of days", "It sets a 5 day window for 5 minutes of talk.", "It sets a 9 day window for 9 minutes of talk.", false},
		{"views in a sentence", "The video had 3 million views in two days, the company said.", "The video had 5 million views in two days, the company said.", false},
		{"a last sentence", "The bill passed.\n\nNobody objected.", "The bill passed.", false},
		{"a last figure", "The bill passed.\n\nVotes: 12", "The bill passed.\n\nVotes: 14", false},
	} {
		if got := Essence(c.a) == Essence(c.b); got != c.same {
			t.Errorf("%s: the same is %v\n%q\n%q", c.name, got, Essence(c.a), Essence(c.b))
		}
	}
}

func FuzzEssence(f *testing.F) {
	f.Add("Posted 5 minutes ago.\n\n12 comments")
	f.Fuzz(func(t *testing.T, s string) {
		if e := Essence(s); Essence(strings.ReplaceAll(s, "\n\n", "\n\n\n")) != e {
			t.Errorf("white space changes the essence of %q", s)
		}
	})
}

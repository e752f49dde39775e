package text

import (
	"fmt"
	"strings"
	"testing"
)

// shown prints passages: {-removed-}, {+added+}, … where words are left out.
func shown(passages []Passage) string {
	var all []string
	for _, p := range passages {
		var b strings.Builder
		if p.Begun {
			b.WriteString("…")
		}
		for i, r := range p.Runs {
			if i > 0 {
				b.WriteByte(' ')
			}
			words := strings.Join(strings.Fields(r.Words), " ")
			switch r.Op {
			case Added:
				fmt.Fprintf(&b, "{+%s+}", words)
			case Removed:
				fmt.Fprintf(&b, "{-%s-}", words)
			default:
				b.WriteString(words)
			}
		}
		if p.Cut {
			b.WriteString("…")
		}
		all = append(all, b.String())
	}
	return strings.Join(all, " | ")
}

func TestPassages(t *testing.T) {
	const long = "one two three four five six seven eight nine ten"
	for _, c := range []struct{ name, a, b, want string }{
		{"nothing", long, long, ""},
		{"typography", "The “plan” works.", `The "plan" works.`, ""},
		{"one word", long, strings.Replace(long, "five", "5th", 1), "…three four {-five-} {+5th+} six seven…"},
		{"two near each other", long, "one two 3rd four five six 7th eight nine ten", "one two {-three-} {+3rd+} four five six {-seven-} {+7th+} eight nine…"},
		{"two apart", long, "1st two three four five six seven eight nine 10th", "{-one-} {+1st+} two three… | …eight nine {-ten-} {+10th+}"},
		{"a paragraph between", long + ".\n\n" + long, "1st two three four five six seven eight nine ten.\n\n" + strings.Replace(long, "ten", "10th", 1),
			"{-one-} {+1st+} two three… | …eight nine {-ten-} {+10th+}"},
		{"added at the end", "a b c d.", "a b c d. e f", "…c d. {+e f+}"},
		{"all new", "", "a b", "{+a b+}"},
	} {
		if got := shown(Passages(Diff(c.a, c.b), 2)); got != c.want {
			t.Errorf("%s:\n got %s\nwant %s", c.name, got, c.want)
		}
	}
}

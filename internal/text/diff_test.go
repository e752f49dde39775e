package text

import (
	"fmt"
	"strings"
	"testing"
)

func show(edits []Edit) string {
	var out []string
	for _, e := range edits {
		switch e.Op {
		case Removed:
			out = append(out, "-"+e.Before)
		case Added:
			out = append(out, "+"+e.After)
		default:
			out = append(out, "="+e.After)
		}
	}
	return strings.Join(out, "|")
}

func TestDiff(t *testing.T) {
	for _, x := range []struct{ a, b, want string }{
		{"", "", ""},
		{"", "new words", "+new words"},
		{"old", "", "-old"},
		{"more than 100 groups signed it", "129 groups signed it", "-more than 100|+129|=groups signed it"},
		{"It said 12 million reports would go.", "It said 14 million reports would go.", "=It said|-12|+14|=million reports would go."},
	} {
		if got := show(Diff(x.a, x.b)); got != x.want {
			t.Errorf("%q to %q:\ngot  %s\nwant %s", x.a, x.b, got, x.want)
		}
	}
}

func TestDiffKnowsTypography(t *testing.T) {
	edits := Diff(`He said "no" today`, `He said “no” today`)
	for _, e := range edits {
		if e.Op != Kept && !e.OnlyTypography {
			t.Errorf("%+v", e)
		}
	}
	if len(edits) < 3 {
		t.Errorf("%d edits", len(edits))
	}
}

func TestDiffOfLongTextsStaysBounded(t *testing.T) {
	var a, b strings.Builder
	for i := range 9000 {
		fmt.Fprintf(&a, "Old sentence %d of the first text. ", i)
		fmt.Fprintf(&b, "New sentence %d of the other one! ", i)
	}
	checkDiff(t, a.String(), b.String())
}

// checkDiff asserts that edits are exact, in order and lose no word.
func checkDiff(t *testing.T, a, b string) {
	t.Helper()
	ends := [2]int{}
	var kept [2]strings.Builder
	for _, e := range Diff(a, b) {
		if a[e.AStart:e.AEnd] != e.Before || b[e.BStart:e.BEnd] != e.After {
			t.Fatalf("%+v does not quote its texts", e)
		}
		if e.AStart < ends[0] || e.BStart < ends[1] || e.Op == Added && e.Before != "" || e.Op == Removed && e.After != "" {
			t.Fatalf("%+v is out of order after %v", e, ends)
		}
		ends = [2]int{e.AEnd, e.BEnd}
		kept[0].WriteString(e.Before)
		kept[1].WriteString(e.After)
	}
	for i, s := range [2]string{a, b} {
		if letters(kept[i].String()) != letters(s) {
			t.Fatalf("text %d is not covered: %q of %q", i, kept[i].String(), s)
		}
	}
}

func letters(s string) string {
	w := Split(s)
	var out strings.Builder
	for i := range w.Tokens {
		out.WriteString(w.Text(i))
	}
	return out.String()
}

func FuzzDiff(f *testing.F) {
	f.Add("one two three", "one three four")
	f.Add("a\n\nb", "a b")
	f.Add("é\u0301 “x”", "e \"x\"")
	f.Fuzz(func(t *testing.T, a, b string) {
		if len(a)+len(b) < 2000 {
			checkDiff(t, a, b)
		}
	})
}

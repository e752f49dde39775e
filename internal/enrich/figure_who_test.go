package enrich

import "testing"

// TestEstimatorAndConduit asks whose a number is, and who passes it on.
func TestEstimatorAndConduit(t *testing.T) {
	a := with(t, nil)
	for _, c := range []struct{ text, estimator, conduit string }{
		{"The letter repeats that 4.2 million reports a year will be lost, according to the Internet Watch Foundation.", "Internet Watch Foundation", "letter"},
		{"According to the Internet Watch Foundation, 4.2 million reports a year will be lost.", "Internet Watch Foundation", ""},
		{"The letter says that 4.2 million reports a year will be lost.", "letter", ""},
	} {
		got := a.Analyse(Revision{Text: c.text, Language: "en"}).Figures
		if len(got) != 1 || got[0].Estimator != c.estimator || got[0].Conduit != c.conduit {
			t.Errorf("%s\ngot %+v, want %q through %q", c.text, got, c.estimator, c.conduit)
		}
	}
}

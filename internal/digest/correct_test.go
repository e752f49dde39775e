package digest

import "testing"

func TestACorrectionSaysWhatWasChanged(t *testing.T) {
	for want, c := range map[string]Correction{
		"":                                     {Parts: []string{"headline"}},
		"summary and text changed":             {Parts: []string{"headline", "summary", "text"}},
		"text changed, a notice was added":     {Parts: []string{"text", "notice"}},
		"text changed, it prints a correction": {Parts: []string{"text", "notice"}, Notice: true},
		"its page vanished":                    {Parts: []string{"gone"}},
		"1 quotation changed or gone":          {Parts: []string{"text"}, Figures: []FigureEdit{{Was: "14", Now: "3"}}, Quotes: 1},
		"byline changed, 2 quotations changed or gone": {Parts: []string{"byline"}, Quotes: 2},
	} {
		if got := c.What(); got != want {
			t.Errorf("%v: %q, not %q", c.Parts, got, want)
		}
	}
}

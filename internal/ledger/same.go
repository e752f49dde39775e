package ledger

import (
	"math"
	"strings"

	"cipherdesk/internal/news"
	"cipherdesk/internal/text"
)

// What speaks for one quantity, and how much of it is needed. Values that agree
// need less than values that differ: only then is it a claim that two texts
// contradict each other.
const (
	ofText      = 3.0 // the articles carry one text
	ofEvent     = 1.0
	ofEstimator = 1.0
	ofPeriod    = 0.6
	ofSubject   = 1.2 // times the share of words in common
	ofSigners   = 1.0 // one event is about one letter, mostly
	enough      = 1.5
	enoughFor   = 2.0 // values that cannot both be true
	enoughLarge = 1.0 // equal numbers that are too large, or too odd, to meet by chance
	large       = 100
)

// same returns why two figures claim one quantity; nil when they do not, or
// when nothing says so.
func same(a, b *candidate) []news.Reason {
	value := relate(a.Figure, b.Figure)
	if value == apart || a.Article == b.Article && value != equal {
		return nil
	}
	why, score, against := weigh(a, b)
	need := enough
	switch {
	case value == near:
		need = enoughFor
	case value == equal && (math.Abs(*a.Figure.Value) >= large || odd(*a.Figure.Value)):
		need = enoughLarge
	}
	if against || score < need {
		return nil
	}
	words := "the same value"
	switch value {
	case agrees:
		words = "values that can both be true"
	case near:
		words = "values that differ"
	}
	return append([]news.Reason{{Kind: "figure", Words: words, With: b.Article}}, why...)
}

// weigh adds up what speaks for one quantity. Against is what rules it out: two
// times that are not one, or two authors of numbers that count other things.
func weigh(a, b *candidate) (why []news.Reason, score float64, against bool) {
	say := func(weight float64, kind, words string) {
		score += weight
		why = append(why, news.Reason{Kind: kind, Words: words, With: b.Article})
	}
	if a.Text != "" && a.Text == b.Text {
		say(ofText, "same-text", "one text")
	}
	if a.Event != "" && a.Event == b.Event {
		say(ofEvent, "event", "one event")
	}
	if score > 0 && a.unit == signers && b.unit == signers {
		say(ofSigners, "words", signers)
	}
	together := score > 0
	share, common := overlap(a.words, b.words)
	if share > 0 {
		say(ofSubject*share, "words", strings.Join(common, ", "))
	}
	switch x, y := text.Fold(a.Figure.Estimator), text.Fold(b.Figure.Estimator); {
	case x == "" || y == "":
	case x == y || x == text.Fold(b.Figure.Conduit) || y == text.Fold(a.Figure.Conduit):
		say(ofEstimator, "estimator", a.Figure.Estimator)
	case unnamed(a.Figure.Estimator) || unnamed(b.Figure.Estimator): // "the police" may be anybody's
	case share < 0.5 || !together:
		return why, score, true // another's number, of something else or of another day
	}
	switch {
	case a.period == "" || b.period == "":
	case a.period == b.period:
		say(ofPeriod, "period", a.Figure.Period)
	case !strings.Contains(a.period, b.period) && !strings.Contains(b.period, a.period):
		return why, score, true
	}
	// Both say what they count, and not one word is common: other things, unless
	// one text carries the other.
	if len(a.words) > 0 && len(b.words) > 0 && share == 0 && score < ofText && a.Figure.Unit != "percent" {
		against = len(a.words)+len(b.words) > 3
	}
	return why, score, against
}

// unnamed reports whether a source has no name: "police", "letter".
func unnamed(source string) bool { return source == strings.ToLower(source) }

// odd reports a number with three digits or more that are not noughts, which two
// texts seldom have in common by chance.
func odd(v float64) bool {
	n := 0
	for _, d := range []byte(strings.TrimRight(plain(v), "0")) {
		if d >= '1' && d <= '9' || d == '0' && n > 0 {
			n++
		}
	}
	return n >= 3
}

// overlap is the share of the smaller set of words that both have.
func overlap(a, b map[string]bool) (share float64, common []string) {
	if len(a) > len(b) {
		a, b = b, a
	}
	for w := range a {
		if b[w] {
			common = append(common, w)
		}
	}
	if len(common) == 0 {
		return 0, nil
	}
	sortWords(common)
	return float64(len(common)) / float64(len(a)), common
}

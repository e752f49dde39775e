package ledger

import (
	"slices"
	"strconv"
	"strings"

	"cipherdesk/internal/news"
	"cipherdesk/internal/text"
)

// empty are words that say nothing of what is counted.
var empty = func() map[string]bool {
	out := map[string]bool{}
	for _, w := range strings.Fields(`a an the of for in on to from by and or with at as is are was were be been that this these those its their his her
		who which all any more most than about other some such each every it they them would could will can have has had not no
		der die das den dem des von und oder zu im in mit fur auf le la les de du des et ou dans pour sur el los las y o en con por para
		van het een voor met op il lo gli di da per con su`) {
		out[w] = true
	}
	return out
}()

// content is the words of a subject that say what is counted, folded, a plural
// like its singular.
func content(subject string) map[string]bool {
	out := map[string]bool{}
	w := text.Split(subject)
	for i := range w.Tokens {
		if k := w.Tokens[i].Kind; k == text.Mark || w.Tokens[i].Is(text.Possessive) {
			continue
		}
		word := w.Fold(i)
		if empty[word] {
			continue
		}
		if len(word) > 3 && strings.HasSuffix(word, "s") && !strings.HasSuffix(word, "ss") {
			word = word[:len(word)-1]
		}
		out[word] = true
	}
	return out
}

// signers is the unit of all who sign.
const signers = "signatories"

// family is the unit under which figures are compared: those who sign a letter
// are counted as signatories here and as organisations there, those who use a
// service as people, and a translation makes notifications of reports.
func family(unit string) string {
	switch unit {
	case "signatories", "organisations", "organizations", "charities", "groups", "bodies", "campaigners", "ngos":
		return signers
	case "users", "customers", "subscribers":
		return "people"
	case "notifications":
		return "reports"
	}
	return unit
}

// countable reports whether a unit counts people or things, and no money.
func countable(unit string) bool {
	return news.CountsThings(unit) && strings.ToUpper(unit) != unit
}

func sortWords(w []string) { slices.Sort(w) }

// plain is a number without its point.
func plain(v float64) string {
	return strings.ReplaceAll(strconv.FormatFloat(v, 'f', -1, 64), ".", "")
}

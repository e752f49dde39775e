package enrich

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml"
)

// figureClass is what a word does in a figure. The words are in figures.yaml.
type figureClass uint64

// The classes.
const (
	isUnit figureClass = 1 << iota
	isMoney
	isMagnitude
	isNumber     // "seven"
	isCollective // "a dozen"
	isRoundly    // "une centaine": about
	isVague      // "millions of"
	isFraction   // "third"
	isPart       // "thirds"
	isPercent
	isBefore // "more than"
	isBehind // "or more"
	isMonth
	isLabel // "section": the number behind it is a name
	isList  // "things": "five things to know"
	isAge
	isClock
	isClockBefore
	isPast // "ago"
	isSpan // "last", as in "the last ten years"
	isChange
	isRecurring
	isRelative
	isFuture
	isThatYear
	isSomebody   // "man", before an age
	isProduced   // "polled by", before who produced a number
	isCounter    // "received", between who counts and the number
	isEvery      // "jeder fünfte"
	isTotal      // "number of", before the unit of a number that follows
	isTimes      // "tripled"
	isTerm       // "sentenced to", beside a span of time that is a figure
	isMore       // "another"
	isPut        // "puts", "estimated": who does so is whose number it is
	isCiting     // "citing", before whom an outlet names for a number
	isPassed     // "repeated by", before who passed a number on
	isTelling    // "found", behind who tells a number
	isShowing    // "show", behind a study or record
	isStudy      // "survey"
	isMaker      // "police": who may count
	isOpener     // "Subscribe", which begins a sentence that tells nothing
	isBallot     // "voted", in the sentence of two numbers that stand against each other
	isReach      // "stands at", between what is counted and its number
	isDoing      // "arrest", before how many
	isBefallen   // "arrested", behind how many were
	isOwnAct     // "removed": what one does oneself one counts
	isAccording  // "according to"
	isSampled    // "surveyed", in the sentence that says how a share was found
	isSending    // "sent", in the sentence of messages that could be reports
	isFold       // "fold", tied to a number: a multiple
	isMultiplied // "multiplié par", before a multiple
	isOrigin     // "come from", between figures named before and who made them
)

const (
	hasYear  figureClass = 1 << 63 // of a sentence
	mayBegin figureClass = 1 << 62 // of a token: digits, or an article before a share
)

// isCount is every class that can begin a number in words.
const isCount = isNumber | isCollective | isRoundly | isVague | isFraction | isEvery | isTimes

// figureWord is one listed phrase; its place in the list is its number.
type figureWord struct {
	class    figureClass
	lang     string // "": every language
	name     string // unit, currency, bound, period
	value    float64
	atRisk   bool // a unit of those who may come to harm
	duration bool
}

// listFigureWords lists every phrase of figures.yaml.
func listFigureWords(src []byte, add adder) ([]figureWord, error) {
	file := map[string]any{}
	if err := yaml.NewDecoder(bytes.NewReader(src)).Decode(&file); err != nil {
		return nil, err
	}
	l := figureLister{file: file, add: add}
	for _, x := range figureLists {
		if err := l.list(x.key, x.class); err != nil {
			return nil, fmt.Errorf("%s: %w", x.key, err)
		}
	}
	return l.out, nil
}

// figureLists names the lists of figures.yaml and what their words do.
var figureLists = []struct {
	key   string
	class figureClass
}{
	{"units", isUnit}, {"currencies", isMoney}, {"magnitudes", isMagnitude}, {"numbers", isNumber}, {"collectives", isCollective},
	{"roundly", isRoundly}, {"vague", isVague}, {"fractions", isFraction}, {"parts", isPart}, {"percent", isPercent},
	{"reach", isReach}, {"doing", isDoing}, {"sending", isSending}, {"according", isAccording}, {"sampled", isSampled}, {"own_acts", isOwnAct}, {"befallen", isBefallen}, {"fold", isFold}, {"multiplied", isMultiplied}, {"before", isBefore}, {"behind", isBehind}, {"months", isMonth}, {"labels", isLabel}, {"lists", isList}, {"ages", isAge},
	{"clock", isClock}, {"clock_before", isClockBefore}, {"past", isPast}, {"spans", isSpan}, {"change", isChange},
	{"recurring", isRecurring}, {"relative", isRelative}, {"future", isFuture}, {"that_year", isThatYear}, {"people", isSomebody},
	{"produced", isProduced}, {"counters", isCounter}, {"totals", isTotal}, {"every", isEvery},
	{"times", isTimes}, {"terms", isTerm}, {"more", isMore}, {"openers", isOpener},
	{"put", isPut}, {"origins", isOrigin}, {"citing", isCiting}, {"passed", isPassed}, {"telling", isTelling}, {"showing", isShowing}, {"studies", isStudy}, {"makers", isMaker}, {"ballots", isBallot},
}

// figureLister lists the words of figures.yaml one list after the other.
type figureLister struct {
	file map[string]any
	add  adder
	out  []figureWord
}

// list adds one list: phrases, or phrases by the name or number they stand for.
func (l *figureLister) list(key string, class figureClass) error {
	switch x := l.file[key].(type) {
	case string:
		return l.phrases(x, figureWord{class: class, name: key})
	case map[string]any:
		for _, name := range slices.Sorted(maps.Keys(x)) {
			phrases, ok := x[name].(string)
			if !ok {
				return fmt.Errorf("%s is not a list of phrases", name)
			}
			w := figureWord{class: class, name: name}
			w.value, _ = strconv.ParseFloat(name, 64)
			w.atRisk, w.duration = l.names("at_risk", name), l.names("durations", name)
			if err := l.phrases(phrases, w); err != nil {
				return err
			}
		}
		return nil
	}
	return fmt.Errorf("is missing")
}

// names reports whether a list of unit names has a name.
func (l *figureLister) names(key, name string) bool {
	list, _ := l.file[key].(string)
	return slices.Contains(strings.Split(list, ", "), name)
}

func (l *figureLister) phrases(list string, w figureWord) error {
	for _, phrase := range strings.Split(list, ",") {
		phrase, w.lang = strings.TrimSpace(phrase), ""
		if lang, rest, ok := strings.Cut(phrase, ":"); ok {
			phrase, w.lang = rest, lang
		}
		for _, lang := range [...]string{"fr", "es", "it"} { // figures.yaml does not part these languages
			for _, form := range contracted(phrase, lang) {
				if err := l.add(form, len(l.out)); err != nil {
					return err
				}
			}
		}
		l.out = append(l.out, w)
	}
	return nil
}

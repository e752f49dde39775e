package event

import (
	_ "embed"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"

	"cipherdesk/internal/text"
)

//go:embed bridge.txt
var bridgeText string

//go:embed function.txt
var functionText string

// meaning is one line of bridge.txt.
type meaning struct {
	name  string
	share float64 // of articles that are imagined to have it, 0 to 1
}

// bridge finds meanings in any language read.
type bridge struct {
	phrases  *text.Phrases
	meanings []meaning
	terms    []term          // of each meaning
	field    map[term]bool   // of meanings that nothing else is about
	forms    []form          // by the value that a phrase was added with
	function map[string]bool // words that carry no meaning in any language read
}

// form is one spelling: what it means and, for words that mean something else
// elsewhere, the only language in which it does.
type form struct {
	meaning int32
	lang    string
}

func newBridge(src string) (*bridge, error) {
	b := &bridge{phrases: text.NewPhrases(), field: map[term]bool{}, function: map[string]bool{}}
	for w := range strings.FieldsSeq(functionText) {
		b.function[text.Fold(w)] = true
	}
	n := 0
	for line := range strings.Lines(src) {
		n++
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		if err := b.line(line); err != nil {
			return nil, fmt.Errorf("bridge.txt line %d: %w", n, err)
		}
	}
	b.phrases.Ready()
	return b, nil
}

func (b *bridge) line(line string) error {
	head, rest, _ := strings.Cut(line, ":")
	name, share, _ := strings.Cut(head, " ")
	percent, err := strconv.ParseFloat(share, 64)
	if err != nil {
		return fmt.Errorf("share of %q: %w", name, err)
	}
	for f := range strings.SplitSeq(rest, ",") {
		f = strings.TrimSpace(f)
		lang, word, scoped := strings.Cut(f, "/")
		if !scoped {
			lang, word = "", f
		}
		if err := b.phrases.Add(word, int32(len(b.forms))); err != nil {
			return err
		}
		b.forms = append(b.forms, form{int32(len(b.meanings)), lang})
	}
	name, field := strings.CutSuffix(name, "!")
	b.meanings = append(b.meanings, meaning{name, percent / 100})
	b.terms = append(b.terms, newTerm(isMeaning, name))
	if field {
		b.field[newTerm(isMeaning, name)] = true
	}
	return nil
}

// ofField reports whether an article names what only this field is about.
func (b *bridge) ofField(terms []counted) bool {
	return slices.ContainsFunc(terms, func(c counted) bool { return b.field[c.term] })
}

// priors is the imagined count of each meaning among size articles. Numbers,
// days and laws begin with a little too: some are in every third text.
func (b *bridge) priors(size float64) map[term]float64 {
	out := make(map[term]float64, len(b.meanings))
	for i := range b.meanings {
		out[b.terms[i]] = b.meanings[i].share * size
	}
	return out
}

// builtinBridge reads bridge.txt once. A list that cannot be read is a fault of
// the program, found by the first test.
var builtinBridge = sync.OnceValue(func() *bridge {
	b, err := newBridge(bridgeText)
	if err != nil {
		panic(err)
	}
	return b
})

package enrich

import (
	"fmt"
	"sync"

	"cipherdesk/internal/news"
	"cipherdesk/internal/text"
)

// code is the version of the finders themselves: it grows whenever the same
// rules would find something else.
const code = "enrich/2"

// Options are what an operator sets. The zero value is the built-in desk.
type Options struct {
	Rules news.Rules // the `tags` of feeds.yaml: adds, replaces, silences
}

// Revision is one version of an article's text, as extracted. Language is a
// BCP 47 tag or "" when nobody says; Outlet may be nil; Links are those of the
// text, with byte offsets into it.
type Revision struct {
	Title, Summary, Text string
	Language             string
	URL                  string
	Outlet               *news.Outlet
	Links                []news.Link
}

// Analyser finds tags, citations and figures. It is safe for concurrent use.
type Analyser struct {
	phrases *index
	tagger  *tagger
	citer   *citer
	figurer *figurer
	version string
	scratch sync.Pool // of *document
}

// adder lists one phrase under its lister's own number, 0 to 1<<24-1.
type adder func(phrase string, number int) error

// New reads the built-in rules and aliases and the operator's rules. It fails
// on a rule that cannot be understood, naming tag and form.
func New(o Options) (*Analyser, error) {
	a, phrases := &Analyser{}, text.NewPhrases()
	a.scratch.New = func() any { return &document{} }
	list := func(kind phraseKind) adder {
		return func(phrase string, number int) error {
			return phrases.Add(phrase, pack(kind, number))
		}
	}
	var err error
	if a.tagger, err = newTagger(o.Rules, list(byRule)); err != nil {
		return nil, fmt.Errorf("tagging rules: %w", err)
	}
	if a.citer, err = newCiter(list(byAlias), list(byCite)); err != nil {
		return nil, fmt.Errorf("aliases and citations: %w", err)
	}
	if a.figurer, err = newFigurer(a.citer.register, list(byFigure)); err != nil {
		return nil, fmt.Errorf("figures: %w", err)
	}
	a.phrases = newIndex(phrases)
	a.tagger.note(a.phrases)
	a.version, err = version(o.Rules)
	return a, err
}

// Version names everything that findings depend on beside the text: code,
// built-in rules, the operator's rules, the alias register.
func (a *Analyser) Version() string { return a.version }

// Analyse finds everything in one revision.
func (a *Analyser) Analyse(r Revision) news.Findings {
	d := a.scratch.Get().(*document)
	defer a.scratch.Put(d)
	d.read(r, a.phrases)
	d.lang = language(d)
	found := news.Findings{Version: a.version, Language: d.lang}
	found.Story, found.Tags = a.tagger.find(d)
	found.Citations = a.citer.find(d)
	if found.Story.Verdict == news.VerdictYes {
		found.Tags = a.addVoices(found.Tags, found.Citations)
	}
	found.Figures = a.figurer.find(d, found.Citations)
	return found
}

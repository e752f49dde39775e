package enrich

import (
	"bytes"
	"strings"

	"github.com/goccy/go-yaml"

	"cipherdesk/internal/news"
)

// sheet is one embedded file of rules as an editor writes it: words stand in
// one text with commas between them, which needs no quotation marks.
type sheet map[string]struct {
	Label      string      `yaml:"label"`
	Definition string      `yaml:"definition"`
	See        []string    `yaml:"see"`
	Brings     []string    `yaml:"brings"`
	Threshold  float64     `yaml:"threshold"`
	Forms      []sheetForm `yaml:"forms"`
}

// sheetForm is news.Form in that writing.
type sheetForm struct {
	ID     string       `yaml:"id"`
	Lang   []string     `yaml:"lang"`
	Words  string       `yaml:"words"`
	Weight float64      `yaml:"weight"`
	Fields []news.Field `yaml:"fields"`
	Near   string       `yaml:"near"`
	Within int          `yaml:"within"`
	Also   string       `yaml:"also"`
	Unless string       `yaml:"unless"`
	Brings []string     `yaml:"brings"`
	Not    bool         `yaml:"not"`
	Name   bool         `yaml:"name"`
	Exact  bool         `yaml:"exact"`
}

// readSheet reads one file of rules; a key that is not known is an error.
func readSheet(src []byte) (news.Rules, error) {
	s := sheet{}
	if err := yaml.NewDecoder(bytes.NewReader(src), yaml.DisallowUnknownField()).Decode(&s); err != nil {
		return nil, err
	}
	rules := make(news.Rules, len(s))
	for tag, t := range s {
		rule := news.TagRule{Label: t.Label, Definition: t.Definition, See: t.See, Brings: t.Brings, Threshold: t.Threshold}
		for _, f := range t.Forms {
			rule.Forms = append(rule.Forms, news.Form{
				ID: f.ID, Lang: f.Lang, Weight: f.Weight, Fields: f.Fields, Within: f.Within,
				Words: commas(f.Words), Near: commas(f.Near), Also: commas(f.Also), Unless: commas(f.Unless),
				Brings: f.Brings, Not: f.Not, Name: f.Name, Exact: f.Exact,
			})
		}
		rules[tag] = rule
	}
	return rules, nil
}

// readLists reads the file of named lists.
func readLists(src []byte) (map[string][]string, error) {
	var texts map[string]string
	if err := yaml.Unmarshal(src, &texts); err != nil {
		return nil, err
	}
	lists := make(map[string][]string, len(texts))
	for name, text := range texts {
		lists[name] = commas(text)
	}
	return lists, nil
}

// commas cuts a text at its commas.
func commas(text string) (words []string) {
	for word := range strings.SplitSeq(text, ",") {
		if word = strings.TrimSpace(word); word != "" {
			words = append(words, word)
		}
	}
	return words
}

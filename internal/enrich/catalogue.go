package enrich

import (
	"maps"
	"slices"
	"strings"

	"cipherdesk/internal/news"
)

// TagInfo is what a tag means, for its page.
type TagInfo struct {
	Tag        string   `json:"tag"`
	Label      string   `json:"label"`
	Definition string   `json:"definition"`
	See        []string `json:"see,omitempty"` // siblings of a loaded term
}

// Catalogue lists every tag that the rules can give, by name.
func (a *Analyser) Catalogue() []TagInfo { return slices.Clone(a.tagger.info) }

func catalogue(rules news.Rules) []TagInfo {
	var out []TagInfo
	for _, tag := range slices.Sorted(maps.Keys(rules)) {
		r := rules[tag]
		if r.Silence || strings.HasPrefix(tag, storyFacet) {
			continue
		}
		label := r.Label
		if label == "" { // an operator's new tag
			_, name, _ := strings.Cut(tag, "/")
			label = strings.ReplaceAll(name, "-", " ")
		}
		out = append(out, TagInfo{Tag: tag, Label: label, Definition: r.Definition, See: r.See})
	}
	return out
}

package enrich

import (
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"

	"cipherdesk/internal/news"
)

// book is all rules after reading and merging: what an editor wrote, checked.
type book struct {
	rules news.Rules
	lists map[string][]string // "@name" in Near and Unless
}

// readBook reads the embedded rules and lists and lets the operator's rules
// add to, replace and silence them.
func readBook(operator news.Rules) (book, error) {
	b := book{rules: news.Rules{}, lists: map[string][]string{}}
	names, err := fs.Glob(data, "rules/*.yaml")
	if err != nil {
		return b, err
	}
	for _, name := range names {
		if err := b.readFile(name); err != nil {
			return b, fmt.Errorf("%s: %w", name, err)
		}
	}
	for _, tag := range slices.Sorted(maps.Keys(operator)) {
		b.rules[tag] = merge(b.rules[tag], operator[tag])
	}
	return b, nil
}

// readFile reads one embedded file. A tag may be spread over several files.
func (b *book) readFile(name string) error {
	src, err := data.ReadFile(name)
	if err != nil {
		return err
	}
	if strings.HasPrefix(name, "rules/lists") {
		lists, err := readLists(src)
		maps.Copy(b.lists, lists)
		return err
	}
	rules, err := readSheet(src)
	if err != nil {
		return err
	}
	for tag, rule := range rules {
		b.rules[tag] = merge(b.rules[tag], rule)
	}
	return nil
}

// merge lays one rule over another: what is set wins, forms with a known id
// are replaced (or silenced), others are added.
func merge(base, over news.TagRule) news.TagRule {
	if over.Label != "" {
		base.Label = over.Label
	}
	if over.Definition != "" {
		base.Definition = over.Definition
	}
	if over.Threshold != 0 {
		base.Threshold = over.Threshold
	}
	base.Silence = base.Silence || over.Silence
	base.See = slices.Concat(base.See, over.See)
	base.Brings = slices.Concat(base.Brings, over.Brings)
	base.Forms = slices.Clone(base.Forms)
	for _, f := range over.Forms {
		i := slices.IndexFunc(base.Forms, func(known news.Form) bool { return known.ID == f.ID })
		switch {
		case i < 0:
			base.Forms = append(base.Forms, f)
		case f.Silence && len(f.Words) == 0:
			base.Forms[i].Silence = true
		default:
			base.Forms[i] = f
		}
	}
	return base
}

// words returns entries with the named lists spelled out.
func (b *book) words(entries []string) ([]string, error) {
	var out []string
	for _, e := range entries {
		name, isList := strings.CutPrefix(e, "@")
		if !isList {
			out = append(out, e)
			continue
		}
		list, known := b.lists[name]
		if !known {
			return nil, fmt.Errorf("there is no list %q", e)
		}
		out = append(out, list...)
	}
	return out, nil
}

// check names what is wrong with a form, in the editor's words.
func check(tag string, f news.Form) error {
	facet, _, ok := strings.Cut(tag, "/")
	switch {
	case !ok || !slices.Contains(facets, facet):
		return fmt.Errorf("tag %q: a tag is one of %s, a slash and a name", tag, strings.Join(facets, ", "))
	case f.ID == "":
		return fmt.Errorf("tag %s: a form needs an id", tag)
	case len(f.Words) == 0 && !f.Silence:
		return fmt.Errorf("tag %s, form %s: no words", tag, f.ID)
	case f.Within < 0:
		return fmt.Errorf("tag %s, form %s: within counts tokens and cannot be negative", tag, f.ID)
	}
	for _, name := range f.Fields {
		if !slices.Contains(fieldNames[:], name) {
			return fmt.Errorf("tag %s, form %s: field %q is none of title, summary, text", tag, f.ID, name)
		}
	}
	return nil
}

// facets of tags; "story" holds the rules of the verdict.
var facets = []string{"topic", "actor", "law", "tech", "form", "story"}

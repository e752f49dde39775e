package enrich

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"cipherdesk/internal/news"
)

// tagger gives verdict and tags by rules. It is only read after newTagger.
type tagger struct {
	tags  []tagRule
	forms []form
	cues  int // how many lists of near words there are
	story storyTags
	info  []TagInfo
}

// tagRule is one compiled tag; its place in tagger.tags is its number.
type tagRule struct {
	name      string
	threshold float64
}

// form is one compiled form; its place in tagger.forms is its number.
type form struct {
	rule         string // id as printed: tag:form
	tag          int32
	weight       float64
	fields       [fieldCount]bool
	langs        []string
	exact        []string // words with their accents, lower case; nil: not asked for
	within       int32
	near, unless int32 // cues; -1: none
	also         int32
	name, not    bool
}

// cueBit tells a near word's number from a form's.
const cueBit = 1 << 22

// compiler turns a book into a tagger.
type compiler struct {
	book
	add   adder
	out   *tagger
	known map[string]int32 // cue by its entries
}

func newTagger(operator news.Rules, add adder) (*tagger, error) {
	b, err := readBook(operator)
	if err != nil {
		return nil, err
	}
	c := compiler{book: b, add: add, out: &tagger{}, known: map[string]int32{}}
	for _, tag := range slices.Sorted(maps.Keys(b.rules)) {
		if err := c.tag(tag, b.rules[tag]); err != nil {
			return nil, err
		}
	}
	c.out.story, err = findStoryTags(c.out.tags)
	c.out.info = catalogue(b.rules)
	return c.out, err
}

func (c *compiler) tag(name string, rule news.TagRule) error {
	number := int32(len(c.out.tags))
	threshold := rule.Threshold
	if threshold == 0 {
		threshold = 1
	}
	c.out.tags = append(c.out.tags, tagRule{name: name, threshold: threshold})
	for _, f := range rule.Forms {
		if err := check(name, f); err != nil {
			return err
		}
		if rule.Silence || f.Silence {
			continue
		}
		if err := c.form(number, name, f); err != nil {
			return fmt.Errorf("tag %s, form %s: %w", name, f.ID, err)
		}
	}
	return nil
}

func (c *compiler) form(tag int32, tagName string, f news.Form) (err error) {
	out := form{rule: tagName + ":" + f.ID, tag: tag, weight: f.Weight, langs: f.Lang,
		within: int32(f.Within), name: f.Name, not: f.Not}
	if out.weight == 0 {
		out.weight = 1
	}
	for i, name := range fieldNames {
		out.fields[i] = len(f.Fields) == 0 || slices.Contains(f.Fields, name)
	}
	if out.near, err = c.cue(f.Near); err != nil {
		return err
	}
	if out.also, err = c.cue(f.Also); err != nil {
		return err
	}
	if out.unless, err = c.cue(f.Unless); err != nil {
		return err
	}
	words, err := c.words(f.Words)
	if err != nil {
		return err
	}
	for _, w := range words {
		if err := c.add(w, len(c.out.forms)); err != nil {
			return err
		}
		if f.Exact {
			out.exact = append(out.exact, strings.ToLower(w))
		}
	}
	c.out.forms = append(c.out.forms, out)
	return nil
}

// cue lists the words of a Near or Unless and returns their number; equal
// entries share one.
func (c *compiler) cue(entries []string) (int32, error) {
	if len(entries) == 0 {
		return -1, nil
	}
	key := strings.Join(entries, "\n")
	if n, known := c.known[key]; known {
		return n, nil
	}
	words, err := c.words(entries)
	if err != nil {
		return 0, err
	}
	n := int32(c.out.cues)
	c.out.cues++
	c.known[key] = n
	for _, w := range words {
		if err := c.add(w, cueBit|int(n)); err != nil {
			return 0, err
		}
	}
	return n, nil
}

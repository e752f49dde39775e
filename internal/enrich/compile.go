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
	tags    []tagRule
	forms   []form
	cues    int      // how many lists of near words there are
	uses    []use    // by phrase of the rules
	numbers []int32  // of forms and cues, use by use
	masks   []uint64 // of cues, a row of width words for each use with a cue
	width   int
	story   storyTags
	info    []TagInfo
}

// use is what the rules make of one phrase, as stretches of tagger.numbers:
// the forms of the verdict and of tags that every text may have, then those of
// tags for stories alone, then the cues, if it is a near word: row is that of
// their mask in tagger.masks, -1 without a cue.
type use struct{ first, late, cues, last, row int32 }

// tagRule is one compiled tag; its place in tagger.tags is its number.
type tagRule struct {
	name      string
	threshold float64
	story     bool // only for encryption stories
}

// form is one compiled form; its place in tagger.forms is its number.
type form struct {
	rule               string // id as printed: tag:form
	tag                int32
	weight             float64
	fields             [fieldCount]bool
	langs              []string
	exact              []string // words with their accents, lower case; nil: not asked for
	within             int32
	near, also, unless cues
	name, not          bool
}

// cues are the lists whose words a form wants near, or not; nil: no condition.
type cues []int32

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
	c.out.tags = append(c.out.tags, tagRule{name: name, threshold: threshold, story: !strings.HasPrefix(name, storyFacet) && !forEveryText(name)})
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
	for _, list := range []struct {
		to      *cues
		entries []string
	}{{&out.near, f.Near}, {&out.also, f.Also}, {&out.unless, f.Unless}} {
		if *list.to, err = c.cues(list.entries); err != nil {
			return err
		}
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

// cues lists the words of a Near, Also or Unless: every named list is one cue,
// whoever uses it, and all the other words together another.
func (c *compiler) cues(entries []string) (out cues, err error) {
	var plain []string
	for _, e := range entries {
		if !strings.HasPrefix(e, "@") {
			plain = append(plain, e)
			continue
		}
		words, err := c.words([]string{e})
		if err != nil {
			return nil, err
		}
		if out, err = c.cue(out, e, words); err != nil {
			return nil, err
		}
	}
	if len(plain) == 0 {
		return out, nil
	}
	return c.cue(out, strings.Join(plain, "\n"), plain)
}

// cue adds the cue of one list of words; equal lists share one.
func (c *compiler) cue(out cues, key string, words []string) (cues, error) {
	n, known := c.known[key]
	if known {
		return append(out, n), nil
	}
	n = int32(c.out.cues)
	c.out.cues++
	c.known[key] = n
	for _, w := range words {
		if err := c.add(w, cueBit|int(n)); err != nil {
			return nil, err
		}
	}
	return append(out, n), nil
}

// note writes down what the rules make of each phrase, once all are known.
func (t *tagger) note(x *index) {
	t.uses, t.width = make([]use, len(x.ruled)), (t.cues+63)/64
	var late, cues []int32
	for n, phrase := range x.ruled {
		u := use{first: int32(len(t.numbers)), row: -1}
		late, cues = late[:0], cues[:0]
		for _, v := range x.phrases.Values(phrase) {
			kind, number := unpack(v)
			switch {
			case kind != byRule:
			case number&cueBit != 0:
				cues = append(cues, number&^cueBit)
			case t.tags[t.forms[number].tag].story:
				late = append(late, number)
			default:
				t.numbers = append(t.numbers, number)
			}
		}
		u.late = int32(len(t.numbers))
		t.numbers = append(t.numbers, late...)
		u.cues = int32(len(t.numbers))
		t.numbers = append(t.numbers, cues...)
		u.last = int32(len(t.numbers))
		if len(cues) > 0 {
			u.row = int32(len(t.masks))
			t.masks = append(t.masks, make([]uint64, t.width)...)
			for _, c := range cues {
				t.masks[int(u.row)+int(c/64)] |= 1 << (c % 64)
			}
		}
		t.uses[n] = u
	}
}

// isCue reports whether a phrase is a word of any of the lists.
func (t *tagger) isCue(phrase int32, of []int32) bool {
	row := t.uses[phrase].row
	if row < 0 {
		return false
	}
	mask := t.masks[row:]
	for _, c := range of {
		if mask[c/64]>>(c%64)&1 != 0 {
			return true
		}
	}
	return false
}

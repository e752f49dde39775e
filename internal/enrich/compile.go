package enrich

import (
	"encoding/binary"
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
	lists   int     // how many lists of near words there are
	sets    rows    // sets of lists that a phrase can be in together; the first is empty
	uses    []use   // of the phrases that are forms
	numbers []int32 // of forms, use by use
	asked   []*cues // all that forms ask for
	story   storyTags
	silent  map[string]bool // tags that the operator never wants
	info    []TagInfo
}

// use is what the rules make of one phrase, as stretches of tagger.numbers:
// the forms of the verdict and of tags that every text may have, then those of
// tags for stories alone.
type use struct{ first, late, last int32 }

// rows are lists of numbers, one behind the other.
type rows struct{ all, ends []int32 }

func (r *rows) add(row []int32) {
	r.all = append(r.all, row...)
	r.ends = append(r.ends, int32(len(r.all)))
}

func (r *rows) len() int { return len(r.ends) }

func (r *rows) row(i int32) []int32 {
	if i == 0 {
		return r.all[:r.ends[0]]
	}
	return r.all[r.ends[i-1]:r.ends[i]]
}

// tagRule is one compiled tag; its place in tagger.tags is its number.
type tagRule struct {
	name      string
	threshold float64
	story     bool     // only for encryption stories
	brings    []string // tags that come with it
}

// form is one compiled form; its place in tagger.forms is its number. What most
// texts ask of a form stands first and together.
type form struct {
	near, also, unless *cues // nil: no condition
	langs              []string
	tag, within        int32
	fields             [fieldCount]bool
	name, not          bool
	weight             float64
	rule               string   // id as printed: tag:form
	exact              []string // words with their accents, lower case; nil: not asked for
	brings             []string // tags of every story told in these words
}

// cues are the lists whose words a form wants near, or not.
type cues struct {
	lists []int32
	sets  bitSet // in tagger.sets: those with one of the lists
}

// bitSet is a set of small numbers.
type bitSet []uint64

func (b bitSet) has(n int32) bool { return b[n>>6]>>(n&63)&1 != 0 }

// cueBit tells the number of a list of near words from a form's.
const cueBit = 1 << 22

// compiler turns a book into a tagger.
type compiler struct {
	book
	add   adder
	out   *tagger
	known map[string]int32 // list of near words by its entries
	asked map[string]*cues // by lists
}

func newTagger(operator news.Rules, add adder) (*tagger, error) {
	b, err := readBook(operator)
	if err != nil {
		return nil, err
	}
	c := compiler{book: b, add: add, out: &tagger{silent: map[string]bool{}}, known: map[string]int32{}, asked: map[string]*cues{}}
	for _, tag := range slices.Sorted(maps.Keys(b.rules)) {
		if err := c.tag(tag, b.rules[tag]); err != nil {
			return nil, err
		}
	}
	if err := c.out.checkBrought(); err != nil {
		return nil, err
	}
	c.out.story, err = findStoryTags(c.out.tags)
	c.out.info = catalogue(b.rules)
	return c.out, err
}

// checkBrought fails on a tag to be brought that no rule defines.
func (t *tagger) checkBrought() error {
	check := func(by string, tags []string) error {
		for _, name := range tags {
			if t.rule(name) == nil {
				return fmt.Errorf("%s brings %s, which is no tag", by, name)
			}
		}
		return nil
	}
	for i := range t.tags {
		if err := check("tag "+t.tags[i].name, t.tags[i].brings); err != nil {
			return err
		}
	}
	for i := range t.forms {
		if err := check("form "+t.forms[i].rule, t.forms[i].brings); err != nil {
			return err
		}
	}
	return nil
}

// rule returns a tag's rule; nil if there is none.
func (t *tagger) rule(name string) *tagRule {
	i, ok := slices.BinarySearchFunc(t.tags, name, func(r tagRule, name string) int { return strings.Compare(r.name, name) })
	if !ok {
		return nil
	}
	return &t.tags[i]
}

func (c *compiler) tag(name string, rule news.TagRule) error {
	number := int32(len(c.out.tags))
	c.out.silent[name] = rule.Silence
	threshold := rule.Threshold
	if threshold == 0 {
		threshold = 1
	}
	c.out.tags = append(c.out.tags, tagRule{name: name, threshold: threshold, story: !strings.HasPrefix(name, storyFacet) && !forEveryText(name), brings: rule.Brings})
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
		within: int32(f.Within), name: f.Name, not: f.Not, brings: f.Brings}
	if out.weight == 0 {
		out.weight = 1
	}
	for i, name := range fieldNames {
		out.fields[i] = len(f.Fields) == 0 || slices.Contains(f.Fields, name)
	}
	for _, list := range []struct {
		to      **cues
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

// cues lists the words of a Near, Also or Unless: every named list stays one
// list, whoever uses it, and all the other words together are another. Forms
// that ask for the same lists share one answer.
func (c *compiler) cues(entries []string) (*cues, error) {
	var plain []string
	var lists []int32
	for _, e := range entries {
		if !strings.HasPrefix(e, "@") {
			plain = append(plain, e)
			continue
		}
		words, err := c.words([]string{e})
		if err != nil {
			return nil, err
		}
		if lists, err = c.list(lists, e, words); err != nil {
			return nil, err
		}
	}
	if len(plain) > 0 {
		var err error
		if lists, err = c.list(lists, strings.Join(plain, "\n"), plain); err != nil {
			return nil, err
		}
	}
	if len(lists) == 0 {
		return nil, nil
	}
	key := fmt.Sprint(lists)
	if c.asked[key] == nil {
		c.asked[key] = &cues{lists: lists}
		c.out.asked = append(c.out.asked, c.asked[key])
	}
	return c.asked[key], nil
}

// list adds one list of near words; equal lists share a number.
func (c *compiler) list(to []int32, key string, words []string) ([]int32, error) {
	n, known := c.known[key]
	if known {
		return append(to, n), nil
	}
	n = int32(c.out.lists)
	c.out.lists++
	c.known[key] = n
	for _, w := range words {
		if err := c.add(w, cueBit|int(n)); err != nil {
			return nil, err
		}
	}
	return append(to, n), nil
}

// note writes down what the rules make of each phrase, once all are known.
func (t *tagger) note(x *index) {
	t.uses, t.sets = nil, rows{}
	t.sets.add(nil)
	known := map[string]int32{"": 0}
	var late, lists []int32
	for _, phrase := range x.ruled {
		u := use{first: int32(len(t.numbers))}
		late, lists = late[:0], lists[:0]
		for _, v := range x.phrases.Values(phrase) {
			kind, number := unpack(v)
			switch {
			case kind != byRule:
			case number&cueBit != 0:
				lists = append(lists, number&^cueBit)
			case t.tags[t.forms[number].tag].story:
				late = append(late, number)
			default:
				t.numbers = append(t.numbers, number)
			}
		}
		u.late = int32(len(t.numbers))
		t.numbers = append(t.numbers, late...)
		u.last = int32(len(t.numbers))
		l := &x.listed[phrase]
		l.use, l.set = nearAlone, t.setOf(lists, known)
		if u.first < u.last {
			l.use, t.uses = int32(len(t.uses)), append(t.uses, u)
		}
	}
	for _, of := range t.asked {
		of.sets = make(bitSet, t.sets.len()/64+1)
		asked := make([]bool, t.lists)
		for _, l := range of.lists {
			asked[l] = true
		}
		for set := range int32(t.sets.len()) {
			if slices.ContainsFunc(t.sets.row(set), func(l int32) bool { return asked[l] }) {
				of.sets[set/64] |= 1 << (set % 64)
			}
		}
	}
}

// setOf returns the number of a set of lists.
func (t *tagger) setOf(lists []int32, known map[string]int32) int32 {
	var key []byte
	for _, l := range lists {
		key = binary.LittleEndian.AppendUint32(key, uint32(l))
	}
	set, old := known[string(key)]
	if !old {
		set = int32(t.sets.len())
		known[string(key)] = set
		t.sets.add(lists)
	}
	return set
}

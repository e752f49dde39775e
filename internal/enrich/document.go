package enrich

import (
	"sort"
	"strings"

	"cipherdesk/internal/news"
	"cipherdesk/internal/text"
)

// Places of the three fields in document.fields.
const (
	inTitle = iota
	inSummary
	inText
	fieldCount
)

// fieldNames is indexed by place.
var fieldNames = [fieldCount]news.Field{news.FieldTitle, news.FieldSummary, news.FieldText}

// phraseKind says which finder listed a phrase.
type phraseKind uint8

// The listers of phrases. Their numbers for a phrase are their own.
const (
	byRule phraseKind = iota // rules: verdict and tags
	byLanguage
	byAlias  // register of persons, bodies, laws
	byCite   // words of citations: verbs of saying, credit phrases, roles
	byFigure // words of figures: units, magnitudes, bounds
	kindCount
)

// document is a revision taken apart: what every finder looks at.
type document struct {
	rev    Revision
	lang   string // BCP 47 primary subtag; "" unknown
	fields [fieldCount]field
	words  *index

	matches matches    // of rules, by tag
	mixed   []text.Hit // scratch
}

// field is one of title, summary and text: its words and the phrases in it.
// A field that the revision lacks has no tokens.
type field struct {
	text.Words
	place  int
	closed []wordClass           // by class of the lexicon: of every language, then of the text's
	found  []text.Hit            // phrases of the rules, by first token; Value is the phrase's number
	hits   [kindCount][]text.Hit // of the other listers, by first token; Value is the lister's number

	mentions []mention // entities of the alias register, in reading order; the citer sets them
}

// read takes a revision apart, reusing the document's memory.
func (d *document) read(r Revision, x *index) {
	d.rev, d.words = r, x
	for i, source := range [fieldCount]string{r.Title, r.Summary, r.Text} {
		f := &d.fields[i]
		f.place, f.closed = i, x.closed[""]
		f.Read(source)
		f.Classify(x.phrases.Lexicon())
		f.found = f.found[:0]
		for k := range f.hits {
			f.hits[k] = f.hits[k][:0]
		}
		d.mixed = x.phrases.Find(&f.Words, d.mixed[:0])
		for _, h := range d.mixed {
			x.sort(f, h)
		}
	}
}

// index holds all phrases of all listers, and whose each is.
type index struct {
	phrases *text.Phrases
	rules   []bool                 // by phrase: a rule lists it
	others  [][]int32              // by phrase: what the other listers call it, packed
	closed  map[string][]wordClass // by language and class of the lexicon
}

// newIndex sorts the phrases by lister once all are listed.
func newIndex(p *text.Phrases) *index {
	for _, list := range closedWords {
		for w := range strings.FieldsSeq(list.words) {
			p.Know(w)
		}
	}
	p.Ready()
	x := &index{phrases: p, rules: make([]bool, p.Len()), others: make([][]int32, p.Len()), closed: map[string][]wordClass{"": closedTable(p.Lexicon(), "")}}
	for _, l := range languages {
		x.closed[l.tag] = closedTable(p.Lexicon(), l.tag)
	}
	for phrase := range x.rules {
		for _, v := range p.Values(int32(phrase)) {
			if kind, _ := unpack(v); kind == byRule {
				x.rules[phrase] = true
			} else {
				x.others[phrase] = append(x.others[phrase], v)
			}
		}
	}
	return x
}

// sort gives a hit to those who listed its phrase.
func (x *index) sort(f *field, h text.Hit) {
	if x.rules[h.Value] {
		f.found = append(f.found, h)
	}
	for _, v := range x.others[h.Value] {
		kind, number := unpack(v)
		f.hits[kind] = append(f.hits[kind], text.Hit{First: h.First, Last: h.Last, Value: number})
	}
}

// pack puts lister and number into the one value that a phrase carries.
func pack(kind phraseKind, number int) int32 { return int32(kind)<<24 | int32(number) }

func unpack(v int32) (phraseKind, int32) { return phraseKind(v >> 24), v & 0xFFFFFF }

// span returns the words of tokens first to last-1 as evidence for rule.
func (f *field) span(first, last int32, rule string) news.Span {
	return f.bytes(f.Tokens[first].Start, f.Tokens[last-1].End, rule)
}

// bytes returns a byte range of the field as evidence for rule.
func (f *field) bytes(start, end int32, rule string) news.Span {
	return news.Span{Field: fieldNames[f.place], Start: int(start), End: int(end), Quote: f.Source[start:end], Rule: rule}
}

// sentence returns the index of the sentence that token i is in.
func (f *field) sentence(i int32) int {
	return sort.Search(len(f.Sentences), func(s int) bool { return f.Sentences[s].Last > i })
}

// paragraph returns the index of the paragraph that token i is in.
func (f *field) paragraph(i int32) int {
	return sort.Search(len(f.Paragraphs), func(p int) bool { return f.Paragraphs[p].Last > i })
}

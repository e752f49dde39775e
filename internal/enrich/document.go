package enrich

import (
	"slices"
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
	byRule   phraseKind = iota // rules: verdict and tags
	byAlias                    // register of persons, bodies, laws
	byCite                     // words of citations: verbs of saying, credit phrases, roles
	byFigure                   // words of figures: units, magnitudes, bounds
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
	memo    *text.Memo // of the words of texts before
}

// field is one of title, summary and text: its words and the phrases in it.
// A field that the revision lacks has no tokens.
type field struct {
	text.Words
	place  int
	lang   string                // of the document, once the citer reads it
	closed []wordClass           // by class of the lexicon: of every language, then of the text's
	found  []ruleHit             // phrases of the rules, by first token
	hits   [kindCount][]text.Hit // of the other listers, by first token; Value is the lister's number

	mentions []mention // entities of the alias register, in reading order; the citer sets them

	inSentence, inParagraph []int32 // by token, and one past the last
}

// ruleHit is a phrase of the rules where it stands: tokens first to last-1.
type ruleHit struct {
	first, last int32
	use, set    int32 // places in tagger.uses and tagger.sets
}

// Instead of a use: what is only a word that forms want near, and what no rule
// lists.
const (
	nearAlone = -1 - iota
	unruled
)

// read takes a revision apart, reusing the document's memory.
func (d *document) read(r Revision, x *index) {
	d.rev, d.words = r, x
	if d.memo == nil {
		d.memo = text.NewMemo(x.phrases.Lexicon())
	}
	for i, source := range [fieldCount]string{r.Title, r.Summary, r.Text} {
		f := &d.fields[i]
		f.place, f.closed = i, x.closed[""]
		f.Read(source)
		f.inSentence, f.inParagraph = places(f.Sentences, len(f.Tokens), f.inSentence), places(f.Paragraphs, len(f.Tokens), f.inParagraph)
		d.memo.Classify(&f.Words)
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
	listed  []listing              // by phrase
	ruled   []int32                // the phrases that a rule lists
	others  []int32                // what the other listers call their phrases, packed, phrase by phrase
	closed  map[string][]wordClass // by language and class of the lexicon
	speaks  []uint8                // by class of the lexicon: of which languages it is a function word, as a place in sets
	sets    []languageSet
}

// listing says whose a phrase is: what the rules make of it, as the tagger
// notes, and its stretch of index.others; with a last of alone, first is what
// stands there itself.
type listing struct{ use, set, first, last int32 }

const alone = -1

// newIndex sorts the phrases by lister once all are listed.
func newIndex(p *text.Phrases) *index {
	for _, list := range closedWords {
		for w := range strings.FieldsSeq(list.words) {
			p.Know(w)
		}
	}
	knowLanguages(p)
	p.Ready()
	x := &index{phrases: p, listed: make([]listing, p.Len()), closed: map[string][]wordClass{"": closedTable(p.Lexicon(), "")}}
	x.speaks, x.sets = languageTable(p.Lexicon())
	for _, l := range languages {
		x.closed[l.tag] = closedTable(p.Lexicon(), l.tag)
	}
	for phrase := range x.listed {
		l := listing{use: unruled, first: int32(len(x.others))}
		for _, v := range p.Values(int32(phrase)) {
			if kind, _ := unpack(v); kind != byRule {
				x.others = append(x.others, v)
			} else if l.use == unruled {
				l.use = nearAlone
				x.ruled = append(x.ruled, int32(phrase))
			}
		}
		if l.last = int32(len(x.others)); l.last == l.first+1 {
			l.first, l.last = x.others[l.first], alone
			x.others = x.others[:len(x.others)-1]
		}
		x.listed[phrase] = l
	}
	return x
}

// sort gives a hit to those who listed its phrase.
func (x *index) sort(f *field, h text.Hit) {
	l := &x.listed[h.Value]
	if l.use != unruled {
		f.found = append(f.found, ruleHit{h.First, h.Last, l.use, l.set})
	}
	if l.last == alone {
		f.give(h, l.first)
		return
	}
	for _, v := range x.others[l.first:l.last] {
		f.give(h, v)
	}
}

// give adds a hit for one lister, with its number for the phrase.
func (f *field) give(h text.Hit, packed int32) {
	kind, number := unpack(packed)
	h.Value = number
	f.hits[kind] = append(f.hits[kind], h)
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

// places returns the index of the range that each of n tokens is in, and the
// number of ranges for the token behind the last.
func places(ranges []text.Range, n int, out []int32) []int32 {
	out = slices.Grow(out[:0], n+1)[:n+1]
	for k, x := range ranges {
		in := out[x.First:x.Last]
		for i := range in {
			in[i] = int32(k)
		}
	}
	out[n] = int32(len(ranges))
	return out
}

// sentence returns the index of the sentence that token i is in.
func (f *field) sentence(i int32) int { return int(f.inSentence[i]) }

// paragraph returns the index of the paragraph that token i is in.
func (f *field) paragraph(i int32) int { return int(f.inParagraph[i]) }

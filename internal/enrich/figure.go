package enrich

import (
	"slices"
	"strings"
	"sync"

	"cipherdesk/internal/news"
	"cipherdesk/internal/text"
)

// figurer finds which numbers a text states. It is only read after newFigurer.
type figurer struct {
	*register
	words   []figureWord
	scratch sync.Pool // of *counter
}

// newFigurer lists the words of figures; the register names their subjects.
func newFigurer(r *register, word adder) (*figurer, error) {
	f := &figurer{register: r}
	f.scratch.New = func() any { return &counter{} }
	src, err := data.ReadFile("figures.yaml")
	if err != nil {
		return nil, err
	}
	f.words, err = listFigureWords(src, word)
	return f, err
}

// find returns the figures of a document in reading order; the citations tell
// whose numbers they are. A credit whose words carry a figure becomes a
// figure-source in cites.
func (f *figurer) find(d *document, cites []news.Citation) []news.Figure {
	c := f.scratch.Get().(*counter)
	defer f.scratch.Put(c)
	c.figurer, c.d, c.cites, c.found = f, d, cites, c.found[:0]
	for i := range d.fields {
		c.field = &d.fields[i]
		c.hits = c.field.hits[byFigure]
		c.count()
	}
	return c.settle()
}

// counter is one field being read for figures.
type counter struct {
	*figurer
	*field
	d        *document
	cites    []news.Citation
	hits     []text.Hit
	at       []int32       // by token: 1+place of its first hit, 0 none
	classes  []figureClass // by token
	vouchers []voucher
	past     int // vouchers before it end before the sentence being read
	found    []counted
	here     sentenceRead
	years    []int32   // tokens of the sentence read last
	rules    ruleNames // by unit
	roles    memo      // in lower case
	label    int32     // last token of a number that was only a label
	age      int32     // token behind the last age
	shown    int       // sentence of the last figure that rests on a study named before it; 0 none
}

// counted is a figure with its place; its value and evidence are set when all
// are found.
type counted struct {
	news.Figure
	quantity
	place int
	at    news.Span
	same  int32 // 1+place in found of the first that states the same
	times int32 // how often it is stated
}

// sentenceRead is the sentence read last, and what its words do.
type sentenceRead struct {
	text.Range
	number int
	does   figureClass
}

// quantity is a number as it stands in the text.
type quantity struct {
	first, last int32 // tokens, from bound to unit
	number      int32 // token of the number itself
	low, high   float64
	base        float64 // low before its magnitude
	ranged      bool
	vague       bool
	word        bool // in words, not digits
	scaled      bool // with a magnitude
	bare        bool // its unit stands elsewhere
	bound       news.Bound
	unit        string
}

// count finds the figures of the field.
func (c *counter) count() {
	if !c.prepare() {
		return
	}
	c.vouchersOf()
	first := len(c.found)
	n, classes := int32(len(c.Tokens)), c.classes
	for i, m := int32(0), 0; i < n; {
		if classes[i]&(mayBegin|isCount|isOpener) == 0 {
			i++
			continue
		}
		for m < len(c.mentions) && c.mentions[m].last <= i {
			m++
		}
		if m < len(c.mentions) && c.mentions[m].first <= i {
			i = c.mentions[m].last // "404 Media", "5Rights"
			continue
		}
		if c.classes[i]&isOpener != 0 && c.Tokens[i].Is(text.Opens) {
			_, i = c.near(i) // "Subscribe for £1 a week"
			continue
		}
		if c.classes[i]&(mayBegin|isCount) == 0 {
			i++
			continue
		}
		q, next := c.quantityAt(i)
		if q.last == 0 {
			i = max(next, i+1)
			continue
		}
		c.keep(q)
		i = max(q.last, i+1)
	}
	c.origins(first)
}

// prepare lays the words over the tokens; false when there is no number.
func (c *counter) prepare() bool {
	n := len(c.Tokens)
	c.label, c.age, c.shown, c.here = -1, 0, 0, sentenceRead{}
	c.at, c.classes = cleared(c.at, n), cleared(c.classes, n)
	some := false
	for k, h := range c.hits {
		w := &c.words[h.Value]
		if !c.speaks(w) {
			continue
		}
		if c.at[h.First] == 0 {
			c.at[h.First] = int32(k) + 1
		}
		for t := h.First; t < h.Last; t++ {
			c.classes[t] |= w.class
		}
		some = some || w.class&isCount != 0
		if i := h.First - 1; w.class&isFraction != 0 && i >= 0 && (c.form(i) == "a" || c.form(i) == "an" || c.nordicOne(i)) {
			c.classes[i] |= mayBegin // "a third"
		}
	}
	tokens, classes := c.Tokens, c.classes[:n]
	for i := range tokens {
		if tokens[i].Kind == text.Number {
			classes[i] |= mayBegin
			some = true
		}
	}
	return some
}

// speaks reports whether the text may hold a word in its language. In a text of
// no known language numbers in words are English: "once" is eleven elsewhere.
func (c *counter) speaks(w *figureWord) bool {
	return w.lang == "" || w.lang == c.d.lang || c.d.lang == "" && w.class&isNumber == 0
}

// cleared returns n zero values, in the room of s where it has that.
func cleared[T any](s []T, n int) []T {
	s = slices.Grow(s[:0], n)[:n]
	clear(s)
	return s
}

// word returns the longest listed word of a class that begins at token i.
func (c *counter) word(i int32, class figureClass) (w *figureWord, last int32) {
	if i < 0 || int(i) >= len(c.at) || c.at[i] == 0 || c.classes[i]&class == 0 {
		return nil, 0
	}
	for k := c.at[i] - 1; int(k) < len(c.hits) && c.hits[k].First == i; k++ {
		h := c.hits[k]
		x := &c.words[h.Value]
		if x.class&class != 0 && h.Last > last && c.speaks(x) && !(x.class == isUnit && c.d.lang == "it" && c.form(i) == "stati" && !c.Tokens[i].Is(text.Capital)) {
			w, last = x, h.Last
		}
	}
	return w, last
}

// wordBefore returns the longest listed word of a class that ends right before
// token i.
func (c *counter) wordBefore(i int32, class figureClass) (w *figureWord, first int32) {
	if i > 1 && c.form(i-1) == "'" && c.Tokens[i-1].Is(text.Joined|text.Glue) { // "moins d'un tiers"
		i--
	}
	for first = i - 1; first >= 0 && first >= i-5; first-- {
		if c.classes[first]&class == 0 && c.Tokens[first].Kind != text.Mark {
			break
		}
		if x, last := c.word(first, class); x != nil && last == i {
			w = x
		} else if w != nil {
			break
		}
	}
	return w, first + 1
}

// keep turns a quantity into a figure.
func (c *counter) keep(q quantity) {
	if len(c.found) == mostFindings {
		return
	}
	x := counted{quantity: q, place: c.place}
	x.Unit, x.Bound = q.unit, q.bound
	if q.ranged {
		x.Bound = news.BoundBetween
	}
	x.Period = c.period(q)
	x.at = c.span(q.first, q.last, c.rules.of("figure/", x.Unit))
	x.Estimator, x.Conduit = c.source(q, x.at)
	x.Subject = c.subject(q, x.Estimator)
	c.found = append(c.found, x)
}

// ruleNames remembers the names of rules that end in a word of the text.
type ruleNames map[string]string

// of returns the name of a kind's rule for a word.
func (names *ruleNames) of(kind, word string) string {
	name, known := (*names)[word]
	if !known {
		if *names == nil || len(*names) > mostFindings {
			*names = ruleNames{}
		}
		name = kind + word
		(*names)[strings.Clone(word)] = name
	}
	return name
}

// memo remembers what was made of a word, also for the texts to come.
type memo map[string]string

// of returns what made makes of a word.
func (m *memo) of(word string, made func(string) string) string {
	x, known := (*m)[word]
	if !known {
		if *m == nil || len(*m) > mostFindings {
			*m = memo{}
		}
		word = strings.Clone(word)
		x = made(word)
		(*m)[word] = x
	}
	return x
}

// settle joins what says the same in several places.
func (c *counter) settle() []news.Figure {
	firsts := 0
	for i := range c.found {
		x := &c.found[i]
		x.same, x.times = int32(i)+1, 1
		for k := range c.found[:i] {
			y := &c.found[k]
			if int(y.same) == k+1 && (sameFigure(y, x) || bareAgain(y, x)) {
				y.join(x)
				x.same = int32(k) + 1
				break
			}
		}
		if int(x.same) == i+1 {
			firsts++
		}
	}
	out, spans, numbers := make([]news.Figure, 0, firsts), make([]news.Span, 0, len(c.found)), make([]float64, 0, 2*firsts)
	for i := range c.found {
		x := &c.found[i]
		if int(x.same) != i+1 {
			continue
		}
		numbers = append(numbers, x.low, x.high)
		if n := len(numbers); !x.vague {
			x.Value = &numbers[n-2]
			if x.ranged {
				x.ValueMax = &numbers[n-1]
			}
		}
		from := len(spans)
		for k := i; x.times > 0; k++ {
			if int(c.found[k].same) == i+1 {
				spans = append(spans, c.found[k].at)
				x.times--
			}
		}
		x.Evidence = spans[from:len(spans):len(spans)]
		out = append(out, x.Figure)
	}
	return out
}

// join takes in what another statement of the same figure knows.
func (x *counted) join(y *counted) {
	x.times++
	x.Unit = either(x.Unit, y.Unit)
	x.Subject, x.Period = either(x.Subject, y.Subject), either(x.Period, y.Period)
	x.Estimator, x.Conduit = either(x.Estimator, y.Estimator), either(x.Conduit, y.Conduit)
}

func either(a, b string) string {
	if a == "" {
		return b
	}
	return a
}

// sameFigure reports whether two figures state one quantity in the same words:
// equal numbers of different meaning stay apart.
func sameFigure(a, b *counted) bool {
	fits := func(x, y string) bool { return x == y || x == "" || y == "" }
	return sameNumber(a, b) && a.Unit == b.Unit &&
		fits(a.Subject, b.Subject) && fits(a.Period, b.Period) && fits(a.Estimator, b.Estimator) && fits(a.Conduit, b.Conduit)
}

// bareAgain reports whether a text states a large number again and names what
// it counts only once.
func bareAgain(a, b *counted) bool {
	return b.scaled && (a.Unit == "") != (b.Unit == "") && sameNumber(a, b)
}

func sameNumber(a, b *counted) bool {
	return a.vague == b.vague && (a.vague || a.low == b.low) && a.ranged == b.ranged && (!a.ranged || a.high == b.high) && a.Bound == b.Bound
}

// near returns the sentence of token i, cut where it is endless.
func (c *counter) near(i int32) (first, last int32) {
	s := c.read(i)
	return max(s.First, i-longestSentence), min(s.Last, i+longestSentence)
}

// sentence returns the index of the sentence that token i is in.
func (c *counter) sentence(i int32) int {
	if c.here.First <= i && i < c.here.Last {
		return c.here.number
	}
	return c.field.sentence(i)
}

// read returns the sentence of token i with what its words do, and remembers
// it: figures ask for theirs again and again.
func (c *counter) read(i int32) *sentenceRead {
	s := &c.here
	if s.First <= i && i < s.Last {
		return s
	}
	s.number = c.field.sentence(i)
	s.Range, s.does, c.years = c.Sentences[s.number], 0, c.years[:0]
	for t := s.First; t < s.Last; t++ {
		s.does |= c.classes[t]
		if k := &c.Tokens[t]; k.Kind == text.Number && k.End-k.Start == 4 && c.isYear(t, t+1) {
			s.does |= hasYear
			c.years = append(c.years, t)
		}
	}
	return s
}

package enrich

import (
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
	found    []counted
	label    int32 // last token of a number that was only a label
}

// counted is a figure with its place.
type counted struct {
	news.Figure
	quantity
	place int
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
	n := int32(len(c.Tokens))
	for i, m := int32(0), 0; i < n; {
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
		if c.Tokens[i].Kind != text.Number && c.classes[i]&isCount == 0 && !(c.classAt(i+1)&isFraction != 0 && (c.form(i) == "a" || c.form(i) == "an" || c.nordicOne(i))) {
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
}

// prepare lays the words over the tokens; false when there is no number.
func (c *counter) prepare() bool {
	n := len(c.Tokens)
	c.at = append(c.at[:0], make([]int32, n)...)
	c.classes = append(c.classes[:0], make([]figureClass, n)...)
	c.label = -1
	some := false
	for k, h := range c.hits {
		w := &c.words[h.Value]
		if w.lang != "" && c.d.lang != "" && w.lang != c.d.lang {
			continue
		}
		if c.at[h.First] == 0 {
			c.at[h.First] = int32(k) + 1
		}
		for t := h.First; t < h.Last; t++ {
			c.classes[t] |= w.class
		}
		some = some || w.class&isCount != 0
	}
	for i := 0; i < n && !some; i++ {
		some = c.Tokens[i].Kind == text.Number
	}
	return some
}

// word returns the longest listed word of a class that begins at token i.
func (c *counter) word(i int32, class figureClass) (w *figureWord, last int32) {
	if i < 0 || int(i) >= len(c.at) || c.at[i] == 0 || c.classes[i]&class == 0 {
		return nil, 0
	}
	for k := c.at[i] - 1; int(k) < len(c.hits) && c.hits[k].First == i; k++ {
		h := c.hits[k]
		x := &c.words[h.Value]
		if x.class&class != 0 && h.Last > last && (x.lang == "" || c.d.lang == "" || x.lang == c.d.lang) && !(x.class == isUnit && c.d.lang == "it" && c.form(i) == "stati" && !c.Tokens[i].Is(text.Capital)) {
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
	if !q.vague {
		low := q.low
		x.Value = &low
	}
	if q.ranged {
		high := q.high
		x.ValueMax, x.Bound = &high, news.BoundBetween
	}
	x.Period = c.period(q)
	x.Subject = c.subject(q)
	x.Evidence = []news.Span{c.span(q.first, q.last, "figure/"+x.Unit)}
	x.Estimator, x.Conduit = c.source(q, x.Evidence[0])
	c.found = append(c.found, x)
}

// settle joins what says the same in several places.
func (c *counter) settle() []news.Figure {
	out := make([]news.Figure, 0, len(c.found))
	for _, x := range c.found {
		same := -1
		for i := range out {
			if sameFigure(&out[i], &x.Figure) || bareAgain(&out[i], &x) {
				same = i
				break
			}
		}
		if same < 0 {
			out = append(out, x.Figure)
			continue
		}
		y := &out[same]
		y.Evidence = append(y.Evidence, x.Evidence...)
		y.Unit = either(y.Unit, x.Unit)
		y.Subject, y.Period = either(y.Subject, x.Subject), either(y.Period, x.Period)
		y.Estimator, y.Conduit = either(y.Estimator, x.Estimator), either(y.Conduit, x.Conduit)
	}
	return out
}

func either(a, b string) string {
	if a == "" {
		return b
	}
	return a
}

// sameFigure reports whether two figures state one quantity in the same words:
// equal numbers of different meaning stay apart.
func sameFigure(a, b *news.Figure) bool {
	fits := func(x, y string) bool { return x == y || x == "" || y == "" }
	return a.Unit == b.Unit && a.Bound == b.Bound && sameNumber(a.Value, b.Value) && sameNumber(a.ValueMax, b.ValueMax) &&
		fits(a.Subject, b.Subject) && fits(a.Period, b.Period) && fits(a.Estimator, b.Estimator) && fits(a.Conduit, b.Conduit)
}

// bareAgain reports whether a text states a large number again and names what
// it counts only once.
func bareAgain(a *news.Figure, b *counted) bool {
	return (a.Unit == "") != (b.Unit == "") && b.scaled && a.Bound == b.Bound && sameNumber(a.Value, b.Value) && sameNumber(a.ValueMax, b.ValueMax)
}

func sameNumber(a, b *float64) bool { return a == b || a != nil && b != nil && *a == *b }

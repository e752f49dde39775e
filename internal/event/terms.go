package event

import (
	"cmp"
	"slices"
	"strings"

	"cipherdesk/internal/news"
	"cipherdesk/internal/text"
)

// term is one thing that two articles can share, as a hash with its kind in
// the top three bits.
type term uint64

type kind uint8

const (
	isWord    kind = iota // a word as it stands, folded
	isMeaning             // a line of bridge.txt
	isFigure              // a number of thousands or more
	isCount               // a smaller one
	isDay                 // a day that the text names: "14 October"
	isLink                // a cited address
	isLaw                 // a law's tag
	isQuote               // a run of words that both quote
)

const kindShift = 61

func (t term) kind() kind { return kind(t >> kindShift) }

// newTerm hashes a key (FNV-1a, which needs no hasher on the heap).
func newTerm(k kind, key string) term {
	h := uint64(14695981039346656037)
	for i := range len(key) {
		h = (h ^ uint64(key[i])) * 1099511628211
	}
	h ^= h >> 29
	return term(h<<3>>3) | term(k)<<kindShift
}

// mention is a term where it stands in a field.
type mention struct {
	term        term
	first, last int32 // tokens
	name        bool  // written like a name
	lower       bool  // written like any word: no name
}

// counted is a term with how much an article says it.
type counted struct {
	term  term
	count float64
	name  bool
	lower bool
	own   bool // the article's own address: others may cite it
	place place
}

// place is where a term stands first: bytes of a field. The zero value is
// nowhere.
type place struct {
	field      uint8 // of fieldNames
	start, end int32
}

// The fields of a place.
const (
	nowhere uint8 = iota
	theTitle
	theSummary
	theBody
)

// fieldNames are the fields of a place, as spans call them.
var fieldNames = [...]news.Field{"", news.FieldTitle, news.FieldSummary, news.FieldText}

// much is how much an article says a term.
func (c counted) much() float64 { return damped(c.count) * c.factor() }

// factor: a shared number, day or cited address says more than a shared word,
// a law that half the field is about says less.
func (c counted) factor() float64 {
	switch c.term.kind() {
	case isFigure, isDay:
		return 1.5
	case isCount:
		return 0.9
	case isLink, isQuote:
		return 1.2
	case isLaw:
		return 0.5
	}
	if c.name {
		return 1.25
	}
	return 1
}

// reader takes texts apart. It keeps its memory from text to text.
type reader struct {
	bridge  *bridge
	words   text.Words
	hits    []text.Hit
	taken   []bool // tokens that a phrase of the bridge covers
	found   []mention
	counted []counted
	today   [3]term // the days around the article's own, which every page prints
	said    outline // of the body last counted
}

// What a word counts by its place. What an article is about stands at its top;
// its end recalls older events.
const (
	inTitle   = 1.6
	inSummary = 1.0
	inLead    = 0.8 // up to word fullLead of the body, from there falling with the square of the distance
	fullLead  = 20
	inBody    = 0.5 // figures, links and laws of the whole text
)

// terms is what an article says; figures are those of its body. The result is
// overwritten by the next call; r.said is then the outline of its body.
func (r *reader) terms(p *news.Piece, figures []figure) []counted {
	r.counted, r.today = r.counted[:0], daysAround(p)
	lang := language(p)
	for _, m := range r.read(p.Title, lang) {
		r.count(m, inTitle, theTitle)
	}
	if !leads(p) {
		for _, m := range r.read(p.Text.Summary, lang) {
			r.count(m, inSummary, theSummary)
		}
	}
	end := int32(len(lead(p.Text.Body)))
	found := r.read(firstWords(p.Text.Body, outlineWords), lang)
	for _, m := range found {
		if r.words.Tokens[m.last-1].End <= end {
			far := fullLead / max(fullLead, float64(m.first))
			r.count(m, inLead*far*far, theBody)
		}
	}
	r.said = r.outline(found)
	for _, f := range figures {
		r.enter(counted{term: f.term, count: inBody, name: true, place: f.place})
	}
	r.citations(p)
	r.quotes(p)
	return most(r.fold())
}

// daysAround are the days of publication and those beside it as terms; zero
// terms when the day is not known.
func daysAround(p *news.Piece) (out [3]term) {
	d := credible(p)
	if !d.known || !d.from.Equal(d.to) {
		return out
	}
	for i := range out {
		day := d.from.AddDate(0, 0, i-1)
		out[i] = dayTerm(int(day.Month()), day.Day())
	}
	return out
}

// language is that of the piece, "" when nobody says; without its region.
func language(p *news.Piece) string {
	base, _, _ := strings.Cut(cmp.Or(p.Language, p.Findings.Language), "-")
	return base
}

// leads reports whether the summary is the beginning of the body.
func leads(p *news.Piece) bool {
	begin := clip(p.Text.Summary, shortestLead)
	return begin != "" && strings.HasPrefix(p.Text.Body, begin)
}

// count enters a mention in the field just read.
func (r *reader) count(m mention, weight float64, field uint8) {
	if m.term.kind() == isDay && slices.Contains(r.today[:], m.term) {
		return
	}
	r.enter(counted{term: m.term, count: weight, name: m.name, lower: m.lower,
		place: place{field, r.words.Tokens[m.first].Start, r.words.Tokens[m.last-1].End}})
}

func (r *reader) enter(c counted) { r.counted = append(r.counted, c) }

// citations counts the laws and pages that the article cites, and its own
// address, which others may cite.
func (r *reader) citations(p *news.Piece) {
	for _, t := range p.Findings.Tags {
		if strings.HasPrefix(t.Tag, "law/") && t.Tag != otherLaws && len(t.Evidence) > 0 {
			r.enter(counted{term: newTerm(isLaw, t.Tag), count: inBody, place: placeOf(t.Evidence[0])})
		}
	}
	for _, l := range outgoing(p) {
		c := counted{term: linkTerm(l.URL), count: inBody}
		if l.Start >= 0 {
			c.place = place{theBody, int32(l.Start), int32(l.End)}
		}
		r.enter(c)
	}
	if p.URL != "" {
		r.enter(counted{term: linkTerm(p.URL), count: inBody, own: true})
	}
}

// otherLaws is the tag of every law that has none of its own: sharing it says
// nothing.
const otherLaws = "law/other"

// placeOf is where a span stands.
func placeOf(s news.Span) place {
	return place{uint8(max(slices.Index(fieldNames[:], s.Field), 0)), int32(s.Start), int32(s.End)}
}

const (
	mostQuotes = 12 // of one article
	quoteRun   = 6  // words
	quoteRuns  = 2  // of one quotation: those with the smallest hashes, which a quotation cut elsewhere has too
)

// quotes counts runs of words that the article quotes.
func (r *reader) quotes(p *news.Piece) {
	n := 0
	for _, c := range p.Findings.Citations {
		if c.Kind != news.CiteQuote || n == mostQuotes {
			continue
		}
		n++
		for _, s := range c.Evidence {
			r.quoted(s)
		}
	}
}

// quoted enters the runs by which a quotation is known.
func (r *reader) quoted(s news.Span) {
	w := &r.words
	w.Read(s.Quote)
	var words []int // tokens that are words
	for i := range w.Tokens {
		if t := &w.Tokens[i]; t.Kind != text.Mark && !t.Is(text.Possessive) {
			words = append(words, i)
		}
	}
	type run struct {
		hash uint64
		at   int
	}
	var runs []run
	for i, h := range text.Shingles(w, quoteRun) {
		if i+quoteRun <= len(words) {
			runs = append(runs, run{h * 0x9E3779B97F4A7C15, i})
		}
	}
	slices.SortFunc(runs, func(a, b run) int { return cmp.Compare(a.hash, b.hash) })
	for _, x := range runs[:min(len(runs), quoteRuns)] {
		at := placeOf(s)
		from, to := w.Tokens[words[x.at]].Start, w.Tokens[words[x.at+quoteRun-1]].End
		at.start, at.end = at.start+from, at.start+to
		r.enter(counted{term: term(x.hash<<3>>3) | term(isQuote)<<kindShift, count: inBody, place: at})
	}
}

// mostLinks bounds what is read of a page that is made of links.
const mostLinks = 24

// outgoing are the links of the article's text to other sites.
func outgoing(p *news.Piece) []news.Link {
	own := hostOf(p.URL)
	var out []news.Link
	for _, l := range p.Text.Links {
		if l.Place == "body" && hostOf(l.URL) != own && len(out) < mostLinks {
			out = append(out, l)
		}
	}
	return out
}

// linkTerm leaves out of an address what does not change the page.
func linkTerm(url string) term {
	_, rest, _ := strings.Cut(url, "://")
	rest, _, _ = strings.Cut(rest, "#")
	return newTerm(isLink, strings.TrimSuffix(strings.TrimPrefix(rest, "www."), "/"))
}

// hostOf is the host of an address without www.
func hostOf(url string) string {
	_, rest, _ := strings.Cut(url, "://")
	host, _, _ := strings.Cut(rest, "/")
	return strings.TrimPrefix(host, "www.")
}

// fold adds up what stands for one term.
func (r *reader) fold() []counted {
	slices.SortFunc(r.counted, func(a, b counted) int {
		return cmp.Or(cmp.Compare(a.term, b.term), cmp.Compare(a.count, b.count))
	})
	out := r.counted[:0]
	for _, c := range r.counted {
		n := len(out)
		if n == 0 || out[n-1].term != c.term {
			out = append(out, c)
			continue
		}
		last := &out[n-1]
		last.count += c.count
		last.name, last.lower, last.own = last.name || c.name, last.lower || c.lower, last.own && c.own
		if c.place.before(last.place) {
			last.place = c.place
		}
	}
	return out
}

// before orders places as a reader meets them.
func (a place) before(b place) bool {
	return a.field != nowhere && (b.field == nowhere || cmp.Or(cmp.Compare(a.field, b.field), cmp.Compare(a.start, b.start)) < 0)
}

// read returns what stands in one field. It is overwritten by the next call.
func (r *reader) read(source, lang string) []mention {
	r.found = r.found[:0]
	w := &r.words
	w.Read(source)
	w.Classify(r.bridge.phrases.Lexicon())
	r.hits = r.bridge.phrases.Find(w, r.hits[:0])
	r.taken = append(r.taken[:0], make([]bool, len(w.Tokens))...)
	for _, h := range r.hits {
		for _, v := range r.bridge.phrases.Values(h.Value) {
			r.meaning(h, r.bridge.forms[v], lang)
		}
	}
	plain := lang != "de" && !titleCase(w) // elsewhere a capital says nothing
	for i := range w.Tokens {
		switch t := &w.Tokens[i]; t.Kind {
		case text.Number:
			r.number(i)
		case text.Glyph:
			r.glyphs(i)
		case text.Word:
			if !r.taken[i] && !t.Is(text.Possessive) {
				r.word(i, plain)
			}
		}
	}
	return r.found
}

// meaning enters what a phrase of the bridge means in that language.
func (r *reader) meaning(h text.Hit, f form, lang string) {
	if f.lang != "" && f.lang != lang {
		return
	}
	for i := h.First; i < h.Last; i++ {
		r.taken[i] = true
	}
	r.found = append(r.found, mention{term: r.bridge.terms[f.meaning], first: h.First, last: h.Last})
}

// glyphs enters two signs in a row of a script without spaces: one alone is no
// word.
func (r *reader) glyphs(i int) {
	w := &r.words
	if next := i + 1; next < len(w.Tokens) && w.Tokens[next].Kind == text.Glyph && w.Tokens[next].Is(text.Joined) {
		r.found = append(r.found, mention{term: newTerm(isWord, w.Fold(i)+w.Fold(next)), first: int32(i), last: int32(next + 1)})
	}
}

func (r *reader) word(i int, plain bool) {
	t := &r.words.Tokens[i]
	key := r.words.Fold(i)
	if r.bridge.function[key] || len(key) < 3 && !t.Is(text.Upper) {
		return
	}
	name := t.Is(text.Upper) || plain && t.Is(text.Capital) && !t.Is(text.Opens)
	r.found = append(r.found, mention{newTerm(isWord, key), int32(i), int32(i + 1), name, !t.Is(text.Capital) && !t.Is(text.Upper)})
}

// titleCase reports whether most longer words are capitalised.
func titleCase(w *text.Words) bool {
	capitals, all := 0, 0
	for i := range w.Tokens {
		if t := &w.Tokens[i]; t.Kind == text.Word && t.End-t.Start > 4 {
			all++
			if t.Is(text.Capital) {
				capitals++
			}
		}
	}
	return all > 2 && 3*capitals > 2*all
}

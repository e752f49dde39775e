package event

import (
	_ "embed"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"cipherdesk/internal/news"

	"golang.org/x/text/unicode/norm"
)

// term is one thing that two articles can share; its first byte says of what
// kind: a word, a name, a number, a cited address, a law.
type term string

const (
	kindWord = 'w'
	kindName = 'n'
	kindFig  = 'f'
	kindLink = 'l'
	kindLaw  = 't'
)

// stem is how much of a word counts. Seven letters are a stemmer that works
// alike in every language of the field: encryption, encryptie, encriptación.
const stem = 7

// leadWords is how much of the body counts: what an article is about stands at
// its top, and background paragraphs at its end recall older events.
const leadWords = 160

// weighted is a term with its weight in one article.
type weighted struct {
	term   term
	weight float64
}

// vector is an article's terms, sorted, scaled to length one.
type vector struct{ terms []weighted }

func (v vector) cosine(o vector) float64 {
	sum := 0.0
	for i, j := 0, 0; i < len(v.terms) && j < len(o.terms); {
		switch a, b := v.terms[i], o.terms[j]; {
		case a.term < b.term:
			i++
		case a.term > b.term:
			j++
		default:
			sum += a.weight * b.weight
			i++
			j++
		}
	}
	return sum
}

// terms counts what an article says, by field: a headline's word counts twice a
// summary's.
func terms(p news.Piece) map[term]float64 {
	count := map[term]float64{}
	addWords(count, p.Title, 2)
	summary := p.Text.Summary
	addWords(count, summary, 1)
	addWords(count, lead(p.Text.Body), 0.7)
	for _, f := range p.Findings.Figures {
		if f.Value != nil && telling(*f.Value) {
			count[figureTerm(*f.Value)] = 1.5
		}
	}
	for _, l := range p.Text.Links {
		if l.Place == "body" && !strings.Contains(l.URL, hostOf(p.URL)) {
			count[term(string(kindLink)+l.URL)] = 1
		}
	}
	for _, t := range p.Findings.Tags {
		if strings.HasPrefix(t.Tag, "law/") {
			count[term(string(kindLaw)+t.Tag)] = 1
		}
	}
	return count
}

func figureTerm(v float64) term { return term(string(kindFig) + strconv.FormatFloat(v, 'g', 6, 64)) }

func notWord(r rune) bool {
	return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '\'' && r != '’'
}

// telling leaves out numbers that any two articles might share.
func telling(v float64) bool { return v >= 13 && v != 100 && v != 1000 && v != 24 && v != 50 }

func hostOf(url string) string {
	_, rest, _ := strings.Cut(url, "://")
	host, _, _ := strings.Cut(rest, "/")
	if host == "" {
		return "\x00"
	}
	return host
}

// lead is the first leadWords words.
func lead(body string) string {
	words := 0
	inWord := false
	for i, r := range body {
		space := unicode.IsSpace(r)
		if inWord && space {
			if words++; words >= leadWords {
				return body[:i]
			}
		}
		inWord = !space
	}
	return body
}

func addWords(count map[term]float64, s string, weight float64) {
	for _, w := range strings.FieldsFunc(s, notWord) {
		key := fold(w)
		if len(key) < 3 {
			continue
		}
		if unicode.IsDigit(rune(key[0])) {
			continue // numbers count as figures, with their magnitude
		}
		count[term(string(kindWord)+key)] += weight
		if r := []rune(w); unicode.IsUpper(r[0]) && len(r) > 3 {
			count[term(string(kindName)+key)] = max(count[term(string(kindName)+key)], weight/2)
		}
	}
}

// fold takes accents, case and endings off a word.
func fold(w string) string {
	w = strings.TrimSuffix(strings.TrimSuffix(strings.ReplaceAll(w, "’", "'"), "'s"), "'")
	var b strings.Builder
	n := 0
	for _, r := range norm.NFD.String(w) {
		if unicode.Is(unicode.Mn, r) {
			continue
		}
		if n++; n > stem {
			break
		}
		b.WriteRune(unicode.ToLower(r))
	}
	return b.String()
}

//go:embed common.txt
var commonWords string

// corpus counts in how many articles each term was seen. The words that the
// whole field shares start with a share of imagined articles, so that the first
// hundred real ones are weighed sensibly.
type corpus struct {
	size     float64
	seen     map[term]float64
	function map[string]bool // words that carry no meaning in any language read
}

const imagined = 10

func newCorpus() corpus {
	c := corpus{size: imagined, seen: map[term]float64{}, function: map[string]bool{}}
	for _, w := range strings.Fields(functionText) {
		c.function[fold(w)] = true
	}
	share := 0.0
	for line := range strings.Lines(commonWords) {
		line = strings.TrimSpace(line)
		if percent, is := strings.CutPrefix(line, "%"); is {
			p, err := strconv.ParseFloat(strings.TrimSpace(percent), 64)
			if err != nil {
				panic("common.txt: " + err.Error())
			}
			share = p / 100
			continue
		}
		if strings.HasPrefix(line, "#") {
			continue
		}
		for _, w := range strings.Fields(line) {
			key := fold(w)
			c.seen[term(string(kindWord)+key)] = share * imagined
			c.seen[term(string(kindName)+key)] = share * imagined
		}
	}
	return c
}

//go:embed function.txt
var functionText string

// learn counts an article in.
func (c *corpus) learn(count map[term]float64) {
	c.size++
	for t := range count {
		c.seen[t]++
	}
}

// vector weighs an article's terms by what is known of the corpus now.
func (c *corpus) vector(count map[term]float64) vector {
	v := vector{terms: make([]weighted, 0, len(count))}
	norm := 0.0
	for t, n := range count {
		if c.function[string(t[1:])] {
			continue
		}
		w := (1 + math.Log(max(n, 0.4)/0.4)) * c.rarity(t) * kindWeight(t)
		v.terms = append(v.terms, weighted{t, w})
		norm += w * w
	}
	norm = math.Sqrt(norm)
	for i := range v.terms {
		v.terms[i].weight /= norm
	}
	slices.SortFunc(v.terms, func(a, b weighted) int { return compare(a.term, b.term) })
	return v
}

func (c *corpus) rarity(t term) float64 {
	return math.Log((c.size + 1) / (c.seen[t] + 0.5))
}

// kindWeight: a shared number or cited address says more than a shared word.
func kindWeight(t term) float64 {
	switch t[0] {
	case kindFig:
		return 1.3
	case kindLink:
		return 1.2
	case kindName:
		return 0.6
	case kindLaw:
		return 0.5
	}
	return 1
}

func compare[T ~string](a, b T) int { return strings.Compare(string(a), string(b)) }

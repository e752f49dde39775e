package page

import (
	"hash/maphash"
	"strings"

	"cipherdesk/internal/markup"
)

// Many newsrooms print the whole text once more for machines, as articleBody in
// JSON-LD. It has no paragraphs, links or marks, and often no lists and
// quotations, so the text is not taken from there; but it knows well what belongs
// to the article.

// fewWitnessed is the length, in words, below which an articleBody is a summary.
const fewWitnessed = 80

// gramSize is how many words in a row are compared.
const gramSize = 4

// testimony is what a page's data says its article is.
type testimony struct {
	seed   maphash.Seed
	grams  map[uint64]struct{}
	label  string
	words  int
	closed bool // it ends with a sentence, not in its midst
}

// testify reads the articleBody, nil when there is none to speak of.
func (h *head) testify() *testimony {
	body := strings.TrimSpace(h.article().text("articleBody"))
	if strings.Contains(body, "</") {
		body = plainHTML(body)
	}
	label := labelOf(body)
	w := strings.Fields(label)
	if len(w) < fewWitnessed {
		return nil
	}
	t := &testimony{seed: maphash.MakeSeed(), grams: make(map[uint64]struct{}, len(w)), label: " " + label + " ", words: len(w), closed: endsSentence(body)}
	for i := 0; i+gramSize <= len(w); i++ {
		t.grams[t.hash(w[i:i+gramSize])] = struct{}{}
	}
	return t
}

func (t *testimony) hash(words []string) uint64 {
	var h maphash.Hash
	h.SetSeed(t.seed)
	for _, w := range words {
		h.WriteString(w)
		h.WriteByte(' ')
	}
	return h.Sum64()
}

// share is how much of a block's text stands in the articleBody.
func (t *testimony) share(k *block) float64 {
	w := strings.Fields(labelOf(k.text))
	if len(w) < gramSize+2 {
		if len(w) > 0 && strings.Contains(t.label, " "+strings.Join(w, " ")+" ") {
			return 1
		}
		return 0
	}
	n := 0
	for i := 0; i+gramSize <= len(w); i++ {
		if _, ok := t.grams[t.hash(w[i:i+gramSize])]; ok {
			n++
		}
	}
	return float64(n) / float64(len(w)-gramSize+1)
}

// hear lets the articleBody speak, where it is of the text that the page shows:
// what it has is kept, prose that it has not is left out.
func (p *page) hear() {
	t := p.head.testify()
	if t == nil {
		return
	}
	shares := make([]float64, len(p.blocks))
	covered, kept, foreign, last := 0, 0, 0, -1
	for i := range p.blocks {
		k := &p.blocks[i]
		if shares[i] = t.share(k); shares[i] >= .6 {
			covered += k.words
			if k.words >= gramSize+2 {
				last = i
			}
		}
		if k.cut == "" {
			kept += k.words
			if t.denies(k, shares[i]) {
				foreign += k.words
			}
		}
	}
	if covered*10 < t.words*7 {
		return // the page shows another text, or hides it
	}
	for i := range p.blocks {
		k := &p.blocks[i]
		switch {
		case shares[i] >= .7 && k.words >= gramSize+2 && (k.cut == outside || strings.HasSuffix(k.cut, ")")):
			k.cut = ""
		case k.cut == "" && foreign*3 < kept && t.denies(k, shares[i]) && (i < last || t.closed):
			k.cut = "not in the article's data"
		}
	}
}

// denies reports prose that the articleBody has not. What it may leave out for its
// form, and what an editor adds to a finished text, is not denied.
func (t *testimony) denies(k *block, share float64) bool {
	return share < .15 && k.kind == prose && !k.quoted && k.words >= gramSize+2 && !notice(k.text)
}

// plainHTML is the visible text of a piece of HTML.
func plainHTML(src string) string {
	doc, err := markup.Parse(src)
	if err != nil {
		return ""
	}
	return plain(doc, maxBytes)
}

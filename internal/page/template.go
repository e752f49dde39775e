package page

import (
	"cmp"
	"encoding/hex"
	"hash/fnv"
	"maps"
	"slices"
	"strings"
	"unicode"

	"crypto/sha256"

	"cipherdesk/internal/markup"
	"cipherdesk/internal/news"
)

// Template is what the pages of one host have in common: blocks that stand in
// several of its articles, and so belong to none. It is a value: [Template.Learn]
// and [Template.Merge] answer new ones, and equal contents have equal versions.
// The zero value knows nothing.
//
// It is an input of extraction, kept by whoever keeps the texts:
//
//   - after a page was read, Learn adds it to the host's growing template; that
//     costs one reading of the page and is the same whenever it is done twice;
//   - a template comes into use, as Options.Template with Options.Article, from time
//     to time and as a whole, since with each new [Template.Version] the host's texts
//     are other texts, to be derived anew before they are compared;
//   - encoding/json writes and reads it; it holds at most maxPrints blocks.
type Template struct {
	// Blocks maps the print of a block's words to the articles it was seen in,
	// sorted, at most enough to know: they are stored, so they are exported.
	Blocks map[string][]string `json:"blocks,omitempty"`
}

const (
	// enough other articles must show a block before it is template.
	enough = 3
	// maxPrints bounds what is remembered of one host.
	maxPrints = 6000
)

// Learn adds one article page to what is known of its host. Article is the
// article's identity: twins of a page (AMP, mobile) must not count twice. A page
// that cannot be read teaches nothing.
func (t Template) Learn(article news.ArticleID, body []byte, o Options) Template {
	doc, err := markup.Parse(markup.DecodeHTML(body[:min(len(body), maxBytes)], o.ContentType).Text)
	if err != nil {
		return t
	}
	p := open(doc, o)
	p.read(doc)
	one := Template{Blocks: map[string][]string{}}
	for i := range p.blocks {
		if len(one.Blocks) >= maxPrints/4 {
			break
		}
		one.Blocks[printOf(&p.blocks[i])] = []string{string(article)}
	}
	return t.merge(one, string(article))
}

// Merge joins what two parts of a host's pages taught.
func (t Template) Merge(u Template) Template { return t.merge(u, "") }

// merge joins two templates; where there is too much, what the named article has
// stays.
func (t Template) merge(u Template, article string) Template {
	out := Template{Blocks: make(map[string][]string, len(t.Blocks)+len(u.Blocks))}
	maps.Copy(out.Blocks, t.Blocks)
	for block, seen := range u.Blocks {
		all := slices.Concat(out.Blocks[block], seen)
		slices.Sort(all)
		all = slices.Compact(all)
		out.Blocks[block] = all[:min(len(all), enough+1)]
	}
	out.forget(article)
	return out
}

// forget drops the blocks seen least when there are too many, in an order that
// depends on nothing but them; those of the article learnt last go after the
// others, or a full memory would learn nothing new.
func (t *Template) forget(article string) {
	if len(t.Blocks) <= maxPrints {
		return
	}
	late := func(block string) int {
		if article != "" && slices.Contains(t.Blocks[block], article) {
			return 1
		}
		return 0
	}
	blocks := slices.SortedFunc(maps.Keys(t.Blocks), func(a, b string) int {
		return cmp.Or(len(t.Blocks[b])-len(t.Blocks[a]), late(b)-late(a), strings.Compare(a, b))
	})
	for _, block := range blocks[maxPrints:] {
		delete(t.Blocks, block)
	}
}

// Version names what the template cuts: empty when it cuts nothing yet. It is
// part of [news.Text.Version]. Which articles have a block matters only while one
// of them could have too few others.
func (t Template) Version() string {
	var known []string
	for block, seen := range t.Blocks {
		switch {
		case len(seen) > enough:
			known = append(known, block)
		case len(seen) == enough:
			known = append(known, block+strings.Join(seen, ","))
		}
	}
	if known == nil {
		return ""
	}
	slices.Sort(known)
	sum := sha256.Sum256([]byte(strings.Join(known, "\n")))
	return "t" + hex.EncodeToString(sum[:5])
}

// has reports that a block stands in enough articles other than this one.
func (t Template) has(k *block, article news.ArticleID) bool {
	seen := t.Blocks[printOf(k)]
	others := len(seen)
	if slices.Contains(seen, string(article)) {
		others--
	}
	return others >= enough
}

// printOf is a short name of a block's words. In lines digits do not count: "12
// comments" and "3 comments" are one block. In a sentence they are what it says.
func printOf(k *block) string {
	h := fnv.New64a()
	says := k.sentences()
	for _, r := range labelOf(k.text) {
		if says || r < '0' || r > '9' {
			h.Write([]byte(string(r)))
		}
	}
	return hex.EncodeToString(h.Sum(nil))
}

// template cuts the blocks that the host's other articles have too. Newsrooms also
// repeat what they report: ledes of wire copies, background, corrections. So a
// sentence is cut only where nothing speaks for its being reported (see
// [page.acquit]), a whole paragraph only under the text. A page of which three
// quarters and more would go is no page with a template, but one text at several
// addresses: it is left as it is.
func (p *page) template(t Template) {
	if len(t.Blocks) == 0 {
		return
	}
	in, before := p.kept(), p.size()
	known := make([]bool, len(in))
	for n, i := range in {
		known[n] = t.has(&p.blocks[i], p.o.Article)
	}
	p.acquit(in, known)
	for n, i := range in {
		if known[n] {
			p.blocks[i].cut = "template"
		}
	}
	if 4*p.size() >= before {
		return
	}
	for _, i := range in {
		if k := &p.blocks[i]; k.cut == "template" {
			k.cut = ""
		}
	}
}

// acquit takes back what is known from other articles and still is this one's.
func (p *page) acquit(in []int, known []bool) {
	end := len(in) // the known blocks from here on are under the text
	for end > 0 && known[end-1] {
		end--
	}
	for n := 0; n < len(in); n++ {
		run := n // sentences in a row that other articles have too
		for run < len(in) && known[run] && p.blocks[in[run]].sentences() {
			run++
		}
		lede := !slices.ContainsFunc(in[:n], func(i int) bool { return p.blocks[i].sentences() })
		for m := n; m < run; m++ {
			k := &p.blocks[in[m]]
			known[m] = k.addresses() || !lede && !k.reports() && (m >= end || k.words < 25 && run-n < 3)
		}
		if run == n {
			k := &p.blocks[in[n]]
			known[n] = known[n] && (k.density() >= .5 || k.kind == prose && !k.quoted && k.words < 25)
			continue
		}
		n = run - 1
	}
}

// sentences reports a block that can be a paragraph of the article.
func (k *block) sentences() bool {
	return k.density() < .5 && (k.kind == prose || k.kind == item) && k.words >= 5 && endsSentence(k.text)
}

// readerWords speak to the reader, as pleas, offers and house rules do.
var readerWords = wordSet("you your yours you're newsletter subscribe donate cookies abonnieren spenden vous votre vos abonnez usted suscríbete suscripción jouw uw abonneer iscriviti abbonati você assine")

// addresses reports a block that speaks to the reader, in nobody's quotation.
func (k *block) addresses() bool {
	return !quotes(k.text) && !notice(k.text) && slices.ContainsFunc(strings.Fields(labelOf(k.text)), func(w string) bool { return w != ":" && readerWords[w] })
}

// reportWords say who said something.
var reportWords = wordSet("said says told according wrote announced sagte sagten laut zufolge erklärte selon affirmé déclaré indiqué según dijo afirmó secondo dichiarato volgens zei enligt segundo disse")

// reports reports a block that says what somebody said, or counts something, or
// tells of a correction: whoever repeats it still reports it.
func (k *block) reports() bool {
	if k.quoted || quotes(k.text) || notice(k.text) || strings.ContainsFunc(k.text, unicode.IsDigit) && !strings.ContainsAny(k.text, "©®") {
		return true
	}
	return slices.ContainsFunc(strings.Fields(labelOf(k.text)), func(w string) bool { return w != ":" && reportWords[w] })
}

// quotes reports somebody's words in a text.
func quotes(s string) bool {
	return strings.ContainsAny(s, "“”«»„") || strings.Count(s, `"`) > 1
}

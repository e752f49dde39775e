package page

import (
	"slices"
	"strings"
	"unicode"
)

// overTitle cuts the lines over the headline: sections, names of the site,
// today's date. A page whose text stands over its headline keeps it.
func (p *page) overTitle() {
	at := p.titled()
	over, under := 0, 0
	in := p.kept()
	for _, i := range in {
		if k := &p.blocks[i]; i < at {
			over += k.long()
		} else if k.paragraph() {
			under++
		}
	}
	if at < 0 || over > 0 || under == 0 {
		return
	}
	for _, i := range in {
		if k := &p.blocks[i]; i < at && !k.paragraph() {
			k.cut = "over the headline"
		}
	}
}

// titled is the first block that prints the headline, -1 when none does.
func (p *page) titled() int {
	return slices.IndexFunc(p.blocks, func(k block) bool { return p.prints(&k) })
}

// prints reports a block that is the headline.
func (p *page) prints(k *block) bool {
	if p.titleLabel == "" {
		p.titleLabel = strings.TrimSuffix(labelOf(p.title), " :")
	}
	return p.titleLabel != "" && k.label == p.titleLabel
}

// scraps cuts what templates print between headline and text and right under
// the text: sections, names, counters, tools, tags.
func (p *page) scraps() {
	in := p.kept()
	first, last := -1, -1
	for n, i := range in {
		if p.blocks[i].tells() {
			if first < 0 {
				first = n
			}
			last = n
		}
	}
	if first < 0 {
		return // a poem, a list: nothing tells its edges
	}
	for n, i := range in[:min(len(in), first+4)] {
		switch k := &p.blocks[i]; {
		case n < first && k.scrap():
			k.cut = "line over the text"
		case k.kind == prose && k.words <= 12 && k.namesOnly(p.sign()):
			k.cut = "author"
		}
	}
	for _, i := range in[last+1:] {
		switch k := &p.blocks[i]; {
		case k.kind == prose && k.density() > .6 && !endsSentence(k.text) && !k.document():
			k.cut = "see-also"
		case k.row():
			k.cut = "line under the text"
		}
	}
}

// namesOnly reports a line that names those who sign and says nothing else.
func (k *block) namesOnly(names []string) bool {
	rest := k.label
	for _, n := range names {
		rest = strings.Replace(rest, labelOf(n), "", 1)
	}
	switch strings.TrimSpace(rest) {
	case "", "by", "and", "by and", "and by":
		return rest != k.label
	}
	return false
}

// document reports a line that links to a file: it is what its page is about.
func (k *block) document() bool {
	for _, a := range k.anchors {
		path, _, _ := strings.Cut(strings.ToLower(a.href), "?")
		for _, ending := range []string{".pdf", ".doc", ".docx", ".odt", ".rtf", ".csv", ".xls", ".xlsx", ".ods"} {
			if strings.HasSuffix(path, ending) {
				return true
			}
		}
	}
	return false
}

// tells reports a block with a sentence in it.
func (k *block) tells() bool {
	return k.paragraph() || k.kind == prose && k.words-k.linked >= 8 && endsSentence(k.text)
}

// scrap reports a line that is no sentence and too short for a standfirst.
func (k *block) scrap() bool {
	switch {
	case k.quoted || endsSentence(k.text) || strings.HasSuffix(k.text, ":"):
		return false
	case k.kind == item:
		return k.words <= 4 && k.density() > .6
	}
	return k.kind == prose && k.words <= 8 || k.row()
}

// row reports a line put together from several short pieces: "3 min read",
// "Share", "Print" side by side.
func (k *block) row() bool {
	if len(k.pieces) < 3 || k.words > 30 || k.kind != prose {
		return false
	}
	for _, p := range k.pieces {
		if len(strings.Fields(p.text)) > 6 {
			return false
		}
	}
	return !endsSentence(k.text)
}

// legal cuts the long sentences with which sites close their articles, which
// are not looked up elsewhere: "This entry was posted on … and filed under …".
func (p *page) legal() {
	const longest = 90
	in := p.kept()
	for n := max(0, len(in)-5); n < len(in); n++ {
		k := &p.blocks[in[n]]
		if k.label != "" || k.words > longest || k.kind != prose && k.kind != item || k.quoted {
			continue
		}
		why, _ := shortBlocks().reason(labelOf(k.text))
		switch why {
		case "author", "comments", "newsletter", "advertisement", "site", "share", "consent":
			k.cut = why
		}
	}
}

// contacts cuts the line under the text that says how to reach the writer.
func (p *page) contacts() {
	in := p.kept()
	for n := max(1, len(in)-3); n < len(in); n++ {
		k := &p.blocks[in[n]]
		if k.kind == prose && !k.quoted && k.words <= 25 && reachable(k.text) {
			k.cut = "author"
		}
	}
}

// reachable reports an e-mail address or the name of an account.
func reachable(s string) bool {
	for w := range strings.FieldsSeq(s) {
		w = strings.Trim(w, "().,;:<>[]")
		at := strings.IndexByte(w, '@')
		if at == 0 && len(w) > 3 || at > 0 && strings.Contains(w[at:], ".") {
			return true
		}
	}
	return false
}

// counters are what sites count under and over articles, and words beside it.
var counters = wordSet("reads read views view hits likes like shares share comments comment replies reply claps reactions minread lesezeit lesedauer lesen aufrufe zugriffe kommentare kommentar bewertung " +
	"lecture lectures vues commentaires commentaire partages lectura lecturas visitas comentarios comentario lettura letture visualizzazioni commenti commento leestijd reacties reactie leituras leitura visualizacoes comentários kommentarer visninger lukukertaa komentarzy")
var beside = wordSet("min mins minute minutes minuten minuti minutos minuut minuter minutter temps de di du la le time reading tempo tiempo del artículo article of to so far : sec seconds total : x")

func wordSet(s string) map[string]bool {
	m := map[string]bool{}
	for w := range strings.FieldsSeq(s) {
		m[labelOf(w)] = true
	}
	m[":"] = true
	return m
}

// counts reports a line that only counts: "2311 reads", "6 min read".
func counts(label string) bool {
	number, counted := false, false
	for w := range strings.FieldsSeq(label) {
		switch {
		case strings.IndexFunc(w, func(r rune) bool { return !unicode.IsDigit(r) && r != 'k' && r != 'm' }) < 0:
			number = true
		case counters[w]:
			counted = true
		case !beside[w]:
			return false
		}
	}
	return number && counted
}

var commentNouns = wordSet("comment comments response responses reply replies thought thoughts kommentar kommentare antwort antworten commentaire commentaires réponse réponses comentario comentarios " +
	"respuesta respuestas commento commenti risposta risposte reactie reacties comentário comentários resposta respostas kommentarer svar kommenttia komentarz komentarze komentarzy komentář komentáře")

// countsComments reports the line over the readers' comments: "59 comments on
// “Headline”", "Kommentare (3)".
func countsComments(label, title string) bool {
	number, noun := false, false
	rest := label
	for rest != "" {
		w, after, _ := strings.Cut(rest, " ")
		switch {
		case commentNouns[w] && w != ":":
			noun = true
		case strings.IndexFunc(w, func(r rune) bool { return !unicode.IsDigit(r) }) < 0:
			number = true
		case w == ":":
		default:
			_, named, _ := strings.Cut(rest, " ")
			return number && noun && title != "" && (named == title || strings.HasPrefix(title, named) && len(named) > 8)
		}
		rest = after
	}
	return number && noun
}

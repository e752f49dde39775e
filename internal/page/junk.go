package page

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// judge gives every block that is plainly not the article its reason: by the
// part of the page it stands in, by that part's name, by its own words.
func (b *builder) judge() {
	total := b.weigh()
	lex := shortBlocks()
	for i := range b.elems {
		e := &b.elems[i]
		if e.parent >= 0 && b.elems[e.parent].why != "" {
			e.why = b.elems[e.parent].why
			continue
		}
		why, share := partOf(e.node)
		switch {
		case why == "", e.words*100 >= total*share:
			// A name on the box that holds the article is the name of something else:
			// "layout-with-sidebar".
		case why == "see-also" && e.linked*3 < e.all, why == "navigation" && share <= 30 && e.words >= 20:
			// A "teaser" without links is a standfirst, a "toc" with prose a chapter.
		case share <= 30 && e.words > 200, e.node.DataAtom == atom.P && e.all > 40:
			// Nobody asks for an address, or sells himself, at such length.
		default:
			e.why = why + " (" + selectorOf(e.node) + ")"
		}
	}
	for i := range b.blocks {
		k := &b.blocks[i]
		k.cut = b.elems[k.at].why
		if k.cut == "" {
			k.cut = lex.judge(k)
		}
	}
}

// weigh counts the words of prose below each element and on the whole page.
func (b *builder) weigh() (total int) {
	for i := range b.blocks {
		k := &b.blocks[i]
		e := &b.elems[k.at]
		e.all += k.words
		e.linked += k.linked
		if own := k.words - k.linked; k.kind != heading && own >= 10 {
			total += own
			e.words += own
		}
	}
	for i := len(b.elems) - 1; i > 0; i-- {
		e, up := &b.elems[i], &b.elems[b.elems[i].parent]
		up.words += e.words
		up.all += e.all
		up.linked += e.linked
	}
	return total
}

// judge is what the lexicon says of a block.
func (l *lexicon) judge(k *block) string {
	if k.kind == caption {
		return "caption"
	}
	why, alone := l.reason(k.label)
	if why == "" && k.signs() {
		return "author"
	}
	if why == "" && credited(k.label) && !endsSentence(k.text) {
		return "picture"
	}
	if why == "" && k.words < 9 && (counts(k.label) || countsComments(k.label, "")) {
		return "share"
	}
	switch {
	case why == "" || k.kind == row || k.kind == code:
		return ""
	case k.quoted && !alone:
		return "" // somebody else's words
	case !alone && strings.HasSuffix(k.text, ":"):
		return "" // the article goes on below
	case why == "see-also" && !alone && k.density() < .25 && !strings.Contains(k.label, ":"):
		return "" // a sentence that sends the reader on is a sentence
	case why == "picture" && k.words > 20 && k.linked == 0 && endsSentence(k.text):
		return ""
	}
	return why
}

// credited reports the words under a picture that end with whose it is: "The
// hall on Monday. Photo: Jane Roe/Agency".
func credited(label string) bool {
	at := strings.LastIndex(label, " :")
	if at < 0 || strings.Count(label[at:], " ") > 8 {
		return false
	}
	switch label[strings.LastIndexByte(label[:at], ' ')+1 : at] {
	case "photo", "photos", "photograph", "picture", "pictures", "image", "images", "credit", "credits", "illustration", "graphic",
		"foto", "fotos", "bild", "bilder", "grafik", "archivbild", "symbolbild", "photographie", "credits photo", "imagen", "imagenes", "immagine", "beeld", "imagem", "kuva", "zdjecie":
		return true
	}
	return false
}

// signs reports a line that only names the writer: "Written by Jane Roe".
func (k *block) signs() bool {
	if k.words > 9 || k.kind == code || k.quoted || endsSentence(k.text) {
		return false
	}
	rest, opens := afterBy(k.text)
	if !opens || rest == "" {
		return opens && k.words > 1
	}
	names := people([]string{rest}, "")
	return len(names) > 0 && capital(rest) && capital(k.text)
}

// endsSentence reports a full stop at the end.
func endsSentence(s string) bool {
	s = strings.TrimRight(s, "\"'”’»)")
	return strings.HasSuffix(s, ".") && !strings.HasSuffix(s, "...") || strings.HasSuffix(s, "!") || strings.HasSuffix(s, "?") || strings.HasSuffix(s, "。")
}

// partOf says which part of a page an element is by its kind and its name, and
// below which share of the page's prose (in percent) that may be believed.
func partOf(n *html.Node) (why string, share int) {
	switch n.DataAtom {
	case atom.Body, atom.Html:
		return "", 0
	case atom.Nav:
		return "navigation", 50
	case atom.Aside:
		return "aside", 40
	case atom.Footer:
		if n.Parent != nil && n.Parent.DataAtom == atom.Blockquote {
			return "", 0
		}
		return "footer", 40
	case atom.Form:
		return "form", 30
	}
	switch attr(n, "role") {
	case "navigation", "menu", "menubar", "search", "toolbar", "tablist":
		return "navigation", 40
	case "complementary", "contentinfo", "banner", "alert", "dialog", "alertdialog":
		return "aside", 40
	}
	namesOf(n, func(word string) bool {
		why, share = nameOf(word)
		return why == ""
	})
	return why, share
}

// nameOf is what templates mean by a word in a class or an id. Words that also
// name boxes around articles ("sidebar", "widget", "menu") are not here: the
// library weighs those together with their contents.
func nameOf(word string) (why string, share int) {
	switch word {
	case "comments", "comment", "commentlist", "disqus", "respond":
		return "comments", 90
	case "newsletter", "newsletters", "signup", "subscribe", "mailchimp", "optin":
		return "newsletter", 30
	case "share", "sharing", "sharedaddy", "sharebar", "addtoany", "addthis", "social", "socials", "sociallinks":
		return "share", 30
	case "advert", "advertisement", "advertising", "ads", "adsbygoogle", "sponsored", "sponsor", "outbrain", "taboola", "affiliate":
		return "advertisement", 30
	case "cookie", "cookies", "consent", "gdpr":
		return "consent", 30
	case "recirc", "recirculation", "teaser", "teasers", "carousel", "readmore", "related", "recommended", "recommendations", "trending", "popular":
		return "see-also", 30
	case "byline", "bylines", "author", "authors", "bio", "authorbox", "authorbio":
		return "author", 25
	case "cta", "promo", "popup", "modal", "donate", "donation":
		return "promotion", 30
	case "breadcrumb", "breadcrumbs", "pagination", "pager", "skip", "toc", "tableofcontents":
		return "navigation", 30
	case "printonly", "noprint", "tooltip", "screenreader", "vjs", "mejs", "plyr", "jwplayer":
		return "hidden", 30
	case "caption", "captions", "figcaption":
		return "caption", 15
	}
	return "", 0
}

// namesOf calls f with the lower-case words of an element's class and id until
// it answers false: "mvp-authorBox" is mvp, author, box. A long id, or one on a
// heading, is the address of a chapter, not a part's name.
func namesOf(n *html.Node, f func(string) bool) {
	for i := range n.Attr {
		a := &n.Attr[i]
		if a.Key == "id" && (n.Data[0] == 'h' && len(n.Data) == 2 || strings.Count(a.Val, "-")+strings.Count(a.Val, "_") > 2) {
			continue
		}
		if (a.Key == "class" || a.Key == "id") && len(a.Val) < 2000 && !words(a.Val, f) {
			return
		}
	}
}

func words(s string, f func(string) bool) bool {
	start := 0
	for i := 0; i <= len(s); i++ {
		letter := i < len(s) && (s[i]|0x20 >= 'a' && s[i]|0x20 <= 'z')
		hump := letter && i > start && s[i] <= 'Z' && s[i-1] >= 'a'
		if letter && !hump {
			continue
		}
		if i > start && !f(strings.ToLower(s[start:i])) {
			return false
		}
		if start = i; !letter {
			start = i + 1
		}
	}
	return true
}

package page

import (
	"fmt"
	"strings"
	"time"

	"github.com/andybalholm/cascadia"
	"golang.org/x/net/html"

	"cipherdesk/internal/address"
	"cipherdesk/internal/markup"
	"cipherdesk/internal/news"
)

// Version names the extractor. It changes with everything that can change a
// text, so that a better extractor never looks like a publisher's edit.
const Version = "page/2"

// Options are what is known of a page beside its bytes. The zero value is a
// page of an unknown address and outlet.
type Options struct {
	URL         string         // where the page was found, after redirects
	ContentType string         // of the answer; empty when unknown
	Selectors   news.Selectors // of the outlet
	Zone        *time.Location // of the outlet; nil when unknown
	Languages   []string       // of the outlet, BCP 47, the main one first; a region in the first tells how dates and zones are written
	Template    Template       // what the host's pages have in common
	Article     news.ArticleID // whose page it is: not counted among the others of Template
	Now         time.Time      // claims of later times are doubted; zero doubts none
}

// maxBytes bounds a page: what lies beyond is not looked at.
const maxBytes = 4 << 20

// page is one page while it is read.
type page struct {
	builder
	o          Options
	head       *head
	base       string // for relative addresses
	title      string
	titleLabel string    // as blocks have it, once asked for
	names      []string  // of the byline; nil until asked for
	locale     locale    // of its dates
	data       []literal // dates beside a text that was found in the page's data
	writers    []string  // names beside such a text
}

// ExtractMain reads a page that is watched for changes: all of its main part,
// tables and captions too, where that is marked; else what Extract reads.
func ExtractMain(body []byte, o Options) (news.Text, error) {
	o.Template = Template{}
	if o.Selectors.Body == "" {
		o.Selectors.Body = "main, [role=main]"
	}
	return Extract(body, o)
}

// Extract reads an article page. It fails only on what is no page, a PDF or a
// picture, and on pages that no parser can read; a page without an article gives
// a Text with an empty Body.
func Extract(body []byte, o Options) (t news.Text, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("page extractor: %w", news.Caught(r))
		}
	}()
	if kind := NotText(body); kind != "" {
		return news.Text{}, fmt.Errorf("page: this is %s, which is not read; give its text by hand", kind)
	}
	if len(body) > maxBytes {
		body = body[:maxBytes]
	}
	doc, err := markup.Parse(markup.DecodeHTML(body, o.ContentType).Text)
	if err != nil {
		return news.Text{}, fmt.Errorf("page: %w", err)
	}
	p := open(doc, o)
	p.sift(doc)
	if p.size() < fewWords {
		p.fromScripts()
	}
	if p.size() < fewWords {
		p.unhide(doc)
	}
	return p.text("page"), nil
}

// Up to these limits the library is asked. It copies the tree several times and
// counts the text of a box again for every box around it; beyond, where no
// article is, our own witness decides.
const (
	maxElements = 40_000
	maxBurden   = 20 << 20
)

// fewWords is the length below which a page's text is looked for in its scripts.
const fewWords = 60

// open reads what stands in the tree, before anything is chosen.
func open(doc *html.Node, o Options) *page {
	settle(doc)
	p := &page{o: o, head: readHead(doc)}
	p.base = p.head.base(o.URL)
	p.locale = p.place()
	p.drop = dropped(doc, o.Selectors.Drop)
	p.title = p.head.headline()
	if t := selected(doc, o.Selectors.Title); t != nil {
		if words := plain(t, 1000); words != "" {
			p.title = words
		}
	}
	return p
}

// sift chooses the article's blocks.
func (p *page) sift(doc *html.Node) {
	body := selected(doc, p.o.Selectors.Body)
	if body == nil {
		p.read(doc)
		if p.head.elements <= maxElements && p.burden <= maxBurden {
			p.ask(doc, p.base)
		}
		p.judge()
		p.choose()
		p.hear()
	} else {
		p.read(body)
		p.judge()
	}
	p.template(p.o.Template)
	p.trim()
}

// unhide reads a page once more, with what it hides until a script shows it, and
// keeps that where it has more to say.
func (p *page) unhide(doc *html.Node) {
	shown, size := p.builder, p.size()
	p.builder = builder{drop: shown.drop, reveal: true}
	p.read(doc)
	p.judge()
	p.choose()
	p.template(p.o.Template)
	p.trim()
	if p.size() < max(fewWords, 2*size) {
		p.builder = shown
	}
}

// size is the number of words kept.
func (p *page) size() int {
	n := 0
	for _, i := range p.kept() {
		n += p.blocks[i].words
	}
	return n
}

// selected is the first element that a CSS selector names, nil for none. A bad
// selector names none: configuration is checked where it is read.
func selected(doc *html.Node, selector string) *html.Node {
	if strings.TrimSpace(selector) == "" {
		return nil
	}
	s, err := cascadia.ParseGroup(selector)
	if err != nil {
		return nil
	}
	return cascadia.Query(doc, s)
}

// dropped are the elements that an outlet's selectors leave out, each with its
// reason.
func dropped(doc *html.Node, selectors []string) map[*html.Node]string {
	if len(selectors) == 0 {
		return nil
	}
	out := map[*html.Node]string{}
	for _, selector := range selectors {
		s, err := cascadia.ParseGroup(selector)
		if err != nil {
			continue
		}
		for _, n := range cascadia.QueryAll(doc, s) {
			out[n] = "selector " + selector
		}
	}
	return out
}

// base is the address that relative ones are meant from.
func (h *head) base(url string) string {
	for _, ref := range []string{h.baseHref, h.canonical} {
		if ref == "" {
			continue
		}
		if abs, err := address.Resolve(url, ref); err == nil && (url == "" || ref == h.baseHref) {
			return abs
		}
	}
	return url
}

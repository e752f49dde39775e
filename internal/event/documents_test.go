package event

import (
	"slices"
	"strings"
	"testing"

	"cipherdesk/internal/news"
)

func names(c *news.Piece, source, by, url string) {
	c.Findings.Citations = append(c.Findings.Citations, news.Citation{Kind: news.CiteDocument, Source: source, Organisation: by, URL: url,
		Evidence: []news.Span{{Field: news.FieldText, End: len(source), Quote: source, Rule: "document"}}})
}

// TestDocuments: references to one document are one, whatever it is called;
// addresses, laws and authors tell two apart.
func TestDocuments(t *testing.T) {
	const here, there = "https://trust.example/letter.pdf", "https://other.example/letter"
	type want struct {
		kind         news.DocumentKind
		name, by     string
		refs, linked int
	}
	for name, tc := range map[string]struct {
		change func(p []*news.Piece)
		want   []want
	}{
		"one letter in three languages": {func(p []*news.Piece) {
			names(p[0], "open letter", "NSPCC", here)
			names(p[1], "letter", "", "")
			names(p[2], "open brief", "NSPCC", "")
		}, []want{{news.DocLetter, "open letter", "NSPCC", 3, 1}}},
		"one address under two names": {func(p []*news.Piece) {
			names(p[0], "statement", "", here)
			names(p[1], "document", "", here+"#page=2")
		}, []want{{news.DocStatement, "statement", "", 2, 2}}},
		"two addresses": {func(p []*news.Piece) {
			names(p[0], "letter", "", here)
			names(p[1], "letter", "", there)
		}, []want{{news.DocLetter, "letter", "", 1, 1}, {news.DocLetter, "letter", "", 1, 1}}},
		"two authors": {func(p []*news.Piece) {
			names(p[0], "report", "Ofcom", "")
			names(p[1], "report", "IWF", "")
			names(p[2], "study", "Ofcom", "")
		}, []want{{news.DocReport, "report", "Ofcom", 2, 0}}},
		"a law under its tag": {func(p []*news.Piece) {
			for i, words := range []string{"Online Safety Bill", "OSB"} {
				p[i].Findings.Tags = []news.Tag{{Tag: "law/uk-online-safety-act", Evidence: []news.Span{{Quote: words}}}}
			}
			names(p[0], "bill", "", "")
		}, []want{{news.DocBill, "Online Safety Bill", "", 2, 0}}},
		"what a law is about is not its name": {func(p []*news.Piece) {
			for i := range 2 {
				p[i].Findings.Tags = []news.Tag{{Tag: "law/eu-csar", Evidence: []news.Span{{Quote: "detection orders"}}}}
			}
		}, nil},
		"one article's word is not enough": {func(p []*news.Piece) { names(p[0], "report", "", "") }, nil},
		"home pages are bodies":            {func(p []*news.Piece) { cites(p[0], "https://trust.example/"); cites(p[1], "https://trust.example/") }, nil},
		"a page that two link to": {func(p []*news.Piece) { cites(p[0], there); cites(p[1], there) },
			[]want{{news.DocOther, "here", "", 2, 2}}},
		"a report that another links to": {func(p []*news.Piece) { cites(p[0], p[1].URL); cites(p[2], p[1].URL) }, nil},
		"a statement that another links to": {func(p []*news.Piece) { p[1].Kind = news.Company; cites(p[0], p[1].URL) },
			[]want{{news.DocOther, "here", "b", 1, 1}}},
	} {
		var refs []*news.Piece
		for i, outlet := range []string{"a", "b", "c"} {
			p := print(outlet, "Ninety charities write", "Text of "+outlet, 8+i)
			refs = append(refs, &p)
		}
		tc.change(refs)
		var got []want
		known := map[news.DocumentID]bool{}
		for _, d := range Documents([]news.Piece{*refs[2], *refs[0], *refs[1]}) {
			got = append(got, want{d.Kind, d.Name, d.By, len(d.Refs), d.Linked()})
			if known[d.ID] || !strings.HasPrefix(string(d.ID), string(d.Refs[0].Article)+"-"+string(d.Kind)) {
				t.Errorf("%s: a document is called %q", name, d.ID)
			}
			known[d.ID] = true
			if d.Linked() > 0 != (d.URL != "") || !slices.IsSortedFunc(d.Refs, func(a, b news.DocumentRef) int {
				return slices.IndexFunc(refs, func(p *news.Piece) bool { return p.ID == a.Article }) - slices.IndexFunc(refs, func(p *news.Piece) bool { return p.ID == b.Article })
			}) {
				t.Errorf("%s: %+v", name, d)
			}
		}
		if !slices.Equal(got, tc.want) {
			t.Errorf("%s: %+v, want %+v", name, got, tc.want)
		}
	}
}

func cites(p *news.Piece, url string) {
	p.Findings.Citations = append(p.Findings.Citations, news.Citation{Kind: news.CiteLink, URL: url, Evidence: []news.Span{{Field: news.FieldText, End: 4, Quote: "here"}}})
}

// TestWhatIsTakenFromADocument: its quotations and figures, and which article is
// the document itself.
func TestWhatIsTakenFromADocument(t *testing.T) {
	letter := print("trust", "Open letter to Chatterbox", "We ask you to wait.", 7)
	letter.OutletName, letter.Kind = "Tarnholm Children's Trust", news.ChildProtection
	paper := print("paper", "Charities write to Chatterbox", "They ask it to wait.", 9)
	names(&paper, "open letter", "Tarnholm Children", "")
	paper.Findings.Citations = append(paper.Findings.Citations,
		news.Citation{Kind: news.CiteQuote, Source: "letter", Evidence: []news.Span{{Quote: "wait"}}},
		news.Citation{Kind: news.CiteQuote, Speaker: "Ottilie Brandt", Evidence: []news.Span{{Quote: "at once"}}})
	value := 41000.0
	paper.Findings.Figures = []news.Figure{
		{Value: &value, Estimator: "Clearing Centre", Conduit: "letter", Evidence: []news.Span{{Quote: "41,000"}}},
		{Value: &value, Estimator: "Chatterbox", Evidence: []news.Span{{Quote: "31,000"}}},
	}
	found := Documents([]news.Piece{letter, paper})
	if len(found) != 1 {
		t.Fatalf("%+v", found)
	}
	d := found[0]
	if d.Article != letter.ID || len(d.Quotes) != 1 || d.Quotes[0].Span.Quote != "wait" || len(d.Figures) != 1 || d.Figures[0].Span.Quote != "41,000" {
		t.Errorf("%+v", d)
	}
}

// TestSampleDocuments: the demo's letters and its study are found, by whom they are
// and which article each is.
func TestSampleDocuments(t *testing.T) {
	by := map[string][]news.Piece{}
	for _, l := range sampleSet(t) {
		by[l.event] = append(by[l.event], l.piece)
	}
	for event, kind := range map[string]news.DocumentKind{"the letter": news.DocLetter, "the second letter": news.DocLetter, "the study": news.DocReport, "the vote": news.DocBill} {
		found := Documents(by[event])
		i := slices.IndexFunc(found, func(d news.Document) bool { return d.Kind == kind })
		if i < 0 {
			t.Errorf("%s: no %s among %+v", event, kind, found)
			continue
		}
		d := found[i]
		t.Logf("%s: %q by %q, %d refer to it, %d link, %d quotes, %d figures", event, d.Name, d.By, len(d.Refs), d.Linked(), len(d.Quotes), len(d.Figures))
		if len(d.Refs) < 3 || kind != news.DocBill && d.Article == "" {
			t.Errorf("%s: %+v", event, d)
		}
	}
}

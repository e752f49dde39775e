package event

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"cipherdesk/internal/news"
)

// reports are articles of outlets a, b, c … about one event, an hour apart.
func reports(n int, change func([]*news.Piece)) news.Event {
	texts := []string{
		"Ottilie Brandt of the Tarnholm Trust handed a letter of ninety charities to Chatterbox on Monday. It asks the company to halt encryption.",
		"Chatterbox got post: ninety charities, with Ottilie Brandt of Tarnholm Trust at their head, want encryption halted.",
		"“Halt encryption,” say ninety charities in a letter to Chatterbox, brought by Ottilie Brandt for the Tarnholm Trust.",
		"Encryption at Chatterbox is to be halted, if Ottilie Brandt has her way. The Tarnholm Trust and ninety charities wrote a letter.",
		"The letter from Tarnholm Trust counts ninety charities. Ottilie Brandt asks Chatterbox to wait with encryption, or to halt it.",
	}
	var refs []*news.Piece
	for i := range n {
		outlet := string(rune('a' + i))
		p := print(outlet, "Ninety charities ask Chatterbox to halt encryption, "+outlet, texts[i], 8+i)
		p.Text.Summary = texts[i]
		refs = append(refs, &p)
	}
	change(refs)
	c := New(Options{})
	for _, p := range refs {
		c.Add(*p)
	}
	c.Settle()
	events := c.Events()
	if len(events) != 1 || len(events[0].Members) != n {
		return news.Event{Title: fmt.Sprintf("%d events", len(events))}
	}
	return events[0]
}

func credits(p *news.Piece, relation news.Relation, name string) {
	p.Findings.Citations = append(p.Findings.Citations, news.Citation{Kind: news.CiteCredit, Relation: relation, Source: name,
		Evidence: []news.Span{{Field: news.FieldText, End: 6, Quote: "Ottili"}}})
}

func linksWith(p, to *news.Piece) {
	p.Text.Links = append(p.Text.Links, news.Link{URL: to.URL, Anchor: "Ottili", Place: "body", Start: 0, End: 6})
}

// TestFirstReport: who had it first, on what that rests, and what contests it.
func TestFirstReport(t *testing.T) {
	for name, tc := range map[string]struct {
		change func(p []*news.Piece) // of four outlets: a, b, c, d
		kind   news.FirstReportKind
		source string
		contra string // contested, by names
	}{
		"earliest": {func(p []*news.Piece) {}, news.FirstEarliest, "a", ""},
		"credited": {func(p []*news.Piece) { credits(p[1], news.RelFirstReport, "c") }, news.FirstCredited, "c", ""},
		"nobody that we read": {func(p []*news.Piece) { credits(p[1], news.RelFirstReport, "The Financial Ledger") },
			news.FirstCredited, "The Financial Ledger", ""},
		"two names for one": {func(p []*news.Piece) {
			credits(p[1], news.RelFirstReport, "FL")
			credits(p[2], news.RelFirstReport, "Financial Ledger")
		}, news.FirstCredited, "Financial Ledger", ""},
		"contested": {func(p []*news.Piece) {
			credits(p[1], news.RelFirstReport, "c")
			credits(p[3], news.RelSeenBy, "Radio One")
		}, news.FirstCredited, "c", "Radio One"},
		"seen by is not first": {func(p []*news.Piece) { credits(p[3], news.RelSeenBy, "Radio One") }, news.FirstEarliest, "a", "Radio One"},
		"majority": {func(p []*news.Piece) {
			credits(p[0], news.RelFirstReport, "d")
			credits(p[1], news.RelFirstReport, "c")
			credits(p[3], news.RelFirstReport, "c")
		}, news.FirstCredited, "c", "d"},
		"one owner, one voice": {func(p []*news.Piece) {
			p[0].Owner, p[1].Owner = "Group", "Group"
			credits(p[0], news.RelFirstReport, "d")
			credits(p[1], news.RelFirstReport, "d")
			credits(p[2], news.RelFirstReport, "b")
			credits(p[3], news.RelFirstReport, "b")
		}, news.FirstCredited, "b", "d"},
		"by its own short name": {func(p []*news.Piece) {
			p[0].OutletName = "The Harbour Post"
			credits(p[0], news.RelSeenBy, "Post")
			credits(p[1], news.RelFirstReport, "Harbour Post")
		}, news.FirstCredited, "The Harbour Post", ""},
		"says so itself":   {func(p []*news.Piece) { credits(p[2], news.RelFirstReport, "c") }, news.FirstEarliest, "a", "c"},
		"links to another": {func(p []*news.Piece) { linksWith(p[0], p[1]) }, news.FirstEarliest, "b", ""},
		"a translator is never first": {func(p []*news.Piece) {
			p[0].DerivativeOf = "elsewhere"
			credits(p[2], news.RelFirstReport, "a")
		}, news.FirstEarliest, "b", ""},
		"a statement is what is reported": {func(p []*news.Piece) { p[0].Kind = news.ChildProtection }, news.FirstEarliest, "b", ""},
		"statements only": {func(p []*news.Piece) {
			for _, x := range p {
				x.Kind = news.DigitalRights
			}
		}, news.FirstEarliest, "a", ""},
		"there before we looked": {func(p []*news.Piece) {
			p[3].FromFirst, p[3].Published = true, news.ISOClaim("2026-03-02", news.OriginMeta)
		}, news.FirstUnknown, "", ""},
		"added by hand": {func(p []*news.Piece) {
			p[3].AddedBy, p[3].Published = "desk", news.ISOClaim("2026-03-02", news.OriginMeta)
		}, news.FirstUnknown, "", ""},
	} {
		e := reports(4, tc.change)
		f := e.FirstReport
		if f.Kind != tc.kind || f.Source != tc.source {
			t.Errorf("%s: %s %q of %q, want %s %q", name, f.Kind, f.Source, e.Title, tc.kind, tc.source)
		}
		var contra []string
		for _, c := range f.Contested {
			contra = append(contra, c.Source)
			if len(c.Evidence) == 0 {
				t.Errorf("%s: %s contests without evidence", name, c.Source)
			}
		}
		if got := strings.Join(contra, ", "); got != tc.contra {
			t.Errorf("%s: contested by %q, want %q", name, got, tc.contra)
		}
		if f.Kind == news.FirstCredited && (len(f.Evidence) == 0 || len(f.By) == 0) || (f.Kind == news.FirstEarliest) == f.At.IsZero() {
			t.Errorf("%s: %+v", name, f)
		}
	}
}

// TestOrigins: how many there can be at most, and why.
func TestOrigins(t *testing.T) {
	for name, tc := range map[string]struct {
		change func(p []*news.Piece) // of four outlets
		most   int
		why    string
	}{
		"nothing shown": {func(p []*news.Piece) {}, 4, ""},
		"owner":         {func(p []*news.Piece) { p[0].Owner, p[2].Owner = "Group", "Group" }, 3, "a and c: same owner, Group"},
		"agency": {func(p []*news.Piece) {
			p[1].Byline, p[3].Byline = []string{"Vellmark Wire"}, []string{"VELLMARK WIRE", "Jo Day"}
		}, 3, "b and d: same byline, Vellmark Wire"},
		"whoever was on duty": {func(p []*news.Piece) {
			for _, x := range p {
				x.Byline = []string{"Staff"}
			}
		}, 4, ""},
		"same text":      {func(p []*news.Piece) { p[0].Text.Body, p[1].Text.Body = wire, wire }, 3, "a and b: same text"},
		"register":       {func(p []*news.Piece) { p[3].DerivativeOf = "b" }, 3, "d: possible translation of b"},
		"both translate": {func(p []*news.Piece) { p[3].DerivativeOf, p[2].DerivativeOf = "x", "x" }, 3, "c and d: carry one other outlet's texts"},
		"credited":       {func(p []*news.Piece) { credits(p[2], news.RelBasedOn, "a") }, 3, "c: credited to a"},
		"both credit one": {func(p []*news.Piece) {
			credits(p[2], news.RelFirstReport, "Ledger")
			credits(p[3], news.RelBasedOn, "The Ledger")
		}, 3, "c and d: credited to Ledger"},
		"one outlet": {func(p []*news.Piece) { p[1].Article.Outlet, p[1].OutletName = "a", "a" }, 3, ""},
		"over a third": {func(p []*news.Piece) {
			p[0].Owner, p[1].Owner = "Group", "Group"
			credits(p[2], news.RelBasedOn, "b")
		}, 2, "a and b: same owner, Group; c: credited to b"},
	} {
		e := reports(4, tc.change)
		if got := strings.Join(e.OriginsWhy, "; "); e.Origins != tc.most || got != tc.why {
			t.Errorf("%s: at most %d of %q: %q, want %d: %q", name, e.Origins, e.Title, got, tc.most, tc.why)
		}
	}
}

// TestFullest: the longest text is shown first, but no translator's.
func TestFullest(t *testing.T) {
	e := reports(3, func(p []*news.Piece) {
		p[1].Text.Body += " Nobody at the company wanted to say more about it, and nobody at the trust wanted to say less."
		p[2].Text.Body += strings.Repeat(" More words follow in the translation.", 6)
		p[2].DerivativeOf = "a"
	})
	i := slices.IndexFunc(e.Members, func(m news.Member) bool { return m.Article == e.Fullest })
	if i != 1 {
		t.Errorf("member %d of %q is the fullest", i, e.Title)
	}
}

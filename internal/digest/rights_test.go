package digest

import (
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"cipherdesk/internal/news"
)

// body makes a text of n different words.
func body(n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(strings.Repeat(string(rune('a'+i%26)), 2+i%7))
		b.WriteByte(' ')
	}
	return strings.TrimSpace(b.String())
}

func spanOf(text string, start, end int) news.Span {
	return news.Span{Field: news.FieldText, Start: start, End: end, Quote: text[start:end]}
}

func TestNoArticleShowsMoreThanAQuarter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := body(rapid.IntRange(0, 400).Draw(t, "words"))
		p := news.Piece{Text: news.Text{Body: text, Rights: news.Rights{MaxSnippet: rapid.SampledFrom([]int{-1, 60}).Draw(t, "max")}}}
		p.Excerpt = text[:min(len(text), rapid.IntRange(0, 300).Draw(t, "excerpt"))]
		for range rapid.IntRange(0, 30).Draw(t, "findings") {
			if len(text) == 0 {
				break
			}
			start := rapid.IntRange(0, len(text)-1).Draw(t, "start")
			end := rapid.IntRange(start+1, min(len(text), start+600)).Draw(t, "end")
			kind := rapid.SampledFrom([]news.CitationKind{news.CiteQuote, news.CiteCredit, news.CiteLink}).Draw(t, "kind")
			p.Findings.Citations = append(p.Findings.Citations, news.Citation{Kind: kind, Evidence: []news.Span{spanOf(text, start, end)}})
		}
		a := Allow(p)
		shown := utf8.RuneCountInString(a.Excerpt)
		counted := map[news.Span]bool{}
		for _, c := range p.Findings.Citations {
			s, ok := a.Passage(c.Evidence[0])
			if !ok || counted[s] {
				continue
			}
			counted[s] = true
			shown += utf8.RuneCountInString(s.Quote)
			if text[s.Start:s.End] != s.Quote {
				t.Fatalf("%+v does not quote its place", s)
			}
		}
		if 4*shown > len(text) {
			t.Fatalf("%d of %d characters shown", shown, len(text))
		}
		if p.Text.Rights.MaxSnippet > 0 && shown > p.Text.Rights.MaxSnippet {
			t.Fatalf("%d characters shown, the publisher allows %d", shown, p.Text.Rights.MaxSnippet)
		}
	})
}

func TestPublishersWishesAreObeyed(t *testing.T) {
	text := body(200)
	for _, rights := range []news.Rights{{NoSnippet: true, MaxSnippet: -1}, {TDMReserve: true, MaxSnippet: -1}} {
		p := news.Piece{Text: news.Text{Title: "A headline", Body: text, Rights: rights}}
		p.Excerpt = text[:100]
		words := spanOf(text, 0, 20)
		title := news.Span{Field: news.FieldTitle, Start: 2, End: 10, Quote: "headline"}
		p.Findings.Tags = []news.Tag{{Tag: "topic/x", Evidence: []news.Span{words, title}}}
		a := Allow(p)
		if rights.NoSnippet && a.Excerpt != "" || a.Why == "" {
			t.Errorf("%+v: excerpt %q, why %q", rights, a.Excerpt, a.Why)
		}
		if _, ok := a.Passage(words); ok {
			t.Errorf("%+v: words of the text are shown", rights)
		}
		if got, ok := a.First([]news.Span{words, title}); !ok || got != title {
			t.Errorf("%+v: words of the headline are not shown", rights)
		}
	}
}

func TestCreditsComeBeforeTags(t *testing.T) {
	text := body(100)
	tag := spanOf(text, 0, 100)
	credit := spanOf(text, 200, 290)
	p := news.Piece{Text: news.Text{Body: text, Rights: news.Rights{MaxSnippet: -1}}, Findings: news.Findings{
		Tags:      []news.Tag{{Evidence: []news.Span{tag}}},
		Citations: []news.Citation{{Kind: news.CiteCredit, Evidence: []news.Span{credit}}}}}
	a := Allow(p)
	if got, ok := a.Passage(credit); !ok || got != credit {
		t.Errorf("the credit is not shown in full: %+v", got)
	}
	if got, ok := a.Passage(tag); ok && got == tag {
		t.Error("both fit: the text is too long for this test")
	}
}

func TestShorten(t *testing.T) {
	for _, c := range []struct {
		in   string
		n    int
		want string
	}{
		{"short", 10, "short"},
		{"one two three", 9, "one two…"},
		{"one two three", 8, "one two…"},
		{"one two, three", 9, "one two…"},
		{"Verschlüsselung überall", 16, "Verschlüsselung…"},
		{"unbroken", 5, "unbr…"},
		{"anything", 1, ""},
		{"anything", 0, ""},
	} {
		if got := Shorten(c.in, c.n); got != c.want {
			t.Errorf("Shorten(%q, %d) = %q, want %q", c.in, c.n, got, c.want)
		}
	}
}

// TestAShortenedPassageEndsWithAClause: where one ends not long before.
func TestAShortenedPassageEndsWithAClause(t *testing.T) {
	for in, want := range map[string]string{
		"It shows that the police can work with a court order, without a hole in": "It shows that the police can work with a court order",
		"The count is open and anybody may repeat it who likes. What we":          "The count is open and anybody may repeat it who likes.",
		"Not long before, the company said that it had received reports of 4.2":   "Not long before, the company said that it had received reports of 4.2",
		"A lock, as good as its weakest key":                                      "A lock, as good as its weakest key",
		"Le chiffrement protège les élèves et les enseignants – et les parents":   "Le chiffrement protège les élèves et les enseignants",
	} {
		if got := clause(in); got != want {
			t.Errorf("%q becomes %q, want %q", in, got, want)
		}
	}
}

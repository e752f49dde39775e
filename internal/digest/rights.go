package digest

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"cipherdesk/internal/news"
)

// Allowance is what may be shown of one article's text: one excerpt and
// certain passages, together at most a quarter of the text, and less where the
// publisher asks for less. It is a function of the article alone, so that the
// pages, feeds and API that each show a part never show more when put together.
// The zero value allows headline and link only.
type Allowance struct {
	Excerpt string
	// Changes is how many characters of changed passages may be shown beside the
	// rest, over all versions of the article together.
	Changes int
	Why     string // why nothing, or less than usual, is shown; empty otherwise
	whole   bool   // the desk's own view
	spans   map[place]news.Span
}

type place struct {
	field      news.Field
	start, end int
}

// The right of quotation, as this desk reads it.
const (
	quarter      = 4   // excerpt and passages: at most one part in four of the text
	longestQuote = 280 // characters of one passage
	shortestBit  = 12  // characters below which a shortened passage says nothing
	// shortestExcerpt is the number of characters below which a cut excerpt says
	// nothing.
	shortestExcerpt = 40
	perWord         = 5 // characters that a word has at least, on average, with its space
)

// private matches mail and onion addresses, which are never shown.
var private = regexp.MustCompile(`(?i)\S@\S+\.\S|\.onion\b`)

// Private reports words that are never shown: a mail or onion address in them.
func Private(words string) bool { return private.MatchString(words) }

// Excerpt is what lists show of an article's text: at most one part in eight,
// so that its other half of the quarter is left for the words behind findings.
// It depends on the row alone and is the same in every list and on the
// article's page.
func Excerpt(row news.Row) string {
	if row.Words == 0 {
		return row.Excerpt
	}
	cut := Shorten(row.Excerpt, row.Words*perWord/(2*quarter))
	if cut != row.Excerpt && utf8.RuneCountInString(cut) < shortestExcerpt {
		return ""
	}
	return cut
}

// Allow computes the allowance of an article. Passages are granted in the
// order of what readers need most: who is credited, whose the numbers are, the
// few words behind the verdict and each tag, then who said what.
func Allow(p news.Piece) Allowance {
	if p.Text.Rights.NoSnippet {
		return Allowance{Why: "the publisher asks for no excerpts: headline and link only", spans: titleSpans(&p.Findings)}
	}
	if p.Text.Rights.TDMReserve {
		return Allowance{Why: "the publisher reserves text and data mining: no passages are shown", Excerpt: Excerpt(p.Row),
			spans: titleSpans(&p.Findings)}
	}
	size := max(utf8.RuneCountInString(p.Text.Body), utf8.RuneCountInString(p.Text.Summary))
	longest, left := longestQuote, size/quarter
	a := Allowance{spans: titleSpans(&p.Findings)}
	if m := p.Text.Rights.MaxSnippet; m > 0 {
		// A limit on the snippet is read as one on everything shown together.
		longest, left = min(longest, m), min(left, m)
		a.Why = "the publisher limits what may be shown"
	}
	if excerpt := Excerpt(p.Row); utf8.RuneCountInString(excerpt) <= left {
		a.Excerpt = excerpt
	}
	left -= utf8.RuneCountInString(a.Excerpt)
	if p.Revisions > 1 {
		a.Changes = left / 2
		left -= a.Changes
	}
	for _, span := range wanted(&p.Findings) {
		if left <= 0 {
			break
		}
		left -= a.grant(span, min(longest, left))
	}
	return a
}

// AllowAll is the allowance of the desk's own view: everything.
func AllowAll(p news.Piece) Allowance { return Allowance{Excerpt: p.Excerpt, whole: true} }

// grant admits a span of at most n characters and returns what it costs.
func (a *Allowance) grant(s news.Span, n int) int {
	at := place{s.Field, s.Start, s.End}
	if _, have := a.spans[at]; have {
		return 0
	}
	short := Narrow(s, n)
	if short.Quote == "" || Private(short.Quote) {
		return 0
	}
	a.spans[at] = short
	return utf8.RuneCountInString(short.Quote)
}

// Passage returns what may be shown of a span: the span itself, a shorter one
// with the same start, or nothing. Whatever it returns still quotes exactly
// the bytes that it points at.
func (a Allowance) Passage(s news.Span) (news.Span, bool) {
	if a.whole {
		return s, true
	}
	s2, ok := a.spans[place{s.Field, s.Start, s.End}]
	return s2, ok
}

// First returns the first of the spans that may be shown.
func (a Allowance) First(spans []news.Span) (news.Span, bool) {
	for _, s := range spans {
		if p, ok := a.Passage(s); ok {
			return p, true
		}
	}
	return news.Span{}, false
}

// titleSpans are free: the headline is shown anyhow.
func titleSpans(f *news.Findings) map[place]news.Span {
	free := map[place]news.Span{}
	for _, s := range wanted(f) {
		if s.Field == news.FieldTitle {
			free[place{s.Field, s.Start, s.End}] = s
		}
	}
	return free
}

// wanted lists every span of the findings, the ones readers need first first:
// the leading span of each finding, class by class, then all the others.
func wanted(f *news.Findings) []news.Span {
	var first, rest []news.Span
	take := func(spans []news.Span) {
		if len(spans) > 0 {
			first = append(first, spans[0])
			rest = append(rest, spans[1:]...)
		}
	}
	for _, kind := range []news.CitationKind{news.CiteCredit, news.CiteDocument} {
		takeCitations(f, kind, take)
	}
	for _, fig := range f.Figures {
		take(fig.Evidence)
	}
	take(f.Story.Evidence)
	for _, t := range f.Tags {
		take(t.Evidence)
	}
	for _, kind := range []news.CitationKind{news.CiteQuote, news.CiteAttribution, news.CiteLink} {
		takeCitations(f, kind, take)
	}
	return append(first, rest...)
}

func takeCitations(f *news.Findings, kind news.CitationKind, take func([]news.Span)) {
	for _, c := range f.Citations {
		if c.Kind == kind {
			take(c.Evidence)
		}
	}
}

// Narrow shortens a span to at most n characters, at the end of a clause or else
// of a word, and keeps it exact. It returns the zero span when nothing sensible is left.
func Narrow(s news.Span, n int) news.Span {
	cut := Shorten(s.Quote, n)
	if cut == s.Quote {
		return s
	}
	cut = clause(strings.TrimSuffix(cut, "…"))
	if utf8.RuneCountInString(cut) < shortestBit || !strings.HasPrefix(s.Quote, cut) {
		return news.Span{}
	}
	s.Quote, s.End = cut, s.Start+len(cut)
	return s
}

// clause cuts words back to where their last clause ends, unless too little would
// be left: "without a hole" is a worse end than the comma before it.
func clause(s string) string {
	at := strings.LastIndexAny(s, ",;:.?!–—")
	for at > 0 && at+1 < len(s) && s[at] < utf8.RuneSelf && s[at+1] != ' ' { // "4.2 million", "at 10:30"
		at = strings.LastIndexAny(s[:at], ",;:.?!–—")
	}
	if at < 0 || utf8.RuneCountInString(s[:at]) < clauseLeast || 5*at < 3*len(s) {
		return s
	}
	if s[at] == '.' || s[at] == '?' || s[at] == '!' {
		return s[:at+1]
	}
	return strings.TrimRight(s[:at], " ")
}

// clauseLeast is how many characters a clause has that stands by itself.
const clauseLeast = quoteFull

// Shorten cuts s to at most n characters at the end of a word and marks the
// cut with an ellipsis, which is counted too.
func Shorten(s string, n int) string {
	if utf8.RuneCountInString(s) <= n {
		return s
	}
	if n < 2 {
		return ""
	}
	runes := []rune(s)[:n-1]
	at := len(runes)
	if r := []rune(s)[n-1]; !unicode.IsSpace(r) {
		if space := lastSpace(runes); space > 0 {
			at = space
		}
	}
	cut := strings.TrimRightFunc(string(runes[:at]), func(r rune) bool {
		return unicode.IsSpace(r) || slices.Contains([]rune(",;:–—-(…"), r)
	})
	if cut == "" {
		return ""
	}
	return cut + "…"
}

func lastSpace(runes []rune) int {
	for i := len(runes) - 1; i > 0; i-- {
		if unicode.IsSpace(runes[i]) {
			return i
		}
	}
	return 0
}

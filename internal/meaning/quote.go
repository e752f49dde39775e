package meaning

import (
	"strings"

	"cipherdesk/internal/news"
	"cipherdesk/internal/text"
)

// sameQuote is the share of words that a quotation keeps when it was edited.
const sameQuote = .6

// quotes tells which quotations of the old version read otherwise now, belong to
// somebody else, or are gone. One that goes on further is no change; one whose
// words still stand in the text, without marks, is not gone.
func quotes(was, now *Version) (out []Change) {
	taken := map[int]bool{}
	neu := now.Findings.Citations
	for i := range was.Findings.Citations {
		a := &was.Findings.Citations[i]
		words := Words(a)
		if a.Kind != news.CiteQuote || words == "" {
			continue
		}
		best, at := 0.0, -1
		for j := range neu {
			if neu[j].Kind != news.CiteQuote || taken[j] {
				continue
			}
			if l := kept(words, Words(&neu[j])); l > best {
				best, at = l, j
			}
		}
		if at < 0 || best < sameQuote {
			if !strings.Contains(text.Fold(now.Text.Body), text.Fold(words)) {
				out = append(out, Change{Kind: QuoteRemoved, Was: a.Evidence[0], Quote: [2]*news.Citation{a, nil}})
			}
			continue
		}
		taken[at] = true
		if what := quoteDetails(a, &neu[at]); what != nil {
			out = append(out, Change{Kind: QuoteChanged, What: what, Was: a.Evidence[0], Now: neu[at].Evidence[0], Quote: [2]*news.Citation{a, &neu[at]}})
		}
	}
	return out
}

// quoteDetails names what differs between two versions of a quotation.
func quoteDetails(a, b *news.Citation) (what []string) {
	if !strings.Contains(text.Fold(Words(b)), text.Fold(strings.TrimRight(Words(a), ".,"))) {
		what = append(what, "words")
	}
	if name := speaker(a); name != "" && name != speaker(b) {
		what = append(what, "speaker")
	}
	return what
}

// speaker is whose words a quotation is, folded: a person, else a body. The body
// of a person may be read from the sentences around, which an edit moves.
func speaker(c *news.Citation) string {
	if c.Speaker != "" {
		return text.Fold(c.Speaker)
	}
	return text.Fold(c.Organisation)
}

// Words are the quoted words of a citation, without those that tell its speaker;
// "" when it quotes nothing.
func Words(c *news.Citation) string {
	var parts []string
	for _, s := range c.Evidence {
		if s.Field != c.Evidence[0].Field {
			break // the same words again, in another field
		}
		if strings.HasPrefix(s.Rule, "quote/") && s.Rule != "quote/speaker" {
			parts = append(parts, s.Quote)
		}
	}
	return strings.Join(parts, " ")
}

// kept is the share of the old words that the new ones keep, in order, of the
// shorter of both where one goes on: 1 for equal words.
func kept(a, b string) float64 {
	if fa, fb := text.Fold(a), text.Fold(b); fa == fb || len(fa) > 0 && strings.Contains(fb, fa) {
		return 1
	}
	shared, all := 0, 0
	for _, e := range text.Diff(a, b) {
		switch e.Op {
		case text.Kept:
			shared, all = shared+2*e.Words, all+2*e.Words
		default:
			all += e.Words
		}
	}
	if all == 0 {
		return 0
	}
	return float64(shared) / float64(all)
}

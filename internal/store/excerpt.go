package store

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"cipherdesk/internal/news"
)

const (
	maxLead   = 300 // characters kept to cut excerpts from: the contract's upper limit
	minLead   = 30  // characters under which an excerpt says nothing
	shareOf   = 4   // at most one part in four of a text is shown
	ellipsis  = "…"
	addressed = "[address removed]"
)

// privateAddress matches e-mail and onion addresses, which are never shown.
var privateAddress = regexp.MustCompile(`(?i)[\p{L}\p{N}._%+'-]+@[\p{L}\p{N}.-]+\.\p{L}{2,}|(?:https?://)?[a-z2-7.-]*[a-z2-7]{16,56}\.onion\S*`)

// lead is the start of a text from which excerpts are cut: the publisher's own
// summary, else the first words of the body.
func lead(t *news.Text) string {
	s := t.Summary
	if s == "" || strings.EqualFold(s, t.Title) {
		s = t.Body
	}
	s = squeeze(s, 2*maxLead)
	if strings.Contains(s, "@") || strings.Contains(strings.ToLower(s), ".onion") { // the pattern is slow
		s = privateAddress.ReplaceAllString(s, addressed)
	}
	return Cut(s, maxLead)
}

// squeeze writes single spaces for all space, in about the first enough
// characters of a text.
func squeeze(s string, enough int) string {
	var b strings.Builder
	n := 0
	for word := range strings.FieldsSeq(s) {
		if n > enough {
			break
		}
		if n > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(word)
		n += utf8.RuneCountInString(word) + 1
	}
	return b.String()
}

// Cut shortens a text to at most limit characters, the ellipsis included, at
// the end of a word; where there is no space to cut at, within one. A limit of
// 0 or less leaves nothing.
func Cut(s string, limit int) string {
	if limit <= 0 {
		return ""
	}
	if utf8.RuneCountInString(s) <= limit {
		return s
	}
	gap, end, n := 0, 0, 0 // the last gap between words, and the end, of the first limit-1 characters
	for i, r := range s {
		end = i
		if unicode.IsSpace(r) || strings.ContainsRune(",.;:!?)…", r) {
			gap = i
		}
		if n++; n == limit {
			break
		}
	}
	if gap > 0 {
		end = gap
	}
	words := strings.TrimRightFunc(s[:end], func(r rune) bool {
		return unicode.IsSpace(r) || strings.ContainsRune(",;:–—-…(", r)
	})
	if words == "" {
		return ""
	}
	return words + ellipsis
}

// excerpt is what may be shown of a lead. chars is the length of the whole
// text, allowed what the outlet's entry allows and snippet what the publisher
// does; -1 is no limit.
func excerpt(lead string, chars, allowed, snippet int) string {
	limit := min(allowed, chars/shareOf, maxLead)
	if snippet >= 0 {
		limit = min(limit, snippet)
	}
	if limit < minLead {
		return ""
	}
	return Cut(lead, limit)
}

// snippet is how many characters a publisher allows to be shown; -1 is no
// limit. A MaxSnippet of 0 says nothing: NoSnippet forbids.
func snippet(r news.Rights) int {
	switch {
	case r.NoSnippet:
		return 0
	case r.MaxSnippet > 0:
		return r.MaxSnippet
	}
	return -1
}

// QuoteBudget is how many characters of an article's text may be shown on one
// page beside its excerpt, quotations and evidence together.
func QuoteBudget(f news.Full) int {
	budget := textChars(&f.Text) / shareOf
	if allowed := snippet(f.Text.Rights); allowed >= 0 {
		budget = min(budget, allowed)
	}
	return max(0, budget-utf8.RuneCountInString(f.Excerpt))
}

// textChars is the length of what is known of an article: its body, or its
// summary when there is no more.
func textChars(t *news.Text) int {
	return max(utf8.RuneCountInString(t.Body), utf8.RuneCountInString(t.Summary))
}

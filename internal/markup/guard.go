package markup

import (
	"strings"

	"golang.org/x/net/html"
)

// Limits on what a well-meant parser does with an ill-meant document. Each is
// far above what pages of newsrooms need: of 205 real ones the worst comes to a
// third.
const (
	maxRoots   = 16      // <html> and <body> tags, whose attributes get merged one by one
	maxRebuilt = 4 << 20 // elements that may be made again where formatting was left open
	maxMerged  = 1 << 30 // bytes that may be copied while text is appended to text
)

// suspicious reports whether the standard's tree construction may take more
// than linear time or memory on a document: it appends text to text across
// ignored tags, merges attributes of repeated roots, and opens again at every
// block what formatting was left open. Counting errs on the safe side, since
// tags inside comments and attributes count as well.
func suspicious(doc string) bool {
	tags, starts, formatting, roots := 0, 0, 0, 0
	for i := strings.IndexByte(doc, '<'); i >= 0 && i+1 < len(doc); {
		tags++
		if doc[i+1] != '/' {
			starts++
		}
		switch name := tagName(doc[i+1:]); {
		case isFormatting(name):
			formatting++
		case strings.EqualFold(name, "html"), strings.EqualFold(name, "body"):
			roots++
		}
		next := strings.IndexByte(doc[i+1:], '<')
		if next < 0 {
			break
		}
		i += 1 + next
	}
	if roots > maxRoots || min(formatting, 512)*starts > maxRebuilt {
		return true
	}
	return tags*(len(doc)/2) > maxMerged && merged(doc) > maxMerged
}

// tagName returns the letters and digits at the start of s, at most eight.
func tagName(s string) string {
	i := 0
	for i < len(s) && i < 8 && (s[i]|0x20 >= 'a' && s[i]|0x20 <= 'z' || s[i] >= '0' && s[i] <= '9') {
		i++
	}
	return s[:i]
}

// isFormatting knows the elements that HTML opens again where they were not
// closed (HTML §13.2.4.3), in any case of letters.
func isFormatting(name string) bool {
	if len(name) == 0 || len(name) > 6 {
		return false
	}
	for _, f := range [...]string{"a", "b", "i", "u", "s", "em", "tt", "big", "code", "font", "nobr", "small", "strike", "strong"} {
		if len(f) == len(name) && strings.EqualFold(f, name) {
			return true
		}
	}
	return false
}

// merged bounds the bytes copied while a parser appends text to text: text
// gathers until a tag certainly makes an element. Where the parser may see other
// tags than we do, the bound is as if it did.
func merged(doc string) int {
	z := html.NewTokenizer(strings.NewReader(doc))
	cost, run, sure := 0, 0, true
	for {
		switch z.Next() {
		case html.ErrorToken:
			return cost
		case html.TextToken:
			cost += run
			run += len(z.Raw())
		case html.StartTagToken, html.SelfClosingTagToken:
			name, _ := z.TagName()
			switch string(name) {
			case "select": // ignores most tags inside
				sure = false
			case "html", "head", "body", "frame", "frameset", "caption", "col", "colgroup",
				"thead", "tbody", "tfoot", "tr", "td", "th", "form", "input", "option", "optgroup":
			default:
				if sure {
					run = 0
				}
			}
		case html.EndTagToken:
			if name, _ := z.TagName(); string(name) == "select" {
				sure = true
			}
		case html.CommentToken:
			if strings.HasPrefix(string(z.Raw()), "<![CDATA[") { // in drawings the parser sees text here, tags and all
				return maxMerged + 1
			}
		}
		if cost > maxMerged {
			return cost
		}
	}
}

package sample

import (
	"html"
	"regexp"
	"strings"
)

// The small markup of scenes: a blank line parts paragraphs; "## " begins a
// heading, "> " a block quotation, "- " the lines of a list; **bold** and
// [words](outlet/slug) stand inside a line.
var (
	linkMark = regexp.MustCompile(`\[([^\]]+)\]\(([^)]+)\)`)
	boldMark = regexp.MustCompile(`\*\*([^*]+)\*\*`)
)

// blocks renders paragraphs as HTML, one element each. Addresses of articles
// come from link, which answers "" for one that is unknown.
func blocks(body []string, link func(id string) string) []string {
	out := make([]string, len(body))
	for i, p := range body {
		switch {
		case strings.HasPrefix(p, "## "):
			out[i] = "<h2>" + inline(p[3:], link) + "</h2>"
		case strings.HasPrefix(p, "> "):
			out[i] = "<blockquote><p>" + inline(p[2:], link) + "</p></blockquote>"
		case strings.HasPrefix(p, "- "):
			out[i] = "<ul>" + listItems(p, link) + "</ul>"
		default:
			out[i] = "<p>" + inline(p, link) + "</p>"
		}
	}
	return out
}

func listItems(p string, link func(string) string) string {
	var b strings.Builder
	for line := range strings.Lines(p) {
		b.WriteString("<li>" + inline(strings.TrimPrefix(strings.TrimSpace(line), "- "), link) + "</li>")
	}
	return b.String()
}

func inline(s string, link func(string) string) string {
	s = html.EscapeString(strings.Join(strings.Fields(s), " "))
	s = boldMark.ReplaceAllString(s, "<strong>$1</strong>")
	return linkMark.ReplaceAllStringFunc(s, func(m string) string {
		parts := linkMark.FindStringSubmatch(m)
		return `<a href="` + html.EscapeString(link(parts[2])) + `">` + parts[1] + `</a>`
	})
}

package ingest

import (
	"strings"

	"cipherdesk/internal/markup"
)

// wallReach is how much of a page is looked at: a wall is short.
const wallReach = 256 << 10

// thinPage is the number of words below which a page that speaks of consent or
// robots is about nothing else.
const thinPage = 150

// wall reports whether a page asks for consent, a login or proof of being human
// instead of showing what was asked for: its title says so, or it has few words
// and they do. A banner over a page with something to read is no wall.
func wall(body []byte, contentType string) bool {
	html := markup.DecodeHTML(body[:min(len(body), wallReach)], contentType).Text
	head := strings.ToLower(html)
	if title := between(head, "<title", "</title>"); title != "" && says(title, "just a moment", "attention required", "access denied", "access to this page has been denied",
		"before you continue", "are you a robot", "are you human", "security check", "verify you are", "captcha", "checking your browser",
		"log in", "sign in", "login", "403 forbidden", "request rejected", "pardon our interruption", "your privacy", "cookie consent") {
		return true
	}
	if words(markup.PlainText(html)) >= thinPage {
		return false
	}
	return says(head, "consent", "captcha", "cf-challenge", "challenge-platform", "just a moment", "access denied", "are you a robot", "unusual traffic",
		"enable javascript and cookies", "verify you are human", "we value your privacy", "incapsula", "px-captcha", "request unsuccessful")
}

func says(text string, signs ...string) bool {
	for _, s := range signs {
		if strings.Contains(text, s) {
			return true
		}
	}
	return false
}

// between is what stands inside the first element that opens so.
func between(s, open, end string) string {
	_, s, found := strings.Cut(s, open)
	if !found {
		return ""
	}
	_, s, _ = strings.Cut(s, ">")
	s, _, _ = strings.Cut(s, end)
	return s
}

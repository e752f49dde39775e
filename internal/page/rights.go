package page

import (
	"strconv"
	"strings"

	"cipherdesk/internal/news"
)

// rights reads what the page allows to be shown, from the tags that search
// engines obey and from the TDM reservation protocol. Of several statements the
// strictest holds.
func (h *head) rights() news.Rights {
	r := news.Rights{MaxSnippet: -1}
	for _, name := range []string{"robots", "googlebot", "googlebot-news", "cipherdesk"} {
		for _, content := range h.meta[name] {
			for rule := range strings.SplitSeq(strings.ToLower(content), ",") {
				obey(&r, strings.TrimSpace(rule))
			}
		}
	}
	if v := h.value("tdm-reservation"); v == "1" {
		r.TDMReserve = true
	}
	return r
}

func obey(r *news.Rights, rule string) {
	name, value, _ := strings.Cut(rule, ":")
	switch strings.TrimSpace(name) {
	case "nosnippet":
		r.NoSnippet = true
	case "noarchive", "nocache":
		r.NoArchive = true
	case "noai", "noimageai", "notdm":
		r.TDMReserve = true
	case "none":
		// "none" is noindex and nofollow; it says nothing of snippets.
	case "max-snippet":
		n, err := strconv.Atoi(strings.TrimSpace(value))
		if err != nil || n < 0 {
			return
		}
		if n == 0 {
			r.NoSnippet = true
		}
		if r.MaxSnippet < 0 || n < r.MaxSnippet {
			r.MaxSnippet = n
		}
	}
}

// keepsBack reports whether kept text stands in an element that its publisher
// asks not to show in snippets.
func (p *page) keepsBack() bool {
	for _, i := range p.kept() {
		for at := p.blocks[i].at; at >= 0; at = p.elems[at].parent {
			for _, a := range p.elems[at].node.Attr {
				if a.Key == "data-nosnippet" {
					return true
				}
			}
		}
	}
	return false
}

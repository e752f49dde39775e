package page

import (
	"html"
	"slices"
	"strings"
)

// headline chooses the title: the visible h1 that <title>, og:title or JSON-LD
// confirm, or that stands alone on the page; else a lower heading that they
// confirm; else what those say, without the site's name.
func (h *head) headline() string {
	site := h.site()
	og, ld, title := clean(h.value("og:title")), clean(h.article().headline()), clean(h.title)
	if t := h.printed(site, og, ld, title); t != "" {
		return t
	}
	other := clean(h.value("twitter:title", "dc.title", "dcterms.title", "parsely-title", "sailthru.title", "title"))
	for _, t := range []string{ld, og, other, title} {
		if t = cutSite(t, site); t != "" && !same(t, site) {
			return t
		}
	}
	if len(h.h1) > 0 {
		return h.h1[0]
	}
	return ""
}

// printed is the h1 that is the headline, or nothing.
func (h *head) printed(site string, claims ...string) string {
	best, most := "", .4
	for _, t := range h.h1 {
		l := labelOf(t)
		if len(l) < 4 || same(t, site) {
			continue
		}
		for _, c := range claims {
			if holds(c, l) {
				if lower := h.below(site, c); len(lower) > len(t) && !holds(lower, l) {
					return lower // the h1 is the section's or the site's name
				}
				return t
			}
			if share := overlap(l, labelOf(c)); share > most {
				best, most = t, share
			}
		}
	}
	if best == "" {
		best = h.below(site, claims...)
	}
	if best == "" && len(h.h1) == 1 && len(strings.Fields(h.h1[0])) >= 4 && !same(h.h1[0], site) {
		return h.h1[0]
	}
	return best
}

// below is the longest second or third level heading that makes up half of what
// a claim says: the headline where the h1 is the site's name.
func (h *head) below(site string, claims ...string) string {
	best := ""
	for _, t := range h.lower {
		l := labelOf(t)
		for _, c := range claims {
			if len(t) > len(best) && !same(t, site) && holds(c, l) && 2*len(l) >= len(labelOf(c)) {
				best = t
			}
		}
	}
	return best
}

// overlap is the share of the shorter title's words that the longer one has.
func overlap(a, b string) float64 {
	wa, wb := strings.Fields(a), strings.Fields(b)
	if len(wa) > len(wb) {
		wa, wb = wb, wa
	}
	if len(wa) == 0 {
		return 0
	}
	n := 0
	for _, w := range wa {
		if slices.Contains(wb, w) {
			n++
		}
	}
	return float64(n) / float64(len(wa))
}

// holds reports whether words stand in t, word by word.
func holds(t, label string) bool {
	return t != "" && strings.Contains(" "+labelOf(t)+" ", " "+label+" ")
}

func same(a, b string) bool { return labelOf(a) == labelOf(b) }

// clean unescapes what was escaped twice and collapses white space.
func clean(s string) string {
	if strings.Contains(s, "&") {
		s = html.UnescapeString(s)
	}
	w := writer{}
	w.add(s)
	return w.text()
}

// site is the publication's name, as the page gives it.
func (h *head) site() string {
	if s := h.value("og:site_name", "application-name", "al:ios:app_name"); s != "" {
		return clean(s)
	}
	for _, o := range h.objects {
		for _, t := range o.types() {
			if t == "WebSite" {
				return clean(o.text("name"))
			}
		}
		if p, ok := o["publisher"].(map[string]any); ok {
			if s, ok := p["name"].(string); ok {
				return clean(s)
			}
		}
	}
	return ""
}

// separators part a headline from the site's name in <title>.
var separators = []string{" | ", " - ", " – ", " — ", " :: ", " » ", " « ", " • ", " · ", " / "}

// cutSite takes the site's name off a title: by name where it is known, else
// the short last part after a separator.
func cutSite(t, site string) string {
	for _, sep := range separators {
		i := strings.LastIndex(t, sep)
		if i <= 0 {
			continue
		}
		front, back := t[:i], t[i+len(sep):]
		if site != "" && (same(back, site) || strings.HasPrefix(labelOf(site), labelOf(back))) {
			return strings.TrimSpace(front)
		}
		if site != "" && same(front, site) {
			return strings.TrimSpace(back)
		}
		if site == "" && len(strings.Fields(back)) <= 4 && len(strings.Fields(front)) >= 4 {
			return strings.TrimSpace(front)
		}
	}
	return t
}

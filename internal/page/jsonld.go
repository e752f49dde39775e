package page

import (
	"encoding/json"
	"strings"
)

// object is one JSON-LD node.
type object map[string]any

const (
	maxObjects = 500
	maxNesting = 40
)

// addObjects reads one JSON-LD script. Broken ones are mended where that is
// safe (raw line breaks inside strings) and otherwise left out.
func (h *head) addObjects(src string) {
	src = strings.TrimSpace(src)
	for _, wrap := range [][2]string{{"<!--", "-->"}, {"//<![CDATA[", "//]]>"}, {"<![CDATA[", "]]>"}} {
		src = strings.TrimSpace(strings.TrimSuffix(strings.TrimPrefix(src, wrap[0]), wrap[1]))
	}
	var v any
	if json.Unmarshal([]byte(src), &v) != nil && json.Unmarshal([]byte(mendJSON(src)), &v) != nil {
		return
	}
	h.walk(v, 0)
}

// walk collects every object, @graph and nested ones included.
func (h *head) walk(v any, depth int) {
	if depth > maxNesting || len(h.objects) >= maxObjects {
		return
	}
	switch v := v.(type) {
	case []any:
		for _, e := range v {
			h.walk(e, depth+1)
		}
	case map[string]any:
		o := object(v)
		if len(o.types()) > 0 {
			h.objects = append(h.objects, o)
		}
		if id, ok := v["@id"].(string); ok && len(v) > 1 {
			h.ids[id] = o
		}
		for _, key := range []string{"@graph", "mainEntity", "mainEntityOfPage", "itemListElement", "hasPart", "liveBlogUpdate", "author", "creator"} {
			if e, ok := v[key]; ok {
				h.walk(e, depth+1)
			}
		}
	}
}

// mendJSON puts spaces for raw control characters, which are not allowed inside
// JSON strings and harmless outside, and drops commas before a closing bracket.
func mendJSON(s string) string {
	b := make([]byte, 0, len(s))
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c < 0x20 {
			c = ' '
		}
		if c == ']' || c == '}' {
			j := len(b)
			for j > 0 && b[j-1] == ' ' {
				j--
			}
			if j > 0 && b[j-1] == ',' {
				b = b[:j-1]
			}
		}
		b = append(b, c)
	}
	return string(b)
}

// types lists the types of an object without their prefix.
func (o object) types() []string {
	var out []string
	for _, t := range list(o["@type"]) {
		if s, ok := t.(string); ok {
			out = append(out, s[strings.LastIndexAny(s, "/#:")+1:])
		}
	}
	return out
}

// text is a property as plain words: a string, the first of a list, or the
// @value of a typed one. Empty when it is none of these.
func (o object) text(key string) string {
	for _, v := range list(o[key]) {
		switch v := v.(type) {
		case string:
			return strings.TrimSpace(v)
		case map[string]any:
			for _, k := range []string{"@value", "name", "url"} {
				if s, ok := v[k].(string); ok {
					return strings.TrimSpace(s)
				}
			}
		}
	}
	return ""
}

// picture is the address of an article's first image.
func (o object) picture() string {
	for _, v := range list(o["image"]) {
		switch v := v.(type) {
		case string:
			return strings.TrimSpace(v)
		case map[string]any:
			for _, k := range []string{"url", "contentUrl", "@id"} {
				if s, ok := v[k].(string); ok {
					return strings.TrimSpace(s)
				}
			}
		}
	}
	return ""
}

// list makes a list of one value or of many.
func list(v any) []any {
	switch v := v.(type) {
	case nil:
		return nil
	case []any:
		return v
	}
	return []any{v}
}

// article is the object that describes the page's article: of an article's
// type, the one whose headline or address is the page's; else of a page's type.
func (h *head) article() object {
	var best object
	score := 0
	for _, o := range h.objects {
		s := 0
		for _, t := range o.types() {
			switch {
			case strings.HasSuffix(t, "Article") || strings.HasSuffix(t, "Posting") || t == "Report" || t == "Review":
				s = max(s, 4)
			case t == "WebPage" || t == "VideoObject" || t == "CreativeWork" || t == "PodcastEpisode" || t == "Recipe":
				s = max(s, 2)
			}
		}
		if s == 0 {
			continue
		}
		if t := o.headline(); t != "" && h.names(t) {
			s += 2
		}
		if o.text("datePublished") != "" {
			s++
		}
		if s > score {
			best, score = o, s
		}
	}
	return best
}

func (o object) headline() string {
	if t := o.text("headline"); t != "" {
		return t
	}
	return o.text("name")
}

// names reports whether a headline is, give or take typography, one that the
// page itself prints.
func (h *head) names(headline string) bool {
	t := labelOf(headline)
	if t == "" {
		return false
	}
	for _, have := range append([]string{h.title, h.value("og:title")}, h.h1...) {
		if strings.Contains(labelOf(have), t) || len(have) > 20 && strings.Contains(t, labelOf(have)) {
			return true
		}
	}
	return false
}

package listing

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"cipherdesk/internal/address"
	"cipherdesk/internal/markup"
	"cipherdesk/internal/news"
)

// JSON reads a list by dotted paths; an empty Items path means that the document
// itself is the list.
func JSON(body []byte, base string, paths news.JSONPaths) (List, error) {
	var doc any
	if err := json.Unmarshal(body, &doc); err != nil {
		return List{}, fmt.Errorf("not JSON: %w", err)
	}
	found := at(doc, paths.Items)
	entries, is := found.([]any)
	if !is {
		return List{}, fmt.Errorf("%q is no list: %w", paths.Items, ErrNothing)
	}
	var l List
	for _, e := range entries {
		url, err := address.Resolve(base, text(at(e, paths.URL)))
		if err != nil || paths.URL == "" {
			continue
		}
		if len(l.Items) == Most {
			l.Cut = true
			break
		}
		l.Items = append(l.Items, news.Item{
			GUID: url, Link: url, Title: oneLine(markup.PlainText(text(at(e, paths.Title)))),
			Published: news.ISOClaim(text(at(e, paths.Date)), news.OriginJSON),
			Summary:   markup.Sanitize(text(at(e, paths.Summary)), base),
		})
	}
	if len(l.Items) == 0 {
		return l, ErrNothing
	}
	return l, nil
}

// at follows a dotted path; numbers are positions in lists.
func at(v any, path string) any {
	if path == "" {
		return v
	}
	for _, key := range strings.Split(path, ".") {
		switch node := v.(type) {
		case map[string]any:
			v = node[key]
		case []any:
			i, err := strconv.Atoi(key)
			if err != nil || i < 0 || i >= len(node) {
				return nil
			}
			v = node[i]
		default:
			return nil
		}
	}
	return v
}

// text is a string or number; objects with a "rendered" text, as one large
// publishing system answers, count as that text.
func text(v any) string {
	switch s := v.(type) {
	case string:
		return s
	case float64:
		return strconv.FormatFloat(s, 'f', -1, 64)
	case map[string]any:
		return text(s["rendered"])
	}
	return ""
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

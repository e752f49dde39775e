package listing

import (
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"cipherdesk/internal/address"
	"cipherdesk/internal/markup"
	"cipherdesk/internal/news"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// JSON reads a list by dotted paths; an empty Items path means that the document
// itself is the list. A page that holds its data in a script is read, too: the
// first script of JSON in which the path leads to a list.
func JSON(p Page, o Options) (List, error) {
	text := strings.TrimPrefix(strings.TrimSpace(markup.DecodeText(p.Body, p.ContentType).Text), "\ufeff")
	if strings.HasPrefix(text, "<") {
		return embedded(p, o)
	}
	return readJSON(text, p.URL, o)
}

// embedded looks for the list in a page's scripts.
func embedded(p Page, o Options) (List, error) {
	root, err := markup.Parse(markup.DecodeHTML(p.Body, p.ContentType).Text)
	if err != nil {
		return List{}, err
	}
	scripts := 0
	for n := range root.Descendants() {
		if n.DataAtom != atom.Script || n.FirstChild == nil || n.FirstChild.Type != html.TextNode || !strings.Contains(attr(n, "type"), "json") {
			continue
		}
		scripts++
		if l, err := readJSON(n.FirstChild.Data, p.URL, o); err == nil {
			return l, nil
		}
	}
	if scripts == 0 {
		return List{}, errors.New("HTML where JSON should be")
	}
	return List{}, fmt.Errorf("items: %s leads to no list in the %d scripts of the page: %w", o.JSON.Items, scripts, ErrNothing)
}

func readJSON(text, base string, o Options) (List, error) {
	var doc any
	if err := json.Unmarshal([]byte(text), &doc); err != nil {
		return List{}, fmt.Errorf("not JSON: %w", err)
	}
	entries, is := at(doc, o.JSON.Items).([]any)
	if !is {
		return List{}, fmt.Errorf("items: %q leads to no list: %w", o.JSON.Items, ErrNothing)
	}
	var l List
	seen := map[string]bool{}
	for _, e := range entries {
		raw := value(at(e, o.JSON.URL))
		url, err := address.Resolve(base, raw)
		if err != nil || raw == "" || seen[identity(url)] {
			continue
		}
		if len(l.Items) == Most {
			l.Cut = true
			break
		}
		seen[identity(url)] = true
		published, _, _ := o.date(value(at(e, o.JSON.Date)), news.OriginJSON)
		l.Items = append(l.Items, news.Item{
			GUID: identity(url), Link: url, Title: oneLine(markup.PlainText(value(at(e, o.JSON.Title)))),
			Published: published, Summary: markup.Sanitize(value(at(e, o.JSON.Summary)), base),
		})
	}
	if len(l.Items) == 0 {
		return l, fmt.Errorf("%d entries, none with an address at url: %s: %w", len(entries), o.JSON.URL, ErrNothing)
	}
	return l, nil
}

// at follows a dotted path; numbers are positions in lists. A name where a list
// stands is followed in each of its members: "sections.articles" are the
// articles of all sections.
func at(v any, path string) any {
	if path == "" {
		return v
	}
	key, rest, _ := strings.Cut(path, ".")
	switch node := v.(type) {
	case map[string]any:
		return at(node[key], rest)
	case []any:
		if i, err := strconv.Atoi(key); err == nil {
			if i < 0 || i >= len(node) {
				return nil
			}
			return at(node[i], rest)
		}
		return each(node, path)
	}
	return nil
}

// each joins what a path leads to in every member of a list.
func each(list []any, path string) any {
	var out []any
	for _, v := range list {
		switch found := at(v, path).(type) {
		case nil:
		case []any:
			out = append(out, found...)
		default:
			out = append(out, found)
		}
	}
	if out == nil {
		return nil
	}
	return out
}

// value is a string or number; objects with a "rendered" text, as one large
// publishing system answers, count as that text, and lists as their first
// member.
func value(v any) string {
	switch s := v.(type) {
	case string:
		return strings.TrimSpace(s)
	case float64:
		return strconv.FormatFloat(s, 'f', -1, 64)
	case map[string]any:
		return value(s["rendered"])
	case []any:
		if len(s) > 0 {
			return value(s[0])
		}
	}
	return ""
}

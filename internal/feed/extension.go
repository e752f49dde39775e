package feed

import (
	"slices"
	"strings"

	ext "github.com/mmcdole/gofeed/extensions"

	"cipherdesk/internal/address"
	"cipherdesk/internal/news"
)

// values returns the texts of one extension element, blanks left out.
func values(e ext.Extensions, vocabulary, name string) []string {
	var found []string
	for _, x := range e[vocabulary][name] {
		value := x.Value
		if value == "" {
			value = x.Attrs["resource"]
		}
		if value = strings.TrimSpace(value); value != "" {
			found = append(found, value)
		}
	}
	return found
}

// hrefs returns the addresses of atom:link elements with one of these
// relations, inside a feed of another format.
func hrefs(e ext.Extensions, rels ...string) []string {
	var found []string
	for _, rel := range rels {
		for _, x := range e["atom"]["link"] {
			if strings.EqualFold(firstOf(x.Attrs["rel"], "alternate"), rel) {
				found = append(found, x.Attrs["href"])
			}
		}
	}
	return found
}

// first returns the first of a list, "" of an empty one.
func first(list []string) string {
	if len(list) == 0 {
		return ""
	}
	return list[0]
}

// firstOf returns the first string that says anything.
func firstOf(list ...string) string {
	for _, s := range list {
		if s != "" {
			return s
		}
	}
	return ""
}

// firstAddress returns the first candidate that is an http(s) address.
func firstAddress(base string, candidates ...string) string {
	for _, c := range candidates {
		if full := resolve(base, c); full != "" {
			return full
		}
	}
	return ""
}

// addressesOf returns every candidate that is an absolute http(s) address,
// each once.
func addressesOf(base string, candidates ...string) []string {
	var found []string
	for _, c := range candidates {
		if full := resolve(base, c); full != "" && (base != "" || isWebAddress(c)) && !slices.Contains(found, full) {
			found = append(found, full)
		}
	}
	return found
}

// isWebAddress reports whether s is an absolute http(s) address by itself.
func isWebAddress(s string) bool {
	if !strings.HasPrefix(s, "http://") && !strings.HasPrefix(s, "https://") {
		return false
	}
	_, err := address.Resolve("", s)
	return err == nil
}

// mediaElements returns media:content, media:thumbnail and so on of an entry,
// in and outside of a media:group, outermost first.
func mediaElements(e ext.Extensions) []ext.Extension {
	media := e["media"]
	if len(media) == 0 {
		return nil
	}
	var found []ext.Extension
	level := []map[string][]ext.Extension{media}
	for depth := 0; depth < 3 && len(level) > 0; depth++ {
		var below []map[string][]ext.Extension
		for _, elements := range level {
			for _, name := range []string{"thumbnail", "content", "title", "description", "text", "category", "group"} {
				for _, x := range elements[name] {
					found = append(found, x)
					below = append(below, x.Children)
				}
			}
		}
		level = below
	}
	return found
}

// mediaText returns the first text of one of these media elements.
func mediaText(e ext.Extensions, elements ...string) string {
	for _, x := range mediaElements(e) {
		if slices.Contains(elements, x.Name) && x.Value != "" {
			if strings.EqualFold(x.Attrs["type"], "html") {
				return plainLine(x.Value, true)
			}
			return x.Value
		}
	}
	return ""
}

// addCategory appends a category once. RFC 4287 §4.2.2.
func addCategory(it *news.Item, scheme, term, label string) {
	c := news.Category{Scheme: strings.TrimSpace(scheme), Term: oneLine(decodeEntities(term, nil)), Label: oneLine(decodeEntities(label, nil))}
	if c.Term == "" {
		c.Term, c.Label = c.Label, ""
	}
	if c.Term != "" && len(it.Categories) < maxCategories && !slices.Contains(it.Categories, c) {
		it.Categories = append(it.Categories, c)
	}
}

// maxCategories bounds the categories of one entry.
const maxCategories = 100

// mediaScheme is what a media:category without a scheme means: Media RSS.
const mediaScheme = "http://search.yahoo.com/mrss/category_schema"

// itunesScheme marks the categories of podcasts.
const itunesScheme = "http://www.itunes.com/"

// extraCategories adds those of Dublin Core, media RSS and the iTunes module.
func extraCategories(it *news.Item, e ext.Extensions) {
	for _, subject := range append(values(e, "dc", "subject"), values(e, "dcterms", "subject")...) {
		addCategory(it, "", subject, "")
	}
	for _, x := range mediaElements(e) {
		if x.Name == "category" {
			addCategory(it, firstOf(x.Attrs["scheme"], mediaScheme), x.Value, x.Attrs["label"])
		}
	}
	for _, x := range e["itunes"]["category"] {
		addCategory(it, itunesScheme, x.Attrs["text"], "")
		for _, inner := range x.Children["category"] {
			addCategory(it, itunesScheme, inner.Attrs["text"], "")
		}
	}
}

package feed

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	gofeed "github.com/mmcdole/gofeed/json"

	"cipherdesk/internal/markup"
	"cipherdesk/internal/news"
)

// jsonWalk reads a JSON Feed field by field, so that one field of the wrong type
// costs that field only. As with XML it writes a skeleton that gofeed reads, and
// keeps prose, which gofeed would decode three times over.
type jsonWalk struct {
	cursor
	feed     jsonNote
	items    []jsonNote
	skeleton bytes.Buffer
	version  string
	foreign  bool           // no items and no version: some other JSON
	wrong    map[string]int // members of a type that says nothing, and how often
	seen     int
	keep     func(n int, item *note) bool
}

// jsonNote is what the walk keeps beside the skeleton.
type jsonNote struct {
	texts             map[string]string // escapes not decoded: a known item never needs that
	source            *news.ItemSource  // our own _provenance
	hub               string
	attached, picture string // addresses
	dates             []stated
	fields            map[string]any // for the skeleton
}

func (n *jsonNote) text(key string) string { return unescapedText(n.texts[key]) }

// jsonFields sorts the members of feeds and items by how they are read.
var jsonFields = map[string]use{
	"title": useText, "description": useText, "summary": useText, "content_html": useText, "content_text": useText,
	"date_published": useDate, "date_modified": useDate,
	"id": useField, "url": useField, "external_url": useField, "home_page_url": useField, "feed_url": useField,
	"next_url": useField, "image": useField, "banner_image": useField, "language": useField,
	"author": usePerson, "authors": usePerson, "tags": useTree, "hubs": useTree, "attachments": useTree, "_provenance": useTree,
}

// mayBeNumber are members that mean the same as a number as they do as a string.
var mayBeNumber = map[string]bool{"id": true, "title": true, "date_published": true, "date_modified": true}

// parseJSON reads JSON Feed 1.0 and 1.1: jsonfeed.org/version/1.1.
func parseJSON(d markup.Decoded, m Meta) (Feed, error) {
	f := Feed{Charset: d.Charset, Repairs: d.Repairs}
	w := walkJSON(&f, d.Text, m, nil)
	if len(w.items) > MaxItems {
		w = walkJSON(&f, d.Text, m, newestJSON(&f, d.Text))
	}
	if w.foreign {
		return Feed{}, fmt.Errorf("%w: JSON without version and items", ErrNotFeed)
	}
	f.mended(w.wrong)
	if w.cut {
		f.Partial = true
		f.repaired("the document is cut off")
	}
	parsed, err := (&gofeed.Parser{}).Parse(&w.skeleton)
	if err != nil {
		return Feed{}, fmt.Errorf("%w: %w", ErrUnreadable, err)
	}
	w.assemble(&f, parsed, m)
	return f, nil
}

// walkJSON walks a document; newest says which items count, nil that all do.
func walkJSON(f *Feed, doc string, m Meta, newest func(int) bool) *jsonWalk {
	f.Known, f.Digests = 0, nil
	w := &jsonWalk{cursor: cursor{doc: doc}}
	w.keep = wanted(f, m, newest)
	w.run()
	return w
}

// newestJSON goes through a document with too many items and returns which to
// keep.
func newestJSON(f *Feed, doc string) func(int) bool {
	var when []int64
	survey := &jsonWalk{cursor: cursor{doc: doc}}
	survey.keep = func(n int, item *note) bool {
		when = append(when, rank(n, item.dates))
		return false
	}
	survey.run()
	return newest(f, when)
}

// run walks the document and leaves the skeleton.
func (w *jsonWalk) run() {
	hasItems := false
	w.wrong = map[string]int{}
	w.feed = jsonNote{fields: map[string]any{}, texts: map[string]string{}}
	w.object(func(key string) {
		switch {
		case key == "items":
			hasItems = true
			w.list(w.item)
		case key == "version":
			w.version = w.text()
		default:
			w.field(&w.feed, key)
		}
	})
	w.foreign = !hasItems && !strings.Contains(w.version, "jsonfeed.org")
	items := make([]map[string]any, len(w.items))
	for i := range w.items {
		items[i] = w.items[i].fields
	}
	w.feed.fields["items"] = items
	w.feed.fields["version"] = w.version
	// Strings, lists and maps of strings: encoding cannot fail.
	_ = json.NewEncoder(&w.skeleton).Encode(w.feed.fields)
}

// item reads one element of items.
func (w *jsonWalk) item() {
	if w.peek() != '{' {
		w.skip()
		w.wrong["items that are no objects were passed over"]++
		return
	}
	if len(w.items) > MaxItems {
		w.pos = len(w.doc) // too many: they will have to be chosen from
		return
	}
	n := jsonNote{fields: map[string]any{}, texts: map[string]string{}}
	from := w.pos
	w.object(func(key string) { w.field(&n, key) })
	if w.cut {
		return // half an item would look like an edit
	}
	w.seen++
	if w.keep != nil && !w.keep(w.seen-1, &note{raw: w.doc[from:w.pos], dates: n.dates}) {
		return
	}
	w.items = append(w.items, n)
}

// field reads one member of the feed or of an item.
func (w *jsonWalk) field(n *jsonNote, key string) {
	switch jsonFields[key] {
	case useText:
		n.texts[key] = w.said(key)
	case useDate:
		n.dates = append(n.dates, stated{key, unescapedText(w.said(key))})
	case useField:
		value := unescapeJSON(w.said(key))
		if key == "id" || key == "language" { // the others are addresses
			value = printable(value)
		}
		n.fields[key] = value
	case usePerson:
		w.person(n, key)
	case useTree:
		w.tree(n, key)
	default:
		w.skip()
	}
}

// said is what a string says, escapes not decoded, and a number where that may
// stand. Any other type says nothing; null does so rightly.
func (w *jsonWalk) said(key string) string {
	c := w.peek()
	if c == '"' {
		return w.literal()
	}
	raw := w.skip()
	switch {
	case raw == "null":
		return ""
	case mayBeNumber[key] && (c == '-' || c >= '0' && c <= '9'):
		return raw
	}
	w.wrong[fmt.Sprintf("%q of the wrong type was passed over", key)]++
	return ""
}

// list reads an array, or the object with numbers for names that PHP makes of
// an array with gaps.
func (w *jsonWalk) list(each func()) {
	if w.peek() == '{' {
		w.wrong["a list was written as an object"]++
		w.object(func(string) { each() })
		return
	}
	if c := w.peek(); c != '[' && c != 'n' && c != 0 {
		w.wrong["something else stood in a list's place"]++
	}
	w.array(each)
}

// tree reads a member that holds more than one value.
func (w *jsonWalk) tree(n *jsonNote, key string) {
	switch key {
	case "tags":
		var tags []string
		one := func() {
			if tag := unescapedText(w.said(key)); tag != "" && len(tags) < maxFields {
				tags = append(tags, tag)
			}
		}
		if w.peek() == '"' {
			one()
		} else {
			w.list(one)
		}
		n.fields["tags"] = tags
	case "hubs":
		w.array(func() {
			w.object(func(key string) {
				if value := w.text(); key == "url" && n.hub == "" {
					n.hub = value
				}
			})
		})
	case "attachments":
		w.list(func() { w.attachment(n) })
	case "_provenance":
		w.object(func(key string) {
			if key == "source" {
				n.source = w.source()
			}
		})
	}
}

// attachment keeps the first file, and the first picture.
func (w *jsonWalk) attachment(n *jsonNote) {
	address, typ := "", ""
	w.object(func(key string) {
		switch value := w.text(); key {
		case "url":
			address = value
		case "mime_type":
			typ = value
		}
	})
	n.attached = firstOf(n.attached, address)
	if strings.HasPrefix(strings.ToLower(typ), "image/") {
		n.picture = firstOf(n.picture, address)
	}
}

// source reads the feed that an item of ours was copied from.
func (w *jsonWalk) source() *news.ItemSource {
	var s news.ItemSource
	w.object(func(key string) {
		switch value := w.text(); key {
		case "id":
			s.ID = value
		case "title":
			s.Title = oneLine(value)
		case "url":
			s.Link = resolve("", value)
		}
	})
	if s == (news.ItemSource{}) {
		return nil
	}
	return &s
}

// person reads authors; version 1.1 prefers them to the author of version 1.
func (w *jsonWalk) person(n *jsonNote, key string) {
	list := w.people()
	before, _ := n.fields["authors"].([]map[string]string)
	if len(before) == 0 || key == "authors" && len(list) > 0 {
		n.fields["authors"] = list
	}
}

// people reads authors: an object, a list of them, or, against the rules, names.
func (w *jsonWalk) people() []map[string]string {
	var list []map[string]string
	one := func() {
		if len(list) == maxFields {
			w.skip()
			return
		}
		author := map[string]string{}
		if w.peek() == '{' {
			w.object(func(key string) {
				if value := w.text(); key == "name" || key == "url" {
					author[key] = value
				}
			})
		} else {
			author["name"] = unescapedText(w.said("author"))
		}
		list = append(list, author)
	}
	if w.peek() == '[' {
		w.array(one)
	} else {
		one()
	}
	return list
}

// assemble puts together what gofeed read and what was kept.
func (w *jsonWalk) assemble(f *Feed, j *gofeed.Feed, m Meta) {
	base := m.base()
	f.Format = FormatJSON11
	if strings.HasSuffix(strings.TrimRight(w.version, "/"), "/version/1") {
		f.Format = FormatJSON10
	}
	f.Title, f.Subtitle = plainLine(w.feed.text("title"), false), plainLine(w.feed.text("description"), false)
	f.Link, f.Self, f.Next = resolve(base, j.HomePageURL), resolve(base, j.FeedURL), resolve(base, j.NextURL)
	f.Hub = resolve(base, w.feed.hub)
	f.Language = firstOf(language(j.Language), m.language())
	whole := jsonAuthors(j.Authors)
	for i, item := range j.Items {
		it := w.items[i].assemble(item, base)
		if it.Authors == nil {
			it.Authors = slices.Clone(whole) // version 1.1, "authors" of an item
		}
		it.Language = firstOf(it.Language, f.Language)
		f.Items = append(f.Items, it)
	}
}

// assemble puts one item together.
func (n *jsonNote) assemble(j *gofeed.Item, base string) news.Item {
	dates := note{dates: n.dates}
	it := news.Item{
		GUID:      oneLine(j.ID),
		Link:      firstAddress(base, j.URL, j.ExternalURL, n.attached),
		Title:     plainLine(n.text("title"), false),
		Authors:   jsonAuthors(j.Authors),
		Published: dates.claim("date_published"),
		Updated:   dates.claim("date_modified"),
		Summary:   jsonProse(n.text("summary"), base),
		Content:   cleanHTML(n.text("content_html"), base),
		Language:  language(j.Language),
		Source:    n.source,
		Image:     firstAddress(base, j.Image, j.BannerImage, n.picture),
	}
	if it.Content == "" {
		it.Content = plainToHTML(n.text("content_text"))
	}
	if (it.Link == "" || j.URL == "" && j.ExternalURL == "") && isWebAddress(it.GUID) {
		it.Link = it.GUID // version 1.1: "ideally, the id is the full URL of the resource"
	}
	if external := resolve(base, j.ExternalURL); external != "" && external != it.Link {
		it.Via = []string{external}
	}
	for _, tag := range j.Tags {
		addCategory(&it, "", tag, "")
	}
	return it
}

// jsonProse is a summary: plain text by the rules, HTML by habit.
func jsonProse(text, base string) string {
	if looksLikeHTML(text) {
		return cleanHTML(text, base)
	}
	return plainToHTML(decodeEntities(text, nil))
}

// jsonAuthors names the people; one without a name has none.
func jsonAuthors(list []*gofeed.Author) []string {
	var found []string
	for _, a := range list {
		found = addPerson(found, a.Name)
	}
	return withoutMail(found)
}

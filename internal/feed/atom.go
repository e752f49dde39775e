package feed

import (
	"strings"

	"github.com/mmcdole/gofeed/atom"

	"cipherdesk/internal/news"
)

// atomFeed puts together what is said of an Atom feed as a whole.
func (w *walk) atomFeed(f *Feed, a *atom.Feed) {
	f.ID = oneLine(a.ID)
	f.Title = w.plain(find(w.feed.texts, "title", "dc:title"))
	f.Subtitle = w.plain(find(w.feed.texts, "subtitle", "tagline", "dc:description"))
	f.Rights = w.plain(find(w.feed.texts, "rights", "copyright", "dc:rights"))
	f.Link = w.alternate(w.feed.links)
	f.Updated = w.feed.claim("updated", "modified", "dcterms:modified", "dc:date")
	f.Hub = w.linked(w.feed.links, "hub")
	f.Self = w.linked(w.feed.links, "self")
	f.Next = firstOf(w.linked(w.feed.links, "next"), w.linked(w.feed.links, "prev-archive"))
	sy := a.Extensions["sy"]
	if len(sy) > 0 {
		f.UpdateEvery = syndication(first(values(a.Extensions, "sy", "updateperiod")), first(values(a.Extensions, "sy", "updatefrequency")))
	}
	w.feed.people = append(w.feed.people, atomPeople(a.Authors)...)
}

// atomEntry puts one entry together.
func (w *walk) atomEntry(f *Feed, n *note, a *atom.Entry) news.Item {
	n.people = append(n.people, atomPeople(a.Authors)...)
	it := news.Item{
		GUID:      oneLine(a.ID),
		Title:     w.plain(find(n.texts, "title", "dc:title")),
		Authors:   n.authors("author", "dc:creator"),
		Published: n.claim("published", "issued", "dcterms:issued", "dc:date", "created", "dcterms:created"),
		Updated:   n.claim("updated", "modified", "dcterms:modified"),
		Via:       addressesOf(w.docBase, append(rels(n.links, "via"), rels(n.links, "related")...)...),
		Image:     w.atomImage(n, a),
	}
	w.atomBodies(n, a, &it)
	for _, c := range a.Categories {
		addCategory(&it, c.Scheme, c.Term, c.Label)
	}
	extraCategories(&it, a.Extensions)
	w.atomSource(n, a.Source, &it)
	if it.Authors == nil {
		// RFC 4287 §4.2.1: an entry without an author has its feed's.
		it.Authors = w.feed.authors("author", "dc:creator")
	}
	it.Language = w.itemLanguage(f, n, "")
	return it
}

// atomBodies finds summary, content and the link that depends on them.
func (w *walk) atomBodies(n *note, a *atom.Entry, it *news.Item) {
	summary := find(n.texts, "summary", "dc:description")
	content := find(n.texts, "content", "content:encoded")
	if content != nil && isBinary(content.typ) && content.typ != "application/octet-stream" && !content.markup {
		content = nil // a picture or another file
	}
	it.Content, it.Summary = w.body(content), w.body(summary)
	if it.Title == "" {
		it.Title = oneLine(mediaText(a.Extensions, "title"))
	}
	if it.Content == "" && it.Summary == "" {
		it.Summary = plainToHTML(mediaText(a.Extensions, "description", "text"))
	}
	src := ""
	for _, l := range n.texts {
		if l.key == "content" && l.src != "" {
			src = w.absolute(l.src, l.base)
		}
	}
	it.Link = firstOf(firstAddress(w.docBase, values(a.Extensions, "feedburner", "origlink")...), w.alternate(n.links),
		resolve(w.docBase, src), w.linked(n.links, "enclosure"))
	if it.Link == "" && isWebAddress(it.GUID) {
		it.Link = it.GUID // no promise of RFC 4287, but what publishing systems put there
	}
}

// atomSource reads where an entry was copied from. RFC 4287 §4.2.11.
func (w *walk) atomSource(n *note, s *atom.Source, it *news.Item) {
	if s == nil {
		return
	}
	source := news.ItemSource{
		ID:    oneLine(s.ID),
		Title: w.plain(find(n.source, "title")),
		Link:  firstOf(w.alternate(n.from), w.linked(n.from, "self")),
	}
	if source != (news.ItemSource{}) {
		it.Source = &source
	}
	if it.Authors == nil {
		from := note{people: atomPeople(s.Authors)}
		it.Authors = from.authors("author")
	}
}

// atomPeople turns Atom persons into raw forms; a name comes before an address.
func atomPeople(list []*atom.Person) []stated {
	var people []stated
	for _, p := range list {
		if name := firstOf(strings.TrimSpace(p.Name), strings.TrimSpace(p.Email)); name != "" {
			people = append(people, stated{"author", name})
		}
	}
	return people
}

// alternate picks the link to the page itself: HTML before anything else, and
// never the feed in another format when there is a choice. RFC 4287 §4.2.7.2.
func (w *walk) alternate(links []*atom.Link) string {
	best, rank := "", 0
	for _, l := range links {
		if !isRel(l.Rel, "alternate") {
			continue
		}
		r := 2
		switch typ := strings.ToLower(l.Type); {
		case strings.Contains(typ, "html"):
			r = 3
		case typ != "":
			r = 1
		}
		if r > rank {
			if full := resolve(w.docBase, l.Href); full != "" {
				best, rank = full, r
			}
		}
	}
	return best
}

// linked returns the first link with a relation.
func (w *walk) linked(links []*atom.Link, rel string) string {
	return firstAddress(w.docBase, rels(links, rel)...)
}

// rels returns the addresses of links with a relation.
func rels(links []*atom.Link, rel string) []string {
	var found []string
	for _, l := range links {
		if isRel(l.Rel, rel) {
			found = append(found, l.Href)
		}
	}
	return found
}

// isRel compares relations, of which the registered ones have a long form:
// RFC 4287 §4.2.7.2.
func isRel(stated, rel string) bool {
	return strings.EqualFold(strings.TrimPrefix(strings.TrimSpace(stated), "http://www.iana.org/assignments/relation/"), rel)
}

// atomImage finds a lead picture.
func (w *walk) atomImage(n *note, a *atom.Entry) string {
	for _, l := range n.links {
		if isRel(l.Rel, "enclosure") && strings.HasPrefix(strings.ToLower(l.Type), "image/") {
			return resolve(w.docBase, l.Href)
		}
	}
	return w.extraImage(a.Extensions)
}

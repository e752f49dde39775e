package feed

import (
	"slices"
	"strconv"
	"strings"
	"time"

	ext "github.com/mmcdole/gofeed/extensions"
	"github.com/mmcdole/gofeed/rss"

	"cipherdesk/internal/news"
)

// titles are where RSS feeds and items have theirs, in order of preference.
var titles = []string{"title", "dc:title", "atom:title", "dcterms:title", "itunes:title"}

// rssFeed puts together what is said of an RSS feed as a whole.
func (w *walk) rssFeed(f *Feed, r *rss.Feed) {
	f.Title = w.plain(find(w.feed.texts, titles...))
	f.Subtitle = w.plain(find(w.feed.texts, "description", "subtitle", "tagline", "dc:description", "dcterms:description", "atom:subtitle", "itunes:subtitle", "itunes:summary"))
	f.Rights = w.plain(find(w.feed.texts, "copyright", "dc:rights", "dcterms:rights", "rights"))
	f.Link = firstAddress(w.docBase, append(r.Links, hrefs(r.Extensions, "alternate")...)...)
	if f.Link == "" && r.Image != nil {
		f.Link = resolve(w.docBase, r.Image.Link)
	}
	if stated := firstOf(language(r.Language), language(first(values(r.Extensions, "dc", "language")))); stated != "" && w.feed.lang == "" {
		f.Language = stated
	}
	f.Updated = latest(w.feed.claim("lastbuilddate", "atom:updated", "dc:date", "dcterms:modified"), w.feed.claim("pubdate"))
	f.Hub = resolve(w.docBase, first(hrefs(r.Extensions, "hub")))
	f.Self = resolve(w.docBase, first(hrefs(r.Extensions, "self")))
	f.Next = resolve(w.docBase, first(hrefs(r.Extensions, "next", "prev-archive")))
	rssSchedule(f, r)
}

// rssSchedule reads when the publisher wants to be asked: RSS 2.0 ttl,
// skipHours and skipDays, and the syndication module of RSS 1.0.
func rssSchedule(f *Feed, r *rss.Feed) {
	f.TTL = minutes(r.TTL)
	for _, raw := range r.SkipHours {
		if hour, err := strconv.Atoi(strings.TrimSpace(raw)); err == nil && hour >= 0 && hour <= 24 && !slices.Contains(f.SkipHours, hour%24) {
			f.SkipHours = append(f.SkipHours, hour%24)
		}
	}
	for _, raw := range r.SkipDays {
		for day := time.Sunday; day <= time.Saturday; day++ {
			if strings.EqualFold(strings.TrimSpace(raw), day.String()) && !slices.Contains(f.SkipDays, day) {
				f.SkipDays = append(f.SkipDays, day)
			}
		}
	}
	if len(f.SkipHours) == 24 || len(f.SkipDays) == 7 {
		f.repaired("the feed asks never to be read: skipHours or skipDays passed over")
		f.SkipHours, f.SkipDays = nil, nil
	}
	f.UpdateEvery = syndication(first(values(r.Extensions, "sy", "updateperiod")), first(values(r.Extensions, "sy", "updatefrequency")))
}

// syndication is sy:updatePeriod divided by sy:updateFrequency.
func syndication(period, frequency string) time.Duration {
	const day = 24 * time.Hour
	every := map[string]time.Duration{"hourly": time.Hour, "daily": day, "weekly": 7 * day, "monthly": 30 * day, "yearly": 365 * day}[strings.ToLower(period)]
	times, err := strconv.Atoi(frequency)
	if err != nil || times < 1 {
		times = 1
	}
	return every / time.Duration(times)
}

// rssItem puts one RSS item together.
func (w *walk) rssItem(f *Feed, n *note, r *rss.Item) news.Item {
	it := news.Item{
		Title:     w.plain(find(n.texts, titles...)),
		Authors:   n.authors("dc:creator", "author", "atom:author", "dc:author", "dcterms:creator", "itunes:author"),
		Published: n.claim("pubdate", "published", "atom:published", "issued", "dcterms:issued", "dc:date", "dcterms:date", "dcterms:available", "created", "dcterms:created"),
		Updated:   n.claim("atom:updated", "updated", "modified", "dcterms:modified"),
		Via:       addressesOf(w.docBase, append(hrefs(r.Extensions, "via", "related"), values(r.Extensions, "dc", "source")...)...),
		Image:     w.rssImage(r),
	}
	w.rssBodies(n, r, &it)
	w.rssIdentity(n, r, &it)
	for _, c := range r.Categories {
		addCategory(&it, c.Domain, c.Value, "")
	}
	extraCategories(&it, r.Extensions)
	if r.Source != nil && (r.Source.Title != "" || r.Source.URL != "") {
		it.Source = &news.ItemSource{Title: plainLine(r.Source.Title, true), Link: resolve(w.docBase, r.Source.URL)}
	}
	it.Language = w.itemLanguage(f, n, language(first(values(r.Extensions, "dc", "language"))))
	return it
}

// rssIdentity finds id and link. A guid is a link only where it may be one: RSS
// 2.0, "guid sub-element of item".
func (w *walk) rssIdentity(n *note, r *rss.Item, it *news.Item) {
	var guidLink string
	if r.GUID != nil {
		it.GUID = oneLine(r.GUID.Value)
		if !strings.EqualFold(r.GUID.IsPermalink, "false") && isWebAddress(it.GUID) {
			guidLink = it.GUID
		}
	}
	it.GUID = firstOf(it.GUID, first(values(r.Extensions, "atom", "id")), strings.TrimSpace(n.about))
	candidates := append(values(r.Extensions, "feedburner", "origlink"), r.Links...)
	candidates = append(candidates, hrefs(r.Extensions, "alternate")...)
	candidates = append(candidates, guidLink)
	if isWebAddress(n.about) {
		candidates = append(candidates, n.about)
	}
	for _, e := range r.Enclosures {
		candidates = append(candidates, e.URL)
	}
	it.Link = firstAddress(w.docBase, candidates...)
}

// rssBodies finds summary and content. Where an item has both a description and
// a summary, the second is read as its content.
func (w *walk) rssBodies(n *note, r *rss.Item, it *news.Item) {
	summary := find(n.texts, "description", "dc:description", "summary", "atom:summary", "dcterms:abstract", "dcterms:description", "itunes:summary", "itunes:subtitle")
	content := find(n.texts, "content:encoded", "encoded", "xhtml:body", "body", "xhtml:div", "fullitem", "atom:content", "content")
	if content == nil && summary != nil && summary.key == "description" {
		content = find(n.texts, "summary", "atom:summary")
	}
	it.Content = w.body(content)
	switch {
	case summary != nil && content != nil && summary.raw == content.raw:
		it.Summary = it.Content
	default:
		it.Summary = w.body(summary)
	}
	if it.Title == "" {
		it.Title = mediaText(r.Extensions, "title")
	}
	if it.Summary == "" && it.Content == "" {
		it.Summary = plainToHTML(mediaText(r.Extensions, "description", "text"))
	}
}

// itemLanguage is what the entry says of its own language, else the feed.
func (w *walk) itemLanguage(f *Feed, n *note, own string) string {
	if l := find(n.texts, "content:encoded", "content", "xhtml:body", "body", "fullitem"); l != nil {
		n.lang = firstOf(l.lang, n.lang)
	}
	switch {
	case own != "":
		return own
	case n.lang == "-":
		return ""
	}
	return firstOf(n.lang, f.Language)
}

// rssImage finds a lead picture.
func (w *walk) rssImage(r *rss.Item) string {
	for _, e := range r.Enclosures {
		if strings.HasPrefix(strings.ToLower(e.Type), "image/") {
			return resolve(w.docBase, e.URL)
		}
	}
	return w.extraImage(r.Extensions)
}

// extraImage finds a picture in media RSS or the iTunes module.
func (w *walk) extraImage(e ext.Extensions) string {
	for _, media := range mediaElements(e) {
		switch {
		case media.Name == "content" && (media.Attrs["medium"] == "image" || strings.HasPrefix(media.Attrs["type"], "image/")),
			media.Name == "thumbnail":
			if found := resolve(w.docBase, media.Attrs["url"]); found != "" {
				return found
			}
		}
	}
	for _, image := range e["itunes"]["image"] {
		if found := resolve(w.docBase, image.Attrs["href"]); found != "" {
			return found
		}
	}
	return ""
}

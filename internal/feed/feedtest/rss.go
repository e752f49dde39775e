package feedtest

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"time"
)

// RSS lists the rules of RSS 2.0 and of the RSS Board's best practices that a
// feed breaks.
func RSS(doc []byte) []string {
	r := &report{}
	root, err := parse(doc)
	if err != nil {
		return []string{"XML 1.0: " + err.Error()}
	}
	r.rule(root.XMLName.Space == "" && root.XMLName.Local == "rss", "RSS 2.0 rss: the root is rss", root.XMLName)
	r.rule(root.at("version") == "2.0", "RSS 2.0 rss: version is 2.0", root.at("version"))
	channels := root.all("", "channel")
	r.rule(len(channels) == 1 && len(root.Children) == 1, "RSS 2.0 rss: one channel and nothing else")
	if len(channels) != 1 {
		return r.broken
	}
	r.channel(channels[0])
	guids := map[string]bool{}
	for _, item := range channels[0].all("", "item") {
		r.item(item, guids)
	}
	return r.broken
}

func channelElements() []string {
	return strings.Fields("title link description language copyright managingEditor webMaster pubDate lastBuildDate category generator docs cloud ttl image rating textInput skipHours skipDays item")
}

func itemElements() []string {
	return strings.Fields("title link description author category comments enclosure guid pubDate source")
}

// known checks that elements of no namespace are those of RSS, each once but
// for those that may repeat.
func (r *report) known(n *node, names []string, repeats ...string) {
	seen := map[string]int{}
	for _, c := range n.Children {
		if c.XMLName.Space != "" {
			continue
		}
		name := c.XMLName.Local
		seen[name]++
		r.rule(slices.Contains(names, name), "RSS 2.0: elements outside of RSS have a namespace", name)
		r.rule(seen[name] == 1 || slices.Contains(repeats, name), "RSS profile: stands once", name)
	}
}

func (r *report) channel(c *node) {
	r.known(c, channelElements(), "item", "category")
	for _, need := range []string{"title", "link", "description"} {
		r.rule(c.text("", need) != "", "RSS 2.0 channel: required element", need)
	}
	r.rule(onTheWeb(c.text("", "link")), "RSS 2.0 channel/link: the address of the page", c.text("", "link"))
	if l := c.text("", "language"); l != "" {
		r.rule(language.MatchString(l), "RSS 2.0 channel/language: a language tag", l)
	}
	if ttl := c.text("", "ttl"); ttl != "" {
		n, err := strconv.Atoi(ttl)
		r.rule(err == nil && n > 0, "RSS 2.0 channel/ttl: a number of minutes", ttl)
	}
	if d := c.text("", "docs"); d != "" {
		r.rule(onTheWeb(d), "RSS 2.0 channel/docs: an address", d)
	}
	for _, date := range append(c.all("", "pubDate"), c.all("", "lastBuildDate")...) {
		r.rule(isRFC822(date.Text), "RSS profile: dates are RFC 822 with four-digit years", date.Text)
	}
	for _, image := range c.all("", "image") {
		r.rule(onTheWeb(image.text("", "url")), "RSS 2.0 image: has an address", image.text("", "url"))
		r.rule(image.text("", "title") == c.text("", "title"), "RSS profile image: its title is the channel's", image.text("", "title"))
		r.rule(image.text("", "link") == c.text("", "link"), "RSS profile image: its link is the channel's", image.text("", "link"))
	}
	selfs := 0
	for _, l := range c.all(nsAtom, "link") {
		if l.at("rel") == "self" {
			selfs++
			r.rule(l.at("type") == "application/rss+xml" && onTheWeb(l.at("href")), "RSS profile atom:link: self has type and address", l.at("href"))
		}
	}
	r.rule(selfs == 1, "RSS profile atom:link: a feed names its own address")
}

func isRFC822(s string) bool {
	for _, form := range []string{"Mon, 02 Jan 2006 15:04:05 MST", "Mon, 02 Jan 2006 15:04:05 -0700"} {
		if _, err := time.Parse(form, strings.TrimSpace(s)); err == nil {
			return true
		}
	}
	return false
}

func (r *report) item(item *node, guids map[string]bool) {
	r.known(item, itemElements(), "category", "enclosure")
	title := item.text("", "title")
	r.rule(title != "" || item.text("", "description") != "", "RSS 2.0 item: a title or a description")
	if link := item.text("", "link"); link != "" {
		r.rule(onTheWeb(link), "RSS 2.0 item/link: an address", link)
	}
	ids := item.all("", "guid")
	r.rule(len(ids) == 1 && strings.TrimSpace(ids[0].Text) != "", "RSS profile item/guid: every item has one", title)
	for _, id := range ids {
		permanent, stated := id.attr("isPermaLink")
		r.rule(!stated || permanent == "true" || permanent == "false", "RSS 2.0 item/guid: isPermaLink is true or false", permanent)
		r.rule(permanent == "false" || onTheWeb(id.Text), "RSS 2.0 item/guid: what is no address says isPermaLink=false", id.Text)
		r.rule(!guids[id.Text], "RSS 2.0 item/guid: a string that names one item", id.Text)
		guids[id.Text] = true
	}
	for _, date := range item.all("", "pubDate") {
		r.rule(isRFC822(date.Text), "RSS profile: dates are RFC 822 with four-digit years", date.Text)
	}
	for _, a := range item.all("", "author") {
		r.rule(mail.MatchString(strings.TrimSpace(a.Text)), "RSS 2.0 item/author: a mail address; names stand in dc:creator", a.Text)
	}
	for _, s := range item.all("", "source") {
		r.rule(onTheWeb(s.at("url")) && strings.TrimSpace(s.Text) != "", "RSS 2.0 item/source: the address of a feed, and its name", s.at("url"))
	}
	whole := len(item.all(nsContent, "encoded"))
	r.rule(whole <= 1, "RSS profile content:encoded: stands once", title)
	r.rule(whole == 0 || item.text("", "description") != "", "RSS profile content:encoded: beside a description that sums it up", title)
}

// JSON lists the rules of JSON Feed 1.1 that a feed breaks.
func JSON(doc []byte) []string {
	r := &report{}
	var f map[string]any
	if err := json.Unmarshal(doc, &f); err != nil {
		return []string{"RFC 8259: " + err.Error()}
	}
	r.rule(f["version"] == "https://jsonfeed.org/version/1.1", "JSON Feed 1.1 version", f["version"])
	r.rule(said(f["title"]), "JSON Feed 1.1 title: required")
	items, isList := f["items"].([]any)
	r.rule(isList, "JSON Feed 1.1 items: an array, also when empty")
	r.members(f, strings.Fields("version title home_page_url feed_url description user_comment next_url icon favicon authors language expired hubs items"))
	for _, name := range []string{"home_page_url", "feed_url", "next_url", "icon", "favicon"} {
		r.webAddress(f, name)
	}
	r.rule(said(f["feed_url"]), "JSON Feed 1.1 feed_url: a feed names its own address")
	r.rule(f["next_url"] != f["feed_url"] || f["next_url"] == nil, "JSON Feed 1.1 next_url: not the feed itself")
	r.authors(f)
	for _, h := range list(f["hubs"]) {
		r.rule(said(h["type"]) && said(h["url"]), "JSON Feed 1.1 hubs: have type and url")
	}
	ids := map[any]bool{}
	for _, it := range items {
		m, _ := it.(map[string]any)
		r.jsonItem(m, ids)
	}
	return r.broken
}

func said(v any) bool { s, ok := v.(string); return ok && strings.TrimSpace(s) != "" }

func list(v any) (out []map[string]any) {
	all, _ := v.([]any)
	for _, x := range all {
		m, _ := x.(map[string]any)
		out = append(out, m)
	}
	return out
}

func (r *report) members(m map[string]any, names []string) {
	for name := range m {
		r.rule(slices.Contains(names, name) || strings.HasPrefix(name, "_") && name != "_", "JSON Feed 1.1 extensions: begin with an underscore", name)
	}
}

func (r *report) webAddress(m map[string]any, name string) {
	if v, ok := m[name]; ok {
		s, _ := v.(string)
		r.rule(onTheWeb(s), "JSON Feed 1.1 "+name+": an address", v)
	}
}

func (r *report) authors(m map[string]any) {
	if v, ok := m["authors"]; ok {
		_, isList := v.([]any)
		r.rule(isList, "JSON Feed 1.1 authors: an array")
	}
	for _, a := range list(m["authors"]) {
		r.rule(said(a["name"]) || said(a["url"]) || said(a["avatar"]), "JSON Feed 1.1 authors: one of name, url and avatar")
	}
	if l, ok := m["language"]; ok {
		s, _ := l.(string)
		r.rule(language.MatchString(s), "JSON Feed 1.1 language: RFC 5646", l)
	}
}

func (r *report) jsonItem(m map[string]any, ids map[any]bool) {
	r.members(m, strings.Fields("id url external_url title content_html content_text summary image banner_image date_published date_modified authors language tags attachments"))
	id := m["id"]
	r.rule(said(id), "JSON Feed 1.1 items/id: a string, required", id)
	r.rule(!ids[id], "JSON Feed 1.1 items/id: differs from all others", id)
	ids[id] = true
	r.rule(said(m["content_html"]) || said(m["content_text"]), "JSON Feed 1.1 items/content: one of the two, with something in it", id)
	for _, name := range []string{"url", "external_url", "image", "banner_image"} {
		r.webAddress(m, name)
	}
	for _, name := range []string{"date_published", "date_modified"} {
		if v, ok := m[name]; ok {
			s, _ := v.(string)
			r.rule(isTime(s), "JSON Feed 1.1 items/"+name+": RFC 3339", v)
		}
	}
	for _, tag := range any2list(m["tags"]) {
		r.rule(said(tag), "JSON Feed 1.1 items/tags: strings", tag)
	}
	if s, ok := m["summary"].(string); ok {
		r.rule(!strings.HasPrefix(s, "<p"), "JSON Feed 1.1 items/summary: plain text", s)
	}
	for name, v := range m {
		if ext, ok := v.(map[string]any); ok && strings.HasPrefix(name, "_") {
			r.rule(ext["about"] == nil || onTheWeb(ext["about"].(string)), "JSON Feed 1.1 extensions: about is an address", ext["about"])
		}
	}
	r.authors(m)
}

func any2list(v any) []any { l, _ := v.([]any); return l }

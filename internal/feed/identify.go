package feed

import (
	"fmt"
	"slices"
	"strings"

	"cipherdesk/internal/news"
)

// identify gives every item an id that is its own: what the feed calls it, else
// its link, else a digest. An id that a feed gives to different entries is no
// id; the link stands in for it. Entries that are the same twice are one.
func (f *Feed) identify() {
	for i := range f.Items {
		it := &f.Items[i]
		if it.GUID == "" {
			it.GUID = it.Link
		}
	}
	f.distrustSharedIDs()
	taken := map[string]bool{}
	nameless := map[string]int{}
	for i := range f.Items {
		if f.Items[i].GUID == "" {
			nameless[nameOf(&f.Items[i])]++
		}
	}
	kept, digests := f.Items[:0], f.Digests[:0]
	twice := 0
	for i := range f.Items {
		it := f.Items[i]
		if it.GUID == "" {
			it.GUID = digestID(&it, nameless[nameOf(&it)] > 1)
		}
		if taken[it.GUID] {
			twice++
			continue
		}
		taken[it.GUID] = true
		kept = append(kept, it)
		if i < len(f.Digests) {
			digests = append(digests, f.Digests[i])
		}
	}
	clear(f.Items[len(kept):])
	f.Items, f.Digests = kept, digests
	switch {
	case twice == 1:
		f.repaired("an entry stood there twice")
	case twice > 1:
		f.repaired(fmt.Sprintf("%d entries stood there twice", twice))
	}
}

// distrustSharedIDs replaces an id that stands on different entries: by their
// links where these tell them apart, otherwise by the id and the headline.
func (f *Feed) distrustSharedIDs() {
	byID := map[string][]int{}
	for i, it := range f.Items {
		if it.GUID != "" {
			byID[it.GUID] = append(byID[it.GUID], i)
		}
	}
	if len(byID) == len(f.Items) {
		return
	}
	for _, group := range byID {
		links, names := map[string]bool{}, map[string]bool{}
		for _, i := range group {
			links[f.Items[i].Link] = true
			names[nameOf(&f.Items[i])] = true
		}
		if len(links) == 1 && len(names) == 1 {
			continue // one entry, once or several times
		}
		f.repaired("different entries had one id: something else stands in for it")
		for _, i := range group {
			it := &f.Items[i]
			if len(links) >= len(names) && !links[""] {
				it.GUID = it.Link
			} else {
				it.GUID += "#" + news.Slug(nameOf(it))
			}
		}
	}
}

// nameOf is what an entry without id and link is known by: its title, which
// publishers change half as often as its date, or else its text.
func nameOf(it *news.Item) string {
	return strings.ToLower(firstOf(it.Title, plainLine(firstOf(it.Summary, it.Content), true), it.Published.Raw))
}

// digestID names an entry that has neither id nor link. An edited text keeps
// it; a changed headline does not, for then nothing ties the two together. Only
// where one document uses a headline twice does the stated date count too.
func digestID(it *news.Item, ambiguous bool) string {
	parts := []string{nameOf(it)}
	if ambiguous {
		parts = append(parts, it.Published.Raw, it.Summary)
	}
	if !slices.ContainsFunc(parts, func(s string) bool { return s != "" }) {
		return "digest:" + string(news.DigestOf([]byte(strings.Join(it.Authors, "\n") + it.Updated.Raw)))[:32]
	}
	return "digest:" + string(news.DigestOf([]byte(strings.Join(parts, "\n"))))[:32]
}

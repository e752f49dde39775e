package web

import (
	"fmt"

	"cipherdesk/internal/news"
)

// What the layout asks of the site.

// Name is the desk's title.
func (s *site) Name() string { return s.o.Title }

// IsSample reports whether everything shown is invented.
func (s *site) IsSample() bool { return s.o.Sample }

// IsDesk reports whether whole texts may be shown.
func (s *site) IsDesk() bool { return s.o.Desk }

// Sheet is the address of the style sheet.
func (s *site) Sheet() string { return s.sheet }

// Script is the address of the script.
func (s *site) Script() string { return s.script }

// Abs makes a path absolute.
func (s *site) Abs(path string) string { return s.url(path) }

// ZoneName is the desk's time zone.
func (s *site) ZoneName() string { return s.o.Zone.String() }

// Complaints is where corrections are asked for; empty when the desk gave none.
func (s *site) Complaints() string { return s.o.Complaints }

// Made says what made the page.
func (s *site) Made() string {
	made := "cipherdesk " + s.o.Version
	if s.o.Rules != "" {
		made += fmt.Sprintf(", rules %.12s", s.o.Rules)
	}
	return made
}

// Marks lists the signs of the kinds in the order of the key.
func (s *site) Marks() []news.Mark {
	return []news.Mark{news.MarkChild, news.MarkRights, news.MarkPress, news.MarkState, news.MarkPolice,
		news.MarkCompany, news.MarkResearch}
}

// link is an entry of a navigation or list.
type link struct {
	Path  string
	Title string
}

// entry is an entry of the main navigation, with the key that follows g.
type entry struct {
	link
	Key string
}

// Nav is the main navigation.
func (s *site) Nav() []entry {
	return []entry{{link{"/", "Today"}, "t"}, {link{"/week", "Week"}, "w"}, {link{"/latest", "Latest"}, "l"}, {link{"/events", "Events"}, "e"},
		{link{"/figures", "Figures"}, "f"}, {link{"/tags", "Subjects"}, "s"}, {link{"/outlets", "Outlets"}, "o"}}
}

// alternate is a feed that a page announces to feed readers.
type alternate struct {
	Type, Title, Path string
	Form              string // "Atom"; empty for the feed of all stories
}

// feedTypes are the media types of the three forms of every list.
var feedTypes = []struct{ ending, media, name string }{
	{"atom", "application/atom+xml", "Atom"},
	{"rss", "application/rss+xml", "RSS"},
	{"json", "application/feed+json", "JSON Feed"},
}

// Alternates lists the feeds of a page, then the one of all stories: every page
// leads to a feed.
func (s *site) Alternates(feed, title string) []alternate {
	var all []alternate
	if feed != "" {
		base, query := feed, ""
		for i := range feed {
			if feed[i] == '?' {
				base, query = feed[:i], feed[i:]
				break
			}
		}
		for _, t := range feedTypes {
			all = append(all, alternate{t.media, title + " · " + s.o.Title + " (" + t.name + ")", base + "." + t.ending + query, t.name})
		}
	}
	if feed != "/encryption" {
		all = append(all, alternate{"application/atom+xml", "All encryption stories · " + s.o.Title, "/encryption.atom", ""})
	}
	return all
}

package listing

import (
	"bytes"
	"cmp"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
	"time"

	"cipherdesk/internal/address"
	"cipherdesk/internal/markup"
	"cipherdesk/internal/news"

	"github.com/klauspost/compress/gzip"
)

// largest bounds a sitemap after decompression: sitemaps.org allows 50 MB.
const largest = 50 << 20

// sitePlace is a <url> or <sitemap> of the sitemap protocol (sitemaps.org), with the
// fields of a news sitemap.
type sitePlace struct {
	Loc     string `xml:"loc"`
	LastMod string `xml:"lastmod"`
	News    struct {
		Title     string `xml:"title"`
		Published string `xml:"publication_date"`
		Language  string `xml:"publication>language"`
	} `xml:"http://www.google.com/schemas/sitemap-news/0.9 news"`
}

// Sitemap reads a sitemap, a sitemap index or a news sitemap, plain or gzipped,
// or a text file with an address a line (sitemaps.org). Of its addresses those
// of the outlet that match are kept, the newest first. A lastmod is no date of
// publication: it goes to Changed.
func Sitemap(p Page, o Options) (List, error) {
	text, err := sitemapText(p.Body, p.ContentType)
	if err != nil {
		return List{}, err
	}
	urls, maps, err := places(text)
	if err != nil {
		return List{}, err
	}
	l := List{Changed: map[string]time.Time{}}
	left := 0
	for _, u := range newest(urls) {
		url, err := address.Resolve(p.URL, strings.TrimSpace(u.Loc))
		if err != nil || !o.ours(p.URL, url) || o.Match != nil && !o.Match.MatchString(url) {
			left++
			continue
		}
		if len(l.Items) == Most {
			l.Cut = true
			break
		}
		l.add(&o, url, u)
	}
	for _, m := range likeliest(maps) {
		if url, err := address.Resolve(p.URL, strings.TrimSpace(m.Loc)); err == nil && o.ours(p.URL, url) && len(l.Maps) < Most {
			l.Maps = append(l.Maps, Map{URL: url, LastMod: strings.TrimSpace(m.LastMod)})
		}
	}
	switch {
	case len(l.Items)+len(l.Maps) > 0:
		return l, nil
	case left > 0:
		return l, fmt.Errorf("none of its %d addresses matches: %w", left, ErrNothing)
	}
	return l, fmt.Errorf("not a sitemap, or an empty one: %w", ErrNothing)
}

func (l *List) add(o *Options, url string, u sitePlace) {
	id := identity(url)
	if _, twice := l.Changed[id]; twice {
		return
	}
	published, _, _ := o.date(strings.TrimSpace(u.News.Published), news.OriginSitemap)
	l.Items = append(l.Items, news.Item{
		GUID: id, Link: url, Title: oneLine(u.News.Title), Language: strings.TrimSpace(u.News.Language), Published: published,
	})
	l.Changed[id] = time.Time{}
	if c, _, _ := o.date(strings.TrimSpace(u.LastMod), news.OriginSitemap); c.Known() {
		l.Changed[id] = c.Time
	}
}

// newest sorts by lastmod, those without one last, by the year and month in
// their address, and else in their order.
func newest(list []sitePlace) []sitePlace {
	slices.SortStableFunc(list, func(a, b sitePlace) int {
		return cmp.Or(cmp.Compare(b.LastMod, a.LastMod), cmp.Compare(dateOfPath(b.Loc), dateOfPath(a.Loc)))
	})
	return list
}

var pathDate = regexp.MustCompile(`[/_-]((?:19|20)\d\d)(?:[/_-](\d{2}))?(?:[/_-](\d{2}))?(?:[/_.-]|$)`)

func dateOfPath(url string) string { return pathDate.FindString(url) }

// likeliest puts maps first that changed last, and of those that say nothing
// those that are named after news.
func likeliest(maps []sitePlace) []sitePlace {
	rank := func(m sitePlace) int {
		name := strings.ToLower(m.Loc)
		switch {
		case dullMap.MatchString(name):
			return 2
		case newsMap.MatchString(name):
			return 0
		}
		return 1
	}
	slices.SortStableFunc(newest(maps), func(a, b sitePlace) int { return cmp.Compare(rank(a), rank(b)) })
	return maps
}

var (
	newsMap = regexp.MustCompile(`news|post|article|blog|press|story|stories|media`)
	dullMap = regexp.MustCompile(`image|video|author|user|categor|tag|taxonom|product|attachment|template|media_category`)
)

func sitemapText(body []byte, contentType string) (string, error) {
	if len(body) > 2 && body[0] == 0x1f && body[1] == 0x8b {
		z, err := gzip.NewReader(bytes.NewReader(body))
		if err != nil {
			return "", fmt.Errorf("sitemap: %w", err)
		}
		if body, err = io.ReadAll(io.LimitReader(z, largest+1)); err != nil {
			return "", fmt.Errorf("sitemap: %w", err)
		}
	}
	if len(body) > largest {
		return "", fmt.Errorf("sitemap is larger than %d MB", largest>>20)
	}
	return markup.DecodeXML(body, contentType).Text, nil
}

// plainPlaces reads a text file with one address a line.
func plainPlaces(text string) []sitePlace {
	var out []sitePlace
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); strings.HasPrefix(line, "http://") || strings.HasPrefix(line, "https://") {
			out = append(out, sitePlace{Loc: line})
		}
	}
	return out
}

// places streams through a sitemap, so that a broken tail keeps what came
// before it.
func places(text string) (urls, sitemaps []sitePlace, err error) {
	if !strings.HasPrefix(strings.TrimSpace(text), "<") {
		return plainPlaces(text), nil, nil
	}
	d := xml.NewDecoder(strings.NewReader(text))
	d.Strict = false
	d.CharsetReader = func(_ string, in io.Reader) (io.Reader, error) { return in, nil }
	for {
		tok, err := d.Token()
		if err != nil {
			if errors.Is(err, io.EOF) || len(urls)+len(sitemaps) > 0 {
				return urls, sitemaps, nil
			}
			return nil, nil, fmt.Errorf("sitemap: %w", err)
		}
		start, is := tok.(xml.StartElement)
		if !is || start.Name.Local != "url" && start.Name.Local != "sitemap" {
			continue
		}
		var p sitePlace
		if d.DecodeElement(&p, &start) != nil {
			continue
		}
		if start.Name.Local == "url" {
			urls = append(urls, p)
		} else {
			sitemaps = append(sitemaps, p)
		}
	}
}

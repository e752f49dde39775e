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

	"cipherdesk/internal/address"
	"cipherdesk/internal/markup"
	"cipherdesk/internal/news"

	"github.com/klauspost/compress/gzip"
)

// largest bounds a sitemap after decompression: sitemaps.org allows 50 MB.
const largest = 50 << 20

// place is a <url> or <sitemap> of the sitemap protocol (sitemaps.org), with the
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

// Sitemap reads a sitemap, a sitemap index or a news sitemap, plain or gzipped.
// Of its addresses those that match are kept, the newest first.
func Sitemap(body []byte, contentType string, match *regexp.Regexp) (List, error) {
	text, err := sitemapText(body, contentType)
	if err != nil {
		return List{}, err
	}
	urls, children, err := places(text)
	if err != nil {
		return List{}, err
	}
	var l List
	for _, c := range newest(children) {
		if url, err := address.Resolve("", strings.TrimSpace(c.Loc)); err == nil && len(l.Children) < Most {
			l.Children = append(l.Children, url)
		}
	}
	for _, u := range newest(urls) {
		url, err := address.Resolve("", strings.TrimSpace(u.Loc))
		if err != nil || match != nil && !match.MatchString(url) {
			continue
		}
		if len(l.Items) == Most {
			l.Cut = true
			break
		}
		l.Items = append(l.Items, news.Item{
			GUID: url, Link: url, Title: strings.TrimSpace(u.News.Title), Language: strings.TrimSpace(u.News.Language),
			Published: news.ISOClaim(strings.TrimSpace(u.News.Published), news.OriginSitemap),
		})
	}
	if len(l.Items)+len(l.Children) == 0 {
		return l, ErrNothing
	}
	return l, nil
}

// newest sorts by lastmod, those without one last and in their order.
func newest(list []sitePlace) []sitePlace {
	slices.SortStableFunc(list, func(a, b sitePlace) int { return cmp.Compare(b.LastMod, a.LastMod) })
	return list
}

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

// places streams through a sitemap, so that a broken tail keeps what came
// before it.
func places(text string) (urls, sitemaps []sitePlace, err error) {
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

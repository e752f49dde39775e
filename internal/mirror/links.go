package mirror

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"html"
	"mime"
	"net/url"
	"path"
	"regexp"
	"slices"
	"strings"
	"unicode"

	xhtml "golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// plain reports whether a path can be the name of a file anywhere, and a line of
// the list of files.
func plain(p string) bool {
	return strings.HasPrefix(p, "/") && path.Clean(p) == p && !strings.ContainsAny(p, `\:*?"<>|`) && !strings.ContainsFunc(p, unicode.IsControl)
}

// endings are those of files whose address has none.
var endings = map[string]string{
	"application/json": ".json", "application/ld+json": ".jsonld", "application/atom+xml": ".atom", "text/plain": ".txt", "application/xml": ".xml",
}

// simple is a query that can stand in a file's name as it is; no two of them
// make one name when their "=" has become "-".
var simple = regexp.MustCompile(`^[A-Za-z0-9_]{1,20}(=[A-Za-z0-9_-]{1,80})?$`)

// fileOf names the file of an address: a page is the index of a folder, so that
// its address holds on a file server, too.
func (c *copier) fileOf(u *url.URL, contentType string) string {
	name, query := strings.TrimPrefix(u.Path, "/"), u.RawQuery
	if c.Fixed != "" && strings.HasPrefix(u.Path, c.Fixed) {
		query = ""
	}
	media, _, _ := mime.ParseMediaType(contentType) // one that cannot be read has no ending of ours
	end := path.Ext(name)
	if end == "" && media != "text/html" {
		end = endings[media]
	} else {
		name = strings.TrimSuffix(name, end)
	}
	if query != "" {
		if !simple.MatchString(query) {
			sum := sha256.Sum256([]byte(query))
			query = hex.EncodeToString(sum[:10])
		}
		name = path.Join("/", name, "q-"+strings.ReplaceAll(query, "=", "-"))[1:] // of "/...html" the name is ".."
	}
	if end == "" {
		return path.Join(name, "index.html")
	}
	return name + end
}

// linker leads the links of one page to files.
type linker struct {
	*copier
	ctx  context.Context
	page *url.URL
	file string // empty: the page is shown at any depth
	err  error
}

// led returns a body with its links led to files of the copy. Feeds and data
// keep the site's addresses, as their standards want; what they name is copied.
func (l *linker) led(contentType string, body []byte) []byte {
	media, _, _ := mime.ParseMediaType(contentType) // unknown: nothing to lead
	switch {
	case media == "text/html":
		return l.html(body)
	case media == "text/css":
		return sheetURL.ReplaceAllFunc(body, func(m []byte) []byte {
			to, _ := l.lead(string(sheetURL.FindSubmatch(m)[1]))
			return []byte("url(" + to + ")")
		})
	case strings.HasPrefix(media, "text/") || strings.HasSuffix(media, "xml") || strings.HasSuffix(media, "json"):
		for _, m := range l.named().FindAll(body, -1) {
			l.lead(html.UnescapeString(string(m)))
		}
	}
	return body
}

var sheetURL = regexp.MustCompile(`url\(["']?([^"')]+)["']?\)`)

// named finds the site's addresses in any text.
func (l *linker) named() *regexp.Regexp {
	return regexp.MustCompile(regexp.QuoteMeta(l.Base) + `(/[^\s"'<>\\]*)?`)
}

// lead returns how the page links to what it links to; ok is false when that
// has no place in the copy.
func (l *linker) lead(raw string) (to string, ok bool) {
	if strings.HasPrefix(raw, "#") || l.err != nil {
		return raw, true
	}
	u, ours := l.own(raw, l.page)
	if !ours {
		return raw, true
	}
	fragment := u.Fragment
	u.Fragment, u.RawFragment, u.ForceQuery = "", "", false
	p, err := l.place(l.ctx, u.RequestURI())
	if err != nil {
		l.err = err
		return raw, true
	}
	if p == nil {
		return "", false
	}
	link := &url.URL{Path: l.relative(p.file), Fragment: fragment}
	if fragment == "" {
		link.Fragment = p.fragment
	}
	if l.Fixed != "" && strings.HasPrefix(u.Path, l.Fixed) {
		link.RawQuery = u.RawQuery
	}
	return link.String(), true
}

// relative is the way from the page to a file.
func (l *linker) relative(file string) string {
	if l.file == "" {
		return strings.TrimSuffix(l.base.Path+"/"+file, "index.html")
	}
	from, to := strings.Split(path.Dir(l.file), "/"), strings.Split(file, "/")
	if from[0] == "." {
		from = nil
	}
	for len(from) > 0 && len(to) > 1 && from[0] == to[0] {
		from, to = from[1:], to[1:]
	}
	way := strings.Repeat("../", len(from)) + strings.Join(to, "/")
	if way = strings.TrimSuffix(way, "index.html"); way == "" {
		return "./"
	}
	return way
}

// html leads the links of a page. What is not a link stays as it is, byte by
// byte; forms, which no file answers, are left out.
func (l *linker) html(body []byte) []byte {
	var out bytes.Buffer
	z := xhtml.NewTokenizer(bytes.NewReader(body))
	inForm := false
	for {
		kind := z.Next()
		if kind == xhtml.ErrorToken { // the end: the page is in memory
			return out.Bytes()
		}
		raw := bytes.Clone(z.Raw())
		t := z.Token()
		switch {
		case t.DataAtom == atom.Form:
			inForm = kind == xhtml.StartTagToken
		case inForm:
		case kind == xhtml.StartTagToken || kind == xhtml.SelfClosingTagToken:
			out.Write(l.tag(t, raw))
		default:
			out.Write(raw)
		}
	}
}

// tag leads a tag's link. One that leads nowhere is taken off: a reference
// loses its tag, words stay as words.
func (l *linker) tag(t xhtml.Token, raw []byte) []byte {
	at := slices.IndexFunc(t.Attr, func(a xhtml.Attribute) bool { return a.Key == "href" || a.Key == "src" })
	if at < 0 || isCanonical(t) {
		return raw
	}
	to, ok := l.lead(t.Attr[at].Val)
	switch {
	case ok && to == t.Attr[at].Val:
		return raw
	case ok:
		t.Attr[at].Val = to
	case t.DataAtom == atom.A || t.DataAtom == atom.Area:
		t.Attr = slices.DeleteFunc(t.Attr, func(a xhtml.Attribute) bool { return slices.Contains(ofLinks, a.Key) })
	default:
		return nil
	}
	return []byte(t.String())
}

// ofLinks are the attributes that only a link has.
var ofLinks = []string{"href", "rel", "type", "hreflang", "target", "download", "ping", "referrerpolicy"}

// isCanonical reports a link that names the page's own address, which it keeps
// wherever it is copied to.
func isCanonical(t xhtml.Token) bool {
	return t.DataAtom == atom.Link && slices.ContainsFunc(t.Attr, func(a xhtml.Attribute) bool { return a.Key == "rel" && a.Val == "canonical" })
}

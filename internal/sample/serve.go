package sample

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"html"
	"net/http"
	"strconv"
	"strings"
	"text/template"
	"time"
)

//go:embed forms
var formFiles embed.FS

func parseForms() (*template.Template, error) {
	t := template.New("forms").Funcs(template.FuncMap{
		"esc": html.EscapeString,
		"day": func(t time.Time) string { return t.Format("2 January 2006") },
		"iso": func(t time.Time) string { return t.Format(time.RFC3339) },
	})
	return t.ParseFS(formFiles, "forms/*")
}

// Handler serves every outlet, told apart by the Host of a request.
func (w *World) Handler() http.Handler { return http.HandlerFunc(w.serve) }

func (w *World) serve(rw http.ResponseWriter, r *http.Request) {
	now := w.Now()
	s := w.byHost[r.Host]
	switch {
	case s == nil:
		http.Error(rw, "SAMPLE: no outlet lives here", http.StatusNotFound)
		return
	case !s.dead.IsZero() && !now.Before(s.dead):
		panic(http.ErrAbortHandler) // the connection breaks off without an answer
	}
	a, err := w.answer(s, r.URL.Path, now)
	if err != nil {
		http.Error(rw, "SAMPLE: "+err.Error(), http.StatusInternalServerError)
		return
	}
	a.write(rw, r)
}

// answer is what a site has to say about a path.
type answer struct {
	status   int
	kind     string // Content-Type
	body     []byte
	modified time.Time
}

func (w *World) answer(s *site, path string, now time.Time) (answer, error) {
	switch {
	case !s.consent.IsZero() && !now.Before(s.consent) && path != "/robots.txt":
		return w.page("consent.html", &view{Site: s, Title: "Before you continue"}, now)
	case path == "/robots.txt":
		return answer{kind: "text/plain; charset=utf-8", body: []byte("User-agent: *\nDisallow: /search\n"), modified: firstDay()}, nil
	case s.feed != "" && path == s.feed:
		return w.feed(s, now)
	case path == "/" || path == "/news" && s.feed == "":
		return w.page("index.html", &view{Site: s, Title: s.name, More: s.listed(now)}, now)
	case path == "/sitemap.xml" && s.feed == "":
		return w.sitemap(s, now)
	}
	for _, a := range s.articles {
		if v := a.at(now); v != nil && s.pathOf(a) == path {
			return w.article(a, v, now)
		}
	}
	missing, err := w.page("missing.html", &view{Site: s, Title: "Page not found"}, now)
	missing.status = http.StatusNotFound
	return missing, err
}

// write sends the answer, or 304 when the client has it (RFC 9110 §13.2.2).
func (a answer) write(rw http.ResponseWriter, r *http.Request) {
	h := rw.Header()
	h.Set("Content-Type", a.kind)
	if a.status == 0 {
		sum := sha256.Sum256(a.body)
		tag := strconv.Quote(hex.EncodeToString(sum[:8]))
		last := a.modified.UTC().Format(http.TimeFormat)
		h.Set("ETag", tag)
		h.Set("Last-Modified", last)
		match := r.Header.Get("If-None-Match")
		if match == tag || match == "" && r.Header.Get("If-Modified-Since") == last {
			rw.WriteHeader(http.StatusNotModified)
			return
		}
	}
	h.Set("Content-Length", strconv.Itoa(len(a.body)))
	if a.status != 0 {
		rw.WriteHeader(a.status)
	}
	if r.Method != http.MethodHead {
		rw.Write(a.body) // a client that went away is its own affair
	}
}

// link is an address with its words.
type link struct{ URL, Title, Summary string }

// listed are the newest articles as a site's front page has them.
func (s *site) listed(now time.Time) []link {
	var all []link
	for _, a := range s.shown(now) {
		v := a.at(now)
		all = append(all, link{s.urlOf(a), v.title, v.summary})
	}
	return all
}

// teasers are articles published before a, nearest first, as they stood at
// first: a page does not change because another one did.
func (s *site) teasers(a *article, n int) []link {
	var all []link
	for i := len(s.articles) - 1; i >= 0 && len(all) < n; i-- {
		if b := s.articles[i]; b.published.Before(a.published) && b.gone.IsZero() {
			all = append(all, link{s.urlOf(b), b.versions[0].title, b.versions[0].summary})
		}
	}
	return all
}

// view is what a form shows.
type view struct {
	Site             *site
	URL, Lang        string
	Title, Summary   string
	By               []string
	Published        time.Time
	Updated          time.Time // zero unless revised
	Blocks           []string  // HTML
	Notice           string
	ReadMore         *link  // in the middle of the text
	Related          []link // below it
	More             []link // lists
	Day              int    // of the sample; moves what is "most read"
	LD               string // JSON-LD
	Name, Home, Feed string
	Latin1           bool
}

// article is its page: the text among what sites put around it.
func (w *World) article(a *article, v *version, now time.Time) (answer, error) {
	s := a.site
	p := &view{Site: s, URL: s.urlOf(a), Lang: v.lang, Title: v.title, Summary: v.summary, By: v.by,
		Published: a.published, Blocks: blocks(v.body, w.URL), Notice: v.notice}
	if v.at.After(a.published) {
		p.Updated = v.at
	}
	older := s.teasers(a, 4)
	if len(older) > 0 {
		p.ReadMore, p.Related = &older[0], older[1:]
	}
	p.LD = linkedData(p)
	out, err := w.page(s.form+".html", p, now)
	out.modified = v.at
	return out, err
}

// linkedData is the schema.org description that press sites put into a page.
func linkedData(p *view) string {
	type person struct {
		Type string `json:"@type"`
		Name string `json:"name"`
	}
	authors := make([]person, len(p.By))
	for i, name := range p.By {
		authors[i] = person{"Person", name}
	}
	ld := map[string]any{"@context": "https://schema.org", "@type": "NewsArticle", "headline": p.Title, "url": p.URL,
		"datePublished": p.Published.Format(time.RFC3339), "author": authors, "publisher": person{"Organization", p.Site.name}}
	if !p.Updated.IsZero() {
		ld["dateModified"] = p.Updated.Format(time.RFC3339)
	}
	out, err := json.Marshal(ld) // maps marshal in key order
	if err != nil {
		return "{}"
	}
	return string(out)
}

func (w *World) page(form string, p *view, now time.Time) (answer, error) {
	p.Name, p.Home, p.Feed, p.Latin1 = p.Site.name, p.Site.address+"/", p.Site.feed, p.Site.latin1
	if p.Lang == "" {
		p.Lang = p.Site.lang
	}
	p.Day = int(now.Sub(firstDay()) / (24 * time.Hour))
	var b bytes.Buffer
	if err := w.forms.ExecuteTemplate(&b, form, p); err != nil {
		return answer{}, fmt.Errorf("form %s: %w", form, err)
	}
	body, charset := b.Bytes(), "utf-8"
	if p.Site.latin1 {
		body, charset = toLatin1(b.String()), "iso-8859-1"
	}
	return answer{kind: "text/html; charset=" + charset, body: body, modified: now.Truncate(24 * time.Hour)}, nil
}

// toLatin1 encodes as ISO-8859-1; what it lacks becomes a character reference.
func toLatin1(s string) []byte {
	var b bytes.Buffer
	for _, c := range s {
		if c < 256 {
			b.WriteByte(byte(c))
			continue
		}
		fmt.Fprintf(&b, "&#%d;", c)
	}
	return b.Bytes()
}

func (w *World) sitemap(s *site, now time.Time) (answer, error) {
	var b strings.Builder
	b.WriteString(`<?xml version="1.0" encoding="UTF-8"?>` + "\n" + `<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">` + "\n")
	modified := firstDay()
	for _, a := range s.shown(now) {
		at := a.at(now).at
		if at.After(modified) {
			modified = at
		}
		fmt.Fprintf(&b, "<url><loc>%s</loc><lastmod>%s</lastmod></url>\n", html.EscapeString(s.urlOf(a)), at.Format(time.RFC3339))
	}
	b.WriteString("</urlset>\n")
	return answer{kind: "application/xml", body: []byte(b.String()), modified: modified}, nil
}

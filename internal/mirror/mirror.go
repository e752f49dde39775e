package mirror

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"
)

// Site is what is to be written.
type Site struct {
	Handler http.Handler
	Base    string   // address of the site without a slash at its end; addresses below it are its own
	Start   []string // paths that are written whether or not a page leads to them
	Fixed   string   // below this path a query names a version of a file and no other file
	// Live reports an address that needs a program behind it: it is left out, and
	// nothing leads to it.
	Live func(path, query string) bool
}

// Report is what became of the files.
type Report struct {
	Files   int // that the copy has
	Written int // of them, new or changed
	Removed int // files of an earlier copy that are no longer part of the site
}

// Write writes the site into a folder, which is made when it is missing. Files
// that are as they were are left alone; files of an earlier copy that the site
// no longer has are removed, after all others are written. A folder with files
// that are no copy's is refused. An answer of the handler that is a fault ends
// it, with nothing removed.
func Write(ctx context.Context, dir string, s Site) (r Report, err error) {
	base, err := url.Parse(s.Base)
	if err != nil {
		return r, fmt.Errorf("base address %q: %w", s.Base, err)
	}
	f, err := openFolder(dir)
	if err != nil {
		return r, err
	}
	defer f.close()
	c := &copier{Site: s, base: base, folder: f, known: map[string]*place{}}
	for _, path := range s.Start {
		if _, err := c.place(ctx, path); err != nil {
			return r, err
		}
	}
	for len(c.queue) > 0 {
		address := c.queue[0]
		c.queue = c.queue[1:]
		if err := c.write(ctx, address); err != nil {
			return r, err
		}
	}
	if err := c.writeMissing(ctx); err != nil {
		return r, err
	}
	return f.finish()
}

// copier is a copy under way.
type copier struct {
	Site
	base   *url.URL
	folder *folder
	known  map[string]*place
	queue  []string // addresses to write
}

// place is where an address of the site stands in the copy; nil: nowhere.
type place struct {
	file     string // relative to the folder, with slashes
	fragment string // of an address that another one leads to
}

// ask asks the handler; a fault of the site ends the copy.
func (c *copier) ask(ctx context.Context, method, address string) (*Answer, error) {
	a, err := Ask(ctx, c.Handler, method, address)
	if err == nil && a.Status >= http.StatusInternalServerError {
		err = fmt.Errorf("%s answers %d", address, a.Status)
	}
	return a, err
}

// mostMoves is how many redirects lead to a page at most.
const mostMoves = 5

// place finds out where an address, path and query, stands in the copy.
func (c *copier) place(ctx context.Context, address string) (*place, error) {
	if p, known := c.known[address]; known {
		return p, nil
	}
	p, err := c.find(ctx, address)
	c.known[address] = p
	return p, err
}

func (c *copier) find(ctx context.Context, address string) (*place, error) {
	at, fragment := address, ""
	for range mostMoves {
		u, err := url.Parse(at)
		if err != nil || !plain(u.Path) || c.Live(u.Path, u.RawQuery) {
			return nil, nil
		}
		a, err := c.ask(ctx, http.MethodHead, at)
		if err != nil {
			return nil, err
		}
		if to := a.header.Get("Location"); a.Status >= 300 && a.Status < 400 && to != "" {
			next, ok := c.own(to, u)
			if !ok {
				return nil, nil
			}
			at, fragment = next.RequestURI(), next.Fragment
			continue
		}
		if a.Status != http.StatusOK {
			return nil, nil
		}
		if at == address {
			c.queue = append(c.queue, at)
			return &place{file: c.fileOf(u, a.header.Get("Content-Type"))}, nil
		}
		p, err := c.place(ctx, at)
		if p == nil || err != nil {
			return nil, err
		}
		return &place{p.file, fragment}, nil
	}
	return nil, nil
}

// own resolves a link of a page and reports whether it leads into the site. The
// address it returns is the handler's: without the path of Base.
func (c *copier) own(raw string, page *url.URL) (*url.URL, bool) {
	u, err := url.Parse(strings.TrimSpace(raw))
	if err != nil || u.Opaque != "" {
		return nil, false
	}
	if u.Host != "" {
		rest, ours := strings.CutPrefix(u.Path, c.base.Path)
		if u.Host != c.base.Host || u.Scheme != c.base.Scheme || u.User != nil || !ours || rest != "" && rest[0] != '/' {
			return nil, false
		}
		u.Scheme, u.Host, u.Path, u.RawPath = "", "", rest, ""
		if rest == "" {
			u.Path = "/"
		}
		return u, true
	}
	if u.Scheme != "" {
		return nil, false
	}
	return page.ResolveReference(u), true
}

// write writes one file, with its links led to files of the copy.
func (c *copier) write(ctx context.Context, address string) error {
	a, err := c.ask(ctx, http.MethodGet, address)
	if err != nil {
		return err
	}
	if a.Status != http.StatusOK { // it vanished since we looked
		return nil
	}
	p := c.known[address]
	u, err := url.Parse(address)
	if err != nil {
		return err
	}
	page := linker{c, ctx, u, p.file, nil}
	return c.folder.put(p.file, page.led(a.header.Get("Content-Type"), a.Body.Bytes()), page.err)
}

// writeMissing writes what a file server shows for an unknown address, at any
// depth: its links begin at the root.
func (c *copier) writeMissing(ctx context.Context) error {
	a, err := c.ask(ctx, http.MethodGet, "/404")
	if err != nil {
		return err
	}
	page := linker{c, ctx, &url.URL{Path: "/404"}, "", nil}
	body := page.led(a.header.Get("Content-Type"), a.Body.Bytes())
	if err := c.folder.put("404.html", body, page.err); err != nil {
		return err
	}
	for len(c.queue) > 0 { // what only this page leads to
		address := c.queue[0]
		c.queue = c.queue[1:]
		if err := c.write(ctx, address); err != nil {
			return err
		}
	}
	return nil
}

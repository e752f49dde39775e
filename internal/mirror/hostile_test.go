package mirror

import (
	"net/url"
	"path/filepath"
	"strings"
	"testing"

	"cipherdesk/internal/hostile"
)

// pieces are parts of addresses, of pages and of lists of files.
var pieces = hostile.Pieces("/|//|/a|/list|/..|/.|/../|..|.|%2e%2e|%2f|%5c|\\|%00|%0a|%0A..%2F|%|%c3%a9|%ff|?|?a=b|?a-b|?a=b=c|?a=b-c|?a-b=c|?v=1|&|&amp;|=|-|q-a-b|index.html|.html|.atom|.part|.cipherdesk|con|:|*|\"|'|<|>|#|#a|~|https://desk.example|https://desk.example/|https://desk.example.evil.example/|//desk.example/x|javascript:x|mailto:a|"+
	"<a href=\"|<a href='/list'|<a href=/list rel=next>|</a>|<img src=|<link rel=canonical href=|<link href=/s/a.css?v=1|<form>|</form>|<form/>|<script>|</script>|<style>|<textarea>|<!--|-->|url(|url('/s/f')|)|/s/|/s/a.css|word|é|💬", "\n", "\r", "\t", " ", "\x00", "\xff", "\u2028", "\u202e")

func TestAnyMixtureOfAddressesIsACopyInItsFolder(t *testing.T) {
	c := &copier{Site: Site{Fixed: "/s/"}}
	types := []string{"text/html", "text/html; charset=utf-8", "application/json", "application/atom+xml", "text/plain", "", "/"}
	files := map[string]string{}
	hostile.Each(t, 20_000, pieces, func(m *hostile.Mix) {
		u, err := url.Parse("/" + m.Text(6))
		if err != nil || u.Host != "" || !plain(u.Path) {
			return
		}
		file := c.fileOf(u, hostile.Pick(m, types...))
		if !filepath.IsLocal(file) || strings.ContainsAny(file, "\n\r\x00\\") {
			t.Errorf("%q is written to %q", u, file)
		}
		if strings.HasPrefix(u.Path, c.Fixed) || strings.Contains(u.Path, "/q-") {
			return
		}
		_, query, _ := strings.Cut(file, "/q-")
		if was, ok := files[query]; ok && query != "" && was != u.RawQuery {
			t.Errorf("the queries %q and %q are both %q", was, u.RawQuery, query)
		}
		files[query] = u.RawQuery
	})
}

func TestAnyMixtureOfLinksIsCopied(t *testing.T) {
	hostile.Each(t, 60, pieces, func(m *hostile.Mix) {
		p := pages{"/": "text/html|" + m.Text(40), "/list": "text/html|" + m.Text(20), "/s/a.css?v=1": "text/css|" + m.Text(10), "/a": "application/json|" + m.Text(10)}
		for range 6 {
			if u, err := url.Parse("/" + m.Text(5)); err == nil && u.Host == "" {
				p[u.RequestURI()] = "text/html|" + m.Text(10)
			}
		}
		write(t, t.TempDir(), p)
	})
}

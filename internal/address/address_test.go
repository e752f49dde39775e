package address

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestCanonical(t *testing.T) {
	for _, c := range []struct{ why, in, want string }{
		{"nothing to do", "https://www.example.org/2020/02/a-story/", "https://www.example.org/2020/02/a-story/"},
		{"case of host and scheme", "HTTPS://WWW.Example.ORG/Story", "https://www.example.org/Story"},
		{"default port", "https://example.org:443/a", "https://example.org/a"},
		{"another port stays", "http://127.0.0.1:8080/a", "http://127.0.0.1:8080/a"},
		{"empty path", "https://example.org", "https://example.org/"},
		{"fragment", "https://example.org/a#comments", "https://example.org/a"},
		{"text fragment", "https://example.org/a#:~:text=encryption", "https://example.org/a"},
		{"path in the fragment", "https://example.org/#!/news/12", "https://example.org/#!/news/12"},
		{"trailing dot of the host", "https://example.org./a", "https://example.org/a"},
		{"dot segments", "https://example.org/a/./b/../c", "https://example.org/a/c"},
		{"escapes of unreserved characters", "https://example.org/%7euser/%61?q=%c3%a9", "https://example.org/~user/a?q=%C3%A9"},
		{"stray percent sign", "https://example.org/100%", "https://example.org/100%25"},
		{"international name", "https://bücher.example/a", "https://xn--bcher-kva.example/a"},
		{"index file stays", "https://example.org/a/index.html", "https://example.org/a/index.html"},
		{"campaign", "https://example.org/a?utm_source=rss&utm_medium=x&id=7", "https://example.org/a?id=7"},
		{"campaign alone", "https://example.org/a?UTM_Source=rss&fbclid=1", "https://example.org/a"},
		{"escaped name", "https://example.org/a?utm%5Fsource=rss", "https://example.org/a"},
		{"doubly escaped ampersand", "https://example.org/a?id=7&amp;utm_source=x&amp;p=2", "https://example.org/a?id=7&p=2"},
		{"order kept", "https://example.org/a?z=1&a=2", "https://example.org/a?z=1&a=2"},
		{"a word that names the way", "https://example.org/a?source=rss----f00&ref=twitter", "https://example.org/a"},
		{"the same names naming the page", "https://example.org/a?source=ofcom&ref=42", "https://example.org/a?source=ofcom&ref=42"},
		{"feed of a blog", "https://example.org/?feed=rss2", "https://example.org/?feed=rss2"},
		{"empty query", "https://example.org/a?", "https://example.org/a"},
		{"AMP path", "https://example.org/a-story/amp/", "https://example.org/a-story/"},
		{"AMP path, no slash", "https://example.org/news/story/amp", "https://example.org/news/story"},
		{"AMP twice", "https://example.org/a-story/amp/amp", "https://example.org/a-story"},
		{"AMP ending", "https://example.org/news/uk-123.amp", "https://example.org/news/uk-123"},
		{"AMP html", "https://example.org/news/uk-123.amp.html", "https://example.org/news/uk-123.html"},
		{"AMP first", "https://example.org/amp/2020/a-story", "https://example.org/2020/a-story"},
		{"a section called amp", "https://example.org/amp/", "https://example.org/amp/"},
		{"a word that ends in amp", "https://example.org/news/lamp", "https://example.org/news/lamp"},
		{"AMP parameter", "https://example.org/a?amp", "https://example.org/a"},
		{"AMP parameter with value", "https://example.org/a?amp=1&outputType=amp", "https://example.org/a"},
		{"AMP host", "https://amp.example.org/a", "https://example.org/a"},
		{"AMP viewer", "https://www.google.co.uk/amp/s/www.example.org/a-story/amp/", "https://www.example.org/a-story/"},
		{"AMP cache", "https://www-example-org.cdn.ampproject.org/v/s/www.example.org/a?amp_js_v=0.1&usqp=mq331AQ", "https://www.example.org/a"},
		{"mobile host", "https://m.example.co.uk/a", "https://example.co.uk/a"},
		{"mobile host inside", "https://en.m.wikipedia.org/wiki/Crypto_Wars", "https://en.wikipedia.org/wiki/Crypto_Wars"},
		{"mobile host with port", "http://mobile.example.org:8080/a", "http://example.org:8080/a"},
		{"registrable m", "https://m.co.uk/a", "https://m.co.uk/a"},
		{"mobile parameter", "https://a.blogspot.com/2020/02/b.html?m=1", "https://a.blogspot.com/2020/02/b.html"},
		{"alert link", "https://www.google.com/url?rct=j&sa=t&url=https://example.org/a%3Fid%3D7&ct=ga", "https://example.org/a?id=7"},
		{"wrapper in a wrapper", "https://l.facebook.com/l.php?u=https%3A%2F%2Fwww.google.com%2Famp%2Fs%2Fexample.org%2Fa", "https://example.org/a"},
		{"wrapper of nothing", "https://www.google.com/url?q=javascript:alert(1)", "https://www.google.com/url?q=javascript:alert(1)"},
		{"session", "https://example.org/a;jsessionid=1F?id=2", "https://example.org/a?id=2"},
		{"space around", "  https://example.org/a\n", "https://example.org/a"},
	} {
		got, err := Canonical(c.in)
		if err != nil || got != c.want {
			t.Errorf("%s: Canonical(%q) = %q, %v; want %q", c.why, c.in, got, err, c.want)
			continue
		}
		if again, err := Canonical(got); err != nil || again != got {
			t.Errorf("%s: not idempotent: %q then %q, %v", c.why, got, again, err)
		}
	}
}

func TestCanonicalRefuses(t *testing.T) {
	for _, in := range []string{
		"", " ", "/a", "//example.org/a", "example.org/a", "ftp://example.org/a", "javascript:alert(1)", "data:text/html,x",
		"mailto:desk@example.org", "https://", "https:///", "file:///etc/passwd", "https://user@example.org/",
		"https://www.bank.example:pw@evil.example/", "https://exa mple.org/", "http://[::1/", "http://example.org:99999/",
		"https://example.org/" + strings.Repeat("a", maxLength),
	} {
		if got, err := Canonical(in); err == nil {
			t.Errorf("Canonical(%.60q) = %q, want an error", in, got)
		}
	}
}

func TestKeyIgnoresWhatDoesNotNameThePage(t *testing.T) {
	same := []string{
		"https://www.example.org/a/?b=1&c=2", "http://example.org/a?c=2&b=1&utm_source=x",
		"https://m.example.org/a/amp/?b=1&c=2", "https://example.org:443/a?b=1&c=2#top",
	}
	want, err := Key(same[0])
	if err != nil {
		t.Fatal(err)
	}
	for _, raw := range same {
		if got, err := Key(raw); err != nil || got != want {
			t.Errorf("Key(%q) = %q, %v; want %q", raw, got, err, want)
		}
	}
	for _, other := range []string{"https://example.org/A?b=1&c=2", "https://news.example.org/a?b=1&c=2", "https://example.org:8443/a?b=1&c=2", "https://example.org/a?b=1"} {
		if got, _ := Key(other); got == want {
			t.Errorf("Key(%q) is the key of another page", other)
		}
	}
}

func TestHostAndSite(t *testing.T) {
	for _, c := range []struct{ in, host, site string }{
		{"https://www.BBC.co.uk/news", "bbc.co.uk", "bbc.co.uk"},
		{"news.bbc.co.uk", "news.bbc.co.uk", "bbc.co.uk"},
		{"www.medianama.com", "medianama.com", "medianama.com"},
		{"https://m.example.org:8080/", "example.org", "example.org"},
		{"http://www.m.example.org/", "example.org", "example.org"},
		{"http://127.0.0.2:81/feed", "127.0.0.2", "127.0.0.2"},
		{"http://[::1]:80/", "[::1]", "[::1]"},
		{"http://localhost/", "localhost", "localhost"},
		{"https://www.gov.uk/x", "gov.uk", "www.gov.uk"},
		{"https://home-affairs.ec.europa.eu/x", "home-affairs.ec.europa.eu", "europa.eu"},
		{"https://bücher.example./", "xn--bcher-kva.example", "xn--bcher-kva.example"},
		{"m.org", "m.org", "m.org"},
		{"", "", ""}, {"mailto:a@b.example", "", ""}, {"https://", "", ""}, {"not a host", "", ""},
	} {
		if got := Host(c.in); got != c.host {
			t.Errorf("Host(%q) = %q, want %q", c.in, got, c.host)
		}
		if got := Site(c.in); got != c.site {
			t.Errorf("Site(%q) = %q, want %q", c.in, got, c.site)
		}
	}
}

func TestResolve(t *testing.T) {
	for _, c := range []struct{ base, ref, want string }{
		{"https://example.org/a/b", "c?d#e", "https://example.org/a/c?d#e"},
		{"https://example.org/a/b", "/c", "https://example.org/c"},
		{"https://example.org/a/b", "//other.example/c", "https://other.example/c"},
		{"https://example.org/a/b", "", "https://example.org/a/b"},
		{"https://example.org/a/b", "#top", "https://example.org/a/b#top"},
		{"", "https://example.org/a", "https://example.org/a"},
		{"urn:uuid:1", "https://example.org/a", "https://example.org/a"},
		{"https://example.org/", " \thttps:\\\\other.example\\a b ", "https://other.example/a%20b"},
	} {
		if got, err := Resolve(c.base, c.ref); err != nil || got != c.want {
			t.Errorf("Resolve(%q, %q) = %q, %v; want %q", c.base, c.ref, got, err, c.want)
		}
	}
	for _, c := range [][2]string{{"", "a"}, {"urn:uuid:1", "a"}, {"https://example.org/", "javascript:alert(1)"}, {"https://example.org/", "mailto:a@b.example"}} {
		if got, err := Resolve(c[0], c[1]); err == nil {
			t.Errorf("Resolve(%q, %q) = %q, want an error", c[0], c[1], got)
		}
	}
}

// shared returns a path below the recorded data, skipping when it is not there.
func shared(t *testing.T, path string) string {
	t.Helper()
	dir := os.Getenv("CIPHERDESK_SHARED")
	if dir == "" {
		dir = filepath.Join("..", "..", "..", "shared")
	}
	path = filepath.Join(dir, "data", path)
	if _, err := os.Stat(path); err != nil {
		t.Skipf("shared data absent: %v", err)
	}
	return path
}

func TestResolveOnTheURLSuite(t *testing.T) {
	raw, err := os.ReadFile(shared(t, "suites/url/urltestdata.dev.json"))
	if err != nil {
		t.Fatal(err)
	}
	var cases []struct {
		Input   string
		Base    string
		Href    string
		Failure bool
	}
	if err := json.Unmarshal(raw, &cases); err != nil {
		t.Fatal(err)
	}
	right, n, refused, bad := 0, 0, 0, 0
	for _, c := range cases {
		got, err := Resolve(c.Base, c.Input)
		isHTTP := strings.HasPrefix(c.Href, "http:") || strings.HasPrefix(c.Href, "https:")
		switch {
		case isHTTP:
			n++
			if err == nil && got == c.Href {
				right++
			} else {
				t.Logf("Resolve(%q, %q) = %q, %v; the suite says %q", c.Base, c.Input, got, err, c.Href)
			}
		default: // must fail, or is of a scheme that we refuse
			bad++
			if err != nil {
				refused++
			} else {
				t.Errorf("Resolve(%q, %q) = %q, want an error", c.Base, c.Input, got)
			}
		}
	}
	t.Logf("url suite: %d of %d http(s) cases right, %d of %d others refused", right, n, refused, bad)
	if n == 0 || float64(right) < 0.97*float64(n) {
		t.Errorf("%d of %d http(s) cases right, want 97 %%", right, n)
	}
}

func TestCanonicalIsIdempotentOnMadeUpAddresses(t *testing.T) {
	piece := rapid.SampledFrom([]string{
		"amp", "/", "/amp/", ".amp", ".amp.html", "?", "&", "&amp;", "=", "utm_source", "%61mp", "%2", "%25", "%2561", "m.", "www.", "amp.",
		"google.com/url?q=", "www.google.com/amp/s/", "x.cdn.ampproject.org/c/s/", "https://", "http:", "//", "example.org", "co.uk", "#", "#!/", "#/", "..",
		"ref=rss", "m=1", "-amp", "amp_", "/amp/2020/", "12345", "~amp.html", "!amp", "google-amp", "twitter.com/", "s=1", ";jsessionid=1", "é", "\\", " ", "\t", "@", ":", "8080", ":443", ":08", "1.2.3.4/", "256.1.1.1/", "[::1]", "127.1", "xn--", "a-b", "story",
	})
	rapid.Check(t, func(t *rapid.T) {
		raw := "https://"
		for range rapid.IntRange(1, 12).Draw(t, "n") {
			raw += piece.Draw(t, "piece")
		}
		checkIdempotent(t, raw)
	})
}

func FuzzCanonical(f *testing.F) {
	for _, seed := range []string{"https://m.example.org/a/amp?utm_source=x#y", "http://1.2.3.4:80/%61%2e%2E", "https://www.google.com/url?q=https://l.facebook.com/l.php?u=https://example.org"} {
		f.Add(seed)
	}
	f.Fuzz(checkAddress)
}

func checkAddress(t *testing.T, raw string) {
	checkIdempotent(t, raw)
	Host(raw)
	Site(raw)
	if _, err := Key(raw); err != nil {
		if _, err := Canonical(raw); err == nil {
			t.Errorf("%q has a canonical form but no key", raw)
		}
	}
}

// The short cut must say what the library says, or nothing.
func checkPlain(t interface{ Errorf(string, ...any) }, raw string) {
	p, ok := plain(raw)
	if !ok {
		return
	}
	u, err := absolute(raw)
	if err != nil || u.Href(false) != p.href || u.Hostname() != p.host || u.Port() != p.port || u.Pathname() != p.path || u.Search() != p.query || u.Hash() != p.fragment {
		t.Errorf("plain(%q) = %+v; the library says %v, %v", raw, p, u, err)
	}
}

func checkIdempotent(t interface{ Errorf(string, ...any) }, raw string) {
	checkPlain(t, raw)
	once, err := Canonical(raw)
	if err != nil {
		return
	}
	if twice, err := Canonical(once); err != nil || twice != once {
		t.Errorf("Canonical(%q) = %q, then %q, %v", raw, once, twice, err)
	}
	if resolved, err := Resolve("", once); err != nil || resolved != once {
		t.Errorf("Canonical(%q) = %q, which reads as %q, %v", raw, once, resolved, err)
	}
}

func BenchmarkCanonical(b *testing.B) {
	for b.Loop() {
		Canonical("https://www.example.org/2020/02/a-story-about-encryption/?utm_source=rss&utm_medium=rss&id=12")
	}
}

func BenchmarkResolve(b *testing.B) {
	for b.Loop() {
		Resolve("https://www.example.org/feed/", "/2020/02/a-story-about-encryption/")
	}
}

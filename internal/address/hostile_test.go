package address

import (
	"testing"

	"cipherdesk/internal/hostile"
)

// pieces are parts of addresses that are read in more than one way.
var pieces = hostile.Pieces("http:|https:|HTTPS://|//|\\\\|/|///|?|#|@|:|::|[|]|%|%2|%2f|%2F|%25|%2e|%00|%c3%a9|%ff|%zz|&|&amp;|=|;|+|.|..|...|,|~|'|\"|<|>|`|{|}|^|!|*|(|_|-|--|xn--|xn--a|xn--bcher-kva|"+
	"example.org|EXAMPLE.ORG.|www.|m.|amp.|mobile.|co.uk|blogspot.com|localhost|0x7f.1|0177.0.0.01|127.1|2130706433|4294967296|0x|1.2.3.4.5|256.1.1.1|[::1]|[::ffff:1.2.3.4]|[fe80::1%25eth0]|[1:2::3:4:5:6:7:8]|[::1|"+
	"０x7f|１|。|ｅｘ|ß|ς|İ|é|日本|א|ع|:80|:443|:080|:|:65536|:-1|:8080|user:pass@|amp|/amp/|.amp|.amp.html|-amp|?amp=1|?m=1|utm_source=x|UTM_x|fbclid=|gclid=1|ref=rss|s=1|id=1|index.html|index.php|a|b|12|2020/02/06|"+
	"https://www.google.com/url?q=|www.google.com/amp/s/|x.cdn.ampproject.org/c/s/|https://l.facebook.com/l.php?u=|https%3A%2F%2Fexample.org%2F|web.archive.org/web/2020/|feeds.feedburner.com/~r/|t.co/|#!/|#:~:text=|;jsessionid=1|mailto:|javascript:|data:,|file:///|feed://|blob:|about:",
	" ", "\t", "\n", "\r", "\x00", "\x01", "\x7f", "\xff", "\xc0\xaf", "\xed\xa0\x80", "\ufeff", "\u00ad", "\u200b", "\u202e", "\u2028", "\ufffd", "\U0001f4ac")

func TestAnyMixtureIsOneAddressOrNone(t *testing.T) {
	hostile.Each(t, 3_000, pieces, func(m *hostile.Mix) {
		checkAddress(t, hostile.Pick(m, "", "", "https://", "http://example.org/", "https://example.org/a?")+m.Text(12))
		checkResolved(t, hostile.Pick(m, "", "https://example.org/a/b?c#d", "http://[::1]:8080/"), m.Text(8))
	})
}

// checkResolved: what a link leads to is an address that reads as itself.
func checkResolved(t *testing.T, base, link string) {
	to, err := Resolve(base, link)
	if err != nil {
		return
	}
	if again, err := Resolve("", to); err != nil || again != to {
		t.Errorf("Resolve(%q, %q) = %q, which reads as %q, %v", base, link, to, again, err)
	}
}

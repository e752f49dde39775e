package feed

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"cipherdesk/internal/address"
	"cipherdesk/internal/markup"
	"cipherdesk/internal/news"
)

// The formats, as Feed.Format and `inspect --feed` name them.
const (
	FormatRSS09x = "rss09x"
	FormatRSS10  = "rss10"
	FormatRSS20  = "rss20"
	FormatAtom03 = "atom03"
	FormatAtom10 = "atom10"
	FormatJSON10 = "json10"
	FormatJSON11 = "json11"
)

// Why a body is not read as a feed. Test with errors.Is; the text of the
// wrapping error says what it is instead.
var (
	ErrNotFeed    = errors.New("not a feed")          // HTML, nothing, or something else
	ErrUnreadable = errors.New("feed cannot be read") // a feed, but gofeed refuses what was left of it
)

// Bounds on one document; more is left out, noted, and makes the feed partial.
const (
	MaxBytes = 16 << 20 // of the body
	MaxItems = 2000     // the newest by their own dates
)

// Meta is what is known of a document besides its bytes. The zero value is
// allowed: then relative addresses stay unresolved and are left out.
type Meta struct {
	URL             string // final address, after redirects
	ContentType     string
	ContentLocation string
	Header          http.Header // of the response; only Content-Language is looked at
	// Known reports whether an entry with exactly these source bytes has been
	// stored already. It is then left out of Items at the cost of a hash, and
	// counted in Feed.Known. Nil reads every entry.
	Known func(news.Digest) bool
}

// Feed is what a document says, entries in its own order.
type Feed struct {
	Format   string
	ID       string // atom:id of the feed; empty elsewhere
	Title    string // plain text
	Subtitle string // plain text
	Link     string // home page, absolute; empty when not stated
	Language string // BCP 47; empty when not stated
	Rights   string // plain text
	Updated  news.Claim
	Items    []news.Item   // GUID is never empty and unique; ID, FetchID and FirstSeen are zero
	Digests  []news.Digest // of each item's source bytes, in order; nil unless Meta.Known is set
	Known    int           // entries that Meta.Known wanted left out
	Charset  string        // what the bytes were read as
	Repairs  []string      // what had to be mended, one short sentence each
	Partial  bool          // some of what the document holds, or was to hold, is missing

	TTL         time.Duration  // RSS ttl; 0 when not stated
	SkipHours   []int          // 0–23, GMT
	SkipDays    []time.Weekday // GMT
	UpdateEvery time.Duration  // sy:updatePeriod ÷ sy:updateFrequency; 0 when not stated
	Hub         string         // WebSub hub
	Self        string         // the feed's own address
	Next        string         // next page or older archive: RFC 5005
}

// Parse reads a feed in any format. It takes time and memory linear in the
// body, never panics, and makes the best of what is broken; the error wraps
// [ErrNotFeed], [ErrUnreadable] or [news.ErrPanic].
func Parse(body []byte, m Meta) (f Feed, err error) {
	defer func() {
		if r := recover(); r != nil {
			f, err = Feed{}, fmt.Errorf("feed: %w", news.Caught(r))
		}
	}()
	var repairs []string
	if len(body) > MaxBytes {
		body = body[:MaxBytes]
		repairs = append(repairs, fmt.Sprintf("only the first %d MiB were read", MaxBytes>>20))
	}
	cut := repairs != nil
	if looksLikeJSON(body) {
		f, err = parseJSON(markup.DecodeText(body, m.ContentType), m)
	} else {
		f, err = parseXML(markup.DecodeXML(body, m.ContentType), m)
	}
	if err != nil {
		return Feed{}, err
	}
	f.Repairs = append(repairs, f.Repairs...)
	f.Partial = f.Partial || cut
	f.identify()
	return f, nil
}

// looksLikeJSON reports whether the first character opens an object.
func looksLikeJSON(body []byte) bool {
	for _, c := range body[:min(len(body), 1024)] {
		switch c {
		case ' ', '\t', '\r', '\n', 0, 0xEF, 0xBB, 0xBF, 0xFE, 0xFF: // blank, marks and wide zeros
		default:
			return c == '{'
		}
	}
	return false
}

// base returns what relative addresses are relative to when the document does
// not say: Content-Location, then the final address. RFC 3986 §5.1.
func (m Meta) base() string {
	if m.ContentLocation != "" {
		if base, err := address.Resolve(m.URL, m.ContentLocation); err == nil {
			return base
		}
	}
	return m.URL
}

// language returns the language of the response when it names exactly one.
func (m Meta) language() string {
	if m.Header == nil {
		return ""
	}
	return language(m.Header.Get("Content-Language"))
}

// language normalises a language tag: en_us becomes en-US. What is no tag
// becomes "".
func language(raw string) string {
	tag := strings.ReplaceAll(strings.ToLower(strings.TrimSpace(raw)), "_", "-")
	if len(tag) < 2 || len(tag) > 35 || strings.Trim(tag, "abcdefghijklmnopqrstuvwxyz0123456789-") != "" {
		return ""
	}
	parts := strings.Split(tag, "-")
	if len(parts[0]) > 3 {
		return ""
	}
	for i := 1; i < len(parts); i++ {
		if len(parts[i]) == 2 {
			parts[i] = strings.ToUpper(parts[i])
		}
	}
	return strings.Join(parts, "-")
}

// resolve makes an address absolute; what is no http(s) address becomes "".
func resolve(base, ref string) string {
	ref = strings.TrimSpace(ref)
	if ref == "" {
		return ""
	}
	full, err := address.Resolve(base, ref)
	if err != nil {
		return ""
	}
	return full
}

// repaired notes what was mended, each sentence once.
func (f *Feed) repaired(sentence string) {
	if !slices.Contains(f.Repairs, sentence) {
		f.Repairs = append(f.Repairs, sentence)
	}
}

// mended turns counted repairs into sentences, in a fixed order.
func (f *Feed) mended(counts map[string]int) {
	var sentences []string
	for sentence, n := range counts {
		if n > 1 {
			sentence = fmt.Sprintf("%s (%d times)", sentence, n)
		}
		sentences = append(sentences, sentence)
	}
	slices.Sort(sentences)
	f.Repairs = append(f.Repairs, sentences...)
}

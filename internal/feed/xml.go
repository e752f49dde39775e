package feed

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/mmcdole/gofeed/atom"
	"github.com/mmcdole/gofeed/rss"

	"cipherdesk/internal/markup"
	"cipherdesk/internal/news"
)

// parseXML reads the RSS and Atom family: one walk, then gofeed on what that
// left, then both together.
func parseXML(d markup.Decoded, m Meta) (Feed, error) {
	f := Feed{Charset: d.Charset, Repairs: d.Repairs}
	w, err := walkXML(&f, d.Text, m, nil)
	if err == nil && len(w.items) > MaxItems {
		newest := w.newest(&f, d.Text)
		w, err = walkXML(&f, d.Text, m, newest)
	}
	if err != nil {
		return Feed{}, err
	}
	f.Format, f.Language = w.format, w.feed.stated(m)
	if w.own == "atom" {
		err = w.readAtom(&f)
	} else {
		err = w.readRSS(&f)
	}
	w.report(&f)
	return f, err
}

// report says what had to be mended, once everything is read.
func (w *walk) report(f *Feed) {
	f.mended(w.mended)
	f.Partial = f.Partial || w.partial || w.cut || w.declared.out
	if w.cut {
		f.repaired("the document is cut off")
	}
	if w.declared.out {
		f.repaired("the document's own entities were used too often: not all were replaced")
	}
}

// walkXML walks a document; newest says which entries count, nil that all do.
func walkXML(f *Feed, doc string, m Meta, newest func(int) bool) (*walk, error) {
	f.Known, f.Digests = 0, nil
	w := &walk{scanner: scanner{doc: doc}, docBase: m.base()}
	w.keep = wanted(f, m, newest)
	return w, w.run()
}

// wanted chains the two reasons for leaving an entry out.
func wanted(f *Feed, m Meta, newest func(int) bool) func(int, *note) bool {
	if m.Known == nil && newest == nil {
		return nil
	}
	return func(n int, item *note) bool {
		if newest != nil && !newest(n) {
			return false
		}
		if m.Known == nil {
			return true
		}
		digest := item.digest()
		if m.Known(digest) {
			f.Known++
			return false
		}
		f.Digests = append(f.Digests, digest)
		return true
	}
}

// reading is part of an entry's digest: a reader that finds more in the same
// bytes has to look at them again.
const reading = "feed/3"

// digest names the source of an entry with what it inherits.
func (n *note) digest() news.Digest {
	head := reading + "\n" + n.lang + "\n" + n.base + "\n"
	buf := make([]byte, 0, len(head)+len(n.raw))
	return news.DigestOf(append(append(buf, head...), n.raw...))
}

// newest goes through a document with too many entries and returns which to
// keep. Documents need not be in order, so the dates decide; entries without one
// rank by their place.
func (w *walk) newest(f *Feed, doc string) func(int) bool {
	var when []int64
	survey := &walk{scanner: scanner{doc: doc}}
	survey.keep = func(n int, item *note) bool {
		when = append(when, rank(n, item.dates))
		return false
	}
	if err := survey.run(); err != nil {
		return nil // cannot be: it was walked before
	}
	return newest(f, when)
}

// rank orders entries by the latest date they state.
func rank(n int, dates []stated) int64 {
	at := int64(-n)
	for _, d := range dates {
		if c := ParseDate(d.raw); c.Usable() {
			at = max(at, c.Time.Unix())
		}
	}
	return at
}

// newest returns which entries rank highest, MaxItems of them.
func newest(f *Feed, when []int64) func(int) bool {
	if len(when) <= MaxItems {
		return nil
	}
	sorted := slices.Clone(when)
	slices.Sort(sorted)
	limit := sorted[len(sorted)-MaxItems]
	f.Partial = true
	f.repaired(fmt.Sprintf("of %d entries the newest %d were read", len(when), MaxItems))
	ties := 0
	for _, at := range sorted[len(sorted)-MaxItems:] {
		if at == limit {
			ties++
		}
	}
	return func(n int) bool {
		if n < len(when) && when[n] == limit {
			ties--
			return ties >= 0
		}
		return n < len(when) && when[n] > limit
	}
}

// stated returns the language in force for the whole feed.
func (n *note) stated(m Meta) string {
	switch n.lang {
	case "":
		return m.language()
	case "-":
		return ""
	}
	return n.lang
}

// readRSS has gofeed read the skeleton of an RSS feed.
func (w *walk) readRSS(f *Feed) error {
	parsed, err := (&rss.Parser{}).Parse(bytes.NewReader(w.document()))
	if err != nil {
		return fmt.Errorf("%w: %w", ErrUnreadable, err)
	}
	w.rssFeed(f, parsed)
	for i, item := range parsed.Items {
		if i < len(w.items) {
			f.Items = append(f.Items, w.rssItem(f, &w.items[i], item))
		}
	}
	return nil
}

// readAtom has gofeed read the skeleton of an Atom feed.
func (w *walk) readAtom(f *Feed) error {
	parsed, err := (&atom.Parser{}).Parse(bytes.NewReader(w.document()))
	if err != nil {
		return fmt.Errorf("%w: %w", ErrUnreadable, err)
	}
	w.atomFeed(f, parsed)
	for i, entry := range parsed.Entries {
		if i < len(w.items) {
			f.Items = append(f.Items, w.atomEntry(f, &w.items[i], entry))
		}
	}
	return nil
}

// claim reads the date stated under the first of these names that says
// anything; of several under one name the last, as readers always have. A date
// that cannot be read keeps its words when no other can.
func (n *note) claim(keys ...string) news.Claim {
	var unread news.Claim
	for _, key := range keys {
		var found news.Claim
		for _, d := range n.dates {
			if d.key != key {
				continue
			}
			if c := ParseDate(d.raw); c.Known() {
				found = c
			} else if c.Raw != "" {
				unread = c
			}
		}
		if found.Known() {
			found.Origin = news.OriginFeed
			return found
		}
	}
	if unread.Raw != "" {
		unread.Origin = news.OriginFeed
	}
	return unread
}

// latest is the later of two claims.
func latest(a, b news.Claim) news.Claim {
	if !a.Known() || b.Known() && b.Time.After(a.Time) {
		return b
	}
	return a
}

// minutes reads a number of minutes, bounded to a month.
func minutes(raw string) time.Duration {
	n := 0
	for _, c := range strings.TrimSpace(raw) {
		if c < '0' || c > '9' || n > 1e6 {
			return 0
		}
		n = n*10 + int(c-'0')
	}
	return min(time.Duration(n)*time.Minute, 31*24*time.Hour)
}

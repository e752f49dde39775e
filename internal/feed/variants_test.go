package feed

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/microcosm-cc/bluemonday"
	"github.com/mmcdole/gofeed"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/encoding/unicode/utf32"

	"cipherdesk/internal/markup"
)

// recording is one recorded feed and how it reads when nothing happens to it.
type recording struct {
	name string
	body []byte
	feed Feed
}

// recordings reads all recorded feeds.
func recordings(t *testing.T) []recording {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(shared(t, "feeds"), "*"))
	if err != nil {
		t.Fatal(err)
	}
	var list []recording
	for _, file := range files {
		if filepath.Ext(file) == ".tsv" {
			continue
		}
		body, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		f, err := Parse(body, Meta{URL: home})
		if err != nil {
			t.Errorf("%s: %v", file, err)
			continue
		}
		list = append(list, recording{filepath.Base(file), body, f})
	}
	return list
}

// differs names the first thing in which two readings of one feed differ, ""
// for none; how they were read does not count.
func differs(a, b Feed) string {
	a.Charset, b.Charset, a.Repairs, b.Repairs = "", "", nil, nil
	if len(a.Items) != len(b.Items) {
		return fmt.Sprintf("%d and %d items", len(a.Items), len(b.Items))
	}
	for i := range a.Items {
		if !reflect.DeepEqual(a.Items[i], b.Items[i]) {
			return fmt.Sprintf("item %d: %.300s\nand %.300s", i, a.Items[i].Title+a.Items[i].Summary, b.Items[i].Title+b.Items[i].Summary)
		}
	}
	if !reflect.DeepEqual(a, b) {
		return "what is said of the feed"
	}
	return ""
}

// undeclared is a document without its XML declaration.
func undeclared(body string) string {
	body = strings.TrimPrefix(body, "\uFEFF")
	if _, rest, ok := strings.Cut(body, "?>"); ok && strings.HasPrefix(body, "<?xml ") {
		return rest
	}
	return body
}

// TestCutRecordings cuts every recorded feed off where connections break: the
// entries before the cut are all there, the same as ever, and none but they.
func TestCutRecordings(t *testing.T) {
	cuts, kept := 0, 0
	for _, r := range recordings(t) {
		ends := entryPattern.FindAllStringIndex(string(r.body), -1)
		if len(ends) != len(r.feed.Items) || strings.Contains(strings.Join(r.feed.Repairs, "\n"), "had one id") {
			ends = nil // JSON, and one whose entries share an id, which only the whole shows
		}
		for _, percent := range []int{10, 30, 60, 90, 99} {
			body := r.body[:len(r.body)*percent/100]
			f, err := Parse(body, Meta{URL: home})
			if err != nil || !f.Partial {
				t.Errorf("%s cut at %d %%: %v, partial %v", r.name, percent, err, f.Partial)
				continue
			}
			cuts++
			kept += len(f.Items)
			if ends == nil {
				continue
			}
			whole := 0
			for whole < len(ends) && ends[whole][1] <= len(body) {
				whole++
			}
			// An end tag without its bracket ends its entry, too.
			if n := len(f.Items); n != whole && !(n == whole+1 && ends[whole][1]-1 == len(body)) {
				t.Errorf("%s cut at %d %%: %d entries, want %d", r.name, percent, n, whole)
			}
			for i := range f.Items {
				if !reflect.DeepEqual(f.Items[i], r.feed.Items[i]) {
					t.Errorf("%s cut at %d %%: item %d became %.300s", r.name, percent, i, f.Items[i].Title+f.Items[i].Content)
					break
				}
			}
		}
	}
	t.Logf("%d cuts, all partial; %d entries before them, none lost, none half", cuts, kept)
}

// TestRecordingsUnderWrongHeaders has the server state a charset that the feed
// is not in.
func TestRecordingsUnderWrongHeaders(t *testing.T) {
	right, all := 0, 0
	for _, r := range recordings(t) {
		if r.feed.Charset != "utf-8" {
			continue // a wrong statement wins where nothing speaks against it
		}
		for _, charset := range []string{"iso-8859-1", "us-ascii", "utf-16", "windows-1251", "shift_jis", "gb2312", "bogus"} {
			f, err := Parse(r.body, Meta{URL: home, ContentType: "text/xml; charset=" + charset})
			if err != nil {
				t.Errorf("%s under %s: %v", r.name, charset, err)
				continue
			}
			if all++; differs(f, r.feed) == "" {
				right++
			} else {
				t.Logf("%s under %s: %s", r.name, charset, differs(f, r.feed))
			}
		}
	}
	t.Logf("%d of %d readings under a wrong header are the same", right, all)
	if right < all-all/200 {
		t.Errorf("%d of %d", right, all)
	}
}

// TestRecordingsInOtherEncodings writes every recorded feed in UTF-16 and
// UTF-32, with and without a mark, and in the charsets that its script was
// written in before UTF-8: declared, stated by the server, and not at all.
func TestRecordingsInOtherEncodings(t *testing.T) {
	wide := map[string]encoding.Encoding{
		"utf-16le": unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM), "utf-16be": unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM),
		"utf-32le": utf32.UTF32(utf32.LittleEndian, utf32.IgnoreBOM), "utf-32be": utf32.UTF32(utf32.BigEndian, utf32.IgnoreBOM),
	}
	right, all := map[string]int{}, map[string]int{}
	check := func(how string, r recording, body []byte, contentType string) {
		f, err := Parse(body, Meta{URL: home, ContentType: contentType})
		all[how]++
		if d := differs(f, r.feed); err == nil && d == "" {
			right[how]++
		} else {
			t.Errorf("%s %s: %v, read as %s: %s", r.name, how, err, f.Charset, d)
		}
	}
	for _, r := range recordings(t) {
		if r.feed.Charset != "utf-8" {
			continue
		}
		text := undeclared(string(r.body))
		check("marked", r, []byte("\uFEFF"+text), "text/xml; charset=iso-8859-1")
		for name, enc := range wide {
			marked, err := enc.NewEncoder().String("\uFEFF" + text)
			if err != nil {
				t.Fatal(err)
			}
			check("wide, marked", r, []byte(marked), "text/xml; charset=utf-8")
			check("wide, unmarked", r, []byte(marked[markLength(name):]), "")
		}
		for _, name := range scriptCharsets(text) {
			enc, err := htmlindex.Get(name)
			if err != nil {
				t.Fatal(err)
			}
			body, err := enc.NewEncoder().String(text)
			if err != nil || body == text {
				continue // it has not all the letters, or nothing beyond ASCII
			}
			if !strings.HasPrefix(r.feed.Format, "json") {
				check("legacy, declared", r, []byte(`<?xml version="1.0" encoding="`+name+`"?>`+body), "")
			}
			check("legacy, stated", r, []byte(body), "text/xml; charset="+name)
			check("legacy, unstated", r, []byte(body), "")
		}
	}
	for how, n := range all {
		t.Logf("%s: %d of %d the same", how, right[how], n)
	}
}

func markLength(name string) int {
	if strings.HasPrefix(name, "utf-16") {
		return 2
	}
	return 4
}

// scriptCharsets names the charsets in which a text of that script used to be
// written.
func scriptCharsets(text string) []string {
	count := map[string]int{}
	for _, r := range text {
		for _, s := range []struct {
			name     string
			from, to rune
		}{{"western", 0xA0, 0xFF}, {"central", 0x100, 0x17F}, {"cyrillic", 0x400, 0x52F}, {"kana", 0x3040, 0x30FF}, {"han", 0x4E00, 0x9FFF}, {"hangul", 0xAC00, 0xD7A3}} {
			if s.from <= r && r <= s.to {
				count[s.name]++
			}
		}
	}
	best := "western"
	for _, name := range []string{"central", "cyrillic", "hangul", "han", "kana"} { // kana says more than the most
		if count[name] > count[best] || name == "kana" && count[name] > 0 {
			best = name
		}
	}
	return map[string][]string{
		"western": {"windows-1252"}, "central": {"windows-1250", "iso-8859-2", "windows-1254"}, "cyrillic": {"windows-1251", "koi8-r", "iso-8859-5"},
		"kana": {"shift_jis", "euc-jp", "iso-2022-jp"}, "han": {"gb18030", "big5"}, "hangul": {"euc-kr"},
	}[best]
}

// TestTextOfRecordedBodies compares what is left of every recorded body with
// what bluemonday's policy for readers' comments leaves: as many words, in the
// same order.
func TestTextOfRecordedBodies(t *testing.T) {
	ugc := bluemonday.UGCPolicy()
	bodies, more := 0, 0
	for _, r := range recordings(t) {
		g, err := gofeed.NewParser().Parse(bytes.NewReader(r.body))
		if err != nil {
			continue // a few of them it cannot read
		}
		for _, it := range g.Items {
			for _, raw := range []string{it.Content, it.Description} {
				kept := markup.PlainText(markup.Sanitize(raw, home))
				theirs := letters(markup.PlainText(ugc.Sanitize(raw)))
				bodies++
				switch ours := letters(kept); {
				case ours == theirs:
				case strings.Contains(ours, theirs):
					more++
				default:
					t.Errorf("%s: %.200q\nbluemonday keeps %.200q", r.name, ours, theirs)
				}
			}
		}
	}
	t.Logf("%d bodies: the same words as bluemonday keeps in all, and more in %d", bodies, more)
}

// letters leaves out space.
func letters(s string) string { return strings.Join(strings.Fields(s), "") }

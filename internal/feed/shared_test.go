package feed

import (
	"bufio"
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"cipherdesk/internal/news"
)

// shared returns the folder of recorded material, or skips the test.
func shared(t testing.TB, parts ...string) string {
	t.Helper()
	root := os.Getenv("CIPHERDESK_SHARED")
	if root == "" {
		root = filepath.Join("..", "..", "..", "shared")
	}
	dir := filepath.Join(append([]string{root, "data"}, parts...)...)
	if _, err := os.Stat(dir); err != nil {
		t.Skipf("shared data absent: %v", err)
	}
	return dir
}

// expectation is one line of the conformance suite.
type expectation struct {
	Case    string
	Headers []string
	Expect  []struct {
		Path string
		Want any
	}
}

// caseURL is the address from which the suite's cases are said to come.
const caseURL = "http://127.0.0.1:8097/"

func (e expectation) meta() Meta {
	m := Meta{URL: caseURL + "tests/" + e.Case, Header: map[string][]string{}}
	for _, h := range e.Headers {
		name, value, _ := strings.Cut(h, ":")
		m.Header.Add(strings.TrimSpace(name), strings.TrimSpace(value))
	}
	m.ContentType, m.ContentLocation = m.Header.Get("Content-Type"), m.Header.Get("Content-Location")
	return m
}

func suite(t testing.TB) (dir string, list []expectation) {
	t.Helper()
	dir = shared(t, "suites", "feedparser")
	file, err := os.Open(filepath.Join(dir, "expectations.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var e expectation
		if err := json.Unmarshal(lines.Bytes(), &e); err != nil {
			t.Fatal(err)
		}
		list = append(list, e)
	}
	return dir, list
}

// TestConformance reads every case of the suite and compares what has a place
// in our model with what its authors expect.
func TestConformance(t *testing.T) {
	dir, list := suite(t)
	cases, read, refused, right, all := 0, 0, 0, 0, 0
	encodings, encodingsRight := 0, 0
	for _, e := range list {
		if strings.Contains(e.Case, "/cdf/") || strings.Contains(e.Case, "cdf_") {
			continue
		}
		cases++
		body, err := os.ReadFile(filepath.Join(dir, "cases", e.Case))
		if err != nil {
			t.Fatal(err)
		}
		f, err := Parse(body, e.meta())
		if err != nil {
			refused++
			t.Logf("%s refused: %v", e.Case, err)
		} else {
			read++
		}
		for _, x := range e.Expect {
			if x.Path == "encoding" {
				encodings++
				if sameCharset(f.Charset, x.Want) {
					encodingsRight++
				} else {
					t.Logf("%s: charset %q, want %v", e.Case, f.Charset, x.Want)
				}
				continue
			}
			got, mappable := mapped(f, x.Path)
			if !mappable || strings.Contains(e.Case, "/sanitize/") {
				continue
			}
			all++
			if agrees(got, x.Want) && sameLinks(x.Path, got, x.Want) {
				right++
			} else {
				t.Logf("%s: %s is %q, want %v", e.Case, x.Path, got, x.Want)
			}
		}
	}
	t.Logf("%d cases: %d read, %d refused; %d of %d mappable expectations met (%.1f %%); charset %d of %d",
		cases, read, refused, right, all, 100*float64(right)/float64(all), encodingsRight, encodings)
	if float64(right) < 0.97*float64(all) || refused > 0 || encodingsRight < encodings {
		t.Errorf("%d of %d expectations met", right, all)
	}
}

var indexed = regexp.MustCompile(`\[(\d+)\]`)

// mapped finds what our model holds for a path of the suite; false where it has
// no place.
func mapped(f Feed, path string) (got []string, mappable bool) {
	if rest, ok := strings.CutPrefix(path, "entries["); ok {
		i := int(rest[0] - '0')
		var it news.Item
		if i < len(f.Items) {
			it = f.Items[i]
		}
		return mappedItem(it, strings.TrimPrefix(rest[1:], "]."))
	}
	switch path {
	case "version":
		v := versions[f.Format]
		return []string{v, v + "0", v + "1u", v + "1n", v + "2", v + "3", v + "4"}, true
	case "feed.title", "feed.title_detail.value":
		return []string{f.Title}, true
	case "feed.subtitle", "feed.tagline", "feed.description", "feed.subtitle_detail.value", "feed.tagline_detail.value":
		return []string{f.Subtitle}, true
	case "feed.copyright", "feed.rights", "feed.rights_detail.value", "feed.copyright_detail.value":
		return []string{f.Rights}, true
	case "feed.link":
		return []string{f.Link}, true
	case "feed.id", "feed.guid":
		return []string{f.ID}, true
	case "feed.language":
		return []string{f.Language}, true
	case "feed.updated", "feed.updated_parsed":
		return instants(f.Updated), true
	}
	return nil, false
}

var versions = map[string]string{FormatRSS20: "rss20", FormatAtom10: "atom10", FormatAtom03: "atom03", FormatRSS10: "rss10", FormatRSS09x: "rss09"}

func instants(c news.Claim) []string {
	return []string{c.Raw, c.Time.UTC().Format("2006-01-02T15:04:05")}
}

func mappedItem(it news.Item, path string) (got []string, mappable bool) {
	source := news.ItemSource{}
	if it.Source != nil {
		source = *it.Source
	}
	switch indexed.ReplaceAllString(path, "") {
	case "title", "title_detail.value":
		return []string{it.Title}, true
	case "summary", "description":
		return []string{it.Summary}, true
	case "content.value":
		return []string{it.Content}, true
	case "content.language":
		return []string{it.Language}, true
	case "id", "guid":
		return []string{it.GUID}, true
	case "link":
		return []string{it.Link}, true
	case "author", "author_detail.name", "authors.name":
		return it.Authors, true
	case "published", "published_parsed":
		return instants(it.Published), true
	case "updated", "updated_parsed":
		return instants(it.Updated), true
	case "created", "created_parsed":
		return instants(it.Published), true
	case "source.title", "source.title_detail.value":
		return []string{source.Title}, true
	case "source.link", "source.href":
		return []string{source.Link}, true
	case "source.id":
		return []string{source.ID}, true
	case "category":
		return terms(it, func(c news.Category) string { return c.Term }), true
	case "tags.term":
		return terms(it, func(c news.Category) string { return c.Term }), true
	case "tags.scheme":
		return terms(it, func(c news.Category) string { return c.Scheme }), true
	case "tags.label":
		return terms(it, func(c news.Category) string { return c.Label }), true
	case "media_thumbnail.url", "image.href":
		return []string{it.Image}, true
	}
	return nil, false
}

func terms(it news.Item, f func(news.Category) string) (list []string) {
	for _, c := range it.Categories {
		list = append(list, f(c))
	}
	return list
}

// agrees compares after the one normalisation that both sides need: the suite
// spells titles and texts as HTML, we titles as plain text, and a serialiser's
// choice of quotes and references is not the reader's business.
func agrees(got []string, want any) bool {
	switch want := want.(type) {
	case nil:
		return len(got) == 0 || got[0] == ""
	case []any: // year, month, day, hour, minute, second, weekday, yearday, dst
		parts := make([]int, 6)
		for i := range parts {
			n, _ := want[i].(float64)
			parts[i] = int(n)
		}
		return slices.Contains(got, sprintTime(parts))
	case string:
		return slices.ContainsFunc(got, func(g string) bool {
			return g == want || plainLine(g, true) == plainLine(want, true) ||
				g == plainLine(want, true) || plainLine(g, true) == want || strings.Contains(want, g+" (") && g != ""
		})
	}
	return false
}

var hrefPattern = regexp.MustCompile(`href="[^"]*"`)

// sameLinks reports whether a body holds every link that is expected in it;
// titles and the like are plain text with us.
func sameLinks(path string, got []string, want any) bool {
	text, _ := want.(string)
	if !strings.HasPrefix(path, "entries") || strings.Contains(path, "title") {
		return true
	}
	return !slices.ContainsFunc(hrefPattern.FindAllString(text, -1), func(href string) bool {
		return !strings.Contains(strings.Join(got, "\n"), href)
	})
}

func sprintTime(p []int) string {
	var b strings.Builder
	for i, sep := range []string{"-", "-", "T", ":", ":", ""} {
		if p[i] < 10 {
			b.WriteByte('0')
		}
		b.WriteString(itoa(p[i]) + sep)
	}
	return b.String()
}

func itoa(n int) string {
	raw, _ := json.Marshal(n)
	return string(raw)
}

// sameCharset compares names of charsets: ASCII is a part of UTF-8, and
// windows-1252 is how the web reads ISO 8859-1.
func sameCharset(got string, want any) bool {
	name, _ := want.(string)
	same := map[string][]string{"us-ascii": {"utf-8", "us-ascii", "windows-1252"}, "iso-8859-1": {"windows-1252"}, "tis-620": {"windows-874"}, "gb18030": {"gbk"}, "gb2312": {"gbk", "gb18030"}}
	return strings.EqualFold(got, name) || slices.Contains(same[strings.ToLower(name)], got)
}

var (
	entryPattern  = regexp.MustCompile(`(?s)<(?:rss:)?(?:item|entry)[\s>].*?</(?:rss:)?(?:item|entry)>`)
	authorPattern = regexp.MustCompile(`<(?:author|dc:creator|itunes:author|name)\b[^>]*>(?:\s|<!\[CDATA\[|<name>)*[^<\s\]]`)
	datePattern   = regexp.MustCompile(`<(?:pubDate|dc:date|published|updated|issued|modified|created|atom:updated)\b[^>]*>(?:\s|<!\[CDATA\[)*[^<\s\]]`)
	linkPattern   = regexp.MustCompile(`<link\b[^>]*>\s*(?:<!\[CDATA\[)?\s*http|<link\b[^>]*href="[^"]|<guid>\s*http`)
	relative      = regexp.MustCompile(`(?:href|src)="(?:[^"#:]*|[^":]*/[^"]*)"`)
	absolute      = regexp.MustCompile(`^(?:href|src)="(?:https?|mailto|tel|data|#|[a-z+.-]+:)`)
)

// TestRecordedFeeds reads 97 recorded feeds and counts what is lost, measured
// against a crude search in the raw documents.
func TestRecordedFeeds(t *testing.T) {
	dir := shared(t, "feeds")
	manifest, err := os.ReadFile(filepath.Join(dir, "manifest.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	var feeds, items, links, linksMissing, authors, authorsMissing, dates, datesMissing, relatives int
	formats := map[string]int{}
	for i, line := range strings.Split(strings.TrimSpace(string(manifest)), "\n") {
		col := strings.Split(line, "\t")
		if i == 0 {
			continue
		}
		body, err := os.ReadFile(filepath.Join(dir, col[0]))
		if err != nil {
			t.Fatal(err)
		}
		f, err := Parse(body, Meta{URL: "https://" + col[2] + "/feed"})
		if err != nil {
			t.Errorf("%s: %v", col[0], err)
			continue
		}
		feeds++
		formats[f.Format] += len(f.Items)
		if len(f.Repairs) > 0 {
			t.Logf("%s: %s", col[0], strings.Join(f.Repairs, "; "))
		}
		if itoa(len(f.Items)) != col[7] {
			t.Errorf("%s: %d items, %s in the manifest", col[0], len(f.Items), col[7])
		}
		raw := entryPattern.FindAllString(string(body), -1)
		seen := map[string]bool{}
		for j, it := range f.Items {
			items++
			if it.GUID == "" || seen[it.GUID] {
				t.Errorf("%s: item %d has id %q", col[0], j, it.GUID)
			}
			seen[it.GUID] = true
			for _, found := range relative.FindAllString(it.Content+it.Summary, -1) {
				if !absolute.MatchString(found) {
					relatives++
					t.Errorf("%s: item %d holds %s", col[0], j, found)
				}
			}
			for _, body := range []string{it.Content, it.Summary} {
				if again := cleanHTML(body, "https://other.example/"); again != body {
					t.Errorf("%s: item %d cleaned twice becomes %.200q, once %.200q", col[0], j, again, body)
				}
			}
			if len(raw) != len(f.Items) {
				continue
			}
			if authorPattern.MatchString(raw[j]) {
				if authors++; len(it.Authors) == 0 {
					authorsMissing++
					t.Logf("%s: item %d has no author", col[0], j)
				}
			}
			if datePattern.MatchString(raw[j]) {
				if dates++; !it.Published.Known() && !it.Updated.Known() {
					datesMissing++
					t.Logf("%s: item %d has no date: %q %q", col[0], j, it.Published.Raw, it.Updated.Raw)
				}
			}
			if linkPattern.MatchString(raw[j]) {
				if links++; it.Link == "" {
					linksMissing++
					t.Errorf("%s: item %d has no link", col[0], j)
				}
			}
		}
	}
	t.Logf("%d feeds, %d items %v; without link %d of %d, author %d of %d, date %d of %d; relative addresses left: %d",
		feeds, items, formats, linksMissing, links, authorsMissing, authors, datesMissing, dates, relatives)
	if float64(authorsMissing) > 0.02*float64(authors) || float64(datesMissing) > 0.005*float64(dates) {
		t.Error("too many authors or dates are lost")
	}
}

// TestAdversarial reads documents made to break readers.
func TestAdversarial(t *testing.T) {
	dir := shared(t, "suites", "adversarial")
	files, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		body, err := os.ReadFile(filepath.Join(dir, file.Name()))
		if err != nil {
			t.Fatal(err)
		}
		f, err := Parse(body, Meta{URL: "https://example.org/feed"})
		t.Logf("%s: %v, title %.40q, %d items, repairs %q", file.Name(), err, f.Title, len(f.Items), f.Repairs)
		if len(f.Title) > 1000 || strings.Contains(f.Title, "root:") {
			t.Errorf("%s: title of %d bytes: %.80q", file.Name(), len(f.Title), f.Title)
		}
	}
}

package cite

import (
	"encoding/json"
	"reflect"
	"regexp"
	"strings"
	"testing"
	"time"

	"cipherdesk/internal/news"
)

// whole knows everything, hostile in every field.
func whole() Work {
	return Work{Key: "harbour-times-2026-ab3", Kind: Newspaper, Title: "97 charities ask “Chatterbox” to {halt} 50 % of R&D_costs", Authors: []string{"Ana de la Rey", "Smith and Sons, Ltd", "Møller #2"},
		Container: "The Harbour Times", Issued: news.Claim{Time: time.Date(2026, 3, 12, 7, 50, 0, 0, time.UTC), Precision: news.PrecisionMinute},
		URL: "https://harbour.example/a_b?x=1&y=50%25#{z}", Accessed: time.Date(2026, 3, 12, 8, 0, 0, 0, time.UTC),
		Archive: "https://web.archive.org/web/20260312080000/https://harbour.example/a_b", Version: "revision 2", Language: "en", Note: "Recorded by Cipherdesk."}
}

func TestText(t *testing.T) {
	want := "Ana de la Rey, Smith and Sons, Ltd, Møller #2, “97 charities ask “Chatterbox” to {halt} 50 % of R&D_costs”, The Harbour Times, 2026-03-12, revision 2, " +
		"https://harbour.example/a_b?x=1&y=50%25#%7Bz%7D, accessed 2026-03-12, archived at https://web.archive.org/web/20260312080000/https://harbour.example/a_b. Recorded by Cipherdesk."
	if got := whole().Text(); got != want {
		t.Errorf("%s\nwant\n%s", got, want)
	}
	bare := Work{Title: "A", URL: "https://a.example/"}
	if got := bare.Text(); got != "“A”, https://a.example/." {
		t.Errorf("what is not known is filled in: %s", got)
	}
}

// bibtex reads one entry back: fields in braces, nothing between them but what
// the format has there.
func bibtex(t *testing.T, s string) (key string, fields map[string]string) {
	t.Helper()
	fields = map[string]string{}
	head := regexp.MustCompile(`^@online\{([a-zA-Z0-9-]+)`).FindStringSubmatch(s)
	if head == nil {
		t.Fatalf("no entry: %s", s)
	}
	rest := s[len(head[0]):]
	for {
		m := regexp.MustCompile(`^,\n  ([a-z]+) = \{`).FindStringSubmatch(rest)
		if m == nil {
			break
		}
		rest = rest[len(m[0]):]
		depth, end := 1, -1
		for i := 0; i < len(rest) && end < 0; i++ {
			switch {
			case rest[i] == '\\':
				i++
			case rest[i] == '{':
				depth++
			case rest[i] == '}':
				if depth--; depth == 0 {
					end = i
				}
			}
		}
		if end < 0 || fields[m[1]] != "" {
			t.Fatalf("field %s never ends or stands twice: %s", m[1], s)
		}
		fields[m[1]], rest = rest[:end], rest[end+1:]
	}
	if rest != "\n}\n" {
		t.Fatalf("after its fields the entry has %q: %s", rest, s)
	}
	return head[1], fields
}

// untex is the text that TeX would print.
func untex(s string) string {
	s = strings.NewReplacer(`\textbackslash{}`, "\x01", `\textasciitilde{}`, "~", `\textasciicircum{}`, "^", `\{`, "\x02", `\}`, "\x03").Replace(s)
	s = strings.NewReplacer(`{`, "", `}`, "", `\$`, "$", `\&`, "&", `\#`, "#", `\_`, "_", `\%`, "%").Replace(s)
	return strings.NewReplacer("\x01", `\`, "\x02", "{", "\x03", "}").Replace(s)
}

func TestBibTeX(t *testing.T) {
	key, f := bibtex(t, whole().BibTeX())
	if key != "harbour-times-2026-ab3" || untex(f["title"]) != whole().Title || f["author"] != `{Ana de la Rey} and {Smith and Sons, Ltd} and {Møller \#2}` ||
		f["date"] != "2026-03-12" || f["urldate"] != "2026-03-12" || f["url"] != "https://harbour.example/a_b?x=1&y=50%25#%7Bz%7D" || f["version"] != "revision 2" {
		t.Errorf("%v", f)
	}
	_, bare := bibtex(t, Work{Title: "A", URL: "https://a.example/"}.BibTeX())
	if !reflect.DeepEqual(bare, map[string]string{"title": "{A}", "url": "https://a.example/"}) {
		t.Errorf("what is not known is filled in: %v", bare)
	}
}

// ris reads a record back.
func ris(t *testing.T, s string) map[string][]string {
	t.Helper()
	fields := map[string][]string{}
	lines := strings.Split(strings.TrimSuffix(s, "\r\n"), "\r\n")
	for i, l := range lines {
		if !regexp.MustCompile(`^[A-Z][A-Z0-9]  - `).MatchString(l) || strings.ContainsAny(l, "\r\n") {
			t.Fatalf("line %d is no field: %q", i, l)
		}
		fields[l[:2]] = append(fields[l[:2]], l[6:])
	}
	if lines[0][:2] != "TY" || lines[len(lines)-1] != "ER  - " || len(fields["TY"]) != 1 || len(fields["ER"]) != 1 {
		t.Fatalf("not one record: %q", s)
	}
	return fields
}

func TestRIS(t *testing.T) {
	f := ris(t, whole().RIS())
	if !reflect.DeepEqual(f["AU"], whole().Authors) || f["TI"][0] != whole().Title || f["DA"][0] != "2026/03/12" || f["PY"][0] != "2026" || f["Y2"][0] != "2026/03/12" || f["TY"][0] != "NEWS" {
		t.Errorf("%v", f)
	}
	if f := ris(t, Work{Title: "A", URL: "https://a.example/"}.RIS()); len(f) != 5 {
		t.Errorf("what is not known is filled in: %v", f)
	}
}

func TestCSL(t *testing.T) {
	var got map[string]any
	if err := json.Unmarshal(whole().CSL(), &got); err != nil {
		t.Fatal(err)
	}
	day := map[string]any{"date-parts": []any{[]any{2026., 3., 12.}}}
	if got["type"] != "article-newspaper" || got["title"] != whole().Title || !reflect.DeepEqual(got["issued"], day) || !reflect.DeepEqual(got["accessed"], day) ||
		!reflect.DeepEqual(got["author"].([]any)[1], map[string]any{"literal": "Smith and Sons, Ltd"}) || got["archive_location"] != whole().Archive {
		t.Errorf("%v", got)
	}
	got = nil
	if err := json.Unmarshal(Work{Title: "A", URL: "https://a.example/"}.CSL(), &got); err != nil || len(got) != 4 {
		t.Errorf("what is not known is filled in: %v, %v", got, err)
	}
}

func TestDatesGoAsFarAsTheyAreKnown(t *testing.T) {
	for precision, want := range map[news.Precision]string{news.PrecisionYear: "2026", news.PrecisionMonth: "2026-03", news.PrecisionDay: "2026-03-12", news.PrecisionNone: ""} {
		w := whole()
		w.Issued.Precision = precision
		if _, f := bibtex(t, w.BibTeX()); f["date"] != want {
			t.Errorf("%s: %q", precision, f["date"])
		}
	}
	w := whole()
	w.Issued.Doubt = "before the outlet began"
	if _, f := bibtex(t, w.BibTeX()); f["date"] != "" {
		t.Errorf("a date that cannot be true is cited: %q", f["date"])
	}
}

// FuzzForms tries to break out of a field.
func FuzzForms(f *testing.F) {
	f.Add("title", "author", "https://a.example/")
	f.Add("}\n}\n@online{x,\n  title = {", "a and b}", "https://a.example/}{")
	f.Add("x\r\nER  - \r\nTY  - NEWS", `\`, "https://a.example/\r\nTY  - X")
	f.Add(`\}`, "\x00\u2028", `\\{`)
	f.Fuzz(checkForms)
}

func checkForms(t *testing.T, title, author, url string) {
	w := Work{Key: title, Title: title, Authors: []string{author}, Container: author, URL: url, Archive: url, Version: title, Note: author, Language: title}
	_, fields := bibtex(t, w.BibTeX())
	if got := untex(fields["title"]); got != line(title) {
		t.Errorf("%q reads back as %q", line(title), got)
	}
	record := ris(t, w.RIS())
	if len(record["TI"]) > 0 && record["TI"][0] != line(title) {
		t.Errorf("%q reads back as %q", title, record["TI"])
	}
	if !json.Valid(w.CSL()) || strings.ContainsAny(w.Text(), "\r\n") {
		t.Errorf("%s\n%s", w.CSL(), w.Text())
	}
}

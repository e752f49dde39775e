package web

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"net/url"
	"runtime"
	"strings"
	"testing"
	"unicode/utf8"

	"cipherdesk/internal/news"
)

func exported(t *testing.T, s *seeder, what, format string, query url.Values) string {
	t.Helper()
	var b bytes.Buffer
	if err := WriteExport(context.Background(), s.db.Reader, options(), Export{what, format, query}, &b); err != nil {
		t.Fatalf("export of %s as %s: %v", what, format, err)
	}
	return b.String()
}

// TestExportIsWhatTheAPIAnswers compares every export in JSON with the items of
// the list, page by page.
func TestExportIsWhatTheAPIAnswers(t *testing.T) {
	r, s := openDesk(t)
	for _, what := range []string{"articles", "events", "figures"} {
		for _, q := range []url.Values{{}, {"tag": {"topic/e2ee-rollout"}}, {"since": {"2026-03-12"}, "outlet": {"harbour-times"}}, {"kind": {"tech_press"}}} {
			var want, got struct{ Items []any }
			if err := json.Unmarshal([]byte(r.page("/api/v1/"+what+"?limit=500&"+q.Encode())), &want); err != nil {
				t.Fatal(err)
			}
			text := exported(t, s, what, "json", q)
			if err := json.Unmarshal([]byte(text), &got); err != nil {
				t.Fatalf("%s: %v\n%s", what, err, text)
			}
			a, _ := json.Marshal(want.Items)
			b, _ := json.Marshal(got.Items)
			if !bytes.Equal(a, b) || what == "articles" && len(q) == 0 && len(got.Items) < 20 {
				t.Errorf("%s %v: %d items, the API has %d", what, q, len(got.Items), len(want.Items))
			}
			lines := exported(t, s, what, "jsonl", q)
			if n := strings.Count(lines, "\n"); n != len(want.Items) || n != strings.Count(lines, `"sample":true`) {
				t.Errorf("%s %v: %d lines for %d items, or some do not say SAMPLE once", what, q, n, len(want.Items))
			}
		}
	}
}

// TestExportsKeepTheRightOfQuotation adds up what all exports together show of
// each article, and looks for what may not be shown at all.
func TestExportsKeepTheRightOfQuotation(t *testing.T) {
	_, s := openDesk(t)
	s.must(s.db.Withdraw(context.Background(), withdrawal(s.ids["standard"])))
	shown := map[string]int{}
	for line := range strings.Lines(exported(t, s, "articles", "jsonl", nil)) {
		var a articleJSON
		if err := json.Unmarshal([]byte(line), &a); err != nil {
			t.Fatal(err)
		}
		if a.Excerpt != nil {
			shown[string(a.ID)] += utf8.RuneCountInString(*a.Excerpt)
		}
	}
	quotes := map[string]map[string]bool{}
	for _, what := range []string{"figures", "citations"} {
		for line := range strings.Lines(exported(t, s, what, "jsonl", nil)) {
			var f struct {
				Article  string `json:"article_id"`
				Evidence []evidenceJSON
			}
			if err := json.Unmarshal([]byte(line), &f); err != nil {
				t.Fatal(err)
			}
			for _, e := range f.Evidence {
				if e.Quote == nil || e.Field == news.FieldTitle || quotes[f.Article][*e.Quote] {
					continue
				}
				if quotes[f.Article] == nil {
					quotes[f.Article] = map[string]bool{}
				}
				quotes[f.Article][*e.Quote] = true
				shown[f.Article] += utf8.RuneCountInString(*e.Quote)
			}
		}
	}
	if len(quotes) < 3 {
		t.Fatalf("evidence of %d articles: the test sees nothing", len(quotes))
	}
	for name, id := range s.ids {
		full, err := s.db.Article(context.Background(), id)
		if name == "standard" {
			continue
		}
		s.must(err)
		if most := utf8.RuneCountInString(full.Text.Body) / 4; shown[string(id)] > most {
			t.Errorf("%s: exports show %d characters, a quarter of its text is %d", name, shown[string(id)], most)
		}
	}
	if n := shown[string(s.ids["reserved"])]; n > 0 {
		t.Errorf("%d characters of a page that asks for no snippet", n)
	}
	for _, what := range Exports() {
		for _, format := range ExportFormats(what) {
			if text := exported(t, s, what, format, nil); strings.Contains(text, "Berichtendienst zet") {
				t.Errorf("%s as %s has what was withdrawn", what, format)
			} else if !strings.Contains(text, "SAMPLE") && !strings.Contains(text, `"sample":true`) {
				t.Errorf("%s as %s does not say SAMPLE", what, format)
			}
		}
	}
}

func TestExportsOfTablesAreSafe(t *testing.T) {
	_, s := openDesk(t)
	for _, title := range []string{"=HYPERLINK(\"http://x.example\")", "+1", "-2+3", "@SUM(A1)", "\t=1", "＝1", "a \"quoted\", line\nand another"} {
		s.add(draft{name: "bad " + title, outlet: "medialog", title: title, lang: "en", seen: now, verdict: news.VerdictYes, text: letterText("An encrypted text.")})
	}
	for _, what := range Exports() {
		text := exported(t, s, what, "csv", nil)
		table, err := csv.NewReader(strings.NewReader(text)).ReadAll()
		if err != nil || len(table) < 2 {
			t.Fatalf("%s: %d rows, %v", what, len(table), err)
		}
		if strings.Count(text, "\n") != strings.Count(text, "\r\n") {
			t.Errorf("%s: lines end in other ways than RFC 4180's", what)
		}
		for _, line := range table {
			for i, v := range line {
				numeric := what == "figures" && strings.HasPrefix(table[0][i], "value")
				if v != "" && strings.ContainsAny(v[:1], "=+-@\t\r") && !numeric {
					t.Errorf("%s: a spreadsheet would run %s %q", what, table[0][i], v)
				}
			}
		}
	}
	if text := exported(t, s, "articles", "csv", nil); !strings.Contains(text, `'=HYPERLINK(""http://x.example"")`) {
		t.Error("the formula is not there as words")
	}
	if text := exported(t, s, "articles", "csv", url.Values{"since": {"2030-01-01"}}); strings.Count(text, "\r\n") != 1 || !strings.HasPrefix(text, "id,url,") {
		t.Errorf("nothing to export: %q", text)
	}
}

func TestExportsOfWorks(t *testing.T) {
	_, s := openDesk(t)
	yes := url.Values{"story": {"yes"}}
	n := strings.Count(exported(t, s, "articles", "jsonl", yes), "\n")
	if got := strings.Count(exported(t, s, "articles", "bibtex", yes), "\n@online{"); got != n-1 {
		t.Errorf("%d entries of BibTeX after the first for %d articles", got, n)
	}
	if got := strings.Count(exported(t, s, "articles", "ris", yes), "ER  - \r\n"); got != n {
		t.Errorf("%d records of RIS for %d articles", got, n)
	}
	var items []map[string]any
	if err := json.Unmarshal([]byte(exported(t, s, "articles", "csl", yes)), &items); err != nil || len(items) != n {
		t.Errorf("%d items of CSL for %d articles: %v", len(items), n, err)
	}
	var none []any
	if err := json.Unmarshal([]byte(exported(t, s, "events", "csl", url.Values{"since": {"2030-01-01"}})), &none); err != nil || len(none) != 0 {
		t.Errorf("no events: %v, %v", none, err)
	}
}

func TestExportsThatAreNone(t *testing.T) {
	_, s := openDesk(t)
	for _, e := range []Export{{"fetches", "csv", nil}, {"figures", "bibtex", nil}, {"articles", "xml", nil}, {"articles", "csv", url.Values{"outlet": {"nobody"}}},
		{"articles", "csv", url.Values{"since": {"soon"}}}, {"articles", "csv", url.Values{"tag": {"topic/none"}}}, {"events", "csv", url.Values{"kind": {"press"}}}} {
		var b bytes.Buffer
		if err := WriteExport(context.Background(), s.db.Reader, options(), e, &b); !errors.Is(err, news.ErrInvalid) || b.Len() > 0 {
			t.Errorf("%v: %v, %d bytes", e, err, b.Len())
		}
	}
}

// TestExportSeesWhatMoves lists events while each page that is read lifts one
// from below to the top.
func TestExportSeesWhatMoves(t *testing.T) {
	order := []news.EventID{"a", "b", "c", "d"}
	lifted := false
	x := exporting{list: func(_ context.Context, q news.Query) (records []exportRecord, next string, err error) {
		from := 0
		if q.Cursor != "" {
			from = 2
		}
		for _, id := range order[from : from+2] {
			records = append(records, exportRecord{event: id})
		}
		if from == 0 {
			next = "more"
		}
		if !lifted {
			lifted, order = true, []news.EventID{"d", "a", "b", "c"}
		}
		return records, next, nil
	}, seen: map[news.EventID]bool{}}
	var got []news.EventID
	x.out.record = func(r exportRecord) error { got = append(got, r.event); return nil }
	if err := x.all(context.Background(), news.Query{}); err != nil || len(got) != 4 || got[3] != "d" {
		t.Errorf("%v, %v", got, err)
	}
}

// weigher samples what is in memory while an export is written.
type weigher struct {
	written       int
	next          int
	first, most   uint64
	measurements  int
	afterEachByte int
}

func (w *weigher) Write(b []byte) (int, error) {
	if w.written += len(b); w.written >= w.next {
		w.next = w.written + w.afterEachByte
		var m runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&m)
		if w.measurements++; w.measurements == 1 {
			w.first = m.HeapAlloc
		}
		w.most = max(w.most, m.HeapAlloc)
	}
	return len(b), nil
}

func TestExportHoldsAPageAtATime(t *testing.T) {
	s := newSeeder(t)
	s.world(3000)
	for _, e := range []Export{{"articles", "jsonl", nil}, {"articles", "csv", nil}, {"articles", "bibtex", nil}} {
		w := &weigher{afterEachByte: 200 << 10}
		if err := WriteExport(t.Context(), s.db.Reader, options(), e, w); err != nil {
			t.Fatal(err)
		}
		t.Logf("%s %s: %d KB written, memory from %d to at most %d KB", e.What, e.Format, w.written>>10, w.first>>10, w.most>>10)
		if w.most > w.first+1<<20 || w.measurements < 3 {
			t.Errorf("%s as %s: memory grew from %d to %d in %d looks", e.What, e.Format, w.first, w.most, w.measurements)
		}
	}
}

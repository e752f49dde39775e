package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// inspectLines runs `inspect --jsonl` with these flags over lines.
func inspectLines(t *testing.T, in io.Reader, flags ...string) []map[string]any {
	t.Helper()
	var out, errs bytes.Buffer
	e := &env{in: in, out: &out, err: &errs, getenv: func(string) string { return "" }, now: time.Now}
	c := newRoot(e)
	c.SetArgs(append([]string{"inspect", "--jsonl"}, flags...))
	if err := c.ExecuteContext(t.Context()); err != nil {
		t.Fatalf("%v: %s", err, errs.String())
	}
	var answers []map[string]any
	for line := range strings.Lines(out.String()) {
		var a map[string]any
		if err := json.Unmarshal([]byte(line), &a); err != nil {
			t.Fatalf("%v: %.200s", err, line)
		}
		answers = append(answers, a)
	}
	return answers
}

// TestInspectFeedLines asks for feeds as a program would: every line has its
// answer, in order, whatever its neighbours are.
func TestInspectFeedLines(t *testing.T) {
	dir := t.TempDir()
	write := func(name, body string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(body), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	good := write("good.xml", `<rss version="2.0"><channel><title>Le d`+"\xe9"+`bat</title><link>/</link><language>fr</language><lastBuildDate>Thu, 06 Feb 2020 12:23:00 +0100</lastBuildDate>
		<item><guid>1</guid><title>One</title><link>a</link><author>a@b.example (Ana Ruiz)</author><pubDate>2020-02-06</pubDate><category>law</category><description>Short</description><source url="https://o.example/feed">Other</source></item></channel></rss>`)
	cut := write("cut.xml", `<rss><channel><item><guid>1</guid></item><item><guid>2`)
	page := write("page.html", `<!doctype html><title>Please wait</title>`)
	huge := write("huge.xml", `<rss><channel><item><guid>1</guid></item>`+strings.Repeat(" ", 17<<20)+`<item><guid>2</guid></item></channel></rss>`)
	lines := []string{
		fmt.Sprintf(`{"id":"good","feed":%q,"url":"https://outlet.example/rss/","headers":["Content-Type: text/xml; charset=iso-8859-1","Content-Location: /news/"],"other":1}`, good),
		"", "not JSON", `{"id":`, `[]`,
		fmt.Sprintf(`{"id":7,"feed":%q}`, cut),
		fmt.Sprintf(`{"id":"page","feed":%q}`, page),
		`{"id":"absent","feed":"/no/such/feed.xml"}`, `{"id":"dir","feed":"/"}`, `{"id":"none"}`, `{"id":"-","feed":"-"}`,
		`{"id":"long","feed":"` + strings.Repeat("x", longestInspected) + `"}`,
		`{"id":"scheme","feed":"http://127.0.0.1:1/feed"}`,
		fmt.Sprintf(`{"id":"huge","feed":%q}`, huge),
		fmt.Sprintf(`{"id":null,"feed":%q}`, good), // and no line end
	}
	answers := inspectLines(t, strings.NewReader(strings.Join(lines, "\n")), "--feed")
	ids, failed := "", ""
	for _, a := range answers {
		ids += fmt.Sprint(a["id"], " ")
		if a["error"] != nil {
			failed += fmt.Sprint(a["id"], " ")
			if len(a) != 2 || strings.Contains(a["error"].(string), "\n") {
				t.Errorf("an error is %v", a)
			}
		}
	}
	if want := "good <nil> <nil> <nil> 7 page absent dir none - <nil> scheme huge <nil> "; ids != want {
		t.Errorf("answers %s, want %s", ids, want)
	}
	if want := "<nil> <nil> <nil> page absent dir none - <nil> scheme "; failed != want {
		t.Errorf("errors %s, want %s", failed, want)
	}
	if got, err := json.Marshal(answers[0]); err != nil || string(got) != `{"encoding":"windows-1252","format":"rss20","id":"good","items":[{"author":"Ana Ruiz","categories":["law"],"content":null,"id":"1",`+
		`"link":"https://outlet.example/news/a","published":"2020-02-06","source":{"id":null,"link":"https://o.example/feed","title":"Other"},"summary":"Short","title":"One","updated":null}],`+
		`"language":"fr","link":"https://outlet.example/","partial":false,"repairs":[],"title":"Le débat","updated":"2020-02-06T12:23:00+01:00"}` {
		t.Errorf("%v: %s", err, got)
	}
	for _, i := range []int{4, 12} {
		if items, _ := answers[i]["items"].([]any); answers[i]["partial"] != true || len(items) != 1 {
			t.Errorf("%v is not partial: %d items", answers[i]["id"], len(items))
		}
	}
}

// TestInspectAnswersAtOnce waits for each answer before it asks again.
func TestInspectAnswersAtOnce(t *testing.T) {
	ask, asked := io.Pipe()
	answered, answer := io.Pipe()
	e := &env{in: ask, out: answer, err: io.Discard, getenv: func(string) string { return "" }, now: time.Now}
	c := newRoot(e)
	c.SetArgs([]string{"inspect", "--jsonl", "--feed"})
	done := make(chan error, 1)
	go func() { done <- c.ExecuteContext(t.Context()) }()
	dec := json.NewDecoder(answered)
	for _, id := range []string{"a", "b"} {
		fmt.Fprintf(asked, "{\"id\":%q}\n", id)
		var got map[string]any
		if err := dec.Decode(&got); err != nil || got["id"] != id {
			t.Fatalf("%v, %v", got, err)
		}
	}
	asked.Close()
	if err := <-done; err != nil {
		t.Error(err)
	}
}

// TestInspectArticleLines gives ids back for articles, too.
func TestInspectArticleLines(t *testing.T) {
	answers := inspectLines(t, strings.NewReader(`{"id":3,"title":"Police ask for keys","text":"They asked."}`+"\r\n"+`{"title":"x"}`))
	var ids []any
	for _, a := range answers {
		ids = append(ids, a["id"])
	}
	if !slices.Equal(ids, []any{3.0, nil}) {
		t.Errorf("ids %v", ids)
	}
}

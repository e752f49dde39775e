package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// command runs one command line as a person would, on the built-in catalogue.
func command(t *testing.T, args ...string) (out, errs string, code int) {
	t.Helper()
	var o, e bytes.Buffer
	env := &env{in: strings.NewReader(""), out: &o, err: &e, getenv: func(string) string { return "" }, now: time.Now}
	code = run(context.Background(), env, args)
	return o.String(), e.String(), code
}

// write makes a file of a folder and returns its path.
func write(t *testing.T, dir, name, content string) string {
	t.Helper()
	path := filepath.Join(dir, name)
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestWhyAnswersAtEveryStage(t *testing.T) {
	d := t.TempDir()
	db := "--db=" + d + "/desk.db"
	page := write(t, d, "letter.html", `<title>x</title><h1>Charities ask Chatterbox to halt end-to-end encryption</h1>
<p>Thirty charities have written to Chatterbox about its plan to add end-to-end encryption to private messages.</p>`)
	const url = "https://www.nspcc.org.uk/about-us/news-opinion/2026/letter/"
	if out, errs, code := command(t, "add", url, "--file", page, db); code != 0 {
		t.Fatal(out, errs)
	}
	for _, c := range []struct {
		url  string
		code int
		says []string
	}{
		{url, 0, []string{"known", "NSPCC", "words from the page", "story", "yes", "end-to-end encryption", "topic/e2ee-rollout", "no shared text found", "event", "none"}},
		{"https://www.iwf.org.uk/nowhere", 0, []string{"no: no feed", "Internet Watch Foundation", "cipherdesk add"}},
		{"https://nobody.example/x", 0, []string{"belongs to no outlet"}},
		{"mailto:a@b.example", 1, []string{"not an address"}},
	} {
		out, errs, code := command(t, "why", c.url, db)
		if code != c.code {
			t.Errorf("%s: exit %d: %s%s", c.url, code, out, errs)
		}
		for _, words := range c.says {
			if !strings.Contains(out+errs, words) {
				t.Errorf("%s: no %q in\n%s%s", c.url, words, out, errs)
			}
		}
	}
}

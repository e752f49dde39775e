package main

import (
	"bytes"
	"maps"
	"path/filepath"
	"strings"
	"testing"

	"cipherdesk/internal/news"
)

// preview reads the played demo, which has rules of its own, with others added.
func preview(t *testing.T, more news.Rules) string {
	t.Helper()
	sampleSite(t)
	rules := maps.Clone(stage.desk.desk.config.Tags)
	maps.Copy(rules, more)
	var out bytes.Buffer
	e := &env{out: &out, now: stage.desk.env.now, database: filepath.Join(stage.dir, "demo.db")}
	if err := previewRules(t.Context(), e, rules, 60); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func TestRulesTestSaysWhatWouldChange(t *testing.T) {
	if got := preview(t, nil); !strings.HasPrefix(got, "no article") {
		t.Errorf("the rules in use would change:\n%.900s", got)
	}
	got := preview(t, news.Rules{
		"actor/chatterbox": {Silence: true},
		"topic/letters":    {Forms: []news.Form{{ID: "word", Words: []string{"open letter"}}}},
	})
	for _, want := range []string{
		" articles first seen in the last 60 days would change\n", "  topic/letters     gained 1", "  actor/chatterbox  gained 0",
		"\n  + topic/letters: “open letter” in the ", "(topic/letters:word)", "\n  - actor/chatterbox: “Chatterbox” in the ",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in:\n%.1500s", want, got)
		}
	}
	if strings.Contains(got, "+ actor/chatterbox") {
		t.Errorf("a silenced tag is gained:\n%.1500s", got)
	}
}

func TestRulesTestRefuses(t *testing.T) {
	for _, args := range [][]string{{"rules"}, {"rules", "text"}, {"rules", "test", "--days", "0"}, {"rules", "test", "now"}} {
		e := &env{in: strings.NewReader(""), out: &bytes.Buffer{}, err: &bytes.Buffer{}, getenv: func(string) string { return "" }}
		c := newRoot(e)
		c.SetArgs(args)
		if err := c.ExecuteContext(t.Context()); err == nil {
			t.Errorf("%q is taken", args)
		}
	}
}

package enrich

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// quoted is a string of Go's in which a sentence may stand.
var quoted = regexp.MustCompile(`"((?:[^"\\\n]|\\.){12,400})"`)

// TestSentencesCutAnywhere reads the sentences of this package's tests from each
// of their words on and up to it, in each language: rules look beside what they
// have found, where a text may begin or end.
func TestSentencesCutAnywhere(t *testing.T) {
	a := newTestAnalyser(t)
	files, err := filepath.Glob("*_test.go")
	if err != nil {
		t.Fatal(err)
	}
	read := 0
	for _, file := range files {
		source, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range quoted.FindAllStringSubmatch(string(source), -1) {
			words := strings.Fields(m[1])
			for i := range words {
				for _, lang := range [...]string{"en", "de", "fr", "es", "it", "nl", "pt", "sv", "pl", ""} {
					tail := strings.Join(words[i:], " ")
					a.Analyse(Revision{Title: tail, Text: strings.Join(words[:i], " "), Language: lang})
					a.Analyse(Revision{Text: tail, Language: lang})
					read++
				}
			}
		}
	}
	if read < 10_000 {
		t.Errorf("only %d cuts were read", read)
	}
}

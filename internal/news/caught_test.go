package news

import (
	"strings"
	"testing"
)

func TestCaughtSaysWhatAndWhere(t *testing.T) {
	for name, f := range map[string]func(){
		"index out of range [3]":         func() { _ = []int{}[len("abc")] },
		"nil pointer":                    func() { var c *Claim; c.Raw = "x" },
		"no such thing":                  func() { panic("no such thing") },
		"assignment to entry in nil map": func() { func(m map[string]int) { m["a"] = 1 }(nil) },
		"strings: negative Repeat count": func() { _ = strings.Repeat("a", -len("a")) },
	} {
		err := Guarded(func() error { f(); return nil })
		file := "caught_test.go:"
		if strings.HasPrefix(name, "strings:") {
			file = "strings.go:"
		}
		if s := err.Error(); !strings.HasPrefix(s, "panic at "+file) || !strings.Contains(s, name) {
			t.Errorf("%s: %s", name, s)
		}
	}
}

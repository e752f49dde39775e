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
		"assignment to entry in nil map": func() { var m map[string]int; m["a"] = 1 },
		"strings: negative Repeat count": func() { strings.Repeat("a", -len("a")) },
	} {
		err := func() (err error) {
			defer func() { err = Caught(recover()) }()
			f()
			return nil
		}()
		file := "caught_test.go:"
		if strings.HasPrefix(name, "strings:") {
			file = "strings.go:"
		}
		if s := err.Error(); !strings.HasPrefix(s, "panic at "+file) || !strings.Contains(s, name) {
			t.Errorf("%s: %s", name, s)
		}
	}
}

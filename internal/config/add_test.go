package config

import (
	"errors"
	"os"
	"strings"
	"testing"

	"cipherdesk/internal/news"
)

const oneMore = `  - id: added
    name: Added
    home: https://added.example
    kind: research
    country: DE
    language: de
    feeds:
      - url: https://added.example/feed
`

const anOutlet = `- {id: a, name: A, home: "https://a.example", kind: research, country: DE, language: de}`

func TestAddOutlets(t *testing.T) {
	own, err := os.ReadFile("../../feeds.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for name, src := range map[string]string{
		"the built-in file":   string(own),
		"last key":            "# head\noutlets: # ours\n  " + anOutlet + "\n  # the end\n",
		"without a last line": "outlets:\n  " + anOutlet,
		"at the margin":       "outlets:\n" + anOutlet + "\n\n# about tags\ntags: {}\n",
		"deeply":              "outlets:\n      " + anOutlet + "\ntags: {}\n",
		"block text":          "outlets:\n  - id: a\n    name: |\n      outlets:\n\n      # no comment\n    home: https://a.example\n    kind: research\n    country: DE\n    language: de\ndesk: {title: X}\n",
		"windows":             "outlets:\r\n  " + anOutlet + "\r\n\r\n# about tags\r\ntags: {}\r\n",
	} {
		out, err := AddOutlets([]byte(src), oneMore)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		got := string(out)
		i := strings.Index(got, "- id: added")
		start, end := strings.LastIndex(got[:i], "\n")+1, strings.LastIndex(got, "added.example/feed")+len("added.example/feed")
		left := got[:start] + got[end:]
		squeeze := func(s string) string { return strings.Join(strings.Fields(s), " ") }
		if squeeze(left) != squeeze(src) {
			t.Errorf("%s: something else changed:\n%s", name, got)
		}
		if tail := strings.Index(src, "tags: {}"); tail >= 0 && !strings.HasSuffix(got, src[tail:]) {
			t.Errorf("%s: what follows the outlets changed", name)
		}
		if c := strings.Index(got, "# about tags"); c >= 0 && c < i {
			t.Errorf("%s: the entry came between a comment and what it is about:\n%s", name, got)
		}
		if strings.Contains(src, "\r\n") && strings.Count(got, "\n") != strings.Count(got, "\r\n") {
			t.Errorf("%s: mixed line ends", name)
		}
	}
}

func TestAddOutletsRefuses(t *testing.T) {
	for name, c := range map[string]struct{ src, entries string }{
		"one line":      {"outlets: [{id: a, name: A, home: \"https://a.example\", kind: research, country: DE, language: de}]\n", oneMore},
		"broken":        {"outlets: {}\n", oneMore},
		"taken id":      {"outlets:\n  " + strings.Replace(anOutlet, "id: a", "id: added", 1) + "\n", oneMore},
		"another key":   {"outlets:\n  " + anOutlet + "\n", oneMore + "desk: {title: Mine}\n"},
		"not an outlet": {"outlets:\n  " + anOutlet + "\n", "  - id: b\n"},
		"nothing":       {"outlets:\n  " + anOutlet + "\n", ""},
	} {
		if out, err := AddOutlets([]byte(c.src), c.entries); !errors.Is(err, news.ErrInvalid) {
			t.Errorf("%s: %v\n%s", name, err, out)
		}
	}
}

// FuzzAddOutlets adds one outlet to any file: what was there stays, byte by byte
// and as it was read.
func FuzzAddOutlets(f *testing.F) {
	for _, tail := range []string{"", "tags: {}\n", "# end", "  # inside\n\n#after\ndesk: {title: X}", "  - id: b\n    name: |-\n      outlets:\n", "\t"} {
		f.Add("outlets:\n  "+anOutlet+"\n"+tail, oneMore)
	}
	f.Add("desk:\n  title: |\n    outlets:\noutlets:\n- {id: b, name: B, home: https://b.example, kind: company, country: GB, language: en}\n", oneMore)
	f.Fuzz(checkAdded)
}

func checkAdded(t *testing.T, src, entries string) {
	out, err := AddOutlets([]byte(src), entries)
	if err != nil {
		return
	}
	grown := len(out) - len(src)
	kept := false
	for at := range len(src) + 1 {
		if grown > 0 && string(out[:at]) == src[:at] && string(out[at+grown:]) == src[at:] {
			kept = true
			break
		}
	}
	if !kept {
		t.Errorf("%q and %q came to %q", src, entries, out)
	}
}

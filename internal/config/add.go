package config

import (
	"bytes"
	"fmt"
	"reflect"
	"strings"

	"cipherdesk/internal/news"
)

// AddOutlets writes entries, as outlets lists them, below those of a feeds.yaml:
// everything else stays byte by byte, comments too. The entries are indented by
// two spaces. What comes of it is read again before it is returned: an error is
// [news.ErrInvalid], and the file cannot be added to in this way.
func AddOutlets(src []byte, entries string) ([]byte, error) {
	old, problems := Load(src)
	if len(problems) > 0 {
		return nil, fmt.Errorf("%s: %w", problems[0], news.ErrInvalid)
	}
	text := string(src)
	at, indent, ok := endOfOutlets(text)
	if !ok {
		return nil, fmt.Errorf("outlets: is not a list with one dash a line: %w", news.ErrInvalid)
	}
	added := "\n" + reindent(strings.TrimRight(entries, "\n"), indent) + "\n"
	if at == len(text) && !strings.HasSuffix(text, "\n") {
		added = "\n" + added
	}
	if strings.Contains(text, "\r\n") {
		added = strings.ReplaceAll(added, "\n", "\r\n")
	}
	out := []byte(text[:at] + added + text[at:])
	now, problems := Load(out)
	if len(problems) > 0 {
		return nil, fmt.Errorf("%s: %w", problems[0], news.ErrInvalid)
	}
	if n := len(old.Outlets); len(now.Outlets) <= n || !reflect.DeepEqual(old.Outlets, now.Outlets[:n]) || !reflect.DeepEqual(rest(old), rest(now)) {
		return nil, fmt.Errorf("the outlets cannot be added without changing others: %w", news.ErrInvalid)
	}
	return out, nil
}

// rest is what a file says beside its outlets.
func rest(c *Config) Config {
	other := *c
	other.Outlets, other.Notes = nil, nil
	return other
}

// endOfOutlets returns where the list of outlets ends, before the comments of
// what follows it, and by how much its dashes are indented. Only keys of the
// file itself begin a line: whatever is inside of another is indented.
func endOfOutlets(text string) (at, indent int, ok bool) {
	inside, offset := false, 0
	indent = -1
	for line := range strings.SplitAfterSeq(text, "\n") {
		end := offset + len(line)
		bare := strings.TrimRight(line, "\r\n")
		body := strings.TrimLeft(bare, " ")
		switch {
		case !inside:
			if rest, is := strings.CutPrefix(bare, "outlets:"); is {
				rest, _, _ = strings.Cut(strings.TrimSpace(rest), "#")
				inside, at, ok = true, end, strings.TrimSpace(rest) == ""
			}
		case body == "" || body[0] == '#':
			if len(bare) > len(body) && indent >= 0 { // an indented comment belongs to the list
				at = end
			}
		case len(bare) == len(body) && !strings.HasPrefix(body, "- "):
			return at, indent, ok && indent >= 0
		default:
			if indent < 0 {
				if !strings.HasPrefix(body, "-") {
					return at, indent, false
				}
				indent = len(bare) - len(body)
			}
			at = end
		}
		offset = end
	}
	return at, indent, ok && indent >= 0
}

func reindent(entries string, indent int) string {
	var b bytes.Buffer
	for line := range strings.SplitAfterSeq(entries, "\n") {
		if trimmed, two := strings.CutPrefix(line, "  "); two {
			line = strings.Repeat(" ", indent) + trimmed
		}
		b.WriteString(line)
	}
	return b.String()
}

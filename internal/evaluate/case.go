// Package evaluate measures findings against labels: precision, recall, F1 and
// shares with bootstrap intervals, and every confusion with the words that
// misled. It knows the form of labelled JSON lines and of annotated seed
// texts, and nothing of how findings are made.
package evaluate

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"cipherdesk/internal/news"
)

// Case is one labelled article. Fields that nobody labelled are empty and not
// scored: an empty Verdict means that the verdict is not known, nil Tags that
// tags are not.
type Case struct {
	ID       string `json:"id"`
	Set      string `json:"set"` // which round of labelling, and whether it was kept aside
	URL      string `json:"url"`
	Title    string `json:"title"`
	Summary  string `json:"summary"`
	Text     string `json:"text"`
	Language string `json:"lang"`
	Event    string `json:"event"`        // resampled together; empty: by itself
	Date     string `json:"date"`         // of publication, ISO 8601 as far as it is known
	SameText string `json:"same_text_as"` // id or url of the case whose text this one carries, in whatever words or language

	Verdict   string   `json:"encryption_story"` // yes, passing (or passing-mention), no
	Tags      []string `json:"tags"`
	Ambiguous bool     `json:"ambiguous"` // the verdict is not scored
	Second    *Second  `json:"second"`    // another annotator's answer

	Seed     string   `json:"seed"` // name of an annotated text
	Cut      [][2]int `json:"boilerplate_lines"`
	Figures  []Figure `json:"figures"`
	Voices   []Voice  `json:"attributions"`
	Credits  []Credit `json:"credited_reporting"`
	Papers   []any    `json:"primary_documents"` // our own labels: the word for each, or {"span": where it is named}; remarks of others are not scored
	whole    bool     // the facts are labelled in the whole text
	file     string   // that it was read from
	position []int    // byte of Text by code point of the annotated text; -1 where it was cut
}

// Second is what a second annotator said.
type Second struct {
	Verdict string   `json:"encryption_story"`
	Tags    []string `json:"tags"`
}

// Figure is a labelled number. Offset is in code points of the seed's text.
type Figure struct {
	Span     string     `json:"span"`
	Offset   [2]int     `json:"offset"`
	Value    any        `json:"value"` // a number, or words such as "millions"
	ValueMax *float64   `json:"value_max"`
	Unit     string     `json:"unit"`
	Bound    news.Bound `json:"bound"`  // empty: not labelled
	Source   string     `json:"source"` // the estimator
	Via      string     `json:"via"`    // the conduit
}

// Voice is a labelled quote or attribution; a speaker in brackets is nobody's
// name ("(letter)").
type Voice struct {
	Span         string `json:"span"`
	Offset       [2]int `json:"offset"`
	Speaker      string `json:"speaker"`
	Organisation string `json:"organisation"`
	Kind         string `json:"kind"`
}

// Credit is a labelled credit to another outlet.
type Credit struct {
	Span     string `json:"span"`
	Credited string `json:"credited"`
	Relation string `json:"relation"`
}

// Read reads every *.jsonl and *.json of a folder. The texts of annotated
// seeds are looked for in the folder "seeds" beside it. Lines without a title
// and text are left out; a line that is no JSON is an error that names it.
func Read(dir string) ([]Case, error) {
	files, err := filepath.Glob(filepath.Join(dir, "*.json*"))
	if err != nil {
		return nil, err
	}
	if len(files) == 0 {
		return nil, fmt.Errorf("%s holds no .json or .jsonl: %w", dir, fs.ErrNotExist)
	}
	var cases []Case
	for _, file := range files {
		more, err := readFile(file)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
		cases = append(cases, more...)
	}
	return cases, nil
}

func readFile(file string) ([]Case, error) {
	src, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	var cases []Case
	if bytes.HasPrefix(bytes.TrimSpace(src), []byte("[")) {
		if err := json.Unmarshal(src, &cases); err != nil {
			return nil, err
		}
	} else if cases, err = readLines(src); err != nil {
		return nil, err
	}
	for i := range cases {
		c := &cases[i]
		c.file = filepath.Base(file)
		c.normalise()
		if c.Seed == "" {
			c.whole = c.Text != ""
			continue
		}
		if err := c.readSeed(filepath.Join(filepath.Dir(file), "..", "seeds")); err != nil {
			return nil, err
		}
	}
	return slices.DeleteFunc(cases, func(c Case) bool { return c.Title == "" && c.Text == "" }), nil
}

func readLines(src []byte) ([]Case, error) {
	var cases []Case
	lines := bufio.NewScanner(bytes.NewReader(src))
	lines.Buffer(nil, 16<<20)
	for n := 1; lines.Scan(); n++ {
		if len(bytes.TrimSpace(lines.Bytes())) == 0 {
			continue
		}
		var c Case
		if err := json.Unmarshal(lines.Bytes(), &c); err != nil {
			return nil, fmt.Errorf("line %d: %w", n, err)
		}
		cases = append(cases, c)
	}
	return cases, lines.Err()
}

// normalise brings the labels to the contract's spelling.
func (c *Case) normalise() {
	c.Verdict = strings.TrimSuffix(c.Verdict, "-mention")
	if c.Second != nil {
		c.Second.Verdict = strings.TrimSuffix(c.Second.Verdict, "-mention")
	}
	for i := range c.Credits {
		if to, known := relations[c.Credits[i].Relation]; known {
			c.Credits[i].Relation = string(to)
		}
	}
}

// relations maps names of the labels to those of the contract.
var relations = map[string]news.Relation{
	"document-seen-by": news.RelSeenBy, "obtained-document": news.RelSeenBy,
	"statement-given-to": news.RelStatementTo,
	"quoted-article":     news.RelBasedOn, "see-also primary": news.RelBasedOn,
}

// readSeed reads an annotated text, without its title and boilerplate lines.
// An absent text leaves a case without one: its verdict can still be scored.
func (c *Case) readSeed(dir string) error {
	files, err := filepath.Glob(filepath.Join(dir, c.Seed+"_*"))
	if err != nil || len(files) == 0 {
		return err
	}
	raw, err := os.ReadFile(files[0])
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	var b strings.Builder
	for n, line := range strings.Split(string(raw), "\n") {
		drop := strings.TrimSpace(line) == "" || strings.TrimSpace(line) == c.Title
		for _, x := range c.Cut {
			drop = drop || n+1 >= x[0] && n+1 <= x[1]
		}
		if !drop && b.Len() > 0 {
			b.WriteString("\n\n")
		}
		for _, r := range line {
			if drop {
				c.position = append(c.position, -1)
				continue
			}
			c.position = append(c.position, b.Len())
			b.WriteRune(r)
		}
		c.position = append(c.position, -1)
	}
	c.Text, c.whole = b.String(), true
	return nil
}

// bytes converts code points of the annotated text; ok is false where they
// were cut.
func (c *Case) bytes(offset [2]int) (start, end int, ok bool) {
	if offset[0] < 0 || offset[0] >= offset[1] || offset[1] > len(c.position) {
		return 0, 0, false
	}
	start, end = c.position[offset[0]], c.position[offset[1]-1]
	return start, end + 1, start >= 0 && end >= 0
}

// name is what a confusion calls the case.
func (c *Case) name() string {
	if c.Title != "" {
		return c.Title
	}
	return c.ID + c.URL + c.Seed
}

// group is what is resampled together.
func (c *Case) group() string {
	if c.Event != "" {
		return c.Event
	}
	return c.ID + " " + c.URL + " " + c.Seed + " " + c.Title
}

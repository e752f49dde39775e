package cite

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
)

// Text is the citation in words, in one line.
func (w Work) Text() string {
	var parts []string
	add := func(part string) {
		if part != "" {
			parts = append(parts, part)
		}
	}
	add(strings.Join(w.names(), ", "))
	add("“" + line(w.Title) + "”")
	add(line(w.Container))
	if y, m, d := w.issued(); y > 0 {
		add(date(y, m, d, "-"))
	}
	add(line(w.Version))
	add(address(w.URL))
	if !w.Accessed.IsZero() {
		add("accessed " + w.Accessed.Format("2006-01-02"))
	}
	if w.Archive != "" {
		add("archived at " + address(w.Archive))
	}
	text := strings.Join(parts, ", ") + "."
	if note := line(w.Note); note != "" {
		text += " " + note
	}
	return text
}

// BibTeX is an entry for BibTeX and biblatex. Words of titles keep their
// capitals, and an author is one name whatever is in it.
func (w Work) BibTeX() string {
	var b strings.Builder
	fmt.Fprintf(&b, "@online{%s", w.key())
	field := func(name, value string) {
		if value != "" {
			fmt.Fprintf(&b, ",\n  %s = {%s}", name, value)
		}
	}
	var authors []string
	for _, name := range w.names() {
		authors = append(authors, "{"+tex(name)+"}")
	}
	y, m, d := w.issued()
	field("author", strings.Join(authors, " and "))
	field("title", "{"+tex(line(w.Title))+"}")
	field("organization", tex(line(w.Container)))
	field("date", date(y, m, d, "-"))
	field("year", date(y, 0, 0, "-"))
	field("version", tex(line(w.Version)))
	field("url", address(w.URL))
	if !w.Accessed.IsZero() {
		field("urldate", w.Accessed.Format("2006-01-02"))
	}
	field("language", tex(line(w.Language)))
	note := line(w.Note)
	if w.Archive != "" {
		note = strings.TrimSpace("Archived at " + address(w.Archive) + ". " + note)
	}
	field("note", tex(note))
	b.WriteString("\n}\n")
	return b.String()
}

// tex escapes what TeX reads as its own. Unicode is left as it is.
func tex(s string) string {
	return strings.NewReplacer(`\`, `\textbackslash{}`, `{`, `\{`, `}`, `\}`, `$`, `\$`, `&`, `\&`, `#`, `\#`, `_`, `\_`, `%`, `\%`,
		`~`, `\textasciitilde{}`, `^`, `\textasciicircum{}`).Replace(s)
}

// RIS is a record of the RIS format, lines ended as it wants them.
func (w Work) RIS() string {
	var b strings.Builder
	field := func(tag, value string) {
		if value = line(value); value != "" {
			fmt.Fprintf(&b, "%s  - %s\r\n", tag, value)
		}
	}
	kind := "ELEC"
	if w.Kind == Newspaper {
		kind = "NEWS"
	}
	field("TY", kind)
	field("ID", w.key())
	for _, name := range w.names() {
		field("AU", name)
	}
	y, m, d := w.issued()
	field("TI", w.Title)
	field("T2", w.Container)
	field("PY", date(y, 0, 0, "/"))
	field("DA", date(y, m, d, "/"))
	field("ET", w.Version)
	field("UR", address(w.URL))
	if !w.Accessed.IsZero() {
		field("Y2", w.Accessed.Format("2006/01/02"))
	}
	field("LA", w.Language)
	field("L2", address(w.Archive))
	field("N1", w.Note)
	b.WriteString("ER  - \r\n")
	return b.String()
}

// cslItem is an item of the CSL-JSON schema 1.0.2.
type cslItem struct {
	ID        string    `json:"id"`
	Type      string    `json:"type"`
	Title     string    `json:"title"`
	Author    []cslName `json:"author,omitempty"`
	Container string    `json:"container-title,omitempty"`
	Issued    *cslDate  `json:"issued,omitempty"`
	Accessed  *cslDate  `json:"accessed,omitempty"`
	URL       string    `json:"URL"`
	Archive   string    `json:"archive,omitempty"`
	Location  string    `json:"archive_location,omitempty"`
	Version   string    `json:"version,omitempty"`
	Language  string    `json:"language,omitempty"`
	Note      string    `json:"note,omitempty"`
	License   string    `json:"license,omitempty"`
}

type cslName struct {
	Literal string `json:"literal"` // how a name is made up is not guessed
}

type cslDate struct {
	Parts [][]int `json:"date-parts"`
}

func cslOf(y, m, d int) *cslDate {
	switch {
	case y == 0:
		return nil
	case m == 0:
		return &cslDate{[][]int{{y}}}
	case d == 0:
		return &cslDate{[][]int{{y, m}}}
	}
	return &cslDate{[][]int{{y, m, d}}}
}

// CSL is an item of CSL-JSON; a document of the format is an array of them.
func (w Work) CSL() []byte {
	item := cslItem{ID: w.key(), Type: "webpage", Title: line(w.Title), Container: line(w.Container), Issued: cslOf(w.issued()),
		URL: address(w.URL), Version: line(w.Version), Language: line(w.Language), Note: line(w.Note), License: line(w.Rights)}
	if w.Kind == Newspaper {
		item.Type = "article-newspaper"
	}
	for _, name := range w.names() {
		item.Author = append(item.Author, cslName{name})
	}
	if !w.Accessed.IsZero() {
		item.Accessed = cslOf(w.Accessed.Year(), int(w.Accessed.Month()), w.Accessed.Day())
	}
	if w.Archive != "" {
		item.Archive, item.Location = "Internet Archive", address(w.Archive)
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(item); err != nil {
		return nil // strings and numbers alone: cannot fail
	}
	return bytes.TrimSpace(b.Bytes())
}

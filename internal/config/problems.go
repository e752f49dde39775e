package config

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"cipherdesk/internal/text"
)

// FileName is what problems call the file unless told otherwise.
const FileName = "feeds.yaml"

// Problem is one thing that is wrong, at a place of the file. Line and Column
// count from 1; columns count characters.
type Problem struct {
	Line, Column int
	What         string // what is wrong
	Do           string // what to do about it
}

// At is the problem in one line, as a compiler would say it.
func (p Problem) At(file string) string {
	return fmt.Sprintf("%s:%d:%d: %s; %s", file, p.Line, p.Column, p.What, p.Do)
}

// String is the problem in one line about [FileName].
func (p Problem) String() string { return p.At(FileName) }

// Problems are everything that is wrong with a file, in reading order. An
// empty list means that nothing is.
type Problems []Problem

// Error is one line for each problem about [FileName].
func (ps Problems) Error() string { return strings.Join(ps.Lines(FileName), "\n") }

// Lines are the problems about the named file, one line each.
func (ps Problems) Lines(file string) []string {
	lines := make([]string, len(ps))
	for i, p := range ps {
		lines[i] = p.At(file)
	}
	return lines
}

// sorted puts problems in reading order and drops repetitions.
func (ps Problems) sorted() Problems {
	slices.SortStableFunc(ps, func(a, b Problem) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
	return slices.Compact(ps)
}

// fault is what a value's parser answers: half of a [Problem], the place comes
// from the reader.
type fault struct{ what, do string }

func (f fault) Error() string { return f.what + "; " + f.do }

// bad makes a fault; the last argument says what to do.
func bad(do, format string, args ...any) fault {
	return fault{what: fmt.Sprintf(format, args...), do: do}
}

// instead words a suggestion: the nearest candidate, or all of them.
func instead(word string, candidates []string) string {
	if n := text.Nearest(word, candidates); n != "" {
		return fmt.Sprintf("did you mean %q?", n)
	}
	return "it is one of " + strings.Join(candidates, ", ")
}
